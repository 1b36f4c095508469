"""Whole scripts: batches, statements that change tables made elsewhere, and what is skipped on purpose."""

from __future__ import annotations

import pytest

from tests.catalog.support import described, only_table, problems, read, spec

T = "CREATE TABLE dbo.t (a int NOT NULL, b int NULL)\n"

SKIPPED = [
    "SET ANSI_NULLS, QUOTED_IDENTIFIER ON",
    "SET NOCOUNT ON;",
    "SET IDENTITY_INSERT [dbo].[t] ON\nINSERT dbo.t VALUES (1, 2)\nSET IDENTITY_INSERT [dbo].[t] OFF",
    "SET DATEFORMAT dmy",
    "SET TRANSACTION ISOLATION LEVEL READ COMMITTED",
    "SET LOCK_TIMEOUT -1 PRINT 'x'",
    "DECLARE @x int; SET @x = (SELECT 1) PRINT N'a' + CAST(@x AS nvarchar(9))",
    "USE [Db]",
    "USE [$(DatabaseName)]; USE $(DatabaseName)",
    "GRANT SELECT, CREATE TABLE TO rolle",
    "GRANT SELECT ON OBJECT::dbo.t (a) TO [x y] WITH GRANT OPTION AS dbo DENY DELETE TO x REVOKE ALTER FROM y",
    "INSERT INTO dbo.t (a) VALUES (1), (2)",
    "INSERT dbo.t SELECT CASE WHEN 1 = 1 THEN 1 ELSE 2 END, 3 FROM x",
    "UPDATE dbo.t SET a = 1 OUTPUT deleted.a INTO dbo.logg (a) WHERE b = 2",
    "DELETE dbo.t WHERE a IN (SELECT a FROM dbo.y)",
    (
        "MERGE INTO dbo.t AS m USING (VALUES (1)) AS k (a) ON m.a = k.a WHEN MATCHED THEN UPDATE SET b = 1"
        " WHEN NOT MATCHED THEN INSERT (a) VALUES (1) WHEN NOT MATCHED BY SOURCE THEN DELETE OUTPUT $action INTO @l;"
    ),
    "TRUNCATE TABLE dbo.t",
    "SELECT * INTO #kopi FROM dbo.t",
    "SELECT a INTO tempdb..#kopi FROM dbo.t",
    "WITH x AS (SELECT 1 AS a) SELECT * FROM x",
    "CREATE TABLE #midlertidig (a int, b dbo.Ukjent)",
    "CREATE TABLE ##midlertidig (a int) DROP TABLE ##midlertidig ALTER TABLE #x ADD y int",
    "CREATE TABLE tempdb..[#m] (a int); CREATE UNIQUE INDEX i ON #m (a)",
    "DECLARE @t TABLE (a int); DECLARE @u AS TABLE (a int)",
    "CREATE ROLE [r]\n    AUTHORIZATION [dbo];",
    "CREATE USER u FOR LOGIN l WITH DEFAULT_SCHEMA = dbo",
    "CREATE SEQUENCE dbo.s AS bigint START WITH 1 INCREMENT BY 1 NO CACHE",
    "CREATE SYNONYM dbo.s FOR annen.dbo.t",
    "CREATE XML SCHEMA COLLECTION dbo.x AS N'<xsd:schema/>'",
    (
        "CREATE PARTITION FUNCTION pf (int) AS RANGE LEFT FOR VALUES (1, 2)"
        " CREATE PARTITION SCHEME ps AS PARTITION pf TO (a, b)"
    ),
    "CREATE STATISTICS st ON dbo.t (a) WHERE a > 1",
    "CREATE INDEX ix ON dbo.t (a) INCLUDE (b) WITH (ONLINE = ON) ON [PRIMARY]",
    "CREATE NONCLUSTERED INDEX ix ON dbo.t (a ASC, b DESC) WITH FILLFACTOR = 90, PAD_INDEX",
    "CREATE COLUMNSTORE INDEX cs ON dbo.t (a, b) WHERE a > 1",
    "CREATE PRIMARY XML INDEX px ON dbo.t (a) CREATE XML INDEX sx ON dbo.t (a) USING XML INDEX px FOR PATH",
    "CREATE SPATIAL INDEX si ON dbo.t (a) USING GEOGRAPHY_AUTO_GRID",
    "CREATE FULLTEXT CATALOG k AS DEFAULT CREATE FULLTEXT INDEX ON dbo.t (a LANGUAGE 1044) KEY INDEX pk ON k",
    "CREATE SECURITY POLICY p ADD FILTER PREDICATE dbo.f(a) ON dbo.t WITH (STATE = ON)",
    "CREATE EXTERNAL DATA SOURCE ds WITH (LOCATION = 'x') CREATE EXTERNAL FILE FORMAT ff WITH (F = PARQUET)",
    "CREATE ASSEMBLY [A] FROM 0x4D5A WITH PERMISSION_SET = SAFE",
    "CREATE DATABASE [x] ON PRIMARY (NAME = N'x', FILENAME = N'x.mdf') LOG ON (NAME = N'y') COLLATE Danish_CI_AS",
    "ALTER DATABASE [x] SET RECOVERY FULL",
    "ALTER ROLE r ADD MEMBER u ALTER ROLE r DROP MEMBER v",
    "ALTER INDEX ALL ON dbo.t REBUILD WITH (FILLFACTOR = 80)",
    "ALTER AUTHORIZATION ON dbo.t TO dbo",
    "DROP VIEW IF EXISTS dbo.v; DROP PROCEDURE dbo.p DROP USER IF EXISTS u",
    "IF EXISTS (SELECT * FROM sys.views WHERE name = 'v') DROP VIEW dbo.v ELSE PRINT 'ingen'",
    "IF @@ROWCOUNT > 0 BEGIN PRINT 'a'; SELECT CASE WHEN 1 = 1 THEN 2 END; END ELSE BEGIN RETURN END",
    "WHILE 1 = 1 BEGIN BREAK; END",
    "again: SELECT 1; GOTO again; [last]: PRINT 'x'",
    "BEGIN TRY BEGIN TRAN INSERT dbo.t VALUES (1, 1) COMMIT TRAN END TRY BEGIN CATCH ROLLBACK; THROW; END CATCH",
    "BEGIN TRANSACTION T1 WITH MARK 'x'; COMMIT TRANSACTION",
    "RAISERROR (N'x', 16, 1) WITH NOWAIT",
    "EXEC sys.sp_addextendedproperty @name = N'MS_Description', @value = N'CREATE TABLE x', @level0type = N'SCHEMA'",
    "EXECUTE sp_addextendedproperty N'a', N'b', 'SCHEMA', N'dbo', NULL, NULL",
    "EXEC @rc = sp_settriggerorder 'dbo.tr', 'first', 'insert'",
    "EXEC sp_tableoption N't', 'text in row', '7000' EXEC sys.sp_bindefault 'd', 't.a'",
    "EXEC ('CREATE ' + 'ROLE x')",
    "EXEC (N'CREATE SCHEMA [x] AUTHORIZATION [dbo]')",
    "EXEC dbo.sp_executesql @statement = N'CREATE VIEW dbo.v AS SELECT 1 AS a'",
    "EXECUTE AS USER = 'x'; REVERT",
    "EXEC msdb.dbo.sp_update_job @job_id = 1 EXEC msdb.dbo.sysmail_stop_sp EXEC sp_addapprole 'a', 'b'",
    "EXECUTE sp_create_plan_guide @name = N'x', @stmt = N'CREATE TABLE z (a int)'",
    ':setvar DatabaseName "Db"\n:on error exit',
    "ADD SIGNATURE TO dbo.p BY CERTIFICATE c",
    "ADD SENSITIVITY CLASSIFICATION TO dbo.t.a WITH (LABEL = 'x')",
    "DISABLE TRIGGER ALL ON dbo.t; ENABLE TRIGGER tr ON dbo.t",
    "ALTER TABLE dbo.t CHECK CONSTRAINT ALL",
    "ALTER TABLE dbo.t WITH NOCHECK CHECK CONSTRAINT [x]",
    "ALTER TABLE dbo.t NOCHECK CONSTRAINT x, y ALTER TABLE dbo.t ENABLE TRIGGER ALL",
    "ALTER TABLE dbo.t ENABLE CHANGE_TRACKING WITH (TRACK_COLUMNS_UPDATED = ON)",
    "ALTER TABLE dbo.t SET (LOCK_ESCALATION = AUTO)",
    "ALTER TABLE dbo.t REBUILD PARTITION = ALL WITH (DATA_COMPRESSION = PAGE)",
    "ALTER TABLE dbo.t ADD CONSTRAINT ck CHECK (a > 0)",
    "IF EXISTS (SELECT 1 FROM sys.foreign_keys) ALTER TABLE dbo.t CHECK CONSTRAINT fk",
    "/* CREATE TABLE x (a int) /* nested */ CREATE TABLE y (a int) */ -- CREATE TABLE z (a int)",
    "GO 5 -- CREATE TABLE x (a int)",
    "BACKUP DATABASE x TO DISK = 'x' DBCC CHECKIDENT ('t') CHECKPOINT",
]


