"""Changes of one commit that nothing but their arrival tells apart, staged by one statement in rows of all sizes.

PostgreSQL puts a row for which a page has no room on the next one, and a smaller one that comes later may still go to
the page before: where rows lie does not tell which came first.
"""

from __future__ import annotations

import random
from typing import Any

import psycopg
import pytest

from tests.merge.support import SCHEMA, event, fetch, install, merge, plain, settle, stage

Connection = psycopg.Connection[Any]
NOWHERE = dict.fromkeys(("__seq_val", "__kafka_topic", "__kafka_partition", "__kafka_offset"))
KEYS, ROWS = 200, 1_800


def changes(seed: int) -> list[dict[str, Any]]:
    """Changes of one commit; what a page has room for differs from row to row."""
    chance = random.Random(seed)
    return [
        event(1, chance.randrange(KEYS), name=f"{seed}/{n}", __source="x" * chance.randrange(1_700), **NOWHERE)
        for n in range(ROWS)
    ]


def names(connection: Connection) -> dict[int, str]:
    return dict(fetch(connection, f'SELECT id, name FROM "{SCHEMA}"."Actor"'))


@pytest.mark.parametrize("batch", [100_000, 500, 7], ids=["one batch", "several", "many"])
@pytest.mark.parametrize("settled", [False, True], ids=["named rows", "settled leaf"])
def test_of_changes_that_one_statement_staged_the_last_of_each_row_wins(
    merging: Connection, settled: bool, batch: int
) -> None:
    install(merging, [plain()])
    if settled:
        settle(merging, "Actor")
    for seed in range(1 if batch < 100 else 8):
        rows = changes(seed)
        stage(merging, "Actor", rows)
        merge(merging, "Actor", batch=batch)
        assert names(merging) == {row["id"]: row["name"] for row in rows}


def test_the_last_wins_where_a_row_that_is_refused_makes_halves(merging: Connection) -> None:
    install(merging, [plain()])
    merging.execute(f"""ALTER TABLE {SCHEMA}."Actor" ADD CHECK (amount < 5000)""".encode())
    rows = changes(1)
    rows[900] = {**rows[900], "amount": 6000, "id": KEYS}
    stage(merging, "Actor", rows)
    merge(merging, "Actor")
    assert names(merging) == {row["id"]: row["name"] for row in rows if row["id"] < KEYS}


def test_rows_that_were_staged_before_arrival_was_written_down_are_taken_as_they_lie(merging: Connection) -> None:
    install(merging, [plain()])
    merging.execute(f"""ALTER TABLE {SCHEMA}."stg_Actor" ALTER "__staged_at" SET DEFAULT now()""".encode())
    stage(merging, "Actor", [event(1, 1, name=name, **NOWHERE) for name in ("first", "second", "third")])
    merge(merging, "Actor", batch=2)
    assert names(merging) == {1: "third"}
