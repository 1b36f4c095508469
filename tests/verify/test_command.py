"""`cdc verify` on a project whose source is a server that speaks TDS."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import yaml
from click.testing import CliRunner, Result

from cdc_assets import stages
from cdc_assets.assets.resources import ProjectResource
from cdc_assets.capture.report import reference_catalog
from cdc_assets.cli.main import cdc
from cdc_assets.config.tenants import sink_target
from cdc_assets.definitions import build_definitions
from cdc_assets.errors import CdcError
from cdc_assets.offsets.model import Position, Watermarks
from cdc_assets.rows.model import CHANGE
from cdc_assets.tables.files import read_definitions
from cdc_assets.tables.model import TargetColumn
from cdc_assets.verify.places import SourceReader, places
from resources.embedded_postgres import Server
from resources.postgres import connected
from resources.project import open_project
from tests.assets.world import SINK, small_project
from tests.capture.test_wiring import source_server
from tests.offsets.support import RecordedBroker
from tests.rows.support import actors, read_table, reading
from tests.sqlserver.source_database import SourceDatabase
from tests.sqlserver.support import NEEDS, drivers

LAND = "dbo.Land"


@dataclass
class World:
    """A project of one customer, its source, its target."""

    root: Path
    source: SourceDatabase

    def verify(self, *arguments: str) -> Result:
        command = ["--project", str(self.root), "verify", "--settle", "0", *arguments]
        return CliRunner(env={"CDC_ENV": "nonprod"}).invoke(cdc, command)

    def load(self, *arguments: str) -> Result:
        command = ["--project", str(self.root), "load", *arguments]
        return CliRunner(env={"CDC_ENV": "nonprod"}).invoke(cdc, command)

    def query(self, text: str) -> list[tuple[Any, ...]]:
        project, _ = open_project({"CDC_PROJECT_DIR": str(self.root)})
        with connected(sink_target(project, SINK, "dev"), project.root) as connection:
            found = connection.execute(text.encode())
            return found.fetchall() if found.description else []


@pytest.fixture
def world(postgres: Server, tmp_path: Path) -> Iterator[World]:
    if not drivers():
        pytest.skip(f"{NEEDS} unixodbc tdsodbc")
    with small_project(tmp_path, postgres, ("avansas",), (LAND,)) as root:
        project, environ = open_project({"CDC_PROJECT_DIR": str(root)})
        service = project.services["adopus"]
        stages.source_schema(project, service, environ)
        stages.table_definitions(project, service)
        stages.ddl(project, service, SINK)
        assert all(one.result.ok for one in stages.applied_schema(project, "adopus", SINK, ("avansas",)))
        catalog = reference_catalog(project, service)
        (table,) = (one for one in catalog.tables if one.full_name == LAND)
        source = SourceDatabase(replace(table, object_id=1000, foreign_keys=()))
        source.enable(LAND)
        for number in range(30):
            source.commit(("insert", LAND, {"Landkode": f"{number:02}", "Navn": f"Land {number}"}))
        source.capture()
        with source.server() as tds, source_server(root, tds.port):
            yield World(root, source)


def test_a_table_is_loaded_compared_and_healed_from_the_terminal(world: World) -> None:
    first = world.verify("--json")
    assert first.exit_code == 1, first.output
    assert json.loads(first.stdout)["verifications"][0]["found"] == {"missing": 30}
    refused = world.verify("--repair")
    assert refused.exit_code == 1
    assert "30 rows are to be repaired, of 30 that the source has; not repaired without --yes" in refused.output
    assert world.query('SELECT count(*) FROM avansas."Land"') == [(0,)]
    loaded = world.verify("--repair", "--yes")
    assert (loaded.exit_code, "30 missing; 30 healed" in loaded.output) == (0, True), loaded.output
    assert world.query('SELECT count(*), count(DISTINCT "_customer_id") FROM avansas."Land"') == [(30, 1)]
    world.query("""UPDATE avansas."Land" SET "Navn" = 'by hand' WHERE "Landkode" = '07'""")
    found = world.verify()
    assert found.exit_code == 1
    assert "1 different" in found.output
    assert '["07"]' in found.output
    assert "Navn" in found.output
    assert world.verify("--repair").exit_code == 0
    assert world.verify().exit_code == 0
    assert world.verify("--changes").exit_code == 0


def test_a_login_without_rights_gets_the_grant_it_needs(world: World) -> None:
    world.source.denied = True
    denied = world.verify()
    assert isinstance(denied.exception, CdcError)
    assert "GRANT SELECT ON [dbo].[Land] TO" in str(denied.exception)


def test_a_table_that_pipelines_transform_is_left_out_as_a_repair_would_undo_that(world: World) -> None:
    services = world.root / "services" / "adopus.yaml"
    services.write_text(
        services.read_text().replace(
            "adopus.Land:", "adopus.Land:\n          transforms: [{bloblang_ref: 'file://x.blobl'}]"
        )
    )
    project, _ = open_project({"CDC_PROJECT_DIR": str(world.root)})
    stages.table_definitions(project, project.services["adopus"])
    found = world.verify("--json")
    assert json.loads(found.stdout) == {
        "verifications": [],
        "left_out": {"avansas.Land": "is transformed on its way: what a pipeline would write is not known here"},
    }


def test_a_table_whose_key_is_cut_is_loaded_and_not_compared_as_a_repair_would_delete_what_it_does_not_find(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(column: TargetColumn) -> TargetColumn:
        known = column.name == "Landkode"
        return replace(column, type="timestamp(6)", staging_type="text") if known else column

    (land,) = read_definitions(world.root / "generated/table-definitions", "adopus")
    targets = tuple(replace(one, columns=tuple(map(cut, one.columns))) for one in land.targets)
    monkeypatch.setattr("cdc_assets.verify.places.read_definitions", lambda *_: [replace(land, targets=targets)])
    why = "has a key column `Landkode` that is cut on its way: no row of the source is found by it"
    assert json.loads(world.verify("--json").stdout) == {"verifications": [], "left_out": {"avansas.Land": why}}
    (place,) = places(open_project({"CDC_PROJECT_DIR": str(world.root), "CDC_ENV": "nonprod"})[0], SINK)
    assert (place.left_out, place.uncompared) == ("", why)


def test_the_job_compares_heals_and_answers_the_checks(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CDC_ENV", "nonprod")
    definitions = build_definitions(ProjectResource(root=str(world.root)))
    with dg.DagsterInstance.ephemeral() as instance:
        instance.add_dynamic_partitions("adopus_customers", ["avansas"])

        def run(**config: Any) -> dg.ExecuteInProcessResult:
            ops = {"compare_with_source": {"config": {"settle": 0, **config}}}
            job = definitions.resolve_job_def("verify_source")
            return job.execute_in_process(instance=instance, run_config={"ops": ops})

        def answers(done: dg.ExecuteInProcessResult) -> dict[str, tuple[bool, str]]:
            found = done.get_asset_check_evaluations()
            return {one.check_name: (one.passed, one.description or "") for one in found}

        first = run(mode="rows")
        assert answers(first)["matches_source"] == (False, "avansas: 30 differences in 1 of 1 table")
        assert answers(first)["changes_arrived"] == (True, "avansas: never compared with the source")
        healed = run(mode="rows", repair=True, yes=True)
        passed, said = answers(healed)["matches_source"]
        assert (passed, "1 table compared since" in said) == (True, True), said
        assert world.query('SELECT count(*) FROM avansas."Land"') == [(30,)]
        (told,) = (
            event.event_specific_data.asset_observation  # type: ignore[union-attr]
            for event in healed.all_events
            if event.event_type == dg.DagsterEventType.ASSET_OBSERVATION
        )
        assert told.metadata["differences_healed"].value == 30


def test_the_job_answers_for_the_group_of_the_sink_also_where_another_has_a_tenant_of_that_name(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CDC_ENV", "nonprod")
    path = world.root / "source-groups.yaml"
    groups = yaml.safe_load(path.read_text())
    path.write_text(yaml.safe_dump({**groups, "other": groups["adopus"]}, allow_unicode=True, sort_keys=False))
    definitions = build_definitions(ProjectResource(root=str(world.root)))
    with dg.DagsterInstance.ephemeral() as instance:
        for group in ("adopus", "other"):
            instance.add_dynamic_partitions(f"{group}_customers", ["avansas"])
        ops = {"compare_with_source": {"config": {"settle": 0, "mode": "rows"}}}
        done = definitions.resolve_job_def("verify_source").execute_in_process(
            instance=instance, run_config={"ops": ops}
        )
        answers = {(one.asset_key.path[0], one.check_name): one.passed for one in done.get_asset_check_evaluations()}
        assert answers[("adopus", "matches_source")] is False


def test_the_job_says_of_each_sink_what_was_compared_there(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other sink's database is not there."""
    monkeypatch.setenv("CDC_ENV", "nonprod")
    path = world.root / "sink-groups.yaml"
    groups = yaml.safe_load(path.read_text())
    groups["sink_other"] = yaml.safe_load(yaml.safe_dump(groups["sink_asma"]))
    groups["sink_other"]["sources"]["directory"]["dev"]["database"] = "not_there"
    path.write_text(yaml.safe_dump(groups))
    path = world.root / "services" / "adopus.yaml"
    service = yaml.safe_load(path.read_text())
    service["adopus"]["sinks"]["sink_other.directory"] = service["adopus"]["sinks"][SINK]
    path.write_text(yaml.safe_dump(service, allow_unicode=True))
    project, _ = open_project({"CDC_PROJECT_DIR": str(world.root)})
    stages.table_definitions(project, project.services["adopus"])
    definitions = build_definitions(ProjectResource(root=str(world.root)))
    with dg.DagsterInstance.ephemeral() as instance:
        instance.add_dynamic_partitions("adopus_customers", ["avansas"])
        ops = {"compare_with_source": {"config": {"settle": 0, "mode": "rows"}}}
        job = definitions.resolve_job_def("verify_source")
        assert not job.execute_in_process(instance=instance, run_config={"ops": ops}, raise_on_error=False).success
        told = {}
        for sink in ("sink_asma__directory", "sink_other__directory"):
            key = dg.AssetKey(["adopus", sink, "applied_schema"])
            (record,) = instance.fetch_observations(key, limit=9).records
            assert record.asset_observation is not None
            told[sink] = record.asset_observation.metadata["rows_compared"].value
    assert told == {"sink_asma__directory": 30, "sink_other__directory": 0}


