"""A rollout while writers write and merges run: nobody waits long, nothing is lost. And killed in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg

from cdc_assets.migrate.apply import roll_out
from cdc_assets.migrate.diff import Policy
from cdc_assets.migrate.hazards import approvals
from cdc_assets.migrate.locks import Patience
from tests.migrate.fleet_support import names, plan, pool, start
from tests.migrate.runner import TODAY
from tests.support.waits import lock_waits

ONE = {
    "Actor": {"id": "integer key", "navn": "varchar(50)", "alder": "integer", "nr": "text"},
    "Sak": {"id": "integer key", "a": "text"},
}
TWO = {
    "Actor": {"id": "integer key", "navn": "varchar(80)", "alder": "bigint", "nr": "integer", "epost": "text"},
    "Sak": {"id": "integer key", "a": "text"},
}


class Load:
    """Writers that insert into staging, one transaction after the other, and a loop of merges."""

    def __init__(self, database: str, schemas: list[str], writers: int) -> None:
        self.stop = threading.Event()
        self.written: list[dict[str, int]] = [dict.fromkeys(schemas, 0) for _ in range(writers)]
        self.errors: list[str] = []
        self.threads = [threading.Thread(target=self.write, args=(database, number)) for number in range(writers)]
        self.threads.append(threading.Thread(target=self.merge, args=(database,)))
        for thread in self.threads:
            thread.start()

    def write(self, database: str, number: int) -> None:
        with psycopg.connect(database, autocommit=True) as connection:
            key = number * 10_000_000
            while not self.stop.is_set():
                for schema in self.written[number]:
                    key += 1
                    try:
                        connection.execute(
                            f'INSERT INTO {schema}."stg_Actor" (id, navn, alder, nr, "__operation", "__source_ts_ms")'
                            f" VALUES ({key}, 'x', 1, '7', 'c', {key})"
                        )
                    except psycopg.Error as error:
                        self.errors.append(str(error))
                    else:
                        self.written[number][schema] += 1

    def merge(self, database: str) -> None:
        with psycopg.connect(database, autocommit=True) as connection:
            while not self.stop.is_set():
                connection.execute("CALL cdc_management.run_pending_merges(0)")

    def end(self) -> dict[str, int]:
        self.stop.set()
        for thread in self.threads:
            thread.join()
        return {schema: sum(part[schema] for part in self.written) for schema in self.written[0]}


def test_writers_and_merges_go_on_while_tables_change_and_nothing_is_lost(database: str):
    schemas = names(4)
    with pool(database) as opened:
        start(opened, ONE, schemas)
        with opened.connection() as connection:
            for schema in schemas:
                connection.execute(
                    f'INSERT INTO {schema}."Actor" (id, navn, alder, nr)'
                    " SELECT -n, 'old', n, n FROM generate_series(1, 20000) AS n"
                )
        load = Load(database, schemas, writers=2)
        time.sleep(1)
        try:
            with lock_waits(database, "^INSERT") as waits:
                done = roll_out(
                    opened,
                    plan(opened, TWO, schemas, small=0),
                    Policy(TODAY, 0),
                    approved=approvals(["DATA_LOSS:Actor.nr"]),
                    patience=Patience(300),
                )
            time.sleep(0.5)
        finally:
            written = load.end()
        computed = max((wait.computed for wait in waits), default=0)
        print(f"{sum(written.values())} inserts, {len(waits)} waited, for {computed:.3f} s of CPU at most")
        assert done.ok, [result.failed for result in done.results]
        assert load.errors == []
        # a second for each on an idle machine: no more than that is computed in front of it, however busy this one is
        assert computed < 1
        with opened.connection() as connection:
            connection.execute("CALL cdc_management.run_pending_merges(0)")
            for schema in schemas:
                query = f"""SELECT count(*) FILTER (WHERE id > 0), sum(alder) FILTER (WHERE id < 0), sum(nr)
                    FROM {schema}."Actor" """
                sums = (written[schema], 200010000, 200010000 + 7 * written[schema])
                assert connection.execute(query).fetchone() == sums
                assert connection.execute("SELECT count(*) FROM cdc_management.merge_rejects").fetchone() == (0,)
                assert connection.execute(f'SELECT count(*) FROM {schema}."stg_Actor"').fetchone() == (0,)
        assert plan(opened, TWO, schemas, small=0).empty


KILLED = """
import sys
from datetime import date
from cdc_assets.migrate.diff import Policy
from cdc_assets.migrate.hazards import approvals
from cdc_assets.migrate.apply import roll_out
from tests.migrate.fleet_support import names, plan, pool
from tests.migrate.test_load import ONE, TWO
from tests.migrate.runner import TODAY
with pool(sys.argv[1], 2) as opened:
    planned = plan(opened, TWO, names(6), small=0)
    print("go", flush=True)
    roll_out(opened, planned, Policy(TODAY, 0), approved=approvals(["DATA_LOSS"]))
    print("done", flush=True)
