"""Setting a consumer group's offsets: planned, refused where it is not safe, executed, read back, recorded.

Or written as a file for other tools: `rpk group seek --to-file` and `kafka-consumer-groups --from-file`.
"""

from __future__ import annotations

import shlex
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import psycopg

from cdc_assets.config.findings import unknown
from cdc_assets.errors import CdcError, Problem, one_line, refuse, some
from cdc_assets.offsets.broker import Broker
from cdc_assets.offsets.model import Position, Watermarks

Mode = Literal["resume", "earliest", "latest", "offset", "timestamp", "shift"]
"""Where to: the resume point, the topic's ends, an offset, the first record at or after a time, so many back or on."""


@dataclass(frozen=True, slots=True)
class ResetTarget:
    """What is asked for. `value` is an offset, ms since 1970, or a (negative) distance, by `mode`; else None.

    `skip_unmerged` permits positions past what has to be read again, `new_group` a group that the broker does not know,
    `unknown_state` a group whose state the broker cannot tell.
    """

    mode: Mode
    value: int | None = None
    skip_unmerged: bool = False
    new_group: bool = False
    unknown_state: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """One partition, before and after. `before` is None where nothing was committed.

    `resume` is where the group has to read again, `unmerged` the first offset that any target fed by the partition has
    not merged; None where that is not known.
    """

    position: Position
    before: int | None
    after: int
    watermarks: Watermarks
    resume: int | None = None
    unmerged: int | None = None

    @property
    def skipped(self) -> int:
        """Offsets that have to be read again and would not be."""
        return max(0, self.after - self.unmerged) if self.unmerged is not None else 0


@dataclass(frozen=True, slots=True)
class ResetPlan:
    """What a reset will do. `moves` has every partition asked for, those that stay included, but for `left_out`: empty
    ones of a topic that was named as a whole, which an offset or a distance says nothing about."""

    group: str
    mode: Mode
    moves: tuple[Move, ...]
    left_out: tuple[Position, ...] = ()

    @property
    def changes(self) -> tuple[Move, ...]:
        return tuple(move for move in self.moves if move.before != move.after)


def plan_reset(
    broker: Broker,
    group: str,
    positions: Sequence[Position],
    target: ResetTarget,
    resume: Mapping[Position, int] | None = None,
    unmerged: Mapping[Position, int] | None = None,
    named: Collection[Position] | None = None,
) -> ResetPlan:
    """Before and after for each partition; nothing is changed. Raises CdcError with every refusal at once.

    Refused: no or unknown partitions, an unknown group, a group in use, offsets out of range, no resume point, and
    positions past `unmerged`, the first offset that some target of the partition has not merged (`resume` where it is
    not given). `named`: the partitions that were named one by one (None: all).
    """
    if not positions:
        raise CdcError(Problem(broker.label, f"group `{group}`: no partition was chosen", hint="name its topics"))
    if not group.strip():
        raise CdcError(Problem("offsets", "the consumer group has no name"))
    _refuse_unknown(broker, positions)
    marks = broker.watermarks(positions)
    committed = broker.committed(group, positions)
    problems = list(_group_problems(broker, group, committed, target))
    at = broker.offsets_at(positions, target.value or 0) if target.mode == "timestamp" else {}
    whole = [] if named is None else [position for position in sorted(positions) if position not in named]
    left_out = tuple(position for position in whole if _says_nothing(marks[position], committed.get(position), target))
    resume = resume or {}
    guard = resume if unmerged is None or target.mode == "resume" else unmerged
    moves = []
    for position in sorted(set(positions) - set(left_out)):
        before = committed.get(position)
        after = _after(position, target, marks[position], before, at, resume)
        if isinstance(after, Problem):
            problems.append(after)
            continue
        move = Move(position, before, after, marks[position], resume.get(position), guard.get(position))
        problems += _move_problems(move, target)
        moves.append(move)
    if left_out and not moves:
        hint = "name partitions: TOPIC:PARTITION"
        problems.append(
            Problem(broker.label, f"group `{group}`: every partition is empty, nothing would move", hint=hint)
        )
    refuse(problems)
    return ResetPlan(group, target.mode, tuple(moves), left_out)


