"""Sets of offsets as sorted, disjoint, half-open ranges: pure interval arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Range = tuple[int, int]
"""Half-open: (3, 5) holds the offsets 3 and 4."""

Ranges = tuple[Range, ...]
"""Ascending; none empty, none touching the next."""


def normalise(ranges: Iterable[Range]) -> Ranges:
    """Any ranges, in any order, as `Ranges`."""
    result: list[Range] = []
    for low, high in sorted(ranges):
        if low >= high:
            continue
        if result and low <= result[-1][1]:
            if high > result[-1][1]:
                result[-1] = (result[-1][0], high)
        else:
            result.append((low, high))
    return tuple(result)


def of_offsets(offsets: Iterable[int]) -> Ranges:
    return normalise((offset, offset + 1) for offset in offsets)


def union(*sets: Sequence[Range]) -> Ranges:
    return normalise(one for ranges in sets for one in ranges)


def subtract(first: Ranges, second: Ranges) -> Ranges:
    """Offsets of `first` that are not in `second`."""
    result: list[Range] = []
    at = 0
    for low, high in first:
        while at < len(second) and second[at][1] <= low:
            at += 1
        start, other = low, at
        while other < len(second) and second[other][0] < high:
            if second[other][0] > start:
                result.append((start, second[other][0]))
            start = max(start, second[other][1])
            other += 1
        if start < high:
            result.append((start, high))
    return tuple(result)


def intersect(first: Ranges, second: Ranges) -> Ranges:
    """Offsets in both sets."""
    result: list[Range] = []
    one = two = 0
    while one < len(first) and two < len(second):
        low, high = max(first[one][0], second[two][0]), min(first[one][1], second[two][1])
        if low < high:
            result.append((low, high))
        if first[one][1] <= second[two][1]:
            one += 1
        else:
            two += 1
    return tuple(result)


def between(low: int, high: int) -> Ranges:
    """The one range from `low` up to and without `high`; empty where there is nothing between them."""
    return ((low, high),) if low < high else ()


def size(ranges: Ranges) -> int:
    return sum(high - low for low, high in ranges)


def text(ranges: Ranges, limit: int = 5) -> str:
    """For people, both ends inclusive: `3…7, 9, and 2 more`."""
    shown = [str(low) if high == low + 1 else f"{low}…{high - 1}" for low, high in ranges[:limit]]
    more = [f"and {len(ranges) - limit} more"] if len(ranges) > limit else []
    return ", ".join([*shown, *more])
