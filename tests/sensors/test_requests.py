"""Death at every step: what became of a request decides whether the sensor makes it again."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import yaml
from dagster._core.definitions.partitions.context import partition_loading_context

from cdc_assets.assets.inputs import source_inputs
from cdc_assets.assets.metadata import INPUTS, SOURCE, hashes
from cdc_assets.assets.names import applied_schema_key, ddl_key, source_schema_key, table_definitions_key
from cdc_assets.assets.resources import ProjectResource
from cdc_assets.definitions import build_definitions
from cdc_assets.sensors.level import ASKS
from cdc_assets.sensors.looking import ASKED, FIRST, LAST, look
from cdc_assets.sensors.safety_net import late_tenants
from resources.project import CHECKOUT
from tests.assets.world import script, set_customers, set_tables

KEY = source_schema_key("adopus")
STATUS = dg.DagsterRunStatus


class Looks:
    """The drift sensor on scripts and an ephemeral instance; what was materialised is reported by hand."""

    def __init__(self, root: Path, instance: dg.DagsterInstance) -> None:
        self.root, self.instance, self.cursor = root, instance, "{}"
        self.definitions = build_definitions(ProjectResource(root=str(root)))
        self.materialise("before")

    def look(self, name: str = "source_drift", *, keep: bool = True) -> dg.RunRequest | None:
        """One tick; `keep` is False where the daemon dies before it writes the cursor."""
        (sensor,) = [each for each in self.definitions.sensors or () if each.name == name]
        context = dg.build_sensor_context(
            instance=self.instance,
            cursor=self.cursor,
            definitions=self.definitions,
            resources={"project": ProjectResource(root=str(self.root))},
            sensor_name=name,
        )
        with partition_loading_context(dynamic_partitions_store=self.instance):
            data: Any = sensor.evaluate_tick(context)
        self.said = [(one.passed, one.description) for one in data.asset_events]
        for event in data.asset_events:
            self.instance.report_runless_asset_event(event)
        self.skipped, self.requests, self.logged = (
            data.skip_message,
            data.run_requests or [],
            context._logger is not None,
        )
        if keep:
            self.cursor = data.cursor
        return data.run_requests[0] if data.run_requests else None

    def materialise(self, sha256: str) -> None:
        metadata = {SOURCE: hashes({"adopus": sha256})}
        self.instance.report_runless_asset_event(dg.AssetMaterialization(KEY, metadata=metadata))

    def run(self, request: dg.RunRequest, status: dg.DagsterRunStatus) -> dg.DagsterRun:
        """The run that the daemon made of the request."""
        job = self.definitions.resolve_implicit_global_asset_job_def().get_subset(asset_selection={KEY})
        return self.instance.create_run_for_job(
            job, status=status, asset_selection=frozenset({KEY}), tags={ASKED: request.tags[ASKED]}
        )


@pytest.fixture
def looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Looks]:
    monkeypatch.setattr("cdc_assets.sensors.looking.interval", lambda: 0)
    root = tmp_path / "adopus"
    example = CHECKOUT / "examples" / "adopus"
    shutil.copytree(example, root, ignore=shutil.ignore_patterns(".cdc", "generated", "migrations"))
    set_customers(root, ("avansas",))
    set_tables(root, ("dbo.Actor",))
    sinks = yaml.safe_load((example / "sink-groups.yaml").read_text())
    sinks["sink_asma"]["sources"]["directory"].pop("prod")
    sinks["sink_asma"]["servers"] = {"default": {"embedded": True}}
    (root / "sink-groups.yaml").write_text(yaml.safe_dump(sinks))
    with dg.DagsterInstance.ephemeral() as instance:
        yield Looks(root, instance)


def test_a_source_s_freshness_is_said_again_where_somebody_said_otherwise_meanwhile(looks: Looks) -> None:
    """As a person does who executes the check while the source is away: it stayed red once it was back."""
    project, environ = ProjectResource(root=str(looks.root)).open()
    looks.materialise(look(project, environ, ["adopus"])["adopus"].sha256 or "")
    for _ in range(2):
        looks.look()
        assert looks.said == [(True, "as it was read")]
        looks.look()
        assert looks.said == [], "once"
        away = dg.AssetCheckEvaluation(
            asset_key=KEY, check_name="source_fresh", passed=False, description="adopus cannot be read"
        )
        looks.instance.report_runless_asset_event(away)


@pytest.mark.parametrize(
    "cursor",
    [
        "[]",
        "x",
        '{"adopus": ["avansas"]}',
        '{"adopus": "[\\"avansas\\"]"}',
        '{"adopus": "7", "gone x": "[1]"}',
        '{"adopus": null}',
    ],
)
def test_a_cursor_of_an_older_version_or_nobody_s_stops_no_sensor(looks: Looks, cursor: str) -> None:
    for name in ("source_drift", "service_config", "tenants", "safety_net"):
        looks.cursor = cursor
        looks.look(name)
        assert "gone x" not in str(looks.skipped), "no service of that name is left"


def test_a_source_group_that_left_the_files_holds_up_no_sensor(looks: Looks) -> None:
    for path in (looks.root / "source-groups.yaml", looks.root / "sink-groups.yaml"):
        path.write_text(path.read_text().replace("adopus:", "renamed:", 1).replace(": adopus", ": renamed"))
    path = looks.root / "services" / "adopus.yaml"
    service = yaml.safe_load(path.read_text())["adopus"]
    path.unlink()
    text = yaml.safe_dump({"renamed": service}, allow_unicode=True).replace("adopus.", "renamed.")
    (looks.root / "services" / "renamed.yaml").write_text(text)
    for name in ("source_drift", "service_config", "tenants", "safety_net"):
        looks.cursor = "{}"
        assert looks.look(name) is None, name
        if name == "service_config":
            assert looks.skipped is not None
            assert looks.skipped.startswith("reload the code location to get the assets of renamed/source_schema, ")


def asked(looks: Looks) -> dg.RunRequest:
    request = looks.look()
    assert request is not None
    return request


def test_a_tick_that_died_before_its_cursor_was_written_is_made_anew(looks: Looks) -> None:
    first = looks.look(keep=False)
    again = looks.look()
    assert first is not None
    assert again is not None
    assert first.tags == again.tags


def test_a_request_that_no_run_came_of_is_made_again_and_not_for_ever(looks: Looks) -> None:
    assert [looks.look() is not None for _ in range(ASKS + 3)] == [True] * ASKS + [False] * 3


@pytest.mark.parametrize("status", [STATUS.NOT_STARTED, STATUS.STARTING, STATUS.STARTED, STATUS.CANCELING])
def test_a_run_under_way_is_waited_for(looks: Looks, status: dg.DagsterRunStatus) -> None:
    looks.run(asked(looks), status)
    assert [looks.look() for _ in range(3)] == [None] * 3


@pytest.mark.parametrize("status", [STATUS.NOT_STARTED, STATUS.STARTING])
def test_a_run_that_was_given_up_before_a_worker_began_it_is_asked_for_again(
    looks: Looks, status: dg.DagsterRunStatus
) -> None:
    run = looks.run(asked(looks), status)
    assert looks.look() is None
    looks.instance.report_run_failed(run, "took too long to start")
    again = asked(looks)
    looks.run(again, STATUS.STARTING)
    assert looks.look() is None


def test_automation_too_follows_up_a_run_that_was_given_up_before_it_began(looks: Looks) -> None:
    cursor = dg.evaluate_automation_conditions(looks.definitions, looks.instance).cursor
    run = looks.run(asked(looks), STATUS.STARTING)
    tick = dg.evaluate_automation_conditions(looks.definitions, looks.instance, cursor=cursor)
    assert tick.get_num_requested(KEY) == 0
    looks.instance.report_run_failed(run, "took too long to start")
    tick = dg.evaluate_automation_conditions(looks.definitions, looks.instance, cursor=tick.cursor)
    assert tick.get_num_requested(KEY) == 1
    tick = dg.evaluate_automation_conditions(looks.definitions, looks.instance, cursor=tick.cursor)
    assert tick.get_num_requested(KEY) == 0, "once"


def test_a_run_that_failed_or_was_cancelled_is_a_persons_until_the_source_changes(looks: Looks) -> None:
    started = dg.DagsterEvent(dg.DagsterEventType.RUN_START.value, job_name="j")
    run = looks.run(asked(looks), STATUS.STARTING)
    looks.instance.report_dagster_event(started, run.run_id)
    looks.instance.report_run_failed(run, "no such login")
    assert [looks.look() for _ in range(3)] == [None] * 3

    path = script(looks.root, "Actor")
    path.write_bytes(path.read_bytes() + b"\n-- changed\n")
    run = looks.run(asked(looks), STATUS.STARTING)
    looks.instance.report_run_canceled(run, "somebody did not want it")
    assert [looks.look() for _ in range(3)] == [None] * 3


def test_a_run_that_read_what_was_there_between_two_looks_is_made_again(looks: Looks) -> None:
    request = asked(looks)  # B is seen; the source is A again when the run reads it, and B once more at the next look
    looks.run(request, STATUS.SUCCESS)
    looks.materialise("another")
    again = asked(looks)
    assert again.tags == request.tags
    looks.run(again, STATUS.STARTED)
    assert looks.look() is None


@pytest.mark.parametrize("services", [1, 2])
def test_the_net_knows_who_is_behind_also_where_each_service_has_a_version_of_its_own(
    looks: Looks, monkeypatch: pytest.MonkeyPatch, services: int
) -> None:
    project, _ = ProjectResource(root=str(looks.root)).open()
    (service,) = project.services.values()
    monkeypatch.setattr("cdc_assets.sensors.safety_net.services_of", lambda *_: [service] * services)
    instance, sink = looks.instance, "sink_asma.directory"
    instance.add_dynamic_partitions("adopus_customers", ["avansas"])

    def made(key: dg.AssetKey, version: str, partition: str | None = None) -> tuple[str, ...]:
        """The tenants that are behind once that was materialised."""
        tags = {"dagster/data_version": version}
        instance.report_runless_asset_event(dg.AssetMaterialization(key, partition=partition, tags=tags))
        late = late_tenants(instance, project, "adopus", sink, None)
        return late.partitions if late else ()

    rendered, applied = ddl_key("adopus", sink), applied_schema_key("adopus", sink)
    assert made(rendered, "1") == (), "nothing was seeded yet"
    of_one = "" if services == 1 else " of the second service"
    assert made(applied, f"1{of_one}", "avansas") == ()
    assert made(rendered, "1") == ()
    assert made(rendered, "2") == ("avansas",)
    assert made(rendered, "2") == ("avansas",)
    assert made(applied, f"2{of_one}", "avansas") == ()


def test_a_tenant_that_is_configured_otherwise_is_applied_again(looks: Looks) -> None:
    applied = applied_schema_key("adopus", "sink_asma.directory")
    looks.instance.add_dynamic_partitions("adopus_customers", ["avansas"])
    looks.instance.report_runless_asset_event(dg.AssetMaterialization(applied, partition="avansas"))
    looks.cursor = '{"adopus": "[\\"avansas\\"]"}'  # as an older release wrote it
    assert [looks.look("tenants") for _ in range(2)] == [None, None]
    path = looks.root / "source-groups.yaml"
    groups = yaml.safe_load(path.read_text())
    groups["adopus"]["sources"]["avansas"]["nonprod"]["customer_id"] = str(uuid.uuid4())
    path.write_text(yaml.safe_dump(groups))
    request = looks.look("tenants", keep=False)  # the daemon dies
    assert request is not None
    assert looks.look("tenants") == request
    assert request.partition_key == "avansas"
    assert looks.look("tenants") is None


def test_many_tenants_that_are_configured_otherwise_share_runs(looks: Looks, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand that moved to another database would be a thousand processes, one after the other."""
    monkeypatch.setenv("CDC_TENANTS_PER_RUN", "3")
    applied, names = applied_schema_key("adopus", "sink_asma.directory"), [f"kunde{n}" for n in range(5)]
    set_customers(looks.root, names)
    looks.instance.add_dynamic_partitions("adopus_customers", names)
    for name in names:
        looks.instance.report_runless_asset_event(dg.AssetMaterialization(applied, partition=name))
    assert looks.look("tenants") is None
    path = looks.root / "source-groups.yaml"
    groups = yaml.safe_load(path.read_text())
    for name in names:
        groups["adopus"]["sources"][name]["nonprod"]["customer_id"] = str(uuid.uuid4())
    path.write_text(yaml.safe_dump(groups))
    assert looks.look("tenants") is not None
    assert [(one.tags.get(FIRST), one.tags.get(LAST)) for one in looks.requests] == [
        ("kunde0", "kunde2"),
        ("kunde3", "kunde4"),
    ]
    assert looks.look("tenants") is None


