"""`cdc down` shows what it would undo and where, asks, and never steps a whole fleet back unasked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result
from psycopg.conninfo import conninfo_to_dict

from cdc_assets.cli.main import cdc
from cdc_assets.errors import CdcError
from tests.security.project import TABLE, write_project

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Run `cdc` in a fleet of two tenants whose Actor got a column with a value."""
    at = conninfo_to_dict(database)
    root = write_project(tmp_path / "p", at["host"], at.get("port", 5432), at.get("user", "postgres"), at["dbname"])
    monkeypatch.delenv("CDC_ENV", raising=False)
    monkeypatch.setenv("CDC_PROJECT_DIR", str(root))

    def cdc_run(*arguments: str, answer: str | None = None) -> Result:
        return CliRunner().invoke(cdc, list(arguments), input=answer)

    for table in (TABLE, TABLE.replace("name", "extra int, name")):
        (root / "source/Actor.sql").write_text(table)
        assert cdc_run("generate").exit_code == 0
        assert cdc_run("apply").exit_code == 0
    return cdc_run


def columns(database: str) -> dict[str, bool]:
    """Whether each tenant's Actor has the column."""
    with psycopg.connect(database) as connection:
        found = connection.execute(
            "SELECT table_schema, bool_or(column_name = 'extra') FROM information_schema.columns"
            " WHERE table_name = 'Actor' GROUP BY 1"
        ).fetchall()
        return dict(found)


BOTH, NONE = {"avansas": True, "brobygger": True}, {"avansas": False, "brobygger": False}


@pytest.mark.parametrize("answer", [None, "n\n", "\n"])
def test_a_fleet_is_not_stepped_back_without_a_yes(run: Run, database: str, answer: str | None) -> None:
    done = run("down", "--table", "Actor", answer=answer)
    assert isinstance(done.exception, CdcError)
    assert "nothing was undone (answer y, or add --yes)" in str(done.exception)
    assert 'DROP COLUMN "extra"' in done.output
    assert "Undo the latest change of avansas.Actor, brobygger.Actor in database default/" in done.output
    assert "(environment nonprod)?" in done.output
    assert columns(database) == BOTH
    assert run("down", "--table", "Actor", answer="y\n").exit_code == 0
    assert columns(database) == NONE


def test_yes_is_no_answer_for_tenants_that_were_not_named(run: Run, database: str) -> None:
    done = run("down", "--table", "Actor", "--yes")
    assert str(done.exception) == (
        "--yes: would step Actor back in every tenant of `nonprod` without asking"
        " (name the tenants with --tenant, or leave --yes out)"
    )
    assert columns(database) == BOTH
    assert run("down", "--table", "Actor", "--tenant", "avansas", "--yes").exit_code == 0
    assert columns(database) == {"avansas": False, "brobygger": True}


def test_an_approval_that_is_none_is_told_before_anything_is_done(run: Run) -> None:
    done = run("apply", "--allow", "DATALOSS:Actor")
    assert "there is no hazard `DATALOSS`" in str(done.exception)
    assert "tenants" not in done.output


def test_where_nothing_was_ever_applied_nothing_can_be_undone(run: Run, database: str) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("DROP SCHEMA cdc_management CASCADE")
    done = run("down", "--table", "Actor", "--tenant", "avansas", "--yes")
    assert (done.exit_code, done.stdout) == (
        0,
        "avansas.Actor: unchanged: no change is recorded that could be undone\n",
    )


def test_a_dry_run_shows_and_changes_nothing(run: Run, database: str) -> None:
    done = run("down", "--table", "Actor", "--dry-run")
    assert done.exit_code == 1
    assert "avansas.Actor, brobygger.Actor" in done.output
    found = json.loads(run("down", "--table", "Actor", "--dry-run", "--json").stdout)
    assert [(one["environment"], one["schema"], one["table"]) for one in found] == [
        ("nonprod", "avansas", "Actor"),
        ("nonprod", "brobygger", "Actor"),
    ]
    assert columns(database) == BOTH


def test_values_are_lost_only_where_that_is_allowed_by_name(run: Run, database: str) -> None:
    with psycopg.connect(database) as connection:
        connection.execute('INSERT INTO avansas."Actor" (id, extra) VALUES (1, 7)')
    done = run("down", "--table", "Actor", "--tenant", "avansas", "--yes")
    assert done.exit_code == 2
    assert (
        "avansas.Actor: refused: Actor.extra holds values that are lost (allow it with --allow DATA_LOSS:Actor.extra)"
        in (done.output)
    )
    assert columns(database) == BOTH
    assert (
        run("down", "--table", "Actor", "--tenant", "avansas", "--yes", "--allow", "DATA_LOSS:Actor.extra").exit_code
        == 0
    )
    assert columns(database) == {"avansas": False, "brobygger": True}
