"""What the discovery sensors share: reading sources, the last materialised input, the cursor."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import dagster as dg

from cdc_assets.assets.metadata import SOURCE
from cdc_assets.assets.names import is_shared, source_schema_key, tenants_seen
from cdc_assets.config.model import Project, ReferenceSource, Service
from cdc_assets.config.scaling import tenants_per_run
from cdc_assets.config.tenants import reference_source, services_of
from cdc_assets.errors import CdcError, some
from cdc_assets.jobs.names import seed_job_name
from cdc_assets.sensors.level import RunOutcome, UnusedVersion, contiguous_ranges

NOT_FINISHED = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]
PATIENCE = {"login_timeout": 10, "query_timeout": 30}
"""Seconds at most, by options of a live server, while a sensor looks: a tick has 60 s in all."""
ASKED = "cdc/asked"
"""Run tag: for which service, stage and input a sensor asked; by it a sensor finds what became of its request."""
FIRST, LAST = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"
"""Run tags: the tenants of a run that has several."""
SECONDS_VARIABLE = "CDC_SENSOR_SECONDS"


def interval() -> int:
    """Seconds between two looks: `CDC_SENSOR_SECONDS`, 30 where it is not set."""
    text = os.environ.get(SECONDS_VARIABLE, "")
    return max(int(text), 1) if text.isascii() and text.isdigit() else 30


def sensor(
    name: str, description: str, keys: Sequence[dg.AssetKey] = ()
) -> Callable[[Callable[..., Any]], dg.SensorDefinition]:
    """A sensor that looks by itself once it is loaded; `keys` are the assets it may ask for."""
    return dg.sensor(
        name=name,
        asset_selection=dg.AssetSelection.assets(*keys) if keys else None,
        minimum_interval_seconds=interval(),
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=description,
    )


@dataclass(frozen=True, slots=True)
class Seen:
    """A source's fingerprint, or why it could not be read."""

    sha256: str | None
    error: str = ""


def look(project: Project, environ: Mapping[str, str], groups: Sequence[str]) -> dict[str, Seen]:
    """Service → what its source says now; each reference database is asked once, several at the same time."""
    from cdc_assets import stages
    from cdc_assets.catalog.reader import source_fingerprint

    services = {service.name: reference_source(project, service) for g in groups for service in services_of(project, g)}

    def one(source: ReferenceSource) -> Seen:
        try:
            return Seen(
                source_fingerprint(project.root, with_short_timeouts(source), environ, stages.cache_dir(project))
            )
        except CdcError as error:
            return Seen(None, str(error))

    distinct = list({repr(source): source for source in services.values()}.items())
    # Nobody waits behind a server that does not answer.
    with ThreadPoolExecutor(max_workers=max(len(distinct), 1), thread_name_prefix="look") as workers:
        seen = dict(zip((key for key, _ in distinct), workers.map(one, (each for _, each in distinct)), strict=True))
    return {name: seen[repr(source)] for name, source in services.items()}


def with_short_timeouts(source: ReferenceSource) -> ReferenceSource:
    if not source.is_live:
        return source
    options = dict(source.server.options)
    for name, most in PATIENCE.items():
        given = options.get(name, "")
        options[name] = str(min(int(given), most) if given.isdecimal() else most)
    return replace(source, server=source.server.model_copy(update={"options": options}))


def freshness(
    instance: dg.DagsterInstance, project: Project, group: str, seen: Mapping[str, Seen]
) -> list[dg.AssetCheckEvaluation]:
    """`source_fresh` of the group's source, in a db-shared group per service; nothing for what was never read."""
    wrong: dict[str, str] = {}
    known: list[str] = []
    for service in services_of(project, group):
        was = materialised_input(instance, project, service, source_schema_key(group), SOURCE)
        if was is None:
            continue
        known.append(service.name)
        now = seen[service.name]
        if now.sha256 is None:
            wrong[service.name] = f"cannot be read: {now.error}"
        elif now.sha256 != was:
            wrong[service.name] = "has changed, and the change was not taken over: see the runs of source_schema"
    subjects = [[name] for name in known] if is_shared(project, group) else [known] if known else []
    return [
        dg.AssetCheckEvaluation(
            asset_key=source_schema_key(group),
            check_name="source_fresh",
            passed=not any(name in wrong for name in names),
            description="; ".join(f"{name} {wrong[name]}" for name in names if name in wrong) or "as it was read",
            partition=names[0] if is_shared(project, group) else None,
            metadata={f"source of {name}": seen[name].sha256 or seen[name].error for name in names},
        )
        for names in subjects
    ]


@dataclass(frozen=True, slots=True)
class Asking:
    """The run to ask for now; whether one that was asked for has not ended; whether the stage was ever made."""

    known: bool
    run: dg.RunRequest | None = None
    waiting: bool = False


