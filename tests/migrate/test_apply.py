"""Applying for real: everything once, nothing where nothing changed, one broken tenant alone, names that stay names."""

from __future__ import annotations

from dataclasses import replace

import psycopg
import pytest
from psycopg import sql

from cdc_assets.migrate.locks import schema_lock
from cdc_assets.migrate.outcome import Refusal, Result
from cdc_assets.migrate.plan import make_plan
from tests.support.databases import (
    CountingCursor,
    apply,
    apply_plan,
    assert_in_place,
    execute,
    migrate,
    one,
    pool,
    rows,
    state,
)
from tests.support.migrations import migrations, some_tables, sql_file, table
from tests.support.postgres import both_versions

TENANTS = ("avansas", "borg", "celsius")


@both_versions
def test_a_first_apply_puts_everything_in_place_and_says_what_it_did(database: str) -> None:
    wanted = some_tables(5)
    results = apply(database, wanted, TENANTS, run="run-1")
    assert [result.tenant for result in results] == [None, *TENANTS]
    assert all(result.ok for result in results)
    assert [(result.statements, result.relations) for result in results] == [(1, 0), *[(16, 10)] * 3]
    assert_in_place(database, wanted, TENANTS)
    assert one(database, "SELECT relpersistence FROM pg_class WHERE oid = 'borg.\"stg_T0\"'::regclass") == "u"
    assert one(database, "SELECT DISTINCT run_id FROM cdc_management.migration_history") == "run-1"


@both_versions
def test_a_second_apply_sends_one_query_whatever_the_number_of_tables_and_tenants(database: str) -> None:
    for count, tenants in ((2, TENANTS), (12, (*TENANTS, "delta", "epsilon"))):
        wanted = some_tables(count)
        apply(database, wanted, tenants)
        CountingCursor.queries.clear()
        with pool(database, cursor=CountingCursor) as connections:
            results = migrate(connections, wanted, tenants)
        assert len(CountingCursor.queries) == 1
        assert all(result.ok and not result.applied for result in results)
        assert all(len(result.unchanged) == count + 1 for result in results[1:])


def test_a_new_tenant_and_a_new_table_are_all_that_is_done(database: str) -> None:
    apply(database, some_tables(2), TENANTS)
    results = apply(database, some_tables(3), (*TENANTS, "delta"))
    assert [[unit.name for unit in result.applied] for result in results] == [
        [],
        *[["T2"]] * 3,
        ["schema", "T0", "T1", "T2"],
    ]
    assert_in_place(database, some_tables(3), (*TENANTS, "delta"))


def test_each_result_is_reported_once_as_it_finishes_in_the_callers_thread(database: str) -> None:
    seen: list[Result] = []
    results = apply(database, some_tables(1), TENANTS, on_result=seen.append)
    assert seen[0].tenant is None
    assert sorted(map(repr, seen)) == sorted(map(repr, results))


def test_the_history_holds_the_sql_as_executed_and_what_would_undo_it(database: str) -> None:
    apply(database, migrations(table("Actor", "id int")), ["av ansas"])
    statements, inverse, unit = rows(
        database,
        "SELECT statements, inverse, unit FROM cdc_management.v_migration_history WHERE object_name = 'Actor'",
    )[0]
    assert statements == 'CREATE TABLE "av ansas"."Actor" (id int);\n'
    assert unit == "Actor"
    inverses = rows(
        database, "SELECT inverse FROM cdc_management.migration_history WHERE inverse IS NOT NULL ORDER BY id DESC"
    )
    for (down,) in inverses:
        execute(database, down)
    assert inverse in {down for (down,) in inverses}
    assert one(database, "SELECT count(*) FROM pg_namespace WHERE nspname = 'av ansas'") == 0


def test_a_changed_definition_is_refused_by_name_and_nothing_is_altered_for_it(database: str) -> None:
    apply(database, migrations([*table("Actor"), *table("Fraver")]), TENANTS)
    changed = migrations([*table("Actor", "id int PRIMARY KEY, t text, more int", merge="PERFORM 1"), *table("Fraver")])
    results = apply(database, changed, TENANTS)
    assert [[(no.unit, no.reason, no.object_name) for no in result.refused] for result in results] == [
        [],
        *[[("Actor", Refusal.CHANGED, "Actor")]] * 3,
    ]
    assert "borg.Actor: its definition changed" in str(results[2].refused[0].problem)
    assert one(database, "SELECT count(*) FROM information_schema.columns WHERE table_name = 'Actor'") == 6
    assert one(database, "SELECT count(*) FROM pg_proc WHERE prosrc LIKE '%PERFORM 1%'") == 0
    assert one(database, "SELECT count(*) FROM cdc_management.migration_history") == 1 + 3 * 7


