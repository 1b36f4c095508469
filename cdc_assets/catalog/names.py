"""Names of SQL Server: found as it finds them, and written as T-SQL where they cannot be bound as parameters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from cdc_assets.errors import CdcError, Problem

T = TypeVar("T")


class ByName(Generic[T]):
    """Things by name: exact spelling first; another case only where that means one thing.

    A case-sensitive database can hold two names that differ in case, and a case-insensitive one must find either by any
    spelling.
    """

    __slots__ = ("_exact", "_folded")

    def __init__(self, items: Iterable[tuple[str, T]] = ()) -> None:
        self._exact: dict[str, T] = dict(items)
        self._folded: dict[str, list[str]] | None = None

    def add(self, name: str, value: T) -> None:
        if self._folded is not None and name not in self._exact:
            self._folded.setdefault(name.casefold(), []).append(name)
        self._exact[name] = value

    def __len__(self) -> int:
        return len(self._exact)

    def __contains__(self, name: str) -> bool:
        return name in self._exact

    def spelling(self, name: str) -> str | None:
        """How the name that `name` means is spelled; None where there is none, or several in other cases."""
        if name in self._exact:
            return name
        if self._folded is None:  # most names are spelled as declared
            self._folded = {}
            for known in self._exact:
                self._folded.setdefault(known.casefold(), []).append(known)
        spellings = self._folded.get(name.casefold(), ())
        return spellings[0] if len(spellings) == 1 else None

    def find(self, name: str) -> T | None:
        spelling = self.spelling(name)
        return None if spelling is None else self._exact[spelling]


def bracketed(name: str) -> str:
    """`name` as a T-SQL identifier. https://learn.microsoft.com/sql/relational-databases/databases/database-identifiers"""
    return "[" + _plain(name).replace("]", "]]") + "]"


def literal(text: str) -> str:
    """`text` as a T-SQL Unicode string."""
    return "N'" + _plain(text).replace("'", "''") + "'"


def qualified(schema: str, name: str) -> str:
    """`[dbo].[Actor]`."""
    return f"{bracketed(schema)}.{bracketed(name)}"


def holds_control(text: str) -> bool:
    """Whether `text` cannot stand in a script, for a control character in it."""
    return any(ord(char) < 32 or char in "\x7f\x85\u2028\u2029" for char in text)


def _plain(text: str) -> str:
    """`text`, refused (CdcError) where it holds control characters.

    A backslash before a line end would join lines in a string, a line `GO` would end the batch, and NUL ends a string
    in some drivers. Names that people use hold none of these.
    """
    if holds_control(text):
        raise CdcError(Problem(repr(text), "a name cannot hold control characters"))
    return text
