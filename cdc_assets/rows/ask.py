"""Asking a source for rows: no more and no faster than the limits say, and with what its errors mean for one table."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from cdc_assets.capture.model import Lsn, lsn_of
from cdc_assets.catalog.live import to_rows
from cdc_assets.errors import CdcError, Problem
from cdc_assets.rows.model import Limits, NotNowError, Row, TableChangedError
from cdc_assets.rows.source import Source, look, may_not_read
from resources.sqlserver import MISSING_NUMBERS, Connection, Cursor, Session, read_error, read_halves

T = TypeVar("T")

_AT_ONCE = 1000
LARGE_AT_ONCE = 16
_MOST_BYTES = 32 * 1024 * 1024
"""Rows are taken from the driver so many at once, and no more than a few where values may be large; when these have
come to so much, a chunk ends before it is full."""
_TEXT_PARAMETER = (-9, 4000, 0)
"""SQL_WVARCHAR, always as long: a plan would be made for every length."""
_DEFINITION_NUMBERS = MISSING_NUMBERS | {2801, 3961, 4922, 8622}
"""No such column or table; changed since it was compiled, or under a snapshot; a hint that nothing can obey."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a batch of `statements.py` said. `last`: the source has no more of it."""

    lsn: Lsn
    rows: Sequence[Row]
    last: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A batch that was begun: what it said before its rows, which wait in `cursor`."""

    cursor: Cursor
    lsn: Lsn | None
    now: datetime
    modified: str | None


class Asking:
    """A reading of one table, within its limits."""

    def __init__(self, session: Session, source: Source, limits: Limits) -> None:
        self.session, self.source, self.limits = session, source, limits
        self.rows = max(1, min(limits.rows_per_chunk, limits.rows_per_second or limits.rows_per_chunk))
        self.lock_timeout = limits.lock_timeout or session.at.settings.lock_timeout
        self._now, self._modified = source.now, source.modified
        self._due = session.clock.now()

    def wait(self) -> None:
        """Until more rows may be read. Raises NotNowError where the hours for that are over."""
        if self.limits.hours is not None and not self.limits.allow(self._now):
            begin, end = self.limits.hours
            table, now = self.source.table.full_name, self._now
            what = f"{table} may be read from {begin:%H:%M} to {end:%H:%M}, and it is {now:%H:%M} there"
            raise NotNowError(Problem(self.source.where, what, hint="the next run goes on where this one stopped"))
        self.session.clock.sleep(max(0.0, self._due - self.session.clock.now()))

    def took(self, rows: int, now: datetime | None = None) -> None:
        """So many rows came, at that time of the source."""
        self._now = now or self._now
        if self.limits.rows_per_second:
            self._due = max(self._due, self.session.clock.now()) + rows / self.limits.rows_per_second

    def answer(self, text: str, parameters: Sequence[str], large: Sequence[int], most: int | None = None) -> Answer:
        """What a batch says; at most `most` of its rows, None = all. `large` numbers the columns of any length."""
        self.wait()

        def work(connection: Connection) -> tuple[Opened, list[Row], bool]:
            opened = begin(connection, text, parameters)
            with contextlib.closing(opened.cursor):
                return opened, *fetch(opened.cursor, most, large)

        opened, rows, left = self.run(work)
        self.took(len(rows), opened.now)
        self.unchanged(opened.modified)
        return Answer(position(self.source.where, opened.lsn), rows, not left and (most is None or len(rows) < most))

    def run(self, work: Callable[[Connection], T]) -> T:
        """`Session.run`, with errors that say what they mean for this table."""

        def told(connection: Connection) -> T:
            try:
                return work(connection)
            except CdcError:
                raise
            except UnicodeDecodeError:
                read_halves(connection)
                try:
                    return work(connection)
                finally:
                    read_halves(connection, yes=False)
            except Exception as raised:
                self._explain(raised)
                raise

        return self.session.run(told)

    def unchanged(self, modified: str | None) -> None:
        """Raises TableChangedError where columns or key are others than when reading began."""
        if modified == self._modified:
            return
        now, before = look(self.session, self.source.table), self.source
        if (now.object_id, now.columns, now.key) != (before.object_id, before.columns, before.key):
            raise TableChangedError(self.changed())
        self._modified = now.modified

    def changed(self, told: str = "") -> Problem:
        """What to tell where the definition is another one."""
        what = f"columns or key of {self.source.table.full_name} changed while it was read{told}"
        return Problem(self.source.where, what, hint="generate and apply where its columns matter, then begin again")

    def _explain(self, raised: Exception) -> None:
        error = read_error(raised, (self.session.at.password or "",))
        source, table = self.source, self.source.table
        if error.permission:
            raise CdcError(replace(may_not_read(source.where, table, source.user), what=error.text)) from None
        if not _DEFINITION_NUMBERS.isdisjoint(error.numbers):
            raise TableChangedError(self.changed(f": {error.text}")) from None
        if 1222 in error.numbers:
            what = f"rows of {table.full_name} were locked by another session for {self.lock_timeout} s"
            hint = "look for a transaction that was left open; the next run goes on where this one stopped"
            raise CdcError(Problem(source.where, what, hint=hint)) from None


def position(where: str, lsn: Lsn | None) -> Lsn:
    """An answer of fn_cdc_get_max_lsn. Raises CdcError where it is none."""
    if lsn is None:
        hint = "look at the capture job: `cdc source status`"
        raise CdcError(Problem(where, "change data capture has not captured anything yet", hint=hint))
    return lsn


def begin(connection: Connection, text: str, parameters: Sequence[str]) -> Opened:
    """Begin a batch of `statements.py`, up to its rows."""
    cursor = connection.cursor()
    try:
        if parameters:
            cursor.setinputsizes([_TEXT_PARAMETER] * len(parameters))
        cursor.execute(text, *parameters)
        to_rows(cursor, "a query")
        ((lsn, now, modified),) = cursor.fetchall()
        cursor.nextset()
        to_rows(cursor, "a query")
        return Opened(cursor, lsn_of(lsn), now, modified)
    except BaseException:
        with contextlib.suppress(Exception):
            cursor.close()
        raise


def fetch(cursor: Cursor, most: int | None, large: Sequence[int]) -> tuple[list[Row], bool]:
    """Rows of a begun batch, and whether some were left: `most` of them, fewer where large values are too much; all of
    them where `most` is None."""
    rows: list[Row] = []
    size = 0
    while most is None or len(rows) < most:
        at_once = LARGE_AT_ONCE if large else _AT_ONCE
        part = cursor.fetchmany(at_once if most is None else min(at_once, most - len(rows)))
        if not part:
            return rows, False
        rows += part
        size += sum(len(row[n]) for row in part for n in large if row[n] is not None)
        if most is not None and size > _MOST_BYTES:
            return rows, True
    return rows, False
