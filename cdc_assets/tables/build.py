"""From configuration and source catalog to table definitions: what PostgreSQL shall hold, decided once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cdc_assets.catalog.model import Catalog
from cdc_assets.config.files import Place, service_place
from cdc_assets.config.findings import did_you_mean
from cdc_assets.config.model import DB_SHARED, Project, Service, Sink, SinkTable, SourceTable
from cdc_assets.config.names import schema_fault
from cdc_assets.errors import CdcError
from cdc_assets.tables.metadata import FINAL, STAGING
from cdc_assets.tables.model import TableDefinition, TargetColumn, TargetTable, filled
from cdc_assets.tables.naming import column_problem, fit, name_problem
from cdc_assets.tables.source import Replicated, overridden, replicated
from cdc_assets.tables.templates import template_columns, tenant_column, tenant_hint
from cdc_assets.tables.types import TypeMap, load_type_map

MAX_COLUMNS = 1600
MAX_KEY_COLUMNS = 32
"""https://www.postgresql.org/docs/current/limits.html"""


@dataclass(frozen=True, slots=True)
class _Build:
    """What every step needs to know."""

    project: Project
    service: Service
    type_map: TypeMap
    place: Place
    db_shared: bool


def configured_tables(service: Service, sink: str) -> dict[tuple[str, str], SinkTable]:
    """A sink's tables as configured, by schema (the service's name for the tenant's own) and name in PostgreSQL."""
    tables = service.sinks[sink].tables if sink in service.sinks else {}
    return {(key.partition(".")[0], fit(key.partition(".")[2])): use for key, use in tables.items()}


def build_definitions(project: Project, service: Service, catalog: Catalog) -> tuple[TableDefinition, ...]:
    """The definition of every table of `service.source.tables`, sorted by source schema and table.

    `catalog` is the reference database's. Raises CdcError with everything that keeps a target from being right: types
    the map does not know, keys that cannot be one, names that collide, tenants' rows that could not be told apart.
    """
    group = project.source_groups[service.group]
    catalog, override_notes, problems = overridden(project, service, catalog)
    place = service_place(project, service, problems)
    build = _Build(project, service, load_type_map(project.root), place, group.pattern == DB_SHARED)
    tables = {table.full_name: table for table in catalog.tables}
    uses: dict[str, list[tuple[str, Sink, str, SinkTable]]] = {}
    for sink_name, sink in service.sinks.items():
        for name, use in sink.tables.items():
            uses.setdefault(use.from_, []).append((sink_name, sink, name, use))
    definitions: list[TableDefinition] = []
    for full_name, options in service.source.tables.items():
        table, at = tables.get(full_name), place.at("source", "tables", full_name)
        if table is None:
            at.add(f"{catalog.database} has no table {full_name}", did_you_mean(full_name, tables, "tables"))
            continue
        if table.not_capturable:
            at.add(f"SQL Server cannot capture changes of {full_name}: {table.not_capturable}")
            continue
        source = replicated(table, options, build.type_map, catalog.collation, at)
        targets: list[TargetTable] = []
        notes = [*source.notes, *([override_notes[full_name]] if override_notes.get(full_name) else ())]
        for sink_name, sink, name, use in uses.get(full_name, ()):
            target = _target(build, source, options, sink_name, sink, name, use, notes)
            if target is not None:
                targets.append(target)
        if not uses.get(full_name):
            notes.append("No sink takes this table.")
        definitions.append(
            TableDefinition(
                service=service.name,
                database=catalog.database,
                source_schema=table.schema,
                source_table=table.name,
                source_key=source.key,
                topic=filled(
                    group.topic_format, {"service": service.name, "schema": table.schema, "table": table.name}
                ),
                targets=tuple(targets),
                ignored=source.ignored,
                notes=tuple(dict.fromkeys(notes)),
                renames=table.renames,
            )
        )
    definitions.sort(key=lambda definition: (definition.source_schema, definition.source_table))
    if problems:
        raise CdcError(dict.fromkeys(problems))
    return tuple(definitions)


def _target(
    build: _Build,
    source: Replicated,
    options: SourceTable,
    sink_name: str,
    sink: Sink,
    name: str,
    use: SinkTable,
    notes: list[str],
) -> TargetTable | None:
    """One relation of a sink, or None where it could not be decided."""
    place = build.place.at("sinks", sink_name, "tables", name)
    schema_name, _, relation = name.partition(".")
    own = schema_name == build.service.name
    schema = schema_name if sink.tenancy == "shared" or not own else None
    fault = schema_fault(schema) if schema and not use.target_exists else None
    if wrong := f"`{schema}` {fault}" if fault else name_problem(relation):
        place.add(wrong, "give the target another name")
        return None
    if not use.target_exists and not use.replicate_structure:
        hint = "replicate_structure: true creates it in the source's shape, target_exists: true leaves it to others"
        place.add(f"nothing would create {name}", hint)
        return None
    _check_existing(use, place)
    columns = list(_data_columns(source, use, options, place))
    added = template_columns(build.project, name, use, build.type_map, place)
    columns += added
    key, tenant = _key(build, source, schema, columns, use, place, notes)
    in_key = frozenset(key)
    target = TargetTable(
        sink=sink_name,
        schema=schema,
        name=fit(relation),
        columns=tuple(replace(c, not_null=True) if c.name in in_key and not c.not_null else c for c in columns),
        key=key,
        exists=use.target_exists,
        tenant_column=tenant,
        deletes=use.deletes or ("ignore" if use.merge else "soft"),
        merged=use.merge and use.target_exists,
        unchanged_large_values=use.unchanged_large_values or sink.unchanged_large_values,
        transforms=tuple(transform.bloblang_ref for transform in use.transforms),
        templates=tuple(column.template for column in added if column.template),
    )
    notes += _fitted(name, relation, target, use)
    _check_columns(target, place)
    return target


