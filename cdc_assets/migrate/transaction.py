"""A unit's transaction in two round trips: locks with a look, and everything that is done with its record.

Tenants are many and their changes small: with a round trip per statement most of the time went into waiting.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg

from cdc_assets.migrate.desired import body_hash, procedure_body
from cdc_assets.migrate.history import BETWEEN
from cdc_assets.migrate.locks import CANCELS_QUICKLY, BusyError, schema_lock
from cdc_assets.migrate.shape import ProcedureShape
from cdc_assets.migrate.steps import Step
from cdc_assets.tables.naming import SCHEMA_PLACEHOLDER, name_text, quote_ident, quote_literal

SETTINGS = (
    "SET LOCAL search_path = pg_catalog, pg_temp; SET LOCAL client_min_messages = warning;"
    " SET LOCAL row_security = off"  # rows that a policy hides are an error: they would be left as they are
)
RESET = "RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL"
"""What SQL of people's own may have set would stay in the session, which goes to other tenants; it undoes ours, too."""


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
    asked: Sequence[str] = (),
    *,
    table: str | None = None,
    altered: Sequence[str] = (),
    check: bool = True,
    least: int = 0,
) -> list[list[tuple[Any, ...]]]:
    """Begin a transaction with the schema's lock and a table's merge lock; what the queries `asked` answer under them.

    Nobody else alters `altered` (tables as SQL) from then on: who is about to is waited for. `check` as for
    `local_settings`. Raises BusyError where somebody else has a lock; then there is no transaction.
    """
    locks = {f"SELECT pg_try_advisory_xact_lock({schema_lock(schema)})": f"another run works on the schema `{schema}`"}
    if table is not None:
        name = quote_literal(name_text(f"{quote_ident(schema)}.{quote_ident(table)}"))
        locks[f"SELECT cdc_management.lock_merge(to_regclass({name}), 0)"] = "a merge of the table is running"
    # merges insist on READ COMMITTED
    begin = ["BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", local_settings(step, least, check=check)]
    held = [f"LOCK TABLE ONLY {', '.join(altered)} IN ACCESS SHARE MODE"] if altered else []
    cursor = connection.execute(";\n".join([*begin, *locks, *held, *asked]).encode())
    answers = [cursor.fetchall() for _ in cursor.results() if cursor.description]
    answers = answers[len(answers) - len(locks) - len(asked) :]
    for ((taken,),), busy in zip(answers, locks.values(), strict=False):
        if not taken:
            rollback(connection)
            raise BusyError(busy)
    return answers[len(locks) :]


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
