"""Definitions and shapes of tables, from a few words: `{"id": "integer key", "navn": "varchar(50)"}`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from cdc_assets.config.model import Project, SinkEntry, SinkGroup
from cdc_assets.ddl.model import Migrations
from cdc_assets.ddl.render import render_migrations
from cdc_assets.migrate.desired import Desired, Hints, desired_unit
from cdc_assets.tables.model import TableDefinition, TargetColumn, TargetTable
from cdc_assets.tables.types import TypeMap, load_type_map, staging_type

SINK = "sink_asma.directory"
Spec = Mapping[str, Any]


@cache
def type_map() -> TypeMap:
    return load_type_map(Path("/nowhere"))


@cache
def project() -> Project:
    group = SinkGroup(name="sink_asma", sources={"directory": SinkEntry(name="directory")})
    return Project(Path("/nowhere"), "nonprod", {}, {}, {"sink_asma": group}, {}, {})


def definition(spec: Spec, name: str = "Actor", schema: str | None = None) -> TableDefinition:
    """`spec`: columns by name; a text is a type, `key` behind it; a mapping has TargetColumn's fields."""
    columns, key = [], []
    for column, said in spec.items():
        fields = {"type": said} if isinstance(said, str) else dict(said)
        words = fields["type"].split(" ")
        if words[-1] == "key":
            key.append(column)
            fields["type"] = " ".join(words[:-1])
        fields.setdefault("not_null", column in key)
        fields.setdefault("staging_type", staging_type(type_map(), fields["type"]))
        if "template" not in fields:
            fields.setdefault("source", column)
            fields.setdefault("source_type", fields["type"])
        columns.append(TargetColumn(name=column, **fields))
    table = TargetTable(SINK, schema, name, tuple(columns), tuple(key))
    return TableDefinition("adopus", "AdOpusTest", "dbo", name, tuple(key), "t", (table,))


def rendered(*definitions: TableDefinition) -> Migrations:
    return render_migrations(project(), SINK, definitions)


def desired(spec: Spec, hints: Hints | None = None, name: str = "Actor") -> Desired:
    made = definition(spec, name)
    files = [file for file in rendered(made).files if file.kind in ("table", "staging", "procedure")]
    return desired_unit(made.targets[0], made, files, hints)
