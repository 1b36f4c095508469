"""A database with the merge's infrastructure, and a connection to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from tests.merge.support import infrastructure


@pytest.fixture
def merging(database: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection (autocommit) to a database of this test's own."""
    with psycopg.connect(database, autocommit=True) as connection:
        infrastructure(connection)
        yield connection
