"""What the merge procedure's template needs to know of a relation, worked out once.

What belongs here: which columns are key, ordinary or large; what a value must meet to fit its column.
What does not: SQL statements (`sql_templates/merge/`), quoting (`environment.py`).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal

from cdc_assets.tables.model import TableDefinition, TargetColumn, TargetTable

_VARCHAR = re.compile(r"(?:varchar|character varying|char|character|bpchar)\((\d+)\)")
_NUMERIC = re.compile(r"(?:numeric|decimal)\((\d+)(?:,\s*(-?\d+))?\)")
_ROUNDED = re.compile(r"(?:numeric|decimal|timestamp|timestamptz|time|timetz)\b.*\(.*")
_STRING = re.compile(r"(?:text|varchar|character varying|char|character|bpchar)\b.*")
_PADDED = re.compile(r"(?:char|character|bpchar)\b(?! varying).*")


_WIDE, _WIDE_LARGE, _BITS = 750, 540, 60
"""PostgreSQL takes 1,664 expressions in a list, and the quick way has two for a column, three where some are large; it
has a bit of a bigint for a large one."""


@dataclass(frozen=True, slots=True)
class MergeColumn:
    """A data column. `check` is SQL that is true for a value that fits the column («{}» stands for the value), None
    where every staged value does; `held` is SQL for what the column makes of a value that fits (fractions rounded,
    excess blanks cut: keys are compared so), None where it changes none; `load` is the type that a staged value must be
    cast to, None where it is assigned as it is; `text` says whether the connector's placeholder arrives as text (else
    bytes)."""

    name: str
    type: str
    check: str | None
    held: str | None
    load: str | None
    text: bool


@dataclass(frozen=True, slots=True)
class MergeContext:
    """A relation as its merge sees it. `data` are the columns that are neither key nor large.

    `tenant` is the column whose value is part of the coverage: that of a shared relation fed by a topic per tenant.
    `settled` says whether batches of plain events may go the quick way (`sql_templates/merge/settled.sql.j2`).
    """

    append: bool
    hard: bool
    key: tuple[MergeColumn, ...]
    data: tuple[MergeColumn, ...]
    large: tuple[MergeColumn, ...]
    tenant: str | None
    settled: bool

    @property
    def columns(self) -> tuple[MergeColumn, ...]:
        """Every data column, key first."""
        return (*self.key, *self.data, *self.large)


def merge_context(table: TargetTable, definition: TableDefinition | None) -> MergeContext:
    """The context of `table`'s merge; without a definition, what its coverage is divided by is left open.

    Large key columns are ordinary key columns: a key is never «unchanged».
    """
    by_name = {column.name: column for column in table.columns}
    key = tuple(by_name[name] for name in table.key)
    rest = [column for column in table.columns if column.name not in table.key]
    hard = table.deletes == "hard" and table.of is None  # a replica keeps the tombstone itself
    tenant = table.tenant_column if definition is not None and "{customer}" in definition.topic else None
    large = tuple(_column(column) for column in rest if _large(table, column))
    return MergeContext(
        append=table.append_only,
        hard=hard,
        key=tuple(map(_column, key)),
        data=tuple(_column(column) for column in rest if not _large(table, column)),
        large=large,
        tenant=tenant,
        settled=len(rest) <= (_WIDE_LARGE if large else _WIDE)
        and len(large) <= _BITS
        and not (table.append_only or hard or tenant or table.of)
        # what sorts as equal must be equal by an operator of pg_catalog: public.citext is not
        and not any("." in column.type for column in key),
    )


PUSH = ("cdc_push_insert", "cdc_push_update")
"""Triggers of a replica that bring merged rows to the existing table it stands for."""


def push_argument(table: TargetTable) -> str:
    """What the triggers of a replica tell `cdc_management.push_to_existing`, as JSON: target, columns, deletes."""
    merge = merge_context(table, None)
    how = {
        "target": table.of,
        "deletes": table.deletes,
        "key": table.key,
        "columns": [column.name for column in merge.columns],
        "large": [column.name for column in merge.large],
    }
    return json.dumps(how, ensure_ascii=False)


def _large(table: TargetTable, column: TargetColumn) -> bool:
    return column.large and not table.append_only


def _column(column: TargetColumn) -> MergeColumn:
    kind = column.type.lower()
    return MergeColumn(
        name=column.name,
        type=column.type,
        check=_check(kind),
        held=_held(kind, column.type),
        load=column.type if column.staging_type == "text" and not _STRING.fullmatch(kind) else None,
        text=not kind.startswith("bytea"),
    )


def _held(kind: str, declared: str) -> str | None:
    """An explicit cast would cut more than blanks: what is too long must stay so, and be refused."""
    if _ROUNDED.fullmatch(kind):
        return f"{{}}::{declared}"
    if _PADDED.fullmatch(kind):
        return "{}::bpchar"  # compares without its blanks
    if match := _VARCHAR.fullmatch(kind):
        size = match[1]
        return (
            f"CASE WHEN octet_length({{}}) > {size} AND char_length({{}}) > {size} "
            f"AND char_length(rtrim({{}}, ' ')) <= {size} THEN left({{}}, {size}) ELSE {{}} END"
        )
    return None


def _check(kind: str) -> str | None:
    """What PostgreSQL asks of a value on assignment: excess blanks are cut, fractions rounded, the rest refused."""
    if match := _VARCHAR.fullmatch(kind):
        return f"(char_length({{}}) <= {match[1]} OR char_length(rtrim({{}}, ' ')) <= {match[1]})"
    if match := _NUMERIC.fullmatch(kind):
        precision, scale = int(match[1]), int(match[2] or 0)
        bound = Decimal(10) ** (precision - scale) - Decimal(5) * Decimal(10) ** (-scale - 1)
        return f"(({{}} > -{bound:f} AND {{}} < {bound:f}) OR {{}} = 'NaN')"
    return None
