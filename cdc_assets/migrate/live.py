"""The live shape of tables, read from PostgreSQL's catalog in two set-based queries per database.

What belongs here: the queries and turning their rows into shapes. What does not: what should be there (`desired.py`).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import psycopg

from cdc_assets.migrate.shape import ColumnShape, IndexShape, ProcedureShape, RelationShape, TriggerShape, UnitShape
from cdc_assets.tables.naming import SCHEMA_PLACEHOLDER, quote_ident

QUERIES = 2
"""How many queries `read_live` sends, whatever the number of schemas and tables."""

# The default of `__slot` names a sequence of its own in every schema, set where the merge is registered: left out.
# json_build_array keeps transfer small: of 200 tenants most tables are the same text, which is parsed once.
_RELATIONS = """
SELECT n.nspname::text, c.relname::text,
  (SELECT json_agg(json_build_array(a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull,
        CASE WHEN a.attname <> '__slot' THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid) END,
        l.collname,
        pg_catalog.col_description(c.oid, a.attnum)) ORDER BY a.attnum)::text
    FROM pg_catalog.pg_attribute AS a
    LEFT JOIN pg_catalog.pg_collation AS l ON l.oid = a.attcollation AND l.oid <> 'pg_catalog."default"'::regcollation
    LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
  (SELECT json_agg(json_build_array(x.relname, i.indisprimary, i.indisvalid AND i.indisready, k.oid IS NOT NULL,
        i.indnkeyatts,
        (SELECT json_agg(a.attname ORDER BY o.n)
         FROM pg_catalog.unnest((i.indkey::int2[])[0:i.indnkeyatts - 1]) WITH ORDINALITY AS o (num, n)
         JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = o.num),
        i.indpred IS NOT NULL) ORDER BY x.relname)::text
    FROM pg_catalog.pg_index AS i JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
    LEFT JOIN pg_catalog.pg_constraint AS k
        ON k.conrelid = i.indrelid AND k.conindid = i.indexrelid AND k.contype IN ('p', 'u')
    WHERE i.indrelid = c.oid AND i.indisunique),
  (SELECT json_agg(json_build_array(g.tgname, g.tgtype, f.proname, fn.nspname,
        pg_catalog.encode(g.tgargs, 'escape'), g.tgenabled <> 'D') ORDER BY g.tgname)::text
    FROM pg_catalog.pg_trigger AS g JOIN pg_catalog.pg_proc AS f ON f.oid = g.tgfoid
    JOIN pg_catalog.pg_namespace AS fn ON fn.oid = f.pronamespace
    WHERE g.tgrelid = c.oid AND NOT g.tgisinternal),
  (SELECT json_agg(json_build_array(k.conname, k.convalidated) ORDER BY k.conname)::text
    FROM pg_catalog.pg_constraint AS k WHERE k.conrelid = c.oid AND k.contype = 'c'),
  (SELECT json_agg(DISTINCT jsonb_build_array(a.attname, v.oid::regclass::text))::text
    FROM pg_catalog.pg_depend AS d JOIN pg_catalog.pg_rewrite AS r ON r.oid = d.objid
    JOIN pg_catalog.pg_class AS v ON v.oid = r.ev_class AND v.oid <> c.oid
    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
    WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid AND d.classid = 'pg_rewrite'::regclass),
  pg_catalog.obj_description(c.oid, 'pg_class'), c.relpersistence = 'u', c.reloptions,
  pg_catalog.pg_get_userbyid(c.relowner)::text, pg_catalog.pg_relation_size(c.oid)
FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = ANY (%(schemas)s::text[]) AND c.relkind IN ('r', 'p')
  AND (%(names)s::text[] IS NULL OR c.relname = ANY (%(names)s::text[]))
