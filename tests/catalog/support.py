"""Folders of scripts made for one test, and catalogs in few words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent

from cdc_assets.catalog.column_spec import column_spec
from cdc_assets.catalog.model import Catalog, Table
from cdc_assets.catalog.scripts import read_scripts
from cdc_assets.catalog.snapshot import snapshot_body
from cdc_assets.errors import CdcError

Scripts = str | Mapping[str, str | bytes]


def write_scripts(folder: Path, scripts: Scripts) -> Path:
    """Write one script (a.sql), or file name → content, below `folder`, and return it."""
    for name, content in ({"a.sql": scripts} if isinstance(scripts, str) else scripts).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def read(scripts: Scripts) -> Catalog:
    with TemporaryDirectory() as folder:
        return read_scripts(write_scripts(Path(folder) / "source", scripts), "Db")


def only_table(scripts: Scripts) -> Table:
    (table,) = read(scripts).tables
    return table


def spec(table: Table, name: str) -> str:
    column = table.column(name)
    assert column is not None, f"no column {name} among {[other.name for other in table.columns]}"
    return column_spec(column, column.column_id)


def described(table: Table) -> str:
    """The table as a snapshot shows it, without its name."""
    body = snapshot_body(Catalog("d", (table,)), table.schema)
    return dedent("\n".join(body.splitlines()[5:]))


def problems(scripts: Scripts) -> list[str]:
    """The problems of a folder, each as `line: what` when in the only script, else `file:line: what`."""
    try:
        read(scripts)
    except CdcError as error:
        return [f"{problem.where}: {problem.what}".removeprefix("source/a.sql:") for problem in error.problems]
    return []
