"""Table definitions as YAML files, one per source table: written for people, read back as the same model.

They are read line by line, and only while their checksum holds: libyaml takes 2.3 s for a thousand of them, this 0.1 s,
and every command reads them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from cdc_assets.config.model import Unchanged
from cdc_assets.errors import CdcError, Problem
from cdc_assets.files import (
    Overwrite,
    WriteReport,
    file_stems,
    intact_body,
    listed,
    read_if_there,
    sealed,
    sha256,
    write_folder,
)
from cdc_assets.flow_yaml import Value, flow_list, flow_map, read_list, read_map, scalar, unscalar
from cdc_assets.tables.metadata import FINAL, STAGING, MetadataColumn
from cdc_assets.tables.model import TableDefinition, TargetColumn, TargetTable

_MARK = (
    "# DO NOT EDIT: made by cdc-assets from generated/schemas/ and services/. "
    "An edited file is kept, and stops the run."
)
SUFFIX = ".yaml"
_FORMAT = "format: 1"
_DELETES: dict[str, Literal["soft", "hard", "ignore"]] = {"hard": "hard", "ignore": "ignore"}
_UNCHANGED: dict[str, Unchanged] = {"null": "null", "both": "both"}
_COLUMNS = "    columns:  # of the source → of the target; `staging` where its type differs, `key` by position"


def definition_text(definition: TableDefinition) -> str:
    return sealed(_MARK, _text(definition))


def digest(definition: TableDefinition) -> str:
    """The checksum of the definition's file, rendered where it did not come from one."""
    return definition.sha256 or sha256(_text(definition))


def definitions_sha256(definitions: Sequence[TableDefinition]) -> str:
    """The hash of what definitions say, the same whether they were just built or read from their files."""
    return sha256("\n".join(map(digest, definitions)))


def file_names(definitions: Sequence[TableDefinition], suffix: str) -> Iterator[tuple[str, TableDefinition]]:
    """`<Table><suffix>` for each, or `<schema>.<Table><suffix>` where the source's schema is not dbo."""
    stems = file_stems(
        {
            (d.source_schema, d.source_table): d.source_table if d.source_schema == "dbo" else d.source
            for d in definitions
        }
    )
    return ((f"{stems[one.source_schema, one.source_table]}{suffix}", one) for one in definitions)


def write_definitions(
    definitions: Sequence[TableDefinition], folder: Path, overwrite: Overwrite = False
) -> WriteReport:
    """Write a file per table into `folder`.

    Files edited by hand are kept and reported, unless `overwrite` names them. Files of the same service for tables that
    are no longer configured are reported as orphaned and removed, as readers would take them for wanted; edited ones
    stay.
    """
    folder.mkdir(parents=True, exist_ok=True)
    services = {definition.service for definition in definitions}
    bodies = {name: _text(one) for name, one in file_names(definitions, SUFFIX)}
    return write_folder(folder, bodies, _MARK, SUFFIX, overwrite, lambda body: _service(body) in services)


def read_definitions(folder: Path, service: str) -> tuple[TableDefinition, ...]:
    """The definitions of `service` in `folder`, sorted by source schema and table.

    Raises CdcError where the folder is missing, and for every file that was edited or written by another version.
    """
    if not folder.is_dir():
        hint = "run table_definitions: cdc generate"
        raise CdcError(Problem(folder.as_posix(), "there are no table definitions yet", hint=hint))
    problems: list[Problem] = []
    definitions: list[TableDefinition] = []
    for path in listed(folder, SUFFIX):
        body = intact_body(_MARK, read_if_there(path) or b"")
        if body is None:
            hint = f"restore it with git, or run: cdc generate --overwrite {path.name}; options belong in services/"
            problems.append(Problem(path.as_posix(), "edited by hand", hint=hint))
        elif not body.startswith(f"{_FORMAT}\n"):
            what = "written by another version of cdc-assets"
            problems.append(Problem(path.as_posix(), what, hint="run table_definitions again: cdc generate"))
        elif _service(body) == service:
            definitions.append(_definition(body))
    if problems:
        raise CdcError(problems)
    return tuple(sorted(definitions, key=lambda one: (one.source_schema, one.source_table)))


def _text(definition: TableDefinition) -> str:
    return "\n".join(_lines(definition)) + "\n"


def _service(body: str) -> str:
    line = body.split("\n", 2)[1]
    return unscalar(line.removeprefix("service: "))


def _lines(definition: TableDefinition) -> Iterator[str]:
    d = definition
    yield _FORMAT
    yield f"service: {scalar(d.service)}"
    source = (("database", d.database), ("schema", d.source_schema), ("table", d.source_table), ("key", d.source_key))
    yield f"source: {flow_map(source)}"
    yield f"topic: {scalar(d.topic)}"
    if d.ignored:
        yield f"ignored: {flow_list(d.ignored)}"
    if d.renames:
        yield f"renames: {flow_list(name for pair in d.renames for name in pair)}"
    if d.notes:
        yield "notes:"
    for note in d.notes:
        yield f"  - {scalar(note)}"
    yield "targets:" if d.targets else "targets: []"
    for target in d.targets:
        yield from _target_lines(target)


