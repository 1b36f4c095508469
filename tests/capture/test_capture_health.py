"""Reading the state of capture, and judging it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cdc_assets.capture.advisor import advise
from cdc_assets.capture.health import Limits, health
from cdc_assets.capture.model import CapturedColumn, CaptureState, Progress, format_lsn, lsn_of
from cdc_assets.capture.read import capture_state, read_capture
from tests.sqlserver.captures import ACTOR, at_lsn, instance, lsn, state
from tests.sqlserver.support import at, every_driver, odbc_error
from tests.sqlserver.sys_views import Server
from tests.sqlserver.tds_server import Answer, Rows, ServerError, TdsServer


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


def answering(found: Server) -> Any:
    """A TDS server's answers, from the emulated views."""

    def answer(text: str) -> Answer:
        for forbidden in found.forbidden:
            if forbidden in text:
                return ServerError(229, f"The SELECT permission was denied on the object '{forbidden}'.")
        if "SET LOCK_TIMEOUT" not in text:
            return ()
        connection = found.connection()
        cursor = connection.cursor()
        cursor.execute(text)
        sets = []
        while True:
            if cursor.description is not None:
                sets.append(Rows([column[0] for column in cursor.description], cursor.fetchall()))
            if not cursor.nextset():
                connection.close()
                return sets

    return answer


@every_driver
def test_the_state_reads_the_same_through_pyodbc(driver: str) -> None:
    found = server()
    with TdsServer(answering(found)) as listening:
        assert read_capture(at(listening.port, driver)) == look(found)
        found.forbidden = {"dm_cdc_errors": odbc_error("42000", 229, "")}
        seen = read_capture(at(listening.port, driver))
    assert seen.unseen["errors"].what.startswith("The SELECT permission was denied on the object 'dm_cdc_errors'")
    assert seen.scan is not None


def test_redpanda_connects_own_position_is_read_where_it_keeps_one() -> None:
    found = server()
    found.add("cdc.lsn_time_mapping", start_lsn=lsn(150), tran_end_time="2026-01-31 09:59:00")
    found.add("rpcn.CdcCheckpointCache", cache_key="max_lsn", cache_val=lsn(160))
    seen = look(found)
    assert (seen.connector_lsn, seen.lag) == (lsn(160), timedelta(hours=2))
    assert Progress().with_connector(seen.connector_lsn).committed == {"*": lsn(160)}
    assert at_lsn(1, 2).with_connector(seen.connector_lsn).committed == {"*": lsn(2)}
    assert look(server()).lag is None


DUMMY = b"\x00"
"""The tran_id of the rows that capture writes where nothing happens."""


def quiet(*commits: tuple[int, str, bytes]) -> Server:
    """A database whose only capture instance is empty and was moved to LSN 500 by the clean-up; the connector is at
    210. `commits`: LSN, time and tran_id of what SQL Server remembers."""
    found = server()
    found.rows["cdc.change_tables"] = [{**found.rows["cdc.change_tables"][0], "start_lsn": lsn(500)}]
    found.rows["cdc.lsn_time_mapping"] = [
        {"start_lsn": lsn(number), "tran_end_time": when, "tran_id": tran_id} for number, when, tran_id in commits
    ]
    found.add("rpcn.CdcCheckpointCache", cache_key="max_lsn", cache_val=lsn(210))
    return found


THURSDAY = (210, "2026-01-26 12:00:00", b"\x00\x00\x07")
NIGHTLY = [(number, f"2026-01-31 11:{number // 10:02}:00", DUMMY) for number in range(300, 590, 50)]


def judged(found: Server) -> dict[str, str]:
    seen = look(found)
    progress = Progress().with_connector(seen.connector_lsn)
    return {check.subject: check.severity for check in health(seen, (), progress, lag=seen.lag)}


def test_a_database_where_nothing_happens_loses_nothing_and_is_not_behind() -> None:
    found = quiet(THURSDAY, *NIGHTLY)
    assert look(found).lag == timedelta(0)
    checks = judged(found)
    assert (checks["min_lsn_against_resume"], checks["retention_against_lag"]) == ("ok", "ok")


