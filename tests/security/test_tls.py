"""TLS for real, with certificates made here: `verify-full`, client certificates, Kafka's, and what errors say."""

from __future__ import annotations

import contextlib
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr

from cdc_assets.config.model import Roles, SinkServer, SinkTarget
from cdc_assets.errors import CdcError
from resources.kafka import open_broker
from resources.postgres import connect, database
from tests.security.servers import own_folder, plain_server
from tests.support.postgres import DEBIAN, binaries

PASSWORD = "s3cret-never-shown"
HBA = (
    "local all all trust",
    "hostssl all by_password 127.0.0.1/32 scram-sha-256",
    "hostssl all by_certificate 127.0.0.1/32 cert",
)


def certificate(folder: Path, name: str, subject: str, authority: str | None, *more: str) -> None:
    """`<name>.crt` and `<name>.key`, signed by `authority` (None: by itself)."""
    signed = [] if authority is None else ["-CA", f"{folder}/{authority}.crt", "-CAkey", f"{folder}/{authority}.key"]
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += [
        "-days",
        "2",
        "-subj",
        f"/CN={subject}",
        "-keyout",
        f"{folder}/{name}.key",
        "-out",
        f"{folder}/{name}.crt",
    ]
    subprocess.run([*command, *signed, *more], check=True, capture_output=True)
    (folder / f"{name}.key").chmod(0o600)


@dataclass(frozen=True)
class Secured:
    """A server with TLS on `port`; `root` is the project's folder, with its certificates in `tls/`."""

    root: Path
    port: int

    def target(self, **server: object) -> SinkTarget:
        found = {
            "host": "localhost",
            "port": self.port,
            "sslmode": "verify-full",
            "sslrootcert": "tls/ca.crt",
            **server,
        }
        return SinkTarget("sink_asma.directory", "prod", "prod", SinkServer(**found), "postgres", (), Roles())

    def answer(self, query: str, **server: object) -> tuple[object, ...] | None:
        with database(self.target(**server), self.root) as reachable, connect(reachable) as connection:
            return connection.execute(query.encode()).fetchone()

    def refusal(self, **server: object) -> str:
        with pytest.raises(CdcError) as caught:
            self.answer("SELECT 1", **server)
        assert PASSWORD not in str(caught.value)
        return str(caught.value)


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    if shutil.which("openssl") is None:
        pytest.skip("needs Debian's package openssl (tests/setup installs it as root)")
    root = tmp_path_factory.mktemp("project")
    tls = root / "tls"
    tls.mkdir()
    certificate(tls, "ca", "the authority", None)
    certificate(tls, "other", "another authority", None)
    certificate(tls, "server", "localhost", "ca", "-addext", "subjectAltName=DNS:localhost")
    certificate(tls, "client", "by_certificate", "ca")
    with own_folder() as (folder, identity):
        for name in ("ca.crt", "server.crt", "server.key"):
            (folder / name).write_bytes((tls / name).read_bytes())
            (folder / name).chmod(0o600)
            identity.own(folder / name)
        settings = {
            "listen_addresses": "localhost",
            "ssl": "on",
            "ssl_cert_file": str(folder / "server.crt"),
            "ssl_key_file": str(folder / "server.key"),
            "ssl_ca_file": str(folder / "ca.crt"),
        }
        with plain_server(binaries(DEBIAN), settings, HBA) as server:
            with psycopg.connect(server.conninfo(), autocommit=True) as admin:
                admin.execute(f"CREATE ROLE by_password LOGIN PASSWORD '{PASSWORD}'")
                admin.execute("CREATE ROLE by_certificate LOGIN")
            yield Secured(root, server.port)


IN_TLS = "SELECT ssl, current_user::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()"


def test_verify_full_with_a_certificate_beside_the_project(secured: Secured) -> None:
    said = secured.answer(IN_TLS, user="by_password", password=SecretStr(PASSWORD))
    assert said == (True, "by_password")


def test_a_client_certificate_in_place_of_a_password(secured: Secured) -> None:
    said = secured.answer(IN_TLS, user="by_certificate", sslcert="tls/client.crt", sslkey="tls/client.key")
    assert said == (True, "by_certificate")


@pytest.mark.parametrize(
    ("server", "piece"),
    [
        ({"sslrootcert": "tls/other.crt"}, "not signed by what `sslrootcert` names"),
        ({"sslrootcert": "tls/nowhere.crt"}, "check `sslrootcert`"),
        ({"host": "127.0.0.1"}, "for another name than `host`"),
        ({"sslmode": "disable", "sslrootcert": None}, "wants `sslmode: require`"),
        ({"user": "by_certificate", "password": None}, "set `sslcert` and `sslkey`"),
        ({"sslcert": "tls/client.crt", "sslkey": "tls/nowhere.key"}, "check `sslkey`"),
        ({"password": SecretStr(PASSWORD + "!")}, "check user and password"),
    ],
)
def test_what_does_not_fit_is_said_without_a_secret(secured: Secured, server: dict[str, object], piece: str) -> None:
    assert piece in secured.refusal(**{"user": "by_password", "password": SecretStr(PASSWORD), **server})


@contextlib.contextmanager
def tls_listener(tls: Path) -> Iterator[tuple[int, list[str]]]:
    """Something that speaks TLS and no Kafka; yields its port and how each handshake went."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tls / "server.crt", tls / "server.key")
    went: list[str] = []

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                accepted, _ = listening.accept()
                try:
                    with context.wrap_socket(accepted, server_side=True) as secured:
                        went.append("shaken hands")
                        secured.recv(1)
                except OSError:
                    went.append("refused")

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1], went


@pytest.mark.parametrize(("authority", "shaken"), [("ca", True), ("other", False)])
def test_a_kafka_broker_must_prove_who_it_is(secured: Secured, authority: str, shaken: bool) -> None:
    tls = secured.root / "tls"
    with tls_listener(tls) as (port, went):
        settings = {
            "BOOTSTRAP_SERVERS": f"localhost:{port}",
            "SECURITY_PROTOCOL": "SSL",
            "SSL_CA_LOCATION": str(tls / f"{authority}.crt"),
        }
        broker = open_broker({f"CDC_KAFKA_{name}": value for name, value in settings.items()}, timeout=1)
        assert broker is not None
        for _ in range(60):  # a second is soon over on a busy machine
            with pytest.raises(CdcError) as caught:
                broker.topics(["t"])
            said = "check CDC_KAFKA_SECURITY_PROTOCOL and CDC_KAFKA_SSL_CA_LOCATION" in str(caught.value)
            if went and said == (not shaken):
                break
    assert ("shaken hands" in went) == shaken
    assert said == (not shaken)
