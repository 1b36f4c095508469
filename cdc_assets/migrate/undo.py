"""Undoing a unit's latest change in one schema, by the inverses that its history recorded.

What belongs here: `down`. What does not: what was recorded and how (`evolution_history.py`).
"""

from __future__ import annotations

import time

import psycopg

from cdc_assets.errors import Problem
from cdc_assets.migrate.evolution_history import Occasion, latest_change, record_down
from cdc_assets.migrate.evolve import Outcome, Tenant, one_line
from cdc_assets.migrate.locks import (
    CANCELS_QUICKLY,
    PATIENT,
    RETRY,
    Patience,
    blockers,
    lock_least,
    lock_merge,
    schema_lock,
)
from cdc_assets.migrate.steps import QUICK_LOCK
from cdc_assets.tables.naming import staging_name


def down(connection: psycopg.Connection, tenant: Tenant, unit: str, run: str, patience: Patience = PATIENT) -> Outcome:
    """Undo the latest change of a unit by its recorded inverses, in one transaction. `connection`: autocommit."""
    started = time.perf_counter()
    undo = latest_change(connection, tenant.schema, unit)
    if undo is None:
        return Outcome(tenant.schema, unit, "unchanged")
    stuck = [row for row, inverse in undo.rows if inverse is None]
    if stuck:
        what = f"its latest change cannot be undone: no inverse is known of history rows {', '.join(map(str, stuck))}"
        hint = "cdc_management.v_migration_history says what they did; restore what is gone from a backup"
        return Outcome(tenant.schema, unit, "refused", problems=(Problem(f"{tenant.schema}.{unit}", what, hint=hint),))
    statements = [inverse for _, inverse in undo.rows if inverse]
    attempts = patience.pauses()
    least = 0
    while True:
        try:
            with connection.transaction():
                connection.execute(
                    "SET TRANSACTION ISOLATION LEVEL READ COMMITTED;"
                    f" SET LOCAL lock_timeout = {max(QUICK_LOCK, least):d};"
                    " SET LOCAL search_path = pg_catalog, pg_temp; SET LOCAL client_min_messages = warning;"
                    f" {CANCELS_QUICKLY}".encode()
                )
                locked = connection.execute(
                    "SELECT pg_try_advisory_xact_lock(%s)", [schema_lock(tenant.schema)]
                ).fetchone()
                if locked is None or not locked[0]:
                    raise psycopg.errors.LockNotAvailable(f"another run works on the schema «{tenant.schema}»")
                if not lock_merge(connection, tenant.schema, unit):
                    raise psycopg.errors.LockNotAvailable("a merge of the table is running")
                if latest_change(connection, tenant.schema, unit) != undo:
                    return Outcome(tenant.schema, unit, "unchanged")  # another run was faster
                for statement in statements:
                    connection.execute(statement.encode())
                record_down(connection, Occasion(undo.sink, tenant.schema, unit, run, undo.version), statements)
        except RETRY as error:
            pause = next(attempts, -1.0)
            found = blockers(connection, tenant.schema, (unit, staging_name(unit)))
            least = lock_least(found)
            if pause < 0:
                return Outcome(tenant.schema, unit, "failed", 0, 0.0, one_line(error), error.sqlstate, found)
            time.sleep(pause)
        except psycopg.Error as error:
            if connection.closed:
                raise
            return Outcome(tenant.schema, unit, "failed", 0, 0.0, one_line(error), error.sqlstate)
        else:
            return Outcome(tenant.schema, unit, "applied", len(statements), time.perf_counter() - started)
