"""What a batch costs grows with its rows, not with their square, also where rows are odd: plans were wrong once."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from cdc_assets.tables.model import TargetTable
from tests.merge.support import SCHEMA, UNAVAILABLE, documents, fetch, install, merge, plain
from tests.support.postgres import both_versions
from tests.support.work import SqlWork, sql_work

Connection = psycopg.Connection[Any]

SMALL, ROWS = 2_500, 20_000
GROWTH = 1.5 * ROWS / SMALL
"""What grows with the rows is eight times as much, what grows with their square 64 times."""

UNCHANGED = "'" + UNAVAILABLE + "'"
SOFT, HARD = plain("Doc"), documents(deletes="hard")
CASES: dict[str, tuple[TargetTable, str, dict[str, str], int]] = {
    "soft deletes": (SOFT, "d", {"name": "NULL"}, 0),
    "unchanged documents": (documents(), "u", {"doc": UNCHANGED}, 0),
    "documents under hard deletes": (HARD, "u", {"doc": f"CASE WHEN n % 2 = 0 THEN {UNCHANGED} END"}, 0),
    "one value too long": (SOFT, "u", {"name": "repeat('x', CASE WHEN n = 1234 THEN 21 ELSE 5 END)"}, 1),
    "one row that the database refuses": (SOFT, "u", {"name": "CASE WHEN n = 1234 THEN 'refused' ELSE 'x' END"}, 1),
}
"""Relation, operation, values, how many are rejected."""


def work(connection: Connection, operation: str, values: dict[str, str], first: int, rows: int) -> SqlWork:
    """What the merge of so many rows goes through, each of a key of its own from `first` on."""
    names = "".join(f", {name}" for name in values)
    connection.execute(
        f"""INSERT INTO {SCHEMA}."stg_Doc" (id{names}, "__operation", "__source_ts_ms", "__lsn", "__kafka_topic",
                "__kafka_partition", "__kafka_offset")
            SELECT {first} + n{"".join(f", {value}" for value in values.values())}, '{operation}', n,
                lpad(to_hex(n), 20, '0'), 'topic', 0, {first} + n
            FROM generate_series(1, {rows}) AS n""".encode()
    )
    with sql_work(connection) as done:
        merge(connection, "Doc")
    return done


@both_versions
@pytest.mark.parametrize("case", CASES)
def test_the_work_of_a_merge_grows_with_its_rows_in(merging: Connection, case: str) -> None:
    table, operation, values, rejected = CASES[case]
    install(merging, [table])
    merging.execute(f"ALTER TABLE {SCHEMA}.\"Doc\" ADD CHECK (name <> 'refused')".encode())
    _, small = (work(merging, operation, values, first, SMALL) for first in (100_000, 200_000))
    large = work(merging, operation, values, 0, ROWS)
    print(f"{case}: {SMALL} rows {small}, {ROWS} rows {large}")
    assert small.rows >= SMALL
    assert small.blocks >= SMALL
    assert large.rows <= GROWTH * small.rows
    assert large.blocks <= GROWTH * small.blocks
    found = fetch(merging, "SELECT rows_taken, rows_rejected FROM cdc_management.merge_control")
    assert found == [(2 * SMALL + ROWS, 3 * rejected)]
