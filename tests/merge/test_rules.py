"""The rules one by one, on both versions: what a reader of design §5 would try first."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.merge.support import (
    SCHEMA,
    UNAVAILABLE,
    appended,
    column,
    documents,
    event,
    fetch,
    install,
    lsn,
    merge,
    plain,
    relation,
    rendered,
    stage,
)
from tests.support.postgres import both_versions

Connection = psycopg.Connection[Any]


def row(connection: Connection, key: int = 1, table: str = "Actor") -> tuple[Any, ...] | None:
    """Name and deletion mark of a key."""
    found = fetch(connection, f'SELECT name, "__deleted" FROM {SCHEMA}."{table}" WHERE id = %s', key)
    return found[0] if found else None


def staged(connection: Connection, table: str = "Actor") -> int:
    """Rows waiting."""
    return int(fetch(connection, f'SELECT count(*) FROM {SCHEMA}."stg_{table}"')[0][0])


def control(connection: Connection, columns: str, table: str = "Actor") -> tuple[Any, ...]:
    """Totals of a relation."""
    return fetch(connection, f"SELECT {columns} FROM cdc_management.merge_control WHERE table_name = %s", table)[0]


def gaps(connection: Connection) -> list[tuple[Any, ...]]:
    """What the view says is missing."""
    return fetch(
        connection,
        "SELECT kafka_partition, gap_start, gap_end, gap_size FROM cdc_management.v_cdc_processing_gaps ORDER BY 1, 2",
    )


@both_versions
def test_the_greatest_fence_wins_whatever_the_order(merging: Connection) -> None:
    install(merging, [plain()])
    stage(merging, "Actor", [event(3), event(1), event(2)])
    merge(merging, "Actor")
    stage(merging, "Actor", [event(2), event(1)])
    merge(merging, "Actor")
    assert row(merging) == ("v3", False)
    assert control(merging, "rows_taken, rows_applied, rows_superseded, rows_stale, rows_rejected") == (5, 1, 3, 1, 0)
    assert staged(merging) == 0


@both_versions
def test_a_delete_keeps_the_data_and_an_older_event_does_not_resurrect_the_row(merging: Connection) -> None:
    install(merging, [plain()])
    stage(merging, "Actor", [event(1), event(3, __operation="d", name=None, amount=None)])
    merge(merging, "Actor")
    assert row(merging) == ("v1", True)
    stage(merging, "Actor", [event(2)])
    merge(merging, "Actor")
    assert row(merging) == ("v2", True), "the data of the last event that had any, and still deleted"
    stage(merging, "Actor", [event(4, __operation="c")])
    merge(merging, "Actor")
    assert row(merging) == ("v4", False)


@both_versions
def test_a_hard_delete_leaves_a_tombstone_with_its_fence(merging: Connection) -> None:
    install(merging, [plain(deletes="hard")])
    for number, operation in ((1, "c"), (3, "d"), (2, "u")):
        stage(merging, "Actor", [event(number, __operation=operation)])
        merge(merging, "Actor")
    assert row(merging) is None
    assert fetch(merging, "SELECT key, lsn FROM cdc_management.merge_tombstones") == [('["1"]', lsn(3))]
    stage(merging, "Actor", [event(4, __operation="c")])
    merge(merging, "Actor")
    assert row(merging) == ("v4", False)


@both_versions
def test_a_snapshot_row_never_beats_a_streamed_one_of_its_commit_but_heals_an_older_one(merging: Connection) -> None:
    install(merging, [plain()])
    stage(
        merging, "Actor", [event(5), event(5, name="snapshot", __operation="r", __source_ts_ms=9**15, __kafka_offset=9)]
    )
    merge(merging, "Actor")
    assert row(merging) == ("v5", False)
    stage(merging, "Actor", [event(4, name="old", __operation="r", __source_ts_ms=9**15, __kafka_offset=10)])
    merge(merging, "Actor")
    assert row(merging) == ("v5", False)
    stage(merging, "Actor", [event(6, name="healed", __operation="r")])
    merge(merging, "Actor")
    assert row(merging) == ("healed", False)


@both_versions
def test_an_unavailable_value_means_unchanged_and_a_real_one_that_arrives_late_is_taken(merging: Connection) -> None:
    install(merging, [documents()])

    def held() -> tuple[Any, ...]:
        return fetch(merging, f'SELECT name, doc, img, "__fences" IS NULL FROM {SCHEMA}."Doc"')[0]

    gone = {"doc": UNAVAILABLE, "img": UNAVAILABLE.encode()}
    stage(merging, "Doc", [event(1, doc="one", img=b"1"), event(3, **gone)])
    merge(merging, "Doc")
    assert held() == ("v3", "one", b"1", False)
    stage(merging, "Doc", [event(2, doc="two", img=UNAVAILABLE.encode())])
    merge(merging, "Doc")
    assert held() == ("v3", "two", b"1", False)
    stage(merging, "Doc", [event(4, doc="four", img=b"4")])
    merge(merging, "Doc")
    assert held() == ("v4", "four", b"4", True)
    stage(merging, "Doc", [event(6, 2, **gone)])
    merge(merging, "Doc")
    assert fetch(merging, f'SELECT doc, img FROM {SCHEMA}."Doc" WHERE id = 2') == [(None, None)]
    stage(merging, "Doc", [event(5, 2, doc="late", img=b"late")])
    merge(merging, "Doc")
    assert fetch(merging, f'SELECT name, doc, img FROM {SCHEMA}."Doc" WHERE id = 2') == [("v6", "late", b"late")]


@both_versions
def test_what_cannot_be_merged_is_set_aside_with_its_reason_and_the_rest_goes_on(merging: Connection) -> None:
    install(merging, [plain()])
    bad = [
        event(1, None),
        event(2, 2, name="x" * 21),
        event(3, 3, amount="9999.995"),
        event(4, 4, __lsn="NULL"),
        event(5, 5, __operation="truncate"),
        event(6, 6, __kafka_offset=-1001),
    ]
    good = [event(number, number) for number in range(10, 30)]
    stage(merging, "Actor", [*good[:10], *bad, *good[10:]])
    merge(merging, "Actor")
    assert fetch(merging, f'SELECT count(*) FROM {SCHEMA}."Actor"') == [(20,)]
    reasons = [
        reason for (reason,) in fetch(merging, "SELECT reason FROM cdc_management.merge_rejects ORDER BY reason")
    ]
    assert reasons == [
        "__lsn is no SQL Server LSN (20 hex digits)",
        "negative __kafka_offset or __kafka_partition",
        "the key column `id` is NULL",
        "the value of `amount` does not fit numeric(6,2)",
        "the value of `name` does not fit varchar(20)",
        "unknown __operation",
    ]
    assert gaps(merging) == [(0, 6, 9, 4)], "what is rejected is accounted for"


@both_versions
def test_a_row_that_only_the_database_refuses_is_found_by_halving(merging: Connection) -> None:
    install(merging, [plain()])
    merging.execute(f"""ALTER TABLE {SCHEMA}."Actor" ADD CHECK (name <> 'v17' AND name <> 'v31')""".encode())
    stage(merging, "Actor", [event(number, number) for number in range(1, 41)])
    merge(merging, "Actor")
    assert control(merging, "rows_applied, rows_rejected") == (38, 2)
    refused = fetch(merging, "SELECT row_data ->> 'id', reason FROM cdc_management.merge_rejects ORDER BY id")
    assert [key for key, _ in refused] == ["17", "31"]
    assert all(reason.startswith("23514: ") for _, reason in refused)
    assert gaps(merging) == []


@both_versions
@pytest.mark.parametrize("table", [plain(), appended("Actor")], ids=["keyed", "append-only"])
def test_rejects_are_replayed_once_their_cause_is_mended(merging: Connection, table: Any) -> None:
    install(merging, [table])
    stage(merging, "Actor", [event(1, name="x" * 21), event(2, 2)])
    merge(merging, "Actor")
    merging.execute(f'ALTER TABLE {SCHEMA}."Actor" ALTER COLUMN name TYPE varchar(40)'.encode())
    merging.execute(f"CALL cdc_management.replay_rejects('{SCHEMA}', 'Actor')".encode())
    merging.execute(f"CALL cdc_management.replay_rejects('{SCHEMA}', 'Actor')".encode())
    merge(merging, "Actor")
    assert fetch(merging, f'SELECT id, length(name) FROM {SCHEMA}."Actor" ORDER BY id') == [(1, 21), (2, 2)]
    assert fetch(merging, "SELECT count(*) FROM cdc_management.merge_rejects WHERE replayed_at IS NULL") == [(0,)]
    assert gaps(merging) == []


@both_versions
def test_a_row_without_lsn_against_one_that_has_it_is_rejected(merging: Connection) -> None:
    install(merging, [plain()])
    stage(merging, "Actor", [event(1), event(2, 2, __lsn=None)])
    merge(merging, "Actor")
    stage(merging, "Actor", [event(3, __lsn=None), event(4, 2, __lsn=None)])
    merge(merging, "Actor")
    assert row(merging) == ("v1", False)
    assert row(merging, 2) == ("v4", False)
    assert control(merging, "rows_rejected, rows_without_lsn") == (1, 3)


@both_versions
def test_lsns_compare_alike_however_they_are_written(merging: Connection) -> None:
    install(merging, [plain()])
    stage(merging, "Actor", [event(9, __lsn="0000002A:000001F0:0003"), event(8, __lsn="0x0000002a000001f00002")])
    merge(merging, "Actor")
    assert fetch(merging, f'SELECT name, "__lsn" FROM {SCHEMA}."Actor"') == [("v9", "0000002a000001f00003")]


@both_versions
def test_events_without_any_metadata_are_merged_in_the_order_of_arrival(merging: Connection) -> None:
    install(merging, [plain()])
    for names in (("a", "b"), ("c",)):
        stage(merging, "Actor", [{"id": 1, "name": name} for name in names])
        merge(merging, "Actor")
    assert row(merging) == ("c", False)
    assert control(merging, "rows_without_position") == (3,)


@both_versions
def test_an_offset_makes_one_row_of_an_append_only_table(merging: Connection) -> None:
    install(merging, [appended()])
    stage(merging, "Log", [event(1), event(1), event(2)])
    merge(merging, "Log")
    stage(merging, "Log", [event(2), event(4), {"id": 7, "name": "nowhere"}, {"id": 7, "name": "nowhere"}])
    merge(merging, "Log")
    assert fetch(merging, f'SELECT name FROM {SCHEMA}."Log" ORDER BY 1') == [("nowhere",)] * 2 + [
        ("v1",),
        ("v2",),
        ("v4",),
    ]
    assert control(merging, "rows_applied, rows_superseded, rows_stale", "Log") == (5, 1, 1)


@both_versions
def test_a_topic_made_anew_starts_its_offsets_again(merging: Connection) -> None:
    install(merging, [appended()])
    topic = event(0)["__kafka_topic"]
    stage(merging, "Log", [event(n) for n in (0, 1, 2, 3)])
    merge(merging, "Log")
    assert fetch(merging, "SELECT cdc_management.new_topic_incarnation(%s)", topic) == [(1,)]
    stage(merging, "Log", [event(n, name="again") for n in (0, 2)])
    merge(merging, "Log")
    assert fetch(merging, f"""SELECT count(*) FROM {SCHEMA}."Log" WHERE name = 'again'""") == [(2,)]
    assert gaps(merging) == [(0, 1, 1, 1)]
    assert fetch(merging, "SELECT resume_offset FROM cdc_management.v_cdc_resume_offsets") == [(1,)]


@both_versions
def test_a_source_whose_lsns_regress_is_noticed_and_mended_by_a_new_incarnation(merging: Connection) -> None:
    install(merging, [plain()])
    stage(merging, "Actor", [event(100 + n, n) for n in range(10)])
    merge(merging, "Actor")
    restored = [event(n, n, __source_ts_ms=1_800_000_000_000 + n, __kafka_offset=500 + n) for n in range(10)]
    stage(merging, "Actor", restored)
    merge(merging, "Actor")
    assert control(merging, "fence_regressions, rows_stale") == (1, 10)
    assert fetch(merging, "SELECT kind FROM cdc_management.v_recent_errors") == [("fence_regression",)]
    fetch(merging, "SELECT cdc_management.new_source_incarnation(%s, %s)", SCHEMA, "Actor")
    stage(merging, "Actor", restored)
    merge(merging, "Actor")
    assert row(merging, 3) == ("v3", False)
    assert control(merging, "fence_regressions") == (1,)


@both_versions
def test_a_regression_that_several_tenants_of_one_partition_tell_of_is_written_down_once(merging: Connection) -> None:
    """From the lowest of their offsets on."""
    columns = (column("kunde", "uuid", key=True), column("id", "integer", key=True), column("name", "varchar(20)"))
    install(merging, [relation("Felles", columns, ("kunde", "id"), tenant_column="kunde")])

    def staged(first: int, offset: int, **values: Any) -> None:
        rows = [
            event(first + n, n, kunde=f"00000000-0000-0000-0000-00000000000{n}", __kafka_offset=offset + n, **values)
            for n in range(3)
        ]
        stage(merging, "Felles", [{name: value for name, value in row.items() if name != "amount"} for row in rows])
        merge(merging, "Felles")

    staged(100, 0)
    staged(0, 500, __source_ts_ms=1_800_000_000_000)
    assert fetch(merging, "SELECT first_offset FROM cdc_management.fence_regressions") == [(500,)]
    staged(200, 503)
    assert fetch(merging, f'SELECT DISTINCT name FROM {SCHEMA}."Felles" ORDER BY 1') == [
        ("v200",),
        ("v201",),
        ("v202",),
    ]


@both_versions
def test_a_shared_relation_keeps_tenants_apart_in_key_and_coverage(merging: Connection) -> None:
    columns = (column("kunde", "uuid", key=True), column("id", "integer", key=True), column("name", "varchar(20)"))
    shared = relation("Felles", columns, ("kunde", "id"), tenant_column="kunde")
    install(merging, [shared])
    tenants = [f"00000000-0000-0000-0000-00000000000{n}" for n in range(3)]
    rows = [event(1, kunde=tenant) for tenant in tenants]
    for found in rows:
        found.pop("amount")
    stage(merging, "Felles", rows)
    merge(merging, "Felles")
    assert fetch(merging, f'SELECT count(*) FROM {SCHEMA}."Felles" WHERE id = 1') == [(3,)]
    assert fetch(merging, "SELECT count(DISTINCT tenant) FROM cdc_management.offset_coverage") == [(3,)]


@both_versions
def test_rows_of_the_callers_own_transaction_are_merged_with_it(merging: Connection) -> None:
    install(merging, [plain()])
    with merging.transaction(force_rollback=True):
        stage(merging, "Actor", [event(1)])
        merge(merging, "Actor")
        assert row(merging) == ("v1", False)
    assert row(merging) is None
    with merging.transaction():
        stage(merging, "Actor", [event(2)])
        merge(merging, "Actor")
    assert row(merging) == ("v2", False)
    assert staged(merging) == 0


@both_versions
@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_any_other_isolation_level_is_refused(merging: Connection, level: str) -> None:
    install(merging, [plain()])
    stage(merging, "Actor", [event(1)])
    for statement in (
        f"CALL {SCHEMA}.sp_merge_actor()",
        "CALL cdc_management.run_pending_merges(0)",
        "SELECT * FROM cdc_management.trigger_pending_merges(0)",
        f"SELECT cdc_management.manual_merge('{SCHEMA}', 'Actor')",
    ):
        merging.execute("BEGIN")
        merging.execute(f"SET TRANSACTION ISOLATION LEVEL {level}".encode())
        with pytest.raises(psycopg.errors.InvalidTransactionState, match="READ COMMITTED"):
            merging.execute(statement.encode())
        merging.execute("ROLLBACK")
    assert staged(merging) == 1


@both_versions
def test_a_loader_needs_insert_on_staging_and_nothing_else(merging: Connection) -> None:
    install(merging, [plain()])
    role = "loader_" + merging.info.dbname
    merging.execute(f"CREATE ROLE {role}".encode())
    try:
        merging.execute(f"GRANT USAGE ON SCHEMA {SCHEMA} TO {role}".encode())
        merging.execute(f'GRANT INSERT ON {SCHEMA}."stg_Actor" TO {role}'.encode())
        merging.execute(f"SET ROLE {role}".encode())
        stage(merging, "Actor", [event(1)])
        merging.execute(f"""INSERT INTO {SCHEMA}."stg_Actor" (id, name) VALUES (2, 'x'), (3, 'y')""".encode())
        for statement in (
            f'SELECT * FROM {SCHEMA}."stg_Actor"',
            f'SELECT * FROM {SCHEMA}."Actor"',
            "SELECT * FROM cdc_management.merge_rejects",
            f"CALL {SCHEMA}.sp_merge_actor()",
            "CALL cdc_management.run_pending_merges()",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                merging.execute(statement.encode())
        merging.execute("RESET ROLE")
        merge(merging, "Actor")
        assert fetch(merging, f'SELECT count(*) FROM {SCHEMA}."Actor"') == [(3,)]
    finally:
        merging.execute("RESET ROLE")
        merging.execute(f"DROP OWNED BY {role}".encode())
        merging.execute(f"DROP ROLE {role}".encode())


@both_versions
def test_everything_may_be_applied_again_and_nothing_is_lost(merging: Connection) -> None:
    install(merging, [plain()])
    stage(merging, "Actor", [event(1)])
    merging.execute(rendered(plain())[2].replace("{{SCHEMA}}", SCHEMA).encode())
    merge(merging, "Actor")
    merging.execute(rendered(plain())[2].replace("{{SCHEMA}}", SCHEMA).encode())
    assert row(merging) == ("v1", False)
    assert control(merging, "rows_applied") == (1,)


@both_versions
def test_staging_restored_from_a_dump_is_merged(merging: Connection) -> None:
    install(merging, [plain()])
    leaf = fetch(merging, "SELECT inhrelid::regclass::text FROM pg_inherits")[0][0]
    # pg_dump restores rows into the leaf, with every column written out
    merging.execute(
        f"""INSERT INTO {leaf} (id, name, "__slot", "__staged_at") VALUES (1, 'old', 0, '2020-01-01')""".encode()
    )
    merging.execute("CALL cdc_management.run_pending_merges(3600)")
    assert row(merging) == ("old", False)


@both_versions
def test_names_that_try_to_break_out_are_names(merging: Connection) -> None:
    evil = "x\"; DROP SCHEMA public; -- $cdc$ {{SCHEMA}} 'y"
    table = relation(
        evil[:40], (column("id", "integer", key=True), column(evil, "varchar(5)"), column("ø 'b", "text", large=True))
    )
    install(merging, [table], schema=evil)
    stage(merging, evil[:40], [{"id": 1, evil: "a", "ø 'b": UNAVAILABLE}, {"id": 2, evil: "too long"}], schema=evil)
    merging.execute("CALL cdc_management.run_pending_merges(0)")
    assert fetch(merging, "SELECT message FROM cdc_management.error_log") == []
    assert fetch(merging, "SELECT rows_applied, rows_rejected FROM cdc_management.merge_control") == [(1, 1)]


@both_versions
def test_json_and_bytes_survive_a_reject_and_its_replay(merging: Connection) -> None:
    columns = (
        column("id", "integer", key=True),
        column("name", "varchar(3)"),
        column("j", "json", large=True),
        column("b", "bytea"),
    )
    install(merging, [relation("Actor", columns)])
    stage(merging, "Actor", [{"id": 1, "name": "long", "j": Jsonb({"a": "ø\\u0001"}), "b": b"\x00\xff"}])
    merge(merging, "Actor")
    merging.execute(f'ALTER TABLE {SCHEMA}."Actor" ALTER COLUMN name TYPE varchar(40)'.encode())
    merging.execute("CALL cdc_management.replay_rejects()")
    merge(merging, "Actor")
    assert fetch(merging, f'SELECT j, b FROM {SCHEMA}."Actor"') == [({"a": "ø\\u0001"}, b"\x00\xff")]
