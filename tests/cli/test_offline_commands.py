"""Commands that look or write files: what they print, as JSON too, and their exit codes."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from psycopg.conninfo import conninfo_to_dict

from cdc_assets.cli.main import COMMANDS, cdc
from cdc_assets.errors import CdcError, Problem, refuse
from cdc_assets.migrate.locks import Blocker
from cdc_assets.migrate.outcome import Outcome
from resources.embedded_postgres import Server
from resources.project import CHECKOUT, project_environ
from tests.security.project import write_project
from tests.support.postgres import fresh_database

INPUTS = shutil.ignore_patterns(".cdc", "generated", "migrations")
Run = Callable[..., Result]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The small example, nothing generated yet."""
    shutil.copytree(CHECKOUT / "examples" / "asma", tmp_path / "asma", ignore=INPUTS)
    return tmp_path / "asma"


@pytest.fixture
def run(root: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `cdc` on it in this process."""
    for name in ("CDC_ENV", "CDC_PROJECT_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CDC_PROJECT_DIR", str(root))
    return lambda *arguments: CliRunner().invoke(cdc, list(arguments))


def files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_check_of_nothing_generated_lists_every_file_and_writes_none(root: Path, run: Run) -> None:
    before = files(root)
    done = run("generate", "--check")
    assert done.exit_code == 1
    assert "new: generated/schemas/AsmaChatTest.dbo.yaml\n" in done.output
    assert "new: migrations/sink_warehouse__insight/chat/manifest.yaml\n" in done.output
    assert "new: generated/pipelines/chat/message.columns.yaml\n" in done.output
    assert files(root) == before


def test_what_waits_for_a_decision_is_told_to_programs_too(root: Path, run: Run) -> None:
    script = root / "migrations/sink_warehouse__insight/chat/manual/0001_x.sql"
    script.parent.mkdir(parents=True)
    script.write_text("-- names changed places\n-- Waits for a decision: message\n")
    told = "migrations/sink_warehouse__insight/chat/manual/0001_x.sql: names changed places"
    rows = {
        (row["service"], row["stage"]): row["to_be_decided"] for row in json.loads(run("generate", "--json").stdout)
    }
    assert {key: scripts for key, scripts in rows.items() if scripts} == {
        ("chat", "ddl sink_warehouse.insight"): [told]
    }
    assert f"to be decided: {told}" in run("generate").stderr


def test_after_generate_there_is_no_difference_and_a_change_is_shown_as_a_diff(root: Path, run: Run) -> None:
    written = json.loads(run("generate", "--json").output)
    assert {row["stage"] for row in written if row["service"] == "chat"} >= {
        "source_schema",
        "table_definitions",
        "pipelines",
        "ddl sink_warehouse.insight",
    }
    done = run("generate", "--check")
    assert (done.exit_code, done.stdout) == (0, "")
    before = files(root)
    script = root / "source/AsmaChatTest/dbo/setting.sql"
    script.write_text(script.read_text().replace("[banned_words]   XML", "[banned_words]   NVARCHAR (500)"))
    done = run("generate", "--dry-run")
    assert done.exit_code == 1
    assert "-        banned_words: xml null\n+        banned_words: nvarchar(500) null\n".replace("        ", "") in (
        done.output.replace("      ", "")
    )
    assert "+++ b/migrations/sink_warehouse__insight/chat/tables/setting.sql" in done.output
    content = json.loads(run("generate", "--check", "--json").stdout)
    assert {one["change"] for one in content["changes"]} <= {"changed", "new"}
    assert "generated/schemas/AsmaChatTest.dbo.yaml" in {one["file"] for one in content["changes"]}
    after = files(root)
    assert {name for name in after if after[name] != before.get(name)} == {"source/AsmaChatTest/dbo/setting.sql"}


@pytest.mark.parametrize("seconds", ["nan", "inf", "1e300"])
@pytest.mark.parametrize("option", ["--settle", "--budget-seconds"])
def test_nobody_is_waited_for_for_ever(run: Run, option: str, seconds: str) -> None:
    done = run("verify", option, seconds)
    assert done.exit_code == 2
    assert f"{float(seconds)} is not in the range" in done.output


def test_what_is_wrong_for_each_of_many_is_told_once() -> None:
    with pytest.raises(CdcError) as error:
        refuse([Problem("a", "b"), Problem("c", "d"), Problem("a", "b")])
    assert error.value.problems == (Problem("a", "b"), Problem("c", "d"))


def test_what_is_no_longer_configured_is_said_to_be_removed_or_kept_as_it_is(root: Path, run: Run) -> None:
    assert run("generate").exit_code == 0
    path = root / "services" / "chat.yaml"
    service = yaml.safe_load(path.read_text())
    gone = next(iter(service["chat"]["source"]["tables"]))
    del service["chat"]["source"]["tables"][gone]
    for sink in service["chat"]["sinks"].values():
        sink["tables"] = {name: use for name, use in sink["tables"].items() if use["from"] != gone}
    path.write_text(yaml.safe_dump(service))
    said = run("generate").stderr.splitlines()
    there = {path.name for path in root.rglob("*.*")}
    found = {line.rpartition("/")[2].split(": ")[-1]: line for line in said if line.startswith("no longer configured")}
    assert any(name.endswith(".sql") for name in found)
    assert any(name.endswith(".yaml") for name in found)
    for name, line in found.items():
        assert line.startswith(f"no longer configured and {'kept' if name in there else 'removed'}: "), line


def test_a_live_source_is_not_asked_where_nothing_is_written(root: Path, run: Run) -> None:
    run("generate")
    groups = root / "source-groups.yaml"
    groups.write_text(groups.read_text().replace('{driver: scripts, path: "source/{database}"}', '{host: "${NOBODY}"}'))
    assert run("generate", "--check").exit_code == 0
    assert isinstance(run("generate").exception, CdcError)


@pytest.mark.parametrize("path", [".", "Actor.sqlproj", "../elsewhere"])
def test_a_source_around_or_outside_of_what_is_written_is_read_again_as_it_was(
    tmp_path: Path, run: Run, path: str
) -> None:
    write_project(tmp_path / "one", "db.example.org", 5432)
    (tmp_path / "one/source").rename(tmp_path / ("elsewhere" if path.startswith("..") else "one/scripts"))
    if path.endswith("sqlproj"):
        (tmp_path / "one" / path).write_text('<Project Sdk="Microsoft.Build.Sql/0.2.0" />')
    groups = tmp_path / "one/source-groups.yaml"
    groups.write_text(groups.read_text().replace("path: source", f"path: {path}"))
    here = ("--project", str(tmp_path / "one"))
    for arguments in (("generate", "--dry-run"), ("generate",), ("generate",), ("generate", "--check"), ("diff",)):
        assert run(*here, *arguments).exit_code == int("--dry-run" in arguments), arguments


def test_a_file_edited_by_hand_fails_the_check_by_name(root: Path, run: Run) -> None:
    run("generate")
    edited = root / "migrations/sink_warehouse__insight/chat/tables/setting.sql"
    edited.write_text(edited.read_text() + "-- mine\n")
    done = run("generate", "--check")
    assert done.exit_code == 1
    assert "edited by hand: tables/setting.sql (chat, ddl sink_warehouse.insight)\n" in done.output
    assert "1 were edited by hand; run: cdc generate; what was edited stays: restore it with git" in done.output


def test_a_mistake_is_told_with_the_projects_own_paths(root: Path, run: Run) -> None:
    run("generate")
    definition = root / "generated/table-definitions/chat/setting.yaml"
    definition.write_text(definition.read_text() + "# mine\n")
    done = run("generate", "--check")
    assert isinstance(done.exception, CdcError)
    assert [problem.where for problem in done.exception.problems] == ["generated/table-definitions/chat/setting.yaml"]


def test_what_is_made_of_one_table_is_shown_in_full(root: Path, run: Run) -> None:
    done = run("generate", "--table", "dbo.role")
    assert done.exit_code == 0
    for wanted in (
        "source: {database: AsmaDirectoryTest",
        'CREATE TABLE {{SCHEMA}}."role"',
        'PROCEDURE {{SCHEMA}}."sp_',
    ):
        assert wanted in done.output
    assert "user_role" not in done.output
    assert not (root / "generated").exists()
    (made,) = json.loads(run("generate", "--table", "dbo.role", "--json").output).values()
    assert [path.partition(": ")[2] for path in made][1:] == [
        "tables/role.sql",
        "staging/role-staging.sql",
        "staging/role-merge.sql",
    ]
    wrong = run("generate", "--table", "dbo.rolle")
    assert isinstance(wrong.exception, CdcError)
    assert wrong.exception.problems[0].hint == "did you mean `dbo.role`?"


def test_a_check_of_one_table_is_refused_as_it_would_check_nothing(run: Run) -> None:
    for other in (("--check",), ("--dry-run",), ("--overwrite", "x.sql")):
        assert "--table: only shows" in str(run("generate", "--table", "dbo.role", *other).exception)


def test_schema_docs_writes_the_source_of_all_services_or_one(root: Path, run: Run) -> None:
    (one,) = json.loads(run("schema-docs", "chat", "--json").output)
    assert (one["database"], one["tables"], one["written"]) == ("AsmaChatTest", 7, ["AsmaChatTest.dbo.yaml"])
    assert "AsmaProxyTest" in run("schema-docs").output
    assert len(list((root / "generated/schemas").iterdir())) == 5
    assert isinstance(run("schema-docs", "chart").exception, CdcError)


def test_a_source_that_is_no_server_cannot_be_recorded(run: Run, tmp_path: Path) -> None:
    done = run("record", "chat", str(tmp_path / "chat.jsonl"))
    assert isinstance(done.exception, CdcError)
    assert "there is no server to record" in done.exception.problems[0].what


def test_the_doctor_says_what_to_do_and_exits_by_what_it_found(root: Path, run: Run, postgres: Server) -> None:
    with fresh_database(postgres) as conninfo:
        at = conninfo_to_dict(conninfo)
        groups = yaml.safe_load((root / "sink-groups.yaml").read_text())
        server = {"host": at["host"], "port": at.get("port", 5432), "user": at.get("user", "postgres")}
        for group, entry in (("sink_warehouse", "insight"), ("sink_outbound", "delivery")):
            groups[group]["servers"]["default"] = server
            groups[group]["sources"][entry]["dev"]["database"] = at["dbname"]
        (root / "sink-groups.yaml").write_text(yaml.safe_dump(groups))
        run("generate")
        done = run("doctor")
        assert done.exit_code == 0, done.output
        assert "source of chat: AsmaChatTest on server `default` (driver scripts) can be read" in done.output
        assert "files of directory: 8 definitions, SQL of 2 sinks, all intact" in done.output
        assert "sink_warehouse.insight (dev): PostgreSQL" in done.output
        groups["sink_warehouse"]["roles"] = {"loader": "cdc_nobody"}
        groups["sink_outbound"]["sources"]["delivery"]["dev"]["database"] = "nowhere"
        (root / "sink-groups.yaml").write_text(yaml.safe_dump(groups))
        shutil.rmtree(root / "source/AsmaChatTest")
        shutil.rmtree(root / "generated/table-definitions/proxy")
        done = run("doctor", "--json")
        assert done.exit_code == 1
        found = {(one["level"], one["subject"]): one for one in json.loads(done.output) if one["level"] != "ok"}
        assert found["error", "sink_warehouse.insight (dev)"]["hint"] == 'CREATE ROLE "cdc_nobody"'
        assert "create it first" in found["error", "sink_outbound.delivery (dev)"]["hint"]
        assert found["error", "sink_outbound.delivery (dev)"]["what"].startswith("database `nowhere`"), "named once"
        assert "no such folder" in found["error", "source of chat"]["what"]
        assert found["warning", "files of proxy"]["hint"] == "run: cdc generate"


def test_the_doctor_looks_at_programs_even_where_the_configuration_is_broken(root: Path, run: Run) -> None:
    (root / "services/chat.yaml").write_text("chat: [")
    done = run("doctor")
    assert done.exit_code == 2
    assert "dagster: " in done.output
    assert "error    services/chat.yaml:" in done.output


def test_the_doctor_says_which_key_of_a_line_is_wrong(root: Path, run: Run) -> None:
    path = root / "sink-groups.yaml"
    path.write_text(path.read_text().replace("{embedded: true}", "{embedded: true, port: x, embeded: true}", 1))
    done = run("doctor")
    assert done.exit_code == 2
    assert re.search(r"error    sink-groups.yaml:\d+: sink_\w+.servers.\w+.port: must be a whole number", done.output)
    assert re.search(r"error    sink-groups.yaml:\d+: sink_\w+.servers.\w+.embeded: unknown key", done.output)


def test_psql_of_a_database_on_another_server_starts_no_embedded_one(root: Path, run: Run) -> None:
    path = root / "sink-groups.yaml"
    path.write_text(path.read_text().replace("{embedded: true}", "{host: db.example.org, user: cdc}"))
    done = run("psql", "insight_dev")
    assert str(done.exception).startswith("psql: `insight_dev` is on server `default`, and not on the embedded one"), (
        done
    )
    assert not (root / ".cdc").exists()


def test_an_edited_file_is_replaced_where_it_is_named_as_it_was_told(root: Path, run: Run) -> None:
    assert run("generate").exit_code == 0
    edited = [next(root.glob("migrations/**/tables/*.sql")), next(root.glob("generated/pipelines/**/*.columns.yaml"))]
    texts = [path.read_text() for path in edited]
    for path, text in zip(edited, texts, strict=True):
        path.write_text(f"{text}# mine\n")
    told = re.findall(r"\(--overwrite (\S+) replaces it\)", run("generate").output)
    assert len(told) == 2
    assert run("generate", *(word for name in told for word in ("--overwrite", name))).exit_code == 0
    assert [path.read_text() for path in edited] == texts
    done = run("generate", "--overwrite", "nothing.sql")
    assert isinstance(done.exception, CdcError)
    assert "no stage makes a file `nothing.sql`" in str(done.exception)


def test_a_pipeline_of_a_sink_or_service_that_is_gone_is_removed_as_it_would_be_run(root: Path, run: Run) -> None:
    (root / "services" / "notification.yaml").unlink()
    groups = root / "sink-groups.yaml"
    text = groups.read_text()
    other = yaml.safe_load(text)
    other["sink_other"] = other["sink_warehouse"]
    groups.write_text(yaml.safe_dump(other))
    for name in ("chat", "proxy"):
        service = root / "services" / f"{name}.yaml"
        service.write_text(service.read_text().replace("sink_warehouse.", "sink_other."))
    assert run("generate").exit_code == 0
    folder = root / "generated" / "pipelines" / "sink_other__insight"
    made = {path.name for path in folder.iterdir()}
    assert made == {f"{name}.{engine}.yaml" for name in ("chat", "proxy") for engine in ("connect", "bento")}
    mine = folder / "mine.connect.yaml"
    mine.write_text("input: {}\n")
    (root / "services" / "proxy.yaml").unlink()
    service = root / "services" / "chat.yaml"
    service.write_text(service.read_text().replace("sink_other.", "sink_warehouse."))
    told = run("generate")
    assert told.exit_code == 0
    assert "no longer configured and removed: proxy.connect.yaml" in told.output
    assert list(folder.iterdir()) == [mine]
    again = root / "generated" / "pipelines" / "sink_warehouse__insight"
    assert {"chat.connect.yaml", "directory.connect.yaml"} <= {path.name for path in again.iterdir()}


def test_the_last_table_of_a_schema_that_left_the_source_is_told_as_any_other_is(root: Path, run: Run) -> None:
    made = root / "source" / "AsmaChatTest" / "Eneste.sql"
    made.write_text("CREATE SCHEMA alene;\nGO\nCREATE TABLE alene.Eneste (id int NOT NULL PRIMARY KEY);\n")
    service = root / "services" / "chat.yaml"
    service.write_text(
        service.read_text().replace("      dbo.channel:", "      alene.Eneste: {}\n      dbo.channel:", 1)
    )
    assert run("generate").exit_code == 0
    made.unlink()
    gone = run("generate").exception
    assert isinstance(gone, CdcError)
    assert ".alene.Eneste: the source database" in str(gone)


def test_an_edited_definition_is_replaced_as_its_error_says(root: Path, run: Run) -> None:
    assert run("generate").exit_code == 0
    edited = next(root.glob("generated/table-definitions/**/*.yaml"))
    text = edited.read_text()
    edited.write_text(f"{text}# mine\n")
    told = run("generate").exception
    assert isinstance(told, CdcError)
    (hint,) = (problem.hint for problem in told.problems)
    words = hint.partition("cdc ")[2].partition(";")[0].split()
    assert words[:2] == ["generate", "--overwrite"]
    assert run(*words).exit_code == 0
    assert edited.read_text() == text


def test_an_environment_that_nobody_has_is_told_instead_of_an_empty_fleet(
    root: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("generate")
    monkeypatch.setenv("CDC_ENV", "nonprd")
    for command in ("plan", "status", "apply", "adopt"):
        done = run(command)
        assert isinstance(done.exception, CdcError), command
        assert str(done.exception) == "CDC_ENV: no tenant has environment `nonprd` (environments: nonprod, prod)"


@pytest.mark.parametrize(
    "command",
    [
        ("plan",),
        ("apply",),
        ("down", "--table", "message"),
        ("adopt", "--write"),
        ("offsets", "reset", "--group", "g", "--to", "earliest"),
        ("offsets", "init"),
        ("enable-cdc",),
        ("clean-cdc",),
    ],
    ids=" ".join,
)
def test_no_command_that_changes_something_guesses_what_a_name_was_meant_to_be(run: Run, command: tuple[str, ...]):
    run("generate")
    done = run(*command, "--tenant", "chatt")
    assert done.exit_code != 0
    assert "did you mean" not in f"{done.exception}{done.output}"
    assert "there are: chat, " in str(done.exception) or "there are: directory, " in str(done.exception)


def test_a_table_that_is_not_stepped_back_says_why_and_one_that_nobody_has_is_an_error(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocker = Blocker(42, "per", "psql", "idle in transaction", 7.0, "SELECT 1")
    no = Problem("chat.message", "its latest change cannot be undone", hint="restore it")
    found = [
        Outcome("chat", "message", "refused", problems=(no,)),
        Outcome("proxy", "route", "failed", error="canceling statement due to lock timeout", blockers=(blocker,)),
        Outcome("chat", "channel", "unchanged"),
    ]
    monkeypatch.setattr("cdc_assets.stages.step_back", lambda *_, **__: found)
    done = run("down", "--sink", "sink_outbound.delivery", *(word for one in found for word in ("--table", one.name)))
    assert done.exit_code == 2
    assert done.stdout.splitlines() == [
        "chat.message: refused: its latest change cannot be undone (restore it)",
        f"proxy.route: failed: canceling statement due to lock timeout; {blocker}",
        "chat.channel: unchanged: no change is recorded that could be undone",
    ]
    monkeypatch.setattr("cdc_assets.stages.step_back", lambda *_, **__: [Outcome("chat", "mesage", "unchanged")])
    done = run("down", "--table", "mesage")
    assert str(done.exception).startswith("--table: there is no table `mesage` (there are: ")
    monkeypatch.setattr("cdc_assets.stages.step_back", lambda *_, **__: [Outcome("chat", "gone", "applied")])
    assert run("down", "--table", "gone", "--sink", "sink_warehouse.insight").exit_code == 0, "configured no longer"


def test_a_password_in_single_quotes_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        """A=one\nB='x@:/#%${A}$ "'\nexport C = 'a${A}b' # c\nD="${A}='x'"\nE='${A}'\nE=${A}\n"""
    )
    found = project_environ(tmp_path, {})
    assert found == {"A": "one", "B": 'x@:/#%${A}$ "', "C": "a${A}b", "D": "one='x'", "E": "one"}