@pytest.mark.parametrize("statement", SKIPPED, ids=[statement[:60] for statement in SKIPPED])
def test_statements_that_define_no_table_are_passed_over_and_the_table_behind_them_is_read(statement: str) -> None:
    table = only_table(f"{T}GO\n{statement}\nGO\n")
    assert described(table) == "columns:\n  a: int not null\n  b: int null"
    assert problems(f"{T}{statement}\nCREATE TABLE bak (i int)") == [] or "\n" in statement
    if not statement.startswith((":", "/*", "GO", "DISABLE", "BACKUP")):
        assert [one.name for one in read(f"{T}\n{statement}\nCREATE TABLE bak (i int)").tables] == [
            "bak",
            "t",
        ]


MODULES = [
    "CREATE PROCEDURE dbo.p AS CREATE TABLE #x (a int); CREATE TABLE dbo.ved_kjøring (a int); SELECT * INTO y FROM t",
    "CREATE OR ALTER PROC p @a int = 1 WITH RECOMPILE AS BEGIN EXEC('DROP TABLE ' + @a) END",
    "CREATE FUNCTION dbo.f (@a int) RETURNS @t TABLE (a int) AS BEGIN RETURN END",
    "ALTER FUNCTION dbo.f () RETURNS TABLE AS RETURN SELECT 1 AS a",
    "CREATE TRIGGER tr ON dbo.t AFTER INSERT AS IF UPDATE(a) ALTER TABLE x ADD y int",
    "CREATE VIEW dbo.v WITH SCHEMABINDING AS SELECT a FROM dbo.t",
    "-- first a comment\n;CREATE OR ALTER VIEW v AS SELECT 1 AS a",
    "CREATE MATERIALIZED VIEW v WITH (DISTRIBUTION = HASH(a)) AS SELECT a FROM t",
]


