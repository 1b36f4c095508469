"""SQL Server's catalog views as SQLite tables, so that the catalog queries really run.

It shows that the queries' joins and filters say what is meant, and that they name only columns that a version has.
https://learn.microsoft.com/sql/relational-databases/system-catalog-views/catalog-views-transact-sql
"""

from __future__ import annotations

import logging
import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlglot
from sqlglot import exp

logging.getLogger("sqlglot").setLevel(logging.ERROR)

COLLATION = "Danish_Norwegian_CI_AS"
_OBJECT = (
    "name object_id principal_id schema_id parent_object_id type type_desc create_date modify_date is_ms_shipped "
    "is_published is_schema_published"
)
VIEWS: Mapping[str, str] = {
    "sys.schemas": "name schema_id principal_id",
    "sys.types": "name system_type_id user_type_id schema_id principal_id max_length precision scale collation_name "
    "is_nullable is_user_defined is_assembly_type default_object_id rule_object_id is_table_type",
    "sys.tables": f"{_OBJECT} lob_data_space_id filestream_data_space_id max_column_id_used lock_on_bulk_load "
    "uses_ansi_nulls is_replicated has_replication_filter is_merge_published is_sync_tran_subscribed "
    "has_unchecked_assembly_data text_in_row_limit large_value_types_out_of_row is_tracked_by_cdc lock_escalation "
    "lock_escalation_desc is_filetable is_memory_optimized durability durability_desc temporal_type "
    "temporal_type_desc history_table_id is_remote_data_archive_enabled is_external history_retention_period "
    "history_retention_period_unit history_retention_period_unit_desc is_node is_edge",
    "sys.columns": "object_id name column_id system_type_id user_type_id max_length precision scale collation_name "
    "is_nullable is_ansi_padded is_rowguidcol is_identity is_computed is_filestream is_replicated "
    "is_non_sql_subscribed is_merge_published is_dts_replicated is_xml_document xml_collection_id default_object_id "
    "rule_object_id is_sparse is_column_set generated_always_type generated_always_type_desc encryption_type "
    "encryption_type_desc encryption_algorithm_name column_encryption_key_id column_encryption_key_database_name "
    "is_hidden is_masked graph_type graph_type_desc",
    "sys.computed_columns": "object_id name column_id definition uses_database_collation is_persisted",
    "sys.default_constraints": f"{_OBJECT} parent_column_id definition is_system_named",
    "sys.indexes": "object_id name index_id type type_desc is_unique data_space_id ignore_dup_key is_primary_key "
    "is_unique_constraint fill_factor is_padded is_disabled is_hypothetical allow_row_locks allow_page_locks "
    "has_filter filter_definition compression_delay suppress_dup_key_messages auto_created",
    "sys.index_columns": "object_id index_id index_column_id column_id key_ordinal partition_ordinal "
    "is_descending_key is_included_column",
    "sys.key_constraints": f"{_OBJECT} unique_index_id is_system_named is_enforced",
    "sys.foreign_keys": f"{_OBJECT} referenced_object_id key_index_id is_disabled is_not_for_replication "
    "is_not_trusted delete_referential_action delete_referential_action_desc update_referential_action "
    "update_referential_action_desc is_system_named",
    "sys.foreign_key_columns": "constraint_object_id constraint_column_id parent_object_id parent_column_id "
    "referenced_object_id referenced_column_id",
    "sys.databases": "name database_id is_cdc_enabled log_reuse_wait_desc snapshot_isolation_state",
    "sys.configurations": "configuration_id name value minimum maximum value_in_use",
    "sys.dm_server_services": "servicename startup_type_desc status status_desc process_id",
    "sys.dm_cdc_log_scan_sessions": "session_id start_time end_time duration scan_phase error_count start_lsn "
    "current_lsn end_lsn tran_count last_commit_lsn last_commit_time log_record_count schema_change_count "
    "command_count first_begin_cdc_lsn last_commit_cdc_lsn last_commit_cdc_time latency empty_scan_count "
    "failed_sessions_count",
    "sys.dm_cdc_errors": "session_id phase_number entry_time error_number error_severity error_state error_message "
    "start_lsn begin_lsn sequence_value",
    "cdc.change_tables": "object_id version source_object_id capture_instance start_lsn end_lsn supports_net_changes "
    "has_drop_pending role_name index_name filegroup_name create_date partition_switch",
    "cdc.captured_columns": "object_id column_name column_id column_type column_ordinal is_computed",
    "cdc.lsn_time_mapping": "start_lsn tran_begin_time tran_end_time tran_id tran_begin_lsn",
    "cdc.ddl_history": "source_object_id object_id required_column_update ddl_command ddl_lsn ddl_time",
    "rpcn.CdcCheckpointCache": "cache_key cache_val",
    "msdb.cdc_jobs": "database_id job_type job_id maxtrans maxscans continuous pollinginterval retention threshold",
    "msdb.sysjobactivity": "session_id job_id run_requested_date start_execution_date stop_execution_date",
    "msdb.syssessions": "session_id agent_start_date",
}
"""View → its columns in SQL Server 2017."""
LATER: Mapping[int, Mapping[str, str]] = {
    2022: {
        "sys.tables": "data_retention_period data_retention_period_unit data_retention_period_unit_desc ledger_type "
        "ledger_type_desc ledger_view_id is_dropped_ledger_table",
        "sys.columns": "is_data_deletion_filter_column ledger_view_column_type ledger_view_column_type_desc "
        "is_dropped_ledger_column",
    },
    2025: {"sys.columns": "vector_dimensions vector_base_type vector_base_type_desc"},
}


