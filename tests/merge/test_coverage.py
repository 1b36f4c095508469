"""What is accounted for, as a set of offsets: exact, and at a cost that does not grow with history."""

from __future__ import annotations

from typing import Any

import psycopg
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.merge.model import gaps, resume
from tests.merge.support import SCHEMA, event, fetch, install, merge, plain, stage
from tests.support.work import SqlWork, sql_work

Connection = psycopg.Connection[Any]

ranges = st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 400)), min_size=1, max_size=6)


@settings(max_examples=40, deadline=None)
@given(batches=st.lists(ranges, min_size=1, max_size=12), sparse=st.booleans())
def test_any_batches_in_any_order_leave_exactly_the_missing_ranges(
    merging: Connection, batches: list[list[tuple[int, int]]], sparse: bool
) -> None:
    merging.execute("TRUNCATE cdc_management.offset_coverage, cdc_management.offset_segments")
    ((coverage,),) = fetch(merging, "SELECT cdc_management.coverage_of('s', 't', 'topic', 0)")
    offsets: set[int] = set()
    for batch in batches:
        now = {offset for start, length in batch for offset in range(start, start + length, 2 if sparse else 1)}
        offsets |= now
        merging.execute(
            """SELECT cdc_management.add_offsets(
                %s, (SELECT range_agg(int8range(o, o + 1)) FROM unnest(%s::bigint[]) AS o))""",
            (coverage, list(now)),
        )
        found = fetch(merging, "SELECT gap_start, gap_end FROM cdc_management.v_cdc_processing_gaps ORDER BY gap_start")
        assert found == gaps(offsets)
        assert fetch(merging, "SELECT resume_offset FROM cdc_management.v_cdc_resume_offsets") == [(resume(offsets),)]
        assert fetch(merging, "SELECT coalesce(max(range_count), 0) <= 500 FROM cdc_management.offset_segments") == [
            (True,)
        ]


def test_the_expected_start_and_what_is_benign_shape_the_gaps(merging: Connection) -> None:
    install(merging, [plain()])
    topic = event(0)["__kafka_topic"]
    stage(merging, "Actor", [event(n, n) for n in (10, 11, 15, 16, 20)])
    merge(merging, "Actor")

    def found() -> tuple[Any, ...]:
        view = "SELECT gap_start, gap_end FROM cdc_management.v_cdc_processing_gaps ORDER BY 1"
        return fetch(merging, view), fetch(merging, "SELECT resume_offset FROM cdc_management.v_cdc_resume_offsets")[0][
            0
        ]

    assert found() == ([(12, 14), (17, 19)], 12)
    merging.execute("SELECT cdc_management.initialise_offsets(%s, 'Actor', %s, 0, 5)", (SCHEMA, topic))
    assert found() == ([(5, 9), (12, 14), (17, 19)], 5)
    merging.execute("SELECT cdc_management.initialise_offsets(%s, 'Actor', %s, 0, 13)", (SCHEMA, topic))
    assert found() == ([(13, 14), (17, 19)], 13)
    merging.execute("SELECT cdc_management.initialise_offsets(%s, 'Actor', %s, 0, 15)", (SCHEMA, topic))
    assert found() == ([(17, 19)], 17)
    merging.execute("SELECT cdc_management.account_benign(%s, 'Actor', %s, 0, '{[17,20)}')", (SCHEMA, topic))
    assert found() == ([], 21)


def test_a_million_holes_do_not_slow_a_merge_down(merging: Connection) -> None:
    install(merging, [plain()])

    def merged(start: int) -> SqlWork:
        stage(merging, "Actor", [event(n, n) for n in range(start, start + 400, 2)])
        with sql_work(merging) as done:
            merge(merging, "Actor")
        return done

    some = [merged(start) for start in range(0, 8_000, 400)]  # some of them look at what an earlier one left in staging
    holes = """SELECT cdc_management.account_benign(%s, 'Actor', %s, 0, (
        SELECT range_agg(int8range(100000 + 2 * n, 100001 + 2 * n)) FROM generate_series(1, %s) AS n))"""
    topic = event(0)["__kafka_topic"]
    merging.execute(holes, (SCHEMA, topic, 2_000))
    some += [merged(start) for start in (110_000, 110_400, 100_201, 101_001)]  # above a few thousand, and among them
    merging.execute(holes, (SCHEMA, topic, 1_000_000))
    with sql_work(merging) as reading_all:
        fetch(merging, "SELECT sum(upper(ranges)) FROM cdc_management.offset_segments")
    print(f"{some} before; all that is accounted for: {reading_all}")
    for start in (4_000_000, 1_000_001, 1_400_001, 1_800_001):  # above them, and among them
        # of two: what autovacuum did meanwhile has a session read its catalog again, some 2,000 blocks
        after = min((merged(start), merged(start + 400)), key=lambda work: work.blocks)
        print(f"{after} from {start} on")
        assert after.rows < max(work.rows for work in some) + reading_all.rows / 2
        assert after.blocks < max(work.blocks for work in some) + reading_all.blocks / 10
    assert fetch(merging, "SELECT count(*) > 1000000 FROM cdc_management.v_cdc_processing_gaps") == [(True,)]
