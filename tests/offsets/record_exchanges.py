"""Records what a real broker answers about a group in use, for `kafka_wire.Recording`. Run by hand, not by the tests.

`python -m tests.offsets.record_exchanges 19292 19293`: a broker listens on 127.0.0.1 at the first port and advertises
the second, where this program stands between it and its clients. Those in `recordings/` were made with Tansu 0.6.0
(`tansu broker --listener-url tcp://127.0.0.1:19292 --advertised-listener-url tcp://127.0.0.1:19293`).
"""

from __future__ import annotations

import base64
import json
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

from cdc_assets.errors import CdcError
from cdc_assets.offsets.model import Position
from cdc_assets.offsets.reset import ResetTarget, execute_reset, plan_reset
from resources.kafka import KafkaBroker, open_broker

FOLDER = Path(__file__).with_name("recordings")
AT = Position("prod.a.dbo.Actor", 0)
GROUP = "loader"


@dataclass
class Between:
    """A proxy that keeps the answers to requests of the client `cdc`, as long as it is `on`."""

    broker: int
    port: int
    on: bool = False
    answers: list[dict[str, object]] = field(default_factory=list)

    def serve(self) -> None:
        server = socket.create_server(("127.0.0.1", self.port))
        while True:
            client, _ = server.accept()
            threading.Thread(target=self._pass_on, args=(client,), daemon=True).start()

    def _pass_on(self, client: socket.socket) -> None:
        broker, asked = socket.create_connection(("127.0.0.1", self.broker)), dict[int, tuple[int, int]]()

        def requests() -> None:
            while (message := _message(client)) is not None:
                key, version, correlation, length = struct.unpack(">hhih", message[:10])
                if self.on and message[10 : 10 + length] == b"cdc":
                    asked[correlation] = (key, version)
                broker.sendall(struct.pack(">i", len(message)) + message)
            broker.close()

        threading.Thread(target=requests, daemon=True).start()
        while (message := _message(broker)) is not None:
            (correlation,) = struct.unpack(">i", message[:4])
            if correlation in asked:
                key, version = asked.pop(correlation)
                answer = base64.b64encode(message[4:]).decode()
                self.answers.append({"key": key, "version": version, "answer": answer})
            client.sendall(struct.pack(">i", len(message)) + message)


def _message(source: socket.socket) -> bytes | None:
    def exactly(length: int) -> bytes:
        found = b""
        while len(found) < length and (more := source.recv(length - len(found))):
            found += more
        return found

    try:
        head = exactly(4)
        return exactly(struct.unpack(">i", head)[0]) if len(head) == 4 else None
    except OSError:
        return None


def _consumer(address: str) -> Consumer:
    """In the group, with its partition assigned."""
    made = Consumer({"bootstrap.servers": address, "group.id": GROUP, "client.id": "connect-1"})
    made.subscribe([AT.topic])
    until = time.monotonic() + 60
    while not made.assignment() and time.monotonic() < until:
        made.poll(0.5)
    return made


def _record(between: Between, name: str, happens: Callable[[KafkaBroker], None]) -> None:
    between.answers, between.on = [], True
    found = open_broker({"CDC_KAFKA_BOOTSTRAP_SERVERS": f"127.0.0.1:{between.port}"})
    assert found
    happens(found)
    between.on = False
    text = json.dumps({"port": between.port, "answers": between.answers}, indent=1)
    (FOLDER / f"{name}.json").write_text(text + "\n")


def _told(ask: Callable[[], object]) -> None:
    try:
        print(ask())
    except CdcError as error:
        print("refused:", error)


def main(broker: int, port: int) -> None:
    """Both recordings, on an empty broker."""
    between, address = Between(broker, port), f"127.0.0.1:{port}"
    threading.Thread(target=between.serve, daemon=True).start()
    admin = AdminClient({"bootstrap.servers": address})
    for future in admin.create_topics([NewTopic(AT.topic, 1, 1)]).values():
        future.result(20)
    producer = Producer({"bootstrap.servers": address})
    for number in range(5):
        producer.produce(AT.topic, value=str(number))
        producer.flush(20)
    consumer = _consumer(address)
    consumer.commit(offsets=[TopicPartition(AT.topic, 0, 3)], asynchronous=False)

    def in_use(found: KafkaBroker) -> None:
        _told(lambda: plan_reset(found, GROUP, [AT], ResetTarget("earliest")))
        _told(lambda: found.commit(GROUP, {AT: 0}))
        _told(lambda: found.committed(GROUP, [AT]))

    _record(between, "group-in-use", in_use)
    consumer.close()

    def wakes_up(found: KafkaBroker) -> None:
        plan = plan_reset(found, GROUP, [AT], ResetTarget("earliest"))
        again = _consumer(address)
        _told(lambda: execute_reset(found, plan, None, "recorder"))  # type: ignore[arg-type]  # refused before it is used
        _told(lambda: found.committed(GROUP, [AT]))
        again.close()

    _record(between, "group-wakes-up", wakes_up)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
