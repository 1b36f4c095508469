"""The T-SQL that reads the state of change data capture: one query per part, each of which may be forbidden."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cdc_assets.capture.lsn import Lsn, lsn_literal
from cdc_assets.catalog.queries import Query
from cdc_assets.catalog.quoting import bracketed, literal


@dataclass(frozen=True, slots=True)
class Part:
    """A query, and the T-SQL that lets a login run it (`{user}` = the database user, quoted)."""

    query: Query
    grant: str


DATABASE = Part(
    Query(
        "database",
        """\
SELECT d.name AS database_name, d.is_cdc_enabled, d.log_reuse_wait_desc, GETDATE() AS now,
       CONVERT(int, SERVERPROPERTY('EngineEdition')) AS engine_edition,
       CONVERT(nvarchar(128), USER_NAME()) AS user_name,
       OBJECT_ID(N'rpcn.CdcCheckpointCache', N'U') AS connector_table,
       (SELECT CONVERT(int, c.value_in_use) FROM sys.configurations AS c
        WHERE c.name = N'max text repl size (B)') AS max_text_repl_size
FROM sys.databases AS d
WHERE d.database_id = DB_ID()""",
    ),
    "GRANT VIEW DEFINITION TO {user}",
)

TABLES = Part(
    Query(
        "tables",
        """\
SELECT s.name AS schema_name, t.name AS table_name
FROM sys.tables AS t
INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
WHERE t.is_ms_shipped = 0
ORDER BY s.name, t.name""",
    ),
    "GRANT VIEW DEFINITION TO {user}",
)

INSTANCES = Part(
    Query(
        "instances",
        """\
SELECT ct.object_id, ct.capture_instance, s.name AS schema_name, t.name AS table_name, ct.start_lsn,
       ct.supports_net_changes, ct.has_drop_pending, ct.role_name, ct.index_name, ct.filegroup_name, ct.create_date
FROM cdc.change_tables AS ct
INNER JOIN sys.tables AS t ON t.object_id = ct.source_object_id
INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
ORDER BY s.name, t.name, ct.create_date, ct.object_id""",
    ),
    "GRANT SELECT ON SCHEMA::[cdc] TO {user}",
)

CAPTURED = Part(
    Query(
        "captured",
        """\
SELECT cc.object_id, cc.column_name, cc.column_id, cc.column_type, c.name AS source_name
FROM cdc.captured_columns AS cc
INNER JOIN cdc.change_tables AS ct ON ct.object_id = cc.object_id
LEFT JOIN sys.columns AS c ON c.object_id = ct.source_object_id AND c.column_id = cc.column_id
ORDER BY cc.object_id, cc.column_ordinal""",
    ),
    "GRANT SELECT ON SCHEMA::[cdc] TO {user}",
)

_REAL = "({0}.tran_id IS NULL OR {0}.tran_id <> 0x00)"
"""The others are dummies: where nothing is committed, capture notes every five minutes how far it has read.

https://learn.microsoft.com/sql/relational-databases/system-tables/cdc-lsn-time-mapping-transact-sql
"""

COMMITS = Part(
    Query(
        "commits",
        f"""\
SELECT ct.object_id,
       (SELECT MAX(m.start_lsn) FROM cdc.lsn_time_mapping AS m
        WHERE m.start_lsn < ct.start_lsn AND {_REAL.format("m")}) AS last_commit
FROM cdc.change_tables AS ct
ORDER BY ct.object_id""",
    ),
    "GRANT SELECT ON SCHEMA::[cdc] TO {user}",
)
"""What was committed last of what the clean-up may have removed from each change table."""

PROGRESS = Part(
    Query(
        "progress",
        """\
SELECT TOP (1) m.start_lsn AS max_lsn, m.tran_end_time AS max_time,
       (SELECT MIN(f.start_lsn) FROM cdc.lsn_time_mapping AS f) AS first_lsn
FROM cdc.lsn_time_mapping AS m
ORDER BY m.start_lsn DESC""",
    ),
    "GRANT SELECT ON SCHEMA::[cdc] TO {user}",
)

JOBS = Part(
    Query(
        "jobs",
        """\
