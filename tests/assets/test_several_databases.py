"""Tenants of one sink live in several databases; one that is not there holds up nobody but its own tenants."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
import yaml
from click.testing import CliRunner

from cdc_assets import stages
from cdc_assets.assets.resources import ProjectResource
from cdc_assets.cli.main import cdc
from cdc_assets.config.load import load_project
from cdc_assets.definitions import build_definitions
from cdc_assets.errors import CdcError
from cdc_assets.migrate.apply import Waves
from resources.embedded_postgres import Server
from tests.assets.world import GROUP, SINK, small_project


@pytest.fixture
def root(postgres: Server, tmp_path: Path) -> Iterator[Path]:
    """Two tenants: the first one's database does not exist, the second one's does."""
    with small_project(tmp_path, postgres, ("avansas", "brobygger"), ("dbo.Land",)) as folder:
        groups = yaml.safe_load((folder / "source-groups.yaml").read_text())
        groups[GROUP]["sources"]["avansas"]["nonprod"]["target_sink_env"] = "stage"
        (folder / "source-groups.yaml").write_text(yaml.safe_dump(groups, allow_unicode=True, sort_keys=False))
        sinks = yaml.safe_load((folder / "sink-groups.yaml").read_text())
        sinks["sink_asma"]["sources"]["directory"]["stage"] = {"server": "default", "database": "nowhere"}
        (folder / "sink-groups.yaml").write_text(yaml.safe_dump(sinks))
        yield folder


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
