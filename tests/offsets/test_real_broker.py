"""What brokers do: transactions, compaction, retention, groups in use, topics made anew, an end that goes back.

`docker compose up -d redpanda`, then `CDC_TEST_KAFKA=127.0.0.1:19092 .venv/bin/pytest tests/offsets` asks another one.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient

from cdc_assets.errors import CdcError
from cdc_assets.offsets.broker import Bounds
from cdc_assets.offsets.checks import consumer_position, offset_gaps, replication_lag
from cdc_assets.offsets.gaps import resume_points
from cdc_assets.offsets.model import Position, Sweep, Watermarks
from cdc_assets.offsets.reset import ResetTarget, execute_reset, plan_reset
from cdc_assets.offsets.starts import apply_starts, begin_new_incarnation, plan_starts, store_positions
from cdc_assets.offsets.sweep import sweep
from resources import embedded_stream
from resources.kafka import KafkaBroker
from tests.offsets.support import SILENT, Loader, create_topic, loader, reach, stream
from tests.support.kafka import needs_the_extra


@pytest.fixture
def broker(bootstrap: str) -> KafkaBroker:
    return reach(bootstrap)


@pytest.fixture
def load(bootstrap: str, offsets_database: str) -> Iterator[Loader]:
    with loader(bootstrap, offsets_database) as made:
        yield made


def new_topic(bootstrap: str, **config: str) -> str:
    name = f"prod.{uuid.uuid4().hex[:8]}.dbo.Actor"
    create_topic(bootstrap, name, 1, config)
    return name


@contextmanager
def transaction(bootstrap: str, commits: bool) -> Iterator[Callable[[str, int], None]]:
    """A producer of one transaction: `send(topic, n)` writes an event."""
    producer = Producer({"bootstrap.servers": bootstrap, "transactional.id": uuid.uuid4().hex}, logger=SILENT)
    producer.init_transactions(20)
    producer.begin_transaction()
    yield lambda topic, n: producer.produce(topic, value=f'{{"n": {n}, "key": {n}}}', key=str(n))
    producer.flush(20)
    producer.commit_transaction(20) if commits else producer.abort_transaction(20)


def begin(broker: KafkaBroker, load: Loader, topic: str) -> None:
    starts, _ = plan_starts(broker, [stream(topic)], "low")
    apply_starts(load.connection, starts)


def deliver(broker: KafkaBroker, load: Loader, topic: str, start: int = 0, lose: frozenset[int] = frozenset()) -> int:
    """Stage, merge and commit what the topic holds from `start` on; returns its end."""
    at = Position(topic, 0)
    end = broker.watermarks([at])[at].high
    load.stage(topic, 0, [row for row in load.read(topic, 0, start, end) if row[0] not in lose])
    load.merge()
    broker.commit("loader", {at: end})
    return end


def look(broker: KafkaBroker, load: Loader, topic: str, **options: Any) -> Sweep:
    return sweep(load.connection, [stream(topic)], broker, **options)


def kinds(found: Sweep) -> list[tuple[int, int, str]]:
    return [(gap.start, gap.end, gap.kind) for state in found.partitions for gap in state.gaps]


def test_markers_and_what_was_aborted_are_benign_and_what_was_committed_and_lost_is_not(
    bootstrap: str, broker: KafkaBroker, load: Loader
) -> None:
    topic = new_topic(bootstrap)
    begin(broker, load, topic)
    for commits in (True, False, True, False):
        with transaction(bootstrap, commits) as send:
            for n in (1, 2):
                send(topic, n)
    assert deliver(broker, load, topic, lose=frozenset({7})) == 12
    assert [row[0] for row in load.read(topic, 0, 0, 12)] == [0, 1, 6, 7], "two of each; a marker behind"
    found = look(broker, load, topic)
    assert kinds(found) == [(2, 6, "benign"), (7, 8, "recoverable"), (8, 12, "benign")]
    assert [state.resume for state in found.partitions] == [7]
    deliver(broker, load, topic, 7)
    assert kinds(look(broker, load, topic)) == []
    assert replication_lag(look(broker, load, topic)).passed


def test_an_open_transaction_holds_back_what_follows_until_it_ends(
    bootstrap: str, broker: KafkaBroker, load: Loader
) -> None:
    topic = new_topic(bootstrap)
    at = Position(topic, 0)
    begin(broker, load, topic)
    load.produce(topic, 0, [{"n": 1, "key": 1}])
    deliver(broker, load, topic)
    with transaction(bootstrap, True) as send:
        send(topic, 2)
        until = time.monotonic() + 20
        while broker.watermarks([at])[at].high < 2 and time.monotonic() < until:
            time.sleep(0.05)
        load.produce(topic, 0, [{"n": 3, "key": 3}])
        reading = broker.read(at, 1, 3, Bounds(seconds=5))
        assert (reading.records, reading.stopped) == ((), "an open transaction holds back what follows")
        assert [state.behind for state in look(broker, load, topic).partitions] == [2]
    deliver(broker, load, topic, 1)
    assert kinds(look(broker, load, topic)) == [(3, 4, "benign")]


def test_what_compaction_took_away_is_benign_and_what_it_kept_is_not(
    bootstrap: str, broker: KafkaBroker, load: Loader
) -> None:
    config = {"cleanup.policy": "compact", "segment.ms": "100", "max.compaction.lag.ms": "100"}
    topic = new_topic(bootstrap, **config, **{"min.cleanable.dirty.ratio": "0.01", "segment.bytes": "1000"})
    at = Position(topic, 0)
    begin(broker, load, topic)
    producer = Producer({"bootstrap.servers": bootstrap, "linger.ms": 0}, logger=SILENT)
    for n in range(30):
        producer.produce(topic, f'{{"n": {n}, "key": {n % 3}}}', key=str(n % 3))
    assert producer.flush(20) == 0
    until = time.monotonic() + 30
    while len(broker.read(at, 0, 30, Bounds(seconds=5)).records) > 3:
        assert time.monotonic() < until, "the broker does not compact"
        time.sleep(0.3)
        producer.produce(topic, '{"n": 99, "key": 9}', key="9")  # a new segment: the old one may be compacted
        producer.flush(20)
    end = deliver(broker, load, topic, lose=frozenset({28}))
    found = kinds(look(broker, load, topic))
    assert found[:2] == [(0, 27, "benign"), (28, 29, "recoverable")]
    assert {kind for *_, kind in found[2:]} <= {"benign"}
    assert deliver(broker, load, topic, 28) >= end
    assert {kind for *_, kind in kinds(look(broker, load, topic))} <= {"benign"}


def test_retention_that_passes_the_group_is_a_loss_by_name_and_the_group_goes_on_from_what_is_left(
    bootstrap: str, broker: KafkaBroker, load: Loader
) -> None:
    topic = new_topic(bootstrap)
    at = Position(topic, 0)
    begin(broker, load, topic)
    load.produce(topic, 0, [{"n": n, "key": n} for n in range(10)])
    load.stage(topic, 0, load.read(topic, 0, 0, 2))
    load.merge()
    broker.commit("loader", {at: 2})
    admin = AdminClient({"bootstrap.servers": bootstrap}, logger=SILENT)
    for future in admin.delete_records([TopicPartition(topic, 0, 6)]).values():
        future.result(20)
    assert broker.watermarks([at])[at] == Watermarks(6, 10)
    found = look(broker, load, topic)
    assert kinds(found) == [(2, 6, "lost")]
    assert (offset_gaps(found).severity, consumer_position(found).severity) == ("error", "warning")
    assert "the group's position 2 is below the topic's first offset 6" in found.partitions[0].note
    points = {position: offset for (_, position), offset in resume_points(found.partitions).items()}
    assert points == {at: 6}
    with pytest.raises(CdcError, match="6"):
        plan_reset(broker, "loader", [at], ResetTarget("offset", 3), points)
    execute_reset(broker, plan_reset(broker, "loader", [at], ResetTarget("resume"), points), load.connection, "kari")
    assert broker.committed("loader", [at]) == {at: 6}
    deliver(broker, load, topic, 6)
    assert kinds(look(broker, load, topic)) == [(2, 6, "lost")], "a loss stays one until somebody accepts or heals it"


@contextmanager
def consuming(bootstrap: str, group: str, topic: str) -> Iterator[Consumer]:
    """A consumer that has its partitions."""
    settings = {"bootstrap.servers": bootstrap, "group.id": group, "auto.offset.reset": "earliest"}
    consumer = Consumer({**settings, "enable.auto.commit": False}, logger=SILENT)
    try:
        consumer.subscribe([topic])
        until = time.monotonic() + 30
        while not consumer.assignment() and time.monotonic() < until:
            consumer.poll(0.2)
        yield consumer
    finally:
        consumer.close()


def test_a_group_in_use_is_refused_by_us_and_by_the_broker(bootstrap: str, broker: KafkaBroker, load: Loader) -> None:
    topic, group = new_topic(bootstrap), uuid.uuid4().hex
    at = Position(topic, 0)
    load.produce(topic, 0, [{"n": n, "key": n} for n in range(3)])
    with consuming(bootstrap, group, topic) as consumer:
        consumer.commit(offsets=[TopicPartition(topic, 0, 2)], asynchronous=False)
        with pytest.raises(CdcError, match=r"is in use \(Stable, by .+\): nothing was changed"):
            plan_reset(broker, group, [at], ResetTarget("earliest"))
        with pytest.raises(CdcError, match="stop its consumers first"):
            broker.commit(group, {at: 0})
        assert broker.committed(group, [at]) == {at: 2}
    assert not broker.group_state(group).active
    assert group in broker.groups()


def test_a_group_that_wakes_up_between_plan_and_reset_is_left_alone(
    bootstrap: str, broker: KafkaBroker, load: Loader
) -> None:
    topic, group = new_topic(bootstrap), uuid.uuid4().hex
    at = Position(topic, 0)
    load.produce(topic, 0, [{"n": n, "key": n} for n in range(3)])
    broker.commit(group, {at: 3})
    plan = plan_reset(broker, group, [at], ResetTarget("earliest"))
    assert [(move.before, move.after) for move in plan.moves] == [(3, 0)]
    with consuming(bootstrap, group, topic), pytest.raises(CdcError, match="became active"):
        execute_reset(broker, plan, load.connection, "kari")
    assert broker.committed(group, [at]) == {at: 3}


def test_the_first_positions_of_a_group_are_stored_unless_it_is_in_use_and_stay_where_they_are(
    bootstrap: str, broker: KafkaBroker, load: Loader
) -> None:
    topic, group = new_topic(bootstrap), uuid.uuid4().hex
    at = Position(topic, 0)
    load.produce(topic, 0, [{"n": n, "key": n} for n in range(3)])
    starts, _ = plan_starts(broker, [stream(topic, group), stream(topic, group, "Other")], "low")
    with consuming(bootstrap, group, topic):
        assert store_positions(broker, starts) == (0, (group,))
    assert broker.committed(group, [at]) == {}
    assert store_positions(broker, starts) == (1, ())
    broker.commit(group, {at: 2})
    assert store_positions(broker, starts) == (0, ())
    assert broker.committed(group, [at]) == {at: 2}


def test_resets_beside_consumers_that_come_and_go_move_a_group_as_planned_or_not_at_all(
    bootstrap: str, broker: KafkaBroker, load: Loader
) -> None:
    topic, group = new_topic(bootstrap), uuid.uuid4().hex
    at = Position(topic, 0)
    load.produce(topic, 0, [{"n": n, "key": n} for n in range(20)])
    broker.commit(group, {at: 20})
    done = threading.Event()

    def come_and_go() -> None:
        while not done.is_set():
            with consuming(bootstrap, group, topic):
                time.sleep(0.05)
            time.sleep(0.15)

    thread = threading.Thread(target=come_and_go)
    thread.start()
    moved = refused = 0
    until = time.monotonic() + 30
    try:
        while not (moved and refused) and time.monotonic() < until:
            before, wanted = broker.committed(group, [at]), (moved + refused) % 19
            try:
                plan = plan_reset(broker, group, [at], ResetTarget("offset", wanted))
                execute_reset(broker, plan, load.connection, "kari")
            except CdcError:
                refused += 1
                assert broker.committed(group, [at]) == before
            else:
                moved += 1
                assert broker.committed(group, [at]) == {at: wanted}
    finally:
        done.set()
        thread.join(60)
    assert moved
    assert refused


def test_a_topic_that_was_deleted_and_made_again_counts_anew(bootstrap: str, broker: KafkaBroker, load: Loader) -> None:
    topic = new_topic(bootstrap)
    first = broker.topics([topic])[topic].id
    begin(broker, load, topic)
    load.produce(topic, 0, [{"n": n, "key": n} for n in range(10)])
    deliver(broker, load, topic, lose=frozenset({4}))
    assert kinds(look(broker, load, topic)) == [(4, 5, "recoverable")]
    admin = AdminClient({"bootstrap.servers": bootstrap}, logger=SILENT)
    for future in admin.delete_topics([topic]).values():
        future.result(20)
    gone = look(broker, load, topic)
    assert gone.absent == {topic}
    create_topic(bootstrap, topic, 1)
    again = broker.topics([topic])[topic].id
    assert (first, again) == (None, None) or first != again, "without ids a lower end tells"
    load.produce(topic, 0, [{"n": 100 + n, "key": n} for n in range(3)])
    found = look(broker, load, topic)
    assert [state.recreated for state in found.partitions] == [True]
    assert kinds(found) == [(4, 5, "lost")]
    assert "created anew or cut: it ends at 3, before 10" in found.partitions[0].note
    assert begin_new_incarnation(load.connection, broker, topic, [stream(topic)]) == 1
    deliver(broker, load, topic)
    after = look(broker, load, topic)
    assert [(state.recreated, state.behind, state.incarnation) for state in after.partitions] == [(False, 0, 1)]
    rows = load.connection.execute('SELECT name FROM avansas."Actor" WHERE id < 3 ORDER BY id').fetchall()
    assert rows == [("v100",), ("v101",), ("v102",)]


def test_a_broker_whose_end_went_back_is_told_before_other_events_take_those_offsets(
    offsets_database: str, tmp_path: Path
) -> None:
    needs_the_extra()
    with embedded_stream.broker(tmp_path) as kafka, loader(kafka.address, offsets_database) as load:
        topic, broker = new_topic(kafka.address), reach(kafka.address)
        begin(broker, load, topic)
        load.produce(topic, 0, [{"n": n, "key": n} for n in range(5)])
        time.sleep(2)  # it writes to disk a second after an acknowledgement
        deliver(broker, load, topic)
        load.produce(topic, 0, [{"n": n, "key": n} for n in range(5, 10)])
        deliver(broker, load, topic)
        kafka.kill()
        kafka.start()
        broker = reach(kafka.address)
        at = Position(topic, 0)
        assert broker.watermarks([at])[at] == Watermarks(0, 5)
        found = look(broker, load, topic)
        assert [state.recreated for state in found.partitions] == [True]
        assert "it ends at 5, before 10" in found.partitions[0].note
        told = offset_gaps(found)
        assert (told.severity, told.rows[0]["kind"]) == ("warning", "created anew")
        assert f"`cdc offsets new-topic {topic}`" in told.what
        begin_new_incarnation(load.connection, broker, topic, [stream(topic)])
        load.produce(topic, 0, [{"n": n, "key": n} for n in range(20, 25)])
        deliver(broker, load, topic)
        assert kinds(look(broker, load, topic)) == []
        ((count,),) = load.connection.execute("SELECT count(*) FROM avansas.\"Actor\" WHERE name >= 'v20'").fetchall()
        assert count >= 5
