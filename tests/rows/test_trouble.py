"""What can go wrong while rows are read: each is one clear line, and what was read is not lost."""

from __future__ import annotations

import re
import time as clock_time
from collections.abc import Callable
from datetime import datetime, time
from typing import Any

import pytest

from cdc_assets.config.model import ReadingOptions
from cdc_assets.errors import CdcError
from cdc_assets.rows.model import Limits, NotNowError, ReadTable, TableChangedError, limits_of
from cdc_assets.rows.read import read_changes, read_keys, read_rows
from resources.sqlserver import Clock, Session, TooSlowError
from tests.rows.support import ACTOR, actors, read_table, reading, rows_of
from tests.sqlserver.source_database import SourceDatabase, table
from tests.sqlserver.support import FakeClock, every_driver, odbc_error
from tests.sqlserver.tds_server import Answer, Hang, Part, Rows, ServerError

FEW = Limits(rows_per_chunk=10)
ALL = [(actno, f"Øy {actno}") for actno in range(25)]


def problem(raised: pytest.ExceptionInfo[CdcError]) -> str:
    """The one line that is told."""
    (found,) = raised.value.problems
    assert "\n" not in str(found)
    assert "hemmelig" not in str(found)
    return str(found)


def at_chunk(database: SourceDatabase, number: int, answer: Callable[[Answer], Answer], times: int = 1) -> list[str]:
    """`answer` changes what is said to the `number`-th question for rows, from 1, so many times. The texts asked."""
    texts: list[str] = []

    def hook(text: str, ask: Callable[[], Answer]) -> Answer:
        if "OPTION (MAXDOP 1)" not in text:
            return ask()
        texts.append(text)
        found = ask()
        return answer(found) if number <= len(texts) < number + times else found

    database.hook = hook
    return texts


# The connection


@every_driver
@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_a_connection_cut_in_the_middle_of_a_chunk_is_made_anew_and_the_chunk_read_again(
    driver: str, share: float
) -> None:
    database = actors()
    texts = at_chunk(database, 2, lambda found: Part(found, cut=True, share=share))  # type: ignore[arg-type]
    with reading(database, driver) as session:
        assert rows_of(read_rows(session, read_table(), limits=FEW)) == ALL
    assert len(texts) == 4


@every_driver
@pytest.mark.parametrize("key", [["n"], []], ids=["key", "no key"])
def test_wherever_a_connection_is_cut_no_row_is_missing(driver: str, key: list[str]) -> None:
    """The end of a connection is not the end of a table, be it between two packets or two rows."""
    database = SourceDatabase(table("dbo.Log", {"n": "int", "text": "nvarchar(200)"}, key))
    database.enable("dbo.Log")
    database.commit(*(("insert", "dbo.Log", {"n": n, "text": f"{n:0100}"}) for n in range(50)))
    database.capture()
    wanted = read_table("dbo.Log", ["n", "text"], tuple(key))
    packets = [4096 * n + more for n in (1, 2) for more in (-8, -1, 0, 1, 8)]
    clock = FakeClock()  # nobody waits between two attempts
    with reading(database, driver, Clock(clock.now, clock.sleep), query_timeout="600") as session:
        for at_byte in [*packets, *range(300, 900, 43)]:
            at_chunk(database, 1, lambda found, at_byte=at_byte: Part(found, cut=True, share=at_byte))  # type: ignore
            try:
                found = [row[0] for row in rows_of(read_rows(session, wanted))]
            except CdcError as error:
                found = [] if key else [n for n in range(50) if "no key to go on from" in str(error)]
            assert found == list(range(50)), at_byte


@every_driver
def test_changes_too_go_on_where_a_connection_was_cut(driver: str) -> None:
    database = actors()
    start, up_to = database.instances["dbo_Actor"].start, database.max_lsn or b""
    at_chunk(database, 2, lambda found: Part(found, cut=True, share=0.8))  # type: ignore[arg-type]
    with reading(database, driver) as session:
        found = rows_of(read_changes(session, read_table(), start, up_to, limits=FEW))
    assert [row[4:] for row in found] == ALL


def test_a_server_that_stays_away_is_told_and_the_next_run_goes_on_after_the_last_key() -> None:
    database = actors()
    with database.server() as server:
        from tests.sqlserver.support import at

        with Session(at(server.port, "freetds", login_timeout="2", retries="1"), read_only=False) as session:
            chunks = read_rows(session, read_table(), limits=FEW)
            first = next(chunks)
            server.__exit__()
            with pytest.raises(CdcError, match=r"cannot connect to SQL Server at 127\.0\.0\.1") as raised:
                next(chunks)
            problem(raised)
    with reading(database) as session:
        assert rows_of([first, *read_rows(session, read_table(), first.last_key, FEW)]) == ALL


