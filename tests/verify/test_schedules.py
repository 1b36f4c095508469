"""Random schedules: a source that changes, a way that loses, repeats and reorders, verifications at any moment that may
break off. In the end the target is the source, and every change that was lost was named.

Schedules are run side by side in one relation, each with keys of its own: that makes a thousand of them affordable.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Sequence
from typing import Any

import psycopg
import pytest

from cdc_assets.rows.model import Chunk, Key, Row
from cdc_assets.verify.model import Verification
from cdc_assets.verify.verify import repair, verify_changes, verify_rows
from tests.merge.support import SCHEMA, fetch, install, plain
from tests.sqlserver.source_database import SourceDatabase, table
from tests.verify.support import Direct, Stream, deliver, relation_of

Connection = psycopg.Connection[Any]
KEYS, STEPS = 6, 10
LONG = bool(os.environ.get("CDC_TEST_LONG"))
ACTOR = relation_of(plain())


class CrashError(Exception):
    """The process, or the source, is gone in the middle."""


class Unsteady(Direct):
    """A reader that may break off, and before whose rows the source may change."""

    world: World

    def rows(self, last_key: Key | None = None) -> Iterator[Chunk]:
        for chunk in super().rows(last_key):
            self.world.interrupt()
            yield chunk

    def keys(self, keys: Sequence[Row]) -> Iterator[Chunk]:
        self.world.interrupt()
        yield from super().keys(keys)


class World:
    """A source, its stream with all its faults, and a target."""

    def __init__(self, connection: Connection, seed: int, schedules: int, deletes: Any) -> None:
        self.connection, self.chance, self.schedules = connection, random.Random(seed), schedules
        columns = {"id": "int", "name": "nvarchar(20)", "amount": "decimal(6,2)"}
        self.source = SourceDatabase(table("dbo.Actor", columns, ["id"]))
        self.source.enable("dbo.Actor")
        install(connection, [plain(deletes=deletes)])
        self.stream = Stream(self.source)
        self.waiting: list[dict[str, Any]] = []
        self.arrived: dict[int, str] = {}
        self.lost = 0
        self.calm = False
        self.reader = Unsteady(self.source, size=max(10, schedules * 2))
        self.reader.world = self

    def change(self, number: int) -> None:
        """A schedule's source does something."""
        key = number * KEYS + self.chance.randrange(KEYS)
        there = self.source.row("dbo.Actor", {"id": key})
        what = "insert" if there is None else self.chance.choice(("update", "update", "delete"))
        value = self.chance.randrange(9_000)
        values = {} if what == "delete" else {"name": f"v{value}", "amount": value}
        self.source.commit((what, "dbo.Actor", {"id": key, **values}))

    def live(self) -> None:
        """Every schedule's source goes on, and some of what it tells arrives."""
        for number in range(self.schedules):
            for _ in range(self.chance.choice((0, 1, 2))):
                self.change(number)
        if self.chance.random() < 0.9:
            self.source.capture()
            self.waiting += self.stream.events()
        self.chance.shuffle(self.waiting)
        now, self.waiting = self.waiting[: len(self.waiting) * 3 // 4], self.waiting[len(self.waiting) * 3 // 4 :]
        kept = [event for event in now if self.chance.random() > 0.1]
        self.lost += len(now) - len(kept)
        self.arrive(kept + self.chance.sample(kept, len(kept) // 10))

    def arrive(self, events: Sequence[dict[str, Any]]) -> None:
        for event in events:
            self.arrived[event["id"]] = max(self.arrived.get(event["id"], ""), event["__lsn"])
        deliver(self.connection, events)

    def interrupt(self) -> None:
        if self.calm:
            return
        if self.chance.random() < 0.1:
            raise CrashError
        for number in self.chance.sample(range(self.schedules), max(1, self.schedules // 10)):
            self.change(number)
        if self.chance.random() < 0.5:
            self.source.capture()

    def wait(self, _seconds: float) -> None:
        self.interrupt()
        if not self.calm and self.chance.random() < 0.5:
            self.live()

    def look(self) -> None:
        """Somebody verifies, and may repair."""
        verify = self.chance.choice((verify_rows, verify_changes))
        try:
            found = verify(self.connection, self.reader, ACTOR, wait=self.wait)
            if self.chance.random() < 0.6:
                repair(self.connection, self.reader, found, wait=self.wait)
        except CrashError:
            pass

    def settle(self) -> None:
        """Everything that will arrive has, and the source says something after it that does."""
        self.calm = True
        self.source.capture()
        self.waiting += self.stream.events()
        kept = [event for event in self.waiting if self.chance.random() > 0.1]
        self.lost += len(self.waiting) - len(kept)
        self.arrive(kept)
        self.source.commit(("insert", "dbo.Actor", {"id": self.schedules * KEYS, "name": "last", "amount": 0}))
        self.arrive(self.stream.events())

    def unheard_of(self) -> set[str]:
        """Keys whose last captured change neither arrived nor was covered by a repair."""
        (instance,) = self.source.instances.values()
        last = {change["id"]: change["__$start_lsn"].hex() for change in instance.changes}
        repaired = dict(
            fetch(
                self.connection,
                """SELECT (d.key::jsonb ->> 0)::int, max(d.repaired_lsn)
                FROM cdc_management.verification_differences AS d WHERE d.repaired_lsn IS NOT NULL GROUP BY 1""",
            )
        )
        return {
            f'["{key}"]' for key, lsn in last.items() if lsn > max(self.arrived.get(key, ""), repaired.get(key, ""))
        }

    def named(self, found: Verification) -> set[str]:
        query = "SELECT key FROM cdc_management.verification_differences WHERE verification_id = %s"
        return {key for (key,) in fetch(self.connection, query, found.id)}

    def target(self) -> list[tuple[Any, ...]]:
        query = f'SELECT id, name, amount FROM {SCHEMA}."Actor" WHERE NOT "__deleted" ORDER BY id'
        return fetch(self.connection, query)

    def there(self) -> list[tuple[Any, ...]]:
        return sorted((row["id"], row["name"], row["amount"]) for row in self.source.rows["dbo.Actor"])


@pytest.mark.parametrize("deletes", ["soft", "hard"])
@pytest.mark.parametrize("seed", range(20 if LONG else 1))
def test_every_lost_change_is_named_and_in_the_end_the_target_is_the_source(
    merging: Connection, seed: int, deletes: Any
) -> None:
    world = World(merging, seed, 25, deletes)
    for _ in range(STEPS):
        world.live()
        if world.chance.random() < 0.5:
            world.look()
    world.settle()
    expected = world.unheard_of()
    found = verify_changes(merging, world.reader, ACTOR, wait=world.wait)
    assert world.named(found) == expected
    assert expected, "nothing was lost: the schedule shows nothing"
    assert repair(merging, world.reader, found, wait=world.wait).open == 0
    assert verify_changes(merging, world.reader, ACTOR, wait=world.wait).found == {}
    rows = verify_rows(merging, world.reader, ACTOR, wait=world.wait)
    assert rows.found == {}, "the audit of changes left nothing to be found in the rows"
    assert world.target() == world.there()
