"""`cdc dev` and its processes: where one dies all end, and whoever ends it ends all that it started."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from resources.project import CHECKOUT

PATIENCE = 300
COMMAND = str(Path(sys.executable).with_name("cdc"))


def processes(home: Path) -> dict[int, str]:
    """Command lines of all that have this Dagster home in their environment."""
    found = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if str(home).encode() in (place / "environ").read_bytes():
                found[int(place.name)] = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
    return {pid: line for pid, line in found.items() if line}


def until(true: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.2)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    shutil.copy(CHECKOUT / "dagster_home" / "dagster.yaml", folder)
    shutil.copytree(CHECKOUT / "examples" / "asma", tmp_path / "asma", ignore=shutil.ignore_patterns(".cdc"))
    return folder


@pytest.fixture
def dev(home: Path) -> Iterator[subprocess.Popen[str]]:
    """Started as a shell's background job is: with SIGINT ignored."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CDC_", "DAGSTER_"))}
    process = subprocess.Popen(
        ["/bin/sh", "-c", 'trap "" INT; exec "$0" "$@"', COMMAND, "dev", "--port", port],
        cwd=home.parent / "asma",
        env=kept | {"DAGSTER_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        for pid in processes(home):
            os.kill(pid, signal.SIGKILL)
        process.wait()


def pid_of(home: Path, part: str) -> int:
    until(lambda: any(part in line for line in processes(home).values()), f"no {part} was started")
    return next(pid for pid, line in processes(home).items() if part in line)


@pytest.mark.parametrize(
    "part", ["dagster code-server start", "dagster api grpc", "dagster._daemon", "dagster_webserver"]
)
def test_where_one_of_its_processes_is_killed_dev_ends_at_once_and_leaves_nobody(
    home: Path, dev: subprocess.Popen[str], part: str
) -> None:
    pid_of(home, "dagster_webserver")  # the last to be started
    os.kill(pid_of(home, part), signal.SIGKILL)
    _, said = dev.communicate(timeout=PATIENCE)
    assert dev.returncode == 2
    assert "everything was ended (start it again)" in said
    until(lambda: not processes(home), f"left: {processes(home)}")


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_who_ends_dev_in_the_background_ends_all_that_it_started(
    home: Path, dev: subprocess.Popen[str], ending: signal.Signals
) -> None:
    pid_of(home, "dagster_webserver")
    dev.send_signal(ending)
    dev.communicate(timeout=PATIENCE)
    assert dev.returncode == (0 if ending == signal.SIGTERM else -ending)
    until(lambda: not processes(home), f"left: {processes(home)}")
