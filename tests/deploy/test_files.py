"""deploy/ without Docker and Kubernetes: the files are what their tools read, and name only what exists."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import click
import dagster as dg
import jsonschema
import pytest
import yaml
from celery.bin.worker import worker as celery_worker
from dagster._cli.api import grpc_command, grpc_health_check_command
from dagster._daemon.cli import liveness_check_command, run_command
from dagster_webserver.cli import dagster_webserver

from resources.project import CHECKOUT

DEPLOY = CHECKOUT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
HELM = DEPLOY / "helm"
MANIFESTS = [
    manifest
    for name in ("project.yaml", "celery-workers.yaml")
    for manifest in yaml.safe_load_all((HELM / name).read_text())
]
SCALING, MIRROR = CHECKOUT / "cdc_assets" / "config" / "scaling.py", CHECKOUT / "resources" / "mirror.py"

# Dagster's chart, 1.13: the keys of values.yaml and its user-deployments subchart (facts of helm/dagster/schema in
# dagster-io/dagster). True: whatever is below it.
CHART: dict[str, Any] = {
    "global": {"postgresqlSecretName": True},
    "generatePostgresqlPasswordSecret": True,
    "postgresql": dict.fromkeys(
        ("enabled", "postgresqlHost", "postgresqlUsername", "postgresqlDatabase", "postgresqlParams", "service"), True
    ),
    "dagster-user-deployments": {
        "enabled": True,
        "enableSubchart": True,
        "deployments": dict.fromkeys(
            (
                *("name", "image", "dagsterApiGrpcArgs", "codeServerArgs", "port", "includeConfigInLaunchedRuns"),
                *("env", "envConfigMaps", "envSecrets", "annotations", "nodeSelector", "affinity", "tolerations"),
                *("podSecurityContext", "securityContext", "resources", "livenessProbe", "readinessProbe"),
                *("startupProbe", "labels", "volumeMounts", "volumes", "schedulerName"),
            ),
            True,
        ),
    },
    "runLauncher": {
        "type": True,
        "config": {
            "k8sRunLauncher": {
                **dict.fromkeys(
                    (
                        *("image", "imagePullPolicy", "jobNamespace", "loadInclusterConfig", "kubeconfigFile"),
                        *("envConfigMaps", "envSecrets", "envVars", "volumeMounts", "volumes", "labels"),
                        *("failPodOnRunFailure", "resources", "schedulerName", "securityContext"),
                    ),
                    True,
                ),
                "runK8sConfig": dict.fromkeys(
                    ("containerConfig", "podSpecConfig", "podTemplateSpecMetadata", "jobSpecConfig", "jobMetadata"),
                    True,
                ),
            }
        },
    },
    "dagsterDaemon": {
        "enabled": True,
        "runCoordinator": {
            "enabled": True,
            "type": True,
            "config": {
                "queuedRunCoordinator": dict.fromkeys(
                    (
                        *("maxConcurrentRuns", "tagConcurrencyLimits", "dequeueIntervalSeconds"),
                        *("dequeueNumWorkers", "dequeueUseThreads"),
                    ),
                    True,
                )
            },
        },
        "runMonitoring": dict.fromkeys(
            (
                *("enabled", "startTimeoutSeconds", "cancelTimeoutSeconds", "pollIntervalSeconds"),
                *("maxResumeRunAttempts", "freeSlotsAfterRunEndSeconds"),
            ),
            True,
        ),
        "runRetries": {"enabled": True, "maxRetries": True},
        "sensors": dict.fromkeys(("useThreads", "numWorkers", "numSubmitWorkers"), True),
        "schedules": dict.fromkeys(("useThreads", "numWorkers", "numSubmitWorkers"), True),
    },
    "concurrency": {
        "enabled": True,
        "pools": dict.fromkeys(("defaultLimit", "granularity", "opGranularityRunBuffer"), True),
        "runs": dict.fromkeys(("maxConcurrentRuns", "tagConcurrencyLimits"), True),
    },
    "additionalInstanceConfig": True,
    "retention": {
        "enabled": True,
        **{each: {"purgeAfterDays": True} for each in ("schedule", "sensor", "autoMaterialize")},
    },
    "telemetry": {"enabled": True},
}


def unknown_keys(values: object, known: Any, path: str = "") -> Iterator[str]:
    """Paths in `values` that the chart does not have."""
    if known is True:
        return
    for each in values if isinstance(values, list) else [values]:
        assert isinstance(each, dict), path
        for key, value in each.items():
            if key not in known:
                yield f"{path}/{key}"
            else:
                yield from unknown_keys(value, known[key], f"{path}/{key}")


@pytest.mark.parametrize("path", [DEPLOY / "compose.yaml", CHECKOUT / "compose.yaml"], ids=["deploy", "tests"])
def test_a_compose_file_is_what_the_compose_specification_says(path: Path) -> None:
    vendored = files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json"
    jsonschema.validate(yaml.safe_load(path.read_text()), json.loads(vendored.read_text()))


@pytest.mark.parametrize("service", COMPOSE["services"])
def test_every_service_tells_whether_it_is_well_and_starts_again(service: str) -> None:
    found = COMPOSE["services"][service]
    assert found["healthcheck"]["test"]
    assert found["restart"] == "unless-stopped"
    for needed in found.get("depends_on", {}):
        assert "healthcheck" in COMPOSE["services"][needed]


def test_every_variable_of_the_compose_file_is_explained() -> None:
    text = (DEPLOY / "compose.yaml").read_text()
    used = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", text))
    for service in COMPOSE["services"].values():
        used |= {name for name, value in service.get("environment", {}).items() if value is None}
    explained = set(re.findall(r"^#?([A-Z_]+)=", (DEPLOY / ".env.example").read_text(), re.MULTILINE))
    assert used == explained


def test_no_file_holds_a_secret() -> None:
    for path in sorted(DEPLOY.rglob("*")):
        if path.is_file():
            for name, value in re.findall(
                r"(?<!\{)\b(\w*(?:PASSWORD|SECRET|TOKEN)\w*)[=:][ \t]*(\S*)", path.read_text()
            ):
                assert not value or value.startswith(("${", '"$$')), f"{path}: {name}"


@pytest.mark.parametrize(
    ("service", "length", "command"),
    [
        ("code", 3, grpc_command),
        ("webserver", 1, dagster_webserver),
        ("daemon", 2, run_command),
        ("worker", 4, celery_worker),
    ],
)
def test_the_commands_take_the_options_that_they_are_given(service: str, length: int, command: click.Command) -> None:
    said = [re.sub(r"\$\{\w+:-(\w+)\}", r"\1", word) for word in COMPOSE["services"][service]["command"]]
    context = click.Context(command)
    command.make_parser(context).parse_args(args=said[length:])


def test_the_health_checks_are_commands_that_exist() -> None:
    for service, length, command in (("code", 4, grpc_health_check_command), ("daemon", 3, liveness_check_command)):
        said = COMPOSE["services"][service]["healthcheck"]["test"]
        command.make_parser(click.Context(command)).parse_args(args=said[length:])


def test_the_image_copies_what_exists_and_runs_as_nobody_special() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    kept = [line[1:] for line in (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines() if line[:1] == "!"]
    for line in re.findall(r"^COPY (?!--from)(?:--\S+ )?(.+)$", text, re.MULTILINE):
        for source in line.split()[:-1]:
            assert (CHECKOUT / source).exists(), source
            assert source in kept, f"{source} is kept out of the build by Dockerfile.dockerignore"
    assert re.findall(r"^USER (.+)$", text, re.MULTILINE) == ["10001:10001"]
    (wanted,) = re.findall(r"^ARG EXTRAS=(.+)$", text, re.MULTILINE)
    assert set(wanted.split(",")) < set(
        tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    )


@pytest.mark.parametrize("name", ["values.yaml", "values-celery.yaml"])
def test_the_values_name_only_keys_that_the_chart_has(name: str) -> None:
    values = yaml.safe_load((HELM / name).read_text())
    assert list(unknown_keys(values, CHART)) == []


def told_concurrency(values: dict[str, Any]) -> dict[str, Any]:
    """What the chart's `_concurrency.tpl` makes of the values."""
    told: dict[str, Any] = values.get("concurrency", {})
    return {
        part: {re.sub("([A-Z])", r"_\1", name).lower(): value for name, value in told[part].items()}
        for part in ("runs", "pools")
        if told.get("enabled") and part in told
    }


