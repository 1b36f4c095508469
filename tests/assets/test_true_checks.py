"""What the UI shows of checks is true: current for the tenant looked at, red in the list while any tenant fails."""

from __future__ import annotations

import re
from collections.abc import Iterator

import dagster as dg
import pytest
from dagster import AssetCheckKey
from dagster._core.storage.asset_check_execution_record import AssetCheckExecutionRecordStatus

from cdc_assets.assets.names import FAILED_TENANTS, tenant_status_key
from cdc_assets.checks.offsets import OFFSET_CHECKS
from cdc_assets.checks.report import say_last
from cdc_assets.sensors.alerts import reasons_of
from resources.embedded_postgres import Server
from tests.assets.world import APPLIED, CUSTOMERS, GROUP, SINK, TABLES, World, world

STATUS = AssetCheckExecutionRecordStatus
BEHIND = "applied_hash_is_current"
REFUSED = """
DROP SCHEMA bjorkelund CASCADE; CREATE SCHEMA bjorkelund; CREATE TABLE bjorkelund."Actor" (taken int);
DELETE FROM cdc_management.applied_schema WHERE schema_name = 'bjorkelund'
"""


@pytest.fixture
def at_rest(postgres: Server) -> Iterator[World]:
    with world(postgres, tables=TABLES[:1]) as made:
        yield made


def states(made: World, name: str) -> dict[str | None, tuple[AssetCheckExecutionRecordStatus, bool]]:
    """Partition → its latest status, and whether Dagster takes that for current."""
    storage = made.instance.event_log_storage
    infos = storage.get_asset_check_partition_info([AssetCheckKey(APPLIED, name)])
    return {info.partition_key: (info.latest_execution_status, info.is_current) for info in infos}


def in_the_list(made: World, name: str) -> dg.AssetCheckEvaluation:
    """What the list of checks shows: the latest evaluation, whatever the partition."""
    key = AssetCheckKey(APPLIED, name)
    record = made.instance.event_log_storage.get_latest_asset_check_execution_by_key([key])[key]
    assert record.evaluation is not None
    return record.evaluation


def test_every_evaluation_is_current_for_its_tenant_also_of_checks_that_an_apply_does_not_look_at(
    at_rest: World,
) -> None:
    at_rest.definitions.resolve_job_def("check_offsets").execute_in_process(instance=at_rest.instance)
    for _ in range(2):
        assert at_rest.run("applied_schema", CUSTOMERS)
        # not looked at by an apply: the answer of before is not given the date of today
        assert (
            len(re.findall(r" \(as of 20[0-9: -]{14} UTC\)", in_the_list(at_rest, "offset_gaps").description or ""))
            == 1
        )
    for name in (BEHIND, "merge_errors", *OFFSET_CHECKS):
        assert states(at_rest, name) == dict.fromkeys(CUSTOMERS, (STATUS.SUCCEEDED, True)), name
    at_rest.definitions.resolve_job_def("check_tenants").execute_in_process(instance=at_rest.instance)
    assert states(at_rest, BEHIND) == dict.fromkeys(CUSTOMERS, (STATUS.SUCCEEDED, True))


