"""Is change data capture well? Named checks over a `CaptureState`, each with a sentence for people.

A check whose facts could not be read says `not looked at` and which grant it needs: never `ok`, never an error.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from cdc_assets.capture.advisor import Advice
from cdc_assets.capture.model import CaptureState, Instance, Lsn, Progress, format_lsn
from cdc_assets.errors import Finding, Severity


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
    look = _Look(state, advice, progress, limits or Limits(), lag)
    checks = _CHECKS if state.enabled else _CHECKS[:1]
    return tuple(replace(state.unseen.get(part) or check(look), subject=name) for name, part, check in checks)


@dataclass(frozen=True, slots=True)
class _Look:
    """What the checks judge by."""

    state: CaptureState
    advice: Sequence[Advice]
    progress: Progress
    limits: Limits
    lag: timedelta | None


def _told(severity: Severity, sentence: str, lines: Sequence[str] = ()) -> Finding:
    return Finding(severity, "", sentence, rows=tuple({"what": line} for line in lines))


def _database(look: _Look) -> Finding:
    if look.state.enabled:
        return _told("ok", f"{look.state.database} captures changes.")
    return _told("error", f"Change data capture is off in {look.state.database}: run enable-cdc.")


def _agent(look: _Look) -> Finding:
    if look.state.azure:
        return _told("ok", "Azure SQL Database captures by a scheduler of its own.")
    if look.state.agent is None:
        return _told("not looked at", "the server does not list its Agent, as in a container or Managed Instance")
    if look.state.agent.casefold() == "running":
        return _told("ok", "SQL Server Agent is running.")
    return _told("error", f"SQL Server Agent is {look.state.agent.lower()}: nothing is captured until it runs.")


def _capture_job(look: _Look) -> Finding:
    if look.state.azure:
        return _told("ok", "Azure SQL Database runs capture by itself.")
    job = look.state.job("capture")
    if job is None:
        sentence = (
            "There is no capture job: either transactional replication reads the log, or it was dropped "
            "(EXEC sys.sp_cdc_add_job @job_type = N'capture')."
        )
        return _told("warning", sentence)
    if job.running is None:
        return look.state.unseen.get("activity") or _told("ok", "There is a capture job.")
    if not job.running and job.continuous:
        return _told("error", "The capture job is not running (EXEC sys.sp_cdc_start_job @job_type = N'capture').")
    how = f"every {job.polling_interval} s" if job.continuous else "when its schedule says"
    return _told("ok", f"The capture job reads the log {how}.")


def _cleanup_job(look: _Look) -> Finding:
    if look.state.azure:
        return _told("ok", "Azure SQL Database runs cleanup by itself.")
    job = look.state.job("cleanup")
    if job is None:
        sentence = "There is no clean-up job: change tables grow (EXEC sys.sp_cdc_add_job @job_type = N'cleanup')."
        return _told("warning", sentence)
    return _told("ok", f"The clean-up job keeps changes for {job.retention} minutes.")


def _latency(look: _Look) -> Finding:
    scan, limits = look.state.scan, look.limits
    if scan is None:
        return _told("warning", "The log was not scanned since the server started.")
    failed = f"; {scan.failed_sessions} scans failed since the server started" if scan.failed_sessions else ""
    severity = _severity(scan.latency > limits.latency_warning, scan.latency > limits.latency_error)
    return _told(severity, f"Capture is {scan.latency} s behind the transaction log{failed}.")


def _severity(warning: bool, error: bool) -> Severity:
    return "error" if error else "warning" if warning else "ok"


def _errors(look: _Look) -> Finding:
    recent = [one for one in look.state.errors if look.state.now - one.time <= look.limits.errors_within]
    if not recent:
        return _told("ok", "No capture errors lately.")
    lines = [f"{error.time:%Y-%m-%d %H:%M:%S} {error.number}: {error.message}" for error in recent]
    advice = next((text for error in recent if (text := _KNOWN_ERRORS.get(error.number))), "")
    sentence = f"{len(recent)} capture errors, the last at {recent[0].time:%Y-%m-%d %H:%M}."
    return _told("error", f"{sentence} {advice}".strip(), lines)


_TOO_NARROW = (
    "A value does not fit its change table: a column was changed in size. Read the changes to their end, then "
    "make a second capture instance and drop the first."
)
_KNOWN_ERRORS = {2628: _TOO_NARROW, 8115: _TOO_NARROW, 8152: _TOO_NARROW, 1105: "The filegroup is full."}
"""https://learn.microsoft.com/sql/relational-databases/track-changes/known-issues-and-errors-change-data-capture"""


