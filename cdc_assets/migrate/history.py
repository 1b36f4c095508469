"""What migrations write into `cdc_management` and read back: history, what is in place, and how to undo it.

The row of a transaction is written in it. A phase without a transaction has its row before it begins (`running`), which
becomes `applied` or `failed`; what a crash leaves `running` is `interrupted` when the next run goes on.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from cdc_assets.ddl.model import checksum
from cdc_assets.migrate.desired import Desired
from cdc_assets.migrate.steps import Loss
from cdc_assets.tables.naming import quote_literal

KIND = "evolution"
DOWN = "down"
BETWEEN = "\n;\n"
"""Between statements; on a line of its own, as a statement may end in a comment."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """Where and when: the sink, the schema, the unit, the run, and the version the unit is on its way to."""

    sink: str
    schema: str
    unit: str
    run: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one row tells: the object, the file (or version) it comes from, its SQL's checksum, what undoes it."""

    kind: str
    name: str
    file: str
    checksum: str
    inverse: str | None = None


def version_of(desired: Desired) -> str:
    """`tables/Actor.sql@<12 hex>`: names the state a unit is brought to, the same on every tenant."""
    digest = checksum("".join(desired.digests.values()))[:12]
    return f"{desired.files[0].path if desired.files else desired.shape.name}@{digest}"


def history_sql(occasion: Occasion, entries: Iterable[Entry], status: str, **more: str) -> str:
    """The statement that writes a history row for each entry; `more` are further columns, their values as SQL."""
    common = (occasion.run, occasion.sink, occasion.schema, occasion.unit)
    rows = ",\n".join(
        f"({', '.join(map(_literal, (*common, one.kind, one.name, one.file, one.checksum, one.inverse, status)))},"
        f" {', '.join(('now()', 'clock_timestamp()', *more.values()))})"
        for one in entries
    )
    columns = ", ".join(("inverse, status, started_at, finished_at", *more))
    return (
        "INSERT INTO cdc_management.migration_history"
        f" (run_id, sink, schema_name, unit, kind, object_name, file, checksum, {columns}) VALUES\n{rows}"
    )


def in_place_sql(rows: str) -> str:
    """The statement that records what is in place now; `rows` is SQL for schema, kind, name, sink, file, checksum, id
    of the history row."""
    return (
        "INSERT INTO cdc_management.applied_schema"
        f" (schema_name, kind, object_name, sink, file, checksum, history_id) {rows}"
        " ON CONFLICT (schema_name, kind, object_name) DO UPDATE SET history_id = EXCLUDED.history_id,"
        " sink = EXCLUDED.sink, file = EXCLUDED.file, checksum = EXCLUDED.checksum, applied_at = now()"
    )


def applied_sql(occasion: Occasion, entries: Iterable[Entry]) -> str:
    """One statement that records entries as applied: history and what is in place."""
    done = "SELECT schema_name, kind, object_name, sink, file, checksum, id FROM done"
    return f"WITH done AS ({history_sql(occasion, entries, 'applied')} RETURNING *)\n{in_place_sql(done)}"


def record_failure(
    connection: psycopg.Connection, occasion: Occasion, entries: Iterable[Entry], error: str, sqlstate: str | None
) -> None:
    """A row for everything that was tried and rolled back."""
    failure = {"error": _literal(error), "sqlstate": _literal(sqlstate)}
    connection.execute(history_sql(occasion, entries, "failed", **failure).encode())


def begin(
    connection: psycopg.Connection, occasion: Occasion, statements: Sequence[str], status: str, known: set[str]
) -> int:
    """Write a history row and return its id. `statements` carry {{SCHEMA}}; `known` are checksums recorded before."""
    text = BETWEEN.join(statements)
    digest = checksum(text)
    keep_texts(connection, {digest: text}, known)
    entry = Entry(KIND, occasion.unit, occasion.version, digest)
    sql = history_sql(occasion, [entry], status, losses="'[]'") + " RETURNING id"
    row = connection.execute(sql.encode()).fetchone()
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
    connection.execute(_interrupted_sql(occasion).encode())


def _interrupted_sql(occasion: Occasion) -> str:
    return (
        "UPDATE cdc_management.migration_history SET status = 'interrupted', finished_at = clock_timestamp() WHERE"
        f" {_of_unit(occasion)} AND status = 'running'"
    )


def _of_unit(occasion: Occasion) -> str:
    """By the index; the object of such rows is the unit."""
    return f"schema_name = {quote_literal(occasion.schema)} AND object_name = {quote_literal(occasion.unit)}"


