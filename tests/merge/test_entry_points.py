"""run_pending_merges, trigger_pending_merges, manual_merge: what they merge, when, and what a failure does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from tests.merge.support import SCHEMA, event, fetch, install, plain, stage
from tests.support.postgres import both_versions

Connection = psycopg.Connection[Any]


def counts(connection: Connection, *tables: str) -> list[int]:
    """Rows of each final table."""
    return [fetch(connection, f'SELECT count(*) FROM {SCHEMA}."{table}"')[0][0] for table in tables]


@both_versions
def test_pending_relations_are_merged_and_a_failing_one_does_not_stop_the_others(merging: Connection) -> None:
    install(merging, [plain("A"), plain("B"), plain("C")])
    for table in ("A", "B", "C"):
        stage(merging, table, [event(1)])
    merging.execute(f'ALTER TABLE {SCHEMA}."B" DROP COLUMN name'.encode())
    merging.execute("CALL cdc_management.run_pending_merges(0)")
    assert counts(merging, "A", "B", "C") == [1, 0, 1]
    ((table, kind, state),) = fetch(merging, "SELECT table_name, kind, sqlstate FROM cdc_management.v_recent_errors")
    assert (table, kind, state) == ("B", "merge_failed", "42703")
    status = dict(fetch(merging, "SELECT table_name, present_error FROM cdc_management.v_merge_status"))
    assert status["A"] is None
    assert "name" in status["B"]


@both_versions
def test_the_window_counts_from_the_first_unmerged_change(merging: Connection) -> None:
    install(merging, [plain("A")])
    now = datetime.now(UTC)
    for number in range(8):  # a trickle that never pauses for the length of the window, 6,400 s up to 800 s ago
        stage(merging, "A", [event(number, number, __staged_at=now - timedelta(seconds=800 * (8 - number)))])
    merging.execute("CALL cdc_management.run_pending_merges(9000)")
    assert counts(merging, "A") == [0]
    merging.execute("CALL cdc_management.run_pending_merges(4000)")
    assert counts(merging, "A") == [8]
    stage(merging, "A", [event(9, 9)])
    merging.execute("CALL cdc_management.run_pending_merges(4000)")
    assert counts(merging, "A") == [8], "the window starts anew with the first change after the merge"


@both_versions
def test_the_old_entry_points_still_work(merging: Connection) -> None:
    install(merging, [plain("A"), plain("B")])
    for table in ("B", "A"):
        stage(merging, table, [event(1), event(2)])
    rows = fetch(merging, "SELECT schema_name, table_name, rows_merged FROM cdc_management.trigger_pending_merges(0)")
    assert rows == [(SCHEMA, "B", 2)], "one table, the one that waits longest"
    assert fetch(merging, f"SELECT cdc_management.manual_merge('{SCHEMA}', 'A')") == [(2,)]
    assert fetch(merging, "SELECT * FROM cdc_management.trigger_pending_merges(0, 10)") == []
    with pytest.raises(psycopg.errors.UndefinedTable, match="no merge is registered"):
        fetch(merging, f"SELECT cdc_management.manual_merge('{SCHEMA}', 'Nobody')")


@both_versions
def test_it_commits_after_each_table_and_so_refuses_to_run_inside_a_transaction(merging: Connection) -> None:
    install(merging, [plain("A")])
    stage(merging, "A", [event(1)])
    with pytest.raises(psycopg.errors.InvalidTransactionTermination), merging.transaction():
        merging.execute("CALL cdc_management.run_pending_merges(0)")
    assert counts(merging, "A") == [0]


@both_versions
def test_every_view_answers(merging: Connection) -> None:
    install(merging, [plain("A")])
    stage(merging, "A", [event(1), event(3)])
    merging.execute("CALL cdc_management.run_pending_merges(0)")
    views = ("v_merge_status", "v_cdc_processing_gaps", "v_cdc_replication_lag", "v_cdc_processing_stats")
    assert [len(fetch(merging, f"SELECT * FROM cdc_management.{view}")) for view in views] == [1, 1, 1, 1]
    assert [
        len(fetch(merging, f"SELECT * FROM cdc_management.{v}")) for v in ("v_recent_errors", "v_staging_lost")
    ] == [0, 0]


@both_versions
def test_pruning_the_log_loses_no_coverage(merging: Connection) -> None:
    install(merging, [plain("A")])
    stage(merging, "A", [event(1), event(3)])
    merging.execute("CALL cdc_management.run_pending_merges(0)")
    assert fetch(merging, "SELECT cdc_management.prune_processing_log('0 s')") == [(1,)]
    assert fetch(merging, "SELECT gap_start, gap_end FROM cdc_management.v_cdc_processing_gaps") == [(2, 2)]


@both_versions
def test_a_writer_that_stays_in_its_transaction_is_named(merging: Connection, database: str) -> None:
    install(merging, [plain("A")])
    with psycopg.connect(database, application_name="loader") as writer:
        stage(writer, "A", [event(1)])
        shown = "SELECT schema_name, table_name, application_name, pid FROM cdc_management.v_stuck_writers"
        assert fetch(merging, shown) == [], "it has just begun"
        ((view,),) = fetch(merging, "SELECT pg_get_viewdef('cdc_management.v_stuck_writers'::regclass)")
        at_once = view.replace("00:05:00", "0")
        merging.execute(f"CREATE OR REPLACE VIEW cdc_management.v_stuck_writers AS {at_once}".encode())
        assert fetch(merging, shown) == [(SCHEMA, "A", "loader", writer.info.backend_pid)]
    assert fetch(merging, shown) == []
