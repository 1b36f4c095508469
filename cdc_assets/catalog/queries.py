"""The T-SQL that reads a catalog: a fixed number of set-based queries, sent as one batch.

Rules of these queries
- Every text column is `nvarchar`, every `sql_variant` is converted: drivers differ on the first and refuse the second.
- Types come from `sys.types`; type numbers differ between versions.
- A column that younger versions alone have is read as `(SELECT column FROM sys.view AS own WHERE own.key = outer.key)`
  beside `CROSS JOIN (SELECT CONVERT(type, NULL) AS column) AS later`: the unqualified name binds to the view where the
  view has it, and to `later` where it does not, so that one text compiles on every version.
- No SET NOCOUNT ON: where a server does not count rows, FreeTDS passes over a result set that has none.
- Rows hold what the catalog holds and nothing else, in a fixed order: statistics, row counts and rebuilt indexes do not
  show, so that two readings of an unchanged catalog are equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cdc_assets.catalog.names import literal


@dataclass(frozen=True, slots=True)
class Query:
    """A result set of the batch: its name in code and recordings, its SQL with `{schemas}` for the schema filter."""

    name: str
    sql: str


FACTS = Query(
    "facts",
    """\
SELECT CONVERT(nvarchar(4000), @@VERSION) AS version,
       CONVERT(nvarchar(128), SERVERPROPERTY('ProductVersion')) AS product_version,
       CONVERT(nvarchar(128), DB_NAME()) AS database_name,
       CONVERT(nvarchar(128), DATABASEPROPERTYEX(DB_NAME(), 'Collation')) AS collation_name,
       CONVERT(nvarchar(128), SUSER_SNAME()) AS login_name,
       CONVERT(nvarchar(128), USER_NAME()) AS user_name,
       CONVERT(int, HAS_PERMS_BY_NAME(QUOTENAME(DB_NAME()), 'DATABASE', 'VIEW DEFINITION')) AS sees_all""",
)

SCHEMAS = Query(
    "schemas",
    """\
SELECT s.name AS schema_name,
       CONVERT(int, HAS_PERMS_BY_NAME(QUOTENAME(s.name), 'SCHEMA', 'VIEW DEFINITION')) AS sees_all
FROM sys.schemas AS s
WHERE {schemas}
ORDER BY s.name""",
)

TABLES = Query(
    "tables",
    """\
SELECT t.object_id, s.name AS schema_name, t.name AS table_name, t.is_tracked_by_cdc, t.temporal_type,
       t.is_memory_optimized, t.is_external, t.is_filetable, t.is_node, t.is_edge,
       CASE WHEN ccs.object_id IS NULL THEN 0 ELSE 1 END AS is_columnstore,
       (SELECT ledger_type FROM sys.tables AS own WHERE own.object_id = t.object_id) AS ledger_type,
       (SELECT is_dropped_ledger_table FROM sys.tables AS own
        WHERE own.object_id = t.object_id) AS is_dropped_ledger_table
FROM sys.tables AS t
INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
LEFT JOIN sys.indexes AS ccs ON ccs.object_id = t.object_id AND ccs.type = 5
CROSS JOIN (SELECT CONVERT(tinyint, NULL) AS ledger_type, CONVERT(bit, NULL) AS is_dropped_ledger_table) AS later
WHERE t.is_ms_shipped = 0 AND {schemas}
ORDER BY t.object_id""",
)

COLUMNS = Query(
    "columns",
    """\
SELECT c.object_id, c.column_id, c.name AS column_name,
       ty.name AS type_name, ts.name AS type_schema, ty.is_user_defined, ty.is_assembly_type, base.name AS base_name,
       c.max_length, c.[precision], c.scale, c.collation_name, c.is_nullable, c.is_identity, c.is_sparse,
       c.is_rowguidcol, c.is_hidden, c.is_column_set, c.encryption_type,
       cc.[definition] AS computed_definition, cc.is_persisted, dc.[definition] AS default_definition,
       (SELECT vector_dimensions FROM sys.columns AS own
        WHERE own.object_id = c.object_id AND own.column_id = c.column_id) AS vector_dimensions
