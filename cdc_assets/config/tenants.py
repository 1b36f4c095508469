"""What follows from a project alone: partitions, sink databases, reference databases, services of a group."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from cdc_assets.config.files import SINK_GROUPS, SOURCE_GROUPS, problem_in
from cdc_assets.config.findings import did_you_mean
from cdc_assets.config.model import (
    DB_PER_TENANT,
    DB_SHARED,
    Project,
    ReferenceSource,
    Roles,
    Service,
    SinkGroup,
    SinkTarget,
    SourceDatabase,
    SourceEntry,
    SourceGroup,
    Tenant,
)
from cdc_assets.config.names import split_table
from cdc_assets.errors import CdcError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Unknown:
    """A look-up that found nothing: the file and key path to mend, and what to say."""

    file: str
    path: tuple[str, ...]
    what: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A service's reference database and the source entry it stands in (None: in none)."""

    source: ReferenceSource
    entry: str | None
    env: str


def tenants(project: Project, group: str) -> tuple[Tenant, ...]:
    """The group's partitions in the order of the file: entries that have the project's environment.

    db-shared: only entries that a service file describes. Raises CdcError for an unknown group.
    """
    hint = did_you_mean(group, project.source_groups) if group not in project.source_groups else ""
    unknown = Unknown(SOURCE_GROUPS, (), f"there is no source group `{group}`", hint)
    found = _found(project, project.source_groups.get(group) or unknown)
    described = {service.name for service in services_of(project, group)}
    result = []
    for name, entry in found.sources.items():
        database = entry.environments.get(project.env)
        if database is None or (found.pattern == DB_SHARED and name not in described):
            continue
        sink_env = database.target_sink_env or project.env
        result.append(Tenant(name, database.database, database.server, database.customer_id, sink_env))
    return tuple(result)


def in_every_environment(project: Project, service: Service) -> Iterator[tuple[str, str, SourceDatabase]]:
    """Those whose rows the service's topics hold: name, environment, database."""
    group = project.source_groups[service.group]
    for name, entry in group.sources.items():
        if group.pattern != DB_SHARED or name == service.name:
            for env, database in entry.environments.items():
                yield name, env, database


def members(project: Project, service: Service, names: Collection[str] | None = None) -> tuple[Tenant, ...]:
    """A service's tenants, of `names` where given: customers, or in a db-shared group the service itself."""
    shared = project.source_groups[service.group].pattern == DB_SHARED
    found = {one.name: one for one in tenants(project, service.group) if not shared or one.name == service.name}
    return tuple(found.values()) if names is None else tuple(found[name] for name in names if name in found)


def by_database(project: Project, sink: str, found: Iterable[Tenant]) -> list[tuple[SinkTarget, list[Tenant]]]:
    """Tenants by the sink's database that they live in, both in the order given."""
    parts: dict[str, list[Tenant]] = {}
    for tenant in found:
        parts.setdefault(tenant.sink_env, []).append(tenant)
    return [(sink_target(project, sink, env), part) for env, part in parts.items()]


def databases(project: Project) -> Iterator[tuple[SinkTarget, list[Tenant]]]:
    """Every database, with the tenants of a service in it; one that sinks or services share comes for each of them."""
    for service in project.services.values():
        for sink in service.sinks:
            yield from by_database(project, sink, members(project, service))


def distinct_databases(project: Project) -> list[tuple[SinkTarget, list[str], list[str]]]:
    """Each database once, as its first sink has it, with the sinks that share it and the tenants that live there."""
    found: dict[tuple[str, ...], tuple[SinkTarget, dict[str, None], dict[str, None]]] = {}
    for target, part in databases(project):
        _, sinks, names = found.setdefault(target.identity, (target, {}, {}))
        sinks[target.sink] = None
        names |= dict.fromkeys(tenant.name for tenant in part)
    return [(target, list(sinks), list(names)) for target, sinks, names in found.values()]


def sink_databases(project: Project, group: str, sink: str, names: Sequence[str]) -> list[tuple[SinkTarget, list[str]]]:
    """The databases that the tenants `names` of a group live in, with those tenants; unknown names are left out."""
    configured = {tenant.name: tenant for tenant in tenants(project, group)}
    found = [configured[name] for name in names if name in configured]
    return [(target, [one.name for one in part]) for target, part in by_database(project, sink, found)]


def services_of(project: Project, group: str) -> tuple[Service, ...]:
    """The services that read from a group, in the order of their files."""
    return tuple(service for service in project.services.values() if service.group == group)


def groups_in_use(project: Project) -> list[str]:
    """Source groups that a service belongs to."""
    return list(dict.fromkeys(service.group for service in project.services.values()))


def sinks_of(project: Project, group: str) -> tuple[str, ...]:
    """Every sink that a service of the group feeds, in the order of configuration."""
    return tuple(dict.fromkeys(sink for service in services_of(project, group) for sink in service.sinks))


def sink_key(sink: str) -> str:
    """`sink_asma.directory` → `sink_asma__directory`: the sink in folder names and asset keys."""
    return sink.replace(".", "__")


def pipeline_group(service: Service, sink: str) -> str:
    """The consumer group of the pipeline that is generated for a sink, with `{env}` and `{service}` to be filled in.

    It serves all customers and tables: where the configuration names a group for each of them it has its own.
    """
    said = service.sinks[sink].offsets.consumer_group
    if said and set(re.findall(r"\{(\w+)\}", said)) <= {"env", "service"}:
        return said
    return f"cdc-{{env}}-{sink_key(sink)}-{{service}}"


