"""What is replicated of a source table: which columns, under which key, and what people should know about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from cdc_assets.catalog.model import MAX, Catalog, Column, SqlType, Table
from cdc_assets.config.files import Place, file_place, overrides_path
from cdc_assets.config.findings import did_you_mean
from cdc_assets.config.model import DB_PER_TENANT, Project, Service, SourceTable
from cdc_assets.errors import Problem
from cdc_assets.tables.model import TargetColumn
from cdc_assets.tables.types import PROJECT_PATH, MappedType, TypeMap, map_type

_UNKNOWN = MappedType("unknown", "unknown")
_BLIND = {"_CI": "case", "_AI": "accents"}
"""What a collation that has this in its name takes for the same."""


@dataclass(frozen=True, slots=True)
class Replicated:
    """A source table as it is replicated. `columns` carry their source's names; `key` names source columns."""

    columns: tuple[TargetColumn, ...]
    key: tuple[str, ...]
    ignored: tuple[str, ...]
    notes: tuple[str, ...]


def replicated(
    table: Table, options: SourceTable, type_map: TypeMap, collation: str | None, place: Place
) -> Replicated:
    """What of `table` is replicated; what is wrong goes to `place`, where the options stand.

    `collation` is the source database's default, None where it is unknown.
    """
    key = options.key_columns or table.key
    taken, ignored, notes = _selected(table, options, key)
    columns: list[TargetColumn] = []
    lossy: set[str] = set()
    references = _references(table)
    for column in taken:
        mapped = _mapped(type_map, column)
        if mapped is None:
            place.problems.append(_unmapped(table, column))
            mapped = _UNKNOWN  # so that the rest is checked as if it were mapped
        if mapped.key_lossy:
            lossy.add(column.name)
        columns.append(_column(column, mapped, references.get(column.name)))
    key, key_notes = _checked_key(table, options, key, columns, lossy, place)
    notes += key_notes
    notes += _key_notes(table, options, key, collation)
    return Replicated(tuple(columns), key, ignored, tuple(notes))


def _selected(
    table: Table, options: SourceTable, key: tuple[str, ...]
) -> tuple[list[Column], tuple[str, ...], list[str]]:
    """Columns taken, columns the options leave out, notes. Key columns are taken with any `include_columns`."""
    taken: list[Column] = []
    ignored: list[str] = []
    notes: list[str] = []
    included = None if options.include_columns is None else {*options.include_columns, *key}
    for column in table.columns:
        if column.name in options.ignore_columns or (included is not None and column.name not in included):
            ignored.append(column.name)
        elif column.computed is not None and column.name not in options.computed_columns:
            notes.append(f"Computed column {column.name} is left out: change tables always hold NULL in it.")
        else:
            taken.append(column)
    return taken, tuple(ignored), notes


def _mapped(type_map: TypeMap, column: Column) -> MappedType | None:
    """What the column becomes; of an encrypted one only the ciphertext leaves the server."""
    if not column.encrypted:
        return map_type(type_map, column.type)
    mapped = map_type(type_map, SqlType("varbinary", length=MAX))
    return replace(mapped, loss="the plain text: Always Encrypted, this is ciphertext") if mapped else None


def _column(column: Column, mapped: MappedType, references: str | None) -> TargetColumn:
    computed = column.computed is not None
    return TargetColumn(
        name=column.name,
        type=mapped.target,
        staging_type=mapped.staging,
        source=column.name,
        source_type=str(column.type),
        source_nullable=column.nullable,
        loss="computed: always NULL in change tables" if computed else mapped.loss,
        alias=column.type.alias,
        large=mapped.large,
        carried=mapped.carried and not computed,
        references=references,
    )


def _unmapped(table: Table, column: Column) -> Problem:
    named = f"{column.type.alias} ({column.type})" if column.type.alias else str(column.type)
    return Problem(
        table.origin or table.full_name,
        f"column {column.name} of {table.full_name} has the type {named}, which the type map does not know",
        hint=f"add `{column.type.name}: <PostgreSQL type>` to {PROJECT_PATH}, or the column to ignore_columns",
    )


def _references(table: Table) -> dict[str, str]:
    found: dict[str, str] = {}
    for foreign in table.foreign_keys:
        for name, target in zip(foreign.columns, foreign.referenced_columns, strict=False):
            text = f"{foreign.referenced_schema}.{foreign.referenced_table}.{target}"
            found[name] = f"{found[name]}, {text}" if name in found else text
    return found


