"""Who gets messages in tests: a web server and an SMTP server that keep what they are sent."""

from __future__ import annotations

import email
import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Web:
    """What was posted to `address`; `status` is what it answers."""

    address: str = ""
    posted: list[dict[str, Any]] = field(default_factory=list)
    status: int = 204

    def subjects(self) -> list[str]:
        """The first lines of what was posted."""
        return [str(one["text"]).split("\n")[0] for one in self.posted]


@dataclass
class Mailbox:
    """The mails that the server on `port` took; `refuses` all of them while it is set."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    refuses: bool = False

    def subjects(self) -> list[str]:
        return [str(one["Subject"]).strip() for one in self.mails]


@contextmanager
def web_server() -> Iterator[Web]:
    """A web server on loopback."""
    web = Web()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if web.status < 300:
                web.posted.append(body)
            self.send_response(web.status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with serving(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
        web.address = f"http://127.0.0.1:{port}/hemmelig"
        yield web


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """An SMTP server on loopback, without TLS and login."""
    box = Mailbox()

    class Handler(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
            self.say("220 test")
            for raw in self.rfile:
                word = raw.decode().strip().split(" ")[0].upper()
                if word == "DATA":
                    self.say("354 go on")
                    lines = []
                    for line in self.rfile:
                        if line == b".\r\n":
                            break
                        lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
                    box.mails.append(email.message_from_bytes(b"".join(lines), policy=default))  # type: ignore[arg-type]
                elif word == "QUIT":
                    self.say("221 bye")
                    return
                elif word == "MAIL" and box.refuses:
                    self.say("451 not now: hemmelig")
                    continue
                self.say("250 ok")

    with serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)) as port:
        box.port = port
        yield box


@contextmanager
def dripping_server() -> Iterator[int]:
    """A server that takes what it is sent and answers, for ever, with one byte after the other: HTTP's, or SMTP's."""
    ended = threading.Event()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            while not ended.wait(0.05):
                try:
                    self.request.sendall(b"2")
                except OSError:
                    return

    with serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)) as port:
        try:
            yield port
        finally:
            ended.set()


@contextmanager
def serving(server: socketserver.TCPServer) -> Iterator[int]:
    """The server runs in a thread; yields its port."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
