"""Names and strings as T-SQL text, where they cannot be bound as parameters."""

from __future__ import annotations

from cdc_assets.errors import CdcError, Problem


def bracketed(name: str) -> str:
    """`name` as a T-SQL identifier. https://learn.microsoft.com/sql/relational-databases/databases/database-identifiers"""
    return "[" + _plain(name).replace("]", "]]") + "]"


def literal(text: str) -> str:
    """`text` as a T-SQL Unicode string."""
    return "N'" + _plain(text).replace("'", "''") + "'"


def qualified(schema: str, name: str) -> str:
    """`[dbo].[Actor]`."""
    return f"{bracketed(schema)}.{bracketed(name)}"


def holds_control(text: str) -> bool:
    """Whether `text` cannot stand in a script, for a control character in it."""
    return any(ord(char) < 32 or char in "\x7f\x85\u2028\u2029" for char in text)


def _plain(text: str) -> str:
    """`text`, refused (CdcError) where it holds control characters.

    A backslash before a line end would join lines in a string, a line `GO` would end the batch, and NUL ends a string
    in some drivers. Names that people use hold none of these.
    """
    if holds_control(text):
        raise CdcError(Problem(repr(text), "a name cannot hold control characters"))
    return text
