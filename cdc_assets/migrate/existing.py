"""Tables that are there already (`target_exists: true`): never touched, only looked at.

Rows may be merged into it all the same (`merge: true`), by a replica of ours beside it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import psycopg

from cdc_assets.errors import Problem
from cdc_assets.files import WriteReport, write_text_if_changed
from cdc_assets.migrate.costs import retype
from cdc_assets.migrate.desired import title_of
from cdc_assets.migrate.live import Live, read_unlocked
from cdc_assets.migrate.outcome import Refusal, Refused
from cdc_assets.migrate.pgtypes import canonical
from cdc_assets.migrate.plan import Gone, Plan, without_units
from cdc_assets.migrate.shape import RelationShape
from cdc_assets.tables.model import TableDefinition, TargetColumn, TargetTable
from cdc_assets.tables.naming import SCHEMA_PLACEHOLDER, quote_ident, quote_literal

FILE = "validation/existing-tables.sql"
_HAND_OVER = (
    "take `target_exists: true` back, or hand it over: docs/how-to/existing-tables.md#a-table-of-ours-is-handed-over"
)


def check_existing(live: Live, table: TargetTable, schema: str, migrator: str | None = None) -> tuple[Problem, ...]:
    """What keeps a table with `target_exists` from taking its mapped columns. `schema`: the tenant's own.

    Where rows are merged into it, the role that looks must have the rights for it, or `migrator` where that is given.
    """
    return _locked(live, table, schema) or tuple(_check(live, table, table.schema or schema, migrator))


def _locked(live: Live, table: TargetTable, schema: str) -> tuple[Problem, ...]:
    place = table.schema or schema
    if place not in live.locked:
        return ()
    return (
        Problem(f"{place}.{table.name}", f"not looked at: {live.locked[place]}", hint="look again when that is over"),
    )


def existing_tables(definitions: Iterable[TableDefinition], sink: str) -> tuple[TargetTable, ...]:
    """The tables of a sink that belong to somebody else."""
    return tuple(table for one in definitions for table in one.targets if table.sink == sink and table.exists)


def read_existing(connection: psycopg.Connection, tables: Iterable[TargetTable], schemas: Sequence[str]) -> Live:
    """The live shapes of such tables, in literal schemas and in the tenants' `schemas`. Two queries."""
    asked = list(tables)
    places = {table.schema for table in asked if table.schema is not None}
    return read_unlocked(
        connection, {*places, *(schemas if any(t.schema is None for t in asked) else ())}, {t.name for t in asked}
    )


def refuse_unfit(connection: psycopg.Connection, plan: Plan, tables: Iterable[TargetTable]) -> Plan:
    """`plan` without units that merge into an existing table which cannot take it. No query where none is due.

    A table that was made as one of ours cannot become somebody else's by configuration alone: its fences, its staging
    and its coverage would stay behind with the old name.
    """
    merged = {title_of((made.schema, made.name)): one for one in tables if (made := one.ours) is not None}
    due = [(part.tenant, unit.name) for part in plan.parts for unit in part.units]
    due += [(one.tenant, one.desired.title) for one in plan.changes]
    due = [(tenant, title) for tenant, title in due if title in merged]
    if not due:
        return plan
    live = read_existing(connection, merged.values(), [tenant for tenant, _ in due if tenant is not None])
    refused: Gone = {}
    for tenant, title in due:
        table = merged[title]
        schema = table.schema or tenant or ""
        if plan.state.recorded(schema, "table", table.name):
            refused[tenant, title] = Refused(schema, title, Refusal.OURS, table.name, _HAND_OVER)
            continue
        problems = check_existing(live, table, schema)
        if problems:
            hint = "; ".join(
                f"{problem.what} ({problem.hint})" if problem.hint else problem.what for problem in problems
            )
            refused[tenant, title] = Refused(schema, title, Refusal.UNFIT, table.name, hint)
    return without_units(plan, refused)


