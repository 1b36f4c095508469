"""A small project on a database of its own, an ephemeral Dagster instance, and ticks that are driven by hand.

`World.tick()` does what the daemon does in one round: every discovery sensor, then the automation conditions, and then
runs, in this process, what they asked for. What it asked for is what tests look at.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dagster as dg
import psycopg
import yaml
from dagster._core.definitions.data_version import CachingStaleStatusResolver, StaleStatus
from dagster._core.definitions.partitions.context import partition_loading_context
from dagster._core.loader import LoadingContextForTest
from psycopg.conninfo import conninfo_to_dict

from cdc_assets.assets.names import applied_schema_key, ddl_key, source_schema_key, table_definitions_key
from cdc_assets.assets.resources import ProjectResource
from cdc_assets.definitions import build_definitions
from cdc_assets.sensors.safety_net import covered
from resources.embedded_postgres import SUPERUSER, Server
from resources.project import CHECKOUT
from tests.support.postgres import fresh_database

GROUP = "adopus"
SINK = "sink_asma.directory"
PARTITIONS = "adopus_customers"
CUSTOMERS = ("avansas", "bjorkelund", "brobygger")
TABLES = ("dbo.Actor", "dbo.ActorActor", "dbo.Kurs Deltaker")

SOURCE = source_schema_key(GROUP)
DEFINITIONS = table_definitions_key(GROUP)
DDL = ddl_key(GROUP, SINK)
APPLIED = applied_schema_key(GROUP, SINK)
SHORT = {SOURCE: "source_schema", DEFINITIONS: "table_definitions", DDL: "ddl", APPLIED: "applied_schema"}

DISCOVERY = ("source_drift", "service_config", "tenants")


@contextmanager
def small_project(
    folder: Path, server: Server, customers: Sequence[str] = CUSTOMERS, tables: Sequence[str] = TABLES
) -> Iterator[Path]:
    """The example with a few customers and tables, its sink a fresh database on `server` while the context lasts."""
    with fresh_database(server) as conninfo:
        yield _project(folder, server, str(conninfo_to_dict(conninfo)["dbname"]), customers, tables)


def _project(folder: Path, server: Server, database: str, customers: Sequence[str], tables: Sequence[str]) -> Path:
    root = folder / "adopus"
    shutil.copytree(
        CHECKOUT / "examples" / "adopus", root, ignore=shutil.ignore_patterns(".cdc", "generated", "migrations")
    )
    set_customers(root, customers)
    set_tables(root, tables)
    sinks = yaml.safe_load((root / "sink-groups.yaml").read_text())["sink_asma"]
    sinks["servers"] = {"default": {"host": str(server.socket), "port": server.port, "user": SUPERUSER}}
    sinks["sources"]["directory"] = {"schemas": ["public"], "dev": {"server": "default", "database": database}}
    (root / "sink-groups.yaml").write_text(yaml.safe_dump({"sink_asma": sinks}))
    return root


def set_customers(root: Path, names: Sequence[str]) -> None:
    """Write source-groups.yaml with these customers, the example's or new ones."""
    example = yaml.safe_load((CHECKOUT / "examples" / "adopus" / "source-groups.yaml").read_text())
    group = example[GROUP]
    group["servers"] = {"default": group["servers"]["default"]}
    group["sources"] = {
        name: {
            "schemas": ["dbo"],
            "nonprod": group["sources"].get(name, {}).get("nonprod")
            or {
                "server": "default",
                "database": f"AdOpus{name.title()}",
                "customer_id": str(uuid.uuid5(uuid.NAMESPACE_DNS, name)),
                "target_sink_env": "dev",
            },
        }
        for name in names
    }
    (root / "source-groups.yaml").write_text(yaml.safe_dump(example, allow_unicode=True, sort_keys=False))


def set_tables(root: Path, names: Sequence[str]) -> None:
    """Write services/adopus.yaml with these source tables."""
    service = yaml.safe_load((CHECKOUT / "examples" / "adopus" / "services" / "adopus.yaml").read_text())
    source = service["adopus"]["source"]
    source["tables"] = {name: source["tables"][name] for name in names}
    sink = service["adopus"]["sinks"][SINK]
    sink["offsets"] = {"consumer_group": "adopus-{env}-{customer}"}
    sink["tables"] = {name: use for name, use in sink["tables"].items() if use["from"] in names}
    (root / "services" / "adopus.yaml").write_text(yaml.safe_dump(service, allow_unicode=True, sort_keys=False))


