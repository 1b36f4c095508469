"""Numbers for Prometheus: how merges, staging and streams fare, asked of each database at once; what plans wait for."""

from __future__ import annotations

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Literal

import psycopg
from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from psycopg.rows import dict_row

from cdc_assets import stages
from cdc_assets.config.model import Project, SinkTarget
from cdc_assets.config.tenants import distinct_databases, sinks_of, tenants
from cdc_assets.errors import CdcError, Problem
from cdc_assets.migrate.explain import PlanStage
from cdc_assets.migrate.hazards import HazardKind
from resources.postgres import connected

SECONDS = 10
"""How long a database may take to answer."""
Row = dict[str, Any]
Labels = Literal["database", "tenant", "table", "partition"]
LABELS: Mapping[Labels, tuple[str, ...]] = {
    "database": ("database", "sink"),
    "tenant": ("database", "sink", "tenant"),
    "table": ("database", "sink", "tenant", "table"),
    "partition": ("database", "sink", "tenant", "table"),  # and of each table its positions
}
BUCKETS = (0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300)
_RELATIONS = """
WITH m AS (
    SELECT m.*, c.oid AS staging FROM cdc_management.merge_control AS m
    LEFT JOIN pg_catalog.pg_namespace AS n ON n.nspname = m.schema_name
    LEFT JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = m.staging_name AND c.relkind = 'p'
), leaves AS (
    -- The size of a leaf opens it, which a session does for the first time at some cost: only where something is in it.
    SELECT i.inhparent AS staging, sum(s.live) AS rows,
        sum(CASE WHEN s.live + s.dead > 0 THEN pg_catalog.pg_relation_size(i.inhrelid) ELSE 0 END) AS bytes
    FROM m JOIN pg_catalog.pg_inherits AS i ON i.inhparent = m.staging
    CROSS JOIN LATERAL (
        SELECT pg_catalog.pg_stat_get_live_tuples(i.inhrelid) AS live,
            pg_catalog.pg_stat_get_dead_tuples(i.inhrelid) AS dead
        OFFSET 0
    ) AS s
    GROUP BY 1
), bells AS (
    SELECT staging, min(rung_at) AS since FROM cdc_management.staging_bell GROUP BY 1
)
SELECT m.schema_name, m.table_name, m.batches, m.rows_taken, m.rows_applied, m.rows_superseded, m.rows_stale,
    m.rows_rejected, m.fence_regressions, m.large_values_nulled, extract(epoch FROM m.last_merge_at) AS merged_at,
    (NOT m.enabled)::integer AS paused,
    coalesce(m.last_error_at > coalesce(m.last_merge_at, '-infinity'), false)::integer AS failing,
    coalesce(l.bytes, 0) AS bytes, coalesce(l.rows, 0) AS rows,
    coalesce(extract(epoch FROM clock_timestamp() - b.since), 0) AS waiting
FROM m LEFT JOIN leaves AS l USING (staging) LEFT JOIN bells AS b USING (staging)
"""
_MORE = """
SELECT max(id) AS newest FROM cdc_management.cdc_processing_log
;
SELECT schema_name, table_name, count(*) AS rejects FROM cdc_management.merge_rejects
WHERE replayed_at IS NULL GROUP BY 1, 2
;
SELECT schema_name, table_name, max(last_source_ts_ms) / 1000.0 AS last_event, count(*) AS partitions,
    greatest(0, max(extract(epoch FROM updated_at) - last_source_ts_ms / 1000.0)) AS lag,
    CASE WHEN %(positions)s THEN
        jsonb_agg(jsonb_build_array(kafka_topic, kafka_partition, frontier))
    END AS positions
FROM cdc_management.offset_coverage AS c LEFT JOIN cdc_management.topic_incarnations AS t USING (kafka_topic)
WHERE topic_incarnation = coalesce(t.incarnation, 0) AND last_offset IS NOT NULL GROUP BY 1, 2
;
-- What the broker's topics still held when `cdc offsets` or `check_offsets` looked last.
SELECT g.schema_name, g.table_name, sum(k.lost) AS lost,
    sum(CASE WHEN o.low_watermark IS NOT NULL THEN g.stop - g.start - k.lost ELSE 0 END) AS recoverable,
    sum(CASE WHEN o.low_watermark IS NULL THEN g.stop - g.start - k.lost ELSE 0 END) AS unknown
FROM (
    SELECT v.schema_name, v.table_name, v.kafka_topic, v.kafka_partition, v.topic_incarnation,
        v.gap_start AS start, v.gap_end + 1 AS stop
    FROM cdc_management.v_cdc_processing_gaps AS v
    UNION ALL
    SELECT c.schema_name, c.table_name, c.kafka_topic, c.kafka_partition, c.topic_incarnation, c.stop, w.gone
    FROM (
        SELECT c.*, greatest(c.last_offset + 1, c.start_offset) AS stop FROM cdc_management.offset_coverage AS c
    ) AS c JOIN (
        -- What came last: all of it, where the topic was made anew since.
        SELECT w.*, CASE WHEN w.topic_incarnation < coalesce(t.incarnation, 0) THEN w.high_watermark
            ELSE w.low_watermark END AS gone
        FROM cdc_management.topic_observations AS w LEFT JOIN cdc_management.topic_incarnations AS t
        USING (kafka_topic)
    ) AS w USING (kafka_topic, kafka_partition, topic_incarnation)
    WHERE w.gone > c.stop AND NOT EXISTS (
        SELECT FROM cdc_management.merge_control AS m JOIN cdc_management.staging_bell AS b
        ON b.staging = to_regclass(format('%%I.%%I', m.schema_name, m.staging_name))
        WHERE (m.schema_name, m.table_name) = (c.schema_name, c.table_name)
    )
) AS g LEFT JOIN cdc_management.topic_incarnations AS t USING (kafka_topic)
LEFT JOIN cdc_management.topic_observations AS o USING (kafka_topic, kafka_partition, topic_incarnation)
CROSS JOIN LATERAL (
    SELECT CASE WHEN g.topic_incarnation < coalesce(t.incarnation, 0) THEN g.stop - g.start
        ELSE greatest(0, least(g.stop, coalesce(o.low_watermark, 0)) - g.start) END AS lost
) AS k GROUP BY 1, 2
;
SELECT schema_name, table_name, coalesce(sum(upper(r.r) - lower(r.r)) FILTER (WHERE healed_by IS NULL), 0) AS given_up,
    coalesce(sum(upper(r.r) - lower(r.r)) FILTER (WHERE healed_by IS NOT NULL), 0) AS healed
FROM cdc_management.offset_losses AS l, unnest(l.ranges) AS r (r) GROUP BY 1, 2
;
SELECT schema_name, table_name, count(DISTINCT pid) AS writers FROM cdc_management.v_stuck_writers GROUP BY 1, 2
;
SELECT d.schema_name, d.table_name, array_agg(d.duration_ms) AS durations,
    (SELECT max(id) FROM cdc_management.cdc_processing_log) AS newest  -- of the same moment
FROM (
    SELECT DISTINCT batch_id, schema_name, table_name, duration_ms FROM cdc_management.cdc_processing_log
    WHERE id > %(after)s
) AS d GROUP BY 1, 2
;
SELECT schema_name, table_name, sum(open) AS differences, extract(epoch FROM max(finished_at)) AS verified_at
FROM cdc_management.verifications WHERE latest GROUP BY 1, 2
;
SELECT DISTINCT h.schema_name, h.unit AS table_name, 1 AS apply_failed FROM cdc_management.migration_history AS h
WHERE h.status IN ('failed', 'interrupted') AND NOT EXISTS (
    SELECT FROM cdc_management.migration_history AS n
    WHERE (n.schema_name, n.unit) = (h.schema_name, h.unit) AND n.id > h.id
) AND EXISTS (SELECT FROM pg_catalog.pg_namespace AS s WHERE s.nspname = h.schema_name)  -- else off-boarded
;
SELECT schema_name, extract(epoch FROM max(applied_at)) AS applied_at FROM cdc_management.applied_schema GROUP BY 1
"""
"""What is known of the database (the first), of some relations, of schemas (the last): a question each, as one that
joins them all takes longer to plan than to answer."""
_NONE = dict.fromkeys(("rejects", "lost", "recoverable", "unknown", "given_up", "healed", "writers", "apply_failed"), 0)


