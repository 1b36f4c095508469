"""What to do about each table's capture instances, one safe step at a time; how far change tables may be cleaned.

Pure functions of what is wanted, what is there and how far consumers are.

SQL Server keeps the shape of a capture instance when its table changes and allows two instances per table
(https://learn.microsoft.com/sql/relational-databases/track-changes/about-change-data-capture-sql-server#handling-changes-to-source-tables).
So a change of columns is: widen PostgreSQL → create a second instance → the consumer reads the first up to where the
second begins → drop the first. An instance is never dropped before its successor is there, nor while it holds changes
that some consumer has not taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from typing import Literal

from cdc_assets.capture.model import CaptureState, Instance, Lsn, Progress, Wanted, format_lsn
from cdc_assets.catalog.model import Catalog, Table
from cdc_assets.catalog.names import holds_control
from cdc_assets.errors import CdcError, Problem
from cdc_assets.tables.model import TableDefinition

RESERVED = frozenset({"__$start_lsn", "__$end_lsn", "__$seqval", "__$operation", "__$update_mask", "__$command_id"})
"""Columns every change table has. sys.sp_cdc_enable_table refuses the same names in a source table."""


def wanted_capture(definitions: Sequence[TableDefinition], catalog: Catalog) -> tuple[Wanted, ...]:
    """The source tables of `definitions` with the columns some target takes, sorted by name.

    Computed columns are left out: change tables hold NULL in them. The primary key is always taken: SQL Server
    refuses a list without it. Raises CdcError for a table or column that the catalog does not have.
    """
    columns: dict[str, set[str]] = {}
    keys: dict[str, tuple[str, ...]] = {}
    for definition in definitions:
        taken = columns.setdefault(definition.source, set())
        taken.update(column.source for target in definition.targets for column in target.columns if column.source)
        taken.update(definition.source_key)
        keys[definition.source] = definition.source_key
    problems: list[Problem] = []
    found: list[Wanted] = []
    for name in sorted(columns):
        table = catalog.table(name)
        if table is None:
            problems.append(Problem(catalog.database, f"there is no table {name}", hint="run the stages again"))
            continue
        missing = sorted(column for column in columns[name] if table.column(column) is None)
        problems.extend(
            Problem(catalog.database, f"{name} has no column `{column}`", hint="run the stages again")
            for column in missing
        )
        found.append(_wanted(table, columns[name], keys[name]))
    if problems:
        raise CdcError(problems)
    return tuple(found)


def _wanted(table: Table, taken: set[str], key: tuple[str, ...]) -> Wanted:
    primary = table.key
    taken = taken | set(primary)
    reserved = sorted(RESERVED & {column.name for column in table.columns})
    reason = table.not_capturable
    if reason is None and reserved:
        reason = f"its column {reserved[0]} has a name that change tables use themselves"
    index = None if primary else _index(table, key)
    names = (table.schema, table.name, index or "", *(column.name for column in table.columns if column.name in taken))
    unfit = next((name for name in names if holds_control(name)), None)
    if reason is None and unfit is not None:
        reason = f"the name {unfit!r} holds a control character, which no script can hold: rename it, or leave it out"
    return Wanted(
        table.schema,
        table.name,
        tuple(column.name for column in table.columns if column.name in taken and column.computed is None),
        primary,
        index,
        reason,
    )


def _index(table: Table, key: tuple[str, ...]) -> str | None:
    """A named unique index over exactly the configured key, in the place of a missing primary key."""
    return next(
        (unique.name for unique in table.unique_keys if set(unique.columns) == set(key) and not unique.filter), None
    )


Step = Literal["none", "enable", "widen first", "second instance", "wait", "drop old", "impossible", "not looked at"]
"""What is done next; the others than those of `SCRIPTED` say what is awaited, or why nothing is done."""
SCRIPTED: tuple[Step, ...] = ("enable", "second instance", "drop old")
"""Steps that a script does."""

MAX_INSTANCE_NAME = 100
"""https://learn.microsoft.com/sql/relational-databases/system-stored-procedures/sys-sp-cdc-enable-table-transact-sql"""


@dataclass(frozen=True, slots=True)
class Advice:
    """The next step for a table. `create` is the capture instance to make, `drop` the one to drop.

    `missing` names wanted columns that no current instance captures; `surplus` captured ones nobody wants.
    """

    table: str
    step: Step
    reason: str
    instances: tuple[str, ...] = ()
    captured: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()
    create: str | None = None
    drop: Instance | None = None
    successor: Instance | None = None
    consumed: Lsn | None = None


def advise(wanted: Sequence[Wanted], state: CaptureState, progress: Progress) -> tuple[Advice, ...]:
    """The next step for every wanted table, in the order given."""
    taken = {instance.name.casefold() for instance in state.instances}
    found: list[Advice] = []
    for table in wanted:
        advice = _advice(table, state, progress, taken)
        if advice.create:
            taken.add(advice.create.casefold())
        found.append(advice)
    return tuple(found)


def unwanted(wanted: Sequence[Wanted], state: CaptureState) -> tuple[Instance, ...]:
    """Instances of tables that the service does not replicate: somebody else's, or left over. No advice drops them."""
    names = {table.full_name for table in wanted}
    return tuple(instance for instance in state.instances if instance.full_name not in names)


