"""Capture administration: reading the state, advice, scripts, marks, health."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlglot
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from cdc_assets.capture.advisor import advise, unwanted
from cdc_assets.capture.cleaning import low_water_marks
from cdc_assets.capture.execute import batches, execute
from cdc_assets.capture.health import Limits, health
from cdc_assets.capture.lsn import format_lsn, lsn_literal, parse_lsn
from cdc_assets.capture.model import CapturedColumn, CaptureState, Instance, Options, Progress, Unseen, Wanted
from cdc_assets.capture.read import capture_state
from cdc_assets.capture.scripts import Script, advice_script, clean_script, enable_script, retention_script
from cdc_assets.errors import CdcError
from tests.sqlserver.support import ScriptedConnections, at, odbc_error
from tests.sqlserver.sys_views import Server

GOLDEN = Path(__file__).parent / "golden"
NOW = datetime.fromisoformat("2026-01-31T12:00:00")
ACTOR = Wanted("dbo", "Actor", ("actno", "Navn", "O'Hara [x], æ"), ("actno",))


def lsn(number: int) -> bytes:
    return number.to_bytes(10, "big")


def instance(
    name: str = "dbo_Actor", start: int | None = 100, columns: tuple[str, ...] = ACTOR.columns, **more: Any
) -> Instance:
    captured = tuple(CapturedColumn(column, number, "nvarchar", column) for number, column in enumerate(columns, 1))
    values: dict[str, Any] = {
        "schema": "dbo",
        "table": "Actor",
        "columns": captured,
        "start_lsn": None if start is None else lsn(start),
        "created": NOW - timedelta(days=30) + timedelta(seconds=start or 9_999),
    }
    return Instance(name, **{**values, **more})


def state(*instances: Instance, **more: Any) -> CaptureState:
    values: dict[str, Any] = {
        "database": "AdOpusTest",
        "enabled": True,
        "azure": False,
        "now": NOW,
        "max_text_repl_size": -1,
        "log_reuse_wait": "NOTHING",
        "instances": instances,
    }
    return CaptureState(**{**values, **more})


def at_lsn(merged: int | None, committed: int | None, **more: Any) -> Progress:
    def known(number: int | None) -> bytes | None:
        return None if number is None else lsn(number)

    return Progress(
        merged={"dbo.Actor": {"directory_dev.avansas.Actor": known(merged)}}, committed={"*": known(committed)}, **more
    )


def step(progress: Progress, *instances: Instance, wanted: Wanted = ACTOR) -> tuple[str, str]:
    (advice,) = advise([wanted], state(*instances), progress)
    return advice.step, advice.reason


# ---------------------------------------------------------------- advice


def test_a_table_that_is_not_captured_is_enabled() -> None:
    assert step(Progress()) == ("enable", "it is not captured")


def test_a_table_that_is_captured_whole_needs_nothing() -> None:
    assert step(Progress(), instance()) == ("none", "every column is captured")


def test_columns_that_nobody_takes_are_named_but_need_nothing() -> None:
    found = step(Progress(), instance(columns=(*ACTOR.columns, "Døv")))
    assert found == ("none", "every column is captured; also captured, though nobody takes it: Døv")


def test_a_new_column_needs_postgresql_first_and_then_a_second_instance() -> None:
    old = instance(columns=("actno", "Navn"))
    missing = "dbo_Actor: O'Hara [x], æ is not captured"
    assert step(Progress(widened=frozenset()), old) == (
        "widen first",
        f"{missing}; PostgreSQL gets its columns first, so that no event meets a table without them",
    )
    (advice,) = advise([ACTOR], state(old), Progress(widened=frozenset({"dbo.Actor"})))
    assert (advice.step, advice.reason, advice.create) == ("second instance", missing, "dbo_Actor_2")


def test_a_renamed_column_needs_a_second_instance() -> None:
    columns = (
        CapturedColumn("actno", 1, "int", "actno"),
        CapturedColumn("Name", 2, "nvarchar", "Navn"),
        CapturedColumn("O'Hara [x], æ", 3, "int", "O'Hara [x], æ"),
    )
    assert step(Progress(), replace(instance(), columns=columns)) == (
        "second instance",
        "dbo_Actor: Navn is captured under its old name Name",
    )


def test_a_dropped_column_that_nobody_wants_any_more_needs_nothing() -> None:
    gone = CapturedColumn("Gammel", 9, "int", None)
    assert step(Progress(), replace(instance(), columns=(*instance().columns, gone)))[0] == "none"


OLD = instance("dbo_Actor", 100, ("actno", "Navn"), last_before=lsn(190))
NEW = instance("dbo_Actor_2", 200)


@pytest.mark.parametrize(
    ("merged", "committed", "expected"),
    [
        (189, 500, "wait"),  # a target has not merged the last change that only the old instance holds
        (500, 189, "wait"),  # the connector would read it again
        (190, 190, "drop old"),
        (None, 500, "wait"),
        (500, None, "wait"),
    ],
)
def test_the_old_instance_goes_only_when_everybody_has_read_it(
    merged: int | None, committed: int | None, expected: str
) -> None:
    assert step(at_lsn(merged, committed), OLD, NEW)[0] == expected


def test_without_any_knowledge_of_consumers_nothing_is_dropped() -> None:
    assert step(Progress(), OLD, NEW) == (
        "wait",
        "whether dbo_Actor is read to its end is not known: no target says what it has merged",
    )


def test_a_successor_that_has_not_begun_is_waited_for() -> None:
    assert step(at_lsn(500, 500), OLD, instance("dbo_Actor_2", None)) == (
        "wait",
        "the capture job has not begun with dbo_Actor_2 yet",
    )


def test_an_old_instance_without_changes_of_its_own_may_go_at_once() -> None:
    assert step(Progress(), replace(OLD, last_before=None), NEW)[0] == "drop old"


def test_a_third_shape_waits_until_the_first_is_gone() -> None:
    newer = replace(ACTOR, columns=(*ACTOR.columns, "Ny"))
    found, reason = step(at_lsn(150, 150), OLD, NEW, wanted=newer)
    assert found == "wait"
    assert reason.startswith(
        "dbo_Actor_2: Ny is not captured; two instances are the limit, so dbo_Actor has to go first"
    )
    assert step(at_lsn(300, 300), OLD, NEW, wanted=newer)[0] == "drop old"


def test_a_table_that_cannot_be_captured_says_why() -> None:
    assert step(Progress(), wanted=replace(ACTOR, not_capturable="memory-optimized")) == (
        "impossible",
        "SQL Server cannot capture it: memory-optimized",
    )


def test_what_may_not_be_seen_is_not_judged() -> None:
    unseen = {"instances": Unseen("The SELECT permission was denied", "GRANT SELECT ON SCHEMA::[cdc] TO [leser]")}
    (advice,) = advise([ACTOR], state(unseen=unseen), Progress())
    assert (advice.step, advice.reason) == (
        "not looked at",
        "The SELECT permission was denied; needed: GRANT SELECT ON SCHEMA::[cdc] TO [leser]",
    )


def test_instances_of_other_tables_are_listed_and_left_alone() -> None:
    other = replace(instance("dbo_Logg"), table="Logg")
    assert unwanted([ACTOR], state(instance(), other)) == (other,)


@given(
    st.lists(st.integers(0, 40), min_size=2, max_size=2, unique=True).map(sorted),
    st.one_of(st.none(), st.integers(0, 60)),
    st.one_of(st.none(), st.integers(0, 60)),
    st.lists(st.integers(0, 60), max_size=5),
)
def test_no_advice_and_no_mark_ever_touches_an_unread_change(
    starts: list[int], merged: int | None, committed: int | None, changes: list[int]
) -> None:
    """Model: a change is in the old instance from its start on, in the new one from the new one's start on."""
    first, second = starts
    only_old = [change for change in changes if first <= change < second]
    old = instance("a", first, last_before=lsn(max(only_old)) if only_old else None)
    new = instance("b", second)
    progress = at_lsn(merged, committed)
    read_by_all = -1 if merged is None or committed is None else min(merged, committed)
    (advice,) = advise([ACTOR], state(old, new), progress)
    if advice.step == "drop old":
        assert all(change <= read_by_all for change in only_old)
        assert advice.drop == old
    for mark in low_water_marks(state(old, new), progress):
        if mark.lsn is not None:
            assert mark.lsn <= lsn(max(read_by_all, 0))