def test_a_changed_procedure_is_replaced_alone(database: str) -> None:
    apply(database, migrations(table("Actor")), TENANTS)
    results = apply(database, migrations(table("Actor", merge="PERFORM 2")), TENANTS)
    assert [(result.statements, result.relations) for result in results] == [(0, 0), *[(1, 0)] * 3]
    assert one(database, "SELECT count(*) FROM pg_proc WHERE prosrc LIKE '%PERFORM 2%'") == 3
    assert one(database, "SELECT count(*) FROM cdc_management.migration_history WHERE kind = 'procedure'") == 6


def test_a_note_in_a_header_changes_nothing_in_the_database(database: str) -> None:
    wanted = some_tables(1)
    apply(database, wanted, TENANTS)
    noted = replace(wanted, files=tuple(replace(file, header=("new note",), sha256="0" * 64) for file in wanted.files))
    assert all(result.ok and not result.applied for result in apply(database, noted, TENANTS))


def test_a_relation_that_somebody_else_made_is_refused_and_kept(database: str) -> None:
    execute(database, 'CREATE SCHEMA borg; CREATE TABLE borg."T1" (mine int); CREATE SCHEMA celsius')
    results = apply(database, some_tables(3), TENANTS)
    assert [result.ok for result in results] == [True, True, False, True]
    (no,) = results[2].refused
    assert (no.unit, no.reason, no.schema) == ("T1", Refusal.OCCUPIED, "borg")
    assert no.hint.startswith("`cdc adopt` takes it over")
    assert [unit.name for unit in results[2].applied] == ["schema", "T0", "T2"]
    assert rows(
        database, "SELECT attname FROM pg_attribute WHERE attrelid = 'borg.\"T1\"'::regclass AND attnum > 0"
    ) == [("mine",)]


def test_a_table_that_is_gone_is_reported_and_made_anew_only_when_a_person_says_so(database: str) -> None:
    wanted = some_tables(2)
    apply(database, wanted, TENANTS)
    execute(database, 'DROP TABLE borg."T1"')
    results = apply(database, wanted, TENANTS)
    (no,) = results[2].refused
    assert (no.unit, no.reason, no.object_name) == ("T1", Refusal.MISSING, "T1")
    assert one(database, "SELECT to_regclass('borg.\"T1\"')") is None
    execute(database, no.hint.partition("empty: ")[2])
    assert all(result.ok for result in apply(database, wanted, TENANTS))
    assert one(database, "SELECT to_regclass('borg.\"T1\"') IS NOT NULL")


def test_a_whole_schema_that_is_gone_is_one_report_and_not_one_per_table(database: str) -> None:
    wanted = some_tables(4)
    apply(database, wanted, TENANTS)
    execute(database, "DROP SCHEMA borg CASCADE")
    (no,) = apply(database, wanted, TENANTS)[2].refused
    assert (no.schema, no.reason, no.object_name) == ("borg", Refusal.MISSING, "borg")
    execute(database, no.hint.partition("empty: ")[2])
    assert all(result.ok for result in apply(database, wanted, TENANTS))


def test_a_procedure_that_is_gone_is_made_again_since_it_holds_nothing(database: str) -> None:
    apply(database, some_tables(2), TENANTS)
    execute(database, "DROP PROCEDURE borg.sp_merge_t1")
    results = apply(database, some_tables(2), TENANTS)
    assert [[unit.name for unit in result.applied] for result in results] == [[], [], ["T1"], []]


def test_two_sinks_share_a_database_and_do_not_take_each_others_relations(database: str) -> None:
    directory, chat = some_tables(2), replace(some_tables(3), sink="sink_asma.chat")
    apply(database, directory, TENANTS)
    results = apply(database, chat, TENANTS)
    assert all({no.reason for no in result.refused} == {Refusal.OTHER_SINK} for result in results[1:])
    assert [[unit.name for unit in result.applied] for result in results] == [[], *[["schema", "T2"]] * 3]
    assert not any(result.applied for result in apply(database, directory, TENANTS))


