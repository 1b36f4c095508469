"""`cdc check …`: what others made, held against what this project defines."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cdc_assets import stages
from cdc_assets.cli.output import finding_fields, json_option, print_json
from cdc_assets.cli.selection import open_project
from cdc_assets.errors import CdcError, Problem
from cdc_assets.pipelines.check import check_pipelines
from cdc_assets.pipelines.connect import read_pipelines
from cdc_assets.pipelines.generate import SUFFIX
from cdc_assets.pipelines.model import staging_tables
from cdc_assets.tables.files import read_definitions
from cdc_assets.tables.types import load_type_map


@click.group()
def check() -> None:
    """Check other people's files against this project's definitions."""


@check.command()
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, path_type=Path))
@click.option("--strict", is_flag=True, help="Warnings are differences too.")
@json_option
def pipelines(folder: Path, strict: bool, as_json: bool) -> None:
    """Compare Redpanda Connect YAML in DIR with the staging tables.

    Looks at every sql_insert and sql_raw, wherever it is nested: unknown tables and columns, casts to other types,
    metadata that is missing or made up (no LSN, now() as the source's time), a max_in_flight that breaks the order,
    inputs and outputs that lose events. What cannot be read is a difference.
    Needs no database: generated/table-definitions/ is what staging is made from.

    Exit codes: 0 nothing wrong, 1 differences, 2 something cannot be read.
    """
    project, _ = open_project(offline=True)
    definitions = [
        definition
        for service in project.services.values()
        for definition in read_definitions(stages.definitions_dir(project, service), service.name)
    ]
    type_map = load_type_map(project.root)
    report = check_pipelines(project, staging_tables(definitions), read_pipelines(folder, SUFFIX), type_map)
    if as_json:
        findings = [finding_fields(one) for one in report.findings]
        print_json({"files": report.files, "writes": report.writes, "errors": report.errors, "findings": findings})
    else:
        for one in report.findings:
            click.echo(f"{one.severity}: {one}")
        warnings = len(report.findings) - report.errors
        click.echo(
            f"{report.files} files, {report.writes} writes: {report.errors or 'no'} errors, {warnings or 'no'} warnings"
        )
    if not report.writes and not report.findings:
        what = "no sql_insert and no sql_raw in any file: nothing was checked"
        raise CdcError(Problem(folder.as_posix(), what, hint="is this the folder of the pipelines?"))
    if report.errors or (strict and report.findings):
        sys.exit(1)
