"""Conclusions from what a database and a broker said: pure, so that many thousand can be tried."""

from __future__ import annotations

import itertools
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cdc_assets.offsets.broker import Bounds, Meter, probe
from cdc_assets.offsets.gaps import Evidence, conclude, lag_seconds, resume_points, to_probe, with_probed
from cdc_assets.offsets.model import (
    Coverage,
    GroupState,
    Observed,
    PartitionState,
    Position,
    Record,
    Staged,
    Watermarks,
)
from cdc_assets.offsets.ranges import between, intersect, of_offsets, size, subtract, text, union
from tests.offsets.support import RecordedBroker, coverage, stream

AT = Position("t", 0)
OFFSETS = st.sets(st.integers(0, 30))


def state(
    accounted: Any = (), *, start: int | None = 0, marks: tuple[int, int] | None = None, **options: Any
) -> PartitionState:
    """Conclude about partition 0 of topic t."""
    known = [coverage(start, accounted)] if accounted or start is not None else []
    found = {"coverages": known, "exists": None if marks is None else True, **options}
    return conclude(Evidence(stream("t"), AT, watermarks=Watermarks(*marks) if marks else None, **found))


def kinds(found: PartitionState) -> list[tuple[int, int, str]]:
    return [(gap.start, gap.end, gap.kind) for gap in found.gaps]


@given(OFFSETS, OFFSETS)
def test_interval_arithmetic_is_that_of_sets(first: set[int], second: set[int]) -> None:
    one, two = of_offsets(first), of_offsets(second)
    for found, expected in (
        (union(one, two), first | second),
        (subtract(one, two), first - second),
        (intersect(one, two), first & second),
    ):
        assert [offset for low, high in found for offset in range(low, high)] == sorted(expected)
        assert all(low < high for low, high in found)
        assert all(before[1] < after[0] for before, after in itertools.pairwise(found))
        assert size(found) == len(expected)


@given(
    merged=OFFSETS,
    staged=OFFSETS,
    records=st.dictionaries(st.integers(0, 40), st.booleans()),
    low=st.integers(0, 20),
    more=st.integers(0, 20),
    start=st.integers(0, 10),
    committed=st.none() | st.integers(0, 40),
    limit=st.integers(1, 40),
)
def test_every_offset_that_was_delivered_is_accounted_for_or_in_one_gap_of_the_right_kind(
    merged: set[int],
    staged: set[int],
    records: dict[int, bool],
    low: int,
    more: int,
    start: int,
    committed: int | None,
    limit: int,
) -> None:
    staged -= merged
    high = max([*merged, *staged, -1]) + 1 + more
    low = min(low, high)
    present = tuple(Record(o, null, 1) for o, null in sorted(records.items()) if low <= o < high)
    broker = RecordedBroker({AT: Watermarks(low, high)}, {AT: present})
    found = state(
        of_offsets(merged),
        start=start,
        marks=(low, high),
        staged=Staged(of_offsets(staged), None) if staged else None,
        committed=committed,
    )
    found = with_probed(found, probe(broker, AT, to_probe(found), Meter(Bounds(records=limit))))

    delivered = max([low, committed or 0, *(o + 1 for o in merged | staged)])
    expected = {}
    for offset in set(range(start, min(delivered, high))) - merged:
        if offset in staged:
            expected[offset] = {"in flight"}
        elif offset < low:
            expected[offset] = {"lost"}
        else:
            kind = {None: "benign", True: "skipped", False: "recoverable"}[records.get(offset)]
            expected[offset] = {kind, "unknown"} if limit <= len(present) else {kind}
    told = [(offset, gap.kind) for gap in found.gaps for offset in range(gap.start, gap.end)]
    assert sorted(offset for offset, _ in told) == sorted(expected)
    assert all(kind in expected[offset] for offset, kind in told)
    wanted = {offset for offset, kind in told if kind in {"in flight", "recoverable", "unknown"}}
    ahead = {offset for offset in range(max(delivered, start), high) if offset not in merged | staged}
    assert found.behind == len(ahead)
    assert found.resume is not None
    assert low <= found.resume <= high
    assert not {offset for offset in wanted | ahead if low <= offset < found.resume}
    if wanted:
        assert found.resume == max(low, min(wanted))


def test_without_a_broker_what_postgresql_knows_is_told_and_the_rest_is_unknown() -> None:
    found = state([(0, 5), (8, 10)], staged=Staged(((12, 13),), 1000))
    assert kinds(found) == [(5, 8, "unknown"), (10, 12, "unknown"), (12, 13, "in flight")]
    assert found.resume == 5
    assert {gap.reason for gap in found.gaps if gap.kind == "unknown"} == {"no broker was asked"}


