"""Random topics, a loader that loses, repeats and crashes, and a model that knows what must be found."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdc_assets.offsets.gaps import TAIL, resume_points
from cdc_assets.offsets.model import Position
from cdc_assets.offsets.reset import ResetTarget, execute_reset, plan_reset
from cdc_assets.offsets.starts import apply_starts, plan_starts
from cdc_assets.offsets.sweep import sweep
from resources.kafka import KafkaBroker, open_broker
from tests.offsets.support import SCHEMA, Loader, Narrow, loader, stream

_examples = itertools.count(1)
PARTITIONS = 4

partition = st.integers(0, PARTITIONS - 1)
OPERATIONS = st.lists(
    st.one_of(
        st.tuples(st.just("produce"), partition, st.lists(st.booleans(), min_size=1, max_size=6)),
        st.tuples(
            st.just("deliver"),
            partition,
            st.integers(1, 8),  # records
            st.integers(0, 4),  # of them again
            st.sets(st.integers(0, 7), max_size=2),  # lost on the way
            st.booleans(),  # dies before it commits
        ),
        st.tuples(st.just("merge")),
        st.tuples(st.just("crash")),
        st.tuples(st.just("partition")),
    ),
    min_size=1,
    max_size=14,
)


@dataclass
class Model:
    """What is true. `log` holds the records of each partition, None for a tombstone."""

    log: dict[int, list[dict[str, Any] | None]] = field(default_factory=lambda: {n: [] for n in range(PARTITIONS)})
    merged: dict[int, set[int]] = field(default_factory=lambda: {n: set() for n in range(PARTITIONS)})
    staged: dict[int, set[int]] = field(default_factory=lambda: {n: set() for n in range(PARTITIONS)})
    committed: dict[int, int] = field(default_factory=dict)
    visible: int = 2

    def gaps(self, number: int) -> dict[int, str]:
        """Kind by offset."""
        merged, staged = self.merged[number], self.staged[number]
        delivered = max([self.committed.get(number, 0), *(offset + 1 for offset in merged | staged)])
        kinds = {}
        for offset in range(delivered):
            if offset not in merged:
                record = self.log[number][offset]
                kinds[offset] = "in flight" if offset in staged else "skipped" if record is None else "recoverable"
        return kinds | dict.fromkeys(self._tail(number, delivered), "skipped")

    def _tail(self, number: int, delivered: int) -> list[int]:
        """Tombstones right behind all that was delivered: no lag, where no group says that they are still to come."""
        rest = self.log[number][delivered:]
        if number in self.committed or len(rest) > TAIL:
            return []
        tombstones = itertools.takewhile(lambda record: record is None, rest)
        return [delivered + place for place, _ in enumerate(tombstones)]

    def resume(self, number: int) -> int:
        kinds = self.gaps(number)
        fine = self.merged[number] | {offset for offset, kind in kinds.items() if kind == "skipped"}
        return next(offset for offset in itertools.count() if offset not in fine)

    def final(self) -> dict[int, str]:
        """The oracle: per key the newest event."""
        newest: dict[int, int] = {}
        for records in self.log.values():
            for record in records:
                if record:
                    newest[record["key"]] = max(newest.get(record["key"], 0), record["n"])
        return {key: f"v{n}" for key, n in newest.items()}


@pytest.fixture(scope="module")
def broker(bootstrap: str) -> KafkaBroker:
    found = open_broker({"CDC_KAFKA_BOOTSTRAP_SERVERS": bootstrap})
    assert found
    return found


@pytest.fixture(scope="module")
def load(bootstrap: str, offsets_database: str) -> Any:
    with loader(bootstrap, offsets_database) as made:
        yield made


@settings(max_examples=40, deadline=None)
@given(operations=OPERATIONS)
def test_what_is_found_is_what_is_true_and_resuming_heals_it(
    broker: KafkaBroker, load: Loader, operations: list[tuple[Any, ...]]
) -> None:
    example = next(_examples)
    topic, group, model = f"prod.{example}.dbo.Actor", f"loader-{example}", Model()
    ours = stream(topic, group)
    numbers = itertools.count(1)
    load.merge()
    load.produce(topic, 0, [])
    for number in range(PARTITIONS):
        _produce(load, model, topic, number, [True], example, numbers)
    starts, missing = plan_starts(Narrow(broker, model.visible), [ours], "low")
    assert not missing
    assert apply_starts(load.connection, starts)[0] == 2
    for operation in operations:
        _carry_out(operation, broker, load, model, topic, group, example, numbers)

    found = sweep(load.connection, [ours], Narrow(broker, model.visible), write=False)
    assert [state.position.partition for state in found.partitions] == list(range(model.visible))
    for state in found.partitions:
        number = state.position.partition
        told = {offset: gap.kind for gap in state.gaps for offset in range(gap.start, gap.end)}
        assert told == model.gaps(number)
        assert state.resume == model.resume(number)
        assert state.watermarks
        assert state.watermarks.high == len(model.log[number])
        at_risk = {o for o, kind in told.items() if kind == "recoverable" and o < model.committed.get(number, 0)}
        assert state.hole == len(at_risk)

    _heal(broker, load, model, topic, group)
    healed = sweep(load.connection, [ours], Narrow(broker, model.visible))
    assert {gap.kind for state in healed.partitions for gap in state.gaps} <= {"skipped"}
    again = sweep(load.connection, [ours], Narrow(broker, model.visible))
    assert [gap for state in again.partitions for gap in state.gaps] == []
    assert all(state.behind == 0 == state.hole for state in again.partitions)
    low, high = example * 1000, example * 1000 + 999
    rows = load.connection.execute(
        f'SELECT id, name FROM {SCHEMA}."Actor" WHERE id BETWEEN {low} AND {high}'.encode()
    ).fetchall()
    shown = {n: list(records) if n < model.visible else [] for n, records in model.log.items()}
    assert dict(rows) == Model(log=shown).final()


def _produce(
    load: Loader, model: Model, topic: str, number: int, kinds: list[bool], example: int, numbers: Any
) -> None:
    values = []
    for real in kinds:
        n = next(numbers)
        values.append({"n": n, "key": example * 1000 + n % 5} if real else None)
    load.produce(topic, number, values)
    model.log[number] += values


def _carry_out(
    operation: tuple[Any, ...],
    broker: KafkaBroker,
    load: Loader,
    model: Model,
    topic: str,
    group: str,
    example: int,
    numbers: Any,
) -> None:
    match operation:
        case ("produce", number, kinds):
            _produce(load, model, topic, number, kinds, example, numbers)
        case ("deliver", number, count, back, lost, dies) if number < model.visible:
            position = model.committed.get(number, 0)
            start = max(0, position - back)
            rows = load.read(topic, number, start, start + count)
            kept = [row for at, row in enumerate(rows) if at not in lost]
            load.stage(topic, number, kept)
            model.staged[number] |= {offset for offset, value in kept if value is not None} - model.merged[number]
            reached = max(position, start + len(rows))
            if not dies and reached > 0:
                broker.commit(group, {Position(topic, number): reached})
                model.committed[number] = reached
        case ("merge",):
            load.merge()
            for number in model.staged:
                model.merged[number] |= model.staged[number]
                model.staged[number] = set()
        case ("crash",):
            load.crash()
            model.staged = {number: set() for number in model.staged}
        case ("partition",):
            model.visible = min(PARTITIONS, model.visible + 1)


def _heal(broker: KafkaBroker, load: Loader, model: Model, topic: str, group: str) -> None:
    """Reset to the resume points, read on to the end, merge."""
    narrow = Narrow(broker, model.visible)
    points = resume_points(sweep(load.connection, [stream(topic, group)], narrow, write=False).partitions)
    resume = {position: offset for (_, position), offset in points.items()}
    plan = plan_reset(narrow, group, sorted(resume), ResetTarget("resume", new_group=True, unknown_state=True), resume)
    execute_reset(narrow, plan, load.connection, "test")
    positions = broker.committed(group, list(resume))
    assert positions == resume
    for position, offset in positions.items():
        rows = load.read(topic, position.partition, offset, len(model.log[position.partition]))
        load.stage(topic, position.partition, rows)
    broker.commit(group, {position: len(model.log[position.partition]) for position in positions})
    load.merge()
