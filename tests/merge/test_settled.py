"""Leaves that writers have left are merged in ranges and truncated, others row by row: never with a loss."""

from __future__ import annotations

import threading
import time
from typing import Any

import psycopg
import pytest

from resources.embedded_postgres import Server
from tests.merge.support import (
    SCHEMA,
    UNAVAILABLE,
    column,
    documents,
    event,
    fetch,
    install,
    lsn,
    merge,
    plain,
    relation,
    settle,
    stage,
)
from tests.support.postgres import fresh_database

Connection = psycopg.Connection[Any]


@pytest.fixture
def settling(merging: Connection) -> Connection:
    """Relations whose writers are sent to another leaf by each merge."""
    install(merging, [plain(), documents()])
    settle(merging, "Actor", "Doc")
    return merging


def rows(connection: Connection, table: str = "Actor") -> dict[int, Any]:
    return dict(fetch(connection, f'SELECT id, name FROM "{SCHEMA}"."{table}"'))


def staged(connection: Connection, table: str = "Actor") -> tuple[int, int]:
    """Rows that are staged, and bytes of all leaves."""
    ((count,),) = fetch(connection, f'SELECT count(*) FROM "{SCHEMA}"."stg_{table}"')
    ((size,),) = fetch(
        connection,
        "SELECT sum(pg_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = %s::regclass",
        f'"{SCHEMA}"."stg_{table}"',
    )
    return int(count), int(size)


def test_a_leaf_that_writers_have_left_is_merged_and_truncated(settling: Connection) -> None:
    stage(settling, "Actor", [event(n, n % 50) for n in range(1, 201)])
    merge(settling, "Actor")
    assert rows(settling) == {key: f"v{150 + key if key else 200}" for key in range(50)}
    assert staged(settling) == (0, 0)
    assert fetch(
        settling,
        """SELECT rows_taken, rows_applied, rows_superseded, rows_stale, rows_rejected
        FROM cdc_management.cdc_processing_log""",
    ) == [(200, 50, 150, 0, 0)]


def test_what_was_merged_before_is_counted_as_stale(settling: Connection) -> None:
    events = [event(n, n % 5) for n in range(1, 11)]
    for _ in range(2):
        stage(settling, "Actor", events)
        merge(settling, "Actor")
    assert fetch(
        settling, "SELECT rows_applied, rows_stale, rows_superseded FROM cdc_management.merge_control WHERE batches > 0"
    ) == [(5, 5, 10)]


@pytest.mark.parametrize(
    "odd",
    [
        {"__lsn": None},
        {"__lsn": "0x" + lsn(7)},
        {"__lsn": "0000002a:0000:001:0001"},
        {"__lsn": lsn(7)[:-2] + "  "},
        {"__lsn": lsn(10).upper()},
        {"__operation": "UPDATE"},
        {"__kafka_offset": None},
        {"__kafka_partition": 1},
        {"id": None},
        {"name": "x" * 21},
        {"amount": 99_999},
    ],
    ids=str,
)
def test_one_odd_event_keeps_no_other_from_being_merged(settling: Connection, odd: dict[str, Any]) -> None:
    stage(settling, "Actor", [event(1), event(2, 2), {**event(3), **odd}])
    merge(settling, "Actor")
    assert set(rows(settling)) == {1, 2}
    assert staged(settling)[0] == 0


def test_lsns_compare_in_whatever_form_they_come(settling: Connection) -> None:
    def colons(number: int) -> str:
        return f"{lsn(number)[:8]}:{lsn(number)[8:16]}:{lsn(number)[16:]}"

    stage(settling, "Actor", [event(n, n % 3, __lsn=colons(n)) for n in range(1, 10)])
    merge(settling, "Actor")
    stage(settling, "Actor", [event(10, 0), event(11, 1, __lsn=colons(11))])
    merge(settling, "Actor")
    assert rows(settling) == {0: "v10", 1: "v11", 2: "v8"}
    held = fetch(settling, f'SELECT "__lsn" FROM "{SCHEMA}"."Actor" ORDER BY id')
    assert held == [(lsn(10),), (lsn(11),), (lsn(8),)]


def test_a_trigger_that_keeps_rows_out_is_told_and_nothing_is_lost(settling: Connection) -> None:
    settling.execute(
        f"""CREATE FUNCTION public.drop_it() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
        CREATE TRIGGER drop_it BEFORE INSERT ON "{SCHEMA}"."Actor" FOR EACH ROW WHEN (NEW.id = 1)
        EXECUTE FUNCTION public.drop_it()"""
    )
    stage(settling, "Actor", [event(1), event(2, 2)])
    with pytest.raises(psycopg.errors.Error) as caught:
        merge(settling, "Actor")
    assert caught.value.sqlstate == "CDC01"
    assert staged(settling)[0] == 2


def test_deletes_and_unchanged_values_keep_what_came_before(settling: Connection) -> None:
    stage(
        settling,
        "Doc",
        [
            event(1, 1, doc="a", img=b"1"),
            event(2, 1, doc=UNAVAILABLE, img=b"2"),
            event(3, 2, doc="b", img=b"3"),
            event(4, 2, doc=UNAVAILABLE, img=UNAVAILABLE.encode()),
            event(5, 2, doc=None, img=None, name=None, amount=None, __operation="d"),
            event(6, 3, doc=UNAVAILABLE, img=b"4"),
        ],
    )
    merge(settling, "Doc")
    assert fetch(settling, f'SELECT id, name, doc, img, "__deleted" FROM "{SCHEMA}"."Doc" ORDER BY id') == [
        (1, "v2", "a", b"2", False),
        (2, "v4", "b", b"3", True),
        (3, "v6", None, b"4", False),
    ]