# ---------------------------------------------------------------- scripts

WANTED = (
    ACTOR,
    Wanted("salg", "Ordre", ("År", "Nr"), ("År", "Nr")),
    Wanted("dbo", "Logg", ("Id",), (), "UX_Logg"),
    Wanted("dbo", "Økt", ("Id",), ("Id",), None, "memory-optimized"),
    Wanted("dbo", "Ny", ("Id", "Tekst"), ("Id",)),
    Wanted("dbo", "Full", ("Id",), ("Id",)),
)
OPTIONS = Options(role="cdc_reader", filegroup="CDC", net_changes=True, retention=7200)


def scripts() -> dict[str, Script]:
    ordre = replace(instance("salg_Ordre", 100, ("År",)), schema="salg", table="Ordre")
    full = [
        replace(instance(name, start, ("Id",)), table="Full")
        for name, start in (("dbo_Full", 100), ("dbo_Full_2", 200))
    ]
    now = state(
        OLD,
        NEW,
        ordre,
        replace(full[0], last_before=lsn(150)),
        full[1],
        replace(instance("dbo_Logg", 5, ("Id",)), table="Logg"),
    )
    progress = at_lsn(1000, 1000)
    marks = low_water_marks(now, progress)
    return {
        "enable-plain.sql": enable_script(WANTED[:2]),
        "enable-options.sql": enable_script(WANTED, OPTIONS),
        "advice.sql": advice_script(advise(WANTED, now, progress), WANTED, "AdOpus Test", OPTIONS),
        "clean.sql": clean_script(marks, "AdOpusTest"),
        "retention.sql": retention_script(4320),
    }


