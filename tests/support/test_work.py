"""The counters notice what grows with the square of its input, and count the same each time."""

from __future__ import annotations

import sys

import psycopg
import pytest

from tests.support.work import assert_linear, sql_work, steps


def found_one_by_one(wanted: list[int]) -> None:
    known: list[int] = []
    for number in wanted:
        for other in known:
            if other == number:
                break
        known.append(number)


def test_python_that_grows_with_the_square_is_noticed_at_small_sizes() -> None:
    assert_linear(lambda size: steps(lambda: [str(number) for number in range(size)]), 10)
    with pytest.raises(AssertionError, match="for 10, 20 and 40"):
        assert_linear(lambda size: steps(lambda: found_one_by_one(list(range(size)))), 10)


def test_steps_are_the_same_each_time_and_whoever_traced_before_goes_on() -> None:
    def tracer(*_: object) -> None:
        return None

    before = sys.gettrace()
    sys.settrace(tracer)
    try:
        once, again = (steps(lambda: found_one_by_one([1, 2, 3])) for _ in range(2))
        assert sys.gettrace() is tracer
    finally:
        sys.settrace(before)
    assert once == again > 0


def test_what_would_never_end_ends_at_the_bound() -> None:
    def endless() -> None:
        while True:
            pass

    with pytest.raises(pytest.fail.Exception, match="more than 1000 steps"):
        steps(endless, at_most=1000)


def test_a_nested_loop_inside_of_a_function_is_noticed(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("CREATE TABLE pairs AS SELECT n FROM generate_series(1, 4000) AS n")
        connection.execute(
            "CREATE FUNCTION twins(upto int) RETURNS bigint LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT count(*)"
            " FROM (SELECT n FROM pairs WHERE n <= upto) AS a JOIN (SELECT n FROM pairs WHERE n <= upto) AS b USING (n)"
            "); END'"
        )

        def rows(upto: int) -> int:
            with sql_work(connection) as done:
                assert connection.execute("SELECT twins(%s)", [upto]).fetchone() == (upto,)
            return done.rows

        assert_linear(rows, 250)
        connection.execute("SET enable_hashjoin = off; SET enable_mergejoin = off")
        with pytest.raises(AssertionError):
            assert_linear(rows, 250)
