"""The SQL of the runbooks runs, on the example's tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

import psycopg
from psycopg_pool import ConnectionPool

from cdc_assets.ddl.files import read_migrations
from resources.embedded_postgres import Server
from resources.project import CHECKOUT
from tests.docs.markdown import blocks, prose
from tests.support.databases import migrate
from tests.support.postgres import fresh_database

RUNBOOKS = [CHECKOUT / "docs" / "how-to" / name for name in ("operate.md", "recover.md")]
EXTENSIONS = "cron."


def test_every_statement_of_the_runbooks_runs(postgres: Server) -> None:
    migrations = read_migrations(CHECKOUT / "examples" / "adopus" / "migrations" / "sink_asma__directory")
    with fresh_database(postgres) as conninfo, ConnectionPool(conninfo, kwargs={"autocommit": True}) as pool:
        assert all(result.ok for result in migrate(pool, migrations, ["avansas"]))
        found = list(_statements())
        assert len(found) >= 9
        with psycopg.connect(conninfo, autocommit=True) as connection:
            for statement in found:
                connection.execute(statement.encode())


def _statements() -> Iterator[str]:
    """Statements of `sql` blocks, and those that running text quotes."""
    for page in RUNBOOKS:
        texts = [block.text for block in blocks(page) if block.language == "sql"]
        texts += re.findall(r"`((?:SELECT|CALL|UPDATE|DELETE) [^`]*;)`", prose(page))
        for text in texts:
            without = re.sub(r"--.*", "", text)
            yield from (one.strip() for one in without.split(";") if one.strip() and EXTENSIONS not in one)
