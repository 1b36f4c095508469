"""Has a source changed? One hash of everything a catalog says, and a cheap one of a folder of scripts."""

from __future__ import annotations

import hashlib
from pathlib import Path

from cdc_assets.catalog.model import Catalog
from cdc_assets.catalog.project_file import read_folder
from cdc_assets.catalog.snapshot import snapshot_body


def fingerprint(catalog: Catalog) -> str:
    """SHA-256 (hex) of the catalog's content, origins aside: equal for equal catalogs, whatever reader made them."""
    digest = hashlib.sha256(repr((catalog.database, catalog.collation)).encode())
    for schema in sorted({table.schema for table in catalog.tables}):
        digest.update(snapshot_body(catalog, schema).encode())
    return digest.hexdigest()


def scripts_fingerprint(folder: Path, label: str | None = None) -> str:
    """SHA-256 (hex) over names and bytes of the scripts that `read_scripts` would read; nothing is parsed.

    Raises CdcError where the folder or its project file cannot be read.
    """
    found = read_folder(folder, label or folder.name)
    digest = hashlib.sha256()
    for name in (*found.settings, *found.scripts):
        content = hashlib.sha256(found.read(name))
        digest.update(name.encode(errors="surrogateescape") + b"\0" + content.digest())
    return digest.hexdigest()