@pytest.mark.parametrize("name", sorted(scripts()))
def test_a_script_is_what_was_reviewed(name: str) -> None:
    """CDC_GOLDEN=1 writes the files anew; review the git diff."""
    text = scripts()[name].text
    path = GOLDEN / name
    if os.environ.get("CDC_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(scripts()))
def test_every_batch_of_a_script_is_t_sql_that_parses(name: str) -> None:
    for batch in batches(scripts()[name]):
        for statement in sqlglot.parse(batch.text, read="tsql"):
            assert statement is not None
            commands = [command.sql("tsql") for command in statement.find_all(exp.Command)]
            assert [command for command in commands if not command.startswith("THROW")] == []


def test_the_advice_script_creates_before_it_drops_and_drops_only_after_checking_again() -> None:
    text = scripts()["advice.sql"].text
    drop = text.index("sp_cdc_disable_table")
    guard = text[:drop]
    assert "@consumed binary(10) = 0x000000000000000003E8" in guard
    assert "ct.[__$start_lsn] > @consumed AND ct.[__$start_lsn] < @switch" in guard
    assert text.count("sp_cdc_disable_table") == 1  # dbo.Full is not drained: its consumers are not known


@given(
    name=st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=30)
)
def test_no_name_breaks_out_of_a_script(name: str) -> None:
    table = Wanted(name, name, (name, "x"), (name,), None)
    for batch in batches(enable_script([table], Options(role=name, filegroup=name))):
        tokens = [
            token for token in sqlglot.tokenize(batch.text, read="tsql") if token.token_type.name == "NATIONAL_STRING"
        ]
        if "sp_cdc_enable_table" in batch.text:
            # OBJECT_ID, schema, table, instance, role, filegroup, columns
            assert [token.text for token in tokens][1:3] == [name, name]
            assert len(tokens) == 7


def test_instance_names_are_unique_and_fit() -> None:
    long = "x" * 128
    tables = [
        Wanted("a_b", "c", ("i",)),
        Wanted("a", "b_c", ("i",)),
        Wanted("dbo", long, ("i",)),
        Wanted("dbo", long + "y", ("i",)),
    ]
    created = [advice.create for advice in advise(tables, state(), Progress())]
    assert created[:2] == ["a_b_c", "a_b_c_2"]
    assert len({str(name).casefold() for name in created}) == 4
    assert all(len(str(name)) <= 100 for name in created)
    text = enable_script(tables).text
    assert all(f"@capture_instance = N'{name}'" in text for name in created)


