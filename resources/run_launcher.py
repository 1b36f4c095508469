"""Dagster's default run launcher, which can also tell whether a run still has a worker.

A code server notices when one of its workers dies. When the server itself dies with its workers (a machine, a
container), nobody does: the run stays `started`, and all that waits for it with it, until `max_runtime_seconds`. With
an answer here, `run_monitoring` gives such a run up, and automation retries what it was about.
"""

from __future__ import annotations

import socket
from pathlib import Path

import dagster as dg
from dagster._core.errors import DagsterUserCodeUnreachableError
from dagster._core.launcher import CheckRunHealthResult, DefaultRunLauncher, WorkerStatus
from dagster._grpc.types import CanCancelExecutionRequest, CanCancelExecutionResult
from dagster._serdes import deserialize_value

ANSWER_SECONDS = 10


class WatchedRunLauncher(DefaultRunLauncher):
    """Launches runs as processes of the code server, and asks it for them."""

    @property
    def supports_check_run_worker_health(self) -> bool:
        """It does: monitoring asks for every run that has started."""
        return True

    def check_run_worker_health(self, run: dg.DagsterRun) -> CheckRunHealthResult:
        """Whether the code server that the run was given to still works on it.

        A server that does not answer may be starting again: the run is left alone. One whose socket is gone, or
        refuses who connects (a file that a killed server left behind), will not be back.
        """
        client = self._get_grpc_client_for_termination(run.run_id)  # type: ignore[no-untyped-call]
        if client is None:
            return CheckRunHealthResult(WorkerStatus.RUNNING, "it has ended, or was not launched from here")
        if client.socket and not Path(client.socket).exists():
            return CheckRunHealthResult(WorkerStatus.NOT_FOUND, "its code server is gone")
        try:
            answer = client.can_cancel_execution(CanCancelExecutionRequest(run_id=run.run_id), timeout=ANSWER_SECONDS)
        except DagsterUserCodeUnreachableError:
            if client.socket and not _listens(client.socket):
                return CheckRunHealthResult(WorkerStatus.NOT_FOUND, "its code server is gone, its socket is left")
            return CheckRunHealthResult(WorkerStatus.RUNNING, "its code server does not answer now")
        if deserialize_value(answer, CanCancelExecutionResult).can_cancel:
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        return CheckRunHealthResult(WorkerStatus.NOT_FOUND, "its code server, started anew, does not know it")


def _listens(address: str) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(ANSWER_SECONDS)
        try:
            probe.connect(address)
        except (ConnectionRefusedError, FileNotFoundError):
            return False
        except OSError:
            return True
        return True
