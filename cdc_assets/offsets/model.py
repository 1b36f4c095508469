"""Offsets as data: streams, what a broker and a database say of them, what follows for a partition.

All ranges of offsets are half-open; times are UTC; timestamps in milliseconds since 1970 say `_ms`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, NamedTuple

from cdc_assets.config.model import OffsetRules
from cdc_assets.offsets.ranges import Ranges, size

Kind = Literal["benign", "skipped", "in flight", "recoverable", "lost", "unknown"]
"""Of a gap. benign: no record is there (control records, compaction); skipped: a null tombstone; in flight: staged;
recoverable: a record is there to be read again; lost: no longer in the topic; unknown: not looked at, or given up."""

KINDS: tuple[Kind, ...] = ("lost", "recoverable", "unknown", "in flight", "skipped", "benign")
"""Worst first."""

Basis = Literal["initialised", "new partition", "first merged", "low watermark", "nothing known"]
"""Why a partition is expected from where it is. After `new partition` all mean: its start was never declared."""


class Position(NamedTuple):
    """A partition of a topic. A tuple, because a sweep looks up many thousand."""

    topic: str
    partition: int

    def __str__(self) -> str:
        return f"{self.topic} [{self.partition}]"


@dataclass(frozen=True, slots=True)
class Stream:
    """A relation fed by a topic. `tenant` is the partition key, `tenant_id` the id that the merge accounts the rows of
    a shared relation under (`""` for all others), `group` the consumer group that writes to its staging table.
    Where it is not `expected` no configuration names the topic, and rows of it came all the same."""

    tenant: str
    schema: str
    table: str
    topic: str
    tenant_id: str = ""
    group: str | None = None
    rules: OffsetRules = field(default_factory=OffsetRules)
    expected: bool = True

    @property
    def relation(self) -> tuple[str, str]:
        return self.schema, self.table


@dataclass(frozen=True, slots=True)
class Coverage:
    """A row of `offset_coverage` with its segments. `above` is what is accounted for past `frontier`."""

    id: int
    schema: str
    table: str
    tenant_id: str
    position: Position
    incarnation: int
    start: int | None
    first: int | None
    frontier: int | None
    last: int | None
    last_source_ts_ms: int | None
    above: Ranges = ()

    @property
    def accounted(self) -> Ranges:
        if self.first is None or self.frontier is None:
            return ()
        return ((self.first, self.frontier), *self.above)


@dataclass(frozen=True, slots=True)
class Staged:
    """Rows of one relation and partition that wait in staging; `oldest_ms` is the lowest source time among them."""

    ranges: Ranges
    oldest_ms: int | None


@dataclass(frozen=True, slots=True)
class Observed:
    """What an earlier sweep saw of a partition in the topic's present incarnation."""

    topic_id: str | None
    high: int
    low: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """What PostgreSQL knows of a database's streams.

    `staged` by (schema, table, position); `incarnations` the present one by topic (absent: 0); `observed` by
    (position, incarnation); `lost` the relations whose staging a crash emptied; `silences` by (schema, table): seconds
    without an event that 999 of 1,000 of its pauses stay below, None where too few are known; `standby`: staging could
    not be looked at.
    """

    at: datetime
    coverage: tuple[Coverage, ...]
    staged: Mapping[tuple[str, str, Position], Staged]
    incarnations: Mapping[str, int]
    observed: Mapping[tuple[Position, int], Observed]
    lost: frozenset[tuple[str, str]]
    silences: Mapping[tuple[str, str], float | None]
    standby: bool = False


@dataclass(frozen=True, slots=True)
class Watermarks:
    """A partition at the broker: the first offset still there and the next one to be written."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic at the broker. `id` is None where the broker does not tell."""

    partitions: tuple[int, ...]
    id: str | None = None


@dataclass(frozen=True, slots=True)
class GroupState:
    """A consumer group: Kafka's name for its state (`Empty`, `Stable` …, `unknown` where the broker cannot say)."""

    state: str
    members: tuple[str, ...] = ()

    @property
    def active(self) -> bool:
        """Whether a consumer is in it, or on its way in or out."""
        return bool(self.members) or self.state not in {"Empty", "Dead", "unknown"}


