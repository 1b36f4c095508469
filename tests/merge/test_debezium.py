"""What Debezium makes of a change of a key, and of a delete: two events, and an offset with nothing in it."""

from __future__ import annotations

import itertools
from typing import Any

import psycopg
import pytest

from cdc_assets.offsets.broker import Bounds, Meter, probe
from cdc_assets.offsets.database import multirange
from cdc_assets.offsets.model import Position, Record, Watermarks
from tests.merge.support import SCHEMA, event, fetch, install, lsn, merge, plain, stage
from tests.offsets.support import RecordedBroker
from tests.support.postgres import both_versions

Connection = psycopg.Connection[Any]
Event = dict[str, Any]


def change_of_key(number: int, old: int, new: int, offset: int) -> list[Event]:
    """`UPDATE … SET id = new WHERE id = old`: a delete and a create of one commit, with a tombstone between them."""
    commit = {"__lsn": lsn(number), "__source_ts_ms": number, "name": f"v{number}"}
    return [
        event(number, old, **commit, __operation="d", __seq_val=lsn(2 * number), __kafka_offset=offset),
        event(number, new, **commit, __operation="c", __seq_val=lsn(2 * number + 1), __kafka_offset=offset + 2),
    ]


@both_versions
@pytest.mark.parametrize("deletes", ["soft", "hard"])
def test_a_change_of_a_key_value_ends_as_two_keys_in_any_order_and_batches(merging: Connection, deletes: str) -> None:
    install(merging, [plain(deletes=deletes)])
    history = [event(1, 1, __operation="c"), *change_of_key(2, 1, 7, 2), *change_of_key(3, 7, 1, 5)]
    table = f'{SCHEMA}."Actor"'

    def keys() -> dict[int, tuple[str, bool]]:
        rows = fetch(merging, f'SELECT id, name, "__deleted" FROM {table}')
        return {key: (name, deleted) for key, name, deleted in rows}

    def buried() -> set[int]:
        found = fetch(merging, "SELECT (key::jsonb ->> 0)::int FROM cdc_management.merge_tombstones")
        return {key for (key,) in found}

    there = [*itertools.permutations(history[:3])]
    and_back = [history[turn:] + history[:turn] for turn in range(5)] + [history[::-1]]
    for orders, alive, gone in ((there, (7, "v2"), (1, "v1")), (and_back, (1, "v3"), (7, "v2"))):
        # what is deleted keeps the data that it had
        wanted = {alive[0]: (alive[1], False)} | ({gone[0]: (gone[1], True)} if deletes == "soft" else {})
        for order, together in itertools.product(orders, (True, False)):
            merging.execute(f"TRUNCATE {table}, cdc_management.merge_tombstones".encode())
            for part in [order] if together else [[one] for one in order]:
                stage(merging, "Actor", part)
                merge(merging, "Actor")
            stage(merging, "Actor", order[:2])  # once more
            merge(merging, "Actor")
            assert keys() == wanted, [(one["id"], one["__operation"], one["__kafka_offset"]) for one in order]
            assert deletes == "soft" or gone[0] in buried()
    assert fetch(merging, "SELECT count(*) FROM cdc_management.merge_rejects") == [(0,)]


@both_versions
def test_the_null_tombstone_after_every_delete_is_a_gap_until_it_is_accounted_for(merging: Connection) -> None:
    install(merging, [plain()])
    topic = event(0)["__kafka_topic"]
    log: dict[int, list[Event | None]] = {0: [], 1: []}
    for number in range(1, 41):
        key = number % 5
        records = log[key % 2]
        operation = "d" if number % 3 == 0 else "u"
        place = {"__operation": operation, "__kafka_partition": key % 2, "__kafka_offset": len(records)}
        records.append(event(number, key, **place))
        if operation == "d":
            records.append(None)
    for records in log.values():
        records.append(event(99, 5, __kafka_partition=int(records is log[1]), __kafka_offset=len(records)))
    nulls = {(p, offset) for p, records in log.items() for offset, record in enumerate(records) if record is None}
    rows = [record for records in log.values() for record in records if record is not None]

    def missing() -> list[tuple[int, int, int]]:
        view = "SELECT kafka_partition, gap_start, gap_end FROM cdc_management.v_cdc_processing_gaps ORDER BY 1, 2"
        return [(p, start, end) for p, start, end in fetch(merging, view)]

    for batch in (rows[::2], rows[10:30], rows[1::2], rows):  # out of order, and some of it again
        stage(merging, "Actor", batch)
        merge(merging, "Actor")
    found = missing()
    assert {(p, offset) for p, start, end in found for offset in range(start, end + 1)} == nulls
    assert len(nulls) == 13

    for partition, records in log.items():
        position = Position(topic, partition)
        held = tuple(Record(offset, record is None, 10) for offset, record in enumerate(records))
        broker = RecordedBroker({position: Watermarks(0, len(records))}, {position: held})
        ranges = tuple((start, end + 1) for p, start, end in found if p == partition)
        gaps = probe(broker, position, ranges, Meter(Bounds()))
        assert {gap.kind for gap in gaps} == {"skipped"}
        merging.execute(
            "SELECT cdc_management.account_benign(%s, 'Actor', %s, %s, %s)",
            (SCHEMA, topic, partition, multirange(tuple((gap.start, gap.end) for gap in gaps))),
        )
        assert {p for p, _, _ in missing()} == {p for p in log if p > partition}
    resume = "SELECT kafka_partition, resume_offset FROM cdc_management.v_cdc_resume_offsets ORDER BY 1"
    assert fetch(merging, resume) == [(partition, len(records)) for partition, records in log.items()]
    stage(merging, "Actor", rows)
    merge(merging, "Actor")
    assert missing() == [], "redelivery opens nothing again"
