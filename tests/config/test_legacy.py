"""Folders made for cdc-pipeline-generator, read as they are: present files in silence, older ones with notes."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cdc_assets.assets.inputs import definition_inputs
from cdc_assets.catalog.model import MAX, SqlType
from cdc_assets.catalog.reader import read_catalog, source_fingerprint
from cdc_assets.config.load import load_project
from cdc_assets.config.model import Project
from cdc_assets.config.tenants import reference_source, tenants
from cdc_assets.errors import CdcError
from cdc_assets.tables.build import build_definitions
from cdc_assets.tables.model import TableDefinition

SERVICE = """\
service: adopus
server_group: adopus
reference: avansas
source:
  type: mssql
  validation_database: AdOpusTest
  tables:
    dbo.Actor: {ignore_columns: [Døv]}
sinks:
  sink_asma.directory:
    tables:
      adopus.Actor:
        from: dbo.Actor
        replicate_structure: true
        column_templates: [source_table, {template: made_at}]
        transforms: [{bloblang_ref: "file://x.blobl", expected_output_column: klasse}]
"""
GROUPS = """\
_metadata: {updated: today}
adopus:
  pattern: db-per-tenant
  type: mssql
  description: Customers
  kafka_topology: shared
  environment_aware: true
  validation_env: nonprod
  extraction_pattern: x
  database_ref: AdOpusTest
  include_pattern: AdOpus*
  database_exclude_patterns: [stage]
  schema_exclude_patterns: [cdc]
  table_include_patterns: []
  table_exclude_patterns: []
  envs: [nonprod]
  source_custom_keys: {region: {exec_type: sql, value: SELECT 1}}
  servers:
    default:
      driver: schemas
      kafka_bootstrap_servers: k
      extraction_patterns: [{pattern: x}]
  sources:
    avansas:
      schemas: [dbo]
      nonprod: {server: default, database: AdOpusTest, table_count: 3, customer_id: 1, region: no, target_sink_env: dev}
"""
SINKS = """\
sink_asma:
  source_group: adopus
  pattern: db-shared
  type: postgres
  environment_aware: true
  description: x
  servers: {default: {embedded: true}}
  sources: {directory: {schemas: [public], dev: {server: default, database: d, table_count: 1}}}
"""
TEMPLATES = """\
templates:
  source_table:
    {name: _source_table, type: text, value: 'meta("table")', value_source: bloblang, applies_to: "adopus.*"}
  customer: {name: _customer, type: uuid, value: "{adopus.sources.*.customer_id}", value_source: source-ref}
  made_at: {name: _made_at, type: timestamptz, value: now(), value_source: sql}
"""
ACTOR = """\
database: AdOpusTest
schema: dbo
service: adopus
table: Actor
columns:
- {name: actno, type: int, nullable: false, primary_key: true}
- {name: Navn, type: nvarchar, nullable: true, primary_key: false}
- {name: Sats, type: decimal, nullable: true, primary_key: false}
- {name: Døv, type: bit, nullable: true, primary_key: false}
- {name: Endret, type: datetime2, nullable: false, primary_key: false}
primary_key: actno
"""
FILES = {
    "services/adopus.yaml": SERVICE,
    "source-groups.yaml": GROUPS,
    "sink-groups.yaml": SINKS,
    "services/_schemas/column-templates.yaml": TEMPLATES,
    "services/_schemas/adopus/dbo/Actor.yaml": ACTOR,
}
OVERRIDES = "services/_schemas/_definitions/source-adopus-type-overrides.yaml"


def write(root: Path, **changed: str | None) -> Path:
    """The folder, files replaced by their name's last part without its ending; None leaves one out."""
    for name, text in FILES.items():
        content = changed.get(Path(name).stem.replace("-", "_"), text)
        if content is not None:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(content)
    return root


def load(root: Path) -> Project:
    return load_project(root, {})


def notes(project: Project) -> list[str]:
    return [str(warning) for warning in project.warnings]


def definitions(root: Path) -> dict[str, TableDefinition]:
    project = load(root)
    service = project.services["adopus"]
    catalog = read_catalog(root, reference_source(project, service), {}, None)
    return {one.source_table: one for one in build_definitions(project, service, catalog)}


def test_a_folder_of_today_is_read_in_silence_but_for_what_is_not_done_here(tmp_path: Path) -> None:
    project = load(write(tmp_path))
    (note,) = notes(project)
    assert note.startswith("services/adopus.yaml:16: sinks.sink_asma.directory.tables.adopus.Actor.transforms[0]")
    assert note.endswith("which the transform fills, is not created because of it (a column template creates it)")
    assert [tenant.customer_id for tenant in tenants(project, "adopus")] == ["1"]
    assert project.templates["source_table"].applies_to == ("adopus.*",)
    assert project.templates["customer"].value_source == "source_ref"


