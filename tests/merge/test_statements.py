"""What a merge executes, printed for people. `CDC_GOLDEN=renew pytest tests/merge/test_statements.py` renews files."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from cdc_assets.tables.model import TargetTable
from tests.merge.support import SCHEMA, appended, documents, event, fetch, install, plain
from tests.merge.test_connectors import say
from tests.merge.test_existing import existing

Connection = psycopg.Connection[Any]
GOLDEN = Path(__file__).parent / "golden"


def installed(*tables: TargetTable) -> Callable[[Connection], str]:
    """Puts the tables into a database; answers with the first one's name."""

    def make(connection: Connection) -> str:
        install(connection, tables)
        return tables[0].name

    return make


def replicated(connection: Connection) -> str:
    """The replica of a table that exists."""
    return existing(connection).name


TELLING = {
    "plain": installed(plain()),
    "large-columns": installed(documents()),
    "hard-deletes": installed(plain(deletes="hard")),
    "existing-table": replicated,
}


def statements(connection: Connection, table: str) -> list[tuple[str, str]]:
    """Names and statements, without what differs from run to run."""
    found = fetch(connection, "SELECT * FROM cdc_management.merge_statements(%s, %s)", SCHEMA, table)
    return [
        (name, re.sub(r"'[0-9-]{10} [^']*'(?=::timestamptz)", "'now'", re.sub(r"(_0)_[0-9a-f]{8}", r"\1", text)))
        for name, text in found
    ]


@pytest.mark.parametrize("table", TELLING)
def test_the_statements_of_a_telling_table_are_the_golden_ones(merging: Connection, table: str) -> None:
    made = "\n\n".join(f"-- {name}\n{text};" for name, text in statements(merging, TELLING[table](merging))) + "\n"
    file = GOLDEN / f"{table}.sql"
    if os.environ.get("CDC_GOLDEN") == "renew":
        file.parent.mkdir(exist_ok=True)
        file.write_text(made)
    assert made == file.read_text(), "renew with CDC_GOLDEN=renew, and look at the difference"


@pytest.mark.parametrize("table", [plain(), documents(), plain(deletes="hard"), documents(deletes="hard"), appended()])
def test_every_statement_that_is_printed_can_be_executed(merging: Connection, table: TargetTable) -> None:
    install(merging, [table])
    say(merging, table.name, event(1))
    shown = fetch(merging, "SELECT * FROM cdc_management.merge_statements(%s, %s)", SCHEMA, table.name)
    assert len(shown) > 2
    for name, text in shown:
        merging.execute(f"PREPARE p (tid[]) AS {text}".encode())
        merging.execute("DEALLOCATE p")
        assert not text.startswith("\n"), name


def test_a_table_without_a_merge_is_named(merging: Connection) -> None:
    with pytest.raises(psycopg.errors.UndefinedTable, match=r"no merge is registered for avansas\.nothing"):
        statements(merging, "nothing")