"""


def test_killed_anywhere_in_a_wave_the_next_run_goes_on_and_the_history_is_true(database: str):
    schemas = names(6)
    root = Path(__file__).parents[2]
    with pool(database) as opened:
        start(opened, ONE, schemas)
        with opened.connection() as connection:
            for schema in schemas:
                connection.execute(
                    f'INSERT INTO {schema}."Actor" (id, nr) SELECT n, n FROM generate_series(1, 3000) AS n'
                )
        for wait in (0.02, 0.1, 0.2, 0.35):
            process = subprocess.Popen(
                [sys.executable, "-c", KILLED, database], cwd=root, stdout=subprocess.PIPE, text=True
            )
            assert process.stdout is not None
            assert process.stdout.readline().strip() == "go"
            time.sleep(wait)
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            process.stdout.close()
            with opened.connection() as connection:
                wait_for_others(connection)
                for schema in schemas:
                    assert whole(connection, schema)
        planned = plan(opened, TWO, schemas, small=0)
        assert roll_out(opened, planned, Policy(TODAY, 0), approved=approvals(["DATA_LOSS"])).ok
        assert plan(opened, TWO, schemas, small=0).empty
        with opened.connection() as connection:
            for schema in schemas:
                assert connection.execute(f'SELECT sum(nr), count(*) FROM {schema}."Actor"').fetchone() == (
                    4501500,
                    3000,
                )
            rows = connection.execute(
                "SELECT schema_name, count(*) FILTER (WHERE h.id = a.history_id),"
                " count(*) FILTER (WHERE h.status = 'running') FROM cdc_management.migration_history AS h"
                " JOIN cdc_management.applied_schema AS a USING (schema_name)"
                " WHERE a.kind = 'table' AND a.object_name = 'Actor' GROUP BY 1"
            ).fetchall()
        assert [row for row in rows if row[0]] == [(schema, 1, 0) for schema in schemas]


def wait_for_others(connection: psycopg.Connection) -> None:
    """The killed process' sessions end a moment later."""
    for _ in range(2400):
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle'"
            " AND pid <> pg_backend_pid()"
        ).fetchone()
        if row == (0,):
            return
        time.sleep(0.05)


def whole(connection: psycopg.Connection, schema: str) -> bool:
    """Final table, staging table and record are all of the old version, or all of the new one."""
    row = connection.execute(
        "SELECT (SELECT format_type(atttypid, -1) FROM pg_attribute WHERE attrelid = %s::regclass AND attname = 'nr'),"
        " (SELECT format_type(atttypid, -1) FROM pg_attribute WHERE attrelid = %s::regclass AND attname = 'nr'),"
        " EXISTS (SELECT FROM pg_attribute WHERE attrelid = %s::regclass AND attname = 'epost'),"
        " (SELECT body LIKE '%%epost%%' FROM cdc_management.applied_schema JOIN cdc_management.migration_text"
        "  USING (checksum) WHERE schema_name = %s AND kind = 'table' AND object_name = 'Actor')",
        [f'{schema}."Actor"', f'{schema}."stg_Actor"', f'{schema}."Actor"', schema],
    ).fetchone()
    return row in (("text", "text", False, False), ("integer", "integer", True, True))
