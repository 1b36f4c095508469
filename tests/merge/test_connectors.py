"""What connectors send beside ordinary events: NULL for what is unchanged, no position, other words, seven digits."""

from __future__ import annotations

import itertools
from typing import Any

import psycopg
import pytest

from cdc_assets.tables.model import TargetColumn
from tests.merge.support import (
    SCHEMA,
    UNAVAILABLE,
    column,
    document,
    documents,
    event,
    fetch,
    install,
    lsn,
    merge,
    plain,
    relation,
    settle,
    stage,
)
from tests.support.postgres import both_versions

Connection = psycopg.Connection[Any]
Event = dict[str, Any]

NOWHERE = {"__kafka_topic": None, "__kafka_partition": None, "__kafka_offset": None}
both_leaves = pytest.mark.parametrize("settled", [True, False], ids=["ranges", "rows"])
"""Leaves that writers have left are merged in ranges, others row by row."""


def say(connection: Connection, table: str, *events: Event, together: bool = True) -> None:
    """Stage events and merge them: in one batch, or each in one of its own."""
    for part in [events] if together else [(one,) for one in events]:
        stage(connection, table, part)
        merge(connection, table)


def counts(connection: Connection) -> tuple[int, ...]:
    """Rows taken, applied, superseded, stale, rejected."""
    (found,) = fetch(
        connection,
        """SELECT sum(rows_taken)::int, sum(rows_applied)::int, sum(rows_superseded)::int, sum(rows_stale)::int,
            sum(rows_rejected)::int FROM cdc_management.merge_control""",
    )
    return found


def names(connection: Connection) -> dict[int, str]:
    return dict(fetch(connection, f'SELECT id, name FROM "{SCHEMA}"."Actor" WHERE NOT "__deleted"'))


# Two changes of one commit


@both_versions
@both_leaves
@pytest.mark.parametrize("together", [True, False], ids=["one batch", "two batches"])
@pytest.mark.parametrize("deletes", ["soft", "hard"])
def test_of_two_changes_of_a_commit_without_position_the_later_arrival_wins(
    merging: Connection, settled: bool, together: bool, deletes: str
) -> None:
    install(merging, [plain(deletes=deletes)])
    if settled:
        settle(merging, "Actor")

    def change(key: int, name: str, operation: str = "u") -> Event:
        return event(1, key, name=name, __operation=operation, __seq_val=None, **NOWHERE)

    say(merging, "Actor", change(1, "first"), change(1, "second"), together=together)
    assert names(merging) == {1: "second"}
    say(merging, "Actor", change(2, "first"), change(2, "gone", "d"), together=together)
    assert names(merging) == {1: "second"}
    say(merging, "Actor", change(3, "gone", "d"), change(3, "back", "c"), together=together)
    assert names(merging) == {1: "second", 3: "back"}
    taken, applied, superseded, stale, rejected = counts(merging)
    assert (taken, rejected, stale) == (6, 0, 0)
    assert applied + superseded == taken


@both_leaves
@pytest.mark.parametrize("batches", ["one batch", "the first alone", "each alone"])
@pytest.mark.parametrize("newer_first", [True, False])
def test_of_a_large_value_and_a_delete_of_a_commit_beneath_a_newer_event_the_later_arrival_wins(
    merging: Connection, settled: bool, batches: str, newer_first: bool
) -> None:
    install(merging, [documents(deletes="hard")])
    if settled:
        settle(merging, "Doc")

    def change(key: int, operation: str = "u") -> Event:
        told = {"doc": "told", "img": b"told"} if operation == "u" else {}
        return event(1, key, __operation=operation, __seq_val=None, **told, **NOWHERE)

    for key, operations in ((1, "ud"), (2, "du"), (3, "udu"), (4, "dud")):
        newer = event(2, key, doc=UNAVAILABLE, img=UNAVAILABLE.encode())
        first, *others = (change(key, operation) for operation in operations)
        events = [first, newer, *others] if newer_first else [first, *others, newer]
        if batches == "the first alone":
            say(merging, "Doc", events.pop(0))
        say(merging, "Doc", *events, together=batches != "each alone")
        told = None if operations.endswith("d") else "told"
        query = f'SELECT name, doc, convert_from(img, \'UTF8\') FROM "{SCHEMA}"."Doc" WHERE id = %s'
        assert fetch(merging, query, key) == [("v2", told, told)], operations


