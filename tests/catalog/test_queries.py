"""The catalog queries: they parse, name only columns a version has, and say what is meant when they run."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp
from sqlglot.optimizer.qualify import qualify

from cdc_assets.capture import read as capture_queries
from cdc_assets.capture.read import Part
from cdc_assets.catalog.live import build_catalog, fetch
from cdc_assets.catalog.model import Catalog
from cdc_assets.catalog.names import bracketed, literal
from cdc_assets.catalog.queries import CATALOG, batch
from cdc_assets.catalog.snapshot import fingerprint
from cdc_assets.errors import CdcError
from cdc_assets.rows import source as rows_source
from tests.sqlserver.catalogs import catalogs
from tests.sqlserver.sys_rows import server_for
from tests.sqlserver.sys_views import Server, columns_of

WHERE = "source-groups.yaml: servers.default"


def read(server: Server, schemas: tuple[str, ...] = (), order: int = 1) -> Catalog:
    rows = fetch(server.connection(), batch(CATALOG, schemas, 10), CATALOG)  # type: ignore[arg-type]
    if order < 0:
        rows = {**rows, "tables": list(reversed(rows["tables"]))}
    return build_catalog(rows, schemas, WHERE)


def test_a_catalog_takes_no_more_than_twelve_queries_in_one_batch() -> None:
    statements = sqlglot.parse(batch(CATALOG, ("dbo",), 10), read="tsql")
    assert sum(isinstance(statement, exp.Query | exp.IfBlock) for statement in statements) <= 12


@pytest.mark.parametrize("query", CATALOG, ids=lambda query: query.name)
def test_every_query_is_t_sql_that_parses_completely(query) -> None:
    for statement in sqlglot.parse(batch((query,), ("dbo", "o'x"), 10), read="tsql"):
        assert statement is not None
        assert not list(statement.find_all(exp.Command)), statement.sql("tsql")


_ALL = [
    *(query.sql.replace("{schemas}", "s.name IN (N'dbo')") for query in CATALOG),
    *(part.sql for part in vars(capture_queries).values() if isinstance(part, Part)),
    capture_queries.last_before([("dbo_Actor", bytes(10)), ("o'x]", bytes(10))]).sql,
    *(
        text.format(schema=literal("o'x"), name=literal("T"), qualified=literal("[o'x].[T]"))
        for text in (rows_source.ACCESS, rows_source.CAPTURE)
    ),
]


@pytest.mark.parametrize("version", [2017, 2019, 2022, 2025])
@pytest.mark.parametrize("sql", _ALL, ids=range(len(_ALL)))
def test_a_query_names_only_columns_that_every_version_has(sql: str, version: int) -> None:
    schema: dict[str, dict[str, dict[str, str]]] = {}
    for view, columns in columns_of(version).items():
        database, name = view.split(".")
        schema.setdefault(database, {})[name] = dict.fromkeys(columns, "int")
    schema["dbo"] = schema.pop("msdb")
    for name in ("dbo_Actor_CT", "o'x]_CT"):
        schema["cdc"][name] = {"__$start_lsn": "binary"}
    expression = sqlglot.parse_one(sql.replace("msdb.dbo.", "dbo."), read="tsql")
    qualify(expression, schema=schema, dialect="tsql", validate_qualify_columns=True)


@pytest.mark.parametrize("version", [2017, 2025])
@settings(max_examples=40, deadline=None)
@given(catalog=catalogs())
def test_what_the_views_say_of_a_catalog_is_that_catalog(version: int, catalog: Catalog) -> None:
    if version < 2022:  # neither ledger nor vector there
        catalog = replace(
            catalog,
            tables=tuple(
                replace(
                    table, not_capturable=None if "ledger" in (table.not_capturable or "") else table.not_capturable
                )
                for table in catalog.tables
                if all(column.type.name != "vector" for column in table.columns) and not table.foreign_keys
            ),
        )
        catalog = replace(catalog, tables=tuple(table for table in catalog.tables if not table.foreign_keys))
    assert read(server_for(catalog, version)) == catalog


@settings(max_examples=20, deadline=None)
@given(catalog=catalogs(), data=st.data())
def test_only_the_schemas_asked_for_are_read(catalog: Catalog, data: st.DataObject) -> None:
    present = sorted({table.schema for table in catalog.tables}) or ["dbo"]
    chosen = tuple(data.draw(st.lists(st.sampled_from(present), min_size=1, unique=True)))
    server = server_for(catalog)
    assert read(server, chosen).tables == tuple(table for table in catalog.tables if table.schema in chosen)


@settings(max_examples=20, deadline=None)
@given(catalog=catalogs(), data=st.data())
def test_the_fingerprint_does_not_see_what_the_snapshot_does_not_hold(catalog: Catalog, data: st.DataObject) -> None:
    before = fingerprint(read(server_for(catalog)))
    server = server_for(catalog)
    for row in server.rows.get("sys.tables", []):
        row.update(modify_date="2030-01-01", max_column_id_used=99, lock_escalation=1, lob_data_space_id=5)
    for row in server.rows.get("sys.indexes", []):  # rebuilt, moved to another filegroup, renumbered
        row.update(data_space_id=7, fill_factor=80, is_padded=1)
    shift = data.draw(st.integers(1, 9))
    for view in ("sys.indexes", "sys.index_columns"):
        for row in server.rows.get(view, []):
            row["index_id"] += shift
    for row in server.rows.get("sys.key_constraints", []):
        row["unique_index_id"] += shift
    assert fingerprint(read(server, order=-1)) == before


@settings(max_examples=20, deadline=None)
@given(catalog=catalogs(), data=st.data())
def test_the_fingerprint_sees_a_change_of_any_column(catalog: Catalog, data: st.DataObject) -> None:
    server = server_for(catalog)
    rows = server.rows.get("sys.columns")
    if not rows:
        return
    before = fingerprint(read(server_for(catalog)))
    row = data.draw(st.sampled_from(rows))
    what = data.draw(st.sampled_from(["name", "is_nullable", "is_identity", "is_sparse", "is_rowguidcol"]))
    row[what] = row[what] + "x" * 20 if what == "name" else 1 - row[what]
    assert fingerprint(read(server)) != before


@given(name=st.text(max_size=30))
def test_a_name_is_one_token_in_t_sql_or_refused(name: str) -> None:
    try:
        quoted, string = bracketed(name), literal(name)
    except CdcError as error:
        assert "control characters" in str(error)  # noqa: PT017
        return
    tokens = sqlglot.tokenize(f"{string} {quoted}" if name else string, read="tsql")
    assert [token.text for token in tokens] == ([name, name] if name else [name])


def test_low_permissions_are_not_taken_for_an_empty_schema() -> None:
    server = server_for(Catalog("AdOpusTest", (), "Danish_Norwegian_CI_AS"))
    server.visible = frozenset()
    with pytest.raises(CdcError) as caught:
        read(server, ("dbo", "salg"))
    assert str(caught.value).splitlines()[0] == (
        f"{WHERE}: user: the login `leser` may not see the whole schema `dbo` of AdOpusTest: an incomplete catalog is "
        "not used (USE [AdOpusTest]; GRANT VIEW DEFINITION ON SCHEMA::[dbo] TO [leser_user];)"
    )
    assert len(caught.value.problems) == 2


def test_seeing_the_schemas_that_are_read_is_enough() -> None:
    server = server_for(Catalog("AdOpusTest", (), "Danish_Norwegian_CI_AS"))
    server.visible = frozenset({"dbo"})
    assert read(server, ("dbo",)).tables == ()


def test_a_schema_that_is_not_there_is_said() -> None:
    server = server_for(Catalog("AdOpusTest", (), "Danish_Norwegian_CI_AS"))
    with pytest.raises(CdcError, match="the database AdOpusTest has no schema `lager`"):
        read(server, ("dbo", "lager"))
