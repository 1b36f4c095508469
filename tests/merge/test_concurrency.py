"""Writers and mergers at once, for seconds: nothing lost, nothing doubled, nobody waits, no deadlock."""

from __future__ import annotations

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from resources.embedded_postgres import Server
from tests.merge.support import SCHEMA, appended, event, fetch, install, merge, merging_database, plain, stage
from tests.support.postgres import both_versions
from tests.support.waits import lock_waits

SECONDS = 5.0
TABLES = ("A", "B", "Log")


class Writers:
    """Sessions that stage events until told to stop, with savepoints, rollbacks and transactions of varying length.

    `committed` is what a merge must find: per table and writer the number of the last committed event, and how many.
    """

    def __init__(self, conninfo: str, seed: int, count: int = 6) -> None:
        self.conninfo, self.seed, self.count = conninfo, seed, count
        self.stop = threading.Event()
        self.inserts = 0
        self.committed: dict[tuple[str, int], list[int]] = {}

    def run(self, writer: int) -> None:
        chance = random.Random(self.seed + writer)
        number = 0
        with psycopg.connect(self.conninfo) as connection:
            while not self.stop.is_set():
                written: list[tuple[str, int]] = []
                for table in chance.sample(TABLES, chance.randint(1, 3)):  # in whatever order
                    rows = []
                    for _ in range(chance.choice((1, 5, 50))):
                        number += 1
                        rows.append(event(number, writer * 1000 + number % 20, __kafka_partition=writer))
                    self.insert(connection, table, rows, chance)
                    self.inserts += 1
                    written += [(table, row["__kafka_offset"]) for row in rows]
                    if chance.random() < 0.2:
                        with connection.transaction(force_rollback=True):  # a savepoint
                            number += 1
                            stage(connection, table, [event(number, writer * 1000, __kafka_partition=writer)])
                if chance.random() < 0.3:
                    time.sleep(chance.uniform(0, 0.08))
                if self.end(connection, writer, number, chance):
                    for table, offset in written:
                        self.committed.setdefault((table, writer), []).append(offset)

    def insert(
        self, connection: psycopg.Connection[Any], table: str, rows: list[dict[str, Any]], chance: random.Random
    ) -> None:
        if chance.random() < 0.5:
            stage(connection, table, rows)
            return
        names = ", ".join(f'"{name}"' for name in rows[0])
        values = ", ".join(["(" + ", ".join(["%s"] * len(rows[0])) + ")"] * len(rows))
        connection.execute(
            f'INSERT INTO {SCHEMA}."stg_{table}" ({names}) VALUES {values}'.encode(),
            [v for r in rows for v in r.values()],
        )

    def end(self, connection: psycopg.Connection[Any], writer: int, number: int, chance: random.Random) -> bool:
        """Ends the transaction one way or another; whether it committed."""
        kind = chance.random()
        if kind < 0.1:
            connection.rollback()
            return False
        if kind < 0.15:  # prepared, and committed later by another session
            name = f"w{writer}-{number}"
            connection.execute(f"PREPARE TRANSACTION '{name}'".encode())
            connection.commit()
            time.sleep(0.05)
            with psycopg.connect(self.conninfo, autocommit=True) as other:
                other.execute(f"COMMIT PREPARED '{name}'".encode())
            return True
        connection.commit()
        return True


def looping(conninfo: str, stop: threading.Event, statement: str) -> int:
    """Runs a statement again and again; how often."""
    done = 0
    with psycopg.connect(conninfo, autocommit=True) as connection:
        while not stop.is_set():
            connection.execute(statement.encode())
            done += 1
            time.sleep(0.01)
    return done


