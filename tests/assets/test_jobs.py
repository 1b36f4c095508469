"""The jobs people start: dry run before apply, off-boarding only when it is meant, merges on request."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import dagster as dg
import psycopg
import pytest
import yaml
from dagster._core.definitions.partitions.context import partition_loading_context
from dagster._core.instance_for_test import instance_for_test
from psycopg.conninfo import conninfo_to_dict

from cdc_assets.jobs.offboard_tenant import delete_partition
from resources.embedded_postgres import Server
from tests.assets.world import APPLIED, CUSTOMERS, PARTITIONS, TABLES, World, set_customers, world
from tests.support.postgres import fresh_database


@pytest.fixture
def at_rest(postgres: Server) -> Iterator[World]:
    with world(postgres, tables=TABLES[:1]) as made:
        yield made


def start(made: World, job: str, op: str, **config: object) -> dg.ExecuteInProcessResult:
    return made.definitions.resolve_job_def(job).execute_in_process(
        instance=made.instance, raise_on_error=False, run_config={"ops": {op: {"config": config}}}
    )


def metadata(result: dg.ExecuteInProcessResult) -> dict[str, Any]:
    (output,) = [event for event in result.all_events if event.is_successful_output]
    return {name: value.value for name, value in output.step_output_data.metadata.items()}


def reason(result: dg.ExecuteInProcessResult) -> str:
    return told_at_last(result).description or ""


def told_at_last(result: dg.ExecuteInProcessResult) -> Any:
    (failed,) = [event for event in result.all_events if event.is_step_failure]
    told = failed.step_failure_data.user_failure_data
    assert told is not None
    return told


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


@pytest.mark.parametrize("canaries", [0, 1])
def test_apply_tenants_goes_on_with_the_next_sink_unless_a_canary_stopped_the_rollout(
    at_rest: World, canaries: int
) -> None:
    path = at_rest.root / "services" / "adopus.yaml"
    service = yaml.safe_load(path.read_text())
    sinks = service["adopus"]["sinks"]
    (first,) = (use for use in sinks["sink_asma.directory"]["tables"].values() if not use.get("target_exists", False))
    sinks["sink_asma.second"] = {"tables": {"adopus.Skuespiller": first}}
    path.write_text(yaml.safe_dump(service, allow_unicode=True))
    path = at_rest.root / "sink-groups.yaml"
    groups = yaml.safe_load(path.read_text())
    groups["sink_asma"]["sources"]["second"] = groups["sink_asma"]["sources"]["directory"]
    path.write_text(yaml.safe_dump(groups))
    at_rest.reload()
    for stage in ("table_definitions", "ddl"):
        assert at_rest.run(stage)
    second = dg.AssetKey(["adopus", "sink_asma__second", "ddl"])
    job = at_rest.definitions.resolve_implicit_global_asset_job_def()
    assert job.execute_in_process(instance=at_rest.instance, asset_selection=[second]).success
    at_rest.sql('ALTER TABLE avansas."Actor" DROP COLUMN actno CASCADE')
    done = start(at_rest, "apply_tenants", "plan_or_apply", dry_run=False, repair_drift=True, canaries=canaries)
    said = reason(done)
    assert said.startswith("avansas: ")
    assert ("sink_asma.second: not begun: the rollout stopped" in said) == bool(canaries)
    made = at_rest.sql("SELECT count(*) FROM pg_tables WHERE tablename = 'Skuespiller'")
    assert made == [(0 if canaries else len(CUSTOMERS),)]


def test_apply_tenants_names_what_there_is_where_a_name_is_wrong(at_rest: World) -> None:
    said = reason(start(at_rest, "apply_tenants", "plan_or_apply", tenants=["avansa"], sinks=["sink_asma.directry"]))
    assert "`avansa`" in said
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
    assert at_rest.tick() == [("table_definitions", ())], "the pipelines no longer name them"
    kept = start(at_rest, "offboard_tenant", "remove_tenant", tenant="bjorkelund", confirm="bjorkelund")
    assert kept.success
    at_rest.sql("CREATE TABLE brobygger.theirs (a int)")
    leaving = {"tenant": "brobygger", "confirm": "brobygger", "drop_schema": True, "sink_env": "dev"}
    assert "holds what is not ours: theirs" in reason(start(at_rest, "offboard_tenant", "remove_tenant", **leaving))
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
    assert at_rest.tick() == [("table_definitions", ())]  # partitions first
    assert at_rest.until_quiet() == [("applied_schema", ("bjorkelund", "brobygger"))]
    assert at_rest.sql(schemas) == [("bjorkelund",), ("brobygger",)]
    assert set(at_rest.instance.get_dynamic_partitions(PARTITIONS)) == set(CUSTOMERS)
    assert at_rest.checks("applied_hash_is_current") == dict.fromkeys(CUSTOMERS, True)


def drop(made: World, tenant: str, **config: object) -> dg.ExecuteInProcessResult:
    asked = {"tenant": tenant, "drop_schema": True, **config}
    return start(made, "offboard_tenant", "remove_tenant", **asked)


def schemas_in(made: World, conninfo: str, name: str) -> int:
    with psycopg.connect(conninfo) as connection:
        return len(connection.execute("SELECT FROM pg_namespace WHERE nspname = %s", [name]).fetchall())


@pytest.fixture
def production(at_rest: World, postgres: Server) -> Iterator[str]:
    """A second environment of the sink, where a customer of the same name lives."""
    with fresh_database(postgres) as conninfo:
        path = at_rest.root / "sink-groups.yaml"
        sinks = yaml.safe_load(path.read_text())
        database = str(conninfo_to_dict(conninfo)["dbname"])
        sinks["sink_asma"]["sources"]["directory"]["prod"] = {"server": "default", "database": database}
        path.write_text(yaml.safe_dump(sinks))
        with psycopg.connect(conninfo, autocommit=True) as connection:
            connection.execute("CREATE SCHEMA cdc_management")
            connection.execute(
                "CREATE TABLE cdc_management.applied_schema (schema_name text, object_name text, sink text)"
            )
            connection.execute('CREATE SCHEMA brobygger CREATE TABLE "Actor" (a int)')
            connection.execute(
                "INSERT INTO cdc_management.applied_schema VALUES ('brobygger', 'Actor', 'sink_asma.directory')"
            )
        yield conninfo


def test_the_schema_that_is_dropped_is_the_one_the_partition_was_applied_to(at_rest: World, production: str) -> None:
    """The environment of the deployment is called `nonprod`, its sink's `dev`, and there is a `prod`."""
    set_customers(at_rest.root, CUSTOMERS[:2])
    shown = reason(drop(at_rest, "brobygger"))
    assert "not confirmed, nothing was done" in shown
    assert "schema brobygger with 2 tables" in shown
    assert "(environment dev)" in shown
    assert len(at_rest.sql("SELECT 1 FROM pg_namespace WHERE nspname = 'brobygger'")) == 1
    done = drop(at_rest, "brobygger", confirm="brobygger")
    assert done.success
    assert "(environment dev)" in metadata(done)["dropped"]
    assert at_rest.sql("SELECT 1 FROM pg_namespace WHERE nspname = 'brobygger'") == []
    assert schemas_in(at_rest, production, "brobygger") == 1


