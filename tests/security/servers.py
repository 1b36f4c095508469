"""Servers that the embedded one cannot be: with TLS on TCP, a standby, a pooler. Started here, stopped here."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from resources.embedded_postgres import Identity, identity_for

QUICK = {"fsync": "off", "full_page_writes": "off", "shared_buffers": "16MB", "max_connections": "30"}


@dataclass(frozen=True)
class Plain:
    """A server of a test's own. Its files lie in `folder`, the socket too."""

    folder: Path
    binaries: Path
    identity: Identity
    port: int

    def conninfo(self, database: str = "postgres", **more: str) -> str:
        return make_conninfo(host=str(self.folder), port=self.port, user="postgres", dbname=database, **more)

    def run(self, program: str, *arguments: str | Path) -> None:
        done = self.identity.run([self.binaries / program, *arguments], environment())
        assert done.returncode == 0, done.stdout


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def own_folder() -> Iterator[tuple[Path, Identity]]:
    """A folder, short enough for a socket, that a user who is not root can use, and that user."""
    folder = Path(tempfile.mkdtemp(prefix="cdc-", dir="/tmp"))
    identity = identity_for(folder / "data", environment())
    identity.own(folder)
    try:
        yield folder, identity
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def started(server: Plain, settings: Mapping[str, str], hba: Sequence[str] = ()) -> Iterator[Plain]:
    """The server of a data folder that is there, running."""
    values = {**QUICK, "port": str(server.port), "unix_socket_directories": str(server.folder), "listen_addresses": ""}
    data = server.folder / "data"
    with (data / "postgresql.conf").open("a") as config:
        config.writelines(f"{name} = '{value}'\n" for name, value in {**values, **settings}.items())
    if hba:
        (data / "pg_hba.conf").write_text("\n".join(hba) + "\n")
    server.run("pg_ctl", "start", "-w", "-s", "-D", data, "-l", server.folder / "log")
    try:
        yield server
    finally:
        server.identity.run([server.binaries / "pg_ctl", "stop", "-s", "-m", "immediate", "-D", data], environment())


@contextmanager
def plain_server(binaries: Path, settings: Mapping[str, str], hba: Sequence[str] = ()) -> Iterator[Plain]:
    """A new server. Files named in `settings` are put into its folder by the caller beforehand."""
    with own_folder() as (folder, identity):
        server = Plain(folder, binaries, identity, free_port())
        server.run("initdb", "-D", folder / "data", "-A", "trust", "-U", "postgres", "-N", "-E", "UTF8", "--no-locale")
        with started(server, settings, hba):
            yield server


@contextmanager
def standby_of(primary: Plain) -> Iterator[Plain]:
    """A hot standby that has all that the primary has now."""
    with own_folder() as (folder, identity):
        server = Plain(folder, primary.binaries, identity, free_port())
        server.run("pg_basebackup", "-d", primary.conninfo(), "-D", folder / "data", "-R", "-c", "fast", "-N")
        with started(server, {"hot_standby": "on"}):
            yield server


def caught_up(primary: Plain, standby: Plain) -> None:
    """Wait until the standby has replayed what the primary has written."""
    with psycopg.connect(primary.conninfo(), autocommit=True) as one, psycopg.connect(standby.conninfo()) as other:
        (wanted,) = one.execute("SELECT pg_current_wal_lsn()::text").fetchone() or ("",)
        deadline = time.monotonic() + 120
        while other.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [wanted]).fetchone() != (True,):
            assert time.monotonic() < deadline
            other.rollback()
            time.sleep(0.05)


@contextmanager
def pgbouncer(host: str, port: int, size: int = 2) -> Iterator[tuple[str, int]]:
    """pgbouncer in transaction mode: every transaction may get another session. Yields host and port."""
    program = shutil.which("pgbouncer", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if program is None:
        pytest.skip("needs Debian's package pgbouncer (tests/setup installs it as root)")
    with own_folder() as (folder, identity):
        listen = free_port()
        (folder / "pgbouncer.ini").write_text(
            f"[databases]\n* = host={host} port={port} user=postgres\n"
            f"[pgbouncer]\nlisten_addr =\nlisten_port = {listen}\n"
            f"unix_socket_dir = {folder}\nauth_type = any\npool_mode = transaction\ndefault_pool_size = {size}\n"
            "server_round_robin = 1\nmax_client_conn = 100\n"
        )
        (folder / "pgbouncer.ini").chmod(0o644)
        other_user = {"user": identity.uid, "group": identity.gid, "extra_groups": []} if identity.uid >= 0 else {}
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(  # type: ignore[call-overload]
                [*identity.prefix, program, folder / "pgbouncer.ini"],
                env=environment(), stdout=log, stderr=log, cwd="/", **other_user,
            )  # fmt: skip
        try:
            deadline = time.monotonic() + 120
            while not (folder / f".s.PGSQL.{listen}").exists():
                assert time.monotonic() < deadline, (folder / "log").read_text()
                assert process.poll() is None, (folder / "log").read_text()
                time.sleep(0.02)
            yield str(folder), listen
        finally:
            process.terminate()
            process.wait(120)
