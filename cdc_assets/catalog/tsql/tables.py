"""CREATE TABLE, CREATE EXTERNAL TABLE, ALTER TABLE … ADD: a parenthesis of elements and the options behind it."""

from __future__ import annotations

from dataclasses import replace

from cdc_assets.catalog.model import Column, Key, SqlType
from cdc_assets.catalog.names import ByName
from cdc_assets.catalog.tsql.columns import read_column
from cdc_assets.catalog.tsql.constraints import (
    Draft,
    begins_constraint,
    place,
    storage,
    table_constraint,
    table_name,
)
from cdc_assets.catalog.tsql.expression import read_expression
from cdc_assets.catalog.tsql.facts import (
    DISTRIBUTED,
    EXTERNAL,
    FILE_TABLE,
    GRAPH_EDGE,
    GRAPH_NODE,
    MEMORY_OPTIMIZED,
    AlterColumn,
    ChangeTable,
    CreateTable,
    DefaultFact,
    KeyFact,
    Name,
)
from cdc_assets.catalog.tsql.text import Refused
from cdc_assets.catalog.tsql.tokens import END, NUMBER, STRING, Cursor, words

_GRAPH = {"NODE": GRAPH_NODE, "EDGE": GRAPH_EDGE}
_TEXT = SqlType("nvarchar", length=255)
_STAMP = SqlType("datetimeoffset", scale=7)
_BIT = SqlType("bit")
_PATH = SqlType("hierarchyid")

_FILE_TABLE_COLUMNS = (
    Column("stream_id", SqlType("uniqueidentifier"), False, 1, default="(newsequentialid())", rowguidcol=True),
    Column("file_stream", SqlType("varbinary", length=-1), True, 2),
    Column("name", _TEXT, False, 3),
    Column("path_locator", _PATH, False, 4),
    Column("parent_path_locator", _PATH, True, 5, computed="path_locator.GetAncestor(1)", persisted=True),
    Column("file_type", _TEXT, True, 6, computed="getfileextension([name])", persisted=True),
    Column("cached_file_size", SqlType("bigint"), True, 7, computed="datalength([file_stream])"),
    Column("creation_time", _STAMP, False, 8, default="(sysdatetimeoffset())"),
    Column("last_write_time", _STAMP, False, 9, default="(sysdatetimeoffset())"),
    Column("last_access_time", _STAMP, True, 10, default="(sysdatetimeoffset())"),
    *(
        Column(f"is_{name}", _BIT, False, position, default="((0))")
        for position, name in enumerate(
            ("directory", "offline", "hidden", "readonly", "archive", "system", "temporary"), start=11
        )
    ),
)
"""https://learn.microsoft.com/sql/relational-databases/blob/filetable-schema: the server's own."""

_LEDGER_COLUMNS = {
    "TRANSACTION_ID START": Column("ledger_start_transaction_id", SqlType("bigint"), False, 0, hidden=True),
    "TRANSACTION_ID END": Column("ledger_end_transaction_id", SqlType("bigint"), True, 0, hidden=True),
    "SEQUENCE_NUMBER START": Column("ledger_start_sequence_number", SqlType("bigint"), False, 0, hidden=True),
    "SEQUENCE_NUMBER END": Column("ledger_end_sequence_number", SqlType("bigint"), True, 0, hidden=True),
}
"""Added by the server to a ledger table that does not declare them itself, in this order."""


