"""Events that tell all of a row beside others that leave large columns open: each column keeps what was told last."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import psycopg
import pytest

from cdc_assets.tables.naming import SCHEMA_PLACEHOLDER
from tests.merge.support import (
    SCHEMA,
    UNAVAILABLE,
    column,
    document,
    documents,
    event,
    fetch,
    install,
    merge,
    relation,
    rendered,
    settle,
    stage,
)
from tests.support.postgres import both_versions

Connection = psycopg.Connection[Any]
DOCS = f'SELECT id, name, doc, "__fences" IS NOT NULL FROM "{SCHEMA}"."Doc" ORDER BY id'


@pytest.fixture
def partial(merging: Connection) -> Connection:
    """A relation with a large column, whose writers are sent to another leaf by each merge."""
    install(merging, [document()])
    settle(merging, "Doc")
    return merging


def say(connection: Connection, *events: tuple[int, int, str | None]) -> None:
    """Merge events in one batch: number, key, document."""
    sent = [{**event(number, key), "doc": doc} for number, key, doc in events]
    stage(connection, "Doc", [{name: value for name, value in row.items() if name != "img"} for row in sent])
    merge(connection, "Doc")


@both_versions
def test_a_partial_event_takes_what_it_leaves_open_from_the_full_one_before_it(partial: Connection) -> None:
    say(partial, (1, 1, "old"), (2, 2, "old"), (3, 3, UNAVAILABLE))
    say(partial, (11, 1, "new"), (12, 1, UNAVAILABLE), (13, 2, UNAVAILABLE), (14, 3, "new"), (15, 4, UNAVAILABLE))
    say(partial, (16, 5, "first"), (17, 5, UNAVAILABLE), (18, 5, UNAVAILABLE), (19, 6, UNAVAILABLE), (20, 6, "last"))
    assert fetch(partial, DOCS) == [
        (1, "v12", "new", True),
        (2, "v13", "old", True),
        (3, "v14", "new", False),
        (4, "v15", None, True),
        (5, "v18", "first", True),
        (6, "v20", "last", False),
    ]


@both_versions
def test_what_a_row_knows_already_is_no_reason_to_merge_twice(partial: Connection) -> None:
    events = ((1, 1, "a"), (2, 1, UNAVAILABLE), (3, 2, "b"), (4, 2, UNAVAILABLE))
    say(partial, *events)
    say(partial, *events, (5, 1, UNAVAILABLE), (6, 3, "c"), (7, 3, UNAVAILABLE))
    assert fetch(partial, DOCS) == [(1, "v5", "a", True), (2, "v4", "b", True), (3, "v7", "c", True)]
    counted = "SELECT rows_taken, rows_applied, rows_superseded, rows_stale FROM cdc_management.merge_control"
    assert fetch(partial, counted) == [(11, 4, 6, 1)]


def test_a_late_full_event_beside_a_newer_partial_one_is_taken(partial: Connection) -> None:
    say(partial, (1, 1, "old"), (5, 1, UNAVAILABLE), (6, 2, "x"))
    say(partial, (3, 1, "late"), (7, 1, UNAVAILABLE))
    assert fetch(partial, DOCS) == [(1, "v7", "late", True), (2, "v6", "x", False)]


def register(connection: Connection, *large: str) -> None:
    """The relation's merge, with these large columns."""
    columns = [replace(c, large=c.name in large) for c in documents().columns]
    columns += [column(name, "text", large=True) for name in large if name not in ("doc", "img")]
    connection.execute(rendered(relation("Doc", columns))[-1].replace(SCHEMA_PLACEHOLDER, SCHEMA).encode())


def test_a_column_that_was_ordinary_for_a_while_has_its_rows_fence_when_it_is_large_again(merging: Connection) -> None:
    def say_both(number: int, doc: str) -> None:
        stage(merging, "Doc", [event(number, doc=doc, img=UNAVAILABLE.encode())])
        merge(merging, "Doc")

    install(merging, [documents()])
    stage(merging, "Doc", [event(1, doc="old", img=b"old"), event(2, doc=UNAVAILABLE, img=UNAVAILABLE.encode())])
    merge(merging, "Doc")
    register(merging, "img")
    say_both(4, "later")
    register(merging, "doc", "img")
    say_both(3, "late")
    assert fetch(merging, DOCS) == [(1, "v4", "later", True)]


def test_a_column_that_is_renamed_after_its_merge_is_registered_keeps_its_fences(merging: Connection) -> None:
    """Steps back that were recorded by earlier versions have that order."""
    install(merging, [documents()])
    stage(merging, "Doc", [event(1, doc="old", img=b"old"), event(2, doc=UNAVAILABLE, img=UNAVAILABLE.encode())])
    merge(merging, "Doc")
    register(merging, "dok", "img")
    assert fetch(merging, f"""SELECT "__fences" ? 'doc' FROM {SCHEMA}."Doc" """) == [(True,)]


@both_versions
def test_what_a_partition_of_the_target_keeps_out_is_told_and_nothing_is_lost(merging: Connection) -> None:
    install(merging, [document()])
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
    settle(merging, "Doc")
    with pytest.raises(psycopg.Error) as caught:
        say(merging, (1, 1, "a"), (2, 1, UNAVAILABLE), (3, 2, "b"))
    assert caught.value.sqlstate == "CDC01", caught.value
    assert fetch(merging, f'SELECT count(*) FROM "{SCHEMA}"."stg_Doc"') == [(3,)]
