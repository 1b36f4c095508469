"""What a table refuses is set aside alone, whoever refuses it; a replay is never mistaken for a new event."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from cdc_assets.tables.model import TargetColumn
from tests.merge.support import (
    SCHEMA,
    UNAVAILABLE,
    appended,
    column,
    document,
    event,
    fetch,
    install,
    merge,
    plain,
    relation,
    stage,
)
from tests.support.postgres import both_versions

Connection = psycopg.Connection[Any]
TOPIC = event(0)["__kafka_topic"]
TENANT = "00000000-0000-0000-0000-000000000001"


def say(connection: Connection, table: str, *events: dict[str, Any]) -> None:
    stage(connection, table, [{name: value for name, value in one.items() if name != "amount"} for one in events])
    merge(connection, table)


def counts(connection: Connection, table: str = "Actor") -> tuple[int, ...]:
    """Rows taken, applied, superseded, stale, rejected."""
    query = """SELECT rows_taken, rows_applied, rows_superseded, rows_stale, rows_rejected
        FROM cdc_management.merge_control WHERE table_name = %s"""
    return fetch(connection, query, table)[0]


@both_versions
@pytest.mark.parametrize("large", [True, False])
def test_a_delete_that_comes_first_is_kept_where_a_column_must_have_a_value(merging: Connection, large: bool) -> None:
    """As the tenant's id that a column template asks for: the delete was set aside, and the row came to life later."""
    columns = [column("id", "integer", key=True), column("name", "varchar(20)")]
    columns += [TargetColumn("kunde", "uuid", "uuid", not_null=True)]
    columns += [column("doc", "text", large=True)] if large else []
    install(merging, [relation("Actor", columns)])
    doc = {"doc": UNAVAILABLE} if large else {}
    say(merging, "Actor", event(5, __operation="d", kunde=TENANT, name=None))
    assert fetch(merging, "SELECT reason FROM cdc_management.merge_rejects") == []
    say(merging, "Actor", event(3, kunde=TENANT, **doc))
    found = f'SELECT name, kunde::text, "__deleted" FROM {SCHEMA}."Actor"'
    assert fetch(merging, found) == [("v3", TENANT, True)]
    other = TENANT.replace("1", "2")
    say(merging, "Actor", event(2, kunde=other), event(4, kunde=other))
    assert fetch(merging, found) == [("v4", other, True)], "it is still the last event that has data which tells them"
    assert counts(merging)[4] == 0


@both_versions
def test_a_hard_delete_whose_key_does_not_fit_is_set_aside_as_its_insert_was(merging: Connection) -> None:
    columns = (column("part", "integer", key=True), column("id", "varchar(4)", key=True), column("name", "varchar(20)"))
    install(merging, [relation("Actor", columns, ("part", "id"), deletes="hard")])
    say(merging, "Actor", event(1, "too long", part=1))
    say(merging, "Actor", event(2, "too long", part=1, __operation="d"), event(3, "fits", part=1, __operation="d"))
    assert fetch(merging, "SELECT key FROM cdc_management.merge_tombstones") == [('["1", "fits"]',)]
    assert counts(merging) == (3, 1, 0, 0, 2)
    merging.execute(f'ALTER TABLE {SCHEMA}."Actor" ALTER id TYPE varchar(10)')
    merging.execute("CALL cdc_management.replay_rejects()")
    merge(merging, "Actor")
    assert fetch(merging, f'SELECT id FROM {SCHEMA}."Actor"') == [], "replayed without its delete the row came back"


@both_versions
def test_a_reject_that_is_replayed_counts_no_offset_of_the_topic_that_was_made_anew(merging: Connection) -> None:
    install(merging, [appended()])
    say(merging, "Log", event(1), event(2, name="x" * 21), event(3))
    fetch(merging, "SELECT cdc_management.new_topic_incarnation(%s)", TOPIC)
    say(merging, "Log", event(11, __kafka_offset=1))
    merging.execute(f'ALTER TABLE {SCHEMA}."Log" ALTER name TYPE text')
    merging.execute("CALL cdc_management.replay_rejects()")
    merge(merging, "Log")
    coverage = "SELECT topic_incarnation, first_offset, frontier FROM cdc_management.offset_coverage ORDER BY 1"
    assert fetch(merging, coverage) == [(0, 1, 4), (1, 1, 2)]
    say(merging, "Log", event(12, __kafka_offset=2))
    assert len(fetch(merging, f"SELECT FROM {SCHEMA}.\"Log\" WHERE name = 'v12'")) == 1
    assert counts(merging, "Log") == (6, 5, 0, 0, 1)


