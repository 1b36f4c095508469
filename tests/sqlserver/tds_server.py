"""A server that speaks enough TDS to answer a driver with canned result sets, so that real drivers can be tested.

It is no SQL Server: what it answers is made by hand.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

PRELOGIN, LOGIN, BATCH, RPC, ATTENTION, REPLY = 0x12, 0x10, 0x01, 0x03, 0x06, 0x04
COLLATION = bytes.fromhex("0904d00034")


@dataclass(frozen=True)
class ServerError:
    """An error message as the server sends it."""

    number: int
    text: str
    level: int = 14
    state: int = 1


@dataclass(frozen=True)
class Hang:
    """Answer nothing; `acknowledge` says whether a cancel is answered."""

    acknowledge: bool = True


@dataclass(frozen=True)
class Rows:
    """A result set. The type of a column follows from its first value that is not None (None alone: int)."""

    names: Sequence[str]
    rows: Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Part:
    """The first `share` of an answer; then the connection is cut, or (`cut` False) nothing more is said."""

    sets: Sequence[Rows]
    cut: bool
    share: float = 0.5


Answer = ServerError | Hang | Part | Sequence[Rows]


@dataclass
class Seen:
    """What clients sent: one dict per login, the text of every batch."""

    logins: list[dict[str, str]] = field(default_factory=list)
    batches: list[str] = field(default_factory=list)


class TdsServer:
    """Listens on a free port of 127.0.0.1. `answer(sql)` decides; `login` refuses logins where it returns an error.

    As a real server it counts the rows of a result set (DONE_COUNT) unless the batch says SET NOCOUNT ON. `silent`:
    after a login it never says a word again, not even to what a driver asks by itself.
    """

    def __init__(
        self,
        answer: Callable[[str], Answer] = lambda _sql: (),
        login: Callable[[int], ServerError | Hang | None] = lambda _n: None,
        *,
        silent: bool = False,
    ) -> None:
        self.seen = Seen()
        self._answer, self._login, self._silent = answer, login, silent
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._open = True
        self._clients: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> TdsServer:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._open = False
        for open_socket in (self._socket, *self._clients):
            with contextlib.suppress(OSError):
                open_socket.shutdown(socket.SHUT_RDWR)
            open_socket.close()

    def _accept(self) -> None:
        while self._open:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            self._clients.append(client)
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError, ConnectionError, struct.error):
            hung: Hang | None = None
            while True:
                kind, data = _read_message(client)
                if kind == PRELOGIN:
                    _send(client, _prelogin())
                elif kind == LOGIN:
                    self.seen.logins.append(_login(data))
                    refused = self._login(len(self.seen.logins))
                    if isinstance(refused, Hang):
                        continue
                    if refused is not None:
                        _send(client, _error(refused) + _done(error=True))
                        client.close()
                        return
                    _send(client, _login_ack(self.seen.logins[-1]["database"]))
                elif self._silent:
                    continue
                elif kind == ATTENTION:
                    if hung is None or hung.acknowledge:
                        _send(client, struct.pack("<BHHQ", 0xFD, 0x20, 0, 0))
                    hung = None
                elif kind == BATCH:
                    (headers,) = struct.unpack_from("<I", data)
                    sql = data[headers:].decode("utf-16-le")
                    self.seen.batches.append(sql)
                    answer = self._answer(sql)
                    if isinstance(answer, Hang):
                        hung = answer
                    elif isinstance(answer, ServerError):
                        _send(client, _error(answer) + _done(error=True))
                    elif isinstance(answer, Part):
                        whole = _packets(_results(answer.sets, "SET NOCOUNT ON" not in sql))
                        client.sendall(whole[: int(len(whole) * answer.share)])
                        if answer.cut:
                            client.shutdown(socket.SHUT_RDWR)
                            client.close()
                            return
                        hung = Hang(acknowledge=False)
                    else:
                        _send(client, _results(answer, "SET NOCOUNT ON" not in sql))
                else:
                    _send(client, _done())


def _read_message(client: socket.socket) -> tuple[int, bytes]:
    parts: list[bytes] = []
    while True:
        kind, status, length = struct.unpack(">BBH4x", _read(client, 8))
        parts.append(_read(client, length - 8))
        if status & 1:
            return kind, b"".join(parts)


def _read(client: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        part = client.recv(size - len(data))
        if not part:
            raise ConnectionError
        data += part
    return data


def _send(client: socket.socket, payload: bytes) -> None:
    client.sendall(_packets(payload))


def _packets(payload: bytes, packet: int = 4096) -> bytes:
    out = b""
    for at in range(0, max(len(payload), 1), packet - 8):
        part = payload[at : at + packet - 8]
        last = at + packet - 8 >= len(payload)
        out += struct.pack(">BBHHBB", REPLY, int(last), len(part) + 8, 51, 1, 0) + part
    return out


def _prelogin() -> bytes:
    options = [(0, bytes((16, 0, 3, 232, 0, 0))), (1, b"\x02"), (2, b"\x00"), (3, b""), (4, b"\x00")]
    offset = len(options) * 5 + 1
    head, body = b"", b""
    for token, value in options:
        head += struct.pack(">BHH", token, offset + len(body), len(value))
        body += value
    return head + b"\xff" + body


def _login(data: bytes) -> dict[str, str]:
    names = ("host", "user", "password", "app", "server", "extension", "library", "language", "database")
    found = {}
    for index, name in enumerate(names):
        offset, length = struct.unpack_from("<HH", data, 36 + 4 * index)
        raw = data[offset : offset + 2 * length]
        if name == "password":
            raw = bytes((byte ^ 0xA5) >> 4 | ((byte ^ 0xA5) & 15) << 4 for byte in raw)
        found[name] = raw.decode("utf-16-le") if name != "extension" else ""
    found["read_only"] = str(bool(data[26] & 0x20))
    return found


def _b_varchar(text: str) -> bytes:
    return bytes((len(text.encode("utf-16-le")) // 2,)) + text.encode("utf-16-le")


def _us_varchar(text: str) -> bytes:
    raw = text.encode("utf-16-le")
    return struct.pack("<H", len(raw) // 2) + raw


def _env(kind: int, new: bytes, old: bytes) -> bytes:
    body = bytes((kind,)) + new + old
    return b"\xe3" + struct.pack("<H", len(body)) + body


def _login_ack(database: str) -> bytes:
    ack = b"\x01" + struct.pack(">I", 0x74000004) + _b_varchar("Microsoft SQL Server") + bytes((16, 0, 3, 232))
    return (
        _env(1, _b_varchar(database), _b_varchar("master"))
        + _env(7, bytes((5,)) + COLLATION, b"\x00")
        + b"\xad"
        + struct.pack("<H", len(ack))
        + ack
        + _env(4, _b_varchar("4096"), _b_varchar("4096"))
        + _done()
    )


def _error(error: ServerError) -> bytes:
    body = struct.pack("<IBB", error.number, error.state, error.level) + _us_varchar(error.text)
    body += _b_varchar("fake") + _b_varchar("") + struct.pack("<I", 1)
    return b"\xaa" + struct.pack("<H", len(body)) + body


def _done(error: bool = False, more: bool = False, rows: int | None = None) -> bytes:
    status = (2 if error else 0) | (1 if more else 0) | (0 if rows is None else 0x10)
    return struct.pack("<BHHQ", 0xFD, status, 0xC1 if rows is not None else 0, rows or 0)


def _results(sets: Sequence[Rows], counted: bool) -> bytes:
    if not sets:
        return _done()
    out = _done(more=True)  # SET LOCK_TIMEOUT
    for index, found in enumerate(sets):
        kinds = [_kind([row[at] for row in found.rows]) for at in range(len(found.names))]
        out += b"\x81" + struct.pack("<H", len(found.names))
        for name, kind in zip(found.names, kinds, strict=True):
            out += struct.pack("<IH", 0, 1) + _TYPES[kind] + _b_varchar(name)
        for row in found.rows:
            out += b"\xd1" + b"".join(_value(kind, value) for kind, value in zip(kinds, row, strict=True))
        out += _done(more=index < len(sets) - 1, rows=len(found.rows) if counted else None)
    return out


_TYPES = {
    "int": b"\x26\x08",
    "bit": b"\x68\x01",
    "text": b"\xe7" + struct.pack("<H", 8000) + COLLATION,
    "max": b"\xe7\xff\xff" + COLLATION,
    "bytes": b"\xa5" + struct.pack("<H", 8000),
    "time": b"\x6f\x08",
}


def _kind(values: Sequence[Any]) -> str:
    value = next((value for value in values if value is not None), None)
    if isinstance(value, str):
        return "max" if any(isinstance(other, str) and len(other) > 300 for other in values) else "text"
    return {bool: "bit", bytes: "bytes", datetime: "time"}.get(type(value), "int")


def _value(kind: str, value: Any) -> bytes:
    if kind == "int":
        return b"\x00" if value is None else b"\x08" + struct.pack("<q", value)
    if kind == "bit":
        return b"\x00" if value is None else b"\x01" + bytes((int(value),))
    if kind == "time":
        if value is None:
            return b"\x00"
        past = value - datetime(1900, 1, 1)  # noqa: DTZ001 - the server's local time
        return b"\x08" + struct.pack("<iI", past.days, round(past.seconds * 300 + past.microseconds * 3 / 10000))
    raw = b"" if value is None else value if kind == "bytes" else value.encode("utf-16-le")
    if kind == "max":
        if value is None:
            return b"\xff" * 8
        return struct.pack("<QI", len(raw), len(raw)) + raw + b"\x00" * 4
    return b"\xff\xff" if value is None else struct.pack("<H", len(raw)) + raw
