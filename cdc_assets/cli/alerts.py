"""`cdc alerts`: what stands and who was told of it; a message of trial to every channel."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime

import click

from cdc_assets.alerts.model import Alert, Message, standing
from cdc_assets.alerts.send import send
from cdc_assets.alerts.store import opened, store_of
from cdc_assets.alerts.tell import channels, unset
from cdc_assets.cli.dagster_home import dagster_environment
from cdc_assets.cli.output import json_option, print_json, print_rows
from cdc_assets.cli.selection import open_project
from cdc_assets.config.findings import unknown
from cdc_assets.errors import CdcError, Finding, Problem, refuse


@click.group()
def alerts() -> None:
    """What people are told of, and the channels of `alerts.yaml`."""


@alerts.command("list")
@json_option
def list_alerts(as_json: bool) -> None:
    """What stands at present, since when, and which channels know it; then channels that take no messages.

    Exit codes: 0 nothing stands, 1 something does, 2 error.
    """
    project, environ = open_project()
    names = channels(project, environ)
    with (
        dagster_environment(project.root),
        opened(os.environ["CDC_DAGSTER_URL"], store_of(project), to_tell=False) as store,
    ):
        assert store is not None  # noqa: S101 - only who tells may be refused
        found = standing(store.alerts())
        states = {name: store.channel(name) for name in names}
    rows = [
        {
            "severity": one.finding.severity,
            "since": f"{one.since:%Y-%m-%d %H:%M}",
            "what": one.finding.subject,
            "where": one.finding.where if one.finding.where == one.place else f"{one.finding.where} ({one.place})",
            "says": one.finding.what,
            "told to": ", ".join(name for name, state in states.items() if one.key in state.told) or "nobody",
        }
        for one in found
    ]
    failing = {name: state.error for name, state in states.items() if state.tries}
    if as_json:
        print_json({"alerts": rows, "failing_channels": failing})
    else:
        print_rows("", rows, "nothing stands")
        for name, error in failing.items():
            click.echo(f"{name} does not accept messages: {error}")
        if not names:
            click.echo("nobody is notified: `alerts.yaml` has no channels")
    if rows or failing:
        sys.exit(1)


@alerts.command()
@click.argument("names", nargs=-1, metavar="[CHANNEL]...")
@json_option
def test(names: tuple[str, ...], as_json: bool) -> None:
    """Send a message of trial to each CHANNEL (default: all), and say whether it arrived.

    Exit codes: 0 all took it, 2 one did not, or there is none.
    """
    project, environ = open_project()
    there = channels(project, environ)
    if not there:
        raise CdcError(Problem("alerts.yaml", "there is no channel", hint="docs/how-to/alerts.md shows how to add one"))
    refuse(unknown("alerts.yaml", "no channel `{}`", names, there, guess="valid"))
    now = datetime.now(UTC)
    finding = Finding("warning", "trial", "test message: nothing is wrong", "nothing", "cdc alerts test")
    message = Message("begins", (Alert("trial", finding, "cdc alerts test", now, now),))
    outcomes = {}
    for name in names or there:
        missing = unset(project, name)
        problem = f"{', '.join(missing)} is not set" if missing else send(there[name], message, project.env)
        outcomes[name] = problem
        if not as_json:
            click.echo(f"{name}: {'took it' if problem is None else problem}")
    if as_json:
        print_json({name: problem or "took it" for name, problem in outcomes.items()})
    if any(outcomes.values()):
        sys.exit(2)
