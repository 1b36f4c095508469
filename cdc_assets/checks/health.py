"""How each tenant fares, as data: a fixed number of queries per database, whatever the number of tenants."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from cdc_assets import stages
from cdc_assets.checks.model import (
    APPLIED,
    ARRIVED,
    BACKLOG,
    BACKLOG_SECONDS,
    ERRORS,
    EXISTING,
    FAILED,
    FILES,
    MATCHES,
    SOURCE,
    STAGING,
    answer,
)
from cdc_assets.config.model import Project, SinkTarget
from cdc_assets.config.tenants import members, services_of, sink_databases, tenants
from cdc_assets.ddl.files import edited_migrations
from cdc_assets.errors import Finding, Problem, Row, Severity, noted
from cdc_assets.migrate.drift import TenantStatus
from cdc_assets.migrate.explain import PlanStage
from resources.postgres import connected

_STANDBY = "SELECT pg_catalog.pg_is_in_recovery(), to_regclass('cdc_management.applied_schema') IS NOT NULL"
_STAGING = "SELECT schema_name, table_name, staged_since, lost_at FROM cdc_management.v_staging_lost ORDER BY 1, 2"
_MERGES = """
SELECT schema_name, table_name, waiting_seconds, staging_bytes, last_merge_at, present_error
FROM cdc_management.v_merge_status WHERE waiting_seconds > %(seconds)s OR present_error IS NOT NULL ORDER BY 1, 2
"""
_ODD = (
    """
SELECT schema_name, table_name, kind, count(*) AS times, max(occurred_at) AS latest,
    (array_agg(message ORDER BY occurred_at DESC))[1] AS message
FROM cdc_management.v_recent_errors WHERE schema_name IS NOT NULL AND kind <> 'staging_lost' GROUP BY 1, 2, 3
UNION ALL
SELECT schema_name, table_name, 'rejected', count(*), max(rejected_at), (array_agg(reason ORDER BY id DESC))[1]
FROM cdc_management.merge_rejects WHERE replayed_at IS NULL GROUP BY 1, 2
""",
    """
SELECT schema_name, table_name, 'large_values_nulled' AS kind, large_values_nulled AS times, last_merge_at AS latest,
    'updates turned large values to NULL; if the source still has them,'
    ' the connector means "unchanged" by it: see `unchanged_large_values`' AS message
FROM cdc_management.merge_control WHERE large_values_nulled > 0
""",
    """
SELECT schema_name, table_name, 'stuck_writer' AS kind, count(*) AS times, max(since) AS latest,
    'a transaction has been open for an hour: '
    || string_agg(format('pid %s of %s (%s) since %s', pid, username, application_name, since), ', ' ORDER BY since)
    AS message
FROM cdc_management.v_stuck_writers WHERE since < clock_timestamp() - interval '1 hour' GROUP BY 1, 2
""",
)
"""One by one: what a database of an older version does not have yet must not hide what it tells."""
_VERIFIED = """
SELECT tenant, mode, table_name, finished_at, complete, rows_read, found, repaired, open
FROM cdc_management.verifications WHERE latest ORDER BY schema_name, table_name, tenant, mode
"""
_HISTORY = """
SELECT schema_name, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS "UTC", status,
    array_to_string(units[1:6], ', ') || CASE WHEN cardinality(units) > 6
        THEN format(' and %s more', cardinality(units) - 6) ELSE '' END AS what,
    applied_by AS "by", left(run_id, 8) AS run
FROM (
    SELECT schema_name, run_id, status, applied_by, max(finished_at) AS at, array_agg(DISTINCT unit) AS units,
        row_number() OVER (PARTITION BY schema_name ORDER BY max(id) DESC) AS place
    FROM cdc_management.migration_history GROUP BY schema_name, run_id, status, applied_by
) AS h WHERE place <= 50 ORDER BY schema_name, place
"""
_FRESHNESS = """
SELECT m.schema_name, m.table_name AS "table", to_char(to_timestamp(c.ts / 1000.0) AT TIME ZONE 'UTC',
    'YYYY-MM-DD HH24:MI:SS') AS "latest event, UTC", to_char(m.last_merge_at AT TIME ZONE 'UTC',
    'YYYY-MM-DD HH24:MI:SS') AS "latest merge, UTC", m.rows_applied AS "rows applied"
