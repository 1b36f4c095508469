"""`cdc metrics`: numbers for Prometheus."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path

import click

from cdc_assets.cli.output import json_option, plural, print_json
from cdc_assets.cli.selection import open_project
from cdc_assets.errors import CdcError, Problem


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; loopback by default.")
@click.option("--port", default=9464, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--once", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write FILE and end.")
@click.option(
    "--by",
    type=click.Choice(["database", "tenant", "table", "partition"]),
    default="tenant",
    show_default=True,
    help="Labels of the time series: finer labels make more of them.",
)
@json_option
def metrics(host: str, port: int, once: Path | None, by: str, as_json: bool) -> None:
    """Serve numbers for Prometheus at http://HOST:PORT/metrics, or write them once for node_exporter's textfiles.

    With --json they are printed once, as name, labels and value.

    Each scrape asks each of the sinks' databases once. The numbers are about tables and tenants, never about rows.

    Exit codes: 0 written, or interrupted; 2 error.
    """
    from prometheus_client import start_http_server, write_to_textfile

    from cdc_assets.metrics.exporter import asked_databases, registry

    project, _ = open_project()
    made = registry(project, by, once=as_json or once is not None)  # type: ignore[arg-type]  # click chose one of them
    if once is not None:
        try:
            write_to_textfile(str(once), made)
        except OSError as error:  # which names the file that it would have renamed
            raise CdcError(Problem(str(once), error.strerror or "cannot be written")) from None
        return
    if as_json:
        samples = [sample for family in made.collect() for sample in family.samples]
        print_json([{"name": one.name, "labels": one.labels, "value": one.value} for one in samples])
        return
    try:
        start_http_server(port, host, made)
    except OSError as error:
        raise CdcError(Problem(f"{host}:{port}", f"cannot listen: {error.strerror}", hint="--port, --host")) from None
    with contextlib.suppress(KeyboardInterrupt):
        click.echo(f"http://{host}:{port}/metrics: {plural(len(asked_databases(project)), 'database')}", err=True)
        threading.Event().wait()
