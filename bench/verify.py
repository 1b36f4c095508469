"""Verifying a table: rows and changes a second, beside reading both sides and throwing the rows away.

Twenty data columns. What is compared comes from a list in this process, which costs next to nothing; what the reader
costs is measured beside it, through the driver, from the server of `bench read`. Both ways have that: the floor reads
the source so and the target by SELECT, and throws the rows away; a verification reads the source so, brings the rows
into PostgreSQL and compares them there. A repair's cost follows what differs.

`CDC_BENCH_ROWS` chooses the sizes (default 100000,1000000).
"""

from __future__ import annotations

import os
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from rich.console import Console
from rich.table import Table

from bench import read as reading
from bench.merge import install, relation
from cdc_assets.capture.model import Lsn, format_lsn
from cdc_assets.rows.model import CHANGE, Chunk, Key, Row
from cdc_assets.tables.model import TargetTable
from cdc_assets.verify.model import Options, Relation
from cdc_assets.verify.verify import repair, verify_changes, verify_rows
from resources.embedded_postgres import running

SIZES = tuple(int(rows) for rows in os.environ.get("CDC_BENCH_ROWS", "100000,1000000").split(","))
ROUNDS = 3
READ = 100_000
"""Rows that the reader is measured with."""
DIFFERING = (0, 100, 1_000, 10_000)
CHUNK = 10_000
_NOW = Options(settle=0)
_VALUES: dict[str, Any] = {
    "varchar": "Storgata 12345",
    "integer": 4711,
    "bigint": 1_234_567_890,
    "timestamp": datetime(2025, 3, 4, 5, 6, 7, 89_000),  # noqa: DTZ001 - the source has no zone
    "numeric": Decimal("1234.50"),
    "boolean": True,
    "uuid": UUID(int=123),
    "date": date(2025, 3, 4),
    "smallint": 5,
    "double precision": 1.5,
}


def lsn(number: int) -> Lsn:
    """The commit of row `number`."""
    return (0x2A << 48 | number << 16 | 1).to_bytes(10, "big")


@dataclass
class Listed:
    """A source of `rows` rows."""

    names: tuple[str, ...]
    rest: tuple[Any, ...]
    number: int

    def begin(self) -> Lsn:
        """Before the first row."""
        return lsn(0)

    def rows(self, after: Key | None = None) -> Iterator[Chunk]:
        """All rows."""
        for first in range(1, self.number + 1, CHUNK):
            rows = [(number, *self.rest) for number in range(first, min(first + CHUNK, self.number + 1))]
            yield Chunk(self.names, rows, lsn(self.number), None, first + CHUNK > self.number)

    def keys(self, keys: Sequence[Row]) -> Iterator[Chunk]:
        """The rows of these keys."""
        yield Chunk(self.names, [(key[0], *self.rest) for key in keys], lsn(self.number), None, True)

    def changes(self, after: Lsn, up_to: Lsn) -> Iterator[Chunk]:
        """An insert of each row."""
        for chunk in self.rows():
            rows = [(format_lsn(lsn(row[0])), 1, format_lsn(lsn(row[0])), "c", *row) for row in chunk.rows]
            yield Chunk((*CHANGE, *self.names), rows, up_to, None, chunk.last)


def fill(connection: psycopg.Connection[Any], source: Listed) -> None:
    """The target holds what the source holds, as streamed events left it."""
    connection.execute('TRUNCATE bench."Bench"')
    names = ", ".join(
        f'"{name}"' for name in (*source.names, "__operation", "__lsn", "__kafka_offset", "__kafka_partition")
    )
    with connection.cursor() as cursor, cursor.copy(f'COPY bench."Bench" ({names}) FROM STDIN'.encode()) as copy:
        for chunk in source.rows():
            for row in chunk.rows:
                copy.write_row((*row, "c", lsn(row[0]).hex(), row[0], 0))
    connection.execute('VACUUM (ANALYZE) bench."Bench"')


def target(connection: psycopg.Connection[Any], names: Sequence[str]) -> None:
    """Read the target's side."""
    columns = ", ".join(f'"{name}"' for name in names)
    with connection.transaction(), connection.cursor("target") as cursor:
        cursor.execute(f'SELECT {columns} FROM bench."Bench"'.encode())
        while cursor.fetchmany(CHUNK):
            pass


def seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The median of some rounds."""
    found = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        found.append(time.perf_counter() - began)
    return statistics.median(found)


def run(console: Console) -> None:
    """Print rows a second, the ratio to the floor, memory, and what repairs cost."""
    shown = Table(title=f"verify: medians of {ROUNDS}, 20 columns", title_justify="left")
    heads = (
        "rows",
        "µs a row: read",
        "select",
        "compare",
        "changes",
        "ratio",
        "our memory grew, MB",
        "PostgreSQL's, MB",
    )
    for head in heads:
        shown.add_column(head, justify="right")
    healing = Table(title="repair: seconds by what differs", title_justify="left")
    for head in ("rows", *(f"{count:,}" for count in DIFFERING)):
        healing.add_column(head, justify="right")
    made: TargetTable = relation(False)
    names = tuple(column.name for column in made.columns)
    rest = tuple(_VALUES[column.type.partition("(")[0]] for column in made.columns[1:])
    here = Relation("bench.Bench", "bench", "Bench", made.staging, names, ("id",), tenant="bench")
    with (
        tempfile.TemporaryDirectory(prefix="cdc-bench-") as folder,
        running(Path(folder)) as server,
        psycopg.connect(server.conninfo(), autocommit=True) as connection,
    ):
        install(connection, made)
        with reading.source(READ // reading.ROWS) as read:
            reader = seconds(lambda: [None for _ in read()]) / READ * 1e6
        for size in SIZES:
            source = Listed(names, rest, size)
            fill(connection, source)
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            rows = seconds(lambda source=source: verify_rows(connection, source, here, _NOW))  # type: ignore[misc]
            grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
            changes = seconds(lambda source=source: audited(connection, source, here))  # type: ignore[misc]
            bare = seconds(lambda: target(connection, names))
            select, compare, change = (each / size * 1e6 for each in (bare, rows, changes))
            cells = (f"{cell:.1f}" for cell in (reader, select, compare, change))
            ratio = (reader + compare) / (reader + select)
            shown.add_row(f"{size:,}", *cells, f"{ratio:.2f}", f"{grown:,.0f}", f"{memory(connection):,.0f}")
            healing.add_row(f"{size:,}", *(f"{healed(connection, source, here, count):.2f}" for count in DIFFERING))
    console.print(shown)
    console.print(healing)


def memory(connection: psycopg.Connection[Any]) -> float:
    """MB that the session's process has for itself, without what all share."""
    status = Path(f"/proc/{connection.info.backend_pid}/status").read_text()
    return sum(int(line.split()[1]) for line in status.splitlines() if line.startswith("RssAnon")) / 1024


def audited(connection: psycopg.Connection[Any], source: Listed, here: Relation) -> None:
    """Ask whether each change arrived."""
    verify_changes(connection, source, here, _NOW, window=(lsn(0), lsn(source.number)))


def healed(connection: psycopg.Connection[Any], source: Listed, here: Relation, count: int) -> float:
    """Seconds of a repair of so many rows that somebody changed by hand."""
    connection.execute('UPDATE bench."Bench" SET navn = navn || $$!$$ WHERE id <= %s', [count])
    found = verify_rows(connection, source, here, _NOW)
    began = time.perf_counter()
    done = repair(connection, source, found, _NOW)
    assert (sum(found.found.values()), done.open) == (count, 0), done
    return time.perf_counter() - began
