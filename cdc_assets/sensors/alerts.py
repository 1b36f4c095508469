"""`alerts`: what checks, runs and databases say is taken over into the store, and told (`cdc_assets/alerts/`)."""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import dagster as dg

from cdc_assets.alerts.model import Alert
from cdc_assets.assets.names import FAILED_TENANTS
from cdc_assets.assets.resources import ProjectResource, failing, failure
from cdc_assets.checks.model import EXISTING, page_of, remedy_of
from cdc_assets.checks.tenants import has_existing
from cdc_assets.config.model import Project
from cdc_assets.config.tenants import sink_key, sinks_of, tenants
from cdc_assets.errors import CdcError, Finding, Problem, Severity
from cdc_assets.sensors.looking import sensor

if TYPE_CHECKING:
    from cdc_assets.alerts.store import Store

EVENTS = "events"
"""How far Dagster's event log was read, in the store."""
RUN_FAILED = "run_failed"
CONFIGURATION = "configuration"
NO_TENANT = "none: "
"""`FAILED_TENANTS` where what failed is no tenant's."""
_KINDS = (
    dg.DagsterEventType.ASSET_CHECK_EVALUATION,
    dg.DagsterEventType.RUN_FAILURE,
    dg.DagsterEventType.RUN_SUCCESS,
)
_LIMIT = 2000
"""Events of a kind that a tick reads; the next goes on."""
_LOOKED_BACK = 200_000
"""Further back than so many events of any kind none is read: at first, and after a long time without a channel."""
_SETTLED_SECONDS = 3
"""An event may be committed after one with a higher id: so long they are let settle."""
_OF_A_STAGE = "automation retries a stage or tenant once; after that mend the cause, and materialise what failed again"
_OF_A_JOB = "nothing retries it; mend the cause, and launch it again (Runs → {run} → Re-execute)"


def build_alerts_sensor(at_load: tuple[Project, dict[str, str]]) -> dg.SensorDefinition:
    """The sensor over checks, runs and databases of the code location. `at_load`: the project and its environment."""
    readable = [at_load]

    @sensor(
        "alerts",
        "Tells the channels of `alerts.yaml` (and the address in CDC_FAILURE_WEBHOOK, where that is set) what "
        "begins, gets worse and ends: checks that do not pass, runs that fail, databases that do not answer, a "
        "configuration that cannot be read. What was told is kept in Dagster's database. A tick fails while a "
        "channel does not accept messages.",
    )
    def alerts(context: dg.SensorEvaluationContext, project: dg.ResourceParam[ProjectResource]) -> dg.SkipReason:
        from cdc_assets.alerts.store import opened, store_of
        from cdc_assets.alerts.tell import channels, tell

        unreadable: dg.Failure | None = None
        try:
            readable[0] = project.open()
        except dg.Failure as error:  # told as the configuration was when it could be read
            unreadable = error
        opened_project, environ = readable[0]
        if not channels(opened_project, environ):
            if unreadable is not None:
                raise unreadable
            return dg.SkipReason("nobody is to be told: there is no channel in alerts.yaml")
        with failing(), opened(environ.get("CDC_DAGSTER_URL", ""), store_of(opened_project)) as store:
            if store is None:
                return dg.SkipReason("another daemon tells")
            now = datetime.now(UTC)
            store.record_all(CONFIGURATION, of_configuration(unreadable, now), now)
            look(context, opened_project, store, now)
            problems = tell(store, opened_project, environ, now)
        if unreadable is not None:
            raise unreadable
        if problems:
            raise failure(CdcError(Problem("alerts", problem) for problem in problems))
        return dg.SkipReason("every channel knows what stands")

    return alerts


def tell_unreadable(error: dg.Failure) -> None:
    """Tell the channels, as far as they can be read, that the code location does not load: once, at once.

    Its sensor, once it loads, tells that this is over. Where nobody can be told the error alone has to do.
    """
    from psycopg import Error

    from cdc_assets.alerts.decide import messages
    from cdc_assets.alerts.send import send
    from cdc_assets.alerts.store import opened
    from cdc_assets.alerts.tell import channels, unset
    from cdc_assets.config.load import load_channels
    from resources.project import project_dir, project_environ

    with suppress(CdcError, Error):
        root, environ = project_dir(), dict(os.environ)
        with suppress(CdcError):
            environ = project_environ(root)
        project, name = load_channels(root, environ)
        reachable = {name: one for name, one in channels(project, environ).items() if not unset(project, name)}
        with opened(environ.get("CDC_DAGSTER_URL", ""), name) as store:
            if store is None:  # another process tells
                return
            now = datetime.now(UTC)
            store.record(of_configuration(error, now))
            stands = [one for one in store.alerts() if one.key == CONFIGURATION]
            for channel_name, channel in reachable.items():
                known = store.channel(channel_name).told
                for message in messages(stands, known, channel, now, 0, frozenset()):
                    if send(channel, message, project.env) is None:
                        store.told(channel_name, message)


