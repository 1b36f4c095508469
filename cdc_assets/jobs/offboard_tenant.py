"""`offboard_tenant`: remove a tenant that left the configuration: its partition, and its schema if that is asked for.

Nothing else in this project drops anything.
"""

from collections.abc import Sequence

import dagster as dg
from pydantic import Field

from cdc_assets.assets.names import sinks_of, tenant_partitions
from cdc_assets.assets.resources import ProjectResource, failure
from cdc_assets.assets.scope import tag_run
from cdc_assets.config.model import Project
from cdc_assets.config.tenants import tenants
from cdc_assets.errors import CdcError, Problem
from cdc_assets.jobs.names import known_group


class OffboardConfig(dg.Config):
    """The launchpad of `offboard_tenant`."""

    tenant: str = Field(description="The customer or service, which must have left source-groups.yaml before.")
    confirm: str = Field(default="", description="Type the tenant's name once more; without it nothing is done.")
    drop_schema: bool = Field(
        default=False, description="Also DROP the tenant's schema with all its rows. It cannot be undone."
    )
    sink_env: str = Field(
        default="", description="Environment of the sinks whose schema is dropped; empty: that of the deployment."
    )
    group: str = Field(default="", description="Source group; may be left empty where there is only one.")


@dg.op(name="remove_tenant", description=__doc__)
def offboard_tenant_op(context: dg.OpExecutionContext, config: OffboardConfig, project: ProjectResource) -> None:
    """Check the confirmation, drop the schema where asked, delete the partition."""
    opened, _ = project.open()
    group = known_group(opened, config.group)
    partitions = tenant_partitions(opened, group).name or ""
    there = context.instance.get_dynamic_partitions(partitions)
    problems = refusals(opened, group, config, there)
    if problems:
        raise failure(CdcError(problems))
    tag_run(context, tenants=[config.tenant])
    dropped: list[str] = []
    if config.drop_schema:
        from cdc_assets.offboard import drop_schema

        try:
            for sink in sinks_of(opened, group):
                dropped += drop_schema(opened, sink, config.sink_env or opened.env, config.tenant)
        except CdcError as error:
            raise failure(error) from None
    context.instance.delete_dynamic_partition(partitions, config.tenant)
    context.add_output_metadata(
        {
            "partition": dg.MetadataValue.text(f"{config.tenant} deleted from {partitions}"),
            "dropped": dg.MetadataValue.text(", ".join(dropped) or "nothing: the schema is kept"),
        }
    )


def refusals(project: Project, group: str, config: OffboardConfig, partitions: Sequence[str]) -> list[Problem]:
    """Why the tenant is not off-boarded; empty where nothing speaks against it."""
    name = config.tenant
    found = []
    if any(tenant.name == name for tenant in tenants(project, group)):
        what = f"«{name}» is still configured and would come back at the next look"
        found.append(Problem("source-groups.yaml", what, f"{group}.sources.{name}", "remove it there first"))
    elif name not in partitions:
        found.append(Problem("launchpad", f"{group} has no partition «{name}»", "tenant"))
    if config.confirm != name:
        found.append(Problem("launchpad", "not confirmed", "confirm", f"type {name} once more"))
    return found


def build_offboard_tenant_job() -> dg.JobDefinition:
    """The job."""

    @dg.job(
        name="offboard_tenant",
        description=(
            "Removes the partition of a tenant that left source-groups.yaml. Its schema stays unless `drop_schema` is "
            "set; `confirm` must repeat the tenant's name."
        ),
        tags={"cdc/job": "offboard_tenant"},
    )
    def offboard_tenant() -> None:
        offboard_tenant_op()

    return offboard_tenant
