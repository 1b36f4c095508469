"""Resets: what is refused, in one line each and with nothing changed; what is done, read back and recorded."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from cdc_assets.errors import CdcError, Problem
from cdc_assets.offsets.model import GroupState, Position, Watermarks
from cdc_assets.offsets.reset import (
    ResetPlan,
    ResetTarget,
    commands,
    consumer_groups_csv,
    execute_reset,
    plan_reset,
    rpk_seek,
)
from tests.offsets.support import RecordedBroker

ONE, TWO = Position("prod.a.dbo.Actor", 0), Position("prod.a.dbo.Actor", 1)
STABLE = GroupState("Stable", ("connect-1 at /10.0.0.7",))


def broker(**options: Any) -> RecordedBroker:
    return RecordedBroker(
        {ONE: Watermarks(5, 100), TWO: Watermarks(0, 50)},
        positions={"loader": {ONE: 60, TWO: 50}, "loader-2": {}},
        **options,
    )


def after(plan: ResetPlan) -> list[int]:
    return [move.after for move in plan.moves]


@pytest.fixture
def connection(offsets_database: str) -> Any:
    with psycopg.connect(offsets_database, autocommit=True) as opened:
        opened.execute("TRUNCATE cdc_management.offset_resets")
        yield opened


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (ResetTarget("resume"), [40, 50]),
        (ResetTarget("earliest"), [5, 0]),
        (ResetTarget("latest", skip_unmerged=True), [100, 50]),
        (ResetTarget("offset", 30), [30, 30]),
        (ResetTarget("timestamp", 20), [20, 20]),
        (ResetTarget("shift", -30), [30, 20]),
    ],
)
def test_each_mode_says_where_it_leads_and_changes_nothing(target: ResetTarget, expected: list[int]) -> None:
    recorded = broker()
    plan = plan_reset(recorded, "loader", [TWO, ONE], target, {ONE: 40, TWO: 50})
    assert after(plan) == expected
    assert [move.before for move in plan.moves] == [60, 50]
    assert recorded.positions["loader"] == {ONE: 60, TWO: 50}


EMPTY = Position("prod.a.dbo.Actor", 2)


def with_an_empty_partition() -> RecordedBroker:
    marks = {ONE: Watermarks(5, 100), EMPTY: Watermarks(0, 0)}
    return RecordedBroker(marks, positions={"loader": {ONE: 60}})


@pytest.mark.parametrize("target", [ResetTarget("offset", 30), ResetTarget("shift", -30)])
def test_empty_partitions_of_a_topic_named_as_a_whole_are_left_out_and_told(target: ResetTarget) -> None:
    plan = plan_reset(with_an_empty_partition(), "loader", [ONE, EMPTY], target, named=[])
    assert after(plan) == [30]
    assert plan.left_out == (EMPTY,)


@pytest.mark.parametrize(
    ("named", "positions", "said"),
    [([EMPTY], [ONE, EMPTY], "offset 30 is out of range (the topic holds 0 … 0"), ([], [EMPTY], "every partition is")],
)
def test_an_empty_partition_that_was_named_is_not_left_out_in_silence(
    named: list[Position], positions: list[Position], said: str
) -> None:
    with pytest.raises(CdcError, match=re.escape(said)):
        plan_reset(with_an_empty_partition(), "loader", positions, ResetTarget("offset", 30), named=named)


@pytest.mark.parametrize("group", ["loader", "loader-2"])
def test_what_any_target_of_the_partition_has_not_merged_is_guarded_whatever_the_group(group: str) -> None:
    asked = ResetTarget("offset", 15, new_group=True)
    with pytest.raises(CdcError, match="15 would pass over 8 offsets from 7 on, the first not merged"):
        plan_reset(broker(), group, [ONE], asked, {ONE: 40} if group == "loader" else {}, {ONE: 7})
    plan = plan_reset(broker(), group, [ONE], replace(asked, skip_unmerged=True), {}, {ONE: 7})
    assert after(plan) == [15]
    assert after(plan_reset(broker(), "loader", [ONE], ResetTarget("resume"), {ONE: 40}, {ONE: 7})) == [40]


def test_a_reset_is_written_read_back_and_recorded(connection: psycopg.Connection[Any]) -> None:
    recorded = broker()
    plan = plan_reset(recorded, "loader", [ONE, TWO], ResetTarget("resume"), {ONE: 40, TWO: 50})
    assert [move.position for move in plan.changes] == [ONE]
    identity = execute_reset(recorded, plan, connection, "kari")
    assert recorded.positions["loader"] == {ONE: 40, TWO: 50}
    rows = connection.execute(
        "SELECT reset_id::text, requested_by, consumer_group, kafka_partition, mode, offset_before, offset_after,"
        " status FROM cdc_management.offset_resets ORDER BY kafka_partition"
    ).fetchall()
    assert rows == [
        (identity, "kari", "loader", 0, "resume", 60, 40, "verified"),
        (identity, "kari", "loader", 1, "resume", 50, 50, "verified"),
    ]


@pytest.mark.parametrize(
    ("change", "ask", "said"),
    [
        ({"states": [STABLE]}, {}, "group `loader` is in use (Stable, by connect-1 at /10.0.0.7): nothing was changed"),
        ({"states": [GroupState("PreparingRebalance")]}, {}, "group `loader` is in use (PreparingRebalance)"),
        ({"states": [GroupState("unknown")]}, {}, "the broker cannot tell whether group `loader` is in use"),
        (
            {},
            {"group": "laoder"},
            "group `laoder` has committed nothing in these partitions (the broker has loader, loader-2; --new-",
        ),
        ({}, {"positions": [Position("nope", 0)]}, "there is no topic `nope`"),
        ({}, {"positions": [Position(ONE.topic, 9)]}, "has no partition 9 (it has 0, 1)"),
        ({}, {"positions": []}, "no partition was chosen"),
        ({}, {"group": " "}, "the consumer group has no name"),
        ({}, {"target": ResetTarget("offset", 101)}, "offset 101 is out of range (the topic holds 5 … 100)"),
        ({}, {"target": ResetTarget("shift", -56)}, "offset 4 is out of range"),
        ({}, {"target": ResetTarget("latest")}, "100 would pass over 60 offsets from 40 on, the first not merged"),
        ({}, {"resume": {}}, "no resume point is known"),
        (
            {},
            {"positions": [ONE], "group": "loader-2", "target": ResetTarget("shift", 1, new_group=True)},
            "nothing is committed",
        ),
    ],
)
def test_what_is_not_safe_is_refused_in_one_line(change: dict[str, Any], ask: dict[str, Any], said: str) -> None:
    recorded = broker(**change)
    given = {
        "group": "loader",
        "positions": [ONE, TWO],
        "target": ResetTarget("resume"),
        "resume": {ONE: 40, TWO: 50},
        **ask,
    }
    with pytest.raises(CdcError) as error:
        plan_reset(recorded, **given)
    assert any(said in str(problem) for problem in error.value.problems), str(error.value)
    assert all("\n" not in str(problem) for problem in error.value.problems)
    assert recorded.positions["loader"] == {ONE: 60, TWO: 50}


def _became_active(recorded: RecordedBroker) -> None:
    recorded.states = [STABLE]


def _moved(recorded: RecordedBroker) -> None:
    recorded.positions["loader"][ONE] = 61


def _refused(recorded: RecordedBroker) -> None:
    recorded.refuse = CdcError(Problem(recorded.label, "group `loader`: Broker: Unknown member", hint="stop it first"))


@pytest.mark.parametrize(
    ("happens", "said", "status"),
    [
        (_became_active, "became active (Stable): nothing was changed", []),
        (_moved, "moved from 60 to 61 meanwhile: nothing was changed", []),
        (_refused, "Broker: Unknown member (stop it first)", ["failed"]),
    ],
)
def test_a_group_that_wakes_up_after_the_plan_is_left_alone(
    connection: psycopg.Connection[Any], happens: Callable[[RecordedBroker], None], said: str, status: list[str]
) -> None:
    recorded = broker()
    plan = plan_reset(recorded, "loader", [ONE], ResetTarget("resume"), {ONE: 40})
    happens(recorded)
    before = dict(recorded.positions["loader"])
    with pytest.raises(CdcError) as error:
        execute_reset(recorded, plan, connection, "kari")
    assert said in str(error.value)
    assert recorded.positions["loader"] == before
    rows = connection.execute("SELECT status FROM cdc_management.offset_resets").fetchall()
    assert [one for (one,) in rows] == status


def test_offsets_that_read_back_differently_are_an_error(connection: psycopg.Connection[Any]) -> None:
    recorded = broker()
    plan = plan_reset(recorded, "loader", [ONE], ResetTarget("resume"), {ONE: 40})
    recorded.commit = lambda group, offsets: None  # type: ignore[method-assign]
    with pytest.raises(CdcError, match="40 was written and 60 read back"):
        execute_reset(recorded, plan, connection, "kari")
    assert connection.execute("SELECT status FROM cdc_management.offset_resets").fetchall() == [("failed",)]


def test_what_cannot_be_recorded_is_not_done(database: str) -> None:
    recorded = broker()
    plan = plan_reset(recorded, "loader", [ONE], ResetTarget("resume"), {ONE: 40})
    with (
        psycopg.connect(database, autocommit=True) as empty,
        pytest.raises(CdcError, match="cannot be recorded, nothing was changed"),
    ):
        execute_reset(recorded, plan, empty, "kari")
    assert recorded.positions["loader"][ONE] == 60


def test_a_reset_can_be_left_to_other_tools() -> None:
    plan = plan_reset(broker(), "loader", [ONE, TWO], ResetTarget("resume"), {ONE: 40, TWO: 50})
    assert rpk_seek(plan) == "prod.a.dbo.Actor 0 40\nprod.a.dbo.Actor 1 50\n"
    assert consumer_groups_csv(plan) == "prod.a.dbo.Actor,0,40\nprod.a.dbo.Actor,1,50\n"
    rpk, kafka = commands(plan, "seek.txt", "offsets.csv", "broker:9092")
    assert rpk == "rpk group seek loader --to-file seek.txt"
    assert kafka.endswith("--group loader --reset-offsets --from-file offsets.csv --execute")
