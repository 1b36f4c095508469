"""How far PostgreSQL has merged a source, in the source's own measure: the LSN."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import psycopg
from psycopg import sql

from cdc_assets.capture.lsn import Lsn, parse_lsn


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


def merged_lsns(connection: psycopg.Connection[object], relations: Sequence[Relation]) -> dict[str, Lsn | None]:
    """For each relation the LSN up to which everything is merged; None, with the reason in its label, where unknown.

    Within a partition events come in LSN order, so a partition is merged up to its newest row, and the relation up to
    the least of its partitions, but not beyond what waits in staging. Not known: a partition that no row came from, a
    gap in the coverage, staged rows without an LSN. Each relation is read once, so this is for a person's command and
    not for a sensor. Raises psycopg.Error.
    """
    found: dict[str, Lsn | None] = {}
    for relation in relations:
        lsn, reason = _merged(connection, relation)
        found[relation.label if lsn is not None else f"{relation.label} ({reason})"] = lsn
    return found


def _merged(connection: psycopg.Connection[object], relation: Relation) -> tuple[Lsn | None, str]:
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
        first = int.from_bytes(parse_lsn(waiting), "big")
        lsn = min(lsn, max(first - 1, 0).to_bytes(10, "big"))
    return lsn, ""
