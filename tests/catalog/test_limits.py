"""Nothing that is asked of SQL Server outlasts its limit, whatever the driver does; what breaks is tried again."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from cdc_assets.catalog.databases import WORKERS, each
from cdc_assets.catalog.live import fetch, read_live
from cdc_assets.catalog.queries import Query
from cdc_assets.catalog.reader import source_fingerprint
from cdc_assets.catalog.snapshot import fingerprint
from cdc_assets.errors import CdcError
from resources.sqlserver import Connection, NoAnswerError, run
from resources.watchdog import GRACE, MOST_GIVEN_UP, GaveUpError, within
from tests.catalog.test_live_catalog import answering, recorded, replayed, source
from tests.sqlserver.support import at, every_driver
from tests.sqlserver.tds_server import Answer, Hang, Part, Rows, TdsServer

SETS = [Rows(["a", "b"], [["x", n] for n in range(300)]), Rows(["c"], []), Rows(["d"], [["y"]])]
QUERIES = [Query(name, "") for name in ("first", "empty", "last")]
LIMIT = 1.0
"""Seconds by which a limit may be outlasted."""


def three_sets(connection: Connection) -> dict[str, int]:
    return {name: len(rows) for name, rows in fetch(connection, "SELECT 'mine'", QUERIES).items()}


def answers(*given: Answer) -> Callable[[str], Answer]:
    """What is asked for with `mine` gets these answers, one after the other, the last for ever."""
    left = list(given)
    return lambda sql: () if "mine" not in sql else left.pop(0) if len(left) > 1 else left[0]


@contextmanager
def ends_within(seconds: float) -> Iterator[None]:
    started = time.monotonic()
    yield
    assert time.monotonic() - started < seconds + LIMIT


@every_driver
def test_a_result_set_without_rows_is_there_whether_the_server_counts_rows_or_not(driver: str) -> None:
    with TdsServer(answers(SETS)) as server:
        assert run(at(server.port, driver), three_sets) == {"first": 300, "empty": 0, "last": 1}


@every_driver
def test_a_login_without_rights_is_told_the_grant(driver: str) -> None:
    nothing = recorded("features")
    columns, rows = nothing.sets["facts"]
    index = columns.index("sees_all")
    blind = tuple((*row[:index], 0, *row[index + 1 :]) for row in rows)
    sets = {name: (names, ()) for name, (names, _) in nothing.sets.items()} | {"facts": (columns, blind)}
    with TdsServer(answering(replace(nothing, sets=sets))) as server, pytest.raises(CdcError) as caught:
        read_live(source(server.port, "features", driver), {})
    assert "GRANT VIEW DEFINITION ON SCHEMA::[dbo] TO" in str(caught.value)
    assert "GRANT VIEW DEFINITION ON SCHEMA::[salg] TO" in str(caught.value)


@every_driver
def test_a_server_that_falls_silent_after_the_login_is_given_up(driver: str) -> None:
    with TdsServer(silent=True) as server, ends_within(2), pytest.raises(CdcError) as caught:
        run(at(server.port, driver, login_timeout="2", query_timeout="2"), three_sets)
    assert "hemmelig" not in str(caught.value)
    assert "_timeout" in str(caught.value)


@every_driver
@pytest.mark.parametrize("answer", [Part(SETS, cut=False), Hang(acknowledge=False)])
def test_a_server_that_falls_silent_in_an_answer_is_given_up_at_the_query_timeout(driver: str, answer: Answer) -> None:
    told = r"did not finish within query_timeout \(2 s\)"
    with TdsServer(answers(answer)) as server, ends_within(2), pytest.raises(CdcError, match=told):
        run(at(server.port, driver, query_timeout="2"), three_sets)


@every_driver
@pytest.mark.parametrize("share", [0.01, 0.5])
def test_a_connection_that_breaks_in_an_answer_is_tried_again(driver: str, share: float) -> None:
    with TdsServer(answers(Part(SETS, cut=True, share=share), SETS)) as server:
        assert run(at(server.port, driver), three_sets)["first"] == 300
        assert len(server.seen.logins) == 2


@every_driver
def test_the_process_ends_while_a_driver_still_hangs(driver: str) -> None:
    program = """
import sys
from tests.sqlserver.support import at
from cdc_assets.errors import CdcError
from resources.sqlserver import run
try:
    run(at(int(sys.argv[1]), sys.argv[2], login_timeout="1", query_timeout="1"), lambda connection: None)
