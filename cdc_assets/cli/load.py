"""`cdc load`: rows that were there before their table, customer or column was, read from the source."""

from __future__ import annotations

import click

from cdc_assets.cli.output import plural, print_json
from cdc_assets.cli.project import open_project
from cdc_assets.cli.selection import Choice, choosing_relations
from cdc_assets.errors import CdcError, Problem
from cdc_assets.verify.load import Loaded, load_places
from cdc_assets.verify.model import Relation
from cdc_assets.verify.places import places


@click.command()
@choosing_relations
def load(choice: Choice, as_json: bool) -> None:
    """Read the rows that are there already from the source, where that was not done yet.

    Without --table: the tables of services with `initial_load: reread`. A load that was stopped goes on where it was;
    a table with a column more is read again. Changes may stream meanwhile, and win.

    Exit codes: 0 done; 2 error.
    """
    project, environ = open_project()
    chosen = [place for place in places(project, *choice) if place.reread or choice.tables]
    failed: list[Problem] = []
    found: list[Loaded] = []
    for place in chosen if not as_json else ():
        if place.left_out:
            click.echo(f"{place.relation.label} {place.left_out}; left out", err=True)

    def progress(relation: Relation, rows: int) -> None:
        if not as_json:
            click.echo(f"{relation.label}: {plural(rows, 'row')} so far", err=True)

    for one in load_places(project, chosen, environ, failed, progress):
        found.append(one)
        if not as_json:
            done = "had been loaded before" if one.already else "loaded"
            click.echo(f"{one.relation.label}: {plural(one.rows, 'row')} {done}")
    if as_json:
        print_json(
            [
                {
                    "schema": one.relation.schema,
                    "table": one.relation.name,
                    "tenant": one.relation.tenant,
                    "rows": one.rows,
                    "already": one.already,
                }
                for one in found
            ]
        )
    elif not chosen:
        click.echo("no service has `initial_load: reread`; --table names tables to load all the same")
    if failed:
        raise CdcError(failed)
