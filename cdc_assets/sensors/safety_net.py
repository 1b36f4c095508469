"""`safety_net`: what is behind although nothing is under way and nothing failed is asked for again.

The later stages of the chain under the rule of `level.py`: the version a stage was made from, and the version there is.
Automation may have lost the edge: a new release changed a condition (its memory starts anew), a backfill gave up before
it made its runs, a run was given up before a worker began it, partitions were there before the first evaluation.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import dagster as dg

from cdc_assets.assets.names import (
    VERSION,
    applied_schema_key,
    ddl_key,
    is_shared,
    source_schema_key,
    table_definitions_key,
    tenants_seen,
)
from cdc_assets.assets.resources import ProjectResource
from cdc_assets.config.model import Project
from cdc_assets.config.tenants import services_of, sinks_of, tenants
from cdc_assets.errors import some
from cdc_assets.jobs.names import seed_job_name
from cdc_assets.sensors.level import PATIENCE, UnusedVersion
from cdc_assets.sensors.looking import (
    FIRST,
    LAST,
    configured,
    interval,
    never_started,
    read_cursor,
    sensor,
    tenant_runs,
    under_way,
    write_cursor,
)

RECENT = 50
"""Materialisations of a stage that are looked back on for when its present version came; runs since are all read."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a stage, when it came, by which event, and the runs that made it."""

    version: str
    at: float
    event: int
    runs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StaleStage:
    """A stage whose input has a newer version: the partitions that are behind, empty where it has none."""

    key: dg.AssetKey
    since: Version
    partitions: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Its name in the cursor."""
        return " ".join([self.key.to_user_string(), *(self.partitions if len(self.partitions) == 1 else ())])


def build_safety_net_sensor(groups: list[str], keys: list[dg.AssetKey]) -> dg.SensorDefinition:
    """The sensor over the source groups `groups`; `keys` are the assets it may ask for."""
    loaded = frozenset(keys)

    @sensor(
        "safety_net",
        "Compares the version each stage and tenant was made from with the version there is, and runs what is "
        "behind although nothing is under way and no run of it failed: whatever was forgotten when a daemon died "
        "or a release changed the automation. It waits for three looks, and asks three times at most. Turn it off "
        "to roll out tenant by tenant by hand.",
        keys,
    )
    def safety_net(context: dg.SensorEvaluationContext, project: dg.ResourceParam[ProjectResource]) -> dg.SensorResult:
        opened, _ = project.open()
        before = read_cursor(context)
        state: dict[str, str] = {}
        requests: list[dg.RunRequest] = []
        for group in configured(context, opened, groups):
            if under_way(context.instance, group):
                state |= {place: kept for place, kept in before.items() if place.startswith(f"{group}/")}
                continue
            for found in behind(context.instance, opened, group):
                if found.key not in loaded:
                    continue
                after, due = UnusedVersion.read(before.get(found.place)).seen(found.since.version, None, PATIENCE)
                if due:
                    named = ", ".join(found.partitions)
                    context.log.warning(f"{found.key.to_user_string()} is behind its input and was forgotten {named}")
                    requests += asked(context.instance, opened, group, found)
                state[found.place] = after.text()
        message = f"behind its input: {some(sorted(state))}" if state else "nothing was forgotten"
        skip = None if requests else dg.SkipReason(message)
        return dg.SensorResult(run_requests=requests, skip_reason=skip, cursor=write_cursor(state))

    return safety_net


def behind(instance: dg.DagsterInstance, project: Project, group: str) -> Iterator[StaleStage]:
    """What is behind its input and was not tried since, of each chain the first stage only."""
    shared = is_shared(project, group)
    chains: list[tuple[str | None, Collection[str]]] = [(None, sinks_of(project, group))]
    if shared:
        chains = [(service.name, service.sinks) for service in services_of(project, group)]
    for partition, sinks in chains:
        source, definitions = source_schema_key(group), table_definitions_key(group)
        late = late_stage(instance, project, group, definitions, source, partition)
        if late:
            yield late
            continue
        for sink in sinks:
            late = late_stage(instance, project, group, ddl_key(group, sink), definitions, partition)
            late = late or late_tenants(instance, project, group, sink, partition)
            if late:
                yield late


def came(
    instance: dg.DagsterInstance, key: dg.AssetKey, partition: str | None, looked_back: int = RECENT
) -> Version | None:
    """The present version of a stage and when it came, None where it was never made.

    With `looked_back` = 1: when it was made last, which is cheap and enough where nothing is behind.
    """
    found: Version | None = None
    chosen = dg.AssetRecordsFilter(asset_key=key, asset_partitions=[partition] if partition else None)
    for record in instance.fetch_materializations(chosen, limit=looked_back).records:
        event = record.asset_materialization
        version = (event.tags or {}).get(VERSION, "") if event else ""
        if found and version != found.version:
            break
        found = Version(version, record.timestamp, record.storage_id, (*(found.runs if found else ()), record.run_id))
    return found


def late_stage(
    instance: dg.DagsterInstance,
    project: Project,
    group: str,
    key: dg.AssetKey,
    parent: dg.AssetKey,
    partition: str | None,
) -> StaleStage | None:
    """The stage `key` where it was made from what was before `parent`'s present version, and was not tried since."""
    last, event = (
        came(instance, parent, partition, 1),
        instance.get_latest_data_version_record(key, partition_key=partition),
    )
    if last is None or (event and made_since(instance, event, last)):
        return None
    since = came(instance, parent, partition) or last
    if event and made_since(instance, event, since):
        return None
    names = (partition,) if partition else ()
    return None if tried(instance, project, group, key, since, names or ("",)) else StaleStage(key, since, names)


