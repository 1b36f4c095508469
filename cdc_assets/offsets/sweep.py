"""One look at all streams of a database: broker, PostgreSQL, probes, and what follows for each partition."""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import psycopg

from cdc_assets.errors import CdcError
from cdc_assets.offsets.broker import Bounds, Broker, Meter, probe
from cdc_assets.offsets.database import read_known, record
from cdc_assets.offsets.gaps import (
    Evidence,
    age_to_read,
    conclude,
    tail_to_probe,
    to_probe,
    with_age,
    with_probed,
    with_tail,
)
from cdc_assets.offsets.model import Coverage, Known, PartitionState, Position, Stream, Sweep, Topic, Watermarks

NO_BROKER = "no broker is configured: topics, consumer groups and what is lost were not looked at"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the broker answered. `committed` by (group, position)."""

    topics: dict[str, Topic] = field(default_factory=dict)
    watermarks: dict[Position, Watermarks] = field(default_factory=dict)
    committed: dict[tuple[str, Position], int] = field(default_factory=dict)


def sweep(
    connection: psycopg.Connection[Any],
    streams: Sequence[Stream],
    broker: Broker | None = None,
    *,
    bounds: Bounds | None = None,
    write: bool = True,
    others: Callable[[], Collection[Stream]] | None = None,
) -> Sweep:
    """Look at every partition of `streams`.

    With `others`, all streams of the project, also at topics that came to these relations and that none of them names.

    A broker that does not answer is a note, and the rest is looked at. `bounds` limits all probes together. `write`
    records what was proven (offsets that hold nothing) and observed (watermarks, pauses of sources); never on a
    standby. Raises CdcError where PostgreSQL cannot be read.
    """
    began = time.monotonic()
    asked, notes = None, []
    if broker is None:
        notes.append(NO_BROKER)
    else:
        try:
            asked = ask(broker, streams)
        except CdcError as error:
            notes.append(f"the broker was not looked at: {error.problems[0]}")
    known = read_known(connection, {stream.schema for stream in streams})
    if known.standby:
        notes.append("this is a standby: staging was not looked at")
    strangers = _strangers(streams, known, others) if others else ()
    if strangers and broker is not None and asked is not None:
        try:
            asked = _both(asked, ask(broker, strangers))
        except CdcError as error:  # such as a right to see them that is gone: those that are named were looked at
            notes.append(f"topics that no configuration names were not looked at: {error.problems[0]}")
            strangers = ()
        known = read_known(connection, {stream.schema for stream in streams})  # always after the broker
    looked_at = [*streams, *strangers]
    states = _without_settled([conclude(evidence) for evidence in _evidence(looked_at, known, asked)])
    if broker is not None and asked is not None:
        meter = Meter(bounds or Bounds())
        # In another order each time: where the bounds are too narrow for all, others go without than the time before.
        for number in random.sample(range(len(states)), len(states)):
            states[number] = _aged(broker, _probed(broker, states[number], meter), meter, known.at)
    if write and not known.standby:
        record(connection, states, asked.topics if asked else {}, known.observed)
    return Sweep(
        at=known.at,
        partitions=tuple(states),
        broker=broker.label if broker and asked else None,
        lost_staging=known.lost,
        silences=known.silences,
        notes=tuple(notes),
        seconds=time.monotonic() - began,
        streams=tuple(looked_at),
        absent=frozenset({stream.topic for stream in streams} - set(asked.topics)) if asked else frozenset(),
        unanswered=broker is not None and asked is None,
    )


def _strangers(streams: Sequence[Stream], known: Known, others: Callable[[], Collection[Stream]]) -> tuple[Stream, ...]:
    """Streams that nobody configured: rows of their topics were merged or staged in the relations of `streams`."""
    fed: dict[tuple[str, str], list[Stream]] = defaultdict(list)
    for stream in streams:
        fed[stream.relation].append(stream)
    came = {((one.schema, one.table), one.position.topic, one.tenant_id) for one in known.coverage}
    came |= {((schema, table), position.topic, "") for schema, table, position in known.staged}
    found: dict[tuple[tuple[str, str], str], Stream] = {}
    for relation, topic, tenant_id in sorted(came):
        ours = fed.get(relation, [])
        if ours and all(topic != stream.topic for stream in ours):
            mine = [stream for stream in ours if stream.tenant_id == tenant_id or not tenant_id]
            if mine:  # else of a tenant that is not looked at
                found.setdefault((relation, topic), replace(mine[0], topic=topic, expected=False))
    if not found:
        return ()
    configured = {(stream.relation, stream.topic) for stream in others()}
    return tuple(stream for key, stream in found.items() if key not in configured)


def _both(one: Asked, other: Asked) -> Asked:
    return Asked(
        {**one.topics, **other.topics}, {**one.watermarks, **other.watermarks}, {**one.committed, **other.committed}
    )


def _without_settled(states: Sequence[PartitionState]) -> list[PartitionState]:
    """Without topics that nobody expects any more: of which all is merged, and which the expected ones have outrun."""
    newest: dict[tuple[str, str], int] = {}
    for state in states:
        seen = state.coverage.last_source_ts_ms if state.coverage else None
        if state.stream.expected and seen is not None:
            newest[state.stream.relation] = max(seen, newest.get(state.stream.relation, seen))
    lively = set()
    for state in states:
        last = (state.coverage.last_source_ts_ms if state.coverage else None) or 0
        if state.gaps or state.in_flight or last > newest.get(state.stream.relation, -1):
            lively.add((state.stream.relation, state.stream.topic))
    return [state for state in states if state.stream.expected or (state.stream.relation, state.stream.topic) in lively]


def _probed(broker: Broker, state: PartitionState, meter: Meter) -> PartitionState:
    missing, tail = to_probe(state), tail_to_probe(state)
    if missing:
        state = with_probed(state, probe(broker, state.position, missing, meter))
    return with_tail(state, probe(broker, state.position, tail, meter)) if tail else state


def _aged(broker: Broker, state: PartitionState, meter: Meter, at: datetime) -> PartitionState:
    """The state with the time of the first record that waits, where it matters and the budget lets it be read."""
    first = age_to_read(state, at.timestamp() * 1000)
    if first is None or state.watermarks is None or meter.empty:
        return state
    try:
        return with_age(state, meter.read(broker, state.position, first, state.watermarks.high, records=1))
    except CdcError:
        return state


def ask(broker: Broker, streams: Sequence[Stream]) -> Asked:
    """Topics, watermarks and committed offsets of the streams: a few requests, whatever their number."""
    topics = dict(broker.topics({stream.topic for stream in streams}))
    groups: dict[str, set[Position]] = defaultdict(set)
    for stream in streams:
        if stream.group is not None and stream.topic in topics:
            groups[stream.group].update(Position(stream.topic, number) for number in topics[stream.topic].partitions)
    # A position read before the end of its topic cannot be past it for want of simultaneity.
    committed = {
        (group, position): offset
        for group, positions in sorted(groups.items())
        for position, offset in broker.committed(group, positions).items()
    }
    every = [Position(name, number) for name, topic in topics.items() for number in topic.partitions]
    return Asked(topics, dict(broker.watermarks(every)), committed)


def _evidence(streams: Sequence[Stream], known: Known, asked: Asked | None) -> list[Evidence]:
    coverage: dict[tuple[str, str, str], list[Coverage]] = defaultdict(list)
    for one in known.coverage:
        coverage[one.schema, one.table, one.position.topic].append(one)
    staged: dict[tuple[str, str, str], list[Position]] = defaultdict(list)
    for schema, table, position in known.staged:
        staged[schema, table, position.topic].append(position)
    observed: dict[Position, dict[int, Any]] = defaultdict(dict)
    for (position, number), seen in known.observed.items():
        observed[position][number] = seen
    result = []
    for stream in streams:
        key = (*stream.relation, stream.topic)
        present = known.incarnations.get(stream.topic, 0)
        topic = asked.topics.get(stream.topic) if asked else None
        rows: dict[Position, list[Coverage]] = defaultdict(list)
        for one in coverage.get(key, ()):
            rows[one.position].append(one)
        initialised = any(one.start is not None for ones in rows.values() for one in ones if one.incarnation == present)
        positions = {*rows, *staged.get(key, ())}
        if topic is not None:
            positions.update(Position(stream.topic, number) for number in topic.partitions)
        for position in sorted(positions):
            result.append(
                Evidence(
                    stream=stream,
                    position=position,
                    coverages=[one for one in rows[position] if one.incarnation == present],
                    older=[one for one in rows[position] if one.incarnation < present],
                    initialised=initialised,
                    staged=known.staged.get((*stream.relation, position)),
                    exists=None if asked is None else position in asked.watermarks,
                    watermarks=asked.watermarks.get(position) if asked else None,
                    topic_id=topic.id if topic else None,
                    committed=asked.committed.get((stream.group, position)) if asked and stream.group else None,
                    incarnation=present,
                    observed=observed.get(position),
                )
            )
    return result
