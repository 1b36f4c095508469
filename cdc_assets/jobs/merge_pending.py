"""`merge_pending`: run the merges that wait, where no pg_cron does it."""

import dagster as dg
from pydantic import Field

from cdc_assets.assets.metadata import markdown_table
from cdc_assets.assets.names import sinks_of
from cdc_assets.assets.resources import ProjectResource, failure
from cdc_assets.assets.scope import tag_run
from cdc_assets.config.tenants import tenants
from cdc_assets.errors import CdcError
from cdc_assets.jobs.names import known_group


class MergePendingConfig(dg.Config):
    """The launchpad of `merge_pending`."""

    group: str = Field(default="", description="Source group; may be left empty where there is only one.")
    sinks: list[str] = Field(default=[], description="Sinks such as `sink_asma.directory`; empty: all of the group.")
    batch_window_seconds: float = Field(
        default=30, ge=0, description="Merge a table once its oldest staged change has waited this long."
    )
    batch_size: int = Field(default=100_000, ge=1, description="Rows of one table that one merge takes at most.")


@dg.op(name="run_pending_merges", description=__doc__)
def merge_pending_op(context: dg.OpExecutionContext, config: MergePendingConfig, project: ProjectResource) -> None:
    """Call `cdc_management.run_pending_merges` in each database of the sinks, and show what it did."""
    from cdc_assets import stages
    from resources.postgres import connect, database

    opened, _ = project.open()
    group = known_group(opened, config.group)
    sinks = config.sinks or list(sinks_of(opened, group))
    names = [tenant.name for tenant in tenants(opened, group)]
    tag_run(context, sink=", ".join(sinks))
    done: list[tuple[object, ...]] = []
    seen: set[str] = set()
    try:
        for target, _ in (each for sink in sinks for each in stages.sink_databases(opened, group, sink, names)):
            label = stages.target_label(target)
            if label in seen:
                continue
            seen.add(label)
            with database(target, opened.root) as reachable, connect(reachable) as connection:
                before = connection.execute("SELECT clock_timestamp()").fetchone()
                parameters = [config.batch_window_seconds, config.batch_size]
                connection.execute("CALL cdc_management.run_pending_merges(%s::numeric, %s::integer)", parameters)
                done += [
                    (label, *row)
                    for row in connection.execute(
                        "SELECT schema_name, table_name, sum(rows_taken), sum(rows_applied), sum(rows_rejected)"
                        " FROM cdc_management.cdc_processing_log WHERE finished_at >= %s GROUP BY 1, 2 ORDER BY 1, 2",
                        before,
                    )
                ]
    except CdcError as error:
        raise failure(error) from None
    head = ("database", "schema", "table", "taken", "applied", "rejected")
    context.add_output_metadata(
        {
            "tables_merged": dg.MetadataValue.int(len(done)),
            "merged": dg.MetadataValue.md(markdown_table(head, done)),
        }
    )


def build_merge_pending_job() -> dg.JobDefinition:
    """The job."""

    @dg.job(
        name="merge_pending",
        description=(
            "Merges every table whose staged changes have waited long enough, in every database of the sinks. Its "
            "schedule is off by default: pg_cron inside the database does the same with less delay."
        ),
        tags={"cdc/job": "merge_pending"},
    )
    def merge_pending() -> None:
        merge_pending_op()

    return merge_pending
