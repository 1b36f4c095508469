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
    """`relations` and `procedures` are (schema, name); `schemas` are those of the schemas asked for that exist.

    `unfinished` are tables, as (schema, name), for which something was begun after what is recorded as in place.
    """

    applied: Mapping[ObjectKey, Applied] = field(default_factory=dict)
    schemas: frozenset[str] = frozenset()
    relations: frozenset[tuple[str, str]] = frozenset()
    procedures: frozenset[tuple[str, str]] = frozenset()
    unfinished: frozenset[tuple[str, str]] = frozenset()


# Names of any kind of relation collide with a table's, also an index's or a view's; TOAST tables live elsewhere.
_EXISTING = """
SELECT 'schema', n.nspname::text, '', '', '', ''
FROM pg_catalog.pg_namespace AS n WHERE n.nspname = ANY (%(schemas)s::text[])
UNION ALL
SELECT 'relation', n.nspname::text, '', c.relname::text, '', ''
FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = ANY (%(schemas)s::text[]) AND c.relname = ANY (%(names)s::text[])
UNION ALL
SELECT DISTINCT 'procedure', n.nspname::text, '', p.proname::text, '', ''
FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
WHERE n.nspname = ANY (%(schemas)s::text[]) AND p.proname = ANY (%(names)s::text[])
"""

_ALL = f"""{_EXISTING}
UNION ALL
SELECT 'applied', schema_name, kind, object_name, checksum, sink
FROM cdc_management.applied_schema WHERE schema_name = ANY (%(schemas)s::text[])
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
    found: dict[str, set[tuple[str, str]]] = {
        "schema": set(), "relation": set(), "procedure": set(), "unfinished": set()
    }  # fmt: skip
    for what, schema, kind, name, checksum, sink in rows:
        if what == "applied":
            applied[schema, kind, name] = Applied(checksum, sink)
        else:
            found[what].add((schema, name))
    return State(
        applied,
        frozenset(schema for schema, _ in found["schema"]),
        frozenset(found["relation"]),
        frozenset(found["procedure"]),
        frozenset(found["unfinished"]),
    )
