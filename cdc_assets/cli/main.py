"""The `cdc` command: its subcommands, and how errors become a message and an exit code.

Exit codes: 0 done or same, 1 differences or pending, 2 error.
"""

from __future__ import annotations

import ast
import io
import json
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from difflib import get_close_matches
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click

from cdc_assets import __version__
from cdc_assets.errors import CdcError, Problem, one_line

COMMANDS: Mapping[str, tuple[str, str]] = {
    "adopt": ("cdc_assets.cli.adopt", "adopt"),
    "alerts": ("cdc_assets.cli.alerts", "alerts"),
    "check": ("cdc_assets.cli.check", "check"),
    "clean-cdc": ("cdc_assets.cli.capture", "clean_cdc"),
    "apply": ("cdc_assets.cli.fleet", "apply"),
    "demo": ("cdc_assets.cli.demo", "demo"),
    "demo-evolve": ("cdc_assets.cli.demo_evolve", "demo_evolve"),
    "dev": ("cdc_assets.cli.dev", "dev"),
    "diff": ("cdc_assets.cli.diff", "diff"),
    "doctor": ("cdc_assets.cli.doctor", "doctor"),
    "down": ("cdc_assets.cli.fleet", "down"),
    "enable-cdc": ("cdc_assets.cli.capture", "enable_cdc"),
    "generate": ("cdc_assets.cli.generate", "generate"),
    "load": ("cdc_assets.cli.verify", "load"),
    "merge": ("cdc_assets.cli.tenant", "merge"),
    "metrics": ("cdc_assets.cli.metrics", "metrics"),
    "plan": ("cdc_assets.cli.fleet", "plan"),
    "history": ("cdc_assets.cli.tenant", "history"),
    "offsets": ("cdc_assets.cli.offsets", "offsets"),
    "psql": ("cdc_assets.cli.dev", "psql"),
    "record": ("cdc_assets.cli.source", "record"),
    "roles": ("cdc_assets.cli.roles", "roles"),
    "schema-docs": ("cdc_assets.cli.source", "schema_docs"),
    "source": ("cdc_assets.cli.capture", "source"),
    "status": ("cdc_assets.cli.fleet", "status"),
    "verify": ("cdc_assets.cli.verify", "verify"),
}


HELP_OPTIONS = ["-h", "--help"]


class LazyGroup(click.Group):
    """Imports a subcommand when it is used: `cdc --help` must not wait for Dagster."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The subcommand, imported now; None where there is none of that name, an error where it is nearly one."""
        if cmd_name not in COMMANDS:
            near = get_close_matches(cmd_name, COMMANDS, n=1)
            if near:
                ctx.fail(f"No such command {cmd_name!r}. Did you mean {near[0]!r}?")
            return None
        module, attribute = COMMANDS[cmd_name]
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)  # noqa: S101 - the table above is ours
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """As click does it, with the commands' docstrings alone: importing all of them takes seconds."""
        limit = formatter.width - 6 - max(map(len, COMMANDS))
        helps = ((name, click.Command(name, help=_docstring(*COMMANDS[name]))) for name in self.list_commands(ctx))
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.get_short_help_str(limit)) for name, command in helps])


def _docstring(module: str, function: str) -> str | None:
    spec = find_spec(module)
    tree = ast.parse(Path(spec.origin).read_bytes() if spec and spec.origin else b"")
    found = (node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == function)
    return next((ast.get_docstring(node) for node in found), None)


COMPLETION = 'Shell completion, for bash: eval "$(_CDC_COMPLETE=bash_source cdc)" (likewise zsh_source, fish_source).'


@click.group(cls=LazyGroup, epilog=COMPLETION, context_settings={"help_option_names": HELP_OPTIONS})
@click.version_option(__version__)
@click.option(
    "--project",
    metavar="DIR",
    help="Project folder (default: $CDC_PROJECT_DIR, else the current folder or one above it).",
)
def cdc(project: str | None) -> None:
    """Keeps PostgreSQL in step with SQL Server: schemas, tables, merges and offsets for every tenant."""
    if os.environ.get("NO_COLOR"):
        click.get_current_context().color = False
    if (encoding := sys.getfilesystemencoding()) != "utf-8":
        what = f"its encoding is {encoding}: files with letters like `ø` in their names would not be found"
        raise CdcError(Problem("the locale", what, hint="set LC_ALL=C.UTF-8, or PYTHONUTF8=1"))
    if project:
        os.environ["CDC_PROJECT_DIR"] = project
    from resources.project import export_settings

    export_settings()


def main() -> None:
    """Entry point: a user's mistake is printed, one line a problem, and exits 2; never a traceback.

    With `--json` the problems are one JSON document on standard error. What a database or the system refuses is a
    mistake like any other. An interrupt exits 130, a reader who left (`| head`) 141: 1 would say `differences`.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # the terminal's encoding may know few letters
    output = sys.stdout
    try:
        sys.exit(cdc.main(standalone_mode=False) or 0)
    except SystemExit as end:
        # Where the reader left click has put another stream there, and rich ends while it handles that: both with 1.
        if sys.stdout is not output or isinstance(end.__context__, BrokenPipeError):
            sys.exit(141)
        raise
    except click.exceptions.Abort:
        click.echo("interrupted", err=True)
        sys.exit(130)
    except click.ClickException as error:
        if "--json" in sys.argv:
            context = error.ctx if isinstance(error, click.UsageError) else None
            _print_json([Problem(context.command_path if context else "cdc", error.format_message())])
        else:
            error.show()
        sys.exit(error.exit_code)
    except Exception as error:
        problems = _problems(error)
        if problems is None:
            raise
        if "--json" in sys.argv:
            _print_json(problems)
        else:
            for problem in problems:
                click.echo(f"error: {problem}", err=True)
        sys.exit(2)


def _print_json(problems: Iterable[Problem]) -> None:
    fields = [{name: text for name, text in asdict(problem).items() if text} for problem in problems]
    click.echo(json.dumps({"errors": fields}, ensure_ascii=False, indent=2), err=True)


def _problems(error: Exception) -> tuple[Problem, ...] | None:
    """What a person can do something about; None for a mistake of ours, which shows its traceback."""
    if isinstance(error, CdcError):
        return error.problems
    drivers = sys.modules.get("psycopg")  # not imported for an error that cannot be its own
    if drivers is not None and isinstance(error, drivers.Error):
        return (Problem("database", one_line(error), hint="cdc doctor looks at every connection"),)
    if isinstance(error, OSError) and error.strerror:  # a full disk behind standard output has no name
        return (Problem(str(error.filename or "the system"), error.strerror),)
    return None
