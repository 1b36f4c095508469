"""What Dagster's checks and runs tell becomes what is told: begins, ends, by whom it is told elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.remote_origin import (
    GrpcServerCodeLocationOrigin,
    RemoteJobOrigin,
    RemoteRepositoryOrigin,
)

from cdc_assets.alerts.model import standing
from cdc_assets.alerts.store import Store, opened, store_of
from cdc_assets.assets.resources import ProjectResource
from cdc_assets.checks.capture import CHECKS as CAPTURE_CHECKS
from cdc_assets.checks.capture import CUSTOMERS
from cdc_assets.checks.model import CHECKS as TENANT_CHECKS
from cdc_assets.checks.offsets import OFFSET_CHECKS
from cdc_assets.checks.report import say_last
from cdc_assets.checks.tenants import SOURCE_FRESH
from cdc_assets.config.model import Project
from cdc_assets.config.tenants import sink_target
from cdc_assets.definitions import load_definitions
from cdc_assets.errors import CdcError
from cdc_assets.sensors import alerts
from cdc_assets.sensors.alerts import build_alerts_sensor, look
from resources.postgres import connected
from tests.alerts.receivers import Web, web_server
from tests.config.projects import ENVIRON, load, write_project

APPLIED = dg.AssetKey(["adopus", "sink_asma__directory", "applied_schema"])


@pytest.fixture(autouse=True)
def _settled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alerts, "_SETTLED_SECONDS", -60)
    monkeypatch.setattr("cdc_assets.alerts.tell.unanswered", lambda *_: [])  # the sinks of this project are nowhere


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    with opened(database, "adopus") as held:
        assert held is not None
        yield held


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return load(write_project(tmp_path, files={"alerts.yaml": "alerts: {ui: https://dagster.example}\n"}))


def evaluate(instance: dg.DagsterInstance, passed: bool, tenant: str = "avansas", error: bool = True) -> None:
    severity = dg.AssetCheckSeverity.ERROR if error else dg.AssetCheckSeverity.WARN
    description = f"{tenant}: {'nothing is missing' if passed else '70 lost'}"
    say_last(
        instance,
        dg.AssetCheckEvaluation(
            asset_key=APPLIED,
            check_name="offset_gaps",
            passed=passed,
            severity=severity,
            description=description,
            partition=tenant,
        ),
    )


@dg.job
def _failing() -> None:
    """A job for runs that no code is executed for."""


def seen(instance: dg.DagsterInstance, store: Store, project: Project) -> list[tuple[str, str, str, str]]:
    """Severity, check, for whom, what; after one more look."""
    look(dg.build_sensor_context(instance), project, store, datetime.now(UTC))
    found = standing(store.alerts())
    return [(one.finding.severity, one.finding.subject, one.finding.where, one.finding.what) for one in found]


def run(instance: dg.DagsterInstance, fails: str | None, tags: dict[str, str] | None = None) -> str:
    """A run of a job that fails for that reason; its id."""

    @dg.op
    def look_at_offsets() -> None:
        if fails:
            raise dg.Failure(fails, allow_retries=False)

    @dg.job(tags={"cdc/job": "check_offsets", **(tags or {})})
    def check_offsets() -> None:
        look_at_offsets()

    return check_offsets.execute_in_process(instance=instance, raise_on_error=False).run_id


def test_a_check_stands_until_it_passes_and_each_event_is_read_once(
    instance: dg.DagsterInstance, store: Store, project: Project
) -> None:
    evaluate(instance, passed=False, error=False)
    evaluate(instance, passed=True, tenant="no")
    assert seen(instance, store, project) == [("warning", "offset_gaps", "avansas", "70 lost")]
    evaluate(instance, passed=False)
    assert seen(instance, store, project) == [("error", "offset_gaps", "avansas", "70 lost")]
    (alert,) = standing(store.alerts())
    assert alert.link == "https://dagster.example/assets/adopus/sink_asma__directory/applied_schema?view=checks"
    assert alert.page == "docs/how-to/operate.md#a-gap"
    assert alert.finding.hint == "cdc offsets gaps{tenants}"
    assert alerts.events_since(instance, store.position(alerts.EVENTS) or 0)[0] == []
    evaluate(instance, passed=True)
    assert seen(instance, store, project) == []


@pytest.mark.parametrize(
    ("asset", "checks"),
    [
        (APPLIED, [*TENANT_CHECKS, *OFFSET_CHECKS]),
        (dg.AssetKey(["adopus", "cdc_capture"]), [*CAPTURE_CHECKS, CUSTOMERS]),
        (dg.AssetKey(["adopus", "source_schema"]), [SOURCE_FRESH]),
    ],
)
def test_each_check_is_told_with_a_command_and_a_page_until_it_passes(
    asset: dg.AssetKey, checks: list[str], instance: dg.DagsterInstance, store: Store, project: Project
) -> None:
    partition = "avansas" if asset == APPLIED else None
    for passed in (False, True):
        for name in checks:
            say_last(
                instance,
                dg.AssetCheckEvaluation(asset_key=asset, check_name=name, passed=passed, partition=partition),
            )
        expected = [] if passed else sorted(checks)
        assert sorted(subject for _, subject, _, _ in seen(instance, store, project)) == expected
        assert all(one.finding.hint and one.page for one in standing(store.alerts()))


def test_what_is_found_of_a_tenant_that_left_is_over(
    instance: dg.DagsterInstance, store: Store, project: Project
) -> None:
    evaluate(instance, passed=False, tenant="left")
    evaluate(instance, passed=False, tenant="no")
    assert [where for _, _, where, _ in seen(instance, store, project)] == ["no"]
    group = project.source_groups["adopus"]
    evaluate(instance, passed=False, tenant="left")
    others = group.model_copy(update={"sources": {"left": group.sources["no"]}})
    both = replace(project, source_groups={**project.source_groups, "others": others})
    assert [where for _, _, where, _ in seen(instance, store, both)] == ["no"], "another group's tenant of that name"


def test_what_is_found_of_a_sink_that_left_is_over_and_of_another_project_is_nobodys(
    instance: dg.DagsterInstance, store: Store, project: Project
) -> None:
    for path in (["adopus", "sink_asma__left", "applied_schema"], ["others", "x"], ["adopus", "source_schema"]):
        say_last(
            instance, dg.AssetCheckEvaluation(asset_key=dg.AssetKey(path), check_name="source_fresh", passed=False)
        )
    assert [where for _, _, where, _ in seen(instance, store, project)] == ["adopus/source_schema"]


def test_two_projects_in_one_dagster_tell_each_its_own(
    instance: dg.DagsterInstance, store: Store, project: Project, database: str
) -> None:
    """Neither reads what the other would tell away from it, or ends it."""
    theirs = replace(project, source_groups={"others": next(iter(project.source_groups.values()))}, services={})
    evaluate(instance, passed=False)
    stale = dg.AssetCheckEvaluation(asset_key=dg.AssetKey(["others", "source_schema"]), check_name="x", passed=False)
    say_last(instance, stale)
    with opened(database, store_of(theirs)) as other:
        assert other is not None
        for _ in range(2):
            assert [one[1:3] for one in seen(instance, store, project)] == [("offset_gaps", "avansas")]
            assert [one[1:3] for one in seen(instance, other, theirs)] == [("x", "others/source_schema")]


def test_an_event_waits_until_those_before_it_are_committed(
    instance: dg.DagsterInstance, store: Store, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts, "_SETTLED_SECONDS", 60)
    evaluate(instance, passed=False)
    assert seen(instance, store, project) == []
    monkeypatch.setattr(alerts, "_SETTLED_SECONDS", -60)
    assert len(seen(instance, store, project)) == 1


def test_more_events_than_a_look_reads_are_read_by_the_next(
    instance: dg.DagsterInstance, store: Store, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts, "_LIMIT", 2)
    for passed in (False, False, True, False, True):
        evaluate(instance, passed=passed)
    assert [len(seen(instance, store, project)) for _ in range(3)] == [1, 1, 0]


def test_a_failed_run_says_why_and_what_to_do_and_is_over_when_the_job_succeeds(
    instance: dg.DagsterInstance, store: Store, project: Project
) -> None:
    failed = run(instance, "group `loader` is in use", {"cdc/sink": "sink_asma.directory"})
    expected = f"run {failed[:8]} sink sink_asma.directory failed: look_at_offsets: group `loader` is in use"
    assert seen(instance, store, project) == [("error", "run_failed", "check_offsets", expected)]
    (alert,) = standing(store.alerts())
    assert alert.link == f"https://dagster.example/runs/{failed}"
    assert alert.finding.hint.startswith("nothing retries it")
    run(instance, None)
    assert seen(instance, store, project) == []


def make(instance: dg.DagsterInstance, fails: bool, partition: str | None, through: str = "") -> None:
    """A run of a job that makes an asset of the group `adopus` without partitions, and one for a partition."""
    keys = [dg.AssetKey(["adopus", "source_schema"]), APPLIED]
    every = dg.StaticPartitionsDefinition(["avansas", "no", "other"])

    @dg.asset(key=keys[0])
    def source_schema() -> None:
        pass

    @dg.asset(key=keys[1], partitions_def=every, backfill_policy=dg.BackfillPolicy.single_run())
    def applied_schema() -> None:
        if fails:
            raise dg.Failure("the files are not there", allow_retries=False)

    jobs = [dg.define_asset_job("seed_adopus", [source_schema, applied_schema], partitions_def=every)]
    made = dg.Definitions(assets=[source_schema, applied_schema], jobs=jobs)
    first, last = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"
    tags = {first: partition or "", last: through} if through else {"dagster/partition": partition or ""}
    made.resolve_job_def("seed_adopus").execute_in_process(instance=instance, raise_on_error=False, tags=tags)


def test_a_run_that_failed_for_one_partition_is_not_over_when_another_s_succeeds(
    instance: dg.DagsterInstance, store: Store, project: Project
) -> None:
    make(instance, True, "avansas")
    (told,) = seen(instance, store, project)
    assert told[1:3] == ("run_failed", "avansas")
    make(instance, False, "no")
    assert [one[:3] for one in seen(instance, store, project)] == [("error", "run_failed", "avansas")]
    make(instance, False, "avansas", through="no")
    assert seen(instance, store, project) == []


def test_a_run_of_many_partitions_that_failed_is_one_finding(
    instance: dg.DagsterInstance, store: Store, project: Project
) -> None:
    make(instance, True, "avansas", through="no")
    (told,) = seen(instance, store, project)
    assert told[1:3] == ("run_failed", APPLIED.to_user_string())
    make(instance, False, "no")
    assert seen(instance, store, project) == []


def test_what_failed_in_a_job_over_assets_is_over_when_the_asset_is_made_alone(
    instance: dg.DagsterInstance, store: Store, project: Project
) -> None:
    def source(fails: bool) -> dg.AssetsDefinition:
        @dg.asset(key=["adopus", "source_schema"])
        def source_schema() -> None:
            if fails:
                raise dg.Failure("no such server", allow_retries=False)

        return source_schema

    job = dg.define_asset_job("seed_adopus", "*")
    made = dg.Definitions(assets=[source(True)], jobs=[job]).resolve_job_def("seed_adopus")
    made.execute_in_process(instance=instance, raise_on_error=False)
    assert [one[1:3] for one in seen(instance, store, project)] == [("run_failed", "adopus/source_schema")]
    assert dg.materialize([source(False)], instance=instance).success
    assert seen(instance, store, project) == []


def test_a_failed_run_of_what_left_the_configuration_is_over(
    instance: dg.DagsterInstance, store: Store, project: Project
) -> None:
    make(instance, True, "other")
    assert seen(instance, store, project) == [], "no such tenant is configured"

    @dg.asset(key=["adopus", "sink_asma__left", "ddl"])
    def ddl() -> None:
        raise dg.Failure("nothing to render", allow_retries=False)

    dg.materialize([ddl], instance=instance, raise_on_error=False)
    assert seen(instance, store, project) == []


def test_a_check_that_nobody_asks_any_more_is_over(
    instance: dg.DagsterInstance, store: Store, project: Project
) -> None:
    gone = dg.AssetCheckEvaluation(asset_key=APPLIED, check_name="existing_tables_fit", passed=False, partition="no")
    say_last(instance, gone)
    assert [one[1] for one in seen(instance, store, project)] == ["existing_tables_fit"]
    services = {
        name: service.model_copy(
            update={
                "sinks": {
                    sink: use.model_copy(
                        update={"tables": {key: one for key, one in use.tables.items() if not one.target_exists}}
                    )
                    for sink, use in service.sinks.items()
                }
            }
        )
        for name, service in project.services.items()
    }
    assert seen(instance, store, replace(project, services=services)) == []


def test_a_run_that_failed_for_tenants_whose_checks_say_so_is_not_told_twice(
    instance: dg.DagsterInstance, store: Store, project: Project
) -> None:
    run(instance, "avansas: Actor: refused", {"cdc/failed_tenants": "avansas"})
    assert seen(instance, store, project) == []
    run(instance, "default/directory_dev (once per database): x", {"cdc/failed_tenants": "none: what exists once"})
    assert len(seen(instance, store, project)) == 1


def test_a_run_that_failed_for_a_database_that_does_not_answer_is_not_told_beside_it(
    instance: dg.DagsterInstance, store: Store, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(alerts, "_SETTLED_SECONDS", -60)
    with pytest.raises(CdcError) as failed, connected(sink_target(project, "sink_asma.directory", "dev"), project.root):
        pass
    run(instance, f"somebody said: {failed.value}")
    found = seen(instance, store, project)
    assert [one[:3] for one in found] == [("error", "database_answers", "default/directory_dev")]
    assert found[0][3].endswith("2 tenants of sink_asma.directory")


def test_a_tick_tells_the_channels_and_fails_while_one_takes_no_messages(
    instance: dg.DagsterInstance, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tick(web: Web) -> None:
        environ = {**ENVIRON, "CDC_DAGSTER_URL": database, "CHAT": web.address}
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        resource = ProjectResource(root=str(tmp_path))
        build_alerts_sensor(resource.open())(dg.build_sensor_context(instance, resources={"project": resource}))

    channel = 'alerts: {wait_seconds: 0, channels: {chat: {webhook: "${CHAT}"}}}\n'
    write_project(tmp_path, files={"alerts.yaml": channel})
    evaluate(instance, passed=False)
    with web_server() as web:
        web.status = 500
        with pytest.raises(dg.Failure, match="chat: not delivered: HTTP status 500"):
            tick(web)
        with opened(database, "adopus") as store:
            assert store is not None
            store.connection.execute("UPDATE channels SET next_try = now()")
        web.status = 200
        tick(web)
        tick(web)
        assert [one["subject"] for one in web.posted] == ["offset_gaps"]


def test_a_configuration_that_cannot_be_read_is_told_once_as_it_was_when_it_could_be_and_once_when_it_can(
    instance: dg.DagsterInstance, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also of a file of channels itself, and what checks find meanwhile is told too."""
    channel = 'alerts: {wait_seconds: 0, channels: {chat: {webhook: "${CHAT}"}}}\n'
    write_project(tmp_path, files={"alerts.yaml": channel})
    with web_server() as web:
        for name, value in {**ENVIRON, "CDC_DAGSTER_URL": database, "CHAT": web.address}.items():
            monkeypatch.setenv(name, value)
        resource = ProjectResource(root=str(tmp_path))
        sensor = build_alerts_sensor(resource.open())

        def tick() -> None:
            sensor(dg.build_sensor_context(instance, resources={"project": resource}))

        (tmp_path / "alerts.yaml").write_text(channel.replace("chat:", "chat: {webhok: https://x/S3cret}, other:"))
        evaluate(instance, passed=False)
        for _ in range(2):
            with pytest.raises(dg.Failure, match="webhok"):
                tick()
        (tmp_path / "alerts.yaml").write_text(channel)
        tick()
        tick()
        told = [(one["subject"], one["change"]) for one in web.posted]
        assert sorted(told[:2]) == [("configuration", "begins"), ("offset_gaps", "begins")]
        assert told[2:] == [("configuration", "is over")]
        unreadable = next(one for one in web.posted if one["subject"] == "configuration")
        (finding,) = unreadable["findings"]
        assert "alerts.yaml:1" in finding["what"]
        assert "did you mean `webhook`" in finding["what"]
        assert "S3cret" not in str(web.posted)
        assert unreadable["what_to_do"] == "cdc doctor"