@pytest.mark.parametrize("env", ["prod", "nonprod", "pord"])
def test_no_other_environment_s_schema_is_dropped_nor_offered_by_its_spelling(
    at_rest: World, production: str, env: str
) -> None:
    set_customers(at_rest.root, CUSTOMERS[:2])
    said = reason(drop(at_rest, "brobygger", confirm="brobygger", sink_env=env))
    assert "applied to dev" in said or "but to dev" in said
    assert "did you mean" not in said
    assert schemas_in(at_rest, production, "brobygger") == 1
    assert len(at_rest.sql("SELECT 1 FROM pg_namespace WHERE nspname = 'brobygger'")) == 1
    assert at_rest.partitions() == list(CUSTOMERS)


def test_a_tenant_that_this_instance_never_applied_is_dropped_only_where_somebody_says(
    at_rest: World, production: str
) -> None:
    at_rest.sql('CREATE SCHEMA oslo CREATE TABLE "Actor" (a int)')
    at_rest.instance.add_dynamic_partitions(PARTITIONS, ["oslo"])
    said = reason(drop(at_rest, "oslo", confirm="oslo"))
    assert "in which environment is the schema?" in said
    assert "did you mean" not in said


def test_a_tenant_that_another_environment_has_in_the_same_database_keeps_its_schema(at_rest: World) -> None:
    path = at_rest.root / "source-groups.yaml"
    groups = yaml.safe_load(path.read_text())
    entry = groups["adopus"]["sources"]["brobygger"]
    entry["test"] = entry.pop("nonprod")
    path.write_text(yaml.safe_dump(groups, allow_unicode=True, sort_keys=False))
    said = reason(drop(at_rest, "brobygger", confirm="brobygger"))
    assert "still configured in test" in said
    assert len(at_rest.sql("SELECT 1 FROM pg_namespace WHERE nspname = 'brobygger'")) == 1


