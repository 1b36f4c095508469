"""Reviewed files: what a change of definitions will do, `evolution/<n>_<what>.up.sql` and `.down.sql`.

They come from the same diff as every tenant's plan, taken between the shapes of before and now, and assume large
tables: a tenant's own plan may do less. What was before stands in `state.json`, but for comments and
procedures, which the files of then say; renames that ids proved in `evolution/renames.yaml`, which plans read. What
cannot be planned becomes a commented skeleton in `manual/`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from cdc_assets.catalog.model import Catalog
from cdc_assets.catalog.renames import Pairs
from cdc_assets.ddl.comments import comments_in
from cdc_assets.ddl.model import FileKind, Migrations
from cdc_assets.ddl.render import checksum
from cdc_assets.errors import CdcError, Problem
from cdc_assets.files import WriteReport, open_input, read_text, write_text_if_changed
from cdc_assets.migrate.decisions import (
    Decision,
    Origin,
    column_rings,
    moved_table,
    ring_decision,
    script_text,
    taken_back,
    usual_source,
)
from cdc_assets.migrate.desired import Desired, body_hash, procedure_body
from cdc_assets.migrate.diff import Policy, diff
from cdc_assets.migrate.diff_columns import rename_columns
from cdc_assets.migrate.fleet import explain_unit, title_of
from cdc_assets.migrate.hazards import Hazard, HazardKind
from cdc_assets.migrate.hints import Ledger, UnitKey
from cdc_assets.migrate.shape import UnitShape
from cdc_assets.migrate.shape_text import read_state_text, shape_of, state_head, state_text
from cdc_assets.migrate.steps import Stage, UnitPlan, with_hazard
from cdc_assets.tables.model import TableDefinition

FOLDER, MANUAL = "evolution", "manual"
STATE, RENAMES = "state.json", f"{FOLDER}/renames.yaml"
FORMER_STATE = f"{FOLDER}/state.json"
DO_NOT_EDIT = "DO NOT EDIT: made by cdc-assets for review. Tenants are brought here by their own plans."
_LARGE = -1

Ids = Mapping[UnitKey, Mapping[str, tuple[int, int]]]
"""Target column → (object_id, column_id) of the source column it holds, by unit."""


@dataclass(frozen=True, slots=True)
class Written:
    """What `write_evolution` did: files by path relative to the sink's folder, and the plans they show."""

    files: WriteReport
    plans: tuple[UnitPlan, ...] = ()


def source_ids(
    definitions: Iterable[TableDefinition], catalog: Catalog, sink: str
) -> dict[UnitKey, dict[str, tuple[int, int]]]:
    """The source's ids of every target column, as far as the catalog knows them (scripts do not)."""
    found: dict[UnitKey, dict[str, tuple[int, int]]] = {}
    for definition in definitions:
        table = catalog.table(definition.source)
        if table is None or table.object_id is None or catalog.database != definition.database:
            continue
        ids = {column.name: (table.object_id, column.column_id) for column in table.columns}
        for target in definition.targets:
            made = target.ours
            if target.sink == sink and made is not None:
                found[made.schema, made.name] = {
                    column.name: ids[column.source] for column in target.columns if column.source in ids
                }
    return found


def source_origins(definitions: Iterable[TableDefinition], catalog: Catalog, sink: str) -> dict[UnitKey, Origin]:
    """The source table of every unit, with what a refactor log says it was called."""
    found: dict[UnitKey, Origin] = {}
    for definition in definitions:
        table = catalog.table(definition.source)
        for target in definition.targets:
            made = target.ours
            if target.sink == sink and made is not None:
                found[made.schema, made.name] = Origin(definition.source, table.formerly if table else ())
    return found


def read_ledger(folder: Path) -> Ledger:
    """The recorded renames of a sink's migrations folder. Raises CdcError for a file that is none."""
    path = folder / RENAMES
    if not path.exists():
        return {}
    try:
        entries = yaml.safe_load(read_text(path)) or []
        found: dict[UnitKey, list[tuple[str, str]]] = {}
        for entry in entries:
            found.setdefault((entry.get("schema"), entry["table"]), []).append((str(entry["from"]), str(entry["to"])))
    except (yaml.YAMLError, TypeError, KeyError, AttributeError, ValueError, RecursionError) as error:
        hint = "a list of {table, from, to}; restore it with git"
        raise CdcError(
            Problem(path.as_posix(), f"not a ledger of renames: {' '.join(str(error).split())}", hint=hint)
        ) from None
    return {key: tuple(pairs) for key, pairs in found.items()}


