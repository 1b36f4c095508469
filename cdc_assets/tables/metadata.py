"""The metadata columns of final and staging tables: declared here once, used by every template and generated file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MetadataColumn:
    """A column added by this project. `default` is SQL or None; `meaning` goes into the column's comment."""

    name: str
    type: str
    meaning: str
    not_null: bool = False
    default: str | None = None


FINAL: tuple[MetadataColumn, ...] = (
    MetadataColumn("__sync_timestamp", "timestamptz", "when the merge last wrote the row", default="now()"),
    MetadataColumn("__source", "text", "name of the connector or loader"),
    MetadataColumn("__source_ts_ms", "bigint", "source commit time, ms since 1970 UTC"),
    MetadataColumn("__operation", "text", "c, u, d, or r for a snapshot row"),
    MetadataColumn("__deleted", "boolean", "true: deleted at the source", not_null=True, default="false"),
    MetadataColumn("__lsn", 'text COLLATE "C"', "commit LSN, hex, lower case"),
    MetadataColumn("__seq_val", 'text COLLATE "C"', "position inside the commit, hex"),
    MetadataColumn("__kafka_partition", "integer", "Kafka partition of the winning event"),
    MetadataColumn("__kafka_offset", "bigint", "Kafka offset of the winning event"),
    MetadataColumn("__topic", "integer", "hash of the winning event's topic: offsets compare within one topic only"),
    MetadataColumn("__incarnation", "integer", "the source's incarnation, NULL for the first"),
    MetadataColumn("__fences", "jsonb", "fences of columns whose value is older than the row's event, NULL if none is"),
)

STAGING: tuple[MetadataColumn, ...] = (
    MetadataColumn("__operation", "text", "c, u, d, r; INSERT, UPDATE, DELETE, READ"),
    MetadataColumn("__source_ts_ms", "bigint", "source commit time, ms since 1970 UTC"),
    MetadataColumn("__lsn", 'text COLLATE "C"', "commit LSN, hex"),
    MetadataColumn("__seq_val", 'text COLLATE "C"', "position inside the commit, hex"),
    MetadataColumn("__source", "text", "name of the connector or loader"),
    MetadataColumn("__kafka_topic", "text", "topic of the event"),
    MetadataColumn("__kafka_partition", "integer", "partition of the event"),
    MetadataColumn("__kafka_offset", "bigint", "offset of the event"),
    MetadataColumn("__kafka_timestamp", "timestamptz", "broker time of the event"),
    MetadataColumn("__staged_at", "timestamptz", "when the row was staged", default="clock_timestamp()"),
    MetadataColumn("__reject_id", "bigint", "the row of merge_rejects this one replays; negative: of refused_messages"),
    MetadataColumn("__slot", "bigint", "the leaf the row lies in; its default is set when the merge is registered"),
)
"""Writers name their columns and never the last three."""
