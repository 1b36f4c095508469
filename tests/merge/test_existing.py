"""Merging into tables that belong to somebody else: mapped columns alone, and every rule of the merge as ever."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from cdc_assets.migrate.desired import desired_unit
from cdc_assets.migrate.live import read_live
from cdc_assets.tables.model import TableDefinition, TargetColumn, TargetTable
from cdc_assets.tables.naming import quote_ident
from tests.merge.oracle import Group, run
from tests.merge.support import SCHEMA, UNAVAILABLE, column, documents, event, fetch, install, merge, relation, stage
from tests.support.postgres import both_versions

Connection = psycopg.Connection[Any]
NAME = "customer_user"
TYPES = {"amount": "numeric(6,2)", "facts": "json", "raw": "json"}


def existing(connection: Connection, ddl: str = "", **options: Any) -> TargetTable:
    """Somebody's table with columns of their own, and the replica that is merged into beside it."""
    columns = ddl or "id bigint PRIMARY KEY, name varchar(10), amount numeric, doc text, img bytea"
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}".encode())
    connection.execute(f"CREATE TABLE {SCHEMA}.{NAME} ({columns}, theirs text DEFAULT 'theirs')".encode())
    made = documents(NAME, exists=True, merged=True, **options).ours
    assert made is not None
    install(connection, [made])
    return made


def rows(connection: Connection, columns: str = "id, name, theirs") -> list[tuple[Any, ...]]:
    return fetch(connection, f"SELECT {columns} FROM {SCHEMA}.{NAME} ORDER BY id")


def rejects(connection: Connection) -> list[str]:
    return [reason for (reason,) in fetch(connection, "SELECT reason FROM cdc_management.merge_rejects ORDER BY id")]


def say(connection: Connection, *events: dict[str, Any]) -> None:
    stage(connection, NAME, events)
    merge(connection, NAME)


@both_versions
def test_mapped_columns_are_written_and_no_others(merging: Connection) -> None:
    existing(merging)
    merging.execute(f"INSERT INTO {SCHEMA}.{NAME} (id, name, theirs) VALUES (1, 'old', 'mine'), (9, 'not ours', 'x')")
    say(merging, event(1, 1), event(2, 2))
    assert rows(merging) == [(1, "v1", "mine"), (2, "v2", "theirs"), (9, "not ours", "x")]
    say(merging, event(4, 1), event(3, 1))
    say(merging, event(3, 1))
    assert rows(merging)[0] == (1, "v4", "mine")
    taken = "rows_taken, rows_applied, rows_superseded, rows_stale, rows_rejected"
    assert fetch(merging, f"SELECT {taken} FROM cdc_management.merge_control") == [(5, 3, 1, 1, 0)]


def test_a_mapped_column_that_was_dropped_is_named_and_events_wait(merging: Connection) -> None:
    existing(merging)
    merging.execute(f"ALTER TABLE {SCHEMA}.{NAME} DROP COLUMN doc, DROP COLUMN img")
    with pytest.raises(psycopg.errors.UndefinedColumn, match="customer_user has no column `doc`, `img` any more"):
        say(merging, event(1, 1))
    assert fetch(merging, f"SELECT count(*) FROM {SCHEMA}.stg_{NAME}") == [(1,)]
    merging.execute(f"ALTER TABLE {SCHEMA}.{NAME} ADD COLUMN doc text, ADD COLUMN img bytea")
    merge(merging, NAME)
    assert rows(merging) == [(1, "v1", "theirs")]


def test_a_row_that_has_the_values_already_is_not_written(merging: Connection) -> None:
    existing(merging)
    say(merging, event(1, 1))
    before = rows(merging, "xmin::text, ctid::text")
    say(merging, event(2, 1, name="v1", amount=1))
    assert rows(merging, "xmin::text, ctid::text") == before


@both_versions
@pytest.mark.parametrize(("deletes", "left"), [("ignore", [(1, "v1", "theirs")]), ("hard", [])])
def test_a_delete_does_what_the_configuration_says_and_older_events_do_not_undo_it(
    merging: Connection, deletes: str, left: list[Any]
) -> None:
    made = existing(merging, deletes=deletes)
    say(merging, event(1, 1))
    say(merging, event(5, 1, __operation="d", name=None, amount=None))
    say(merging, event(3, 1))
    assert rows(merging) == left
    assert fetch(merging, f'SELECT id, "__deleted" FROM {SCHEMA}."{made.name}"') == [(1, True)]
    say(merging, event(6, 1, __operation="c"))
    assert rows(merging) == [(1, "v6", "theirs")]


