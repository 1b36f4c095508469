"""A password shows nowhere: not in errors, output, JSON, logs, Dagster's events, or any file, whatever goes wrong."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import psycopg
import pytest
from click.testing import CliRunner
from dagster import serialize_value

from cdc_assets.cli.main import cdc
from cdc_assets.config.load import load_project
from cdc_assets.config.tenants import sink_target
from cdc_assets.errors import CdcError
from resources.postgres import connect, database
from tests.assets.world import PARTITIONS, World
from tests.security.project import write_project
from tests.security.servers import Plain, plain_server
from tests.support.postgres import EMBEDDED, binaries

SECRET = "Pa55-Wörd$'{x}%s"
COMMANDS = (
    ("doctor",), ("doctor", "--json"), ("generate",), ("plan", "--json"), ("apply", "--json"), ("status",),
    ("status", "--json"), ("offsets", "gaps", "--json"), ("offsets", "resume"), ("roles",), ("roles", "--apply"),
    ("down", "--table", "Actor"), ("source", "status"),
)  # fmt: skip
SERVER = {"host": "${SINK_HOST}", "port": "${SINK_PORT}", "user": "cdc", "password": "${SINK_PASSWORD}"}


@pytest.fixture(scope="module")
def server() -> Iterator[Plain]:
    """A server that wants a password on TCP."""
    hba = ("local all all trust", "host all all 127.0.0.1/32 scram-sha-256")
    with plain_server(binaries(EMBEDDED), {"listen_addresses": "127.0.0.1"}, hba) as made:
        with psycopg.connect(made.conninfo(), autocommit=True) as admin:
            literal = "'" + SECRET.replace("'", "''") + "'"
            admin.execute(f"CREATE ROLE cdc LOGIN PASSWORD {literal}".encode())
            admin.execute("GRANT CREATE ON DATABASE postgres TO cdc")
        yield made


@pytest.fixture
def project(tmp_path: Path, server: Plain, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in {"SINK_HOST": "127.0.0.1", "SINK_PORT": str(server.port), "SINK_PASSWORD": SECRET}.items():
        monkeypatch.setenv(name, value)
    return write_project(tmp_path / "project", None, None, servers={"default": SERVER}, roles={"loader": "nobody"})


def closed_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def told(error: BaseException | None) -> Iterator[str]:
    """Everything an exception and those behind it may print."""
    while error is not None:
        yield f"{error} {error!r} {error.args}"
        error = error.__cause__ or error.__context__


def forms(secret: str) -> list[str]:
    """The secret, and what is left of it where somebody quotes or escapes it."""
    return [secret, repr(secret)[1:-1], secret.replace("'", "''"), secret.replace("'", "\\'"), secret[:7]]


def assert_untold(texts: list[str], root: Path, secret: str = SECRET) -> None:
    for form in forms(secret):
        assert not [text for text in texts if form in text]
        for path in root.rglob("*"):
            if path.is_file():
                assert form.encode() not in path.read_bytes(), path


@pytest.mark.parametrize("what", ["right", "wrong", "refused"])
def test_no_command_tells_it(
    project: Path, what: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = SECRET if what != "wrong" else f"{SECRET[:7]}-other"
    monkeypatch.setenv("SINK_PASSWORD", secret)
    if what == "refused":
        monkeypatch.setenv("SINK_PORT", closed_port())
    said: list[str] = []
    codes: dict[str, Any] = {}
    for command in COMMANDS:
        done = CliRunner().invoke(cdc, ["--project", str(project), *command])
        said += [done.output, *told(done.exception)]
        codes[" ".join(command)] = done.exit_code if isinstance(done.exception, SystemExit | None) else done.exception
    unexpected = [error for error in codes.values() if isinstance(error, Exception) and not isinstance(error, CdcError)]
    assert unexpected == []
    assert ("cannot connect" in "".join(said)) == (what != "right")
    assert_untold([*said, caplog.text], project, secret)


@pytest.mark.parametrize("what", ["right", "wrong"])
def test_no_event_of_dagsters_tells_it(
    project: Path, what: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("CDC_PROJECT_DIR", str(project))
    secret = SECRET if what == "right" else f"{SECRET[:7]}-other"
    monkeypatch.setenv("SINK_PASSWORD", secret)
    (tmp_path / "home").mkdir()
    groups = project / "sink-groups.yaml"
    groups.write_text(groups.read_text().replace('"roles": {"loader": "nobody"}', '"roles": {}'))
    with dg.instance_for_test(temp_dir=str(tmp_path / "home")) as instance:
        instance.add_dynamic_partitions(PARTITIONS, ["avansas", "brobygger"])
        done = World(project, instance).seed()
        assert done.success == (what == "right")
        events = [serialize_value(entry) for entry in instance.all_logs(done.run_id)]
        assert len(events) > 10
        run = instance.get_run_by_id(done.run_id)
        assert run is not None
    assert_untold([*events, serialize_value(run), caplog.text], tmp_path, secret)


@pytest.mark.parametrize(
    "server",
    [
        {**SERVER, "port": "${SINK_PASSWORD}"},
        {**SERVER, "embedded": "${SINK_PASSWORD}"},
        {**SERVER, "sslmode": "${SINK_PASSWORD}", "password": None},
        {**SERVER, "options": {"connect_timeout": "${SINK_PASSWORD}"}, "password": None},
        {**SERVER, "options": {"sslmode": "require", "sslpassword": "${SINK_PASSWORD}"}, "password": None},
        {**SERVER, "options": {"password": "${SINK_PASSWORD}"}, "password": None},
        {**SERVER, "options": {"nonsense": "${SINK_PASSWORD}"}},
        {**SERVER, "options": "${SINK_PASSWORD}"},
        {**SERVER, "pasword": "${SINK_PASSWORD}"},
        {**SERVER, "password": ["${SINK_PASSWORD}"]},
        {**SERVER, "password": {"${SINK_PASSWORD}": 1}},
    ],
)
def test_a_password_in_the_wrong_place_is_not_told_either(tmp_path: Path, server: Any) -> None:
    root = write_project(tmp_path / "project", None, None, servers={"default": server})
    environ = {"SINK_HOST": "127.0.0.1", "SINK_PORT": closed_port(), "SINK_PASSWORD": SECRET}
    said: list[str] = []
    try:
        project = load_project(root, environ)
        said += [repr(project).replace(f"sslmode={SECRET!r}", ""), str(project.warnings)]
        target = sink_target(project, "sink_asma.directory", "dev")
        with database(target, root) as reachable, connect(reachable):
            pass
    except CdcError as error:
        said += list(told(error))
    assert_untold(said, root)


def test_doctor_names_a_file_of_secrets_that_others_may_read(tmp_path: Path) -> None:
    root = write_project(
        tmp_path / "project", None, None, servers={"default": {"host": "127.0.0.1", "port": closed_port()}}
    )
    (root / ".env").write_text("SINK_PASSWORD=x\n")
    for mode, said in ((0o644, ["readable by other users, but holds passwords"]), (0o600, [])):
        (root / ".env").chmod(mode)
        found = CliRunner().invoke(cdc, ["--project", str(root), "doctor", "--json"])
        whats = [one["what"] for one in json.loads(found.stdout) if one["subject"].endswith(".env")]
        assert whats == said
