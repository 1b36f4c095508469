"""A broker that plays back an exchange byte by byte: refusals and states that a real one is not easily brought to.

Layouts: https://kafka.apache.org/protocol (the lowest version of each message that the client accepts).
"""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

METADATA, OFFSET_COMMIT, FIND_COORDINATOR, DESCRIBE_GROUPS, API_VERSIONS = 3, 8, 10, 15, 18
VERSIONS = {
    METADATA: 1,
    OFFSET_COMMIT: 2,
    FIND_COORDINATOR: 0,
    DESCRIBE_GROUPS: 0,
    API_VERSIONS: 0,
    9: 1,
    2: 1,
    1: 4,
    0: 3,
}
UNSUPPORTED_VERSION = 35


def text(value: str | None) -> bytes:
    return struct.pack(">h", -1) if value is None else struct.pack(">h", len(value.encode())) + value.encode()


def array(items: list[bytes]) -> bytes:
    return struct.pack(">i", len(items)) + b"".join(items)


@dataclass
class Exchange:
    """What is answered. `members` are (client id, host); error codes are Kafka's.

    `hidden`: the list of all topics leaves this one out, as Kafka does where the user may not describe it.
    """

    topic: str = "prod.a.dbo.Actor"
    topic_error: int = 0
    hidden: bool = False
    group_state: str = "Empty"
    group_error: int = 0
    members: tuple[tuple[str, str], ...] = ()
    commit_error: int = 0
    port: int = 0
    asked: list[int] = field(default_factory=list)

    def answer(self, key: int, version: int, asked: bytes = b"") -> bytes:
        if key == API_VERSIONS:
            error = 0 if version == 0 else UNSUPPORTED_VERSION
            return struct.pack(">h", error) + array([struct.pack(">hhh", k, 0, v) for k, v in VERSIONS.items()])
        if key == METADATA:
            partition = struct.pack(">hii", 0, 0, 1) + array([struct.pack(">i", 1)]) * 2
            topic = struct.pack(">h", self.topic_error) + text(self.topic) + b"\0" + array([partition])
            here = struct.pack(">i", 1) + text("127.0.0.1") + struct.pack(">i", self.port) + text(None)
            named = self.topic.encode() in asked
            return array([here]) + struct.pack(">i", 1) + array([topic] if named or not self.hidden else [])
        if key == FIND_COORDINATOR:
            return struct.pack(">hi", 0, 1) + text("127.0.0.1") + struct.pack(">i", self.port)
        if key == DESCRIBE_GROUPS:
            none = struct.pack(">i", 0)
            members = [text(f"{client}-id") + text(client) + text(host) + none + none for client, host in self.members]
            state = text(self.group_state) + text("consumer") + text("range")
            return array([struct.pack(">h", self.group_error) + text("loader") + state + array(members)])
        assert key == OFFSET_COMMIT, key
        return array([text(self.topic) + array([struct.pack(">ih", 0, self.commit_error)])])


@contextmanager
def playing(exchange: Exchange) -> Iterator[str]:
    """Serves the exchange; yields the bootstrap address."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            while len(head := self.rfile.read(4)) == 4:
                request = self.rfile.read(struct.unpack(">i", head)[0])
                key, version, correlation = struct.unpack(">hhi", request[:8])
                exchange.asked.append(key)
                body = struct.pack(">i", correlation) + exchange.answer(key, version, request[8:])
                self.wfile.write(struct.pack(">i", len(body)) + body)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    with Server(("127.0.0.1", 0), Handler) as server:
        exchange.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield f"127.0.0.1:{exchange.port}"
        finally:
            server.shutdown()
