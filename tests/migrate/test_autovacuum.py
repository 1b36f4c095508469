"""Autovacuum at work on a table keeps nobody from changing it: PostgreSQL ends it for whoever waits long enough."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from cdc_assets.migrate import transaction
from cdc_assets.migrate.apply import roll_out
from cdc_assets.migrate.diff import Policy
from cdc_assets.migrate.locks import Patience
from resources.embedded_postgres import running
from resources.postgres import create_missing
from tests.migrate.fleet_support import plan, pool, start
from tests.migrate.runner import TODAY
from tests.migrate.test_fleet import ONE, TWO

CRAWLING = {
    "autovacuum_naptime": "1s",
    "autovacuum_vacuum_scale_factor": "0",
    "autovacuum_vacuum_threshold": "20000",
    "autovacuum_vacuum_insert_threshold": "-1",
    "autovacuum_analyze_threshold": "1000000",
    "autovacuum_vacuum_cost_delay": "100ms",
    "autovacuum_vacuum_cost_limit": "1",
    "vacuum_cost_page_hit": "1000",
}


@pytest.fixture(scope="module")
def crawling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(Path(tmp_path_factory.mktemp("autovacuum")), settings=CRAWLING) as server:
        create_missing(server, "slow")
        yield server.conninfo("slow")


@pytest.mark.parametrize(("schema", "allowed"), [("a", True), ("b", False)], ids=["may say when", "may not"])
def test_a_table_that_autovacuum_works_on_is_changed_all_the_same(
    crawling: str, schema: str, allowed: bool, monkeypatch: pytest.MonkeyPatch
):
    if not allowed:
        monkeypatch.setattr(transaction, "CANCELS_QUICKLY", "SELECT 1")
    with pool(crawling) as opened:
        start(opened, ONE, [schema])
        with opened.connection() as connection:
            rows = "SELECT n, 'x' FROM generate_series(1, 50000) AS n"
            connection.execute(f'INSERT INTO {schema}."Actor" (id, navn) {rows}'.encode())
            connection.execute(f'DELETE FROM {schema}."Actor" WHERE id % 2 = 0'.encode())
            wait_for_autovacuum(connection, f'{schema}."Actor"')
        done = roll_out(opened, plan(opened, TWO, [schema]), Policy(TODAY), patience=Patience(300))
        assert done.ok, done


def wait_for_autovacuum(connection: psycopg.Connection, table: str) -> None:
    for _ in range(4000):
        found = connection.execute(
            "SELECT 1 FROM pg_stat_progress_vacuum AS v JOIN pg_stat_activity AS a USING (pid)"
            " WHERE v.relid = %s::regclass AND v.datname = current_database() AND a.backend_type = 'autovacuum worker'",
            [table],
        ).fetchone()
        if found:
            return
        time.sleep(0.05)
    pytest.fail("autovacuum did not come")
