"""The message of a failed run: what, for whom, why, what to do; delivered where a webhook is configured."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import dagster as dg
import pytest

from cdc_assets.sensors.failures import build_run_failure_sensor, deliver, failure_message


@pytest.fixture
def failed() -> Iterator[dg.RunFailureSensorContext]:
    """A run that failed for a reason a person can mend."""

    @dg.op
    def applied_schema() -> None:
        raise dg.Failure("bjorkelund: Actor: something of that name exists already", allow_retries=False)

    @dg.job(tags={"cdc/service": "adopus", "cdc/sink": "sink_asma.directory", "cdc/tenants": "bjorkelund"})
    def follow_upstream() -> None:
        applied_schema()

    with dg.DagsterInstance.ephemeral() as instance:
        result = follow_upstream.execute_in_process(instance=instance, raise_on_error=False)
        yield dg.build_run_status_sensor_context(
            sensor_name="run_failures",
            dagster_event=result.get_run_failure_event(),
            dagster_instance=instance,
            dagster_run=result.dagster_run,
        ).for_run_failure()


@pytest.fixture
def webhook() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """An address, and what was posted to it."""
    posted: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(404 if self.path == "/missing" else 204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", posted
    server.shutdown()
    thread.join()


def test_the_message_says_what_failed_for_whom_why_and_what_to_do(failed: dg.RunFailureSensorContext) -> None:
    message = failure_message(failed)
    assert message["tenants"] == "bjorkelund"
    assert message["run_id"] == failed.dagster_run.run_id
    for part in ("sink_asma.directory", "Actor: something of that name exists already", "Re-execute"):
        assert part in message["text"]
    assert "Traceback" not in message["text"]


def test_the_sensor_posts_the_message_to_the_webhook(
    failed: dg.RunFailureSensorContext, webhook: tuple[str, list[dict[str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, posted = webhook
    monkeypatch.setenv("CDC_FAILURE_WEBHOOK", address)
    build_run_failure_sensor()(failed)
    assert [each["run_id"] for each in posted] == [failed.dagster_run.run_id]


def test_a_webhook_that_does_not_answer_is_told_without_its_address(webhook: tuple[str, list[dict[str, str]]]) -> None:
    address, _ = webhook
    assert deliver(f"{address}/missing", {"text": "x"}) == "HTTP status 404"
    assert deliver("http://127.0.0.1:1/secret", {"text": "x"}) == "URLError"
    assert deliver("http://127.0.0.1:1/a secret", {"text": "x"}) == "InvalidURL"
    assert deliver("file:///etc/passwd", {"text": "x"}) == "not an http address"


def test_of_a_job_that_nothing_retries_the_message_does_not_say_so() -> None:
    @dg.op
    def plan_or_reset() -> None:
        raise dg.Failure("group `loader` is in use")

    @dg.job(tags={"cdc/job": "reset_offsets"})
    def reset_offsets() -> None:
        plan_or_reset()

    with dg.DagsterInstance.ephemeral() as instance:
        result = reset_offsets.execute_in_process(instance=instance, raise_on_error=False)
        context = dg.build_run_status_sensor_context(
            sensor_name="run_failures",
            dagster_event=result.get_run_failure_event(),
            dagster_instance=instance,
            dagster_run=result.dagster_run,
        ).for_run_failure()
        text = failure_message(context)["text"]
    assert "group `loader` is in use" in text
    assert "Nothing retries it" in text
