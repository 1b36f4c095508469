"""Staging under steady writers that leave no idle moment, with a transaction open all the while."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from resources.embedded_postgres import Server
from tests.merge.support import SCHEMA, event, fetch, infrastructure, install, merge, plain, stage
from tests.support.postgres import both_versions, fresh_database

SECONDS = 600 if os.environ.get("CDC_TEST_LONG") else 12
BATCH = 400


def write(conninfo: str, stop: threading.Event, writer: int, written: list[int]) -> None:
    """Overlapping transactions of 0.1 s: at no moment is nobody writing."""
    with psycopg.connect(conninfo) as connection:
        number = 0
        while not stop.is_set():
            rows = [event(number + n, writer * 10_000 + n, __kafka_partition=writer) for n in range(BATCH)]
            stage(connection, "Actor", rows)
            number += BATCH
            time.sleep(0.1)
            connection.commit()
            written[writer] += BATCH


@both_versions
@pytest.mark.parametrize("holder", ["reader", "writer"])
def test_staging_stays_small_and_merges_quick_without_an_idle_moment(postgres: Server, holder: str) -> None:
    size = f"""SELECT coalesce(sum(pg_relation_size(inhrelid)), 0)::bigint FROM pg_inherits
        WHERE inhparent = '{SCHEMA}."stg_Actor"'::regclass"""
    with fresh_database(postgres) as conninfo:
        with psycopg.connect(conninfo, autocommit=True) as connection:
            infrastructure(connection)
            install(connection, [plain()])
        stop, written = threading.Event(), [0] * 4
        sizes, durations, backlogs = [], [], []
        with (
            ThreadPoolExecutor(4) as pool,
            psycopg.connect(conninfo) as held,
            psycopg.connect(conninfo, autocommit=True) as connection,
        ):
            if holder == "reader":
                held.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                held.execute("SELECT pg_current_xact_id()")
            else:
                stage(held, "Actor", [event(1, 999_999, __kafka_partition=9)])
            busy = [pool.submit(write, conninfo, stop, writer, written) for writer in range(4)]
            try:
                deadline = time.monotonic() + SECONDS
                while time.monotonic() < deadline:
                    time.sleep(0.25)
                    backlogs.append(fetch(connection, f'SELECT count(*) FROM {SCHEMA}."stg_Actor"')[0][0])
                    started = time.monotonic()
                    merge(connection, "Actor")
                    durations.append(time.monotonic() - started)
                    sizes.append(fetch(connection, size)[0][0])
            finally:
                stop.set()
            for future in busy:
                future.result()
            held.commit()
            merge(connection, "Actor")
            bound = 3 * max(backlogs) / 40 * 8192 + 4 * 262_144  # about 40 rows to a page; leaves flip at 256 kB
            print(
                f"{sum(written)} rows, largest backlog {max(backlogs)} rows, largest staging {max(sizes):,} bytes,"
                f" merges {durations[0]:.3f} … {durations[-1]:.3f} s"
            )
            assert max(sizes[2:]) <= bound
            third = len(durations) // 3
            assert min(durations[-third:]) < 3 * min(durations[:third]) + 0.1
            taken = fetch(connection, "SELECT rows_taken FROM cdc_management.merge_control")
            assert taken == [(sum(written) + (holder == "writer"),)]
