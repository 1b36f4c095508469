"""`cdc verify`, `cdc load`: do the tables hold what the source holds; what brings them back, what was there before."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import cast

import click

from cdc_assets.cli.output import fields, plural, print_json, print_table
from cdc_assets.cli.selection import SECONDS, Choice, choosing_relations, open_project
from cdc_assets.errors import Problem, refuse
from cdc_assets.verify.load import Loaded, load_places
from cdc_assets.verify.model import KINDS, Mode, Options, Relation, Verification
from cdc_assets.verify.places import places
from cdc_assets.verify.run import Agree, Budget, verify_places


@click.command()
@choosing_relations
@click.option("--rows", "mode", flag_value="rows", default="rows", help="Compare every row (the default).")
@click.option("--changes", "mode", flag_value="changes", help="Ask whether each captured change arrived: cheap.")
@click.option("--repair", is_flag=True, help="Read what differs again and merge it.")
@click.option("--yes", is_flag=True, help="With --repair: do not ask, however much differs.")
@click.option(
    "--budget-rows",
    default=1_000,
    show_default=True,
    type=click.IntRange(0),
    help="Rows to repair per table at most, without approval.",
)
@click.option("--budget-seconds", type=SECONDS, help="Read the rows of a table no longer than this.")
@click.option(
    "--settle",
    default=10.0,
    show_default=True,
    type=SECONDS,
    metavar="SECONDS",
    help="Seconds to wait for events in flight.",
)
@click.option(
    "--values", is_flag=True, help="Keep both sides' rows in verification_differences. They may be people's data."
)
def verify(
    choice: Choice,
    mode: str,
    repair: bool,
    yes: bool,
    budget_rows: int,
    budget_seconds: float | None,
    settle: float,
    values: bool,
    as_json: bool,
) -> None:
    """Compare tables with the source while changes flow; with --repair heal what differs.

    What differs is in `cdc_management.verification_differences`. A repair of more than the budget, or of more than a
    twentieth of a table, asks first; without a terminal it is left out.

    Exit codes: 0 equal, or healed; 1 something differs, or not all was read; 2 error.
    """
    project, environ = open_project()
    options = Options(settle=settle, seconds=budget_seconds, values=values)
    budget = Budget(budget_rows) if repair else None
    chosen = places(project, *choice)
    left_out = {place.relation.label: place.uncompared for place in chosen if place.uncompared}
    for label, why in left_out.items() if not as_json else ():
        click.echo(f"{label} {why}; left out", err=True)
    failed: list[Problem] = []
    found: list[Verification] = []

    compared = [place for place in chosen if not place.uncompared]
    for one in verify_places(
        project, compared, environ, cast(Mode, mode), options, budget, asking(yes, as_json), failed
    ):
        found.append(one)
        if not as_json:
            click.echo(sentence(one))
    if as_json:
        print_json({"verifications": [verification_fields(one) for one in found], "left_out": left_out})
    else:
        show_differences([one for one in found if one.found])
    refuse(failed)
    sys.exit(any(one.open or not one.complete for one in found))


def asking(yes: bool, as_json: bool) -> Agree:
    """Ask whoever sits there about a repair beyond the budget; without anybody there it is left out."""

    def agreed(one: Verification, why: str) -> bool:
        if yes:
            return True
        if as_json or not sys.stdin.isatty():
            click.echo(f"{one.relation.label}: {why}; not repaired without --yes", err=True)
            return False
        show_differences([one])
        return click.confirm(f"{one.relation.label}: {why}. Repair?", err=True)

    return agreed


def sentence(one: Verification) -> str:
    """What was found, in a line."""
    what = "rows" if one.mode == "rows" else "changes"
    said = f"{one.relation.label}: {plural(one.rows_read, what.removesuffix('s'))} compared"
    if not one.complete:
        said += ", not all"
    if not one.found:
        return f"{said}, nothing differs"
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(one.found.items()))
    return f"{said}: {kinds}" + (f"; {one.repaired} healed" if one.repaired else "")


def show_differences(found: Sequence[Verification]) -> None:
    """The first differences of each, without values."""
    rows = [
        (
            one.relation.label,
            each.kind,
            each.key,
            ", ".join(each.columns),
            {None: "", True: "yes", False: "no"}[each.healed],
        )
        for one in found
        for each in one.differences
    ]
    if rows:
        print_table(("table", "kind", "key", "columns", "healed"), rows, "Differences")
        for kind in dict.fromkeys(row[1] for row in rows):
            click.echo(f"{kind}: {KINDS[kind]}")
        more = sum(sum(one.found.values()) for one in found) - len(rows)
        if more > 0:
            click.echo(f"{more} more are in cdc_management.verification_differences")


def relation_fields(one: Relation) -> dict[str, object]:
    """A relation's name and tenant."""
    return {"schema": one.schema, "table": one.name, "tenant": one.tenant}


def verification_fields(one: Verification) -> dict[str, object]:
    """All that was counted, and the first differences without values."""
    return {
        "id": one.id,
        **relation_fields(one.relation),
        **fields(one, "mode", "complete", "rows_read", "rows_newer", "rows_losing"),
        "found": dict(one.found),
        **fields(one, "repaired", "open"),
        "differences": [fields(each, "kind", "key", "columns", "healed") for each in one.differences],
    }


@click.command()
@choosing_relations
def load(choice: Choice, as_json: bool) -> None:
    """Load the rows that exist already from the source, where that was not done yet.

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
        print_json([{**relation_fields(one.relation), **fields(one, "rows", "already")} for one in found])
    elif not chosen:
        click.echo("no service has `initial_load: reread`; --table names tables to load all the same")
    refuse(failed)