def test_a_value_that_never_came_leaves_the_one_that_is_there(merging: Connection) -> None:
    existing(merging)
    merging.execute(f"INSERT INTO {SCHEMA}.{NAME} (id, doc, img) VALUES (1, 'theirs', 'abc')")
    say(merging, event(2, 1, doc=UNAVAILABLE, img=UNAVAILABLE.encode()))
    assert rows(merging, "name, doc, img") == [("v2", "theirs", b"abc")]
    say(merging, event(1, 1, doc="late", img=UNAVAILABLE.encode()))
    assert rows(merging, "name, doc, img") == [("v2", "late", b"abc")]


@both_versions
def test_digits_of_a_second_that_the_existing_column_does_not_hold_are_cut(merging: Connection) -> None:
    merging.execute(f"CREATE SCHEMA {SCHEMA}".encode())
    merging.execute(f"CREATE TABLE {SCHEMA}.{NAME} (id bigint PRIMARY KEY, at timestamp(0), clock time(3))".encode())
    kinds = {"at": "timestamp(6)", "clock": "time(6)"}
    columns = [column("id", "integer", key=True), *(TargetColumn(name, kind, "text") for name, kind in kinds.items())]
    made = relation(NAME, columns, exists=True, merged=True).ours
    assert made is not None
    install(merging, [made])
    for number in (1, 2):  # inserted, updated
        last = event(number, 1, at=f"9999-12-31 23:59:5{number}.9999999", clock="23:59:59.9999999")
        del last["name"], last["amount"]
        say(merging, last)
        assert rows(merging, "at::text, clock::text") == [(f"9999-12-31 23:59:5{number}", "23:59:59.999")]


def test_what_the_existing_table_refuses_is_set_aside_and_the_rest_goes_on(merging: Connection) -> None:
    existing(
        merging,
        "id bigint PRIMARY KEY, name varchar(10) UNIQUE, amount numeric CHECK (amount < 900), doc text, img bytea",
    )
    say(merging, event(1, 1), event(2, 2, name="x" * 15), event(3, 3, amount=950), event(4, 4), event(5, 5, name="v4"))
    assert [name for _, name, _ in rows(merging)] == ["v1", "v4"]
    first, second, third = rejects(merging)
    assert "value too long" in first
    assert "check" in second
    assert "unique" in third
    assert fetch(merging, "SELECT count(*) FROM cdc_management.v_cdc_processing_gaps") == [(0,)]
    merging.execute(f"ALTER TABLE {SCHEMA}.{NAME} ALTER name TYPE text")
    merging.execute("CALL cdc_management.replay_rejects()")
    merge(merging, NAME)
    assert rows(merging, "id") == [(1,), (2,), (4,)]


def test_a_constraint_that_is_checked_at_commit_refuses_its_row_and_not_the_merge(merging: Connection) -> None:
    merging.execute("CREATE TABLE public.post (id bigint PRIMARY KEY)")
    columns = "id bigint PRIMARY KEY, name text, amount numeric, doc text, img bytea"
    existing(merging, f"{columns}, FOREIGN KEY (id) REFERENCES public.post DEFERRABLE INITIALLY DEFERRED")
    merging.execute("INSERT INTO public.post VALUES (1)")
    say(merging, event(1, 1), event(2, 2))
    assert rows(merging, "id") == [(1,)]
    assert "foreign key" in rejects(merging)[0]


def test_a_trigger_that_leaves_a_row_out_makes_it_a_reject(merging: Connection) -> None:
    existing(merging)
    merging.execute(f"""
        CREATE FUNCTION public.skip() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
        CREATE TRIGGER skip BEFORE INSERT ON {SCHEMA}.{NAME} FOR EACH ROW WHEN (NEW.id = 2)
        EXECUTE FUNCTION public.skip();
    """)
    say(merging, event(1, 1), event(2, 2))
    assert rows(merging, "id") == [(1,)]
    assert "did not take 1 of 1 new rows" in rejects(merging)[0]


def test_only_merges_push(merging: Connection) -> None:
    made = existing(merging)
    say(merging, event(1, 1))
    merging.execute(f"UPDATE {SCHEMA}.\"{made.name}\" SET name = 'filled'")
    assert rows(merging) == [(1, "v1", "theirs")]
    with merging.transaction():  # as the handbook brings all rows once more
        merging.execute("SET LOCAL cdc_management.merging = 'on'")
        merging.execute(f'UPDATE {SCHEMA}."{made.name}" SET "__sync_timestamp" = now()')
    assert rows(merging) == [(1, "filled", "theirs")]


