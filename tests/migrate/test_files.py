"""What changed since the files were written: statements from the same diff, executable up and down; the state."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from cdc_assets.catalog.model import Catalog, Column, Key, SqlType, Table
from cdc_assets.ddl.files import write_migrations
from cdc_assets.errors import CdcError
from cdc_assets.migrate.changes import (
    changes_since,
    proven_renames,
    review_sql,
    source_ids,
    write_state,
)
from cdc_assets.migrate.decisions import Origin
from cdc_assets.migrate.evolve import read_unit
from cdc_assets.migrate.fleet_plan import wanted_units
from cdc_assets.migrate.hints import read_ledger
from cdc_assets.migrate.shape import UnitShape
from cdc_assets.migrate.shape_text import read_state_text, shape_of, state_text
from tests.migrate.build import SINK, definition, desired, rendered
from tests.migrate.runner import TODAY, comparable, create, fill, infrastructure

ONE = {"id": "integer key", "navn": "varchar(50)", "alder": "integer"}
TWO = {"id": "integer key", "navn": "varchar(80)", "alder": "bigint", "epost": "text"}


def step(folder: Path, spec, ids=None, hints=None):
    made = definition(spec)
    migrations = rendered(made)
    written = write_state(folder, migrations, wanted_units(migrations, [made], hints), TODAY, ids)
    write_migrations(migrations, folder)
    return written


def review(folder: Path, spec, ids=None, hints=None) -> tuple[str, str]:
    """The statements, and those that undo them, for the one table that is to change."""
    made = definition(spec)
    wanted = wanted_units(rendered(made), [made], hints)
    ((key, plan),) = changes_since(folder, wanted, TODAY, ids).items()
    return review_sql(folder, key, plan, wanted[key])


def test_nothing_is_written_the_first_time_nor_when_nothing_changed(tmp_path: Path):
    assert step(tmp_path, ONE).written == ("state.json",)
    before = (tmp_path / "state.json").read_bytes()
    assert step(tmp_path, ONE).written == ()
    assert (tmp_path / "state.json").read_bytes() == before


def test_statements_for_a_review_and_those_that_undo_them_do_what_they_say(tmp_path: Path, database: str):
    step(tmp_path, ONE)
    up, down = review(tmp_path, TWO)
    assert step(tmp_path, TWO).written == ("state.json",)
    old, new = desired(ONE), desired(TWO)
    with psycopg.connect(database, autocommit=True) as conn:
        infrastructure(conn)
        create(conn, old, "t")
        fill(conn, old, "t", {})
        create(conn, new, "fresh")
        before = read_unit(conn, old, "t")
        run(conn, up, "t")
        assert comparable(read_unit(conn, new, "t")) == comparable(read_unit(conn, new, "fresh"))
        assert conn.execute('SELECT sum(alder) FROM t."Actor"').fetchone() == (6,)
        run(conn, down, "t")
        assert comparable(read_unit(conn, old, "t")) == comparable(before)
        assert conn.execute('SELECT sum(alder) FROM t."Actor"').fetchone() == (6,)


def run(conn: psycopg.Connection, text: str, schema: str) -> None:
    text = text.replace("{{SCHEMA}}", f'"{schema}"')
    conn.execute(text.replace("{{FROM_BLOCK}}", "0").replace("{{TO_BLOCK}}", "100000"))


def test_statements_for_a_review_begin_with_what_needs_approval(tmp_path: Path):
    step(tmp_path, ONE)
    text, _ = review(tmp_path, {**ONE, "navn": "varchar(10)"})
    assert "-- needs approval: DATA_LOSS:Actor.navn" in text.partition("ALTER")[0]
    assert text.startswith("-- unit: Actor in each tenant's schema\n")


def test_what_changed_can_be_asked_without_writing_or_a_database(tmp_path: Path):
    step(tmp_path, ONE)
    made = definition(TWO)
    migrations = rendered(made)
    plans = changes_since(tmp_path, wanted_units(migrations, [made]), TODAY)
    assert list(plans) == [(None, "Actor")]
    assert not (tmp_path / "evolution").exists()
    step(tmp_path, TWO)
    assert changes_since(tmp_path, wanted_units(migrations, [made]), TODAY) == {}


def test_comments_are_not_in_the_state_and_come_from_the_tables_file(tmp_path: Path):
    before, after = (one.shape.final.column("navn").comment for one in map(desired, (ONE, TWO)))
    assert before != after
    step(tmp_path, ONE)
    assert before not in (tmp_path / "state.json").read_text(encoding="utf-8")
    up, down = review(tmp_path, TWO)
    comment = 'COMMENT ON COLUMN {{SCHEMA}}."Actor"."navn" IS '
    assert f"{comment}'{after}'" in up
    assert f"{comment}'{before}'" in down


def test_comments_that_no_file_tells_are_no_change(tmp_path: Path):
    step(tmp_path, ONE)
    (tmp_path / "tables/Actor.sql").unlink()
    text, _ = review(tmp_path, {**ONE, "epost": "text"})
    assert 'ADD COLUMN "epost"' in text
    assert '"navn" IS' not in text


def test_a_state_that_a_former_version_wrote_is_read(tmp_path: Path):
    def relation(shape):
        columns = [[c.name, c.type, c.not_null, c.default, c.collation, c.comment] for c in shape.columns]
        key = {"key": [shape.key.name, *shape.key.columns]} if shape.key else {}
        return {
            "name": shape.name,
            "columns": columns[:-1],
            "metadata": True,
            "comment": shape.comment,
            **key,
        }, columns[-1:]

    shape = desired(ONE).shape
    (final, final_end), (staging, staging_end) = relation(shape.final), relation(shape.staging)
    unit = {"schema": None, "table": "Actor", "final": final, "staging": staging, "ids": {"navn": [7, 2]}}
    unit["procedures"] = [[one.name, one.arguments, one.body] for one in shape.procedures]
    metadata = {"final": final_end, "staging": staging_end}
    state = {"format": 1, "migrations": "x", "number": 0, "metadata": metadata, "units": [unit]}
    (tmp_path / "evolution").mkdir()
    (tmp_path / "evolution/state.json").write_text(json.dumps(state))
    assert step(tmp_path, ONE).written == ("state.json",)
    assert json.loads((tmp_path / "state.json").read_text())["units"][0]["ids"] == {"navn": [7, 2]}
    (tmp_path / "state.json").write_text(json.dumps(state))
    assert 'ADD COLUMN "alder__new"' in review(tmp_path, TWO)[0]


def test_the_state_holds_whole_units_whatever_they_are(tmp_path: Path):
    one = desired(ONE).shape
    odd = replace(
        one,
        staging=replace(one.staging, name="other", columns=one.staging.columns[::-1]),
        final=replace(one.final, columns=one.final.columns[3:] + one.final.columns[:2], key=None),
    )
    units = {(None, "Actor"): (one, {}), ("public", "Actor"): (odd, {"id": (1, 2)}), (None, "x"): (UnitShape("x"), {})}
    sha256, entries, number = read_state_text(state_text("f00", units, 3))
    assert (sha256, number) == ("f00", 3)

    def bare(shape):
        if shape.final is None:
            return shape
        columns = tuple(replace(column, comment=None) for column in shape.final.columns)
        final, staging = replace(shape.final, columns=columns, comment=None), replace(shape.staging, comment=None)
        return UnitShape(shape.name, final, staging)

    assert {key: bare(shape_of(entry)) for key, entry in entries.items()} == {
        key: bare(shape) for key, (shape, _) in units.items()
    }


def test_no_file_of_statements_is_written_that_nothing_runs(tmp_path: Path):
    step(tmp_path, ONE)
    before = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.sql")}
    step(tmp_path, TWO)
    assert {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.sql")} == before


def test_numbers_go_on(tmp_path: Path):
    for kind in ("uuid", "integer", "uuid", "integer"):
        step(tmp_path, {"id": "integer key", "a": kind})
        for path in (tmp_path / "manual").glob("0001_*.sql"):
            path.unlink()  # decided
    assert [path.name for path in sorted((tmp_path / "manual").iterdir())] == ["0002_actor.sql", "0003_actor.sql"]


def test_what_cannot_be_planned_becomes_a_skeleton_for_people(tmp_path: Path):
    step(tmp_path, {"id": "integer key", "a": "uuid"})
    written = step(tmp_path, {"id": "integer key", "a": "integer"}).written
    assert written[0] == "manual/0001_actor.sql"
    lines = (tmp_path / written[0]).read_text(encoding="utf-8").splitlines()
    assert all(line.startswith("--") for line in lines)
    assert any("its type cannot change from uuid to integer by itself" in line for line in lines)


def catalog(names: list[str]) -> Catalog:
    columns = tuple(Column(name, SqlType("int"), True, number) for number, name in enumerate(names, start=1))
    return Catalog("AdOpusTest", (Table("dbo", "Actor", columns, Key("pk", ("id",)), object_id=77),))


def test_a_rename_that_ids_prove_is_planned_and_recorded(tmp_path: Path):
    old, new = {"id": "integer key", "navn": "integer"}, {"id": "integer key", "fullt_navn": "integer"}
    step(tmp_path, old, source_ids([definition(old)], catalog(["id", "navn"]), SINK))
    ids = source_ids([definition(new)], catalog(["id", "fullt_navn"]), SINK)
    renames = proven_renames(tmp_path, ids)
    assert renames == {(None, "Actor"): (("navn", "fullt_navn"),)}
    hints = {key: replace(desired(new).hints, renames=pairs) for key, pairs in renames.items()}
    assert 'RENAME COLUMN "navn" TO "fullt_navn"' in review(tmp_path, new, ids, hints)[0]
    assert "evolution/renames.yaml" in step(tmp_path, new, ids, hints).written
    assert read_ledger(tmp_path) == {(None, "Actor"): (("navn", "fullt_navn"),)}
    assert proven_renames(tmp_path, ids) == {}


def test_a_column_that_another_took_the_name_of_is_left_to_people(tmp_path: Path):
    spec = {"id": "integer key", "a": "integer"}
    step(tmp_path, spec, source_ids([definition(spec)], catalog(["id", "a"]), SINK))
    anew = {(None, "Actor"): {"id": (77, 1), "a": (77, 3)}}
    written = step(tmp_path, spec, anew).written
    assert written == ("manual/0001_actor.sql", "state.json")
    text = (tmp_path / written[0]).read_text(encoding="utf-8")
    assert "another column is called a now at the source: a was dropped and made anew" in text
    assert 'ALTER TABLE {{SCHEMA}}."Actor" RENAME COLUMN "a" TO "a__dropped"' in text
    assert step(tmp_path, spec, anew).written == ()
    rebuilt = {(None, "Actor"): {"id": (78, 1), "a": (78, 2)}}
    assert step(tmp_path, spec, rebuilt).written == ("state.json",), "another table of that name holds its rows"
    assert read_ledger(tmp_path) == {}


def test_ids_of_another_database_prove_nothing_until_they_were_noted(tmp_path: Path):
    key = (None, "Actor")

    def write(database: str, *names: str) -> tuple[str, ...]:
        made = definition({"id": "integer key", **dict.fromkeys(names, "integer")})
        ids = source_ids([made], catalog(["id", *names]), SINK)
        migrations = rendered(made)
        origins = {key: Origin("dbo.Actor", (), database)}
        return write_state(tmp_path, migrations, wanted_units(migrations, [made]), TODAY, ids, origins).written

    assert write("AdOpusTest", "foo") == ("state.json",)
    assert write("AdOpusProd", "bar") == ("state.json",)
    assert read_ledger(tmp_path) == {}, "the copies went different ways"
    assert write("AdOpusProd", "baz") == ("evolution/renames.yaml", "state.json")
    assert read_ledger(tmp_path) == {key: (("bar", "baz"),)}


@pytest.mark.parametrize("other", ["integer", "bigint"])
def test_columns_that_changed_places_are_left_to_people(tmp_path: Path, other: str):
    old = {"id": "integer key", "a": "integer", "b": other}
    new = {"id": "integer key", "b": "integer", "a": other}
    step(tmp_path, old, source_ids([definition(old)], catalog(["id", "a", "b"]), SINK))
    written = step(tmp_path, new, source_ids([definition(new)], catalog(["id", "b", "a"]), SINK)).written
    assert written[0].startswith("manual/0001_actor")
    assert "columns changed places" in (tmp_path / written[0]).read_text(encoding="utf-8")
    assert read_ledger(tmp_path) == {}


def test_a_renamed_column_whose_name_another_has_now_is_left_to_people(tmp_path: Path):
    old, new = {"id": "integer key", "a": "integer"}, {"id": "integer key", "b": "integer", "a": "integer"}
    step(tmp_path, old, source_ids([definition(old)], catalog(["id", "a"]), SINK))
    written = step(tmp_path, new, source_ids([definition(new)], catalog(["id", "b", "a"]), SINK)).written
    assert written[0].startswith("manual/0001_actor")
    assert "another column is called a now" in (tmp_path / written[0]).read_text(encoding="utf-8")
    assert read_ledger(tmp_path) == {}


@pytest.mark.parametrize(("ledger", "state"), [("- 1", "{"), ("[" * 1000, "[" * 100_000)], ids=["odd", "deep"])
def test_a_damaged_state_or_ledger_is_an_error_for_people(ledger: str, state: str, tmp_path: Path):
    (tmp_path / "evolution").mkdir()
    (tmp_path / "evolution/renames.yaml").write_text(ledger)
    with pytest.raises(CdcError, match="not a ledger"):
        read_ledger(tmp_path)
    (tmp_path / "state.json").write_text(state)
    with pytest.raises(CdcError, match="damaged"):
        step(tmp_path, ONE)


CHANGES = {"Actor": "bigint", "Sak": "numeric(8,2)"}


@pytest.mark.parametrize("style", ["merge", "diff3"])
def test_what_two_branches_changed_is_known_after_git_merged_them(tmp_path: Path, style: str) -> None:
    def write(**types: str) -> tuple[str, ...]:
        made = [
            definition({"id": "integer key", "a": types.get(table, "integer"), "b": "integer"}, name=table)
            for table in CHANGES
        ]
        migrations = rendered(*made)
        return write_state(tmp_path, migrations, wanted_units(migrations, made), TODAY).written

    write()
    state = tmp_path / "state.json"
    sides = [state.read_text()]
    for table, type_ in CHANGES.items():
        state.write_text(sides[0])
        write(**{table: type_})
        sides.append(state.read_text())
    state.write_text(sides[0])
    write(**CHANGES)
    whole = state.read_text()
    for side, name in zip(sides, ("base", "ours", "theirs"), strict=True):
        (tmp_path / name).write_text(side)
    merge = ["git", "merge-file", "-p", *(["--diff3"] if style == "diff3" else []), "ours", "base", "theirs"]
    merged = subprocess.run(merge, cwd=tmp_path, check=False, capture_output=True, text=True).stdout
    assert "<<<<<<< " in merged
    state.write_text(merged)
    assert write(**CHANGES) == ("state.json",)
    assert state.read_text() == whole
    assert write(**CHANGES) == ()


def test_ids_that_are_seen_while_nothing_else_changed_prove_the_next_rename(tmp_path: Path):
    old, new = {"id": "integer key", "navn": "integer"}, {"id": "integer key", "fullt_navn": "integer"}
    step(tmp_path, old)  # scripts know no ids
    assert step(tmp_path, old, source_ids([definition(old)], catalog(["id", "navn"]), SINK)).written == ("state.json",)
    assert step(tmp_path, old).written == ()  # scripts again: what was known stays
    ids = source_ids([definition(new)], catalog(["id", "fullt_navn"]), SINK)
    assert proven_renames(tmp_path, ids) == {(None, "Actor"): (("navn", "fullt_navn"),)}


def test_columns_of_one_type_that_changed_places_are_told_once_though_no_file_changes(tmp_path: Path):
    same = {"id": "integer key", "a": "integer", "b": "integer"}
    step(tmp_path, same, source_ids([definition(same)], catalog(["id", "a", "b"]), SINK))
    swapped = source_ids([definition(same)], catalog(["id", "b", "a"]), SINK)
    written = step(tmp_path, same, swapped).written
    assert written == ("manual/0001_actor.sql", "state.json")
    assert "columns changed places" in (tmp_path / written[0]).read_text(encoding="utf-8")
    assert step(tmp_path, same, swapped).written == ()


def test_renames_that_a_crash_left_without_the_state_are_recorded_once(tmp_path: Path):
    old, new = {"id": "integer key", "navn": "integer"}, {"id": "integer key", "fullt_navn": "integer"}
    step(tmp_path, old, source_ids([definition(old)], catalog(["id", "navn"]), SINK))
    state = (tmp_path / "state.json").read_text(encoding="utf-8")
    ids = source_ids([definition(new)], catalog(["id", "fullt_navn"]), SINK)
    step(tmp_path, new, ids)
    whole = (tmp_path / "state.json").read_text(encoding="utf-8")
    (tmp_path / "state.json").write_text(state, encoding="utf-8")  # as if it had died before
    assert step(tmp_path, new, ids).written == ("state.json",)
    assert (tmp_path / "state.json").read_text(encoding="utf-8") == whole
    assert read_ledger(tmp_path) == {(None, "Actor"): (("navn", "fullt_navn"),)}


def test_a_skeleton_that_a_crash_left_without_the_state_is_not_written_twice(tmp_path: Path):
    step(tmp_path, {"id": "integer key", "a": "uuid"})
    state = (tmp_path / "state.json").read_text(encoding="utf-8")
    step(tmp_path, {"id": "integer key", "a": "integer"})
    (tmp_path / "state.json").write_text(state, encoding="utf-8")
    assert step(tmp_path, {"id": "integer key", "a": "integer"}).written == ("state.json",)
    assert [path.name for path in (tmp_path / "manual").iterdir()] == ["0001_actor.sql"]
