"""`apply_tenants`: apply the rendered files to tenants by name; by default a dry run that shows the plan."""

import dagster as dg
from pydantic import Field

from cdc_assets.assets.applied_schema import ApplyConfig, apply_and_report
from cdc_assets.assets.metadata import cells_table, fenced
from cdc_assets.assets.names import FAILED_TENANTS, tag_run
from cdc_assets.assets.resources import ProjectResource, failing, failure, launchpad, typed
from cdc_assets.config.model import Project
from cdc_assets.config.tenants import services_of, sinks_of, tenants
from cdc_assets.errors import CdcError, Problem
from cdc_assets.jobs.names import known_group, op_job, refuse_unknown

SQL_SHOWN = 60_000


class ApplyTenantsConfig(ApplyConfig):
    """The launchpad of `apply_tenants`."""

    group: str = Field(default="", description="Source group; may be left empty where there is only one.")
    sinks: list[str] = Field(default=[], description="Sinks such as `sink_asma.directory`; empty: all of the group.")
    tenants: list[str] = Field(default=[], description="Customers or services by name; empty: all of the group.")
    dry_run: bool = Field(
        default=True, description="Only show the plan in the run's metadata. Set to false to change databases."
    )


@dg.op(name="plan_or_apply", description=__doc__, config_schema=launchpad(ApplyTenantsConfig))
def apply_tenants_op(context: dg.OpExecutionContext, project: dg.ResourceParam[ProjectResource]) -> None:
    """Plan or apply, sink by sink."""
    config = typed(ApplyTenantsConfig, context)
    opened, _ = project.open()
    group = known_group(opened, config.group)
    sinks = config.sinks or list(sinks_of(opened, group))
    names = config.tenants or [tenant.name for tenant in tenants(opened, group)]
    refuse_unknown(opened, [group], sinks, names)
    tag_run(context, [service.name for service in services_of(opened, group)], ", ".join(sinks), names)
    if config.dry_run:
        context.add_output_metadata(plan_metadata(opened, group, sinks, names, mend=config.repair_drift))
        return
    failed: list[str] = []
    for place, sink in enumerate(sinks, start=1):
        try:
            apply_and_report(context, opened, group, sink, names, config)
        except dg.Failure as error:  # the other sinks' go on, but not behind a wave that stopped the rollout
            failed.append(error.description or sink)
            if config.canaries or config.batch:
                failed += [f"{other}: not begun: the rollout stopped" for other in sinks[place:]]
                break
    if len(failed) > 1:  # what of it a tenant's checks say, nobody can tell
        context.instance.add_run_tags(context.run.run_id, {FAILED_TENANTS: "none: several sinks"})
    if failed:
        raise dg.Failure("\n".join(failed), allow_retries=False)


apply_tenants = op_job(
    apply_tenants_op,
    "apply_tenants",
    "Puts the rendered files into the schemas of the tenants named (all by default). A dry run by default: the "
    "plan stands in the run's metadata. Set `dry_run: false` to apply.",
)


def plan_metadata(
    project: Project, group: str, sinks: list[str], names: list[str], *, mend: bool = False
) -> dict[str, dg.MetadataValue]:
    """What would be done: a line per tenant, and the SQL as far as it fits."""
    from cdc_assets import stages

    unreachable: list[Problem] = []
    with failing():
        plans = [
            plan
            for sink in sinks
            for plan in stages.planned(project, group, sink, names, mend=mend, unreachable=unreachable)
        ]
    rows = (
        (
            plan.sink,
            plan.database,
            plan.tenant or "(once per database)",
            len(plan.unchanged),
            ", ".join(unit for unit, _ in plan.due) or "nothing",
            "; ".join(f"`{hazard.allow}` {hazard.sentence}" for hazard in plan.hazards if hazard.needs_approval),
            "; ".join(reason for _, reason in plan.refused),
        )
        for plan in plans
    )
    text = "\n\n".join(
        f"-- {plan.tenant or plan.database}: {unit}\n" + "\n".join(statements)
        for plan in plans
        for unit, statements in plan.due
    )
    cut = f"{text[:SQL_SHOWN]}\n-- … and {len(text) - SQL_SHOWN} characters more" if len(text) > SQL_SHOWN else text
    shown: dict[str, dg.MetadataValue] = {
        "tenants_to_change": dg.MetadataValue.int(sum(bool(plan.due) for plan in plans if plan.tenant)),
        "refused": dg.MetadataValue.int(sum(bool(plan.refused) for plan in plans)),
        "plan": cells_table(
            ("sink", "database", "tenant", "in place", "to do", "hazards to allow", "refused"), rows, limit=1000
        ),
        "sql": fenced(cut or "-- nothing to do", "sql"),
    }
    if unreachable:  # behind what the other databases said
        raise failure(CdcError(unreachable), shown)
    return shown
