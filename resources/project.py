"""The user's project folder: where it is, its `.env`, and reading it."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from dotenv import dotenv_values
from dotenv.parser import parse_stream

from cdc_assets.config.files import OUTPUTS, SOURCE_GROUPS
from cdc_assets.config.legacy import OLDER_NAMES
from cdc_assets.config.load import load_project
from cdc_assets.config.model import Project
from cdc_assets.errors import CdcError, Problem, refuse
from cdc_assets.files import read_input, watch_writes

if TYPE_CHECKING:
    from resources.mirror import Mirror

CHECKOUT = Path(__file__).resolve().parents[1]
"""The folder of the packages: a checkout, or where a wheel was installed."""
IS_CHECKOUT = (CHECKOUT / "pyproject.toml").exists()
EXAMPLE = CHECKOUT / ("examples" if IS_CHECKOUT else "cdc_assets/examples") / "adopus"

SETTINGS = (
    "CDC_DAGSTER_URL", "CDC_EXECUTOR", "CDC_TENANTS_PER_RUN", "CDC_MERGE_SESSIONS", "CDC_CELERY_BROKER",
    "CDC_CELERY_BACKEND", "CDC_SENSOR_SECONDS", "CDC_FAILURE_WEBHOOK", "CDC_OWNER",
)  # fmt: skip
"""What Dagster, Celery and their children read from the process's environment, no project at hand."""


_mirrors: dict[Path, Mirror] = {}
"""Local folder → the store that it stands for, of the projects that this process opened."""


def is_remote(location: str) -> bool:
    """A location such as `s3://bucket/adopus`; `file://…` is a local folder."""
    return "://" in location and urlsplit(location).scheme not in {"file", "local"}


def project_location(environ: Mapping[str, str] = os.environ) -> str:
    """`CDC_PROJECT_DIR` as other processes must get it: the store's address, or the folder's absolute path.

    Raises CdcError where there is no project.
    """
    given = environ.get("CDC_PROJECT_DIR") or ""
    return given if is_remote(given) else str(project_dir(environ))


def project_dir(environ: Mapping[str, str] = os.environ) -> Path:
    """The folder `CDC_PROJECT_DIR`, else the current one or the nearest above it that has `source-groups.yaml`; of a
    project in an object store its mirror, brought up to date.

    Raises CdcError where there is no project.
    """
    given = environ.get("CDC_PROJECT_DIR") or str(_found_from(Path.cwd()))
    if is_remote(given):
        return _mirrored(given, environ)
    if "://" in given:
        given = unquote(urlsplit(given).path)
    root = Path(given)
    with contextlib.suppress(RuntimeError):  # nobody has the name after `~`, or a link leads to itself
        root = root.expanduser().resolve()
    if not root.is_dir():
        hint = "set CDC_PROJECT_DIR to a folder that holds services/, source-groups.yaml and sink-groups.yaml"
        raise CdcError(Problem(str(root), "the project folder does not exist", hint=hint))
    return root


def _found_from(folder: Path) -> Path:
    for candidate in (folder, *folder.parents):
        if any((candidate / name).is_file() for name in (SOURCE_GROUPS, *OLDER_NAMES)):
            return candidate
    what = f"this is no project folder, nor is one above it: there is no {SOURCE_GROUPS}"
    hint = f"cd into your project, or name it: --project DIR, or CDC_PROJECT_DIR. The example: {EXAMPLE}"
    raise CdcError(Problem(str(folder), what, hint=hint))


def _mirrored(location: str, environ: Mapping[str, str]) -> Path:
    from resources.mirror import mirror_of, sync  # fsspec takes its time to import

    mirror = mirror_of(location, environ)
    sync(mirror)
    if not _mirrors:
        watch_writes(_send)
    _mirrors[mirror.folder] = mirror
    return mirror.folder


def _send(path: Path) -> None:
    """Send a file that was written in a mirror to its store."""
    from resources.mirror import send

    for folder, mirror in _mirrors.items():
        if path.is_relative_to(folder) and path.relative_to(folder).parts[0] in OUTPUTS:
            send(mirror, path)


def project_environ(root: Path, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment with `<root>/.env` beneath it: what is set outside wins over the file.

    Raises CdcError where the file cannot be read.
    """
    path = root / ".env"
    try:
        text = read_input(path).decode()
    except FileNotFoundError:
        return dict(environ)
    except (UnicodeDecodeError, OSError) as error:
        what = "the file is not UTF-8" if isinstance(error, UnicodeDecodeError) else f"cannot be read: {error.strerror}"
        raise CdcError(Problem(path.as_posix(), what, hint="save it as UTF-8, lines like NAME=value")) from None
    refuse(_unread(path, text))
    from_file = dotenv_values(stream=StringIO(text))
    last = {one.key: one for one in parse_stream(StringIO(text)) if one.key}
    from_file |= {name: one.value for name, one in last.items() if _LITERAL.match(one.original.string)}
    return {**{name: value for name, value in from_file.items() if value is not None}, **environ}


_LITERAL = re.compile(r"[^=]*=[ \t]*'")
"""A value in single quotes: as in a shell, `${…}` is nothing special there, whatever python-dotenv makes of it."""


def _unread(path: Path, text: str) -> Iterator[Problem]:
    """The lines that would be left out, or that no process can be given; not what they say, as it may be a password."""
    for one in parse_stream(StringIO(text)):
        if one.error or "\0" in (one.value or ""):
            what = "the line is not NAME=value" if one.error else "the value holds the character NUL"
            hint = "quote a value that holds blanks, # or quotes: NAME='value'"
            yield Problem(f"{path.as_posix()}:{one.original.line}", what, hint=hint)


def export_settings() -> None:
    """Put what a local project's `.env` says of `SETTINGS` into the process's environment, where it is not set yet.

    A project that is not there or cannot be read changes nothing: whoever opens it is told.
    """
    with contextlib.suppress(CdcError):
        if not is_remote(os.environ.get("CDC_PROJECT_DIR") or ""):
            found = project_environ(project_dir(), {})
            for name in SETTINGS:
                if found.get(name) and not os.environ.get(name):
                    os.environ[name] = found[name]


def open_project(environ: Mapping[str, str] = os.environ, *, offline: bool = False) -> tuple[Project, dict[str, str]]:
    """The configured project and the environment it was read with. Raises CdcError with everything that is wrong.

    `offline`: servers' variables may be unset (in CI of a pull request, say); connecting then refuses.
    """
    root = project_dir(environ)
    merged = project_environ(root, environ)
    return load_project(root, merged, offline=offline), merged
