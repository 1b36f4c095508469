"""Deletes that leave no row are still known after the key changed its order or type, and forgotten with another key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import psycopg

from cdc_assets.migrate.apply import roll_out
from cdc_assets.migrate.diff import Policy
from cdc_assets.migrate.evolve import TenantSchema
from cdc_assets.migrate.fleet_plan import plan_fleet, wanted_units
from cdc_assets.migrate.hazards import approvals
from cdc_assets.migrate.plan import Plan
from tests.migrate.build import definition, rendered
from tests.migrate.fleet_support import pool
from tests.migrate.runner import TODAY

POLICY = Policy(TODAY)


def hard(spec: Mapping[str, Any], key: tuple[str, ...]) -> tuple[Any, Any]:
    made = definition(spec)
    made = replace(made, targets=(replace(made.targets[0], key=key, deletes="hard"),))
    migrations = rendered(made)
    return migrations, wanted_units(migrations, [made])


def bring(opened: Any, version: tuple[Any, Any]) -> Plan:
    """Apply; returns what is left to do."""
    with opened.connection() as connection:
        plan = plan_fleet(connection, *version, [TenantSchema("t")], POLICY)
    done = roll_out(opened, plan, POLICY, approved=approvals(["MEANING_CHANGE", "LOCKS_WRITES", "TABLE_REWRITE"]))
    assert done.ok, done
    with opened.connection() as connection:
        return plan_fleet(connection, *version, [TenantSchema("t")], POLICY)


def event(connection: psycopg.Connection, operation: str, at: int, a: object, b: object) -> None:
    connection.execute(
        'INSERT INTO t."stg_Actor" (a, b, "__operation", "__source_ts_ms") VALUES (%s, %s, %s, %s)',
        [a, b, operation, at],
    )
    connection.execute("CALL t.sp_merge_actor()")


def rows(connection: psycopg.Connection) -> list[tuple[Any, ...]]:
    return connection.execute('SELECT a, b FROM t."Actor" ORDER BY 1, 2').fetchall()


TWO = {"a": "integer key", "b": "integer key"}


def test_deletes_stay_known_when_the_key_changes_its_order_and_type_and_back(database: str):
    with pool(database) as opened:
        assert bring(opened, hard(TWO, ("a", "b"))).empty
        with opened.connection() as connection:
            for a, b in ((1, 2), (2, 1)):  # each other's text in the other order
                event(connection, "c", 1, a, b)
                event(connection, "d", 10, a, b)
            event(connection, "c", 20, 1, 2)
            event(connection, "d", 30, 1, 2)
            keys = "SELECT key, source_ts_ms FROM cdc_management.merge_tombstones ORDER BY 1"
            before = connection.execute(keys).fetchall()
            assert before == [('["1", "2"]', 30), ('["2", "1"]', 10)]
        turned = hard({"a": "bigint key", "b": "numeric(12,2) key"}, ("b", "a"))
        assert bring(opened, turned).empty
        with opened.connection() as connection:
            assert connection.execute(keys).fetchall() == [('["1.00", "2"]', 10), ('["2.00", "1"]', 30)]
            event(connection, "u", 5, 2, 1)  # older than its delete
            event(connection, "u", 25, 1, 2)
            assert rows(connection) == []
            event(connection, "c", 15, 2, 1)  # newer than its own, older than the other's
            assert [(int(a), int(b)) for a, b in rows(connection)] == [(2, 1)]


def test_deletes_by_another_key_are_forgotten_and_block_nobody(database: str):
    with pool(database) as opened:
        assert bring(opened, hard({"a": "integer key", "b": "integer"}, ("a",))).empty
        with opened.connection() as connection:
            event(connection, "c", 1, 5, 7)
            event(connection, "d", 100, 5, 7)
        assert bring(opened, hard({"a": "integer", "b": "integer key"}, ("b",))).empty
        with opened.connection() as connection:
            event(connection, "c", 50, 7, 5)  # its key reads like the deleted one's
            assert rows(connection) == [(7, 5)]
            assert connection.execute("SELECT count(*) FROM cdc_management.merge_tombstones").fetchone() == (0,)
