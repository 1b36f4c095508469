"""Capture of a service as a whole, and as rows: what `cdc_capture`, its checks and `cdc source status` show."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cdc_assets import stages
from cdc_assets.capture.advisor import Advice, advise, unwanted, wanted_capture
from cdc_assets.capture.health import health
from cdc_assets.capture.model import CaptureState, Instance, Lsn, Progress, Wanted
from cdc_assets.capture.read import read_capture
from cdc_assets.capture.scripts import advice_script, enable_script
from cdc_assets.capture.targets import read_progress
from cdc_assets.catalog.databases import each, tenant_sources
from cdc_assets.catalog.deviation import TenantSource, survey
from cdc_assets.catalog.live import source_endpoint
from cdc_assets.catalog.model import Catalog
from cdc_assets.catalog.snapshot import read_snapshots
from cdc_assets.config.model import CaptureOptions, Project, ReferenceSource, Service
from cdc_assets.config.tenants import members, reference_source
from cdc_assets.errors import SEVERITIES, CdcError, Finding, some
from cdc_assets.files import WriteReport, file_stem, write_text_if_changed, written_report
from cdc_assets.tables.files import read_definitions
from cdc_assets.tables.model import TableDefinition
from resources.sqlserver import ConnectError


@dataclass(frozen=True, slots=True)
class DatabaseCapture:
    """Capture in one database. `state` is None where it was not looked at: `problem` says why.

    `progress` is what was known of its consumers. `live` is False where files stand in for the server, `reached` where
    no connection came about.
    """

    name: str
    database: str
    state: CaptureState | None
    advice: tuple[Advice, ...]
    unwanted: tuple[Instance, ...]
    checks: tuple[Finding, ...]
    problem: str | None = None
    progress: Progress = field(default_factory=Progress)
    live: bool = True
    reached: bool = True


@dataclass(frozen=True, slots=True)
class CaptureReport:
    """A service's capture: what is wanted, each database, and the scripts written."""

    service: str
    wanted: tuple[Wanted, ...]
    databases: tuple[DatabaseCapture, ...]
    files: WriteReport


Asked = Callable[[str, CaptureState], Progress]
"""A tenant's name and the state of its source → how far its consumers are. Called from several threads."""


def fleet_capture(
    project: Project,
    service: Service,
    definitions: Sequence[TableDefinition],
    catalog: Catalog,
    environ: Mapping[str, str],
    folder: Path,
    *,
    only: Sequence[str] | None = None,
    options: CaptureOptions | None = None,
    progress: Asked = lambda _tenant, _state: Progress(),
) -> CaptureReport:
    """Capture in every tenant's own source database, with `enable-cdc.sql` and `advice/<tenant>.sql` below `folder`.

    `progress` is asked for once a tenant's state is known; `only` names tenants. Without a live server the enabling
    script is still written. Raises CdcError for definitions that do not fit the catalog; a server that cannot be
    reached is reported in `problem`.
    """
    wanted = wanted_capture(definitions, catalog)
    pairs = tenant_sources(project, service, only)
    found = each(
        pairs,
        lambda pair: _look(pair[0].name, pair[1], wanted, environ, progress),
        lambda pair: pair[1].server_name,
    )
    databases = tuple(
        replace(_failed(tenant.name, source, str(one)), reached=not isinstance(one, ConnectError))
        if isinstance(one, CdcError)
        else one
        for (tenant, source), one in zip(pairs, found, strict=True)
    )
    return CaptureReport(
        service.name, wanted, databases, write_scripts(wanted, databases, folder, options or CaptureOptions())
    )


