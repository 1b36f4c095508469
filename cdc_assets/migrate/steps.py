"""A plan for one table as data: steps in phases, each with timeouts, hazards and its inverse.

The catalog is the only record of progress: every phase leaves a trace there (a marked column, a constraint, an index),
so that planning again after a crash yields exactly what is left. SQL carries {{SCHEMA}} for the tenant's schema.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from enum import IntEnum

from cdc_assets.errors import Problem
from cdc_assets.migrate.hazards import Hazard

FROM_BLOCK, TO_BLOCK = "{{FROM_BLOCK}}", "{{TO_BLOCK}}"
"""Stand in a batched step's SQL for the first block of the batch and the first one after it."""

QUICK_LOCK, PATIENT_LOCK = 500, 5_000
"""Milliseconds to wait for a lock: writers queue behind a lock that is waited for, so theirs is given up quickly."""


class Stage(IntEnum):
    """The phases in their order. PREPARE, CHECK and SWAP are one transaction each, the others none."""

    PREPARE = 1
    FILL = 2
    CHECK = 3
    VALIDATE = 4
    INDEX = 5
    SWAP = 6

    @property
    def transactional(self) -> bool:
        """All steps of the phase in one transaction; else each stands for itself and can be repeated."""
        return self in (Stage.PREPARE, Stage.CHECK, Stage.SWAP)


class Turn(IntEnum):
    """When a step of a swap runs, and what its table's readers and writers do meanwhile."""

    READERS_GO_ON = 1
    EVERYBODY_WAITS = 2


@dataclass(frozen=True, slots=True)
class Loss:
    """What undoing a step loses: values of `column` (`""` the whole table) in the rows of `relation` for which the SQL
    `condition` holds when the change is undone. `relation` is quoted SQL.
    """

    relation: str
    column: str
    condition: str


@dataclass(frozen=True, slots=True)
class Step:
    """One SQL statement. `inverse` undoes it (`""` = nothing to undo, None = nothing can), which may lose `losses`.

    `lock_timeout` and `statement_timeout` are milliseconds (0: none). `batches`: run for one range of blocks of the
    relation named `batches` after the other, each committed by itself. `replaces`: the procedure whose present text is
    the inverse, to be read just before. `cleanup` removes what would go on to refuse rows when this, or what comes
    before it, fails.
    """

    sql: str
    why: str
    inverse: str | None
    hazards: tuple[Hazard, ...] = ()
    lock_timeout: int = QUICK_LOCK
    statement_timeout: int = 300_000
    batches: str | None = None
    replaces: str | None = None
    losses: tuple[Loss, ...] = ()
    cleanup: str = ""
    turn: Turn = Turn.EVERYBODY_WAITS


@dataclass(frozen=True, slots=True)
class Phase:
    """Steps that belong together."""

    stage: Stage
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """What to do for one table in every tenant where it has the same shape.

    `problems` name what cannot be planned at all; then nothing is done.
    """

    unit: str
    phases: tuple[Phase, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def empty(self) -> bool:
        return not self.phases and not self.problems

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(step for phase in self.phases for step in phase.steps)

    @property
    def hazards(self) -> tuple[Hazard, ...]:
        return tuple(dict.fromkeys(hazard for step in self.steps for hazard in step.hazards))


def in_schema(plan: UnitPlan, schema: str) -> UnitPlan:
    """The plan with its hazards named by the schema as well: the tenants', or another literal one, may have such a
    table, too, and what is allowed for one of them is not allowed for the other."""

    def named(step: Step) -> Step:
        return replace(step, hazards=tuple(replace(one, subject=f"{schema}.{one.subject}") for one in step.hazards))

    return replace(plan, phases=tuple(replace(phase, steps=tuple(map(named, phase.steps))) for phase in plan.phases))


def with_hazard(plan: UnitPlan, hazard: Hazard) -> UnitPlan:
    """The plan with a hazard of the whole of it at its first statement; one that does nothing stays as it is."""
    if not plan.phases:
        return plan
    first, *rest = plan.phases
    step, *steps = first.steps
    marked = replace(first, steps=(replace(step, hazards=(hazard, *step.hazards)), *steps))
    return replace(plan, phases=(marked, *rest))


@dataclass(slots=True)
class Draft:
    """A plan while it is made."""

    stages: defaultdict[Stage, list[Step]] = field(default_factory=lambda: defaultdict(list))
    problems: list[Problem] = field(default_factory=list)

    def add(self, stage: Stage, step: Step) -> None:
        self.stages[stage].append(step)

    def plan(self, unit: str) -> UnitPlan:
        """The finished plan; problems leave no steps."""
        if self.problems:
            return UnitPlan(unit, (), tuple(self.problems))
        phases = (Phase(stage, tuple(self.stages[stage])) for stage in sorted(self.stages) if self.stages[stage])
        in_turn = (replace(phase, steps=tuple(sorted(phase.steps, key=lambda step: step.turn))) for phase in phases)
        return UnitPlan(unit, tuple(in_turn))
