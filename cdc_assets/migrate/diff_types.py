"""The difference of a column's type: altered in place, or filled beside in batches and swapped in.

In place goes what keeps every value without a rewrite, what is small, and keys. All else that loses something adds a
column, fills it in batches and swaps; the old one stays, retired, so that the swap can be undone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cdc_assets.errors import Problem
from cdc_assets.migrate.costs import Retype, conversion, retype
from cdc_assets.migrate.diff_parts import Parts, Subject, helper_name, numbered, refuse_dependents
from cdc_assets.migrate.hazards import Hazard, HazardKind
from cdc_assets.migrate.shape import FILLED, FILLING, ColumnShape, RelationShape, retired_comment
from cdc_assets.migrate.steps import PATIENT_LOCK, QUICK_LOCK, Loss, Stage, Step, Turn
from cdc_assets.tables.naming import dollar_quote, quote_ident, quote_literal

_BEFORE_UPDATE = 1 | 2 | 16
"""Of pg_trigger.tgtype: for each row, before it, on UPDATE."""


@dataclass(frozen=True, slots=True)
class TypeDiff(Parts):
    """Compares types."""

    def change_type(
        self, wanted: ColumnShape, found: ColumnShape, desired: RelationShape, live: RelationShape
    ) -> ColumnShape:
        """Plan the change of type; returns the column as it will be (its default, comment and NOT NULL)."""
        subject, name = self.subject, quote_ident(wanted.name)
        helper_is = helper_name(wanted.name, desired, live)
        helper = live.column(helper_is)
        rule = retype(found.type, wanted.type)
        hint = self.hints.using.get(wanted.name)
        using = hint or conversion(found.type, wanted.type, name)
        if using is None:
            self.draft.problems.append(
                Problem(
                    subject.about(wanted.name),
                    f"{rule.why}: its type cannot change from {found.type} to {wanted.type} by itself",
                    hint="say how in the service's YAML: manual_migration_hints.type_changes "
                    f"[{{column: {wanted.name}, using: …}}]",
                )
            )
            return replace(found, type=wanted.type)
        views = sorted({view for column, view in live.views if column == wanted.name})
        if views:
            what = f"{', '.join(views)} shows it: a view keeps the column it was made of, and its old type"
            hint = "drop the view in a script in manual/ and make it again afterwards"
            self.draft.problems.append(Problem(subject.about(wanted.name), what, hint=hint))
            return replace(found, type=wanted.type)
        in_key = wanted.name in self.key or (live.key is not None and wanted.name in live.key.columns)
        # what is attached would stay with the old column where another takes its place
        attached = any(each.kind == "attached" and each.column == wanted.name for each in live.dependents)
        fits = subject.staging or self._in_place(rule, found, wanted, hint, attached=attached)
        in_place = in_key or fits
        kinds = {"column", "row type", "inheritance", *(() if fits else ("attached",))}
        kinds |= set() if in_place else {"foreign key"}
        kinds |= (
            {"partitions"} if rule.rewrites else set()
        )  # all of them at once, however large, and nothing in batches
        if refuse_dependents(self.draft, subject.about(wanted.name), live, kinds, wanted.name):
            return replace(found, type=wanted.type)
        if in_place:
            if helper is not None:
                self.drop_helper(helper)
            return self._alter_type(wanted, found, rule, using, hint)
        kept = f"{wanted.name}__{found.type.split('(')[0].split(' ')[0]}"
        kept_is = next(name for name in numbered(kept) if live.column(name) is None and desired.column(name) is None)
        skipping = [one.name for one in live.triggers if one.enabled and one.kind & _BEFORE_UPDATE == _BEFORE_UPDATE]
        return self._swap_type(wanted, found, helper, helper_is, kept_is, rule, using, hint, skipping)

    def _in_place(
        self, rule: Retype, found: ColumnShape, wanted: ColumnShape, hint: str | None, *, attached: bool
    ) -> bool:
        """True where ALTER TYPE does it at once, fails rather than lose, or keeps in place what is attached."""
        if wanted.name in self.renamed:
            return True
        if hint is not None:
            return False
        if rule.verdict in ("wider", "same"):
            return not rule.rewrites or self.subject.small or attached
        small = fails_rather_than_loses(found.type, wanted.type) and self.subject.small
        return rule.verdict == "narrower" and (small or attached)

    def _alter_type(
        self, wanted: ColumnShape, found: ColumnShape, rule: Retype, using: str, hint: str | None
    ) -> ColumnShape:
        subject, name = self.subject, quote_ident(wanted.name)
        plain = hint is None and rule.using is None and rule.verdict in ("wider", "same", "narrower")
        collate = (
            f" COLLATE {quote_ident(wanted.collation or 'default')}" if wanted.collation != found.collation else ""
        )
        action = f"ALTER COLUMN {name} TYPE {wanted.type}{collate}"
        if found.default is not None and not plain:
            # a default is cast, not converted: it is put back by hand
            self.alter(wanted.name, "DROP DEFAULT", f"SET DEFAULT {found.default}", "defaults are not converted")
            found = replace(found, default=None)
        back = conversion(wanted.type, found.type, name)
        old_collate = f" COLLATE {quote_ident(found.collation or 'default')}" if collate else ""
        inverse = (
            None if back is None else subject.alter(f"ALTER COLUMN {name} TYPE {found.type}{old_collate} USING {back}")
        )
        hazards = self._retype_hazards(wanted, found, rule, approved=hint is not None, reversible=back is not None)
        if rule.rewrites:
            hazards += self.rewrite_hazards(wanted.name)
        why = f"{subject.about(wanted.name)} changes from {found.type} to {wanted.type}"
        sql = subject.alter(action if plain else f"{action} USING {using}")
        lock = PATIENT_LOCK if not subject.staging else QUICK_LOCK
        losses = _loses_on_the_way_back(subject, wanted, found)
        self.draft.add(Stage.SWAP, Step(sql, why, inverse, hazards, lock, losses=losses))
        return replace(found, type=wanted.type)

    def _swap_type(
        self,
        wanted: ColumnShape,
        found: ColumnShape,
        helper: ColumnShape | None,
        new_name: str,
        kept_name: str,
        rule: Retype,
        using: str,
        hint: str | None,
        skipping: Sequence[str],
    ) -> ColumnShape:
        """`new_name` is filled to take the column's place, which then keeps its old values as `kept_name`.

        `skipping` are triggers that may leave a row as it is.
        """
        subject, name = self.subject, quote_ident(wanted.name)
        new = quote_ident(new_name)
        if helper is not None and (helper.type, helper.collation) != (wanted.type, wanted.collation):
            self.drop_helper(helper, Stage.PREPARE)
            helper = None
        back = conversion(wanted.type, found.type, name)
        hazards = self._retype_hazards(wanted, found, rule, approved=hint is not None, reversible=back is not None)
        if helper is None:
            collate = f" COLLATE {quote_ident(wanted.collation)}" if wanted.collation else ""
            self.prepare_column(new_name, wanted, f"ADD COLUMN {new} {wanted.type}{collate}", hazards)
            hazards = ()
        if helper is None or helper.comment == FILLING:
            self.fill(new_name, using, f"{new} IS NULL AND {name} IS NOT NULL", hazards)
            hazards = ()
        kept = quote_ident(kept_name)
        # what the kept column converts to, under its old name: other columns in it are the row's
        converted = f"(SELECT {using} FROM (SELECT {kept} AS {name}) AS kept)"
        later = f"{name}::text IS DISTINCT FROM {converted}::text"
        behind = f"{new}::text IS DISTINCT FROM ({using})::text"
        self.draft.add(
            Stage.SWAP,
            Step(
                f"UPDATE {subject.sql} SET {new} = {using} WHERE {behind}",
                f"{subject.about(wanted.name)}: rows that were merged since the column was filled",
                "",
                hazards,
                turn=Turn.READERS_GO_ON,
            ),
        )
        if skipping:
            message = (
                f"{subject.about(wanted.name)} would lose values: a trigger ({', '.join(skipping)}) skips updates;"
                " let it pass this one, or disable it while it is applied"
            )
            body = (
                f"BEGIN IF EXISTS (SELECT FROM {subject.sql} WHERE {behind})"
                f" THEN RAISE EXCEPTION USING MESSAGE = {quote_literal(message)}; END IF; END"
            )
            why = f"{subject.about(wanted.name)}: no trigger kept a row from its value"
            self.draft.add(Stage.SWAP, Step(f"DO {dollar_quote(body)}", why, "", turn=Turn.READERS_GO_ON))
        restore = ""
        if hint is None and back is not None:
            restore = f"UPDATE {subject.sql} SET {kept} = {back} WHERE {later}"
        self.swap(
            subject.alter(f"RENAME COLUMN {name} TO {kept}"),
            f"{subject.about(wanted.name)} as {found.type} stays as {kept_name}, retired",
            subject.alter(f"RENAME COLUMN {kept} TO {name}"),
        )
        self.swap(
            subject.alter(f"RENAME COLUMN {new} TO {name}"),
            f"{subject.about(wanted.name)} is {wanted.type} now",
            subject.alter(f"RENAME COLUMN {name} TO {new}"),
            losses=_loses_on_the_way_back(subject, wanted, found, later)
            if restore
            else subject.loss(wanted.name, later),
        )
        note = retired_comment(f"was {subject.about(wanted.name)} as {found.type}", self.today)
        undo = ";\n".join(part for part in (restore, subject.comment(kept_name, found.comment)) if part)
        self.swap(subject.comment(kept_name, note), "for people", undo)
        for needed, action, undo in (
            (found.not_null, "DROP NOT NULL", "SET NOT NULL"),
            (found.default is not None, "DROP DEFAULT", f"SET DEFAULT {found.default}"),
        ):
            if needed:
                self.alter(kept_name, action, undo, "what is retired refuses and fills nothing")
        marked = subject.comment(wanted.name, FILLED)
        self.swap(subject.comment(wanted.name, wanted.comment), "says where the column comes from", marked)
        return replace(found, type=wanted.type, not_null=False, default=None, comment=wanted.comment)

    def _retype_hazards(
        self, wanted: ColumnShape, found: ColumnShape, rule: Retype, *, approved: bool, reversible: bool
    ) -> tuple[Hazard, ...]:
        if self.subject.staging or rule.verdict in ("same", "wider"):
            return ()
        change = f"from {found.type} to {wanted.type}"
        kind = HazardKind.MEANING_CHANGE if rule.verdict == "meaning" else HazardKind.DATA_LOSS
        about = self.subject.about(wanted.name)
        hazards: tuple[Hazard, ...] = (Hazard(kind, about, f"{change}: {rule.why}", needs_approval=not approved),)
        if not reversible or (rule.verdict == "narrower" and not fails_rather_than_loses(found.type, wanted.type)):
            sentence = f"what is lost {change} does not come back"
            hazards += (Hazard(HazardKind.NOT_REVERSIBLE, about, sentence, needs_approval=False),)
        return hazards


def _loses_on_the_way_back(
    subject: Subject, wanted: ColumnShape, found: ColumnShape, rows: str | None = None
) -> tuple[Loss, ...]:
    """What undoing a change of type loses: values (in `rows`) that are others once converted there and back."""
    name = quote_ident(wanted.name)
    if retype(wanted.type, found.type).verdict in ("same", "wider"):
        return ()
    back = conversion(wanted.type, found.type, name)
    there = conversion(found.type, wanted.type, back) if back is not None else None
    other = f"({there})::text IS DISTINCT FROM {name}::text" if there is not None else f"{name} IS NOT NULL"
    return subject.loss(wanted.name, f"{rows} AND {other}" if rows is not None else other)


def fails_rather_than_loses(before: str, after: str) -> bool:
    """True where a value that does not fit stops ALTER TYPE, instead of being cut or rounded."""
    strings = {"text", "character varying"}
    integers = {"smallint", "integer", "bigint"}
    old, new = before.split("(")[0], after.split("(")[0]
    return {old, new} <= strings or {old, new} <= integers