@dataclass(frozen=True, slots=True)
class Number:
    """A metric: its name, what it says, the columns it is made of (by the value of a label), how rows are summed up."""

    name: str
    help: str
    columns: Mapping[str, str]
    label: str = ""
    counts: bool = False
    joined: Callable[[Sequence[float]], float] = sum


NUMBERS = (
    Number("cdc_merges", "Batches that were merged.", {"": "batches"}, counts=True),
    Number(
        "cdc_rows",
        "Staged rows by what became of them.",
        {fate: f"rows_{fate}" for fate in ("applied", "superseded", "stale", "rejected")},
        "fate",
        counts=True,
    ),
    Number("cdc_fence_regressions", "Batches older than what was merged.", {"": "fence_regressions"}, counts=True),
    Number(
        "cdc_large_values_nulled",
        "Large values that updates set to NULL.",
        {"": "large_values_nulled"},
        counts=True,
    ),
    Number("cdc_staged_rows", "Rows that wait in staging, as PostgreSQL's statistics estimate.", {"": "rows"}),
    Number("cdc_staged_bytes", "Size of the staging tables.", {"": "bytes"}),
    Number(
        "cdc_oldest_staged_age_seconds", "How long the first staged change has waited.", {"": "waiting"}, joined=max
    ),
    Number("cdc_rejects", "Rejected rows that nobody has replayed.", {"": "rejects"}),
    Number(
        "cdc_lag_seconds",
        "From the source's commit to its merge, of the latest events merged.",
        {"": "lag"},
        joined=max,
    ),
    Number(
        "cdc_last_event_timestamp_seconds",
        "When the latest merged event was committed at the source.",
        {"": "last_event"},
        joined=max,
    ),
    Number("cdc_last_merge_timestamp_seconds", "When the latest merge was.", {"": "merged_at"}, joined=max),
    Number(
        "cdc_gap_offsets",
        "Offsets not accounted for: no longer in their topic or still there, as `check_offsets` saw it last, or never "
        "looked at; and those that were lost and then given up or healed.",
        {name: name for name in ("lost", "recoverable", "unknown", "given_up", "healed")},
        "class",
    ),
    Number("cdc_merge_failing", "Tables whose latest merge failed.", {"": "failing"}),
    Number("cdc_merge_paused", "Tables whose merge somebody turned off.", {"": "paused"}),
    Number("cdc_stuck_writers", "Transactions that wrote to staging and are open for five minutes.", {"": "writers"}),
    Number(
        "cdc_verification_differences",
        "Differences that the latest comparison with the source found and no repair healed.",
        {"": "differences"},
    ),
    Number("cdc_last_verification_timestamp_seconds", "When that ended.", {"": "verified_at"}, joined=max),
    Number("cdc_apply_failed", "Tables and scripts whose latest apply failed.", {"": "apply_failed"}),
    Number("cdc_applied_timestamp_seconds", "When the schema was last changed.", {"": "applied_at"}, joined=max),
)
OF_PLANS = (
    Number("cdc_apply_pending", "Tables and scripts that an apply would change or refuse.", {"": "due"}),
    Number(
        "cdc_hazards_waiting",
        "Changes that wait for somebody's approval, by their hazard.",
        {kind: kind for kind in HazardKind},
        "kind",
    ),
)
"""What comes of plans, made every five minutes beside the scrapes; of tables no more is told than of their tenant."""

