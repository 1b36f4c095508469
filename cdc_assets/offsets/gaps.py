"""What is missing of a partition, which kind of missing it is, and where to resume. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cdc_assets.offsets.model import (
    Basis,
    Coverage,
    Gap,
    Observed,
    PartitionState,
    Position,
    Reading,
    Staged,
    Stream,
    Watermarks,
)
from cdc_assets.offsets.ranges import Ranges, between, intersect, normalise, size, subtract, union

NO_BROKER = "no broker was asked"
TO_PROBE = "not probed"
TAIL = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one relation and partition before anything was concluded.

    `coverages` are those of the present incarnation (one, or one for each tenant of a shared relation), `older` those
    of incarnations that are gone. `initialised`: where the topic starts was declared for some partition.
    `exists` is None where no broker was asked. `observed` is by incarnation.
    """

    stream: Stream
    position: Position
    coverages: Sequence[Coverage] = ()
    older: Sequence[Coverage] = ()
    initialised: bool = False
    staged: Staged | None = None
    exists: bool | None = None
    watermarks: Watermarks | None = None
    topic_id: str | None = None
    committed: int | None = None
    incarnation: int = 0
    observed: dict[int, Observed] | None = None


def conclude(evidence: Evidence) -> PartitionState:
    """The partition's state. What a probe could tell apart is in gaps of kind `unknown`, reason `TO_PROBE`."""
    marks, staged = evidence.watermarks, evidence.staged.ranges if evidence.staged else ()
    coverage = _combined(evidence.coverages)
    accounted = coverage.accounted if coverage else ()
    start, basis = _start(evidence, coverage)
    recreated = _recreated(evidence, coverage)
    delivered = max(
        evidence.committed or 0,
        coverage.last + 1 if coverage and coverage.last is not None else 0,
        staged[-1][1] if staged else 0,
    )
    gaps, note = [*_older(evidence)], ""
    ahead: Ranges = ()
    if recreated and marks:
        end = max(delivered, _observed_end(evidence))
        missing = subtract(subtract(between(start or 0, end), accounted), staged)
        gaps += [Gap(*one, "lost", "the topic was created anew", evidence.incarnation) for one in missing]
        ahead = between(marks.low, marks.high)
        note = f"the topic was created anew or cut: it ends at {marks.high}, before {end}, or has another id"
    elif start is not None:
        missing, ahead, note = _expected(evidence, start, accounted, delivered)
        gaps += _first_look(evidence, missing, staged) if missing else ()
    return PartitionState(
        stream=evidence.stream,
        position=evidence.position,
        coverage=coverage,
        start=start,
        basis=basis,
        accounted=accounted,
        staged=evidence.staged,
        watermarks=marks,
        committed=evidence.committed,
        gaps=tuple(gaps),
        behind=size(ahead),
        resume=_resume(start, recreated, marks, gaps, accounted, evidence.incarnation),
        note=note,
        recreated=recreated,
        incarnation=evidence.incarnation,
        ahead=ahead[0][0] if ahead else None,
    )


def to_probe(state: PartitionState) -> Ranges:
    """The missing offsets that only reading the topic can tell apart."""
    return tuple((gap.start, gap.end) for gap in state.gaps if gap.reason == TO_PROBE)


def with_probed(state: PartitionState, probed: Sequence[Gap]) -> PartitionState:
    """The state after the offsets of `to_probe` were read."""
    others = [gap for gap in state.gaps if gap.reason != TO_PROBE]
    found = [replace(gap, incarnation=state.incarnation) for gap in probed]
    gaps = tuple(sorted([*others, *found], key=lambda gap: (gap.incarnation, gap.start)))
    resume = _resume(state.start, state.recreated, state.watermarks, gaps, state.accounted, state.incarnation)
    return replace(state, gaps=gaps, resume=resume)


def tail_to_probe(state: PartitionState) -> Ranges:
    """The few offsets past all that was delivered, where no group says whether they are still to come.

    After a delete Debezium's null tombstone is the last record of a quiet topic: it would read as lag for ever.
    """
    marks = state.watermarks
    if marks is None or state.committed is not None or state.recreated or not 0 < state.behind <= TAIL:
        return ()
    return between(marks.high - state.behind, marks.high)


