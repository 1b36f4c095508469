"""A fleet's plan, tenant by tenant, as data for people: what the command line, the launchpad and the checks show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cdc_assets.migrate.fleet import FleetPlan, explain_unit
from cdc_assets.migrate.hazards import Hazard


@dataclass(frozen=True, slots=True)
class PlanStage:
    """What an apply would do for one tenant, or (tenant None) for what exists once in a database.

    `due`: units with the SQL of their statements as files have it (`{{SCHEMA}}`), in order; `refused`: units with the
    reason; `unchanged`: names of the units that are as they should be. `sha256` is that of the rendered migrations.
    `hazards` of the changes, each once, whether approved or not; `asking`: units with what somebody has to allow.
    """

    sink: str
    database: str
    tenant: str | None
    due: tuple[tuple[str, tuple[str, ...]], ...]
    refused: tuple[tuple[str, str], ...]
    unchanged: tuple[str, ...]
    sha256: str
    hazards: tuple[Hazard, ...] = ()
    asking: tuple[tuple[str, str], ...] = ()

    @property
    def stopped(self) -> tuple[tuple[str, str], ...]:
        """Units that an apply would refuse as things are, with the reason: also for want of somebody's approval."""
        return (*self.refused, *self.asking)

    @property
    def current(self) -> bool:
        """The database holds what was rendered."""
        return not self.due and not self.refused


def plan_stages(plan: FleetPlan, database: str, sha256: str) -> Iterator[PlanStage]:
    """The database's part of the plan, then each tenant's."""
    for part in (plan.base.database, *plan.base.tenants):
        changes = plan.of(part.tenant)
        own = plan.scripts.get(part.tenant or "")
        units: list[tuple[str, tuple[str, ...]]] = [(each.path, (each.body,)) for each in own.due] if own else []
        units += [(unit.name, tuple(plan.base.texts[each.checksum] for each in unit.statements)) for unit in part.units]
        units += [(each.plan.unit, tuple(explain_unit(each.plan))) for each in changes]
        problems = [(each.plan.unit, str(problem)) for each in changes for problem in each.plan.problems]
        found = [(one.plan.unit, hazard) for one in plan.settled(part.tenant, changes) for hazard in one.plan.hazards]
        yield PlanStage(
            plan.base.sink,
            database,
            part.tenant,
            tuple(units),
            tuple([(refused.unit, str(refused.problem)) for refused in part.refused] + problems),
            part.unchanged,
            sha256,
            tuple(dict.fromkeys(hazard for _, hazard in found)),
            tuple(
                (unit, f"needs approval: {hazard.sentence} (allow it with {hazard.allow})")
                for unit, hazard in dict.fromkeys(found)
                if hazard.needs_approval
            ),
        )
