"""The demo's second half: stage change events for a few tenants, merge them, show what became of them."""

from __future__ import annotations

from collections.abc import Sequence

import psycopg
from psycopg import sql
from rich.console import Console
from rich.table import Table

from cdc_assets import stages
from cdc_assets.cli.demo_events import METADATA, events, staged
from cdc_assets.config.model import Project, SinkTarget, Tenant
from cdc_assets.config.tenants import by_database, members, tenants
from cdc_assets.migrate.existing import existing_tables
from cdc_assets.tables.files import read_definitions
from cdc_assets.tables.model import TableDefinition, TargetTable, tenant_topic
from resources.postgres import connected

TENANTS = 3
TABLES = 4
ROWS = 150

Merged = tuple[str, str, int, int, int, int, int]


def merge_demo(console: Console, project: Project) -> None:
    """Stage and merge for the first tenants of every sink that lives on the embedded server; others are left alone."""
    for service in project.services.values():
        definitions = read_definitions(stages.definitions_dir(project, service), service.name)
        mine = members(project, service)
        for sink in service.sinks:
            chosen = demo_tables(definitions, sink)
            for target, part in by_database(project, sink, mine):
                if target.server.embedded and chosen:
                    _merge_one(console, project, target, part[:TENANTS], chosen)


def make_existing(project: Project) -> list[str]:
    """Make tables that the configuration takes for somebody else's, as their owner would: on the embedded server alone.

    Returns their names. None before definitions are there.
    """
    made: list[str] = []
    for service in project.services.values():
        folder = stages.definitions_dir(project, service)
        definitions = read_definitions(folder, service.name) if folder.is_dir() else ()
        for sink in service.sinks:
            wanted = [table for table in existing_tables(definitions, sink) if table.schema is not None]
            for target, _ in by_database(project, sink, tenants(project, service.group)) if wanted else ():
                if target.server.embedded:
                    with connected(target, project.root) as connection:
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
    console: Console,
    project: Project,
    target: SinkTarget,
    members: Sequence[Tenant],
    chosen: Sequence[tuple[TableDefinition, TargetTable]],
) -> None:
    written = 0
    with connected(target, project.root, seconds=None) as connection:
        before = _last_batch(connection)
        for tenant in members:
            for definition, table in chosen:
                written += _stage(connection, tenant, table, tenant_topic(definition, project.env, tenant))
        connection.execute("CALL cdc_management.run_pending_merges(p_batch_window_seconds => 0)")
        rows = _outcome(connection, before)
    show = Table(
        title=f"{target.database}: {written} change events staged for {len(members)} tenants, then merged",
        title_justify="left",
    )
    for head in ("tenant", "table", "staged", "applied", "superseded", "stale", "rejected"):
        show.add_column(head, justify="left" if head in ("tenant", "table") else "right", overflow="fold")
    for row in rows:
        show.add_row(*map(str, row))
    console.print(show)
    applied = sum(row[3] for row in rows)
    console.print(
        "superseded: a later event of the same key was in the batch; stale: an older or repeated event arrived late. "
        + (
            "staged = applied + superseded + stale + rejected, or the merge rolls back."
            if applied
            else "Everything had been delivered before: merged again, it changed nothing."
        ),
        highlight=False,
    )


def _stage(connection: psycopg.Connection, tenant: Tenant, table: TargetTable, topic: str) -> int:
    """COPY a table's events, as a pipeline does; returns how many."""
    names = [*(column.name for column in table.columns), *METADATA]
    command = sql.SQL("COPY {}.{} ({}) FROM STDIN").format(
        sql.Identifier(tenant.name), sql.Identifier(table.staging), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    happened = events(ROWS, f"{tenant.name}.{table.name}", tombstones=False)  # no broker could tell what they were
    with connection.cursor() as cursor, cursor.copy(command) as copy:
        for row in staged(table, topic, tenant.customer_id, happened):
            copy.write_row(row)
    return len(happened)


def _last_batch(connection: psycopg.Connection) -> int:
    row = connection.execute("SELECT coalesce(max(id), 0) FROM cdc_management.cdc_processing_log").fetchone()
    return int(row[0]) if row else 0


def _outcome(connection: psycopg.Connection, before: int) -> list[Merged]:
    return connection.execute(
        "SELECT schema_name, table_name, sum(rows_taken)::bigint, sum(rows_applied)::bigint,"
        " sum(rows_superseded)::bigint, sum(rows_stale)::bigint, sum(rows_rejected)::bigint"
        " FROM cdc_management.cdc_processing_log WHERE id > %s GROUP BY 1, 2 ORDER BY 1, 2",
        [before],
    ).fetchall()
