"""The ordered difference between what a table should be and what it is, as a plan. Nothing is executed here.

One function serves the tenant's plan (live shape from its catalog), and `cdc diff` (live shape from the definition
before). What belongs here: the order of things within a unit, procedures, whole relations.
What does not: columns and keys (`diff_columns.py`, `diff_keys.py`), reading or executing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from cdc_assets.ddl.environment import schema_ref
from cdc_assets.errors import Problem
from cdc_assets.migrate.costs import retype
from cdc_assets.migrate.desired import TENANT_FACT, Desired
from cdc_assets.migrate.diff_columns import ColumnDiff, apply_renames
from cdc_assets.migrate.diff_keys import add_new_key, drop_old_key, key_changes
from cdc_assets.migrate.diff_parts import Subject
from cdc_assets.migrate.diff_tombstones import tombstones
from cdc_assets.migrate.hazards import Hazard, HazardKind
from cdc_assets.migrate.shape import RelationShape, UnitShape
from cdc_assets.migrate.steps import PATIENT_LOCK, Draft, Loss, Stage, Step, Turn, UnitPlan, in_schema
from cdc_assets.tables.naming import dollar_quote, quote_ident, quote_literal

SMALL_BYTES = 16 * 2**20
"""Up to this size a table is rewritten without asking: that takes well under a second."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How cautious a plan is. `today` marks what leaves; tables above `small_bytes` are treated as large."""

    today: date
    small_bytes: int = SMALL_BYTES


PlannedFor = tuple[int, UnitShape, bool, bool]


def planned_for(desired: Desired, live: UnitShape, policy: Policy) -> PlannedFor:
    """All that a plan looks at: what is equal in this has one plan. Sizes are not part of a shape's equality."""
    small = live.final is not None and live.final.bytes <= policy.small_bytes
    return id(desired), live, small, live.staging is not None and live.staging.bytes > 0


def diff(desired: Desired, live: UnitShape, policy: Policy) -> UnitPlan:
    """What makes `live` be `desired`; an empty plan where it is already. Columns' order is no difference."""
    draft = Draft()
    if live.final is None:
        _create(draft, desired, live)
    else:
        _change(draft, desired, live, live.final, policy)
    plan = draft.plan(desired.shape.name)
    return plan if desired.schema is None else in_schema(plan, desired.schema)


def _create(draft: Draft, desired: Desired, live: UnitShape) -> None:
    """A unit that is not there at all is made by its files; one whose final table alone is gone is somebody's loss."""
    name = desired.shape.name
    if live.staging is not None:
        hint = "restore it, or drop the staging table as well to have both recreated empty"
        draft.problems.append(Problem(name, "the table is gone, its staging table is there", hint=hint))
        return
    for file in desired.files:
        what = "PROCEDURE" if file.kind == "procedure" else "TABLE"
        relation = f"{schema_ref(desired.schema)}.{quote_ident(file.relation or name)}"
        losses = (Loss(relation, "", "true"),) if what == "TABLE" else ()
        hazards = (Hazard(HazardKind.DATA_LOSS, name, _GONE),) if file.kind == "table" else ()
        step = Step(file.body, f"{file.path} is new", f"DROP {what} {relation}", hazards, PATIENT_LOCK, losses=losses)
        draft.add(Stage.SWAP, step)


_GONE = "the table was made earlier and is gone with its rows; it is recreated empty"
_MOST_COLUMNS = 1_600
"""Of a table in PostgreSQL: https://www.postgresql.org/docs/current/limits.html"""
_MOST_REWRITES = 250
"""Each ALTER TYPE takes some locks of its own, of which a server has 6,400 by default, in final table and staging."""


def _limits(draft: Draft, name: str, final: RelationShape) -> None:
    """What PostgreSQL has no room for is named before anything is done."""
    steps = [step.sql for found in draft.stages.values() for step in found]
    columns = len(final.columns) + sum("ADD COLUMN" in sql and f"{quote_ident(name)} ADD" in sql for sql in steps)
    if columns > _MOST_COLUMNS:
        what = f"it would have {columns:,} columns on the way, PostgreSQL has room for {_MOST_COLUMNS:,}"
        hint = "change fewer types in one release, or drop retired columns, in staging too, in a script in manual/"
        draft.problems.append(Problem(name, what, hint=hint))
    retyped = sum(" TYPE " in sql and sql.startswith("ALTER TABLE") for sql in steps)
    if retyped > 2 * _MOST_REWRITES:
        what = (
            f"{retyped:,} columns of table and staging change their type in one transaction: it would run out of locks"
        )
        hint = f"change at most {_MOST_REWRITES} in one release"
        draft.problems.append(Problem(name, what, hint=hint))


