"""Dagster's storage keeps its connections, and nobody notices but by the time."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import event
from sqlalchemy.pool import Pool

from cdc_assets.cli.dagster_home import storage_url
from resources.embedded_postgres import Server
from resources.project import CHECKOUT
from tests.support.postgres import fresh_database

KEY = dg.AssetKey("tenants")


@pytest.fixture
def database(postgres: Server) -> Iterator[str]:
    """The name of an empty database for Dagster."""
    with fresh_database(postgres) as conninfo:
        yield conninfo_to_dict(conninfo)["dbname"]


@pytest.fixture
def instance(
    postgres: Server, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dg.DagsterInstance]:
    """An instance with the settings that are delivered, for the database."""
    (tmp_path / "dagster.yaml").write_text((CHECKOUT / "dagster_home" / "dagster.yaml").read_text())
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    monkeypatch.setenv("CDC_DAGSTER_URL", storage_url(postgres, database))
    with dg.DagsterInstance.get() as made:
        yield made


def evaluate(instance: dg.DagsterInstance, times: int) -> None:
    for _ in range(times):
        one = dg.AssetCheckEvaluation(asset_key=KEY, check_name="offset_gaps", passed=True, metadata={})
        instance.report_runless_asset_event(one)


def evaluations(instance: dg.DagsterInstance) -> int:
    key = dg.AssetCheckKey(KEY, "offset_gaps")
    return len(instance.event_log_storage.get_asset_check_execution_history(key, limit=1000))


@contextmanager
def counted() -> Iterator[list[int]]:
    """How many connections this process makes meanwhile."""
    made = [0]

    def count(*_: object) -> None:
        made[0] += 1

    event.listen(Pool, "connect", count)
    try:
        yield made
    finally:
        event.remove(Pool, "connect", count)


def test_what_is_stored_takes_connections_that_are_there_also_in_another_instance_of_the_process(
    instance: dg.DagsterInstance,
) -> None:
    evaluate(instance, 1)
    with counted() as made:
        evaluate(instance, 20)
        with dg.DagsterInstance.from_ref(instance.get_ref()) as another:
            evaluate(another, 20)
    assert evaluations(instance) == 41
    assert made[0] <= 40, "without the pool four for each; Dagster 1.13.15 leaves one of most to the garbage collector"


def test_a_server_that_closed_the_connections_is_asked_anew(
    postgres: Server, database: str, instance: dg.DagsterInstance
) -> None:
    evaluate(instance, 1)
    with psycopg.connect(postgres.conninfo(), autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [database])
    evaluate(instance, 1)
    assert evaluations(instance) == 2


def test_a_forked_process_does_not_talk_on_its_parents_connections(
    postgres: Server, database: str, instance: dg.DagsterInstance
) -> None:
    evaluate(instance, 1)
    children = [multiprocessing.get_context("fork").Process(target=evaluate, args=(instance, 50)) for _ in range(2)]
    for child in children:
        child.start()
    evaluate(instance, 50)
    for child in children:
        child.join(120)
    assert [child.exitcode for child in children] == [0, 0]
    assert evaluations(instance) == 151