_TOOK, _DURATION = "cdc_scrape_duration_seconds", "cdc_merge_duration_seconds"
_POSITION = "cdc_position_offset"
ALSO = {
    "cdc_up": "Whether the database answers; by database and sink alone.",
    _TOOK: "How long its answer took; by database and sink alone.",
    _POSITION: "The lowest offset of a topic's partition that is not accounted for; with `--by partition`.",
    _DURATION: "How long merges took, since this exporter began; none with `--once`.",
}
"""What is made of more than a row's columns."""


@dataclass(slots=True, eq=False)
class Exporter:
    """What a scrape asks: a collector as `prometheus_client` wants it, the histogram that it fills, and the plans."""

    project: Project
    by: Labels = "tenant"
    histogram: Histogram | None = None
    plans: Callable[[], Sequence[Row]] = tuple
    seen: dict[tuple[str, ...], int] = field(default_factory=dict)
    """By database how far its log of merges is in the histogram."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def collect(self) -> Iterator[Metric]:
        """Ask every database at once; one that does not answer is `cdc_up 0`."""
        with self.lock:  # two scrapes at once would count a merge twice
            yield from self._collect()

    def _collect(self) -> Iterator[Metric]:
        found = asked_databases(self.project)
        with ThreadPoolExecutor(max_workers=max(len(found), 1), thread_name_prefix="metrics") as workers:
            answers = list(workers.map(self._read, (target for target, _ in found)))
        place = ("database", "sink")
        up = GaugeMetricFamily("cdc_up", ALSO["cdc_up"], labels=place)
        took = GaugeMetricFamily(_TOOK, ALSO[_TOOK], labels=place)
        rows: list[Row] = []
        for (target, sink), (seconds, answer) in zip(found, answers, strict=True):
            up.add_metric((target.label, sink), float(answer is not None))
            took.add_metric((target.label, sink), seconds)
            rows += [{**row, "database": target.label, "sink": sink} for row in answer or ()]
            self._observe(target, sink, answer or ())
        yield up
        yield took
        for number in NUMBERS:
            yield family(number, rows, LABELS[self.by])
        sinks = {target.label: sink for target, sink in found}
        planned = [{**row, "sink": sinks[row["database"]]} for row in self.plans()]
        for number in OF_PLANS:
            yield family(number, planned, LABELS[self.by][:3])
        if self.by == "partition":
            names = (*LABELS[self.by], "topic", "partition")
            positions = GaugeMetricFamily(_POSITION, ALSO[_POSITION], labels=names)
            for row in rows:
                for topic, partition, offset in row.get("positions") or ():
                    at = [str(row[name]) for name in LABELS[self.by]]
                    positions.add_metric([*at, topic, str(partition)], offset)
            yield positions

    def _read(self, target: SinkTarget) -> tuple[float, list[Row] | None]:
        return read(self.project, target, self.seen.get(target.identity), positions=self.by == "partition")

    def _observe(self, target: SinkTarget, sink: str, rows: Sequence[Row]) -> None:
        """Merges since the last look; those before the first were others'."""
        if rows:
            if self.histogram is not None:
                for row in rows:
                    labels = [{**row, "database": target.label, "sink": sink}[name] for name in LABELS[self.by]]
                    for milliseconds in row.get("durations") or ():
                        self.histogram.labels(*labels).observe(milliseconds / 1000)
            self.seen[target.identity] = max(row.get("newest") or 0 for row in rows)