def _change(draft: Draft, desired: Desired, live: UnitShape, final: RelationShape, policy: Policy) -> None:
    wanted = desired.shape.final
    assert wanted is not None  # noqa: S101 - a definition always has a final table
    schema = schema_ref(desired.schema)
    small = final.bytes <= policy.small_bytes
    subject = Subject(schema, wanted.name, small=small)
    _drain(draft, desired, live)
    staged = frozenset(column.name for column in (live.staging or final).columns)
    _final(draft, subject, desired, wanted, final, policy, staged)
    _staging(draft, schema, desired, live.staging, policy)
    _procedure(draft, schema, desired, live)
    _limits(draft, subject.name, final)


def _final(
    draft: Draft,
    subject: Subject,
    desired: Desired,
    wanted: RelationShape,
    found: RelationShape,
    policy: Policy,
    staged: frozenset[str],
) -> None:
    names = {column.name for column in found.columns}
    renamed = apply_renames(draft, subject, wanted, found, desired.hints)
    old_names = {
        after.name: before.name for before, after in zip(found.columns, renamed.columns, strict=True) if before != after
    }
    _renamed_data(draft, subject, desired, old_names)
    drop_old_key(draft, subject, wanted, renamed, ordered=desired.hard)
    if desired.hard:
        tombstones(draft, subject, desired.schema, wanted, renamed)
    key = wanted.key.columns if wanted.key else ()
    early = frozenset(key) - names - set(old_names) if key_changes(wanted, renamed) else frozenset()
    ColumnDiff(draft, subject, desired.hints, key, early, frozenset(old_names), policy.today, staged).run(
        wanted, renamed
    )
    add_new_key(draft, subject, wanted, renamed, old_names, ordered=desired.hard)
    if found.unlogged != wanted.unlogged:
        _persistence(draft, subject, wanted)
    _comment(draft, subject, wanted, found)


def _renamed_data(draft: Draft, subject: Subject, desired: Desired, old_names: Mapping[str, str]) -> None:
    """Column names that stand in data follow a rename: fences of single columns, and rejected rows to be replayed."""
    schema = TENANT_FACT.format("schema") if desired.schema is None else quote_literal(desired.schema)
    rejects = f" WHERE schema_name = {schema} AND table_name = {quote_literal(subject.name)}"

    def moved(table: str, value: str, where: str, old: str, new: str) -> str:
        a, b = quote_literal(old), quote_literal(new)
        return (
            f"UPDATE {table} SET {value} = ({value} - {a}) || jsonb_build_object({b}, {value} -> {a})"
            f"{where} {'AND' if where else 'WHERE'} {value} ? {a}"
        )

    for new, old in old_names.items():
        for table, value, where, stands in (
            (subject.sql, '"__fences"', "", new in desired.large),
            ("cdc_management.merge_rejects", "row_data", rejects, True),
        ):
            if stands:
                why = f"{value} says {new} instead of {old}"
                there, back = moved(table, value, where, old, new), moved(table, value, where, new, old)
                draft.add(Stage.SWAP, Step(there, why, back, (), PATIENT_LOCK))


def _staging(draft: Draft, schema: str, desired: Desired, found: RelationShape | None, policy: Policy) -> None:
    wanted = desired.shape.staging
    if wanted is None:
        return
    if found is None:
        file = desired.file("staging")
        if file is None:
            draft.problems.append(Problem(wanted.name, "the staging table is gone, and no file makes it"))
            return
        relation = f"{schema}.{quote_ident(wanted.name)}"
        why = f"{wanted.name} is missing; what was staged is lost"
        losses = (Loss(relation, "", "true"),)
        draft.add(Stage.SWAP, Step(file.body, why, f"DROP TABLE {relation}", losses=losses))
        return
    if found.plain:
        _replace_staging(draft, schema, desired, wanted, found)
        return
    subject = Subject(schema, wanted.name, staging=True, small=True)
    renamed = apply_renames(draft, subject, wanted, found, desired.hints)
    hints = replace(desired.hints, not_null={})
    ColumnDiff(draft, subject, hints, (), frozenset(), frozenset(), policy.today).run(wanted, renamed)
    _comment(draft, subject, wanted, found)


