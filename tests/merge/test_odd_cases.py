"""What an attacker found: odd values, names, settings and callers. Each once broke a rule."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from cdc_assets.tables.model import TargetTable
from resources.embedded_postgres import Server
from tests.merge.support import (
    SCHEMA,
    UNAVAILABLE,
    Row,
    column,
    document,
    documents,
    event,
    fetch,
    install,
    lsn,
    merge,
    merging_database,
    plain,
    relation,
    stage,
)
from tests.support.postgres import both_versions

Connection = psycopg.Connection[Any]


def only(row: Row, *names: str) -> dict[str, Any]:
    """The row's metadata and these of its data columns."""
    return {name: value for name, value in row.items() if name.startswith("__") or name in names}


@both_versions
def test_the_placeholder_of_a_json_document_is_staged_and_a_bad_document_is_set_aside(merging: Connection) -> None:
    install(merging, [relation("Actor", (column("id", "integer", key=True), column("doc", "json", large=True)))])
    for number, doc in ((1, '{"a": 1}'), (2, UNAVAILABLE), (3, '{"a": '), (4, None)):
        stage(merging, "Actor", [only(event(number, 4 if number == 4 else 1, doc=doc), "id", "doc")])
        merge(merging, "Actor")
    assert fetch(merging, f'SELECT id, doc FROM {SCHEMA}."Actor" ORDER BY id') == [(1, {"a": 1}), (4, None)]
    ((reason, doc),) = fetch(merging, "SELECT reason, row_data ->> 'doc' FROM cdc_management.merge_rejects")
    assert reason.startswith("22P02: ")
    assert doc == '{"a": '


@both_versions
@pytest.mark.parametrize("deletes", ["soft", "hard"])
def test_a_text_key_is_compared_as_its_column_keeps_it(merging: Connection, deletes: str) -> None:
    columns = (column("id", "varchar(3)", key=True), column("name", "varchar(20)"))
    install(merging, [relation("Actor", columns, deletes=deletes)])
    for number, key in ((1, "abc  "), (2, "abc "), (3, "ab"), (4, "ab "), (5, "abcd"), (6, "æøå")):
        stage(merging, "Actor", [only(event(number, key), "id", "name")])
        merge(merging, "Actor")
    stage(merging, "Actor", [only(event(7, "abcd", __operation="d"), "id"), only(event(8, "æøå  "), "id", "name")])
    merge(merging, "Actor")
    found = fetch(merging, f'SELECT id, name FROM {SCHEMA}."Actor" ORDER BY id COLLATE "C"')
    assert found == [("ab", "v3"), ("ab ", "v4"), ("abc", "v2"), ("æøå", "v8")], (
        "what is too long is cut to no other key"
    )
    reasons = fetch(merging, "SELECT DISTINCT reason FROM cdc_management.merge_rejects")
    assert reasons == [("the value of `id` does not fit varchar(3)",)]


@both_versions
def test_a_padded_key_is_compared_without_its_blanks(merging: Connection) -> None:
    columns = (column("id", "char(3)", key=True), column("name", "varchar(20)"))
    install(merging, [relation("Actor", columns)])
    for number, key in ((1, "ab"), (2, "ab "), (3, "ab   "), (4, "abcd")):
        stage(merging, "Actor", [only(event(number, key), "id", "name")])
        merge(merging, "Actor")
    assert fetch(merging, f'SELECT id, name FROM {SCHEMA}."Actor"') == [("ab ", "v3")]
    assert fetch(merging, "SELECT kafka_offset FROM cdc_management.merge_rejects") == [(4,)]


@both_versions
def test_the_callers_settings_do_not_matter(merging: Connection) -> None:
    install(merging, [plain()])
    stage(merging, "Actor", [event(1), event(2, 2, name="x" * 21)])
    for setting in ("standard_conforming_strings = off", "escape_string_warning = on", "quote_all_identifiers = on"):
        merging.execute(f"SET {setting}".encode())
    merge(merging, "Actor")
    merging.execute("CALL cdc_management.run_pending_merges(0)")
    assert fetch(merging, f'SELECT count(*) FROM {SCHEMA}."Actor"') == [(1,)]
    assert fetch(merging, f'SELECT count(*) FROM {SCHEMA}."stg_Actor"') == [(0,)]
    assert fetch(merging, "SELECT message FROM cdc_management.error_log") == []


