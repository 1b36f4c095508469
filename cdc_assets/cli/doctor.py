"""`cdc doctor`: whether everything is there, and what to do where it is not."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import click

from cdc_assets.cli.output import fields, json_option, plural, print_json
from cdc_assets.cli.selection import open_project
from cdc_assets.doctor import examine, programs
from cdc_assets.errors import CdcError, Finding, Problem

_COLOURS = {"ok": "green", "warning": "yellow", "error": "red", "not looked at": "cyan"}


@click.command()
@json_option
def doctor(as_json: bool) -> None:
    """Check programs, configuration, source, files, sinks, brokers and workers, and say what to do.

    Connects to everything that the environment (CDC_ENV) uses; changes nothing but an embedded server that it starts.

    Exit codes: 0 no error, whatever the warnings say; 1 an error; 2 the configuration cannot be read.
    """
    unreadable: CdcError | None = None
    checks: Iterable[Finding]
    try:
        checks = examine(*open_project(offline=True))
    except CdcError as error:
        unreadable = error
        checks = [*programs(), *map(_finding, error.problems)]
    found: list[Finding] = []
    for one in checks:
        found.append(one)
        if not as_json:
            level = click.style(f"{one.severity:8}", fg=_COLOURS[one.severity])
            click.echo(f"{level} {one.subject}: {one.what}" + (f" ({one.hint})" if one.hint else ""))
    errors = sum(one.severity == "error" for one in found)
    if as_json:
        print_json([{"level": one.severity, **fields(one, "subject", "what", "hint")} for one in found])
    else:
        warnings = sum(one.severity == "warning" for one in found)
        summary = f"{plural(errors, 'error', 'no')}, {plural(warnings, 'warning', 'no')}"
        click.echo(f"{plural(len(found), 'check')}: {summary}")
    if unreadable is not None:
        sys.exit(unreadable.exit_code)
    if errors:
        sys.exit(1)


def _finding(problem: Problem) -> Finding:
    """A mistake in a file, as a check that failed."""
    what = f"{problem.key}: {problem.what}" if problem.key else problem.what
    return Finding("error", problem.where, what, problem.hint)
