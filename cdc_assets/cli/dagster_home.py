"""The Dagster instance that `cdc demo` and `cdc dev` share: its home, and its database where none is configured."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from cdc_assets.files import write_text_if_changed
from resources.embedded_postgres import SUPERUSER, Server, running
from resources.postgres import create_missing, embedded_folder
from resources.project import CHECKOUT, IS_CHECKOUT, is_remote

DATABASE = "dagster"


@contextlib.contextmanager
def dagster_environment(root: Path) -> Iterator[Server | None]:
    """Set `DAGSTER_HOME`, `CDC_PROJECT_DIR` and `CDC_DAGSTER_URL` for this process and its children.

    Yields the embedded server that holds Dagster's own tables, or None where `CDC_DAGSTER_URL` names another.
    """
    if not os.environ.get("DAGSTER_HOME"):
        os.environ["DAGSTER_HOME"] = str(_default_home(root))
    if not is_remote(os.environ.get("CDC_PROJECT_DIR", "")):  # else children keep the mirror up to date themselves
        os.environ["CDC_PROJECT_DIR"] = str(root)
    if os.environ.get("CDC_DAGSTER_URL"):
        yield None
        return
    with running(embedded_folder(root)) as server:
        create_missing(server, DATABASE)
        os.environ["CDC_DAGSTER_URL"] = storage_url(server)
        yield server


def _default_home(root: Path) -> Path:
    """The checkout's `dagster_home`; where the wheel is installed, one in the project with the wheel's dagster.yaml."""
    ours = CHECKOUT / "dagster_home"
    if IS_CHECKOUT:
        return ours
    home = root / ".cdc" / "dagster_home"
    write_text_if_changed(home / "dagster.yaml", (ours / "dagster.yaml").read_text())
    return home


def storage_url(server: Server, database: str = DATABASE) -> str:
    """SQLAlchemy's URL of Dagster's database on the embedded server, over its Unix socket."""
    query = urlencode({"host": str(server.socket), "port": server.port})
    return f"postgresql://{SUPERUSER}@/{database}?{query}"
