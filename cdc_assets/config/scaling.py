"""How work is spread over processes and machines: which executor runs the steps, how many tenants share a run."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from typing import Any

from cdc_assets.errors import CdcError, Problem

EXECUTOR = "CDC_EXECUTOR"
TENANTS_PER_RUN = "CDC_TENANTS_PER_RUN"
MERGE_SESSIONS = "CDC_MERGE_SESSIONS"
BROKER = "CDC_CELERY_BROKER"
BACKEND = "CDC_CELERY_BACKEND"

EXECUTORS = ("in_process", "multiprocess", "celery")
TENANTS_PER_RUN_DEFAULT = 100
VISIBILITY = 3600
"""Seconds after which the step of a worker that vanished is given to another, as Celery itself has it for Redis."""


def executor_name(environ: Mapping[str, str]) -> str:
    """What `CDC_EXECUTOR` names: `in_process` (default), `multiprocess` or `celery`.

    Raises CdcError for any other name, and where Celery cannot be used.
    """
    name = environ.get(EXECUTOR) or EXECUTORS[0]
    if name not in EXECUTORS:
        raise CdcError(Problem(EXECUTOR, f"there is no executor `{name}`", hint=f"one of {', '.join(EXECUTORS)}"))
    if name == "celery":
        _celery_can_be_used(environ)
    return name


def celery_settings() -> dict[str, Any]:
    """Celery's settings, the same for the run that sends steps and for the workers.

    A step is acknowledged when it is done. One whose worker process died is sent again: at once where the worker
    itself lives on, else after `VISIBILITY` seconds. That a step may begin twice is harmless: what is
    applied is not applied again, and two that work on one tenant exclude each other.
    """
    return {
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "worker_prefetch_multiplier": 1,
        "broker_connection_retry_on_startup": True,
        "broker_transport_options": {
            "visibility_timeout": VISIBILITY,
            # Redis alone reads these: without them lost steps are looked for every 100 s.
            "unacked_restore_interval": 10,
            "unacked_restore_throttle": 1,
        },
    }


def tenants_per_run(environ: Mapping[str, str]) -> int:
    """How many tenants a backfill puts into one run: `CDC_TENANTS_PER_RUN`, else 100. Raises CdcError."""
    return _whole_number(environ, TENANTS_PER_RUN, TENANTS_PER_RUN_DEFAULT)


def merge_sessions(environ: Mapping[str, str]) -> int:
    """How many sessions of a database `merge_pending` uses at once: `CDC_MERGE_SESSIONS`, else 1. Raises CdcError."""
    return _whole_number(environ, MERGE_SESSIONS, 1)


def _celery_can_be_used(environ: Mapping[str, str]) -> None:
    problems = []
    if importlib.util.find_spec("dagster_celery") is None:
        problems.append(
            Problem(EXECUTOR, "the package dagster-celery is not installed", hint="pip install 'cdc-assets[celery]'")
        )
    if not environ.get(BROKER):
        problems.append(Problem(BROKER, "is not set", hint="the broker's URL, such as redis://redis:6379/0"))
    if problems:
        raise CdcError(problems)


def _whole_number(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise CdcError(Problem(name, f"`{text}` is not a whole number above 0"))
    return int(text)
