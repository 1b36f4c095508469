"""What the source did and no table can show: columns or tables that changed places, renames that were taken back.

A script in `manual/` says it, and holds the statements for whoever wants them; while it holds nothing but comments,
nothing is applied to its table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cdc_assets.catalog.rename_chains import since
from cdc_assets.ddl.environment import schema_ref
from cdc_assets.migrate.desired import TENANT_FACT, Desired, UnitKey
from cdc_assets.migrate.diff_parts import numbered
from cdc_assets.migrate.manual import WAITS_FOR
from cdc_assets.migrate.shape import RelationShape, UnitShape
from cdc_assets.tables.naming import dollar_quote, quote_ident, quote_literal

KNOWS_SOURCES = 3
"""The format of the state from which on it tells source tables."""
TAKE_OUT = "--> "
"""Before each statement that is only proposed."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The source table of a unit: its name (`dbo.Actor`), what a refactor log says it was called before, and the
    database that is read."""

    source: str
    formerly: tuple[str, ...] = ()
    database: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What happened to a unit at the source, what may be done about it, and the statements that do the first of it.

    `by_hand`: no tenant's script may execute them, as all tenants share the table.
    """

    what: str
    ways: tuple[str, ...]
    statements: tuple[str, ...] = ()
    by_hand: bool = False


Entry = Mapping[str, Any]
"""What the folder's state says of a unit (`shape_text.py`)."""


def declared(entry: Entry) -> list[tuple[str, str]]:
    """The renames that refactor log and YAML had when the state was written (`told`: of an older version)."""
    return [(old, new) for old, new in entry.get("declared", entry.get("told", ()))]


def moved_columns(desired: Desired, before: UnitShape, moves: Mapping[str, str]) -> Decision:
    """Columns changed places (a is called b, and b a), or one was renamed and another has its name now: rows that are
    there follow by a script that runs once, or stay as they are."""
    wanted = desired.shape.final.columns if desired.shape.final else ()
    there = {column.name for column in wanted}
    told = ", ".join(
        f"{old} is called {new}" if new in there else f"{old} was dropped and made anew" for old, new in moves.items()
    )
    by_hand = desired.schema is not None
    how = "execute the statements below once, delete this file" if by_hand else f"take `{TAKE_OUT.strip()}` away, apply"
    ways = (
        f"to have the rows that are there follow: stop who writes the table, {how}",
        "to leave them as they are, as the table is loaded anew: delete this file",
    )
    anew = [old for old in moves if old not in moves.values()]
    what = f"another column is called {anew[0]} now" if anew else "columns changed places"
    return Decision(f"{what} at the source: {told}", ways, tuple(_moves_sql(desired, before, moves)), by_hand)


def moved_table(
    key: UnitKey, states: Mapping[UnitKey, Entry], ids: Mapping[str, Any], origin: Origin | None
) -> Decision | None:
    """The unit's source table is another one than it was: another of that name, or one that changed places with it."""
    entry = states[key]
    source = entry.get("source", usual_source(key))
    if entry["format"] < KNOWS_SOURCES or (origin is not None and source != origin.source):
        return None  # nobody noted it, or the YAML says another table now
    was, now = _objects(entry.get("ids", {})), _objects(ids)
    if was and now and not was & now:
        taken = [name for name, other in states.items() if name != key and now & _objects(other.get("ids", {}))]
        if taken:
            return _moved(key, f"the table that fills it was the one of {taken[0][1]} before (by its object_id)")
    if origin is None:
        return None
    if list(origin.formerly) == entry.get("formerly", []) or origin.source in origin.formerly or not origin.formerly:
        return None
    return _moved(key, f"what is called {origin.source} now was {origin.formerly[-1]} (the refactor log says so)")


def taken_back(entry: Entry, desired: Desired) -> Decision | None:
    """A rename that was declared is so no longer, and the old name is back: an older release, or one that undoes it."""
    wanted = {column.name for column in desired.shape.final.columns} if desired.shape.final else set()
    back = [
        (old, new) for old, new in since(desired.hints.declared, declared(entry)) if old in wanted and new not in wanted
    ]
    if not back:
        return None
    renames = ", ".join(f"{old} → {new}" for old, new in back)
    ways = (
        "where an older release was checked out by mistake: go back to the newer one, and delete this file",
        "to have the values back under the old name: add manual_migration_hints.renames "
        + ", ".join(f"{{from: {new}, to: {old}}}" for old, new in back)
        + " at the table in the service's YAML, and delete this file",
        "to begin the old column anew, the new one stays retired: delete this file",
    )
    return Decision(
        f"a rename was taken back: {renames} is no longer in the hints, and the old name is there again", ways
    )


