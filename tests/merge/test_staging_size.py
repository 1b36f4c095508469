"""Staging under steady writers that leave no idle moment, with a transaction open all the while, for a minute."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from resources.embedded_postgres import Server
from tests.merge.support import SCHEMA, event, fetch, infrastructure, install, merge, plain, stage
from tests.support.postgres import DEBIAN, EMBEDDED, fresh_database

SECONDS = 600 if os.environ.get("CDC_TEST_LONG") else 60
BATCH = 250
KEYS = 50_000
SIZE = f"""SELECT coalesce(sum(pg_table_size(inhrelid)), 0)::bigint FROM pg_inherits
    WHERE inhparent = '{SCHEMA}."stg_Actor"'::regclass"""


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
    """Write and merge for so long in a database of its own, and look at sizes and times."""
    with fresh_database(postgres) as conninfo:
        with psycopg.connect(conninfo, autocommit=True) as connection:
            infrastructure(connection)
            install(connection, [plain()])
        stop, written = threading.Event(), [0] * 3
        sizes, durations, backlogs = [], [], []
        with (
            ThreadPoolExecutor(len(written)) as pool,
            psycopg.connect(conninfo) as held,
            psycopg.connect(conninfo, autocommit=True) as connection,
        ):
            hold_open(held, holder)
            busy = [pool.submit(write, conninfo, stop, writer, written) for writer in range(len(written))]
            try:
                deadline = time.monotonic() + seconds
                while time.monotonic() < deadline:
                    time.sleep(0.25)
                    backlogs.append(fetch(connection, f'SELECT count(*) FROM {SCHEMA}."stg_Actor"')[0][0])
                    started = time.monotonic()
                    merge(connection, "Actor")
                    durations.append(time.monotonic() - started)
                    sizes.append(fetch(connection, SIZE)[0][0])
            finally:
                stop.set()
            for future in busy:
                future.result()
            held.commit()
            merge(connection, "Actor")
            bound = 3 * max(backlogs) / 40 * 8192 + 4 * 262_144  # about 40 rows to a page; leaves flip at 256 kB
            print(
                f"{holder}: {sum(written)} rows, largest backlog {max(backlogs)} rows, largest staging"
                f" {max(sizes):,} bytes, bound {bound:,.0f}, merges {durations[0]:.3f} … {durations[-1]:.3f} s"
            )
            assert max(sizes[2:]) <= bound
            third = len(durations) // 3
            assert min(durations[-third:]) < 3 * min(durations[:third]) + 0.1
            taken = fetch(connection, "SELECT rows_taken FROM cdc_management.merge_control")
            assert taken == [(sum(written) + (holder == "writer"),)]


@pytest.mark.parametrize(
    ("postgres", "seconds"), [(EMBEDDED, SECONDS), (DEBIAN, SECONDS / 6)], indirect=["postgres"], ids=[EMBEDDED, DEBIAN]
)
def test_staging_stays_small_and_merges_quick_without_an_idle_moment(postgres: Server, seconds: float) -> None:
    with ThreadPoolExecutor(2) as both:  # side by side: each of them wants its minute
        for future in [both.submit(steady, postgres, holder, seconds) for holder in ("reader", "writer")]:
            future.result()