@every_driver
def test_a_chunk_that_never_ends_is_given_up(driver: str) -> None:
    database = actors()
    for answer in (lambda _found: Hang(), lambda found: Part(found, cut=False, share=0.5)):
        at_chunk(database, 2, answer, times=9)
        with reading(database, driver, query_timeout="1") as session:
            began = clock_time.monotonic()
            chunks = read_rows(session, read_table(), limits=FEW)
            next(chunks)
            with pytest.raises(TooSlowError, match=r"did not finish within query_timeout \(1 s\)"):
                next(chunks)
            assert clock_time.monotonic() - began < 15


@every_driver
def test_a_table_without_a_key_has_to_be_begun_again_where_its_connection_breaks(driver: str) -> None:
    database = SourceDatabase(table("dbo.Log", {"n": "int", "text": "nvarchar(4000)"}))
    database.enable("dbo.Log")
    database.commit(*(("insert", "dbo.Log", {"n": n, "text": "x" * 2000}) for n in range(100)))
    database.capture()
    at_chunk(database, 1, lambda found: Part(found, cut=True, share=0.7))  # type: ignore[arg-type]
    wanted = read_table("dbo.Log", ["n", "text"], ())
    with reading(database, driver) as session:
        chunks = read_rows(session, wanted, limits=FEW)
        assert [row[0] for row in next(chunks).rows] == list(range(10))
        with pytest.raises(CdcError, match=r"dbo\.Log was read, which has no key to go on from") as raised:
            list(chunks)
        assert "begin again" in problem(raised)
        assert len(rows_of(read_rows(session, wanted, limits=FEW))) == 100


@every_driver
@pytest.mark.parametrize("key", [["actno"], []], ids=["key", "no key"])
def test_half_of_a_character_is_read_as_the_sign_for_what_is_none(driver: str, key: list[str]) -> None:
    """nvarchar is pairs of bytes: an application that cuts a text may cut an emoji in two."""
    database = SourceDatabase(table("dbo.Actor", ACTOR, key))
    database.enable("dbo.Actor")
    names = ["whole 😀", "cut \ud83d", "\ude00x\0y", "whole"]
    database.commit(*(("insert", "dbo.Actor", {"actno": n, "Navn": name}) for n, name in enumerate(names)))
    database.capture()
    with reading(database, driver) as session:
        (chunk,) = read_rows(session, read_table(key=tuple(key)))
        assert [row[1] for row in chunk.rows] == ["whole 😀", "cut \ufffd", "\ufffdxy", "whole"]
        assert chunk.without_nul == (1, 2)
        assert rows_of(read_rows(session, read_table(key=tuple(key))))[0] == (0, "whole 😀")


def test_half_of_a_character_in_a_key_is_told_and_not_read_for_ever() -> None:
    database = SourceDatabase(table("dbo.Actor", ACTOR, ["Navn"]))
    database.enable("dbo.Actor")
    database.commit(("insert", "dbo.Actor", {"actno": 1, "Navn": "cut \ud83d"}))
    database.capture()
    with reading(database) as session, pytest.raises(CdcError, match="holds half of a character") as raised:
        list(read_rows(session, read_table(key=("Navn",))))
    problem(raised)


# Errors of the server


def errors(number: int, text: str, level: int = 16) -> Callable[[Answer], Answer]:
    """After what is said before the rows, an error in their place."""
    return lambda found: [found[0], ServerError(number, text, level)]  # type: ignore[index]


@every_driver
def test_locked_rows_are_told_with_how_long_they_were(driver: str) -> None:
    database = actors()
    at_chunk(database, 2, errors(1222, "Lock request time out period exceeded."))
    with reading(database, driver) as session:
        chunks = read_rows(session, read_table(), limits=Limits(10, lock_timeout=3))
        first = next(chunks)
        with pytest.raises(CdcError, match=r"rows of dbo\.Actor were locked by another session for 3 s") as raised:
            next(chunks)
        assert "goes on where this one stopped" in problem(raised)
        assert rows_of([first, *read_rows(session, read_table(), first.last_key)]) == ALL


