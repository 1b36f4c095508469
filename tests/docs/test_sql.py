"""The SQL and the Python of the runbooks run, on the example's tables and Dagster's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import psycopg
import pytest
from psycopg_pool import ConnectionPool

from cdc_assets.assets.resources import ProjectResource
from cdc_assets.ddl.files import read_migrations
from cdc_assets.definitions import build_definitions
from resources.embedded_postgres import Server
from resources.project import CHECKOUT
from tests.docs.markdown import blocks, prose
from tests.support.databases import migrate
from tests.support.postgres import fresh_database

RUNBOOKS = [CHECKOUT / "docs" / "how-to" / name for name in ("operate.md", "recover.md")]
EXTENSIONS = "cron."


def test_every_statement_of_the_runbooks_runs(postgres: Server) -> None:
    migrations = read_migrations(CHECKOUT / "examples" / "adopus" / "migrations" / "sink_asma__directory")
    with fresh_database(postgres) as conninfo, ConnectionPool(conninfo, kwargs={"autocommit": True}) as pool:
        assert all(result.ok for result in migrate(pool, migrations, ["avansas"]))
        found = list(_statements())
        assert len(found) >= 9
        with psycopg.connect(conninfo, autocommit=True) as connection:
            for statement in found:
                connection.execute(statement.encode())


def test_old_runs_of_jobs_that_leave_nothing_behind_are_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (script,) = [block.text for block in blocks(RUNBOOKS[0]) if block.language == "python"]
    jobs = {job.name for job in build_definitions(ProjectResource(str(CHECKOUT / "examples" / "adopus"))).jobs or ()}
    assert set(re.findall(r'"(\w+)"', script)) < jobs
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    with dg.DagsterInstance.get() as instance:
        for name in ("merge_pending", "apply_tenants"):
            instance.add_run(dg.DagsterRun(name))
        exec(script, {})
        assert len(instance.get_runs()) == 2, "they are of today"
        exec(script.replace("days=30", "days=-1"), {})
        assert [run.job_name for run in instance.get_runs()] == ["apply_tenants"]


def _statements() -> Iterator[str]:
    """Statements of `sql` blocks, and those that running text quotes."""
    for page in RUNBOOKS:
        texts = [block.text for block in blocks(page) if block.language == "sql"]
        texts += re.findall(r"`((?:SELECT|CALL|UPDATE|DELETE) [^`]*;)`", prose(page))
        for text in texts:
            without = re.sub(r"--.*", "", text)
            yield from (one.strip() for one in without.split(";") if one.strip() and EXTENSIONS not in one)