def test_dagster_starts_with_the_instance_that_the_chart_writes(tmp_path: Path) -> None:
    """The parts of it that Dagster compares.

    The chart writes a number of runs for the coordinator, unless it is told of `concurrency` itself: its
    `_run-coordinator.tpl`, and dagster-io/dagster#31086.
    """
    values = yaml.safe_load((HELM / "values.yaml").read_text())
    coordinator = values["dagsterDaemon"]["runCoordinator"]
    given = coordinator["config"]["queuedRunCoordinator"]
    config = {"dequeue_interval_seconds": given["dequeueIntervalSeconds"]}
    concurrency = told_concurrency(values)
    if "maxConcurrentRuns" in given or not concurrency:
        config["max_concurrent_runs"] = given.get("maxConcurrentRuns", -1)
    written = {
        "run_coordinator": {
            "module": "dagster.core.run_coordinator",
            "class": coordinator["type"],
            "config": config,
        },
        **({"concurrency": concurrency} if concurrency else {}),
        **values["additionalInstanceConfig"],
    }
    (tmp_path / "dagster.yaml").write_text(yaml.safe_dump(written))
    with dg.DagsterInstance.from_config(str(tmp_path)) as instance:
        assert instance.get_concurrency_config().run_queue_config.max_concurrent_runs == 10  # type: ignore[union-attr]