@every_driver
def test_rights_that_are_taken_away_are_told_with_the_grant(driver: str) -> None:
    database = actors()
    denied = "The SELECT permission was denied on the object 'Actor', database 'AdOpusTest', schema 'dbo'."
    at_chunk(database, 2, errors(229, denied, 14))
    with reading(database, driver) as session, pytest.raises(CdcError, match="permission was denied") as raised:
        list(read_rows(session, read_table(), limits=FEW))
    assert "GRANT SELECT ON [dbo].[Actor] TO [leser_user]" in problem(raised)


def test_a_table_that_may_not_be_read_or_is_not_there_is_told_with_the_grant() -> None:
    database = actors()
    database.denied = True
    with reading(database) as session, pytest.raises(CdcError, match="SELECT permission was denied") as raised:
        list(read_rows(session, read_table()))
    assert "GRANT SELECT ON [dbo].[Actor] TO [leser_user]" in problem(raised)
    with reading(actors()) as session, pytest.raises(CdcError, match=r"dbo\.O'x is not there"):
        list(read_rows(session, read_table("dbo.O'x")))


def test_masks_are_not_read_for_values() -> None:
    """A repair would write them."""
    database = actors()
    database.masked = frozenset({"Navn"})
    with reading(database) as session, pytest.raises(CdcError, match="has masked columns") as raised:
        list(read_rows(session, read_table()))
    assert "GRANT UNMASK TO [leser_user]" in problem(raised)
    database.unmasks, database._catalog = True, None
    with reading(database) as session:
        assert rows_of(read_rows(session, read_table())) == ALL


@pytest.mark.parametrize(("number", "state"), [(229, "42000"), (208, "42S02")])
def test_change_tables_that_may_not_be_read_are_told_with_the_grant(number: int, state: str) -> None:
    database = actors()
    database.forbidden = {"cdc.change_tables": odbc_error(state, number, "no")}
    with reading(database) as session, pytest.raises(CdcError, match="may not read the change tables") as raised:
        list(read_rows(session, read_table()))
    assert "GRANT SELECT ON SCHEMA::[cdc] TO [leser_user]" in problem(raised)


def test_without_capture_nothing_is_read() -> None:
    plain = table("dbo.Actor", ACTOR, ["actno"])
    for database, told in (
        (SourceDatabase(plain, enabled=False), "change data capture is off in AdOpusTest"),
        (SourceDatabase(plain), "dbo.Actor is not captured"),
    ):
        with reading(database) as session, pytest.raises(CdcError, match=told) as raised:
            list(read_rows(session, read_table()))
        assert "`cdc enable-cdc`" in problem(raised)


def test_rows_wait_until_capture_has_begun() -> None:
    """A change between the rows and the beginning of capture would come to nobody."""
    database = actors()
    before = database.max_lsn
    database.alter(table("dbo.Actor", ACTOR, ["actno"]))
    database.disable("dbo_Actor")
    database.enable("dbo.Actor")
    for captured, start in ((before, None), (None, b"")):
        database._captured = captured
        told = "has not begun" if start is None else "has not captured anything yet"
        with reading(database) as session:
            for read in (read_rows(session, read_table()), read_keys(session, read_table(), [(1,)])):
                with pytest.raises(CdcError, match=told) as raised:
                    list(read)
                assert "cdc source status" in problem(raised)


# The definition


def changed(**columns: str) -> Any:
    return table("dbo.Actor", columns, ["actno"])


@pytest.mark.parametrize(
    "now",
    [
        changed(actno="bigint", Navn="nvarchar(50)"),
        changed(actno="int", Navn="nvarchar(80)"),
        table("dbo.Actor", ACTOR, ["actno", "Navn"]),
        changed(actno="int", Name="nvarchar(50)"),
    ],
    ids=["key", "type", "longer key", "renamed"],
)
def test_a_table_that_changes_while_it_is_read_is_told(now: Any) -> None:
    database = actors()
    with reading(database) as session:
        chunks = read_rows(session, read_table(), limits=FEW)
        next(chunks)
        database.alter(now, {"Navn": "Name"} if now.column("Name") else None)
        with pytest.raises(TableChangedError) as raised:
            list(chunks)
    assert re.search(
        "columns or key of dbo.Actor changed while it was read|dbo.Actor has no column Navn", problem(raised)
    )


def test_a_column_that_is_added_or_an_index_does_not_stop_a_reading() -> None:
    database = actors()
    with reading(database) as session:
        chunks = read_rows(session, read_table(), limits=FEW)
        found = list(next(chunks).rows)
        database.alter(changed(**ACTOR, Ny="int"))
        found += next(chunks).rows
        database.touch("dbo.Actor")
        assert [tuple(row) for row in (*found, *rows_of(chunks))] == ALL


