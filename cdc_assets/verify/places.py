"""Which relations can be compared with which source tables: from the configuration to a reader."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import product

from cdc_assets import stages
from cdc_assets.capture.model import Lsn, moved
from cdc_assets.catalog.databases import tenant_sources
from cdc_assets.catalog.live import source_endpoint
from cdc_assets.config.model import Project, ReferenceSource, SinkTarget, Tenant
from cdc_assets.config.tenants import by_database, members
from cdc_assets.errors import CdcError, Problem
from cdc_assets.migrate.desired import fact_of
from cdc_assets.offsets.model import Stream
from cdc_assets.offsets.operate import select
from cdc_assets.rows.model import USUAL, Chunk, Key, Limits, ReadTable, Row, limits_of
from cdc_assets.rows.read import read_changes, read_keys, read_rows, source_rows
from cdc_assets.rows.source import look
from cdc_assets.tables.files import read_definitions
from cdc_assets.tables.model import TableDefinition, TargetColumn, TargetTable, ours_in
from cdc_assets.verify.model import Reader, Relation
from resources.sqlserver import Session


@dataclass(frozen=True, slots=True)
class Place:
    """A relation, the database that it is in, and where its source table is. `stream` feeds it.

    `left_out` says why it can be neither loaded nor compared, empty where it can. `cut_key` is a column of its key that
    has a digit less here: by such a key no row is found at the source. `reread`: its first rows are read from there.
    """

    relation: Relation
    target: SinkTarget
    source: ReferenceSource
    read: ReadTable
    stream: Stream
    limits: Limits
    left_out: str = ""
    cut_key: str = ""
    reread: bool = False

    @property
    def uncompared(self) -> str:
        """Why it cannot be compared, empty where it can."""
        cut = "is cut on its way: no row of the source is found by it"
        return self.left_out or (f"has a key column `{self.cut_key}` that {cut}" if self.cut_key else "")


def places(
    project: Project, sink: str | None = None, tenants: Collection[str] = (), tables: Collection[str] = ()
) -> tuple[Place, ...]:
    """The relations that fit; empty means all. Raises CdcError where none fits."""
    return tuple(
        place for part in select(project, sink, tenants, tables) for place in _places(project, part.sink, part.streams)
    )


def _places(project: Project, sink: str, streams: Sequence[Stream]) -> Iterator[Place]:
    wanted = {(stream.tenant, stream.schema, stream.table): stream for stream in streams}
    for service in project.services.values():
        if sink not in service.sinks:
            continue
        limits = limits_of(project.source_groups[service.group].reading)
        sources = {tenant.name: source for tenant, source in tenant_sources(project, service)}
        definitions = read_definitions(stages.definitions_dir(project, service), service.name)
        ours = list(ours_in(definitions, sink))
        here = [(target, one) for target, part in by_database(project, sink, members(project, service)) for one in part]
        for (target, tenant), (definition, _, made) in product(here, ours):
            schema = tenant.name if made.schema is None else made.schema
            stream = wanted.get((tenant.name, schema, made.name))
            if stream is not None and stream.topic.endswith(definition.topic.rpartition("}")[2]):
                place = _place(target, sources[tenant.name], definition, made, tenant, stream, limits)
                yield replace(place, reread=service.source.initial_load == "reread")


def _place(
    target: SinkTarget,
    source: ReferenceSource,
    definition: TableDefinition,
    made: TargetTable,
    tenant: Tenant,
    stream: Stream,
    limits: Limits,
) -> Place:
    read = source_rows(definition, made)
    staged = {column.source: column.staging for column in read.columns}
    relation = Relation(
        label=f"{stream.schema}.{made.name}" + (f" ({tenant.name})" if stream.schema != tenant.name else ""),
        schema=stream.schema,
        name=made.name,
        staging=made.staging,
        columns=tuple(column.staging for column in read.columns),
        key=tuple(staged[name] for name in read.key),
        constants=_constants(made, tenant, stream),
        tenant_column=made.tenant_column if stream.tenant_id else None,
        tenant=stream.tenant_id or tenant.name,
        sink=made.sink,
    )
    cut = (column.name for column in made.columns if column.name in made.key and _cut(column))
    return Place(relation, target, source, read, stream, limits, _left_out(made, relation), next(cut, ""))


def _cut(column: TargetColumn) -> bool:
    """Whether a merge cuts it: a time that waits as text."""
    return column.staging_type == "text" and column.type.startswith("time")


def _left_out(made: TargetTable, relation: Relation) -> str:
    if made.append_only:
        return "has no key: it is a log of events"
    if made.transforms:
        return "is transformed on its way: what a pipeline would write is not known here"
    unknown = [name for name in made.key if name not in relation.columns and name not in relation.constants]
    return f"has a key column `{unknown[0]}` that is filled on the way: no row is found by it" if unknown else ""


def _constants(made: TargetTable, tenant: Tenant, stream: Stream) -> Mapping[str, str]:
    """What every row of a tenant has in columns that no source has."""
    own = {made.tenant_column: stream.tenant_id} if made.tenant_column and stream.tenant_id else {}
    facts = {"customer_id": tenant.customer_id or tenant.name}
    found = {
        column.name: facts[fact]
        for column in made.columns
        if column.source is None and (fact := fact_of(column)) in facts
    }
    without_source = {column.name for column in made.columns if column.source is None}
    return {name: value for name, value in {**found, **own}.items() if name in without_source}


@dataclass(frozen=True, slots=True)
class SourceReader:
    """Reads a table of a SQL Server."""

    session: Session
    table: ReadTable
    limits: Limits = USUAL

    def begin(self) -> Lsn:
        """After which LSN its changes are there."""
        starts = [capture.start for capture in look(self.session, self.table).captures if capture.start is not None]
        if not starts:
            what = f"the capture of {self.table.full_name} has not begun"
            raise CdcError(Problem(self.session.at.address, what, hint="try again in a moment"))
        return moved(min(starts), -1)

    def rows(self, after: Key | None = None) -> Iterator[Chunk]:
        """All rows, on from a key."""
        return read_rows(self.session, self.table, after, self.limits)

    def keys(self, keys: Sequence[Row]) -> Iterator[Chunk]:
        """The rows of these keys."""
        return read_keys(self.session, self.table, keys, self.limits)

    def changes(self, after: Lsn, up_to: Lsn) -> Iterator[Chunk]:
        """The changes of `(after, up_to]`: of which keys, and what was done, as no more is asked of them."""
        key = tuple(column for column in self.table.columns if column.source in self.table.key)
        return read_changes(self.session, replace(self.table, columns=key), after, up_to, limits=self.limits)


@contextmanager
def reader(place: Place, environ: Mapping[str, str]) -> Iterator[Reader]:
    """The source table of a place, to be read. Raises CdcError where no server has it."""
    if not place.source.is_live:
        what = "files stand in for the source: there are no rows to compare with"
        hint = "a server entry with host, user and password reads a SQL Server"
        raise CdcError(Problem(f"source-groups.yaml: servers.{place.source.server_name}", what, hint=hint))
    with Session(source_endpoint(place.source, environ), read_only=False) as session:
        yield SourceReader(session, place.read, place.limits)
