"""The example of db-shared: services for partitions, the customer in every key, two sinks, both patterns at once."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from cdc_assets import stages
from cdc_assets.capture.report import write_enable_script
from cdc_assets.config.model import Project
from cdc_assets.config.tenants import sink_target, tenants
from cdc_assets.ddl.files import read_migrations
from cdc_assets.errors import CdcError
from cdc_assets.tables.model import TableDefinition
from resources.embedded_postgres import Server
from resources.project import CHECKOUT, open_project
from tests.support.databases import migrate
from tests.support.postgres import both_versions, fresh_database

ADOPUS, ASMA = CHECKOUT / "examples" / "adopus", CHECKOUT / "examples" / "asma"
SERVICES = ("chat", "directory", "notification", "proxy")
INPUTS = shutil.ignore_patterns(".cdc", "generated", "migrations")
WAREHOUSE, DELIVERY = "sink_warehouse.insight", "sink_outbound.delivery"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The example's inputs in a folder that may be spoilt."""
    shutil.copytree(ASMA, tmp_path / "asma", ignore=INPUTS)
    return tmp_path / "asma"


def generate(root: Path, *services: str) -> tuple[Project, dict[str, tuple[TableDefinition, ...]]]:
    """The stages that write files, for all services or some."""
    project, environ = open_project({"CDC_PROJECT_DIR": str(root)})
    made = {}
    for service in project.services.values():
        if not services or service.name in services:
            stages.source_schema(project, service, environ)
            made[service.name] = stages.table_definitions(project, service).definitions
            write_enable_script(project, service)
            for sink in service.sinks:
                stages.ddl(project, service, sink)
    return project, made


def outputs(root: Path) -> dict[str, bytes]:
    files = [*(root / "generated").rglob("*"), *(root / "migrations").rglob("*")]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files if path.is_file()}


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))


def test_its_services_are_its_partitions_in_every_environment_that_has_them() -> None:
    project, _ = open_project({"CDC_PROJECT_DIR": str(ASMA)}, offline=True)
    found = tenants(project, "asma")
    assert [tenant.name for tenant in found] == ["directory", "chat", "proxy", "notification"]
    assert {tenant.sink_env for tenant in found} == {"dev"}
    assert {sink_target(project, sink, "dev").database for sink in (WAREHOUSE, DELIVERY)} == {
        "insight_dev",
        "delivery_dev",
    }
    production, _ = open_project({"CDC_PROJECT_DIR": str(ASMA), "CDC_ENV": "prod"}, offline=True)
    assert [tenant.name for tenant in tenants(production, "asma")] == ["directory", "chat", "proxy"]


def test_the_customer_is_in_every_table_and_in_every_key(copy: Path) -> None:
    _, made = generate(copy)
    assert {name: len(definitions) for name, definitions in made.items()} == {
        "chat": 7,
        "directory": 8,
        "notification": 4,
        "proxy": 5,
    }
    targets = [target for definitions in made.values() for one in definitions for target in one.targets]
    assert {target.tenant_column for target in targets} == {"customer_id"}
    assert {target.schema for target in targets} == {None}, "a service's own schema"
    assert all(target.key[0] == "customer_id" for target in targets if target.key)
    assert [target.name for target in targets if target.append_only] == ["access"]
    (message,) = (one for one in made["chat"] if one.source_table == "message")
    assert (message.source_key, message.targets[0].key) == (("message_id",), ("customer_id", "message_id"))
    (user,) = (one for one in made["directory"] if one.source_table == "customer_user")
    assert [target.sink for target in user.targets] == [WAREHOUSE, DELIVERY]
    assert not {"password_hash", "password_salt"} & {
        column.name for target in user.targets for column in target.columns
    }
    assert user.topic == "{env}.directory.dbo.customer_user"


def test_a_table_without_customer_id_is_refused_and_the_message_is_the_remedy(copy: Path) -> None:
    edit(copy / "services/proxy.yaml", "          column_templates: [{template: customer_id}]\n", "")
    with pytest.raises(CdcError) as refused:
        generate(copy, "proxy")
    (problem,) = refused.value.problems
    assert problem.where == "services/proxy.yaml:17"
    assert problem.key.endswith("proxy.client_certificate")
    assert "shared by all customers, and no column tells their rows apart" in problem.what
    assert problem.hint == "add column_templates: [{template: customer_id}]"
    edit(
        copy / "services/proxy.yaml",
        "          from: dbo.client_certificate\n",
        f"          from: dbo.client_certificate\n          {problem.hint.removeprefix('add ')}\n",
    )
    generate(copy, "proxy")


