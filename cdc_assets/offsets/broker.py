"""What is asked of a Kafka broker, as an interface (`resources/kafka.py` answers it, tests may too), and probing gaps.

A probe asks what lies in a gap: nothing, a tombstone, or a record that was missed. It is bounded.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from cdc_assets.errors import CdcError
from cdc_assets.offsets.model import Gap, GroupState, Position, Reading, Topic, Watermarks
from cdc_assets.offsets.ranges import Range, Ranges, between, intersect, of_offsets, subtract


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much one read, or one sweep's probes together, may cost."""

    records: int = 100_000
    bytes: int = 64 * 1024 * 1024
    seconds: float = 20.0


class Broker(Protocol):
    """A Kafka API broker. Every method raises CdcError naming broker and cause where it cannot answer."""

    @property
    def label(self) -> str:
        """Names it in messages: its address."""
        ...

    def topics(self, names: Collection[str]) -> Mapping[str, Topic]:
        """Those of the topics that exist. Never creates one."""
        ...

    def watermarks(self, positions: Collection[Position]) -> Mapping[Position, Watermarks]:
        """First and next offset of each partition; all must exist."""
        ...

    def offsets_at(self, positions: Collection[Position], timestamp_ms: int) -> Mapping[Position, int]:
        """The first offset at or after a time, the high watermark where there is none."""
        ...

    def committed(self, group: str, positions: Collection[Position]) -> Mapping[Position, int]:
        """A group's committed offsets; partitions without one are absent."""
        ...

    def group_state(self, group: str) -> GroupState:
        """Whether anybody consumes in the group now."""
        ...

    def groups(self) -> tuple[str, ...]:
        """The groups that the broker lists."""
        ...

    def commit(self, group: str, offsets: Mapping[Position, int]) -> None:
        """Write a group's offsets. The broker refuses it for a group in use."""
        ...

    def read(self, position: Position, start: int, stop: int, bounds: Bounds) -> Reading:
        """Read committed records from `start` up to and without `stop`, within bounds."""
        ...


NEAR = 500
"""Reading over this many offsets costs less than a seek and a new fetch."""


@dataclass(slots=True)
class Meter:
    """What is left of the budget that all probes of a sweep share."""

    left: Bounds

    @property
    def empty(self) -> bool:
        return self.left.records <= 0 or self.left.bytes <= 0 or self.left.seconds <= 0

    def read(self, broker: Broker, position: Position, start: int, stop: int, records: int | None = None) -> Reading:
        """What the broker says, taken off the budget; at most `records` of them. Raises CdcError."""
        began = time.monotonic()
        reading = broker.read(
            position, start, stop, self.left if records is None else replace(self.left, records=records)
        )
        self.left = replace(
            self.left,
            records=self.left.records - len(reading.records),
            bytes=self.left.bytes - sum(record.size for record in reading.records),
            seconds=self.left.seconds - (time.monotonic() - began),
        )
        return reading


def probe(broker: Broker, position: Position, missing: Ranges, meter: Meter) -> tuple[Gap, ...]:
    """Each missing offset as part of a gap: benign, skipped, recoverable, or unknown with the reason.

    A broker that fails in the middle makes the rest unknown; what was found before stays.
    """
    found: list[Gap] = []
    for near in _read_together(missing):
        start, stop = near[0][0], near[-1][1]
        if meter.empty:
            found += _unknown(near, "not probed: the budget of this sweep is used up")
            continue
        try:
            reading = meter.read(broker, position, start, stop)
        except CdcError as error:
            found += _unknown(near, f"not probed: {error.problems[0].what}")
            continue
        found += interpret(near, reading)
    return tuple(found)


def interpret(missing: Ranges, reading: Reading) -> tuple[Gap, ...]:
    """What a reading that began at or before the first of `missing` says of each of them."""
    settled = intersect(missing, between(missing[0][0], reading.reached)) if missing else ()
    null = intersect(missing, of_offsets(record.offset for record in reading.records if record.null))
    full = intersect(missing, of_offsets(record.offset for record in reading.records if not record.null))
    none = subtract(subtract(settled, null), full)
    gaps = [
        *(Gap(*one, "skipped", "null tombstones") for one in null),
        *(Gap(*one, "recoverable", "read from the topic") for one in full),
        *(Gap(*one, "benign", "no record there") for one in none),
        *_unknown(subtract(missing, settled), f"not probed: {reading.stopped}"),
    ]
    return tuple(sorted(gaps, key=lambda gap: gap.start))


def _read_together(missing: Ranges) -> Iterator[Ranges]:
    """Gaps near each other are read in one go."""
    near: list[Range] = []
    for one in missing:
        if near and one[0] - near[-1][1] > NEAR:
            yield tuple(near)
            near = []
        near.append(one)
    if near:
        yield tuple(near)


def _unknown(missing: Ranges, reason: str) -> list[Gap]:
    return [Gap(*one, "unknown", reason) for one in missing]
