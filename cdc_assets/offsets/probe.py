"""Asking the broker what lies in a gap: nothing, a tombstone, or a record that was missed. Bounded."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cdc_assets.errors import CdcError
from cdc_assets.offsets.broker import Bounds, Broker
from cdc_assets.offsets.model import Gap, Position, Reading
from cdc_assets.offsets.ranges import Range, Ranges, between, intersect, of_offsets, subtract

NEAR = 500
"""Reading over this many offsets costs less than a seek and a new fetch."""


@dataclass(slots=True)
class Meter:
    """What is left of the budget that all probes of a sweep share."""

    left: Bounds

    @property
    def empty(self) -> bool:
        """Whether nothing may be read any more."""
        return self.left.records <= 0 or self.left.bytes <= 0 or self.left.seconds <= 0

    def spend(self, reading: Reading, seconds: float) -> None:
        """Take what a reading cost off the budget."""
        self.left = replace(
            self.left,
            records=self.left.records - len(reading.records),
            bytes=self.left.bytes - sum(record.size for record in reading.records),
            seconds=self.left.seconds - seconds,
        )


def probe(broker: Broker, position: Position, missing: Ranges, meter: Meter) -> tuple[Gap, ...]:
    """Each missing offset as part of a gap: benign, skipped, recoverable, or unknown with the reason.

    A broker that fails in the middle makes the rest unknown; what was found before stays.
    """
    found: list[Gap] = []
    for stretch in _stretches(missing):
        start, stop = stretch[0][0], stretch[-1][1]
        if meter.empty:
            found += _unknown(stretch, "not probed: the budget of this sweep is used up")
            continue
        began = time.monotonic()
        try:
            reading = broker.read(position, start, stop, meter.left)
        except CdcError as error:
            found += _unknown(stretch, f"not probed: {error.problems[0].what}")
            continue
        meter.spend(reading, time.monotonic() - began)
        found += interpret(stretch, reading)
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


def _stretches(missing: Ranges) -> Iterator[Ranges]:
    """Gaps near each other are read in one go."""
    stretch: list[Range] = []
    for one in missing:
        if stretch and one[0] - stretch[-1][1] > NEAR:
            yield tuple(stretch)
            stretch = []
        stretch.append(one)
    if stretch:
        yield tuple(stretch)


def _unknown(missing: Ranges, reason: str) -> list[Gap]:
    return [Gap(*one, "unknown", reason) for one in missing]