def test_the_guide_installs_the_chart_of_the_dagster_that_is_locked() -> None:
    (locked,) = re.findall(r"^dagster==(\S+)", (CHECKOUT / "requirements" / "core.txt").read_text(), re.MULTILINE)
    for path in (CHECKOUT / "docs" / "how-to" / "deploy.md", HELM / "values.yaml"):
        installed = re.findall(r"dagster/dagster( --version \S+)?", path.read_text())
        assert installed == [f" --version {locked}"], path


def test_the_projects_volume_follows_its_branch_though_its_top_folder_is_somebody_elses(tmp_path: Path) -> None:
    pod = next(one for one in MANIFESTS if one["metadata"]["name"] == "cdc-project-sync")["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    volume, origin = tmp_path / "project", tmp_path / "origin"
    volume.mkdir()
    commit = 'git -c user.name=a -c user.email=a@example.org commit --quiet --message="$0"'
    made = f"git init --quiet --initial-branch main {origin} && cd {origin} && echo 1 >file && git add file && {commit}"
    subprocess.run(["sh", "-c", made, "first"], check=True)
    served = f"git config --global --add safe.directory {origin}/.git"
    subprocess.run(["sh", "-c", served], check=True, env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)})
    shell, flag, script = container["command"]
    for path, here in (("/project", volume), ("/tmp/synced", tmp_path / "synced")):
        script = re.sub(rf"{path}\b", str(here), script)
        probe = container["readinessProbe"]["exec"]["command"][2].replace("/tmp/synced", str(tmp_path / "synced"))
    environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "BRANCH": "main", "REPOSITORY": f"file://{origin}"}
    environ |= {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}  # of git itself: no file is its user's
    assert subprocess.run(["sh", "-c", probe], check=False, stderr=subprocess.DEVNULL).returncode != 0
    subprocess.run([shell, flag, script.replace("sleep 60", "exit")], env=environ, check=False)
    assert (volume / "file").read_text() == "1\n"
    assert subprocess.run(["sh", "-c", probe], check=False).returncode == 0


def test_the_chart_is_told_what_dagster_yaml_says() -> None:
    values = yaml.safe_load((HELM / "values.yaml").read_text())
    instance = yaml.safe_load((CHECKOUT / "dagster_home" / "dagster.yaml").read_text())
    assert told_concurrency(values) == instance["concurrency"]
    told = values["retention"]
    for ours, theirs in (("schedule", "schedule"), ("sensor", "sensor"), ("auto_materialize", "autoMaterialize")):
        assert told[theirs]["purgeAfterDays"] == instance["retention"][ours]["purge_after_days"]
    monitoring = values["dagsterDaemon"]["runMonitoring"]
    assert monitoring["freeSlotsAfterRunEndSeconds"] == instance["run_monitoring"]["free_slots_after_run_end_seconds"]


def test_what_the_pods_refer_to_is_made_or_named_in_the_guide() -> None:
    guide = (CHECKOUT / "docs" / "how-to" / "deploy.md").read_text()
    made = {manifest["metadata"]["name"] for manifest in MANIFESTS}
    values = yaml.safe_load((HELM / "values.yaml").read_text())
    text = json.dumps([values, *MANIFESTS])
    referred = set(re.findall(r'"(cdc-(?:secrets|settings|project|dagster-postgresql|project-repository))"', text))
    assert {"cdc-secrets", "cdc-settings", "cdc-project", "cdc-dagster-postgresql"} <= referred
    assert [name for name in referred - made if f"`{name}`" not in guide] == []


def test_every_setting_of_the_pods_is_one_that_the_program_reads() -> None:
    (settings,) = (manifest["data"] for manifest in MANIFESTS if manifest["kind"] == "ConfigMap")
    code = "".join(
        path.read_text() for folder in ("cdc_assets", "resources") for path in (CHECKOUT / folder).rglob("*.py")
    )
    assert [name for name in settings if name not in code] == []


def test_every_setting_of_a_deployment_is_explained_in_the_guide() -> None:
    guide = (CHECKOUT / "docs" / "how-to" / "deploy.md").read_text()
    read = set(re.findall(r'"(CDC_[A-Z_]+)"', "".join(path.read_text() for path in (SCALING, MIRROR))))
    assert {"CDC_EXECUTOR", "CDC_MIRROR_DIR"} <= read
    assert [name for name in sorted(read) if f"| `{name}` |" not in guide] == []
    for path in re.findall(r"\]\((\.\.[^)#]+)\)", guide):
        assert (CHECKOUT / "docs" / "how-to" / path).resolve().exists(), path
