"""The chain's stages as functions of a project: what the assets, the command line and the benches all call.

What belongs here: which files a stage reads and writes, and what it reports.
What does not: how anything is decided (the rooms do that), Dagster, the terminal.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cdc_assets.catalog.fingerprint import fingerprint
from cdc_assets.catalog.model import Catalog
from cdc_assets.catalog.reader import read_catalog, source_fingerprint
from cdc_assets.catalog.snapshot import read_snapshots, write_snapshots
from cdc_assets.config.check import check_against_catalog
from cdc_assets.config.model import DB_SHARED, Project, Service, SinkTarget, Tenant
from cdc_assets.config.tenants import reference_source, services_of, sink_key, sink_target, tenants
from cdc_assets.ddl.files import intact_files, read_migrations, write_migrations
from cdc_assets.ddl.model import Migrations
from cdc_assets.ddl.render import render_migrations
from cdc_assets.errors import CdcError, Problem
from cdc_assets.files import WriteReport, record_changes, unified_diff
from cdc_assets.migrate.apply import Result, migrate
from cdc_assets.migrate.plan import make_plan, schemas_and_names
from cdc_assets.migrate.state import read_state
from cdc_assets.pipelines.files import write_columns
from cdc_assets.tables.build import build_definitions
from cdc_assets.tables.files import definitions_sha256, read_definitions, write_definitions
from cdc_assets.tables.model import TableDefinition
from resources.postgres import connect, database, pool


@dataclass(frozen=True, slots=True)
class SourceStage:
    """`source_schema` of one service: its reference catalog, the files written, their diff, wall seconds.

    `source_sha256` is `source_fingerprint` of what was read: the drift sensor compares the source with it.
    """

    service: str
    catalog: Catalog
    files: WriteReport
    diff: str
    sha256: str
    seconds: float
    source_sha256: str


@dataclass(frozen=True, slots=True)
class DefinitionStage:
    """`table_definitions` of one service. `pipelines` is what was written for those who generate pipelines."""

    service: str
    definitions: tuple[TableDefinition, ...]
    files: WriteReport
    diff: str
    sha256: str
    seconds: float
    pipelines: WriteReport


@dataclass(frozen=True, slots=True)
class DdlStage:
    """`ddl` of one service's part in a sink."""

    service: str
    sink: str
    migrations: Migrations
    files: WriteReport
    diff: str
    sha256: str
    seconds: float


@dataclass(frozen=True, slots=True)
class ApplyStage:
    """`applied_schema` of one tenant, or (tenant None) of what exists once in a database.

    `sha256` is that of the rendered migrations.
    """

    sink: str
    database: str
    result: Result
    sha256: str


@dataclass(frozen=True, slots=True)
class PlanStage:
    """What an apply would do for one tenant, or (tenant None) for what exists once in a database.

    `due`: units with the SQL of their statements, in order; `refused`: units with the reason; `unchanged`: names of
    the units that are as they should be. `sha256` is that of the rendered migrations.
    """

    sink: str
    database: str
    tenant: str | None
    due: tuple[tuple[str, tuple[str, ...]], ...]
    refused: tuple[tuple[str, str], ...]
    unchanged: tuple[str, ...]
    sha256: str

    @property
    def current(self) -> bool:
        """The database holds what was rendered."""
        return not self.due and not self.refused


def cache_dir(project: Project) -> Path:
    """Where parsed and derived content is kept by its hash; safe to delete."""
    return project.root / ".cdc" / "cache"


def schemas_dir(project: Project) -> Path:
    """`generated/schemas`."""
    return project.root / "generated" / "schemas"


def definitions_dir(project: Project, service: Service) -> Path:
    """`generated/table-definitions`, with the service's own folder below it where names could meet."""
    return _generated(project, service, "table-definitions")


def pipelines_dir(project: Project, service: Service) -> Path:
    """`generated/pipelines`, with the service's own folder below it where names could meet."""
    return _generated(project, service, "pipelines")


