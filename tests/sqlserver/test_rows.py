"""Rows and changes read from a real SQL Server: the suite of `tests/rows` as far as a server has to be asked itself."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from cdc_assets.capture.model import Lsn, Wanted, lsn_literal
from cdc_assets.capture.scripts import enable_script, execute
from cdc_assets.catalog.live import source_endpoint
from cdc_assets.catalog.model import MAX
from cdc_assets.catalog.tsql.types import type_of_text
from cdc_assets.config.model import CaptureOptions, SourceServer
from cdc_assets.errors import CdcError
from cdc_assets.rows.model import HistoryEndedError, Limits, ReadColumn, ReadTable, TableChangedError
from cdc_assets.rows.read import read_changes, read_keys, read_rows
from cdc_assets.tables.conversions import conversion
from resources.sqlserver import Connection, Session, open_connection
from resources.sqlserver_driver import Endpoint
from tests.rows.support import rows_of
from tests.rows.test_types import CASES, TYPES, Case
from tests.sqlserver.test_server import SERVER, at, database, eventually, pytestmark, server_entry, source, sql, year

__all__ = ["at", "database", "pytestmark", "year"]

LARGE = Limits(rows_per_chunk=40)


def literal(value: Any) -> str:
    """A value of the stand-in as T-SQL, what no literal holds by its number."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int | Decimal):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    if isinstance(value, float):
        return f"CONVERT(float, N'{value!r}')"
    if isinstance(value, bytes):
        return f"0x{value.hex()}"
    if isinstance(value, UUID):
        return f"N'{value}'"
    if len(value) > 4000:  # one text, again and again
        unit = value[: 2 if len(set(value)) == 2 else 1]
        return f"REPLICATE(CONVERT(nvarchar(max), {literal(unit)}), {len(value) // len(unit)})"
    parts = value.split("\0")
    return " + NCHAR(0) + ".join("N'" + part.replace("'", "''") + "'" for part in parts)


def there(case: Case, year: int) -> bool:
    """Whether this server has the type, and takes values for it."""
    return case.type != "rowversion" and (year >= 2025 or not case.type.startswith(("json", "vector")))


@pytest.fixture(scope="module")
def session(at: Endpoint) -> Iterator[Session]:
    """A session on the tests' database, where `dbo.Every` and `dbo.Actor` are captured."""
    with Session(at, read_only=False) as session:
        yield session


@pytest.fixture(scope="module")
def captured(at: Endpoint, year: int) -> Lsn:
    """The tables, captured. Up to where, with all their rows."""
    cases = [case for case in CASES if there(case, year)]
    columns = [f"c{n} {of} NULL" for n, of in enumerate(TYPES) if any(case.type == of for case in cases)]
    sql(
        at,
        f"CREATE TABLE dbo.Every (id int NOT NULL PRIMARY KEY, version rowversion, {', '.join(columns)})",
        "CREATE TABLE dbo.Actor (actno int NOT NULL PRIMARY KEY, Navn nvarchar(50) NULL)",
        "CREATE TABLE dbo.Heap (n int NOT NULL, text nvarchar(200) NULL)",
        "EXEC sys.sp_cdc_enable_db",
    )
    wanted = [Wanted("dbo", "Actor", ("actno", "Navn"), ("actno",)), Wanted("dbo", "Heap", ("n", "text"))]
    wanted.append(Wanted("dbo", "Every", ("id",), ("id",)))
    execute(at, enable_script(wanted, CaptureOptions()))
    sql(
        at,
        *(
            f"INSERT INTO dbo.Every (id, c{TYPES.index(case.type)}) VALUES ({n}, {literal(case.source)})"
            for n, case in enumerate(CASES)
            if case in cases
        ),
        "INSERT INTO dbo.Actor (actno, Navn) SELECT v.number, CONCAT(N'Øy ', v.number) FROM master.dbo.spt_values AS v "
        "WHERE v.type = N'P' AND v.number < 100",
        "INSERT INTO dbo.Heap (n, text) SELECT a.actno, a.Navn FROM dbo.Actor AS a",
        "BEGIN TRANSACTION; UPDATE dbo.Actor SET Navn = N'ny' WHERE actno = 1; DELETE FROM dbo.Actor WHERE actno = 2; "
        "INSERT INTO dbo.Actor VALUES (1000, N'sist'); COMMIT",
    )
    return seen(at, "dbo_Actor", "actno = 1000")


