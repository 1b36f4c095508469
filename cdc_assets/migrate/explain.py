"""A plan for people: its SQL with hazards and what undoes it, and a fleet's, tenant by tenant, as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cdc_assets.migrate.hazards import Hazard
from cdc_assets.migrate.plan import Plan
from cdc_assets.migrate.steps import UnitPlan


@dataclass(frozen=True, slots=True)
class PlanStage:
    """What an apply would do for one tenant, or (tenant None) for what exists once in a database.

    `due`: units with the SQL of their statements as files have it (`{{SCHEMA}}`), in order; `refused`: units with the
    reason; `unchanged`: names of the units that are as they should be. `sha256` is that of the rendered migrations.
    `hazards` of the changes, each once, whether approved or not; `asking`: units with what somebody has to allow.
    `undo`: the SQL of what undoes it all, in order.
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
    undo: tuple[str, ...] = ()

    @property
    def stopped(self) -> tuple[tuple[str, str], ...]:
        """Units that an apply would refuse as things are, with the reason: also for want of somebody's approval."""
        return (*self.refused, *self.asking)

    @property
    def current(self) -> bool:
        """The database holds what was rendered."""
        return not self.due and not self.refused


def plan_stages(plan: Plan, database: str, sha256: str) -> Iterator[PlanStage]:
    """The database's part of the plan, then each tenant's."""
    for part in plan.parts:
        own = part.scripts
        units: list[tuple[str, tuple[str, ...]]] = [(each.path, (each.body,)) for each in own.due] if own else []
        units += [(unit.name, tuple(each.file.body for each in unit.statements)) for unit in part.units]
        units += [(each.plan.unit, tuple(explain_unit(each.plan))) for each in part.changes]
        problems = [(each.plan.unit, str(problem)) for each in part.changes for problem in each.plan.problems]
        yield PlanStage(
            plan.sink,
            database,
            part.tenant,
            tuple(units),
            tuple([(refused.unit, str(refused.problem)) for refused in part.refused] + problems),
            part.unchanged,
            sha256,
            tuple(dict.fromkeys(hazard for _, hazard in part.hazards)),
            tuple(
                (unit, f"needs approval: {hazard.sentence} (allow it with {hazard.allow})")
                for unit, hazard in part.hazards
                if hazard.needs_approval
            ),
            tuple(
                [line for each in reversed(part.changes) for line in explain_down(each.plan)]
                + [f"{each.undo};" for unit in part.units[::-1] for each in unit.statements[::-1] if each.undo]
            ),
        )


def distinct(found: Iterable[PlanStage]) -> list[list[PlanStage]]:
    """Tenants for which the same is done or refused, together; without those that are as they should be."""
    groups: dict[tuple[object, ...], list[PlanStage]] = {}
    for each in found:
        groups.setdefault((each.database, each.tenant is None, each.due, each.refused), []).append(each)
    return [members for members in groups.values() if not members[0].current]


def explain_unit(plan: UnitPlan) -> list[str]:
    """One unit's statements with their hazards, as lines of commented SQL."""
    lines = [f"-- {problem}" for problem in plan.problems]
    for phase in plan.phases:
        how = "one transaction" if phase.stage.transactional else "transactional: false"
        lines.append(f"-- {plan.unit}: {phase.stage.name.lower()} ({how})")
        for step in phase.steps:
            lines.append(f"-- {step.why}")
            for hazard in step.hazards:
                asks = f"; allow with {hazard.allow}" if hazard.needs_approval else ""
                lines.append(f"-- {hazard.kind}: {hazard.sentence}{asks}")
            lines.append(f"{step.sql.strip().rstrip(';')};")
    return lines


def explain_down(plan: UnitPlan, procedure: str | None = None) -> list[str]:
    """What undoes it, the last statement first. `procedure`: the text of a procedure that is replaced, where known."""
    lines: list[str] = []
    for step in reversed(plan.steps):
        inverse = step.inverse
        if step.replaces is not None:
            inverse = procedure or f"-- the former {step.replaces}, as the history of each schema has it"
        if inverse is None:
            lines.append(f"-- cannot be undone: {step.why}")
        elif inverse:
            end = "" if inverse.startswith("--") else ";"
            lines += [f"-- undoes: {step.why}", f"{inverse.strip().rstrip(';')}{end}"]
    return lines
