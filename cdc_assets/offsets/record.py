"""What a sweep writes down: offsets proven to hold nothing, what was seen of topics, how sources pause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg

from cdc_assets.errors import CdcError, Problem
from cdc_assets.offsets.model import Observed, PartitionState, Position, Topic
from cdc_assets.offsets.ranges import Ranges, normalise

_OBSERVE = """
INSERT INTO cdc_management.topic_observations AS o
    (kafka_topic, kafka_partition, topic_incarnation, topic_id, low_watermark, high_watermark)
SELECT * FROM unnest(%s::text[], %s::integer[], %s::integer[], %s::text[], %s::bigint[], %s::bigint[])
ON CONFLICT (kafka_topic, kafka_partition, topic_incarnation) DO UPDATE
SET topic_id = coalesce(excluded.topic_id, o.topic_id), low_watermark = excluded.low_watermark,
    high_watermark = greatest(o.high_watermark, excluded.high_watermark), observed_at = clock_timestamp()
"""


def record(
    connection: psycopg.Connection[Any],
    states: Sequence[PartitionState],
    topics: Mapping[str, Topic],
    observed: Mapping[tuple[Position, int], Observed],
) -> None:
    """Write a sweep's proofs and observations. A reader's missing right is a CdcError.

    Each proof is a transaction of its own: one that held the coverage of several relations could deadlock with merges.
    """
    try:
        busy = set()  # relations with a merge that takes its time: the next sweep finds the same
        for state in states:
            ranges = normalise((gap.start, gap.end) for gap in state.gaps if gap.kind in {"benign", "skipped"})
            if ranges and state.stream.relation not in busy:
                try:
                    _account(connection, state, ranges)
                except psycopg.errors.LockNotAvailable:
                    busy.add(state.stream.relation)
        seen = _news(states, topics, observed)
        if seen:
            connection.execute(_OBSERVE, [list(column) for column in zip(*seen, strict=True)])
        connection.execute("SELECT cdc_management.learn_pauses()")
    except psycopg.errors.InsufficientPrivilege as error:
        said = error.diag.message_primary or "denied"
        hint = "sweep with a role that may write cdc_management, or without writing"
        raise CdcError(Problem(f"database `{connection.info.dbname}`", said, hint=hint)) from None


def multirange(ranges: Ranges) -> str:
    """Offsets as PostgreSQL writes an int8multirange: psycopg's own type fails with small offsets before 3.3.9."""
    return f"{{{','.join(f'[{low},{high})' for low, high in ranges)}}}"


def _account(connection: psycopg.Connection[Any], state: PartitionState, ranges: Ranges) -> None:
    stream, position = state.stream, state.position
    connection.execute(
        "SELECT cdc_management.account_benign(%s, %s, %s, %s, %s::int8multirange, %s)",
        [stream.schema, stream.table, position.topic, position.partition, multirange(ranges), stream.tenant_id],
    )


def _news(
    states: Sequence[PartitionState], topics: Mapping[str, Topic], observed: Mapping[tuple[Position, int], Observed]
) -> list[tuple[str, int, int, str | None, int, int]]:
    """Partitions that have grown or are new. One that was created anew keeps the memory of what it was before."""
    rows: dict[tuple[Position, int], tuple[str, int, int, str | None, int, int]] = {}
    for state in states:
        if state.watermarks is None or state.recreated:
            continue
        position, marks, topic = state.position, state.watermarks, topics.get(state.position.topic)
        before = observed.get((position, state.incarnation))
        if before is None or before.high != marks.high or (topic and topic.id != before.topic_id):
            row = (position.topic, position.partition, state.incarnation, topic.id if topic else None)
            rows[position, state.incarnation] = (*row, marks.low, marks.high)
    return [rows[key] for key in sorted(rows)]
