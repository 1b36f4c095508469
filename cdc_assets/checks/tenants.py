"""The checks of `applied_schema`, one evaluation per tenant.

`applied_schema` reports them for the tenants it applied to, and `tenant_status` asks them of all tenants on a schedule:
a job of checks alone cannot be partitioned, so that evaluations are logged as events instead of returned. The step of
the checks themselves is for a person who executes them in the UI; beside an apply it is skipped.
"""

from collections.abc import Iterable, Iterator

import dagster as dg

from cdc_assets.assets.names import applied_schema_key, tenant_partitions
from cdc_assets.assets.resources import ProjectResource, failure
from cdc_assets.checks.model import CHECKS, EXISTING, with_page
from cdc_assets.checks.report import evaluation, log_evaluations
from cdc_assets.config.model import Project
from cdc_assets.config.tenants import services_of
from cdc_assets.errors import CdcError, Finding


def build_tenant_checks(project_at_load: Project, group: str, sink: str) -> dg.AssetChecksDefinition:
    """All checks of one sink's tenants, answered together by a few queries per database."""
    key = applied_schema_key(group, sink)
    partitions = tenant_partitions(project_at_load, group)

    @dg.multi_asset_check(
        name=f"{'__'.join(key.path)}_checks",
        specs=[
            dg.AssetCheckSpec(name, asset=key, description=with_page(name, promise), partitions_def=partitions)
            for name, promise in CHECKS.items()
            if name != EXISTING or _has_existing(project_at_load, group, sink)
        ],
        can_subset=True,
    )
    def tenant_checks(
        context: dg.AssetCheckExecutionContext, project: dg.ResourceParam[ProjectResource]
    ) -> Iterator[dg.AssetCheckResult]:
        from cdc_assets.checks.health import read_health

        opened, _ = project.open()
        try:
            health = read_health(opened, group, sink, context.partition_keys)
        except CdcError as error:
            raise failure(error) from None
        selected = {check.name for check in context.selected_asset_check_keys}
        findings = (finding for tenant in health for finding in tenant.findings if finding.subject in selected)
        known = context.instance.get_dynamic_partitions(partitions.name or "")
        log_findings(context.op_execution_context, key, known, findings)
        yield from ()

    return tenant_checks


def _has_existing(project: Project, group: str, sink: str) -> bool:
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
