"""`cdc schema-docs` and `cdc record`: what the source's catalog says, written down."""

from __future__ import annotations

from pathlib import Path

import click

from cdc_assets import stages
from cdc_assets.catalog.recording import record as write_record
from cdc_assets.cli.output import json_option, print_json, print_table
from cdc_assets.cli.selection import open_project
from cdc_assets.config.findings import unknown
from cdc_assets.config.model import Project, Service
from cdc_assets.config.tenants import reference_source
from cdc_assets.errors import CdcError, Problem, refuse


@click.command("schema-docs")
@click.argument("services", nargs=-1, metavar="[SERVICE]...")
@json_option
def schema_docs(services: tuple[str, ...], as_json: bool) -> None:
    """Write the source's tables, columns and keys to generated/schemas/ (of all services, or of those named).

    Exit codes: 0 done, 2 error.
    """
    project, environ = open_project(offline=True)
    outcomes = [stages.source_schema(project, service, environ) for service in _chosen(project, services)]
    if as_json:
        print_json(
            [
                {
                    "service": one.service,
                    **_counted(one),
                    "written": one.files.written,
                    "unchanged": one.files.unchanged,
                    "sha256": one.sha256,
                }
                for one in outcomes
            ]
        )
        return
    table = [
        (one.service, *_counted(one).values(), len(one.files.written), len(one.files.unchanged)) for one in outcomes
    ]
    print_table(("service", "database", "tables", "columns", "files written", "unchanged"), table)


def _counted(one: stages.SourceStage) -> dict[str, object]:
    tables = one.catalog.tables
    return {
        "database": one.catalog.database,
        "tables": len(tables),
        "columns": sum(len(table.columns) for table in tables),
    }


@click.command()
@click.argument("service")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@json_option
def record(service: str, file: Path, as_json: bool) -> None:
    """Record the catalog of SERVICE's live source in FILE, to reproduce a problem elsewhere.

    A recording holds names and definitions of tables; no rows, no login, no address of the server.

    Exit codes: 0 done, 2 error.
    """
    project, environ = open_project()
    (chosen,) = _chosen(project, (service,))
    source = reference_source(project, chosen)
    if not source.is_live:
        what = f"{source.database} is read with `driver: {source.server.driver}`: there is no server to record"
        key = f"servers.{source.server_name}"
        raise CdcError(Problem("source-groups.yaml", what, key, "share those files instead"))
    made = write_record(source, environ, file)
    rows = {name: len(found) for name, (_, found) in made.sets.items()}
    if as_json:
        print_json({"file": str(file), "database": made.database, "origin": made.origin, "rows": rows})
    else:
        click.echo(f"{file}: {made.database}, {sum(rows.values())} rows in {len(rows)} result sets")


def _chosen(project: Project, names: tuple[str, ...]) -> list[Service]:
    refuse(unknown("SERVICE", "there is no service `{}`", names, project.services, guess="services"))
    return [service for name, service in project.services.items() if not names or name in names]
