"""Change events as a pipeline would stage them, made up for the demo: deterministic, of any table's shape."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from cdc_assets.tables.model import TargetColumn, TargetTable

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
