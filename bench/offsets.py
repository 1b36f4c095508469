"""The gap sweep over PostgreSQL: 26 tenants × 39 tables × 6 partitions, with 10 thousand to 10 million logged batches.

The target is the issue's: ≤ 1 s, and no slower for a longer log. `CDC_BENCH_LOG_ROWS` bounds the log (10,000,000 take
three minutes and 2 GB to write). The floor is one pass over the coverage rows in SQL, without conclusions.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from rich.console import Console
from rich.table import Table

from cdc_assets.config.model import Roles
from cdc_assets.ddl.environment import TEMPLATES, environment
from cdc_assets.offsets.model import Stream
from cdc_assets.offsets.sweep import sweep
from resources.embedded_postgres import running
from resources.postgres import Database, create_missing, embedded_folder

TENANTS, TABLES, PARTITIONS = 26, 39, 6
LOGS = (10_000, 1_000_000, 10_000_000)

_COVERAGE = f"""
INSERT INTO cdc_management.offset_coverage (schema_name, table_name, kafka_topic, kafka_partition, start_offset,
    first_offset, frontier, last_offset, last_source_ts_ms)
SELECT 'tenant' || t, 'Table' || a, format('prod.tenant%s.Db.dbo.Table%s', t, a), p, 0, 0, 50000, 49999, 1700000000000
FROM generate_series(1, {TENANTS}) AS t, generate_series(1, {TABLES}) AS a, generate_series(0, {PARTITIONS - 1}) AS p
"""

_SEGMENTS = """
INSERT INTO cdc_management.offset_segments (coverage_id, lo, hi, range_count, ranges)
SELECT c.coverage_id, 50001, 60001, 10, (
    SELECT range_agg(int8range(50001 + n * 1000, 50001 + (n + 1) * 1000 - (n < 9)::int))
    FROM generate_series(0, 9) AS n
) FROM cdc_management.offset_coverage AS c WHERE c.coverage_id % 7 = 0
"""

_LOG = f"""
INSERT INTO cdc_management.cdc_processing_log (batch_id, schema_name, table_name, kafka_topic, kafka_partition,
    min_offset, max_offset, rows_taken, rows_applied, rows_superseded, rows_stale, rows_rejected, source_ts_min,
    source_ts_max, started_at, finished_at, duration_ms)
SELECT n, 'tenant' || 1 + n %% {TENANTS}, 'Table' || 1 + n %% {TABLES}, 'topic', n %% {PARTITIONS}, n * 10, n * 10 + 9,
    10, 10, 0, 0, 0, 1700000000000 + n * 100, 1700000000000 + n * 100 + 50, now(), now() - make_interval(secs => n), 5
FROM generate_series(%s::bigint, %s::bigint) AS n
"""


def fleet() -> tuple[Stream, ...]:
    """A stream for each tenant and table."""
    return tuple(
        Stream(f"tenant{t}", f"tenant{t}", f"Table{a}", f"prod.tenant{t}.Db.dbo.Table{a}")
        for t in range(1, TENANTS + 1)
        for a in range(1, TABLES + 1)
    )


def prepare(connection: psycopg.Connection[Any]) -> None:
    """`cdc_management`, and coverage as a busy fleet leaves it: every seventh partition has ten holes."""
    for path in sorted((TEMPLATES / "infrastructure").glob("*.sql.j2")):
        connection.execute(environment().get_template(f"infrastructure/{path.name}").render(roles=Roles()).encode())
    connection.execute(_COVERAGE.encode())
    connection.execute(_SEGMENTS.encode())
    connection.execute("UPDATE cdc_management.offset_coverage SET last_offset = 60000 WHERE coverage_id % 7 = 0")
    connection.execute("ANALYZE cdc_management.offset_coverage, cdc_management.offset_segments")


def median(work: Callable[[], object], rounds: int = 5) -> tuple[float, float]:
    """Median wall and CPU seconds of some rounds, after one that is not counted."""
    work()
    wall, cpu = [], []
    for _ in range(rounds):
        began, used = time.perf_counter(), time.process_time()
        work()
        wall.append(time.perf_counter() - began)
        cpu.append(time.process_time() - used)
    return statistics.median(wall), statistics.median(cpu)


def run(console: Console) -> None:
    """Print the sweep's seconds for each length of the log."""
    most, streams = int(os.environ.get("CDC_BENCH_LOG_ROWS", LOGS[-1])), fleet()
    shown = Table(
        title=f"offsets: sweep of {len(streams) * PARTITIONS:,} coverage rows, medians of 5", title_justify="left"
    )
    for head in ("batches in the log", "sweep, s", "of it our CPU", "first sweep after them, s", "floor, s", "target"):
        shown.add_column(head, justify="right")
    with tempfile.TemporaryDirectory() as scratch, running(embedded_folder(Path(scratch))) as server:
        database = Database("bench", server.conninfo("bench"))
        create_missing(server, database.label)
        with psycopg.connect(database.conninfo, autocommit=True) as connection:
            prepare(connection)
            rows = 0
            for length in (length for length in LOGS if length <= most):
                connection.execute(_LOG.encode(), [rows + 1, length])
                rows = length
                began = time.perf_counter()
                found = sweep(connection, streams)
                first = time.perf_counter() - began
                again, cpu = median(lambda: sweep(connection, streams))
                floor, _ = median(lambda: connection.execute("TABLE cdc_management.offset_coverage").fetchall())
                shown.add_row(f"{length:,}", f"{again:.2f}", f"{cpu:.2f}", f"{first:.2f}", f"{floor:.3f}", "≤ 1")
            holes = sum(gap.size for state in found.partitions for gap in state.gaps)
    console.print(shown)
    console.print(f"found {holes:,} missing offsets in {len(found.partitions):,} partitions")
