"""Coverage map and lag plot as SVG text: no library, no fonts, the same bytes for the same data."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape

import psycopg

from cdc_assets.offsets.model import KINDS, PartitionState, Sweep
from cdc_assets.offsets.ranges import Ranges, normalise

WIDTH, LABEL, ROW, BAR, MARGIN = 1000, 300, 18, 12, 10
_PLOT = WIDTH - LABEL - 10 * MARGIN
ROWS = 400
"""Partitions on a map, the worst first: a picture with more is read by nobody."""

LABEL_LENGTH = 38
SLICES = 200
"""Points of a lag plot."""

COLOURS = {
    "merged": "#4c9f70",
    "in flight": "#4f86c6",
    "benign": "#c3d5c8",
    "skipped": "#9fb8a6",
    "recoverable": "#f0a202",
    "unknown": "#9d8ec7",
    "lost": "#d62839",
    "behind": "#e8e8e8",
}
_LAYERS = ("behind", "merged", "benign", "skipped", "in flight", "unknown", "recoverable", "lost")
"""Later ones are drawn over earlier ones: a single lost offset stays visible among millions."""


@dataclass(frozen=True, slots=True)
class LagPoint:
    """How old the newest event of a batch was when it was merged, over a slice of time: the worst and the median."""

    at: datetime
    worst: float
    median: float


_LAG = """
SELECT b.schema_name, b.at, max(b.lag), percentile_cont(0.5) WITHIN GROUP (ORDER BY b.lag) FROM (
    SELECT l.schema_name, date_bin(make_interval(secs => %(slice)s), l.finished_at, 'epoch') AS at,
        greatest(0, extract(epoch FROM l.finished_at) - l.source_ts_max / 1000.0)::float AS lag
    FROM cdc_management.cdc_processing_log AS l
    WHERE l.finished_at > now() - make_interval(secs => %(seconds)s) AND l.schema_name = ANY(%(schemas)s)
        AND l.source_ts_max IS NOT NULL
) AS b
GROUP BY b.schema_name, b.at ORDER BY b.schema_name, b.at
"""


def read_lags(
    connection: psycopg.Connection[Any], schemas: Collection[str], hours: float
) -> dict[str, tuple[LagPoint, ...]]:
    """The last hours of each schema's merges, in at most `SLICES` slices. Reads that part of the log alone."""
    seconds = hours * 3600
    wanted = {"slice": max(1, math.ceil(seconds / SLICES)), "seconds": seconds, "schemas": list(schemas)}
    found: dict[str, list[LagPoint]] = {schema: [] for schema in schemas}
    for schema, *point in connection.execute(_LAG, wanted).fetchall():
        found[schema].append(LagPoint(*point))
    return {schema: tuple(points) for schema, points in found.items()}


def coverage_map(sweep: Sweep, title: str, limit: int = ROWS) -> str:
    """Partitions × offsets: what is merged, staged, benign, skipped, recoverable, unknown, lost, still to come.

    At most `limit` partitions, the worst first.
    """
    ordered = sorted(sweep.partitions, key=_badness)
    shown = ordered[:limit]
    rows: list[str] = []
    for number, state in enumerate(shown):
        rows += _map_row(state, 2 * MARGIN + 40 + number * ROW)
    height = 3 * MARGIN + 40 + len(shown) * ROW
    cut = f" (the first {limit} of {len(ordered)} partitions)" if len(ordered) > limit else ""
    cut = cut if ordered else ": nothing was merged yet, and no topic was seen"
    return _svg(height, f"{title}{cut}", [*_legend(), *rows])


_MARKS = (
    (0, "0"), (1, "1 s"), (10, "10 s"), (60, "1 min"), (600, "10 min"), (3600, "1 h"), (36_000, "10 h"),
    (86_400, "1 d"), (864_000, "10 d"), (8_640_000, "100 d"), (86_400_000, "1000 d"),
)  # fmt: skip