def script(root: Path, table: str) -> Path:
    """The T-SQL script of a table."""
    return root / "source" / "dbo" / "Tables" / f"{table}.sql"


Asked = list[tuple[str, tuple[str, ...]]]
"""What a tick asked for: (stage, partitions), in the order of the chain."""


@dataclass
class World:
    """Project, instance, the sensors' cursors, and what the last tick's sensors said."""

    root: Path
    instance: dg.DagsterInstance
    cursors: dict[str, str | None] = field(default_factory=dict)
    automation: Any = None
    said: dict[str, Any] = field(default_factory=dict)
    definitions: dg.Definitions = field(init=False)

    def __post_init__(self) -> None:
        self.reload()

    def reload(self) -> None:
        """Build the code location anew, as a restart of the code server does."""
        self.definitions = build_definitions(ProjectResource(root=str(self.root)))

    def seed(self) -> dg.ExecuteInProcessResult:
        """The seed job over all partitions there are."""
        names = self.partitions()
        return self.definitions.resolve_job_def("seed_adopus").execute_in_process(
            instance=self.instance, raise_on_error=False, tags=_range(names[0], names[-1])
        )

    def partitions(self) -> list[str]:
        return list(self.instance.get_dynamic_partitions(PARTITIONS))

    def look(self, name: str) -> Any:
        """One tick of one sensor; its cursor, partitions and events are kept as the daemon keeps them."""
        sensor = next(each for each in self.definitions.sensors or () if each.name == name)
        context = dg.build_sensor_context(
            instance=self.instance,
            cursor=self.cursors.get(name),
            definitions=self.definitions,
            resources={"project": ProjectResource(root=str(self.root))},
            sensor_name=name,
        )
        with partition_loading_context(dynamic_partitions_store=self.instance):  # as the code server does
            data = sensor.evaluate_tick(context)  # type: ignore[union-attr]
        self.cursors[name] = data.cursor
        for asked in data.dynamic_partitions_requests or ():
            self.instance.add_dynamic_partitions(asked.partitions_def_name, list(asked.partition_keys))
        for event in data.asset_events:
            self.instance.report_runless_asset_event(event)
        self.said[name] = data
        return data

    def evaluate(self) -> Asked:
        """One evaluation of all automation conditions; runs nothing."""
        result = dg.evaluate_automation_conditions(self.definitions, self.instance, cursor=self.automation)
        self.automation = result.cursor
        asked: Asked = []
        for key, name in SHORT.items():
            if key == APPLIED:
                found = sorted(result.get_requested_partitions(key), key=str)
                if found:
                    asked.append((name, tuple(str(partition) for partition in found)))
            elif result.get_num_requested(key):
                asked.append((name, ()))
        return asked

    def tick(self) -> Asked:
        """Sensors, conditions, and the runs they asked for."""
        asked: Asked = []
        tags: list[Mapping[str, str]] = []
        for name in DISCOVERY:
            for request in self.look(name).run_requests or ():
                (key,) = request.asset_selection
                names = covered(request.tags, self.partitions()) - {""}
                names |= {request.partition_key} if request.partition_key else set()
                asked.append((SHORT[key], tuple(sorted(names))))
                tags.append({name: value for name, value in request.tags.items() if name.startswith("cdc/")})
        asked += self.evaluate()
        for place, (stage, partitions) in enumerate(asked):
            self.run(stage, partitions, tags[place] if place < len(tags) else {})
        return asked

    def until_quiet(self, limit: int = 12) -> Asked:
        """Ticks until one asks for nothing; everything that was asked for."""
        every: Asked = []
        for _ in range(limit):
            asked = self.tick()
            if not asked:
                return every
            every += asked
        raise AssertionError(f"not quiet after {limit} ticks: {every}")

    def run(self, stage: str, partitions: Sequence[str] = (), told: Mapping[str, str] | None = None) -> bool:
        """One run of a stage with its checks, as the run launcher would make it; whether it succeeded."""
        (key,) = [key for key, name in SHORT.items() if name == stage]
        job = self.definitions.resolve_implicit_global_asset_job_def()
        outcomes = []
        for names in _neighbours(partitions, self.partitions()) if partitions else [()]:
            outcomes.append(
                job.execute_in_process(
                    instance=self.instance,
                    raise_on_error=False,
                    asset_selection=[key],
                    tags={**(told or {}), **(_range(names[0], names[-1]) if names else {})},
                ).success
            )
        return all(outcomes)

    def sql(self, text: str) -> list[tuple[Any, ...]]:
        """Execute on the sink's database."""
        sinks = yaml.safe_load((self.root / "sink-groups.yaml").read_text())["sink_asma"]
        server = sinks["servers"]["default"]
        name = sinks["sources"]["directory"]["dev"]["database"]
        with psycopg.connect(host=server["host"], port=server["port"], user=SUPERUSER, dbname=name) as connection:
            cursor = connection.execute(text.encode())
            return cursor.fetchall() if cursor.description else []

    def checks(self, name: str) -> dict[str | None, bool]:
        """Partition → whether the check passed when it was evaluated last."""
        found: dict[str | None, bool] = {}
        records = self.instance.get_event_records(
            dg.EventRecordsFilter(dg.DagsterEventType.ASSET_CHECK_EVALUATION), limit=500, ascending=True
        )
        for record in records:
            event = record.event_log_entry.dagster_event
            assert event is not None
            told = event.asset_check_evaluation_data
            if told.check_name == name:
                found[told.partition] = told.passed
        return found


