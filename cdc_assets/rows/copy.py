"""Rows that were read, into a relation of PostgreSQL by COPY: in binary where each column's values are of its own type.

Binary costs half of text, here and there. A value has one Python type per column, by `tables.conversions`; where a map
of types makes another of it here (a number that is kept as text), PostgreSQL reads the text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from cdc_assets.rows.model import Chunk, Row

_OWN: Mapping[type, frozenset[str]] = {
    bool: frozenset({"bool"}),
    int: frozenset({"int2", "int4", "int8"}),
    float: frozenset({"float8"}),
    Decimal: frozenset({"numeric"}),
    str: frozenset({"text", "varchar", "bpchar", "json"}),
    bytes: frozenset({"bytea"}),
    UUID: frozenset({"uuid"}),
    date: frozenset({"date"}),
    datetime: frozenset({"timestamp"}),
}
"""Python's type → PostgreSQL's with the same values."""
_TEXT = 25
"""PostgreSQL's number of `text`, which all that has a text's form takes."""
_TYPES = """
SELECT a.attname, t.oid::bigint, t.typname FROM pg_catalog.pg_attribute AS a
JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid WHERE a.attrelid = {}::pg_catalog.regclass AND a.attnum > 0
"""


def copy_rows(
    cursor: psycopg.Cursor[Any], relation: sql.Composable, chunk: Chunk, constants: Mapping[str, object]
) -> None:
    """A chunk's rows into a relation that has its columns and those of `constants`, which are the same in each row."""
    columns = (*chunk.columns, *constants)
    same = tuple(constants.values())
    binary = _binary(cursor, relation, columns, chunk.rows, same)
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    form = sql.SQL(" (FORMAT binary)" if binary else "")
    with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN{}").format(relation, names, form)) as copy:
        if binary:
            copy.set_types(binary)
        for row in chunk.rows:
            copy.write_row((*row, *same))


def _binary(
    cursor: psycopg.Cursor[Any],
    relation: sql.Composable,
    columns: Sequence[str],
    rows: Sequence[Row],
    same: Sequence[object],
) -> list[int]:
    """The columns' types in PostgreSQL where each has the values that were read; else nothing."""
    name = sql.Literal(relation.as_string(cursor))
    found = {name: (oid, kind) for name, oid, kind in cursor.execute(sql.SQL(_TYPES).format(name)).fetchall()}
    types: list[int] = []
    for place, column in enumerate(columns):
        oid, kind = found.get(column, (0, ""))
        behind = place - (len(columns) - len(same))
        value = same[behind] if behind >= 0 else next((row[place] for row in rows if row[place] is not None), None)
        if value is not None and kind not in _OWN.get(type(value), frozenset()):
            return []
        types.append(_TEXT if value is None or isinstance(value, str) else oid)
    return types
