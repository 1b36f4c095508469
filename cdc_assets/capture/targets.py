"""What the PostgreSQL targets of a tenant say of its source tables: have they the columns, how far have they merged."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from cdc_assets.capture.lsn import Lsn
from cdc_assets.capture.merged import Relation, merged_lsns
from cdc_assets.capture.model import Progress
from cdc_assets.config.model import Project, Service, SinkTarget, Tenant
from cdc_assets.config.tenants import sink_target
from cdc_assets.errors import CdcError
from cdc_assets.tables.model import TableDefinition
from resources.postgres import connect, database


@dataclass(frozen=True, slots=True)
class Fed:
    """A relation fed by a source table. `ours`: staged and merged by this project; else (`target_exists`) others do."""

    source: str
    relation: Relation
    columns: frozenset[str]
    ours: bool


def fed_relations(sink: SinkTarget, definitions: Sequence[TableDefinition], tenant: Tenant) -> tuple[Fed, ...]:
    """The relations of a sink that a tenant's source tables feed."""
    found: list[Fed] = []
    for definition in definitions:
        for table in definition.targets:
            if table.sink != sink.sink:
                continue
            made = table.ours or table
            schema = tenant.name if table.schema is None else table.schema
            # As the merge accounts rows of a shared relation: cdc_assets/ddl/merge_context.py
            own = table.tenant_column if "{customer}" in definition.topic else None
            relation = Relation(
                f"{sink.database}.{schema}.{made.name}",
                schema,
                made.name,
                made.staging,
                own,
                (tenant.customer_id or tenant.name) if own else None,
            )
            columns = frozenset(column.name for column in table.columns)
            found.append(Fed(definition.source, relation, columns, not made.exists))
    return tuple(found)


def read_progress(
    project: Project,
    service: Service,
    definitions: Sequence[TableDefinition],
    tenant: Tenant,
    merged: Collection[str],
) -> Progress:
    """What the tenant's targets say; the connector's own position is not among it.

    `widened` holds the source tables whose every target has all its columns. `merged` names the source tables to read
    LSNs for, as each costs a scan. A relation that existed before is merged by others and is not asked how far it is.
    A database or relation that cannot be read makes its tables unknown, which is never taken for `far enough`.
    """
    lacking: set[str] = set()
    marks: dict[str, dict[str, Lsn | None]] = {}
    for name in service.sinks:
        sink = sink_target(project, name, tenant.sink_env)
        relations = fed_relations(sink, definitions, tenant)
        asked = [fed for fed in relations if fed.ours and fed.source in merged]
        try:
            with database(sink, project.root) as reachable, connect(reachable, seconds=None) as connection:
                lacking |= _lacking(connection, relations)
                found = list(_merged(connection, asked))
        except (CdcError, psycopg.Error):
            lacking |= {fed.source for fed in relations}
            found = [(fed.source, {f"{fed.relation.label} (the database cannot be read)": None}) for fed in asked]
        for source, mark in found:
            marks.setdefault(source, {}).update(mark)
    return Progress(merged=marks, widened=frozenset(one.source for one in definitions) - lacking)


_COLUMNS = """
SELECT n.nspname, c.relname, array_agg(a.attname::text)
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_attribute AS a ON a.attrelid = c.oid
WHERE n.nspname = ANY(%s) AND c.relname = ANY(%s) AND a.attnum > 0 AND NOT a.attisdropped
GROUP BY 1, 2
"""


def _lacking(connection: psycopg.Connection[Any], relations: Sequence[Fed]) -> set[str]:
    """Source tables some target of which lacks a column, in the relation or in its staging table.

    A relation of others that is not there at all is not for us to widen: checking it is `apply`'s part.
    """
    schemas = sorted({fed.relation.schema for fed in relations})
    names = sorted({name for fed in relations for name in (fed.relation.name, fed.relation.staging)})
    there = {
        (schema, name): frozenset(columns)
        for schema, name, columns in connection.execute(_COLUMNS, (schemas, names)).fetchall()
    }

    def whole(fed: Fed) -> bool:
        if not fed.ours:
            return fed.columns <= there.get((fed.relation.schema, fed.relation.name), fed.columns)
        kept = (fed.relation.name, fed.relation.staging)
        return all(fed.columns <= there.get((fed.relation.schema, name), frozenset()) for name in kept)

    return {fed.source for fed in relations if not whole(fed)}


def _merged(
    connection: psycopg.Connection[Any], relations: Sequence[Fed]
) -> Iterator[tuple[str, Mapping[str, Lsn | None]]]:
    for fed in relations:
        try:
            yield fed.source, merged_lsns(connection, [fed.relation])
        except psycopg.Error as error:
            yield fed.source, {f"{fed.relation.label} ({str(error).splitlines()[0]})": None}
