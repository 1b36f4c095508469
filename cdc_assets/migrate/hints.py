"""What people said about changes: `manual_migration_hints` of a service, refactor logs and the ledger, by unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cdc_assets.config.model import Service, SinkTable
from cdc_assets.migrate.desired import Hints, UnitKey
from cdc_assets.tables.build import configured_tables
from cdc_assets.tables.model import TableDefinition, TargetTable, ours_in
from cdc_assets.tables.naming import fit

Ledger = Mapping[UnitKey, tuple[tuple[str, str], ...]]
"""Renames that were recorded, oldest first: (old, new) target columns."""


def unit_hints(
    service: Service, sink: str, definitions: Iterable[TableDefinition], ledger: Ledger | None = None
) -> dict[UnitKey, Hints]:
    """The hints of every unit that has any. Names in the YAML may be the source's or the target's."""
    found: dict[UnitKey, Hints] = {}
    recorded = ledger or {}
    configured = configured_tables(service, sink)
    for definition, table, made in ours_in(definitions, sink):
        key = (made.schema, made.name)
        use = configured.get((table.schema or service.name, table.name))
        known = recorded.get(key, ())
        hints = _hints(use, table, known, definition.renames) if use else Hints(renames=known)
        if hints != Hints():
            found[key] = hints
    return found


def _hints(
    use: SinkTable, table: TargetTable, recorded: tuple[tuple[str, str], ...], logged: tuple[tuple[str, str], ...]
) -> Hints:
    given = use.manual_migration_hints
    told = (*logged, *((rename.from_, rename.to) for rename in given.renames))
    by_source = {column.source: column.name for column in table.columns if column.source is not None}

    def target(name: str) -> str:
        return by_source.get(name) or fit(use.columns.get(name, name))

    renames = tuple((fit(use.columns.get(old, old)), target(new)) for old, new in told)
    return Hints(
        (*recorded, *(pair for pair in renames if pair not in recorded)),
        {target(change.column): change.using for change in given.type_changes},
        {target(change.column): change.pre_sql or "" for change in given.set_not_null},
        told=renames,
    )
