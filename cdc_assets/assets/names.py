"""Names in the asset graph (keys, partition sets, pools, tags); what a run is about, and what it was made from."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import dagster as dg

from cdc_assets.config.model import DB_SHARED, Project, Service
from cdc_assets.config.tenants import services_of, sink_key, sink_target, tenants
from cdc_assets.errors import some

if TYPE_CHECKING:
    from cdc_assets.stages import FileStage


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
    """True for a db-shared group, whose stages are all partitioned by service; not for one that is gone."""
    return group in project.source_groups and project.source_groups[group].pattern == DB_SHARED


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


FAILED_TENANTS = "cdc/failed_tenants"
"""A tag of a run that failed: which of its tenants did."""


CODE_VERSION = "1"
"""Of every stage; a new one makes all of them again."""


def stage_asset(key: dg.AssetKey, **particulars: Any) -> Callable[[Callable[..., Any]], dg.AssetsDefinition]:  # noqa: ANN401
    """`dg.asset` of a stage: what all of them share, and what is particular to one."""
    declared: Callable[[Callable[..., Any]], dg.AssetsDefinition] = dg.asset(
        key=key,
        group_name=key.path[0],
        owners=owners(),
        tags={"cdc/stage": key.path[-1]},
        code_version=CODE_VERSION,
        **particulars,
    )
    return declared


def services_in_scope(context: dg.AssetExecutionContext, project: Project, group: str) -> tuple[Service, ...]:
    """All services of the group, or in a db-shared group those named by the run's partitions."""
    services = services_of(project, group)
    if not is_shared(project, group):
        return services
    wanted = set(context.partition_keys)
    return tuple(service for service in services if service.name in wanted)


def stage_hash(outcomes: Sequence[FileStage]) -> dg.DataVersion:
    """One outcome's own hash; of several, the hash over names and hashes. Same content, same version."""
    if len(outcomes) == 1:
        return dg.DataVersion(outcomes[0].sha256)
    text = "\n".join(f"{outcome.service} {outcome.sha256}" for outcome in outcomes)
    return dg.DataVersion(hashlib.sha256(text.encode()).hexdigest())


def tag_run(
    context: dg.OpExecutionContext | dg.AssetExecutionContext,
    services: Sequence[str] = (),
    sink: str = "",
    tenants: Sequence[str] = (),
) -> None:
    """Say in the run's tags what it is about: automation starts runs that know it only once they run."""
    tags = {"cdc/service": some(services), "cdc/sink": sink, "cdc/tenants": some(tenants)}
    context.instance.add_run_tags(context.run.run_id, {name: value for name, value in tags.items() if value})


VERSION = "dagster/data_version"
Tags = Mapping[str, str]


def provenance(
    instance: dg.DagsterInstance, parent: dg.AssetKey, partitions: Iterable[str | None], code_version: str
) -> dict[str | None, Tags]:
    """Partition of `parent` (None: it has none) → the tags of what is made from its present version.

    To be read before the files are: what is made is never older than it says.
    """
    found: dict[str | None, Tags] = {}
    name = parent.to_user_string()
    for partition in partitions:
        tags = {"dagster/code_version": code_version}
        record = instance.get_latest_data_version_record(parent, partition_key=partition)
        event = record.asset_materialization if record else None
        if record and event and (version := (event.tags or {}).get(VERSION)):
            tags[f"dagster/input_data_version/{name}"] = version
            tags[f"dagster/input_event_pointer/{name}"] = str(record.storage_id)
        found[partition] = tags
    return found
