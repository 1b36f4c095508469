"""Source columns that are taken for another type than the catalog says: `source-<group>-type-overrides.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from cdc_assets.catalog.model import Catalog, Column, Table
from cdc_assets.config.files import overrides_path
from cdc_assets.config.findings import did_you_mean
from cdc_assets.config.model import DB_PER_TENANT, Project, Service
from cdc_assets.errors import Place, Problem

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
    place = Place(overrides_path(service.group), problems)
    notes: dict[str, str] = {}
    tables = []
    for table in catalog.tables:
        name, columns = by_table.pop(table.full_name, ("", {}))
        if columns:
            table, notes[table.full_name] = _table(table, columns, place.at(f"overrides.{name}"))
        tables.append(table)
    if project.source_groups[service.group].pattern == DB_PER_TENANT:
        known = [table.full_name for table in catalog.tables]
        for name, _ in by_table.values():
            hint = did_you_mean(name, known, "tables")
            place.at(f"overrides.{name}").add(f"{catalog.database} has no table {name}", hint)
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
