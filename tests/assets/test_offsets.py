"""Offsets in Dagster: four checks per tenant by one sweep, a reset from the launchpad, with and without a broker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import dagster as dg
import pytest
from confluent_kafka import Producer

from cdc_assets.checks.offsets import OFFSET_CHECKS
from cdc_assets.config.load import load_project
from cdc_assets.offsets import checks
from cdc_assets.offsets.model import Position
from cdc_assets.offsets.operate import select
from cdc_assets.offsets.starts import apply_starts, plan_starts
from resources import kafka
from resources.embedded_postgres import Server
from resources.kafka import KafkaBroker, embedded, open_broker
from resources.postgres import connected
from tests.assets.test_jobs import metadata, reason, start
from tests.assets.world import APPLIED, CUSTOMERS, SINK, TABLES, World, set_customers, world

BROKER = "CDC_KAFKA_BOOTSTRAP_SERVERS"
DATABASES = {"avansas": "AdOpusTest", "bjorkelund": "AdOpusBjorkelundTest", "brobygger": "AdOpusBrobyggerTest"}


def topic(tenant: str) -> str:
    return f"nonprod.{tenant}.{DATABASES[tenant]}.dbo.Actor"


@pytest.fixture(scope="module")
def at_rest(postgres: Server) -> Iterator[World]:
    """One world for all: each test that loads something has a tenant of its own."""
    with world(postgres, tables=TABLES[:1]) as made:
        yield made


@pytest.fixture(scope="module")
def bootstrap() -> Iterator[str]:
    with embedded() as address:
        yield address


@pytest.fixture(autouse=True)
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(BROKER, raising=False)


@pytest.fixture
def broker(bootstrap: str, no_broker: None, monkeypatch: pytest.MonkeyPatch) -> KafkaBroker:
    """A mock broker, configured."""
    monkeypatch.setenv(BROKER, bootstrap)
    opened = open_broker({BROKER: bootstrap})
    assert opened
    return opened


def produce(bootstrap: str, tenant: str, count: int) -> None:
    """Records in the first partition of the tenant's topic."""
    producer = Producer({"bootstrap.servers": bootstrap, "linger.ms": 0})
    for number in range(count):
        producer.produce(topic(tenant), key=b"k", value=str(number).encode(), partition=0)
    assert producer.flush(10) == 0


def load(made: World, tenant: str, offsets: Iterable[int]) -> None:
    """What a loader and a merge do with these offsets of the tenant's topic."""
    rows = ", ".join(
        f"({one}, 'c', lpad('{one}', 4, '0'), (extract(epoch FROM now()) * 1000)::bigint, '{topic(tenant)}', 0, {one})"
        for one in offsets
    )
    made.sql(f'INSERT INTO {tenant}."stg_Actor" (actno, __operation, __lsn, __source_ts_ms, __kafka_topic,'
             f" __kafka_partition, __kafka_offset) VALUES {rows}")  # fmt: skip
    assert start(made, "merge_pending", "run_pending_merges", batch_window_seconds=0).success


def say_where_streams_start(made: World, broker: KafkaBroker) -> None:
    project = load_project(made.root, {"CDC_ENV": "nonprod"})
    for part in select(project):
        starts, _ = plan_starts(broker, part.streams, "low", None)
        with connected(part.target, project.root) as connection:
            apply_starts(connection, starts)


def evaluations(made: World, result: dg.ExecuteInProcessResult) -> dict[tuple[str, str | None], Any]:
    """(check, tenant) → its evaluation in a run."""
    records = made.instance.get_event_records(dg.EventRecordsFilter(dg.DagsterEventType.ASSET_CHECK_EVALUATION))
    found = {}
    for record in records:
        event = record.event_log_entry.dagster_event
        assert event is not None
        if record.event_log_entry.run_id == result.run_id:
            told = event.asset_check_evaluation_data
            assert told.asset_key == APPLIED
            found[told.check_name, told.partition] = told
    return found


