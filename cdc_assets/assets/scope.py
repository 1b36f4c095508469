"""Which services and tenants a run of a stage is about, its run tags; the version of what it made, and from what."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import dagster as dg

from cdc_assets.assets.names import is_shared, owners
from cdc_assets.config.model import Project, Service
from cdc_assets.config.tenants import services_of
from cdc_assets.errors import some

if TYPE_CHECKING:
    from cdc_assets.stages import FileStage


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