"""

_PROCEDURES = """
SELECT n.nspname::text, p.proname::text, pg_catalog.oidvectortypes(p.proargtypes),
  pg_catalog.md5(p.prosrc), pg_catalog.md5(pg_catalog.replace(p.prosrc, %(quote)s || pg_catalog.replace(
    n.nspname, %(quote)s, %(quote)s || %(quote)s) || %(quote)s, %(placeholder)s))
FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
WHERE n.nspname = ANY (%(schemas)s::text[]) AND p.prokind = 'p'
  AND (%(names)s::text[] IS NULL OR p.proname = ANY (%(names)s::text[]))
ORDER BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class Live:
    """What was read: relations and procedures (overloads sorted by arguments) by (schema, name)."""

    relations: Mapping[tuple[str, str], RelationShape]
    procedures: Mapping[tuple[str, str], tuple[ProcedureShape, ...]]

    def unit(self, schema: str, name: str, staging: str, procedure: str) -> UnitShape:
        """The table `name` with its staging and procedure, as far as they exist in `schema`."""
        return UnitShape(
            name,
            self.relations.get((schema, name)),
            self.relations.get((schema, staging)),
            self.procedures.get((schema, procedure), ()),
        )


def read_live(connection: psycopg.Connection, schemas: Iterable[str], names: Iterable[str] | None = None) -> Live:
    """The shapes of relations and procedures called `names` (None: all) in `schemas`, in two queries."""
    asked = {"schemas": sorted(set(schemas)), "names": None if names is None else sorted(set(names))}
    with connection.transaction():  # names in types and defaults are printed as the search path makes them
        connection.execute("SET LOCAL search_path = pg_catalog, pg_temp")
        tables = connection.execute(_RELATIONS, asked).fetchall()
        routines = connection.execute(
            _PROCEDURES, {**asked, "quote": '"', "placeholder": SCHEMA_PLACEHOLDER}
        ).fetchall()
    relations = {}
    for row in tables:
        schema, name, columns, indexes, triggers, checks, views, comment, unlogged, options, owner, size = row
        unique = _indexes(indexes)
        relations[schema, name] = RelationShape(
            name,
            _columns(columns),
            next((index for index in unique if index.primary), None),
            tuple(index for index in unique if not index.primary),
            _triggers(triggers, schema),
            tuple((check, valid) for check, valid in json.loads(checks)) if checks else (),
            tuple(sorted((column, view) for column, view in json.loads(views))) if views else (),
            unlogged,
            tuple(sorted(options or ())),
            comment,
            owner,
            size,
        )
    procedures: dict[tuple[str, str], list[ProcedureShape]] = defaultdict(list)
    for schema, name, arguments, raw, body in routines:
        procedures[schema, name].append(ProcedureShape(name, arguments, body, raw))
    return Live(relations, {key: tuple(found) for key, found in procedures.items()})


# Tenants are of one shape: the same texts come again and again, and each is parsed once.
@lru_cache(maxsize=10_000)
def _columns(text: str | None) -> tuple[ColumnShape, ...]:
    rows = json.loads(text) if text else []
    return tuple(
        ColumnShape(name, type_, not_null, default, collation, comment)
        for name, type_, not_null, default, collation, comment in rows
    )


@lru_cache(maxsize=10_000)
def _indexes(text: str | None) -> tuple[IndexShape, ...]:
    """Partial unique indexes and those over expressions are no keys and left out."""
    rows = json.loads(text) if text else []
    return tuple(
        IndexShape(name, tuple(columns), primary, constraint, valid)
        for name, primary, valid, constraint, keys, columns, partial in rows
        if not partial and columns is not None and len(columns) == keys
    )


@lru_cache(maxsize=10_000)
def _triggers(text: str | None, schema: str) -> tuple[TriggerShape, ...]:
    rows = json.loads(text) if text else []
    return tuple(
        TriggerShape(
            name,
            kind,
            f"{SCHEMA_PLACEHOLDER if home == schema else quote_ident(home)}.{quote_ident(function)}",
            arguments,
            enabled,
        )
        for name, kind, function, home, arguments, enabled in rows
    )
