"""`<group>/table_definitions`: what PostgreSQL shall hold for each source table."""

import dagster as dg

from cdc_assets.assets.automation import follow_upstream
from cdc_assets.assets.inputs import definition_inputs
from cdc_assets.assets.metadata import INPUTS, definition_metadata, hashes
from cdc_assets.assets.names import owners, source_schema_key, stage_partitions, table_definitions_key
from cdc_assets.assets.resources import ProjectResource, failure
from cdc_assets.assets.scope import services_in_scope, stage_hash, tag_run
from cdc_assets.config.model import Project
from cdc_assets.errors import CdcError


def build_table_definitions(project_at_load: Project, group: str) -> dg.AssetsDefinition:
    """The asset for one source group; partitioned by service in a db-shared group."""

    @dg.asset(
        key=table_definitions_key(group),
        deps=[source_schema_key(group)],
        partitions_def=stage_partitions(project_at_load, group),
        group_name=group,
        kinds={"yaml"},
        owners=owners(),
        tags={"cdc/stage": "table_definitions"},
        code_version="1",
        automation_condition=follow_upstream(),
        description=(
            "Source catalog + service YAML + type map = the desired tables: names, types, keys, templates and what "
            "each type loses on the way. Written to `generated/table-definitions/`."
        ),
    )
    def table_definitions(
        context: dg.AssetExecutionContext, project: dg.ResourceParam[ProjectResource]
    ) -> dg.MaterializeResult[None]:
        from cdc_assets import stages

        opened, _ = project.open()
        services = services_in_scope(context, opened, group)
        tag_run(context, [service.name for service in services])
        try:
            inputs = {service.name: definition_inputs(opened, service) for service in services}
            outcomes = [stages.table_definitions(opened, service) for service in services]
        except CdcError as error:
            raise failure(error) from None
        metadata = {**definition_metadata(outcomes), INPUTS: hashes(inputs)}
        return dg.MaterializeResult(metadata=metadata, data_version=stage_hash(outcomes))

    return table_definitions
