"""`cdc adopt` and `cdc diff` as a person runs them: lines, JSON, exit codes."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import yaml
from click.testing import CliRunner, Result
from psycopg.conninfo import conninfo_to_dict

from cdc_assets.cli.main import cdc
from resources.embedded_postgres import SUPERUSER, Server
from resources.project import CHECKOUT
from tests.support.postgres import fresh_database

INPUTS = shutil.ignore_patterns(".cdc", "generated", "migrations")
Run = Callable[..., Result]
SINK = "sink_outbound.delivery"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """One service of the small example, generated."""
    root = tmp_path / "asma"
    shutil.copytree(CHECKOUT / "examples" / "asma", root, ignore=INPUTS)
    for name in ("chat", "directory", "proxy"):
        (root / "services" / f"{name}.yaml").unlink()
    return root


@pytest.fixture
def run(root: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.delenv("CDC_ENV", raising=False)
    monkeypatch.setenv("CDC_PROJECT_DIR", str(root))
    return lambda *arguments: CliRunner().invoke(cdc, list(arguments))


@pytest.fixture
def live(root: Path, postgres: Server) -> Iterator[str]:
    """The sink's database, empty."""
    with fresh_database(postgres) as conninfo:
        sinks = yaml.safe_load((root / "sink-groups.yaml").read_text())
        sinks["sink_outbound"]["servers"] = {
            "default": {"host": str(postgres.socket), "port": postgres.port, "user": SUPERUSER}
        }
        name = str(conninfo_to_dict(conninfo)["dbname"])
        sinks["sink_outbound"]["sources"]["delivery"] = {"schemas": ["public"], "dev": {"database": name}}
        (root / "sink-groups.yaml").write_text(yaml.safe_dump(sinks))
        yield conninfo


def test_adopt_looks_first_writes_when_told_to_and_ends_where_apply_has_nothing_to_do(run: Run, live: str) -> None:
    assert run("generate").exit_code == 0
    missing = run("adopt")
    assert missing.exit_code == 1
    assert '--   DROP TABLE {{SCHEMA}}."subscription";' in run("plan", "--sql").output.splitlines()
    assert f"({SINK}): 4 missing" in missing.output
    assert "what is missing is made by: cdc apply" in missing.output
    assert run("apply").exit_code == 0
    assert run("adopt").exit_code == 0
    with psycopg.connect(live, autocommit=True) as connection:
        connection.execute("DELETE FROM cdc_management.applied_schema WHERE kind <> 'infrastructure'")
        seen = run("adopt")
        assert seen.exit_code == 1
        assert "4 matches\nnothing was written; run: cdc adopt --write" in seen.output
        connection.execute("ALTER TABLE notification.subscription ALTER COLUMN channel TYPE text")
        told = json.loads(run("adopt", "--write", "--json").output)
        stands = {table["table"]: table["stand"] for table in told[0]["tables"]}
        assert set(stands.values()) == {"adopted", "differs"}
        assert stands["subscription"] == "differs"
        (difference,) = told[0]["differences"]
        assert "subscription.channel is text instead of character varying(" in difference["what"]
        assert "--allow" in difference["hint"]
    assert run("adopt").exit_code == 1
    assert run("adopt", "--write", "--take-over").exit_code == 0
    shown = run("plan")
    assert shown.exit_code == 1
    assert 'ALTER COLUMN "channel"' in shown.output
    whole = run("plan", "--sql").output
    assert shown.output.splitlines()[0] == whole.splitlines()[0]
    assert 'ALTER COLUMN "channel" TYPE text' in whole.partition("-- to undo it:")[2]
    assert run("apply", "--allow", "DATA_LOSS", "--allow", "TABLE_REWRITE").exit_code == 0
    assert run("plan").exit_code == 0
    assert run("adopt").exit_code == 0


