"""`cdc source status`, `source advise`, `enable-cdc`, `clean-cdc`: change data capture on the source, from a terminal.

A script is always written first; a server is changed with `--execute` alone, and only where the databases were named.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import click

from cdc_assets import stages
from cdc_assets.capture.advisor import SCRIPTED, low_water_marks
from cdc_assets.capture.model import Lsn, format_lsn, parse_lsn
from cdc_assets.capture.report import (
    CaptureReport,
    DatabaseCapture,
    Row,
    check_rows,
    compare_customers,
    fleet_rows,
    look_at_capture,
    options_of,
    script_files,
    table_rows,
    tenant_source,
)
from cdc_assets.capture.scripts import RETENTION, Script, advice_script, clean_script, enable_script, retention_script
from cdc_assets.capture.scripts import execute as run_script
from cdc_assets.catalog.deviation import survey_rows
from cdc_assets.catalog.live import source_endpoint
from cdc_assets.cli.output import Command, json_option, print_json, print_rows
from cdc_assets.cli.selection import open_project, several
from cdc_assets.config.findings import unknown
from cdc_assets.config.model import DB_SHARED, Project, Service
from cdc_assets.config.tenants import members
from cdc_assets.errors import CdcError, Problem, refuse, some
from cdc_assets.files import file_stem, write_text_if_changed

tenant_option = several("--tenant", "names", "NAME", "Only this customer or service's database.")


def _lsn(_context: click.Context, _option: click.Parameter, value: str | None) -> Lsn | None:
    """Ten bytes of an LSN as Debezium or T-SQL writes it; a usage error for anything else."""
    try:
        return None if value is None else parse_lsn(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


committed_option = click.option(
    "--committed",
    callback=_lsn,
    metavar="LSN",
    help="The position the connector has committed, as Debezium's offsets topic says it; of one --tenant.",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a command that writes a script was asked for: in which databases, and whether to run it there."""

    names: tuple[str, ...]
    execute: bool
    as_json: bool
    committed: Lsn | None = None


def execution(command: Command) -> Command:
    """`--tenant`, `--all`, `--execute`, `--json` as the command's first argument; refused without a database."""

    @functools.wraps(command)
    def with_asked(
        names: tuple[str, ...],
        everyone: bool,
        execute: bool,
        as_json: bool,
        committed: Lsn | None = None,
        **others: object,
    ) -> object:
        if committed is not None and len(names) != 1:
            what = "LSNs of different databases do not compare"
            raise CdcError(Problem("--committed", what, hint="name one --tenant"))
        if execute and not names and not everyone:
            raise CdcError(Problem("--execute", "in which databases?", hint="--tenant NAME, or --all"))
        if names and everyone:
            raise CdcError(Problem("--all", "does not go with --tenant"))
        return command(Asked(names, execute, as_json, committed), **others)

    for option in (
        json_option,
        click.option("--execute", is_flag=True, help="Run the script, in the databases of --tenant, or of all."),
        click.option("--all", "everyone", is_flag=True, help="With --execute: in every database."),
        tenant_option,
    ):
        with_asked = option(with_asked)
    return with_asked  # type: ignore[return-value]  # click calls it by names


@click.group()
def source() -> None:
    """Look at change data capture in the source databases, and take the next safe step."""


@source.command()
@tenant_option
@click.option("--customers", is_flag=True, help="Also compare every customer's tables with the reference database.")
@json_option
def status(names: tuple[str, ...], customers: bool, as_json: bool) -> None:
    """What is captured, what should be, whether capture is well. Writes generated/sqlserver/; changes no server.

    Exit codes: 0 all is well, or there is no server to look at; 1 a warning, a step to take, something that could not
    be looked at or a customer that differs; 2 an error, or a database that cannot be reached.
    """
    project, environ = open_project()
    reports = _look(project, environ, names)
    found = [
        one
        for report in reports
        if customers and project.source_groups[project.services[report.service].group].pattern != DB_SHARED
        for one in compare_customers(project, project.services[report.service], environ, report)
    ]
    if as_json:
        content: dict[str, object] = {"services": [_report_json(project, report) for report in reports]}
        print_json({**content, "customers": survey_rows(found)} if customers else content)
    else:
        for report in reports:
            _show(project, report)
        if customers:
            print_rows("customers against the reference", survey_rows(found), "there are none")
    worst = max((_exit_code(one) for report in reports for one in report.databases), default=0)
    sys.exit(max(worst, int(any(one.status in ("breaks", "not read") for one in found))))


@source.command()
@committed_option
@execution
def advise(asked: Asked) -> None:
    """The next safe step of every table's capture instances, as generated/sqlserver/advice/NAME.sql.

    A change of columns takes several steps, and some of them wait for PostgreSQL or for consumers: run it again.

    Exit codes: 0 nothing to do, or done; 1 steps are to be taken or waited for; 2 error.
    """
    _run_steps(asked, None, _advice)


