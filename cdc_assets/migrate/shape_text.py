"""Shapes as JSON, a line per unit: the state of a migrations folder when it was last written.

It holds only what cannot be derived from the rest: metadata columns are listed once at the top, staging columns are
their final table's with the types that `loose` maps, comments of columns and procedures are in their files. A thousand
tables take some 0.6 MB.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from cdc_assets.migrate.desired import UnitKey
from cdc_assets.migrate.pgtypes import canonical
from cdc_assets.migrate.shape import ColumnShape, IndexShape, ProcedureShape, RelationShape, TriggerShape, UnitShape
from cdc_assets.tables.metadata import FINAL, STAGING
from cdc_assets.tables.naming import primary_key_name, staging_name

FORMAT = 3
FORMATS = (1, 2, FORMAT)
"""In format 1 each column had its comment, and each staging table its columns; until 3 no source tables."""
METADATA = ""
"""Stands among a relation's columns for the metadata columns."""
FINAL_NAMES, STAGING_NAMES = frozenset(one.name for one in FINAL), frozenset(one.name for one in STAGING)
Columns = tuple[ColumnShape, ...]
Ids = Mapping[str, tuple[int, int]]


def state_head(sha256: str) -> str:
    """How the text of the state of these migrations begins."""
    return f'{{"format":{FORMAT},"migrations":"{sha256}"'


def state_text(
    sha256: str,
    units: Mapping[UnitKey, tuple[UnitShape, Ids]],
    number: int,
    more: Mapping[UnitKey, Mapping[str, object]] | None = None,
) -> str:
    """The state as JSON, units sorted, one line each. `number` is that of the last file written for it, `more` what
    else is to be known of units next time.
    """
    shapes = [shape for shape, _ in units.values()]
    final = _most_common(_metadata(shape.final, FINAL_NAMES) for shape in shapes)
    staging = _most_common(_metadata(shape.staging, STAGING_NAMES) for shape in shapes)
    loose = _loose(shapes)
    lines = [
        _json(
            {
                **({"schema": schema} if schema is not None else {}),
                "table": table,
                "final": _relation(shape.final, table, final, ()),
                "staging": _relation(shape.staging, staging_name(table), staging, _staged(shape.final, loose)),
                **({"ids": dict(ids)} if ids else {}),
                **{name: value for name, value in (more or {}).get((schema, table), {}).items() if value},
            }
        )
        for (schema, table), (shape, ids) in sorted(units.items(), key=lambda item: (item[0][0] or "", item[0][1]))
    ]
    metadata = _json({"final": _columns(final, ()), "staging": _columns(staging, ())})
    head = f'{state_head(sha256)},"number":{number:d},"metadata":{metadata},"loose":{_json(loose)}'
    return f'{head},"units":[\n' + ",\n".join(lines) + "\n]}\n"


def read_state_text(text: str) -> tuple[str, dict[UnitKey, dict[str, Any]], int | None]:
    """The migrations' hash, each unit's entry, for `shape_of`, and the last file's number, if it is noted.

    Raises ValueError, KeyError or TypeError.
    """
    state = json.loads(text)
    if state["format"] not in FORMATS:
        raise ValueError("another format")
    metadata = {kind: tuple(_read_columns(state["metadata"][kind], ())) for kind in ("final", "staging")}
    shared = {"metadata": metadata, "loose": state.get("loose", {}), "format": state["format"]}
    units = {(unit.get("schema"), unit["table"]): {**unit, **shared} for unit in state["units"]}
    return str(state["migrations"]), units, int(state["number"]) if "number" in state else None


def shape_of(entry: Mapping[str, Any]) -> UnitShape:
    """The shape that an entry of `read_state_text` stands for, without comments and procedures that are not in it."""
    table, metadata = entry["table"], entry["metadata"]
    final = _read_relation(entry["final"], table, metadata["final"], ())
    staged = _staged(final, entry["loose"])
    return UnitShape(
        table,
        final,
        _read_relation(entry["staging"], staging_name(table), metadata["staging"], staged),
        tuple(ProcedureShape(*found) for found in entry.get("procedures", ())),
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


@cache
def _short(kind: str) -> str:
    """The type as people write it, where that reads back as the same."""
    short = kind.replace("character varying", "varchar").replace(" without time zone", "")
    if kind.endswith(" with time zone"):
        short = short.replace("timestamp", "timestamptz").removesuffix(" with time zone")
    return short if canonical(short) == kind else kind


def _column(column: ColumnShape) -> str | list[object]:
    """`integer`, `integer!` where it must not be NULL; with what else there is to say of it a list."""
    kind = _short(column.type) + ("!" if column.not_null else "")
    if column.default is None and column.collation is None:
        return kind
    return [kind, column.default] if column.collation is None else [kind, column.default, column.collation]


def _read_column(name: str, spec: str | Sequence[Any]) -> ColumnShape:
    row: Sequence[Any] = (spec,) if isinstance(spec, str) else spec
    return ColumnShape(name, canonical(row[0].removesuffix("!")), row[0].endswith("!"), *row[1:])


def _relation(relation: RelationShape | None, name: str, metadata: Columns, data: Columns) -> dict[str, object] | None:
    if relation is None:
        return None
    entry: dict[str, object] = {"name": relation.name} if relation.name != name else {}
    if not data or relation.columns != (*metadata, *data):
        entry["columns"] = _columns(relation.columns, metadata)
    if relation.key is not None:
        usual = relation.key.name == primary_key_name(relation.name)
        entry["key"] = ["" if usual else relation.key.name, *relation.key.columns]
    if relation.triggers:
        entry["triggers"] = [[t.name, t.kind, t.function, t.arguments] for t in relation.triggers]
    if relation.options:
        entry["options"] = list(relation.options)
    if relation.unlogged:
        entry["unlogged"] = True
    return entry


def _columns(columns: Columns, metadata: Columns) -> dict[str, object]:
    size = len(metadata)
    at = next((at for at in range(len(columns)) if size and columns[at : at + size] == metadata), len(columns))
    before, after = columns[:at], columns[at + size :]
    shared = {METADATA: None} if at < len(columns) else {}
    return {**{one.name: _column(one) for one in before}, **shared, **{one.name: _column(one) for one in after}}


def _read_relation(
    entry: Mapping[str, Any] | None, name: str, metadata: Columns, data: Columns
) -> RelationShape | None:
    if entry is None:
        return None
    name, key, columns = entry.get("name", name), entry.get("key"), entry.get("columns")
    own = (*metadata, *data) if columns is None else tuple(_read_columns(columns, metadata))
    return RelationShape(
        name,
        (*own, *metadata) if entry.get("metadata") else own,
        IndexShape(key[0] or primary_key_name(name), tuple(key[1:]), primary=True, constraint=True) if key else None,
        triggers=tuple(TriggerShape(*row) for row in entry.get("triggers", ())),
        unlogged=bool(entry.get("unlogged")),
        options=tuple(entry.get("options", ())),
        comment=entry.get("comment"),
    )


def _read_columns(columns: Mapping[str, Any] | Sequence[list[Any]], metadata: Columns) -> Iterator[ColumnShape]:
    if not isinstance(columns, Mapping):  # format 1
        yield from (ColumnShape(*row) for row in columns)
        return
    for name, spec in columns.items():
        yield from metadata if spec is None else (_read_column(name, spec),)