@dataclass(frozen=True, slots=True)
class Record:
    """A record as a probe sees it: `null` for a tombstone, be it one of no bytes, `size` of key and value in bytes,
    `timestamp_ms` the topic's own time of it, None where the topic keeps none."""

    offset: int
    null: bool
    size: int
    timestamp_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a bounded read found. Every offset from the asked start up to and without `reached` is settled: a record in
    `records`, or none there. `stopped` says why it ended before the asked stop, empty where it did not."""

    records: tuple[Record, ...]
    reached: int
    stopped: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """Offsets `start` … `end` - 1 that are not accounted for. `reason` says how that kind is known."""

    start: int
    end: int
    kind: Kind
    reason: str = ""
    incarnation: int = 0

    @property
    def size(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class PartitionState:
    """Everything known of one relation and partition.

    `start` is where the stream is expected from, None where nothing is known; `accounted` what reached the target in
    the present incarnation; `gaps` what did not, up to the last offset known to be delivered; `behind` how many
    offsets of the topic are past that; `resume` the lowest offset to read again, None where no start is known;
    `hole` how many offsets below the group's position are neither in the target nor staged nor known to be none.
    `watermarks` and `committed` are None where no broker was asked, or where it has none.
    `incarnation` is the topic's present one. `ahead` is the first of the offsets that are `behind`, `waiting_ms` the
    topic's time of the first record that waits there, None where it was not read.
    """

    stream: Stream
    position: Position
    coverage: Coverage | None
    start: int | None
    basis: Basis
    accounted: Ranges
    staged: Staged | None
    watermarks: Watermarks | None
    committed: int | None
    gaps: tuple[Gap, ...]
    behind: int
    resume: int | None
    note: str = ""
    recreated: bool = False
    incarnation: int = 0
    ahead: int | None = None
    waiting_ms: int | None = None

    def count(self, kind: Kind) -> int:
        return sum(gap.size for gap in self.gaps if gap.kind == kind)

    @property
    def in_flight(self) -> int:
        """Offsets staged and not yet merged."""
        return size(self.staged.ranges) if self.staged else 0

    @property
    def hole(self) -> int:
        """Offsets the group has passed that are neither in the target nor staged nor known to be none."""
        return self.passed("lost", "recoverable", "unknown")

    def passed(self, *kinds: Kind) -> int:
        """Offsets in gaps of these kinds that the group has passed."""
        if self.committed is None:
            return 0
        return sum(
            max(0, min(gap.end, self.committed) - gap.start)
            for gap in self.gaps
            if gap.kind in kinds and gap.incarnation == self.incarnation
        )


@dataclass(frozen=True, slots=True)
class Sweep:
    """One look at a database's streams. `broker` is its label, None where none answered; `notes` are for people.

    `streams` are those that were asked for, whether or not anything is known of them; `absent` the topics among them
    that the broker does not have (empty where none answered); `unanswered`: a broker is configured and did not answer.
    """

    at: datetime
    partitions: tuple[PartitionState, ...]
    broker: str | None
    lost_staging: frozenset[tuple[str, str]] = frozenset()
    silences: Mapping[tuple[str, str], float | None] | None = None
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    streams: tuple[Stream, ...] = ()
    absent: frozenset[str] = frozenset()
    unanswered: bool = False

    def by_tenant(self) -> dict[str, Sweep]:
        """The part of each tenant, also of those of which nothing is known."""
        states: dict[str, list[PartitionState]] = defaultdict(list)
        streams: dict[str, list[Stream]] = defaultdict(list)
        for state in self.partitions:
            states[state.stream.tenant].append(state)
        for stream in self.streams:
            streams[stream.tenant].append(stream)
        return {
            tenant: replace(self, partitions=tuple(states[tenant]), streams=tuple(streams[tenant]))
            for tenant in dict.fromkeys([*streams, *states])
        }