def test_of_another_code_locations_runs_nothing_is_told(
    instance: dg.DagsterInstance, store: Store, project: Project
) -> None:
    def origin(location: str) -> RemoteJobOrigin:
        here = GrpcServerCodeLocationOrigin(host="localhost", port=4000, location_name=location)
        return RemoteJobOrigin(RemoteRepositoryOrigin(here, "__repository__"), "check_offsets")

    for location in ("theirs", "ours"):
        made = instance.create_run_for_job(
            _failing, remote_job_origin=origin(location), status=dg.DagsterRunStatus.STARTED
        )
        instance.report_run_failed(made, f"{location} failed")
    context = dg.build_sensor_context(instance)
    context._code_location_origin = origin("ours").repository_origin.code_location_origin
    look(context, project, store, datetime.now(UTC))
    (told,) = standing(store.alerts())
    assert told.finding.what.endswith("ours failed")


def test_without_a_channel_a_tick_does_nothing(
    instance: dg.DagsterInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in ENVIRON.items():
        monkeypatch.setenv(name, value)
    write_project(tmp_path)
    resource = ProjectResource(root=str(tmp_path))
    skipped = build_alerts_sensor(resource.open())(dg.build_sensor_context(instance, resources={"project": resource}))
    assert isinstance(skipped, dg.SkipReason)
    assert "no channel" in (skipped.skip_message or "")


UNREADABLE = {
    "services/adopus.yaml": "adopus: [",
    "source-groups.yaml": "adopus:\n  pattern: db-per-tenant\n  sources: [\n",
    ".env": "no assignment\n",
}


@pytest.mark.parametrize("file", UNREADABLE)
def test_a_code_location_that_does_not_load_tells_so_once_and_that_it_is_over(
    instance: dg.DagsterInstance, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    channel = 'alerts: {wait_seconds: 30, channels: {chat: {webhook: "${CHAT}"}, nobody: {webhook: "${NOBODY}"}}}\n'
    root = write_project(tmp_path, files={"alerts.yaml": channel})
    before = (root / file).read_text() if (root / file).exists() else ""
    (root / file).write_text(UNREADABLE[file])
    with web_server() as web:
        settings = {"CDC_PROJECT_DIR": str(root), "CDC_DAGSTER_URL": database, "CHAT": web.address}
        for name, value in {**ENVIRON, **settings}.items():
            monkeypatch.setenv(name, value)
        for _ in range(2):
            with pytest.raises(dg.Failure, match=file):
                load_definitions()
        (one,) = web.posted
        assert (one["subject"], one["change"], one["what_to_do"]) == ("configuration", "begins", "cdc doctor")
        assert file in one["findings"][0]["what"]
        (root / file).write_text(before)
        resource = ProjectResource(root=str(root))
        sensor = build_alerts_sensor(resource.open())
        with pytest.raises(dg.Failure, match="NOBODY"):
            sensor(dg.build_sensor_context(instance, resources={"project": resource}))
        assert [one["change"] for one in web.posted if one["subject"] == "configuration"] == ["begins"]
        (root / "alerts.yaml").write_text(channel.replace("30", "0"))
        with pytest.raises(dg.Failure, match="NOBODY"):
            sensor(dg.build_sensor_context(instance, resources={"project": resource}))
        assert [one["change"] for one in web.posted if one["subject"] == "configuration"] == ["begins", "is over"]


def test_a_code_location_that_does_not_load_says_why_also_where_nobody_can_be_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_project(tmp_path, files={"services/adopus.yaml": "adopus: [", "alerts.yaml": "alerts: ["})
    for name, value in {"CDC_PROJECT_DIR": str(root), "CDC_FAILURE_WEBHOOK": "http://[x"}.items():
        monkeypatch.setenv(name, value)
    for url in ("", "nonsense", "postgresql://x@127.0.0.1:1/y"):
        monkeypatch.setenv("CDC_DAGSTER_URL", url)
        with pytest.raises(dg.Failure, match=r"services/adopus\.yaml"):
            load_definitions()
