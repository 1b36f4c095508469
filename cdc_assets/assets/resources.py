"""How Dagster's side meets people: the project it is about, what they type into launchpads, and their mistakes."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeVar

import dagster as dg
from pydantic import ValidationError

from cdc_assets.config.model import Project
from cdc_assets.errors import CdcError, Problem
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


Config = TypeVar("Config", bound=dg.Config)

_PLAIN = {dg.StringSource: dg.String, dg.IntSource: dg.Int, dg.BoolSource: dg.Bool}


def launchpad(config: type[dg.Config]) -> dict[str, dg.Field]:
    """The `config_schema` of an op or asset whose launchpad takes `config`: plain values alone."""
    return {
        name: dg.Field(
            _plain(field.config_type),
            is_required=field.is_required,
            description=field.description,
            **({"default_value": field.default_value} if field.default_provided else {}),
        )
        for name, field in config.to_fields_dict().items()
    }


def typed(config: type[Config], context: dg.OpExecutionContext | dg.AssetExecutionContext) -> Config:
    """What was typed. Raises dg.Failure for values out of range."""
    op = context.op_execution_context if isinstance(context, dg.AssetExecutionContext) else context
    try:
        return config(**op.op_config)
    except ValidationError as error:
        wrong = error.errors(include_input=False, include_url=False)
        raise failure(
            CdcError(Problem("launchpad", str(one["msg"]), ".".join(map(str, one["loc"]))) for one in wrong)
        ) from None


def shown(text: str, known: Iterable[str] = ()) -> str:
    """Unknown input: a slip of a `known` name whole, of anything else the beginning, as it may be a secret."""
    if get_close_matches(text, known, n=1):
        return f"`{text}`"
    return f"'{text[: min(3, len(text) // 2)]}…'"


def _plain(kind: dg.ConfigType) -> object:
    """`kind` with plain scalars in place of those that may come from the environment."""
    if kind in _PLAIN:
        return _PLAIN[kind]
    if isinstance(kind, dg.Array | dg.Noneable):
        return type(kind)(_plain(kind.inner_type))
    return kind