def _log_reuse(look: _Look) -> Finding:
    if look.state.log_reuse_wait == "REPLICATION":
        return _told("warning", "The transaction log waits for capture to read it, and grows meanwhile.")
    return _told("ok", f"The transaction log does not wait for capture ({look.state.log_reuse_wait}).")


def _retention(look: _Look) -> Finding:
    if look.state.azure:
        return _told("not looked at", "Azure SQL Database keeps the retention where it cannot be read")
    job = look.state.job("cleanup")
    if job is None:
        return _told("ok", "Nothing is cleaned up, so nothing can be cleaned too early.")
    if look.lag is None:
        return _told("not looked at", "how far behind the consumers are is not known")
    kept = timedelta(minutes=job.retention)
    share = look.lag / kept if kept else float("inf")
    severity = _severity(share >= look.limits.lag_warning, share >= look.limits.lag_error)
    sentence = f"The slowest consumer is {_hours(look.lag)} behind; changes are kept for {_hours(kept)}."
    if severity != "ok":
        sentence += " Raise the retention, or help the consumer: what is cleaned unread is lost."
    return _told(severity, sentence)


def _hours(span: timedelta) -> str:
    minutes = round(span.total_seconds() / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.1f} h"


def _min_lsn(look: _Look) -> Finding:
    state, committed_for = look.state, look.progress.committed
    lost: list[str] = []
    unknown = 0
    for table in sorted({instance.full_name for instance in state.instances}):
        committed = committed_for.get(table, committed_for.get("*"))
        oldest = state.of(table)[0]  # the younger one of two begins later by design
        if committed is None:
            unknown += 1
        elif oldest.start_lsn and committed < oldest.start_lsn and not _nothing_between(state, committed, oldest):
            begins = format_lsn(oldest.start_lsn)
            lost.append(f"{table}: resumes at {format_lsn(committed)}, changes begin at {begins}")
    if lost:
        return _told("error", f"{len(lost)} tables have lost changes to clean-up: a new snapshot is needed.", lost)
    if unknown:
        return _told("not looked at", f"the connector's position is not known for {unknown} tables")
    return _told("ok", "Every table still has its changes from where the connector resumes.")


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


def _lob_limit(look: _Look) -> Finding:
    limit = look.state.max_text_repl_size
    if limit == -1:
        return _told("ok", "Large values have no limit (max text repl size = -1).")
    sure = _with_types(look.state.instances, _LARGE)
    maybe = _with_types(look.state.instances, _MAYBE_LARGE)
    if not sure and not maybe:
        return _told("ok", "No captured column can hold large values.")
    sentence = (
        f"An INSERT or UPDATE of a captured large value over {limit} bytes fails in the application "
        "(error 7139): EXEC sp_configure N'max text repl size', -1; RECONFIGURE."
    )
    return _told("warning", sentence, sure or maybe[:20])


def _with_types(instances: Sequence[Instance], types: frozenset[str]) -> tuple[str, ...]:
    return tuple(
        f"{instance.full_name}.{column.name} ({column.type})"
        for instance in instances
        for column in instance.columns
        if column.type in types
    )


def _columns(look: _Look) -> Finding:
    count = len(look.advice)
    lines = [f"{item.table}: {item.step}: {item.reason}" for item in look.advice if item.step != "none"]
    impossible = sum(item.step == "impossible" for item in look.advice)
    if impossible:
        return _told("error", f"{impossible} tables cannot be captured at all.", lines)
    if lines:
        return _told("warning", f"{len(lines)} of {count} tables need a step.", lines)
    return _told("ok", f"All {count} tables are captured with every column the service takes.")


_CHECKS: tuple[tuple[str, str, Callable[[_Look], Finding]], ...] = (
    ("cdc_enabled", "", _database),
    ("agent_running", "agent", _agent),
    ("capture_job", "jobs", _capture_job),
    ("cleanup_job", "jobs", _cleanup_job),
    ("capture_latency", "scan", _latency),
    ("capture_errors", "errors", _errors),
    ("log_reuse", "", _log_reuse),
    ("retention_against_lag", "jobs", _retention),
    ("min_lsn_against_resume", "instances", _min_lsn),
    ("lob_limit", "instances", _lob_limit),
    ("captured_columns", "instances", _columns),
)
"""Name, the part of the state that it needs, the check: in the order a person would look."""
