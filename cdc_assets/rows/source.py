"""A source table as it is now, for whoever reads its rows: columns, key, capture instances, what may be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from cdc_assets.capture.model import Lsn, lsn_of
from cdc_assets.catalog.live import Record, fetch, live_table
from cdc_assets.catalog.model import Column, SqlType, Table
from cdc_assets.catalog.names import bracketed, literal, qualified
from cdc_assets.catalog.queries import Query, batch
from cdc_assets.errors import CdcError, Problem
from cdc_assets.rows.model import ReadTable, TableChangedError
from cdc_assets.tables.conversions import CIPHER, Conversion, conversion
from resources.sqlserver import Connection, Session, read_error

ACCESS = """\
SELECT SYSDATETIME() AS now, d.is_cdc_enabled, d.snapshot_isolation_state,
       CONVERT(nvarchar(128), DB_NAME()) AS database_name, CONVERT(nvarchar(128), USER_NAME()) AS user_name,
       CASE WHEN HAS_PERMS_BY_NAME(QUOTENAME(DB_NAME()), 'DATABASE', 'UNMASK') = 1 THEN 1
            WHEN HAS_PERMS_BY_NAME({qualified}, 'OBJECT', 'UNMASK') = 1 THEN 1 ELSE 0 END AS sees_masked,
       (SELECT COUNT(*) FROM sys.columns AS c
        INNER JOIN sys.tables AS t ON t.object_id = c.object_id
        INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
        WHERE s.name = {schema} AND t.name = {name} AND c.is_masked = 1) AS masked,
       (SELECT CONVERT(nvarchar(30), t.modify_date, 126) FROM sys.tables AS t
        INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
        WHERE s.name = {schema} AND t.name = {name}) AS modified
FROM sys.databases AS d
WHERE d.database_id = DB_ID()"""

CAPTURE = """\
SELECT ct.capture_instance, ct.start_lsn, cc.column_name, c.name AS source_name,
       (SELECT COUNT(*) FROM sys.columns AS own
        WHERE own.object_id = ct.object_id AND own.name = N'__$command_id') AS command_ids
FROM cdc.change_tables AS ct
INNER JOIN sys.tables AS t ON t.object_id = ct.source_object_id
INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
INNER JOIN cdc.captured_columns AS cc ON cc.object_id = ct.object_id
LEFT JOIN sys.columns AS c ON c.object_id = ct.source_object_id AND c.column_id = cc.column_id
WHERE s.name = {schema} AND t.name = {name}
ORDER BY ct.start_lsn, ct.capture_instance, cc.column_ordinal"""


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """A column that is read. `staging` None: only to know where to go on."""

    name: str
    staging: str | None
    type: SqlType
    collation: str | None
    conversion: Conversion


@dataclass(frozen=True, slots=True)
class Capture:
    """A capture instance. `columns`: its name of each of the source's columns. `start`: where its changes begin."""

    name: str
    start: Lsn | None
    columns: dict[str, str]
    command_ids: bool


@dataclass(frozen=True, slots=True)
class Source:
    """A table as it is now. `key` is what it is read along: its primary key or a unique index; empty = none.

    `modified` is its last DDL, `now` the source's clock. `captures` oldest first.
    """

    table: ReadTable
    object_id: int
    columns: tuple[SourceColumn, ...]
    key: tuple[SourceColumn, ...]
    captures: tuple[Capture, ...]
    snapshot: bool
    modified: str
    now: datetime
    user: str
    where: str

    def column(self, name: str) -> SourceColumn:
        """The column of that name, read or only gone by."""
        return next(column for column in (*self.columns, *self.key) if column.name == name)


def look(session: Session, table: ReadTable) -> Source:
    """The table as it is now. Raises CdcError where it is not to be read, is not captured, or lacks a column."""
    return session.run(lambda connection: _look(connection, session, table))


def _look(connection: Connection, session: Session, table: ReadTable) -> Source:
    names = {
        "schema": literal(table.schema),
        "name": literal(table.name),
        "qualified": literal(qualified(table.schema, table.name)),
    }
    timeout = session.at.settings.lock_timeout

    def rows(name: str, text: str) -> Sequence[Record]:
        query = Query(name, text.format_map(names))
        return fetch(connection, batch((query,), (), timeout), (query,))[name]

    (access,) = rows("access", ACCESS)
    where, user = session.at.address, str(access["user_name"])
    found = live_table(connection, table.schema, table.name, timeout) if access["modified"] is not None else None
    if found is None:
        raise CdcError(may_not_read(where, table, user))
    if access["masked"] and not access["sees_masked"]:
        what = f"{table.full_name} has masked columns: the login would read masks for values"
        raise CdcError(Problem(where, what, hint=f"GRANT UNMASK TO {bracketed(user)}"))
    if not access["is_cdc_enabled"]:
        what = f"change data capture is off in {access['database_name']}: nothing tells up to where rows were read"
        raise CdcError(Problem(where, what, hint="`cdc enable-cdc` writes the script"))
    try:
        captured = rows("capture", CAPTURE)
    except Exception as raised:
        error = read_error(raised, (session.at.password or "",))
        if not error.forbidden:
            raise
        what, grant = "the login may not read the change tables", f"GRANT SELECT ON SCHEMA::[cdc] TO {bracketed(user)}"
        raise CdcError(Problem(where, what, hint=grant)) from None
    captures = []
    for name, (first, *rest) in groupby(captured, itemgetter("capture_instance")):
        names = {row["source_name"]: row["column_name"] for row in (first, *rest) if row["source_name"] is not None}
        captures.append(Capture(name, lsn_of(first["start_lsn"]), names, bool(first["command_ids"])))
    if not captures:
        what = f"{table.full_name} is not captured: changes made while it is read would be lost"
        raise CdcError(Problem(where, what, hint="`cdc enable-cdc` writes the script"))
    staged = {column.source: column.staging for column in table.columns}
    return Source(
        table,
        found.object_id or 0,
        tuple(_column(found, name, staging, where) for name, staging in staged.items()),
        tuple(_column(found, name, staged.get(name), where) for name in _key(found)),
        tuple(captures),
        access["snapshot_isolation_state"] == 1,
        str(access["modified"]),
        access["now"],
        user,
        where,
    )


def may_not_read(where: str, table: ReadTable, user: str) -> Problem:
    """A table that is not there, or hidden, which look the same."""
    what = f"{table.full_name} is not there, or the login may not read it"
    return Problem(where, what, hint=f"GRANT SELECT ON {qualified(table.schema, table.name)} TO {bracketed(user)}")


def _column(table: Table, name: str, staging: str | None, where: str) -> SourceColumn:
    column = table.column(name)
    if column is None:
        raise TableChangedError(
            Problem(where, f"{table.full_name} has no column {name}", hint="`cdc generate` after the source changed")
        )
    return SourceColumn(name, staging, column.type, column.collation, _conversion(column))


def _conversion(column: Column) -> Conversion:
    return CIPHER if column.encrypted else conversion(column.type)


def _key(table: Table) -> tuple[str, ...]:
    """The columns of a unique index that orders all rows, the primary key's first of all."""
    keys = ([table.primary_key] if table.primary_key else []) + [key for key in table.unique_keys if key.filter is None]
    for key in keys:
        columns = [column for name in key.columns if (column := table.column(name)) is not None]
        if all(not column.nullable and _conversion(column).parameter is not None for column in columns):
            return key.columns
    return ()
