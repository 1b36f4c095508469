"""The demo's last part: a loader loses events; the loss is found, classified, resumed and healed.

With the extra `stream` the loader is the generated pipeline, behind a broker that keeps its log on disk.
"""

from __future__ import annotations

import json
import tempfile
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

import psycopg
from confluent_kafka import Consumer, KafkaError, Producer, TopicPartition
from psycopg import sql
from rich.console import Console
from rich.table import Table

from cdc_assets import stages
from cdc_assets.cli.demo_events import METADATA, events, staged
from cdc_assets.cli.demo_stream import SILENT, Pipeline, create_topic, debezium, produce
from cdc_assets.config.model import Project, Service, SinkTarget, Tenant
from cdc_assets.config.tenants import by_database, members, sink_key
from cdc_assets.files import write_text_if_changed
from cdc_assets.offsets.checks import consumer_position, offset_gaps
from cdc_assets.offsets.gaps import resume_points
from cdc_assets.offsets.model import Position, Stream, Sweep
from cdc_assets.offsets.pictures import coverage_map
from cdc_assets.offsets.reset import ResetTarget, execute_reset, plan_reset
from cdc_assets.offsets.starts import apply_starts, begin_new_incarnation, plan_starts, store_positions
from cdc_assets.offsets.streams import streams
from cdc_assets.offsets.sweep import sweep
from cdc_assets.tables.files import read_definitions
from cdc_assets.tables.model import TableDefinition, TargetTable
from resources import embedded_stream
from resources.kafka import KafkaBroker, embedded, open_broker
from resources.postgres import connect, database
from resources.project import IS_CHECKOUT

GROUP = "demo-loader"
ROWS = 60
LOST = range(20, 32)
"""Offsets of partition 0 that the loader forgets."""
HOW_TO_GET = (
    "To see the same through a Kafka broker and the generated pipeline: "
    + ("make stream" if IS_CHECKOUT else "pip install 'cdc-assets[stream]'")
    + ", then once more."
)

_QUICK = {"fetch.wait.max.ms": 10, "topic.metadata.refresh.fast.interval.ms": 10}

Log = Mapping[int, Sequence[str | None]]


def offsets_demo(console: Console, project: Project) -> None:
    """Lose some events of the first tenant's first table on an embedded server; find, classify, resume and heal."""
    for service in project.services.values():
        mine = members(project, service)
        tables = [
            (definition, table)
            for definition in read_definitions(stages.definitions_dir(project, service), service.name)
            for table in definition.targets
            if table.schema is None and not table.exists and table.key
        ]
        for definition, table in tables:
            for target, part in by_database(project, table.sink, mine):
                if target.server.embedded:
                    if not embedded_stream.available():
                        _show(console, project, target, part[0], table)
                        console.print(HOW_TO_GET, highlight=False, soft_wrap=True)
                    elif service.source.connector.events == "envelope":
                        _show_pipeline(console, project, service, target, part[0], definition, table)
                    else:
                        _show(console, project, target, part[0], table)
                    return


