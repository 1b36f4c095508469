"""What an IF says about the statement behind it."""

from __future__ import annotations

from enum import Enum

from cdc_assets.catalog.tsql.tokens import END, STATEMENT_WORDS, Cursor, words


class Guard(Enum):
    """A statement runs always, where something is not there, where it is, or under a condition nobody here knows."""

    ALWAYS = "always"
    IF_ABSENT = "if absent"
    IF_PRESENT = "if present"
    UNKNOWN = "under a condition that only the server can decide"


_ID_FUNCTIONS = words(
    "COL_LENGTH COLUMNPROPERTY DATABASE_PRINCIPAL_ID DB_ID FULLTEXTCATALOGPROPERTY INDEXPROPERTY OBJECT_ID"
    " OBJECTPROPERTY SCHEMA_ID TYPE_ID USER_ID"
)


def within(outer: Guard, inner: Guard) -> Guard:
    """The guard of a statement under both."""
    if outer is Guard.ALWAYS or outer is inner:
        return inner
    return Guard.UNKNOWN


def condition(cursor: Cursor) -> Guard:
    """Consume the condition after IF or WHILE, up to the word its statement begins with."""
    begin = cursor.index
    depth = 0
    while depth or cursor.word() not in STATEMENT_WORDS:
        word = cursor.word()
        if word in {END, ";"}:
            raise cursor.refused("a condition without a statement behind it", index=begin)
        if word == "(":
            cursor.parenthesis("in a condition")
            continue
        depth += (word == "CASE") - (word == "END")
        cursor.index += 1
    return _classify(Cursor(cursor.script, begin, cursor.index))


def _classify(cursor: Cursor) -> Guard:
    cursor = cursor.bare()
    negated = cursor.take("NOT")
    if cursor.take("EXISTS"):
        found = Guard.IF_ABSENT if negated else Guard.IF_PRESENT
        tail: tuple[str, ...] = ()
    elif cursor.word() in _ID_FUNCTIONS and not negated:
        cursor.index += 1
        is_null = cursor.script.words[cursor.end - 2] == "IS"
        found = Guard.IF_ABSENT if is_null else Guard.IF_PRESENT
        tail = ("IS", "NULL") if is_null else ("IS", "NOT", "NULL")
    else:
        return Guard.UNKNOWN
    if cursor.word() != "(":
        return Guard.UNKNOWN
    cursor.parenthesis("")
    if tail and not cursor.take(*tail):
        return Guard.UNKNOWN
    return found if cursor.index == cursor.end else Guard.UNKNOWN
