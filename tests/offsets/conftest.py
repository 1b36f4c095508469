"""A broker and a migrated database for the tests of offsets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from resources.embedded_postgres import Server
from resources.kafka import embedded
from tests.offsets.support import install_all
from tests.support.postgres import fresh_database


@pytest.fixture(scope="session")
def bootstrap() -> Iterator[str]:
    """Address of a mock broker of this process."""
    with embedded() as address:
        yield address


@pytest.fixture(scope="module")
def offsets_database(request: pytest.FixtureRequest, _servers: object) -> Iterator[str]:
    """A database with the infrastructure and one relation, shared by a module's tests."""
    server: Server = _servers("embedded")  # type: ignore[operator]
    with fresh_database(server) as conninfo:
        install_all(conninfo)
        yield conninfo