def _generated(project: Project, service: Service, kind: str) -> Path:
    folder = project.root / "generated" / kind
    alone = [
        name for name, other in project.services.items() if project.source_groups[other.group].pattern != DB_SHARED
    ]
    return folder if alone == [service.name] else folder / service.name


def migrations_dir(project: Project, service: Service, sink: str) -> Path:
    """`migrations/<sink>`, with the service's own folder below it where several services feed the sink, or may.

    A db-shared service always has its own, as only its own schema gets its tables.
    """
    folder = project.root / "migrations" / sink_key(sink)
    shared = project.source_groups[service.group].pattern == DB_SHARED
    alone = sum(sink in other.sinks for other in project.services.values()) == 1
    return folder if alone and not shared else folder / service.name


def source_schema(project: Project, service: Service, environ: Mapping[str, str]) -> SourceStage:
    """Read the service's reference database and write `generated/schemas/`. Raises CdcError."""
    started = time.perf_counter()
    source = reference_source(project, service)
    own = (
        source.server.driver == "scripts"
    )  # else the catalog's own hash; taken before, as scripts may change meanwhile
    before = source_fingerprint(project.root, source, environ, cache_dir(project)) if own else ""
    catalog = read_catalog(project.root, source, environ, cache_dir(project))
    sha256 = fingerprint(catalog)
    with record_changes() as changes:
        report = write_snapshots(catalog, schemas_dir(project))
    return SourceStage(
        service.name,
        catalog,
        report,
        unified_diff(changes, project.root),
        sha256,
        time.perf_counter() - started,
        before or sha256,
    )


def table_definitions(project: Project, service: Service) -> DefinitionStage:
    """Decide what PostgreSQL shall hold, from `generated/schemas/`, and write `generated/table-definitions/`.

    Beside them `generated/pipelines/`: what writers of staging tables must know. Raises CdcError.
    """
    started = time.perf_counter()
    catalog = read_snapshots(
        schemas_dir(project), reference_source(project, service).database, cache_dir=cache_dir(project)
    )
    problems = check_against_catalog(project, service, catalog)
    if problems:
        raise CdcError(problems)
    definitions = build_definitions(project, service, catalog)
    with record_changes() as changes:
        report = write_definitions(definitions, definitions_dir(project, service))
        pipelines = write_columns(definitions, pipelines_dir(project, service))
    return DefinitionStage(
        service.name,
        definitions,
        report,
        unified_diff(changes, project.root),
        definitions_sha256(definitions),
        time.perf_counter() - started,
        pipelines,
    )


def ddl(
    project: Project,
    service: Service,
    sink: str,
    overwrite: frozenset[str] | bool = False,
) -> DdlStage:
    """Render the sink's SQL from `generated/table-definitions/` into `migrations/`. Raises CdcError.

    `overwrite` names files edited by hand that may be replaced (True: all of them).
    """
    started = time.perf_counter()
    definitions = read_definitions(definitions_dir(project, service), service.name)
    folder, cache = migrations_dir(project, service, sink), cache_dir(project)
    intact = intact_files(folder, cache)
    migrations = render_migrations(project, sink, definitions, intact)
    with record_changes() as changes:
        report = write_migrations(migrations, folder, overwrite, cache, intact)
    return DdlStage(
        service.name,
        sink,
        migrations,
        report,
        unified_diff(changes, project.root),
        migrations.sha256,
        time.perf_counter() - started,
    )