except CdcError:
    sys.exit(2)
"""
    with TdsServer(silent=True) as server:
        command = [sys.executable, "-c", program, str(server.port), driver]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    # FreeTDS asks nothing by itself: it connects.
    assert (done.returncode, done.stdout, done.stderr) in ((2, "", ""), (0, "", ""))


def test_one_dead_server_holds_up_no_other_and_is_not_asked_again_for_each_of_its_databases() -> None:
    tried: list[int] = []
    held = threading.Event()

    def work(number: int) -> int:
        if number % 2:
            tried.append(number)
            held.wait(2)
            raise NoAnswerError(())
        return number

    started = time.monotonic()
    living = [0.0]

    def timed(number: int) -> int:
        found = work(number)
        living[0] = time.monotonic() - started
        return found

    found = each(range(100), timed, lambda number: str(number % 2))
    assert found[::2] == tuple(range(0, 100, 2))
    assert living[0] < LIMIT
    assert all(isinstance(one, CdcError) for one in found[1::2])
    assert len(tried) == WORKERS


def test_what_hangs_at_one_address_is_bounded() -> None:
    end = threading.Event()
    try:
        for _ in range(MOST_GIVEN_UP):
            with pytest.raises(GaveUpError) as caught:
                within(-GRACE, end.wait, "a dead server")
            assert caught.value.tried
        with ends_within(0), pytest.raises(GaveUpError, match="16 earlier calls still wait") as caught:
            within(9, end.wait, "a dead server")
        assert not caught.value.tried
        assert within(9, lambda: 7, "another") == 7
    finally:
        end.set()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:  # it answers again: what hung has ended
        try:
            assert within(9, lambda: 7, "a dead server") == 7
            break
        except GaveUpError:
            time.sleep(0.01)


def test_what_ends_after_it_was_given_up_is_cleaned_up_behind() -> None:
    end, cleaned = threading.Event(), threading.Event()
    with pytest.raises(GaveUpError):
        within(-GRACE, end.wait, "late", cleaned.set)
    assert not cleaned.is_set()
    end.set()
    assert cleaned.wait(10)


def test_an_error_of_the_work_is_the_callers() -> None:
    with pytest.raises(ZeroDivisionError):
        within(9, lambda: 1 / 0, "here")


def _altered(reading: int, dropped: bool) -> Callable[[str], Answer]:
    """A server on which DDL on the first table ends after the columns were read, in the first `reading` readings."""
    recording = recorded("features")
    whole, count = answering(recording), [0]

    def answer(sql: str) -> Answer:
        sets = whole(sql)
        if "sys.tables" not in sql or not isinstance(sets, list):
            return sets
        count[0] += 1
        if count[0] > reading:
            return sets
        after = len(sets) - 1 - ("AS event_time" in sql)
        (number, _), *others = sets[after].rows
        changed = others if dropped else [[number, "2026-01-31T10:00:01"], *others]
        sets[after] = replace(sets[after], rows=changed)
        names = list(recording.sets)
        keys = 1 + names.index("keys")
        at_id = recording.sets["keys"][0].index("object_id")
        sets[keys] = replace(sets[keys], rows=[row for row in sets[keys].rows if row[at_id] != number])
        return sets

    return answer


@every_driver
@pytest.mark.parametrize("dropped", [True, False])
def test_a_table_that_is_altered_while_the_catalog_is_read_is_read_again(driver: str, dropped: bool) -> None:
    with TdsServer(_altered(1, dropped)) as server:
        assert read_live(source(server.port, "features", driver), {}) == replayed("features")
    with TdsServer(_altered(1, dropped)) as server:
        found = source_fingerprint(Path(), source(server.port, "features", driver), {}, None)
        assert found == fingerprint(replayed("features"))


@every_driver
def test_a_catalog_that_never_holds_still_names_the_table(driver: str) -> None:
    told = r"changed while it was read, twice \(DDL on \w+\.\w+\)"
    with TdsServer(_altered(9, dropped=True)) as server, pytest.raises(CdcError, match=told):
        read_live(source(server.port, "features", driver), {})


@every_driver
def test_the_configured_name_of_a_database_names_it_whatever_case_the_server_has(driver: str, tmp_path: Path) -> None:
    with TdsServer(answering(recorded("features"))) as server:
        found = read_live(replace(source(server.port, "features", driver), database="SALG"), {})
    assert (found.database, found.spelled) == ("SALG", "Salg")
