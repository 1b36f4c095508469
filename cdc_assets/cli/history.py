"""`cdc history`: what was applied to a tenant, when and by whom, as `cdc_management.migration_history` has it."""

from __future__ import annotations

import click
import psycopg

from cdc_assets.cli.output import json_option, print_json, print_table
from cdc_assets.cli.project import open_project
from cdc_assets.cli.selection import chosen_databases, tenant_names
from resources.postgres import connected

_HISTORY = """
SELECT to_char(max(finished_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), sink, unit, status, count(*), applied_by,
    run_id, coalesce(max(error), '')
FROM cdc_management.migration_history WHERE schema_name = %s
GROUP BY sink, unit, status, applied_by, run_id, date_trunc('second', finished_at)
ORDER BY max(id) DESC LIMIT %s
"""
COLUMNS = ("UTC", "sink", "table", "status", "files", "by", "run", "error")


@click.command()
@click.argument("tenant", shell_complete=tenant_names)
@click.option("--last", default=50, show_default=True, type=click.IntRange(min=1), help="So many lines, latest first.")
@json_option
def history(tenant: str, last: int, as_json: bool) -> None:
    """What was applied to TENANT and what failed, the latest first: when, which table, by whom, in which run.

    Exit codes: 0 done; 2 error.
    """
    project, _ = open_project()
    rows: list[tuple[object, ...]] = []
    seen = set()
    for _, target in chosen_databases(project, (), (tenant,)):
        if (label := target.label) in seen:
            continue
        seen.add(label)
        with connected(target, project.root) as connection:
            try:
                rows += connection.execute(_HISTORY, [tenant, last]).fetchall()
            except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
                continue  # nothing was applied there yet
    rows = sorted(rows, key=lambda row: str(row[0]), reverse=True)[:last]
    if as_json:
        print_json([dict(zip(COLUMNS, row, strict=True)) for row in rows])
    elif rows:
        print_table(COLUMNS, rows)
    else:
        click.echo(f"nothing was applied to {tenant} yet")