def applied_schema(
    project: Project,
    group: str,
    sink: str,
    names: Sequence[str],
    *,
    run: str | None = None,
    connections: int = 4,
    on_result: Callable[[ApplyStage], None] | None = None,
) -> tuple[ApplyStage, ...]:
    """Put the rendered files of a sink into the databases of the tenants `names`, database by database.

    `on_result` is called as each tenant finishes. `connections` bounds the parallel tenants of a database. What fails
    is in the results; CdcError where files, names or a database are wrong before anything was done.
    """
    configured = {tenant.name: tenant for tenant in tenants(project, group)}
    unknown = [name for name in names if name not in configured]
    if unknown:
        raise CdcError(
            Problem(
                "source-groups.yaml",
                f"{group} has no tenant «{name}» in the environment «{project.env}»",
                hint="add it, or off-board its partition",
            )
            for name in unknown
        )
    outcomes: list[ApplyStage] = []
    for target, members, migrations in _in_databases(project, group, sink, names):

        def report(result: Result, label: str = target_label(target), sha256: str = migrations.sha256) -> None:
            outcomes.append(ApplyStage(sink, label, result, sha256))
            if on_result is not None:
                on_result(outcomes[-1])

        with database(target, project.root) as reachable, pool(reachable, min(connections, len(members))) as opened:
            migrate(opened, migrations, [tenant.name for tenant in members], run=run, on_result=report)
    return tuple(outcomes)


def planned(project: Project, group: str, sink: str, names: Sequence[str]) -> tuple[PlanStage, ...]:
    """What `applied_schema` would do for the tenants `names`, without doing it: one query per database.

    Names that the group does not have (or no longer) are left out. Raises CdcError like `applied_schema`.
    """
    found: list[PlanStage] = []
    for target, members, migrations in _in_databases(project, group, sink, names):
        with database(target, project.root) as reachable, connect(reachable) as connection:
            members_names = [tenant.name for tenant in members]
            state = read_state(connection, *schemas_and_names(migrations, members_names))
            plan = make_plan(migrations, state, members_names)
        for part in (plan.database, *plan.tenants):
            found.append(
                PlanStage(
                    sink,
                    target_label(target),
                    part.tenant,
                    tuple((unit.name, tuple(each.sql for each in unit.statements)) for unit in part.units),
                    tuple((refused.unit, str(refused.problem)) for refused in part.refused),
                    part.unchanged,
                    migrations.sha256,
                )
            )
    return tuple(found)


def sink_databases(project: Project, group: str, sink: str, names: Sequence[str]) -> list[tuple[SinkTarget, list[str]]]:
    """The databases that the tenants `names` of a group live in, with those tenants; unknown names are left out."""
    configured = {tenant.name: tenant for tenant in tenants(project, group)}
    members = [configured[name] for name in names if name in configured]
    return [(target, [tenant.name for tenant in part]) for target, part in by_target(project, sink, members)]


def target_label(target: SinkTarget) -> str:
    """«default/directory_dev»: server entry and database."""
    return f"{target.server_name}/{target.database}"


def _in_databases(
    project: Project, group: str, sink: str, names: Sequence[str]
) -> Iterator[tuple[SinkTarget, list[Tenant], Migrations]]:
    configured = {tenant.name: tenant for tenant in tenants(project, group)}
    for service in services_of(project, group):
        if sink not in service.sinks:
            continue
        mine = [
            configured[name]
            for name in names
            if name in configured and is_tenant_of(project, service, configured[name])
        ]
        if mine:
            migrations = rendered(project, service, sink)
            for target, members in by_target(project, sink, mine):
                yield target, members, migrations


def is_tenant_of(project: Project, service: Service, tenant: Tenant) -> bool:
    """A customer is a tenant of its group's every service, a db-shared service of itself alone."""
    return project.source_groups[service.group].pattern != DB_SHARED or tenant.name == service.name


def by_target(project: Project, sink: str, members: Sequence[Tenant]) -> list[tuple[SinkTarget, list[Tenant]]]:
    """Tenants by the database they live in, both in the order given."""
    environments = dict.fromkeys(tenant.sink_env for tenant in members)
    return [
        (sink_target(project, sink, env), [tenant for tenant in members if tenant.sink_env == env])
        for env in environments
    ]


def rendered(project: Project, service: Service, sink: str) -> Migrations:
    """What `ddl` wrote and people reviewed. Raises CdcError where files are missing or edited."""
    return read_migrations(migrations_dir(project, service, sink))
