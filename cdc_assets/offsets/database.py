"""What `cdc_management` knows of a database's streams, and what a sweep writes down there. Set-based, few queries.

Order matters. The broker is asked first, then staging is read, then coverage, each statement with a snapshot of its
own: a row that is merged in between shows up in both, never in neither.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg import sql

from cdc_assets.errors import CdcError, Problem
from cdc_assets.offsets.model import Coverage, Known, Observed, PartitionState, Position, Staged, Topic
from cdc_assets.offsets.ranges import Range, Ranges, normalise

STAGED_AT_ONCE = 200
"""Staging tables in one statement; only those that hold pages are asked."""

_LEAVES = """
SELECT m.schema_name, m.table_name, n.nspname, c.relname
FROM cdc_management.merge_control AS m
JOIN pg_catalog.pg_namespace AS p ON p.nspname = m.schema_name
JOIN pg_catalog.pg_class AS s ON s.relnamespace = p.oid AND s.relname = m.staging_name
JOIN pg_catalog.pg_inherits AS i ON i.inhparent = s.oid
JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE m.schema_name = ANY (%(schemas)s) AND pg_catalog.pg_relation_size(c.oid) > 0
"""

_STAGED = """
SELECT {schema}::text, {table}::text, r.topic, r.part, min(r.ts),
    array_agg(r.first), array_agg(r.last)
FROM (
    SELECT o.topic, o.part, o.island, min(o.off) AS first, max(o.off) + 1 AS last, min(o.ts) AS ts
    FROM (
        SELECT s."__kafka_topic" AS topic, s."__kafka_partition" AS part, s."__kafka_offset" AS off,
            s."__source_ts_ms" AS ts, s."__kafka_offset" - dense_rank() OVER (
                PARTITION BY s."__kafka_topic", s."__kafka_partition" ORDER BY s."__kafka_offset"
            ) AS island
        FROM {leaf} AS s
        WHERE s."__kafka_topic" IS NOT NULL AND s."__kafka_partition" IS NOT NULL
            AND s."__kafka_offset" BETWEEN 0 AND 9223372036854775806  -- a merge sets any other aside
    ) AS o
    GROUP BY o.topic, o.part, o.island
) AS r
GROUP BY r.topic, r.part
"""

_COVERAGE = """
SELECT c.coverage_id, c.schema_name, c.table_name, c.tenant, c.kafka_topic, c.kafka_partition, c.topic_incarnation,
    c.start_offset, c.first_offset, c.frontier, c.last_offset, c.last_source_ts_ms, s.lows, s.highs