def with_tail(state: PartitionState, probed: Sequence[Gap]) -> PartitionState:
    """The state after `tail_to_probe` was read: what holds nothing, up to the first record, is no longer to come."""
    nothing = list(itertools.takewhile(lambda gap: gap.kind in {"benign", "skipped"}, probed))
    behind = state.behind - sum(gap.size for gap in nothing)
    after = nothing[-1].end if nothing else state.ahead
    settled = replace(state, behind=behind, ahead=after if behind else None)
    return with_probed(settled, nothing)


def resume_points(states: Sequence[PartitionState]) -> dict[tuple[str, Position], int]:
    """For each consumer group and partition the lowest resume offset over all relations that it feeds.

    A partition of which one relation's start is not known has none: any offset could be wrong.
    """
    points: dict[tuple[str, Position], int | None] = {}
    for state in states:
        if state.stream.group is None:
            continue
        key = (state.stream.group, state.position)
        before = points.get(key, state.resume)
        points[key] = None if before is None or state.resume is None else min(before, state.resume)
    return {key: offset for key, offset in points.items() if offset is not None}


def unmerged(states: Sequence[PartitionState]) -> dict[Position, int]:
    """For each partition the lowest resume offset that is known of any relation it feeds, whatever the group."""
    points: dict[Position, int] = {}
    for state in states:
        if state.resume is not None:
            points[state.position] = min(points.get(state.position, state.resume), state.resume)
    return points


def lag_seconds(state: PartitionState, now_ms: float) -> float | None:
    """How old what waits is; 0 where nothing waits, None where something does and its age is not known.

    Of what waits in the topic by the record's own time where it was read, else by the newest event that was merged.
    """
    staged = state.staged.oldest_ms if state.staged else None
    merged = state.coverage.last_source_ts_ms if state.coverage else None
    if state.behind + state.count("recoverable") > 0:
        ages = [ms for ms in (staged, merged if state.waiting_ms is None else state.waiting_ms) if ms is not None]
    elif state.in_flight:
        ages = [staged] if staged is not None else [merged] if merged is not None else []
    else:
        return 0.0
    return max(0.0, (now_ms - min(ages)) / 1000) if ages else None


def age_to_read(state: PartitionState, now_ms: float) -> int | None:
    """The first offset that waits in the topic, where what is known without reading it would be reported as late.

    The newest merged event of a table that rarely changes is old, whatever waits; that of one with a gap may be young.
    """
    present = [gap.start for gap in state.gaps if gap.kind == "recoverable" and gap.incarnation == state.incarnation]
    rules = state.stream.rules.lag_seconds
    limits = [limit for limit in (rules.warn, rules.error) if limit is not None]
    waiting = [*present, *([] if state.ahead is None else [state.ahead])]
    if state.watermarks is None or not waiting or not limits:
        return None
    guessed = lag_seconds(state, now_ms)
    return min(waiting) if present or guessed is None or guessed > min(limits) else None


def with_age(state: PartitionState, reading: Reading) -> PartitionState:
    """The state after one record was read from `age_to_read` on. Where there is none up to the topic's end (the marker
    of a transaction is the last of a quiet topic), nothing waits."""
    if reading.records:
        return replace(state, waiting_ms=reading.records[0].timestamp_ms)
    if state.count("recoverable") or state.watermarks is None or reading.reached < state.watermarks.high:
        return state
    return replace(state, behind=0, ahead=None)


def _resume(
    start: int | None,
    recreated: bool,
    marks: Watermarks | None,
    gaps: Sequence[Gap],
    accounted: Ranges,
    incarnation: int,
) -> int | None:
    """The lowest offset from the start on that is neither accounted for nor known to hold nothing, and still there.

    Staged rows count as missing: a crash may empty staging, and merging them twice does no harm.
    """
    if start is None or (recreated and marks is None):
        return None
    if recreated and marks is not None:
        return marks.low
    present = [gap for gap in gaps if gap.incarnation == incarnation]
    wanted = [gap.start for gap in present if gap.kind in {"in flight", "recoverable", "unknown"}]
    if wanted:
        lowest = min(wanted)
    else:
        known = union(accounted, [(gap.start, gap.end) for gap in present]) if present else accounted
        lowest = next((high for low, high in known if low <= start < high), start)
    return lowest if marks is None else min(max(lowest, marks.low), marks.high)


def _start(evidence: Evidence, coverage: Coverage | None) -> tuple[int | None, Basis]:
    if coverage is not None and coverage.start is not None:
        return coverage.start, "initialised"
    if evidence.initialised:
        return 0, "new partition"  # its siblings were initialised: it came later, and all of it is ours
    if coverage is not None and coverage.first is not None:
        return coverage.first, "first merged"
    if evidence.watermarks is not None:
        return evidence.watermarks.low, "low watermark"
    return None, "nothing known"


