"""A column renamed in a database project, with its refactor log: planned as the rename it is, the data kept."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cdc_assets import stages
from cdc_assets.config.load import load_project
from cdc_assets.ddl.files import read_migrations
from cdc_assets.errors import CdcError
from cdc_assets.fleet.differences import project_differences
from cdc_assets.migrate.apply import roll_out
from cdc_assets.migrate.diff import Policy
from cdc_assets.migrate.fleet_plan import plan_fleet, wanted_units
from cdc_assets.migrate.hints import unit_hints
from cdc_assets.tables.files import read_definitions
from tests.catalog.support import write_scripts
from tests.catalog.test_refactor_log import PAINT, PROJECT, TABLE, log, operation
from tests.migrate.fleet_support import pool, tenants
from tests.migrate.runner import TODAY
from tests.support.databases import migrate

SERVICE = """
shop:
  source:
    validation_database: ShopRef
    validation_env: nonprod
    tables: {dbo.Crate: {}}
  sinks:
    sink_x.directory:
      tables: {shop.Crate: {from: dbo.Crate, replicate_structure: true}}
"""
GROUP = """
shop:
  pattern: db-per-tenant
  type: mssql
  database_ref: ShopRef
  topic_format: "{env}.{customer}.{database}.{schema}.{table}"
  servers: {default: {driver: scripts, path: source}}
  sources:
    north:
      schemas: [dbo]
      nonprod: {server: default, database: ShopRef, target_sink_env: dev}
"""
SINK = """
sink_x:
  source_group: shop
  pattern: db-shared
  type: postgres
  servers: {default: {embedded: true}}
  sources: {directory: {schemas: [public], dev: {server: default, database: directory_dev}}}
"""
COLOUR = PAINT.replace("Paint", "Colour")
TO_PAINT = operation("[dbo].[Crate].[Colour]", "[Paint]")
TO_LACK = operation("[dbo].[Crate].[Paint]", "[Lack]")


def project(root: Path, sql: str, *operations: str) -> Path:
    files = {"services/shop.yaml": SERVICE, "source-groups.yaml": GROUP, "sink-groups.yaml": SINK}
    files |= {"source/a.sql": sql, "source/Db.sqlproj": PROJECT, "source/Db.refactorlog": log(*operations)}
    if not operations:
        files["source/Db.sqlproj"] = PROJECT.replace('<RefactorLog Include="Db.refactorlog" />', "")
    return write_scripts(root, files)


def built(root: Path):
    loaded = load_project(root, dict(os.environ))
    (service,) = loaded.services.values()
    (sink,) = service.sinks
    stages.source_schema(loaded, service, {})
    stages.table_definitions(loaded, service)
    stages.ddl(loaded, service, sink)
    definitions = read_definitions(stages.definitions_dir(loaded, service), service.name)
    migrations = read_migrations(stages.migrations_dir(loaded, service, sink))
    return migrations, wanted_units(migrations, definitions, unit_hints(service, sink, definitions))


def values(connection, schema: str) -> list[dict[str, object]]:
    rows = connection.execute(f'SELECT to_jsonb(t) - \'CrateId\' FROM "{schema}"."Crate" AS t').fetchall()
    return [{name: value for name, value in row[0].items() if not name.startswith("__")} for row in rows]


def test_a_rename_in_a_refactor_log_is_planned_as_one_wherever_a_tenant_stands(tmp_path: Path, database: str) -> None:
    migrations, _ = built(project(tmp_path, COLOUR))
    with pool(database) as opened:
        assert all(result.ok for result in migrate(opened, migrations, ["north", "south"]))
        with opened.connection() as connection:
            for schema in ("north", "south"):
                connection.execute(f'INSERT INTO "{schema}"."Crate" ("CrateId", "Colour") VALUES (1, \'red\')')
        project(tmp_path, PAINT, TO_PAINT)
        changes = project_differences(load_project(tmp_path, {}), {})
        said = [entry.sentence for entry in changes]
        assert any('RENAME COLUMN "Colour" TO "Paint"' in entry.sql for entry in changes)
        assert any("dbo.Crate.Colour is called Paint now (the refactor log says so)" in one for one in said)
        migrations, wanted = built(tmp_path)
        with opened.connection() as connection:
            plan = plan_fleet(connection, migrations, wanted, tenants(["north"]), Policy(TODAY))
        assert [hazard.allow for hazard in plan.hazards if hazard.needs_approval] == []
        assert roll_out(opened, plan, Policy(TODAY)).ok
        with opened.connection() as connection:
            assert values(connection, "north") == [{"Paint": "red"}]
        # south missed that release: both renames at once
        project(tmp_path, PAINT.replace("Paint", "Lack"), TO_PAINT, TO_LACK, TO_PAINT)
        changes = project_differences(load_project(tmp_path, {}), {})
        assert [
            ('TO "Paint"' in one.sql, 'RENAME COLUMN "Paint" TO "Lack"' in one.sql) for one in changes if one.sql
        ] == [(False, True)]
        migrations, wanted = built(tmp_path)
        both = tenants(["north", "south"])
        with opened.connection() as connection:
            plan = plan_fleet(connection, migrations, wanted, both, Policy(TODAY))
        assert roll_out(opened, plan, Policy(TODAY)).ok
        with opened.connection() as connection:
            assert values(connection, "north") == values(connection, "south") == [{"Lack": "red"}]
            assert plan_fleet(connection, migrations, wanted, both, Policy(TODAY)).empty


def test_a_table_that_is_renamed_in_a_refactor_log_is_named_where_the_yaml_says_the_old_name(tmp_path: Path) -> None:
    root = project(tmp_path, PAINT.replace("Crate", "Box"), operation("[dbo].[Crate]", "[Box]", TABLE))
    loaded = load_project(root, {})
    (service,) = loaded.services.values()
    stages.source_schema(loaded, service, {})
    with pytest.raises(CdcError, match=r"has no such table \(its refactor log renames it to dbo\.Box: say so here"):
        stages.table_definitions(loaded, service)
