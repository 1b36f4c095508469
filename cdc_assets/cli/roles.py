"""`cdc roles`: the SQL that makes a sink's roles, for a DBA; run only when told to."""

from __future__ import annotations

from collections.abc import Iterator

import click
import psycopg

from cdc_assets.cli.output import json_option, print_json
from cdc_assets.cli.selection import chosen, chosen_databases, open_project, several, sink_names
from cdc_assets.config.model import Project
from cdc_assets.ddl.roles import sink_roles_sql
from cdc_assets.errors import CdcError, Problem
from resources.postgres import connect, database


@click.command()
@json_option
@several("--sink", "sinks", "SINK", "Only this sink, e.g. sink_asma.directory.", sink_names)
@click.option("--apply", "run", is_flag=True, help="Run it in the sink's databases, as the user of the server entry.")
def roles(sinks: tuple[str, ...], run: bool, as_json: bool) -> None:
    """Print the SQL that creates each sink's roles (`roles` in sink-groups.yaml), for a DBA to read and run.

    The same text is in `migrations/<sink>/roles/roles.sql`. Making roles needs a superuser; applying does not.

    Exit codes: 0 done; 2 error.
    """
    project, _ = open_project()
    named = list(dict.fromkeys(sink for _, sink, _ in chosen(project, sinks, ())))
    found = {sink: text for sink in named if (text := sink_roles_sql(project, sink))}
    if not found:
        hint = "set roles: {migrator: …, loader: …, merger: …, reader: …}"
        raise CdcError(Problem("sink-groups.yaml", "no sink has roles", "roles", hint))
    done = [(sink, label) for sink, text in found.items() for label in _run(project, sink, text)] if run else []
    if as_json:
        print_json([{"sink": sink, "sql": text, "run_in": [at for one, at in done if one == sink]}
                    for sink, text in found.items()])  # fmt: skip
    elif run:
        for sink, label in done:
            click.echo(f"{sink}: the roles are in {label}")
    else:
        click.echo("\n".join(found.values()), nl=False)


def _run(project: Project, sink: str, text: str) -> Iterator[str]:
    """Run `text` in each of the sink's databases of this environment. Raises CdcError."""
    for _, target in chosen_databases(project, (sink,), ()):
        with database(target, project.root) as reachable, connect(reachable, seconds=None) as connection:
            try:
                with connection.transaction():
                    connection.execute(text.encode())
            except psycopg.Error as error:
                hint = "have a DBA run what `cdc roles` prints"
                raise CdcError(Problem(reachable.label, error.diag.message_primary or "denied", hint=hint)) from None
        yield target.label
