"""Names and statements as pipelines write them: with interpolations, quoted or not."""

from __future__ import annotations

import re
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

_DYNAMIC = re.compile(r"\$\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|\{\{[^{}]*\}\}|\{\w+\}")
"""Redpanda Connect's `${VAR}` and `${! … }`, generators' `{{SCHEMA}}` and `{schema}`."""
_MARK = "cdc_only_known_when_it_runs"
_PARAMETER = re.compile(
    r"""[eE]'(?:\\.|''|[^'\\])*'|'(?:''|[^'])*'|"(?:""|[^"])*"|--[^\n]*|/\*[\s\S]*?\*/"""
    r"""|\$((?:[^\W\d]\w*)?)\$[\s\S]*?\$\1\$|(?<![\w$])(?P<parameter>\$\d+)"""
)
"""Parameters; before them whatever may hold the like without being one: strings, quoted names, comments."""
_PART = re.compile(r'\s*(?:"((?:[^"]|"")+)"|([\w$]+))\s*')


@dataclass(frozen=True, slots=True)
class Name:
    """An identifier as PostgreSQL takes it: folded to lower case where it is not quoted.

    `written` is the text between quotes, or the bare word. `dynamic`: known when the pipeline runs.
    """

    text: str
    written: str
    quoted: bool
    dynamic: bool = False

    def __str__(self) -> str:
        if self.dynamic:
            return "…"
        return f'"{self.written}"' if self.quoted else self.written


@dataclass(frozen=True, slots=True)
class TableName:
    """A table's name; `schema` None where none is given."""

    schema: Name | None
    table: Name


@dataclass(frozen=True, slots=True)
class Value:
    """What a statement puts into a column: a parameter by its number from 1 (None: none), its cast, else the SQL."""

    parameter: int | None
    cast: str | None
    sql: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement that writes. `columns` is None where an INSERT names none; `values` where they cannot be told."""

    kind: str
    table: TableName
    columns: tuple[Name, ...] | None = None
    values: tuple[Value, ...] | None = None
    conflict_target: bool = False


def table_name(text: str) -> TableName | None:
    """`schema."Table"` as written in a pipeline; None where it is no name of one or two parts."""
    parts = _parts(_DYNAMIC.sub(_MARK, text.strip()))
    if parts is None or not 1 <= len(parts) <= 2:
        return None
    return TableName(parts[0] if len(parts) == 2 else None, parts[-1])


def column_name(text: str) -> Name | None:
    """A column as `sql_insert` takes it, quotes included: it writes the text into its statement as it is."""
    parts = _parts(_DYNAMIC.sub(_MARK, text.strip()))
    return parts[0] if parts is not None and len(parts) == 1 else None


def statements(text: str) -> tuple[Statement, ...] | None:
    """The statements of a query that write into tables; None where the text cannot be read."""
    # A blank behind each parameter: `$1,$` would be read as the start of a dollar-quoted string.
    apart = _PARAMETER.sub(lambda found: f"{found[0]} " if found["parameter"] else found[0], _DYNAMIC.sub(_MARK, text))
    try:
        parsed = sqlglot.parse(apart, read="postgres")
    except (SqlglotError, RecursionError):
        return None
    return tuple(found for one in parsed if one is not None and (found := _statement(one)) is not None)


def _parts(text: str) -> list[Name] | None:
    names: list[Name] = []
    at = 0
    while True:
        found = _PART.match(text, at)
        if found is None:
            return None
        quoted = found[1] is not None
        names.append(_name((found[1] or "").replace('""', '"') if quoted else found[2], quoted))
        at = found.end()
        if at == len(text):
            return names
        if text[at] != ".":
            return None
        at += 1


def _name(text: str, quoted: bool) -> Name:
    return Name(text if quoted else text.lower(), text, quoted, _MARK in text)


def _statement(tree: exp.Expr) -> Statement | None:
    if not isinstance(tree, (exp.Insert, exp.Update, exp.Delete, exp.Merge)):
        return None
    kind = type(tree).__name__.upper()
    into = tree.this
    columns: tuple[Name, ...] | None = None
    if isinstance(into, exp.Schema):
        columns = tuple(_identifier(item) for item in into.expressions)
        into = into.this
    if not isinstance(into, exp.Table) or not isinstance(into.this, exp.Identifier):
        return None
    schema = into.args.get("db")
    table = TableName(_identifier(schema) if schema else None, _identifier(into.this))
    conflict = tree.args.get("conflict")
    target = conflict is not None and bool(conflict.args.get("conflict_keys") or conflict.args.get("constraint"))
    return Statement(kind, table, columns, _values(tree.args.get("expression")), target)


def _identifier(item: exp.Expr) -> Name:
    if isinstance(item, exp.Identifier):
        return _name(item.this, bool(item.args.get("quoted")))
    return _name(item.sql("postgres"), False)


def _values(source: exp.Expr | None) -> tuple[Value, ...] | None:
    if isinstance(source, exp.Values) and source.expressions and isinstance(source.expressions[0], exp.Tuple):
        return tuple(map(_value, source.expressions[0].expressions))
    if isinstance(source, exp.Select) and not any(item.is_star for item in source.expressions):
        return tuple(map(_value, source.expressions))
    return None


def _value(item: exp.Expr) -> Value:
    cast: str | None = None
    inner = item.unalias()
    if isinstance(inner, exp.Cast):
        cast, inner = inner.to.sql("postgres").lower(), inner.this
    parameter = inner.this if isinstance(inner, exp.Parameter) else None
    number = int(parameter.name) if isinstance(parameter, exp.Literal) and parameter.name.isdecimal() else None
    return Value(number, cast, item.sql("postgres"))
