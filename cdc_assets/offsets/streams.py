"""Which topic feeds which relation, for each tenant: from the configuration alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cdc_assets.config.model import OffsetRules, Project, Service, Tenant
from cdc_assets.offsets.model import Stream
from cdc_assets.tables.build import TOPIC_UNSAFE
from cdc_assets.tables.model import TableDefinition, TargetTable
from cdc_assets.tables.naming import fit


def streams(
    project: Project, service: Service, sink: str, definitions: Sequence[TableDefinition], tenants: Sequence[Tenant]
) -> tuple[Stream, ...]:
    """A stream for each tenant and each relation of the sink that a merge of ours fills, tenants outermost."""
    return tuple(
        stream
        for tenant in tenants
        for definition in definitions
        for table in definition.targets
        if table.sink == sink and (made := table.ours) is not None
        for stream in _stream(project, service, definition, made, tenant)
    )


def own_schema(streams: Sequence[Stream], tenant: str) -> str:
    """The tenant's schema, or the one that it shares with others."""
    found = {stream.schema for stream in streams if stream.tenant == tenant}
    return tenant if tenant in found else min(found)


def _stream(
    project: Project, service: Service, definition: TableDefinition, table: TargetTable, tenant: Tenant
) -> Iterator[Stream]:
    rules = _rules(service, table)
    names = {
        "env": project.env,
        "customer": tenant.name,
        "database": tenant.database,
        "service": service.name,
        "table": definition.source_table,
    }
    per_customer = "{customer}" in definition.topic
    yield Stream(
        tenant=tenant.name,
        schema=tenant.name if table.schema is None else table.schema,
        table=table.name,
        topic=_fill(definition.topic, {name: TOPIC_UNSAFE.sub("_", value) for name, value in names.items()}),
        # As the merge accounts them: cdc_assets/ddl/merge_context.py
        tenant_id=(tenant.customer_id or tenant.name) if table.tenant_column and per_customer else "",
        group=_fill(rules.consumer_group, names) if rules.consumer_group else None,
        rules=rules,
    )


def _rules(service: Service, table: TargetTable) -> OffsetRules:
    """The table's rules over its sink's, key by key."""
    sink = service.sinks.get(table.sink)
    if sink is None:
        return OffsetRules()
    for name, use in sink.tables.items():
        schema, _, relation = name.partition(".")
        if schema == (table.schema or service.name) and fit(relation) == (table.of or table.name):
            changed = use.offsets.model_dump(exclude_unset=True)
            return OffsetRules.model_validate({**sink.offsets.model_dump(), **changed})
    return sink.offsets


def _fill(pattern: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        pattern = pattern.replace(f"{{{name}}}", value)
    return pattern
