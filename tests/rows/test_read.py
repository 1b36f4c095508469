"""Rows, keys and changes as real drivers read them from a database of the tests."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdc_assets.capture.model import format_lsn
from cdc_assets.catalog.model import Key
from cdc_assets.errors import CdcError
from cdc_assets.rows.model import CHANGE, HistoryEndedError, Limits, TableChangedError
from cdc_assets.rows.read import read_changes, read_keys, read_rows
from tests.rows.support import ACTOR, actors, read_table, reading, rows_of
from tests.sqlserver.source_database import SourceDatabase, table
from tests.sqlserver.support import every_driver

FEW = Limits(rows_per_chunk=10)


# Rows


@every_driver
def test_a_table_is_read_in_chunks_along_its_key(driver: str) -> None:
    database = actors()
    with reading(database, driver) as session:
        chunks = list(read_rows(session, read_table(), limits=FEW))
    assert [len(chunk.rows) for chunk in chunks] == [10, 10, 5]
    assert [chunk.last_key for chunk in chunks] == [("9",), ("19",), ("24",)]
    assert [chunk.last for chunk in chunks] == [False, False, True]
    assert {chunk.lsn for chunk in chunks} == {database.max_lsn}
    assert rows_of(chunks) == [(actno, f"Øy {actno}") for actno in range(25)]


@every_driver
def test_reading_goes_on_after_the_last_key(driver: str) -> None:
    with reading(actors(), driver) as session:
        first = next(iter(read_rows(session, read_table(), limits=FEW)))
        rest = list(read_rows(session, read_table(), first.last_key, FEW))
        assert rows_of([first, *rest]) == [(actno, f"Øy {actno}") for actno in range(25)]
        (empty,) = read_rows(session, read_table(), rest[-1].last_key, FEW)
    assert (list(empty.rows), empty.last, empty.last_key) == ([], True, ("24",))


def test_the_position_is_asked_before_the_rows_and_what_is_committed_later_comes_above_it() -> None:
    database = actors()
    with reading(database) as session:
        chunks = read_rows(session, read_table(), limits=FEW)
        first = next(chunks)
        late = database.commit(("update", "dbo.Actor", {"actno": 20, "Navn": "late"}))
        later = rows_of(chunks)
        assert (20, "late") in later
        assert first.lsn < late
        database.capture()
        (change,) = rows_of(read_changes(session, read_table(), first.lsn, late))[1:]
    assert change == (format_lsn(late), 1, format_lsn(moved(late, 1)), "u", 20, "late")


def moved(lsn: bytes, by: int) -> bytes:
    return (int.from_bytes(lsn, "big") + by).to_bytes(10, "big")


def test_each_question_is_one_text_whatever_is_asked() -> None:
    database = actors()
    with database.server() as server, reading(database) as session:
        del server
        list(read_rows(session, read_table(), limits=FEW))
        texts: set[str] = set()
        database.hook = lambda text, answer: (texts.add(text), answer())[1]
        list(read_rows(session, read_table(), ("3",), FEW))
        list(read_rows(session, read_table(), ("17",), FEW))
        list(read_keys(session, read_table(), [(1,)]))
        list(read_keys(session, read_table(), [(2,), (3,)]))
    (on,) = (text for text in texts if "TOP" in text)
    (keys,) = (text for text in texts if "LOOP JOIN" in text)
    for text in (on, keys):
        assert "OPTION (MAXDOP 1)" in text
        assert text.startswith("SET LOCK_TIMEOUT 10000;")
        assert "NOLOCK" not in text
        assert text.index("fn_cdc_get_max_lsn") < text.index("[dbo].[Actor]")


@pytest.mark.parametrize("allowed", [True, False])
def test_a_snapshot_is_used_where_the_database_allows_one(allowed: bool) -> None:
    texts: list[str] = []
    database = actors(snapshot=allowed)
    database.hook = lambda text, answer: (texts.append(text), answer())[1]
    with reading(database) as session:
        assert len(rows_of(read_rows(session, read_table()))) == 25
    assert ("SET TRANSACTION ISOLATION LEVEL SNAPSHOT;" in texts[-1]) is allowed


@pytest.mark.parametrize("key", [["a", "b", "c"], ["b"], ["c", "a"]])
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_every_row_is_read_once_whatever_the_key_and_the_chunk(key: list[str], data: st.DataObject) -> None:
    names = st.text(st.characters(codec="utf-16", exclude_characters="\0"), max_size=4)
    rows = data.draw(
        st.lists(
            st.fixed_dictionaries({"a": st.integers(0, 3), "b": names, "c": st.uuids()}),
            unique_by=tuple(lambda row, name=name: folded(row[name]) for name in key) if len(key) == 1 else None,
            max_size=12,
        )
    )
    kept = {tuple(folded(row[name]) for name in key): row for row in rows}
    database = SourceDatabase(table("dbo.T", {"a": "int", "b": "nvarchar(20)", "c": "uniqueidentifier"}, key))
    database.enable("dbo.T")
    database.commit(*(("insert", "dbo.T", row) for row in kept.values()))
    database.capture()
    wanted = read_table("dbo.T", ["a", "b", "c"], tuple(key))
    with reading(database) as session:
        found = rows_of(read_rows(session, wanted, limits=Limits(rows_per_chunk=data.draw(st.integers(1, 4)))))
        asked = rows_of(read_keys(session, wanted, [[row[name] for name in key] for row in kept.values()]))
    shown = sorted((row["a"], row["b"], str(row["c"]).upper()) for row in kept.values())
    assert sorted(found) == sorted(asked) == shown


def folded(value: Any) -> Any:
    return value.rstrip(" ").casefold() if isinstance(value, str) else value


def test_a_unique_index_stands_for_a_missing_primary_key_if_it_orders_all_rows() -> None:
    columns = {"a": "int", "b": "int", "c": "int"}
    plain = table("dbo.T", columns)
    made = replace(plain, columns=tuple(replace(column, nullable=column.name == "a") for column in plain.columns))
    nullable, filtered = Key("u1", ("a",)), Key("u2", ("b",), filter="([b]>(0))")
    for keys, chunks in (((nullable, filtered), 1), ((nullable, filtered, Key("u3", ("c", "b"))), 3)):
        database = SourceDatabase(replace(made, unique_keys=keys))
        database.enable("dbo.T")
        database.commit(*(("insert", "dbo.T", {"a": None, "b": n, "c": -n}) for n in range(25)))
        database.capture()
        with reading(database) as session:
            found = list(read_rows(session, read_table("dbo.T", ["a", "b"]), limits=Limits(rows_per_chunk=10)))
        assert sorted(rows_of(found)) == [(None, n) for n in range(25)]
        assert found[0].columns == ("a", "b")
        assert (found[0].last_key is None) == (chunks == 1)


@every_driver
def test_a_table_without_a_key_is_read_whole_in_parts(driver: str) -> None:
    database = SourceDatabase(table("dbo.Log", {"n": "int", "text": "nvarchar(max)"}))
    database.enable("dbo.Log")
    database.commit(*(("insert", "dbo.Log", {"n": n, "text": "x" * n}) for n in range(25)))
    database.capture()
    with reading(database, driver) as session:
        chunks = list(read_rows(session, read_table("dbo.Log", ["n", "text"], ()), limits=FEW))
        again = next(read_rows(session, read_table("dbo.Log", ["n", "text"], ()), limits=FEW))
        assert again.rows == chunks[0].rows, "the connection is free again"
    assert [(len(chunk.rows), chunk.last_key, chunk.last) for chunk in chunks] == [
        (10, None, False),
        (10, None, False),
        (5, None, True),
    ]
    assert rows_of(chunks) == [(n, "x" * n) for n in range(25)]


def test_a_chunk_of_large_values_ends_early_and_the_next_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cdc_assets.rows.ask._MOST_BYTES", 50_000)
    database = SourceDatabase(table("dbo.Doc", {"n": "int", "body": "varbinary(max)"}, ["n"]))
    database.enable("dbo.Doc")
    database.commit(*(("insert", "dbo.Doc", {"n": n, "body": bytes(2000)}) for n in range(100)))
    database.capture()
    with reading(database) as session:
        chunks = list(read_rows(session, read_table("dbo.Doc", ["n", "body"], ("n",))))
    assert [row[0] for row in rows_of(chunks)] == list(range(100))
    assert max(len(chunk.rows) for chunk in chunks) == 32


# Keys


@every_driver
def test_rows_are_read_by_their_keys(driver: str) -> None:
    with reading(actors(300), driver) as session:
        keys = [(actno,) for actno in range(0, 500, 2)]
        chunks = list(read_keys(session, read_table(), keys))
        assert [len(chunk.rows) for chunk in chunks] == [100, 50, 0]
        assert sorted(rows_of(chunks)) == [(actno, f"Øy {actno}") for actno in range(0, 300, 2)]
        assert list(read_keys(session, read_table(), [])) == []


def test_no_row_is_left_out_of_those_of_keys_however_large_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """A repair deletes the rows of keys that were asked for and did not come."""
    monkeypatch.setattr("cdc_assets.rows.ask._MOST_BYTES", 50_000)
    database = SourceDatabase(table("dbo.Doc", {"n": "int", "body": "varbinary(max)"}, ["n"]))
    database.enable("dbo.Doc")
    database.commit(*(("insert", "dbo.Doc", {"n": n, "body": bytes(2000 if n else 100_000)}) for n in range(100)))
    database.capture()
    with reading(database) as session:
        chunks = list(read_keys(session, read_table("dbo.Doc", ["n", "body"], ("n",)), [(n,) for n in range(100)]))
    assert sorted(row[0] for row in rows_of(chunks)) == list(range(100))
    assert max(len(chunk.rows) for chunk in chunks) == 16


# Changes


@every_driver
def test_changes_come_in_their_order_with_what_was_done(driver: str) -> None:
    database = actors(0)
    after = database.max_lsn or b""
    first = database.commit(
        ("insert", "dbo.Actor", {"actno": 1, "Navn": "a"}), ("insert", "dbo.Actor", {"actno": 2, "Navn": "b"})
    )
    second = database.commit(("update", "dbo.Actor", {"actno": 1, "Navn": "c"}), ("delete", "dbo.Actor", {"actno": 2}))
    up_to = database.capture() or b""
    one, two = format_lsn(first), format_lsn(second)
    wanted = [
        (one, 1, "c", 1, "a"),
        (one, 2, "c", 2, "b"),
        (two, 1, "b", 1, "a"),
        (two, 1, "u", 1, "c"),
        (two, 2, "d", 2, "b"),
    ]
    with reading(database, driver) as session:
        for limits in (Limits(), Limits(rows_per_chunk=1), Limits(rows_per_chunk=2)):
            chunks = list(read_changes(session, read_table(), after, up_to, limits=limits))
            assert [(row[0], row[1], row[3], *row[4:]) for row in rows_of(chunks)] == wanted
            assert chunks[0].columns == (*CHANGE, "actno", "Navn")
            assert [chunk.last for chunk in chunks] == [False] * (len(chunks) - 1) + [True]
        assert rows_of(read_changes(session, read_table(), first, second)) == rows_of(chunks)[2:]
        assert rows_of(read_changes(session, read_table(), second, second)) == []
        # a transaction that was cut in two goes on in its middle
        places = [
            chunk.last_key
            for chunk in read_changes(session, read_table(), after, up_to, limits=replace(FEW, rows_per_chunk=1))
        ]
        for n, place in enumerate(places[:5], 1):
            rest = rows_of(read_changes(session, read_table(), after, up_to, place))
            assert [row[:4] for row in rest] == [row[:4] for row in rows_of(chunks)[n:]]


def test_a_window_that_begins_before_the_history_is_told_and_not_passed_over() -> None:
    database = actors()
    start = database.instances["dbo_Actor"].start
    changes = [change["__$start_lsn"] for change in database.instances["dbo_Actor"].changes]
    up_to = database.max_lsn or b""
    with reading(database) as session:
        assert len(rows_of(read_changes(session, read_table(), moved(start, -1), up_to))) == 25
        database.clean("dbo_Actor", changes[10])
        told = f"from {format_lsn(moved(start, 1))} on were wanted, those from {format_lsn(changes[10])} on are left"
        with pytest.raises(HistoryEndedError, match=told):
            list(read_changes(session, read_table(), start, up_to))
        assert len(rows_of(read_changes(session, read_table(), moved(changes[10], -1), up_to))) == 15


def test_changes_that_are_cleaned_away_while_they_are_read_are_told() -> None:
    database = actors()
    start, up_to = database.instances["dbo_Actor"].start, database.max_lsn or b""
    changes = [change["__$start_lsn"] for change in database.instances["dbo_Actor"].changes]
    for low, complete in ((changes[5], True), (changes[9], True), (changes[10], False)):
        database = actors()
        with reading(database) as session:
            chunks = read_changes(session, read_table(), moved(start, -1), up_to, limits=FEW)
            found = list(next(chunks).rows)
            database.clean("dbo_Actor", low)
            if complete:
                assert len(found) + len(rows_of(chunks)) == 25
            else:
                with pytest.raises(HistoryEndedError, match="history ended"):
                    list(chunks)


def test_a_window_goes_through_two_instances_where_neither_holds_it_whole() -> None:
    database = actors(5)
    start = database.instances["dbo_Actor"].start
    wider = table("dbo.Actor", {**ACTOR, "Ny": "int"}, ["actno"])
    database.alter(wider)
    database.commit(("insert", "dbo.Actor", {"actno": 50, "Navn": "between", "Ny": 1}))
    database.enable("dbo.Actor", "dbo_Actor_2")
    for actno in range(5):
        database.commit(("update", "dbo.Actor", {"actno": actno, "Ny": actno}))
    up_to = database.capture() or b""
    wanted = read_table(columns=["actno", "Navn", "Ny"])
    with reading(database) as session:
        chunks = list(read_changes(session, wanted, start, up_to, limits=Limits(rows_per_chunk=4)))
        before = [chunk for chunk in chunks if "Ny" not in chunk.columns]
        after = [chunk for chunk in chunks if "Ny" in chunk.columns]
        assert [row[4] for row in rows_of(before)] == [0, 1, 2, 3, 4, 50]
        assert [(row[3], row[4], row[6]) for row in rows_of(after)] == [
            (operation, actno, value) for actno in range(5) for operation, value in (("b", None), ("u", actno))
        ]
        assert [chunk.last for chunk in chunks] == [False] * (len(chunks) - 1) + [True]
        for n, chunk in enumerate(chunks):  # from wherever it stopped
            rest = list(read_changes(session, wanted, start, up_to, chunk.last_key, Limits(rows_per_chunk=4)))
            assert rows_of(rest) == rows_of(chunks[n + 1 :])
        database.disable("dbo_Actor")
        with pytest.raises(HistoryEndedError):
            list(read_changes(session, wanted, start, up_to))
        inside = moved(database.instances["dbo_Actor_2"].start, -1)
        assert rows_of(read_changes(session, wanted, inside, up_to)) == rows_of(after)


def test_an_instance_that_goes_while_it_is_read_is_told_and_the_other_is_read_from_there() -> None:
    database = actors(5)
    start = database.instances["dbo_Actor"].start
    database.enable("dbo.Actor", "dbo_Actor_2")
    for actno in range(5):
        database.commit(("update", "dbo.Actor", {"actno": actno, "Navn": "ny"}))
    up_to = database.capture() or b""
    limits = Limits(rows_per_chunk=7)
    with reading(database) as session:
        chunks = read_changes(session, read_table(), start, up_to, limits=limits)
        first = next(chunks)
        database.disable("dbo_Actor")
        with pytest.raises(TableChangedError, match="dbo_Actor_CT"):
            next(chunks)
        rest = rows_of(read_changes(session, read_table(), start, up_to, first.last_key, limits))
    assert [row[3] for row in (*first.rows, *rest)] == ["c"] * 5 + ["b", "u"] * 5


def test_columns_are_found_under_the_name_that_they_had_when_capture_began() -> None:
    database = actors(3)
    database.alter(table("dbo.Actor", {"actno": "int", "Name": "nvarchar(50)"}, ["actno"]), {"Navn": "Name"})
    start, up_to = database.instances["dbo_Actor"].start, database.max_lsn or b""
    with reading(database) as session:
        (chunk,) = read_changes(session, read_table(columns=["actno", "Name"]), start, up_to)
    assert chunk.columns[4:] == ("actno", "Name")
    assert [row[5] for row in chunk.rows] == ["Øy 0", "Øy 1", "Øy 2"]


def test_a_change_table_of_old_that_has_no_command_id_is_ordered_by_the_rest() -> None:
    database = actors(0)
    instance = database.instances["dbo_Actor"]
    instance.command_ids = False
    lsn = database.commit(*(("insert", "dbo.Actor", {"actno": n, "Navn": "x"}) for n in range(3)))
    database.capture()
    with reading(database) as session:
        found = list(read_changes(session, read_table(), moved(lsn, -1), lsn, limits=Limits(rows_per_chunk=1)))
    assert [(row[1], row[4]) for row in rows_of(found)] == [(0, 0), (0, 1), (0, 2)]


def test_a_window_that_is_not_captured_to_its_end_is_told() -> None:
    database = actors()
    up_to = moved(database.max_lsn or b"", 1)
    with reading(database) as session, pytest.raises(CdcError, match="not yet up to"):
        list(read_changes(session, read_table(), database.instances["dbo_Actor"].start, up_to))
