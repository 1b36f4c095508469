"""Change data capture as data: LSNs, what a database captures, what is wanted captured, what was not looked at."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from cdc_assets.errors import Finding

Lsn = bytes
"""Ten bytes, big-endian, so that bytes compare as LSNs do."""

_DEBEZIUM = re.compile(r"([0-9a-f]{8}):([0-9a-f]{8}):([0-9a-f]{4})")
_HEX = re.compile(r"(?:0x)?([0-9a-f]{20})")


def parse_lsn(text: str) -> Lsn:
    """An LSN as Debezium (`00000025:00000448:0001`) or T-SQL (`0x00000025000004480001`) writes it. ValueError else."""
    folded = text.strip().lower()
    if found := _DEBEZIUM.fullmatch(folded):
        return bytes.fromhex("".join(found.groups()))
    if found := _HEX.fullmatch(folded):
        return bytes.fromhex(found[1])
    raise ValueError(f"`{text}` is not an LSN such as 00000025:00000448:0001 or 0x00000025000004480001")


def lsn_of(value: object) -> Lsn | None:
    """An LSN as a driver gives it: bytes, text as `parse_lsn` takes it, a number. None for NULL, and for no LSN."""
    if isinstance(value, int):
        return value.to_bytes(10, "big")
    if isinstance(value, str):
        try:
            return parse_lsn(value)
        except ValueError:
            return None
    return bytes(value) if isinstance(value, bytes | bytearray | memoryview) else None


def format_lsn(lsn: Lsn) -> str:
    """`00000025:00000448:0001`, as Debezium and the staging tables' `__lsn` write it."""
    text = lsn.hex()
    return f"{text[:8]}:{text[8:16]}:{text[16:]}"


def moved(lsn: Lsn, by: int) -> Lsn:
    """The LSN that many above."""
    return (int.from_bytes(lsn, "big") + by).to_bytes(10, "big")


