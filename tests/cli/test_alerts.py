"""`cdc alerts`: what stands and who knows of it, and a message of trial."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cdc_assets.alerts.model import Alert
from cdc_assets.alerts.store import opened
from cdc_assets.alerts.tell import tell
from cdc_assets.cli.main import cdc
from cdc_assets.errors import CdcError, Finding
from tests.alerts.receivers import Web, web_server
from tests.config.projects import ENVIRON, load, write_project

CHANNELS = 'alerts: {wait_seconds: 0, channels: {chat: {webhook: "${CHAT}"}, team: {webhook: "${TEAM}"}}}\n'


@pytest.fixture
def web(tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """A web server that is the channel `chat` of a project; `team` has no address."""
    write_project(tmp_path, files={"alerts.yaml": CHANNELS})
    with web_server() as server:
        settings = {"CDC_PROJECT_DIR": str(tmp_path), "CDC_DAGSTER_URL": database, "DAGSTER_HOME": str(tmp_path)}
        for name, value in {**ENVIRON, **settings, "CHAT": server.address}.items():
            monkeypatch.setenv(name, value)
        yield server


def run(*words: str) -> Result:
    return CliRunner().invoke(cdc, ["alerts", *words])


def test_a_message_of_trial_goes_to_each_channel_and_what_fails_is_said(web: Web) -> None:
    done = run("test")
    assert (done.exit_code, done.stdout) == (2, "chat: took it\nteam: TEAM is not set\n")
    assert "test message: nothing is wrong" in web.posted[0]["text"]
    assert run("test", "chat").exit_code == 0
    wrong = run("test", "chit")
    assert isinstance(wrong.exception, CdcError)
    assert "did you mean `chat`?" in str(wrong.exception)


def test_the_list_says_what_stands_since_when_and_who_knows_it(web: Web, tmp_path: Path, database: str) -> None:
    nothing = run("list")
    assert (nothing.exit_code, nothing.stdout) == (0, "nothing stands\n")
    at = datetime(2026, 11, 29, 12, tzinfo=UTC)
    with opened(database, "adopus") as store:
        assert store is not None
        store.record([Alert("a", Finding("error", "offset_gaps", "70 lost", "", "avansas"), "adopus/x", at, at)])
        tell(store, load(tmp_path, CHAT=web.address), {}, at)
    found = run("list", "--json")
    assert found.exit_code == 1
    assert json.loads(found.stdout) == {
        "alerts": [
            {
                "severity": "error",
                "since": "2026-11-29 12:00",
                "what": "offset_gaps",
                "where": "avansas (adopus/x)",
                "says": "70 lost",
                "told to": "chat",
            }
        ],
        "failing_channels": {"team": "the environment variable TEAM is not set"},
    }
    assert "team does not accept messages: the environment variable TEAM is not set" in run("list").stdout