@both_versions
def test_a_parameter_that_is_null_means_no_waiting_and_the_default_size(database: str, merging: Connection) -> None:
    install(merging, [plain()])
    stage(merging, "Actor", [event(1)])
    with psycopg.connect(database) as first:
        merge(first, "Actor")
        merging.execute("SET statement_timeout = '60s'")
        with pytest.raises(psycopg.errors.LockNotAvailable, match="another merge"):
            merging.execute(f"CALL {SCHEMA}.sp_merge_actor(p_wait_seconds => NULL)".encode())
        first.rollback()
    merging.execute("CALL cdc_management.run_pending_merges(NULL, NULL)")
    assert fetch(merging, f'SELECT count(*) FROM {SCHEMA}."Actor"') == [(1,)]


@both_versions
def test_a_name_may_hold_whatever_ends_a_line(merging: Connection) -> None:
    name, name_of_column = "new\n  line\r\\", "na\n\n    me'\x85\u2028x"
    columns = (column(name_of_column, "varchar(3)", key=True), column("ø\n1", "text", large=True))
    table = relation(name, columns, (name_of_column,))
    install(merging, [table], schema="sch\nema")
    stage(merging, name, [{name_of_column: "a", "ø\n1": "x"}, {name_of_column: "too long"}], schema="sch\nema")
    merging.execute("CALL cdc_management.run_pending_merges(0)")
    assert fetch(merging, "SELECT table_name, rows_applied, rows_rejected FROM cdc_management.merge_control") == [
        (name, 1, 1)
    ]
    assert fetch(merging, "SELECT message FROM cdc_management.error_log") == []


def name(connection: Connection, key: int = 1) -> str:
    """What the row of a key is called."""
    return str(fetch(connection, f'SELECT name FROM {SCHEMA}."Actor" WHERE id = %s', key)[0][0])


@both_versions
@pytest.mark.parametrize("deletes", ["soft", "hard"])
def test_what_is_read_again_stays_of_the_source_it_came_from(merging: Connection, deletes: str) -> None:
    install(merging, [plain(deletes=deletes)])
    restored = "SELECT cdc_management.new_source_incarnation(%s, 'Actor')"
    history = [event(1, __lsn=lsn(1000)), event(2, 2, __lsn=lsn(1001)), event(3, 3, __lsn=lsn(1002))]
    stage(merging, "Actor", history[:2])
    merge(merging, "Actor")
    stage(merging, "Actor", history[2:])  # read, though not merged yet
    assert fetch(merging, restored, SCHEMA) == [(1,)]
    later = [event(4, __lsn=lsn(500)), event(5, 3, __lsn=lsn(501))]
    stage(merging, "Actor", [*later, *history])
    merge(merging, "Actor")
    assert [name(merging, key) for key in (1, 2, 3)] == ["v4", "v2", "v5"]
    assert fetch(merging, restored, SCHEMA) == [(2,)]
    last = [event(6, __lsn=lsn(20)), event(7, 2, __lsn=lsn(21))]
    stage(merging, "Actor", last)
    merge(merging, "Actor")
    for again in (history, later, [*last, *later, *history]):
        stage(merging, "Actor", again)
        merge(merging, "Actor")
        assert [name(merging, key) for key in (1, 2, 3)] == ["v6", "v7", "v5"]
    stage(merging, "Actor", [event(8, __lsn=lsn(22))])
    merge(merging, "Actor")
    assert name(merging) == "v8"
    kept = fetch(merging, f'SELECT id, "__incarnation" FROM {SCHEMA}."Actor" ORDER BY id')
    assert kept == [(1, 2), (2, 2), (3, 1)]


