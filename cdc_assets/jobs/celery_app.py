"""The Celery application that runs and workers share, and who listens to its broker."""

from __future__ import annotations

from collections.abc import Mapping

from celery import Celery
from dagster_celery.executor import CeleryExecutor
from dagster_celery.make_app import make_app
from dagster_celery.tasks import create_task

from cdc_assets.config.scaling import BACKEND, BROKER, celery_settings
from cdc_assets.errors import CdcError, Problem, one_line

TASK = "execute_plan"
"""Dagster's task: a worker that knows it takes our steps."""
ANSWER_SECONDS = 3.0
"""How long workers have to answer; busy ones do, their main process listens."""


def celery_app(environ: Mapping[str, str]) -> Celery:
    """The application by the environment's settings. Raises CdcError."""
    executor = CeleryExecutor.for_cli(
        broker=environ.get(BROKER),
        backend=environ.get(BACKEND) or environ.get(BROKER),
        config_source=celery_settings(),
    )
    app = make_app(executor.app_args())
    create_task(app)
    return app


def listening_workers(environ: Mapping[str, str]) -> tuple[str, list[str]]:
    """The broker's address without its password, and the workers there that take our steps, sorted.

    Raises CdcError where the broker does not answer.
    """
    app = celery_app(environ)
    try:
        connection = app.connection_for_write()
        label = connection.as_uri()  # with ** for the password
        connection.transport  # noqa: B018 - an unknown one is told here
    except Exception as error:
        raise CdcError(_no_address(error)) from None
    try:
        with connection:
            connection.ensure_connection(max_retries=1, interval_start=0, timeout=ANSWER_SECONDS)
        known = app.control.inspect(timeout=ANSWER_SECONDS).registered() or {}
    except Exception as error:  # kombu's transports raise their own: redis', amqp's, OSError
        reason = one_line(error.__cause__ or error)
        hint = f"is it running, and is {BROKER} right?"
        raise CdcError(Problem(label, f"does not answer: {reason}", hint=hint)) from None
    return label, sorted(name for name, tasks in known.items() if any(task.split()[0] == TASK for task in tasks))


def _no_address(error: Exception) -> Problem:
    """An address that nothing can be made of is not quoted: nobody knows where its password ends."""
    what = f"cannot be used: {error}" if isinstance(error, ImportError) else "is no address of a broker Celery knows"
    hint = "such as redis://:password@redis:6379/0, with %-escapes for letters like / in the password"
    return Problem(BROKER, what, hint=hint)
