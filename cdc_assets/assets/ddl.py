"""`<group>/<sink>/ddl`: the SQL files that people review."""

import dagster as dg
from pydantic import Field

from cdc_assets.assets.automation import follow_upstream
from cdc_assets.assets.inputs import ddl_inputs
from cdc_assets.assets.launchpad import launchpad, typed
from cdc_assets.assets.metadata import INPUTS, ddl_metadata, hashes
from cdc_assets.assets.names import ddl_key, owners, stage_partitions, table_definitions_key
from cdc_assets.assets.resources import ProjectResource, failure
from cdc_assets.assets.scope import services_in_scope, stage_hash, tag_run
from cdc_assets.config.model import Project
from cdc_assets.errors import CdcError


class DdlConfig(dg.Config):
    """What a person may ask for in the launchpad."""

    overwrite_edited: list[str] = Field(
        default=[], description="Files under `migrations/<sink>/` edited by hand that may be replaced; `*` means all."
    )


def build_ddl(project_at_load: Project, group: str, sink: str) -> dg.AssetsDefinition:
    """The asset for one sink of a group; partitioned by service in a db-shared group."""

    @dg.asset(
        key=ddl_key(group, sink),
        deps=[table_definitions_key(group)],
        partitions_def=stage_partitions(project_at_load, group),
        group_name=group,
        kinds={"sql", "jinja"},
        owners=owners(),
        tags={"cdc/stage": "ddl"},
        code_version="1",
        config_schema=launchpad(DdlConfig),
        automation_condition=follow_upstream(),
        description=(
            f"Infrastructure, schemas, final tables, staging tables and merge procedures of `{sink}`, rendered from "
            "`sql_templates/` into `migrations/` with a manifest. The git diff of that folder is the review. "
            "Files edited by hand are named and kept."
        ),
    )
    def ddl(
        context: dg.AssetExecutionContext, project: dg.ResourceParam[ProjectResource]
    ) -> dg.MaterializeResult[None]:
        from cdc_assets import stages

        config = typed(DdlConfig, context)
        opened, _ = project.open()
        overwrite = True if "*" in config.overwrite_edited else frozenset(config.overwrite_edited)
        services = [service for service in services_in_scope(context, opened, group) if sink in service.sinks]
        tag_run(context, [service.name for service in services], sink)
        try:
            inputs = {service.name: ddl_inputs(opened, sink) for service in services}
            outcomes = [stages.ddl(opened, service, sink, overwrite) for service in services]
        except CdcError as error:
            raise failure(error) from None
        metadata = {**ddl_metadata(outcomes), INPUTS: hashes(inputs)}
        return dg.MaterializeResult(metadata=metadata, data_version=stage_hash(outcomes))

    return ddl
