"""What an operator does to a project's streams, for the command line and Dagster's jobs alike."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from cdc_assets.config.findings import unknown
from cdc_assets.config.model import Project
from cdc_assets.config.tenants import groups_in_use, sink_key, sinks_of
from cdc_assets.config.tenants import tenants as tenants_of
from cdc_assets.errors import CdcError, Problem, refuse, some
from cdc_assets.files import file_stem, file_stems, write_text_if_changed
from cdc_assets.offsets.broker import Broker
from cdc_assets.offsets.gaps import resume_points, unmerged
from cdc_assets.offsets.model import Position, Sweep
from cdc_assets.offsets.reset import Mode, ResetPlan, ResetTarget, execute_reset, plan_reset
from cdc_assets.offsets.starts import Start, render_starts
from cdc_assets.offsets.streams import SinkStreams, every_stream, sink_streams, sweep_sinks
from cdc_assets.tables.naming import replica_name
from resources.postgres import connected


def select(
    project: Project,
    sink: str | None = None,
    tenants: Collection[str] = (),
    tables: Collection[str] = (),
    *,
    whole_topics: bool = False,
) -> tuple[SinkStreams, ...]:
    """The streams that fit; empty means all. With `whole_topics` all streams of their topics, whatever relation they
    feed: a consumer group must not pass over what one of them needs. Raises CdcError where none fits."""
    found = [
        one for group, part in _by_group(project, sink, tenants) for one in sink_streams(project, group, sink, part)
    ]
    asked = {*tables, *map(replica_name, tables)}  # an existing table is merged into by its replica
    fitting = {stream for one in found for stream in one.streams if not tables or stream.table in asked}
    known = {stream.table for one in found for stream in one.streams}
    names = [*sorted(known), *(name for name in tables if replica_name(name) in known)]
    refuse(unknown("--table", "no stream has the table `{}`", tables, names) if known else ())
    if not fitting:
        raise CdcError(Problem("offsets", "no stream fits these options", hint="cdc generate writes the definitions"))
    if whole_topics:
        topics = {stream.topic for stream in fitting}
        found = every_stream(project)
        fitting = {stream for one in found for stream in one.streams if stream.topic in topics}
    parts = [replace(one, streams=tuple(stream for stream in one.streams if stream in fitting)) for one in found]
    return tuple(one for one in parts if one.streams)


def _by_group(project: Project, sink: str | None, names: Collection[str]) -> Iterator[tuple[str, list[str] | None]]:
    """The groups that feed the sink and have some of the tenants, with those tenants (None: all). Raises CdcError for
    names that no group has."""
    groups = groups_in_use(project)
    members = {group: [tenant.name for tenant in tenants_of(project, group)] for group in groups}
    sinks = {group: sinks_of(project, group) for group in groups}
    known = (name for group in groups for name in members[group])
    problems = unknown("--tenant", f"there is no tenant `{{}}` in {', '.join(groups)}", names, known)
    every = sorted({name for mine in sinks.values() for name in mine})
    refuse(problems + unknown("--sink", "there is no sink `{}`", [] if sink is None else [sink], every))
    for group in groups:
        mine = [name for name in members[group] if name in names]
        if (mine or not names) and (sink is None or sink in sinks[group]):
            yield group, mine if names else None


def reset_target(to: str) -> ResetTarget:
    """`resume`, `earliest`, `latest`, `1234`, `+10`, `-10` or an ISO time as what a reset aims at. Raises CdcError."""
    words: dict[str, Mode] = {"resume": "resume", "earliest": "earliest", "latest": "latest"}
    if to in words:
        return ResetTarget(words[to])
    if re.fullmatch(r"[+-]\d+", to):
        return ResetTarget("shift", int(to))
    if re.fullmatch(r"\d+", to):
        return ResetTarget("offset", int(to))
    return ResetTarget("timestamp", milliseconds(to))


def milliseconds(text: str) -> int:
    """An ISO time, 1970 or later; without a zone it is UTC. Raises CdcError."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        hint = "an ISO time is 2026-11-22T13:00+01:00"
        raise CdcError(Problem("offsets", f"`{text}` is neither a word known here nor a time", hint=hint)) from None
    found = int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1000)
    if found < 0:  # to Kafka -1 is `latest` and -2 `earliest`
        raise CdcError(Problem("offsets", f"`{text}` is before 1970", hint="--to earliest is where a topic begins"))
    return found