def _check_existing(use: SinkTable, place: Place) -> None:
    """What `merge` and `deletes` cannot mean for a table of ours, or for one of somebody else's."""
    if use.merge and not use.target_exists:
        hint = "leave it out: what we create is always merged into"
        place.add("`merge` is for tables with `target_exists: true`", hint, "merge")
    wrong, valid = ("soft", "ignore or hard") if use.target_exists else ("ignore", "soft or hard")
    if use.deletes == wrong and (use.merge or not use.target_exists):
        why = {
            "soft": "the table has no column `__deleted` of ours",
            "ignore": "a replica follows its source's deletes",
        }
        place.add(f"`deletes: {wrong}`: {why[wrong]}", valid, "deletes")


def _check_columns(target: TargetTable, place: Place) -> None:
    """What is wrong with one target's own columns."""
    ours = {column.name for column in (*FINAL, *STAGING)}
    seen: dict[str, str] = {}
    for column in target.columns:
        origin = f"source column {column.source}" if column.source else f"template {column.template}"
        rename = "give it another name under `columns`" if column.source else "give it another `name`"
        wrong = column_problem(column.name)
        if wrong is None and target.ours is not None and column.name in ours:
            wrong = f"`{column.name}` is a metadata column of every target"
        if wrong is None and column.name in seen:
            wrong = f"`{column.name}` is taken by the {seen[column.name]}"
        if wrong is not None:
            place.add(f"{origin}: {wrong}", rename)
        seen.setdefault(column.name, origin)
    if target.ours is None:
        return
    count, keys = len(target.columns) + max(len(FINAL), len(STAGING)), len(target.key)
    if count > MAX_COLUMNS:
        what = f"{count} columns with metadata, PostgreSQL allows {MAX_COLUMNS}"
        place.add(what, "leave some out with ignore_columns")
    if keys > MAX_KEY_COLUMNS:
        place.add(f"{keys} key columns, PostgreSQL allows {MAX_KEY_COLUMNS} in an index", "set key_columns")
    if not target.columns:
        place.add("no column is left", "see ignore_columns and include_columns")


def _data_columns(source: Replicated, use: SinkTable, options: SourceTable, place: Place) -> Iterator[TargetColumn]:
    """The source's columns under their target names; for an existing target with `columns` those alone."""
    left = dict(use.columns)
    only_mapped = use.target_exists and bool(use.columns)
    for column in source.columns:
        renamed = left.pop(column.name, None)
        if renamed is not None:
            yield replace(column, name=fit(renamed))
        elif not only_mapped:
            name = fit(column.name)
            yield column if name == column.name else replace(column, name=name)
    for name in left:
        hint = did_you_mean(name, (column.name for column in source.columns), "columns")
        if name in options.ignore_columns:
            hint = "it is in ignore_columns"
        what = f"`columns` names {name}, which is not replicated from {use.from_}"
        place.add(what, hint, "columns", name)


def _key(
    build: _Build,
    source: Replicated,
    schema: str | None,
    columns: list[TargetColumn],
    use: SinkTable,
    place: Place,
    notes: list[str],
) -> tuple[tuple[str, ...], str | None]:
    """The target's key, the tenant's column first where several tenants share the relation; and that column."""
    by_source = {column.source: column.name for column in columns if column.source}
    missing = [name for name in source.key if name not in by_source]
    key = tuple(by_source[name] for name in source.key) if not missing else ()
    if use.merge and use.target_exists and not key:
        what = f"the key column {missing[0]} is not mapped" if missing else f"{use.from_} has no key"
        hint = (
            f"columns: {{{missing[0]}: <column of {place.key.rpartition('.')[2]}>}}" if missing else "set key_columns"
        )
        place.add(f"rows cannot be merged into the table: {what}", hint)
    elif missing and use.target_exists:
        notes.append(f"{place.key}: the key column {missing[0]} is not mapped, so that the target has no known key.")
    if not build.db_shared and schema is None:
        return key, None
    tenant = tenant_column(columns, every_row_carries_it=build.db_shared)
    if tenant is None:
        if not use.target_exists or use.merge:
            shared = (
                "the database is shared by all customers" if build.db_shared else f"{schema} is shared by all tenants"
            )
            hint = tenant_hint(build.project, build.service.group, build.db_shared)
            place.add(f"{shared}, and no column tells their rows apart", hint)
        return key, None
    if key and tenant not in key:
        key = (tenant, *key)
        if tenant in by_source.values():
            notes.append(f"The key is taken with {tenant} in front: the database is shared by all customers.")
    return key, tenant


def _fitted(name: str, relation: str, target: TargetTable, use: SinkTable) -> Iterator[str]:
    """Notes on names that PostgreSQL would have cut."""
    if target.name != relation:
        yield f"{name} is named {target.name}: PostgreSQL keeps 63 bytes of a name."
    for column in target.columns:
        if column.source and column.name != use.columns.get(column.source, column.source):
            yield f"Column {column.source} is named {column.name}: PostgreSQL keeps 63 bytes of a name."
