"""Undoing a unit's latest change in one schema, by the inverses that its history recorded: shown first, then done."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, replace

import psycopg

from cdc_assets.errors import Problem
from cdc_assets.migrate.evolve import TenantSchema
from cdc_assets.migrate.hazards import NOTHING_APPROVED, Approvals, Hazard, HazardKind, unapproved
from cdc_assets.migrate.history import Occasion, RecordedChange, latest_change, record_down
from cdc_assets.migrate.live import read_live
from cdc_assets.migrate.locks import (
    CANCELS_QUICKLY,
    PATIENT,
    RETRY,
    Blocker,
    Patience,
    blockers,
    lock_least,
    lock_unit,
)
from cdc_assets.migrate.outcome import Outcome, reason
from cdc_assets.migrate.steps import PATIENT_LOCK, QUICK_LOCK
from cdc_assets.migrate.transaction import SETTINGS
from cdc_assets.tables.naming import name_text, staging_name


@dataclass(frozen=True, slots=True)
class DownPlan:
    """What stepping a unit back does. `change` None: no change is recorded. `problems`: why it cannot be done."""

    schema: str
    unit: str
    change: RecordedChange | None = None
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
            connection.execute(f"SET LOCAL lock_timeout = {PATIENT_LOCK:d}; {SETTINGS}".encode())
            return DownPlan(schema, unit, change, _lost(connection, unit, change))
    except psycopg.Error as error:  # a value that cannot go back, a column that somebody dropped, a lock
        if connection.closed:
            raise
        if latest_change(connection, schema, unit) != change:  # another run stepped back meanwhile
            return plan_down(connection, schema, unit)
        what = f"its latest change cannot be undone: {reason(error)}"
        return DownPlan(schema, unit, change, (), (Problem(f"{schema}.{unit}", what, hint="change it forwards"),))


def down(
    connection: psycopg.Connection,
    tenant: TenantSchema,
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
    found: tuple[Blocker, ...] = ()

    def attempt() -> Outcome:
        nonlocal found
        try:
            return _step_back(connection, tenant.schema, unit, run, plan, approved, lock_least(found))
        except RETRY:
            found = blockers(connection, tenant.schema, (unit, staging_name(unit)))
            raise

    try:
        outcome = patience.insist(attempt)
    except psycopg.Error as error:
        if connection.closed:
            raise
        text, seen = reason(error), found if isinstance(error, RETRY) else ()
        return Outcome(tenant.schema, unit, "failed", error=text, sqlstate=error.sqlstate, blockers=seen)
    return replace(outcome, seconds=time.perf_counter() - started)


def _step_back(
    connection: psycopg.Connection, schema: str, unit: str, run: str, plan: DownPlan, approved: Approvals, least: int
) -> Outcome:
    """What `plan` shows, in one transaction."""
    patience = max(QUICK_LOCK, least)
    with connection.transaction() as attempt:
        connection.execute(
            f"SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = {patience:d};"
            f" {SETTINGS}; {CANCELS_QUICKLY}".encode()
        )
        lock_unit(connection, schema, unit)
        change = latest_change(connection, schema, unit)
        if change is None or change != plan.change:
            return Outcome(schema, unit, "unchanged")  # another run was faster
        asked = unapproved(_lost(connection, unit, change), approved)
        if asked:
            return Outcome(schema, unit, "refused", hazards=asked)
        attached = _attached(connection, schema, unit)
        connection.execute(f"SET LOCAL lock_timeout = {patience:d}".encode())
        for statement in plan.statements:
            connection.execute(statement.encode())
        gone = attached - _attached(connection, schema, unit)
        if gone:
            raise psycopg.Rollback(attempt)
        record_down(connection, Occasion(change.sink, schema, unit, run, change.version), plan.statements)
    if gone:
        what = f"its latest change cannot be undone: what somebody made goes with a column: {', '.join(sorted(gone))}"
        problem = Problem(f"{schema}.{unit}", what, hint="drop it first")
        return Outcome(schema, unit, "refused", problems=(problem,))
    return Outcome(schema, unit, "applied", len(plan.statements))


def _attached(connection: psycopg.Connection, schema: str, unit: str) -> Counter[str]:
    """Indexes, constraints, statistics and privileges of somebody's own on columns, which DROP COLUMN takes along."""
    live = read_live(connection, [schema], [unit, staging_name(unit)])
    found = (each for relation in live.relations.values() for each in relation.dependents)
    return Counter(each.what or "" for each in found if each.kind == "attached")


def _lost(connection: psycopg.Connection, unit: str, change: RecordedChange) -> tuple[Hazard, ...]:
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