def test_the_job_heals_what_kafka_lost_and_accounts_for_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of three events one is in the topic no more."""
    monkeypatch.setenv("CDC_ENV", "nonprod")
    project, _ = open_project({"CDC_PROJECT_DIR": str(world.root)})
    (place,) = places(project, SINK, ("avansas",), ("Land",))
    marks = {Position(place.stream.topic, 0): Watermarks(3, 3)}
    monkeypatch.setattr("resources.kafka.open_broker", lambda _: RecordedBroker(marks))
    (instance,) = world.source.instances.values()
    for offset in (0, 2):
        change = instance.changes[offset]
        world.query(
            'INSERT INTO avansas."stg_Land" ("Landkode", "Navn", "_customer_id", __operation, __lsn, __source_ts_ms,'
            " __kafka_topic, __kafka_partition, __kafka_offset)"
            f" VALUES ('{change['Landkode']}', '{change['Navn']}', '{place.relation.constants['_customer_id']}', 'c',"
            f" '{change['__$start_lsn'].hex()}', 1764417600000, '{place.stream.topic}', 0, {offset})"
        )
    world.query("SELECT cdc_management.manual_merge('avansas', 'Land')")
    assert world.query('SELECT "Landkode" FROM avansas."Land" ORDER BY 1') == [("00",), ("02",)]
    definitions = build_definitions(ProjectResource(root=str(world.root)))
    with dg.DagsterInstance.ephemeral() as dagster:
        dagster.add_dynamic_partitions("adopus_customers", ["avansas"])
        ops = {"compare_with_source": {"config": {"mode": "lost", "settle": 0}}}
        for healed in (1, 0):
            done = definitions.resolve_job_def("verify_source").execute_in_process(
                instance=dagster, run_config={"ops": ops}
            )
            (told,) = (
                event.event_specific_data.asset_observation  # type: ignore[union-attr]
                for event in done.all_events
                if event.event_type == dg.DagsterEventType.ASSET_OBSERVATION
            )
            assert told.metadata["differences_healed"].value == healed
            assert all(one.passed for one in done.get_asset_check_evaluations())
    assert world.query('SELECT "Landkode" FROM avansas."Land" ORDER BY 1') == [("00",), ("01",), ("02",)]
    losses = "SELECT ranges::text, healed_by IS NOT NULL FROM cdc_management.offset_losses"
    assert world.query(losses) == [("{[1,2)}", True)]


def test_what_a_topic_of_another_name_lost_is_healed_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database was renamed, and the topic with it."""
    project, _ = open_project({"CDC_PROJECT_DIR": str(world.root)})
    (place,) = places(project, SINK, ("avansas",), ("Land",))
    monkeypatch.setattr("cdc_assets.cli.offsets.open_broker", lambda _: RecordedBroker({}))
    (instance,) = world.source.instances.values()
    for offset in (0, 2):
        change = instance.changes[offset]
        world.query(
            'INSERT INTO avansas."stg_Land" ("Landkode", "Navn", "_customer_id", __operation, __lsn, __source_ts_ms,'
            " __kafka_topic, __kafka_partition, __kafka_offset)"
            f" VALUES ('{change['Landkode']}', '{change['Navn']}', '{place.relation.constants['_customer_id']}', 'c',"
            f" '{change['__$start_lsn'].hex()}', 1764417600000, 'nonprod.before', 0, {offset})"
        )
    world.query("SELECT cdc_management.manual_merge('avansas', 'Land')")
    command = ["--project", str(world.root), "offsets", "heal", "--settle", "0", "--yes", "--json"]
    done = CliRunner(env={"CDC_ENV": "nonprod"}).invoke(cdc, command)
    assert done.exit_code == 0, done.output
    assert [(one["offsets"], one["healed"]) for one in json.loads(done.stdout)] == [(1, True)]
    assert ("01",) in world.query('SELECT "Landkode" FROM avansas."Land"')