def test_settings_of_processes_may_stand_in_the_projects_file_too(
    root: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CDC_EXECUTOR", "CDC_TENANTS_PER_RUN", "CDC_DAGSTER_URL"):
        monkeypatch.setenv(name, "")  # so that what is set is taken back
    (root / ".env").write_text("CDC_EXECUTOR=multiprocess\nCDC_TENANTS_PER_RUN=7\nCDC_DAGSTER_URL=postgresql://x/y\n")
    monkeypatch.setenv("CDC_TENANTS_PER_RUN", "9")
    found = json.loads(run("doctor", "--json").stdout)
    assert [one["what"] for one in found if one["subject"] == "executor"] == ["multiprocess, up to 9 tenants per run"]
    assert os.environ["CDC_EXECUTOR"] == "multiprocess", "Dagster's processes read it there"
    assert os.environ["CDC_DAGSTER_URL"] == "postgresql://x/y"
    assert os.environ["CDC_TENANTS_PER_RUN"] == "9", "what is set outside wins"


def test_secrets_that_are_not_saved_as_utf8_are_told_without_a_word_of_them(root: Path, run: Run) -> None:
    (root / ".env").write_bytes(b"PG_PASSWORD=hemmelig\xe6\n")
    for command in ("doctor", "generate", "status"):
        done = run(command)
        said = f"{done.output}{done.exception}"
        assert ".env: the file is not UTF-8 (save it as UTF-8, lines like NAME=value)" in said.replace("\n", " ")
        assert "hemmelig" not in said


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("PG_PASSWORD hemmelig", "the line is not NAME=value"),
        ("PG_PASSWORD='hem'melig'", "the line is not NAME=value"),
        ('PG_PASSWORD="hemmelig', "the line is not NAME=value"),
        ("CDC_OWNER=hemmelig\0", "the value holds the character NUL"),
    ],
)
def test_a_line_of_secrets_that_cannot_be_read_is_told_without_a_word_of_it(
    root: Path, run: Run, line: str, what: str, caplog: pytest.LogCaptureFixture
) -> None:
    (root / ".env").write_text(f"# for laptops\nCDC_ENV=nonprod\n{line}\n")
    for command in ("doctor", "generate", "status"):
        done = run(command)
        assert done.exit_code in (1, 2)
        said = f"{done.output}{done.exception}"
        assert f".env:3: {what} (quote a value that holds blanks, # or quotes: NAME='value')" in said.replace("\n", " ")
        assert "hemmelig" not in said
        assert caplog.text == ""


