"""What a script says, statement by statement, and the same as JSON for the cache."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from cdc_assets.catalog.column_spec import column_spec, parse_column_spec
from cdc_assets.catalog.model import Column, ForeignKey, Key, SqlType

# Why CDC cannot capture a table, in the words of `live.py`.
MEMORY_OPTIMIZED = "memory-optimized"
EXTERNAL = "external"
FILE_TABLE = "FileTable"
GRAPH_NODE = "graph node"
GRAPH_EDGE = "graph edge"
TEMPORAL_HISTORY = "history table of a temporal table"
LEDGER_HISTORY = "history table of a ledger table"
COLUMNSTORE = "clustered columnstore index"
DISTRIBUTED = "distributed over a data warehouse"


@dataclass(frozen=True, slots=True)
class Name:
    """A table's name as a script writes it; `schema` has its default filled in, `database` is None where unsaid."""

    schema: str
    table: str
    database: str | None = None

    def __str__(self) -> str:
        return f"{self.schema}.{self.table}"


@dataclass(frozen=True, slots=True)
class UserTyped:
    """A column (by index) whose type is the user's own; the name of its `SqlType` is empty till that is found.

    `nullable` is what the column says, None where the type decides.
    """

    column: int
    line: int
    nullable: bool | None
    schema: str
    name: str


@dataclass(frozen=True, slots=True)
class KeyFact:
    """A primary key (`primary`), unique constraint or unique index, with its line."""

    key: Key
    line: int
    primary: bool = False


@dataclass(frozen=True, slots=True)
class ForeignKeyFact:
    """A foreign key with its line; no referenced columns = the referenced table's primary key."""

    key: ForeignKey
    line: int


@dataclass(frozen=True, slots=True)
class DefaultFact:
    """`ADD [CONSTRAINT name] DEFAULT expression FOR column`."""

    column: str
    expression: str
    line: int
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """What CREATE TABLE and ALTER TABLE … ADD list.

    `named` are the names of what is not kept itself, so that it can be dropped: checks, plain indexes, and defaults
    with the column they stand on.
    """

    columns: tuple[Column, ...] = ()
    keys: tuple[KeyFact, ...] = ()
    foreign_keys: tuple[ForeignKeyFact, ...] = ()
    defaults: tuple[DefaultFact, ...] = ()
    user_typed: tuple[UserTyped, ...] = ()
    not_capturable: str | None = None
    named: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class CreateTable:
    """CREATE TABLE. `history` names the history table of a system-versioned one, where given."""

    name: Name
    line: int
    body: Body
    temporal: bool = False
    history: Name | None = None


@dataclass(frozen=True, slots=True)
class ChangeTable:
    """ALTER TABLE or CREATE INDEX (`index` = its name) on a table, or CDC switched on or off for it.

    `if_absent`: stands under IF NOT EXISTS, so what is there already is left alone.
    """

    name: Name
    line: int
    body: Body = Body()
    if_absent: bool = False
    temporal: bool | None = None
    history: Name | None = None
    cdc_enabled: bool | None = None
    index: str | None = None

    @property
    def changes_nothing(self) -> bool:
        """Whether nothing of it is kept: a check, a trigger switched off."""
        return replace(self, body=replace(self.body, named=())) == ChangeTable(self.name, self.line)


@dataclass(frozen=True, slots=True)
class CreateType:
    """CREATE TYPE … FROM, or a CLR type (`type.name` `clr`)."""

    schema: str
    name: str
    type: SqlType
    nullable: bool
    line: int


@dataclass(frozen=True, slots=True)
class CreateView:
    """A view: an index may stand on it."""

    name: Name


@dataclass(frozen=True, slots=True)
class AlterColumn:
    """ALTER TABLE … ALTER COLUMN: `body` holds the one column as it shall be."""

    name: Name
    line: int
    body: Body


@dataclass(frozen=True, slots=True)
class Undone:
    """Something a script removes that it has not made before (`settle.py`): harmless where it makes it afterwards.

    `kind` is `table`, `type`, `index`, `constraint`, `column` or `versioning`; `part` names what is removed of the
    table `name`. `what` is the statement in a few words, for the message; `if_present`: it says IF EXISTS.
    """

    kind: str
    name: Name
    what: str
    line: int
    part: str = ""
    if_present: bool = False