def _checked_key(
    table: Table,
    options: SourceTable,
    key: tuple[str, ...],
    columns: list[TargetColumn],
    lossy: set[str],
    place: Place,
) -> tuple[tuple[str, ...], list[str]]:
    """The key as far as it can be one, and notes on what was accepted; the rest are problems."""
    by_name = {column.name: column for column in columns}
    kept: list[str] = []
    notes: list[str] = []
    for name in key:
        column, source = by_name.get(name), table.column(name)
        if source is None:
            hint = f"it has {', '.join(c.name for c in table.columns)}"
            place.add(f"key column {name} does not exist in {table.full_name}", hint)
        elif (column is None or not column.carried) and options.approve_key_loss:
            notes.append(f"Key column {name} is not in the change stream: the key is taken without it, as approved.")
        elif column is None and name in options.ignore_columns:
            place.add(f"key column {name} is ignored", "or set key_columns")
        elif column is None or not column.carried:
            place.add(f"key column {name} ({source.type}) is not carried by the change stream", _KEY_HINT)
        elif name in lossy and not (options.approve_key_loss or options.key_columns):
            what = f"key column {name} ({source.type}) loses {column.loss}: two source keys could become one"
            place.add(what, _KEY_HINT)
        else:
            if name in lossy:
                notes.append(f"Key column {name} loses {column.loss}: two source keys may become one, as approved.")
            kept.append(name)
    return tuple(kept), notes


_KEY_HINT = "set key_columns to columns that identify a row, or approve_key_loss: true"


def _key_notes(table: Table, options: SourceTable, key: tuple[str, ...], collation: str | None) -> Iterator[str]:
    if not key:
        unique = next((u for u in table.unique_keys if u.filter is None), None)
        more = f"; key_columns: [{', '.join(unique.columns)}] would use its unique index" if unique else ""
        yield f"No key is known: append-only, every event becomes a row{more}."
    for name in key:
        column = table.column(name)
        if column is None:
            continue
        used = column.collation or (collation if column.type.length is not None else None)
        blind = [what for part, what in _BLIND.items() if used and part in used]
        if blind and "bin" not in column.type.name:
            yield (
                f"Key column {name} has the collation {used}: values that differ only in {' or '.join(blind)} "
                "are one key at the source and several here."
            )
        if column.nullable and options.key_columns:
            yield f"Key column {name} is nullable at the source: rows with NULL in it are set aside by the merge."


T = TypeVar("T")


def overridden(project: Project, service: Service, catalog: Catalog) -> tuple[Catalog, dict[str, str], list[Problem]]:
    """The catalog with the group's overrides applied, a note by table on each, and what is wrong with them.

    Names are found as they are written, else without regard to case, as the other tool does.
    """
    wanted = project.type_overrides.get(service.group, {})
    if not wanted:
        return catalog, {}, []
    by_table = dict(_spelt(wanted, (table.full_name for table in catalog.tables)))
    problems: list[Problem] = []
    place = file_place(project.root, overrides_path(service.group), problems)
    notes: dict[str, str] = {}
    tables = []
    for table in catalog.tables:
        name, columns = by_table.pop(table.full_name, ("", {}))
        if columns:
            table, notes[table.full_name] = _table(table, columns, place.at("overrides", name))
        tables.append(table)
    if project.source_groups[service.group].pattern == DB_PER_TENANT:
        known = [table.full_name for table in catalog.tables]
        for name, _ in by_table.values():
            hint = did_you_mean(name, known, "tables")
            place.at("overrides", name).add(f"{catalog.database} has no table {name}", hint)
    return replace(catalog, tables=tuple(tables)), notes, problems


def _spelt(wanted: Mapping[str, T], known: Iterable[str]) -> Iterator[tuple[str, tuple[str, T]]]:
    """What is wanted, with its name there, by the name in the catalog: the very name, else one that differs in case."""
    names = set(known)
    folded = {name.casefold(): name for name in sorted(names - wanted.keys(), reverse=True)}
    for name, value in wanted.items():
        yield name if name in names else folded.pop(name.casefold(), name), (name, value)


def _table(table: Table, wanted: Mapping[str, str], place: Place) -> tuple[Table, str]:
    from cdc_assets.catalog.tsql.types import type_of_text  # sqlglot takes 0.1 s to import

    left = dict(_spelt(wanted, (column.name for column in table.columns)))
    taken: list[str] = []

    def columns() -> Iterator[Column]:
        for column in table.columns:
            name, written = left.pop(column.name, ("", ""))
            if not written:
                yield column
                continue
            try:
                type_ = type_of_text(written)
            except ValueError as wrong:
                place.add(str(wrong), "for example: nvarchar(50)", name)
                yield column
                continue
            taken.append(f"{column.name} ({column.type} → {type_})")
            yield replace(column, type=type_)

    made = replace(table, columns=tuple(columns()))
    for name, _ in left.values():
        hint = did_you_mean(name, (column.name for column in table.columns), "columns")
        place.add(f"{table.full_name} has no column `{name}`", hint, name)
    return made, f"Taken for another type than the source's, by override: {', '.join(taken)}." if taken else ""
