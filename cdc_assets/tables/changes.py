"""What a change of configuration did to table definitions: ignored columns, templates, targets, keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from cdc_assets.catalog.changes import Change
from cdc_assets.tables.model import TableDefinition, TargetColumn, TargetTable

T = TypeVar("T")


def definition_changes(before: Sequence[TableDefinition], after: Sequence[TableDefinition]) -> tuple[Change, ...]:
    """What the configuration changed, by source table. Columns that only the source changed are not repeated here."""
    pairs = _paired(before, after, lambda definition: definition.source)
    return tuple(change for source, old, new in pairs for change in _changes(source, old, new))


def _paired(before: Iterable[T], after: Iterable[T], name: Callable[[T], str]) -> list[tuple[str, T | None, T | None]]:
    """What was and what is of each name."""
    old, new = {name(one): one for one in before}, {name(one): one for one in after}
    return [(key, old.get(key), new.get(key)) for key in sorted(old.keys() | new.keys())]


def _changes(source: str, old: TableDefinition | None, new: TableDefinition | None) -> Iterator[Change]:
    for column in sorted(set(new.ignored if new else ()) - set(old.ignored if old else ())):
        if old is not None:
            sentence = f"{source}.{column} is ignored now; the target keeps the column, nullable and marked."
            yield Change("column_ignored", "automatic", source, sentence, column)
    for column in sorted(set(old.ignored if old else ()) - set(new.ignored if new else ())):
        if new is not None and any(c.source == column for target in new.targets for c in target.columns):
            sentence = f"{source}.{column} is no longer ignored; rows merged before hold no value in it."
            yield Change("column_included", "automatic", source, sentence, column)
    for name, was, now in _paired(old.targets if old else (), new.targets if new else (), _name):
        yield from _target_changes(source, name, was, now)


def _name(target: TargetTable) -> str:
    return f"{target.sink} → {target.schema or '<tenant>'}.{target.name}"


def _target_changes(source: str, name: str, old: TargetTable | None, new: TargetTable | None) -> Iterator[Change]:
    if new is None:
        sentence = f"{name} is no longer configured; the table stays until someone drops it."
        yield Change("target_removed", "approval", source, sentence, before=name)
        return
    if old is None:
        yield Change("target_added", "automatic", source, f"{name} is new.", after=name)
        return
    before, after = ([column for column in table.columns if column.template] for table in (old, new))
    for _, was, now in _paired(before, after, lambda column: column.name):
        yield from _template_changes(source, name, was, now)
    for what, earlier, today in (
        ("target_exists", old.exists, new.exists),
        ("merge", old.merged, new.merged),
        ("deletes", old.deletes, new.deletes),
        ("the tenant's column", old.tenant_column, new.tenant_column),
    ):
        if earlier != today:
            sentence = f"{name}: {what} changed from {earlier} to {today}."
            yield Change("target_changed", "approval", source, sentence, before=str(earlier), after=str(today))


def _template_changes(source: str, name: str, old: TargetColumn | None, new: TargetColumn | None) -> Iterator[Change]:
    if new is None:
        assert old is not None  # noqa: S101 - one side of a pair is always there
        sentence = f"{name}: template column {old.name} is gone; the target keeps it, nullable and marked."
        yield Change("template_removed", "automatic", source, sentence, old.name, before=old.type)
        return
    if old is None:
        filled = f"; rows that are there get {new.default}" if new.default else ""
        fallback = f"; its value is {new.value}" if new.value and not filled else ""
        sentence = f"{name}: template column {new.name} ({new.type}) is new{filled or fallback}."
        yield Change("template_added", "automatic", source, sentence, new.name, after=new.type)
        return
    before = (old.type, old.not_null, old.default, old.value)
    after = (new.type, new.not_null, new.default, new.value)
    if before != after:
        sentence = f"{name}: template column {new.name} changed from {before} to {after}."
        yield Change("template_changed", "approval", source, sentence, new.name, str(before), str(after))
