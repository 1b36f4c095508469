"""Every case of tests/migrate/cases/*.yaml through one runner, on a real PostgreSQL with rows in final and staging."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import yaml

from resources.embedded_postgres import Server
from tests.migrate.runner import Case, infrastructure, run
from tests.support.postgres import fresh_database

FILES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
CASES = [
    pytest.param(Case(**case), id=f"{path.stem}: {case['name']}")
    for path in FILES
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]


@pytest.fixture(scope="module")
def conn(postgres: Server) -> Iterator[psycopg.Connection]:
    with fresh_database(postgres) as conninfo, psycopg.connect(conninfo, autocommit=True) as connection:
        infrastructure(connection)
        yield connection


@pytest.mark.parametrize("case", CASES)
def test_a_case_ends_where_a_fresh_create_would_and_comes_back(conn: psycopg.Connection, case: Case):
    run(conn, case)


def test_there_are_enough_cases():
    assert len(CASES) >= 120
