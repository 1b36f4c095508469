"""The fleet in one table: a row per tenant, sorted by what needs a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cdc_assets.offsets.checks import CHECKS, Severity
from cdc_assets.offsets.gaps import lag_seconds
from cdc_assets.offsets.model import Sweep

ORDER: dict[Severity, int] = {"error": 0, "warning": 1, "ok": 2}


@dataclass(frozen=True, slots=True)
class FleetRow:
    """A tenant. Counts are offsets; `at_risk` those that a group has passed and nobody has; `lag_seconds` the worst
    partition's, None where it is not known. `why` names the checks that do not pass."""

    tenant: str
    severity: Severity
    partitions: int
    lost: int
    at_risk: int
    recoverable: int
    unknown: int
    staged: int
    behind: int
    lag_seconds: float | None
    why: str


COLUMNS = (
    "tenant",
    "state",
    "partitions",
    "lost",
    "at risk",
    "recoverable",
    "unknown",
    "staged",
    "behind",
    "lag s",
    "why",
)


def fleet(sweep: Sweep) -> tuple[FleetRow, ...]:
    """A row per tenant, also where nothing is known of it: errors first, then warnings, each by what is lost, at risk,
    recoverable, late."""
    rows = [_row(tenant, mine) for tenant, mine in sweep.by_tenant().items()]
    return tuple(
        sorted(
            rows,
            key=lambda row: (
                ORDER[row.severity],
                -row.lost,
                -row.at_risk,
                -row.recoverable,
                -row.unknown,
                -(row.lag_seconds or 0),
                row.tenant,
            ),
        )
    )


def as_cells(rows: Sequence[FleetRow]) -> tuple[tuple[str | int | float | None, ...], ...]:
    """Rows in the order of `COLUMNS`."""
    return tuple(
        (
            row.tenant,
            row.severity,
            row.partitions,
            row.lost,
            row.at_risk,
            row.recoverable,
            row.unknown,
            row.staged,
            row.behind,
            None if row.lag_seconds is None else round(row.lag_seconds, 1),
            row.why,
        )
        for row in rows
    )


def _row(tenant: str, mine: Sweep) -> FleetRow:
    states = mine.partitions
    results = [check(mine) for check in CHECKS.values()]
    failing = [result for result in results if not result.passed]
    now_ms = mine.at.timestamp() * 1000
    lags = [seconds for state in states if (seconds := lag_seconds(state, now_ms)) is not None]
    return FleetRow(
        tenant=tenant,
        severity=min((result.severity for result in results), key=ORDER.__getitem__),
        partitions=len(states),
        lost=sum(state.count("lost") for state in states),
        at_risk=sum(state.hole for state in states),
        recoverable=sum(state.count("recoverable") for state in states),
        unknown=sum(state.count("unknown") for state in states),
        staged=sum(state.in_flight for state in states),
        behind=sum(state.behind for state in states),
        lag_seconds=max(lags, default=None),
        why=", ".join(result.name for result in failing),
    )
