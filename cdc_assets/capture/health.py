"""Is change data capture well? Named checks over a `CaptureState`, each with a sentence for people.

A check whose facts could not be read says `not looked at` and which grant it needs: never `ok`, never an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from cdc_assets.capture.advisor import Advice
from cdc_assets.capture.model import CaptureState, Instance, Lsn, Progress, format_lsn
from cdc_assets.errors import Finding, Row, Severity


@dataclass(frozen=True, slots=True)
class Limits:
    """When a number becomes a warning or an error. Latency in seconds; lag as a share of the retention."""

    latency_warning: int = 60
    latency_error: int = 600
    lag_warning: float = 0.5
    lag_error: float = 0.9
    errors_within: timedelta = timedelta(hours=24)


def health(
    state: CaptureState,
    advice: Sequence[Advice],
    progress: Progress,
    limits: Limits | None = None,
    lag: timedelta | None = None,
) -> tuple[Finding, ...]:
    """Every check, in the order a person would look.

    `lag` is how far behind the slowest consumer of this database is, None where nobody knows.
    """
    limits = limits or Limits()
    checks = [_database(state)]
    if not state.enabled:
        return tuple(checks)
    checks.extend(
        (
            _agent(state),
            _job(state, "capture"),
            _job(state, "cleanup"),
            _latency(state, limits),
            _errors(state, limits),
            _log_reuse(state),
            _retention(state, limits, lag),
            _min_lsn(state, progress),
            _lob_limit(state),
            _columns(state, advice),
        )
    )
    return tuple(checks)


def _unseen(state: CaptureState, part: str, name: str) -> Finding | None:
    seen = state.unseen.get(part)
    return None if seen is None else Finding("not looked at", name, seen.reason, seen.grant)


def _lines(texts: Sequence[str]) -> tuple[Row, ...]:
    return tuple({"what": text} for text in texts)


def _database(state: CaptureState) -> Finding:
    if state.enabled:
        return Finding("ok", "cdc_enabled", f"{state.database} captures changes.")
    return Finding("error", "cdc_enabled", f"Change data capture is off in {state.database}: run enable-cdc.")


def _agent(state: CaptureState) -> Finding:
    name = "agent_running"
    if state.azure:
        return Finding("ok", name, "Azure SQL Database captures by a scheduler of its own.")
    if missing := _unseen(state, "agent", name):
        return missing
    if state.agent is None:
        return Finding(
            "not looked at", name, "the server does not list its Agent, as in a container or Managed Instance"
        )
    if state.agent.casefold() == "running":
        return Finding("ok", name, "SQL Server Agent is running.")
    return Finding("error", name, f"SQL Server Agent is {state.agent.lower()}: nothing is captured until it runs.")


def _job(state: CaptureState, kind: str) -> Finding:
    name = f"{kind}_job"
    if state.azure:
        return Finding("ok", name, f"Azure SQL Database runs {kind} by itself.")
    if missing := _unseen(state, "jobs", name):
        return missing
    job = next((job for job in state.jobs if job.kind == kind), None)
    if job is None:
        if kind == "capture":
            sentence = (
                "There is no capture job: either transactional replication reads the log, or it was dropped "
                "(EXEC sys.sp_cdc_add_job @job_type = N'capture')."
            )
        else:
            sentence = "There is no clean-up job: change tables grow (EXEC sys.sp_cdc_add_job @job_type = N'cleanup')."
        return Finding("warning", name, sentence)
    if kind == "cleanup":
        return Finding("ok", name, f"The clean-up job keeps changes for {job.retention} minutes.")
    if job.running is None:
        return _unseen(state, "activity", name) or Finding("ok", name, "There is a capture job.")
    if not job.running and job.continuous:
        return Finding(
            "error", name, "The capture job is not running (EXEC sys.sp_cdc_start_job @job_type = N'capture')."
        )
    how = f"every {job.polling_interval} s" if job.continuous else "when its schedule says"
    return Finding("ok", name, f"The capture job reads the log {how}.")


def _latency(state: CaptureState, limits: Limits) -> Finding:
    name = "capture_latency"
    if missing := _unseen(state, "scan", name):
        return missing
    if state.scan is None:
        return Finding("warning", name, "The log was not scanned since the server started.")
    seconds = state.scan.latency
    status: Severity = (
        "error" if seconds > limits.latency_error else "warning" if seconds > limits.latency_warning else "ok"
    )
    failed = (
        f"; {state.scan.failed_sessions} scans failed since the server started" if state.scan.failed_sessions else ""
    )
    return Finding(status, name, f"Capture is {seconds} s behind the transaction log{failed}.")


def _errors(state: CaptureState, limits: Limits) -> Finding:
    name = "capture_errors"
    if missing := _unseen(state, "errors", name):
        return missing
    recent = [error for error in state.errors if state.now - error.time <= limits.errors_within]
    if not recent:
        return Finding("ok", name, "No capture errors lately.")
    lines = tuple(f"{error.time:%Y-%m-%d %H:%M:%S} {error.number}: {error.message}" for error in recent)
    advice = next((text for error in recent if (text := _KNOWN_ERRORS.get(error.number))), "")
    sentence = f"{len(recent)} capture errors, the last at {recent[0].time:%Y-%m-%d %H:%M}."
    return Finding("error", name, f"{sentence} {advice}".strip(), rows=_lines(lines))


_TOO_NARROW = (
    "A value does not fit its change table: a column was changed in size. Read the changes to their end, then "
    "make a second capture instance and drop the first."
)
_KNOWN_ERRORS = {2628: _TOO_NARROW, 8115: _TOO_NARROW, 8152: _TOO_NARROW, 1105: "The filegroup is full."}
"""https://learn.microsoft.com/sql/relational-databases/track-changes/known-issues-and-errors-change-data-capture"""


