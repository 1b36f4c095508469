"""Minutes of change for 26 customers while broker, engine, PostgreSQL and merges are killed at random.

`CDC_SOAK_MINUTES=10 .venv/bin/pytest -n0 -s -m long tests/stream`. What broker and database forget is given again by
who has it: the source sends again what the broker lost, the group is set back to what PostgreSQL lost.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from confluent_kafka import Producer

from cdc_assets.offsets.model import Sweep
from cdc_assets.offsets.operate import execute_group_reset, plan_group_reset
from cdc_assets.offsets.reset import ResetTarget
from cdc_assets.offsets.streams import sink_streams
from resources import embedded_stream
from resources.embedded_postgres import Server, _postmaster_pid, running
from resources.embedded_stream import Process
from tests.merge.test_crash import wait_until_gone
from tests.offsets.support import SILENT, reach
from tests.stream.world import GROUP, Source, Stream, shop
from tests.support.kafka import needs_the_extra
from tests.support.postgres import SURVIVES_KILL

CUSTOMERS = 26
MINUTES = float(os.environ.get("CDC_SOAK_MINUTES", "0"))
pytestmark = [pytest.mark.long, pytest.mark.skipif(not MINUTES, reason="the night's mode (CDC_SOAK_MINUTES=10)")]


@dataclass
class Connector:
    """What stands between source and broker: it keeps what it sent until the broker has it on disk."""

    stream: Stream
    log: dict[tuple[str, int], list[tuple[str, str | None]]] = field(default_factory=dict)
    sent: Counter[tuple[str, int]] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)
    again: int = 0

    def change(self, changes: int) -> None:
        for _ in range(changes):
            name, partition, key, event = self.stream.source.change()
            rows = self.log.setdefault((name, partition), [])
            rows += [(key, event), *([(key, None)] if event.startswith('{"op": "d"') else [])]

    def send(self) -> None:
        """All that was not sent yet. Holds the lock: the broker is killed between two of these."""
        with self.lock:
            producer = Producer({"bootstrap.servers": self.stream.brokers, "linger.ms": 5}, logger=SILENT)
            for (name, partition), rows in self.log.items():
                for key, event in rows[self.sent[name, partition] :]:
                    producer.produce(name, event, key, partition=partition)
            assert producer.flush(60) == 0
            self.sent = Counter({at: len(rows) for at, rows in self.log.items()})

    def look_again(self) -> None:
        """Where the broker ends now: what it forgot is to be sent again."""
        for at, end in self.stream.ends().items():
            place = (at.topic, at.partition)
            self.again += max(0, self.sent[place] - end)
            self.sent[place] = end


@dataclass
class Soak:
    folder: Path
    stream: Stream
    engine: Process
    connector: Connector
    chance: random.Random
    counts: Counter[str] = field(default_factory=Counter)
    named: Counter[str] = field(default_factory=Counter)
    done: threading.Event = field(default_factory=threading.Event)
    failures: list[BaseException] = field(default_factory=list)

    @contextmanager
    def beside(self, work: Any) -> Iterator[None]:
        """`work` again and again in a thread, while the context lasts."""

        def loop() -> None:
            try:
                while not self.done.is_set():
                    work()
            except BaseException as error:
                self.failures.append(error)

        thread = threading.Thread(target=loop, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self.done.set()
            thread.join(120)

    def produce(self) -> None:
        self.connector.change(self.chance.randrange(1, 80))  # noida-db writes its whole log anew every second
        self.connector.send()
        time.sleep(0.3)

    def merge(self) -> None:
        with suppress(psycopg.Error), psycopg.connect(self.stream.conninfo, autocommit=True) as connection:
            self.stream.merge(connection)
            self.counts["rounds of merges"] += 1
        time.sleep(0.5)

    def kill_broker(self) -> None:
        with self.connector.lock:
            self.stream.broker.kill()
            time.sleep(self.chance.random())
            self.stream.broker.start()
            self.connector.look_again()

    def kill_engine(self) -> None:
        self.engine.kill()
        time.sleep(self.chance.random())
        self.engine.start()

    def kill_merge(self) -> None:
        with psycopg.connect(self.stream.conninfo, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'CALL %run_pending_merges%'"
                " AND datname = current_database()"
            )

    def kill_postgresql(self) -> None:
        """And what a person does after it: docs/how-to/recover.md."""
        pid = _postmaster_pid(self.folder / "postgresql")
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        wait_until_gone(self.folder / "postgresql")
        with running(self.folder / "postgresql", settings=SURVIVES_KILL):
            pass
        self.read_again()

    def read_again(self) -> None:
        """Set the group to where it has to read again; the broker forgets dead members when it starts anew."""
        self.engine.kill()
        with self.connector.lock:
            self.stream.broker.stop()
            self.stream.broker.start()
            self.connector.look_again()
        with psycopg.connect(self.stream.conninfo, autocommit=True) as connection:
            self.note(self.stream.sweep(connection))
        broker, parts = reach(self.stream.brokers), sink_streams(self.stream.project, "shop")
        plan = plan_group_reset(self.stream.project, parts, broker, GROUP, (), ResetTarget("resume"))
        execute_group_reset(self.stream.project, parts, broker, plan, "soak", acknowledge_loss=True)
        self.counts["positions set back"] += len(plan.changes)
        self.engine.start()

    def note(self, found: Sweep) -> None:
        for state in found.partitions:
            for gap in state.gaps:
                self.named[gap.kind] += gap.size

    def run(self, minutes: float) -> None:
        kinds = [self.kill_broker, self.kill_engine, self.kill_merge, self.kill_postgresql]
        until = time.monotonic() + minutes * 60
        with self.beside(self.produce), self.beside(self.merge):
            while time.monotonic() < until and not self.failures:
                time.sleep(self.chance.uniform(1, 8))
                kill = self.chance.choice(kinds)
                kill()
                self.counts[kill.__name__.replace("_", " ").replace("kill", "killed")] += 1
                if not self.engine.alive():
                    self.counts["the engine ended by itself"] += 1
                    self.engine.start()
        if self.failures:
            raise self.failures[0]

    def settle(self) -> None:
        """Everything that was sent arrives, or the group stands where nobody moves it."""
        for _ in range(10):
            if not self.engine.alive():
                self.engine.start()
            try:
                self.stream.await_end(60)
            except AssertionError:
                self.counts["the engine stood still"] += 1
                self.read_again()
            else:
                return
        self.stream.await_end(60)


def test_after_kills_of_everything_tables_are_what_the_source_is_and_every_gap_has_a_name(tmp_path: Path) -> None:
    needs_the_extra()
    seed = int(os.environ.get("CDC_SOAK_SEED", str(time.time_ns() % 10**6)))
    with (
        running(tmp_path / "postgresql", settings=SURVIVES_KILL) as server,
        embedded_stream.broker(tmp_path / "kafka") as kafka,
    ):
        stream = _stream(tmp_path, server, kafka, seed)
        time.sleep(2)  # topics are on disk
        with stream.engine() as engine:
            soak = Soak(tmp_path, stream, engine, Connector(stream), random.Random(seed))
            soak.run(MINUTES)
            soak.connector.send()
            started = time.monotonic()
            soak.settle()
        with psycopg.connect(stream.conninfo, autocommit=True) as connection:
            stream.merge(connection)
            found = stream.sweep(connection)
            soak.note(found)
            told = {"seed": seed, "changes": stream.source.commit, "sent again": soak.connector.again}
            told |= dict(sorted(soak.counts.items())) | {"settled in seconds": round(time.monotonic() - started)}
            print("\nsoak:", told, "gaps that were named, in offsets:", dict(soak.named))
            differing = {
                place: (len(rows), len(expected))
                for place, rows in stream.tables(connection).items()
                if rows != (expected := stream.source.rows.get(place, {}))
            }
            assert differing == {}
            assert {gap.kind for state in found.partitions for gap in state.gaps} <= {"skipped", "benign"}
            assert not any(state.behind or state.recreated for state in found.partitions)


def _stream(folder: Path, server: Server, kafka: embedded_stream.EmbeddedBroker, seed: int) -> Stream:
    with psycopg.connect(server.conninfo(), autocommit=True) as admin:
        admin.execute("CREATE DATABASE shop")
    project = shop(folder / "shop", server, "shop", CUSTOMERS)
    made = Stream(
        project, server.conninfo("shop"), kafka, Source(CUSTOMERS, random.Random(seed)), folder / "engine.log"
    )
    made.create_topics()
    return made