def create_table(cursor: Cursor, default_schema: str, begin: int, external: bool = False) -> CreateTable:
    """Consume what follows CREATE [EXTERNAL] TABLE. `begin` is the token where the statement starts."""
    name = table_name(cursor, default_schema)
    draft = Draft(default_schema, not_capturable=EXTERNAL if external else None)
    elements = cursor.index
    file_table = cursor.word() == "AS" and cursor.word(1) == "FILETABLE"
    if cursor.word() == "(":
        read_elements(cursor, draft)
    elif not (cursor.word() == "AS" and cursor.word(1) in {"FILETABLE", "NODE", "EDGE"}):
        hint = "only the columns a script lists can be read" if cursor.word() in {"AS", "WITH"} else ""
        raise cursor.refused(f"the columns of {name} expected, not {cursor.here()}", hint)
    options = _TableOptions(cursor, name, draft, external)
    options.read()
    if file_table:
        _file_table(draft, cursor.line(begin), options)
    elif not draft.columns and draft.not_capturable not in _GRAPH.values():
        raise cursor.refused(f"{name} has no columns", index=elements)
    if options.ledger:
        _ledger(cursor, draft, elements, options.append_only)
    _finish_keys(draft, name)
    temporal = options.temporal and (draft.period or not options.ledger)
    return CreateTable(name, cursor.line(begin), draft.body(), temporal, options.history)


def read_elements(cursor: Cursor, draft: Draft) -> None:
    """Consume `( element, … )`; SQL Server takes a trailing comma, and a constraint without a comma before it."""
    cursor.expect("(", after="before the columns")
    while cursor.word() != ")":
        _element(cursor, draft)
        if not cursor.take(",") and cursor.word() != ")":
            raise cursor.refused(f"`,` or `)` expected, not {cursor.here()}")
    cursor.index += 1


def _element(cursor: Cursor, draft: Draft) -> None:
    if cursor.word() == "PERIOD" and cursor.word(1) == "FOR":
        cursor.index += 2
        cursor.expect("SYSTEM_TIME", after="after PERIOD FOR")
        cursor.parenthesis("after PERIOD FOR SYSTEM_TIME")
        draft.period = True
    elif begins_constraint(cursor):
        table_constraint(cursor, draft)
    else:
        read_column(cursor, draft)


def _finish_keys(draft: Draft, name: Name, partial: bool = False) -> None:
    """Spell the columns of keys as they are declared; the primary key's are NOT NULL where they do not say.

    One that says NULL needs a memory-optimized table. `partial`: keys may name columns the table has already.
    """
    columns = ByName((column.name, index) for index, column in enumerate(draft.columns))
    for at, fact in enumerate(draft.keys):
        parts = _spelled(columns, fact.key.columns, name, fact.line, partial)
        draft.keys[at] = replace(fact, key=replace(fact.key, columns=parts))
        for part in parts if fact.primary else ():
            index = columns.find(part)
            if index is not None:
                _not_null(draft, index, name, fact.line)
    for at, foreign in enumerate(draft.foreign_keys):
        parts = _spelled(columns, foreign.key.columns, name, foreign.line, partial)
        draft.foreign_keys[at] = replace(foreign, key=replace(foreign.key, columns=parts))


def _spelled(columns: ByName[int], parts: tuple[str, ...], name: Name, line: int, partial: bool) -> tuple[str, ...]:
    spelled = []
    for part in parts:
        spelling = columns.spelling(part)
        if spelling is None and not partial:
            raise Refused(line, f"a key of {name} names column {part}, which the table does not have")
        spelled.append(spelling or part)
    if len(set(spelled)) != len(spelled):
        raise Refused(line, f"a key of {name} names column {spelled[-1]} twice")
    return tuple(spelled)


def _not_null(draft: Draft, index: int, name: Name, line: int) -> None:
    column = draft.columns[index]
    if draft.stated[index] and draft.not_capturable != MEMORY_OPTIMIZED:
        what = f"column {column.name} of the primary key of {name} is NULL"
        raise Refused(line, what, "a primary key's columns are NOT NULL")
    if draft.stated[index] is None:
        draft.columns[index] = replace(column, nullable=False)
        for at, typed in enumerate(draft.user_typed):
            if typed.column == index:
                draft.user_typed[at] = replace(typed, nullable=False)


