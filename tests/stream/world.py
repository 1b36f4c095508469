"""A source that is made up, its changes as Debezium writes them, and a project of two tables for a few customers."""

from __future__ import annotations

import base64
import json
import random
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
from confluent_kafka import ConsumerGroupTopicPartitions, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic, OffsetSpec

from cdc_assets import stages
from cdc_assets.config.model import Project
from cdc_assets.offsets.model import Sweep
from cdc_assets.offsets.starts import apply_starts, plan_starts, store_positions
from cdc_assets.offsets.streams import sink_streams
from cdc_assets.offsets.sweep import sweep
from resources import embedded_stream
from resources.embedded_postgres import SUPERUSER, Server
from resources.embedded_stream import EmbeddedBroker
from resources.project import open_project
from tests.offsets.support import SILENT, reach

SINK = "sink_shop.directory"
GROUP = "cdc-nonprod-sink_shop__directory-shop"
PARTITIONS = 2
TABLES = {
    "Parcel": "CREATE TABLE dbo.Parcel (Id int NOT NULL PRIMARY KEY, Label nvarchar(20), Price decimal(18,4),"
    " SentAt datetime2(3), Picture varbinary(max));\n",
    "Tag": "CREATE TABLE dbo.Tag (Id int NOT NULL PRIMARY KEY, Label nvarchar(20));\n",
}
SERVICE = """
shop:
  source:
    validation_database: Shop0
    connector: {events: EVENTS}
    tables: {dbo.Parcel: {}, dbo.Tag: {}}
  sinks:
    sink_shop.directory:
      tables:
        shop.Parcel: {from: dbo.Parcel, replicate_structure: true}
        shop.Tag: {from: dbo.Tag, replicate_structure: true, deletes: hard}
"""
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - the source has no zone

Row = dict[str, Any]


def shop(folder: Path, server: Server, database: str, customers: int, events: str = "envelope") -> Project:
    """The project, applied: `database` is one of `server`'s."""
    place = {"host": str(server.socket), "port": server.port, "user": SUPERUSER}
    entry = {"dev": {"server": "default", "database": database}}
    sinks = {"sink_shop": {"source_group": "shop", "servers": {"default": place}, "sources": {"directory": entry}}}
    sources = {
        "shop": {
            "pattern": "db-per-tenant",
            "servers": {"default": {"driver": "scripts", "path": "source"}},
            "sources": {
                f"kunde.{n}": {"nonprod": {"database": f"Shop{n}", "target_sink_env": "dev"}} for n in range(customers)
            },
        }
    }
    files = {"services/shop.yaml": SERVICE.replace("EVENTS", events), "sink-groups.yaml": json.dumps(sinks)}
    files |= {"source-groups.yaml": json.dumps(sources)}
    files |= {f"source/{name}.sql": text for name, text in TABLES.items()}
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    project, environ = open_project({"CDC_PROJECT_DIR": str(folder), "CDC_ENV": "nonprod"})
    (service,) = project.services.values()
    stages.source_schema(project, service, environ)
    stages.table_definitions(project, service)
    stages.ddl(project, service, SINK)
    done = stages.applied_schema(project, "shop", SINK, [f"kunde.{n}" for n in range(customers)])
    assert all(one.result.ok for one in done)
    return project


def topic(customer: int, table: str) -> str:
    return f"nonprod.kunde.{customer}.Shop{customer}.dbo.{table}"


def pipeline(project: Project) -> Path:
    return project.root / "generated/pipelines/sink_shop__directory/shop.connect.yaml"


@dataclass
class Source:
    """Rows by customer and table: what the targets must hold in the end."""

    customers: int
    chance: random.Random
    rows: dict[tuple[int, str], dict[int, Row]] = field(default_factory=dict)
    commit: int = 0

    def change(self) -> tuple[str, int, str, str | None]:
        """A change: topic, partition, key, and the event as Debezium's envelope; then None, after a delete."""
        customer, table = self.chance.randrange(self.customers), self.chance.choice(list(TABLES))
        rows = self.rows.setdefault((customer, table), {})
        key = self.chance.randrange(40)
        before, after = rows.get(key), None
        if before is None or self.chance.random() < 0.8:
            after = self._row(table, key)
        self.commit += 1
        event = {
            "op": "d" if after is None else "c" if before is None else "u",
            "before": before and encoded(before),
            "after": after and encoded(after),
            "source": {
                "commit_lsn": f"0000002a:{self.commit:08x}:0002",
                "change_lsn": f"0000002a:{self.commit:08x}:0001",
                "ts_ms": 1_790_000_000_000 + self.commit,
                "event_serial_no": 1,
                "name": "shop",
            },
            "ts_ms": 1_790_000_000_000 + self.commit,
        }
        if after is None:
            del rows[key]
        else:
            rows[key] = after
        return topic(customer, table), key % PARTITIONS, str(key), json.dumps(event)

    def _row(self, table: str, key: int) -> Row:
        row: Row = {"Id": key, "Label": f"no. {self.commit}"}
        if table == "Parcel":
            row["Price"] = Decimal(self.chance.randrange(-(10**12), 10**12)) / 10000
            row["SentAt"] = EPOCH + timedelta(milliseconds=self.chance.randrange(2 * 10**12))
            row["Picture"] = self.chance.randbytes(8)
        return row


