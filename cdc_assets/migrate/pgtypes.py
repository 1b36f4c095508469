"""PostgreSQL type names as the catalog spells them (`format_type`), so that definition and live state compare."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

_ALIASES: Mapping[str, str] = {
    "int": "integer",
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "bool": "boolean",
    "float4": "real",
    "float8": "double precision",
    "float": "double precision",
    "decimal": "numeric",
    "varchar": "character varying",
    "char": "character",
    "bpchar": "character",
    "varbit": "bit varying",
    "timestamp": "timestamp without time zone",
    "timestamptz": "timestamp with time zone",
    "time": "time without time zone",
    "timetz": "time with time zone",
}
_MIDDLE = ("timestamp", "time")
_SHAPE = re.compile(
    r"""^\s*(?P<head>"(?:[^"]|"")+"(?:\."(?:[^"]|"")+")?|[a-z_][a-z0-9_.$ ]*?)\s*
        (?:\(\s*(?P<mods>[^)]*?)\s*\))?\s*(?P<tail>(?:with|without)\s+time\s+zone)?\s*(?P<array>(?:\[\d*\])*)\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
_COLLATE = re.compile(r'^(?P<type>.*?)\s+COLLATE\s+"(?P<name>(?:[^"]|"")+)"\s*$', re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class PgType:
    """A type taken apart. `base` as `format_type` names it without modifiers; `mods` as written (`18`, `4`)."""

    base: str
    mods: tuple[str, ...] = ()
    array: str = ""

    def __str__(self) -> str:
        mods = f"({','.join(self.mods)})" if self.mods else ""
        for word in _MIDDLE:
            if self.base.startswith(f"{word} with"):
                return f"{word}{mods}{self.base[len(word) :]}{self.array}"
        return f"{self.base}{mods}{self.array}"

    def number(self, index: int, default: int) -> int:
        """The modifier at `index` as a number, `default` where it is left out."""
        return int(self.mods[index]) if len(self.mods) > index else default


@cache
def parse_type(text: str) -> PgType:
    """`text` (`varchar(50)`, `timestamp(3) without time zone`, `int8[]`) taken apart; unknown names stay."""
    match = _SHAPE.match(text)
    if match is None:
        return PgType(text.strip())
    head = match["head"]
    base = head if head.startswith('"') else " ".join(head.lower().split())
    if match["tail"]:
        base = f"{base} {' '.join(match['tail'].lower().split())}"
    base = _ALIASES.get(base, base)
    mods = tuple(mod.strip() for mod in match["mods"].split(",")) if match["mods"] else ()
    if base == "numeric" and len(mods) == 1:
        mods = (mods[0], "0")
    if base == "character" and not mods:
        mods = ("1",)
    return PgType(base, mods, "[]" if match["array"] else "")


def split_collation(text: str) -> tuple[str, str | None]:
    """`text COLLATE "C"` → (`text`, `C`)."""
    match = _COLLATE.match(text)
    return (match["type"], match["name"].replace('""', '"')) if match else (text, None)


@cache
def canonical(text: str) -> str:
    """`text` as `format_type` prints it, without a collation."""
    return str(parse_type(split_collation(text)[0]))
