"""What evolution writes into `cdc_management`: a row per phase, the present checksums, and how to undo it.

The row of a transaction is written in it. A phase without a transaction has its row before it begins («running»), which
becomes «applied» or «failed»; what a crash leaves «running» is «interrupted» when the next run goes on.

What belongs here: statements that record and read evolution. What does not: first applies (`history.py`), deciding.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from cdc_assets.migrate.desired import Desired
from cdc_assets.migrate.history import record_texts
from cdc_assets.migrate.live import Rows
from cdc_assets.tables.naming import quote_literal

KIND = "evolution"
DOWN = "down"
BETWEEN = ";\n"
"""Between the statements of a recorded text."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """Where and when: the sink, the schema, the unit, the run, and the version the unit is on its way to."""

    sink: str
    schema: str
    unit: str
    run: str
    version: str


def version_of(desired: Desired) -> str:
    """«tables/Actor.sql@<12 hex>»: names the state a unit is brought to, the same on every tenant."""
    digest = hashlib.sha256("".join(checksum(file.body) for file in desired.files).encode()).hexdigest()[:12]
    return f"{desired.files[0].path if desired.files else desired.shape.name}@{digest}"


def checksum(body: str) -> str:
    """The checksum by which applied SQL is known."""
    return hashlib.sha256(body.encode()).hexdigest()


def begin(
    connection: psycopg.Connection, occasion: Occasion, statements: Sequence[str], status: str, known: set[str]
) -> int:
    """Write a history row and return its id. `statements` carry {{SCHEMA}}; `known` are checksums recorded before."""
    text = BETWEEN.join(statements)
    digest = checksum(text)
    keep_texts(connection, {digest: text}, known)
    row = connection.execute(
        "INSERT INTO cdc_management.migration_history"
        " (run_id, sink, schema_name, unit, kind, object_name, file, checksum, status, started_at, finished_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, clock_timestamp(), clock_timestamp()) RETURNING id",
        [
            occasion.run,
            occasion.sink,
            occasion.schema,
            occasion.unit,
            KIND,
            occasion.unit,
            occasion.version,
            digest,
            status,
        ],
    ).fetchone()
    assert row is not None  # noqa: S101 - RETURNING returns
    return int(row[0])


def finish(
    connection: psycopg.Connection,
    row: int,
    status: str,
    inverse: str | None = None,
    error: str | None = None,
    sqlstate: str | None = None,
) -> None:
    """Say how it went. `inverse`: what undoes it («» nothing to undo, None: nothing can)."""
    connection.execute(
        "UPDATE cdc_management.migration_history SET status = %s, inverse = %s, error = %s, sqlstate = %s,"
        " finished_at = clock_timestamp() WHERE id = %s",
        [status, inverse, error, sqlstate, row],
    )


def mark_interrupted(connection: psycopg.Connection, occasion: Occasion) -> None:
    """What an earlier run left «running» in this unit was interrupted: its lock is ours now."""
    connection.execute(
        "UPDATE cdc_management.migration_history SET status = 'interrupted', finished_at = clock_timestamp()"
        " WHERE schema_name = %s AND object_name = %s AND status = 'running'",  # by the index; the same as the unit
        [occasion.schema, occasion.unit],
    )


def keep_texts(connection: psycopg.Connection, texts: Mapping[str, str], known: set[str]) -> None:
    """Record the texts that are not among `known`, which grows only outside of transactions that may still fail."""
    new = {digest: text for digest, text in texts.items() if digest not in known}
    if not new:
        return
    record_texts(connection, new)
    if connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE:
        known.update(new)


Recorded = Mapping[tuple[str, str], tuple[str, str, int]]
"""What `applied_schema` says of a unit: checksum, file and history row by (kind, object name)."""


def ask_recorded(connection: psycopg.Connection, schema: str, desired: Desired) -> Rows:
    """Send the query of what is recorded of the unit's files."""
    return connection.execute(
        "SELECT kind, object_name, checksum, file, history_id FROM cdc_management.applied_schema"
        " WHERE schema_name = %s AND object_name = ANY (%s)",
        [schema, [file.relation or file.path for file in desired.files]],
    )


def recorded_of(rows: Iterable[tuple[Any, ...]]) -> Recorded:
    """What that query answered."""
    return {(kind, name): (digest, path, int(history)) for kind, name, digest, path, history in rows}


def settle(connection: psycopg.Connection, occasion: Occasion, desired: Desired, row: int, known: set[str]) -> str:
    """Record the unit's files as what is in place now; returns the SQL that puts the former checksums back."""
    keep_texts(connection, {checksum(file.body): file.body for file in desired.files}, known)
    before = recorded_of(ask_recorded(connection, occasion.schema, desired))
    connection.execute(settle_sql(occasion, desired, str(int(row))).encode())
    return put_back_sql(occasion.schema, desired, before)


