"""What a database holds, as far as migrations care: what was applied, and what exists. Read in one query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import psycopg

ObjectKey = tuple[str, str, str]
"""(schema, kind, object name); the schema is empty for what belongs to the whole database."""


@dataclass(frozen=True, slots=True)
class Applied:
    """A row of `cdc_management.applied_schema`: the checksum of the SQL last applied, and the sink it came from."""

    checksum: str
    sink: str


@dataclass(frozen=True, slots=True)
class State:
    """What is recorded and what exists. Tenants are mostly alike: one stands for all of which the same is true.

    `like` names that one by schema; `applied`, `relations` and `procedures`, both (schema, name), tell of it alone.
    `schemas` are those of the schemas asked for that exist. `unfinished` are tables, as (schema, name), for which
    something was begun after what is recorded as in place.
    """

    applied: Mapping[ObjectKey, Applied] = field(default_factory=dict)
    schemas: frozenset[str] = frozenset()
    relations: frozenset[tuple[str, str]] = frozenset()
    procedures: frozenset[tuple[str, str]] = frozenset()
    unfinished: frozenset[tuple[str, str]] = frozenset()
    like: Mapping[str, str] = field(default_factory=dict)

    def recorded(self, schema: str, kind: str, name: str) -> Applied | None:
        """What is recorded of an object."""
        return self.applied.get((self.like.get(schema, schema), kind, name))

    def records(self, schema: str) -> bool:
        """Whether anything is recorded of a schema."""
        return any(found == self.like.get(schema, schema) for found, _, _ in self.applied)

    def has_relation(self, schema: str, name: str) -> bool:
        return (self.like.get(schema, schema), name) in self.relations

    def has_procedure(self, schema: str, name: str) -> bool:
        return (self.like.get(schema, schema), name) in self.procedures


# Names of any kind of relation collide with a table's, also an index's or a view's; TOAST tables live elsewhere.
# Schemas are alike where sums of hashes are equal: no row leaves the server but for one of each kind.
_STATE = """
WITH asked AS MATERIALIZED (
    SELECT s.name AS schema, n.oid, min(s.name) OVER (PARTITION BY n.oid IS NULL, c.sum, p.sum, r.sum) AS first
    FROM pg_catalog.unnest(%(schemas)s::text[]) AS s (name)
    LEFT JOIN pg_catalog.pg_namespace AS n ON n.nspname = s.name
    LEFT JOIN (
        SELECT c.relnamespace, pg_catalog.sum(pg_catalog.hashtextextended(c.relname::text, 0)) AS sum
        FROM pg_catalog.pg_class AS c WHERE c.relname = ANY (%(names)s::text[]) GROUP BY 1
    ) AS c ON c.relnamespace = n.oid
    LEFT JOIN (
        SELECT p.pronamespace, pg_catalog.sum(pg_catalog.hashtextextended(p.proname::text, 0)) AS sum
        FROM pg_catalog.pg_proc AS p WHERE p.proname = ANY (%(names)s::text[]) GROUP BY 1
    ) AS p ON p.pronamespace = n.oid
    LEFT JOIN ({recorded}) AS r ON r.schema_name = s.name
)
SELECT 'like', a.schema, '', a.first, '', '' FROM asked AS a
UNION ALL
SELECT 'schema', a.schema, '', '', '', '' FROM asked AS a WHERE a.oid IS NOT NULL
UNION ALL
SELECT 'relation', a.schema, '', c.relname::text, '', ''
FROM asked AS a JOIN pg_catalog.pg_class AS c ON c.relnamespace = a.oid
WHERE a.schema = a.first AND c.relname = ANY (%(names)s::text[])
    AND c.relnamespace = ANY (ARRAY(SELECT f.oid FROM asked AS f WHERE f.schema = f.first))
UNION ALL
SELECT DISTINCT 'procedure', a.schema, '', p.proname::text, '', ''
FROM asked AS a JOIN pg_catalog.pg_proc AS p ON p.pronamespace = a.oid
WHERE a.schema = a.first AND p.proname = ANY (%(names)s::text[])
    AND p.pronamespace = ANY (ARRAY(SELECT f.oid FROM asked AS f WHERE f.schema = f.first))
"""

_RECORDED = """
        SELECT r.schema_name, pg_catalog.sum(pg_catalog.hashtextextended(r.kind, pg_catalog.hashtextextended(
            r.object_name, pg_catalog.hashtextextended(r.checksum, pg_catalog.hashtextextended(r.sink, 0))))) AS sum
        FROM cdc_management.applied_schema AS r GROUP BY 1
    """
_EXISTING = _STATE.format(recorded="SELECT '' AS schema_name, 0 AS sum WHERE false")

_ALL = f"""{_STATE.format(recorded=_RECORDED)}
UNION ALL
SELECT 'applied', a.schema_name, a.kind, a.object_name, a.checksum, a.sink
FROM cdc_management.applied_schema AS a
WHERE a.schema_name = ANY (ARRAY(SELECT f.schema FROM asked AS f WHERE f.schema = f.first))
UNION ALL
SELECT 'unfinished', h.schema_name, '', h.object_name, '', ''
FROM cdc_management.migration_history AS h JOIN cdc_management.applied_schema AS a
    ON a.schema_name = h.schema_name AND a.kind = 'table' AND a.object_name = h.object_name AND h.id > a.history_id
WHERE h.schema_name = ANY (%(schemas)s::text[]) AND h.kind IN ('evolution', 'down')
GROUP BY h.schema_name, h.object_name
HAVING max(h.id) FILTER (WHERE h.kind = 'evolution') > coalesce(max(h.id) FILTER (WHERE h.kind = 'down'), 0)
"""


def read_state(connection: psycopg.Connection, schemas: Iterable[str], names: Iterable[str]) -> State:
    """The state of `schemas` (the empty one stands for the database), as far as objects called `names` exist in them.

    One query; a second one only in a database where nothing was ever applied. `connection` is in autocommit mode.
    """
    asked = {"schemas": sorted(set(schemas)), "names": sorted(set(names))}
    try:
        rows = connection.execute(_ALL, asked).fetchall()
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
        rows = connection.execute(_EXISTING, asked).fetchall()
    applied: dict[ObjectKey, Applied] = {}
    like: dict[str, str] = {}
    found: dict[str, set[tuple[str, str]]] = {
        "schema": set(), "relation": set(), "procedure": set(), "unfinished": set()
    }  # fmt: skip
    for what, schema, kind, name, checksum, sink in rows:
        if what == "applied":
            applied[schema, kind, name] = Applied(checksum, sink)
        elif what == "like":
            like[schema] = name
        else:
            found[what].add((schema, name))
    return State(
        applied,
        frozenset(schema for schema, _ in found["schema"]),
        frozenset(found["relation"]),
        frozenset(found["procedure"]),
        frozenset(found["unfinished"]),
        like,
    )
