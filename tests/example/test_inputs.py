"""The example's inputs: that they hold what its README says, and that every stage before SQL takes them as they are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

import cdc_assets
from cdc_assets.catalog.model import MAX, Catalog, Column
from cdc_assets.catalog.scripts import read_scripts
from cdc_assets.config.check import check_against_catalog
from cdc_assets.config.load import load_project
from cdc_assets.config.model import Project
from cdc_assets.config.tenants import sink_target, tenants
from cdc_assets.errors import CdcError
from cdc_assets.tables.build import build_definitions
from cdc_assets.tables.model import TableDefinition
from cdc_assets.tables.naming import MAX_BYTES

ROOT = Path(__file__).parents[2] / "examples" / "adopus"
SINK = "sink_asma.directory"
PROD = {
    "CDC_ENV": "prod",
    **{f"{server}_{key}": key.lower() for server in ("MSSQL", "PG") for key in ("HOST", "USER", "PASSWORD")},
    "MSSQL_PORT": "1433",
    "PG_PORT": "5432",
}
TYPE_MAP = Path(cdc_assets.__file__).parent / "tables" / "map-mssql-pgsql.yaml"
LONG_TABLE = "NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening_og_Varig_tilrettelagt_arbeid"


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return read_scripts(ROOT / "source", "AdOpusTest")


@pytest.fixture(scope="module")
def project() -> Project:
    return load_project(ROOT, {})


@pytest.fixture(scope="module")
def definitions(project: Project, catalog: Catalog) -> dict[str, TableDefinition]:
    return {one.source_table: one for one in build_definitions(project, project.services["adopus"], catalog)}


def columns(catalog: Catalog) -> list[Column]:
    return [column for table in catalog.tables for column in table.columns]


def test_there_are_39_tables_of_8_to_60_columns_and_nothing_else_is_taken_for_a_table(catalog: Catalog) -> None:
    assert len(catalog.tables) == 39
    assert {table.schema for table in catalog.tables} == {"dbo"}
    widths = {table.name: len(table.columns) for table in catalog.tables}
    assert min(widths.values()) == 8
    assert widths["Actor"] == max(widths.values()) == 60
    assert 880 < sum(widths.values()) < 960
    assert {table.name for table in catalog.tables} == {
        path.stem for path in (ROOT / "source/dbo/Tables").glob("*.sql")
    }
    assert catalog.collation == "Danish_Norwegian_CI_AS"


def test_every_type_of_the_type_map_occurs(catalog: Catalog) -> None:
    mapped = set(yaml.safe_load(TYPE_MAP.read_text())["mappings"])
    assert len(mapped) > 35
    found = {column.type.name for column in columns(catalog)}
    assert mapped - found == {"timestamp", "sysname"}
    assert "rowversion" in found, "timestamp is its old name"
    assert "sys.sysname" in {column.type.alias for column in columns(catalog)}, "sysname is an alias"


@pytest.mark.parametrize(
    "written",
    [
        "real",  # written so, and as float(24)
        "float(53)",
        "time(0)",
        "time(7)",
        "datetime2(0)",
        "datetime2(7)",
        "datetimeoffset(7)",
        "numeric(38,10)",
        "decimal(18,0)",
        "varbinary(max)",
        "nvarchar(max)",
        "vector(768)",
    ],
)
def test_limits_of_types_occur_at_their_ends(catalog: Catalog, written: str) -> None:
    assert written in {str(column.type) for column in columns(catalog)}


def test_the_same_type_is_written_in_several_ways_and_read_as_one(catalog: Catalog) -> None:
    land = catalog.table("dbo.Land")
    assert land is not None
    assert {column.name: str(column.type) for column in land.columns} == {
        "Landkode": "varchar(2)",
        "Alfa3": "char(3)",
        "Numerisk": "smallint",
        "Navn": "nvarchar(80)",
        "NavnEngelsk": "varchar(80)",
        "Retningsnummer": "varchar(8)",
        "Eøs": "bit",
        "Sortering": "int",
    }


def test_alias_types_bring_their_base_type_and_nullability(catalog: Catalog) -> None:
    actor, log = catalog.table("dbo.Actor"), catalog.table("dbo.ImportLogg")
    assert actor is not None
    assert log is not None
    number = actor.column("Fødselsnummer")
    assert number is not None
    assert (str(number.type), number.type.alias, number.nullable) == ("nchar(11)", "dbo.Personnummer", True)
    failed = log.column("Feilet")
    assert failed is not None
    assert (failed.type.alias, failed.nullable) == ("dbo.Flagg", False), "the script leaves it to the type"
    assert {column.type.alias for column in columns(catalog) if column.type.name == "clr"} == {"dbo.Kontonummer"}


def test_one_table_has_no_key_and_several_have_composite_ones(catalog: Catalog) -> None:
    assert [table.name for table in catalog.tables if table.primary_key is None] == ["ImportLogg"]
    composite = {table.name: table.primary_key.columns for table in catalog.tables if table.primary_key}
    assert composite["Månedsoppgjør"] == ("År", "Måned", "TiltakId", "actno", "Periode")
    assert composite["Systemparameter"] == ("Modul", "Parameter")  # not the columns' order
    assert sum(len(key) > 1 for key in composite.values()) >= 8


def test_names_hold_spaces_brackets_signs_and_more_than_63_bytes(catalog: Catalog) -> None:
    names = {table.name for table in catalog.tables} | {column.name for column in columns(catalog)}
    wanted = {"Kurs Deltaker", "Fraværsårsak", "Org.nr", "Målformidling%", "Beløp [kr]", "c/o", "User", "Order", "Desc"}
    assert wanted <= names
    long = {name for name in names if len(name.encode()) > MAX_BYTES}
    assert LONG_TABLE in long
    assert len(long) > len({name.encode()[:MAX_BYTES] for name in long}), "two that PostgreSQL would take for one"


def test_two_columns_differ_only_in_case(catalog: Catalog) -> None:
    consent = catalog.table("dbo.Samtykke")
    assert consent is not None
    assert consent.column("DataAnsvarlig") != consent.column("Dataansvarlig")
    assert consent.column("Dataansvarlig") is not None


def test_computed_sparse_temporal_identity_defaults_and_foreign_keys_occur(catalog: Catalog) -> None:
    found = columns(catalog)
    assert sum(column.computed is not None for column in found) >= 8
    assert any(column.persisted for column in found)
    assert any(column.sparse for column in found)
    assert any(column.rowguidcol for column in found)
    assert any(column.identity for column in found)
    assert any(column.collation == "Latin1_General_BIN2" for column in found)
    assert sum(column.default is not None for column in found) > 150
    assert [table.name for table in catalog.tables if table.temporal] == ["Sats"]
    assert sum(len(table.foreign_keys) for table in catalog.tables) > 70
    assert any(key.filter for table in catalog.tables for key in table.unique_keys)


def test_every_foreign_key_points_to_a_key_of_the_same_types(catalog: Catalog) -> None:
    for table in catalog.tables:
        for key in table.foreign_keys:
            target = catalog.table(f"{key.referenced_schema}.{key.referenced_table}")
            assert target is not None, key
            keys = {one.columns for one in (target.primary_key, *target.unique_keys) if one}
            assert key.referenced_columns in keys, key
            ours = [table.column(name) for name in key.columns]
            theirs = [target.column(name) for name in key.referenced_columns]
            assert [c and c.type.name for c in ours] == [c and c.type.name for c in theirs], key
            assert [c and c.type.length for c in ours] == [c and c.type.length for c in theirs], key


def test_the_tables_keep_to_sql_servers_own_limits(catalog: Catalog) -> None:
    for table in catalog.tables:
        folded = [column.name.replace("aA", "a A").casefold() for column in table.columns]  # `aA` is no å, `aa` is
        assert len(folded) == len(set(folded)), table.name
        assert sum(column.identity for column in table.columns) <= 1, table.name
        assert sum(column.type.name in {"rowversion", "timestamp"} for column in table.columns) <= 1, table.name
        if table.primary_key:
            key = [table.column(name) for name in table.primary_key.columns]
            assert all(column and not column.nullable and column.type.length != MAX for column in key), table.name


def test_files_come_in_the_encodings_and_line_ends_of_their_tools() -> None:
    heads = [path.read_bytes() for path in (ROOT / "source").rglob("*.sql")]
    assert sum(head.startswith(b"\xff\xfe") for head in heads) == 1
    assert sum(head.startswith(b"\xef\xbb\xbf") for head in heads) >= 8
    assert sum(b"\r\n" in head for head in heads) >= 8
    assert sum(not head.startswith((b"\xef", b"\xff")) and b"\r" not in head for head in heads) >= 20


def test_the_sqlproj_names_every_script() -> None:
    text = (ROOT / "source/AdOpusTest.sqlproj").read_text("utf-8-sig")
    named = {name.replace("\\", "/") for name in re.findall(r'<(?:Build|PostDeploy|None) Include="(.*?)"', text)}
    assert named == {str(path.relative_to(ROOT / "source")) for path in (ROOT / "source").rglob("*.sql")}


def test_nonprod_loads_without_any_variable_and_has_26_customers(project: Project) -> None:
    found = tenants(project, "adopus")
    assert len(found) == 26
    assert found[0].name == "avansas"
    names = {tenant.name for tenant in found}
    assert {"innlandet-kompetanse", "oppfolging24", "sjøgata"} <= names
    assert len({tenant.customer_id for tenant in found}) == len({tenant.database for tenant in found}) == 26
    target = sink_target(project, SINK, "dev")
    assert (target.database, target.server.embedded) == ("directory_dev", True)


def test_prod_has_some_of_the_customers_and_says_which_variables_it_lacks() -> None:
    prod = load_project(ROOT, PROD)
    found = tenants(prod, "adopus")
    assert len(found) == 14
    assert {tenant.sink_env for tenant in found} == {"prod"}
    assert sink_target(prod, SINK, "prod").server.host == "host"
    with pytest.raises(CdcError, match="PG_HOST"):
        load_project(ROOT, {"CDC_ENV": "prod"})


def test_the_service_fits_the_catalog(project: Project, catalog: Catalog) -> None:
    assert check_against_catalog(project, project.services["adopus"], catalog) == ()


def test_39_tables_are_created_and_two_of_public_only_validated(definitions: dict[str, TableDefinition]) -> None:
    targets = [target for definition in definitions.values() for target in definition.targets]
    assert len(definitions) == 39
    assert sum(target.schema is None and not target.exists for target in targets) == 39
    assert {target.name for target in targets if target.exists} == {"customer_user", "customer_department"}
    assert {target.schema for target in targets if target.exists} == {"public"}
    assert [target.name for target in targets if target.append_only] == ["ImportLogg"]


def test_what_is_ignored_renamed_or_added_arrives_in_the_definitions(definitions: dict[str, TableDefinition]) -> None:
    own, user = definitions["Actor"].targets
    names = {column.name for column in own.columns}
    assert not names & {"Døv", "Fødeland", "Visningsnavn"}
    assert {"actno", "Fødselsnummer", "_customer_id"} <= names
    assert {column.source: column.name for column in user.columns}["BrukerNavn"] == "brukerBrukerNavn"
    assert own.transforms == ("file://services/_bloblang/adopus/mask_national_id.blobl",)
    for reference in (*own.transforms, *user.transforms):
        assert (ROOT / reference.removeprefix("file://")).is_file()


def test_long_names_stay_different_in_postgresql(definitions: dict[str, TableDefinition]) -> None:
    for definition in definitions.values():
        for target in definition.targets:
            names = [column.name for column in target.columns]
            assert len(set(names)) == len(names)
            for name in (target.name, target.staging, target.procedure, *names):
                assert len(name.encode()) <= MAX_BYTES
