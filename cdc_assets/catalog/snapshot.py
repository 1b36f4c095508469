"""Catalogs as files: `generated/schemas/<database>.<schema>.yaml`, one line per column, read back exactly.

A column's line is its name and its `column_spec`; a table's other keys are there where they are not the model's
default. Order is the source's, nothing depends on when a file was written: an unchanged schema leaves git clean.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from cdc_assets import cache
from cdc_assets.catalog.column_spec import column_spec, parse_column_spec
from cdc_assets.catalog.model import Catalog, ForeignKey, Key, Table
from cdc_assets.errors import CdcError, Problem
from cdc_assets.files import WriteReport, read_file, write_text_if_changed, written_report
from cdc_assets.flow_yaml import Value, flow_map, flow_value, phrase, word

_FORMAT = "1"
_HEADER = """\
# DO NOT EDIT: written by the asset source_schema from the source's catalog. A column is `name: type, null or not null,
# the rest`; cdc_assets/catalog/column_spec.py has the grammar.
"""
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Every word is text: twice as fast as guessing types, and a column `yes` stays one."""
_FACTS = frozenset({"object_id", "cdc_enabled", "temporal", "not_capturable", "formerly", "renames"})
_TABLE_KEYS = _FACTS | {"columns", "primary_key", "unique_keys", "foreign_keys"}


def render_snapshot(catalog: Catalog, schema: str) -> str:
    """The file of one schema, ending in a newline."""
    return _HEADER + snapshot_body(catalog, schema)


def snapshot_body(catalog: Catalog, schema: str) -> str:
    """The file without its comment: everything the catalog says about the schema."""
    lines = [f"format: {_FORMAT}", f"database: {word(catalog.database)}", f"schema: {word(schema)}"]
    if catalog.collation is not None:
        lines.append(f"collation: {word(catalog.collation)}")
    lines.append("tables:")
    for table in catalog.tables:
        if table.schema == schema:
            lines.append(f"  {word(table.name)}:")
            lines.extend(_table_lines(table))
    return "\n".join(lines) + "\n"


def _table_lines(table: Table) -> Iterable[str]:
    renames = tuple(name for pair in table.renames for name in pair)  # old, new, old, new …
    facts: list[tuple[str, Value]] = [("object_id", table.object_id), ("cdc_enabled", table.cdc_enabled)]
    facts += [("temporal", table.temporal or None), ("not_capturable", table.not_capturable)]
    facts += [("formerly", table.formerly or None), ("renames", renames or None)]
    for name, value in facts:
        if value is not None:
            yield f"    {name}: {phrase(value) if isinstance(value, str) else flow_value(value, word)}"
    yield "    columns:" if table.columns else "    columns: {}"
    for position, column in enumerate(table.columns, 1):
        yield f"      {word(column.name)}: {phrase(column_spec(column, position))}"
    if table.primary_key is not None:
        yield f"    primary_key: {_key_text(table.primary_key)}"
    if table.unique_keys:
        yield "    unique_keys:"
        yield from (f"      - {_key_text(key)}" for key in table.unique_keys)
    if table.foreign_keys:
        yield "    foreign_keys:"
        yield from (f"      - {_foreign_key_text(key)}" for key in table.foreign_keys)


def _key_text(key: Key) -> str:
    pairs: list[tuple[str, Value]] = [("name", key.name), ("columns", key.columns)]
    pairs += [("clustered", key.clustered or None), ("constraint", None if key.constraint else False)]
    return flow_map([*pairs, ("filter", key.filter)], word)


def _foreign_key_text(key: ForeignKey) -> str:
    pairs: list[tuple[str, Value]] = [("name", key.name), ("columns", key.columns)]
    pairs += [("schema", key.referenced_schema), ("table", key.referenced_table)]
    return flow_map([*pairs, ("references", key.referenced_columns)], word)


def snapshot_file(database: str, schema: str) -> str:
    """`AdOpusTest.dbo.yaml`. Odd characters are percent-encoded, very long names end in `~` and 16 hex of a hash."""
    return f"{_file_part(database)}.{_file_part(schema)}.yaml"


def _file_part(name: str) -> str:
    encoded = re.sub(r"[^\w-]", lambda found: "".join(f"%{byte:02X}" for byte in found.group().encode()), name)
    if len(encoded.encode()) <= 100:
        return encoded
    kept = encoded.encode()[:60].decode(errors="ignore")
    return f"{kept}~{hashlib.sha256(name.encode()).hexdigest()[:16]}"


