"""Dagster's executor for the name that `CDC_EXECUTOR` has."""

from __future__ import annotations

from collections.abc import Mapping

import dagster as dg

from cdc_assets.config.scaling import BACKEND, BROKER, celery_settings, executor_name


def executor(environ: Mapping[str, str]) -> dg.ExecutorDefinition:
    """What runs the steps of every job. Raises CdcError, as `executor_name` does."""
    name = executor_name(environ)
    if name == "in_process":
        return dg.in_process_executor  # a run is one step or a short chain: processes of their own cost 5 s
    if name == "multiprocess":
        return dg.multiprocess_executor
    from dagster_celery import celery_executor

    backend = BACKEND if environ.get(BACKEND) else BROKER
    # By reference: a broker's password must not be in a run's configuration.
    named = {"broker": {"env": BROKER}, "backend": {"env": backend}, "config_source": celery_settings()}
    configured: dg.ExecutorDefinition = celery_executor.configured(named, name="celery")
    return configured
