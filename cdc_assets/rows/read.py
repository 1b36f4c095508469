"""Reading rows, changes and positions of a source. See `model.py`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cdc_assets.capture.model import Lsn
from cdc_assets.rows.model import USUAL, Chunk, Key, Limits, ReadTable, Row
from cdc_assets.tables.model import TableDefinition, TargetTable
from resources.sqlserver import Session


def source_rows(definition: TableDefinition, target: TargetTable) -> ReadTable:
    """What is read of a definition's source table for one of its relations."""
    raise NotImplementedError


def read_position(session: Session) -> Lsn:
    """Up to where commits are captured. Raises CdcError where capture is off or has not begun."""
    raise NotImplementedError


def read_rows(session: Session, table: ReadTable, after: Key | None = None, limits: Limits = USUAL) -> Iterator[Chunk]:
    """All rows, in chunks by the source's key, on from `after`; whole, in chunks of one statement, without a key."""
    raise NotImplementedError


def read_keys(session: Session, table: ReadTable, keys: Sequence[Row], limits: Limits = USUAL) -> Iterator[Chunk]:
    """The rows of these keys, each a tuple of staging's values in the order of `table.key`; those that are not there
    are not among them. A chunk's `last_key` means nothing here."""
    raise NotImplementedError


def read_changes(
    session: Session, table: ReadTable, after: Lsn, up_to: Lsn, resume: Key | None = None, limits: Limits = USUAL
) -> Iterator[Chunk]:
    """The changes of the window `(after, up_to]`, in the order in which they were made. Raises HistoryEndedError."""
    raise NotImplementedError
