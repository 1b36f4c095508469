"""`cdc dev`: the Dagster UI and daemon on the project; `cdc psql`: a person's way into its embedded PostgreSQL."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import click
import yaml

from cdc_assets.cli.dagster_home import dagster_environment
from cdc_assets.cli.selection import chosen_databases, say_project
from cdc_assets.errors import CdcError, Problem
from resources.embedded_postgres import running
from resources.postgres import embedded_folder
from resources.project import CHECKOUT, open_project

LOCATION = "cdc_assets"
LOOK_SECONDS = 0.2
END_SECONDS = 7.0
"""For an orderly end; who takes longer is killed."""
LOAD_SECONDS = 120.0
"""Until the code server listens; the others start after that in any case, and show what is wrong with it."""

# It leads the process group of all that is started, and ends with this process, however that ends: then the pipe is
# closed, and it kills the group: servers, their children, runs.
_KEEPER = "import os, signal, sys; sys.stdin.read(); os.killpg(0, signal.SIGKILL)"

Servers = dict[str, subprocess.Popen[bytes]]


@click.command()
@click.option(
    "--port",
    default=3000,
    show_default=True,
    type=click.IntRange(1, 65535),
    help="Port of the web server on 127.0.0.1.",
)
def dev(port: int) -> None:
    """Start the Dagster UI and daemon (Ctrl-C ends both, and so does SIGTERM).

    Where one of their processes dies, all end.

    Exit codes: 0 ended by a signal; 2 error, or one of them died.
    """
    _refuse_taken(port)
    asked: list[int] = []
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # SIGINT too: a shell's background job ignores it
        signal.signal(ending, lambda number, _: asked.append(number))
    with (
        dagster_environment(say_project()),
        tempfile.TemporaryDirectory(prefix="cdc-dev-") as folder,
        _group() as group,
    ):
        commands = _commands(Path(folder), port)
        servers: Servers = {}
        for name, command in commands.items():
            if asked:
                break
            servers[name] = subprocess.Popen(command, cwd=CHECKOUT, stdin=subprocess.DEVNULL, process_group=group)
            if name == "code server":
                _wait_for(Path(folder) / "code", servers, asked)
        died = _watch(servers, asked)
        click.echo(f"{died}; stopping …" if died else "stopping …", err=True)
        _end(servers)
    if died:
        raise CdcError(Problem("cdc dev", f"{died}: everything was ended", hint="start it again"))


def _commands(folder: Path, port: int) -> Mapping[str, list[str]]:
    """Dagster's processes by name; the last two find the code server through its socket in `folder`."""
    address, workspace = folder / "code", folder / "workspace.yaml"
    server = {"grpc_server": {"host": "localhost", "socket": str(address), "location_name": LOCATION}}
    workspace.write_text(yaml.safe_dump({"load_from": [server]}))
    run = [sys.executable, "-m"]
    return {
        "code server": [
            *run, "dagster", "code-server", "start", "--socket", str(address),
            "--module-name", "cdc_assets.definitions", "--location-name", LOCATION,
        ],
        "daemon": [*run, "dagster._daemon", "run", "--workspace", str(workspace)],
        "web server": [
            *run, "dagster_webserver", "--workspace", str(workspace), "--host", "127.0.0.1", "--port", str(port),
        ],
    }  # fmt: skip


@contextlib.contextmanager
def _group() -> Iterator[int]:
    """A process group whose every process is gone when the context, or this process, has ended."""
    keeper = subprocess.Popen([sys.executable, "-c", _KEEPER], stdin=subprocess.PIPE, process_group=0)
    try:
        yield keeper.pid
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(keeper.pid, signal.SIGKILL)
        keeper.kill()
        keeper.wait()


def _wait_for(address: Path, servers: Servers, asked: list[int]) -> None:
    """Until the code server listens, one of `servers` died, or somebody asked for the end."""
    until = time.monotonic() + LOAD_SECONDS
    while not asked and time.monotonic() < until and all(one.poll() is None for one in servers.values()):
        with socket.socket(socket.AF_UNIX) as probe, contextlib.suppress(OSError):
            probe.connect(str(address))
            return
        time.sleep(LOOK_SECONDS)


def _watch(servers: Servers, asked: list[int]) -> str:
    """Until somebody asks for the end; says what died where one of `servers` does."""
    had_workers = False
    while not asked:
        for name, server in servers.items():
            code = server.poll()
            if code is not None:
                how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with {code}"
                return f"the {name} {how}"
        # The code server loads the project in a child, which it does not start again.
        loaded = _has_children(servers["code server"].pid)
        if had_workers and not loaded:
            return "the process that loads the code died"
        had_workers = loaded
        time.sleep(LOOK_SECONDS)
    return ""


def _has_children(pid: int) -> bool:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    with contextlib.suppress(OSError):
        return any(task.read_text().split() for task in tasks)
    return False


def _end(servers: Servers) -> None:
    """Ask each to end, the code server last: it ends the runs. Who does not end in time is left to the group."""
    until = time.monotonic() + END_SECONDS
    for server in reversed(servers.values()):
        server.send_signal(signal.SIGINT)
    for server in servers.values():
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(max(0.1, until - time.monotonic()))


def _refuse_taken(port: int) -> None:
    """The web server would say so in one line of many, and the daemon run without it. Raises CdcError."""
    with socket.socket() as place:
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            place.bind(("127.0.0.1", port))
        except OSError as error:
            what = f"the web server cannot listen there: {error.strerror}"
            raise CdcError(Problem(f"127.0.0.1:{port}", what, hint="--port takes another")) from None


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("database", default="postgres")
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def psql(database: str, options: tuple[str, ...]) -> None:
    """Open psql on a DATABASE of the embedded server, e.g. `cdc psql directory_dev`."""
    root = say_project()
    elsewhere = _elsewhere(database)
    if elsewhere:
        what = f"`{database}` is on server `{elsewhere}`, and not on the embedded one"
        raise CdcError(Problem("psql", what, hint="open psql itself with the host, port and user of that server entry"))
    with running(embedded_folder(root)) as server:
        command = [str(server.binaries / "psql"), "--no-psqlrc", server.conninfo(database), *options]
        signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is psql's: it cancels a query
        sys.exit(subprocess.call(command))


def _elsewhere(database: str) -> str:
    """The server entry that alone has a sink's database of that name, if it is no embedded one."""
    with contextlib.suppress(CdcError):  # whoever looks into a database need not have a sound configuration
        targets = [target for _, target in chosen_databases(open_project(offline=True)[0], (), ())]
        servers = {target.server.embedded: target.server_name for target in targets if target.database == database}
        return "" if True in servers else servers.get(False, "")
    return ""
