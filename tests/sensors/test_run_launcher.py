"""Runs whose code server died with its workers: given up by monitoring, and only those."""

from __future__ import annotations

import logging
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from dagster._core.instance_for_test import instance_for_test
from dagster._core.launcher import WorkerStatus
from dagster._core.storage.tags import GRPC_INFO_TAG
from dagster._daemon.monitoring.run_monitoring import monitor_started_run

from resources.project import CHECKOUT
from resources.run_launcher import WatchedRunLauncher

LAUNCHER = {"module": "resources.run_launcher", "class": "WatchedRunLauncher"}
NOBODY: Any = None  # the workspace, which is for runs that are resumed


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with instance_for_test(overrides={"run_launcher": LAUNCHER}) as made:
        yield made


def started(instance: dg.DagsterInstance, where: str) -> dg.DagsterRun:
    """A run that was given to the code server at that address, and began."""
    run = dg.DagsterRun(job_name="j", tags={GRPC_INFO_TAG: where}, status=dg.DagsterRunStatus.STARTED)
    instance.add_run(run)
    return run


def health(instance: dg.DagsterInstance, run: dg.DagsterRun) -> WorkerStatus:
    launcher = instance.run_launcher
    assert isinstance(launcher, WatchedRunLauncher)
    return launcher.check_run_worker_health(run).status


def test_a_server_that_is_gone_and_one_that_knows_nothing_of_a_run_have_lost_it(
    instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    address = tmp_path / "grpc"
    run = started(instance, f'{{"host": "localhost", "socket": "{address}"}}')
    assert health(instance, run) == WorkerStatus.NOT_FOUND, "its socket is gone"
    (tmp_path / "empty.py").write_text("import dagster as dg\ndefs = dg.Definitions()\n")
    options = ["--python-file", str(tmp_path / "empty.py"), "--socket", str(address)]
    command = [str(Path(sys.executable).with_name("dagster")), "api", "grpc", *options]
    server = subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while health(instance, run) == WorkerStatus.NOT_FOUND and not address.exists():
            assert server.poll() is None
            time.sleep(0.1)
        deadline = time.monotonic() + 300
        while health(instance, run) == WorkerStatus.RUNNING:  # it does not answer yet: the run is left alone
            assert time.monotonic() < deadline
            time.sleep(0.1)
        (record,) = instance.get_run_records()
        monitor_started_run(instance, NOBODY, record, logging.getLogger("test"))
    finally:
        server.kill()
        server.wait()
    given_up = instance.get_run_by_id(run.run_id)
    assert given_up is not None
    assert given_up.status == dg.DagsterRunStatus.FAILURE


def test_a_socket_that_a_killed_server_left_behind_is_no_living_worker(
    instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    address = tmp_path / "grpc"
    with socket.socket(socket.AF_UNIX) as killed:
        killed.bind(str(address))
    assert address.exists()
    assert (
        health(instance, started(instance, f'{{"host": "localhost", "socket": "{address}"}}')) == WorkerStatus.NOT_FOUND
    )


def test_a_run_that_cannot_be_asked_for_is_left_alone(instance: dg.DagsterInstance) -> None:
    unanswered = started(instance, '{"host": "localhost", "port": 1}')
    elsewhere = dg.DagsterRun(job_name="j", run_id=unanswered.run_id[::-1])
    assert health(instance, unanswered) == WorkerStatus.RUNNING
    assert health(instance, elsewhere) == WorkerStatus.RUNNING
