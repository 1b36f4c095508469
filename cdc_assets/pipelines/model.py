"""What a pipeline has to write: staging tables and their columns, as whoever generates pipelines needs to know them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from cdc_assets.config.model import Connector
from cdc_assets.tables.metadata import STAGING
from cdc_assets.tables.model import TableDefinition, TargetColumn, TargetTable
from cdc_assets.tables.naming import SCHEMA_PLACEHOLDER, quote_ident

NOT_WRITTEN = frozenset({"__staged_at", "__reject_id", "__slot"})
"""Metadata columns that the database fills in."""

_KAFKA_TIME = '((meta("kafka_timestamp_ms").number() + 0.5) / 1000).ts_format("2006-01-02T15:04:05.000Z07:00", "UTC")'
EVENT_VALUES = {
    "__operation": "this.op",
    "__source_ts_ms": "this.source.ts_ms",
    "__lsn": "this.source.commit_lsn",
    "__seq_val": "this.source.change_lsn",
    "__source": "this.source.name",
    "__kafka_topic": 'meta("kafka_topic")',
    "__kafka_partition": 'meta("kafka_partition")',
    "__kafka_offset": 'meta("kafka_offset")',
    "__kafka_timestamp": _KAFKA_TIME,
}
"""Where each metadata column comes from, as Bloblang over a Debezium event of SQL Server (its envelope as `this`).
https://debezium.io/documentation/reference/stable/connectors/sqlserver.html#sqlserver-change-events"""

Role = Literal["data", "template", "metadata"]


@dataclass(frozen=True, slots=True)
class StagingColumn:
    """A column of a staging table. `type` is PostgreSQL's, without collation.

    `written`: a writer names it; `required`: without it rows are lost, rejected or out of order. `key` is its position
    in the key, from 1. `value` is what the writer puts there (Bloblang), None for data: the source column's value.
    """

    name: str
    type: str
    role: Role
    written: bool
    required: bool
    source: str | None = None
    source_type: str | None = None
    key: int | None = None
    value: str | None = None
    default: str | None = None
    meaning: str | None = None


@dataclass(frozen=True, slots=True)
class StagingTable:
    """A staging table. `schema` None: the tenant's own. `table` is the final table it is merged into."""

    service: str
    sink: str
    schema: str | None
    table: str
    name: str
    procedure: str
    columns: tuple[StagingColumn, ...]

    @property
    def written(self) -> tuple[StagingColumn, ...]:
        """The columns that a writer names, in the order of its INSERT."""
        return tuple(column for column in self.columns if column.written)

    @property
    def label(self) -> str:
        """`{{SCHEMA}}.stg_Actor` or `public.stg_Kunde`, for people."""
        return f"{self.schema or SCHEMA_PLACEHOLDER}.{self.name}"


def staging_tables(definitions: Iterable[TableDefinition]) -> Iterator[StagingTable]:
    """The staging tables of definitions, in their order; relations that exist and are not merged have none."""
    for definition in definitions:
        for target in definition.targets:
            if target.ours is not None:
                yield staging_table(definition, target)


def staging_table(definition: TableDefinition, target: TargetTable) -> StagingTable:
    """A target's staging table: its data columns as the target has them, then the metadata."""
    positions = {name: index for index, name in enumerate(target.key, 1)}
    data = [_data_column(column, positions.get(column.name)) for column in target.columns]
    return StagingTable(
        definition.service,
        target.sink,
        target.schema,
        target.name,
        target.staging,
        target.procedure,
        (*data, *_METADATA),
    )


def insert_statement(table: StagingTable) -> str:
    """`INSERT INTO … VALUES ($1, …)` over the written columns."""
    place = SCHEMA_PLACEHOLDER if table.schema is None else quote_ident(table.schema)
    names = ", ".join(quote_ident(column.name) for column in table.written)
    values = ", ".join(f"${index}" for index in range(1, len(table.written) + 1))
    return f"INSERT INTO {place}.{quote_ident(table.name)} ({names}) VALUES ({values})"


def _data_column(column: TargetColumn, key: int | None) -> StagingColumn:
    """A default fills in a template's column that has no value; what the stream does not carry is not written."""
    by_default = column.template is not None and column.value is None
    return StagingColumn(
        column.name,
        column.staging_type,
        "template" if column.template else "data",
        written=column.carried and not by_default,
        required=column.carried and column.default is None and not by_default,
        source=column.source,
        source_type=column.source_type,
        key=key,
        value=column.value,
        default=column.default,
        meaning=column.description,
    )


_OPTIONAL = frozenset({"__seq_val", "__source", "__kafka_timestamp"})
_METADATA = tuple(
    StagingColumn(
        column.name,
        column.type.partition(" ")[0],
        "metadata",
        written=column.name not in NOT_WRITTEN,
        required=column.name not in NOT_WRITTEN | _OPTIONAL,
        value=EVENT_VALUES.get(column.name),
        default=column.default,
        meaning=column.meaning,
    )
    for column in STAGING
)


_TYPE = re.compile(r"(?P<name>[\w ]+?)\s*(?:\(\s*(?P<first>\w+)\s*(?:,\s*(?P<second>\d+)\s*)?\))?")
_SCALE = {"money": 4, "smallmoney": 4}
_BYTES = frozenset({"binary", "varbinary", "image", "rowversion", "timestamp"})
_MOMENTS = {"datetime": 3, "smalldatetime": 0, "datetime2": 7}


def encoding(source_type: str, connector: Connector) -> str:
    """The name that `cdc_management.decoded` knows it by; empty where a value is sent as PostgreSQL reads it."""
    found = _TYPE.fullmatch(source_type)
    if found is None:
        return ""
    name = found["name"].lower()
    if name in ("decimal", "numeric", *_SCALE) and connector.decimal_handling_mode == "precise":
        return f"decimal:{_SCALE.get(name, int(found['second'] or 0))}"
    if name in _BYTES:
        return "hex" if connector.binary_handling_mode == "hex" else "base64"
    if name == "date":
        return "zoned" if connector.time_precision_mode == "isostring" else "days"
    if name == "time":
        return _of_day(_digits(found, 7), connector)
    if name in _MOMENTS:
        return _moment(_digits(found, _MOMENTS[name]), connector)
    return ""


def _digits(found: re.Match[str], default: int) -> int:
    return int(found["first"]) if (found["first"] or "").isdecimal() else default


def _per_second(digits: int) -> int:
    return 1_000 if digits <= 3 else 1_000_000 if digits <= 6 else 1_000_000_000


def _moment(digits: int, connector: Connector) -> str:
    if connector.time_precision_mode == "isostring":
        return "zoned"
    return f"epoch:{_per_second(0 if connector.time_precision_mode == 'connect' else digits)}"


def _of_day(digits: int, connector: Connector) -> str:
    mode = connector.time_precision_mode
    if mode == "isostring":
        return "zoned"
    fixed = {"adaptive_time_microseconds": 6, "connect": 3}
    return f"time:{_per_second(fixed.get(mode, digits))}"
