"""Comparing a default as written with the default as PostgreSQL prints it back.

PostgreSQL adds casts and parentheses (`'x'::text`, `(1 + 1)`) to what was written (`'x'`, `1+1`); two defaults are the
same here when they are equal without these.
"""

from __future__ import annotations

import re

_LITERAL = re.compile(r"(E?'(?:[^']|'')*')", re.IGNORECASE)
_TYPE = r'(?:"[^"]+"|[a-z_][a-z0-9_. ]*?)(?:\(\d+(?:,\s*\d+)?\))?(?: with(?:out)? time zone)?(?:\[\])*'
_CAST = re.compile(rf"::{_TYPE}(?=[^a-z0-9_. ]|$)")
_TYPED = re.compile(r"\b(?:date|timestamp|timestamptz|time|interval|uuid|jsonb?|numeric|bytea|boolean)\s*(?=\x00)")
_NUMBER = re.compile(r"^'(-?\d+(?:\.\d+)?)'$")


def same_default(written: str | None, printed: str | None) -> bool:
    """True where the two say the same, as far as spelling goes."""
    if written is None or printed is None:
        return written is printed
    return _bare(written) == _bare(printed)


def _bare(default: str) -> str:
    pieces = _LITERAL.split(default)
    # literals stand for themselves, and so cannot be mistaken for casts or parentheses
    texts, literals = pieces[0::2], pieces[1::2]
    marked = "".join(
        text.lower() + (f"\x00{number}\x01" if number < len(literals) else "") for number, text in enumerate(texts)
    )
    marked = _TYPED.sub("", marked)
    marked = _CAST.sub("", marked)
    marked = re.sub(r"[\s()]", "", marked)
    return re.sub(r"\x00(\d+)\x01", lambda match: _literal(literals[int(match[1])]), marked)


def _literal(text: str) -> str:
    number = _NUMBER.match(text)
    return number[1] if number else text
