"""What cannot be read completely is refused with its line: a table never goes missing, and never comes out wrong."""

from __future__ import annotations

import pytest

from tests.catalog.support import problems

T = "CREATE TABLE dbo.t (a int NOT NULL, b int NULL)\n"

REFUSED = [
    # types
    ("CREATE TABLE t (a int,\n b strng(10))", ("2: `strng` is not a type of SQL Server, and one of the user's own takes"
     " no size")),
    ("CREATE TABLE t (a int,\n b Telefon)", ("2: column b of dbo.t has the type dbo.Telefon, which is not SQL Server's"
     " and no script creates")),
    ("CREATE TABLE t (a int(11))", "1: int takes no size"),
    ("CREATE TABLE t (a nvarchar(4001))", "1: nvarchar(4001): the length is 1 to 4000"),
    ("CREATE TABLE t (a char(max))", "1: the length of char is a whole number, not `max`"),
    ("CREATE TABLE t (a varchar(0))", "1: varchar(0): the length is 1 to 8000"),
    ("CREATE TABLE t (a varchar(9)", "1: `,` or `)` expected, not the end of the batch"),
    ("CREATE TABLE t (a decimal(39,2))", "1: decimal(39,2): the precision is 1 to 38 and the scale no greater"),
    ("CREATE TABLE t (a decimal(5,6))", "1: decimal(5,6): the precision is 1 to 38 and the scale no greater"),
    ("CREATE TABLE t (a float(54))", "1: float(54): the precision is 1 to 53"),
    ("CREATE TABLE t (a time(8))", "1: time(8): the precision is 0 to 7"),
    ("CREATE TABLE t (a vector)", "1: `(` expected after vector, which needs its dimensions, not `)`"),
    ("CREATE TABLE t (a vector(3, float64))", "1: float32 or float16 expected, not `float64`"),
    ("CREATE TABLE t (a cursor)", "1: a column cannot be of type cursor"),
    ("CREATE TABLE t (a sys.tullball)", "1: `sys.tullball` is not a type of SQL Server"),
    ("CREATE TYPE x FROM dbo.y", "1: an alias type is made from a type of SQL Server"),
    ("CREATE TYPE x FROM int; CREATE TYPE X FROM bigint; CREATE TABLE t (a int)", "1: type dbo.X is created twice"),
    # columns
    ("CREATE TABLE t (a)", "1: column a has no type"),
    ("CREATE TABLE t (a int NOT NULL NULL)", "1: column a is both NULL and NOT NULL"),
    ("CREATE TABLE t (a int,\n\n a bigint)", "1: table dbo.t has two columns a"),
    ("CREATE TABLE t (a int AUTO_INCREMENT)", "1: `AUTO_INCREMENT` is not understood in the definition of column a"),
    ("CREATE TABLE t (a int\n  UNSIGNED NOT NULL)", "2: `UNSIGNED` is not understood in the definition of column a"),
    ("CREATE TABLE t (a int DEFAULT)", "1: the default of column a expected, not `)`"),
    ("CREATE TABLE t (a int DEFAULT NOT NULL)", "1: the default of column a expected, not `NOT`"),
    ("CREATE TABLE t (a int DEFAULT 1 DEFAULT 2)", "1: column a has two defaults"),
    ("CREATE TABLE t (a int DEFAULT 1 2)", "1: `2` is not understood in the definition of column a"),
    ("CREATE TABLE t (a int DEFAULT (1 NOT NULL\n)", "2: `,` or `)` expected, not the end of the batch"),
    ("CREATE TABLE t (a int IDENTITY(x,1))", "1: the seed of IDENTITY is a number, not `x`"),
    ("CREATE TABLE t (a int IDENTITY(1))", "1: `,` expected after the seed of IDENTITY, not `)`"),
    ("CREATE TABLE t (a int GENERATED ALWAYS AS (b))", ("1: ROW, TRANSACTION_ID or SEQUENCE_NUMBER, START or END"
     " expected, not `(`")),
    ("CREATE TABLE t (a AS b +)", "1: the expression of computed column a expected, not `)`"),
    ("CREATE TABLE t (c AS CASE WHEN 1 = 1 THEN 1)", "1: CASE in the expression of computed column c has no END"),
    ("CREATE TABLE t (a int CONSTRAINT)", "1: a constraint's name expected, not `)`"),
    ("CREATE TABLE t (a int CONSTRAINT c)", "1: `)` is not understood in the definition of column a"),
    ("CREATE TABLE t (a int,, b int)", "1: a column expected, not `,`"),
    ("CREATE TABLE t (a int b int)", "1: `b` is not understood in the definition of column a"),
    ("CREATE TABLE t ()", "1: dbo.t has no columns"),
    # names
    ("CREATE TABLE [] (a int)", "1: a name has 1 to 128 characters, not 0"),
    (f"CREATE TABLE [{'x' * 129}] (a int)", "1: a name has 1 to 128 characters, not 129"),
    ("CREATE TABLE a.b.c.d (a int)", "1: a.b.c.d has more parts than a name of a table can"),
    ("CREATE TABLE [$(Db)].dbo.t (a int)", "1: `$(Db)` holds a SQLCMD variable"),
    ("CREATE TABLE $(Db).dbo.t (a int)", "1: a table expected, not `$`"),
    ("CREATE TABLE 't' (a int)", "1: a table expected, not `'t'`"),
    ("CREATE TABLE @t (a int)", "1: a table expected, not `@t`"),
    # keys
    ("CREATE TABLE t (a int,\n PRIMARY KEY (b))", "2: a key of dbo.t names column b, which the table does not have"),
    ("CREATE TABLE t (a int, UNIQUE (a, A))", "1: a key of dbo.t names column a twice"),
    ("CREATE TABLE t (A int, a int, UNIQUE ([ø]))", "1: a key of dbo.t names column ø, which the table does not have"),
    ("CREATE TABLE t (a int NULL,\nPRIMARY KEY (a))", "2: column a of the primary key of dbo.t is NULL"),
    ("CREATE TABLE t (a int PRIMARY KEY, b int PRIMARY KEY)", "1: a second primary key"),
    ("CREATE TABLE t (a int REFERENCES x (b, c))", "1: 1 column(s) cannot reference 2"),
    ("CREATE TABLE t (a int REFERENCES Db.dbo.x (b))", "1: a foreign key cannot reference another database's dbo.x"),
    ("CREATE TABLE t (a int REFERENCES x)", "1: foreign key of dbo.t references dbo.x, which no script creates"),
    ("CREATE TABLE t (a int CONSTRAINT f REFERENCES t)", ("1: foreign key f of dbo.t does not fit the primary key of"
     " dbo.t")),
    ("CREATE TABLE t (a int, FOREIGN KEY (a) REFERENCES t (x))", ("1: foreign key of dbo.t names column x, which dbo.t"
     " does not have")),
    ("CREATE TABLE t (a int REFERENCES x (b) ON DELETE DROP)", ("1: NO ACTION, CASCADE, SET NULL or SET DEFAULT"
     " expected, not `DROP`")),
    ("CREATE TABLE t (a int, CONSTRAINT c FOO (a))", "1: a constraint expected, not `FOO`"),
    ("CREATE TABLE t (a int, INDEX i (a) WHERE)", "1: a filter expected after WHERE, not `)`"),
    # table options
    ("CREATE TABLE t (a int) WITH (MEMORY_OPTIMISED = ON)", ("1: MEMORY_OPTIMISED is not understood as an option of"
     " dbo.t")),
    ("CREATE TABLE t (a int) WITH (DISTRIBUTION = HASH(a)", ("1: `)` expected after the table's options, not the end of"
     " the batch")),
    ("CREATE TABLE t (a int) WITH (LEDGER = MAYBE)", "1: ON or OFF expected after LEDGER, not `MAYBE`"),
    ("CREATE TABLE t (a int) ENGINE = InnoDB", "1: `ENGINE` does not begin a statement that is known here"),
    ("CREATE TABLE t AS SELECT 1 AS a", "1: the columns of dbo.t expected, not `AS`"),
    ("CREATE TABLE t\nAS CLONE OF u", "2: the columns of dbo.t expected, not `AS`"),
    ("CREATE TABLE IF NOT EXISTS t (a int)", "1: the columns of dbo.IF expected, not `NOT`"),
    ("CREATE EXTERNAL TABLE t WITH (LOCATION = 'x') AS SELECT 1 AS a", "1: the columns of dbo.t expected, not `WITH`"),
    # other ways to make and change tables
    ("CREATE TEMPORARY TABLE t (a int)", "1: CREATE `TEMPORARY` is not known here"),
    ("CRAETE TABLE t (a int)", "1: `CRAETE` does not begin a statement that is known here"),
    ("SET NOCOUNT ON\nCRAETE TABLE t (a int)", "2: `CRAETE` does not begin a statement that is known here"),
    ("INSERT dbo.t VALUES (1)\nMAKE TABLE x (a int)", "2: TABLE is not understood here"),
    ("PRINT 'x'\nSELECT *\nINTO dbo.kopi FROM dbo.t", "3: SELECT … INTO kopi makes a table"),
    ("WITH x AS (SELECT 1 AS a) SELECT a INTO kopi FROM x", "1: SELECT … INTO kopi makes a table"),
    (T + "DROP TABLE dbo.u", "2: DROP TABLE dbo.u is not read"),
    (T + "DROP TABLE t; DROP TABLE t", "2: DROP TABLE dbo.t is not read"),
    (T + "CREATE UNIQUE INDEX ix ON t (a); DROP INDEX ix ON u", "2: DROP INDEX ix is not read"),
    (T + "ALTER TABLE t DROP COLUMN c", "2: ALTER TABLE dbo.t DROP COLUMN c is not read"),
    (T + "ALTER TABLE t DROP CONSTRAINT IF EXISTS c, d", "2: ALTER TABLE dbo.t DROP CONSTRAINT d is not read"),
    ("CREATE TABLE t (a int PRIMARY KEY, b int)\nALTER TABLE t DROP COLUMN a",
     "2: ALTER TABLE dbo.t DROP COLUMN a is not read"),
    (T + "IF @x = 1 ALTER TABLE t ALTER COLUMN a bigint",
     "2: a statement about tables that runs under a condition that only the server can decide"),
    (T + "ALTER TABLE t ALTER COLUMN a ADD SPARSE", "2: `SPARSE` is not understood in ALTER COLUMN"),
    (T + "DROP INDEX ix ON dbo.t", "2: DROP INDEX ix is not read"),
    (T + "DROP TYPE dbo.x", "2: DROP TYPE dbo.x is not read"),
    (T + "EXEC sp_rename 'dbo.t', 'u'", "2: sp_rename can change tables in ways that cannot be read here"),
    (T + "GO\nsp_rename 'dbo.t.a', 'c', 'COLUMN'", "3: sp_rename can change tables in ways that cannot be read here"),
    (T + "EXEC dbo.LagTabeller", "2: LagTabeller can change tables in ways that cannot be read here"),
    (T + "INSERT dbo.t EXEC dbo.Hent", "2: Hent can change tables in ways that cannot be read here"),
    (T + "EXEC sp_MSforeachtable 'DROP TABLE ?'", ("2: sp_MSforeachtable can change tables in ways that cannot be read"
     " here")),
    (T + "DECLARE @s nvarchar(9)\nEXEC (@s)", "3: SQL that is not a literal cannot be read"),
    (T + "EXEC ('DROP ' + @t)", "2: SQL that is not a literal cannot be read"),
    (T + "EXEC sp_addtype 'x', @base", "2: the type is not a literal"),
    (T + "EXEC sp_addtype 'x', 'dbo.y'", "2: an alias type is made from a type of SQL Server"),
    (T + "EXEC @p", "2: a procedure named by a variable can do anything"),
    (T + "EXEC sp_executesql @s", "2: SQL that is not a literal cannot be read"),
    (T + "EXEC sp_executesql @params = N'@a int', @a = 1", "2: SQL that is not a literal cannot be read"),
    (T + "EXEC ('CREATE TABLE x (a int)') AT annen", "2: SQL for another server cannot be read"),
    (T + "EXEC ('SELECT 1\n INTO x')", "3: SELECT … INTO x makes a table"),
    (T + "EXEC ('CREATE TABLE x (a\n', 1)", "2: SQL that is not a literal cannot be read"),
    (T + "EXEC sys.sp_cdc_enable_table @source_schema = @s, @source_name = N't'", ("2: the table whose changes are"
     " captured is not a literal")),
    (T + "ALTER TABLE dbo.t ALTER COLUMN c bigint", "2: ALTER TABLE dbo.t ALTER COLUMN c is not read"),
    (T + "ALTER TABLE dbo.t SWITCH TO dbo.u", "2: ALTER TABLE dbo.t SWITCH TO is not read"),
    (T + "ALTER SCHEMA x TRANSFER dbo.t", "2: ALTER SCHEMA … TRANSFER moves tables"),
    (T + "ALTER TABLE dbo.u ADD c int", "2: table dbo.u is altered, but no script creates it"),
    (T + "ALTER TABLE dbo.t ADD a int", "2: table dbo.t already has column a"),
    (T + "ALTER TABLE dbo.t ADD c int ADD d int", "2: `ADD` does not begin a statement that is known here"),
    (T + "ALTER TABLE dbo.t ADD PRIMARY KEY (b)", "1: column b of the primary key of dbo.t is NULL"),
    (T + "ALTER TABLE dbo.t ADD UNIQUE (c)", "2: a key names column c, which dbo.t does not have"),
    (T + "ALTER TABLE dbo.t ADD DEFAULT 0 FOR c", "2: table dbo.t has no column c"),
    (T + "ALTER TABLE t ADD DEFAULT 0 FOR a; ALTER TABLE t ADD DEFAULT 1 FOR a", ("2: column a of dbo.t already has a"
     " default")),
    (T + "CREATE INDEX ix ON dbo.u (a)", "2: index ix is on dbo.u, but no script creates it"),
    (T + "CREATE TABLE dbo.t (c int)", "2: table dbo.t is also created in source/a.sql:1"),
    (T + "CREATE MAGIC x", "2: CREATE `MAGIC` is not known here"),
    # conditions
    ("IF @x = 1\n  CREATE TABLE t (a int)", ("2: a statement about tables that runs under a condition that only the"
     " server can decide")),
    ("IF EXISTS (SELECT 1) CREATE TABLE t (a int)", "1: a statement about tables that runs if present"),
    (T + "IF NOT EXISTS (SELECT 1) DROP TABLE t", "2: a statement about tables that runs if absent"),
    ("IF NOT EXISTS (SELECT 1) PRINT 'x' ELSE CREATE TABLE t (a int)", ("1: a statement about tables that runs under a"
     " condition that only the server can decide")),
    ("WHILE 1 = 1 CREATE TABLE t (a int)", ("1: a statement about tables that runs under a condition that only the"
     " server can decide")),
    ("BEGIN TRY SELECT 1 END TRY BEGIN CATCH CREATE TABLE t (a int) END CATCH", ("1: a statement about tables that runs"
     " under a condition that only the server can decide")),
    ("IF 1 = 1", "1: a condition without a statement behind it"),
    ("BEGIN\nPRINT 'x'", "1: BEGIN without END"),
    # batches
    ("PRINT 'x'\nCREATE VIEW v AS SELECT 1 AS a", "2: CREATE VIEW must be the first statement of its batch"),
    ("CREATE VIEW v AS SELECT 1 AS a\nCREATE TABLE t (a int)", "2: CREATE TABLE belongs to the view before it"),
    ("CREATE PROC p AS BEGIN TRAN; BEGIN PRINT 'x' END\nCREATE TABLE t (a int)\nGO\nDROP TABLE x",
     "4: DROP TABLE dbo.x is not read"),
    ("CREATE TABLE t (a int)\nGO CREATE TABLE u (a int)", "2: `GO` does not begin a statement that is known here"),
    (":r .\\Tabeller.sql", "1: `:` does not begin a statement that is known here"),
    ("CREATE TABLE t (a int)\n/* resten er borte\nCREATE TABLE u (a int)", ("2: a comment is not closed before the end"
     " of the file")),
    ("CREATE TABLE t (a int DEFAULT 'x)\nGO", "1: a string is not closed before the end of the file"),
    ("CREATE TABLE t (\n[a int)", "2: a quoted name is not closed before the end of the file"),
    ("INSERT t VALUES (1, (2)\nCREATE TABLE t (a int)", "1: `(` here is never closed"),
    # databases
    ("USE master\nGO\nCREATE TABLE t (a int)", "3: a table in the system database master"),
    ("CREATE TABLE a.dbo.t (a int); CREATE TABLE Db.dbo.u (a int)", ("1: a table in database a, but this folder is read"
     " as Db")),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "expected"), REFUSED, ids=[sql[-60:] for sql, _ in REFUSED])