def proven_renames(folder: Path, ids: Ids) -> dict[UnitKey, tuple[tuple[str, str], ...]]:
    """Renames since the folder's state was written that the source's ids prove; (old, new) target columns."""
    found = {}
    for key, entry in _read_state(folder)[1].items():
        before = {tuple(value): name for name, value in entry.get("ids", {}).items()}
        after = ids.get(key, {})
        pairs = tuple(
            (before[value], name) for name, value in after.items() if value in before and before[value] != name
        )
        if pairs:
            found[key] = pairs
    return found


def write_evolution(
    folder: Path,
    migrations: Migrations,
    wanted: Mapping[UnitKey, Desired],
    today: date,
    ids: Ids | None = None,
    origins: Mapping[UnitKey, Origin] | None = None,
) -> Written:
    """Write the files for everything that changed since the last time; nothing where nothing did.

    Call it before the table files are written anew: the old merge procedures of the down files are read from them.
    `wanted` carries the hints, with renames from `proven_renames`, which are recorded here. The first call only notes
    the state. The state is written last: files that a crash left without it are written again under the same numbers.
    """
    fingerprint, before, last = _read_state(folder)
    written: list[str] = []
    number = _last_number(folder, last)
    ids, origins = ids or {}, origins or {}
    proven = proven_renames(folder, ids)
    for key, about in decisions(folder, wanted, ids, origins):
        number += 1
        stem = f"{number:04}_{_slug(UnitPlan(key[1], ''))}"
        written += _script(folder, stem, script_text(title_of(key), about))
    plans = changes_since(folder, wanted, today, ids) if fingerprint != migrations.sha256 else {}
    for key, plan in plans.items():
        number += 1
        stem = f"{number:04}_{_slug(plan)}"
        if plan.problems:
            written += _skeleton(folder, stem, plan)
        else:
            written += _files(folder, stem, key, plan, wanted[key])
        placed = {old for ring in _rings(before[key], wanted[key], proven.get(key, ())) for old in ring}
        written += _record(folder, key, [pair for pair in proven.get(key, ()) if pair[0] not in placed], stem)
    # what is no longer configured stays in the tenants, and may come back
    units = {key: (shape_of(entry), entry.get("ids", {})) for key, entry in before.items() if key not in wanted}
    more = {key: {name: before[key].get(name) for name in _KNOWN} for key in units}
    for key, desired in wanted.items():
        entry = before.get(key, {})
        # a source that knows no ids, such as scripts, does not make those untrue that another one knew
        known = dict(ids.get(key, {})) or entry.get("ids", {})
        units[key] = (desired.shape, known)
        origin = origins.get(key)
        more[key] = {"told": desired.hints.told, "was": _was(entry, desired)}
        if origin is not None:
            source = origin.source if origin.source != usual_source(key) else None
            more[key] |= {"source": source, "formerly": origin.formerly}
    text = state_text(migrations.sha256, units, number, more)
    if write_text_if_changed(folder / STATE, text):
        written.append(STATE)
    unchanged = () if STATE in written else (STATE,)
    return Written(WriteReport(written=tuple(written), unchanged=unchanged), tuple(plans.values()))


_KNOWN = ("told", "was", "source", "formerly")
"""What the state notes of a unit beside its shape and ids: renames as they were told, hashes of the shapes before, the
source table and what that was called."""


def decisions(
    folder: Path, wanted: Mapping[UnitKey, Desired], ids: Ids, origins: Mapping[UnitKey, Origin]
) -> Iterator[tuple[UnitKey, Decision]]:
    """What happened since the state was written that no table can show."""
    before = _read_state(folder)[1]
    proven = proven_renames(folder, ids)
    for key, desired in wanted.items():
        entry = before.get(key)
        if entry is None:
            continue
        for ring in _rings(entry, desired, proven.get(key, ())):
            yield key, ring_decision(desired, shape_of(entry), ring)
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


def _rings(entry: Mapping[str, Any], desired: Desired, proven: Pairs) -> list[dict[str, str]]:
    final = shape_of(entry).final
    names = [column.name for column in final.columns] if final else []
    return column_rings(names, entry.get("told", ()), proven, desired.hints.told)


