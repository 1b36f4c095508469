"""What evolution writes into `cdc_management`: a row per phase, the present checksums, and how to undo it.

The row of a transaction is written in it. A phase without a transaction has its row before it begins (`running`), which
becomes `applied` or `failed`; what a crash leaves `running` is `interrupted` when the next run goes on.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from cdc_assets.migrate.desired import Desired
from cdc_assets.migrate.history import record_texts
from cdc_assets.migrate.live import Rows
from cdc_assets.migrate.steps import Loss
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
    """`tables/Actor.sql@<12 hex>`: names the state a unit is brought to, the same on every tenant."""
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
        " (run_id, sink, schema_name, unit, kind, object_name, file, checksum, losses, status, started_at, finished_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, '[]', %s, clock_timestamp(), clock_timestamp()) RETURNING id",
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
    """Say how it went. `inverse`: what undoes it (`""` nothing to undo, None: nothing can)."""
    connection.execute(
        "UPDATE cdc_management.migration_history SET status = %s, inverse = %s, error = %s, sqlstate = %s,"
        " finished_at = clock_timestamp() WHERE id = %s",
        [status, inverse, error, sqlstate, row],
    )


def mark_interrupted(connection: psycopg.Connection, occasion: Occasion) -> None:
    """What an earlier run left `running` in this unit was interrupted: its lock is ours now."""
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
    replaces = f"UPDATE cdc_management.migration_history SET replaces = {_in_place(occasion)} WHERE id = {row:d}"
    connection.execute(f"{replaces};\n{settle_sql(occasion, desired, str(int(row)))}".encode())
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


def record_sql(
    occasion: Occasion, digest: str, inverse: str | None, losses: Iterable[Loss], desired: Desired | None
) -> str:
    """One statement that records a transaction's phase, with the last one also the unit's files as in place now.

    `digest` is the checksum of its text, recorded before; `losses` are what `inverse` loses, with the schema put in.
    What an earlier run left `running` was interrupted.
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
        " (run_id, sink, schema_name, unit, kind, object_name, file, checksum, inverse, losses, replaces, status,"
        f" started_at, finished_at) VALUES ({', '.join(map(quote_literal, values))},"
        f" {'NULL' if inverse is None else quote_literal(inverse)}, {quote_literal(losses_text(losses))},"
        f" {'NULL' if desired is None else _in_place(occasion)}, 'applied', now(), clock_timestamp())"
        " RETURNING id)\n"
    )
    return row + ("SELECT id FROM done" if desired is None else settle_sql(occasion, desired, "(SELECT id FROM done)"))


def _in_place(occasion: Occasion) -> str:
    """SQL for the history row that made the unit as it is, 0 where nothing is recorded."""
    return (
        "coalesce((SELECT a.history_id FROM cdc_management.applied_schema AS a WHERE a.kind = 'table'"
        f" AND a.schema_name = {quote_literal(occasion.schema)} AND a.object_name = {quote_literal(occasion.unit)}), 0)"
    )


def unfinished(connection: psycopg.Connection, occasion: Occasion) -> bool:
    """Whether anything was begun after what is recorded as in place."""
    row = connection.execute(
        "SELECT EXISTS (SELECT FROM cdc_management.migration_history AS h WHERE h.kind = 'evolution'"
        f" AND h.schema_name = {quote_literal(occasion.schema)} AND h.object_name = {quote_literal(occasion.unit)}"
        f" AND h.id > {_in_place(occasion)})".encode()
    ).fetchone()
    return row is not None and bool(row[0])


def losses_text(losses: Iterable[Loss]) -> str:
    """Losses as JSON."""
    return json.dumps([[loss.relation, loss.column, loss.condition] for loss in losses], ensure_ascii=False)


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
class Recording:
    """A unit's latest change as it is recorded: its history rows, the newest first, each with its inverse.

    `done` are the checksums of what was executed, the same in all schemas where the same was done. `losses` are what
    the inverses lose, None where an older version of this project did not note it.
    """

    version: str
    sink: str
    rows: tuple[tuple[int, str | None], ...]
    done: tuple[str, ...]
    losses: tuple[Loss, ...] | None


def latest_change(connection: psycopg.Connection, schema: str, unit: str) -> Recording | None:
    """The unit's latest change that was not undone yet, None where it is as it was made.

    What was begun and not finished comes first. What is finished is what `applied_schema` points at: the row that ended
    the change and names the row whose state it replaced; its phases lie between the two.
    """
    found = connection.execute(
        """
        SELECT h.id, h.kind, h.file, h.sink, h.inverse, h.losses::text, h.replaces, h.checksum,
            coalesce((SELECT a.history_id FROM cdc_management.applied_schema AS a
                WHERE a.schema_name = h.schema_name AND a.kind = 'table' AND a.object_name = h.object_name), 0)
        FROM cdc_management.migration_history AS h
        WHERE h.schema_name = %s AND h.object_name = %s AND h.kind IN ('evolution', 'down') AND h.status = 'applied'
        ORDER BY h.id DESC
        """,
        [schema, unit],
    ).fetchall()
    if not found:
        return None
    place = found[0][-1]
    newest = [row for row in found if row[0] > place]
    if not newest or newest[0][1] == DOWN:
        newest = [row for row in found if row[0] <= place]
        if not newest or newest[0][0] != place:
            return None  # as it was made
        replaced = newest[0][6]
        # an older version of this project did not note it: this row alone is known to belong to the change
        newest = newest[:1] if replaced is None else [row for row in newest if row[0] > replaced]
    rows = list(itertools.takewhile(lambda row: row[1] == KIND, newest))
    rows = [row for row in rows if row[2] == rows[0][2]]
    noted = [row[5] for row in rows]
    losses = None if None in noted else tuple(Loss(*loss) for text in noted for loss in json.loads(text))
    done = tuple(row[7] for row in rows)
    return Recording(rows[0][2], rows[0][3], tuple((row[0], row[4]) for row in rows), done, losses)


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
