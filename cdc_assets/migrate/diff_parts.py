"""What every comparison of columns is made of: the relation that is changed, and steps that come again and again."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count

from cdc_assets.errors import Problem
from cdc_assets.migrate.desired import Hints
from cdc_assets.migrate.hazards import Hazard, HazardKind
from cdc_assets.migrate.shape import FILLED, FILLING, ColumnShape, RelationShape
from cdc_assets.migrate.steps import FROM_BLOCK, PATIENT_LOCK, TO_BLOCK, Draft, Loss, Stage, Step
from cdc_assets.tables.naming import fit, quote_ident, quote_literal


@dataclass(frozen=True, slots=True)
class Subject:
    """The relation that is changed: its SQL name, its name for people, and how it is treated.

    `schema` is its schema as SQL. `staging`: locks are given up quickly, nothing is filled in batches. `small`:
    rewriting it takes no time worth asking for.
    """

    schema: str
    name: str
    staging: bool = False
    small: bool = False

    @property
    def sql(self) -> str:
        """Schema and name, quoted."""
        return f"{self.schema}.{quote_ident(self.name)}"

    def about(self, column: str) -> str:
        """`Actor.navn`."""
        return f"{self.name}.{column}"

    def alter(self, action: str) -> str:
        """`ALTER TABLE … action`."""
        return f"ALTER TABLE {self.sql} {action}"

    def loss(self, column: str, condition: str | None = None) -> tuple[Loss, ...]:
        """Undoing the step loses values of `column`, all of them by default."""
        return (Loss(self.sql, column, condition or f"{quote_ident(column)} IS NOT NULL"),)

    def comment(self, column: str, text: str | None) -> str:
        """COMMENT ON COLUMN."""
        value = "NULL" if text is None else quote_literal(text)
        return f"COMMENT ON COLUMN {self.sql}.{quote_ident(column)} IS {value}"


@dataclass(frozen=True, slots=True)
class Parts:
    """Compares the columns of one relation and adds steps to `draft`.

    `key` are the columns of the desired key, `early` those that are added before its index is built, `renamed` those
    that have another name until the swap: what changes in them changes there. `ours` are those that
    staging has, too.
    """

    draft: Draft
    subject: Subject
    hints: Hints
    key: tuple[str, ...]
    early: frozenset[str]
    renamed: frozenset[str]
    today: date
    ours: frozenset[str] = frozenset()

    def swap(
        self,
        sql: str,
        why: str,
        inverse: str | None,
        hazards: tuple[Hazard, ...] = (),
        losses: tuple[Loss, ...] = (),
    ) -> None:
        self.draft.add(Stage.SWAP, Step(sql, why, inverse, hazards, losses=losses))

    def alter(self, column: str, action: str, undo: str, why: str, hazards: tuple[Hazard, ...] = ()) -> None:
        """`ALTER COLUMN … action` in the swap; `undo` empty: nothing is to be undone."""
        do, back = (self.subject.alter(f"ALTER COLUMN {quote_ident(column)} {what}") for what in (action, undo))
        self.swap(do, why, back if undo else "", hazards)

    def prepare_column(
        self,
        name: str,
        wanted: ColumnShape,
        action: str,
        hazards: tuple[Hazard, ...] = (),
        losses: tuple[Loss, ...] = (),
    ) -> None:
        subject = self.subject
        drop = subject.alter(f"DROP COLUMN IF EXISTS {quote_ident(name)}")
        why = f"{subject.about(wanted.name)}: a column to fill without stopping anybody"
        self.draft.add(Stage.PREPARE, Step(subject.alter(action), why, drop, hazards, losses=losses))
        self.draft.add(Stage.PREPARE, Step(subject.comment(name, FILLING), "marks what is under way", ""))

    def fill(self, name: str, value: str, condition: str, hazards: tuple[Hazard, ...] = ()) -> None:
        """Set the column to the SQL `value` where `condition` holds."""
        subject = self.subject
        sql = (
            f"UPDATE {subject.sql} SET {quote_ident(name)} = {value} WHERE ctid = ANY (ARRAY("
            # what a writer holds is left to the swap: waiting for it could end in a deadlock with the writer its victim
            f"SELECT ctid FROM {subject.sql}"
            f" WHERE ctid >= '({FROM_BLOCK},0)' AND ctid < '({TO_BLOCK},0)' AND {condition}"
            " FOR NO KEY UPDATE SKIP LOCKED))"
        )
        why = f"{subject.about(name)}: filled a range of blocks at a time"
        self.draft.add(Stage.FILL, Step(sql, why, "", hazards, PATIENT_LOCK, batches=subject.name))
        self.draft.add(Stage.FILL, Step(subject.comment(name, FILLED), "marks what is filled", ""))

    def drop_helper(self, helper: ColumnShape, stage: Stage = Stage.SWAP) -> None:
        sql = self.subject.alter(f"DROP COLUMN {quote_ident(helper.name)}")
        self.draft.add(stage, Step(sql, f"{self.subject.about(helper.name)} is left of a change given up", ""))

    def comment(self, wanted: ColumnShape, found: ColumnShape | None) -> None:
        before = found.comment if found is not None else None
        if wanted.comment is None or wanted.comment == before:
            return
        undo = self.subject.comment(wanted.name, before) if found is not None and before != FILLED else ""
        self.swap(self.subject.comment(wanted.name, wanted.comment), "says where the column comes from", undo)

    def rewrite_hazards(self, column: str) -> tuple[Hazard, ...]:
        """Rewriting staging or a small table takes no time worth asking for."""
        asked = not self.subject.small and not self.subject.staging
        about = self.subject.about(column)
        return (
            Hazard(HazardKind.TABLE_REWRITE, about, "every row is rewritten", needs_approval=asked),
            Hazard(HazardKind.LOCKS_WRITES, about, "merges and readers wait until it is done", needs_approval=False),
        )


def refuse_dependents(draft: Draft, about: str, live: RelationShape, kinds: Collection[str], column: str = "") -> bool:
    """Name what depends on the table or its column and keeps it from changing; True where there is anything."""
    found = [each.what or "" for each in live.dependents if each.kind in kinds and each.column in ("", column)]
    if found:
        hint = "take it away in a script in manual/, and make it again afterwards"
        draft.problems.append(
            Problem(about, f"cannot change because of what depends on it: {'; '.join(found)}", hint=hint)
        )
    return bool(found)


def helper_name(column: str, desired: RelationShape, live: RelationShape) -> str:
    """The column that is filled to take the place of `column`: there already, or a name that is free."""
    for name in numbered(f"{column}__new"):
        found = live.column(name)
        if desired.column(name) is None and (found is None or found.filling):
            return name
    raise AssertionError  # pragma: no cover - names do not end


def check_name(column: str, live: RelationShape) -> str:
    """The constraint that makes sure of NOT NULL: there already, or a name that is free."""
    taken = {name: of for name, _, of in live.checks}
    return next(name for name in numbered(f"{column}__not_null") if taken.get(name, column) == column)


def numbered(name: str) -> Iterator[str]:
    """`name`, then with numbers behind it, each as long as a name may be."""
    yield fit(name)
    yield from (fit(f"{name}_{number}") for number in count(2))
