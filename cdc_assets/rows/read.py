"""Rows, changes and positions of a source. See `model.py`.

Each chunk is a piece of work of its own for `Session.run`: it has the server entry's time, and is read anew on another
connection where its own breaks. A table without a key is one statement, which nothing can take up in its middle.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from cdc_assets.capture.model import Lsn, format_lsn, lsn_literal, lsn_of, moved
from cdc_assets.errors import CdcError, Problem
from cdc_assets.rows.ask import LARGE_AT_ONCE, Asking, begin, fetch, position
from cdc_assets.rows.model import (
    CHANGE,
    USUAL,
    Chunk,
    HistoryEndedError,
    Key,
    Limits,
    ReadColumn,
    ReadTable,
    Row,
    TableChangedError,
)
from cdc_assets.rows.source import Capture, Source, SourceColumn, look
from cdc_assets.rows.statements import beginning_of, changes_of, columns_of, held_by, keys_of, rows_of, whole_of
from cdc_assets.tables.conversions import key_text
from cdc_assets.tables.model import TableDefinition, TargetTable
from resources.sqlserver import HALF, Connection, Session, closing_cursor, read_halves

_KEYS_AT_ONCE = 100
"""Keys in a statement, which asks for as many each time, so that it stays one text; fewer where values may be large, as
an answer is taken whole."""
_MOST_PARAMETERS = 2000
_OPERATIONS = {1: "d", 2: "c", 3: "b", 4: "u"}
_BEYOND = "9"
"""An `__$operation` that there is none of: a place after all changes of an LSN."""


def source_rows(definition: TableDefinition, target: TargetTable) -> ReadTable:
    """What is read of a definition's source table for one of its relations."""
    made = target.ours or target
    columns = tuple(
        ReadColumn(column.source, column.name)
        for column in made.columns
        if column.source is not None and column.carried
    )
    sources = {column.staging: column.source for column in columns}
    key = tuple(sources[name] for name in made.key if name in sources)
    return ReadTable(definition.source_schema, definition.source_table, columns, key)


def read_rows(session: Session, table: ReadTable, after: Key | None = None, limits: Limits = USUAL) -> Iterator[Chunk]:
    """All rows, in chunks along the source's key, on from `after`; of a table that has no key, the parts of one
    statement. Raises CdcError."""
    source = look(session, table)
    asking = Asking(session, source, limits)
    if not source.key:
        yield from _whole(asking)
        return
    columns = columns_of(source)
    places = [columns.index(column) for column in source.key]
    last = False
    while not last:
        text = rows_of(source, asking.lock_timeout, on=after is not None)
        answer = asking.answer(text, [str(asking.rows), *(after or ())], _large(columns), asking.rows)
        _begun(source, answer.lsn)
        if answer.rows:
            after = tuple(key_text(answer.rows[-1][place]) for place in places)
            if any(HALF in text for text in after):
                what = f"a key of {table.full_name} holds half of a character: no driver can go on from there"
                raise CdcError(Problem(source.where, what, hint="mend that row at the source"))
        last = answer.last
        yield _chunk(columns, answer.rows, answer.lsn, after, last)


