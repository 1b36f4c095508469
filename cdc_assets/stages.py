"""The chain's stages as functions of a project: what the assets, the command line and the benches all call."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from cdc_assets.catalog.model import Catalog
from cdc_assets.catalog.reader import read_catalog, source_fingerprint
from cdc_assets.catalog.snapshot import fingerprint, read_snapshots, snapshots_sha256, write_snapshots
from cdc_assets.config.check import check_against_catalog
from cdc_assets.config.findings import unknown
from cdc_assets.config.model import DB_SHARED, Project, Service, SinkTarget, Tenant
from cdc_assets.config.tenants import (
    by_database,
    members,
    reference_source,
    services_of,
    sink_key,
    tenants,
)
from cdc_assets.ddl.files import intact_files, read_migrations, write_migrations
from cdc_assets.ddl.model import Migrations
from cdc_assets.ddl.render import render_migrations
from cdc_assets.ddl.roles import write_roles
from cdc_assets.errors import CdcError, Problem, noted, refuse
from cdc_assets.files import WriteReport, record_changes, unified_diff
from cdc_assets.migrate.apply import ALL_AT_ONCE, Rollout, Waves, down_fleet, plan_down_fleet, roll_out
from cdc_assets.migrate.changes import is_current, note_seen, since_written, write_state
from cdc_assets.migrate.desired import Desired, UnitKey
from cdc_assets.migrate.diff import Policy
from cdc_assets.migrate.drift import TenantStatus, tenant_statuses
from cdc_assets.migrate.evolve import TenantSchema
from cdc_assets.migrate.existing import existing_tables, refuse_unfit, write_validation
from cdc_assets.migrate.explain import PlanStage, plan_stages
from cdc_assets.migrate.fleet_plan import plan_fleet, wanted_units
from cdc_assets.migrate.hazards import HazardKind, approvals
from cdc_assets.migrate.hints import read_ledger, unit_hints
from cdc_assets.migrate.manual import Script, read_scripts
from cdc_assets.migrate.outcome import Outcome, Result
from cdc_assets.migrate.plan import Plan
from cdc_assets.migrate.undo import DownPlan
from cdc_assets.pipelines.generate import write_columns, write_pipelines
from cdc_assets.tables.build import build_definitions
from cdc_assets.tables.files import definitions_sha256, read_definitions, write_definitions
from cdc_assets.tables.model import TableDefinition, TargetTable
from resources.postgres import connected, database, pool


@dataclass(frozen=True, slots=True)
class FileStage:
    """What a stage wrote for one service: the files, their diff, the hash of what they say, wall seconds."""

    service: str
    files: WriteReport
    diff: str
    sha256: str
    seconds: float


@dataclass(frozen=True, slots=True)
class SourceStage(FileStage):
    """`source_schema`: the reference catalog.

    `source_sha256` is `source_fingerprint` of what was read: the drift sensor compares the source with it.
    """

    catalog: Catalog
    source_sha256: str


@dataclass(frozen=True, slots=True)
class DefinitionStage(FileStage):
    """`table_definitions`. `pipelines` is what was written for those who generate pipelines."""

    definitions: tuple[TableDefinition, ...]
    pipelines: WriteReport


@dataclass(frozen=True, slots=True)
class DdlStage(FileStage):
    """`ddl` of the service's part in a sink."""

    migrations: Migrations


@dataclass(frozen=True, slots=True)
class ApplyStage:
    """`applied_schema` of one tenant, or (tenant None) of what exists once in a database.

    `sha256` is that of the rendered migrations.
    """

    sink: str
    database: str
    result: Result
    sha256: str

    @property
    def reasons(self) -> list[str]:
        """Why the tenant is not where it should be, a line each."""
        refused = [str(each.problem) for each in self.result.refused]
        return refused + [f"{each.name}: {each.error}" for each in self.result.failed]


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


def sqlserver_dir(project: Project, service: Service) -> Path:
    """`generated/sqlserver`, with the service's own folder below it where names could meet."""
    return _generated(project, service, "sqlserver")


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
    source, root = reference_source(project, service), project.origin or project.root
    own = (
        source.server.driver == "scripts"
    )  # else the catalog's own hash; taken before, as scripts may change meanwhile
    before = source_fingerprint(root, source, environ, cache_dir(project)) if own else ""
    catalog = read_catalog(root, source, environ, cache_dir(project))
    sha256 = fingerprint(catalog)
    with record_changes() as changes:
        report = write_snapshots(catalog, schemas_dir(project), source.schemas)
    diff, seconds = unified_diff(changes, project.root), time.perf_counter() - started
    return SourceStage(service.name, report, diff, sha256, seconds, catalog, before or sha256)


