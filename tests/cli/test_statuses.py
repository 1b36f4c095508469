"""What commands say of tenants: why one is refused, who left, what was applied when; on narrow terminals too."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from cdc_assets import stages
from cdc_assets.assets.tenant_status import table_states
from cdc_assets.checks.health import read_health
from cdc_assets.cli.demo_evolve import _roll_out
from cdc_assets.cli.fleet import same_together, show_plans
from cdc_assets.cli.main import cdc
from cdc_assets.cli.output import as_table, plural
from cdc_assets.config.model import Project
from cdc_assets.migrate.explain import PlanStage
from cdc_assets.migrate.hazards import Hazard, HazardKind
from cdc_assets.offsets.checks import COLUMNS
from resources.embedded_postgres import Server
from resources.project import open_project
from tests.assets.world import CUSTOMERS, GROUP, SINK, TABLES, script, set_customers, small_project


@pytest.fixture
def root(tmp_path: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Three customers with one table, all applied."""
    with small_project(tmp_path, postgres, tables=TABLES[:1]) as made:
        monkeypatch.setenv("CDC_PROJECT_DIR", str(made))
        monkeypatch.delenv("CDC_ENV", raising=False)
        project = generated()
        assert all(one.result.ok for one in stages.applied_schema(project, GROUP, SINK, CUSTOMERS))
        yield made


def generated() -> Project:
    project, environ = open_project()
    (service,) = project.services.values()
    stages.source_schema(project, service, environ)
    stages.table_definitions(project, service)
    stages.ddl(project, service, SINK)
    return project


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cdc, list(arguments))


def test_status_says_why_a_tenant_would_be_refused_until_it_is_not_so_any_more(root: Path) -> None:
    assert run("status").exit_code == 0
    path = script(root, "Actor")
    before = path.read_text()
    path.write_text(before.replace("NVARCHAR (60)", "NVARCHAR (6)"))
    assert path.read_text() != before
    project = generated()
    done = run("status")
    assert done.exit_code == 2
    assert "refused" in done.stdout
    assert "needs approval" in done.stdout
    assert "allow it with DATA_LOSS:Actor." in done.stdout
    rows = json.loads(run("status", "--json").stdout)
    mine = [row for row in rows if row["schema"] in CUSTOMERS]
    assert {row["schema"]: row["state"] for row in mine} == dict.fromkeys(CUSTOMERS, "refused")
    assert all("DATA_LOSS" in " ".join(row["refused"].values()) for row in mine)
    outcomes = stages.applied_schema(project, GROUP, SINK, CUSTOMERS)
    problems = same_together(outcomes)
    assert {problem.where for problem in problems} == {"avansas, bjorkelund, brobygger"}, "told once, not per tenant"
    planned = run("plan")
    assert "-- 3 tenants: 3 refused until fixed or allowed" in planned.stdout
    path.write_text(before)
    generated()
    assert run("status").exit_code == 0


def everywhere(states: dict[str, str]) -> dict[str, dict[str, str]]:
    return dict.fromkeys(CUSTOMERS, states)


def pictured() -> dict[str, dict[str, str]]:
    """What the picture of tenants × tables shows."""
    project, _ = open_project()
    return {one.tenant: table_states(one) for one in read_health(project, GROUP, SINK, CUSTOMERS)}


def test_the_picture_has_a_column_for_every_table_and_no_other(root: Path) -> None:
    path = script(root, "Actor")
    text = path.read_text()
    odd = text.replace("[dbo].[Actor]", "[dbo].[Kontakt.Punkt]").replace("_Actor]", "_KP]")
    path.write_text(f"{text}\nGO\n{odd}")
    service = root / "services" / "adopus.yaml"
    text = service.read_text()
    text = text.replace("dbo.Actor:", "dbo.Kontakt.Punkt: {}\n      dbo.Actor:", 1)
    text = text.replace(
        "adopus.Actor:",
        "adopus.Kontakt.Punkt: {from: dbo.Kontakt.Punkt, replicate_structure: true}\n        adopus.Actor:",
        1,
    )
    service.write_text(text)
    project = generated()
    assert pictured() == everywhere({"Actor": "applied", "Kontakt.Punkt": "pending"})
    assert all(one.result.ok for one in stages.applied_schema(project, GROUP, SINK, CUSTOMERS))
    path.write_text(path.read_text().replace("NVARCHAR (60)", "NVARCHAR (6)"))
    told = json.loads(run("diff", "--severity", "approval", "--json").stdout)
    columns = {(one["table"], one["column"]) for one in told if one["kind"] == "table_altered"}
    assert {table for table, _ in columns} == {"Actor", "Kontakt.Punkt"}
    assert not [column for _, column in columns if "." in column]
    project = generated()
    assert pictured() == everywhere({"Actor": "failed", "Kontakt.Punkt": "failed"})
    refused = {unit for row in json.loads(run("status", "--json").stdout) for unit in row.get("refused", ())}
    assert refused == {"Actor", "Kontakt.Punkt"}
    outcomes = stages.applied_schema(project, GROUP, SINK, CUSTOMERS)
    assert {no.unit for one in outcomes for no in one.result.refused} == {"Actor", "Kontakt.Punkt"}


