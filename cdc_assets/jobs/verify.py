"""`verify_source`: compare tables with the source, heal what differs or what Kafka lost, and say so in the checks."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import dagster as dg
from pydantic import Field

from cdc_assets.assets.metadata import markdown_table
from cdc_assets.assets.names import applied_schema_key, tag_run, tenants_seen
from cdc_assets.assets.resources import ProjectResource, failing, failure, launchpad, typed
from cdc_assets.checks.model import ARRIVED, SOURCE
from cdc_assets.checks.tenants import log_findings
from cdc_assets.config.model import Project
from cdc_assets.config.tenants import groups_in_use, sinks_of
from cdc_assets.errors import CdcError, Problem
from cdc_assets.jobs.names import op_job

if TYPE_CHECKING:
    from cdc_assets.verify.model import Mode, Verification
    from cdc_assets.verify.places import Place

_HEAD = ("table", "tenant", "compared", "read", "differences", "healed", "open", "newer", "values cut")


class VerifySourceConfig(dg.Config):
    """The launchpad of `verify_source`. Names are those of the options of `cdc verify`."""

    mode: str = Field(
        default="changes",
        description="`changes`: did each captured change arrive, cheap; `rows`: every row; `lost`: what Kafka lost.",
    )
    sink: str = Field(default="", description="Only this sink, such as `sink_asma.directory`.")
    tenants: list[str] = Field(default=[], description="Only these customers or services; empty: all.")
    tables: list[str] = Field(default=[], description="Only these target tables; empty: all.")
    repair: bool = Field(default=False, description="Read what differs again and merge it. `lost` always does.")
    budget_rows: int = Field(default=1_000, ge=0, description="Rows of a table that are repaired at most.")
    yes: bool = Field(default=False, description="Repair also what exceeds the budget, or a twentieth of a table.")
    budget_seconds: float = Field(default=0, ge=0, description="Read the rows of a table no longer; 0: until all are.")
    settle: float = Field(default=10, ge=0, description="Seconds to wait for what is on its way.")


@dg.op(
    name="compare_with_source",
    description="Compare with the source; evaluations of `changes_arrived` and `matches_source` for each tenant.",
    config_schema=launchpad(VerifySourceConfig),
)
def verify_source_op(context: dg.OpExecutionContext, project: dg.ResourceParam[ProjectResource]) -> None:
    """Verify, repair where that was asked for, and report."""
    from cdc_assets.verify.places import places

    config = typed(VerifySourceConfig, context)
    opened, environ = project.open()
    failed: list[Problem] = []
    with failing():
        chosen = places(opened, config.sink or None, config.tenants, config.tables)
        tag_run(context, sink=config.sink, tenants=config.tenants)
        found = list(_verified(opened, environ, chosen, config, failed))
    left_out = sorted({f"{place.relation.label} {place.uncompared}" for place in chosen if place.uncompared})
    context.add_output_metadata(
        {
            "rows_read": dg.MetadataValue.int(sum(one.rows_read for one in found)),
            "open": dg.MetadataValue.int(sum(one.open for one in found)),
            "healed": dg.MetadataValue.int(sum(one.repaired for one in found)),
            "verifications": dg.MetadataValue.md(_table(found)),
            "left_out": dg.MetadataValue.md("\n".join(f"- {line}" for line in left_out) or "none"),
        }
    )
    _report(context, opened, chosen, found)
    if failed:
        raise failure(CdcError(failed))


def _verified(
    opened: Project,
    environ: "dict[str, str]",
    chosen: "Sequence[Place]",
    config: VerifySourceConfig,
    failed: list[Problem],
) -> "Iterator[Verification]":
    from cdc_assets.verify.model import Options
    from cdc_assets.verify.run import Budget, verify_places

    options = Options(settle=config.settle, seconds=config.budget_seconds or None)
    budget = Budget(config.budget_rows)
    compared = [place for place in chosen if not place.uncompared]
    if config.mode == "lost":
        from cdc_assets.offsets.operate import select
        from cdc_assets.offsets.streams import sweep_sinks
        from cdc_assets.verify.run import heal
        from resources.kafka import open_broker

        parts = select(opened, config.sink or None, config.tenants, config.tables)
        gaps = sweep_sinks(opened, parts, open_broker(environ), write=False)
        for one in heal(opened, compared, gaps, environ, options, budget, lambda _found, _why: config.yes, failed):
            yield from one.verifications
        return
    modes: dict[str, Mode] = {"changes": "changes", "rows": "rows"}
    if config.mode not in modes:
        raise CdcError(Problem("launchpad", f"there is no mode `{config.mode}`", "mode", "changes, rows or lost"))
    allowed = budget if config.repair else None
    yield from verify_places(
        opened, compared, environ, modes[config.mode], options, allowed, lambda _found, _why: config.yes, failed
    )


def _table(found: "Sequence[Verification]") -> str:
    rows = (
        (
            one.relation.label,
            one.relation.tenant,
            one.mode if one.complete else f"{one.mode}, in part",
            one.rows_read,
            ", ".join(f"{count} {kind}" for kind, count in sorted(one.found.items())) or "none",
            one.repaired,
            one.open,
            one.rows_newer,
            one.rows_losing,
        )
        for one in found
    )
    return markdown_table(_HEAD, rows, limit=1000)


def _report(
    context: dg.OpExecutionContext, opened: Project, chosen: "Sequence[Place]", found: "Sequence[Verification]"
) -> None:
    """The checks of each tenant that was looked at, and numbers that Dagster plots over time."""
    from cdc_assets.checks.health import read_health

    homes = {place.relation: (place.target.sink, place.stream.tenant) for place in chosen}
    reached = sorted({(place.target.sink, place.stream.tenant) for place in chosen if not place.uncompared})
    for sink, pairs in groupby(reached, key=lambda one: one[0]):
        names = [tenant for _, tenant in pairs]
        for group in (each for each in groups_in_use(opened) if sink in sinks_of(opened, each)):
            known = tenants_seen(context.instance, opened, group)
            mine = [name for name in names if name in known]
            key = applied_schema_key(group, sink)
            for name in mine:
                own = [one for one in found if homes[one.relation] == (sink, name)]
                numbers = {
                    "rows_compared": sum(one.rows_read for one in own),
                    "differences_open": sum(one.open for one in own),
                    "differences_healed": sum(one.repaired for one in own),
                }
                context.log_event(
                    dg.AssetObservation(
                        key,
                        partition=name,
                        metadata={
                            **{what: dg.MetadataValue.int(count) for what, count in numbers.items()},
                            "verifications": dg.MetadataValue.md(_table(own)),
                        },
                    )
                )
            health = read_health(opened, group, sink, mine, unreachable=[])
            findings = (one for each in health for one in each.findings if one.subject in (ARRIVED, SOURCE))
            log_findings(context, key, known, findings)


verify_source = op_job(
    verify_source_op,
    "verify_source",
    "Compares tables with SQL Server while changes flow: whether each captured change arrived (`changes`), or "
    "every row (`rows`), and answers the checks `changes_arrived` and `matches_source` of every tenant. With "
    "`repair: true` it heals what differs; `mode: lost` heals what Kafka no longer holds. It takes no locks.",
)