def table_definitions(project: Project, service: Service, overwrite: frozenset[str] | bool = False) -> DefinitionStage:
    """Decide what PostgreSQL shall hold, from `generated/schemas/`, and write `generated/table-definitions/`.

    Beside them `generated/pipelines/`: whole pipelines per sink, and what other writers of staging tables must know.
    `overwrite` as for `ddl`.
    Raises CdcError.
    """
    started = time.perf_counter()
    catalog = read_snapshots(
        schemas_dir(project), reference_source(project, service).database, cache_dir=cache_dir(project)
    )
    problems = check_against_catalog(project, service, catalog)
    refuse(problems)
    definitions = build_definitions(project, service, catalog)
    with record_changes() as changes:
        report = write_definitions(definitions, definitions_dir(project, service), overwrite)
        pipelines = write_columns(definitions, pipelines_dir(project, service), overwrite, service.source.connector)
        for whole in write_pipelines(
            project, service, definitions, project.root / "generated" / "pipelines", overwrite
        ):
            pipelines += whole
    sha256 = definitions_sha256(definitions)
    diff, seconds = unified_diff(changes, project.root), time.perf_counter() - started
    return DefinitionStage(service.name, report, diff, sha256, seconds, definitions, pipelines)


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
        state = _state(project, service, sink, definitions, migrations)
        report = write_migrations(migrations, folder, overwrite, cache, intact, project.root / "migrations")
        validation = write_validation(folder, sink, definitions)
        roles = write_roles(folder, project, sink)
    report = replace(report, written=state.written + report.written + validation.written + roles.written)
    diff, seconds = unified_diff(changes, project.root), time.perf_counter() - started
    return DdlStage(service.name, report, diff, migrations.sha256, seconds, migrations)


def _state(
    project: Project, service: Service, sink: str, definitions: Sequence[TableDefinition], migrations: Migrations
) -> WriteReport:
    """What people must decide about changes since the folder was last written, and the state as it is now."""
    folder = migrations_dir(project, service, sink)
    database_name, cache = reference_source(project, service).database, cache_dir(project)
    renames = "".join(f"{key}{hints.declared}" for key, hints in unit_hints(service, sink, definitions).items())
    seen = hashlib.sha256(f"{snapshots_sha256(schemas_dir(project), database_name)}{renames}".encode()).hexdigest()
    if is_current(folder, migrations, seen, cache):
        return WriteReport()
    catalog = read_snapshots(schemas_dir(project), database_name, cache_dir=cache)
    found = since_written(folder, service, migrations, definitions, catalog)
    files = write_state(folder, migrations, found.wanted, datetime.now(UTC).date(), found.ids, found.origins)
    note_seen(folder, migrations, seen, cache)
    return files


def applied_schema(
    project: Project,
    group: str,
    sink: str,
    names: Sequence[str],
    *,
    run: str | None = None,
    connections: int = 4,
    allow: Sequence[str] = (),
    waves: Waves = ALL_AT_ONCE,
    mend: bool = False,
    on_result: Callable[[ApplyStage], None] | None = None,
    on_note: Callable[[str], None] = lambda _: None,
) -> tuple[ApplyStage, ...]:
    """Bring the databases of the tenants `names` to the rendered files of a sink, database by database.

    What is new is made, what changed is evolved; a tenant whose plan has a hazard that `allow` does not name
    (`DATA_LOSS:Actor.navn`, `TABLE_REWRITE`) is refused as a whole. `mend`: also put right what somebody changed by
    hand in tables that are recorded as current. `on_result` is called as each tenant finishes, `on_note` with what
    is done all the same and somebody should know: that a release goes back.
    `connections` bounds the parallel tenants of a database. What fails is in the results; CdcError where files or names
    are wrong, before anything was done, or a database is: after the others, unless there are canaries or a budget.
    """
    what = f"{group} has no tenant `{{}}` in the environment `{project.env}`"
    configured = (tenant.name for tenant in tenants(project, group))
    refuse(unknown("source-groups.yaml", what, names, configured, "add it, or off-board its partition"))
    approved = approvals(allow)
    outcomes: list[ApplyStage] = []
    wrong: list[Problem] = []
    so_far = Rollout()
    for place, turn in _turns(list(places(project, group, sink, names)), names, waves):

        def report(result: Result, place: Place = place) -> None:
            outcomes.append(ApplyStage(sink, place.label, result, place.migrations.sha256))
            if on_result is not None:
                on_result(outcomes[-1])

        size = min(connections, len(place.members))
        try:
            with database(place.target, project.root) as reachable, pool(reachable, size) as opened:
                with opened.connection() as connection:
                    plan = place.plan(connection, mend)
                    if not plan.empty:
                        require_primary(connection, place.label)
                for hazard in plan.hazards:
                    if hazard.kind is HazardKind.GOES_BACK:
                        on_note(f"{place.label}: {hazard.sentence}")
                so_far = roll_out(
                    opened, plan, policy(), approved=approved, waves=turn, run=run, on_result=report, after=so_far
                )
        except CdcError as error:
            wrong += error.problems
            if waves.canaries or waves.budget is not None:
                break
    refuse(wrong)
    return tuple(outcomes)


