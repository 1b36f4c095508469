"""`tenants`: customers and services in the YAML become partitions; one that comes back or moves is applied again."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import dagster as dg

from cdc_assets.assets.inputs import content_hash
from cdc_assets.assets.names import applied_schema_key, tenant_partitions
from cdc_assets.assets.resources import ProjectResource
from cdc_assets.config.model import Tenant
from cdc_assets.config.tenants import sinks_of, tenants
from cdc_assets.errors import some
from cdc_assets.sensors.looking import configured, read_cursor, sensor, tenant_runs, write_cursor


def build_tenants_sensor(groups: list[str], keys: list[dg.AssetKey]) -> dg.SensorDefinition:
    """The sensor over the source groups `groups`; `keys` are the assets it may ask for."""
    loaded = frozenset(keys)

    @sensor(
        "tenants",
        "Adds a partition for every customer or service of source-groups.yaml that has the chosen environment; "
        "automation then builds its schema. One that moved to another environment of the sink, or got another id, "
        "is applied again. One that left the file is reported and keeps partition and schema: off-boarding is the "
        "job `offboard_tenant`.",
        keys,
    )
    def tenants_sensor(
        context: dg.SensorEvaluationContext, project: dg.ResourceParam[ProjectResource]
    ) -> dg.SensorResult:
        opened, _ = project.open()
        state = read_cursor(context)
        additions: list[dg.AddDynamicPartitionsRequest] = []
        requests: list[dg.RunRequest] = []
        messages: list[str] = []
        for group in configured(context, opened, groups):
            partitions = tenant_partitions(opened, group)
            present = tenants(opened, group)
            applied = [applied_schema_key(group, sink) for sink in sinks_of(opened, group)]
            existing = context.instance.get_dynamic_partitions(partitions.name or "")
            # What of a tenant's configuration decides where its schema is and what stands in it.
            facts = {one.name: content_hash([one.sink_env, one.customer_id])[:16] for one in present}
            before = unchanged(state.get(group), facts)
            known = set(existing) if before is None else set(existing) & set(before)
            fresh = [tenant.name for tenant in present if tenant.name not in known]
            materialised = {key: set(context.instance.get_materialized_partitions(key)) for key in applied if fresh}
            change = partition_change(present, existing, before, set().union(*materialised.values(), set()))
            if change.add:
                additions.append(partitions.build_add_request(list(change.add)))
                messages.append(f"{group}: new: {some(change.add)}")
                context.log.info(f"{group}: new: {', '.join(change.add)}")
            if change.gone:  # not logged: Dagster would keep a file of it for every look
                kept = f"{group}: no longer configured, partition and schema kept: {some(change.gone)}"
                messages.append(f"{kept} (the job offboard_tenant removes them)")
            for key in applied:
                if key in loaded:
                    requests += tenant_runs(context.instance, opened, group, key, change.returned)
            # One whose partition is only now added again can be asked for at the next look.
            later = set(change.returned) - set(existing)
            seen = {name: facts[name] for name in sorted(facts) if name not in later}
            state[group] = json.dumps(seen, ensure_ascii=False)
        return dg.SensorResult(
            run_requests=requests,
            # The list of ticks in the UI shows it: who left the file stays in view.
            skip_reason=None if requests else dg.SkipReason("; ".join(messages) or "every tenant has its partition"),
            dynamic_partitions_requests=additions,
            cursor=write_cursor(state),
        )

    return tenants_sensor


def unchanged(seen: str | None, facts: Mapping[str, str]) -> list[str] | None:
    """Tenants of the last look, without those that are configured otherwise now; None where the cursor is not ours."""
    try:
        before = json.loads(seen or "")
    except ValueError:
        return None
    if isinstance(before, list):  # of an older version
        before = dict.fromkeys(before)
    if not isinstance(before, dict):
        return None
    return [name for name, fact in before.items() if fact is None or facts.get(name, fact) == fact]


@dataclass(frozen=True, slots=True)
class PartitionChange:
    """Partitions to add; tenants that came back and must be applied again; partitions no longer configured (kept)."""

    add: tuple[str, ...]
    returned: tuple[str, ...]
    gone: tuple[str, ...]


def partition_change(
    configured: Sequence[Tenant],
    existing: Collection[str],
    configured_before: Collection[str] | None,
    materialised: Collection[str],
) -> PartitionChange:
    """What the tenants in the YAML mean for the partition set.

    `configured_before` are the names at the last look (None: first look), `materialised` those that Dagster shows as
    applied. A tenant that comes back may have been off-boarded meanwhile, schema and all, while Dagster keeps showing
    its old materialisation (even when its partition was deleted and added again): it is applied again. So is one whose
    partition alone is gone: it left and came back between two looks.
    """
    names = [tenant.name for tenant in configured]
    known = set(existing)
    before = known if configured_before is None else known & set(configured_before)
    return PartitionChange(
        add=tuple(name for name in names if name not in known),
        returned=tuple(name for name in names if name not in before and name in materialised),
        gone=tuple(sorted(known - set(names))),
    )
