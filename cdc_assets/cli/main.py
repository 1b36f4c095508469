"""The `cdc` command: its subcommands, and how errors become a message and an exit code.

What belongs here: the group and the error boundary. What does not: any subcommand's work.
Exit codes: 0 done or same, 1 differences or pending, 2 error.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from importlib import import_module

import click

from cdc_assets import __version__
from cdc_assets.errors import CdcError

COMMANDS: Mapping[str, tuple[str, str]] = {
    "adopt": ("cdc_assets.cli.adopt", "adopt"),
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
    "plan": ("cdc_assets.cli.fleet", "plan"),
    "offsets": ("cdc_assets.cli.offsets", "offsets"),
    "psql": ("cdc_assets.cli.server", "psql"),
    "record": ("cdc_assets.cli.source", "record"),
    "roles": ("cdc_assets.cli.roles", "roles"),
    "schema-docs": ("cdc_assets.cli.source", "schema_docs"),
    "source": ("cdc_assets.cli.capture", "source"),
    "status": ("cdc_assets.cli.fleet", "status"),
}


HELP_OPTIONS = ["-h", "--help"]


class LazyGroup(click.Group):
    """Imports a subcommand when it is used: `cdc --help` must not wait for Dagster."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every subcommand's name."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The subcommand, imported now; None where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name]
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)  # noqa: S101 - the table above is ours
        return command


COMPLETION = 'Shell completion, for bash: eval "$(_CDC_COMPLETE=bash_source cdc)" (likewise zsh_source, fish_source).'


@click.group(cls=LazyGroup, epilog=COMPLETION, context_settings={"help_option_names": HELP_OPTIONS})
@click.version_option(__version__)
@click.option("--project", metavar="DIR", help="Project folder (default: $CDC_PROJECT_DIR, else examples/adopus).")
def cdc(project: str | None) -> None:
    """Keeps PostgreSQL in step with SQL Server: schemas, tables, merges and offsets for every tenant."""
    if project:
        os.environ["CDC_PROJECT_DIR"] = project


def main() -> None:
    """Entry point: a user's mistake is printed, one line a problem, and exits 2; never a traceback."""
    try:
        cdc()
    except CdcError as error:
        for problem in error.problems:
            click.echo(f"error: {problem}", err=True)
        sys.exit(error.exit_code)
