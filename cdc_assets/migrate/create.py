"""Making one unit from its files, in a transaction that first looks whether what was planned for still holds.

Nothing outlives the transaction, so that a transaction pooler may stand between.
"""

from __future__ import annotations

import contextlib
import time
from dataclasses import replace

import psycopg

from cdc_assets.migrate.evolve import Evolution
from cdc_assets.migrate.history import Entry, Occasion, applied_sql, record_failure, recorded_of, recorded_sql
from cdc_assets.migrate.locks import RETRY, Blocker, BusyError, blockers
from cdc_assets.migrate.outcome import Outcome, reason
from cdc_assets.migrate.plan import MANAGEMENT, Unit
from cdc_assets.migrate.steps import PATIENT_LOCK, QUICK_LOCK, Step
from cdc_assets.migrate.transaction import begin_locked, commit, rollback

_LIMITS, _QUICK = (Step("", "", None, (), lock) for lock in (PATIENT_LOCK, QUICK_LOCK))


def create(how: Evolution, connection: psycopg.Connection, unit: Unit) -> Outcome:
    """Apply one unit; `unchanged` where another apply did it meanwhile. Raises psycopg.Error without a connection."""
    started = time.perf_counter()
    procedures = {each.checksum for each in unit.statements if each.kind == "procedure"}
    check = unit.name == MANAGEMENT or not procedures <= how.compiled
    occasion = Occasion(how.sink, unit.schema, unit.name, how.run)
    entries = [Entry(one.kind, one.object_name, one.file.path, one.checksum, one.inverse) for one in unit.statements]
    limits, pauses = _LIMITS, how.patience.pauses()
    try:
        while True:
            now, expected = _begin(how, connection, unit, limits, check=check), dict(unit.expected)
            if now != expected:
                rollback(connection)
                if now == expected | {(each.kind, each.object_name): each.checksum for each in unit.statements}:
                    return Outcome(unit.schema, unit.name, "unchanged")
                # No failure of the unit's, which is in place: in its history that would be the latest news for ever.
                error = "another apply put something else in place meanwhile; run again"
                return Outcome(unit.schema, unit.name, "failed", error=error)
            try:
                commit(connection, [*(each.sql for each in unit.statements), applied_sql(occasion, entries)])
                break
            except RETRY:
                rollback(connection)
                pause = next(pauses, -1.0)
                if pause < 0 or how.stopped():
                    raise
                limits = _QUICK  # all merges of the database queue behind a lock that is waited for
            time.sleep(pause)
    except psycopg.Error as error:
        if connection.closed:
            raise
        rollback(connection)
        waited = isinstance(error, RETRY) and not isinstance(error, BusyError)
        text, found = reason(error), _in_the_way(connection, unit) if waited else ()
        if found:
            text += "; in the way: " + "; ".join(map(str, found[:3]))
        failure = Outcome(unit.schema, unit.name, "failed", error=text, sqlstate=error.sqlstate, blockers=found)
        # where the infrastructure itself failed there is no history yet
        with contextlib.suppress(psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
            record_failure(connection, occasion, entries, failure.error, failure.sqlstate)
        return failure
    how.compiled.update(procedures)
    seconds = time.perf_counter() - started
    return Outcome(unit.schema, unit.name, "applied", len(unit.statements), seconds, relations=unit.relations)


def _in_the_way(connection: psycopg.Connection, unit: Unit) -> tuple[Blocker, ...]:
    """Who holds what the unit is about; for the infrastructure, any of its tables."""
    names = tuple(each.object_name for each in unit.statements)
    if unit.name == MANAGEMENT:
        held = connection.execute(
            "SELECT relname::text FROM pg_class WHERE relnamespace = to_regnamespace(%s)", [MANAGEMENT]
        )
        names = tuple(name for (name,) in held)
    return blockers(connection, unit.schema, names)


def _begin(
    how: Evolution, connection: psycopg.Connection, unit: Unit, limits: Step, *, check: bool
) -> dict[tuple[str, str], str | None]:
    """Open the unit's transaction and return the checksums recorded; other applies' are short: a quick poll."""
    patience = replace(how.patience, pause=0.05, longest=0.05)
    query = recorded_sql(unit.schema, unit.expected)
    first = unit.name == MANAGEMENT  # which may be about to make what is asked
    asked = ["SELECT pg_catalog.to_regclass('cdc_management.applied_schema')"] if first else [query]
    try:
        (rows,) = patience.insist(
            lambda: begin_locked(connection, unit.schema, limits, asked, check=check), how.stopped
        )
    except BusyError:
        held = f"another apply has held the schema `{unit.schema}` for {patience.seconds:g} s"
        raise BusyError(held) from None
    if first:
        rows = connection.execute(query.encode()).fetchall() if rows[0][0] else []
    found = recorded_of(rows)
    return {key: found[key][0] if key in found else None for key in unit.expected}