def write_snapshots(catalog: Catalog, folder: Path, schemas: Sequence[str] = ()) -> WriteReport:
    """Write one file per schema below `folder`.

    Files of the database's other schemas are reported as orphaned and removed, as readers would take their tables for
    the source's. `schemas` are those that were read (empty: all): the file of any other may be another service's.
    """
    names = {snapshot_file(catalog.database, table.schema): table.schema for table in catalog.tables}
    read = {snapshot_file(catalog.database, schema).casefold() for schema in schemas}
    fates: dict[str, str] = {}
    for path in _files(folder, catalog.database):
        if path.name not in names and (not read or path.name.casefold() in read):
            path.unlink()
            fates[path.name] = "orphaned"
    for name, schema in sorted(names.items()):
        changed = write_text_if_changed(folder / name, render_snapshot(catalog, schema))
        fates[name] = "written" if changed else "unchanged"
    report = written_report(fates)
    return replace(report, removed=report.orphaned)


def _files(folder: Path, database: str) -> list[Path]:
    prefix = f"{_file_part(database)}."
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.name.startswith(prefix) and path.suffix == ".yaml")


def fingerprint(catalog: Catalog) -> str:
    """SHA-256 (hex) of the catalog's content, origins aside: equal for equal catalogs, whatever reader made them."""
    digest = hashlib.sha256(repr((catalog.database, catalog.collation)).encode())
    for schema in sorted({table.schema for table in catalog.tables}):
        digest.update(snapshot_body(catalog, schema).encode())
    return digest.hexdigest()


def snapshots_sha256(folder: Path, database: str) -> str:
    """SHA-256 of the files of `database` as they are."""
    digest = hashlib.sha256()
    for path in _files(folder, database):
        digest.update(f"{path.name}\0{hashlib.sha256(read_file(path)).hexdigest()}\n".encode())
    return digest.hexdigest()


def read_snapshots(folder: Path, database: str, cache_dir: Path | None = None) -> Catalog:
    """The catalog that `write_snapshots` wrote for `database`.

    What was read is kept in `cache_dir` by its content's hash. Raises CdcError where there is no file, or one that was
    not written by `write_snapshots`: each such file with what is wrong in it.
    """
    place = f"{folder.parent.name}/{folder.name}"
    paths = _files(folder, database)
    if not paths:
        hint = "`cdc schema-docs` writes one from the source; so does the asset source_schema"
        raise CdcError(Problem(place, f"no snapshot of {database}", hint=hint))
    of = folder.absolute() / database
    known = cache.load(cache_dir, "snapshots", of)
    kept: dict[str, Any] = {}
    tables: list[Table] = []
    collations: set[str | None] = set()
    problems: list[Problem] = []
    for path in paths:
        where = f"{place}/{path.name}"
        data = read_file(path)
        key = hashlib.sha256(data).hexdigest()
        try:
            kept[key] = known[key] if key in known else _load(data)
            collations.add(_read(kept[key], database, tables, where))
        except _MalformedError as wrong:
            kept.pop(key, None)
            at = where if wrong.line is None else f"{where}:{wrong.line}"
            problems.append(Problem(at, wrong.what, wrong.key, "materialise source_schema again"))
    if len(collations) > 1:
        found = ", ".join(sorted(str(collation) for collation in collations))
        problems.append(Problem(place, f"snapshots of {database} disagree on its collation: {found}"))
    if problems:
        raise CdcError(problems)
    if kept.keys() != known.keys():
        cache.store(cache_dir, "snapshots", of, kept)
    tables.sort(key=lambda table: (table.schema, table.name))
    return Catalog(database, tuple(tables), collations.pop())


class _MalformedError(Exception):
    def __init__(self, what: str, key: str = "", line: int | None = None) -> None:
        super().__init__(what)
        self.what, self.key, self.line = what, key, line


def _load(data: bytes) -> object:
    try:
        return yaml.load(data, Loader=_LOADER)  # noqa: S506 - the base loader makes text, lists and mappings only
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        what = getattr(wrong, "problem", None) or str(wrong)
        raise _MalformedError(f"not YAML: {what}", line=None if mark is None else mark.line + 1) from None