def _turns(found: Sequence[Place], names: Sequence[str], waves: Waves) -> Iterator[tuple[Place, Waves]]:
    """Where a rollout works, one after the other: of several databases every one's canaries come first."""
    if len(found) < 2 or not waves.canaries:
        yield from ((place, waves) for place in found)
        return
    there = {tenant.name for place in found for tenant in place.members}
    first = next((wave for name, wave in waves.of([name for name in names if name in there]) if name == "canaries"), ())
    for canaries in (True, False):
        for place in found:
            mine = tuple(one for one in place.members if (one.name in first) == canaries)
            if mine:
                yield replace(place, members=mine), replace(waves, canaries=len(mine) if canaries else 0)


def planned(
    project: Project,
    group: str,
    sink: str,
    names: Sequence[str],
    *,
    mend: bool = False,
    unreachable: list[Problem] | None = None,
) -> tuple[PlanStage, ...]:
    """What `applied_schema` would do for the tenants `names`, without doing it: at most five queries per database.

    Names that the group does not have (or no longer) are left out. What is wrong with one database is added to
    `unreachable`, and the others are asked; without it CdcError, like `applied_schema`.
    """
    found: list[PlanStage] = []
    for place in places(project, group, sink, names):
        with noted(unreachable), connected(place.target, project.root) as connection:
            found += place.stages(place.plan(connection, mend))
    return tuple(found)


def statuses(
    project: Project, group: str, sink: str, names: Sequence[str], unreachable: list[Problem] | None = None
) -> tuple[tuple[str, TenantStatus], ...]:
    """Where the schemas of the tenants `names` (and literal ones) stand, with the database each lives in.

    What is wrong with one database is added to `unreachable`, and the others are asked; without it, CdcError.
    """
    found: list[tuple[str, TenantStatus]] = []
    for place in places(project, group, sink, names):
        with noted(unreachable), connected(place.target, project.root) as connection:
            seen = place.statuses(connection)
            if any(each.pending for each in seen):
                seen = _with_refusals(seen, place, connection)
            found += [(place.label, each) for each in seen]
    return tuple(found)


def _with_refusals(
    seen: Sequence[TenantStatus], place: Place, connection: psycopg.Connection
) -> tuple[TenantStatus, ...]:
    """The statuses, those that are pending with why an apply would refuse them as things are."""
    try:
        stopped = {plan.tenant: plan.stopped for plan in place.stages(place.plan(connection))}
    except CdcError as error:  # no plan can be made
        stopped = {each.schema: tuple((one.where, str(one)) for one in error.problems) for each in seen}
    return tuple(replace(each, refused=stopped.get(each.schema, ())) if each.pending else each for each in seen)


