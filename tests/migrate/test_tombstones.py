"""Deletes that leave no row are still known after the key changed its order or type, and forgotten with another key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from cdc_assets.migrate.apply import roll_out
from cdc_assets.migrate.diff import Policy
from cdc_assets.migrate.evolve import TenantSchema
from cdc_assets.migrate.fleet_plan import plan_fleet, wanted_units
from cdc_assets.migrate.hazards import approvals
from cdc_assets.migrate.plan import Plan
from tests.merge.support import UNAVAILABLE
from tests.migrate.build import definition, rendered
from tests.migrate.fleet_support import pool
from tests.migrate.runner import TODAY

POLICY = Policy(TODAY)


def hard(spec: Mapping[str, Any], key: tuple[str, ...], deletes: str = "hard") -> tuple[Any, Any]:
    made = definition(spec)
    made = replace(made, targets=(replace(made.targets[0], key=key, deletes=deletes),))
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


@pytest.mark.parametrize("large", [False, True])
def test_deletes_stay_known_when_they_become_soft_and_hard_again(database: str, large: bool):
    spec = {"a": "integer key", "b": {"type": "text", "large": large}}
    with pool(database) as opened:
        assert bring(opened, hard(spec, ("a",))).empty
        with opened.connection() as connection:
            for a in range(1, 5):
                event(connection, "c", 10, a, "x")
                event(connection, "d", 30, a, "x")
        assert bring(opened, hard(spec, ("a",), "soft")).empty
        with opened.connection() as connection:
            for a, operation, at in ((1, "u", 20), (2, "d", 20), (3, "d", 40), (4, "c", 40), (5, "c", 20)):
                event(connection, operation, at, a, "y")
            marked = 'SELECT a, b, "__deleted" FROM t."Actor" ORDER BY 1'
            found = connection.execute(marked).fetchall()
            assert [(a, deleted) for a, _, deleted in found] == [(3, True), (4, False), (5, False)]
            assert found[1:] == [(4, "y", False), (5, "y", False)]
            connection.execute('CREATE TEMP TABLE again (LIKE t."stg_Actor")')
            connection.execute(
                "INSERT INTO again (a, b, __operation, __source_ts_ms)"
                " SELECT n, 'y', 'r', 25 FROM generate_series(1, 5) AS n"
            )
            query = "SELECT key, found FROM cdc_management.compare_read('t', 'Actor', 'again', '{b}') ORDER BY 1"
            told = {"1": "newer", "2": "newer", "3": "newer", "4": "newer", "5": "same"}
            assert connection.execute(query).fetchall() == [(f'["{a}"]', found) for a, found in told.items()]
            unchanged = UNAVAILABLE if large else "y"
            event(connection, "u", 50, 3, unchanged)  # comes back: of what was deleted nothing is left
            assert rows(connection)[0] == (3, None if large else "y")
            assert connection.execute("SELECT rows_rejected FROM cdc_management.merge_control").fetchone() == (0,)
        assert bring(opened, hard(spec, ("a",))).empty
        with opened.connection() as connection:
            event(connection, "u", 20, 1, "z")
            event(connection, "d", 60, 3, "z")
            event(connection, "u", 55, 3, "z")
            assert rows(connection) == [(4, "y"), (5, "y")]


def test_deletes_that_were_hard_are_forgotten_with_their_key(database: str):
    spec = {"a": "integer key", "b": "integer"}
    with pool(database) as opened:
        assert bring(opened, hard(spec, ("a",))).empty
        with opened.connection() as connection:
            event(connection, "c", 1, 5, 7)
            event(connection, "d", 100, 5, 7)
        assert bring(opened, hard(spec, ("a",), "soft")).empty
        for deletes in ("soft", "hard"):
            assert bring(opened, hard({"a": "integer", "b": "integer key"}, ("b",), deletes)).empty
            with opened.connection() as connection:
                event(connection, "c", 50, 7, 5)  # its key reads like the deleted one's
                assert rows(connection) == [(7, 5)]
