"""`<group>/source_schema`: SQL Server's catalog as committed YAML."""

import dagster as dg

from cdc_assets.assets.automation import on_request
from cdc_assets.assets.inputs import source_inputs
from cdc_assets.assets.metadata import INPUTS, SOURCE, hashes, source_metadata
from cdc_assets.assets.names import owners, source_schema_key, stage_partitions
from cdc_assets.assets.resources import ProjectResource, failure
from cdc_assets.assets.scope import services_in_scope, stage_hash, tag_run
from cdc_assets.config.model import Project
from cdc_assets.errors import CdcError


def build_source_schema(project_at_load: Project, group: str) -> dg.AssetsDefinition:
    """The asset for one source group; partitioned by service in a db-shared group."""

    @dg.asset(
        key=source_schema_key(group),
        partitions_def=stage_partitions(project_at_load, group),
        group_name=group,
        kinds={"sqlserver", "yaml"},
        owners=owners(),
        tags={"cdc/stage": "source_schema"},
        code_version="1",
        automation_condition=on_request(),
        description=(
            "The reference database's tables, columns, types and keys as SQL Server reports them (or as its scripts "
            "declare them), written to `generated/schemas/`. Nothing downstream runs while its hash stays the same."
        ),
    )
    def source_schema(
        context: dg.AssetExecutionContext, project: dg.ResourceParam[ProjectResource]
    ) -> dg.MaterializeResult[None]:
        from cdc_assets import stages

        opened, environ = project.open()
        services = services_in_scope(context, opened, group)
        tag_run(context, [service.name for service in services])
        try:
            inputs = {service.name: source_inputs(opened, service) for service in services}
            outcomes = [stages.source_schema(opened, service, environ) for service in services]
        except CdcError as error:
            raise failure(error) from None
        observed = {
            INPUTS: hashes(inputs),
            SOURCE: hashes({outcome.service: outcome.source_sha256 for outcome in outcomes}),
        }
        return dg.MaterializeResult(
            metadata={**source_metadata(outcomes), **observed}, data_version=stage_hash(outcomes)
        )

    return source_schema
