"""A database with the merge's infrastructure and a verification's, and a connection to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from resources.embedded_postgres import Server
from tests.merge.support import merging_database
from tests.verify.support import verifying


@pytest.fixture
def merging(postgres: Server) -> Iterator[psycopg.Connection[Any]]:
    """A connection (autocommit) to a database of this test's own."""
    with merging_database(postgres) as conninfo, psycopg.connect(conninfo, autocommit=True) as connection:
        verifying(connection)
        yield connection
