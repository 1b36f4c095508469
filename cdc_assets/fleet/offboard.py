"""Dropping a tenant's schema, for good: the one place in this project that drops anything."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from cdc_assets.config.model import Project, SinkTarget
from cdc_assets.config.tenants import sink_databases, sink_target
from cdc_assets.errors import CdcError, Problem, some
from resources.postgres import connect, database

_REMEMBERING = """
SELECT c.relname FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'schema_name'
WHERE c.relnamespace = to_regnamespace('cdc_management') AND c.relkind = 'r'
    AND c.relname NOT IN ('migration_history', 'error_log', 'cdc_processing_log')
ORDER BY c.relname
"""
"""Every table of `cdc_management` that is about schemas, except those that tell what once happened: an offset that is
still accounted for would be skipped if the tenant came back."""

_THERE = """
SELECT to_regnamespace(quote_ident(%s)) IS NOT NULL, to_regclass('cdc_management.applied_schema') IS NOT NULL
"""

_STRANGERS = """
SELECT o.name::text FROM (
    SELECT relname, relnamespace FROM pg_catalog.pg_class WHERE relkind IN ('r', 'p', 'f', 'm', 'v')
    UNION ALL SELECT proname, pronamespace FROM pg_catalog.pg_proc
) AS o (name, namespace)
WHERE o.namespace = to_regnamespace(quote_ident(%(schema)s)) AND NOT EXISTS (
    SELECT FROM cdc_management.applied_schema AS a WHERE a.schema_name = %(schema)s AND a.object_name = o.name
) ORDER BY 1
"""
"""Tables, views and functions in a schema that no migration made: one with `target_exists` belongs to somebody else."""

_DEPENDENTS = """
SELECT c.oid::regclass::text FROM pg_catalog.pg_depend AS d
JOIN pg_catalog.pg_rewrite AS r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
JOIN pg_catalog.pg_class AS c ON c.oid = r.ev_class
JOIN pg_catalog.pg_class AS t ON d.refclassid = 'pg_class'::regclass AND t.oid = d.refobjid
WHERE t.relnamespace = to_regnamespace(quote_ident(%(schema)s)) AND c.relnamespace <> t.relnamespace
UNION
SELECT c.oid::regclass::text FROM pg_catalog.pg_constraint AS k
JOIN pg_catalog.pg_class AS t ON t.oid = k.confrelid
JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid
WHERE t.relnamespace = to_regnamespace(quote_ident(%(schema)s)) AND c.relnamespace <> t.relnamespace
UNION
SELECT c.oid::regclass::text FROM pg_catalog.pg_attribute AS a
JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
WHERE t.typnamespace = to_regnamespace(quote_ident(%(schema)s)) AND c.relnamespace <> t.typnamespace
UNION
SELECT p.oid::regprocedure::text FROM pg_catalog.pg_depend AS d
JOIN pg_catalog.pg_proc AS p ON d.classid = 'pg_proc'::regclass AND p.oid = d.objid
LEFT JOIN pg_catalog.pg_class AS t ON d.refclassid = 'pg_class'::regclass AND t.oid = d.refobjid
LEFT JOIN pg_catalog.pg_type AS y ON d.refclassid = 'pg_type'::regclass AND y.oid = d.refobjid
WHERE to_regnamespace(quote_ident(%(schema)s)) IN (t.relnamespace, y.typnamespace)
    AND p.pronamespace <> to_regnamespace(quote_ident(%(schema)s))
ORDER BY 1
"""
"""Views, foreign keys, columns and functions in other schemas that would go with it."""

_SIZE = """
SELECT count(*), coalesce(sum(pg_catalog.pg_total_relation_size(oid)), 0)::bigint FROM pg_catalog.pg_class
WHERE relkind IN ('r', 'p') AND relnamespace = to_regnamespace(quote_ident(%s))
"""


@dataclass(frozen=True, slots=True)
class Doomed:
    """A tenant's schema as it is before it is dropped, and what speaks against it."""

    schema: str
    env: str
    label: str
    tables: int = 0
    size: int = 0
    problems: tuple[Problem, ...] = ()

    def __str__(self) -> str:
        kept = f"{self.size / 2**20:.1f} MB" if self.size >= 2**19 else f"{self.size // 1024} kB"
        return f"schema {self.schema} with {self.tables} tables, {kept}, in {self.label} (environment {self.env})"


@dataclass(frozen=True, slots=True)
class Left:
    """A schema that a sink's migrations made for a tenant that is configured no longer."""

    schema: str
    sink: str
    label: str
    tables: int


_MADE = """
SELECT schema_name, count(*) FILTER (WHERE kind = 'table') FROM cdc_management.applied_schema
WHERE sink = %s AND to_regnamespace(quote_ident(schema_name)) IS NOT NULL GROUP BY 1 ORDER BY 1
"""