# ---------------------------------------------------------------- marks


def test_a_mark_is_the_lowest_of_all_consumers() -> None:
    progress = Progress(
        merged={"dbo.Actor": {"a": lsn(300), "b": lsn(250)}}, committed={"dbo.Actor": lsn(270), "*": lsn(5)}
    )
    (mark,) = low_water_marks(state(instance()), progress)
    assert (mark.lsn, mark.reason) == (lsn(250), f"b is at {format_lsn(lsn(250))}, the lowest of all consumers")


@pytest.mark.parametrize(("merged", "committed"), [(None, 300), (300, None), (100, 300), (300, 99)])
def test_without_knowledge_or_gain_nothing_is_removed(merged: int | None, committed: int | None) -> None:
    (mark,) = low_water_marks(state(instance()), at_lsn(merged, committed))
    assert mark.lsn is None


@given(st.binary(min_size=10, max_size=10))
def test_lsns_are_written_as_debezium_and_t_sql_do(value: bytes) -> None:
    assert parse_lsn(format_lsn(value)) == parse_lsn(lsn_literal(value)) == value


def test_anything_else_is_no_lsn() -> None:
    with pytest.raises(ValueError, match="is not an LSN such as"):
        parse_lsn("25:448:1")


# ---------------------------------------------------------------- reading the state


def server() -> Server:
    """A database with two instances of dbo.Actor, as the views would show it."""
    found = Server(database="AdOpusTest")
    found.add("sys.databases", name="AdOpusTest", database_id=7, is_cdc_enabled=1, log_reuse_wait_desc="REPLICATION")
    found.add("sys.configurations", name="max text repl size (B)", value_in_use=65536)
    found.add("sys.schemas", name="dbo", schema_id=1)
    found.add("sys.tables", object_id=10, name="Actor", schema_id=1, is_ms_shipped=0)
    for number, name in enumerate(("actno", "Navn", "Ny"), 1):
        found.add("sys.columns", object_id=10, column_id=number, name=name)
    for object_id, name, start in ((20, "dbo_Actor", 100), (21, "dbo_Actor_2", 200)):
        found.add(
            "cdc.change_tables",
            object_id=object_id,
            source_object_id=10,
            capture_instance=name,
            start_lsn=lsn(start),
            supports_net_changes=0,
            create_date=f"2026-01-{object_id} 10:00:00",
        )
        for number, column in enumerate(("actno", "Name", "Ny")[: object_id - 18], 1):
            found.add(
                "cdc.captured_columns",
                object_id=object_id,
                column_id=number,
                column_name=column,
                column_type="int",
                column_ordinal=number,
            )
    for change in (110, 190, 210):
        found.add("cdc.dbo_Actor_CT", **{"__$start_lsn": lsn(change)})
    found.add("cdc.dbo_Actor_2_CT", **{"__$start_lsn": lsn(210)})
    found.add("cdc.lsn_time_mapping", start_lsn=lsn(210), tran_end_time="2026-01-31 11:59:00")
    found.add(
        "msdb.cdc_jobs", database_id=7, job_type="capture", job_id="a", continuous=1, pollinginterval=5, retention=0
    )
    found.add(
        "msdb.cdc_jobs", database_id=7, job_type="cleanup", job_id="b", continuous=0, pollinginterval=0, retention=4320
    )
    found.add("msdb.syssessions", session_id=3)
    found.add("msdb.sysjobactivity", session_id=3, job_id="a", start_execution_date="2026-01-30 00:00:00")
    found.add("msdb.sysjobactivity", session_id=2, job_id="b", start_execution_date="2026-01-30 00:00:00")
    found.add(
        "sys.dm_cdc_log_scan_sessions",
        session_id=0,
        latency=90,
        end_time="2026-01-31 11:59:58",
        failed_sessions_count=2,
        error_count=1,
    )
    found.add(
        "sys.dm_cdc_errors", entry_time="2026-01-31 11:00:00", error_number=2628, error_message="would be truncated"
    )
    found.add("sys.dm_cdc_errors", entry_time="2026-01-01 11:00:00", error_number=1105, error_message="full")
    found.add("sys.dm_server_services", servicename="SQL Server (MSSQLSERVER)", status_desc="Running")
    found.add("sys.dm_server_services", servicename="SQL Server Agent (MSSQLSERVER)", status_desc="Stopped")
    return found


