"""`cdc history`, `cdc merge explain`: what a tenant's databases say of one tenant."""

from __future__ import annotations

from collections.abc import Iterator

import click
import psycopg

from cdc_assets.cli.output import json_option, print_json, show_rows
from cdc_assets.cli.selection import chosen_databases, open_project, tenant_names
from cdc_assets.config.findings import did_you_mean
from cdc_assets.config.model import SinkTarget
from cdc_assets.errors import CdcError, Problem
from cdc_assets.tables.naming import staging_name
from resources.postgres import connected

_HISTORY = """
SELECT to_char(max(finished_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), sink, unit, status, count(*), applied_by,
    run_id, coalesce(max(error), '')
FROM cdc_management.migration_history WHERE schema_name = %s
GROUP BY sink, unit, status, applied_by, run_id, date_trunc('second', finished_at)
ORDER BY max(id) DESC LIMIT %s
"""
COLUMNS = ("UTC", "sink", "table", "status", "files", "by", "run", "error")
_TABLES = """
SELECT schema_name, table_name, staging_name FROM cdc_management.merge_control
WHERE schema_name = ANY (%s) ORDER BY schema_name <> %s, schema_name, table_name
"""
_STATEMENTS = "SELECT name, statement FROM cdc_management.merge_statements(%s, %s)"


def _databases(tenant: str, table: str) -> Iterator[tuple[SinkTarget, psycopg.Connection]]:
    """Each of the tenant's databases once, connected, where an apply made `table` in `cdc_management`."""
    project, _ = open_project()
    for target in {target.identity: target for _, target in chosen_databases(project, (), (tenant,))}.values():
        with connected(target, project.root) as connection:
            if connection.execute("SELECT to_regclass(%s)", [f"cdc_management.{table}"]).fetchone() != (None,):
                yield target, connection


@click.command()
@click.argument("tenant", shell_complete=tenant_names)
@click.option(
    "--last", default=50, show_default=True, type=click.IntRange(min=1), help="Entries to show, latest first."
)
@json_option
def history(tenant: str, last: int, as_json: bool) -> None:
    """What was applied to TENANT and what failed, the latest first: when, which table, by whom, in which run.

    Exit codes: 0 done; 2 error.
    """
    found = [
        row
        for _, one in _databases(tenant, "migration_history")
        for row in one.execute(_HISTORY, [tenant, last]).fetchall()
    ]
    rows = sorted(found, key=lambda row: str(row[0]), reverse=True)[:last]
    if rows or as_json:
        show_rows(COLUMNS, rows, as_json)
    else:
        click.echo(f"nothing was applied to {tenant} yet")


@click.group()
def merge() -> None:
    """Inspect merges."""


@merge.command()
@click.argument("tenant", shell_complete=tenant_names)
@click.argument("table")
@json_option
def explain(tenant: str, table: str, as_json: bool) -> None:
    """Print the statements that the merge of TENANT's TABLE executes, as they would be now.

    TABLE is the final table's name; of a table that is somebody else's, its own.

    Exit codes: 0 done; 2 error.
    """
    known: list[str] = []
    for target, connection in _databases(tenant, "merge_control"):
        relations = connection.execute(_TABLES, [[tenant, *target.schemas], tenant]).fetchall()
        known += [name for _, name, _ in relations]
        for schema, name, staging in relations:
            if name == table or staging == staging_name(table):
                where = f"{schema}.{name} in {target.label}"
                try:
                    statements = connection.execute(_STATEMENTS, [schema, name]).fetchall()
                except (psycopg.errors.UndefinedFunction, psycopg.errors.UndefinedTable):
                    what = "still merges with an earlier version's procedure"
                    raise CdcError(Problem(where, what, hint="cdc apply brings it up to date")) from None
                if as_json:
                    print_json([{"name": name, "statement": statement} for name, statement in statements])
                    return
                click.secho(where, err=True, dim=True)
                click.echo("\n\n".join(f"-- {name}\n{statement};" for name, statement in statements))
                return
    hint = did_you_mean(table, known) if known else "nothing was applied there yet: cdc apply"
    raise CdcError(Problem(tenant, f"no merge into {table} is known", hint=hint))
