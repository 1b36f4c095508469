"""A SQL Server type written by hand or by another tool: `nvarchar(50)`, or `nvarchar` without its size."""

from __future__ import annotations

from cdc_assets.catalog.model import MAX, SqlType
from cdc_assets.catalog.tsql.refused import Refused

_WIDEST = {
    "char": SqlType("char", length=8000),
    "nchar": SqlType("nchar", length=4000),
    "varchar": SqlType("varchar", length=MAX),
    "nvarchar": SqlType("nvarchar", length=MAX),
    "binary": SqlType("binary", length=8000),
    "varbinary": SqlType("varbinary", length=MAX),
    "decimal": SqlType("decimal"),
    "numeric": SqlType("numeric"),
    "float": SqlType("float", precision=53),
    "time": SqlType("time", scale=7),
    "datetime2": SqlType("datetime2", scale=7),
    "datetimeoffset": SqlType("datetimeoffset", scale=7),
}
"""What a type without its size is taken for: whatever it may hold fits."""


def type_of_text(text: str) -> SqlType:
    """The type that `text` names. Raises ValueError saying what is wrong with it."""
    from cdc_assets.catalog.tsql.tokens import Cursor, tokenize  # sqlglot takes 0.1 s to import
    from cdc_assets.catalog.tsql.types import read_type

    plain = " ".join(text.lower().split())
    if plain in _WIDEST:
        return _WIDEST[plain]
    try:
        script = tokenize(text)
        cursor = Cursor(script, 0, len(script.words))
        found = read_type(cursor)
        if cursor.index < len(script.words):
            raise cursor.refused(f"`{text}` is no type")
    except Refused as refused:
        raise ValueError(refused.what) from None
    if found.user is not None:
        raise ValueError(f"`{text}` is no type of SQL Server")
    return _WIDEST[found.type.name] if found.type.name in _WIDEST and "(" not in text else found.type
