"""The demo's end: changes that never got to Kafka are found by comparing with the source, named, and healed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console

from cdc_assets.capture.model import Lsn, parse_lsn
from cdc_assets.cli.demo_events import Event, copy_staged, events, staged
from cdc_assets.cli.demo_merge import ROWS, demo_tables, embedded_sinks, show_table
from cdc_assets.cli.output import plural
from cdc_assets.config.model import Project, Tenant
from cdc_assets.errors import some
from cdc_assets.rows.model import CHANGE, Chunk, Key, Row
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
    for one in embedded_sinks(project):
        tenant = one.members[0]
        tables = [table for _, table in demo_tables(one.definitions, one.sink) if _simple(table)]
        if not tables:
            continue
        (place,) = places(project, one.sink, [tenant.name], [tables[-1].name])
        if place.uncompared:
            continue
        source = _Recorded(place.relation, tables[-1], tenant)
        with connected(one.target, project.root, seconds=None) as connection:
            # The connector is back and tells the last change.
            told = staged(source.table, f"demo.{tenant.name}.back", tenant.customer_id, [_LAST])
            copy_staged(connection, place.relation.schema, source.table, told)
            connection.execute(
                "SELECT cdc_management.manual_merge(%s, %s)", [place.relation.schema, place.relation.name]
            )
            now = Options(settle=0)
            asked = verify_changes(connection, source, place.relation, now)
            found = verify_rows(connection, source, place.relation, now)
            healed = repair(connection, source, found, now) if found.repairable else found
            after = verify_changes(connection, source, place.relation, now)
        _show(console, f"{tenant.name}'s {tables[-1].name}", asked, healed, after)
        return


def _simple(table: TargetTable) -> bool:
    """Rows that a list can be asked for: one key column, a number."""
    kinds = {column.name: column.type for column in table.columns}
    return len(table.key) == 1 and kinds[table.key[0]] in {"smallint", "integer", "bigint"}


def _show(console: Console, whose: str, asked: Verification, found: Verification, after: Verification) -> None:
    if found.found:
        title = f"{whose} beside its source: {found.rows_read} rows compared"
        rows = [
            (one.key, KINDS[one.kind], some(one.columns, 3), "yes" if one.healed else "no") for one in found.differences
        ]
        show_table(console, title, ("key", "difference", "columns", "healed"), rows)
        message = (
            f"{plural(len(_LOST), 'change')} never got to Kafka, where offsets could miss them. `cdc verify --changes` "
            f"named {sum(asked.found.values())}, `cdc verify --rows --repair` healed {found.repaired}; "
            f"asked again, {sum(after.found.values()) or 'nothing'} differs."
        )
    else:
        message = (
            f"{whose} beside its source: {plural(found.rows_read, 'row')} compared, nothing differs: what never got to "
            "Kafka was healed before."
        )
    console.print(message, highlight=False)
