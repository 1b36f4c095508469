"""What operations of renaming make of names: chains, names that are used anew, and rings (a is called b, and b a)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

Pairs = Sequence[tuple[str, str]]


def since(before: Iterable[Sequence[str]], after: Pairs) -> tuple[tuple[str, str], ...]:
    """The operations of `after` that `before` did not have, in their order."""
    known = Counter((old, new) for old, new in before)
    found = []
    for pair in after:
        if known[pair]:
            known[pair] -= 1
        else:
            found.append(pair)
    return tuple(found)


def follow(names: Iterable[str], operations: Pairs, key: Callable[[str], str] = str) -> dict[str, str]:
    """What became of each of `names` that is called otherwise after the operations.

    Told at once (a→b, b→a) or one after the other (a→t, b→a, t→b), a name that is taken is handed on by who had it
    first; who comes to one that is never left stays what it was.
    """
    at = {key(name): [name] for name in names}
    found: dict[str, str] = {}
    for old, new in operations:
        if at.get(key(old)):
            moved = at[key(old)].pop(0)
            at.setdefault(key(new), []).append(moved)
            found[moved] = new
    for late in (name for there in at.values() for name in there[1:]):
        found.pop(late, None)
    return {name: new for name, new in found.items() if name != new}


def rings(moves: Mapping[str, str]) -> list[dict[str, str]]:
    """The moves that only change names' places (a→b and b→a, or more of them): no table shows whether it was done."""
    found: list[dict[str, str]] = []
    left = dict(moves)
    for start in moves:
        ring: dict[str, str] = {}
        name = start
        while name in left and name not in ring:
            ring[name] = left[name]
            name = left[name]
        if ring and name == start:
            found.append(ring)
            left = {old: new for old, new in left.items() if old not in ring}
    return found


def taken_anew(moves: Mapping[str, str], names: Collection[str]) -> list[dict[str, str]]:
    """The moves by which a name became free that another has now, as `names` holds it still (a→b, or a→b and b→c)."""
    found = []
    for start in moves:
        if start in names and start not in moves.values():
            chain, name = dict[str, str](), start
            while name in moves:
                chain[name] = name = moves[name]
            found.append(chain)
    return found
