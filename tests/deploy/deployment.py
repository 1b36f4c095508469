"""A deployment as in production: code server, daemon and web server as processes, Dagster's tables in PostgreSQL.

Tests steer it by editing the project's files, and watch it through GraphQL only.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from cdc_assets.cli.dagster_home import DATABASE, storage_url
from resources.embedded_postgres import running
from resources.postgres import create_missing, embedded_folder
from resources.project import CHECKOUT
from tests.support.postgres import FAST

T = TypeVar("T")

PATIENCE = 480.0
"""Seconds that a step may take on a machine that has ten other things to do; an idle one takes a tenth."""

APPLIED = ["adopus", "sink_asma__directory", "applied_schema"]
DDL = ["adopus", "sink_asma__directory", "ddl"]

_RUNS = (
    "{runsOrError(limit: 500) {... on Runs {results {runId status assetSelection {path} jobName tags {key value}}}}}"
)
_BACKFILLS = "{partitionBackfillsOrError(limit: 100) {... on PartitionBackfills {results {id status}}}}"
_TICK = """
query($name: String!) {sensorOrError(sensorSelector: {repositoryName: "__repository__",
  repositoryLocationName: "cdc_assets", sensorName: $name})
  {... on Sensor {sensorState {ticks(limit: 1)
    {tickId status skipReason timestamp error {message causes {message}}}}}}}
"""
_LOOKERS = ("source_drift", "service_config", "tenants", "follow_upstream")
_PARTITIONS = "query($key: AssetKeyInput!) {assetNodeOrError(assetKey: $key) {... on AssetNode {partitionKeys}}}"
_VERSIONS = """
query($key: AssetKeyInput!, $partitions: [String!]) {assetNodeOrError(assetKey: $key) {... on AssetNode
  {latestMaterializationByPartition(partitions: $partitions)
    {partition tags {key value}}}}}
"""
_LATEST = """
query($key: AssetKeyInput!) {assetNodeOrError(assetKey: $key) {... on AssetNode
  {assetMaterializations(limit: 1) {tags {key value}}}}}
"""
_LAUNCH = """
mutation($parameters: ExecutionParams!) {launchRun(executionParams: $parameters)
  {__typename ... on LaunchRunSuccess {run {runId}} ... on PythonError {message}}}
