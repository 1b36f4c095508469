"""What others made that depends on a table is named in the plan, before anything is done; row security is drift."""

from __future__ import annotations

import pytest

from cdc_assets.migrate.diff import Policy
from cdc_assets.migrate.drift import standings
from cdc_assets.migrate.hazards import HazardKind, approvals
from cdc_assets.migrate.rollout import roll_out
from tests.evolution.fleet_support import plan, pool, start, version
from tests.evolution.runner import TODAY

OLD = {"Actor": {"id": "integer key", "nr": "integer", "a": "text"}}
TYPE = {"Actor": {**OLD["Actor"], "nr": "text"}}
KEY = {"Actor": {"id": "integer", "nr": "integer key", "a": "text"}}
NO_KEY = {"Actor": {"id": "integer", "nr": "integer", "a": "text"}}
RENAMED = {"Actor": {"id": "integer key", "tall": "integer", "a": "text"}}
TRIGGER = """CREATE FUNCTION t.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TRIGGER vakt BEFORE UPDATE OF nr ON t."Actor" FOR EACH ROW EXECUTE FUNCTION t.f()"""
ALL = approvals([str(kind) for kind in HazardKind])


@pytest.mark.parametrize("small", [2**24, -1])
@pytest.mark.parametrize(
    ("new", "made", "named"),
    [
        (TYPE, TRIGGER, "vakt"),
        (TYPE, 'ALTER TABLE t."Actor" ADD COLUMN dobbelt integer GENERATED ALWAYS AS (nr * 2) STORED', "dobbelt"),
        (TYPE, 'CREATE POLICY egne ON t."Actor" USING (nr > 0)', "egne"),
        (TYPE, 'CREATE PUBLICATION ut FOR TABLE t."Actor" WHERE (nr > 0) WITH (publish = \'insert\')', "ut"),
        (TYPE, 'CREATE TABLE t.barn () INHERITS (t."Actor")', "barn"),
        (TYPE, 'CREATE TABLE t.far (nr integer); ALTER TABLE t."Actor" INHERIT t.far', "far"),
        (TYPE, 'CREATE TABLE t.rader (rad t."Actor")', "rader"),
        (TYPE, 'CREATE VIEW t.utsnitt AS SELECT nr FROM t."Actor"', "utsnitt"),
        (TYPE, 'CREATE FUNCTION t.g() RETURNS bigint BEGIN ATOMIC SELECT sum(nr) FROM t."Actor"; END', "t.g()"),
        (KEY, 'CREATE TABLE t.peker (id integer REFERENCES t."Actor")', "peker"),
        (KEY, 'CREATE VIEW t.gruppe AS SELECT id, a FROM t."Actor" GROUP BY id', "gruppe"),
        (KEY, 'CREATE PUBLICATION ut FOR TABLE t."Actor" (id, a)', "ut"),
        (KEY, 'CREATE PUBLICATION ut FOR TABLE t."Actor" WHERE (id > 0)', "ut"),
        (KEY, 'ALTER TABLE t."Actor" REPLICA IDENTITY USING INDEX "Actor_pkey"', "Actor_pkey"),
        (NO_KEY, "CREATE PUBLICATION ut FOR ALL TABLES", "ut"),
        (NO_KEY, "CREATE PUBLICATION ut FOR TABLES IN SCHEMA t", "ut"),
    ],
)  # fmt: skip
def test_a_dependent_is_named_before_anything_is_done(database: str, new, made: str, named: str, small: int):
    with pool(database) as opened:
        start(opened, OLD, ["t"])
        with opened.connection() as connection:
            connection.execute(made.encode())
        (change,) = plan(opened, new, ["t"], small).changes
        assert change.plan.phases == ()
        assert any(named in problem.what for problem in change.plan.problems), change.plan.problems
        done = roll_out(opened, plan(opened, new, ["t"], small), Policy(TODAY, small), approved=ALL)
        assert named in str(done.results[1].refused[0].problem)
        assert plan(opened, OLD, ["t"]).empty


@pytest.mark.parametrize(
    ("new", "made"),
    [
        (KEY, 'CREATE PUBLICATION ut FOR TABLE t."Actor"'),
        (KEY, 'CREATE PUBLICATION ut FOR TABLE t."Actor" (id, nr)'),
        (KEY, "CREATE PUBLICATION ut FOR TABLE t.\"Actor\" (id, a) WITH (publish = 'insert')"),
        (KEY, "CREATE PUBLICATION ut FOR ALL TABLES"),
        (TYPE, 'CREATE POLICY egne ON t."Actor" USING (id > 0)'),
        (TYPE, 'CREATE TABLE t.peker (id integer REFERENCES t."Actor")'),
    ],
)
def test_what_stands_in_nobodys_way_stops_nothing(database: str, new, made: str):
    with pool(database) as opened:
        start(opened, OLD, ["t"])
        with opened.connection() as connection:
            connection.execute(made.encode())
            connection.execute('INSERT INTO t."Actor" (id, nr) VALUES (1, 1)')
        done = roll_out(opened, plan(opened, new, ["t"]), Policy(TODAY), approved=ALL)
        assert done.ok, done
        with opened.connection() as connection:
            connection.execute("UPDATE t.\"Actor\" SET a = 'x'")


@pytest.mark.parametrize("table", ["Actor", "stg_Actor"])
def test_row_level_security_is_drift_that_names_the_policies(database: str, table: str):
    with pool(database) as opened:
        start(opened, OLD, ["t"])
        with opened.connection() as connection:
            connection.execute(f'ALTER TABLE t."{table}" ENABLE ROW LEVEL SECURITY'.encode())
            for policies in ("no policy", "egne"):
                (found,) = standings(connection, *version(OLD), ["t"])
                assert found.state == "drifted"
                assert f"row-level security is on for {table}" in found.drift[0].sentence
                assert policies in found.drift[0].sentence
                connection.execute(f'CREATE POLICY egne ON t."{table}" USING (id > 0)'.encode())
