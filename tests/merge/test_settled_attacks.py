"""What an attacker tried on leaves that writers have left: what is odd is seen, what is written is counted."""

from __future__ import annotations

import threading
from typing import Any

import psycopg
import pytest

from tests.merge.support import (
    SCHEMA,
    UNAVAILABLE,
    column,
    documents,
    event,
    fetch,
    infrastructure,
    install,
    lsn,
    merge,
    plain,
    relation,
    settle,
    stage,
)
from tests.support.postgres import both_versions
from tests.support.waits import until_one_waits

Connection = psycopg.Connection[Any]


@pytest.fixture
def settling(merging: Connection) -> Connection:
    """A relation whose writers are sent to another leaf by each merge."""
    install(merging, [plain()])
    settle(merging, "Actor")
    return merging


def totals(connection: Connection, table: str = "Actor") -> tuple[int, ...]:
    """Batches, taken, applied, superseded, stale, rejected."""
    (found,) = fetch(
        connection,
        """SELECT batches, rows_taken, rows_applied, rows_superseded, rows_stale, rows_rejected
        FROM cdc_management.merge_control WHERE table_name = %s""",
        table,
    )
    return found


@pytest.mark.parametrize(
    "odd",
    [
        [{"__operation": "u,c"}],
        [{"__operation": ""}, {"__operation": "u,c"}],
        [{"__lsn": ""}],
        [{"__lsn": f"{lsn(7)[:8]}:{lsn(7)[8:16]}:{lsn(7)[16:]}" * 2}],
        [{"__lsn": lsn(7) * 2}],
    ],
    ids=str,
)
def test_what_is_wrong_with_every_event_of_a_batch_is_seen(settling: Connection, odd: list[dict[str, Any]]) -> None:
    stage(settling, "Actor", [{**event(n, n), **values} for n, values in enumerate(odd, 1)])
    merge(settling, "Actor")
    assert fetch(settling, f'SELECT * FROM "{SCHEMA}"."Actor"') == []
    assert totals(settling)[1:] == (len(odd), 0, 0, 0, len(odd))


@both_versions
@pytest.mark.parametrize("when", ["UPDATE", 'UPDATE OF "__deleted"', "INSERT OR UPDATE"])
def test_a_trigger_that_keeps_updates_out_is_told_and_nothing_is_lost(merging: Connection, when: str) -> None:
    install(merging, [plain()])
    settle(merging, "Actor")
    stage(merging, "Actor", [event(1), event(2, 2)])
    merge(merging, "Actor")
    deletes = "__deleted" in when or "INSERT" in when
    merging.execute(
        f"""CREATE FUNCTION public.drop_it() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
        CREATE TRIGGER drop_it BEFORE {when} ON "{SCHEMA}"."Actor" FOR EACH ROW
        WHEN ({'NEW."__deleted"' if deletes else "NEW.id = 1"}) EXECUTE FUNCTION public.drop_it()"""
    )
    key = 3 if "INSERT" in when else 1
    stage(merging, "Actor", [event(3, key), event(4, key, __operation="d" if deletes else "u"), event(5, 2)])
    with pytest.raises(psycopg.errors.Error) as caught:
        merge(merging, "Actor")
    assert caught.value.sqlstate == "CDC01"
    assert fetch(merging, f'SELECT count(*) FROM "{SCHEMA}"."stg_Actor"') == [(3,)]


