"""Several sinks and both patterns in one folder: what they share in a database, and what each has for itself."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import psycopg
import pytest
import yaml

from cdc_assets import stages
from cdc_assets.assets.resources import ProjectResource
from cdc_assets.config.tenants import tenants
from cdc_assets.definitions import build_definitions
from resources.embedded_postgres import SUPERUSER, Server
from resources.project import CHECKOUT, open_project
from tests.support.postgres import fresh_database

ADOPUS, ASMA = CHECKOUT / "examples" / "adopus", CHECKOUT / "examples" / "asma"
INPUTS = shutil.ignore_patterns(".cdc", "generated", "migrations")
CUSTOMER = [{"template": "customer_id", "name": "customer_id"}]
SHARED = {"from": "dbo.Avdeling", "replicate_structure": True, "column_templates": CUSTOMER}
EXISTING = {
    "from": "dbo.Avdeling",
    "target_exists": True,
    "merge": True,
    "deletes": "hard",
    "column_templates": CUSTOMER,
    "columns": {"AvdelingId": "avdelingId", "Navn": "navn"},
}
DEPARTMENT = """CREATE TABLE public.customer_department (
    customer_id uuid, "avdelingId" bigint, navn text NOT NULL, farge text DEFAULT 'blue',
    PRIMARY KEY (customer_id, "avdelingId")
)"""


def write(root: Path, server: Server, main: str, archive: str) -> None:
    """Adopus feeds two sinks, chat (db-shared) a third that shares the first one's database."""
    shutil.copytree(ADOPUS, root, ignore=INPUTS)
    shutil.copytree(ASMA / "source", root / "asma-source")
    groups = yaml.safe_load((ADOPUS / "source-groups.yaml").read_text())
    asma = yaml.safe_load((ASMA / "source-groups.yaml").read_text())["asma"]
    asma["servers"]["default"]["path"] = "asma-source/{database}"
    asma["sources"] = {"chat": asma["sources"]["chat"], "proxy": asma["sources"]["proxy"]}
    (root / "source-groups.yaml").write_text(yaml.safe_dump(groups | {"asma": asma}, allow_unicode=True))
    servers = {"default": {"host": str(server.socket), "port": server.port, "user": SUPERUSER}}

    def entry(database: str) -> dict[str, Any]:
        return {"schemas": ["public"], "dev": {"server": "default", "database": database}}

    sinks = {
        "sink_asma": {
            "source_group": "adopus",
            "servers": servers,
            "sources": {"directory": entry(main), "archive": entry(archive)},
        },
        "sink_chat": {"source_group": "asma", "servers": servers, "sources": {"insight": entry(main)}},
    }
    (root / "sink-groups.yaml").write_text(yaml.safe_dump(sinks))
    own = {"from": "dbo.Avdeling", "replicate_structure": True}
    adopus = {
        "source": {"validation_database": "AdOpusTest", "validation_env": "nonprod", "tables": {"dbo.Avdeling": {}}},
        "sinks": {
            "sink_asma.directory": {
                "tables": {
                    "adopus.Avdeling": own,
                    "public.Avdeling": SHARED,
                    "arkiv.Avdeling": SHARED,
                    "public.customer_department": EXISTING,
                }
            },
            "sink_asma.archive": {"tables": {"adopus.Avdeling": own, "public.Avdeling": SHARED}},
        },
    }
    (root / "services" / "adopus.yaml").write_text(yaml.safe_dump({"adopus": adopus}, allow_unicode=True))
    for service in ("chat", "proxy"):
        one = {
            "source": {"validation_env": "nonprod", "tables": {"dbo.setting": {}}},
            "sinks": {
                "sink_chat.insight": {
                    "tables": {f"{service}.setting": {"from": "dbo.setting", "replicate_structure": True}}
                }
            },
        }
        (root / "services" / f"{service}.yaml").write_text(yaml.safe_dump({service: one}))


@pytest.fixture
def both(tmp_path: Path, postgres: Server) -> Iterator[tuple[Path, str, str]]:
    """The project, and the conninfos of its two databases."""
    with fresh_database(postgres) as main, fresh_database(postgres) as archive:
        names = [psycopg.conninfo.conninfo_to_dict(one)["dbname"] for one in (main, archive)]
        write(tmp_path / "both", postgres, str(names[0]), str(names[1]))
        yield tmp_path / "both", main, archive


