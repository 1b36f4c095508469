"""`<group>/<sink>/applied_schema`: the reviewed SQL in every tenant's schema; one partition per tenant."""

import os
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

import dagster as dg
from pydantic import Field

from cdc_assets.assets.automation import follow_upstream
from cdc_assets.assets.names import (
    CODE_VERSION,
    FAILED_TENANTS,
    VERSION,
    applied_schema_key,
    database_pool,
    ddl_key,
    is_shared,
    provenance,
    stage_asset,
    tag_run,
    tenant_partitions,
    tenants_seen,
)
from cdc_assets.assets.resources import ProjectResource, failing, launchpad, typed
from cdc_assets.checks.model import APPLIED
from cdc_assets.checks.report import say_again
from cdc_assets.checks.tenants import log_findings
from cdc_assets.config.model import Project
from cdc_assets.config.scaling import tenants_per_run
from cdc_assets.config.tenants import services_of, tenants
from cdc_assets.errors import CdcError, Finding, Problem, noted, some

if TYPE_CHECKING:
    from cdc_assets import stages
    from cdc_assets.checks.health import TenantHealth


class ApplyConfig(dg.Config):
    """What a person may ask for in the launchpad."""

    connections: int = Field(
        default=4, ge=1, le=64, description="Tenants of one database that are worked on at the same time."
    )
    allow: list[str] = Field(
        default=[],
        description="Approved hazards, such as `DATA_LOSS:Actor.navn` or `TABLE_REWRITE`; a tenant whose "
        "plan has another one is refused as a whole.",
    )
    canaries: int = Field(
        default=0, ge=0, description="Tenants that go first; a failure among them stops the rollout. 0: all at once."
    )
    repair_drift: bool = Field(
        default=False, description="Also repair what was changed by hand (see the check `matches_definition`)."
    )
    batch: int = Field(default=0, ge=0, description="Tenants per wave after the canaries. 0: all at once.")


def build_applied_schema(project_at_load: Project, group: str, sink: str) -> dg.AssetsDefinition:
    """The asset for one sink of a group, partitioned by customer or service."""
    key = applied_schema_key(group, sink)
    shared = is_shared(project_at_load, group)
    with failing():
        size = tenants_per_run(os.environ)

    @stage_asset(
        key,
        deps=[ddl_key(group, sink)],
        partitions_def=tenant_partitions(project_at_load, group),
        # One run per service: the stages above it run beside it, and a run over several would give all one version.
        backfill_policy=None if shared else dg.BackfillPolicy.multi_run(size),
        output_required=False,  # each tenant's materialisation is logged as it finishes
        kinds={"postgres"},
        config_schema=launchpad(ApplyConfig),
        automation_condition=follow_upstream(),
        pool=database_pool(project_at_load, group, sink),
        description=(
            f"The tables of `{sink}` as they are in PostgreSQL: a schema per tenant with final tables, staging tables "
            "and merge procedures, and `cdc_management` once per database. Applied a table at a time, each in one "
            "transaction with its history; a tenant that fails does not hold up the others."
        ),
    )
    def applied_schema(
        context: dg.AssetExecutionContext, project: dg.ResourceParam[ProjectResource]
    ) -> Iterator[dg.Output[None]]:
        config = typed(ApplyConfig, context)
        opened, _ = project.open()
        apply_and_report(context, opened, group, sink, context.partition_keys, config)
        # A generator that yields nothing: a plain return would count as an output and materialise every partition anew.
        yield from ()

    return applied_schema