def validation_sql(tables: Iterable[TargetTable]) -> str:
    """One query that returns a row per problem (relation, column, problem); none when all is well.

    It asks what `check_existing` does (tests/migrate/test_existing_sql.py compares the two), but for the rights of
    the role that applies: somebody else runs it.
    """
    wanted = [(table, column) for table in tables if table.exists for column in table.columns]
    if not wanted:
        return ""
    merged = dict.fromkeys(table for table, *_ in wanted if table.merged)
    rows = ",\n".join(f"        ({_wanted_row(table, column)})" for table, column in wanted)
    return f"""-- One row per problem; no row: every table that shall exist takes what is mapped into it.
-- `accepted` are the types that hold every value; where the table limits one, it must give so many characters, digits
-- before and behind the point, or digits of a second's fraction.
WITH wanted (
    schema_name, table_name, column_name, type_name, accepted, characters, digits, scale, fraction, may_be_null
) AS (
    VALUES
{rows}
), found AS (
    SELECT n.nspname::text AS schema_name, c.relname::text AS table_name, a.attname::text AS column_name,
        format_type(a.atttypid, NULL) AS base, a.atttypmod AS typmod, format_type(a.atttypid, a.atttypmod) AS type_name,
        a.attnotnull AS not_null, a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AS required,
        a.attidentity = 'a' OR a.attgenerated <> '' AS generated
    FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p')
        AND (n.nspname, c.relname) IN (SELECT w.schema_name, w.table_name FROM wanted AS w)
), pairs AS (
    SELECT w.*, f.column_name IS NOT NULL AS is_there, f.type_name AS there, f.not_null, f.generated,
        f.base = ANY (w.accepted) AND CASE
            WHEN f.typmod = -1 THEN true
            WHEN f.base IN ('character varying', 'character') THEN f.typmod - 4 >= w.characters
            WHEN f.base = 'numeric' THEN (f.typmod - 4) & 2047 >= w.scale
                AND ((f.typmod - 4) >> 16 & 65535) - ((f.typmod - 4) & 2047) >= w.digits
            WHEN f.base ~ '^time' THEN f.typmod >= w.fraction
            ELSE true
        END AS fits
    FROM wanted AS w LEFT JOIN found AS f USING (schema_name, table_name, column_name)
)
SELECT p.schema_name, p.table_name, p.column_name, q.problem
FROM pairs AS p, unnest(ARRAY[
    CASE WHEN NOT p.is_there THEN 'missing' END,
    CASE WHEN NOT p.fits THEN 'is ' || p.there || ', gets ' || p.type_name END,
    CASE WHEN p.generated THEN 'is generated' END,
    CASE WHEN p.not_null AND p.may_be_null THEN 'must have a value, its source may be NULL' END
]) AS q (problem)
WHERE q.problem IS NOT NULL
UNION ALL
SELECT f.schema_name, f.table_name, f.column_name, 'must have a value, and nothing is mapped into it'
FROM found AS f
WHERE f.required AND NOT EXISTS (
    SELECT FROM wanted AS w
    WHERE (w.schema_name, w.table_name, w.column_name) = (f.schema_name, f.table_name, f.column_name)
)
{_unique_sql(merged) if merged else ""}ORDER BY 1, 2, 3;
"""


def _wanted_row(table: TargetTable, column: TargetColumn) -> str:
    type_ = canonical(column.type)
    accepted = sorted({*(base for base in _BASES if _holds(type_, _UNLIMITED.get(base, base))), type_.split("(")[0]})
    scale = _least(lambda n: _holds(type_, f"numeric(1000,{n})"), 500)
    parts = (
        _schema_name(table),
        quote_literal(table.name),
        quote_literal(column.name),
        quote_literal(type_),
        f"ARRAY[{', '.join(map(quote_literal, accepted))}]::text[]",
        str(_least(lambda n: _holds(type_, f"character varying({n or 1})"), 10_485_760)),
        str(_least(lambda n: _holds(type_, f"numeric({n + scale},{scale})"), 500)),
        str(scale),
        str(_least(lambda n: any(_holds(type_, timed.format(n)) for timed in _TIMED), 6)),
        "true" if column.source_nullable and column.name not in table.key else "false",
    )
    return ", ".join(parts)


def _holds(type_: str, other: str) -> bool:
    """Whether `other` holds every value of `type_`."""
    return retype(type_, other).verdict in ("same", "wider")


def _least(holds: Callable[[int], bool], most: int) -> int:
    """The smallest limit that is enough; more than `most` where none is."""
    return bisect_left(range(most + 1), True, key=holds)


def _unique_sql(tables: Iterable[TargetTable]) -> str:
    """The part of the query that asks for the unique index by which rows are merged."""
    keys = ",\n".join(
        f"    ({_schema_name(table)}, {quote_literal(table.name)},"
        f" ARRAY[{', '.join(map(quote_literal, sorted(table.key)))}]::text[])"
        for table in tables
    )
    return f"""UNION ALL
SELECT k.schema_name, k.table_name, array_to_string(k.columns, ', '), 'no unique index, by which rows are merged'
FROM (VALUES
{keys}
) AS k (schema_name, table_name, columns)
WHERE NOT EXISTS (
    SELECT FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE (n.nspname, c.relname) = (k.schema_name, k.table_name) AND i.indisunique AND i.indisvalid AND i.indimmediate
        AND i.indpred IS NULL AND ARRAY(
            SELECT a.attname::text COLLATE "C" FROM unnest((i.indkey::int2[])[0:i.indnkeyatts - 1]) AS o (num)
            JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = o.num ORDER BY 1
        ) = (SELECT array_agg(u.name ORDER BY u.name COLLATE "C") FROM unnest(k.columns) AS u (name))
)
"""


