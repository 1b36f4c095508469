"""The T-SQL of capture administration: text for a person to read, run on a server only because a person asked for it.

Every script names no database, so that it serves each customer's, and can be run again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

import jinja2

from cdc_assets.capture.advisor import SCRIPTED, Advice, Mark, new_name
from cdc_assets.capture.model import Wanted, format_lsn, lsn_literal
from cdc_assets.catalog.names import bracketed, literal, qualified
from cdc_assets.config.model import CaptureOptions
from cdc_assets.ddl.environment import TEMPLATES, sql_environment
from cdc_assets.errors import CdcError, Problem, one_line
from resources.sqlserver import ConnectError, Connection, Session, TooSlowError, closing_cursor
from resources.sqlserver_driver import Endpoint


@dataclass(frozen=True, slots=True)
class Script:
    """A T-SQL script, batches separated by GO lines. `name` is its file's (`enable-cdc.sql`).

    `subjects`: what each batch is about, in order, where that is known.
    """

    name: str
    text: str
    subjects: tuple[str, ...] = ()


DATABASE = "the database"
RETENTION = "the retention"


@cache
def _environment() -> jinja2.Environment:
    env = sql_environment(TEMPLATES / "sqlserver")
    env.filters.update(
        literal=literal, bracketed=bracketed, lsn=lsn_literal, shown=format_lsn, column_list=_column_list, note=one_line
    )
    env.globals["qualified"] = qualified
    return env


def _column_list(columns: Sequence[str]) -> str:
    """`@captured_column_list`: a string that holds bracketed names."""
    return literal(", ".join(bracketed(column) for column in columns))


def _render(template: str, **values: Any) -> str:  # noqa: ANN401 - whatever the template takes
    return _environment().get_template(template).render(**values)


def enable_script(wanted: Sequence[Wanted], options: CaptureOptions | None = None) -> Script:
    """Switch capture on for the database and every wanted table that has no capture instance. Runs on any database
    of the service; what is captured already is left alone."""
    taken: set[str] = set()
    tables = []
    for table in wanted:
        if table.not_capturable is None:
            name = new_name(table.schema, table.table, taken)  # `a_b.c` and `a.b_c` would meet
            taken.add(name.casefold())
            tables.append({"wanted": table, "instance": name})
    refused = [table for table in wanted if table.not_capturable is not None]
    options = options or CaptureOptions()
    names = [table.full_name for table in wanted if table not in refused]
    return Script(
        "enable-cdc.sql",
        _render("enable.sql.j2", tables=tables, refused=refused, options=options),
        (DATABASE, *names, *([RETENTION] if options.retention is not None else [])),
    )


def advice_script(
    advice: Sequence[Advice], wanted: Sequence[Wanted], database: str, options: CaptureOptions | None = None
) -> Script:
    """The next safe step of every table of one database. Tables that have to wait are comments."""
    by_name = {table.full_name: table for table in wanted}
    steps = [{"advice": step, "wanted": by_name[step.table]} for step in advice if step.step != "none"]
    settled = sum(step.step == "none" for step in advice)
    return Script(
        f"{database}.sql",
        _render("advice.sql.j2", steps=steps, settled=settled, database=database, options=options or CaptureOptions()),
        (DATABASE, *(step.table for step in advice if step.step in SCRIPTED)),
    )


def retention_script(minutes: int) -> Script:
    """Change how long the clean-up job keeps changes."""
    return Script("retention.sql", _render("retention.sql.j2", minutes=int(minutes)), (RETENTION,))


def clean_script(marks: Sequence[Mark], database: str) -> Script:
    """Remove changes that every consumer has taken, by hand. Instances without a mark are comments."""
    return Script(
        f"clean-{database}.sql",
        _render("clean.sql.j2", marks=marks, database=database),
        tuple(mark.instance.name for mark in marks if mark.lsn is not None),
    )


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

    Generated scripts hold names and strings without line breaks (`catalog/names.py` refuses them), so that a line
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
    on_batch: Callable[[Batch, bool], None] = lambda _batch, _done: None,
) -> int:
    """Run every batch in order on one connection to the primary replica; returns how many.

    Every generated batch can be run again, so a transient error repeats it, and what is about one table does not stop
    what is about the next. Raises CdcError with all that failed. `on_batch` learns of each batch whether it is done.
    """
    todo = batches(script)
    problems: list[Problem] = []
    with Session(at, read_only=False, connect=connect) as session:
        for number, batch in enumerate(todo, 1):
            try:
                session.run(partial(_send, text=batch.text))
            except CdcError as error:
                on_batch(batch, False)
                where, subject = f"{script.name}:{batch.line}", batch.subject or f"batch {number}"
                problems += (Problem(where, f"{subject} failed ({number} of {len(todo)} batches)"), *error.problems)
                if batch.subject in ("", DATABASE) or isinstance(error, (ConnectError, TooSlowError)):
                    left = len(todo) - number
                    if left:
                        problems.append(Problem(where, f"{left} batches after it were not begun", hint="run it again"))
                    break
            else:
                on_batch(batch, True)
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
