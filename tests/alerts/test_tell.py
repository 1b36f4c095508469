"""What stands is told to each channel once: begins, gets worse, is over; grouped, and whatever fails meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from cdc_assets.alerts.model import Alert, Message
from cdc_assets.alerts.send import send
from cdc_assets.alerts.store import Store, opened
from cdc_assets.alerts.tell import tell
from cdc_assets.alerts.text import as_slack, as_teams, text
from cdc_assets.config.model import Channel, Project
from cdc_assets.errors import Finding, Severity
from tests.alerts.receivers import Mailbox, Web, dripping_server, mail_server, web_server
from tests.config.projects import load, write_project

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
PLACE = "adopus/sink_asma__directory/applied_schema"
HINT = "cdc offsets gaps{tenants}"


@pytest.fixture
def web() -> Iterator[Web]:
    with web_server() as server:
        yield server


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server() as server:
        yield server


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    with opened(database, "adopus") as held:
        assert held is not None
        yield held


def project(root: Path, web: Web, box: Mailbox | None = None, more: str = "", wait: float = 0) -> Project:
    """The project with a channel `chat`, and `post` where there is a mailbox."""
    lines = ["alerts:", f"  wait_seconds: {wait}", "  channels:", f'    chat: {{webhook: "${{CHAT}}"{more}}}']
    if box:
        lines.append("    post: {mail: [drift@example.com], from: cdc@example.com, server: {host: 127.0.0.1,")
        lines.append(f"           port: {box.port}, security: none}}}}")
    return load(write_project(root, files={"alerts.yaml": "\n".join(lines)}), CHAT=web.address)


def gap(tenant: str, severity: Severity = "error", at: datetime = NOON, what: str = "70 lost") -> Alert:
    finding = Finding(severity, "offset_gaps", what, HINT, tenant)
    return Alert(f"check {PLACE} offset_gaps {tenant}", finding, PLACE, at, at, page="docs/how-to/operate.md#a-gap")


def test_what_begins_gets_worse_and_is_over_is_told_once_each(
    store: Store, web: Web, box: Mailbox, tmp_path: Path
) -> None:
    configured = project(tmp_path, web, box)
    for severity in ("warning", "warning", "error", "error", "warning", "error", "ok", "ok"):
        store.record([gap("avansas", severity)])
        for _ in range(2):
            assert tell(store, configured, {}, NOON) == []
    expected = [
        f"[cdc nonprod] WARNING offset_gaps: avansas ({PLACE})",
        f"[cdc nonprod] WORSE offset_gaps: avansas ({PLACE})",
        f"[cdc nonprod] WORSE offset_gaps: avansas ({PLACE})",  # it was a warning for a while
        f"[cdc nonprod] OVER offset_gaps: avansas ({PLACE})",
    ]
    assert web.subjects() == expected
    assert box.subjects() == expected
    assert store.alerts() == []


def test_a_message_says_what_where_since_when_how_bad_what_to_do_and_a_link(
    store: Store, web: Web, tmp_path: Path
) -> None:
    configured = project(tmp_path, web)
    store.record([replace(gap("avansas"), link="https://dagster.example/assets/x")])
    tell(store, configured, {}, NOON)
    (posted,) = web.posted
    assert posted["text"] == (
        f"[cdc nonprod] ERROR offset_gaps: avansas ({PLACE})\n"
        f"Where: {PLACE}, environment nonprod\n"
        "How bad: error\n"
        "- avansas: 70 lost (since 2026-11-29 12:00 UTC)\n"
        "What to do: cdc offsets gaps --tenant avansas\n"
        "Link: https://dagster.example/assets/x\n"
        "Handbook: docs/how-to/operate.md#a-gap"
    )
    assert {name: posted[name] for name in ("change", "severity", "environment", "subject", "place")} == {
        "change": "begins", "severity": "error", "environment": "nonprod", "subject": "offset_gaps", "place": PLACE,
    }  # fmt: skip
    assert posted["findings"] == [
        {"where": "avansas", "what": "70 lost", "since": NOON.isoformat(), "changed": NOON.isoformat()}
    ]


def test_what_is_long_or_odd_is_shortened_and_harms_no_mail(
    store: Store, web: Web, box: Mailbox, tmp_path: Path
) -> None:
    configured = project(tmp_path, web, box)
    store.record([replace(gap("avansas", what="x" * 9000), place="a\nBcc: who@example.com")])
    assert tell(store, configured, {}, NOON) == []
    assert len(web.posted[0]["text"]) < 1000
    assert len(web.posted[0]["findings"][0]["what"]) == 9000
    assert box.subjects() == ["[cdc nonprod] ERROR offset_gaps: avansas (a\\u000aBcc: who@example.com)"]
    assert "Bcc" not in box.mails[0]


def test_two_hundred_tenants_are_one_message(store: Store, web: Web, tmp_path: Path) -> None:
    store.record(gap(f"tenant{number:03}") for number in range(200))
    tell(store, project(tmp_path, web), {}, NOON)
    (posted,) = web.posted
    assert web.subjects() == [f"[cdc nonprod] ERROR offset_gaps: 200 tenants ({PLACE})"]
    assert "- and 180 more" in posted["text"]
    assert "What to do: cdc offsets gaps\n" in posted["text"]
    assert len(posted["findings"]) == 200


def test_when_some_of_a_group_are_well_again_the_message_counts_those_that_are_not(
    store: Store, web: Web, tmp_path: Path
) -> None:
    configured = project(tmp_path, web)
    store.record([gap("avansas"), gap("no")])
    tell(store, configured, {}, NOON)
    store.record([gap("no", "ok", NOON + timedelta(hours=1))])
    tell(store, configured, {}, NOON + timedelta(hours=1))
    assert web.subjects()[1] == f"[cdc nonprod] OVER offset_gaps: no ({PLACE})"
    assert "- no: since 2026-11-29 12:00 UTC, over at 2026-11-29 13:00 UTC\n1 still stand" in web.posted[1]["text"]


def test_what_mends_itself_while_it_is_waited_disturbs_nobody(store: Store, web: Web, tmp_path: Path) -> None:
    configured = project(tmp_path, web, wait=60)
    store.record([gap("avansas"), gap("no", at=NOON + timedelta(seconds=50))])
    assert tell(store, configured, {}, NOON + timedelta(seconds=59)) == []
    assert web.posted == []
    tell(store, configured, {}, NOON + timedelta(seconds=60))
    assert web.subjects() == [f"[cdc nonprod] ERROR offset_gaps: 2 tenants ({PLACE})"]
    later = NOON + timedelta(hours=1)
    store.record([gap("oslo", at=later), gap("oslo", "ok", at=later)])
    tell(store, configured, {}, later + timedelta(hours=1))
    assert len(web.posted) == 1


def test_a_channel_that_fails_is_seen_and_told_of_and_gets_everything_later(
    store: Store, web: Web, box: Mailbox, tmp_path: Path
) -> None:
    configured = project(tmp_path, web, box)
    web.status = 503
    store.record([gap("avansas")])
    assert tell(store, configured, {}, NOON) == ["chat: not delivered: HTTP status 503"]
    assert box.subjects() == [f"[cdc nonprod] ERROR offset_gaps: avansas ({PLACE})"]
    soon = NOON + timedelta(seconds=10)
    assert tell(store, configured, {}, soon) == ["chat: not delivered: HTTP status 503"], "not tried, and not forgotten"
    assert box.subjects()[1:] == ["[cdc nonprod] ERROR channel_fails: chat"]
    web.status = 204
    assert tell(store, configured, {}, NOON + timedelta(minutes=1)) == []
    tell(store, configured, {}, NOON + timedelta(minutes=2))
    assert web.subjects() == [f"[cdc nonprod] ERROR offset_gaps: avansas ({PLACE})"]
    assert box.subjects()[2:] == ["[cdc nonprod] OVER channel_fails: chat"]


def test_what_a_failing_channel_missed_and_is_over_ends_its_failing(store: Store, web: Web, tmp_path: Path) -> None:
    configured = project(tmp_path, web)
    web.status = 500
    store.record([gap("avansas")])
    tell(store, configured, {}, NOON)
    store.record([gap("avansas", "ok")])
    assert tell(store, configured, {}, NOON + timedelta(hours=1)) == []


def test_a_mail_that_is_refused_is_told_without_what_the_server_said(
    store: Store, web: Web, box: Mailbox, tmp_path: Path
) -> None:
    box.refuses = True
    store.record([gap("avansas")])
    (said,) = tell(store, project(tmp_path, web, box), {}, NOON)
    assert said == "post: not delivered: SMTPSenderRefused: SMTP status 451"


def test_two_daemons_tell_once_and_the_next_one_goes_on_where_a_dead_one_stopped(
    database: str, web: Web, tmp_path: Path
) -> None:
    configured = project(tmp_path, web)
    with opened(database, "adopus") as first:
        assert first is not None
        with opened(database, "adopus") as second:
            assert second is None
        first.record([gap("avansas"), gap("no")])
        tell(first, configured, {}, NOON)
        with psycopg.connect(database, autocommit=True) as admin:  # as a kill does
            admin.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        with opened(database, "adopus") as after:
            assert after is not None
            tell(after, configured, {}, NOON)
            assert [one.finding.where for one in after.alerts()] == ["avansas", "no"]
    assert len(web.posted) == 1


def test_times_in_messages_are_utc_whatever_the_zone_of_dagsters_database(
    database: str, web: Web, tmp_path: Path
) -> None:
    with opened(make_conninfo(database, options="-c timezone=Asia/Tokyo"), "adopus") as store:
        assert store is not None
        store.record([gap("avansas")])
        tell(store, project(tmp_path, web), {}, NOON)
    assert "since 2026-11-29 12:00 UTC" in web.posted[0]["text"]


def test_quiet_hours_hold_what_they_name_and_tell_it_when_they_are_over(store: Store, web: Web, tmp_path: Path) -> None:
    quiet = ', quiet: {from: "22:00", to: "06:00", timezone: Europe/Oslo, holds: [warning]}'
    configured = project(tmp_path, web, more=quiet)
    night = datetime(2026, 11, 29, 21, 30, tzinfo=UTC)  # 22:30 in Oslo
    store.record([gap("avansas", "warning", night), gap("no", "error", night), gap("oslo", "warning", night)])
    tell(store, configured, {}, night)
    assert web.subjects() == [f"[cdc nonprod] ERROR offset_gaps: no ({PLACE})"]
    store.record([gap("oslo", "ok", night)])
    tell(store, configured, {}, night + timedelta(hours=8))
    assert web.subjects()[1:] == [f"[cdc nonprod] WARNING offset_gaps: avansas ({PLACE})"]


def test_a_channel_for_errors_of_one_tenant_hears_of_nothing_else(store: Store, web: Web, tmp_path: Path) -> None:
    configured = project(tmp_path, web, more=", severities: [error], tenants: [avansas]")
    down = Finding("error", "database_answers", "cannot connect", "cdc doctor", "default/directory_dev")
    store.record(
        [
            gap("no"),
            gap("avansas", "warning"),
            Alert("database:default/directory_dev", down, "default/directory_dev", NOON, NOON),
        ]
    )
    tell(store, configured, {}, NOON)
    assert web.subjects() == ["[cdc nonprod] ERROR database_answers: default/directory_dev"]
    store.record([gap("avansas")])
    tell(store, configured, {}, NOON)
    store.record([gap("avansas", "warning")])
    tell(store, configured, {}, NOON)
    assert [subject.split("]")[1].split(":")[0] for subject in web.subjects()[1:]] == [
        " ERROR offset_gaps",
        " OVER offset_gaps",
    ]


def test_what_a_new_channel_has_to_know_is_told_to_it_alone(
    store: Store, web: Web, box: Mailbox, tmp_path: Path
) -> None:
    store.record([gap("avansas")])
    tell(store, project(tmp_path, web), {}, NOON)
    tell(store, project(tmp_path, web, box), {}, NOON)
    assert (len(web.posted), len(box.mails)) == (1, 1)


def test_the_address_of_the_older_variable_is_a_channel(store: Store, web: Web, tmp_path: Path) -> None:
    store.record([gap("avansas")])
    plain = load(write_project(tmp_path))
    assert tell(store, plain, {"CDC_FAILURE_WEBHOOK": web.address}, NOON + timedelta(seconds=30)) == []
    assert web.posted[0]["text"].startswith("[cdc nonprod] ERROR offset_gaps: avansas")


def test_a_channel_without_its_variable_is_told_of(store: Store, web: Web, box: Mailbox, tmp_path: Path) -> None:
    project(tmp_path, web, box)
    configured = load(tmp_path)
    assert tell(store, configured, {}, NOON) == ["chat: not delivered: the environment variable CHAT is not set"]
    tell(store, configured, {}, NOON)
    assert box.subjects() == ["[cdc nonprod] ERROR channel_fails: chat"]


def test_where_a_database_is_down_for_all_it_is_over_once_it_answers(store: Store, web: Web, tmp_path: Path) -> None:
    configured = project(tmp_path, web)
    down = Finding("error", "database_answers", "cannot connect; 26 tenants", "cdc doctor", "default/directory_dev")
    alert = Alert("database:default/directory_dev", down, "default/directory_dev", NOON, NOON)
    for standing in ([alert], [alert], [], []):
        store.record_all("database:", standing, NOON)
        tell(store, configured, {}, NOON)
    assert [one.split("] ")[1] for one in web.subjects()] == [
        "ERROR database_answers: default/directory_dev",
        "OVER database_answers: default/directory_dev",
    ]


def test_slack_takes_names_for_text_and_teams_gets_a_card() -> None:
    message = Message("begins", (gap("a<b>&c"),))
    assert "a&lt;b&gt;&amp;c" in as_slack(message, "prod")["text"]
    (attachment,) = as_teams(message, "prod")["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert attachment["content"]["body"][0]["text"].startswith("🔴 [cdc prod] ERROR offset_gaps: a<b>&c")
    assert text(message, "prod").count("\n") == attachment["content"]["body"][1]["text"].count("\n\n") + 1


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("http://127.0.0.1:1/hemmelig", "URLError: Connection refused"),
        ("http://127.0.0.1:1/a hemmelig", "InvalidURL"),
        ("http://[hemmelig", "not an http address"),
        ("http://127.0.0.1:hemmelig/", "InvalidURL"),
        ("file:///etc/passwd", "not an http address"),
    ],
)
def test_what_goes_wrong_is_told_without_the_address(address: str, told: str) -> None:
    assert send(Channel.model_validate({"webhook": address}), Message("begins", (gap("a"),)), "prod") == told


def test_a_redirect_is_no_delivery(web: Web) -> None:
    web.status = 302
    channel = Channel.model_validate({"webhook": web.address})
    assert send(channel, Message("begins", (gap("a"),)), "prod") == "HTTP status 302"


@pytest.mark.parametrize("kind", ["webhook", "mail"])
def test_a_channel_that_drips_bytes_is_given_up_and_the_others_are_told(
    kind: str, store: Store, web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cdc_assets.alerts.send._IN_ALL", 0.5)
    with dripping_server() as port:
        address = f"http://127.0.0.1:{port}/hemmelig"
        channels = {
            "webhook": '{webhook: "${SLOW}"}',
            "mail": "{mail: [a@example.com], from: b@example.com,"
            f" server: {{host: 127.0.0.1, port: {port}, security: none}}}}",
        }
        lines = ["alerts:", "  wait_seconds: 0", "  channels:"]
        lines += [f"    slow: {channels[kind]}", '    chat: {webhook: "${CHAT}"}']
        configured = load(
            write_project(tmp_path, files={"alerts.yaml": "\n".join(lines)}), CHAT=web.address, SLOW=address
        )
        store.record([gap("avansas")])
        assert tell(store, configured, {}, NOON) == ["slow: not delivered: no answer from 127.0.0.1"]
        assert web.subjects() == [f"[cdc nonprod] ERROR offset_gaps: avansas ({PLACE})"]


def test_a_secret_that_an_error_says_is_in_no_message(store: Store, web: Web, tmp_path: Path) -> None:
    configured = project(tmp_path, web)
    server = next(server for group in configured.sink_groups.values() for server in group.servers.values())
    assert server.password is not None
    password = server.password.get_secret_value()
    store.record([gap("avansas", what=f"cannot connect: password={password} at {web.address}")])
    tell(store, configured, {}, NOON)
    (finding,) = web.posted[0]["findings"]
    assert finding["what"] == "cannot connect: password=*** at ***"
    assert password not in str(web.posted)
    assert web.address not in str(web.posted)


def test_a_password_of_the_environment_is_in_no_message(store: Store, web: Web, tmp_path: Path) -> None:
    environ = {
        "CDC_KAFKA_SASL_PASSWORD": "Kafk4-s3cret",
        "CDC_DAGSTER_URL": "postgresql://dagster:d%40gster-s3cret@db:5432/dagster",
        "CDC_CELERY_BROKER": "redis://:r3dis-s3cret@redis:6379/0",
    }
    said = f"{' '.join(environ.values())} d@gster-s3cret"
    store.record([gap("avansas", what=said)])
    tell(store, project(tmp_path, web), environ, NOON)
    (finding,) = web.posted[0]["findings"]
    assert finding["what"] == "*** postgresql://dagster:***@db:5432/dagster redis://:***@redis:6379/0 ***"
    assert "s3cret" not in str(web.posted)


@pytest.mark.parametrize(
    ("at", "held"),
    [
        ("2026-03-29T00:29", False),  # 01:29 in Oslo, half an hour before the hour that is left out
        ("2026-03-29T00:30", True),
        ("2026-03-29T01:00", True),  # 03:00 in Oslo: it was not yet 03:15
        ("2026-03-29T01:15", False),
        ("2026-10-25T00:30", True),  # 02:30 in Oslo, and once more an hour later
        ("2026-10-25T01:30", True),
        ("2026-10-25T02:15", False),
    ],
)
def test_quiet_hours_go_by_the_clock_on_the_wall_also_when_it_is_changed(
    at: str, held: bool, store: Store, web: Web, tmp_path: Path
) -> None:
    quiet = ', quiet: {from: "01:30", to: "03:15", timezone: Europe/Oslo}'
    now = datetime.fromisoformat(f"{at}+00:00")
    store.record([gap("avansas", at=now)])
    tell(store, project(tmp_path, web, more=quiet), {}, now)
    assert (web.posted == []) is held
