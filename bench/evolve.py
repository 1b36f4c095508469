"""One column more in one table of a fleet: seconds to plan and to apply, against two floors, in alternation.

The floors execute over one connection, one transaction per tenant, and record nothing: all of the plan's statements
(the columns, and the procedure that merges them), or its ALTER TABLEs alone (target: ≤ 3 × those). The fleet is really
applied, from generated tables of 20 columns: 200 × 200 are a million files and take some minutes. `CDC_BENCH_FLEET`
(`26x39,200x200`: tenants x tables) sets the sizes.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import psycopg
from psycopg_pool import ConnectionPool
from rich.console import Console
from rich.table import Table

from cdc_assets.config.model import Project, SinkEntry, SinkGroup
from cdc_assets.ddl.model import Migrations
from cdc_assets.ddl.render import render_migrations
from cdc_assets.migrate.apply import Pool, roll_out
from cdc_assets.migrate.desired import Desired, UnitKey
from cdc_assets.migrate.diff import Policy
from cdc_assets.migrate.evolve import TenantSchema, bind
from cdc_assets.migrate.fleet_plan import plan_fleet, wanted_units
from cdc_assets.migrate.plan import Plan
from cdc_assets.tables.model import TableDefinition, TargetColumn, TargetTable
from resources.embedded_postgres import running
from resources.postgres import create_missing
from tests.support.databases import migrate

ROUNDS = 3
CONNECTIONS = 4
COLUMNS = 20
SINK = "sink_asma.directory"
POLICY = Policy(date(2026, 11, 22))
SETTINGS = {"max_locks_per_transaction": "512", "fsync": "off", "max_wal_size": "4GB", "checkpoint_timeout": "1h"}


def definitions(tables: int, extra: int) -> tuple[TableDefinition, ...]:
    """`tables` tables of 20 columns, the first with `extra` more."""
    found = []
    for number in range(tables):
        name = f"Tabell{number:03}"
        count = COLUMNS + (extra if number == 0 else 0)
        columns = tuple(_column(f"kol{column:02}", key=column == 0) for column in range(count))
        target = TargetTable(SINK, None, name, columns, ("kol00",))
        found.append(TableDefinition("bench", "Bench", "dbo", name, ("kol00",), "t", (target,)))
    return tuple(found)


def _column(name: str, *, key: bool) -> TargetColumn:
    kind = "integer" if key else "varchar(50)"
    staging = "integer" if key else "text"
    return TargetColumn(name, kind, staging, not_null=key, source=name, source_type=kind, source_nullable=not key)


def version(tables: int, extra: int) -> tuple[Migrations, dict[UnitKey, Desired]]:
    """Migrations and wanted units of the fleet with `extra` columns."""
    group = SinkGroup(name="sink_asma", sources={"directory": SinkEntry(name="directory")})
    project = Project(Path(), "nonprod", {}, {}, {"sink_asma": group}, {}, {})
    made = definitions(tables, extra)
    migrations = render_migrations(project, SINK, made)
    return migrations, wanted_units(migrations, made)


def planned(pool: Pool, what: tuple[Migrations, dict[UnitKey, Desired]], names: Sequence[str]) -> Plan:
    """The plan of the whole fleet."""
    with pool.connection() as connection:
        return plan_fleet(connection, *what, [TenantSchema(name) for name in names], POLICY)


def bare(conninfo: str, plan: Plan, only: str = "") -> float:
    """Seconds for the plan's statements alone, those that begin with `only`."""
    started = time.perf_counter()
    with psycopg.connect(conninfo, autocommit=True) as connection:
        for change in plan.changes:
            with connection.transaction():
                for step in change.plan.steps:
                    if step.sql.startswith(only):
                        connection.execute(bind(step.sql, TenantSchema(change.schema)).encode())
    return time.perf_counter() - started


@dataclass(frozen=True, slots=True)
class Round:
    """Seconds of: an idle plan, the plan, its apply, the plan's statements alone, its ALTER TABLEs alone."""

    idle: float
    plan: float
    apply: float
    statements: float
    alters: float


def measure(conninfo: str, tenants: int, tables: int) -> tuple[float, list[Round]]:
    """Seconds to make the fleet, and the rounds."""
    names = [f"kunde{number:03}" for number in range(tenants)]
    rounds = []
    with ConnectionPool(conninfo, min_size=1, max_size=CONNECTIONS, kwargs={"autocommit": True}, open=True) as pool:
        started = time.perf_counter()
        migrate(pool, version(tables, 0)[0], names)
        making = time.perf_counter() - started
        for number in range(ROUNDS):
            current, wanted = version(tables, 3 * number), version(tables, 3 * number + 1)
            if number:  # what the floors did was not recorded: note it
                roll_out(pool, planned(pool, current, names), POLICY)
            started = time.perf_counter()
            assert planned(pool, current, names).empty
            idle = time.perf_counter() - started
            started = time.perf_counter()
            plan = planned(pool, wanted, names)
            planning = time.perf_counter() - started
            started = time.perf_counter()
            done = roll_out(pool, plan, POLICY)
            applying = time.perf_counter() - started
            if not done.ok or len(plan.changes) != tenants:
                raise RuntimeError(str([result.failed for result in done.results][:3]))
            floor = bare(conninfo, planned(pool, version(tables, 3 * number + 2), names))
            alters = bare(conninfo, planned(pool, version(tables, 3 * number + 3), names), "ALTER TABLE")
            rounds.append(Round(idle, planning, applying, floor, alters))
    return making, rounds


def run(console: Console) -> None:
    """Print the medians, and the ratios of plan and apply together."""
    table = Table(title="One column in one table of every tenant, seconds (median of 3)")
    for heading in (
        "tenants × tables",
        "first apply",
        "plan, idle",
        "plan",
        "apply",
        "statements",
        "ratio",
        "ALTERs",
        "ratio",
    ):
        table.add_column(heading, justify="right")
    sizes = os.environ.get("CDC_BENCH_FLEET", "26x39,200x200").split(",")
    with tempfile.TemporaryDirectory() as scratch, running(Path(scratch), settings=SETTINGS) as server:
        for number, size in enumerate(sizes):
            tenants, _, tables = size.partition("x")
            create_missing(server, f"fleet{number}")
            making, rounds = measure(server.conninfo(f"fleet{number}"), int(tenants), int(tables))

            def median(of: Callable[[Round], float], rounds: list[Round] = rounds) -> str:
                return f"{statistics.median(map(of, rounds)):.2f}"

            table.add_row(
                f"{tenants} × {tables}",
                f"{making:.0f}",
                median(lambda one: one.idle),
                median(lambda one: one.plan),
                median(lambda one: one.apply),
                median(lambda one: one.statements),
                median(lambda one: (one.plan + one.apply) / one.statements),
                median(lambda one: one.alters),
                median(lambda one: (one.plan + one.apply) / one.alters),
            )
    console.print(table)
