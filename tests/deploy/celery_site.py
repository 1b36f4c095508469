"""Celery as in production, on this machine: Debian's Redis and workers as processes, beside a Dagster instance."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import dagster as dg
import psycopg
import pytest
import redis
import yaml
from psycopg.conninfo import conninfo_to_dict

from cdc_assets.cli.dagster_home import storage_url
from resources.embedded_postgres import Server
from resources.project import CHECKOUT
from tests.support.postgres import fresh_database

T = TypeVar("T")

PATIENCE = 400.0
"""Seconds that anything may take on a machine that is busy with other things."""


@dataclass
class Site:
    """The processes by name, and the Dagster instance that they share."""

    home: Path
    environ: dict[str, str]
    instance: dg.DagsterInstance
    broker: redis.Redis
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *command: str) -> None:
        """Start a process in a group of its own; what it says goes into `<name>.log`."""
        with (self.home / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command, cwd=self.home, env=self.environ, stdout=log, stderr=log, start_new_session=True
            )

    def start_worker(self, name: str) -> None:
        """A Celery worker that works on one step at a time."""
        app = ("-A", "cdc_assets.jobs.celery_worker", "worker", "--concurrency", "1", "--hostname", f"{name}@site")
        self.start(name, _command("celery"), *app, "--without-mingle", "--loglevel", "INFO")

    def kill(self, name: str) -> None:
        """SIGKILL to all of its processes at once, as when its machine is gone."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def grow_old(self, run: str) -> int:
        """Let the broker believe that the run's step was handed out a day ago; how many steps that are."""
        found = 0
        for tag, payload in self.broker.hgetall("unacked").items():  # kombu's: handed out and not acknowledged
            if run in base64.b64decode(json.loads(payload)[0]["body"]).decode():
                self.broker.zincrby("unacked_index", -86400, tag)
                found += 1
        return found

    def stop(self) -> None:
        """End every process with all that it started."""
        for process in self.processes.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(5)
            with contextlib.suppress(ProcessLookupError):  # also what outlived its parent
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def wait(self, what: str, found: Callable[[], T | None], pause: float = 0.3) -> T:
        """Poll until `found()` is true."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            value = found()
            if value:
                return value
            ended = [name for name, process in self.processes.items() if process.poll() is not None]
            assert not ended, f"{ended} ended: {self.logs()}"
            time.sleep(pause)
        raise AssertionError(f"waited {PATIENCE:g} s for {what}: {self.logs()}")

    def logs(self) -> str:
        return "\n".join(f"=== {path.name}\n{path.read_text()[-3000:]}" for path in sorted(self.home.glob("*.log")))


@contextmanager
def celery_site(root: Path, server: Server, home: Path, *, at_once: int) -> Iterator[Site]:
    """Redis and a Dagster instance for the project `root`, no worker yet; `at_once` runs may work on one database."""
    binary = shutil.which("redis-server")
    if binary is None:
        pytest.skip("needs Debian's package redis-server (tests/setup installs it as root)")
    home.mkdir()
    settings = yaml.safe_load((CHECKOUT / "dagster_home" / "dagster.yaml").read_text())
    settings["concurrency"]["pools"]["default_limit"] = at_once
    (home / "dagster.yaml").write_text(yaml.safe_dump(settings))
    with (
        fresh_database(server) as conninfo,
        tempfile.TemporaryDirectory() as folder,  # a socket's path must be short
        pytest.MonkeyPatch.context() as patch,
    ):
        socket = Path(folder) / "redis"
        patch.setenv("DAGSTER_HOME", str(home))
        patch.setenv("CDC_DAGSTER_URL", storage_url(server, conninfo_to_dict(conninfo)["dbname"]))
        patch.setenv("CDC_PROJECT_DIR", str(root))
        patch.setenv("CDC_EXECUTOR", "celery")
        patch.setenv("CDC_CELERY_BROKER", f"redis+socket://{socket}")
        patch.setenv("PYTHONPATH", str(CHECKOUT))
        patch.setenv("PYTHONWARNINGS", "ignore")
        with dg.DagsterInstance.get() as instance:
            site = Site(home, dict(os.environ), instance, redis.Redis(unix_socket_path=str(socket)))
            try:
                site.start("redis", binary, "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", folder)
                site.wait("Redis", socket.exists)
                yield site
            finally:
                site.stop()


def tenants_of_run(conninfo: str, run: str) -> int:
    """How many tenants' tables the run has put into place so far."""
    with psycopg.connect(conninfo, connect_timeout=120) as connection:
        if connection.execute("SELECT to_regclass('cdc_management.migration_history')").fetchone() == (None,):
            return 0
        row = connection.execute(
            "SELECT count(DISTINCT schema_name) FROM cdc_management.migration_history"
            " WHERE kind = 'procedure' AND status = 'applied' AND run_id = %s",
            [run],
        ).fetchone()
    assert row
    return int(row[0])


def _command(name: str) -> str:
    return str(Path(sys.executable).with_name(name))
