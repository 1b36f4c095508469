"""A db-shared group in Dagster: services are the partitions of every stage, and a change of one is nobody else's."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import yaml
from dagster._core.definitions.partitions.context import partition_loading_context
from psycopg.conninfo import conninfo_to_dict
from rich.console import Console

from cdc_assets.assets.names import VERSION, applied_schema_key, ddl_key, source_schema_key, table_definitions_key
from cdc_assets.assets.resources import ProjectResource
from cdc_assets.cli.demo import run_group, summarise
from cdc_assets.config.load import load_project
from cdc_assets.definitions import build_definitions
from cdc_assets.sensors.safety_net import behind
from resources.embedded_postgres import SUPERUSER, Server
from resources.project import CHECKOUT
from tests.assets.world import unsynced
from tests.support.postgres import fresh_database

GROUP, SINK = "asma", "sink_warehouse.insight"
SERVICES = {"chat", "directory", "notification", "proxy"}
SOURCE, DEFINITIONS, DDL = source_schema_key(GROUP), table_definitions_key(GROUP), ddl_key(GROUP, SINK)
APPLIED = applied_schema_key(GROUP, SINK)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, postgres: Server) -> Iterator[Path]:
    """The example, its sinks fresh databases."""
    root = tmp_path_factory.mktemp("shared") / "asma"
    shutil.copytree(
        CHECKOUT / "examples" / "asma", root, ignore=shutil.ignore_patterns(".cdc", "generated", "migrations")
    )
    path = root / "sink-groups.yaml"
    groups = yaml.safe_load(path.read_text())
    with ExitStack() as stack:
        for group in groups.values():
            group["servers"] = {"default": {"host": str(postgres.socket), "port": postgres.port, "user": SUPERUSER}}
            for entry in group["sources"].values():
                del entry["prod"]
                conninfo = stack.enter_context(fresh_database(postgres))
                entry["dev"] = {"server": "default", "database": str(conninfo_to_dict(conninfo)["dbname"])}
        path.write_text(yaml.safe_dump(groups))
        groups = yaml.safe_load((root / "source-groups.yaml").read_text())
        for source in groups[GROUP]["sources"].values():
            source.pop("prod", None)
        groups[GROUP]["servers"].pop("prod")
        (root / "source-groups.yaml").write_text(yaml.safe_dump(groups, sort_keys=False))
        yield root


def versions(instance: dg.DagsterInstance, key: dg.AssetKey) -> dict[str, str]:
    """Service → data version."""
    kind = dg.DagsterEventType.ASSET_MATERIALIZATION
    found = instance.event_log_storage.get_latest_tags_by_partition(key, kind, [VERSION])
    return {name: tags[VERSION] for name, tags in found.items()}


def drift(definitions: dg.Definitions, instance: dg.DagsterInstance, root: Path, cursor: str | None) -> Any:
    """One tick of the drift sensor."""
    (sensor,) = [each for each in definitions.sensors or () if each.name == "source_drift"]
    context = dg.build_sensor_context(
        instance=instance,
        cursor=cursor,
        definitions=definitions,
        resources={"project": ProjectResource(root=str(root))},
        sensor_name="source_drift",
    )
    with partition_loading_context(dynamic_partitions_store=instance):
        return sensor.evaluate_tick(context)


def test_a_seed_over_all_services_gives_each_its_own_version_and_a_change_of_one_bothers_no_other(root: Path) -> None:
    project = load_project(root, {})
    console = Console(record=True, width=140, quiet=False, file=(root / "said.txt").open("w"))
    with dg.DagsterInstance.ephemeral() as instance, warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        definitions = build_definitions(ProjectResource(root=str(root)))
        seen = run_group(console, definitions, instance, project, GROUP)
        assert seen.failures == [], [
            (event.step_key, event.step_failure_data.error)
            for run in instance.get_runs()
            for log in instance.all_logs(run.run_id, of_type=dg.DagsterEventType.STEP_FAILURE)
            if (event := log.dagster_event)
        ]
        assert not [each for each in warned if "BackfillPolic" in str(each.message) and "beta" not in str(each.message)]

        summarise(console, project, GROUP, seen, 1)
        said = console.export_text()
        assert "24 source tables" in said, "each counted once, not once per partition"
        assert "4 services, " in said

        before = {key: versions(instance, key) for key in (SOURCE, DEFINITIONS, DDL)}
        for key, found in before.items():
            assert set(found) >= SERVICES if key != DDL else set(found) <= SERVICES, key
            assert len(set(found.values())) == len(found), "no two services share a version"
        assert list(behind(instance, project, GROUP)) == []
        assert unsynced(definitions, instance, APPLIED, ("chat", "directory")) == set()

        cursor = drift(definitions, instance, root, None).cursor
        tick = dg.evaluate_automation_conditions(definitions, instance)
        script = next((root / "source" / "AsmaChatTest").rglob("*hannel.sql"))
        text = script.read_text(encoding="utf-8-sig")
        script.write_text(text.replace("(", "(\n    [added] INT NULL,", 1))
        (asked,) = drift(definitions, instance, root, cursor).run_requests
        assert (asked.asset_selection, asked.partition_key) == ([SOURCE], "chat")
        job = definitions.resolve_implicit_global_asset_job_def()
        asked_next: list[tuple[dg.AssetKey, set[str]]] = [(SOURCE, {"chat"})]
        for key in (SOURCE, DEFINITIONS, DDL):
            assert (key, {"chat"}) in asked_next
            assert job.execute_in_process(instance=instance, asset_selection=[key], partition_key="chat").success
            after = versions(instance, key)
            assert {name for name in after if after[name] != before[key][name]} == {"chat"}
            tick = dg.evaluate_automation_conditions(definitions, instance, cursor=tick.cursor)
            asked_next = [
                (result.key, {str(name) for name in tick.get_requested_partitions(result.key)})
                for result in tick.results
                if isinstance(result.key, dg.AssetKey) and tick.get_num_requested(result.key)
            ]
        assert all(partitions <= {"chat", "None"} for _, partitions in asked_next)
        assert unsynced(definitions, instance, APPLIED, ("chat", "directory")) == {"chat"}
        assert "applied_schema" in {key.path[-1] for key, _ in asked_next}


def test_of_a_service_that_left_nothing_is_made_so_that_it_can_come_back(root: Path) -> None:
    """A materialisation of nothing looked as if the first stage were made, and no sensor asked for it again."""
    with dg.DagsterInstance.ephemeral() as instance:
        definitions = build_definitions(ProjectResource(root=str(root)))
        instance.add_dynamic_partitions("asma_services", ["left"])
        job = definitions.resolve_implicit_global_asset_job_def()
        for keys in ([SOURCE], [SOURCE, DEFINITIONS, DDL]):
            done = job.execute_in_process(instance=instance, asset_selection=keys, partition_key="left")
            assert done.success
            assert done.get_asset_materialization_events() == []
