"""Reading the state of change data capture from a database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter

from cdc_assets.capture import queries
from cdc_assets.capture.lsn import lsn_of
from cdc_assets.capture.model import CapturedColumn, CaptureState, Instance, Job, Scan, ScanError, Unseen, by_age
from cdc_assets.capture.queries import Part
from cdc_assets.catalog.live import Record, fetch
from cdc_assets.catalog.queries import batch
from cdc_assets.catalog.quoting import bracketed
from resources.sqlserver import Connection, Endpoint, run
from resources.sqlserver_errors import MISSING_NUMBERS, SqlError, read_error

_AZURE_SQL_DATABASE = 5
"""SERVERPROPERTY('EngineEdition'): no Agent, no msdb; a scheduler runs capture instead."""


def read_capture(at: Endpoint) -> CaptureState:
    """The state of capture in the database `at`, on the primary replica. Raises CdcError where it cannot be reached."""
    return run(at, lambda connection: capture_state(connection, at), read_only=False)


def capture_state(connection: Connection, at: Endpoint) -> CaptureState:
    """The state as this connection sees it."""
    unseen: dict[str, Unseen] = {}
    user = {"user": bracketed(at.user or "user"), "login": bracketed(at.user or "login")}

    def rows(part: Part, name: str | None = None) -> Sequence[Record]:
        try:
            return _rows(connection, part, at)
        except Exception as raised:
            error = read_error(raised, (at.password or "",))
            if not _forbidden(error):
                raise
            unseen[name or part.query.name] = Unseen(error.text, part.grant.format(**user))
            return ()

    facts = _rows(connection, queries.DATABASE, at)[0]
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
        agent = rows(queries.AGENT)
        state = replace(state, agent=str(agent[0]["status"]) if agent else None)
    if not state.enabled:
        return state
    instances = _steady_instances(rows)
    if instances:
        commits = {row["object_id"]: lsn_of(row["last_commit"]) for row in rows(queries.COMMITS, "progress")}
        instances = {key: replace(one, last_commit=commits.get(key)) for key, one in instances.items()}
    tables = rows(queries.TABLES)
    progress = rows(queries.PROGRESS)
    scan = rows(queries.SCAN)
    connector = rows(queries.CONNECTOR) if facts["connector_table"] is not None else ()
    return replace(
        state,
        tables=frozenset(f"{row['schema_name']}.{row['table_name']}" for row in tables) if tables else None,
        instances=_with_last(connection, at, tuple(instances.values())),
        max_lsn=lsn_of(progress[0]["max_lsn"]) if progress else None,
        max_time=progress[0]["max_time"] if progress else None,
        first_lsn=lsn_of(progress[0]["first_lsn"]) if progress else None,
        connector_lsn=lsn_of(connector[0]["connector_lsn"]) if connector else None,
        connector_time=connector[0]["connector_time"] if connector else None,
        jobs=() if azure else _jobs(rows(queries.JOBS), rows(queries.ACTIVITY), "activity" in unseen),
        scan=_scan(scan[0]) if scan else None,
        errors=tuple(
            ScanError(row["entry_time"], row["error_number"], str(row["error_message"])) for row in rows(queries.ERRORS)
        ),
    )


def _rows(connection: Connection, part: Part, at: Endpoint) -> Sequence[Record]:
    return fetch(connection, batch((part.query,), (), at.settings.lock_timeout), (part.query,))[part.query.name]


def _forbidden(error: SqlError) -> bool:
    """Permissions, and what looks the same: objects the login cannot see are `not there`."""
    return error.permission or not MISSING_NUMBERS.isdisjoint(error.numbers)


def _steady_instances(rows: Callable[[Part, str], Sequence[Record]]) -> dict[int, Instance]:
    """The capture instances with their columns, by object_id; read again where one came or went in between."""
    found = rows(queries.INSTANCES, "instances")
    while True:
        captured = rows(queries.CAPTURED, "instances")
        again = rows(queries.INSTANCES, "instances")
        if again == found:
            return _instances(found, captured)
        found = again


def _instances(rows: Sequence[Record], captured: Sequence[Record]) -> dict[int, Instance]:
    columns = {
        key: tuple(
            CapturedColumn(row["column_name"], row["column_id"], row["column_type"], row["source_name"])
            for row in group
        )
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
            net_changes=bool(row["supports_net_changes"]),
            role=row["role_name"],
            index=row["index_name"],
            filegroup=row["filegroup_name"],
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
    query = queries.last_before(switches.items())
    rows = fetch(connection, batch((query,), (), at.settings.lock_timeout), (query,))["last_before"]
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
        last_end=row["last_end"],
        failed_sessions=int(row["failed_sessions_count"] or 0),
        error_count=int(row["error_count"] or 0),
        last_change=lsn_of(row["last_change"]),
    )
