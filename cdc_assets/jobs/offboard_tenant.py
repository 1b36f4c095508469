"""`offboard_tenant`: remove a tenant that left the configuration: its partition, and its schema if that is asked for.

Nothing else in this project drops anything.
"""

import time
from collections.abc import Mapping, Sequence

import dagster as dg
from pydantic import Field

from cdc_assets.assets.names import applied_schema_key, tag_run, tenant_partitions
from cdc_assets.assets.resources import ProjectResource, failing, failure, launchpad, shown, typed
from cdc_assets.config.model import Project
from cdc_assets.config.tenants import sinks_of, tenants
from cdc_assets.errors import CdcError, Problem, refuse
from cdc_assets.jobs.names import known_group, op_job

HISTORY = 1000
"""Materialisations of a tenant that are looked at for where it was applied."""


class OffboardConfig(dg.Config):
    """The launchpad of `offboard_tenant`."""

    tenant: str = Field(description="The customer or service, which must have left source-groups.yaml before.")
    confirm: str = Field(
        default="", description="Type the tenant's name once more; without it the run only says what would go."
    )
    drop_schema: bool = Field(
        default=False, description="Also DROP the tenant's schema with all its rows. It cannot be undone."
    )
    sink_env: str = Field(
        default="",
        description="Environment of the sinks whose schema is dropped; empty: where the tenant was applied last.",
    )
    group: str = Field(default="", description="Source group; may be left empty where there is only one.")


@dg.op(name="remove_tenant", description=__doc__, config_schema=launchpad(OffboardConfig))
def offboard_tenant_op(context: dg.OpExecutionContext, project: dg.ResourceParam[ProjectResource]) -> None:
    """Check the confirmation, drop the schema where asked, delete the partition."""
    config = typed(OffboardConfig, context)
    opened, _ = project.open()
    group = known_group(opened, config.group)
    partitions = tenant_partitions(opened, group).name or ""
    there = context.instance.get_dynamic_partitions(partitions)
    with failing():
        places = doomed_places(context.instance, opened, group, config) if config.drop_schema else {}
        problems = refusals(opened, group, config, there, places)
        dropped = [] if problems else drop(opened, config.tenant, places)
    if problems:
        raise failure(CdcError(problems))
    tag_run(context, tenants=[config.tenant])
    delete_partition(context.instance, partitions, config.tenant)
    context.add_output_metadata(
        {
            "partition": dg.MetadataValue.text(f"{config.tenant} deleted from {partitions}"),
            "dropped": dg.MetadataValue.text(", ".join(dropped) or "nothing: the schema is kept"),
        }
    )


def delete_partition(instance: dg.DagsterInstance, partitions: str, tenant: str) -> None:
    """Delete a partition, and what automation evaluated so far: it is kept as ranges of partitions, and one that begins
    or ends with a partition that is gone makes the asset's Automation tab an HTTP 500."""
    instance.delete_dynamic_partition(partitions, tenant)
    if instance.schedule_storage is not None:
        instance.schedule_storage.purge_asset_evaluations(before=time.time() + 1)


def doomed_places(
    instance: dg.DagsterInstance, project: Project, group: str, config: OffboardConfig
) -> Mapping[str, str]:
    """Sink → the environment in which the tenant's schema is to be dropped.

    That to which the partition was applied; where nothing is recorded it must be named. Raises CdcError for one that
    the tenant was never applied to: the same name may be another environment's customer.
    """
    from cdc_assets.fleet.offboard import environments, still_used

    found: dict[str, str] = {}
    problems: list[Problem] = []
    for sink in sinks_of(project, group):
        known = environments(project, sink)
        labels = applied_labels(instance, applied_schema_key(group, sink), config.tenant)
        applied = [env for label in labels for env, where in known.items() if where == label]
        env = config.sink_env or next(iter(applied), "")
        if not env:
            what = f"nothing is recorded of {shown(config.tenant)} in {sink}: in which environment is the schema?"
            problems.append(Problem("launchpad", what, "sink_env", f"{sink} has {', '.join(known)}"))
        elif env not in known:
            hint = f"{config.tenant} was applied to {', '.join(applied)}" if applied else f"it has {', '.join(known)}"
            problems.append(Problem("launchpad", f"{sink} has no such environment", "sink_env", hint))
        elif applied and env not in applied:
            what = f"{config.tenant} was never applied to {env} by this instance, but to {', '.join(applied)}"
            problems.append(Problem("launchpad", what, "sink_env", "leave it empty"))
        elif (used := still_used(project, group, sink, env, config.tenant)) is not None:
            what = f"{config.tenant} is still configured in {used}, whose schema is in the same database ({known[env]})"
            problems.append(Problem("source-groups.yaml", what, f"{group}.sources.{config.tenant}.{used}"))
        else:
            found[sink] = env
    refuse(problems)
    return found


def applied_labels(instance: dg.DagsterInstance, key: dg.AssetKey, tenant: str) -> list[str]:
    """The databases (`server/database`) that a tenant was applied to, the latest first."""
    chosen = dg.AssetRecordsFilter(asset_key=key, asset_partitions=[tenant])
    events = (record.asset_materialization for record in instance.fetch_materializations(chosen, HISTORY).records)
    labels = [str(event.metadata["database"].value) for event in events if event and "database" in event.metadata]
    return list(dict.fromkeys(labels))


def refusals(
    project: Project, group: str, config: OffboardConfig, partitions: Sequence[str], places: Mapping[str, str]
) -> list[Problem]:
    """Why the tenant is not off-boarded, what would go among it; empty where nothing speaks against it."""
    from cdc_assets.fleet.offboard import look

    name = config.tenant
    if any(tenant.name == name for tenant in tenants(project, group)):
        what = f"{name} is still configured and would come back at the next look"
        found = [Problem("source-groups.yaml", what, f"{group}.sources.{name}", "remove it there first")]
        return found if config.confirm == name else [*found, _unconfirmed(name, [])]
    doomed = [one for sink, env in places.items() if (one := look(project, sink, env, name, places))]
    if name not in partitions and not doomed:
        return [Problem("launchpad", f"{group} has no partition {shown(name)}", "tenant")]
    found = [problem for one in doomed for problem in one.problems]
    return found if config.confirm == name else [*found, _unconfirmed(name, [str(one) for one in doomed])]


def drop(project: Project, tenant: str, places: Mapping[str, str]) -> list[str]:
    """Drop the schemas; says what was dropped. Two sinks may share a database: there the first drops both."""
    from cdc_assets.fleet.offboard import drop_schema

    done = [drop_schema(project, sink, env, tenant, places) for sink, env in places.items()]
    return [line for line in done if line is not None]


def _unconfirmed(name: str, doomed: Sequence[str]) -> Problem:
    goes = "; ".join(["the partition", *doomed])
    return Problem(
        "launchpad", f"not confirmed, nothing was done; this would remove {goes}", "confirm", f"type {name} once more"
    )


offboard_tenant = op_job(
    offboard_tenant_op,
    "offboard_tenant",
    "Removes the partition of a tenant that left source-groups.yaml. Its schema stays unless `drop_schema` is "
    "set; `confirm` must repeat the tenant's name, without it the run says what would go.",
)