def settle_sql(occasion: Occasion, desired: Desired, row: str) -> str:
    """The statement that records the unit's files; `row` is SQL for the id of the history row."""
    files = ", ".join(
        f"({quote_literal(file.kind)}, {quote_literal(file.relation or file.path)}, {quote_literal(file.path)},"
        f" {quote_literal(checksum(file.body))})"
        for file in desired.files
    )
    return (
        "INSERT INTO cdc_management.applied_schema"
        " (schema_name, kind, object_name, sink, file, checksum, history_id)"
        f" SELECT {quote_literal(occasion.schema)}, f.kind, f.name, {quote_literal(occasion.sink)}, f.path, f.digest,"
        f" {row}"
        f" FROM (VALUES {files}) AS f (kind, name, path, digest)"
        " ON CONFLICT (schema_name, kind, object_name) DO UPDATE SET history_id = EXCLUDED.history_id,"
        " sink = EXCLUDED.sink, file = EXCLUDED.file, checksum = EXCLUDED.checksum, applied_at = now()"
    )


def put_back_sql(schema: str, desired: Desired, before: Recorded) -> str:
    """What makes `applied_schema` say again what it said before."""
    keys = [(file.kind, file.relation or file.path) for file in desired.files]
    return BETWEEN.join(_put_back(schema, kind, name, before.get((kind, name))) for kind, name in keys)


def record_sql(occasion: Occasion, digest: str, inverse: str | None, desired: Desired | None) -> str:
    """One statement that records a transaction's phase, with the last one also the unit's files as in place now.

    `digest` is the checksum of its text, recorded before. What an earlier run left «running» was interrupted.
    """
    values = (
        occasion.run,
        occasion.sink,
        occasion.schema,
        occasion.unit,
        KIND,
        occasion.unit,
        occasion.version,
        digest,
    )
    row = (
        "WITH interrupted AS (UPDATE cdc_management.migration_history"
        " SET status = 'interrupted', finished_at = clock_timestamp()"
        f" WHERE schema_name = {quote_literal(occasion.schema)} AND object_name = {quote_literal(occasion.unit)}"
        " AND status = 'running'), done AS (INSERT INTO cdc_management.migration_history"
        " (run_id, sink, schema_name, unit, kind, object_name, file, checksum, inverse, status, started_at,"
        f" finished_at) VALUES ({', '.join(map(quote_literal, values))},"
        f" {'NULL' if inverse is None else quote_literal(inverse)}, 'applied', now(), clock_timestamp())"
        " RETURNING id)\n"
    )
    return row + ("SELECT id FROM done" if desired is None else settle_sql(occasion, desired, "(SELECT id FROM done)"))


def _put_back(schema: str, kind: str, name: str, before: tuple[str, str, int] | None) -> str:
    key = (quote_literal(schema), quote_literal(kind), quote_literal(name))
    where = "schema_name = {} AND kind = {} AND object_name = {}".format(*key)
    if before is None:
        return f"DELETE FROM cdc_management.applied_schema WHERE {where}"
    digest, path, history = before
    return (
        f"UPDATE cdc_management.applied_schema SET checksum = {quote_literal(digest)}, file = {quote_literal(path)},"
        f" history_id = {history}, applied_at = now() WHERE {where}"
    )


@dataclass(frozen=True, slots=True)
class Undo:
    """A unit's latest change: its history rows, the newest first, each with its inverse."""

    version: str
    sink: str
    rows: tuple[tuple[int, str | None], ...]


def latest_change(connection: psycopg.Connection, schema: str, unit: str) -> Undo | None:
    """The latest change of the unit that was not undone yet, None where there is none."""
    rows = connection.execute(
        """
        WITH latest AS (
            SELECT h.file, h.id FROM cdc_management.migration_history AS h
            WHERE h.schema_name = %(schema)s AND h.unit = %(unit)s AND h.kind = 'evolution' AND h.status = 'applied'
                AND NOT EXISTS (
                    SELECT FROM cdc_management.migration_history AS d
                    WHERE d.schema_name = h.schema_name AND d.unit = h.unit AND d.kind = 'down'
                        AND d.status = 'applied' AND d.file = h.file AND d.id > h.id)
            ORDER BY h.id DESC LIMIT 1
        )
        SELECT h.id, h.inverse, h.file, h.sink
        FROM cdc_management.migration_history AS h JOIN latest AS l ON l.file = h.file AND h.id <= l.id
        WHERE h.schema_name = %(schema)s AND h.unit = %(unit)s AND h.kind = 'evolution' AND h.status = 'applied'
            AND h.id > coalesce((
                SELECT max(d.id) FROM cdc_management.migration_history AS d
                WHERE d.schema_name = h.schema_name AND d.unit = h.unit AND d.kind = 'down'
                    AND d.status = 'applied' AND d.file = h.file), 0)
        ORDER BY h.id DESC
        """,
        {"schema": schema, "unit": unit},
    ).fetchall()
    if not rows:
        return None
    return Undo(rows[0][2], rows[0][3], tuple((row[0], row[1]) for row in rows))


def record_down(connection: psycopg.Connection, occasion: Occasion, statements: Sequence[str]) -> None:
    """The row that says a change was undone."""
    text = BETWEEN.join(statements)
    digest = checksum(text)
    record_texts(connection, {digest: text})
    connection.execute(
        "INSERT INTO cdc_management.migration_history"
        " (run_id, sink, schema_name, unit, kind, object_name, file, checksum, status, started_at, finished_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 'applied', now(), clock_timestamp())",
        [
            occasion.run,
            occasion.sink,
            occasion.schema,
            occasion.unit,
            DOWN,
            occasion.unit,
            occasion.version,
            digest,
        ],
    )
