"""`cdc offsets`: gaps, resume points, resets, starts and pictures of a project's streams, in a terminal.

Exit codes: 0 nothing to do, 1 something is missing or would be changed, 2 error.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import click

from cdc_assets.cli.output import plural, print_json, print_rows, print_table, show_rows
from cdc_assets.cli.selection import SECONDS, Choice, Range, choosing_relations, open_project
from cdc_assets.cli.verify import asking, relation_fields, sentence, verification_fields
from cdc_assets.config.model import Project
from cdc_assets.config.tenants import sink_key
from cdc_assets.errors import CdcError, Finding, Problem, noted, refuse, some
from cdc_assets.files import file_stem, write_text_if_changed
from cdc_assets.offsets import checks, operate, pictures
from cdc_assets.offsets.broker import Bounds
from cdc_assets.offsets.database import accept_loss as accept
from cdc_assets.offsets.database import lost
from cdc_assets.offsets.gaps import resume_points
from cdc_assets.offsets.model import Position, Sweep
from cdc_assets.offsets.operate import milliseconds, reset_target, select
from cdc_assets.offsets.ranges import size
from cdc_assets.offsets.reset import ResetPlan, commands, consumer_groups_csv, rpk_seek
from cdc_assets.offsets.starts import How, Start, apply_starts, begin_new_incarnation, plan_starts, store_positions
from cdc_assets.offsets.streams import SinkStreams, own_schema, sweep_database, sweep_sinks
from cdc_assets.verify.model import Options
from cdc_assets.verify.places import places
from cdc_assets.verify.run import Budget, Healed, heal
from resources.kafka import KafkaBroker, open_broker, required
from resources.postgres import connected

HOURS = Range(0, 100_000, min_open=True)


@dataclass(frozen=True, slots=True)
class Where:
    """What the common options chose."""

    project: Project
    parts: tuple[SinkStreams, ...]
    broker: KafkaBroker | None
    environ: Mapping[str, str]

    @property
    def needed_broker(self) -> KafkaBroker:
        """The broker of a command that cannot do without. Raises CdcError."""
        return required(self.broker)


def _open(choice: Choice, *, whole_topics: bool = False) -> Where:
    project, environ = open_project()
    parts = select(project, *choice, whole_topics=whole_topics)
    return Where(project, parts, open_broker(environ), environ)


@click.group()
def offsets() -> None:
    """What reached the targets and what did not, by Kafka offset: gaps, resume points, resets.

    The broker is CDC_KAFKA_BOOTSTRAP_SERVERS. The consumer group is the generated pipeline's, or what the sink's
    `offsets: {consumer_group: …}` says.

    \b
    cdc offsets gaps                             what is missing, and of which kind
    cdc offsets resume                           where each group has to read from
    cdc offsets reset --group G --to resume      shows before and after; --execute does it
    """


@offsets.command()
@choosing_relations
@click.option(
    "--records",
    default=100_000,
    show_default=True,
    type=click.IntRange(0),
    help="Records to probe at most, per database.",
)
@click.option(
    "--seconds", default=20.0, show_default=True, type=SECONDS, help="Seconds to probe at most, per database."
)
@click.option("--write/--no-write", default=True, help="Record what was proven to hold nothing.")
def gaps(
    choice: Choice,
    as_json: bool,
    records: int,
    seconds: float,
    write: bool,
) -> None:
    """Show the fleet, worst first, and every offset that is missing, with its kind.

    Without a broker it says what the databases know. What was proven to hold nothing is recorded (--no-write: not).

    Exit codes: 0 every check passes; 1 gaps, lag or silence, or the broker did not answer; 2 error.
    """
    where = _open(choice)
    bounds = Bounds(records=records, seconds=seconds)
    unreachable: list[Problem] = []
    found = sweep_sinks(where.project, where.parts, where.broker, bounds=bounds, write=write, unreachable=unreachable)
    results = [check(found) for check in checks.CHECKS.values()]
    rows = checks.fleet(found)
    if as_json:
        print_json({"fleet": [asdict(row) for row in rows], "checks": [_fields(result, found) for result in results]})
    else:
        print_table(checks.COLUMNS, checks.as_cells(rows), "Fleet")
        for result in results:
            print_rows(f"{result.subject}: {result.severity}", result.rows)
            click.echo(f"{result.subject}: {result.what}")
            if result.total > len(result.rows):
                click.echo(f"  {result.total - len(result.rows)} more rows")
    refuse(unreachable)
    sys.exit(any(not result.passed for result in results))


def _fields(result: Finding, found: Sweep) -> dict[str, object]:
    return {
        "name": result.subject,
        "severity": result.severity,
        "message": result.what,
        "columns": list(result.rows[0]) if result.rows else [],
        "rows": [list(row.values()) for row in result.rows],
        "total": result.total,
        "broker": found.broker is not None,
        "notes": found.notes,
    }


@offsets.command()
@choosing_relations
def resume(choice: Choice, as_json: bool) -> None:
    """Show where each consumer group has to read from, beside where it stands.

    The lowest offset that is neither merged nor known to be benign, over all targets that a partition feeds. Without a
    broker it says what the databases know, and nothing of where groups stand.

    Exit codes: 0 no group has passed over anything; 1 one has; 2 error, or the broker did not answer.
    """
    where = _open(choice, whole_topics=True)
    found = sweep_sinks(where.project, where.parts, where.broker, write=False)
    points = resume_points(found.partitions)
    committed = {(state.stream.group, state.position): state.committed for state in found.partitions}
    holes: dict[tuple[str | None, Position], int] = {}
    for state in found.partitions:
        key = (state.stream.group, state.position)
        holes[key] = max(holes.get(key, 0), state.hole)
    rows = [
        (
            group,
            position.topic,
            position.partition,
            committed[group, position],
            offset,
            _meaning(committed[group, position], offset, holes[group, position], asked=found.broker is not None),
        )
        for (group, position), offset in sorted(points.items())
    ]
    columns = ("group", "topic", "partition", "committed", "resume", "means")
    show_rows(columns, rows, as_json, "Resume points")
    for note in found.notes:
        click.echo(f"note: {note}", err=as_json)
    if not as_json:
        if not any(stream.group for stream in found.streams):
            click.echo("no consumer group is configured: `offsets: {consumer_group: …}` of a sink")
        elif found.absent:
            click.echo(f"note: {len(found.absent)} topics are not at the broker, such as {min(found.absent)}")
    sys.exit(2 if found.unanswered else any(holes.values()))


@offsets.command()
@choosing_relations
@click.option("--group", required=True, help="The consumer group.")
@click.option(
    "--topic", "topics", multiple=True, metavar="TOPIC[:PARTITION]", help="Only these (default: all it feeds)."
)
@click.option("--to", required=True, metavar="WHERE", help="resume, earliest, latest, OFFSET, +N, -N or an ISO time.")
@click.option("--execute", is_flag=True, help="Do it. Default: only show before and after.")
@click.option("--skip-unmerged", is_flag=True, help="Allow skipping offsets that are not merged: they will be lost.")
@click.option("--new-group", is_flag=True, help="The group has committed nothing yet.")
@click.option("--assume-inactive", is_flag=True, help="Treat the group as inactive where the broker cannot tell.")
@click.option("--export", type=click.Path(file_okay=False, path_type=Path), help="Write rpk's and Kafka's files here.")
@click.option("--acknowledge-loss", is_flag=True, help="Staging that a crash emptied will be read again by this.")
def reset(
    choice: Choice,
    as_json: bool,
    group: str,
    topics: tuple[str, ...],
    to: str,
    execute: bool,
    skip_unmerged: bool,
    new_group: bool,
    assume_inactive: bool,
    export: Path | None,
    acknowledge_loss: bool,
) -> None:
    """Set a consumer group's offsets: shown first, written with --execute, read back and recorded.

    Stop the group's consumers first: an active group is refused. What is not merged is never passed over unless
    --skip-unmerged says so.

    \b
    cdc offsets reset --group loader-avansas --to resume --execute
    cdc offsets reset --group loader-avansas --topic prod.avansas.AdOpus.dbo.Actor:0 --to 4711

    Exit codes: 0 done, or nothing would move; 1 partitions would move and --execute was not given; 2 refused or wrong.
    """
    where = _open(choice, whole_topics=True)
    broker = where.needed_broker
    wanted = replace(reset_target(to), skip_unmerged=skip_unmerged, new_group=new_group, unknown_state=assume_inactive)
    plan = operate.plan_group_reset(where.project, where.parts, broker, group, topics, wanted)
    columns = ("topic", "partition", "before", "after", "first", "end")
    rows = [(*move.position, move.before, move.after, move.watermarks.low, move.watermarks.high) for move in plan.moves]
    if not as_json:
        print_table(columns, rows, f"{group} → {to}")
        if plan.left_out:
            click.echo(f"left out, as they are empty: {', '.join(map(str, plan.left_out))}")
    if export:
        _export(plan, export, broker.settings["bootstrap.servers"])
    identity = None
    if execute:
        who = os.environ.get("LOGNAME") or os.environ.get("USER") or f"uid {os.getuid()}"  # containers know no name
        identity = operate.execute_group_reset(
            where.project, where.parts, broker, plan, who, acknowledge_loss=acknowledge_loss
        )
    if as_json:
        found = {"group": group, "mode": plan.mode, "executed": execute, "reset": identity}
        moves = [dict(zip(columns, row, strict=True)) for row in rows]
        print_json({**found, "moves": moves, "left_out": [str(position) for position in plan.left_out]})
    elif execute:
        click.echo(f"done, read back and recorded as {identity} in cdc_management.offset_resets")
    else:
        click.echo(f"{plural(len(plan.changes), 'partition')} would move; nothing was changed (--execute does it)")
    sys.exit(bool(plan.changes) and not execute)


@offsets.command()
@choosing_relations
@click.option("--from", "how", default="low", show_default=True, metavar="WHERE", help="low, committed or an ISO time.")
@click.option("--execute", is_flag=True, help="Also write to the databases. Default: only write the SQL file.")
def init(choice: Choice, as_json: bool, how: str, execute: bool) -> None:
    """Say where each stream starts: SQL per table in generated/offset-starts/, applied with --execute.

    From there on everything that is not merged is a gap. A start that was said before stays. With --tenant the SQL goes
    into a folder of each tenant, and the files of all stay as they are. --execute also stores that start as the
    position of each consumer group that has none, where generated pipelines begin.

    Exit codes: 0 done; 2 error.
    """
    where = _open(choice)
    chosen: How = "low" if how == "low" else "committed" if how == "committed" else "timestamp"
    at = milliseconds(how) if chosen == "timestamp" else None
    written: list[str] = []
    absent: set[str] = set()
    unreachable: list[Problem] = []
    recorded = 0
    said: list[Start] = []
    by_sink: dict[str, list[Start]] = {}
    for part in where.parts:
        starts, missing = plan_starts(where.needed_broker, part.streams, chosen, at)
        absent.update(missing)
        by_sink.setdefault(part.sink, []).extend(starts)
        if execute:
            with noted(unreachable), connected(part.target, where.project.root) as connection:
                new, there = apply_starts(connection, starts)
                recorded += new
                said += there
    stored, in_use = store_positions(where.needed_broker, said) if said else (0, ())
    for name, starts_of_sink in by_sink.items():
        written += operate.write_starts(where.project, name, starts_of_sink, by_tenant=bool(choice.tenants))
    if as_json:
        print_json(
            {
                "written": written,
                "missing_topics": sorted(absent),
                "said": recorded,
                "known_before": len(said) - recorded,
                "positions_stored": stored,
                "groups_in_use": list(in_use),
            }
        )
    else:
        click.echo(f"{plural(len(written), 'file')} written below generated/offset-starts/")
        if absent:
            click.echo(f"{len(absent)} topics do not exist yet: {some(sorted(absent), 3)}")
        if execute:
            click.echo(f"{recorded} start offsets recorded, {len(said) - recorded} already known")
            click.echo(f"{plural(stored, 'position')} of consumer groups that had none stored at the broker")
        for group in in_use:
            click.echo(f"group `{group}` lacks positions and is in use: stop its consumers, run this again, start them")
    refuse(unreachable)


@offsets.command(name="new-topic")
@choosing_relations
@click.argument("topic")
@click.option("--force", is_flag=True, help="Treat the topic as recreated where the broker cannot tell.")
def new_topic(choice: Choice, as_json: bool, topic: str, force: bool) -> None:
    """A topic was deleted and created again: merge what is staged, then count its offsets anew from the first.

    Refused for a topic with the same id whose end has not moved back.

    Exit codes: 0 done; 2 error.
    """
    where = _open(choice, whole_topics=True)
    ours = [replace(part, streams=tuple(one for one in part.streams if one.topic == topic)) for part in where.parts]
    feeding = [part for part in ours if part.streams]
    if not feeding:
        raise _no_such_topic(where, topic)
    if not force:
        found = sweep_sinks(where.project, feeding, where.needed_broker, write=False)
        if found.broker and not any(state.recreated for state in found.partitions):
            what = f"`{topic}` was not recreated: it has the same id, and its end has not moved back"
            raise CdcError(Problem("offsets", what, hint="--force where you know that it was"))
    numbers = {}
    by_database: dict[tuple[str, ...], list[SinkStreams]] = {}
    for part in feeding:
        by_database.setdefault(part.target.identity, []).append(part)
    for parts in by_database.values():  # each counts anew once, when all that it feeds there is merged
        target, streams = parts[0].target, [stream for part in parts for stream in part.streams]
        with connected(target, where.project.root) as connection:
            numbers[target.database] = begin_new_incarnation(connection, where.needed_broker, topic, streams)
    if as_json:
        print_json(numbers)
    else:
        click.echo("; ".join(f"{database}: incarnation {number}" for database, number in numbers.items()))


@offsets.command(name="heal")
@choosing_relations
@click.option("--yes", is_flag=True, help="Do not ask, however much is to be repaired.")
@click.option("--budget-rows", default=1_000, show_default=True, type=click.IntRange(0), help="Repair so many unasked.")
@click.option("--settle", default=10.0, show_default=True, type=SECONDS, help="Seconds to wait for events in flight.")
def heal_lost(
    choice: Choice,
    as_json: bool,
    yes: bool,
    budget_rows: int,
    settle: float,
) -> None:
    """Heal what is lost: compare with the source, repair what differs, account for the offsets.

    Lost is what the topic no longer holds. Its window of changes is verified, or all rows where that is not known. The
    offsets are accounted for in the transaction that writes down that nothing differs.

    Exit codes: 0 healed, or nothing is lost; 1 something could not be healed; 2 error.
    """
    where = _open(choice)
    found = sweep_sinks(where.project, where.parts, where.needed_broker, write=False)
    chosen = places(where.project, *choice)
    failed: list[Problem] = []
    healed: list[Healed] = []
    options, budget, ask = Options(settle=settle), Budget(budget_rows), asking(yes, as_json)
    for one in heal(where.project, chosen, found, where.environ, options, budget, ask, failed):
        healed.append(one)
        if not as_json:
            for verification in one.verifications:
                click.echo(sentence(verification))
            click.echo(
                f"{one.relation.label}: {plural(one.offsets, 'offset')} {'healed' if one.done else 'still lost'}"
            )
    if as_json:
        print_json(
            [
                {
                    **relation_fields(one.relation),
                    "offsets": one.offsets,
                    "healed": one.done,
                    "verifications": list(map(verification_fields, one.verifications)),
                }
                for one in healed
            ]
        )
    elif not healed and not failed:
        click.echo("nothing is lost")
    refuse(failed)
    sys.exit(not all(one.done for one in healed))


@offsets.command(name="accept-loss")
@choosing_relations
@click.option("--topic", required=True, help="The topic that lost them.")
@click.option("--reason", required=True, help="What was done about it: a new snapshot, say.")
@click.option("--execute", is_flag=True, help="Do it. Default: only show what is lost.")
def accept_loss(
    choice: Choice,
    as_json: bool,
    topic: str,
    reason: str,
    execute: bool,
) -> None:
    """Accept a topic's lost offsets, with a reason: they no longer count as a gap.

    Lost is what the topic no longer holds; `cdc offsets heal` gets the rows from the source instead.

    Exit codes: 0 done, or nothing is lost; 1 something is lost and --execute was not given; 2 error.
    """
    where = _open(choice)
    named = any(stream.topic == topic for part in where.parts for stream in part.streams)
    known, rows = named, []
    for part in where.parts:
        # One that no configuration names (any more) may have come to any relation.
        one = replace(part, streams=tuple(one for one in part.streams if one.topic == topic or not named))
        if not one.streams:
            continue
        with connected(one.target, where.project.root) as connection:
            found = sweep_database(where.project, connection, one, where.needed_broker, write=False)
            if found.unanswered:
                raise CdcError(Problem("offsets", found.notes[0]))
            for state in (state for state in found.partitions if state.position.topic == topic):
                known = True
                given_up = sum(map(size, lost(state).values()))
                if given_up:
                    rows.append((state.stream.tenant, state.stream.table, str(state.position), given_up))
                    if execute:
                        accept(connection, state, reason)
    if not known:
        raise _no_such_topic(where, topic)
    columns = ("tenant", "table", "partition", "offsets")
    show_rows(columns, rows, as_json, "Given up" if execute else "Lost")
    sys.exit(bool(rows) and not execute)


@offsets.command()
@choosing_relations
@click.option(
    "--out",
    default=Path("offsets"),
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the pictures.",
)
@click.option("--hours", default=24.0, show_default=True, type=HOURS, help="The lag of the last hours.")
def plot(choice: Choice, as_json: bool, out: Path, hours: float) -> None:
    """Draw a coverage map and a lag plot of each tenant, as SVG files.

    Exit codes: 0 done; 2 error.
    """
    where = _open(choice)
    files: list[str] = []
    notes: list[str] = []
    unreachable: list[Problem] = []
    for part in where.parts:
        with noted(unreachable), connected(part.target, where.project.root) as connection:
            found = sweep_database(where.project, connection, part, where.broker, write=False)
            notes += found.notes
            mine = found.by_tenant()
            schemas = {tenant: own_schema(part.streams, tenant) for tenant in mine}
            lags = pictures.read_lags(connection, set(schemas.values()), hours)
            for tenant, schema in schemas.items():
                for kind, text in (
                    ("coverage", pictures.coverage_map(mine[tenant], f"{tenant} in {part.sink}")),
                    ("lag", pictures.lag_plot(lags[schema], f"{tenant}: from commit to merge, {hours:g} h", hours)),
                ):
                    path = out / f"{sink_key(part.sink)}-{file_stem(tenant)}-{kind}.svg"
                    write_text_if_changed(path, text)
                    files.append(path.as_posix())
    print_json(files) if as_json else click.echo(f"{plural(len(files), 'picture')} in {out}/")
    for note in dict.fromkeys(notes):
        click.echo(f"note: {note}", err=True)
    refuse(unreachable)


def _no_such_topic(where: Where, topic: str) -> CdcError:
    known = {stream.topic for part in where.parts for stream in part.streams}
    what = f"no stream of this project has the topic `{topic}`"
    return CdcError(Problem("offsets", what, hint=f"it has {some(sorted(known))}"))


def _export(plan: ResetPlan, folder: Path, bootstrap: str) -> None:
    name = file_stem(plan.group)
    rpk, csv = folder / f"{name}.rpk-seek.txt", folder / f"{name}.offsets.csv"
    write_text_if_changed(rpk, rpk_seek(plan))
    write_text_if_changed(csv, consumer_groups_csv(plan))
    for line in commands(plan, rpk.as_posix(), csv.as_posix(), bootstrap):
        click.echo(line, err=True)


def _meaning(committed: int | None, offset: int, hole: int, *, asked: bool) -> str:
    if committed is None:
        return "nothing committed" if asked else "the group was not looked at"
    if hole:
        return f"{hole} offsets would be lost: reset"
    if committed > offset:
        return f"{committed - offset} offsets not merged yet"
    return f"{offset - committed} offsets come again, which does no harm" if committed < offset else "in step"
