"""The project that a command works on, said before anything else."""

from __future__ import annotations

from pathlib import Path

import click

from cdc_assets.config.load import DEFAULT_ENV
from cdc_assets.config.model import Project
from resources import project as projects


def open_project(*, offline: bool = False) -> tuple[Project, dict[str, str]]:
    """The chosen project and its environment, both said on standard error. Raises CdcError with all that is wrong."""
    say_project()
    return projects.open_project(offline=offline)


def say_project() -> Path:
    """The project's folder; a program that asked for JSON is not told. Raises CdcError where there is none."""
    root = projects.project_dir()
    context = click.get_current_context(silent=True)
    if context is None or not context.params.get("as_json"):
        env = projects.project_environ(root).get("CDC_ENV") or DEFAULT_ENV
        click.secho(f"project {root}, environment {env}", err=True, dim=True)
    return root
