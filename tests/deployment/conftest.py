"""One seeded deployment for all tests of this folder: it takes most of their time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
import yaml

from resources.project import CHECKOUT
from tests.deployment.deployment import Deployment, deployed

TABLES = ("dbo.Actor", "dbo.ActorActor", "dbo.Kurs", "dbo.Handlingsplan")
"""Enough to see; all 39 take the seed's time ten times over."""


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
        made.seed()
        yield made
