"""A catalog read from a live SQL Server."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any

from cdc_assets.catalog.model import MAX, SIZES, Catalog, Column, ForeignKey, Key, SqlType, Table
from cdc_assets.catalog.names import bracketed, literal
from cdc_assets.catalog.queries import AFTER, BEFORE, CATALOG, COLUMNS, KEYS, TABLES, Query, batch
from cdc_assets.config.model import ReferenceSource
from cdc_assets.errors import CdcError, Problem, some
from resources.sqlserver import Connection, Cursor, closing_cursor, run
from resources.sqlserver_driver import Endpoint, endpoint

Record = Mapping[str, Any]
RowSets = Mapping[str, Sequence[Record]]
"""Result set name → rows, each column name → value."""


def source_endpoint(source: ReferenceSource, environ: Mapping[str, str]) -> Endpoint:
    """Where `source` is. Raises CdcError for options that are wrong and variables that are not set."""
    where = f"source-groups.yaml: servers.{source.server_name}"
    if source.unset:
        names = ", ".join(source.unset)
        raise CdcError(Problem(where, f"not set in the environment: {names}", hint="set them, or use .env"))
    return endpoint(source.server, where, source.database, environ)


def read_live(source: ReferenceSource, environ: Mapping[str, str]) -> Catalog:
    """The catalog of `source`'s schemas, in one round trip. Raises CdcError where it cannot be read completely.

    Where DDL came in between it is read once more, in the time that is left.
    """
    at = source_endpoint(source, environ)
    end = time.monotonic() + at.settings.query_timeout
    for _ in range(2):
        left = max(1, int(end - time.monotonic()))
        hurried = replace(at, settings=replace(at.settings, query_timeout=left))
        try:
            return _catalog(read_rows(hurried, source.schemas, (BEFORE, *CATALOG, AFTER)), source, at)
        except _TornRead as torn:
            seen = str(torn)
    what = f"the catalog of {at.address} changed while it was read, twice ({seen})"
    raise CdcError(Problem(at.where, what, hint="try again"))


def live_table(connection: Connection, schema: str, name: str, lock_timeout: int) -> Table | None:
    """One table as it is now, without foreign keys, each text with its collation; None: it is not there to be seen."""
    chosen = f"s.name = {literal(schema)} AND t.name = {literal(name)}"
    queries = [replace(query, sql=query.sql.replace("{schemas}", chosen)) for query in (TABLES, COLUMNS, KEYS)]
    rows = fetch(connection, batch(queries, (), lock_timeout), queries)
    if not rows["tables"] or not rows["columns"]:
        return None
    try:
        return _table(rows["tables"][0], rows["columns"], rows["keys"], {}, None)
    except _TornRead:  # dropped while it was read
        return None


def read_rows(at: Endpoint, schemas: Sequence[str], queries: Sequence[Query]) -> RowSets:
    """Send `queries` as one batch, with retries, and return their rows. Raises CdcError."""
    sql = batch(queries, schemas, at.settings.lock_timeout)
    return run(at, lambda connection: fetch(connection, sql, queries))


def fetch(connection: Connection, sql: str, queries: Sequence[Query]) -> RowSets:
    """Execute one batch and give each of its result sets the name of its query."""
    found: dict[str, Sequence[Record]] = {}
    with closing_cursor(connection) as cursor:
        cursor.execute(sql)
        for query in queries:
            to_rows(cursor, f"the query `{query.name}`")
            names = [str(column[0]) for column in cursor.description or ()]
            found[query.name] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            if query is not queries[-1]:
                cursor.nextset()
    return found


def to_rows(cursor: Cursor, query: str) -> None:
    """To the next result set, past statements without one, as some drivers report SET and DECLARE."""
    while cursor.description is None:
        if not cursor.nextset():
            what = f"the ODBC driver ended before the rows of {query}"
            raise CdcError(Problem("SQL Server", what, "driver", "try another driver, or a newer one"))


class _TornRead(Exception):  # noqa: N818 - it never leaves this module
    """The catalog changed between two of the queries."""


def build_catalog(rows: RowSets, schemas: Sequence[str], where: str) -> Catalog:
    """The rows of `CATALOG` as a catalog. Raises CdcError where they are not the whole truth about `schemas`."""
    facts = rows["facts"][0]
    _complete(facts, rows["schemas"], schemas, where)
    columns = _grouped(rows["columns"])
    keys = _grouped(rows["keys"])
    foreign = _grouped(rows["foreign_keys"])
    collation = facts["collation_name"]
    tables = [
        _table(row, columns.get(row["object_id"], ()), keys.get(row["object_id"], ()), foreign, collation)
        for row in rows["tables"]
        if not row["is_dropped_ledger_table"]
    ]
    tables.sort(key=lambda table: (table.schema, table.name))
    return Catalog(str(facts["database_name"]), tuple(tables), collation)


def _catalog(rows: RowSets, source: ReferenceSource, at: Endpoint) -> Catalog:
    """The catalog under the database's configured name, which names files; `spelled` is the server's where it differs.

    Refused where it is empty: a wrong database, never `everything was dropped`.
    """
    _unchanged(rows)
    catalog = build_catalog(rows, source.schemas, at.where)
    if not catalog.tables:
        schemas = ", ".join(source.schemas) or "any schema"
        raise CdcError(Problem(at.where, f"{at.address} has no table in {schemas}", hint="is it the right database?"))
    spelled = catalog.database if catalog.database != source.database else None
    return replace(catalog, database=source.database, spelled=spelled)


def _unchanged(rows: RowSets) -> None:
    """Raises _TornRead where a table was made, altered or dropped while the batch was answered."""
    before = {row["object_id"]: row["modified"] for row in rows.get("before", ())}
    after = {row["object_id"]: row["modified"] for row in rows.get("after", ())}
    if before == after:
        return
    names = {row["object_id"]: f"{row['schema_name']}.{row['table_name']}" for row in rows["tables"]}
    changed = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    raise _TornRead(f"DDL on {some(sorted(names.get(key, f'a table with the id {key}') for key in changed))}")


def _complete(facts: Record, found: Sequence[Record], schemas: Sequence[str], where: str) -> None:
    """Refuse what low permissions leave out: SQL Server hides objects silently, so that a schema just looks empty."""
    database, everything = facts["database_name"], facts["sees_all"] == 1
    seen = {str(row["schema_name"]).casefold() for row in found if everything or row["sees_all"] == 1}
    wanted = schemas or ([] if everything else [str(row["schema_name"]) for row in found] or ["dbo"])
    problems = []
    for schema in (schema for schema in wanted if schema.casefold() not in seen):
        if everything:
            problems.append(Problem(where, f"the database {database} has no schema `{schema}`", "schemas"))
        else:
            what = f"the login `{facts['login_name']}` may not see the whole schema `{schema}` of {database}"
            grant = f"GRANT VIEW DEFINITION ON SCHEMA::{bracketed(schema)} TO {bracketed(str(facts['user_name']))};"
            hint = f"USE {bracketed(str(database))}; {grant}"
            problems.append(Problem(where, f"{what}: an incomplete catalog is not used", "user", hint))
    if problems:
        raise CdcError(problems)


def _grouped(rows: Sequence[Record]) -> dict[int, list[Record]]:
    """Rows by object_id; they come ordered by it."""
    return {key: list(group) for key, group in groupby(rows, key=itemgetter("object_id"))}


def _table(
    row: Record,
    columns: Sequence[Record],
    keys: Sequence[Record],
    foreign: Mapping[int, Sequence[Record]],
    collation: str | None,
) -> Table:
    name = f"{row['schema_name']}.{row['table_name']}"
    if not columns:
        raise _TornRead(f"{name} has no columns")
    built = tuple(_column(column, collation) for column in columns)
    names = {column.column_id: column.name for column in built}
    primary, unique = _keys(keys, names, name)
    return Table(
        schema=str(row["schema_name"]),
        name=str(row["table_name"]),
        columns=built,
        primary_key=primary,
        unique_keys=unique,
        foreign_keys=_foreign_keys(foreign.get(row["object_id"], ()), names, name),
        object_id=row["object_id"],
        cdc_enabled=bool(row["is_tracked_by_cdc"]),
        temporal=row["temporal_type"] == 2,
        not_capturable=next((reason for applies, reason in _REASONS if applies(row)), None),
    )


_REASONS: tuple[tuple[Callable[[Record], bool], str], ...] = (
    (lambda row: bool(row["is_memory_optimized"]), "memory-optimized"),
    (lambda row: bool(row["is_external"]), "external"),
    (lambda row: bool(row["is_filetable"]), "FileTable"),
    (lambda row: bool(row["is_node"]), "graph node"),
    (lambda row: bool(row["is_edge"]), "graph edge"),
    (lambda row: row["temporal_type"] == 1, "history table of a temporal table"),
    (lambda row: row["ledger_type"] == 1, "history table of a ledger table"),
    (lambda row: bool(row["is_columnstore"]), "clustered columnstore index"),
)
"""https://learn.microsoft.com/sql/relational-databases/track-changes/known-issues-and-errors-change-data-capture and
the limits of each feature (ledger, FileTable, temporal, in-memory); a ledger or temporal table itself is captured."""


def _column(row: Record, collation: str | None) -> Column:
    own = row["collation_name"]
    computed = row["computed_definition"]
    if row["is_column_set"]:
        computed = "COLUMN_SET FOR ALL_SPARSE_COLUMNS"
    return Column(
        name=row["column_name"],
        type=sql_type(row),
        nullable=bool(row["is_nullable"]),
        column_id=row["column_id"],
        identity=bool(row["is_identity"]),
        computed=computed,
        persisted=bool(row["is_persisted"]),
        default=row["default_definition"],
        collation=None if own == collation else own,
        sparse=bool(row["is_sparse"]),
        rowguidcol=bool(row["is_rowguidcol"]),
        hidden=bool(row["is_hidden"]),
        encrypted=row["encryption_type"] is not None,
    )


def sql_type(row: Record) -> SqlType:
    """The type of a row of `columns`: alias types become their base type, a CLR type of the user's own `clr`."""
    alias = None
    name = row["type_name"]
    if row["is_user_defined"] or name == "sysname":
        alias = f"{row['type_schema']}.{name}"
        name = "clr" if row["is_assembly_type"] else row["base_name"]
    name = name.lower()
    length = row["max_length"]  # in bytes
    sizes = {
        "length": length // 2 if name in {"nchar", "nvarchar"} and length != MAX else length,
        "precision": row["vector_dimensions"] if name == "vector" else row["precision"],
        "scale": row["scale"],
    }
    own = {size: sizes[size] for size in SIZES.get(name, ())}
    return SqlType("rowversion" if name == "timestamp" else name, **own, alias=alias)