FROM cdc_management.offset_coverage AS c
LEFT JOIN (
    SELECT g.coverage_id, array_agg(lower(r.r) ORDER BY g.lo, r.n) AS lows,
        array_agg(upper(r.r) ORDER BY g.lo, r.n) AS highs
    FROM cdc_management.offset_segments AS g CROSS JOIN unnest(g.ranges) WITH ORDINALITY AS r (r, n)
    GROUP BY g.coverage_id
) AS s USING (coverage_id)
WHERE c.schema_name = ANY (%(schemas)s)
"""

_OBSERVED = """
SELECT kafka_topic, kafka_partition, topic_incarnation, topic_id, low_watermark, high_watermark
FROM cdc_management.topic_observations
"""

_LOST = (
    "SELECT DISTINCT schema_name, table_name FROM cdc_management.v_staging_lost WHERE schema_name = ANY (%(schemas)s)"
)

_SILENCES = """
SELECT schema_name, table_name, longest_usual_pause_seconds FROM cdc_management.v_source_silence
WHERE schema_name = ANY (%(schemas)s)
"""


def read_known(connection: psycopg.Connection[Any], schemas: Iterable[str]) -> Known:
    """Everything the sweep needs of these schemas. Autocommit is wanted (see above). Raises CdcError."""
    wanted = {"schemas": sorted(set(schemas))}
    try:
        (standby,) = connection.execute("SELECT pg_catalog.pg_is_in_recovery()").fetchone() or (False,)
        # A standby has no UNLOGGED tables.
        leaves = [] if standby else connection.execute(_LEAVES, wanted).fetchall()
        staged = _read_staged(connection, leaves)
        coverage = tuple(_coverage(row) for row in connection.execute(_COVERAGE, wanted).fetchall())
        incarnations = dict(
            connection.execute("SELECT kafka_topic, incarnation FROM cdc_management.topic_incarnations").fetchall()
        )
        observed = {
            (Position(topic, partition), incarnation): Observed(topic_id, high, low)
            for topic, partition, incarnation, topic_id, low, high in connection.execute(_OBSERVED).fetchall()
        }
        lost = frozenset() if standby else frozenset(connection.execute(_LOST, wanted).fetchall())
        silences = {
            (schema, table): None if seconds is None else float(seconds)
            for schema, table, seconds in connection.execute(_SILENCES, wanted).fetchall()
        }
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
        what = "the tables of offsets are missing or of an older version"
        place = f"database `{connection.info.dbname}`"
        raise CdcError(Problem(place, what, hint="apply the migrations first")) from None
    except psycopg.errors.InsufficientPrivilege as error:
        detail = error.diag.message_primary or "denied"
        raise CdcError(Problem(f"database `{connection.info.dbname}`", detail)) from None
    return Known(datetime.now(UTC), coverage, staged, incarnations, observed, lost, silences, bool(standby))


def _read_staged(
    connection: psycopg.Connection[Any], leaves: Sequence[tuple[str, str, str, str]]
) -> Mapping[tuple[str, str, Position], Staged]:
    found: dict[tuple[str, str, Position], Staged] = {}
    for at in range(0, len(leaves), STAGED_AT_ONCE):
        query = sql.SQL("\nUNION ALL\n").join(
            sql.SQL(_STAGED).format(schema=sql.Literal(schema), table=sql.Literal(table), leaf=sql.Identifier(*leaf))
            for schema, table, *leaf in leaves[at : at + STAGED_AT_ONCE]
        )
        for schema, table, topic, partition, oldest, lows, highs in connection.execute(query).fetchall():
            key = (schema, table, Position(topic, partition))
            ranges, before = list(zip(lows, highs, strict=True)), found.get(key)
            times = [ms for ms in (oldest, before.oldest_ms if before else None) if ms is not None]
            ranges += before.ranges if before else ()
            found[key] = Staged(normalise(ranges), min(times, default=None))
    return found


def _coverage(row: tuple[Any, ...]) -> Coverage:
    number, schema, table, tenant, topic, partition, incarnation, start, first, frontier, last, ms, lows, highs = row
    above = tuple(zip(lows or (), highs or (), strict=True))
    position = Position(topic, partition)
    return Coverage(number, schema, table, tenant, position, incarnation, start, first, frontier, last, ms, above)


_OBSERVE = """
INSERT INTO cdc_management.topic_observations AS o
    (kafka_topic, kafka_partition, topic_incarnation, topic_id, low_watermark, high_watermark)
SELECT * FROM unnest(%s::text[], %s::integer[], %s::integer[], %s::text[], %s::bigint[], %s::bigint[])
ON CONFLICT (kafka_topic, kafka_partition, topic_incarnation) DO UPDATE
SET topic_id = coalesce(excluded.topic_id, o.topic_id), low_watermark = excluded.low_watermark,
    high_watermark = greatest(o.high_watermark, excluded.high_watermark), observed_at = clock_timestamp()
