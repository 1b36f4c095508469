"""A unit's transaction in three round trips: locks, looking, and everything that is done with its record.

Tenants are many and their changes small: with a round trip per statement most of the time went into waiting.

What belongs here: those three. What does not: what is done (`diff.py`), when it is tried again (`evolve.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import psycopg

from cdc_assets.migrate.desired import Desired
from cdc_assets.migrate.evolution_history import Recorded, ask_recorded, recorded_of
from cdc_assets.migrate.live import Live, ask_live, live_of
from cdc_assets.migrate.locks import BusyError, schema_lock
from cdc_assets.migrate.steps import Step
from cdc_assets.tables.naming import quote_ident, quote_literal

SETTINGS = "SET LOCAL search_path = pg_catalog, pg_temp; SET LOCAL client_min_messages = warning"
BETWEEN = "\n;\n"
"""Between executed statements; on a line of its own, as a statement may end in a comment."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is there under the locks. `texts` are procedures as they would be created again, by signature."""

    live: Live
    recorded: Recorded
    texts: Mapping[str, str | None]


def timeouts(step: Step) -> str:
    """The step's own, for the rest of the transaction."""
    return f"SET LOCAL lock_timeout = {step.lock_timeout:d}; SET LOCAL statement_timeout = {step.statement_timeout:d}"


def begin_locked(connection: psycopg.Connection, schema: str, table: str, step: Step, *, check: bool) -> None:
    """Begin a transaction with the schema's lock and the table's merge lock. `check`: look through functions' bodies.

    Raises BusyError, in the open transaction, where somebody else has one of them.
    """
    name = quote_literal(f"{quote_ident(schema)}.{quote_ident(table)}")
    cursor = connection.execute(
        "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;"  # merges insist on it
        f" {timeouts(step)}; {SETTINGS};"
        f" SET LOCAL check_function_bodies = {'on' if check else 'off'};"
        f" SELECT pg_try_advisory_xact_lock({schema_lock(schema)});"
        f" SELECT cdc_management.lock_merge(to_regclass({name}), 0)".encode()
    )
    taken = []
    while True:
        if cursor.description:
            taken += [bool(row[0]) for row in cursor.fetchall()]
        if not cursor.nextset():
            break
    if not taken[0]:
        raise BusyError(f"another run works on the schema «{schema}»")
    if not taken[1]:
        raise BusyError("a merge of the table is running")


def look(
    connection: psycopg.Connection, desired: Desired, schema: str, names: Sequence[str], signatures: Sequence[str]
) -> Found:
    """Everything that the change depends on, read in its transaction at once."""
    with connection.pipeline():
        tables, routines = ask_live(connection, [schema], names)
        recorded = ask_recorded(connection, schema, desired)
        texts = {
            signature: connection.execute("SELECT pg_get_functiondef(to_regprocedure(%s))", [signature])
            for signature in signatures
        }
    present = {signature: row[0] if (row := cursor.fetchone()) else None for signature, cursor in texts.items()}
    return Found(live_of(tables, routines), recorded_of(recorded), present)


def commit(connection: psycopg.Connection, statements: Sequence[str]) -> None:
    """Execute the statements and commit, in one round trip of the simple protocol."""
    connection.execute(BETWEEN.join([*statements, "COMMIT"]).encode())