@pytest.mark.parametrize("topics", [(None, None), ("a", "b")], ids=str)
@pytest.mark.parametrize("deletes", ["soft", "hard"])
def test_a_batch_of_events_that_only_arrival_tells_apart_ends_as_its_events_one_by_one(
    merging: Connection, deletes: str, topics: tuple[str | None, str | None]
) -> None:
    """Of every key up to three changes of a commit, in one batch and in as many batches; `N` is of a later commit."""
    unchanged = {"doc": UNAVAILABLE, "img": UNAVAILABLE.encode()}
    told = {"u": {"doc": "d", "img": b"i"}, "h": unchanged | {"doc": "h"}, "d": {}, "N": unchanged, "U": unchanged}
    histories = [h for length in (2, 3) for h in itertools.product(told, repeat=length) if h.count("N") < 2]

    def change(key: int, n: int, what: str) -> Event:
        operation, number = ("d" if what == "d" else "u"), (2 if what == "N" else 1)
        position = NOWHERE | {"__kafka_topic": topics[n % 2]}
        return event(
            number, key, name=f"v{n}", __operation=operation, __seq_val=None, **(unchanged | told[what]), **position
        ) | (dict.fromkeys(("doc", "img")) if what == "d" else {})

    install(merging, [documents(deletes=deletes), documents("One", deletes=deletes)])
    say(merging, "Doc", *(change(key, n, what) for key, h in enumerate(histories) for n, what in enumerate(h)))
    for n in range(3):
        say(merging, "One", *(change(key, n, h[n]) for key, h in enumerate(histories) if n < len(h)))
    found = [
        fetch(merging, f'SELECT id, name, doc, img, "__deleted" FROM {SCHEMA}."{table}" ORDER BY id')
        for table in ("Doc", "One")
    ]
    assert found[0] == found[1], [histories[row[0]] for row in set(found[0]) ^ set(found[1])][:3]


@both_versions
@both_leaves
@pytest.mark.parametrize("together", [True, False], ids=["one batch", "two batches"])
def test_sequence_values_compare_as_the_numbers_they_are(merging: Connection, settled: bool, together: bool) -> None:
    install(merging, [plain()])
    if settled:
        settle(merging, "Actor")
    pairs = [("9", "10"), ("f", "10"), ("0x9", "0x10"), (lsn(9), "10"), (None, "0")]
    orders = [order for low, high in pairs for order in itertools.permutations([("low", low), ("high", high)])]
    for key, order in enumerate(orders):
        events = [event(1, key, name=name, __seq_val=sequence, **NOWHERE) for name, sequence in order]
        say(merging, "Actor", *events, together=together)
    assert names(merging) == dict.fromkeys(range(len(orders)), "high")


# Redpanda's own input for SQL Server


def redpanda(number: int, key: int, operation: str, name: str | None, **values: Any) -> Event:
    """An event as `mssql_cdc` names it: what a snapshot reads has no LSN, nothing has a sequence value."""
    read = {"__lsn": None} if operation == "read" else {}
    return event(number, key, name=name, __operation=operation, __seq_val=None, **read, **values)


