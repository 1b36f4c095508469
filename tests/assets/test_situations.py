"""Issue 5's table of situations: what a change makes run, what it does not, and that everything comes to rest."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from cdc_assets import stages
from cdc_assets.errors import CdcError, Problem
from resources.embedded_postgres import Server
from tests.assets.world import (
    APPLIED,
    CUSTOMERS,
    TABLES,
    World,
    script,
    set_customers,
    set_tables,
    small_project,
    world,
)

CHAIN = ["table_definitions", "ddl", "applied_schema"]


@pytest.fixture
def at_rest(postgres: Server) -> Iterator[World]:
    """Two tables, three customers, seeded."""
    with world(postgres, tables=TABLES[:2]) as made:
        yield made


def add_column(root: Path, name: str) -> None:
    """To the source script of dbo.Actor."""
    path = script(root, "Actor")
    text = path.read_text(encoding="utf-8-sig")
    changed = text.replace("(", f"(\n    [{name}] INT NULL,", 1)
    assert changed != text
    path.write_text(changed, encoding="utf-8")


def test_a_first_deployment_fills_itself_and_then_rests(tmp_path: Path, postgres: Server) -> None:
    with small_project(tmp_path, postgres, tables=TABLES[:1]) as root, dg.DagsterInstance.ephemeral() as instance:
        made = World(root, instance)
        asked = made.until_quiet()
        assert asked.count((CHAIN[-1], CUSTOMERS)) == 1
        assert list(dict.fromkeys(asked)) == [
            ("source_schema", ()),
            *[(stage, ()) for stage in CHAIN[:-1]],
            (CHAIN[-1], CUSTOMERS),
        ]
        assert made.partitions() == list(CUSTOMERS)
        assert len(made.sql("SELECT 1 FROM cdc_management.migration_history WHERE status <> 'applied'")) == 0
        assert instance.get_materialized_partitions(APPLIED) == set(CUSTOMERS)
        assert made.checks("applied_hash_is_current") == dict.fromkeys(CUSTOMERS, True)
        assert made.checks("source_fresh") == {None: True}


def test_a_seeded_group_looks_once_more_and_then_rests(tmp_path: Path, postgres: Server) -> None:
    with small_project(tmp_path, postgres, tables=TABLES[:1]) as root, dg.DagsterInstance.ephemeral() as instance:
        made = World(root, instance)
        made.look("tenants")
        assert made.evaluate() == []
        assert made.seed().success
        # each stage's first version is a change to the one below it: it looks once and finds nothing to do
        assert sorted(made.until_quiet()) == [("applied_schema", CUSTOMERS), ("ddl", ()), ("table_definitions", ())]
        assert instance.get_materialized_partitions(APPLIED) == set(CUSTOMERS)


def test_an_unchanged_world_asks_for_nothing(at_rest: World) -> None:
    script(at_rest.root, "Actor").touch()
    assert [at_rest.tick() for _ in range(3)] == [[], [], []]


def test_a_table_added_to_the_yaml_runs_the_stages_below_it_once(at_rest: World) -> None:
    set_tables(at_rest.root, TABLES)
    asked = at_rest.until_quiet()
    assert [stage for stage, _ in asked] == CHAIN
    assert asked[-1] == ("applied_schema", CUSTOMERS)
    assert len(at_rest.sql("SELECT 1 FROM pg_class WHERE relname = 'Kurs Deltaker'")) == len(CUSTOMERS)


def test_an_edit_that_changes_no_table_stops_where_its_effect_ends(at_rest: World) -> None:
    path = script(at_rest.root, "Actor")
    path.write_bytes(path.read_bytes() + b"\n-- a remark\n")
    assert at_rest.until_quiet() == [("source_schema", ())]


def test_a_drift_that_comes_and_goes_is_seen_each_time(at_rest: World) -> None:
    path = script(at_rest.root, "Actor")
    before = path.read_bytes()
    for content in (before + b"\n-- b", before, before + b"\n-- b"):  # A → B → A → B
        path.write_bytes(content)
        assert at_rest.until_quiet() == [("source_schema", ())]


def test_a_drift_of_a_table_goes_all_the_way_down_once(at_rest: World) -> None:
    add_column(at_rest.root, "Nytt")
    asked = at_rest.until_quiet()
    assert [stage for stage, _ in asked][:4] == ["source_schema", *CHAIN]
    assert asked[3] == ("applied_schema", CUSTOMERS)


def test_a_changed_sql_template_runs_ddl_and_what_follows_and_not_the_stages_before(
    at_rest: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cdc_assets.assets.inputs.templates_hash", lambda: "another")
    assert at_rest.until_quiet() == [("ddl", ())]  # rendered the same in the end: no tenant is bothered


def test_a_change_that_lands_while_a_run_is_in_flight_is_followed_up(
    at_rest: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_tables(at_rest.root, TABLES)
    for stage in CHAIN[:2]:
        assert [asked for asked, _ in at_rest.tick()] == [stage]
    places = stages.places
    during: list[Any] = []

    def read_and_be_overtaken(*arguments: Any) -> Any:
        monkeypatch.undo()
        read = list(places(*arguments))  # what this run is about; while it works on it, the table is taken out again
        set_tables(at_rest.root, TABLES[:2])
        during.extend(at_rest.tick() for _ in range(4))
        return read

    monkeypatch.setattr(stages, "places", read_and_be_overtaken)
    assert at_rest.tick() == [("applied_schema", CUSTOMERS)]
    assert during == [[("table_definitions", ())], [("ddl", ())], [], []]  # applied_schema waits for its own run
    assert at_rest.until_quiet() == [("applied_schema", CUSTOMERS)]


def test_a_change_between_a_request_and_the_next_tick_is_followed_up(
    at_rest: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_tables(at_rest.root, TABLES)
    for stage in CHAIN[:2]:
        assert [asked for asked, _ in at_rest.tick()] == [stage]
    places = stages.places

    def read_and_be_overtaken(*arguments: Any) -> Any:
        monkeypatch.undo()
        read = list(places(*arguments))
        set_tables(at_rest.root, TABLES[:2])
        assert [at_rest.run(stage) for stage in CHAIN[:2]] == [True, True]  # quicker than the ticks come
        return read

    monkeypatch.setattr(stages, "places", read_and_be_overtaken)
    assert at_rest.tick() == [("applied_schema", CUSTOMERS)]
    assert at_rest.evaluate()[-1] == ("applied_schema", CUSTOMERS)


@pytest.mark.parametrize("ticks_meanwhile", [0, 2])
def test_a_stage_that_fails_is_retried_once_however_long_its_runs_take(
    at_rest: World, monkeypatch: pytest.MonkeyPatch, ticks_meanwhile: int
) -> None:
    definitions = stages.table_definitions

    def broken(*_: Any) -> Any:
        for _ in range(ticks_meanwhile):
            assert at_rest.evaluate() == []
        raise CdcError(Problem("the test", "does not want to"))

    monkeypatch.setattr(stages, "table_definitions", broken)
    set_tables(at_rest.root, TABLES)
    assert [at_rest.tick() for _ in range(5)] == [[("table_definitions", ())], [("table_definitions", ())], [], [], []]
    assert "its run failed or has not ended: adopus adopus/table_def" in at_rest.said["service_config"].skip_message
    monkeypatch.setattr(stages, "table_definitions", definitions)
    assert at_rest.run("table_definitions")  # a person mended it
    assert [stage for stage, _ in at_rest.until_quiet()] == CHAIN[1:]


def test_a_failed_tenant_is_retried_alone_and_once_and_stays_visible(at_rest: World) -> None:
    at_rest.sql('CREATE TABLE bjorkelund."Kurs Deltaker" (taken int)')
    set_tables(at_rest.root, TABLES)
    asked = at_rest.until_quiet()
    assert asked[-2:] == [("applied_schema", CUSTOMERS), ("applied_schema", ("bjorkelund",))]
    assert at_rest.checks("applied_hash_is_current") == {"avansas": True, "bjorkelund": False, "brobygger": True}
    at_rest.sql('DROP TABLE bjorkelund."Kurs Deltaker"')
    assert at_rest.tick() == []  # a person mends it and says so
    assert at_rest.run("applied_schema", ("bjorkelund",))
    assert at_rest.checks("applied_hash_is_current")["bjorkelund"] is True
    assert at_rest.until_quiet() == []


def test_a_new_customer_gets_its_own_partition_and_schema_and_bothers_nobody(at_rest: World) -> None:
    set_customers(at_rest.root, [*CUSTOMERS, "nykunde"])
    assert at_rest.until_quiet() == [("table_definitions", ()), ("applied_schema", ("nykunde",))]
    assert len(at_rest.sql("SELECT 1 FROM pg_class WHERE relname = 'Actor'")) == len(CUSTOMERS) + 1
    pipeline = at_rest.root / "generated" / "pipelines" / "sink_asma__directory" / "adopus.connect.yaml"
    assert '"schema": "nykunde"' in pipeline.read_text(), "its events have somewhere to go"


def test_a_customer_that_left_is_kept_and_holds_up_nobody_and_is_applied_when_it_returns(at_rest: World) -> None:
    set_customers(at_rest.root, CUSTOMERS[:2])
    assert at_rest.tick() == [("table_definitions", ())], "its pipelines no longer name it"
    assert at_rest.partitions() == list(CUSTOMERS)
    assert "no longer configured, partition and schema kept: brobygger" in at_rest.said["tenants"].skip_message
    set_tables(at_rest.root, TABLES)
    assert [stage for stage, _ in at_rest.until_quiet()] == CHAIN
    assert at_rest.sql(
        "SELECT relnamespace::regnamespace::text FROM pg_class WHERE relname = 'Kurs Deltaker' ORDER BY 1"
    ) == [("avansas",), ("bjorkelund",)]
    set_customers(at_rest.root, CUSTOMERS)
    assert at_rest.until_quiet() == [("table_definitions", ()), ("applied_schema", ("brobygger",))]
    assert len(at_rest.sql("SELECT 1 FROM pg_class WHERE relname = 'Kurs Deltaker'")) == 3


def test_new_code_runs_its_stage_once_after_a_reload(at_rest: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asset = dg.asset

    def newer(*arguments: Any, **options: Any) -> Any:
        if options.get("tags", {}).get("cdc/stage") == "ddl":
            options["code_version"] = "2"
        return asset(*arguments, **options)

    monkeypatch.setattr(dg, "asset", newer)
    at_rest.reload()
    monkeypatch.undo()
    assert at_rest.until_quiet() == [("ddl", ())]


def test_a_reload_alone_runs_nothing(at_rest: World) -> None:
    at_rest.reload()
    assert at_rest.until_quiet() == []


def test_a_source_that_cannot_be_read_skips_the_tick_and_fails_its_freshness(at_rest: World) -> None:
    source = at_rest.root / "source"
    away = at_rest.root / "away"
    source.rename(away)
    assert at_rest.tick() == []
    assert "no such folder" in at_rest.said["source_drift"].skip_message
    assert at_rest.checks("source_fresh") == {None: False}
    source.mkdir()  # an empty catalog is never `everything was dropped`
    assert at_rest.tick() == []
    assert "no scripts" in at_rest.said["source_drift"].skip_message
    source.rmdir()
    shutil.move(away, source)
    assert at_rest.tick() == []
    assert at_rest.checks("source_fresh") == {None: True}


def test_a_mistake_in_the_yaml_fails_the_ticks_with_file_and_line_and_moves_nothing(at_rest: World) -> None:
    service = at_rest.root / "services" / "adopus.yaml"
    good = service.read_text()
    service.write_text(good.replace("ignore_columns", "ignore_colums"))
    for name in ("source_drift", "service_config", "tenants"):
        with pytest.raises(dg.Failure) as raised:
            at_rest.look(name)
        assert "services/adopus.yaml:" in _messages(raised.value)
    assert at_rest.evaluate() == []
    service.write_text(good)
    assert at_rest.until_quiet() == []


def test_the_database_behind_dagsters_back_is_what_the_check_looks_at(at_rest: World) -> None:
    at_rest.sql('DROP PROCEDURE avansas."sp_merge_actor"')
    job = at_rest.definitions.resolve_job_def("check_tenants")
    assert job.execute_in_process(instance=at_rest.instance).success
    assert at_rest.checks("applied_hash_is_current") == {"avansas": False, "bjorkelund": True, "brobygger": True}
    assert at_rest.until_quiet() == []


def _messages(error: BaseException | None) -> str:
    return "" if error is None else f"{error}\n{_messages(error.__cause__ or error.__context__)}"