def test_a_tenant_that_left_is_named_by_each_look_without_a_file_for_each(looks: Looks) -> None:
    looks.instance.add_dynamic_partitions("adopus_customers", ["avansas", "left"])
    for _ in range(2):
        assert looks.look("tenants") is None
        assert "no longer configured, partition and schema kept: left" in looks.skipped
        assert not looks.logged


def test_a_tenant_that_was_offboarded_and_came_back_between_two_looks_is_applied_again(looks: Looks) -> None:
    """Or while the daemon was down: Dagster shows its old materialisation, and nobody made the schema anew."""
    applied = applied_schema_key("adopus", "sink_asma.directory")
    looks.instance.add_dynamic_partitions("adopus_customers", ["avansas"])
    looks.instance.report_runless_asset_event(dg.AssetMaterialization(applied, partition="avansas"))
    looks.cursor = "{}"
    assert looks.look("tenants") is None
    looks.instance.delete_dynamic_partition("adopus_customers", "avansas")
    assert looks.look("tenants") is None, "adds the partition"
    looks.instance.add_dynamic_partitions("adopus_customers", ["avansas"])
    request = looks.look("tenants")
    assert request is not None
    assert request.partition_key == "avansas"
    assert looks.look("tenants") is None


def test_a_stage_that_the_seed_is_about_to_make_is_not_asked_for_beside_it(looks: Looks) -> None:
    project, _ = ProjectResource(root=str(looks.root)).open()
    (service,) = project.services.values()
    metadata = {INPUTS: hashes({"adopus": source_inputs(project, service)})}
    looks.instance.report_runless_asset_event(dg.AssetMaterialization(KEY, metadata=metadata))
    job = looks.definitions.resolve_job_def("seed_adopus")
    run = looks.instance.create_run_for_job(job, status=STATUS.STARTED)
    assert looks.look("service_config") is None
    looks.instance.report_run_failed(run, "the database is not there")
    request = looks.look("service_config")
    assert request is not None
    assert request.asset_selection == [table_definitions_key("adopus")]


def test_what_was_never_made_is_the_seeds_work_unless_the_stage_above_was_made(looks: Looks) -> None:
    assert looks.look("service_config") is None
    project, _ = ProjectResource(root=str(looks.root)).open()
    (service,) = project.services.values()
    metadata = {INPUTS: hashes({"adopus": source_inputs(project, service)})}
    looks.instance.report_runless_asset_event(dg.AssetMaterialization(KEY, metadata=metadata))
    request = looks.look("service_config")
    assert request is not None
    looks.run(request, STATUS.STARTED)
    assert looks.look("service_config") is None
