"""Evaluations as Dagster takes them for current, and so that its list of checks is true.

The list shows what was evaluated last, whatever the partition: while one tenant fails, its answer is said again after
others that pass.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime

import dagster as dg
from dagster import AssetCheckKey
from dagster._core.definitions.asset_checks.asset_check_evaluation import AssetCheckEvaluationTargetMaterializationData
from dagster._core.event_api import PartitionKeyFilter
from dagster._core.events import DagsterEvent
from dagster._core.instance.utils import RUNLESS_JOB_NAME
from dagster._core.storage.asset_check_execution_record import (
    AssetCheckExecutionRecord,
    AssetCheckExecutionRecordStatus,
)
from dagster_shared.record import copy

from cdc_assets.assets.metadata import rows_table
from cdc_assets.errors import Finding, Severity


def dagster_severity(severity: Severity) -> dg.AssetCheckSeverity:
    """Dagster knows two, of what does not pass."""
    return dg.AssetCheckSeverity.ERROR if severity == "error" else dg.AssetCheckSeverity.WARN


def evaluation(
    key: dg.AssetKey, finding: Finding, tenant: str, table: str, more: Mapping[str, dg.MetadataValue] | None = None
) -> dg.AssetCheckEvaluation:
    """A tenant's answer to a check of the asset `key`; `table` names its rows among the metadata."""
    metadata: dict[str, dg.MetadataValue] = {"result": dg.MetadataValue.text(finding.what), **(more or {})}
    if finding.rows:
        metadata[table] = rows_table(finding.rows, more=finding.total - len(finding.rows))
    return dg.AssetCheckEvaluation(
        asset_key=key,
        check_name=finding.subject,
        passed=finding.passed,
        severity=dagster_severity(finding.severity),
        description=f"{tenant}: {finding.what}",
        partition=tenant,
        metadata=metadata,
    )


ANSWERED = (AssetCheckExecutionRecordStatus.SUCCEEDED, AssetCheckExecutionRecordStatus.FAILED)
Evaluations = Sequence[dg.AssetCheckEvaluation]


def log_evaluations(
    context: dg.OpExecutionContext | dg.AssetExecutionContext, partitions: Iterable[str], evaluations: Evaluations
) -> None:
    """Log what was found of some partitions, all of one asset. `partitions` are those that there are."""
    for evaluation in unsaid(context.instance, with_targets(context.instance, evaluations)):
        context.log_event(evaluation)  # type: ignore[arg-type]  # it takes them, its annotation is older
    keys = {AssetCheckKey(one.asset_key, one.check_name) for one in evaluations}
    for evaluation in with_targets(context.instance, hidden_failures(context.instance, keys, set(partitions))):
        say_last(context.instance, evaluation)


def say_last(instance: dg.DagsterInstance, evaluation: dg.AssetCheckEvaluation) -> None:
    """An answer after all others. In the run it would keep the place it was planned at; without any run Dagster takes
    one answer per partition, once: it gets an id of its own."""
    event = DagsterEvent(
        event_type_value=dg.DagsterEventType.ASSET_CHECK_EVALUATION.value,
        event_specific_data=evaluation,
        job_name=RUNLESS_JOB_NAME,
    )
    instance.report_dagster_event(event, run_id=str(uuid.uuid4()))


SAID_AGAIN = 24 * 3600
"""Seconds after which an answer that passes is said again."""


def unsaid(instance: dg.DagsterInstance, evaluations: Evaluations) -> list[dg.AssetCheckEvaluation]:
    """Those that do not pass, and those that passed otherwise before, or a day ago.

    Dagster keeps each answer for ever: those of a healthy fleet, four times an hour, were nearly all of its database.
    """
    storage = instance.event_log_storage
    found = []
    for partition in dict.fromkeys(one.partition for one in evaluations):
        mine = {AssetCheckKey(one.asset_key, one.check_name): one for one in evaluations if one.partition == partition}
        chosen = PartitionKeyFilter(key=partition)
        known = storage.get_latest_asset_check_execution_by_key(list(mine), partition_filter=chosen)
        for key, one in mine.items():
            record = known.get(key)
            said = record.evaluation if record and time.time() - record.create_timestamp < SAID_AGAIN else None
            # what a run planned is no answer
            if not one.passed or not isinstance(said, dg.AssetCheckEvaluation) or _gist(said) != _gist(one):
                found.append(one)
    return found


def _gist(one: dg.AssetCheckEvaluation) -> tuple[object, ...]:
    return one.passed, one.description, one.target_materialization_data