def of_configuration(unreadable: dg.Failure | None, now: datetime) -> list[Alert]:
    """That the project's files cannot be read, and why."""
    if unreadable is None:
        return []
    what = "; ".join((unreadable.description or "cannot be read").splitlines())
    finding = Finding("error", CONFIGURATION, what, "cdc doctor", "the project's files")
    return [Alert(CONFIGURATION, finding, finding.where, now, now, page="docs/how-to/alerts.md#what-is-told")]


def look(context: dg.SensorEvaluationContext, project: Project, store: Store, now: datetime) -> None:
    """Take over what stands now: databases as they answer, checks and runs as Dagster's events tell since last time."""
    from cdc_assets.alerts.tell import PREFIX, spelling, unanswered

    store.record_all(PREFIX, unanswered(project, now), now)
    names = spelling(project)
    databases = {names[one.place] for one in store.alerts() if one.key.startswith(PREFIX) and one.place in names}
    instance, here = context.instance, context.code_location_origin
    newest = instance.event_log_storage.get_maximum_record_id() or 0
    events, read = events_since(instance, max(newest - _LOOKED_BACK, store.position(EVENTS) or 0))
    found = []
    for entry in events:
        if entry.dagster_event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION:
            found.append(of_check(entry, project))
        else:
            found += of_run(instance, entry, project, databases, here.location_name if here else None)
    store.record(found)
    store.move(EVENTS, read)
    store.end(gone(store.alerts(), project), now)


def events_since(instance: dg.DagsterInstance, after: int) -> tuple[list[dg.EventLogEntry], int]:
    """Evaluations and ends of runs after an id of the event log, in order, and how far that is."""
    found: dict[int, dg.EventLogEntry] = {}
    end: int | None = None
    for kind in _KINDS:
        part = instance.event_log_storage.get_logs_for_all_runs_by_log_id(
            after_cursor=after, dagster_event_type=kind, limit=_LIMIT
        )
        found |= part
        if len(part) == _LIMIT:
            end = min(max(part), end or max(part))
    young = time.time() - _SETTLED_SECONDS
    first_young = min((place for place, entry in found.items() if entry.timestamp > young), default=None)
    if first_young is not None:
        end = min(first_young - 1, first_young - 1 if end is None else end)
    kept = sorted(place for place in found if end is None or place <= end)
    return [found[place] for place in kept], max([after, *kept])


def of_check(entry: dg.EventLogEntry, project: Project) -> Alert:
    """An evaluation as what stands, or what is over."""
    assert entry.dagster_event is not None  # noqa: S101 - it was asked for by its type
    one = entry.dagster_event.asset_check_evaluation_data
    asset, partition = one.asset_key.to_user_string(), one.partition or ""
    severity: Severity = "ok" if one.passed else "error" if one.severity == dg.AssetCheckSeverity.ERROR else "warning"
    what = (one.description or "does not pass").removeprefix(f"{partition}: ")
    finding = Finding(severity, one.check_name, what, remedy_of(one.check_name), partition or asset)
    at = datetime.fromtimestamp(entry.timestamp, UTC)
    link = _link(project, f"assets/{asset}?view=checks")
    return Alert(
        " ".join(["check", asset, one.check_name, partition]), finding, asset, at, at, link, page_of(one.check_name)
    )


def gone(alerts: Collection[Alert], project: Project) -> list[str]:
    """Keys of findings about tenants, sinks or groups that left the configuration, and of checks that nobody asks."""
    sinks = {
        f"{group}/{sink_key(sink)}": (group, sink)
        for group in project.source_groups
        for sink in sinks_of(project, group)
    }
    places = {*project.source_groups, *sinks}
    known = {group: {tenant.name for tenant in tenants(project, group)} for group in project.source_groups}
    found = []
    for one in alerts:
        kind, asset, name, partition = _parts(one.key)
        place = asset.rpartition("/")[0]
        if kind not in ("check", "run") or not place:  # a run's job is no asset
            continue
        left = place not in places or (partition and partition not in known[place.split("/")[0]])
        if left or (name == EXISTING and place in sinks and not has_existing(project, *sinks[place])):
            found.append(one.key)
    return found


