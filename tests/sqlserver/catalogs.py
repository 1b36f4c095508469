"""Random catalogs as a live SQL Server could have them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from cdc_assets.catalog.model import MAX, Catalog, Column, ForeignKey, Key, SqlType, Table
from tests.sqlserver.sys_views import COLLATION

_NAME = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x1F9FF, exclude_categories=["Cs", "Cc", "Zl", "Zp"]),
    min_size=1,
    max_size=12,
)
_SCHEMAS = ("dbo", "sålg", "o'x [y]")
_PLAIN = (
    *("int", "bigint", "smallint", "tinyint", "bit", "money", "smallmoney", "real", "date", "datetime"),
    *("smalldatetime", "text", "ntext", "image", "uniqueidentifier", "rowversion", "xml", "sql_variant"),
    *("hierarchyid", "geometry", "geography", "json"),
)
_TYPES = st.one_of(
    st.sampled_from(_PLAIN).map(SqlType),
    st.builds(SqlType, st.sampled_from(["nchar", "char", "binary"]), length=st.integers(1, 4000)),
    st.builds(
        SqlType, st.sampled_from(["nvarchar", "varchar", "varbinary"]), length=st.integers(1, 4000) | st.just(MAX)
    ),
    st.builds(
        SqlType, st.sampled_from(["decimal", "numeric"]), precision=st.integers(10, 38), scale=st.integers(0, 10)
    ),
    st.builds(SqlType, st.sampled_from(["time", "datetime2", "datetimeoffset"]), scale=st.integers(0, 7)),
    st.just(SqlType("float", precision=53)),
    st.just(SqlType("nvarchar", length=128, alias="sys.sysname")),
    st.just(SqlType("nvarchar", length=11, alias="dbo.Telefon")),
    st.just(SqlType("clr", alias="dbo.Punkt")),
    st.builds(SqlType, st.just("vector"), precision=st.integers(1, 1998)),
)
_STRINGS = {"char", "varchar", "text", "nchar", "nvarchar", "ntext"}
_REASONS = (
    None,
    None,
    None,
    "memory-optimized",
    "external",
    "FileTable",
    "graph node",
    "graph edge",
    "clustered columnstore index",
    "history table of a temporal table",
    "history table of a ledger table",
)


@st.composite
def _columns(draw: st.DrawFn) -> tuple[Column, ...]:
    names = draw(st.lists(_NAME, min_size=1, max_size=5, unique=True))
    ids = sorted(draw(st.lists(st.integers(1, 60), min_size=len(names), max_size=len(names), unique=True)))
    found = []
    for name, number in zip(names, ids, strict=True):
        type_ = draw(_TYPES)
        computed = draw(st.none() | st.just("([a]+[b])"))
        found.append(
            Column(
                name,
                type_,
                draw(st.booleans()),
                number,
                identity=draw(st.booleans()),
                computed=computed,
                persisted=computed is not None and draw(st.booleans()),
                default=None if computed else draw(st.none() | st.just("(N'æ')")),
                collation=draw(st.none() | st.just("Latin1_General_BIN2")) if type_.name in _STRINGS else None,
                sparse=draw(st.booleans()),
                rowguidcol=draw(st.booleans()),
                hidden=draw(st.booleans()),
                encrypted=draw(st.booleans()),
            )
        )
    return tuple(found)


def _key_order(key: Key) -> tuple[str, tuple[str, ...], str]:
    return (key.name or "", key.columns, key.filter or "")


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    """Up to four tables with keys and foreign keys between them."""
    names = draw(st.lists(st.tuples(st.sampled_from(_SCHEMAS), _NAME), max_size=4, unique=True))
    tables = []
    for number, (schema, name) in enumerate(names, 1):
        columns = draw(_columns())
        of_table = st.lists(
            st.sampled_from([column.name for column in columns]), min_size=1, max_size=3, unique=True
        ).map(tuple)
        primary = draw(
            st.none() | st.builds(Key, st.none() | st.just(f"PK_{number}"), of_table, clustered=st.booleans())
        )
        unique = draw(
            st.lists(
                st.one_of(
                    st.builds(Key, _NAME, of_table, constraint=st.just(True)),
                    st.builds(
                        Key, _NAME, of_table, constraint=st.just(False), filter=st.none() | st.just("([a] IS NOT NULL)")
                    ),
                ),
                max_size=2,
                unique_by=_key_order,
            )
        )
        reason = draw(st.sampled_from(_REASONS))
        tables.append(
            Table(
                schema,
                name,
                columns,
                primary,
                tuple(sorted(unique, key=_key_order)),
                object_id=1000 + number,
                cdc_enabled=draw(st.booleans()),
                temporal=reason is None and draw(st.booleans()),
                not_capturable=reason,
            )
        )
    for at, table in enumerate(tables):
        keys = []
        for _ in range(draw(st.integers(0, 2))):
            other = draw(st.sampled_from(tables))
            size = min(len(table.columns), len(other.columns), 2)
            name = draw(st.none() | _NAME)
            keys.append(
                ForeignKey(
                    name,
                    tuple(column.name for column in table.columns[:size]),
                    other.schema,
                    other.name,
                    tuple(column.name for column in other.columns[:size]),
                )
            )
        order = sorted(keys, key=lambda key: (key.name or "", key.columns, key.referenced_schema, key.referenced_table))
        tables[at] = replace(table, foreign_keys=tuple(order))
    return Catalog("AdOpusTest", tuple(sorted(tables, key=lambda table: (table.schema, table.name))), COLLATION)