def columns_of(version: int) -> dict[str, list[str]]:
    """View → columns in that version."""
    found = {view: names.split() for view, names in VIEWS.items()}
    for since, views in LATER.items():
        if version >= since:
            for view, names in views.items():
                found[view] = [*found[view], *names.split()]
    return found


@dataclass
class Server:
    """What functions answer. `visible`: schemas the login sees, None = all; `forbidden`: part of a query → error."""

    version: int = 2025
    database: str = "AdOpusTest"
    collation: str = COLLATION
    visible: frozenset[str] | None = None
    unmasks: bool = False
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    forbidden: dict[str, Exception] = field(default_factory=dict)

    def add(self, view: str, **values: Any) -> None:
        """A row; columns not given are NULL."""
        self.rows.setdefault(view, []).append(values)

    @property
    def version_text(self) -> str:
        return f"Microsoft SQL Server {self.version} (emulated by the tests)"

    def connection(self) -> _Connection:
        return _Connection(self)


class _Connection:
    def __init__(self, server: Server) -> None:
        self._server = server
        self._db = sqlite3.connect(":memory:", check_same_thread=False)
        for name in ("sys", "cdc", "msdb", "rpcn"):
            self._db.execute(f"ATTACH ':memory:' AS {name}")
        views = columns_of(server.version)
        for view, rows in server.rows.items():
            views.setdefault(view, list(rows[0]))
        for view, columns in views.items():
            schema, name = view.split(".", 1)
            self._db.execute(f"CREATE TABLE {schema}.{_quoted(name)} ({', '.join(map(_quoted, columns))})")
        for view, rows in server.rows.items():
            known = views[view]
            schema, name = view.split(".", 1)
            self._db.executemany(
                f"INSERT INTO {schema}.{_quoted(name)} VALUES ({', '.join('?' * len(known))})",
                [[row.get(column) for column in known] for row in rows],
            )
        functions: dict[str, Any] = {
            "VERSION_TEXT": lambda: server.version_text,
            "LOGIN_NAME": lambda: "leser",
            "USER_NAME": lambda: "leser_user",
            "DB_NAME": lambda: server.database,
            "DB_ID": lambda: 7,
            "OBJECT_ID": lambda name, _kind: 1 if name in server.rows else None,
            "SERVERPROPERTY": lambda name: {"ProductVersion": "16.0.1000.6", "EngineEdition": 3}[name],
            "DATABASEPROPERTYEX": lambda _name, _property: server.collation,
            "QUOTENAME": lambda name: "[" + name.replace("]", "]]") + "]",
            "HAS_PERMS_BY_NAME": lambda name, kind, permission: int(
                server.unmasks
                if permission == "UNMASK"
                else server.visible is None or (kind == "SCHEMA" and name[1:-1] in server.visible)
            ),
        }
        for name, function in functions.items():
            self._db.create_function(name, function.__code__.co_argcount, function)

    def cursor(self) -> _Cursor:
        return _Cursor(self._db, self._server)

    def close(self) -> None:
        self._db.close()


def _quoted(name: str) -> str:
    return '"' + name + '"'


def _value(value: Any) -> Any:
    """SQLite has no datetime: what looks like one is one."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", value):
        return datetime.fromisoformat(value)
    return value


@lru_cache(maxsize=256)
def _translated(sql: str) -> tuple[tuple[str, str], ...]:
    """Statements of a batch for SQLite, each with what it is."""
    found = []
    for statement in sqlglot.parse(sql, read="tsql"):
        assert statement is not None
        for text in list(statement.find_all(exp.National)):
            text.replace(exp.Literal.string(text.name))
        kind = "query" if isinstance(statement, exp.Query) else "if" if isinstance(statement, exp.IfBlock) else "other"
        found.append((kind, statement.sql("sqlite") if kind == "query" else ""))
    return tuple(found)


class _Cursor:
    def __init__(self, db: sqlite3.Connection, server: Server) -> None:
        self._db, self._server = db, server
        self._sets: list[tuple[list[tuple[str, None]] | None, list[Any]]] = []

    @property
    def description(self) -> list[tuple[str, None]] | None:
        return self._sets[0][0] if self._sets else None

    def execute(self, sql: str, *_parameters: object) -> None:
        sql = sql.replace("@@VERSION", "VERSION_TEXT()").replace("SUSER_SNAME()", "LOGIN_NAME()")
        sql = sql.replace("GETDATE()", "'2026-01-31 12:00:00'").replace("msdb.dbo.", "msdb.")
        for forbidden, error in self._server.forbidden.items():
            if forbidden in sql:
                raise error
        for kind, statement in _translated(sql):
            if kind == "query":
                found = self._db.execute(statement)
                rows = [tuple(map(_value, row)) for row in found.fetchall()]
                self._sets.append(([(column[0], None) for column in found.description], rows))
            elif kind == "if":
                self._sets.append(([("event_time", None), ("object_id", None), ("command", None)], []))
            else:
                self._sets.append((None, []))

    def nextset(self) -> bool:
        del self._sets[:1]
        return bool(self._sets)

    def fetchall(self) -> list[Any]:
        return self._sets[0][1]

    def close(self) -> None:
        pass
