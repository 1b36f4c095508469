"""What stands in a change's way is named in the plan, before anything is done; row security is drift."""

from __future__ import annotations

from dataclasses import replace

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from cdc_assets.migrate.apply import down_fleet, roll_out
from cdc_assets.migrate.desired import Hints
from cdc_assets.migrate.diff import Policy, diff
from cdc_assets.migrate.drift import tenant_statuses
from cdc_assets.migrate.evolve import TenantSchema
from cdc_assets.migrate.hazards import HazardKind, approvals
from cdc_assets.migrate.shape import retired_comment
from tests.migrate.build import desired
from tests.migrate.fleet_support import plan, pool, start, version
from tests.migrate.runner import TODAY

OLD = {"Actor": {"id": "integer key", "nr": "integer", "a": "text"}}
TYPE = {"Actor": {**OLD["Actor"], "nr": "text"}}
KEY_TYPE = {"Actor": {**OLD["Actor"], "id": "text key"}}
KEY = {"Actor": {"id": "integer", "nr": "integer key", "a": "text"}}
NO_KEY = {"Actor": {"id": "integer", "nr": "integer", "a": "text"}}
TRIGGER = """CREATE FUNCTION t.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TRIGGER vakt BEFORE UPDATE OF nr ON t."Actor" FOR EACH ROW EXECUTE FUNCTION t.f()"""
WIDER = {"Actor": {**OLD["Actor"], "nr": "bigint"}}
PARTITIONED = """ALTER TABLE t."Actor" RENAME TO gammel; ALTER INDEX t."Actor_pkey" RENAME TO gammel_pkey;
    CREATE TABLE t."Actor" (LIKE t.gammel INCLUDING DEFAULTS INCLUDING COMMENTS, PRIMARY KEY (id))
    PARTITION BY RANGE (id); CREATE TABLE t.resten PARTITION OF t."Actor" DEFAULT; DROP TABLE t.gammel"""
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
        (WIDER, PARTITIONED, "its partitions"),
        (KEY, PARTITIONED, "its partitions"),
        (KEY_TYPE, 'ALTER TABLE t."Actor" ADD CONSTRAINT positiv CHECK (id > 0)', "the constraint positiv"),
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


ATTACHED = {
    'CREATE INDEX finn ON t."Actor" (nr)': "the index finn",
    'CREATE INDEX finn ON t."Actor" (abs(nr))': "the index finn",
    'ALTER TABLE t."Actor" ADD CONSTRAINT entydig UNIQUE (nr)': "the constraint entydig",
    'ALTER TABLE t."Actor" ADD CONSTRAINT positiv CHECK (nr > 0)': "the constraint positiv",
    'CREATE STATISTICS t.sammen ON id, nr FROM t."Actor"': "the statistics sammen",
    'GRANT SELECT (nr) ON t."Actor" TO pg_monitor': "privileges on the column",
}


@pytest.mark.parametrize("small", [2**24, -1])
@pytest.mark.parametrize(("made", "named"), ATTACHED.items())
def test_what_is_attached_to_a_column_stays_with_it(database: str, made: str, named: str, small: int):
    asked = {"bigint": ["TABLE_REWRITE"], "numeric(6,2)": ["DATA_LOSS", "TABLE_REWRITE"]}
    with pool(database) as opened, opened.connection() as connection:
        start(opened, OLD, ["t"])
        connection.execute('INSERT INTO t."Actor" (id, nr) VALUES (1, 1)')
        connection.execute(made.encode())
        for kind, asks in asked.items():
            new = {"Actor": {**OLD["Actor"], "nr": kind}}
            planned = plan(opened, new, ["t"], small)
            assert [each.kind for each in planned.hazards if each.needs_approval] == asks[: -1 if small > 0 else None]
            assert roll_out(opened, planned, Policy(TODAY, small), approved=ALL).ok
            assert plan(opened, new, ["t"], small, mend=True).empty
        (problem,) = plan(opened, TYPE, ["t"], small).changes[0].plan.problems
        assert named in problem.what, "it is where it was"