@pytest.mark.parametrize("module", MODULES, ids=[module[:40] for module in MODULES])
def test_a_batch_that_makes_a_module_is_skipped_up_to_go_whatever_it_does(module: str) -> None:
    catalog = read(f"{T}\ngo\n{module}\nGO\nCREATE TABLE dbo.u (a int)")
    assert [table.name for table in catalog.tables] == ["t", "u"]


def test_go_separates_batches_only_when_it_is_alone_on_its_line_and_outside_of_literals() -> None:
    catalog = read(
        "create table a (go int, [\nGO\n] int)\n  Go 3 -- thrice\ncreate table b (i varchar(9) default '\nGO\n')\n"
        "/*\nGO\n*/\n go/* x */\r\nCREATE VIEW v AS SELECT 1 AS GO_x\ngo\rcreate table c (i int)",
    )
    assert [(table.name, len(table.columns)) for table in catalog.tables] == [("a", 2), ("b", 1), ("c", 1)]


CHANGES = [
    ("ALTER TABLE dbo.t ADD c int NOT NULL", "  c: int not null"),
    ("ALTER TABLE t ADD c int CONSTRAINT d DEFAULT (1) WITH VALUES, e AS (c)", ("  c: int null default (1)\n"
     "  e: computed null as (c)")),
    ("ALTER TABLE dbo.T ADD CONSTRAINT d DEFAULT ((5)) FOR A", None),
    ("ALTER TABLE dbo.t ADD DEFAULT getdate() FOR [b] WITH VALUES", None),
    (("ALTER TABLE [dbo].[t] WITH CHECK ADD CONSTRAINT [PK] PRIMARY KEY CLUSTERED ([A] ASC) WITH (PAD_INDEX = OFF) ON"
     " [PRIMARY]"), "primary_key: {name: PK, columns: [a], clustered: true}"),
    ("ALTER TABLE dbo.t ADD PRIMARY KEY NONCLUSTERED (a)", "primary_key: {columns: [a]}"),
    ("ALTER TABLE dbo.t ADD i int IDENTITY PRIMARY KEY", ("  i: int not null identity\n"
     "primary_key: {columns: [i], clustered: true}")),
    ("ALTER TABLE dbo.t ADD CONSTRAINT u UNIQUE (b, a)", "unique_keys:\n  - {name: u, columns: [b, a]}"),
    (("ALTER TABLE dbo.t WITH NOCHECK ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES dbo.T (A),"
     " CONSTRAINT c CHECK (a > 0)"),
     "foreign_keys:\n  - {name: f, columns: [b], schema: dbo, table: t, references: [a]}"),
    ("ALTER TABLE dbo.t ADD INDEX ix UNIQUE NONCLUSTERED (b)", ("unique_keys:\n"
     "  - {name: ix, columns: [b], constraint: false}")),
    ("CREATE UNIQUE INDEX ix ON t (B DESC)", "unique_keys:\n  - {name: ix, columns: [b], constraint: false}"),
    ("CREATE UNIQUE NONCLUSTERED INDEX [i x] ON [Db].[dbo].[t]([b] ASC) INCLUDE([a]) WHERE ([b] IS NOT NULL);",
     'unique_keys:\n  - {name: "i x", columns: [b], constraint: false, filter: "([b] IS NOT NULL)"}'),
    ("CREATE UNIQUE INDEX ix ON t (a) WHERE b IN (1, 2) AND a <> 3 WITH (DROP_EXISTING = OFF) ON [PRIMARY] PRINT 'x'",
     'unique_keys:\n  - {name: ix, columns: [a], constraint: false, filter: "b IN (1, 2) AND a <> 3"}'),
    ("CREATE UNIQUE CLUSTERED INDEX ix ON t (a) ON ps(a)", ("unique_keys:\n"
     "  - {name: ix, columns: [a], clustered: true, constraint: false}")),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "added"), CHANGES, ids=[statement[:60] for statement, _ in CHANGES])
