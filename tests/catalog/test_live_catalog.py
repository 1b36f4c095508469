"""Catalogs from recorded rows: through the DB-API alone, and through pyodbc with every driver that is installed."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cdc_assets.catalog import live
from cdc_assets.catalog.live import build_catalog, fetch, read_live
from cdc_assets.catalog.model import Catalog, SqlType, Table
from cdc_assets.catalog.queries import CATALOG, batch
from cdc_assets.catalog.reader import read_catalog, source_fingerprint
from cdc_assets.catalog.recording import Recording, from_rows, record, write_recording
from cdc_assets.catalog.scripts import read_scripts
from cdc_assets.catalog.snapshot import fingerprint, read_snapshots, write_snapshots
from cdc_assets.config.model import ReferenceSource, SourceServer
from cdc_assets.errors import CdcError
from cdc_assets.tables.types import load_type_map, map_type
from tests.sqlserver.replay import Replay, read_recording
from tests.sqlserver.support import NEEDS, drivers, every_driver
from tests.sqlserver.tds_server import Answer, Rows, TdsServer

RECORDINGS = Path(__file__).parents[1] / "sqlserver" / "recordings"
BOTH = pytest.mark.parametrize("name", ["every_type", "features"])
SCHEMAS = {"every_type": ("dbo",), "features": ("dbo", "salg")}
DATABASE = {"every_type": "Typer", "features": "Salg"}
WHERE = "source-groups.yaml: servers.default"


def recorded(name: str) -> Recording:
    return read_recording(RECORDINGS / f"{name}.jsonl")


def replayed(name: str) -> Catalog:
    connection: Any = Replay(recorded(name), [query.name for query in CATALOG])
    return build_catalog(fetch(connection, batch(CATALOG, SCHEMAS[name], 10), CATALOG), SCHEMAS[name], WHERE)


def source(port: int, name: str, driver: str = "auto", **options: str) -> ReferenceSource:
    server = SourceServer(
        driver=driver,
        host="127.0.0.1",
        port=port,
        user="leser",
        password="hemmelig",
        options={"Encrypt": "no", "login_timeout": "60", "query_timeout": "60", **options},
    )
    return ReferenceSource(server, "default", DATABASE[name], SCHEMAS[name])


def answering(recording: Recording) -> Any:
    """What a TDS server answers: the recorded sets where the catalog batch comes, nothing to a driver's own queries."""

    def answer(sql: str) -> Answer:
        if "sys.tables" not in sql:
            return ()
        sets = {name: Rows(columns, rows) for name, (columns, rows) in recording.sets.items()}
        return [stamp, *sets.values(), stamp] if sql.count("AS modified") == 2 else list(sets.values())

    ids = [row[recording.sets["tables"][0].index("object_id")] for row in recording.sets["tables"][1]]
    stamp = Rows(["object_id", "modified"], [[number, "2026-01-31T10:00:00"] for number in ids])
    return answer


@BOTH
def test_a_recording_says_where_it_comes_from(name: str) -> None:
    assert recorded(name).origin == "made by hand"


@every_driver
@BOTH
def test_a_recorded_database_reads_the_same_through_pyodbc(name: str, driver: str, tmp_path: Path) -> None:
    with TdsServer(answering(recorded(name))) as server:
        assert read_catalog(tmp_path, source(server.port, name, driver), {}, None) == replayed(name)
        assert sum("sys.tables" in sql for sql in server.seen.batches) == 1


def without_ids(catalog: Catalog) -> Catalog:
    """What both readers can know: no ids, no CDC, no type or nullability of what is computed."""

    def plain(table: Table) -> Table:
        columns = tuple(
            replace(
                column,
                column_id=position,
                **({"type": SqlType("computed"), "nullable": True} if column.computed else {}),
            )
            for position, column in enumerate(table.columns, 1)
        )
        return replace(table, columns=columns, object_id=None, cdc_enabled=None)

    return replace(catalog, tables=tuple(map(plain, catalog.tables)), collation=None)


@BOTH
def test_scripts_and_server_give_equal_catalogs_for_the_same_ddl(name: str, tmp_path: Path) -> None:
    shutil.copy(RECORDINGS / f"{name}.sql", tmp_path)
    assert without_ids(replayed(name)) == without_ids(read_scripts(tmp_path, DATABASE[name]))


@BOTH
def test_a_live_catalog_survives_its_snapshot(name: str, tmp_path: Path) -> None:
    catalog = replayed(name)
    write_snapshots(catalog, tmp_path)
    assert read_snapshots(tmp_path, catalog.database) == catalog


def test_every_type_is_read_as_types_md_names_it() -> None:
    table = replayed("every_type").table("dbo.EveryType")
    assert table is not None
    assert {column.name: str(column.type) for column in table.columns if str(column.type) != column.name} == {
        "decimal": "decimal(18,4)",
        "numeric": "numeric(38,0)",
        "float24": "real",
        "float53": "float(53)",
        "time0": "time(0)",
        "time7": "time(7)",
        "datetime2_3": "datetime2(3)",
        "datetime2_7": "datetime2(7)",
        "datetimeoffset": "datetimeoffset(7)",
        "char": "char(10)",
        "nchar": "nchar(10)",
        "varchar": "varchar(50)",
        "varchar_max": "varchar(max)",
        "nvarchar": "nvarchar(50)",
        "nvarchar_max": "nvarchar(max)",
        "binary": "binary(16)",
        "varbinary": "varbinary(256)",
        "varbinary_max": "varbinary(max)",
        "sysname": "nvarchar(128)",
        "alias": "nvarchar(11)",
        "vector": "vector(3)",
        "binært": "nvarchar(20)",
    }
    aliases = {column.name: column.type.alias for column in table.columns if column.type.alias}
    assert aliases == {"sysname": "sys.sysname", "alias": "dbo.Telefon"}
    assert [column.name for column in table.columns if column.collation] == ["binært"]


