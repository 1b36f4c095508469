"""Statements that define no table, and how to get past them."""

from __future__ import annotations

from cdc_assets.catalog.tsql.expression import read_expression
from cdc_assets.catalog.tsql.tokens import END, STATEMENT_WORDS, Cursor, words

HARMLESS = words(
    "BACKUP BREAK BULK CHECKPOINT CLOSE COMMIT CONTINUE DBCC DEALLOCATE DECLARE DELETE DISABLE ENABLE FETCH GOTO"
    " INSERT KILL MERGE OPEN RAISERROR RECONFIGURE RESTORE RETURN REVERT ROLLBACK SAVE SELECT SETUSER THROW TRUNCATE"
    " UPDATE WAITFOR"
)
"""Statements that move rows, control or settings; SELECT … INTO is found in any of them."""

OTHER_OBJECTS = words(
    "AGGREGATE APPLICATION ASSEMBLY ASYMMETRIC AUTHORIZATION AVAILABILITY BROKER CERTIFICATE COLUMN CONTRACT CREDENTIAL"
    " CRYPTOGRAPHIC DATABASE DEFAULT ENDPOINT EVENT FULLTEXT JSON LOGIN MASTER MESSAGE PARTITION PRIMARY QUEUE REMOTE"
    " RESOURCE ROLE ROUTE RULE SEARCH SECURITY SELECTIVE SEQUENCE SERVER SERVICE SPATIAL STATISTICS SYMMETRIC SYNONYM"
    " USER VECTOR WORKLOAD XML"
)
"""What CREATE and ALTER can make that is no table, no type of a column and no unique index."""

_NEXT_STATEMENT = words("ALTER BEGIN CREATE DENY DROP ELSE END EXEC EXECUTE GRANT IF PRINT REVOKE USE WHILE")
_INTO_OF = frozenset({"FETCH", "INSERT", "MERGE", "OUTPUT", "RECEIVE", "SELECT"})
_PERMISSION_ENDS = frozenset({"TO", "FROM", END, ";"})


def skip_statement(cursor: Cursor) -> None:
    """Consume a statement of `HARMLESS` or about `OTHER_OBJECTS` up to `;` or the next statement worth reading.

    Raises `Refused` for SELECT … INTO a table that stays, and where a TABLE stands that cannot be placed.
    """
    verb, cases = cursor.word(), 0
    cursor.index += 1
    while True:
        word = cursor.word()
        if word in {END, ";"} or (not cases and word in _NEXT_STATEMENT and not _inside(cursor, word)):
            return
        if word == "(":
            cursor.parenthesis("here")
            continue
        if word == ")":
            raise cursor.refused("`)` without `(`")
        if word == "INTO" and verb == "SELECT":
            _select_into(cursor)
        elif word == "TABLE":
            _refuse_table(cursor)
        elif word in _INTO_OF:
            verb = word
        cases += (word == "CASE") - (word == "END" and cases > 0)
        cursor.index += 1


def _inside(cursor: Cursor, word: str) -> bool:
    """Words that begin statements but stand inside others: `WITH EXECUTE AS`, `DROP VIEW IF EXISTS v`."""
    if word == "IF":
        return cursor.word(1) == "EXISTS" and cursor.word(2) != "("
    return word in {"EXEC", "EXECUTE"} and cursor.word(1) == "AS" and cursor.script.words[cursor.index - 1] == "WITH"


def _select_into(cursor: Cursor) -> None:
    target = Cursor(cursor.script, cursor.index + 1, cursor.end)
    if not target.word().startswith("@"):
        *_, table = target.qualified_name("a table")
        if not (table or "").startswith("#"):
            hint = "its columns cannot be read here: write CREATE TABLE"
            raise cursor.refused(f"SELECT … INTO {table} makes a table", hint)


def _refuse_table(cursor: Cursor) -> None:
    before = cursor.script.words[cursor.index - 1]
    if before == "AS":
        before = cursor.script.words[cursor.index - 2]
    if before != "TRUNCATE" and not before.startswith("@"):
        raise cursor.refused("TABLE is not understood here", "is a `;` or GO missing before the statement?")


def skip_permission(cursor: Cursor) -> None:
    """Consume GRANT, DENY or REVOKE: the permissions can be called CREATE TABLE or EXECUTE."""
    while cursor.word() not in _PERMISSION_ENDS:
        if cursor.word() == "(":
            cursor.parenthesis("here")
        else:
            cursor.index += 1
    if cursor.word() not in {END, ";"}:
        skip_statement(cursor)


def skip_set(cursor: Cursor) -> None:
    """Consume SET: `SET option, option ON|OFF`, `SET IDENTITY_INSERT t ON`, `SET @x = …`, `SET DATEFORMAT dmy`."""
    if cursor.word(1).startswith("@"):
        skip_statement(cursor)
        return
    cursor.index += 1
    if cursor.take("TRANSACTION", "ISOLATION", "LEVEL"):
        for _ in range(2 if cursor.word() in {"READ", "REPEATABLE"} else 1):
            cursor.name("an isolation level")
        return
    _names(cursor, "an option")
    if cursor.is_name() and cursor.word() not in STATEMENT_WORDS | {"ON", "OFF"}:
        _names(cursor, "what the option is for")
    elif cursor.word() not in STATEMENT_WORDS | {"ON", "OFF", END, ";"}:
        read_expression(cursor, "the option's value")
    cursor.one_of({"ON", "OFF"})


def _names(cursor: Cursor, what: str) -> None:
    cursor.qualified_name(what)
    while cursor.take(","):
        cursor.name(what)


def skip_print(cursor: Cursor) -> None:
    cursor.index += 1
    read_expression(cursor, "a message")
