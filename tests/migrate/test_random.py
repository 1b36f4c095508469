"""Any definition into any other: planned, applied, equal to a fresh create, quiet afterwards, and back."""

from __future__ import annotations

import os
from collections.abc import Iterator

import psycopg
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cdc_assets.migrate.costs import retype
from cdc_assets.migrate.desired import Hints
from cdc_assets.migrate.diff import Policy, diff
from cdc_assets.migrate.evolve import Evolution, TenantSchema, read_unit
from cdc_assets.migrate.locks import Patience
from cdc_assets.migrate.undo import down
from resources.embedded_postgres import Server
from tests.migrate.build import SINK, desired
from tests.migrate.runner import ALL, FACTS, TODAY, comparable, contents, create, fill, infrastructure
from tests.support.postgres import fresh_database

TYPES = [
    "integer", "bigint", "smallint", "numeric(12,4)", "numeric(10,2)", "real", "double precision", "boolean", "text",
    "varchar(20)", "varchar(60)", "date", "timestamp(0)", "timestamp(6)", "timestamptz(3)", "uuid", "bytea",
]  # fmt: skip
NAMES = ["a", "b", "Ære", 'c"d', "e{{SCHEMA}}", "long" * 15]


@pytest.fixture(scope="module")
def conn(postgres: Server) -> Iterator[psycopg.Connection]:
    with fresh_database(postgres) as conninfo, psycopg.connect(conninfo, autocommit=True) as connection:
        infrastructure(connection)
        yield connection


@st.composite
def definitions(draw: st.DrawFn) -> dict[str, object]:
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=5))
    spec: dict[str, object] = {name: draw(st.sampled_from(TYPES)) for name in names}
    spec["id"] = "integer key"
    if draw(st.booleans()):
        spec["nr"] = draw(st.sampled_from(["integer key", "bigint key", "integer", "varchar(30)"]))
    if draw(st.booleans()):
        default = draw(st.sampled_from(["'x'", "now()::text", "gen_random_uuid()::text", None]))
        not_null = default is not None and draw(st.booleans())
        spec["_t"] = {"type": "text", "template": "t", "default": default, "not_null": not_null}
    return spec


@settings(
    max_examples=int(os.environ.get("CDC_EXAMPLES", "15")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(old=definitions(), new=definitions(), large=st.booleans(), rename=st.booleans(), empty=st.booleans())
def test_any_definition_becomes_any_other_and_comes_back(conn, old, new, large, rename, empty):
    gone = [name for name in old if name not in new and name in NAMES]
    come = [name for name in new if name not in old and name in NAMES]
    renames = ((gone[0], come[0]),) if rename and gone and come else ()
    names = dict(renames)
    for name, spec in old.items():
        other = new.get(names.get(name, name))
        if other is not None:
            change = retype(_type(spec), _type(other))
            assume(change.verdict in ("same", "wider") or (empty and change.verdict != "impossible"))
    if "nr" in new and str(new["nr"]).endswith("key"):
        assume(empty or "nr" in old)  # nobody can say what the new key's value was
    policy = Policy(TODAY, -1) if large else Policy(TODAY)
    before, after = desired(old), desired(new, Hints(renames))
    conn.execute("DROP SCHEMA IF EXISTS r CASCADE; DROP SCHEMA IF EXISTS f CASCADE")
    conn.execute("DELETE FROM cdc_management.migration_history; DELETE FROM cdc_management.applied_schema")
    create(conn, before, "r")
    if not empty:
        fill(conn, before, "r", {})
    started = read_unit(conn, before, "r")
    columns = [column.name for column in started.final.columns]
    rows = contents(conn, "r", "Actor", columns)
    done = Evolution(SINK, "run", policy, ALL, Patience(0.2)).unit(conn, after, TenantSchema("r", FACTS))
    assert done.status in ("applied", "unchanged"), done
    create(conn, after, "f")
    now = read_unit(conn, after, "r")
    kept = frozenset(columns) - {column.name for column in after.shape.final.columns}
    assert comparable(now, kept) == comparable(read_unit(conn, after, "f"))
    assert diff(after, now, policy).empty
    if done.status == "applied":
        undone = down(conn, TenantSchema("r", FACTS), "Actor", "run")
        if undone.status == "refused":  # a type in staging has no way back
            return
        assert undone.status == "applied", undone
    assert comparable(read_unit(conn, before, "r")) == comparable(started)
    sure = [name for name in columns if name != "_t"]
    assert contents(conn, "r", "Actor", sure) == sorted(
        (tuple(row[columns.index(name)] for name in sure) for row in rows), key=str
    )


def _type(spec) -> str:
    return (spec if isinstance(spec, str) else spec["type"]).removesuffix(" key")
