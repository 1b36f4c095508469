"""What only a real broker has: transactions, retention, groups in use, topic ids.

`docker compose up -d redpanda`, then `CDC_TEST_KAFKA=127.0.0.1:19092 .venv/bin/pytest tests/offsets -k live`.
"""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Iterator

import pytest
from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

from cdc_assets.errors import CdcError
from cdc_assets.offsets.broker import Bounds, Meter, probe
from cdc_assets.offsets.model import Position
from cdc_assets.offsets.reset import ResetTarget, plan_reset
from resources.kafka import KafkaBroker, open_broker

ADDRESS = os.environ.get("CDC_TEST_KAFKA", "")
pytestmark = pytest.mark.skipif(not ADDRESS, reason="needs a live broker (CDC_TEST_KAFKA)")


@pytest.fixture
def broker() -> KafkaBroker:
    found = open_broker({"CDC_KAFKA_BOOTSTRAP_SERVERS": ADDRESS})
    assert found
    return found


@pytest.fixture
def topic() -> Iterator[str]:
    name, admin = f"cdc-test-{uuid.uuid4().hex[:8]}", AdminClient({"bootstrap.servers": ADDRESS})
    for future in admin.create_topics([NewTopic(name, 1, 1)]).values():
        future.result(20)
    yield name
    for future in admin.delete_topics([name]).values():
        future.result(20)


def produce(topic: str, count: int) -> None:
    producer = Producer({"bootstrap.servers": ADDRESS})
    for number in range(count):
        producer.produce(topic, value=str(number), key="k")
    assert producer.flush(20) == 0


def test_markers_and_aborted_records_are_benign(broker: KafkaBroker, topic: str) -> None:
    producer = Producer({"bootstrap.servers": ADDRESS, "transactional.id": topic})
    producer.init_transactions(20)
    for commits in (True, False):
        producer.begin_transaction()
        producer.produce(topic, value="x", key="k")
        producer.flush(20)
        producer.commit_transaction(20) if commits else producer.abort_transaction(20)
    at = Position(topic, 0)
    marks = broker.watermarks([at])[at]
    found = probe(broker, at, ((0, marks.high),), Meter(Bounds()))
    assert [(gap.start, gap.end, gap.kind) for gap in found] == [(0, 1, "recoverable"), (1, marks.high, "benign")]


def test_retention_raises_the_low_watermark(broker: KafkaBroker, topic: str) -> None:
    produce(topic, 10)
    admin = AdminClient({"bootstrap.servers": ADDRESS})
    for future in admin.delete_records([TopicPartition(topic, 0, 4)]).values():
        future.result(20)
    at = Position(topic, 0)
    assert (broker.watermarks([at])[at].low, broker.watermarks([at])[at].high) == (4, 10)


def test_a_group_in_use_is_refused_by_us_and_by_the_broker(broker: KafkaBroker, topic: str) -> None:
    produce(topic, 3)
    group, at = f"{topic}-group", Position(topic, 0)
    consumer = Consumer({"bootstrap.servers": ADDRESS, "group.id": group, "auto.offset.reset": "earliest"})
    try:
        consumer.subscribe([topic])
        until = time.monotonic() + 30
        while not consumer.assignment() and time.monotonic() < until:
            consumer.poll(0.5)
        consumer.commit(offsets=[TopicPartition(topic, 0, 2)], asynchronous=False)
        with pytest.raises(CdcError, match="is in use"):
            plan_reset(broker, group, [at], ResetTarget("earliest"))
        with pytest.raises(CdcError, match="stop its consumers first"):
            broker.commit(group, {at: 0})
        assert broker.committed(group, [at]) == {at: 2}
    finally:
        consumer.close()
    assert not broker.group_state(group).active


def test_a_recreated_topic_has_another_id(broker: KafkaBroker, topic: str) -> None:
    first = broker.topics([topic])[topic].id
    if first is None:
        pytest.skip("this broker has no topic ids: a lower end tells instead")
    admin = AdminClient({"bootstrap.servers": ADDRESS})
    for future in admin.delete_topics([topic]).values():
        future.result(20)
    time.sleep(2)
    for future in admin.create_topics([NewTopic(topic, 1, 1)]).values():
        future.result(20)
    time.sleep(2)
    assert broker.topics([topic])[topic].id != first
