"""Writing `cdc_management`: what was applied (in the unit's own transaction) and what failed (in one of its own)."""

from __future__ import annotations

from collections.abc import Mapping

import psycopg

from cdc_assets.migrate.plan import Unit
from cdc_assets.tables.naming import quote_literal

_COLUMNS = (
    "run_id, sink, schema_name, unit, kind, object_name, file, checksum, inverse, status, started_at, finished_at"
)


def record_texts(connection: psycopg.Connection, texts: Mapping[str, str]) -> None:
    """Keep each SQL text once per content. Sorted, so that two runs take their locks in one order."""
    ordered = sorted(texts.items())
    connection.execute(
        "INSERT INTO cdc_management.migration_text (checksum, body)"
        " SELECT * FROM ROWS FROM (pg_catalog.unnest(%s::text[]), pg_catalog.unnest(%s::text[]))"
        " ON CONFLICT (checksum) DO NOTHING",
        [[checksum for checksum, _ in ordered], [body for _, body in ordered]],
    )


def applied_sql(unit: Unit, sink: str, run: str) -> str:
    """One statement, without parameters, that records the unit as applied: history and current state."""
    rows = ",\n".join(
        "("
        + ", ".join(
            "NULL" if value is None else quote_literal(value)
            for value in (
                run,
                sink,
                unit.schema,
                unit.name,
                statement.kind,
                statement.object_name,
                statement.file,
                statement.checksum,
                statement.inverse,
            )
        )
        + ", 'applied', now(), clock_timestamp())"
        for statement in unit.statements
    )
    return (
        f"WITH done AS (INSERT INTO cdc_management.migration_history ({_COLUMNS}) VALUES\n{rows}\n"
        "RETURNING id, schema_name, kind, object_name, sink, file, checksum)\n"
        "INSERT INTO cdc_management.applied_schema"
        " (history_id, schema_name, kind, object_name, sink, file, checksum) SELECT * FROM done\n"
        "ON CONFLICT (schema_name, kind, object_name) DO UPDATE SET history_id = EXCLUDED.history_id,"
        " sink = EXCLUDED.sink, file = EXCLUDED.file, checksum = EXCLUDED.checksum, applied_at = now()"
    )


def record_failure(
    connection: psycopg.Connection, unit: Unit, sink: str, run: str, error: str, sqlstate: str | None
) -> None:
    """One row per file of the unit that was tried and rolled back."""
    connection.cursor().executemany(
        f"INSERT INTO cdc_management.migration_history ({_COLUMNS}, error, sqlstate)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, 'failed', now(), now(), %s, %s)",
        [
            (
                run,
                sink,
                unit.schema,
                unit.name,
                statement.kind,
                statement.object_name,
                statement.file,
                statement.checksum,
                statement.inverse,
                error,
                sqlstate,
            )
            for statement in unit.statements
        ],
    )
