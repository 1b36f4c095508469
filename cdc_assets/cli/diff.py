"""`cdc diff`: source and configuration against the files that are there, a sentence per change."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cdc_assets.cli.output import commented, json_option, plural, print_json
from cdc_assets.cli.selection import open_project
from cdc_assets.config.tenants import reference_source
from cdc_assets.fleet.differences import ORDER, ProjectChange, project_differences

COLOURS = {"approval": "red", "automatic": "green", "info": "dim"}


@click.command()
@click.option("--severity", type=click.Choice(list(ORDER)), help="Only changes of this severity, and graver ones.")
@click.option(
    "--sql", is_flag=True, help="The statements for tables that are altered, and as comments what undoes them."
)
@json_option
def diff(severity: str | None, as_json: bool, sql: bool) -> None:
    """Show what changed in the source and the YAML since generated/ and migrations/ were written.

    Needs no database and no SQL Server: of a live source it takes generated/schemas/ as it is (`cdc schema-docs` renews
    it). Each change has a severity: `approval` needs somebody's yes when it is applied (the sentence says which),
    `automatic` rolls out without asking, `info` changes no table. `cdc generate` writes what follows from them.

    `--sql` shows what a large table goes through, for a review; a tenant's own plan (`cdc plan`) may do less.

    Exit codes: 0 nothing differs; 1 differences; 2 error.
    """
    project, environ = open_project(offline=True)
    live = [name for name, service in project.services.items() if reference_source(project, service).is_live]
    if live and not as_json:
        click.echo(f"taken as generated/schemas/ has it: the source of {', '.join(live)}", err=True)
    limit = ORDER[severity] if severity else max(ORDER.values())  # type: ignore[index]
    found = [entry for entry in project_differences(project, environ) if ORDER[entry.severity] <= limit]
    if as_json:
        print_json([asdict(entry) for entry in found])
    elif sql:
        _show_sql(found)
    else:
        show_changes(found)
    sys.exit(1 if found else 0)


def _show_sql(found: list[ProjectChange]) -> None:
    for entry in found:
        where = " ".join(part for part in (entry.service, entry.sink, entry.table) if part)
        click.echo(f"-- {entry.severity}: {where}: {' '.join(entry.sentence.split())}")
        if entry.sql:
            click.echo(entry.sql)
        if entry.undo.strip():
            click.echo(f"-- to undo it:\n{commented([entry.undo])}\n")


def show_changes(found: Sequence[ProjectChange]) -> None:
    """A sentence per change, and how many there are of each severity."""
    if not found:
        click.echo("nothing differs from the files in generated/ and migrations/", err=True)
        return
    console = Console()
    if console.is_terminal:
        table = Table("severity", "service", "where", "what")
        for entry in found:
            colour = COLOURS[entry.severity]
            where = escape(" ".join(part for part in (entry.sink, entry.table) if part))
            table.add_row(f"[{colour}]{entry.severity}[/{colour}]", entry.service, where, escape(entry.sentence))
        console.print(table)
    else:
        for entry in found:
            where = " ".join(part for part in (entry.service, entry.sink, entry.table) if part)
            click.echo(f"{entry.severity}: {where}: {entry.sentence}")
    counts = Counter(entry.severity for entry in found)
    summary = ", ".join(f"{counts[name]} {name}" for name in ORDER if counts[name])
    click.echo(f"{plural(len(found), 'change')} ({summary}); run: cdc generate", err=True)
