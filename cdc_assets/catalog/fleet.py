"""The source databases of all tenants, and doing something with each of them at once.

What belongs here: which databases there are, bounded concurrency, one tenant's failure kept apart from the others.
What does not: what is done with them (`deviation.py`, `capture/`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from cdc_assets.config.model import OWN_DRIVERS, Project, ReferenceSource, Service, Tenant
from cdc_assets.config.tenants import reference_source, tenants
from cdc_assets.errors import CdcError, Problem

Item = TypeVar("Item")
Result = TypeVar("Result")

WORKERS = 8
"""Databases worked on at once: most of the time is spent waiting for servers, which serve production meanwhile."""


def is_live(source: ReferenceSource) -> bool:
    """True where `source` is a SQL Server, False where files stand in for it."""
    return source.server.driver == "auto" or source.server.driver not in OWN_DRIVERS


def tenant_sources(
    project: Project, service: Service, only: Iterable[str] | None = None
) -> tuple[tuple[Tenant, ReferenceSource], ...]:
    """Each tenant of the service's group with its own source database, in the order of the file.

    `only` names tenants. Raises CdcError for a tenant or server that is not known.
    """
    group = project.source_groups[service.group]
    schemas = reference_source(project, service).schemas
    found = tenants(project, service.group)
    wanted = None if only is None else set(only)
    unknown = sorted((wanted or set()) - {tenant.name for tenant in found})
    where = "source-groups.yaml"
    problems = [
        Problem(where, f"there is no tenant «{name}» in the environment {project.env}", group.name) for name in unknown
    ]
    sources: list[tuple[Tenant, ReferenceSource]] = []
    for tenant in found:
        if wanted is not None and tenant.name not in wanted:
            continue
        server = group.servers.get(tenant.server)
        if server is None:
            key = f"{group.name}.sources.{tenant.name}"
            problems.append(Problem(where, f"unknown server «{tenant.server}»", key))
            continue
        unset = project.unset.get((where, group.name, "servers", tenant.server), ())
        own = group.sources[tenant.name].schemas
        merged = tuple(dict.fromkeys((*own, *schemas)))
        sources.append((tenant, ReferenceSource(server, tenant.server, tenant.database, merged, unset)))
    if problems:
        raise CdcError(problems)
    return tuple(sources)


def each(
    items: Sequence[Item], work: Callable[[Item], Result], workers: int = WORKERS
) -> tuple[Result | CdcError, ...]:
    """`work` for every item, at most `workers` at once; a CdcError is returned in its item's place."""

    def attempt(item: Item) -> Result | CdcError:
        try:
            return work(item)
        except CdcError as error:
            return error

    if not items:
        return ()
    with ThreadPoolExecutor(max_workers=min(workers, len(items)), thread_name_prefix="source") as pool:
        return tuple(pool.map(attempt, items))
