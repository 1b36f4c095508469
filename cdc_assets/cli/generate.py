"""`cdc generate`: the three stages that write files, without Dagster."""

from __future__ import annotations

import click
from rich.console import Console
from rich.table import Table

from cdc_assets import stages
from resources.project import open_project


@click.command()
@click.option("--overwrite", multiple=True, metavar="FILE", help="Replace this file although it was edited by hand.")
def generate(overwrite: tuple[str, ...]) -> None:
    """Write generated/ and migrations/ from the source catalog and the service YAML."""
    project, environ = open_project(offline=True)
    for warning in project.warnings:
        click.echo(f"warning: {warning}", err=True)
    table = Table("service", "stage", "written", "unchanged", "edited", "orphaned", "seconds")
    for service in project.services.values():
        outcomes: list[tuple[str, stages.SourceStage | stages.DefinitionStage | stages.DdlStage]] = [
            ("source_schema", stages.source_schema(project, service, environ)),
            ("table_definitions", stages.table_definitions(project, service)),
        ]
        outcomes += [
            (f"ddl {sink}", stages.ddl(project, service, sink, frozenset(overwrite))) for sink in service.sinks
        ]
        for name, outcome in outcomes:
            files = outcome.files
            counts = (len(files.written), len(files.unchanged), len(files.edited), len(files.orphaned))
            table.add_row(service.name, name, *map(str, counts), f"{outcome.seconds:.2f}")
            for path in files.edited:
                click.echo(f"edited by hand and kept: {path} (--overwrite {path} replaces it)", err=True)
            for path in files.orphaned:
                click.echo(f"no longer configured and kept: {path}", err=True)
    Console().print(table)