def test_relations_in_a_literal_schema_are_made_once_per_database(database: str) -> None:
    files = [
        sql_file("schemas/literal.arkiv.sql", "schema", "CREATE SCHEMA IF NOT EXISTS arkiv;\n", schema="arkiv"),
        *table("Kunde", schema="arkiv"),
        *table("Kunde"),
    ]
    results = apply(database, migrations(files), TENANTS)
    assert [unit.name for unit in results[0].applied] == ["cdc_management", "schema", "arkiv.Kunde"]
    assert rows(
        database, "SELECT relnamespace::regnamespace::text FROM pg_class WHERE relname = 'Kunde' ORDER BY 1"
    ) == [
        ("arkiv",),
        *((tenant,) for tenant in TENANTS),
    ]
    (no,) = apply(database, migrations(files), ["arkiv"])[1].refused
    assert no.reason == Refusal.RESERVED


@pytest.mark.parametrize("name", ["public", "cdc_management", "pg_temp", "information_schema"])
def test_a_tenant_that_would_land_in_a_schema_of_others_is_refused(database: str, name: str) -> None:
    files = [sql_file("schemas/literal.public.sql", "schema", "SELECT 1;\n", schema="public"), *table("Actor")]
    results = apply(database, migrations(files), [name, "borg"])
    assert [no.reason for no in results[1].refused] == [Refusal.RESERVED]
    assert results[2].ok
    assert one(database, "SELECT count(*) FROM pg_class WHERE relname = 'Actor'") == 1


@both_versions
def test_one_broken_tenant_neither_stops_nor_undoes_another(database: str) -> None:
    # the type exists in two of three schemas only
    execute(database, "CREATE SCHEMA avansas; CREATE SCHEMA borg; CREATE SCHEMA celsius")
    execute(database, "CREATE TYPE avansas.t AS ENUM (); CREATE TYPE celsius.t AS ENUM ()")
    wanted = migrations([*table("Good"), *table("Picky", "id int, x {{SCHEMA}}.t"), *table("Last")])
    results = apply(database, wanted, TENANTS)
    assert [result.ok for result in results] == [True, True, False, True]
    (failure,) = results[2].failed
    assert (failure.name, failure.sqlstate) == ("Picky", "42704")
    assert 'type "borg.t" does not exist' in failure.error
    assert [unit.name for unit in results[2].applied] == ["schema", "Good", "Last"]
    assert one(database, "SELECT to_regclass('borg.\"stg_Picky\"')") is None
    tried = rows(database, "SELECT unit, sqlstate FROM cdc_management.migration_history WHERE status = 'failed'")
    assert tried == [("Picky", "42704")] * 3
    execute(database, "CREATE TYPE borg.t AS ENUM ()")
    again = apply(database, wanted, TENANTS)
    assert [[unit.name for unit in result.applied] for result in again] == [[], [], ["Picky"], []]
    assert_in_place(database, wanted, TENANTS)


def test_a_schema_that_cannot_be_made_is_that_tenants_only_failure(database: str) -> None:
    picky = "CREATE SCHEMA {{SCHEMA}}; DO $$BEGIN ASSERT '{{SCHEMA}}' <> '\"borg\"'; END$$;\n"
    files = (replace(file, body=picky) if file.kind == "schema" else file for file in some_tables(3).files)
    results = apply(database, replace(some_tables(3), files=tuple(files)), TENANTS)
    assert [len(result.failed) for result in results] == [0, 0, 1, 0]
    assert results[2].applied == ()


def test_infrastructure_that_cannot_be_made_fails_every_tenant_and_touches_none(database: str) -> None:
    wanted = migrations([sql_file("infrastructure/20_bad.sql", "infrastructure", "SELECT 1/0;\n"), *table("Actor")])
    results = apply(database, wanted, TENANTS)
    assert all("division by zero" in result.failed[0].error for result in results)
    assert one(database, "SELECT count(*) FROM pg_namespace WHERE nspname IN ('cdc_management', 'borg')") == 0


