"""Shapes as JSON, a line per unit: what a migrations folder stood at when its evolution files were last written.

It says only what cannot be told from the rest: metadata columns stand once at the top, staging columns are their final
table's with the types that `loose` maps, comments of data columns are in the tables' files. A thousand tables take some
0.6 MB. What belongs here: text and back. What does not: the files (`evolution_files.py`).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from cdc_assets.migrate.hints import UnitKey
from cdc_assets.migrate.shape import ColumnShape, IndexShape, ProcedureShape, RelationShape, TriggerShape, UnitShape
from cdc_assets.tables.metadata import FINAL, STAGING
from cdc_assets.tables.naming import staging_name

FORMAT = 2
FORMATS = (1, FORMAT)
"""In format 1 each column had its comment, and each staging table its columns."""
METADATA, DATA = "metadata", "data"
"""Stand in a list of columns for the metadata columns, and in a staging table's for its final table's data columns."""
FINAL_NAMES, STAGING_NAMES = frozenset(one.name for one in FINAL), frozenset(one.name for one in STAGING)
Columns = tuple[ColumnShape, ...]
Ids = Mapping[str, tuple[int, int]]


def state_head(sha256: str) -> str:
    """How the text of the state of these migrations begins."""
    return f'{{"format":{FORMAT},"migrations":"{sha256}"'


def state_text(sha256: str, units: Mapping[UnitKey, tuple[UnitShape, Ids]], number: int) -> str:
    """The state as JSON, units sorted, one line each. `number` is that of the last file written for it."""
    shapes = [shape for shape, _ in units.values()]
    final = _most_common(_metadata(shape.final, FINAL_NAMES) for shape in shapes)
    staging = _most_common(_metadata(shape.staging, STAGING_NAMES) for shape in shapes)
    loose = _loose(shapes)
    lines = [
        _json(
            {
                "schema": schema,
                "table": table,
                "final": _relation(shape.final, table, final, ()),
                "staging": _relation(shape.staging, staging_name(table), staging, _staged(shape.final, loose)),
                "procedures": [[found.name, found.arguments, found.body] for found in shape.procedures],
                "ids": dict(ids),
            }
        )
        for (schema, table), (shape, ids) in sorted(units.items(), key=lambda item: (item[0][0] or "", item[0][1]))
    ]
    metadata = _json(
        {"final": [_column(column) for column in final], "staging": [_column(column) for column in staging]}
    )
    head = f'{state_head(sha256)},"number":{number:d},"metadata":{metadata},"loose":{_json(loose)}'
    return f'{head},"units":[\n' + ",\n".join(lines) + "\n]}\n"


def read_state_text(text: str) -> tuple[str, dict[UnitKey, dict[str, Any]], int | None]:
    """The migrations' hash, each unit's entry, for `shape_of`, and the last file's number, if it is said.

    Raises ValueError, KeyError or TypeError.
    """
    state = json.loads(text)
    if state["format"] not in FORMATS:
        raise ValueError("another format")
    shared = {"metadata": {kind: state["metadata"][kind] for kind in ("final", "staging")}, "loose": state.get("loose")}
    units = {(unit["schema"], unit["table"]): {**unit, **shared} for unit in state["units"]}
    return str(state["migrations"]), units, int(state["number"]) if "number" in state else None


def shape_of(entry: Mapping[str, Any]) -> UnitShape:
    """The shape that an entry of `read_state_text` stands for; comments that are not in it are None."""
    table, metadata = entry["table"], entry["metadata"]
    final = _read_relation(entry["final"], table, metadata["final"], ())
    staged = _staged(final, entry["loose"] or {})
    return UnitShape(
        table,
        final,
        _read_relation(entry["staging"], staging_name(table), metadata["staging"], staged),
        tuple(ProcedureShape(*found) for found in entry["procedures"]),
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _metadata(relation: RelationShape | None, names: frozenset[str]) -> Columns:
    return tuple(column for column in relation.columns if column.name in names) if relation else ()


def _data(relation: RelationShape) -> Columns:
    return tuple(column for column in relation.columns if column.name not in FINAL_NAMES)


def _loose(shapes: Iterable[UnitShape]) -> dict[str, str]:
    """What staging tables make of the types of final ones, where it is something else."""
    found: dict[str, Counter[str]] = {}
    for shape in shapes:
        staged = {column.name: column.type for column in shape.staging.columns} if shape.staging else {}
        for column in _data(shape.final) if shape.final else ():
            if column.name in staged:
                found.setdefault(column.type, Counter())[staged[column.name]] += 1
    common = {kind: counted.most_common(1)[0][0] for kind, counted in sorted(found.items())}
    return {kind: staged for kind, staged in common.items() if kind != staged}


def _staged(final: RelationShape | None, loose: Mapping[str, str]) -> Columns:
    """The data columns of a staging table, by its final table's."""
    return tuple(
        ColumnShape(column.name, loose.get(column.type, column.type), False, column.default, column.collation)
        for column in (_data(final) if final else ())
    )


def _most_common(tails: Iterable[Columns]) -> Columns:
    found = Counter(tails).most_common(1)
    return found[0][0] if found else ()


def _column(column: ColumnShape) -> list[object]:
    values: list[object] = [
        column.name,
        column.type,
        column.not_null,
        column.default,
        column.collation,
        column.comment,
    ]
    while not values[-1]:
        values.pop()
    return values


def _relation(relation: RelationShape | None, name: str, metadata: Columns, data: Columns) -> dict[str, object] | None:
    if relation is None:
        return None
    entry: dict[str, object] = {"name": relation.name} if relation.name != name else {}
    columns: list[object] = list(relation.columns)
    for mark, part in ((METADATA, metadata), (DATA, data)):
        at = next((at for at in range(len(columns)) if part and columns[at : at + len(part)] == list(part)), None)
        if at is not None:
            columns[at : at + len(part)] = [mark]
    if columns != [METADATA, DATA]:
        entry["columns"] = [
            _column(replace(one, comment=None)) if isinstance(one, ColumnShape) else one for one in columns
        ]
    if relation.key is not None:
        entry["key"] = [relation.key.name, *relation.key.columns]
    if relation.triggers:
        entry["triggers"] = [[t.name, t.kind, t.function, t.arguments] for t in relation.triggers]
    if relation.options:
        entry["options"] = list(relation.options)
    if relation.unlogged:
        entry["unlogged"] = True
    if relation.comment is not None:
        entry["comment"] = relation.comment
    return entry


def _read_relation(
    entry: Mapping[str, Any] | None, name: str, metadata: Sequence[list[Any]], data: Columns
) -> RelationShape | None:
    if entry is None:
        return None
    key = entry.get("key")
    return RelationShape(
        entry.get("name", name),
        tuple(_read_columns(entry, metadata, data)),
        IndexShape(key[0], tuple(key[1:]), primary=True, constraint=True) if key else None,
        triggers=tuple(TriggerShape(*row) for row in entry.get("triggers", ())),
        unlogged=bool(entry.get("unlogged")),
        options=tuple(entry.get("options", ())),
        comment=entry.get("comment"),
    )


def _read_columns(entry: Mapping[str, Any], metadata: Sequence[list[Any]], data: Columns) -> Iterator[ColumnShape]:
    for row in (*entry.get("columns", (METADATA, DATA)), *([METADATA] if entry.get("metadata") else [])):
        if row == DATA:
            yield from data
        elif row == METADATA:
            yield from (ColumnShape(*one) for one in metadata)
        else:
            yield ColumnShape(*row)