def test_its_schemas_are_a_catalog_whose_sizes_are_the_widest(tmp_path: Path) -> None:
    made = definitions(write(tmp_path))["Actor"]
    (target,) = made.targets
    assert [(column.name, column.type) for column in target.columns] == [
        ("actno", "integer"),
        ("Navn", "text"),
        ("Sats", "numeric"),
        ("Endret", "timestamp(6)"),
        ("_source_table", "text"),
        ("_made_at", "timestamptz"),
    ]
    assert target.key == ("actno",)
    made_at = target.columns[-1]
    assert (made_at.default, made_at.value) == ("now()", None), "SQL is the database's to evaluate"
    assert target.columns[-2].value == 'meta("table")'


def test_its_schemas_may_lie_where_they_lay_before_and_tell_sizes(tmp_path: Path) -> None:
    write(tmp_path, Actor=None)
    older = tmp_path / "service-schemas" / "adopus" / "dbo" / "Actor.yaml"
    older.parent.mkdir(parents=True)
    older.write_text(ACTOR.replace("nvarchar", "nvarchar(50)").replace("type: decimal", 'type: "decimal(9,2)"'))
    (target,) = definitions(tmp_path)["Actor"].targets
    assert [column.type for column in target.columns][1:3] == ["varchar(50)", "numeric(9,2)"]
    project = load(tmp_path)
    source = reference_source(project, project.services["adopus"])
    before = source_fingerprint(tmp_path, source, {}, None)
    older.write_text(older.read_text().replace("Navn", "Fullt navn"))
    assert source_fingerprint(tmp_path, source, {}, None) != before


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("columns: []\n", "`columns` is a list of {name, type, nullable, primary_key}"),
        ("columns:\n- {name: a}\n", "a column needs `name` and `type`"),
        ("columns:\n- {name: a, type: quantum}\n", "`quantum` is no type of SQL Server"),
        ("columns:\n- {name: a, type: int}\nprimary_key: [b]\n", "the key's column `b` is none of `columns`"),
        ("columns: [\n", "not YAML"),
    ],
)
def test_a_schema_file_that_cannot_be_read_is_named(text: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(CdcError) as error:
        definitions(write(tmp_path, Actor=text))
    (problem,) = error.value.problems
    assert problem.where.startswith("services/_schemas/adopus/dbo/Actor.yaml")
    assert says in problem.what


def test_a_folder_without_schemas_says_what_it_wants(tmp_path: Path) -> None:
    with pytest.raises(CdcError, match="no table is described here"):
        definitions(write(tmp_path, Actor=None))


@pytest.mark.parametrize("override", ["nvarchar(40)", "{type: nvarchar(40), reason: agreed}"])
def test_an_override_of_a_sources_type_is_taken_for_the_type_and_noted(override: str, tmp_path: Path) -> None:
    write(tmp_path)
    before = definition_inputs(load(tmp_path), load(tmp_path).services["adopus"])
    (tmp_path / OVERRIDES).parent.mkdir(parents=True)
    (tmp_path / OVERRIDES).write_text(f"metadata: {{version: 1}}\noverrides:\n  dbo.actor:\n    NAVN: {override}\n")
    made = definitions(tmp_path)["Actor"]
    navn = made.targets[0].columns[1]
    assert (navn.name, navn.type, navn.source_type) == ("Navn", "varchar(40)", "nvarchar(40)")
    assert "Taken for another type than the source's, by override: Navn (nvarchar(max) → nvarchar(40))." in made.notes
    assert definition_inputs(load(tmp_path), load(tmp_path).services["adopus"]) != before


def test_overrides_of_columns_that_differ_only_in_case_each_find_theirs(tmp_path: Path) -> None:
    more = "- {name: navn, type: int, nullable: true, primary_key: false}\nprimary_key:"
    write(tmp_path, Actor=ACTOR.replace("primary_key: actno", more.removesuffix(":") + ": actno"))
    (tmp_path / OVERRIDES).parent.mkdir(parents=True)
    (tmp_path / OVERRIDES).write_text("overrides:\n  DBO.Actor:\n    navn: bigint\n    NAVN: nvarchar(40)\n")
    types = {column.name: column.type for column in definitions(tmp_path)["Actor"].targets[0].columns}
    assert (types["Navn"], types["navn"]) == ("varchar(40)", "bigint")


def test_what_is_wrong_in_overrides_is_told_with_its_line(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / OVERRIDES).parent.mkdir(parents=True)
    (tmp_path / OVERRIDES).write_text(
        "overrides:\n  dbo.Actor:\n    Navm: int\n    Sats: quantum\n  dbo.Aktor:\n    a: int\n"
    )
    with pytest.raises(CdcError) as error:
        definitions(tmp_path)
    assert [str(problem) for problem in error.value.problems] == [
        f"{OVERRIDES}:4: overrides.dbo.Actor.Sats: `quantum` is no type of SQL Server (for example: nvarchar(50))",
        f"{OVERRIDES}:3: overrides.dbo.Actor.Navm: dbo.Actor has no column `Navm` (did you mean `Navn`?)",
        f"{OVERRIDES}:5: overrides.dbo.Aktor: AdOpusTest has no table dbo.Aktor (did you mean `dbo.Actor`?)",
    ]


OLD_SERVICE = """\
service: adopus
server_group: adopus
source:
  validation_database: AdOpusTest
source_tables:
  - schema: dbo
    tables:
    - name: Actor
      primary_key: actno
    - Test
ignore_tables: [Test]
environments: {sink_tasks: 8}
customers:
- name: avansas
  customer_id: 2
  schema: avansas
  environments:
    nonprod: {database: {name: AdOpusTest}, topic_prefix: x}
- name: bkai
  customer_id: 4
  environments:
    prod: {database: {name: AdOpusBkai}}
sinks:
  sink_asma.directory:
    tables:
      adopus.Actor:
        from: dbo.Actor
        replicate_structure: true
        extra_columns: [{template: source_table}]
        transforms: [{rule: splitter}]
"""
OLD_GROUPS = """\
server_groups:
  - name: adopus
    server_group_type: db-per-tenant
    service: adopus
    database_ref: AdOpusTest
    include_pattern: AdOpus*
    server: {type: mssql, driver: schemas, username: "${U:-cdc}", user: cdc, server_type: mssql}
    databases:
      - {name: AdOpusTest, service: adopus, schemas: [dbo]}
"""


def test_the_older_lists_are_read_and_each_note_says_how_it_is_written_today(tmp_path: Path) -> None:
    write(tmp_path, adopus=OLD_SERVICE, source_groups=None, sink_groups=SINKS.replace("dev:", "nonprod:"))
    (tmp_path / "server-groups.yaml").write_text(OLD_GROUPS)
    project = load(tmp_path)
    group = project.source_groups["adopus"]
    assert (group.pattern, group.servers["default"].user, group.servers["default"].driver) == (
        "db-per-tenant",
        "cdc",
        "schemas",
    )
    assert [tenant.name for tenant in tenants(project, "adopus")] == ["avansas"]
    assert {name: entry.schemas for name, entry in group.sources.items()} == {"avansas": ("dbo",), "bkai": ("dbo",)}
    assert group.sources["bkai"].environments["prod"].customer_id == "4"
    assert list(definitions(tmp_path)) == ["Actor"]
    told = notes(project)
    for wanted in (
        "server-groups.yaml:1: an older name of the file (call it source-groups.yaml)",
        "server-groups.yaml:1: server_groups: an older list of groups (make each group's name a root key)",
        "services/adopus.yaml:5: source_tables: an older list of tables (source: {tables: {dbo.Actor: {}}}",
        "services/adopus.yaml:11: ignore_tables: an older list of tables to leave out (leave them out of",
        "services/adopus.yaml:13: customers: an older list of customers (list them as `sources` of the group",
        "services/adopus.yaml:12: environments: not read here (servers belong into source-groups.yaml and",
    ):
        assert any(one.startswith(wanted) for one in told)
    rest = " ".join(told)
    assert "an older name of `pattern`" in rest
    assert "an older single server" in rest
    assert "an older name of `key_columns`" in rest
    assert "an older name of `column_templates`" in rest
    assert "an older rule of transform-rules.yaml" in rest


def test_a_folder_from_before_there_were_sinks_is_read_and_says_what_is_missing(tmp_path: Path) -> None:
    service = OLD_SERVICE.partition("sinks:")[0]
    write(tmp_path, adopus=service, source_groups=None, sink_groups=None)
    (tmp_path / "server-groups.yaml").write_text(OLD_GROUPS)
    project = load(tmp_path)
    assert (list(project.services), dict(project.sink_groups)) == (["adopus"], {})
    assert "there is no such file: the services have no target" in " ".join(notes(project))
    write(tmp_path, adopus=OLD_SERVICE, source_groups=None, sink_groups=None)
    with pytest.raises(CdcError, match=r"sink-groups.yaml: there is no such file \(it is part of every project\)"):
        load(tmp_path)


def test_databases_listed_by_environment_become_services_or_customers(tmp_path: Path) -> None:
    groups = """\
server_groups:
  - name: asma
    pattern: db-shared
    server: {driver: schemas}
    environments:
      nonprod: {databases: [{name: chat_dev, service: chat, schemas: [dbo, log]}]}
      prod: {databases: [{name: chat_prod, service: chat}, plain]}
"""
    service = "chat:\n  source:\n    tables: [{schema: dbo, name: Message, primary_key: id}]\n"
    write(tmp_path, adopus=None, source_groups=groups, sink_groups=SINKS.replace("source_group: adopus", ""))
    (tmp_path / "services" / "chat.yaml").write_text(service)
    project = load(tmp_path)
    sources = project.source_groups["asma"].sources
    assert sources["chat"].schemas == ("dbo", "log")
    assert {env: at.database for env, at in sources["chat"].environments.items()} == {
        "nonprod": "chat_dev",
        "prod": "chat_prod",
    }
    assert sources["plain"].environments["prod"].database == "plain"
    assert project.services["chat"].source.tables["dbo.Message"].key_columns == ("id",)


def test_a_list_of_tables_with_their_schemas_is_read_as_it_is_meant(tmp_path: Path) -> None:
    before = "  tables:\n    dbo.Actor: {ignore_columns: [Døv]}\n"
    assert before in SERVICE
    write(tmp_path, adopus=SERVICE.replace(before, "  tables: [dbo.Actor, {name: salg.Ordre}, Land]\n"))
    assert list(load(tmp_path).services["adopus"].source.tables) == ["dbo.Actor", "salg.Ordre", "dbo.Land"]


def test_a_mistake_in_an_older_list_is_told_at_the_line_it_was_written_in(tmp_path: Path) -> None:
    write(tmp_path, adopus=OLD_SERVICE.replace("primary_key: actno", "ignore_kolumns: [a]"))
    with pytest.raises(CdcError) as error:
        load(tmp_path)
    (problem,) = error.value.problems
    assert str(problem).startswith("services/adopus.yaml:9: source.tables.dbo.Actor.ignore_kolumns: unknown key")


def test_types_by_hand_are_read_as_widely_as_they_are_vague() -> None:
    from cdc_assets.catalog.tsql.types import type_of_text

    assert type_of_text(" NVARCHAR ") == SqlType("nvarchar", length=MAX)
    assert type_of_text("character varying") == SqlType("varchar", length=MAX)
    assert type_of_text("decimal(18, 2)") == SqlType("decimal", precision=18, scale=2)
    assert type_of_text("datetime2") == SqlType("datetime2", scale=7)
    for wrong in ("nvarchar(", "decimal(99,1)", "my.type", "int int", "", "'x'"):
        with pytest.raises(ValueError, match=r"."):
            type_of_text(wrong)


VOCABULARY = """
adopus service source sinks tables source_tables schema name table primary_key columns column_templates template
extra_columns transforms rule bloblang_ref expected_output_column server_groups server servers databases default
environments customers database customer_id nonprod sources pattern db-shared db-per-tenant shared ignore_tables
templates applies_to value_source sql overrides dbo.Actor sink_asma.directory adopus.Actor server_group_type
source_custom_keys username user type mssql int schemas
"""
_WORDS = st.sampled_from(VOCABULARY.split())
_TREES = st.recursive(
    _WORDS | st.none() | st.integers(0, 9),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(_WORDS, below, max_size=4),
    max_leaves=12,
)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_an_older_file_holds_it_is_read_or_refused_with_a_message(data: st.DataObject) -> None:
    names = [*FILES, OVERRIDES]
    changed = data.draw(st.sampled_from(names))
    with TemporaryDirectory() as folder:
        root = write(Path(folder))
        (root / changed).parent.mkdir(parents=True, exist_ok=True)
        (root / changed).write_text(yaml.safe_dump(data.draw(_TREES)))
        error = outcome(root)
        assert error is None or isinstance(error, CdcError) or error.args == ("adopus",), "the service may be gone"


def outcome(root: Path) -> Exception | None:
    try:
        definitions(root)
    except (CdcError, KeyError) as error:
        return error
    return None