def lsn_literal(lsn: Lsn) -> str:
    """`0x00000025000004480001`, for T-SQL. ValueError for anything but ten bytes."""
    if len(lsn) != 10:
        raise ValueError(f"an LSN has 10 bytes, not {len(lsn)}")
    return f"0x{lsn.hex().upper()}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A source table as a service replicates it. `columns` in the source's order; `key` names its primary key.

    `not_capturable` says why it cannot be captured. `index` is a unique index that stands for a missing primary key.
    """

    schema: str
    table: str
    columns: tuple[str, ...]
    key: tuple[str, ...] = ()
    index: str | None = None
    not_capturable: str | None = None

    @property
    def full_name(self) -> str:
        """`dbo.Actor`."""
        return f"{self.schema}.{self.table}"


@dataclass(frozen=True, slots=True)
class CapturedColumn:
    """A column of a change table. `name` is what it was called when capture began; `source_name` what the same column
    of the source is called now, None where it is gone."""

    name: str
    type: str
    source_name: str | None


@dataclass(frozen=True, slots=True)
class Instance:
    """A capture instance. `start_lsn` is where its changes begin, None until the capture job has seen it.

    `last_before` is the newest change in it older than its successor's `start_lsn` (None: none, or no successor).
    `last_commit` is the newest commit of any captured table before `start_lsn` that SQL Server still remembers.
    """

    name: str
    schema: str
    table: str
    columns: tuple[CapturedColumn, ...]
    start_lsn: Lsn | None
    created: datetime
    drop_pending: bool = False
    last_before: Lsn | None = None
    last_commit: Lsn | None = None

    @property
    def full_name(self) -> str:
        """The source table, `dbo.Actor`."""
        return f"{self.schema}.{self.table}"


@dataclass(frozen=True, slots=True)
class Job:
    """A CDC job of SQL Server Agent. `running` None = not looked at. Seconds, minutes (`retention`)."""

    kind: str
    continuous: bool
    polling_interval: int
    retention: int
    running: bool | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """The log scan, from sys.dm_cdc_log_scan_sessions. `latency` in seconds; times are the server's local ones.

    `last_change`: the newest commit of a captured table since the server started.
    """

    latency: int
    failed_sessions: int
    last_change: Lsn | None = None


@dataclass(frozen=True, slots=True)
class ScanError:
    """A row of sys.dm_cdc_errors."""

    time: datetime
    number: int
    message: str


@dataclass(frozen=True, slots=True)
class CaptureState:
    """What a database captures now. Parts that could not be read are empty here, and in `unseen` with the grant.

    Parts: `tables`, `instances`, `progress`, `jobs`, `activity`, `scan`, `errors`, `agent`, `connector`. `tables`: the
    names of all tables (`dbo.Actor`), None where nobody asked. `max_text_repl_size` in bytes, -1 = unlimited.
    `max_lsn` and `max_time`: up to where commits are captured; `first_lsn`: since when they are remembered.
    `connector_lsn`: what Redpanda Connect has committed, where it keeps its position in this database;
    `connector_time`: when there was last nothing that it had not read. `now`: the server's local time.
    """

    database: str
    enabled: bool
    azure: bool
    now: datetime
    max_text_repl_size: int
    log_reuse_wait: str
    tables: frozenset[str] | None = None
    first_lsn: Lsn | None = None
    instances: tuple[Instance, ...] = ()
    max_lsn: Lsn | None = None
    max_time: datetime | None = None
    connector_lsn: Lsn | None = None
    connector_time: datetime | None = None
    jobs: tuple[Job, ...] = ()
    scan: Scan | None = None
    errors: tuple[ScanError, ...] = ()
    agent: str | None = None
    unseen: Mapping[str, Finding] = field(default_factory=dict)

    @property
    def lag(self) -> timedelta | None:
        """How long the oldest change that the connector has not read waits; None where its position is not known."""
        if self.connector_time is None or self.max_time is None:
            return None
        return max(self.max_time - self.connector_time, timedelta(0))

    def job(self, kind: str) -> Job | None:
        """The job of that kind, if there is one."""
        return next((job for job in self.jobs if job.kind == kind), None)

    def of(self, full_name: str) -> tuple[Instance, ...]:
        """The instances of a source table, oldest first."""
        return by_age([instance for instance in self.instances if instance.full_name == full_name])


def by_age(instances: Sequence[Instance]) -> tuple[Instance, ...]:
    """Instances of one table, oldest first: by where they begin, as `created` is local time and may go back an hour.

    Clean-up can move two of them to the same beginning; one that has not begun is the youngest.
    """
    return tuple(sorted(instances, key=lambda instance: (instance.start_lsn or b"\xff" * 10, instance.created)))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far consumers are. None = not known, which is never taken for `far enough`.

    `merged`: source table → target relation (`directory_dev.avansas.Actor`) → the LSN up to which everything is
    merged there. `committed`: source table → the LSN the connector has committed for it (the key `*` = for all).
    `widened`: source tables whose targets already have all wanted columns.
    """

    merged: Mapping[str, Mapping[str, Lsn | None]] = field(default_factory=dict)
    committed: Mapping[str, Lsn | None] = field(default_factory=dict)
    widened: frozenset[str] | None = None

    def with_connector(self, lsn: Lsn | None) -> Progress:
        """With the position that the database itself knows, where the caller knows none."""
        return self if lsn is None or "*" in self.committed else replace(self, committed={"*": lsn, **self.committed})

    def consumed(self, full_name: str) -> tuple[Lsn | None, str]:
        """The LSN that every consumer of a table is past, and what decided it; None with the reason if unknown."""
        marks: dict[str, Lsn | None] = dict(self.merged.get(full_name, {}))
        if not marks:
            return None, "no target says what it has merged"
        marks["the connector's committed position"] = self.committed.get(full_name, self.committed.get("*"))
        for name, mark in marks.items():
            if mark is None:
                return None, f"{name} is not known"
        name, mark = min(marks.items(), key=lambda item: item[1] or b"")
        return mark, name
