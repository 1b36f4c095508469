"""Reading the state of change data capture from a database: one query per part, each of which may be forbidden.

A part that the login may not read becomes `not looked at`, with the grant.
https://learn.microsoft.com/sql/relational-databases/system-tables/change-data-capture-tables-transact-sql and
https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/change-data-capture-sys-dm-cdc-errors
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter

from cdc_assets.capture.model import (
    CapturedColumn,
    CaptureState,
    Instance,
    Job,
    Lsn,
    Scan,
    ScanError,
    by_age,
    lsn_literal,
    lsn_of,
)
from cdc_assets.catalog.live import Record, fetch
from cdc_assets.catalog.names import bracketed, literal
from cdc_assets.catalog.queries import Query, batch
from cdc_assets.errors import Finding
from resources.sqlserver import Connection, read_error, run
from resources.sqlserver_driver import Endpoint


@dataclass(frozen=True, slots=True)
class Part(Query):
    """A query, and the T-SQL that lets a login run it (`{user}` = the database user, quoted)."""

    grant: str


DATABASE = Part(
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
    "GRANT VIEW DEFINITION TO {user}",
)

TABLES = Part(
    "tables",
    """\
SELECT s.name AS schema_name, t.name AS table_name
FROM sys.tables AS t
INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
WHERE t.is_ms_shipped = 0
ORDER BY s.name, t.name""",
    "GRANT VIEW DEFINITION TO {user}",
)

INSTANCES = Part(
    "instances",
    """\
SELECT ct.object_id, ct.capture_instance, s.name AS schema_name, t.name AS table_name, ct.start_lsn,
       ct.has_drop_pending, ct.create_date
FROM cdc.change_tables AS ct
INNER JOIN sys.tables AS t ON t.object_id = ct.source_object_id
INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
ORDER BY s.name, t.name, ct.create_date, ct.object_id""",
    "GRANT SELECT ON SCHEMA::[cdc] TO {user}",
)

CAPTURED = Part(
    "captured",
    """\
SELECT cc.object_id, cc.column_name, cc.column_type, c.name AS source_name
FROM cdc.captured_columns AS cc
INNER JOIN cdc.change_tables AS ct ON ct.object_id = cc.object_id
LEFT JOIN sys.columns AS c ON c.object_id = ct.source_object_id AND c.column_id = cc.column_id
ORDER BY cc.object_id, cc.column_ordinal""",
    "GRANT SELECT ON SCHEMA::[cdc] TO {user}",
)

_REAL = "({0}.tran_id IS NULL OR {0}.tran_id <> 0x00)"
"""The others are dummies: where nothing is committed, capture notes every five minutes how far it has read.

https://learn.microsoft.com/sql/relational-databases/system-tables/cdc-lsn-time-mapping-transact-sql
"""

COMMITS = Part(
    "commits",
    f"""\
SELECT ct.object_id,
       (SELECT MAX(m.start_lsn) FROM cdc.lsn_time_mapping AS m
        WHERE m.start_lsn < ct.start_lsn AND {_REAL.format("m")}) AS last_commit
FROM cdc.change_tables AS ct
ORDER BY ct.object_id""",
    "GRANT SELECT ON SCHEMA::[cdc] TO {user}",
)
"""What was committed last of what the clean-up may have removed from each change table."""

PROGRESS = Part(
    "progress",
    """\
SELECT TOP (1) m.start_lsn AS max_lsn, m.tran_end_time AS max_time,
       (SELECT MIN(f.start_lsn) FROM cdc.lsn_time_mapping AS f) AS first_lsn
FROM cdc.lsn_time_mapping AS m
ORDER BY m.start_lsn DESC""",
    "GRANT SELECT ON SCHEMA::[cdc] TO {user}",
)

JOBS = Part(
    "jobs",
    """\
