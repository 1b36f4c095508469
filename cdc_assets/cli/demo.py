"""`cdc demo`: the whole graph of a project through Dagster, with progress, and a summary for a newcomer."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import time
import uuid
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import click
from dagster_shared.error import SerializableErrorInfo
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from cdc_assets.cli.dagster_home import dagster_environment
from cdc_assets.cli.demo_merge import make_existing, merge_demo
from cdc_assets.cli.demo_offsets import offsets_demo
from cdc_assets.cli.demo_verify import verify_demo
from cdc_assets.cli.output import json_option, plural, print_json
from cdc_assets.cli.selection import open_project
from cdc_assets.config.model import Project
from cdc_assets.config.tenants import groups_in_use, services_of, tenants
from cdc_assets.errors import CdcError, Problem
from resources.embedded_postgres import Server
from resources.project import CHECKOUT, EXAMPLE, IS_CHECKOUT, project_dir

warnings.filterwarnings("ignore", module="platformdirs")  # a root shell has no XDG_RUNTIME_DIR
warnings.filterwarnings("ignore", message="Parameter `backfill_policy`.*currently in beta")
warnings.filterwarnings("ignore", message="Function `fs_io_manager` is superseded")
warnings.filterwarnings("ignore", message="Specifying a partitions_def on an AssetCheckSpec.*in preview")

import dagster as dg  # noqa: E402

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
STAGES = ("source_schema", "table_definitions", "ddl", "applied_schema")


@dataclass(slots=True)
class Seen:
    """What the run's events said so far."""

    seconds: dict[str, float] = field(default_factory=dict)
    started: dict[str, float] = field(default_factory=dict)
    metadata: dict[str, list[Mapping[str, object]]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)


@click.command()
@json_option
def demo(as_json: bool) -> None:
    """Run the whole job: read the source, define, render, and apply to every tenant; then show what was done.

    It runs through Dagster on DAGSTER_HOME, so that `cdc dev` shows the very runs. With --json what it shows goes to
    standard error.

    Exit codes: 0 done; 2 something failed.
    """
    started = time.perf_counter()
    console = Console(stderr=as_json)
    if not IS_CHECKOUT:
        bring_example(console)
    project, _ = open_project()
    with dagster_environment(project.root) as server:
        from cdc_assets.definitions import build_definitions
        from cdc_assets.jobs.names import CHECK_JOB

        definitions = build_definitions()
        for name in make_existing(project):
            console.print(f"created {name}: the configuration expects it to exist", highlight=False)
        with dg.DagsterInstance.get() as instance:
            outcomes = {
                group: run_group(console, definitions, instance, project, group) for group in groups_in_use(project)
            }
        for group, seen in outcomes.items():
            summarise(console, project, group, seen, time.perf_counter() - started)
        if not any(seen.failures for seen in outcomes.values()):
            merge_demo(console, project)
            offsets_demo(console, project)
            verify_demo(console, project)
            for name in make_existing(project):  # where there were no definitions before
                console.print(f"created {name}: the configuration expects it to exist", highlight=False)
            with dg.DagsterInstance.get() as instance:
                definitions.resolve_job_def(CHECK_JOB).execute_in_process(
                    instance=instance, raise_on_error=False, run_config=QUIET
                )
            closing_words(console, project, server)
    if as_json:
        print_json([{"group": group, **numbers(seen)} for group, seen in outcomes.items()])
    failures = [failure for seen in outcomes.values() for failure in seen.failures]
    if failures:
        raise CdcError(Problem("demo", failure) for failure in failures)


def bring_example(console: Console) -> None:
    """Where no project is at hand, a copy of the example in the working directory is one."""
    try:
        project_dir()
    except CdcError:
        if os.environ.get("CDC_PROJECT_DIR"):
            raise
        folder = Path("adopus").absolute()
        if not folder.exists():
            shutil.copytree(EXAMPLE, folder)
        os.environ["CDC_PROJECT_DIR"] = str(folder)
        console.print(f"The example is in {folder} now.", highlight=False, soft_wrap=True)


