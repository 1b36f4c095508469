"""Random schedules: what a source emits, and in which order, how often and in which batches it is staged.

A schedule is made from its seed alone. What it emits obeys what real sources obey (a partition's sequence values rise
with its offsets), and nothing more: ties in time and commit, NULL metadata, several topics, holes, redeliveries,
reorderings, producers that repeat themselves, malformed rows.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from tests.merge.model import Event
from tests.merge.support import UNAVAILABLE

KEYS = 16
"""Keys a schedule may use: `number * KEYS` and up."""


def _lsn(chance: random.Random, commit: int, plain: int | None = None) -> str:
    digits = f"{commit * 7:020x}"
    forms = (
        digits,
        f"{digits[:8]}:{digits[8:16]}:{digits[16:]}",
        digits.upper(),
        f"0x{digits}".upper().replace("0X", "0x"),
    )
    return chance.choice(forms) if plain is None or chance.random() < 0.001 else forms[plain % 2]


class Source:
    """Emits events. `large` is the number of large columns; `tame` says whether all or none of them have an LSN, None
    lets the source decide; `plain`: as Debezium and a loader without faults do, each key in one partition and LSNs in
    one form, chosen by this number."""

    def __init__(
        self, seed: int, number: int, large: int, keyed: bool, tame: str | None = None, plain: int | None = None
    ) -> None:
        chance = self.chance = random.Random(seed)
        self.number, self.large, self.keyed, self.form, plain = number, large, keyed, plain, plain is not None
        self.plain = plain
        self.keys = chance.randint(1, 4)
        places = [
            (f"t{number}.{t}", p) for t in range(chance.choice((1, 1, 2))) for p in range(chance.choice((1, 1, 2, 3)))
        ]
        self.places = places
        self.spread = chance.random() < 0.4 and not plain
        self.offsets = {place: 1000 * n for n, place in enumerate(places)}
        self.with_lsn = tame or chance.choice(("all", "all", "all", "none", "mixed"))
        wild = not tame and len(places) == 1 and chance.random() < 0.5
        self.sequence = "wild" if wild else chance.choice(("all", "none"))
        self.untimely = chance.random() < 0.2 and not plain
        self.malformed = 0.0 if tame else chance.choice((0.0, 0.0, 0.05))
        self.commit = chance.randint(1, 50)
        self.since = 0
        self.emitted = 0

    def move(self) -> None:
        """Restored from a backup, or to another server: the LSNs start anew, time goes on."""
        self.since += self.commit + 10
        self.commit = self.chance.randint(1, 20)

    def emit(self) -> Event:
        """The next event."""
        chance = self.chance
        self.emitted += 1
        self.commit += chance.choice((0, 0, 1, 1, 3))
        key: int | None = chance.randrange(self.keys)
        topic: str | None
        partition: int | None
        offset: int | None
        topic, partition = chance.choice(self.places) if self.spread else self.places[(key or 0) % len(self.places)]
        self.offsets[topic, partition] += chance.choice((1, 1, 1, 1, 2, 5))
        offset = self.offsets[topic, partition]
        commit = self.commit
        lsn = _lsn(chance, commit, self.form)
        ts: int | None = 1000 + (self.since + commit) // 2
        if self.untimely and chance.random() < 0.3:
            ts = chance.choice((None, 1000 + chance.randrange(60)))
        sequence: str | None = f"{self.emitted:020x}"
        if self.sequence == "none" or (self.sequence == "wild" and chance.random() < 0.3):
            sequence = None
        elif self.sequence == "wild":
            sequence = f"{chance.randrange(5):020x}"
        operation = chance.choice(
            ("c", "u", "u", "u", "d", "r", *(() if self.plain else ("INSERT", "update", "DELETE", "READ")), None)
        )
        if chance.random() < 0.04 and not self.plain:  # a loader that does not tell the position
            topic, partition, offset = chance.choice(((None, None, None), (topic, partition, None)))
            self.commit += 1
            commit = self.commit
            lsn, ts = _lsn(chance, commit), 1000 + self.emitted * 100
        elif chance.random() < 0.1 and self.with_lsn != "none" and self.sequence != "wild":  # rows were read again
            topic, partition, offset, sequence, ts = None, None, None, None, None
            self.commit += 1
            commit = self.commit
            lsn, operation = _lsn(chance, commit), chance.choice(("r", "x"))
        without = self.with_lsn == "none" or (self.with_lsn == "mixed" and chance.random() < 0.15 and ts is not None)
        values: list[Any] = [f"{self.number}/{self.emitted}", Decimal(self.emitted * 37 % 99990) / 30]
        large: list[Any] = []
        unavailable: set[int] = set()
        if operation in ("d", "DELETE", "x") and self.keyed:
            values, large = [None, None], [None] * self.large
        else:
            for n in range(self.large):
                if chance.random() < 0.4 and topic:
                    unavailable.add(n)
                    large.append(UNAVAILABLE if n == 0 else UNAVAILABLE.encode())
                else:
                    text = chance.choice((None, f"{self.number}/{self.emitted}/{n}"))
                    large.append(text if n == 0 or text is None else text.encode())
        misfit = False
        written: str | None = None if without else lsn
        if chance.random() < self.malformed:
            # With large columns, what a misfit is good for depends on the others of its batch: test_rejects has those
            fault = chance.choice(("key", "lsn", "op", "offset", *(() if self.large else ("name", "amount"))))
            if fault == "key" and self.keyed:
                key = None
            elif fault == "lsn":
                written = chance.choice(("NULL", "", "0x12", "00000000000000000g01", lsn + "0"))
            elif fault == "op":
                operation = "truncate"
            elif fault == "offset":
                offset = -5
            elif operation not in ("d", "DELETE", "x") or not self.keyed:
                misfit = True
                values = ["x" * 21, values[1]] if fault == "name" else [values[0], Decimal("9999.995")]
        return Event(
            key=None if key is None else self.number * KEYS + key,
            values=tuple(values),
            operation=operation,
            ts=ts,
            lsn=written,
            seq=sequence,
            topic=topic,
            partition=partition,
            offset=offset,
            large=tuple(large),
            unavailable=frozenset(unavailable),
            misfit=misfit,
        )


def steps(
    seed: int,
    number: int,
    large: int,
    keyed: bool,
    count: int,
    moves: Sequence[int] = (),
    tame: str | None = None,
    plain: int | None = None,
) -> Iterator[list[Event]]:
    """What is staged in each of `count` steps: late, shuffled, again, or nothing. In about the steps `moves` the source
    is moved: it need not be when the operator says so."""
    source = Source(seed, number, large, keyed, tame, plain)
    chance = source.chance
    waiting: list[Event] = []
    staged: list[Event] = []
    orderly = chance.random() < 0.3
    moved = {move + chance.choice((-1, 0, 0, 0, 0, 1)) for move in moves}
    for step in range(count):
        if step in moved:
            source.move()
        waiting.extend(source.emit() for _ in range(chance.choice((0, 1, 2, 4))))
        if not orderly:
            chance.shuffle(waiting)
        now = waiting[: chance.randint(0, len(waiting))]
        del waiting[: len(now)]
        if staged and chance.random() < 0.25:  # the consumer went back
            now.extend(chance.sample(staged, min(len(staged), chance.randint(1, 4))))
        if now and chance.random() < 0.1 and now[-1].position is not None and (now[-1].offset or 0) >= 0:
            repeated = now[-1]  # the producer sent it twice
            place = (repeated.topic, repeated.partition)
            # Where a key is in several partitions, a sequence value that falls within one of them has no order at all:
            # there only what was sent last is sent again.
            if not source.spread or repeated.offset == source.offsets[place]:  # type: ignore[index]
                source.offsets[place] += 1  # type: ignore[index]
                now.append(dataclasses.replace(repeated, offset=source.offsets[place]))  # type: ignore[index]
        staged.extend(now)
        yield now
