"""One seeded deployment for all tests that look at a running one: it takes most of their time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from cdc_assets import stages
from cdc_assets.cli.demo_merge import make_existing
from resources.project import CHECKOUT, open_project
from tests.deploy.deployment import Deployment, deployed

TABLES = ("dbo.Actor", "dbo.ActorActor", "dbo.Kurs", "dbo.Handlingsplan")
"""Enough to see; all 39 take the seed's time ten times over."""


def make_somebody_elses(root: Path) -> None:
    """Make the tables that the configuration takes for somebody else's, as their owner had before there was this."""
    project, environ = open_project({"CDC_PROJECT_DIR": str(root)})
    for service in project.services.values():
        stages.source_schema(project, service, environ)
        stages.table_definitions(project, service)
    assert make_existing(project)


@pytest.fixture(scope="package")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """The example with its 26 customers, deployed and seeded."""
    folder = tmp_path_factory.mktemp("deployment")
    root = folder / "adopus"
    shutil.copytree(
        CHECKOUT / "examples" / "adopus", root, ignore=shutil.ignore_patterns(".cdc", "generated", "migrations")
    )
    path = root / "services" / "adopus.yaml"
    service = yaml.safe_load(path.read_text())
    source = service["adopus"]["source"]
    source["tables"] = {name: source["tables"][name] for name in TABLES}
    for sink in service["adopus"]["sinks"].values():
        sink["tables"] = {name: use for name, use in sink["tables"].items() if use["from"] in TABLES}
    path.write_text(yaml.safe_dump(service, allow_unicode=True, sort_keys=False))
    with deployed(root, folder / "home") as made:
        make_somebody_elses(root)
        made.seed()
        yield made
