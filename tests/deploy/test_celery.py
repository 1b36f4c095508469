"""200 tenants over dagster-celery: two workers share the runs of a rollout, and one of them dies in the midst."""

from __future__ import annotations

import importlib
import multiprocessing
import sys
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.reconstruct import ReconstructableRepository

import cdc_assets.definitions
from cdc_assets import stages
from cdc_assets.assets.names import database_pool
from cdc_assets.assets.resources import ProjectResource
from cdc_assets.definitions import build_definitions
from cdc_assets.jobs.celery_app import listening_workers
from resources.embedded_postgres import Server
from resources.project import open_project
from tests.assets.world import APPLIED, DDL, DEFINITIONS, GROUP, PARTITIONS, SINK, SOURCE, small_project
from tests.deploy.celery_site import Site, celery_site, tenants_of_run
from tests.support.databases import assert_true_history, execute, rows

pytestmark = pytest.mark.xdist_group("deployment")  # one set of processes at a time

TENANTS = tuple(f"kunde{number:03}" for number in range(200))
TABLES = ("dbo.Land", "dbo.Kodeverk")
PER_RUN = 50
WORKERS = ("one", "two")
LAST = TENANTS[PER_RUN - 1 :: PER_RUN]
HOLD = f"""
CREATE TABLE public.go (at timestamptz);
CREATE FUNCTION public.hold() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM pg_event_trigger_ddl_commands() WHERE object_identity IN {LAST}) THEN
        WHILE NOT EXISTS (SELECT FROM public.go) LOOP
            PERFORM pg_sleep(0.05);
        END LOOP;
    END IF;
END $$;
CREATE EVENT TRIGGER hold ON ddl_command_end WHEN TAG IN ('CREATE SCHEMA') EXECUTE FUNCTION public.hold();
"""
"""Every run waits at its last tenant for a row in `go`: none is done before one worker is dead."""


def generate(root: Path, instance: dg.DagsterInstance) -> None:
    """The stages before the last, in this process."""
    job = build_definitions(ProjectResource(root=str(root))).resolve_implicit_global_asset_job_def()
    assert job.execute_in_process(instance=instance, asset_selection=[SOURCE, DEFINITIONS, DDL]).success


def roll_out(names: tuple[str, ...]) -> None:
    """One run of a backfill, from its plan to its end, as a run launcher's process executes it."""
    importlib.reload(cdc_assets.definitions)  # was made before the environment named project and executor
    job = ReconstructableRepository.for_module("cdc_assets.definitions", "defs").get_reconstructable_job("__ASSET_JOB")
    tags = {"dagster/asset_partition_range_start": names[0], "dagster/asset_partition_range_end": names[-1]}
    with (
        dg.DagsterInstance.get() as instance,
        dg.execute_job(job, instance, asset_selection=[APPLIED], tags=tags, raise_on_error=False) as result,
    ):
        sys.exit(0 if result.success else 1)


def executions(site: Site, run: str) -> list[str]:
    """The workers that began the run's step, in order."""
    found = []
    for entry in site.instance.all_logs(run, of_type=dg.DagsterEventType.ENGINE_EVENT):
        event = entry.dagster_event
        worker = event.event_specific_data.metadata.get("Celery worker") if event else None  # type: ignore[union-attr]
        if worker is not None:
            found.append(str(worker.value).partition("@")[0])
    return found


def test_a_rollout_to_200_tenants_over_two_workers_survives_the_death_of_one(postgres: Server, tmp_path: Path) -> None:
    with (
        small_project(tmp_path, postgres, TENANTS, TABLES) as root,
        celery_site(root, postgres, tmp_path / "home", at_once=len(WORKERS)) as site,
    ):
        for worker in WORKERS:
            site.start_worker(worker)
        everybody = [f"{worker}@site" for worker in WORKERS]
        site.wait("what the doctor asks", lambda: listening_workers(site.environ)[1] == everybody)
        site.instance.add_dynamic_partitions(PARTITIONS, list(TENANTS))
        generate(root, site.instance)
        project, _ = open_project({"CDC_PROJECT_DIR": str(root)})
        # As the daemon's queue does; Dagster's runs would trip over each other where several are the first.
        site.instance.event_log_storage.initialize_concurrency_limit_to_default(database_pool(project, GROUP, SINK))
        known = {run.run_id for run in site.instance.get_runs()}
        parts = [TENANTS[start : start + PER_RUN] for start in range(0, len(TENANTS), PER_RUN)]
        (place,) = stages.places(project, GROUP, SINK, TENANTS)
        conninfo = postgres.conninfo(place.target.database)
        execute(conninfo, HOLD)
        fork = multiprocessing.get_context("fork")  # spares each the seconds that importing Dagster takes
        going = [fork.Process(target=roll_out, args=(part,), daemon=True) for part in parts]
        for process in going:
            process.start()

        def runs() -> list[str]:
            return [run.run_id for run in site.instance.get_runs() if run.run_id not in known]

        def in_mid_run() -> tuple[str, str] | None:
            """A run of which some tenants are done and others not, and the worker that has it."""
            return next(((run, executions(site, run)[-1]) for run in runs() if tenants_of_run(conninfo, run)), None)

        run, victim = site.wait("a worker in mid-run", in_mid_run, pause=0.05)
        site.kill(victim)
        assert tenants_of_run(conninfo, run) < PER_RUN
        execute(conninfo, "INSERT INTO public.go VALUES (now())")
        assert site.grow_old(run) == 1, "the step was not acknowledged before it was done"
        site.wait("all runs", lambda: not any(process.is_alive() for process in going))
        assert [process.exitcode for process in going] == [0] * len(going), site.logs()

        (survivor,) = set(WORKERS) - {victim}
        assert executions(site, run) == [victim, survivor], "what the dead worker had was done again by the other"
        assert {worker for each in runs() for worker in executions(site, each)} == set(WORKERS), "both had a part"
        plans = stages.planned(project, GROUP, SINK, TENANTS)
        assert [(plan.tenant, plan.due, plan.refused) for plan in plans if not plan.current] == []
        assert_true_history(conninfo, place.migrations, TENANTS)
        applied = rows(
            conninfo,
            "SELECT count(*), count(DISTINCT (schema_name, object_name)), count(DISTINCT schema_name)"
            " FROM cdc_management.migration_history WHERE status = 'applied' AND kind = 'table'",
        )
        each_once = len(TENANTS) * len(TABLES)
        assert applied == [(each_once, each_once, len(TENANTS))], "every table of every tenant once"
        assert site.instance.get_materialized_partitions(APPLIED) == set(TENANTS)
