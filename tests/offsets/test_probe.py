"""What reading a gap proves, on record sequences as brokers give them, and when reading stops."""

from __future__ import annotations

from cdc_assets.errors import CdcError, Problem
from cdc_assets.offsets.broker import NEAR, Bounds, Meter, probe
from cdc_assets.offsets.model import Gap, Position, Record, Watermarks
from tests.offsets.support import RecordedBroker

AT = Position("t", 0)


def broker(*records: tuple[int, bool], high: int = 100, **options: object) -> RecordedBroker:
    given = tuple(Record(offset, null, 10) for offset, null in records)
    return RecordedBroker({AT: Watermarks(0, high)}, {AT: given}, **options)  # type: ignore[arg-type]


def told(gaps: tuple[Gap, ...]) -> list[tuple[int, int, str]]:
    return [(gap.start, gap.end, gap.kind) for gap in gaps]


def test_transaction_markers_are_benign() -> None:
    # Two transactions of two records each; their commit markers have the offsets 2 and 5, and an abort marker 8
    # follows two aborted records, which a reader of committed records never sees.
    log = broker((0, False), (1, False), (3, False), (4, False), high=9)
    found = probe(log, AT, ((2, 3), (5, 9)), Meter(Bounds()))
    assert told(found) == [(2, 3, "benign"), (5, 9, "benign")]


def test_compaction_holes_are_benign_and_what_compaction_kept_is_not() -> None:
    log = broker((0, False), (7, False), (12, True), high=13)
    found = probe(log, AT, ((1, 13),), Meter(Bounds()))
    assert told(found) == [(1, 7, "benign"), (7, 8, "recoverable"), (8, 12, "benign"), (12, 13, "skipped")]


def test_an_open_transaction_leaves_the_rest_unknown() -> None:
    log = broker((0, False), (3, False), (4, False), high=9, stable_end=3)
    (benign, unknown) = probe(log, AT, ((1, 9),), Meter(Bounds()))
    assert (benign.start, benign.end, benign.kind) == (1, 3, "benign")
    assert (unknown.start, unknown.end, unknown.reason) == (
        3,
        9,
        "not probed: an open transaction holds back what follows",
    )


def test_gaps_near_each_other_are_read_in_one_go_and_far_ones_are_not() -> None:
    log = broker(high=10_000)
    probe(log, AT, ((1, 2), (9, 10), (NEAR + 100, NEAR + 101)), Meter(Bounds()))
    assert [(start, stop) for _, start, stop in log.reads] == [(1, 10), (NEAR + 100, NEAR + 101)]


def test_probing_stops_at_its_bounds_and_says_so() -> None:
    log = broker(*((n, False) for n in range(50)), high=5_000)
    meter = Meter(Bounds(records=10))
    gaps = probe(log, AT, ((0, 50), (3_000, 3_001)), meter)
    assert told(gaps) == [(0, 10, "recoverable"), (10, 50, "unknown"), (3_000, 3_001, "unknown")]
    assert gaps[1].reason == "not probed: gave up after 10 records"
    assert "budget" in gaps[2].reason
    assert meter.empty
    by_bytes = probe(log, AT, ((0, 50),), Meter(Bounds(bytes=35)))
    assert told(by_bytes) == [(0, 4, "recoverable"), (4, 50, "unknown")]
    assert told(probe(log, AT, ((0, 50),), Meter(Bounds(seconds=0)))) == [(0, 50, "unknown")]


def test_a_broker_that_fails_in_the_middle_keeps_what_was_found_before() -> None:
    class Failing(RecordedBroker):
        def read(self, position: Position, start: int, stop: int, bounds: Bounds) -> object:  # type: ignore[override]
            if start > 1_000:
                raise CdcError(Problem(self.label, "connection refused"))
            return super().read(position, start, stop, bounds)

    log = Failing({AT: Watermarks(0, 9_000)})
    gaps = probe(log, AT, ((1, 2), (8_000, 8_001)), Meter(Bounds()))
    assert told(gaps) == [(1, 2, "benign"), (8_000, 8_001, "unknown")]
    assert gaps[1].reason == "not probed: connection refused"
