"""What a service wants captured, from its table definitions and the source's catalog."""

from __future__ import annotations

from collections.abc import Sequence

from cdc_assets.capture.model import Wanted
from cdc_assets.catalog.model import Catalog, Table
from cdc_assets.catalog.quoting import holds_control
from cdc_assets.errors import CdcError, Problem
from cdc_assets.tables.model import TableDefinition

RESERVED = frozenset({"__$start_lsn", "__$end_lsn", "__$seqval", "__$operation", "__$update_mask", "__$command_id"})
"""Columns every change table has. sys.sp_cdc_enable_table refuses the same names in a source table."""


def wanted_capture(definitions: Sequence[TableDefinition], catalog: Catalog) -> tuple[Wanted, ...]:
    """The source tables of `definitions` with the columns some target takes, sorted by name.

    Computed columns are left out: change tables hold NULL in them. The primary key is always taken: SQL Server
    refuses a list without it. Raises CdcError for a table or column that the catalog does not have.
    """
    columns: dict[str, set[str]] = {}
    keys: dict[str, tuple[str, ...]] = {}
    for definition in definitions:
        taken = columns.setdefault(definition.source, set())
        taken.update(column.source for target in definition.targets for column in target.columns if column.source)
        taken.update(definition.source_key)
        keys[definition.source] = definition.source_key
    problems: list[Problem] = []
    found: list[Wanted] = []
    for name in sorted(columns):
        table = catalog.table(name)
        if table is None:
            problems.append(Problem(catalog.database, f"there is no table {name}", hint="run the stages again"))
            continue
        missing = sorted(column for column in columns[name] if table.column(column) is None)
        problems.extend(
            Problem(catalog.database, f"{name} has no column `{column}`", hint="run the stages again")
            for column in missing
        )
        found.append(_wanted(table, columns[name], keys[name]))
    if problems:
        raise CdcError(problems)
    return tuple(found)


def _wanted(table: Table, taken: set[str], key: tuple[str, ...]) -> Wanted:
    primary = table.primary_key.columns if table.primary_key else ()
    taken = taken | set(primary)
    reserved = sorted(RESERVED & {column.name for column in table.columns})
    reason = table.not_capturable
    if reason is None and reserved:
        reason = f"its column {reserved[0]} has a name that change tables use themselves"
    index = None if primary else _index(table, key)
    names = (table.schema, table.name, index or "", *(column.name for column in table.columns if column.name in taken))
    unfit = next((name for name in names if holds_control(name)), None)
    if reason is None and unfit is not None:
        reason = f"the name {unfit!r} holds a control character, which no script can hold: rename it, or leave it out"
    return Wanted(
        table.schema,
        table.name,
        tuple(column.name for column in table.columns if column.name in taken and column.computed is None),
        primary,
        index,
        reason,
    )


def _index(table: Table, key: tuple[str, ...]) -> str | None:
    """A named unique index over exactly the configured key, in the place of a missing primary key."""
    return next(
        (unique.name for unique in table.unique_keys if set(unique.columns) == set(key) and not unique.filter), None
    )