CATCHING = "DO $$ BEGIN CALL {} EXCEPTION WHEN OTHERS THEN NULL; END $$"
STARTED = {  # ways to start a merge, the transaction going on after each; the last ones catch its error
    "CALL avansas.sp_merge_customer_user()": False,
    "SELECT cdc_management.manual_merge('avansas', 'replica_customer_user')": False,
    "SELECT * FROM cdc_management.trigger_pending_merges(0)": True,
    CATCHING.format("avansas.sp_merge_customer_user();"): True,
    CATCHING.format("cdc_management.run_pending_merges(0);"): True,
}


@both_versions
@pytest.mark.parametrize("outcome", ["merged", "cut to the row that is refused", "failed"])
def test_what_follows_a_merge_in_its_transaction_does_not_push_whatever_became_of_it(
    merging: Connection, outcome: str
) -> None:
    made = existing(merging)
    say(merging, event(1, 1))
    if outcome == "failed":  # no reject: a right that is missing is for somebody to give
        merging.execute(f"""
            CREATE FUNCTION public.deny() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN RAISE EXCEPTION ''denied'' USING ERRCODE = ''insufficient_privilege''; END';
            CREATE TRIGGER deny BEFORE UPDATE ON {SCHEMA}.{NAME} FOR EACH ROW EXECUTE FUNCTION public.deny();
        """)
    tried = "last_error_at" if outcome == "failed" else "last_merge_at"
    for number, (start, catches) in enumerate(STARTED.items(), 2):
        names = {"name": "x" * 15} if outcome.startswith("cut") else {}
        stage(merging, NAME, [event(number, 1), event(number, 2, **names)])
        there, merges = rows(merging), fetch(merging, f"SELECT {tried} FROM cdc_management.merge_control")
        with merging.transaction():
            try:
                with merging.transaction():  # a savepoint
                    merging.execute(start.encode())
                assert outcome != "failed" or catches, start
            except psycopg.errors.InsufficientPrivilege:
                assert outcome == "failed"
                assert not catches, start
            assert fetch(merging, "SELECT current_setting('cdc_management.merging', true)")[0][0] != "on", start
            merged = rows(merging)
            merging.execute(f"UPDATE {SCHEMA}.\"{made.name}\" SET name = 'ours'".encode())
            assert rows(merging) == merged, start
        if "run_pending_merges" not in start:  # which commits, and so may not be in a transaction
            assert (merged == there) == (outcome == "failed"), start
            if outcome != "failed" or "trigger" in start:
                assert fetch(merging, f"SELECT {tried} FROM cdc_management.merge_control") != merges, start
    merging.execute("CALL cdc_management.run_pending_merges(0)")
    assert fetch(merging, "SELECT current_setting('cdc_management.merging', true)")[0][0] != "on"


def test_a_merge_that_a_trigger_of_the_existing_table_starts_leaves_the_outer_one_pushing(merging: Connection) -> None:
    existing(merging)
    merging.execute(f"CREATE TABLE {SCHEMA}.inner_one (LIKE {SCHEMA}.{NAME} INCLUDING ALL)".encode())
    made = documents("inner_one", exists=True, merged=True).ours
    assert made is not None
    install(merging, [made])
    merging.execute(f"""
        CREATE FUNCTION public.merge_inner() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN PERFORM cdc_management.manual_merge('{SCHEMA}', 'replica_inner_one'); RETURN NULL; END $$;
        CREATE TRIGGER merge_inner AFTER INSERT ON {SCHEMA}.{NAME} FOR EACH ROW EXECUTE FUNCTION public.merge_inner();
    """)
    stage(merging, "inner_one", [event(1, 1)])
    stage(merging, NAME, [event(1, 1), event(2, 2), event(3, 3)])
    merge(merging, NAME, batch=1)
    assert [row[0] for row in rows(merging)] == [1, 2, 3]
    assert fetch(merging, f"SELECT id, name FROM {SCHEMA}.inner_one") == [(1, "v1")]