def _target_lines(target: TargetTable) -> Iterator[str]:
    t, made, unchanged = target, target.ours, target.unchanged_large_values
    head: list[tuple[str, Value]] = [("schema", t.schema), ("table", t.name), ("sink", t.sink)]
    head += [("scope", "tenant" if t.schema is None else "database"), ("exists", t.exists or None)]
    head += [("merged", t.merged or None), ("deletes", t.deletes if t.deletes != "soft" else None)]
    head += [("tenant_column", t.tenant_column)]
    head += [("unchanged_large_values", unchanged if unchanged != "placeholder" else None)]
    yield f"  - target: {flow_map(head)}"
    yield f"    key: {flow_list(t.key)}"
    if t.templates:
        yield f"    templates: {flow_list(t.templates)}"
    if t.transforms:
        yield f"    transforms: {flow_list(t.transforms)}"
    yield _COLUMNS
    positions = {name: place for place, name in enumerate(t.key, 1)}
    for column in t.columns:
        yield _column_line(column, positions.get(column.name))
    if made is not None:
        yield f"    metadata: {_metadata(FINAL)}"
        names = (("table", made.staging), ("procedure", made.procedure), ("replica", made.name if made.of else None))
        yield f"    staging: {flow_map(names)}"
        yield f"    staging_metadata: {_metadata(STAGING)}"


@cache
def _metadata(columns: tuple[MetadataColumn, ...]) -> str:
    return flow_map((column.name, column.type) for column in columns)


_NOTED = ("alias", "loss", "references", "default", "value", "description")
"""Texts of a column that have their names in the file, where there are any."""


def _column_line(column: TargetColumn, position: int | None) -> str:
    c = column
    pairs: list[tuple[str, Value]] = [("source", c.source), ("type", c.source_type)]
    pairs += [("nullable", None if c.source_nullable else False), ("template", c.template)]
    pairs += [("target", c.name), ("as", c.type), ("staging", c.staging_type if c.staging_type != c.type else None)]
    pairs += [("key", position), ("not_null", True if c.not_null and position is None else None)]
    pairs += [("large", c.large or None), ("carried", None if c.carried else False)]
    pairs += [(name, getattr(c, name)) for name in _NOTED]
    return f"      - {flow_map(pairs)}"


def _definition(body: str) -> TableDefinition:
    """The model of a body that we wrote."""
    head: dict[str, str] = {}
    notes: list[str] = []
    targets: list[TargetTable] = []
    target: dict[str, str] = {}
    columns: list[TargetColumn] = []
    for line in body.split("\n"):
        if line.startswith("      - "):
            columns.append(_column(line))
        elif line.startswith("  - target: "):
            if target:
                targets.append(_target(target, columns))
            target, columns = read_map(line[12:]), []
        elif line.startswith("    "):
            name, _, value = line[4:].partition(": ")
            target["#" + name] = value
        elif line.startswith("  - "):
            notes.append(unscalar(line[4:]))
        else:
            name, _, value = line.partition(": ")
            head[name] = value
    if target:
        targets.append(_target(target, columns))
    source = read_map(head["source"])
    renames = read_list(head.get("renames", ""))
    return TableDefinition(
        service=unscalar(head["service"]),
        database=source["database"],
        source_schema=source["schema"],
        source_table=source["table"],
        source_key=read_list(source["key"]),
        topic=unscalar(head["topic"]),
        targets=tuple(targets),
        ignored=read_list(head.get("ignored", "")),
        notes=tuple(notes),
        renames=tuple(zip(renames[::2], renames[1::2], strict=True)),
        sha256=sha256(body),
    )


def _target(values: dict[str, str], columns: list[TargetColumn]) -> TargetTable:
    return TargetTable(
        sink=values["sink"],
        schema=values.get("schema"),
        name=values["table"],
        columns=tuple(columns),
        key=read_list(values["#key"]),
        exists="exists" in values,
        tenant_column=values.get("tenant_column"),
        deletes=_DELETES.get(values.get("deletes", ""), "soft"),
        transforms=read_list(values.get("#transforms", "")),
        templates=read_list(values.get("#templates", "")),
        merged="merged" in values,
        unchanged_large_values=_UNCHANGED.get(values.get("unchanged_large_values", ""), "placeholder"),
    )


@lru_cache(maxsize=100_000)
def _column(line: str) -> TargetColumn:
    """A column's line; tables share many (`Opprettet datetime2(3)`), and so do the columns made of them."""
    values = read_map(line)
    get = values.get
    return TargetColumn(
        values["target"],
        values["as"],
        get("staging") or values["as"],
        "key" in values or "not_null" in values,
        get("source"),
        get("type"),
        "nullable" not in values,
        get("template"),
        get("default"),
        get("value"),
        get("loss"),
        get("alias"),
        "large" in values,
        "carried" not in values,
        get("references"),
        get("description"),
    )