def test_a_schema_that_somebody_s_view_reads_is_not_dropped(at_rest: World) -> None:
    set_customers(at_rest.root, CUSTOMERS[:2])
    at_rest.sql('CREATE SCHEMA reports; CREATE VIEW reports.people AS SELECT actno FROM brobygger."Actor"')
    said = reason(drop(at_rest, "brobygger", confirm="brobygger"))
    assert "is used by reports.people" in said
    assert len(at_rest.sql("SELECT 1 FROM pg_views WHERE schemaname = 'reports'")) == 1


def test_a_schema_goes_with_nobody_elses_function(at_rest: World) -> None:
    set_customers(at_rest.root, CUSTOMERS[:2])
    at_rest.sql(
        """CREATE SCHEMA reports;
        CREATE FUNCTION reports.people() RETURNS SETOF brobygger."Actor" LANGUAGE sql
            AS 'SELECT * FROM brobygger."Actor"';
        CREATE FUNCTION reports.count() RETURNS bigint LANGUAGE sql
            BEGIN ATOMIC SELECT count(*) FROM brobygger."Actor"; END;
        CREATE TABLE reports.kept (id int, was brobygger."Actor");
        CREATE FUNCTION brobygger.own() RETURNS int LANGUAGE sql AS 'SELECT 1'"""
    )
    said = reason(drop(at_rest, "brobygger", confirm="brobygger"))
    assert "holds what is not ours: own" in said
    assert "is used by reports.count(), reports.kept, reports.people()" in said
    assert at_rest.sql("SELECT count(*) FROM pg_proc WHERE pronamespace = 'reports'::regnamespace") == [(2,)]


def test_a_schema_that_was_kept_can_be_dropped_later(at_rest: World) -> None:
    set_customers(at_rest.root, CUSTOMERS[:2])
    assert start(at_rest, "offboard_tenant", "remove_tenant", tenant="brobygger", confirm="brobygger").success
    assert at_rest.partitions() == list(CUSTOMERS[:2])
    assert drop(at_rest, "brobygger", confirm="brobygger").success
    assert at_rest.sql("SELECT 1 FROM pg_namespace WHERE nspname = 'brobygger'") == []


