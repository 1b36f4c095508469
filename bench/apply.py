"""First apply and no-op apply of the example (39 tables × 26 tenants) against the floor, in alternation.

The floor executes the same files over one connection, in one transaction per tenant. Both sides run on the embedded
server with its shipped settings (fsync on). Targets are the issue's: first apply ≤ 1.2 × the floor, no-op ≤ 0.02 ×.

`CDC_BENCH_BEFORE` names a checkout of an earlier version (`git worktree add /tmp/before 4eb3a33`): its first apply of
its own example is measured in turns with ours, which may take half of its seconds.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import psycopg
from rich.console import Console
from rich.table import Table

from cdc_assets import stages
from cdc_assets.config.load import load_project
from cdc_assets.config.tenants import tenants
from cdc_assets.ddl.files import read_migrations
from cdc_assets.ddl.model import Migrations
from cdc_assets.tables.naming import SCHEMA_PLACEHOLDER, quote_ident
from resources.embedded_postgres import Server, running
from resources.postgres import Database, create_missing, embedded_folder, pool
from resources.project import EXAMPLE, project_environ
from tests.support.databases import migrate

ROUNDS = 3
CONNECTIONS = 4


def example(scratch: Path) -> tuple[Migrations, tuple[str, ...]]:
    """The example's migrations, rendered anew, and its tenants."""
    root = scratch / "project"
    shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns(".cdc", "generated", "migrations"))
    environ = project_environ(root)
    project = load_project(root, environ)
    (service,) = project.services.values()
    (sink,) = service.sinks
    stages.source_schema(project, service, environ)
    stages.table_definitions(project, service)
    stages.ddl(project, service, sink)
    migrations = read_migrations(stages.migrations_dir(project, service, sink))
    return migrations, tuple(tenant.name for tenant in tenants(project, service.group))


def floor(database: Database, migrations: Migrations, names: Sequence[str]) -> float:
    """Seconds for the same SQL over one connection, one transaction per tenant."""
    started = time.perf_counter()
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        with connection.transaction():
            for file in migrations.files:
                if file.scope == "database":
                    connection.execute(file.body.encode())
        for name in names:
            quoted = quote_ident(name)
            with connection.transaction():
                for file in migrations.files:
                    if file.scope == "tenant":
                        connection.execute(file.body.replace(SCHEMA_PLACEHOLDER, quoted).encode())
    return time.perf_counter() - started


def ours(database: Database, migrations: Migrations, names: Sequence[str]) -> float:
    """Seconds of an apply, connections and planning included."""
    started = time.perf_counter()
    with pool(database, CONNECTIONS) as connections:
        results = migrate(connections, migrations, names)
    seconds = time.perf_counter() - started
    wrong = [failed for result in results for failed in result.failed]
    if wrong:
        raise RuntimeError(str(wrong[:3]))
    return seconds


_EARLIER = """
import sys, tempfile
from pathlib import Path
from bench.apply import example, ours
from resources.postgres import Database
from tests.support.databases import migrate
with tempfile.TemporaryDirectory() as scratch:
    print(ours(Database(*sys.argv[1:]), *example(Path(scratch))))
"""


def before(checkout: str, server: Server, name: str) -> float:
    """Seconds of a first apply by the version that lies in `checkout`, by its own bench."""
    create_missing(server, name)
    command = [sys.executable, "-c", _EARLIER, name, server.conninfo(name)]
    environ = {**os.environ, "PYTHONPATH": checkout}
    done = subprocess.run(command, cwd=checkout, env=environ, check=True, stdout=subprocess.PIPE, text=True)
    return float(done.stdout.split()[-1])


def measure(
    server: Server, migrations: Migrations, names: Sequence[str], earlier: list[float]
) -> list[tuple[float, float, float]]:
    """(floor, first apply, no-op apply) per round, each round in fresh databases; `earlier` gets an older version's."""
    rounds = []
    for number in range(ROUNDS):
        if os.environ.get("CDC_BENCH_BEFORE"):
            earlier.append(before(os.environ["CDC_BENCH_BEFORE"], server, f"before_{number}"))
        databases = [Database(name, server.conninfo(name)) for name in (f"floor_{number}", f"ours_{number}")]
        for database in databases:
            create_missing(server, database.label)
        at_least = floor(databases[0], migrations, names)
        first = ours(databases[1], migrations, names)
        again = statistics.median(ours(databases[1], migrations, names) for _ in range(5))
        rounds.append((at_least, first, again))
    return rounds


def run(console: Console) -> None:
    """Print medians and ratios."""
    with tempfile.TemporaryDirectory() as scratch:
        migrations, names = example(Path(scratch))
        with running(embedded_folder(Path(scratch))) as server:
            earlier: list[float] = []
            rounds = measure(server, migrations, names, earlier)
    relations = sum(file.kind == "table" for file in migrations.files)
    shown = Table(title=f"apply: {relations} tables × {len(names)} tenants, medians of {ROUNDS}", title_justify="left")
    for head in ("", "seconds", "ratio to the floor", "target"):
        shown.add_column(head, justify="left" if not head else "right")
    at_least, first, again = (statistics.median(column) for column in zip(*rounds, strict=True))
    first_ratio = statistics.median(one / base for base, one, _ in rounds)
    again_ratio = statistics.median(one / base for base, _, one in rounds)
    shown.add_row("floor: one connection, one transaction per tenant", f"{at_least:.2f}", "1", "")
    shown.add_row(f"first apply, {CONNECTIONS} connections", f"{first:.2f}", f"{first_ratio:.2f}", "≤ 1.2")
    if earlier:
        shown.add_row("first apply by the version before", f"{statistics.median(earlier):.2f}", "", "")
        half = statistics.median(one / base for base, (_, one, _) in zip(earlier, rounds, strict=True))
        shown.add_row("first apply : that of the version before", "", f"{half:.2f}", "≤ 0.5")
    shown.add_row("apply again, nothing to do", f"{again:.3f}", f"{again_ratio:.4f}", "≤ 0.02")
    console.print(shown)
