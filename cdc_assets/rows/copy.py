"""Rows that were read, into a relation of PostgreSQL by COPY: in binary where each column's values are of its own type.

Binary costs half of text, here and there. A value has one Python type per column, by `tables.conversions`; where a map
of types makes another of it here (a number that is kept as text), PostgreSQL reads the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from cdc_assets.errors import CdcError, Problem
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
_BYTES = 17
"""PostgreSQL's numbers of `text` and `bytea`, as which all goes that has their form."""
_TYPES = """
SELECT a.attname, t.oid::bigint, t.typname FROM pg_catalog.pg_attribute AS a
JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid WHERE a.attrelid = {}::pg_catalog.regclass AND a.attnum > 0
"""


def copy_rows(cursor: psycopg.Cursor[Any], relation: sql.Composable, chunk: Chunk) -> None:
    """A chunk's rows into a relation that has its columns; others get their defaults."""
    types, uuids = _binary(cursor, relation, chunk.columns, chunk.rows)
    names = sql.SQL(", ").join(map(sql.Identifier, chunk.columns))
    form = sql.SQL(" (FORMAT binary)" if types else "")
    with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN{}").format(relation, names, form)) as copy:
        if types:
            copy.set_types(types)
        for row in _with_bytes(chunk.rows, uuids) if uuids else chunk.rows:
            copy.write_row(row)


def _binary(
    cursor: psycopg.Cursor[Any], relation: sql.Composable, columns: Sequence[str], rows: Iterable[Row]
) -> tuple[list[int], list[int]]:
    """The types that values are sent as where each has PostgreSQL's of its column, else nothing; and which columns are
    identifiers that came as text, as drivers give them."""
    name = sql.Literal(relation.as_string(cursor))
    found = {name: (oid, kind) for name, oid, kind in cursor.execute(sql.SQL(_TYPES).format(name)).fetchall()}
    types: list[int] = []
    uuids: list[int] = []
    for place, column in enumerate(columns):
        oid, kind = found.get(column, (0, ""))
        value = next((row[place] for row in rows if row[place] is not None), None)
        if isinstance(value, str) and kind == "uuid":
            uuids.append(place)
            types.append(_BYTES)
        elif value is None or kind in _OWN.get(type(value), frozenset()):
            types.append(_TEXT if value is None or isinstance(value, str) else oid)
        else:
            return [], []
    return types, uuids


def _with_bytes(rows: Iterable[Row], places: Sequence[int]) -> Iterator[Row]:
    """Rows with the sixteen bytes of identifiers that came as text."""
    try:
        for row in rows:
            values = list(row)
            for place in places:
                text = values[place]
                if text is not None:
                    values[place] = bytes.fromhex(text.replace("-", ""))
            yield values
    except ValueError:
        what = "a value is no uuid, and the column here is one"
        raise CdcError(Problem("the source", what, hint="mend the value, or map the column to text")) from None