def _replace_staging(draft: Draft, schema: str, desired: Desired, wanted: RelationShape, found: RelationShape) -> None:
    """A staging table that another tool made is no partitioned one: it cannot be altered into ours."""
    file = desired.file("staging")
    if file is None:
        draft.problems.append(
            Problem(wanted.name, "the staging table was made by another tool, and no file makes ours")
        )
        return
    sentence = "what is staged for the other tool is lost: stop its writers and merge it first"
    hazards = (Hazard(HazardKind.DATA_LOSS, wanted.name, sentence),) if found.bytes else ()
    name = f"{schema}.{quote_ident(wanted.name)}"
    if not hazards:  # its writers may be at work still
        message = quote_literal(f"rows were staged in {wanted.name} since it was planned; plan again")
        body = (
            f"BEGIN LOCK TABLE {name} IN ACCESS EXCLUSIVE MODE; IF EXISTS (SELECT FROM {name})"
            f" THEN RAISE EXCEPTION USING MESSAGE = {message}; END IF; END"
        )
        draft.add(Stage.SWAP, Step(f"DO {dollar_quote(body)}", f"{wanted.name} holds nothing", ""))
    draft.add(Stage.SWAP, Step(f"DROP TABLE {name}", f"{wanted.name} was made by another tool", None, hazards))
    draft.add(Stage.SWAP, Step(file.body, f"{file.path} takes its place", f"DROP TABLE {name}"))


def _persistence(draft: Draft, subject: Subject, wanted: RelationShape) -> None:
    now, before = ("UNLOGGED", "LOGGED") if wanted.unlogged else ("LOGGED", "UNLOGGED")
    sentence = f"every row is rewritten as {now}; merges wait until it is done"
    asked = not subject.small and not subject.staging
    draft.add(
        Stage.SWAP,
        Step(
            subject.alter(f"SET {now}"),
            f"{subject.name} should be {now}",
            subject.alter(f"SET {before}"),
            (Hazard(HazardKind.TABLE_REWRITE, subject.name, sentence, needs_approval=asked),),
        ),
    )


def _comment(draft: Draft, subject: Subject, wanted: RelationShape, found: RelationShape) -> None:
    def sql(text: str | None) -> str:
        return f"COMMENT ON TABLE {subject.sql} IS {'NULL' if text is None else quote_literal(text)}"

    if wanted.comment is not None and wanted.comment != found.comment:
        draft.add(Stage.SWAP, Step(sql(wanted.comment), "says what the table is", sql(found.comment)))


def _drain(draft: Draft, desired: Desired, live: UnitShape) -> None:
    """Merge what is staged before a staging column changes to a type that may refuse it."""
    wanted, found = desired.shape.staging, live.staging
    if wanted is None or found is None or found.plain or not live.procedures:
        return
    risky = [
        column.name
        for column in wanted.columns
        if (before := found.column(column.name)) is not None
        and retype(before.type, column.type).verdict not in ("same", "wider")
    ]
    if risky:
        call = f"CALL {schema_ref(desired.schema)}.{quote_ident(live.procedures[0].name)}()"
        why = f"what is staged is merged before {', '.join(risky)} changes its type"
        draft.add(Stage.SWAP, Step(call, why, "", (), PATIENT_LOCK, 0, turn=Turn.READERS_GO_ON))


def _is_registered(desired: Desired, live: UnitShape) -> bool:
    """What the procedure's file makes beside it is there: triggers of ours, and what staging works by."""
    wanted = desired.shape.final.triggers if desired.shape.final else ()
    staging = live.staging
    ready = desired.shape.staging is None or (staging is not None and not staging.plain and staging.unready is None)
    return ready and set(wanted) <= set(live.final.triggers if live.final else ())


def _procedure(draft: Draft, schema: str, desired: Desired, live: UnitShape) -> None:
    if not desired.shape.procedures or desired.procedure is None:
        return
    wanted = desired.shape.procedures[0]
    name = f"{schema}.{quote_ident(wanted.name)}"
    same = [found for found in live.procedures if found.arguments == wanted.arguments]
    for other in live.procedures:
        if other.arguments != wanted.arguments:
            sql = f"DROP PROCEDURE {name}({other.arguments})"
            why = f"{wanted.name} with other arguments would make calls ambiguous"
            draft.add(Stage.SWAP, Step(sql, why, None, replaces=f"{name}({other.arguments})"))
    if not same or same[0].body != wanted.body or not _is_registered(desired, live):
        inverse = f"DROP PROCEDURE {name}({wanted.arguments})" if not same else None
        replaces = f"{name}({wanted.arguments})" if same else None
        why = f"{wanted.name} merges by the new definition"
        draft.add(Stage.SWAP, Step(desired.procedure, why, inverse, replaces=replaces))
