"""`cdc adopt`: a running system moves over without anything being made anew."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence

import click

from cdc_assets.cli.output import fields, print_json
from cdc_assets.cli.selection import chosen, open_project, selection
from cdc_assets.errors import CdcError, Problem, refuse
from cdc_assets.fleet.adopt import AdoptStage, adoption


@click.command()
@selection
@click.option("--write", is_flag=True, help="Record what matches; without it nothing is written.")
@click.option(
    "--take-over", is_flag=True, help="With --write: also record, as found, what differs; `cdc plan` then alters it."
)
def adopt(sinks: tuple[str, ...], names: tuple[str, ...], as_json: bool, write: bool, take_over: bool) -> None:
    """Compare a live target with the generated files and take over what is there already.

    For databases whose tables were made by hand, by another tool, or from our files without us. Tables that match get
    their history (migration_history, applied_schema and, where it is missing, the registration of their merge), so
    that `cdc apply` leaves them as they are. What differs is listed: what, where, and what to do. A staging table of
    another tool is replaced by the plan that follows, never by this command.

    \b
    1. cdc adopt                       look; nothing is written
    2. cdc adopt --write               history for what matches
    3. cdc adopt --write --take-over   adopt what differs as it is
    4. cdc plan, cdc apply --allow …   changes it to what it should be

    Exit codes: 0 all is recorded and nothing differs; 1 something to adopt or different; 2 error.
    """
    if take_over and not write:
        raise CdcError(Problem("--take-over", "it writes, and so it needs --write"))
    project, _ = open_project()
    unreachable: list[Problem] = []
    found = [
        stage
        for group, sink, wanted in chosen(project, sinks, names)
        for stage in adoption(project, group, sink, wanted, write=write, take_over=take_over, unreachable=unreachable)
    ]
    if as_json:
        print_json([_fields(stage) for stage in found])
    else:
        for line in _lines(found, write):
            click.echo(line)
    refuse(unreachable)
    sys.exit(0 if all(stage.found.done for stage in found) else 1)


def _lines(found: Sequence[AdoptStage], write: bool) -> Iterator[str]:
    """Equal differences of many schemas once, then how many units stand where."""
    for stage in found:
        places: dict[tuple[str, str, str], list[str]] = {}
        for one in stage.found.differences:
            schema, _, relation = one.where.partition(".")
            places.setdefault((relation or schema, one.what, one.hint), []).append(schema)
        for (relation, what, hint), schemas in places.items():
            where = f"{schemas[0]}.{relation}" if schemas[0] != relation else relation
            more = f" (and {len(schemas) - 1} more schemas)" if len(schemas) > 1 else ""
            yield f"{stage.database}: {where}{more}: {what} ({hint})"
        counts = Counter(each.stand for each in stage.found.candidates)
        summary = ", ".join(f"{count} {stand}" for stand, count in counts.items()) or "no tables"
        yield f"{stage.database} ({stage.sink}): {summary}"
    stands = {each.stand for stage in found for each in stage.found.candidates}
    if not write and "matches" in stands:
        yield "nothing was written; run: cdc adopt --write"
    if "differs" in stands:
        yield "what differs: cdc adopt --write --take-over, then cdc plan"
    if "missing" in stands:
        yield "what is missing is made by: cdc apply"


def _fields(stage: AdoptStage) -> dict[str, object]:
    return {
        **fields(stage, "sink", "database"),
        "tables": [
            {"schema": each.schema, "table": each.unit.removeprefix(f"{each.schema}."), "stand": each.stand}
            for each in stage.found.candidates
        ],
        "differences": [fields(one, "where", "what", "hint") for one in stage.found.differences],
    }
