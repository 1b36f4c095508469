"""Tenants of one sink live in several databases; one that is not there holds up nobody but its own tenants."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
import yaml
from click.testing import CliRunner
from psycopg.conninfo import conninfo_to_dict

from cdc_assets import stages
from cdc_assets.assets.resources import ProjectResource
from cdc_assets.cli.main import cdc
from cdc_assets.config.load import load_project
from cdc_assets.config.tenants import sink_databases
from cdc_assets.definitions import build_definitions
from cdc_assets.errors import CdcError
from cdc_assets.migrate.apply import Waves
from resources.embedded_postgres import Server
from resources.postgres import connected
from tests.assets.world import GROUP, SINK, small_project
from tests.support.postgres import fresh_database


@pytest.fixture
def root(postgres: Server, tmp_path: Path) -> Iterator[Path]:
    """Two tenants: the first one's database does not exist, the second one's does."""
    with small_project(tmp_path, postgres, ("avansas", "brobygger"), ("dbo.Land",)) as folder:
        moved(folder, "avansas", "nowhere")
        yield folder


def moved(root: Path, tenant: str, database: str) -> None:
    """Have a tenant live in another database of the sink."""
    groups = yaml.safe_load((root / "source-groups.yaml").read_text())
    groups[GROUP]["sources"][tenant]["nonprod"]["target_sink_env"] = "stage"
    (root / "source-groups.yaml").write_text(yaml.safe_dump(groups, allow_unicode=True, sort_keys=False))
    sinks = yaml.safe_load((root / "sink-groups.yaml").read_text())
    sinks["sink_asma"]["sources"]["directory"]["stage"] = {"server": "default", "database": database}
    (root / "sink-groups.yaml").write_text(yaml.safe_dump(sinks))


def test_a_database_that_is_not_there_holds_up_nobody_elses_tenants(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CDC_PROJECT_DIR", str(root))
    monkeypatch.delenv("CDC_ENV", raising=False)
    assert CliRunner().invoke(cdc, ["generate"]).exit_code == 0
    project = load_project(root, {})
    seen: list[str | None] = []
    names = ["avansas", "brobygger"]
    with pytest.raises(CdcError, match="create it first"):
        stages.applied_schema(
            project, GROUP, SINK, names, waves=Waves(("avansas",)), on_result=lambda one: seen.append(one.result.tenant)
        )
    assert seen == [], "behind a canary that could not be tried nobody goes"
    done = CliRunner().invoke(cdc, ["apply"])
    assert isinstance(done.exception, CdcError)
    assert [problem.hint for problem in done.exception.problems if "create it first" in problem.hint]
    assert "1 tenant: " in done.output
    project = load_project(root, {})
    assert [plan.current for plan in stages.planned(project, GROUP, SINK, ["brobygger"])] == [True, True]


def test_a_dry_run_in_the_launchpad_shows_the_plan_of_the_databases_that_are_there(root: Path) -> None:
    project = load_project(root, {})
    for service in project.services.values():
        stages.source_schema(project, service, {})
        stages.table_definitions(project, service)
        stages.ddl(project, service, SINK)
    job = build_definitions(ProjectResource(root=str(root))).resolve_job_def("apply_tenants")
    with dg.DagsterInstance.ephemeral() as instance:
        done = job.execute_in_process(instance=instance, raise_on_error=False)
    assert not done.success
    (failed,) = [event for event in done.all_events if event.event_type_value == "STEP_FAILURE"]
    told = failed.step_failure_data.user_failure_data
    assert told is not None
    assert "create it first" in (told.description or "")
    assert "brobygger" in str(told.metadata["plan"].value)


def test_a_run_goes_on_with_the_databases_that_are_there(root: Path) -> None:
    project = load_project(root, {})
    for service in project.services.values():
        stages.source_schema(project, service, {})
        stages.table_definitions(project, service)
        stages.ddl(project, service, SINK)
    job = build_definitions(ProjectResource(root=str(root))).resolve_job_def("apply_tenants")
    with dg.DagsterInstance.ephemeral() as instance:
        config = {"ops": {"plan_or_apply": {"config": {"dry_run": False}}}}
        done = job.execute_in_process(instance=instance, raise_on_error=False, run_config=config)
    assert not done.success
    (failed,) = [event for event in done.all_events if event.event_type_value == "STEP_FAILURE"]
    assert "create it first" in str(failed.step_failure_data.user_failure_data.description)
    assert [plan.current for plan in stages.planned(project, GROUP, SINK, ["brobygger"])] == [True, True]


def test_checks_that_a_person_executes_answer_for_the_databases_that_are_there(root: Path) -> None:
    project = load_project(root, {})
    for service in project.services.values():
        stages.source_schema(project, service, {})
        stages.table_definitions(project, service)
        stages.ddl(project, service, SINK)
    everything = build_definitions(ProjectResource(root=str(root))).resolve_implicit_global_asset_job_def()
    key = dg.AssetCheckKey(dg.AssetKey([GROUP, "sink_asma__directory", "applied_schema"]), "applied_hash_is_current")
    job = everything.get_subset(asset_selection=set(), asset_check_selection={key})
    with dg.DagsterInstance.ephemeral() as instance:
        instance.add_dynamic_partitions("adopus_customers", ["avansas", "brobygger"])
        tags = {
            "dagster/asset_partition_range_start": "avansas",
            "dagster/asset_partition_range_end": "brobygger",
        }
        done = job.execute_in_process(instance=instance, raise_on_error=False, tags=tags)
        logged = instance.all_logs(done.run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
        said = [one.dagster_event.asset_check_evaluation_data for one in logged if one.dagster_event]
    assert not done.success
    (failed,) = [event for event in done.all_events if event.event_type_value == "STEP_FAILURE"]
    assert "create it first" in str(failed.step_failure_data.user_failure_data.description)
    assert [(one.check_name, one.partition) for one in said] == [(key.name, "brobygger")]


FLEET = ("avansas", "bjorkelund", "brobygger", "dalevekst")


@pytest.fixture
def fleet(postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Four tenants, the third of them in a database of its own; nothing is applied."""
    with (
        small_project(tmp_path, postgres, FLEET, ("dbo.Land",)) as folder,
        fresh_database(postgres) as conninfo,
    ):
        moved(folder, "brobygger", str(conninfo_to_dict(conninfo)["dbname"]))
        monkeypatch.setenv("CDC_PROJECT_DIR", str(folder))
        monkeypatch.delenv("CDC_ENV", raising=False)
        assert CliRunner().invoke(cdc, ["generate"]).exit_code == 0
        yield folder