def changes_since(
    folder: Path, wanted: Mapping[UnitKey, Desired], today: date, ids: Ids | None = None
) -> dict[UnitKey, UnitPlan]:
    """What changed since the folder's state was written, as plans for large tables; needs no database.

    New units are not among them (their files are the change), nor is a procedure alone (its file's git diff shows it),
    nor columns that changed places (`decisions`): a plan is what is left behind that.
    """
    proven = proven_renames(folder, ids or {})
    found: dict[UnitKey, UnitPlan] = {}
    before = _read_state(folder)[1]
    for key, desired in wanted.items():
        if key not in before:
            continue
        old = _completed(shape_of(before[key]), folder, desired)
        for ring in _rings(before[key], desired, proven.get(key, ())):
            final, staging = (rename_columns(one, ring) if one else None for one in (old.final, old.staging))
            old = replace(old, final=final, staging=staging)
        if (old.final, old.staging) != (desired.shape.final, desired.shape.staging):
            plan = diff(desired, old, Policy(today, _LARGE))
            if _went_back(before[key], desired):
                what = f"{plan.unit} becomes what it was before: taken back, or an older release by mistake"
                plan = with_hazard(plan, Hazard(HazardKind.GOES_BACK, plan.unit, what, needs_approval=False))
            if not plan.empty:
                found[key] = plan
    return found


def _completed(old: UnitShape, folder: Path, desired: Desired) -> UnitShape:
    """`old` with what the unit's files of then tell: comments and the procedure.

    What they do not tell is taken as it shall be.
    """
    wanted, text = desired.shape, _file_of(folder, desired, "table")
    final, staging, procedures = old.final, old.staging, old.procedures
    if final is not None:
        said = {column.name: column.comment for column in (wanted.final.columns if wanted.final else ())}
        said[""] = wanted.final.comment if wanted.final else None
        said.update(comments_in(text or ""))
        columns = (
            column if column.comment else replace(column, comment=said.get(column.name)) for column in final.columns
        )
        final = replace(final, columns=tuple(columns), comment=final.comment or said.get(""))
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
        noted = _note(folder, cache).read_text(encoding="utf-8")
    except OSError:
        return False
    return head.startswith(state_head(migrations.sha256)) and noted == f"{migrations.sha256} {seen}\n"


def note_seen(folder: Path, migrations: Migrations, seen: str, cache: Path) -> None:
    """Note that the state was written with the ids of the source as it is."""
    write_text_if_changed(_note(folder, cache), f"{migrations.sha256} {seen}\n")


def _note(folder: Path, cache: Path) -> Path:
    return cache / f"evolution-{hashlib.sha256(folder.resolve().as_posix().encode()).hexdigest()[:16]}.txt"


def edited_files(folder: Path) -> tuple[str, ...]:
    """Evolution files that are not as they were written."""
    return tuple(
        path.relative_to(folder).as_posix()
        for path in sorted((folder / FOLDER).glob("*.sql"))
        if not _is_intact(read_text(path, errors="replace"))
    )


def _is_intact(text: str) -> bool:
    head, mark, rest = text.replace("\r\n", "\n").partition("-- sha256: ")
    digest, _, body = rest.partition("\n\n")
    header = [line.removeprefix("-- ") for line in head.split("\n")[:-1]]
    return bool(mark) and checksum(header, body) == digest


def _header(plan: UnitPlan, key: UnitKey) -> list[str]:
    place = "each tenant's schema" if key[0] is None else f"schema {key[0]}"
    lines = [DO_NOT_EDIT, f"unit: {key[1]} in {place}"]
    asked = [hazard for hazard in plan.hazards if hazard.needs_approval]
    lines += [f"needs approval: {hazard.allow}: {hazard.sentence}" for hazard in asked]
    lines += [f"{hazard.kind}: {hazard.sentence}" for hazard in plan.hazards if hazard.kind is HazardKind.GOES_BACK]
    return [" ".join(line.split()) for line in lines]


def _down(plan: UnitPlan, folder: Path, desired: Desired) -> str:
    """The inverses in reverse; a replaced procedure's text is the one its file still holds."""
    lines: list[str] = []
    for phase in reversed(plan.phases):
        for step in reversed(phase.steps):
            inverse = step.inverse
            if step.replaces is not None:
                inverse = _old_procedure(folder, desired)
            if inverse is None:
                lines.append(f"-- cannot be undone: {step.why}")
            elif inverse:
                lines += [f"-- undoes: {step.why}", f"{inverse.strip().rstrip(';')};"]
    return "\n".join(lines) + "\n"


def _old_procedure(folder: Path, desired: Desired) -> str | None:
    text = _file_of(folder, desired, "procedure")
    return None if text is None else text.partition("\n\n")[2]


