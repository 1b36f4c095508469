"""Running a generated script on a server: only ever called because a person asked for it.

What belongs here: GO batches, sending them in order, saying where one failed. What does not: making scripts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from cdc_assets.capture.scripts import Script
from cdc_assets.errors import CdcError, Problem
from resources.sqlserver import Connection, Endpoint, closing_cursor, run

_GO = re.compile(r"^[ \t]*GO[ \t]*$", re.MULTILINE | re.IGNORECASE)
_COMMENT = re.compile(r"^\s*--.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Batch:
    """A piece of a script that is sent at once. `line` is where it begins in the script, from 1."""

    line: int
    text: str


def batches(script: Script) -> tuple[Batch, ...]:
    """The script's batches that hold more than comments.

    Generated scripts hold names and strings without line breaks (`catalog/quoting.py` refuses them), so that a line
    «GO» is always a separator.
    """
    found: list[Batch] = []
    begin = 0
    for end, after in [*((match.start(), match.end()) for match in _GO.finditer(script.text)), (len(script.text),) * 2]:
        text = script.text[begin:end]
        if _COMMENT.sub("", text).strip():
            skipped = len(text) - len(text.lstrip())
            found.append(Batch(script.text.count("\n", 0, begin + skipped) + 1, text.strip()))
        begin = after
    return tuple(found)


def execute(
    at: Endpoint,
    script: Script,
    *,
    connect: Callable[[], Connection] | None = None,
    done: Callable[[Batch], None] = lambda _batch: None,
) -> int:
    """Run every batch in order on the primary replica; returns how many. Raises CdcError at the first that fails.

    Every generated batch can be run again, so a transient error repeats it. `done` is told of each finished batch.
    """
    todo = batches(script)
    for number, batch in enumerate(todo, 1):
        try:
            run(at, partial(_send, text=batch.text), read_only=False, connect=connect)
        except CdcError as error:
            where = f"{script.name}:{batch.line}"
            note = f"batch {number} of {len(todo)} failed; those before it are done and are skipped by a second run"
            raise CdcError((Problem(where, note), *error.problems)) from None
        done(batch)
    return len(todo)


def _send(connection: Connection, text: str) -> None:
    with closing_cursor(connection) as cursor:
        cursor.execute(text)
        while cursor.nextset():  # errors of later statements come with their result
            pass