def read_keys(session: Session, table: ReadTable, keys: Sequence[Row], limits: Limits = USUAL) -> Iterator[Chunk]:
    """The rows of these keys, each in staging's values and in the order of `table.key`.

    A key that is not there has no row; one that several rows have, as a key of the configuration may, has them all.
    """
    source = look(session, table)
    asking = Asking(session, source, limits)
    key = tuple(source.column(name) for name in table.key)
    if not key or any(column.conversion.parameter is None for column in key):
        what = f"{table.full_name} has no key that rows could be asked for by"
        raise CdcError(Problem(source.where, what, hint="key_columns in the service's file names one"))
    columns = columns_of(source)
    size = min(LARGE_AT_ONCE if _large(columns) else _KEYS_AT_ONCE, _MOST_PARAMETERS // len(key))
    text = keys_of(source, asking.lock_timeout, key, size)
    waiting = iter(keys)
    asked = list(islice(waiting, size))
    while asked:
        padded = asked + [asked[-1]] * (size - len(asked))
        answer = asking.answer(text, [key_text(value) for one in padded for value in one], _large(columns))
        _begun(source, answer.lsn)
        asked = list(islice(waiting, size))
        yield _chunk(columns, answer.rows, answer.lsn, None, not asked)


def read_changes(
    session: Session, table: ReadTable, after: Lsn, up_to: Lsn, resume: Key | None = None, limits: Limits = USUAL
) -> Iterator[Chunk]:
    """The changes of the window `(after, up_to]` in the order in which they were made, on from `resume`.

    Two capture instances are read one after the other where neither holds the whole window. Columns that an instance
    lacks are not among its chunks'; a large value that an update left alone is NULL. Raises HistoryEndedError where
    changes were cleaned away, be it while they are read.
    """
    if up_to <= after:
        yield Chunk(CHANGE, (), up_to, resume, True)
        return
    source = look(session, table)
    asking = Asking(session, source, limits)
    place = resume or (lsn_literal(after), str(2**31 - 1), lsn_literal(b"\xff" * 10), _BEYOND)
    parts = _parts(source, _reached(place), up_to)
    for part in parts:
        columns = held_by(source, part.capture)
        names = (*CHANGE, *(column.staging or "" for column in columns))
        text = changes_of(source, part.capture, asking.lock_timeout)
        large = [4 + n for n in _large(columns)]
        last = False
        while not last:
            answer = asking.answer(text, [str(asking.rows), lsn_literal(part.end), *place], large, asking.rows)
            if answer.lsn < up_to:
                what = f"changes of {table.full_name} are captured up to {format_lsn(answer.lsn)}"
                raise CdcError(Problem(source.where, f"{what}, not yet up to {format_lsn(up_to)}", hint="try again"))
            # After the rows: the clean-up first moves where an instance begins, then it deletes.
            begins = _scalar(session, beginning_of(part.capture))
            if begins is None or begins > max(part.begin, _reached(place)):
                raise _history_ended(source, max(part.begin, _reached(place)), begins)
            last = answer.last
            if answer.rows:
                lsn, command, sequence, operation = answer.rows[-1][:4]
                place = (lsn_literal(bytes(lsn)), str(command), lsn_literal(bytes(sequence)), str(operation))
            told = [
                (format_lsn(bytes(lsn)), command, format_lsn(bytes(sequence)), _OPERATIONS[operation])
                for lsn, command, sequence, operation, *_ in answer.rows
            ]
            chunk = _chunk(columns, [row[4:] for row in answer.rows], up_to, place, last and part is parts[-1])
            rows = [(*change, *row) for change, row in zip(told, chunk.rows, strict=True)]
            yield Chunk(names, rows, up_to, place, chunk.last, chunk.without_nul)


@dataclass(frozen=True, slots=True)
class _Part:
    """An instance, and the first and the last LSN whose changes are read from it."""

    capture: Capture
    begin: Lsn
    end: Lsn


def _parts(source: Source, begin: Lsn, end: Lsn) -> tuple[_Part, ...]:
    """Which instances hold the changes from `begin` to `end`: the one with most of the columns as far as it reaches,
    before it the other. Raises HistoryEndedError."""
    begun = [(capture.start, capture) for capture in source.captures if capture.start is not None]
    if not begun:
        raise _not_begun(source)
    start, best = min(begun, key=lambda one: (-len(held_by(source, one[1])), one[0]))
    if start <= begin:
        return (_Part(best, begin, end),)
    first, oldest = min(begun, key=lambda one: one[0])
    if first > begin:
        raise _history_ended(source, begin, first)
    if start > end:
        return (_Part(oldest, begin, end),)
    return (_Part(oldest, begin, moved(start, -1)), _Part(best, start, end))


def _reached(place: Key) -> Lsn:
    """The first LSN of which changes after `place` may be."""
    lsn = lsn_of(place[0]) or b""
    return moved(lsn, 1) if place[-1] == _BEYOND else lsn


def _history_ended(source: Source, needed: Lsn, begins: Lsn | None) -> HistoryEndedError:
    since = f"those from {format_lsn(begins)} on are left" if begins else "its capture instance is gone"
    what = f"history ended: changes of {source.table.full_name} from {format_lsn(needed)} on were wanted, {since}"
    hint = "compare the rows themselves, and keep changes for longer: `cdc clean-cdc --retention MINUTES`"
    return HistoryEndedError(Problem(source.where, what, hint=hint))


def _begun(source: Source, lsn: Lsn) -> None:
    """A change between what was read and where capture begins would come to nobody."""
    if not any(capture.start is not None and capture.start <= lsn for capture in source.captures):
        raise _not_begun(source)


def _not_begun(source: Source) -> CdcError:
    what = f"the capture of {source.table.full_name} has not begun"
    return CdcError(Problem(source.where, what, hint="try again in a moment; `cdc source status` tells how capture is"))


def _whole(asking: Asking) -> Iterator[Chunk]:
    """All rows by one statement."""
    source = asking.source
    asking.wait()
    text = whole_of(source, asking.lock_timeout)
    connection, opened = asking.run(lambda connection: (connection, begin(connection, text, ())))
    try:
        read_halves(connection)  # it cannot be begun anew where some come
        lsn = position(source.where, opened.lsn)
        _begun(source, lsn)
        if opened.modified != source.modified:
            raise TableChangedError(asking.changed())

        def part(on: Connection) -> tuple[list[Row], bool]:
            if on is not connection:
                what = f"the connection broke while {source.table.full_name} was read, which has no key to go on from"
                raise CdcError(Problem(source.where, what, hint="begin again"))
            return fetch(opened.cursor, asking.rows, _large(source.columns))

        last = False
        while not last:
            rows, left = asking.run(part)
            last = not left and len(rows) < asking.rows
            asking.took(len(rows))
            yield _chunk(source.columns, rows, lsn, None, last)
            if not last:
                asking.wait()
    finally:
        with contextlib.suppress(Exception):
            opened.cursor.close()
            read_halves(connection, yes=False)


def _chunk(columns: Sequence[SourceColumn], rows: Sequence[Row], lsn: Lsn, key: Key | None, last: bool) -> Chunk:
    """The rows of an answer as staging has them."""
    staged = [(n, column) for n, column in enumerate(columns) if column.staging is not None]
    nul = {
        n
        for at, column in staged
        if column.conversion.text
        for n, row in enumerate(rows)
        if row[at] is not None and "\0" in row[at]
    }
    values = [column.conversion.value for _, column in staged]
    if nul or any(values) or len(staged) < len(columns):
        rows = [
            [
                _without_nul(row[at]) if value is None else value(row[at])
                for (at, _), value in zip(staged, values, strict=True)
            ]
            for row in rows
        ]
    names = tuple(column.staging or "" for _, column in staged)
    return Chunk(names, rows, lsn, key, last, tuple(sorted(nul)))


def _without_nul(value: object) -> object:
    return value.replace("\0", "") if isinstance(value, str) and "\0" in value else value


def _large(columns: Sequence[SourceColumn]) -> list[int]:
    return [n for n, column in enumerate(columns) if column.conversion.large]


def _scalar(session: Session, text: str) -> Lsn | None:
    def ask(connection: Connection) -> Lsn | None:
        with closing_cursor(connection) as cursor:
            cursor.execute(text)
            rows = cursor.fetchall()
            return lsn_of(rows[0][0]) if rows else None

    return session.run(ask)
