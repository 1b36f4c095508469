"""One way to a catalog, whatever it is read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from cdc_assets.catalog.model import Catalog
from cdc_assets.catalog.names import ByName
from cdc_assets.catalog.schemas import DEFAULT_PATH, OLDER_PATH, read_schemas
from cdc_assets.catalog.scripts import read_scripts, scripts_fingerprint
from cdc_assets.catalog.snapshot import fingerprint, read_snapshots
from cdc_assets.config.model import ReferenceSource
from cdc_assets.errors import CdcError, Problem


def read_catalog(root: Path, source: ReferenceSource, environ: Mapping[str, str], cache_dir: Path | None) -> Catalog:
    """The catalog of `source`'s schemas: drivers `scripts`, `snapshot`, `schemas` read below `root`, others a server.

    Raises CdcError where it cannot be read completely, or holds no table in any of the schemas: an empty catalog is a
    wrong path, a wrong database or a missing permission, never `everything was dropped`.
    """
    if source.is_live:
        from cdc_assets.catalog.live import read_live  # pyodbc is needed by those alone who read a server

        return read_live(source, environ)
    folder = _folder(root, source)
    if source.server.driver == "scripts":
        return _restricted(read_scripts(folder, source.database, cache_dir, _label(root, folder)), source)
    if source.server.driver == "snapshot":
        return _restricted(read_snapshots(folder, source.database, cache_dir), source)
    return _restricted(read_schemas(folder, source.database, _label(root, folder)), source)


def source_fingerprint(root: Path, source: ReferenceSource, environ: Mapping[str, str], cache_dir: Path | None) -> str:
    """A hash that changes when `read_catalog` would read something else: what a drift sensor compares, at little cost.

    Scripts: their names and bytes, unparsed; else the hash of the catalog, which a live server tells in one round trip.
    It changes when something in the snapshot would, and only then. Raises CdcError like `read_catalog`.
    """
    if source.server.driver == "scripts":
        folder = _folder(root, source)
        return scripts_fingerprint(folder, _label(root, folder))
    return fingerprint(read_catalog(root, source, environ, cache_dir))


def _folder(root: Path, source: ReferenceSource) -> Path:
    path, names = source.server.path, {"{database}": source.database, "{service}": source.service}
    if not path and source.server.driver == "schemas" and source.service:
        path = DEFAULT_PATH if (root / DEFAULT_PATH.replace("{service}", source.service)).is_dir() else OLDER_PATH
    if not path:
        what = f"`driver: {source.server.driver}` needs a path"
        raise CdcError(Problem("source-groups.yaml", what, f"servers.{source.server_name}.path", "path: source"))
    for placeholder, name in names.items():
        path = path.replace(placeholder, name)
    return root / path


def _label(root: Path, folder: Path) -> str:
    return folder.relative_to(root).as_posix() if folder.is_relative_to(root) else folder.as_posix()


def _restricted(catalog: Catalog, source: ReferenceSource) -> Catalog:
    """The tables of the schemas asked for; no schema named means all."""
    if not source.schemas:
        return catalog
    wanted = ByName((schema, True) for schema in source.schemas)
    tables = tuple(table for table in catalog.tables if wanted.find(table.schema))
    if not tables:
        found = ", ".join(sorted({table.schema for table in catalog.tables}))
        what = f"{source.database} has no table in {', '.join(source.schemas)}"
        raise CdcError(Problem("source-groups.yaml", what, f"servers.{source.server_name}", f"there are: {found}"))
    return replace(catalog, tables=tables)