@pytest.mark.parametrize("small", [2**24, -1])
@pytest.mark.parametrize(("made", "named"), ATTACHED.items())
def test_a_step_back_takes_nothing_along_that_somebody_made(database: str, made: str, named: str, small: int):
    """DROP COLUMN asks nobody about an index, a constraint or statistics of the column."""
    without = {"Actor": {name: kind for name, kind in OLD["Actor"].items() if name != "nr"}}
    for before in (without, {"Actor": {**OLD["Actor"], "nr": "smallint"}}):
        schema = f"t{len(before['Actor'])}"
        with pool(database) as opened, opened.connection() as connection:
            start(opened, before, [schema])
            assert roll_out(opened, plan(opened, OLD, [schema], small), Policy(TODAY, small)).ok
            connection.execute(made.replace("t.", f"{schema}.").replace("finn", f"finn_{schema}").encode())
            (undone,) = down_fleet(opened, [TenantSchema(schema)], ["Actor"])
            if undone.status == "refused":
                assert named.split(" ")[-1] in str(undone.problems)
            else:  # altered in place: it is still there
                assert "nr" in before["Actor"]
                assert small > 0
            held = connection.execute(
                "SELECT count(*) FROM pg_attribute WHERE attname = 'nr' AND attrelid = %s::regclass",
                [f'{schema}."Actor"'],
            )
            assert held.fetchone() == (1,)


def test_our_own_checks_and_indexes_are_in_nobodys_way(database: str):
    """What a change that was given up left of itself is removed, and stops no other change."""
    wider = {"Actor": {**OLD["Actor"], "nr": "bigint"}}
    with pool(database) as opened, opened.connection() as connection:
        start(opened, OLD, ["t"])
        connection.execute("""CREATE UNIQUE INDEX "Actor_newkey_0123abcd" ON t."Actor" (nr);
            ALTER TABLE t."Actor" ADD CONSTRAINT nr__not_null CHECK (nr IS NOT NULL)""")
        planned = plan(opened, wider, ["t"], -1)
        assert [each for each in planned.hazards if each.needs_approval] == []
        assert roll_out(opened, planned, Policy(TODAY, -1)).ok
        assert plan(opened, wider, ["t"], -1, mend=True).empty


@pytest.mark.parametrize("table", ["Actor", "stg_Actor"])
def test_row_level_security_that_merges_pass_is_told_and_is_no_drift(database: str, table: str):
    with pool(database) as opened:
        start(opened, OLD, ["t"])
        with opened.connection() as connection:
            connection.execute(f'ALTER TABLE t."{table}" ENABLE ROW LEVEL SECURITY'.encode())
            for policies in ("no policy", "egne"):
                (found,) = tenant_statuses(connection, *version(OLD), ["t"])
                assert found.state == "applied"
                assert f"row-level security is on for {table}" in found.drift[0].sentence
                assert policies in found.drift[0].sentence
                if policies == "no policy":
                    connection.execute(f'CREATE POLICY egne ON t."{table}" USING (id > 0)'.encode())


def test_a_trigger_that_skips_what_changes_none_of_its_columns_takes_no_values(database: str):
    with pool(database) as opened, opened.connection() as connection:
        start(opened, OLD, ["t"])
        connection.execute("""INSERT INTO t."Actor" (id, nr) VALUES (1, 7);
            CREATE FUNCTION t.f() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN RETURN CASE WHEN (OLD.id, OLD.nr) IS DISTINCT FROM (NEW.id, NEW.nr) THEN NEW END; END';
            CREATE TRIGGER sparsom BEFORE UPDATE ON t."Actor" FOR EACH ROW EXECUTE FUNCTION t.f()""")
        done = roll_out(opened, plan(opened, WIDER, ["t"], -1), Policy(TODAY, -1))
        assert "Actor.nr would lose values: a trigger (sparsom) skips updates" in done.results[1].failed[0].error
        connection.execute('ALTER TABLE t."Actor" DISABLE TRIGGER sparsom')
        assert roll_out(opened, plan(opened, WIDER, ["t"], -1), Policy(TODAY, -1)).ok
        assert connection.execute('SELECT nr FROM t."Actor"').fetchone() == (7,)
        assert plan(opened, WIDER, ["t"], -1, mend=True).empty


OWNED = """CREATE ROLE eier LOGIN; GRANT ALL ON SCHEMA t TO eier; GRANT USAGE ON SCHEMA cdc_management TO eier;
    GRANT ALL ON ALL TABLES IN SCHEMA cdc_management TO eier;
    GRANT ALL ON ALL ROUTINES IN SCHEMA cdc_management TO eier;
    ALTER TABLE t."Actor" OWNER TO eier; ALTER TABLE t."stg_Actor" OWNER TO eier; ALTER TABLE {leaf} OWNER TO eier;
    ALTER TABLE t."Actor" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY egne ON t."Actor" USING (id < 5)"""


