"""Data types as T-SQL writes them."""

from __future__ import annotations

from dataclasses import dataclass

from cdc_assets.catalog.model import MAX, SqlType
from cdc_assets.catalog.tsql.text import Refused
from cdc_assets.catalog.tsql.tokens import Cursor, tokenize, words

SYSNAME = SqlType("nvarchar", length=128, alias="sys.sysname")

_LIMIT = {"char": 8000, "varchar": 8000, "binary": 8000, "varbinary": 8000, "nchar": 4000, "nvarchar": 4000}
_MAY_BE_MAX = frozenset({"varchar", "varbinary", "nvarchar"})
_FRACTION = frozenset({"time", "datetime2", "datetimeoffset"})
_PLAIN = words(
    "bigint bit date datetime geography geometry hierarchyid image int json money ntext real smalldatetime smallint"
    " smallmoney sql_variant text tinyint uniqueidentifier xml"
)
_SYNONYMS = {
    "binary varying": "varbinary",
    "char varying": "varchar",
    "character": "char",
    "character varying": "varchar",
    "dec": "decimal",
    "double precision": "float",
    "integer": "int",
    "national char": "nchar",
    "national char varying": "nvarchar",
    "national character": "nchar",
    "national character varying": "nvarchar",
    "national text": "ntext",
    "timestamp": "rowversion",
}
_SYSTEM = _PLAIN | _FRACTION | _LIMIT.keys() | {"decimal", "numeric", "float", "rowversion", "vector", "sysname"}


@dataclass(frozen=True, slots=True)
class Typed:
    """A parsed type. `nullable` is what it implies for a column that says nothing: None = SQL Server's default, NULL.

    `user` is (schema, name) of a type of the user's own, whose `type` is not known yet.
    """

    type: SqlType
    nullable: bool | None = None
    user: tuple[str, str] | None = None


_UNKNOWN = SqlType("")


def read_type(cursor: Cursor) -> Typed:
    """Consume a type. Its own default sizes apply: char = char(1), decimal = (18,0), float = 53, datetime2 = 7."""
    begin = cursor.index
    _, schema, name = cursor.qualified_name("a type")
    folded = (name or "").lower()
    if schema is None or schema.lower() == "sys":
        if cursor.source(begin, begin + 1)[0] not in '["':
            folded = _words(cursor, folded)
        folded = _SYNONYMS.get(folded, folded)
        if folded in _SYSTEM:
            return _system(cursor, folded)
        if folded in {"cursor", "table"}:
            raise cursor.refused(f"a column cannot be of type {folded}", index=begin)
        if schema is not None:
            raise cursor.refused(f"`{schema}.{name}` is not a type of SQL Server", index=begin)
    if cursor.word() == "(":
        raise cursor.refused(
            f"`{name}` is not a type of SQL Server, and one of the user's own takes no size", index=begin
        )
    return Typed(_UNKNOWN, user=(schema or "dbo", name or ""))


def type_of_text(text: str) -> SqlType:
    """The type that a person or another tool wrote: `nvarchar(50)`, or `nvarchar` without its size.

    Raises ValueError saying what is wrong with it.
    """
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


def _words(cursor: Cursor, first: str) -> str:
    """The further words of `national character varying`, `double precision`."""
    words = [first]
    if first == "national" and cursor.word() in {"CHAR", "CHARACTER", "TEXT"}:
        words.append(cursor.word().lower())
        cursor.index += 1
    if words[-1] in {"char", "character", "binary"} and cursor.take("VARYING"):
        words.append("varying")
    if first == "double" and cursor.take("PRECISION"):
        words.append("precision")
    return " ".join(words)


def _system(cursor: Cursor, name: str) -> Typed:
    if name in _LIMIT:
        return Typed(SqlType(name, length=_length(cursor, name)))
    if name in {"decimal", "numeric"}:
        return Typed(_decimal(cursor, name))
    if name == "float":
        bits = _size(cursor, name, 1, 53, default=53)
        return Typed(SqlType("real") if bits <= 24 else SqlType("float", precision=53))
    if name in _FRACTION:
        return Typed(SqlType(name, scale=_size(cursor, name, 0, 7, default=7)))
    if name == "vector":
        return Typed(_vector(cursor))
    if name == "xml" and cursor.take("("):
        _ = cursor.one_of({"CONTENT", "DOCUMENT"})
        cursor.qualified_name("an XML schema collection")
        cursor.expect(")", after="after the XML schema collection")
    if cursor.word() == "(":
        raise cursor.refused(f"{name} takes no size")
    if name == "sysname":
        return Typed(SYSNAME, nullable=False)
    return Typed(SqlType(name), nullable=False if name == "rowversion" else None)


def _length(cursor: Cursor, name: str) -> int:
    if not cursor.take("("):
        return 1
    if name in _MAY_BE_MAX and cursor.take("MAX"):
        length = MAX
    else:
        begin = cursor.index
        length = cursor.integer(f"the length of {name}")
        if not 1 <= length <= _LIMIT[name]:
            raise cursor.refused(f"{name}({length}): the length is 1 to {_LIMIT[name]}", index=begin)
    cursor.expect(")", after=f"after the length of {name}")
    return length


def _decimal(cursor: Cursor, name: str) -> SqlType:
    precision, scale, begin = 18, 0, cursor.index
    if cursor.take("("):
        precision = cursor.integer(f"the precision of {name}")
        if cursor.take(","):
            scale = cursor.integer(f"the scale of {name}")
        cursor.expect(")", after=f"after the precision of {name}")
    if not (1 <= precision <= 38 and scale <= precision):
        text = f"{name}({precision},{scale})"
        raise cursor.refused(f"{text}: the precision is 1 to 38 and the scale no greater", index=begin)
    return SqlType(name, precision=precision, scale=scale)


def _size(cursor: Cursor, name: str, low: int, high: int, default: int) -> int:
    if not cursor.take("("):
        return default
    begin = cursor.index
    size = cursor.integer(f"the precision of {name}")
    if not low <= size <= high:
        raise cursor.refused(f"{name}({size}): the precision is {low} to {high}", index=begin)
    cursor.expect(")", after=f"after the precision of {name}")
    return size


def _vector(cursor: Cursor) -> SqlType:
    cursor.expect("(", after="after vector, which needs its dimensions")
    dimensions = cursor.integer("the dimensions of vector")
    if cursor.take(",") and cursor.one_of({"FLOAT32", "FLOAT16"}) is None:
        raise cursor.refused(f"float32 or float16 expected, not {cursor.here()}")
    cursor.expect(")", after="after the dimensions of vector")
    return SqlType("vector", precision=dimensions)
