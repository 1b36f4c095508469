"""What a change left that failed, was killed or was given up refuses no rows, is drift, and goes with a plain apply."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from cdc_assets.migrate.apply import Rollout, roll_out
from cdc_assets.migrate.diff import Policy
from cdc_assets.migrate.drift import TenantStatus, tenant_statuses
from cdc_assets.migrate.hazards import HazardKind, approvals
from cdc_assets.migrate.locks import Patience
from cdc_assets.migrate.steps import Stage
from tests.migrate.fleet_support import plan, pool, start, version
from tests.migrate.runner import TODAY

LONG = "En_tabell_med_et_navn_som_er_så_langt_som_et_navn_kan_være"
ALL = approvals([str(kind) for kind in HazardKind])
Opened = ConnectionPool[psycopg.Connection]
Spec = dict[str, Any]


@pytest.fixture
def opened(database: str) -> Iterator[Opened]:
    with pool(database) as made:
        yield made


def execute(opened: Opened, sql: str) -> list[tuple[Any, ...]]:
    with opened.connection() as connection:
        cursor = connection.execute(sql.encode())
        return cursor.fetchall() if cursor.description else []


def bring(opened: Opened, spec: Spec, *, small: int = -1, seconds: float = 0.5, **more: Any) -> Rollout:
    planned = plan(opened, spec, ["t"], small, **more)
    return roll_out(opened, planned, Policy(TODAY, small), approved=ALL, patience=Patience(seconds, 0.05))


def stand(opened: Opened, spec: Spec) -> TenantStatus:
    with opened.connection() as connection:
        return tenant_statuses(connection, *version(spec), ["t"])[0]


def leftovers(opened: Opened) -> set[str]:
    """Unique indexes and checks of the table, its key aside, and columns that are being filled."""
    found = execute(
        opened,
        "SELECT x.relname FROM pg_index AS i JOIN pg_class AS x ON x.oid = i.indexrelid JOIN pg_class AS c"
        " ON c.oid = i.indrelid WHERE c.relnamespace = 't'::regnamespace AND i.indisunique AND NOT i.indisprimary"
        " AND c.relname NOT LIKE 'stg%'"
        " UNION SELECT conname FROM pg_constraint WHERE connamespace = 't'::regnamespace AND contype = 'c'"
        " UNION SELECT a.attname FROM pg_description AS d JOIN pg_attribute AS a ON a.attrelid = d.objoid"
        " AND a.attnum = d.objsubid WHERE d.description LIKE '[cdc: %fill%'",
    )
    return {name for (name,) in found}


OLD: Spec = {"Actor": {"id": "integer key", "orgno": "integer", "a": "text"}}
NEW: Spec = {"Actor": {"id": "integer", "orgno": "integer key", "a": "text"}}


def test_a_null_in_the_new_key_leaves_nothing_that_refuses_rows(opened: Opened):
    start(opened, OLD, ["t"])
    execute(opened, 'INSERT INTO t."Actor" (id, orgno) VALUES (1, 1), (2, NULL)')
    assert not bring(opened, NEW).ok
    assert leftovers(opened) == set()
    execute(opened, 'INSERT INTO t."Actor" (id, orgno) VALUES (3, 1), (4, NULL)')
    assert plan(opened, OLD, ["t"]).empty
    assert stand(opened, OLD).state == "applied", "the change was withdrawn"
    assert stand(opened, NEW).state == "failed"


@pytest.mark.parametrize("table", ["Actor", LONG])
def test_rows_that_share_the_new_key_leave_no_index(opened: Opened, table: str):
    old, new = {table: OLD["Actor"]}, {table: NEW["Actor"]}
    start(opened, old, ["t"])
    execute(opened, f'INSERT INTO t."{table}" (id, orgno) VALUES (1, 1), (2, 1)')
    for _ in range(2):
        done = bring(opened, new)
        assert "could not create unique index" in done.results[1].failed[0].error
        assert leftovers(opened) == set()
    execute(opened, f'UPDATE t."{table}" SET orgno = id')
    assert bring(opened, new).ok
    assert plan(opened, new, ["t"], mend=True).empty


def killed_before(opened: Opened, spec: Spec, stage: Stage) -> None:
    """As if SIGKILL had come between two phases: what came before it is there, and recorded."""
    planned = plan(opened, spec, ["t"], -1)
    with opened.connection() as connection:
        for change in planned.changes:
            for phase in change.plan.phases:
                for step in phase.steps if phase.stage < stage else ():
                    sql = (
                        step.sql.replace("{{SCHEMA}}", '"t"')
                        .replace("{{FROM_BLOCK}}", "0")
                        .replace("{{TO_BLOCK}}", "99")
                    )
                    connection.execute(sql.encode())
            connection.execute(
                "INSERT INTO cdc_management.migration_history (run_id, sink, schema_name, unit, kind, object_name,"
                " file, checksum, status, started_at, finished_at) VALUES ('r', 'sink_asma.directory', 't', %s,"
                " 'evolution', %s, 'f', '', 'running', now(), now())",
                [change.plan.unit] * 2,
            )


@pytest.mark.parametrize("table", ["Actor", LONG])
@pytest.mark.parametrize(
    "new",
    [NEW["Actor"], {**OLD["Actor"], "orgno": "text"}, {**OLD["Actor"], "ny": {"type": "integer key", "default": "7"}}],
)
def test_a_change_that_was_killed_and_given_up_is_drift_until_a_plain_apply_removes_it(
    opened: Opened, table: str, new: Spec
):
    start(opened, {table: OLD["Actor"]}, ["t"])
    execute(opened, f'INSERT INTO t."{table}" (id, orgno) SELECT n, n FROM generate_series(1, 100) AS n')
    assert plan(opened, {table: OLD["Actor"]}, ["t"]).empty
    killed_before(opened, {table: new}, Stage.SWAP)
    assert leftovers(opened)
    found = stand(opened, {table: OLD["Actor"]})
    assert found.state == "drifted"
    assert all("left of a change" in one.sentence for one in found.drift), found.drift
    assert not plan(opened, {table: OLD["Actor"]}, ["t"], -1).empty
    assert bring(opened, {table: OLD["Actor"]}).ok
    assert leftovers(opened) == set()
    assert stand(opened, {table: OLD["Actor"]}).state == "applied"
    assert stand(opened, {table: OLD["Actor"]}).drift == ()
    assert plan(opened, {table: OLD["Actor"]}, ["t"], -1).empty


def test_a_change_that_was_killed_goes_on(opened: Opened):
    start(opened, OLD, ["t"])
    execute(opened, 'INSERT INTO t."Actor" (id, orgno) SELECT n, n FROM generate_series(1, 100) AS n')
    killed_before(opened, NEW, Stage.SWAP)
    assert bring(opened, NEW).ok
    assert leftovers(opened) == set()
    assert plan(opened, NEW, ["t"], mend=True).empty


def test_staging_columns_of_what_left_the_definition_are_nobodys_handiwork(opened: Opened):
    start(opened, OLD, ["t"])
    assert bring(opened, {"Actor": {"id": "integer key", "a": "text"}}).ok
    assert stand(opened, {"Actor": {"id": "integer key", "a": "text"}}).drift == ()
    execute(opened, 'ALTER TABLE t."stg_Actor" ADD COLUMN egen text')
    (found,) = stand(opened, {"Actor": {"id": "integer key", "a": "text"}}).drift
    assert (found.sentence, found.harmless) == ("stg_Actor.egen was added by hand", True)


def test_an_index_waits_for_an_old_snapshot_and_goes_on_when_it_ends(opened: Opened, database: str):
    start(opened, OLD, ["t"])
    with psycopg.connect(database) as other:
        other.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        other.execute("SELECT 1")
        timer = threading.Timer(6, other.commit)
        timer.start()
        done = bring(opened, NEW, seconds=60)
        timer.join()
    assert done.ok, done
    assert plan(opened, NEW, ["t"], mend=True).empty


def test_who_an_index_waited_for_in_vain_is_named_and_nothing_stays(opened: Opened, database: str):
    start(opened, OLD, ["t"])
    with psycopg.connect(database, application_name="rapport") as other:
        other.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        other.execute("SELECT 'gammelt bilde'")
        error = bring(opened, NEW, seconds=0.2).results[1].failed[0].error
        assert f"pid {other.info.backend_pid}" in error
        assert "rapport" in error
    assert leftovers(opened) == set()
    assert stand(opened, OLD).state == "applied"
    assert bring(opened, NEW).ok


def test_four_applies_of_one_release_at_once_end_well_and_do_it_once(opened: Opened, database: str):
    start(opened, OLD, ["t"])
    execute(opened, 'INSERT INTO t."Actor" (id, orgno) SELECT n, n FROM generate_series(1, 20000) AS n')
    for spec in ({"Actor": {**OLD["Actor"], "ny": "text"}}, NEW, {"Actor": {**NEW["Actor"], "id": "text"}}):
        plans = [plan(opened, spec, ["t"], -1) for _ in range(4)]
        with ThreadPoolExecutor(4) as workers:
            done = list(
                workers.map(
                    lambda one: roll_out(opened, one, Policy(TODAY, -1), approved=ALL, patience=Patience(60)), plans
                )
            )
        assert all(one.ok for one in done), done
        units = [one.results[1].applied for one in done]
        assert sum(bool(unit) for unit in units) >= 1
        assert plan(opened, spec, ["t"], mend=True).empty
        assert leftovers(opened) == set()
    swaps = "SELECT count(*) FROM cdc_management.migration_history WHERE kind = 'evolution' AND replaces IS NOT NULL"
    assert execute(opened, swaps) == [(3,)]


NAMES = {"id": "integer key", "nr": "integer", "nr__new": "text", 'a WHERE "b"': "integer", "set WHERE x": "text"}


def test_names_that_helpers_would_have_and_where_in_names_stop_no_change(opened: Opened):
    start(opened, {"Actor": NAMES}, ["t"])
    execute(opened, """INSERT INTO t."Actor" SELECT n, n, 'x' || n, n, 'y' || n FROM generate_series(1, 1000) AS n""")
    execute(opened, 'ALTER TABLE t."Actor" ADD CONSTRAINT nr__not_null CHECK (nr > 0)')
    wider = {"type": "bigint", "template": "k", "default": "0", "not_null": True}
    new = {**NAMES, "nr": wider, 'a WHERE "b"': "numeric(12,2)", "set WHERE x": "varchar(20)", "nr__integer": "text"}
    done = bring(opened, {"Actor": new})
    assert done.ok, done
    found = execute(
        opened, """SELECT sum(nr), count("nr__new"), sum("a WHERE ""b"\"\"), count("set WHERE x") FROM t."Actor" """
    )
    assert found == [(500500, 1000, 500500, 1000)]
    assert plan(opened, {"Actor": new}, ["t"], -1, mend=True).empty
    assert "nr__not_null" in leftovers(opened), "somebody's own check stays"
    assert bring(opened, {"Actor": NAMES}).ok
    assert execute(opened, 'SELECT sum(nr), count("nr__new") FROM t."Actor"') == [(500500, 1000)]


