"""A database that the user may connect to and not look into: it is named, and the other databases are shown."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import yaml
from click.testing import CliRunner, Result
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from cdc_assets.cli.main import cdc
from cdc_assets.errors import CdcError
from resources.embedded_postgres import Server
from tests.security.project import write_project
from tests.support.postgres import fresh_database

POOR = f"poor_and_unknown_{os.getpid()}"
"""Roles are the whole server's, which test processes share."""


@pytest.fixture
def root(tmp_path: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """avansas lives where its user sees nothing of what is applied, brobygger where all is well."""
    with fresh_database(postgres) as first, fresh_database(postgres) as second:
        known, other = conninfo_to_dict(first), conninfo_to_dict(second)
        root = write_project(tmp_path / "p", known["host"], known.get("port", 5432), "postgres", known["dbname"])
        sinks = json.loads((root / "sink-groups.yaml").read_text())
        sinks["sink_asma"]["sources"]["directory"]["stage"] = {"server": "default", "database": other["dbname"]}
        (root / "sink-groups.yaml").write_text(json.dumps(sinks))
        sources = yaml.safe_load((root / "source-groups.yaml").read_text())
        sources["adopus"]["sources"]["brobygger"]["nonprod"]["target_sink_env"] = "stage"
        (root / "source-groups.yaml").write_text(yaml.safe_dump(sources))
        monkeypatch.delenv("CDC_ENV", raising=False)
        monkeypatch.setenv("CDC_PROJECT_DIR", str(root))
        assert run("generate").exit_code == 0
        assert run("apply").exit_code == 0
        with psycopg.connect(first, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(POOR)))
        sinks["sink_asma"]["servers"]["poor"] = {**sinks["sink_asma"]["servers"]["default"], "user": POOR}
        sinks["sink_asma"]["sources"]["directory"]["dev"]["server"] = "poor"
        (root / "sink-groups.yaml").write_text(json.dumps(sinks))
        yield root
        with psycopg.connect(first, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(POOR)))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cdc, list(arguments))


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("status", "brobygger"),
        ("plan", "nothing to do"),
        ("apply", "1 tenant: nothing done"),
        ("adopt", "1 recorded"),
        ("down --table Actor --dry-run", "brobygger.Actor"),
        ("offsets gaps", "brobygger"),
        ("history avansas", ""),
        ("doctor", "server `poor`"),
    ],
)
def test_it_is_named_and_the_others_are_shown(root: Path, command: str, shown: str) -> None:
    done = run(*command.split())
    assert shown in done.output, done.output
    if command != "doctor":
        assert isinstance(done.exception, CdcError), done.exception
        (problem,) = done.exception.problems
        assert "permission denied" in problem.what
        assert "database `" in problem.where
