"""What tests ask a migrated database: is every unit whole, is the history true."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool

from cdc_assets.ddl.model import Migrations
from cdc_assets.migrate.apply import Pool, roll_out
from cdc_assets.migrate.database_state import State, read_state
from cdc_assets.migrate.diff import Policy
from cdc_assets.migrate.locks import PATIENT, Patience
from cdc_assets.migrate.outcome import Result
from cdc_assets.migrate.plan import Plan, make_plan, schemas_and_names


class CountingCursor(psycopg.Cursor[Any]):
    """Counts what is sent to the server, whoever sends it."""

    lock = threading.Lock()
    queries: list[str] = []  # noqa: RUF012 - one list for all cursors is meant

    def execute(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        with self.lock:
            self.queries.append(str(query))
        return super().execute(query, *args, **kwargs)

    def executemany(self, query: Any, *args: Any, **kwargs: Any) -> None:
        with self.lock:
            self.queries.append(str(query))
        super().executemany(query, *args, **kwargs)


@contextmanager
def pool(conninfo: str, size: int = 4, cursor: type[psycopg.Cursor[Any]] = psycopg.Cursor) -> Iterator[Pool]:
    """Connections as `resources.postgres.pool` opens them."""
    kwargs = {"autocommit": True, "prepare_threshold": None, "cursor_factory": cursor}
    with ConnectionPool(conninfo, kwargs=kwargs, min_size=1, max_size=size, reconnect_timeout=1) as connections:
        yield connections


def migrate(connections: Pool, migrations: Migrations, tenants: Sequence[str], **options: Any) -> tuple[Result, ...]:
    """Make what is new, and nothing else."""
    with connections.connection() as connection:
        found = read_state(connection, *schemas_and_names(migrations, tenants))
    return roll_out(connections, make_plan(migrations, found, tenants), Policy(date.min), **options).results


def apply(conninfo: str, migrations: Migrations, tenants: Sequence[str], **options: Any) -> tuple[Result, ...]:
    """`migrate` over a pool of its own."""
    with pool(conninfo) as connections:
        return migrate(connections, migrations, tenants, **options)


def apply_plan(
    connections: Pool, plan: Plan, *, lock_seconds: float = PATIENT.seconds, **options: Any
) -> tuple[Result, ...]:
    """Execute a plan in which nothing is changed."""
    options["patience"] = Patience(lock_seconds)
    return roll_out(connections, plan, Policy(date.min), **options).results


def state(conninfo: str, migrations: Migrations, tenants: Sequence[str]) -> State:
    """What `read_state` tells, of each tenant, not of one of those that are alike."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        found = read_state(connection, *schemas_and_names(migrations, tenants))
    alike = found.like.items()

    def each(names: frozenset[tuple[str, str]]) -> frozenset[tuple[str, str]]:
        return frozenset((schema, name) for schema, first in alike for of, name in names if of == first)

    applied = {
        (schema, *key): what for (of, *key), what in found.applied.items() for schema, first in alike if of == first
    }
    return replace(found, applied=applied, relations=each(found.relations), procedures=each(found.procedures), like={})


def rows(conninfo: str, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    with psycopg.connect(conninfo) as connection:
        return connection.execute(sql, parameters or None).fetchall()


def one(conninfo: str, sql: str, *parameters: Any) -> Any:
    """The only value of a query."""
    ((value,),) = rows(conninfo, sql, *parameters)
    return value


def execute(conninfo: str, sql: str) -> None:
    with psycopg.connect(conninfo) as connection:
        connection.execute(sql)


def assert_in_place(conninfo: str, migrations: Migrations, tenants: Sequence[str]) -> None:
    """Everything exists, planning again yields nothing, and the history tells of each object exactly once."""
    plan = make_plan(migrations, state(conninfo, migrations, tenants), tenants)
    assert plan.empty
    assert not any(part.refused for part in (plan.database, *plan.tenants))
    assert_true_history(conninfo, migrations, tenants)
    expected = sum(len(tenants) if file.scope == "tenant" else 1 for file in migrations.files)
    assert one(conninfo, "SELECT count(*) FROM cdc_management.applied_schema") == expected


def assert_true_history(conninfo: str, migrations: Migrations, tenants: Sequence[str]) -> None:
    """What is recorded exists, what exists is recorded, once, and no table is half made."""
    found = state(conninfo, migrations, tenants)
    recorded = {(schema, name) for schema, kind, name in found.applied if kind in {"table", "staging"}}
    assert recorded == {(schema, name) for schema, name in found.relations if schema in tenants}
    assert {(schema, name) for schema, kind, name in found.applied if kind == "procedure"} == found.procedures
    if not found.applied:
        return
    doubled = rows(
        conninfo,
        "SELECT schema_name, kind, object_name FROM cdc_management.migration_history WHERE status = 'applied'"
        " GROUP BY 1, 2, 3 HAVING count(*) > 1",
    )
    assert doubled == []
    unmatched = rows(
        conninfo,
        "SELECT * FROM cdc_management.applied_schema AS a FULL JOIN (SELECT * FROM cdc_management.migration_history"
        " WHERE status = 'applied') AS h ON h.id = a.history_id AND h.checksum = a.checksum"
        " AND (h.schema_name, h.kind, h.object_name) = (a.schema_name, a.kind, a.object_name)"
        " WHERE a.history_id IS NULL OR h.id IS NULL",
    )
    assert unmatched == []
    assert (
        rows(
            conninfo,
            "SELECT schema_name, unit FROM cdc_management.migration_history WHERE status = 'applied'"
            " AND kind IN ('table', 'staging', 'procedure') GROUP BY 1, 2 HAVING count(*) <> 3",
        )
        == []
    )
