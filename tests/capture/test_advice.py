"""What is advised for capture instances, and how far change tables may be cleaned."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdc_assets.capture.advisor import advise, low_water_marks, unwanted
from cdc_assets.capture.model import CapturedColumn, Progress, format_lsn, lsn_literal, parse_lsn
from cdc_assets.errors import Finding
from tests.sqlserver.captures import ACTOR, NEW, OLD, at_lsn, instance, lsn, state, step


def test_a_table_that_is_not_captured_is_enabled() -> None:
    assert step(Progress()) == ("enable", "it is not captured")


def test_a_table_that_is_captured_whole_needs_nothing() -> None:
    assert step(Progress(), instance()) == ("none", "every column is captured")


def test_columns_that_are_captured_and_unused_are_named_but_need_nothing() -> None:
    found = step(Progress(), instance(columns=(*ACTOR.columns, "Døv")))
    assert found == ("none", "every column is captured; also captured, though unused: Døv")


def test_a_new_column_needs_postgresql_first_and_then_a_second_instance() -> None:
    old = instance(columns=("actno", "Navn"))
    missing = "dbo_Actor: O'Hara [x], æ is not captured"
    assert step(Progress(widened=frozenset()), old) == (
        "widen first",
        f"{missing}; PostgreSQL gets its columns first, so that no event meets a table without them",
    )
    (advice,) = advise([ACTOR], state(old), Progress(widened=frozenset({"dbo.Actor"})))
    assert (advice.step, advice.reason, advice.create) == ("second instance", missing, "dbo_Actor_2")


def test_a_renamed_column_needs_a_second_instance() -> None:
    columns = (
        CapturedColumn("actno", "int", "actno"),
        CapturedColumn("Name", "nvarchar", "Navn"),
        CapturedColumn("O'Hara [x], æ", "int", "O'Hara [x], æ"),
    )
    assert step(Progress(), replace(instance(), columns=columns)) == (
        "second instance",
        "dbo_Actor: Navn is captured under its old name Name",
    )


def test_a_dropped_column_that_nobody_wants_any_more_needs_nothing() -> None:
    gone = CapturedColumn("Gammel", "int", None)
    assert step(Progress(), replace(instance(), columns=(*instance().columns, gone)))[0] == "none"


@pytest.mark.parametrize(
    ("merged", "committed", "expected"),
    [
        (189, 500, "wait"),  # a target has not merged the last change that only the old instance holds
        (500, 189, "wait"),  # the connector would read it again
        (190, 190, "drop old"),
        (None, 500, "wait"),
        (500, None, "wait"),
    ],
)
def test_the_old_instance_goes_only_when_everybody_has_read_it(
    merged: int | None, committed: int | None, expected: str
) -> None:
    assert step(at_lsn(merged, committed), OLD, NEW)[0] == expected


def test_without_any_knowledge_of_consumers_nothing_is_dropped() -> None:
    assert step(Progress(), OLD, NEW) == (
        "wait",
        "whether dbo_Actor is read to its end is not known: no target says what it has merged",
    )


def test_a_successor_that_has_not_begun_is_waited_for() -> None:
    assert step(at_lsn(500, 500), OLD, instance("dbo_Actor_2", None)) == (
        "wait",
        "the capture job has not begun with dbo_Actor_2 yet",
    )


def test_an_old_instance_without_changes_of_its_own_may_go_at_once() -> None:
    assert step(Progress(), replace(OLD, last_before=None), NEW)[0] == "drop old"


def test_a_third_shape_waits_until_the_first_is_gone() -> None:
    newer = replace(ACTOR, columns=(*ACTOR.columns, "Ny"))
    found, reason = step(at_lsn(150, 150), OLD, NEW, wanted=newer)
    assert found == "wait"
    assert reason.startswith(
        "dbo_Actor_2: Ny is not captured; two instances are the limit, so dbo_Actor has to go first"
    )
    assert step(at_lsn(300, 300), OLD, NEW, wanted=newer)[0] == "drop old"


def test_a_table_that_cannot_be_captured_says_why() -> None:
    assert step(Progress(), wanted=replace(ACTOR, not_capturable="memory-optimized")) == (
        "impossible",
        "SQL Server cannot capture it: memory-optimized",
    )


def test_what_may_not_be_seen_is_not_judged() -> None:
    told = ("The SELECT permission was denied", "GRANT SELECT ON SCHEMA::[cdc] TO [leser]")
    unseen = {"instances": Finding("not looked at", "instances", *told)}
    (advice,) = advise([ACTOR], state(unseen=unseen), Progress())
    assert (advice.step, advice.reason) == (
        "not looked at",
        "The SELECT permission was denied; needed: GRANT SELECT ON SCHEMA::[cdc] TO [leser]",
    )


def test_instances_of_other_tables_are_listed_and_left_alone() -> None:
    other = replace(instance("dbo_Logg"), table="Logg")
    assert unwanted([ACTOR], state(instance(), other)) == (other,)


@given(
    st.lists(st.integers(0, 40), min_size=2, max_size=2, unique=True).map(sorted),
    st.one_of(st.none(), st.integers(0, 60)),
    st.one_of(st.none(), st.integers(0, 60)),
    st.lists(st.integers(0, 60), max_size=5),
)
def test_no_advice_and_no_mark_ever_touches_an_unread_change(
    starts: list[int], merged: int | None, committed: int | None, changes: list[int]
) -> None:
    """Model: a change is in the old instance from its start on, in the new one from the new one's start on."""
    first, second = starts
    only_old = [change for change in changes if first <= change < second]
    old = instance("a", first, last_before=lsn(max(only_old)) if only_old else None)
    new = instance("b", second)
    progress = at_lsn(merged, committed)
    read_by_all = -1 if merged is None or committed is None else min(merged, committed)
    (advice,) = advise([ACTOR], state(old, new), progress)
    if advice.step == "drop old":
        assert all(change <= read_by_all for change in only_old)
        assert advice.drop == old
    for mark in low_water_marks(state(old, new), progress):
        if mark.lsn is not None:
            assert mark.lsn <= lsn(max(read_by_all, 0))


def test_a_mark_is_the_lowest_of_all_consumers() -> None:
    progress = Progress(
        merged={"dbo.Actor": {"a": lsn(300), "b": lsn(250)}}, committed={"dbo.Actor": lsn(270), "*": lsn(5)}
    )
    (mark,) = low_water_marks(state(instance()), progress)
    assert (mark.lsn, mark.reason) == (lsn(250), f"b is at {format_lsn(lsn(250))}, the lowest of all consumers")


@pytest.mark.parametrize(("merged", "committed"), [(None, 300), (300, None), (100, 300), (300, 99)])
def test_without_knowledge_or_gain_nothing_is_removed(merged: int | None, committed: int | None) -> None:
    (mark,) = low_water_marks(state(instance()), at_lsn(merged, committed))
    assert mark.lsn is None


@given(st.binary(min_size=10, max_size=10))
def test_lsns_are_written_as_debezium_and_t_sql_do(value: bytes) -> None:
    assert parse_lsn(format_lsn(value)) == parse_lsn(lsn_literal(value)) == value


def test_anything_else_is_no_lsn() -> None:
    with pytest.raises(ValueError, match="is not an LSN such as"):
        parse_lsn("25:448:1")
