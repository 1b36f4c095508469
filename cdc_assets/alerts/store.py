"""Where it is kept what stands and what was told: a schema `cdc_alerts_<project>` in the database of Dagster's tables,
as several projects may share one Dagster.

It is there for as long as there are checks to tell of, and every daemon sees it. Who holds its lock tells; another
daemon that looks meanwhile leaves it at that.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from cdc_assets.alerts.model import Alert, ChannelState, Message
from cdc_assets.config.model import Project
from cdc_assets.errors import CdcError, Finding, Problem

LOCK = 4_052_667_301
"""A number of our own, for `pg_try_advisory_lock`; each project has another beside it."""
_CONNECT_SECONDS = 10
_BACKOFF = (timedelta(seconds=30), timedelta(minutes=15))
"""After a failure a channel is tried again: first, and at the longest."""
_TABLES = """
CREATE SCHEMA IF NOT EXISTS {schema};
SET search_path = {schema}, pg_catalog;
CREATE TABLE IF NOT EXISTS alerts (
    key text PRIMARY KEY, severity text NOT NULL, subject text NOT NULL, what text NOT NULL, hint text NOT NULL,
    where_name text NOT NULL, place text NOT NULL, since timestamptz NOT NULL, changed timestamptz NOT NULL,
    link text NOT NULL, page text NOT NULL
);
CREATE TABLE IF NOT EXISTS told (
    channel text NOT NULL, key text NOT NULL, severity text NOT NULL,
    told_at timestamptz NOT NULL DEFAULT clock_timestamp(), PRIMARY KEY (channel, key)
);
CREATE TABLE IF NOT EXISTS channels (
    channel text PRIMARY KEY, failing_since timestamptz, tries integer NOT NULL DEFAULT 0, next_try timestamptz,
    error text NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS progress (name text PRIMARY KEY, position bigint NOT NULL);
"""
_RECORD = """
INSERT INTO alerts AS a (key, severity, subject, what, hint, where_name, place, since, changed, link, page)
SELECT %(key)s, %(severity)s, %(subject)s, %(what)s, %(hint)s, %(where)s, %(place)s, %(since)s, %(changed)s, %(link)s,
    %(page)s
WHERE %(severity)s <> 'ok' OR EXISTS (SELECT FROM alerts AS b WHERE b.key = %(key)s)
ON CONFLICT (key) DO UPDATE SET severity = excluded.severity, link = excluded.link, page = excluded.page,
    what = CASE WHEN excluded.severity = 'ok' THEN a.what ELSE excluded.what END,
    hint = CASE WHEN excluded.severity = 'ok' THEN a.hint ELSE excluded.hint END,
    since = CASE WHEN a.severity = 'ok' AND excluded.severity <> 'ok' THEN excluded.since ELSE a.since END,
    changed = CASE WHEN a.severity = excluded.severity THEN a.changed ELSE excluded.changed END
"""
_FORGET = """
DELETE FROM told AS t WHERE NOT t.channel = ANY (%(channels)s)
    OR NOT EXISTS (SELECT FROM alerts AS a WHERE a.key = t.key);
DELETE FROM channels AS c WHERE NOT c.channel = ANY (%(channels)s);
DELETE FROM alerts AS a
WHERE a.severity = 'ok' AND NOT EXISTS (SELECT FROM told AS t WHERE t.key = a.key);
"""


def store_of(project: Project) -> str:
    """What tells a project from others of one Dagster: its first source group, as no two have assets of one name."""
    return next(iter(project.source_groups), "")


@dataclass(frozen=True, slots=True)
class Store:
    """The state, while its lock is held."""

    connection: psycopg.Connection[Any]

    def record(self, alerts: Iterable[Alert]) -> None:
        """Take over what was seen, in its order; an `ok` ends what stands under its key."""
        with self.connection.transaction(), self.connection.cursor() as cursor:
            cursor.executemany(_RECORD, [_fields(one) for one in alerts])

    def record_all(self, prefix: str, alerts: Iterable[Alert], now: datetime) -> None:
        """Take over all that stands of what begins with `prefix`: the rest of it is over."""
        found = list(alerts)
        query = (
            "UPDATE alerts SET severity = 'ok', changed = %s"
            " WHERE starts_with(key, %s) AND severity <> 'ok' AND NOT key = ANY (%s)"
        )
        with self.connection.transaction():
            self.connection.execute(query, [now, prefix, [one.key for one in found]])
            self.record(found)

    def end(self, keys: Iterable[str], now: datetime) -> None:
        """What stands under these keys is over."""
        self.connection.execute(
            "UPDATE alerts SET severity = 'ok', changed = %s WHERE key = ANY (%s) AND severity <> 'ok'",
            [now, list(keys)],
        )

    def alerts(self) -> list[Alert]:
        """What stands, and what is over but was told; the oldest first."""
        with self.connection.cursor(row_factory=dict_row) as cursor:
            rows = cursor.execute("SELECT * FROM alerts ORDER BY since, key").fetchall()
        return [_alert(row) for row in rows]

    def channel(self, name: str) -> ChannelState:
        """What a channel was told, and how it fares."""
        told = self.connection.execute("SELECT key, severity FROM told WHERE channel = %s", [name])
        known = self.connection.execute(
            "SELECT failing_since, tries, next_try, error FROM channels WHERE channel = %s", [name]
        ).fetchone()
        return ChannelState(dict(told.fetchall()), *(known or ()))

    def told(self, name: str, message: Message) -> None:
        """The channel has the message."""
        self.told_as(name, dict.fromkeys((one.key for one in message.alerts), message.severity))

    def told_as(self, name: str, severities: dict[str, str]) -> None:
        """The channel knows these keys under these severities; `ok`: nothing stands for it."""
        over = [key for key, severity in severities.items() if severity == "ok"]
        known = [(name, key, severity) for key, severity in severities.items() if severity != "ok"]
        with self.connection.transaction(), self.connection.cursor() as cursor:
            cursor.execute("DELETE FROM told WHERE channel = %s AND key = ANY (%s)", [name, over])
            cursor.executemany(
                "INSERT INTO told (channel, key, severity) VALUES (%s, %s, %s) ON CONFLICT (channel, key)"
                " DO UPDATE SET severity = excluded.severity, told_at = clock_timestamp()",
                known,
            )

    def works(self, name: str) -> None:
        """The channel took a message."""
        self.connection.execute("DELETE FROM channels WHERE channel = %s", [name])

    def fails(self, name: str, error: str, now: datetime) -> None:
        """The channel did not take a message: it is tried again later, and later each time."""
        state = self.channel(name)
        wait = min(_BACKOFF[0] * 2 ** min(state.tries, 10), _BACKOFF[1])
        self.connection.execute(
            "INSERT INTO channels (channel, failing_since, tries, next_try, error)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (channel) DO UPDATE SET tries = excluded.tries,"
            " next_try = excluded.next_try, error = excluded.error",
            [name, state.failing_since or now, state.tries + 1, now + wait, error],
        )

    def position(self, name: str) -> int | None:
        """How far something was read."""
        found = self.connection.execute("SELECT position FROM progress WHERE name = %s", [name]).fetchone()
        return None if found is None else int(found[0])

    def move(self, name: str, position: int) -> None:
        """Read as far as this."""
        self.connection.execute(
            "INSERT INTO progress (name, position) VALUES (%s, %s)"
            " ON CONFLICT (name) DO UPDATE SET position = excluded.position",
            [name, position],
        )

    def forget(self, channels: Iterable[str]) -> None:
        """Forget channels that are no longer configured, and what is over and was told."""
        names = list(channels)
        with self.connection.transaction():
            for query in filter(str.strip, _FORGET.split(";")):
                self.connection.execute(query, {"channels": names} if "%(" in query else None)


@contextlib.contextmanager
def opened(url: str, project: str, *, to_tell: bool = True) -> Iterator[Store | None]:
    """The store of a project in the database `url`, its lock held; None where another holds it. Raises CdcError.

    With `to_tell=False` without the lock, for who only looks.
    """
    where = "CDC_DAGSTER_URL"
    if not url:
        hint = "alerts keep there what was told: set it to the database of Dagster's tables"
        raise CdcError(Problem(where, "is not set", hint=hint))
    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=_CONNECT_SECONDS, prepare_threshold=None)
    except psycopg.Error as error:
        raise CdcError(Problem(where, f"cannot connect: {type(error).__name__}", hint="is the server up?")) from None
    with connection:
        connection.execute("SET statement_timeout = '30s'; SET timezone = 'UTC'")
        lock = "SELECT pg_try_advisory_lock(%s + hashtext(%s))"
        if to_tell and connection.execute(lock, [LOCK, project]).fetchone() != (True,):
            yield None
            return
        connection.execute("SET client_min_messages = warning")
        schema = sql.Identifier(f"cdc_alerts_{project}")
        connection.execute(sql.SQL(_TABLES).format(schema=schema))
        yield Store(connection)


def _fields(one: Alert) -> dict[str, object]:
    finding = one.finding
    return {
        "key": one.key,
        "severity": finding.severity,
        "subject": finding.subject,
        "what": finding.what.replace("\0", ""),
        "hint": finding.hint,
        "where": finding.where,
        "place": one.place,
        "since": one.since,
        "changed": one.changed,
        "link": one.link,
        "page": one.page,
    }


def _alert(row: dict[str, Any]) -> Alert:
    finding = Finding(row["severity"], row["subject"], row["what"], row["hint"], row["where_name"])
    return Alert(row["key"], finding, row["place"], row["since"], row["changed"], row["link"], row["page"])
