"""A picture of tenants × tables: what is applied, what is pending, what failed."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from html import escape
from itertools import groupby

COLOURS = {"applied": "#3c9d5d", "pending": "#e8b530", "failed": "#d0433b", "none": "#dfe3e6"}
CELL, GAP, LEFT, TOP = 16, 2, 150, 118
MAX_TENANTS = 200


def heat_map(tenants: Mapping[str, Mapping[str, str]], tables: Sequence[str], left_out: int = 0) -> str:
    """An SVG of one row per tenant and one column per table. States are the keys of `COLOURS`, absent means `none`.

    Neighbours of one state share a rectangle, so that the picture stays small. `left_out` tenants are only counted.
    """
    width = LEFT + max(len(tables) * CELL + 90, len(COLOURS) * 90)
    height = TOP + len(tenants) * CELL + 40
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        ' font-family="sans-serif" font-size="11"><rect width="100%" height="100%" fill="#ffffff"/>'
    )
    parts = [head]
    for column, table in enumerate(tables):
        x = LEFT + column * CELL + CELL // 2 + 4
        parts.append(f'<text transform="translate({x},{TOP - 6}) rotate(-55)" fill="#333">{escape(_cut(table))}</text>')
    for row, (tenant, states) in enumerate(tenants.items()):
        y = TOP + row * CELL
        parts.append(f'<text x="{LEFT - 8}" y="{y + 11}" text-anchor="end" fill="#333">{escape(_cut(tenant))}</text>')
        column = 0
        for state, run in groupby(states.get(table, "none") for table in tables):
            length = len(list(run))
            parts.append(
                f'<rect x="{LEFT + column * CELL}" y="{y}" width="{length * CELL - GAP}" height="{CELL - GAP}"'
                f' fill="{COLOURS[state]}"/>'
            )
            column += length
    y = TOP + len(tenants) * CELL + 22
    for place, (state, colour) in enumerate(COLOURS.items()):
        x = LEFT + place * 90
        parts.append(f'<rect x="{x}" y="{y - 10}" width="12" height="12" fill="{colour}"/>')
        parts.append(f'<text x="{x + 17}" y="{y}" fill="#333">{"not there" if state == "none" else state}</text>')
    if left_out:
        parts.append(f'<text x="{LEFT - 8}" y="{y}" text-anchor="end" fill="#333">and {left_out} more</text>')
    return "".join([*parts, "</svg>"])


def as_markdown(svg: str, title: str) -> str:
    """The picture inside Markdown, as Dagster's UI shows it."""
    return f"![{title}](data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()})"


def _cut(name: str) -> str:
    return name if len(name) <= 22 else name[:21] + "…"