"""


@dataclass
class Deployment:
    """The processes by name, and where the web server listens."""

    root: Path
    home: Path
    environ: dict[str, str]
    address: str
    commands: dict[str, list[str]]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str) -> None:
        """Start one of the processes; what it says goes into `<name>.log`."""
        with (self.home / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                self.commands[name], cwd=self.home, env=self.environ, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self, name: str) -> None:
        """SIGKILL, as the kernel does when memory is short. What it started goes on."""
        process = self.processes.pop(name)
        process.kill()
        process.wait()

    def stop(self) -> None:
        """End every process with all that it started."""
        for process in self.processes.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes.values():
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def ask(self, query: str, **variables: object) -> Any:
        """The data of a GraphQL query."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        asked = urllib.request.Request(f"{self.address}/graphql", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(asked, timeout=60) as answer:
            told = json.load(answer)
        assert "errors" not in told, told["errors"]
        return told["data"]

    def runs(self) -> dict[str, dict[str, Any]]:
        return {run["runId"]: run for run in self.ask(_RUNS)["runsOrError"]["results"]}

    def partitions(self) -> list[str]:
        node = self.ask(_PARTITIONS, key={"path": APPLIED})["assetNodeOrError"]
        return list(node.get("partitionKeys", ()))

    def tick(self, sensor: str) -> dict[str, Any]:
        """The sensor's latest tick; empty before the first."""
        ticks = self.ask(_TICK, name=sensor)["sensorOrError"]["sensorState"]["ticks"]
        return ticks[0] if ticks else {}

    def version(self, key: Sequence[str] = DDL) -> str | None:
        """Data version of an asset without partitions."""
        found = self.ask(_LATEST, key={"path": key})["assetNodeOrError"]["assetMaterializations"]
        return _version(found[0]) if found else None

    def applied(self) -> dict[str, str | None]:
        """Tenant → the version applied last."""
        names = self.partitions()
        node = self.ask(_VERSIONS, key={"path": APPLIED}, partitions=names)["assetNodeOrError"]
        found = [event for event in node["latestMaterializationByPartition"] if event]
        return {event["partition"]: _version(event) for event in found}

    def converged(self, than: str | None = None, tenants: int = 26) -> bool:
        """Every tenant is on the version that was rendered last, which is not `than`."""
        version = self.version()
        applied = self.applied()
        return version not in (None, than) and len(applied) == tenants and set(applied.values()) == {version}

    def quiet(self) -> bool:
        """No run is under way, and no backfill has yet to make its runs: its end is noticed half a minute later."""
        going = {"QUEUED", "NOT_STARTED", "STARTING", "STARTED", "CANCELING", "MANAGED"}
        runs = self.runs().values()
        made = {tag["value"] for run in runs for tag in run["tags"] if tag["key"] == "dagster/backfill"}
        backfills = self.ask(_BACKFILLS)["partitionBackfillsOrError"]["results"]
        return not any(run["status"] in going for run in runs) and not any(
            each["status"] in {"REQUESTED", "CANCELING"} and each["id"] not in made for each in backfills
        )

    def at_rest(self) -> bool:
        """Quiet, and still so after sensors and automation looked twice: a look may have begun before it was quiet."""
        if not self.quiet():
            return False
        before = set(self.runs())
        for _ in range(2):
            for name, tick in [(name, self.tick(name).get("tickId")) for name in _LOOKERS]:
                self.wait("the next looks", partial(self._looked_since, name, tick))
        return self.quiet() and set(self.runs()) == before

    def _looked_since(self, sensor: str, tick: str | None) -> bool:
        latest = self.tick(sensor)
        return latest.get("tickId") != tick and latest.get("status") != "STARTED"

    def launch(self, job: str, config: dict[str, object], tags: dict[str, str]) -> str:
        """Start a job as the launchpad does; its run id."""
        selector = {"repositoryLocationName": "cdc_assets", "repositoryName": "__repository__", "pipelineName": job}
        metadata = {"tags": [{"key": key, "value": value} for key, value in tags.items()]}
        parameters = {"selector": selector, "mode": "default", "runConfigData": config, "executionMetadata": metadata}
        told = self.ask(_LAUNCH, parameters=parameters)["launchRun"]
        assert told["__typename"] == "LaunchRunSuccess", told
        return str(told["run"]["runId"])

    def seed(self) -> None:
        """The seed job over all partitions, as a person starts it on a new instance; waits for its end."""
        names = self.wait("26 partitions", lambda: self.partitions() if len(self.partitions()) == 26 else None)
        tags = {"dagster/asset_partition_range_start": names[0], "dagster/asset_partition_range_end": names[-1]}
        run = self.launch("seed_adopus", {}, tags)
        self.wait("the seed", lambda: self.runs()[run]["status"] in {"SUCCESS", "FAILURE"})
        assert self.runs()[run]["status"] == "SUCCESS", self.logs()

    def wait(self, what: str, found: Callable[[], T | None], seconds: float = PATIENCE) -> T:
        """Poll until `found()` is true."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                value = found()
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                value = None  # the web server is starting
            if value:
                return value
            ended = [name for name, process in self.processes.items() if process.poll() is not None]
            assert not ended, f"{ended} ended: {self.logs()}"
            time.sleep(1)
        raise AssertionError(f"waited {seconds:g} s for {what}: {self.logs()}")

    def logs(self) -> str:
        return "\n".join(f"=== {path.name}\n{path.read_text()[-3000:]}" for path in sorted(self.home.glob("*.log")))


@contextmanager
def deployed(root: Path, home: Path) -> Iterator[Deployment]:
    """A deployment on the project folder `root`, with `home` as its DAGSTER_HOME; sensors look every five seconds."""
    home.mkdir()
    (home / "dagster.yaml").write_text(_hastier((CHECKOUT / "dagster_home" / "dagster.yaml").read_text()))
    code, web = _free_port(), _free_port()
    (home / "workspace.yaml").write_text(
        f"load_from: [{{grpc_server: {{host: 127.0.0.1, port: {code}, location_name: cdc_assets}}}}]\n"
    )
    bin_folder = Path(sys.executable).parent
    workspace = ["-w", str(home / "workspace.yaml")]
    with running(embedded_folder(root), settings=FAST) as server:
        create_missing(server, DATABASE)
        environ = {
            **os.environ,
            "DAGSTER_HOME": str(home),
            "CDC_DAGSTER_URL": storage_url(server),
            "CDC_PROJECT_DIR": str(root),
            "CDC_SENSOR_SECONDS": "5",
            "PYTHONPATH": str(CHECKOUT),
            "PYTHONWARNINGS": "ignore",
        }
        environ.pop("DAGSTER_CLOUD_DEPLOYMENT_NAME", None)
        made = Deployment(
            root,
            home,
            environ,
            f"http://127.0.0.1:{web}",
            {
                "code": [
                    *(str(bin_folder / "dagster"), "api", "grpc", "--module-name", "cdc_assets.definitions"),
                    *("--host", "127.0.0.1", "--port", str(code)),
                ],
                "web": [str(bin_folder / "dagster-webserver"), "-h", "127.0.0.1", "-p", str(web), *workspace],
                "daemon": [str(bin_folder / "dagster-daemon"), "run", *workspace],
            },
        )
        try:
            made.start("code")
            made.wait("the code server", lambda: _listens(code))
            made.start("daemon")
            made.start("web")
            made.wait("the web server", lambda: made.ask("{version}"))
            yield made
        finally:
            made.stop()


def _hastier(text: str) -> str:
    """The instance's settings, with a look every 5 s at runs that a killed daemon left behind, and half its patience
    with those that do not start.
    """
    for name, seconds in (("poll_interval_seconds", 5), ("start_timeout_seconds", 45)):
        text, changed = re.subn(rf"(?m)^(  {name}): \d+$", rf"\1: {seconds}", text)
        assert changed == 1
    return text


def _version(event: dict[str, Any]) -> str | None:
    return next((tag["value"] for tag in event["tags"] if tag["key"] == "dagster/data_version"), None)


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0
