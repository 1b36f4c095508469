"""Runs many schedules side by side in one relation and compares everything with the model after each merge.

Schedules do not see each other: each has its own keys and topics. That makes thousands of them affordable.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from cdc_assets.tables.model import TargetTable
from tests.merge.model import Appended, Event, Fates, Keyed, gaps, place, resume, rounded
from tests.merge.schedules import KEYS, steps
from tests.merge.support import SCHEMA, fetch, merge, stage

BATCH = 100_000


@dataclass(frozen=True)
class Group:
    """Schedules `seed … seed + count - 1`, run together; `seed` decides the merges as well. `bumps` is how often, at
    most, the source is moved in the meantime and starts its LSNs anew. `tame`: all sources give an LSN, or none does,
    and sequence values rise, which is what the usual way of a merge is for: one wild source sends a whole batch the
    careful way. `plain`: events as a loader without faults stages them, into a leaf that writers leave before each
    merge, so that ranges of it are merged, not rows one by one."""

    seed: int
    count: int
    length: int
    bumps: int = 1
    tame: bool = False
    plain: bool = False


def staged_row(event: Event, table: TargetTable) -> dict[str, Any]:
    """As a loader writes it."""
    data = dict(zip((c.name for c in table.columns), (event.key, *event.values, *event.large), strict=True))
    return data | {
        "__operation": event.operation,
        "__source_ts_ms": event.ts,
        "__lsn": event.lsn,
        "__seq_val": event.seq,
        "__kafka_topic": event.topic,
        "__kafka_partition": event.partition,
        "__kafka_offset": event.offset,
    }


def run(
    connection: psycopg.Connection[Any],
    table: TargetTable,
    group: Group,
    check: Callable[[str], None] = lambda _: None,
) -> int:
    """Run a group; raises AssertionError where the database and the model differ. Returns the number of merges.

    `check` looks at something more after each merge, told where it is called from.
    """
    chance = random.Random(group.seed)
    large = sum(column.large for column in table.columns)
    model: Keyed | Appended = Keyed(large, table.deletes == "hard" and table.of is None) if table.key else Appended()
    told = {chance.randrange(1, group.length): chance.choice((0, 0, 1, 3)) for _ in range(group.bumps)}
    moves = [step - late for step, late in told.items()]  # people notice a little later
    tamed = "all" if group.plain else chance.choice(("all", "all", "none")) if group.tame else None
    schedules = [
        steps(
            group.seed + n, n, large, bool(table.key), group.length, moves, tamed, group.seed if group.plain else None
        )
        for n in range(group.count)
    ]
    if group.plain:
        connection.execute("UPDATE cdc_management.merge_control SET rotate_bytes = 0")
    waiting: list[Event] = []
    totals: list[Counter[Any]] = [Counter() for _ in range(5)]
    misfits: set[Any] = set()
    merges = 0
    for step, parts in enumerate(zip(*schedules, strict=True)):
        now = [event for part in parts for event in part]
        rows = (staged_row(event, table) | {"__source": str(n)} for n, event in enumerate(now, len(waiting)))
        stage(connection, table.of or table.name, rows)
        waiting.extend(now)
        if step in told:
            _move_source(connection, table, model, waiting)
        if step + 1 < group.length and chance.random() < 0.5:
            continue
        batch = chance.choice((BATCH, BATCH, len(waiting) // 3 + 1))
        leaves = _as_they_lie(connection, table)
        merge(connection, table.of or table.name, batch=batch)
        merges += 1
        for places in leaves:
            for start in range(0, len(places), batch):
                _add(totals, model.merge([waiting[n] for n in places[start : start + batch]]))
        odd = {
            event.key for event in waiting if event.misfit
        }  # one that is stale may have stood before others of its key
        misfits.update(place(event) for event in waiting if event.key in odd)
        waiting.clear()
        compare(connection, table, model, totals, misfits, f"{group}, step {step}")
        check(f"{group}, step {step}")
    return merges


def _move_source(
    connection: psycopg.Connection[Any], table: TargetTable, model: Keyed | Appended, waiting: Sequence[Event]
) -> None:
    """An operator says that the source was moved; where a regression was seen before, that is where it began."""
    regressed = fetch(
        connection,
        """SELECT kafka_topic, kafka_partition, first_offset FROM cdc_management.fence_regressions
        WHERE table_name = %s""",
        table.name,
    )
    fetch(connection, "SELECT cdc_management.new_source_incarnation(%s, %s)", SCHEMA, table.name)
    model.source.ends(model.offsets, waiting, {(topic, partition): first for topic, partition, first in regressed})


def _as_they_lie(connection: psycopg.Connection[Any], table: TargetTable) -> list[list[int]]:
    """The staged rows' numbers in the order a merge takes them, per leaf: the order of arrival only where that tells
    some apart."""
    leaves: dict[int, list[int]] = {}
    for slot, number in fetch(
        connection,
        f"""SELECT "__slot", "__source" FROM "{SCHEMA}"."{table.staging}" ORDER BY "__slot", CASE
            WHEN bool_or("__kafka_offset" IS NULL AND "__seq_val" IS NULL) OVER (PARTITION BY "__slot")
            THEN "__staged_at" END, ctid""",
    ):
        leaves.setdefault(slot, []).append(int(number))
    return list(leaves.values())


def _add(totals: list[Counter[Any]], fates: Fates) -> None:
    for total, part in zip(
        totals, (fates.taken, fates.applied, fates.superseded, fates.stale, fates.rejected), strict=True
    ):
        total.update(part)


def compare(
    connection: psycopg.Connection[Any],
    table: TargetTable,
    model: Keyed | Appended,
    totals: Sequence[Counter[Any]],
    misfits: set[Any],
    where: str,
) -> None:
    """Target, tombstones, staging, rejects, log, coverage, gaps and resume offsets against the model."""
    found = _rows(connection, table)
    wanted = _wanted(model)
    assert found == wanted, f"{where}: {_difference(found, wanted)}"
    assert fetch(connection, f'SELECT count(*) FROM "{SCHEMA}"."{table.staging}"') == [(0,)], where
    log = {
        None if topic is None else (topic, partition): counts
        for topic, partition, *counts in fetch(
            connection,
            """SELECT kafka_topic, kafka_partition, sum(rows_taken)::int, sum(rows_applied)::int,
                sum(rows_superseded)::int, sum(rows_stale)::int, sum(rows_rejected)::int
            FROM cdc_management.cdc_processing_log WHERE table_name = %s GROUP BY 1, 2""",
            table.name,
        )
    }
    counted = {spot: [total[spot] for total in totals] for spot in totals[0]}
    for where_from in misfits & log.keys():  # such a row may be stale or superseded before anyone looks at its values
        log[where_from][2:] = [sum(log[where_from][2:])]
        counted[where_from][2:] = [sum(counted[where_from][2:])]
    assert log == counted, f"{where}: {_difference(log, counted)}"
    ((logged, kept),) = fetch(
        connection,
        """SELECT (SELECT coalesce(sum(l.rows_rejected), 0) FROM cdc_management.cdc_processing_log AS l
                WHERE l.table_name = t.name),
            (SELECT count(*) FROM cdc_management.merge_rejects AS r WHERE r.table_name = t.name)
        FROM (SELECT %s AS name) AS t""",
        table.name,
    )
    assert logged == kept <= sum(totals[4].values()), where
    if isinstance(model, Keyed) and model.hard:
        buried = fetch(connection, "SELECT (key::jsonb ->> 0)::int FROM cdc_management.merge_tombstones")
        # a tombstone stays when the row comes back: the row's own fence is the greater one
        assert {key for (key,) in buried} >= model.tombstones(), where
    missing: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for topic, partition, start, end in fetch(
        connection,
        """SELECT kafka_topic, kafka_partition, gap_start, gap_end FROM cdc_management.v_cdc_processing_gaps
        WHERE table_name = %s ORDER BY 1, 2, 3""",
        table.name,
    ):
        missing.setdefault((topic, partition), []).append((start, end))
    expected = {spot: found_gaps for spot, offsets in model.offsets.items() if (found_gaps := gaps(offsets))}
    assert missing == expected, f"{where}: {_difference(missing, expected)}"
    resumed = {
        (topic, partition): (first, last, offset)
        for topic, partition, first, last, offset in fetch(
            connection,
            """SELECT kafka_topic, kafka_partition, first_offset, last_offset, resume_offset
            FROM cdc_management.v_cdc_resume_offsets WHERE table_name = %s""",
            table.name,
        )
    }
    accounted = {spot: (min(o), max(o), resume(o)) for spot, o in model.offsets.items()}
    assert resumed == accounted, f"{where}: {_difference(resumed, accounted)}"


def _rows(connection: psycopg.Connection[Any], table: TargetTable) -> Any:
    names = [column.name for column in table.columns]
    rows = fetch(
        connection,
        f"""SELECT {", ".join(f'"{name}"' for name in names)}, "__deleted", "__operation", "__source_ts_ms", "__lsn",
            "__kafka_partition", "__kafka_offset", coalesce("__incarnation", 0) FROM "{SCHEMA}"."{table.name}" """,
    )
    data = len(names) - sum(column.large for column in table.columns)
    shaped = [(row[0], (row[1:data], row[data : len(names)], *row[len(names) :])) for row in rows]
    return dict(shaped) if table.key else Counter(map(repr, shaped))


def _wanted(model: Keyed | Appended) -> Any:
    def fitted(values: Iterable[Any]) -> tuple[Any, ...]:
        name, amount = values
        return name, rounded(amount)

    if isinstance(model, Keyed):
        return {key: (fitted(values), *rest) for key, (values, *rest) in model.rows().items()}
    return Counter(
        repr(
            (
                e.key,
                (fitted(e.values), (), e.op in ("d", "x"), e.op, e.ts, e.commit, e.partition, e.offset, e.incarnation),
            )
        )
        for e in model.merged
    )


def _difference(found: Any, wanted: Any) -> str:
    """The first few entries that differ, with the schedule they belong to."""
    keys = [key for key in {**found, **wanted} if found.get(key) != wanted.get(key)][:3]
    return "".join(
        f"\n  {key} (schedule {key // KEYS if isinstance(key, int) else '?'}):"
        f"\n    database {found.get(key)}\n    model    {wanted.get(key)}"
        for key in keys
    )
