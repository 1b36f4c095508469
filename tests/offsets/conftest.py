"""A broker and a migrated database for the tests of offsets."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from resources.embedded_postgres import Server
from tests.offsets.support import install_all
from tests.support.postgres import fresh_database


@pytest.fixture(scope="session")
def bootstrap(request: pytest.FixtureRequest) -> str:
    """Address of a running broker: the one that CDC_TEST_KAFKA names, else that of the extra `stream`."""
    return os.environ.get("CDC_TEST_KAFKA") or request.getfixturevalue("kafka").address


@pytest.fixture(scope="module")
def offsets_database(request: pytest.FixtureRequest, _servers: object) -> Iterator[str]:
    """A database with the infrastructure and one relation, shared by a module's tests."""
    server: Server = _servers("embedded")  # type: ignore[operator]
    with fresh_database(server) as conninfo:
        install_all(conninfo)
        yield conninfo
