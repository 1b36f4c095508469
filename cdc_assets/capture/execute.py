"""Running a generated script on a server: only ever called because a person asked for it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from cdc_assets.capture.scripts import DATABASE, Script
from cdc_assets.errors import CdcError, Problem
from resources.sqlserver import ConnectError, Connection, Endpoint, Session, TooSlowError, closing_cursor

_GO = re.compile(r"^[ \t]*GO[ \t]*$", re.MULTILINE | re.IGNORECASE)
_COMMENT = re.compile(r"^\s*--.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Batch:
    """A piece of a script that is sent at once. `line` is where it begins in the script, from 1."""

    line: int
    text: str
    subject: str = ""


def batches(script: Script) -> tuple[Batch, ...]:
    """The script's batches that hold more than comments.

    Generated scripts hold names and strings without line breaks (`catalog/quoting.py` refuses them), so that a line
    `GO` is always a separator.
    """
    found: list[Batch] = []
    begin = 0
    for end, after in [*((match.start(), match.end()) for match in _GO.finditer(script.text)), (len(script.text),) * 2]:
        text = script.text[begin:end]
        if _COMMENT.sub("", text).strip():
            skipped = len(text) - len(text.lstrip())
            found.append(Batch(script.text.count("\n", 0, begin + skipped) + 1, text.strip()))
        begin = after
    if script.subjects:
        found = [replace(batch, subject=name) for batch, name in zip(found, script.subjects, strict=True)]
    return tuple(found)


def execute(
    at: Endpoint,
    script: Script,
    *,
    connect: Callable[[], Connection] | None = None,
    told: Callable[[Batch, bool], None] = lambda _batch, _done: None,
) -> int:
    """Run every batch in order on one connection to the primary replica; returns how many.

    Every generated batch can be run again, so a transient error repeats it, and what is about one table does not stop
    what is about the next. Raises CdcError with all that failed. `told` learns of each batch whether it is done.
    """
    todo = batches(script)
    problems: list[Problem] = []
    with Session(at, read_only=False, connect=connect) as session:
        for number, batch in enumerate(todo, 1):
            try:
                session.run(partial(_send, text=batch.text))
            except CdcError as error:
                told(batch, False)
                where, subject = f"{script.name}:{batch.line}", batch.subject or f"batch {number}"
                problems += (Problem(where, f"{subject} failed ({number} of {len(todo)} batches)"), *error.problems)
                if batch.subject in ("", DATABASE) or isinstance(error, (ConnectError, TooSlowError)):
                    left = len(todo) - number
                    if left:
                        problems.append(Problem(where, f"{left} batches after it were not begun", hint="run it again"))
                    break
            else:
                told(batch, True)
    if problems:
        raise CdcError(problems)
    return len(todo)


_SETTINGS = "SET XACT_ABORT ON; "
"""A script says so once; a connection that broke does not know it any more."""


def _send(connection: Connection, text: str) -> None:
    with closing_cursor(connection) as cursor:
        cursor.execute(_SETTINGS + text)
        while cursor.nextset():  # errors of later statements come with their result
            pass
