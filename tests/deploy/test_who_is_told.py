"""A database dies, an event is lost, a row is rejected: people hear of each once, also when the daemon is killed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg import sql

from cdc_assets.offsets.database import multirange
from resources.embedded_postgres import Server, running
from resources.kafka import embedded
from resources.postgres import embedded_folder
from tests.alerts.receivers import Mailbox, Web, mail_server, web_server
from tests.deploy.deployment import Deployment

pytestmark = pytest.mark.xdist_group("deployment")

DATABASE = "directory_dev"
APPLIED = "adopus/sink_asma__directory/applied_schema"
CHANNELS = """\
alerts:
  ui: {ui}
  wait_seconds: 8
  channels:
    chat: {{webhook: "${{CDC_ALERTS_WEBHOOK}}"}}
    post:
      mail: [drift@example.com]
      from: cdc@example.com
      server: {{host: 127.0.0.1, port: {port}, security: none}}
"""


@pytest.fixture(scope="module")
def server(deployment: Deployment) -> Iterator[Server]:
    with running(embedded_folder(deployment.root)) as running_server:
        yield running_server


@pytest.fixture
def told(deployment: Deployment) -> Iterator[tuple[Web, Mailbox]]:
    """A web server and an SMTP server that the deployment tells; both have heard of all that stands already."""
    channels, environ = deployment.root / "alerts.yaml", deployment.root / ".env"
    with web_server() as web, mail_server() as box, embedded() as broker:
        environ.write_text(f"CDC_ALERTS_WEBHOOK={web.address}\nCDC_KAFKA_BOOTSTRAP_SERVERS={broker}\n")
        channels.write_text(CHANNELS.format(ui=deployment.address, port=box.port))
        run(deployment, "check_tenants")
        run(deployment, "check_offsets")
        deployment.wait("offset_gaps of 26 tenants", lambda: any("offset_gaps: 26" in one for one in web.subjects()))
        try:
            yield web, box
        finally:
            channels.unlink()
            environ.unlink()


def run(deployment: Deployment, job: str, status: str = "SUCCESS") -> None:
    started = deployment.launch(job, {}, {})
    ended = deployment.wait(job, lambda: {deployment.runs()[started]["status"]} & {"SUCCESS", "FAILURE"})
    assert ended == {status}, deployment.logs()


@contextmanager
def connection(server: Server, name: str = DATABASE) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(server.conninfo(name), autocommit=True) as opened:
        yield opened


def let_in(server: Server, *, somebody: bool) -> None:
    """Whether the sink's database takes connections; else those that there are end."""
    with connection(server, "postgres") as admin:
        admin.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}").format(sql.Identifier(DATABASE), somebody))
        if not somebody:
            query = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s"
            admin.execute(query, [DATABASE])


def stage(server: Server, rows: list[tuple[int | None, int]]) -> None:
    """Stage rows of avansas.Actor (their key, their offset), and merge."""
    with connection(server) as opened:
        found = opened.execute(
            "SELECT key_columns[1] FROM cdc_management.merge_control"
            " WHERE (schema_name, table_name) = ('avansas', 'Actor')"
        ).fetchone()
        assert found is not None
        command = sql.SQL(
            'INSERT INTO avansas."stg_Actor" ({}, __operation, __kafka_topic, __kafka_partition, __kafka_offset)'
            " VALUES (%s, 'c', 'nonprod.avansas.AdOpusTest.dbo.Actor', 0, %s)"
        ).format(sql.Identifier(found[0]))
        for row in rows:
            opened.execute(command, row)
        opened.execute("SELECT cdc_management.manual_merge('avansas', 'Actor')")


def test_each_is_told_once_grouped_and_true_also_after_the_daemon_was_killed(
    deployment: Deployment, server: Server, told: tuple[Web, Mailbox]
) -> None:
    web, box = told
    before = len(web.posted)

    def heard(*subjects: str) -> None:
        expected = Counter(f"[cdc nonprod] {subject}" for subject in subjects)
        deployment.wait(
            f"{expected}, beside {web.subjects()[before:]}",
            lambda: Counter(web.subjects()[before:]) >= expected and Counter(box.subjects()) >= expected,
            120,
        )

    # A database dies, and with it the daemon.
    let_in(server, somebody=False)
    deployment.kill("daemon")
    deployment.start("daemon")
    run(deployment, "check_tenants", "FAILURE")
    down = f"ERROR database_answers: default/{DATABASE}"
    heard(down)
    said = web.posted[before]["text"]
    assert "is not currently accepting connections; 26 tenants of sink_asma.directory (since 2" in said
    assert "What to do: cdc doctor" in said
    let_in(server, somebody=True)
    up = f"OVER database_answers: default/{DATABASE}"
    heard(down, up)

    # Of four events one is lost, and one cannot be merged; the daemon dies in between.
    stage(server, [(9_000_001, 0), (9_000_002, 1), (None, 2), (9_000_003, 4)])
    run(deployment, "check_offsets")
    deployment.kill("daemon")
    deployment.start("daemon")
    run(deployment, "check_tenants")
    lost, rejected = f"WORSE offset_gaps: avansas ({APPLIED})", f"WARNING merge_errors: avansas ({APPLIED})"
    heard(down, up, lost, rejected)
    by_subject = dict(zip(web.subjects()[before:], web.posted[before:], strict=True))
    gap = by_subject[f"[cdc nonprod] {lost}"]
    assert (gap["severity"], gap["what_to_do"]) == ("error", "cdc offsets gaps --tenant avansas")
    assert "offsets not accounted for: 1 lost" in gap["findings"][0]["what"]
    assert gap["link"] == f"{deployment.address}/assets/{APPLIED}?view=checks"
    assert "1 thing to look at: rejected in Actor" in by_subject[f"[cdc nonprod] {rejected}"]["text"]

    # A person mends both.
    with connection(server) as opened:
        opened.execute("UPDATE cdc_management.merge_rejects SET replayed_at = now()")
        opened.execute(
            "SELECT cdc_management.accept_loss(coverage_id, %s, 'a test') FROM cdc_management.offset_coverage"
            " WHERE schema_name = 'avansas'",
            [multirange([(3, 4)])],
        )
    run(deployment, "check_tenants")
    run(deployment, "check_offsets")
    over = f"OVER merge_errors: avansas ({APPLIED})"
    heard(down, up, lost, rejected, over)
    for _ in range(2):
        tick = deployment.tick("alerts").get("tickId")
        deployment.wait("one more look", lambda tick=tick: deployment.tick("alerts").get("tickId") != tick)
    told_in_all = [f"[cdc nonprod] {subject}" for subject in (down, up, lost, rejected, over)]
    assert Counter(web.subjects()[before:]) == Counter(told_in_all)
    assert Counter(box.subjects()) == Counter(web.subjects())
    assert max(Counter(web.subjects()).values()) == 1, "and what stood before was told once too"
