"""`cdc merge explain`: the SQL that the merge of a table executes."""

from __future__ import annotations

import click
import psycopg

from cdc_assets.cli.output import json_option, print_json
from cdc_assets.cli.project import open_project
from cdc_assets.cli.selection import chosen_databases, tenant_names
from cdc_assets.config.findings import did_you_mean
from cdc_assets.errors import CdcError, Problem
from cdc_assets.tables.naming import staging_name
from resources.postgres import connected

_TABLES = """
SELECT schema_name, table_name, staging_name FROM cdc_management.merge_control
WHERE schema_name = ANY (%s) ORDER BY schema_name <> %s, schema_name, table_name
"""
_STATEMENTS = "SELECT name, statement FROM cdc_management.merge_statements(%s, %s)"


@click.group()
def merge() -> None:
    """What merges do."""


@merge.command()
@click.argument("tenant", shell_complete=tenant_names)
@click.argument("table")
@json_option
def explain(tenant: str, table: str, as_json: bool) -> None:
    """Print the statements that the merge of TENANT's TABLE executes, as they would be now.

    TABLE is the final table's name; of a table that is somebody else's, its own.

    Exit codes: 0 done; 2 error.
    """
    project, _ = open_project()
    known: list[str] = []
    for _, target in chosen_databases(project, (), (tenant,)):
        with connected(target, project.root) as connection:
            try:
                relations = connection.execute(_TABLES, [[tenant, *target.schemas], tenant]).fetchall()
            except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
                continue  # nothing was applied there yet
            for schema, name, staging in relations:
                if name == table or staging == staging_name(table):
                    where = f"{schema}.{name} in {target.label}"
                    try:
                        statements = connection.execute(_STATEMENTS, [schema, name]).fetchall()
                    except (psycopg.errors.UndefinedFunction, psycopg.errors.UndefinedTable):
                        what = "merges by the procedure of a version before"
                        raise CdcError(Problem(where, what, hint="cdc apply brings it up to date")) from None
                    if not as_json:
                        click.secho(where, err=True, dim=True)
                    _print(statements, as_json)
                    return
            known += [name for _, name, _ in relations]
    hint = did_you_mean(table, known) if known else "nothing was applied there yet: cdc apply"
    raise CdcError(Problem(tenant, f"no merge into {table} is known", hint=hint))


def _print(statements: list[tuple[str, str]], as_json: bool) -> None:
    if as_json:
        print_json([{"name": name, "statement": statement} for name, statement in statements])
    else:
        click.echo("\n\n".join(f"-- {name}\n{statement};" for name, statement in statements))
