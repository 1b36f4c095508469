"""A small valid project folder with both patterns and both spellings, and ways to spoil it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from cdc_assets.config.load import load_project
from cdc_assets.config.model import Project
from cdc_assets.errors import CdcError

ADOPUS = """\
adopus:
  source:
    validation_database: AdOpusTest
    validation_env: nonprod
    tables:
      dbo.Actor: {ignore_columns: [Døv, Fødeland]}
      dbo.ActorActor:
      dbo.Logg: {key_columns: [tid, nr]}
  sinks:
    sink_asma.directory:
      tables:
        adopus.Actor:
          from: dbo.Actor
          target_exists: false
          replicate_structure: true
          column_templates: [{template: customer_id}]
          transforms: [{bloblang_ref: "file://actor.blobl"}]
          manual_migration_hints:
            renames: [{from: Navn, to: BrukerNavn}]
            type_changes: [{column: BrukerNavn, using: "c::int"}]
            set_not_null: [{column: BrukerNavn, pre_sql: "UPDATE x"}]
        adopus.ActorActor:
          from: dbo.ActorActor
          deletes: hard
        public.customer_user:
          from: dbo.Actor
          target_exists: true
          columns: {BrukerNavn: brukerBrukerNavn}
"""
CHAT = """\
service: chat
source:
  tables:
    dbo.Message: {}
sinks:
  sink_asma.chat:
    tables:
      chat.Message:
        from: dbo.Message
        column_templates:
        - template: customer_id
          value: "{asma.sources.*.customer_id}"
"""
SOURCE_GROUPS = """\
adopus:
  pattern: db-per-tenant
  type: mssql
  database_ref: AdOpusTest
  topic_format: "{env}.{customer}.{database}.{schema}.{table}"
  servers:
    default: {host: "${MSSQL_HOST}", port: "${MSSQL_PORT}", user: sa, password: "${MSSQL_PASSWORD}"}
  sources:
    avansas:
      schemas: [dbo]
      nonprod: {server: default, database: AdOpusTest, customer_id: 1f0a, target_sink_env: dev}
      prod: {server: default, database: AdOpusAvansas}
    "no":
      nonprod: {database: AdOpusNo, target_sink_env: dev}
asma:
  pattern: db-shared
  servers:
    scripts: {driver: scripts, path: source}
  sources:
    chat: {schemas: [dbo], nonprod: {server: scripts, database: chat_dev}}
"""
SINK_GROUPS = """\
sink_asma:
  source_group: adopus
  pattern: db-shared
  type: postgres
  roles: {loader: cdc_loader, reader: cdc_reader}
  servers:
    default: {host: "${PG_HOST}", port: "${PG_PORT}", user: cdc, password: "${PG_PASSWORD}"}
    local: {embedded: true}
  sources:
    directory:
      schemas: [public]
      dev: {server: default, database: directory_dev}
    chat:
      roles: {reader: null}
      nonprod: {server: local, database: chat_dev}
"""
TEMPLATES = """\
templates:
  customer_id: {name: _customer_id, type: uuid, not_null: true, value: "${CUSTOMER}", applies_to: [adopus.*]}
"""
TYPE_MAP = 'types:\n  bit: boolean\n  money: {to: "numeric(19,4)", carried: true, bytes: 8}\n'

FILES: Mapping[str, str] = {
    "services/adopus.yaml": ADOPUS,
    "services/chat.yml": CHAT,
    "source-groups.yaml": SOURCE_GROUPS,
    "sink-groups.yaml": SINK_GROUPS,
    "services/_schemas/column-templates.yaml": TEMPLATES,
    "services/_schemas/_definitions/map-mssql-pgsql.yaml": TYPE_MAP,
}
ENVIRON: Mapping[str, str] = {
    "MSSQL_HOST": "mssql.example",
    "MSSQL_PORT": "1433",
    "MSSQL_PASSWORD": "hemmelig-1",
    "PG_HOST": "pg.example",
    "PG_PORT": "5432",
    "PG_PASSWORD": "hemmelig-2",
}
SERVICE = "services/adopus.yaml"
SOURCES = "source-groups.yaml"
SINKS = "sink-groups.yaml"
TEMPLATE = "services/_schemas/column-templates.yaml"

Edit = tuple[str, str, str]
"""A file, a text in it (once), what stands there instead."""


def write_project(root: Path, *edits: Edit, files: Mapping[str, str | bytes | None] | None = None) -> Path:
    """The valid project with edits; `files` replaces whole files (None: leaves them out)."""
    texts: dict[str, str | bytes | None] = {**FILES, **(files or {})}
    for name, old, new in edits:
        text = texts[name]
        assert isinstance(text, str), name
        assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {name}"
        texts[name] = text.replace(old, new)
    for name, content in texts.items():
        if content is None:
            continue
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def load(root: Path, **environ: str) -> Project:
    """Load with the usual environment and more."""
    return load_project(root, {**ENVIRON, **environ})


def problems(root: Path, environ: Mapping[str, str] = ENVIRON) -> list[str]:
    """What loading says is wrong; [] where it succeeds."""
    try:
        load_project(root, environ)
    except CdcError as error:
        return [str(problem) for problem in error.problems]
    return []


class Case(NamedTuple):
    """Edits of the valid project, files put beside it, and every problem they cause, one per line."""

    edits: list[Edit]
    says: list[str]
    files: dict[str, str]


def read_cases(folder: str) -> list[Any]:
    """The cases of `tests/config/<folder>/*.yaml` as parameters of a test; adding one needs no code."""
    return [
        pytest.param(
            Case(
                [(edit["in"], edit["replace"], edit["with"]) for edit in case["edits"]],
                case["says"].splitlines(),
                case.get("files", {}),
            ),
            id=name,
        )
        for file in sorted((Path(__file__).parent / folder).glob("*.yaml"))
        for name, case in yaml.safe_load(file.read_text()).items()
    ]
