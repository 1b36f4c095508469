"""A round of merges over a fleet: one event in each table, in one new session, again, and in two at once.

What a session costs that meets every table: CPU seconds of its server process, and the memory of its own that it holds
in the end. A call takes 4,000 tables: a larger fleet takes several sessions, one after the other. Then a round with
nothing to do. `CDC_BENCH_FLEET` chooses tenants × tables (default 26x39,250x40: 10,000 tables, which take a while to
make). Targets (issue 14): 8 s of CPU for 1,014 tables and the same per table for 10,000, 100 MB and 200 MB,
two sessions in 0.6 × the time of one, 0.3 s where there is nothing to do.
"""

from __future__ import annotations

import os
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from rich.console import Console
from rich.table import Table

from bench.merge import definition_context, relation
from cdc_assets.config.model import Roles
from cdc_assets.ddl.environment import TEMPLATES, environment
from cdc_assets.jobs.merge_pending import TABLES_OF_A_ROUND
from cdc_assets.tables.naming import SCHEMA_PLACEHOLDER
from resources.embedded_postgres import Server, running

FLEETS = tuple(
    tuple(map(int, fleet.split("x"))) for fleet in os.environ.get("CDC_BENCH_FLEET", "26x39,250x40").split(",")
)


@dataclass(frozen=True, slots=True)
class Cost:
    """Wall and CPU seconds of a session's server process, and the MB of its own memory in the end."""

    wall: float
    cpu: float
    memory: float


def fill(connection: psycopg.Connection[Any], tenants: int, tables: int) -> None:
    """`cdc_management`, and the same relations of twenty columns in every tenant's schema."""
    for path in sorted((TEMPLATES / "infrastructure").glob("*.sql.j2")):
        connection.execute(environment().get_template(f"infrastructure/{path.name}").render(roles=Roles()).encode())
    texts = [_rendered(f"Table{n}") for n in range(tables)]
    for tenant in range(tenants):
        schema = f'"kunde{tenant}"'
        connection.execute(f"CREATE SCHEMA {schema}".encode())
        for text in texts:
            connection.execute(text.replace(SCHEMA_PLACEHOLDER, schema).encode())


def _rendered(name: str) -> str:
    context = definition_context(relation(large=True, name=name))
    names = ("table.sql.j2", "staging.sql.j2", "procedure.sql.j2")
    return "\n".join(environment().get_template(each).render(context) for each in names)


def stage(connection: psycopg.Connection[Any], tenants: int, tables: int, offset: int) -> None:
    """One event in each staging table."""
    for tenant in range(tenants):
        for table in range(tables):
            connection.execute(
                f"""INSERT INTO "kunde{tenant}"."stg_Table{table}" (id, navn, "__operation", "__source_ts_ms", "__lsn",
                    "__kafka_topic", "__kafka_partition", "__kafka_offset")
                VALUES ({offset}, 'x', 'u', {offset}, lpad(to_hex({offset}), 20, '0'), 'topic', 0, {offset})""".encode()
            )


def _round(server: Server, tables: int) -> Cost:
    """What a session costs, or several one after the other: all of them, and the one with the most memory."""
    costs = [_session(server) for _ in range(0, tables, TABLES_OF_A_ROUND)]
    return Cost(sum(cost.wall for cost in costs), sum(cost.cpu for cost in costs), max(cost.memory for cost in costs))


def _session(server: Server) -> Cost:
    with psycopg.connect(server.conninfo(), autocommit=True) as connection:
        pid = connection.info.backend_pid
        started, before = time.perf_counter(), _cpu(pid)
        connection.execute(f"CALL cdc_management.run_pending_merges(0, p_max_tables => {TABLES_OF_A_ROUND})".encode())
        wall, cpu = time.perf_counter() - started, _cpu(pid) - before
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        memory = next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1024
    return Cost(wall, cpu, memory)


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _together(server: Server, sessions: int, tables: int) -> Cost:
    costs: list[Cost] = []
    threads = [threading.Thread(target=lambda: costs.append(_round(server, tables))) for _ in range(sessions)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall = time.perf_counter() - started
    return Cost(wall, sum(cost.cpu for cost in costs), max(cost.memory for cost in costs))


def run(console: Console) -> None:
    """Print what the rounds of each fleet cost."""
    table = Table(title="A round over a fleet, one event in each table (a new session each)")
    for heading in ("tenants x tables", "round", "wall s", "ratio to first", "CPU s", "CPU ms a table", "MB"):
        table.add_column(heading, justify="left" if heading == "round" else "right")
    for tenants, tables in FLEETS:
        with tempfile.TemporaryDirectory(prefix="cdc-bench-") as folder, running(Path(folder)) as server:
            with psycopg.connect(server.conninfo(), autocommit=True) as connection:
                fill(connection, tenants, tables)
                stage(connection, tenants, tables, 1)
                all_of_them = tenants * tables
                costs = {"first": _round(server, all_of_them)}
                stage(connection, tenants, tables, 2)
                costs["second"] = _round(server, all_of_them)
                stage(connection, tenants, tables, 3)
                costs["two sessions"] = _together(server, 2, all_of_them)
                costs["nothing to do"] = _session(server)
            for name, cost in costs.items():
                each = 1000 * cost.cpu / (tenants * tables)
                shown = f"{cost.wall / costs['first'].wall:.2f}"
                figures = (f"{cost.wall:.2f}", shown, f"{cost.cpu:.2f}", f"{each:.2f}", f"{cost.memory:.0f}")
                table.add_row(f"{tenants} x {tables}", name, *figures)
    console.print(table)
