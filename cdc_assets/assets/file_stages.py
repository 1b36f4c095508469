"""The stages that write files: `<group>/source_schema`, `<group>/table_definitions`, `<group>/<sink>/ddl`."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

import dagster as dg
from pydantic import Field

from cdc_assets.assets.automation import follow_upstream, on_request
from cdc_assets.assets.inputs import ddl_inputs, definition_inputs, source_inputs
from cdc_assets.assets.metadata import INPUTS, Metadata, ddl_metadata, definition_metadata, hashes, source_metadata
from cdc_assets.assets.names import (
    ddl_key,
    services_in_scope,
    source_schema_key,
    stage_asset,
    stage_hash,
    stage_partitions,
    table_definitions_key,
    tag_run,
)
from cdc_assets.assets.resources import ProjectResource, failing, launchpad, typed
from cdc_assets.config.model import Project, Service

if TYPE_CHECKING:
    from cdc_assets.stages import FileStage

Made = TypeVar("Made", bound="FileStage")
Result = Iterator[dg.MaterializeResult[None]]


class DdlConfig(dg.Config):
    """What a person may ask for in the launchpad."""

    overwrite_edited: list[str] = Field(
        default=[], description="Files under `migrations/<sink>/` edited by hand that may be replaced; `*` means all."
    )


def build_source_schema(project_at_load: Project, group: str) -> dg.AssetsDefinition:
    """The asset for one source group; partitioned by service in a db-shared group."""

    @stage_asset(
        source_schema_key(group),
        output_required=False,  # see `_made`
        partitions_def=stage_partitions(project_at_load, group),
        kinds={"sqlserver", "yaml"},
        automation_condition=on_request(),
        description=(
            "The reference database's tables, columns, types and keys as SQL Server reports them (or as its scripts "
            "declare them), written to `generated/schemas/`. Nothing downstream runs while its hash stays the same."
        ),
    )
    def source_schema(context: dg.AssetExecutionContext, project: dg.ResourceParam[ProjectResource]) -> Result:
        from cdc_assets import stages

        opened, environ = project.open()
        yield from _made(
            context,
            services_in_scope(context, opened, group),
            lambda service: source_inputs(opened, service),
            lambda service: stages.source_schema(opened, service, environ),
            source_metadata,
        )

    return source_schema


def build_table_definitions(project_at_load: Project, group: str) -> dg.AssetsDefinition:
    """The asset for one source group; partitioned by service in a db-shared group."""

    @stage_asset(
        table_definitions_key(group),
        output_required=False,  # see `_made`
        partitions_def=stage_partitions(project_at_load, group),
        deps=[source_schema_key(group)],
        kinds={"yaml"},
        automation_condition=follow_upstream(),
        description=(
            "Source catalog + service YAML + type map = the desired tables: names, types, keys, templates and what "
            "each type loses on the way. Written to `generated/table-definitions/`."
        ),
    )
    def table_definitions(context: dg.AssetExecutionContext, project: dg.ResourceParam[ProjectResource]) -> Result:
        from cdc_assets import stages

        opened, _ = project.open()
        yield from _made(
            context,
            services_in_scope(context, opened, group),
            lambda service: definition_inputs(opened, service),
            lambda service: stages.table_definitions(opened, service),
            definition_metadata,
        )

    return table_definitions


def build_ddl(project_at_load: Project, group: str, sink: str) -> dg.AssetsDefinition:
    """The asset for one sink of a group; partitioned by service in a db-shared group."""

    @stage_asset(
        ddl_key(group, sink),
        output_required=False,  # see `_made`
        partitions_def=stage_partitions(project_at_load, group),
        deps=[table_definitions_key(group)],
        kinds={"sql", "jinja"},
        config_schema=launchpad(DdlConfig),
        automation_condition=follow_upstream(),
        description=(
            f"Infrastructure, schemas, final tables, staging tables and merge procedures of `{sink}`, rendered from "
            "`sql_templates/` into `migrations/` with a manifest. The git diff of that folder is the review. "
            "Files edited by hand are named and kept."
        ),
    )
    def ddl(context: dg.AssetExecutionContext, project: dg.ResourceParam[ProjectResource]) -> Result:
        from cdc_assets import stages

        config = typed(DdlConfig, context)
        opened, _ = project.open()
        overwrite = True if "*" in config.overwrite_edited else frozenset(config.overwrite_edited)
        yield from _made(
            context,
            [service for service in services_in_scope(context, opened, group) if sink in service.sinks],
            lambda _: ddl_inputs(opened, sink),
            lambda service: stages.ddl(opened, service, sink, overwrite),
            ddl_metadata,
            sink,
        )

    return ddl


def _made(
    context: dg.AssetExecutionContext,
    services: Sequence[Service],
    inputs_of: Callable[[Service], str],
    stage_of: Callable[[Service], Made],
    metadata_of: Callable[[Sequence[Made]], Metadata],
    sink: str = "",
) -> Result:
    """Make the stage of each service. What it was made from is read before: a change meanwhile is seen as one.

    Without a service nothing is made: what stood for it would keep one that comes back from being made.
    """
    if not services:
        context.log.warning(
            f"{context.asset_key.to_user_string()}: what it is for is no longer configured, nothing is made"
        )
        return
    tag_run(context, [service.name for service in services], sink)
    with failing():
        inputs = {service.name: inputs_of(service) for service in services}
        outcomes = [stage_of(service) for service in services]
    metadata = {**metadata_of(outcomes), INPUTS: hashes(inputs)}
    yield dg.MaterializeResult(metadata=metadata, data_version=stage_hash(outcomes))
