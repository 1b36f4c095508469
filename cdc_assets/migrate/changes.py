"""What changed since a sink's folder was written: plans for review, renames that ids prove, decisions for people.

They come from the same diff as every tenant's plan, taken between the shapes of before and now, and assume large
tables: a tenant's own plan may do less. What was before stands in `state.json`, but for comments and procedures, which
the files of then say. Renames that ids proved are kept in `evolution/renames.yaml`, which plans read; what cannot be
planned becomes a commented skeleton in `manual/`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from cdc_assets.cache import load, store
from cdc_assets.catalog.model import Catalog
from cdc_assets.catalog.rename_chains import Pairs, follow, rings, since, taken_anew
from cdc_assets.config.model import Service
from cdc_assets.ddl.model import FileKind, Migrations
from cdc_assets.ddl.relation import comments_in
from cdc_assets.errors import CdcError, Problem, one_line
from cdc_assets.files import WriteReport, open_input, read_text, write_text_if_changed
from cdc_assets.migrate.decisions import (
    Decision,
    Origin,
    declared,
    moved_columns,
    moved_table,
    script_text,
    taken_back,
    usual_source,
)
from cdc_assets.migrate.desired import Desired, UnitKey, body_hash, procedure_body, title_of
from cdc_assets.migrate.diff import Policy, diff
from cdc_assets.migrate.diff_columns import rename_columns
from cdc_assets.migrate.diff_parts import numbered
from cdc_assets.migrate.explain import explain_down, explain_unit
from cdc_assets.migrate.fleet_plan import wanted_units
from cdc_assets.migrate.hazards import Hazard, HazardKind
from cdc_assets.migrate.hints import read_ledger, record_renames, unit_hints
from cdc_assets.migrate.shape import UnitShape
from cdc_assets.migrate.shape_text import read_state_text, shape_of, state_head, state_text
from cdc_assets.migrate.steps import UnitPlan, with_hazard
from cdc_assets.tables.model import TableDefinition, ours_in

STATE, FORMER_STATE = "state.json", "evolution/state.json"
_LARGE = -1

Ids = Mapping[UnitKey, Mapping[str, tuple[int, int]]]
"""Target column → (object_id, column_id) of the source column it holds, by unit."""


def source_ids(
    definitions: Iterable[TableDefinition], catalog: Catalog, sink: str
) -> dict[UnitKey, dict[str, tuple[int, int]]]:
    """The source's ids of every target column, as far as the catalog knows them (scripts do not)."""
    found: dict[UnitKey, dict[str, tuple[int, int]]] = {}
    for definition, _, made in ours_in(definitions, sink):
        table = catalog.table(definition.source)
        if table is not None and table.object_id is not None and catalog.database == definition.database:
            ids = {column.name: (table.object_id, column.column_id) for column in table.columns}
            columns = {column.name: ids[column.source] for column in made.columns if column.source in ids}
            found[made.schema, made.name] = columns
    return found


def source_origins(definitions: Iterable[TableDefinition], catalog: Catalog, sink: str) -> dict[UnitKey, Origin]:
    """The source table of every unit, with what a refactor log says it was called."""
    return {
        (made.schema, made.name): Origin(
            definition.source, table.formerly if table is not None else (), definition.database
        )
        for definition, _, made in ours_in(definitions, sink)
        for table in (catalog.table(definition.source),)
    }


@dataclass(frozen=True, slots=True)
class Since:
    """A sink's units as they should be now, with the source's ids, and renames that these prove among the hints."""

    wanted: Mapping[UnitKey, Desired]
    ids: Ids
    origins: Mapping[UnitKey, Origin]


def since_written(
    folder: Path,
    service: Service,
    migrations: Migrations,
    definitions: Sequence[TableDefinition],
    catalog: Catalog | None,
) -> Since:
    """What the sink's units should be, by what its folder, configuration and source (None: not known) say."""
    sink = migrations.sink
    ids = source_ids(definitions, catalog, sink) if catalog is not None else {}
    ledger = {**read_ledger(folder)}
    origins = source_origins(definitions, catalog, sink) if catalog is not None else {}
    for key, pairs in proven_renames(folder, _believed(_read_state(folder)[1], ids, origins)).items():
        ledger[key] = (*ledger.get(key, ()), *pairs)
    wanted = wanted_units(migrations, definitions, unit_hints(service, sink, definitions, ledger))
    return Since(wanted, ids, origins)