def test_a_partition_added_later_is_expected_from_its_first_offset_on() -> None:
    found = state(start=None, marks=(0, 7), initialised=True, committed=4)
    assert (found.basis, found.start, found.behind, found.resume) == ("new partition", 0, 3, 0)
    assert kinds(found) == [(0, 4, "unknown")]


def test_without_an_initialisation_a_stream_starts_at_its_first_merged_offset() -> None:
    found = state([(40, 50)], start=None, marks=(10, 50))
    assert (found.basis, found.start, found.gaps, found.resume) == ("first merged", 40, (), 50)


def test_a_stream_of_which_nothing_is_known_resumes_at_the_low_watermark() -> None:
    found = state(start=None, marks=(10, 50))
    assert (found.basis, found.start, found.behind, found.resume) == ("low watermark", 10, 40, 10)


def test_what_fell_below_the_low_watermark_before_it_was_read_is_lost() -> None:
    found = state([(0, 5)], marks=(9, 20), committed=5)
    assert kinds(found) == [(5, 9, "lost")]
    assert found.resume == 9
    assert "first offset 9" in found.note


def test_a_topic_that_ends_before_what_was_merged_was_created_anew() -> None:
    found = state([(0, 5), (8, 30)], marks=(0, 12))
    assert found.recreated
    assert kinds(found) == [(5, 8, "lost")]
    assert (found.resume, found.behind) == (0, 12)


def test_a_topic_with_another_id_was_created_anew_although_it_is_longer() -> None:
    seen = {0: Observed("old", 20)}
    found = state([(0, 18)], marks=(0, 99), topic_id="new", observed=seen)
    assert found.recreated
    assert kinds(found) == [(18, 20, "lost")]
    assert not state([(0, 18)], marks=(0, 99), topic_id="old", observed=seen).recreated


def test_an_incarnation_that_is_gone_keeps_its_losses_until_they_are_accepted() -> None:
    older = [coverage(0, [(0, 5), (7, 9)], incarnation=0)]
    found = state([(0, 3)], marks=(0, 3), older=older, observed={0: Observed(None, 11)}, incarnation=1)
    assert kinds(found) == [(5, 7, "lost"), (9, 11, "lost")]
    assert {gap.incarnation for gap in found.gaps} == {0}
    assert (found.resume, found.hole) == (3, 0)


def test_a_deleted_topic_has_lost_what_was_missing() -> None:
    found = state([(0, 5), (8, 10)], exists=False)
    assert kinds(found) == [(5, 8, "lost")]
    assert found.note == "the broker has no such topic or partition"


def test_several_tenants_of_one_shared_partition_complete_each_other() -> None:
    parts: list[Coverage] = [
        coverage(0, [(0, 3), (6, 9)], tenant_id="a", id=1),
        coverage(None, [(3, 6)], tenant_id="b", id=2),
    ]
    found = state(marks=(0, 9), coverages=parts)
    assert (found.accounted, found.gaps, found.resume) == (((0, 9),), (), 9)


def test_a_position_beyond_the_end_of_the_topic_is_noted() -> None:
    assert "past the topic's end 9" in state([(0, 9)], marks=(0, 9), committed=12).note


def test_a_group_resumes_at_the_lowest_offset_of_all_relations_it_feeds() -> None:
    first, second = state([(0, 9)], marks=(0, 9)), state([(0, 4)], marks=(0, 9))
    assert resume_points([first, second]) == {("loader", AT): 4}


def test_a_group_has_no_resume_point_where_one_relation_has_none() -> None:
    assert resume_points([state([(0, 9)], marks=(0, 9)), state(start=None)]) == {}


def test_the_hole_is_what_the_group_passed_and_nobody_has() -> None:
    found = state([(0, 2)], marks=(0, 9), committed=6, staged=Staged(((3, 4),), None))
    assert found.hole == 3


def test_lag_is_zero_where_nothing_waits_however_old_the_newest_event_is() -> None:
    assert lag_seconds(state([(0, 9)], marks=(0, 9)), 1e15) == 0
    waiting = state([(0, 9)], marks=(0, 11), staged=Staged(((9, 11),), 5_000))
    assert lag_seconds(waiting, 65_000) == 60
    assert lag_seconds(state(marks=(0, 11)), 65_000) is None


def test_ranges_read_well() -> None:
    assert text(((3, 4), (6, 10))) == "3, 6…9"
    assert text(tuple((n * 3, n * 3 + 1) for n in range(7))) == "0, 3, 6, 9, 12, and 2 more"
    assert between(4, 4) == ()
    assert GroupState("Stable").active
    assert not GroupState("Empty").active