@both_versions
def test_of_a_row_that_came_twice_and_is_refused_one_is_kept(merging: Connection) -> None:
    """Each lay in another half of its batch: both were kept, and replayed they were two rows."""
    install(merging, [appended()])
    merging.execute(f"ALTER TABLE {SCHEMA}.\"Log\" ADD CONSTRAINT no CHECK (name <> 'v2')")
    say(merging, "Log", event(2), event(3), event(4), event(2))
    assert counts(merging, "Log") == (4, 2, 0, 1, 1)
    assert fetch(merging, "SELECT first_offset, frontier FROM cdc_management.offset_coverage") == [(2, 5)]
    merging.execute(f'ALTER TABLE {SCHEMA}."Log" DROP CONSTRAINT no')
    merging.execute("CALL cdc_management.replay_rejects()")
    merge(merging, "Log")
    assert fetch(merging, f'SELECT name FROM {SCHEMA}."Log" ORDER BY 1') == [("v2",), ("v3",), ("v4",)]


@both_versions
def test_a_column_that_came_after_a_reject_has_its_default_in_the_replay(merging: Connection) -> None:
    install(merging, [plain()])
    say(merging, "Actor", event(1, name="x" * 21))
    merging.execute(f"""ALTER TABLE {SCHEMA}."Actor" ALTER name TYPE text, ADD COLUMN "it's" uuid NOT NULL;
        ALTER TABLE {SCHEMA}."stg_Actor" ADD COLUMN "it's" uuid DEFAULT '{TENANT}'""")
    merging.execute("CALL cdc_management.replay_rejects()")
    merge(merging, "Actor")
    assert fetch(merging, f'SELECT id, "it\'s"::text FROM {SCHEMA}."Actor"') == [(1, TENANT)]
    assert fetch(merging, "SELECT FROM cdc_management.merge_rejects WHERE replayed_at IS NULL") == []


@both_versions
def test_a_text_that_is_no_moment_is_set_aside_from_a_key_beside_events_without_lsn_too(merging: Connection) -> None:
    columns = [TargetColumn("id", "timestamp(6)", "text", not_null=True), column("name", "varchar(20)")]
    install(merging, [relation("Actor", columns)])
    moments = [event(n, f"2026-01-0{n} 00:00:00.1234567") for n in (1, 2)]
    say(merging, "Actor", *moments, event(3, "no moment"), event(4, "2026-01-04", __operation="r", __lsn=None))
    assert fetch(merging, f'SELECT name FROM {SCHEMA}."Actor" ORDER BY id') == [("v1",), ("v2",), ("v4",)]
    assert counts(merging) == (4, 3, 0, 0, 1)


@both_versions
def test_a_constraint_that_is_checked_at_commit_refuses_its_row_and_stops_no_round(merging: Connection) -> None:
    install(merging, [plain(), plain("Other")])
    merging.execute(f"""CREATE TABLE public.post (id integer PRIMARY KEY); INSERT INTO public.post VALUES (1);
        ALTER TABLE {SCHEMA}."Actor" ADD FOREIGN KEY (id) REFERENCES public.post DEFERRABLE INITIALLY DEFERRED""")
    stage(merging, "Actor", [event(1), event(2, 2)])
    stage(merging, "Other", [event(1)])
    merging.execute("CALL cdc_management.run_pending_merges(0)")
    assert counts(merging) == (2, 1, 0, 0, 1)
    assert counts(merging, "Other") == (1, 1, 0, 0, 0)
    assert fetch(merging, "SELECT left(reason, 6) FROM cdc_management.merge_rejects") == [("23503:",)]