def test_every_type_of_a_server_has_a_place_in_the_type_map(tmp_path: Path) -> None:
    type_map = load_type_map(tmp_path)
    table = replayed("every_type").table("dbo.EveryType")
    assert table is not None
    assert [column.name for column in table.columns if map_type(type_map, column.type) is None] == []


def test_tables_that_cdc_cannot_capture_say_why() -> None:
    reasons = {table.full_name: table.not_capturable for table in replayed("features").tables if table.not_capturable}
    assert reasons == {
        "dbo.Måling": "clustered columnstore index",
        "dbo.PrisHistorikk": "history table of a temporal table",
        "dbo.Økt": "memory-optimized",
    }


def test_the_fingerprint_equals_that_of_the_snapshot() -> None:
    if not drivers():
        pytest.skip(f"{NEEDS} unixodbc tdsodbc")
    with TdsServer(answering(recorded("features"))) as server:
        found = source_fingerprint(Path(), source(server.port, "features", drivers()[0]), {}, None)
        assert sum("sys.tables" in sql for sql in server.seen.batches) == 1
    assert found == fingerprint(replayed("features"))


def test_a_recording_of_a_server_plays_back_without_naming_the_login(tmp_path: Path) -> None:
    if not drivers():
        pytest.skip(f"{NEEDS} unixodbc tdsodbc")
    original = recorded("features")
    columns, rows = original.sets["facts"]
    sets = {**original.sets, "facts": (columns, tuple(("v", *row[1:4], "AD\\kari", "kari", 1) for row in rows))}
    with TdsServer(answering(Recording("", "Salg", sets))) as server:
        found = record(source(server.port, "features", drivers()[0]), {}, tmp_path / "salg.jsonl")
    assert found.origin == "v"
    assert "kari" not in (tmp_path / "salg.jsonl").read_text(encoding="utf-8")
    assert {
        name: rows for name, (_, rows) in read_recording(tmp_path / "salg.jsonl").sets.items() if name != "facts"
    } == {name: rows for name, (_, rows) in original.sets.items() if name != "facts"}


@BOTH
def test_a_recording_is_written_as_it_was_read(name: str, tmp_path: Path) -> None:
    original = recorded(name)
    rows = {
        set_name: [dict(zip(columns, row, strict=True)) for row in found]
        for set_name, (columns, found) in original.sets.items()
    }
    assert write_recording(tmp_path / "again.jsonl", replace(from_rows(rows), origin="made by hand"))
    again = read_recording(tmp_path / "again.jsonl")
    assert again.sets == {
        set_name: (columns if found else (), found) for set_name, (columns, found) in original.sets.items()
    }


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([], "the recording is empty"),
        (["nonsense"], r"x.jsonl:1: not a line of a recording"),
        (["[" * 100_000], r"x.jsonl:1: not a line of a recording"),
        (['{"recording": 2}'], "recording version 2 is not 1"),
        (
            ['{"recording": 1, "origin": "", "database": ""}', '{"set": "a", "columns": ["x"]}', "[1, 2]"],
            ":3: .*2 values for 1 columns",
        ),
        (['{"recording": 1, "origin": "", "database": ""}', '{"set": "a", "columns": ["x"]}', '[{"odd": 1}]'], ":3: "),
    ],
)
def test_a_broken_recording_names_its_line(lines: list[str], says: str, tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(CdcError, match=says):
        read_recording(tmp_path / "x.jsonl")


def _torn(rows: dict[str, Any]) -> dict[str, Any]:
    """The rows as if the last column was dropped between two queries."""
    return {**rows, "columns": [row for row in rows["columns"] if row["column_name"] != "ÅrsakKode"]}


def test_a_catalog_that_changes_while_it_is_read_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = {
        name: [dict(zip(columns, row, strict=True)) for row in rows]
        for name, (columns, rows) in recorded("features").sets.items()
    }
    answers = [_torn(whole), whole]
    monkeypatch.setattr(live, "read_rows", lambda *_: answers.pop(0))
    assert read_live(source(1, "features"), {}) == replayed("features")
    answers = [_torn(whole), _torn(whole)]
    with pytest.raises(CdcError, match=r"changed while it was read, twice \(a key of salg.Ordre names a column"):
        read_live(source(1, "features"), {})


def test_an_empty_catalog_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    empty = {name: [] for name in recorded("features").sets}
    facts = dict(zip(*[recorded("features").sets["facts"][0], recorded("features").sets["facts"][1][0]], strict=True))
    schemas = [{"schema_name": name, "sees_all": 1} for name in ("dbo", "salg")]
    monkeypatch.setattr(live, "read_rows", lambda *_: {**empty, "facts": [facts], "schemas": schemas})
    with pytest.raises(CdcError, match="has no table in dbo, salg"):
        read_live(source(1, "features"), {})


def test_variables_that_are_not_set_are_named() -> None:
    with pytest.raises(CdcError, match="not set in the environment: MSSQL_HOST, MSSQL_USER"):
        read_live(replace(source(1, "features"), unset=("MSSQL_HOST", "MSSQL_USER")), {})


def test_recordings_hold_plain_json_lines() -> None:
    for path in RECORDINGS.glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            json.loads(line)


def test_every_query_of_the_batch_is_recorded() -> None:
    for name in SCHEMAS:
        assert list(recorded(name).sets) == [query.name for query in CATALOG]
