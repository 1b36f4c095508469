"""Definitions as files: valid YAML, the same model when read back, edited ones kept."""

from __future__ import annotations

from dataclasses import replace

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cdc_assets.errors import CdcError
from cdc_assets.files import WriteReport
from cdc_assets.flow_yaml import flow_list, flow_map, read_list, read_map, scalar, unscalar
from cdc_assets.tables.files import definition_text, definitions_sha256, read_definitions, write_definitions
from cdc_assets.tables.model import TableDefinition, TargetColumn, TargetTable
from tests.tables.factory import build, column, replica, table

TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
ODD = [
    *(
        "no",
        "Yes",
        "null",
        "~",
        "1",
        "1.0",
        "0x1",
        "1e3",
        "2026-11-22",
        "<<",
        "=",
        "-",
        "?",
        "a: b",
        "a #b",
        " a",
        "a ",
    ),
    *("a,b", "[a]", "{a}", "'", '"', "\\", "\\n", "\n", "\t", "\x85", "\u2028", "\xa0", "æøå", "𝒳", "{{SCHEMA}}", "*a"),
    *("decimal(18,4)", "Kurs Deltaker", "", "%", "@", "`", "!x", "&x", "|", ">", "...", "---", "\ufeff", "a\x00b"),
]


@pytest.mark.parametrize("text", ODD)
def test_any_text_is_one_yaml_scalar(text):
    assert unscalar(scalar(text)) == text
    assert "\n" not in scalar(text)
    if "\0" not in text:
        assert yaml.safe_load(f"[{scalar(text)}]") == [text]


@settings(max_examples=200)
@given(st.lists(TEXTS, max_size=4), TEXTS)
def test_lists_and_maps_are_yaml_and_read_back(items, text):
    assert read_list(flow_list(items)) == tuple(items)
    assert yaml.safe_load(flow_list(items)) == items
    line = flow_map([("a", text), ("b", tuple(items)), ("c", True), ("d", 3)])
    values = read_map(line)
    assert (values["a"], read_list(values["b"]), values["c"], values["d"]) == (text, tuple(items), "true", "3")
    assert yaml.safe_load(line) == {"a": text, "b": items, "c": True, "d": 3}


OPTIONAL = st.none() | TEXTS
COLUMNS = st.builds(
    TargetColumn,
    name=TEXTS,
    type=TEXTS,
    staging_type=TEXTS,
    source=OPTIONAL,
    source_type=st.just("int"),
    source_nullable=st.booleans(),
    template=OPTIONAL,
    default=OPTIONAL,
    value=OPTIONAL,
    loss=OPTIONAL,
    alias=OPTIONAL,
    large=st.booleans(),
    carried=st.booleans(),
    references=OPTIONAL,
    description=OPTIONAL,
    not_null=st.booleans(),
).map(lambda c: c if c.source is not None else replace(c, source_type=None, source_nullable=True))


@st.composite
def targets(draw):
    columns = draw(st.lists(COLUMNS, max_size=4, unique_by=lambda c: c.name))
    key = tuple(c.name for c in columns[: draw(st.integers(0, len(columns)))])
    return TargetTable(
        sink=draw(TEXTS),
        schema=draw(OPTIONAL),
        name=draw(TEXTS),
        columns=tuple(replace(c, not_null=True) if c.name in key else c for c in columns),
        key=tuple(reversed(key)),
        exists=draw(st.booleans()),
        tenant_column=draw(OPTIONAL),
        deletes=draw(st.sampled_from(["soft", "hard"])),
        unchanged_large_values=draw(st.sampled_from(["placeholder", "null", "both"])),
        transforms=tuple(draw(st.lists(TEXTS, max_size=2))),
        templates=tuple(draw(st.lists(TEXTS, max_size=2))),
    )


DEFINITIONS = st.builds(
    TableDefinition,
    service=st.just("adopus"),
    database=TEXTS,
    source_schema=TEXTS,
    source_table=TEXTS,
    source_key=st.lists(TEXTS, max_size=2).map(tuple),
    topic=TEXTS,
    targets=st.lists(targets(), max_size=2).map(tuple),
    ignored=st.lists(TEXTS, max_size=2).map(tuple),
    notes=st.lists(TEXTS, max_size=2).map(tuple),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(DEFINITIONS, max_size=3, unique_by=lambda d: (d.source_schema, d.source_table)))
def test_definitions_are_the_same_when_read_back(tmp_path_factory, definitions):
    folder = tmp_path_factory.mktemp("d")
    report = write_definitions(definitions, folder)
    assert len(report.written) == len(definitions)
    found = read_definitions(folder, "adopus")
    assert found == tuple(sorted(definitions, key=lambda d: (d.source_schema, d.source_table)))
    assert definitions_sha256(found) == definitions_sha256([replace(one, sha256="") for one in found])
    again = write_definitions(found, folder)
    assert again == WriteReport(unchanged=again.unchanged)
    assert len(again.unchanged) == len(definitions)