@both_versions
@both_leaves
@pytest.mark.parametrize("together", [True, False], ids=["one batch", "a batch each"])
@pytest.mark.parametrize("deletes", ["soft", "hard"])
def test_every_update_of_redpandas_arrives_and_the_image_before_it_is_superseded(
    merging: Connection, settled: bool, together: bool, deletes: str
) -> None:
    install(merging, [plain(deletes=deletes)])
    if settled:
        settle(merging, "Actor")
    say(
        merging,
        "Actor",
        redpanda(1, 1, "insert", "a"),
        redpanda(2, 1, "update_before", "a"),
        redpanda(3, 1, "update_after", "b", __lsn=lsn(2)),
        redpanda(4, 2, "insert", "c"),
        redpanda(5, 2, "update_before", "c"),
        redpanda(6, 2, "update_after", "d", __lsn=lsn(5)),
        redpanda(7, 2, "delete", "d"),
        redpanda(8, 3, "update_before", "never"),
        together=together,
    )
    assert names(merging) == {1: "b"}
    kept = fetch(merging, f'SELECT id, "__operation" FROM {SCHEMA}."Actor" ORDER BY id')
    assert kept == [(1, "u"), (2, "d")][: 2 if deletes == "soft" else 1]
    taken, applied, superseded, stale, rejected = counts(merging)
    assert (taken, stale, rejected) == (8, 0, 0)
    assert (applied, superseded) == ((2, 6) if together else (5, 3))
    assert fetch(merging, "SELECT first_offset, frontier FROM cdc_management.offset_coverage") == [(1, 9)]
    assert fetch(merging, "SELECT count(*) FROM cdc_management.merge_rejects") == [(0,)]


@both_versions
def test_an_append_only_table_takes_no_image_before_an_update(merging: Connection) -> None:
    install(merging, [relation("Actor", plain().columns, ())])
    events = [redpanda(1, 1, "insert", "a"), redpanda(2, 1, "update_before", "a"), redpanda(3, 1, "update_after", "b")]
    say(merging, "Actor", *events)
    say(merging, "Actor", *events)
    assert fetch(merging, f'SELECT name FROM {SCHEMA}."Actor" ORDER BY 1') == [("a",), ("b",)]
    taken, applied, superseded, stale, rejected = counts(merging)
    assert (taken, applied, rejected) == (6, 2, 0)
    assert superseded + stale == 4
    assert fetch(merging, "SELECT first_offset, frontier FROM cdc_management.offset_coverage") == [(1, 4)]


@both_versions
@both_leaves
@pytest.mark.parametrize("deletes", ["soft", "hard"])
def test_a_new_snapshot_without_lsn_heals_and_what_is_older_does_not_undo_it(
    merging: Connection, settled: bool, deletes: str
) -> None:
    install(merging, [plain(deletes=deletes)])
    if settled:
        settle(merging, "Actor")

    def step(*events: Event) -> dict[int, str]:
        say(merging, "Actor", *events)
        return names(merging)

    assert step(redpanda(1, 1, "read", "a"), redpanda(2, 2, "read", "b")) == {1: "a", 2: "b"}
    assert step(redpanda(11, 1, "update_after", "a1"), redpanda(12, 2, "delete", "b")) == {1: "a1"}
    # An update of key 1 and the insert of key 2 were lost; a new snapshot is read.
    assert step(redpanda(21, 1, "read", "a2"), redpanda(22, 2, "read", "b2")) == {1: "a2", 2: "b2"}
    assert step(redpanda(10, 1, "update_after", "late"), redpanda(9, 2, "update_after", "late")) == {1: "a2", 2: "b2"}
    assert step(redpanda(5, 1, "read", "early"), redpanda(6, 2, "read", "early")) == {1: "a2", 2: "b2"}
    assert step(redpanda(31, 1, "update_after", "a3"), redpanda(32, 2, "delete", None)) == {1: "a3"}
    assert step(redpanda(25, 1, "read", "early"), redpanda(26, 2, "read", "early")) == {1: "a3"}
    assert step(redpanda(41, 1, "delete", None), redpanda(42, 1, "read", "again")) == {1: "again"}
    assert counts(merging)[0] == 16
    assert counts(merging)[4] == 0
    # The last of them tells what a deleted row held at the end: under soft deletes that is kept, and counted.
    assert counts(merging)[3] == (6 if deletes == "hard" else 5)