SELECT j.job_type, j.continuous, j.pollinginterval, j.retention
FROM msdb.dbo.cdc_jobs AS j
WHERE j.database_id = DB_ID()
ORDER BY j.job_type""",
    ),
    "USE [msdb]; CREATE USER {user} FOR LOGIN {login}; GRANT SELECT ON dbo.cdc_jobs TO {user}",
)

ACTIVITY = Part(
    Query(
        "activity",
        """\
SELECT j.job_type,
       MAX(CASE WHEN a.start_execution_date IS NOT NULL AND a.stop_execution_date IS NULL THEN 1 ELSE 0 END) AS running
FROM msdb.dbo.cdc_jobs AS j
INNER JOIN msdb.dbo.sysjobactivity AS a ON a.job_id = j.job_id
WHERE j.database_id = DB_ID() AND a.session_id = (SELECT MAX(latest.session_id) FROM msdb.dbo.syssessions AS latest)
GROUP BY j.job_type
ORDER BY j.job_type""",
    ),
    "USE [msdb]; CREATE USER {user} FOR LOGIN {login}; GRANT SELECT ON dbo.cdc_jobs TO {user}; "
    "GRANT SELECT ON dbo.sysjobactivity TO {user}; GRANT SELECT ON dbo.syssessions TO {user}",
)

SCAN = Part(
    Query(
        "scan",
        """\
SELECT a.latency, a.end_time AS last_end, a.failed_sessions_count, a.error_count,
       CONVERT(nvarchar(23), a.last_commit_cdc_lsn) AS last_change
FROM sys.dm_cdc_log_scan_sessions AS a
WHERE a.session_id = 0""",
    ),
    "GRANT VIEW DATABASE STATE TO {user}",
)

ERRORS = Part(
    Query(
        "errors",
        """\
SELECT TOP (20) e.entry_time, e.error_number, CONVERT(nvarchar(1024), e.error_message) AS error_message
FROM sys.dm_cdc_errors AS e
ORDER BY e.entry_time DESC""",
    ),
    "GRANT VIEW DATABASE STATE TO {user}",
)

AGENT = Part(
    Query(
        "agent",
        """\
SELECT CONVERT(nvarchar(256), v.status_desc) AS status
FROM sys.dm_server_services AS v
WHERE v.servicename LIKE N'SQL Server Agent%'""",
    ),
    "USE [master]; GRANT VIEW SERVER STATE TO {login} (2022 and later: VIEW SERVER SECURITY STATE)",
)

CONNECTOR = Part(
    Query(
        "connector",
        f"""\
SELECT CONVERT(varbinary(10), k.cache_val) AS connector_lsn,
       (SELECT TOP (1) m.tran_end_time FROM cdc.lsn_time_mapping AS m
        WHERE m.start_lsn < COALESCE(
            (SELECT MIN(u.start_lsn) FROM cdc.lsn_time_mapping AS u
             WHERE u.start_lsn > CONVERT(varbinary(10), k.cache_val) AND {_REAL.format("u")}),
            0xFFFFFFFFFFFFFFFFFFFF)
        ORDER BY m.start_lsn DESC) AS connector_time
FROM rpcn.CdcCheckpointCache AS k
WHERE k.cache_key = 'max_lsn'""",
    ),
    "GRANT SELECT ON SCHEMA::[rpcn] TO {user}",
)
"""Where Redpanda Connect's microsoft_sql_server_cdc keeps the LSN it has committed, unless told otherwise.

`connector_time`: when there was last nothing that it had not read.

https://docs.redpanda.com/redpanda-connect/components/inputs/microsoft_sql_server_cdc
"""


def last_before(switches: Iterable[tuple[str, Lsn]]) -> Query:
    """For each (old capture instance, its successor's start), the newest change in the old one before that start.

    At most one per table with two instances; each is one seek in the change table's clustered index.
    """
    parts = [
        f"SELECT {literal(name)} AS capture_instance, MAX(ct.[__$start_lsn]) AS last_before\n"
        f"FROM cdc.{bracketed(name + '_CT')} AS ct\nWHERE ct.[__$start_lsn] < {lsn_literal(start)}"
        for name, start in switches
    ]
    return Query("last_before", "\nUNION ALL\n".join(parts))
