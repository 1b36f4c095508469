"""The demo's second half: stage change events for a few tenants, merge them, show what became of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import psycopg
from psycopg import sql
from rich.console import Console
from rich.table import Table

from cdc_assets import stages
from cdc_assets.cli.demo_events import copy_staged, events, staged
from cdc_assets.config.model import Project, Service, SinkTarget, Tenant
from cdc_assets.config.tenants import by_database, members
from cdc_assets.migrate.existing import existing_tables
from cdc_assets.tables.files import read_definitions
from cdc_assets.tables.model import TableDefinition, TargetTable, tenant_topic
from resources.postgres import connected

TENANTS = 3
TABLES = 4
ROWS = 150

_MERGED = """
SELECT schema_name, table_name, sum(rows_taken), sum(rows_applied), sum(rows_superseded), sum(rows_stale),
    sum(rows_rejected)
FROM cdc_management.cdc_processing_log WHERE id > %s GROUP BY 1, 2 ORDER BY 1, 2
"""


class EmbeddedSink(NamedTuple):
    """A sink's database on the embedded server, and what a service has there; other servers are left alone."""

    service: Service
    definitions: Sequence[TableDefinition]
    sink: str
    target: SinkTarget
    members: list[Tenant]


def embedded_sinks(project: Project) -> Iterator[EmbeddedSink]:
    """All of the project's; without definitions where none were made yet."""
    for service in project.services.values():
        folder = stages.definitions_dir(project, service)
        definitions = read_definitions(folder, service.name) if folder.is_dir() else ()
        for sink in service.sinks:
            for target, part in by_database(project, sink, members(project, service)):
                if target.server.embedded:
                    yield EmbeddedSink(service, definitions, sink, target, part)


def show_table(console: Console, title: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table of what the demo did: numbers to the right."""
    shown = Table(title=title, title_justify="left")
    for place, head in enumerate(heads):
        names = any(isinstance(row[place], str) for row in rows)
        shown.add_column(head, justify="left" if names else "right", overflow="fold")
    for row in rows:
        shown.add_row(*map(str, row))
    console.print(shown)


def merge_demo(console: Console, project: Project) -> None:
    """Stage and merge for the first tenants of every embedded sink."""
    for one in embedded_sinks(project):
        chosen = demo_tables(one.definitions, one.sink)
        if chosen:
            _merge_one(console, project, one, chosen)


def make_existing(project: Project) -> list[str]:
    """Make tables that the configuration takes for somebody else's, as their owner would; returns their names."""
    made: list[str] = []
    for one in embedded_sinks(project):
        wanted = [table for table in existing_tables(one.definitions, one.sink) if table.schema is not None]
        if wanted:
            with connected(one.target, project.root) as connection:
                made += [name for table in wanted if (name := _make(connection, table))]
    return made


def _make(connection: psycopg.Connection, table: TargetTable) -> str | None:
    schema = table.schema or "public"
    place = sql.Identifier(schema, table.name)
    there = connection.execute("SELECT to_regclass(%s) IS NOT NULL", [place.as_string(connection)]).fetchone()
    if there == (True,):
        return None
    columns = [sql.SQL("{} {}").format(sql.Identifier(one.name), sql.SQL(one.type)) for one in table.columns]
    connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(schema)))
    connection.execute(sql.SQL("CREATE TABLE {} ({})").format(place, sql.SQL(", ").join(columns)))
    return f"{schema}.{table.name}"


def demo_tables(definitions: Sequence[TableDefinition], sink: str) -> list[tuple[TableDefinition, TargetTable]]:
    """A few tables of the tenants' own schemas, of each kind one: soft and hard deletes, append-only, many columns."""
    own = [
        (definition, target)
        for definition in definitions
        for target in definition.targets
        if target.sink == sink and target.schema is None and not target.exists
    ]
    own.sort(key=lambda pair: (not pair[1].append_only, pair[1].deletes != "hard", len(pair[1].key), pair[1].name))
    kinds = {(pair[1].append_only, pair[1].deletes): pair for pair in reversed(own)}
    rest = [pair for pair in own if pair not in kinds.values()]
    return [*kinds.values(), *rest][:TABLES]


def _merge_one(
    console: Console, project: Project, one: EmbeddedSink, chosen: Sequence[tuple[TableDefinition, TargetTable]]
) -> None:
    written, some_tenants = 0, one.members[:TENANTS]
    with connected(one.target, project.root, seconds=None) as connection:
        before = connection.execute("SELECT coalesce(max(id), 0) FROM cdc_management.cdc_processing_log").fetchone()
        for tenant in some_tenants:
            for definition, table in chosen:
                topic = tenant_topic(definition, project.env, tenant)
                # No broker could tell what tombstones were.
                happened = events(ROWS, f"{tenant.name}.{table.name}", tombstones=False)
                copy_staged(connection, tenant.name, table, staged(table, topic, tenant.customer_id, happened))
                written += len(happened)
        connection.execute("CALL cdc_management.run_pending_merges(p_batch_window_seconds => 0)")
        rows = connection.execute(_MERGED, before).fetchall()
    title = f"{one.target.database}: {written} change events staged for {len(some_tenants)} tenants, then merged"
    show_table(console, title, ("tenant", "table", "staged", "applied", "superseded", "stale", "rejected"), rows)
    console.print(
        "superseded: a later event of the same key was in the batch; stale: an older or repeated event arrived late. "
        + (
            "staged = applied + superseded + stale + rejected, or the merge rolls back."
            if any(row[3] for row in rows)
            else "Everything had been delivered before: merged again, it changed nothing."
        ),
        highlight=False,
    )