def apply_and_report(
    context: dg.OpExecutionContext | dg.AssetExecutionContext,
    project: Project,
    group: str,
    sink: str,
    names: Sequence[str],
    config: ApplyConfig,
) -> None:
    """Apply to the tenants `names`; each reports its materialisation or its failing check as it finishes.

    A tenant that left the configuration keeps its schema as it is, and holds up nobody. In the end the databases are
    asked how the others fare. Raises dg.Failure, naming every tenant that failed.
    """
    from cdc_assets import stages
    from cdc_assets.assets.metadata import applied_metadata, rows_table
    from cdc_assets.migrate.apply import Waves

    key = applied_schema_key(group, sink)
    configured = {tenant.name for tenant in tenants(project, group)}
    gone = [name for name in names if name not in configured]
    if gone:
        context.log.warning(f"no longer configured, schema left as it is: {', '.join(gone)}")
    broken: list[str] = []
    unreached: list[str] = []
    refusing: set[str] = set()
    partitions = tenants_seen(context.instance, project, group)

    def report(stage: "stages.ApplyStage") -> None:
        result = stage.result
        if not result.ok:
            why = "; ".join(stage.reasons)
            broken.append(f"{result.tenant or f'{stage.database} (once per database)'}: {why}")
            context.log.error(broken[-1])
            if result.tenant is not None:
                rows = [{"table": each.unit, "what": f"refused: {each.problem}"} for each in result.refused]
                rows += [{"table": each.name, "what": f"failed: {each.error}"} for each in result.failed]
                message = f"{len(rows)} table{'s' * (len(rows) != 1)} could not be applied: {rows[0]['what']}"
                finding = Finding("error", APPLIED, message, where=result.tenant, rows=tuple(rows))
                log_findings(context, key, partitions, [finding])
                refusing.add(result.tenant)
                if result.tenant in partitions:  # the tenant's page has no other place for the reason
                    table = {"why": rows_table(rows)}
                    context.log_event(dg.AssetObservation(key, why, partition=result.tenant, metadata=table))
        elif result.tenant is None:
            if result.applied:
                context.log_event(dg.AssetObservation(key, metadata=applied_metadata(stage)))
        else:
            context.log_event(
                dg.AssetMaterialization(
                    key,
                    partition=result.tenant,
                    metadata=applied_metadata(stage),
                    tags={VERSION: stage.sha256, **rendered[result.tenant if shared else None]},
                )
            )

    mine = [name for name in names if name in configured]
    shared = is_shared(project, group)
    rendered = provenance(context.instance, ddl_key(group, sink), mine if shared else [None], CODE_VERSION)
    tag_run(context, [service.name for service in services_of(project, group)], sink, mine)
    try:
        stages.applied_schema(
            project,
            group,
            sink,
            mine,
            run=context.run.run_id,
            connections=config.connections,
            allow=config.allow,
            waves=Waves(config.canaries, config.batch or None, 0 if config.canaries or config.batch else None),
            mend=config.repair_drift,
            on_result=report,
            on_note=context.log.warning,
        )
    except CdcError as error:  # the databases that could be reached are done
        unreached += map(str, error.problems)
    unreached += first_rows(context, project, group, sink, [name for name in mine if name not in refusing])
    report_health(context, project, group, sink, mine, refusing)
    if broken and not unreached:
        failed = some(sorted(refusing)) or "none: what exists once per database"
        context.instance.add_run_tags(context.run.run_id, {FAILED_TENANTS: failed})
    if broken or unreached:
        raise dg.Failure("\n".join([*broken, *unreached]), allow_retries=False)


def first_rows(
    context: dg.OpExecutionContext | dg.AssetExecutionContext,
    project: Project,
    group: str,
    sink: str,
    names: Sequence[str],
) -> list[str]:
    """Load what services with `initial_load: reread` have not loaded yet; returns what kept it from being done."""
    if not names or all(service.source.initial_load == "connector" for service in services_of(project, group)):
        return []
    from cdc_assets.verify.load import load_places
    from cdc_assets.verify.places import places
    from resources.project import open_project

    problems: list[Problem] = []
    _, environ = open_project({**os.environ, "CDC_PROJECT_DIR": str(project.root)})
    with noted(problems):
        chosen = [place for place in places(project, sink, names) if place.reread]
        tenants_of = {place.relation: place.stream.tenant for place in chosen}
        for one in load_places(
            project,
            chosen,
            environ,
            problems,
            lambda relation, rows: context.log.info(f"{relation.label}: {rows} rows loaded so far"),
        ):
            if not one.already:
                context.log_event(
                    dg.AssetObservation(
                        applied_schema_key(group, sink),
                        f"{one.relation.label}: {one.rows} rows loaded from the source",
                        partition=tenants_of[one.relation],
                        metadata={"first_rows": dg.MetadataValue.int(one.rows)},
                    )
                )
    return list(map(str, problems))


def report_health(
    context: dg.OpExecutionContext | dg.AssetExecutionContext,
    project: Project,
    group: str,
    sink: str,
    names: Sequence[str],
    refusing: Collection[str],
) -> None:
    """Log the checks of the tenants `names`, what their pages say, and the picture of all.

    A database that cannot be asked is a warning here. Why the tenants `refusing` are not as rendered was told."""
    from cdc_assets.assets.tenant_status import page_event, status_event
    from cdc_assets.checks.offsets import OFFSET_CHECKS

    key = applied_schema_key(group, sink)
    partitions = tenants_seen(context.instance, project, group)
    mine = [name for name in names if name in partitions]
    say_again(context, key, mine, OFFSET_CHECKS)
    try:
        health, whole = _health(project, group, sink, mine)
    except CdcError as error:
        context.log.warning(f"the checks could not be made: {error}")
        return
    mine_now = [one for one in health if one.tenant in mine]
    findings = [
        each for one in mine_now for each in one.findings if each.subject != APPLIED or one.tenant not in refusing
    ]
    log_findings(context, key, partitions, findings)
    for one in mine_now:
        if one.tenant not in refusing:  # whose page says why
            context.log_event(page_event(group, sink, one))
    if whole:
        context.log_event(status_event(group, sink, health))


def _health(project: Project, group: str, sink: str, names: Sequence[str]) -> "tuple[tuple[TenantHealth, ...], bool]":
    """The health of all tenants of the sink, which costs no more queries, or where others cannot be read of `names`."""
    from cdc_assets.checks.health import read_health

    try:
        return read_health(project, group, sink, [tenant.name for tenant in tenants(project, group)]), True
    except CdcError:
        return read_health(project, group, sink, names), False
