"""The questions asked of every tenant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cdc_assets.errors import Finding, Row, Severity

APPLIED = "applied_hash_is_current"
MATCHES = "matches_definition"
FAILED = "no_failed_tenants"
FILES = "files_unedited"
EXISTING = "existing_tables_fit"
STAGING = "staging_survived"
BACKLOG = "merge_backlog"
ERRORS = "merge_errors"
ARRIVED = "changes_arrived"
SOURCE = "matches_source"
CHECKS: Mapping[str, str] = {
    APPLIED: "The tenant's tables, staging tables and merge procedures are those that `ddl` rendered. If not: look at "
    "the tenant's last run, or run `apply_tenants` (a dry run by default) to see what is pending or refused.",
    MATCHES: "What is recorded as applied is what the catalog holds: columns, types, keys, triggers, staging tables "
    "and merge procedures are as defined. If not: somebody changed it by hand; `cdc plan --repair-drift` shows what "
    "puts it right, `cdc apply --repair-drift` does it.",
    FAILED: "The latest attempt at each of the tenant's tables and scripts succeeded. If one did not: fix what the "
    "error says (it names the session in the way) and materialise the tenant; nothing of that table was changed.",
    FILES: "The files in `migrations/` are as they were written, and scripts in `manual/` are those that ran. If not: "
    "restore them with git, or generate them again; nothing is applied from an edited file.",
    EXISTING: "Tables with `target_exists: true` are there and take what is mapped into them: columns, types, NULL "
    "where the source has it. If not: their owner has to alter them; `validation/existing-tables.sql` beside the "
    "migrations asks the same in psql. A warning where nothing is merged into them.",
    STAGING: "No crash or promotion emptied the UNLOGGED staging tables. If one did: set the consumers back to "
    "`cdc_management.v_cdc_resume_offsets`, then `SELECT cdc_management.acknowledge_staging_loss()`.",
    BACKLOG: "No table's oldest staged change waits longer than 15 minutes for its merge. If one does: run "
    "`merge_pending`, and look whether pg_cron or this job's schedule is on.",
    ERRORS: "No merge fails at present; as a warning, rejected rows, what was odd in the last 24 hours, transactions "
    "of writers open for an hour (end them: their rows wait, and the leaf fills), and large values that updates turned "
    "to NULL. Mend the cause, then `CALL cdc_management.replay_rejects(schema, table)`. Were those values not NULL at "
    "the source, ask for the connector's version (Debezium before May 2026 sends NULL for what is unchanged; for "
    "`nvarchar(max)` longer), set `unchanged_large_values`, repair the rows, and set the count in `merge_control` to "
    "0.",
    ARRIVED: "Each change that the source captured arrived, as far as `cdc verify --changes` last asked. If not: "
    "`verify_source` (or `cdc verify`) with a repair reads the rows again and merges them.",
    SOURCE: "Each table holds what the source holds, as far as `cdc verify --rows` last compared. If not: "
    "`verify_source` (or `cdc verify`) with a repair reads the rows again and merges them.",
}

PAGES: Mapping[str, str] = {
    APPLIED: "evolution.md#what-happens-automatically-and-what-asks-first",
    MATCHES: "evolution.md#when-somebody-changed-it-by-hand",
    FAILED: "how-to/operate.md#a-tenant-failed",
    FILES: "evolution.md#when-somebody-changed-it-by-hand",
    EXISTING: "how-to/existing-tables.md#what-it-needs",
    STAGING: "how-to/operate.md#staging-was-lost-in-a-crash",
    BACKLOG: "how-to/operate.md#merges-lag",
    ERRORS: "how-to/operate.md#rows-were-rejected",
    ARRIVED: "how-to/verify.md#what-is-told",
    SOURCE: "how-to/verify.md#what-is-told",
    "offset_gaps": "how-to/operate.md#a-gap",
    "consumer_position": "how-to/operate.md#a-gap",
    "replication_lag": "how-to/operate.md#merges-lag",
    "source_silence": "how-to/operate.md#look",
    "source_fresh": "sqlserver.md#reading",
    "cdc_capture": "sqlserver.md#capture-administration",
}


_GAPS = "cdc offsets gaps{tenants}"
REMEDIES: Mapping[str, str] = {
    APPLIED: "cdc plan{tenants}",
    MATCHES: "cdc plan --repair-drift{tenants}",
    FAILED: "cdc status{tenants}, then cdc apply{tenants}",
    FILES: "cdc generate --dry-run",
    EXISTING: "cdc status{tenants}",
    STAGING: "cdc offsets resume{tenants}",
    BACKLOG: "CALL cdc_management.run_pending_merges(0), then see that pg_cron or the schedule merge_pending does it",
    ERRORS: "cdc status{tenants}, then CALL cdc_management.replay_rejects(schema, table)",
    ARRIVED: "cdc verify --changes --repair{tenants}",
    SOURCE: "cdc verify --rows --repair{tenants}",
    "offset_gaps": _GAPS,
    "consumer_position": _GAPS,
    "replication_lag": _GAPS,
    "source_silence": "cdc source status",
    "source_fresh": "cdc doctor",
    "cdc_capture": "cdc source status",
}


def remedy_of(check: str) -> str:
    """The command that goes into what a check found; `{tenants}` stands for the options that choose tenants."""
    return REMEDIES.get(check, REMEDIES["cdc_capture"])


def page_of(check: str) -> str:
    """The page of the handbook that goes into it; the checks of `cdc_capture` share one."""
    return f"docs/{PAGES.get(check, PAGES['cdc_capture'])}"


def with_page(check: str, promise: str) -> str:
    """A check's promise with the page of the handbook that goes into it; those of `cdc_capture` share one."""
    return f"{promise} More: docs/{PAGES[check]}"


BACKLOG_SECONDS = 900
"""How long a staged change may wait before `merge_backlog` fails."""


def answer(tenant: str, check: str, what: str, rows: Sequence[Row], severity: Severity = "error") -> Finding:
    """The answer to one check for one tenant: it passes where there are no rows."""
    return Finding(severity if rows else "ok", check, what, where=tenant, rows=tuple(rows))