"""

_LEARN = """
WITH span AS (
    -- At most the newest 20,000 rows: a long log, or a long time without a look, does not make it slow.
    -- The newest is found by the index: in a join the log would be read whole.
    SELECT l.stop, greatest(
        (SELECT max(p.last_log_id) FROM cdc_management.source_rhythm_progress AS p), l.stop - 20000
    ) AS start
    FROM (SELECT max(l.id) AS stop FROM cdc_management.cdc_processing_log AS l) AS l
), batches AS (
    SELECT l.schema_name, l.table_name, l.batch_id, min(l.source_ts_min) AS first_ms, max(l.source_ts_max) AS last_ms
    FROM cdc_management.cdc_processing_log AS l
    WHERE l.id > (SELECT start FROM span) AND l.id <= (SELECT stop FROM span) AND l.source_ts_max IS NOT NULL
    GROUP BY l.schema_name, l.table_name, l.batch_id
), pauses AS (
    SELECT b.schema_name, b.table_name, b.last_ms, (b.first_ms - coalesce(
        max(b.last_ms) OVER (
            PARTITION BY b.schema_name, b.table_name ORDER BY b.batch_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ), r.last_ts_ms
    )) / 1000.0 AS seconds
    FROM batches AS b LEFT JOIN cdc_management.source_rhythm AS r USING (schema_name, table_name)
), counted AS (
    SELECT c.schema_name, c.table_name, max(c.last_ms) AS last_ms, max(c.bucket) AS top,
        jsonb_object_agg(c.bucket, c.n) FILTER (WHERE c.bucket IS NOT NULL) AS counts
    FROM (
        SELECT p.schema_name, p.table_name, max(p.last_ms) AS last_ms, count(*) AS n,
            CASE WHEN p.seconds > 0 THEN greatest(1, ceil(4 * ln(p.seconds) / ln(2.0)))::integer END AS bucket
        FROM pauses AS p GROUP BY p.schema_name, p.table_name, bucket
    ) AS c
    GROUP BY c.schema_name, c.table_name
), progress AS (
    INSERT INTO cdc_management.source_rhythm_progress (last_log_id) SELECT stop FROM span WHERE stop IS NOT NULL
    ON CONFLICT (one_row) DO UPDATE SET last_log_id = excluded.last_log_id
)
INSERT INTO cdc_management.source_rhythm AS r (schema_name, table_name, last_ts_ms, pauses)
SELECT c.schema_name, c.table_name, c.last_ms, ARRAY(
    SELECT coalesce((c.counts ->> g.n::text)::bigint, 0) + coalesce(old.pauses[g.n], 0)
    FROM generate_series(1, greatest(c.top, cardinality(old.pauses))) AS g (n) ORDER BY g.n
)
FROM counted AS c LEFT JOIN cdc_management.source_rhythm AS old USING (schema_name, table_name)
ON CONFLICT (schema_name, table_name) DO UPDATE
SET last_ts_ms = greatest(r.last_ts_ms, excluded.last_ts_ms), pauses = excluded.pauses
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
        learn_pauses(connection)
    except psycopg.errors.InsufficientPrivilege as error:
        detail = error.diag.message_primary or "denied"
        hint = "sweep with a role that may write cdc_management, or without writing"
        raise CdcError(Problem(f"database `{connection.info.dbname}`", detail, hint=hint)) from None


def learn_pauses(connection: psycopg.Connection[Any]) -> None:
    """Count the sources' pauses in what was logged since this was done last. One sweep at a time does."""
    with connection.transaction():
        lock = "SELECT pg_try_advisory_xact_lock(hashtext('cdc_management.learn_pauses'), 0)"
        if connection.execute(lock).fetchone() == (True,):
            connection.execute(_LEARN)


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
    """Partitions that are new, grew or were cut. One that was created anew keeps the memory of what it was before."""
    rows: dict[tuple[Position, int], tuple[str, int, int, str | None, int, int]] = {}
    for state in states:
        if state.watermarks is None or state.recreated:
            continue
        position, marks, topic = state.position, state.watermarks, topics.get(state.position.topic)
        before = observed.get((position, state.incarnation))
        if (
            before is None
            or (before.low, before.high) != (marks.low, marks.high)
            or (topic and topic.id != before.topic_id)
        ):
            row = (position.topic, position.partition, state.incarnation, topic.id if topic else None)
            rows[position, state.incarnation] = (*row, marks.low, marks.high)
    return [rows[key] for key in sorted(rows)]


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


def accept_loss(
    connection: psycopg.Connection[Any], state: PartitionState, reason: str, healed_by: int | None = None
) -> None:
    """Give up what is lost of a partition, each incarnation's offsets in that incarnation's coverage.

    `healed_by`: nothing is given up, a verification of that number proved that nothing is missing.

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
            asked = [row[0], multirange(ranges), reason, healed_by]
            connection.execute("SELECT cdc_management.accept_loss(%s, %s::int8multirange, %s, %s)", asked)
