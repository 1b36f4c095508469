"""What is true of every command: help with exit codes, JSON, errors as lines or JSON, completion, plain lines in CI."""

from __future__ import annotations

import io
import json
import os
import pty
import shutil
import signal
import socket
import subprocess
import sys
import uuid
from pathlib import Path

import click
import psycopg
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner
from rich.console import Console
from rich.progress import Progress

from cdc_assets.cli import main, output
from cdc_assets.cli.main import COMMANDS, cdc
from resources.embedded_postgres import Server
from resources.project import CHECKOUT, open_project

COMMAND = str(Path(sys.executable).with_name("cdc"))
SHOWS = {"demo-evolve", "dev", "psql"}
"""Commands to look at or to work in: they have no result that a program would read."""


def leaves() -> list[tuple[str, click.Command]]:
    """Every command and subcommand by its full name."""
    context = click.Context(cdc)
    found = []
    for name in COMMANDS:
        command = cdc.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            found += [(f"{name} {sub}", command.commands[sub]) for sub in command.commands]
        else:
            found.append((name, command))
    return found


@pytest.mark.parametrize(("name", "command"), [pair for pair in leaves() if pair[0] not in SHOWS])
def test_its_help_tells_the_exit_codes_and_it_speaks_json(name: str, command: click.Command) -> None:
    told = CliRunner().invoke(cdc, [*name.split(), "--help"]).output
    assert "Exit code" in told, name
    assert "--json" in told, name
    assert all(option.help for option in command.params if isinstance(option, click.Option)), name


def run(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("CDC_", "_CDC"))}
    return subprocess.run([COMMAND, *arguments], env=clean | environ, capture_output=True, text=True, check=False)


def test_with_json_errors_are_json_too(tmp_path: Path) -> None:
    done = run("--project", str(tmp_path / "nowhere"), "plan", "--json")
    assert (done.returncode, done.stdout) == (2, "")
    (error,) = json.loads(done.stderr)["errors"]
    assert error["what"] == "the project folder does not exist"
    assert error["hint"]


@pytest.mark.parametrize("wrong", [("apply", "--wave", "0"), ("apply", "--nonsense"), ("record",), ("nonsense",)])
def test_with_json_options_that_are_wrong_are_json_too(wrong: tuple[str, ...]) -> None:
    done = run(*wrong, "--json")
    assert (done.returncode, done.stdout) == (2, "")
    (error,) = json.loads(done.stderr)["errors"]
    assert error["where"] == f"cdc {wrong[0]}" if wrong[0] != "nonsense" else "cdc"
    assert run(*wrong).stderr.splitlines()[-1] == f"Error: {error['what']}"