@both_versions
@both_leaves
@pytest.mark.parametrize("deletes", ["soft", "hard"])
def test_a_snapshot_without_lsn_undoes_no_large_value_that_was_told_after_it(
    merging: Connection, settled: bool, deletes: str
) -> None:
    """The consumer went back to the start: the document's last value was older than the row's last event."""
    install(merging, [document(deletes=deletes)])
    if settled:
        settle(merging, "Doc")
    snapshot = event(5, doc="read", __operation="r", __lsn=None)
    told, left = event(7, doc="told"), event(10, doc=UNAVAILABLE)
    found = f'SELECT name, doc FROM {SCHEMA}."Doc" WHERE id = %s'
    for key, order in enumerate(((snapshot, told, left), (told, left, snapshot), (left, snapshot, told))):
        for again in (order, order, (snapshot,)):
            for one in again:
                say(merging, "Doc", {**one, "id": key})
        assert fetch(merging, found, key) == [("v10", "told")], order
    say(merging, "Doc", event(5, 9, doc="older"), left | {"id": 9})
    say(merging, "Doc", event(8, 9, doc="read", __operation="r", __lsn=None))
    assert fetch(merging, found, 9) == [("v10", "read")], "it heals what was told before it was read"
    say(merging, "Doc", event(9, 9, doc="told"))
    assert fetch(merging, found, 9) == [("v10", "told")]


# NULL for what is unchanged


def update(number: int, key: int = 1, operation: str = "u", **values: Any) -> Event:
    """An event of "Doc": what is not told is as the connector leaves it out."""
    return event(number, key, __operation=operation, **values)


def held(connection: Connection, key: int = 1) -> tuple[Any, ...]:
    (found,) = fetch(connection, f'SELECT name, doc, img FROM {SCHEMA}."Doc" WHERE id = %s', key)
    return found


@both_versions
@both_leaves
@pytest.mark.parametrize("unchanged", ["null", "both"])
@pytest.mark.parametrize("deletes", ["soft", "hard"])
def test_null_in_an_updates_large_column_leaves_it_alone(
    merging: Connection, settled: bool, unchanged: str, deletes: str
) -> None:
    install(merging, [documents(unchanged_large_values=unchanged, deletes=deletes)])
    if settled:
        settle(merging, "Doc")
    for key, (together, order) in enumerate(itertools.product((True, False), itertools.permutations(range(3)))):
        events = [
            update(1, key, "c", doc="long text", img=b"1"),
            update(2, key, doc=None, img=b"2"),
            update(3, key, doc=None, img=None),
        ]
        say(merging, "Doc", *(events[n] for n in order), together=together)
        assert held(merging, key) == ("v3", "long text", b"2"), (together, order)


@both_versions
@both_leaves
def test_null_in_a_new_row_or_a_snapshot_is_null(merging: Connection, settled: bool) -> None:
    install(merging, [documents(unchanged_large_values="null")])
    if settled:
        settle(merging, "Doc")
    for key, (operation, together) in enumerate(itertools.product(("c", "r", "insert", "read"), (True, False))):
        say(
            merging,
            "Doc",
            update(1, key, doc="a", img=b"1"),
            update(2, key, operation=operation, doc=None, img=b"2"),
            update(3, key, doc=None, img=None),
            together=together,
        )
        assert held(merging, key) == ("v3", None, b"2"), (operation, together)


@both_versions
@pytest.mark.parametrize("together", [True, False], ids=["one batch", "two batches"])
def test_both_forms_leave_a_column_alone_where_both_are_said(merging: Connection, together: bool) -> None:
    install(merging, [documents(unchanged_large_values="both")])
    events = [update(1, doc="a", img=b"1"), update(2, doc=UNAVAILABLE, img=None), update(3, doc=None, img=b"3")]
    say(merging, "Doc", *events, together=together)
    assert held(merging) == ("v3", "a", b"3")
    say(merging, "Doc", update(4, operation="c", doc=None, img=UNAVAILABLE.encode()))
    assert held(merging) == ("v4", None, b"3")


@both_versions
def test_where_null_means_unchanged_the_placeholder_is_a_text_like_any_other(merging: Connection) -> None:
    install(merging, [document(unchanged_large_values="null")])
    say(merging, "Doc", update(1, doc="a"), update(2, doc=UNAVAILABLE))
    assert fetch(merging, f'SELECT doc FROM {SCHEMA}."Doc"') == [(UNAVAILABLE,)]


