"""What a merge must lead to, written from the rules (design §5, issue 3) and from nothing else.

An event wins by its fence; the state of a key is a function of the set of events accepted for it, whatever order they
came in. Offsets are a set. Nothing here knows of SQL.
"""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

_LSN = re.compile(r"(0x)?([0-9a-f]{20}|[0-9a-f]{8}:[0-9a-f]{8}:[0-9a-f]{4})", re.IGNORECASE)
_OPERATIONS = {
    "c": "c",
    "insert": "c",
    "u": "u",
    "update": "u",
    "d": "d",
    "delete": "d",
    "r": "r",
    "read": "r",
    "x": "x",
}
_READ = ("r", "x")
_DELETES = ("d", "x")

Position = tuple[str, int, int]


@dataclass(frozen=True)
class Event:
    """A staged row, its metadata as written. `values` are the data columns but the key; `large` the large ones, with
    `unavailable` naming those the connector left out."""

    key: Any
    values: tuple[Any, ...]
    operation: str | None
    ts: int | None
    lsn: str | None
    seq: str | None
    topic: str | None
    partition: int | None
    offset: int | None
    large: tuple[Any, ...] = ()
    unavailable: frozenset[int] = frozenset()
    misfit: bool = False
    incarnation: int = 0
    """The source's, told by where the event lies (`Source`)."""

    @cached_property
    def op(self) -> str | None:
        """c, u, d, r, x (read again and not there); None for what is no operation."""
        return "u" if self.operation is None else _OPERATIONS.get(self.operation.lower())

    @cached_property
    def commit(self) -> str | None:
        """The LSN as bytes compare: 20 hex digits, lower case."""
        return None if self.lsn is None else self.lsn.lower().removeprefix("0x").replace(":", "")

    @property
    def position(self) -> Position | None:
        """Where in Kafka; None unless complete."""
        if self.topic is None or self.partition is None or self.offset is None:
            return None
        return self.topic, self.partition, self.offset

    @property
    def bare(self) -> bool:
        """Only its arrival tells it from another event of its commit."""
        return self.offset is None and self.seq is None

    @property
    def malformed(self) -> bool:
        """Cannot be merged, whatever else there is."""
        return (
            self.op is None
            or (self.lsn is not None and not _LSN.fullmatch(self.lsn))
            or (self.offset is not None and self.offset < 0)
        )


def _order(a: Any, b: Any) -> int:
    """NULLs lowest."""
    if a == b:
        return 0
    if a is None or b is None:
        return -1 if a is None else 1
    return -1 if a < b else 1


def compare(a: Event, b: Event) -> int:
    """The fence: incarnation of the source, commit LSN; a streamed event before a snapshot row of the same commit;
    time; within a partition the offset; between partitions the sequence value, then the offset. Without LSN, time is
    what tells commits apart."""
    by_commit = _order(a.incarnation, b.incarnation) or _order(a.commit, b.commit)
    if by_commit:
        return by_commit
    by_time = _order(a.ts, b.ts)
    if a.commit is None and by_time:
        return by_time
    if (a.op in _READ) != (b.op in _READ):
        return -1 if a.op in _READ else 1
    if by_time:
        return by_time
    if (a.topic, a.partition) == (b.topic, b.partition):
        return _order(a.offset, b.offset)
    return _order(a.seq, b.seq) or _order(a.offset, b.offset)


def greatest(events: Iterable[Event]) -> Event | None:
    """The winner; among equals the first that came, but the last where neither position nor sequence tells them."""
    best: Event | None = None
    for event in events:
        if best is None or compare(event, best) > 0 or (event.bare and best.bare and compare(event, best) == 0):
            best = event
    return best


def _above(event: Event, known: Sequence[Event | None]) -> Event:
    """A snapshot row without LSN, just above those of `known` that it was read after: what rules its row and what its
    columns come from, as merged and as the batch brings it with an LSN. Read before all of them, it is below them."""
    ruler = known[0]
    if ruler is None or ruler.commit is None or ruler.incarnation != event.incarnation:
        return event
    before = [
        int(e.commit, 16)
        for e in known
        if e and e.commit and e.incarnation == event.incarnation and (e.ts is None or (event.ts or 0) > e.ts)
    ]
    return dataclasses.replace(event, lsn=f"{max(before, default=-1) + 1:020x}")


