"""People's own scripts: each one transaction, for each tenant alone, and nothing of them stays in the session."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from cdc_assets.config.sql_text import expression_fault, statement_fault, transaction_control
from cdc_assets.migrate.apply import Rollout, roll_out
from cdc_assets.migrate.desired import Hints
from cdc_assets.migrate.diff import Policy
from cdc_assets.migrate.evolve import TenantSchema
from cdc_assets.migrate.fleet_plan import plan_fleet
from cdc_assets.migrate.hazards import approvals
from cdc_assets.migrate.locks import Patience
from cdc_assets.migrate.manual import Script, read_scripts
from tests.migrate.fleet_support import CUSTOMER, names, plan, pool, start, version
from tests.migrate.runner import TODAY

ONE = {"Actor": {"id": "integer key", "navn": "varchar(50)"}}
TWO = {"Actor": {**ONE["Actor"], "epost": "text"}}
POLICY = Policy(TODAY)
QUICK = Patience(seconds=0.5, pause=0.05)


def rolled(database: str, script: str, schemas: list[str], size: int = 1) -> Rollout:
    with pool(database, size) as opened:
        start(opened, ONE, schemas)
        planned = plan(opened, TWO, schemas, scripts=[Script("manual/0001.sql", script)])
        return roll_out(opened, planned, POLICY, patience=QUICK)


def test_a_tenant_without_a_fact_that_a_script_needs_fails_alone_and_says_so(database: str):
    script = Script("manual/0001.sql", 'UPDATE {{SCHEMA}}."Actor" SET navn = {{TENANT.customer_id}};')
    schemas = names(4)
    facts = [TenantSchema(name, {} if name == schemas[0] else {"customer_id": CUSTOMER}) for name in schemas]
    migrations, wanted = version(TWO)
    with pool(database) as opened:
        start(opened, ONE, schemas)
        with opened.connection() as connection:
            planned = plan_fleet(connection, migrations, wanted, facts, POLICY, [script])
        done = roll_out(opened, planned, POLICY, patience=QUICK)
        assert [result.ok for result in done.results[1:]] == [False, True, True, True]
        (failed,) = done.results[1].failed
        assert failed.name == "manual/0001.sql"
        assert "the tenant has no customer_id in source-groups.yaml, which manual/0001.sql uses" in failed.error
        assert "(add customer_id: <value>)" in failed.error
    with psycopg.connect(database) as connection:  # `cdc status` quotes it
        row = connection.execute(
            "SELECT schema_name FROM cdc_management.migration_history WHERE status = 'failed' AND unit = %s",
            [script.path],
        ).fetchall()
    assert row == [(schemas[0],)]


def test_scripts_are_found_however_their_names_end(tmp_path: Path):
    (tmp_path / "manual").mkdir()
    for name in ("b.SQL", "a.sql", "c.sql.bak", "d.txt"):
        (tmp_path / "manual" / name).write_text("SELECT 1;")
    assert [script.path for script in read_scripts(tmp_path)] == ["manual/a.sql", "manual/b.SQL"]


def test_a_script_that_two_applies_planned_runs_once(database: str):
    script = Script("manual/0001.sql", 'UPDATE {{SCHEMA}}."Actor" SET id = id * 2;')
    with pool(database) as opened, psycopg.connect(database, autocommit=True) as connection:
        start(opened, ONE, names(1))
        connection.execute(f'INSERT INTO {names(1)[0]}."Actor" (id) VALUES (7)')
        planned = plan(opened, TWO, names(1), scripts=[script])
        assert roll_out(opened, planned, POLICY, patience=QUICK).ok
        again = roll_out(opened, planned, POLICY, patience=QUICK)
        assert again.ok
        assert script.path in again.results[1].unchanged
        assert connection.execute(f'SELECT id FROM {names(1)[0]}."Actor"').fetchall() == [(14,)]


def test_where_a_new_tenants_schema_cannot_be_made_no_script_is_noted(database: str):
    script = Script("manual/0001.sql", "-- new tenants: skip\nSELECT 1;")
    with pool(database) as opened, psycopg.connect(database, autocommit=True) as connection:
        start(opened, ONE, names(1))
        connection.execute("""CREATE FUNCTION public.no() RETURNS event_trigger LANGUAGE plpgsql
            AS $$ BEGIN RAISE 'not today'; END $$""")
        connection.execute(
            "CREATE EVENT TRIGGER no ON ddl_command_end WHEN TAG IN ('CREATE SCHEMA') EXECUTE FUNCTION public.no()"
        )
        planned = plan(opened, ONE, names(2), scripts=[script])
        assert not roll_out(opened, planned, POLICY, patience=QUICK).ok
        connection.execute("DROP EVENT TRIGGER no")
        assert roll_out(opened, plan(opened, ONE, names(2), scripts=[script]), POLICY, patience=QUICK).ok


@pytest.mark.parametrize(
    "leaves",
    [
        "SET statement_timeout = '1ms';",
        "SET lock_timeout = '1ms'; SET search_path = nowhere;",
        "SET default_transaction_read_only = on;",
        "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE;",
        "SET ROLE pg_monitor;",
        "SET SESSION AUTHORIZATION pg_monitor;",
        "CREATE TEMP TABLE once (id int);",
        "PREPARE once AS SELECT 1;",
        "SELECT pg_advisory_lock(4711);",
        "DECLARE once CURSOR WITH HOLD FOR SELECT 1; LISTEN something;",
    ],
)
def test_what_a_script_leaves_in_its_session_reaches_neither_history_nor_other_tenants(database: str, leaves: str):
    done = rolled(database, leaves, names(3))
    assert done.ok, [result.failed for result in done.results]
    assert [[unit.name for unit in result.applied] for result in done.results[1:]] == [["manual/0001.sql", "Actor"]] * 3
    with psycopg.connect(database) as connection:
        assert connection.execute("SELECT pg_try_advisory_lock(4711)").fetchone() == (True,)


def test_what_a_hint_leaves_in_its_session_reaches_no_other_tenant(database: str):
    needed = {"Actor": {**ONE["Actor"], "land": {"type": "text", "not_null": True}}}
    hints = {(None, "Actor"): Hints(not_null={"land": "SET statement_timeout = '4321s'; SET search_path = nowhere"})}
    schemas = names(2)
    with pool(database, 1) as opened:
        start(opened, {"Actor": {**ONE["Actor"], "land": "text"}}, schemas)
        migrations, wanted = version(needed, hints)
        with opened.connection() as connection:
            planned = plan_fleet(connection, migrations, wanted, [TenantSchema(name) for name in schemas], POLICY)
        done = roll_out(opened, planned, POLICY, patience=QUICK, approved=approvals(["LOCKS_WRITES", "MEANING_CHANGE"]))
        assert done.ok, done.results
        with opened.connection() as connection:
            settings = [connection.execute(f"SHOW {name}").fetchone() for name in ("statement_timeout", "search_path")]
        assert ("4321s",) not in settings
        assert ("nowhere",) not in settings


@pytest.mark.parametrize(
    "word", ["COMMIT", "end", "ROLLBACK", "abort", "BEGIN", "START TRANSACTION", "COMMIT AND CHAIN"]
)
def test_a_script_that_would_end_its_transaction_is_refused_and_nothing_of_it_done(database: str, word: str):
    done = rolled(database, f"CREATE TABLE {{{{SCHEMA}}}}.made (id int);\n/* ; */ {word};\nSELECT 1/0;", names(2))
    for result in done.results[1:]:
        (failed,) = result.failed
        assert f"it says {word.upper().split()[0]}, and a script is one transaction" in failed.error
    with psycopg.connect(database) as connection:
        assert connection.execute("SELECT to_regclass('kunde00.made')").fetchone() == (None,)


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("SELECT 1; commit", "COMMIT"),
        ("-- a;\nCOMMIT -- work\n;", "COMMIT"),
        ("/* a /* b */ ; */ end;", "END"),
        ("ROLLBACK WORK;", "ROLLBACK"),
        ("PREPARE TRANSACTION 'x';", "PREPARE TRANSACTION"),
        ("start  transaction;", "START"),
        ("SAVEPOINT a; ROLLBACK TO a; ROLLBACK WORK TO SAVEPOINT a; RELEASE a;", None),
        ("SELECT '; COMMIT;', E'\\'; COMMIT;', \"; COMMIT;\", $$; COMMIT;$$, $a$; $$ COMMIT;$a$;", None),
        ("DO $$ BEGIN PERFORM 1; END $$;", None),
        ('SELECT begin, a$commit$, "end" FROM t;', None),
        ("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; END;", "END"),
        ("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;", None),
        ("PREPARE plan AS SELECT 1;", None),
        ("", None),
    ],
)
def test_statements_that_begin_or_end_a_transaction_are_told_from_what_looks_like_them(sql: str, found: str | None):
    assert transaction_control(sql) == found


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("c::int", None),
        ('start::int + ("end") /* the hours */', None),
        ("CASE WHEN c = '; COMMIT; (' THEN 1 END", None),
        ("c); COMMIT; SELECT (1", "COMMIT"),
        ("c; rollback", "ROLLBACK"),
        ("c; SELECT 1", "`;`"),
        ("c) + (d", "brackets"),
        ("(c", "brackets"),
        ("c -- why", "comment"),
        ("c /* why", "not closed"),
        ("c || 'x", "not closed"),
    ],
)
def test_an_expression_stays_one_wherever_it_is_put(sql: str, said: str | None):
    fault = expression_fault(sql)
    assert fault is None if said is None else fault is not None and said in fault


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE x SET a = 1; UPDATE y SET b = 2;", None),
        ("UPDATE x SET a = 1; COMMIT;", "COMMIT"),
        ("begin; UPDATE x SET a = 1", "BEGIN"),
        ("SAVEPOINT a; UPDATE x SET a = 1; ROLLBACK TO a", None),
        ("UPDATE x SET a = 1 -- all", "comment"),
        ("UPDATE x SET a = $$1", "not closed"),
        ("", None),
    ],
)
def test_statements_stay_within_the_transaction_of_their_change(sql: str, said: str | None):
    fault = statement_fault(sql)
    assert fault is None if said is None else fault is not None and said in fault
