"""Stepping back undoes exactly the last change of a table, and refuses to lose values that nobody agreed to lose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from cdc_assets.migrate.apply import Rollout, down_fleet, roll_out
from cdc_assets.migrate.desired import Hints
from cdc_assets.migrate.diff import Policy
from cdc_assets.migrate.evolve import TenantSchema
from cdc_assets.migrate.hazards import HazardKind, approvals
from cdc_assets.migrate.locks import Patience
from cdc_assets.migrate.outcome import Outcome
from cdc_assets.migrate.undo import plan_down
from tests.migrate.fleet_support import plan, pool, start, tenants
from tests.migrate.runner import TODAY

A = {"Actor": {"id": "integer key", "name": "text"}}
B = {"Actor": {**A["Actor"], "extra": "varchar(50)"}}
ALL = approvals([str(kind) for kind in HazardKind])
Opened = ConnectionPool[psycopg.Connection]


@pytest.fixture
def opened(database: str) -> Iterator[Opened]:
    with pool(database) as made:
        start(made, A, ["t"])
        execute(made, """INSERT INTO t."Actor" (id, name) SELECT n, 'navn ' || n FROM generate_series(1, 1000) AS n""")
        yield made


def execute(opened: Opened, sql: str) -> list[tuple[Any, ...]]:
    with opened.connection() as connection:
        cursor = connection.execute(sql.encode())
        return cursor.fetchall() if cursor.description else []


def bring(
    opened: Opened,
    spec: Mapping[str, Mapping[str, Any]],
    *renames: tuple[str, str],
    small: int = 2**24,
    mend: bool = False,
    ok: bool = True,
) -> Rollout:
    hints = {(None, "Actor"): Hints(renames=renames)} if renames else None
    done = roll_out(
        opened, plan(opened, spec, ["t"], small, hints=hints, mend=mend), Policy(TODAY, small), approved=ALL,
        patience=Patience(0.2),
    )  # fmt: skip
    assert done.ok is ok, done
    if ok:
        assert plan(opened, spec, ["t"], small, hints=hints).empty
    return done


def step_back(opened: Opened, *allow: str) -> Outcome:
    (found,) = down_fleet(opened, tenants(["t"]), ["Actor"], approved=approvals(allow), patience=Patience(0.2))
    assert found.status != "failed", found
    return found


def fill(opened: Opened, column: str, value: str = "'værdi ' || id") -> None:
    execute(opened, f'UPDATE t."Actor" SET "{column}" = {value}')


def count(opened: Opened, condition: str) -> int:
    return int(execute(opened, f'SELECT count(*) FROM t."Actor" WHERE {condition}')[0][0])


def test_a_column_that_came_back_is_retired_again_and_keeps_its_values(opened: Opened):
    bring(opened, B)
    fill(opened, "extra")
    bring(opened, A)
    bring(opened, B)
    assert step_back(opened).status == "applied"
    assert count(opened, "extra = 'værdi ' || id") == 1000
    assert plan(opened, A, ["t"]).empty
    assert step_back(opened).status == "applied", "the retirement"
    assert plan(opened, B, ["t"]).empty
    refused = step_back(opened)
    assert [each.allow for each in refused.hazards] == ["DATA_LOSS:Actor.extra"]
    assert count(opened, "extra = 'værdi ' || id") == 1000
    assert step_back(opened, "DATA_LOSS:Actor.extra").status == "applied"
    assert plan(opened, A, ["t"]).empty
    assert step_back(opened).status == "unchanged"


def test_a_column_that_went_again_is_back_with_its_values(opened: Opened):
    for number, spec in enumerate((B, A, B, A)):
        bring(opened, spec)
        if number == 0:
            fill(opened, "extra")
    assert step_back(opened).status == "applied"
    assert plan(opened, B, ["t"]).empty
    assert count(opened, "extra = 'værdi ' || id") == 1000


def test_a_new_column_without_values_goes_without_asking(opened: Opened):
    bring(opened, B)
    assert step_back(opened).status == "applied"
    assert plan(opened, A, ["t"]).empty


def test_values_that_are_only_staged_are_not_lost_without_a_word(opened: Opened):
    bring(opened, B)
    execute(opened, """INSERT INTO t."stg_Actor" (id, extra, "__operation") VALUES (1, 'x', 'c')""")
    assert [each.allow for each in step_back(opened).hazards] == ["DATA_LOSS:Actor.extra"]
    assert step_back(opened, "DATA_LOSS:Actor.*").status == "applied"


def test_a_rename_there_and_back_and_there_steps_back_one_rename(opened: Opened):
    other = {"Actor": {"id": "integer key", "navn": "text"}}
    there, back = ("name", "navn"), ("navn", "name")
    bring(opened, other, there)
    bring(opened, A, there, back)
    bring(opened, other, back, there)
    assert step_back(opened).status == "applied"
    assert count(opened, "name = 'navn ' || id") == 1000
    assert plan(opened, A, ["t"]).empty
    assert step_back(opened).status == "applied"
    assert count(opened, "navn = 'navn ' || id") == 1000


@pytest.mark.parametrize("small", [2**24, -1])
def test_a_key_there_and_back_and_there_steps_back_one_key(opened: Opened, small: int):
    other = {"Actor": {"id": "integer key", "name": "text key"}}
    for spec in (other, A, other):
        bring(opened, spec, small=small)
    assert step_back(opened).status == "applied"
    assert plan(opened, A, ["t"]).empty
    assert key(opened) == ["id"]
    assert step_back(opened).status == "applied"
    assert sorted(key(opened)) == ["id", "name"]
    assert step_back(opened).status == "applied"
    assert key(opened) == ["id"]
    assert count(opened, "name = 'navn ' || id") == 1000
    assert step_back(opened).status == "unchanged"


def registered(opened: Opened, column: str = "key_columns") -> Any:
    ((value,),) = execute(opened, f"SELECT {column} FROM cdc_management.merge_control")
    return value


@pytest.mark.parametrize("small", [2**24, -1])
def test_a_key_that_went_back_is_what_the_merge_goes_by(opened: Opened, small: int):
    bring(opened, {"Actor": {"id": "integer key", "name": "text key"}}, small=small)
    assert registered(opened) == ["id", "name"]
    assert step_back(opened).status == "applied"
    assert registered(opened) == ["id"]
    execute(opened, """INSERT INTO t."stg_Actor" (id, name, "__operation") VALUES (7, 'merged', 'u')""")
    execute(opened, "CALL t.sp_merge_actor()")
    assert count(opened, "id = 7 AND name = 'merged'") == 1


def test_a_change_of_the_registration_alone_goes_back(opened: Opened):
    bring(opened, {"Actor": {"id": "integer key", "name": {"type": "text", "large": True}}})
    assert registered(opened, "large_columns") == ["name"]
    assert step_back(opened).status == "applied"
    assert registered(opened, "large_columns") == []
    assert plan(opened, A, ["t"]).empty


def key(opened: Opened) -> list[str]:
    return [
        name
        for (name,) in execute(
            opened,
            "SELECT a.attname FROM pg_index AS i JOIN pg_attribute AS a ON a.attrelid = i.indrelid"
            """ AND a.attnum = ANY (i.indkey) WHERE i.indrelid = 't."Actor"'::regclass AND i.indisprimary""",
        )
    ]


@pytest.mark.parametrize("small", [2**24, -1])
def test_a_type_there_and_back_and_there_steps_back_one_type(opened: Opened, small: int):
    old = {"Actor": {**A["Actor"], "n": "integer"}}
    new = {"Actor": {**A["Actor"], "n": "numeric(12,4)"}}
    bring(opened, old)
    fill(opened, "n", "id")
    for spec in (new, old, new):
        bring(opened, spec, small=small)
    assert step_back(opened).status == "applied"
    assert plan(opened, old, ["t"], small).empty
    assert count(opened, "n = id") == 1000
    assert step_back(opened).status == "applied"
    assert plan(opened, new, ["t"], small).empty


@pytest.mark.parametrize("small", [2**24, -1])
@pytest.mark.parametrize(
    ("narrow", "wide", "value"),
    [
        ("varchar(5)", "varchar(80)", "repeat('x', 30)"),
        ("numeric(10,2)", "numeric(14,4)", "1.2345"),
        ("timestamp(0)", "timestamp(6)", "timestamp '2024-01-01 00:00:00.123456'"),
        ("integer", "double precision", "1.25"),
        ("date", "timestamp(6)", "timestamp '2024-01-01 12:00:00'"),
    ],
)
def test_values_that_came_after_a_column_was_widened_are_not_cut_without_asking(
    opened: Opened, small: int, narrow: str, wide: str, value: str
):
    bring(opened, {"Actor": {**A["Actor"], "x": narrow}})
    bring(opened, {"Actor": {**A["Actor"], "x": wide}}, small=small)
    execute(opened, f'UPDATE t."Actor" SET x = {value} WHERE id = 7')
    refused = step_back(opened)
    assert [each.allow for each in refused.hazards] == ["DATA_LOSS:Actor.x"]
    assert count(opened, f"x = {value}") == 1
    execute(opened, 'UPDATE t."Actor" SET x = NULL')
    assert step_back(opened).status == "applied"
    assert plan(opened, {"Actor": {**A["Actor"], "x": narrow}}, ["t"], small).empty


def test_values_that_a_hint_converted_are_lost_only_where_others_came_since(opened: Opened):
    bring(opened, {"Actor": {**A["Actor"], "x": "text"}})
    fill(opened, "x", "CASE WHEN id % 2 = 0 THEN 'J' ELSE 'N' END")
    new = {"Actor": {**A["Actor"], "x": "boolean"}}
    hints = {(None, "Actor"): Hints(using={"x": "x = 'J' AND id > 0"})}
    for value, allow in ((None, ()), ("true", ("DATA_LOSS:Actor.x",))):
        assert roll_out(opened, plan(opened, new, ["t"], hints=hints), Policy(TODAY), approved=ALL).ok
        assert count(opened, "x") == 500
        if value is not None:
            execute(opened, f'UPDATE t."Actor" SET x = {value} WHERE id = 1')
            assert step_back(opened).status == "refused"
        assert step_back(opened, *allow).status == "applied"
        assert count(opened, "x = 'J'") == 500


def test_a_template_column_goes_without_asking_while_it_says_what_every_row_got(opened: Opened):
    facts = {"type": "uuid", "template": "customer_id", "value": "{adopus.sources.*.customer_id}"}
    bring(
        opened,
        {"Actor": {**A["Actor"], "_customer_id": facts, "_k": {"type": "json", "template": "k", "default": "'{}'"}}},
    )
    assert count(opened, "_customer_id IS NOT NULL AND _k IS NOT NULL") == 1000
    execute(opened, "UPDATE t.\"Actor\" SET _k = '[]' WHERE id = 5")
    assert [each.allow for each in step_back(opened).hazards] == ["DATA_LOSS:Actor._k"]
    execute(opened, "UPDATE t.\"Actor\" SET _k = '{}' WHERE id = 5")
    assert step_back(opened).status == "applied"


def test_values_that_do_not_go_back_at_all_refuse_it_in_a_line(opened: Opened):
    bring(opened, {"Actor": {**A["Actor"], "x": "integer"}})
    bring(opened, {"Actor": {**A["Actor"], "x": "bigint"}})
    execute(opened, 'UPDATE t."Actor" SET x = 3000000000')
    refused = step_back(opened, "DATA_LOSS")
    assert refused.status == "refused"
    assert "integer out of range" in str(refused.problems[0])
    assert count(opened, "x = 3000000000") == 1000


def test_a_table_that_was_dropped_and_made_again_has_no_older_change_to_undo(opened: Opened):
    bring(opened, B)
    execute(opened, 'DROP TABLE t."Actor", t."stg_Actor"; DELETE FROM cdc_management.applied_schema'
            " WHERE schema_name = 't' AND object_name <> 'schema'")  # fmt: skip
    bring(opened, B)
    execute(opened, """INSERT INTO t."Actor" (id, extra) VALUES (1, 'x')""")
    assert step_back(opened, "DATA_LOSS").status == "unchanged"
    assert count(opened, "extra = 'x'") == 1


def test_a_table_that_was_removed_from_the_definitions_and_added_again_keeps_its_values(opened: Opened):
    rest = {"Sak": {"id": "integer key"}}
    bring(opened, {**B, **rest})
    fill(opened, "extra")
    bring(opened, rest)
    bring(opened, {**B, **rest})
    assert [each.allow for each in step_back(opened).hazards] == ["DATA_LOSS:Actor.extra"]
    assert count(opened, "extra = 'værdi ' || id") == 1000


def test_a_mended_table_steps_back_the_mending_alone(opened: Opened):
    bring(opened, B)
    fill(opened, "extra")
    execute(opened, 'ALTER TABLE t."Actor" DROP COLUMN name')
    bring(opened, B, mend=True)
    assert step_back(opened).status == "applied"
    assert count(opened, "extra = 'værdi ' || id") == 1000


def test_what_was_begun_and_not_finished_is_undone_first(opened: Opened):
    bring(opened, B)
    fill(opened, "extra")
    execute(opened, "UPDATE t.\"Actor\" SET name = 'samme'")
    bring(opened, {"Actor": {"id": "integer", "name": "text key", "extra": "varchar(50)"}}, small=-1, ok=False)
    assert step_back(opened).status == "applied"
    assert plan(opened, B, ["t"]).empty
    assert count(opened, "extra = 'værdi ' || id") == 1000


def test_what_is_shown_is_what_is_undone(opened: Opened):
    bring(opened, B)
    with opened.connection() as connection:
        shown = plan_down(connection, "t", "Actor")
    assert any('DROP COLUMN "extra"' in statement for statement in shown.statements)
    bring(opened, {"Actor": {**B["Actor"], "mer": "text"}})
    (found,) = down_fleet(opened, [TenantSchema("t")], ["Actor"], shown=[shown])
    assert found.status == "unchanged"
    assert count(opened, "extra IS NULL AND mer IS NULL") == 1000


def test_a_change_that_an_older_version_recorded_asks_before_it_is_undone(opened: Opened):
    bring(opened, B)
    execute(opened, "UPDATE cdc_management.migration_history SET losses = NULL, replaces = NULL")
    assert [each.allow for each in step_back(opened).hazards] == ["DATA_LOSS:Actor"]
    assert step_back(opened, "DATA_LOSS:Actor").status == "applied"
