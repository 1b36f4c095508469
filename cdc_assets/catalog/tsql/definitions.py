"""CREATE, ALTER and DROP of what matters to tables: the tables themselves, indexes, types, schemas."""

from __future__ import annotations

from collections.abc import Callable

from cdc_assets.catalog.model import Key, SqlType
from cdc_assets.catalog.tsql.constraints import column_list, index_tail, table_name, with_options
from cdc_assets.catalog.tsql.facts import COLUMNSTORE, Body, ChangeTable, CreateType, Fact, KeyFact, Name, Undone
from cdc_assets.catalog.tsql.skip import skip_statement
from cdc_assets.catalog.tsql.tables import alter_column, alter_table_add, create_table, history_table
from cdc_assets.catalog.tsql.tokens import Cursor
from cdc_assets.catalog.tsql.types import read_type

_NO_COLUMN_EFFECT = frozenset({"REBUILD", "ENABLE", "DISABLE", "CHECK", "NOCHECK"})
_STATE = "a folder of scripts says how tables are, not how they became so: write it into CREATE TABLE"


def named(cursor: Cursor, schema: str, database: str | None, what: str) -> Name:
    """Consume a name of something in `schema` of `database`, unless it says otherwise."""
    name = table_name(cursor, schema, what)
    return Name(name.schema, name.table, name.database or database)


def create_schema(cursor: Cursor) -> str:
    """Consume `SCHEMA name [AUTHORIZATION owner]`; tables that follow in the same statement are made in it."""
    cursor.index += 1
    name = "" if cursor.word() == "AUTHORIZATION" else cursor.name("a schema")
    if cursor.take("AUTHORIZATION"):
        owner = cursor.name("an owner")
        name = name or owner
    return name if cursor.word() == "CREATE" else "dbo"


def _create(cursor: Cursor, schema: str, begin: int) -> list[Fact]:
    if cursor.take("TABLE"):
        return [create_table(cursor, schema, begin)]
    if cursor.take("EXTERNAL", "TABLE"):
        return [create_table(cursor, schema, begin, external=True)]
    if cursor.take("TYPE"):
        return _create_type(cursor, schema, begin)
    unique = cursor.take("UNIQUE")
    clustered = cursor.one_of({"CLUSTERED", "NONCLUSTERED"}) == "CLUSTERED"
    columnstore = cursor.take("COLUMNSTORE")
    if cursor.take("INDEX"):
        return [_create_index(cursor, schema, begin, unique, clustered, columnstore)]
    raise cursor.refused(f"CREATE {cursor.here()} is not known here", index=begin)


def _create_index(
    cursor: Cursor, schema: str, begin: int, unique: bool, clustered: bool, columnstore: bool
) -> ChangeTable:
    name = cursor.name("an index")
    cursor.expect("ON", after=f"after index {name}")
    table = table_name(cursor, schema)
    columns: tuple[str, ...] = ()
    if cursor.word() == "(" or not columnstore:
        columns = column_list(cursor, "of an index", ordered=True)
    if columnstore and cursor.take("ORDER"):
        column_list(cursor, "of an index", ordered=True)
    condition = index_tail(cursor)
    line = cursor.line(begin)
    key = Key(name, columns, clustered=clustered, constraint=False, filter=condition)
    body = Body(
        keys=(KeyFact(key, line),) if unique else (),
        not_capturable=COLUMNSTORE if columnstore and clustered else None,
    )
    return ChangeTable(table, line, body, index=name)


def _create_type(cursor: Cursor, schema: str, begin: int) -> list[Fact]:
    _, type_schema, name = cursor.qualified_name("a type", parts=3)
    owner, line = type_schema or schema, cursor.line(begin)
    if cursor.take("FROM"):
        index = cursor.index
        typed = read_type(cursor)
        if typed.user is not None:
            raise cursor.refused("an alias type is made from a type of SQL Server", index=index)
        nullable = typed.nullable is not False
        if cursor.take("NOT", "NULL"):
            nullable = False
        elif cursor.take("NULL"):
            nullable = True
        return [CreateType(owner, name or "", typed.type, nullable, line)]
    if cursor.take("EXTERNAL", "NAME"):
        cursor.qualified_name("an assembly's class", parts=16)
        return [CreateType(owner, name or "", SqlType("clr"), True, line)]
    cursor.expect("AS", "TABLE", after=f"after type {name}")
    cursor.parenthesis("after AS TABLE")
    with_options(cursor)
    return []


