"""A database from before the merge engine, a procedure per table, is taken over table by table, and goes back.

`dumps/before-the-engine.sql.xz` is pg_dump's (15, `--no-owner --inserts`, without comments) of a database that the
version of 23 November 2026 (4eb3a33) made of `TABLES` in `SCHEMAS`, merged into and staged for.
"""

from __future__ import annotations

import lzma
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from cdc_assets.migrate.apply import down_fleet, roll_out
from cdc_assets.migrate.diff import Policy
from cdc_assets.migrate.locks import Patience
from cdc_assets.tables.naming import quote_ident
from tests.merge.support import UNAVAILABLE, fetch, lsn
from tests.migrate.fleet_support import plan, pool, tenants
from tests.migrate.runner import TODAY
from tests.support.postgres import both_versions

DUMP = Path(__file__).parent / "dumps" / "before-the-engine.sql.xz"
ODD = 'Ål "x" {{SCHEMA}} $1'
TABLES: dict[str, dict[str, Any]] = {
    "Order": {"id": "integer key", "name": "varchar(20)", "amount": "numeric(6,2)"},
    "Doc": {
        "id": "integer key",
        "name": "varchar(20)",
        "doc": {"type": "text", "large": True},
        "img": {"type": "bytea", "large": True},
    },
    ODD: {"key of it": "uuid key", "seen": "timestamp(6)"},
}
SCHEMAS = ("north", 'sør "1"')
Connection = psycopg.Connection[Any]


@pytest.fixture
def old(database: str) -> str:
    """The dump, restored."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(lzma.decompress(DUMP.read_bytes()))
    return database


def event(table: str, number: int, operation: str, **values: Any) -> dict[str, Any]:
    """A staged row at offset `number`."""
    return {
        **values,
        "__operation": operation,
        "__source_ts_ms": 1_700_000_000_000 + number,
        "__lsn": lsn(number),
        "__seq_val": lsn(number),
        "__kafka_topic": f"prod.t.db.dbo.{'odd' if table == ODD else table}",
        "__kafka_partition": 0,
        "__kafka_offset": number,
    }


def stage(connection: Connection, schema: str, table: str, row: dict[str, Any]) -> None:
    columns, places = ", ".join(map(quote_ident, row)), ", ".join(["%s"] * len(row))
    target = f"{quote_ident(schema)}.{quote_ident('stg_' + table)}"
    connection.execute(f"INSERT INTO {target} ({columns}) VALUES ({places})".encode(), list(row.values()))


def rows(connection: Connection, schema: str, table: str, columns: str) -> list[tuple[Any, ...]]:
    found = f'SELECT {columns} FROM {quote_ident(schema)}.{quote_ident(table)} WHERE NOT "__deleted" ORDER BY 1'
    return fetch(connection, found)


@contextmanager
def writers(database: str) -> Iterator[dict[str, int]]:
    """Two that write to two tables of every tenant until the end; yields how many rows each has written."""
    stop, written = threading.Event(), {"Order": 0, "Doc": 0}

    def write(table: str) -> None:
        with psycopg.connect(database, autocommit=True) as connection:
            while not stop.wait(0.005):
                number = 100 + written[table]
                with connection.transaction():
                    for schema in SCHEMAS:
                        stage(connection, schema, table, event(table, number, "c", id=number, name="written"))
                written[table] += 1

    threads = [threading.Thread(target=write, args=[table], daemon=True) for table in written]
    for thread in threads:
        thread.start()
    try:
        yield written
    finally:
        stop.set()
        for thread in threads:
            thread.join(60)


def take_over(database: str, schema: str) -> None:
    """`cdc apply`'s way."""
    with pool(database) as opened:
        planned = plan(opened, TABLES, [schema])
        assert {change.desired.shape.name for change in planned.changes} == set(TABLES), "shown as what it is"
        done = roll_out(opened, planned, Policy(TODAY), patience=Patience(20))
        assert done.ok, done
        assert plan(opened, TABLES, [schema]).empty


