"""What is read of a table and what is read of its changes tell the same, whatever happened."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from cdc_assets.rows.model import Limits
from cdc_assets.rows.read import read_changes, read_keys, read_rows
from tests.rows.changes import commit_random, events
from tests.rows.support import ACTOR, read_table, reading, rows_of
from tests.sqlserver.source_database import SourceDatabase, table


def applied(state: dict[int, str], changes: list[tuple[str, int, str]]) -> dict[int, str]:
    """The rows after changes."""
    for operation, actno, name in changes:
        if operation == "d":
            del state[actno]
        elif operation != "b":
            state[actno] = name
    return state


@pytest.mark.parametrize("seed", range(20))
def test_rows_read_at_a_position_and_the_changes_after_it_are_the_table_as_it_is(seed: int) -> None:
    random = Random(seed)
    database = SourceDatabase(table("dbo.Actor", ACTOR, ["actno"]))
    start = database.enable("dbo.Actor").start
    keys = [{"actno": actno} for actno in range(8)]

    def make(random: Random) -> dict[str, Any]:
        return {"Navn": f"v{random.randrange(10**6)}"}

    def some(most: int) -> None:
        for _ in range(random.randint(0, most)):
            commit_random(random, database, "dbo.Actor", keys, make)
        if random.random() < 0.7:
            database.capture()

    some(10)
    database.capture()
    limits = Limits(rows_per_chunk=random.randint(1, 5))
    wanted = read_table()
    with reading(database) as session:
        rows: dict[int, tuple[bytes, str]] = {}
        asked: list[tuple[bytes, range]] = []
        begin = 0
        for chunk in read_rows(session, wanted, limits=limits):
            rows.update({row[0]: (chunk.lsn, row[1]) for row in chunk.rows})
            end = 8 if chunk.last else int(chunk.last_key[0]) + 1 if chunk.last_key else begin
            asked.append((chunk.lsn, range(begin, end)))
            begin = end
            some(3)
        up_to = database.capture() or b""
        whole = rows_of(read_changes(session, wanted, start, up_to, limits=limits))
        told = [(row[3], row[4], row[5]) for row in whole]
        now = {row["actno"]: row["Navn"] for row in database.rows["dbo.Actor"]}
        assert applied({}, told) == now
        streamed = [(one["__operation"], one["actno"], one["Navn"]) for one in events(database, "dbo_Actor", start)]
        assert streamed == [change for change in told if change[0] != "b"]
        for lsn, part in asked:  # what was read may hold some of what comes after: the last of each key is the same
            after = rows_of(read_changes(session, wanted, lsn, up_to)) if lsn < up_to else []
            last = {row[4]: (row[3], row[5]) for row in after if row[3] != "b"}
            for actno in part:
                read = rows[actno][1] if actno in rows else None
                operation, name = last.get(actno, ("d" if read is None else "u", read))
                assert (None if operation == "d" else name) == now.get(actno)
        found = rows_of(read_keys(session, wanted, [(key["actno"],) for key in keys]))
    assert dict(found) == now
