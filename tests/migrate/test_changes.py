"""The source diff: what is said of two catalogs, and what is never guessed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cdc_assets.catalog.changes import catalog_changes, widens
from cdc_assets.catalog.model import MAX, Catalog, Column, Key, SqlType, Table
from cdc_assets.tables.changes import definition_changes
from cdc_assets.tables.model import TableDefinition, TargetColumn, TargetTable

INT = SqlType("int")


def column(name: str, number: int, type_: SqlType = INT, *, nullable: bool = True, **more) -> Column:
    return Column(name, type_, nullable, number, **more)


def table(name: str, *columns: Column, object_id: int | None = None, key: tuple[str, ...] = ("id",), **more) -> Table:
    all_columns = (column("id", 1, nullable=False), *columns)
    return Table("dbo", name, all_columns, Key("pk", key) if key else None, object_id=object_id, **more)


def catalog(*tables: Table, database: str = "AdOpusTest") -> Catalog:
    return Catalog(database, tables)


def said(before: Catalog, after: Catalog, renames=None) -> list[tuple[str, str, str | None]]:
    return [(c.kind, c.severity, c.column) for c in catalog_changes(before, after, renames)]


def test_equal_catalogs_have_no_changes():
    same = catalog(table("Actor", column("navn", 2), object_id=7))
    assert catalog_changes(same, same) == ()


def test_a_column_that_kept_its_ids_is_renamed():
    before = catalog(table("Actor", column("navn", 2), object_id=7))
    after = catalog(table("Actor", column("fullt_navn", 2), object_id=7))
    assert said(before, after) == [("column_renamed", "automatic", "fullt_navn")]
    (change,) = catalog_changes(before, after)
    assert (change.table, change.before, change.after) == ("dbo.Actor", "navn", "fullt_navn")


def test_without_ids_a_rename_is_never_guessed():
    before = catalog(table("Actor", column("navn", 2)))
    after = catalog(table("Actor", column("navn2", 2)))
    assert said(before, after) == [("column_added", "automatic", "navn2"), ("column_removed", "automatic", "navn")]
    assert catalog_changes(before, after)[1].sentence.endswith(
        "If it is called navn2 now, say so in manual_migration_hints."
    )
    assert said(before, after, {"dbo.Actor": {"navn": "navn2"}}) == [("column_renamed", "automatic", "navn2")]


def test_ids_of_another_database_are_not_believed():
    before = catalog(table("Actor", column("navn", 2), object_id=7))
    after = catalog(table("Actor", column("epost", 2), object_id=7), database="Prod")
    assert [kind for kind, *_ in said(before, after)] == ["column_added", "column_removed"]


def test_a_hint_whose_old_column_still_exists_counts_for_nothing():
    before = catalog(table("Actor", column("a", 2)))
    after = catalog(table("Actor", column("a", 2), column("b", 3)))
    assert said(before, after, {"dbo.Actor": {"a": "b"}}) == [("column_added", "automatic", "b")]


def test_two_columns_that_swap_names_are_two_renames():
    before = catalog(table("Actor", column("a", 2), column("b", 3), object_id=7))
    after = catalog(table("Actor", column("b", 2), column("a", 3), object_id=7))
    assert [kind for kind, *_ in said(before, after)] == ["column_renamed", "column_renamed"]


def test_a_table_that_was_dropped_and_created_again_is_compared_by_name():
    before = catalog(table("Actor", column("a", 2), column("b", 3), object_id=7))
    after = catalog(table("Actor", column("b", 2), object_id=8))
    assert [kind for kind, *_ in said(before, after)] == ["table_recreated", "column_removed"]


def test_a_renamed_table_is_found_by_its_object_id():
    before = catalog(table("Actor", object_id=7))
    assert said(before, catalog(table("Aktor", object_id=7))) == [("table_renamed", "approval", None)]


def test_added_and_removed_tables_are_named():
    before, after = catalog(table("Actor")), catalog(table("Fraver"))
    assert said(before, after) == [("table_removed", "approval", None), ("table_added", "automatic", None)]


def test_everything_else_about_a_column_is_said_with_its_severity():
    old = column("a", 2, SqlType("nvarchar", 50), nullable=True, collation="Danish_Norwegian_CI_AS")
    cases = {
        ("column_retyped", "automatic"): replace(old, type=SqlType("nvarchar", 80)),
        ("column_retyped", "approval"): replace(old, type=SqlType("nvarchar", 20)),
        ("column_nullability", "info"): replace(old, nullable=False),
        ("column_computed", "approval"): replace(old, computed="([id]+1)"),
        ("column_default", "info"): replace(old, default="('x')"),
        ("column_collation", "info"): replace(old, collation=None),
    }
    for (kind, severity), new in cases.items():
        changes = catalog_changes(catalog(table("T", old)), catalog(table("T", new)))
        assert [(c.kind, c.severity) for c in changes] == [(kind, severity)]
        assert "dbo.T.a" in changes[0].sentence
        assert changes[0].sentence.endswith(".")


@pytest.mark.parametrize(
    ("written", "stored", "same"),
    [
        ("0", "((0))", True),
        ("(0)", "((0))", True),
        ("getdate()", "(getdate())", True),
        ("N')('", "(N')(')", True),
        ("(1) + (2)", "((1) + (2))", True),
        ("(1) + (2)", "1) + (2", False),
        ("0", "((1))", False),
        (None, "((0))", False),
    ],
)
def test_the_brackets_that_a_server_puts_around_a_default_are_no_change(written: str | None, stored: str, same: bool):
    before, after = (catalog(table("T", column("a", 2, default=text))) for text in (written, stored))
    assert (said(before, after) == []) is same


def test_a_key_that_changes_needs_approval_but_not_when_a_key_column_is_only_renamed():
    before = catalog(table("T", column("a", 2), object_id=7, key=("id", "a")))
    assert said(before, catalog(table("T", column("a", 2), object_id=7))) == [("key_changed", "approval", None)]
    renamed = catalog(table("T", column("b", 2), object_id=7, key=("id", "b")))
    assert said(before, renamed) == [("column_renamed", "automatic", "b")]
    reordered = catalog(table("T", column("a", 2), object_id=7, key=("a", "id")))
    assert said(before, reordered) == [("key_changed", "info", None)]


def test_switching_cdc_off_needs_attention():
    before, after = catalog(table("T", cdc_enabled=True)), catalog(table("T", cdc_enabled=False))
    assert said(before, after) == [("cdc_changed", "approval", None)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (SqlType("int"), SqlType("bigint"), True),
        (SqlType("bigint"), SqlType("int"), False),
        (SqlType("int"), SqlType("real"), False),
        (SqlType("int"), SqlType("decimal", precision=10, scale=0), True),
        (SqlType("int"), SqlType("decimal", precision=10, scale=2), False),
        (SqlType("decimal", precision=10, scale=2), SqlType("numeric", precision=12, scale=2), True),
        (SqlType("decimal", precision=10, scale=2), SqlType("decimal", precision=10, scale=4), False),
        (SqlType("varchar", 50), SqlType("nvarchar", 50), True),
        (SqlType("nvarchar", 50), SqlType("varchar", 50), False),
        (SqlType("nvarchar", 50), SqlType("nvarchar", MAX), True),
        (SqlType("nvarchar", MAX), SqlType("nvarchar", 4000), False),
        (SqlType("datetime2", scale=3), SqlType("datetime2", scale=7), True),
        (SqlType("datetime2", scale=7), SqlType("datetime2", scale=3), False),
        (SqlType("datetime"), SqlType("datetimeoffset", scale=7), False),
        (SqlType("uniqueidentifier"), SqlType("nvarchar", 36), False),
        (SqlType("int", alias="dbo.Id"), SqlType("int"), True),
    ],
)
def test_widening_means_that_every_value_fits_exactly(before: SqlType, after: SqlType, expected: bool):
    assert widens(before, after) is expected


def definition(*columns: TargetColumn, ignored: tuple[str, ...] = (), **target) -> TableDefinition:
    relation = TargetTable("sink_asma.directory", None, "Actor", columns, ("id",), **target)
    return TableDefinition("adopus", "AdOpusTest", "dbo", "Actor", ("id",), "t", (relation,), ignored)


def test_configuration_changes_are_told_apart_from_source_changes():
    key = TargetColumn("id", "integer", "integer", not_null=True, source="id")
    extra = TargetColumn("_customer_id", "uuid", "uuid", template="customer_id", default="'x'")
    doev = TargetColumn("Døv", "boolean", "boolean", source="Døv")
    kinds = lambda a, b: [c.kind for c in definition_changes([a], [b])]  # noqa: E731
    assert kinds(definition(key, doev), definition(key, ignored=("Døv",))) == ["column_ignored"]
    assert kinds(definition(key, ignored=("Døv",)), definition(key, doev)) == ["column_included"]
    assert kinds(definition(key), definition(key, extra)) == ["template_added"]
    assert kinds(definition(key, extra), definition(key)) == ["template_removed"]
    assert kinds(definition(key, extra), definition(key, replace(extra, default="'y'"))) == ["template_changed"]
    assert kinds(definition(key), definition(key, deletes="hard")) == ["target_changed"]
    assert kinds(definition(key), definition(key)) == []
    assert [c.kind for c in definition_changes([], [definition(key)])] == ["target_added"]
