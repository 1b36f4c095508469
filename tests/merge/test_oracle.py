"""The merge against a model written from the rules: thousands of random schedules, everything compared after each merge."""

from __future__ import annotations

import os
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from cdc_assets.tables.model import TargetTable
from resources.embedded_postgres import Server
from tests.merge.oracle import Group, run
from tests.merge.support import appended, documents, infrastructure, install, plain
from tests.support.postgres import both_versions, fresh_database

LONG = bool(os.environ.get("CDC_TEST_LONG"))

relations = pytest.mark.parametrize(
    "table",
    [plain(), plain("Gone", deletes="hard"), documents(), appended()],
    ids=["soft deletes", "hard deletes", "large columns", "append-only"],
)


@relations
@settings(
    max_examples=200 if LONG else 4,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    seed=st.integers(0, 2**32),
    count=st.just(150),
    length=st.integers(20, 50),
)
def test_random_schedules_end_in_the_models_state(
    postgres: Server, table: TargetTable, seed: int, count: int, length: int
) -> None:
    group = Group(seed, count, length)
    note(repr(group))
    with fresh_database(postgres) as conninfo, psycopg.connect(conninfo, autocommit=True) as connection:
        infrastructure(connection)
        install(connection, [table])
        merges = run(connection, table, group)
    print(f"{group}: {merges} merges")