def test_one_services_change_touches_that_service_alone(copy: Path) -> None:
    generate(copy)
    before = outputs(copy)
    edit(
        copy / "source/AsmaChatTest/dbo/channel.sql",
        "    [topic] ",
        "    [emoji]       NVARCHAR (8) NULL,\n    [topic] ",
    )
    generate(copy)
    after = outputs(copy)
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    mine = "migrations/sink_warehouse__insight/chat"
    assert {name for name in changed if f"{mine}/evolution/" not in name} == {
        "generated/schemas/AsmaChatTest.dbo.yaml",
        "generated/table-definitions/chat/channel.yaml",
        "generated/pipelines/chat/channel.columns.yaml",
        "generated/pipelines/sink_warehouse__insight/chat.bento.yaml",
        "generated/pipelines/sink_warehouse__insight/chat.connect.yaml",
        "generated/sqlserver/chat/enable-cdc.sql",
        f"{mine}/manifest.yaml",
        f"{mine}/state.json",
        f"{mine}/staging/channel-staging.sql",
        f"{mine}/tables/channel.sql",
    }


def test_both_patterns_live_in_one_project_folder(copy: Path, tmp_path: Path) -> None:
    both = tmp_path / "both"
    shutil.copytree(ADOPUS, both, ignore=INPUTS)
    shutil.copytree(copy / "source", both / "asma-source")
    for name in SERVICES:
        shutil.copy(copy / "services" / f"{name}.yaml", both / "services")
    for name in ("source-groups.yaml", "sink-groups.yaml"):
        (both / name).write_text((both / name).read_text() + (copy / name).read_text())
    edit(both / "source-groups.yaml", "source/{database}", "asma-source/{database}")
    generate(copy)
    project, made = generate(both)
    assert (len(tenants(project, "adopus")), len(tenants(project, "asma"))) == (26, 4)
    assert {name: len(definitions) for name, definitions in made.items()}["adopus"] == 39
    together, apart = outputs(both), outputs(copy)
    alone = {name: text for name, text in outputs(ADOPUS).items() if name.startswith("generated/")}
    assert {name: text for name, text in together.items() if name in alone} == alone
    own_template = re.compile(
        r"client_certificate|/proxy/(manifest|state|evolution/)|/proxy\.(bento|connect)\.yaml"
    )  # this folder's customer_id has another name
    differing = [name for name, text in apart.items() if together[name] != text and not own_template.search(name)]
    assert not differing


@both_versions
def test_services_that_feed_one_database_share_what_is_there_once(postgres: Server) -> None:
    with fresh_database(postgres) as conninfo, ConnectionPool(conninfo, kwargs={"autocommit": True}) as pool:
        feeding = ("directory", "chat", "proxy")
        folders = {name: read_migrations(ASMA / "migrations" / "sink_warehouse__insight" / name) for name in feeding}
        for again in (False, True):
            for name, migrations in folders.items():
                results = migrate(pool, migrations, [name])
                assert all(result.ok for result in results), results
                assert any(result.applied for result in results) is not again
        with psycopg.connect(conninfo) as connection:
            counted = connection.execute(
                "SELECT n.nspname, count(*) FILTER (WHERE relname NOT LIKE 'stg\\_%'), count(*) FROM pg_class c"
                " JOIN pg_namespace n ON n.oid = relnamespace WHERE n.nspname IN ('chat', 'directory', 'proxy')"
                " AND relkind IN ('r', 'p') GROUP BY 1 ORDER BY 1"
            ).fetchall()
            assert counted == [("chat", 7, 14), ("directory", 8, 16), ("proxy", 5, 10)]
            settings = connection.execute("SELECT relnamespace::regnamespace FROM pg_class WHERE relname = 'setting'")
            assert sorted(str(row[0]) for row in settings) == ["chat", "proxy"]
