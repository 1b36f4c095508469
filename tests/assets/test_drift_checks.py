"""What somebody changed by hand, edited or left failing shows in the checks of exactly the tenants it is true of."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg
import psycopg
import pytest
import yaml

from cdc_assets.assets.tenant_status import table_states
from cdc_assets.checks.health import read_health
from cdc_assets.checks.model import CHECKS, EXISTING, FAILED, FILES, MATCHES
from cdc_assets.config.load import load_project
from resources.embedded_postgres import Server
from resources.project import project_environ
from tests.assets.world import CUSTOMERS, GROUP, SINK, TABLES, World, world

GOOD = dict.fromkeys(CUSTOMERS, True)


@pytest.fixture
def at_rest(postgres: Server) -> Iterator[World]:
    with world(postgres, tables=TABLES[:1]) as made:
        yield made


def look(made: World) -> None:
    job = made.definitions.resolve_job_def("check_tenants")
    assert job.execute_in_process(instance=made.instance, raise_on_error=False).success


def shown(made: World, check: str, tenant: str) -> tuple[str, dg.AssetCheckSeverity]:
    """The table and the severity of the latest evaluation."""
    told = next(each for each in reversed(evaluations(made)) if (each.check_name, each.partition) == (check, tenant))
    table = told.metadata.get("tables")
    return str(table.value) if table else "", told.severity


def evaluations(made: World) -> list[dg.AssetCheckEvaluation]:
    """Every evaluation, the latest last."""
    records = made.instance.get_event_records(
        dg.EventRecordsFilter(dg.DagsterEventType.ASSET_CHECK_EVALUATION), limit=500, ascending=True
    )
    events = [record.event_log_entry.dagster_event for record in records]
    return [event.asset_check_evaluation_data for event in events if event is not None]


def test_what_was_changed_by_hand_or_failed_is_told_of_that_tenant_alone_with_what_to_do(at_rest: World) -> None:
    assert [at_rest.checks(name) for name in (MATCHES, FAILED, FILES)] == [GOOD] * 3
    at_rest.sql(
        'ALTER TABLE avansas."stg_Actor" DROP COLUMN "Notat"; ALTER TABLE avansas."Actor" ALTER actno TYPE bigint'
    )
    at_rest.sql('ALTER TABLE bjorkelund."Actor" ADD COLUMN egen text')
    at_rest.sql(
        "INSERT INTO cdc_management.migration_history (run_id, sink, schema_name, unit, kind, object_name, file,"
        " checksum, status, error, started_at, finished_at) VALUES ('r', 'sink_asma.directory', 'brobygger', 'Actor',"
        " 'table', 'Actor', 'f', 'x', 'failed', 'in the way: pid 7', now(), now())"
    )
    look(at_rest)
    assert at_rest.checks(MATCHES) == {**GOOD, "avansas": False}
    table, severity = shown(at_rest, MATCHES, "avansas")
    assert "| Actor | stg_Actor.Notat is missing | `cdc plan --repair-drift`" in table
    assert "Actor.actno is bigint instead of integer" in table
    assert severity == dg.AssetCheckSeverity.ERROR
    assert (
        "| Actor | Actor.egen was added by hand | nothing: it is left alone |"
        in shown(at_rest, MATCHES, "bjorkelund")[0]
    )
    assert at_rest.checks(FAILED) == {**GOOD, "brobygger": False}
    assert "| Actor | in the way: pid 7 |" in shown(at_rest, FAILED, "brobygger")[0]
    health = read_health(load_project(at_rest.root, {"CDC_ENV": "nonprod"}), GROUP, SINK, CUSTOMERS)
    assert {one.tenant: table_states(one)["Actor"] for one in health} == {
        "avansas": "applied",
        "bjorkelund": "applied",
        "brobygger": "failed",
    }
    assert at_rest.checks("applied_hash_is_current") == GOOD
    assert at_rest.checks(EXISTING) == dict.fromkeys(CUSTOMERS, False)
    table, severity = shown(at_rest, EXISTING, "avansas")
    assert "| public.customer_user | the table is missing" in table
    assert severity == dg.AssetCheckSeverity.WARN  # nothing is merged into it
    job = at_rest.definitions.resolve_job_def("apply_tenants")
    config = {"tenants": ["avansas"], "dry_run": False, "repair_drift": True, "allow": ["DATA_LOSS", "MEANING_CHANGE"]}
    run_config = {"ops": {"plan_or_apply": {"config": config}}}
    assert job.execute_in_process(instance=at_rest.instance, run_config=run_config, raise_on_error=False).success
    assert shown(at_rest, MATCHES, "avansas")[0] == ""
    assert at_rest.checks(MATCHES) == GOOD


def test_an_edited_file_fails_its_check_and_the_others_answer_nothing_they_cannot_know(
    at_rest: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cdc_assets.checks.report.SAID_AGAIN", 0)
    before = len(evaluations(at_rest))
    next((at_rest.root / "migrations").glob("*/tables/Actor.sql")).write_text("SELECT 1;\n")
    look(at_rest)
    assert at_rest.checks(FILES) == dict.fromkeys(CUSTOMERS, False)
    asked = {told.check_name for told in evaluations(at_rest)[before:]}
    assert {FILES, "merge_backlog"} <= asked
    assert not asked & {MATCHES, FAILED, "applied_hash_is_current"}
    assert "| tables/Actor.sql | edited by hand |" in shown(at_rest, FILES, "brobygger")[0]


def test_a_database_that_is_not_there_leaves_the_answers_of_the_others(
    at_rest: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cdc_assets.checks.report.SAID_AGAIN", 0)
    at_rest.sql('ALTER TABLE brobygger."Actor" ADD COLUMN egen text NOT NULL DEFAULT 1')
    at_rest.sql('ALTER TABLE brobygger."Actor" ALTER COLUMN egen DROP DEFAULT')
    groups = yaml.safe_load((at_rest.root / "source-groups.yaml").read_text())
    groups[GROUP]["sources"]["avansas"]["nonprod"]["target_sink_env"] = "stage"
    (at_rest.root / "source-groups.yaml").write_text(yaml.safe_dump(groups, allow_unicode=True, sort_keys=False))
    sinks = yaml.safe_load((at_rest.root / "sink-groups.yaml").read_text())
    sinks["sink_asma"]["sources"]["directory"]["stage"] = {"server": "default", "database": "nowhere"}
    (at_rest.root / "sink-groups.yaml").write_text(yaml.safe_dump(sinks))
    before = len(evaluations(at_rest))
    job = at_rest.definitions.resolve_job_def("check_tenants")
    done = job.execute_in_process(instance=at_rest.instance, raise_on_error=False)
    assert not done.success
    told = {told.partition: told.passed for told in evaluations(at_rest)[before:] if told.check_name == MATCHES}
    assert told == {"bjorkelund": True, "brobygger": False}


def test_what_a_database_of_another_version_does_not_tell_is_no_passed_check(at_rest: World) -> None:
    """After a new release was deployed, until it is applied: what stood was told to be over."""
    at_rest.sql("ALTER VIEW cdc_management.v_merge_status RENAME COLUMN present_error TO formerly")
    look(at_rest)
    for check in ("merge_errors", "merge_backlog"):
        assert at_rest.checks(check) == dict.fromkeys(CUSTOMERS, False)
        assert shown(at_rest, check, "avansas")[1] == dg.AssetCheckSeverity.WARN
    assert at_rest.checks("staging_survived") == GOOD


def test_looking_takes_as_many_queries_for_three_tenants_as_for_one(
    at_rest: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = load_project(at_rest.root, project_environ(at_rest.root))
    sent: list[str] = []
    execute = psycopg.Connection.execute

    def counted(self, query, *args, **kwargs):
        sent.append(str(query))
        return execute(self, query, *args, **kwargs)

    monkeypatch.setattr(psycopg.Connection, "execute", counted)
    counts = []
    for names in (CUSTOMERS[:1], CUSTOMERS):
        sent.clear()
        health = read_health(project, GROUP, SINK, names)
        assert [{found.subject for found in one.findings} for one in health] == [set(CHECKS)] * len(names)
        counts.append(len([query for query in sent if "SELECT" in query or "WITH" in query]))
    assert counts[0] == counts[1] <= 9
