"""Executor and tenants per run are chosen by the environment, and a wrong choice is explained."""

from __future__ import annotations

import sys
from dataclasses import replace

import dagster as dg
import pytest

from cdc_assets.assets.resources import ProjectResource
from cdc_assets.config.scaling import celery_settings, tenants_per_run
from cdc_assets.definitions import build_definitions, executor
from cdc_assets.doctor import examine
from cdc_assets.errors import CdcError, Finding
from cdc_assets.jobs.celery_app import listening_workers
from resources.project import CHECKOUT, open_project
from tests.assets.world import APPLIED

BROKER = {"CDC_EXECUTOR": "celery", "CDC_CELERY_BROKER": "redis://:hemmelig@redis:6379/0"}


def example() -> dg.Definitions:
    return build_definitions(ProjectResource(root=str(CHECKOUT / "examples" / "adopus")))


@pytest.mark.parametrize("name", ["in_process", "multiprocess"])
def test_an_executor_is_chosen_by_name(name: str) -> None:
    assert executor({"CDC_EXECUTOR": name}).name == name
    assert executor({}).name == "in_process"


def test_the_code_location_takes_its_executor_and_run_size_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in {**BROKER, "CDC_TENANTS_PER_RUN": "7"}.items():
        monkeypatch.setenv(name, value)
    made = example()
    assert isinstance(made.executor, dg.ExecutorDefinition)
    assert made.executor.name == "celery"
    policy = made.resolve_asset_graph().get(APPLIED).backfill_policy
    assert policy == dg.BackfillPolicy.multi_run(7)


def test_the_brokers_password_is_in_no_configuration() -> None:
    chosen = executor(BROKER)
    assert "hemmelig" not in str(chosen.get_config_field().config_type.key)
    assert "hemmelig" not in str(vars(chosen))


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"CDC_EXECUTOR": "selery"}, "CDC_EXECUTOR: there is no executor `selery`"),
        ({"CDC_EXECUTOR": "celery"}, "CDC_CELERY_BROKER: is not set"),
    ],
)
def test_a_wrong_setting_is_explained(environ: dict[str, str], said: str) -> None:
    with pytest.raises(CdcError) as raised:
        executor(environ)
    assert said in str(raised.value)


def test_celery_that_is_not_installed_is_named_with_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(CdcError, match=r"pip install 'cdc-assets\[celery\]'"):
        executor(BROKER)


@pytest.mark.parametrize("text", ["-1", "0", "1.5", "ti", "٣"])
def test_tenants_per_run_is_a_whole_number(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CdcError, match="CDC_TENANTS_PER_RUN"):
        tenants_per_run({"CDC_TENANTS_PER_RUN": text})
    monkeypatch.setenv("CDC_TENANTS_PER_RUN", text)
    with pytest.raises(dg.Failure, match="CDC_TENANTS_PER_RUN"):
        example()


def test_a_step_is_acknowledged_when_it_is_done_and_looked_for_when_it_is_lost() -> None:
    settings = celery_settings()
    assert settings["task_acks_late"]
    assert settings["task_reject_on_worker_lost"]
    assert settings["worker_prefetch_multiplier"] == 1
    assert settings["broker_transport_options"]["visibility_timeout"] == 3600
    assert settings["broker_transport_options"]["unacked_restore_interval"] == 10


def test_workers_and_runs_have_the_same_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in BROKER.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delitem(sys.modules, "cdc_assets.jobs.celery_worker", raising=False)
    from cdc_assets.jobs.celery_worker import app

    assert app.conf.broker_url == BROKER["CDC_CELERY_BROKER"] == app.conf.result_backend
    wanted = celery_settings()
    assert {name: app.conf[name] for name in wanted} == wanted
    assert "execute_plan" in app.tasks


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("redis://:hemmelig@127.0.0.1:1/0", r"redis://:\*\*@127\.0\.0\.1:1/0: does not answer: .*\(is it running"),
        ("redis+socket:///nowhere/hemmelig", "nowhere/hemmelig: does not answer"),
        ("redis://:hemm:el/hemmelig@x:zz/0", "CDC_CELERY_BROKER: is no address of a broker"),
        ("reddis://:hemmelig@redis/0", "CDC_CELERY_BROKER: is no address of a broker"),
    ],
)
def test_a_broker_that_does_not_answer_is_told_without_its_password(address: str, said: str) -> None:
    with pytest.raises(CdcError, match=said) as raised:
        listening_workers({"CDC_EXECUTOR": "celery", "CDC_CELERY_BROKER": address})
    assert "nowhere" in address or "hemm" not in str(raised.value)


@pytest.mark.parametrize(
    ("environ", "level", "said"),
    [
        ({}, "ok", "in_process, up to 100 tenants per run"),
        ({"CDC_EXECUTOR": "selery"}, "error", "there is no executor `selery`"),
        ({"CDC_EXECUTOR": "celery"}, "error", "CDC_CELERY_BROKER: is not set"),
        ({"CDC_TENANTS_PER_RUN": "0"}, "error", "CDC_TENANTS_PER_RUN: `0` is not a whole number"),
        ({"CDC_MERGE_SESSIONS": "two"}, "error", "CDC_MERGE_SESSIONS: `two` is not a whole number"),
        ({"CDC_EXECUTOR": "celery", "CDC_CELERY_BROKER": "redis://:hemmelig@127.0.0.1:1"}, "error", "does not answer"),
    ],
)
def test_the_doctor_looks_at_what_runs_the_steps(environ: dict[str, str], level: str, said: str) -> None:
    project, _ = open_project({"CDC_PROJECT_DIR": str(CHECKOUT / "examples" / "adopus")}, offline=True)
    found = [one for one in examine(replace(project, services={}), environ) if one.subject == "executor"]
    assert [one.severity for one in found if one.severity != "ok"] == [level] * (level != "ok"), found
    assert any(said in one.what for one in found)
    assert all("hemmelig" not in str(one) for one in found)


@pytest.mark.parametrize(("workers", "level"), [(["a@x", "b@y"], "ok"), ([], "error")])
def test_the_doctor_says_whether_a_worker_listens(
    workers: list[str], level: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = ("redis://redis:6379/0", workers)
    monkeypatch.setattr("cdc_assets.jobs.celery_app.listening_workers", lambda environ: found)
    project, _ = open_project({"CDC_PROJECT_DIR": str(CHECKOUT / "examples" / "adopus")}, offline=True)
    *_, last = examine(replace(project, services={}), BROKER)
    assert isinstance(last, Finding)
    assert last.severity == level
    assert "a@x, b@y" in last.what or "celery -A cdc_assets.jobs.celery_worker worker" in last.hint