@dataclass(frozen=True)
class _Seeded:
    """A world at rest, as it was before anybody touched it: seeding one takes seconds. Its place stays the same."""

    made: World
    database: str
    files: Path
    """What the project folder held."""


_SEEDED: dict[tuple[Any, ...], _Seeded] = {}


@contextmanager
def world(server: Server, customers: Sequence[str] = CUSTOMERS, tables: Sequence[str] = TABLES) -> Iterator[World]:
    """A seeded world at rest: one of a kind at a time in a process, since all of a kind live in one place."""
    kind = (server.folder, tuple(customers), tuple(tables))
    if kind not in _SEEDED:
        _SEEDED[kind] = _seeded(server, f"world{os.getpid()}_{len(_SEEDED)}", customers, tables)
    seeded = _SEEDED[kind]
    root, template = seeded.made.root, f"{seeded.database}_seeded"
    shutil.rmtree(root)
    shutil.copytree(seeded.files, root)
    with fresh_database(server, seeded.database, template), dg.DagsterInstance.ephemeral() as instance:
        for storage in ("_run_storage", "_event_storage"):
            _sqlite(seeded.made.instance, storage).backup(_sqlite(instance, storage))
        yield World(root, instance, dict(seeded.made.cursors), seeded.made.automation)


def _seeded(server: Server, database: str, customers: Sequence[str], tables: Sequence[str]) -> _Seeded:
    folder = server.folder.parent / database
    folder.mkdir()
    with fresh_database(server, database):
        instance = dg.DagsterInstance.ephemeral()
        made = World(_project(folder, server, database, customers, tables), instance)
        made.look("tenants")  # adds the partitions
        assert made.seed().success
        assert made.tick() == []
        with psycopg.connect(server.conninfo(), autocommit=True) as admin:
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [database])
            admin.execute(f'ALTER DATABASE "{database}" RENAME TO "{database}_seeded"'.encode())
    shutil.copytree(made.root, folder / "files")
    return _Seeded(made, database, folder / "files")


def _sqlite(instance: dg.DagsterInstance, storage: str) -> sqlite3.Connection:
    """The database in memory of an ephemeral instance's storage."""
    found: sqlite3.Connection = getattr(instance, storage)._held_conn.connection.driver_connection
    return found


def unsynced(
    definitions: dg.Definitions, instance: dg.DagsterInstance, key: dg.AssetKey, names: Sequence[str]
) -> set[str]:
    """Those of the partitions `names` that the UI calls unsynced."""
    with partition_loading_context(dynamic_partitions_store=instance):
        seen = CachingStaleStatusResolver(instance, definitions.resolve_asset_graph(), LoadingContextForTest(instance))
        return {name for name in names if seen.get_status(key, name) != StaleStatus.FRESH}


def _range(first: str, last: str) -> dict[str, str]:
    return {"dagster/asset_partition_range_start": first, "dagster/asset_partition_range_end": last}


def _neighbours(wanted: Sequence[str], every: Sequence[str]) -> list[list[str]]:
    """`wanted` in stretches that stand next to each other in `every`, as a backfill makes runs of them."""
    stretches: list[list[str]] = []
    last = -2
    for place in sorted(every.index(name) for name in wanted):
        if place == last + 1:
            stretches[-1].append(every[place])
        else:
            stretches.append([every[place]])
        last = place
    return stretches
