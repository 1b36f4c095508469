"""Column definitions of CREATE TABLE, option by option of the documented grammar.

https://learn.microsoft.com/sql/t-sql/statements/create-table-transact-sql
"""

from __future__ import annotations

import pytest

from tests.catalog.support import only_table, spec

TYPES = [
    ("bigint", "bigint"),
    ("binary(8)", "binary(8)"),
    ("binary", "binary(1)"),
    ("binary varying(16)", "varbinary(16)"),
    ("binary varying(max)", "varbinary(max)"),
    ("bit", "bit"),
    ("char(10)", "char(10)"),
    ("char", "char(1)"),
    ("char varying(20)", "varchar(20)"),
    ("character(3)", "char(3)"),
    ("character varying(3)", "varchar(3)"),
    ("date", "date"),
    ("datetime", "datetime"),
    ("datetime2", "datetime2(7)"),
    ("datetime2(0)", "datetime2(0)"),
    ("datetime2 ( 3 )", "datetime2(3)"),
    ("datetimeoffset", "datetimeoffset(7)"),
    ("datetimeoffset(4)", "datetimeoffset(4)"),
    ("dec", "decimal(18,0)"),
    ("dec(9)", "decimal(9,0)"),
    ("decimal", "decimal(18,0)"),
    ("decimal(38,38)", "decimal(38,38)"),
    ("double precision", "float(53)"),
    ("float", "float(53)"),
    ("float(24)", "real"),
    ("float(25)", "float(53)"),
    ("float(1)", "real"),
    ("geography", "geography"),
    ("geometry", "geometry"),
    ("hierarchyid", "hierarchyid"),
    ("image", "image"),
    ("int", "int"),
    ("integer", "int"),
    ("json", "json"),
    ("money", "money"),
    ("national char(5)", "nchar(5)"),
    ("national character(5)", "nchar(5)"),
    ("national char varying(20)", "nvarchar(20)"),
    ("national character varying(20)", "nvarchar(20)"),
    ("national character varying(max)", "nvarchar(max)"),
    ("national text", "ntext"),
    ("nchar(4000)", "nchar(4000)"),
    ("nchar", "nchar(1)"),
    ("ntext", "ntext"),
    ("numeric", "numeric(18,0)"),
    ("numeric(19, 4)", "numeric(19,4)"),
    ("nvarchar", "nvarchar(1)"),
    ("nvarchar(MAX)", "nvarchar(max)"),
    ("real", "real"),
    ("smalldatetime", "smalldatetime"),
    ("smallint", "smallint"),
    ("smallmoney", "smallmoney"),
    ("sql_variant", "sql_variant"),
    ("text", "text"),
    ("time", "time(7)"),
    ("time(5)", "time(5)"),
    ("tinyint", "tinyint"),
    ("uniqueidentifier", "uniqueidentifier"),
    ("varbinary(8000)", "varbinary(8000)"),
    ("varbinary(max)", "varbinary(max)"),
    ("varchar(8000)", "varchar(8000)"),
    ("varchar(max)", "varchar(max)"),
    ("vector(1536)", "vector(1536)"),
    ("vector(3, float16)", "vector(3)"),
    ("xml", "xml"),
    ("xml(dbo.Faktura)", "xml"),
    ("xml(CONTENT dbo.Faktura)", "xml"),
    ("xml(DOCUMENT [dbo].[Faktura])", "xml"),
    ("[int]", "int"),
    ("[nvarchar](50)", "nvarchar(50)"),
    ('"decimal" (10,2)', "decimal(10,2)"),
    ("[sys].[geography]", "geography"),
    ("sys.int", "int"),
    ("NVarChar (7)", "nvarchar(7)"),
]


@pytest.mark.parametrize(("written", "expected"), TYPES, ids=[written for written, _ in TYPES])
def test_a_type_is_its_base_type_with_its_own_default_size(written: str, expected: str) -> None:
    table = only_table(f"CREATE TABLE t (c {written} NULL, d {written} NOT NULL)")
    assert spec(table, "c") == f"{expected} null"
    assert spec(table, "d") == f"{expected} not null"