def test_a_column_that_the_definition_has_and_the_table_has_not_is_told() -> None:
    wanted = read_table(columns=["actno", "Borte"])
    with (
        reading(actors()) as session,
        pytest.raises(TableChangedError, match=r"dbo\.Actor has no column Borte") as raised,
    ):
        list(read_rows(session, wanted))
    problem(raised)


def test_a_table_without_a_key_cannot_be_asked_for_keys() -> None:
    with (
        reading(actors()) as session,
        pytest.raises(CdcError, match="has no key that rows could be asked for") as raised,
    ):
        list(read_keys(session, ReadTable("dbo", "Actor", read_table().columns), [(1,)]))
    assert "key_columns" in problem(raised)


# Limits


def test_no_more_rows_a_second_are_read_than_a_person_allows() -> None:
    clock = FakeClock()
    with reading(actors(), clock=Clock(clock.now, clock.sleep)) as session:
        chunks = list(read_rows(session, read_table(), limits=Limits(rows_per_second=5)))
    assert [len(chunk.rows) for chunk in chunks] == [5] * 5 + [0]
    assert clock.time == pytest.approx(5)


@pytest.mark.parametrize(
    ("hours", "now", "allowed"),
    [
        (None, "12:00", True),
        ((time(8), time(16)), "08:00", True),
        ((time(8), time(16)), "16:00", False),
        ((time(22), time(5, 30)), "05:29", True),
        ((time(22), time(5, 30)), "12:00", False),
        ((time(22), time(5, 30)), "22:00", True),
        ((time(0), time(0)), "12:00", False),
    ],
)
def test_hours_may_go_over_midnight(hours: tuple[time, time] | None, now: str, allowed: bool) -> None:
    assert Limits(hours=hours).allow(datetime.fromisoformat(f"2026-11-29T{now}")) is allowed


def test_limits_are_what_the_source_group_says() -> None:
    assert limits_of(ReadingOptions()) == Limits()
    options = ReadingOptions(hours="22:00-05:30", rows_per_second=500, rows_per_chunk=200, lock_timeout=3)
    assert limits_of(options) == Limits(200, 500, (time(22), time(5, 30)), 3)


def test_a_reading_stops_when_its_hours_are_over_and_goes_on_at_the_next_run() -> None:
    database = actors()
    night = Limits(rows_per_chunk=10, hours=(time(8), time(12)))
    with reading(database) as session:
        with pytest.raises(NotNowError, match="from 08:00 to 12:00, and it is 12:00 there"):
            next(read_rows(session, read_table(), limits=night))
        database.now = database.now.replace(hour=11, minute=59)
        chunks = read_rows(session, read_table(), limits=night)
        first = next(chunks)
        database.now = database.now.replace(hour=12)
        second = next(chunks)  # it was asked for before
        with pytest.raises(NotNowError) as raised:
            next(chunks)
        assert "goes on where this one stopped" in problem(raised)
        rest = read_rows(session, read_table(), second.last_key)
        assert rows_of([first, second, *rest]) == ALL


def test_rows_of_odd_names_are_read() -> None:
    columns = {"a]b": "int", "Døv 😀?": "nvarchar(50)", "x'y\"": "int"}
    database = SourceDatabase(table("dbo.T [x] ?;'ø", columns, ["a]b", "x'y\""]))
    name = "dbo.T [x] ?;'ø"
    database.enable(name, "dbo_odd ]?'x")
    database.commit(*(("insert", name, {"a]b": 1, "Døv 😀?": "ø", "x'y\"": n}) for n in range(3)))
    database.capture()
    wanted = read_table(name, columns, ("a]b", "x'y\""))
    start, up_to = next(iter(database.instances.values())).start, database.max_lsn or b""
    with reading(database) as session:
        rows = rows_of(read_rows(session, wanted, limits=Limits(rows_per_chunk=2)))
        assert rows == [(1, "ø", n) for n in range(3)]
        assert rows_of(read_keys(session, wanted, [(1, 2)])) == [(1, "ø", 2)]
        assert [row[4:] for row in rows_of(read_changes(session, wanted, start, up_to))] == rows


def test_an_answer_that_is_no_rows_is_the_drivers_fault_and_told() -> None:
    database = actors()
    at_chunk(database, 1, lambda found: [found[0]])  # type: ignore[index]
    with reading(database) as session, pytest.raises(CdcError, match="ended before the rows of a query") as raised:
        list(read_rows(session, read_table()))
    problem(raised)
    assert Rows