def record_texts(connection: psycopg.Connection, texts: Mapping[str, str]) -> None:
    """Keep each SQL text once per content. Sorted, so that two runs take their locks in one order."""
    ordered = sorted(texts.items())
    connection.execute(
        "INSERT INTO cdc_management.migration_text (checksum, body)"
        " SELECT * FROM ROWS FROM (pg_catalog.unnest(%s::text[]), pg_catalog.unnest(%s::text[]))"
        " ON CONFLICT (checksum) DO NOTHING",
        [[digest for digest, _ in ordered], [body for _, body in ordered]],
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
"""What `applied_schema` says of objects: checksum, file and history row by (kind, object name)."""


def recorded_sql(schema: str, keys: Iterable[tuple[str, str]]) -> str:
    """The query of what is recorded of objects, by (kind, name), for `recorded_of`."""
    names = ", ".join(quote_literal(name) for _, name in keys)
    return (
        "SELECT kind, object_name, checksum, file, history_id FROM cdc_management.applied_schema"
        f" WHERE schema_name = {quote_literal(schema)} AND object_name IN ({names or 'NULL'})"
    )


def recorded_of(rows: Iterable[tuple[Any, ...]]) -> Recorded:
    """What that query answered."""
    return {(kind, name): (digest, path, int(history)) for kind, name, digest, path, history in rows}


def read_recorded(connection: psycopg.Connection, schema: str, desired: Desired) -> Recorded:
    """What is recorded of the unit's files."""
    return recorded_of(connection.execute(recorded_sql(schema, desired.digests).encode()))


def _settle_sql(occasion: Occasion, desired: Desired) -> str:
    """The statement that records the unit's files as in place; `done` is the history row."""
    files = ", ".join(
        f"({', '.join(map(quote_literal, (file.kind, file.relation or file.path, file.path, checksum(file.body))))})"
        for file in desired.files
    )
    schema, sink = quote_literal(occasion.schema), quote_literal(occasion.sink)
    return in_place_sql(
        f"SELECT {schema}, f.kind, f.name, {sink}, f.path, f.digest, (SELECT id FROM done)"
        f" FROM (VALUES {files}) AS f (kind, name, path, digest)"
    )


def put_back_sql(schema: str, desired: Desired, before: Recorded) -> str:
    """What makes `applied_schema` hold again what it held before."""
    return BETWEEN.join(_put_back(schema, *key, before.get(key)) for key in desired.digests)


def record_sql(
    occasion: Occasion,
    text: str,
    inverse: str | None,
    losses: Iterable[Loss] = (),
    done: tuple[Desired, Recorded] | None = None,
) -> str:
    """One statement that records what was executed, `text`, which was kept before.

    `losses` are what `inverse` loses, with the schema put in. `done`: nothing is left to do, so that the unit's files
    are in place now, where that was recorded before. What an earlier run left `running` was interrupted.
    """
    entry = Entry(KIND, occasion.unit, occasion.version, checksum(text), inverse)
    lost = json.dumps([[loss.relation, loss.column, loss.condition] for loss in losses], ensure_ascii=False)
    replaces = "NULL" if done is None else str(_row_in_place(occasion, done[1]))
    row = history_sql(occasion, [entry], "applied", losses=quote_literal(lost), replaces=replaces)
    end = "SELECT id FROM done" if done is None else _settle_sql(occasion, done[0])
    return f"WITH interrupted AS ({_interrupted_sql(occasion)}), done AS ({row} RETURNING id)\n{end}"


def record_in_place(
    connection: psycopg.Connection,
    occasion: Occasion,
    desired: Desired,
    recorded: Recorded,
    known: set[str],
    undo: str | None = "",
) -> None:
    """Record that the unit is what it should be without any step. `undo`: of what was executed all the same."""
    keep_texts(connection, {checksum(text): text for text in ("", *(file.body for file in desired.files))}, known)
    back = put_back_sql(occasion.schema, desired, recorded)
    inverse = None if undo is None else BETWEEN.join(filter(None, (undo, back)))
    connection.execute(record_sql(occasion, "", inverse, done=(desired, recorded)).encode())


def _row_in_place(occasion: Occasion, recorded: Recorded) -> int:
    """The history row that made the unit as it is, 0 where nothing is recorded."""
    return recorded.get(("table", occasion.unit), ("", "", 0))[2]


def unfinished(connection: psycopg.Connection, occasion: Occasion, recorded: Recorded) -> bool:
    """Whether anything was begun after what is recorded as in place."""
    row = connection.execute(
        f"SELECT EXISTS (SELECT FROM cdc_management.migration_history WHERE kind = 'evolution' AND {_of_unit(occasion)}"
        f" AND id > {_row_in_place(occasion, recorded):d})".encode()
    ).fetchone()
    return row is not None and bool(row[0])


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
class RecordedChange:
    """A unit's latest change as it is recorded: its history rows, the newest first, each with its inverse.

    `done` are the checksums of what was executed, the same in all schemas where the same was done. `losses` are what
    the inverses lose, None where an older version of this project did not note it.
    """

    version: str
    sink: str
    rows: tuple[tuple[int, str | None], ...]
    done: tuple[str, ...]
    losses: tuple[Loss, ...] | None


def latest_change(connection: psycopg.Connection, schema: str, unit: str) -> RecordedChange | None:
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
    return RecordedChange(rows[0][2], rows[0][3], tuple((row[0], row[4]) for row in rows), done, losses)


def record_down(connection: psycopg.Connection, occasion: Occasion, statements: Sequence[str]) -> None:
    text = BETWEEN.join(statements)
    record_texts(connection, {checksum(text): text})
    entry = Entry(DOWN, occasion.unit, occasion.version, checksum(text))
    connection.execute(history_sql(occasion, [entry], "applied").encode())


def _literal(text: str | None) -> str:
    return "NULL" if text is None else quote_literal(text)
