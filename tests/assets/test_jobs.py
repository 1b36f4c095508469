"""The jobs people start: dry run before apply, off-boarding only when it is meant, merges on request."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import yaml

from resources.embedded_postgres import Server
from tests.assets.world import CUSTOMERS, PARTITIONS, TABLES, World, set_customers, world


@pytest.fixture
def at_rest(tmp_path: Path, postgres: Server) -> Iterator[World]:
    with world(tmp_path, postgres, tables=TABLES[:1]) as made:
        yield made


def start(made: World, job: str, op: str, **config: object) -> dg.ExecuteInProcessResult:
    return made.definitions.resolve_job_def(job).execute_in_process(
        instance=made.instance, raise_on_error=False, run_config={"ops": {op: {"config": config}}}
    )


def metadata(result: dg.ExecuteInProcessResult) -> dict[str, Any]:
    (output,) = [event for event in result.all_events if event.is_successful_output]
    return {name: value.value for name, value in output.step_output_data.metadata.items()}


def reason(result: dg.ExecuteInProcessResult) -> str:
    (failed,) = [event for event in result.all_events if event.is_step_failure]
    told = failed.step_failure_data.user_failure_data
    assert told is not None
    return told.description or ""


def test_apply_tenants_shows_the_plan_and_changes_nothing_unless_told_to(at_rest: World) -> None:
    at_rest.sql('DROP PROCEDURE avansas."sp_merge_actor"')
    there = "SELECT 1 FROM pg_proc WHERE proname = 'sp_merge_actor'"
    dry = start(at_rest, "apply_tenants", "plan_or_apply", tenants=["avansas", "bjorkelund"])
    assert dry.success
    told = metadata(dry)
    assert told["tenants_to_change"] == 1
    assert "CREATE OR REPLACE PROCEDURE" in told["sql"]
    assert len(at_rest.sql(there)) == 2
    wet = start(at_rest, "apply_tenants", "plan_or_apply", tenants=["avansas"], dry_run=False)
    assert wet.success
    assert len(at_rest.sql(there)) == 3
    run = at_rest.instance.get_run_by_id(wet.run_id)
    assert run is not None
    assert run.tags["cdc/tenants"] == "avansas"
    assert run.tags["cdc/sink"] == "sink_asma.directory"


def test_apply_tenants_names_what_there_is_where_a_name_is_wrong(at_rest: World) -> None:
    said = reason(start(at_rest, "apply_tenants", "plan_or_apply", tenants=["avansa"], sinks=["sink_asma.directry"]))
    assert "«avansa»" in said
    assert "avansas, bjorkelund" in said
    assert "sink_asma.directory" in said


def test_offboarding_wants_the_tenant_out_of_the_yaml_and_its_name_typed(at_rest: World) -> None:
    said = reason(start(at_rest, "offboard_tenant", "remove_tenant", tenant="brobygger"))
    assert "still configured" in said
    assert "not confirmed" in said
    assert at_rest.partitions() == list(CUSTOMERS)


def test_offboarding_keeps_the_schema_unless_it_shall_be_dropped_and_a_return_starts_anew(at_rest: World) -> None:
    schemas = "SELECT nspname::text FROM pg_namespace WHERE nspname IN ('bjorkelund', 'brobygger') ORDER BY 1"
    set_customers(at_rest.root, CUSTOMERS[:1])
    assert at_rest.tick() == []
    kept = start(at_rest, "offboard_tenant", "remove_tenant", tenant="bjorkelund", confirm="bjorkelund")
    assert kept.success
    at_rest.sql("CREATE TABLE brobygger.theirs (a int)")
    leaving = {"tenant": "brobygger", "confirm": "brobygger", "drop_schema": True, "sink_env": "dev"}
    assert "tables that are not ours: theirs" in reason(start(at_rest, "offboard_tenant", "remove_tenant", **leaving))
    at_rest.sql("DROP TABLE brobygger.theirs")
    at_rest.sql("INSERT INTO cdc_management.offset_coverage (schema_name, table_name, kafka_topic, kafka_partition)"
                " VALUES ('brobygger', 'Actor', 't', 0)")  # fmt: skip
    dropped = start(
        at_rest,
        "offboard_tenant",
        "remove_tenant",
        tenant="brobygger",
        confirm="brobygger",
        drop_schema=True,
        sink_env="dev",
    )
    assert dropped.success
    assert "brobygger" in metadata(dropped)["dropped"]
    assert at_rest.partitions() == ["avansas"]
    assert at_rest.sql(schemas) == [("bjorkelund",)]
    assert at_rest.sql("SELECT 1 FROM cdc_management.offset_coverage WHERE schema_name = 'brobygger'") == []
    assert at_rest.sql("SELECT 1 FROM cdc_management.migration_history WHERE schema_name = 'brobygger'") != []
    set_customers(at_rest.root, CUSTOMERS)
    assert at_rest.tick() == []  # partitions first
    assert sorted(at_rest.until_quiet()) == [("applied_schema", ("bjorkelund",)), ("applied_schema", ("brobygger",))]
    assert at_rest.sql(schemas) == [("bjorkelund",), ("brobygger",)]
    assert set(at_rest.instance.get_dynamic_partitions(PARTITIONS)) == set(CUSTOMERS)
    assert at_rest.checks("applied_hash_is_current") == dict.fromkeys(CUSTOMERS, True)


def test_a_schema_that_is_not_ours_is_not_dropped(at_rest: World) -> None:
    at_rest.sql("CREATE SCHEMA theirs")
    at_rest.instance.add_dynamic_partitions(PARTITIONS, ["theirs"])
    said = reason(
        start(
            at_rest,
            "offboard_tenant",
            "remove_tenant",
            tenant="theirs",
            confirm="theirs",
            drop_schema=True,
            sink_env="dev",
        )
    )
    assert "was not made by" in said
    assert at_rest.sql("SELECT 1 FROM pg_namespace WHERE nspname = 'theirs'") == [(1,)]


def test_merge_pending_merges_what_waits_and_shows_it(at_rest: World) -> None:
    at_rest.sql(
        """
        INSERT INTO avansas."stg_Actor"
            (actno, _customer_id, __operation, __lsn, __kafka_topic, __kafka_partition, __kafka_offset)
        VALUES (1, gen_random_uuid(), 'c', '00000027000000a80001', 't', 0, 0),
            (2, gen_random_uuid(), 'c', '00000027000000a80002', 't', 0, 1)
        """
    )
    result = start(at_rest, "merge_pending", "run_pending_merges", batch_window_seconds=0)
    assert result.success
    assert metadata(result)["tables_merged"] == 1
    assert "| avansas | Actor | 2 |" in metadata(result)["merged"]
    assert at_rest.sql("SELECT reason FROM cdc_management.merge_rejects") == []
    assert at_rest.sql('SELECT count(*) FROM avansas."Actor"') == [(2,)]


def test_by_the_clock_every_group_is_merged_and_a_database_that_was_never_applied_holds_up_no_other(
    at_rest: World,
) -> None:
    for name, text in {
        "source-groups.yaml": (at_rest.root / "source-groups.yaml").read_text(),
        "sink-groups.yaml": (at_rest.root / "sink-groups.yaml").read_text(),
        "services/adopus.yaml": (at_rest.root / "services" / "adopus.yaml").read_text(),
    }.items():
        content = yaml.safe_load(text)
        if name == "services/adopus.yaml":
            (at_rest.root / "services" / "other.yaml").write_text(
                text.replace("adopus", "other").replace("asma", "other")
            )
            continue
        (first,) = content
        second = yaml.safe_load(yaml.safe_dump(content[first]).replace("adopus", "other"))
        if name == "sink-groups.yaml":
            second["sources"]["directory"]["dev"]["database"] = "postgres"  # is there, and was never applied
        content["other" if first == "adopus" else "sink_other"] = second
        (at_rest.root / name).write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False))
    at_rest.sql("INSERT INTO avansas.\"stg_Actor\" (actno, _customer_id, __operation, __lsn, __kafka_topic,"
                " __kafka_partition, __kafka_offset)"
                " VALUES (1, gen_random_uuid(), 'c', '00000027000000a80001', 't', 0, 0)")  # fmt: skip
    said = reason(start(at_rest, "merge_pending", "run_pending_merges", batch_window_seconds=0))
    assert 'default/postgres: schema "cdc_management" does not exist (nothing was applied there yet' in said
    assert at_rest.sql('SELECT count(*) FROM avansas."Actor"') == [(1,)], "the other group's database was merged"
    made = at_rest.root / "generated" / "table-definitions"
    made.rename(made.with_name("adopus"))  # with several services each has a folder of its own
    made.mkdir()
    made.with_name("adopus").rename(made / "adopus")
    said = reason(start(at_rest, "check_offsets", "look_at_offsets"))
    assert "table-definitions/other: there are no table definitions yet" in said
    assert at_rest.checks("replication_lag") == dict.fromkeys(CUSTOMERS, True)
    refused = reason(start(at_rest, "check_offsets", "look_at_offsets", tenants=["avansas"]))
    assert "there are several source groups (one of: adopus, other)" in refused


def test_what_waits_too_long_and_what_was_rejected_fails_its_check_for_that_tenant_alone(at_rest: World) -> None:
    at_rest.sql("INSERT INTO avansas.\"stg_Actor\" (actno, __operation, __kafka_topic, __kafka_partition,"
                " __kafka_offset) VALUES (1, 'c', 't', 0, 0)")  # fmt: skip
    at_rest.sql("INSERT INTO cdc_management.merge_rejects (schema_name, table_name, reason, row_data)"
                " VALUES ('brobygger', 'Actor', 'too wide', '{}')")  # fmt: skip
    config = {"ops": {"adopus__sink_asma__directory__tenant_status": {"config": {"backlog_seconds": 0}}}}
    at_rest.sql("SELECT pg_sleep(1.1)")
    job = at_rest.definitions.resolve_job_def("check_tenants")
    job.execute_in_process(instance=at_rest.instance, run_config=config, raise_on_error=False)
    assert at_rest.checks("merge_backlog") == {"avansas": False, "bjorkelund": True, "brobygger": True}
    assert at_rest.checks("merge_errors") == {"avansas": True, "bjorkelund": True, "brobygger": False}
    assert at_rest.checks("staging_survived") == dict.fromkeys(CUSTOMERS, True)


def test_the_repository_loads_with_every_job_sensor_and_schedule(at_rest: World) -> None:
    repository = at_rest.definitions.get_repository_def()
    repository.load_all_definitions()
    assert {"seed_adopus", "apply_tenants", "offboard_tenant", "merge_pending", "check_tenants"} <= set(
        repository.job_names
    )
    running = {each.name for each in repository.sensor_defs if each.default_status == dg.DefaultSensorStatus.RUNNING}
    assert {"source_drift", "service_config", "tenants", "follow_upstream", "run_failures"} <= running
    stopped = {
        each.name for each in repository.schedule_defs if each.default_status == dg.DefaultScheduleStatus.STOPPED
    }
    assert "merge_pending" in stopped