FROM cdc_management.merge_control AS m
LEFT JOIN (
    SELECT schema_name, table_name, max(last_source_ts_ms) AS ts FROM cdc_management.offset_coverage
    WHERE last_source_ts_ms BETWEEN 0 AND 253402300799999 GROUP BY 1, 2
) AS c USING (schema_name, table_name)
WHERE m.last_merge_at IS NOT NULL ORDER BY m.schema_name, m.last_merge_at DESC
"""
_APPLIED_AT = "SELECT schema_name, max(applied_at) AS applied_at FROM cdc_management.applied_schema GROUP BY 1"


@dataclass(frozen=True, slots=True)
class TenantHealth:
    """One tenant: where it lives, its plan (what is not current), when something was last applied, its findings.

    `tables`: what its schema shall hold, whatever became of it. `history`: what was applied last, the latest first;
    `freshness`: a row for each table that was ever merged.
    """

    tenant: str
    database: str
    plan: PlanStage
    applied_at: str
    findings: tuple[Finding, ...]
    tables: tuple[str, ...] = ()
    history: tuple[Row, ...] = ()
    freshness: tuple[Row, ...] = ()


@dataclass(slots=True)
class _Seen:
    """What was seen of one tenant, by the services that put tables into its schema."""

    plans: list[PlanStage]
    statuses: list[TenantStatus]
    files: list[Row]
    tables: list[str]
    unread: bool = False
    existing: bool = False


def read_health(
    project: Project,
    group: str,
    sink: str,
    names: Sequence[str],
    backlog_seconds: int = BACKLOG_SECONDS,
    unreachable: list[Problem] | None = None,
) -> tuple[TenantHealth, ...]:
    """All checks for the tenants `names`, in their order, without unknown ones.

    Where files were edited nobody knows what should be there: of the definition's checks only `files_unedited` answers.
    Raises CdcError where files or a database are wrong; with `unreachable` a database's problems go there instead, and
    its tenants are left out.
    """
    found: dict[str, TenantHealth] = {}
    for target, here in sink_databases(project, group, sink, names):
        with noted(unreachable):
            found |= _in_database(project, group, sink, target, here, backlog_seconds)
    return tuple(found[name] for name in names if name in found)


def _in_database(
    project: Project, group: str, sink: str, target: SinkTarget, names: Sequence[str], backlog_seconds: int
) -> dict[str, TenantHealth]:
    """The health of the tenants of one database."""
    found: dict[str, TenantHealth] = {}
    ids = {tenant.name: tenant.customer_id for tenant in tenants(project, group)}
    with connected(target, project.root) as connection:
        seen = _look(project, group, sink, names, connection)
        standby, applied = connection.execute(_STANDBY).fetchone() or (False, False)
        untold: list[str] = []
        lost = _by_schema(_rows(connection, _STAGING, untold))
        merges = _by_schema(_rows(connection, _MERGES, untold, seconds=backlog_seconds))
        rows_of_all = (row for query in _ODD for row in _rows(connection, query))
        odd = _by_schema(sorted(rows_of_all, key=itemgetter("schema_name", "table_name", "kind")))
        applied_at = _by_schema(_rows(connection, _APPLIED_AT))
        verified = _rows(connection, _VERIFIED)
        history = _by_schema(_rows(connection, _HISTORY))
        freshness = _by_schema(_rows(connection, _FRESHNESS))
    unseen = dict.fromkeys((STAGING, BACKLOG), _ON_STANDBY) if standby else {}
    if applied:  # else nothing is merged yet
        asked = {STAGING: _STAGING, BACKLOG: _MERGES, ERRORS: _MERGES}
        unseen |= {check: _OF_ANOTHER_VERSION for check, query in asked.items() if query in untold}
    for name in names:
        if name in seen:
            failing = [row for row in merges[name] if row["present_error"]]
            findings = (
                *_definition(seen[name], name),
                _unseen(name, STAGING, unseen) or _staging(name, lost[name]),
                _unseen(name, BACKLOG, unseen) or _backlog(name, merges[name], backlog_seconds),
                _unseen(name, ERRORS, unseen) or _errors(name, failing, odd[name]),
                *verified_findings(name, [row for row in verified if row["tenant"] in {name, ids.get(name)}]),
            )
            latest = next((f"{row['applied_at']:%Y-%m-%d %H:%M:%S} UTC" for row in applied_at[name]), "never")
            plan = _joined(sink, target.label, seen[name].plans, name)
            found[name] = TenantHealth(
                name,
                target.label,
                plan,
                latest,
                findings,
                tuple(seen[name].tables),
                _without(history[name], "schema_name"),
                _without(freshness[name], "schema_name"),
            )
    return found


def _look(
    project: Project, group: str, sink: str, names: Sequence[str], connection: psycopg.Connection[Any]
) -> dict[str, _Seen]:
    """The files once per service, plans and statuses of all tenants together: five queries per database."""
    seen: dict[str, _Seen] = {}
    unread = set()
    for service in services_of(project, group):
        if sink in service.sinks:
            files = edited(stages.migrations_dir(project, service, sink))
            if files:
                unread.add(service.name)
            for tenant in members(project, service, names):
                one = seen.setdefault(tenant.name, _Seen([], [], [], []))
                one.files += files
                one.unread |= bool(files)
    for place in stages.places(project, group, sink, names, frozenset(unread)):
        plans = {plan.tenant: plan for plan in place.stages(place.plan(connection))}
        statuses = place.statuses(connection)
        schemas = {tenant.name for tenant in place.members}
        shared = [each for each in statuses if each.schema not in schemas]
        own = [name for schema, name in place.wanted if schema is None]
        for each in statuses:
            if each.schema in schemas:
                seen[each.schema].plans.append(plans[each.schema])
                seen[each.schema].tables += own
                seen[each.schema].statuses += [each, *shared]
                seen[each.schema].existing |= bool(place.existing)
    return seen


def _definition(seen: _Seen, tenant: str) -> Iterator[Finding]:
    """The checks that compare with what was generated."""
    yield files_finding(seen.files, seen.statuses, tenant)
    if seen.unread:
        return
    yield applied_finding(seen.plans, tenant)
    yield matches_finding(seen.statuses, tenant)
    yield failed_finding(seen.statuses, tenant)
    if seen.existing:
        yield existing_finding(seen.statuses, tenant)


def _joined(sink: str, label: str, plans: Sequence[PlanStage], tenant: str) -> PlanStage:
    """One plan of the plans of several services."""
    if len(plans) == 1:
        return plans[0]
    unread = () if plans else (("migrations", "the files cannot be used: see files_unedited"),)
    return PlanStage(
        sink,
        label,
        tenant,
        tuple(each for plan in plans for each in plan.due),
        tuple(each for plan in plans for each in plan.refused) + unread,
        tuple(each for plan in plans for each in plan.unchanged),
        plans[0].sha256 if plans else "",
        tuple(each for plan in plans for each in plan.hazards),
        tuple(each for plan in plans for each in plan.asking),
    )


_ON_STANDBY: tuple[Severity, str] = "ok", "not looked at: this is a standby, where staging (UNLOGGED) is empty"
"""What nobody can tell there is no failure."""
_OF_ANOTHER_VERSION: tuple[Severity, str] = "warning", "not looked at: the database is of another version: `cdc apply`"
"""What stands would seem to be over."""


def _unseen(tenant: str, check: str, unseen: Mapping[str, tuple[Severity, str]]) -> Finding | None:
    """What a database does not tell; None where it does."""
    if check not in unseen:
        return None
    severity, what = unseen[check]
    return Finding(severity, check, what, where=tenant)


def _staging(tenant: str, rows: Sequence[Row]) -> Finding:
    message = f"staged rows of {len(rows)} tables were lost" if rows else "nothing was lost"
    return answer(tenant, STAGING, message, _shown(rows, "table_name", "staged_since", "lost_at"))


def _backlog(tenant: str, merges: Sequence[Row], seconds: int) -> Finding:
    rows = [row for row in merges if (row["waiting_seconds"] or 0) > seconds]
    message = f"{len(rows)} tables wait for their merge" if rows else "no table waits too long"
    columns = ("table_name", "waiting_seconds", "staging_bytes", "last_merge_at")
    return answer(tenant, BACKLOG, message, _shown(rows, *columns))


def _errors(tenant: str, failing: Sequence[Row], odd: Sequence[Row]) -> Finding:
    if failing:
        message = f"the merges of {len(failing)} tables fail"
        return answer(tenant, ERRORS, message, _shown(failing, "table_name", "present_error"))
    things = ", ".join(f"{row['kind']} in {row['table_name']}" for row in odd[:5]) + ", …" * (len(odd) > 5)
    message = f"{len(odd)} thing{'s' * (len(odd) != 1)} to look at: {things}" if odd else "no merge fails"
    columns = ("table_name", "kind", "times", "latest", "message")
    return answer(tenant, ERRORS, message, _shown(odd, *columns), "warning")


def verified_findings(tenant: str, rows: Sequence[Row]) -> Iterator[Finding]:
    """What the latest comparisons of a tenant's tables with the source left open."""
    for check, mode in ((ARRIVED, "changes"), (SOURCE, "rows")):
        asked = [row for row in rows if row["mode"] == mode]
        wrong = [row for row in asked if row["open"]]
        tables = f"{len(asked)} table{'s' * (len(asked) != 1)}"
        if wrong:
            what = f"{sum(row['open'] for row in wrong)} differences in {len(wrong)} of {tables}"
        elif asked:
            since = f"{min(row['finished_at'] for row in asked):%Y-%m-%d %H:%M} UTC"
            partly = sum(not row["complete"] for row in asked)
            what = f"{tables} compared since {since}" + (f", {partly} of them in part" if partly else "")
        else:
            what = "never compared with the source"
        columns = ("table_name", "finished_at", "rows_read", "found", "repaired", "open")
        yield answer(tenant, check, what, _shown(wrong, *columns))


def _shown(rows: Iterable[Row], *columns: str) -> list[Row]:
    heads = {"table_name": "table", "present_error": "error"}
    return [{heads.get(name, name.replace("_", " ")): row[name] for name in columns} for row in rows]


def _without(rows: Iterable[Row], *columns: str) -> tuple[Row, ...]:
    return tuple({name: value for name, value in row.items() if name not in columns} for row in rows)


def _by_schema(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["schema_name"]].append(row)
    return found


def _rows(
    connection: psycopg.Connection, query: str, untold: list[str] | None = None, **parameters: object
) -> list[dict[str, Any]]:
    """The query's rows; none where `cdc_management` was never applied or is of an older version: the plan says so, and
    `untold` has the query then."""
    try:
        with connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(query.encode(), parameters or None).fetchall()
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName, psycopg.errors.UndefinedColumn):
        if untold is not None:
            untold.append(query)
        return []


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
