"""Catalogs for Hypothesis: any name, any text, every field."""

from __future__ import annotations

from hypothesis import strategies as st

from cdc_assets.catalog.model import MAX, Catalog, Column, ForeignKey, Key, SqlType, Table

AWKWARD = [
    *("yes", "No", "ON", "y", "null", "Null", "~", "true", "1", "1.5", "0x1F", "1e3", "-", "-1", "2020-01-01", ".inf"),
    *("a: b", "a #b", "#x", "- a", "? a", "a:", ":a", " a", "a ", "", "  ", "'", '"', "''", "it's", '"q"', "\\", "\\n"),
    *("a\nb", "a\r\nb", "a\tb", "\x00", "\x07", "\x7f", "\x85", "\xa0", "\u2028", "\ufeff", "\ufffe", "\U0010ffff"),
    *("æøå", "Fødeland", "表", "🙂", "e\u0301", "[x]", "{x}", "{{SCHEMA}}", "*a", "&a", "!a", "|", ">", "%a", "@a"),
    "`a",
    *("<<", "=", "a,b", "[a, b]", "navn", "Navn", "NAVN", "Order Details", 'x"; DROP SCHEMA public; --', "x" * 128),
    "🙂" * 64,
    *("null default x", "int null", "as", "default", "not null", "id 3", "\u202eabc", "a.b", "_x", "x-1", "²"),
]  # fmt: skip

text = st.sampled_from(AWKWARD) | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
names = text.filter(lambda name: 0 < len(name) <= 128)
some_names = st.lists(names, min_size=1, max_size=3).map(tuple)
sizes = st.none() | st.integers(0, 40) | st.just(MAX)

types = st.sampled_from(
    [
        *(SqlType(name) for name in ("int", "bit", "xml", "rowversion", "computed", "clr", "geography", "real")),
        *(SqlType(name, length=size) for name in ("nvarchar", "char", "varbinary") for size in (1, 50, MAX)),
        *(SqlType(name, precision=18, scale=4) for name in ("decimal", "numeric")),
        *(SqlType(name, scale=size) for name in ("time", "datetime2", "datetimeoffset") for size in (0, 7)),
        SqlType("float", precision=53),
        SqlType("vector", precision=1536),
    ]
) | st.builds(SqlType, text, sizes, sizes, sizes, st.none() | text)

columns = st.builds(
    Column,
    name=names,
    type=types,
    nullable=st.booleans(),
    column_id=st.integers(0, 5),
    identity=st.booleans(),
    computed=st.none(),
    persisted=st.booleans(),
    default=st.none() | text,
    collation=st.none() | st.just("Danish_Norwegian_CI_AS") | text,
    sparse=st.booleans(),
    rowguidcol=st.booleans(),
    hidden=st.booleans(),
    encrypted=st.booleans(),
) | st.builds(Column, name=names, type=types, nullable=st.booleans(), column_id=st.integers(0, 5), computed=text)

keys = st.builds(Key, st.none() | names, some_names, st.booleans(), st.booleans(), st.none() | text)
foreign_keys = st.builds(
    ForeignKey, st.none() | names, some_names, names, names, st.lists(names, max_size=3).map(tuple)
)

tables = st.builds(
    Table,
    schema=st.sampled_from(["dbo", "DBO", "a.b", "yes", "æ/ø", "x" * 128, "🙂" * 64]) | names,
    name=names,
    columns=st.lists(columns, max_size=4, unique_by=lambda column: column.name).map(tuple),
    primary_key=st.none() | keys,
    unique_keys=st.lists(keys, max_size=2).map(tuple),
    foreign_keys=st.lists(foreign_keys, max_size=2).map(tuple),
    object_id=st.none() | st.integers(1, 2**31),
    cdc_enabled=st.none() | st.booleans(),
    temporal=st.booleans(),
    not_capturable=st.none() | text,
)


def _catalog(database: str, found: list[Table], collation: str | None) -> Catalog:
    return Catalog(database, tuple(sorted(found, key=lambda table: (table.schema, table.name))), collation)


catalogs = st.builds(
    _catalog,
    names,
    st.lists(tables, min_size=1, max_size=4, unique_by=lambda table: (table.schema, table.name)),
    st.none() | st.just("Danish_Norwegian_CI_AS") | text,
)
