"""`check_offsets`: look for gaps, lag, positions at risk and silence; `reset_offsets`: set a consumer group back."""

from dataclasses import replace

import dagster as dg
from pydantic import Field

from cdc_assets.assets.metadata import Metadata, cells_table, markdown_table
from cdc_assets.assets.names import applied_schema_key, tag_run, tenants_seen
from cdc_assets.assets.resources import ProjectResource, failing, failure, launchpad, typed
from cdc_assets.checks.offsets import log_offset_checks, look
from cdc_assets.config.tenants import sinks_of, tenants
from cdc_assets.errors import CdcError, Problem
from cdc_assets.jobs.names import known_groups, op_job, refuse_unknown


class CheckOffsetsConfig(dg.Config):
    """The launchpad of `check_offsets`."""

    group: str = Field(default="", description="Source group; empty: every group.")
    sinks: list[str] = Field(default=[], description="Sinks such as `sink_asma.directory`; empty: all.")
    tenants: list[str] = Field(default=[], description="Customers or services by name; empty: all.")
    probe_records: int = Field(
        default=100_000, ge=0, description="Records read from the broker at most, per database, to tell what a gap is."
    )
    probe_seconds: float = Field(default=20, ge=0, description="Seconds spent on that at most, per database.")
    lag_hours: float = Field(default=24, gt=0, le=100_000, description="How far back the lag plots go.")
    record: bool = Field(
        default=True, description="Record offsets that were proven to hold nothing, so that nobody asks for them again."
    )
    healthy_pictures: bool = Field(
        default=True, description="Draw coverage map and lag plot also for checks that pass. The schedule does not."
    )


@dg.op(
    name="look_at_offsets",
    description="One sweep per database: every offset check of every tenant.",
    config_schema=launchpad(CheckOffsetsConfig),
)
def check_offsets_op(context: dg.OpExecutionContext, project: dg.ResourceParam[ProjectResource]) -> None:
    """Log an evaluation of each check for each tenant, and show the fleet, worst first."""
    from cdc_assets.offsets.broker import Bounds
    from cdc_assets.offsets.checks import COLUMNS, as_cells, fleet
    from cdc_assets.offsets.streams import joined
    from resources.kafka import open_broker

    config = typed(CheckOffsetsConfig, context)
    opened, environ = project.open()
    groups = known_groups(opened, config.group, named=bool(config.sinks or config.tenants))
    refuse_unknown(opened, groups, config.sinks, config.tenants)
    every_sink = [(group, sink) for group in groups for sink in config.sinks or sinks_of(opened, group)]
    names = {group: config.tenants or [tenant.name for tenant in tenants(opened, group)] for group in groups}
    sinks = dict.fromkeys(sink for _, sink in every_sink)
    tag_run(context, sink=", ".join(sinks), tenants=[name for group in groups for name in names[group]])
    bounds = Bounds(records=config.probe_records, seconds=config.probe_seconds)
    problems: list[Problem] = []
    shown: Metadata = {}
    with failing():
        broker = open_broker(environ)
    for group, sink in every_sink:
        try:
            looked = look(
                opened,
                group,
                sink,
                names[group],
                broker,
                bounds=bounds,
                write=config.record,
                hours=config.lag_hours,
                healthy_pictures=config.healthy_pictures,
            )
        except CdcError as error:  # a service that was not generated yet holds up no other
            problems += error.problems
            continue
        known = tenants_seen(context.instance, opened, group)
        log_offset_checks(context, applied_schema_key(group, sink), looked, known)
        problems += looked.problems
        place = sink if sum(sink == each for _, each in every_sink) == 1 else f"{sink} of {group}"
        if looked.sweeps:
            every = joined(list(looked.sweeps.values()))
            rows = [["" if cell is None else cell for cell in row] for row in as_cells(fleet(every))]
            table = markdown_table(COLUMNS, rows, limit=5000)
            shown[place] = dg.MetadataValue.md("\n\n".join([table, *every.notes]))
        elif not looked.problems:
            shown[place] = dg.MetadataValue.md("no stream: `cdc generate` writes the definitions they come from")
    if problems:
        raise failure(CdcError(dict.fromkeys(problems)), shown)
    context.add_output_metadata(shown)


check_offsets = op_job(
    check_offsets_op,
    "check_offsets",
    "Asks PostgreSQL and the broker what reached the targets: `offset_gaps`, `replication_lag`, "
    "`consumer_position` and `source_silence` of `applied_schema`, for every tenant. It changes no position. "
    "Without a broker (CDC_KAFKA_BOOTSTRAP_SERVERS) it looks at what PostgreSQL knows, and says so.",
)


