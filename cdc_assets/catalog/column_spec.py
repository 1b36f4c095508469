"""A column in one line of text and back: what a snapshot shows per column and what the scripts reader caches.

int not null identity
nvarchar(50) null collate Danish_Norwegian_CI_AS default ('')
nvarchar(11) not null alias dbo.Phone
computed null persisted as ([a]+[b])

spec    = type, ("null" | "not null"), {" " flag}, [" default " text | " as " text]
type    = name, ["(" size ")"]                 as T-SQL writes it; `name(length=5, scale=2)` where it could not
flag    = "identity" | "rowguidcol" | "sparse" | "hidden" | "encrypted" | "persisted"
        | "id " number                         column_id, where it is not the column's position
        | "alias " word | "collate " word
word    = letters, digits, "_" and "."; anything else as a JSON string
text    = the rest of the line, whatever it holds
"""

from __future__ import annotations

import json
import re
from functools import lru_cache

from cdc_assets.catalog.model import MAX, SIZES, Column, SqlType

_WORD = re.compile(r"[\w.]+")
_TYPE = re.compile(r"(?P<name>\w+|\"(?:[^\"\\]|\\.)*\")(?:\((?P<size>[^()]*)\))? (?P<nullable>null|not null)")
_FLAG = re.compile(
    r" (?:(?P<flag>identity|rowguidcol|sparse|hidden|encrypted|persisted)"
    r"|id (?P<id>-?\d+)|(?P<key>alias|collate) (?P<word>[\w.]+|\"(?:[^\"\\]|\\.)*\"))(?= |\Z)"
)
_FLAGS = ("identity", "rowguidcol", "sparse", "hidden", "encrypted", "persisted")

_Parsed = tuple[SqlType, bool, int | None, bool, str | None, bool, str | None, str | None, bool, bool, bool, bool]


def column_spec(column: Column, position: int) -> str:
    """`column` without its name as text; `position` counts from 1."""
    parts = [_type_text(column.type), "null" if column.nullable else "not null"]
    if column.column_id != position:
        parts.append(f"id {column.column_id}")
    if column.type.alias is not None:
        parts.append(f"alias {_word(column.type.alias)}")
    if column.collation is not None:
        parts.append(f"collate {_word(column.collation)}")
    parts.extend(flag for flag in _FLAGS if getattr(column, flag))
    if column.default is not None and column.computed is not None:
        raise ValueError(f"column {column.name!r} is computed and has a default")
    if column.default is not None:
        parts.append(f"default {column.default}")
    if column.computed is not None:
        parts.append(f"as {column.computed}")
    return " ".join(parts)


def parse_column_spec(name: str, spec: str, position: int) -> Column:
    """The column `column_spec` wrote; ValueError says what is wrong with any other text."""
    found = _parse(spec)
    return Column(name, found[0], found[1], position if found[2] is None else found[2], *found[3:])


@lru_cache(maxsize=1 << 16)
def _parse(spec: str) -> _Parsed:
    found = _TYPE.match(spec)
    if found is None:
        raise ValueError(f"`{spec}` does not begin with a type and `null` or `not null`")
    flags: set[str] = set()
    words: dict[str, str] = {}
    column_id: int | None = None
    at = found.end()
    while flag := _FLAG.match(spec, at):
        if flag["flag"]:
            flags.add(flag["flag"])
        elif flag["id"]:
            column_id = int(flag["id"])
        else:
            words[flag["key"]] = _unword(flag["word"])
        at = flag.end()
    default = computed = None
    if spec.startswith(" default ", at):
        default = spec[at + len(" default ") :]
    elif spec.startswith(" as ", at):
        computed = spec[at + len(" as ") :]
    elif at != len(spec):
        raise ValueError(f"`{spec[at:].strip()}` is not understood in `{spec}`")
    type_ = _parse_type(_unword(found["name"]), found["size"], words.get("alias"))
    return (
        type_,
        found["nullable"] == "null",
        column_id,
        "identity" in flags,
        computed,
        "persisted" in flags,
        default,
        words.get("collate"),
        "sparse" in flags,
        "rowguidcol" in flags,
        "hidden" in flags,
        "encrypted" in flags,
    )


@lru_cache(maxsize=1 << 12)
def _type_text(type_: SqlType) -> str:
    name = type_.name
    sizes = {"length": type_.length, "precision": type_.precision, "scale": type_.scale}
    given = {key: value for key, value in sizes.items() if value is not None}
    size = ", ".join(f"{key}={value}" for key, value in given.items())
    if tuple(given) == SIZES.get(name, ()):
        size = ",".join("max" if key == "length" and value == MAX else str(value) for key, value in given.items())
    word = name if re.fullmatch(r"\w+", name) else json.dumps(name)
    return f"{word}({size})" if given else word


def _parse_type(name: str, size: str | None, alias: str | None) -> SqlType:
    given: dict[str, int] = {}
    if size and "=" in size:
        for part in size.split(", "):
            key, _, value = part.partition("=")
            given[key] = int(value)
        if not given.keys() <= {"length", "precision", "scale"}:
            raise ValueError(f"`{size}` is not the size of a type")
    elif size is not None:
        shape = SIZES.get(name, ())
        values = [MAX if part == "max" else int(part) for part in size.split(",")]
        if len(values) != len(shape):
            raise ValueError(f"`{name}({size})`: {name} does not take that size")
        given = dict(zip(shape, values, strict=True))
    return SqlType(name, given.get("length"), given.get("precision"), given.get("scale"), alias)


def _word(text: str) -> str:
    return text if _WORD.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _unword(text: str) -> str:
    return str(json.loads(text)) if text.startswith('"') else text
