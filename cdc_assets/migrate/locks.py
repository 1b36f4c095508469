"""Locks of a migration: taking them without anybody queueing behind, and saying who is in the way."""

from __future__ import annotations

import hashlib
import random
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import psycopg

from cdc_assets.errors import one_line
from cdc_assets.tables.naming import dollar_quote, name_text, quote_ident, quote_literal

T = TypeVar("T")

RETRY = (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected)
"""What is worth another attempt."""


class BusyError(psycopg.errors.LockNotAvailable):
    """A lock of ours is held by somebody else."""


@dataclass(frozen=True, slots=True)
class Blocker:
    """A session that holds a lock on a relation. `seconds`: age of its transaction; `query` is its latest, cut.

    `autovacuum`: a worker that PostgreSQL itself cancels, once somebody has waited for it long enough.
    """

    pid: int
    user: str
    application: str
    state: str
    seconds: float
    query: str
    autovacuum: bool = False

    def __str__(self) -> str:
        who = f"{self.user}, {self.application or 'no name'}, {self.state} for {self.seconds:.0f} s"
        return f"pid {self.pid} ({who}): {one_line(without_values(self.query))}"


_QUOTED = re.compile(
    r"""(?P<name>"[^"]*"?) | -- [^\n]* | /\* .*? (?:\*/|\Z) | (?P<tag>\$(?:[^\W\d]\w*)?\$) .*? (?:(?P=tag)|\Z)
    | \b[eE]' (?:[^'\\]|\\.|'')* (?:'|\Z) | ' [^']* (?:'|\Z) | (?<![\w$]) \d [\w.]*""",
    re.DOTALL | re.VERBOSE,
)


