"""Each protection taken out of the rendered SQL makes the oracle, or a test made for it, fail: its loss is noticed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from cdc_assets.tables.model import TargetTable
from resources.embedded_postgres import Server
from tests.merge.oracle import Group, run
from tests.merge.support import (
    SCHEMA,
    appended,
    documents,
    event,
    fetch,
    infrastructure,
    install,
    merge,
    plain,
    settle,
    stage,
)
from tests.merge.test_arrival import KEYS, changes
from tests.support.postgres import fresh_database
from tests.support.waits import until_one_waits

Connection = psycopg.Connection[Any]


@pytest.fixture
def database(postgres: Server) -> Iterator[str]:
    """Empty: each mutation makes an infrastructure of its own."""
    with fresh_database(postgres) as conninfo:
        yield conninfo


GROUPS = (
    Group(1, 40, 16, bumps=0, tame=True),
    Group(2, 40, 16, bumps=2, tame=True),
    Group(3, 40, 16, bumps=0, plain=True),
    Group(1, 40, 16),
)

LATE = "WHERE f.key = ANY ({told groups}) AND cdc_management.fence_after"
MUTATIONS: dict[str, tuple[TargetTable, str, str]] = {
    "the fence": (
        plain(),
        "WHEN MATCHED AND cdc_management.fence_after(",
        "WHEN MATCHED AND true OR cdc_management.fence_after(",
    ),
    "the LSN in the fence": (plain(), "WHEN lsn IS DISTINCT FROM o_lsn THEN", "WHEN false THEN"),
    "time in the fence": (plain(), "WHEN ts IS DISTINCT FROM o_ts THEN", "WHEN false THEN"),
    "the snapshot rule": (plain(), "WHEN streamed <> o_streamed THEN", "WHEN false THEN"),
    "that it was not there": (plain(), "n.__m_op IN ('d', 'x'), n.__m_lsn", "n.__m_op = 'd', n.__m_lsn"),
    "the offset within a partition": (plain(), "coalesce(off > o_off, false)", "coalesce(off < o_off, false)"),
    "the sequence between partitions": (
        plain(),
        'COLLATE "C" > coalesce(cdc_management.seq_of(o_seq)',
        'COLLATE "C" < coalesce(cdc_management.seq_of(o_seq)',
    ),
    "the order of a batch": (plain(), 'n.__m_lsn COLLATE "C" DESC NULLS LAST', 'n.__m_lsn COLLATE "C" NULLS LAST'),
    "offsets in the order of a batch": (
        plain(),
        'n."__kafka_offset" DESC NULLS LAST,\n        $x$, CASE',
        'n."__kafka_offset" NULLS LAST,\n        $x$, CASE',
    ),
    "the fence of a tombstone": (
        plain("Gone", deletes="hard"),
        "'unless buried', ' AND n.__m_alive'",
        "'unless buried', ''",
    ),
    "tombstones": (plain("Gone", deletes="hard"), "IF 'd' = ANY (p_kinds) THEN", "IF false THEN"),
    "the age of a tombstone": (
        plain("Gone", deletes="hard"),
        "z.kafka_offset, z.seq_val)$x$\n        WHEN 'append'",
        "z.kafka_offset, z.seq_val) OR true$x$\n        WHEN 'append'",
    ),
    "setting aside what has no LSN": (
        plain(),
        'AND (n.__m_beside OR t."__lsn" IS NOT NULL AND coalesce(t."__incarnation", 0) = n.__m_inc)',
        "AND false",
    ),
    "what a snapshot row was read before": (
        documents(),
        'WHERE coalesce(f.ts < n."__source_ts_ms", true)',
        "WHERE true",
    ),
    "the placeholder": (
        documents(),
        "format('%s IS NOT DISTINCT FROM %s', c.staged",
        "format('%s IS NOT DISTINCT FROM %s || ''x''', c.staged",
    ),
    "kept fences": (
        documents(),
        '|| coalesce(t."__fences", jsonb_build_object())) - %L::text[]',
        "|| jsonb_build_object()) - %L::text[]",
    ),
    "fences of what was never told": (documents(), "ELSE '%L::jsonb' END", "ELSE 'NULL' END"),
    "late values": (documents(), "<> n.__m_inc) AND (", "<> n.__m_inc) AND false AND ("),
    "the fence of late values": (
        documents(),
        LATE,
        "WHERE f.key = ANY ({told groups}) AND true OR cdc_management.fence_after",
    ),
    "looking for what is late": (documents(), "IF v_rows < cardinality(newest) THEN", "IF false THEN"),
    "looking for what is stale": (plain(), "all_written := false;", ""),
    "data under a deletion": (plain(), "THEN 'd' ELSE repeat('0', 1 +", "THEN 'd' ELSE repeat('1', 1 +"),
    "an ended incarnation": (
        plain(),
        "WHEN p_control.source_incarnation = 0 THEN '0'",
        "WHEN true THEN p_control.source_incarnation::text",
    ),
    "the border of an incarnation": (plain(), 'AND b.upto_offset >= s."__kafka_offset"', "AND false"),
    "the end of a document": (
        documents(deletes="hard"),
        "CASE WHEN t.ends THEN 'NULL' ELSE c.given END",
        "CASE WHEN t.ends THEN 't.' || c.id ELSE c.given END",
    ),
    "exactly once": (appended(), 'AND n."__kafka_offset" < c.frontier OR', "AND false OR"),
    "once above a hole": (
        appended(),
        ") AS g WHERE g.ranges @> n.\"__kafka_offset\"\n        ) THEN 'stale'",
        ") AS g WHERE false\n        ) THEN 'stale'",
    ),
    "once in a batch": (appended(), "WHEN n.__m_nth > 1 THEN 'superseded'", "WHEN false THEN 'superseded'"),
    "taken": (plain(), "count(*) AS taken", "count(*) + 1 AS taken"),
    "applied": (plain(), "count(*) FILTER (WHERE o.written) AS applied", "0::bigint AS applied"),
    "stale": (plain(), "AND o.held) AS stale", "AND false) AS stale"),
    "superseded": (plain(), "p.taken - p.applied - p.stale - p.rejected, p.stale,", "0::bigint, p.stale,"),
    "rejected": (plain(), "count(*) FILTER (WHERE NOT s.__m_copy) AS rejected", "0 AS rejected"),
    "holes in offsets": (
        plain(),
        "range_agg(p.ranges::int8multirange) AS covered",
        "int8multirange(range_merge(range_agg(p.ranges::int8multirange))) AS covered",
    ),
    "offsets of what is set aside": (
        plain(),
        "coalesce(jsonb_agg(to_jsonb(o)), '[]')",
        "coalesce(jsonb_agg(to_jsonb(o) - 'ranges'), '[]')",
    ),
    "clearing away": (
        plain(),
        "IF v_leaf.slot <> v_active AND NOT cdc_management.truncate_leaf(v_leaf.leaf, v_settled) AND v_settled THEN",
        "IF false THEN",
    ),
    "taking away row by row": (
        plain(),
        "EXECUTE format('DELETE FROM %s WHERE ctid = ANY ((SELECT $1)::tid[])', v_leaf.leaf) USING v_places;",
        "",
    ),
}


def taken_out(what: str, instead: str, seen: list[bool]) -> Any:
    """A mutation; `seen` tells whether the text is still there."""

    def mutate(text: str) -> str:
        seen.append(what in text)
        return text.replace(what, instead)

    return mutate


@pytest.mark.parametrize(("table", "what", "instead"), MUTATIONS.values(), ids=MUTATIONS)
def test_the_oracle_notices_the_loss_of(postgres: Server, table: TargetTable, what: str, instead: str) -> None:
    for group in GROUPS:
        seen: list[bool] = []
        with fresh_database(postgres) as conninfo, psycopg.connect(conninfo, autocommit=True) as connection:
            try:
                infrastructure(connection, taken_out(what, instead, seen))
                install(connection, [table])
                run(connection, table, group)
            except (AssertionError, psycopg.Error) as noticed:
                if getattr(noticed, "sqlstate", None) in ("42601", "42703", "42883"):
                    raise  # not taken out, but broken
                assert any(seen), "the text to be taken out is no longer there"
                return
        assert any(seen), "the text to be taken out is no longer there"
    pytest.fail("the oracle did not notice")


def without(connection: Connection, what: str, instead: str) -> None:
    """The infrastructure with something taken out, and a relation."""
    seen: list[bool] = []
    infrastructure(connection, taken_out(what, instead, seen))
    assert any(seen), "the text to be taken out is no longer there"
    install(connection, [plain()])


def keys(connection: Connection) -> set[int]:
    return {key for (key,) in fetch(connection, f'SELECT id FROM {SCHEMA}."Actor"')}


BELL_FIRST = (
    "    DELETE FROM cdc_management.staging_bell AS b WHERE b.staging = v_staging;"
    "  -- first: what is staged from now on rings again\n"
)
BELL_LAST = "    PERFORM set_config('cdc_management.merging', c_pushing, true);"


@pytest.mark.parametrize("last", [False, True], ids=["as it is", "taken away at the end"])
def test_a_change_that_comes_during_a_merge_is_forgotten_if_its_mark_is_taken_away_at_the_end(
    database: str, last: bool
) -> None:
    def mutate(text: str) -> str:
        if not last or BELL_FIRST not in text:
            return text
        assert BELL_LAST in text
        return text.replace(BELL_FIRST, "").replace(BELL_LAST, BELL_FIRST + BELL_LAST)

    with psycopg.connect(database, autocommit=True) as connection, psycopg.connect(database, autocommit=True) as merger:
        infrastructure(connection, mutate)
        install(connection, [plain()])
        connection.execute(  # after the last look at the leaves
            """CREATE FUNCTION public.gate() RETURNS trigger LANGUAGE plpgsql
            AS 'BEGIN PERFORM pg_advisory_lock(42), pg_advisory_unlock(42); RETURN NEW; END';
            CREATE TRIGGER gate BEFORE UPDATE OF last_merge_at ON cdc_management.merge_control FOR EACH ROW
            EXECUTE FUNCTION public.gate()"""
        )
        stage(connection, "Actor", [event(1)])
        connection.execute("SELECT pg_advisory_lock(42)")
        running = threading.Thread(target=merge, args=(merger, "Actor"))
        running.start()
        until_one_waits(connection, "advisory")
        stage(connection, "Actor", [event(2, 2)])
        connection.execute("SELECT pg_advisory_unlock(42)")
        running.join()
        connection.execute("CALL cdc_management.run_pending_merges(0)")
        assert keys(connection) == ({1} if last else {1, 2})


@pytest.mark.parametrize("rung", [True, False], ids=["as it is", "not rung"])
def test_without_the_bell_a_round_finds_nothing(database: str, rung: bool) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        ring = "INSERT INTO cdc_management.staging_bell (staging)\n    VALUES"
        without(connection, ring, ring if rung else "PERFORM")
        stage(connection, "Actor", [event(1)])
        connection.execute("CALL cdc_management.run_pending_merges(0)")
        assert keys(connection) == ({1} if rung else set())


@pytest.mark.parametrize("waits", [True, False], ids=["as it is", "not asked for"])
def test_a_row_that_comes_late_into_its_leaf_is_lost_where_nobody_asks_whether_writers_have_left(
    database: str, waits: bool
) -> None:
    with psycopg.connect(database, autocommit=True) as connection, psycopg.connect(database) as writer:
        left = "cdc_management.writers_have_left(v_staging, v_leaf.leaf)"
        without(connection, left, left if waits else "true")
        settle(connection, "Actor")
        connection.execute(
            f"""CREATE FUNCTION public.gate(id integer) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN
                IF id = 1 THEN PERFORM pg_advisory_lock(42), pg_advisory_unlock(42); END IF; RETURN true; END';
            ALTER TABLE "{SCHEMA}"."Actor" ADD CONSTRAINT gate CHECK (public.gate(id))"""
        )
        stage(writer, "Actor", [event(2, 2)])
        stage(connection, "Actor", [event(1)])
        connection.execute("SELECT pg_advisory_lock(42)")
        with psycopg.connect(database, autocommit=True) as merger:
            running = threading.Thread(target=merge, args=(merger, "Actor"))
            running.start()
            until_one_waits(connection, "advisory")
            writer.commit()
            connection.execute("SELECT pg_advisory_unlock(42)")
            running.join()
        merge(connection, "Actor")
        assert keys(connection) == ({1, 2} if waits else {1})


@pytest.mark.parametrize(
    ("what", "instead", "batch"),
    [
        ('(n."__staged_at", n.__m_place) END', "n.__m_place END", 100_000),
        ("""'ORDER BY s."__staged_at", s.ctid'""", "'ORDER BY s.ctid'", 500),
        ('array_agg(s.ctid ORDER BY s."__staged_at", s.ctid)', "array_agg(s.ctid ORDER BY s.ctid)", 100_000),
        ("", "", 100_000),
    ],
    ids=["in a batch", "between batches", "between halves", "as it is"],
)
def test_the_loss_of_the_order_of_arrival_is_noticed(database: str, what: str, instead: str, batch: int) -> None:
    rows = changes(1)
    rows[900] = {**rows[900], "id": KEYS, "amount": 6000}
    with psycopg.connect(database, autocommit=True) as connection:
        without(connection, what, instead)
        connection.execute(f"""ALTER TABLE {SCHEMA}."Actor" ADD CHECK (amount < 5000)""".encode())
        stage(connection, "Actor", rows)
        merge(connection, "Actor", batch=batch)
        left = {row["id"]: row["name"] for row in rows if row["id"] < KEYS}
        assert (dict(fetch(connection, f'SELECT id, name FROM {SCHEMA}."Actor"')) == left) == (not what)


def test_the_loss_of_the_lock_is_noticed(database: str) -> None:
    lock = "NOT pg_try_advisory_xact_lock(hashtext('cdc_management.merge'), p_target::oid::bigint::bit(32)::integer)"
    with psycopg.connect(database, autocommit=True) as connection, psycopg.connect(database) as first:
        without(connection, lock, "false")
        stage(connection, "Actor", [event(1)])
        merge(first, "Actor")
        connection.execute("SET statement_timeout = '1s'")
        # with it the second merge says that another one is running; without it only rows stand in its way
        with pytest.raises(psycopg.errors.QueryCanceled):
            connection.execute(f"CALL {SCHEMA}.sp_merge_actor(p_wait_seconds => 0.1)".encode())
