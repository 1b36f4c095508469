"""A unit's transaction in three round trips: locks, looking, and everything that is done with its record.

Tenants are many and their changes small: with a round trip per statement most of the time went into waiting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import psycopg

from cdc_assets.migrate.desired import Desired, body_hash, procedure_body
from cdc_assets.migrate.history import Recorded, ask_recorded, recorded_of
from cdc_assets.migrate.live import Live, ask_live, live_of
from cdc_assets.migrate.locks import CANCELS_QUICKLY, BusyError, schema_lock
from cdc_assets.migrate.shape import ProcedureShape
from cdc_assets.migrate.steps import Step
from cdc_assets.tables.naming import SCHEMA_PLACEHOLDER, name_text, quote_ident, quote_literal

SETTINGS = "SET LOCAL search_path = pg_catalog, pg_temp; SET LOCAL client_min_messages = warning"
RESET = "RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL"
"""What SQL of people's own may have set would stay in the session, which goes to other tenants; it undoes ours, too."""
BETWEEN = "\n;\n"
"""Between executed statements; on a line of its own, as a statement may end in a comment."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is there under the locks."""

    live: Live
    recorded: Recorded


def timeouts(step: Step, least: int = 0) -> str:
    """The step's own, for the rest of the transaction; locks are waited for `least` milliseconds at least."""
    lock = max(step.lock_timeout, least)
    return f"SET LOCAL lock_timeout = {lock:d}; SET LOCAL statement_timeout = {step.statement_timeout:d}"


def local_settings(step: Step, least: int, *, check: bool) -> str:
    """What holds for a unit's transaction from the step on. `check`: look through functions' bodies."""
    bodies = f"SET LOCAL check_function_bodies = {'on' if check else 'off'}"
    return f"{timeouts(step, least)}; {SETTINGS}; {CANCELS_QUICKLY}; {bodies}"


def rollback(connection: psycopg.Connection) -> None:
    if connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
        connection.execute("ROLLBACK")


def begin_locked(
    connection: psycopg.Connection,
    schema: str,
    step: Step,
    table: str | None = None,
    *,
    check: bool = True,
    least: int = 0,
) -> None:
    """Begin a transaction with the schema's lock and a table's merge lock. `check` as for `local_settings`.

    Raises BusyError where somebody else has one of them; then there is no transaction.
    """
    merge = ""
    if table is not None:
        name = quote_literal(name_text(f"{quote_ident(schema)}.{quote_ident(table)}"))
        merge = f"; SELECT cdc_management.lock_merge(to_regclass({name}), 0)"
    cursor = connection.execute(
        "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;"  # merges insist on it
        f" {local_settings(step, least, check=check)};"
        f" SELECT pg_try_advisory_xact_lock({schema_lock(schema)}){merge}".encode()
    )
    answers = []
    while True:
        if cursor.description:
            answers.append(cursor.fetchall())
        if not cursor.nextset():
            break
    asked = [f"another run works on the schema `{schema}`", *(["a merge of the table is running"] if merge else [])]
    for ((taken,),), busy in zip(answers[-len(asked) :], asked, strict=True):
        if not taken:
            rollback(connection)
            raise BusyError(busy)


def look(connection: psycopg.Connection, desired: Desired, schema: str) -> Found:
    """Everything that the change depends on, read in its transaction at once."""
    with connection.pipeline():
        tables, routines = ask_live(connection, [schema], desired.names)
        recorded = ask_recorded(connection, schema, desired)
    return Found(live_of(tables, routines), recorded_of(recorded))


def restore_sql(
    connection: psycopg.Connection,
    signature: str,
    schema: str,
    found: ProcedureShape | None,
    digest: str,
    known: dict[str, str],
) -> str | None:
    """SQL that brings a procedure back, and the registration that its file holds; None where neither is known.

    `digest` is the file's checksum: the text is kept once for all tenants, not in each one's history. A body (`found`)
    that is not the file's comes after it. `known` maps checksums to hashes of bodies, and grows.
    """
    if digest not in known:
        row = connection.execute(
            "SELECT body FROM cdc_management.migration_text WHERE checksum = %s", [digest]
        ).fetchone()
        known[digest] = body_hash(procedure_body(row[0])) if row else ""
    parts = []
    if known[digest]:
        text = (
            f"SELECT replace(t.body, {quote_literal(SCHEMA_PLACEHOLDER)}, {quote_literal(quote_ident(schema))})"
            f" FROM cdc_management.migration_text AS t WHERE t.checksum = {quote_literal(digest)}"
        )
        parts.append(f"DO $restore$BEGIN EXECUTE ({text}); END$restore$")
    if found is not None and found.body != known[digest]:
        now = connection.execute("SELECT pg_get_functiondef(to_regprocedure(%s))", [name_text(signature)]).fetchone()
        parts += [now[0].rstrip()] if now and now[0] is not None else []
    return BETWEEN.join(parts) or None


def commit(connection: psycopg.Connection, statements: Sequence[str]) -> None:
    """Execute the statements and commit, in one round trip of the simple protocol."""
    connection.execute(BETWEEN.join([*statements, "COMMIT"]).encode())
