"""Random changes in a source of the tests, and what a connector makes of those that were captured."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

from cdc_assets.capture.model import format_lsn
from tests.sqlserver.source_database import AFTER, DELETE, INSERT, SourceDatabase, Values

STARTED = 1_700_000_000_000


def commit_random(
    random: Random, database: SourceDatabase, name: str, keys: Sequence[Values], make: Callable[[Random], Values]
) -> bytes:
    """A transaction of one to four changes of rows with these keys, the same row twice among them. Returns its LSN."""
    there = {str(key): database.row(name, key) is not None for key in keys}
    changes: list[tuple[str, str, Values]] = []
    for _ in range(random.randint(1, 4)):
        key = random.choice(keys)
        what = random.choice(["update", "delete"]) if there[str(key)] else "insert"
        there[str(key)] = what != "delete"
        changes.append((what, name, key if what == "delete" else {**key, **make(random)}))
    return database.commit(*changes)


def events(database: SourceDatabase, instance: str, after: bytes = b"") -> Iterator[dict[str, Any]]:
    """The captured changes of an instance as rows of staging, in their order; where in Kafka they lie is not said."""
    for change in database.instances[instance].changes:
        if change["__$start_lsn"] <= after or change["__$operation"] not in _OPERATIONS:
            continue
        values = {name: value for name, value in change.items() if not name.startswith("__$")}
        yield {
            **values,
            "__operation": _OPERATIONS[change["__$operation"]],
            "__lsn": format_lsn(change["__$start_lsn"]),
            "__seq_val": format_lsn(change["__$seqval"]),
            "__source_ts_ms": STARTED + int.from_bytes(change["__$start_lsn"], "big") % 2**40 // 2**16,
            "__source": "mssql",
        }


_OPERATIONS = {DELETE: "d", INSERT: "c", AFTER: "u"}
