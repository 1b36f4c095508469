"""Names in the asset graph: keys, partition sets, pools, tags."""

from __future__ import annotations

import os
import re

import dagster as dg

from cdc_assets.config.model import DB_SHARED, Project
from cdc_assets.config.tenants import sink_key, sink_target, tenants

OWNER = "CDC_OWNER"


def owners() -> list[str]:
    """Who looks after the assets: `CDC_OWNER`, e-mail addresses or `team:NAME`, apart by commas."""
    return [name.strip() for name in (os.environ.get(OWNER) or "team:data-platform").split(",") if name.strip()]


def source_schema_key(group: str) -> dg.AssetKey:
    """`<group>/source_schema`."""
    return dg.AssetKey([group, "source_schema"])


def table_definitions_key(group: str) -> dg.AssetKey:
    """`<group>/table_definitions`."""
    return dg.AssetKey([group, "table_definitions"])


def cdc_capture_key(group: str) -> dg.AssetKey:
    """`<group>/cdc_capture`."""
    return dg.AssetKey([group, "cdc_capture"])


def ddl_key(group: str, sink: str) -> dg.AssetKey:
    """`<group>/<sink>/ddl`."""
    return dg.AssetKey([group, sink_key(sink), "ddl"])


def applied_schema_key(group: str, sink: str) -> dg.AssetKey:
    """`<group>/<sink>/applied_schema`."""
    return dg.AssetKey([group, sink_key(sink), "applied_schema"])


def tenant_status_key(group: str, sink: str) -> dg.AssetKey:
    """`<group>/<sink>/tenant_status`."""
    return dg.AssetKey([group, sink_key(sink), "tenant_status"])


def is_shared(project: Project, group: str) -> bool:
    """True for a db-shared group, whose stages are all partitioned by service."""
    return project.source_groups[group].pattern == DB_SHARED


def tenant_partitions(project: Project, group: str) -> dg.DynamicPartitionsDefinition:
    """The group's one partition set: `<group>_customers`, or `<group>_services` for db-shared."""
    return dg.DynamicPartitionsDefinition(name=f"{group}_{'services' if is_shared(project, group) else 'customers'}")


def tenants_seen(instance: dg.DagsterInstance, project: Project, group: str) -> list[str]:
    """The group's tenants that have a partition, in the order in which they came."""
    return list(instance.get_dynamic_partitions(tenant_partitions(project, group).name or ""))


def stage_partitions(project: Project, group: str) -> dg.DynamicPartitionsDefinition | None:
    """Partitions of the stages before `applied_schema`: none in db-per-tenant (a mapping would skip new customers)."""
    return tenant_partitions(project, group) if is_shared(project, group) else None


def database_pool(project: Project, group: str, sink: str) -> str:
    """`pg_<database>`: runs on one database wait for each other, runs on different ones do not."""
    first = next(iter(tenants(project, group)), None)
    database = sink_target(project, sink, first.sink_env).database if first else sink_key(sink)
    return "pg_" + re.sub(r"[^A-Za-z0-9_-]", "_", database)