COLUMNS = [
    # nullability
    ("c int", "int null"),
    ("c int NULL", "int null"),
    ("c int NOT NULL", "int not null"),
    ("c int CONSTRAINT nn NOT NULL", "int not null"),
    ("c int CONSTRAINT nn NULL", "int null"),
    ("c rowversion", "rowversion not null"),
    ("c rowversion NULL", "rowversion null"),
    ("c timestamp NOT NULL", "rowversion not null"),
    ("c sysname", "nvarchar(128) not null alias sys.sysname"),
    ("c sysname NULL", "nvarchar(128) null alias sys.sysname"),
    # storage, masking, encryption
    ("c varbinary(max) FILESTREAM NULL", "varbinary(max) null"),
    ("c nvarchar(9) COLLATE Latin1_General_BIN2 NOT NULL", "nvarchar(9) not null collate Latin1_General_BIN2"),
    ("c nvarchar(9) COLLATE DATABASE_DEFAULT", "nvarchar(9) null"),
    ("c int SPARSE", "int null sparse"),
    ("c int SPARSE NULL", "int null sparse"),
    ("c nvarchar(9) MASKED WITH (FUNCTION = 'partial(1,\"x)\",0)') NULL", "nvarchar(9) null"),
    (
        ("c char(11) COLLATE Latin1_General_BIN2 ENCRYPTED WITH (COLUMN_ENCRYPTION_KEY = k,"
        " ENCRYPTION_TYPE = DETERMINISTIC, ALGORITHM = 'AEAD_AES_256_CBC_HMAC_SHA_256') NOT NULL"),
        "char(11) not null collate Latin1_General_BIN2 encrypted",
    ),
    # defaults
    ("c int DEFAULT 0", "int null default 0"),
    ("c int DEFAULT -1 NOT NULL", "int not null default -1"),
    ("c int NOT NULL DEFAULT(0)", "int not null default (0)"),
    ("c int CONSTRAINT DF_c DEFAULT ((0)) NOT NULL", "int not null default ((0))"),
    ("c int NOT NULL CONSTRAINT [DF c] DEFAULT 1 + 2 * (3)", "int not null default 1 + 2 * (3)"),
    ("c datetime DEFAULT getdate() NOT NULL", "datetime not null default getdate()"),
    ("c datetime DEFAULT CURRENT_TIMESTAMP", "datetime null default CURRENT_TIMESTAMP"),
    ("c nvarchar(9) DEFAULT N'a''b, (c' NOT NULL", "nvarchar(9) not null default N'a''b, (c'"),
    ("c nvarchar(9) DEFAULT 'a' + 'b' COLLATE Latin1_General_BIN2", ("nvarchar(9) null collate Latin1_General_BIN2"
     " default 'a' + 'b'")),
    ("c int DEFAULT NULL NULL", "int null default NULL"),
    ("c int DEFAULT (NEXT VALUE FOR dbo.Teller) NOT NULL", "int not null default (NEXT VALUE FOR dbo.Teller)"),
    ("c int DEFAULT NEXT VALUE FOR [dbo].[Teller] NOT NULL", "int not null default NEXT VALUE FOR [dbo].[Teller]"),
    ("c int DEFAULT NEXT VALUE FOR s OVER (ORDER BY x) NOT NULL", ("int not null default NEXT VALUE FOR s OVER"
     " (ORDER BY x)")),
    ("c money DEFAULT $1.5 NOT NULL", "money not null default $1.5"),
    ("c float DEFAULT .5e3 NOT NULL", "float(53) not null default .5e3"),
    ("c varbinary(2) DEFAULT 0x NOT NULL", "varbinary(2) not null default 0x"),
    ("c hierarchyid DEFAULT hierarchyid::GetRoot() NOT NULL", "hierarchyid not null default hierarchyid::GetRoot()"),
    ("c datetime DEFAULT {d '2020-01-01'} NOT NULL", "datetime not null default {d '2020-01-01'}"),
    ("c int DEFAULT CASE WHEN 1 = 1 THEN 2 ELSE 3 END NOT NULL", ("int not null default CASE WHEN 1 = 1 THEN 2"
     " ELSE 3 END")),
    ("c int DEFAULT dbo.fn(1, 'x') NOT NULL", "int not null default dbo.fn(1, 'x')"),
    ("c int DEFAULT 0 WITH VALUES NOT NULL", "int not null default 0"),
    ("c datetimeoffset DEFAULT SYSUTCDATETIME() AT TIME ZONE 'UTC' NOT NULL", ("datetimeoffset(7) not null default"
     " SYSUTCDATETIME() AT TIME ZONE 'UTC'")),
    ("c int DEFAULT 0 -- why\n NOT NULL", "int not null default 0"),
    # identity, rowguidcol, generated
    ("c int IDENTITY", "int not null identity"),
    ("c int IDENTITY(1,1) NOT NULL", "int not null identity"),
    ("c bigint NOT NULL IDENTITY (-100, -1)", "bigint not null identity"),
    ("c int IDENTITY NOT FOR REPLICATION", "int not null identity"),
    ("c int IDENTITY (1000, 1) NOT FOR REPLICATION NOT NULL", "int not null identity"),
    ("c decimal(38,0) IDENTITY(99999999999999999999,1)", "decimal(38,0) not null identity"),
    ("c uniqueidentifier ROWGUIDCOL NOT NULL", "uniqueidentifier not null rowguidcol"),
    ("c uniqueidentifier DEFAULT (newid()) ROWGUIDCOL NOT NULL", ("uniqueidentifier not null rowguidcol default"
     " (newid())")),
    ("c datetime2 GENERATED ALWAYS AS ROW START", "datetime2(7) not null"),
    ("c datetime2(2) GENERATED ALWAYS AS ROW START HIDDEN NOT NULL", "datetime2(2) not null hidden"),
    ("c datetime2 GENERATED ALWAYS AS ROW END HIDDEN", "datetime2(7) not null hidden"),
    ("c bigint GENERATED ALWAYS AS TRANSACTION_ID START HIDDEN", "bigint not null hidden"),
    ("c bigint GENERATED ALWAYS AS TRANSACTION_ID END NULL", "bigint null"),
    ("c bigint GENERATED ALWAYS AS SEQUENCE_NUMBER START NOT NULL", "bigint not null"),
    ("c bigint GENERATED ALWAYS AS SEQUENCE_NUMBER END", "bigint null"),
    # any order, as the documentation promises
    ("c int NOT NULL DEFAULT (0) SPARSE CHECK (c > 0)", "int not null sparse default (0)"),
    ("c uniqueidentifier CONSTRAINT u UNIQUE DEFAULT NEWID() NOT NULL ROWGUIDCOL", ("uniqueidentifier not null"
     " rowguidcol default NEWID()")),
    # checks and references leave no trace on the column
    ("c int CHECK (c > 0) NULL", "int null"),
    ("c int CHECK NOT FOR REPLICATION (c > 0 AND (c < 9))", "int null"),
    ("c int NULL CONSTRAINT ck CHECK (c IN (1, 2)) CONSTRAINT ck2 CHECK (c <> 3)", "int null"),
    # computed columns
    ("c AS (a + 1)", "computed null as (a + 1)"),
    ("c AS a * b", "computed null as a * b"),
    ("c AS ([a]) PERSISTED", "computed null persisted as ([a])"),
    ("c AS ([a]) PERSISTED NOT NULL", "computed not null persisted as ([a])"),
    ("c AS CAST(a AS nvarchar(20))", "nvarchar(20) null as CAST(a AS nvarchar(20))"),
    ("c AS (CONVERT([decimal](9,2), a)) PERSISTED", "decimal(9,2) null persisted as (CONVERT([decimal](9,2), a))"),
    ("c AS (TRY_CONVERT(date, a, 112))", "date null as (TRY_CONVERT(date, a, 112))"),
    ("c AS (CAST(a AS int) + 1)", "computed null as (CAST(a AS int) + 1)"),
    ("c AS CASE WHEN a IS NOT NULL THEN 1 ELSE 0 END PERSISTED", ("computed null persisted as CASE WHEN a IS NOT NULL"
     " THEN 1 ELSE 0 END")),
    ("c AS (a) COLLATE Latin1_General_BIN2 PERSISTED", "computed null persisted as (a) COLLATE Latin1_General_BIN2"),
    ("c AS (a) PERSISTED CHECK (c > 0)", "computed null persisted as (a)"),
    ("c AS x.value('(/a)[1]', 'int')", "computed null as x.value('(/a)[1]', 'int')"),
    ("c XML COLUMN_SET FOR ALL_SPARSE_COLUMNS", "xml null as COLUMN_SET FOR ALL_SPARSE_COLUMNS"),
]  # fmt: skip


