"""One evaluation of all automation conditions with many customers, and the import of the code location.

The definitions are the shipped ones, with every asset and check; the instance is ephemeral, so that the numbers are
Dagster's and the conditions' own and not a database's. Targets are the issue's: a tick ≤ 0.5 s with 1,000 customers and
≤ 2 s with 5,000; import ≤ 1.5 × `import dagster`.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

import dagster as dg
import yaml
from rich.console import Console
from rich.table import Table

from cdc_assets.assets.names import applied_schema_key, ddl_key, source_schema_key, table_definitions_key
from cdc_assets.assets.resources import ProjectResource
from cdc_assets.definitions import build_definitions
from resources.project import CHECKOUT, EXAMPLE

GROUP, SINK, PARTITIONS = "adopus", "sink_asma.directory", "adopus_customers"
TARGETS = {1_000: 0.5, 5_000: 2.0}
IMPORTS = 5


def with_customers(folder: Path, count: int) -> list[str]:
    """A copy of the example with `count` customers; their names."""
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".cdc", "generated", "migrations"))
    path = folder / "source-groups.yaml"
    groups = yaml.safe_load(path.read_text(encoding="utf-8"))
    names = [f"customer{number:05}" for number in range(count)]
    groups[GROUP]["servers"] = {"default": groups[GROUP]["servers"]["default"]}
    groups[GROUP]["sources"] = {
        name: {
            "schemas": ["dbo"],
            "nonprod": {
                "server": "default",
                "database": f"AdOpus{name}",
                "customer_id": str(uuid.uuid5(uuid.NAMESPACE_DNS, name)),
                "target_sink_env": "dev",
            },
        }
        for name in names
    }
    path.write_text(yaml.dump(groups, Dumper=yaml.CSafeDumper, allow_unicode=True), encoding="utf-8")
    return names


def ticks(count: int) -> tuple[float, float, int]:
    """Seconds of a tick in which nothing changed, and of one in which every customer is asked for; how many were."""
    with tempfile.TemporaryDirectory() as scratch, dg.DagsterInstance.ephemeral() as instance:
        names = with_customers(Path(scratch) / "project", count)
        definitions = build_definitions(ProjectResource(root=str(Path(scratch) / "project")))
        instance.add_dynamic_partitions(PARTITIONS, names)
        applied = applied_schema_key(GROUP, SINK)
        for key in (source_schema_key(GROUP), table_definitions_key(GROUP), ddl_key(GROUP, SINK)):
            instance.report_runless_asset_event(_made(key, "1"))
        for name in names:
            instance.report_runless_asset_event(_made(applied, "1", name))
        cursor = dg.evaluate_automation_conditions(definitions, instance).cursor
        quiet = []
        for _ in range(5):
            started = time.perf_counter()
            result = dg.evaluate_automation_conditions(definitions, instance, cursor=cursor)
            quiet.append(time.perf_counter() - started)
            cursor = result.cursor
        instance.report_runless_asset_event(_made(ddl_key(GROUP, SINK), "2"))
        started = time.perf_counter()
        result = dg.evaluate_automation_conditions(definitions, instance, cursor=cursor)
        return statistics.median(quiet), time.perf_counter() - started, result.get_num_requested(applied)


def import_seconds(module: str) -> float:
    """CPU seconds of a process that imports `module` and nothing else; the least of several."""
    code = f"import time, {module}; print(time.process_time())"
    command = [sys.executable, "-W", "ignore", "-c", code]
    found = [subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True) for _ in range(IMPORTS)]
    return min(float(done.stdout) for done in found)


def run(console: Console) -> None:
    """Print the ticks at each size and the ratio of the imports."""
    shown = Table(title="automation: one tick, seconds", title_justify="left")
    for head in ("customers", "nothing changed", "every customer asked for", "target"):
        shown.add_column(head, justify="right")
    for count, target in TARGETS.items():
        quiet, busy, asked = ticks(count)
        if asked != count:
            raise RuntimeError(f"{asked} of {count} customers were asked for")
        shown.add_row(str(count), f"{quiet:.2f}", f"{busy:.2f}", f"≤ {target}")
    console.print(shown)
    bare, ours = import_seconds("dagster"), import_seconds("cdc_assets.definitions")
    console.print(f"import of the code location: {ours:.2f} s, {ours / bare:.2f} × `import dagster` (target ≤ 1.5)")


def _made(key: dg.AssetKey, version: str, partition: str | None = None) -> dg.AssetMaterialization:
    return dg.AssetMaterialization(key, partition=partition, tags={"dagster/data_version": version})