def execute_reset(broker: Broker, plan: ResetPlan, connection: psycopg.Connection[Any], requested_by: str) -> str:
    """Write the offsets, read them back, record both; returns the id in `cdc_management.offset_resets`.

    The group is looked at once more right before; the broker itself refuses it for a group that became active in
    between. What was planned is recorded before anything is written, so that a reset that died shows. Raises CdcError.
    """
    _refuse_moved(broker, plan)
    identity = str(uuid.uuid4())
    _record_plan(connection, identity, plan, requested_by)
    wanted = {move.position: move.after for move in plan.moves}
    try:
        broker.commit(plan.group, wanted)
        _verify(broker, plan.group, wanted)
    except CdcError as error:
        _record_end(connection, identity, "failed", str(error.problems[0]))
        raise
    _record_end(connection, identity, "verified", None)
    return identity


def _verify(broker: Broker, group: str, wanted: Mapping[Position, int]) -> None:
    found = broker.committed(group, list(wanted))
    refuse(
        Problem(
            broker.label,
            f"group `{group}`, {position}: {offset} was written and {found.get(position)} read back",
            hint="does something else write to this group?",
        )
        for position, offset in sorted(wanted.items())
        if found.get(position) != offset
    )


def _says_nothing(marks: Watermarks, before: int | None, target: ResetTarget) -> bool:
    """Whether an offset, or a distance from where nothing was committed, means nothing for an empty partition."""
    if marks.low != marks.high:
        return False
    return (target.mode == "offset" and target.value != marks.low) or (target.mode == "shift" and before is None)


def _after(
    position: Position,
    target: ResetTarget,
    marks: Watermarks,
    before: int | None,
    at: Mapping[Position, int],
    resume: Mapping[Position, int],
) -> int | Problem:
    if target.mode == "earliest":
        return marks.low
    if target.mode == "latest":
        return marks.high
    if target.mode == "timestamp":
        return at[position]
    if target.mode == "resume":
        if position not in resume:
            what = "no resume point is known: the start of this partition was never declared"
            return Problem(str(position), what, hint="cdc offsets init")
        return resume[position]
    if target.mode == "shift":
        if before is None:
            return Problem(str(position), "nothing is committed that could be shifted", hint="choose another mode")
        return before + (target.value or 0)
    return target.value or 0


def _refuse_unknown(broker: Broker, positions: Sequence[Position]) -> None:
    names = sorted({position.topic for position in positions})
    topics = broker.topics(names)
    hint = "topics follow `topic_format` in source-groups.yaml"
    problems = unknown(broker.label, "there is no topic `{}`", names, topics, hint)
    problems += [
        Problem(
            broker.label,
            f"`{position.topic}` has no partition {position.partition}",
            hint=f"it has {', '.join(map(str, topics[position.topic].partitions))}",
        )
        for position in positions
        if position.topic in topics and position.partition not in topics[position.topic].partitions
    ]
    refuse(problems)


def _group_problems(
    broker: Broker, group: str, committed: Mapping[Position, int], target: ResetTarget
) -> Iterator[Problem]:
    state = broker.group_state(group)
    if state.active:
        who = f", by {some(state.members, 3)}" if state.members else ""
        what = f"group `{group}` is in use ({state.state}{who}): nothing was changed"
        yield Problem(broker.label, what, hint="stop its consumers first")
    elif state.state == "unknown" and not target.unknown_state:
        hint = "--assume-inactive when you know that nobody consumes in it"
        yield Problem(broker.label, f"the broker cannot tell whether group `{group}` is in use", hint=hint)
    if not committed and not target.new_group and state.state in {"Dead", "unknown", "Empty"}:
        known = sorted(broker.groups())
        listed = f"the broker has {some(known)}; " if known else ""
        what = f"group `{group}` has committed nothing in these partitions"
        yield Problem(broker.label, what, hint=f"{listed}--new-group creates this one")


