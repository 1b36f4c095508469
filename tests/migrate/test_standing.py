"""Where tenants stand: drift that somebody made by hand, pending and failed units, existing tables, manual scripts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from cdc_assets.migrate.apply import roll_out
from cdc_assets.migrate.database_state import read_state
from cdc_assets.migrate.diff import Policy
from cdc_assets.migrate.drift import findings, tenant_statuses
from cdc_assets.migrate.evolve import TenantSchema
from cdc_assets.migrate.existing import check_existing, validation_sql, write_validation
from cdc_assets.migrate.hazards import HazardKind, approvals
from cdc_assets.migrate.live import read_live
from cdc_assets.migrate.locks import Patience, lock_merge
from cdc_assets.migrate.manual import plan_scripts, read_scripts, run_scripts
from cdc_assets.migrate.shape import RelationShape, TriggerShape, UnitShape
from cdc_assets.migrate.undo import plan_down
from cdc_assets.tables.model import TableDefinition, TargetColumn, TargetTable
from cdc_assets.tables.naming import quote_ident
from tests.migrate.build import SINK
from tests.migrate.fleet_support import names, plan, pool, start, tenants, version
from tests.migrate.runner import TODAY
from tests.migrate.test_fleet import NARROW, ONE, broken

BY_HAND = {
    'ALTER TABLE kunde00."Actor" ALTER navn TYPE text': "Actor.navn is text instead of character varying(50)",
    'ALTER TABLE kunde00."Actor" ALTER navn SET NOT NULL': "Actor.navn is NOT NULL",
    'ALTER TABLE kunde00."Actor" DROP COLUMN navn': "Actor.navn is missing",
    'ALTER TABLE kunde00."Actor" ALTER navn SET DEFAULT 1': "Actor.navn has the default",
    'ALTER TABLE kunde00."Actor" DROP CONSTRAINT "Actor_pkey"': "the key of Actor is (none)",
    'ALTER TABLE kunde00."stg_Actor" DROP COLUMN navn': "stg_Actor.navn is missing",
    "DROP PROCEDURE kunde00.sp_merge_actor": "the procedure sp_merge_actor is missing",
    "CREATE PROCEDURE kunde00.sp_merge_actor(a text) LANGUAGE sql AS 'SELECT 1'": "with other arguments",
    "CREATE OR REPLACE PROCEDURE kunde00.sp_merge_actor(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric"
    " DEFAULT 60) LANGUAGE plpgsql AS 'BEGIN NULL; END'": "the procedure sp_merge_actor was changed",
    'DROP TABLE kunde00."stg_Actor" CASCADE': "stg_Actor is missing",
    'COMMENT ON TABLE kunde00."Actor" IS NULL': "Actor has no comments",
}


UNREADY = {
    'ALTER TABLE kunde00."stg_Actor" DISABLE TRIGGER ALL': "its trigger cdc_ring is missing or disabled",
    'DROP TRIGGER cdc_ring ON kunde00."stg_Actor"': "its trigger cdc_ring is missing or disabled",
    'ALTER TABLE kunde00."stg_Actor" ALTER "__slot" DROP DEFAULT': "its column __slot has no default",
    "DO $$ BEGIN EXECUTE 'DROP SEQUENCE ' || pg_get_serial_sequence('kunde00.\"stg_Actor\"', '__slot') || ' CASCADE';"
    " END $$": "its column __slot has no default",
    "DO $$ DECLARE r regclass; BEGIN FOR r IN SELECT inhrelid::regclass FROM pg_inherits"
    " WHERE inhparent = 'kunde00.\"stg_Actor\"'::regclass LOOP EXECUTE 'DROP TABLE ' || r; END LOOP; END $$"
    "": "it has no partition",
    'DROP TABLE kunde00."stg_Actor" CASCADE': "stg_Actor is missing",
    'DROP TABLE kunde00."stg_Actor" CASCADE; CREATE TABLE kunde00."stg_Actor" (id int)': "it has no partitions",
}


@pytest.mark.parametrize(("statement", "told"), UNREADY.items())
def test_staging_that_gets_or_gives_nothing_any_more_is_drift_and_repaired(database: str, statement: str, told: str):
    stage = """INSERT INTO kunde00."stg_Actor" (id, navn, "__operation", "__source_ts_ms") VALUES (%s, 'x', 'c', 1)"""
    with pool(database) as opened, psycopg.connect(database, autocommit=True) as connection:
        start(opened, ONE, names(2))
        connection.execute(statement.encode())
        if "cdc_ring" in told:
            connection.execute(stage, [1])
        first, second = tenant_statuses(connection, *version(ONE), names(2))
        assert (first.state, second.state) == ("drifted", "applied")
        assert told in first.drift[0].sentence
        assert roll_out(opened, plan(opened, ONE, names(2), mend=True), Policy(TODAY)).ok
        assert tenant_statuses(connection, *version(ONE), names(2))[0].state == "applied"
        assert plan(opened, ONE, names(2), mend=True).empty
        connection.execute(stage, [2])
        connection.execute("CALL cdc_management.run_pending_merges(0)")
        merged = [number for (number,) in connection.execute('SELECT id FROM kunde00."Actor" ORDER BY 1').fetchall()]
        assert merged == ([1, 2] if "cdc_ring" in told else [2])


ODD = [
    "a$b",
    "$1",
    "a$$b",
    "{{SCHEMA}}",
    "{{TENANT.schema}}",
    "{{x",
    'q"u',
    "it's",
    "back\\slash",
    "Ærlig ÷",
    "U&",
    "line\nend",
]


def test_a_tenant_of_whatever_name_is_as_it_was_made(database: str):
    migrations, wanted = version(ONE)
    more = {"Actor": {**ONE["Actor"], "epost": "text"}}
    with pool(database) as opened:
        start(opened, ONE, ODD)
        with opened.connection() as connection:
            assert [
                each for each in tenant_statuses(connection, migrations, wanted, ODD) if each.state != "applied"
            ] == []
        assert plan(opened, ONE, ODD, mend=True).empty
        done = roll_out(opened, plan(opened, more, ODD), Policy(TODAY))
        assert [(result.tenant, result.failed) for result in done.results if not result.ok] == []
        with opened.connection() as connection:
            found = tenant_statuses(connection, *version(more), ODD)
            assert [(each.schema, each.drift) for each in found if each.state != "applied"] == []
        assert plan(opened, more, ODD, mend=True).empty
        with opened.connection() as connection:
            for schema in ODD:
                connection.execute(f"INSERT INTO {quote_ident(schema)}.\"Actor\" (id, epost) VALUES (1, 'x')".encode())
                found = plan_down(connection, schema, "Actor")
                assert [hazard.allow for hazard in found.hazards] == ["DATA_LOSS:Actor.epost"], schema
                with connection.transaction():
                    assert lock_merge(connection, schema, "Actor")
                    held = connection.execute(
                        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
                    ).fetchone()
                    assert held == (1,), schema


def test_what_somebody_changed_by_hand_is_named_and_nothing_else(database: str):
    migrations, wanted = version(ONE)
    with pool(database) as opened:
        start(opened, ONE, names(2))
        with opened.connection() as connection:
            for statement, sentence in BY_HAND.items():
                with connection.transaction(force_rollback=True):
                    connection.execute(statement)
                    hurt, well = tenant_statuses(connection, migrations, wanted, names(2))
                    assert [sentence in found.sentence for found in hurt.drift] == [True], (statement, hurt.drift)
                    assert (hurt.state, hurt.exit_code) == ("drifted", 1)
                    assert (well.state, well.drift) == ("applied", ())
            connection.execute('ALTER TABLE kunde00."Actor" ADD COLUMN egen text')
            status = tenant_statuses(connection, migrations, wanted, names(1))[0]
            assert [(found.sentence, found.harmless) for found in status.drift] == [
                ("Actor.egen was added by hand", True)
            ]
            assert status.exit_code == 0


def test_what_somebody_changed_by_hand_is_put_right_when_asked_for(database: str):
    migrations, wanted = version(ONE)
    with pool(database) as opened:
        for number, statement in enumerate(BY_HAND):
            schema = f"hand{number}"
            start(opened, ONE, [schema])
            with opened.connection() as connection:
                connection.execute(statement.replace("kunde00", schema))
            assert plan(opened, ONE, [schema]).changes == ()
            planned = plan(opened, ONE, [schema], mend=True)
            assert (
                len(planned.changes) + any(part.units for part in planned.parts) == 1
            )  # a missing procedure is made by its file
            done = roll_out(opened, planned, Policy(TODAY), approved=approvals([str(kind) for kind in HazardKind]))
            assert done.ok, (statement, done)
            with opened.connection() as connection:
                assert tenant_statuses(connection, migrations, wanted, [schema])[0].state == "applied", statement
            assert plan(opened, ONE, [schema], mend=True).empty


@pytest.mark.parametrize(
    ("present", "sentence"),
    [
        ((), "the trigger t of Actor is missing"),
        ((TriggerShape("t", 4, "f", "", enabled=False),), "the trigger t of Actor is disabled"),
        ((TriggerShape("t", 4, "g"),), "the trigger t of Actor is another one"),
        ((TriggerShape("t", 4, "f"), TriggerShape("u", 4, "f")), None),
    ],
)
def test_a_trigger_that_merges_need_is_missed(present: tuple[TriggerShape, ...], sentence: str | None):
    wanted = UnitShape("Actor", RelationShape("Actor", (), triggers=(TriggerShape("t", 4, "f"),)))
    found = UnitShape("Actor", RelationShape("Actor", (), triggers=present))
    assert [each.sentence for each in findings(wanted, found)] == ([sentence] if sentence else [])


def test_pending_and_failed_units_are_told_apart_from_drift(database: str):
    migrations, wanted = version(NARROW)
    with pool(database) as opened:
        start(opened, ONE, names(2))
        broken(opened, "kunde00")
        with opened.connection() as connection:
            assert [s.state for s in tenant_statuses(connection, migrations, wanted, [*names(2), "ny"])] == [
                "pending"
            ] * 3
        roll_out(
            opened,
            plan(opened, NARROW, names(2)),
            Policy(TODAY),
            approved=approvals(["DATA_LOSS"]),
            patience=Patience(0.1),
        )
        with opened.connection() as connection:
            failed, done = tenant_statuses(connection, migrations, wanted, names(2))
        assert (failed.state, failed.exit_code, failed.pending) == ("failed", 2, ("Actor",))
        assert "value too long" in failed.failed[0][1]
        assert (done.state, done.exit_code, done.applied) == ("applied", 0, ("Actor", "Sak"))


EXISTING = TargetTable(
    SINK,
    "public",
    "customer_user",
    (
        TargetColumn("id", "integer", "integer", source="id", source_nullable=False),
        TargetColumn("brukerNavn", "varchar(50)", "text", source="BrukerNavn"),
    ),
    ("id",),
    exists=True,
)


@pytest.mark.parametrize(
    ("table", "problems"),
    [
        ('(id bigint PRIMARY KEY, "brukerNavn" text, annet text)', []),
        ('(id integer, "brukerNavn" varchar(50), annet text NOT NULL DEFAULT 1)', []),
        ("(id integer)", ["brukerNavn"]),
        ('(id smallint, "brukerNavn" text)', ["id"]),
        ('(id integer, "brukerNavn" text, annet text NOT NULL)', ["annet"]),
        (None, ["id", "brukerNavn"]),
    ],
)
def test_an_existing_table_must_take_what_is_mapped_into_it(database: str, table: str | None, problems: list[str]):
    with psycopg.connect(database, autocommit=True) as connection:
        if table is not None:
            connection.execute(f"CREATE TABLE public.customer_user {table}")
        live = read_live(connection, ["public"])
        found = check_existing(live, EXISTING, "kunde00")
        assert len(found) == (1 if table is None else len(problems))
        assert all(any(name in str(problem) for name in problems) or table is None for problem in found)
        assert [row[2] for row in connection.execute(validation_sql([EXISTING]))] == sorted(problems, key=str)


def test_an_existing_column_that_refuses_null_must_not_get_any(database: str):
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute('CREATE TABLE public.customer_user (id integer, "brukerNavn" text NOT NULL)')
        found = check_existing(read_live(connection, ["public"]), EXISTING, "kunde00")
        assert ["must have a value, its source may be NULL" in problem.what for problem in found] == [True]


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ('(id integer PRIMARY KEY, "brukerNavn" text, nr integer GENERATED BY DEFAULT AS IDENTITY)', None),
        ('(id integer, "brukerNavn" text, CONSTRAINT u UNIQUE (id))', None),
        ('(id integer, "brukerNavn" text, UNIQUE (id, "brukerNavn"))', "no unique index"),
        ('(id integer UNIQUE DEFERRABLE, "brukerNavn" text)', "no unique index"),
        ('(id integer, "brukerNavn" text); CREATE UNIQUE INDEX ON public.customer_user (id) WHERE id > 0', "no unique"),
        ("(id integer PRIMARY KEY, \"brukerNavn\" text GENERATED ALWAYS AS ('x') STORED)", "is generated"),
    ],
)
def test_an_existing_table_that_is_merged_into_needs_a_unique_index_over_the_key(
    database: str, table: str, problem: str | None
):
    merged = replace(EXISTING, merged=True)
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(f"CREATE TABLE public.customer_user {table}".encode())
        found = check_existing(read_live(connection, ["public"]), merged, "kunde00")
        assert [(problem or "") in one.what for one in found] == ([True] if problem else [])
        asked = connection.execute(validation_sql([merged]).encode()).fetchall()
        assert bool(asked) == (problem is not None)


def test_the_validation_is_written_beside_the_migrations_where_a_table_exists(tmp_path: Path):
    existing = TableDefinition("adopus", "AdOpusTest", "dbo", "Actor", ("id",), "t", (EXISTING,))
    assert write_validation(tmp_path, SINK, [existing]).written == ("validation/existing-tables.sql",)
    assert write_validation(tmp_path, SINK, [existing]).written == ()
    assert write_validation(tmp_path / "other", SINK, []).written == ()


def test_the_catalogs_query_is_not_compiled_behind_a_pooler_that_takes_no_settings_either(database: str):
    with psycopg.connect(database) as connection, connection.transaction():
        read_live(connection, ["public"])
        assert connection.execute("SHOW jit").fetchone() == ("off",)


def test_a_manual_script_runs_once_per_schema_in_order_and_is_named_when_it_changes(database: str, tmp_path: Path):
    folder = tmp_path / "manual"
    folder.mkdir()
    (folder / "0001_a.sql").write_text("CREATE TABLE {{SCHEMA}}.egen (a text); INSERT INTO {{SCHEMA}}.egen VALUES (1);")
    (folder / "0002_b.sql").write_text("UPDATE {{SCHEMA}}.egen SET a = '100%'; -- only after 0001")
    (folder / "0003_waits.sql").write_text("-- a skeleton\n/* still */\n")
    scripts = read_scripts(tmp_path)
    with pool(database) as opened:
        start(opened, ONE, names(2))
        with opened.connection() as connection:
            plans = plan_scripts(read_state(connection, names(2), []), SINK, scripts, names(2))
            assert [[script.path for script in found.due] for found in plans] == [
                ["manual/0001_a.sql", "manual/0002_b.sql"]
            ] * 2
            done = list(run_scripts(connection, SINK, plans[0].due, TenantSchema("kunde00"), "run"))
            assert [outcome.status for outcome in done] == ["applied", "applied"]
            (folder / "0001_a.sql").write_text("SELECT 1;")
            first, second = plan_scripts(read_state(connection, names(2), []), SINK, read_scripts(tmp_path), names(2))
            assert (first.due, first.modified) == ((), ("manual/0001_a.sql",))
            seen = tenant_statuses(connection, *version(ONE), names(2), read_scripts(tmp_path))
            assert [(s.state, s.exit_code) for s in seen] == [("modified", 1), ("pending", 1)]
            assert len(second.due) == 2


def test_a_manual_script_that_fails_leaves_nothing_and_stops_those_after_it(database: str, tmp_path: Path):
    folder = tmp_path / "manual"
    folder.mkdir()
    (folder / "0001_a.sql").write_text('ALTER TABLE {{SCHEMA}}."Actor" ADD COLUMN a text; SELECT 1/0;')
    (folder / "0002_b.sql").write_text("SELECT 1;")
    with pool(database) as opened:
        start(opened, ONE, names(1))
        with opened.connection() as connection:
            done = list(run_scripts(connection, SINK, read_scripts(tmp_path), tenants(names(1))[0], "run"))
            assert [outcome.status for outcome in done] == ["failed"]
            assert "division by zero" in done[0].error
            scripts = read_scripts(tmp_path)
            assert len(plan_scripts(read_state(connection, names(1), []), SINK, scripts, names(1))[0].due) == 2
            seen = tenant_statuses(connection, *version(ONE), names(1), scripts)[0]
            assert (seen.state, seen.failed[0][0]) == ("failed", "manual/0001_a.sql")
            assert "division by zero" in seen.failed[0][1]
            (folder / "0001_a.sql").write_text("SELECT 1;")
            assert [
                o.status for o in run_scripts(connection, SINK, read_scripts(tmp_path), TenantSchema("kunde00"), "b")
            ] == [
                "applied",
                "applied",
            ]
            assert tenant_statuses(connection, *version(ONE), names(1), read_scripts(tmp_path))[0].state == "applied"
