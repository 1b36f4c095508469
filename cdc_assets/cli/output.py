"""What subcommands share in telling results: JSON for programs, lines for people.

What belongs here: the `--json` option, and how problems are written. What does not: what is told.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from cdc_assets.errors import Problem

Command = TypeVar("Command", bound=Callable[..., Any])


def json_option(command: Command) -> Command:
    """`--json`: the result as one JSON document on standard output."""
    return click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")(command)


def print_json(content: object) -> None:
    """`content` on standard output, indented."""
    click.echo(json.dumps(content, ensure_ascii=False, indent=2, default=str))


def problem_fields(problem: Problem) -> Mapping[str, str]:
    """A problem's parts, the empty ones left out."""
    parts = {"where": problem.where, "key": problem.key, "what": problem.what, "hint": problem.hint}
    return {name: text for name, text in parts.items() if text}