def run_group(
    console: Console, definitions: dg.Definitions, instance: dg.DagsterInstance, project: Project, group: str
) -> Seen:
    """Add the group's partitions, run its seed job in this process, and collect its events."""
    from cdc_assets.assets.names import is_shared, tenant_partitions
    from cdc_assets.jobs.names import seed_job_name

    names = [tenant.name for tenant in tenants(project, group)]
    partitions = tenant_partitions(project, group).name
    if partitions is None or not names:
        what = f"{group} has no tenant in the environment `{project.env}`"
        raise CdcError(Problem("source-groups.yaml", what, hint="set CDC_ENV"))
    instance.add_dynamic_partitions(partitions, names)
    keys = instance.get_dynamic_partitions(partitions)
    seen = Seen()
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    terminal = console.is_terminal  # not while bars are drawn: then it writes to a file of rich's
    with Progress(*columns, console=console, disable=not terminal) as progress:
        tasks = {stage: progress.add_task(stage, total=None, start=False) for stage in STAGES}
        totals = {stage: expected(project, group, stage) for stage in STAGES}
        span = {"dagster/asset_partition_range_start": keys[0], "dagster/asset_partition_range_end": keys[-1]}
        # A range would give all services one data version.
        for tags in [{"dagster/partition": key} for key in keys] if is_shared(project, group) else [span]:
            run_id = str(uuid.uuid4())
            instance.add_event_listener(
                run_id, lambda event: _on_event(event, seen, progress, tasks, totals, lines=not terminal)
            )
            result = definitions.resolve_job_def(seed_job_name(group)).execute_in_process(
                instance=instance,
                run_id=run_id,
                raise_on_error=False,
                run_config=QUIET,
                tags=tags,
            )
            if not result.success and not seen.failures:
                seen.failures.append(f"run {run_id} failed; see it in the UI (make ui)")
    return seen


def expected(project: Project, group: str, stage: str) -> int:
    """How many materialisations of a stage a seed makes: in a db-shared group one per service (and sink)."""
    from cdc_assets.assets.names import is_shared
    from cdc_assets.config.tenants import sinks_of

    sinks = sinks_of(project, group) if stage in STAGES[2:] else [""]
    if is_shared(project, group):
        return sum(not sink or sink in service.sinks for sink in sinks for service in services_of(project, group))
    return len(sinks) * (len(tenants(project, group)) if stage == "applied_schema" else 1)


def _on_event(
    event: dg.EventLogEntry,
    seen: Seen,
    progress: Progress,
    tasks: Mapping[str, TaskID],
    totals: Mapping[str, int],
    *,
    lines: bool,
) -> None:
    """Keep what an event says, and show it: bars on a terminal, else `lines`."""
    happened = event.dagster_event
    stage = next((name for name in STAGES if happened and happened.step_key and happened.step_key.endswith(name)), None)
    if happened is None or stage is None:
        return
    kind = happened.event_type
    if kind == dg.DagsterEventType.STEP_START:
        seen.started[stage] = event.timestamp
        progress.start_task(tasks[stage])
    elif kind == dg.DagsterEventType.ASSET_MATERIALIZATION:
        made = happened.step_materialization_data.materialization
        if made.asset_key.path[-1] == stage:  # an apply makes the picture of the fleet too
            _remember(seen, stage, made.metadata)
            # until the first of them is there a bar has no total, so that it moves: nobody waits before one that stands
            progress.update(tasks[stage], total=totals[stage], advance=1)
    elif kind == dg.DagsterEventType.ASSET_OBSERVATION:  # what exists once per database
        _remember(seen, "database", happened.asset_observation_data.asset_observation.metadata)
    elif kind in (dg.DagsterEventType.STEP_SUCCESS, dg.DagsterEventType.STEP_FAILURE):
        seen.seconds[stage] = seen.seconds.get(stage, 0.0) + event.timestamp - seen.started.get(stage, event.timestamp)
        if lines and stage != "applied_schema":
            progress.console.print(
                f"{happened.step_key}: {'done' if kind == dg.DagsterEventType.STEP_SUCCESS else 'failed'}"
            )
        if kind == dg.DagsterEventType.STEP_FAILURE:
            user = happened.step_failure_data.user_failure_data
            seen.failed.add(stage)
            seen.failures.append((user.description if user else None) or _root_cause(happened.step_failure_data.error))


def _root_cause(error: SerializableErrorInfo | None) -> str:
    while error is not None and error.cause is not None:
        error = error.cause
    return error.message.strip() if error is not None else "failed"


