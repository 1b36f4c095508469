"""Recorded result sets: what a server answered, as a file that answers in its place.

Recordings hold names and definitions, never rows of user tables, and no login: they can be shared to reproduce a
problem.

Format, JSON lines: first `{"recording": 1, "origin": …, "database": …}`, where `origin` is the server's @@VERSION or
`made by hand`; then per result set `{"set": name, "columns": [names]}` followed by its rows, each a list.
Values JSON lacks are objects: `{"hex": "0a"}` for bytes, `{"time": "2026-01-31T10:00:00"}` for datetime.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from cdc_assets.catalog.live import RowSets, read_rows, source_endpoint
from cdc_assets.catalog.queries import CATALOG, EVENTS
from cdc_assets.config.model import ReferenceSource
from cdc_assets.errors import CdcError, Problem
from cdc_assets.files import read_file, write_text_if_changed

VERSION = 1
BY_HAND = "made by hand"
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
    recording = from_rows(read_rows(at, source.schemas, (*CATALOG, EVENTS)))
    write_recording(path, recording)
    return recording


def from_rows(rows: RowSets, origin: str | None = None) -> Recording:
    """A recording of what `live.read_rows` returned; `origin` defaults to the version the server gave."""
    facts = rows["facts"][0]
    sets = {}
    for name, records in rows.items():
        columns = tuple(records[0]) if records else ()
        values = tuple(
            tuple("someone" if column in _PRIVATE else record[column] for column in columns) for record in records
        )
        sets[name] = (columns, values)
    return Recording(origin or str(facts["version"]), str(facts["database_name"]), sets)


def write_recording(path: Path, recording: Recording) -> bool:
    """Write `recording` to `path`; True if the file changed."""
    lines: list[object] = [{"recording": VERSION, "origin": recording.origin, "database": recording.database}]
    for name, (columns, rows) in recording.sets.items():
        lines.append({"set": name, "columns": list(columns)})
        lines.extend(list(map(_encode, row)) for row in rows)
    return write_text_if_changed(path, "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))


def read_recording(path: Path) -> Recording:
    """The recording at `path`. Raises CdcError with the line that is wrong."""
    try:
        lines = read_file(path).decode().splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CdcError(Problem(str(path), f"the recording cannot be read: {error}")) from None
    sets: dict[str, tuple[tuple[str, ...], list[tuple[Any, ...]]]] = {}
    head: dict[str, Any] = {}
    for number, line in enumerate(lines, 1):
        try:
            _read_line(json.loads(line), head, sets)
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise CdcError(Problem(f"{path}:{number}", f"not a line of a recording: {error}")) from None
    if not head:
        raise CdcError(Problem(str(path), "the recording is empty"))
    frozen = {name: (names, tuple(found)) for name, (names, found) in sets.items()}
    return Recording(str(head["origin"]), str(head["database"]), frozen)


def _read_line(
    value: Any,  # noqa: ANN401 - whatever JSON held
    head: dict[str, Any],
    sets: dict[str, tuple[tuple[str, ...], list[tuple[Any, ...]]]],
) -> None:
    """Add one line to what was read; ValueError, KeyError or TypeError for anything else."""
    if not head:
        if value["recording"] != VERSION:
            raise ValueError(f"recording version {value['recording']} is not {VERSION}")
        head.update(value)
    elif isinstance(value, dict):
        sets[value["set"]] = (tuple(value["columns"]), [])
    else:
        columns, rows = next(reversed(sets.values()))
        row = tuple(map(_decode, value))
        if len(row) != len(columns):
            raise ValueError(f"{len(row)} values for {len(columns)} columns")
        rows.append(row)


def _encode(value: object) -> object:
    if isinstance(value, bytes | bytearray):
        return {"hex": bytes(value).hex()}
    if isinstance(value, datetime):
        return {"time": value.isoformat()}
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return str(value) if isinstance(value, UUID) else value


def _decode(value: object) -> object:
    if isinstance(value, dict):
        if set(value) == {"hex"}:
            return bytes.fromhex(value["hex"])
        if set(value) == {"time"}:
            return datetime.fromisoformat(value["time"])
        raise ValueError(f"{value} is not a value")
    return value


class Replay:
    """A DB-API connection that answers every batch with a recording's result sets, in their order.

    `only` chooses result sets by name, as a shorter batch would.
    """

    def __init__(self, recording: Recording, only: Iterable[str] | None = None) -> None:
        names = list(recording.sets) if only is None else list(only)
        self._sets = [recording.sets[name] for name in names]

    def cursor(self) -> ReplayCursor:
        """A cursor at the start of the recording."""
        return ReplayCursor(self._sets)

    def close(self) -> None:
        """Nothing to close."""


class ReplayCursor:
    """The cursor of `Replay`."""

    def __init__(self, sets: Sequence[tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]]) -> None:
        self._sets = sets
        self._at = -1
        self.description: Sequence[Sequence[Any]] | None = None

    def execute(self, _sql: str, *_parameters: object) -> ReplayCursor:
        """Begin with the first result set, whatever was asked."""
        self._at = -1
        self.nextset()
        return self

    def nextset(self) -> bool:
        """Go to the next result set; False behind the last."""
        self._at += 1
        there = self._at < len(self._sets)
        self.description = [(name, None) for name in self._sets[self._at][0]] if there else None
        return there

    def fetchall(self) -> Sequence[Sequence[Any]]:
        """The rows of the result set."""
        return self._sets[self._at][1]

    def close(self) -> None:
        """Nothing to close."""