@both_versions
def test_a_new_source_begins_where_its_regression_was_seen(merging: Connection) -> None:
    install(merging, [plain()])
    stage(merging, "Actor", [event(n, n, __lsn=lsn(1000 + n)) for n in range(10)])
    merge(merging, "Actor")
    stage(merging, "Actor", [event(n, n - 10, __lsn=lsn(n)) for n in range(10, 20)])
    merge(merging, "Actor")
    status = "SELECT fence_regressions, share_without_lsn FROM cdc_management.v_merge_status"
    assert fetch(merging, status) == [(1, 0)]
    fetch(merging, "SELECT cdc_management.new_source_incarnation(%s, 'Actor')", SCHEMA)
    borders = "SELECT kafka_partition, source_incarnation, upto_offset FROM cdc_management.source_borders"
    assert fetch(merging, borders) == [(0, 0, 9)]
    stage(merging, "Actor", [event(n, n % 10, __lsn=lsn(1000 + n if n < 10 else n)) for n in range(20)])
    merge(merging, "Actor")
    assert [name(merging, key) for key in range(10)] == [f"v{key + 10}" for key in range(10)]
    stage(merging, "Actor", [event(30, 1, __lsn=None), event(31, 40, __lsn=None)])
    merge(merging, "Actor")
    assert fetch(merging, status) == [(1, Decimal("0.0476"))], "who looks sees the share of rows without an LSN"


@both_versions
def test_the_border_is_the_topics_own_also_when_it_is_made_anew(merging: Connection) -> None:
    install(merging, [plain()])
    stage(merging, "Actor", [event(100)])
    merge(merging, "Actor")
    fetch(merging, "SELECT cdc_management.new_source_incarnation(%s, 'Actor')", SCHEMA)
    fetch(merging, "SELECT cdc_management.new_topic_incarnation(%s)", event(0)["__kafka_topic"])
    stage(merging, "Actor", [event(1), event(2, 2, __kafka_topic="another"), event(3, 3, __kafka_partition=1)])
    merge(merging, "Actor")
    assert [name(merging, key) for key in (1, 2, 3)] == ["v1", "v2", "v3"]
    assert fetch(merging, f'SELECT DISTINCT "__incarnation" FROM {SCHEMA}."Actor"') == [(1,)]


@both_versions
def test_a_hard_delete_ends_a_document_in_whatever_batches_the_events_come(merging: Connection) -> None:
    install(merging, [documents("Actor", deletes="hard")])
    gone = {"doc": UNAVAILABLE, "img": UNAVAILABLE.encode()}
    events = [
        event(1, doc="one", img=b"1", __operation="c"),
        event(2, doc=None, img=None, __operation="d"),
        event(3, **gone),
    ]
    found = set()
    for order in itertools.permutations(events):
        for cuts in ((3,), (1, 2), (2, 1), (1, 1, 1)):
            merging.execute(f'TRUNCATE {SCHEMA}."Actor", cdc_management.merge_tombstones'.encode())
            rest = list(order)
            for cut in cuts:
                stage(merging, "Actor", rest[:cut])
                del rest[:cut]
                merge(merging, "Actor")
            found.update(fetch(merging, f'SELECT name, doc, img, "__deleted" FROM {SCHEMA}."Actor"'))
    assert found == {("v3", None, None, False)}


@both_versions
def test_who_accounts_for_partitions_in_any_order_meets_no_deadlock_with_a_merge(postgres: Server) -> None:
    topic = event(0)["__kafka_topic"]
    benign = "SELECT cdc_management.account_benign(%s, 'Actor', %s, %s, %s::int8multirange)"
    with merging_database(postgres) as conninfo, psycopg.connect(conninfo, autocommit=True) as connection:
        install(connection, [plain()])
        for partition in (0, 1):
            connection.execute(benign, (SCHEMA, topic, partition, "{[0,1)}"))
        stage(connection, "Actor", [event(5, __kafka_partition=1), event(6, __kafka_partition=0)])
        with psycopg.connect(conninfo) as sweep, ThreadPoolExecutor(1) as pool:
            sweep.execute(benign, (SCHEMA, topic, 0, "{[1,2)}"))
            merging = pool.submit(merge, connection, "Actor", batch=1)
            time.sleep(0.3)
            sweep.execute(benign, (SCHEMA, topic, 1, "{[1,2)}"))
            sweep.commit()
            merging.result()
        assert fetch(connection, "SELECT resume_offset FROM cdc_management.v_cdc_resume_offsets ORDER BY 1") == [
            (2,),
            (2,),
        ]