def _read(content: object, database: str, tables: list[Table], where: str) -> str | None:
    """Append the tables of one file and return the database's collation."""
    document = _mapping(content, "", {"format", "database", "schema", "collation", "tables"})
    if document.get("format") != _FORMAT:
        raise _MalformedError(f"format {document.get('format')}; this version reads {_FORMAT}", "format")
    if document.get("database") != database:
        raise _MalformedError(f"a snapshot of {document.get('database')!r}, not of {database!r}", "database")
    schema = _text(document.get("schema"), "schema")
    collation = document.get("collation")
    for name, value in _mapping(document.get("tables"), "tables").items():
        tables.append(_read_table(schema, name, value, where))
    return None if collation is None else _text(collation, "collation")


def _read_table(schema: str, name: str, value: object, where: str) -> Table:
    key = f"tables.{name}"
    table = _mapping(value, key, _TABLE_KEYS)
    columns = []
    for position, (column, spec) in enumerate(_mapping(table.get("columns"), f"{key}.columns").items(), 1):
        try:
            columns.append(parse_column_spec(column, spec, position))
        except (TypeError, ValueError) as wrong:
            raise _MalformedError(str(wrong), f"{key}.columns.{column}") from None
    primary = table.get("primary_key")
    return Table(
        schema,
        name,
        tuple(columns),
        None if primary is None else _read_key(primary, f"{key}.primary_key"),
        tuple(_read_key(item, f"{key}.unique_keys") for item in _items(table.get("unique_keys", []), key)),
        tuple(_read_foreign_key(item, f"{key}.foreign_keys") for item in _items(table.get("foreign_keys", []), key)),
        _number(table.get("object_id"), f"{key}.object_id"),
        _flag(table["cdc_enabled"], f"{key}.cdc_enabled") if "cdc_enabled" in table else None,
        _flag(table.get("temporal", "false"), f"{key}.temporal"),
        table.get("not_capturable"),
        _texts(table.get("formerly", []), f"{key}.formerly"),
        _pairs(_texts(table.get("renames", []), f"{key}.renames"), f"{key}.renames"),
        origin=where,
    )


def _read_key(value: object, key: str) -> Key:
    found = _mapping(value, key, {"name", "columns", "clustered", "constraint", "filter"})
    return Key(
        found.get("name"),
        _texts(found.get("columns"), f"{key}.columns"),
        _flag(found.get("clustered", "false"), key),
        _flag(found.get("constraint", "true"), key),
        found.get("filter"),
    )


def _read_foreign_key(value: object, key: str) -> ForeignKey:
    found = _mapping(value, key, {"name", "columns", "schema", "table", "references"})
    return ForeignKey(
        found.get("name"),
        _texts(found.get("columns"), f"{key}.columns"),
        _text(found.get("schema"), f"{key}.schema"),
        _text(found.get("table"), f"{key}.table"),
        _texts(found.get("references"), f"{key}.references"),
    )


def _mapping(value: object, key: str, known: Iterable[str] | None = None) -> Mapping[str, Any]:
    if value in (None, "") and known is None:
        return {}
    if not isinstance(value, dict):
        raise _MalformedError(f"a mapping expected, not {value!r}", key)
    unknown = [] if known is None else [name for name in value if name not in known]
    if unknown:
        raise _MalformedError(f"the key {unknown[0]!r} is not known", key)
    return value


def _texts(value: object, key: str) -> tuple[str, ...]:
    return tuple(_text(item, key) for item in _items(value, key))


def _pairs(names: tuple[str, ...], key: str) -> tuple[tuple[str, str], ...]:
    if len(names) % 2:
        raise _MalformedError("an old name and a new one for each rename expected", key)
    return tuple(zip(names[::2], names[1::2], strict=True))


def _items(value: object, key: str) -> list[object]:
    if not isinstance(value, list):
        raise _MalformedError(f"a list expected, not {value!r}", key)
    return value


def _flag(value: object, key: str) -> bool:
    if value not in ("true", "false"):
        raise _MalformedError(f"true or false expected, not {value!r}", key)
    return value == "true"


def _number(value: object, key: str) -> int | None:
    if value is None:
        return None
    if not isinstance(value, str) or not value.isdecimal():
        raise _MalformedError(f"a number expected, not {value!r}", key)
    return int(value)


def _text(value: object, key: str) -> str:
    if not isinstance(value, str):
        raise _MalformedError(f"text expected, not {value!r}", key)
    return value
