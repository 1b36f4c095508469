"""`merge_pending`: run the merges that wait, where no pg_cron does it."""

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import dagster as dg
from pydantic import Field

from cdc_assets.assets.metadata import Metadata, cells_table
from cdc_assets.assets.names import tag_run
from cdc_assets.assets.resources import ProjectResource, failing, failure, launchpad, typed
from cdc_assets.config.model import Project, SinkTarget
from cdc_assets.config.scaling import merge_sessions
from cdc_assets.config.tenants import sink_databases, sinks_of, tenants
from cdc_assets.errors import CdcError, Problem, one_line
from cdc_assets.jobs.names import known_groups, op_job, refuse_unknown

if TYPE_CHECKING:
    from resources.postgres import Database

TABLES_OF_A_ROUND = 4000
"""What a session has met of the catalog stays in its memory, some 40 kB a table: it ends after so many."""


class MergePendingConfig(dg.Config):
    """The launchpad of `merge_pending`."""

    group: str = Field(default="", description="Source group; empty: every group.")
    sinks: list[str] = Field(default=[], description="Sinks such as `sink_asma.directory`; empty: all.")
    batch_window_seconds: float = Field(
        default=30, ge=0, description="Merge a table once its oldest staged change has waited this long."
    )
    batch_size: int = Field(default=100_000, ge=1, description="Rows of one table that one merge takes at most.")


@dg.op(name="run_pending_merges", description=__doc__, config_schema=launchpad(MergePendingConfig))
def merge_pending_op(context: dg.OpExecutionContext, project: dg.ResourceParam[ProjectResource]) -> None:
    """Call `cdc_management.run_pending_merges` in each database of the sinks, and show what it did.

    `CDC_MERGE_SESSIONS` sessions at once share a database's tables, 4,000 at a time, and new ones the next.
    A database that cannot be reached, or where nothing was applied yet, holds up no other; the run fails naming it.
    """

    config = typed(MergePendingConfig, context)
    opened, _ = project.open()
    groups = known_groups(opened, config.group, named=bool(config.sinks))
    refuse_unknown(opened, groups, config.sinks, ())
    done: list[tuple[object, ...]] = []
    problems: list[Problem] = []
    targets: dict[tuple[str, ...], SinkTarget] = {}
    with failing():
        sessions = merge_sessions(os.environ)
        for group in groups:
            names = [tenant.name for tenant in tenants(opened, group)]
            for sink in config.sinks or sinks_of(opened, group):
                for target, _ in sink_databases(opened, group, sink, names):
                    targets.setdefault(target.identity, target)
    tag_run(context, sink=", ".join(dict.fromkeys(target.sink for target in targets.values())))
    for target in targets.values():
        try:
            done += [(target.label, *row) for row in _merge(opened, target, config, sessions)]
        except CdcError as error:
            problems += error.problems
    head = ("database", "schema", "table", "taken", "applied", "rejected")
    shown: Metadata = {"tables_merged": dg.MetadataValue.int(len(done)), "merged": cells_table(head, done)}
    if problems:  # behind what was done in the other databases
        raise failure(CdcError(problems), shown)
    context.add_output_metadata(shown)


def _merge(project: Project, target: SinkTarget, config: MergePendingConfig, sessions: int) -> list[tuple[object, ...]]:
    """The tables of a database that were merged: schema, table, taken, applied, rejected. Raises CdcError."""
    import psycopg

    from resources.postgres import connect, database

    with database(target, project.root) as reachable:
        try:
            with connect(reachable, seconds=None) as asking:
                before, waiting = asking.execute(
                    "SELECT clock_timestamp(), count(*) FROM cdc_management.pending_merges(%s::numeric)",
                    [config.batch_window_seconds],
                ).fetchone() or (None, 0)
            for _ in range(0, waiting, TABLES_OF_A_ROUND):
                _round(reachable, config, sessions)
            with connect(reachable) as asking:
                return asking.execute(
                    "SELECT schema_name, table_name, sum(rows_taken), sum(rows_applied), sum(rows_rejected)"
                    " FROM cdc_management.cdc_processing_log WHERE finished_at >= %s GROUP BY 1, 2 ORDER BY 1, 2",
                    [before],
                ).fetchall()
        except psycopg.Error as error:
            missing = isinstance(error, psycopg.errors.InvalidSchemaName | psycopg.errors.UndefinedFunction)
            reason = error.diag.message_primary or one_line(error)
            hint = "nothing was applied there yet: materialise `applied_schema`" if missing else ""
            raise CdcError(Problem(target.label, reason, hint=hint)) from None


def _round(reachable: "Database", config: MergePendingConfig, sessions: int) -> None:
    """So many new sessions share a round, and end: what a session has met of the catalog stays in its memory."""
    import psycopg

    from resources.postgres import connect

    parameters = [config.batch_window_seconds, config.batch_size, TABLES_OF_A_ROUND]

    def share(session: psycopg.Connection[Any]) -> None:
        session.execute("CALL cdc_management.run_pending_merges(%s::numeric, %s::integer, %s::integer)", parameters)

    with ExitStack() as stack:
        opened = [stack.enter_context(connect(reachable, seconds=None)) for _ in range(sessions)]
        with ThreadPoolExecutor(sessions) as pool:
            try:
                list(pool.map(share, opened))
            except BaseException as ended:
                if not isinstance(ended, psycopg.Error):  # who ends the run ends its merges, too
                    for session in opened:
                        session.cancel_safe()
                raise


merge_pending = op_job(
    merge_pending_op,
    "merge_pending",
    "Merges every table whose staged changes have waited long enough, in every database of the sinks. Its "
    "schedule is off by default: pg_cron inside the database does the same with less delay.",
)
