"""The demo's last part: a consumer group passes over events; the loss is found, classified, resumed and healed.

With the extra `stream` the loader is the generated pipeline, behind a broker that keeps its log on disk.
"""

from __future__ import annotations

import contextlib
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from cdc_assets.cli.demo_events import (
    PARTITIONS,
    copy_staged,
    create_topic,
    debezium,
    events,
    produce,
    run_pipeline,
    staged,
)
from cdc_assets.cli.demo_merge import EmbeddedSink, embedded_sinks, show_table
from cdc_assets.config.model import Project
from cdc_assets.config.tenants import sink_key
from cdc_assets.files import write_text_if_changed
from cdc_assets.offsets.checks import consumer_position, offset_gaps
from cdc_assets.offsets.gaps import resume_points
from cdc_assets.offsets.model import Position, Sweep
from cdc_assets.offsets.pictures import coverage_map
from cdc_assets.offsets.reset import ResetTarget, execute_reset, plan_reset
from cdc_assets.offsets.starts import begin_new_incarnation, plan_starts, store_positions
from cdc_assets.offsets.streams import streams
from cdc_assets.offsets.sweep import sweep
from cdc_assets.tables.model import TableDefinition, TargetTable
from resources import embedded_stream
from resources.kafka import embedded, open_broker
from resources.postgres import connect, database
from resources.project import IS_CHECKOUT

GROUP = "demo-loader"
ROWS = 60
LOST = 12
"""So many events of partition 0 are passed over."""
HOW_TO_GET = (
    "To see the same through a Kafka broker and the generated pipeline: "
    + ("make stream" if IS_CHECKOUT else "pip install 'cdc-assets[stream]'")
    + ", then once more."
)


def offsets_demo(console: Console, project: Project) -> None:
    """Lose some events of the first tenant's first table on an embedded server; find, classify, resume and heal."""
    for one in embedded_sinks(project):
        for definition in one.definitions:
            for table in definition.targets:
                if table.sink == one.sink and table.schema is None and not table.exists and table.key:
                    _show(console, project, one, definition, table)
                    if not embedded_stream.available():
                        console.print(HOW_TO_GET, highlight=False, soft_wrap=True)
                    return


@contextlib.contextmanager
def _broker(folder: Path, topic: str, whole: bool) -> Iterator[str]:
    """The address of a broker with the topic: one that keeps its log on disk, or librdkafka's mock."""
    if whole:
        with embedded_stream.broker(folder) as kafka:
            create_topic(kafka.address, topic)
            yield kafka.address
    else:
        with embedded() as address:
            yield address


def _show(
    console: Console, project: Project, one: EmbeddedSink, definition: TableDefinition, table: TargetTable
) -> None:
    tenant, connector = one.members[0], one.service.source.connector
    whole = embedded_stream.available() and connector.events == "envelope"
    (ours,) = streams(project, one.service, one.sink, [replace(definition, targets=(table,))], [tenant])
    if not whole:  # a topic for each run: the mock starts empty, which would read as a topic created anew
        ours = replace(ours, topic=f"demo.{uuid.uuid4().hex[:8]}.{tenant.name}", group=GROUP)
    group, positions = ours.group or GROUP, [Position(ours.topic, number) for number in range(PARTITIONS)]
    log = debezium(definition, table, tenant.customer_id, ROWS, tenant.name, connector)
    pipeline = project.root / "generated" / "pipelines" / sink_key(one.sink) / f"{one.service.name}.connect.yaml"
    picture = project.root / ".cdc" / "offsets-demo.svg"
    with (
        tempfile.TemporaryDirectory(prefix="cdc-demo-") as folder,
        database(one.target, project.root) as reachable,
        connect(reachable, seconds=None) as connection,
        _broker(Path(folder), ours.topic, whole) as address,
    ):
        broker = open_broker({"CDC_KAFKA_BOOTSTRAP_SERVERS": address})
        assert broker is not None  # noqa: S101 - its address was given

        def load() -> None:
            """From where the group stands to the topic's end; then merge."""
            if whole:
                run_pipeline(pipeline, project.env, reachable.conninfo, broker, group, positions, Path(folder) / "log")
            else:
                happened = events(ROWS, tenant.name)
                at = broker.committed(group, positions)
                later = [event for event in happened if event.offset >= at[positions[event.partition]]]
                copy_staged(connection, ours.schema, table, staged(table, ours.topic, tenant.customer_id, later))
                broker.commit(group, {position: len(log[position.partition]) for position in positions})
            connection.execute("SELECT cdc_management.manual_merge(%s, %s)", [ours.schema, ours.table])

        produce(address, ours.topic, log)
        begin_new_incarnation(connection, broker, ours.topic, [ours])  # a run before this one had the topic, too
        broker.commit(group, {positions[0]: LOST})
        store_positions(broker, plan_starts(broker, [ours], "low")[0])
        load()
        found = sweep(connection, [ours], broker)
        write_text_if_changed(picture, coverage_map(found, f"{tenant.name}: {table.name}"))
        told = sum(value is not None for values in log.values() for value in values)
        console.print(
            f"{told} events in Debezium's form → {ours.topic} → {_relative(pipeline) if whole else 'a loader'} → "
            f"staging → merge. Before that somebody had set the consumer group past {LOST} events:",
            highlight=False,
            soft_wrap=True,
        )
        _show_state(console, f"{tenant.name}'s {table.name} by Kafka offset", found)
        points = {position: offset for (_, position), offset in resume_points(found.partitions).items()}
        # The mock cannot describe groups; nobody else consumes in this one.
        plan = plan_reset(broker, group, sorted(points), ResetTarget("resume", unknown_state=not whole), points)
        execute_reset(broker, plan, connection, "cdc demo")
        load()
        _show_state(console, "After a reset to the resume points and a merge", sweep(connection, [ours], broker))
    console.print(f"The coverage map before healing: {_relative(picture)}", highlight=False)


def _show_state(console: Console, title: str, found: Sweep) -> None:
    heads = ("partition", "end", "committed", "merged", "recoverable", "null tombstones", "resume at")
    rows = [
        (
            state.position.partition,
            state.watermarks.high if state.watermarks else 0,
            "nothing" if state.committed is None else state.committed,
            sum(high - low for low, high in state.accounted),
            state.count("recoverable"),
            state.count("skipped"),
            state.resume,
        )
        for state in found.partitions
    ]
    show_table(console, title, heads, rows)
    for result in (offset_gaps(found), consumer_position(found)):
        console.print(f"{result.subject}: {result.severity}: {result.what}", highlight=False)


def _relative(path: Path) -> str:
    return path.relative_to(Path.cwd()).as_posix() if path.is_relative_to(Path.cwd()) else path.as_posix()