@both_versions
@both_leaves
@pytest.mark.parametrize("together", [True, False], ids=["one batch", "two batches"])
def test_large_values_that_updates_turn_to_null_are_counted(merging: Connection, settled: bool, together: bool) -> None:
    install(merging, [documents()])
    if settled:
        settle(merging, "Doc")

    def nulled() -> int:
        ((count,),) = fetch(merging, "SELECT large_values_nulled FROM cdc_management.merge_control")
        return int(count)

    say(
        merging,
        "Doc",
        update(1, operation="c", doc="long text", img=b"1"),
        update(2, doc=None, img=b"1"),
        together=together,
    )
    assert held(merging) == ("v2", None, b"1"), "unless it is said that NULL means unchanged, NULL is NULL"
    assert nulled() == 1
    say(merging, "Doc", update(3, doc=None, img=None), together=together)
    assert nulled() == 2
    say(
        merging,
        "Doc",
        update(4, doc="b", img=b"2"),
        update(5, doc=UNAVAILABLE, img=UNAVAILABLE.encode()),
        together=together,
    )
    say(
        merging,
        "Doc",
        update(6, operation="r", doc=None, img=None),
        update(7, operation="d", doc=None, img=None),
        together=together,
    )
    assert nulled() == 2, "snapshots and deletes tell nothing about updates"
    say(merging, "Doc", update(8, 2, doc=None, img=None), update(9, 2, doc="c", img=b"3"), together=together)
    assert nulled() == 2, "what was not there is not lost"


# Seven digits of a second

LAST = "9999-12-31 23:59:59.9999999"
CUT = "9999-12-31 23:59:59.999999"


def timed(key: str | None = None) -> list[TargetColumn]:
    """A column for each type that holds six digits, which come as text."""
    kinds = {"at": "timestamp(6)", "clock": "time(6)", "zoned": "timestamptz(6)"}
    return [TargetColumn(name, kind, "text", not_null=name == key) for name, kind in kinds.items()]


def moment(number: int, **values: Any) -> Event:
    made = event(number, **values)
    del made["name"], made["amount"]
    return made


@both_versions
@both_leaves
def test_the_last_moment_of_all_is_cut_to_six_digits(merging: Connection, settled: bool) -> None:
    install(merging, [relation("Actor", [column("id", "integer", key=True), *timed()])])
    if settled:
        settle(merging, "Actor")
    say(
        merging,
        "Actor",
        moment(1, key=1, at=LAST, clock="23:59:59.9999999", zoned=f"{LAST} +00:00"),
        moment(
            2, key=2, at="9999-12-31T23:59:59.9999999", clock="00:00:00.1234567", zoned="9999-12-31T23:59:59.9999999Z"
        ),
        moment(3, key=3, at="2026-01-02 03:04:05", clock="03:04:05.5", zoned="2026-01-02 03:04:05.1234567+02:00"),
        moment(4, key=4, at=None, clock=None, zoned=None),
    )
    merging.execute("SET timezone = 'UTC'")
    assert fetch(merging, f'SELECT id, at::text, clock::text, zoned::text FROM {SCHEMA}."Actor" ORDER BY id') == [
        (1, CUT, "23:59:59.999999", f"{CUT}+00"),
        (2, CUT, "00:00:00.123456", f"{CUT}+00"),
        (3, "2026-01-02 03:04:05", "03:04:05.5", "2026-01-02 01:04:05.123456+00"),
        (4, None, None, None),
    ]
    assert counts(merging) == (4, 4, 0, 0, 0)


