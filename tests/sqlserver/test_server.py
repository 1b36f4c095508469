"""The same against a real SQL Server: `pytest -m sqlserver` with CDC_TEST_SQLSERVER, or `make sqlserver`.

CDC_TEST_SQLSERVER is a connection string such as
`Server=127.0.0.1,1433;User Id=sa;Password=…;TrustServerCertificate=yes`; the login has to be sysadmin. Every run
creates a database of its own and drops it. Versions 2017 to 2025.
"""

from __future__ import annotations

import os
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cdc_assets.capture.advisor import advise, low_water_marks
from cdc_assets.capture.health import health
from cdc_assets.capture.model import CaptureState, Progress, Wanted
from cdc_assets.capture.read import read_capture
from cdc_assets.capture.scripts import Script, advice_script, clean_script, enable_script, execute, retention_script
from cdc_assets.catalog.live import read_live, source_endpoint
from cdc_assets.catalog.names import bracketed
from cdc_assets.catalog.queries import CATALOG
from cdc_assets.catalog.reader import source_fingerprint
from cdc_assets.catalog.recording import record
from cdc_assets.catalog.scripts import read_scripts
from cdc_assets.catalog.snapshot import fingerprint
from cdc_assets.config.model import CaptureOptions, ReferenceSource, SourceServer
from cdc_assets.errors import CdcError
from resources.sqlserver import Connection, closing_cursor, run
from resources.sqlserver_driver import Endpoint
from tests.catalog.test_live_catalog import RECORDINGS, without_ids
from tests.sqlserver.replay import Replay, read_recording

SERVER = os.environ.get("CDC_TEST_SQLSERVER", "")
pytestmark = [
    pytest.mark.sqlserver,
    pytest.mark.xdist_group("sqlserver"),
    pytest.mark.skipif(not SERVER, reason="no SQL Server at hand: CDC_TEST_SQLSERVER is not set (make sqlserver)"),
]
NAMES = {
    "server": "host",
    "user id": "user",
    "uid": "user",
    "user": "user",
    "password": "password",
    "pwd": "password",
    "driver": "driver",
}


def server_entry(text: str) -> SourceServer:
    """A connection string as a server entry."""
    values: dict[str, object] = {}
    options: dict[str, str] = {"login_timeout": "30", "retries": "8"}
    for key, braced, plain in re.findall(r"\s*([^=;]+?)\s*=\s*(?:\{((?:[^}]|\}\})*)\}|([^;]*))\s*(?:;|$)", text):
        value = braced.replace("}}", "}") or plain
        name = NAMES.get(key.lower())
        if name is None:
            options[key] = value
        elif name == "host" and "," in value:
            values["host"], values["port"] = value.removeprefix("tcp:").split(",")
        else:
            values[name] = value
    return SourceServer.model_validate({**values, "options": options})


def source(database: str, schemas: tuple[str, ...] = ("dbo",), **update: object) -> ReferenceSource:
    return ReferenceSource(server_entry(SERVER).model_copy(update=update), "live", database, schemas)


def sql(at: Endpoint, *texts: str) -> None:
    def work(connection: Connection) -> None:
        for text in texts:
            with closing_cursor(connection) as cursor:
                cursor.execute(text)
                while cursor.nextset():
                    pass

    run(at, work, read_only=False)


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    name = f"cdc assets [tést] {secrets.token_hex(4)}"
    master = source_endpoint(source("master"), {})
    for patience in range(30, -1, -1):  # a container accepts connections some time before it lets anybody in
        try:
            sql(master, f"CREATE DATABASE {bracketed(name)} COLLATE Danish_Norwegian_CI_AS")
            break
        except CdcError:
            if not patience:
                raise
            time.sleep(2)
    yield name
    sql(
        master,
        f"ALTER DATABASE {bracketed(name)} SET SINGLE_USER WITH ROLLBACK IMMEDIATE",
        f"DROP DATABASE {bracketed(name)}",
    )


@pytest.fixture(scope="module")
def at(database: str) -> Endpoint:
    return source_endpoint(source(database), {})


@pytest.fixture(scope="module")
def year(at: Endpoint) -> int:
    found: list[str] = []

    def work(connection: Connection) -> None:
        with closing_cursor(connection) as cursor:
            cursor.execute("SELECT CONVERT(nvarchar(128), SERVERPROPERTY('ProductMajorVersion'))")
            found.append(str(cursor.fetchall()[0][0]))

    run(at, work)
    return {14: 2017, 15: 2019, 16: 2022, 17: 2025}[int(found[0])]


def script(name: str, year: int) -> str:
    """A recording's DDL, without what the version does not have."""
    text = (RECORDINGS / f"{name}.sql").read_text(encoding="utf-8")
    if year < 2025:
        text = "\n".join(line for line in text.splitlines() if "[json]" not in line and "[vector]" not in line)
    return text


@pytest.fixture(scope="module")
def made(at: Endpoint, database: str, year: int) -> None:
    """The tables of both recordings."""
    filegroup = f"ALTER DATABASE {bracketed(database)} ADD FILEGROUP memory CONTAINS MEMORY_OPTIMIZED_DATA"
    path = f"/var/opt/mssql/data/{secrets.token_hex(4)}"
    file = f"ALTER DATABASE {bracketed(database)} ADD FILE (NAME = 'memory', FILENAME = '{path}') TO FILEGROUP memory"
    sql(at, filegroup, file)
    for name in ("every_type", "features"):
        execute(at, Script(name, script(name, year)))