def seen(at: Endpoint, instance: str, condition: str) -> Lsn:
    """Where a change with that condition was captured."""
    eventually(at, instance)
    deadline = time.monotonic() + 90
    while True:
        with Session(at, read_only=False) as session:
            found = session.run(
                lambda connection: one(
                    connection, f"SELECT MAX([__$start_lsn]) FROM cdc.{instance}_CT WHERE {condition}"
                )
            )
        if found is not None:
            return bytes(found)
        assert time.monotonic() < deadline, f"{condition} was not captured"
        time.sleep(1)


def one(connection: Connection, text: str) -> Any:
    cursor = connection.cursor()
    cursor.execute(text)
    return cursor.fetchall()[0][0]


def actor(*columns: str, key: tuple[str, ...] = ("actno",), name: str = "Actor") -> ReadTable:
    names = columns or ("actno", "Navn")
    return ReadTable("dbo", name, tuple(ReadColumn(column, column) for column in names), key)


def test_values_of_every_type_arrive_as_pipelines_stage_them(session: Session, captured: Lsn, year: int) -> None:
    cases = [case for case in CASES if there(case, year)]
    for of in dict.fromkeys(case.type for case in cases):
        name = f"c{TYPES.index(of)}"
        rows = dict(rows_of(read_rows(session, actor("id", name, key=("id",), name="Every"), limits=LARGE)))
        for case in cases:
            if case.type == of:
                wanted = case.source if case.staged is None else case.staged
                found = rows[CASES.index(case)]
                if of == "xml":  # the server writes it in its own way
                    found, wanted = found.replace('"', "'"), wanted.replace('"', "'")
                assert (found, type(found)) == (wanted, type(wanted)), of


def test_a_value_finds_its_row_where_it_is_a_key(session: Session, captured: Lsn, year: int) -> None:
    for of in dict.fromkeys(case.type for case in CASES if there(case, year)):
        read = type_of_text(of)
        if conversion(read).parameter is None or (read.length or 0) > 850 or read.length == MAX:
            continue
        name = f"c{TYPES.index(of)}"
        wanted = actor("id", name, key=(name,), name="Every")
        for case in CASES:
            if case.type == of and "\0" not in str(case.source):
                value = case.source if case.staged is None else case.staged
                assert CASES.index(case) in [row[0] for row in rows_of(read_keys(session, wanted, [(value,)]))], of


def test_rows_are_read_in_chunks_and_whole(session: Session, captured: Lsn) -> None:
    chunks = list(read_rows(session, actor(), limits=LARGE))
    assert [len(chunk.rows) for chunk in chunks] == [40, 40, 20]
    assert dict(rows_of(chunks)).keys() == {*range(100), 1000} - {2}
    assert rows_of(read_rows(session, actor(), chunks[0].last_key, LARGE)) == rows_of(chunks[1:])
    assert all(chunk.lsn >= captured for chunk in chunks)
    assert len(rows_of(read_rows(session, actor("n", "text", key=(), name="Heap"), limits=LARGE))) == 100


def test_changes_are_read_in_their_order(session: Session, captured: Lsn) -> None:
    start = session.run(lambda connection: one(connection, "SELECT sys.fn_cdc_get_min_lsn('dbo_Actor')"))
    everything = rows_of(read_changes(session, actor(), moved(start, -1), captured, limits=LARGE))
    assert [row[3] for row in everything[:100]] == ["c"] * 100
    assert [(row[3], row[4], row[5]) for row in everything[100:]] == [
        ("b", 1, "Øy 1"),
        ("u", 1, "ny"),
        ("d", 2, "Øy 2"),
        ("c", 1000, "sist"),
    ]
    assert [row[1] for row in everything[100:]] == sorted(row[1] for row in everything[100:])
    assert rows_of(read_changes(session, actor(), moved(captured, -1), captured)) == everything[100:]


