"""The whole way of the demo's events, where the extra `stream` is: topics, the generated pipeline, staging, merge."""

from __future__ import annotations

import base64
import json
import logging
import time as clock
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, NewTopic  # type: ignore[attr-defined]  # not in its __all__

from cdc_assets.cli.demo_events import METADATA, PARTITIONS, Event, events, staged
from cdc_assets.config.model import Connector
from cdc_assets.errors import CdcError, Problem
from cdc_assets.offsets.model import Position
from cdc_assets.pipelines.encodings import encoding
from cdc_assets.pipelines.model import staging_table
from cdc_assets.tables.model import TableDefinition, TargetTable
from resources import embedded_stream
from resources.kafka import KafkaBroker

SECONDS = 60.0
SILENT = logging.getLogger("cdc.demo.kafka")
SILENT.addHandler(logging.NullHandler())
SILENT.propagate = False
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - the source has no zone

Log = Mapping[int, list[str | None]]


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A generated pipeline on the embedded engine, and the topic it shall read to its end."""

    path: Path
    env: str
    conninfo: str
    broker: KafkaBroker
    group: str
    topic: str
    log: Path

    def run(self) -> None:
        """Until its group stands at the topic's end. Raises CdcError with the engine's last words where it does not."""
        positions = [Position(self.topic, number) for number in range(PARTITIONS)]
        ends = {position: marks.high for position, marks in self.broker.watermarks(positions).items()}
        until = clock.monotonic() + SECONDS
        brokers = self.broker.settings["bootstrap.servers"]
        with embedded_stream.engine(self.path, self.env, brokers, self.conninfo, self.log):
            while self.broker.committed(self.group, positions) != ends:
                if clock.monotonic() > until:
                    said = self.log.read_text(encoding="utf-8").strip().rpartition("\n")[2]
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
