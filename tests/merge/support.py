"""Relations for merge tests: defined in Python, rendered from the shipped templates, installed in a database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from cdc_assets.config.model import Roles
from cdc_assets.ddl.environment import TEMPLATES, environment
from cdc_assets.tables.model import TableDefinition, TargetColumn, TargetTable
from cdc_assets.tables.naming import SCHEMA_PLACEHOLDER, quote_ident
from cdc_assets.tables.types import load_type_map, staging_type
from resources.embedded_postgres import Server
from tests.support.postgres import filled_database

TOPIC = "{env}.{customer}.{database}.{schema}.{table}"
SCHEMA = "avansas"
UNAVAILABLE = "__debezium_unavailable_value"

Row = Mapping[str, Any]
Mutation = Callable[[str], str]


def column(name: str, kind: str, *, large: bool = False, key: bool = False) -> TargetColumn:
    """A column whose staging type is its type without limits, as tables/ makes it."""
    return TargetColumn(name, kind, staging_type(load_type_map(Path()), kind), not_null=key, large=large)


def relation(
    name: str,
    columns: Sequence[TargetColumn],
    key: Sequence[str] = ("id",),
    **options: Any,
) -> TargetTable:
    """A relation in the tenant's schema."""
    return TargetTable("sink_asma.directory", None, name, tuple(columns), tuple(key), **options)


def plain(name: str = "Actor", **options: Any) -> TargetTable:
    """Key, a limited text, a limited number."""
    columns = (column("id", "integer", key=True), column("name", "varchar(20)"), column("amount", "numeric(6,2)"))
    return relation(name, columns, **options)


def appended(name: str = "Log") -> TargetTable:
    """No key: every event is a row."""
    return relation(
        name, (column("id", "integer"), column("name", "varchar(20)"), column("amount", "numeric(6,2)")), ()
    )


def documents(name: str = "Doc", **options: Any) -> TargetTable:
    """Two columns for which the connector may say `unchanged`."""
    columns = (
        column("id", "integer", key=True),
        column("name", "varchar(20)"),
        column("amount", "numeric(6,2)"),
        column("doc", "text", large=True),
        column("img", "bytea", large=True),
    )
    return relation(name, columns, **options)


def document(name: str = "Doc", **options: Any) -> TargetTable:
    """One such column: an event tells all of a row, or leaves this open."""
    return relation(name, documents().columns[:-1], **options)


def rendered(table: TargetTable, topic: str = TOPIC) -> list[str]:
    """Final table, staging and procedure, with the schema's placeholder."""
    definition = TableDefinition("adopus", "AdOpusTest", "dbo", table.name, table.key, topic, (table,))
    context = {
        "table": table,
        "definition": definition,
        "roles": Roles(),
        "table_comment": "",
        "sink": table.sink,
    }
    names = ("table.sql.j2", "staging.sql.j2", "procedure.sql.j2")
    return [environment().get_template(name).render(context) for name in names]


def infrastructure(connection: psycopg.Connection[Any], mutate: Mutation = str) -> None:
    """The part of `cdc_management` that merges use."""
    for path in sorted((TEMPLATES / "infrastructure").glob("[02]*.sql.j2")):
        template = environment().get_template(f"infrastructure/{path.name}")
        connection.execute(mutate(template.render(roles=Roles())).encode())


@contextmanager
def merging_database(server: Server) -> Iterator[str]:
    """A database of its own with the infrastructure."""

    def fill(conninfo: str) -> None:
        with psycopg.connect(conninfo, autocommit=True) as connection:
            infrastructure(connection)

    with filled_database(server, "merging", fill) as conninfo:
        yield conninfo


def install(
    connection: psycopg.Connection[Any],
    tables: Iterable[TargetTable],
    schema: str = SCHEMA,
    mutate: Mutation = str,
    topic: str = TOPIC,
) -> None:
    """Make the relations in `schema`."""
    quoted = quote_ident(schema)
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {quoted}".encode())
    for table in tables:
        for text in rendered(table, topic):
            connection.execute(mutate(text).replace(SCHEMA_PLACEHOLDER, quoted).encode())


def stage(connection: psycopg.Connection[Any], table: str, rows: Iterable[Row], schema: str = SCHEMA) -> None:
    """COPY rows (dicts of staging columns, all with the same keys) into the staging table, as a loader does."""
    rows = list(rows)
    if not rows:
        return
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = ", ".join(map(quote_ident, names))
    target = f"{quote_ident(schema)}.{quote_ident('stg_' + table)}"
    with connection.cursor() as cursor, cursor.copy(f"COPY {target} ({columns}) FROM STDIN".encode()) as copy:
        for row in rows:
            copy.write_row([row.get(name) for name in names])


def merge(connection: psycopg.Connection[Any], table: str, schema: str = SCHEMA, batch: int = 100_000) -> None:
    """CALL the merge of a relation."""
    procedure = f"{quote_ident(schema)}.{quote_ident('sp_merge_' + table.lower())}"
    connection.execute(f"CALL {procedure}({batch})".encode())


def settle(connection: psycopg.Connection[Any], *tables: str, schema: str = SCHEMA) -> None:
    """From now on each merge of these relations sends writers to another leaf and merges ranges of the one left."""
    connection.execute("UPDATE cdc_management.merge_control SET rotate_bytes = 0")
    for table in tables:
        for _ in range(3):  # makes the other leaf, sees that writers know it, sends them there
            merge(connection, table, schema)


def fetch(connection: psycopg.Connection[Any], query: str, *values: object) -> list[tuple[Any, ...]]:
    """All rows of a query."""
    return connection.execute(query.encode(), values or None).fetchall()


def lsn(number: int) -> str:
    """SQL Server's form of an LSN."""
    return f"{number:020x}"


def event(number: int, key: int | None = 1, **values: Any) -> dict[str, Any]:
    """A staged row: commit `number`, at offset `number` of partition 0 unless told otherwise."""
    return {
        "id": key,
        "name": f"v{number}",
        "amount": number % 1000,
        "__operation": "u",
        "__source_ts_ms": 1_700_000_000_000 + number,
        "__lsn": lsn(number),
        "__seq_val": lsn(number),
        "__source": "mssql",
        "__kafka_topic": "prod.avansas.AdOpusAvansas.dbo.Actor",
        "__kafka_partition": 0,
        "__kafka_offset": number,
        **values,
    }