def test_a_change_finds_its_table_in_whatever_file_and_spelling(statement: str, added: str | None) -> None:
    table = only_table({"0 before.sql": statement, "a.sql": T})
    if added is not None:
        assert described(table) == f"columns:\n  a: int not null\n  b: int null\n{added}"
    else:
        assert [column.default for column in table.columns] in (["((5))", None], [None, "getdate()"])
    assert only_table({"0 before.sql": "", "a.sql": T + statement}) == table


def test_temporal_capture_and_columnstore_can_be_said_apart_from_the_table() -> None:
    table = only_table(
        f"""{T}
        ALTER TABLE dbo.t ADD PERIOD FOR SYSTEM_TIME (x, y),
            x datetime2 GENERATED ALWAYS AS ROW START HIDDEN DEFAULT SYSUTCDATETIME(),
            y datetime2 GENERATED ALWAYS AS ROW END HIDDEN
        ALTER TABLE dbo.t SET (SYSTEM_VERSIONING = ON (HISTORY_TABLE = dbo.h))
        EXEC sys.sp_cdc_enable_db
        EXEC sys.sp_cdc_enable_table @source_schema = N'dbo', @source_name = N't', @role_name = NULL
        CREATE CLUSTERED COLUMNSTORE INDEX cc ON dbo.t
        """,
    )
    assert (table.temporal, table.cdc_enabled) == (True, True)
    assert table.not_capturable == "clustered columnstore index"
    assert spec(table, "x") == "datetime2(7) not null hidden default SYSUTCDATETIME()"


def test_an_index_on_a_view_is_no_tables() -> None:
    view = "CREATE VIEW dbo.V WITH SCHEMABINDING AS SELECT a FROM dbo.t"
    sql = f"{T}GO\n{view}\nGO\nCREATE UNIQUE CLUSTERED INDEX i ON v (a)"
    assert only_table(sql).unique_keys == ()


def test_a_schema_can_bring_its_tables_along() -> None:
    first = "CREATE SCHEMA s AUTHORIZATION x CREATE TABLE a (i int REFERENCES b (i)) "
    first += "CREATE TABLE dbo.b (i int) DENY X TO y\n"
    catalog = read(first + "GO\nCREATE SCHEMA z;\nGO\nCREATE SCHEMA AUTHORIZATION [q r]\nGO\nCREATE TABLE c (i int)")
    assert [table.full_name for table in catalog.tables] == ["dbo.b", "dbo.c", "s.a"]
    assert catalog.tables[2].foreign_keys[0].referenced_schema == "s"