def test_an_answer_that_passes_as_before_is_said_again_after_a_day(
    at_rest: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is kept for ever. One that fails is said each time: who is told from now on hears of it."""
    storage, kind = at_rest.instance.event_log_storage, dg.DagsterEventType.ASSET_CHECK_EVALUATION

    def said() -> list[tuple[str, str, bool]]:
        """Check, tenant and whether it passed, of what a look adds."""
        before = storage.get_maximum_record_id() or 0
        at_rest.definitions.resolve_job_def("check_tenants").execute_in_process(instance=at_rest.instance)
        events = (entry.dagster_event for entry in storage.get_logs_for_all_runs_by_log_id(before, kind).values())
        found = [event.asset_check_evaluation_data for event in events if event is not None]
        return [(one.check_name, one.partition, one.passed) for one in found if one.partition is not None]

    said()
    assert [one for one in said() if one[2]] == []
    at_rest.sql(
        "INSERT INTO cdc_management.migration_history (run_id, sink, schema_name, unit, kind, object_name, file,"
        " checksum, status, error, started_at, finished_at) VALUES ('r', 'sink_asma.directory', 'avansas', 'Actor',"
        " 'table', 'Actor', 'f', 'x', 'failed', 'in the way: pid 7', now(), now())"
    )
    for _ in range(2):
        assert ("no_failed_tenants", "avansas", False) in said()
    at_rest.sql("DELETE FROM cdc_management.migration_history WHERE run_id = 'r'")
    assert [one for one in said() if one[2]] == [("no_failed_tenants", "avansas", True)]
    assert states(at_rest, "no_failed_tenants") == dict.fromkeys(CUSTOMERS, (STATUS.SUCCEEDED, True))
    monkeypatch.setattr("cdc_assets.checks.report.SAID_AGAIN", 0)
    assert {("no_failed_tenants", tenant, True) for tenant in CUSTOMERS} <= set(said())


def test_while_one_tenant_fails_the_list_is_red_and_names_it_and_the_other_checks_are_answered(at_rest: World) -> None:
    at_rest.sql(REFUSED)
    assert not at_rest.run("applied_schema", CUSTOMERS)
    found = states(at_rest, BEHIND)
    assert found["bjorkelund"] == (STATUS.FAILED, True)
    assert found["avansas"] == found["brobygger"] == (STATUS.SUCCEEDED, True)
    for name in ("merge_errors", "staging_survived", *OFFSET_CHECKS):
        assert all(status != STATUS.PLANNED for status, _ in states(at_rest, name).values()), f"{name}: not answered"
    assert in_the_list(at_rest, BEHIND).description.startswith("bjorkelund: 1 table could not be applied: ")
    assert at_rest.run("applied_schema", ["avansas"])
    told = in_the_list(at_rest, BEHIND)
    assert (told.passed, told.partition) == (False, "bjorkelund"), "green for avansas is not green for all"
    at_rest.sql('DROP TABLE bjorkelund."Actor"')
    assert at_rest.run("applied_schema", ["bjorkelund"])
    assert in_the_list(at_rest, BEHIND).passed


def test_a_failed_run_s_message_names_the_tenant_that_failed_and_its_page_says_why(at_rest: World) -> None:
    at_rest.sql(REFUSED)
    assert not at_rest.run("applied_schema", CUSTOMERS)
    (record,) = at_rest.instance.get_run_records(dg.RunsFilter(statuses=[dg.DagsterRunStatus.FAILURE]))
    assert record.dagster_run.tags[FAILED_TENANTS] == "bjorkelund"
    (reason,) = reasons_of(at_rest.instance, record.dagster_run).values()
    assert "bjorkelund" in reason
    assert "avansas" not in reason
    chosen = dg.AssetRecordsFilter(asset_key=APPLIED, asset_partitions=["bjorkelund"])
    (seen,) = at_rest.instance.fetch_observations(chosen, limit=1).records
    assert seen.asset_observation is not None
    assert "Actor" in (seen.asset_observation.description or "")


def test_the_picture_of_all_tenants_is_never_older_than_an_apply(at_rest: World) -> None:
    key = tenant_status_key(GROUP, SINK)
    at_rest.sql(REFUSED)
    assert not at_rest.run("applied_schema", ["bjorkelund"])
    event = at_rest.instance.get_latest_materialization_event(key)
    assert event is not None
    assert event.asset_materialization is not None
    shown = event.asset_materialization.metadata
    assert (shown["tenants"].value, shown["current"].value) == (3, 2)


def test_without_a_run_a_partition_is_answered_again_and_again() -> None:
    """As the sensor over sources does for each service; Dagster's own way fails at the second answer."""
    key = AssetCheckKey(dg.AssetKey(["asma", "source_schema"]), "source_fresh")
    with dg.DagsterInstance.ephemeral() as instance:
        for passed in (True, False, True):
            one = dg.AssetCheckEvaluation(
                asset_key=key.asset_key, check_name=key.name, passed=passed, partition="chat", description=str(passed)
            )
            say_last(instance, one)
        latest = instance.event_log_storage.get_latest_asset_check_execution_by_key([key])[key]
        assert latest.evaluation is not None
        assert latest.evaluation.passed
        assert len(instance.event_log_storage.get_asset_check_execution_history(key, limit=9)) == 3


def test_a_tenants_page_has_its_history_its_freshness_and_what_differs(at_rest: World) -> None:
    at_rest.sql(
        'ALTER TABLE avansas."Actor" ADD COLUMN egen text NOT NULL;'
        "UPDATE cdc_management.merge_control SET last_merge_at = '2026-11-29 12:00+00' WHERE schema_name = 'avansas'"
    )
    assert at_rest.run("applied_schema", CUSTOMERS)
    chosen = dg.AssetRecordsFilter(asset_key=APPLIED, asset_partitions=["avansas"])
    (seen,) = at_rest.instance.fetch_observations(chosen, limit=1).records
    assert seen.asset_observation is not None
    shown = {name: str(value.value) for name, value in seen.asset_observation.metadata.items()}
    assert " | applied | Actor, schema | " in shown["history"]
    assert "| Actor |  | 2026-11-29 12:00:00 | 0 |" in shown["freshness"]
    assert "| matches_definition |" in shown["differences"]
    event = at_rest.instance.get_latest_materialization_event(tenant_status_key(GROUP, SINK))
    assert event is not None
    assert event.asset_materialization is not None
    fleet = str(event.asset_materialization.metadata["freshness"].value)
    assert "| avansas | Actor |  | 2026-11-29 12:00:00 | 0 |" in fleet
