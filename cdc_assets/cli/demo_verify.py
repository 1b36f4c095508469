"""The demo's end: changes that never got to Kafka are found by comparing with the source, named, and healed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import psycopg
from psycopg import sql
from rich.console import Console
from rich.table import Table

from cdc_assets import stages
from cdc_assets.capture.model import Lsn, parse_lsn
from cdc_assets.cli.demo_events import METADATA, Event, events, staged
from cdc_assets.cli.demo_merge import ROWS, demo_tables
from cdc_assets.cli.output import plural
from cdc_assets.config.model import Project, Tenant
from cdc_assets.config.tenants import by_database, members
from cdc_assets.errors import some
from cdc_assets.rows.model import CHANGE, Chunk, Key, Row
from cdc_assets.tables.files import read_definitions
from cdc_assets.tables.model import TargetTable
from cdc_assets.verify.model import KINDS, Options, Relation, Verification
from cdc_assets.verify.places import places
from cdc_assets.verify.verify import repair, verify_changes, verify_rows
from resources.postgres import connected

_LOST = (
    Event(3, "u", 90, 900_001, 0, 0),
    Event(5, "u", 91, 900_002, 0, 0),
    Event(8, "d", 92, 900_003, 0, 0),
    Event(ROWS, "c", 1, 900_004, 0, 0),
)
"""What happened at the source while the connector was away: it went on after it."""
_LAST = Event(9, "u", 93, 900_005, 0, 0)
"""What it told first when it was back."""
_HERE = parse_lsn("0000002a:000dbba5:0001")
"""Up to where the source has captured: the LSN of the last event."""


@dataclass(frozen=True, slots=True)
class _Recorded:
    """A source that is a list: what its events came to, and those that the demo lost."""

    relation: Relation
    table: TargetTable
    tenant: Tenant

    def _told(self, happened: Sequence[Event]) -> list[tuple[Event, Row]]:
        names = [column.name for column in self.table.columns]
        places = [names.index(name) for name in self.relation.columns]
        rows = staged(self.table, "", self.tenant.customer_id, list(happened))
        return [(event, [row[place] for place in places]) for event, row in zip(happened, rows, strict=True)]

    def _rows(self) -> list[Row]:
        everything = [*events(ROWS, f"{self.tenant.name}.{self.table.name}", tombstones=False), *_LOST, _LAST]
        last = {event.row: (event, row) for event, row in self._told(sorted(everything, key=lambda e: e.commit))}
        return [row for event, row in last.values() if event.operation != "d"]

    def begin(self) -> Lsn:
        return parse_lsn("0000002a:000dbba0:0001")

    def rows(self, after: Key | None = None) -> Iterator[Chunk]:
        yield Chunk(self.relation.columns, self._rows(), _HERE, None, True)

    def keys(self, keys: Sequence[Row]) -> Iterator[Chunk]:
        (place,) = (self.relation.columns.index(name) for name in self.relation.key)
        wanted = {key[0] for key in keys}
        found = [row for row in self._rows() if row[place] in wanted]
        yield Chunk(self.relation.columns, found, _HERE, None, True)

    def changes(self, after: Lsn, up_to: Lsn) -> Iterator[Chunk]:
        """What was captured while the connector was away, and after."""
        rows = [
            (f"0000002a:{event.commit:08x}:0001", 1, f"0000002a:{event.commit:08x}:0002", event.operation, *row)
            for event, row in self._told((*_LOST, _LAST))
        ]
        chosen = [row for row in rows if after < parse_lsn(str(row[0])) <= up_to]
        yield Chunk((*CHANGE, *self.relation.columns), chosen, up_to, None, True)


def verify_demo(console: Console, project: Project) -> None:
    """Lose some changes of the first tenant of an embedded server before they are events; find and heal them."""
    for service in project.services.values():
        mine = members(project, service)
        definitions = read_definitions(stages.definitions_dir(project, service), service.name)
        for sink in service.sinks:
            for target, part in by_database(project, sink, mine):
                tables = [table for _, table in demo_tables(definitions, sink) if _simple(table)]
                if not target.server.embedded or not tables:
                    continue
                (place,) = places(project, sink, [part[0].name], [tables[-1].name])
                if place.left_out:
                    continue
                source = _Recorded(place.relation, tables[-1], part[0])
                with connected(target, project.root, seconds=None) as connection:
                    _back(connection, source)
                    now = Options(settle=0)
                    asked = verify_changes(connection, source, place.relation, now)
                    found = verify_rows(connection, source, place.relation, now)
                    healed = repair(connection, source, found, now) if found.repairable else found
                    after = verify_changes(connection, source, place.relation, now)
                _show(console, part[0].name, tables[-1].name, asked, healed, after)
                return


def _simple(table: TargetTable) -> bool:
    """Rows that a list can be asked for: one key column, a number."""
    kinds = {column.name: column.type for column in table.columns}
    return len(table.key) == 1 and kinds[table.key[0]] in {"smallint", "integer", "bigint"}


def _back(connection: psycopg.Connection, source: _Recorded) -> None:
    """The connector is back and tells the last change."""
    names = [*(column.name for column in source.table.columns), *METADATA]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(source.relation.schema, source.relation.staging), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in staged(source.table, f"demo.{source.tenant.name}.back", source.tenant.customer_id, [_LAST]):
            copy.write_row(row)
    relation = source.relation
    connection.execute("SELECT cdc_management.manual_merge(%s, %s)", [relation.schema, relation.name])


def _show(
    console: Console, tenant: str, table: str, asked: Verification, found: Verification, after: Verification
) -> None:
    shown = Table(title=f"{tenant}'s {table} beside its source: {found.rows_read} rows compared", title_justify="left")
    for head in ("key", "difference", "columns", "healed"):
        shown.add_column(head, overflow="fold")
    for one in found.differences:
        columns = some(one.columns, 3)
        shown.add_row(one.key, KINDS[one.kind], columns, "yes" if one.healed else "no")
    if found.found:
        console.print(shown)
        console.print(
            f"{plural(len(_LOST), 'change')} never got to Kafka, where offsets could miss them. `cdc verify --changes` "
            f"named {sum(asked.found.values())}, `cdc verify --rows --repair` healed {found.repaired}; "
            f"asked again, {sum(after.found.values()) or 'nothing'} differs.",
            highlight=False,
        )
    else:
        console.print(
            f"{tenant}'s {table} beside its source: {plural(found.rows_read, 'row')} compared, nothing differs: what "
            "never got to Kafka was healed before.",
            highlight=False,
        )
