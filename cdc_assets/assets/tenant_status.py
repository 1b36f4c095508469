"""`<group>/<sink>/tenant_status`: the whole fleet on one page, read from the databases; it changes nothing."""

from collections.abc import Mapping, Sequence
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

import dagster as dg
from pydantic import Field

from cdc_assets.assets.metadata import cells_table, rows_table, svg_markdown
from cdc_assets.assets.names import applied_schema_key, stage_asset, tag_run, tenant_status_key, tenants_seen
from cdc_assets.assets.resources import ProjectResource, failing, failure, launchpad, typed
from cdc_assets.checks.model import BACKLOG_SECONDS, CHECKS, FAILED
from cdc_assets.checks.tenants import log_findings
from cdc_assets.config.model import Project
from cdc_assets.config.tenants import services_of, tenants
from cdc_assets.errors import CdcError, Problem

if TYPE_CHECKING:
    from cdc_assets.checks.health import TenantHealth


SHOWN_UNASKED = 900
"""Characters of Markdown; longer ones Dagster hides behind a button."""


class StatusConfig(dg.Config):
    """What a person may ask for in the launchpad."""

    backlog_seconds: int = Field(
        default=BACKLOG_SECONDS, ge=0, description="How long a staged change may wait before `merge_backlog` fails."
    )


def build_tenant_status(project_at_load: Project, group: str, sink: str) -> dg.AssetsDefinition:
    """The asset for one sink of a group: one picture, one table, and every check of every tenant."""
    applied = applied_schema_key(group, sink)

    @stage_asset(
        tenant_status_key(group, sink),
        deps=[applied],
        kinds={"report"},
        config_schema=launchpad(StatusConfig),
        description=(
            f"Which tenants of `{sink}` are on which version, as the databases themselves say: a picture of tenants × "
            "tables, a table with what is pending or refused, and the checks of `applied_schema` for every tenant. "
            "It reads only; `check_tenants` makes it on a schedule."
        ),
    )
    def tenant_status(
        context: dg.AssetExecutionContext, project: dg.ResourceParam[ProjectResource]
    ) -> dg.MaterializeResult[None]:
        from cdc_assets.checks.health import read_health

        config = typed(StatusConfig, context)
        opened, _ = project.open()
        names = [tenant.name for tenant in tenants(opened, group)]
        tag_run(context, [service.name for service in services_of(opened, group)], sink, names)
        unreachable: list[Problem] = []
        with failing():
            health = read_health(opened, group, sink, names, config.backlog_seconds, unreachable)
        known = tenants_seen(context.instance, opened, group)
        log_findings(
            context, applied, known, (found for one in health if one.tenant in known for found in one.findings)
        )
        if unreachable:  # behind what the other databases said
            raise failure(CdcError(unreachable))
        return dg.MaterializeResult(metadata=status_metadata(health))

    return tenant_status


def status_event(group: str, sink: str, health: "Sequence[TenantHealth]") -> dg.AssetMaterialization:
    """What an apply says of the whole fleet, so that the picture is never older than it."""
    return dg.AssetMaterialization(tenant_status_key(group, sink), metadata=status_metadata(health))


def page_event(group: str, sink: str, one: "TenantHealth") -> dg.AssetObservation:
    """What an apply says of a tenant on its own page: what was applied, how fresh it is, what differs since."""
    wrong = [{"check": found.subject, "what": found.what} for found in one.findings if not found.passed]
    return dg.AssetObservation(
        applied_schema_key(group, sink),
        f"{one.tenant}: last applied {one.applied_at}",
        partition=one.tenant,
        metadata={
            "differences": rows_table(wrong, "none: every check passes", 50),
            "history": rows_table(one.history, "nothing was applied yet", 50),
            "freshness": rows_table(one.freshness, "nothing was merged yet", 500),
        },
    )


def status_metadata(health: "Sequence[TenantHealth]") -> dict[str, dg.MetadataValue]:
    """The picture, the table and the counts; tenants with something wrong come first."""
    ordered = sorted(health, key=lambda one: all(found.passed for found in one.findings))
    states = {one.tenant: table_states(one) for one in ordered[:MAX_TENANTS]}
    tables = list(dict.fromkeys(table for row in states.values() for table in sorted(row)))
    picture = heat_map(states, tables, len(ordered) - len(states))
    rows = (
        (
            one.tenant,
            one.database,
            one.plan.sha256[:12] if one.plan.current else "behind",
            one.applied_at,
            len(one.plan.unchanged),
            len(one.plan.due),
            len(one.plan.stopped),
            "; ".join(f"{found.subject}: {found.what}" for found in one.findings if not found.passed) or "fine",
        )
        for one in ordered
    )
    head = ("tenant", "database", "version", "last applied", "in place", "pending", "refused", "checks")
    return {
        "needs_a_person": dg.MetadataValue.md(troubles(ordered)),
        "tenants": dg.MetadataValue.int(len(health)),
        "current": dg.MetadataValue.int(sum(one.plan.current for one in health)),
        **{
            f"failing_{name}": dg.MetadataValue.int(
                sum(found.subject == name and not found.passed for one in health for found in one.findings)
            )
            for name in CHECKS
        },
        "freshness": rows_table(
            [{"tenant": one.tenant, **row} for one in ordered for row in one.freshness], "nothing was merged yet", 5000
        ),
        "tenants_by_tables": dg.MetadataValue.md(svg_markdown(picture, "tenants × tables")),
        "status": cells_table(head, rows, limit=5000),
    }


