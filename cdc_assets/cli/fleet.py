"""`cdc plan`, `apply`, `status`, `down`: a fleet of tenants from a terminal, without Dagster."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

import click
from rich.console import Console
from rich.progress import Progress

from cdc_assets import stages
from cdc_assets.cli.output import commented, fields, plural, print_json, print_table
from cdc_assets.cli.selection import chosen, open_project, selection, several, tenant_names, unit_names, units_of
from cdc_assets.config.findings import there_are, unknown
from cdc_assets.config.tenants import services_of
from cdc_assets.errors import CdcError, Problem, noted, refuse, some
from cdc_assets.fleet.offboard import Left, left_schemas
from cdc_assets.migrate.apply import NOT_BEGUN, Waves
from cdc_assets.migrate.drift import TenantStatus
from cdc_assets.migrate.explain import PlanStage, distinct
from cdc_assets.migrate.hazards import approvals, unapproved
from cdc_assets.migrate.outcome import Outcome
from cdc_assets.migrate.undo import DownPlan


@click.command()
@selection
@click.option("--repair-drift", "--mend", "mend", is_flag=True, help="Also repair what was changed by hand.")
@click.option("--sql", is_flag=True, help="Every statement in full, and as comments those that undo it.")
def plan(sinks: tuple[str, ...], names: tuple[str, ...], as_json: bool, mend: bool, sql: bool) -> None:
    """Show what `apply` would do: each distinct state once, with its tenants and every statement. Changes nothing.

    \b
    cdc plan                                     the whole fleet
    cdc plan --tenant avansas --json             one customer, for a program
    cdc plan --sql                               whole, with the steps back: for a review

    Exit codes: 0 nothing to do; 1 something to do; 2 refused or wrong.
    """
    project, _ = open_project()
    unreachable: list[Problem] = []
    found = [
        each
        for group, sink, wanted in chosen(project, sinks, names)
        for each in stages.planned(project, group, sink, wanted, mend=mend, unreachable=unreachable)
    ]
    if as_json:
        print_json([_plan_json(each) for each in found])
    elif found or not unreachable:
        show_plans(found, whole=sql)
    refuse(unreachable)
    if any(each.refused for each in found):
        sys.exit(2)
    sys.exit(0 if all(each.current for each in found) else 1)


@click.command()
@selection
@several("--allow", "allow", "HAZARD", "Approve a hazard, e.g. DATA_LOSS:Actor.Navn.")
@several("--canary", "canaries", "NAME", "Tenants of the first wave.", tenant_names)
@click.option("--wave", type=click.IntRange(min=1), metavar="N", help="Tenants per later wave (default: all at once).")
@click.option("--budget", type=click.IntRange(min=0), metavar="N", help="Failed tenants before no further wave begins.")
@click.option("--connections", type=click.IntRange(1, 64), default=4, show_default=True, help="Parallel tenants.")
@click.option("--repair-drift", "--mend", "mend", is_flag=True, help="Also repair what was changed by hand.")
@click.option("--dry-run", is_flag=True, help="The same as `cdc plan`.")
@click.pass_context
def apply(
    ctx: click.Context,
    sinks: tuple[str, ...],
    names: tuple[str, ...],
    as_json: bool,
    allow: tuple[str, ...],
    canaries: tuple[str, ...],
    wave: int | None,
    budget: int | None,
    connections: int,
    mend: bool,
    dry_run: bool,
) -> None:
    """Bring tenants to what was generated: make what is new, evolve what changed, wave by wave.

    A tenant whose plan has a hazard nobody allowed is refused as a whole; the message says how to allow it. One failing
    tenant neither stops nor undoes another; run it again and it goes on where it stopped. Where the configuration says
    `initial_load: reread`, `cdc load` comes next.

    \b
    cdc apply --dry-run                                what would be done
    cdc apply --tenant avansas                         one customer
    cdc apply --canary avansas --wave 10 --budget 2    one first, then ten at a time; three failures stop it
    cdc apply --allow DATA_LOSS:Actor.Navn             approve one hazard, as the plan names it

    Exit codes: 0 done, or nothing to do; 1 --dry-run found something to do; 2 failed or refused.
    """
    approvals(allow)
    if dry_run:
        ctx.invoke(plan, sinks=sinks, names=names, as_json=as_json, mend=mend)
    project, _ = open_project()
    console = Console(stderr=True)
    bar = Progress(console=console, transient=True, disable=as_json or not console.is_terminal)
    results: list[stages.ApplyStage] = []
    unreachable: list[Problem] = []

    def report(stage: stages.ApplyStage) -> None:
        results.append(stage)
        result = stage.result
        if result.tenant is not None:
            bar.advance(task)
        if not as_json and (result.applied or not result.ok):
            message = f"{len(result.applied)} done" if result.ok else f"[red]failed[/red], {len(result.applied)} done"
            console.print(f"{result.tenant or stage.database}: {message}, {result.seconds:.1f} s", highlight=False)

    picked = list(chosen(project, sinks, names))
    known = (name for _, _, wanted in picked for name in wanted)
    refuse(unknown("--canary", "`{}` is not among the chosen tenants", canaries, known, ""))
    task = bar.add_task("tenants", total=sum(len(wanted) for _, _, wanted in picked))
    with bar:
        for group, sink, wanted in picked:
            failed = {each.result.tenant for each in results if not each.result.ok} - {None}
            if failed & {*canaries} or (budget is not None and len(failed - {*canaries}) > budget):
                unreachable.append(Problem(sink, NOT_BEGUN, hint="fix what failed, then run it again"))
                continue
            waves = Waves(canaries=tuple(name for name in canaries if name in wanted), batch=wave, budget=budget)
            try:
                stages.applied_schema(
                    project,
                    group,
                    sink,
                    wanted,
                    connections=connections,
                    allow=allow,
                    waves=waves,
                    mend=mend,
                    on_result=report,
                    on_note=lambda note: console.print(f"note: {note}", highlight=False, markup=False),
                )
            except CdcError as error:  # a database that is not there: the other sinks' go on, but after a canary
                unreachable += error.problems
                if canaries or budget is not None:
                    break
    if as_json:
        print_json([_result_json(each) for each in results])
    else:
        reread = any(
            service.source.initial_load == "reread" and sink in service.sinks
            for group, sink, _ in picked
            for service in services_of(project, group)
        )
        for line in _summary(results, "nothing done" if unreachable else "nothing to do", reread=reread):
            console.print(line)
    refuse([*same_together(results), *unreachable])


def _summary(results: Sequence[stages.ApplyStage], nothing: str, *, reread: bool) -> Iterator[str]:
    """What was done in how many tenants, and what comes next."""
    done = sum(len(each.result.applied) for each in results)
    count = sum(each.result.tenant is not None for each in results)
    broken = sum(not each.result.ok for each in results)
    message = f"{plural(done, 'unit')} applied" if done or broken else nothing
    yield f"{plural(count, 'tenant')}: {message}" + (f", {broken} failed or refused" if broken else "")
    if done and reread:
        yield "next: `cdc load` reads the rows that the source has already (`initial_load: reread`)"


@click.command()
@selection
def status(sinks: tuple[str, ...], names: tuple[str, ...], as_json: bool) -> None:
    """Where every tenant stands: applied, pending, drifted (changed by hand), refused, failed; and who left.

    What is refused or failed shows its reason until that is resolved. Schemas of tenants that are configured no longer
    are named (`left`) and change no exit code.

    Exit codes: 0 all as it should be; 1 pending or drifted; 2 failed, or an apply would be refused.
    """
    project, _ = open_project()
    found: list[tuple[str, str, TenantStatus]] = []
    left: list[Left] = []
    unreachable: list[Problem] = []
    for group, sink, wanted in chosen(project, sinks, names):
        with noted(unreachable):  # one sink's files: the others are shown
            stand = stages.statuses(project, group, sink, wanted, unreachable)
            found += [(sink, label, each) for label, each in stand]
            left += [] if names else left_schemas(project, group, sink, wanted)
    if as_json:
        rows = [
            {
                "sink": sink, "database": label, "schema": each.schema, "state": each.state,
                "applied": len(each.applied), "pending": each.pending, "failed": dict(each.failed),
                "refused": dict(each.refused),
                "drift": [
                    {"unit": one.unit, "what": one.sentence, "harmless": one.harmless, "statement": one.statement}
                    for one in each.drift
                ],
            }
            for sink, label, each in found
        ]  # fmt: skip
        rows += [{"sink": one.sink, "database": one.label, "schema": one.schema, "state": "left"} for one in left]
        print_json(rows)
    else:
        table: list[tuple[object, ...]] = []
        for sink, _, each in found:
            message = [f"{unit}: {error}" for unit, error in each.failed]
            message += [f"{unit}: refused: {reason}" for unit, reason in each.refused]
            message += [
                f"{one.unit}: {one.sentence}" + (f": {one.statement};" if one.statement else "")
                for one in each.drift
                if not one.harmless
            ]
            message = [*message[:5], f"and {len(message) - 5} more (--json has all)"] if len(message) > 5 else message
            table.append((each.schema, sink, each.state, len(each.applied), len(each.pending), "\n".join(message)))
        for one in left:
            table.append((one.schema, one.sink, "left", one.tables, 0, "configured no longer: see offboard_tenant"))
        if table or not unreachable:
            print_table(("schema", "sink", "state", "applied", "pending", "what"), table)
    refuse(unreachable)
    sys.exit(max((each.exit_code for _, _, each in found), default=0))


@click.command()
@selection
@several("--table", "units", "TABLE", "The table to step back.", unit_names, required=True)
@several("--allow", "allow", "HAZARD", "Lose these values, e.g. DATA_LOSS:Actor.Navn.")
@click.option("--dry-run", is_flag=True, help="Only show what would be undone, and what would be lost.")
@click.option("--yes", is_flag=True, help="Do not ask. Tenants must be named with --tenant.")
def down(
    sinks: tuple[str, ...],
    names: tuple[str, ...],
    as_json: bool,
    units: tuple[str, ...],
    allow: tuple[str, ...],
    dry_run: bool,
    yes: bool,
) -> None:
    """Undo the latest change of a TABLE in the chosen tenants, by the inverses that were recorded with it.

    Shows what is undone in each database, then asks. What has no inverse (a dropped value is gone) is refused, and so
    is what loses values, unless --allow names them. The definition stays: the next apply changes it again.

    \b
    cdc down --table Actor --dry-run             what would be undone, in the whole fleet
    cdc down --table Actor --tenant avansas
    cdc down --table public.Kunde                a relation that all tenants share

    Exit codes: 0 done, or nothing to undo; 1 --dry-run found something to undo; 2 failed, refused or not agreed to.
    """
    project, _ = open_project()
    everyone = [unit for unit in units if "." not in unit] if not names else []
    if yes and everyone:
        what = f"would step {', '.join(everyone)} back in every tenant of `{project.env}` without asking"
        raise CdcError(Problem("--yes", what, hint="name the tenants with --tenant, or leave --yes out"))
    allowed = approvals(allow)
    shown: list[tuple[str, DownPlan]] = []
    left: list[str] = []
    unreachable: list[Problem] = []

    def agreed(database: str, plans: Sequence[DownPlan]) -> bool:
        shown.extend((database, each) for each in plans)
        due = [each for each in plans if each.change is not None]
        if not due or dry_run:
            return not dry_run
        if not as_json:
            _show_down(project.env, database, due)
        possible = [each for each in due if not each.problems and not unapproved(each.hazards, allowed)]
        tables = ", ".join(f"{each.schema}.{each.unit}" for each in possible)
        where = f"database {database} (environment {project.env})"
        if yes or not possible or (not as_json and _confirmed(f"Undo the latest change of {tables} in {where}?")):
            return True
        left.append(where)
        return False

    outcomes = [
        each
        for group, sink, wanted in chosen(project, sinks, names)
        for each in stages.step_back(
            project, group, sink, wanted, units, allow=allow, agreed=agreed, unreachable=unreachable
        )
    ]
    there = [(plan.schema, plan.unit) for _, plan in shown if plan.change]
    there += [(one.schema, one.name) for one in outcomes if one.status != "unchanged"]
    names_there = {name for schema, unit in there for name in (unit, f"{schema}.{unit}")}
    if not unreachable:  # one that is configured no longer may have a change to undo
        hint = there_are(units_of(project))
        known = {*units_of(project), *names_there}
        refuse(unknown("--table", "there is no table `{}`", units, known, hint))
    if as_json:
        rows = [
            {"schema": one.schema, "table": one.name, "status": one.status, "error": _why_not(one)} for one in outcomes
        ]
        planned = [_down_json(project.env, database, plan) for database, plan in shown]
        print_json(planned if dry_run else rows)
    else:
        if dry_run:
            for database in dict.fromkeys(database for database, _ in shown):
                _show_down(project.env, database, [plan for at, plan in shown if at == database])
        for one in outcomes:
            message = (
                "unchanged: no change is recorded that could be undone" if one.status == "unchanged" else one.status
            )
            why = _why_not(one)
            click.echo(f"{one.schema}.{one.name}: {message}{f': {why}' if why else ''}")
    problems = [Problem(where, "nothing was undone", hint="answer y, or add --yes") for where in left]
    refuse([*problems, *unreachable])
    if any(one.status in ("failed", "refused") for one in outcomes):
        sys.exit(2)
    sys.exit(1 if dry_run and any(plan.change for _, plan in shown) else 0)


def _confirmed(question: str) -> bool:
    """True where somebody says yes; nobody there to ask is a no."""
    try:
        return click.confirm(question)
    except click.Abort:
        click.echo()
        return False


def _show_down(environment: str, database: str, plans: Sequence[DownPlan]) -> None:
    """What would be undone in a database, schemas in which the same is done together."""
    groups: dict[tuple[object, ...], list[DownPlan]] = {}
    for plan in plans:
        done = plan.change.done if plan.change else None
        groups.setdefault((plan.unit, done, plan.hazards, bool(plan.problems)), []).append(plan)
    for members in groups.values():
        first = members[0]
        where = ", ".join(f"{plan.schema}.{plan.unit}" for plan in members)
        click.secho(f"-- {environment}, {database}: {where}", bold=True)
        if first.change is None:
            click.echo("-- no change is recorded that could be undone")
            continue
        click.echo(f"-- undoes {first.change.version}" + (f", as in {first.schema}" if members[1:] else ""))
        for problem in first.problems:
            click.secho(f"-- refused: {problem.what}", fg="red")
        for hazard in first.hazards:
            click.secho(f"-- {hazard.kind}: {hazard.sentence} (allow it with --allow {hazard.allow})", fg="yellow")
        for statement in first.statements:
            click.echo(f"{shortened(statement.strip().rstrip(';'))};")


def _down_json(environment: str, database: str, plan: DownPlan) -> dict[str, object]:
    return {
        "environment": environment, "database": database, "schema": plan.schema, "table": plan.unit,
        "undoes": plan.change.version if plan.change else None, "statements": plan.statements,
        "losses": [fields(hazard, "allow", "sentence") for hazard in plan.hazards],
        "refused": [problem.what for problem in plan.problems],
    }  # fmt: skip


def _why_not(outcome: Outcome) -> str:
    """What kept a table from being stepped back, with who was in the way."""
    message = [outcome.error] if outcome.error else []
    message += [f"{one.what} ({one.hint})" if one.hint else one.what for one in outcome.problems]
    message += [f"{one.sentence} (allow it with --allow {one.allow})" for one in outcome.hazards]
    return "; ".join([*message, *map(str, outcome.blockers)])


def shortened(statement: str) -> str:
    """A statement for the terminal; of a long one its first line."""
    return statement if len(statement) < 1500 else f"{statement.splitlines()[0]}\n-- … (see the file)"


def same_together(results: Sequence[stages.ApplyStage]) -> list[Problem]:
    """Why tenants are not where they should be; a reason that several share is told once."""
    who: dict[str, list[tuple[str, str]]] = {}
    for each in results:
        name = each.result.tenant or each.database
        for reason in each.reasons:
            who.setdefault(reason.removeprefix(f"{each.result.tenant}."), []).append((name, reason))
    return [
        Problem(*by_reason[0]) if len(by_reason) == 1 else Problem(some(sorted(name for name, _ in by_reason)), reason)
        for reason, by_reason in who.items()
    ]


def show_plans(found: Sequence[PlanStage], *, whole: bool = False) -> None:
    """Tenants with equal work together. `whole`: all of them by name, also what undoes it, and nothing shortened."""
    groups = distinct(found)
    for members in groups:
        first = members[0]
        shown = some((each.tenant or "(once per database)" for each in members), len(members) if whole else 5)
        click.secho(f"-- {first.database}: {len(members)} × {shown}", bold=True)
        for hazard in first.hazards:
            asks = f" (allow it with --allow {hazard.allow})" if hazard.needs_approval else ""
            click.secho(f"-- {hazard.kind}: {hazard.subject}: {hazard.sentence}{asks}", fg="yellow")
        for unit, reason in first.refused:
            click.secho(f"-- refused: {unit}: {reason}", fg="red")
        for unit, statements in first.due:
            click.echo(f"-- {unit}")
            for statement in statements:
                click.echo(statement if whole else shortened(statement))
        if whole and first.undo:
            click.echo("-- to undo it:")
            click.echo(commented(first.undo))
    if not groups:
        click.echo("-- nothing to do")
        return
    mine = [each for each in found if each.tenant is not None]
    stopped = sum(bool(each.stopped) for each in mine)
    changing = sum(not each.current and not each.stopped for each in mine)
    right = sum(each.current for each in mine)
    message = [f"{changing} to change"] * bool(changing) + [f"{right} as they should be"] * bool(right)
    message += [f"{stopped} refused until fixed or allowed"] * bool(stopped)
    click.secho(f"-- {plural(len(mine), 'tenant')}: {', '.join(message) or 'nothing to do'}", bold=True)


def _plan_json(each: PlanStage) -> dict[str, object]:
    return {
        **fields(each, "sink", "database", "tenant"),
        "due": [{"unit": unit, "statements": statements} for unit, statements in each.due],
        "undo": each.undo,
        "refused": [{"unit": unit, "reason": reason} for unit, reason in each.refused],
        "hazards": [fields(hazard, "allow", "sentence", "needs_approval") for hazard in each.hazards],
    }


def _result_json(each: stages.ApplyStage) -> dict[str, object]:
    return {
        **fields(each, "sink", "database"),
        **fields(each.result, "tenant", "ok"),
        "applied": [unit.name for unit in each.result.applied],
        "problems": each.reasons,
        "seconds": round(each.result.seconds, 3),
    }
