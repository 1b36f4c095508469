"""The example's next release (source-v2, services-v2): what is said of it, what it asks, and that it ends well."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from cdc_assets import stages
from cdc_assets.catalog.changes import catalog_changes
from cdc_assets.config.load import load_project
from cdc_assets.ddl.files import read_migrations
from cdc_assets.fleet.differences import project_differences
from cdc_assets.migrate.apply import Waves, roll_out
from cdc_assets.migrate.diff import Policy
from cdc_assets.migrate.drift import tenant_statuses
from cdc_assets.migrate.fleet_plan import plan_fleet, wanted_units
from cdc_assets.migrate.hazards import approvals
from cdc_assets.migrate.hints import unit_hints
from cdc_assets.tables.files import read_definitions
from tests.migrate.fleet_support import pool, tenants
from tests.migrate.runner import TODAY
from tests.support.databases import migrate

EXAMPLE = Path(__file__).parents[2] / "examples" / "adopus"
SCHEMAS = ["avansas", "dalevekst"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLE, tmp_path / "p", ignore=shutil.ignore_patterns(".cdc", "generated", "migrations"))
    return tmp_path / "p"


def built(root: Path):
    """Catalog, migrations and wanted units of the project as it stands."""
    environ = dict(os.environ)
    project = load_project(root, environ)
    (service,) = project.services.values()
    (sink,) = service.sinks
    source = stages.source_schema(project, service, environ)
    stages.table_definitions(project, service)
    stages.ddl(project, service, sink)
    definitions = read_definitions(stages.definitions_dir(project, service), service.name)
    migrations = read_migrations(stages.migrations_dir(project, service, sink))
    wanted = wanted_units(migrations, definitions, unit_hints(service, sink, definitions))
    return source.catalog, migrations, wanted


def release(root: Path) -> None:
    shutil.rmtree(root / "source")
    shutil.copytree(root / "source-v2", root / "source")
    shutil.copy(root / "services-v2" / "adopus.yaml", root / "services" / "adopus.yaml")


def test_the_examples_next_release_rolls_out_and_asks_only_for_the_wider_key(root: Path, database: str):
    before, migrations, _ = built(root)
    with pool(database) as opened:
        assert all(result.ok for result in migrate(opened, migrations, SCHEMAS))
        release(root)
        for_review = [
            entry for entry in project_differences(load_project(root, dict(os.environ)), os.environ) if entry.sql
        ]
        assert [entry.table for entry in for_review] == ["Bruker", "Fraver", "Kontaktpunkt", "Kurs", "KursSamling"]
        after, migrations, wanted = built(root)
        renames = {"dbo.Bruker": {"Fullt navn": "FulltNavn"}}
        assert [(change.kind, change.table, change.column) for change in catalog_changes(before, after, renames)] == [
            ("column_renamed", "dbo.Bruker", "FulltNavn"),
            ("column_added", "dbo.Fraver", "Arbeidsgiverperiode"),
            ("column_retyped", "dbo.Kontaktpunkt", "Etikett"),
            ("column_added", "dbo.Kontaktpunkt", "SistBrukt"),
            ("column_added", "dbo.Kurs", "Språk"),
            ("table_added", "dbo.KursOpptak", None),
            ("column_removed", "dbo.KursSamling", "Opptak"),
            ("key_changed", "dbo.KursSamling", None),
        ]
        with opened.connection() as connection:
            plan = plan_fleet(connection, migrations, wanted, tenants(SCHEMAS), Policy(TODAY))
        asked = [hazard.allow for hazard in plan.hazards if hazard.needs_approval]
        assert asked == ["MEANING_CHANGE:KursSamling", "LOCKS_WRITES:KursSamling.Dato"]
        waves: list[str] = []
        done = roll_out(
            opened,
            plan,
            Policy(TODAY),
            approved=approvals(asked),
            waves=Waves(canaries=("avansas",), batch=10),
            on_wave=lambda name, _: waves.append(name),
        )
        assert (done.ok, waves) == (True, ["canaries", "wave 1"]), [result.failed for result in done.results]
        names = [unit.name for unit in done.results[1].applied]
        assert names == ["KursOpptak", "Bruker", "Fraver", "Kontaktpunkt", "Kurs", "KursSamling"]
        with opened.connection() as connection:
            assert [s.state for s in tenant_statuses(connection, migrations, wanted, SCHEMAS)] == ["applied", "applied"]
            assert plan_fleet(connection, migrations, wanted, tenants(SCHEMAS), Policy(TODAY)).empty
