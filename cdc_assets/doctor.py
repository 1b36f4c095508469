"""Whether everything is there that this project needs: programs, configuration, source, sinks, brokers, workers."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from importlib import metadata
from uuid import UUID

import psycopg

from cdc_assets import stages
from cdc_assets.catalog.model import Catalog
from cdc_assets.catalog.reader import read_catalog
from cdc_assets.config.check import check_against_catalog
from cdc_assets.config.files import SOURCE_GROUPS, problem_in
from cdc_assets.config.model import Project, Service, SinkTarget
from cdc_assets.config.scaling import executor_name, merge_sessions, tenants_per_run
from cdc_assets.config.tenants import databases, groups_in_use, members, reference_source, tenants
from cdc_assets.ddl.files import read_migrations
from cdc_assets.errors import CdcError, Finding, Problem, Severity, some
from cdc_assets.fleet.offboard import left_in
from cdc_assets.migrate.desired import fact_hint, fact_of
from cdc_assets.migrate.drift import row_security
from cdc_assets.migrate.existing import check_existing, existing_tables, read_existing
from cdc_assets.migrate.live import read_unlocked
from cdc_assets.migrate.manual import read_scripts
from cdc_assets.migrate.shape import UnitShape
from cdc_assets.tables.build import build_definitions
from cdc_assets.tables.files import read_definitions
from cdc_assets.tables.model import TableDefinition
from cdc_assets.tables.naming import quote_ident
from resources.kafka import open_broker
from resources.postgres import MINIMUM_VERSION, connected

PACKAGES = ("dagster", "dagster-postgres", "psycopg", "pyodbc", "confluent-kafka", "sqlglot", "pydantic")

_STANDING = """
SELECT current_setting('server_version_num')::int, current_setting('server_encoding'), pg_catalog.pg_is_in_recovery(),
    has_database_privilege(current_database(), 'CREATE'), current_setting('max_connections')::int,
    (SELECT rolsuper OR rolcreaterole FROM pg_catalog.pg_roles WHERE rolname = current_user),
    to_regnamespace('cdc_management') IS NOT NULL, current_user::text
"""


def examine(project: Project, environ: Mapping[str, str]) -> Iterator[Finding]:
    """Every check, in the order in which things depend on each other. Raises nothing that a check can tell."""
    yield from programs()
    for warning in project.warnings:
        what = f"{warning.key}: {warning.what}" if warning.key else warning.what
        yield Finding("warning", warning.where, what, warning.hint)
    yield Finding("ok", "configuration", f"{len(project.services)} services, environment `{project.env}`")
    if not any(tenants(project, group) for group in groups_in_use(project)) and project.services:
        hint = "set CDC_ENV to one that source-groups.yaml has"
        yield Finding("error", "CDC_ENV", f"no tenant has environment `{project.env}`", hint)
    yield from _secrets_file(project)
    for service in project.services.values():
        yield from _checked(f"source of {service.name}", partial(_source, project, service, environ))
    for service in project.services.values():
        yield from _checked(f"files of {service.name}", partial(_files, project, service))
    for target in _targets(project):
        yield from _checked(f"{target.sink} ({target.env})", partial(_sink, project, target))
    yield from _checked("broker", partial(_broker, environ))
    yield from _checked("executor", partial(_executor, environ))


def _secrets_file(project: Project) -> Iterator[Finding]:
    """`.env` holds passwords: nobody else of this machine's users shall read it."""
    path = project.root / ".env"
    if path.is_file() and path.stat().st_mode & 0o077:
        yield Finding("warning", str(path), "readable by other users, but holds passwords", f"chmod 600 {path}")


def programs() -> Iterator[Finding]:
    """Python and the packages, with their versions."""
    level: Severity = "ok" if sys.version_info >= (3, 11) else "error"
    yield Finding(level, "Python", platform.python_version(), "" if level == "ok" else "3.11 or newer is needed")
    for name in PACKAGES:
        try:
            yield Finding("ok", name, metadata.version(name))
        except metadata.PackageNotFoundError:
            yield Finding("error", name, "is not installed", f"pip install {name}")


