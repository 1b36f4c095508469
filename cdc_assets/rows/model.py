"""What is read of SQL Server's rows, as data.

    table = source_rows(definition, target)             # what to read for one relation, from its definition
    with Session(at, read_only=False) as session:       # resources.sqlserver: time limits, retries
        for chunk in read_rows(session, table, after, limits): …
        chunk = read_keys(session, table, keys, limits)
        for chunk in read_changes(session, table, after, up_to, limits): …
    copy_rows(cursor, relation, chunk)

`read_rows`, `read_keys`, `read_changes` are in `read.py`, `copy_rows` in `copy.py`. Each chunk is read anew where its
connection breaks; what cannot be mended so is a CdcError, after which a reader goes on from `last_key`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from cdc_assets.capture.model import Lsn
from cdc_assets.config.model import ReadingOptions
from cdc_assets.errors import CdcError

Key = tuple[str, ...]
"""A place in a table or its changes, in texts that T-SQL converts back: fit to be kept as JSON."""
Row = Sequence[Any]
"""Values as psycopg writes them, and as pipelines put them into staging. None is NULL."""


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """A column that is read: its names at the source and in staging."""

    source: str
    staging: str


@dataclass(frozen=True, slots=True)
class ReadTable:
    """What is read of a source table for one relation. `key` names source columns: the relation's key.

    Left out is what no writer takes from the source either: columns that the stream does not carry, and templates'.
    """

    schema: str
    name: str
    columns: tuple[ReadColumn, ...]
    key: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        """`dbo.Actor`."""
        return f"{self.schema}.{self.name}"


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows in the order read. `columns` name staging's columns; those of changes begin with `CHANGE`.

    Rows hold every commit up to `lsn`, perhaps later ones, which come again above it; of changes it is the end of the
    window. `last_key` is where to go on after this chunk: None for a table that has no key, which is read whole, and
    where nothing was read yet. `last`: nothing follows. `without_nul` numbers the rows of which a text held what none
    of PostgreSQL's can: NUL was taken out, U+FFFD stands for half of a character.
    """

    columns: tuple[str, ...]
    rows: Sequence[Row]
    lsn: Lsn
    last_key: Key | None = None
    last: bool = False
    without_nul: tuple[int, ...] = ()


CHANGE = ("__lsn", "__command_id", "__seq_val", "__operation")
"""The first columns of changes: texts as staging has them (`__operation`: c, u, d, b for the image before an update);
`__command_id` is a number."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading may take of a source. `hours`: from … to, by the source's clock, over midnight too; None = always.

    `lock_timeout` in seconds, None = the server entry's option.
    """

    rows_per_chunk: int = 10_000
    rows_per_second: int | None = None
    hours: tuple[time, time] | None = None
    lock_timeout: int | None = None

    def allow(self, now: datetime) -> bool:
        """Whether rows may be read at that time."""
        if self.hours is None:
            return True
        begin, end = self.hours
        return begin <= now.time() < end if begin <= end else not end <= now.time() < begin


USUAL = Limits()


def limits_of(options: ReadingOptions) -> Limits:
    """The limits that a source group sets."""
    return Limits(options.rows_per_chunk, options.rows_per_second, options.from_to, options.lock_timeout)


class HistoryEndedError(CdcError):
    """Changes that were asked for were cleaned away, or never captured: what is missing cannot be read any more."""


class NotNowError(CdcError):
    """The hours in which a person allows reading are over."""


class TableChangedError(CdcError):
    """A table's columns or key changed while it was read."""