def registry(project: Project, by: Labels, *, once: bool = False) -> CollectorRegistry:
    """A registry with all of it; `once`: without histograms, which are of what happens between two looks."""
    made = CollectorRegistry()
    histogram = None
    if not once:
        histogram = Histogram(_DURATION, ALSO[_DURATION], LABELS[by], buckets=BUCKETS, registry=None)
    made.register(Exporter(project, by, histogram, Plans(project, wait=once).rows))
    if histogram is not None:  # after the exporter, which fills it
        made.register(histogram)
    return made


def asked_databases(project: Project) -> list[tuple[SinkTarget, str]]:
    """Each database once, with the sinks that share it."""
    return [(target, ",".join(sinks)) for target, sinks, _ in distinct_databases(project)]


def read(
    project: Project, target: SinkTarget, after: int | None, *, positions: bool = False
) -> tuple[float, list[Row] | None]:
    """How long the answer took, and a row per relation; None: no answer. Merges with an id after `after` have their
    durations, and none have where that is None."""
    wanted = {"after": 2**62 if after is None else after, "positions": positions}
    started = time.perf_counter()
    try:
        with connected(target, project.root, SECONDS) as connection:
            started = time.perf_counter()
            try:
                found = _answers(connection, wanted)
            except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName, psycopg.errors.UndefinedColumn):
                found = []  # nothing was applied yet, or by an older version
    except CdcError:
        return time.perf_counter() - started, None
    return time.perf_counter() - started, found


