"""Scripts statement by statement: what defines tables is read, what cannot is skipped, anything else is refused.

Skipped on purpose: batches that begin with CREATE or ALTER PROCEDURE, FUNCTION, TRIGGER or VIEW, whatever they hold;
statements `skip.py` lists; temporary tables. Dynamic SQL is read where it is a literal and refused elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import Enum

from cdc_assets.catalog.tsql import definitions
from cdc_assets.catalog.tsql.execute import Dynamic, read_execute
from cdc_assets.catalog.tsql.facts import AlterColumn, ChangeTable, CreateTable, CreateType, CreateView, Fact, Undone
from cdc_assets.catalog.tsql.settle import settle
from cdc_assets.catalog.tsql.skip import (
    HARMLESS,
    OTHER_OBJECTS,
    skip_permission,
    skip_print,
    skip_set,
    skip_statement,
)
from cdc_assets.catalog.tsql.text import Refused
from cdc_assets.catalog.tsql.tokens import END, QUOTED, STATEMENT_WORDS, Cursor, batches, tokenize, words


class Guard(Enum):
    """A statement runs always, where something is not there, where it is, or under a condition nobody here knows."""

    ALWAYS = "always"
    IF_ABSENT = "if absent"
    IF_PRESENT = "if present"
    UNKNOWN = "under a condition that only the server can decide"


_ID_FUNCTIONS = words(
    "COL_LENGTH COLUMNPROPERTY DATABASE_PRINCIPAL_ID DB_ID FULLTEXTCATALOGPROPERTY INDEXPROPERTY OBJECT_ID"
    " OBJECTPROPERTY SCHEMA_ID TYPE_ID USER_ID"
)


def within(outer: Guard, inner: Guard) -> Guard:
    """The guard of a statement under both."""
    if outer is Guard.ALWAYS or outer is inner:
        return inner
    return Guard.UNKNOWN


def condition(cursor: Cursor) -> Guard:
    """Consume the condition after IF or WHILE, up to the word its statement begins with."""
    begin = cursor.index
    depth = 0
    while depth or cursor.word() not in STATEMENT_WORDS:
        word = cursor.word()
        if word in {END, ";"}:
            raise cursor.refused("a condition without a statement behind it", index=begin)
        if word == "(":
            cursor.parenthesis("in a condition")
            continue
        depth += (word == "CASE") - (word == "END")
        cursor.index += 1
    return _classify(Cursor(cursor.script, begin, cursor.index))


def _classify(cursor: Cursor) -> Guard:
    cursor = cursor.bare()
    negated = cursor.take("NOT")
    if cursor.take("EXISTS"):
        found = Guard.IF_ABSENT if negated else Guard.IF_PRESENT
        tail: tuple[str, ...] = ()
    elif cursor.word() in _ID_FUNCTIONS and not negated:
        cursor.index += 1
        is_null = cursor.script.words[cursor.end - 2] == "IS"
        found = Guard.IF_ABSENT if is_null else Guard.IF_PRESENT
        tail = ("IS", "NULL") if is_null else ("IS", "NOT", "NULL")
    else:
        return Guard.UNKNOWN
    if cursor.word() != "(":
        return Guard.UNKNOWN
    cursor.parenthesis("")
    if tail and not cursor.take(*tail):
        return Guard.UNKNOWN
    return found if cursor.index == cursor.end else Guard.UNKNOWN


_MODULES = frozenset({"PROC", "PROCEDURE", "FUNCTION", "TRIGGER", "VIEW"})
_NO_BLOCK = frozenset({"TRAN", "TRANSACTION", "DISTRIBUTED", "DIALOG", "CONVERSATION"})
_MAX_NESTING = 50
_MAX_DYNAMIC = 4


def read_script(text: str) -> tuple[tuple[Fact, ...], tuple[Refused, ...]]:
    """What `text` (decoded) says about tables, and for each batch that cannot be read completely the reason."""
    reader = _Reader()
    refused: list[Refused] = []
    try:
        script = tokenize(text)
    except Refused as reason:
        return (), (reason,)
    for begin, end in batches(script):
        try:
            reader.batch(Cursor(script, begin, end), Guard.ALWAYS)
        except Refused as reason:
            refused.append(reason)
    return settle(reader.facts), tuple(refused)


class _Reader:
    """Facts so far; `database` is the last USE, `schema` what CREATE SCHEMA makes the default for its batch."""

    def __init__(self, database: str | None = None, dynamic: int = 0) -> None:
        self.facts: list[Fact] = []
        self.database = database
        self.dynamic = dynamic
        self.schema = "dbo"

    def batch(self, cursor: Cursor, guard: Guard) -> None:
        self.schema = "dbo"
        while cursor.take(";"):
            pass
        if self._module(cursor):
            return
        if cursor.word().startswith("SP_"):  # the first statement of a batch may call without EXEC
            self._execute(cursor, guard)
        while cursor.word() != END:
            self._statement(cursor, guard, 0)

    def _module(self, cursor: Cursor) -> bool:
        """Skip the batch if it makes a procedure, function, trigger or view: that stands first, and takes all of it."""
        start = Cursor(cursor.script, cursor.index, cursor.end)
        if not start.take("CREATE", "OR", "ALTER") and not start.take("CREATE") and not start.take("ALTER"):
            return False
        start.take("MATERIALIZED")
        kind = start.one_of(_MODULES)
        if kind is None:
            return False
        words = cursor.script.words
        if kind in {"VIEW", "FUNCTION"}:  # which cannot make tables
            for index in range(start.index, start.end - 1):
                if words[index] in _DEFINING and words[index + 1] == "TABLE":
                    what = f"{words[index]} TABLE belongs to the {kind.lower()} before it"
                    raise cursor.refused(what, "is GO missing?", index)
        if kind == "VIEW":
            self.facts.append(CreateView(definitions.named(start, self.schema, self.database, "a view")))
        return True

    def _statement(self, cursor: Cursor, guard: Guard, depth: int) -> None:
        if depth > _MAX_NESTING:
            raise cursor.refused("statements are nested too deeply to be read")
        word = cursor.word()
        if word == "IF":
            self._if(cursor, guard, depth)
        elif word == "WHILE":
            cursor.index += 1
            condition(cursor)
            self._statement(cursor, Guard.UNKNOWN, depth + 1)
        elif word == "BEGIN":
            self._block(cursor, guard, depth)
        elif word in _SIMPLE:
            _SIMPLE[word](cursor)
        elif word in _DEFINING:
            self._define(cursor, guard)
        elif word in {"EXEC", "EXECUTE"}:
            self._execute(cursor, guard)
        elif word == "USE":
            cursor.index += 1
            self.database = None if _is_variable(cursor) else cursor.name("a database")
        elif cursor.word(1) == ":" and cursor.is_name() and cursor.word(2) != ":":
            cursor.index += 2  # a label
        elif word == ":" and cursor.word(1) not in {"R", ":"}:
            _skip_line(cursor)
        elif _is_harmless(cursor, word):
            skip_statement(cursor)
        else:
            raise cursor.refused(f"{cursor.here()} does not begin a statement that is known here", _HINTS.get(word, ""))

    def _if(self, cursor: Cursor, guard: Guard, depth: int) -> None:
        cursor.index += 1
        found = condition(cursor)
        self._statement(cursor, within(guard, found), depth + 1)
        while cursor.word() == ";" and cursor.word(1) in {";", "ELSE"}:
            cursor.index += 1
        if cursor.take("ELSE"):
            self._statement(cursor, Guard.UNKNOWN, depth + 1)

    def _block(self, cursor: Cursor, guard: Guard, depth: int) -> None:
        begin = cursor.index
        cursor.index += 1
        if cursor.one_of(_NO_BLOCK):
            cursor.index -= 1
            skip_statement(cursor)
            return
        kind = cursor.one_of({"TRY", "CATCH"})
        if kind == "CATCH":
            guard = Guard.UNKNOWN
        while cursor.word() != "END" or cursor.word(1) == "CONVERSATION":
            if cursor.word() == END:
                raise cursor.refused("BEGIN without END", index=begin)
            self._statement(cursor, guard, depth + 1)
        cursor.index += 1
        if kind:
            cursor.expect(kind, after="after END")

    def _define(self, cursor: Cursor, guard: Guard) -> None:
        begin = cursor.index
        verb = cursor.word()
        cursor.index += 1
        if verb == "CREATE":
            cursor.take("OR", "ALTER")
        kind = cursor.word()
        if kind in _MODULES and verb != "DROP":
            raise cursor.refused(f"{verb} {kind} must be the first statement of its batch", "put GO before it", begin)
        if kind == "SCHEMA" and verb == "CREATE":
            self.schema = definitions.create_schema(cursor)
            return
        if kind in OTHER_OBJECTS or (kind == "EXTERNAL" and cursor.word(1) != "TABLE"):
            skip_statement(cursor)
            return
        made = definitions.READERS[verb](cursor, self.schema, begin)
        for fact in made:
            self._add(cursor, fact, guard, begin)

    def _add(self, cursor: Cursor, fact: Fact, guard: Guard, begin: int) -> None:
        """Keep a fact, in the database the script is in, if its condition lets it be read as if it ran."""
        if isinstance(fact, (CreateTable, ChangeTable, AlterColumn, Undone)):
            name = fact.name
            if name.table.startswith("#"):
                return
            if guard is not Guard.ALWAYS and isinstance(fact, ChangeTable) and fact.changes_nothing:
                return
            fact = replace(fact, name=replace(name, database=name.database or self.database))
        allowed = {Guard.ALWAYS, Guard.IF_PRESENT if isinstance(fact, Undone) else Guard.IF_ABSENT}
        if isinstance(fact, AlterColumn):
            allowed = {Guard.ALWAYS}
        if guard not in allowed:
            hint = "write the tables as they shall be, without conditions"
            raise cursor.refused(f"a statement about tables that runs {guard.value}", hint, begin)
        if isinstance(fact, ChangeTable) and guard is Guard.IF_ABSENT:
            fact = replace(fact, if_absent=True)
        if isinstance(fact, Undone) and guard is Guard.IF_PRESENT:
            fact = replace(fact, if_present=True)
        self.facts.append(fact)

    def _execute(self, cursor: Cursor, guard: Guard) -> None:
        begin = cursor.index
        if cursor.one_of({"EXEC", "EXECUTE"}) and cursor.word() == "AS":
            skip_statement(cursor)
            return
        found = read_execute(cursor)
        if isinstance(found, ChangeTable):
            if guard in {Guard.ALWAYS, Guard.IF_ABSENT}:
                self.facts.append(replace(found, name=replace(found.name, database=self.database)))
        elif isinstance(found, CreateType):
            self._add(cursor, found, guard, begin)
        elif isinstance(found, Dynamic):
            if self.dynamic >= _MAX_DYNAMIC:
                raise cursor.refused("dynamic SQL is nested too deeply to be read", index=begin)
            inner = _Reader(self.database, self.dynamic + 1)
            script = tokenize(found.text, found.line)
            inner.batch(Cursor(script, 0, len(script.words)), guard)
            self.facts.extend(inner.facts)


_SIMPLE: dict[str, Callable[[Cursor], None]] = {
    ";": lambda cursor: setattr(cursor, "index", cursor.index + 1),
    "SET": skip_set,
    "PRINT": skip_print,
    "GRANT": skip_permission,
    "DENY": skip_permission,
    "REVOKE": skip_permission,
}
_DEFINING = frozenset({"CREATE", "ALTER", "DROP"})
_HINTS = {
    ":": "`:r` is not followed: keep the included script in the folder, and this one out of it",
    "GO": "GO stands alone on its line",
}


def _is_harmless(cursor: Cursor, word: str) -> bool:
    following = cursor.word(1)
    if word == "WITH":
        return following == "XMLNAMESPACES" or (cursor.is_name(1) and cursor.word(2) in {"AS", "("})
    if word == "ADD":
        return following in {"SIGNATURE", "COUNTER", "SENSITIVITY"}
    return word in HARMLESS or (word == "END" and following == "CONVERSATION")


def _is_variable(cursor: Cursor) -> bool:
    """Consume `[$(DatabaseName)]` or `$(DatabaseName)` where the next token begins one."""
    if cursor.word() == "$":
        cursor.index += 1
        cursor.parenthesis("after $")
        return True
    variable = cursor.word() == QUOTED and "$(" in cursor.source(cursor.index, cursor.index + 1)
    cursor.index += variable
    return variable


def _skip_line(cursor: Cursor) -> None:
    """A SQLCMD command (`:setvar`, `:on error exit`) takes the rest of its line."""
    line = cursor.line()
    while cursor.word() != END and cursor.line() == line:
        cursor.index += 1
