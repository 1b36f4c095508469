"""The facts of all scripts as one catalog: what one script says about another's tables finds its place here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter

from cdc_assets.catalog.model import Catalog, Column, Key, Table
from cdc_assets.catalog.names import ByName
from cdc_assets.catalog.tsql.facts import (
    LEDGER_HISTORY,
    MEMORY_OPTIMIZED,
    TEMPORAL_HISTORY,
    AlterColumn,
    ChangeTable,
    CreateTable,
    CreateType,
    CreateView,
    Fact,
    ForeignKeyFact,
    KeyFact,
    Name,
    Undone,
    UserTyped,
)
from cdc_assets.catalog.tsql.settle import thing
from cdc_assets.errors import Problem

_SYSTEM_DATABASES = frozenset({"master", "model", "msdb", "tempdb"})
_STATE = "a folder of scripts says how tables are: only what the same script makes may be changed or dropped in it"


@dataclass(frozen=True, slots=True)
class ScriptFacts:
    """One script: the path shown to people, and what it says."""

    path: str
    facts: tuple[Fact, ...]


@dataclass(slots=True)
class _Table:
    """A table in the making. Parts that other scripts add carry their own path."""

    name: Name
    path: str
    line: int
    columns: list[Column]
    keys: list[KeyFact]
    foreign_keys: list[tuple[str, ForeignKeyFact]]
    user_typed: list[tuple[str, UserTyped]]
    temporal: bool
    not_capturable: str | None
    cdc_enabled: bool | None = None
    names: ByName[int] | None = field(default=None)

    def column_names(self) -> ByName[int]:
        """Positions by name; columns are only ever appended."""
        if self.names is None:
            self.names = ByName()
        for index in range(len(self.names), len(self.columns)):
            self.names.add(self.columns[index].name, index)
        return self.names

    def primary_key(self) -> Key | None:
        return next((fact.key for fact in self.keys if fact.primary), None)


def assemble(scripts: Sequence[ScriptFacts], database: str, collation: str | None) -> tuple[Catalog, list[Problem]]:
    """The catalog of `database`, and everything in the scripts that contradicts something else in them.

    Changes take effect after all CREATE TABLEs, columns before keys, in the order of `scripts` and their lines. Where
    there are problems the catalog is not to be used.
    """
    work = _Assembly(database, collation)
    for script in scripts:
        work.define(script)
    work.one_database()
    changes = [(script.path, fact) for script in scripts for fact in script.facts if isinstance(fact, ChangeTable)]
    for path, change in changes:
        work.add_columns(path, change)
    for path, change in changes:
        work.add_keys(path, change)
    work.judge_undone()
    work.mark_history()
    for table in work.tables.values():
        work.resolve_types(table)
    tables = [work.finished(table) for table in work.tables.values()]
    tables.sort(key=lambda table: (table.schema, table.name))
    return Catalog(database, tuple(tables), collation), [problem for *_, problem in sorted(work.problems)]


def _key(name: Name) -> str:
    return f"{name.schema}\0{name.table}"


class _Assembly:
    def __init__(self, database: str, collation: str | None) -> None:
        self.database, self.collation = database, collation
        self.problems: list[tuple[str, int, Problem]] = []
        self.tables: dict[str, _Table] = {}
        self.by_name: ByName[_Table] = ByName()
        self.types: ByName[CreateType] = ByName()
        self.views: ByName[CreateView] = ByName()
        self.databases: list[tuple[str, str, int]] = []
        self.histories: list[tuple[Name, Name]] = []
        self.undone: list[tuple[str, Undone]] = []
        self.named: set[tuple[str, str]] = set()

    def problem(self, path: str, line: int, what: str, hint: str = "") -> None:
        self.problems.append((path, line, Problem(f"{path}:{line}", what, hint=hint)))

    def define(self, script: ScriptFacts) -> None:
        """Take in what a script creates; what it drops without having made it before has to be created behind it."""
        created: set[tuple[str, str]] = set()
        for fact in reversed(script.facts):
            if isinstance(fact, Undone):
                if not created & {(thing(fact), ""), (thing(fact), fact.part.casefold())}:
                    self.undone.append((script.path, fact))
            elif isinstance(fact, CreateTable | CreateType):
                created.add((thing(fact), ""))
            elif isinstance(fact, ChangeTable) and fact.index is not None:
                created.add((thing(fact), fact.index.casefold()))
        for fact in script.facts:
            if isinstance(fact, CreateTable | ChangeTable):
                self.named.update((thing(fact), name) for name in _names(fact))
            if isinstance(fact, CreateTable):
                self._create(script.path, fact)
            elif isinstance(fact, CreateType):
                self._create_type(script.path, fact)
            elif isinstance(fact, CreateView):
                self.views.add(_key(fact.name), fact)
            elif isinstance(fact, AlterColumn):
                what = f"ALTER TABLE {fact.name} ALTER COLUMN {fact.body.columns[0].name} is not read"
                self.problem(script.path, fact.line, what, _STATE)
            if isinstance(fact, CreateTable | ChangeTable) and fact.name.database is not None:
                self.databases.append((fact.name.database, script.path, fact.line))

    def _create(self, path: str, fact: CreateTable) -> None:
        key = _key(fact.name)
        if key in self.tables:
            other = self.tables[key]
            self.problem(path, fact.line, f"table {fact.name} is also created in {other.path}:{other.line}")
            return
        table = _Table(
            fact.name,
            path,
            fact.line,
            list(fact.body.columns),
            list(fact.body.keys),
            [(path, foreign) for foreign in fact.body.foreign_keys],
            [(path, typed) for typed in fact.body.user_typed],
            fact.temporal,
            fact.body.not_capturable,
        )
        names = [column.name for column in table.columns]
        if len(set(names)) != len(names):
            double = next(name for name in names if names.count(name) > 1)
            self.problem(path, fact.line, f"table {fact.name} has two columns {double}")
        self.tables[key] = table
        self.by_name.add(key, table)
        if fact.history is not None:
            self.histories.append((fact.history, fact.name))

    def _create_type(self, path: str, fact: CreateType) -> None:
        key = f"{fact.schema}\0{fact.name}"
        if self.types.find(key) is not None:
            self.problem(path, fact.line, f"type {fact.schema}.{fact.name} is created twice")
        self.types.add(key, fact)

    def one_database(self) -> None:
        """USE and three-part names may name one database, under whatever name, but not several."""
        several = len({name.casefold() for name, *_ in self.databases}) > 1
        for name, path, line in self.databases:
            if name.casefold() in _SYSTEM_DATABASES:
                self.problem(path, line, f"a table in the system database {name}", "is a USE missing?")
            elif several and name.casefold() != self.database.casefold():
                what = f"a table in database {name}, but this folder is read as {self.database}"
                self.problem(path, line, what, "keep each database's scripts in a folder of its own")

    def _table(self, path: str, fact: ChangeTable, complain: bool = False) -> _Table | None:
        table = self.by_name.find(_key(fact.name))
        if table is None and complain and (fact.index is None or self.views.find(_key(fact.name)) is None):
            what = f"table {fact.name} is altered" if fact.index is None else f"index {fact.index} is on {fact.name}"
            self.problem(path, fact.line, f"{what}, but no script creates it")
        return table

    def add_columns(self, path: str, fact: ChangeTable) -> None:
        table = self._table(path, fact, complain=True)
        if table is None:
            return
        for index, column in enumerate(fact.body.columns):
            if column.name in table.column_names():
                if not fact.if_absent:
                    self.problem(path, fact.line, f"table {table.name} already has column {column.name}")
                continue
            typed = next((typed for typed in fact.body.user_typed if typed.column == index), None)
            if typed is not None:
                table.user_typed.append((path, replace(typed, column=len(table.columns))))
            table.columns.append(replace(column, column_id=len(table.columns) + 1))
        for default in fact.body.defaults:
            at = table.column_names().find(default.column)
            if at is None:
                self.problem(path, default.line, f"table {table.name} has no column {default.column}")
            elif table.columns[at].default is None:
                table.columns[at] = replace(table.columns[at], default=default.expression)
            elif not fact.if_absent:
                self.problem(path, default.line, f"column {default.column} of {table.name} already has a default")
        table.not_capturable = table.not_capturable or fact.body.not_capturable
        table.temporal = table.temporal if fact.temporal is None else fact.temporal
        table.cdc_enabled = table.cdc_enabled if fact.cdc_enabled is None else fact.cdc_enabled
        if fact.history is not None:
            self.histories.append((fact.history, table.name))

    def add_keys(self, path: str, fact: ChangeTable) -> None:
        """Keys and foreign keys of a change, now that every column is known."""
        table = self._table(path, fact)
        if table is None:
            return
        for added in fact.body.keys:
            columns = self._spelled(table, added.key.columns, path, added.line, "a key")
            clustered = added.key.clustered and not any(known.key.clustered for known in table.keys)
            known_as = added.key.name is not None and any(added.key.name == known.key.name for known in table.keys)
            if known_as or (added.primary and table.primary_key() is not None):
                if not fact.if_absent:
                    what = "a primary key" if added.primary else f"a key {added.key.name}"
                    self.problem(path, added.line, f"table {table.name} already has {what}")
            elif columns is not None:
                table.keys.append(replace(added, key=replace(added.key, columns=columns, clustered=clustered)))
        names = {foreign.key.name for _, foreign in table.foreign_keys if foreign.key.name is not None}
        for foreign in fact.body.foreign_keys:
            columns = self._spelled(table, foreign.key.columns, path, foreign.line, "a foreign key")
            if foreign.key.name in names:
                if not fact.if_absent:
                    self.problem(path, foreign.line, f"table {table.name} already has a foreign key {foreign.key.name}")
            elif columns is not None:
                table.foreign_keys.append((path, replace(foreign, key=replace(foreign.key, columns=columns))))

    def _spelled(
        self, table: _Table, columns: Iterable[str], path: str, line: int, what: str
    ) -> tuple[str, ...] | None:
        """`columns` as the table spells them; None, and a problem, where it lacks one."""
        spelled: list[str] = []
        for column in columns:
            spelling = table.column_names().spelling(column)
            if spelling is None:
                self.problem(path, line, f"{what} names column {column}, which {table.name} does not have")
                return None
            spelled.append(spelling)
        return tuple(spelled)

    def judge_undone(self) -> None:
        """What a script drops and does not make is refused, unless it says IF EXISTS and no script makes it."""
        for path, fact in self.undone:
            table = self.by_name.find(_key(fact.name))
            if fact.kind == "type":
                there = self.types.find(_key(fact.name)) is not None
            elif fact.kind == "column":
                there = table is not None and table.column_names().find(fact.part) is not None
            elif fact.part:
                there = (thing(fact), fact.part.casefold()) in self.named
            else:
                there = table is not None
            if there or not fact.if_present:
                self.problem(path, fact.line, f"{fact.what} is not read", _STATE)

    def mark_history(self) -> None:
        """History tables cannot be captured. One that no script creates is the server's own and not listed."""
        for history, current in self.histories:
            table = self.by_name.find(_key(history))
            if table is not None and table.not_capturable is None:
                temporal = self.tables[_key(current)].temporal
                table.not_capturable = TEMPORAL_HISTORY if temporal else LEDGER_HISTORY

    def resolve_types(self, table: _Table) -> None:
        """Give columns of the user's own types their base type and, where they do not say, their nullability."""
        for path, typed in table.user_typed:
            found = self.types.find(f"{typed.schema}\0{typed.name}")
            column = table.columns[typed.column]
            if found is None:
                what = f"column {column.name} of {table.name} has the type {typed.schema}.{typed.name}"
                self.problem(path, typed.line, f"{what}, which is not SQL Server's and no script creates")
                continue
            table.columns[typed.column] = replace(
                column,
                type=replace(found.type, alias=f"{found.schema}.{found.name}"),
                nullable=found.nullable if typed.nullable is None else typed.nullable,
            )

    def finished(self, table: _Table) -> Table:
        """The table as the catalog holds it: keys and foreign keys sorted by name, as a server lists them."""
        primary = table.primary_key()
        if primary is not None and table.not_capturable != MEMORY_OPTIMIZED:
            for column in table.columns:
                if column.nullable and column.name in primary.columns:
                    what = f"column {column.name} of the primary key of {table.name} is NULL"
                    self.problem(table.path, table.line, what, "a primary key's columns are NOT NULL")
        if self.collation is not None:
            default = self.collation.casefold()
            for index, column in enumerate(table.columns):
                if column.collation is not None and column.collation.casefold() == default:
                    table.columns[index] = replace(column, collation=None)
        for index, (path, foreign) in enumerate(table.foreign_keys):
            table.foreign_keys[index] = (path, self._referencing(table, path, foreign))
        unique = [fact.key for fact in table.keys if not fact.primary]
        foreign_keys = [foreign.key for _, foreign in table.foreign_keys]
        return Table(
            table.name.schema,
            table.name.table,
            tuple(table.columns),
            primary,
            tuple(sorted(unique, key=attrgetter("order"))),
            tuple(sorted(foreign_keys, key=attrgetter("order"))),
            cdc_enabled=table.cdc_enabled,
            temporal=table.temporal,
            not_capturable=table.not_capturable,
            origin=f"{table.path}:{table.line}",
        )

    def _referencing(self, table: _Table, path: str, fact: ForeignKeyFact) -> ForeignKeyFact:
        """The foreign key with the referenced names as declared. Tables outside the folder are taken as written."""
        key = fact.key
        what = f"foreign key {key.name or ''} of {table.name}".replace("  ", " ")
        target = self.by_name.find(_key(Name(key.referenced_schema, key.referenced_table)))
        if target is None:
            if not key.referenced_columns:
                where = f"{key.referenced_schema}.{key.referenced_table}"
                self.problem(path, fact.line, f"{what} references {where}, which no script creates", "name its columns")
            return fact
        columns = self._spelled(target, key.referenced_columns, path, fact.line, what)
        if not key.referenced_columns:
            primary = target.primary_key()
            columns = primary.columns if primary is not None else ()
            if len(columns) != len(key.columns):
                self.problem(path, fact.line, f"{what} does not fit the primary key of {target.name}")
        if columns is None:
            return fact
        return replace(
            fact,
            key=replace(
                key,
                referenced_schema=target.name.schema,
                referenced_table=target.name.table,
                referenced_columns=columns,
            ),
        )


def _names(fact: CreateTable | ChangeTable) -> Iterable[str]:
    """The names, in lower case, of everything that stands on a table and can be dropped, columns aside."""
    body = fact.body
    names = [*(one.key.name for one in body.keys), *(one.key.name for one in body.foreign_keys)]
    names += [*(one.name for one in body.defaults), *(name for name, _ in body.named)]
    if isinstance(fact, ChangeTable):
        names.append(fact.index)
    return (name.casefold() for name in names if name is not None)
