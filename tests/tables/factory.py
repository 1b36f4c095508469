"""Catalogs and projects in a few words, for tests of what is made from them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from cdc_assets.catalog.model import MAX, Catalog, Column, ForeignKey, Key, SqlType, Table
from cdc_assets.config.model import (
    ColumnTemplate,
    Project,
    Roles,
    Service,
    Sink,
    SinkEntry,
    SinkGroup,
    SinkTable,
    Source,
    SourceGroup,
    SourceTable,
)
from cdc_assets.errors import CdcError, Problem
from cdc_assets.tables.build import build_definitions
from cdc_assets.tables.model import TableDefinition, TargetTable

SINK = "sink_asma.directory"
CUSTOMER_ID = ColumnTemplate(
    name="_customer_id", type="uuid", not_null=True, value="{adopus.sources.*.customer_id}", description="whose row"
)
_TYPE = re.compile(r"(\w+)(?:\((max|\d+)(?:,(\d+))?\))?")


def sql_type(text: str, alias: str | None = None) -> SqlType:
    """`decimal(18,4)` as a catalog reader would say it."""
    match = _TYPE.fullmatch(text)
    assert match, text
    name, first, second = match.groups()
    number = None if first is None else MAX if first == "max" else int(first)
    if name in ("decimal", "numeric"):
        return SqlType(name, precision=number, scale=int(second or 0), alias=alias)
    if name in ("time", "datetime2", "datetimeoffset"):
        return SqlType(name, scale=7 if number is None else number, alias=alias)
    if name in ("float", "vector"):
        return SqlType(name, precision=53 if number is None else number, alias=alias)
    return SqlType(name, length=number, alias=alias)


def column(name: str, kind: str = "int", nullable: bool = True, alias: str | None = None, **more: Any) -> Column:
    """A column; `more` are fields of the model."""
    return Column(name, sql_type(kind, alias), nullable, more.pop("column_id", 0), **more)


def table(
    name: str,
    columns: Mapping[str, str] | Iterable[Column],
    key: Sequence[str] = ("Id",),
    foreign_keys: Iterable[ForeignKey] = (),
    **more: Any,
) -> Table:
    """A table in `dbo` (or `schema.table`); key columns are NOT NULL."""
    schema, _, relation = name.rpartition(".")
    listed = [column(n, t, n not in key) for n, t in columns.items()] if isinstance(columns, Mapping) else columns
    numbered = tuple(
        Column(**{**{f: getattr(c, f) for f in c.__slots__}, "column_id": i}) for i, c in enumerate(listed, 1)
    )
    primary = Key(f"PK_{relation}", tuple(key)) if key else None
    return Table(schema or "dbo", relation, numbered, primary, foreign_keys=tuple(foreign_keys), **more)


def catalog(*tables: Table, collation: str | None = "Danish_Norwegian_CS_AS") -> Catalog:
    """A database `AdOpusTest` of those tables."""
    return Catalog("AdOpusTest", tuple(sorted(tables, key=lambda t: (t.schema, t.name))), collation)


def project(
    root: Path,
    sinks: Mapping[str, Mapping[str, Any]],
    sources: Mapping[str, Mapping[str, Any]],
    *,
    pattern: str = "db-per-tenant",
    tenancy: str = "schema",
    roles: Roles | None = None,
    templates: Mapping[str, ColumnTemplate] | None = None,
    service: str = "adopus",
) -> tuple[Project, Service]:
    """A project of one service; sink tables by sink (`sink_asma.directory`), then by name, as YAML would say them."""
    one = Service(
        name=service,
        group="adopus",
        path=Path(f"services/{service}.yaml"),
        source=Source(tables={name: SourceTable(**options) for name, options in sources.items()}),
        sinks={
            sink: Sink(tenancy=tenancy, tables={name: SinkTable(**use) for name, use in tables.items()})
            for sink, tables in sinks.items()
        },
    )
    whole = Project(
        root=root,
        env="nonprod",
        services={service: one},
        source_groups={"adopus": SourceGroup(name="adopus", pattern=pattern)},
        sink_groups={
            name: SinkGroup(
                name=name,
                source_group="adopus",
                roles=roles or Roles(),
                sources={"directory": SinkEntry(name="directory")},
            )
            for name in {sink.partition(".")[0] for sink in sinks}
        },
        templates={"customer_id": CUSTOMER_ID} if templates is None else templates,
        type_map={},
    )
    return whole, one


def replica(source: str, **more: Any) -> dict[str, Any]:
    """A sink table that clones its source."""
    return {"from": source, "replicate_structure": True, **more}


def build(
    root: Path,
    *tables: Table,
    sink_tables: Mapping[str, Mapping[str, Any]] | None = None,
    options: Mapping[str, Mapping[str, Any]] | None = None,
    collation: str | None = "Danish_Norwegian_CS_AS",
    **more: Any,
) -> tuple[TableDefinition, ...]:
    """Definitions of `tables`, each cloned into the tenant's schema unless `sink_tables` says otherwise."""
    service = more.get("service", "adopus")
    own = sink_tables if sink_tables is not None else {f"{service}.{t.name}": replica(t.full_name) for t in tables}
    sources = {t.full_name: (options or {}).get(t.full_name, {}) for t in tables}
    sources |= {name: given for name, given in (options or {}).items() if name not in sources}
    whole, one = project(root, {SINK: own}, sources, **more)
    return build_definitions(whole, one, catalog(*tables, collation=collation))


def target(root: Path, *tables: Table, **more: Any) -> TargetTable:
    """The only target of the only definition."""
    (definition,) = build(root, *tables, **more)
    (only,) = definition.targets
    return only


def problems(root: Path, *tables: Table, **more: Any) -> tuple[Problem, ...]:
    """What `build` refuses, none where it does not."""
    try:
        build(root, *tables, **more)
    except CdcError as error:
        return error.problems
    return ()
