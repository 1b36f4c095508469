"""Giving up what is lost, in writing: it no longer counts as a gap."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import psycopg

from cdc_assets.offsets.model import PartitionState
from cdc_assets.offsets.ranges import Range, Ranges, normalise
from cdc_assets.offsets.record import multirange

_OLDER = """
SELECT min(coverage_id) FROM cdc_management.offset_coverage
WHERE schema_name = %s AND table_name = %s AND kafka_topic = %s AND kafka_partition = %s AND topic_incarnation = %s
"""


def lost(state: PartitionState) -> dict[int, Ranges]:
    """What is lost of a partition, by the topic's incarnation: each counts its offsets from 0."""
    found: dict[int, list[Range]] = defaultdict(list)
    for gap in state.gaps:
        if gap.kind == "lost":
            found[gap.incarnation].append((gap.start, gap.end))
    return {incarnation: normalise(ranges) for incarnation, ranges in sorted(found.items())}


def accept_loss(connection: psycopg.Connection[Any], state: PartitionState, reason: str) -> None:
    """Give up what is lost of a partition, each incarnation's offsets in that incarnation's coverage.

    Accounted for in the present one, what an older one lost would hide the same offsets of the topic that is there now.
    """
    stream, position = state.stream, state.position
    for incarnation, ranges in lost(state).items():
        if incarnation == state.incarnation:
            key = [stream.schema, stream.table, position.topic, position.partition, stream.tenant_id]
            row = connection.execute("SELECT cdc_management.coverage_of(%s, %s, %s, %s, %s)", key).fetchone()
        else:
            key = [stream.schema, stream.table, position.topic, position.partition, incarnation]
            row = connection.execute(_OLDER, key).fetchone()
        if row and row[0] is not None:
            asked = [row[0], multirange(ranges), reason]
            connection.execute("SELECT cdc_management.accept_loss(%s, %s::int8multirange, %s)", asked)