@both_versions
@both_leaves
@pytest.mark.parametrize("deletes", ["soft", "hard"])
@pytest.mark.parametrize(
    ("key", "first", "second", "wanted"),
    [
        ("at", LAST, LAST + "0", CUT),
        ("clock", "23:59:59.9999999", "23:59:59.9999991", "23:59:59.999999"),
        ("zoned", LAST + "Z", "9999-12-31 22:59:59.9999999-01:00", CUT + "+00"),
    ],
)
def test_a_key_of_seven_digits_is_cut_to_six(
    merging: Connection, settled: bool, deletes: str, key: str, first: str, second: str, wanted: str
) -> None:
    columns = [column for column in timed(key) if column.name == key]
    install(merging, [relation("Actor", [*columns, column("name", "varchar(20)")], (key,), deletes=deletes)])
    if settled:
        settle(merging, "Actor")

    def change(number: int, value: str, operation: str = "u") -> Event:
        made = event(number, **{key: value, "__operation": operation})
        del made["id"], made["amount"]
        return made

    def rows() -> list[tuple[Any, ...]]:
        return fetch(merging, f'SELECT {key}::text, name FROM {SCHEMA}."Actor" WHERE NOT "__deleted"')

    merging.execute("SET timezone = 'UTC'")
    say(merging, "Actor", change(1, first), change(2, second))
    say(merging, "Actor", change(3, first))
    assert rows() == [(wanted, "v3")]
    say(merging, "Actor", change(4, second, "d"))
    assert rows() == []
    say(merging, "Actor", change(2, first))
    assert rows() == [], "an older event does not bring it back"
    say(merging, "Actor", change(5, first))
    assert rows() == [(wanted, "v5")]


@both_versions
def test_a_text_that_is_no_moment_is_set_aside_alone(merging: Connection) -> None:
    install(merging, [relation("Actor", [column("id", "integer", key=True), *timed()])])
    fine = {"clock": None, "zoned": None}
    say(
        merging,
        "Actor",
        moment(1, key=1, at=LAST, **fine),
        moment(2, key=2, at="0001-13-01 00:00:00", **fine),
        moment(3, key=3, at="1753-01-01 00:00:00.0000001", **fine),
    )
    assert fetch(merging, f'SELECT id, at::text FROM {SCHEMA}."Actor" ORDER BY id') == [
        (1, CUT),
        (3, "1753-01-01 00:00:00"),
    ]
    assert counts(merging) == (3, 2, 0, 0, 1)


@both_versions
@both_leaves
def test_digits_that_a_column_does_not_hold_are_cut(merging: Connection, settled: bool) -> None:
    """Rounded, the last moment of a day would be the next day, and that of the last year no date that drivers read."""
    kinds = {
        "seconds": "timestamp(0)", "milli": "timestamp(3)", "clock": "time(0)", "tenths": "time(1)",
        "zoned": "timestamptz(0)", "micro": "timestamptz(5)", "day": "date",
    }  # fmt: skip
    columns = [TargetColumn(name, kind, "text") for name, kind in kinds.items()]
    install(merging, [relation("Actor", [column("id", "integer", key=True), *columns])])
    if settled:
        settle(merging, "Actor")
    last, short = "9999-12-31 23:59:59.9999999", "23:59:59.9996"
    say(
        merging,
        "Actor",
        moment(
            1, key=1, seconds=last, milli=last, clock=short, tenths=short, zoned=last + "Z", micro=last + "+00:00",
            day=last,
        ),
        moment(
            2, key=2, seconds="2026-01-02T03:04:05.5", milli="2026-01-02 03:04:05.9996", clock="03:04:05",
            tenths="03:04:05.05", zoned="2026-01-02 03:04:05.9-01", micro="2026-01-02 03:04:05.999999+01",
            day="2026-01-02",
        ),
    )  # fmt: skip
    merging.execute("SET timezone = 'UTC'")
    texts = ", ".join(f"{name}::text" for name in kinds)
    assert fetch(merging, f'SELECT {texts} FROM {SCHEMA}."Actor" ORDER BY id') == [
        (
            "9999-12-31 23:59:59", "9999-12-31 23:59:59.999", "23:59:59", "23:59:59.9",
            "9999-12-31 23:59:59+00", "9999-12-31 23:59:59.99999+00", "9999-12-31",
        ),
        (
            "2026-01-02 03:04:05", "2026-01-02 03:04:05.999", "03:04:05", "03:04:05",
            "2026-01-02 04:04:05+00", "2026-01-02 02:04:05.99999+00", "2026-01-02",
        ),
    ]  # fmt: skip
    assert counts(merging) == (2, 2, 0, 0, 0)