class _TableOptions:
    """Everything behind the parenthesis: ON, TEXTIMAGE_ON, FILESTREAM_ON, AS, WITH, in any order."""

    def __init__(self, cursor: Cursor, name: Name, draft: Draft, external: bool) -> None:
        self.cursor, self.name, self.draft, self.external = cursor, name, draft, external
        self.temporal = self.ledger = self.append_only = False
        self.history: Name | None = None

    def read(self) -> None:
        cursor = self.cursor
        while True:
            if cursor.one_of({"ON", "TEXTIMAGE_ON", "FILESTREAM_ON"}):
                place(cursor)
            elif cursor.word() == "AS" and cursor.word(1) in {"NODE", "EDGE"}:
                self.draft.not_capturable = _GRAPH[cursor.word(1)]
                cursor.index += 2
            elif cursor.take("AS", "FILETABLE"):
                self.draft.not_capturable = FILE_TABLE
            elif cursor.word() == "WITH" and cursor.word(1) == "(":
                cursor.index += 2
                for _ in cursor.commas():
                    self._option()
                cursor.expect(")", after="after the table's options")
            else:
                return

    def _option(self) -> None:
        cursor = self.cursor
        begin = cursor.index
        if self._of_warehouse():
            self.draft.not_capturable = DISTRIBUTED
            return
        option = cursor.name("a table option").upper()
        cursor.expect("=", after=f"after {option}")
        if option == "MEMORY_OPTIMIZED":
            if self._switch(option):
                self.draft.not_capturable = MEMORY_OPTIMIZED
        elif option == "SYSTEM_VERSIONING":
            self.temporal = self._switch(option)
            if self.temporal and cursor.word() == "(":
                self.history = history_table(cursor)
        elif option == "LEDGER":
            self.ledger = self._switch(option)
            if self.ledger and cursor.word() == "(":
                inside = cursor.index
                cursor.parenthesis("after LEDGER = ON")
                words = cursor.script.words[inside : cursor.index]
                self.append_only = any(words[n : n + 3] == ["APPEND_ONLY", "=", "ON"] for n in range(len(words)))
        elif option in _PLAIN_OPTIONS or (self.external and option in _EXTERNAL_OPTIONS):
            option_value(cursor, option)
        else:
            raise cursor.refused(f"{option} is not understood as an option of {self.name}", index=begin)

    def _of_warehouse(self) -> bool:
        """`HEAP`, `DISTRIBUTION = …`, `CLUSTERED [COLUMNSTORE] INDEX …`, `PARTITION (…)` of Azure Synapse."""
        cursor = self.cursor
        if self.external or cursor.word() not in {"HEAP", "DISTRIBUTION", "CLUSTERED", "PARTITION"}:
            return False
        while cursor.word() not in {",", ")", END}:
            if cursor.word() == "(":
                cursor.parenthesis("in a table option")
            else:
                cursor.index += 1
        return True

    def _switch(self, option: str) -> bool:
        word = self.cursor.one_of({"ON", "OFF"})
        if word is None:
            raise self.cursor.refused(f"ON or OFF expected after {option}, not {self.cursor.here()}")
        return word == "ON"


_PLAIN_OPTIONS = words(
    "DATA_COMPRESSION XML_COMPRESSION DURABILITY REMOTE_DATA_ARCHIVE DATA_DELETION FILETABLE_DIRECTORY"
    " FILETABLE_COLLATE_FILENAME FILETABLE_PRIMARY_KEY_CONSTRAINT_NAME FILETABLE_STREAMID_UNIQUE_CONSTRAINT_NAME"
    " FILETABLE_FULLPATH_UNIQUE_CONSTRAINT_NAME"
)
_EXTERNAL_OPTIONS = words(
    "LOCATION DATA_SOURCE FILE_FORMAT REJECT_TYPE REJECT_VALUE REJECT_SAMPLE_VALUE REJECTED_ROW_LOCATION SCHEMA_NAME"
    " OBJECT_NAME DISTRIBUTION TABLE_OPTIONS"
)