SELECT j.job_type, j.continuous, j.pollinginterval, j.retention
FROM msdb.dbo.cdc_jobs AS j
WHERE j.database_id = DB_ID()
ORDER BY j.job_type""",
    "USE [msdb]; CREATE USER {user} FOR LOGIN {login}; GRANT SELECT ON dbo.cdc_jobs TO {user}",
)

ACTIVITY = Part(
    "activity",
    """\
SELECT j.job_type,
       MAX(CASE WHEN a.start_execution_date IS NOT NULL AND a.stop_execution_date IS NULL THEN 1 ELSE 0 END) AS running
FROM msdb.dbo.cdc_jobs AS j
INNER JOIN msdb.dbo.sysjobactivity AS a ON a.job_id = j.job_id
WHERE j.database_id = DB_ID() AND a.session_id = (SELECT MAX(latest.session_id) FROM msdb.dbo.syssessions AS latest)
GROUP BY j.job_type
ORDER BY j.job_type""",
    "USE [msdb]; CREATE USER {user} FOR LOGIN {login}; GRANT SELECT ON dbo.cdc_jobs TO {user}; "
    "GRANT SELECT ON dbo.sysjobactivity TO {user}; GRANT SELECT ON dbo.syssessions TO {user}",
)

SCAN = Part(
    "scan",
    """\
SELECT a.latency, a.failed_sessions_count,
       CONVERT(nvarchar(23), a.last_commit_cdc_lsn) AS last_change
FROM sys.dm_cdc_log_scan_sessions AS a
WHERE a.session_id = 0""",
    "GRANT VIEW DATABASE STATE TO {user}",
)

ERRORS = Part(
    "errors",
    """\
SELECT TOP (20) e.entry_time, e.error_number, CONVERT(nvarchar(1024), e.error_message) AS error_message
FROM sys.dm_cdc_errors AS e
ORDER BY e.entry_time DESC""",
    "GRANT VIEW DATABASE STATE TO {user}",
)

AGENT = Part(
    "agent",
    """\
