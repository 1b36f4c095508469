"""A sink with one relation, and a project that it belongs to beside one that is nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from resources.embedded_postgres import SUPERUSER, Server
from tests.offsets.support import install_all
from tests.support.postgres import fresh_database


@pytest.fixture(scope="module")
def sink(_servers: Any) -> Iterator[tuple[Server, str]]:
    """A database with the infrastructure and the relation avansas.Actor."""
    server = _servers("embedded")
    with fresh_database(server, "sink") as conninfo:
        install_all(conninfo)
        yield server, conninfo


@pytest.fixture
def root(sink: tuple[Server, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of one customer whose sink that is; a second sink is nowhere."""
    server, _ = sink
    here = {"host": str(server.socket), "port": server.port, "user": SUPERUSER}
    files = {
        "source-groups.yaml": {
            "adopus": {
                "pattern": "db-per-tenant",
                "servers": {"default": {"driver": "scripts", "path": "source"}},
                "sources": {"avansas": {"nonprod": {"database": "AdOpus"}}},
            }
        },
        "sink-groups.yaml": {
            "sink_asma": {
                "servers": {"default": here, "gone": {**here, "host": "/nowhere"}},
                "sources": {
                    "directory": {"nonprod": {"database": "sink"}},
                    "chat": {"nonprod": {"server": "gone", "database": "chat"}},
                },
            }
        },
        "services/adopus.yaml": {
            "adopus": {
                "source": {"tables": {"dbo.Actor": None}},
                "sinks": {
                    "sink_asma.directory": {"tables": {"adopus.Actor": {"from": "dbo.Actor"}}},
                    "sink_asma.chat": {"tables": {"adopus.Actor": {"from": "dbo.Actor"}}},
                },
            }
        },
    }
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(yaml.safe_dump(content))
    monkeypatch.setenv("CDC_PROJECT_DIR", str(tmp_path))
    return tmp_path