def sink_target(project: Project, sink: str, env: str) -> SinkTarget:
    """The database a sink means in an environment. Roles of the entry override the group's one by one.

    Raises CdcError where the sink or its environment is unknown.
    """
    return _found(project, resolve_sink(project, sink, env))


def reference_source(project: Project, service: Service) -> ReferenceSource:
    """The database whose catalog stands for a service.

    db-per-tenant: `validation_database` (else the group's `database_ref`, else the first customer's), on the server of
    the entry that has it in `validation_env` (else in the project's environment), else on `default` or the only one.
    db-shared: the service's own entry. Raises CdcError where there is no such database or server.
    """
    return _found(project, resolve_reference(project, service)).source


def resolve_sink(project: Project, sink: str, env: str) -> SinkTarget | Unknown:
    """`sink_target` without raising."""
    group_name, _, target = sink.partition(".")
    group = project.sink_groups.get(group_name)
    if group is None:
        hint = did_you_mean(group_name, project.sink_groups)
        return Unknown(SINK_GROUPS, (), f"there is no sink group `{group_name}`", hint)
    entry = group.sources.get(target)
    if entry is None:
        hint = did_you_mean(target, group.sources)
        return Unknown(SINK_GROUPS, (group_name, "sources"), f"there is no target service `{target}`", hint)
    database = entry.environments.get(env)
    path = (group_name, "sources", target)
    if database is None:
        hint = did_you_mean(env, entry.environments, "environments")
        return Unknown(SINK_GROUPS, path, f"the sink {sink} has no environment `{env}`", hint)
    server = group.servers.get(database.server)
    if server is None:
        hint = did_you_mean(database.server, group.servers)
        return Unknown(SINK_GROUPS, (*path, env, "server"), f"unknown server `{database.server}`", hint)
    roles = roles_of(group, target)
    unset = _unset(project, (SINK_GROUPS, group_name), database.server, target, env)
    return SinkTarget(sink, env, database.server, server, database.database, entry.schemas, roles, unset)


def roles_of(group: SinkGroup, service: str) -> Roles:
    """The roles that receive grants: those of the target service's entry override the group's one by one."""
    entry = group.sources.get(service)
    if entry is None or entry.roles is None:
        return group.roles
    return Roles.model_validate({**group.roles.model_dump(), **entry.roles.model_dump(exclude_unset=True)})


def resolve_reference(project: Project, service: Service) -> Reference | Unknown:
    """`reference_source` without raising."""
    group = project.source_groups.get(service.group)
    if group is None:
        return Unknown(service.path.as_posix(), (), f"there is no source group `{service.group}`")
    env = service.source.validation_env or project.env
    path: tuple[str, ...] = (service.group, "sources")
    if group.pattern == DB_PER_TENANT:
        database = service.source.validation_database or group.database_ref
        entry = _entry_with(group, env, database)
    else:
        entry = group.sources.get(service.name)
        own = entry.environments.get(env) if entry else None
        database = service.source.validation_database or (own.database if own else group.database_ref)
        path = (*path, service.name)
    at = entry.environments.get(env) if entry else None
    if database is None and at is not None:
        database = at.database
    if database is None:
        hint = "name it as `source.validation_database` in the service's file"
        return Unknown(SOURCE_GROUPS, path, f"no database to read the schema from in the environment `{env}`", hint)
    server_name = at.server if at else "default" if "default" in group.servers else next(iter(group.servers), "")
    server = group.servers.get(server_name)
    if server is None or (at is None and "default" not in group.servers and len(group.servers) > 1):
        hint = "list it as an environment of an entry, or call one of the servers `default`"
        return Unknown(SOURCE_GROUPS, (service.group, "servers"), f"no server is known for {database}", hint)
    unset = _unset(project, (SOURCE_GROUPS, service.group), server_name, entry.name if at and entry else None, env)
    schemas = _schemas(group, entry, service)
    source = ReferenceSource(server, server_name, database, schemas, unset, service.name)
    return Reference(source, entry.name if entry and at else None, env)


def _entry_with(group: SourceGroup, env: str, database: str | None) -> SourceEntry | None:
    """The first entry that has this database in the environment; any database where none is asked for."""
    for entry in group.sources.values():
        found = entry.environments.get(env)
        if found is not None and (database is None or found.database == database):
            return entry
    return None


def _schemas(group: SourceGroup, entry: SourceEntry | None, service: Service) -> tuple[str, ...]:
    """The entry's schemas (every entry's where there is none) and those of the service's tables."""
    entries = (entry,) if entry is not None else tuple(group.sources.values())
    names = [schema for one in entries for schema in one.schemas]
    tables = [parts[0] for parts in map(split_table, service.source.tables) if parts is not None]
    return tuple(dict.fromkeys([*names, *tables]))


def _unset(project: Project, group: tuple[str, str], server: str, entry: str | None, env: str) -> tuple[str, ...]:
    unset: Mapping[tuple[str, ...], tuple[str, ...]] = project.unset
    of_entry = unset.get((*group, "sources", entry, env), ()) if entry is not None else ()
    return tuple(dict.fromkeys((*unset.get((*group, "servers", server), ()), *of_entry)))


def _found(project: Project, found: T | Unknown) -> T:
    if isinstance(found, Unknown):
        raise CdcError(problem_in(project.root, found.file, found.path, found.what, found.hint))
    return found
