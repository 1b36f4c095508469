"""The files of `deploy/` and Debian's Prometheus: it scrapes, its rules fire, and no file names what there is not."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import start_http_server

from cdc_assets.config.load import load_project
from cdc_assets.metrics.exporter import NUMBERS, OF_PLANS, registry
from resources.project import CHECKOUT
from tests.docs.markdown import anchors

pytestmark = pytest.mark.xdist_group("metrics")  # the sink has one name

DEPLOY = CHECKOUT / "deploy"
RULES = DEPLOY / "prometheus" / "cdc.rules.yaml"
DASHBOARD = DEPLOY / "grafana" / "cdc-assets.json"
TOLD = {"cdc_up", "cdc_scrape_duration_seconds", "cdc_merge_duration_seconds_bucket"} | {
    f"{number.name}_total" if number.counts else number.name for number in (*NUMBERS, *OF_PLANS)
}


def rules() -> list[dict[str, Any]]:
    return [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]


def queries() -> Iterator[str]:
    """Every expression of the dashboard."""
    dashboard = json.loads(DASHBOARD.read_text())
    for panel in dashboard["panels"]:
        yield from (target["expr"] for target in panel["targets"])
    yield from (one["query"] for one in dashboard["templating"]["list"] if one["type"] == "query")


def debian(name: str) -> str:
    """A program of Debian's package prometheus."""
    found = shutil.which(name)
    if found is None:
        pytest.skip("needs Debian's package prometheus (tests/setup installs it as root)")
    return found


def test_rules_and_dashboard_name_only_metrics_that_there_are() -> None:
    named = {name for text in [*queries(), *(rule["expr"] for rule in rules())] for name in _metrics(text)}
    assert len(named) > 10
    assert named <= TOLD


def _metrics(expression: str) -> list[str]:
    return re.findall(r"\bcdc_[a-z_]+", expression)


def test_the_panels_of_the_dashboard_have_places_and_ids_of_their_own() -> None:
    panels = json.loads(DASHBOARD.read_text())["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    taken: set[tuple[int, int]] = set()
    for panel in panels:
        at = panel["gridPos"]
        cells = {(at["x"] + x, at["y"] + y) for x in range(at["w"]) for y in range(at["h"])}
        assert not cells & taken, panel["title"]
        assert max(x for x, _ in cells) < 24
        taken |= cells


def test_every_query_of_the_dashboard_is_promql(tmp_path: Path) -> None:
    promtool = debian("promtool")
    written = {
        f"q{number}": text.replace("$__rate_interval", "5m").replace("$database", ".*").replace("$tenant", ".*")
        for number, text in enumerate(queries())
        if not text.startswith("label_values")
    }
    recorded = [{"record": f"test:{name}", "expr": text} for name, text in written.items()]
    path = tmp_path / "queries.yaml"
    path.write_text(yaml.safe_dump({"groups": [{"name": "test", "rules": recorded}]}))
    done = subprocess.run([promtool, "check", "rules", path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(written)} rules found" in done.stdout


def test_each_rule_fires_where_it_should_and_not_before(tmp_path: Path) -> None:
    promtool = debian("promtool")
    shutil.copy(RULES, tmp_path / RULES.name)
    shutil.copy(Path(__file__).parent / "rules_test.yaml", tmp_path)
    for words in (["check", "rules", RULES.name], ["test", "rules", "rules_test.yaml"]):
        done = subprocess.run([promtool, *words], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    tested = (Path(__file__).parent / "rules_test.yaml").read_text()
    assert all(rule["alert"] in tested for rule in rules())


def test_rules_lead_to_pages_that_are_there() -> None:
    found = re.findall(r"docs/([\w/.-]+\.md)#([\w-]+)", RULES.read_text())
    assert len(found) > 3
    for page, anchor in found:
        assert anchor in anchors(CHECKOUT / "docs" / page)


def test_a_real_prometheus_scrapes_it(root: Path, tmp_path: Path) -> None:
    prometheus = debian("prometheus")
    server, thread = start_http_server(0, "127.0.0.1", registry(load_project(root, {}), "table"))
    address = f"127.0.0.1:{server.server_port}"
    scrape = {"job_name": "cdc", "scrape_interval": "1s", "static_configs": [{"targets": [address]}]}
    (tmp_path / "prometheus.yaml").write_text(yaml.safe_dump({"scrape_configs": [scrape], "rule_files": [str(RULES)]}))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
    options = [f"--web.listen-address=127.0.0.1:{port}", "--log.level=error"]
    options += [f"--config.file={tmp_path}/prometheus.yaml", f"--storage.tsdb.path={tmp_path}/data"]
    process = subprocess.Popen([prometheus, *options])
    try:
        up = _asked(port, "cdc_up")
        assert {one["metric"]["database"]: one["value"][1] for one in up} == {"default/sink": "1", "gone/chat": "0"}
        (merges,) = _asked(port, "cdc_merges_total")
        assert (merges["metric"]["tenant"], merges["metric"]["table"]) == ("avansas", "Actor")
    finally:
        process.terminate()
        process.wait(30)
        server.shutdown()
        thread.join()


def _asked(port: int, query: str) -> list[dict[str, Any]]:
    """The answer to a query, once there is one."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/query?query={query}", timeout=5) as answer:
                found: list[dict[str, Any]] = json.load(answer)["data"]["result"]
        except OSError:
            found = []
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError(f"no {query} after a minute")
