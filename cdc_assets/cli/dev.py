"""`cdc dev`: the Dagster UI and daemon on the project, with an embedded PostgreSQL where none is configured."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import click

from cdc_assets.cli.dagster_home import dagster_environment
from cdc_assets.errors import CdcError, Problem
from resources.project import CHECKOUT, IS_CHECKOUT, project_dir

WORKSPACE = CHECKOUT / ("workspace.yaml" if IS_CHECKOUT else "dagster_home/workspace.yaml")
"""Names the code location as a deployment does: sensors are known by it."""
_NO_OTHER_COMMAND = "ignore:Function `dev_command` is superseded"
"""`dg dev` does the same, but with 32 packages more."""


@click.command()
@click.option(
    "--port",
    default=3000,
    show_default=True,
    type=click.IntRange(1, 65535),
    help="Port of the web server on 127.0.0.1.",
)
def dev(port: int) -> None:
    """Start the Dagster UI and daemon (Ctrl-C ends both, and so does SIGTERM)."""
    _refuse_taken(port)
    with dagster_environment(project_dir()):
        options = ["--port", str(port), "--host", "127.0.0.1"]
        # A child, not exec: this process holds the embedded server's lock and gives it back at the end.
        dagster = Path(sys.executable).with_name("dagster")
        environ = {**os.environ, "PYTHONWARNINGS": _NO_OTHER_COMMAND}
        process = subprocess.Popen([dagster, "dev", "--workspace", WORKSPACE, *options], env=environ)
        for ending in (signal.SIGTERM, signal.SIGHUP):  # it knows Ctrl-C alone: its children would go on without us
            signal.signal(ending, lambda *_: process.send_signal(signal.SIGINT))
        while process.poll() is None:
            try:
                process.wait()
            except KeyboardInterrupt:
                click.echo("stopping …")  # the terminal sent it the same signal
        sys.exit(max(process.returncode, 0))


def _refuse_taken(port: int) -> None:
    """The web server would say so in one line of many, and the daemon run without it. Raises CdcError."""
    with socket.socket() as place:
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            place.bind(("127.0.0.1", port))
        except OSError as error:
            what = f"the web server cannot listen there: {error.strerror}"
            raise CdcError(Problem(f"127.0.0.1:{port}", what, hint="--port takes another")) from None
