"""One script's statements run in their order: what it makes, changes and drops itself is read as it is at the end."""

from __future__ import annotations

import pytest

from tests.catalog.support import described, problems, read, spec

T = "CREATE TABLE dbo.t (a int NOT NULL, b int NULL)\nGO\n"
COLUMNS = "columns:\n  a: int not null\n  b: int null"

NOTHING_LEFT = [
    "CREATE TABLE dbo.x (i int)\nGO\nDROP TABLE dbo.x\nGO\nCREATE VIEW dbo.x AS SELECT a FROM dbo.t",
    "CREATE TABLE x (i int) CREATE UNIQUE INDEX ix ON X (i) ALTER TABLE x ADD j int DROP TABLE [dbo].X",
    "CREATE TABLE x (i int) CREATE TABLE y (i int) DROP TABLE x, y",
    "CREATE TABLE x (i int) DROP TABLE IF EXISTS y, x",
    "IF OBJECT_ID('x') IS NULL CREATE TABLE x (i int); IF OBJECT_ID('x') IS NOT NULL DROP TABLE x",
    "CREATE TABLE x (i int) DROP TABLE x CREATE TABLE x (j int) DROP TABLE x",
    "DROP TABLE IF EXISTS dbo.x; DROP INDEX IF EXISTS i ON t; ALTER TABLE t DROP COLUMN IF EXISTS c",
    "IF EXISTS (SELECT 1) ALTER TABLE t DROP CONSTRAINT c; DROP TYPE IF EXISTS mine",
    "CREATE UNIQUE INDEX ix ON t (a) DROP INDEX IX ON dbo.t",
    "CREATE UNIQUE INDEX ix ON t (a) DROP INDEX t.ix",
    "CREATE INDEX ix ON t (a) CREATE UNIQUE INDEX iy ON t (a) DROP INDEX dbo.t.ix, iy ON t WITH (ONLINE = ON)",
    "CREATE CLUSTERED COLUMNSTORE INDEX cc ON t DROP INDEX cc ON t",
    "ALTER TABLE t ADD c int, d int ALTER TABLE t DROP COLUMN c, COLUMN D",
    "ALTER TABLE t ADD c int CONSTRAINT df DEFAULT 1 ALTER TABLE t DROP CONSTRAINT df, COLUMN c",
    "ALTER TABLE t ADD CONSTRAINT pk PRIMARY KEY (a) ALTER TABLE t DROP CONSTRAINT PK WITH (ONLINE = ON)",
    "ALTER TABLE t ADD CONSTRAINT u UNIQUE (a), CONSTRAINT f FOREIGN KEY (b) REFERENCES t (a) ALTER TABLE t DROP u, f",
    "ALTER TABLE t ADD CONSTRAINT ck CHECK (a > 0) ALTER TABLE t DROP ck",
    "ALTER TABLE t ADD CONSTRAINT df DEFAULT 1 FOR b ALTER TABLE t DROP CONSTRAINT [DF]",
    "ALTER TABLE t ALTER COLUMN b bigint ALTER TABLE t ALTER COLUMN [B] int",
    "ALTER TABLE t ALTER COLUMN a ADD MASKED WITH (FUNCTION = 'default()') ALTER TABLE t ALTER COLUMN a DROP MASKED",
    "ALTER TABLE t SET (SYSTEM_VERSIONING = ON (HISTORY_TABLE = dbo.h)) ALTER TABLE t SET (SYSTEM_VERSIONING = OFF)",
    "ALTER TABLE t DROP PERIOD FOR SYSTEM_TIME",
    "CREATE TYPE mine FROM int; DROP TYPE mine; CREATE TYPE mine FROM bigint; DROP TYPE mine",
]


@pytest.mark.parametrize("sql", NOTHING_LEFT)
def test_what_a_script_makes_and_drops_again_leaves_nothing(sql: str) -> None:
    catalog = read({"a.sql": T + sql})
    assert [described(table) for table in catalog.tables] == [COLUMNS]


