"""Recorded result sets: what a server answered, as a file that answers in its place (`tests/sqlserver/replay.py`).

Recordings hold names and definitions, never rows of user tables, and no login: they can be shared to reproduce a
problem.

Format, JSON lines: first `{"recording": 1, "origin": …, "database": …}`, where `origin` is the server's @@VERSION or
`made by hand`; then per result set `{"set": name, "columns": [names]}` followed by its rows, each a list.
Values JSON lacks are objects: `{"hex": "0a"}` for bytes, `{"time": "2026-01-31T10:00:00"}` for datetime.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from cdc_assets.catalog.live import RowSets, read_rows, source_endpoint
from cdc_assets.catalog.queries import CATALOG
from cdc_assets.config.model import ReferenceSource
from cdc_assets.files import write_text_if_changed

VERSION = 1
_PRIVATE = ("login_name", "user_name")
"""Columns whose values are replaced in recordings."""


@dataclass(frozen=True, slots=True)
class Recording:
    """`origin` says where it comes from. `sets`: result set name → (column names, rows), in the order of the batch."""

    origin: str
    database: str
    sets: Mapping[str, tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]]


def record(source: ReferenceSource, environ: Mapping[str, str], path: Path) -> Recording:
    """Read `source` as `read_live` does and write the answers to `path`. Raises CdcError."""
    at = source_endpoint(source, environ)
    recording = from_rows(read_rows(at, source.schemas, CATALOG))
    write_recording(path, recording)
    return recording


def from_rows(rows: RowSets) -> Recording:
    """A recording of what `live.read_rows` returned"""
    facts = rows["facts"][0]
    sets = {}
    for name, records in rows.items():
        columns = tuple(records[0]) if records else ()
        values = tuple(
            tuple("someone" if column in _PRIVATE else record[column] for column in columns) for record in records
        )
        sets[name] = (columns, values)
    return Recording(str(facts["version"]), str(facts["database_name"]), sets)


def write_recording(path: Path, recording: Recording) -> bool:
    """Write `recording` to `path`; True if the file changed."""
    lines: list[object] = [{"recording": VERSION, "origin": recording.origin, "database": recording.database}]
    for name, (columns, rows) in recording.sets.items():
        lines.append({"set": name, "columns": list(columns)})
        lines.extend(map(list, rows))
    texts = (json.dumps(line, ensure_ascii=False, default=_encode) for line in lines)
    return write_text_if_changed(path, "".join(f"{text}\n" for text in texts))


def _encode(value: object) -> object:
    if isinstance(value, bytes | bytearray):
        return {"hex": bytes(value).hex()}
    if isinstance(value, datetime):
        return {"time": value.isoformat()}
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return str(value)