def plan_group_reset(
    project: Project,
    parts: Sequence[SinkStreams],
    broker: Broker,
    group: str,
    topics: Collection[str],
    wanted: ResetTarget,
) -> ResetPlan:
    """Look at every stream of `parts` (selected with `whole_topics`), then plan. `topics` are names or
    `name:partition`; empty: all that the group feeds. Raises CdcError with every refusal."""
    found = sweep_sinks(project, parts, broker, write=False)
    if found.unanswered:  # what was not looked at cannot guard
        raise CdcError(Problem("offsets", "; ".join(found.notes)))
    positions = _positions(project, found, broker, group, topics)
    points = {position: offset for (name, position), offset in resume_points(found.partitions).items() if name == group}
    if wanted.mode == "resume" and not points:
        _fed(found, group)  # says why there is none
    named = {position for position in positions if f"{position.topic}:{position.partition}" in topics}
    return plan_reset(broker, group, positions, wanted, points, unmerged(found.partitions), named)


def execute_group_reset(
    project: Project,
    parts: Sequence[SinkStreams],
    broker: Broker,
    plan: ResetPlan,
    requested_by: str,
    *,
    acknowledge_loss: bool = False,
) -> str:
    """Carry a plan out and record it in the first database that the group feeds; returns the reset's id.

    `acknowledge_loss`: staging that a crash emptied is read again by this, in every database of `parts`.
    """
    fed = [one for one in parts if any(stream.group == plan.group for stream in one.streams)]
    with connected((fed or list(parts))[0].target, project.root) as connection:
        identity = execute_reset(broker, plan, connection, requested_by)
    for part in parts if acknowledge_loss else ():
        with connected(part.target, project.root) as connection:
            connection.execute("SELECT cdc_management.acknowledge_staging_loss()")
    return identity


def write_starts(project: Project, sink: str, starts: Sequence[Start], *, by_tenant: bool) -> list[str]:
    """A file per table in `generated/offset-starts/<sink>/`, with `by_tenant` in a folder of each tenant below it;
    returns those that changed, from the project on."""
    written = []
    for tenant in dict.fromkeys(start.stream.tenant if by_tenant else "" for start in starts):
        folder = project.root / "generated" / "offset-starts" / sink_key(sink) / file_stem(tenant)
        rendered = render_starts([start for start in starts if tenant in {"", start.stream.tenant}])
        stems = file_stems({table: table for table in rendered})
        for table, sql in rendered.items():
            path = folder / f"{stems[table]}.sql"
            if write_text_if_changed(path, sql):
                written.append(path.relative_to(project.root).as_posix())
    return written


def _positions(project: Project, found: Sweep, broker: Broker, group: str, topics: Collection[str]) -> list[Position]:
    """The partitions named, or all that the group feeds."""
    if not topics:
        return _fed(found, group)
    every = sorted({state.position for state in found.partitions})
    named = {topic: re.fullmatch(r"(.+):(\d+)", topic) for topic in topics}
    _refuse_unwatched(project, found, broker, {match[1] if match else topic for topic, match in named.items()})
    chosen: set[Position] = set()
    for topic, match in named.items():
        if match:
            chosen.add(Position(match[1], int(match[2])))
        else:
            chosen.update([position for position in every if position.topic == topic] or [Position(topic, 0)])
    return sorted(chosen)


def _fed(found: Sweep, group: str) -> list[Position]:
    """Every partition of the topics that the group feeds from."""
    mine = {stream.topic for stream in found.streams if stream.group == group}
    fed = sorted({state.position for state in found.partitions if state.stream.group == group})
    if not mine:
        known = sorted({stream.group for stream in found.streams if stream.group})
        hint = f"configured are: {some(known)}" if known else "name its topics"
        raise CdcError(Problem("offsets", f"no stream is configured to be fed by group `{group}`", hint=hint))
    if not fed:
        what = f"none of the {len(mine)} topics of group `{group}` is at the broker, such as `{min(mine)}`"
        raise CdcError(Problem("offsets", what, hint="topics follow `topic_format` in source-groups.yaml"))
    return fed


def _refuse_unwatched(project: Project, found: Sweep, broker: Broker, names: Collection[str]) -> None:
    """Topics that were not looked at: nobody would know what a reset passes over. The plan refuses those that do not
    exist."""
    unwatched = set(names) - {stream.topic for stream in found.streams}
    if not unwatched:
        return
    ours = {stream.topic for part in every_stream(project) for stream in part.streams}
    there = broker.topics(unwatched)
    problems = [
        Problem("offsets", f"`{name}` is not among the streams chosen", hint="leave out --sink, --tenant and --table")
        if name in ours
        else Problem("offsets", f"no stream of this project is fed by `{name}`", hint="rpk or kafka-consumer-groups")
        for name in sorted(unwatched)
        if name in ours or name in there
    ]
    refuse(problems)