def write_validation(folder: Path, sink: str, definitions: Iterable[TableDefinition]) -> WriteReport:
    """Write `validation/existing-tables.sql` of a sink's folder; nothing where no table of it has `target_exists`."""
    tables = [table for definition in definitions for table in definition.targets if table.sink == sink]
    text = validation_sql(tables)
    if not text:
        return WriteReport()
    written = write_text_if_changed(folder / FILE, text)
    return WriteReport(written=(FILE,)) if written else WriteReport(unchanged=(FILE,))


_BASES = (
    "smallint", "integer", "bigint", "numeric", "real", "double precision", "boolean", "text", "character varying",
    "character", "date", "timestamp without time zone", "timestamp with time zone", "time without time zone", "uuid",
    "bytea", "json", "jsonb", "xml",
)  # fmt: skip
_UNLIMITED = {"character": "character(10485760)"}  # alone it is one of one character
_TIMED = ("timestamp({}) without time zone", "timestamp({}) with time zone", "time({}) without time zone")


def _schema_name(table: TargetTable) -> str:
    """The schema as a text; the tenant's own is what its quoted name says."""
    if table.schema is not None:
        return quote_literal(table.schema)
    return f"(parse_ident($cdc${SCHEMA_PLACEHOLDER}$cdc$))[1]"


def _check(live: Live, table: TargetTable, schema: str, migrator: str | None) -> Iterator[Problem]:
    where = f"{schema}.{table.name}"
    found = live.relations.get((schema, table.name))
    if found is None:
        hint = "create it, or leave target_exists out to have it made"
        yield Problem(where, "the table is missing, target_exists says that it is there", hint=hint)
        return
    mapped = {column.name for column in table.columns}
    for column in table.columns:
        there = found.column(column.name)
        if there is None:
            yield Problem(where, f"the column `{column.name}` is missing", hint="map another one, or add it")
            continue
        verdict = retype(column.type, there.type)
        if verdict.verdict not in ("same", "wider"):
            what = f"the column `{column.name}` is {there.type} and gets {canonical(column.type)}"
            yield Problem(where, what, hint=verdict.why)
        if there.default == "GENERATED ALWAYS":
            yield Problem(where, f"the column `{column.name}` is generated", hint="map another one, or none")
        if there.not_null and column.source_nullable and column.name not in table.key:
            yield Problem(where, f"the column `{column.name}` must have a value, its source may be NULL")
    for there in found.columns:
        if there.not_null and there.default is None and there.name not in mapped:
            yield Problem(where, f"the column `{there.name}` must have a value, and nothing is mapped into it")
    unique = [set(index.columns) for index in (found.key, *found.indexes) if index is not None and index.valid]
    if table.merged and set(table.key) not in unique:
        what = f"no unique index is over ({', '.join(table.key)}), by which rows are merged"
        yield Problem(where, what, hint="ask its owner for one: a unique constraint, not deferrable, without WHERE")
    if table.merged:
        roles = (found.looker, *([migrator] if migrator is not None else []))
        asked = [tuple(_rights(found, table, schema, role)) for role in roles]
        yield from () if () in asked else asked[-1]


def _rights(found: RelationShape, table: TargetTable, schema: str, role: str) -> Iterator[Problem]:
    """What `role`, which merges, may not do with the table."""
    where, to = f"{schema}.{table.name}", f"TO {quote_ident(role)}"
    if (role, "USAGE") not in found.rights:
        hint = f"its owner runs: GRANT USAGE ON SCHEMA {quote_ident(schema)} {to}"
        yield Problem(where, f"{role}, which merges into it, has no USAGE of its schema", hint=hint)
    needed = ("SELECT", "INSERT", "UPDATE", *(["DELETE"] if table.deletes == "hard" else []))
    lacking = ", ".join(one for one in needed if (role, one) not in found.rights)
    if lacking:
        hint = f"its owner runs: GRANT {lacking} ON TABLE {quote_ident(schema)}.{quote_ident(table.name)} {to}"
        yield Problem(where, f"{role}, which merges into it, has no {lacking} on it", hint=hint)
