"""SQL that people write, looked through before PostgreSQL sees it: whether it stays what it is put into."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate

_PIECE = re.compile(
    r"(?P<line>--[^\n]*)|(?P<comment>/\*)|[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\""
    r"|(?P<dollar>\$(?:[^\W\d]\w*)?\$)|(?P<end>;)|(?P<word>[^\W\d][\w$]*)|(?P<bracket>[()])|(?P<quote>['\"])",
    re.DOTALL,
)
_ENDS = frozenset({"COMMIT", "END", "ROLLBACK", "ABORT", "BEGIN", "START", "PREPARE TRANSACTION"})


def transaction_control(sql: str) -> str | None:
    """The first statement that begins or ends a transaction, by its first word; savepoints do neither."""
    for words in _statements(sql):
        first = words[0]
        if " ".join(words[:2]) in _ENDS:
            return " ".join(words[:2])
        if first in _ENDS and not (first == "ROLLBACK" and "TO" in words[1:3]):
            return first
    return None


def statement_fault(sql: str) -> str | None:
    """Why `sql` cannot be statements of a transaction among others, None where it can."""
    keyword = transaction_control(sql)
    return f"it says {keyword}, and runs in one transaction with the change" if keyword else _open_end(sql)


def expression_fault(sql: str) -> str | None:
    """Why `sql` cannot stand where one expression is wanted, None where it can."""
    pieces = list(_pieces(sql))
    for kind, _, at in pieces:
        if kind == "end":
            keyword = transaction_control(sql[at:])
            return f"it says {keyword}, and is one expression" if keyword else "it is one expression, without `;`"
    depths = list(accumulate((piece == "(") - (piece == ")") for _, piece, _ in pieces))
    if depths and (min(depths) < 0 or depths[-1]):
        return "its brackets are not in pairs"
    return _open_end(sql)


def _open_end(sql: str) -> str | None:
    """What would go on into the text behind `sql`."""
    last = ""
    for kind, _, at in _pieces(sql):
        if kind == "quote":
            return "a quote is not closed"
        if kind in ("comment", "dollar") and at > len(sql):
            return "a comment or a dollar quote is not closed"
        last = kind if sql[at:].strip() == "" else ""
    return "it ends in a comment: what follows would belong to it" if last == "line" else None


def _pieces(sql: str) -> Iterator[tuple[str, str, int]]:
    """Kind, text and end of each piece that is not a string, a quoted name or a closed comment's inside.

    The end of a comment or dollar quote that is never closed lies behind the text.
    """
    at = 0
    while (piece := _PIECE.search(sql, at)) is not None:
        at = piece.end()
        if piece["comment"]:
            at = _comment_end(sql, at)
        elif piece["dollar"]:
            end = sql.find(piece["dollar"], at)
            at = len(sql) + 1 if end < 0 else end + len(piece["dollar"])
        if piece.lastgroup is not None:
            yield piece.lastgroup, piece[0], at


def _statements(sql: str) -> Iterator[list[str]]:
    """The words of each statement in capitals; strings, quoted names and comments are none.

    The body of a function in standard SQL (BEGIN ATOMIC … END) has semicolons of its own.
    """
    words: list[str] = []
    depth = 0
    for kind, piece, _ in _pieces(sql):
        if kind == "end" and not depth:
            if words:
                yield words
            words = []
        elif kind == "word":
            word = piece.upper()
            opens = word == "ATOMIC" and words[-1:] == ["BEGIN"]
            depth += opens or (depth > 0 and word == "CASE")
            depth -= depth > 0 and word == "END"
            words.append(word)
    if words:
        yield words


def _comment_end(sql: str, at: int) -> int:
    """Where a comment ends that began before `at`; comments nest."""
    depth = 1
    for mark in re.compile(r"/\*|\*/").finditer(sql, at):
        depth += 1 if mark[0] == "/*" else -1
        if not depth:
            return mark.end()
    return len(sql) + 1