def test_who_reads_no_further_is_no_difference() -> None:
    with subprocess.Popen([COMMAND, "--help"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as started:
        assert started.stdout is not None
        assert started.stderr is not None
        started.stdout.close()
        assert (started.wait(), started.stderr.read()) == (141, b"")


def test_a_letter_that_the_terminal_does_not_know_is_escaped() -> None:
    done = run("adopt", "--help", PYTHONIOENCODING="latin-1")
    assert (done.returncode, done.stderr) == (0, "")
    assert r"--allow \u2026" in done.stdout


def test_a_locale_in_which_files_would_have_other_names_is_refused_in_a_line() -> None:
    done = run("status", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip() == (
        "error: the locale: its encoding is ascii: files with letters like `ø` in their names would not be found "
        "(set LC_ALL=C.UTF-8, or PYTHONUTF8=1)"
    )


def test_a_command_that_is_nearly_one_is_suggested() -> None:
    done = run("aply")
    assert done.returncode == 2
    assert "Did you mean 'apply'?" in done.stderr


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("cdc apply --tenant av", {"avansas"}),
        ("cdc plan --sink ", {"sink_asma.directory"}),
        ("cdc generate --table dbo.Av", {"dbo.Avdeling", "dbo.Avtale", "dbo.Avtalelinje"}),
        ("cdc down --table Actor", {"Actor", "ActorActor", "ActorAdresse"}),
        ("cdc down --table public.", {"public.customer_user", "public.customer_department"}),
        ("cdc offsets gaps --table customer_u", {"customer_user"}),
        ("cdc ad", {"adopt"}),
        ("cdc --project /nowhere apply --tenant ", set()),
    ],
)
def test_the_shell_completes_commands_and_the_projects_names(
    line: str, offered: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CDC_PROJECT_DIR", str(CHECKOUT / "examples" / "adopus"))
    *words, half = line.removeprefix("cdc ").split(" ")
    found = ShellComplete(cdc, {}, "cdc", "_CDC_COMPLETE").get_completions(words, half)
    assert {each.value for each in found} == offered


def test_tables_are_boxes_on_a_terminal_and_whole_lines_elsewhere(tmp_path: Path) -> None:
    root = tmp_path / "asma"
    shutil.copytree(CHECKOUT / "examples" / "asma", root, ignore=shutil.ignore_patterns(".cdc"))
    piped = run("--project", str(root), "schema-docs").stdout
    assert piped.splitlines()[0].split() == [
        "service",
        "database",
        "tables",
        "columns",
        "files",
        "written",
        "unchanged",
    ]
    assert "─" not in piped
    ours, theirs = pty.openpty()
    wide = {**os.environ, "COLUMNS": "100"}  # at 80 columns it does not fit: a block of lines per row
    subprocess.run([COMMAND, "--project", str(root), "schema-docs"], stdout=theirs, env=wide, check=True)
    os.close(theirs)
    assert "─" in os.read(ours, 100_000).decode()
    os.close(ours)


def test_ctrl_c_in_psql_cancels_its_query_alone(tmp_path: Path) -> None:
    child, terminal = pty.fork()
    if child == 0:
        command = [COMMAND, "--project", str(tmp_path), "psql", "postgres", "-P", "pager=off"]
        os.execve(COMMAND, command, {**os.environ, "TERM": "dumb"})

    def until(text: bytes) -> None:
        said = b""
        while text not in said:
            said += os.read(terminal, 10_000)

    try:
        until(b"postgres=# ")
        os.write(terminal, b"DO $$BEGIN RAISE NOTICE 'sleeps'; PERFORM pg_sleep(600); END$$;\n")
        until(b"NOTICE:  sleeps")
        os.write(terminal, b"\x03")
        until(b"canceling statement")
        os.write(terminal, b"SELECT 6 * 7;\n")
        until(b"42")
        os.write(terminal, b"\\q\n")
        assert os.waitpid(child, 0)[1] == 0
    finally:
        os.close(terminal)


def test_a_cell_is_never_cut_nor_read_as_markup(capsys: pytest.CaptureFixture[str]) -> None:
    output.print_table(("a", "b"), [("x" * 200, "[red]1[/red]"), (None, "two\nlines")], "title")
    assert capsys.readouterr().out.splitlines() == [
        "title:",
        f"{'a'.ljust(200)}  b",
        f"{'x' * 200}  [red]1[/red]",
        f"{' ' * 200}  two; lines",
    ]


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (KeyboardInterrupt(), 130, "interrupted"),
        (OSError(28, "No space left on device"), 2, "error: the system: No space left on device"),
        (psycopg.OperationalError("no route\nto host"), 2, "error: database: no route to host"),
        (PermissionError(13, "Permission denied", "/x/y"), 2, "error: /x/y: Permission denied"),
    ],
)
def test_what_the_system_refuses_is_a_line_and_an_interrupt_is_no_difference(
    raised: BaseException, code: int, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise raised

    monkeypatch.setattr(main.cdc, "invoke", lambda _context: fail())
    monkeypatch.setattr(sys, "argv", ["cdc", "plan"])
    with pytest.raises(SystemExit) as left:
        main.main()
    assert left.value.code == code
    assert said in capsys.readouterr().err


def test_the_demos_numbers_are_summed_over_tenants() -> None:
    from cdc_assets.cli.demo import Seen, numbers

    applied = [{"tenant": "a", "relations_created": 4}, {"tenant": "b", "relations_created": 4, "current": True}]
    seen = Seen(seconds={"applied_schema": 1.25}, metadata={"applied_schema": applied}, failures=["b: no"])
    assert numbers(seen) == {
        "stages": {"applied_schema": {"seconds": 1.25, "relations_created": 8}},
        "failures": ["b: no"],
    }


def test_a_bar_of_the_demo_moves_until_its_first_result_is_there() -> None:
    import dagster as dg

    from cdc_assets.cli.demo import Seen, _on_event

    progress = Progress(console=Console(file=io.StringIO()))
    tasks = {"source_schema": progress.add_task("source_schema", total=None, start=False)}
    while_it_runs = []

    @dg.asset(key_prefix="g")
    def source_schema() -> None:
        while_it_runs.append(progress.tasks[0].total)

    job = dg.Definitions([source_schema]).resolve_implicit_global_asset_job_def()
    with dg.DagsterInstance.ephemeral() as instance:
        run_id, seen = str(uuid.uuid4()), Seen()
        totals = {"source_schema": 1}
        instance.add_event_listener(run_id, lambda event: _on_event(event, seen, progress, tasks, totals, lines=False))
        job.execute_in_process(instance=instance, run_id=run_id)
    assert while_it_runs == [None], "a bar without a total moves to and fro"
    assert progress.tasks[0].finished


def test_a_demo_that_failed_calls_nothing_right(monkeypatch: pytest.MonkeyPatch) -> None:
    from cdc_assets.cli.demo import Seen, summarise

    project, _ = open_project({"CDC_PROJECT_DIR": str(CHECKOUT / "examples" / "adopus")})
    seen = Seen(seconds={"source_schema": 1.0, "ddl": 0.1}, failures=["no"])
    seen.failed.add("ddl")
    console = Console(file=io.StringIO(), width=200)
    summarise(console, project, "adopus", seen, 1.0)
    assert isinstance(console.file, io.StringIO)
    said = {line.split()[1]: line for line in console.file.getvalue().splitlines() if line.startswith(("│", "┃"))}
    assert "already right" in said["source_schema"]
    assert "failed: the reason is below" in said["ddl"]
    assert "not reached" in said["applied_schema"]
    assert "already right" not in said["ddl"] + said["applied_schema"]


def test_make_ui_takes_the_port_that_it_is_told() -> None:
    command = ["make", "--dry-run", "ui", "PORT=3103"]
    asked = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout
    assert "dev --port 3103" in asked


@pytest.mark.parametrize(
    ("folder", "example", "next_ones"),
    [
        (CHECKOUT, "adopus", ("make ui  ", "cdc --project examples/adopus psql ", "make demo  ")),
        (CHECKOUT, "asma", ("make ui PROJECT=", "examples/asma psql ", "make demo PROJECT=")),
        (CHECKOUT / "examples" / "adopus", "adopus", ("cdc dev  ", "cdc psql ", "cdc demo  ")),
        (Path("/"), "adopus", ("/examples/adopus dev  ", "/examples/adopus psql ", "/examples/adopus demo  ")),
        (Path("/"), "asma", ("/examples/asma dev  ", "/examples/asma psql ", "/examples/asma demo  ")),
    ],
)
def test_what_the_demo_says_to_type_next_is_for_the_project_and_the_folder_it_was_about(
    folder: Path, example: str, next_ones: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`make` is for the checkout alone."""
    from cdc_assets.cli.demo import closing_words

    monkeypatch.chdir(folder)
    project, _ = open_project({"CDC_PROJECT_DIR": str(CHECKOUT / "examples" / example)})
    console = Console(file=io.StringIO(), width=300)
    closing_words(console, project, Server(Path("/s"), Path("/s"), 5432, Path("/s")))
    assert isinstance(console.file, io.StringIO)
    said = console.file.getvalue()
    assert all(one in said for one in next_ones), said


_DEV = """
import contextlib, subprocess, sys
from cdc_assets.cli import dev

child = '''
import os, signal, sys, time
signal.signal(signal.SIGINT, lambda *_: sys.exit(0))
caught = 0
while not caught >> (signal.SIGHUP - 1) & 1:  # until the parent would be told: it asks for this one last
    lines = open(f"/proc/{os.getppid()}/status").read().splitlines()
    caught = next(int(line.split()[1], 16) for line in lines if line.startswith("SigCgt"))
    time.sleep(0.01)
print("up", flush=True)
time.sleep(600)
'''
real = subprocess.Popen
dev.dagster_environment = lambda root: contextlib.nullcontext()
dev.subprocess.Popen = lambda *_, **__: real([sys.executable, "-c", child])
dev._refuse_taken = lambda port: None
dev.dev.main(["--port", "1"], standalone_mode=False)
"""


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP])
def test_who_ends_dev_ends_what_it_started(ending: signal.Signals) -> None:
    environ = {**os.environ, "CDC_PROJECT_DIR": str(CHECKOUT / "examples" / "adopus")}
    with subprocess.Popen([sys.executable, "-c", _DEV], stdout=subprocess.PIPE, text=True, env=environ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        process.send_signal(ending)
        assert process.wait(300) == 0, "as the child ended: by SIGINT"


def test_dev_does_not_start_without_its_web_server() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run([COMMAND, "dev", "--port", str(port)], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith(
        f"error: 127.0.0.1:{port}: the web server cannot listen there: Address already in use"
    )
