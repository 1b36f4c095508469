"""A table that somebody keeps readers out of: its tenant is told by whom, and no other tenant waits."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import psycopg
import pytest

from cdc_assets.migrate.adopt import compare
from cdc_assets.migrate.apply import Rollout, roll_out
from cdc_assets.migrate.diff import Policy
from cdc_assets.migrate.drift import tenant_statuses
from cdc_assets.migrate.fleet_plan import plan_fleet
from cdc_assets.migrate.locks import Blocker, Patience
from cdc_assets.migrate.outcome import Refusal
from cdc_assets.migrate.steps import Step
from tests.migrate.fleet_support import names, plan, pool, start, tenants, version
from tests.migrate.runner import TODAY
from tests.support.waits import until_one_waits

ONE = {"Actor": {"id": "integer key", "navn": "varchar(50)"}, "felles.Kunde": {"id": "integer key"}}
TWO = {**ONE, "Actor": {**ONE["Actor"], "epost": "text"}}
SHARED = {**ONE, "felles.Kunde": {"id": "integer key", "navn": "text"}}
POLICY = Policy(TODAY)
QUICK = Patience(seconds=0.5, pause=0.05)
SCHEMAS = names(4)
LOCKED = SCHEMAS[1]


@contextmanager
def locked(database: str, *tables: str) -> Iterator[int]:
    """Somebody's open transaction that keeps readers out of `tables`; yields its process."""
    with psycopg.connect(database, application_name="nightly") as other:
        for table in tables:
            other.execute(f"LOCK {table} IN ACCESS EXCLUSIVE MODE".encode())
        yield other.info.backend_pid


@contextmanager
def quickly() -> Iterator[None]:
    started = time.monotonic()
    yield
    assert time.monotonic() - started < 8


@pytest.mark.parametrize("tables", [('"Actor"',), ('"stg_Actor"',), ('"Actor"', '"stg_Actor"')])
def test_plan_and_apply_tell_the_tenant_by_whom_and_bring_the_others_on(database: str, tables: tuple[str, ...]):
    with pool(database) as opened:
        start(opened, ONE, SCHEMAS)
        with locked(database, *(f"{LOCKED}.{table}" for table in tables)) as pid, quickly():
            planned = plan(opened, TWO, SCHEMAS)
            assert {change.schema for change in planned.changes} == {*SCHEMAS} - {LOCKED}
            done = roll_out(opened, planned, POLICY, patience=QUICK)
        results = {result.tenant: result for result in done.results}
        assert {tenant: result.ok for tenant, result in results.items()} == {
            None: True,
            **{schema: schema != LOCKED for schema in SCHEMAS},
        }
        (refused,) = results[LOCKED].refused
        assert refused.reason is Refusal.LOCKED
        assert f"is locked by pid {pid} (" in str(refused.problem)
        assert "nightly" in str(refused.problem)
        done = roll_out(opened, plan(opened, TWO, SCHEMAS), POLICY)
        assert done.ok
        assert plan(opened, TWO, SCHEMAS).empty


def test_a_lock_that_is_only_waited_for_keeps_readers_out_as_well(database: str):
    with pool(database) as opened:
        start(opened, ONE, SCHEMAS)
        with psycopg.connect(database) as reader, psycopg.connect(database, autocommit=True) as waiting:
            reader.execute(f'SELECT FROM {LOCKED}."Actor"'.encode())
            waiting.pgconn.send_query(f'ALTER TABLE {LOCKED}."Actor" ADD waits int'.encode())
            waiting.pgconn.flush()
            until_one_waits(reader, "relation")
            with quickly():
                planned = plan(opened, TWO, SCHEMAS)
            assert {change.schema for change in planned.changes} == {*SCHEMAS} - {LOCKED}
            waiting.pgconn.get_cancel().cancel()
            waiting.pgconn.finish()


def test_a_table_that_all_share_refuses_its_own_change_alone(database: str):
    with pool(database) as opened:
        start(opened, ONE, SCHEMAS)
        with locked(database, 'felles."Kunde"'), quickly():
            planned = plan(opened, SHARED, SCHEMAS)
        assert [refused.reason for refused in planned.database.refused] == [Refusal.LOCKED]
        assert not planned.changes


