"""What runs by the clock: the status of all tenants, and merges where a deployment wants Dagster to do them."""

import dagster as dg

from cdc_assets.jobs.names import CHECK_JOB


def build_schedules(merge_pending: dg.JobDefinition) -> list[dg.ScheduleDefinition]:
    """`check_tenants` each quarter of an hour; `merge_pending` each minute, off until someone turns it on."""
    return [
        dg.ScheduleDefinition(
            name="check_tenants",
            job_name=CHECK_JOB,
            cron_schedule="*/15 * * * *",
            default_status=dg.DefaultScheduleStatus.RUNNING,
            description="Asks every database how its tenants fare: tenant_status and the checks of applied_schema.",
        ),
        dg.ScheduleDefinition(
            name="merge_pending",
            job=merge_pending,
            cron_schedule="* * * * *",
            default_status=dg.DefaultScheduleStatus.STOPPED,
            description="Merges what waits, each minute, where no pg_cron does it. Off until you turn it on.",
        ),
    ]
