"""Snapshots: whatever a catalog holds comes back, and the file is one that people can read in a diff."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cdc_assets.catalog import snapshot as snapshot_module
from cdc_assets.catalog.column_spec import column_spec, parse_column_spec
from cdc_assets.catalog.model import Catalog, Column, Key, SqlType, Table
from cdc_assets.catalog.snapshot import fingerprint, read_snapshots, render_snapshot, snapshot_file, write_snapshots
from cdc_assets.errors import CdcError
from cdc_assets.flow_yaml import phrase, quoted, word
from tests.catalog import strategies
from tests.catalog.support import read

SCRIPT = """
CREATE TYPE dbo.Personnr FROM nchar(11) NOT NULL
GO
CREATE TABLE dbo.Aktør (
    [Id] int IDENTITY, [Fødselsnr] dbo.Personnr, [yes] nvarchar(max) COLLATE Latin1_General_BIN2 DEFAULT (N'a: #b'),
    [Order Details] AS ([Id]+(1)) PERSISTED, Fra datetime2(3) SPARSE NULL,
    CONSTRAINT PK PRIMARY KEY (Id), CONSTRAINT [U x] UNIQUE (Fødselsnr, [yes]), INDEX f UNIQUE (Fra) WHERE [Fra]>'2020')
CREATE TABLE dbo.[no] (a int CONSTRAINT [FK:1] REFERENCES Aktør)
CREATE TABLE geo.Land (k char(2) PRIMARY KEY NONCLUSTERED) WITH (MEMORY_OPTIMIZED = ON)
"""

SNAPSHOT = """\
format: 1
database: Db
schema: dbo
tables:
  Aktør:
    columns:
      Id: int not null identity
      Fødselsnr: nchar(11) not null alias dbo.Personnr
      "yes": "nvarchar(max) null collate Latin1_General_BIN2 default (N'a: #b')"
      "Order Details": computed null persisted as ([Id]+(1))
      Fra: datetime2(3) null sparse
    primary_key: {name: PK, columns: [Id], clustered: true}
    unique_keys:
      - {name: "U x", columns: [Fødselsnr, "yes"]}
      - {name: f, columns: [Fra], constraint: false, filter: "[Fra]>'2020'"}
  "no":
    columns:
      a: int null
    foreign_keys:
      - {name: "FK:1", columns: [a], schema: dbo, table: Aktør, references: [Id]}