def option_value(cursor: Cursor, option: str) -> None:
    """Consume an option's value: a word, string or number, a parenthesis, `ON PARTITIONS (…)`."""
    if cursor.word() not in {STRING, NUMBER} and not cursor.is_name():
        raise cursor.refused(f"a value expected for {option}, not {cursor.here()}")
    cursor.index += 1
    if cursor.word() == "(":
        cursor.parenthesis(f"after {option}")
    if cursor.take("ON", "PARTITIONS"):
        cursor.parenthesis("after ON PARTITIONS")


def history_table(cursor: Cursor) -> Name | None:
    """Consume `(HISTORY_TABLE = schema.table, …)` and return the table."""
    behind = cursor.behind("after SYSTEM_VERSIONING = ON")
    cursor.index += 1
    history = None
    while cursor.index < behind - 1:
        if cursor.take("HISTORY_TABLE", "="):
            history = table_name(cursor, "dbo", "the history table")
        else:
            cursor.index += 1
    cursor.index = behind
    return history


def _file_table(draft: Draft, line: int, options: _TableOptions) -> None:
    draft.columns[:] = _FILE_TABLE_COLUMNS
    draft.stated[:] = [column.nullable for column in _FILE_TABLE_COLUMNS]
    draft.keys[:] = [
        KeyFact(Key(None, ("path_locator",), clustered=False), line, primary=True),
        KeyFact(Key(None, ("stream_id",)), line),
        KeyFact(Key(None, ("parent_path_locator", "name")), line),
    ]
    draft.not_capturable = FILE_TABLE
    options.temporal = False


def _ledger(cursor: Cursor, draft: Draft, begin: int, append_only: bool) -> None:
    words = cursor.script.words[begin : cursor.index]
    declared = {
        " ".join(words[n + 3 : n + 5]) for n in range(len(words)) if words[n : n + 3] == ["GENERATED", "ALWAYS", "AS"]
    }
    for generated, column in _LEDGER_COLUMNS.items():
        if generated not in declared and not (append_only and generated.endswith("END")):
            draft.columns.append(replace(column, column_id=len(draft.columns) + 1))
            draft.stated.append(column.nullable)


def alter_table_add(cursor: Cursor, name: Name, default_schema: str, line: int) -> ChangeTable:
    """Consume what follows ALTER TABLE … ADD: columns, constraints, defaults, indexes, the period."""
    draft = Draft(default_schema, bare=True)
    for _ in cursor.commas():
        if not _add_default(cursor, draft):
            _element(cursor, draft)
    _finish_keys(draft, name, partial=True)
    return ChangeTable(name, line, draft.body())


def alter_column(cursor: Cursor, name: Name, default_schema: str, line: int) -> ChangeTable | AlterColumn:
    """Consume what follows ALTER TABLE … ALTER COLUMN: the column as it shall be, or a property that is not kept."""
    begin = cursor.index
    cursor.name("a column")
    if cursor.one_of({"ADD", "DROP"}):
        if not cursor.take("NOT", "FOR", "REPLICATION") and not cursor.take("MASKED"):
            raise cursor.refused(f"{cursor.here()} is not understood in ALTER COLUMN", index=begin)
        if cursor.take("WITH"):
            cursor.parenthesis("after MASKED WITH")
        return ChangeTable(name, line)
    cursor.index = begin
    draft = Draft(default_schema, bare=True)
    read_column(cursor, draft)
    storage(cursor)
    return AlterColumn(name, line, draft.body())


def _add_default(cursor: Cursor, draft: Draft) -> bool:
    """`[CONSTRAINT name] DEFAULT expression FOR column [WITH VALUES]`."""
    begin = cursor.index
    name = cursor.name("a constraint's name") if cursor.take("CONSTRAINT") else None
    if not cursor.take("DEFAULT"):
        cursor.index = begin
        return False
    expression = read_expression(cursor, "a default")
    cursor.expect("FOR", after="after the default, with the column it is for")
    draft.defaults.append(DefaultFact(cursor.name("a column"), expression, cursor.line(begin), name))
    cursor.take("WITH", "VALUES")
    return True