def test_types_of_the_existing_table_may_be_wider_and_need_no_equality(merging: Connection) -> None:
    merging.execute(f"CREATE SCHEMA {SCHEMA}")
    merging.execute(f"CREATE TABLE {SCHEMA}.wide (id text PRIMARY KEY, amount text, facts jsonb, raw json)")
    columns = (column("id", "uuid", key=True), *(column(name, kind) for name, kind in TYPES.items()))
    made = relation("wide", columns, exists=True, merged=True).ours
    assert made is not None
    install(merging, [made])
    key = "00000000-0000-0000-0000-000000000001"
    for number, raw in enumerate(("[1]", "[1]", "[2]"), 1):
        said = event(number, id=key, facts='{"a": 1}', raw=raw)
        stage(merging, "wide", [{name: value for name, value in said.items() if name != "name"}])
        merge(merging, "wide")
    assert fetch(merging, f"SELECT * FROM {SCHEMA}.wide") == [(key, "3.00", {"a": 1}, [2])]


@pytest.mark.parametrize("deletes", ["ignore", "hard"])
def test_random_schedules_end_in_the_models_state_and_the_existing_table_follows(
    merging: Connection, deletes: str
) -> None:
    columns = "id bigint PRIMARY KEY, name text, amount numeric, doc text, img bytea"
    made = existing(merging, columns, deletes=deletes)
    data = "id, name, amount, doc, img"
    ever: set[int] = set()

    def follows(where: str) -> None:
        there = {row[0]: row for row in rows(merging, data)}
        live = {
            row[0]: row for row in fetch(merging, f'SELECT {data} FROM {SCHEMA}."{made.name}" WHERE NOT "__deleted"')
        }
        ever.update(live)
        assert {key: there.get(key) for key in live} == live, where
        assert there.keys() == live.keys() if deletes == "hard" else there.keys() <= ever | there.keys(), where

    assert run(merging, made, Group(7, 60, 20), follows) > 5


def test_names_are_data_here_too(merging: Connection) -> None:
    name, key, value = 'O\'R "x" {{SCHEMA}} $1 %I', 'nøkkel "%s"', "verdi' \\ {{SCHEMA}} $cdc$"
    made = relation(
        name, (column(key, "integer", key=True), column(value, "text", large=True)), (key,), exists=True, merged=True
    ).ours
    assert made is not None
    table, k, v = (quote_ident(each) for each in (name, key, value))
    merging.execute(f"CREATE SCHEMA {SCHEMA}".encode())
    merging.execute(f"CREATE TABLE {SCHEMA}.{table} ({k} integer UNIQUE, {v} text, {quote_ident('%I')} text)".encode())
    install(merging, [made])
    for said, after in (("a", "a"), ("b", "b"), (UNAVAILABLE, "b")):
        offset = len(fetch(merging, "SELECT FROM cdc_management.cdc_processing_log"))
        stage(
            merging,
            name,
            [{key: 1, value: said, "__operation": "u", "__source_ts_ms": offset, "__kafka_offset": offset}],
        )
        merge(merging, name)
        assert fetch(merging, f"SELECT * FROM {SCHEMA}.{table}") == [(1, after, None)]
    found = read_live(merging, [SCHEMA]).unit(SCHEMA, made.name, made.staging, made.procedure).final
    wanted = desired_unit(made, TableDefinition("s", "d", "dbo", name, (key,), "t", (made,))).shape.final
    assert found is not None
    assert wanted is not None
    assert found.triggers == wanted.triggers, "what the catalog says is what a plan compares it with"


def test_somebody_who_inserts_the_same_key_meanwhile_is_waited_for_and_updated(merging: Connection) -> None:
    existing(merging)
    stage(merging, NAME, [event(1, 1), event(2, 2)])
    with (
        psycopg.connect(merging.info.dsn, password=merging.info.password) as owner,
        psycopg.connect(merging.info.dsn, password=merging.info.password, autocommit=True) as watcher,
        ThreadPoolExecutor() as threads,
    ):
        owner.execute(f"INSERT INTO {SCHEMA}.{NAME} (id, name, theirs) VALUES (1, 'owner', 'owner')".encode())
        merged = threads.submit(merge, merging, NAME)
        waiting = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        deadline = time.monotonic() + 300
        while fetch(watcher, waiting) != [(1,)] and not merged.done() and time.monotonic() < deadline:
            time.sleep(0.01)
        waited = not merged.done()
        owner.commit()
        merged.result(timeout=300)
    assert waited
    assert rows(merging) == [(1, "v1", "owner"), (2, "v2", "theirs")]
    assert rejects(merging) == []