def _believed(states: Mapping[UnitKey, Mapping[str, Any]], ids: Ids, origins: Mapping[UnitKey, Origin]) -> Ids:
    """The ids that compare with those noted before: another database may have given them to other columns."""
    noted = {key: entry["database"] for key, entry in states.items() if "database" in entry}
    return {
        key: found
        for key, found in ids.items()
        if key not in noted or origins.get(key, Origin("")).database == noted[key]
    }


def proven_renames(folder: Path, ids: Ids) -> dict[UnitKey, tuple[tuple[str, str], ...]]:
    """Renames since the folder's state was written that the source's ids prove; (old, new) target columns.

    Where a column was dropped and another made under its name, the former's values get a name of their own.
    """
    found = {}
    for key, entry in _read_state(folder)[1].items():
        before = {tuple(value): name for name, value in entry.get("ids", {}).items()}
        after = ids.get(key, {})
        pairs = tuple(
            (before[value], name) for name, value in after.items() if value in before and before[value] != name
        )
        dropped = [
            name
            for (table, column), name in before.items()
            if name in after and table == after[name][0] and (table, column) not in after.values()
        ]
        taken = {*before.values(), *after}
        pairs += tuple(
            (name, next(free for free in numbered(f"{name}__dropped") if free not in taken)) for name in dropped
        )
        if pairs:
            found[key] = pairs
    return found


def write_state(
    folder: Path,
    migrations: Migrations,
    wanted: Mapping[UnitKey, Desired],
    today: date,
    ids: Ids | None = None,
    origins: Mapping[UnitKey, Origin] | None = None,
) -> WriteReport:
    """Write the state, and what people must decide about changes since the last time; nothing where nothing did.

    Call it before the table files are written anew: what was is read from them. `wanted` carries the hints, with
    renames from `proven_renames`, which are recorded here. The first call only notes the state. The state is written
    last: what a crash left without it is found again.
    """
    fingerprint, before, last = _read_state(folder)
    written: list[str] = []
    number = max(last or 0, *(int(path.name[:4]) for path in folder.glob("manual/[0-9][0-9][0-9][0-9]_*.sql")), 0)
    ids, origins = ids or {}, origins or {}
    proven = proven_renames(folder, _believed(before, ids, origins))
    for key, about in decisions(folder, wanted, ids, origins):
        number += 1
        written += _script(folder, number, key, script_text(title_of(key), about))
    plans = changes_since(folder, wanted, today, ids, origins) if fingerprint != migrations.sha256 else {}
    for key, plan in plans.items():
        if plan.problems:
            number += 1
            written += _script(folder, number, key, _skeleton(plan))
        placed = {old for moves in _moved(before[key], wanted[key], proven.get(key, ())) for old in moves}
        written += record_renames(folder, key, [pair for pair in proven.get(key, ()) if pair[0] not in placed])
    # what is no longer configured stays in the tenants, and may come back
    units = {key: (shape_of(entry), entry.get("ids", {})) for key, entry in before.items() if key not in wanted}
    more = {key: {name: before[key].get(name) for name in _KNOWN} for key in units}
    for key, desired in wanted.items():
        entry = before.get(key, {})
        # a source that knows no ids, such as scripts, does not make those untrue that another one knew
        known = dict(ids.get(key, {})) or entry.get("ids", {})
        units[key] = (desired.shape, known)
        origin = origins.get(key)
        more[key] = {"declared": desired.hints.declared, "was": _was(entry, desired)}
        if origin is not None:
            source = origin.source if origin.source != usual_source(key) else None
            database = origin.database if ids.get(key) else entry.get("database")
            more[key] |= {"source": source, "formerly": origin.formerly, "database": database}
    text = state_text(migrations.sha256, units, number, more)
    if write_text_if_changed(folder / STATE, text):
        written.append(STATE)
    unchanged = () if STATE in written else (STATE,)
    return WriteReport(written=tuple(written), unchanged=unchanged)


_KNOWN = ("declared", "told", "was", "source", "formerly", "database")
"""What the state notes of a unit beside its shape and ids: renames as they were declared, hashes of the shapes before,
the source table, what that was called, and whose ids they are."""


def decisions(
    folder: Path, wanted: Mapping[UnitKey, Desired], ids: Ids, origins: Mapping[UnitKey, Origin]
) -> Iterator[tuple[UnitKey, Decision]]:
    """What happened since the state was written that no table can show."""
    before = _read_state(folder)[1]
    ids = _believed(before, ids, origins)
    proven = proven_renames(folder, ids)
    for key, desired in wanted.items():
        entry = before.get(key)
        if entry is None:
            continue
        for moves in _moved(entry, desired, proven.get(key, ())):
            yield key, moved_columns(desired, shape_of(entry), moves)
        for found in (moved_table(key, before, ids.get(key, {}), origins.get(key)), taken_back(entry, desired)):
            if found is not None:
                yield key, found


