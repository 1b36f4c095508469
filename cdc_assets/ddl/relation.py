"""What a relation's file says beside its SQL: comments on where it comes from, and what the merge engine is told."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from cdc_assets.tables.model import TableDefinition, TargetColumn, TargetTable
from cdc_assets.tables.naming import quote_json

# names and literals of a file hold no end of a line and no dollar sign
_IN_FILE = re.compile(r"^SELECT cdc_management\.comment_on\([^$]*(?P<tag>\$cdc\d*\$)(?P<json>.*?)(?P=tag)", re.M | re.S)


def column_comment(column: TargetColumn) -> str:
    """`BrukerNavn nvarchar(50) not null; references dbo.Bruker.Navn; lost: …`."""
    if column.source is None:
        parts = [f"template {column.template}"]
        parts += [column.description] if column.description else []
        parts += [f"value: {column.value}"] if column.value is not None else []
        return "; ".join(parts)
    kind = f"{column.alias} = {column.source_type}" if column.alias else column.source_type
    parts = [f"{column.source} {kind} {'null' if column.source_nullable else 'not null'}"]
    parts += [f"references {column.references}"] if column.references else []
    parts += [f"lost: {column.loss}"] if column.loss else []
    parts += [] if column.carried else ["not in the change stream"]
    return "; ".join(parts)


def comments_json(columns: Iterable[TargetColumn], table: str) -> str:
    """What `cdc_management.comment_on` is told: of the table, then a line per column."""
    comments = [("", table), *((column.name, column_comment(column)) for column in columns)]
    lines = (f"    {quote_json(name)}: {quote_json(text)}" for name, text in comments)
    return "{\n" + ",\n".join(lines) + "\n}"


def comments_in(body: str) -> dict[str, str]:
    """The comments that a table's file gives, by column, "" for the table; none where it is a former version's."""
    found = _IN_FILE.search(body)
    return dict(json.loads(found["json"])) if found else {}


def table_comment(table: TargetTable, definition: TableDefinition) -> str:
    """`Replica of dbo.Actor (service adopus)`, and what is special about it."""
    parts = [f"Replica of {definition.source} (service {definition.service})"]
    if table.of:
        parts.append(f"merges push it to {table.of}, which belongs to somebody else")
    if table.append_only:
        parts.append("append-only: every change event is a row")
    if table.tenant_column:
        parts.append(f"rows of several tenants, told apart by {table.tenant_column}")
    return "; ".join(parts)


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
