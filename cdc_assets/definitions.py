"""The code location: one chain of assets per source group, as fresh `Definitions`.

What belongs here: putting the parts together. What does not: any part's logic.
"""

from __future__ import annotations

import dagster as dg

from cdc_assets.assets.applied_schema import build_applied_schema
from cdc_assets.assets.ddl import build_ddl
from cdc_assets.assets.names import sinks_of
from cdc_assets.assets.resources import ProjectResource, default_project
from cdc_assets.assets.source_schema import build_source_schema
from cdc_assets.assets.table_definitions import build_table_definitions
from cdc_assets.config.model import Project
from cdc_assets.jobs.seed import build_seed_job


def build_definitions(project: ProjectResource | None = None) -> dg.Definitions:
    """Definitions for a project folder (default: `CDC_PROJECT_DIR`). Raises dg.Failure where it is misconfigured."""
    resource = project or default_project()
    opened, _ = resource.open()
    groups = groups_in_use(opened)
    return dg.Definitions(
        assets=[asset for group in groups for asset in build_chain(opened, group)],
        jobs=[build_seed_job(group) for group in groups],
        resources={"project": resource},
        executor=dg.in_process_executor,  # a run is one step or a short chain: processes of their own cost 5 s
    )


def build_chain(project: Project, group: str) -> list[dg.AssetsDefinition]:
    """The four stages of one source group, the last two once per sink."""
    chain = [build_source_schema(project, group), build_table_definitions(project, group)]
    for sink in sinks_of(project, group):
        chain += [build_ddl(project, group, sink), build_applied_schema(project, group, sink)]
    return chain


def groups_in_use(project: Project) -> list[str]:
    """Source groups that a service belongs to, in the order of configuration."""
    used = {service.group for service in project.services.values()}
    return [group for group in project.source_groups if group in used]


defs = build_definitions()