SELECT CONVERT(nvarchar(256), v.status_desc) AS status
FROM sys.dm_server_services AS v
WHERE v.servicename LIKE N'SQL Server Agent%'""",
    "USE [master]; GRANT VIEW SERVER STATE TO {login} (2022 and later: VIEW SERVER SECURITY STATE)",
)

CONNECTOR = Part(
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


_AZURE_SQL_DATABASE = 5
"""SERVERPROPERTY('EngineEdition'): no Agent, no msdb; a scheduler runs capture instead."""


def read_capture(at: Endpoint) -> CaptureState:
    """The state of capture in the database `at`, on the primary replica. Raises CdcError where it cannot be reached."""
    return run(at, lambda connection: capture_state(connection, at), read_only=False)


def capture_state(connection: Connection, at: Endpoint) -> CaptureState:
    """The state as this connection sees it."""
    unseen: dict[str, Finding] = {}
    user = {"user": bracketed(at.user or "user"), "login": bracketed(at.user or "login")}

    def rows(part: Part, name: str | None = None) -> Sequence[Record]:
        try:
            return _rows(connection, part, at)
        except Exception as raised:
            error = read_error(raised, (at.password or "",))
            if not error.forbidden:
                raise
            name = name or part.name
            unseen[name] = Finding("not looked at", name, error.text, part.grant.format(**user))
            return ()

    facts = _rows(connection, DATABASE, at)[0]
    user["user"] = bracketed(str(facts["user_name"]))
    azure = facts["engine_edition"] == _AZURE_SQL_DATABASE
    state = CaptureState(
        database=str(facts["database_name"]),
        enabled=bool(facts["is_cdc_enabled"]),
        azure=azure,
        now=facts["now"],
        max_text_repl_size=-1 if facts["max_text_repl_size"] is None else facts["max_text_repl_size"],
        log_reuse_wait=str(facts["log_reuse_wait_desc"]),
        unseen=unseen,
    )
    if not azure:
        agent = rows(AGENT)
        state = replace(state, agent=str(agent[0]["status"]) if agent else None)
    if not state.enabled:
        return state
    instances = _steady_instances(rows)
    if instances:
        commits = {row["object_id"]: lsn_of(row["last_commit"]) for row in rows(COMMITS, "progress")}
        instances = {key: replace(one, last_commit=commits.get(key)) for key, one in instances.items()}
    tables = rows(TABLES)
    progress = rows(PROGRESS)
    scan = rows(SCAN)
    connector = rows(CONNECTOR) if facts["connector_table"] is not None else ()
    return replace(
        state,
        tables=frozenset(f"{row['schema_name']}.{row['table_name']}" for row in tables) if tables else None,
        instances=_with_last(connection, at, tuple(instances.values())),
        max_lsn=lsn_of(progress[0]["max_lsn"]) if progress else None,
        max_time=progress[0]["max_time"] if progress else None,
        first_lsn=lsn_of(progress[0]["first_lsn"]) if progress else None,
        connector_lsn=lsn_of(connector[0]["connector_lsn"]) if connector else None,
        connector_time=connector[0]["connector_time"] if connector else None,
        jobs=() if azure else _jobs(rows(JOBS), rows(ACTIVITY), "activity" in unseen),
        scan=_scan(scan[0]) if scan else None,
        errors=tuple(
            ScanError(row["entry_time"], row["error_number"], str(row["error_message"])) for row in rows(ERRORS)
        ),
    )


def _rows(connection: Connection, part: Query, at: Endpoint) -> Sequence[Record]:
    return fetch(connection, batch((part,), (), at.settings.lock_timeout), (part,))[part.name]


def _steady_instances(rows: Callable[[Part, str], Sequence[Record]]) -> dict[int, Instance]:
    """The capture instances with their columns, by object_id; read again where one came or went in between."""
    found = rows(INSTANCES, "instances")
    while True:
        captured = rows(CAPTURED, "instances")
        again = rows(INSTANCES, "instances")
        if again == found:
            return _instances(found, captured)
        found = again


def _instances(rows: Sequence[Record], captured: Sequence[Record]) -> dict[int, Instance]:
    columns = {
        key: tuple(CapturedColumn(row["column_name"], row["column_type"], row["source_name"]) for row in group)
        for key, group in groupby(captured, key=itemgetter("object_id"))
    }
    return {
        row["object_id"]: Instance(
            name=row["capture_instance"],
            schema=row["schema_name"],
            table=row["table_name"],
            columns=columns.get(row["object_id"], ()),
            start_lsn=lsn_of(row["start_lsn"]),
            created=row["create_date"],
            drop_pending=bool(row["has_drop_pending"]),
        )
        for row in rows
    }


def _with_last(connection: Connection, at: Endpoint, instances: tuple[Instance, ...]) -> tuple[Instance, ...]:
    """Old instances with their last change before the successor's start."""
    switches = {}
    for _, group in groupby(instances, key=lambda instance: instance.full_name):
        old, *new = by_age(tuple(group))
        if new and new[-1].start_lsn is not None:
            switches[old.name] = new[-1].start_lsn
    if not switches:
        return instances
    rows = _rows(connection, last_before(switches.items()), at)
    found = {row["capture_instance"]: lsn_of(row["last_before"]) for row in rows}
    return tuple(replace(instance, last_before=found.get(instance.name)) for instance in instances)


def _jobs(rows: Sequence[Record], activity: Sequence[Record], unknown: bool) -> tuple[Job, ...]:
    running = {row["job_type"]: bool(row["running"]) for row in activity}
    return tuple(
        Job(
            kind=row["job_type"],
            continuous=bool(row["continuous"]),
            polling_interval=int(row["pollinginterval"] or 0),
            retention=int(row["retention"] or 0),
            running=None if unknown else running.get(row["job_type"], False),
        )
        for row in rows
    )


def _scan(row: Record) -> Scan:
    return Scan(
        latency=int(row["latency"] or 0),
        failed_sessions=int(row["failed_sessions_count"] or 0),
        last_change=lsn_of(row["last_change"]),
    )
