"""Which of the renames that were ever declared apply to a table as it is now."""

from __future__ import annotations

from collections.abc import Collection, Sequence

Pairs = Sequence[tuple[str, str]]


def resolve_renames(renames: Pairs, live: Collection[str], desired: Collection[str]) -> list[tuple[str, str]]:
    """(old, new) for each rename to be done, in an order in which no new name is taken yet.

    A name may have moved on over several releases (a→b, b→c) of which a tenant missed some, or within one (a→b while
    b→c). An old column that is still wanted under its name is left alone, unless another takes its place.
    """
    found: dict[str, str] = {}
    for name in desired:
        target: str | None = name
        while target is not None and target not in found.values() and (target not in live or target in found):
            source = _source(renames, target, live, desired, frozenset({target}))
            if source is None or source in found:
                break
            found[source] = target
            target = source if source in desired else None
    ordered: list[tuple[str, str]] = []
    taken = set(live)
    while found:
        free = next((old for old, new in found.items() if new not in taken), None)
        if free is None:
            break  # names that only changed places: nobody can see whether that was done
        ordered.append((free, found[free]))
        taken = (taken - {free}) | {found.pop(free)}
    return ordered


def _source(
    renames: Pairs, target: str, live: Collection[str], desired: Collection[str], seen: frozenset[str]
) -> str | None:
    """The live column that became `target`; None where there is none, or it stays."""
    for old, new in reversed(renames):
        if new != target or old in seen:
            continue
        if old not in live:
            earlier = _source(renames, old, live, desired, seen | {old})
            if earlier is not None:
                return earlier
        elif old not in desired or _source(renames, old, live, desired, seen | {old}) is not None:
            return old
        else:
            return None
    return None
