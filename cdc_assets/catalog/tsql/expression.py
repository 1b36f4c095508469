"""Scalar expressions as DEFAULT and computed columns hold them: where they end, and what type a CAST says."""

from __future__ import annotations

from cdc_assets.catalog.model import SqlType
from cdc_assets.catalog.tsql.text import Refused
from cdc_assets.catalog.tsql.tokens import END, NUMBER, STRING, Cursor, tokenize, words
from cdc_assets.catalog.tsql.types import read_type

_BINARY = frozenset("+-*/%&|^")
_RESERVED = words("AS CHECK CONSTRAINT DEFAULT FOR FOREIGN NOT ON PRIMARY REFERENCES UNIQUE WITH")
_CASTS = {"CAST": False, "TRY_CAST": False, "CONVERT": True, "TRY_CONVERT": True}


def read_expression(cursor: Cursor, what: str, collate: bool = False) -> str:
    """Consume an expression and return it as written; `what` names it in a message where none can be read.

    `collate`: COLLATE belongs to the expression (computed columns), not to the column (defaults).
    """
    begin = cursor.index
    while True:
        while cursor.one_of("+-~"):
            pass
        _operand(cursor, what)
        while True:
            if collate and cursor.take("COLLATE"):
                cursor.name("a collation")
            elif cursor.take("AT", "TIME", "ZONE"):
                _operand(cursor, what)
            else:
                break
        if cursor.one_of(_BINARY) is None:
            return cursor.source(begin, cursor.index)
        cursor.take("|")


def _operand(cursor: Cursor, what: str) -> None:
    word = cursor.word()
    if word == "(":
        cursor.parenthesis(what)
    elif word == "{":
        _through(cursor, "{", "}", what)
    elif word == "CASE":
        _through(cursor, "CASE", "END", what)
    elif word in {STRING, NUMBER}:
        cursor.index += 1
    elif word == "." and cursor.word(1) == NUMBER:
        cursor.index += 2
    elif cursor.take("NEXT", "VALUE", "FOR"):
        cursor.qualified_name("a sequence")
    elif word not in _RESERVED and (cursor.is_name() or word[:1] in {"@", "$"}):
        cursor.index += 1
    else:
        raise cursor.refused(f"{what} expected, not {cursor.here()}")
    _calls(cursor, what)


def _calls(cursor: Cursor, what: str) -> None:
    """The rest of `dbo.fn(1)`, `hierarchyid::GetRoot()`, `$1.5`, `[col].value('…')`, `NEXT VALUE FOR s OVER (…)`."""
    while True:
        if cursor.word() == "." or (cursor.word() == ":" and cursor.word(1) == ":"):
            cursor.index += 1 if cursor.word() == "." else 2
            if cursor.word() != NUMBER and not cursor.is_name():
                raise cursor.refused(f"a name expected in {what}, not {cursor.here()}")
            cursor.index += 1
        elif cursor.word() == "(":
            cursor.parenthesis(what)
        elif cursor.word() == "OVER" and cursor.word(1) == "(":
            cursor.index += 1
        else:
            return


def _through(cursor: Cursor, opening: str, closing: str, what: str) -> None:
    begin, depth = cursor.index, 0
    while cursor.word() != END:
        word = cursor.word()
        cursor.index += 1
        depth += (word == opening) - (word == closing)
        if not depth:
            return
    raise cursor.refused(f"{opening} in {what} has no {closing}", index=begin)


def cast_type(expression: str) -> SqlType | None:
    """The type of an expression that is one CAST or CONVERT to a system type; None where only the server knows."""
    try:
        script = tokenize(expression)
        cursor = Cursor(script, 0, len(script.words)).bare()
        type_first = _CASTS.get(cursor.word())
        if type_first is None:
            return None
        cursor.index += 1
        if cursor.behind("") != cursor.end:
            return None
        cursor.index = cursor.index + 1 if type_first else _after_as(cursor)
        typed = read_type(cursor)
    except Refused:
        return None
    closed = cursor.word() in ({",", ")"} if type_first else {")"})
    return typed.type if typed.user is None and closed else None


def _after_as(cursor: Cursor) -> int:
    """Index behind the last AS of CAST( … AS type)."""
    return max((i + 1 for i in range(cursor.index, cursor.end) if cursor.script.words[i] == "AS"), default=cursor.end)