def look(found: Server) -> CaptureState:
    connection: Any = found.connection()
    return capture_state(connection, at(1433))


def test_the_state_of_capture_is_read_completely() -> None:
    found = look(server())
    old, new = found.of("dbo.Actor")
    assert (old.name, old.last_before, new.last_before) == ("dbo_Actor", lsn(190), None)
    assert [(column.name, column.source_name) for column in old.columns] == [("actno", "actno"), ("Name", "Navn")]
    assert len(new.columns) == 3
    assert (found.max_lsn, found.max_text_repl_size, found.agent, found.unseen) == (lsn(210), 65536, "Stopped", {})
    assert [(job.kind, job.running, job.retention) for job in found.jobs] == [
        ("capture", True, 0),
        ("cleanup", False, 4320),
    ]
    assert found.scan is not None
    assert found.scan.latency == 90


def test_redpanda_connects_own_position_is_read_where_it_keeps_one() -> None:
    found = server()
    found.add("cdc.lsn_time_mapping", start_lsn=lsn(150), tran_end_time="2026-01-31 09:59:00")
    found.add("rpcn.CdcCheckpointCache", cache_key="max_lsn", cache_val=lsn(160))
    seen = look(found)
    assert (seen.connector_lsn, seen.lag) == (lsn(160), timedelta(hours=2))
    assert Progress().with_connector(seen.connector_lsn).committed == {"*": lsn(160)}
    assert at_lsn(1, 2).with_connector(seen.connector_lsn).committed == {"*": lsn(2)}
    assert look(server()).lag is None


@pytest.mark.parametrize(
    ("view", "part", "grant"),
    [
        ("cdc.change_tables", "instances", "GRANT SELECT ON SCHEMA::[cdc] TO [leser_user]"),
        ("cdc.lsn_time_mapping", "progress", "GRANT SELECT ON SCHEMA::[cdc] TO [leser_user]"),
        ("sysjobactivity", "activity", "GRANT SELECT ON dbo.sysjobactivity TO [leser_user]"),
        ("dm_cdc_log_scan", "scan", "GRANT VIEW DATABASE STATE TO [leser_user]"),
        ("dm_cdc_errors", "errors", "GRANT VIEW DATABASE STATE TO [leser_user]"),
        ("dm_server_services", "agent", "GRANT VIEW SERVER STATE TO [leser]"),
    ],
)
def test_a_missing_permission_is_not_looked_at_with_the_grant(view: str, part: str, grant: str) -> None:
    found = server()
    found.forbidden = {view: odbc_error("42000", 229, "The SELECT permission was denied on the object")}
    seen = look(found)
    assert set(seen.unseen) == {part}
    assert grant in seen.unseen[part].grant
    checks = health(seen, advise([ACTOR], seen, Progress()), at_lsn(500, 500), lag=timedelta(0))
    skipped = [check for check in checks if check.status == "not looked at"]
    assert bool(skipped) == (part != "progress")
    assert all(grant in check.grant for check in skipped)


def test_an_error_that_is_no_permission_is_an_error() -> None:
    found = server()
    found.forbidden = {"dm_cdc_errors": odbc_error("42000", 1222, "Lock request time out period exceeded.")}
    with pytest.raises(Exception, match="Lock request"):
        look(found)


# ---------------------------------------------------------------- health


def statuses(found: CaptureState, progress: Progress | None = None, **more: Any) -> dict[str, str]:
    progress = progress or at_lsn(500, 500)
    checks = health(found, advise([ACTOR], found, progress), progress, **more)
    return {check.name: check.status for check in checks}