@pytest.fixture
def definitions(tmp_path):
    actor = table(
        "Actor",
        [
            column("actno", nullable=False),
            column("Navn på aktør", "nvarchar(50)", alias="dbo.Navn"),
            column("Saldo", "decimal(18,4)"),
            column("Endret", "datetime2(7)"),
        ],
        key=("actno",),
    )
    uses = {
        "adopus.Actor": replica("dbo.Actor", column_templates=[{"template": "customer_id"}]),
        "public.bruker": {"from": "dbo.Actor", "target_exists": True, "columns": {"actno": "id"}},
        "adopus.Post": replica("hr.Post"),
    }
    return build(tmp_path, actor, table("hr.Post", {"Id": "int"}), sink_tables=uses)


def test_a_file_is_what_a_person_and_any_yaml_reader_understands(definitions):
    text = definition_text(definitions[0])
    assert text.startswith("# DO NOT EDIT")
    assert "      - {source: actno, type: int, nullable: false, target: actno, as: integer, key: 1}\n" in text
    loaded = yaml.safe_load(text)
    assert loaded["source"] == {"database": "AdOpusTest", "schema": "dbo", "table": "Actor", "key": ["actno"]}
    first, second = loaded["targets"]
    assert first["target"] == {"table": "Actor", "sink": "sink_asma.directory", "scope": "tenant"}
    assert first["columns"][2]["as"] == "numeric(18,4)"
    assert first["columns"][2]["staging"] == "numeric"
    assert first["metadata"]["__deleted"] == "boolean"
    assert first["staging"] == {"table": "stg_Actor", "procedure": "sp_merge_actor"}
    assert first["staging_metadata"]["__kafka_topic"] == "text"
    assert second["target"]["exists"] is True
    assert "staging" not in second


def test_tables_outside_dbo_carry_their_schema_in_the_files_name(definitions, tmp_path):
    assert write_definitions(definitions, tmp_path / "d").written == ("Actor.yaml", "hr.Post.yaml")


def test_names_become_safe_files_that_no_file_system_confuses(tmp_path):
    names = ["Kunde", "kunde", "a/b", "a\\b", "..", "nul", "x" * 128, "å" * 128, 'q"<>|?*', "Order Details", "trail."]
    made = build(tmp_path, *(table(name, {"Id": "int"}) for name in names), sink_tables={})
    written = write_definitions(made, tmp_path / "d").written
    assert len({name.casefold() for name in written}) == len(names)
    assert all(len(name.encode()) < 200 for name in written)
    assert {"Kunde.yaml", "a%2Fb.yaml", "a%5Cb.yaml", "%2E%2E.yaml", "%6Eul.yaml", "Order Details.yaml"} <= set(written)
    assert read_definitions(tmp_path / "d", "adopus") == made


def test_an_edited_file_is_kept_reported_and_stops_reading(definitions, tmp_path):
    folder = tmp_path / "d"
    write_definitions(definitions, folder)
    path = folder / "Actor.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("integer", "bigint"), encoding="utf-8")
    report = write_definitions(definitions, folder)
    assert (report.edited, report.written) == (("Actor.yaml",), ())
    with pytest.raises(CdcError) as raised:
        read_definitions(folder, "adopus")
    assert [(p.where, p.what) for p in raised.value.problems] == [(path.as_posix(), "edited by hand")]
    assert write_definitions(definitions, folder, overwrite=frozenset({"Actor.yaml"})).written == ("Actor.yaml",)
    assert read_definitions(folder, "adopus") == definitions


def test_a_file_that_another_version_wrote_or_git_gave_crlf_is_no_edited_one(definitions, tmp_path):
    folder = tmp_path / "d"
    write_definitions(definitions, folder)
    path = folder / "Actor.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_definitions(folder, "adopus") == definitions
    assert write_definitions(definitions, folder).written == ("Actor.yaml",)


def test_a_table_no_longer_configured_leaves_no_definition_behind(definitions, tmp_path):
    folder = tmp_path / "d"
    write_definitions(definitions, folder)
    (folder / "Notat.yaml").write_text("av: meg\n", encoding="utf-8")
    report = write_definitions(definitions[:1], folder)
    assert report.orphaned == ("hr.Post.yaml",)
    assert (folder / "Notat.yaml").exists()
    (folder / "Notat.yaml").unlink()
    assert read_definitions(folder, "adopus") == definitions[:1]


def test_other_services_files_are_left_alone(definitions, tmp_path):
    folder = tmp_path / "d"
    write_definitions(definitions, folder)
    other = tuple(replace(one, service="annen", source_table=one.source_table + "2") for one in definitions)
    assert write_definitions(other, folder).orphaned == ()
    assert read_definitions(folder, "adopus") == definitions
    assert read_definitions(folder, "annen") == other


def test_without_definitions_the_next_step_is_named(tmp_path):
    with pytest.raises(CdcError, match="run table_definitions"):
        read_definitions(tmp_path / "nothing", "adopus")
