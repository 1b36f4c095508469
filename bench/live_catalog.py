"""CPU seconds from a server's rows to a catalog: 1,000 tables with 30,000 columns.

The target is the issue's: ≤ 1 s. Rows are made up in the shape the queries return them (no server is needed) and go
through the same code as a live reading, from the cursor on; what the driver and the network cost comes on top.
"""

from __future__ import annotations

import time
from typing import Any

from rich.console import Console
from rich.table import Table

from cdc_assets.catalog.live import build_catalog, fetch
from cdc_assets.catalog.queries import CATALOG
from cdc_assets.catalog.recording import Recording
from cdc_assets.catalog.snapshot import fingerprint
from resources.project import CHECKOUT
from tests.sqlserver.replay import BY_HAND, Replay, read_recording

TARGET = 1.0
COLUMNS = 30
RECORDING = CHECKOUT / "tests" / "sqlserver" / "recordings" / "features.jsonl"
"""Where the names of the result sets' columns are taken from."""


def rows(tables: int) -> Recording:
    """A database of `tables` tables with 30 columns, a key, a unique constraint and a foreign key each."""
    names = {name: columns for name, (columns, _) in read_recording(RECORDING).sets.items()}
    types = (
        ("int", 4, 10, 0),
        ("nvarchar", 100, 0, 0),
        ("decimal", 9, 18, 4),
        ("datetime2", 8, 27, 7),
        ("bit", 1, 1, 0),
    )
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    found["facts"].append({"database_name": "Bench", "collation_name": "Danish_Norwegian_CI_AS", "sees_all": 1})
    found["schemas"].append({"schema_name": "dbo", "sees_all": 1})
    for table in range(1, tables + 1):
        found["tables"].append(
            {"object_id": table, "schema_name": "dbo", "table_name": f"Tabell{table}", "temporal_type": 0}
        )
        for column in range(1, COLUMNS + 1):
            type_, length, precision, scale = types[column % len(types)]
            row = {"object_id": table, "column_id": column, "column_name": f"Kolonne{column}", "type_name": type_}
            row |= {
                "type_schema": "sys",
                "base_name": type_,
                "max_length": length,
                "precision": precision,
                "scale": scale,
            }
            row |= {"is_nullable": column > 1, "default_definition": "((0))" if column % 7 == 0 else None}
            found["columns"].append(row)
        for index, name in ((1, "PK"), (2, "UQ")):
            key = {"object_id": table, "index_id": index, "index_name": f"{name}_{table}", "is_primary_key": index == 1}
            key |= {"is_unique_constraint": index == 2, "index_type": index, "is_system_named": False, "key_ordinal": 1}
            found["keys"].append(key | {"column_id": index})
        reference = {"object_id": table, "constraint_id": tables + table, "constraint_name": f"FK_{table}"}
        reference |= {
            "is_system_named": False,
            "constraint_column_id": 1,
            "parent_column_id": 6,
            "referenced_schema": "dbo",
        }
        found["foreign_keys"].append(reference | {"referenced_table": "Tabell1", "referenced_column": "Kolonne1"})
    sets = {
        name: (columns, tuple(tuple(row.get(column) for column in columns) for row in found[name]))
        for name, columns in names.items()
    }
    return Recording(BY_HAND, "Bench", sets)


def run(console: Console) -> None:
    """Print CPU seconds for 250, 500 and 1,000 tables."""
    table = Table(
        title=f"Live catalog: rows to catalog, {COLUMNS} columns a table (target at 1,000 tables: {TARGET:g} s)"
    )
    for heading in ("tables", "columns", "rows → catalog, CPU s", "its fingerprint, CPU s", ""):
        table.add_column(heading, justify="right")
    for count in (250, 500, 1000):
        recording = rows(count)
        connection: Any = Replay(recording, [query.name for query in CATALOG])
        started = time.process_time()
        catalog = build_catalog(fetch(connection, "", CATALOG), ("dbo",), "bench")
        read = time.process_time() - started
        started = time.process_time()
        fingerprint(catalog)
        hashed = time.process_time() - started
        columns = sum(len(one.columns) for one in catalog.tables)
        verdict = "" if count < 1000 else "ok" if read <= TARGET else "TOO SLOW"
        table.add_row(f"{count:,}", f"{columns:,}", f"{read:.2f}", f"{hashed:.2f}", verdict)
    console.print(table)