def test_the_status_of_one_sink_is_shown_though_another_ones_database_is_not_there(
    root: Path, run: Run, postgres: Server
) -> None:
    with fresh_database(postgres) as conninfo:
        at = conninfo_to_dict(conninfo)
        groups = yaml.safe_load((root / "sink-groups.yaml").read_text())
        server = {"host": at["host"], "port": at.get("port", 5432), "user": at.get("user", "postgres")}
        for group, entry, name in (
            ("sink_warehouse", "insight", "nowhere"),
            ("sink_outbound", "delivery", at["dbname"]),
        ):
            groups[group]["servers"]["default"] = server
            groups[group]["sources"][entry]["dev"]["database"] = name
        (root / "sink-groups.yaml").write_text(yaml.safe_dump(groups))
        run("generate")
        done = run("status")
        assert isinstance(done.exception, CdcError)
        assert "create it first" in str(done.exception)
        assert "notification" in done.output
        assert "pending" in done.output
        shown = json.loads(run("status", "--json").stdout)
        assert {one["sink"] for one in shown} == {"sink_outbound.delivery"}


def test_the_status_in_one_database_is_shown_though_the_sinks_other_one_is_not_there(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, postgres: Server
) -> None:
    with fresh_database(postgres) as conninfo:
        at = conninfo_to_dict(conninfo)
        there = (at["host"], at.get("port", 5432), at.get("user", "postgres"))
        project = write_project(tmp_path / "two", *there, "nowhere")
        sinks = json.loads((project / "sink-groups.yaml").read_text())
        entry = sinks["sink_asma"]["sources"]["directory"]
        entry["prod"] = {"server": "default", "database": at["dbname"]}
        (project / "sink-groups.yaml").write_text(json.dumps(sinks))
        sources = yaml.safe_load((project / "source-groups.yaml").read_text())
        sources["adopus"]["sources"]["brobygger"]["nonprod"]["target_sink_env"] = "prod"
        (project / "source-groups.yaml").write_text(yaml.safe_dump(sources))
        monkeypatch.setenv("CDC_PROJECT_DIR", str(project))
        run("generate")
        done = run("status", "--json")
        assert isinstance(done.exception, CdcError)
        assert "create it first" in str(done.exception)
        assert {one["schema"] for one in json.loads(done.stdout)} == {"brobygger"}
        for command, shown in (
            (("plan",), "× brobygger"),
            (("apply",), "brobygger: 2 done"),
            (("adopt",), "1 recorded"),
            (("down", "--table", "Actor", "--dry-run"), "brobygger.Actor"),
            (("offsets", "gaps"), "brobygger"),
            (("offsets", "plot", "--out", str(tmp_path / "plots")), "2 pictures"),
        ):
            done = run(*command)
            assert shown in done.output, command
            assert "create it first" in str(done.exception), command
        monkeypatch.setenv("CDC_KAFKA_BOOTSTRAP_SERVERS", "")
        assert "brobygger" not in run("offsets", "resume").output, "who is not looked at may need an earlier offset"


def test_every_command_teaches_by_its_help(run: Run) -> None:
    for name in COMMANDS:
        done = run(name, "--help")
        assert done.exit_code == 0, name
        assert len(done.output.splitlines()) > 4, name
    assert "Shell completion" in run("--help").output