@dataclass
class Source:
    """Which incarnation of the source an event is of: `borders` are the last offsets known when each one ended. What
    lies at or below a border came before it, however late or often it is read; what has no position came now."""

    borders: list[dict[tuple[str, int], int]] = field(default_factory=list)

    def placed(self, event: Event) -> Event:
        """The event, with its incarnation."""
        spot = place(event)
        return dataclasses.replace(
            event,
            incarnation=next(
                (n for n, upto in enumerate(self.borders) if spot in upto and (event.offset or 0) <= upto[spot]),
                len(self.borders),
            ),
        )

    def ends(
        self,
        offsets: Mapping[tuple[str, int], set[int]],
        staged: Iterable[Event],
        regressed: Mapping[tuple[str, int], int],
    ) -> None:
        """A new incarnation begins after all that is accounted for or staged; `regressed` says from where on it had
        begun before anybody said so."""
        known = {spot: max(found) for spot, found in offsets.items()}
        for event in staged:
            spot = place(event)
            if spot is not None:
                known[spot] = max(known.get(spot, 0), event.offset or 0)
        before = self.borders[-1] if self.borders else {}
        self.borders.append(
            {
                spot: max(min(last, regressed.get(spot, last + 1) - 1), before.get(spot, -1))
                for spot, last in known.items()
            }
        )


@dataclass
class Key:
    """A key's accepted events, and what follows from them."""

    accepted: list[Event] = field(default_factory=list)

    def sources(self, large: int, hard: bool) -> tuple[Event | None, ...]:
        """The event that rules the row, the one its ordinary columns come from, and one for each large column: a hard
        delete ends what was before it, so that it may be that one."""
        alive = [event for event in self.accepted if event.op not in _DELETES]
        telling = self.accepted if hard else alive
        return (
            greatest(self.accepted),
            greatest(alive),
            *(greatest(e for e in telling if e.op in _DELETES or n not in e.unavailable) for n in range(large)),
        )


@dataclass(frozen=True)
class Fates:
    """What became of the rows of one merge, per topic and partition (None: no position)."""

    taken: Counter[Any]
    applied: Counter[Any]
    superseded: Counter[Any]
    stale: Counter[Any]
    rejected: Counter[Any]


@dataclass
class Keyed:
    """A relation with a key. `hard`: a deleted row is gone."""

    large: int = 0
    hard: bool = False
    source: Source = field(default_factory=Source)
    keys: dict[Any, Key] = field(default_factory=dict)
    offsets: dict[tuple[str, int], set[int]] = field(default_factory=dict)

    def merge(self, batch: Sequence[Event]) -> Fates:
        """Merge a batch: what it did to the counts."""
        fates = Fates(Counter(), Counter(), Counter(), Counter(), Counter())
        by_key: dict[Any, list[Event]] = {}
        for event in map(self.source.placed, batch):
            account(event, fates, self.offsets)
            unfit = event.misfit and event.op not in _DELETES
            if event.malformed or event.key is None or unfit:
                fates.rejected[place(event)] += 1
            else:
                by_key.setdefault(event.key, []).append(event)
        for name, events in by_key.items():
            self._merge_key(self.keys.setdefault(name, Key()), events, fates)
        return fates

    def _merge_key(self, key: Key, events: list[Event], fates: Fates) -> None:
        ruler = greatest(key.accepted)
        with_lsn = {e.incarnation for e in (*events, *([ruler] if ruler else ())) if e.lsn is not None}
        bare = [e for e in events if e.lsn is None and e.incarnation in with_lsn]
        reread = [e for e in bare if e.op in _READ and e.ts is not None]
        accepted = [e for e in events if e not in bare]
        for event in bare:
            if event not in reread:
                fates.rejected[place(event)] += 1
        if not accepted and not reread:
            return
        before = self._held(key)
        known = self._telling(Key([*key.accepted, *(event for event in accepted if event.lsn is not None)]))
        key.accepted.extend(accepted)
        reread = [_above(event, known) for event in reread]
        accepted += reread
        key.accepted.extend(reread)
        winner = greatest(accepted)
        changed = self._held(key) != before
        (fates.applied if changed else fates.stale)[place(winner)] += 1
        for event in accepted:
            fates.superseded[place(event)] += 1
        fates.superseded[place(winner)] -= 1

    def _telling(self, key: Key) -> list[Event | None]:
        """The events that a row's fences are of, the one that rules it first."""
        ruler, source, *large = key.sources(self.large, self.hard)
        sources = [ruler, source, *large]
        if self.hard:  # the row is its last event's but for large columns, or it is gone
            sources = [ruler] if ruler is None or ruler.op in _DELETES else [ruler, *large]
        return sources

    def _held(self, key: Key) -> tuple[Any, ...]:
        return tuple(
            None
            if e is None
            else (e.incarnation, e.commit, e.ts, e.op in _READ, e.seq, e.position, id(e) if e.bare else None)
            for e in self._telling(key)
        )

    def rows(self) -> dict[Any, tuple[Any, ...]]:
        """Key → (values, large values, deleted, op, ts, commit, partition, offset, incarnation) of each row of the
        final table."""
        found = {}
        for name, key in self.keys.items():
            ruler, source, *large = key.sources(self.large, self.hard)
            if ruler is None or (self.hard and ruler.op in _DELETES):
                continue
            values = tuple(None for _ in ruler.values) if source is None else source.values
            found[name] = (
                values,
                tuple(None if e is None or e.op in _DELETES else e.large[n] for n, e in enumerate(large)),
                ruler.op in _DELETES,
                ruler.op,
                ruler.ts,
                ruler.commit,
                ruler.partition,
                ruler.offset,
                ruler.incarnation,
            )
        return found

    def tombstones(self) -> set[Any]:
        """Keys whose last event was a delete."""
        rulers = {name: greatest(key.accepted) for name, key in self.keys.items()}
        return {name for name, ruler in rulers.items() if ruler is not None and ruler.op in _DELETES}


