"""What this room asks of a Kafka broker, as an interface: `resources/kafka.py` answers it, tests may too."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from cdc_assets.offsets.model import GroupState, Position, Reading, Topic, Watermarks


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
