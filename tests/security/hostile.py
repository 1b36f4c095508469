"""A small project with everything that configuration can say, and ways to spoil its files."""

from __future__ import annotations

import os
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hypothesis import Phase, settings

from cdc_assets import stages
from cdc_assets.config.load import load_project
from cdc_assets.config.model import Project
from cdc_assets.ddl.files import read_migrations

LONG = bool(os.environ.get("CDC_TEST_LONG"))
SINK = "sink_asma.directory"
FILES: Mapping[str, str] = {
    "services/adopus.yaml": """
adopus:
  source:
    validation_database: AdOpusTest
    tables:
      dbo.Actor: {ignore_columns: [b], key_columns: [id]}
      dbo.Logg: {computed_columns: []}
  sinks:
    sink_asma.directory:
      offsets: {consumer_group: "loader-{customer}", lag_seconds: {warn: 60, error: 3600}}
      tables:
        adopus.Actor:
          from: dbo.Actor
          replicate_structure: true
          deletes: hard
          column_templates: [customer_id, {template: env, name: _e, value: "'x'"}]
          columns: {navn: Navn2}
          manual_migration_hints:
            renames: [{from: Gammel, to: Navn2}]
            type_changes: [{column: Navn2, using: "navn::int"}]
            set_not_null: [{column: Navn2, pre_sql: "SELECT 1"}]
        adopus.Logg: {from: dbo.Logg, replicate_structure: true, offsets: {lag_offsets: {error: 10}}}
        public.Alle: {from: dbo.Actor, replicate_structure: true, column_templates: [customer_id]}
""",
    "source-groups.yaml": """
adopus:
  pattern: db-per-tenant
  database_ref: AdOpusTest
  topic_format: "{env}.{customer}.{database}.{schema}.{table}"
  servers: {default: {driver: scripts, path: source}}
  capture: {role: r, retention: 100}
  sources:
    avansas: {schemas: [dbo], nonprod: {database: AdOpusTest, customer_id: 1f0a, target_sink_env: dev}}
    borg: {nonprod: {database: AdOpusB, customer_id: 2b, target_sink_env: dev}}
""",
    "sink-groups.yaml": """
sink_asma:
  source_group: adopus
  roles: {loader: pg_monitor, reader: pg_signal_backend, merger: pg_checkpoint, migrator: postgres}
  servers: {default: {embedded: true, sslmode: require, options: {application_name: b}}}
  sources:
    directory:
      {schemas: [public], roles: {reader: pg_monitor}, dev: {server: default, database: directory_dev}}
""",
    "services/_schemas/column-templates.yaml": """
templates:
  customer_id: {name: _customer_id, type: uuid, not_null: true, value: "{adopus.sources.*.customer_id}"}
  env: {name: _env, type: "varchar(10)", default: "'x'", value: "'y'", value_source: sql, applies_to: ["*"]}
""",
    "services/_schemas/_definitions/map-mssql-pgsql.yaml": """
int: integer
varchar: {target: text}
datetime: timestamp
""",
}
SOURCE: Mapping[str, str] = {
    "source/a.sql": "CREATE TABLE dbo.Actor (id int NOT NULL PRIMARY KEY, navn varchar(20), b varbinary(max));",
    "source/b.sql": "CREATE TABLE dbo.Logg (id int, t varchar(max));",
}

NAMES = [
    "", " ", "~", "x", ".", "..", "a.b", "../../../evil", "/etc/passwd", "a/b", "a\\b", "a|b", "con", "pg_x", "public",
    "cdc_management", "cdc_staging", "information_schema", "\0", "a\nb", "a\r\nb", "\x1b[31m", "\u2028", "\u202eabc",
    "ø" * 80, "e" * 128, "😀" * 40, "{{SCHEMA}}", "{{TENANT.customer_id}}", "{env}", "{0}", "%s", "%(a)s", "$cdc$; $$",
    'x"; CREATE TABLE public.evil (x int); --', "x'; CREATE TABLE public.evil (x int); --", "-- x", "/* x", "*/", "<<",
    "a'b", 'a"b', "E'\\", "navn", "id", "__lsn", "__slot", "_customer_id", "dbo.Actor", "avansas", "${X}", "${",
]  # fmt: skip
CODE = [
    "text); CREATE TABLE public.evil (x int); --", "integer) PARTITION BY LIST (x", "1); CREATE TABLE public.evil (x",
    "(SELECT 1)", "pg_sleep(9)", "lo_import('/etc/passwd')", "text DEFAULT 'x'", "text CHECK (true)", "text[]",
    "serial", "varchar(99999999999)", "numeric(2000,1)", 'text COLLATE "C"', "int GENERATED ALWAYS AS (1) STORED",
    "now()",
]  # fmt: skip
ODD: list[Any] = [
    *NAMES,
    *CODE,
    None,
    True,
    0,
    -1,
    1.5,
    10**30,
    [],
    [[]],
    {},
    {"x": {}},
    {"": ""},
    "scripts",
    "snapshot",
]


def few(count: int) -> settings:
    """`count` examples without shrinking, which costs minutes; with CDC_TEST_LONG twenty times as many, shrunk."""
    phases = [Phase.explicit, Phase.reuse, Phase.generate, *([Phase.shrink] if LONG else [])]
    return settings(max_examples=count * 20 if LONG else count, deadline=None, phases=phases, print_blob=True)


def write_project(root: Path, files: Mapping[str, str] | None = None) -> Path:
    for name, text in {**FILES, **SOURCE, **(files or {})}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def generate(root: Path) -> Project:
    """All stages that write files, the last one twice."""
    project = load_project(root, {"CDC_ENV": "nonprod"})
    for service in project.services.values():
        stages.source_schema(project, service, {})
        stages.table_definitions(project, service)
        for sink in service.sinks:
            for _ in range(2):
                stages.ddl(project, service, sink)
            read_migrations(stages.migrations_dir(project, service, sink))
    return project


def mutate(tree: Any, rng: random.Random) -> Any:
    """One change somewhere in a tree of dicts and lists."""
    if isinstance(tree, dict) and tree and rng.random() < 0.95:
        key, action = rng.choice(list(tree)), rng.random()
        if action < 0.85:
            return {**tree, key: mutate(tree[key], rng)}
        if action < 0.88:
            return {other: value for other, value in tree.items() if other != key}
        new = rng.choice(NAMES)
        return {(new if other == key else other): value for other, value in tree.items()}
    if isinstance(tree, list) and tree and rng.random() < 0.9:
        at = rng.randrange(len(tree))
        return [*tree[:at], mutate(tree[at], rng), *tree[at + 1 :]]
    return rng.choice(ODD)


def scribble(raw: bytes, rng: random.Random) -> bytes:
    """A few bytes changed, or the end cut off."""
    made = bytearray(raw)
    pieces = [b"", b"x", b"\0", b"\xff\xfe", b"{", b"}", b"[", b":", b"\n", b"- ", b'"', b"'", b"null", b"0", b"&a *a",
              b"<<<<<<< HEAD\n", b"!!python/object:x {}", b"..", b"\r\n", b"\xe2\x80\xa8", b"a" * 300]  # fmt: skip
    for _ in range(rng.randint(1, 3)):
        at = rng.randint(0, len(made))
        made[at : rng.randint(at, min(len(made), at + rng.choice([0, 1, 5, 60])))] = rng.choice(pieces)
    return bytes(made[: rng.randint(0, len(made))] if rng.random() < 0.1 else made)