def lag_plot(points: Sequence[LagPoint], title: str, hours: float | None = None) -> str:
    """Seconds from an event's commit at the source to its merge, over time; logarithmic.

    The axis is the last `hours` until now, without them as long as there are points.
    """
    height, bottom, top = 260, 220, 50
    if not points:
        return _svg(height, f"{title}: nothing was merged in this time", [])
    begin, end = points[0].at, points[-1].at
    if hours is not None:
        end = max(end, datetime.now(end.tzinfo))
        begin = min(begin, end - timedelta(hours=hours))
    first, last = begin.timestamp(), end.timestamp()
    ceiling = max(1.0, math.log10(max(point.worst for point in points) + 1))

    def x(point: LagPoint) -> float:
        return LABEL / 4 + (point.at.timestamp() - first) / max(1.0, last - first) * (WIDTH - LABEL / 4 - 2 * MARGIN)

    def y(seconds: float) -> float:
        return bottom - math.log10(seconds + 1) / ceiling * (bottom - top)

    parts = []
    for mark, name in _MARKS:
        at = y(mark)
        if at >= top - 1:
            parts.append(
                f'<line x1="{LABEL / 4:.1f}" x2="{WIDTH - MARGIN}" y1="{at:.1f}" y2="{at:.1f}" stroke="#ddd"/>'
            )
            parts.append(_text(MARGIN, at + 4, name))
    for name, colour in (("worst", COLOURS["lost"]), ("median", COLOURS["in flight"])):
        line = " ".join(f"{x(point):.1f},{y(getattr(point, name)):.1f}" for point in points)
        dots = "".join(
            f'<circle cx="{x(p):.1f}" cy="{y(getattr(p, name)):.1f}" r="1.5" fill="{colour}"/>' for p in points
        )
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="1.5"/>{dots}')
        parts.append(_text(WIDTH - 160 + (name == "median") * 80, 20, name, fill=colour))
    parts.append(_text(LABEL / 4, bottom + 20, f"{begin:%Y-%m-%d %H:%M} UTC"))
    parts.append(_text(WIDTH - MARGIN, bottom + 20, f"{end:%Y-%m-%d %H:%M} UTC", anchor="end"))
    return _svg(height, title, parts)


def _badness(state: PartitionState) -> tuple[int, int, int, str, str]:
    return (
        -state.count("lost"),
        -state.count("recoverable"),
        -state.count("unknown"),
        state.stream.table,
        str(state.position),
    )


def _map_row(state: PartitionState, y: float) -> Iterator[str]:
    marks = state.watermarks
    ranges: dict[str, Ranges] = {
        kind: normalise(
            (gap.start, gap.end) for gap in state.gaps if gap.kind == kind and gap.incarnation == state.incarnation
        )
        for kind in KINDS
    }
    older = sum(gap.size for gap in state.gaps if gap.incarnation != state.incarnation)
    ranges["merged"] = state.accounted
    ends = [high for one in ranges.values() for _, high in one[-1:]] + ([marks.high] if marks else [])
    starts = [low for one in ranges.values() for low, _ in one[:1]] + ([state.start] if state.start is not None else [])
    low, high = min(starts, default=0), max(ends, default=0)
    ranges["behind"] = ((low, high),) if high > low else ()
    before = f" ({older} lost before)" if older else ""  # of a topic that was deleted: its offsets are others
    label, limit = f"{state.stream.table} [{state.position.partition}]", LABEL_LENGTH - len(before)
    if len(label) > limit:
        label = f"{label[: limit - 12]}…{label[-11:]}"
    yield _text(MARGIN, y + BAR - 2, label + before)
    yield _text(LABEL, y + BAR - 2, f"{low:,}".replace(",", " "), anchor="end")
    yield _text(LABEL + 2 * MARGIN + _PLOT, y + BAR - 2, f"{high:,}".replace(",", " "))
    scale = _PLOT / max(1, high - low)
    for layer in _LAYERS:
        path = "".join(
            f"M{LABEL + MARGIN + left:.1f} {y:.0f}h{width:.1f}v{BAR}h-{width:.1f}z"
            for left, width in _columns(ranges[layer], low, scale)
        )
        if path:
            yield f'<path d="{path}" fill="{COLOURS[layer]}"><title>{layer}</title></path>'


def _columns(ranges: Ranges, low: int, scale: float) -> Iterator[tuple[float, float]]:
    """Left and width in pixels; what lies closer than half a pixel is one."""
    left = right = None
    for start, end in ranges:
        begin, stop = (start - low) * scale, max((end - low) * scale, (start - low) * scale + 2)
        if left is None or right is None:
            left, right = begin, stop
        elif begin <= right + 0.5:
            right = max(right, stop)
        else:
            yield left, right - left
            left, right = begin, stop
    if left is not None and right is not None:
        yield left, right - left


def _legend() -> Iterator[str]:
    for number, layer in enumerate(reversed(_LAYERS)):
        x = MARGIN + number * 115
        yield f'<rect x="{x}" y="34" width="12" height="12" fill="{COLOURS[layer]}"/>'
        yield _text(x + 16, 44, "to come" if layer == "behind" else layer)


def _text(x: float, y: float, words: str, *, anchor: str = "start", fill: str = "#333") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" fill="{fill}">{escape(words)}</text>'


def _svg(height: float, title: str, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}"'
        f' height="{height:.0f}" font-family="sans-serif" font-size="11">\n'
        f'<rect width="100%" height="100%" fill="#fff"/>\n'
        f'<text x="{MARGIN}" y="20" font-size="14">{escape(title)}</text>\n' + "\n".join(parts) + "\n</svg>\n"
    )
