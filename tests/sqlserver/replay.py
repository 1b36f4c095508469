"""Recordings read back (`cdc_assets/catalog/recording.py` writes them), and played in a server's place."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from cdc_assets.catalog.recording import VERSION, Recording
from cdc_assets.errors import CdcError, Problem
from cdc_assets.files import read_file

BY_HAND = "made by hand"
"""The origin of a recording that no server answered."""


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
    value: Any,
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
