"""`run_failures`: one message a person can act on for every run that failed, in the log and at a webhook."""

import http.client
import json
import os
import urllib.error
import urllib.request

import dagster as dg

from cdc_assets.assets.scope import FAILED_TENANTS

WEBHOOK_VARIABLE = "CDC_FAILURE_WEBHOOK"
WEBHOOK_SECONDS = 10
_OF_A_STAGE = (
    "Automation retries a stage or tenant once. After that: mend the cause, then materialise what failed again "
    "(Runs → {run} → Re-execute, or the partition on the asset's page)."
)
_OF_A_JOB = "Nothing retries it. Mend the cause, then launch it again (Runs → {run} → Re-execute)."


def build_run_failure_sensor() -> dg.SensorDefinition:
    """The sensor over every run of the code location."""

    @dg.run_failure_sensor(
        name="run_failures",
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=(
            "Writes one message per failed run: what failed, for which tenants, why, and what to do. It goes to this "
            f"sensor's log, and as JSON {{text, run_id, …}} to the address in {WEBHOOK_VARIABLE} where that is set."
        ),
    )
    def run_failures(context: dg.RunFailureSensorContext) -> None:
        message = failure_message(context)
        context.log.error(message["text"])
        address = os.environ.get(WEBHOOK_VARIABLE)
        if address:
            problem = deliver(address, message)
            if problem:
                context.log.error(f"{WEBHOOK_VARIABLE}: not delivered: {problem}")

    return run_failures


def failure_message(context: dg.RunFailureSensorContext) -> dict[str, str]:
    """What failed, where, why and what to do, as text and as fields."""
    run = context.dagster_run
    about = {name: run.tags[f"cdc/{name}"] for name in ("service", "sink", "tenants") if f"cdc/{name}" in run.tags}
    if FAILED_TENANTS in run.tags:
        about["tenants"] = run.tags[FAILED_TENANTS]
    reasons = [_reason(event) for event in context.get_step_failure_events()]
    why = "\n".join(reasons) or context.failure_event.message or "no step reported why; see the run's log"
    subject = ", ".join(f"{name} {value}" for name, value in about.items()) or run.job_name
    text = f"cdc: run {run.run_id[:8]} failed ({subject})\n{why}\n" + (
        _OF_A_JOB if "cdc/job" in run.tags else _OF_A_STAGE
    ).format(run=run.run_id[:8])
    return {"text": text, "run_id": run.run_id, "job": run.job_name, **about}


def deliver(address: str, message: dict[str, str]) -> str | None:
    """POST the message as JSON; what went wrong, without the address (it may hold a secret)."""
    if not address.startswith(("https://", "http://")):
        return "not an http address"
    body = json.dumps(message, ensure_ascii=False).encode()
    asked = urllib.request.Request(  # noqa: S310 - checked above
        address, data=body, headers={"Content-Type": "application/json"}, method="POST"
    )
    try:
        with urllib.request.urlopen(asked, timeout=WEBHOOK_SECONDS):  # noqa: S310 - checked above
            return None
    except urllib.error.HTTPError as error:
        return f"HTTP status {error.code}"
    except (OSError, ValueError, http.client.HTTPException) as error:  # the last quotes the address where it is none
        return type(error).__name__


def _reason(event: dg.DagsterEvent) -> str:
    failure = event.step_failure_data
    described = failure.user_failure_data.description if failure.user_failure_data else None
    error = failure.error
    while not described and error is not None and error.cause is not None:
        error = error.cause
    return f"{event.step_key}: {described or (error.message.strip() if error else 'failed')}"
