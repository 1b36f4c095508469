"""A SQL Server database's catalog as immutable data: the one model behind every reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

MAX = -1
"""`SqlType.length` of `varchar(max)`, `nvarchar(max)`, `varbinary(max)`; SQL Server's own number for it."""

SIZES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("char", "varchar", "nchar", "nvarchar", "binary", "varbinary"), ("length",)),
    **dict.fromkeys(("decimal", "numeric"), ("precision", "scale")),
    **dict.fromkeys(("time", "datetime2", "datetimeoffset"), ("scale",)),
    **dict.fromkeys(("float", "vector"), ("precision",)),
}
"""What sizes a base type has, in the order T-SQL writes them; the others have none."""


@dataclass(frozen=True, slots=True)
class SqlType:
    """A column's type, resolved to SQL Server's base type.

    `name` is the base type in lower case (`nvarchar`, `decimal`, `datetime2`, `geography`); a CLR type of the user's
    own is `clr`, the type of a computed column that a script does not tell `computed`. `length` counts characters for
    character types (never bytes) and bytes for binary ones; `MAX` is (max). `precision`/`scale` are set for decimal and
    numeric, `scale` alone for time, datetime2 and datetimeoffset (fractional digits), `precision` alone for float
    (bits: 24 or 53) and vector (dimensions). `alias` is the schema-qualified name of the alias or CLR type the column
    was declared with.
    """

    name: str
    length: int | None = None
    precision: int | None = None
    scale: int | None = None
    alias: str | None = None

    def __str__(self) -> str:
        """The base type as T-SQL writes it: `nvarchar(50)`, `decimal(18,4)`, `datetime2(7)`."""
        sizes = [size for size in (self.length, self.precision, self.scale) if size is not None]
        return f"{self.name}({','.join('max' if size == MAX else str(size) for size in sizes)})" if sizes else self.name


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `column_id` is SQL Server's (stable over renames); scripts number columns by position from 1.

    `computed` is the expression of a computed column, `default` that of a default constraint, both as written
    (outer parentheses kept). `collation` is None where the column is no string or takes the database's. `encrypted`
    is Always Encrypted: what leaves the server is ciphertext. A sparse column set is a computed column.
    """

    name: str
    type: SqlType
    nullable: bool
    column_id: int
    identity: bool = False
    computed: str | None = None
    persisted: bool = False
    default: str | None = None
    collation: str | None = None
    sparse: bool = False
    rowguidcol: bool = False
    hidden: bool = False
    encrypted: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """A primary key, or a unique constraint or index (`filter` set for a filtered one). Columns in key order."""

    name: str | None
    columns: tuple[str, ...]
    clustered: bool = False
    constraint: bool = True
    filter: str | None = None

    @property
    def order(self) -> tuple[str, tuple[str, ...], str]:
        """By which a table's keys are sorted: index numbers change when an index is made anew."""
        return self.name or "", self.columns, self.filter or ""


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A foreign key, kept for documentation: a replica does not enforce it."""

    name: str | None
    columns: tuple[str, ...]
    referenced_schema: str
    referenced_table: str
    referenced_columns: tuple[str, ...]

    @property
    def order(self) -> tuple[str, tuple[str, ...], str, str]:
        """By which a table's foreign keys are sorted."""
        return self.name or "", self.columns, self.referenced_schema, self.referenced_table


@dataclass(frozen=True, slots=True)
class Table:
    """One table, columns in ordinal order. `object_id` is None where the reader cannot know it (scripts).

    `cdc_enabled` is None where the reader cannot know it. `not_capturable` says why SQL Server's CDC cannot capture
    the table (memory-optimized, external, graph …), None where it can. Where a refactor log tells them, `formerly` are
    the table's earlier full names and `renames` its columns' renames (old, new), both oldest first. `origin` is where a
    person finds it (`source/dbo/Actor.sql:1`).
    """

    schema: str
    name: str
    columns: tuple[Column, ...]
    primary_key: Key | None = None
    unique_keys: tuple[Key, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    object_id: int | None = None
    cdc_enabled: bool | None = None
    temporal: bool = False
    not_capturable: str | None = None
    formerly: tuple[str, ...] = ()
    renames: tuple[tuple[str, str], ...] = ()
    origin: str = field(default="", compare=False)

    @property
    def full_name(self) -> str:
        """`dbo.Actor`, the key service YAML uses."""
        return f"{self.schema}.{self.name}"

    @property
    def key(self) -> tuple[str, ...]:
        """The primary key's columns, none where there is none."""
        return self.primary_key.columns if self.primary_key is not None else ()

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True, slots=True)
class Catalog:
    """A database: tables sorted by (schema, name). `collation` is the database's default, None where unknown.

    `spelled`: the database's name as its server has it, where that is not `database`.
    """

    database: str
    tables: tuple[Table, ...]
    collation: str | None = None
    spelled: str | None = field(default=None, compare=False)

    def table(self, full_name: str) -> Table | None:
        """The table `schema.name`, exact case, or None."""
        return next((table for table in self.tables if table.full_name == full_name), None)
