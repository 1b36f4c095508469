"""Rounds over many tables: sessions share the work, and what has nothing to do costs nothing."""

from __future__ import annotations

import threading
from typing import Any

import psycopg

from tests.merge.support import SCHEMA, event, fetch, install, merge, plain, stage
from tests.support.postgres import both_versions

Connection = psycopg.Connection[Any]
TABLES = [f"T{n:02}" for n in range(60)]


def merged(connection: Connection) -> dict[str, int]:
    """Batches merged so far, per relation."""
    return dict(fetch(connection, "SELECT table_name, batches FROM cdc_management.merge_control"))


@both_versions
def test_sessions_share_a_round_no_table_twice_and_none_waits(merging: Connection, database: str) -> None:
    install(merging, [plain(name) for name in TABLES])
    for name in TABLES[1:]:
        stage(merging, name, [event(1), event(2, 2)])
    stage(merging, TABLES[0], [event(1)])
    errors: list[BaseException] = []
    start = threading.Barrier(4)

    def session() -> None:
        try:
            with psycopg.connect(database, autocommit=True) as connection:
                start.wait()
                connection.execute("CALL cdc_management.run_pending_merges(0)")
        except BaseException as problem:
            errors.append(problem)

    with psycopg.connect(database) as busy:  # somebody merges one of them for long
        merge(busy, TABLES[0])
        sessions = [threading.Thread(target=session) for _ in range(4)]
        for thread in sessions:
            thread.start()
        for thread in sessions:
            thread.join(60)
        assert not any(thread.is_alive() for thread in sessions), "one waits for what another merges"
        assert errors == []
        assert merged(merging) == dict.fromkeys(TABLES, 1) | {TABLES[0]: 0}
    merging.execute("CALL cdc_management.run_pending_merges(0)")
    assert merged(merging) == dict.fromkeys(TABLES, 1)
    assert fetch(merging, "SELECT * FROM cdc_management.v_recent_errors") == []
    assert fetch(merging, "SELECT count(*), sum(rows_taken)::int FROM cdc_management.cdc_processing_log") == [(60, 119)]


@both_versions
def test_the_oldest_change_is_merged_first(merging: Connection) -> None:
    names = TABLES[:10]
    install(merging, [plain(name) for name in names])
    order = names[5:] + names[:5]
    for name in order:
        stage(merging, name, [event(1)])
    merging.execute("CALL cdc_management.run_pending_merges(0)")
    log = fetch(merging, "SELECT table_name FROM cdc_management.cdc_processing_log ORDER BY batch_id")
    assert [name for (name,) in log] == order


@both_versions
def test_a_call_takes_so_many_tables_and_says_that_more_may_be_left(merging: Connection, database: str) -> None:
    names = TABLES[:5]
    install(merging, [plain(name) for name in names])
    for name in names:
        stage(merging, name, [event(1)])
    said: list[str] = []
    for done in (2, 4, 5, 5):
        with psycopg.connect(database, autocommit=True) as session:
            session.add_notice_handler(lambda notice: said.append(str(notice.message_primary)))
            session.execute("CALL cdc_management.run_pending_merges(0, p_max_tables => 2)")
        assert merged(merging) == {name: int(n < done) for n, name in enumerate(names)}, "the oldest first"
    assert said == ["a call takes 2 tables: more may be left for the next one"] * 2
    for name in names:
        stage(merging, name, [event(2)])
    merging.execute("CALL cdc_management.run_pending_merges(0, p_max_tables => NULL)")
    assert merged(merging) == dict.fromkeys(names, 2)


@both_versions
def test_a_round_with_nothing_to_do_touches_no_leaf(merging: Connection, database: str) -> None:
    install(merging, [plain(name) for name in TABLES[:5]])
    for name in TABLES[:5]:
        stage(merging, name, [event(1)])
    merging.execute("CALL cdc_management.run_pending_merges(0)")
    with psycopg.connect(database) as admin:  # whoever looked at a leaf would wait
        leaves = "SELECT relname FROM pg_class WHERE relnamespace = 'cdc_staging'::regnamespace AND relkind = 'r'"
        for (leaf,) in fetch(admin, leaves):
            admin.execute(f'LOCK TABLE cdc_staging."{leaf}" IN ACCESS EXCLUSIVE MODE'.encode())
        merging.execute("SET statement_timeout = '5s'")
        merging.execute("CALL cdc_management.run_pending_merges(0)")
    assert merged(merging) == dict.fromkeys(TABLES[:5], 1)
    assert fetch(merging, "SELECT * FROM cdc_management.v_recent_errors") == []


@both_versions
def test_a_table_that_is_being_altered_is_left_for_the_next_round(merging: Connection, database: str) -> None:
    install(merging, [plain("A"), plain("B")])
    for name in ("A", "B"):
        stage(merging, name, [event(1)])
    with psycopg.connect(database) as admin:
        admin.execute(f'LOCK TABLE {SCHEMA}."stg_A" IN ACCESS EXCLUSIVE MODE'.encode())
        merging.execute("SET statement_timeout = '20s'")
        merging.execute("CALL cdc_management.run_pending_merges(0)")
        assert merged(merging) == {"A": 0, "B": 1}
    merging.execute("CALL cdc_management.run_pending_merges(0)")
    assert merged(merging) == {"A": 1, "B": 1}
    assert fetch(merging, "SELECT * FROM cdc_management.v_recent_errors") == []


@both_versions
def test_a_table_with_nothing_but_dead_rows_is_not_merged_again(merging: Connection, database: str) -> None:
    install(merging, [plain("A")])
    with psycopg.connect(database) as reader:  # keeps the leaf from being truncated
        reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        stage(merging, "A", [event(n, n) for n in range(500)])
        fetch(reader, f'SELECT count(*) FROM {SCHEMA}."stg_A"')
        merging.execute("CALL cdc_management.run_pending_merges(0)")
        assert fetch(
            merging,
            "SELECT sum(l.pages) > 0 FROM cdc_management.staging_leaves(%s::regclass) AS l",
            f'{SCHEMA}."stg_A"',
        ) == [(True,)]
        assert fetch(merging, "SELECT * FROM cdc_management.pending_merges(0)") == []
        merging.execute("CALL cdc_management.run_pending_merges(0)")
    assert merged(merging) == {"A": 1}
    assert fetch(merging, "SELECT count(*) FROM cdc_management.staging_bell") == [(0,)]