def _move_problems(move: Move, target: ResetTarget) -> Iterator[Problem]:
    marks = move.watermarks
    if not marks.low <= move.after <= marks.high:
        what = f"offset {move.after} is out of range"
        yield Problem(str(move.position), what, hint=f"the topic holds {marks.low} … {marks.high}")
    elif move.skipped and not target.skip_unmerged:
        what = f"{move.after} would pass over {move.skipped} offsets from {move.unmerged} on, the first not merged"
        yield Problem(str(move.position), what, hint="--to resume, or --skip-unmerged to lose them on purpose")


def _refuse_moved(broker: Broker, plan: ResetPlan) -> None:
    """Whatever changed since the plan was shown to somebody."""
    positions = [move.position for move in plan.moves]
    committed = broker.committed(plan.group, positions)
    problems = [
        Problem(
            broker.label,
            f"group `{plan.group}`, {move.position}: the position moved from {move.before} to"
            f" {committed.get(move.position)} meanwhile: nothing was changed",
            hint="stop its consumers first",
        )
        for move in plan.moves
        if committed.get(move.position) != move.before
    ]
    state = broker.group_state(plan.group)
    if state.active:
        what = f"group `{plan.group}` became active ({state.state}): nothing was changed"
        problems.append(Problem(broker.label, what, hint="stop its consumers first"))
    refuse(problems)


_INSERT = """
INSERT INTO cdc_management.offset_resets (reset_id, requested_by, consumer_group, kafka_topic, kafka_partition, mode,
    offset_before, offset_after, low_watermark, high_watermark)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def _record_plan(connection: psycopg.Connection[Any], identity: str, plan: ResetPlan, requested_by: str) -> None:
    key = (identity, requested_by, plan.group)
    rows = [
        (*key, *move.position, plan.mode, move.before, move.after, move.watermarks.low, move.watermarks.high)
        for move in plan.moves
    ]
    try:
        with connection.transaction(), connection.cursor() as cursor:
            cursor.executemany(_INSERT, rows)
    except psycopg.Error as error:
        what = f"the reset cannot be recorded, nothing was changed: {one_line(error)}"
        raise CdcError(Problem("cdc_management.offset_resets", what)) from None


def _record_end(connection: psycopg.Connection[Any], identity: str, status: str, message: str | None) -> None:
    connection.execute(
        "UPDATE cdc_management.offset_resets SET status = %s, message = %s, finished_at = %s WHERE reset_id = %s",
        [status, message, datetime.now(UTC), identity],
    )


def rpk_seek(plan: ResetPlan) -> str:
    """`<TOPIC> <PARTITION> <OFFSET>` a line. https://docs.redpanda.com/current/reference/rpk/rpk-group/rpk-group-seek/"""
    return "".join(f"{move.position.topic} {move.position.partition} {move.after}\n" for move in plan.moves)


def consumer_groups_csv(plan: ResetPlan) -> str:
    """`topic,partition,offset` a line, for one group (KIP-122)."""
    return "".join(f"{move.position.topic},{move.position.partition},{move.after}\n" for move in plan.moves)


def commands(plan: ResetPlan, rpk_file: str, csv_file: str, bootstrap: str) -> tuple[str, str]:
    """The two command lines that would do the same."""
    group, tool = shlex.quote(plan.group), f"kafka-consumer-groups --bootstrap-server {shlex.quote(bootstrap)}"
    return (
        f"rpk group seek {group} --to-file {shlex.quote(rpk_file)}",
        f"{tool} --group {group} --reset-offsets --from-file {shlex.quote(csv_file)} --execute",
    )