def _recreated(evidence: Evidence, coverage: Coverage | None) -> bool:
    """Another id than before, or an end below what was there before."""
    seen = (evidence.observed or {}).get(evidence.incarnation)
    if seen and seen.topic_id and evidence.topic_id and seen.topic_id != evidence.topic_id:
        return True
    if evidence.watermarks is None:
        return False
    merged = coverage.last + 1 if coverage and coverage.last is not None else 0
    return evidence.watermarks.high < max(merged, seen.high if seen else 0)


def _observed_end(evidence: Evidence) -> int:
    seen = (evidence.observed or {}).get(evidence.incarnation)
    return seen.high if seen else 0


def _expected(evidence: Evidence, start: int, accounted: Ranges, delivered: int) -> tuple[Ranges, Ranges, str]:
    """What is missing of what was delivered or can no longer be, the offsets that come after, and a note."""
    marks, staged = evidence.watermarks, evidence.staged.ranges if evidence.staged else ()
    if marks is None:
        note = "" if evidence.exists is not False else "the broker has no such topic or partition"
        return subtract(between(start, delivered), accounted), (), note
    end = min(max(delivered, marks.low), marks.high)
    note = ""
    if evidence.committed is not None and evidence.committed > marks.high:
        note = f"the group's position {evidence.committed} is past the topic's end {marks.high}"
    elif evidence.committed is not None and evidence.committed < marks.low:
        note = f"the group's position {evidence.committed} is below the topic's first offset {marks.low}"
    ahead = subtract(subtract(between(max(end, start), marks.high), accounted), staged)
    return subtract(between(start, end), accounted), ahead, note


def _first_look(evidence: Evidence, missing: Ranges, staged: Ranges) -> list[Gap]:
    """What is known without reading the topic."""
    marks, number = evidence.watermarks, evidence.incarnation
    gaps = [Gap(*one, "in flight", "staged, not merged", number) for one in intersect(missing, staged)]
    rest = subtract(missing, staged)
    if evidence.exists is None:
        gaps += [Gap(*one, "unknown", NO_BROKER, number) for one in rest]
    elif marks is None:
        gaps += [Gap(*one, "lost", "the broker has no such topic or partition", number) for one in rest]
    else:
        gone = intersect(rest, between(0, marks.low))
        gaps += [Gap(*one, "lost", f"the topic now starts at {marks.low}", number) for one in gone]
        gaps += [Gap(*one, "unknown", TO_PROBE, number) for one in subtract(rest, gone)]
    return sorted(gaps, key=lambda gap: gap.start)


def _older(evidence: Evidence) -> list[Gap]:
    """What incarnations of the topic that are gone still lack: it cannot be had any more."""
    gaps = []
    for number in sorted({coverage.incarnation for coverage in evidence.older}):
        of_it = [coverage for coverage in evidence.older if coverage.incarnation == number]
        combined, seen = _combined(of_it), (evidence.observed or {}).get(number)
        if combined is None:
            continue
        start = combined.start if combined.start is not None else combined.first
        end = max(combined.last + 1 if combined.last is not None else 0, seen.high if seen else 0)
        if start is not None:
            missing = subtract(between(start, end), union(*(coverage.accounted for coverage in of_it)))
            gaps += [Gap(*one, "lost", "of a topic that was deleted since", number) for one in missing]
    return gaps


def _combined(coverages: Sequence[Coverage]) -> Coverage | None:
    """Several tenants' coverage of one partition as one."""
    if len(coverages) <= 1:
        return coverages[0] if coverages else None

    def lowest(values: Sequence[int | None]) -> int | None:
        return min((value for value in values if value is not None), default=None)

    def highest(values: Sequence[int | None]) -> int | None:
        return max((value for value in values if value is not None), default=None)

    whole = normalise(one for coverage in coverages for one in coverage.accounted)
    return replace(
        coverages[0],
        start=lowest([coverage.start for coverage in coverages]),
        first=whole[0][0] if whole else None,
        frontier=whole[0][1] if whole else None,
        above=whole[1:],
        last=highest([coverage.last for coverage in coverages]),
        last_source_ts_ms=highest([coverage.last_source_ts_ms for coverage in coverages]),
    )
