"""Whether a tenant is what its definition and its files say, as findings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cdc_assets.checks.model import APPLIED, EXISTING, FAILED, FILES, MATCHES, answer
from cdc_assets.ddl.files import edited_migrations
from cdc_assets.errors import Finding, Row
from cdc_assets.migrate.drift import TenantStatus
from cdc_assets.migrate.explain import PlanStage

_MEND = "`cdc plan --repair-drift`, then `cdc apply --repair-drift`"


def applied_finding(plans: Sequence[PlanStage], tenant: str) -> Finding:
    """`applied_hash_is_current` from the plans of a tenant's services."""
    refused = [each for plan in plans for each in plan.stopped]
    due = [each for plan in plans for each in plan.due]
    rows = [{"table": unit, "what": f"refused: {reason}"} for unit, reason in refused]
    stopped = {unit for unit, _ in refused}
    rows += [{"table": unit, "what": f"to do: {len(sql)} statements"} for unit, sql in due if unit not in stopped]
    versions = ", ".join(dict.fromkeys(plan.sha256[:12] for plan in plans))
    message = f"{len(due)} to do, {len(refused)} refused" if rows else f"all as rendered: {versions}"
    return answer(tenant, APPLIED, message, rows)


def matches_finding(statuses: Sequence[TenantStatus], tenant: str) -> Finding:
    """`matches_definition` from the statuses of a tenant's schema and the literal ones beside it."""
    found = [(each.schema, one) for each in statuses for one in each.drift if not one.theirs]
    wrong = sum(not one.harmless for _, one in found)
    rows = tuple(
        {
            "table": _table(schema, one.unit, tenant),
            "what differs": one.sentence,
            "what to do": "nothing: it is left alone" if one.harmless else one.statement or _MEND,
        }
        for schema, one in found
    )
    compared = sum(len(each.applied) for each in statuses)
    message = f"{wrong} differences" if wrong else f"{compared} tables are as defined"
    if len(found) > wrong:
        message += f"; {len(found) - wrong} harmless"
    return Finding("error" if wrong else "ok", MATCHES, message, where=tenant, rows=rows)


def existing_finding(statuses: Sequence[TenantStatus], tenant: str) -> Finding:
    """`existing_tables_fit`: a warning where nothing of ours writes to the table."""
    found = [(each.schema, one) for each in statuses for one in each.drift if one.theirs]
    rows = tuple(
        {
            "table": _table(schema, one.unit, tenant),
            "what is wrong": one.sentence,
            "what to do": "its owner alters it, or map another column; `validation/existing-tables.sql` asks the same",
        }
        for schema, one in found
    )
    message = f"{len(rows)} problem{'s' * (len(rows) != 1)}" if rows else "they take what is mapped into them"
    return answer(tenant, EXISTING, message, rows, "warning" if all(one.harmless for _, one in found) else "error")


def _table(schema: str, name: str, tenant: str) -> str:
    return name if schema == tenant else f"{schema}.{name}"


def failed_finding(statuses: Sequence[TenantStatus], tenant: str) -> Finding:
    """`no_failed_tenants`."""
    rows = tuple(
        {"table": _table(each.schema, unit, tenant), "error of the latest attempt": error}
        for each in statuses
        for unit, error in each.failed
    )
    message = f"{len(rows)} failed when last tried" if rows else "nothing failed when last tried"
    return answer(tenant, FAILED, message, rows)


def edited(folder: Path) -> tuple[Row, ...]:
    """What is not as it was written in a sink's migrations folder: no plan can be made from it."""
    return tuple({"file": each.where, "what": each.what, "what to do": each.hint} for each in edited_migrations(folder))


def files_finding(files: Sequence[Row], statuses: Sequence[TenantStatus], tenant: str) -> Finding:
    """`files_unedited`: `files` are from `edited`; a script that was changed after it ran is a warning."""
    changed = tuple(
        {"file": path, "what": "changed after it ran here", "what to do": "restore it, and write another script"}
        for each in statuses
        for path in each.modified
    )
    rows = (*files, *changed)
    message = f"{len(rows)} files are not as they were" if rows else "every file is as it was written"
    return answer(tenant, FILES, message, rows, "error" if files else "warning")