def left_schemas(project: Project, group: str, sink: str, names: Sequence[str]) -> list[Left]:
    """Schemas in the databases of the tenants `names` whose own tenant left. A database that was never applied to, or
    cannot be asked, has none to tell of."""
    found: list[Left] = []
    for target, _ in sink_databases(project, group, sink, names):
        with (
            contextlib.suppress(CdcError),
            database(target, project.root) as reachable,
            connect(reachable) as connection,
        ):
            found += left_in(connection, project, target)
    return found


def left_in(connection: psycopg.Connection[Any], project: Project, target: SinkTarget) -> list[Left]:
    """Those of one database."""
    label = target.label
    try:
        made = connection.execute(_MADE, [target.sink]).fetchall()
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName, psycopg.errors.InsufficientPrivilege):
        return []
    known = {"cdc_management", *expected_schemas(project, target.sink, label)}
    return [Left(str(schema), target.sink, label, count) for schema, count in made if schema not in known]


def expected_schemas(project: Project, sink: str, label: str) -> set[str]:
    """The schemas that belong into one of the sink's databases: of tenants in whatever environment lives there, and
    those that services name."""
    here = {env for env, where in environments(project, sink).items() if where == label}
    found = set()
    for service in project.services.values():
        if sink in service.sinks:
            found |= {name.partition(".")[0] for name in service.sinks[sink].tables}
            found |= {
                name
                for name, entry in project.source_groups[service.group].sources.items()
                if any((where.target_sink_env or env) in here for env, where in entry.environments.items())
            }
    return found


def environments(project: Project, sink: str) -> dict[str, str]:
    """Environment → `server/database` of a sink."""
    group, _, name = sink.partition(".")
    found = project.sink_groups[group].sources[name].environments
    return {env: f"{where.server}/{where.database}" for env, where in found.items()}


def still_used(project: Project, group: str, sink: str, env: str, tenant: str) -> str | None:
    """An environment of the source where the tenant is configured and lives in the very database, if any."""
    entry = project.source_groups[group].sources.get(tenant)
    known = environments(project, sink)
    for name, database_of in entry.environments.items() if entry else ():
        if known.get(database_of.target_sink_env or name) == known[env]:
            return name
    return None


def look(project: Project, sink: str, env: str, tenant: str, sinks: Collection[str]) -> Doomed | None:
    """The tenant's schema in the sink's database of `env`; None where there is none. `sinks`: all that are dropped."""
    with database(sink_target(project, sink, env), project.root) as reachable, connect(reachable) as connection:
        return _look(connection, sink, env, tenant, sinks, reachable.label)


def drop_schema(project: Project, sink: str, env: str, tenant: str, sinks: Collection[str]) -> str | None:
    """Drop the tenant's schema in the sink's database and forget it, in one transaction; says what was dropped.

    None where there is no such schema. Raises CdcError where something speaks against it: these migrations did not make
    it, something of somebody else's lies in it or depends on it.
    """
    from psycopg import sql

    with (
        database(sink_target(project, sink, env), project.root) as reachable,
        connect(reachable, seconds=None) as connection,
        connection.transaction(),
    ):
        found = _look(connection, sink, env, tenant, sinks, reachable.label)
        if found is None:
            return None
        if found.problems:
            raise CdcError(found.problems)
        connection.execute("SET LOCAL lock_timeout = '10s'")
        connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(tenant)))
        for (table,) in connection.execute(_REMEMBERING).fetchall():
            query = sql.SQL("DELETE FROM cdc_management.{} WHERE schema_name = %s").format(sql.Identifier(table))
            connection.execute(query, [tenant])
        return str(found)


def _look(
    connection: psycopg.Connection[Any], sink: str, env: str, tenant: str, sinks: Collection[str], label: str
) -> Doomed | None:
    there, managed = connection.execute(_THERE, [tenant]).fetchone() or (False, False)
    if not there:
        return None
    tables, size = connection.execute(_SIZE, [tenant]).fetchone() or (0, 0)
    made_by = set()
    if managed:
        query = "SELECT DISTINCT sink FROM cdc_management.applied_schema WHERE schema_name = %s"
        made_by = {str(name) for (name,) in connection.execute(query, [tenant])}
    problems = []
    if sink not in made_by:
        what = f"the schema {tenant} was not made by {sink}"
        problems.append(Problem(label, what, hint="drop it by hand if it is really yours"))
    else:
        others = sorted(made_by - set(sinks))
        theirs = [str(name) for (name,) in connection.execute(_STRANGERS, {"schema": tenant}).fetchall()]
        dependents = [str(name) for (name,) in connection.execute(_DEPENDENTS, {"schema": tenant}).fetchall()]
        for what, names in (
            ("is also filled by", others),
            ("holds what is not ours:", theirs),
            ("is used by", dependents),
        ):
            if names:
                hint = "move or drop them first, or drop the schema by hand"
                problems.append(Problem(label, f"the schema {tenant} {what} {some(names)}", hint=hint))
    return Doomed(tenant, env, label, tables, size, tuple(problems))