def reread(root: Path) -> None:
    """Its first rows are read from the source."""
    file = root / "services" / "adopus.yaml"
    file.write_text(file.read_text().replace("  source:\n", "  source:\n    initial_load: reread\n", 1))


def test_a_partitions_run_ends_with_its_first_rows_loaded(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CDC_ENV", "nonprod")
    reread(world.root)
    definitions = build_definitions(ProjectResource(root=str(world.root)))
    with dg.DagsterInstance.ephemeral() as instance:
        instance.add_dynamic_partitions("adopus_customers", ["avansas"])
        key = dg.AssetKey(["adopus", "sink_asma__directory", "applied_schema"])
        done = definitions.resolve_implicit_global_asset_job_def().execute_in_process(
            instance=instance, partition_key="avansas", asset_selection=[key]
        )
    assert done.success
    assert world.query('SELECT count(*) FROM avansas."Land"') == [(30,)]
    again = world.load()
    assert "avansas.Land: 30 rows had been loaded before" in again.output
    assert world.verify().exit_code == 0


def test_an_apply_from_the_terminal_says_that_first_rows_come_next(world: World) -> None:
    def apply() -> str:
        world.query('DROP TABLE avansas."Land", avansas."stg_Land"')
        command = ["--project", str(world.root), "apply", "--mend", "--allow", "DATA_LOSS:Land"]
        done = CliRunner(env={"CDC_ENV": "nonprod"}).invoke(cdc, command)
        assert done.exit_code == 0, done.output
        return done.output

    assert "cdc load" not in apply()
    reread(world.root)
    assert "next: `cdc load` reads the rows that the source has already" in apply()


def test_first_rows_are_loaded_from_the_terminal_where_the_configuration_says_so_or_a_person(world: World) -> None:
    assert "no service has `initial_load: reread`" in world.load().output
    assert "avansas.Land: 30 rows loaded" in world.load("--table", "Land").output
    assert world.verify().exit_code == 0


def test_the_limits_of_the_source_group_are_kept(world: World) -> None:
    groups = world.root / "source-groups.yaml"
    groups.write_text(groups.read_text().replace("adopus:\n", "adopus:\n  reading: {rows_per_chunk: 7}\n", 1))
    texts: list[str] = []
    world.source.hook = lambda text, answer: (texts.append(text), answer())[1]
    assert json.loads(world.verify("--json").stdout)["verifications"][0]["found"] == {"missing": 30}
    assert sum("TOP (@rows)" in text for text in texts) == 5


def test_of_changes_no_more_than_their_keys_is_read() -> None:
    database = actors(3)
    start, up_to = database.instances["dbo_Actor"].start, database.max_lsn or b""
    with reading(database) as session:
        (chunk,) = SourceReader(session, read_table()).changes(start, up_to)
    assert chunk.columns == (*CHANGE, "actno")
