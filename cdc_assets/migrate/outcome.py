"""What became of units and tenants, and why nothing was done: one result for what was made, changed, run or undone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import psycopg

from cdc_assets.errors import Problem, one_line
from cdc_assets.migrate.hazards import Hazard
from cdc_assets.migrate.locks import Blocker

Status = Literal["applied", "unchanged", "refused", "failed"]


class Refusal(StrEnum):
    """Why nothing is done for a unit. The value is what people read."""

    CHANGED = "its definition changed after it was created"
    OCCUPIED = "something of that name exists already that was not made by these migrations"
    MISSING = "it was created earlier and is gone"
    OTHER_SINK = "it belongs to another sink"
    RESERVED = "the tenant's name is not free as a schema name"
    UNFIT = "the existing table cannot take what is mapped into it"
    OURS = "these migrations made it, with staging and merge of its own: it is nobody else's yet"
    UNAPPROVED = "the change needs approval"
    IMPOSSIBLE = "its change cannot be planned"
    UNDECIDED = "something is to be decided first"
    LOCKED = "it cannot be read: another session holds an exclusive lock"


@dataclass(frozen=True, slots=True)
class Refused:
    """A unit for which nothing is done, with the object that is the reason."""

    schema: str
    unit: str
    reason: Refusal
    object_name: str
    hint: str

    @property
    def problem(self) -> Problem:
        return Problem(f"{self.schema or 'database'}.{self.object_name}", str(self.reason), hint=self.hint)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one unit or script in one schema.

    `statements` are those executed (batches count), `relations` tables that were created (staging included), `seconds`
    wall time, `error` PostgreSQL's reason in one line.
    """

    schema: str
    name: str
    status: Status
    statements: int = 0
    seconds: float = 0.0
    error: str = ""
    sqlstate: str | None = None
    blockers: tuple[Blocker, ...] = ()
    hazards: tuple[Hazard, ...] = ()
    problems: tuple[Problem, ...] = ()
    relations: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one tenant (None: of what exists once per database). `seconds` is wall time."""

    tenant: str | None
    applied: tuple[Outcome, ...]
    unchanged: tuple[str, ...]
    refused: tuple[Refused, ...]
    failed: tuple[Outcome, ...]
    seconds: float

    @property
    def ok(self) -> bool:
        return not self.failed and not self.refused

    @property
    def statements(self) -> int:
        return sum(unit.statements for unit in self.applied)

    @property
    def relations(self) -> int:
        """Tables created, staging included."""
        return sum(unit.relations for unit in self.applied)


def reason(error: Exception) -> str:
    """PostgreSQL's message with its detail and context, or the error's own text, in one line."""
    if isinstance(error, psycopg.Error) and error.diag.message_primary:
        parts = (error.diag.message_primary, error.diag.message_detail, error.diag.context)
        return "; ".join(one_line(part) for part in parts if part)
    return one_line(error)
