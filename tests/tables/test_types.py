"""The type map: every row of the project's table of types, and what a project's own map may say."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from cdc_assets.catalog.model import SqlType
from cdc_assets.errors import CdcError
from cdc_assets.tables.types import PROJECT_PATH, MappedType, load_type_map, map_type, staging_type, type_problem
from tests.tables.factory import sql_type

KEPT = None
NOT_CARRIED = "not carried by Debezium"

# source type, target, staging, what is lost, a lossy key, carried by the stream, large
ROWS = [
    ("tinyint", "smallint", "smallint", KEPT, False, True, False),
    ("smallint", "smallint", "smallint", KEPT, False, True, False),
    ("int", "integer", "integer", KEPT, False, True, False),
    ("bigint", "bigint", "bigint", KEPT, False, True, False),
    ("bit", "boolean", "boolean", KEPT, False, True, False),
    ("decimal(18,4)", "numeric(18,4)", "numeric", KEPT, False, True, False),
    ("numeric(38,38)", "numeric(38,38)", "numeric", KEPT, False, True, False),
    ("decimal(9,0)", "numeric(9,0)", "numeric", KEPT, False, True, False),
    ("money", "numeric(19,4)", "numeric", KEPT, False, True, False),
    ("smallmoney", "numeric(10,4)", "numeric", KEPT, False, True, False),
    ("float(24)", "real", "real", KEPT, False, True, False),
    ("float(53)", "double precision", "double precision", KEPT, False, True, False),
    ("real", "real", "real", KEPT, False, True, False),
    ("date", "date", "date", KEPT, False, True, False),
    ("time(0)", "time(0)", "time", KEPT, False, True, False),
    ("time(6)", "time(6)", "time", KEPT, False, True, False),
    ("time(7)", "time(6)", "text", "100 ns, cut", True, True, False),
    ("datetime", "timestamp(3)", "timestamp", KEPT, False, True, False),
    ("smalldatetime", "timestamp(0)", "timestamp", KEPT, False, True, False),
    ("datetime2(0)", "timestamp(0)", "timestamp", KEPT, False, True, False),
    ("datetime2(6)", "timestamp(6)", "timestamp", KEPT, False, True, False),
    ("datetime2(7)", "timestamp(6)", "text", "100 ns, cut", True, True, False),
    ("datetimeoffset(3)", "timestamptz(3)", "timestamptz", "the offset itself", False, True, False),
    ("datetimeoffset(7)", "timestamptz(6)", "text", "100 ns, cut", True, True, False),
    ("char(3)", "varchar(3)", "text", "pad blanks", False, True, False),
    ("nchar(10)", "varchar(10)", "text", "pad blanks", False, True, False),
    ("varchar(8000)", "varchar(8000)", "text", KEPT, False, True, False),
    ("nvarchar(4000)", "varchar(4000)", "text", KEPT, False, True, False),
    ("varchar(max)", "text", "text", "NUL", False, True, True),
    ("nvarchar(max)", "text", "text", "NUL", False, True, True),
    ("text", "text", "text", "NUL", False, True, True),
    ("ntext", "text", "text", "NUL", False, True, True),
    ("binary(16)", "bytea", "bytea", KEPT, False, True, False),
    ("varbinary(50)", "bytea", "bytea", KEPT, False, True, False),
    ("varbinary(max)", "bytea", "bytea", KEPT, False, True, True),
    ("image", "bytea", "bytea", KEPT, False, True, True),
    ("uniqueidentifier", "uuid", "uuid", "sort order", False, True, False),
    ("rowversion", "bytea", "bytea", KEPT, False, True, False),
    ("timestamp", "bytea", "bytea", KEPT, False, True, False),
    ("xml", "text", "text", KEPT, False, True, True),
    ("sql_variant", "text", "text", NOT_CARRIED, True, False, False),
    ("hierarchyid", "text", "text", NOT_CARRIED, True, False, False),
    ("geography", "bytea", "bytea", NOT_CARRIED, True, False, True),
    ("geometry", "bytea", "bytea", NOT_CARRIED, True, False, True),
    ("clr", "bytea", "bytea", NOT_CARRIED, True, False, True),
    ("sysname", "varchar(128)", "text", KEPT, False, True, False),
    ("json", "json", "text", KEPT, False, True, True),
    ("vector(3)", "text", "text", KEPT, False, True, False),
]


@pytest.mark.parametrize(("source", "target", "staging", "loss", "key_lossy", "carried", "large"), ROWS)
def test_a_source_type_becomes(source, target, staging, loss, key_lossy, carried, large, tmp_path):
    mapped = map_type(load_type_map(tmp_path), sql_type(source))
    assert mapped is not None
    assert (mapped.target, mapped.staging, mapped.key_lossy) == (target, staging, key_lossy)
    assert (mapped.carried, mapped.large) == (carried, large)
    assert (mapped.loss is None) if loss is None else (loss in (mapped.loss or ""))


def test_every_target_type_exists_in_postgresql(tmp_path, database):
    types = load_type_map(tmp_path)
    mapped = [map_type(types, sql_type(row[0])) for row in ROWS]
    columns = [text for one in mapped if one for text in (one.target, one.staging)]
    with psycopg.connect(database) as connection:
        connection.execute(f"CREATE TABLE t ({', '.join(f'c{i} {text}' for i, text in enumerate(columns))})")


def test_an_alias_type_is_its_base_type(tmp_path):
    mapped = map_type(load_type_map(tmp_path), sql_type("nvarchar(50)", alias="dbo.Navn"))
    assert mapped == MappedType("varchar(50)", "text")


def test_an_unknown_type_is_mapped_to_nothing(tmp_path):
    types = load_type_map(tmp_path)
    assert map_type(types, SqlType("quantum")) is None
    assert map_type(types, SqlType("nvarchar")) is None, "a length that the catalog did not tell"
    assert map_type(types, SqlType("decimal", precision=18)) is None


def own_map(root: Path, text: str) -> Path:
    path = root / PROJECT_PATH
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return root


OVERRIDES = [
    # the map, source type, target, staging
    ("nvarchar: text", "nvarchar(50)", "text", "text"),
    ("nvarchar: text", "varchar(50)", "varchar(50)", "text"),
    ("mappings: {xml: xml}", "xml", "xml", "text"),
    ("type_mappings: {xml: xml}", "xml", "xml", "text"),
    ("mssql_to_pgsql: {xml: xml}\npgsql_to_mssql: {text: nvarchar}", "xml", "xml", "text"),
    ("XML: xml", "xml", "xml", "text"),
    ("decimal: numeric", "decimal(18,4)", "numeric(18,4)", "numeric"),
    ("money: numeric", "money", "numeric(19,4)", "numeric"),
    ("nvarchar: character varying", "nvarchar(50)", "varchar(50)", "text"),
    ("nvarchar: character varying", "nvarchar(max)", "text", "text"),
    ("char: character", "char(3)", "char(3)", "text"),
    ("datetime2: timestamp without time zone", "datetime2(7)", "timestamp(6)", "text"),
    ("datetime2: timestamp(0)", "datetime2(7)", "timestamp(0)", "text"),
    ("datetime2: {target: timestamp(3)}", "datetime2(7)", "timestamp(3)", "text"),
    ("datetime2: {target: timestamp(3), staging: timestamp}", "datetime2(7)", "timestamp(3)", "timestamp"),
    ("bigint: {target: bigint, staging: text}", "bigint", "bigint", "text"),
    ("datetime: timestamptz", "datetime", "timestamptz", "timestamptz"),
    ("datetime: timestamp(3) with time zone", "datetime", "timestamp(3) with time zone", "timestamp with time zone"),
    ("float: double precision", "float(24)", "real", "real"),
    ("float: numeric", "float(24)", "numeric", "numeric"),
    ("sql_variant: jsonb", "sql_variant", "jsonb", "text"),
    ("geometry: {target: 'public.geometry(Point,4326)'}", "geometry", "public.geometry(Point,4326)", "public.geometry"),
    ("quantum: text", "quantum", "text", "text"),
    ("int: [{target: bigint}]", "int", "bigint", "bigint"),
    ("varchar: [{up_to: {length: 10}, target: 'char({length})'}, {target: text}]", "varchar(10)", "char(10)", "text"),
    ("varchar: [{up_to: {length: 10}, target: 'char({length})'}, {target: text}]", "varchar(max)", "text", "text"),
    (
        "metadata: {version: 1}\naliases: {source: {integer: int}}\nmappings:\n  xml: xml\nfallback: text",
        "xml",
        "xml",
        "text",
    ),
    ("", "int", "integer", "integer"),
    ("mappings:", "int", "integer", "integer"),
]


@pytest.mark.parametrize(("text", "source", "target", "staging"), OVERRIDES)
def test_a_projects_own_map_overrides_single_entries(text, source, target, staging, tmp_path):
    mapped = map_type(load_type_map(own_map(tmp_path, text)), sql_type(source))
    assert mapped is not None
    assert (mapped.target, mapped.staging) == (target, staging)


def test_an_entry_for_an_alias_type_wins_over_its_base_type(tmp_path):
    types = load_type_map(own_map(tmp_path, "mappings: {dbo.Saksnummer: varchar(20)}"))
    assert map_type(types, sql_type("nvarchar(50)", alias="dbo.Saksnummer")) == MappedType("varchar(20)", "text")
    assert map_type(types, sql_type("nvarchar(50)", alias="dbo.Navn")) == MappedType("varchar(50)", "text")


def test_what_only_the_stream_decides_survives_an_override(tmp_path):
    types = load_type_map(own_map(tmp_path, "geography: text\nxml: xml"))
    assert map_type(types, sql_type("geography")) == MappedType("text", "text", None, True, False, True)
    xml = map_type(types, sql_type("xml"))
    assert xml is not None
    assert xml.large
    carried = load_type_map(own_map(tmp_path / "b", "geography: {target: text, carried: true, large: false}"))
    assert map_type(carried, sql_type("geography")) == MappedType("text", "text")


WRONG = [
    ("nvarchar: 'varchar({lenght})'", "nvarchar", "unknown placeholder `{lenght}`", "did you mean `{length}`?"),
    ("nvarchar: 'varchar({x})'", "nvarchar", "unknown placeholder `{x}`", "valid: {length}"),
    ("nvarchar: {traget: text}", "nvarchar.traget", "unknown key", "did you mean `target`?"),
    ("nvarchar: {loss: x}", "nvarchar", "`target` is missing", ""),
    ("nvarchar: [{max: true, target: text}]", "nvarchar", "the last case must hold for every type", ""),
    ("nvarchar: {target: text, key: lost}", "nvarchar.key", "must be lossy, not `lost`", "lossy"),
    ("nvarchar: {target: text, large: maybe}", "nvarchar.large", "must be true or false, not `maybe`", ""),
    ("nvarchar: {target: text, up_to: {size: 3}}", "nvarchar.up_to.size", "unknown key", "length, precision, scale"),
    ("nvarchar: {target: text, up_to: {length: x}}", "nvarchar.up_to.length", "must be a whole number, not `x`", ""),
    ("nvarchar: {target: text, staging: 'text; evil'}", "nvarchar", "no PostgreSQL type", ""),
    ("nvarchar: {target: [text]}", "nvarchar.target", "must be text, not a list", ""),
    ("nvarchar: []", "nvarchar", "a list of such is wanted", ""),
    ("nvarchar:", "nvarchar", "nothing", ""),
    ("nvarchar: [text]", "nvarchar", "must be a mapping (key: value), not `text`", ""),
    ("nvarchar: 'text; DROP TABLE x'", "nvarchar", "no PostgreSQL type", ""),
    ("nvarchar: 'text, evil int'", "nvarchar", "no PostgreSQL type", ""),
    ("nvarchar: 'varchar(5'", "nvarchar", "closing parenthesis", ""),
    ("nvarchar: 'varchar)5('", "nvarchar", "no PostgreSQL type", ""),
    ("nvarcher: text", "nvarcher", "is no SQL Server type", "did you mean `nvarchar`?"),
    ("mappings: [a]", "mappings", "a mapping is wanted here", ""),
    ("- a", "", "a mapping is wanted here", ""),
    ("nvarchar: {target: text", "", "not YAML", ""),
    ("int: bigint\nint: text", "", "", "first in line 1"),
]


@pytest.mark.parametrize(("text", "key", "what", "hint"), WRONG)
def test_a_wrong_entry_is_named_with_file_line_and_what_is_valid(text, key, what, hint, tmp_path):
    with pytest.raises(CdcError) as raised:
        load_type_map(own_map(tmp_path, text))
    found = raised.value.problems
    assert any(problem.key == key and what in problem.what and hint in problem.hint for problem in found), found
    assert all(problem.where.startswith(f"{PROJECT_PATH}:") for problem in found)


def test_all_wrong_entries_are_named_at_once(tmp_path):
    with pytest.raises(CdcError) as raised:
        load_type_map(
            own_map(tmp_path, "mappings:\n  nvarchar: 'x({y})'\n  int: []\n  bit: boolean\n  xml: {target: ';'}")
        )
    assert [problem.key for problem in raised.value.problems] == ["nvarchar", "int", "xml"]
    assert [problem.where.rpartition(":")[2] for problem in raised.value.problems] == ["2", "3", "5"]


@pytest.mark.parametrize(
    ("target", "staging"),
    [
        ("varchar(50)", "text"),
        ("character varying(50)", "text"),
        ("numeric(10,2)", "numeric"),
        ("varchar(5)[]", "text[]"),
        ("timestamp(3) with time zone", "timestamp with time zone"),
        ("bit(8)", "varbit"),
        ('text COLLATE "C"', 'text COLLATE "C"'),
        ("uuid", "uuid"),
    ],
)
def test_staging_takes_a_type_without_its_limits(target, staging, tmp_path):
    assert staging_type(load_type_map(tmp_path), target) == staging


def test_types_that_are_fine_are_let_through():
    for target in ("text", "numeric(10,2)", "timestamp(3) without time zone", 'text COLLATE "C"', "text[]", '"T".x'):
        assert type_problem(target) is None
