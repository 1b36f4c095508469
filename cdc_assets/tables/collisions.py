"""Names that would meet in one schema or table, and tables that PostgreSQL would refuse as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from cdc_assets.errors import Problem
from cdc_assets.tables.metadata import FINAL, STAGING
from cdc_assets.tables.model import TableDefinition, TargetTable
from cdc_assets.tables.naming import column_problem

MAX_COLUMNS = 1600
MAX_KEY_COLUMNS = 32
"""https://www.postgresql.org/docs/current/limits.html"""


def target_problems(target: TargetTable, place: Problem) -> Iterator[Problem]:
    """What is wrong with one target's own columns."""
    ours = {column.name for column in (*FINAL, *STAGING)}
    seen: dict[str, str] = {}
    for column in target.columns:
        origin = f"source column {column.source}" if column.source else f"template {column.template}"
        rename = "give it another name under `columns`" if column.source else "give it another `name`"
        wrong = column_problem(column.name)
        if wrong is None and target.ours is not None and column.name in ours:
            wrong = f"`{column.name}` is a metadata column of every target"
        if wrong is None and column.name in seen:
            wrong = f"`{column.name}` is taken by the {seen[column.name]}"
        if wrong is not None:
            yield replace(place, what=f"{origin}: {wrong}", hint=rename)
        seen.setdefault(column.name, origin)
    if target.ours is None:
        return
    count = len(target.columns) + max(len(FINAL), len(STAGING))
    if count > MAX_COLUMNS:
        what = f"{count} columns with metadata, PostgreSQL allows {MAX_COLUMNS}"
        yield replace(place, what=what, hint="leave some out with ignore_columns")
    if len(target.key) > MAX_KEY_COLUMNS:
        what = f"{len(target.key)} key columns, PostgreSQL allows {MAX_KEY_COLUMNS} in an index"
        yield replace(place, what=what, hint="set key_columns")
    if not target.columns:
        yield replace(place, what="no column is left", hint="see ignore_columns and include_columns")


def collisions(definitions: Iterable[TableDefinition], where: str) -> Iterator[Problem]:
    """Two things that would bear one name in one schema of a sink: tables, staging tables, indexes, procedures."""
    taken: dict[tuple[str, str | None, str, str], str] = {}
    for definition in definitions:
        for target in definition.targets:
            full_name = f"{target.schema or definition.service}.{target.name}"
            for space, name, what in _names(target):
                owner = f"{what} of {full_name} (from {definition.source})"
                place = (target.sink, target.schema, space, name)
                if place in taken:
                    yield Problem(
                        where,
                        f"`{name}` would be both the {taken[place]} and the {owner}",
                        key=f"sinks.{target.sink}.tables.{full_name}",
                        hint="give one of the targets another name",
                    )
                taken.setdefault(place, owner)


def _names(target: TargetTable) -> Iterator[tuple[str, str, str]]:
    """Name space, name, and what bears it. Tables and indexes share one space; routines have their own."""
    yield "relation", target.name, "table"
    made = target.ours
    if made is None:
        return
    if made is not target:
        yield "relation", made.name, "replica"
    yield "relation", made.staging, "staging table"
    if made.key:
        yield "relation", made.primary_key, "primary key"
    yield "routine", made.procedure, "merge procedure"
