"""A topic on a broker, a relation in PostgreSQL, a consumer between them that can be told to fail."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import psycopg
from confluent_kafka import Consumer, KafkaError, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

from cdc_assets.config.model import OffsetRules, Roles
from cdc_assets.ddl.environment import TEMPLATES, environment
from cdc_assets.offsets.broker import Bounds
from cdc_assets.offsets.model import Coverage, GroupState, Position, Reading, Record, Stream, Topic, Watermarks
from resources.kafka import KafkaBroker, open_broker
from tests.merge.support import SCHEMA, event, install, merge, plain, stage

SILENT = logging.getLogger("tests.kafka")
SILENT.addHandler(logging.NullHandler())
SILENT.propagate = False

Row = tuple[int, dict[str, Any] | None]


def install_all(conninfo: str) -> None:
    """The whole of `cdc_management`, and the relation Actor in the tenant's schema."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        for path in sorted((TEMPLATES / "infrastructure").glob("*.sql.j2")):
            text = environment().get_template(f"infrastructure/{path.name}").render(roles=Roles())
            connection.execute(text.encode())
        install(connection, [plain()])


def stream(topic: str, group: str | None = "loader", table: str = "Actor", **options: Any) -> Stream:
    """A stream of the tenant's relation."""
    return Stream("avansas", SCHEMA, table, topic, group=group, **options)


def coverage(start: int | None, ranges: Iterable[tuple[int, int]], **options: Any) -> Coverage:
    """A coverage row of partition 0 by what it accounts for."""
    known = tuple(ranges)
    return Coverage(
        **{
            "id": 1,
            "schema": SCHEMA,
            "table": "Actor",
            "tenant_id": "",
            "position": Position("t", 0),
            "incarnation": 0,
            "start": start,
            "first": known[0][0] if known else None,
            "frontier": known[0][1] if known else None,
            "last": known[-1][1] - 1 if known else None,
            "last_source_ts_ms": None,
            "above": known[1:],
            **options,
        }
    )


def reach(address: str, timeout: float = 30, **settings: str) -> KafkaBroker:
    """The broker at an address, with `CDC_KAFKA_…` settings."""
    environ = {"CDC_KAFKA_BOOTSTRAP_SERVERS": address, **{f"CDC_KAFKA_{name}": v for name, v in settings.items()}}
    found = open_broker(environ, timeout)
    assert found
    return found


def create_topic(bootstrap: str, name: str, partitions: int, config: Mapping[str, str] = {}) -> None:
    """Create a topic, unless it is there."""
    admin = AdminClient({"bootstrap.servers": bootstrap}, logger=SILENT)
    (future,) = admin.create_topics([NewTopic(name, partitions, 1, config=dict(config))]).values()
    error = future.exception(20)
    assert error is None or error.args[0].code() == KafkaError.TOPIC_ALREADY_EXISTS, error


@dataclass
class Loader:
    """What stands between broker and staging. It reads the topic for real, and forgets what it is told to."""

    bootstrap: str
    connection: psycopg.Connection[Any]
    producer: Producer = field(init=False)
    consumer: Consumer = field(init=False)
    topics: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.producer = Producer({"bootstrap.servers": self.bootstrap, "linger.ms": 0}, logger=SILENT)
        settings = {"bootstrap.servers": self.bootstrap, "group.id": "test", "enable.partition.eof": True}
        self.consumer = Consumer(
            {
                **settings,
                "fetch.wait.max.ms": 5,
                "topic.metadata.refresh.fast.interval.ms": 5,
                "fetch.queue.backoff.ms": 1,
            },
            logger=SILENT,
        )

    def produce(self, topic: str, partition: int, values: Iterable[dict[str, Any] | None]) -> None:
        """Write these to the topic, which gets four partitions where it is new."""
        if topic not in self.topics:
            create_topic(self.bootstrap, topic, 4)
            self.topics.add(topic)
        for value in values:
            raw = None if value is None else json.dumps(value).encode()
            self.producer.produce(topic, value=raw, key=b"k", partition=partition)
        assert self.producer.flush(120) == 0

    def read(self, topic: str, partition: int, start: int, stop: int) -> list[Row]:
        """Offsets and values from `start` to `stop`, or to the end of the partition."""
        rows: list[Row] = []
        if start >= stop:
            return rows
        self.consumer.list_topics(topic, timeout=120)  # else it takes a second to hear of a new topic
        self.consumer.assign([TopicPartition(topic, partition, start)])
        while True:
            for message in self.consumer.consume(num_messages=1, timeout=5):
                error = message.error()
                if error:
                    assert error.code() == KafkaError._PARTITION_EOF, error
                    return rows
                rows.append((message.offset(), json.loads(message.value()) if message.value() else None))
            if rows and rows[-1][0] >= stop - 1:
                return rows

    def stage(self, topic: str, partition: int, rows: Iterable[Row]) -> None:
        stage(
            self.connection,
            "Actor",
            [
                event(value["n"], value["key"], __kafka_topic=topic, __kafka_partition=partition, __kafka_offset=offset)
                for offset, value in rows
                if value is not None
            ],
        )

    def merge(self) -> None:
        merge(self.connection, "Actor")

    def crash(self) -> None:
        """What a crash of the server does to UNLOGGED tables."""
        for (leaf,) in self.connection.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass", [f'{SCHEMA}."stg_Actor"']
        ).fetchall():
            self.connection.execute(f"TRUNCATE {leaf}".encode())
        self.connection.execute("TRUNCATE cdc_management.staging_epoch")

    def close(self) -> None:
        self.consumer.close()