@dataclass
class Appended:
    """A relation without a key: every offset once, rows without a position always."""

    source: Source = field(default_factory=Source)
    merged: list[Event] = field(default_factory=list)
    offsets: dict[tuple[str, int], set[int]] = field(default_factory=dict)

    def merge(self, batch: Sequence[Event]) -> Fates:
        """Merge a batch: what it did to the counts."""
        fates = Fates(Counter(), Counter(), Counter(), Counter(), Counter())
        before = {where: set(offsets) for where, offsets in self.offsets.items()}
        now: set[Position | None] = set()
        for event in map(self.source.placed, batch):
            account(event, fates, self.offsets)
            spot = place(event)
            if spot is not None and event.offset in before.get(spot, ()):
                fates.stale[spot] += 1  # accounted for, whatever became of it then
            elif spot is not None and event.position in now:
                fates.superseded[spot] += 1
            elif event.malformed or event.misfit:
                now.update({event.position} - {None})
                fates.rejected[spot] += 1
            else:
                now.update({event.position} - {None})
                fates.applied[spot] += 1
                self.merged.append(event)
        return fates


def place(event: Event | None) -> tuple[str, int] | None:
    """Topic and partition an event is counted under."""
    if event is None or event.position is None or event.position[2] < 0:
        return None
    return event.position[:2]


def account(event: Event, fates: Fates, offsets: dict[tuple[str, int], set[int]]) -> None:
    """Whatever becomes of it, its offset is accounted for."""
    fates.taken[place(event)] += 1
    if event.position is not None and event.position[2] >= 0:
        offsets.setdefault(event.position[:2], set()).add(event.position[2])


def gaps(offsets: set[int]) -> list[tuple[int, int]]:
    """Missing ranges between the first and the last offset, both ends inclusive."""
    ordered = sorted(offsets)
    return [(a + 1, b - 1) for a, b in itertools.pairwise(ordered) if b > a + 1]


def resume(offsets: set[int]) -> int:
    """The lowest offset from the first on that is not accounted for."""
    ordered = sorted(offsets)
    return next((a + 1 for a, b in itertools.pairwise(ordered) if b > a + 1), ordered[-1] + 1)


def rounded(value: Decimal | None) -> Decimal | None:
    """As numeric(6,2) keeps it."""
    return None if value is None else value.quantize(Decimal("0.01"), ROUND_HALF_UP)
