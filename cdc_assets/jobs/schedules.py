"""What runs by the clock: the status of all tenants, and what a deployment turns on."""

from __future__ import annotations

from typing import Any

import dagster as dg

from cdc_assets.jobs.merge_pending import merge_pending
from cdc_assets.jobs.names import CHECK_JOB
from cdc_assets.jobs.offsets import check_offsets
from cdc_assets.jobs.verify import verify_source

QUARTERLY = "*/15 * * * *"


def build_schedules() -> list[dg.ScheduleDefinition]:
    """All of them, the first on: the others want a broker, a server that may be read, or a database without pg_cron."""
    return [
        dg.ScheduleDefinition(
            name="check_tenants",
            job_name=CHECK_JOB,
            cron_schedule=QUARTERLY,
            default_status=dg.DefaultScheduleStatus.RUNNING,
            description="Checks every tenant in every database: tenant_status and the checks of applied_schema.",
        ),
        _off(
            "merge_pending",
            merge_pending,
            "* * * * *",
            "Merges what waits, each minute, where no pg_cron does it. Off until you turn it on.",
        ),
        _off(
            "check_offsets",
            check_offsets,
            QUARTERLY,
            "The offset checks of every tenant. Turn it on once CDC_KAFKA_BOOTSTRAP_SERVERS names a broker.",
            look_at_offsets={"healthy_pictures": False},
        ),
        *(
            _off(
                f"verify_{mode}",
                verify_source,
                cron,
                f"`verify_source` by {mode}, without a repair. Turn it on where SQL Server may be read.",
                compare_with_source={"mode": mode},
            )
            for mode, cron in (("changes", "17 * * * *"), ("rows", "43 1 * * 0"))
        ),
    ]


def _off(name: str, job: dg.JobDefinition, cron: str, description: str, **configs: Any) -> dg.ScheduleDefinition:  # noqa: ANN401 - Dagster's
    """A schedule that somebody has to turn on; `configs` by the name of an op."""
    return dg.ScheduleDefinition(
        name=name,
        job=job,
        cron_schedule=cron,
        default_status=dg.DefaultScheduleStatus.STOPPED,
        run_config={"ops": {op: {"config": config} for op, config in configs.items()}},
        description=description,
    )
