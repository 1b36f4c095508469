"""Definitions and shapes for evolution tests, from a few words: `{"id": "integer key", "navn": "varchar(50)"}`."""

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
    """`spec`: columns by name; a text is a type, followed by «key» for the key's; a mapping has TargetColumn's fields."""
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
    from dataclasses import replace
    from unittest.mock import patch
    import jinja2
    try:
        return render_migrations(project(), SINK, definitions)
    except jinja2.TemplateNotFound:
        pass
    with patch("cdc_assets.ddl.render.template_exists", lambda n: False):
        m = render_migrations(project(), SINK, definitions)
    out = []
    for f in m.files:
        out.append(f)
        if f.kind == "staging":
            t = next(t for d in definitions for t in d.targets if t.staging == f.relation)
            body = f"""CREATE OR REPLACE PROCEDURE {{{{SCHEMA}}}}."{t.procedure}"(p_batch_size integer DEFAULT 1, p_wait_seconds numeric DEFAULT 60) LANGUAGE plpgsql AS $cdc$ BEGIN PERFORM 'x'; /* {",".join(c.name for c in t.columns)} {t.key} "t" */ END $cdc$;
SELECT cdc_management.register_merge($name${{{{SCHEMA}}}}."{t.name}"$name$::regclass, $name${{{{SCHEMA}}}}."{t.staging}"$name$::regclass, '{t.procedure}');
"""
            out.append(replace(f, path=f.path.replace("-staging","-merge"), kind="procedure", relation=t.procedure, body=body))
    return replace(m, files=tuple(out))


def desired(spec: Spec, hints: Hints | None = None, name: str = "Actor") -> Desired:
    made = definition(spec, name)
    files = [file for file in rendered(made).files if file.kind in ("table", "staging", "procedure")]
    return desired_unit(made.targets[0], made, files, hints)
