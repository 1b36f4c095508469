"""What the shell offers behind an option: tenants, sinks and tables of the project at hand."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable

import click
from click.shell_completion import CompletionItem

from cdc_assets.config.model import Project
from cdc_assets.config.tenants import tenants
from cdc_assets.errors import CdcError
from resources.project import open_project


def tenant_names(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Customers and services of the environment."""
    return _names(ctx, incomplete, lambda project: (t.name for g in project.source_groups for t in tenants(project, g)))


def sink_names(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """`sink_asma.directory`."""
    return _names(ctx, incomplete, lambda project: (s for one in project.services.values() for s in one.sinks))


def source_tables(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """`dbo.Actor`."""
    return _names(ctx, incomplete, lambda project: (t for one in project.services.values() for t in one.source.tables))


def target_tables(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """`Actor`: relations as the sinks name them."""

    def named(project: Project) -> Iterable[str]:
        sinks = (sink for one in project.services.values() for sink in one.sinks.values())
        return (name.partition(".")[2] for sink in sinks for name in sink.tables)

    return _names(ctx, incomplete, named)


def unit_names(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """`Actor` in each tenant's schema, `public.Kunde` that tenants share."""
    return _names(ctx, incomplete, units_of)


def units_of(project: Project) -> Iterable[str]:
    """The names that `--table` takes: of the sinks' tables, each tenant's without a schema."""
    return (
        name if sink.tenancy == "shared" else name.removeprefix(f"{one.name}.")
        for one in project.services.values()
        for sink in one.sinks.values()
        for name in sink.tables
    )


def _names(ctx: click.Context, incomplete: str, find: Callable[[Project], Iterable[str]]) -> list[CompletionItem]:
    """Names that begin so; none where there is no project, as a half-typed line is no place for its errors."""
    with contextlib.suppress(CdcError, OSError):
        folder = ctx.find_root().params.get("project")
        environ = {**os.environ, **({"CDC_PROJECT_DIR": folder} if folder else {})}
        project, _ = open_project(environ, offline=True)
        return [CompletionItem(name) for name in dict.fromkeys(find(project)) if name.startswith(incomplete)]
    return []