def moved(lsn: Lsn, by: int) -> Lsn:
    return (int.from_bytes(lsn, "big") + by).to_bytes(10, "big")


def test_rows_that_somebody_holds_are_told_and_a_snapshot_does_not_wait(at: Endpoint, captured: Lsn) -> None:
    holder = open_connection(at, read_only=False)
    cursor = holder.cursor()
    cursor.execute("BEGIN TRANSACTION; UPDATE dbo.Actor SET Navn = N'holdt' WHERE actno = 50")
    alter = "ALTER DATABASE CURRENT SET ALLOW_SNAPSHOT_ISOLATION "
    try:
        with Session(at, read_only=False) as waiting:
            chunks = read_rows(waiting, actor(), limits=replace(LARGE, lock_timeout=1))
            next(chunks)
            with pytest.raises(CdcError, match="were locked by another session for 1 s"):
                next(chunks)
        cursor.execute("ROLLBACK")
        sql(at, alter + "ON")
        cursor.execute("BEGIN TRANSACTION; UPDATE dbo.Actor SET Navn = N'holdt' WHERE actno = 50")
        with Session(at, read_only=False) as reading:
            assert dict(rows_of(read_rows(reading, actor(), limits=replace(LARGE, lock_timeout=1))))[50] == "Øy 50"
    finally:
        cursor.execute("ROLLBACK")
        holder.close()
        sql(at, alter + "OFF")


def test_a_login_without_rights_is_told_the_grants_and_reads_with_them(
    at: Endpoint, database: str, captured: Lsn
) -> None:
    login, password = f"cdc_{secrets.token_hex(4)}", f"Xy1-{secrets.token_hex(8)}"
    master = source_endpoint(source("master"), {})
    sql(master, f"CREATE LOGIN {login} WITH PASSWORD = '{password}'")
    entry = SourceServer.model_validate({**server_entry(SERVER).model_dump(), "user": login, "password": password})
    low = source_endpoint(replace(source(database), server=entry), {})
    try:
        sql(at, f"CREATE USER {login} FOR LOGIN {login}")
        for _ in range(2):
            with Session(low, read_only=False) as session, pytest.raises(CdcError) as caught:
                list(read_rows(session, actor()))
            (problem,) = caught.value.problems
            assert problem.hint.startswith("GRANT SELECT ON ")
            sql(at, problem.hint)
        with Session(low, read_only=False) as session:
            assert len(rows_of(read_rows(session, actor()))) == 100
            assert rows_of(read_changes(session, actor(), moved(captured, -1), captured))
    finally:
        sql(at, f"DROP USER IF EXISTS {login}")
        sql(master, f"DROP LOGIN {login}")


def test_a_table_that_changes_while_it_is_read_is_told(at: Endpoint, captured: Lsn) -> None:
    with Session(at, read_only=False) as session:
        chunks = read_rows(session, actor("n", "text", key=(), name="Heap"), limits=LARGE)
        assert len(rows_of(chunks)) == 100
        chunks = read_rows(session, actor(), limits=LARGE)
        next(chunks)
        sql(at, "ALTER TABLE dbo.Actor ADD Ny int NULL")
        next(chunks)
        sql(at, "ALTER TABLE dbo.Actor ALTER COLUMN Navn nvarchar(60) NULL")
        with pytest.raises(TableChangedError):
            list(chunks)


def test_history_that_was_cleaned_away_is_told(at: Endpoint, session: Session, captured: Lsn) -> None:
    start = session.run(lambda connection: one(connection, "SELECT sys.fn_cdc_get_min_lsn('dbo_Actor')"))
    clean = "EXEC sys.sp_cdc_cleanup_change_table @capture_instance = N'dbo_Actor', @low_water_mark = "
    sql(at, clean + lsn_literal(captured))
    with pytest.raises(HistoryEndedError, match="history ended"):
        list(read_changes(session, actor(), moved(start, -1), captured))
    assert len(rows_of(read_changes(session, actor(), moved(captured, -1), captured))) == 4