class ResetOffsetsConfig(dg.Config):
    """The launchpad of `reset_offsets`. Names are those of the options of `cdc offsets reset`."""

    consumer_group: str = Field(description="The consumer group, such as `adopus-nonprod-avansas`.")
    to: str = Field(
        default="resume",
        description="Where to: `resume` (the lowest offset that is missing), `earliest`, `latest`, an offset, `+N`, "
        "`-N`, or an ISO time such as 2026-11-22T13:00+01:00.",
    )
    topics: list[str] = Field(
        default=[], description="Topics, or `topic:partition`; empty: every topic that the group feeds."
    )
    sink: str = Field(default="", description="Only streams of this sink, such as `sink_asma.directory`.")
    tenants: list[str] = Field(default=[], description="Only streams of these customers or services.")
    tables: list[str] = Field(default=[], description="Only streams of these target tables.")
    dry_run: bool = Field(
        default=True, description="Only show before and after in the run's metadata. Set to false to write positions."
    )
    skip_unmerged: bool = Field(
        default=False, description="Allow skipping offsets that are not merged: the targets will lose them."
    )
    new_group: bool = Field(default=False, description="The group has committed nothing yet, and shall be made.")
    assume_inactive: bool = Field(
        default=False, description="The broker cannot tell whether the group is in use; you know that it is not."
    )
    acknowledge_loss: bool = Field(
        default=False, description="This reset reads again what a crash took out of staging: settle that warning."
    )
    requested_by: str = Field(default="", description="Who asks for it: recorded in `cdc_management.offset_resets`.")


@dg.op(
    name="plan_or_reset",
    description="Show where a consumer group would go; with `dry_run: false` set it there.",
    config_schema=launchpad(ResetOffsetsConfig),
)
def reset_offsets_op(context: dg.OpExecutionContext, project: dg.ResourceParam[ProjectResource]) -> None:
    """Plan, and unless it is a dry run write, read back and record."""
    from cdc_assets.offsets.operate import execute_group_reset, plan_group_reset, reset_target, select
    from cdc_assets.offsets.reset import commands, consumer_groups_csv, rpk_seek
    from resources.kafka import open_broker, required

    config = typed(ResetOffsetsConfig, context)
    opened, environ = project.open()
    every = known_groups(opened, "", named=False)
    refuse_unknown(opened, every, [config.sink] if config.sink else [], config.tenants)
    tag_run(context, sink=config.sink, tenants=config.tenants)
    with failing():
        broker = required(open_broker(environ))
        wanted = replace(
            reset_target(config.to),
            skip_unmerged=config.skip_unmerged,
            new_group=config.new_group,
            unknown_state=config.assume_inactive,
        )
        parts = select(opened, config.sink or None, config.tenants, config.tables, whole_topics=True)
        plan = plan_group_reset(opened, parts, broker, config.consumer_group, config.topics, wanted)
        done = "nothing was changed: set `dry_run: false` to do it"
        if not config.dry_run:
            who = f"{config.requested_by or 'dagster'}, run {context.run.run_id}"
            identity = execute_group_reset(opened, parts, broker, plan, who, acknowledge_loss=config.acknowledge_loss)
            done = f"written, read back, recorded as {identity} in cdc_management.offset_resets"
    head = ("topic", "partition", "before", "after", "first", "end", "resume")
    rows = (
        (
            *move.position,
            "" if move.before is None else move.before,
            move.after,
            move.watermarks.low,
            move.watermarks.high,
            "" if move.resume is None else move.resume,
        )
        for move in plan.moves
    )
    rpk, kafka = commands(plan, "seek.txt", "offsets.csv", broker.settings["bootstrap.servers"])
    context.add_output_metadata(
        {
            "partitions_to_move": dg.MetadataValue.int(len(plan.changes)),
            "done": dg.MetadataValue.md(done),
            "left_out_as_empty": dg.MetadataValue.text(", ".join(map(str, plan.left_out)) or "none"),
            "plan": cells_table(head, rows, limit=1000),
            "by_rpk": dg.MetadataValue.md(f"```sh\n{rpk}\n```\n\nseek.txt:\n```\n{rpk_seek(plan)}```"),
            "by_kafka_consumer_groups": dg.MetadataValue.md(
                f"```sh\n{kafka}\n```\n\noffsets.csv:\n```\n{consumer_groups_csv(plan)}```"
            ),
        }
    )


reset_offsets = op_job(
    reset_offsets_op,
    "reset_offsets",
    "Sets a consumer group to where it has to read again, or elsewhere. A dry run by default: before and after "
    "stand in the run's metadata. Set `dry_run: false` to write; a group in use, unknown partitions, offsets "
    "out of range and positions past what is not merged are refused.",
)