def check(made: World, **config: object) -> dg.ExecuteInProcessResult:
    return start(made, "check_offsets", "look_at_offsets", **config)


def test_dagster_promises_every_check_of_the_core_and_no_other() -> None:
    assert list(OFFSET_CHECKS) == list(checks.CHECKS)


def test_without_a_broker_the_checks_run_and_say_what_was_not_looked_at(at_rest: World) -> None:
    load(at_rest, "bjorkelund", range(10))
    result = check(at_rest, tenants=["bjorkelund"])
    assert result.success
    told = evaluations(at_rest, result)
    assert set(told) == {(name, "bjorkelund") for name in OFFSET_CHECKS}
    for one in told.values():
        assert one.passed
        assert "no broker is configured" in one.description
        assert one.metadata["broker"].value == "not looked at"
    assert "data:image/svg" in told["offset_gaps", "bjorkelund"].metadata["coverage"].value
    assert "data:image/svg" in told["replication_lag", "bjorkelund"].metadata["lag"].value
    assert "no broker is configured" in metadata(result)[SINK]
    refused = start(at_rest, "reset_offsets", "plan_or_reset", consumer_group="adopus-nonprod-bjorkelund")
    assert BROKER in reason(refused)


def test_a_broker_that_does_not_answer_is_no_passed_check(at_rest: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(BROKER, "127.0.0.1:1")
    monkeypatch.setattr(kafka, "open_broker", lambda environ: open_broker(environ, 1))
    result = check(at_rest, tenants=["bjorkelund"], healthy_pictures=False)
    assert result.success
    told = evaluations(at_rest, result)
    assert {name for (name, _), one in told.items() if one.passed} == {"source_silence"}
    assert all("the broker was not looked at" in one.description for one in told.values())
    assert all(one.severity == dg.AssetCheckSeverity.WARN for one in told.values())


def test_a_loss_is_found_reset_and_healed_from_the_launchpad(at_rest: World, broker: KafkaBroker) -> None:
    group, name = "adopus-nonprod-avansas", topic("avansas")
    at = Position(name, 0)
    produce(broker.settings["bootstrap.servers"], "avansas", 10)
    say_where_streams_start(at_rest, broker)
    load(at_rest, "avansas", [0, 1, 2, 5, 6, 7, 8, 9])
    broker.commit(group, {at: 10})
    result = check(at_rest, healthy_pictures=False)
    assert result.success
    told = evaluations(at_rest, result)
    assert set(told) == {(check, tenant) for check in OFFSET_CHECKS for tenant in CUSTOMERS}
    gaps, position = told["offset_gaps", "avansas"], told["consumer_position", "avansas"]
    assert (gaps.passed, gaps.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert f"| avansas | Actor | {name} [0] | recoverable | 2 | 3…4 |" in gaps.metadata["list"].value
    assert "coverage" in gaps.metadata
    assert (position.passed, position.severity) == (False, dg.AssetCheckSeverity.ERROR)
    assert "lag" not in told["replication_lag", "avansas"].metadata
    assert all(one.passed for (check, _), one in told.items() if check == "replication_lag")
    assert metadata(result)[SINK].splitlines()[2].startswith("| avansas | error |")

    asked: dict[str, object] = {"consumer_group": group, "topics": [f"{name}:0"], "assume_inactive": True}
    dry = start(at_rest, "reset_offsets", "plan_or_reset", **asked)
    assert dry.success
    assert metadata(dry)["partitions_to_move"] == 1
    assert f"| {name} | 0 | 10 | 3 | 0 | 10 | 3 |" in metadata(dry)["plan"]
    assert f"{name} 0 3\n" in metadata(dry)["by_rpk"]
    assert f"{name},0,3\n" in metadata(dry)["by_kafka_consumer_groups"]
    assert "nothing was changed" in metadata(dry)["done"]
    assert broker.committed(group, [at]) == {at: 10}

    wet = start(at_rest, "reset_offsets", "plan_or_reset", **asked, dry_run=False, requested_by="kari")
    assert wet.success
    assert broker.committed(group, [at]) == {at: 3}
    recorded = "SELECT requested_by, offset_before, offset_after, status FROM cdc_management.offset_resets"
    assert at_rest.sql(recorded) == [(f"kari, run {wet.run_id}", 10, 3, "verified")]

    load(at_rest, "avansas", range(3, 10))
    broker.commit(group, {at: 10})
    healed = check(at_rest, tenants=["avansas"])
    assert all(one.passed for one in evaluations(at_rest, healed).values())


def test_a_reset_that_is_not_safe_is_refused_in_a_line(at_rest: World, broker: KafkaBroker) -> None:
    group, first = "adopus-nonprod-brobygger", f"{topic('brobygger')}:0"
    at = Position(topic("brobygger"), 0)

    def refused(**config: object) -> str:
        return reason(start(at_rest, "reset_offsets", "plan_or_reset", dry_run=False, **config))

    produce(broker.settings["bootstrap.servers"], "brobygger", 10)
    say_where_streams_start(at_rest, broker)
    load(at_rest, "brobygger", [0, 1])
    broker.commit(group, {at: 2})
    assert "whether group" in refused(consumer_group=group)
    assert "no stream is configured to be fed by group `adopus`" in refused(consumer_group="adopus")
    assert "neither a word known here" in refused(consumer_group=group, to="tomorrow")
    assert "there are: avansas" in refused(consumer_group=group, tenants=["avansa"])
    assert "out of range" in refused(consumer_group=group, to="99", topics=[first], assume_inactive=True)
    passed_over = refused(consumer_group=group, to="latest", topics=[first], assume_inactive=True)
    assert "would pass over 8 offsets" in passed_over
    assert broker.committed(group, [at]) == {at: 2}
    assert at_rest.sql(f"SELECT 1 FROM cdc_management.offset_resets WHERE consumer_group = '{group}'") == []


def test_a_person_executes_one_check_of_one_tenant(at_rest: World) -> None:
    everything = at_rest.definitions.resolve_implicit_global_asset_job_def()
    key = dg.AssetCheckKey(APPLIED, "offset_gaps")
    job = everything.get_subset(asset_selection=set(), asset_check_selection={key})
    result = job.execute_in_process(instance=at_rest.instance, partition_key="bjorkelund")
    assert result.success
    assert set(evaluations(at_rest, result)) == {("offset_gaps", "bjorkelund")}


def test_the_schedule_is_off_and_draws_only_what_does_not_pass(at_rest: World) -> None:
    schedule = at_rest.definitions.resolve_schedule_def("check_offsets")
    assert schedule.default_status == dg.DefaultScheduleStatus.STOPPED
    (asked,) = schedule.evaluate_tick(dg.build_schedule_context(at_rest.instance)).run_requests or ()
    job = at_rest.definitions.resolve_job_def("check_offsets")
    result = job.execute_in_process(instance=at_rest.instance, run_config=asked.run_config)
    assert result.success
    assert all("lag" not in one.metadata for one in evaluations(at_rest, result).values())


def test_tenants_without_a_partition_are_shown_and_not_evaluated(
    at_rest: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cdc_assets.checks.report.SAID_AGAIN", 0)
    path = at_rest.root / "source-groups.yaml"
    before = path.read_text()
    set_customers(at_rest.root, [*CUSTOMERS, "nykunde"])
    try:
        result = check(at_rest)
        assert {tenant for _, tenant in evaluations(at_rest, result)} == set(CUSTOMERS)
        assert "nykunde" in reason(check(at_rest, tenants=["nykunda"]))
    finally:
        path.write_text(before)


def test_a_database_that_cannot_be_reached_fails_the_run_by_name(at_rest: World) -> None:
    path = at_rest.root / "sink-groups.yaml"
    before = path.read_text()
    path.write_text(before.replace("database: ", "database: gone_"))
    try:
        assert "gone_" in reason(check(at_rest))
    finally:
        path.write_text(before)
