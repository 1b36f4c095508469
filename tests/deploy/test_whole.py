"""The whole, for real: processes as in production, changes as people make them, seen through GraphQL only.

The tests share one deployment, and leave it converged.
"""

from __future__ import annotations

import uuid
from typing import Any

import pytest
import yaml

from tests.deploy.deployment import Deployment

pytestmark = pytest.mark.xdist_group("deployment")

NEW_CUSTOMER = "nykunde"


def add_column(deployment: Deployment, name: str) -> None:
    path = deployment.root / "source" / "dbo" / "Tables" / "Actor.sql"
    text = path.read_text(encoding="utf-8-sig")
    path.write_text(text.replace("(", f"(\n    [{name}] INT NULL,", 1), encoding="utf-8")


def stages_of(runs: list[dict[str, Any]]) -> set[str]:
    """The stages that move tenants; `cdc_capture`, which only looks, follows their inputs too."""
    return {key["path"][-1] for run in runs for key in run["assetSelection"] or ()} - {"cdc_capture"}


def test_a_column_added_to_a_script_reaches_all_26_tenants(deployment: Deployment) -> None:
    deployment.wait("rest after the seed", deployment.at_rest)
    assert deployment.converged()
    before, known = deployment.version(), set(deployment.runs())
    add_column(deployment, "NyttFelt")
    deployment.wait("26 tenants altered", lambda: deployment.converged(than=before))
    made = [run for name, run in deployment.runs().items() if name not in known]
    assert stages_of(made) == {"source_schema", "table_definitions", "ddl", "applied_schema"}
    assert sum("applied_schema" in stages_of([run]) for run in made) == 1, "26 tenants share a run"


def test_a_customer_added_to_the_yaml_gets_its_partition_and_schema_and_bothers_no_other(
    deployment: Deployment,
) -> None:
    deployment.wait("rest", deployment.at_rest)
    known = set(deployment.runs())
    path = deployment.root / "source-groups.yaml"
    groups = yaml.safe_load(path.read_text())
    entry = {"server": "default", "database": "AdOpusNy", "customer_id": str(uuid.uuid4()), "target_sink_env": "dev"}
    groups["adopus"]["sources"][NEW_CUSTOMER] = {"schemas": ["dbo"], "nonprod": entry}
    path.write_text(yaml.safe_dump(groups, allow_unicode=True, sort_keys=False))
    deployment.wait("its partition", lambda: NEW_CUSTOMER in deployment.partitions())
    deployment.wait("its schema", lambda: deployment.converged(tenants=27))
    deployment.wait("rest", deployment.at_rest)
    made = [run for name, run in deployment.runs().items() if name not in known]
    assert stages_of(made) == {"table_definitions", "applied_schema"}, "pipelines name it, and its schema is made"
    assert [tag["value"] for run in made for tag in run["tags"] if tag["key"] == "dagster/partition"] == [NEW_CUSTOMER]


def test_a_broken_yaml_is_a_failing_tick_with_the_message_and_moves_nothing(deployment: Deployment) -> None:
    deployment.wait("rest", deployment.at_rest)
    known = set(deployment.runs())
    path = deployment.root / "services" / "adopus.yaml"
    good = path.read_text()
    path.write_text(good.replace("replicate_structure", "replicate_struktur"))
    try:
        tick = deployment.wait(
            "a failing tick",
            lambda: found if (found := deployment.tick("service_config")).get("status") == "FAILURE" else None,
        )
        said = " ".join([tick["error"]["message"], *(cause["message"] for cause in tick["error"]["causes"])])
        assert "services/adopus.yaml:" in said
        assert "replicate_structure" in said, "what would be valid"
    finally:
        path.write_text(good)
    deployment.wait("a good tick", lambda: deployment.tick("service_config").get("status") != "FAILURE")
    made = [run for name, run in deployment.runs().items() if name not in known]
    assert all(run["assetSelection"] for run in made)
    assert stages_of(made) == set(), "only `cdc_capture` may have looked"


def test_a_daemon_killed_in_mid_run_converges_once_it_is_back(deployment: Deployment) -> None:
    deployment.wait("rest", deployment.at_rest)
    before, known, tenants = deployment.version(), set(deployment.runs()), len(deployment.partitions())
    add_column(deployment, "EtterAvbrudd")
    deployment.wait(
        "a run in flight",
        lambda: any(
            run["status"] in {"STARTING", "STARTED"} for name, run in deployment.runs().items() if name not in known
        ),
    )
    deployment.kill("daemon")
    deployment.start("daemon")
    deployment.wait("convergence", lambda: deployment.converged(than=before, tenants=tenants))
