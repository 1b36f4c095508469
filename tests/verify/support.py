"""A source of the tests, the way of its changes to PostgreSQL, and what verifies both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from cdc_assets.capture.model import Lsn, format_lsn
from cdc_assets.config.model import Roles
from cdc_assets.ddl.environment import environment
from cdc_assets.rows.model import CHANGE, Chunk, Key, Row
from cdc_assets.tables.model import TargetTable
from cdc_assets.verify.model import Relation
from tests.merge.support import SCHEMA, merge, stage
from tests.sqlserver.source_database import SourceDatabase

TOPIC = "prod.avansas.AdOpusAvansas.dbo.Actor"
OPERATIONS = {1: "d", 2: "c", 3: "b", 4: "u"}


def verifying(connection: psycopg.Connection[Any]) -> None:
    """What a verification needs in the database, beside what a merge does."""
    for name in ("30_offset_watch", "31_verify"):
        template = environment().get_template(f"infrastructure/{name}.sql.j2")
        connection.execute(template.render(roles=Roles()).encode())


def relation_of(table: TargetTable, **options: Any) -> Relation:
    """The relation as a verification knows it."""
    shared = {name for name in (table.tenant_column,) if name}
    columns = tuple(column.name for column in table.columns if column.name not in shared)
    key = tuple(name for name in table.key if name not in shared)
    return Relation(f"{SCHEMA}.{table.name}", SCHEMA, table.name, table.staging, columns, key, **options)


@dataclass
class Direct:
    """Reads a source of the tests without a port between: as `rows.read` does, by its definition."""

    source: SourceDatabase
    table: str = "dbo.Actor"
    size: int = 10

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.source.tables[self.table].columns)

    @property
    def position(self) -> Lsn:
        assert self.source.max_lsn is not None
        return self.source.max_lsn

    def begin(self) -> Lsn:
        (instance,) = self.source.instances.values()
        return (int.from_bytes(instance.start, "big") - 1).to_bytes(10, "big")

    def rows(self, last_key: Key | None = None) -> Iterator[Chunk]:
        after: Any = int(last_key[0]) if last_key else None
        key = self.names[0]
        while True:
            position = self.position
            left = sorted(
                (r for r in self.source.rows[self.table] if after is None or r[key] > after), key=lambda r: r[key]
            )
            after = left[: self.size][-1][key] if left else after
            rows, last = [tuple(r.values()) for r in left[: self.size]], len(left) <= self.size
            yield Chunk(self.names, rows, position, None if after is None else (str(after),), last)
            if last:
                return

    def keys(self, keys: Sequence[Row]) -> Iterator[Chunk]:
        position, wanted = self.position, {key[0] for key in keys}
        rows = [tuple(r.values()) for r in self.source.rows[self.table] if r[self.names[0]] in wanted]
        yield Chunk(self.names, rows, position, None, True)

    def changes(self, after: Lsn, up_to: Lsn) -> Iterator[Chunk]:
        (instance,) = self.source.instances.values()
        rows = [
            (
                format_lsn(c["__$start_lsn"]),
                c["__$command_id"],
                format_lsn(c["__$seqval"]),
                OPERATIONS[c["__$operation"]],
                *(c[name] for name in self.names),
            )
            for c in instance.changes
            if after < c["__$start_lsn"] <= up_to
        ]
        yield Chunk((*CHANGE, *self.names), rows, up_to, None, True)


@dataclass
class Stream:
    """The connector and the loader: every captured change that was not told yet, as rows of staging."""

    source: SourceDatabase
    told: int = 0
    offset: int = 0

    def events(self) -> list[dict[str, Any]]:
        """What the connector has to tell since it did so last."""
        self.source.capture()
        (instance,) = self.source.instances.values()
        new = [c for c in instance.changes[self.told :] if c["__$operation"] != 3]
        self.told = len(instance.changes)
        found = []
        for change in new:
            data = {name: value for name, value in change.items() if not name.startswith("__$")}
            if change["__$operation"] == 1:
                data = {name: value if name == "id" else None for name, value in data.items()}
            found.append(
                {
                    **data,
                    "__operation": OPERATIONS[change["__$operation"]],
                    "__lsn": change["__$start_lsn"].hex(),
                    "__seq_val": change["__$seqval"].hex(),
                    "__source_ts_ms": int.from_bytes(change["__$start_lsn"], "big") % 10**12,
                    "__kafka_topic": TOPIC,
                    "__kafka_partition": 0,
                    "__kafka_offset": self.offset,
                }
            )
            self.offset += 1
        return found


def deliver(connection: psycopg.Connection[Any], events: Iterable[dict[str, Any]], table: str = "Actor") -> None:
    """Stage and merge."""
    stage(connection, table, events)
    merge(connection, table)