def test_adopt_refuses_to_write_without_being_told_to(run: Run, live: str) -> None:
    done = run("adopt", "--take-over")
    assert "it needs --write" in str(done.exception)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_diff_says_what_changed_with_a_severity_and_needs_nobody(root: Path, run: Run) -> None:
    first = run("diff")
    assert first.exit_code == 1
    assert "automatic: notification sink_outbound.delivery subscription" in first.stdout
    run("generate")
    same = run("diff")
    assert (same.exit_code, same.stdout) == (0, "")
    assert "nothing differs" in same.stderr
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    script = root / "source/AsmaNotificationTest/dbo/subscription.sql"
    text = script.read_text()
    script.write_text(text.replace("(\n", "(\n    [note] NVARCHAR (20) NULL,\n", 1))
    service = root / "services/notification.yaml"
    edit(service, "      dbo.delivery_attempt: {}\n", "")
    edit(
        service, "        notification.delivery_attempt: {from: dbo.delivery_attempt, replicate_structure: true}\n", ""
    )
    done = run("diff", "--json")
    assert done.exit_code == 1
    found = json.loads(done.stdout)
    kinds = {(one["kind"], one["table"], one["severity"]) for one in found}
    assert ("column_added", "dbo.subscription", "automatic") in kinds
    assert ("target_removed", "dbo.delivery_attempt", "approval") in kinds
    assert ("table_altered", "subscription", "automatic") in kinds
    assert ("table_released", "delivery_attempt", "automatic") in kinds
    assert all(one["sentence"].endswith(".") and one["service"] == "notification" for one in found)
    lines = run("diff", "--severity", "approval").stdout.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["approval"]
    after = {path: path.read_bytes() for path in root.rglob("*") if path.is_file() and ".cdc" not in path.parts}
    assert {path for path in after if after[path] != before.get(path)} == {script, service}


def test_diff_of_a_narrower_column_asks_for_a_yes_by_name(root: Path, run: Run) -> None:
    run("generate")
    script = root / "source/AsmaNotificationTest/dbo/subscription.sql"
    text = script.read_text()
    assert "[channel]" in text
    script.write_text(re.sub(r"(\[channel\]\s+)\w+ \(\d+\)", r"\1VARCHAR (2)", text))
    found = json.loads(run("diff", "--json").stdout)
    asked = [one["sentence"] for one in found if one["kind"] == "table_altered"]
    assert any("allow it with" in sentence for sentence in asked), found


def test_diff_shows_a_review_every_statement_and_as_comments_what_undoes_it(root: Path, run: Run) -> None:
    run("generate")
    script = root / "source/AsmaNotificationTest/dbo/subscription.sql"
    script.write_text(script.read_text().replace("(\n", "(\n    [note] NVARCHAR (20) NULL,\n", 1))
    done = run("diff", "--sql")
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert 'ALTER TABLE {{SCHEMA}}."subscription" ADD COLUMN "note" character varying(20);' in lines
    assert '--   ALTER TABLE {{SCHEMA}}."subscription" DROP COLUMN "note";' in lines


def test_diff_compares_with_the_files_as_they_are_written_and_says_so(root: Path, run: Run) -> None:
    run("generate")
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    script = root / "source/AsmaNotificationTest/dbo/subscription.sql"
    script.write_text(script.read_text().replace("(\n", "(\n    [note] NVARCHAR (20) NULL,\n", 1))
    assert run("diff").exit_code == 1
    run("generate")  # written, and nothing of it committed
    same = run("diff")
    assert same.exit_code == 0
    assert same.stderr.splitlines()[-1] == "nothing differs from the files in generated/ and migrations/"
    told = " ".join(run("diff", "--help").stdout.split())
    assert "since generated/ and migrations/ were written" in told
    assert "commit" not in told


def test_diff_takes_a_live_source_as_it_was_recorded_and_says_so(root: Path, run: Run) -> None:
    run("generate")
    edit(root / "source-groups.yaml", '{driver: scripts, path: "source/{database}"}', '{host: "${NOBODY}"}')
    done = run("diff")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "taken as generated/schemas/ has it: the source of notification" in done.stderr
