"""Staging under steady writers that leave no idle moment, with a transaction open all the while, for a minute."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from resources.embedded_postgres import Server
from tests.merge.support import SCHEMA, event, fetch, install, merge, merging_database, plain, stage
from tests.support.postgres import DEBIAN, EMBEDDED
from tests.support.work import SqlWork, sql_work

SECONDS = 600 if os.environ.get("CDC_TEST_LONG") else 60
BATCH = 250
KEYS = 50_000
LEAST = 12
"""Merges, however slow the machine is."""

SIZE = f"""SELECT coalesce(sum(pg_table_size(inhrelid)), 0)::bigint FROM pg_inherits
    WHERE inhparent = '{SCHEMA}."stg_Actor"'::regclass"""


@dataclass(frozen=True, slots=True)
class Merge:
    """One merge: rows that waited for it, rows that it took, bytes of staging afterwards, what it went through."""

    backlog: int
    taken: int
    size: int
    work: SqlWork
    seconds: float


def one_merge(connection: psycopg.Connection[Any]) -> Merge:
    control = "SELECT coalesce(sum(rows_taken), 0)::bigint FROM cdc_management.merge_control"
    ((waiting,),) = fetch(connection, f'SELECT count(*) FROM {SCHEMA}."stg_Actor"')
    ((before,),) = fetch(connection, control)
    started = time.monotonic()
    with sql_work(connection) as work:
        merge(connection, "Actor")
    seconds = time.monotonic() - started
    ((size,),) = fetch(connection, SIZE)
    ((after,),) = fetch(connection, control)
    return Merge(max(waiting, after - before), after - before, size, work, seconds)


def cost(merges: Sequence[Merge]) -> tuple[float, float, float]:
    """For each row that was taken: rows of plans, blocks read of staging, and milliseconds (to be printed only).

    A merge counts as a thousand rows more: how many it takes is the machine's to say, and some work is there in any
    case. Not the blocks of the final table: there an open transaction keeps old versions, which is no merge's fault.
    """
    taken = sum(merge.taken + 1000 for merge in merges)
    rows = sum(merge.work.rows for merge in merges)
    blocks = sum(count for merge in merges for name, count in merge.work.scanned.items() if ".stg_Actor" in name)
    return round(rows / taken, 2), round(blocks / taken, 3), round(1000 * sum(m.seconds for m in merges) / taken, 3)


def write(conninfo: str, stop: threading.Event, writer: int, written: list[int]) -> None:
    """Overlapping transactions of 0.1 s: at no moment is nobody writing."""
    with psycopg.connect(conninfo) as connection:
        number = 0
        while not stop.is_set():
            # many keys: each update of the same row leaves a dead version that an open transaction keeps in the target
            keys = (writer * KEYS + (number + n) % KEYS for n in range(BATCH))
            rows = [event(number + n, key, __kafka_partition=writer) for n, key in enumerate(keys)]
            stage(connection, "Actor", rows)
            number += BATCH
            time.sleep(0.1)
            connection.commit()
            written[writer] += BATCH


def hold_open(connection: psycopg.Connection[Any], holder: str) -> None:
    """A transaction that stays open: one that only looks, or one that has written."""
    if holder == "reader":
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        connection.execute("SELECT pg_current_xact_id()")
        fetch(connection, f'SELECT count(*) FROM {SCHEMA}."Actor"')
    else:
        stage(connection, "Actor", [event(1, 999_999, __kafka_partition=9)])


def steady(postgres: Server, holder: str, seconds: float) -> None:
    """Write and merge for so long in a database of its own, and look at sizes and at what each merge goes through."""
    with merging_database(postgres) as conninfo:
        with psycopg.connect(conninfo, autocommit=True) as connection:
            install(connection, [plain()])
        stop, written = threading.Event(), [0] * 3
        merges: list[Merge] = []
        with (
            ThreadPoolExecutor(len(written)) as pool,
            psycopg.connect(conninfo) as held,
            psycopg.connect(conninfo, autocommit=True) as connection,
        ):
            hold_open(held, holder)
            busy = [pool.submit(write, conninfo, stop, writer, written) for writer in range(len(written))]
            try:
                deadline = time.monotonic() + seconds
                while time.monotonic() < deadline or len(merges) < LEAST:
                    time.sleep(0.25)
                    merges.append(one_merge(connection))
            finally:
                stop.set()
            for future in busy:
                future.result()
            held.commit()
            merge(connection, "Actor")
            backlog = max(merge.backlog for merge in merges)
            size = max(merge.size for merge in merges[2:])
            bound = 3 * backlog / 40 * 8192 + 4 * 262_144  # about 40 rows to a page; leaves flip at 256 kB
            third = len(merges) // 3
            early, late = cost(merges[:third]), cost(merges[-third:])
            print(
                f"{holder}: {sum(written)} rows in {len(merges)} merges, largest backlog {backlog} rows,"
                f" largest staging {size:,} bytes, bound {bound:,.0f};"
                f" plan rows, staging blocks and ms per row: {early} in the first third, {late} in the last"
            )
            assert size <= bound
            assert early[1] > 0
            assert all(after < 3 * before for before, after in zip(early[:2], late[:2], strict=True))
            taken = fetch(connection, "SELECT rows_taken FROM cdc_management.merge_control")
            assert taken == [(sum(written) + (holder == "writer"),)]


@pytest.mark.parametrize(
    ("postgres", "seconds"), [(EMBEDDED, SECONDS), (DEBIAN, SECONDS / 6)], indirect=["postgres"], ids=[EMBEDDED, DEBIAN]
)
def test_staging_stays_small_and_merges_cost_the_same_without_an_idle_moment(postgres: Server, seconds: float) -> None:
    with ThreadPoolExecutor(2) as both:  # side by side: each of them wants its minute
        for future in [both.submit(steady, postgres, holder, seconds) for holder in ("reader", "writer")]:
            future.result()
