"""The checks of `cdc_capture`: is capture well in every database, and do the customers' sources follow the reference.

A database that could not be looked at is a warning with the grant it needs; where there is nothing to look at (no
server, or capture is off, which `cdc_enabled` says) a check passes and says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import dagster as dg

from cdc_assets.assets.metadata import rows_table
from cdc_assets.checks.model import with_page
from cdc_assets.checks.report import dagster_severity
from cdc_assets.errors import SEVERITIES, Finding, worst

if TYPE_CHECKING:
    from cdc_assets.capture.report import DatabaseCapture
    from cdc_assets.catalog.deviation import TenantSource


CHECKS: Mapping[str, str] = {
    "cdc_enabled": "Change data capture is on in every source database. If not: `cdc enable-cdc`.",
    "agent_running": "SQL Server Agent runs: without it nothing is captured.",
    "capture_job": "The capture job is there and runs.",
    "cleanup_job": "The clean-up job is there: without it change tables grow.",
    "capture_latency": "Capture is at most a minute behind the transaction log; ten minutes are an error.",
    "capture_errors": "Capture met no error in the last 24 hours.",
    "log_reuse": "The transaction log does not grow because it waits for capture.",
    "retention_against_lag": "Changes are kept much longer than the slowest consumer is behind: what is cleaned unread "
    "is lost. If not: `cdc clean-cdc --retention`, or help the consumer.",
    "min_lsn_against_resume": "No change was cleaned before the connector read it. If one was: a new snapshot is due.",
    "lob_limit": "`max text repl size` lets applications write large values into captured columns.",
    "captured_columns": "Every replicated table is captured with every column the service takes. If not: "
    "`cdc source advise`, or the script under `generated/sqlserver/advice/`.",
}
CUSTOMERS = "customers_follow_reference"
PROMISE = (
    "Every customer's source database has the tables and columns of the reference database. One that has not is on "
    "another release: its pipeline breaks, or will."
)


def capture_specs(key: dg.AssetKey, customers: bool) -> list[dg.AssetCheckSpec]:
    """Every check of `cdc_capture`; `customers` for a group that has a database per customer."""
    specs = [
        dg.AssetCheckSpec(name, asset=key, description=with_page("cdc_capture", message))
        for name, message in CHECKS.items()
    ]
    return (
        [*specs, dg.AssetCheckSpec(CUSTOMERS, asset=key, description=with_page("cdc_capture", PROMISE))]
        if customers
        else specs
    )


def capture_results(databases: Sequence[DatabaseCapture]) -> Iterator[dg.AssetCheckResult]:
    """An answer to every check of `CHECKS`, over all databases."""
    for name in CHECKS:
        answers = [(one, check) for one in databases if (check := _answer(one, name)) is not None]
        answers.sort(key=lambda answer: -SEVERITIES.index(answer[1].severity))
        if not answers:
            yield dg.AssetCheckResult(
                passed=True, check_name=name, description=f"not looked at: {_nothing_there(databases)}"
            )
            continue
        wrong = [answer for answer in answers if not answer[1].passed]
        rows = [
            {"database": one.name, "status": check.severity, "what": check.what, "needed": check.hint}
            for one, check in answers
        ]
        metadata = {"databases": rows_table(rows)}
        detail = [{"database": one.name, "what": row["what"]} for one, check in wrong for row in check.rows]
        if detail:
            metadata["detail"] = rows_table(detail)
        yield dg.AssetCheckResult(
            passed=not wrong,
            check_name=name,
            severity=dagster_severity(worst(check.severity for _, check in wrong)),
            description=_summary(wrong, len(answers)),
            metadata=metadata,
        )


def _answer(one: DatabaseCapture, name: str) -> Finding | None:
    """What one database says to a check, None where there is nothing to say."""
    if one.problem is not None:
        return Finding("not looked at", name, one.problem) if one.live else None
    return next((check for check in one.checks if check.subject == name), None)


def _nothing_there(databases: Sequence[DatabaseCapture]) -> str:
    if any(one.state is not None for one in databases):
        return "change data capture is off (see cdc_enabled)"
    return "; ".join(dict.fromkeys(one.problem for one in databases if one.problem)) or "there is no source database"


def _summary(wrong: Sequence[tuple[DatabaseCapture, Finding]], count: int) -> str:
    if not wrong:
        return f"all {count} databases are well" if count > 1 else "well"
    one, check = wrong[0]
    message = check.what if check.severity != "not looked at" else f"not looked at: {check.what}"
    return message if count == 1 else f"{len(wrong)} of {count} databases, {one.name} first: {message}"


def customers_result(found: Sequence[TenantSource]) -> dg.AssetCheckResult:
    """`customers_follow_reference`: an error where something breaks, a warning where a database cannot be read."""
    from cdc_assets.catalog.deviation import survey_rows

    counts = {status: sum(one.status == status for one in found) for status in ("breaks", "not read", "differs")}
    rows = survey_rows(found)
    words = {"breaks": "break the pipeline", "not read": "cannot be read", "differs": "differ harmlessly"}
    message = ", ".join(f"{count} {words[status]}" for status, count in counts.items() if count)
    return dg.AssetCheckResult(
        passed=not counts["breaks"] and not counts["not read"],
        check_name=CUSTOMERS,
        severity=dagster_severity("error" if counts["breaks"] else "warning"),
        description=f"of {len(found)} customers {message}"
        if message
        else f"all {len(found)} customers are as the reference",
        metadata={"customers": rows_table(rows, "no customers")},
    )