@click.command("enable-cdc")
@execution
def enable_cdc(asked: Asked) -> None:
    """Capture the tables that the services replicate: generated/sqlserver/enable-cdc.sql.

    Tables that are captured already are left alone; see `cdc source advise` for those that are captured differently.
    Role and retention: `capture` of the group in source-groups.yaml.

    Exit codes: 0 nothing to do, or done; 1 tables are to be captured; 2 error.
    """
    _run_steps(asked, "enable", _enabling)


@click.command("clean-cdc")
@click.option("--retention", type=click.IntRange(1, 52_494_800), metavar="MINUTES", help="Set how long changes stay.")
@several("--table", "tables", "SCHEMA.TABLE", "Clean only this source table.")
@committed_option
@execution
def clean_cdc(asked: Asked, retention: int | None, tables: tuple[str, ...]) -> None:
    """Remove changes that every consumer has taken, by hand: generated/sqlserver/clean/NAME.sql.

    Only what is below a low-water mark goes: the lowest of what all targets have merged and what the connector has
    committed. Where one of them is not known nothing goes. With --retention: change how long the clean-up job of SQL
    Server keeps changes, instead.

    Exit codes: 0 nothing to do, or done; 1 there is something to remove or set; 2 error.
    """
    project, environ = open_project()
    reports = _look(project, environ, asked.names, merged=retention is None, committed=asked.committed)
    _refuse_unknown_tables(reports, tables)
    problems = _unreached(reports, asked.execute)
    rows: list[Row] = []
    due = 0
    for report in reports:
        service = project.services[report.service]
        folder = stages.sqlserver_dir(project, service)
        if retention:
            write_text_if_changed(folder / "retention.sql", retention_script(retention).text)
        for one in report.databases:
            if one.state is None:
                continue
            marks = low_water_marks(one.state, one.progress, tables or None)
            script = retention_script(retention) if retention else clean_script(marks, one.database)
            path = folder / ("retention.sql" if retention else f"clean/{file_stem(one.name)}.sql")
            write_text_if_changed(path, script.text)
            removing = [mark for mark in marks if mark.lsn is not None]
            work = bool(retention or removing)
            outcomes = _execute(project, environ, service, one, script, problems) if asked.execute and work else {}
            due += work and not outcomes
            place = {"tenant": one.name, "database": one.database, "script": path.relative_to(project.root).as_posix()}
            if retention:
                outcome = outcomes.get(RETENTION, "not executed")
                rows.append({**place, "retention": f"{retention} min", "outcome": outcome})
                continue
            for mark in marks:
                removes = "nothing" if mark.lsn is None else f"what is below {format_lsn(mark.lsn)}"
                name = mark.instance.name
                done = outcomes.get(name, "")
                rows.append({**place, "instance": name, "removes": removes, "why": mark.reason, "outcome": done})
    _report_rows("clean-up", rows, "nothing to clean", reports, asked.as_json)
    _finish(problems, due)


def _run_steps(
    asked: Asked, only: str | None, script_of: Callable[[Project, CaptureReport, DatabaseCapture], Script]
) -> None:
    """Show the steps that databases need (`only` one kind of them), and run their script where that was asked for."""
    project, environ = open_project()
    reports = _look(project, environ, asked.names, committed=asked.committed)
    problems = _unreached(reports, asked.execute)
    rows: list[Row] = []
    due = 0
    for report in reports:
        for one in report.databases:
            steps = [advice for advice in one.advice if advice.step != "none" and only in (None, advice.step)]
            shown = [advice for advice in one.advice if advice in steps or advice.step == "impossible"]
            todo = [advice for advice in steps if advice.step in SCRIPTED]
            outcomes: Mapping[str, str] = {}
            if todo and asked.execute:
                service = project.services[report.service]
                outcomes = _execute(project, environ, service, one, script_of(project, report, one), problems)
            due += len(steps) - (len(todo) if outcomes else 0)
            place = {"tenant": one.name, "database": one.database}
            for advice in shown:
                outcome = outcomes.get(advice.table, "") if advice in todo else ""
                step = {"table": advice.table, "step": advice.step, "why": advice.reason, "outcome": outcome}
                rows.append({**place, **step})
    _report_rows("steps", rows, "nothing to do", reports, asked.as_json)
    if not asked.as_json:
        for path in script_files(project, reports):
            click.echo(path, err=True)
    _finish(problems, due)


def _unreached(reports: Sequence[CaptureReport], execute: bool) -> list[Problem]:
    """Databases that cannot be looked at; those without a server are a problem only where something is executed."""
    databases = (one for report in reports for one in report.databases if one.live or execute)
    return [Problem(one.name, f"not looked at: {one.problem}") for one in databases if one.problem]


