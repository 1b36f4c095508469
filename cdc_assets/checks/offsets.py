"""The checks of `applied_schema` that ask by Kafka offset: is anything missing, late, at risk, silent.

`check_offsets` asks them of all tenants by the clock: a job of checks alone cannot be partitioned, so that evaluations
are logged as events instead of returned. The step of the checks themselves is for a person who executes them in the
UI; beside an apply it is skipped. One sweep per database answers all four for all of its tenants.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import dagster as dg

from cdc_assets.assets.metadata import Metadata, svg_markdown
from cdc_assets.assets.names import applied_schema_key, tenants_seen
from cdc_assets.checks.report import evaluation, log_evaluations
from cdc_assets.checks.tenants import tenant_checks
from cdc_assets.config.model import Project
from cdc_assets.config.tenants import tenants
from cdc_assets.errors import Problem, noted, refuse

if TYPE_CHECKING:
    from cdc_assets.offsets.broker import Bounds, Broker
    from cdc_assets.offsets.model import Sweep
    from cdc_assets.offsets.pictures import LagPoint

OFFSET_CHECKS: Mapping[str, str] = {
    "offset_gaps": "Every offset from each topic's start on is accounted for in PostgreSQL, staged, or known to hold "
    "nothing. A warning lists what has to be read again (`reset_offsets` to `resume`); an error what the topic no "
    "longer holds (`cdc offsets heal`; `cdc offsets new-topic` first where the topic was "
    "created anew). Also a warning: the broker did not answer, or has none of the tenant's topics.",
    "replication_lag": "Nothing waits longer, and no more offsets wait, than `offsets: {lag_seconds: …, lag_offsets: "
    "…}` of the sink or table allows (15 minutes unless it says otherwise). If not: look at the loader, then at "
    "`merge_backlog`.",
    "consumer_position": "No consumer group has passed offsets that are neither in the target nor staged. If one has: "
    "stop its consumers and run `reset_offsets` (a dry run by default) to `resume`.",
    "source_silence": "No table is silent for longer than 99.9 % of its past pauses, or than `silence_seconds` "
    "allows. If one does: look at its connector, and at the checks of `cdc_capture`.",
}
MAP_ROWS = 40
"""Partitions on a tenant's coverage map, the worst first: an evaluation is kept for every run."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A look at one sink: sweeps by tenant, the lag of the last `hours` of those whose plot is wanted, and the problems
    of the databases that could not be read, whose tenants are in neither. `healthy_pictures`: as `look` was asked."""

    sweeps: "Mapping[str, Sweep]"
    lags: "Mapping[str, tuple[LagPoint, ...]]"
    hours: float
    healthy_pictures: bool
    problems: tuple[Problem, ...] = ()


def build_offset_checks(project_at_load: Project, group: str, sink: str) -> dg.AssetChecksDefinition:
    """The four checks of one sink's tenants."""
    key = applied_schema_key(group, sink)

    def answer(
        context: dg.AssetCheckExecutionContext, opened: Project, environ: Mapping[str, str], selected: Collection[str]
    ) -> None:
        from resources.kafka import open_broker

        configured = {tenant.name for tenant in tenants(opened, group)}
        names = [name for name in context.partition_keys if name in configured]
        looked = look(opened, group, sink, names, open_broker(environ))
        known = tenants_seen(context.instance, opened, group)
        log_offset_checks(context.op_execution_context, key, looked, known, selected=selected)
        refuse(looked.problems)

    return tenant_checks(project_at_load, key, "offset_checks", OFFSET_CHECKS, answer)


def look(
    project: Project,
    group: str,
    sink: str,
    names: Sequence[str],
    broker: "Broker | None",
    *,
    bounds: "Bounds | None" = None,
    write: bool = True,
    hours: float = 24,
    healthy_pictures: bool = True,
) -> Looked:
    """Sweep each database of a sink once, for the tenants `names`, and read the lag of the last `hours`.

    A database that cannot be read holds up no other. `bounds` hold for each. Without `healthy_pictures` nothing is
    drawn, and no lag read, for checks that pass. Raises CdcError for unknown names.
    """
    from cdc_assets.offsets.checks import replication_lag
    from cdc_assets.offsets.pictures import read_lags
    from cdc_assets.offsets.streams import own_schema, sink_streams, sweep_database
    from resources.postgres import connected

    sweeps: dict[str, Sweep] = {}
    lags: dict[str, tuple[LagPoint, ...]] = {}
    problems: list[Problem] = []
    for part in sink_streams(project, group, sink, names):
        with noted(problems), connected(part.target, project.root) as connection:
            mine = sweep_database(project, connection, part, broker, bounds=bounds, write=write).by_tenant()
            drawn = [tenant for tenant, one in mine.items() if healthy_pictures or not replication_lag(one).passed]
            schemas = {tenant: own_schema(part.streams, tenant) for tenant in drawn}
            if drawn:
                by_schema = read_lags(connection, set(schemas.values()), hours)
                lags.update({tenant: by_schema[schema] for tenant, schema in schemas.items()})
            sweeps.update(mine)
    return Looked(sweeps, lags, hours, healthy_pictures, tuple(problems))


def log_offset_checks(
    context: dg.OpExecutionContext,
    key: dg.AssetKey,
    looked: Looked,
    tenants_known: Collection[str],
    *,
    selected: Collection[str] = tuple(OFFSET_CHECKS),
) -> None:
    """Report the answers as evaluations of the checks of `key`, each at its tenant's partition."""
    from cdc_assets.offsets.checks import CHECKS, NOTHING_SEEN

    evaluations = []
    for tenant, sweep in looked.sweeps.items():
        for name in OFFSET_CHECKS if tenant in tenants_known else ():
            if name in selected:
                result = CHECKS[name](sweep)
                if not sweep.partitions and result.passed:
                    notes = f" ({'; '.join(sweep.notes)})" if sweep.notes else ""
                    result = replace(result, what=f"{NOTHING_SEEN}{notes}")
                more: Metadata = {
                    "broker": dg.MetadataValue.text("not looked at" if sweep.broker is None else "looked at"),
                    "partitions": dg.MetadataValue.int(len(sweep.partitions)),
                }
                if looked.healthy_pictures or not result.passed:
                    more |= picture_metadata(name, tenant, looked)
                evaluations.append(evaluation(key, result, tenant, "list", more))
    log_evaluations(context, tenants_known, evaluations)


def picture_metadata(name: str, tenant: str, looked: Looked) -> Metadata:
    """The coverage map beside `offset_gaps`, the lag plot beside `replication_lag`, nothing beside the others."""
    from cdc_assets.offsets.pictures import coverage_map, lag_plot

    sweep = looked.sweeps[tenant]
    if name == "offset_gaps" and sweep.partitions:
        drawn = coverage_map(sweep, f"{tenant}: what reached PostgreSQL", MAP_ROWS)
        return {"coverage": dg.MetadataValue.md(svg_markdown(drawn, "partitions × offsets"))}
    if name == "replication_lag":
        drawn = lag_plot(looked.lags[tenant], f"{tenant}: from commit to merge, {looked.hours:g} h", looked.hours)
        return {"lag": dg.MetadataValue.md(svg_markdown(drawn, "seconds from commit to merge"))}
    return {}