Fact = CreateTable | ChangeTable | CreateType | CreateView | AlterColumn | Undone


def to_json(facts: Sequence[Fact]) -> list[Any]:
    """`facts` as lists of plain values."""
    return [[type(fact).__name__, *_ENCODE[type(fact)](fact)] for fact in facts]


def from_json(rows: Sequence[Sequence[Any]]) -> tuple[Fact, ...]:
    """What `to_json` made of facts, as facts."""
    return tuple(_DECODE[kind](*values) for kind, *values in rows)


def _name(name: Name | None) -> list[str | None] | None:
    return None if name is None else [name.schema, name.table, name.database]


def _to_name(row: Sequence[Any] | None) -> Name | None:
    return None if row is None else Name(*row)


def _body(body: Body) -> list[Any]:
    columns = [[column.name, column_spec(column, position)] for position, column in enumerate(body.columns, 1)]
    keys = [
        [
            fact.key.name,
            fact.key.columns,
            fact.key.clustered,
            fact.key.constraint,
            fact.key.filter,
            fact.line,
            fact.primary,
        ]
        for fact in body.keys
    ]
    foreign = [
        [
            fact.key.name,
            fact.key.columns,
            fact.key.referenced_schema,
            fact.key.referenced_table,
            fact.key.referenced_columns,
            fact.line,
        ]
        for fact in body.foreign_keys
    ]
    defaults = [[fact.column, fact.expression, fact.line, fact.name] for fact in body.defaults]
    user_typed = [[typed.column, typed.line, typed.nullable, typed.schema, typed.name] for typed in body.user_typed]
    return [columns, keys, foreign, defaults, user_typed, body.not_capturable, body.named]


def _to_body(row: Sequence[Any]) -> Body:
    columns, keys, foreign, defaults, user_typed, not_capturable, named = row
    return Body(
        tuple(parse_column_spec(name, spec, position) for position, (name, spec) in enumerate(columns, 1)),
        tuple(
            KeyFact(Key(name, tuple(parts), clustered, constraint, condition), line, primary)
            for name, parts, clustered, constraint, condition, line, primary in keys
        ),
        tuple(
            ForeignKeyFact(ForeignKey(name, tuple(parts), schema, table, tuple(referenced)), line)
            for name, parts, schema, table, referenced, line in foreign
        ),
        tuple(DefaultFact(*default) for default in defaults),
        tuple(UserTyped(*typed) for typed in user_typed),
        not_capturable,
        tuple((name, column) for name, column in named),
    )


_ENCODE: dict[type, Any] = {
    CreateTable: lambda f: [_name(f.name), f.line, _body(f.body), f.temporal, _name(f.history)],
    ChangeTable: lambda f: [
        *(_name(f.name), f.line, _body(f.body), f.if_absent),
        *(f.temporal, _name(f.history), f.cdc_enabled, f.index),
    ],
    CreateType: lambda f: [
        *(f.schema, f.name, f.type.name, f.type.length, f.type.precision, f.type.scale, f.nullable, f.line),
    ],
    CreateView: lambda f: [_name(f.name)],
    AlterColumn: lambda f: [_name(f.name), f.line, _body(f.body)],
    Undone: lambda f: [f.kind, _name(f.name), f.what, f.line, f.part, f.if_present],
}

_DECODE: dict[str, Any] = {
    "CreateTable": lambda name, line, body, temporal, history: CreateTable(
        Name(*name), line, _to_body(body), temporal, _to_name(history)
    ),
    "ChangeTable": lambda name, line, body, if_absent, temporal, history, cdc_enabled, index: ChangeTable(
        Name(*name), line, _to_body(body), if_absent, temporal, _to_name(history), cdc_enabled, index
    ),
    "CreateType": lambda schema, name, base, length, precision, scale, nullable, line: CreateType(
        schema, name, SqlType(base, length, precision, scale), nullable, line
    ),
    "CreateView": lambda name: CreateView(Name(*name)),
    "AlterColumn": lambda name, line, body: AlterColumn(Name(*name), line, _to_body(body)),
    "Undone": lambda kind, name, *rest: Undone(kind, Name(*name), *rest),
}