def without_values(query: str) -> str:
    """Somebody else's query with `?` for each string, number and comment: these may be a patient's name or a password.

    What the cut left open ends with the text.
    """
    return _QUOTED.sub(lambda found: found["name"] or "?", query)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to try again for a lock: `seconds` in all, with pauses that grow from `pause` to `longest`."""

    seconds: float = 60.0
    pause: float = 0.1
    longest: float = 5.0

    def pauses(self) -> Iterator[float]:
        """Seconds to wait before each further attempt, until time is up. Full jitter, so that tenants do not meet."""
        deadline = time.monotonic() + self.seconds
        pause = self.pause
        while time.monotonic() < deadline:
            yield random.uniform(pause / 2, pause)  # noqa: S311 - jitter
            pause = min(pause * 2, self.longest)

    def insist(self, attempt: Callable[[], T], stopped: Callable[[], bool] = lambda: False) -> T:
        """What `attempt` returns, tried again while somebody is in the way; then that error is raised."""
        pauses = self.pauses()
        while True:
            try:
                return attempt()
            except RETRY:
                pause = next(pauses, -1.0)
                if pause < 0 or stopped():
                    raise
            time.sleep(pause)


PATIENT = Patience()
"""A minute."""


def schema_lock(schema: str) -> int:
    """The advisory lock of a (database, schema): the same number in every process."""
    return int.from_bytes(hashlib.sha256(f"cdc_assets.migrate:{schema}".encode()).digest()[:8], signed=True)


def lock_schema(connection: psycopg.Connection, schema: str, function: str = "pg_try_advisory_xact_lock") -> None:
    """Take the lock of a schema. Raises BusyError where another run has it."""
    if connection.execute(f"SELECT {function}(%s)".encode(), [schema_lock(schema)]).fetchone() != (True,):
        raise BusyError(f"another run works on the schema `{schema}`")


def blockers(
    connection: psycopg.Connection, schema: str, relations: tuple[str, ...], *, snapshots: bool = False
) -> tuple[Blocker, ...]:
    """Who holds locks on `relations` (and their partitions) that DDL waits for, the oldest transaction first.

    `snapshots`: also who looks at the database as it was, which CREATE INDEX CONCURRENTLY waits for.
    """
    rows = connection.execute(
        f"""
        WITH RECURSIVE wanted AS (
            SELECT c.oid FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname = %s AND c.relname = ANY (%s)
            UNION SELECT i.inhrelid FROM pg_catalog.pg_inherits AS i JOIN wanted AS w ON w.oid = i.inhparent
        )
        , found AS (
            SELECT l.pid FROM pg_catalog.pg_locks AS l
            WHERE l.locktype = 'relation' AND l.granted
                AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = current_database())
                AND l.relation IN (SELECT oid FROM wanted)
            UNION SELECT s.pid FROM pg_catalog.pg_stat_activity AS s
            WHERE %s AND s.datname = current_database() AND s.backend_xmin IS NOT NULL
        )
        SELECT {_SESSION}
        FROM found AS f JOIN pg_catalog.pg_stat_activity AS a ON a.pid = f.pid
        WHERE a.pid <> pg_catalog.pg_backend_pid()
        ORDER BY 5 DESC
        """.encode(),
        [schema, list(relations), snapshots],
    )
    return tuple(Blocker(*session) for session in rows)


_SESSION = """a.pid, coalesce(a.usename, ''), a.application_name, coalesce(a.state, ''),
    coalesce(extract(epoch FROM clock_timestamp() - a.xact_start)::float8, 0), left(a.query, 300),
    a.backend_type = 'autovacuum worker'"""
"""The fields of a `Blocker`, of pg_stat_activity AS a."""


LOOKING = 2_000
"""Milliseconds to wait for a lock while only looking: longer than any lock of a merge or of a change of ours."""


def locked_out(connection: psycopg.Connection, schemas: Iterable[str]) -> dict[str, str]:
    """Those of `schemas` in which somebody keeps even readers out of a table, or waits to: `locked by pid …`."""
    rows = connection.execute(
        f"""
        SELECT n.nspname, c.relname, {_SESSION}
        FROM pg_catalog.pg_locks AS l JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid
        JOIN pg_catalog.pg_class AS c ON c.oid = l.relation JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND l.pid <> pg_catalog.pg_backend_pid()
            AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = current_database())
            AND n.nspname = ANY (%s)
        ORDER BY l.granted, 7
        """.encode(),
        [sorted(set(schemas))],
    )
    return {schema: f"{table} is locked by {Blocker(*session)}" for schema, table, *session in rows}


def give_way_sql(relation: str) -> str:
    """SQL that fails where somebody waits for `relation` who has a lock on it already.

    We keep writers out and are about to wait for readers: who was a reader and wants to write would be ended by the
    deadlock, if it noticed it before we do. Who comes from now on has a second.
    """
    name = quote_literal(name_text(relation))
    body = (
        "BEGIN IF EXISTS (SELECT FROM pg_catalog.pg_locks AS w JOIN pg_catalog.pg_locks AS h"
        " ON h.pid = w.pid AND h.locktype = 'relation' AND h.database = w.database AND h.relation = w.relation"
        f" WHERE w.locktype = 'relation' AND NOT w.granted AND h.granted AND w.relation = {name}::regclass"
        " AND w.database = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = current_database()))"
        " THEN RAISE lock_not_available USING MESSAGE = 'somebody who reads the table waits to write it';"
        " END IF; END"
    )
    return f"DO {dollar_quote(body)}"


CANCELS_QUICKLY = (
    "SELECT set_config('deadlock_timeout', '100ms', true) WHERE has_parameter_privilege('deadlock_timeout', 'SET')"
)
"""An autovacuum worker goes when somebody has waited for `deadlock_timeout`: where we may, we say that this is soon."""
AUTOVACUUM_LOCK = 1_300
"""Where we may not, milliseconds to wait for a lock that only autovacuum holds: its default is a second."""


def lock_least(found: tuple[Blocker, ...]) -> int:
    """The lock timeout that the next attempt needs at least, as these were in the way of the last one."""
    return AUTOVACUUM_LOCK if found and all(blocker.autovacuum for blocker in found) else 0


def behind_pooler(connection: psycopg.Connection) -> bool:
    """Whether something stands between us and the server process: what libpq was told its number is, is not the number.

    Such a pooler may serve the next statement by another session, and give this one, with all that was set or locked
    in it, to somebody else. Transactions are safe.
    """
    row = connection.execute("SELECT pg_catalog.pg_backend_pid()").fetchone()
    return row is None or row[0] != connection.info.backend_pid


def lock_merge(connection: psycopg.Connection, schema: str, table: str) -> bool:
    """Keep merges of the table out until the transaction ends; False while one is running, which is let finish."""
    row = connection.execute(
        "SELECT CASE WHEN to_regprocedure('cdc_management.lock_merge(regclass, numeric)') IS NOT NULL"
        " THEN to_regclass(%s) END",
        [name_text(f"{quote_ident(schema)}.{quote_ident(table)}")],
    ).fetchone()
    if row is None or row[0] is None:
        return True
    return connection.execute("SELECT cdc_management.lock_merge(%s::regclass, 0)", [row[0]]).fetchone() == (True,)


def lock_unit(connection: psycopg.Connection, schema: str, table: str) -> None:
    """Take the lock of a schema, and keep merges of the table out. Raises BusyError where somebody has one of them."""
    lock_schema(connection, schema)
    if not lock_merge(connection, schema, table):
        raise BusyError("a merge of the table is running")