@both_versions
def test_a_row_that_does_not_tell_its_tenant_is_accounted_for_by_its_topics(merging: Connection) -> None:
    columns = (column("kunde", "uuid", key=True), column("id", "integer", key=True), column("name", "varchar(20)"))
    install(merging, [relation("Felles", columns, ("kunde", "id"), tenant_column="kunde")])
    tenant = "00000000-0000-0000-0000-000000000001"

    def staged(*numbers: int, who: str | None = tenant) -> None:
        stage(merging, "Felles", [only(event(n, n, kunde=who), "kunde", "id", "name") for n in numbers])

    staged(3, 5, who=None)  # nobody knows yet
    merge(merging, "Felles")
    staged(1, 4)
    staged(2, who=None)
    merge(merging, "Felles")
    staged(6, 9, who=None)
    merge(merging, "Felles")
    gaps = "SELECT tenant, gap_start, gap_end FROM cdc_management.v_cdc_processing_gaps"
    assert fetch(merging, gaps) == [(tenant, 7, 8)]
    assert fetch(merging, "SELECT tenant, resume_offset FROM cdc_management.v_cdc_resume_offsets") == [(tenant, 7)]
    assert fetch(merging, "SELECT rows_accounted FROM cdc_management.offset_coverage") == [(7,)]
    assert fetch(merging, f'SELECT id FROM {SCHEMA}."Felles" ORDER BY 1') == [(1,), (4,)]
    assert len(fetch(merging, "SELECT FROM cdc_management.merge_rejects")) == 5


@both_versions
def test_a_table_that_refuses_every_row_says_so_once_and_loses_nothing(merging: Connection) -> None:
    install(merging, [plain()])
    merging.execute(f"ALTER TABLE {SCHEMA}.\"Actor\" ADD CONSTRAINT nobody CHECK (name = 'x')".encode())
    stage(merging, "Actor", [event(n, n) for n in range(1200)])
    with pytest.raises(psycopg.Error, match=r"refuses its rows one after the other: .*nobody"):
        merge(merging, "Actor")
    merging.execute("CALL cdc_management.run_pending_merges(0)")
    assert fetch(merging, "SELECT kind FROM cdc_management.error_log") == [("merge_failed",)]
    assert fetch(merging, f'SELECT count(*) FROM {SCHEMA}."stg_Actor"') == [(1200,)]
    assert fetch(merging, "SELECT FROM cdc_management.merge_rejects") == []
    merging.execute(f'ALTER TABLE {SCHEMA}."Actor" DROP CONSTRAINT nobody'.encode())
    merge(merging, "Actor")
    assert fetch(merging, f'SELECT count(*) FROM {SCHEMA}."Actor"') == [(1200,)]


@both_versions
def test_a_batch_that_had_to_be_cut_is_accounted_for_as_one(merging: Connection) -> None:
    install(merging, [plain()])
    merging.execute(f"ALTER TABLE {SCHEMA}.\"Actor\" ADD CHECK (name NOT LIKE '%7')".encode())
    stage(merging, "Actor", [event(n, n) for n in range(100) if n != 50])
    merge(merging, "Actor")
    log = """SELECT rows_taken, rows_applied, rows_rejected, min_offset, max_offset, ranges::text
        FROM cdc_management.cdc_processing_log"""
    assert fetch(merging, log) == [(99, 89, 10, 0, 99, "{[0,50),[51,100)}")]
    assert fetch(merging, "SELECT batches, rows_taken FROM cdc_management.merge_control") == [(1, 99)]
    assert fetch(merging, "SELECT gap_start, gap_end FROM cdc_management.v_cdc_processing_gaps") == [(50, 50)]


@both_versions
def test_a_batch_that_is_cut_between_a_change_and_a_later_snapshot_without_lsn_keeps_the_later(
    merging: Connection,
) -> None:
    install(merging, [plain()])
    merging.execute(f"ALTER TABLE {SCHEMA}.\"Actor\" ADD CHECK (name <> 'v6')".encode())
    snapshot = event(5, 1, __operation="r", __lsn=None, __source_ts_ms=event(9, 1)["__source_ts_ms"])
    refused = event(6, 2, __operation="r", __lsn=None)
    stage(merging, "Actor", [event(4, 1), snapshot, refused])
    merge(merging, "Actor")
    assert fetch(merging, f'SELECT id, name FROM {SCHEMA}."Actor"') == [(1, "v5")]


