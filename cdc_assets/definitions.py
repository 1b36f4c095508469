"""The code location: one chain of assets per source group, and what makes it run itself, as fresh `Definitions`."""

from __future__ import annotations

import os
from collections.abc import Mapping

import dagster as dg

from cdc_assets.assets.applied_schema import build_applied_schema
from cdc_assets.assets.cdc_capture import build_cdc_capture
from cdc_assets.assets.file_stages import build_ddl, build_source_schema, build_table_definitions
from cdc_assets.assets.names import cdc_capture_key
from cdc_assets.assets.resources import ProjectResource, default_project, failing
from cdc_assets.assets.tenant_status import build_tenant_status
from cdc_assets.checks.offsets import build_offset_checks
from cdc_assets.checks.tenants import build_source_check, build_tenant_checks
from cdc_assets.config.model import Project
from cdc_assets.config.scaling import BACKEND, BROKER, celery_settings, executor_name
from cdc_assets.config.tenants import groups_in_use, sinks_of
from cdc_assets.jobs.apply_tenants import apply_tenants
from cdc_assets.jobs.merge_pending import merge_pending
from cdc_assets.jobs.names import CHECK_JOB, build_seed_job
from cdc_assets.jobs.offboard_tenant import offboard_tenant
from cdc_assets.jobs.offsets import check_offsets, reset_offsets
from cdc_assets.jobs.schedules import build_schedules
from cdc_assets.jobs.verify import verify_source
from cdc_assets.sensors.alerts import build_alerts_sensor, tell_unreadable
from cdc_assets.sensors.outside import build_service_config_sensor, build_source_drift_sensor
from cdc_assets.sensors.safety_net import build_automation_sensor, build_safety_net_sensor
from cdc_assets.sensors.tenants import build_tenants_sensor
from resources.project import export_settings


def build_definitions(project: ProjectResource | None = None) -> dg.Definitions:
    """Definitions for a project folder (default: `CDC_PROJECT_DIR`). Raises dg.Failure where it is misconfigured."""
    if project is None:
        export_settings()
    resource = project or default_project()
    opened, environ = resource.open()
    groups = groups_in_use(opened)
    chains = {group: build_chain(opened, group) for group in groups}
    stages = [asset for chain in chains.values() for asset in chain]
    keys = [asset.key for asset in stages]
    status = [build_tenant_status(opened, group, sink) for group in groups for sink in sinks_of(opened, group)]
    with failing():
        chosen = executor(os.environ)
    return dg.Definitions(
        assets=[*stages, *status],
        asset_checks=[
            *(build_source_check(opened, group) for group in groups),
            *(build_tenant_checks(opened, group, sink) for group in groups for sink in sinks_of(opened, group)),
            *(build_offset_checks(opened, group, sink) for group in groups for sink in sinks_of(opened, group)),
        ],
        jobs=[
            *(build_seed_job(opened, group, [asset.key for asset in chain]) for group, chain in chains.items()),
            dg.define_asset_job(
                CHECK_JOB,
                selection=dg.AssetSelection.assets(*(asset.key for asset in status), *map(cdc_capture_key, groups)),
                description="Reads how every tenant of every sink and its source fare; changes no database.",
            ),
            apply_tenants,
            offboard_tenant,
            merge_pending,
            check_offsets,
            reset_offsets,
            verify_source,
        ],
        schedules=build_schedules(),
        sensors=[
            build_source_drift_sensor(groups),
            build_service_config_sensor(keys),
            build_tenants_sensor(groups, keys),
            build_automation_sensor(keys),
            build_safety_net_sensor(groups, keys),
            build_alerts_sensor((opened, environ)),
        ],
        # Nothing passes through an IO manager here, and one that is configured takes no `{env: NAME}` in a launchpad.
        resources={"project": resource, "io_manager": dg.fs_io_manager.configured({})},
        executor=chosen,
    )


def build_chain(project: Project, group: str) -> list[dg.AssetsDefinition]:
    """The four stages of one source group, the last two once per sink, and what its servers capture."""
    chain = [build_source_schema(project, group), build_table_definitions(project, group)]
    chain.append(build_cdc_capture(project, group))
    for sink in sinks_of(project, group):
        chain += [build_ddl(project, group, sink), build_applied_schema(project, group, sink)]
    return chain


@dg.definitions
def defs() -> dg.Definitions:
    """What Dagster loads; made when it asks, so that an import needs no project."""
    return load_definitions()


def load_definitions() -> dg.Definitions:
    """`build_definitions`; that it cannot be done is told to the channels. Raises dg.Failure then."""
    try:
        return build_definitions()
    except dg.Failure as error:
        tell_unreadable(error)
        raise


def executor(environ: Mapping[str, str]) -> dg.ExecutorDefinition:
    """What runs the steps of every job. Raises CdcError, as `executor_name` does."""
    name = executor_name(environ)
    if name == "in_process":
        return dg.in_process_executor  # a run is one step or a short chain: processes of their own cost 5 s
    if name == "multiprocess":
        return dg.multiprocess_executor
    from dagster_celery import celery_executor

    backend = BACKEND if environ.get(BACKEND) else BROKER
    # By reference: a broker's password must not be in a run's configuration.
    named = {"broker": {"env": BROKER}, "backend": {"env": backend}, "config_source": celery_settings()}
    configured: dg.ExecutorDefinition = celery_executor.configured(named, name="celery")
    return configured
