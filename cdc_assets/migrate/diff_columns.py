"""The difference of one relation's columns as steps: added, renamed, retired, filled, NOT NULL, comments.

Policy: what keeps every value and every reader is done without asking; what loses values, changes their meaning or
refuses rows needs approval. A column that left the definition stays, nullable, marked with the day.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from cdc_assets.errors import Problem
from cdc_assets.migrate.costs import default_rewrites
from cdc_assets.migrate.defaults import same_default
from cdc_assets.migrate.desired import Hints
from cdc_assets.migrate.diff_parts import Subject, check_name, helper_name, refuse_dependents
from cdc_assets.migrate.diff_types import TypeDiff
from cdc_assets.migrate.hazards import Hazard, HazardKind
from cdc_assets.migrate.renames import resolve_renames
from cdc_assets.migrate.shape import (
    FILLED,
    FILLING,
    ColumnShape,
    IndexShape,
    RelationShape,
    retired_comment,
)
from cdc_assets.migrate.steps import PATIENT_LOCK, Draft, Stage, Step
from cdc_assets.tables.metadata import FINAL
from cdc_assets.tables.naming import quote_ident

_METADATA = frozenset(column.name for column in FINAL)


def apply_renames(
    draft: Draft, subject: Subject, desired: RelationShape, live: RelationShape, hints: Hints
) -> RelationShape:
    """Plan the renames that apply, and return `live` as it will be after them."""
    present = [column.name for column in live.columns]
    renamed = resolve_renames(hints.renames, present, [column.name for column in desired.columns])
    for old, new in hints.renames:
        there, back = live.column(old), live.column(new)
        if there is None or back is None or back.retired is None or there.retired is not None:
            continue
        if desired.column(new) is not None and desired.column(old) is None:
            what = f"{old} is to be called {new}, and a {new} that was retired on {back.retired} is there already"
            hint = (
                f"drop or rename {new}, in staging too, in a script in manual/ first,"
                f" or take the rename out to have the old {new} back"
            )
            draft.problems.append(Problem(subject.about(old), what, hint=hint))
    for old, new in renamed:
        refuse_dependents(draft, subject.about(old), live, {"inheritance"})
        sentence = f"readers and writers that still say `{old}` fail until they say `{new}`"
        draft.add(
            Stage.SWAP,
            Step(
                subject.alter(f"RENAME COLUMN {quote_ident(old)} TO {quote_ident(new)}"),
                f"{subject.name}.{old} is called {new} now",
                subject.alter(f"RENAME COLUMN {quote_ident(new)} TO {quote_ident(old)}"),
                (Hazard(HazardKind.MEANING_CHANGE, subject.about(new), sentence, needs_approval=False),),
            ),
        )
    return rename_columns(live, dict(renamed))


def rename_columns(relation: RelationShape, names: Mapping[str, str]) -> RelationShape:
    """`relation` with columns renamed, in its indexes too."""
    if not names:
        return relation

    def translate(index: IndexShape) -> IndexShape:
        return replace(index, columns=tuple(names.get(column, column) for column in index.columns))

    return replace(
        relation,
        columns=tuple(replace(column, name=names.get(column.name, column.name)) for column in relation.columns),
        key=translate(relation.key) if relation.key else None,
        views=tuple((names.get(column, column), view) for column, view in relation.views),
        dependents=tuple(replace(each, column=names.get(each.column, each.column)) for each in relation.dependents),
        indexes=tuple(map(translate, relation.indexes)),
    )


@dataclass(frozen=True, slots=True)
class ColumnDiff(TypeDiff):
    """Compares the columns of one relation and adds steps to `draft`."""

    def run(self, desired: RelationShape, live: RelationShape) -> None:
        """All columns: those of the definition in their order, then what is there and not defined."""
        for wanted in desired.columns:
            found = live.column(wanted.name)
            if found is None or found.filling:
                self._add(wanted, found, live)
            else:
                self._change(wanted, found, desired, live)
        helpers = {helper_name(column.name, desired, live) for column in desired.columns}
        for found in live.columns:
            if desired.column(found.name) is None:
                self._leave(found, helpers, told=found.comment is not None or live.comment is None)
        for check, _, column in live.checks:
            if column is None or check != check_name(column, live):
                continue
            wanted_column, found_column = desired.column(column), live.column(column)
            pending = wanted_column and found_column and wanted_column.not_null and not found_column.not_null
            leaves = wanted_column is None and found_column is not None and found_column.filling  # with its constraint
            if not pending and not leaves:
                drop = self.subject.alter(f"DROP CONSTRAINT {quote_ident(check)}")
                self.swap(drop, f"{self.subject.about(column)}: left of a change that was given up", "")

    def _add(self, wanted: ColumnShape, found: ColumnShape | None, live: RelationShape) -> None:
        fill = self.hints.fills.get(wanted.name)
        volatile = fill is not None and default_rewrites(fill)
        if found is not None or (volatile and not self.subject.small and not self.subject.staging):
            self._add_in_batches(wanted, found, fill or "NULL", live)
            return
        subject = self.subject
        hint = self.hints.not_null.get(wanted.name)
        unfilled = wanted.not_null and fill is None
        early = wanted.name in self.early
        initial = f" DEFAULT ({fill})" if fill is not None else ""
        not_null = " NOT NULL" if wanted.not_null and not unfilled and not early else ""
        later = wanted.default is not None and fill is None  # rows that are there get none
        default = f", ALTER COLUMN {quote_ident(wanted.name)} SET DEFAULT ({wanted.default})" if later else ""
        collate = f" COLLATE {quote_ident(wanted.collation)}" if wanted.collation else ""
        hazards = self.rewrite_hazards(wanted.name) if volatile else ()
        self.draft.add(
            Stage.PREPARE if early else Stage.SWAP,
            Step(
                subject.alter(
                    f"ADD COLUMN {quote_ident(wanted.name)} {wanted.type}{collate}{initial}{not_null}{default}"
                ),
                f"{subject.about(wanted.name)} is new",
                subject.alter(f"DROP COLUMN {quote_ident(wanted.name)}"),
                hazards,
                losses=subject.loss(wanted.name, _own_values(wanted, fill)),
            ),
        )
        if early:
            self.draft.add(Stage.PREPARE, Step(subject.comment(wanted.name, FILLED), "marks what is under way", ""))
        if unfilled or (early and wanted.not_null):
            self._refuse_null(wanted, live, hint, new=unfilled)
        if fill is not None and wanted.default is None:
            why = f"{subject.about(wanted.name)}'s value was for the rows that were there"
            self.alter(wanted.name, "DROP DEFAULT", "", why)
        self.comment(wanted, replace(wanted, comment=FILLED) if early else None)

    def _add_in_batches(self, wanted: ColumnShape, found: ColumnShape | None, fill: str, live: RelationShape) -> None:
        subject, name = self.subject, quote_ident(wanted.name)
        if found is None:
            default = f", ALTER COLUMN {name} SET DEFAULT {wanted.default}" if wanted.default is not None else ""
            action = f"ADD COLUMN {name} {wanted.type}{default}"
            self.prepare_column(wanted.name, wanted, action, losses=subject.loss(wanted.name))
        if found is None or found.comment == FILLING:
            self.fill(wanted.name, f"({fill})", f"{name} IS NULL")
        if found is not None and not same_default(wanted.default, found.default):
            self._default(wanted, found)
        if wanted.not_null and found is not None:
            self._refuse_null(wanted, live, self.hints.not_null.get(wanted.name), new=False)
        elif wanted.not_null:
            self._not_null(wanted, None, live)
        self.comment(wanted, replace(wanted, comment=FILLED))

    def _change(self, wanted: ColumnShape, found: ColumnShape, desired: RelationShape, live: RelationShape) -> None:
        subject = self.subject
        helper = live.column(helper_name(wanted.name, desired, live))
        if found.generated:
            what = f"it is {found.default}, and is to hold what merges write"
            hint = "take that away in a script in manual/ first: ALTER COLUMN … DROP IDENTITY, or DROP EXPRESSION"
            self.draft.problems.append(Problem(subject.about(wanted.name), what, hint=hint))
            return
        if taken := self._taken_over(wanted, found):
            why, sentence = taken
            hazard = Hazard(HazardKind.MEANING_CHANGE, subject.about(wanted.name), sentence)
            sql, inverse = subject.comment(wanted.name, wanted.comment), subject.comment(wanted.name, found.comment)
            self.draft.add(Stage.SWAP, Step(sql, f"{subject.about(wanted.name)} {why}", inverse, (hazard,)))
            found = replace(found, comment=wanted.comment)
        if (wanted.type, wanted.collation) != (found.type, found.collation):
            found = self.change_type(wanted, found, desired, live)
        elif helper is not None:
            self.drop_helper(helper)
        if not same_default(wanted.default, found.default):
            self._default(wanted, found)
        if wanted.not_null and not found.not_null:
            self._refuse_null(wanted, live, self.hints.not_null.get(wanted.name), new=False)
        elif found.not_null and not wanted.not_null:
            self.alter(wanted.name, "DROP NOT NULL", "SET NOT NULL", f"{subject.about(wanted.name)} may be NULL")
        self.comment(wanted, found)

    def _taken_over(self, wanted: ColumnShape, found: ColumnShape) -> tuple[str, str] | None:
        """What is to be said of a column that held something else until now, None where it is the definition's."""
        if self.subject.staging:
            return None
        if found.retired is not None:
            return "is back", f"rows merged since {found.retired} hold old values or none in it until the next snapshot"
        known = wanted.name in self.ours or wanted.name in self.renamed or wanted.name in _METADATA
        if known or found.comment == wanted.comment:
            return None
        return "is written by merges now", "staging has none of that name: what somebody else wrote into it is replaced"

    def _default(self, wanted: ColumnShape, found: ColumnShape) -> None:
        do, undo = (
            "DROP DEFAULT" if default is None else f"SET DEFAULT ({default})"
            for default in (wanted.default, found.default)
        )
        has, had = wanted.default or "no default", found.default or "none"
        why = f"{self.subject.about(wanted.name)} gets {has}, where it had {had}"
        self.alter(wanted.name, do, undo, why)

    def _leave(self, found: ColumnShape, helpers: Collection[str], *, told: bool) -> None:
        """A column the definition lacks: ours is retired, somebody else's is only kept from refusing rows.

        `told`: it has a comment, as ours have, or the table lost its comments.
        """
        subject = self.subject
        if found.filling:
            if found.name not in helpers:
                self.drop_helper(found)
            return
        own_default = found.default is not None and found.name not in self.ours
        if found.not_null and not found.generated and not own_default:
            why = f"{subject.about(found.name)} is not in the definition and must not refuse rows"
            self.alter(found.name, "DROP NOT NULL", "SET NOT NULL", why)
        if told and found.retired is None and found.name in self.ours:
            self.swap(
                subject.comment(found.name, retired_comment(found.comment, self.today)),
                f"{subject.about(found.name)} left the definition; it stays, marked",
                subject.comment(found.name, found.comment),
            )

    def _refuse_null(self, wanted: ColumnShape, live: RelationShape, hint: str | None, *, new: bool) -> None:
        """Make a column NOT NULL: with a hint's SQL first, and on a large table by a validated constraint."""
        subject, name = self.subject, quote_ident(wanted.name)
        about = subject.about(wanted.name)
        fill = self.hints.fills.get(wanted.name)
        if hint is None and fill is not None:
            hint = f"UPDATE {subject.sql} SET {name} = ({fill}) WHERE {name} IS NULL"
        sentence = "rows without a value make it fail; later ones are rejected by the merge"
        hazard = Hazard(HazardKind.LOCKS_WRITES, about, sentence, needs_approval=hint is None)
        if subject.small or new or wanted.name in self.renamed:
            if hint:
                self.swap(hint, f"{about}: rows without a value get one first", "")
            self.alter(wanted.name, "SET NOT NULL", "DROP NOT NULL", f"{about} must have a value", (hazard,))
        else:
            self._not_null(wanted, hint, live, (hazard,))

    def _not_null(
        self, wanted: ColumnShape, hint: str | None, live: RelationShape, hazards: tuple[Hazard, ...] = ()
    ) -> None:
        subject, name = self.subject, quote_ident(wanted.name)
        about = subject.about(wanted.name)
        check_is = check_name(wanted.name, live)
        check = quote_ident(check_is)
        valid = next((valid for name, valid, _ in live.checks if name == check_is), None)
        cleanup = subject.alter(f"DROP CONSTRAINT IF EXISTS {check}")
        if valid is None:
            self.draft.add(
                Stage.CHECK,
                Step(
                    subject.alter(f"ADD CONSTRAINT {check} CHECK ({name} IS NOT NULL) NOT VALID"),
                    f"{about}: from now on no row without a value",
                    cleanup,
                    hazards,
                ),
            )
            if hint:
                why = f"{about}: rows without a value get one first"
                self.draft.add(Stage.CHECK, Step(hint, why, "", (), PATIENT_LOCK, 0))
            hazards = ()
        if not valid:
            self.draft.add(
                Stage.VALIDATE,
                Step(
                    subject.alter(f"VALIDATE CONSTRAINT {check}"),
                    f"{about}: every row has a value (reads the table, stops nobody)",
                    "",
                    hazards,
                    PATIENT_LOCK,
                    0,
                ),
            )
            hazards = ()
        # two statements: dropped by the same one, the constraint would prove nothing, and every row be looked at
        self.draft.add(
            Stage.SWAP,
            Step(
                subject.alter(f"ALTER COLUMN {name} SET NOT NULL"),
                f"{about} must have a value",
                subject.alter(f"ALTER COLUMN {name} DROP NOT NULL"),
                hazards,
                cleanup=cleanup,
            ),
        )
        self.swap(subject.alter(f"DROP CONSTRAINT {check}"), f"{about}: NOT NULL says it now", "")


def _own_values(wanted: ColumnShape, fill: str | None) -> str | None:
    """SQL for rows whose value is another one than what every row got; None where that is any value."""
    if fill is None:
        return None
    name = quote_ident(wanted.name)
    return f"{name} IS NOT NULL AND {name}::text IS DISTINCT FROM (({fill})::{wanted.type})::text"
