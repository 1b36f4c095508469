"""`cdc doctor`: whether everything is there, and what to do where it is not."""

from __future__ import annotations

import sys

import click

from cdc_assets.cli.output import json_option, plural, print_json
from cdc_assets.cli.selection import open_project
from cdc_assets.doctor import examine, programs
from cdc_assets.errors import CdcError, Finding

_COLOURS = {"ok": "green", "warning": "yellow", "error": "red", "not looked at": "cyan"}


@click.command()
@json_option
def doctor(as_json: bool) -> None:
    """Check programs, configuration, source, files, sinks, brokers and workers, and say what to do.

    Connects to everything that the environment (CDC_ENV) uses; changes nothing but an embedded server that it starts.

    Exit codes: 0 all is there, 1 something must be done, 2 the configuration cannot be read.
    """
    found: list[Finding] = []
    unreadable: CdcError | None = None
    try:
        project, environ = open_project(offline=True)
    except CdcError as error:
        unreadable = error
        found += programs()
        found += [Finding("error", problem.where, problem.what, problem.hint) for problem in error.problems]
        _show(found, as_json)
    else:
        for one in examine(project, environ):
            found.append(one)
            if not as_json:
                _show([one], as_json)
    if as_json and unreadable is None:
        _show(found, as_json)
    errors = sum(one.severity == "error" for one in found)
    if not as_json:
        warnings = sum(one.severity == "warning" for one in found)
        summary = f"{plural(errors, 'error', 'no')}, {plural(warnings, 'warning', 'no')}"
        click.echo(f"{plural(len(found), 'check')}: {summary}")
    if unreadable is not None:
        sys.exit(unreadable.exit_code)
    if errors:
        sys.exit(1)


def _show(found: list[Finding], as_json: bool) -> None:
    if as_json:
        print_json(
            [{"level": one.severity, "subject": one.subject, "what": one.what, "hint": one.hint} for one in found]
        )
        return
    for one in found:
        level = click.style(f"{one.severity:8}", fg=_COLOURS[one.severity])
        click.echo(f"{level} {one.subject}: {one.what}" + (f" ({one.hint})" if one.hint else ""))
