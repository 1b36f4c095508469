"""The Dagster resource through which assets, checks and sensors reach the user's project."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import dagster as dg

from cdc_assets.config.model import Project
from cdc_assets.errors import CdcError
from resources.project import open_project, project_location


@dataclass(frozen=True)
class ProjectResource:
    """A project folder, or an address in an object store. Read anew by every run and tick: an edit needs no reload.

    A plain object, so that no launchpad can name another folder.
    """

    root: str

    def open(self) -> tuple[Project, dict[str, str]]:
        """The configured project and its environment. Raises dg.Failure with every problem, one per line."""
        with failing():
            return open_project({**os.environ, "CDC_PROJECT_DIR": self.root})


def default_project() -> ProjectResource:
    """The project that `CDC_PROJECT_DIR` names, or that the current folder is in."""
    return ProjectResource(root=project_location())


def failure(error: CdcError, shown: Mapping[str, dg.MetadataValue] | None = None) -> dg.Failure:
    """A user's mistake as Dagster shows it: the message, what is `shown` beside it; no retry (it would fail again)."""
    problems = dg.MetadataValue.md("\n".join(f"- {problem}" for problem in error.problems))
    return dg.Failure(
        description=str(error),
        metadata={"problems": problems, **(shown or {})},
        allow_retries=False,
    )


@contextlib.contextmanager
def failing() -> Iterator[None]:
    """What is a user's mistake inside fails the run, or the tick, as Dagster shows it."""
    try:
        yield
    except CdcError as error:
        raise failure(error) from None