def _file_of(folder: Path, desired: Desired, kind: FileKind) -> str | None:
    """The unit's file of that kind as it still is on disk."""
    path = next((folder / file.path for file in desired.files if file.kind == kind), None)
    return read_text(path, errors="replace") if path is not None and path.exists() else None


def _files(folder: Path, stem: str, key: UnitKey, plan: UnitPlan, desired: Desired) -> list[str]:
    """Write the up and the down file; returns their paths."""
    written = []
    for path, body in (
        (f"{FOLDER}/{stem}.up.sql", "\n".join(explain_unit(plan)) + "\n"),
        (f"{FOLDER}/{stem}.down.sql", _down(plan, folder, desired)),
    ):
        header = _header(plan, key)
        text = "".join(f"-- {line}\n" for line in header) + f"-- sha256: {checksum(header, body)}\n\n{body}"
        write_text_if_changed(folder / path, text)
        written.append(path)
    return written


def _skeleton(folder: Path, stem: str, plan: UnitPlan) -> list[str]:
    lines = [
        "-- Runs once in each tenant's schema, before the tables are changed; {{SCHEMA}} stands for the schema.",
        "-- new tenants: skip",
        "-- Nothing is run while every line is a comment. Write what the plan cannot know:",
        *(f"--   {problem}" for problem in plan.problems),
        f'-- ALTER TABLE {{{{SCHEMA}}}}."{plan.unit}" …;',
    ]
    return _script(folder, stem, "\n".join(lines) + "\n")


def _script(folder: Path, stem: str, text: str) -> list[str]:
    path = f"{MANUAL}/{stem}.sql"
    if any(read_text(other, errors="replace") == text for other in (folder / MANUAL).glob("*.sql")):
        return []  # it waits already
    return [path] if write_text_if_changed(folder / path, text) else []


def _record(folder: Path, key: UnitKey, pairs: Sequence[tuple[str, str]], stem: str) -> list[str]:
    """Append proven renames to the ledger."""
    known = read_ledger(folder).get(key, ())
    new = [pair for pair in pairs if pair not in known]
    if not new:
        return []
    path = folder / RENAMES
    text = read_text(path) if path.exists() else "# Renames that the source's ids proved; plans read them.\n"
    for old, name in new:
        entry = {"table": key[1], "from": old, "to": name, "file": stem}
        if key[0] is not None:
            entry = {"schema": key[0], **entry}
        text += "- " + yaml.safe_dump(entry, allow_unicode=True, default_flow_style=True, sort_keys=False, width=10_000)
    return [RENAMES] if write_text_if_changed(path, text) else []


def _last_number(folder: Path, last: int | None) -> int:
    """The highest number in use, without files of ours that came after the state's: those are to be written again."""
    numbers = [0]
    for path in (*(folder / FOLDER).glob("*.sql"), *(folder / MANUAL).glob("*.sql")):
        match = re.match(r"(\d+)_", path.name)
        if match is None:
            continue
        left = last is not None and int(match[1]) > last and path.parent.name == FOLDER
        if left and _is_intact(read_text(path, errors="replace")):
            path.unlink()
        else:
            numbers.append(int(match[1]))
    return max(*numbers, last or 0)


def _slug(plan: UnitPlan) -> str:
    """`actor_add_epost`: the table and the first thing that happens to it."""
    words = plan.unit
    for phase in plan.phases:
        for step in phase.steps:
            match = re.search(
                r'(ADD COLUMN|RENAME COLUMN|ALTER COLUMN|CREATE UNIQUE INDEX) (?:CONCURRENTLY )?"([^"]+)"', step.sql
            )
            if match and phase.stage in (Stage.PREPARE, Stage.INDEX, Stage.SWAP):
                words = f"{plan.unit} {match[1].split()[0]} {match[2]}"
                break
        else:
            continue
        break
    return re.sub(r"\W+", "_", words.lower()).strip("_")[:60]


def _read_state(folder: Path) -> tuple[str | None, dict[UnitKey, dict[str, Any]], int | None]:
    path = folder / (STATE if (folder / STATE).exists() else FORMER_STATE)
    if not path.exists():
        return None, {}, None
    try:
        found = read_state_text(read_text(path))
        for entry in found[
            1
        ].values():  # whoever resolved a conflict in it by hand is told here, and not by a traceback
            shape_of(entry)
            dict.fromkeys(tuple(value) for value in entry.get("ids", {}).values())
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        raise CdcError(Problem(path.as_posix(), "damaged", hint="restore it with git")) from None
    return found
