"""A table of 25 large columns, of which every event leaves others open: more kinds of events than groups of columns."""

from __future__ import annotations

import random
from typing import Any

import psycopg
import pytest

from tests.merge.support import SCHEMA, UNAVAILABLE, column, event, fetch, install, merge, relation, settle, stage
from tests.support.postgres import both_versions

Connection = psycopg.Connection[Any]
DOCS = [f"d{n}" for n in range(25)]
EVENTS, KEYS = 400, 12


@both_versions
@pytest.mark.parametrize("deletes", ["soft", "hard"])
def test_each_column_keeps_what_was_told_last_whatever_events_leave_open(merging: Connection, deletes: str) -> None:
    columns = [column("id", "integer", key=True), column("name", "varchar(20)")]
    install(merging, [relation("Doc", [*columns, *(column(d, "text", large=True) for d in DOCS)], deletes=deletes)])
    settle(merging, "Doc")
    chance = random.Random(25)
    events = []
    for number in range(1, EVENTS):
        operation = chance.choice("uuuuucrd")
        rate = chance.random()
        told = {d: chance.choice((None, f"{number}/{d}")) if chance.random() < rate else UNAVAILABLE for d in DOCS}
        values = dict.fromkeys(DOCS) | {"name": None} if operation == "d" else told
        events.append(event(number, chance.randrange(KEYS), __operation=operation, **values))
        del events[-1]["amount"]
    wanted: dict[int, dict[str, Any]] = {}
    for one in events:
        row = wanted.setdefault(one["id"], {"name": None, **dict.fromkeys(DOCS)})
        if one["__operation"] != "d":
            row.update({name: one[name] for name in ("name", *DOCS) if one[name] != UNAVAILABLE})
        elif deletes == "hard":
            del wanted[one["id"]]
    chance.shuffle(events)
    while events:
        now = events[: chance.choice((1, 5, 60, 120))]
        del events[: len(now)]
        stage(merging, "Doc", now + chance.sample(now, len(now) // 3))
        merge(merging, "Doc")
    names = ", ".join(("id", "name", *DOCS))
    found = fetch(merging, f'SELECT {names} FROM {SCHEMA}."Doc"')
    assert {row[0]: dict(zip(("name", *DOCS), row[1:], strict=True)) for row in found} == wanted
    assert fetch(merging, "SELECT rows_rejected FROM cdc_management.merge_control") == [(0,)]