FROM sys.columns AS c
INNER JOIN sys.tables AS t ON t.object_id = c.object_id
INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
INNER JOIN sys.types AS ty ON ty.user_type_id = c.user_type_id
INNER JOIN sys.schemas AS ts ON ts.schema_id = ty.schema_id
LEFT JOIN sys.types AS base ON base.user_type_id = ty.system_type_id AND base.is_user_defined = 0
LEFT JOIN sys.computed_columns AS cc ON cc.object_id = c.object_id AND cc.column_id = c.column_id
LEFT JOIN sys.default_constraints AS dc ON dc.object_id = c.default_object_id AND dc.parent_object_id = c.object_id
CROSS JOIN (SELECT CONVERT(int, NULL) AS vector_dimensions) AS later
WHERE t.is_ms_shipped = 0 AND {schemas}
ORDER BY c.object_id, c.column_id""",
)

KEYS = Query(
    "keys",
    """\
SELECT i.object_id, i.index_id, i.name AS index_name, i.is_primary_key, i.is_unique_constraint, i.type AS index_type,
       i.filter_definition, k.is_system_named, ic.key_ordinal, ic.column_id
FROM sys.indexes AS i
INNER JOIN sys.tables AS t ON t.object_id = i.object_id
INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
INNER JOIN sys.index_columns AS ic ON ic.object_id = i.object_id AND ic.index_id = i.index_id AND ic.key_ordinal > 0
LEFT JOIN sys.key_constraints AS k ON k.parent_object_id = i.object_id AND k.unique_index_id = i.index_id
WHERE i.is_unique = 1 AND i.is_hypothetical = 0 AND (i.is_disabled = 0 OR i.is_primary_key = 1)
  AND t.is_ms_shipped = 0 AND {schemas}
ORDER BY i.object_id, i.index_id, ic.key_ordinal""",
)

FOREIGN_KEYS = Query(
    "foreign_keys",
    """\
SELECT f.parent_object_id AS object_id, f.object_id AS constraint_id, f.name AS constraint_name, f.is_system_named,
       fc.constraint_column_id, fc.parent_column_id, rs.name AS referenced_schema, rt.name AS referenced_table,
       rc.name AS referenced_column
FROM sys.foreign_keys AS f
INNER JOIN sys.tables AS t ON t.object_id = f.parent_object_id
INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
INNER JOIN sys.foreign_key_columns AS fc ON fc.constraint_object_id = f.object_id
INNER JOIN sys.tables AS rt ON rt.object_id = f.referenced_object_id
INNER JOIN sys.schemas AS rs ON rs.schema_id = rt.schema_id
INNER JOIN sys.columns AS rc ON rc.object_id = fc.referenced_object_id AND rc.column_id = fc.referenced_column_id
WHERE t.is_ms_shipped = 0 AND {schemas}
ORDER BY f.parent_object_id, f.object_id, fc.constraint_column_id""",
)

_STAMP = """\
SELECT t.object_id, CONVERT(nvarchar(30), t.modify_date, 126) AS modified
FROM sys.tables AS t
INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
WHERE t.is_ms_shipped = 0 AND {schemas}
ORDER BY t.object_id"""
BEFORE, AFTER = Query("before", _STAMP), Query("after", _STAMP)
"""Every table with its last DDL, asked at both ends of a batch: a batch is no transaction, and DDL may come between."""

CATALOG = (FACTS, SCHEMAS, TABLES, COLUMNS, KEYS, FOREIGN_KEYS)
"""What a catalog is read with, in the order of the result sets."""

_OWN_SCHEMAS = "s.name NOT IN (N'cdc', N'sys', N'INFORMATION_SCHEMA')"


def batch(queries: Sequence[Query], schemas: Sequence[str], lock_timeout: int) -> str:
    """`queries` as one batch with a result set each. `schemas` empty = all of the user's. `lock_timeout` in seconds.

    Raises CdcError for a schema name that T-SQL cannot hold.
    """
    chosen = f"s.name IN ({', '.join(map(literal, schemas))})" if schemas else _OWN_SCHEMAS
    texts = [query.sql.replace("{schemas}", chosen) + ";" for query in queries]
    return "\n\n".join((f"SET LOCK_TIMEOUT {int(lock_timeout) * 1000};", *texts)) + "\n"
