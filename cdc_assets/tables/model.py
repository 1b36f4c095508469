"""Table definitions: what PostgreSQL shall hold for each source table. The desired state of everything downstream."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from cdc_assets.config.model import Tenant, Unchanged
from cdc_assets.tables.naming import merge_name, primary_key_name, replica_name, staging_name


@dataclass(frozen=True, slots=True)
class TargetColumn:
    """One data column of a final table (metadata columns are declared in `metadata.py`, not here).

    `type` is the final table's (`varchar(50)`), `staging_type` the same without limits (`text`). `not_null` is true
    for key columns and for a template's column that asks for it. `source` / `source_type` / `source_nullable` are
    None/None/True for a template's column.
    `default`, `value` and `description` are a template's: SQL for the column default (staging's too, so that a writer
    may leave the column out), what the pipeline shall put there, what it means.
    `loss` says what the type map loses (`100 ns`), None where nothing. `alias` is the source's alias type.
    `references` says what the source's foreign keys point to (`dbo.Post.postnr`), for people.
    `large` marks columns for which Debezium may send its `unavailable value` placeholder (text, bytea, xml … of
    unlimited length). `carried` is False where the change stream never carries the column.
    """

    name: str
    type: str
    staging_type: str
    not_null: bool = False
    source: str | None = None
    source_type: str | None = None
    source_nullable: bool = True
    template: str | None = None
    default: str | None = None
    value: str | None = None
    loss: str | None = None
    alias: str | None = None
    large: bool = False
    carried: bool = True
    references: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class TargetTable:
    """One relation a sink holds for a source table.

    `schema` is None for the tenant's own schema (written `{{SCHEMA}}` in files), else a literal schema name, shared by
    all tenants of the database. `key` names target columns; empty = append-only. `exists` (`target_exists: true`):
    never touched by DDL, only validated; `merged` (`merge: true`): rows are merged into it all the same. What such a
    table has no room for (fences, tombstones) is kept in a replica of ours, whose `of` names it.
    `unchanged_large_values` is how the connector says that an update left a large column alone.
    `tenant_column` is the key column that holds the tenant's id in a shared relation, None otherwise. `sink` is
    `sink_asma.directory`.
    """

    sink: str
    schema: str | None
    name: str
    columns: tuple[TargetColumn, ...]
    key: tuple[str, ...]
    exists: bool = False
    tenant_column: str | None = None
    deletes: Literal["soft", "hard", "ignore"] = "soft"
    transforms: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()
    merged: bool = False
    of: str | None = None
    unchanged_large_values: Unchanged = "placeholder"

    @property
    def ours(self) -> TargetTable | None:
        """The relation of ours that events are merged into: the table itself, or the replica of an existing one.

        None where nothing is merged. A replica's staging table and procedure are named after the existing table.
        """
        if not self.exists:
            return self
        return replace(self, name=replica_name(self.name), exists=False, of=self.name) if self.merged else None

    @property
    def append_only(self) -> bool:
        """True where no key is known: every event becomes a row."""
        return not self.key

    @property
    def staging(self) -> str:
        """Name of the staging table, in the final table's schema."""
        return staging_name(self.of or self.name)

    @property
    def primary_key(self) -> str:
        """Name of the final table's primary key, constraint and index."""
        return primary_key_name(self.name)

    @property
    def procedure(self) -> str:
        """Name of the merge procedure, in the final table's schema."""
        return merge_name(self.of or self.name)


@dataclass(frozen=True, slots=True)
class TableDefinition:
    """A source table and every relation made of it. `topic` keeps the placeholders that differ per tenant.

    `source_key` names source columns. `notes` are sentences for people (case-insensitive key collation, omitted
    computed columns …). `renames` are those of source columns (old, new) that a refactor log tells, oldest first.
    `sha256` is the checksum of the definition's file where it was read from one, else empty.
    """

    service: str
    database: str
    source_schema: str
    source_table: str
    source_key: tuple[str, ...]
    topic: str
    targets: tuple[TargetTable, ...]
    ignored: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    renames: tuple[tuple[str, str], ...] = ()
    sha256: str = field(default="", compare=False, repr=False)

    @property
    def source(self) -> str:
        """`dbo.Actor`."""
        return f"{self.source_schema}.{self.source_table}"

    def tenant_column(self, table: TargetTable) -> str | None:
        """The column by whose tenant merges account the rows of a shared relation: where topics are per tenant."""
        return table.tenant_column if "{customer}" in self.topic else None


def ours_in(
    definitions: Iterable[TableDefinition], sink: str
) -> Iterator[tuple[TableDefinition, TargetTable, TargetTable]]:
    """What the events of a sink are merged into: definition, the table as configured, the relation of ours."""
    for definition in definitions:
        for table in definition.targets:
            made = table.ours
            if table.sink == sink and made is not None:
                yield definition, table, made


_UNSAFE = re.compile(r"[^a-zA-Z0-9._-]")


def topic_part(name: str) -> str:
    """A name as part of a topic: Debezium writes `_` for everything that is not in Kafka's alphabet."""
    return _UNSAFE.sub("_", name)


def filled(topic_format: str, names: Mapping[str, str]) -> str:
    """`topic_format` with what is known put in; other placeholders stay."""
    for name, value in names.items():
        topic_format = topic_format.replace(f"{{{name}}}", topic_part(value))
    return topic_format


def tenant_topic(definition: TableDefinition, env: str, tenant: Tenant) -> str:
    """The topic from which a tenant's rows of a table come."""
    names = {"env": env, "customer": tenant.name, "database": tenant.database}
    return filled(definition.topic, {**names, "service": definition.service, "table": definition.source_table})
