"""`cdc demo-evolve`: a new release of the source rolls over the fleet: changes, plan, approval, waves.

It works on a copy of the project below `.cdc/`, with databases of its own, so that the demo's stay as they are.
"""

from __future__ import annotations

import shlex
import shutil
import time
from pathlib import Path

import click
import psycopg
from psycopg import sql
from rich.console import Console
from rich.markup import escape

from cdc_assets import stages
from cdc_assets.cli.diff import show_changes
from cdc_assets.cli.fleet import same_together, show_plans
from cdc_assets.cli.output import plural
from cdc_assets.cli.selection import chosen, chosen_databases, say_project
from cdc_assets.config.model import Project
from cdc_assets.errors import CdcError, Problem
from cdc_assets.fleet.differences import project_differences
from cdc_assets.migrate.apply import Waves
from resources.embedded_postgres import running
from resources.postgres import embedded_folder
from resources.project import open_project

CANARIES, WAVE = 2, 12


@click.command("demo-evolve")
def demo_evolve() -> None:
    """Roll the example's next release (source-v2/) over all tenants of a copy: plan, approval, waves, result."""
    console = Console()
    origin = say_project()
    if not (origin / "source-v2").is_dir():
        hint = "examples/adopus has one"
        raise CdcError(Problem(str(origin / "source-v2"), "this project has no next release to show", hint=hint))
    _refuse_real_servers(open_project({"CDC_PROJECT_DIR": str(origin)})[0])
    root = _copy(origin)
    with running(embedded_folder(root)):
        console.rule("1. The present release is in place", align="left")
        _generate(console, root)
        _roll_out(console, root)
        console.rule("2. A new release of the source arrives", align="left")
        _release(root)
        show_changes(project_differences(*open_project({"CDC_PROJECT_DIR": str(root)})))
        _generate(console, root)
        console.rule("3. The plan: tenants in the same state are shown once", align="left")
        project, _ = open_project({"CDC_PROJECT_DIR": str(root)})
        plans = [
            plan
            for group, sink, names in chosen(project, (), ())
            for plan in stages.planned(project, group, sink, names)
        ]
        show_plans(plans)
        console.rule("4. Without approval a plan with a hazard is refused as a whole", align="left")
        _roll_out(console, root, tenants=1)
        asked = [hazard.allow for plan in plans for hazard in plan.hazards if hazard.needs_approval]
        allow = tuple(dict.fromkeys(asked))
        console.rule(f"5. Approved by name: {CANARIES} canaries, then waves of {WAVE}", align="left")
        console.print(*(f"--allow {shlex.quote(one)}" for one in allow), highlight=False, markup=False, soft_wrap=True)
        _roll_out(console, root, allow=allow, waves=Waves(canaries=CANARIES, batch=WAVE))
        console.rule("6. The state of every tenant now", align="left")
        _show_states(console, project)


def _refuse_real_servers(project: Project) -> None:
    """The copy has the project's sinks: a release is shown on the embedded server alone. Raises CdcError."""
    real = {target.label for _, target in chosen_databases(project, (), ()) if not target.server.embedded}
    if real:
        what = f"{', '.join(sorted(real))} would get the next release: this is shown on an embedded server alone"
        raise CdcError(Problem("demo-evolve", what, hint=f"`{{embedded: true}}` for the environment {project.env}"))


def _copy(origin: Path) -> Path:
    root = origin / ".cdc" / "evolve" / origin.name
    for part in ("source", "services", "generated", "migrations", "source-v2", "services-v2"):
        shutil.rmtree(root / part, ignore_errors=True)
    outputs = shutil.ignore_patterns(".cdc", "generated", "migrations")
    shutil.copytree(origin, root, ignore=outputs, dirs_exist_ok=True)
    with running(embedded_folder(root)) as server, psycopg.connect(server.conninfo(), autocommit=True) as connection:
        # an earlier demo-evolve ended in the new release
        names = connection.execute("SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres'")
        for (name,) in names.fetchall():
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
    return root


def _release(root: Path) -> None:
    shutil.rmtree(root / "source")
    shutil.copytree(root / "source-v2", root / "source")
    for file in (root / "services-v2").glob("*.yaml"):
        shutil.copy(file, root / "services" / file.name)


def _generate(console: Console, root: Path) -> None:
    """All files of the one service."""
    project, environ = open_project({"CDC_PROJECT_DIR": str(root)})
    service = next(iter(project.services.values()))
    source = stages.source_schema(project, service, environ)
    stages.table_definitions(project, service)
    written = sum(len(stages.ddl(project, service, sink).files.written) for sink in service.sinks)
    console.print(f"{len(source.catalog.tables)} tables read, {written} SQL files written", highlight=False)


def _roll_out(
    console: Console,
    root: Path,
    *,
    allow: tuple[str, ...] = (),
    waves: Waves | None = None,
    tenants: int | None = None,
) -> None:
    project, _ = open_project({"CDC_PROJECT_DIR": str(root)})
    for group, sink, names in chosen(project, (), ()):
        began = time.perf_counter()
        outcomes = stages.applied_schema(
            project, group, sink, names[:tenants], allow=allow, waves=waves or Waves(budget=None)
        )
        mine = [outcome for outcome in outcomes if outcome.result.tenant is not None]
        for problem in same_together(mine):
            console.print(f"[red]refused[/red] {escape(str(problem))}", highlight=False)
        done = sum(len(outcome.result.applied) for outcome in mine)
        seconds = time.perf_counter() - began
        message = f"{plural(len(mine), 'tenant')}: {done} tables or schemas done in {seconds:.1f} s"
        console.print(message, highlight=False)


def _show_states(console: Console, project: Project) -> None:
    states: dict[str, int] = {}
    for group, sink, names in chosen(project, (), ()):
        for _, status in stages.statuses(project, group, sink, names):
            if status.schema in names:
                states[status.state] = states.get(status.state, 0) + 1
    message = ", ".join(f"{plural(count, 'tenant')} {state}" for state, count in states.items())
    console.print(message, highlight=False)
