"""The graph as Dagster runs it: shape, events, one broken tenant, data versions."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import psycopg
import pytest
import yaml

from cdc_assets.assets.names import applied_schema_key, ddl_key, source_schema_key, table_definitions_key
from cdc_assets.assets.resources import ProjectResource
from cdc_assets.definitions import build_definitions
from resources.embedded_postgres import running
from resources.postgres import create_missing, embedded_folder
from resources.project import CHECKOUT
from tests.support.postgres import FAST

SINK = "sink_asma.directory"
CUSTOMERS = ("avansas", "bjorkelund", "brobygger")
TABLES = ("dbo.Actor", "dbo.ActorActor", "dbo.Kurs Deltaker")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    """The example with three customers and three tables, on an embedded server of its own."""
    root = tmp_path / "adopus"
    shutil.copytree(
        CHECKOUT / "examples" / "adopus", root, ignore=shutil.ignore_patterns(".cdc", "generated", "migrations")
    )
    groups = yaml.safe_load((root / "source-groups.yaml").read_text())
    groups["adopus"]["sources"] = {name: groups["adopus"]["sources"][name] for name in CUSTOMERS}
    (root / "source-groups.yaml").write_text(yaml.safe_dump(groups, allow_unicode=True, sort_keys=False))
    service = yaml.safe_load((root / "services" / "adopus.yaml").read_text())
    source = service["adopus"]["source"]
    source["tables"] = {name: source["tables"][name] for name in TABLES}
    sink = service["adopus"]["sinks"][SINK]
    sink["tables"] = {name: use for name, use in sink["tables"].items() if use["from"] in TABLES}
    (root / "services" / "adopus.yaml").write_text(yaml.safe_dump(service, allow_unicode=True, sort_keys=False))
    with running(embedded_folder(root), settings=FAST):
        yield root


def seed(
    project: Path, instance: dg.DagsterInstance, tenants: tuple[str, ...] = CUSTOMERS
) -> dg.ExecuteInProcessResult:
    """Run the seed job for `tenants`, which stand next to each other in the partition set."""
    definitions = build_definitions(ProjectResource(root=str(project)))
    instance.add_dynamic_partitions("adopus_customers", list(CUSTOMERS))
    return definitions.resolve_job_def("seed_adopus").execute_in_process(
        instance=instance,
        raise_on_error=False,
        tags={"dagster/asset_partition_range_start": tenants[0], "dagster/asset_partition_range_end": tenants[-1]},
    )


def directory(project: Path) -> Iterator[psycopg.Connection]:
    """A connection to the sink's database."""
    with running(embedded_folder(project)) as server:
        create_missing(server, "directory_dev")
        with psycopg.connect(server.conninfo("directory_dev"), autocommit=True) as connection:
            yield connection


def test_the_graph_has_the_shape_that_reviewers_know() -> None:
    graph = build_definitions(ProjectResource(root=str(CHECKOUT / "examples" / "adopus"))).resolve_asset_graph()
    lines = []
    for key in graph.toposorted_asset_keys:
        node = graph.get(key)
        partitions = (
            node.partitions_def.name if isinstance(node.partitions_def, dg.DynamicPartitionsDefinition) else "-"
        )
        parents = ", ".join(sorted(parent.to_user_string() for parent in node.parent_keys))
        kinds = ", ".join(sorted(node.kinds))
        lines.append(f"{key.to_user_string()} <- {parents or '-'} | {node.group_name} | {partitions} | {kinds}")
        assert node.description
        assert node.owners
    assert "\n".join(lines) + "\n" == (Path(__file__).parent / "graph.txt").read_text()


def test_runs_on_one_database_wait_for_each_other_and_no_others_do() -> None:
    settings = yaml.safe_load((CHECKOUT / "dagster_home" / "dagster.yaml").read_text())
    assert settings["concurrency"]["pools"]["default_limit"] == 1
    pools = {}
    for example in ("adopus", "asma"):
        definitions = build_definitions(ProjectResource(root=str(CHECKOUT / "examples" / example)))
        for asset in definitions.resolve_asset_graph().assets_defs:
            if asset.is_executable and asset.keys:
                pools["/".join(asset.key.path[-2:])] = asset.op.pool
    assert {name: pool for name, pool in pools.items() if pool} == {
        "sink_asma__directory/applied_schema": "pg_directory_dev",
        "sink_warehouse__insight/applied_schema": "pg_insight_dev",
        "sink_outbound__delivery/applied_schema": "pg_delivery_dev",
    }