@pytest.mark.parametrize(("definition", "expected"), COLUMNS, ids=[definition for definition, _ in COLUMNS])
def test_a_column_is_read_with_every_option(definition: str, expected: str) -> None:
    table = only_table(f"CREATE TABLE dbo.t (\n  a int NOT NULL,\n  {definition},\n  b int NULL\n)")
    assert spec(table, "c") == expected
    assert [column.name for column in table.columns] == ["a", "c", "b"]


def test_a_timestamp_column_needs_no_name() -> None:
    table = only_table("CREATE TABLE t (a int, timestamp NOT NULL)")
    assert spec(table, "timestamp") == "rowversion not null"
    table = only_table("CREATE TABLE t (timestamp, timestamp2 timestamp)")
    assert [column.name for column in table.columns] == ["timestamp", "timestamp2"]


NAMES = [
    ("[a]]b]", "a]b"),
    ("[a b]", "a b"),
    ('"a""b"', 'a"b'),
    ('[a"b]', 'a"b'),
    ('"a]b"', "a]b"),
    ("æøå", "æøå"),
    ("Fødeland", "Fødeland"),
    ("[表]", "表"),
    ("[🙂]", "🙂"),
    ("_a$b#c@d", "_a$b#c@d"),
    ("[PRIMARY]", "PRIMARY"),
    ("[--]", "--"),
    ("[/* x */]", "/* x */"),
    ("[a\nb]", "a\nb"),
    ("[']", "'"),
    ("[GO]", "GO"),
    ("period", "period"),
    ("connection", "connection"),
    ('[x"; DROP SCHEMA public; --]', 'x"; DROP SCHEMA public; --'),
    ("[{{SCHEMA}}]", "{{SCHEMA}}"),
    (f"[{'n' * 128}]", "n" * 128),
]


@pytest.mark.parametrize(("written", "name"), NAMES)
def test_a_name_is_kept_as_it_is_whatever_it_holds(written: str, name: str) -> None:
    table = only_table(f"CREATE TABLE [dbo].{written} ({written} int, CONSTRAINT {written} UNIQUE ({written}))")
    assert table.name == name
    assert table.columns[0].name == name
    assert table.unique_keys[0].name == name


def test_columns_that_differ_only_in_case_stay_two_and_keys_find_the_one_they_spell() -> None:
    table = only_table("CREATE TABLE t (Navn int, navn int NOT NULL, PRIMARY KEY (navn))")
    assert table.primary_key is not None
    assert table.primary_key.columns == ("navn",)
    assert [column.nullable for column in table.columns] == [True, False]


def test_a_key_may_spell_a_column_in_another_case() -> None:
    table = only_table("CREATE TABLE t ([ActNo] int, PRIMARY KEY (ACTNO), INDEX i UNIQUE (actno))")
    assert table.primary_key is not None
    assert table.primary_key.columns == ("ActNo",)
    assert table.unique_keys[0].columns == ("ActNo",)