def _show(console: Console, project: Project, target: SinkTarget, tenant: Tenant, table: TargetTable) -> None:
    # A topic of its own for each run: the embedded broker starts empty, which would read as a topic created anew.
    topic = f"demo.{uuid.uuid4().hex[:8]}.{tenant.name}"
    ours = Stream(tenant.name, tenant.name, table.name, topic, group=GROUP)
    with (
        database(target, project.root) as reachable,
        connect(reachable, seconds=None) as connection,
        embedded() as bootstrap,
    ):
        broker = open_broker({"CDC_KAFKA_BOOTSTRAP_SERVERS": bootstrap})
        assert broker is not None  # noqa: S101 - its address was given
        ends = _produce(bootstrap, topic, _log(tenant, table, topic))
        apply_starts(connection, plan_starts(broker, [ours], "low")[0])
        _load(bootstrap, broker, connection, ours, table, dict.fromkeys(ends, 0), ends, forget=LOST)
        found = sweep(connection, [ours], broker)
        picture = project.root / ".cdc" / "offsets-demo.svg"
        write_text_if_changed(picture, coverage_map(found, f"{tenant.name}: {table.name}"))
        _show_state(console, f"A loader of {tenant.name}'s {table.name} forgot {len(LOST)} events", found)
        points = {position: offset for (_, position), offset in resume_points(found.partitions).items()}
        # The embedded broker cannot describe groups; nobody else consumes in this one.
        plan = plan_reset(broker, GROUP, sorted(points), ResetTarget("resume", unknown_state=True), points)
        execute_reset(broker, plan, connection, "cdc demo")
        _load(bootstrap, broker, connection, ours, table, {p.partition: o for p, o in points.items()}, ends)
        _show_state(console, "After a reset to the resume points and a merge", sweep(connection, [ours], broker))
    console.print(f"The coverage map before healing: {_relative(picture)}", highlight=False)


def _show_pipeline(
    console: Console,
    project: Project,
    service: Service,
    target: SinkTarget,
    tenant: Tenant,
    definition: TableDefinition,
    table: TargetTable,
) -> None:
    (ours,) = streams(project, service, table.sink, [replace(definition, targets=(table,))], [tenant])
    log = debezium(definition, table, tenant.customer_id, ROWS, tenant.name, service.source.connector)
    path = project.root / "generated" / "pipelines" / sink_key(table.sink) / f"{service.name}.connect.yaml"
    group, first = ours.group or GROUP, Position(ours.topic, 0)
    with (
        tempfile.TemporaryDirectory(prefix="cdc-demo-") as folder,
        database(target, project.root) as reachable,
        connect(reachable, seconds=None) as connection,
        embedded_stream.broker(Path(folder)) as kafka,
    ):
        broker = open_broker({"CDC_KAFKA_BOOTSTRAP_SERVERS": kafka.address})
        assert broker is not None  # noqa: S101 - its address was given
        create_topic(kafka.address, ours.topic)
        produce(kafka.address, ours.topic, log)
        begin_new_incarnation(connection, broker, ours.topic, [ours])  # a run before this one had the topic, too
        broker.commit(group, {first: len(LOST)})
        store_positions(broker, plan_starts(broker, [ours], "low")[0])
        pipeline = Pipeline(path, project.env, reachable.conninfo, broker, group, ours.topic, Path(folder) / "log")
        _run(connection, pipeline, ours)
        found = sweep(connection, [ours], broker)
        picture = project.root / ".cdc" / "offsets-demo.svg"
        write_text_if_changed(picture, coverage_map(found, f"{tenant.name}: {table.name}"))
        told = sum(value is not None for values in log.values() for value in values)
        console.print(
            f"{told} events in Debezium's form → {ours.topic} → {_relative(path)} → staging → merge. Before the "
            f"pipeline began somebody had set its group past {len(LOST)} events:",
            highlight=False,
            soft_wrap=True,
        )
        _show_state(console, f"{tenant.name}'s {table.name} by Kafka offset", found)
        points = {position: offset for (_, position), offset in resume_points(found.partitions).items()}
        plan = plan_reset(broker, group, sorted(points), ResetTarget("resume"), points)
        execute_reset(broker, plan, connection, "cdc demo")
        _run(connection, pipeline, ours)
        _show_state(console, "After a reset to the resume points and a merge", sweep(connection, [ours], broker))
    console.print(f"The coverage map before healing: {_relative(picture)}", highlight=False)


def _run(connection: psycopg.Connection, pipeline: Pipeline, ours: Stream) -> None:
    pipeline.run()
    connection.execute("SELECT cdc_management.manual_merge(%s, %s)", [ours.schema, ours.table])


