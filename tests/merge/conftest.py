"""A database with the merge's infrastructure, and a connection to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from resources.embedded_postgres import Server
from tests.merge.support import merging_database


@pytest.fixture
def database(postgres: Server) -> Iterator[str]:
    """The conninfo of a database of this test's own, with the infrastructure."""
    with merging_database(postgres) as conninfo:
        yield conninfo


@pytest.fixture
def merging(database: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection (autocommit) to it."""
    with psycopg.connect(database, autocommit=True) as connection:
        yield connection