def step_back(
    project: Project,
    group: str,
    sink: str,
    names: Sequence[str],
    units: Sequence[str],
    *,
    allow: Sequence[str] = (),
    agreed: Callable[[str, Sequence[DownPlan]], bool] = lambda *_: True,
    unreachable: list[Problem] | None = None,
) -> tuple[Outcome, ...]:
    """Undo the latest change of each of `units` in the tenants `names`, by the inverses recorded with it.

    `agreed` is shown each database with what would be done there, and says whether it is. `public.Kunde` is a shared
    relation: it is stepped back once per database, whatever the tenants. `unreachable` as for `planned`.
    """
    found: list[Outcome] = []
    approved = approvals(allow)
    for place in places(project, group, sink, names):
        shared = [(schema, name) for schema, name in place.wanted if schema and f"{schema}.{name}" in units]
        own = [unit for unit in units if unit not in {f"{schema}.{name}" for schema, name in shared}]
        work = [(place.schemas, own)] if own else []
        work += [([TenantSchema(schema)], [name]) for schema, name in shared]
        with (
            noted(unreachable),
            database(place.target, project.root) as reachable,
            pool(reachable, 4) as opened,
        ):
            with opened.connection() as connection:
                require_primary(connection, place.label)
            shown = [plan for schemas, tables in work for plan in plan_down_fleet(opened, schemas, tables)]
            if agreed(place.label, shown):
                for schemas, tables in work:
                    found += down_fleet(opened, schemas, tables, approved=approved, shown=shown)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Place:
    """Tenants of one service that live in one database, and what they shall hold there."""

    service: Service
    target: SinkTarget
    members: tuple[Tenant, ...]
    migrations: Migrations
    wanted: Mapping[UnitKey, Desired]
    scripts: tuple[Script, ...] = ()
    existing: tuple[TargetTable, ...] = ()

    @property
    def label(self) -> str:
        """`default/directory_dev`."""
        return self.target.label

    @property
    def schemas(self) -> list[TenantSchema]:
        """The members' schemas, with the facts that new columns may need."""
        facts = [{"customer_id": each.customer_id} if each.customer_id else {} for each in self.members]
        return [TenantSchema(each.name, fact) for each, fact in zip(self.members, facts, strict=True)]

    def plan(self, connection: psycopg.Connection, mend: bool = False) -> Plan:
        """What would be done now. `connection` is in autocommit mode."""
        plan = plan_fleet(connection, self.migrations, self.wanted, self.schemas, policy(), self.scripts, mend=mend)
        return refuse_unfit(connection, plan, self.existing)

    def stages(self, plan: Plan) -> Iterator[PlanStage]:
        """The plan, tenant by tenant, as data for people."""
        return plan_stages(plan, self.label, self.migrations.sha256)

    def statuses(self, connection: psycopg.Connection) -> tuple[TenantStatus, ...]:
        """Where the members' schemas stand, then the literal ones. Four queries."""
        schemas = [tenant.schema for tenant in self.schemas]
        roles = self.target.roles
        return tenant_statuses(connection, self.migrations, self.wanted, schemas, self.scripts, self.existing, roles)


def places(
    project: Project, group: str, sink: str, names: Sequence[str], skip: frozenset[str] = frozenset()
) -> Iterator[Place]:
    """Where the tenants `names` of a group live; unknown names, and the services `skip`, are left out."""
    for service in services_of(project, group):
        mine = members(project, service, names)
        if sink not in service.sinks or not mine or service.name in skip:
            continue
        folder = migrations_dir(project, service, sink)
        migrations = read_migrations(folder)
        definitions = read_definitions(definitions_dir(project, service), service.name)
        wanted = wanted_units(migrations, definitions, unit_hints(service, sink, definitions, read_ledger(folder)))
        for target, part in by_database(project, sink, mine):
            scripts, theirs = read_scripts(folder), existing_tables(definitions, sink)
            yield Place(service, target, tuple(part), migrations, wanted, scripts, theirs)


def undecided(
    project: Project, services: Iterable[Service] | None = None, sinks: Collection[str] | None = None
) -> Iterator[str]:
    """Path and first line of each script that waits for a decision, of all services and sinks where none are named."""
    for service in services or project.services.values():
        for sink in service.sinks if sinks is None else sinks:
            folder = migrations_dir(project, service, sink)
            for script in read_scripts(folder):
                if script.decides and script.waits:
                    path = (folder / script.path).relative_to(project.root).as_posix()
                    yield f"{path}: {script.body.partition(chr(10))[0].removeprefix('-- ')}"


def policy() -> Policy:
    """The one policy of this project; the date goes into comments of columns that left the source."""
    return Policy(datetime.now(UTC).date())


def require_primary(connection: psycopg.Connection, label: str) -> None:
    """Raises CdcError where nothing can be written: a standby, or after a fail-over the server that was the primary."""
    if connection.execute("SELECT pg_catalog.pg_is_in_recovery()").fetchone() == (True,):
        hint = "let host and port of the server entry lead to the primary (options: {target_session_attrs: primary})"
        raise CdcError(Problem(label, "this is a standby: nothing can be applied", hint=hint))