def ask(
    context: dg.SensorEvaluationContext,
    project: Project,
    service: Service,
    key: dg.AssetKey,
    state: dict[str, str],
    observed: str,
    recorded: str,
    *,
    upstream_known: bool = False,
) -> Asking:
    """Compare what was observed with what the latest materialisation of `key` recorded as `recorded`.

    `state` is the cursor. What was never made is asked for where what it is made of is known (`upstream_known`); else
    it is the seed's work.
    """
    place = f"{service.name} {key.to_user_string()}"
    before = UnusedVersion.read(state.pop(place, None))
    outcome = what_became(context.instance, f"{place} {before.version[:16]}") if before.asks else None
    # Read after the run's state: a run that ends between the two is seen with what it made.
    known = materialised_input(context.instance, project, service, key, recorded)
    if observed == known:
        return Asking(known=True)
    if known is None and (
        not upstream_known or under_way(context.instance, service.group)
    ):  # the seed may be making it
        if before.asks:
            state[place] = before.text()
        return Asking(known=False)
    after, due = before.seen(observed, outcome, patience=1)
    state[place] = after.text()
    if not due:
        return Asking(known=known is not None, waiting=outcome is RunOutcome.WAITING)
    if outcome and after.asks > 1:
        context.log.warning(f"{place} was asked for, and is not what is there now: {outcome.value}")
    partition = service.name if is_shared(project, service.group) else None
    tags = {"cdc/service": service.name, ASKED: f"{place} {observed[:16]}"}
    run = dg.RunRequest(asset_selection=[key], partition_key=partition, tags=tags)
    return Asking(known=known is not None, run=run)


def tenant_runs(
    instance: dg.DagsterInstance,
    project: Project,
    group: str,
    key: dg.AssetKey,
    names: Collection[str],
    tags: Mapping[str, str] = MappingProxyType({}),
) -> list[dg.RunRequest]:
    """Runs of the asset `key` for those of the tenants `names` that have a partition, as many in each as a backfill
    would take."""
    size = 1 if is_shared(project, group) else tenants_per_run(os.environ)
    return [
        dg.RunRequest(asset_selection=[key], partition_key=part[0], tags={**tags})
        if len(part) == 1
        else dg.RunRequest(asset_selection=[key], tags={**tags, FIRST: part[0], LAST: part[-1]})
        for part in contiguous_ranges(names, tenants_seen(instance, project, group), size)
    ]


def what_became(instance: dg.DagsterInstance, asked: str) -> RunOutcome:
    """What became of the latest run with that tag."""
    records = instance.get_run_records(dg.RunsFilter(tags={ASKED: asked}), limit=1)
    if not records:
        return RunOutcome.LOST
    (record,) = records
    if record.dagster_run.status in NOT_FINISHED:
        return RunOutcome.WAITING
    if record.dagster_run.status == dg.DagsterRunStatus.SUCCESS:
        return RunOutcome.DONE
    return RunOutcome.LOST if never_started(record) else RunOutcome.FAILED


def never_started(record: dg.RunRecord) -> bool:
    """A run that was given up before a worker began it. Automation may retry it first: it is let have its tick."""
    if record.dagster_run.status != dg.DagsterRunStatus.FAILURE or record.start_time is not None:
        return False
    return record.end_time is None or time.time() - record.end_time > 2 * interval()


def under_way(instance: dg.DagsterInstance, group: str) -> bool:
    """Whether a run or backfill of the group's stages has not ended."""
    from dagster._core.execution.backfill import BulkActionsFilter, BulkActionStatus  # slow to import

    for run in instance.get_runs(dg.RunsFilter(statuses=NOT_FINISHED)):
        mine = [key for key in run.asset_selection or () if key.path[0] == group]
        if mine or run.job_name == seed_job_name(group):
            return True
    waiting = BulkActionsFilter(statuses=[BulkActionStatus.REQUESTED, BulkActionStatus.CANCELING])
    return any(
        key.path[0] == group for each in instance.get_backfills(filters=waiting) for key in each.asset_selection or ()
    )


def quiet(state: Mapping[str, str], nothing: str) -> dg.SkipReason:
    """Why a tick asks for nothing: what was asked for before is not there, else `nothing`."""
    if state:
        return dg.SkipReason(f"asked for, and its run failed or has not ended: {some(sorted(state))}")
    return dg.SkipReason(nothing)


def configured(context: dg.SensorEvaluationContext, project: Project, groups: Sequence[str]) -> list[str]:
    """Those of `groups`, which the code location was loaded with, that there still are."""
    gone = [group for group in groups if group not in project.source_groups]
    if gone:
        context.log.warning(f"no longer a source group: {', '.join(gone)}: reload the code location")
    return [group for group in groups if group not in gone]


def read_requests(
    context: dg.SensorEvaluationContext, project: Project, keys: Collection[dg.AssetKey]
) -> dict[str, str]:
    """The cursor's requests, of services and stages that there still are."""
    known = {f"{service} {key.to_user_string()}" for service in project.services for key in keys}
    return {place: text for place, text in read_cursor(context).items() if place in known}


def read_cursor(context: dg.SensorEvaluationContext) -> dict[str, str]:
    """The cursor's mapping; empty at first or where it is not ours."""
    try:
        state = json.loads(context.cursor or "{}")
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in state.items()} if isinstance(state, dict) else {}


def write_cursor(state: dict[str, str]) -> str:
    """The mapping as a cursor."""
    return json.dumps(state, sort_keys=True, ensure_ascii=False)


def materialised_input(
    instance: dg.DagsterInstance, project: Project, service: Service, key: dg.AssetKey, name: str
) -> str | None:
    """The input hash that the latest materialisation of `key` recorded for the service; None where there is none."""
    partition = service.name if is_shared(project, service.group) else None
    record = instance.get_latest_data_version_record(key, partition_key=partition)
    materialisation = record.asset_materialization if record else None
    value = materialisation.metadata.get(name) if materialisation else None
    if value is None or not isinstance(value.value, dict):
        return None
    found = value.value.get(service.name)
    return found if isinstance(found, str) else None
