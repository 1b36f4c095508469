"""Keys, foreign keys, checks and indexes: the parts that columns, tables, ALTER TABLE and CREATE INDEX share."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from cdc_assets.catalog.model import Column, ForeignKey, Key
from cdc_assets.catalog.tsql.facts import COLUMNSTORE, Body, DefaultFact, ForeignKeyFact, KeyFact, Name, UserTyped
from cdc_assets.catalog.tsql.tokens import END, NUMBER, STATEMENT_WORDS, Cursor, words

_BEGIN_CONSTRAINT = frozenset({"PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "CONNECTION"})


@dataclass(slots=True)
class Draft:
    """A table while it is read.

    `stated` is what each column says about NULL (None: nothing). `clustered`: some key or
    index says CLUSTERED; `undecided`: the primary key that does not say. `period`: PERIOD FOR SYSTEM_TIME is declared.
    `default_schema` is dbo but in CREATE SCHEMA; `bare`: elements stand without parentheses, as in ALTER TABLE … ADD.
    """

    default_schema: str
    bare: bool = False
    columns: list[Column] = field(default_factory=list)
    stated: list[bool | None] = field(default_factory=list)
    keys: list[KeyFact] = field(default_factory=list)
    foreign_keys: list[ForeignKeyFact] = field(default_factory=list)
    defaults: list[DefaultFact] = field(default_factory=list)
    user_typed: list[UserTyped] = field(default_factory=list)
    named: list[tuple[str, str | None]] = field(default_factory=list)
    not_capturable: str | None = None
    clustered: bool = False
    period: bool = False
    undecided: int | None = None

    def body(self) -> Body:
        """What was read, immutable. A primary key is clustered unless something else says it is."""
        keys = list(self.keys)
        if self.undecided is not None and self.clustered:
            fact = keys[self.undecided]
            keys[self.undecided] = replace(fact, key=replace(fact.key, clustered=False))
        return Body(
            tuple(self.columns),
            tuple(keys),
            tuple(self.foreign_keys),
            tuple(self.defaults),
            tuple(self.user_typed),
            self.not_capturable,
            tuple(self.named),
        )


def table_name(cursor: Cursor, default_schema: str, what: str = "a table") -> Name:
    """Consume `[database.][schema.]table`."""
    database, schema, table = cursor.qualified_name(what)
    return Name(schema or default_schema, table or "", database)


def begins_constraint(cursor: Cursor) -> bool:
    """Whether a table constraint or inline index comes rather than a column."""
    word = cursor.word()
    if word in {"CONSTRAINT", "INDEX"}:
        return True
    return word in _BEGIN_CONSTRAINT and (word != "CONNECTION" or cursor.word(1) == "(")


def table_constraint(cursor: Cursor, draft: Draft) -> None:
    """Consume one `[CONSTRAINT name] …` of a table, or an inline INDEX."""
    if cursor.take("INDEX"):
        inline_index(cursor, draft, None)
        return
    name = cursor.name("a constraint's name") if cursor.take("CONSTRAINT") else None
    if not constraint(cursor, draft, name, None):
        raise cursor.refused(f"a constraint expected, not {cursor.here()}")


def constraint(cursor: Cursor, draft: Draft, name: str | None, column: str | None) -> bool:
    """Consume a constraint's body; `column` is the column it stands on, None for the table's. False: none comes."""
    begin = cursor.index
    if cursor.take("PRIMARY", "KEY"):
        _key(cursor, draft, name, column, begin, primary=True)
    elif cursor.take("UNIQUE"):
        _key(cursor, draft, name, column, begin, primary=False)
    elif cursor.take("FOREIGN", "KEY"):
        own = column_list(cursor, "of a foreign key") if cursor.word() == "(" or column is None else (column,)
        cursor.expect("REFERENCES", after="after FOREIGN KEY")
        _references(cursor, draft, name, own, begin)
    elif column is not None and cursor.take("REFERENCES"):
        _references(cursor, draft, name, (column,), begin)
    elif cursor.take("CHECK"):
        cursor.take("NOT", "FOR", "REPLICATION")
        cursor.parenthesis("after CHECK")
        if name is not None:
            draft.named.append((name, None))
    elif column is None and cursor.word() == "CONNECTION" and cursor.word(1) == "(":
        cursor.index += 1
        cursor.parenthesis("after CONNECTION")
        _actions(cursor)
    else:
        return False
    return True


def _key(cursor: Cursor, draft: Draft, name: str | None, column: str | None, begin: int, primary: bool) -> None:
    clustered = _clustered(cursor)
    if cursor.take("HASH"):
        clustered = False
    listed = column is None or cursor.word() == "("
    columns = column_list(cursor, "of a key", ordered=True) if listed else (column or "",)
    storage(cursor)
    cursor.take("NOT", "ENFORCED")
    if primary and any(fact.primary for fact in draft.keys):
        raise cursor.refused("a second primary key", index=begin)
    if clustered is None and primary:
        draft.undecided = len(draft.keys)
        clustered = True
    elif clustered:
        draft.clustered = True
    draft.keys.append(KeyFact(Key(name, columns, clustered=bool(clustered)), cursor.line(begin), primary))


def _clustered(cursor: Cursor) -> bool | None:
    word = cursor.one_of({"CLUSTERED", "NONCLUSTERED"})
    return None if word is None else word == "CLUSTERED"


def _references(cursor: Cursor, draft: Draft, name: str | None, own: tuple[str, ...], begin: int) -> None:
    target = table_name(cursor, draft.default_schema, "the referenced table")
    if target.database is not None:
        raise cursor.refused(f"a foreign key cannot reference another database's {target}", index=begin)
    referenced = column_list(cursor, "that a foreign key references") if cursor.word() == "(" else ()
    if referenced and len(referenced) != len(own):
        raise cursor.refused(f"{len(own)} column(s) cannot reference {len(referenced)}", index=begin)
    _actions(cursor)
    key = ForeignKey(name, own, target.schema, target.table, referenced)
    draft.foreign_keys.append(ForeignKeyFact(key, cursor.line(begin)))


def _actions(cursor: Cursor) -> None:
    while True:
        if cursor.word() == "ON" and cursor.word(1) in {"DELETE", "UPDATE"}:
            cursor.index += 2
            known = (("NO", "ACTION"), ("CASCADE",), ("SET", "NULL"), ("SET", "DEFAULT"))
            if not any(cursor.take(*words) for words in known):
                raise cursor.refused(f"NO ACTION, CASCADE, SET NULL or SET DEFAULT expected, not {cursor.here()}")
        elif not cursor.take("NOT", "FOR", "REPLICATION") and not cursor.take("NOT", "ENFORCED"):
            return


def column_list(cursor: Cursor, what: str, ordered: bool = False) -> tuple[str, ...]:
    """Consume `(a [ASC], b [DESC])`."""
    cursor.expect("(", after=f"before the columns {what}")
    columns = []
    for _ in cursor.commas():
        columns.append(cursor.name(f"a column {what}"))
        if ordered:
            cursor.one_of({"ASC", "DESC"})
    cursor.expect(")", after=f"after the columns {what}")
    return tuple(columns)


def inline_index(cursor: Cursor, draft: Draft, column: str | None) -> None:
    """Consume what follows INDEX inside CREATE TABLE."""
    begin = cursor.index
    name = cursor.name("an index")
    unique = cursor.take("UNIQUE")
    clustered = bool(_clustered(cursor))
    cursor.take("HASH")
    if cursor.take("COLUMNSTORE"):
        columns: tuple[str, ...] = column_list(cursor, "of an index") if cursor.word() == "(" else ()
        if clustered:
            draft.not_capturable = COLUMNSTORE
            cursor.take("ORDER")
            if cursor.word() == "(":
                column_list(cursor, "of an index")
    elif column is None or cursor.word() == "(":
        columns = column_list(cursor, "of an index", ordered=True)
    else:
        columns = (column,)
    condition = index_tail(cursor)
    if unique:
        key = Key(name, columns, clustered=clustered, constraint=False, filter=condition)
        draft.keys.append(KeyFact(key, cursor.line(begin)))
    else:
        draft.named.append((name, None))
    draft.clustered |= clustered


def index_tail(cursor: Cursor) -> str | None:
    """Consume `[INCLUDE (…)] [WHERE …] [WITH …] [ON …]` in any order; returns the filter as written."""
    condition = None
    while True:
        if cursor.word() == "INCLUDE" and cursor.word(1) == "(":
            cursor.index += 1
            column_list(cursor, "that an index includes")
        elif cursor.take("WHERE"):
            condition = _filter(cursor)
        elif not _storage_option(cursor):
            return condition


def _filter(cursor: Cursor) -> str:
    """A filter predicate ends where the index' options, the next part or the next statement begin."""
    begin = cursor.index
    stops = {END, ";", ",", ")", "ON", "FILESTREAM_ON"}
    while cursor.word() not in stops and cursor.word() not in STATEMENT_WORDS:
        if cursor.word() == "(":
            cursor.parenthesis("in a filter")
        else:
            cursor.index += 1
    if cursor.index == begin:
        raise cursor.refused(f"a filter expected after WHERE, not {cursor.here()}")
    return cursor.source(begin, cursor.index)


