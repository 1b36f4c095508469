"""What a command is about: the project, said before anything else; sinks, tenants and tables, and what the shell offers
for them."""

from __future__ import annotations

import contextlib
import functools
import math
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click
from click.shell_completion import CompletionItem

from cdc_assets.cli.output import Command, json_option
from cdc_assets.config.findings import there_are, unknown
from cdc_assets.config.load import DEFAULT_ENV
from cdc_assets.config.model import Project, SinkTarget
from cdc_assets.config.tenants import groups_in_use, sink_databases, sinks_of, tenants
from cdc_assets.errors import CdcError, Problem, refuse
from resources import project as projects

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


class Range(click.FloatRange):
    """A range that nan is not in."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:  # noqa: ANN401
        found = float(super().convert(value, param, ctx))
        if math.isnan(found):
            self.fail(f"{found} is not in the range {self._describe_range()}.", param, ctx)
        return found


SECONDS = Range(0, 86_400)


def open_project(*, offline: bool = False) -> tuple[Project, dict[str, str]]:
    """The chosen project and its environment, both said on standard error. Raises CdcError with all that is wrong."""
    say_project()
    return projects.open_project(offline=offline)


def say_project() -> Path:
    """The project's folder; a program that asked for JSON is not told. Raises CdcError where there is none."""
    root = projects.project_dir()
    context = click.get_current_context(silent=True)
    if context is None or not context.params.get("as_json"):
        env = projects.project_environ(root).get("CDC_ENV") or DEFAULT_ENV
        click.secho(f"project {root}, environment {env}", err=True, dim=True)
    return root


def _completing(find: Callable[[Project], Iterable[str]]) -> Complete:
    """What the shell offers: names that begin so; none without a project, whose errors have no place there."""

    def complete(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        with contextlib.suppress(CdcError, OSError):
            folder = ctx.find_root().params.get("project")
            environ = {**os.environ, **({"CDC_PROJECT_DIR": folder} if folder else {})}
            project, _ = projects.open_project(environ, offline=True)
            return [CompletionItem(name) for name in dict.fromkeys(find(project)) if name.startswith(incomplete)]
        return []

    return complete


def units_of(project: Project) -> Iterable[str]:
    """The names that `--table` takes: of the sinks' tables, each tenant's without a schema."""
    return (
        name if sink.tenancy == "shared" else name.removeprefix(f"{one.name}.")
        for one in project.services.values()
        for sink in one.sinks.values()
        for name in sink.tables
    )


def _relations(project: Project) -> Iterable[str]:
    sinks = (sink for one in project.services.values() for sink in one.sinks.values())
    return (name.partition(".")[2] for sink in sinks for name in sink.tables)


tenant_names = _completing(lambda project: (t.name for g in project.source_groups for t in tenants(project, g)))
"""Customers and services of the environment."""
sink_names = _completing(lambda project: (sink for one in project.services.values() for sink in one.sinks))
"""`sink_asma.directory`."""
source_tables = _completing(lambda project: (t for one in project.services.values() for t in one.source.tables))
"""`dbo.Actor`."""
target_tables = _completing(_relations)
"""`Actor`: relations as the sinks name them."""
unit_names = _completing(units_of)
"""`Actor` in each tenant's schema, `public.Kunde` that tenants share."""


def several(
    flag: str, name: str, metavar: str, meaning: str, complete: Complete | None = None, *, required: bool = False
) -> Callable[[Command], Command]:
    """An option that may be repeated, as the argument `name`; `complete` is what the shell offers for it."""
    return click.option(
        flag, name, multiple=True, metavar=metavar, help=meaning, shell_complete=complete, required=required
    )


class Choice(NamedTuple):
    """The relations that a command is about: of one sink (None: all), of some tenants, some tables (empty: all)."""

    sink: str | None
    tenants: tuple[str, ...]
    tables: tuple[str, ...]


def choosing_relations(command: Command) -> Command:
    """`--sink`, `--tenant`, `--table` as the command's first argument, a `Choice`; and `--json`."""

    @functools.wraps(command)
    def with_choice(sink: str | None, tenants: tuple[str, ...], tables: tuple[str, ...], **others: object) -> object:
        return command(Choice(sink, tenants, tables), **others)

    for option in (
        json_option,
        several("--table", "tables", "NAME", "Only these tables.", target_tables),
        several("--tenant", "tenants", "NAME", "Only these tenants.", tenant_names),
        click.option(
            "--sink", metavar="GROUP.SERVICE", shell_complete=sink_names, help="Only this sink (default: all)."
        ),
    ):
        with_choice = option(with_choice)
    return with_choice  # type: ignore[return-value]  # click calls it by names


def selection(command: Command) -> Command:
    """The options by which every command of the fleet chooses: sinks, tenants, and the output's form."""
    for option in (
        json_option,
        several("--sink", "sinks", "SINK", "Only this sink, e.g. sink_asma.directory.", sink_names),
        several("--tenant", "names", "NAME", "Only this customer or service; may be repeated.", tenant_names),
    ):
        command = option(command)
    return command


def chosen(project: Project, sinks: Sequence[str], names: Sequence[str]) -> Iterator[tuple[str, str, list[str]]]:
    """(group, sink, tenants) of what was asked for. Raises CdcError for a name that nothing has, or where nobody is."""
    known = [
        (group, sink, [tenant.name for tenant in tenants(project, group)])
        for group in groups_in_use(project)
        for sink in sinks_of(project, group)
    ]
    all_sinks = dict.fromkeys(sink for _, sink, _ in known)
    all_names = dict.fromkeys(name for _, _, found in known for name in found)
    if known and not all_names:
        entries = (entry for group in project.source_groups.values() for entry in group.sources.values())
        hint = there_are((env for entry in entries for env in entry.environments), "environments")
        raise CdcError(Problem("CDC_ENV", f"no tenant has environment `{project.env}`", hint=hint))
    what = f"there is no `{{}}` in the environment `{project.env}`"
    refuse([*unknown("--sink", what, sinks, all_sinks), *unknown("--tenant", what, names, all_names)])
    for group, sink, found in known:
        wanted = [name for name in found if not names or name in names]
        if wanted and (not sinks or sink in sinks):
            yield group, sink, wanted


def chosen_databases(project: Project, sinks: Sequence[str], names: Sequence[str]) -> Iterator[tuple[str, SinkTarget]]:
    """(sink, database) of what was asked for; a database that sinks share comes for each. Raises CdcError."""
    for group, sink, wanted in chosen(project, sinks, names):
        yield from ((sink, target) for target, _ in sink_databases(project, group, sink, wanted))
