"""What these tests share: a source database behind a port, a session on it, what is read of it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from typing import Any

from cdc_assets.rows.model import Chunk, ReadColumn, ReadTable
from resources.sqlserver import Clock, Session
from tests.sqlserver.source_database import SourceDatabase, table
from tests.sqlserver.support import at

ACTOR = {"actno": "int", "Navn": "nvarchar(50)"}


def actors(number: int = 25, **options: Any) -> SourceDatabase:
    """A captured table of actors 0 … `number` - 1, one commit each."""
    database = SourceDatabase(table("dbo.Actor", ACTOR, ["actno"]), **options)
    database.enable("dbo.Actor")
    for actno in range(number):
        database.commit(("insert", "dbo.Actor", {"actno": actno, "Navn": f"Øy {actno}"}))
    database.capture()
    return database


def read_table(name: str = "dbo.Actor", columns: Iterable[str] = ACTOR, key: tuple[str, ...] = ("actno",)) -> ReadTable:
    """All of a table's columns under their own names."""
    schema, _, plain = name.partition(".")
    return ReadTable(schema, plain, tuple(ReadColumn(column, column) for column in columns), key)


@contextlib.contextmanager
def reading(
    database: SourceDatabase, driver: str = "freetds", clock: Clock | None = None, **options: str
) -> Iterator[Session]:
    """A session on a database of the tests."""
    with database.server() as server:
        options = {"login_timeout": "20", "query_timeout": "20", **options}
        with Session(at(server.port, driver, **options), read_only=False, clock=clock) as session:
            yield session


def rows_of(chunks: Iterable[Chunk]) -> list[tuple[Any, ...]]:
    """All rows of all chunks."""
    return [tuple(row) for chunk in chunks for row in chunk.rows]