def write_scripts(
    wanted: Sequence[Wanted], databases: Sequence[DatabaseCapture] | None, folder: Path, options: CaptureOptions
) -> WriteReport:
    """`enable-cdc.sql`, and `advice/<name>.sql` for every database that was looked at.

    Advice for other databases stays, and is reported as orphaned. `databases` None: nobody was asked, nothing is known.
    """
    texts = {"enable-cdc.sql": enable_script(wanted, options).text}
    for one in databases or ():
        if one.state is not None:
            script = advice_script(one.advice, wanted, one.database, options)
            texts[f"advice/{file_stem(one.name)}.sql"] = script.text
    fates = {
        name: "written" if write_text_if_changed(folder / name, text) else "unchanged" for name, text in texts.items()
    }
    there = [] if databases is None else sorted(folder.glob("advice/*.sql"))
    names = (path.relative_to(folder).as_posix() for path in there)
    return written_report({**fates, **{name: "orphaned" for name in names if name not in texts}})


def _look(
    name: str,
    source: ReferenceSource,
    wanted: Sequence[Wanted],
    environ: Mapping[str, str],
    asked: Asked,
) -> DatabaseCapture:
    if not source.is_live:
        files = "a snapshot" if source.server.driver == "snapshot" else source.server.driver
        return replace(_failed(name, source, f"the source is read from {files}"), live=False)
    state = read_capture(source_endpoint(source, environ))
    progress = asked(name, state).with_connector(state.connector_lsn)
    advice = advise(wanted, state, progress)
    return DatabaseCapture(
        name,
        source.database,
        state,
        advice,
        unwanted(wanted, state),
        health(state, advice, progress, lag=state.lag),
        progress=progress,
    )


def _failed(name: str, source: ReferenceSource, problem: str) -> DatabaseCapture:
    return DatabaseCapture(name, source.database, None, (), (), (), problem)


Row = Mapping[str, str]


def table_rows(one: DatabaseCapture) -> tuple[Row, ...]:
    """A row per replicated table: its instances, the gap to the definitions, the next step."""
    rows = [
        {
            "table": advice.table,
            "instances": ", ".join(advice.instances) or "–",
            "captured": str(len(advice.captured)) if advice.instances else "–",
            "missing": ", ".join(advice.missing) if advice.instances and advice.missing else "",
            "unused": ", ".join(advice.surplus),
            "next step": "" if advice.step == "none" else advice.step,
            "why": "" if advice.step == "none" else advice.reason,
        }
        for advice in one.advice
    ]
    rows.sort(key=lambda row: (row["next step"] == "", row["table"]))
    rows.extend(
        {
            "table": instance.full_name,
            "instances": instance.name,
            "captured": str(len(instance.columns)),
            "missing": "",
            "unused": "all",
            "next step": "",
            "why": "the service does not replicate this table; nothing is done to it",
        }
        for instance in one.unwanted
    )
    return tuple(rows)


def fleet_rows(databases: Sequence[DatabaseCapture]) -> tuple[Row, ...]:
    """`table_rows` of every database that was looked at; equal rows once, with the names of their databases.

    What needs a step comes first.
    """
    looked = [one for one in databases if one.state is not None]
    names: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for one in looked:
        for row in table_rows(one):
            names.setdefault(tuple(row.items()), []).append(one.name)
    count = len(looked)
    rows = [
        {"databases": f"all {count}" if len(found) == count > 1 else some(found, 3), **dict(row)}
        for row, found in names.items()
    ]
    return tuple(sorted(rows, key=lambda row: (row["next step"] == "", row["table"], row["databases"])))


def wanted_rows(wanted: Sequence[Wanted]) -> tuple[Row, ...]:
    """A row per replicated table as it shall be captured: what there is to say where no server was looked at."""
    return tuple(
        {
            "table": table.full_name,
            "columns": str(len(table.columns)),
            "key": ", ".join(table.key) or table.index or "none",
            "cannot be captured": table.not_capturable or "",
        }
        for table in wanted
    )