def test_a_script_is_refused_with_its_line(sql: str, expected: str) -> None:
    assert problems(sql)[:1] == [expected]


def test_every_batch_and_every_file_says_what_is_wrong_with_it_at_once() -> None:
    found = problems(
        {
            "b.sql": "CREATE TABLE b (a in)\nGO\nCREATE TABLE c (a int FOO)\nGO\nDROP TABLE x\nGO\nSELECT 1 INTO y",
            "a.sql": "CREATE TABLE b (a int)\nGO\nCREATE TABLE d (x [y] NULL)",
            "c.sql": b"CREATE TABLE e (\xf8 int)",
        }
    )
    assert found == [
        "source/b.sql:3: `FOO` is not understood in the definition of column a",
        "source/b.sql:7: SELECT … INTO y makes a table",
        "source/c.sql:1: a name in a file that is not UTF-8; it looks like Windows-1252 or another code page",
        "3: column x of dbo.d has the type dbo.y, which is not SQL Server's and no script creates",
        "source/b.sql:1: table dbo.b is also created in source/a.sql:1",
        "source/b.sql:5: DROP TABLE dbo.x is not read",
    ]


STATEMENTS = [
    ("DROP TABLE dbo.t", "DROP TABLE dbo.t"),
    ("DROP TABLE IF EXISTS u, t", "DROP TABLE dbo.t"),
    ("IF OBJECT_ID('t') IS NOT NULL DROP TABLE t", "DROP TABLE dbo.t"),
    ("ALTER TABLE t DROP COLUMN b", "ALTER TABLE dbo.t DROP COLUMN b"),
    ("ALTER TABLE t DROP COLUMN IF EXISTS x, B", "ALTER TABLE dbo.t DROP COLUMN B"),
    ("ALTER TABLE t DROP CONSTRAINT IF EXISTS x, pk", "ALTER TABLE dbo.t DROP CONSTRAINT pk"),
    ("ALTER TABLE t DROP ck", "ALTER TABLE dbo.t DROP CONSTRAINT ck"),
    ("ALTER TABLE t DROP df", "ALTER TABLE dbo.t DROP CONSTRAINT df"),
    ("DROP INDEX IF EXISTS ix ON t", "DROP INDEX ix"),
    ("DROP INDEX t.iy", "DROP INDEX iy"),
    ("DROP TYPE IF EXISTS dbo.y", "DROP TYPE dbo.y"),
    ("ALTER TABLE t ALTER COLUMN b bigint", "ALTER TABLE dbo.t ALTER COLUMN b"),
    ("ALTER TABLE t SET (SYSTEM_VERSIONING = OFF)", "ALTER TABLE dbo.t SET (SYSTEM_VERSIONING = OFF)"),
]


@pytest.mark.parametrize(("statement", "what"), STATEMENTS, ids=[statement for statement, _ in STATEMENTS])
def test_what_another_script_made_is_not_changed_or_dropped_as_nobody_knows_their_order(
    statement: str, what: str
) -> None:
    made = (
        "CREATE TYPE y FROM int; CREATE TABLE t (a int CONSTRAINT pk PRIMARY KEY, b int CONSTRAINT df DEFAULT 1,"
        " CONSTRAINT ck CHECK (a > 0)); CREATE UNIQUE INDEX ix ON t (b); CREATE INDEX iy ON t (b)"
    )
    assert problems({"a.sql": made, "b.sql": statement}) == [f"source/b.sql:1: {what} is not read"]


def test_what_a_script_drops_and_makes_again_afterwards_is_read() -> None:
    sql = "DROP TABLE T\nGO\nCREATE TABLE t (a int)\nDROP INDEX t.ix, iy ON t\nCREATE INDEX ix ON t (a)"
    assert problems(sql + " CREATE UNIQUE INDEX iy ON t (a)") == []
    assert problems(sql) == ["4: DROP INDEX iy is not read"]
