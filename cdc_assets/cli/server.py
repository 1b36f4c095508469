"""`cdc psql`: a person's way into the embedded PostgreSQL."""

from __future__ import annotations

import subprocess
import sys

import click

from resources.embedded_postgres import running
from resources.postgres import embedded_folder
from resources.project import project_dir


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("database", default="postgres")
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def psql(database: str, options: tuple[str, ...]) -> None:
    """Open psql on a DATABASE of the embedded server, e.g. `cdc psql directory_dev`."""
    with running(embedded_folder(project_dir())) as server:
        command = [str(server.binaries / "psql"), "--no-psqlrc", server.conninfo(database), *options]
        sys.exit(subprocess.call(command))
