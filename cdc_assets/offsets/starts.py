"""Where streams start: decided at go-live from the broker, as SQL per table or straight into a database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import psycopg

from cdc_assets.ddl.environment import environment
from cdc_assets.errors import CdcError, Problem, some
from cdc_assets.offsets.broker import Broker
from cdc_assets.offsets.model import Position, Stream

How = Literal["low", "committed", "timestamp"]
"""The topic's first offset, the position of the consumer group, or the first record at or after a time."""


@dataclass(frozen=True, slots=True)
class Start:
    """Where one relation's partition starts, and how that was decided (`low watermark`)."""

    stream: Stream
    position: Position
    offset: int
    how: str


def plan_starts(
    broker: Broker, streams: Sequence[Stream], how: How, timestamp_ms: int | None = None
) -> tuple[tuple[Start, ...], tuple[str, ...]]:
    """A start for each stream and partition, and the topics that do not exist yet.

    `committed` uses the low watermark where a group has committed nothing. Raises CdcError where it has no group.
    """
    topics = broker.topics({stream.topic for stream in streams})
    missing = tuple(sorted({stream.topic for stream in streams} - set(topics)))
    pairs = [
        (stream, Position(stream.topic, number))
        for stream in streams
        if stream.topic in topics
        for number in topics[stream.topic].partitions
    ]
    positions = sorted({position for _, position in pairs})
    marks = broker.watermarks(positions)
    if how == "timestamp":
        at = broker.offsets_at(positions, timestamp_ms or 0)
        return tuple(Start(s, p, at[p], f"timestamp {timestamp_ms}") for s, p in pairs), missing
    if how == "low":
        return tuple(Start(s, p, marks[p].low, "low watermark") for s, p in pairs), missing
    without = sorted({f"{stream.schema}.{stream.table}" for stream, _ in pairs if stream.group is None})
    if without:
        hint = "set `offsets: {consumer_group: …}` of the sink in the service's file"
        raise CdcError(Problem("offsets", f"no consumer group is configured for {some(without, 3)}", hint=hint))
    by_group: dict[str, set[Position]] = defaultdict(set)
    for stream, position in pairs:
        by_group[stream.group or ""].add(position)
    committed = {group: broker.committed(group, wanted) for group, wanted in sorted(by_group.items())}
    return tuple(_committed_start(s, p, committed[s.group or ""], marks[p].low) for s, p in pairs), missing


def render_starts(starts: Sequence[Start]) -> dict[str, str]:
    """SQL by table: every tenant's and partition's start. Running it again, or later, changes nothing."""
    by_table: dict[str, list[Start]] = defaultdict(list)
    for start in starts:
        by_table[start.stream.table].append(start)
    template = environment().get_template("offsets/starts.sql.j2")
    return {table: template.render(table=table, starts=rows) for table, rows in sorted(by_table.items())}


_APPLY = """
SELECT s.recorded, coalesce((
    SELECT c.start_offset FROM cdc_management.offset_coverage AS c
    WHERE c.coverage_id = cdc_management.coverage_of(%(schema)s, %(table)s, s.topic, s.part, s.tenant)
), s.start)
FROM (
    SELECT u.*, cdc_management.start_offsets(
        %(schema)s, %(table)s, u.topic, u.part, u.start, u.how, u.tenant, false
    ) AS recorded
    FROM unnest(%(topics)s::text[], %(parts)s::integer[], %(starts)s::bigint[], %(hows)s::text[], %(tenants)s::text[])
        WITH ORDINALITY AS u (topic, part, start, how, tenant, n)
    OFFSET 0
) AS s
ORDER BY s.n
"""


def apply_starts(connection: psycopg.Connection[Any], starts: Sequence[Start]) -> tuple[int, tuple[Start, ...]]:
    """Say it to the database; how many were not known before, and all of them as it has them: what was said first.

    A statement per relation, its partitions in the order in which merges lock them.
    """
    by_relation: dict[tuple[str, str], list[Start]] = defaultdict(list)
    for start in starts:
        by_relation[start.stream.relation].append(start)
    done, known = 0, []
    for (schema, table), rows in sorted(by_relation.items()):
        rows.sort(key=lambda start: (start.position, start.stream.tenant_id))
        values = {
            "schema": schema,
            "table": table,
            "topics": [start.position.topic for start in rows],
            "parts": [start.position.partition for start in rows],
            "starts": [start.offset for start in rows],
            "hows": [start.how for start in rows],
            "tenants": [start.stream.tenant_id for start in rows],
        }
        for start, (recorded, offset) in zip(rows, connection.execute(_APPLY, values), strict=True):
            done += recorded
            known.append(replace(start, offset=offset))
    return done, tuple(known)


def begin_new_incarnation(
    connection: psycopg.Connection[Any], broker: Broker, topic: str, streams: Sequence[Stream]
) -> int:
    """The topic was created anew: merge what is staged, count in a new incarnation, expect it from its first offset.

    Rows of the new topic that were merged before this are read again: tables stay the same, logs get them twice.
    Returns the incarnation.
    """
    feeding = [stream for stream in streams if stream.topic == topic]
    if not feeding:
        raise CdcError(Problem("offsets", f"no relation of this sink is fed by `{topic}`"))
    starts, missing = plan_starts(broker, feeding, "low")
    if missing:
        raise CdcError(Problem(broker.label, f"there is no topic `{topic}`"))
    for schema, table in sorted({stream.relation for stream in feeding}):
        connection.execute("SELECT cdc_management.manual_merge(%s, %s)", [schema, table])
    with connection.transaction():
        row = connection.execute("SELECT cdc_management.new_topic_incarnation(%s)", [topic]).fetchone()
        apply_starts(connection, starts)
    return int(row[0]) if row else 0


def store_positions(broker: Broker, starts: Sequence[Start]) -> tuple[int, tuple[str, ...]]:
    """Put each start's group there, where it has committed nothing. How many positions were stored, and the groups that
    lack some and are in use: theirs can only be stored while nobody consumes.

    A pipeline that never jumps by itself (`start_offset: committed`) begins nowhere else. Raises CdcError.
    """
    wanted: dict[str, dict[Position, int]] = defaultdict(dict)
    for start in starts:
        if start.stream.group is not None:
            at = wanted[start.stream.group]
            at[start.position] = min(start.offset, at.get(start.position, start.offset))
    stored, in_use = 0, []
    for group, positions in sorted(wanted.items()):
        there = broker.committed(group, list(positions))
        new = {position: offset for position, offset in positions.items() if position not in there}
        if new and broker.group_state(group).active:
            in_use.append(group)
        elif new:
            broker.commit(group, new)
            stored += len(new)
    return stored, tuple(in_use)


def _committed_start(stream: Stream, position: Position, committed: Mapping[Position, int], low: int) -> Start:
    if position in committed:
        return Start(stream, position, committed[position], f"committed by {stream.group}")
    return Start(stream, position, low, f"low watermark: {stream.group} has committed nothing")
