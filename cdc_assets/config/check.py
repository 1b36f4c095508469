"""A service's configuration held against the source's catalog."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cdc_assets.catalog.model import Catalog, Table
from cdc_assets.config.files import in_lines, service_place
from cdc_assets.config.findings import did_you_mean
from cdc_assets.config.model import Project, Service, SinkTable, SourceTable
from cdc_assets.config.names import split_table
from cdc_assets.errors import Problem

Found = tuple[tuple[str | int, ...], str, str]
_SUGGESTIONS = 100


def check_against_catalog(project: Project, service: Service, catalog: Catalog) -> tuple[Problem, ...]:
    """Every table and column that the service names wrongly, at its line, in the order of the file.

    Names are compared exactly, as SQL Server writes them: a difference in case alone is reported as such.
    """
    tables = {table.full_name: table for table in catalog.tables}
    found: list[Found] = []
    for key, configured in service.source.tables.items():
        path = ("source", "tables", key)
        table = tables.get(key)
        if table is None:
            hint = _table_hint(key, tables) if len(found) < _SUGGESTIONS else ""
            found.append((path, f"the source database {catalog.database} has no such table", hint))
        else:
            found.extend(_source_table(path, configured, table))
    for sink_name, sink in service.sinks.items():
        for key, sink_table in sink.tables.items():
            table = tables.get(sink_table.from_)
            configured = service.source.tables.get(sink_table.from_, SourceTable())
            if table is not None:
                at = ("sinks", sink_name, "tables", key)
                found.extend(_sink_table(at, sink_table, configured, table))
                if not sink_table.target_exists:
                    found.extend(_hints(at, project, sink_table, configured, table))
    if not found:
        return ()
    place = service_place(project, service, [])
    for key_path, what, hint in found:
        place.add(what, hint, *key_path)
    return in_lines(place.problems)


def _left_out(configured: SourceTable, table: Table) -> dict[str, str]:
    """The columns that are not replicated, each with the reason."""
    reasons = ((one.name, configured.leaves_out(one.name, computed=one.computed is not None)) for one in table.columns)
    return {name: reason for name, reason in reasons if reason is not None}


def _table_hint(key: str, tables: Mapping[str, Table]) -> str:
    renamed = next((name for name, table in tables.items() if key in table.formerly), None)
    if renamed is not None:
        return f"its refactor log renames it to {renamed}: say so here and in `from`"
    parts = split_table(key)
    same_name = [name for name, table in tables.items() if parts is not None and table.name == parts[1]]
    return (
        did_you_mean(key, tables, "a view or synonym is none; tables")
        if not same_name
        else f"did you mean `{same_name[0]}`?"
    )


def _source_table(path: tuple[str, ...], configured: SourceTable, table: Table) -> Iterator[Found]:
    names = {column.name for column in table.columns}
    lists = {
        "ignore_columns": configured.ignore_columns,
        "include_columns": configured.include_columns or (),
        "key_columns": configured.key_columns or (),
        "computed_columns": configured.computed_columns,
    }
    for name, columns in lists.items():
        for index, column in enumerate(columns):
            if column not in names:
                yield _no_column((*path, name, index), column, table)
    key = configured.key_columns or table.key
    for index, column in enumerate(configured.ignore_columns):
        if column in key:
            hint = "a row cannot be found without it; `key_columns` may name another key"
            yield (*path, "ignore_columns", index), f"`{column}` is in the key", hint
    if configured.include_columns:
        for column in key:
            if column in names and column not in configured.include_columns:
                what = f"`{column}` is in the key and must be included"
                yield (*path, "include_columns"), what, "add it, or name another key in `key_columns`"
    for index, name in enumerate(configured.computed_columns):
        found = table.column(name)
        if found is not None and found.computed is None:
            yield (*path, "computed_columns", index), f"`{name}` is not computed", "leave it out here"


def _sink_table(path: tuple[str, ...], sink_table: SinkTable, configured: SourceTable, table: Table) -> Iterator[Found]:
    names = {column.name for column in table.columns}
    reasons = _left_out(configured, table)
    for source, target in sink_table.columns.items():
        at = (*path, "columns", source)
        if source not in names:
            yield _no_column(at, source, table)
        elif source in reasons:
            yield at, f"`{source}` is not replicated", reasons[source]
        elif (
            not sink_table.target_exists
            and target in names
            and target not in sink_table.columns
            and target not in reasons
        ):
            yield at, f"the table has a column `{target}` already", "rename or ignore that one as well"


def _hints(
    path: tuple[str, ...], project: Project, sink_table: SinkTable, configured: SourceTable, table: Table
) -> Iterator[Found]:
    """`manual_migration_hints` on columns that the target does not have. Either name will do, source's or target's."""
    reasons = _left_out(configured, table)
    sources = [column.name for column in table.columns if column.name not in reasons]
    targets = [sink_table.columns.get(name, name) for name in sources]
    for use in sink_table.column_templates:
        template = project.templates.get(use.template)
        targets.append(use.name or (template.name if template else use.template))
    known = dict.fromkeys([*targets, *sources])
    hints, at = sink_table.manual_migration_hints, (*path, "manual_migration_hints")
    named = [
        *((("renames", index, "to"), rename.to) for index, rename in enumerate(hints.renames)),
        *((("type_changes", index, "column"), change.column) for index, change in enumerate(hints.type_changes)),
        *((("set_not_null", index, "column"), change.column) for index, change in enumerate(hints.set_not_null)),
    ]
    for where, name in named:
        if name not in known:
            hint = f"{name}: {reasons[name]}" if name in reasons else did_you_mean(name, targets, "columns")
            yield (*at, *where), f"the target has no column `{name}`", hint
    handed_on = {rename.to for rename in hints.renames}  # a → b while b → a, or b → c
    for index, rename in enumerate(hints.renames):
        if rename.from_ in targets and rename.from_ not in handed_on:
            what = f"the target still has a column `{rename.from_}`, so that it was not renamed"
            yield (*at, "renames", index, "from"), what, "a rename is from the old name to the present one"


def _no_column(path: tuple[str | int, ...], column: str, table: Table) -> Found:
    hint = did_you_mean(column, (known.name for known in table.columns), "columns")
    return path, f"{table.full_name} has no column `{column}`", hint
