"""The first load: rows that were there before their table, customer or column was, read from the source.

A chunk is staged, merged, and noted as loaded in one transaction, so that a load which was killed goes on where it was.
Rows are events `r` just above what was captured before they were read: changes may stream meanwhile, and win.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from cdc_assets.config.model import Project
from cdc_assets.errors import Problem, noted
from cdc_assets.verify.model import Reader, Relation
from cdc_assets.verify.places import Place, reader
from cdc_assets.verify.scratch import Scratch
from resources.postgres import connected

AT_ONCE = 4
"""Tables that are loaded at the same time."""
Progress = Callable[[Relation, int], None]
"""Told, after each chunk, how many rows of a relation are loaded."""

_FORGET = """
DELETE FROM cdc_management.initial_loads AS l
WHERE (l.schema_name, l.table_name, l.tenant) = (%s, %s, %s)
    AND (l.columns @> %s AND (l.finished_at IS NOT NULL OR l.key_columns = %s)) IS NOT TRUE
"""
_BEGIN = """
INSERT INTO cdc_management.initial_loads AS l (schema_name, table_name, tenant, columns, key_columns)
VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (schema_name, table_name, tenant) DO UPDATE SET started_at = l.started_at
RETURNING last_key, rows_loaded, finished_at IS NOT NULL
"""
_NOTE = """
UPDATE cdc_management.initial_loads SET last_key = %s, rows_loaded = rows_loaded + %s,
    finished_at = CASE WHEN %s THEN clock_timestamp() END
WHERE (schema_name, table_name, tenant) = (%s, %s, %s)
"""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A relation that holds its first rows now. `already`: they had been loaded before, with all columns of today."""

    relation: Relation
    rows: int
    already: bool


def load(
    connection: psycopg.Connection[Any],
    source: Reader,
    relation: Relation,
    progress: Progress = lambda _relation, _rows: None,
) -> Loaded:
    """Load a relation, on from where an earlier load was.

    All of it again where it has columns that that one did not know, or where another key says how far that one came.

    `connection` is in autocommit. Raises CdcError.
    """
    place = [relation.schema, relation.name, relation.tenant]
    scratch = Scratch(connection, relation)
    scratch.require_lsns()
    values = [*place, list(relation.columns), list(relation.key)]
    connection.execute(_FORGET, values)
    row = connection.execute(_BEGIN, values).fetchone()
    assert row is not None  # noqa: S101 - RETURNING
    last_key, rows, finished = row
    if finished:
        return Loaded(relation, rows, True)
    for chunk in source.rows(tuple(last_key) if last_key else None):
        with connection.transaction():
            scratch.empty("cdc_read")
            scratch.take(chunk)
            scratch.keep_unread()
            scratch.stage()
            connection.execute("SELECT cdc_management.manual_merge(%s, %s)", [relation.schema, relation.name])
            key = Jsonb(list(chunk.last_key)) if chunk.last_key else None
            connection.execute(_NOTE, [key, len(chunk.rows), chunk.last, *place])
        rows += len(chunk.rows)
        progress(relation, rows)
    return Loaded(relation, rows, False)


def load_places(
    project: Project,
    chosen: Sequence[Place],
    environ: Mapping[str, str],
    failed: list[Problem],
    progress: Progress = lambda _relation, _rows: None,
) -> Iterator[Loaded]:
    """Load these relations, some at once, each told as it is done. What is wrong with one is added to `failed`."""
    stop = threading.Event()

    def told(relation: Relation, rows: int) -> None:
        progress(relation, rows)
        if stop.is_set():
            raise CancelledError

    def one(place: Place) -> Loaded | None:
        with (
            noted(failed),
            reader(place, environ) as source,
            connected(place.target, project.root, seconds=None) as connection,
        ):
            return load(connection, source, place.relation, told)
        return None

    with ThreadPoolExecutor(AT_ONCE) as workers:
        futures = [workers.submit(one, place) for place in chosen if not place.left_out]
        try:
            for done in as_completed(futures):
                loaded = done.result()
                if loaded is not None:
                    yield loaded
        except BaseException:
            # Ctrl-C, `Terminate` in Dagster, or nobody wants the rest: the next load goes on from here.
            stop.set()
            workers.shutdown(cancel_futures=True)
            raise
