"""What the discovery sensors share: reading sources, the last materialised input, the cursor.

What belongs here: Dagster's side of a look. What does not: decisions (`cdc_assets/observe.py`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import dagster as dg

from cdc_assets.assets.metadata import SOURCE
from cdc_assets.assets.names import is_shared, source_schema_key
from cdc_assets.config.model import Project, ReferenceSource, Service
from cdc_assets.config.tenants import reference_source, services_of
from cdc_assets.errors import CdcError

NOT_FINISHED = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]
PATIENCE = {"login_timeout": "15", "query_timeout": "30"}
"""Options of a live server while a sensor looks: a tick has 60 s in all."""
SECONDS_VARIABLE = "CDC_SENSOR_SECONDS"


def interval() -> int:
    """Seconds between two looks: `CDC_SENSOR_SECONDS`, 30 where it is not set."""
    text = os.environ.get(SECONDS_VARIABLE, "")
    return max(int(text), 1) if text.isdigit() else 30


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
            return Seen(source_fingerprint(project.root, _hasty(source), environ, stages.cache_dir(project)))
        except CdcError as error:
            return Seen(None, str(error))

    distinct = list({repr(source): source for source in services.values()}.items())
    with ThreadPoolExecutor(max_workers=32, thread_name_prefix="look") as workers:
        seen = dict(zip((key for key, _ in distinct), workers.map(one, (each for _, each in distinct)), strict=True))
    return {name: seen[repr(source)] for name, source in services.items()}


def _hasty(source: ReferenceSource) -> ReferenceSource:
    if source.server.driver in ("scripts", "snapshot"):
        return source
    options = {**source.server.options, **PATIENCE}
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


def in_flight(instance: dg.DagsterInstance, service: str) -> bool:
    """Whether a run that a sensor asked for on behalf of the service has not ended yet."""
    filters = dg.RunsFilter(tags={"cdc/service": service}, statuses=NOT_FINISHED)
    return instance.get_runs_count(filters) > 0


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


def request(project: Project, service: Service, key: dg.AssetKey) -> dg.RunRequest:
    """A run of one stage for one service."""
    partition = service.name if is_shared(project, service.group) else None
    return dg.RunRequest(asset_selection=[key], partition_key=partition, tags={"cdc/service": service.name})
