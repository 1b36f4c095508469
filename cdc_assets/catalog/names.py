"""Finding a name the way SQL Server does: as written, else without regard to case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

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
