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
    """`facts` as plain values: a fact or a part of one is an object with its class's name and its fields."""
    return [_plain(fact) for fact in facts]


def from_json(rows: Sequence[Any]) -> tuple[Fact, ...]:
    """What `to_json` made of facts, as facts."""
    return tuple(map(_parsed, rows))


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a fact holds
    if isinstance(value, Column):
        return {"Column": [value.name, column_spec(value, value.column_id), value.column_id]}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if type(value) in _PARTS.values():
        return {type(value).__name__: [_plain(getattr(value, name)) for name in value.__slots__]}
    return value


def _parsed(value: Any) -> Any:  # noqa: ANN401 - whatever JSON held
    if isinstance(value, list):
        return tuple(map(_parsed, value))
    if isinstance(value, dict):
        ((name, fields),) = value.items()
        return parse_column_spec(*fields) if name == "Column" else _PARTS[name](*map(_parsed, fields))
    return value


_PARTS: dict[str, Any] = {
    part.__name__: part
    for part in (
        *(CreateTable, ChangeTable, CreateType, CreateView, AlterColumn, Undone),
        *(Name, Body, UserTyped, KeyFact, ForeignKeyFact, DefaultFact, Key, ForeignKey, SqlType),
    )
}
