"""What a table with its staging and procedure looks like, as one model for what should be and what is.

Shapes hold no schema name: tenants in the same state have equal shapes, so that a plan is made once for all of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

_RETIRED = re.compile(r"^(?:(?P<text>.*) )?\[cdc: not in the definition since (?P<day>\d{4}-\d\d-\d\d)\]$", re.DOTALL)
FILLING = "[cdc: being filled]"
"""Comment of a column that a plan in several phases is filling; the plan goes on from there after a crash."""
FILLED = "[cdc: filled]"
"""Comment of such a column when every row that was there has its value."""


@dataclass(frozen=True, slots=True)
class ColumnShape:
    """A column. `type` is spelt as `format_type` does; `default` is SQL. A comment of None is not compared."""

    name: str
    type: str
    not_null: bool = False
    default: str | None = None
    collation: str | None = None
    comment: str | None = None

    @property
    def retired(self) -> date | None:
        """The day since which the definition lacks the column, as marked in its comment; None where it has it."""
        match = _RETIRED.match(self.comment or "")
        return date.fromisoformat(match["day"]) if match else None

    @property
    def generated(self) -> bool:
        """True for an identity column and one of an expression, of which `default` says how."""
        return (self.default or "").startswith("GENERATED ")

    @property
    def filling(self) -> bool:
        """True while a plan in several phases is at work on the column."""
        return self.comment in (FILLING, FILLED)


@dataclass(frozen=True, slots=True)
class IndexShape:
    """A unique index or constraint. `valid` is False for what a crash left of CREATE INDEX CONCURRENTLY."""

    name: str
    columns: tuple[str, ...]
    primary: bool = False
    constraint: bool = False
    valid: bool = True


@dataclass(frozen=True, slots=True)
class TriggerShape:
    """A trigger: `kind` is pg_trigger.tgtype; `function` its quoted name, {{SCHEMA}} for the table's schema."""

    name: str
    kind: int
    function: str
    arguments: str = ""
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Dependent:
    """What somebody made that depends on a table or, where one is named, on its `column`; `what` names it for people.

    Kinds: `column` and `foreign key` use the column, `attached` goes where it goes (an index, a constraint, statistics,
    privileges of the column), `key` uses the primary key, `identity` is the index that tells
    replicas' rows apart, `publishes` a publication of updates, `list` and `filter` its columns, `inheritance`,
    `partitions` that somebody gave a final table, `row type`, `row security` (`what`: its policies), and `rule`
    (`what`: all there are).
    """

    kind: str
    column: str
    what: str | None


@dataclass(frozen=True, slots=True)
class RelationShape:
    """A table, columns in their order. `bytes` (with what is TOASTed, which a rewrite copies as well), `owner` and
    `rights` are facts that no plan compares.

    `rights` are (role, privilege) of the role that looks, named by `looker`, and of those that were asked about: what
    they may do with the table, USAGE for its schema, OWNER where they may alter it, ROWS where no row-level security
    holds them. `merger` is the role by whose rights merges run.

    `options` are storage parameters (`fillfactor=70`), sorted. `indexes` are the unique ones but the primary key.
    `plain`: a staging table that is not partitioned, one that this project did not make. `unready` says why nothing can
    be staged into a staging table of ours, or would be merged from it; registering its merge again puts that right.
    `checks` are all constraints by name, with whether they are validated and the column that must not be NULL, where
    that is all they say; `views` pairs columns with views of them.
    """

    name: str
    columns: tuple[ColumnShape, ...]
    key: IndexShape | None = None
    indexes: tuple[IndexShape, ...] = ()
    triggers: tuple[TriggerShape, ...] = ()
    checks: tuple[tuple[str, bool, str | None], ...] = ()
    views: tuple[tuple[str, str], ...] = ()
    unlogged: bool = False
    options: tuple[str, ...] = ()
    comment: str | None = None
    plain: bool = False
    unready: str | None = None
    owner: str | None = field(default=None, compare=False)
    bytes: int = field(default=0, compare=False)
    rights: frozenset[tuple[str, str]] = field(default=frozenset(), compare=False)
    looker: str = field(default="", compare=False)
    merger: str | None = field(default=None, compare=False)
    dependents: tuple[Dependent, ...] = ()

    def column(self, name: str) -> ColumnShape | None:
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True, slots=True)
class ProcedureShape:
    """A procedure: argument types (`integer, numeric`) and the MD5 of its body with {{SCHEMA}} for the schema."""

    name: str
    arguments: str
    body: str


@dataclass(frozen=True, slots=True)
class UnitShape:
    """A final table with staging and procedure; None for what is missing. Overloads make `procedures` longer."""

    name: str
    final: RelationShape | None = None
    staging: RelationShape | None = None
    procedures: tuple[ProcedureShape, ...] = ()


def retired_comment(comment: str | None, day: date) -> str:
    """The comment of a column that left the definition on `day`; the former text stays readable in front."""
    mark = f"[cdc: not in the definition since {day.isoformat()}]"
    return f"{comment} {mark}" if comment else mark