def _keys(rows: Iterable[Record], names: Mapping[int, str], table: str) -> tuple[Key | None, tuple[Key, ...]]:
    primary: Key | None = None
    unique: list[Key] = []
    for _, group in groupby(rows, key=itemgetter("index_id")):
        parts = list(group)
        first = parts[0]
        key = Key(
            name=None if first["is_system_named"] else first["index_name"],
            columns=tuple(_name(names, part["column_id"], table) for part in parts),
            clustered=first["index_type"] == 1,
            constraint=bool(first["is_primary_key"] or first["is_unique_constraint"]),
            filter=first["filter_definition"],
        )
        if first["is_primary_key"]:
            primary = key
        else:
            unique.append(key)
    return primary, tuple(sorted(unique, key=attrgetter("order")))


def _foreign_keys(rows: Iterable[Record], names: Mapping[int, str], table: str) -> tuple[ForeignKey, ...]:
    found: list[ForeignKey] = []
    for _, group in groupby(rows, key=itemgetter("constraint_id")):
        parts = list(group)
        first = parts[0]
        found.append(
            ForeignKey(
                name=None if first["is_system_named"] else first["constraint_name"],
                columns=tuple(_name(names, part["parent_column_id"], table) for part in parts),
                referenced_schema=first["referenced_schema"],
                referenced_table=first["referenced_table"],
                referenced_columns=tuple(part["referenced_column"] for part in parts),
            )
        )
    return tuple(sorted(found, key=attrgetter("order")))


def _name(names: Mapping[int, str], column_id: int, table: str) -> str:
    try:
        return names[column_id]
    except KeyError:
        raise _TornRead(f"a key of {table} names a column that does not exist") from None
