"""Rows that were read, into a relation of PostgreSQL by COPY."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg import sql

from cdc_assets.rows.model import Chunk


def copy_rows(
    cursor: psycopg.Cursor[Any], relation: sql.Composable, chunk: Chunk, constants: Mapping[str, object]
) -> None:
    """A chunk's rows into a relation that has its columns and those of `constants`, which are the same in each row."""
    names = sql.SQL(", ").join(map(sql.Identifier, (*chunk.columns, *constants)))
    same = tuple(constants.values())
    with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(relation, names)) as copy:
        for row in chunk.rows:
            copy.write_row((*row, *same))
