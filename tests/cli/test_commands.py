"""The `cdc` command as a person runs it: a process, its output, its exit code."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from cdc_assets.cli.main import COMMANDS
from cdc_assets.cli.main import cdc as group
from resources import embedded_stream
from resources.embedded_postgres import running
from resources.postgres import embedded_folder
from resources.project import CHECKOUT
from tests.support.postgres import FAST

TABLES = ("dbo.Actor", "dbo.ImportLogg")
CUSTOMERS = ("avansas", "brobygger")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    """The example with two customers and two tables, one of them without a key."""
    root = tmp_path / "adopus"
    ignored = shutil.ignore_patterns(".cdc", "generated", "migrations")
    shutil.copytree(CHECKOUT / "examples" / "adopus", root, ignore=ignored)
    groups = yaml.safe_load((root / "source-groups.yaml").read_text())
    groups["adopus"]["sources"] = {name: groups["adopus"]["sources"][name] for name in CUSTOMERS}
    (root / "source-groups.yaml").write_text(yaml.safe_dump(groups, allow_unicode=True, sort_keys=False))
    service = yaml.safe_load((root / "services" / "adopus.yaml").read_text())
    body = service["adopus"]
    body["source"]["tables"] = {name: body["source"]["tables"][name] for name in TABLES}
    for sink in body["sinks"].values():
        sink["tables"] = {name: use for name, use in sink["tables"].items() if use["from"] in TABLES}
    (root / "services" / "adopus.yaml").write_text(yaml.safe_dump(service, allow_unicode=True, sort_keys=False))
    with running(embedded_folder(root), settings=FAST):
        yield root


def cdc(project: Path, *arguments: str, home: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run `cdc --project …` with a Dagster home of its own."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("CDC_", "DAGSTER_"))}
    if home is not None:
        home.mkdir(exist_ok=True)
        shutil.copy(CHECKOUT / "dagster_home" / "dagster.yaml", home)
        environ["DAGSTER_HOME"] = str(home)
    command = [str(Path(sys.executable).with_name("cdc")), "--project", str(project), *arguments]
    return subprocess.run(
        command, env=environ | {"COLUMNS": "160"}, capture_output=True, text=True, check=False, timeout=300
    )


def test_the_demo_ends_in_a_summary_and_a_second_one_changes_nothing(project: Path, tmp_path: Path) -> None:
    first = cdc(project, "demo", home=tmp_path / "home")
    assert first.returncode == 0, first.stdout + first.stderr
    assert "2 tenants × 2 tables" in first.stdout
    assert "(1 without a key: append-only)" in first.stdout
    assert "8 relations created" in first.stdout
    assert "make ui" in first.stdout
    query = "SELECT event FROM event_logs WHERE asset_key LIKE '%tenant_status%' ORDER BY id DESC LIMIT 1"
    fleet = cdc(project, "psql", "dagster", "-Atc", query).stdout
    assert "none: every check of every tenant passes" in fleet
    assert "| avansas | Actor | 2026-11-02" in fleet, "looked at after the merges"
    if embedded_stream.available():
        assert "128 events in Debezium's form → nonprod.avansas.AdOpusTest.dbo.Actor → " in first.stdout
        refused = "SELECT count(*) FROM cdc_management.refused_messages"
        assert cdc(project, "psql", "directory_dev", "-Atc", refused).stdout.strip() == "0"
    else:
        assert "make stream" in first.stdout
    second = cdc(project, "demo", home=tmp_path / "home")
    assert second.returncode == 0, second.stdout + second.stderr
    assert second.stdout.count("nothing: already right") == 4
    tables = cdc(
        project, "psql", "directory_dev", "-Atc", "SELECT count(*) FROM pg_tables WHERE schemaname = 'avansas'"
    )
    assert tables.stdout.strip() == "4"


def test_a_mistake_is_a_message_and_exit_code_2_never_a_traceback(project: Path, tmp_path: Path) -> None:
    service = project / "services" / "adopus.yaml"
    service.write_text(service.read_text().replace("replicate_structure", "replicate_strukture"))
    for arguments in (("generate",), ("demo",)):
        done = cdc(project, *arguments, home=tmp_path / "home")
        assert done.returncode == 2
        assert "Traceback" not in done.stdout + done.stderr
        assert "services/adopus.yaml:" in done.stderr
        assert "replicate_structure" in done.stderr


def test_a_folder_that_does_not_exist_is_said_plainly(tmp_path: Path) -> None:
    done = cdc(tmp_path / "nowhere", "generate")
    assert done.returncode == 2
    assert done.stderr.strip() == (
        f"error: {tmp_path / 'nowhere'}: the project folder does not exist (set CDC_PROJECT_DIR to a folder that holds "
        "services/, source-groups.yaml and sink-groups.yaml)"
    )


@pytest.mark.parametrize("given", ["~nobody.of.this.name/shop", "circle"])
def test_a_folder_that_no_path_leads_to_is_said_as_plainly(tmp_path: Path, given: str) -> None:
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    done = from_folder(tmp_path, "--project", given, "status")
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(rf"error: \S*{given}: the project folder does not exist \(.*\)", done.stderr.strip())


def test_numbers_that_cannot_be_written_name_the_file_that_was_asked_for(project: Path, tmp_path: Path) -> None:
    done = from_folder(project, "metrics", "--once", str(tmp_path / "nowhere" / "cdc.prom"))
    assert (done.returncode, done.stderr.splitlines()[-1]) == (
        2,
        f"error: {tmp_path}/nowhere/cdc.prom: No such file or directory",
    )


def test_who_ends_the_server_of_numbers_ends_it_well(project: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).with_name("cdc")), "--project", str(project), "metrics", "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as started:
        assert started.stderr is not None
        while not started.stderr.readline().startswith("http://"):
            assert started.poll() is None
        started.send_signal(signal.SIGINT)
        assert (started.wait(), started.stderr.read()) == (0, ""), "as its help says"


def from_folder(folder: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run `cdc` in a folder, no project named."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CDC_", "DAGSTER_"))}
    command = [str(Path(sys.executable).with_name("cdc")), *arguments]
    return subprocess.run(command, env=kept | environ, cwd=folder, capture_output=True, text=True, check=False)


def test_the_project_is_the_one_around_the_current_folder_and_a_command_says_which(project: Path) -> None:
    for folder in (project, project / "services"):
        done = from_folder(folder, "generate", "--check")
        assert done.returncode == 1
        assert done.stderr.splitlines()[0] == f"project {project}, environment nonprod"
    named = from_folder(project, "generate", "--check", CDC_PROJECT_DIR=str(CHECKOUT / "examples/asma"), CDC_ENV="prod")
    assert named.stderr.splitlines()[0] == f"project {CHECKOUT / 'examples/asma'}, environment prod"


@pytest.mark.parametrize("command", [["status"], ["apply"], ["plan"], ["offsets", "gaps"], ["psql"], ["dev"], ["demo"]])
def test_outside_of_a_project_no_command_takes_the_example_for_it(tmp_path: Path, command: list[str]) -> None:
    done = from_folder(tmp_path, *command)
    assert done.returncode == 2
    assert f"{tmp_path}: this is no project folder, nor is one above it" in done.stderr
    assert "--project DIR" in done.stderr


def test_help_needs_no_dagster_and_names_every_command(project: Path) -> None:
    probe = (
        "import sys; from cdc_assets.cli.main import cdc; cdc.main(['--help'], standalone_mode=False);"
        " sys.exit(bool({'dagster', 'psycopg', 'yaml', 'rich'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", probe], check=False, stdout=subprocess.DEVNULL).returncode == 0
    said = cdc(project, "--help").stdout
    for name in ("demo", "dev", "generate", "psql"):
        assert f"\n  {name} " in said
    lines = {
        line.split()[0]: line.split(maxsplit=1)[1] for line in said.partition("Commands:\n")[2].splitlines() if line
    }
    context = click.Context(group)
    for name in COMMANDS:
        command = group.get_command(context, name)
        assert command is not None
        assert lines[name].removesuffix("...")[:40] in " ".join((command.help or "").split()), name


def test_a_file_edited_by_hand_is_named_and_kept_until_told_otherwise(project: Path) -> None:
    assert cdc(project, "generate").returncode == 0
    edited = project / "migrations" / "sink_asma__directory" / "tables" / "Actor.sql"
    text = edited.read_text() + "-- mine\n"
    edited.write_text(text)
    kept = cdc(project, "generate")
    assert "edited by hand and kept: tables/Actor.sql" in kept.stderr
    assert edited.read_text() == text
    replaced = cdc(project, "generate", "--overwrite", "tables/Actor.sql")
    assert replaced.returncode == 0
    assert edited.read_text() != text