def test_what_is_made_again_is_the_last_one() -> None:
    sql = "CREATE TABLE x (i int) DROP TABLE x CREATE TABLE x (j bigint, k dbo.mine) DROP TABLE IF EXISTS z;"
    catalog = read(sql + " CREATE TYPE mine FROM int; DROP TYPE mine; CREATE TYPE mine FROM tinyint")
    assert described(catalog.tables[0]) == "columns:\n  j: bigint null\n  k: tinyint null alias dbo.mine"


def test_a_column_that_is_changed_keeps_its_place_its_default_and_its_identity() -> None:
    sql = """CREATE TYPE dbo.mine FROM varchar(9) NOT NULL
    CREATE TABLE t (a int IDENTITY NOT NULL, b varchar(5) NOT NULL DEFAULT 'x', c dbo.mine, d int)
    ALTER TABLE t ALTER COLUMN A bigint NOT NULL
    ALTER TABLE t ALTER COLUMN b nvarchar(7) COLLATE x_BIN
    ALTER TABLE t ALTER COLUMN c int ALTER TABLE t ALTER COLUMN d dbo.mine
    ALTER TABLE t ADD e int, f int DEFAULT 2
    ALTER TABLE t ALTER COLUMN f bit NOT NULL ALTER TABLE t DROP COLUMN e"""
    (table,) = read(sql).tables
    assert {column.name: spec(table, column.name) for column in table.columns} == {
        "a": "bigint not null identity",
        "b": "nvarchar(7) null collate x_BIN default 'x'",
        "c": "int null",
        "d": "varchar(9) not null alias dbo.mine",
        "f": "bit not null default 2",
    }


def test_a_column_or_default_that_is_gone_leaves_the_others_as_they_were() -> None:
    sql = """CREATE TYPE dbo.mine FROM int; CREATE TABLE t (a dbo.mine, b dbo.mine, c dbo.mine,
    d int CONSTRAINT df DEFAULT 1)
    ALTER TABLE t DROP COLUMN b, CONSTRAINT df"""
    (table,) = read(sql).tables
    assert described(table) == ("columns:\n  a: int null alias dbo.mine\n  c: int null alias dbo.mine\n  d: int null")


def test_a_module_ends_with_its_batch_whatever_stands_behind_its_first_end() -> None:
    assert problems({"Crate.sql": T, "p.sql": (
        "CREATE PROCEDURE p AS\nBEGIN TRY\n  PRINT 1;\nEND TRY\nBEGIN CATCH\n  RETURN;\nEND CATCH\n"
        "DROP TABLE IF EXISTS #left;\nGO\n"
        "CREATE PROC q AS BEGIN PRINT 1; END\nCREATE TABLE #t (a int);\nDROP TABLE dbo.t\nSELECT 1 INTO dbo.y\nGO\n"
        "CREATE TRIGGER r ON dbo.t AFTER INSERT AS BEGIN RETURN END ALTER TABLE dbo.t ADD c int\nGO\n"
    )}) == []  # fmt: skip


@pytest.mark.parametrize(
    "go", ["GO;", "go ;", "GO 5", "GO 5;", "GO -- again", "GO /* a\nb */", "GO; -- x", "/* a */ GO"]
)
def test_go_ends_a_batch_with_a_count_a_semicolon_and_comments(go: str) -> None:
    catalog = read(
        f"CREATE VIEW v AS SELECT 1 AS a\n{go}\nCREATE TABLE t (a int)\n{go}\nCREATE VIEW w AS SELECT 2 AS b"
    )
    assert [table.name for table in catalog.tables] == ["t"]


def test_go_in_comments_strings_and_behind_something_ends_nothing() -> None:
    sql = "CREATE PROC p AS\n-- GO\nPRINT '\nGO\n' /*\nGO\n*/ SELECT 1 GO\nDROP TABLE dbo.t\nGO\n"
    assert problems(sql + T) == []