@dataclass
class RecordedBroker:
    """A broker that plays back what is written here: a million offsets at no cost, and answers that change as told."""

    partitions: Mapping[Position, Watermarks]
    records: Mapping[Position, tuple[Record, ...]] = field(default_factory=dict)
    positions: dict[str, dict[Position, int]] = field(default_factory=dict)
    states: list[GroupState] = field(default_factory=lambda: [GroupState("Empty")])
    ids: Mapping[str, str] = field(default_factory=dict)
    refuse: Exception | None = None
    stable_end: int | None = None
    label: str = "Kafka broker recorded:9092"
    reads: list[tuple[Position, int, int]] = field(default_factory=list)

    def topics(self, names: Collection[str]) -> dict[str, Topic]:
        found: dict[str, list[int]] = {}
        for position in self.partitions:
            found.setdefault(position.topic, []).append(position.partition)
        return {name: Topic(tuple(sorted(found[name])), self.ids.get(name)) for name in names if name in found}

    def watermarks(self, positions: Collection[Position]) -> dict[Position, Watermarks]:
        return {position: self.partitions[position] for position in positions}

    def offsets_at(self, positions: Collection[Position], timestamp_ms: int) -> dict[Position, int]:
        return dict.fromkeys(positions, timestamp_ms)

    def committed(self, group: str, positions: Collection[Position]) -> dict[Position, int]:
        known = self.positions.get(group, {})
        return {position: known[position] for position in positions if position in known}

    def group_state(self, group: str) -> GroupState:
        return self.states.pop(0) if len(self.states) > 1 else self.states[0]

    def groups(self) -> tuple[str, ...]:
        return tuple(sorted(self.positions))

    def commit(self, group: str, offsets: Mapping[Position, int]) -> None:
        if self.refuse:
            raise self.refuse
        self.positions.setdefault(group, {}).update(offsets)

    def read(self, position: Position, start: int, stop: int, bounds: Bounds) -> Reading:
        """As a real one reads: in order, only committed records, up to the last stable offset and the bounds."""
        self.reads.append((position, start, stop))
        end = min(stop, self.partitions[position].high if self.stable_end is None else self.stable_end)
        found: list[Record] = []
        spent = 0
        for one in self.records.get(position, ()):
            if not start <= one.offset < end:
                continue
            if len(found) >= bounds.records or spent >= bounds.bytes:
                return Reading(tuple(found), found[-1].offset + 1, f"gave up after {len(found)} records")
            found.append(one)
            spent += one.size
        return Reading(tuple(found), end, "" if end == stop else "an open transaction holds back what follows")


@dataclass(frozen=True)
class Narrow:
    """A broker that shows only the first partitions of its topics: those that exist so far."""

    inner: Any
    visible: int

    def topics(self, names: Collection[str]) -> dict[str, Topic]:
        return {
            name: replace(topic, partitions=topic.partitions[: self.visible])
            for name, topic in self.inner.topics(names).items()
        }

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


@contextmanager
def loader(bootstrap: str, conninfo: str) -> Any:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        made = Loader(bootstrap, connection)
        try:
            yield made
        finally:
            made.close()


RULES = OffsetRules()