def _remember(seen: Seen, stage: str, metadata: Mapping[str, dg.MetadataValue]) -> None:
    seen.metadata.setdefault(stage, []).append({name: value.value for name, value in metadata.items()})


def numbers(seen: Seen) -> dict[str, object]:
    """The stages' seconds and what they counted, summed over tenants."""
    stages: dict[str, dict[str, float]] = {}
    for stage, found in seen.metadata.items():
        totals: dict[str, float] = {"seconds": round(seen.seconds.get(stage, 0.0), 3)}
        for one in found:
            for name, value in one.items():
                if isinstance(value, int) and not isinstance(value, bool):
                    totals[name] = totals.get(name, 0) + value
        stages[stage] = totals
    return {"stages": stages, "failures": seen.failures}


def summarise(console: Console, project: Project, group: str, seen: Seen, seconds: float) -> None:
    from cdc_assets.assets.names import is_shared

    def total(stage: str, name: str) -> int:
        return sum(int(str(found.get(name, 0))) for found in seen.metadata.get(stage, []))

    tables = total("table_definitions", "created_tables")
    table = Table(title=f"{group} ({project.env}), {seconds:.0f} s in all", title_justify="left")
    for head in ("stage", "what", "changed", "seconds"):
        table.add_column(head, justify="right" if head == "seconds" else "left")

    def row(stage: str, what: str, changed: int, done: str = "written") -> None:
        outcome = f"{plural(changed, 'file')} {done}" if changed else "nothing: already right"
        if stage in seen.failed:
            what, outcome = "failed: the reason is below", outcome if changed else "nothing"
        elif stage not in seen.seconds:
            what, outcome = "not reached", "nothing"
        table.add_row(stage, what, outcome, f"{seen.seconds.get(stage, 0):.1f}")

    row(
        "source_schema",
        f"{total('source_schema', 'tables')} tables, {total('source_schema', 'columns')} columns read",
        total("source_schema", "files_written"),
    )
    append_only = total("table_definitions", "append_only")
    row(
        "table_definitions",
        f"{total('table_definitions', 'source_tables')} source tables, {tables} targets to create"
        + (f" ({append_only} without a key: append-only)" if append_only else ""),
        total("table_definitions", "files_written"),
    )
    row("ddl", f"{total('ddl', 'files')} SQL files", total("ddl", "files_written"))
    applied = seen.metadata.get("applied_schema", [])
    group_is = f"services, {tables} tables in all" if is_shared(project, group) else f"tenants × {tables} tables"
    row(
        "applied_schema",
        f"{len({found['tenant'] for found in applied})} {group_is}",
        total("applied_schema", "statements") + total("database", "statements"),
        f"executed, {total('applied_schema', 'relations_created') + total('database', 'relations_created')}"
        " relations created",
    )
    console.print(table)


def closing_words(console: Console, project: Project, server: Server | None) -> None:
    """What to type next."""
    here = Path.cwd()
    own = project.root.resolve() != EXAMPLE.resolve()
    root = os.path.relpath(project.root) if project.root.is_relative_to(here) else str(project.root)
    root = shlex.quote(root)
    found = project.root.resolve() in (here, *here.parents)
    cdc = f"{Path(sys.executable).with_name('cdc')}{'' if found else f' --project {root}'}"
    with_project = f" PROJECT={root}" if own else ""
    made = IS_CHECKOUT and here == CHECKOUT
    ui = f"make ui{with_project}" if made else f"{cdc} dev"
    again = f"make demo{with_project}" if made else f"{cdc} demo"
    lines = ["", "What next:", f"  {ui}    the Dagster UI on this very instance, http://127.0.0.1:3000"]
    if server is not None:
        from cdc_assets.config.tenants import sink_target

        group = next(iter(project.source_groups))
        first = next(iter(tenants(project, group)), None)
        sink = next((sink for service in services_of(project, group) for sink in service.sinks), None)
        if first and sink:
            database = sink_target(project, sink, first.sink_env).database
            lines.append(f"  {cdc} psql {shlex.quote(database)}    look at the tables: \\dn, \\dt {first.name}.*")
    lines += [
        f"  git diff {root}    what a reviewer sees, once a script or YAML file was edited",
        f"  {again}    again: nothing to do, and it says so",
    ]
    for line in lines:
        console.print(line, highlight=False, soft_wrap=True)
