"""`generated/pipelines/<sink>/`: whole pipelines that pass their own check, whatever the connector's settings."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from cdc_assets import stages
from cdc_assets.cli.check import check
from cdc_assets.config.model import Connector, Project
from cdc_assets.pipelines.check import Report, check_pipelines
from cdc_assets.pipelines.connect import read_pipelines
from cdc_assets.pipelines.generate import ENGINES, pipeline_text
from cdc_assets.pipelines.model import encoding, staging_tables
from cdc_assets.tables.files import read_definitions
from cdc_assets.tables.model import TableDefinition, TargetColumn, TargetTable, topic_part
from cdc_assets.tables.types import load_type_map
from resources.project import CHECKOUT, open_project

EXAMPLES = {name: CHECKOUT / "examples" / name for name in ("adopus", "asma")}


def opened(name: str) -> Project:
    return open_project({"CDC_PROJECT_DIR": str(EXAMPLES[name])}, offline=True)[0]


def checked(name: str, folder: Path) -> Report:
    project = opened(name)
    tables = [
        table
        for service in project.services.values()
        for table in staging_tables(read_definitions(stages.definitions_dir(project, service), service.name))
    ]
    return check_pipelines(project, tables, read_pipelines(folder, ".columns.yaml"), load_type_map(project.root))


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_generated_pipeline_passes_its_own_check(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    report = checked(name, EXAMPLES[name] / "generated" / "pipelines")
    assert report.findings == ()
    assert report.writes > 30
    monkeypatch.setenv("CDC_PROJECT_DIR", str(EXAMPLES[name]))
    arguments = ["pipelines", str(EXAMPLES[name] / "generated" / "pipelines"), "--strict"]
    assert CliRunner().invoke(check, arguments).exit_code == 0


SPOILT = {
    ('"Navn": "Navn", ', ""): "the column `Navn` is missing: NULL in every row",
    ('"stg_Land"', '"stg_Lnd"'): '"stg_Lnd" is no staging table of this project',
    ('"Navn": "Navn"', '"Nvan": "Navn"'): '"stg_Land" has no column "Nvan"',
    ('"__lsn": $event.source.commit_lsn', '"__lsn": null'): "`__lsn` is always empty",
    ('"__kafka_offset": meta("kafka_offset"),\n', ""): "`__kafka_offset` is missing",
    ("committed", "latest"): "`start_offset` is `latest`",
    ("reject_errored", "retry"): "a message whose mapping failed reaches this output",
    ('"Opprettet": "epoch:1000"', '"Opprettet": "days"'): "`Opprettet` is decoded as `days`, the connector sends",
}


@pytest.mark.parametrize("change", SPOILT)
def test_a_generated_pipeline_that_was_edited_is_told(change: tuple[str, str], tmp_path: Path) -> None:
    text = (EXAMPLES["adopus"] / "generated/pipelines/sink_asma__directory/adopus.connect.yaml").read_text()
    assert change[0] in text
    (tmp_path / "a.yaml").write_text(text.replace(*change))
    errors = [one.what for one in checked("adopus", tmp_path).findings if one.severity == "error"]
    assert any(what.startswith(SPOILT[change]) for what in errors), errors


def test_the_input_is_the_engines_own_and_loses_nothing(tmp_path: Path) -> None:
    project = opened("asma")
    service = project.services["chat"]
    definitions = read_definitions(stages.definitions_dir(project, service), service.name)
    made = {
        name: yaml.safe_load(pipeline_text(project, service, "sink_warehouse.insight", definitions, engine))
        for name, engine in ENGINES.items()
    }
    lossless = {"transaction_isolation_level": "read_committed", "auto_replay_nacks": True}
    for kind, name, start in (("redpanda", "connect", "start_offset"), ("kafka_franz", "bento", "auto_offset_reset")):
        given = made[name]["input"][kind]
        assert lossless.items() <= given.items()
        assert given[start] in ("committed", "none")
    rest = [{key: value for key, value in one.items() if key != "input"} for one in made.values()]
    assert rest[0] == rest[1]


def test_topics_are_those_of_every_tenant_in_one_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    project = opened("adopus")
    service = project.services["adopus"]
    definitions = read_definitions(stages.definitions_dir(project, service), service.name)
    text = pipeline_text(project, service, "sink_asma.directory", definitions, "Redpanda Connect")
    topics = [
        pattern.replace("${CDC_ENV}", "prod")
        for pattern in yaml.safe_load(text)["input"]["redpanda"]["regexp_topics_include"]
    ]
    assert len(topics) == 39
    for name, matches in {
        "prod.avansas.AdOpusAvansas.dbo.Kurs_Deltaker": True,
        "prod.avansas.AdOpusAvansas.dbo.Frav_rs_rsak": True,
        "nonprod.avansas.AdOpusTest.dbo.Land": False,
        "prod.avansas.AdOpusAvansas.dbo.Landet": False,
        "prod.avansas.AdOpusAvansas.sys.Land": False,
    }.items():
        assert any(re.fullmatch(topic, name) for topic in topics) == matches, name


DOTTED = {"st. olavs": "AdOpus.StOlavs", "avansas": "AdOpusAvansas"}
"""Customers and their databases, whose names are parts of topics."""


@pytest.mark.parametrize(("customer", "database"), DOTTED.items())
@pytest.mark.parametrize("table", ["Land", "Land.Liste"])
def test_a_topic_is_known_although_names_in_it_hold_dots(customer: str, database: str, table: str) -> None:
    found = opened("adopus")
    group = found.source_groups["adopus"]
    entries = {name: {"name": name, "environments": {"prod": {"database": DOTTED[name]}}} for name in DOTTED}
    project = replace(found, source_groups={"adopus": group.model_validate({**group.model_dump(), "sources": entries})})
    service = project.services["adopus"]
    definitions = [
        replace(one, source_table=table, topic=one.topic.replace("dbo.Land", f"dbo.{table}"))
        for one in read_definitions(stages.definitions_dir(project, service), service.name)
        if one.source_table == "Land"
    ]
    text = pipeline_text(project, service, "sink_asma.directory", definitions, "Redpanda Connect")
    name = f"prod.{topic_part(customer)}.{database}.dbo.{table}"
    (pattern,) = yaml.safe_load(text)["input"]["redpanda"]["regexp_topics_include"]
    assert re.fullmatch(pattern.replace("${CDC_ENV}", "prod"), name), pattern
    (quoted,) = re.findall(r're_find_object\((".*")\)', text)
    assert text.count('.replace_all(".", "~1")') == 1 + ("." in table), "to `get` a dot is a step down"
    parts = re.fullmatch(json.loads(quoted), name)
    assert parts is not None, quoted
    assert parts.groupdict() == {
        "env": "prod", "customer": topic_part(customer), "database": database, "schema": "dbo", "table": table
    }  # fmt: skip


@pytest.mark.parametrize("topic_format", ["{customer}.{schema}.{table}", "{database}.{schema}.{table}"])
def test_topics_without_an_environment_are_those_of_the_environment_that_the_pipeline_runs_in(
    topic_format: str,
) -> None:
    found = opened("adopus")
    group = found.source_groups["adopus"]
    entries = {
        name: {"name": name, "environments": {env: {"database": "AdOpus", "customer_id": f"{env} {name}"}}}
        for env, name in (("nonprod", "avansas"), ("prod", "olavs"))
    }
    entries["avansas"]["environments"]["prod"] = {"database": "Avansas", "customer_id": "prod avansas"}
    changed = {"topic_format": topic_format, "sources": entries}
    project = replace(found, source_groups={"adopus": group.model_validate({**group.model_dump(), **changed})})
    service = project.services["adopus"]
    definitions = read_definitions(stages.definitions_dir(project, service), service.name)
    text = pipeline_text(project, service, "sink_asma.directory", definitions, "Redpanda Connect")
    tenants = json.loads(re.findall(r"let tenants = (\{.*?\n {8}\})", text, re.DOTALL)[0])
    customers = {("nonprod", "avansas"): "AdOpus", ("prod", "olavs"): "AdOpus", ("prod", "avansas"): "Avansas"}
    by_database = topic_format.startswith("{database}")
    assert tenants == {
        f"{env}/{database if by_database else name}": {"schema": name, "customer_id": f"{env} {name}"}
        for (env, name), database in customers.items()
    }
    key = "database" if by_database else "customer"
    assert f'$tenants.get("${{CDC_ENV}}/" + $topic.{key})' in text


ENCODINGS = {
    "date": ("days", "days", "days", "zoned"),
    "time(3)": ("time:1000", "time:1000000", "time:1000", "zoned"),
    "time(6)": ("time:1000000", "time:1000000", "time:1000", "zoned"),
    "time": ("time:1000000000", "time:1000000", "time:1000", "zoned"),
    "datetime": ("epoch:1000", "epoch:1000", "epoch:1000", "zoned"),
    "smalldatetime": ("epoch:1000", "epoch:1000", "epoch:1000", "zoned"),
    "datetime2(3)": ("epoch:1000", "epoch:1000", "epoch:1000", "zoned"),
    "datetime2(4)": ("epoch:1000000", "epoch:1000000", "epoch:1000", "zoned"),
    "datetime2(7)": ("epoch:1000000000", "epoch:1000000000", "epoch:1000", "zoned"),
    "datetimeoffset(7)": ("", "", "", ""),
    "nvarchar(max)": ("", "", "", ""),
    "uniqueidentifier": ("", "", "", ""),
}


@pytest.mark.parametrize("type_", ENCODINGS)
def test_times_are_encoded_as_the_connectors_precision_mode_says(type_: str) -> None:
    modes = ("adaptive", "adaptive_time_microseconds", "connect", "isostring")
    found = [encoding(type_, Connector.model_validate({"time_precision_mode": mode})) for mode in modes]
    assert tuple(found) == ENCODINGS[type_]


def test_numbers_and_bytes_are_encoded_as_the_connectors_modes_say() -> None:
    types = ("decimal(18,4)", "numeric(9)", "money", "smallmoney", "varbinary(max)", "rowversion", "int", "float")
    precise = ("decimal:4", "decimal:0", "decimal:4", "decimal:4", "base64", "base64", "", "")
    assert tuple(encoding(one, Connector()) for one in types) == precise
    text = Connector(decimal_handling_mode="string", binary_handling_mode="hex")
    assert tuple(encoding(one, text) for one in types) == ("", "", "", "", "hex", "hex", "", "")


def test_tables_of_one_name_in_two_schemas_keep_their_own_encodings(tmp_path: Path) -> None:
    project = opened("adopus")
    columns = {"datetime": "timestamp(3)", "datetime2(6)": "timestamp(6)"}
    definitions = [
        TableDefinition("adopus", "AdOpusTest", "dbo", f"From{schema}", ("Seen",), f"{{env}}.{schema}", (
            TargetTable("sink_asma.directory", schema, "Kunde", (
                TargetColumn("Seen", type_, "timestamp", not_null=True, source="Seen", source_type=source_type),
            ), ("Seen",)),
        ))
        for schema, (source_type, type_) in zip((None, "public"), columns.items(), strict=True)
    ]  # fmt: skip
    service = project.services["adopus"]
    text = pipeline_text(project, service, "sink_asma.directory", definitions, "Redpanda Connect")
    (tmp_path / "adopus.connect.yaml").write_text(text)
    tables = list(staging_tables(definitions))
    (pipeline,) = read_pipelines(tmp_path, ".columns.yaml")
    assert [write.encodings for write in pipeline.writes] == [{"Seen": "epoch:1000"}, {"Seen": "epoch:1000000"}]
    assert check_pipelines(project, tables, [pipeline], load_type_map(project.root)).findings == ()


def test_flattened_events_are_read_as_they_are_flattened(tmp_path: Path) -> None:
    root = tmp_path / "asma"
    shutil.copytree(EXAMPLES["asma"], root, ignore=shutil.ignore_patterns(".cdc", "migrations"))
    file = root / "services" / "chat.yaml"
    file.write_text(file.read_text().replace("  source:\n", "  source:\n    connector: {events: flattened}\n", 1))
    project = open_project({"CDC_PROJECT_DIR": str(root)}, offline=True)[0]
    stages.table_definitions(project, project.services["chat"])
    text = (root / "generated/pipelines/sink_warehouse__insight/chat.connect.yaml").read_text()
    assert "let operation = $event.__op.catch(null)" in text
    assert '"__lsn": $event.__source_commit_lsn,' in text
    assert '"__source_ts_ms": $event.__source_ts_ms,' in text
    assert "$event.source" not in text