@both_versions
def test_names_that_try_to_break_out_end_up_as_harmless_identifiers(database: str) -> None:
    tenants = (
        'x"; DROP SCHEMA public; --',
        "{{SCHEMA}}",
        "o'brien \\ $cdc$ %s %(x)s",
        "Order Details",
        "æ" * 31,
        "tab\tand\nline",
        "U&\\0041",
    )
    wanted = migrations([*table('quote " and {{SCHEMA}}'), *table("semi;colon -- '"), *table("Øl og %s")])
    results = apply(database, wanted, tenants)
    assert [failure for result in results for failure in result.failed] == []
    found = {name for (name,) in rows(database, "SELECT nspname FROM pg_namespace")}
    assert {*tenants, "public"} <= found
    assert_in_place(database, wanted, tenants)
    names = {
        name for (name,) in rows(database, "SELECT relname FROM pg_class WHERE relname LIKE 'quote%' AND relkind = 'r'")
    }
    assert names == {'quote " and {{SCHEMA}}'}


def test_a_schema_that_another_apply_holds_is_polled_for_and_then_named(database: str) -> None:
    wanted = some_tables(1)
    plan = make_plan(wanted, state(database, wanted, TENANTS), TENANTS)
    with psycopg.connect(database) as holder, pool(database) as connections:
        holder.execute("SELECT pg_advisory_xact_lock(%s)", [schema_lock("borg")])
        results = apply_plan(connections, plan, lock_seconds=0.2)
    assert [result.ok for result in results] == [True, True, False, True]
    assert "another apply has held the schema `borg`" in results[2].failed[0].error
    assert all(result.ok for result in apply(database, wanted, TENANTS))


def test_a_plan_made_before_somebody_else_changed_the_database_does_no_harm(database: str) -> None:
    old, new = migrations(table("Actor")), migrations(table("Actor", "id int"))
    stale = make_plan(old, state(database, old, TENANTS), TENANTS)
    apply(database, new, TENANTS)
    with pool(database) as connections:
        results = apply_plan(connections, stale)
    assert all("something else in place" in result.failed[0].error for result in results[1:])
    assert_in_place(database, new, TENANTS)


def test_a_callers_error_in_between_ends_the_apply_after_the_units_in_hand(database: str) -> None:
    def fail(result: Result) -> None:
        if result.tenant is not None:
            raise KeyboardInterrupt

    wanted = some_tables(8)
    with pytest.raises(KeyboardInterrupt):
        apply(database, wanted, [f"t{n}" for n in range(12)], on_result=fail)
    assert one(database, "SELECT count(*) FROM cdc_management.applied_schema") < 12 * 25
    tenants = [f"t{n}" for n in range(12)]
    apply(database, wanted, tenants)
    assert_in_place(database, wanted, tenants)


def test_who_interrupts_an_apply_ends_what_the_server_does_for_it(database: str) -> None:
    """By Ctrl-C or Dagster's `Terminate`: a table that is rewritten for an hour would stay locked for as long."""

    class Terminated(BaseException):
        """As Dagster's: no KeyboardInterrupt."""

    def interrupt(result: Result) -> None:
        if result.tenant is not None:
            raise Terminated

    wanted = some_tables(1)
    apply(database, wanted, [])
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(
            "CREATE FUNCTION slow() RETURNS event_trigger LANGUAGE plpgsql AS $$BEGIN"
            " IF EXISTS (SELECT FROM pg_event_trigger_ddl_commands() WHERE schema_name = 'slow') THEN"
            " PERFORM pg_sleep(30); END IF; END$$"
        )
        connection.execute(
            "CREATE EVENT TRIGGER slow ON ddl_command_end WHEN tag IN ('CREATE TABLE') EXECUTE FUNCTION slow()"
        )
    with pytest.raises(Terminated):
        apply(database, wanted, ["slow", "borg"], on_result=interrupt)
    failed = "SELECT max(error) FROM cdc_management.migration_history WHERE schema_name = 'slow' AND status = 'failed'"
    assert str(one(database, failed)).startswith("canceling statement due to user request")


def test_a_users_search_path_and_settings_have_no_part_in_it(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        name = connection.info.dbname
        for setting in (
            "search_path = evil",
            "client_min_messages = debug5",
            "default_transaction_isolation = 'serializable'",
        ):
            connection.execute(sql.SQL("ALTER DATABASE {} SET ").format(sql.Identifier(name)) + sql.SQL(setting))
        connection.execute("CREATE SCHEMA evil")
        connection.execute("CREATE FUNCTION evil.now() RETURNS timestamptz LANGUAGE sql AS 'SELECT NULL::timestamptz'")
    wanted = some_tables(2)
    assert all(result.ok for result in apply(database, wanted, TENANTS))
    assert_in_place(database, wanted, TENANTS)
