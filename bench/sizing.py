"""What a fleet costs: seconds, connections, memory, disk, and what a run leaves in Dagster's own database.

Measures runs as a worker makes them (a process of its own, the steps in it, Dagster's tables in PostgreSQL) on an
embedded server with its shipped settings, for projects cut or multiplied from the example. The numbers are those of
docs/explanation/sizing.md; they belong to a machine, so the machine and its load are printed with them.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import yaml
from rich.console import Console
from rich.table import Table

from cdc_assets.cli.dagster_home import DATABASE, storage_url
from resources.embedded_postgres import Server, running
from resources.postgres import create_missing, embedded_folder
from resources.project import CHECKOUT, EXAMPLE

SIZES = ((26, 39), (100, 39), (200, 10), (1000, 3))
"""Tenants × tables."""

PER_RUN = 100
GROUP, SINK, TARGET, PARTITIONS = "adopus", "sink_asma.directory", "directory_dev", "adopus_customers"


@dataclass(frozen=True, slots=True)
class Cost:
    """One pass over all tenants. Bytes are those that Dagster's database grew by; `server_mb` is all of PostgreSQL."""

    seconds: float
    run_cpu: float
    server_cpu: float
    run_mb: float
    server_mb: float
    connections: int
    event_rows: int
    dagster_bytes: int


class Watch:
    """Peaks of the server's memory (proportional set sizes, MB) and of the connections to the sink's database."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._ended = threading.Event()
        self.server_mb, self.connections = 0.0, 0

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Look every 200 ms while the block lasts."""
        thread = threading.Thread(target=self._look)
        thread.start()
        try:
            yield
        finally:
            self._ended.set()
            thread.join()

    def _look(self) -> None:
        with psycopg.connect(self._server.conninfo(), autocommit=True) as connection:
            while not self._ended.wait(0.2):
                rows = connection.execute("SELECT pid, datname FROM pg_stat_activity").fetchall()
                self.connections = max(self.connections, sum(name == TARGET for _, name in rows))
                self.server_mb = max(self.server_mb, sum(_proportional_kb(pid) for pid, _ in rows) / 1024)


def _proportional_kb(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0  # it ended meanwhile
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))


def _server_cpu(server: Server) -> float:
    """CPU seconds of all of the server's processes so far, those that ended included."""
    postmaster = int((server.folder / "data" / "postmaster.pid").read_text().splitlines()[0])
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        # proc(5), counted from the field after the name: 1 ppid, 11 utime, 12 stime, 13 cutime, 14 cstime
        if int(path.parent.name) == postmaster:
            ticks += sum(map(int, fields[11:15]))
        elif int(fields[1]) == postmaster:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def project_of(folder: Path, tenants: int, tables: int) -> tuple[str, ...]:
    """The example with so many tenants and tables in `folder`; the tenants' names."""
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".cdc", "generated", "migrations"))
    names = tuple(f"kunde{number:05}" for number in range(tenants))
    groups = yaml.safe_load((folder / "source-groups.yaml").read_text())
    entry = {"server": "default", "target_sink_env": "dev"}
    groups[GROUP]["sources"] = {
        name: {
            "schemas": ["dbo"],
            "nonprod": {**entry, "database": f"AdOpus{name}", "customer_id": str(uuid.uuid5(uuid.NAMESPACE_DNS, name))},
        }
        for name in names
    }
    (folder / "source-groups.yaml").write_text(yaml.safe_dump(groups, allow_unicode=True, sort_keys=False))
    path = folder / "services" / "adopus.yaml"
    service = yaml.safe_load(path.read_text())
    source, sink = service[GROUP]["source"], service[GROUP]["sinks"][SINK]
    source["tables"] = dict(list(source["tables"].items())[:tables])
    sink["tables"] = {name: use for name, use in sink["tables"].items() if use["from"] in source["tables"]}
    path.write_text(yaml.safe_dump(service, allow_unicode=True, sort_keys=False))
    return names


