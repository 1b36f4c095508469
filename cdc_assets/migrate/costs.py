"""What it costs and means to change a column's type, and to add a column: rules as tables, tried on real PostgreSQL.

Each row is tested against the server by `pg_relation_filenode` (tests/migrate/test_costs.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cdc_assets.migrate.pgtypes import PgType, parse_type

Verdict = Literal["same", "wider", "narrower", "meaning", "unsafe", "impossible"]
"""`wider`: every value survives exactly. `narrower`: a cast exists, values may fail or lose digits. `meaning`: every
value can be cast and then says something else.
`unsafe`: a cast exists that values may fail. `impossible`: there is none."""


@dataclass(frozen=True, slots=True)
class Retype:
    """What a change of type means. `using`: the conversion of the operand `{}` where a plain cast will not do."""

    verdict: Verdict
    rewrites: bool = True
    using: str | None = None
    why: str = ""


_INTEGERS: Mapping[str, int] = {"smallint": 5, "integer": 10, "bigint": 19}
_NUMBERS = frozenset({*_INTEGERS, "numeric", "real", "double precision"})
_STRINGS = frozenset({"text", "character varying", "character"})
_TIMED = frozenset(
    {
        "timestamp without time zone",
        "timestamp with time zone",
        "time without time zone",
        "time with time zone",
    }
)
_MOMENTS = frozenset({"date", "timestamp without time zone", "timestamp with time zone"})

_PAIRS: Mapping[tuple[str, str], Retype] = {
    ("smallint", "integer"): Retype("wider"),
    ("smallint", "bigint"): Retype("wider"),
    ("integer", "bigint"): Retype("wider"),
    ("smallint", "real"): Retype("wider"),
    ("smallint", "double precision"): Retype("wider"),
    ("integer", "double precision"): Retype("wider"),
    ("real", "double precision"): Retype("wider"),
    ("boolean", "smallint"): Retype("wider", using="({})::integer::smallint"),
    ("boolean", "integer"): Retype("wider", using="({})::integer"),
    ("boolean", "bigint"): Retype("wider", using="({})::integer::bigint"),
    ("boolean", "numeric"): Retype("wider", using="({})::integer::numeric"),
    ("smallint", "boolean"): Retype("narrower", using="({})::integer::boolean", why="every number but 0 becomes true"),
    ("integer", "boolean"): Retype("narrower", using="({})::boolean", why="every number but 0 becomes true"),
    ("bigint", "boolean"): Retype("narrower", using="({}) <> 0", why="every number but 0 becomes true"),
    ("numeric", "boolean"): Retype("narrower", using="({}) <> 0", why="every number but 0 becomes true"),
    ("date", "timestamp without time zone"): Retype("wider"),
    ("timestamp without time zone", "date"): Retype("narrower", why="the time of day is lost"),
    ("timestamp with time zone", "date"): Retype(
        "narrower", using="(({}) AT TIME ZONE 'UTC')::date", why="the time of day is lost"
    ),
    ("date", "timestamp with time zone"): Retype(
        "meaning", using="({})::timestamp AT TIME ZONE 'UTC'", why="days are taken as midnight UTC"
    ),
    ("timestamp without time zone", "timestamp with time zone"): Retype(
        "meaning", using="({}) AT TIME ZONE 'UTC'", why="values without a zone are taken as UTC"
    ),
    ("timestamp with time zone", "timestamp without time zone"): Retype(
        "meaning", using="({}) AT TIME ZONE 'UTC'", why="values are written in UTC, their zone is lost"
    ),
    ("timestamp without time zone", "time without time zone"): Retype("narrower", why="the date is lost"),
    ("timestamp with time zone", "time without time zone"): Retype(
        "narrower", using="(({}) AT TIME ZONE 'UTC')::time", why="the date is lost"
    ),
    ("json", "jsonb"): Retype("narrower", using="({})::jsonb", why="key order, white space and double keys are lost"),
    ("jsonb", "json"): Retype("meaning", using="({})::json", why="the text is jsonb's spelling"),
    ("uuid", "bytea"): Retype("meaning", using="uuid_send({})", why="16 bytes, in PostgreSQL's order"),
    ("bytea", "uuid"): Retype("unsafe", using="encode({}, 'hex')::uuid", why="needs 16 bytes, in PostgreSQL's order"),
}


def retype(before: str, after: str) -> Retype:
    """What changing a column from type `before` to `after` means (any spelling of either)."""
    old, new = parse_type(before), parse_type(after)
    if old == new:
        return Retype("same", rewrites=False)
    if old.array or new.array:
        return Retype("unsafe", why="arrays are cast through text") if old.array == new.array else _no_cast(old, new)
    if old.base in _STRINGS and new.base in _STRINGS:
        return _string(old, new)
    if old.base in _NUMBERS and new.base in _NUMBERS:
        return _number(old, new)
    if old.base == new.base and old.base in _TIMED:
        wider = new.number(0, 6) >= old.number(0, 6)
        return Retype("wider", rewrites=False) if wider else Retype("narrower", why="fractions of a second are rounded")
    pair = _PAIRS.get((old.base, new.base))
    if pair is not None:
        return _cut_fraction(old, new, pair)
    if new.base in _STRINGS:
        return _to_string(old, new)
    if old.base in _STRINGS:
        return _from_string(new)
    return _no_cast(old, new)


def conversion(before: str, after: str, operand: str) -> str | None:
    """SQL that converts `operand` to type `after`, None where there is no cast."""
    rule = retype(before, after)
    if rule.verdict == "impossible":
        return None
    return f"({(rule.using or '({})').replace('{}', operand)})::{parse_type(after)}"


_VOLATILE = re.compile(
    r"\b(?:gen_random_uuid|uuidv4|uuidv7|uuid_generate_v\w+|clock_timestamp|timeofday|random\w*|nextval|setval"
    r"|pg_current_xact_id|txid_current|gen_random_bytes|statement_id)\s*\(",
    re.IGNORECASE,
)
_CALL = re.compile(r"[\w\"]\s*\(")
_STABLE = re.compile(
    r"""^\s*(?:now\(\)|current_timestamp(?:\(\d\))?|current_date|localtimestamp(?:\(\d\))?|current_user|session_user
        |current_setting\(\s*'[^']*'(?:\s*::\s*\w+)?\s*(?:,\s*\w+\s*)?\)|statement_timestamp\(\)|transaction_timestamp\(\))\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
_LITERALS = re.compile(r"E?'(?:[^']|'')*'")


def default_rewrites(default: str | None) -> bool:
    """True where ADD COLUMN with this default has to rewrite the table: it calls something not known to be stable."""
    if default is None or _STABLE.match(default):
        return False
    bare = _LITERALS.sub("''", default)
    return bool(_VOLATILE.search(bare) or _CALL.search(bare))


def _string(old: PgType, new: PgType) -> Retype:
    limit = None if new.base == "text" or not new.mods else new.number(0, 1)
    length = None if old.base == "text" or not old.mods else old.number(0, 1)
    fits = limit is None or (length is not None and limit >= length)
    padded = "character" in (old.base, new.base)
    if fits:
        return Retype("wider", rewrites=padded)
    return Retype("narrower", why=f"values longer than {limit} characters make it fail")


def _number(old: PgType, new: PgType) -> Retype:
    if old.base == new.base == "numeric":
        if not new.mods:
            return Retype("wider", rewrites=False)
        if not old.mods:
            return Retype("narrower", why="digits are rounded away, or values do not fit")
        scale_before, scale_after = old.number(1, 0), new.number(1, 0)
        digits_before, digits_after = old.number(0, 0) - scale_before, new.number(0, 0) - scale_after
        if scale_before == scale_after and digits_after >= digits_before:
            return Retype("wider", rewrites=False)
        if scale_after >= scale_before and digits_after >= digits_before:
            return Retype("wider")
        return Retype("narrower", why="digits are rounded away, or values do not fit")
    if old.base in _INTEGERS and new.base == "numeric":
        fits = not new.mods or new.number(0, 0) - new.number(1, 0) >= _INTEGERS[old.base]
        return Retype("wider") if fits else Retype("narrower", why="values do not fit")
    pair = _PAIRS.get((old.base, new.base))
    if pair is not None:
        return pair
    return Retype("narrower", why="values do not fit, or lose digits")


def _cut_fraction(old: PgType, new: PgType, pair: Retype) -> Retype:
    """The pair's rule, but a target with fewer fractional digits loses some as well; a date has none to lose."""
    if pair.verdict == "wider" and old.base == "boolean" and new.base == "numeric" and new.mods:
        fits = new.number(0, 0) - new.number(1, 0) >= 1
        return pair if fits else Retype("narrower", using=pair.using, why="values do not fit")
    if old.base in _TIMED and new.base in _TIMED and new.number(0, 6) < old.number(0, 6) and pair.verdict == "meaning":
        return Retype("meaning", using=pair.using, why=f"{pair.why}; fractions of a second are rounded")
    return pair


def _to_string(old: PgType, new: PgType) -> Retype:
    if old.base == "xml" and not new.mods:
        return Retype("wider", rewrites=False)
    limited = new.base != "text" and bool(new.mods)
    why = "the text is PostgreSQL's spelling of the value" + ("; what is longer fails" if limited else "")
    return Retype("meaning", using="({})::text", why=why)


def _from_string(new: PgType) -> Retype:
    if new.base == "bytea":
        return Retype("unsafe", why="text is read as bytea's hex or escape form")
    if new.base in _MOMENTS or new.base in _TIMED:
        return Retype("unsafe", why="text is read by the session's DateStyle; what is no date makes it fail")
    return Retype("unsafe", why=f"text that is no {new.base} makes it fail")


def _no_cast(old: PgType, new: PgType) -> Retype:
    return Retype("impossible", why=f"PostgreSQL has no cast from {old} to {new}")
