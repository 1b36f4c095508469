"""Every type with its extremes: what the source holds, what is staged, what the merge makes of it, and back again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import sql

from cdc_assets.catalog.tsql.types import type_of_text
from cdc_assets.errors import CdcError
from cdc_assets.rows.copy import copy_rows
from cdc_assets.rows.model import Chunk, ReadColumn, ReadTable
from cdc_assets.rows.read import read_keys, read_rows, source_rows
from cdc_assets.tables.conversions import CONVERSIONS, conversion, key_text
from cdc_assets.tables.model import TableDefinition, TargetColumn
from cdc_assets.tables.types import load_type_map, map_type
from tests.merge.support import SCHEMA, fetch, install, merge, relation
from tests.rows.support import reading, rows_of
from tests.sqlserver.source_database import SourceDatabase, table
from tests.sqlserver.support import every_driver
from tests.support.postgres import both_versions

UUIDS = [UUID(int=0), UUID(int=2**128 - 1), UUID("01020304-0506-0708-090a-0b0c0d0e0f10")]


@dataclass(frozen=True)
class Case:
    """A value of a type: in the source, staged (as it is in the source, unless told), in the target as text."""

    type: str
    source: Any
    target: str
    staged: Any = None


def moments(type_: str, *cases: tuple[str, Any, str]) -> list[Case]:
    return [Case(type_, source, target, staged) for source, staged, target in cases]


D = datetime.fromisoformat
LAST = D("9999-12-31T23:59:59.999999")
CASES = [
    *(Case("tinyint", n, str(n)) for n in (0, 255)),
    *(Case("smallint", n, str(n)) for n in (-(2**15), 2**15 - 1)),
    *(Case("int", n, str(n)) for n in (-(2**31), 2**31 - 1)),
    *(Case("bigint", n, str(n)) for n in (-(2**63), 2**63 - 1)),
    *(Case("bit", b, str(b).lower()) for b in (False, True)),
    *(Case("decimal(38,0)", Decimal(n), n) for n in ("9" * 38, "-" + "9" * 38, "0")),
    *(Case("numeric(38,38)", Decimal(n), n) for n in ("0." + "9" * 38, "-0." + "0" * 37 + "1")),
    *(Case("decimal(9,2)", Decimal(n), n) for n in ("-0.01", "1234567.80")),
    *(Case("decimal(28,9)", Decimal(n), n) for n in ("1234567890123456789.123456789",)),
    *(Case("money", Decimal(n), n) for n in ("922337203685477.5807", "-922337203685477.5808", "12.3456")),
    *(Case("smallmoney", Decimal(n), n) for n in ("214748.3647", "-214748.3648")),
    *(Case("float(53)", f, s) for f, s in ((1.7976931348623157e308, "1.7976931348623157e+308"), (-5e-324, "-5e-324"))),
    *(Case("float(53)", f, s) for f, s in ((0.1, "0.1"), (-0.0, "-0"))),
    Case("real", 0.10000000149011612, "0.1", 0.1),
    Case("real", 3.4028234663852886e38, "3.4028235e+38", 3.4028235e38),
    Case("real", 1.401298464324817e-45, "1e-45", 1.4013e-45),
    Case("float(24)", 16777217.0, "1.6777216e+07", 16777216.0),
    *moments("date", ("0001-01-01", date.min, "0001-01-01"), ("9999-12-31", date.max, "9999-12-31")),
    Case("time(0)", "23:59:59", "23:59:59"),
    Case("time(3)", "23:59:59.999", "23:59:59.999"),
    Case("time(6)", "00:00:00.000001", "00:00:00.000001"),
    Case("time(7)", "23:59:59.9999999", "23:59:59.999999"),
    *moments(
        "datetime",
        ("9999-12-31T23:59:59.997", D("9999-12-31T23:59:59.997"), "9999-12-31 23:59:59.997"),
        ("1753-01-01T00:00:00.003", D("1753-01-01T00:00:00.003"), "1753-01-01 00:00:00.003"),
        ("2026-11-29T12:00:00.000", D("2026-11-29T12:00:00"), "2026-11-29 12:00:00"),
    ),
    *moments(
        "smalldatetime",
        ("2079-06-06T23:59:00", D("2079-06-06T23:59:00"), "2079-06-06 23:59:00"),
        ("1900-01-01T00:00:00", D("1900-01-01T00:00:00"), "1900-01-01 00:00:00"),
    ),
    *moments("datetime2(0)", ("9999-12-31T23:59:59", D("9999-12-31T23:59:59"), "9999-12-31 23:59:59")),
    *moments("datetime2(3)", ("0001-01-01T00:00:00.001", D("0001-01-01T00:00:00.001"), "0001-01-01 00:00:00.001")),
    *moments("datetime2(6)", ("9999-12-31T23:59:59.999999", LAST, "9999-12-31 23:59:59.999999")),
    Case("datetime2(7)", "9999-12-31T23:59:59.9999999", "9999-12-31 23:59:59.999999"),
    Case("datetime2(7)", "0001-01-01T00:00:00.0000000", "0001-01-01 00:00:00"),
    Case("datetimeoffset(0)", "2026-11-29T12:00:00+05:30", "2026-11-29 06:30:00+00"),
    Case("datetimeoffset(3)", "0001-01-01T14:00:00.001+14:00", "0001-01-01 00:00:00.001+00"),
    Case("datetimeoffset(6)", "9999-12-31T09:59:59.999999-14:00", "9999-12-31 23:59:59.999999+00"),
    Case("datetimeoffset(7)", "9999-12-31T23:59:59.9999999+00:00", "9999-12-31 23:59:59.999999+00"),
    Case("datetimeoffset(7)", "2026-03-29T02:30:00.1234567-03:30", "2026-03-29 06:00:00.123456+00"),
    Case("char(3)", "kr ", "kr "),
    Case("char(3)", "", ""),
    Case("nchar(4)", "æ   ", "æ   "),
    Case("varchar(8000)", "ø" * 8000, "ø" * 8000),
    Case("varchar(20)", "a\tb\\n\r\n\\N", "a\tb\\n\r\n\\N"),
    Case("nvarchar(4000)", "🫐" * 2000, "🫐" * 2000),
    Case("nvarchar(20)", "\\N", "\\N"),
    Case("nvarchar(20)", "\0a\0", "a", "a"),
    Case("nvarchar(20)", "\ufeff\uffff", "\ufeff\uffff"),
    Case("varchar(max)", "å" * 70_000, "å" * 70_000),
    Case("nvarchar(max)", "😀\0" * 40_000, "😀" * 40_000, "😀" * 40_000),
    Case("nvarchar(max)", "", ""),
    Case("text", "gammel", "gammel"),
    Case("ntext", "gammelt «ø»", "gammelt «ø»"),
    Case("xml", "<a b='1'>ø</a>", "<a b='1'>ø</a>"),
    Case("xml", "", ""),
    Case("json", '{"a":"\\u0000"}', '{"a":"\\u0000"}'),
    Case("vector(2)", "[1.0000000e+000,-2.5000000e+000]", "[1.0000000e+000,-2.5000000e+000]"),
    Case("binary(4)", b"\0\0\1\0", "\\x00000100"),
    Case("varbinary(8000)", bytes(range(256)) * 31, "\\x" + (bytes(range(256)) * 31).hex()),
    Case("varbinary(8000)", b"", "\\x"),
    Case("varbinary(max)", b"\\x" * 50_000, "\\x" + b"\\x".hex() * 50_000),
    Case("image", b"\xff" * 70_000, "\\x" + "ff" * 70_000),
    Case("rowversion", b"\0\0\0\0\0\0\x07\xd1", "\\x00000000000007d1"),
    *(Case("uniqueidentifier", u, str(u), str(u).upper()) for u in UUIDS),
]
TYPES = list(dict.fromkeys(case.type for case in CASES))
NOT_CARRIED = ["sql_variant", "hierarchyid", "geography", "geometry", "clr"]


def made() -> tuple[SourceDatabase, TableDefinition]:
    """A table with a column of each type, a row per value, and one of NULLs alone."""
    columns = {f"c{n}": of for n, of in enumerate(TYPES)}
    database = SourceDatabase(table("dbo.Every", {"id": "int", **columns}, ["id"]))
    database.enable("dbo.Every")
    names = {of: name for name, of in columns.items()}
    rows = [{"id": n, names[case.type]: case.source} for n, case in enumerate(CASES)]
    database.commit(*(("insert", "dbo.Every", row) for row in [*rows, {"id": len(rows)}]))
    database.capture()
    type_map = load_type_map(Path())
    targets = [TargetColumn("id", "integer", "integer", not_null=True, source="id", source_type="int")]
    for name, of in columns.items():
        mapped = map_type(type_map, type_of_text(of))
        assert mapped is not None
        targets.append(TargetColumn(name, mapped.target, mapped.staging, source=name, source_type=of))
    target = relation("Every", targets)
    return database, TableDefinition("adopus", "AdOpusTest", "dbo", "Every", ("id",), "", (target,))


@every_driver
def test_a_value_arrives_as_pipelines_stage_it(driver: str) -> None:
    database, definition = made()
    with reading(database, driver) as session:
        chunks = list(read_rows(session, source_rows(definition, definition.targets[0])))
    rows = rows_of(chunks)
    for n, case in enumerate(CASES):
        found = rows[n][1 + TYPES.index(case.type)]
        wanted = case.source if case.staged is None else case.staged
        assert (found, type(found)) == (wanted, type(wanted)), case.type
        assert sum(value is not None for value in rows[n]) == 2
    assert rows[-1][1:] == (None,) * len(TYPES)
    lost = [n for n, case in enumerate(CASES) if isinstance(case.source, str) and "\0" in case.source]
    assert [n for chunk in chunks for n in chunk.without_nul] == lost


@both_versions
def test_the_merge_makes_the_targets_value_of_it(merging: psycopg.Connection[Any]) -> None:
    database, definition = made()
    (target,) = definition.targets
    install(merging, [target])
    merging.execute("SET TimeZone = 'UTC'")
    staging = sql.Identifier(SCHEMA, target.staging)
    with reading(database) as session, merging.cursor() as cursor:
        for chunk in read_rows(session, source_rows(definition, target)):
            for name, value in (("__operation", "r"), ("__lsn", chunk.lsn.hex()), ("__source_ts_ms", "1")):
                same = sql.SQL("ALTER TABLE {} ALTER COLUMN {} SET DEFAULT {}")
                cursor.execute(same.format(staging, sql.Identifier(name), value))
            copy_rows(cursor, staging, chunk)
    merge(merging, "Every")
    assert fetch(merging, "SELECT reason, row_data FROM cdc_management.merge_rejects") == []
    for n, case in enumerate(CASES):
        ((found,),) = fetch(merging, f'SELECT c{TYPES.index(case.type)}::text FROM {SCHEMA}."Every" WHERE id = {n}')
        assert found == case.target, case.type


def fits_a_key(value: Any) -> bool:
    """NUL is told apart from nothing, and an index takes no more than 1,700 bytes."""
    return "\0" not in str(value) and len(value if isinstance(value, bytes) else str(value).encode()) <= 1700


def test_a_staged_value_finds_its_row_where_it_is_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cdc_assets.rows.read._KEYS_AT_ONCE", 3)  # a shorter text for the stand-in to read
    for of in TYPES:
        if conversion(type_of_text(of)).parameter is None:
            continue
        values = [case.source for case in CASES if case.type == of and fits_a_key(case.source)]
        database = SourceDatabase(table("dbo.T", {"k": of, "n": "int"}, ["k"]))
        database.enable("dbo.T")
        database.commit(*(("insert", "dbo.T", {"k": value, "n": n}) for n, value in enumerate(values)))
        database.capture()
        wanted = ReadTable("dbo", "T", (ReadColumn("k", "k"), ReadColumn("n", "n")), ("k",))
        with reading(database) as session:
            rows = rows_of(read_rows(session, wanted))
            assert sorted(row[1] for row in rows) == list(range(len(values))), of
            for key, n in rows:
                found = [row[1] for row in rows_of(read_keys(session, wanted, [[key]]))]
                after = rows_of(read_rows(session, wanted, (key_text(key),)))
                if not isinstance(key, float):
                    assert (found, after) == ([n], rows[rows.index((key, n)) + 1 :]), of


def test_each_type_of_the_map_has_its_conversion() -> None:
    assert set(CONVERSIONS) == set(load_type_map(Path()).entries) - {"computed"}
    assert {type_of_text(of).name for of in TYPES} | {"numeric", "decimal", "float", *NOT_CARRIED} >= set(
        CONVERSIONS
    ) - {
        "sysname",
        "timestamp",
    }


@every_driver
def test_what_a_projects_own_map_carries_is_read_as_text_or_bytes(driver: str) -> None:
    columns = {"v": "sql_variant", "h": "hierarchyid", "g": "geography", "e": "geometry", "a": "sysname"}
    plain = table("dbo.T", {"id": "int", **columns}, ["id"])
    own = {"v": ("12.50", "12.50"), "h": ("/1/2.5/", "/1/2.5/"), "g": (b"\xe6\x10", b"\xe6\x10"), "e": (b"", b"")}
    database = SourceDatabase(plain)
    database.enable("dbo.T")
    row = {name: source for name, (source, _) in own.items()}
    database.commit(("insert", "dbo.T", {"id": 1, **row, "a": "dbo"}), ("insert", "dbo.T", {"id": 2}))
    database.capture()
    wanted = ReadTable("dbo", "T", tuple(ReadColumn(name, name) for name in columns), ("id",))
    with reading(database, driver) as session:
        rows = rows_of(read_rows(session, wanted))
    assert rows == [(*(staged for _, staged in own.values()), "dbo"), (None,) * 5]


def test_what_the_stream_does_not_carry_is_not_read() -> None:
    columns = (
        TargetColumn("id", "integer", "integer", not_null=True, source="id"),
        TargetColumn("place", "bytea", "bytea", source="place", carried=False),
        TargetColumn("_customer_id", "uuid", "uuid", template="customer_id"),
    )
    target = relation("Actor", columns)
    found = source_rows(TableDefinition("adopus", "AdOpusTest", "dbo", "Actor", ("id",), "", (target,)), target)
    assert [column.source for column in found.columns] == ["id"]
    assert found.key == ("id",)


def test_a_chunk_goes_to_postgresql_with_what_all_its_rows_share(merging: psycopg.Connection[Any]) -> None:
    merging.execute("CREATE TEMP TABLE t (a int, b text, c text DEFAULT 'r')")
    with merging.cursor() as cursor:
        copy_rows(cursor, sql.Identifier("t"), Chunk(("a", "b"), [(1, "x"), (2, None)], b""))
    assert fetch(merging, "SELECT * FROM t ORDER BY a") == [(1, "x", "r"), (2, None, "r")]


def test_what_is_of_another_type_in_postgresql_goes_as_text_and_the_rest_in_binary(
    merging: psycopg.Connection[Any],
) -> None:
    """Nothing at first, numbers that are kept as text, identifiers as drivers give them."""
    merging.execute("CREATE TEMP TABLE t (a int, b text, c uuid, d numeric)")
    nothing = (None, None, None, None)
    identifier = UUID(int=0xABC)
    plain = (1, "2", identifier, Decimal(4))
    with merging.cursor() as cursor:
        for row in (plain, (1, "2", str(identifier).upper(), Decimal(4)), (1, 2, str(identifier), 4)):
            copy_rows(cursor, sql.Identifier("t"), Chunk(("a", "b", "c", "d"), [nothing, row, nothing], b""))
        with pytest.raises(CdcError, match="a value is no uuid"):
            copy_rows(cursor, sql.Identifier("t"), Chunk(("c",), [("hemmelig",)], b""))
    assert fetch(merging, "SELECT * FROM t WHERE a = 1") == 3 * [plain]
    assert fetch(merging, "SELECT count(*) FROM t WHERE a IS NULL") == [(6,)]
