"""The shape a table with its staging and procedure should have, from its definition."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from cdc_assets.ddl.model import FileKind, SqlFile, checksum
from cdc_assets.ddl.relation import PUSH, column_comment, push_argument, table_comment
from cdc_assets.migrate.live import Live
from cdc_assets.migrate.pgtypes import canonical, split_collation
from cdc_assets.migrate.shape import ColumnShape, IndexShape, ProcedureShape, RelationShape, TriggerShape, UnitShape
from cdc_assets.tables.metadata import FINAL, STAGING, MetadataColumn
from cdc_assets.tables.model import TableDefinition, TargetColumn, TargetTable
from cdc_assets.tables.naming import SCHEMA_PLACEHOLDER, quote_ident

MERGE_ARGUMENTS = "integer, numeric"
"""Argument types of every merge procedure (sql_templates/merge/procedure.sql.j2)."""

TENANT_FACT = "{{{{TENANT.{}}}}}"
"""Stands in a statement for a literal that differs per tenant (`{{TENANT.customer_id}}`)."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What people know and a diff cannot. Names are target columns.

    `renames` are (old, new), oldest first; `using` converts a retyped column; `not_null` is run before a column becomes
    NOT NULL (an empty text allows it as it is); `fills` is what rows that are there get in a new column. `declared` are
    the renames of refactor log and YAML as they stand there.
    """

    renames: tuple[tuple[str, str], ...] = ()
    using: Mapping[str, str] = field(default_factory=dict)
    not_null: Mapping[str, str] = field(default_factory=dict)
    fills: Mapping[str, str] = field(default_factory=dict)
    declared: tuple[tuple[str, str], ...] = ()


NO_HINTS = Hints()


@dataclass(frozen=True, slots=True)
class Desired:
    """What a unit should be. `schema` None: the tenant's own. `files` make it from nothing, in order.

    `large` names the columns for which a row may hold a fence of their own (in `__fences`). `hard`: deleted rows leave,
    and their fences are in `cdc_management.merge_tombstones`.
    """

    schema: str | None
    shape: UnitShape
    hints: Hints = NO_HINTS
    files: tuple[SqlFile, ...] = ()
    large: frozenset[str] = frozenset()
    hard: bool = False

    @property
    def title(self) -> str:
        return title_of((self.schema, self.shape.name))

    @property
    def procedure(self) -> str | None:
        """The SQL that creates or replaces the merge procedure; None where the unit has none."""
        file = self.file("procedure")
        return file.body if file is not None else None

    @property
    def names(self) -> tuple[str, str, str]:
        """Names of final table, staging table and procedure."""
        staging, procedures = self.shape.staging, self.shape.procedures
        return self.shape.name, staging.name if staging else "", procedures[0].name if procedures else ""

    @property
    def digests(self) -> dict[tuple[str, str], str]:
        """What is recorded of the unit when it is in place: checksums by (kind, object name)."""
        return {(file.kind, file.relation or file.path): checksum(file.body) for file in self.files}

    def file(self, kind: FileKind) -> SqlFile | None:
        return next((file for file in self.files if file.kind == kind), None)


UnitKey = tuple[str | None, str]
"""(literal schema or None for the tenant's own, table): how definitions name a unit."""


def title_of(key: UnitKey) -> str:
    """How a plan names a unit."""
    schema, name = key
    return f"{schema}.{name}" if schema else name


def desired_unit(
    table: TargetTable, definition: TableDefinition, files: Iterable[SqlFile] = (), hints: Hints | None = None
) -> Desired:
    """The unit of one target relation. `files` are those of the sink's migrations that make it."""
    fills = {column.name: fill for column in table.columns if (fill := backfill(column)) is not None}
    if table.schema is not None:  # rows of several tenants: no tenant's fact is true of all
        fills = {name: fill for name, fill in fills.items() if _TENANT not in fill}
    ours = {column.name: column.default for column in FINAL if column.not_null and column.default is not None}
    hints = hints or Hints()
    hints = replace(hints, fills={**ours, **fills, **hints.fills})
    own = tuple(files)
    shape = UnitShape(
        table.name,
        _final(table, definition),
        _staging(table, definition),
        tuple(_procedure(file) for file in own if file.kind == "procedure"),
    )
    large = frozenset(column.name for column in table.columns if column.large)
    return Desired(table.schema, shape, hints, own, large, table.deletes == "hard" and table.of is None)


def backfill(column: TargetColumn) -> str | None:
    """SQL for a template column's value in rows that are there already: its default, or a value that SQL can say.

    `{adopus.sources.*.customer_id}` becomes a fact of the tenant; what only the pipeline knows (`meta("table")`) None.
    """
    if column.default is not None:
        return column.default
    if column.value is None:
        return None
    fact = fact_of(column)
    if fact is not None:
        return TENANT_FACT.format(fact)
    return column.value.strip() if _PLAIN.fullmatch(column.value.strip()) else None


def fact_of(column: TargetColumn) -> str | None:
    """The tenant's fact that a column's value is, None where it is something else."""
    found = _FACT.fullmatch((column.value or "").strip())
    return found["name"] if found else None


def fact_hint(name: str) -> str:
    """What to do where a tenant lacks the fact."""
    return f"add {name}: <value>" if name == "customer_id" else "of a tenant only customer_id and schema are known"


_TENANT = TENANT_FACT.format("x").partition("x")[0]
_FACT = re.compile(r"\{[\w.-]+\.sources\.\*\.(?P<name>\w+)\}")
_PLAIN = re.compile(r"'(?:[^'{]|'')*'|-?\d+(?:\.\d+)?|true|false|now\(\)|current_timestamp", re.IGNORECASE)


def body_hash(text: str) -> str:
    """MD5 of a procedure's body, as PostgreSQL computes it."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def settle_bodies(live: UnitShape, desired: Desired, schema: str) -> UnitShape:
    """`live` with procedures that are word for word the desired one in `schema` marked as such.

    A name in the body that happens to equal the schema's would otherwise make the two hashes differ.
    """
    if not live.procedures or not desired.shape.procedures:
        return live
    wanted = desired.shape.procedures[0]
    if all(found.body == wanted.body for found in live.procedures):
        return live  # nearly always: rendering the text for every tenant takes longer than all the rest
    quoted = quote_ident(schema)
    text = procedure_body(desired.procedure or "").replace(SCHEMA_PLACEHOLDER, quoted)
    here = body_hash(text.replace(quoted, SCHEMA_PLACEHOLDER))  # as `live.py` reads it
    return replace(
        live,
        procedures=tuple(replace(one, body=wanted.body) if one.body == here else one for one in live.procedures),
    )


def unit_in(live: Live, desired: Desired, schema: str) -> UnitShape:
    """The unit as it is in `schema`, with procedures compared word for word."""
    return settle_bodies(live.unit(schema, *desired.names), desired, schema)


_DOLLAR = re.compile(r"(?P<tag>\$[A-Za-z_]*\d*\$)(?P<body>.*)(?P=tag)", re.DOTALL)


def procedure_body(sql: str) -> str:
    """What stands between the dollar quotes of a rendered procedure: pg_proc.prosrc."""
    match = _DOLLAR.search(sql)
    return match["body"] if match else ""


def _procedure(file: SqlFile) -> ProcedureShape:
    return ProcedureShape(file.relation or "", MERGE_ARGUMENTS, body_hash(procedure_body(file.body)))


def _final(table: TargetTable, definition: TableDefinition) -> RelationShape:
    key = IndexShape(table.primary_key, table.key, primary=True, constraint=True) if table.key else None
    columns = (
        *(
            ColumnShape(
                column.name,
                canonical(column.type),
                column.not_null or column.name in table.key,
                column.default,
                split_collation(column.type)[1],
                column_comment(column),
            )
            for column in table.columns
        ),
        *(replace(_metadata(column), comment=column.meaning) for column in FINAL),
    )
    triggers = tuple(_push(table)) if table.of else ()
    return RelationShape(table.name, columns, key, triggers=triggers, comment=table_comment(table, definition))


_AFTER_STATEMENT = {"cdc_push_insert": 4, "cdc_push_update": 16}
"""pg_trigger.tgtype: https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_trigger.h"""


def _push(table: TargetTable) -> Iterator[TriggerShape]:
    """The triggers of a replica (sql_templates/merge/existing.sql.j2), argument as `encode(tgargs, 'escape')`."""
    raw = f"{push_argument(table)}\0".encode()
    argument = "".join("\\\\" if byte == 0x5C else chr(byte) if 0 < byte < 0x80 else f"\\{byte:03o}" for byte in raw)
    for name in PUSH:
        yield TriggerShape(name, _AFTER_STATEMENT[name], '"cdc_management"."push_to_existing"', argument)


def _staging(table: TargetTable, definition: TableDefinition) -> RelationShape:
    columns = (
        *(_metadata(column) for column in STAGING),
        *(
            ColumnShape(
                column.name,
                canonical(column.staging_type),
                default=column.default,
                collation=split_collation(column.staging_type)[1],
            )
            for column in table.columns
        ),
    )
    comment = f"Change events of {definition.source} waiting for their merge"
    return RelationShape(table.staging, columns, comment=comment)


def _metadata(column: MetadataColumn) -> ColumnShape:
    type_, collation = split_collation(column.type)
    return ColumnShape(column.name, canonical(type_), column.not_null, column.default, collation)
