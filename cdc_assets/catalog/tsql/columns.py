"""Column definitions, option by option.

Deliberately dropped, because a replica does not know them: MASKED, FILESTREAM, CHECK, GENERATED ALWAYS (but HIDDEN is
kept), seeds, NOT FOR REPLICATION, rules of storage.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cdc_assets.catalog.model import Column, SqlType
from cdc_assets.catalog.tsql.constraints import Draft, constraint, inline_index
from cdc_assets.catalog.tsql.expression import cast_type, read_expression
from cdc_assets.catalog.tsql.facts import UserTyped
from cdc_assets.catalog.tsql.tokens import END, NUMBER, STATEMENT_WORDS, Cursor
from cdc_assets.catalog.tsql.types import Typed, read_type

COMPUTED = SqlType("computed")
"""A computed column's type is the server's to infer, unless the expression is one CAST or CONVERT."""

_NOT_NULL = frozenset({"ROW START", "ROW END", "TRANSACTION_ID START", "SEQUENCE_NUMBER START"})
_AFTER_TIMESTAMP = frozenset({",", ")", END, "NULL", "NOT", "CONSTRAINT", "UNIQUE", "PRIMARY", "CHECK", "REFERENCES"})


@dataclass(slots=True)
class _Options:
    """What stands behind a column's type; `column` are fields of `Column` that are not the default."""

    nullable: bool | None = None
    generated: str = ""
    column: dict[str, Any] = field(default_factory=dict)


def read_column(cursor: Cursor, draft: Draft) -> None:
    """Consume one column definition into `draft`. Raises `Refused` at the first word it does not know."""
    begin = cursor.index
    is_timestamp = cursor.word() == "TIMESTAMP" and cursor.word(1) in _AFTER_TIMESTAMP
    name = cursor.name("a column")
    line = cursor.line(begin)
    if cursor.word() == "AS":
        cursor.index += 1
        _computed(cursor, draft, name)
        return
    if is_timestamp:
        typed = Typed(SqlType("rowversion"), nullable=False)
    elif cursor.word() in {",", ")", END}:
        raise cursor.refused(f"column {name} has no type", index=begin)
    else:
        typed = read_type(cursor)
    options = _Options()
    while not _ends(cursor, draft):
        if not _option(cursor, draft, name, options):
            raise cursor.refused(f"{cursor.here()} is not understood in the definition of column {name}")
    _append(draft, name, line, typed, options)


def _ends(cursor: Cursor, draft: Draft) -> bool:
    word = cursor.word()
    return word in {",", ")", END, ";"} or (draft.bare and word in STATEMENT_WORDS)


def _append(draft: Draft, name: str, line: int, typed: Typed, options: _Options) -> None:
    stated = options.nullable if options.nullable is not None else typed.nullable
    if stated is None and ("identity" in options.column or options.generated in _NOT_NULL):
        stated = False
    if typed.user is not None:
        draft.user_typed.append(UserTyped(len(draft.columns), line, stated, *typed.user))
    draft.columns.append(Column(name, typed.type, stated is not False, len(draft.columns) + 1, **options.column))
    draft.stated.append(stated)


def _option(cursor: Cursor, draft: Draft, name: str, options: _Options) -> bool:
    """Consume one option of a column; False where none comes."""
    if _nullability(cursor, name, options):
        return True
    constraint_name = cursor.name("a constraint's name") if cursor.take("CONSTRAINT") else None
    word = cursor.word()
    if word == "DEFAULT":
        cursor.index += 1
        if "default" in options.column:
            raise cursor.refused(f"column {name} has two defaults")
        options.column["default"] = read_expression(cursor, f"the default of column {name}")
        if constraint_name is not None:
            draft.named.append((constraint_name, name))
        cursor.take("WITH", "VALUES")
    elif constraint_name is not None:
        return _nullability(cursor, name, options) or constraint(cursor, draft, constraint_name, name)
    elif word == "INDEX":
        cursor.index += 1
        inline_index(cursor, draft, name)
    elif word == "IDENTITY":
        cursor.index += 1
        _identity(cursor)
        options.column["identity"] = True
    elif word == "COLLATE":
        cursor.index += 1
        collation = cursor.name("a collation")
        options.column["collation"] = None if collation.lower() == "database_default" else collation
    elif flag := cursor.one_of({"ROWGUIDCOL", "SPARSE", "HIDDEN"}):
        options.column[flag.lower()] = True
    elif cursor.take("MASKED", "WITH"):
        cursor.parenthesis("after MASKED WITH")
    elif cursor.take("ENCRYPTED", "WITH"):
        cursor.parenthesis("after ENCRYPTED WITH")
        options.column["encrypted"] = True
    elif cursor.take("GENERATED", "ALWAYS", "AS"):
        _generated(cursor, options)
    elif not cursor.take("FILESTREAM") and not cursor.take("NOT", "FOR", "REPLICATION"):
        if not cursor.take("COLUMN_SET", "FOR", "ALL_SPARSE_COLUMNS"):
            return constraint(cursor, draft, None, name)
        options.column["computed"] = "COLUMN_SET FOR ALL_SPARSE_COLUMNS"
    return True


def _nullability(cursor: Cursor, name: str, options: _Options) -> bool:
    begin = cursor.index
    if cursor.take("NULL"):
        nullable = True
    elif cursor.take("NOT", "NULL"):
        nullable = False
    else:
        return False
    if options.nullable is not None and options.nullable != nullable:
        raise cursor.refused(f"column {name} is both NULL and NOT NULL", index=begin)
    options.nullable = nullable
    return True


def _identity(cursor: Cursor) -> None:
    if cursor.take("("):
        for what, closing in (("seed", ","), ("increment", ")")):
            cursor.one_of("+-")
            if cursor.word() != NUMBER:
                raise cursor.refused(f"the {what} of IDENTITY is a number, not {cursor.here()}")
            cursor.index += 1
            cursor.expect(closing, after=f"after the {what} of IDENTITY")


def _generated(cursor: Cursor, options: _Options) -> None:
    what = cursor.one_of({"ROW", "TRANSACTION_ID", "SEQUENCE_NUMBER"})
    edge = cursor.one_of({"START", "END"}) if what else None
    if what is None or edge is None:
        raise cursor.refused(f"ROW, TRANSACTION_ID or SEQUENCE_NUMBER, START or END expected, not {cursor.here()}")
    options.generated = f"{what} {edge}"


def _computed(cursor: Cursor, draft: Draft, name: str) -> None:
    """`expression [PERSISTED [NOT NULL]] [constraint …]`: nullable, where nothing says otherwise."""
    expression = read_expression(cursor, f"the expression of computed column {name}", collate=True)
    persisted = cursor.take("PERSISTED")
    options = _Options()
    if persisted:
        _nullability(cursor, name, options)
    while not _ends(cursor, draft):
        constraint_name = cursor.name("a constraint's name") if cursor.take("CONSTRAINT") else None
        if constraint_name is None and cursor.take("INDEX"):
            inline_index(cursor, draft, name)
        elif not (persisted and _nullability(cursor, name, options)) and not constraint(
            cursor, draft, constraint_name, name
        ):
            raise cursor.refused(f"{cursor.here()} is not understood in the definition of column {name}")
    type_ = cast_type(expression) or COMPUTED
    nullable = options.nullable is not False
    position = len(draft.columns) + 1
    draft.columns.append(Column(name, type_, nullable, position, computed=expression, persisted=persisted))
    draft.stated.append(options.nullable)
