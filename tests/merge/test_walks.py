"""Large batches walk along the target's key, and full and partial events of a key are then taken in one turn."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from cdc_assets.ddl.merge_context import merge_context
from tests.merge.support import (
    SCHEMA,
    UNAVAILABLE,
    column,
    document,
    event,
    fetch,
    install,
    merge,
    plain,
    relation,
    stage,
    walk_always,
)
from tests.support.postgres import both_versions

Connection = psycopg.Connection[Any]
DOCS = f'SELECT id, name, doc, "__fences" IS NOT NULL FROM "{SCHEMA}"."Doc" ORDER BY id'


@pytest.fixture
def walking(merging: Connection) -> Connection:
    """A relation with a large column, in which every batch is one of settled leaves and worth a walk."""
    install(merging, [document()])
    walk_always(merging)
    merging.execute("UPDATE cdc_management.merge_control SET rotate_bytes = 0")
    return merging


def ways(connection: Connection) -> tuple[int, int]:
    """Batches that went the quick way, and all."""
    ((quick, batches),) = fetch(connection, "SELECT quick_batches, batches FROM cdc_management.merge_control")
    return quick, batches


def say(connection: Connection, *events: tuple[int, int, str | None]) -> None:
    """Merge events in one batch: number, key, document."""
    sent = [{**event(number, key), "doc": doc} for number, key, doc in events]
    stage(connection, "Doc", [{name: value for name, value in row.items() if name != "img"} for row in sent])
    merge(connection, "Doc")


@pytest.mark.parametrize(
    ("filled", "order", "rows", "pages", "worth"),
    [
        (4000, "i", 2000, 1000, True),
        (4000, "-i", 2000, 1000, True),
        (4000, "i", 1999, 1000, False),
        (4000, "i", 2000, 5, False),
        (4000, "md5(i::text)", 4000, 1000, False),
        (1998, "i", 999, 1000, False),
        (0, "i", 2000, 1000, False),
    ],
)
def test_a_walk_is_worth_while_for_half_of_a_table_that_lies_in_the_order_of_its_key(
    merging: Connection, filled: int, order: str, rows: int, pages: int, worth: bool
) -> None:
    install(merging, [plain()])
    merging.execute(
        f'INSERT INTO "{SCHEMA}"."Actor" (id) SELECT i FROM generate_series(1, {filled}) AS i ORDER BY {order}'.encode()
    )
    question = f"SELECT cdc_management.worth_a_walk('\"{SCHEMA}\".\"Actor\"', 'id', %s, %s)"
    assert fetch(merging, question, rows, pages) == [(False,)], "nobody has looked at its order yet"
    merging.execute(f'ANALYZE "{SCHEMA}"."Actor"'.encode())
    assert fetch(merging, question, rows, pages) == [(worth,)]


@both_versions
def test_a_partial_event_takes_what_it_leaves_open_from_the_full_one_before_it(walking: Connection) -> None:
    say(walking, (1, 1, "old"), (2, 2, "old"), (3, 3, UNAVAILABLE))
    say(walking, (11, 1, "new"), (12, 1, UNAVAILABLE), (13, 2, UNAVAILABLE), (14, 3, "new"), (15, 4, UNAVAILABLE))
    say(walking, (16, 5, "first"), (17, 5, UNAVAILABLE), (18, 5, UNAVAILABLE), (19, 6, UNAVAILABLE), (20, 6, "last"))
    assert fetch(walking, DOCS) == [
        (1, "v12", "new", True),
        (2, "v13", "old", True),
        (3, "v14", "new", False),
        (4, "v15", None, True),
        (5, "v18", "first", True),
        (6, "v20", "last", False),
    ]
    assert ways(walking) == (3, 3)


@both_versions
def test_what_a_row_knows_already_is_no_reason_to_merge_twice(walking: Connection) -> None:
    events = ((1, 1, "a"), (2, 1, UNAVAILABLE), (3, 2, "b"), (4, 2, UNAVAILABLE))
    say(walking, *events)
    say(walking, *events, (5, 1, UNAVAILABLE), (6, 3, "c"), (7, 3, UNAVAILABLE))
    assert fetch(walking, DOCS) == [(1, "v5", "a", True), (2, "v4", "b", True), (3, "v7", "c", True)]
    assert ways(walking) == (2, 2)
    counted = "SELECT rows_taken, rows_applied, rows_superseded, rows_stale FROM cdc_management.merge_control"
    assert fetch(walking, counted) == [(11, 4, 6, 1)]


def test_a_late_full_event_beside_a_newer_partial_one_is_taken_in_turns(walking: Connection) -> None:
    say(walking, (1, 1, "old"), (5, 1, UNAVAILABLE), (6, 2, "x"))
    say(walking, (3, 1, "late"), (7, 1, UNAVAILABLE))
    assert fetch(walking, DOCS) == [(1, "v7", "late", True), (2, "v6", "x", False)]
    assert ways(walking) == (2, 2)


@both_versions
def test_a_partitioned_table_goes_the_general_way_and_what_a_partition_keeps_out_is_told(merging: Connection) -> None:
    install(merging, [document()])
    walk_always(merging)
    merging.execute("UPDATE cdc_management.merge_control SET rotate_bytes = 0")
    table = f'"{SCHEMA}"."Doc"'
    for text in (
        f"CREATE TABLE {SCHEMA}.part (LIKE {table} INCLUDING ALL) PARTITION BY RANGE (id)",
        f"CREATE TABLE {SCHEMA}.part_1 PARTITION OF {SCHEMA}.part FOR VALUES FROM (0) TO (100)",
        f"DROP TABLE {table}",
        f'ALTER TABLE {SCHEMA}.part RENAME TO "Doc"',
        f"CREATE FUNCTION {SCHEMA}.never() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        f"""CREATE TRIGGER never BEFORE INSERT ON {SCHEMA}.part_1 FOR EACH ROW WHEN (new.id = 1)
            EXECUTE FUNCTION {SCHEMA}.never()""",
    ):
        merging.execute(text.encode())
    with pytest.raises(psycopg.Error) as caught:
        say(merging, (1, 1, "a"), (2, 1, UNAVAILABLE), (3, 2, "b"))
    assert caught.value.sqlstate == "CDC01"
    assert fetch(merging, f'SELECT count(*) FROM "{SCHEMA}"."stg_Doc"') == [(3,)]


def test_keys_whose_equality_is_an_extensions_and_very_wide_tables_go_the_general_way() -> None:
    def settled(key: str, width: int, large: bool) -> bool:
        others = [column(f"c{n}", "integer") for n in range(width)]
        last = [column("doc", "text", large=True)] if large else []
        return merge_context(relation("Odd", [column("id", key, key=True), *others, *last]), None).settled

    assert settled("integer", 2, True)
    assert not settled("public.citext", 2, True)
    assert [settled("integer", width, True) for width in (539, 540)] == [True, False]
    assert [settled("integer", width, False) for width in (750, 751)] == [True, False]