@both_versions
@pytest.mark.parametrize("together", [True, False], ids=["two events of a row", "one"])
def test_a_trigger_that_keeps_an_update_out_is_told_though_a_later_one_passes(
    merging: Connection, together: bool
) -> None:
    install(merging, [documents("Actor")])
    settle(merging, "Actor")
    stage(merging, "Actor", [event(1, doc="a", img=b"a")])
    merge(merging, "Actor")
    merging.execute(
        f"""CREATE FUNCTION public.drop_it() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
        CREATE TRIGGER drop_it BEFORE UPDATE ON "{SCHEMA}"."Actor" FOR EACH ROW WHEN (NEW.name = 'v2')
        EXECUTE FUNCTION public.drop_it()"""
    )
    stage(merging, "Actor", [event(2, doc="b", img=b"b"), event(3, 1 if together else 2, doc=UNAVAILABLE, img=b"c")])
    with pytest.raises(psycopg.Error) as caught:
        merge(merging, "Actor")
    assert caught.value.sqlstate == "CDC01"
    merging.execute(f'DROP TRIGGER drop_it ON "{SCHEMA}"."Actor"')
    merge(merging, "Actor")
    assert fetch(merging, f'SELECT doc FROM "{SCHEMA}"."Actor" WHERE id = 1') == [("b",)]


@both_versions
def test_a_trigger_that_changes_a_row_is_let_be(merging: Connection) -> None:
    install(merging, [documents("Actor")])
    settle(merging, "Actor")
    merging.execute(
        f"""CREATE FUNCTION public.shout() RETURNS trigger LANGUAGE plpgsql
        AS 'BEGIN NEW.name := upper(NEW.name); RETURN NEW; END';
        CREATE TRIGGER shout BEFORE INSERT OR UPDATE ON "{SCHEMA}"."Actor" FOR EACH ROW
        EXECUTE FUNCTION public.shout()"""
    )
    nowhere = {"__kafka_topic": None, "__kafka_partition": None, "__kafka_offset": None, "__seq_val": None}
    for further in ({}, nowhere):
        stage(merging, "Actor", [{**event(n, n % 3, doc="b", img=UNAVAILABLE.encode()), **further} for n in range(20)])
        stage(merging, "Actor", [{**event(9, n, __operation="d", doc=None, img=None), **further} for n in range(5)])
        merge(merging, "Actor")
    assert fetch(merging, f'SELECT id, name FROM "{SCHEMA}"."Actor" ORDER BY id') == [
        (0, "V18"),
        (1, "V19"),
        (2, "V17"),
        (3, None),
        (4, None),
    ]


@both_versions
def test_what_a_trigger_sees_last_of_a_row_is_how_it_ends(merging: Connection) -> None:
    install(merging, [plain()])
    settle(merging, "Actor")
    merging.execute(
        f"""CREATE TABLE public.seen (n serial, id integer, deleted boolean);
        CREATE FUNCTION public.note() RETURNS trigger LANGUAGE plpgsql
        AS 'BEGIN INSERT INTO public.seen (id, deleted) VALUES (NEW.id, NEW."__deleted"); RETURN NULL; END';
        CREATE TRIGGER note AFTER INSERT OR UPDATE ON "{SCHEMA}"."Actor" FOR EACH ROW
        EXECUTE FUNCTION public.note()"""
    )
    stage(merging, "Actor", [event(1), event(2, __operation="d"), event(3, 2)])
    merge(merging, "Actor")
    assert dict(fetch(merging, "SELECT id, deleted FROM public.seen ORDER BY n")) == {1: True, 2: False}


@both_versions
def test_a_rule_stands_in_the_way_until_it_is_dropped_and_nothing_is_lost(merging: Connection) -> None:
    install(merging, [plain()])
    settle(merging, "Actor")
    merging.execute(f'CREATE RULE keep AS ON DELETE TO "{SCHEMA}"."Actor" DO INSTEAD NOTHING')
    stage(merging, "Actor", [event(1), event(2, 2)])
    with pytest.raises(psycopg.errors.FeatureNotSupported, match="rules"):  # PostgreSQL has no MERGE for such a table
        merge(merging, "Actor")
    merging.execute(f'DROP RULE keep ON "{SCHEMA}"."Actor"')
    merge(merging, "Actor")
    assert totals(merging)[1:] == (2, 2, 0, 0, 0)