def _checked(subject: str, check: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """A check's findings; what it raises is one."""
    try:
        yield from check()
    except CdcError as error:
        for problem in error.problems:
            where = problem.where.removeprefix(subject).removeprefix(": ")
            what = ": ".join(filter(None, [where, problem.key, problem.what]))
            yield Finding("error", subject, what, problem.hint)


def _source(project: Project, service: Service, environ: Mapping[str, str]) -> Iterator[Finding]:
    source = reference_source(project, service)
    subject = f"source of {service.name}"
    if source.unset:
        what = f"not looked at: {', '.join(source.unset)} not set"
        yield Finding("warning", subject, what, "set them in the environment or in the project's .env")
        return
    catalog = read_catalog(project.root, source, environ, stages.cache_dir(project))
    how = f"driver {source.server.driver}"
    yield Finding("ok", subject, f"{source.database} on server `{source.server_name}` ({how}) can be read")
    if catalog.spelled is not None:
        what = f"the server spells the database {catalog.spelled}, source-groups.yaml {source.database}"
        yield Finding("warning", subject, what, "the configured one names files and topics: keep it, or correct it")
    for schema in sorted({*source.schemas} - {table.schema for table in catalog.tables}):
        what = f"{source.database} has no table in the schema {schema}"
        yield Finding("warning", subject, what, "correct `schemas` in source-groups.yaml, or leave it out there")
    yield from _checked(f"tables of {service.name}", partial(_tables, project, service, catalog))


def _tables(project: Project, service: Service, catalog: Catalog) -> Iterator[Finding]:
    """What `cdc generate` would refuse, and what it would not see: tenants without what their tables need."""
    problems = check_against_catalog(project, service, catalog)
    if problems:
        raise CdcError(problems)
    definitions = build_definitions(project, service, catalog)
    problems = tuple(_wrong_facts(project, service, definitions))
    if problems:
        raise CdcError(problems)
    what = f"{len(definitions)} tables of {catalog.database} can be replicated"
    targets = [(one.source, target) for one in definitions for target in one.targets]
    keyless = dict.fromkeys(source for source, target in targets if not target.key)
    empty = {f"{source}.{one.source}": None for source, target in targets for one in target.columns if not one.carried}
    what += f"; without a key, so that every event is a row: {some(keyless)}" if keyless else ""
    what += f"; columns that no event carries: {some(empty)}" if empty else ""
    yield Finding("ok", f"tables of {service.name}", what)


def _wrong_facts(project: Project, service: Service, definitions: Sequence[TableDefinition]) -> Iterator[Problem]:
    """Tenants whose entry lacks what a column or a script of people's own takes from it, or has it wrong."""
    needed: dict[str, str] = {}
    types: dict[str, str] = {}
    shared: dict[str, str] = {}
    for table in (table for definition in definitions for table in definition.targets):
        for column in table.columns:
            if (fact := fact_of(column)) is not None:
                needed.setdefault(fact, f"the column {column.name} of {table.name}")
                types.setdefault(fact, column.type)
                if table.schema is not None:
                    shared.setdefault(fact, table.name)
    for sink in service.sinks:
        for script in read_scripts(stages.migrations_dir(project, service, sink)):
            needed |= {fact: script.path for fact in script.facts if fact not in needed}
    whose: dict[str, str] = {}
    for tenant in members(project, service):
        known = {"customer_id": tenant.customer_id} if tenant.customer_id else {}
        path = (service.group, "sources", tenant.name, project.env)
        for fact in sorted(needed.keys() - known.keys()):
            what = f"there is no `{fact}`, which {needed[fact]} needs"
            yield problem_in(project.root, SOURCE_GROUPS, path, what, fact_hint(fact))
        for fact in sorted(needed.keys() & known.keys()):
            if not _is_a(types.get(fact, "text"), known[fact]):
                what = f"`{known[fact]}` is no {types[fact]}, which {needed[fact]} is"
                yield problem_in(project.root, SOURCE_GROUPS, (*path, fact), what, "correct it")
        for fact in sorted(shared.keys() & known.keys()):
            first = whose.setdefault(known[fact].casefold(), tenant.name)
            if first != tenant.name:
                what = f"`{known[fact]}` is {first}'s already: the rows of both would be the same in {shared[fact]}"
                yield problem_in(project.root, SOURCE_GROUPS, (*path, fact), what, "give each its own")


def _is_a(kind: str, value: str) -> bool:
    """Whether a tenant's fact can be a value of a column's type, of those that ids have."""
    try:
        {"uuid": UUID, "smallint": int, "integer": int, "bigint": int}.get(kind, str)(value)
    except ValueError:
        return False
    return True


def _files(project: Project, service: Service) -> Iterator[Finding]:
    subject = f"files of {service.name}"
    if not stages.definitions_dir(project, service).is_dir():
        yield Finding("warning", subject, "nothing was generated yet", "run: cdc generate")
        return
    definitions = read_definitions(stages.definitions_dir(project, service), service.name)
    for sink in service.sinks:
        read_migrations(stages.migrations_dir(project, service, sink))
    for script in stages.undecided(project, [service]):
        hint = "the script says what may be done; until then its table stays as it is"
        yield Finding("warning", subject, f"to be decided: {script}", hint)
    yield Finding("ok", subject, f"{len(definitions)} definitions, SQL of {len(service.sinks)} sinks, all intact")


def _targets(project: Project) -> list[SinkTarget]:
    """The databases that the environment's tenants live in, each once per sink."""
    return list({(target.sink, target.env): target for target, _ in databases(project)}.values())


def _sink(project: Project, target: SinkTarget) -> Iterator[Finding]:
    subject = f"{target.sink} ({target.env})"
    if target.unset:
        what = f"not looked at: {', '.join(target.unset)} not set"
        yield Finding("warning", subject, what, "set them in the environment or in the project's .env")
        return
    with connected(target, project.root) as connection:
        row = connection.execute(_STANDING).fetchone()
        missing = _missing_roles(connection, target)
        exposed = list(_exposed(connection, target, subject))
        theirs = list(_existing(connection, project, target, subject))
        left = [one.schema for one in left_in(connection, project, target)]
        applied = row is not None and row[6]
        lost = list(_lost_rights(connection, target, subject)) if applied and not missing else []
        secured = list(_row_security(connection, target, subject)) if applied and not missing else []
        sees = connection.execute(_SEES_OTHERS).fetchone() == (True,)
    assert row is not None  # noqa: S101 - an aggregate-free SELECT without FROM has one row
    version, encoding, standby, may_create, connections, may_role, managed, user = row
    label = f"PostgreSQL {version // 10000} at {target.server_name}/{target.database}"
    if version // 10000 < MINIMUM_VERSION:
        yield Finding("error", subject, f"{label} is too old", f"PostgreSQL {MINIMUM_VERSION} or newer")
    if standby:
        yield Finding("error", subject, f"{label} is a standby: nothing can be applied", "name the primary's host")
    if encoding != "UTF8":
        hint = "create the database with ENCODING 'UTF8'"
        yield Finding(
            "error", subject, f"{label} has encoding {encoding}; non-ASCII characters would be rejected", hint
        )
    if not may_create and not standby:
        hint = f'GRANT CREATE ON DATABASE "{target.database}" TO "{user}"'
        yield Finding("error", subject, f"{user} may not create schemas in {target.database}", hint)
    for role in missing:
        hint = f'CREATE ROLE "{role}"' + ("" if may_role else ": a DBA runs what `cdc roles` prints")
        yield Finding("error", subject, f"the role {role}, which receives grants, does not exist", hint)
    yield from lost
    yield from secured
    if applied and not sees:
        what = f"{row[7]} cannot see how long writers of other roles stay in a transaction (v_stuck_writers)"
        yield Finding("ok", subject, what, f"to see it: GRANT pg_read_all_stats TO {quote_ident(row[7])}")
    yield from exposed
    yield from theirs
    if left:
        what = f"schemas of customers that are configured no longer: {', '.join(left)}"
        yield Finding(
            "warning", subject, what, "keep them, or drop them by the job offboard_tenant (drop_schema: true)"
        )
    if connections < 20:
        hint = "raise max_connections, or lower the number of parallel tenants"
        yield Finding("warning", subject, f"{label} allows {connections} connections", hint)
    yield Finding("ok", subject, f"{label}, user {user}{', cdc_management is there' if managed else ', empty as yet'}")


_SEES_OTHERS = "SELECT pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE')"

_MONITORING = (
    "v_merge_status", "v_recent_errors", "v_cdc_processing_gaps", "v_cdc_resume_offsets", "v_staging_lost",
    "v_stuck_writers",
    "v_cdc_replication_lag", "v_cdc_processing_stats", "v_source_silence", "offset_starts", "offset_losses",
    "offset_resets",
)  # fmt: skip
_READING = ("first_staged(text, text)", "staging_epoch_lives(uuid)")
_MERGING = (
    "run_pending_merges(numeric, integer, integer)", "trigger_pending_merges(numeric, integer)",
    "manual_merge(text, text)", "require_read_committed()", "pending_merges(numeric)",
    "try_merge(text, text, integer)", "merge_relation(text, text, integer)",
)  # fmt: skip
_STAGING = (
    "stage(text, text)", "stage_rows(text, text, text, json, bigint)", "decoded(text, text, text)",
    "since_epoch(bigint, bigint)", "unscaled(text, integer)", "refuse(text, text, json, text, text)",
)  # fmt: skip
"""What sql_templates/management_rights.sql.j2 grants; tests/security/test_rights.py holds the two together."""

_LOST = """
SELECT 'USAGE ON SCHEMA cdc_management' WHERE NOT has_schema_privilege(%(role)s, 'cdc_management', 'USAGE')
UNION ALL
SELECT 'SELECT ON cdc_management.' || n FROM unnest(%(relations)s::text[]) AS n
WHERE NOT has_table_privilege(%(role)s, to_regclass('cdc_management.' || n), 'SELECT')
UNION ALL
SELECT 'EXECUTE ON ROUTINE cdc_management.' || n FROM unnest(%(routines)s::text[]) AS n
WHERE NOT has_function_privilege(%(role)s, to_regprocedure('cdc_management.' || n), 'EXECUTE')
    OR has_function_privilege('public', to_regprocedure('cdc_management.' || n), 'EXECUTE')
"""

_EVERYBODYS = """
SELECT count(*) FROM pg_catalog.pg_proc AS p
WHERE p.pronamespace = 'cdc_management'::regnamespace AND has_function_privilege('public', p.oid, 'EXECUTE')
"""


def _lost_rights(connection: psycopg.Connection, target: SinkTarget, subject: str) -> Iterator[Finding]:
    """Rights in `cdc_management` that a role does not have any more; those in tenants' schemas are told by `status`.

    After a restore without privileges, everybody has the right to call what runs with its owner's.
    """
    everybodys = connection.execute(_EVERYBODYS).fetchone()
    if everybodys is not None and everybodys[0]:
        what = f"everybody who may look into cdc_management may call {everybodys[0]} of its routines"
        yield Finding("error", subject, what, "REVOKE ALL ON ALL ROUTINES IN SCHEMA cdc_management FROM PUBLIC")
    roles = target.roles
    for role, relations, routines in (
        (roles.reader, _MONITORING, _READING),
        (roles.merger, (), _MERGING),
        (roles.loader, (), _STAGING),
    ):
        if role is not None:
            asked = {"role": role, "relations": list(relations), "routines": list(routines)}
            lost = [f"GRANT {what} TO {quote_ident(role)};" for (what,) in connection.execute(_LOST, asked)]
            if lost:
                yield Finding("error", subject, f"{role} lacks rights in cdc_management", " ".join(lost))


_SECURED = """
SELECT a.schema_name, a.kind, c.relname::text FROM cdc_management.applied_schema AS a
JOIN pg_catalog.pg_namespace AS n ON n.nspname = a.schema_name
JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = a.object_name AND c.relrowsecurity
WHERE a.kind IN ('table', 'staging') ORDER BY 1, 3
"""


def _row_security(connection: psycopg.Connection, target: SinkTarget, subject: str) -> Iterator[Finding]:
    """Row-level security that holds those who merge or write: what it hides from them never arrives."""
    secured = connection.execute(_SECURED).fetchall()
    if not secured:
        return
    schemas, _, names = zip(*secured, strict=True)
    live = read_unlocked(connection, schemas, names, [role for role in (target.roles.loader,) if role])
    passed = 0
    for schema, kind, name in secured:
        relation = live.relations.get((schema, name))
        unit = UnitShape(name, relation) if kind == "table" else UnitShape(name, None, relation)
        for one in row_security(unit, schema, target.roles):
            passed += one.harmless
            if not one.harmless:
                yield Finding("error", subject, f"{schema}: {one.sentence}", one.statement)
    if passed:
        what = f"row-level security is on for {passed} tables; those who merge and write pass it"
        yield Finding("ok", subject, what)


_MIGHTY = """
SELECT r.rolname::text FROM pg_catalog.pg_roles AS r
WHERE r.rolname = ANY (%(roles)s) AND (
    r.rolsuper OR pg_catalog.pg_has_role(r.oid, current_user, 'MEMBER')
    OR pg_catalog.pg_has_role(r.oid, 'pg_read_all_data', 'MEMBER')
    OR pg_catalog.pg_has_role(r.oid, 'pg_write_all_data', 'MEMBER')
) ORDER BY 1
"""


def _exposed(connection: psycopg.Connection, target: SinkTarget, subject: str) -> Iterator[Finding]:
    """What works and should not be so: a superuser that applies, roles that may more than they should, no TLS."""
    if target.server.embedded:
        return
    if connection.info.host and not connection.info.host.startswith("/") and not connection.pgconn.ssl_in_use:
        hint = "set sslmode: verify-full and sslrootcert in the server entry"
        yield Finding("warning", subject, "the connection has no TLS: passwords' hashes and data can be read", hint)
    mighty = connection.execute("SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user").fetchone()
    if mighty == (True,):
        hint = "apply as a role of its own: `cdc roles` prints the SQL"
        yield Finding("warning", subject, f"{connection.info.user} is a superuser, which nothing here needs", hint)
    for (role,) in connection.execute(_MIGHTY, {"roles": list(target.roles.granted)}).fetchall():
        hint = "see \\drg in psql; REVOKE what makes it so"
        yield Finding("warning", subject, f"the role {role} may do more than its grants say", hint)


def _existing(connection: psycopg.Connection, project: Project, target: SinkTarget, subject: str) -> Iterator[Finding]:
    """Tables of somebody else's that cannot take what is mapped into them: an error where we merge into them."""
    for service in project.services.values():
        folder = stages.definitions_dir(project, service)
        if target.sink not in service.sinks or not folder.is_dir():
            continue
        found = existing_tables(read_definitions(folder, service.name), target.sink)
        if not found:
            continue
        names = [one.name for one in members(project, service) if one.sink_env == target.env]
        live = read_existing(connection, found, names)
        for table in found:
            kind: Severity = "error" if table.merged else "warning"
            for schema in [table.schema] if table.schema is not None else names:
                for problem in check_existing(live, table, schema):
                    yield Finding(kind, subject, f"{problem.where}: {problem.what}", problem.hint)


def _missing_roles(connection: psycopg.Connection, target: SinkTarget) -> list[str]:
    wanted = target.roles.granted
    found = connection.execute(
        "SELECT rolname FROM pg_catalog.pg_roles WHERE rolname = ANY (%s)", [list(wanted)]
    ).fetchall()
    return [role for role in wanted if role not in {name for (name,) in found}]


def _broker(environ: Mapping[str, str]) -> Iterator[Finding]:
    broker = open_broker(environ)
    if broker is None:
        hint = "set CDC_KAFKA_BOOTSTRAP_SERVERS to look at topics and consumer groups"
        yield Finding("not looked at", "broker", "none is configured: offsets are told from the databases alone", hint)
        return
    broker.ping()
    yield Finding("ok", "broker", f"{broker.label} answers")


def _executor(environ: Mapping[str, str]) -> Iterator[Finding]:
    """What runs the steps; with Celery whether its broker answers and workers of this project listen."""
    size = tenants_per_run(environ)
    merge_sessions(environ)  # raises where it is no number
    name = executor_name(environ)
    yield Finding("ok", "executor", f"{name}, up to {size} tenants per run")
    if name == "celery":
        from cdc_assets.jobs.celery_app import listening_workers

        label, workers = listening_workers(environ)
        if workers:
            yield Finding("ok", "executor", f"{len(workers)} workers at {label}: {', '.join(workers)}")
        else:
            hint = "start one: celery -A cdc_assets.jobs.celery_worker worker --concurrency 1"
            yield Finding("error", "executor", f"no worker listens at {label}: runs would wait", hint)
