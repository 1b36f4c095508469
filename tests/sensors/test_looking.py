"""Looking at a live source that does not answer: within a tick's time, one reason, no exception."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path

import pytest
import yaml

from cdc_assets.config.load import load_project
from cdc_assets.sensors.looking import PATIENCE, interval, look
from resources.project import CHECKOUT
from tests.assets.world import set_customers, set_tables


def test_a_server_that_is_not_there_is_a_reason_and_not_an_exception(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sum(map(int, PATIENCE.values())) < 60, "a tick's time"
    monkeypatch.setitem(PATIENCE, "login_timeout", "2")
    shutil.copytree(CHECKOUT / "examples" / "adopus" / "services", tmp_path / "services")
    set_customers(tmp_path, ("avansas",))
    set_tables(tmp_path, ("dbo.Actor",))
    sinks = yaml.safe_load((CHECKOUT / "examples" / "adopus" / "sink-groups.yaml").read_text())
    sinks["sink_asma"]["servers"] = {"default": {"embedded": True}}
    sinks["sink_asma"]["sources"]["directory"].pop("prod")
    (tmp_path / "sink-groups.yaml").write_text(yaml.safe_dump(sinks))
    path = tmp_path / "source-groups.yaml"
    groups = yaml.safe_load(path.read_text())
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]  # nobody accepts there
        groups["adopus"]["servers"]["default"] = {"host": "127.0.0.1", "port": port, "user": "u", "password": "s3cret"}
        path.write_text(yaml.safe_dump(groups))
        project = load_project(tmp_path, {})
        seen = look(project, {}, ["adopus"])["adopus"]
    assert seen.sha256 is None
    assert seen.error
    assert "s3cret" not in seen.error


@pytest.mark.parametrize(("text", "seconds"), [("", 30), ("5", 5), ("0", 1), ("soon", 30)])
def test_how_often_sensors_look_is_the_deployments_to_say(
    monkeypatch: pytest.MonkeyPatch, text: str, seconds: int
) -> None:
    monkeypatch.setenv("CDC_SENSOR_SECONDS", text)
    assert interval() == seconds
