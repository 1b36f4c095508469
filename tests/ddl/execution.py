"""Executing rendered files as the engine does, and looking at what they made."""

from __future__ import annotations

import psycopg

from cdc_assets.ddl.model import Migrations
from cdc_assets.tables.naming import SCHEMA_PLACEHOLDER, quote_ident


def execute(connection: psycopg.Connection, migrations: Migrations, *tenants: str) -> None:
    """Every file in order: once, or once per tenant with the placeholder replaced."""
    for file in migrations.files:
        for tenant in tenants if file.scope == "tenant" else [None]:
            body = file.body if tenant is None else file.body.replace(SCHEMA_PLACEHOLDER, quote_ident(tenant))
            connection.execute(body.encode())


def columns(connection: psycopg.Connection, schema: str) -> dict[str, dict[str, str]]:
    """Type of each column by table of `schema`, columns in their order."""
    rows = connection.execute(
        """SELECT c.relname, a.attname,
            format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN '!' ELSE '' END
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = %s)
        AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname, a.attnum""",
        [schema],
    )
    found: dict[str, dict[str, str]] = {}
    for table, name, kind in rows:
        found.setdefault(table, {})[name] = kind
    return found


def keys(connection: psycopg.Connection, schema: str) -> dict[str, tuple[str, list[str]]]:
    """Name and columns of each primary key by table."""
    rows = connection.execute(
        """SELECT c.relname, k.conname, array_agg(a.attname::text ORDER BY place)
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
        CROSS JOIN unnest(k.conkey) WITH ORDINALITY AS u(attnum, place)
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = u.attnum
        WHERE k.contype = 'p' AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = %s)
        GROUP BY c.relname, k.conname""",
        [schema],
    )
    return {table: (name, names) for table, name, names in rows}


def comment(connection: psycopg.Connection, schema: str, table: str, column: str | None = None) -> str | None:
    """The comment of a table or column."""
    row = connection.execute(
        """SELECT coalesce(col_description(c.oid, a.attnum), obj_description(c.oid, 'pg_class')) FROM pg_class c
        LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = %s
        WHERE c.relname = %s AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = %s)""",
        [column, table, schema],
    ).fetchone()
    return row[0] if row else None


def defaults(connection: psycopg.Connection, schema: str, table: str) -> dict[str, str]:
    """The default expression of each column that has one."""
    rows = connection.execute(
        """SELECT a.attname, pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d
        JOIN pg_attribute a ON (a.attrelid, a.attnum) = (d.adrelid, d.adnum) JOIN pg_class c ON c.oid = d.adrelid
        WHERE c.relname = %s AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = %s)""",
        [table, schema],
    )
    return dict(rows.fetchall())
