"""Columns and tables that changed places, renames that were taken back, releases that go back: told, and possible."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from cdc_assets.catalog.model import Catalog, Column, Key, SqlType, Table
from cdc_assets.config.load import load_project
from cdc_assets.ddl.files import write_migrations
from cdc_assets.fleet.differences import project_differences
from cdc_assets.migrate.apply import roll_out
from cdc_assets.migrate.changes import changes_since, review_sql, source_ids, write_state
from cdc_assets.migrate.decisions import TAKE_OUT, Origin, moved_columns, script_text
from cdc_assets.migrate.diff import Policy
from cdc_assets.migrate.drift import tenant_statuses
from cdc_assets.migrate.fleet_plan import plan_fleet, wanted_units
from cdc_assets.migrate.hazards import HazardKind, approvals
from cdc_assets.migrate.manual import read_scripts
from tests.catalog.test_refactor_log import TABLE, operation
from tests.migrate.build import SINK, definition, desired, rendered
from tests.migrate.fleet_support import names, plan, pool, start, tenants, version
from tests.migrate.runner import TODAY
from tests.migrate.test_refactor_log import SERVICE, built, project
from tests.support.databases import migrate

POLICY = Policy(TODAY)
ALL = approvals([str(kind) for kind in HazardKind])
CRATE = "CREATE TABLE dbo.Crate (CrateId int NOT NULL PRIMARY KEY, A {0} NULL, B {1} NULL, C {2} NULL)"
TWO_OPERATIONS = (
    operation("[dbo].[Crate].[A]", "[T]"),
    operation("[dbo].[Crate].[B]", "[A]"),
    operation("[dbo].[Crate].[T]", "[B]"),
)
THREE = ("[A]", "[T]"), ("[C]", "[A]"), ("[B]", "[C]"), ("[T]", "[B]")  # A → B → C → A


def waiting(root: Path) -> list[Path]:
    return sorted((root / "migrations").rglob("manual/*.sql"))


def uncommented(path: Path) -> None:
    path.write_text(path.read_text().replace("\n--> ", "\n"))


def rows(connection, schema: str, columns: Sequence[str]):
    listed = ", ".join(f'"{name}"' for name in columns)
    return connection.execute(f'SELECT {listed} FROM "{schema}"."Crate" ORDER BY "CrateId"').fetchall()


@pytest.mark.parametrize("told", ["refactor log", "yaml"])
@pytest.mark.parametrize(
    ("before", "after", "ring"),
    [
        (("int", "int", "int"), ("int", "int", "int"), "AB"),
        (("int", "nvarchar(20)", "date"), ("nvarchar(20)", "int", "date"), "AB"),
        (("int", "nvarchar(20)", "date"), ("date", "int", "nvarchar(20)"), "ABC"),
        (("int", "int", "int"), ("int", "int", "int"), "ABC"),
    ],
    ids=["two", "two of other types", "three of other types", "three"],
)
def test_columns_that_change_places_wait_for_a_decision_and_take_their_values_along(
    tmp_path: Path, database: str, before, after, ring: str, told: str
) -> None:
    values = {"int": "1", "nvarchar(20)": "'x'", "date": "'2026-01-01'"}
    steps = [("[A]", "[T]"), ("[B]", "[A]"), ("[T]", "[B]")] if ring == "AB" else THREE
    log = [operation(f"[dbo].[Crate].{old}", new) for old, new in steps]
    migrations, _ = built(project(tmp_path, CRATE.format(*before)))
    with pool(database) as opened:
        assert all(result.ok for result in migrate(opened, migrations, ["north"]))
        with opened.connection() as connection:
            given = [values[kind] if kind != "int" else str(number) for number, kind in enumerate(before, start=1)]
            connection.execute(f'INSERT INTO north."Crate" ("CrateId", "A", "B", "C") VALUES (1, {", ".join(given)})')
            connection.execute(
                f'INSERT INTO north."stg_Crate" ("CrateId", "A", "B", "C") VALUES (2, {", ".join(given)})'
            )
            (old,) = rows(connection, "north", ["A", "B", "C"])
        project(tmp_path, CRATE.format(*after), *(log if told == "refactor log" else ()))
        if told == "yaml":
            moves = ("A", "B"), ("B", "A") if ring == "AB" else ("B", "C")
            moves = (*moves, ("C", "A")) if ring == "ABC" else moves
            hints = ", ".join(f"{{from: {a}, to: {b}}}" for a, b in moves)
            service = tmp_path / "services/shop.yaml"
            said = f"replicate_structure: true, manual_migration_hints: {{renames: [{hints}]}}"
            service.write_text(service.read_text().replace("replicate_structure: true", said))
        sentences = [one.sentence for one in project_differences(load_project(tmp_path, dict(os.environ)), {})]
        assert any("columns changed places at the source: A is called B" in one for one in sentences)
        migrations, wanted = built(tmp_path)
        (script,) = waiting(tmp_path)
        assert "-- Waits for a decision: Crate" in script.read_text()

        def planned(schemas=("north",)):
            with opened.connection() as connection:
                return plan_fleet(
                    connection, migrations, wanted, tenants(schemas), POLICY, read_scripts(script.parent.parent)
                )

        for approved in (approvals([]), ALL):
            refused = roll_out(opened, planned(), POLICY, approved=approved).results[1].refused
            assert [(no.unit, "columns changed places" in no.hint) for no in refused] == [("Crate", True)]
        with opened.connection() as connection:
            assert rows(connection, "north", ["A", "B", "C"]) == [old], "nothing is done until it is decided"
            (status,) = tenant_statuses(connection, migrations, wanted, ["north"], read_scripts(script.parent.parent))
            assert script.relative_to(script.parent.parent).as_posix() in status.pending
        built(tmp_path)
        assert waiting(tmp_path) == [script], "it is told once"
        uncommented(script)
        done = roll_out(opened, planned(["north", "south"]), POLICY)
        assert done.ok, done.results
        order = ["B", "A", "C"] if ring == "AB" else ["B", "C", "A"]
        with opened.connection() as connection:
            assert rows(connection, "north", order) == [old]
            connection.execute('CALL north."sp_merge_crate"()')
            assert rows(connection, "north", order) == [old, old], "what was staged follows as well"
        assert planned(["north", "south"]).empty
        assert roll_out(opened, planned(["north", "south"]), POLICY).ok


@pytest.mark.parametrize("kind", ["int", "nvarchar(20)"])
@pytest.mark.parametrize("chain", ["AD", "ABD"])
def test_a_renamed_column_whose_name_another_has_now_waits_and_keeps_its_values(
    tmp_path: Path, database: str, chain: str, kind: str
) -> None:
    migrations, _ = built(project(tmp_path, CRATE.format("int", "int", "int")))
    with pool(database) as opened:
        assert all(result.ok for result in migrate(opened, migrations, ["north"]))
        with opened.connection() as connection:
            for table in ("Crate", "stg_Crate"):
                insert = f'INSERT INTO north."{table}" ("CrateId", "A", "B", "C") VALUES (%s, 1, 2, 3)'
                connection.execute(insert.encode(), [len(table)])
        new = CRATE.format(kind, "int", "int").replace("C int NULL", "C int NULL, D int NULL")
        log = [operation(f"[dbo].[Crate].[{old}]", f"[{name}]") for old, name in reversed(list(pairwise(chain)))]
        migrations, wanted = built(project(tmp_path, new, *log))
        (script,) = waiting(tmp_path)
        assert "another column is called A now at the source: A is called" in script.read_text()

        def planned(schemas=("north",)):
            with opened.connection() as connection:
                return plan_fleet(
                    connection, migrations, wanted, tenants(schemas), POLICY, read_scripts(script.parent.parent)
                )

        (refused,) = roll_out(opened, planned(), POLICY, approved=ALL).results[1].refused
        assert "another column is called A now" in refused.hint
        uncommented(script)
        done = roll_out(opened, planned(["north", "south"]), POLICY)
        assert done.ok, done.results
        assert planned(["north", "south"]).empty
        with opened.connection() as connection:
            connection.execute('CALL north."sp_merge_crate"()')
            expected = (None, 2, 3, 1) if chain == "AD" else (None, 1, 3, 2)
            assert rows(connection, "north", ["A", "B", "C", "D"]) == [expected, expected]


def test_values_of_a_column_that_was_dropped_and_made_anew_are_retired(tmp_path: Path, database: str) -> None:
    made = definition({"id": "integer key", "a": "integer"})
    migrations = rendered(made)
    wanted = wanted_units(migrations, [made])
    for number in (2, 3):
        written = write_state(tmp_path, migrations, wanted, TODAY, {(None, "Actor"): {"id": (7, 1), "a": (7, number)}})
    (script,) = (tmp_path / path for path in written.written if path.startswith("manual/"))
    with pool(database) as opened, opened.connection() as connection:
        assert all(result.ok for result in migrate(opened, migrations, ["north"]))
        connection.execute('INSERT INTO north."Actor" (id, a) VALUES (1, 1)')
        for decided in (False, True):
            if decided:
                uncommented(script)
            planned = plan_fleet(connection, migrations, wanted, tenants(["north"]), POLICY, read_scripts(tmp_path))
            done = roll_out(opened, planned, POLICY)
            assert done.ok is decided, done
        planned = plan_fleet(connection, migrations, wanted, tenants(["north"]), POLICY, mend=True)
        assert roll_out(opened, planned, POLICY).ok
        assert connection.execute('SELECT a, "a__dropped" FROM north."Actor"').fetchall() == [(None, 1)]
        connection.execute('INSERT INTO north."stg_Actor" (id, a, "__operation") VALUES (1, 2, \'u\')')
        connection.execute("CALL north.sp_merge_actor()")
        assert connection.execute('SELECT a, "a__dropped" FROM north."Actor"').fetchall() == [(2, 1)]
        (status,) = tenant_statuses(connection, migrations, wanted, ["north"], read_scripts(tmp_path))
        assert (status.state, status.drift) == ("applied", ())


def test_columns_that_change_places_again_change_back(tmp_path: Path, database: str) -> None:
    migrations, _ = built(project(tmp_path, CRATE.format("int", "int", "int")))
    with pool(database) as opened:
        migrate(opened, migrations, ["north"])
        with opened.connection() as connection:
            connection.execute('INSERT INTO north."Crate" ("CrateId", "A", "B") VALUES (1, 1, 2)')
        log: tuple[str, ...] = ()
        for number in range(1, 3):
            log += tuple(one.replace('Key="', f'Key="{number}') for one in TWO_OPERATIONS)
            migrations, wanted = built(project(tmp_path, CRATE.format("int", "int", "int"), *log))
            assert len(waiting(tmp_path)) == number
            uncommented(waiting(tmp_path)[-1])
            with opened.connection() as connection:
                scripts = read_scripts(waiting(tmp_path)[0].parent.parent)
                planned = plan_fleet(connection, migrations, wanted, tenants(["north"]), POLICY, scripts)
            assert roll_out(opened, planned, POLICY).ok
            with opened.connection() as connection:
                assert rows(connection, "north", ["A", "B"]) == [(2, 1) if number == 1 else (1, 2)]


def test_no_tenants_script_exchanges_columns_of_a_table_that_all_share() -> None:
    here = replace(desired({"id": "integer key", "a": "text", "b": "text"}), schema="public")
    found = moved_columns(here, here.shape, {"a": "b", "b": "a"})
    text = script_text("public.Actor", found)
    assert "execute the statements below once" in text
    assert TAKE_OUT not in text
    assert "new tenants" not in text
    assert all(line.startswith("--") for line in text.splitlines())
    assert 'ALTER TABLE "public"."Actor" RENAME COLUMN' in text


def test_a_ring_beside_a_plain_rename_leaves_that_to_the_plan(tmp_path: Path) -> None:
    def catalog(*columns: str) -> Catalog:
        made = tuple(Column(name, SqlType("int"), True, number) for number, name in enumerate(columns, start=1))
        return Catalog("AdOpusTest", (Table("dbo", "Actor", made, Key("pk", ("id",)), object_id=77),))

    spec = dict.fromkeys(("a", "b", "c"), "integer")
    old, new = (
        definition({"id": "integer key", **spec}),
        definition({"id": "integer key", "a": "integer", "b": "integer", "d": "integer"}),
    )
    for made, columns in ((old, ("id", "a", "b", "c")), (new, ("id", "b", "a", "d"))):
        migrations = rendered(made)
        ids = source_ids([made], catalog(*columns), SINK)
        written = write_state(tmp_path, migrations, wanted_units(migrations, [made]), TODAY, ids).written
    assert [path for path in written if path.startswith("manual/")] == ["manual/0001_actor.sql"]
    assert "{table: Actor, from: c, to: d" in (tmp_path / "evolution/renames.yaml").read_text()
    assert "from: a" not in (tmp_path / "evolution/renames.yaml").read_text()


BOTH = SERVICE.replace("{dbo.Crate: {}}", "{dbo.Crate: {}, dbo.Box: {}}").replace(
    "tables: {shop.Crate: {from: dbo.Crate, replicate_structure: true}}",
    "tables: {shop.Crate: {from: dbo.Crate, replicate_structure: true},"
    " shop.Box: {from: dbo.Box, replicate_structure: true}}",
)
TABLES = "\nGO\n".join(
    f"CREATE TABLE dbo.{name} (Id int NOT NULL PRIMARY KEY, A int NULL)" for name in ("Crate", "Box")
)
SWAPPED_TABLES = [("Crate", "T"), ("Box", "Crate"), ("T", "Box")]


def test_tables_that_change_places_are_told_and_go_on_where_they_are(tmp_path: Path, database: str) -> None:
    def there(sql: str, *log: str, service: str = BOTH):
        project(tmp_path, sql, *log)
        (tmp_path / "services/shop.yaml").write_text(service)
        return tmp_path

    log = [operation(f"[dbo].[{old}]", f"[{new}]", TABLE) for old, new in SWAPPED_TABLES]
    migrations, _ = built(there(TABLES))
    with pool(database) as opened:
        assert all(result.ok for result in migrate(opened, migrations, ["north"]))
        there(TABLES, *log)
        sentences = [one.sentence for one in project_differences(load_project(tmp_path, dict(os.environ)), {})]
        assert any("dbo.Crate is called dbo.Box now (the refactor log says so)" in one for one in sentences)
        migrations, wanted = built(tmp_path)
        assert len(waiting(tmp_path)) == 2
        assert "what is called dbo.Crate now was dbo.Box" in "".join(path.read_text() for path in waiting(tmp_path))
        with opened.connection() as connection:
            scripts = read_scripts(waiting(tmp_path)[0].parent.parent)
            planned = plan_fleet(connection, migrations, wanted, tenants(["north"]), POLICY, scripts)
        refused = roll_out(opened, planned, POLICY).results[1].refused
        assert {no.unit for no in refused} == {"Crate", "Box"}
        # the YAML follows: each target goes on with its own source
        there(
            TABLES,
            *log,
            service=BOTH.replace("from: dbo.Crate", "from: T")
            .replace("from: dbo.Box", "from: dbo.Crate")
            .replace("from: T", "from: dbo.Box"),
        )
        for path in waiting(tmp_path):
            path.unlink()
        migrations, wanted = built(tmp_path)
        assert waiting(tmp_path) == []
        with opened.connection() as connection:
            planned = plan_fleet(connection, migrations, wanted, tenants(["north"]), POLICY)
        assert roll_out(opened, planned, POLICY).ok


def test_tables_that_change_places_are_known_by_their_ids(tmp_path: Path) -> None:
    made = [definition({"id": "integer key"}, name) for name in ("Actor", "Avtale")]
    migrations = rendered(*made)
    wanted = wanted_units(migrations, made)
    columns = (Column("id", SqlType("int"), False, 1),)

    def ids(actor: int, avtale: int):
        tables = tuple(
            Table("dbo", name, columns, Key("pk", ("id",)), object_id=number)
            for name, number in (("Actor", actor), ("Avtale", avtale))
        )
        return source_ids(made, Catalog("AdOpusTest", tables), SINK)

    write_state(tmp_path, migrations, wanted, TODAY, ids(1, 2))
    assert write_state(tmp_path, migrations, wanted, TODAY, ids(1, 3)).written == ("state.json",)
    written = write_state(tmp_path, migrations, wanted, TODAY, ids(3, 1)).written
    assert written == ("manual/0001_actor.sql", "manual/0002_avtale.sql", "state.json")
    assert "was the one of Avtale before" in (tmp_path / written[0]).read_text()


def test_a_target_that_the_yaml_fills_from_another_table_is_nothing_to_decide(tmp_path: Path) -> None:
    made = [definition({"id": "integer key"}, name) for name in ("Actor", "Avtale")]
    migrations = rendered(*made)
    wanted = wanted_units(migrations, made)

    def write(*sources: str):
        ids = {(None, one.source_table): {"id": (number, 1)} for number, one in enumerate(made)}
        filled = {(None, one.source_table): source for one, source in zip(made, sources, strict=True)}
        ids = {key: ids[None, source.removeprefix("dbo.")] for key, source in filled.items()}
        origins = {key: Origin(source) for key, source in filled.items()}
        return write_state(tmp_path, migrations, wanted, TODAY, ids, origins).written

    write("dbo.Actor", "dbo.Avtale")
    assert write("dbo.Avtale", "dbo.Actor") == ("state.json",)


def test_a_rename_that_a_refactor_log_takes_back_is_told_before_anything_is_retired(
    tmp_path: Path, database: str
) -> None:
    colour, paint = (CRATE.format("int", "int", "int").replace(" A ", f" {name} ") for name in ("Colour", "Paint"))
    to_paint = operation("[dbo].[Crate].[Colour]", "[Paint]")
    built(project(tmp_path, colour))
    migrations, wanted = built(project(tmp_path, paint, to_paint))
    with pool(database) as opened:
        migrate(opened, migrations, ["north"])
        with opened.connection() as connection:
            connection.execute('INSERT INTO north."Crate" ("CrateId", "Paint") VALUES (1, 7)')
        project(tmp_path, colour)
        sentences = [one.sentence for one in project_differences(load_project(tmp_path, dict(os.environ)), {})]
        assert any("a rename was taken back: Colour → Paint" in one for one in sentences)
        migrations, wanted = built(tmp_path)
        (script,) = waiting(tmp_path)
        assert "renames {from: Paint, to: Colour}" in script.read_text()

        def planned():
            with opened.connection() as connection:
                scripts = read_scripts(script.parent.parent)
                return plan_fleet(connection, migrations, wanted, tenants(["north"]), POLICY, scripts)

        (refused,) = roll_out(opened, planned(), POLICY, approved=ALL).results[1].refused
        assert "a rename was taken back" in refused.hint
        service = tmp_path / "services/shop.yaml"
        said = "replicate_structure: true, manual_migration_hints: {renames: [{from: Paint, to: Colour}]}"
        service.write_text(service.read_text().replace("replicate_structure: true", said))
        script.unlink()
        migrations, wanted = built(tmp_path)
        assert waiting(tmp_path) == []
        assert roll_out(opened, planned(), POLICY).ok
        with opened.connection() as connection:
            assert rows(connection, "north", ["Colour"]) == [(7,)]


A = {"Actor": {"id": "integer key", "name": "text"}}
B = {"Actor": {**A["Actor"], "extra": "text"}}
C = {"Actor": {**B["Actor"], "more": "text"}}


def test_a_release_that_goes_back_is_told_in_the_plan_and_stops_nobody(database: str) -> None:
    with pool(database) as opened:
        start(opened, A, names(2))
        for spec, back in ((B, False), (C, False), (B, True), (A, True), (C, True)):
            found = plan(opened, spec, names(2))
            told = [one for one in found.hazards if one.kind is HazardKind.GOES_BACK]
            assert bool(told) is back, spec
            assert not any(one.needs_approval for one in told)
            assert roll_out(opened, found, POLICY, approved=ALL).ok
            assert plan(opened, spec, names(2)).empty


def test_a_release_that_goes_back_is_told_before_its_files_are_written(tmp_path: Path) -> None:
    for number, (spec, back) in enumerate(((A, False), (B, False), (A, True), (B, True), (C, False))):
        migrations, wanted = version(spec)
        changed = changes_since(tmp_path, wanted, TODAY)
        told = ["GOES_BACK" in review_sql(tmp_path, key, found, wanted[key])[0] for key, found in changed.items()]
        assert told == ([back] if number else [])
        write_state(tmp_path, migrations, wanted, TODAY)
        write_migrations(migrations, tmp_path)
