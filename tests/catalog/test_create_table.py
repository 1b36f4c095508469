"""CREATE TABLE beyond its columns: keys, indexes, table options; and the statements around it."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.catalog.support import described, only_table, read, spec

A = "columns:\n  a: int not null\n"
AB = "columns:\n  a: int not null\n  b: int null\n"

KEYS = [
    # on a column
    ("a int PRIMARY KEY", A + "primary_key: {columns: [a], clustered: true}"),
    ("a int NOT NULL PRIMARY KEY CLUSTERED", A + "primary_key: {columns: [a], clustered: true}"),
    ("a int PRIMARY KEY NONCLUSTERED NOT NULL", A + "primary_key: {columns: [a]}"),
    ("a int CONSTRAINT PK_t PRIMARY KEY", A + "primary_key: {name: PK_t, columns: [a], clustered: true}"),
    ("a int PRIMARY KEY WITH FILLFACTOR = 80", A + "primary_key: {columns: [a], clustered: true}"),
    ("a int PRIMARY KEY WITH (PAD_INDEX = ON, FILLFACTOR = 80) ON [PRIMARY]", A + "primary_key: {columns: [a],"
     " clustered: true}"),
    ('a int PRIMARY KEY ON "default"', A + "primary_key: {columns: [a], clustered: true}"),
    ("a int PRIMARY KEY ON ps(a)", A + "primary_key: {columns: [a], clustered: true}"),
    ("a int PRIMARY KEY NONCLUSTERED HASH WITH (BUCKET_COUNT = 1024)", A + "primary_key: {columns: [a]}"),
    ("a int NOT NULL, b int PRIMARY KEY (a)", AB + "primary_key: {columns: [a], clustered: true}"),
    ("a int NOT NULL UNIQUE", A + "unique_keys:\n  - {columns: [a]}"),
    ("a int NOT NULL CONSTRAINT U UNIQUE CLUSTERED", A + "unique_keys:\n  - {name: U, columns: [a], clustered: true}"),
    ("a int NOT NULL UNIQUE NONCLUSTERED WITH (IGNORE_DUP_KEY = ON)", A + "unique_keys:\n  - {columns: [a]}"),
    ("a int NOT NULL REFERENCES dbo.Land (Id)", A + "foreign_keys:\n  - {columns: [a], schema: dbo, table: Land,"
     " references: [Id]}"),
    ("a int NOT NULL FOREIGN KEY REFERENCES Land (Id) ON DELETE CASCADE ON UPDATE NO ACTION NOT FOR REPLICATION",
     A + "foreign_keys:\n  - {columns: [a], schema: dbo, table: Land, references: [Id]}"),
    ("a int CONSTRAINT FK REFERENCES geo.Land(Id) ON UPDATE SET NULL ON DELETE SET DEFAULT NOT NULL",
     A + "foreign_keys:\n  - {name: FK, columns: [a], schema: geo, table: Land, references: [Id]}"),
    ("a int NOT NULL INDEX ix", A),
    ("a int NOT NULL INDEX ix NONCLUSTERED HASH WITH (BUCKET_COUNT = 8)", A),
    ("a int NOT NULL INDEX ix UNIQUE", A + "unique_keys:\n  - {name: ix, columns: [a], constraint: false}"),
    ("a int NOT NULL INDEX ix CLUSTERED WITH (FILLFACTOR = 8) ON fg FILESTREAM_ON \"NULL\"", A),
    # on the table
    ("a int, PRIMARY KEY (a)", A + "primary_key: {columns: [a], clustered: true}"),
    ("a int, b int, CONSTRAINT [PK t] PRIMARY KEY CLUSTERED (a ASC)", AB + 'primary_key: {name: "PK t", columns: [a],'
     " clustered: true}"),
    ("b int, a int, PRIMARY KEY NONCLUSTERED (a DESC, b)", ("columns:\n  b: int not null\n  a: int not null\n"
     "primary_key: {columns: [a, b]}")),
    ("a int, PRIMARY KEY (a), b int UNIQUE CLUSTERED", AB + "primary_key: {columns: [a]}\n"
     "unique_keys:\n  - {columns: [b], clustered: true}"),
    ("a int, b int, PRIMARY KEY (a), INDEX ix CLUSTERED (b)", AB + "primary_key: {columns: [a]}"),
    ("a int, b int, CONSTRAINT u UNIQUE (b, a) WITH FILLFACTOR = 9 ON [PRIMARY], PRIMARY KEY (a)",
     AB + "primary_key: {columns: [a], clustered: true}\nunique_keys:\n  - {name: u, columns: [b, a]}"),
    ("a int, PRIMARY KEY NONCLUSTERED HASH (a) WITH (BUCKET_COUNT = 9)", A + "primary_key: {columns: [a]}"),
    ("a int NOT NULL, b int, CONSTRAINT f FOREIGN KEY (b, a) REFERENCES x.z (d, c) ON DELETE NO ACTION",
     AB + "foreign_keys:\n  - {name: f, columns: [b, a], schema: x, table: z, references: [d, c]}"),
    ("a int NOT NULL, FOREIGN KEY (A) REFERENCES z (c) NOT FOR REPLICATION",
     A + "foreign_keys:\n  - {columns: [a], schema: dbo, table: z, references: [c]}"),
    ("a int NOT NULL, CHECK (a > 0), CONSTRAINT c CHECK NOT FOR REPLICATION (a < (9))", A),
    ("a int NOT NULL, INDEX ix (a)", A),
    ("a int NOT NULL, b int, INDEX ix UNIQUE NONCLUSTERED (a DESC, b) WHERE b IS NOT NULL WITH (PAD_INDEX = ON) ON fg",
     AB + "unique_keys:\n  - {name: ix, columns: [a, b], constraint: false, filter: \"b IS NOT NULL\"}"),
    ("a int NOT NULL, INDEX ix HASH (a) WITH (BUCKET_COUNT = 8)", A),
    ("a int NOT NULL, b int, INDEX ix (a) INCLUDE (b)", AB),
    ("a int NOT NULL, INDEX ix COLUMNSTORE (a)", A),
    ("a int NOT NULL, INDEX ix NONCLUSTERED COLUMNSTORE (a) WHERE a > 1", A),
    ("a int NOT NULL, INDEX ix CLUSTERED COLUMNSTORE",
     "not_capturable: clustered columnstore index\n" + A),
    ("a int NOT NULL, INDEX ix CLUSTERED COLUMNSTORE ORDER (a) WITH (COMPRESSION_DELAY = 10 Minutes)",
     "not_capturable: clustered columnstore index\n" + A),
    # forgiven by SQL Server
    ("a int NOT NULL,", A),
    ("a int NOT NULL CONSTRAINT PK PRIMARY KEY CLUSTERED ([a] ASC)", A + "primary_key: {name: PK, columns: [a],"
     " clustered: true}"),
]  # fmt: skip


@pytest.mark.parametrize(("elements", "expected"), KEYS, ids=[elements for elements, _ in KEYS])
def test_keys_and_indexes_are_read_wherever_they_stand(elements: str, expected: str) -> None:
    assert described(only_table(f"CREATE TABLE dbo.t (\n{elements}\n);")) == dedent(expected).strip()


OPTIONS = [
    ("", ""),
    (";", ""),
    (" ON [PRIMARY]", ""),
    (' ON "default" TEXTIMAGE_ON "default"', ""),
    (" ON ps ([a]) FILESTREAM_ON fs", ""),
    (' ON [fg] TEXTIMAGE_ON [fg] FILESTREAM_ON "default"', ""),
    (" WITH (DATA_COMPRESSION = PAGE)", ""),
    (" WITH (DATA_COMPRESSION = NONE ON PARTITIONS (1), DATA_COMPRESSION = ROW ON PARTITIONS (2, 4, 6 TO 8))", ""),
    (" WITH (XML_COMPRESSION = ON ON PARTITIONS (1 TO 2))", ""),
    (" ON [PRIMARY] WITH (DATA_COMPRESSION = ROW)", ""),
    (" WITH (MEMORY_OPTIMIZED = ON)", 'not_capturable: "memory-optimized"\n'),
    (" WITH (MEMORY_OPTIMIZED = ON, DURABILITY = SCHEMA_ONLY)", 'not_capturable: "memory-optimized"\n'),
    (" WITH (MEMORY_OPTIMIZED = OFF)", ""),
    (" WITH (SYSTEM_VERSIONING = ON)", "temporal: true\n"),
    (" WITH (SYSTEM_VERSIONING = OFF)", ""),
    (" WITH (SYSTEM_VERSIONING = ON (HISTORY_TABLE = [dbo].[tHistorie], DATA_CONSISTENCY_CHECK = ON))",
     "temporal: true\n"),
    (" WITH (SYSTEM_VERSIONING = ON (HISTORY_RETENTION_PERIOD = 6 MONTHS))", "temporal: true\n"),
    (" WITH (REMOTE_DATA_ARCHIVE = ON (FILTER_PREDICATE = dbo.f(a), MIGRATION_STATE = OUTBOUND))", ""),
    (" WITH (REMOTE_DATA_ARCHIVE = OFF (MIGRATION_STATE = PAUSED))", ""),
    (" WITH (DATA_DELETION = ON (FILTER_COLUMN = a, RETENTION_PERIOD = 1 WEEK))", ""),
    (" WITH (LEDGER = OFF)", ""),
    (" AS NODE", "not_capturable: graph node\n"),
    (" AS EDGE ON [PRIMARY]", "not_capturable: graph edge\n"),
]  # fmt: skip


@pytest.mark.parametrize(("options", "expected"), OPTIONS, ids=[options or "none" for options, _ in OPTIONS])
def test_table_options_are_read_or_have_no_bearing(options: str, expected: str) -> None:
    table = only_table(f"CREATE TABLE t (a int NOT NULL){options}\nGO\n")
    assert described(table) == (expected + A).strip()


def test_a_temporal_table_keeps_its_period_columns_and_its_history_cannot_be_captured() -> None:
    catalog = read(
        {
            "Sats.sql": """CREATE TABLE dbo.Sats (Id int PRIMARY KEY,
                Fra datetime2 GENERATED ALWAYS AS ROW START HIDDEN NOT NULL,
                Til datetime2 GENERATED ALWAYS AS ROW END HIDDEN NOT NULL,
                PERIOD FOR SYSTEM_TIME (Fra, Til)
            ) WITH (SYSTEM_VERSIONING = ON (HISTORY_TABLE = hist.Sats))""",
            "History.sql": "CREATE TABLE hist.Sats (Id int NOT NULL, Fra datetime2 NOT NULL, Til datetime2 NOT NULL)",
        },
    )
    current, history = catalog.tables
    assert (current.full_name, current.temporal, current.not_capturable) == ("dbo.Sats", True, None)
    assert [column.hidden for column in current.columns] == [False, True, True]
    assert (history.temporal, history.not_capturable) == (False, "history table of a temporal table")


def test_a_ledger_table_gets_the_columns_the_server_adds() -> None:
    table = only_table(
        """CREATE TABLE t (a int NOT NULL, s bigint GENERATED ALWAYS AS TRANSACTION_ID START)
           WITH (SYSTEM_VERSIONING = ON, LEDGER = ON (LEDGER_VIEW = dbo.v (TRANSACTION_ID_COLUMN_NAME = x)))""",
    )
    assert [column.name for column in table.columns] == [
        *("a", "s", "ledger_end_transaction_id", "ledger_start_sequence_number", "ledger_end_sequence_number")
    ]
    assert not table.temporal
    table = only_table("CREATE TABLE t (a int) WITH (LEDGER = ON (APPEND_ONLY = ON))")
    assert [spec(table, column.name) for column in table.columns[1:]] == ["bigint not null hidden"] * 2


def test_a_file_table_has_the_servers_own_columns() -> None:
    table = only_table(
        """CREATE TABLE dbo.Filer AS FileTable ON [PRIMARY] FILESTREAM_ON fs
           WITH (FILETABLE_DIRECTORY = N'Filer', FILETABLE_COLLATE_FILENAME = database_default)""",
    )
    assert table.not_capturable == "FileTable"
    assert len(table.columns) == 17
    assert spec(table, "stream_id") == "uniqueidentifier not null rowguidcol default (newsequentialid())"
    assert spec(table, "is_temporary") == "bit not null default ((0))"


def test_an_edge_table_may_have_no_columns_of_its_own() -> None:
    assert described(only_table("CREATE TABLE liker AS EDGE")) == "not_capturable: graph edge\ncolumns: {}"
    sql = "CREATE TABLE t (d date, CONSTRAINT ec CONNECTION (Person TO Sted, Sted TO Person) ON DELETE CASCADE) AS EDGE"
    assert described(only_table(sql)) == "not_capturable: graph edge\ncolumns:\n  d: date null"


@pytest.mark.parametrize(
    "options",
    [
        "LOCATION = '/data', DATA_SOURCE = ds, FILE_FORMAT = ff",
        "DATA_SOURCE = ds, SCHEMA_NAME = N'dbo', OBJECT_NAME = N't', DISTRIBUTION = SHARDED(a)",
        "LOCATION = 'x', DATA_SOURCE = ds, REJECT_TYPE = percentage, REJECT_VALUE = 0.5, REJECT_SAMPLE_VALUE = 100",
    ],
)
def test_an_external_table_is_read_and_cannot_be_captured(options: str) -> None:
    table = only_table(f"CREATE EXTERNAL TABLE [dbo].[t] ([a] int NOT NULL) WITH ({options});")
    assert described(table) == ("not_capturable: external\n" + A).strip()


def test_a_memory_optimized_table_may_have_a_nullable_key() -> None:
    table = only_table("CREATE TABLE t (a int NULL, PRIMARY KEY NONCLUSTERED (a)) WITH (MEMORY_OPTIMIZED = ON)")
    assert table.columns[0].nullable


def test_an_alias_type_may_stand_in_a_later_file_and_decides_nullability_where_the_column_does_not() -> None:
    table = only_table(
        {
            "a.sql": """CREATE TABLE t (p dbo.Personnr, q [Personnr] NULL, r personnr NOT NULL, s [x y].[z] NULL,
                                        u Epost, v dbo.Konto, w dbo.Personnr NOT NULL PRIMARY KEY, e Epost UNIQUE)""",
            "z.sql": """CREATE TYPE [dbo].[Personnr] FROM NVARCHAR(11) NOT NULL;
                        CREATE TYPE [x y].[z] FROM DECIMAL NULL CREATE TYPE Epost FROM sysname NULL
                        GO
                        CREATE TYPE dbo.Konto EXTERNAL NAME [Asm].[Ns.Konto]
                        GO
                        CREATE TYPE dbo.Liste AS TABLE (id int PRIMARY KEY) WITH (MEMORY_OPTIMIZED = ON)""",
        },
    )
    specs = {column.name: spec(table, column.name) for column in table.columns}
    assert specs == {
        "p": "nvarchar(11) not null alias dbo.Personnr",
        "q": "nvarchar(11) null alias dbo.Personnr",
        "r": "nvarchar(11) not null alias dbo.Personnr",
        "s": 'decimal(18,0) null alias "x y.z"',
        "u": "nvarchar(128) null alias dbo.Epost",
        "v": "clr null alias dbo.Konto",
        "w": "nvarchar(11) not null alias dbo.Personnr",
        "e": "nvarchar(128) null alias dbo.Epost",
    }


def test_a_primary_key_makes_a_column_of_a_nullable_alias_type_not_null() -> None:
    table = only_table("CREATE TYPE N FROM int NULL; CREATE TABLE t (a N PRIMARY KEY, b N, c N IDENTITY)")
    assert [column.nullable for column in table.columns] == [False, True, False]


def test_names_may_have_three_parts_and_the_middle_one_may_be_missing() -> None:
    catalog = read("CREATE TABLE Db.x.a (i int); CREATE TABLE [Db]..[b] (i int); CREATE TABLE c (i int)")
    assert [table.full_name for table in catalog.tables] == ["dbo.b", "dbo.c", "x.a"]


def test_tables_are_sorted_and_say_where_they_stand() -> None:
    catalog = read({"x/B.sql": "-- b\n\nCREATE TABLE b (i int)", "A.SQL": "CREATE TABLE a (i int)"})
    assert [(table.name, table.origin) for table in catalog.tables] == [
        ("a", "source/A.SQL:1"),
        ("b", "source/x/B.sql:3"),
    ]
