"""Partitions, sink databases and reference databases of a project."""

from __future__ import annotations

from pathlib import Path

import pytest

from cdc_assets.config.load import load_project
from cdc_assets.config.model import Project, Roles, Tenant
from cdc_assets.config.tenants import distinct_databases, reference_source, services_of, sink_key, sink_target, tenants
from cdc_assets.errors import CdcError
from tests.config.projects import ADOPUS, SERVICE, SINK_GROUPS, SINKS, SOURCES, load, write_project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return load(write_project(tmp_path))


def test_customers_of_the_environment_are_tenants_in_the_order_of_the_file(project: Project) -> None:
    assert tenants(project, "adopus") == (
        Tenant("avansas", "AdOpusTest", "default", "1f0a", "dev"),
        Tenant("no", "AdOpusNo", "default", None, "dev"),
    )


def test_a_customer_without_the_environment_is_no_tenant(tmp_path: Path) -> None:
    write_project(tmp_path, (SINKS, "      dev: {", "      prod: {server: default, database: directory}\n      dev: {"))
    assert tenants(load(tmp_path, CDC_ENV="prod"), "adopus") == (
        Tenant("avansas", "AdOpusAvansas", "default", None, "prod"),
    )


def test_the_services_of_a_db_shared_group_are_its_tenants_where_a_file_describes_them(tmp_path: Path) -> None:
    write_project(
        tmp_path,
        (SOURCES, "    chat: {schemas", "    proxy: {nonprod: {database: p, server: scripts}}\n    chat: {schemas"),
    )
    assert [tenant.name for tenant in tenants(load(tmp_path), "asma")] == ["chat"]


def test_services_of_a_group(project: Project) -> None:
    assert [service.name for service in services_of(project, "asma")] == ["chat"]
    assert services_of(project, "nobody") == ()


def test_an_unknown_group_is_told_with_the_one_that_was_meant(project: Project) -> None:
    with pytest.raises(CdcError, match=r"there is no source group `adopsu` \(did you mean `adopus`\?\)"):
        tenants(project, "adopsu")


def test_a_sink_means_a_database_in_an_environment(project: Project) -> None:
    target = sink_target(project, "sink_asma.directory", "dev")
    assert (target.server_name, target.server.host, target.database, target.schemas) == (
        "default",
        "pg.example",
        "directory_dev",
        ("public",),
    )
    assert target.roles == Roles(loader="cdc_loader", reader="cdc_reader")
    assert sink_key("sink_asma.directory") == "sink_asma__directory"


def test_a_database_is_one_for_sinks_that_share_it_and_another_on_another_server(tmp_path: Path) -> None:
    other = (
        "sink_other:\n  servers: {default: {host: HOST}}\n"
        "  sources: {directory: {dev: {server: default, database: directory_dev}}}\n"
    )
    adopus = ADOPUS + "    sink_other.directory: {tables: {public.other: {from: dbo.Actor, target_exists: true}}}\n"
    for host, count in (("PG.example", 1), ("other.example", 2)):
        files = {SERVICE: adopus, SINKS: SINK_GROUPS + other.replace("HOST", host)}
        project = load(write_project(tmp_path, files=files))
        names = [target.label for target, _, _ in distinct_databases(project)]
        assert names.count("default/directory_dev") == count


def test_a_sinks_roles_override_the_groups_one_by_one(project: Project) -> None:
    assert sink_target(project, "sink_asma.chat", "nonprod").roles == Roles(loader="cdc_loader", reader=None)


@pytest.mark.parametrize(
    ("sink", "env", "place", "what"),
    [
        ("sink_amsa.directory", "dev", "1", "there is no sink group `sink_amsa` (did you mean `sink_asma`?)"),
        ("sink_asma.dirctory", "dev", "9: sink_asma.sources", "there is no target service `dirctory`"),
        (
            "sink_asma.directory",
            "dve",
            "10: sink_asma.sources.directory",
            "sink_asma.directory has no environment `dve`",
        ),
    ],
)
def test_a_sink_that_is_not_there_is_told_with_its_place(
    sink: str, env: str, place: str, what: str, project: Project
) -> None:
    with pytest.raises(CdcError) as caught:
        sink_target(project, sink, env)
    assert str(caught.value).startswith(f"sink-groups.yaml:{place}: ")
    assert what in str(caught.value)
    assert "did you mean" in str(caught.value)


def test_the_reference_of_a_db_per_tenant_service_is_its_validation_database(project: Project) -> None:
    source = reference_source(project, project.services["adopus"])
    assert (source.server_name, source.server.host, source.database, source.schemas) == (
        "default",
        "mssql.example",
        "AdOpusTest",
        ("dbo",),
    )


def test_the_reference_of_a_db_shared_service_is_its_own_database(project: Project) -> None:
    source = reference_source(project, project.services["chat"])
    assert (source.server_name, source.server.path, source.database) == ("scripts", "source", "chat_dev")


def test_the_reference_has_the_schemas_of_the_services_tables_too(tmp_path: Path) -> None:
    write_project(tmp_path, (SERVICE, "      dbo.Logg:", "      arkiv.Logg:"))
    project = load(tmp_path)
    assert reference_source(project, project.services["adopus"]).schemas == ("dbo", "arkiv")


def test_a_reference_that_no_customer_has_is_read_on_the_default_server(tmp_path: Path) -> None:
    write_project(tmp_path, (SERVICE, "validation_database: AdOpusTest", "validation_database: AdOpusMal"))
    project = load(tmp_path)
    source = reference_source(project, project.services["adopus"])
    assert (source.server_name, source.database) == ("default", "AdOpusMal")


def test_without_a_validation_database_the_groups_is_the_reference_and_else_the_first_customers(tmp_path: Path) -> None:
    edit = (SERVICE, "    validation_database: AdOpusTest\n    validation_env: nonprod\n", "")
    project = load(write_project(tmp_path, edit, (SOURCES, "database_ref: AdOpusTest", "database_ref: AdOpusNo")))
    assert reference_source(project, project.services["adopus"]).database == "AdOpusNo"
    project = load(write_project(tmp_path, edit, (SOURCES, "  database_ref: AdOpusTest\n", "")))
    assert reference_source(project, project.services["adopus"]).database == "AdOpusTest"


def test_targets_of_a_project_loaded_offline_name_the_variables_they_lack(tmp_path: Path) -> None:
    project = load_project(write_project(tmp_path), {}, offline=True)
    assert sink_target(project, "sink_asma.directory", "dev").unset == ("PG_HOST", "PG_PORT", "PG_PASSWORD")
    assert reference_source(project, project.services["adopus"]).unset == (
        "MSSQL_HOST",
        "MSSQL_PORT",
        "MSSQL_PASSWORD",
    )
    assert sink_target(project, "sink_asma.chat", "nonprod").unset == ()