def _show_state(console: Console, title: str, found: Sweep) -> None:
    shown = Table(title=title, title_justify="left")
    for head in ("partition", "end", "committed", "merged", "recoverable", "null tombstones", "resume at"):
        shown.add_column(head, justify="right", overflow="fold")
    for state in found.partitions:
        merged = sum(high - low for low, high in state.accounted)
        end = state.watermarks.high if state.watermarks else 0
        committed = "nothing" if state.committed is None else state.committed
        cells = (state.position.partition, end, committed, merged, state.count("recoverable"))
        shown.add_row(*map(str, (*cells, state.count("skipped"), state.resume)))
    console.print(shown)
    for result in (offset_gaps(found), consumer_position(found)):
        console.print(f"{result.subject}: {result.severity}: {result.what}", highlight=False)


def _log(tenant: Tenant, table: TargetTable, topic: str) -> Log:
    """What Debezium would have written, by partition: rows as JSON, a null tombstone after each delete."""
    happened = events(ROWS, topic.rpartition(".")[2])
    rows = {
        (event.partition, event.offset): row
        for event, row in zip(happened, staged(table, topic, tenant.customer_id, happened), strict=True)
    }
    return {
        partition: [
            json.dumps(rows[partition, offset], default=_text) if (partition, offset) in rows else None
            for offset in range(max(o for p, o in rows if p == partition) + 1)
        ]
        for partition in sorted({partition for partition, _ in rows})
    }


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    return value.isoformat() if isinstance(value, datetime | date | time) else str(value)


def _produce(bootstrap: str, topic: str, log: Log) -> dict[int, int]:
    """Write the topic; its ends by partition."""
    producer = Producer({"bootstrap.servers": bootstrap}, logger=SILENT)
    for partition, values in log.items():
        for value in values:
            producer.produce(topic, value=value, key=b"key", partition=partition)
    producer.flush(10)
    return {partition: len(values) for partition, values in log.items()}


def _load(
    bootstrap: str,
    broker: KafkaBroker,
    connection: psycopg.Connection,
    ours: Stream,
    table: TargetTable,
    starts: Mapping[int, int],
    ends: Mapping[int, int],
    forget: Collection[int] = (),
) -> None:
    """Read each partition to its end, stage all but tombstones and what is forgotten, commit, merge."""
    names = [*(column.name for column in table.columns), *METADATA]
    command = sql.SQL("COPY {}.{} ({}) FROM STDIN").format(
        sql.Identifier(ours.schema), sql.Identifier(table.staging), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    with connection.cursor() as cursor, cursor.copy(command) as copy:
        for partition in sorted(ends):
            for offset, value in _read(bootstrap, ours.topic, partition, starts.get(partition, 0)):
                if value is not None and not (partition == 0 and offset in forget):
                    copy.write_row(json.loads(value))
    broker.commit(ours.group or GROUP, {Position(ours.topic, number): end for number, end in ends.items()})
    connection.execute("SELECT cdc_management.manual_merge(%s, %s)", [ours.schema, ours.table])


def _read(bootstrap: str, topic: str, partition: int, start: int) -> list[tuple[int, bytes | None]]:
    settings = {"bootstrap.servers": bootstrap, "group.id": GROUP, "enable.partition.eof": True}
    consumer = Consumer({**settings, **_QUICK, "enable.auto.commit": False}, logger=SILENT)
    found: list[tuple[int, bytes | None]] = []
    try:
        consumer.list_topics(topic, timeout=5)
        consumer.assign([TopicPartition(topic, partition, start)])
        while (message := consumer.poll(5)) is not None:
            error = message.error()
            if error is not None:
                assert error.code() == KafkaError._PARTITION_EOF  # noqa: S101 - the broker is this process
                break
            found.append((message.offset() or 0, message.value()))
    finally:
        consumer.close()
    return found


def _relative(path: Path) -> str:
    return path.relative_to(Path.cwd()).as_posix() if path.is_relative_to(Path.cwd()) else path.as_posix()
