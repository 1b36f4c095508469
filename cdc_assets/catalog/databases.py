"""The source databases of all tenants, and doing something with each of them at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from typing import TypeVar

from cdc_assets.config.files import SOURCE_GROUPS
from cdc_assets.config.model import Project, ReferenceSource, Service, Tenant
from cdc_assets.config.tenants import reference_source, tenants
from cdc_assets.errors import CdcError, Problem
from resources.sqlserver import NoAnswerError

Item = TypeVar("Item")
Result = TypeVar("Result")

WORKERS = 8
"""Databases of one server worked on at once: time is spent waiting for it, and it serves production meanwhile."""


def tenant_sources(
    project: Project, service: Service, only: Iterable[str] | None = None
) -> tuple[tuple[Tenant, ReferenceSource], ...]:
    """Each tenant of the service's group with its own source database, in the order of the file.

    `only` names tenants. Raises CdcError for a tenant that is not known.
    """
    group = project.source_groups[service.group]
    schemas = reference_source(project, service).schemas
    found = tenants(project, service.group)
    wanted = None if only is None else set(only)
    unknown = sorted((wanted or set()) - {tenant.name for tenant in found})
    if unknown:
        told = f"in the environment {project.env}"
        raise CdcError(Problem(SOURCE_GROUPS, f"there is no tenant `{name}` {told}", group.name) for name in unknown)
    sources: list[tuple[Tenant, ReferenceSource]] = []
    for tenant in found:
        if wanted is None or tenant.name in wanted:
            unset = project.unset.get((SOURCE_GROUPS, group.name, "servers", tenant.server), ())
            merged = tuple(dict.fromkeys((*group.sources[tenant.name].schemas, *schemas)))
            server = group.servers[tenant.server]
            sources.append((tenant, ReferenceSource(server, tenant.server, tenant.database, merged, unset)))
    return tuple(sources)


def each(
    items: Sequence[Item],
    work: Callable[[Item], Result],
    server: Callable[[Item], str],
) -> tuple[Result | CdcError, ...]:
    """`work` for every item, at most `WORKERS` at once on a server; a CdcError is returned in its item's place.

    Servers do not wait for each other. On one that gave no answer the items that were not begun are not tried.
    """
    silent: dict[str, NoAnswerError] = {}

    def attempt(item: Item) -> Result | CdcError:
        name = server(item)
        if name in silent:
            return NoAnswerError(replace(one, what=f"not tried: {one.what}") for one in silent[name].problems)
        try:
            return work(item)
        except NoAnswerError as error:
            silent[name] = error
            return error
        except CdcError as error:
            return error

    with ExitStack() as stack:
        pools = {
            name: ThreadPoolExecutor(min(WORKERS, count), f"source {name}")
            for name, count in Counter(map(server, items)).items()
        }
        for pool in pools.values():  # who interrupts does not wait for what was not begun
            stack.callback(pool.shutdown, cancel_futures=True)
        begun = [pools[server(item)].submit(attempt, item) for item in items]
        return tuple(future.result() for future in begun)
