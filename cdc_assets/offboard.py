"""Dropping a tenant's schema, for good: the one place in this project that drops anything.

What belongs here: the schema, and what `cdc_management` remembers of it. What does not: asking whether (`jobs/`).
"""

from __future__ import annotations

from cdc_assets.config.model import Project
from cdc_assets.config.tenants import sink_target
from cdc_assets.errors import CdcError, Problem
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


_STRANGERS = """
SELECT c.relname::text FROM pg_catalog.pg_class AS c
WHERE c.relkind IN ('r', 'p', 'f', 'm') AND c.relnamespace = to_regnamespace(quote_ident(%s)) AND NOT EXISTS (
    SELECT FROM cdc_management.applied_schema AS a WHERE a.schema_name = %s AND a.object_name = c.relname
) ORDER BY 1
"""
"""Tables in a schema that no migration made: one with `target_exists` belongs to somebody else."""


def drop_schema(project: Project, sink: str, env: str, tenant: str) -> list[str]:
    """Drop the tenant's schema in the sink's database and forget it, in one transaction; says what was dropped.

    Nothing where there is no such schema. Raises CdcError where these migrations did not make it,
    or where tables of somebody else's lie in it.
    """
    from psycopg import sql

    target = sink_target(project, sink, env)
    with database(target, project.root) as reachable, connect(reachable) as connection, connection.transaction():
        found = connection.execute(
            "SELECT to_regnamespace(quote_ident(%s)) IS NOT NULL,"
            " to_regclass('cdc_management.applied_schema') IS NOT NULL",
            [tenant],
        ).fetchone()
        if found is None or not found[0]:
            return []
        ours = (
            found[1]
            and connection.execute(
                "SELECT FROM cdc_management.applied_schema WHERE schema_name = %s AND sink = %s LIMIT 1", [tenant, sink]
            ).fetchone()
            is not None
        )
        if not ours:
            hint = "drop it by hand if it is really yours"
            raise CdcError(Problem(reachable.label, f"the schema «{tenant}» was not made by {sink}", hint=hint))
        theirs = [str(name) for (name,) in connection.execute(_STRANGERS, [tenant, tenant]).fetchall()]
        if theirs:
            hint = "move or drop them first, or drop the schema by hand"
            what = f"the schema «{tenant}» holds tables that are not ours: {', '.join(theirs[:5])}"
            raise CdcError(Problem(reachable.label, what, hint=hint))
        count = connection.execute(
            "SELECT count(*) FROM pg_catalog.pg_class WHERE relkind IN ('r', 'p') AND relnamespace ="
            " to_regnamespace(quote_ident(%s))",
            [tenant],
        ).fetchone()
        connection.execute("SET LOCAL lock_timeout = '10s'")
        connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(tenant)))
        for (table,) in connection.execute(_REMEMBERING).fetchall():
            query = sql.SQL("DELETE FROM cdc_management.{} WHERE schema_name = %s").format(sql.Identifier(table))
            connection.execute(query, [tenant])
        return [f"schema {tenant} with {count[0] if count else 0} tables in {reachable.label}"]