def _answers(connection: psycopg.Connection[Any], wanted: Mapping[str, object]) -> list[Row]:
    """All statements at once, and what they say of each relation put together."""
    with psycopg.ClientCursor(connection, row_factory=dict_row) as cursor:
        cursor.execute(f"{_RELATIONS};{_MORE}".encode(), wanted)
        rows = {(row["schema_name"], row["table_name"]): _NONE | row for row in cursor.fetchall()}
        while cursor.nextset():
            for found in cursor.fetchall():
                schema, table = found.pop("schema_name", None), found.pop("table_name", None)
                for place, row in rows.items() if table is None else ():
                    if schema in (None, place[0]):
                        row |= found
                if (schema, table) in rows:
                    rows[schema, table] |= found
                elif "apply_failed" in found:  # before there was anything to merge
                    rows[schema, table] = found
    return [{**row, "tenant": schema, "table": table} for (schema, table), row in rows.items()]


def family(number: Number, rows: Sequence[Row], labels: tuple[str, ...]) -> Metric:
    """A metric over rows that share their labels; a row that knows nothing of it has no part in it."""
    values: dict[tuple[str, ...], list[float]] = defaultdict(list)
    for row in rows:
        at = tuple(str(row[name]) for name in labels)
        for value, column in number.columns.items():
            if row.get(column) is not None:
                values[(*at, value) if number.label else at].append(float(row[column]))
    kind = CounterMetricFamily if number.counts else GaugeMetricFamily
    made = kind(number.name, number.help, labels=(*labels, number.label) if number.label else labels)
    for at, found in values.items():
        made.add_metric(at, number.joined(found))
    return made


PLAN_SECONDS = 300
"""How old a plan may be."""


@dataclass(slots=True, eq=False)
class Plans:
    """The latest plans. `wait`: made while somebody asks, else in a thread, and what is known is told meanwhile."""

    project: Project
    wait: bool = False
    known: Sequence[Row] = ()
    due_at: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def rows(self) -> Sequence[Row]:
        """A row per database and tenant: how much is due, and how many hazards of each kind wait."""
        with self.lock:
            due = time.monotonic() >= self.due_at
            if due:
                self.due_at = time.monotonic() + PLAN_SECONDS
        if due and self.wait:
            self._look()
        elif due:
            threading.Thread(target=self._look, name="metrics plans", daemon=True).start()
        return self.known

    def _look(self) -> None:
        self.known = tuple(planned(self.project))


def planned(project: Project) -> Iterator[Row]:
    """What the files and databases say now; of what cannot be read nothing is told."""
    unreachable: list[Problem] = []
    for group in project.source_groups:
        names = [tenant.name for tenant in tenants(project, group)]
        for sink in sinks_of(project, group):
            try:
                found = stages.planned(project, group, sink, names, unreachable=unreachable)
            except CdcError:  # files are missing or were edited: `cdc status` says which
                continue
            yield from map(_row, found)


def _row(plan: PlanStage) -> Row:
    waiting = Counter(str(hazard.kind) for hazard in plan.hazards if hazard.needs_approval)
    due = len({unit for unit, _ in (*plan.due, *plan.refused)})
    return {"database": plan.database, "tenant": plan.tenant or "", "due": due, **waiting}
