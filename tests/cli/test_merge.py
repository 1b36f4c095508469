"""`cdc merge explain` and the rows of the check `merge_errors`, against a real database."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner, Result
from psycopg.conninfo import conninfo_to_dict

from cdc_assets.checks.health import read_health
from cdc_assets.checks.model import ERRORS
from cdc_assets.cli.main import cdc
from cdc_assets.config.load import load_project
from cdc_assets.errors import CdcError
from tests.security.project import TABLE, write_project

Run = Callable[..., Result]
SINK = "sink_asma.directory"


@pytest.fixture
def root(tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of two tenants, applied."""
    at = conninfo_to_dict(database)
    made = write_project(tmp_path / "p", at["host"], at.get("port", 5432), at.get("user", "postgres"), at["dbname"])
    (made / "source/Actor.sql").write_text(TABLE.replace("name", "notes nvarchar(max), name"))
    monkeypatch.delenv("CDC_ENV", raising=False)
    monkeypatch.setenv("CDC_PROJECT_DIR", str(made))
    assert run("generate").exit_code == 0
    return made


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cdc, list(arguments))


def test_explain_prints_what_the_merge_of_a_table_executes(root: Path, database: str) -> None:
    nothing = run("merge", "explain", "avansas", "Actor")
    assert isinstance(nothing.exception, CdcError)
    assert "cdc apply" in str(nothing.exception.problems[0])
    assert run("apply").exit_code == 0

    shown = run("merge", "explain", "avansas", "Actor")
    assert shown.exit_code == 0
    assert "-- newer: events that tell all\n" in shown.output
    assert 'MERGE INTO avansas."Actor"' in shown.output
    assert "brobygger" not in shown.output
    parts = json.loads(run("merge", "explain", "brobygger", "Actor", "--json").output)
    assert {"look", "newer: events that tell all", "newer: events that leave notes as it is", "newer: deletes"} <= {
        part["name"] for part in parts
    }
    with psycopg.connect(database) as connection:
        for part in parts:  # as they stand, PREPARE finds them whole; $1 is the batch's rows, $2 the newest of each key
            connection.execute(f"PREPARE p (tid[], tid[]) AS {part['statement']}; DEALLOCATE p".encode())
    wrong = run("merge", "explain", "avansas", "Aktor")
    assert isinstance(wrong.exception, CdcError)
    assert "no merge into Aktor is known" in str(wrong.exception.problems[0])
    assert "Actor" in str(wrong.exception.problems[0])


def errors(root: Path) -> dict[str, tuple[bool, str, list[dict[str, Any]]]]:
    """By tenant: whether `merge_errors` passes, what it says, its rows."""
    found = {}
    for health in read_health(load_project(root, {}), "adopus", SINK, ["avansas", "brobygger"]):
        (one,) = [finding for finding in health.findings if finding.subject == ERRORS]
        found[health.tenant] = (one.passed, one.what, list(one.rows))
    return found


def test_the_rows_of_merge_errors_say_what_is_wrong_and_where(root: Path, database: str) -> None:
    assert run("apply").exit_code == 0
    fine = (True, "no merge fails", [])
    assert errors(root) == {"avansas": fine, "brobygger": fine}
    with psycopg.connect(database, autocommit=True) as connection, psycopg.connect(database) as writer:
        insert = (
            'INSERT INTO avansas."stg_Actor" (id, name, notes, __operation, __kafka_offset) VALUES (%s, %s, %s, %s, %s)'
        )
        for number, row in enumerate([(1, "a", "long", "c"), (1, "b", None, "u"), (None, "c", None, "u")]):
            connection.execute(insert.encode(), [*row, number])
            connection.execute("CALL avansas.sp_merge_actor()")
        writer.execute(insert.encode(), [2, "x", None, "c", 9])
        ((view,),) = connection.execute("SELECT pg_get_viewdef('cdc_management.v_stuck_writers'::regclass)").fetchall()
        at_once = view.replace("clock_timestamp()", "(clock_timestamp() + '2 hours')").replace(
            "a.xact_start AS since", "a.xact_start - '2 hours'::interval AS since"
        )
        connection.execute(f"CREATE OR REPLACE VIEW cdc_management.v_stuck_writers AS {at_once}".encode())
        passed, said, rows = errors(root)["avansas"]
        assert (passed, said) == (
            False,
            "3 things to look at: large_values_nulled in Actor, rejected in Actor, stuck_writer in Actor",
        )
        assert {row["kind"]: row["times"] for row in rows} == {
            "large_values_nulled": 1, "rejected": 1, "stuck_writer": 1,
        }  # fmt: skip
        messages = {row["kind"]: row["message"] for row in rows}
        assert "unchanged_large_values" in messages["large_values_nulled"]
        assert messages["rejected"] == "the key column `id` is NULL"
        assert f"pid {writer.info.backend_pid} " in messages["stuck_writer"]
        assert {row["table"] for row in rows} == {"Actor"}
        assert errors(root)["brobygger"] == fine

        connection.execute('ALTER TABLE brobygger."Actor" ADD CHECK (id < 0) NOT VALID, DROP COLUMN name')
        connection.execute(insert.replace("avansas", "brobygger").encode(), [1, "a", None, "c", 0])
        connection.execute("CALL cdc_management.run_pending_merges(0)")
    passed, said, (row,) = errors(root)["brobygger"]
    assert (passed, said, row["table"]) == (False, "the merges of 1 tables fail", "Actor")
    assert "has no column name, which events bring" in row["error"]