def test_a_reader_that_holds_the_leaf_costs_time_and_no_row(settling: Connection, database: str) -> None:
    stage(settling, "Actor", [event(n, n) for n in range(1, 101)])
    with psycopg.connect(database) as reader:
        fetch(reader, f'SELECT count(*) FROM "{SCHEMA}"."stg_Actor"')
        merge(settling, "Actor")
        assert staged(settling)[0] == 0 < staged(settling)[1]
    merge(settling, "Actor")
    assert staged(settling) == (0, 0)
    assert len(rows(settling)) == 100


def test_a_leaf_with_an_open_writer_is_not_settled(settling: Connection, database: str) -> None:
    with psycopg.connect(database) as writer:
        stage(writer, "Actor", [event(1)])
        stage(settling, "Actor", [event(2, 2)])
        merge(settling, "Actor")
        assert set(rows(settling)) == {2}
    merge(settling, "Actor")
    assert set(rows(settling)) == {1, 2}


def test_a_writer_that_chooses_its_leaf_during_the_merge_loses_nothing(settling: Connection, database: str) -> None:
    settling.execute(
        f"""CREATE FUNCTION public.slow(id integer) RETURNS boolean LANGUAGE plpgsql
        AS 'BEGIN IF id = 1 THEN PERFORM pg_sleep(1); END IF; RETURN true; END';
        ALTER TABLE "{SCHEMA}"."Actor" ADD CONSTRAINT slow CHECK (public.slow(id))"""
    )
    stage(settling, "Actor", [event(1), event(2, 2)])
    ((slot,),) = fetch(settling, f'SELECT DISTINCT "__slot" FROM "{SCHEMA}"."stg_Actor"')
    with psycopg.connect(database, autocommit=True) as merger, psycopg.connect(database, autocommit=True) as writer:
        running = threading.Thread(target=merge, args=(merger, "Actor"))
        running.start()
        time.sleep(0.5)
        stage(writer, "Actor", [{**event(3, 3), "__slot": slot}])
        running.join()
    merge(settling, "Actor")
    assert set(rows(settling)) == {1, 2, 3}
    assert staged(settling)[0] == 0
    assert fetch(settling, "SELECT sum(rows_taken), sum(rows_applied) FROM cdc_management.merge_control") == [(3, 3)]


def test_a_large_leaf_is_merged_in_batches_of_pages(settling: Connection) -> None:
    def batches() -> int:
        ((count,),) = fetch(settling, "SELECT batches FROM cdc_management.merge_control WHERE table_name = 'Actor'")
        return int(count)

    stage(settling, "Actor", [event(n, n) for n in range(1, 30_001)])
    merge(settling, "Actor", batch=1_000)
    before = batches()
    assert 25 <= before <= 35
    assert len(rows(settling)) == 30_000
    assert staged(settling) == (0, 0)
    assert fetch(settling, "SELECT frontier FROM cdc_management.offset_coverage") == [(30_001,)]
    stage(settling, "Actor", [{**event(n, n), "name": "x" * (21 if n == 40_000 else 5)} for n in range(30_001, 60_001)])
    merge(settling, "Actor", batch=1_000)
    assert 25 <= batches() - before <= 35, "the odd row costs its own batch something, no other"
    assert len(rows(settling)) == 59_999
    assert staged(settling) == (0, 0)


@pytest.mark.parametrize(("large", "plain"), [(40, 500), (10, 900), (50, 900)])
def test_a_table_as_wide_as_sql_server_allows_is_merged(merging: Connection, large: int, plain: int) -> None:
    names = [f"d{n}" for n in range(large)]
    columns = [column(name, "text", large=True) for name in names] + [column(f"n{n}", "integer") for n in range(plain)]
    install(merging, [relation("Wide", [column("id", "integer", key=True), *columns])])
    settle(merging, "Wide")
    row = {name: value for name, value in event(1).items() if name not in ("name", "amount")}
    sent = [{**row, **dict.fromkeys(names, "a")}, {**row, **dict.fromkeys(names, UNAVAILABLE), "__kafka_offset": 2}]
    stage(merging, "Wide", sent)
    merge(merging, "Wide")
    assert fetch(merging, f'SELECT d0, d{large - 1} FROM "{SCHEMA}"."Wide"') == [("a", "a")]
    assert fetch(merging, "SELECT rows_applied, rows_superseded, rows_rejected FROM cdc_management.merge_control") == [
        (1, 1, 0)
    ]


def test_locks_in_a_copy_of_the_database_keep_writers_from_no_leaf(postgres: Server, database: str) -> None:
    """Made from this one as its template, the other has tables of the same oids."""
    active = f"""SELECT pg_sequence_last_value(pg_get_serial_sequence('{SCHEMA}."stg_Actor"', '__slot')::regclass)"""
    with psycopg.connect(database, autocommit=True) as connection:
        install(connection, [plain()])
        settle(connection, "Actor")
        leaves = fetch(connection, f"""SELECT leaf::text FROM cdc_management.staging_leaves('{SCHEMA}."stg_Actor"')""")
        name = connection.info.dbname
    with (
        fresh_database(postgres, template=name) as copy,
        psycopg.connect(copy) as beside,
        psycopg.connect(database, autocommit=True) as connection,
    ):
        for (leaf,) in leaves:
            beside.execute(f"LOCK TABLE {leaf} IN ACCESS EXCLUSIVE MODE".encode())
        before = fetch(connection, active)
        merge(connection, "Actor")
        assert fetch(connection, active) != before