def _went_back(before: Mapping[str, Any], desired: Desired) -> bool:
    """True for a unit that becomes what it was before the state was written: taken back, or an older release."""
    now = _digest(desired.shape)
    return now != _digest(shape_of(before)) and now in before.get("was", ())


def _was(entry: Mapping[str, Any], desired: Desired) -> list[str]:
    """Hashes of what the unit was before, the oldest first."""
    earlier = list(entry.get("was", ()))
    if entry and (last := _digest(shape_of(entry))) != _digest(desired.shape):
        earlier = [*(one for one in earlier if one != last), last]
    return earlier[-_KEPT:]


_KEPT = 20


def _digest(shape: UnitShape) -> str:
    """A hash of the final table's columns and key: what the state holds by itself."""
    columns = [replace(column, comment=None) for column in shape.final.columns] if shape.final else []
    key = shape.final.key.columns if shape.final and shape.final.key else ()
    return hashlib.sha256(repr((columns, key)).encode()).hexdigest()[:12]


def _moved(entry: Mapping[str, Any], desired: Desired, proven: Pairs) -> list[dict[str, str]]:
    """Columns whose names others have now: by the source's ids (`proven`), or declared in refactor log and YAML since.

    They changed places, or one was renamed and another made under its name."""
    final = shape_of(entry).final
    names = [column.name for column in final.columns] if final else []
    moved = follow(names, since(declared(entry), desired.hints.declared))
    moved |= dict(proven)
    wanted = desired.shape.final.columns if desired.shape.final else ()
    return [*rings(moved), *taken_anew(moved, {column.name for column in wanted})]


def changes_since(
    folder: Path,
    wanted: Mapping[UnitKey, Desired],
    today: date,
    ids: Ids | None = None,
    origins: Mapping[UnitKey, Origin] | None = None,
) -> dict[UnitKey, UnitPlan]:
    """What changed since the folder's state was written, as plans for large tables; needs no database.

    New units are not among them (their files are the change), nor is a procedure alone (its file's git diff shows it),
    nor columns that changed places (`decisions`): a plan is what is left behind that.
    """
    before = _read_state(folder)[1]
    proven = proven_renames(folder, _believed(before, ids or {}, origins or {}))
    found: dict[UnitKey, UnitPlan] = {}
    for key, desired in wanted.items():
        if key not in before:
            continue
        old = _completed(shape_of(before[key]), folder, desired)
        for moves in _moved(before[key], desired, proven.get(key, ())):
            final, staging = (rename_columns(one, moves) if one else None for one in (old.final, old.staging))
            old = replace(old, final=final, staging=staging)
        if (old.final, old.staging) != (desired.shape.final, desired.shape.staging):
            plan = diff(desired, old, Policy(today, _LARGE))
            if _went_back(before[key], desired):
                what = f"{plan.unit} becomes what it was before: taken back, or an older release by mistake"
                plan = with_hazard(plan, Hazard(HazardKind.GOES_BACK, plan.unit, what, needs_approval=False))
            if not plan.empty:
                found[key] = plan
    return found


def review_sql(folder: Path, key: UnitKey, plan: UnitPlan, desired: Desired) -> tuple[str, str]:
    """A changed unit's statements for people, and those that undo them, while the folder is as it was before."""
    place = "each tenant's schema" if key[0] is None else f"schema {key[0]}"
    head = [f"unit: {key[1]} in {place}"]
    for hazard in plan.hazards:
        head.append(f"{'needs approval: ' if hazard.needs_approval else ''}{hazard.allow}: {hazard.sentence}")
    up = [*(f"-- {one_line(line)}" for line in head), *explain_unit(plan)]
    return "\n".join(up) + "\n", "\n".join(explain_down(plan, _old_procedure(folder, desired))) + "\n"