def in_the_way(root: Path, tenant: str) -> None:
    """Somebody's table of the name that one of ours shall have."""
    project = load_project(root, {})
    (target,) = (target for target, names in sink_databases(project, GROUP, SINK, [tenant]) if tenant in names)
    with connected(target, root) as connection:
        connection.execute(f'CREATE SCHEMA {tenant}; CREATE TABLE {tenant}."Land" (id int)'.encode())


def rolled_out(root: Path, waves: Waves) -> dict[str | None, str]:
    """What became of each tenant, in the order in which they were done."""
    found: dict[str | None, str] = {}

    def note(stage: stages.ApplyStage) -> None:
        begun = "; ".join(one.error for one in stage.result.failed).partition(":")[0] != "not begun"
        found[stage.result.tenant] = "done" if stage.result.ok else "failed" if begun else "not begun"

    stages.applied_schema(load_project(root, {}), GROUP, SINK, list(FLEET), waves=waves, on_result=note)
    return {tenant: fate for tenant, fate in found.items() if tenant is not None}


@pytest.mark.parametrize("canaries", [("brobygger",), ("dalevekst", "brobygger"), ("avansas",)])
def test_canaries_go_first_whichever_database_they_live_in(fleet: Path, canaries: tuple[str, ...]) -> None:
    done = rolled_out(fleet, Waves(canaries))
    assert done == dict.fromkeys(FLEET, "done")
    assert set(list(done)[: len(canaries)]) == set(canaries)


@pytest.mark.parametrize("canary", ["avansas", "brobygger"])
@pytest.mark.parametrize("named", [True, False])
def test_a_canary_that_fails_in_one_database_stops_the_rollout_in_all(fleet: Path, canary: str, named: bool) -> None:
    in_the_way(fleet, canary)
    done = rolled_out(fleet, Waves((canary,) if named else FLEET.index(canary) + 1))
    tried = (canary,) if named else FLEET[: FLEET.index(canary) + 1]
    assert done == {name: "failed" if name == canary else "done" if name in tried else "not begun" for name in FLEET}


def test_a_budget_of_failures_is_one_for_all_databases(fleet: Path) -> None:
    in_the_way(fleet, "avansas")
    in_the_way(fleet, "bjorkelund")
    assert rolled_out(fleet, Waves(batch=3, budget=1)) == {
        "avansas": "failed", "bjorkelund": "failed", "dalevekst": "done", "brobygger": "not begun"
    }  # fmt: skip


@pytest.mark.parametrize("options", [("--canary", "avansas"), ("--budget", "0")])
def test_a_rollout_that_stopped_does_not_begin_the_next_sink(fleet: Path, options: tuple[str, str]) -> None:
    service = yaml.safe_load((fleet / "services" / "adopus.yaml").read_text())
    sinks = service["adopus"]["sinks"]
    sinks["sink_asma.second"] = {"tables": {"adopus.Landet": sinks[SINK]["tables"]["adopus.Land"]}}
    (fleet / "services" / "adopus.yaml").write_text(yaml.safe_dump(service))
    groups = yaml.safe_load((fleet / "sink-groups.yaml").read_text())
    groups["sink_asma"]["sources"]["second"] = groups["sink_asma"]["sources"]["directory"]
    (fleet / "sink-groups.yaml").write_text(yaml.safe_dump(groups))
    assert CliRunner().invoke(cdc, ["generate"]).exit_code == 0
    in_the_way(fleet, "avansas")
    done = CliRunner().invoke(cdc, ["apply", *options])
    assert isinstance(done.exception, CdcError)
    assert "sink_asma.second: not begun: the rollout stopped" in str(done.exception)
    planned = stages.planned(load_project(fleet, {}), GROUP, "sink_asma.second", FLEET)
    assert not any(each.current for each in planned if each.tenant is not None)
