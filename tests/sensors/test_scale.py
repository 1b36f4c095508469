"""A thousand new customers: one tick, one backfill, and as few runs as the deployment says."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from dagster._core.instance.runs.run_domain import RunDomain
from dagster._core.instance_for_test import instance_for_test
from dagster._core.remote_origin import InProcessCodeLocationOrigin
from dagster._core.test_utils import create_test_daemon_workspace_context
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin
from dagster._core.workspace.load_target import InProcessWorkspaceLoadTarget
from dagster._daemon.asset_daemon import AssetDaemon
from dagster._daemon.backfill import execute_backfill_iteration
from dagster._daemon.sensor import execute_sensor_iteration

from bench.automation import GROUP, PARTITIONS, SINK, with_customers
from cdc_assets.assets.metadata import SOURCE, hashes
from cdc_assets.assets.names import applied_schema_key, ddl_key, source_schema_key, table_definitions_key
from cdc_assets.sensors.level import PATIENCE
from cdc_assets.sensors.looking import FIRST, LAST, interval, look
from resources.project import open_project

CUSTOMERS, PER_RUN = 1000, 250
APPLIED = applied_schema_key(GROUP, SINK)
QUEUE = {"module": "dagster._core.test_utils", "class": "MockedRunCoordinator"}
LOCATION = """
from cdc_assets.assets.resources import ProjectResource
from cdc_assets.definitions import build_definitions
defs = build_definitions(ProjectResource(root={root!r}))
"""


@contextmanager
def deployed(folder: Path, count: int) -> Iterator[tuple[dg.DagsterInstance, Any, list[str]]]:
    """An instance whose runs stay queued, the code location of a project with `count` customers, and their names."""
    names = with_customers(folder / "project", count)
    location = folder / "location.py"
    location.write_text(LOCATION.format(root=str(folder / "project")))
    origin = InProcessCodeLocationOrigin(
        LoadableTargetOrigin(executable_path=sys.executable, python_file=str(location)), location_name="cdc_assets"
    )
    with (
        instance_for_test(overrides={"run_coordinator": QUEUE}) as instance,
        create_test_daemon_workspace_context(InProcessWorkspaceLoadTarget(origin), instance) as workspace,
    ):
        project, environ = open_project({"CDC_PROJECT_DIR": str(folder / "project")})
        seen = {name: found.sha256 or "" for name, found in look(project, environ, [GROUP]).items()}
        for key in (source_schema_key(GROUP), table_definitions_key(GROUP), ddl_key(GROUP, SINK)):
            made = dg.AssetMaterialization(key, tags={"dagster/data_version": "1"}, metadata={SOURCE: hashes(seen)})
            instance.report_runless_asset_event(made)
        yield instance, workspace, names


def test_a_thousand_new_customers_become_runs_of_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Two events per customer that nobody reads here; SQLite would wait for the disk 2,500 times.
    monkeypatch.setattr(RunDomain, "_log_asset_planned_events", lambda *_: None)
    monkeypatch.setenv("CDC_TENANTS_PER_RUN", str(PER_RUN))
    monkeypatch.setenv("CDC_SENSOR_SECONDS", "1")
    with deployed(tmp_path, CUSTOMERS) as (instance, workspace, names):
        daemon = AssetDaemon(settings={}, pre_sensor_interval_seconds=0)
        daemon._run_iteration_impl(workspace, None, {}, {})  # the very first evaluation asks for nothing
        instance.add_dynamic_partitions(PARTITIONS, names)
        time.sleep(interval())
        daemon._run_iteration_impl(workspace, None, {}, {})
        problems = [each for each in execute_backfill_iteration(workspace, logging.getLogger("test")) if each]
        assert problems == []

        runs = [run for run in instance.get_runs() if APPLIED in (run.asset_selection or ())]
        spans = sorted((run.tags[FIRST], run.tags[LAST]) for run in runs)
        assert spans == [(names[start], names[start + PER_RUN - 1]) for start in range(0, CUSTOMERS, PER_RUN)], (
            "every customer once"
        )
        assert len({run.tags["dagster/backfill"] for run in runs}) == 1


def test_the_daemon_makes_runs_of_many_of_what_the_safety_net_asks_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CDC_TENANTS_PER_RUN", "3")
    monkeypatch.setenv("CDC_SENSOR_SECONDS", "1")
    with deployed(tmp_path, 6) as (instance, workspace, names):
        instance.add_dynamic_partitions(PARTITIONS, names)
        instance.report_runless_asset_event(
            dg.AssetMaterialization(APPLIED, partition=names[2], tags={"dagster/data_version": "1"})
        )
        for _ in range(PATIENCE + 1):
            problems = list(execute_sensor_iteration(workspace, logging.getLogger("test"), None, None))
            assert not any(problems)
            time.sleep(interval())
        spans = {
            (run.tags.get(FIRST), run.tags.get(LAST))
            for run in instance.get_runs()
            if run.tags.get("cdc/started_by") == "safety_net" and run.asset_selection == {APPLIED}
        }
        assert spans == {(names[0], names[1]), (names[3], names[5])}, "not the one that is current"