def _completed(old: UnitShape, folder: Path, desired: Desired) -> UnitShape:
    """`old` with what the unit's files of then tell: comments and the procedure.

    What they do not tell is taken as it shall be.
    """
    wanted, text = desired.shape, _file_of(folder, desired, "table")
    final, staging, procedures = old.final, old.staging, old.procedures
    if final is not None:
        comments = {column.name: column.comment for column in (wanted.final.columns if wanted.final else ())}
        comments[""] = wanted.final.comment if wanted.final else None
        comments.update(comments_in(text or ""))
        columns = (
            column if column.comment else replace(column, comment=comments.get(column.name)) for column in final.columns
        )
        final = replace(final, columns=tuple(columns), comment=final.comment or comments.get(""))
    if staging is not None and staging.comment is None and wanted.staging is not None:
        staging = replace(staging, comment=wanted.staging.comment)
    if not procedures:
        body = _old_procedure(folder, desired)
        hashed = body_hash(procedure_body(body)) if body is not None else None
        procedures = tuple(replace(one, body=hashed or one.body) for one in wanted.procedures)
    return UnitShape(old.name, final, staging, procedures)


def is_current(folder: Path, migrations: Migrations, seen: str, cache: Path) -> bool:
    """Whether the state was written for exactly these migrations and with the ids of the source as it is.

    `seen` is a hash of what the ids are read from, as `note_seen` noted it in the folder `cache`: the state itself need
    not be read.
    """
    try:
        with open_input(folder / STATE) as file:
            head = file.read(200).decode(errors="replace")
    except OSError:
        return False
    noted = load(cache, "evolution", folder.resolve())
    return head.startswith(state_head(migrations.sha256)) and noted == {migrations.sha256: seen}


def note_seen(folder: Path, migrations: Migrations, seen: str, cache: Path) -> None:
    """Note that the state was written with the ids of the source as it is."""
    store(cache, "evolution", folder.resolve(), {migrations.sha256: seen})


def _old_procedure(folder: Path, desired: Desired) -> str | None:
    text = _file_of(folder, desired, "procedure")
    return None if text is None else text.partition("\n\n")[2]


def _file_of(folder: Path, desired: Desired, kind: FileKind) -> str | None:
    """The unit's file of that kind as it still is on disk."""
    file = desired.file(kind)
    path = folder / file.path if file is not None else None
    return read_text(path, errors="replace") if path is not None and path.exists() else None


def _skeleton(plan: UnitPlan) -> str:
    lines = [
        "-- Runs once in each tenant's schema, before the tables are changed; {{SCHEMA}} stands for the schema.",
        "-- new tenants: skip",
        "-- Nothing is run while every line is a comment. Write what the plan cannot know:",
        *(f"--   {problem}" for problem in plan.problems),
        f'-- ALTER TABLE {{{{SCHEMA}}}}."{plan.unit}" …;',
    ]
    return "\n".join(lines) + "\n"


def _script(folder: Path, number: int, key: UnitKey, text: str) -> list[str]:
    slug = re.sub(r"\W+", "_", key[1].lower()).strip("_")[:60]
    path = f"manual/{number:04}_{slug}.sql"
    if any(read_text(other, errors="replace") == text for other in folder.glob("manual/*.sql")):
        return []  # it waits already
    return [path] if write_text_if_changed(folder / path, text) else []


def _read_state(folder: Path) -> tuple[str | None, dict[UnitKey, dict[str, Any]], int | None]:
    path = folder / (STATE if (folder / STATE).exists() else FORMER_STATE)
    if not path.exists():
        return None, {}, None
    try:
        text = read_text(path)
        return _of_both(text) if _CONFLICT.search(text) else _parsed(text)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        raise CdcError(Problem(path.as_posix(), "damaged", hint="restore it with git")) from None


_CONFLICT = re.compile(r"^<{7}[^\n]*\n(.*?)(?:^\|{7}[^\n]*\n.*?)?^={7}\n(.*?)^>{7}[^\n]*\n?", re.MULTILINE | re.DOTALL)


def _of_both(text: str) -> tuple[None, dict[UnitKey, dict[str, Any]], int]:
    """What two branches noted, as git left it when it merged them: of each unit what the branch noted that changed it.

    Where both did, ours: what theirs changed is found again.
    """
    (_, ours, number), (_, theirs, other) = (_parsed(_CONFLICT.sub(side, text)) for side in (r"\1", r"\2"))
    found = {**theirs, **ours}
    for key in ours.keys() & theirs.keys():
        if len(theirs[key].get("was", ())) > len(ours[key].get("was", ())):
            found[key] = theirs[key]
    return None, found, max(number or 0, other or 0)


@lru_cache(maxsize=4)
def _parsed(text: str) -> tuple[str, dict[UnitKey, dict[str, Any]], int | None]:
    found = read_state_text(text)
    for entry in found[1].values():  # whoever resolved a conflict in it by hand is told now, and not by a traceback
        shape_of(entry)
        dict.fromkeys(tuple(value) for value in entry.get("ids", {}).values())
    return found