def test_rows_that_row_security_hides_from_who_applies_keep_their_values(database: str):
    wider = {"Actor": {**OLD["Actor"], "nr": "bigint"}}
    with pool(database) as opened, psycopg.connect(database, autocommit=True) as connection:
        start(opened, OLD, ["t"])
        connection.execute('INSERT INTO t."Actor" (id, nr) SELECT n, n FROM generate_series(1, 10) AS n')
        leaf = connection.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 't.\"stg_Actor\"'::regclass"
        ).fetchone()
        connection.execute(OWNED.format(leaf=leaf[0]))
        try:
            with pool(make_conninfo(database, user="eier")) as theirs:
                done = roll_out(theirs, plan(theirs, wider, ["t"], -1), Policy(TODAY, -1))
                assert "row-level security" in str(done.results[1].failed)
                assert connection.execute('SELECT sum(nr) FROM t."Actor"').fetchone() == (55,)
                connection.execute('ALTER TABLE t."Actor" NO FORCE ROW LEVEL SECURITY')
                assert roll_out(theirs, plan(theirs, wider, ["t"], -1), Policy(TODAY, -1)).ok
                connection.execute('ALTER TABLE t."Actor" FORCE ROW LEVEL SECURITY')
                (undone,) = down_fleet(theirs, [TenantSchema("t")], ["Actor"])
                assert "row-level security" in str(undone.problems)
            assert connection.execute('SELECT sum(nr) FROM t."Actor"').fetchone() == (55,)
        finally:
            connection.execute("REASSIGN OWNED BY eier TO current_user; DROP OWNED BY eier; DROP ROLE eier")


def test_rules_are_told_since_no_merge_goes_into_a_table_with_them(database: str):
    with pool(database) as opened:
        start(opened, OLD, ["t"])
        with opened.connection() as connection:
            connection.execute("""CREATE RULE "dobbelt" AS ON INSERT TO t."Actor" DO ALSO NOTHING""")
            (found,) = tenant_statuses(connection, *version(OLD), ["t"])
            (said,) = [each.sentence for each in found.drift]
            assert said.startswith("Actor has rules (dobbelt), and PostgreSQL merges into no table with rules: drop")


def test_a_dropped_table_is_made_anew_only_where_somebody_says_so(database: str):
    with pool(database) as opened:
        start(opened, OLD, ["t"])
        with opened.connection() as connection:
            connection.execute('DROP TABLE t."Actor", t."stg_Actor"')
        planned = plan(opened, OLD, ["t"], mend=True)
        done = roll_out(opened, planned, Policy(TODAY))
        assert "allow it with DATA_LOSS:Actor" in str(done.results[1].refused[0].problem)
        assert roll_out(opened, planned, Policy(TODAY), approved=approvals(["DATA_LOSS:Actor"])).ok
        assert plan(opened, OLD, ["t"], mend=True).empty


def test_a_rename_to_the_name_of_a_retired_column_is_not_taken_for_its_return():
    live = desired({"id": "integer key", "nr": "integer", "tall": "integer"}).shape
    assert live.final is not None
    columns = [
        replace(each, comment=retired_comment("tall int", TODAY)) if each.name == "tall" else each
        for each in live.final.columns
    ]
    found = replace(live, final=replace(live.final, columns=tuple(columns)))
    spec = {"id": "integer key", "tall": "integer"}
    (problem,) = diff(desired(spec, Hints(renames=(("nr", "tall"),))), found, Policy(TODAY)).problems
    assert "nr is to be called tall, and a tall that was retired on 2026-11-22 is there already" in problem.what
    assert diff(desired(spec), found, Policy(TODAY)).problems == (), "without the rename it is back"


@pytest.mark.parametrize(
    ("count", "small", "named"), [(1000, 2**24, "out of locks"), (850, -1, "1,600"), (200, 2**24, ""), (200, -1, "")]
)
def test_more_than_postgresql_has_room_for_is_named_in_the_plan(count: int, small: int, named: str):
    old, new = (
        {"id": "integer key", **{f"c{number}": kind for number in range(count)}} for kind in ("integer", "bigint")
    )
    found = replace(desired(old).shape)
    problems = diff(desired(new), found, Policy(TODAY, small)).problems
    assert any(named in problem.what for problem in problems) if named else problems == (), problems
