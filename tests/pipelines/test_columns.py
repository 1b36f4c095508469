"""`generated/pipelines/`: what the files say is what PostgreSQL has, and their INSERT runs."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
import yaml
from psycopg_pool import ConnectionPool

from cdc_assets import stages
from cdc_assets.config.model import Connector, Project
from cdc_assets.ddl.files import read_migrations
from cdc_assets.pipelines.generate import MARK, columns_text, write_columns
from cdc_assets.pipelines.model import insert_statement, staging_tables
from cdc_assets.tables.files import read_definitions
from cdc_assets.tables.model import TableDefinition
from cdc_assets.tables.naming import SCHEMA_PLACEHOLDER
from resources.embedded_postgres import Server
from resources.project import CHECKOUT, open_project
from tests.support.databases import migrate
from tests.support.postgres import fresh_database
from tests.tables.factory import build, column, replica, table

ADOPUS = CHECKOUT / "examples" / "adopus"


@pytest.fixture(scope="module")
def project() -> Project:
    return open_project({"CDC_PROJECT_DIR": str(ADOPUS)}, offline=True)[0]


@pytest.fixture(scope="module")
def definitions(project: Project) -> tuple[TableDefinition, ...]:
    service = project.services["adopus"]
    return read_definitions(stages.definitions_dir(project, service), service.name)


def test_the_columns_are_those_of_the_staging_tables_and_every_insert_runs(
    postgres: Server, definitions: tuple[TableDefinition, ...]
) -> None:
    migrations = read_migrations(ADOPUS / "migrations" / "sink_asma__directory")
    with fresh_database(postgres) as conninfo:
        with ConnectionPool(conninfo, kwargs={"autocommit": True}) as pool:
            assert all(result.ok for result in migrate(pool, migrations, ["avansas"]))
        with psycopg.connect(conninfo) as connection:
            for one in staging_tables(definitions):
                found = connection.execute(
                    "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute"
                    " WHERE attrelid = format('avansas.%%I', %s::text)::regclass AND attnum > 0 ORDER BY attnum",
                    [one.name],
                ).fetchall()
                wanted = [(column.name, _plain(column.type)) for column in one.columns]  # the order is the INSERT's
                assert sorted((name, _plain(type_)) for name, type_ in found) == sorted(wanted), one.name
                statement = insert_statement(one).replace(SCHEMA_PLACEHOLDER, "avansas")
                count = len(one.written)
                types = ", ".join(column.type for column in one.written)
                connection.execute(f"PREPARE w ({types}) AS {statement}")  # type: ignore[arg-type]
                connection.execute(f"EXECUTE w ({', '.join(['NULL'] * count)})")  # type: ignore[arg-type]
                connection.execute("DEALLOCATE w")


def _plain(type_: str) -> str:
    """One name of a type."""
    names = {
        "timestamp without time zone": "timestamp",
        "timestamp with time zone": "timestamptz",
        "time without time zone": "time",
    }
    return names.get(type_, type_)


def test_a_file_is_yaml_with_the_columns_in_order_and_their_parameters(
    definitions: tuple[TableDefinition, ...],
) -> None:
    (land,) = (one for one in definitions if one.source_table == "Land")
    content = yaml.safe_load(columns_text(land))
    (target,) = content["targets"]
    assert target["table"] == "stg_Land"
    assert target["merged_by"] == "sp_merge_land"
    written = [one for one in target["columns"] if "parameter" in one]
    assert [one["parameter"] for one in written] == list(range(1, len(written) + 1))
    assert target["insert"].startswith('INSERT INTO {{SCHEMA}}."stg_Land" ("Landkode", "Alfa3",')
    assert target["insert"].endswith(f", ${len(written)})")
    assert [one["column"] for one in target["columns"] if one.get("written") is False] == [
        "__staged_at",
        "__reject_id",
        "__slot",
    ]


def test_each_column_says_how_the_connector_sends_it(definitions: tuple[TableDefinition, ...]) -> None:
    (line,) = (one for one in definitions if one.source_table == "Fakturalinje")
    text = Connector(decimal_handling_mode="string", time_precision_mode="isostring", binary_handling_mode="hex")
    for connector, sent in ((Connector(), ("decimal:4", "days", "base64")), (text, (None, "zoned", "hex"))):
        (target,) = yaml.safe_load(columns_text(line, connector))["targets"]
        found = {one["column"]: one.get("encoding") for one in target["columns"]}
        assert (found["Pris"], found["PeriodeFra"], found["RowVer"]) == sent
        assert found["Tekst"] is None


def test_what_the_stream_does_not_carry_or_a_default_fills_is_not_written(tmp_path: Path) -> None:
    from cdc_assets.config.model import ColumnTemplate

    source = table("T", [column("Id", nullable=False), column("Sted", "geography"), column("Navn", "nvarchar(9)")])
    template = ColumnTemplate(name="_at", type="timestamptz", default="now()")
    use = replica("dbo.T", column_templates=[{"template": "at"}])
    (definition,) = build(tmp_path, source, sink_tables={"adopus.T": use}, templates={"at": template})
    (staging,) = staging_tables([definition])
    assert [one.name for one in staging.written[:3]] == ["Id", "Navn", "__operation"]


def test_a_relation_that_exists_has_no_staging_and_the_file_says_so(tmp_path: Path) -> None:
    use = {"from": "dbo.T", "target_exists": True, "columns": {"Id": "id"}}
    (definition,) = build(tmp_path, table("T", {"Id": "int"}), sink_tables={"public.t": use})
    assert yaml.safe_load(columns_text(definition))["targets"] == []


def test_files_are_renewed_kept_where_edited_and_removed_with_their_table(
    tmp_path: Path, definitions: tuple[TableDefinition, ...]
) -> None:
    two = definitions[:2]
    names = [f"{one.source_table}.columns.yaml" for one in two]
    assert write_columns(two, tmp_path).written == tuple(names)
    assert write_columns(two, tmp_path).unchanged == tuple(names)
    first = tmp_path / names[0]
    text = first.read_text()
    assert text.startswith(MARK)
    first.write_text(text.replace("format: 1", "format: 2"))
    (tmp_path / "mine.yaml").write_text("a: 1\n")
    report = write_columns(two, tmp_path)
    assert (report.edited, report.unchanged) == ((names[0],), (names[1],))
    assert write_columns(two, tmp_path, overwrite=frozenset({names[0]})).written == (names[0],)
    assert first.read_text() == text
    first.write_bytes(text.replace("\n", "\r\n").encode())  # git on Windows
    report = write_columns(two[:1], tmp_path)
    assert (report.written, report.orphaned) == ((names[0],), (names[1],))
    assert sorted(path.name for path in tmp_path.iterdir()) == [names[0], "mine.yaml"]


def test_a_header_that_another_version_worded_otherwise_is_no_edit(
    tmp_path: Path, definitions: tuple[TableDefinition, ...]
) -> None:
    (name,) = write_columns(definitions[:1], tmp_path).written
    text = (tmp_path / name).read_text()
    for header in (MARK.splitlines()[0], f"{MARK.splitlines()[0]}\n# Said by an older version: sha256, too."):
        (tmp_path / name).write_text(text.replace(MARK, header))
        assert write_columns(definitions[:1], tmp_path).written == (name,)
        assert (tmp_path / name).read_text() == text
    (tmp_path / name).write_text(text.replace(MARK, "# mine"))
    assert write_columns(definitions[:1], tmp_path).edited == (name,)