def check(conninfo: str, committed: dict[tuple[str, int], list[int]]) -> None:
    """Merge what is left and compare."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        for table in TABLES:
            merge(connection, table)
            assert fetch(connection, f'SELECT count(*) FROM {SCHEMA}."stg_{table}"') == [(0,)]
        assert fetch(connection, "SELECT kind, message FROM cdc_management.error_log") == []
        for (table, writer), offsets in committed.items():
            if table == "Log":
                found = fetch(
                    connection,
                    f'SELECT "__kafka_offset" FROM {SCHEMA}."Log" WHERE "__kafka_partition" = %s ORDER BY 1',
                    writer,
                )
                assert [offset for (offset,) in found] == sorted(offsets), "each once, none missing"
            else:
                wanted = {writer * 1000 + offset % 20: offset for offset in sorted(offsets)}
                found = fetch(
                    connection,
                    f'SELECT id, "__kafka_offset" FROM {SCHEMA}."{table}" WHERE "__kafka_partition" = %s',
                    writer,
                )
                assert dict(found) == wanted
            taken = fetch(
                connection,
                """SELECT sum(rows_taken)::int FROM cdc_management.cdc_processing_log
                WHERE table_name = %s AND kafka_partition = %s""",
                table,
                writer,
            )
            assert taken == [(len(offsets),)], "each committed row was taken exactly once"
        assert fetch(connection, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()") == [(0,)]


@both_versions
def test_nothing_is_lost_or_doubled_and_no_writer_waits_while_two_kinds_of_mergers_run(postgres: Server) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    with merging_database(postgres) as conninfo:
        with psycopg.connect(conninfo, autocommit=True) as connection:
            install(connection, [plain("A"), plain("B"), appended("Log")])
        writers = Writers(conninfo, seed)
        statements = (
            "CALL cdc_management.run_pending_merges(0)",
            "CALL cdc_management.run_pending_merges(0, 37)",
            "SELECT * FROM cdc_management.trigger_pending_merges(0, 2)",
            f"CALL {SCHEMA}.sp_merge_log()",
        )
        with (
            lock_waits(conninfo, "^(COPY|INSERT|SAVEPOINT|RELEASE|PREPARE|COMMIT)") as waits,
            ThreadPoolExecutor(16) as pool,
        ):
            busy = [pool.submit(writers.run, n) for n in range(writers.count)]
            merging = [pool.submit(looping, conninfo, writers.stop, statement) for statement in statements]
            time.sleep(SECONDS)  # nothing here may fail before they are told to stop
            writers.stop.set()
            for future in busy:
                future.result()
            rounds = [future.result() for future in merging]
        events = sum(map(len, writers.committed.values()))
        print(f"{events} events in {writers.inserts} inserts, {len(waits)} waited; rounds of the mergers {rounds}")
        # Who has just chosen a leaf when a merge empties it waits for that merge: hardly ever, and never twice.
        assert len(waits) <= 1 + writers.inserts / 100
        check(conninfo, writers.committed)


@both_versions
def test_two_mergers_of_a_relation_exclude_each_other_and_those_of_two_do_not(merging: psycopg.Connection[Any]) -> None:
    install(merging, [plain("A"), plain("B")])
    with psycopg.connect(merging.info.dsn) as first:
        stage(merging, "A", [event(1)])
        merge(first, "A")  # not committed: it holds the relation
        stage(merging, "A", [event(2)])
        stage(merging, "B", [event(1)])
        merging.execute("CALL cdc_management.run_pending_merges(0)")
        with pytest.raises(psycopg.errors.LockNotAvailable, match="another merge"):
            merging.execute(f"CALL {SCHEMA}.sp_merge_a(p_wait_seconds => 0.1)".encode())
        assert fetch(merging, f'SELECT count(*) FROM {SCHEMA}."B"') == [(1,)]
        first.rollback()
    merge(merging, "A")
    assert fetch(merging, f'SELECT name FROM {SCHEMA}."A"') == [("v2",)]
    assert fetch(merging, "SELECT count(*) FROM cdc_management.error_log") == [(0,)], "busy is no error"


@both_versions
def test_a_relation_is_altered_while_it_is_written_to_and_merged(postgres: Server) -> None:
    with merging_database(postgres) as conninfo:
        with psycopg.connect(conninfo, autocommit=True) as connection:
            install(connection, [plain("A"), plain("B"), appended("Log")])
        writers = Writers(conninfo, 7, count=3)
        with ThreadPoolExecutor(8) as pool, psycopg.connect(conninfo, autocommit=True) as connection:
            busy = [pool.submit(writers.run, n) for n in range(writers.count)]
            loop = pool.submit(looping, conninfo, writers.stop, "CALL cdc_management.run_pending_merges(0)")
            try:
                for n in range(8):
                    time.sleep(0.15)
                    with connection.transaction():
                        # as a migration does: with the relation's merge lock, no merge is half-way between its tables
                        locked = fetch(connection, f"""SELECT cdc_management.lock_merge('{SCHEMA}."A"', 300)""")
                        assert locked == [(True,)]
                        for table in (f'{SCHEMA}."A"', f'{SCHEMA}."stg_A"'):
                            connection.execute(f"ALTER TABLE {table} ADD COLUMN extra{n} text".encode())
            finally:
                writers.stop.set()
            for future in (*busy, loop):
                future.result()
        check(conninfo, writers.committed)
