"""Migrations made by hand: small, quick to apply, of the same shape as rendered ones."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from cdc_assets.ddl.environment import environment
from cdc_assets.ddl.model import FileKind, Migrations, SqlFile
from cdc_assets.tables.naming import merge_name, quote_ident, staging_name

SINK = "sink_asma.directory"


def sql_file(
    path: str,
    kind: FileKind,
    body: str,
    *,
    schema: str | None = None,
    relation: str | None = None,
    depends_on: tuple[str, ...] = (),
) -> SqlFile:
    """A file; it belongs to every tenant where its body carries the placeholder."""
    scope = "tenant" if "{{SCHEMA}}" in body else "database"
    sha256 = hashlib.sha256(body.encode()).hexdigest()
    return SqlFile(path, kind, scope, schema, relation, body, sha256, (), depends_on)


def infrastructure() -> SqlFile:
    """The shipped template of history and state."""
    body = environment().get_template("infrastructure/10_migration_history.sql.j2").render()
    return sql_file("infrastructure/10_migration_history.sql", "infrastructure", body, schema="cdc_management")


def tenant_schema() -> SqlFile:
    """`CREATE SCHEMA` for each tenant."""
    return sql_file("schemas/tenant.sql", "schema", "CREATE SCHEMA IF NOT EXISTS {{SCHEMA}};\n")


def table(
    name: str, columns: str = "id int PRIMARY KEY, t text", *, schema: str | None = None, merge: str = "NULL"
) -> list[SqlFile]:
    """Final table, staging and procedure; `merge` is the procedure's body."""
    where = "{{SCHEMA}}" if schema is None else quote_ident(schema)
    final = f"{where}.{quote_ident(name)}"
    prefix = f"{schema}." if schema else ""
    paths = (f"tables/{prefix}{name}.sql", f"staging/{prefix}{name}-staging.sql", f"staging/{prefix}{name}-merge.sql")
    procedure = f"{where}.{quote_ident(merge_name(name))}()"
    bodies = (
        f"CREATE TABLE {final} ({columns});\n",
        f"CREATE UNLOGGED TABLE {where}.{quote_ident(staging_name(name))} (LIKE {final});\n",
        f"CREATE OR REPLACE PROCEDURE {procedure} LANGUAGE plpgsql AS $cdc$BEGIN {merge}; END$cdc$;\n",
    )
    return [
        sql_file(paths[0], "table", bodies[0], schema=schema, relation=name, depends_on=("schemas/tenant.sql",)),
        sql_file(paths[1], "staging", bodies[1], schema=schema, relation=staging_name(name), depends_on=paths[:1]),
        sql_file(paths[2], "procedure", bodies[2], schema=schema, relation=merge_name(name), depends_on=paths[:2]),
    ]


def migrations(files: Iterable[SqlFile], sink: str = SINK) -> Migrations:
    """The infrastructure, the tenant's schema and `files`."""
    every = (infrastructure(), tenant_schema(), *files)
    return Migrations(sink, every, hashlib.sha256("".join(file.sha256 for file in every).encode()).hexdigest())


def some_tables(count: int, columns: int = 4) -> Migrations:
    """`count` tables of `columns` columns besides the key."""
    spec = ", ".join(["id int PRIMARY KEY", *(f"c{n} text" for n in range(columns))])
    return migrations(file for n in range(count) for file in table(f"T{n}", spec))