def news(instance: dg.DagsterInstance, evaluations: Evaluations) -> list[dg.AssetCheckEvaluation]:
    """Those that say something else than the latest answer, whoever gave that."""
    storage = instance.event_log_storage
    found = []
    for one in evaluations:
        key = AssetCheckKey(one.asset_key, one.check_name)
        chosen = PartitionKeyFilter(key=one.partition) if one.partition is not None else None
        record = storage.get_latest_asset_check_execution_by_key([key], partition_filter=chosen).get(key)
        latest = record.evaluation if record else None
        if not isinstance(latest, dg.AssetCheckEvaluation) or (latest.passed, latest.description) != (
            one.passed,
            one.description,
        ):
            found.append(one)
    return found


def with_targets(instance: dg.DagsterInstance, evaluations: Evaluations) -> list[dg.AssetCheckEvaluation]:
    """With the materialisation that each is about, the partition's latest: without it Dagster calls them missing."""
    latest: dict[tuple[dg.AssetKey, str], AssetCheckEvaluationTargetMaterializationData] = {}
    for key in {one.asset_key for one in evaluations}:
        names = {one.partition for one in evaluations if one.asset_key == key and one.partition is not None}
        kind = dg.DagsterEventType.ASSET_MATERIALIZATION
        ids = instance.event_log_storage.get_latest_storage_id_by_partition(key, kind, names) if names else {}
        chosen = dg.AssetRecordsFilter(asset_key=key, storage_ids=list(ids.values()))
        for record in instance.fetch_materializations(chosen, len(ids)).records if ids else ():
            target = AssetCheckEvaluationTargetMaterializationData(
                storage_id=record.storage_id, run_id=record.run_id, timestamp=record.timestamp
            )
            latest[key, record.partition_key or ""] = target
    return [
        copy(one, target_materialization_data=latest.get((one.asset_key, one.partition or ""))) for one in evaluations
    ]


def hidden_failures(
    instance: dg.DagsterInstance, keys: Collection[AssetCheckKey], partitions: Collection[str]
) -> list[dg.AssetCheckEvaluation]:
    """For each check whose latest answer passes, that of one of `partitions` that fails."""
    storage = instance.event_log_storage
    latest = storage.get_latest_asset_check_execution_by_key(list(keys))
    green = [key for key, one in latest.items() if one.status == AssetCheckExecutionRecordStatus.SUCCEEDED]
    failing = {
        info.check_key: info.partition_key
        for info in (storage.get_asset_check_partition_info(green) if green else ())
        if info.partition_key in partitions and info.latest_execution_status == AssetCheckExecutionRecordStatus.FAILED
    }
    found = []
    for key, partition in failing.items():
        chosen = PartitionKeyFilter(key=partition)
        record = storage.get_latest_asset_check_execution_by_key([key], partition_filter=chosen).get(key)
        if record is not None and record.evaluation is not None:
            found.append(record.evaluation)
    return found


def say_again(
    context: dg.OpExecutionContext | dg.AssetExecutionContext,
    key: dg.AssetKey,
    partitions: Sequence[str],
    checks: Iterable[str],
) -> None:
    """The latest answers of `checks` that this run planned beside `key` and does not look at: else they would be
    `skipped`, or `failed` where the run fails."""
    storage = context.instance.event_log_storage
    keys = [AssetCheckKey(key, name) for name in checks]
    found = []
    for info in storage.get_asset_check_partition_info(keys, partition_keys=partitions):
        planned = info.latest_execution_status == AssetCheckExecutionRecordStatus.PLANNED
        if planned and info.latest_planned_run_id == context.run.run_id and info.partition_key is not None:
            chosen = PartitionKeyFilter(key=info.partition_key)
            history = storage.get_asset_check_execution_history(info.check_key, limit=5, partition_filter=chosen)
            before = next((_as_of(record) for record in history if record.status in ANSWERED), None)
            found.append(before or _not_looked_at(info.check_key, info.partition_key))
    for evaluation in with_targets(context.instance, found):
        context.log_event(evaluation)  # type: ignore[arg-type]


def _as_of(record: AssetCheckExecutionRecord) -> dg.AssetCheckEvaluation | None:
    """The answer of then, with when it was given: it gets the date of today."""
    said = record.evaluation
    if not isinstance(said, dg.AssetCheckEvaluation):
        return None
    if " (as of " in (said.description or ""):
        return said
    at = datetime.fromtimestamp(record.create_timestamp, UTC)
    return copy(said, description=f"{said.description} (as of {at:%Y-%m-%d %H:%M} UTC)")


def _not_looked_at(key: AssetCheckKey, partition: str) -> dg.AssetCheckEvaluation:
    return dg.AssetCheckEvaluation(
        asset_key=key.asset_key,
        check_name=key.name,
        passed=True,
        severity=dg.AssetCheckSeverity.WARN,
        description=f"{partition}: not looked at yet: `check_offsets` does",
        partition=partition,
    )