def test_a_batch_that_is_cut_between_a_change_and_its_redelivery_is_merged(merging: Connection) -> None:
    install(merging, [plain()])
    merging.execute(f"ALTER TABLE {SCHEMA}.\"Actor\" ADD CHECK (name <> 'v6')".encode())
    stage(merging, "Actor", [event(5, 1), event(6, 2), event(5, 1), event(4, 1)])
    merge(merging, "Actor")
    assert fetch(merging, f'SELECT id, name FROM {SCHEMA}."Actor"') == [(1, "v5")]
    counts = (
        "SELECT rows_taken, rows_applied, rows_superseded, rows_stale, rows_rejected FROM cdc_management.merge_control"
    )
    assert fetch(merging, counts) == [(4, 1, 1, 1, 1)]


COMMITS = {
    "nothing": {},
    "one commit": {"__lsn": lsn(10)},
    "one time": {"__source_ts_ms": 10},
    "offsets": {"__lsn": lsn(10), "__kafka_topic": "t", "__kafka_partition": 0},
}
"""What a connector says of changes of one commit; in the last case each has an offset besides."""


def changes_of_a_row() -> Iterator[tuple[bool, str, tuple[str, str] | None]]:
    """Whether the row was there, up to three changes (U: an update that leaves the document alone), what it is then."""
    for changes in itertools.chain(*(itertools.product("cuUd", repeat=length) for length in (1, 2, 3))):
        for there in (False, True):
            row = ("before", "before") if there else None
            for number, change in enumerate(changes):
                if change == "U" and row is None:
                    break  # nothing updates a row that is not there
                row = {"d": None, "U": (f"n{number}", row[1] if row else "")}.get(change, (f"n{number}", f"d{number}"))
            else:
                yield there, "".join(changes), row


@both_versions
@pytest.mark.parametrize("told", COMMITS)
@pytest.mark.parametrize("deletes", ["soft", "hard"])
@pytest.mark.parametrize("make", [document, documents])
def test_a_row_is_what_the_last_of_a_commits_changes_left(
    merging: Connection, make: Callable[..., TargetTable], deletes: str, told: str
) -> None:
    install(merging, [make(deletes=deletes)])
    image = {"img": b"x"} if make is documents else {}
    rows = dict(enumerate(changes_of_a_row()))
    first = {"name": "before", "doc": "before", "__operation": "c", **image}
    first |= {name: lsn(1) if name == "__lsn" else 1 for name in COMMITS[told] if name in ("__lsn", "__source_ts_ms")}
    stage(merging, "Doc", [{"id": key, **first} for key, (there, _, _) in rows.items() if there])
    merge(merging, "Doc")
    events = []
    for key, (_, changes, _) in rows.items():
        for number, change in enumerate(changes):
            values = {"name": f"n{number}", "doc": UNAVAILABLE if change == "U" else f"d{number}", **image}
            said = {**COMMITS[told], **({"__kafka_offset": len(events)} if told == "offsets" else {})}
            events.append({"id": key, "__operation": change.lower(), **(values if change != "d" else {}), **said})
    stage(merging, "Doc", events)
    merge(merging, "Doc")
    found = {
        key: row for key, *row in fetch(merging, f'SELECT id, name, doc FROM "{SCHEMA}"."Doc" WHERE NOT "__deleted"')
    }
    assert found == {key: list(row) for key, (_, _, row) in rows.items() if row is not None}


def test_a_retired_column_that_is_dropped_from_the_table_alone_is_named_until_staging_drops_it_too(
    merging: Connection,
) -> None:
    install(merging, [plain()])
    merging.execute(f'ALTER TABLE {SCHEMA}."stg_Actor" ADD COLUMN gone text')
    stage(merging, "Actor", [event(1)])
    with pytest.raises(psycopg.errors.UndefinedColumn, match=r"has no column gone(.|\n)*drop it from staging, too"):
        merge(merging, "Actor")
    merging.execute(f'ALTER TABLE {SCHEMA}."stg_Actor" DROP COLUMN gone')
    merge(merging, "Actor")
    assert fetch(merging, f'SELECT id FROM {SCHEMA}."Actor"') == [(1,)]
