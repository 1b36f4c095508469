"""What the PostgreSQL targets of a tenant say of its source tables: have they the columns, how far have they merged."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from cdc_assets.capture.model import Lsn, Progress, moved, parse_lsn
from cdc_assets.config.model import Project, Service, SinkTarget, Tenant
from cdc_assets.config.tenants import sink_target
from cdc_assets.errors import CdcError
from cdc_assets.tables.model import TableDefinition
from resources.postgres import connected


@dataclass(frozen=True, slots=True)
class Relation:
    """A target relation in one database. `label` names it for people (`directory_dev.avansas.Actor`).

    In a relation that several tenants share, `tenant_column` and `tenant` select one tenant's rows: LSNs of different
    source databases do not compare.
    """

    label: str
    schema: str
    name: str
    staging: str
    tenant_column: str | None = None
    tenant: str | None = None


_QUERY = """
WITH parts AS (
    SELECT c.kafka_partition
    FROM cdc_management.offset_coverage AS c
    LEFT JOIN cdc_management.topic_incarnations AS i ON i.kafka_topic = c.kafka_topic
    WHERE c.schema_name = {schema_text} AND c.table_name = {name_text} AND c.tenant IN ('', {tenant_text})
        AND c.topic_incarnation = coalesce(i.incarnation, 0)
), held AS (
    SELECT t."__kafka_partition" AS kafka_partition, max(t."__lsn") AS lsn
    FROM {table} AS t
    WHERE t."__lsn" IS NOT NULL AND {tenant_is} AND coalesce(t."__incarnation", 0) = (
        SELECT max(coalesce(n."__incarnation", 0)) FROM {table} AS n WHERE n."__lsn" IS NOT NULL
    )
    GROUP BY t."__topic", t."__kafka_partition"
), waiting AS (
    SELECT min(lower(replace(regexp_replace(s."__lsn", '^0[xX]', ''), ':', ''))) AS lsn,
        coalesce(bool_or(s."__lsn" IS NULL), false) AS without_lsn
    FROM {staging} AS s
)
SELECT (SELECT count(*) FROM parts),
    (SELECT count(*) FROM parts AS p WHERE NOT EXISTS (
        SELECT 1 FROM held AS h WHERE h.kafka_partition = p.kafka_partition
    )),
    (SELECT min(h.lsn) FROM held AS h),
    (SELECT w.lsn FROM waiting AS w), (SELECT w.without_lsn FROM waiting AS w),
    (SELECT count(*) FROM cdc_management.v_cdc_processing_gaps AS g
     WHERE g.schema_name = {schema_text} AND g.table_name = {name_text} AND g.tenant IN ('', {tenant_text}))
"""


def merged_lsn(connection: psycopg.Connection[Any], relation: Relation) -> tuple[Lsn | None, str]:
    """The LSN up to which everything is merged into a relation, or None and why it is not known.

    Within a partition events come in LSN order, so a partition is merged up to its newest row, and the relation up to
    the least of its partitions, but not beyond what waits in staging. Not known: a partition that no row came from, a
    gap in the coverage, staged rows without an LSN. The relation is read once, so this is for a person's command and
    not for a sensor. Raises psycopg.Error.
    """
    tenant_is: sql.Composable = sql.SQL("true")
    if relation.tenant_column is not None:
        tenant_is = sql.SQL("t.{}::text = {}").format(
            sql.Identifier(relation.tenant_column), sql.Literal(relation.tenant)
        )
    query = sql.SQL(_QUERY).format(
        schema_text=sql.Literal(relation.schema),
        name_text=sql.Literal(relation.name),
        tenant_text=sql.Literal(relation.tenant or ""),
        table=sql.Identifier(relation.schema, relation.name),
        staging=sql.Identifier(relation.schema, relation.staging),
        tenant_is=tenant_is,
    )
    with connection.cursor(row_factory=psycopg.rows.tuple_row) as cursor:
        row = cursor.execute(query).fetchone()
    assert row is not None  # noqa: S101 - scalar subqueries always give a row
    partitions, silent, held, waiting, without_lsn, gaps = row
    if not partitions or held is None:
        return None, "nothing was merged yet"
    if silent:
        return None, f"nothing came yet from {silent} of {partitions} partitions"
    if gaps:
        return None, f"{gaps} gaps in the offsets"
    if without_lsn:
        return None, "staged rows without an LSN"
    lsn = parse_lsn(held)
    if waiting is not None:
        first = parse_lsn(waiting)
        lsn = min(lsn, moved(first, -1) if any(first) else first)
    return lsn, ""


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
            own = definition.tenant_column(table)
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
            with connected(sink, project.root, seconds=None) as connection:
                lacking |= _lacking(connection, relations)
                found = list(_merged(connection, asked))
        except CdcError:
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
            lsn, why_not = merged_lsn(connection, fed.relation)
        except psycopg.Error as error:
            lsn, why_not = None, str(error).splitlines()[0]
        yield fed.source, {fed.relation.label + (f" ({why_not})" if lsn is None else ""): lsn}