def storage(cursor: Cursor) -> None:
    """Consume `WITH …`, `ON …`, `FILESTREAM_ON …`: they say where and how, never what."""
    while _storage_option(cursor):
        pass


def with_options(cursor: Cursor) -> bool:
    """Consume `WITH (…)`, if it comes."""
    comes = cursor.word() == "WITH" and cursor.word(1) == "("
    if comes:
        cursor.index += 1
        cursor.parenthesis("after WITH")
    return comes


def _storage_option(cursor: Cursor) -> bool:
    if with_options(cursor):
        return True
    if cursor.word() == "WITH" and cursor.word(1) in _OLD_OPTIONS:
        cursor.index += 1
        _old_options(cursor)
    elif cursor.word() in {"ON", "FILESTREAM_ON", "TEXTIMAGE_ON"} and _is_place(cursor):
        cursor.index += 1
        place(cursor)
    else:
        return False
    return True


_OLD_OPTIONS = words("FILLFACTOR PAD_INDEX IGNORE_DUP_KEY DROP_EXISTING STATISTICS_NORECOMPUTE SORT_IN_TEMPDB")


def _old_options(cursor: Cursor) -> None:
    """`WITH PAD_INDEX, FILLFACTOR = 80` of SQL Server 2000, still documented."""
    while cursor.one_of(_OLD_OPTIONS):
        if cursor.take("=") and cursor.one_of({"ON", "OFF"}) is None:
            cursor.integer("a fill factor")
        if cursor.word(1) not in _OLD_OPTIONS or not cursor.take(","):
            return


def _is_place(cursor: Cursor) -> bool:
    return cursor.word(1) in {"NULL", "DEFAULT"} or (cursor.is_name(1) and cursor.word(1) not in {"DELETE", "UPDATE"})


def place(cursor: Cursor) -> None:
    """Consume a filegroup, `"default"`, `"NULL"` or `scheme(column)`."""
    if cursor.word() == NUMBER or cursor.word() == END:
        raise cursor.refused(f"a filegroup expected, not {cursor.here()}")
    cursor.index += 1
    if cursor.word() == "(":
        cursor.expect("(", after="")
        cursor.name("a partitioning column")
        cursor.expect(")", after="after the partitioning column")