def test_a_hint_may_say_where(opened: Opened):
    from cdc_assets.migrate.desired import Hints

    start(opened, OLD, ["t"])
    execute(opened, 'INSERT INTO t."Actor" (id, orgno) SELECT n, n FROM generate_series(1, 10) AS n')
    new = {"Actor": {**OLD["Actor"], "orgno": "text"}}
    hints = {(None, "Actor"): Hints(using={"orgno": "CASE WHEN orgno > 5 THEN ' WHERE ' || orgno END"})}
    assert bring(opened, new, hints=hints).ok
    assert execute(opened, 'SELECT count(*), count(orgno) FROM t."Actor"') == [(10, 5)]


def test_writers_are_never_the_victim_of_a_swap(opened: Opened, database: str):
    start(opened, {"Actor": {"id": "integer key", "a": "text", "b": "integer", "c": "integer"}}, ["t"])
    execute(opened, """INSERT INTO t."Actor" (id, a, b, c) SELECT n, 'x', n, n FROM generate_series(1, 200000) AS n""")
    stop, errors, done_writes = threading.Event(), [], []

    def write(number: int) -> None:
        with psycopg.connect(database) as connection:
            key = number
            while not stop.is_set():
                key = (key * 7919 + number) % 200000 + 1
                try:
                    with connection.transaction():
                        connection.execute('SELECT count(*) FROM t."Actor" WHERE id = %s', [key])
                        for one in sorted({key, key % 100 + 1}):  # so that writers never wait for each other in a ring
                            connection.execute("UPDATE t.\"Actor\" SET a = 'y' WHERE id = %s", [one])
                except psycopg.Error as error:
                    errors.append(str(error))
                done_writes.append(1)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(1, 4)]
    for thread in threads:
        thread.start()
    try:
        time.sleep(0.5)
        new = {"Actor": {"id": "integer key", "a": "text", "b": "bigint", "c": "bigint"}}
        done = bring(opened, new, seconds=120)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert done.ok, done
    assert errors == []
    assert execute(opened, 'SELECT sum(b), sum(c) FROM t."Actor"') == [(20000100000, 20000100000)]


def test_a_validated_check_saves_the_look_at_every_row(opened: Opened):
    start(opened, OLD, ["t"])
    execute(opened, 'INSERT INTO t."Actor" (id, orgno) SELECT n, n FROM generate_series(1, 1000) AS n')
    noted: list[str] = []
    with opened.connection() as connection:
        connection.add_notice_handler(lambda notice: noted.append(notice.message_primary or ""))
        connection.execute("SET client_min_messages = debug1")
        for change in plan(opened, NEW, ["t"], -1).changes:
            for step in change.plan.steps:
                if "CONCURRENTLY" not in step.sql and not step.sql.startswith("CREATE"):
                    noted.clear()
                    connection.execute(step.sql.replace("{{SCHEMA}}", '"t"').encode())
                    if "SET NOT NULL" in step.sql:
                        assert not any("verifying table" in note for note in noted), noted
                        return
    raise AssertionError("no SET NOT NULL in the plan")
