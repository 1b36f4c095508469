"""Tables and columns that differ only in case, all the way from scripts to what a tenant holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from cdc_assets.errors import CdcError
from cdc_assets.migrate.apply import roll_out
from cdc_assets.migrate.diff import Policy
from cdc_assets.migrate.fleet_plan import plan_fleet
from tests.catalog.support import write_scripts
from tests.migrate.fleet_support import pool, tenants
from tests.migrate.runner import TODAY
from tests.migrate.test_refactor_log import GROUP, SERVICE, SINK, built
from tests.support.databases import migrate

PROJECT = """<Project><PropertyGroup><ModelCollation>1033,CS</ModelCollation>
<DefaultCollation>Latin1_General_CS_AS</DefaultCollation></PropertyGroup>
<ItemGroup><Build Include="*.sql" /></ItemGroup></Project>"""
TABLES = """CREATE TABLE dbo.VARE (ID int NOT NULL PRIMARY KEY, Navn nvarchar(20) NULL, NAVN int NULL);
CREATE TABLE dbo.Vare (Id int NOT NULL PRIMARY KEY, navn nvarchar(20) NULL);"""
MORE = TABLES.replace("NAVN int NULL", "NAVN int NULL, navn bigint NULL").replace(
    "navn nvarchar(20)", "navn nvarchar(40)"
)


def project(root: Path, sql: str, name: str = "shop.Vare2") -> Path:
    second = f"{name}: {{from: dbo.Vare, replicate_structure: true}}"
    service = SERVICE.replace("{dbo.Crate: {}}", "{dbo.VARE: {}, dbo.Vare: {}}").replace(
        "{shop.Crate: {from: dbo.Crate, replicate_structure: true}}",
        f"{{shop.VARE: {{from: dbo.VARE, replicate_structure: true}}, {second}}}",
    )
    files = {"services/shop.yaml": service, "source-groups.yaml": GROUP, "sink-groups.yaml": SINK}
    return write_scripts(root, {**files, "source/a.sql": sql, "source/Db.sqlproj": PROJECT})


def columns(connection, table: str) -> list[str]:
    rows = connection.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND attname !~ '^__'"
        " ORDER BY attnum",
        [f'north."{table}"'],
    )
    return [name for (name,) in rows]


def test_targets_that_differ_only_in_case_are_refused_as_their_merge_procedures_would_be_one(tmp_path: Path) -> None:
    with pytest.raises(CdcError, match=r"sp_merge_vare.*the tables must differ in more than case"):
        built(project(tmp_path, TABLES, "shop.Vare"))


def test_tables_and_columns_that_differ_only_in_case_stay_two_all_the_way(tmp_path: Path, database: str) -> None:
    migrations, _ = built(project(tmp_path, TABLES))
    assert {path.stem for path in (tmp_path / "generated/table-definitions").iterdir()} >= {"VARE"}
    names = [str(path).casefold() for path in (tmp_path / "migrations").rglob("*.*")]
    assert len(names) == len(set(names)), "a file system that ignores case would lose one"
    with pool(database) as opened:
        assert all(result.ok for result in migrate(opened, migrations, ["north"]))
        with opened.connection() as connection:
            assert columns(connection, "VARE") == ["ID", "Navn", "NAVN"]
            assert columns(connection, "Vare2") == ["Id", "navn"]
        migrations, wanted = built(project(tmp_path, MORE))
        with opened.connection() as connection:
            plan = plan_fleet(connection, migrations, wanted, tenants(["north"]), Policy(TODAY))
        assert roll_out(opened, plan, Policy(TODAY)).ok
        with opened.connection() as connection:
            assert columns(connection, "VARE") == ["ID", "Navn", "NAVN", "navn"]
            assert columns(connection, "Vare2") == ["Id", "navn"]
            assert plan_fleet(connection, migrations, wanted, tenants(["north"]), Policy(TODAY)).empty
