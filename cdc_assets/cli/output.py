"""What subcommands share in telling results: JSON for programs, tables on a terminal, plain lines elsewhere.

What belongs here: the `--json` option, how tables and problems are written. What does not: what is told.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cdc_assets.errors import Problem

Command = TypeVar("Command", bound=Callable[..., Any])


def json_option(command: Command) -> Command:
    """`--json`: the result as one JSON document on standard output."""
    return click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")(command)


def print_json(content: object) -> None:
    """`content` on standard output, indented."""
    click.echo(json.dumps(content, ensure_ascii=False, indent=2, default=str))


def print_table(columns: Sequence[str], rows: Sequence[Sequence[object]], title: str = "") -> None:
    """A table on a terminal; where nobody looks (CI, a pipe) a line per row, cells apart by two blanks, never cut."""
    cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
    console = Console()
    if console.is_terminal:
        table = Table(*columns, title=escape(title) or None, title_justify="left")
        for row in cells:
            table.add_row(*map(escape, row))
        console.print(table)
        return
    if title:
        click.echo(f"{title}:")
    lines = [list(columns), *([cell.replace("\n", "; ") for cell in row] for row in cells)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(columns))]
    for line in lines:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def problem_fields(problem: Problem) -> Mapping[str, str]:
    """A problem's parts, the empty ones left out."""
    parts = {"where": problem.where, "key": problem.key, "what": problem.what, "hint": problem.hint}
    return {name: text for name, text in parts.items() if text}
