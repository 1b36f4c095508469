"""`cdc psql`: a person's way into the embedded PostgreSQL."""

from __future__ import annotations

import subprocess
import sys

import click

from cdc_assets.cli.project import say_project
from resources.embedded_postgres import running
from resources.postgres import embedded_folder


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("database", default="postgres")
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def psql(database: str, options: tuple[str, ...]) -> None:
    """Open psql on a DATABASE of the embedded server, e.g. `cdc psql directory_dev`."""
    with running(embedded_folder(say_project())) as server:
        command = [str(server.binaries / "psql"), "--no-psqlrc", server.conninfo(database), *options]
        sys.exit(subprocess.call(command))