@both_versions
def test_what_may_be_checked_at_commit_is_checked_once_a_batch(merging: Connection) -> None:
    """Events of several kinds take turns: in between two rows of the table have the name that one of them leaves."""
    install(merging, [document("Actor")])
    merging.execute(f'ALTER TABLE {SCHEMA}."Actor" ADD UNIQUE (name) DEFERRABLE')
    say(merging, "Actor", event(1, 1, name="a", doc="x"), event(2, 2, name="b", doc="x"))
    say(merging, "Actor", event(3, 1, name="b", doc="y"), event(4, 2, name="a", doc=UNAVAILABLE))
    assert fetch(merging, f'SELECT id, name FROM {SCHEMA}."Actor" ORDER BY 1') == [(1, "b"), (2, "a")]
    assert counts(merging)[4] == 0


@both_versions
def test_what_the_callers_transaction_has_left_open_is_no_fault_of_a_row(merging: Connection) -> None:
    install(merging, [plain()])
    merging.execute("""CREATE TABLE public.post (id integer PRIMARY KEY);
        CREATE TABLE public.letter (id integer REFERENCES public.post DEFERRABLE INITIALLY DEFERRED)""")
    stage(merging, "Actor", [event(1)])
    with merging.transaction(force_rollback=True):
        merging.execute("INSERT INTO public.letter VALUES (1)")
        with pytest.raises(psycopg.errors.ForeignKeyViolation, match="letter"), merging.transaction():
            merge(merging, "Actor")
    assert fetch(merging, "SELECT FROM cdc_management.merge_rejects") == []
    merge(merging, "Actor")
    assert counts(merging) == (1, 1, 0, 0, 0)


@both_versions
@pytest.mark.parametrize("code", ["P0001", "MY001", "U1234", "99999", "EE001", "no_data_found"])
def test_a_trigger_may_refuse_a_row_with_a_code_of_its_own(merging: Connection, code: str) -> None:
    install(merging, [plain()])
    merging.execute(f"""CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'not this one' USING ERRCODE = '{code}'; END $$;
        CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON {SCHEMA}."Actor" FOR EACH ROW WHEN (NEW.id = 2)
        EXECUTE FUNCTION public.refuse()""")
    stage(merging, "Actor", [event(n, n) for n in range(1, 5)])
    merge(merging, "Actor")
    assert counts(merging) == (4, 3, 0, 0, 1)


@pytest.mark.parametrize("code", ["42501", "40001", "55P03", "57014", "53100", "42P01", "XX000", "0A000"])
def test_what_is_no_fault_of_a_row_fails_the_merge_and_events_wait(merging: Connection, code: str) -> None:
    install(merging, [plain()])
    merging.execute(f"""CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'not now' USING ERRCODE = '{code}'; END $$;
        CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON {SCHEMA}."Actor" FOR EACH ROW WHEN (NEW.id = 2)
        EXECUTE FUNCTION public.refuse()""")
    stage(merging, "Actor", [event(n, n) for n in range(1, 5)])
    with pytest.raises(psycopg.Error) as caught:
        merge(merging, "Actor")
    assert caught.value.sqlstate == code
    assert counts(merging) == (0, 0, 0, 0, 0)
    assert fetch(merging, f'SELECT count(*) FROM {SCHEMA}."stg_Actor"') == [(4,)]


def test_nothing_is_merged_where_triggers_do_not_fire(merging: Connection) -> None:
    """An existing table would not be told what its replica says was merged."""
    merging.execute(f"CREATE SCHEMA {SCHEMA}; CREATE TABLE {SCHEMA}.theirs (id bigint PRIMARY KEY, name text)")
    columns = (column("id", "integer", key=True), column("name", "varchar(20)"))
    made = relation("theirs", columns, exists=True, merged=True).ours
    assert made is not None
    install(merging, [made])
    merging.execute("SET session_replication_role = replica")
    with pytest.raises(psycopg.errors.InvalidTransactionState, match="session_replication_role"):
        say(merging, "theirs", event(1))
    merging.execute("RESET session_replication_role")
    merge(merging, "theirs")
    assert fetch(merging, f"SELECT name FROM {SCHEMA}.theirs") == [("v1",)]
