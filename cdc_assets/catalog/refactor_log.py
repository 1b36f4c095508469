"""A database project's refactor log: which tables and columns were renamed, whatever their scripts say now."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cdc_assets.catalog.model import Table
from cdc_assets.catalog.msbuild import parse_xml

_PART = re.compile(r"\[((?:[^\]]|\]\])*)\]|([^.\[\]]+)")


@dataclass(frozen=True, slots=True)
class Operation:
    """A table or column (`name`: schema, table, column) that got another name, or a table another schema."""

    key: str
    name: tuple[str, ...]
    new_name: str | None
    new_schema: str | None


@dataclass(slots=True)
class _History:
    """What a table was called, and its columns' renames, oldest first."""

    formerly: list[str] = field(default_factory=list)
    renames: list[tuple[str, str]] = field(default_factory=list)


def read_log(data: bytes, path: Path, label: str) -> list[Operation]:
    """The renames of tables and columns in a refactor log, oldest first. Raises CdcError where it is none."""
    found = []
    for node in parse_xml(data, path, label, "refactor log").children:
        properties = {one.get("Name").lower(): one.get("Value") for one in node.children if one.tag == "property"}
        kind, name = properties.get("elementtype", "").lower(), _parts(properties.get("elementname", ""))
        new_name, new_schema = _parts(properties.get("newname", "")), _parts(properties.get("newschema", ""))
        column = kind.startswith("sql") and kind.endswith("column") and len(name) == 3
        if (column and new_name) or (kind == "sqltable" and len(name) == 2 and (new_name or new_schema)):
            key = node.get("Key") or node.where
            found.append(Operation(key, name, *(part[0] if part else None for part in (new_name, new_schema))))
    return found


def _parts(text: str) -> tuple[str, ...]:
    return tuple(quoted.replace("]]", "]") or bare for quoted, bare in _PART.findall(text))


def with_history(tables: Iterable[Table], operations: Sequence[Operation]) -> tuple[Table, ...]:
    """`tables` with what the log knows of them. An operation counts once, however often a merge brought it in."""
    histories: dict[str, _History] = {}
    for operation in {operation.key: operation for operation in operations}.values():
        schema, table, *column = operation.name
        key = f"{schema}.{table}".casefold()
        if column:
            histories.setdefault(key, _History()).renames.append((column[0], operation.new_name or ""))
        else:
            history = histories.pop(key, _History())
            history.formerly.append(f"{schema}.{table}")
            new = f"{operation.new_schema or schema}.{operation.new_name or table}"
            histories[new.casefold()] = history
    return tuple(_with_names(table, histories.get(table.full_name.casefold())) for table in tables)


def _with_names(table: Table, history: _History | None) -> Table:
    if history is None:
        return table
    spelled = {column.name.casefold(): column.name for column in table.columns}
    for name in (name for pair in history.renames for name in pair):
        spelled.setdefault(name.casefold(), name)
    renames = tuple((spelled[old.casefold()], spelled[new.casefold()]) for old, new in history.renames)
    return replace(table, formerly=tuple(history.formerly), renames=renames)
