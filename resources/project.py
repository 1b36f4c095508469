"""The user's project folder: where it is, its `.env`, and reading it.

What belongs here: finding and loading a project. What does not: what its files mean (`cdc_assets/config`).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

from cdc_assets.config.load import load_project
from cdc_assets.config.model import Project
from cdc_assets.errors import CdcError, Problem

CHECKOUT = Path(__file__).resolve().parents[1]
DEFAULT_PROJECT = CHECKOUT / "examples" / "adopus"


def project_dir(environ: Mapping[str, str] = os.environ) -> Path:
    """`CDC_PROJECT_DIR`, or the example. Raises CdcError where it is no folder."""
    root = Path(environ.get("CDC_PROJECT_DIR") or DEFAULT_PROJECT).expanduser().resolve()
    if not root.is_dir():
        raise CdcError(
            Problem(
                str(root),
                "the project folder does not exist",
                hint="set CDC_PROJECT_DIR to a folder that holds services/, source-groups.yaml and sink-groups.yaml",
            )
        )
    return root


def project_environ(root: Path, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment with `<root>/.env` beneath it: what is set outside wins over the file."""
    from_file = {name: value for name, value in dotenv_values(root / ".env").items() if value is not None}
    return {**from_file, **environ}


def open_project(environ: Mapping[str, str] = os.environ, *, offline: bool = False) -> tuple[Project, dict[str, str]]:
    """The configured project and the environment it was read with. Raises CdcError with everything that is wrong.

    `offline`: servers' variables may be unset (in CI of a pull request, say); connecting then refuses.
    """
    root = project_dir(environ)
    merged = project_environ(root, environ)
    return load_project(root, merged, offline=offline), merged