@both_versions
@pytest.mark.parametrize("policy", ["USING (id <> 1)", "USING (true) WITH CHECK (true)"])
def test_a_policy_that_hides_rows_loses_none(merging: Connection, policy: str) -> None:
    install(merging, [plain()])
    settle(merging, "Actor")
    merging.execute(
        f"""CREATE ROLE "hostile_{merging.info.backend_pid}" LOGIN;
        ALTER TABLE "{SCHEMA}"."Actor" ENABLE ROW LEVEL SECURITY;
        CREATE POLICY p ON "{SCHEMA}"."Actor" {policy}"""
    )
    stage(merging, "Actor", [event(1), event(2, 2)])
    merge(merging, "Actor")
    assert totals(merging) == (1, 2, 2, 0, 0, 0)


@both_versions
def test_a_document_that_did_not_change_is_not_read_as_json(merging: Connection) -> None:
    columns = (column("id", "integer", key=True), column("doc", "json", large=True), column("note", "text", large=True))
    install(merging, [relation("Actor", columns)])
    settle(merging, "Actor")
    base = {name: value for name, value in event(1).items() if name not in ("name", "amount")}
    sent = [
        {**base, "id": 1, "doc": '{"a": 1}', "note": "x", "__lsn": lsn(1), "__kafka_offset": 1},
        {**base, "id": 1, "doc": UNAVAILABLE, "note": "y", "__lsn": lsn(2), "__kafka_offset": 2},
        {**base, "id": 2, "doc": UNAVAILABLE, "note": "z", "__lsn": lsn(3), "__kafka_offset": 3},
    ]
    stage(merging, "Actor", sent)
    merge(merging, "Actor")
    assert fetch(merging, f'SELECT id, doc, note FROM {SCHEMA}."Actor" ORDER BY id') == [
        (1, {"a": 1}, "y"),
        (2, None, "z"),
    ]
    assert totals(merging) == (1, 3, 2, 1, 0, 0)


def test_a_clock_that_stands_still_leaves_the_counts_right(merging: Connection) -> None:
    infrastructure(
        merging, lambda text: text.replace("greatest(clock_timestamp()", "greatest('2026-01-01'::timestamptz")
    )
    install(merging, [plain()])
    settle(merging, "Actor")
    stage(merging, "Actor", [event(n, n % 2, __operation="d" if n > 4 else "u") for n in range(1, 9)])
    merge(merging, "Actor", batch=2)
    assert totals(merging) == (4, 8, 8, 0, 0, 0)


@both_versions
def test_a_row_that_came_into_a_leaf_that_could_not_be_held_is_merged_too(merging: Connection, database: str) -> None:
    install(merging, [plain()])
    settle(merging, "Actor")
    merging.execute(
        f"""CREATE FUNCTION public.gate(id integer) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN
            IF id = 1 THEN PERFORM pg_advisory_lock(42), pg_advisory_unlock(42); END IF; RETURN true; END';
        ALTER TABLE "{SCHEMA}"."Actor" ADD CONSTRAINT gate CHECK (public.gate(id))"""
    )
    stage(merging, "Actor", [event(1), event(2, 2)])
    ((slot, leaf),) = fetch(merging, f'SELECT DISTINCT "__slot", tableoid::regclass::text FROM "{SCHEMA}"."stg_Actor"')
    with psycopg.connect(database) as vacuum, psycopg.connect(database, autocommit=True) as merger:
        vacuum.execute(f"LOCK TABLE {leaf} IN SHARE UPDATE EXCLUSIVE MODE".encode())
        merging.execute("SELECT pg_advisory_lock(42)")
        running = threading.Thread(target=merge, args=(merger, "Actor"))
        running.start()
        until_one_waits(merging, "advisory")
        stage(merging, "Actor", [{**event(3, 3), "__slot": slot}])
        merging.execute("SELECT pg_advisory_unlock(42)")
        running.join()
    assert sorted(fetch(merging, f'SELECT id FROM "{SCHEMA}"."Actor"')) == [(1,), (2,), (3,)]
    assert totals(merging)[1:] == (3, 3, 0, 0, 0)