_RUNS = ("-- It runs once in each tenant's schema, before the tables are changed.", "-- new tenants: skip")
_BY_HAND = "--   "


def script_text(title: str, decision: Decision) -> str:
    """The script that says it, with the statements to be taken out of their comments."""
    lines = [
        f"-- {title}: {decision.what}",
        f"-- {WAITS_FOR}: {title}",
        f"-- Until it is decided nothing is applied to {title}:",
        *(f"--   {way};" for way in decision.ways),
        *([] if decision.by_hand else _RUNS),
        *(
            f"{_BY_HAND if decision.by_hand else TAKE_OUT}{line}"
            for statement in decision.statements
            for line in statement.splitlines()
        ),
    ]
    return "\n".join(" ".join(line.split()) if line.startswith("-- ") else line for line in lines) + "\n"


def usual_source(key: UnitKey) -> str:
    """The source table that a unit has where the state does not say another one."""
    return f"dbo.{key[1]}"


def _moved(key: UnitKey, what: str) -> Decision:
    ways = (
        "to have its rows go on where they are: say the new name as `from` in the service's YAML, delete this file",
        "where the rows shall be those of the other table: delete this file, and load the table anew",
    )
    return Decision(f"tables changed places at the source: {what}", ways)


def _objects(ids: Mapping[str, Any]) -> set[int]:
    return {int(value[0]) for value in ids.values()}


def _moves_sql(desired: Desired, before: UnitShape, moves: Mapping[str, str]) -> Iterator[str]:
    """Renames by way of a free name, in final table and staging, and in data that names columns; only where the old
    shape is still there."""
    final = before.final
    if final is None:
        return
    schema = TENANT_FACT.format("schema") if desired.schema is None else quote_literal(desired.schema)
    first = next(column for column in final.columns if column.name in moves)
    body = "\n".join(
        [
            " BEGIN",
            "IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid",
            "    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace",
            f"    WHERE n.nspname = {schema} AND c.relname = {quote_literal(final.name)}",
            f"    AND a.attname = {quote_literal(first.name)} AND NOT a.attisdropped",
            f"    AND pg_catalog.format_type(a.atttypid, a.atttypmod) = {quote_literal(first.type)}) THEN",
            *(f"    {line};" for line in _renames(desired, before, moves, schema)),
            "END IF;",
            "END ",
        ]
    )
    yield f"DO {dollar_quote(body)};"


def _renames(desired: Desired, before: UnitShape, moves: Mapping[str, str], schema: str) -> Iterator[str]:
    for relation in (before.final, before.staging):
        if relation is not None:
            table = f"{schema_ref(desired.schema)}.{quote_ident(relation.name)}"
            for old, new in _steps(relation, moves):
                yield f"ALTER TABLE {table} RENAME COLUMN {quote_ident(old)} TO {quote_ident(new)}"
    names = ", ".join(f"({quote_literal(old)}, {quote_literal(new)})" for old, new in moves.items())
    listed = ", ".join(map(quote_literal, moves))
    assert before.final is not None  # noqa: S101 - looked at by the caller
    name = before.final.name
    mine = f"schema_name = {schema} AND table_name = {quote_literal(name)} AND "
    places = [("cdc_management.merge_rejects", "row_data", mine)]
    if desired.large & {*moves, *moves.values()}:
        places.append((f"{schema_ref(desired.schema)}.{quote_ident(name)}", '"__fences"', ""))
    for table, value, where in places:
        yield (
            f"UPDATE {table} SET {value} = (SELECT jsonb_object_agg(coalesce(m.new, f.key), f.value)"
            f" FROM jsonb_each({value}) AS f LEFT JOIN (VALUES {names}) AS m (old, new) ON m.old = f.key)"
            f" WHERE {where}{value} ?| ARRAY[{listed}]"
        )


def _steps(relation: RelationShape, moves: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The moves as renames of which each new name is free."""
    comes_to = {new: old for old, new in moves.items()}
    name = next((new for new in comes_to if new not in moves), None)
    if name is None:  # a ring goes by way of a free name
        name = next(iter(moves))
        free = next(name for name in numbered("cdc_ring") if relation.column(name) is None)
        yield name, free
        comes_to[moves[name]] = free
    while name in comes_to:
        yield comes_to[name], name
        name = comes_to[name]