def child(stage: str, names: Sequence[str]) -> dict[str, float]:
    """In a process of its own: one stage for these tenants, in runs of `PER_RUN`; wall and CPU seconds, peak MB."""
    import dagster as dg

    from cdc_assets.assets.names import applied_schema_key, ddl_key, source_schema_key, table_definitions_key
    from cdc_assets.definitions import build_definitions

    job = build_definitions().resolve_implicit_global_asset_job_def()
    with dg.DagsterInstance.get() as instance:
        instance.add_dynamic_partitions(PARTITIONS, list(names))
        started, cpu = time.perf_counter(), time.process_time()
        if stage == "files":
            keys = [source_schema_key(GROUP), table_definitions_key(GROUP), ddl_key(GROUP, SINK)]
            job.execute_in_process(instance=instance, asset_selection=keys)
        else:
            for first in range(0, len(names), PER_RUN):
                part = names[first : first + PER_RUN]
                tags = {"dagster/asset_partition_range_start": part[0], "dagster/asset_partition_range_end": part[-1]}
                job.execute_in_process(instance=instance, asset_selection=[applied_schema_key(GROUP, SINK)], tags=tags)
        seconds = time.perf_counter() - started
    return {
        "seconds": seconds,
        "run_cpu": time.process_time() - cpu,
        "run_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def pass_over(server: Server, environ: dict[str, str], stage: str, names: Sequence[str]) -> Cost:
    """One stage in a process of its own, watched."""
    (rows, size), cpu = _dagster(server), _server_cpu(server)
    watch = Watch(server)
    with watch.looking():
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "bench.sizing", stage],
            input=json.dumps(names),
            env=environ,
            cwd=CHECKOUT,
            text=True,
            capture_output=True,
        )
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    rows_after, size_after = _dagster(server)
    return Cost(
        told["seconds"],
        told["run_cpu"],
        _server_cpu(server) - cpu,
        told["run_mb"],
        watch.server_mb,
        watch.connections,
        rows_after - rows,
        size_after - size,
    )


def _dagster(server: Server) -> tuple[int, int]:
    """Rows in the event log, and bytes of Dagster's database."""
    with psycopg.connect(server.conninfo(DATABASE), autocommit=True) as connection:
        table = connection.execute("SELECT to_regclass('event_logs')").fetchone()
        rows = connection.execute("SELECT count(*) FROM event_logs").fetchone() if table and table[0] else (0,)
        size = connection.execute("SELECT pg_database_size(%s)", [DATABASE]).fetchone()
    return (rows or (0,))[0], (size or (0,))[0]


def measure(tenants: int, tables: int) -> tuple[Cost, Cost, float]:
    """First apply, apply with nothing to do, and MB that a tenant takes in the sink's database."""
    with tempfile.TemporaryDirectory() as scratch:
        root, home = Path(scratch) / "adopus", Path(scratch) / "home"
        names = project_of(root, tenants, tables)
        home.mkdir()
        shutil.copy(CHECKOUT / "dagster_home" / "dagster.yaml", home)
        with running(embedded_folder(root)) as server:
            create_missing(server, DATABASE)
            environ = {
                **os.environ,
                "DAGSTER_HOME": str(home),
                "CDC_PROJECT_DIR": str(root),
                "CDC_DAGSTER_URL": storage_url(server),
            }
            pass_over(server, environ, "files", names)
            first = pass_over(server, environ, "apply", names)
            again = pass_over(server, environ, "apply", names)
            with psycopg.connect(server.conninfo(TARGET)) as connection:
                row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    return first, again, (row or (0,))[0] / tenants / 2**20


def run(console: Console) -> None:
    """Print a row per size and pass; `CDC_SIZES=26x39,200x10` measures others."""
    wanted = os.environ.get("CDC_SIZES")
    pairs = [(int(one), int(two)) for one, two in (each.split("x") for each in wanted.split(","))] if wanted else SIZES
    cores, load = os.cpu_count(), os.getloadavg()[0]
    shown = Table(title=f"sizing: {cores} cores, load {load:.1f} at the start", title_justify="left")
    heads = ("tenants × tables", "pass", "s", "CPU s: run", "server", "connections", "MB: run", "server")
    for head in (*heads, "event rows", "Dagster MB", "MB/tenant"):
        shown.add_column(head, justify="left" if head in heads[:2] else "right")
    for tenants, tables in pairs:
        first, again, each_mb = measure(tenants, tables)
        for name, cost in (("first", first), ("no-op", again)):
            shown.add_row(
                f"{tenants} × {tables}",
                name,
                f"{cost.seconds:.1f}",
                f"{cost.run_cpu:.1f}",
                f"{cost.server_cpu:.1f}",
                str(cost.connections),
                f"{cost.run_mb:.0f}",
                f"{cost.server_mb:.0f}",
                str(cost.event_rows),
                f"{cost.dagster_bytes / 2**20:.1f}",
                f"{each_mb:.2f}" if name == "first" else "",
            )
    console.print(shown)


if __name__ == "__main__":
    print(json.dumps(child(sys.argv[1], json.load(sys.stdin))))
