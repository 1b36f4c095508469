"""Rows of SQL Server, read and copied into PostgreSQL, from a source that costs nothing.

The source is a process of its own that says the same 10,000 rows of 20 columns again and again. What is counted is the
CPU time of the process that reads: the ODBC driver, pyodbc, our conversions, COPY. CDC_BENCH_READ_CHUNKS sets how many
chunks are read, CDC_ODBC_DRIVER the driver.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from rich.console import Console
from rich.table import Table

from cdc_assets.config.model import SourceServer
from cdc_assets.rows.copy import copy_rows
from cdc_assets.rows.model import Chunk, ReadColumn, ReadTable
from cdc_assets.rows.read import read_rows
from resources.embedded_postgres import running
from resources.sqlserver import Session
from resources.sqlserver_driver import endpoint
from tests.sqlserver.source_database import SourceDatabase, table
from tests.sqlserver.tds_server import Answer, Rows, packed

ROWS = 10_000
COLUMNS = {
    "id": ("int", "integer"),
    **{f"number_{n}": ("int", "integer") for n in range(5)},
    "large": ("bigint", "bigint"),
    **{f"text_{n}": ("nvarchar(50)", "text") for n in range(5)},
    **{f"time_{n}": ("datetime2(3)", "timestamp") for n in range(2)},
    **{f"amount_{n}": ("decimal(18,2)", "numeric") for n in range(2)},
    **{f"flag_{n}": ("bit", "boolean") for n in range(2)},
    "uuid": ("uniqueidentifier", "uuid"),
    "ratio": ("float", "double precision"),
}


def _values() -> dict[str, Callable[[random.Random], Any]]:
    return {
        "int": lambda r: r.randrange(2**31),
        "bigint": lambda r: r.randrange(2**60),
        "nvarchar(50)": lambda r: "".join(r.choices("abcdefghijklmnø ", k=r.randrange(5, 20))),
        "datetime2(3)": lambda r: f"20{r.randrange(10, 26)}-05-{r.randrange(10, 30)}T12:{r.randrange(10, 60)}:07.123",
        "decimal(18,2)": lambda r: Decimal(r.randrange(10**12)) / 100,
        "bit": lambda r: r.random() < 0.5,
        "uniqueidentifier": lambda r: uuid.UUID(int=r.getrandbits(128)),
        "float": lambda r: r.random(),
    }


def serve(port: Connection, chunks: int) -> None:
    """The source: `chunks` times the same rows, then none."""
    database = SourceDatabase(table("dbo.Many", {name: of for name, (of, _) in COLUMNS.items()}, ["id"]))
    database.enable("dbo.Many")
    random_ = random.Random(1)
    makers = _values()
    rows = [[makers[of](random_) for of, _ in COLUMNS.values()] for _ in range(ROWS)]
    said: dict[str, Any] = {"left": chunks}

    def hook(text: str, answer: Callable[[], Answer]) -> Answer:
        if "TOP (@rows)" not in text:
            return answer()
        if "packed" not in said:
            first = answer()
            assert isinstance(first, list)
            assert isinstance(first[0], Rows)
            said["packed"] = packed([first[0], Rows(list(COLUMNS), rows, [of for of, _ in COLUMNS.values()])])
            said["empty"] = first
        said["left"] -= 1
        if said["left"] >= 0:
            return said["packed"]  # type: ignore[no-any-return]
        said["left"] = chunks
        return said["empty"]  # type: ignore[no-any-return]

    database.hook = hook
    with database.server() as server:
        port.send(server.port)
        port.recv()


@contextmanager
def source(chunks: int) -> Iterator[Callable[[], Iterator[Chunk]]]:
    """A server that has said its rows once already; yields what reads them all."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs, chunks), daemon=True)
    process.start()
    entry = {"host": "127.0.0.1", "port": ours.recv(), "user": "bench", "password": "bench"}
    server = SourceServer.model_validate({**entry, "options": {"Encrypt": "no", "query_timeout": "600"}})
    many = ReadTable("dbo", "Many", tuple(ReadColumn(name, name) for name in COLUMNS), ("id",))
    with Session(endpoint(server, "bench", "bench", os.environ), read_only=False) as session:
        next(iter(read_rows(session, many)))  # the source makes its answer
        list(read_rows(session, many))
        yield lambda: read_rows(session, many)
    ours.send("done")
    process.join(10)


def run(console: Console) -> None:
    """Print rows per second of CPU, read alone and copied."""
    chunks = int(os.environ.get("CDC_BENCH_READ_CHUNKS", "20"))
    shown = Table(title=f"read: {chunks * ROWS:,} rows of {len(COLUMNS)} columns", title_justify="left")
    for head in ("", "rows per second of CPU", "of the wall clock"):
        shown.add_column(head, justify="right")
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder) / "postgres") as postgres,
        psycopg.connect(postgres.conninfo(), autocommit=True) as connection,
        source(chunks) as read,
    ):
        columns = ", ".join(f"{name} {of}" for name, (_, of) in COLUMNS.items())
        connection.execute(f"CREATE UNLOGGED TABLE many ({columns}, op text DEFAULT 'r')".encode())

        def copied() -> Iterator[Chunk]:
            for chunk in read():
                with connection.cursor() as cursor:
                    copy_rows(cursor, sql.Identifier("many"), chunk)
                yield chunk

        for name, chunks_of in {"read": read, "read and copied": copied}.items():
            wall, cpu = time.perf_counter(), time.process_time()
            rows = sum(len(chunk.rows) for chunk in chunks_of())
            cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
            shown.add_row(name, f"{rows / cpu:,.0f}", f"{rows / wall:,.0f}")
    console.print(shown)
