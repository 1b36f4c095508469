"""Who waits for whose lock, and what that costs: seen from outside, in other units than seconds on a clock.

A busy machine makes every wait longer; it changes neither how many wait nor how much those in front of them compute.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

_WAITING = """
WITH RECURSIVE front AS (
    SELECT a.pid, a.query_start, a.query, unnest(pg_blocking_pids(a.pid)) AS blocker
    FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid)
    WHERE NOT l.granted AND l.locktype <> 'extend' AND a.datname = current_database() AND a.query ~ %s
    UNION SELECT f.pid, f.query_start, f.query, unnest(pg_blocking_pids(f.blocker)) FROM front AS f
)
SELECT pid, query_start, query, array_agg(blocker) FROM front GROUP BY 1, 2, 3
"""
"""Not for the lock under which a file grows by a page: writers of one table take turns there for microseconds."""


def until_one_waits(connection: psycopg.Connection[Any], locktype: str) -> None:
    """Returns once somebody in this database waits for such a lock: other tests of this server wait in theirs."""
    waiting = """
        SELECT FROM pg_locks AS l JOIN pg_database AS d ON d.oid = l.database
        WHERE l.locktype = %s AND NOT l.granted AND d.datname = current_database()"""
    deadline = time.monotonic() + 60
    while not connection.execute(waiting, [locktype]).fetchall():
        assert time.monotonic() < deadline, f"nobody waits for a lock of type {locktype}"
        time.sleep(0.01)


@dataclass(slots=True)
class Wait:
    """One statement's wait. `computed`: CPU seconds of this process and of those in front, while they were in front."""

    statement: str
    computed: float = 0.0


class _Meter:
    """CPU seconds that a process has used since it was last asked for, by the kernel."""

    def __init__(self) -> None:
        self.last: dict[tuple[object, int], float] = {}

    def used(self, whose: object, pid: int) -> float:
        try:
            fields = Path(f"/proc/{pid}/schedstat").read_text().split()
            now = int(fields[0]) / 1e9
        except OSError:
            return 0.0
        before = self.last.get((whose, pid), now)
        self.last[whose, pid] = now
        return now - before


@contextmanager
def lock_waits(conninfo: str, statements: str) -> Iterator[list[Wait]]:
    """Looks, every few milliseconds, for statements that match the regular expression and wait for a lock.

    The list is whole when the context has ended. The server must be on this machine.
    """
    stop, waits, failed = threading.Event(), list[Wait](), list[Exception]()

    def look(connection: psycopg.Connection[Any]) -> None:
        known: dict[tuple[int, Any], Wait] = {}
        meter, own = _Meter(), time.process_time()
        while not stop.is_set():
            found = connection.execute(_WAITING, [statements]).fetchall()
            spent, own = time.process_time() - own, time.process_time()
            for pid, since, query, blockers in found:
                if (pid, since) in known:
                    known[pid, since].computed += spent
                else:
                    known[pid, since] = Wait(query)
                    waits.append(known[pid, since])
                known[pid, since].computed += sum(meter.used((pid, since), blocker) for blocker in blockers)
            time.sleep(0.003)

    def run() -> None:
        try:
            with psycopg.connect(conninfo, autocommit=True) as connection:
                look(connection)
        except Exception as error:
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield waits
    finally:
        stop.set()
        thread.join()
    assert not failed, failed
