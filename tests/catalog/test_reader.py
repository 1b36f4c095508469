"""Which reader a server entry means."""

from __future__ import annotations

from pathlib import Path

import pytest

from cdc_assets.catalog.model import Catalog
from cdc_assets.catalog.reader import read_catalog
from cdc_assets.catalog.snapshot import write_snapshots
from cdc_assets.config.model import ReferenceSource, SourceServer
from cdc_assets.errors import CdcError
from tests.catalog.support import write_scripts


def source(driver: str, path: str | None, *schemas: str) -> ReferenceSource:
    return ReferenceSource(SourceServer(driver=driver, path=path), "default", "Db", schemas)


def read(root: Path, driver: str, path: str | None, *schemas: str) -> Catalog:
    return read_catalog(root, source(driver, path, *schemas), {}, root / ".cdc")


def test_scripts_and_their_snapshot_are_one_catalog_restricted_to_the_schemas_asked_for(tmp_path: Path) -> None:
    write_scripts(
        tmp_path / "db" / "kilde", "CREATE TABLE a (i int); CREATE TABLE x.b (i int); CREATE TABLE y.c (i int)"
    )
    everything = read(tmp_path, "scripts", "db/kilde")
    assert [table.full_name for table in everything.tables] == ["dbo.a", "x.b", "y.c"]
    assert everything.tables[0].origin == "db/kilde/a.sql:1"
    write_snapshots(everything, tmp_path / "snapshots")
    assert read(tmp_path, "snapshot", "snapshots") == everything
    for driver, path in (("scripts", "db/kilde"), ("snapshot", "snapshots")):
        assert [table.full_name for table in read(tmp_path, driver, path, "DBO", "y").tables] == ["dbo.a", "y.c"]


def test_what_is_wrong_with_the_entry_is_said_in_its_words(tmp_path: Path) -> None:
    write_scripts(tmp_path / "kilde", "CREATE TABLE a (i int)")
    for driver in ("scripts", "snapshot"):
        with pytest.raises(CdcError, match=rf"servers.default.path: `driver: {driver}` needs a path"):
            read(tmp_path, driver, None)
    with pytest.raises(CdcError, match=r"Db has no table in x, y.*there are: dbo"):
        read(tmp_path, "scripts", "kilde", "x", "y")
    with pytest.raises(CdcError, match="borte: no such folder"):
        read(tmp_path, "scripts", "borte")
