"""Shapes as JSON, a line per unit: what a migrations folder stood at when its evolution files were last written.

Columns are lists without their empty ends, and the metadata columns that all tables share stand once at the top: a
thousand tables take some 2 MB. What belongs here: text and back. What does not: the file (`evolution_files.py`).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from cdc_assets.migrate.hints import UnitKey
from cdc_assets.migrate.shape import ColumnShape, IndexShape, ProcedureShape, RelationShape, TriggerShape, UnitShape
from cdc_assets.tables.metadata import RESERVED_PREFIX

FORMAT = 1
Columns = tuple[ColumnShape, ...]
Ids = Mapping[str, tuple[int, int]]


def state_head(sha256: str) -> str:
    """How the text of the state of these migrations begins."""
    return f'{{"format":{FORMAT},"migrations":"{sha256}"'


def state_text(sha256: str, units: Mapping[UnitKey, tuple[UnitShape, Ids]], number: int) -> str:
    """The state as JSON, units sorted, one line each. `number` is that of the last file written for it."""
    shared = {
        kind: _most_common(_tail(getattr(shape, kind)) for shape, _ in units.values()) for kind in ("final", "staging")
    }
    lines = [
        _json(
            {
                "schema": schema,
                "table": table,
                "final": _relation(shape.final, shared["final"]),
                "staging": _relation(shape.staging, shared["staging"]),
                "procedures": [[found.name, found.arguments, found.body] for found in shape.procedures],
                "ids": dict(ids),
            }
        )
        for (schema, table), (shape, ids) in sorted(units.items(), key=lambda item: (item[0][0] or "", item[0][1]))
    ]
    metadata = _json({kind: [_column(column) for column in columns] for kind, columns in shared.items()})
    return f'{state_head(sha256)},"number":{number:d},"metadata":{metadata},"units":[\n' + ",\n".join(lines) + "\n]}\n"


def read_state_text(text: str) -> tuple[str, dict[UnitKey, dict[str, Any]], int | None]:
    """The migrations' hash, each unit's entry, for `shape_of`, and the last file's number, if it is said.

    Raises ValueError, KeyError or TypeError.
    """
    state = json.loads(text)
    if state["format"] != FORMAT:
        raise ValueError("another format")
    metadata = {kind: state["metadata"][kind] for kind in ("final", "staging")}
    units = {(unit["schema"], unit["table"]): {**unit, "metadata": metadata} for unit in state["units"]}
    return str(state["migrations"]), units, int(state["number"]) if "number" in state else None


def shape_of(entry: Mapping[str, Any]) -> UnitShape:
    """The shape that an entry of `read_state_text` stands for."""
    return UnitShape(
        entry["table"],
        _read_relation(entry["final"], entry["metadata"]["final"]),
        _read_relation(entry["staging"], entry["metadata"]["staging"]),
        tuple(ProcedureShape(*found) for found in entry["procedures"]),
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _tail(relation: RelationShape | None) -> Columns:
    """The metadata columns at the end of a relation."""
    columns = relation.columns if relation else ()
    start = len(columns)
    while start and columns[start - 1].name.startswith(RESERVED_PREFIX):
        start -= 1
    return columns[start:]


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


def _relation(relation: RelationShape | None, shared: Columns) -> dict[str, object] | None:
    if relation is None:
        return None
    columns = relation.columns
    entry: dict[str, object] = {"name": relation.name}
    if shared and columns[-len(shared) :] == shared:
        columns = columns[: -len(shared)]
        entry["metadata"] = True
    entry["columns"] = [_column(column) for column in columns]
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


def _read_relation(entry: Mapping[str, Any] | None, shared: Iterable[list[Any]]) -> RelationShape | None:
    if entry is None:
        return None
    rows = [*entry["columns"], *(shared if entry.get("metadata") else ())]
    key = entry.get("key")
    return RelationShape(
        entry["name"],
        tuple(ColumnShape(*row) for row in rows),
        IndexShape(key[0], tuple(key[1:]), primary=True, constraint=True) if key else None,
        triggers=tuple(TriggerShape(*row) for row in entry.get("triggers", ())),
        unlogged=bool(entry.get("unlogged")),
        options=tuple(entry.get("options", ())),
        comment=entry.get("comment"),
    )
