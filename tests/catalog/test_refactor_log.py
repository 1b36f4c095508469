"""Renames that a database project's refactor log tells: followed to today's names, kept, and told as what they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from cdc_assets.catalog.changes import catalog_changes
from cdc_assets.catalog.model import Catalog
from cdc_assets.catalog.scripts import read_scripts, scripts_fingerprint
from cdc_assets.catalog.snapshot import read_snapshots, write_snapshots
from tests.catalog.support import problems, read, write_scripts

PROJECT = '<Project><ItemGroup><Build Include="*.sql" /><RefactorLog Include="Db.refactorlog" /></ItemGroup></Project>'
COLUMN, TABLE = "SqlSimpleColumn", "SqlTable"


def operation(element: str, new: str, kind: str = COLUMN, key: str = "", what: str = "NewName") -> str:
    properties = {"ElementName": element, "ElementType": kind, what: new}
    inner = "".join(f'<Property Name="{name}" Value="{value}" />' for name, value in properties.items())
    named = "Rename Refactor" if what == "NewName" else "Move Schema"
    return f'<Operation Name="{named}" Key="{key or hash((element, new))}" ChangeDateTime="x">{inner}</Operation>'


def log(*operations: str) -> str:
    namespace = "http://schemas.microsoft.com/sqlserver/dac/Serialization/2012/02"
    return f'<?xml version="1.0"?>\n<Operations Version="1.0" xmlns="{namespace}">{"".join(operations)}</Operations>'


def catalog(sql: str, *operations: str) -> Catalog:
    return read({"Db.sqlproj": PROJECT, "a.sql": sql, "Db.refactorlog": log(*operations)})


def changes(before: Catalog, after: Catalog) -> list[tuple[str, str | None, str | None]]:
    return [(change.kind, change.before, change.after) for change in catalog_changes(before, after)]


COLOUR = read("CREATE TABLE dbo.Crate (CrateId int NOT NULL PRIMARY KEY, Colour nvarchar(20) NULL)")
PAINT = "CREATE TABLE dbo.Crate (CrateId int NOT NULL PRIMARY KEY, Paint nvarchar(20) NULL)"
TO_PAINT = operation("[dbo].[Crate].[Colour]", "[Paint]")


def test_a_renamed_column_is_told_as_the_rename_it_is() -> None:
    after = catalog(PAINT, TO_PAINT)
    assert after.tables[0].renames == (("Colour", "Paint"),)
    assert changes(COLOUR, after) == [("column_renamed", "Colour", "Paint")]
    assert "the refactor log says so" in catalog_changes(COLOUR, after)[0].sentence
    assert changes(after, after) == []
    assert {kind for kind, *_ in changes(COLOUR, read(PAINT))} == {"column_added", "column_removed"}


@pytest.mark.parametrize(
    ("column", "operations"),
    [
        ("Paint", [TO_PAINT, TO_PAINT]),
        ("Paint", [TO_PAINT, operation("[dbo].[Crate].[Colour]", "[Paint]", key="another")]),
        ("Lack", [TO_PAINT, operation("[dbo].[Crate].[Paint]", "[Lack]")]),
        ("Lack", [operation("dbo.Crate.Colour", "Paint"), operation("[dbo].[CRATE].[paint]", "[lack]")]),
        ("Paint", [TO_PAINT, operation("[dbo].[Crate].[Paint]", "[Lack]"),
                   operation("[dbo].[Crate].[Lack]", "[Paint]", "SqlComputedColumn")]),
        ("A]B.C", [operation("[dbo].[Crate].[Colour]", "[A]]B.C]")]),
        ("Paint", [TO_PAINT, operation("[dbo].[Other].[x]", "[y]"), operation("[dbo].[p]", "[q]", "SqlProcedure"),
                   operation("[dbo].[Crate].[PK]", "[PK2]", "SqlPrimaryKeyConstraint")]),
    ],
)  # fmt: skip
def test_chains_repetitions_and_other_elements_are_followed(column: str, operations: list[str]) -> None:
    quoted = column.replace("]", "]]")
    after = catalog(PAINT.replace("Paint", f"[{quoted}]"), *operations)
    assert changes(COLOUR, after) == [("column_renamed", "Colour", column)]


def test_an_old_name_that_is_used_anew_is_a_new_column() -> None:
    both = PAINT.replace("Paint", "Paint nvarchar(20), Colour")
    first = changes(COLOUR, catalog(both, TO_PAINT))
    assert first == [("column_added", None, "nvarchar(20)")]  # Colour stays what it was: never taken from under it
    assert changes(catalog(PAINT, TO_PAINT), catalog(both, TO_PAINT)) == [("column_added", None, "nvarchar(20)")]


def test_a_renamed_or_moved_table_takes_its_columns_renames_along() -> None:
    table = operation("[dbo].[Crate]", "[Box]", TABLE)
    moved = operation("[dbo].[Box]", "[store]", TABLE, what="NewSchema")
    last = operation("[store].[Box].[Paint]", "[Lack]")
    sql = f"CREATE SCHEMA store\nGO\n{PAINT.replace('dbo.Crate', 'store.Box').replace('Paint', 'Lack')}"
    after = catalog(sql, TO_PAINT, table, moved, last)
    (box,) = after.tables
    assert (box.full_name, box.formerly) == ("store.Box", ("dbo.Crate", "dbo.Box"))
    assert box.renames == (("Colour", "Paint"), ("Paint", "Lack"))
    assert changes(COLOUR, after) == [("table_renamed", "dbo.Crate", "store.Box"), ("column_renamed", "Colour", "Lack")]


def test_a_table_that_takes_a_renamed_ones_name_has_a_history_of_its_own() -> None:
    sql = PAINT.replace("Crate", "Box") + "; CREATE TABLE dbo.Crate (CrateId int PRIMARY KEY, Colour int)"
    after = catalog(sql, TO_PAINT, operation("[dbo].[Crate]", "[Box]", TABLE))
    assert {table.name: table.renames for table in after.tables} == {"Box": (("Colour", "Paint"),), "Crate": ()}


def test_renames_come_back_from_a_snapshot(tmp_path: Path) -> None:
    after = catalog(PAINT, TO_PAINT, operation("[dbo].[Old one]", "[Crate]", TABLE))
    write_snapshots(after, tmp_path)
    assert read_snapshots(tmp_path, "Db") == after
    assert after.tables[0].formerly == ("dbo.Old one",)


def test_the_log_is_the_projects_and_counts_for_the_fingerprint(tmp_path: Path) -> None:
    source = write_scripts(tmp_path / "s", {"Db.sqlproj": PROJECT, "a.sql": PAINT, "Db.refactorlog": log()})
    before = scripts_fingerprint(source)
    (source / "Db.refactorlog").write_text(log(TO_PAINT))
    assert scripts_fingerprint(source) != before
    (source / "Db.sqlproj").write_text(PROJECT.replace("Db.refactorlog", "other.refactorlog"))
    assert read_scripts(source, "Db").tables[0].renames == ()
    broken = {"Db.sqlproj": PROJECT, "a.sql": PAINT, "Db.refactorlog": "<Operations>"}
    assert problems(broken) == ["source/Db.refactorlog: not a refactor log: no element found: line 1, column 12"]
