"""Undoing a unit's latest change in one schema, by the inverses that its history recorded: shown first, then done."""

from __future__ import annotations

import time
from dataclasses import dataclass

import psycopg

from cdc_assets.errors import Problem
from cdc_assets.migrate.evolution_history import Occasion, Recording, latest_change, record_down
from cdc_assets.migrate.evolve import Outcome, Tenant, one_line
from cdc_assets.migrate.hazards import NOTHING_APPROVED, Approvals, Hazard, HazardKind, unapproved
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
from cdc_assets.migrate.steps import PATIENT_LOCK, QUICK_LOCK
from cdc_assets.tables.naming import name_text, staging_name


@dataclass(frozen=True, slots=True)
class DownPlan:
    """What stepping a unit back does. `change` None: no change is recorded. `problems`: why it cannot be done."""

    schema: str
    unit: str
    change: Recording | None = None
    hazards: tuple[Hazard, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def statements(self) -> tuple[str, ...]:
        """The recorded inverses in their order."""
        return tuple(inverse for _, inverse in self.change.rows if inverse) if self.change is not None else ()


def plan_down(connection: psycopg.Connection, schema: str, unit: str) -> DownPlan:
    """The unit's latest change, and which values are lost with it. Changes nothing."""
    try:
        change = latest_change(connection, schema, unit)
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):  # nothing was ever applied there
        change = None
    if change is None:
        return DownPlan(schema, unit)
    stuck = [row for row, inverse in change.rows if inverse is None]
    if stuck:
        what = f"its latest change cannot be undone: no inverse is known of history rows {', '.join(map(str, stuck))}"
        hint = "cdc_management.v_migration_history says what they did; restore what is gone from a backup"
        return DownPlan(schema, unit, change, (), (Problem(f"{schema}.{unit}", what, hint=hint),))
    try:
        with connection.transaction():
            connection.execute(f"SET LOCAL lock_timeout = {PATIENT_LOCK:d}".encode())
            return DownPlan(schema, unit, change, _lost(connection, unit, change))
    except psycopg.Error as error:  # a value that cannot go back, a column that somebody dropped, a lock
        if connection.closed:
            raise
        if latest_change(connection, schema, unit) != change:  # another run stepped back meanwhile
            return plan_down(connection, schema, unit)
        what = f"its latest change cannot be undone: {one_line(error)}"
        return DownPlan(schema, unit, change, (), (Problem(f"{schema}.{unit}", what, hint="change it forwards"),))


def down(
    connection: psycopg.Connection,
    tenant: Tenant,
    unit: str,
    run: str,
    patience: Patience = PATIENT,
    approved: Approvals = NOTHING_APPROVED,
    shown: DownPlan | None = None,
) -> Outcome:
    """Undo the latest change of a unit by its recorded inverses, in one transaction. `connection`: autocommit.

    `shown` is what was agreed to: any other change than that is left alone. Values that would be lost refuse it, unless
    `approved` names them.
    """
    started = time.perf_counter()
    plan = shown or plan_down(connection, tenant.schema, unit)
    if plan.change is None:
        return Outcome(tenant.schema, unit, "unchanged")
    if plan.problems:
        return Outcome(tenant.schema, unit, "refused", problems=plan.problems)
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
                    raise psycopg.errors.LockNotAvailable(f"another run works on the schema `{tenant.schema}`")
                if not lock_merge(connection, tenant.schema, unit):
                    raise psycopg.errors.LockNotAvailable("a merge of the table is running")
                if latest_change(connection, tenant.schema, unit) != plan.change:
                    return Outcome(tenant.schema, unit, "unchanged")  # another run was faster
                asked = unapproved(_lost(connection, unit, plan.change), approved)
                if asked:
                    return Outcome(tenant.schema, unit, "refused", hazards=asked)
                for statement in plan.statements:
                    connection.execute(statement.encode())
                occasion = Occasion(plan.change.sink, tenant.schema, unit, run, plan.change.version)
                record_down(connection, occasion, plan.statements)
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
            return Outcome(tenant.schema, unit, "applied", len(plan.statements), time.perf_counter() - started)


def _lost(connection: psycopg.Connection, unit: str, change: Recording) -> tuple[Hazard, ...]:
    """What there is now and would be lost, each column once. Tables that are gone have nothing to lose."""
    if change.losses is None:
        sentence = "an older version recorded the change, and not which values are lost when it is undone"
        return (Hazard(HazardKind.DATA_LOSS, unit, sentence),)
    found: dict[Hazard, None] = {}
    for loss in change.losses:
        subject = f"{unit}.{loss.column}" if loss.column else unit
        sentence = (
            f"{subject} holds values that are lost" if loss.column else f"{loss.relation} is dropped with its rows"
        )
        there = connection.execute(
            "SELECT pg_catalog.to_regclass(%s) IS NOT NULL", [name_text(loss.relation)]
        ).fetchone()
        if there is None or not there[0]:
            continue
        query = f"SELECT EXISTS (SELECT FROM {loss.relation} WHERE {loss.condition})"
        held = connection.execute(query.encode()).fetchone()
        if held is not None and held[0]:
            found[Hazard(HazardKind.DATA_LOSS, subject, sentence)] = None
    return tuple(found)