def test_scripts_and_server_give_equal_catalogs_for_the_same_ddl(
    database: str, year: int, made: None, tmp_path: Path
) -> None:
    for name in ("every_type", "features"):
        (tmp_path / f"{name}.sql").write_text(script(name, year), encoding="utf-8")
    live = read_live(source(database, ("dbo", "salg")), {})
    assert without_ids(live) == without_ids(read_scripts(tmp_path, database))


def test_a_recording_plays_back_what_the_server_said(database: str, made: None, tmp_path: Path) -> None:
    found = record(source(database), {}, tmp_path / "live.jsonl")
    assert found.origin.startswith("Microsoft SQL Server")
    assert Replay(read_recording(tmp_path / "live.jsonl"), [query.name for query in CATALOG]).cursor() is not None


def test_the_fingerprint_changes_with_the_schema_and_with_nothing_else(at: Endpoint, database: str, made: None) -> None:
    where = source(database, ("dbo", "salg"))
    before = source_fingerprint(Path(), where, {}, None)
    assert before == fingerprint(read_live(where, {}))
    sql(
        at,
        "INSERT INTO dbo.Fraværsårsak (Kode) SELECT CONVERT(nvarchar(10), v.number) FROM master.dbo.spt_values AS v "
        "WHERE v.type = N'P'",
        "UPDATE STATISTICS dbo.Fraværsårsak",
        "ALTER INDEX ALL ON salg.Ordre REBUILD",
    )
    assert source_fingerprint(Path(), where, {}, None) == before
    sql(at, "ALTER TABLE salg.Ordre ADD Ny int NULL")
    assert source_fingerprint(Path(), where, {}, None) != before
    sql(at, "ALTER TABLE salg.Ordre DROP COLUMN Ny")
    assert source_fingerprint(Path(), where, {}, None) == before


def test_a_login_that_sees_too_little_is_told_which_grant_it_needs(at: Endpoint, database: str, made: None) -> None:
    login, password = f"cdc_{secrets.token_hex(4)}", f"Xy1-{secrets.token_hex(8)}"
    master = source_endpoint(source("master"), {})
    sql(master, f"CREATE LOGIN {login} WITH PASSWORD = '{password}'")
    try:
        sql(at, f"CREATE USER {login} FOR LOGIN {login}")
        entry = SourceServer.model_validate({**server_entry(SERVER).model_dump(), "user": login, "password": password})
        low = ReferenceSource(entry, "low", database, ("dbo",))
        with pytest.raises(CdcError) as caught:
            read_live(low, {})
        (problem,) = caught.value.problems
        sql(at, *problem.hint.split("; ", 1)[1:])
        assert read_live(low, {}).tables
    finally:
        sql(at, f"DROP USER IF EXISTS {login}")
        sql(master, f"DROP LOGIN {login}")


def eventually(at: Endpoint, holds: str, seconds: float = 90) -> CaptureState:
    deadline = time.monotonic() + seconds
    while True:
        found = read_capture(at)
        instances = {instance.name: instance for instance in found.instances}
        if holds in instances and instances[holds].start_lsn is not None and found.max_lsn is not None:
            return found
        assert time.monotonic() < deadline, f"{holds} did not begin: {found}"
        time.sleep(2)


def test_a_change_of_columns_goes_through_two_instances_and_loses_nothing(at: Endpoint, made: None) -> None:
    wanted = Wanted("salg", "Ordre", ("År", "Nr", "Kunde", "Beløp"), ("År", "Nr"))
    sql(at, "EXEC sys.sp_cdc_enable_db")
    execute(at, enable_script([wanted], CaptureOptions(role="cdc_reader")))
    execute(at, enable_script([wanted], CaptureOptions(role="cdc_reader")))  # again: nothing to do
    sql(at, "INSERT INTO salg.Ordre (År, Nr, Kunde, Beløp) VALUES (2026, 1, N'Øya', 10)")
    first = eventually(at, "salg_Ordre")
    assert {advice.step for advice in advise([wanted], first, Progress())} == {"none"}

    sql(at, "ALTER TABLE salg.Ordre ADD Ny nvarchar(20) NULL")
    wider = replace(wanted, columns=(*wanted.columns, "Ny"))
    advice = advise([wider], read_capture(at), Progress())
    assert advice[0].step == "second instance"
    execute(at, advice_script(advice, [wider], "x"))
    sql(at, "INSERT INTO salg.Ordre (År, Nr, Kunde, Beløp, Ny) VALUES (2026, 2, N'Øya', 10, N'ny')")
    both = eventually(at, "salg_Ordre_2")
    assert advise([wider], both, Progress())[0].step == "wait"

    assert both.max_lsn is not None
    done = Progress(merged={"salg.Ordre": {"target": both.max_lsn}}, committed={"*": both.max_lsn})
    advice = advise([wider], both, done)
    assert advice[0].step == "drop old"
    execute(at, advice_script(advice, [wider], "x"))
    execute(at, advice_script(advice, [wider], "x"))  # again: it is gone
    last = read_capture(at)
    assert [instance.name for instance in last.instances] == ["salg_Ordre_2"]
    assert {advice.step for advice in advise([wider], last, done)} == {"none"}

    execute(at, retention_script(1440))
    execute(at, clean_script(low_water_marks(last, done), "x"))
    checks = {check.subject: check.severity for check in health(read_capture(at), advise([wider], last, done), done)}
    assert checks["cdc_enabled"] == checks["captured_columns"] == "ok"
    assert last.unseen == {}