def test_status_tells_the_tenant_and_compares_the_others(database: str):
    migrations, wanted = version(ONE)
    with pool(database) as opened:
        start(opened, ONE, SCHEMAS)
        with locked(database, f'{LOCKED}."Actor"') as pid, quickly(), opened.connection() as connection:
            found = {one.schema: one for one in tenant_statuses(connection, migrations, wanted, SCHEMAS)}
        assert {schema: one.state for schema, one in found.items() if schema in SCHEMAS} == {
            schema: "failed" if schema == LOCKED else "applied" for schema in SCHEMAS
        }
        (told,) = found[LOCKED].failed
        assert told[1].startswith(f"not looked at: Actor is locked by pid {pid} (")
        assert not found[LOCKED].drift


def test_adopting_leaves_the_tenant_for_later(database: str):
    migrations, wanted = version(ONE)
    with pool(database) as opened:
        start(opened, ONE, SCHEMAS)
        with locked(database, f'{LOCKED}."Actor"') as pid, quickly(), opened.connection() as connection:
            found = compare(connection, migrations, wanted, SCHEMAS, POLICY)
        assert {one.schema for one in found.candidates} == {*SCHEMAS, "felles"} - {LOCKED}
        (told,) = [one for one in found.others if one.where == LOCKED]
        assert f"locked by pid {pid}" in told.what


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("UPDATE t SET name = 'Kari' WHERE id = 17", "UPDATE t SET name = ? WHERE id = ?"),
        ("UPDATE t1 SET a2 = 'O''Hara, 1.5'", "UPDATE t1 SET a2 = ??"),
        (r"UPDATE t SET a = E'it\'s secret', b = 1.5e3", "UPDATE t SET a = ?, b = ?"),
        ("SELECT $1, $$it's secret$$, $a1$ secret $$ $a1$", "SELECT $1, ?, ?"),
        ('SELECT "it\'s", "n1" -- it\'s secret\nFROM t /* secret', 'SELECT "it\'s", "n1" ? FROM t ?'),
        ("ALTER ROLE kari PASSWORD 'secr", "ALTER ROLE kari PASSWORD ?"),
        ("DO $do$ secr", "DO ?"),
    ],
)
def test_the_query_of_who_is_in_the_way_is_shown_without_its_values(query: str, shown: str) -> None:
    assert str(Blocker(7, "kari", "psql", "active", 2.0, query)).endswith(f": {shown}")


def test_an_upgrade_of_the_infrastructure_waits_for_who_reads_it_and_names_him(
    database: str, monkeypatch: pytest.MonkeyPatch
):
    """All merges of the database queue behind it: only at first it waits for longer than half a second."""
    monkeypatch.setattr("cdc_assets.migrate.create._LIMITS", Step("", "", None, (), 300))
    migrations, wanted = version(ONE)
    newer = replace(
        migrations,
        files=tuple(
            replace(file, body=f"{file.body}-- newer\n") if file.kind == "infrastructure" else file
            for file in migrations.files
        ),
    )

    def upgrade(patience: Patience) -> Rollout:
        with opened.connection() as connection:
            planned = plan_fleet(connection, newer, wanted, tenants(SCHEMAS), POLICY)
        return roll_out(opened, planned, POLICY, patience=patience)

    with pool(database) as opened, psycopg.connect(database, application_name="pg_dump") as other:
        start(opened, ONE, SCHEMAS)
        other.execute("SELECT FROM cdc_management.merge_control")
        assert f"in the way: pid {other.info.backend_pid} (postgres, pg_dump" in (upgrade(QUICK).stopped or "")
        patient = ThreadPoolExecutor().submit(upgrade, Patience(60))
        with psycopg.connect(database, autocommit=True) as watching:
            until_one_waits(watching, "relation")
        time.sleep(0.5)  # the first attempt is over
        other.rollback()
        assert patient.result().ok
