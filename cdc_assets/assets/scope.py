"""Which services and tenants a run of a stage is about, its run tags, and the data version of what it made."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Protocol

import dagster as dg

from cdc_assets.assets.names import is_shared
from cdc_assets.config.model import Project, Service
from cdc_assets.config.tenants import services_of
from cdc_assets.errors import some

FAILED_TENANTS = "cdc/failed_tenants"
"""A tag of a run that failed: which of its tenants did."""


class HasHash(Protocol):
    """A stage's outcome."""

    @property
    def service(self) -> str:
        """The service's name."""

    @property
    def sha256(self) -> str:
        """Hash of its normalised content."""


def services_in_scope(context: dg.AssetExecutionContext, project: Project, group: str) -> tuple[Service, ...]:
    """All services of the group, or in a db-shared group those named by the run's partitions."""
    services = services_of(project, group)
    if not is_shared(project, group):
        return services
    wanted = set(context.partition_keys)
    return tuple(service for service in services if service.name in wanted)


def stage_hash(outcomes: Sequence[HasHash]) -> dg.DataVersion:
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
