"""A sweep over PostgreSQL and a broker: what it finds, what it writes down, what the checks say of it."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from xml.etree import ElementTree

import psycopg
import pytest

from cdc_assets.config.model import Limits, OffsetRules, Project
from cdc_assets.errors import Finding
from cdc_assets.offsets.broker import Bounds
from cdc_assets.offsets.checks import (
    CHECKS,
    COLUMNS,
    as_cells,
    consumer_position,
    fleet,
    offset_gaps,
    replication_lag,
    source_silence,
)
from cdc_assets.offsets.database import accept_loss, learn_pauses, lost, multirange
from cdc_assets.offsets.model import Position, Record, Stream, Sweep, Watermarks
from cdc_assets.offsets.operate import write_starts
from cdc_assets.offsets.pictures import LagPoint, coverage_map, lag_plot, read_lags
from cdc_assets.offsets.starts import apply_starts, begin_new_incarnation, plan_starts, render_starts
from cdc_assets.offsets.sweep import sweep
from tests.merge.support import SCHEMA, event, fetch, merge, stage
from tests.offsets.support import RecordedBroker, install_all, stream
from tests.support.postgres import both_versions

_numbers = itertools.count(1)


@pytest.fixture
def connection(offsets_database: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(offsets_database, autocommit=True) as opened:
        yield opened


@pytest.fixture
def topic() -> str:
    return f"prod.avansas.Db.dbo.T{next(_numbers)}"


def arrive(connection: psycopg.Connection[Any], topic: str, offsets: Any, partition: int = 0, **values: Any) -> None:
    """Rows with these offsets are staged."""
    rows = [event(o, o, __kafka_topic=topic, __kafka_offset=o, __kafka_partition=partition, **values) for o in offsets]
    stage(connection, "Actor", rows)


def recorded(topic: str, high: int, holds: Any = (), nulls: Any = (), **options: Any) -> RecordedBroker:
    at = Position(topic, 0)
    records = tuple(Record(o, o in set(nulls), 10) for o in sorted({*holds, *nulls}))
    return RecordedBroker({at: Watermarks(options.pop("low", 0), high)}, {at: records}, **options)


def start(connection: psycopg.Connection[Any], broker: RecordedBroker, ours: Stream) -> None:
    starts, _ = plan_starts(broker, [ours], "low")
    apply_starts(connection, starts)


def cells(answer: Finding) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in answer.rows]


def kinds(found: Sweep) -> list[tuple[int, int, str]]:
    return [(gap.start, gap.end, gap.kind) for state in found.partitions for gap in state.gaps]


def test_a_topic_that_no_configuration_names_is_a_finding_of_its_own_and_its_gaps_are_seen(
    connection: psycopg.Connection[Any], topic: str
) -> None:
    came = topic.replace("avansas", "Avansas")
    ours, broker = stream(topic), recorded(came, 4, range(4))
    connection.execute("DELETE FROM cdc_management.offset_coverage WHERE table_name = 'Actor'")
    arrive(connection, came, [0, 1, 3])
    merge(connection, "Actor")
    for asked in (None, broker):
        found = sweep(connection, [ours], asked, others=lambda: [ours])
        told = offset_gaps(found)
        rows = {row[3]: row for row in cells(told)}
        assert rows["unexpected topic"][2:5] == (came, "unexpected topic", 3)
        assert f"expected is {topic}" in str(rows["unexpected topic"][6])
        assert rows["recoverable" if asked else "unknown"][2:6] == (
            f"{came} [0]",
            "recoverable" if asked else "unknown",
            1,
            "2",
        )
        assert f"1 topics came that the configuration does not name: {came}" in told.what
        assert "nothing was merged yet" not in told.what
        assert told.severity == "warning"
    assert not offset_gaps(sweep(connection, [ours], broker)).what.count("does not name")
    named = sweep(connection, [ours], broker, others=lambda: [ours, replace(ours, tenant="b", topic=came)])
    assert "does not name" not in offset_gaps(named).what, "it is another tenant's"


def test_a_topic_that_no_configuration_names_and_nobody_may_see_hides_nothing_of_the_others(
    connection: psycopg.Connection[Any], topic: str
) -> None:
    from cdc_assets.errors import CdcError, Problem

    connection.execute("DELETE FROM cdc_management.offset_coverage WHERE table_name = 'Actor'")
    arrive(connection, f"{topic}.before", [0, 2])
    arrive(connection, topic, [0, 2])
    merge(connection, "Actor")
    ours, broker = stream(topic), recorded(topic, 3, range(3))
    plain = broker.topics

    def topics(names: Any) -> Any:
        if f"{topic}.before" in names:
            raise CdcError(Problem(broker.label, "topic: Broker: Topic authorization failed"))
        return plain(names)

    broker.topics = topics  # type: ignore[method-assign]
    found = sweep(connection, [ours], broker, others=lambda: [ours])
    assert kinds(found) == [(1, 2, "recoverable")]
    assert "topics that no configuration names were not looked at" in offset_gaps(found).what


def test_an_offset_that_no_topic_has_does_not_end_a_sweep(connection: psycopg.Connection[Any], topic: str) -> None:
    with connection.transaction(force_rollback=True):
        stage(connection, "Actor", [event(1, __kafka_topic=topic, __kafka_offset=o) for o in (0, 2**63 - 1)])
        (state,) = sweep(connection, [stream(topic)], recorded(topic, 1, [0]), write=False).partitions
    assert state.staged is not None
    assert state.staged.ranges == ((0, 1),)


def test_a_topic_of_the_past_that_is_complete_and_outrun_is_no_finding(
    connection: psycopg.Connection[Any], topic: str
) -> None:
    connection.execute("DELETE FROM cdc_management.offset_coverage WHERE table_name = 'Actor'")
    arrive(connection, f"{topic}.before", [0, 1], __source_ts_ms=1000)
    arrive(connection, topic, [0, 1], __source_ts_ms=2000)
    merge(connection, "Actor")
    ours = stream(topic)
    assert offset_gaps(sweep(connection, [ours], None, others=lambda: [ours])).passed


def test_a_loss_is_found_classified_resumed_and_healed(connection: psycopg.Connection[Any], topic: str) -> None:
    ours, broker = stream(topic), recorded(topic, 10, range(10), positions={"loader": {Position(topic, 0): 10}})
    start(connection, broker, ours)
    arrive(connection, topic, [0, 1, 2, 5, 6, 7, 8, 9])
    merge(connection, "Actor")
    found = sweep(connection, [ours], broker)
    assert kinds(found) == [(3, 5, "recoverable")]
    assert [state.resume for state in found.partitions] == [3]
    assert consumer_position(found).severity == "error"
    unread = consumer_position(sweep(connection, [ours], broker, bounds=Bounds(records=0), write=False))
    assert (unread.severity, cells(unread)[0][-1]) == ("warning", "passed, and not looked at: see offset_gaps")
    arrive(connection, topic, range(3, 10))
    merge(connection, "Actor")
    healed = sweep(connection, [ours], broker)
    assert kinds(healed) == []
    assert all(check(healed).passed for check in (offset_gaps, consumer_position))


def test_what_a_probe_proves_is_accounted_for_and_never_probed_again(
    connection: psycopg.Connection[Any], topic: str
) -> None:
    ours, broker = stream(topic), recorded(topic, 10, [0, 1, 5, 8, 9], [2])
    start(connection, broker, ours)
    arrive(connection, topic, [0, 1, 5, 9])
    merge(connection, "Actor")
    assert kinds(sweep(connection, [ours], broker, write=False)) == kinds(sweep(connection, [ours], broker))
    again = sweep(connection, [ours], broker)
    assert kinds(again) == [(8, 9, "recoverable")]
    ((accounted,),) = [[state.accounted for state in again.partitions]]
    assert accounted == ((0, 8), (9, 10))


def test_narrow_bounds_reach_every_partition_in_the_end(connection: psycopg.Connection[Any], topic: str) -> None:
    ours, places = stream(topic, group=None), [Position(topic, number) for number in range(3)]
    records = {at: (Record(0, False, 1), Record(1, False, 1), Record(2, False, 1)) for at in places}
    broker = RecordedBroker(dict.fromkeys(places, Watermarks(0, 3)), records)
    start(connection, broker, ours)
    for at in places:
        arrive(connection, topic, [0, 2], partition=at.partition)
    merge(connection, "Actor")
    reached: set[Position] = set()
    for _ in range(1000):
        found = sweep(connection, [ours], broker, bounds=Bounds(records=1), write=False)
        assert sum(state.count("recoverable") for state in found.partitions) == 1
        assert sum(state.count("unknown") for state in found.partitions) == 2
        reached |= {state.position for state in found.partitions if state.count("recoverable")}
        if reached == set(places):
            break
    assert reached == set(places)


def test_retention_that_overtakes_the_loader_is_an_error_until_the_loss_is_accepted(
    connection: psycopg.Connection[Any], topic: str
) -> None:
    ours, broker = stream(topic), recorded(topic, 10, range(10))
    start(connection, broker, ours)
    arrive(connection, topic, [0, 1, 2])
    merge(connection, "Actor")
    late = recorded(topic, 20, range(8, 20), low=8)
    found = sweep(connection, [ours], late)
    result = offset_gaps(found)
    assert result.severity == "error"
    assert cells(result)[0][:6] == ("avansas", "Actor", f"{topic} [0]", "lost", 5, "3…7")
    (state,) = found.partitions
    assert state.resume == 8
    assert state.coverage
    connection.execute(
        "SELECT cdc_management.accept_loss(%s, %s, 're-snapshot')", [state.coverage.id, multirange(((3, 8),))]
    )
    assert offset_gaps(sweep(connection, [ours], late)).passed


def test_where_a_topic_begins_is_written_down_also_when_nothing_was_added_to_it(
    connection: psycopg.Connection[Any], topic: str
) -> None:
    for low in (0, 8):
        sweep(connection, [stream(topic)], recorded(topic, 20, range(low, 20), low=low))
        query = "SELECT low_watermark, high_watermark FROM cdc_management.topic_observations WHERE kafka_topic = %s"
        assert connection.execute(query, [topic]).fetchall() == [(low, 20)]


def test_a_recreated_topic_is_noticed_and_counted_anew(connection: psycopg.Connection[Any], topic: str) -> None:
    ours, old = stream(topic), recorded(topic, 10, range(10), ids={topic: "one"})
    start(connection, old, ours)
    arrive(connection, topic, range(8))
    merge(connection, "Actor")
    assert kinds(sweep(connection, [ours], old)) == []
    new = recorded(topic, 30, range(30), ids={topic: "two"})
    for _ in range(2):
        found = sweep(connection, [ours], new)
        assert kinds(found) == [(8, 10, "lost")]
        assert found.partitions[0].recreated
        assert found.partitions[0].resume == 0
    arrive(connection, topic, range(3))
    assert begin_new_incarnation(connection, new, topic, [ours]) == 1
    arrive(connection, topic, range(30))
    merge(connection, "Actor")
    after = sweep(connection, [ours], new)
    assert [(gap.kind, gap.incarnation) for state in after.partitions for gap in state.gaps] == [("lost", 0)]
    assert [(state.resume, state.behind) for state in after.partitions] == [(30, 0)]


def test_what_an_older_topic_lost_is_given_up_there_and_not_in_the_new_one(
    connection: psycopg.Connection[Any], topic: str
) -> None:
    ours, old = stream(topic), recorded(topic, 10, range(10), ids={topic: "one"})
    start(connection, old, ours)
    arrive(connection, topic, range(8))
    merge(connection, "Actor")
    sweep(connection, [ours], old)
    new = recorded(topic, 30, range(30), ids={topic: "two"}, positions={"loader": {Position(topic, 0): 30}})
    begin_new_incarnation(connection, new, topic, [ours])
    (state,) = sweep(connection, [ours], new).partitions
    assert lost(state) == {0: ((8, 10),)}
    picture = coverage_map(sweep(connection, [ours], new, write=False), "no offset of the new topic is lost")
    assert "<title>lost</title>" not in picture
    assert "Actor [0] (2 lost before)" in picture
    accept_loss(connection, state, "a new snapshot")
    (after,) = sweep(connection, [ours], new).partitions
    assert lost(after) == {}
    assert (after.resume, after.hole, after.count("recoverable")) == (0, 30, 30)


def test_what_was_lost_before_anything_was_merged_can_be_given_up(
    connection: psycopg.Connection[Any], topic: str
) -> None:
    ours, broker = stream(topic), recorded(topic, 9, range(5, 9), low=5)
    start(connection, broker, ours)
    one, two = (Position(topic, number) for number in (0, 1))
    grown = RecordedBroker({one: Watermarks(5, 9), two: Watermarks(3, 9)}, positions={"loader": {one: 5, two: 3}})
    (_, late) = sweep(connection, [ours], grown).partitions
    assert (late.basis, late.coverage, lost(late)) == ("new partition", None, {0: ((0, 3),)})
    accept_loss(connection, late, "a new snapshot")
    assert offset_gaps(sweep(connection, [ours], grown)).passed


def test_a_crash_that_empties_staging_shows_where_to_read_again(
    connection: psycopg.Connection[Any], topic: str
) -> None:
    at = Position(topic, 0)
    ours, broker = stream(topic), recorded(topic, 6, range(6), positions={"loader": {at: 6}})
    start(connection, broker, ours)
    arrive(connection, topic, range(3))
    merge(connection, "Actor")
    arrive(connection, topic, range(3, 6))
    before = sweep(connection, [ours], broker)
    assert kinds(before) == [(3, 6, "in flight")]
    assert consumer_position(before).passed
    connection.execute(f'DELETE FROM {SCHEMA}."stg_Actor"'.encode())
    connection.execute("TRUNCATE cdc_management.staging_epoch")
    after = sweep(connection, [ours], broker)
    assert (after.partitions[0].resume, after.partitions[0].hole) == (3, 3)
    assert (SCHEMA, "Actor") in after.lost_staging
    assert cells(consumer_position(after))[0][-1] == "staging was lost"
    without = consumer_position(sweep(connection, [ours]))
    assert without.severity == "warning"
    connection.execute("SELECT cdc_management.acknowledge_staging_loss()")


def test_without_a_broker_the_checks_say_what_was_not_looked_at(
    connection: psycopg.Connection[Any], topic: str
) -> None:
    ours = stream(topic)
    arrive(connection, topic, [0, 1, 4])
    merge(connection, "Actor")
    found = sweep(connection, [ours])
    result = offset_gaps(found)
    assert (result.severity, found.broker) == ("warning", None)
    assert cells(result)[0][3:7] == ("unknown", 2, "2…3", "no broker was asked")
    assert all("no broker is configured" in check(found).what for check in CHECKS.values())


def test_a_broker_that_is_down_is_a_note(connection: psycopg.Connection[Any], topic: str) -> None:
    from cdc_assets.errors import CdcError, Problem

    broker = recorded(topic, 3)

    def down(names: Any) -> Any:
        raise CdcError(Problem(broker.label, "topics: Connection refused"))

    broker.topics = down  # type: ignore[method-assign]
    found = sweep(connection, [stream(topic)], broker)
    assert found.broker is None
    assert "Connection refused" in found.notes[0]
    assert consumer_position(found).what.startswith("not looked at: no broker was asked (the broker was not looked")
    assert {name: check(found).severity for name, check in CHECKS.items()} == {
        "offset_gaps": "warning",
        "replication_lag": "warning",
        "consumer_position": "warning",
        "source_silence": "ok",
    }


def test_a_tenant_without_a_topic_is_no_tenant_without_gaps(connection: psycopg.Connection[Any], topic: str) -> None:
    there, gone = stream(topic), replace(stream(f"{topic}.none", group="nobody"), tenant="gone")
    broker = recorded(topic, 3, range(3), positions={"loader": {Position(topic, 0): 0}})
    found = sweep(connection, [there, gone], broker)
    assert found.absent == {gone.topic}
    assert [(row.tenant, row.severity, row.partitions) for row in fleet(found)] == [
        ("gone", "warning", 0),
        ("avansas", "ok", 1),
    ]
    result = offset_gaps(found.by_tenant()["gone"])
    assert (result.severity, cells(result)[0][2]) == ("warning", gone.topic)
    assert f"1 of 2 topics are not at the broker: {gone.topic}" in offset_gaps(found).what
    assert offset_gaps(found.by_tenant()["avansas"]).passed
    assert consumer_position(found).what.endswith("nothing is committed by nobody")
    assert consumer_position(found.by_tenant()["gone"]).what == "not looked at: nothing is committed by nobody"
    more = replace(gone, topic=topic, table="Sak")
    assert offset_gaps(sweep(connection, [gone, more], broker).by_tenant()["gone"]).passed, (
        "an empty table has no topic yet"
    )


def test_limits_for_lag_make_warnings_and_errors(connection: psycopg.Connection[Any], topic: str) -> None:
    ours = stream(topic, rules=OffsetRules(lag_seconds=Limits(warn=60), lag_offsets=Limits(error=3)))
    broker = recorded(topic, 10, range(10))
    start(connection, broker, ours)
    arrive(connection, topic, range(8))
    merge(connection, "Actor")
    found = sweep(connection, [ours], broker)
    assert (replication_lag(found).severity, cells(replication_lag(found))[0][4]) == ("warning", 2)
    assert replication_lag(sweep(connection, [ours], recorded(topic, 20, range(20)))).severity == "error"
    arrive(connection, topic, range(8, 20))
    merge(connection, "Actor")
    assert replication_lag(sweep(connection, [ours], recorded(topic, 20))).passed


def test_lag_is_the_age_of_what_waits_and_not_of_what_was_merged_last(
    connection: psycopg.Connection[Any], topic: str
) -> None:
    now = int(datetime.now(UTC).timestamp() * 1000)
    ours, at = stream(topic, rules=OffsetRules(lag_seconds=Limits(warn=600))), Position(topic, 0)
    rare = RecordedBroker(
        {at: Watermarks(0, 2)}, {at: (Record(0, False, 1, now - 9_000_000), Record(1, False, 1, now))}
    )
    start(connection, rare, ours)
    arrive(connection, topic, [0], __source_ts_ms=now - 9_000_000)
    merge(connection, "Actor")
    found = sweep(connection, [ours], rare)
    assert [(state.behind, state.waiting_ms) for state in found.partitions] == [(1, now)]
    assert replication_lag(found).passed, "two hours without an event, and one a moment ago"

    passed = RecordedBroker({at: Watermarks(0, 3)}, {at: (Record(1, False, 1, now - 5_000_000),)})
    arrive(connection, topic, [2], __source_ts_ms=now)
    merge(connection, "Actor")
    result = replication_lag(sweep(connection, [ours], passed))
    assert result.severity == "warning", "a gap older than what was merged after it"
    assert float(cells(result)[0][3] or 0) >= 5_000


def test_the_marker_at_the_end_of_a_quiet_transactional_topic_is_no_lag(
    connection: psycopg.Connection[Any], topic: str
) -> None:
    ours, at = stream(topic, rules=OffsetRules(lag_seconds=Limits(warn=60))), Position(topic, 0)
    broker = recorded(topic, 4, range(3), positions={"loader": {at: 3}})
    start(connection, broker, ours)
    arrive(connection, topic, range(3), __source_ts_ms=1)
    merge(connection, "Actor")
    found = sweep(connection, [ours], broker)
    assert replication_lag(found).passed
    assert [(state.behind, state.resume) for state in found.partitions] == [(0, 3)]
    held = recorded(topic, 5, range(3), positions={"loader": {at: 3}}, stable_end=3)
    assert replication_lag(sweep(connection, [ours], held)).severity == "warning", (
        "an open transaction may hold records"
    )


def test_a_tombstone_at_the_end_of_a_quiet_topic_is_no_lag(connection: psycopg.Connection[Any], topic: str) -> None:
    ours, broker = stream(topic, group=None), recorded(topic, 4, [0, 1, 2], [3])
    start(connection, broker, ours)
    arrive(connection, topic, range(3))
    merge(connection, "Actor")
    found = sweep(connection, [ours], broker)
    assert replication_lag(found).passed
    assert [(state.behind, state.resume) for state in found.partitions] == [(0, 4)]
    more = recorded(topic, 7, [0, 1, 2, 5], [3, 4, 6])
    found = sweep(connection, [ours], more)
    assert [(state.behind, state.resume) for state in found.partitions] == [(2, 5)]
    assert kinds(sweep(connection, [ours], more)) == []


def test_a_sweep_beside_a_busy_loader_and_merges_finds_no_gap_that_is_none(
    offsets_database: str, connection: psycopg.Connection[Any], topic: str
) -> None:
    ours, at = stream(topic), Position(topic, 0)
    broker = recorded(topic, 1_000_000, positions={"loader": {at: 0}})
    start(connection, broker, ours)
    failures: list[BaseException] = []
    done, enough = threading.Event(), threading.Event()

    def load() -> None:
        try:
            with psycopg.connect(offsets_database, autocommit=True) as own:
                for batch in itertools.count():
                    if batch >= 60 and enough.is_set():
                        break
                    arrive(own, topic, range(batch * 50, batch * 50 + 50))
                    broker.commit("loader", {at: batch * 50 + 50})
                    if batch % 3 == 0:
                        merge(own, "Actor")
        except BaseException as error:
            failures.append(error)
        done.set()

    thread = threading.Thread(target=load)
    thread.start()
    sweeps: list[Sweep] = []
    try:
        while not done.is_set():
            sweeps.append(sweep(connection, [ours], broker, write=False))
            if len(sweeps) == 4:
                enough.set()
    finally:
        enough.set()
        thread.join()
    assert not failures
    assert {kind for found in sweeps for _, _, kind in kinds(found)} <= {"in flight"}
    assert len(sweeps) >= 4


def test_a_source_that_pauses_longer_than_it_nearly_ever_did_is_silent(
    connection: psycopg.Connection[Any], topic: str
) -> None:
    connection.execute("TRUNCATE cdc_management.source_rhythm, cdc_management.source_rhythm_progress")
    connection.execute("TRUNCATE cdc_management.cdc_processing_log")
    now = int(datetime.now(UTC).timestamp() * 1000)
    connection.execute(
        "INSERT INTO cdc_management.cdc_processing_log (batch_id, schema_name, table_name, rows_taken, rows_applied,"
        " rows_superseded, rows_stale, rows_rejected, source_ts_min, source_ts_max, started_at, duration_ms)"
        " SELECT n - 1000, %s, 'Actor', 1, 1, 0, 0, 0, %s + n * 10000, %s + n * 10000, now(), 1"
        " FROM generate_series(1, 300) AS n",
        [SCHEMA, now - 4_000_000, now - 4_000_000],
    )
    ours = stream(topic)
    arrive(connection, topic, [0], __source_ts_ms=now - 1_000_000)
    merge(connection, "Actor")
    sweep(connection, [ours])  # learns; what it learned counts from the next one on
    found = sweep(connection, [ours])
    ((usual, samples),) = fetch(
        connection, "SELECT longest_usual_pause_seconds, samples FROM cdc_management.v_source_silence"
    )
    assert samples == 299
    assert 10 <= float(usual) <= 12
    result = source_silence(found)
    assert (result.severity, cells(result)[0][:2]) == ("warning", ("avansas", "Actor"))
    patient = stream(topic, rules=OffsetRules(silence_seconds=Limits(warn=7200)))
    assert source_silence(sweep(connection, [patient])).passed
    assert source_silence(replace(found, silences={})).what.startswith("0 of 0 tables")


def test_learning_pauses_again_counts_nothing_twice(connection: psycopg.Connection[Any], topic: str) -> None:
    before = fetch(connection, "SELECT schema_name, table_name, pauses FROM cdc_management.source_rhythm ORDER BY 1, 2")
    learn_pauses(connection)
    after = fetch(connection, "SELECT schema_name, table_name, pauses FROM cdc_management.source_rhythm ORDER BY 1, 2")
    learn_pauses(connection)
    assert after == fetch(
        connection, "SELECT schema_name, table_name, pauses FROM cdc_management.source_rhythm ORDER BY 1, 2"
    )
    assert len(after) >= len(before)


@both_versions
def test_a_sweep_works_on_old_and_new_servers(database: str, topic: str) -> None:
    install_all(database)
    ours, broker = stream(topic), recorded(topic, 6, range(5), [5])
    with psycopg.connect(database, autocommit=True) as opened:
        start(opened, broker, ours)
        arrive(opened, topic, [0, 1, 4, 2])
        merge(opened, "Actor")
        arrive(opened, topic, [3])
        assert kinds(sweep(opened, [ours], broker)) == [(3, 4, "in flight"), (5, 6, "skipped")]
        merge(opened, "Actor")
        assert [state.resume for state in sweep(opened, [ours], broker).partitions] == [6]
        assert len(read_lags(opened, [SCHEMA], 24)[SCHEMA]) == 1


def test_log_retention_loses_no_coverage(connection: psycopg.Connection[Any], topic: str) -> None:
    ours, broker = stream(topic), recorded(topic, 9, range(9))
    start(connection, broker, ours)
    arrive(connection, topic, [0, 1, 5])
    merge(connection, "Actor")
    before = kinds(sweep(connection, [ours], broker))
    connection.execute("SELECT cdc_management.prune_processing_log('0 seconds')")
    assert kinds(sweep(connection, [ours], broker)) == before == [(2, 5, "recoverable")]


def test_starts_are_said_once_and_written_as_sql_that_does_the_same(
    connection: psycopg.Connection[Any], topic: str
) -> None:
    at = Position(topic, 0)
    ours, broker = stream(topic), recorded(topic, 30, low=4, positions={"loader": {at: 9}})
    absent = stream(f"{topic}.absent")
    starts, missing = plan_starts(broker, [ours, absent], "committed")
    assert missing == (f"{topic}.absent",)
    assert [(one.offset, one.how) for one in starts] == [(9, "committed by loader")]
    assert plan_starts(broker, [ours], "timestamp", 12)[0][0].offset == 12
    (sql,) = render_starts(starts).values()
    connection.execute(sql.encode())
    assert apply_starts(connection, starts) == (0, starts)
    later, _ = plan_starts(broker, [ours], "low")
    new, known = apply_starts(connection, later)
    assert (new, [one.offset for one in known]) == (0, [9]), "consumer groups begin at what was said first"
    assert sweep(connection, [ours], broker).partitions[0].start == 9
    connection.execute(next(iter(render_starts(later).values())).replace("false);", "true);").encode())
    ((how, offset),) = fetch(
        connection, "SELECT how, start_offset FROM cdc_management.offset_starts WHERE kafka_topic = %s", topic
    )
    assert (how, offset) == ("low watermark", 4)


def test_tenants_whose_names_differ_in_a_blank_alone_have_files_of_their_own(topic: str, tmp_path: Path) -> None:
    (start,), _ = plan_starts(recorded(topic, 1), [stream(topic)], "low")
    starts = [replace(start, stream=replace(start.stream, tenant=name)) for name in ("a b", "a_b", "../x")]
    project = cast("Project", SimpleNamespace(root=tmp_path))
    written = write_starts(project, "s.d", starts, by_tenant=True)
    assert len(set(written)) == 3
    folder = tmp_path / "generated" / "offset-starts" / "s__d"
    assert len(list(folder.iterdir())) == 3


def test_the_fleet_is_sorted_by_what_needs_a_person(connection: psycopg.Connection[Any], topic: str) -> None:
    fine, late, lost = (replace(stream(f"{topic}.{n}"), tenant=name) for n, name in enumerate(["fine", "late", "lost"]))
    marks = {Position(f"{topic}.{n}", 0): Watermarks(low, 10) for n, low in enumerate([0, 0, 5])}
    broker = RecordedBroker(marks, {Position(f"{topic}.1", 0): tuple(Record(o, False, 1) for o in range(10))})
    for ours in (fine, late, lost):
        apply_starts(connection, [replace(one, offset=0) for one in plan_starts(broker, [ours], "low")[0]])
    arrive(connection, fine.topic, range(10))
    arrive(connection, late.topic, [0, 9])
    arrive(connection, lost.topic, [0, *range(5, 10)])
    merge(connection, "Actor")
    found = sweep(connection, [fine, late, lost], broker)
    rows = fleet(found)
    assert [row.tenant for row in rows] == ["lost", "late", "fine"]
    assert (rows[0].severity, rows[0].lost, rows[1].recoverable) == ("error", 4, 8)
    assert all(len(cells) == len(COLUMNS) for cells in as_cells(rows))
    assert [state.stream.tenant for state in found.by_tenant()["late"].partitions] == ["late"]
    assert offset_gaps(found.by_tenant()["late"]).rows[0]["kind"] != "lost"
    assert {tenant: offset_gaps(mine).severity for tenant, mine in found.by_tenant().items()} == {
        "fine": "ok",
        "late": "warning",
        "lost": "error",
    }


def test_pictures_are_small_valid_and_show_a_single_lost_offset(
    connection: psycopg.Connection[Any], topic: str
) -> None:
    ours, broker = stream(topic), recorded(topic, 1_000_000, low=1)
    apply_starts(connection, [replace(one, offset=0) for one in plan_starts(broker, [ours], "low")[0]])
    arrive(connection, topic, [*range(1, 2_000), *range(2_001, 9_000, 2)])
    merge(connection, "Actor")
    found = sweep(connection, [ours], broker)
    picture = coverage_map(found, "avansas <&>")
    ElementTree.fromstring(picture)
    assert len(picture) < 20_000
    assert "<title>lost</title>" in picture
    plot = lag_plot(read_lags(connection, [SCHEMA], 24)[SCHEMA], "lag")
    ElementTree.fromstring(plot)
    assert "polyline" in plot
    ElementTree.fromstring(lag_plot((), "lag"))


def test_the_axis_of_a_lag_picture_is_the_time_that_it_says() -> None:
    now = datetime.now(UTC)
    points = [LagPoint(now, 1.0, 1.0)]
    picture = lag_plot(points, "lag of 24 h", 24)
    assert f"{now - timedelta(hours=24):%Y-%m-%d %H:%M}" in picture
    assert f"{now:%Y-%m-%d %H:%M}" in picture
    assert "1000000 s" not in lag_plot([LagPoint(now, 2_000_000.0, 1.0)], "lag")
