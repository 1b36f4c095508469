"""A small project on disk: one table, two tenants, a sink wherever a test has one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cdc_assets import stages
from cdc_assets.config.load import load_project

SERVICE = """
adopus:
  source: {validation_database: AdOpusTest, tables: {dbo.Actor: {}}}
  sinks:
    sink_asma.directory:
      offsets: {consumer_group: "loader-{customer}"}
      tables: {adopus.Actor: {from: dbo.Actor, replicate_structure: true}}
"""
SOURCES = """
adopus:
  pattern: db-per-tenant
  servers: {default: {driver: scripts, path: source}}
  sources:
    avansas: {nonprod: {database: AdOpusTest, target_sink_env: dev}}
    brobygger: {nonprod: {database: AdOpusBrobygger, target_sink_env: dev}}
"""
TABLE = "CREATE TABLE dbo.Actor (id int NOT NULL PRIMARY KEY, name varchar(20));\n"
TOPIC = "nonprod.avansas.AdOpusTest.dbo.Actor"


def write_project(
    root: Path, host: Any, port: Any, user: Any = "postgres", dbname: Any = "postgres", **more: Any
) -> Path:
    """One table, two tenants; the sink at `host`. `more` are further keys of the sink group."""
    sink = {
        "sink_asma": {
            "source_group": "adopus",
            "servers": {"default": {"host": host, "port": port, "user": user}},
            "sources": {"directory": {"dev": {"server": "default", "database": dbname}}},
            **more,
        }
    }
    for name, text in {
        "services/adopus.yaml": SERVICE,
        "source-groups.yaml": SOURCES,
        "sink-groups.yaml": json.dumps(sink),
        "source/Actor.sql": TABLE,
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def generate(root: Path) -> None:
    project = load_project(root, {})
    service = project.services["adopus"]
    stages.source_schema(project, service, {})
    stages.table_definitions(project, service)
    stages.ddl(project, service, "sink_asma.directory")
