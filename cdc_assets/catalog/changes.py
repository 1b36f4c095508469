"""What changed between two catalogs of one database, as data with a sentence for people.

Renames come from SQL Server's (object_id, column_id) where both catalogs know them, else from a refactor log and hints;
never from how much two names look alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from cdc_assets.catalog.model import MAX, SIZES, Catalog, Column, Key, SqlType, Table
from cdc_assets.catalog.rename_chains import follow, since

Severity = Literal["info", "automatic", "approval"]
"""`info`: nothing to do downstream; `automatic`: handled by itself; `approval`: a person has to allow it by name."""

ChangeKind = Literal[
    "table_added",
    "table_removed",
    "table_renamed",
    "table_recreated",
    "column_added",
    "column_removed",
    "column_renamed",
    "column_retyped",
    "column_nullability",
    "column_computed",
    "column_default",
    "column_collation",
    "key_changed",
    "unique_keys_changed",
    "foreign_keys_changed",
    "cdc_changed",
    "collation_changed",
    "column_ignored",
    "column_included",
    "template_added",
    "template_removed",
    "template_changed",
    "target_added",
    "target_removed",
    "target_changed",
]

Renames = Mapping[str, Mapping[str, str]]
"""Source table (`dbo.Actor`) → old column name → new column name."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `table` is the source table under its new name (`dbo.Actor`; empty: the database itself).

    `before` and `after` are the values as people write them (`nvarchar(50)`), None where there is none.
    """

    kind: ChangeKind
    severity: Severity
    table: str
    sentence: str
    column: str | None = None
    before: str | None = None
    after: str | None = None


def catalog_changes(before: Catalog, after: Catalog, renames: Renames | None = None) -> tuple[Change, ...]:
    """Every difference, ordered by table and then by the column order of `after`.

    Ids are believed only between catalogs of the same database name. `renames` counts where ids are missing.
    """
    hints = renames or {}
    changes: list[Change] = []
    if before.collation != after.collation and before.collation and after.collation:
        sentence = f"The database's collation changed from {before.collation} to {after.collation}: keys may meet."
        change = Change("collation_changed", "approval", "", sentence, None, before.collation, after.collation)
        changes.append(change)
    trust_ids = before.database == after.database
    pairs = _pair_tables(before, after, trust_ids=trust_ids)
    for old, new in sorted(pairs, key=lambda pair: (pair[1] or pair[0]).full_name):  # type: ignore[union-attr]
        changes.extend(_table_changes(old, new, hints, trust_ids=trust_ids))
    return tuple(changes)


def widens(before: SqlType, after: SqlType) -> bool:
    """True where every value of `before` is a value of `after`, exactly."""
    if _family(before) is not None and _family(before) == _family(after):
        holds = before.name == after.name or before.name in _NATIONAL.get(after.name, ())
        return holds and _length(after) >= _length(before)
    if before.name in _DECIMALS and after.name in _DECIMALS:
        scale_before, scale_after = before.scale or 0, after.scale or 0
        digits_before, digits_after = (before.precision or 18) - scale_before, (after.precision or 18) - scale_after
        return scale_after >= scale_before and digits_after >= digits_before
    if before.name == after.name and SIZES.get(before.name) == ("scale",):
        return _fraction(after) >= _fraction(before)
    if before.name == after.name == "float":
        return (after.precision or 53) >= (before.precision or 53)
    if before.name in _INTEGER_DIGITS and after.name in _DECIMALS:
        return (after.precision or 18) - (after.scale or 0) >= _INTEGER_DIGITS[before.name]
    return after.name in _WIDER.get(before.name, ()) or replace(before, alias=None) == replace(after, alias=None)


_DECIMALS = frozenset({"decimal", "numeric"})
_INTEGER_DIGITS: Mapping[str, int] = {"bit": 1, "tinyint": 3, "smallint": 5, "int": 10, "bigint": 19}
# A national type holds what the plain one holds; not the other way round.
_NATIONAL: Mapping[str, tuple[str, ...]] = {
    "varchar": ("char",),
    "nvarchar": ("varchar", "char", "nchar", "sysname"),
    "nchar": ("char",),
    "varbinary": ("binary",),
}
_WIDER: Mapping[str, tuple[str, ...]] = {
    "bit": ("tinyint", "smallint", "int", "bigint"),
    "tinyint": ("smallint", "int", "bigint", "real", "float"),
    "smallint": ("int", "bigint", "real", "float"),
    "int": ("bigint", "float"),
    "real": ("float",),
    "smallmoney": ("money",),
    "smalldatetime": ("datetime", "datetime2"),
    "datetime": ("datetime2",),
    "text": ("ntext",),
}


def _family(type_: SqlType) -> str | None:
    if type_.name in {"char", "nchar", "varchar", "nvarchar", "sysname"}:
        return "character"
    return "binary" if type_.name in {"binary", "varbinary"} else None


def _length(type_: SqlType) -> float:
    if type_.length == MAX:
        return float("inf")
    return type_.length if type_.length is not None else (128 if type_.name == "sysname" else 1)


def _fraction(type_: SqlType) -> int:
    return 7 if type_.scale is None else type_.scale


def _pair_tables(before: Catalog, after: Catalog, *, trust_ids: bool) -> list[tuple[Table | None, Table | None]]:
    """Old and new table that are the same one: by object_id where both know it, else by name."""
    by_id = {table.object_id: table for table in before.tables if table.object_id is not None} if trust_ids else {}
    by_name = {table.full_name: table for table in before.tables}
    pairs: list[tuple[Table | None, Table | None]] = []
    taken: set[str] = set()
    unpaired: list[Table] = []
    for new in after.tables:
        old = by_id.get(new.object_id) if new.object_id is not None else None
        if old is None:
            unpaired.append(new)
        else:
            taken.add(old.full_name)
            pairs.append((old, new))
    replaced = {table.full_name for table in unpaired if _is_another(table, by_name.get(table.full_name))}
    for new in unpaired:
        earlier = (
            by_name[name]
            for name in reversed(new.formerly)
            if name in by_name and (after.table(name) is None or name in replaced)
        )
        same = by_name.get(new.full_name) if new.full_name not in replaced else None
        old = same or next(earlier, None)
        if old is not None and old.full_name not in taken:
            taken.add(old.full_name)
            pairs.append((old, new))
        else:
            pairs.append((None, new))
    pairs.extend((old, None) for old in before.tables if old.full_name not in taken)
    return pairs


def _is_another(new: Table, old: Table | None) -> bool:
    """True where a refactor log says that another table took the name since."""
    return old is not None and new.formerly not in ((), old.formerly) and new.full_name not in new.formerly


def _table_changes(old: Table | None, new: Table | None, hints: Renames, *, trust_ids: bool) -> Iterator[Change]:
    if new is None:
        assert old is not None  # noqa: S101 - one side of a pair is always there
        sentence = f"{old.full_name} is gone from the source; its tables in PostgreSQL stay until someone drops them."
        yield Change("table_removed", "approval", old.full_name, sentence, before=old.full_name)
        return
    name = new.full_name
    if old is None:
        sentence = f"{name} is new, with {len(new.columns)} columns."
        yield Change("table_added", "automatic", name, sentence, after=name)
        return
    if old.full_name != name:
        reason = "the refactor log says so" if old.full_name in new.formerly else "same object_id"
        sentence = f"{old.full_name} is called {name} now ({reason}): the service's YAML has to follow."
        yield Change("table_renamed", "approval", name, sentence, before=old.full_name, after=name)
    known = trust_ids and old.object_id is not None and new.object_id is not None
    same_object = known and old.object_id == new.object_id
    if known and not same_object:
        sentence = f"{name} was dropped and created again: columns are compared by name, its capture instance may be"
        ids = str(old.object_id), str(new.object_id)
        yield Change("table_recreated", "info", name, f"{sentence} gone.", None, *ids)
    names = [column.name for column in old.columns]
    logged = follow(names, since(old.renames, new.renames), str.casefold)  # old name → name now
    pairs = _pair_columns(old, new, {**logged, **hints.get(name, {})}, by_id=same_object)
    new_ones = [after for before, after in pairs if before is None and after is not None and not same_object]
    for before, after in pairs:
        evidence = "the refactor log says so" if before and before.name in logged else "named in manual_migration_hints"
        if after is None:
            evidence = " or ".join(one.name for one in new_ones if before and one.type == before.type)
        yield from _column_changes(name, before, after, "same column_id" if same_object and after else evidence)
    yield from _key_changes(name, old, new, {a.name: b.name for a, b in pairs if a and b})
    yield from _flag_changes(name, old, new)


def _pair_columns(
    old: Table, new: Table, hints: Mapping[str, str], *, by_id: bool
) -> list[tuple[Column | None, Column | None]]:
    """Pairs in the column order of `new`, then what is gone."""
    if by_id:
        ids = {column.column_id: column for column in old.columns}
        pairs: list[tuple[Column | None, Column | None]] = [(ids.get(c.column_id), c) for c in new.columns]
    else:
        names = {column.name: column for column in old.columns}
        origin = {
            to: names[frm]
            for frm, to in hints.items()
            if frm in names and (new.column(frm) is None or frm in hints.values()) and (to not in names or to in hints)
        }
        moved = {column.name for column in origin.values()}
        pairs = [(origin.get(c.name) or (names.get(c.name) if c.name not in moved else None), c) for c in new.columns]
    kept = {before.name for before, _ in pairs if before is not None}
    return [*pairs, *((column, None) for column in old.columns if column.name not in kept)]


def _column_changes(table: str, old: Column | None, new: Column | None, reason: str) -> Iterator[Change]:
    """`reason` is why two names are one column; of a column that is gone, new ones that it may be called now."""
    if new is None:
        assert old is not None  # noqa: S101 - one side of a pair is always there
        sentence = f"{table}.{old.name} ({old.type}) is gone from the source; the target keeps it, nullable and marked."
        sentence += f" If it is called {reason} now, say so in manual_migration_hints." if reason else ""
        yield Change("column_removed", "automatic", table, sentence, old.name, before=str(old.type))
        return
    where, name = f"{table}.{new.name}", new.name
    if old is None:
        kind = f"{new.type}{'' if new.nullable else ', not null'}{', computed' if new.computed else ''}"
        yield Change("column_added", "automatic", table, f"{where} is new ({kind}).", name, after=str(new.type))
        return
    if old.name != name:
        sentence = f"{table}.{old.name} is called {name} now ({reason})."
        yield Change("column_renamed", "automatic", table, sentence, name, old.name, name)
    if replace(old.type, alias=None) != replace(new.type, alias=None):
        wider = widens(old.type, new.type)
        how = "wider, every value fits" if wider else "some values may not fit or mean something else"
        severity: Severity = "automatic" if wider else "approval"
        sentence = f"{where} changed from {old.type} to {new.type}: {how}."
        yield Change("column_retyped", severity, table, sentence, name, str(old.type), str(new.type))
    if old.nullable != new.nullable:
        words = ("allows NULL now", "must not be NULL any more")[old.nullable]
        sentence = f"{where} {words}; a replica records it in the comment and enforces nothing."
        before, after = ("NULL" if column.nullable else "NOT NULL" for column in (old, new))
        yield Change("column_nullability", "info", table, sentence, name, before, after)
    if (old.computed, old.persisted) != (new.computed, new.persisted):
        turned = (old.computed is None) != (new.computed is None)
        how = "the stream carries it or not accordingly" if turned else "its expression changed"
        sentence = f"{where} is {'computed' if new.computed else 'no computed column'} now: {how}."
        severity = "approval" if turned else "info"
        yield Change("column_computed", severity, table, sentence, name, old.computed, new.computed)
    if _bare(old.default) != _bare(new.default):
        sentence = f"{where}'s default changed from {old.default or 'none'} to {new.default or 'none'}"
        yield Change("column_default", "info", table, f"{sentence}; targets have none.", name, old.default, new.default)
    if old.collation != new.collation:
        before, after = (column.collation or "the database default" for column in (old, new))
        sentence = f"{where}'s collation changed from {before} to {after}; PostgreSQL compares by code point all the"
        yield Change("column_collation", "info", table, f"{sentence} same.", name, old.collation, new.collation)


def _bare(default: str | None) -> str | None:
    """A default without the brackets around it: a script says `0` or `(0)`, a server stores `((0))`."""
    while default is not None and default.startswith("(") and default.endswith(")"):
        inner, depth = default[1:-1], 0
        for char in re.sub(r"'(?:[^']|'')*'", "", inner):
            depth += (char == "(") - (char == ")")
            if depth < 0:
                return default
        default = inner.strip()
    return default


def _key_changes(table: str, old: Table, new: Table, names: Mapping[str, str]) -> Iterator[Change]:
    before, after = tuple(names.get(name, name) for name in old.key), new.key
    if before != after:
        same_set = bool(after) and set(before) == set(after)
        columns = ", ".join(before), ", ".join(after)
        sentence = f"{table}'s primary key changed from ({columns[0] or 'none'}) to ({columns[1] or 'none'})"
        sentence += ": only the order." if same_set else "."
        severity: Severity = "info" if same_set else "approval"
        yield Change("key_changed", severity, table, sentence, None, columns[0] or None, columns[1] or None)
    if _shapes(old.unique_keys, names) != _shapes(new.unique_keys, {}):
        sentence = f"{table}'s unique constraints changed; targets do not enforce them."
        yield Change("unique_keys_changed", "info", table, sentence)
    if _references(old) != _references(new):
        sentence = f"{table}'s foreign keys changed; targets do not enforce them."
        yield Change("foreign_keys_changed", "info", table, sentence)


def _references(table: Table) -> set[tuple[tuple[str, ...], str, str]]:
    return {(key.columns, key.referenced_schema, key.referenced_table) for key in table.foreign_keys}


def _shapes(keys: tuple[Key, ...], names: Mapping[str, str]) -> set[tuple[tuple[str, ...], str | None]]:
    return {(tuple(names.get(column, column) for column in key.columns), key.filter) for key in keys}


def _flag_changes(table: str, old: Table, new: Table) -> Iterator[Change]:
    if old.cdc_enabled is not None and new.cdc_enabled is not None and old.cdc_enabled != new.cdc_enabled:
        lost = not new.cdc_enabled
        sentence = f"CDC is {'off' if lost else 'on'} for {table} now{': no change arrives any more' if lost else ''}."
        before, after = ("on", "off") if lost else ("off", "on")
        yield Change("cdc_changed", "approval" if lost else "info", table, sentence, None, before, after)