@both_versions
def test_tables_are_taken_over_one_by_one_with_staged_rows_and_writers_at_work(old: str) -> None:
    with psycopg.connect(old, autocommit=True) as connection:
        with writers(old) as written:
            take_over(old, SCHEMAS[0])
            registered = (
                "SELECT schema_name, count(key_columns) FROM cdc_management.merge_control GROUP BY 1 ORDER BY 1"
            )
            assert fetch(connection, registered) == [(SCHEMAS[0], 3), (SCHEMAS[1], 0)]
            connection.execute("CALL cdc_management.run_pending_merges(0)")  # the engine's, and the others' own
            assert fetch(connection, "SELECT min(batches) FROM cdc_management.merge_control") == [(2,)]
            take_over(old, SCHEMAS[1])
            before = dict(written)
            while written["Order"] < before["Order"] + 3 or written["Doc"] < before["Doc"] + 3:
                pass  # both go on
        connection.execute("CALL cdc_management.run_pending_merges(0)")
        for schema in SCHEMAS:
            new = {table: [(100 + n, "written") for n in range(count)] for table, count in written.items()}
            assert rows(connection, schema, "Order", "id, name") == [
                (1, "one"), (2, "two staged"), (4, "four staged"), *new["Order"],
            ]  # fmt: skip
            assert rows(connection, schema, "Doc", "id, name, doc, img")[:3] == [
                (1, "one again", "first", b"\x01"),
                (2, "two staged", "second", b"\x22"),
                (3, "three staged", "third", b"\x03"),
            ]
            assert rows(connection, schema, "Doc", "id, name")[3:] == new["Doc"]
            number = fetch(connection, "SELECT cdc_management.topic_id('prod.t.db.dbo.Order')")
            assert rows(connection, schema, "Order", 'DISTINCT "__topic"') == number, "of all versions' rows"
            assert len(rows(connection, schema, ODD, "seen")) == 2
        assert fetch(connection, "SELECT count(*) FROM cdc_management.v_cdc_processing_gaps WHERE gap_end < 4") == [
            (0,)
        ]
        assert fetch(connection, "SELECT message FROM cdc_management.error_log") == []
        assert fetch(connection, "SELECT reason FROM cdc_management.merge_rejects") == []


@both_versions
def test_a_table_that_was_taken_over_goes_back_to_its_procedure_and_is_taken_over_again(old: str) -> None:
    with psycopg.connect(old, autocommit=True) as connection, pool(old) as opened:
        programs = (
            "SELECT n.nspname, p.proname, p.prosrc FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace"
            " WHERE p.proname LIKE 'sp_merge%%' ORDER BY 1, 2"
        )
        before = fetch(connection, programs)
        for schema in SCHEMAS:
            take_over(old, schema)
        connection.execute("CALL cdc_management.run_pending_merges(0)")
        assert max(len(source) for _, _, source in fetch(connection, programs)) < 500

        for found in down_fleet(opened, tenants(SCHEMAS), list(TABLES), patience=Patience(1)):
            assert (found.status, found.error) == ("applied", "")
        assert fetch(connection, programs) == before
        assert fetch(connection, "SELECT count(key_columns) FROM cdc_management.merge_control") == [(0,)]
        for schema in SCHEMAS:
            stage(connection, schema, "Order", event("Order", 0, "u", id=2, name="too late"))
            stage(connection, schema, "Order", event("Order", 7, "u", id=4, name="went back"))
            stage(connection, schema, "Doc", event("Doc", 7, "u", id=2, name="went back", doc=UNAVAILABLE, img=b"\x33"))
            stage(connection, schema, ODD, event(ODD, 3, "d", **{"key of it": uuid.UUID(int=1)}))
        connection.execute("CALL cdc_management.run_pending_merges(0)")
        assert fetch(connection, "SELECT kind, message FROM cdc_management.error_log") == []
        for schema in SCHEMAS:
            assert rows(connection, schema, "Order", "id, name") == [(1, "one"), (2, "two staged"), (4, "went back")]
            assert rows(connection, schema, "Doc", "id, doc, img")[1] == (2, "second", b"\x33")
            assert len(rows(connection, schema, ODD, "seen")) == 1
        assert fetch(connection, "SELECT FROM cdc_management.staging_bell") == []

        for schema in SCHEMAS:
            take_over(old, schema)
            stage(
                connection,
                schema,
                "Doc",
                event("Doc", 8, "u", id=2, name="engine", doc="new", img=UNAVAILABLE.encode()),
            )
        connection.execute("CALL cdc_management.run_pending_merges(0)")
        for schema in SCHEMAS:
            assert rows(connection, schema, "Doc", "id, name, doc, img")[1] == (2, "engine", "new", b"\x33")
