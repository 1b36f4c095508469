"""`x`: a row was read again and was not there. It ranks as a snapshot row does, and deletes."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from tests.merge.support import (
    SCHEMA,
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
    stage,
)
from tests.support.postgres import both_versions

Connection = psycopg.Connection[Any]


def read_again(at: int, operation: str, key: int = 1, **values: Any) -> dict[str, Any]:
    """A row read just above commit `at`: it has neither time nor place in Kafka."""
    without = ("__source_ts_ms", "__seq_val", "__kafka_topic", "__kafka_partition", "__kafka_offset")
    gone = dict.fromkeys(("name", "amount")) if operation == "x" else {}
    return {**event(at + 1, key), **gone, "__operation": operation, **dict.fromkeys(without), **values}


def say(connection: Connection, *events: dict[str, Any], table: str = "Actor") -> None:
    stage(connection, table, events)
    merge(connection, table)


def alive(connection: Connection, table: str = "Actor") -> list[Any]:
    return [
        name for (name,) in fetch(connection, f'SELECT name FROM {SCHEMA}."{table}" WHERE NOT "__deleted" ORDER BY id')
    ]


@both_versions
@pytest.mark.parametrize("deletes", ["soft", "hard"])
def test_a_row_that_was_not_there_is_deleted_and_older_events_do_not_bring_it_back(
    merging: Connection, deletes: Any
) -> None:
    install(merging, [plain(deletes=deletes)])
    say(merging, event(5))
    say(merging, read_again(7, "x"))
    say(merging, event(6))
    assert alive(merging) == []
    say(merging, event(9, __operation="c"))
    assert alive(merging) == ["v9"]


@both_versions
@pytest.mark.parametrize("deletes", ["soft", "hard"])
@pytest.mark.parametrize("first", ["x", "change"])
@pytest.mark.parametrize("at_once", [True, False], ids=["in one batch", "in two"])
def test_a_change_of_exactly_that_lsn_or_a_later_one_wins_whichever_came_first(
    merging: Connection, deletes: Any, first: str, at_once: bool
) -> None:
    install(merging, [plain(deletes=deletes)])
    say(merging, event(5), event(5, 2, __kafka_offset=6))
    gone = [read_again(7, "x"), read_again(7, "x", 2)]
    changes = [event(8), event(20, 2)]
    order = [gone, changes] if first == "x" else [changes, gone]
    if at_once:
        say(merging, *order[0], *order[1])
    else:
        say(merging, *order[0])
        say(merging, *order[1])
    assert alive(merging) == ["v8", "v20"]


@both_versions
@pytest.mark.parametrize("deletes", ["soft", "hard"])
def test_of_two_reads_at_one_place_the_later_counts(merging: Connection, deletes: Any) -> None:
    install(merging, [plain(deletes=deletes)])
    say(merging, read_again(7, "r"))
    say(merging, read_again(7, "x"))
    assert alive(merging) == []
    say(merging, read_again(7, "r", name="back"))
    assert alive(merging) == ["back"]


@both_versions
def test_a_row_read_again_tells_every_column_so_that_no_fence_of_a_column_is_left(merging: Connection) -> None:
    install(merging, [documents()])
    gone = {"doc": "__debezium_unavailable_value", "img": b"__debezium_unavailable_value"}
    say(merging, event(1, doc="one", img=b"1"), event(3, **gone), table="Doc")
    query = f'SELECT name, doc, img, "__fences" IS NULL, "__operation" FROM {SCHEMA}."Doc"'
    assert fetch(merging, query) == [("v3", "one", b"1", False, "u")]
    say(merging, read_again(7, "r", doc=None, img=b"8"), table="Doc")
    assert fetch(merging, query) == [("v8", None, b"8", True, "r")]


@both_versions
def test_the_tombstone_of_a_row_that_was_not_there_says_so(merging: Connection) -> None:
    install(merging, [plain(deletes="hard")])
    say(merging, event(5), event(5, 2, __kafka_offset=6))
    say(merging, read_again(7, "x"), event(9, 2, __operation="d"))
    found = "SELECT key, lsn, streamed FROM cdc_management.merge_tombstones ORDER BY key"
    assert fetch(merging, found) == [('["1"]', lsn(8), False), ('["2"]', lsn(9), True)]


@both_versions
def test_a_value_that_does_not_fit_keeps_no_row_that_was_not_there(merging: Connection) -> None:
    install(merging, [plain()])
    say(merging, event(5))
    say(merging, read_again(7, "x", name="x" * 21), event(9, 2, name="y" * 21))
    assert alive(merging) == []
    assert fetch(merging, "SELECT row_data ->> 'id' FROM cdc_management.merge_rejects") == [("2",)]


@both_versions
def test_in_a_shared_relation_only_that_tenants_row_goes(merging: Connection) -> None:
    columns = (column("kunde", "text", key=True), column("id", "integer", key=True), column("name", "varchar(20)"))
    install(merging, [relation("Felles", columns, ("kunde", "id"), tenant_column="kunde")])

    def of(tenant: str, row: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in {**row, "kunde": tenant}.items() if name != "amount"}

    say(merging, of("a", event(5)), of("b", event(5)), table="Felles")
    say(merging, of("a", read_again(7, "x")), table="Felles")
    assert fetch(merging, f'SELECT kunde FROM {SCHEMA}."Felles" WHERE NOT "__deleted"') == [("b",)]


@both_versions
def test_a_table_without_a_key_is_a_log_and_logs_it(merging: Connection) -> None:
    install(merging, [appended()])
    say(merging, event(5), table="Log")
    say(merging, read_again(7, "x"), table="Log")
    found = f'SELECT "__operation", "__deleted" FROM {SCHEMA}."Log" ORDER BY "__lsn"'
    assert fetch(merging, found) == [("u", False), ("x", True)]
