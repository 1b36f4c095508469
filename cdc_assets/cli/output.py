"""What subcommands share in telling results: JSON for programs, tables on a terminal, plain lines elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import click
from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from cdc_assets.errors import Finding

LAST_COLUMN = 24
"""So wide a table's last column, which may wrap, has to be."""

Command = TypeVar("Command", bound=Callable[..., Any])


def json_option(command: Command) -> Command:
    """`--json`: the result as one JSON document on standard output."""
    return click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")(command)


def print_json(content: object) -> None:
    click.echo(json.dumps(content, ensure_ascii=False, indent=2, default=str))


def fields(one: object, *names: str) -> dict[str, object]:
    """Attributes as JSON's keys."""
    return {name: getattr(one, name) for name in names}


def commented(texts: Iterable[str]) -> str:
    """Statements that are shown and not meant to run."""
    return "\n".join(f"--   {line}" for text in texts for line in text.splitlines())


def print_table(columns: Sequence[str], rows: Sequence[Sequence[object]], title: str = "") -> None:
    """A table on a terminal, or where it is too wide for that a block of lines per row; where nobody looks (CI, a pipe)
    a line per row, cells apart by two blanks. Nothing is ever cut."""
    cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
    console = Console()
    if console.is_terminal:
        console.print(as_table(columns, cells, title, console.width), highlight=False)
        return
    if title:
        click.echo(f"{title}:")
    lines = [list(columns), *([cell.replace("\n", "; ") for cell in row] for row in cells)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(columns))]
    for line in lines:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def show_rows(columns: Sequence[str], rows: Sequence[Sequence[object]], as_json: bool, title: str = "") -> None:
    """Rows for a program, with the columns as keys, or for people."""
    if as_json:
        print_json([dict(zip(columns, row, strict=True)) for row in rows])
    else:
        print_table(columns, rows, title)


def print_rows(title: str, rows: Sequence[Mapping[str, object]], empty: str = "") -> None:
    """Rows that have the heads of columns as their keys; `empty` where there are none."""
    if rows:
        print_table(list(rows[0]), [list(row.values()) for row in rows], title)
    elif empty:
        click.echo(empty)


def as_table(columns: Sequence[str], rows: Sequence[Sequence[str]], title: str, width: int) -> RenderableType:
    """A table where all but its last column fit into `width`, else what each row says, a line per cell that says
    anything."""
    widest = [
        max(cell_len(line) for text in (head, *(row[place] for row in rows)) for line in (text or " ").split("\n"))
        for place, head in enumerate(columns)
    ]
    if sum(widest[:-1]) + min(widest[-1], LAST_COLUMN) + 3 * len(columns) + 1 <= width:
        table = Table(title=escape(title) or None, title_justify="left")
        for place, head in enumerate(columns):
            table.add_column(head, no_wrap=place < len(columns) - 1, overflow="fold")
        for row in rows:
            table.add_row(*map(escape, row))
        return table
    lines = [Text(title, style="bold")] if title else []
    for row in rows:
        lines.append(Text(row[0], style="bold"))
        indent = max(map(cell_len, columns[1:]), default=0) + 4
        for head, cell in zip(columns[1:], row[1:], strict=True):
            if cell not in {"", "0"}:
                shown = Text(f"\n{' ' * indent}").join(Text(cell).split("\n"))
                lines.append(Text(f"  {head}".ljust(indent)) + shown)
    return Group(*lines) if lines else Text("none")


def plural(count: int, noun: str, none: str = "0") -> str:
    """`1 tenant`, `2 tenants`, `0 tenants` (or `none` of them)."""
    return f"{count or none} {noun}{'' if count == 1 else 's'}"


def finding_fields(one: Finding) -> Mapping[str, str]:
    """A finding's parts, the empty ones left out."""
    parts = {"level": one.severity, "where": one.where, "key": one.subject, "what": one.what, "hint": one.hint}
    return {name: text for name, text in parts.items() if text}