def _alter(cursor: Cursor, schema: str, begin: int) -> list[Fact]:
    if cursor.word() == "SCHEMA":
        raise cursor.refused("ALTER SCHEMA … TRANSFER moves tables", _STATE, begin)
    if cursor.word() == "INDEX":
        skip_statement(cursor)
        return []
    if not cursor.take("TABLE"):
        raise cursor.refused(f"ALTER {cursor.here()} is not known here", index=begin)
    name = table_name(cursor, schema)
    line = cursor.line(begin)
    if cursor.word() == "WITH" and cursor.word(1) in {"CHECK", "NOCHECK"}:
        cursor.index += 2
    if cursor.take("ADD"):
        return [alter_table_add(cursor, name, schema, line)]
    if cursor.take("SET"):
        return _alter_set(cursor, name, line)
    if cursor.word() == "DROP":
        return _alter_drop(cursor, name, line)
    if cursor.take("ALTER", "COLUMN"):
        return [alter_column(cursor, name, schema, line)]
    if cursor.word() in _NO_COLUMN_EFFECT:
        skip_statement(cursor)
        return [ChangeTable(name, line)]
    what = f"ALTER TABLE {name} {cursor.word()} {cursor.word(1)}".rstrip()
    raise cursor.refused(f"{what} is not read", _STATE, begin)


def _alter_drop(cursor: Cursor, name: Name, line: int) -> list[Fact]:
    """`DROP [CONSTRAINT] a, COLUMN b, c` or `DROP PERIOD FOR SYSTEM_TIME`."""
    cursor.index += 1
    if cursor.take("PERIOD", "FOR", "SYSTEM_TIME"):
        return [ChangeTable(name, line)]
    kind, made = "constraint", list[Fact]()
    for _ in cursor.commas():
        kind = (cursor.one_of({"COLUMN", "CONSTRAINT"}) or kind).lower()
        if_present = cursor.take("IF", "EXISTS")
        part = cursor.name(f"a {kind}")
        what = f"ALTER TABLE {name} DROP {kind.upper()} {part}"
        made.append(Undone(kind, name, what, line, part, if_present))
        with_options(cursor)
    return made


def _alter_set(cursor: Cursor, name: Name, line: int) -> list[Fact]:
    behind = cursor.behind("after SET")
    made: Fact = ChangeTable(name, line)
    if cursor.word(1) == "SYSTEM_VERSIONING":
        cursor.index += 2
        cursor.expect("=", after="after SYSTEM_VERSIONING")
        if cursor.take("OFF"):
            made = Undone("versioning", name, f"ALTER TABLE {name} SET (SYSTEM_VERSIONING = OFF)", line)
        else:
            cursor.expect("ON", after="after SYSTEM_VERSIONING =")
            history = history_table(cursor) if cursor.word() == "(" else None
            made = ChangeTable(name, line, temporal=True, history=history)
    cursor.index = behind
    return [made]


def _drop(cursor: Cursor, schema: str, begin: int) -> list[Fact]:
    cursor.take("EXTERNAL")
    kind = cursor.one_of({"TABLE", "TYPE", "INDEX"})
    if kind is None:
        skip_statement(cursor)
        return []
    if_present = cursor.take("IF", "EXISTS")
    made: list[Fact] = []
    for _ in cursor.commas():
        line = cursor.line()
        name, part = table_name(cursor, schema, f"what DROP {kind} names"), ""
        if kind == "INDEX":
            part = name.table
            # `ON table`, or `table.index` as of old
            name = table_name(cursor, schema) if cursor.take("ON") else Name(name.database or schema, name.schema)
        made.append(Undone(kind.lower(), name, f"DROP {kind} {part or name}", line, part, if_present))
        with_options(cursor)
    return made


READERS: dict[str, Callable[[Cursor, str, int], list[Fact]]] = {"CREATE": _create, "ALTER": _alter, "DROP": _drop}
"""By the verb: consume the statement behind it (schema: the default one; begin: the verb's token)."""