def test_after_an_offboarding_no_evaluation_is_left_that_names_the_partition(at_rest: World) -> None:
    """The Automation tab reads them, and fails on a range that ends with a partition that is gone."""
    with instance_for_test() as instance, partition_loading_context(dynamic_partitions_store=instance):
        instance.add_dynamic_partitions(PARTITIONS, list(CUSTOMERS))
        storage = instance.schedule_storage
        assert storage is not None
        found = dg.evaluate_automation_conditions(at_rest.definitions, instance)
        told = [one.serializable_evaluation.with_run_ids(set()) for one in found.results]
        storage.add_auto_materialize_asset_evaluations(1, told)
        assert storage.get_auto_materialize_asset_evaluations(APPLIED, limit=9) != []
        delete_partition(instance, PARTITIONS, "brobygger")
        assert instance.get_dynamic_partitions(PARTITIONS) == list(CUSTOMERS[:2])
        assert storage.get_auto_materialize_asset_evaluations(APPLIED, limit=9) == []


def sources_in(kind: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The places of a run's configuration where Dagster would take `{env: NAME}`."""
    if "Source" in str(kind.key):
        yield path
    for name, inner in (getattr(kind, "fields", None) or {}).items():
        yield from sources_in(inner.config_type, (*path, name))
    for part in ("inner_type", "scalar_type", "non_scalar_type"):
        if getattr(kind, part, None) is not None:
            yield from sources_in(getattr(kind, part), (*path, part))


def test_no_launchpad_reads_the_environment_for_whoever_may_launch(
    at_rest: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SINKPW", "s1nk'P")
    jobs = at_rest.definitions.get_repository_def().get_all_jobs()
    assert len(jobs) > 7
    assert {job.name: list(sources_in(job.run_config_schema.config_type)) for job in jobs} == {
        job.name: [] for job in jobs
    }
    with pytest.raises(dg.DagsterInvalidConfigError) as refused:
        start(at_rest, "apply_tenants", "plan_or_apply", tenants=[{"env": "SINKPW"}])
    assert "s1nk" not in str(refused.value)


@pytest.mark.parametrize(
    ("job", "op", "config"),
    [
        ("apply_tenants", "plan_or_apply", {"tenants": ["s1nk'P"]}),
        ("apply_tenants", "plan_or_apply", {"sinks": ["s1nk'P"]}),
        ("apply_tenants", "plan_or_apply", {"group": "s1nk'P"}),
        ("merge_pending", "run_pending_merges", {"sinks": ["s1nk'P"]}),
        ("offboard_tenant", "remove_tenant", {"tenant": "s1nk'P", "confirm": "s1nk'P"}),
        ("offboard_tenant", "remove_tenant", {"tenant": "s1nk'P", "confirm": "s1nk'P", "drop_schema": True}),
        ("check_offsets", "look_at_offsets", {"tenants": ["s1nk'P"]}),
        ("check_offsets", "look_at_offsets", {"sinks": ["s1nk'P"]}),
    ],
)
def test_what_nobody_knows_is_not_repeated_whole(at_rest: World, job: str, op: str, config: dict[str, object]) -> None:
    result = start(at_rest, job, op, **config)
    assert not result.success
    assert "s1n" in reason(result)
    assert "s1nk'P" not in reason(result)
    run = at_rest.instance.get_run_by_id(result.run_id)
    assert run is not None
    assert "s1nk'P" not in str(run.tags)


def test_a_value_out_of_range_is_told_without_a_traceback(at_rest: World) -> None:
    said = reason(start(at_rest, "apply_tenants", "plan_or_apply", connections=100))
    assert "connections: Input should be less than or equal to 64" in said


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


def test_merge_pending_goes_to_both_databases_where_two_sink_groups_call_different_servers_alike(
    at_rest: World,
) -> None:
    path = at_rest.root / "sink-groups.yaml"
    groups = yaml.safe_load(path.read_text())
    groups["sink_other"] = yaml.safe_load(yaml.safe_dump(groups["sink_asma"]))
    groups["sink_other"]["servers"]["default"] = {"host": "127.0.0.1", "port": 1, "user": "nobody"}
    path.write_text(yaml.safe_dump(groups))
    path = at_rest.root / "services" / "adopus.yaml"
    service = yaml.safe_load(path.read_text())
    sinks = service["adopus"]["sinks"]
    sinks["sink_other.directory"] = sinks["sink_asma.directory"]
    path.write_text(yaml.safe_dump(service, allow_unicode=True))
    at_rest.reload()
    assert "127.0.0.1" in reason(start(at_rest, "merge_pending", "run_pending_merges", batch_window_seconds=0))


def who_merges(world: World, seconds: float = 0) -> None:
    """An event for each customer, and a trigger that notes which session merged it, and takes a while."""
    for tenant in CUSTOMERS:
        world.sql(f"INSERT INTO {tenant}.\"stg_Actor\" (actno, _customer_id, __operation, __lsn, __kafka_topic,"
                  " __kafka_partition, __kafka_offset)"
                  f" VALUES (1, gen_random_uuid(), 'c', '00000027000000a80001', '{tenant}', 0, 0)")  # fmt: skip
    world.sql("CREATE TABLE public.merged_by (pid integer);"
              " CREATE FUNCTION public.note() RETURNS trigger LANGUAGE plpgsql AS $$"
              " BEGIN INSERT INTO public.merged_by VALUES (pg_backend_pid());"
              f" PERFORM pg_sleep({seconds}); RETURN NULL; END $$;"
              " CREATE TRIGGER note AFTER INSERT ON cdc_management.cdc_processing_log"
              " FOR EACH STATEMENT EXECUTE FUNCTION public.note()")  # fmt: skip


def test_merge_pending_goes_on_in_new_sessions_where_one_has_met_enough_tables(
    at_rest: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    who_merges(at_rest)
    monkeypatch.setattr("cdc_assets.jobs.merge_pending.TABLES_OF_A_ROUND", 2)
    result = start(at_rest, "merge_pending", "run_pending_merges", batch_window_seconds=0)
    assert result.success
    assert metadata(result)["tables_merged"] == len(CUSTOMERS)
    assert at_rest.sql("SELECT count(*)::int FROM public.merged_by GROUP BY pid ORDER BY min(ctid)") == [(2,), (1,)]


def test_two_sessions_of_merge_pending_share_a_round(at_rest: World, monkeypatch: pytest.MonkeyPatch) -> None:
    who_merges(at_rest, seconds=1)
    monkeypatch.setenv("CDC_MERGE_SESSIONS", "2")
    result = start(at_rest, "merge_pending", "run_pending_merges", batch_window_seconds=0)
    assert result.success
    assert metadata(result)["tables_merged"] == len(CUSTOMERS)
    assert at_rest.sql("SELECT count(*), count(DISTINCT pid) FROM public.merged_by") == [(len(CUSTOMERS), 2)]
    monkeypatch.setenv("CDC_MERGE_SESSIONS", "none")
    said = reason(start(at_rest, "merge_pending", "run_pending_merges"))
    assert "CDC_MERGE_SESSIONS: `none` is not a whole number" in said


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
    merged = start(at_rest, "merge_pending", "run_pending_merges", batch_window_seconds=0)
    assert told_at_last(merged).metadata["tables_merged"].value == 1, "shown beside what went wrong"
    said = reason(merged)
    assert 'default/postgres: schema "cdc_management" does not exist (nothing was applied there yet' in said
    assert at_rest.sql('SELECT count(*) FROM avansas."Actor"') == [(1,)], "the other group's database was merged"
    made = at_rest.root / "generated" / "table-definitions"
    made.rename(made.with_name("adopus"))  # with several services each has a folder of its own
    made.mkdir()
    made.with_name("adopus").rename(made / "adopus")
    looked = start(at_rest, "check_offsets", "look_at_offsets")
    assert "avansas" in told_at_last(looked).metadata["sink_asma.directory"].value
    said = reason(looked)
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
    assert {"source_drift", "service_config", "tenants", "follow_upstream", "alerts"} <= running
    stopped = {
        each.name for each in repository.schedule_defs if each.default_status == dg.DefaultScheduleStatus.STOPPED
    }
    assert "merge_pending" in stopped
