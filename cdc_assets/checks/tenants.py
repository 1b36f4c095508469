"""The checks of `applied_schema`, one evaluation per tenant; and whether `source_schema` is what the source says.

`applied_schema` reports them for the tenants it applied to, and `tenant_status` asks them of all tenants on a schedule:
a job of checks alone cannot be partitioned, so that evaluations are logged as events instead of returned. The step of
the checks themselves is for a person who executes them in the UI; beside an apply it is skipped.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

import dagster as dg

from cdc_assets.assets.names import (
    applied_schema_key,
    source_schema_key,
    stage_partitions,
    tenant_partitions,
    tenants_seen,
)
from cdc_assets.assets.resources import ProjectResource, failing
from cdc_assets.checks.model import CHECKS, EXISTING, with_page
from cdc_assets.checks.report import evaluation, log_evaluations
from cdc_assets.config.model import Project
from cdc_assets.config.tenants import services_of
from cdc_assets.errors import Finding, Problem, refuse
from cdc_assets.sensors.looking import freshness, look

Answer = Callable[[dg.AssetCheckExecutionContext, Project, Mapping[str, str], Collection[str]], None]
"""Logs the answers to the selected checks for the tenants of a run; by the project and its environment."""


def tenant_checks(
    project_at_load: Project, key: dg.AssetKey, suffix: str, promises: Mapping[str, str], answer: Answer
) -> dg.AssetChecksDefinition:
    """Checks of the asset `key`, each with a partition per tenant, answered together."""
    partitions = tenant_partitions(project_at_load, key.path[0])

    @dg.multi_asset_check(
        name=f"{'__'.join(key.path)}_{suffix}",
        specs=[
            dg.AssetCheckSpec(name, asset=key, description=with_page(name, promise), partitions_def=partitions)
            for name, promise in promises.items()
        ],
        can_subset=True,
    )
    def checks(
        context: dg.AssetCheckExecutionContext, project: dg.ResourceParam[ProjectResource]
    ) -> Iterator[dg.AssetCheckResult]:
        opened, environ = project.open()
        with failing():
            answer(context, opened, environ, {check.name for check in context.selected_asset_check_keys})
        yield from ()

    return checks


def build_tenant_checks(project_at_load: Project, group: str, sink: str) -> dg.AssetChecksDefinition:
    """All checks of one sink's tenants, answered together by a few queries per database."""
    key = applied_schema_key(group, sink)

    def answer(
        context: dg.AssetCheckExecutionContext, opened: Project, _: Mapping[str, str], selected: Collection[str]
    ) -> None:
        from cdc_assets.checks.health import read_health

        unreachable: list[Problem] = []
        health = read_health(opened, group, sink, context.partition_keys, unreachable=unreachable)
        findings = (finding for tenant in health for finding in tenant.findings if finding.subject in selected)
        log_findings(context.op_execution_context, key, tenants_seen(context.instance, opened, group), findings)
        refuse(unreachable)  # behind what the other databases said

    existing = has_existing(project_at_load, group, sink)
    promises = {name: promise for name, promise in CHECKS.items() if name != EXISTING or existing}
    return tenant_checks(project_at_load, key, "checks", promises, answer)


def has_existing(project: Project, group: str, sink: str) -> bool:
    """Each check costs the automation's evaluation: none without a table that it could be about."""
    uses = (service.sinks[sink] for service in services_of(project, group) if sink in service.sinks)
    return any(table.target_exists for use in uses for table in use.tables.values())


def log_findings(
    context: dg.OpExecutionContext | dg.AssetExecutionContext,
    key: dg.AssetKey,
    partitions: Iterable[str],
    findings: Iterable[Finding],
) -> None:
    """Report findings as evaluations of the checks of `key`, each at its tenant's partition, one of `partitions`."""
    log_evaluations(context, partitions, [evaluation(key, one, one.where, "tables") for one in findings])


SOURCE_FRESH = "source_fresh"
FRESH_PROMISE = (
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
                SOURCE_FRESH, asset=key, description=with_page(SOURCE_FRESH, FRESH_PROMISE), partitions_def=partitions
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