def flattened(event: str) -> str:
    """As Debezium's ExtractNewRecordState leaves it, with the fields that docs/how-to/pipelines.md asks for."""
    told = json.loads(event)
    gone, source = told["op"] == "d", told["source"]
    added = {f"__source_{name}": source[name] for name in ("ts_ms", "commit_lsn", "change_lsn", "name")}
    row = told["before" if gone else "after"]
    return json.dumps({**row, "__op": told["op"], "__deleted": str(gone).lower(), **added})


def encoded(row: Row) -> Row:
    """A row as Debezium has it by default."""
    return {name: _encoded(value) for name, value in row.items()}


def _encoded(value: Any) -> Any:
    if isinstance(value, Decimal):
        return base64.b64encode(int(value * 10000).to_bytes(9, "big", signed=True)).decode()
    if isinstance(value, datetime):
        return (value - EPOCH) // timedelta(milliseconds=1)
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


@dataclass
class Stream:
    """Topics on a broker, a pipeline behind them, tables behind that."""

    project: Project
    conninfo: str
    broker: EmbeddedBroker
    source: Source
    log: Path

    @property
    def brokers(self) -> str:
        return self.broker.address

    @property
    def topics(self) -> list[str]:
        return [topic(n, table) for n in range(self.source.customers) for table in TABLES]

    def create_topics(self) -> None:
        """Every topic; the group at the start of each, as `cdc offsets init --execute` puts it there."""
        admin = AdminClient({"bootstrap.servers": self.brokers}, logger=SILENT)
        for future in admin.create_topics([NewTopic(name, PARTITIONS, 1) for name in self.topics]).values():
            future.result(20)
        (part,) = sink_streams(self.project, "shop")
        broker = reach(self.brokers)
        starts, missing = plan_starts(broker, part.streams, "low")
        assert not missing
        with psycopg.connect(self.conninfo, autocommit=True) as connection:
            apply_starts(connection, starts)
        assert store_positions(broker, starts) == (len(self.topics) * PARTITIONS, ())

    def produce(self, changes: int) -> None:
        """So many changes of the source, acknowledged by the broker; a null tombstone after each delete."""
        producer = Producer({"bootstrap.servers": self.brokers, "linger.ms": 1}, logger=SILENT)
        for _ in range(changes):
            name, partition, key, event = self.source.change()
            envelope = self.project.services["shop"].source.connector.events == "envelope"
            producer.produce(name, event if envelope else flattened(event), key, partition=partition)
            if event.startswith('{"op": "d"'):
                producer.produce(name, None, key, partition=partition)
        assert producer.flush(30) == 0

    def engine(self) -> Any:
        """The generated pipeline, running."""
        made = pipeline(self.project)
        return embedded_stream.engine(made, "nonprod", self.brokers, self.conninfo, self.log, instance="engine")

    def merge(self, connection: psycopg.Connection[Any]) -> None:
        connection.execute("CALL cdc_management.run_pending_merges(p_batch_window_seconds => 0)")

    def tables(self, connection: psycopg.Connection[Any]) -> dict[tuple[int, str], dict[int, Row]]:
        """What the targets hold, as the source would have it."""
        found = {}
        for customer in range(self.source.customers):
            for table in TABLES:
                names = ["Id", "Label", *(("Price", "SentAt", "Picture") if table == "Parcel" else ())]
                columns = ", ".join(f'"{name}"' for name in names)
                query = f'SELECT {columns} FROM "kunde.{customer}"."{table}" WHERE NOT "__deleted"'
                rows = connection.execute(query.encode()).fetchall()
                found[customer, table] = {row[0]: dict(zip(names, row, strict=True)) for row in rows}
        return found

    def sweep(self, connection: psycopg.Connection[Any]) -> Sweep:
        """What is accounted for, and what the broker says of the rest."""
        (part,) = sink_streams(self.project, "shop")
        return sweep(connection, part.streams, reach(self.brokers))

    def ends(self) -> dict[TopicPartition, int]:
        """The topics' ends."""
        admin = AdminClient({"bootstrap.servers": self.brokers}, logger=SILENT)
        asked = {
            TopicPartition(name, number): OffsetSpec.latest() for name in self.topics for number in range(PARTITIONS)
        }
        return {at: future.result().offset for at, future in admin.list_offsets(asked).items()}

    def committed(self) -> dict[TopicPartition, int]:
        """Where the pipeline's group stands."""
        admin = AdminClient({"bootstrap.servers": self.brokers}, logger=SILENT)
        wanted = [TopicPartition(name, number) for name in self.topics for number in range(PARTITIONS)]
        (future,) = admin.list_consumer_group_offsets([ConsumerGroupTopicPartitions(GROUP, wanted)]).values()
        return {TopicPartition(at.topic, at.partition): at.offset for at in future.result().topic_partitions}

    def await_end(self, seconds: float = 30) -> None:
        """Until the pipeline's group stands at the end of every topic."""
        until, ends = time.monotonic() + seconds, self.ends()
        while self.committed() != ends:
            assert time.monotonic() < until, f"{self.log.read_text()[-2000:]}"
            time.sleep(0.1)
