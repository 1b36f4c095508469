"""What a verification is asked and what it tells, as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from cdc_assets.capture.model import Lsn
from cdc_assets.rows.model import Chunk, Key, Row

Mode = Literal["rows", "changes"]
REPAIRED = ("missing", "superfluous", "different", "lost", "late", "twin")
"""Kinds that a repair heals. A row that is hot heals itself, one that is unfit the merge would refuse."""
KINDS: Mapping[str, str] = {
    "missing": "the source has the row, the table has not",
    "superfluous": "the table has the row, the source has not",
    "different": "both have the row, with other values",
    "lost": "a change was captured and merged past, and the table holds nothing of it",
    "late": "its last change has not arrived: lost, or a pipeline that is behind",
    "hot": "changed each time it was compared: nothing can be said",
    "twin": "the source takes its key for another one's, by its collation",
    "unfit": "a value does not fit the table's column: a merge sets the row aside",
    "no key": "a key column is NULL: a merge sets the row aside",
}


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation with a merge, as one tenant's source table fills it in a `sink`. `label` names it for people.

    `columns` are those that are read, by their names here; `key` those of them that a row is asked for by, in the order
    in which the source is asked. `constants` are what every row has beside (a tenant's id). In a relation that several
    tenants share `tenant_column` selects `tenant`'s rows.
    """

    label: str
    schema: str
    name: str
    staging: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    constants: Mapping[str, str] = field(default_factory=dict, hash=False)
    tenant_column: str | None = None
    tenant: str = ""
    sink: str = ""


class Reader(Protocol):
    """How a relation's source table is read: see `rows.read`."""

    def begin(self) -> Lsn:
        """After which LSN its changes are there."""

    def rows(self, after: Key | None = None) -> Iterator[Chunk]:
        """All rows, on from a key."""

    def keys(self, keys: Sequence[Row]) -> Iterator[Chunk]:
        """The rows of these keys."""

    def changes(self, after: Lsn, up_to: Lsn) -> Iterator[Chunk]:
        """The changes of `(after, up_to]`."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a person may set. `settle`: seconds to wait before what differs is compared again, and once more.

    `seconds` is how long rows are read at most (None: until all are). `values` keeps both sides' rows in
    `verification_differences`; they may hold people's data.
    """

    settle: float = 10.0
    seconds: float | None = None
    values: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """One of `verification_differences`, without values."""

    kind: str
    key: str
    columns: tuple[str, ...]
    healed: bool | None


@dataclass(frozen=True, slots=True)
class Verification:
    """A row of `cdc_management.verifications`, and its first differences."""

    id: int
    relation: Relation
    mode: Mode
    complete: bool
    rows_read: int
    rows_newer: int
    rows_losing: int
    found: Mapping[str, int]
    repaired: int
    open: int
    differences: tuple[Difference, ...]

    @property
    def repairable(self) -> int:
        """Differences that a repair would heal."""
        return sum(self.found.get(kind, 0) for kind in REPAIRED) - self.repaired