def _parts(key: str) -> tuple[str, str, str, str]:
    """Of a finding's key: kind, asset, check and partition, empty where there is none."""
    kind, _, rest = key.partition(" ")
    asset, _, rest = rest.partition(" ")
    name, _, partition = rest.partition(" ") if kind == "check" else ("", "", rest)
    return kind, asset, name, partition


def of_run(
    instance: dg.DagsterInstance,
    entry: dg.EventLogEntry,
    project: Project,
    databases: Collection[str],
    location: str | None = None,
) -> Iterator[Alert]:
    """What a run's end says of each of the things that it makes, and of its partition: it failed, or is well again.

    Nothing of a run of another code location than `location`: that is not ours to tell. Told elsewhere is what failed
    for single tenants (their checks say it) or for a database that does not answer.
    """
    run = instance.get_run_by_id(entry.run_id)
    if run is None or (location and run.remote_job_origin and run.remote_job_origin.location_name != location):
        return
    at = datetime.fromtimestamp(entry.timestamp, UTC)
    if entry.dagster_event_type == dg.DagsterEventType.RUN_SUCCESS:
        units = _units(instance, run)
        well = {unit: {"", *parts} for unit, parts in units.items()} | {run.job_name: {""}}
        for unit, parts in well.items():
            for part in parts:
                yield Alert(_key(unit, part), Finding("ok", RUN_FAILED, "", where=part or unit), unit, at, at)
        return
    if FAILED_TENANTS in run.tags and not run.tags[FAILED_TENANTS].startswith(NO_TENANT):
        return
    reasons = reasons_of(instance, run)
    if any(name in reason for name in databases for reason in reasons.values()):
        return
    units = _units(instance, run)
    failed = [unit for unit in units if unit.replace("/", "__") in reasons] or units
    message = entry.dagster_event.message if entry.dagster_event else ""
    why = "; ".join(f"{step}: {reason}" for step, reason in reasons.items()) or message or "no step said why"
    hint = (_OF_A_JOB if "cdc/job" in run.tags else _OF_A_STAGE).format(run=run.run_id[:8])
    about = [
        f"{name} {run.tags[f'cdc/{name}']}" for name in ("service", "sink", "tenants") if f"cdc/{name}" in run.tags
    ]
    what = f"run {' '.join([run.run_id[:8], *about])} failed: {why}"
    for unit in failed:
        part = units[unit][0] if len(units[unit]) == 1 else ""  # of many it is one failure
        finding = Finding("error", RUN_FAILED, what, hint, part or unit)
        link = _link(project, f"runs/{run.run_id}")
        yield Alert(_key(unit, part), finding, unit, at, at, link, "docs/how-to/in-the-ui.md#retry-it")


def reasons_of(instance: dg.DagsterInstance, run: dg.DagsterRun) -> dict[str, str]:
    """Step → why it failed, as a person can act on it."""
    found = {}
    for record in instance.get_records_for_run(run.run_id, of_type=dg.DagsterEventType.STEP_FAILURE).records:
        event = record.event_log_entry.dagster_event
        if event is not None and event.step_key is not None:
            found[event.step_key] = _reason(event)
    return found


def _reason(event: dg.DagsterEvent) -> str:
    data = event.step_failure_data
    described = data.user_failure_data.description if data.user_failure_data else None
    error = data.error
    while not described and error is not None and error.cause is not None:
        error = error.cause
    return described or (error.message.strip() if error else "failed")


def _units(instance: dg.DagsterInstance, run: dg.DagsterRun) -> dict[str, list[str]]:
    """What a run makes: its assets with their partitions, also where a job chose them; else its job."""
    found: dict[str, list[str]] = {}
    for record in instance.get_records_for_run(
        run.run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION_PLANNED
    ).records:
        event = record.event_log_entry.dagster_event
        if event is not None:
            planned = event.asset_materialization_planned_data
            parts = found.setdefault(planned.asset_key.to_user_string(), [])
            parts += [planned.partition] if planned.partition else []
            parts += planned.partitions_subset.get_partition_keys() if planned.partitions_subset else []
    return dict(sorted(found.items())) or {run.job_name: []}


def _key(unit: str, partition: str) -> str:
    return f"run {unit} {partition}".rstrip()


def _link(project: Project, path: str) -> str:
    return f"{project.alerts.ui.rstrip('/')}/{path}" if project.alerts.ui else ""
