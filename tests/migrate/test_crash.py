"""Killed for real, at any moment: no table half made, nothing twice, history true, and running again converges.
And two applies at once: both succeed, everything is done once."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from cdc_assets.ddl.model import Migrations
from cdc_assets.migrate.plan import make_plan
from resources.embedded_postgres import Server, _postmaster_pid, running
from tests.support.databases import apply, apply_plan, assert_in_place, assert_true_history, one, pool, rows, state
from tests.support.migrations import some_tables
from tests.support.postgres import SURVIVES_KILL, both_versions

TENANTS = tuple(f"tenant{n}" for n in range(8))
_processes = multiprocessing.get_context("fork")


def applying(conninfo: str, migrations: Migrations) -> multiprocessing.process.BaseProcess:
    """A process of its own that applies."""
    process = _processes.Process(target=apply, args=(conninfo, migrations, TENANTS))
    process.start()
    return process


def wait_for_sessions_to_end(server: Server, conninfo: str) -> None:
    """A killed client's statement still runs to its end in the server."""
    name = psycopg.conninfo.conninfo_to_dict(conninfo)["dbname"]
    deadline = time.monotonic() + 120
    while one(server.conninfo(), "SELECT count(*) FROM pg_stat_activity WHERE datname = %s", name):
        assert time.monotonic() < deadline
        time.sleep(0.005)


@both_versions
def test_a_process_killed_at_any_moment_leaves_whole_tables_and_the_next_run_goes_on(
    postgres: Server, database: str
) -> None:
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    print(f"seed {seed}")
    wanted = some_tables(12)
    progress = []
    for _ in range(12):
        process = applying(database, wanted)
        time.sleep(chance.uniform(0, 0.25))
        process.kill()
        process.join()
        wait_for_sessions_to_end(postgres, database)
        assert_true_history(database, wanted, TENANTS)
        progress.append(len(state(database, wanted, TENANTS).applied))
    print(f"objects after each kill: {progress}")
    assert progress == sorted(progress)
    assert all(result.ok for result in apply(database, wanted, TENANTS))
    assert_in_place(database, wanted, TENANTS)


def test_a_server_killed_in_mid_apply_fails_tenants_by_name_and_the_next_run_converges(tmp_path: Path) -> None:
    wanted = some_tables(12)
    with running(tmp_path, settings=SURVIVES_KILL) as server:
        conninfo = server.conninfo()
        for delay in (0.02, 0.1, 0.2, 0.3):
            killer = threading.Timer(delay, lambda: os.kill(_postmaster_pid(tmp_path) or 0, signal.SIGKILL))
            with pool(conninfo) as connections:
                plan = make_plan(wanted, state(conninfo, wanted, TENANTS), TENANTS)
                killer.start()
                results = apply_plan(connections, plan, connect_seconds=0.5)
                killer.join()
            assert len(results) == 1 + len(TENANTS)
            assert all(failed.error for result in results for failed in result.failed)
            with running(tmp_path, settings=SURVIVES_KILL):  # recovers
                assert_true_history(conninfo, wanted, TENANTS)
                done = {result.tenant for result in results[1:] if result.ok}
                again = make_plan(wanted, state(conninfo, wanted, TENANTS), TENANTS)
                assert done <= {part.tenant for part in again.tenants if not part.units}
        with running(tmp_path, settings=SURVIVES_KILL):
            assert all(result.ok for result in apply(conninfo, wanted, TENANTS))
            assert_in_place(conninfo, wanted, TENANTS)


@both_versions
def test_two_applies_at_once_both_succeed_and_nothing_is_doubled(database: str) -> None:
    wanted = some_tables(6)
    with ThreadPoolExecutor(3) as applies:
        outcomes = list(applies.map(lambda run: apply(database, wanted, TENANTS, run=run), ["one", "two", "three"]))
    assert [failed for results in outcomes for result in results for failed in result.failed] == []
    assert all(result.ok for results in outcomes for result in results)
    assert_in_place(database, wanted, TENANTS)
    assert sum(result.statements for results in outcomes for result in results) == 1 + len(TENANTS) * 19


def test_tenants_are_worked_on_in_parallel(database: str) -> None:
    wanted = some_tables(20)
    with pool(database, 4) as connections:
        apply_plan(connections, make_plan(wanted, state(database, wanted, TENANTS), TENANTS))
    overlapping = rows(
        database,
        "SELECT DISTINCT a.schema_name FROM cdc_management.migration_history AS a"
        " JOIN cdc_management.migration_history AS b ON a.schema_name <> b.schema_name AND a.schema_name <> ''"
        " AND b.schema_name <> '' AND a.started_at < b.finished_at AND b.started_at < a.finished_at",
    )
    assert len(overlapping) == len(TENANTS)


@pytest.mark.parametrize("size", [1, 4])
def test_a_pool_of_any_size_finishes(database: str, size: int) -> None:
    wanted = some_tables(1)
    with pool(database, size) as connections:
        apply_plan(connections, make_plan(wanted, state(database, wanted, TENANTS), TENANTS))
    assert_in_place(database, wanted, TENANTS)