def test_what_else_stops_a_tenant_shows_in_the_tables_that_wait_for_it(root: Path) -> None:
    folder = next((root / "migrations").glob("sink_*")) / "manual"
    folder.mkdir(exist_ok=True)
    (folder / "0001_x.sql").write_text("SELECT 1;\n")
    assert pictured() == everywhere({"Actor": "applied"}), "a script that is due is no table"
    (folder / "0001_x.sql").write_text("SELECT 1/0;\n")
    path = script(root, "Actor")
    path.write_text(path.read_text().replace("NVARCHAR (60)", "NVARCHAR (61)"))
    project = generated()
    assert pictured() == everywhere({"Actor": "pending"})
    stages.applied_schema(project, GROUP, SINK, CUSTOMERS[:1])
    assert pictured() == {**everywhere({"Actor": "pending"}), CUSTOMERS[0]: {"Actor": "failed"}}


def test_who_left_is_in_status_and_doctor_and_changes_no_exit_code(root: Path) -> None:
    set_customers(root, CUSTOMERS[:2])
    done = run("status")
    assert done.exit_code == 0
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("brobygger")]
    assert "left" in line
    assert "offboard_tenant" in line
    assert [row["schema"] for row in json.loads(run("status", "--json").stdout) if row["state"] == "left"] == [
        "brobygger"
    ]
    assert "left" not in run("status", "--tenant", "avansas").stdout
    assert "schemas of customers that are configured no longer: brobygger" in run("doctor").output


def test_history_tells_what_was_applied_to_a_tenant(root: Path) -> None:
    rows = json.loads(run("history", "avansas", "--json").stdout)
    assert {row["status"] for row in rows} == {"applied"}
    assert "Actor" in {row["table"] for row in rows}
    assert len(json.loads(run("history", "avansas", "--json", "--last", "1").stdout)) == 1
    refused = run("history", "avansa")
    assert refused.exit_code != 0
    assert "there are: avansas" in str(refused.exception)
    assert "did you mean" not in str(refused.exception)


ROW = [
    "oslo-universitetssykehus",
    "warning",
    "117",
    "0",
    "0",
    "12",
    "0",
    "3",
    "0",
    "1234.5",
    "offset_gaps, replication_lag",
]


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_no_name_is_cut_whatever_the_width(width: int) -> None:
    console = Console(width=width, color_system=None, record=True, file=io.StringIO())
    topic = [
        "avansas",
        "Actor",
        "nonprod.avansas.AdOpusTest.dbo.Actor [0]",
        "recoverable",
        "2",
        "7…8",
        "a reason",
        "note",
    ]
    console.print(as_table(COLUMNS, [ROW], "Fleet", width))
    console.print(
        as_table(("tenant", "table", "partition", "kind", "offsets", "which", "reason", "note"), [topic], "", width)
    )
    said = console.export_text()
    for name in ("oslo-universitetssykehus", "nonprod.avansas.AdOpusTest.dbo.Actor [0]", "1234.5", "recoverable"):
        assert name in said
    assert max(map(len, said.splitlines())) <= width


def test_a_plan_names_what_is_in_danger_and_for_a_review_every_tenant(capsys: pytest.CaptureFixture[str]) -> None:
    names = [f"customer{number}" for number in range(7)]
    danger = Hazard(HazardKind.TABLE_REWRITE, "Actor.id", "every row is rewritten", needs_approval=False)
    due = (("Actor", ("SELECT 1",)),)
    found = [PlanStage(SINK, "default/one", name, due, (), (), "", (danger,)) for name in names]
    show_plans(found)
    assert "× customer0, customer1, customer2, customer3, customer4 and 2 more\n" in capsys.readouterr().out
    show_plans(found, whole=True)
    said = capsys.readouterr().out
    assert f"-- default/one: 7 × {', '.join(names)}\n-- TABLE_REWRITE: Actor.id: every row is rewritten\n" in said


def test_one_is_singular() -> None:
    assert (plural(1, "tenant"), plural(2, "tenant"), plural(0, "tenant")) == ("1 tenant", "2 tenants", "0 tenants")
    assert (plural(0, "error", "no"), plural(1, "error", "no")) == ("no errors", "1 error")


def test_a_rollout_of_the_demo_counts_tenants_and_takes_no_longer_than_it_took(root: Path) -> None:
    path = script(root, "Actor")
    path.write_text(path.read_text().replace("NVARCHAR (60)", "NVARCHAR (61)"))
    generated()
    console, began = Console(file=io.StringIO(), record=True, width=200), time.monotonic()
    _roll_out(console, root)
    took = time.monotonic() - began
    (line,) = console.export_text().splitlines()
    found = re.fullmatch(r"3 tenants: 3 tables or schemas done in ([\d.]+) s", line)
    assert found is not None, line
    assert float(found[1]) <= took + 0.1


def test_no_color_is_heeded() -> None:
    # A process with a terminal: click strips colours where there is none.
    code = (
        "import click; from cdc_assets.cli.main import cdc; import cdc_assets.cli.main as m\n"
        "@click.command()\ndef shown(): click.secho('x', fg='red', color=click.get_current_context().color)\n"
        "cdc.get_command = lambda ctx, name: shown\n"
        "import sys; sys.stdout.isatty = lambda: True\n"
        "cdc.main(['shown'], standalone_mode=False)"
    )
    said = subprocess.run(
        [sys.executable, "-c", code],
        env={"NO_COLOR": "1", "PATH": "/usr/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == "x\n"


def test_a_release_is_never_shown_on_a_real_server(root: Path) -> None:
    assert (root / "source-v2").is_dir()
    done = run("demo-evolve")
    assert done.exit_code != 0
    assert "this is shown on an embedded server alone" in str(done.exception)
