"""`python -m docs.make DIR`: write the reference pages. `make docs` calls it."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from psycopg_pool import ConnectionPool

from cdc_assets.cli.main import COMMANDS, cdc
from cdc_assets.config.model import Project
from cdc_assets.ddl.model import Migrations
from cdc_assets.ddl.render import migrations, render_migrations
from cdc_assets.files import write_text_if_changed
from docs.make.dependencies import dependencies
from docs.make.graph import graph
from docs.make.hazards import hazards
from docs.make.pages import commands, configuration, database, metrics
from resources.embedded_postgres import running
from resources.project import EXAMPLE, open_project
from tests.support.databases import migrate


def example() -> tuple[Project, str, str]:
    """The example with its group and sink."""
    project, _ = open_project({"CDC_PROJECT_DIR": str(EXAMPLE)}, offline=True)
    service = next(iter(project.services.values()))
    return project, service.group, next(iter(service.sinks))


def infrastructure() -> Migrations:
    """What exists once per database, as the example's sink has it."""
    project, _, sink = example()
    return migrations(sink, render_migrations(project, sink, ()).files)


def pages(conninfo: str) -> dict[str, str]:
    """File name → text. The database of `conninfo` is filled with the infrastructure."""
    _, group, sink = example()
    with ConnectionPool(conninfo, kwargs={"autocommit": True}, min_size=1) as pool:
        migrate(pool, infrastructure(), ())
        with pool.connection() as connection:
            return {
                "configuration.md": configuration(),
                "commands.md": commands(cdc, sorted(COMMANDS)),
                "database.md": database(connection),
                "dagster.md": graph(group, sink),
                "hazards.md": hazards(),
                "metrics.md": metrics(),
                "dependencies.md": dependencies(),
            }


def main(folder: Path) -> None:
    """Write the pages that changed, and name them."""
    with tempfile.TemporaryDirectory(prefix="cdc-docs-") as temporary, running(Path(temporary)) as server:
        for name, text in pages(server.conninfo()).items():
            if write_text_if_changed(folder / name, text):
                print(folder / name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
