"""`cdc generate`: the three stages that write files, without Dagster."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import click

from cdc_assets import stages
from cdc_assets.capture.report import write_enable_script
from cdc_assets.cli.output import json_option, print_json, print_table
from cdc_assets.cli.selection import open_project, several, source_tables
from cdc_assets.config.findings import unknown
from cdc_assets.config.model import Project
from cdc_assets.config.tenants import reference_source
from cdc_assets.ddl.files import FORMER
from cdc_assets.ddl.model import Migrations
from cdc_assets.errors import CdcError, Problem, refuse
from cdc_assets.files import WriteReport
from cdc_assets.fleet.preview import Difference, copied, differences
from cdc_assets.tables.files import definition_text
from cdc_assets.tables.model import TableDefinition

_FORMER = f"delete {', '.join(FORMER)} in each sink's folder: only earlier versions read them"


@dataclass(slots=True)
class Made:
    """What a run of the stages made: a row per stage, and the models for those who ask for a table.

    `undecided`: what waits for a decision, by service and stage.
    """

    rows: list[tuple[str, str, WriteReport, float]] = field(default_factory=list)
    definitions: list[TableDefinition] = field(default_factory=list)
    migrations: list[Migrations] = field(default_factory=list)
    undecided: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    def files(self, kind: str) -> list[str]:
        """The files that the stages report as `kind` (`edited`, `orphaned`)."""
        return [path for _, _, report, _ in self.rows for path in getattr(report, kind)]


@click.command()
@several("--overwrite", "overwrite", "FILE", "Replace this file although it was edited by hand.")
@click.option("--dry-run", is_flag=True, help="Write nothing: show the changes as a diff.")
@click.option("--check", is_flag=True, help="Write nothing: exit 1 where a file is not as it would be written.")
@several("--table", "tables", "SCHEMA.TABLE", "Write nothing: show what is made of it.", source_tables)
@json_option
def generate(overwrite: tuple[str, ...], dry_run: bool, check: bool, tables: tuple[str, ...], as_json: bool) -> None:
    """Write generated/ and migrations/ from the source catalog and the service YAML.

    Needs no target database. --check, --dry-run and --table need no source server either: of a live source they take
    generated/schemas/ as it is (`cdc schema-docs` renews it). In a pull request `cdc generate --check` tells whether
    what is committed is what the configuration means.

    Exit codes: 0 done, or nothing differs; 1 --check or --dry-run found differences; 2 error.
    """
    if tables and (check or dry_run or overwrite):
        raise CdcError(Problem("--table", "only shows what is made of a table: leave the other options out"))
    project, environ = open_project(offline=True)
    if not as_json:
        for warning in project.warnings:
            click.echo(f"warning: {warning}", err=True)
    if not (dry_run or check or tables):
        made = run(project, environ, frozenset(overwrite))
        _refuse_unknown(made, overwrite)
        _report(made, as_json)
        return
    with copied(project) as copy:
        made = run(copy, environ, frozenset(overwrite), ask_servers=False)
        found = differences(project, copy)
    if tables:
        _show_tables(made, tables, as_json)
        return
    edited = made.files("edited")
    if as_json:
        changes = [{"file": one.path, "change": _kind(one), "diff": one.diff} for one in found]
        print_json({"changes": changes, "edited": edited, "orphaned": made.files("orphaned")})
    else:
        _show_differences(found, made, with_diff=dry_run)
    if found or edited:
        sys.exit(1)


def run(project: Project, environ: Mapping[str, str], overwrite: frozenset[str], *, ask_servers: bool = True) -> Made:
    """The stages of every service, in order; without `ask_servers` none reads a live source."""
    made = Made()
    for service in project.services.values():
        if ask_servers or not reference_source(project, service).is_live:
            source = stages.source_schema(project, service, environ)
            made.rows.append((service.name, "source_schema", source.files, source.seconds))
        definitions = stages.table_definitions(project, service, overwrite)
        capture = write_enable_script(project, service)
        made.rows += [
            (service.name, "table_definitions", definitions.files, definitions.seconds),
            (service.name, "pipelines", definitions.pipelines, 0.0),
            (service.name, "cdc_capture", capture.files, capture.seconds),
        ]
        made.definitions += definitions.definitions
        for sink in service.sinks:
            ddl = stages.ddl(project, service, sink, overwrite)
            made.rows.append((service.name, f"ddl {sink}", ddl.files, ddl.seconds))
            made.migrations.append(ddl.migrations)
            made.undecided[service.name, f"ddl {sink}"] = tuple(stages.undecided(project, [service], [sink]))
    return made


def _refuse_unknown(made: Made, overwrite: Sequence[str]) -> None:
    """Raises CdcError for files to be overwritten that no stage makes."""
    known = [path for kind in ("written", "unchanged") for path in made.files(kind)]
    hint = "as `cdc generate` names it where it was edited"
    refuse(unknown("--overwrite", "no stage makes a file `{}`", overwrite, known, hint))


def _report(made: Made, as_json: bool) -> None:
    if as_json:
        print_json([{**_row(*row), "to_be_decided": made.undecided.get(row[:2], ())} for row in made.rows])
        return
    table: list[tuple[object, ...]] = []
    for service, stage, files, seconds in made.rows:
        counts = (len(files.written), len(files.unchanged), len(files.edited), len(files.orphaned))
        table.append((service, stage, *counts, f"{seconds:.2f}"))
    for path in dict.fromkeys(made.files("edited")):
        click.echo(f"edited by hand and kept: {path} (--overwrite {path} replaces it)", err=True)
    orphaned, removed = made.files("orphaned"), made.files("removed")
    notes = (
        _FORMER if path in FORMER else f"no longer configured and {'removed' if path in removed else 'kept'}: {path}"
        for path in orphaned
    )
    for sentence in dict.fromkeys(notes):
        click.echo(sentence, err=True)
    print_table(("service", "stage", "written", "unchanged", "edited", "orphaned", "seconds"), table)
    for script in (script for scripts in made.undecided.values() for script in scripts):
        click.echo(f"to be decided: {script}", err=True)


def _row(service: str, stage: str, files: WriteReport, seconds: float) -> dict[str, object]:
    return {
        "service": service,
        "stage": stage,
        "written": files.written,
        "unchanged": len(files.unchanged),
        "edited": files.edited,
        "orphaned": files.orphaned,
        "seconds": round(seconds, 3),
    }


def _kind(difference: Difference) -> str:
    return "new" if difference.before is None else "removed" if difference.after is None else "changed"


def _show_differences(found: Sequence[Difference], made: Made, *, with_diff: bool) -> None:
    for one in found:
        click.echo(one.diff if with_diff else f"{_kind(one)}: {one.path}")
    edited = [(path, service, stage) for service, stage, report, _ in made.rows for path in report.edited]
    for path, service, stage in edited:
        click.echo(f"edited by hand: {path} ({service}, {stage})")
    if found or edited:
        what = f"{len(found)} files would change, {len(edited)} were edited by hand; run: cdc generate"
        kept = "; what was edited stays: restore it with git, or name it with --overwrite" if edited else ""
        click.echo(what + kept, err=True)
    else:
        click.echo("everything is as it would be written", err=True)


def _show_tables(made: Made, tables: Sequence[str], as_json: bool) -> None:
    by_source = {definition.source: definition for definition in made.definitions}
    refuse(unknown("--table", "no service replicates {}", tables, by_source, guess="tables"))
    content = {name: dict(_files_of(by_source[name], made.migrations)) for name in tables}
    if as_json:
        print_json(content)
        return
    for files in content.values():
        for path, text in files.items():
            click.echo(f"-- {path}\n{text}")


def _files_of(definition: TableDefinition, rendered: Sequence[Migrations]) -> Iterator[tuple[str, str]]:
    """The table's definition, and the SQL of its relations in every sink."""
    yield f"{definition.service}: {definition.source}", definition_text(definition)
    for target in definition.targets:
        made = target.ours or target
        names = {(made.schema, name) for name in (made.name, made.staging, made.procedure)}
        for migrations in rendered:
            for file in migrations.files:
                if migrations.sink == target.sink and (file.schema, file.relation) in names:
                    yield f"{migrations.sink}: {file.path}", file.body