def query(conninfo: str, sql: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        cursor = connection.execute(sql.encode())
        return cursor.fetchall() if cursor.description else []


def seed(definitions: dg.Definitions, instance: dg.DagsterInstance, group: str, partitions: str) -> bool:
    names = list(instance.get_dynamic_partitions(partitions))
    tags = {"dagster/asset_partition_range_start": names[0], "dagster/asset_partition_range_end": names[-1]}
    job = definitions.resolve_job_def(f"seed_{group}")
    return job.execute_in_process(instance=instance, raise_on_error=False, tags=tags).success


def test_both_groups_and_three_sinks_fill_two_databases_through_dagster(both: tuple[Path, str, str]) -> None:
    root, main, archive = both
    project, _ = open_project({"CDC_PROJECT_DIR": str(root)})
    customers = {tenant.name: tenant for tenant in tenants(project, "adopus")}
    assert len(customers) == 26
    with dg.DagsterInstance.ephemeral() as instance:
        instance.add_dynamic_partitions("adopus_customers", list(customers))
        instance.add_dynamic_partitions("asma_services", ["chat", "proxy"])
        definitions = build_definitions(ProjectResource(root=str(root)))
        assert not seed(definitions, instance, "adopus", "adopus_customers"), "the table that shall exist is missing"
        query(main, DEPARTMENT)
        assert seed(definitions, instance, "asma", "asma_services")
        assert seed(definitions, instance, "adopus", "adopus_customers")
        applied = {
            ("adopus", "sink_asma__directory"): set(customers),
            ("adopus", "sink_asma__archive"): set(customers),
            ("asma", "sink_chat__insight"): {"chat", "proxy"},
        }
        for (group, sink), names in applied.items():
            key = dg.AssetKey([group, sink, "applied_schema"])
            assert instance.get_materialized_partitions(key) == names
    folders = {path.name for path in (root / "migrations").iterdir()}
    assert folders == {"infrastructure", "sink_asma__directory", "sink_asma__archive", "sink_chat__insight"}

    # each sink has its history; what exists once per database is there once, and nobody steps on the other
    sinks = "SELECT sink, count(*) FROM cdc_management.applied_schema WHERE kind = 'table' GROUP BY 1 ORDER BY 1"
    assert query(main, sinks) == [("sink_asma.directory", 26 + 3), ("sink_chat.insight", 2)]
    assert query(archive, sinks) == [("sink_asma.archive", 26 + 1)]
    for group, sink, names in (
        ("adopus", "sink_asma.directory", list(customers)),
        ("adopus", "sink_asma.archive", list(customers)),
        ("asma", "sink_chat.insight", ["chat", "proxy"]),
    ):
        assert all(part.current for part in stages.planned(project, group, sink, names))
        assert {state.state for _, state in stages.statuses(project, group, sink, names)} == {"applied"}

    _step_back_one_of_two(root, main)
    _merge_for_all(main, [str(tenant.customer_id) for tenant in customers.values()], list(customers))


def _step_back_one_of_two(root: Path, main: str) -> None:
    """A column more in two schemas' tables of one name; one of them steps back, the other stays."""
    script = root / "source" / "dbo" / "Tables" / "Avdeling.sql"
    before = script.read_text()
    script.write_text(before.replace("[Kortnavn] ", "[Merknad] NVARCHAR (9) NULL,\n    [Kortnavn] ", 1))
    project, environ = open_project({"CDC_PROJECT_DIR": str(root)})
    service = project.services["adopus"]
    stages.source_schema(project, service, environ)
    stages.table_definitions(project, service)
    stages.ddl(project, service, "sink_asma.directory")
    done = stages.applied_schema(project, "adopus", "sink_asma.directory", ["avansas"])
    assert all(stage.result.ok for stage in done)
    have = """SELECT relnamespace::regnamespace::text FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
        WHERE relname = 'Avdeling' AND attname = 'Merknad' AND NOT attisdropped ORDER BY 1"""
    assert query(main, have) == [("arkiv",), ("avansas",), ("public",)]
    stepped = stages.step_back(project, "adopus", "sink_asma.directory", ["avansas"], ["arkiv.Avdeling"])
    assert [(one.schema, one.name, one.status) for one in stepped] == [("arkiv", "Avdeling", "applied")]
    assert query(main, have) == [("avansas",), ("public",)]


def _merge_for_all(main: str, ids: list[str], names: list[str]) -> None:
    """26 customers, each with a topic of its own, feed the shared tables: the same number is 26 rows."""
    meta = '"__operation", "__source_ts_ms", "__lsn", "__kafka_topic", "__kafka_partition", "__kafka_offset"'
    plain = '"AvdelingId", "Navn", customer_id'
    targets = {
        'public."stg_Avdeling"': plain,
        'arkiv."stg_Avdeling"': plain,
        "public.stg_customer_department": '"avdelingId", navn, customer_id',
    }
    with psycopg.connect(main, autocommit=True) as connection:
        for staging, columns in targets.items():
            for number, (one, name) in enumerate(zip(ids, names, strict=True)):
                for offset in range(2):
                    row = (offset, f"{name} {offset}", one, "c", offset, f"{offset:020x}", f"prod.{name}", 0, offset)
                    marks = ", ".join(["%s"] * len(row))
                    statement = f"INSERT INTO {staging} ({columns}, {meta}) VALUES ({marks})"
                    connection.execute(statement.encode(), row)
                if number == 0:
                    gone = (1, None, one, "d", 2, f"{2:020x}", f"prod.{name}", 0, 2)
                    connection.execute(statement.encode(), gone)
        connection.execute("INSERT INTO public.customer_department VALUES (gen_random_uuid(), 1, 'theirs', 'red')")
        connection.execute("CALL cdc_management.run_pending_merges(0)")
        assert query(main, "SELECT message FROM cdc_management.error_log") == []
    live = 'SELECT count(*), count(DISTINCT customer_id) FROM {} WHERE NOT "__deleted"'
    assert query(main, live.format('public."Avdeling"')) == [(51, 26)]
    assert query(main, live.format('arkiv."Avdeling"')) == [(51, 26)]
    theirs = "SELECT farge, count(*), count(DISTINCT customer_id) FROM public.customer_department GROUP BY 1 ORDER BY 1"
    assert query(main, theirs) == [("blue", 51, 26), ("red", 1, 1)]
    covered = """SELECT schema_name, table_name, count(DISTINCT tenant), sum(rows_accounted)
        FROM cdc_management.offset_coverage GROUP BY 1, 2 ORDER BY 1, 2"""
    assert query(main, covered) == [
        ("arkiv", "Avdeling", 26, 53),
        ("public", "Avdeling", 26, 53),
        ("public", "replica_customer_department", 26, 53),
    ]
    assert query(main, "SELECT count(*) FROM cdc_management.v_cdc_processing_gaps") == [(0,)]
