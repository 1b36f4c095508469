"""A Kafka broker and an engine for generated pipelines, from the wheels of the extra `stream`: for demo and tests.

What belongs here: everything that knows noida-db and mq-bridge, so that another broker or engine changes this file
alone. What does not: anything that a deployment runs. `python -m resources.embedded_stream` is each one's process: it
ends with whoever started it.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import yaml
from psycopg.conninfo import conninfo_to_dict

ROOT = Path(__file__).parent.parent
SECONDS = 20.0
"""What a start or a stop may take."""


def available() -> bool:
    """Whether the wheels are there."""
    return all(importlib.util.find_spec(name) for name in ("noida_db", "mq_bridge", "mq_bridge_connect"))


@dataclass
class Process:
    """One of both as a process of its own, which can be killed and started again. What it says goes to `log`."""

    arguments: tuple[str, ...]
    log: Path
    environ: Mapping[str, str] = field(default_factory=dict)
    child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; it may take a moment to do its work."""
        with self.log.open("ab") as output:
            self.child = subprocess.Popen(
                [sys.executable, "-m", "resources.embedded_stream", *self.arguments],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                env={**os.environ, **self.environ},
                cwd=ROOT,
            )

    def alive(self) -> bool:
        """Whether it has not ended by itself."""
        return self.child is not None and self.child.poll() is None

    def stop(self) -> None:
        """Let it end in order."""
        self._end(b"stop\n")

    def kill(self) -> None:
        """End it as kill -9 does."""
        self._end(b"")

    def _end(self, asked: bytes) -> None:
        child, self.child = self.child, None
        if child is None:
            return
        with contextlib.suppress(BrokenPipeError, subprocess.TimeoutExpired):
            child.communicate(asked, 2 * SECONDS)  # it gives up after half of that by itself
        child.kill()
        child.wait()


@dataclass
class EmbeddedBroker(Process):
    """A Kafka broker that keeps its log on disk."""

    address: str = ""

    def start(self) -> None:
        """Start it, and wait until it listens."""
        super().start()
        host, port = self.address.split(":")
        until = time.monotonic() + SECONDS
        while self.alive() and time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection((host, int(port)), 1):
                return
            time.sleep(0.01)
        raise RuntimeError(f"the embedded Kafka broker does not listen at {self.address}: see {self.log}")


@contextlib.contextmanager
def broker(folder: Path) -> Iterator[EmbeddedBroker]:
    """A running broker whose topics are in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    made = EmbeddedBroker(("broker", str(port), str(folder / "data")), folder / "log", address=f"127.0.0.1:{port}")
    made.start()
    try:
        yield made
    finally:
        made.kill()


@contextlib.contextmanager
def engine(pipeline: Path, env: str, brokers: str, conninfo: str, log: Path, instance: str = "") -> Iterator[Process]:
    """A generated pipeline that runs, with the variables that docs/how-to/pipelines.md names.

    `instance` makes it a static member of its group: killed, it can be started again at once, but never leaves.
    """
    environ = {"CDC_ENV": env, "CDC_KAFKA_BROKERS": brokers, "CDC_POSTGRES_DSN": _url(conninfo)}
    made = Process(("engine", str(pipeline), instance), log, environ)
    made.start()
    try:
        yield made
    finally:
        made.stop()


def _url(conninfo: str) -> str:
    """As benthos takes it: of a server that listens at a socket."""
    parts = conninfo_to_dict(conninfo)
    options = urlencode({"host": parts["host"], "port": parts["port"], "sslmode": "disable"})
    return f"postgres://{quote(str(parts['user']))}@/{quote(str(parts['dbname']))}?{options}"


def _route(text: str, environ: Mapping[str, str], instance: str) -> dict[str, Any]:
    """A generated pipeline as mq-bridge takes it: what it does and writes as it is, behind mq-bridge's own input.

    The wheel has none of benthos' inputs for Kafka, so what `input` says is said in mq-bridge's words.
    """
    whole = yaml.safe_load(re.sub(r"\$\{(\w+)\}", lambda found: environ[found[1]], text))
    (given,) = whole.pop("input").values()
    topics = given.get("regexp_topics_include") or given["topics"]
    names = ("topic", "partition", "offset")
    position = [f'meta kafka_{name} = meta("mqb.src.kafka_{name}")' for name in names]
    position.append("meta kafka_timestamp_ms = timestamp_unix_milli()")
    whole["pipeline"]["processors"].insert(0, {"mapping": "\n".join(position)})
    kafka = {
        "url": given["seed_brokers"][0],
        "topic": f"^({'|'.join(topic.strip('^$') for topic in topics)})$",
        "group_id": given["consumer_group"],
        "source_metadata": True,
        "consumer_options": [
            ["isolation.level", given["transaction_isolation_level"]],
            ["auto.offset.reset", "error"],
            ["topic.metadata.refresh.interval.ms", "1000"],
            *([["group.instance.id", instance]] if instance else []),  # noida-db waits for other dead members
        ],
    }
    output = {"custom": {"name": "connect", "config": {"yaml": yaml.safe_dump(whole)}}}
    return {"input": {"kafka": kafka}, "output": output, "batch_size": 500}


def lint(*pipelines: Path) -> dict[str, str]:
    """What Redpanda Connect's linter says of generated pipelines, but for their inputs; of those that it refuses."""
    command = [sys.executable, "-m", "resources.embedded_stream", "lint", *map(str, pipelines)]
    done = subprocess.run(command, stdout=subprocess.PIPE, cwd=ROOT, timeout=SECONDS + len(pipelines), check=True)
    return dict(json.loads(done.stdout))


def _lint(*pipelines: str) -> None:
    import mq_bridge
    import mq_bridge_connect

    mq_bridge_connect.register()
    said = {}
    for pipeline in pipelines:
        text = re.sub(
            r"\$\{CDC_POSTGRES_DSN\}", "postgres://nobody@127.0.0.1:1/none", Path(pipeline).read_text("utf-8")
        )
        whole = yaml.safe_load(text)
        del whole["input"]
        whole["output"]["processors"] = whole.pop("pipeline")["processors"]  # these it looks at before it runs
        try:
            mq_bridge.Publisher.from_config({"custom": {"name": "connect", "config": {"yaml": yaml.safe_dump(whole)}}})
        except RuntimeError as error:
            said[pipeline] = str(error)
    print(json.dumps(said))


def _broker(port: str, folder: str) -> None:
    import noida_db

    binary = Path(noida_db.__file__).with_name("noida-db")
    options = ("--host", "127.0.0.1", "--only", "kafka", "--kafka-port", port, "--data-dir", folder)
    child = subprocess.Popen([binary, "start", *options], stdin=subprocess.DEVNULL)
    child.send_signal(signal.SIGTERM if sys.stdin.readline() else signal.SIGKILL)
    try:
        child.wait(SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _engine(pipeline: str, instance: str) -> None:
    import mq_bridge
    import mq_bridge_connect

    mq_bridge_connect.register()
    text = Path(pipeline).read_text(encoding="utf-8")
    running = mq_bridge.Route.from_config(_route(text, os.environ, instance))

    def end() -> None:
        running.stop() if sys.stdin.readline() else os._exit(0)

    threading.Thread(target=end, daemon=True).start()
    running.start()
    running.join()


if __name__ == "__main__":
    parts: Mapping[str, Callable[..., None]] = {"broker": _broker, "engine": _engine, "lint": _lint}
    parts[sys.argv[1]](*sys.argv[2:])