def _log_reuse(state: CaptureState) -> Finding:
    name = "log_reuse"
    if state.log_reuse_wait == "REPLICATION":
        return Finding("warning", name, "The transaction log waits for capture to read it, and grows meanwhile.")
    return Finding("ok", name, f"The transaction log does not wait for capture ({state.log_reuse_wait}).")


def _retention(state: CaptureState, limits: Limits, lag: timedelta | None) -> Finding:
    name = "retention_against_lag"
    if state.azure:
        return Finding("not looked at", name, "Azure SQL Database keeps the retention where it cannot be read")
    if missing := _unseen(state, "jobs", name):
        return missing
    job = next((job for job in state.jobs if job.kind == "cleanup"), None)
    if job is None:
        return Finding("ok", name, "Nothing is cleaned up, so nothing can be cleaned too early.")
    if lag is None:
        return Finding("not looked at", name, "how far behind the consumers are is not known")
    kept = timedelta(minutes=job.retention)
    share = lag / kept if kept else float("inf")
    status: Severity = "error" if share >= limits.lag_error else "warning" if share >= limits.lag_warning else "ok"
    return Finding(
        status,
        name,
        f"The slowest consumer is {_hours(lag)} behind; changes are kept for {_hours(kept)}."
        + ("" if status == "ok" else " Raise the retention, or help the consumer: what is cleaned unread is lost."),
    )


def _hours(span: timedelta) -> str:
    minutes = round(span.total_seconds() / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.1f} h"


def _min_lsn(state: CaptureState, progress: Progress) -> Finding:
    name = "min_lsn_against_resume"
    if missing := _unseen(state, "instances", name):
        return missing
    tables = sorted({instance.full_name for instance in state.instances})
    lost: list[str] = []
    unknown: list[str] = []
    for table in tables:
        committed = progress.committed.get(table, progress.committed.get("*"))
        # The oldest instance counts: the younger one of two begins later by design.
        starts = [instance.start_lsn for instance in state.of(table)[:1] if instance.start_lsn is not None]
        if committed is None:
            unknown.append(table)
        elif starts and committed < starts[0] and not _nothing_between(state, committed, state.of(table)[0]):
            lost.append(f"{table}: resumes at {format_lsn(committed)}, changes begin at {format_lsn(starts[0])}")
    if lost:
        sentence = f"{len(lost)} tables have lost changes to clean-up: a new snapshot is needed."
        return Finding("error", name, sentence, rows=_lines(tuple(lost)))
    if unknown:
        return Finding("not looked at", name, f"the connector's position is not known for {len(unknown)} tables")
    return Finding("ok", name, "Every table still has its changes from where the connector resumes.")


def _nothing_between(state: CaptureState, committed: Lsn, instance: Instance) -> bool:
    """Whether clean-up can be seen to have moved the instance's beginning past `committed` over no change at all.

    In a database where nothing happens it does so by capture's dummies.
    """
    if instance.last_commit is not None and instance.last_commit > committed:
        return False
    remembered = state.first_lsn is not None and state.first_lsn <= committed
    newest = state.scan.last_change if state.scan else None
    return remembered or (newest is not None and newest <= committed)


_LARGE = frozenset({"text", "ntext", "image", "xml"})
_MAYBE_LARGE = frozenset({"varchar", "nvarchar", "varbinary", "geography", "geometry"})


def _lob_limit(state: CaptureState) -> Finding:
    name = "lob_limit"
    if missing := _unseen(state, "instances", name):
        return missing
    if state.max_text_repl_size == -1:
        return Finding("ok", name, "Large values have no limit (max text repl size = -1).")
    sure = _with_types(state.instances, _LARGE)
    maybe = _with_types(state.instances, _MAYBE_LARGE)
    if not sure and not maybe:
        return Finding("ok", name, "No captured column can hold large values.")
    sentence = (
        f"An INSERT or UPDATE of a captured large value over {state.max_text_repl_size} bytes fails in the application "
        "(error 7139): EXEC sp_configure N'max text repl size', -1; RECONFIGURE."
    )
    return Finding("warning", name, sentence, rows=_lines(sure or maybe[:20]))


def _with_types(instances: Sequence[Instance], types: frozenset[str]) -> tuple[str, ...]:
    return tuple(
        f"{instance.full_name}.{column.name} ({column.type})"
        for instance in instances
        for column in instance.columns
        if column.type in types
    )


def _columns(state: CaptureState, advice: Sequence[Advice]) -> Finding:
    name = "captured_columns"
    if missing := _unseen(state, "instances", name):
        return missing
    lines = tuple(f"{item.table}: {item.step}: {item.reason}" for item in advice if item.step != "none")
    impossible = sum(item.step == "impossible" for item in advice)
    if impossible:
        return Finding("error", name, f"{impossible} tables cannot be captured at all.", rows=_lines(lines))
    if lines:
        return Finding("warning", name, f"{len(lines)} of {len(advice)} tables need a step.", rows=_lines(lines))
    return Finding("ok", name, f"All {len(advice)} tables are captured with every column the service takes.")