def test_what_the_clean_up_forgot_is_told_by_the_last_change_that_capture_scanned() -> None:
    found = quiet(*NIGHTLY)  # what the connector has read is forgotten
    scan = found.rows["sys.dm_cdc_log_scan_sessions"][0]
    assert judged(found)["min_lsn_against_resume"] == "error"  # nobody can tell
    scan["last_commit_cdc_lsn"] = format_lsn(lsn(210))
    assert judged(found)["min_lsn_against_resume"] == "ok"
    scan["last_commit_cdc_lsn"] = format_lsn(lsn(250))
    assert judged(found)["min_lsn_against_resume"] == "error"


def test_a_change_among_the_dummies_that_was_cleaned_unread_is_lost() -> None:
    assert judged(quiet(THURSDAY, *NIGHTLY, (410, "2026-01-31 11:41:00", b"\x07")))["min_lsn_against_resume"] == "error"


def test_the_lag_is_the_age_of_the_oldest_change_that_was_not_read() -> None:
    long_ago = (220, "2026-01-31 11:00:00", b"\x07")
    assert look(quiet(THURSDAY, *NIGHTLY, (560, "2026-01-31 11:56:00", b"\x07"))).lag == timedelta(minutes=1)
    assert look(quiet((205, "2026-01-31 10:30:00", DUMMY), long_ago, *NIGHTLY)).lag == timedelta(minutes=85)


def test_an_instance_that_is_made_while_capture_is_looked_at_has_its_columns() -> None:
    found = server()
    hidden = found.rows["cdc.change_tables"].pop()
    connection: Any = found.connection()
    cursor, asked = connection.cursor, []

    def late() -> Any:
        asked.append(1)
        if len(asked) == 4:  # between the instances and their columns
            found.rows["cdc.change_tables"].append(hidden)
            return found.connection().cursor()
        return found.connection().cursor()

    connection.cursor = late
    assert cursor() is not None
    assert [len(one.columns) for one in capture_state(connection, at(1433)).of("dbo.Actor")] == [2, 3]


@pytest.mark.parametrize("value", [lsn(7), 7, "0x00000000000000000007", format_lsn(lsn(7)), bytearray(lsn(7))])
def test_an_lsn_is_read_however_a_driver_gives_it(value: object) -> None:
    assert lsn_of(value) == lsn(7)


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
    assert grant in seen.unseen[part].hint
    checks = health(seen, advise([ACTOR], seen, Progress()), at_lsn(500, 500), lag=timedelta(0))
    skipped = [check for check in checks if check.severity == "not looked at"]
    assert bool(skipped) == (part != "progress")
    assert all(grant in check.hint for check in skipped)


def test_an_error_that_is_no_permission_is_an_error() -> None:
    found = server()
    found.forbidden = {"dm_cdc_errors": odbc_error("42000", 1222, "Lock request time out period exceeded.")}
    with pytest.raises(Exception, match="Lock request"):
        look(found)


def statuses(found: CaptureState, progress: Progress | None = None, **more: Any) -> dict[str, str]:
    progress = progress or at_lsn(500, 500)
    checks = health(found, advise([ACTOR], found, progress), progress, **more)
    return {check.subject: check.severity for check in checks}


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
    (check,) = [check for check in checks if check.subject == "min_lsn_against_resume"]
    assert check.severity == "error"
    assert tuple(row["what"] for row in check.rows) == (
        f"dbo.Actor: resumes at {format_lsn(lsn(99))}, changes begin at {format_lsn(lsn(100))}",
    )


def test_large_columns_under_a_limit_are_a_warning() -> None:
    large = replace(instance(), columns=(CapturedColumn("Notat", "ntext", "Notat"),))
    checks = health(state(large, max_text_repl_size=65536), (), Progress())
    (check,) = [check for check in checks if check.subject == "lob_limit"]
    assert (check.severity, [row["what"] for row in check.rows]) == ("warning", ["dbo.Actor.Notat (ntext)"])
    assert "max text repl size" in check.what


def test_capture_that_is_off_is_one_error_and_nothing_else() -> None:
    assert statuses(state(enabled=False)) == {"cdc_enabled": "error"}


def test_azure_has_neither_agent_nor_jobs() -> None:
    found = statuses(state(instance(), azure=True))
    assert found["agent_running"] == found["capture_job"] == found["cleanup_job"] == "ok"


def test_limits_are_the_callers() -> None:
    assert statuses(look(server()), limits=Limits(latency_error=80))["capture_latency"] == "error"