def test_scripts_that_test_before_they_make_are_read_as_if_nothing_was_there() -> None:
    """As Management Studio writes them with `check for object existence`."""
    table = only_table(
        """USE [Db]
        GO
        IF  EXISTS (SELECT * FROM sys.foreign_keys WHERE object_id = OBJECT_ID(N'[dbo].[FK]'))
        ALTER TABLE dbo.t DROP CONSTRAINT FK
        GO
        IF OBJECT_ID(N'dbo.t', N'U') IS NOT NULL DROP TABLE dbo.t
        DROP TABLE IF EXISTS dbo.t;
        GO
        SET ANSI_NULLS ON
        GO
        IF NOT EXISTS (SELECT * FROM sys.objects WHERE object_id = OBJECT_ID(N'[dbo].[t]') AND type in (N'U'))
        BEGIN
        CREATE TABLE [dbo].[t]([a] [int] IDENTITY(1,1) NOT NULL,
         CONSTRAINT [PK] PRIMARY KEY CLUSTERED ([a] ASC)WITH (PAD_INDEX  = OFF) ON [PRIMARY]
        ) ON [PRIMARY] TEXTIMAGE_ON [PRIMARY]
        END
        GO
        IF (COL_LENGTH('dbo.t', 'b') IS NULL) ALTER TABLE dbo.t ADD b varchar(10) NULL
        IF NOT EXISTS (SELECT 1) ALTER TABLE dbo.t ADD a bigint, CONSTRAINT PK PRIMARY KEY (b)
        IF NOT EXISTS (SELECT * FROM sys.indexes WHERE name = N'ix')
            CREATE UNIQUE NONCLUSTERED INDEX [ix] ON [dbo].[t] ([b] ASC)
        IF NOT EXISTS (SELECT 1 FROM sysobjects) BEGIN ALTER TABLE dbo.t ADD CONSTRAINT [DF] DEFAULT ('') FOR [b] END
        GO
        IF NOT EXISTS (SELECT * FROM sys.views)
        EXEC dbo.sp_executesql @statement = N'CREATE VIEW dbo.v AS SELECT ''x'' AS a'
        IF TYPE_ID('dbo.x') IS NULL EXEC('CREATE TYPE dbo.x FROM int')
        """,
    )
    assert described(table).splitlines() == [
        "columns:",
        "  a: int not null identity",
        "  b: varchar(10) null default ('')",
        "primary_key: {name: PK, columns: [a], clustered: true}",
        "unique_keys:",
        "  - {name: ix, columns: [b], constraint: false}",
    ]


def test_a_type_may_be_made_as_it_once_was() -> None:
    sql = "EXEC sp_addtype N'phone', N'varchar (20)', N'not null'\nGO\nsp_addtype @phystype = 'int', @typename = 'nr'"
    table = only_table(sql + "\nGO\nCREATE TABLE t (a phone, b dbo.nr)")
    assert spec(table, "a") == "varchar(20) not null alias dbo.phone"
    assert spec(table, "b") == "int null alias dbo.nr"


@pytest.mark.parametrize(
    "options",
    [
        "DISTRIBUTION = HASH (a), CLUSTERED COLUMNSTORE INDEX ORDER (a)",
        "HEAP, DISTRIBUTION = ROUND_ROBIN",
        "CLUSTERED INDEX (a), PARTITION (a RANGE RIGHT FOR VALUES (1, 2)), DISTRIBUTION = REPLICATE",
    ],
)
def test_a_table_of_a_data_warehouse_is_read_as_one_that_cannot_be_captured(options: str) -> None:
    key = "CONSTRAINT k PRIMARY KEY NONCLUSTERED (a) NOT ENFORCED"
    table = only_table(f"CREATE TABLE t (a int NOT NULL UNIQUE NOT ENFORCED, {key}) WITH ({options})")
    assert table.primary_key is not None
    assert table.not_capturable == "distributed over a data warehouse"


def test_dynamic_sql_that_is_a_literal_is_read() -> None:
    sql = "EXEC ('CREATE TABLE a (i int DEFAULT ''x'')')\nEXEC sp_executesql N'\nEXEC(''CREATE TABLE dbo.b (i int)'')'"
    catalog = read(sql)
    assert [(table.name, table.origin) for table in catalog.tables] == [
        ("a", "source/a.sql:1"),
        ("b", "source/a.sql:3"),
    ]
    assert spec(catalog.tables[0], "i") == "int null default 'x'"


def test_a_foreign_key_without_columns_takes_the_referenced_primary_key() -> None:
    catalog = read("CREATE TABLE a (i int REFERENCES B, j int); CREATE TABLE b (J int PRIMARY KEY)")
    (key,) = catalog.tables[0].foreign_keys
    assert (key.referenced_table, key.referenced_columns) == ("b", ("J",))


def test_a_foreign_key_to_a_table_outside_of_the_folder_is_kept_as_written() -> None:
    table = only_table("CREATE TABLE a (i int REFERENCES Utenfor (Id))")
    assert table.foreign_keys[0].referenced_table == "Utenfor"
