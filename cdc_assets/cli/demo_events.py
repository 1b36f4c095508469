"""Change events made up for the demo: as a pipeline stages them, as Debezium tells them; and that pipeline."""

from __future__ import annotations

import base64
import json
import logging
import random
import time as clock
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import psycopg
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, NewTopic  # type: ignore[attr-defined]  # not in its __all__
from psycopg import sql

from cdc_assets.config.model import Connector
from cdc_assets.errors import CdcError, Problem
from cdc_assets.offsets.model import Position
from cdc_assets.pipelines.model import encoding, staging_table
from cdc_assets.tables.model import TableDefinition, TargetColumn, TargetTable
from resources import embedded_stream
from resources.kafka import KafkaBroker

PARTITIONS = 3
METADATA = (
    "__operation", "__source_ts_ms", "__lsn", "__seq_val", "__source",
    "__kafka_topic", "__kafka_partition", "__kafka_offset", "__kafka_timestamp",
)  # fmt: skip
_BEGIN = datetime(2026, 11, 2, 7, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Event:
    """One change of the row number `row`: the operation, its place in the source's log, its place in Kafka."""

    row: int
    operation: str
    version: int
    commit: int
    partition: int
    offset: int


def events(rows: int, seed: str, *, tombstones: bool = True) -> list[Event]:
    """A table's life: snapshot, updates, deletes, some rows created again; one in ten delivered a second time, late.

    A row's events stay in one partition. With `tombstones` one offset is left out after each delete, where Debezium
    sends a null tombstone that the loader drops.
    """
    chance = random.Random(seed)  # noqa: S311 - a demo's data
    operations = [(row, "r") for row in range(rows)]
    operations += [(chance.randrange(rows), "u") for _ in range(rows)]
    deleted = chance.sample(range(rows), rows // 8)
    operations += [(row, "d") for row in deleted] + [(row, "c") for row in deleted[: len(deleted) // 4]]
    found: list[Event] = []
    offsets, versions = [0] * PARTITIONS, [0] * rows
    for commit, (row, operation) in enumerate(operations):
        partition = row % PARTITIONS
        versions[row] += 1
        found.append(Event(row, operation, versions[row], commit, partition, offsets[partition]))
        offsets[partition] += 2 if tombstones and operation == "d" else 1
    return found + chance.sample(found, len(found) // 10)


def staged(table: TargetTable, topic: str, tenant_id: str | None, happened: list[Event]) -> Iterator[list[object]]:
    """The rows for COPY into the staging table: its data columns in order, then `METADATA`."""
    for event in happened:
        moment = _BEGIN + timedelta(seconds=7 * event.commit)
        data = [_value(column, event, column.name in table.key, tenant_id) for column in table.columns]
        yield [
            *data,
            event.operation,
            int(moment.timestamp() * 1000),
            f"{0x2A:08x}:{event.commit:08x}:0001",
            f"{0x2A:08x}:{event.commit:08x}:0002",
            "demo",
            topic,
            event.partition,
            event.offset,
            moment + timedelta(seconds=1),
        ]


def copy_staged(connection: psycopg.Connection, schema: str, table: TargetTable, rows: Iterable[list[object]]) -> None:
    """COPY rows of `staged`, as a pipeline does."""
    names = [*(column.name for column in table.columns), *METADATA]
    command = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(schema, table.staging), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    with connection.cursor() as cursor, cursor.copy(command) as copy:
        for row in rows:
            copy.write_row(row)


def _value(column: TargetColumn, event: Event, key: bool, tenant_id: str | None) -> object:
    """A value that the final column takes; a key's depends on the row alone."""
    if column.template:
        # Of a service that serves every customer, each row is some customer's: the same one for a row's every event.
        return (tenant_id or UUID(int=event.row % 3 + 1)) if column.staging_type == "uuid" else None
    if not column.carried:
        return None
    if event.operation == "d" and not key:
        return None
    number = event.row + 1 if key else 1000 * event.version + event.row % 1000
    kind = column.type.partition("(")[0].strip()
    if kind in {"smallint", "integer", "bigint"}:
        return number % 30_000
    if kind == "numeric":
        return Decimal(number % 90) if _digits(column.type) < 4 else Decimal(number % 900) + Decimal("0.5")
    if kind in {"real", "double precision"}:
        return number / 4
    if kind == "boolean":
        return number % 2 == 0
    if kind == "date":
        return date(1990, 1, 1) + timedelta(days=number % 10_000)
    if kind.startswith("time") and not kind.startswith("timestamp"):
        return time(number % 24, number % 60)
    if kind == "timestamp" or kind == "timestamp without time zone":
        return datetime(2026, 1, 1) + timedelta(minutes=number)  # noqa: DTZ001 - the source has no zone
    if kind in {"timestamptz", "timestamp with time zone"}:
        return _BEGIN + timedelta(minutes=number)
    if kind == "uuid":
        return UUID(int=number)
    if kind == "bytea":
        return number.to_bytes(8, "big")
    if column.type in {"json", "jsonb"}:  # staged as text, as xml is
        return f'{{"n": {number}}}'
    if column.type == "xml":
        return f"<n>{number}</n>"
    text = f"{number}" if key else f"{column.name} {number}"
    limit = _digits(column.type) if column.type.startswith("varchar(") else len(text)
    return text[-limit:] if key else text[:limit]


def _digits(type_name: str) -> int:
    """The number before comma or end in `varchar(50)`, `numeric(19,4)`: characters, or digits before the point."""
    inside = type_name.partition("(")[2].rstrip(")")
    precision, _, scale = inside.partition(",")
    return (int(precision) if precision else 38) - (int(scale) if scale else 0)


SECONDS = 60.0
SILENT = logging.getLogger("cdc.demo.kafka")
SILENT.addHandler(logging.NullHandler())
SILENT.propagate = False
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - the source has no zone

Log = Mapping[int, list[str | None]]


def run_pipeline(
    path: Path, env: str, conninfo: str, broker: KafkaBroker, group: str, positions: Sequence[Position], log: Path
) -> None:
    """A generated pipeline on the embedded engine, until its group stands at its topic's end.

    Raises CdcError with the engine's last words where it does not come there.
    """
    ends = {position: marks.high for position, marks in broker.watermarks(positions).items()}
    until = clock.monotonic() + SECONDS
    with embedded_stream.engine(path, env, broker.settings["bootstrap.servers"], conninfo, log):
        while broker.committed(group, positions) != ends:
            if clock.monotonic() > until:
                said = log.read_text(encoding="utf-8").strip().rpartition("\n")[2]
                raise CdcError(Problem("demo", f"the pipeline did not come to the end of its topic: {said}"))
            clock.sleep(0.1)


def create_topic(bootstrap: str, topic: str) -> None:
    """With the demo's partitions."""
    admin = AdminClient({"bootstrap.servers": bootstrap}, logger=SILENT)
    (future,) = admin.create_topics([NewTopic(topic, PARTITIONS, 1)]).values()
    future.result(SECONDS)


def produce(bootstrap: str, topic: str, log: Log) -> None:
    """Write the topic's partitions."""
    producer = Producer({"bootstrap.servers": bootstrap}, logger=SILENT)
    for partition, values in log.items():
        for value in values:
            producer.produce(topic, value=value, key=b"key", partition=partition)
    producer.flush(SECONDS)


def debezium(
    definition: TableDefinition, table: TargetTable, tenant_id: str | None, rows: int, seed: str, connector: Connector
) -> Log:
    """A table's life as Debezium tells it, by partition: envelopes, a null tombstone after each delete."""
    happened = events(rows, seed)
    told = {
        (event.partition, event.offset): (event, row)
        for event, row in zip(happened, staged(table, "", tenant_id, happened), strict=True)
    }
    names = [*(column.name for column in table.columns), *METADATA]
    written = [c for c in staging_table(definition, table).columns if c.source]

    def envelope(event: Event, row: Sequence[object]) -> str:
        values = dict(zip(names, row, strict=True))
        image = {c.source: encoded(values[c.name], encoding(c.source_type or "", connector)) for c in written}
        places = {"commit_lsn": "__lsn", "change_lsn": "__seq_val", "ts_ms": "__source_ts_ms", "name": "__source"}
        source = {name: values[column] for name, column in places.items()}
        before, after = (image, None) if event.operation == "d" else (None, image)
        return json.dumps({"op": event.operation, "before": before, "after": after, "source": source})

    return {
        partition: [
            envelope(*told[partition, offset]) if (partition, offset) in told else None
            for offset in range(max(o for p, o in told if p == partition) + 1)
        ]
        for partition in sorted({partition for partition, _ in told})
    }


def encoded(value: object, how: str) -> object:
    """As the connector encodes it: what `cdc_management.decoded` takes back."""
    kind, _, number = how.partition(":")
    if value is None:
        return None
    if isinstance(value, Decimal) and kind == "decimal":
        unscaled = int(value.scaleb(int(number)))
        return base64.b64encode(unscaled.to_bytes(unscaled.bit_length() // 8 + 1, "big", signed=True)).decode()
    if isinstance(value, bytes):
        return value.hex() if kind == "hex" else base64.b64encode(value).decode()
    if isinstance(value, datetime) and kind == "epoch":
        return int((value.replace(tzinfo=None) - _EPOCH).total_seconds()) * int(number)
    if isinstance(value, date) and kind == "days":
        return (value - _EPOCH.date()).days
    if isinstance(value, time) and kind == "time":
        return (value.hour * 3600 + value.minute * 60) * int(number)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return value if isinstance(value, str | int | float) else str(value)