"""


def test_a_snapshot_has_one_line_per_column_and_says_nothing_that_is_the_default(tmp_path: Path) -> None:
    catalog = read(SCRIPT)
    text = render_snapshot(catalog, "dbo")
    assert text.startswith("# DO NOT EDIT")
    assert "\n".join(line for line in text.splitlines() if not line.startswith("#")) + "\n" == SNAPSHOT
    report = write_snapshots(catalog, tmp_path)
    assert report.written == ("Db.dbo.yaml", "Db.geo.yaml")
    assert (tmp_path / "Db.dbo.yaml").read_text() == text
    assert read_snapshots(tmp_path, "Db") == catalog


def test_writing_again_changes_nothing_and_removes_files_whose_schema_is_gone(tmp_path: Path) -> None:
    catalog = read(SCRIPT)
    write_snapshots(catalog, tmp_path)
    other = write_snapshots(replace(catalog, database="Db.x"), tmp_path)
    assert other.written == ("Db%2Ex.dbo.yaml", "Db%2Ex.geo.yaml")
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    again = write_snapshots(catalog, tmp_path)
    assert (again.written, again.unchanged, again.orphaned) == ((), ("Db.dbo.yaml", "Db.geo.yaml"), ())
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before
    without = replace(catalog, tables=catalog.tables[:2])
    assert write_snapshots(without, tmp_path, ["dbo"]).orphaned == ()
    assert read_snapshots(tmp_path, "Db") == catalog, "the other schema was not read"
    report = write_snapshots(without, tmp_path, ["dbo", "GEO"])
    assert report.orphaned == report.removed == ("Db.geo.yaml",)
    assert read_snapshots(tmp_path, "Db") == without
    assert (tmp_path / "Db%2Ex.geo.yaml").exists(), "another database's"
    write_snapshots(catalog, tmp_path)
    assert write_snapshots(without, tmp_path).removed == ("Db.geo.yaml",)


@settings(max_examples=60, deadline=None)
@given(strategies.catalogs)
def test_any_catalog_comes_back_from_its_snapshot(catalog: Catalog) -> None:
    with TemporaryDirectory() as folder:
        report = write_snapshots(catalog, Path(folder))
        assert len(report.written) == len({table.schema for table in catalog.tables})
        for schema in {table.schema for table in catalog.tables}:
            content = yaml.safe_load(render_snapshot(catalog, schema))
            assert list(content["tables"]) == [table.name for table in catalog.tables if table.schema == schema]
        cache = Path(folder) / "cache"
        for _ in range(2):
            back = read_snapshots(Path(folder), catalog.database, cache)
            assert back == catalog
            assert fingerprint(back) == fingerprint(catalog)


@settings(max_examples=200, deadline=None)
@given(strategies.columns, st.integers(1, 5))
def test_any_column_comes_back_from_its_line(column: Column, position: int) -> None:
    assert parse_column_spec(column.name, column_spec(column, position), position) == column


@settings(max_examples=300, deadline=None)
@given(strategies.text)
def test_any_text_is_that_text_to_a_yaml_loader_and_takes_one_line(text: str) -> None:
    document = f"{{{word(text)}: [{word(text)}, {quoted(text)}]}}"
    if len(quoted(text)) < 1000:  # libyaml's limit for a key
        assert yaml.safe_load(document) == yaml.load(document, Loader=snapshot_module._LOADER) == {text: [text, text]}
    assert yaml.safe_load(f"a: {phrase(text)}\nb: 1") == {"a": text, "b": 1}
    assert len(phrase(text).splitlines()) <= 1


@pytest.mark.parametrize(
    "spec",
    [
        "",
        "int",
        "int nul",
        "int null identitty",
        "int null identity  sparse",
        "int(5) null",
        "decimal(5) null",
        "nvarchar(x) null",
        "int(size=3) null",
        "int null alias",
        "int null defaults 1",
        "(5) null",
    ],
)
def test_a_line_that_is_no_column_is_an_error(spec: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_column_spec("c", spec, 1)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("format: 1", "format: 2", "generated/schemas/Db.dbo.yaml: format: format 2; this version reads 1"),
        ("database: Db", "database: X", "generated/schemas/Db.dbo.yaml: database: a snapshot of 'X', not of 'Db'"),
        ("schema: dbo", "schema: [1]", "generated/schemas/Db.dbo.yaml: schema: text expected, not ['1']"),
        ("int null\n", "int nul\n", "tables.no.columns.a: `int nul` does not begin with a type"),
        ("clustered: true", "clustered: yes", "tables.Aktør.primary_key: true or false expected, not 'yes'"),
        ("columns:\n      a: int null", "columns: 3", "tables.no.columns: a mapping expected, not '3'"),
        ("columns: [Id]", "columns: Id", "tables.Aktør.primary_key.columns: a list expected, not 'Id'"),
        ("columns:\n      a: int", "colums:\n      a: int", "tables.no: the key 'colums' is not known"),
        ("a: int null", "a: [int]", "tables.no.columns.a: unhashable type: 'list'"),
        ("columns: [a],", "columns: [[1]],", "tables.no.foreign_keys.columns: text expected, not ['1']"),
        ("tables:", "<<<<<<< HEAD\ntables:", "generated/schemas/Db.dbo.yaml:7: not YAML"),
    ],
)  # fmt: skip
def test_a_file_that_was_not_written_here_is_refused_with_the_place(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    folder = tmp_path / "generated" / "schemas"
    write_snapshots(read(SCRIPT), folder)
    path = folder / "Db.dbo.yaml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(CdcError) as error:
        read_snapshots(folder, "Db")
    (problem,) = error.value.problems
    assert expected in str(problem)
    assert problem.hint == "materialise source_schema again"


def test_without_a_snapshot_there_is_no_catalog(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(CdcError, match="no snapshot of Db") as error:
            read_snapshots(folder, "Db")
        (problem,) = error.value.problems
        assert problem.where == f"{folder.parent.name}/{folder.name}", "no name of a file that nobody has seen"
        assert "cdc schema-docs" in problem.hint


def test_an_unchanged_snapshot_is_not_parsed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalog = read(SCRIPT)
    write_snapshots(catalog, tmp_path)
    loaded: list[bytes] = []
    load = snapshot_module._load
    monkeypatch.setattr(snapshot_module, "_load", lambda data: (loaded.append(data), load(data))[1])
    assert read_snapshots(tmp_path, "Db", tmp_path / "c") == read_snapshots(tmp_path, "Db", tmp_path / "c") == catalog
    assert len(loaded) == 2
    write_snapshots(replace(catalog, tables=(*catalog.tables[:2], replace(catalog.tables[2], name="L"))), tmp_path)
    read_snapshots(tmp_path, "Db", tmp_path / "c")
    assert len(loaded) == 3


def test_file_names_are_safe_and_distinct() -> None:
    awkward = [
        "a.b",
        "a",
        "b",
        "a/b",
        "..",
        "a b",
        "%2E",
        "æ",
        "x" * 128,
        "x" * 127 + "y",
        "🙂" * 64,
        "C:\\",
        "a\0b",
        "~",
    ]
    files = [snapshot_file(database, schema) for database in awkward for schema in awkward]
    assert len(set(files)) == len(files)
    assert all(len(file.encode()) < 250 and "/" not in file and "\\" not in file and "\0" not in file for file in files)


COLUMN = Column("a", SqlType("int"), False, 1)
TABLE = Table("dbo", "t", (COLUMN, Column("b", SqlType("nvarchar", length=5), True, 2)), Key("PK", ("a",)), object_id=7)
CHANGES = [
    replace(TABLE, name="T"),
    replace(TABLE, schema="x"),
    replace(TABLE, object_id=8),
    replace(TABLE, cdc_enabled=False),
    replace(TABLE, temporal=True),
    replace(TABLE, not_capturable="external"),
    replace(TABLE, primary_key=None),
    replace(TABLE, primary_key=Key("PK", ("a",), clustered=True)),
    replace(TABLE, unique_keys=(Key("PK", ("a",)),)),
    replace(TABLE, columns=TABLE.columns[::-1]),
    replace(TABLE, columns=(COLUMN,)),
    *(
        replace(TABLE, columns=(replace(COLUMN, **change), TABLE.columns[1]))
        for change in (
            {"name": "A"},
            {"type": SqlType("bigint")},
            {"type": SqlType("int", alias="dbo.x")},
            {"nullable": True},
            {"column_id": 3},
            {"identity": True},
            {"computed": "(1)"},
            {"persisted": True},
            {"default": "(1)"},
            {"collation": "x"},
            {"sparse": True},
            {"rowguidcol": True},
            {"hidden": True},
            {"encrypted": True},
        )
    ),
]


def test_the_fingerprint_changes_with_everything_but_the_origin() -> None:
    catalogs = [Catalog("d", (table,)) for table in (TABLE, *CHANGES)]
    catalogs += [Catalog("e", (TABLE,)), Catalog("d", (TABLE,), "x"), Catalog("d", ()), Catalog("d", (), "x")]
    assert len({fingerprint(catalog) for catalog in catalogs}) == len(catalogs)
    assert fingerprint(Catalog("d", (replace(TABLE, origin="x.sql:1"),))) == fingerprint(catalogs[0])
