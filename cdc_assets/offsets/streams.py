"""Which topic feeds which relation, for each tenant, and in which database: from the configuration to a sweep."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import psycopg

from cdc_assets import stages
from cdc_assets.config.findings import unknown
from cdc_assets.config.model import OffsetRules, Project, Service, SinkTarget, Tenant
from cdc_assets.config.tenants import (
    by_database,
    groups_in_use,
    members,
    pipeline_group,
    services_of,
    sinks_of,
    tenants,
)
from cdc_assets.errors import CdcError, Problem, noted, refuse
from cdc_assets.offsets.broker import Bounds, Broker
from cdc_assets.offsets.model import Stream, Sweep
from cdc_assets.offsets.sweep import sweep
from cdc_assets.tables.build import configured_tables
from cdc_assets.tables.files import read_definitions
from cdc_assets.tables.model import TableDefinition, TargetTable, tenant_topic
from resources.postgres import connected


def streams(
    project: Project, service: Service, sink: str, definitions: Sequence[TableDefinition], tenants: Sequence[Tenant]
) -> tuple[Stream, ...]:
    """A stream for each tenant and each relation of the sink that a merge of ours fills, tenants outermost."""
    rules = _rules(service, sink)
    return tuple(
        _stream(project, service, definition, made, tenant, rules.get(_key(service, made), service.sinks[sink].offsets))
        for tenant in tenants
        for definition in definitions
        for table in definition.targets
        if table.sink == sink and (made := table.ours) is not None
    )


def own_schema(streams: Sequence[Stream], tenant: str) -> str:
    """The tenant's schema, or the one that it shares with others."""
    found = {stream.schema for stream in streams if stream.tenant == tenant}
    return tenant if tenant in found else min(found)


def _stream(
    project: Project,
    service: Service,
    definition: TableDefinition,
    table: TargetTable,
    tenant: Tenant,
    rules: OffsetRules,
) -> Stream:
    names = {
        "env": project.env,
        "customer": tenant.name,
        "database": tenant.database,
        "service": service.name,
        "table": definition.source_table,
    }
    return Stream(
        tenant=tenant.name,
        schema=tenant.name if table.schema is None else table.schema,
        table=table.name,
        topic=tenant_topic(definition, project.env, tenant),
        tenant_id=(tenant.customer_id or tenant.name) if definition.tenant_column(table) else "",
        group=_fill(rules.consumer_group or pipeline_group(service, table.sink), names),
        rules=rules,
    )


def _key(service: Service, table: TargetTable) -> tuple[str, str]:
    return table.schema or service.name, table.of or table.name


def _rules(service: Service, sink: str) -> dict[tuple[str, str], OffsetRules]:
    """Each table's rules over its sink's, key by key."""
    return {
        key: OffsetRules.model_validate(
            {**service.sinks[sink].offsets.model_dump(), **use.offsets.model_dump(exclude_unset=True)}
        )
        for key, use in configured_tables(service, sink).items()
    }


def _fill(pattern: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        pattern = pattern.replace(f"{{{name}}}", value)
    return pattern


@dataclass(frozen=True, slots=True)
class SinkStreams:
    """The streams of one sink that live in one database."""

    sink: str
    target: SinkTarget
    streams: tuple[Stream, ...]


def sink_streams(
    project: Project, group: str, sink: str | None = None, names: Collection[str] | None = None
) -> tuple[SinkStreams, ...]:
    """The streams of a source group, by sink and database; of one sink and of some tenants where they are named.

    Needs the table definitions that `cdc generate` writes. Raises CdcError for unknown tenants and sinks.
    """
    configured = {tenant.name: tenant for tenant in tenants(project, group)}
    wanted = list(configured) if names is None else list(names)
    problems = unknown("source-groups.yaml", f"{group} has no tenant `{{}}`", wanted, configured)
    asked = [] if sink is None else [sink]
    refuse(problems + unknown("services", f"{group} feeds no sink `{{}}`", asked, sinks_of(project, group)))
    found: dict[tuple[str, str], SinkStreams] = {}
    for service in services_of(project, group):
        definitions = read_definitions(stages.definitions_dir(project, service), service.name)
        mine = members(project, service, wanted)
        for name in service.sinks:
            if sink in {None, name}:
                for target, part in by_database(project, name, mine):
                    before = found.get((name, target.env), SinkStreams(name, target, ()))
                    fed = streams(project, service, name, definitions, part)
                    found[name, target.env] = replace(before, streams=before.streams + fed)
    return tuple(one for one in found.values() if one.streams)


def every_stream(project: Project) -> list[SinkStreams]:
    """The streams of the whole project, by sink and database."""
    return [one for group in groups_in_use(project) for one in sink_streams(project, group)]


def sweep_database(
    project: Project,
    connection: psycopg.Connection[Any],
    part: SinkStreams,
    broker: Broker | None,
    *,
    bounds: Bounds | None = None,
    write: bool = True,
) -> Sweep:
    """Sweep the streams of one database, knowing those of all groups that feed it."""

    def others() -> Collection[Stream]:
        # A group that feeds other databases may not be generated yet: it holds up nobody.
        return [
            stream
            for group in groups_in_use(project)
            if any(
                target.identity == part.target.identity
                for service in services_of(project, group)
                for sink in service.sinks
                for target, _ in by_database(project, sink, members(project, service))
            )
            for one in sink_streams(project, group)
            for stream in one.streams
        ]

    return sweep(connection, part.streams, broker, bounds=bounds, write=write, others=others)


def sweep_sinks(
    project: Project,
    parts: Sequence[SinkStreams],
    broker: Broker | None,
    *,
    bounds: Bounds | None = None,
    write: bool = True,
    unreachable: list[Problem] | None = None,
) -> Sweep:
    """Sweep every database of `parts`; their partitions as one sweep.

    What is wrong with one database is added to `unreachable`, and the others are swept; without it, or where it is
    every one, CdcError.
    """
    sweeps = []
    for part in parts:
        with noted(unreachable), connected(part.target, project.root) as connection:
            sweeps.append(sweep_database(project, connection, part, broker, bounds=bounds, write=write))
    if unreachable and not sweeps:
        raise CdcError(unreachable)
    return joined(sweeps)


def joined(sweeps: Sequence[Sweep]) -> Sweep:
    """Several databases' sweeps as one."""
    if not sweeps:
        raise CdcError(Problem("offsets", "there is no stream to look at", hint="cdc generate writes the definitions"))
    return replace(
        sweeps[0],
        partitions=tuple(state for one in sweeps for state in one.partitions),
        broker=next((one.broker for one in sweeps if one.broker), None),
        lost_staging=frozenset().union(*(one.lost_staging for one in sweeps)),
        silences={key: value for one in sweeps for key, value in (one.silences or {}).items()},
        notes=tuple(dict.fromkeys(note for one in sweeps for note in one.notes)),
        seconds=sum(one.seconds for one in sweeps),
        streams=tuple(stream for one in sweeps for stream in one.streams),
        absent=frozenset().union(*(one.absent for one in sweeps)),
        unanswered=any(one.unanswered for one in sweeps),
    )