def test_every_check_judges_what_it_is_about() -> None:
    assert statuses(look(server()), lag=timedelta(hours=60)) == {
        "cdc_enabled": "ok",
        "agent_running": "error",
        "capture_job": "ok",
        "cleanup_job": "ok",
        "capture_latency": "warning",
        "capture_errors": "error",
        "log_reuse": "warning",
        "retention_against_lag": "warning",  # 60 of 72 hours
        "min_lsn_against_resume": "ok",
        "lob_limit": "ok",  # no captured column is large
        "captured_columns": "warning",
    }


def test_a_well_database_is_ok_everywhere() -> None:
    found = server()
    found.rows["sys.configurations"][0]["value_in_use"] = -1
    found.rows["sys.databases"][0]["log_reuse_wait_desc"] = "NOTHING"
    found.rows["sys.dm_server_services"][1]["status_desc"] = "Running"
    found.rows["sys.dm_cdc_log_scan_sessions"][0]["latency"] = 3
    found.rows["sys.dm_cdc_errors"] = found.rows["sys.dm_cdc_errors"][1:]
    seen = replace(look(found), instances=(instance(),))
    assert set(statuses(seen, lag=timedelta(minutes=5)).values()) == {"ok"}


def test_changes_that_were_cleaned_before_they_were_read_are_an_error_that_names_the_table() -> None:
    progress = at_lsn(50, 99)
    checks = health(state(instance()), (), progress)
    (check,) = [check for check in checks if check.name == "min_lsn_against_resume"]
    assert check.status == "error"
    assert check.detail == (f"dbo.Actor: resumes at {format_lsn(lsn(99))}, changes begin at {format_lsn(lsn(100))}",)


def test_large_columns_under_a_limit_are_a_warning() -> None:
    large = replace(instance(), columns=(CapturedColumn("Notat", 1, "ntext", "Notat"),))
    checks = health(state(large, max_text_repl_size=65536), (), Progress())
    (check,) = [check for check in checks if check.name == "lob_limit"]
    assert (check.status, check.detail) == ("warning", ("dbo.Actor.Notat (ntext)",))
    assert "max text repl size" in check.sentence


def test_capture_that_is_off_is_one_error_and_nothing_else() -> None:
    assert statuses(state(enabled=False)) == {"cdc_enabled": "error"}


def test_azure_has_neither_agent_nor_jobs() -> None:
    found = statuses(state(instance(), azure=True))
    assert found["agent_running"] == found["capture_job"] == found["cleanup_job"] == "ok"


def test_limits_are_the_callers() -> None:
    assert statuses(look(server()), limits=Limits(latency_error=80))["capture_latency"] == "error"


# ---------------------------------------------------------------- execution


class Recorder:
    """A cursor that remembers what was sent."""

    description = None

    def __init__(self) -> None:
        self.sent: list[str] = []

    def execute(self, sql: str) -> None:
        self.sent.append(sql)

    def nextset(self) -> bool:
        return False

    def close(self) -> None:
        pass


def test_a_script_is_executed_batch_by_batch() -> None:
    cursor = Recorder()
    script = enable_script(WANTED[:2])
    count = execute(at(1433), script, connect=ScriptedConnections([cursor] * 9))
    assert count == len(cursor.sent) == 3
    assert all("\nGO" not in text for text in cursor.sent)
    assert "sp_cdc_enable_db" in cursor.sent[0]


def test_a_failing_batch_says_its_line_and_stops() -> None:
    cursor = Recorder()
    denied = odbc_error("42000", 22902, "Caller is not authorized to initiate the requested action.")
    with pytest.raises(CdcError) as caught:
        execute(at(1433), enable_script(WANTED[:2]), connect=ScriptedConnections([cursor, denied]))
    assert str(caught.value).startswith("enable-cdc.sql:12: batch 2 of 3 failed; those before it are done")
    assert "Caller is not authorized" in str(caught.value)
    assert len(cursor.sent) == 1


def test_comments_alone_are_no_batch() -> None:
    assert batches(Script("x", "-- a\nGO\n\n-- b\nSELECT 1;\nGO\n-- c\n")) == batches(
        Script("x", "\n\n\n-- b\nSELECT 1;")
    )