def troubles(ordered: "Sequence[TenantHealth]") -> str:
    """Tenants with something wrong and the first reason, short enough for Dagster to show it unasked."""
    wrong = [(one, found) for one in ordered if (found := next((f for f in one.findings if not f.passed), None))]
    lines: list[str] = []
    for one, found in wrong:
        reason = next((f": {' '.join(str(row.get('what', '')).split())}" for row in found.rows if row.get("what")), "")
        line = f"- **{one.tenant}**: {found.subject}: {found.what}{reason}"
        line = line if len(line) <= 200 else f"{line[:199]}…"
        if sum(map(len, lines)) + len(line) > SHOWN_UNASKED:
            return "\n".join([*lines, f"- and {len(wrong) - len(lines)} more: see `status`"])
        lines.append(line)
    return "\n".join(lines) or "none: every check of every tenant passes"


def table_states(one: "TenantHealth") -> dict[str, str]:
    """Table → state, as the heat map colours it.

    What failed when last tried is to be done still: it would look as if nobody had tried. What else stops a tenant (its
    schema, a script) has no column, and shows in all tables that wait for it.
    """
    due = {unit for unit, _ in one.plan.due}
    stopped = {unit for unit, _ in one.plan.stopped}
    stopped |= {str(row["table"]) for each in one.findings if each.subject == FAILED for row in each.rows}
    others = stopped & {*due, "schema", one.tenant} - {*one.tables}
    states = {}
    for table in one.tables:
        if table in stopped or (others and table not in one.plan.unchanged):
            states[table] = "failed"
        elif table in one.plan.unchanged:
            states[table] = "applied"
        elif table in due:
            states[table] = "pending"
    return states


COLOURS = {"applied": "#3c9d5d", "pending": "#e8b530", "failed": "#d0433b", "none": "#dfe3e6"}
CELL, GAP, LEFT, TOP = 16, 2, 150, 118
MAX_TENANTS = 200


def heat_map(tenants: Mapping[str, Mapping[str, str]], tables: Sequence[str], left_out: int = 0) -> str:
    """An SVG of one row per tenant and one column per table. States are the keys of `COLOURS`, absent means `none`.

    Neighbours of one state share a rectangle, so that the picture stays small. `left_out` tenants are only counted.
    """
    width = LEFT + max(len(tables) * CELL + 90, len(COLOURS) * 90)
    height = TOP + len(tenants) * CELL + 40
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        ' font-family="sans-serif" font-size="11"><rect width="100%" height="100%" fill="#ffffff"/>'
    )
    parts = [head]
    for column, table in enumerate(tables):
        x = LEFT + column * CELL + CELL // 2 + 4
        parts.append(f'<text transform="translate({x},{TOP - 6}) rotate(-55)" fill="#333">{escape(_cut(table))}</text>')
    for row, (tenant, states) in enumerate(tenants.items()):
        y = TOP + row * CELL
        parts.append(f'<text x="{LEFT - 8}" y="{y + 11}" text-anchor="end" fill="#333">{escape(_cut(tenant))}</text>')
        column = 0
        for state, run in groupby(states.get(table, "none") for table in tables):
            length = len(list(run))
            parts.append(
                f'<rect x="{LEFT + column * CELL}" y="{y}" width="{length * CELL - GAP}" height="{CELL - GAP}"'
                f' fill="{COLOURS[state]}"/>'
            )
            column += length
    y = TOP + len(tenants) * CELL + 22
    for place, (state, colour) in enumerate(COLOURS.items()):
        x = LEFT + place * 90
        parts.append(f'<rect x="{x}" y="{y - 10}" width="12" height="12" fill="{colour}"/>')
        parts.append(f'<text x="{x + 17}" y="{y}" fill="#333">{"not there" if state == "none" else state}</text>')
    if left_out:
        parts.append(f'<text x="{LEFT - 8}" y="{y}" text-anchor="end" fill="#333">and {left_out} more</text>')
    return "".join([*parts, "</svg>"])


def _cut(name: str) -> str:
    return name if len(name) <= 22 else name[:21] + "…"
