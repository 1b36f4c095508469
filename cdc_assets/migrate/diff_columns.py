"""The difference of one relation's columns as steps: added, retyped, renamed, retired, filled, NOT NULL, comments.

Policy: what keeps every value and every reader is done without asking; what loses values, changes their meaning or
refuses rows needs approval. A column that left the definition stays, nullable, marked with the day. A change of type
that loses something adds a column, fills it in batches and swaps; the old one stays, retired: the swap can be undone.

What belongs here: columns. What does not: keys (`diff_keys.py`), relations and procedures (`diff.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from cdc_assets.errors import Problem
from cdc_assets.migrate.costs import Retype, conversion, default_rewrites, retype
from cdc_assets.migrate.defaults import same_default
from cdc_assets.migrate.desired import Hints
from cdc_assets.migrate.hazards import Hazard, HazardKind
from cdc_assets.migrate.shape import (
    FILLED,
    FILLING,
    ColumnShape,
    IndexShape,
    RelationShape,
    retired_comment,
)
from cdc_assets.migrate.steps import FROM_BLOCK, PATIENT_LOCK, TO_BLOCK, Draft, Stage, Step
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
        """«Actor.navn»."""
        return f"{self.name}.{column}"

    def alter(self, action: str) -> str:
        """«ALTER TABLE … action»."""
        return f"ALTER TABLE {self.sql} {action}"

    def comment(self, column: str, text: str | None) -> str:
        """COMMENT ON COLUMN."""
        value = "NULL" if text is None else quote_literal(text)
        return f"COMMENT ON COLUMN {self.sql}.{quote_ident(column)} IS {value}"


def apply_renames(
    draft: Draft, subject: Subject, desired: RelationShape, live: RelationShape, hints: Hints
) -> RelationShape:
    """Plan the renames that apply, and return `live` as it will be after them."""
    columns = {column.name: column for column in live.columns}
    renamed: dict[str, str] = {}
    for wanted in desired.columns:
        if wanted.name in columns:
            continue
        old = _origin(wanted.name, hints.renames, columns, desired)
        if old is not None and old not in renamed:
            renamed[old] = wanted.name
    for old, new in renamed.items():
        sentence = f"readers and writers that still say «{old}» fail until they say «{new}»"
        draft.add(
            Stage.SWAP,
            Step(
                subject.alter(f"RENAME COLUMN {quote_ident(old)} TO {quote_ident(new)}"),
                f"{subject.name}.{old} is called {new} now",
                subject.alter(f"RENAME COLUMN {quote_ident(new)} TO {quote_ident(old)}"),
                (Hazard(HazardKind.MEANING_CHANGE, subject.about(new), sentence, needs_approval=False),),
            ),
        )
    return rename_columns(live, renamed)


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
        indexes=tuple(map(translate, relation.indexes)),
    )


def _origin(
    name: str, renames: tuple[tuple[str, str], ...], live: Mapping[str, ColumnShape], desired: RelationShape
) -> str | None:
    """The live column that became `name`, over any number of renames; None where there is none."""
    seen = {name}
    current = name
    while True:
        step = next((old for old, new in reversed(renames) if new == current and old not in seen), None)
        if step is None:
            return None
        if step in live and desired.column(step) is None:
            return step
        seen.add(step)
        current = step


@dataclass(frozen=True, slots=True)
class ColumnDiff:
    """Compares the columns of one relation and adds steps to `draft`.

    `key` are the columns of the desired key, `early` those that are added before its index is built, `renamed` those
    that have another name until the swap: what changes in them changes there.
    """

    draft: Draft
    subject: Subject
    hints: Hints
    key: tuple[str, ...]
    early: frozenset[str]
    renamed: frozenset[str]
    today: date

    def run(self, desired: RelationShape, live: RelationShape) -> None:
        """All columns: those of the definition in their order, then what is there and not defined."""
        for wanted in desired.columns:
            found = live.column(wanted.name)
            helper = live.column(helper_name(wanted.name))
            if found is None or found.filling:
                self._add(wanted, found, live)
            else:
                self._change(wanted, found, helper if helper and helper.filling else None, live)
        for found in live.columns:
            if desired.column(found.name) is None:
                self._leave(found, desired)
        for check, _ in live.checks:
            column = check.removesuffix(_CHECK_SUFFIX)
            wanted_column, found_column = desired.column(column), live.column(column)
            pending = wanted_column and found_column and wanted_column.not_null and not found_column.not_null
            if check.endswith(_CHECK_SUFFIX) and not pending:
                drop = self.subject.alter(f"DROP CONSTRAINT {quote_ident(check)}")
                self._swap(drop, f"{self.subject.about(column)}: left of a change that was given up", "")

    # columns that are new

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
        collate = f" COLLATE {quote_ident(wanted.collation)}" if wanted.collation else ""
        hazards = self._rewrite_hazards(wanted.name) if volatile else ()
        self.draft.add(
            Stage.PREPARE if early else Stage.SWAP,
            Step(
                subject.alter(f"ADD COLUMN {quote_ident(wanted.name)} {wanted.type}{collate}{initial}{not_null}"),
                f"{subject.about(wanted.name)} is new",
                subject.alter(f"DROP COLUMN {quote_ident(wanted.name)}"),
                hazards,
            ),
        )
        if unfilled or (early and wanted.not_null):
            self._refuse_null(wanted, live, hint, new=unfilled)
        if fill is not None and wanted.default is None:
            sql = subject.alter(f"ALTER COLUMN {quote_ident(wanted.name)} DROP DEFAULT")
            self._swap(sql, f"{subject.about(wanted.name)}'s value was for the rows that were there", "")
        self._comment(wanted, None)

    def _add_in_batches(self, wanted: ColumnShape, found: ColumnShape | None, fill: str, live: RelationShape) -> None:
        name = quote_ident(wanted.name)
        if found is None:
            default = f", ALTER COLUMN {name} SET DEFAULT {wanted.default}" if wanted.default is not None else ""
            self._prepare_column(wanted.name, wanted, f"ADD COLUMN {name} {wanted.type}{default}")
        if found is None or found.comment == FILLING:
            self._fill(wanted.name, f"SET {name} = ({fill}) WHERE {name} IS NULL")
        if wanted.not_null:
            self._not_null(wanted, None, live)
        self._comment(wanted, replace(wanted, comment=FILLED))

    # columns that are there

    def _change(self, wanted: ColumnShape, found: ColumnShape, helper: ColumnShape | None, live: RelationShape) -> None:
        subject = self.subject
        if found.retired is not None and not subject.staging:
            sentence = f"rows merged since {found.retired} hold old values or none in it until the next snapshot"
            hazard = Hazard(HazardKind.MEANING_CHANGE, subject.about(wanted.name), sentence)
            sql, inverse = subject.comment(wanted.name, wanted.comment), subject.comment(wanted.name, found.comment)
            self.draft.add(Stage.SWAP, Step(sql, f"{subject.about(wanted.name)} is back", inverse, (hazard,)))
            found = replace(found, comment=wanted.comment)
        if (wanted.type, wanted.collation) != (found.type, found.collation):
            found = self._retype(wanted, found, helper, live)
        elif helper is not None:
            self._drop_helper(helper)
        if not same_default(wanted.default, found.default):
            self._default(wanted, found)
        if wanted.not_null and not found.not_null:
            self._refuse_null(wanted, live, self.hints.not_null.get(wanted.name), new=False)
        elif found.not_null and not wanted.not_null:
            name = quote_ident(wanted.name)
            self._swap(
                subject.alter(f"ALTER COLUMN {name} DROP NOT NULL"),
                f"{subject.about(wanted.name)} may be NULL",
                subject.alter(f"ALTER COLUMN {name} SET NOT NULL"),
            )
        self._comment(wanted, found)

    def _default(self, wanted: ColumnShape, found: ColumnShape) -> None:
        def sql(default: str | None) -> str:
            action = "DROP DEFAULT" if default is None else f"SET DEFAULT ({default})"
            return self.subject.alter(f"ALTER COLUMN {quote_ident(wanted.name)} {action}")

        why = f"{self.subject.about(wanted.name)} gets {wanted.default or 'no default'}, where it had {found.default}"
        self._swap(sql(wanted.default), why, sql(found.default))

    def _leave(self, found: ColumnShape, desired: RelationShape) -> None:
        """A column the definition lacks: ours is retired, somebody else's is only kept from refusing rows."""
        subject = self.subject
        if found.filling:
            if found.name not in {helper_name(column.name) for column in desired.columns}:
                self._drop_helper(found)
            return
        if found.not_null:
            name = quote_ident(found.name)
            self._swap(
                subject.alter(f"ALTER COLUMN {name} DROP NOT NULL"),
                f"{subject.about(found.name)} is not in the definition and must not refuse rows",
                subject.alter(f"ALTER COLUMN {name} SET NOT NULL"),
            )
        if found.comment is not None and found.retired is None:
            self._swap(
                subject.comment(found.name, retired_comment(found.comment, self.today)),
                f"{subject.about(found.name)} left the definition; it stays, marked",
                subject.comment(found.name, found.comment),
            )

    # types

    def _retype(
        self, wanted: ColumnShape, found: ColumnShape, helper: ColumnShape | None, live: RelationShape
    ) -> ColumnShape:
        """Plan the change of type; returns the column as it will be (its default, comment and NOT NULL)."""
        subject, name = self.subject, quote_ident(wanted.name)
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
        in_key = wanted.name in self.key or (live.key is not None and wanted.name in live.key.columns)
        if subject.staging or in_key or self._in_place(rule, found, wanted, hint):
            if helper is not None:
                self._drop_helper(helper)
            return self._alter_type(wanted, found, rule, using, hint)
        return self._swap_type(wanted, found, helper, rule, using, hint, live)

    def _in_place(self, rule: Retype, found: ColumnShape, wanted: ColumnShape, hint: str | None) -> bool:
        """True where ALTER TYPE does it at once, or fails rather than lose anything."""
        if wanted.name in self.renamed:
            return True
        if hint is not None:
            return False
        if rule.verdict in ("wider", "same"):
            return not rule.rewrites or self.subject.small
        return rule.verdict == "narrower" and fails_rather_than_loses(found.type, wanted.type) and self.subject.small

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
            undo = subject.alter(f"ALTER COLUMN {name} SET DEFAULT {found.default}")
            self._swap(subject.alter(f"ALTER COLUMN {name} DROP DEFAULT"), "defaults are not converted", undo)
            found = replace(found, default=None)
        back = conversion(wanted.type, found.type, name)
        old_collate = f" COLLATE {quote_ident(found.collation or 'default')}" if collate else ""
        inverse = (
            None if back is None else subject.alter(f"ALTER COLUMN {name} TYPE {found.type}{old_collate} USING {back}")
        )
        hazards = self._retype_hazards(wanted, found, rule, approved=hint is not None, reversible=back is not None)
        if rule.rewrites:
            hazards += self._rewrite_hazards(wanted.name)
        why = f"{subject.about(wanted.name)} changes from {found.type} to {wanted.type}"
        sql = subject.alter(action if plain else f"{action} USING {using}")
        self.draft.add(Stage.SWAP, Step(sql, why, inverse, hazards, PATIENT_LOCK if not subject.staging else 500))
        return replace(found, type=wanted.type)

    def _swap_type(
        self,
        wanted: ColumnShape,
        found: ColumnShape,
        helper: ColumnShape | None,
        rule: Retype,
        using: str,
        hint: str | None,
        live: RelationShape,
    ) -> ColumnShape:
        subject, name = self.subject, quote_ident(wanted.name)
        new_name = helper_name(wanted.name)
        new = quote_ident(new_name)
        if helper is not None and (helper.type, helper.collation) != (wanted.type, wanted.collation):
            self._drop_helper(helper, Stage.PREPARE)
            helper = None
        back = conversion(wanted.type, found.type, name)
        hazards = self._retype_hazards(wanted, found, rule, approved=hint is not None, reversible=back is not None)
        if helper is None:
            collate = f" COLLATE {quote_ident(wanted.collation)}" if wanted.collation else ""
            self._prepare_column(new_name, wanted, f"ADD COLUMN {new} {wanted.type}{collate}", hazards)
            hazards = ()
        if helper is None or helper.comment == FILLING:
            self._fill(new_name, f"SET {new} = {using} WHERE {new} IS NULL AND {name} IS NOT NULL", hazards)
            hazards = ()
        kept_name = _free_name(f"{wanted.name}__{found.type.split('(')[0].split(' ')[0]}", live)
        kept = quote_ident(kept_name)
        old_using = using.replace(name, kept) if hint is None else None
        self._swap(
            f"UPDATE {subject.sql} SET {new} = {using} WHERE {new}::text IS DISTINCT FROM ({using})::text",
            f"{subject.about(wanted.name)}: rows that were merged since the column was filled",
            "",
            hazards,
        )
        restore = ""
        if old_using is not None and back is not None:
            restore = (
                f"UPDATE {subject.sql} SET {kept} = {back} WHERE {name}::text IS DISTINCT FROM ({old_using})::text"
            )
        self._swap(
            subject.alter(f"RENAME COLUMN {name} TO {kept}"),
            f"{subject.about(wanted.name)} as {found.type} stays as {kept_name}, retired",
            subject.alter(f"RENAME COLUMN {kept} TO {name}"),
        )
        self._swap(
            subject.alter(f"RENAME COLUMN {new} TO {name}"),
            f"{subject.about(wanted.name)} is {wanted.type} now",
            subject.alter(f"RENAME COLUMN {name} TO {new}"),
        )
        note = retired_comment(f"was {subject.about(wanted.name)} as {found.type}", self.today)
        undo = ";\n".join(part for part in (restore, subject.comment(kept_name, found.comment)) if part)
        self._swap(subject.comment(kept_name, note), "for people", undo)
        for needed, action, undo in (
            (found.not_null, "DROP NOT NULL", "SET NOT NULL"),
            (found.default is not None, "DROP DEFAULT", f"SET DEFAULT {found.default}"),
        ):
            if needed:
                self._swap(
                    subject.alter(f"ALTER COLUMN {kept} {action}"),
                    "what is retired refuses and fills nothing",
                    subject.alter(f"ALTER COLUMN {kept} {undo}"),
                )
        marked = subject.comment(wanted.name, FILLED)
        self._swap(subject.comment(wanted.name, wanted.comment), "says where the column comes from", marked)
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

    def _rewrite_hazards(self, column: str) -> tuple[Hazard, ...]:
        """Rewriting staging or a small table takes no time worth asking for."""
        asked = not self.subject.small and not self.subject.staging
        about = self.subject.about(column)
        return (
            Hazard(HazardKind.TABLE_REWRITE, about, "every row is written anew", needs_approval=asked),
            Hazard(HazardKind.LOCKS_WRITES, about, "merges and readers wait until it is done", needs_approval=False),
        )

    # NOT NULL

    def _refuse_null(self, wanted: ColumnShape, live: RelationShape, hint: str | None, *, new: bool) -> None:
        """Make a column NOT NULL: with a hint's SQL first, and on a large table by a validated constraint."""
        subject, name = self.subject, quote_ident(wanted.name)
        about = subject.about(wanted.name)
        fill = self.hints.fills.get(wanted.name)
        if hint is None and fill is not None:
            hint = f"UPDATE {subject.sql} SET {name} = ({fill}) WHERE {name} IS NULL"
        sentence = "rows without a value make it fail; later ones are rejected by the merge"
        hazard = Hazard(HazardKind.LOCKS_WRITES, about, sentence, needs_approval=hint is None)
        set_not_null = subject.alter(f"ALTER COLUMN {name} SET NOT NULL")
        drop_not_null = subject.alter(f"ALTER COLUMN {name} DROP NOT NULL")
        if subject.small or new or wanted.name in self.renamed:
            if hint:
                self._swap(hint, f"{about}: rows without a value get one first", "")
            self._swap(set_not_null, f"{about} must have a value", drop_not_null, (hazard,))
            return
        self._not_null(wanted, hint, live, (hazard,))

    def _not_null(
        self, wanted: ColumnShape, hint: str | None, live: RelationShape, hazards: tuple[Hazard, ...] = ()
    ) -> None:
        subject, name = self.subject, quote_ident(wanted.name)
        about = subject.about(wanted.name)
        check_name = fit(f"{wanted.name}{_CHECK_SUFFIX}")
        check = quote_ident(check_name)
        valid = dict(live.checks).get(check_name)
        if valid is None:
            self.draft.add(
                Stage.CHECK,
                Step(
                    subject.alter(f"ADD CONSTRAINT {check} CHECK ({name} IS NOT NULL) NOT VALID"),
                    f"{about}: from now on no row without a value",
                    subject.alter(f"DROP CONSTRAINT IF EXISTS {check}"),
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
        self._swap(
            subject.alter(f"ALTER COLUMN {name} SET NOT NULL, DROP CONSTRAINT {check}"),
            f"{about} must have a value",
            subject.alter(f"ALTER COLUMN {name} DROP NOT NULL"),
            hazards,
        )

    # parts

    def _swap(self, sql: str, why: str, inverse: str | None, hazards: tuple[Hazard, ...] = ()) -> None:
        self.draft.add(Stage.SWAP, Step(sql, why, inverse, hazards))

    def _prepare_column(self, name: str, wanted: ColumnShape, action: str, hazards: tuple[Hazard, ...] = ()) -> None:
        subject = self.subject
        drop = subject.alter(f"DROP COLUMN IF EXISTS {quote_ident(name)}")
        why = f"{subject.about(wanted.name)}: a column to fill without stopping anybody"
        self.draft.add(Stage.PREPARE, Step(subject.alter(action), why, drop, hazards))
        self.draft.add(Stage.PREPARE, Step(subject.comment(name, FILLING), "marks what is under way", ""))

    def _fill(self, name: str, update: str, hazards: tuple[Hazard, ...] = ()) -> None:
        subject = self.subject
        setting, condition = update.split(" WHERE ", 1)
        sql = (
            f"UPDATE {subject.sql} {setting} WHERE ctid >= '({FROM_BLOCK},0)' AND ctid < '({TO_BLOCK},0)' "
            f"AND {condition}"
        )
        why = f"{subject.about(name)}: filled a range of blocks at a time"
        self.draft.add(Stage.FILL, Step(sql, why, "", hazards, PATIENT_LOCK, batches=subject.name))
        self.draft.add(Stage.FILL, Step(subject.comment(name, FILLED), "marks what is filled", ""))

    def _drop_helper(self, helper: ColumnShape, stage: Stage = Stage.SWAP) -> None:
        sql = self.subject.alter(f"DROP COLUMN {quote_ident(helper.name)}")
        self.draft.add(stage, Step(sql, f"{self.subject.about(helper.name)} is left of a change given up", ""))

    def _comment(self, wanted: ColumnShape, found: ColumnShape | None) -> None:
        before = found.comment if found is not None else None
        if wanted.comment is None or wanted.comment == before:
            return
        undo = self.subject.comment(wanted.name, before) if found is not None and before != FILLED else ""
        self._swap(self.subject.comment(wanted.name, wanted.comment), "says where the column comes from", undo)


_CHECK_SUFFIX = "__not_null"


def helper_name(column: str) -> str:
    """The column that is filled to take the place of `column`."""
    return fit(f"{column}__new")


def fails_rather_than_loses(before: str, after: str) -> bool:
    """True where a value that does not fit stops ALTER TYPE, instead of being cut or rounded."""
    strings = {"text", "character varying"}
    integers = {"smallint", "integer", "bigint"}
    old, new = before.split("(")[0], after.split("(")[0]
    return {old, new} <= strings or {old, new} <= integers


def _free_name(name: str, live: RelationShape) -> str:
    number, candidate = 1, fit(name)
    while live.column(candidate) is not None:
        number += 1
        candidate = fit(f"{name}_{number}")
    return candidate
