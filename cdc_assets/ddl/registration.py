"""What a relation's file tells the merge engine; all else the engine reads from the catalog."""

from __future__ import annotations

import json
from dataclasses import dataclass

from cdc_assets.tables.model import TableDefinition, TargetTable

PUSH = ("cdc_push_insert", "cdc_push_update")
"""Triggers of a replica that bring merged rows to the existing table it stands for."""


@dataclass(frozen=True, slots=True)
class Registration:
    """The arguments of `cdc_management.register_merge`.

    `key` is empty where every event is a row of its own. `large` are the columns that a connector may leave out of an
    update. `tenant_column` holds the tenant whose offset it is, where topics are per tenant and the relation is shared.
    """

    key: tuple[str, ...]
    large: tuple[str, ...]
    hard_deletes: bool
    tenant_column: str | None
    unchanged_large_values: str


def registration(table: TargetTable, definition: TableDefinition) -> Registration:
    """The registration of `table`. A key column is never unchanged; a replica keeps its tombstones itself."""
    return Registration(
        key=table.key,
        large=_large(table),
        hard_deletes=table.deletes == "hard" and table.of is None,
        tenant_column=definition.tenant_column(table),
        unchanged_large_values=table.unchanged_large_values,
    )


def push_argument(table: TargetTable) -> str:
    """What the triggers of a replica tell `cdc_management.push_to_existing`, as JSON: target, columns, deletes."""
    rest = [column.name for column in table.columns if column.name not in table.key]
    how = {
        "target": table.of,
        "deletes": table.deletes,
        "key": table.key,
        "columns": [
            *table.key,
            *(name for name in rest if name not in _large(table)),
            *_large(table),
        ],
        "large": _large(table),
    }
    return json.dumps(how, ensure_ascii=False)


def _large(table: TargetTable) -> tuple[str, ...]:
    if table.append_only:
        return ()
    return tuple(column.name for column in table.columns if column.large and column.name not in table.key)
