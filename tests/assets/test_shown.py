"""What the UI shows of assets: whose they are, what the code location is called, who needs a person, no empty plots."""

from __future__ import annotations

import dagster as dg
import pytest
import yaml

from cdc_assets.assets.metadata import applied_metadata, fenced, markdown_table
from cdc_assets.assets.resources import ProjectResource
from cdc_assets.assets.tenant_status import SHOWN_UNASKED, status_metadata
from cdc_assets.checks.health import TenantHealth
from cdc_assets.checks.model import MATCHES
from cdc_assets.cli.dev import LOCATION
from cdc_assets.definitions import build_definitions
from cdc_assets.errors import Finding
from cdc_assets.migrate.explain import PlanStage
from cdc_assets.migrate.outcome import Outcome, Result
from cdc_assets.stages import ApplyStage
from resources.project import CHECKOUT


def owners() -> set[str]:
    graph = build_definitions(ProjectResource(root=str(CHECKOUT / "examples" / "adopus"))).resolve_asset_graph()
    return {owner for key in graph.toposorted_asset_keys for owner in graph.get(key).owners}


def test_assets_belong_to_whom_the_deployment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CDC_OWNER", raising=False)
    assert owners() == {"team:data-platform"}
    monkeypatch.setenv("CDC_OWNER", "team:replication, ola@example.no")
    assert owners() == {"team:replication", "ola@example.no"}


@pytest.mark.parametrize("path", ["workspace.yaml", "deploy/workspace.yaml"])
def test_the_code_location_has_one_name_wherever_it_is_loaded(path: str) -> None:
    (source,) = yaml.safe_load((CHECKOUT / path).read_text())["load_from"]
    (entry,) = source.values()
    assert entry["location_name"] == LOCATION == "cdc_assets"


def test_what_there_was_none_of_is_not_plotted() -> None:
    def numbers(result: Result) -> set[str]:
        shown = applied_metadata(ApplyStage("s", "d", result, "0" * 64))
        return {name for name, one in shown.items() if isinstance(one, dg.IntMetadataValue | dg.FloatMetadataValue)}

    assert numbers(Result("a", (), ("Actor",), (), (), 0.1)) == {"units_unchanged", "seconds"}
    done = Outcome("avansas", "Actor", "applied", 3, 0.1, relations=2)
    assert numbers(Result("a", (done,), (), (), (), 0.1)) == {
        "units_applied",
        "relations_created",
        "statements",
        "seconds",
    }


def health(tenant: str, *findings: Finding) -> TenantHealth:
    return TenantHealth(
        tenant, "d", PlanStage("s", "d", tenant, (), (), ("Actor",), "0" * 64), "", findings, ("Actor",)
    )


def test_who_needs_a_person_comes_first_and_is_short_enough_to_be_shown_unasked() -> None:
    well = [health(f"well{number:03}", Finding("ok", MATCHES, "as defined")) for number in range(300)]
    nobody = status_metadata(well)
    assert next(iter(nobody)) == "needs_a_person"
    assert nobody["needs_a_person"].value == "none: every check of every tenant passes"
    broken = [
        health(f"ill{number:03}", Finding("error", MATCHES, "1 differences", rows=({"what": "x" * 500},)))
        for number in range(30)
    ]
    shown = status_metadata([*well, *broken])
    told = str(shown["needs_a_person"].value)
    assert told.startswith("- **ill000**: matches_definition: 1 differences")
    assert told.splitlines()[-1].startswith("- and ")
    assert len(told) <= SHOWN_UNASKED + 50
    table = str(shown["status"].value).splitlines()
    assert [row.split("|")[1].strip() for row in table[2:5]] == ["ill000", "ill001", "ill002"]


def test_odd_names_keep_a_table_and_a_block_of_code_whole() -> None:
    table = markdown_table(("table", "error"), [("Døv|`x`", "first\r\nsecond\rthird\u2028last")])
    assert table.splitlines()[2:] == ["| Døv\\|`x` | first second third last |"]
    assert fenced("-- as in\n```\nSELECT 1", "sql").value == "````sql\n-- as in\n```\nSELECT 1\n````"
    assert fenced("SELECT 1", "sql").value == "```sql\nSELECT 1\n```"