def check_rows(one: DatabaseCapture) -> tuple[Row, ...]:
    """A row per health check, what needs a person first; a single row where the database was not looked at."""
    if one.problem is not None:
        return ({"check": "connection", "status": "not looked at", "sentence": one.problem, "needed": ""},)
    return tuple(
        {"check": one.subject, "status": one.severity, "sentence": one.what, "needed": one.hint}
        for one in sorted(one.checks, key=lambda one: -SEVERITIES.index(one.severity))
    )


def tenant_source(project: Project, service: Service, name: str) -> ReferenceSource:
    """The source database of a tenant. Raises CdcError for one that is not known."""
    ((_, found),) = tenant_sources(project, service, (name,))
    return found


def options_of(project: Project, service: Service) -> CaptureOptions:
    """How the group's tables are captured, by source-groups.yaml."""
    return project.source_groups[service.group].capture


def reference_catalog(project: Project, service: Service) -> Catalog:
    """The catalog that the table definitions were made from. Raises CdcError where there is none yet."""
    database = reference_source(project, service).database
    return read_snapshots(stages.schemas_dir(project), database, cache_dir=stages.cache_dir(project))


def look_at_capture(
    project: Project,
    service: Service,
    environ: Mapping[str, str],
    names: Sequence[str] | None = None,
    *,
    merged: bool = False,
    committed: Lsn | None = None,
) -> CaptureReport:
    """Capture in the databases of a service's tenants (of `names` where given), with scripts in `generated/sqlserver`.

    Needs what the stages wrote before. How far targets have merged is read for tables in the middle of a change of
    capture instances, with `merged` for every captured table. `committed` is the connector's position where the
    database does not keep it, as for Debezium. Raises CdcError for files that are missing or do not fit; a server that
    cannot be reached is in the report.
    """
    definitions = read_definitions(stages.definitions_dir(project, service), service.name)
    own = {tenant.name: tenant for tenant in members(project, service, names)}

    def progress_of(name: str, state: CaptureState) -> Progress:
        captured = [instance.full_name for instance in state.instances]
        asked = {table for table in captured if merged or captured.count(table) > 1}
        found = read_progress(project, service, definitions, own[name], asked)
        return found if committed is None else replace(found, committed={"*": committed})

    return fleet_capture(
        project,
        service,
        definitions,
        reference_catalog(project, service),
        environ,
        stages.sqlserver_dir(project, service),
        only=tuple(own),
        options=options_of(project, service),
        progress=progress_of,
    )


def compare_customers(
    project: Project, service: Service, environ: Mapping[str, str], seen: CaptureReport
) -> tuple[TenantSource, ...]:
    """Customers' source databases against the catalog that the definitions were made from. Raises CdcError.

    Those of `seen`, which was made just before: a database that was not reached then is not tried again.
    """
    return survey(
        project,
        service,
        environ,
        reference_catalog(project, service),
        cache_dir=stages.cache_dir(project),
        only=[one.name for one in seen.databases],
        unreached={one.name: one.problem or "" for one in seen.databases if not one.reached},
    )


@dataclass(frozen=True, slots=True)
class ScriptStage:
    """What was written for a service, in how many wall seconds."""

    files: WriteReport
    seconds: float


def write_enable_script(project: Project, service: Service) -> ScriptStage:
    """`enable-cdc.sql` alone, which no server has to be asked for. Raises CdcError like `look_at_capture`."""
    started = time.perf_counter()
    definitions = read_definitions(stages.definitions_dir(project, service), service.name)
    wanted = wanted_capture(definitions, reference_catalog(project, service))
    files = write_scripts(wanted, None, stages.sqlserver_dir(project, service), options_of(project, service))
    return ScriptStage(files, time.perf_counter() - started)


def script_files(project: Project, reports: Sequence[CaptureReport]) -> list[str]:
    """The scripts that belong to reports, relative to the project."""
    return [
        (stages.sqlserver_dir(project, project.services[report.service]) / name).relative_to(project.root).as_posix()
        for report in reports
        for name in sorted((*report.files.written, *report.files.unchanged))
    ]
