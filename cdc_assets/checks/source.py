"""`source_fresh` on `source_schema`: the source can be read, and what was read last is what it says now.

The sensor `source_drift` reports it whenever the answer changes; it also rides along with every run of the stage.
"""

from collections.abc import Iterator

import dagster as dg

from cdc_assets.assets.names import source_schema_key, stage_partitions
from cdc_assets.assets.resources import ProjectResource
from cdc_assets.checks.model import with_page
from cdc_assets.config.model import Project
from cdc_assets.sensors.looking import freshness, look

SOURCE_FRESH = "source_fresh"
PROMISE = (
    "The source can be reached, and `generated/schemas/` was read from what it says now. If not: the reason is the "
    "connection, or a run of `source_schema` that failed; nothing downstream was changed meanwhile."
)


def build_source_check(project_at_load: Project, group: str) -> dg.AssetChecksDefinition:
    """The check of one group's source, in a db-shared group per service."""
    key = source_schema_key(group)
    partitions = stage_partitions(project_at_load, group)

    @dg.multi_asset_check(
        name=f"{group}__source_check",
        specs=[
            dg.AssetCheckSpec(
                SOURCE_FRESH, asset=key, description=with_page(SOURCE_FRESH, PROMISE), partitions_def=partitions
            )
        ],
        can_subset=True,
    )
    def source_check(
        context: dg.AssetCheckExecutionContext, project: dg.ResourceParam[ProjectResource]
    ) -> Iterator[dg.AssetCheckResult]:
        opened, environ = project.open()
        for event in freshness(context.instance, opened, group, look(opened, environ, [group])):
            if event.partition is None:
                yield dg.AssetCheckResult(
                    passed=event.passed,
                    check_name=event.check_name,
                    asset_key=key,
                    severity=event.severity,
                    description=event.description,
                    metadata=event.metadata,
                )
            elif event.partition in context.partition_keys:
                context.op_execution_context.log_event(event)  # type: ignore[arg-type]  # its annotation is older

    return source_check
