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

from tests.sqlserver.tds_types import COLLATION, null, wire

PRELOGIN, LOGIN, BATCH, RPC, ATTENTION, REPLY = 0x12, 0x10, 0x01, 0x03, 0x06, 0x04


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
    """A result set. `types` as T-SQL writes them; without, the type of a column follows from its first value that is
    not None (None alone: int)."""

    names: Sequence[str]
    rows: Sequence[Sequence[Any]]
    types: Sequence[str] | None = None


@dataclass(frozen=True)
class Part:
    """The first `share` of an answer, or so many bytes; then the connection is cut, or (`cut` False) silent."""

    sets: Sequence[Rows | ServerError]
    cut: bool
    share: float = 0.5


@dataclass(frozen=True)
class Packed:
    """An answer as it goes over the wire, made by `packed`, that costs nothing more."""

    packets: bytes


Answer = ServerError | Hang | Part | Packed | Sequence[Rows | ServerError]


@dataclass
class Seen:
    """What clients sent: a dict per login, the text of every batch, texts with parameters, their types and values."""

    logins: list[dict[str, str]] = field(default_factory=list)
    batches: list[str] = field(default_factory=list)
    calls: list[tuple[str, str, list[Any]]] = field(default_factory=list)


class TdsServer:
    """Listens on a free port of 127.0.0.1. `answer(sql)` decides, `call(sql, values)` where there are parameters;
    `login` refuses logins where it returns an error.

    As a real server it counts the rows of a result set (DONE_COUNT) unless the batch says SET NOCOUNT ON. `silent`:
    after a login it never says a word again, not even to what a driver asks by itself.
    """

    def __init__(
        self,
        answer: Callable[[str], Answer] = lambda _sql: (),
        login: Callable[[int], ServerError | Hang | None] = lambda _n: None,
        *,
        call: Callable[[str, Sequence[Any]], Answer] = lambda _sql, _values: (),
        silent: bool = False,
    ) -> None:
        self.seen = Seen()
        self._call = call
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
                    hung = self._reply(client, self._answer(sql), "SET NOCOUNT ON" not in sql)
                elif kind == RPC and (call := _prepared(data)) is not None:
                    self.seen.calls.append(call)
                    hung = self._reply(client, self._call(call[0], call[2]), "SET NOCOUNT ON" not in call[0], _HANDLE)
                else:
                    _send(client, _done())

    def _reply(self, client: socket.socket, answer: Answer, counted: bool, end: bytes = b"") -> Hang | None:
        """Send an answer, with `end` before its last word; the Hang that a cancel then meets."""
        if isinstance(answer, Hang):
            return answer
        if isinstance(answer, ServerError):
            _send(client, _error(answer) + end + _done(error=True))
        elif isinstance(answer, Part):
            whole = _packets(_results(answer.sets, counted, end))
            client.sendall(whole[: int(len(whole) * answer.share if answer.share <= 1 else answer.share)])
            if not answer.cut:
                return Hang(acknowledge=False)
            client.shutdown(socket.SHUT_RDWR)
            client.close()
        elif isinstance(answer, Packed):
            client.sendall(answer.packets)
        else:
            _send(client, _results(answer, counted, end))
        return None


def packed(sets: Sequence[Rows]) -> Packed:
    """The answer to a text with parameters, made beforehand."""
    return Packed(_packets(_results(sets, True, _HANDLE)))


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
    out: list[bytes] = []
    for at in range(0, max(len(payload), 1), packet - 8):
        part = payload[at : at + packet - 8]
        last = at + packet - 8 >= len(payload)
        out += (struct.pack(">BBHHBB", REPLY, int(last), len(part) + 8, 51, 1, 0), part)
    return b"".join(out)


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


def _results(sets: Sequence[Rows | ServerError], counted: bool, end: bytes = b"") -> bytes:
    if not sets:
        return end + _done()
    out = _done(more=True)  # SET LOCK_TIMEOUT
    for index, found in enumerate(sets):
        more = index < len(sets) - 1 or bool(end)
        if isinstance(found, ServerError):
            out += _error(found) + _done(error=True, more=more)
            continue
        columns = [list(column) for column in zip(*found.rows, strict=True)] or [[] for _ in found.names]
        types = [wire(of) for of in found.types or [_type_of(values) for values in columns]]
        out += b"\x81" + struct.pack("<H", len(found.names))
        for name, (info, _) in zip(found.names, types, strict=True):
            out += struct.pack("<IH", 0, 9) + info + _b_varchar(name)
        rows = [b"".join(_value(*of, value) for of, value in zip(types, row, strict=True)) for row in found.rows]
        out += b"".join(b"\xd1" + row for row in rows)
        out += _done(more=more, rows=len(rows) if counted else None)
    return out + (end + _done() if end else b"")


def _type_of(values: Sequence[Any]) -> str:
    value = next((value for value in values if value is not None), None)
    if isinstance(value, str):
        return "nvarchar(max)" if any(isinstance(one, str) and len(one) > 300 for one in values) else "nvarchar(4000)"
    return {bool: "bit", bytes: "varbinary(8000)", datetime: "datetime"}.get(type(value), "bigint")


def _value(info: bytes, made: Callable[[Any], bytes], value: Any) -> bytes:
    if value is None:
        return null(info)
    return made(value.isoformat() if isinstance(value, datetime) else value)


_HANDLE = b"\xac" + struct.pack("<H", 0) + b"\x00\x01" + struct.pack("<IH", 0, 0) + b"\x26\x04\x04\x01\x00\x00\x00"
"""What a text with parameters is known by from now on, as sp_prepexec says it."""


def _prepared(data: bytes) -> tuple[str, str, list[Any]] | None:
    """Text, declared types and values of sp_prepexec; None of other procedures, which drivers call by themselves."""
    (at,) = struct.unpack_from("<I", data)
    if data[at : at + 4] != b"\xff\xff\x0d\x00":
        return None
    at += 6
    values: list[Any] = []
    while at < len(data):
        at += 2 + 2 * data[at]  # name, status
        kind, at = data[at], at + 1
        if kind == 0x26:
            size = data[at + 1]
            values.append(int.from_bytes(data[at + 2 : at + 2 + size], "little", signed=True) if size else None)
            at += 2 + size
        elif kind == 0x63:
            (size,) = struct.unpack_from("<i", data, at + 9)
            values.append(data[at + 13 : at + 13 + size].decode("utf-16-le", "surrogatepass"))
            at += 13 + size
        else:
            assert kind == 0xE7, f"a parameter of type {kind:#x}"
            (most,) = struct.unpack_from("<H", data, at)
            raw, at = (_plp if most == 0xFFFF else _sized)(data, at + 7)
            values.append(None if raw is None else raw.decode("utf-16-le", "surrogatepass"))
    _, declared, text, *rest = values
    return text, declared, rest


def _sized(data: bytes, at: int) -> tuple[bytes | None, int]:
    (size,) = struct.unpack_from("<H", data, at)
    return (None, at + 2) if size == 0xFFFF else (data[at + 2 : at + 2 + size], at + 2 + size)


def _plp(data: bytes, at: int) -> tuple[bytes | None, int]:
    if data[at : at + 8] == b"\xff" * 8:
        return None, at + 8
    parts, at = b"", at + 8
    while size := struct.unpack_from("<I", data, at)[0]:
        parts += data[at + 4 : at + 4 + size]
        at += 4 + size
    return parts, at + 4
