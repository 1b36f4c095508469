"""The catalog as cdc-pipeline-generator keeps it: `services/_schemas/<service>/<schema>/<table>.yaml`.

They have names, types, nullability and primary keys. Their types are mostly without sizes: such a column is taken for
the widest of its type. What they lack (computed columns, collations, unique and foreign keys) stays unknown.
Other keys than those read here are another tool's business.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from cdc_assets.catalog.model import Catalog, Column, Key, SqlType, Table
from cdc_assets.config.files import Place
from cdc_assets.config.findings import whole
from cdc_assets.config.yaml_nodes import ListNode, Node, ScalarNode, get, kind, read_yaml, text
from cdc_assets.errors import CdcError, Problem, printable

DEFAULT_PATH = "services/_schemas/{service}"
OLDER_PATH = "service-schemas/{service}"
"""Where the other tool kept them before."""


def read_schemas(folder: Path, database: str, label: str | None = None) -> Catalog:
    """The tables of every `<schema>/<table>.yaml` below `folder`; `label` stands for it in messages.

    Raises CdcError with everything that cannot be read, or where there is no file at all.
    """
    label = label or folder.name
    problems: list[Problem] = []
    tables: dict[tuple[str, str], Table] = {}
    for path in _files(folder):
        where = f"{label}/{path.relative_to(folder).as_posix()}"
        table = _table(folder, path, where, problems)
        if table is None:
            continue
        other = tables.setdefault((table.schema, table.name), table)
        if other is not table:
            problems.append(Problem(where, f"describes {table.full_name} again", hint=f"first in {other.origin}"))
    if problems:
        raise CdcError(problems)
    if not tables:
        hint = "one file per table: <schema>/<table>.yaml, with `columns`"
        raise CdcError(Problem(printable(label), "no table is described here", hint=hint))
    return Catalog(database, tuple(table for _, table in sorted(tables.items())))


def _files(folder: Path) -> list[Path]:
    """Files two levels down; folders and files that begin with `_` or `.` are something else."""
    if not folder.is_dir():
        return []
    schemas = [path for path in folder.iterdir() if path.is_dir() and path.name[:1] not in "_."]
    files = [path for schema in schemas for path in schema.iterdir() if path.suffix in {".yaml", ".yml"}]
    return sorted(path for path in files if path.name[:1] not in "_.")


def _table(folder: Path, path: Path, where: str, problems: list[Problem]) -> Table | None:
    from cdc_assets.catalog.tsql.types import type_of_text  # sqlglot takes 0.1 s to import

    file = replace(read_yaml(folder, path.relative_to(folder).as_posix()), path=where)
    problems += [Problem(f"{where}:{fault.line}", fault.what, hint=fault.hint) for fault in file.faults]
    if file.faults:
        return None
    place, listed = Place(where, whole(file), problems), get(file.node, "columns")
    if not isinstance(listed, ListNode) or not listed.items:
        found = "found an empty list" if isinstance(listed, ListNode) else f"found {kind(listed)}"
        place.add("`columns` is a list of {name, type, nullable, primary_key}", found)
        return None
    columns: list[Column] = []
    flagged: list[str] = []
    for position, item in enumerate(listed.items, 1):
        name, written = text(item, "name"), text(item, "type")
        if name is None or written is None:
            place.add("a column needs `name` and `type`", "", "columns", position - 1)
            continue
        try:
            type_ = type_of_text(written)
        except ValueError as wrong:
            place.add(str(wrong), "for example: nvarchar(50)", "columns", position - 1, "type")
            type_ = SqlType("int")
        key = _flag(item, "primary_key", False)
        if key:
            flagged.append(name)
        columns.append(Column(name, type_, _flag(item, "nullable", not key), position))
    key_columns = tuple(_key(get(file.node, "primary_key"))) or tuple(flagged)
    known = {column.name for column in columns}
    for name in key_columns:
        if name not in known:
            place.add(f"the key's column `{name}` is none of `columns`", "", "primary_key")
    return Table(
        text(file.node, "schema") or path.parent.name,
        text(file.node, "table") or path.stem,
        tuple(columns),
        Key(None, key_columns) if key_columns else None,
        origin=f"{where}:1",
    )


def _key(node: Node | None) -> Iterator[str]:
    if isinstance(node, ScalarNode) and not node.null:
        yield node.text
    for item in node.items if isinstance(node, ListNode) else ():
        if isinstance(item, ScalarNode):
            yield item.text


def _flag(node: Node, key: str, default: bool) -> bool:
    found = text(node, key)
    return default if found is None else found.lower() in {"true", "yes", "1"}