def test_loading_the_code_location_imports_nothing_that_only_runs_need() -> None:
    heavy = ("psycopg", "jinja2", "sqlglot", "confluent_kafka", "pyodbc", "boto3", "dagster_celery")
    heavy += ("dagster._core.execution.backfill",)
    code = f"import sys, cdc_assets.definitions; print([name for name in {heavy} if name in sys.modules])"
    command = [sys.executable, "-W", "ignore", "-c", code]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_seed_run_fills_every_tenant_and_each_reports_for_itself(project: Path) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        result = seed(project, instance)
        assert result.success
        applied = applied_schema_key("adopus", SINK)
        assert instance.get_materialized_partitions(applied) == set(CUSTOMERS)
        ddl_version = instance.get_latest_data_version_record(ddl_key("adopus", SINK))
        assert ddl_version is not None
        for customer in CUSTOMERS:
            record = instance.get_latest_data_version_record(applied, partition_key=customer)
            assert record is not None
            assert record.asset_materialization is not None
            # applied hash = rendered hash: what the net under the automation compares
            assert record.asset_materialization.tags is not None
            assert ddl_version.asset_materialization is not None
            assert ddl_version.asset_materialization.tags is not None
            assert (
                record.asset_materialization.tags["dagster/data_version"]
                == ddl_version.asset_materialization.tags["dagster/data_version"]
            )
            assert record.asset_materialization.metadata["relations_created"].value == 6
        for key in (source_schema_key("adopus"), table_definitions_key("adopus"), ddl_key("adopus", SINK)):
            event = instance.get_latest_materialization_event(key)
            assert event is not None
            assert event.asset_materialization is not None
            assert {"files_written", "seconds"} <= set(event.asset_materialization.metadata)


def test_a_second_run_changes_nothing_and_keeps_every_data_version(project: Path) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        assert seed(project, instance).success
        keys = (source_schema_key("adopus"), table_definitions_key("adopus"), ddl_key("adopus", SINK))
        before = [_version(instance, key) for key in keys]
        files = {path: path.stat().st_mtime_ns for path in project.rglob("*.sql")}
        assert seed(project, instance).success
        assert [_version(instance, key) for key in keys] == before
        assert {path: path.stat().st_mtime_ns for path in project.rglob("*.sql")} == files
        event = instance.get_latest_materialization_event(ddl_key("adopus", SINK))
        assert event is not None
        assert event.asset_materialization is not None
        assert event.asset_materialization.metadata["files_written"].value == 0


def test_one_broken_tenant_fails_the_run_by_name_and_holds_up_no_other(project: Path) -> None:
    for connection in directory(project):
        connection.execute('CREATE SCHEMA bjorkelund; CREATE TABLE bjorkelund."Actor" (taken int)')
    with dg.DagsterInstance.ephemeral() as instance:
        result = seed(project, instance)
        assert not result.success
        (failed,) = [event for event in result.all_events if event.is_step_failure]
        assert failed.step_failure_data.user_failure_data is not None
        said = failed.step_failure_data.user_failure_data.description or ""
        assert "bjorkelund" in said
        assert "Actor" in said
        assert "avansas" not in said
        applied = applied_schema_key("adopus", SINK)
        assert instance.get_materialized_partitions(applied) == {"avansas", "brobygger"}
        for connection in directory(project):
            connection.execute('DROP TABLE bjorkelund."Actor"')
        assert seed(project, instance, ("bjorkelund",)).success
        assert instance.get_materialized_partitions(applied) == set(CUSTOMERS)


def test_a_mistake_in_the_yaml_is_one_message_and_nothing_is_touched(project: Path) -> None:
    definitions = build_definitions(ProjectResource(root=str(project)))
    service = project / "services" / "adopus.yaml"
    service.write_text(service.read_text().replace("ignore_columns", "ignore_colums"))
    with dg.DagsterInstance.ephemeral() as instance:
        instance.add_dynamic_partitions("adopus_customers", list(CUSTOMERS))
        result = definitions.resolve_job_def("seed_adopus").execute_in_process(
            instance=instance,
            raise_on_error=False,
            tags={"dagster/asset_partition_range_start": "avansas", "dagster/asset_partition_range_end": "avansas"},
        )
        assert not result.success
        (failed,) = [event for event in result.all_events if event.is_step_failure]
        assert failed.step_failure_data.user_failure_data is not None
        said = failed.step_failure_data.user_failure_data.description or ""
        assert "services/adopus.yaml:" in said
        assert "ignore_columns" in said
        assert not (project / "generated").exists()


def _version(instance: dg.DagsterInstance, key: dg.AssetKey) -> str:
    event = instance.get_latest_materialization_event(key)
    assert event is not None
    assert event.asset_materialization is not None
    assert event.asset_materialization.tags is not None
    return event.asset_materialization.tags["dagster/data_version"]