def _report_rows(title: str, rows: Sequence[Row], empty: str, reports: Sequence[CaptureReport], as_json: bool) -> None:
    """`rows`, and which databases were not looked at."""
    databases = [one for report in reports for one in report.databases]
    unseen = [one for one in databases if one.problem]
    if as_json:
        not_looked_at = [{"tenant": one.name, "database": one.database, "why": one.problem} for one in unseen]
        print_json({title: rows, "not_looked_at": not_looked_at})
        return
    for line in _not_looked_at(unseen):
        click.echo(line)
    if rows or len(unseen) < len(databases):
        print_rows(title, rows, empty)


def _advice(project: Project, report: CaptureReport, one: DatabaseCapture) -> Script:
    return advice_script(one.advice, report.wanted, one.database, options_of(project, project.services[report.service]))


def _enabling(project: Project, report: CaptureReport, _one: DatabaseCapture) -> Script:
    return enable_script(report.wanted, options_of(project, project.services[report.service]))


def _look(
    project: Project,
    environ: Mapping[str, str],
    names: Sequence[str],
    *,
    merged: bool = False,
    committed: Lsn | None = None,
) -> list[CaptureReport]:
    """The reports of all services that have one of the tenants `names`, or any. Raises CdcError for an unknown one."""
    own = {service.name: {tenant.name for tenant in members(project, service)} for service in project.services.values()}
    known = sorted(set().union(*own.values()))
    refuse(unknown("--tenant", f"there is no `{{}}` in the environment `{project.env}`", names, known))
    return [
        look_at_capture(project, service, environ, names or None, merged=merged, committed=committed)
        for service in project.services.values()
        if not names or own[service.name] & set(names)
    ]


def _execute(
    project: Project,
    environ: Mapping[str, str],
    service: Service,
    one: DatabaseCapture,
    script: Script,
    problems: list[Problem],
) -> dict[str, str]:
    """Run a script in one database: what of it is done and what failed, with the reasons among `problems`."""
    outcomes = dict.fromkeys(script.subjects, "not begun")
    try:
        at = source_endpoint(tenant_source(project, service, one.name), environ)
        run_script(
            at, script, on_batch=lambda batch, done: outcomes.update({batch.subject: "done" if done else "failed"})
        )
    except CdcError as error:
        problems.extend(error.problems)
    return outcomes


def _refuse_unknown_tables(reports: Sequence[CaptureReport], tables: Sequence[str]) -> None:
    known = {wanted.full_name for report in reports for wanted in report.wanted}
    states = (one.state for report in reports for one in report.databases if one.state is not None)
    captured = {instance.full_name for state in states for instance in state.instances}
    refuse(unknown("--table", "there is no table `{}`", tables, sorted(known | captured)))


def _finish(problems: Sequence[Problem], due: int) -> None:
    refuse(problems)
    sys.exit(int(due > 0))


def _exit_code(one: DatabaseCapture) -> int:
    if one.state is None:
        return 2 if one.live else 0
    found = {check.severity for check in one.checks}
    if "error" in found:
        return 2
    return int(found != {"ok"} or any(advice.step != "none" for advice in one.advice))


def _show(project: Project, report: CaptureReport) -> None:
    looked = [one for one in report.databases if one.state is not None]
    title = f"{report.service}: {len(report.wanted)} tables, {len(looked)} of {len(report.databases)} databases"
    click.secho(f"{title} looked at", bold=True)
    for line in _not_looked_at(report.databases):
        click.echo(line)
    if looked:
        steps = [row for row in fleet_rows(looked) if row["next step"]]
        print_rows("what needs a step", steps, "every table is captured with every column")
        health = [{"database": one.name, **row} for one in looked for row in check_rows(one) if row["status"] != "ok"]
        print_rows("health", health, "capture is well")
    for path in script_files(project, [report]):
        click.echo(path, err=True)


def _not_looked_at(databases: Sequence[DatabaseCapture]) -> Iterator[str]:
    """A line for each reason, with the names it holds for."""
    for problem in dict.fromkeys(one.problem for one in databases if one.problem):
        names = [one.name for one in databases if one.problem == problem]
        yield f"not looked at: {problem} ({some(names)})"


def _report_json(project: Project, report: CaptureReport) -> dict[str, object]:
    return {
        "service": report.service,
        "files": script_files(project, [report]),
        "databases": [
            {
                "tenant": one.name,
                "database": one.database,
                "not_looked_at": one.problem,
                "tables": table_rows(one),
                "checks": [
                    {
                        "check": c.subject,
                        "status": c.severity,
                        "sentence": c.what,
                        "detail": [row["what"] for row in c.rows],
                        "needed": c.hint,
                    }
                    for c in one.checks
                ],
            }
            for one in report.databases
        ],
    }