def _advice(table: Wanted, state: CaptureState, progress: Progress, taken: set[str]) -> Advice:
    name = table.full_name
    if table.not_capturable is not None:
        return Advice(name, "impossible", f"SQL Server cannot capture it: {table.not_capturable}")
    if state.tables is not None and name not in state.tables:
        return Advice(name, "impossible", _absent(name, state.tables, state.database))
    if "instances" in state.unseen:
        seen = state.unseen["instances"]
        return Advice(name, "not looked at", f"{seen.what}; needed: {seen.hint}")
    instances = state.of(name)
    if not instances:
        reason = "it is not captured" if state.enabled else "change data capture is off in this database"
        created = new_name(table.schema, table.table, taken)
        return Advice(name, "enable", reason, missing=table.columns, create=created)
    newest = instances[-1]
    current = _current(newest)
    why = _outdated(table, newest)
    found = Advice(
        name,
        "none",
        "every column is captured",
        instances=tuple(instance.name for instance in instances),
        captured=tuple(column.name for column in newest.columns),
        missing=tuple(column for column in table.columns if column not in current),
        surplus=tuple(column for column in current if column not in table.columns),
    )
    if len(instances) == 1 and not why:
        if found.surplus:
            also = f"; also captured, though unused: {', '.join(found.surplus)}"
            return replace(found, reason=found.reason + also)
        return found
    if len(instances) == 1:
        if progress.widened is not None and name not in progress.widened:
            reason = f"{why}; PostgreSQL gets its columns first, so that no event meets a table without them"
            return replace(found, step="widen first", reason=reason)
        created = new_name(table.schema, table.table, taken)
        return replace(found, step="second instance", reason=why, create=created)
    old = instances[0]
    consumed, reason = _drained(old, newest, progress)
    if why:
        reason = f"{why}; two instances are the limit, so {old.name} has to go first: {reason}"
    step: Step = "wait" if consumed is None else "drop old"
    return replace(found, step=step, reason=reason, drop=old, successor=newest, consumed=consumed)


def _absent(name: str, tables: frozenset[str], database: str) -> str:
    spelled = next((other for other in tables if other.casefold() == name.casefold()), None)
    if spelled is not None:
        return f"it is spelled {spelled} in {database}: upper and lower case differ"
    return f"it is not in {database}, or the login may not see it"


def _current(instance: Instance) -> tuple[str, ...]:
    """Captured columns that are still in the source under the name they are captured by."""
    return tuple(column.name for column in instance.columns if column.source_name == column.name)


def _outdated(table: Wanted, instance: Instance) -> str:
    """Why an instance no longer fits, empty where it does. More columns than wanted do no harm."""
    captured = {column.source_name: column.name for column in instance.columns}
    reasons: list[str] = []
    for column in table.columns:
        if column not in captured:
            reasons.append(f"{column} is not captured")
        elif captured[column] != column:
            reasons.append(f"{column} is captured under its old name {captured[column]}")
    if instance.drop_pending:
        reasons.append("its table was dropped and made again")
    return f"{instance.name}: {', '.join(reasons)}" if reasons else ""


def _drained(old: Instance, new: Instance, progress: Progress) -> tuple[Lsn | None, str]:
    """The LSN that every consumer is past where all that only `old` holds was taken, None where not; and why."""
    if new.start_lsn is None:
        return None, f"the capture job has not begun with {new.name} yet"
    if old.last_before is None:
        return bytes(10), f"{old.name} holds no change from before {new.name} began"
    consumed, who = progress.consumed(old.full_name)
    if consumed is None:
        return None, f"whether {old.name} is read to its end is not known: {who}"
    if consumed < old.last_before:
        reason = (
            f"{who} is at {format_lsn(consumed)}, and {old.name} holds changes up to {format_lsn(old.last_before)} "
            f"that {new.name} does not"
        )
        return None, reason
    return consumed, f"every consumer is past {format_lsn(old.last_before)}, the last change that only {old.name} holds"


def new_name(schema: str, table: str, taken: set[str]) -> str:
    """`<schema>_<table>` as SQL Server itself names it, with `_2`, `_3` … where that is in `taken` (case-folded)."""
    base = f"{schema}_{table}"
    suffixes = chain([""], (f"_{number}" for number in count(2)))
    names = (base[: MAX_INSTANCE_NAME - len(suffix)] + suffix for suffix in suffixes)
    return next(name for name in names if name.casefold() not in taken)


@dataclass(frozen=True, slots=True)
class Mark:
    """An instance's low-water mark: changes below `lsn` may go. None = nothing may, for `reason`."""

    instance: Instance
    lsn: Lsn | None
    reason: str


def low_water_marks(state: CaptureState, progress: Progress, tables: Sequence[str] | None = None) -> tuple[Mark, ...]:
    """A mark per instance, of `tables` (`dbo.Actor`) alone where given.

    A mark is never beyond what every target has merged nor beyond the connector's committed position, and where one
    of them is not known there is none. sys.sp_cdc_cleanup_change_table deletes what is *below* a mark.
    """
    return tuple(
        _mark(instance, progress) for instance in state.instances if tables is None or instance.full_name in tables
    )


def _mark(instance: Instance, progress: Progress) -> Mark:
    consumed, who = progress.consumed(instance.full_name)
    if consumed is None:
        return Mark(instance, None, who)
    if instance.start_lsn is None:
        return Mark(instance, None, "the capture job has not begun with it yet")
    if consumed <= instance.start_lsn:
        return Mark(instance, None, f"{who} is at {format_lsn(consumed)}, where the instance begins or before")
    return Mark(instance, consumed, f"{who} is at {format_lsn(consumed)}, the lowest of all consumers")