def made_since(instance: dg.DagsterInstance, event: dg.EventLogRecord, since: Version) -> bool:
    """Whether a materialisation read what `since` brought: its run began later, or is the one that brought it."""
    run = None if event.run_id in since.runs else instance.get_run_record_by_id(event.run_id)
    return (run.start_time if run and run.start_time else event.timestamp) >= since.at


def late_tenants(
    instance: dg.DagsterInstance,
    project: Project,
    group: str,
    sink: str,
    only: str | None,
) -> StaleStage | None:
    """Configured tenants of a sink (or `only` one) whose version is not the one rendered, and not tried since.

    None before the group was seeded: that is the seed job's work.
    """
    rendered = ddl_key(group, sink)
    last = came(instance, rendered, only, 1)
    if last is None:
        return None
    key = applied_schema_key(group, sink)
    kind = dg.DagsterEventType.ASSET_MATERIALIZATION
    partitions = tenants_seen(instance, project, group)
    names = [name for tenant in tenants(project, group) if (name := tenant.name) in partitions]
    if sum(sink in service.sinks for service in services_of(project, group)) == 1 or is_shared(project, group):
        tags = instance.event_log_storage.get_latest_tags_by_partition(key, kind, [VERSION])
        current = {name for name, found in tags.items() if found.get(VERSION) == last.version}
        seeded = bool(tags)
    else:  # each service has a version of its own there
        ids = instance.event_log_storage.get_latest_storage_id_by_partition(key, kind)
        last = came(instance, rendered, only) or last
        current = {name for name, found in ids.items() if found > last.event}
        seeded = bool(ids)
    late = [name for name in names if name not in current and only in (None, name)]
    if not seeded or not late:
        return None
    since = came(instance, rendered, only) or last
    gone = tried(instance, project, group, key, since, late)
    left = tuple(name for name in late if name not in gone)
    return StaleStage(key, since, left) if left else None


def tried(
    instance: dg.DagsterInstance,
    project: Project,
    group: str,
    key: dg.AssetKey,
    since: Version,
    partitions: Collection[str],
) -> set[str]:
    """Those of `partitions` (`""`: the stage itself) that a run since then worked on: it failed, or was cancelled."""
    found: set[str] = set()
    every = tenants_seen(instance, project, group)
    records = list(instance.get_run_records(dg.RunsFilter(created_after=datetime.fromtimestamp(since.at, UTC))))
    records += [record for run in since.runs if (record := instance.get_run_record_by_id(run))]
    for record in records:
        if concerns(record.dagster_run, group, {key}) and not never_started(record):
            found |= covered(record.dagster_run.tags, every) & set(partitions)
    return found


def covered(tags: Mapping[str, str], every: Sequence[str]) -> set[str]:
    """The partitions that a run is about, and `""` for stages without partitions."""
    found = {""}
    if one := tags.get("dagster/partition"):
        found.add(one)
    if tags.get(FIRST) in every and tags.get(LAST) in every:
        found |= set(every[every.index(tags[FIRST]) : every.index(tags[LAST]) + 1])
    return found


def concerns(run: dg.DagsterRun, group: str, keys: Collection[dg.AssetKey]) -> bool:
    """Whether a run makes one of `keys`, or seeds the group."""
    return run.job_name == seed_job_name(group) or bool(set(run.asset_selection or ()) & set(keys))


def asked(instance: dg.DagsterInstance, project: Project, group: str, found: StaleStage) -> list[dg.RunRequest]:
    """The runs that bring it up to date."""
    tags = {"cdc/started_by": "safety_net"}
    if not found.partitions:
        return [dg.RunRequest(asset_selection=[found.key], tags=tags)]
    return tenant_runs(instance, project, group, found.key, found.partitions, tags)


def build_automation_sensor(keys: list[dg.AssetKey]) -> dg.AutomationConditionSensorDefinition:
    """The sensor over the assets `keys`. Many tenants become one backfill, which makes runs of N tenants each."""
    return dg.AutomationConditionSensorDefinition(
        name="follow_upstream",
        target=dg.AssetSelection.assets(*keys),
        minimum_interval_seconds=interval(),
        default_status=dg.DefaultSensorStatus.RUNNING,
        run_tags={"cdc/started_by": "follow_upstream"},
        description=(
            "Carries a change downstream: runs a stage when what it is made from changed, a tenant that is new, a "
            "stage or tenant that failed (once), and everything whose code changed. Never while its inputs are being "
            "made."
        ),
    )
