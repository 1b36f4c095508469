"""What is known of changes and no diff can see, by unit: `manual_migration_hints` of a service, refactor logs, and the
ledger of renames that the source's ids proved (`evolution/renames.yaml`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import yaml

from cdc_assets.config.model import Service, SinkTable
from cdc_assets.errors import CdcError, Problem, one_line
from cdc_assets.files import read_text, write_text_if_changed
from cdc_assets.migrate.desired import Hints, UnitKey
from cdc_assets.tables.build import configured_tables
from cdc_assets.tables.model import TableDefinition, TargetTable, ours_in
from cdc_assets.tables.naming import fit

RENAMES = "evolution/renames.yaml"
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
    declared = (*logged, *((rename.from_, rename.to) for rename in given.renames))
    by_source = {column.source: column.name for column in table.columns if column.source is not None}

    def target(name: str) -> str:
        return by_source.get(name) or fit(use.columns.get(name, name))

    renames = tuple((fit(use.columns.get(old, old)), target(new)) for old, new in declared)
    return Hints(
        (*recorded, *(pair for pair in renames if pair not in recorded)),
        {target(change.column): change.using for change in given.type_changes},
        {target(change.column): change.pre_sql or "" for change in given.set_not_null},
        declared=renames,
    )


def read_ledger(folder: Path) -> Ledger:
    """The recorded renames of a sink's migrations folder. Raises CdcError for a file that is none."""
    path = folder / RENAMES
    if not path.exists():
        return {}
    try:
        entries = yaml.safe_load(read_text(path)) or []
        found: dict[UnitKey, list[tuple[str, str]]] = {}
        for entry in entries:
            found.setdefault((entry.get("schema"), entry["table"]), []).append((str(entry["from"]), str(entry["to"])))
    except (yaml.YAMLError, TypeError, KeyError, AttributeError, ValueError, RecursionError) as error:
        hint = "a list of {table, from, to}; restore it with git"
        raise CdcError(Problem(path.as_posix(), f"not a ledger of renames: {one_line(error)}", hint=hint)) from None
    return {key: tuple(pairs) for key, pairs in found.items()}


def record_renames(folder: Path, key: UnitKey, pairs: Sequence[tuple[str, str]]) -> list[str]:
    """Append proven renames to the ledger."""
    known = read_ledger(folder).get(key, ())
    new = [pair for pair in pairs if pair not in known]
    if not new:
        return []
    path = folder / RENAMES
    text = read_text(path) if path.exists() else "# Renames that the source's ids proved; plans read them.\n"
    for old, name in new:
        entry = {"table": key[1], "from": old, "to": name}
        if key[0] is not None:
            entry = {"schema": key[0], **entry}
        text += "- " + yaml.safe_dump(entry, allow_unicode=True, default_flow_style=True, sort_keys=False, width=10_000)
    return [RENAMES] if write_text_if_changed(path, text) else []
