"""What Prometheus is told: true numbers, one query per database, a database that is down beside those that are not."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from cdc_assets.cli.main import cdc
from cdc_assets.config.load import load_project
from cdc_assets.errors import CdcError, Problem
from cdc_assets.metrics.exporter import LABELS, NUMBERS, OF_PLANS, Labels, registry
from cdc_assets.migrate.explain import PlanStage
from cdc_assets.migrate.hazards import Hazard, HazardKind
from resources.embedded_postgres import Server
from tests.support.postgres import fresh_database

pytestmark = pytest.mark.xdist_group("metrics")  # the sink has one name

Samples = dict[tuple[str, ...], float]
ACTOR = ("default/sink", "sink_asma.directory", "avansas", "Actor")


def scrape(made: CollectorRegistry, *labels: str) -> dict[str, Samples]:
    """Name → labels' values → value."""
    found: dict[str, Samples] = {}
    for family in text_string_to_metric_families(generate_latest(made).decode()):
        for sample in family.samples:
            at = tuple(
                sample.labels[name] for name in (*labels, "fate", "class", "kind", "le") if name in sample.labels
            )
            found.setdefault(sample.name, {})[at] = sample.value
    return found


def made(root: Path, by: Labels = "table", *, once: bool = False) -> CollectorRegistry:
    return registry(load_project(root, {}), by, once=once)


def stage(conninfo: str, *rows: tuple[int | None, int]) -> None:
    """Stage rows of avansas.Actor: key and offset."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        for row in rows:
            connection.execute(
                """INSERT INTO avansas."stg_Actor" (id, __operation, __source_ts_ms, __kafka_topic, __kafka_partition,
                   __kafka_offset) VALUES (%s, 'c', 1764417600000, 't', 0, %s)""",
                row,
            )


def merge(conninfo: str) -> None:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("SELECT cdc_management.manual_merge('avansas', 'Actor')")


def test_the_numbers_are_those_of_the_database(root: Path, sink: tuple[Server, str]) -> None:
    _, conninfo = sink
    exporter = made(root)
    scrape(exporter)
    stage(conninfo, (1, 0), (1, 1), (None, 3))
    waiting = scrape(exporter, *LABELS["table"])
    assert waiting["cdc_oldest_staged_age_seconds"][ACTOR] > 0
    merge(conninfo)
    found = scrape(exporter, *LABELS["table"])
    rows = {fate: found["cdc_rows_total"][(*ACTOR, fate)] for fate in ("applied", "superseded", "stale", "rejected")}
    assert rows == {"applied": 1, "superseded": 1, "stale": 0, "rejected": 1}
    one = {name: found[name][ACTOR] for name in ("cdc_merges_total", "cdc_rejects", "cdc_oldest_staged_age_seconds")}
    assert one == {"cdc_merges_total": 1, "cdc_rejects": 1, "cdc_oldest_staged_age_seconds": 0}
    assert found["cdc_gap_offsets"][(*ACTOR, "unknown")] == 1, "nobody looked at the broker"
    assert found["cdc_last_event_timestamp_seconds"][ACTOR] == 1764417600
    assert found["cdc_lag_seconds"][ACTOR] > 0
    assert found["cdc_merge_duration_seconds_count"][ACTOR] == 1
    assert "cdc_position_offset" not in found
    positions = scrape(made(root, "partition"), *LABELS["table"], "topic", "partition")["cdc_position_offset"]
    assert positions == {(*ACTOR, "t", "0"): 2}, "offset 2 is missing"
    assert scrape(exporter, *LABELS["table"])["cdc_merge_duration_seconds_count"][ACTOR] == 1, "counted once"


def test_gaps_are_told_by_what_the_broker_had_when_it_was_looked_at_last(root: Path, sink: tuple[Server, str]) -> None:
    """Of the topic u three offsets of five are missing in the middle, and six after the last."""

    def classes() -> dict[str, float]:
        found = scrape(made(root), *LABELS["table"])["cdc_gap_offsets"]
        named = {at[-1]: value for at, value in found.items() if at[:-1] == ACTOR}
        return {name: value - before.get(name, 0) for name, value in named.items() if value != before.get(name, 0)}

    before: dict[str, float] = {}
    before = classes()
    with psycopg.connect(sink[1], autocommit=True) as connection:
        for offset in (0, 4):
            connection.execute(
                """INSERT INTO avansas."stg_Actor" (id, __operation, __source_ts_ms, __kafka_topic, __kafka_partition,
                   __kafka_offset) VALUES (1, 'c', 1764417600000, 'u', 0, %s)""",
                [offset],
            )
        merge(sink[1])
        assert classes() == {"unknown": 3}

        def seen(low: int, high: int) -> None:
            connection.execute(
                """INSERT INTO cdc_management.topic_observations AS o (kafka_topic, kafka_partition,
                    topic_incarnation, low_watermark, high_watermark) VALUES ('u', 0, 0, %s, %s)
                ON CONFLICT (kafka_topic, kafka_partition, topic_incarnation)
                DO UPDATE SET low_watermark = excluded.low_watermark, high_watermark = excluded.high_watermark""",
                [low, high],
            )

        seen(0, 12)
        assert classes() == {"recoverable": 3}
        seen(3, 12)
        assert classes() == {"lost": 2, "recoverable": 1}
        seen(11, 12)
        assert classes() == {"lost": 9}
        coverage = "(SELECT coverage_id FROM cdc_management.offset_coverage WHERE kafka_topic = 'u')"
        connection.execute(f"SELECT cdc_management.accept_loss({coverage}, '{{[1,3)}}', 'a test')")
        connection.execute(f"SELECT cdc_management.accept_loss({coverage}, '{{[3,4),[5,10)}}', 'healed', 1)")
        assert classes() == {"lost": 1, "given_up": 2, "healed": 6}
        connection.execute("INSERT INTO cdc_management.topic_incarnations (kafka_topic, incarnation) VALUES ('u', 1)")
        assert classes() == {"lost": 2, "given_up": 2, "healed": 6}, "the topic was made anew: all of it is gone"


def test_what_a_comparison_with_the_source_found_counts_until_it_is_repaired(
    root: Path, sink: tuple[Server, str]
) -> None:
    with psycopg.connect(sink[1], autocommit=True) as connection:
        for differences, latest in ((3, False), (2, True)):
            connection.execute(
                "INSERT INTO cdc_management.verifications"
                " (schema_name, table_name, tenant, mode, finished_at, open, latest)"
                " VALUES ('avansas', 'Actor', '', 'rows', now(), %s, %s)",
                [differences, latest],
            )
    found = scrape(made(root), *LABELS["table"])
    assert found["cdc_verification_differences"][ACTOR] == 2, "the latest counts"
    assert found["cdc_last_verification_timestamp_seconds"][ACTOR] > 0


def applied(conninfo: str, schema: str, unit: str, status: str) -> None:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(
            """INSERT INTO cdc_management.migration_history
                (run_id, sink, schema_name, unit, kind, object_name, file, checksum, status, started_at, finished_at)
            VALUES ('r', 's', %s, %s, 'table', 'Actor', 'f', 'c', %s, now(), now())""",
            [schema, unit, status],
        )


def test_a_table_whose_latest_apply_failed_is_counted_until_one_succeeds(root: Path, sink: tuple[Server, str]) -> None:
    for status, failed in (("applied", 0), ("failed", 1), ("applied", 0)):
        applied(sink[1], "avansas", "Actor", status)
        assert scrape(made(root), *LABELS["table"])["cdc_apply_failed"][ACTOR] == failed


def test_a_table_or_script_that_never_came_into_being_is_counted_too_unless_its_schema_is_gone(
    root: Path, sink: tuple[Server, str]
) -> None:
    exporter = made(root, "tenant")
    for status, failed in (("failed", 2), ("applied", 0)):
        for schema, unit in (("avansas", "Nytt"), ("avansas", "manual/1.sql"), ("offboarded", "Actor")):
            applied(sink[1], schema, unit, status)
        found = scrape(exporter, *LABELS["tenant"])["cdc_apply_failed"]
        assert found == {ACTOR[:3]: failed}
        assert "cdc_merge_failing" in scrape(exporter)


def test_a_database_that_does_not_answer_is_down_and_the_others_are_there(root: Path) -> None:
    found = scrape(made(root), "database", "sink")
    assert found["cdc_up"] == {("default/sink", "sink_asma.directory"): 1, ("gone/chat", "sink_asma.chat"): 0}
    assert ("default/sink", "sink_asma.directory", "applied") in scrape(made(root, "database"), "database", "sink")[
        "cdc_rows_total"
    ]


def test_a_database_where_nothing_was_applied_yet_is_up_all_the_same(root: Path, sink: tuple[Server, str]) -> None:
    with fresh_database(sink[0]) as conninfo, psycopg.connect(conninfo) as connection:
        path = root / "sink-groups.yaml"
        path.write_text(path.read_text().replace("database: sink", f"database: {connection.info.dbname}"))
        connection.close()
        found = scrape(made(root), "sink")
    assert found["cdc_up"] == {("sink_asma.directory",): 1, ("sink_asma.chat",): 0}
    assert "cdc_merges_total" not in found


@pytest.mark.parametrize("by", LABELS)
def test_the_labels_are_those_that_were_asked_for(by: Labels, root: Path) -> None:
    for family in text_string_to_metric_families(generate_latest(made(root, by)).decode()):
        for sample in family.samples:
            if family.name not in {"cdc_up", "cdc_scrape_duration_seconds", "cdc_position_offset"}:
                assert set(sample.labels) - {"fate", "class", "kind", "le"} == set(LABELS[by]), family.name


def test_a_database_is_asked_one_query(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    queries: list[str] = []
    execute = psycopg.Cursor.execute

    def counting(self: psycopg.Cursor[Any], query: Any, *more: Any, **options: Any) -> Any:
        queries.append(str(query))
        return execute(self, query, *more, **options)

    monkeypatch.setattr(psycopg.Cursor, "execute", counting)
    generate_latest(made(root))
    assert len([query for query in queries if "cdc_management" in query]) == 1


def test_a_textfile_is_written_once_without_what_needs_two_looks(root: Path) -> None:
    path = root / "cdc.prom"
    done = CliRunner().invoke(cdc, ["metrics", "--once", str(path), "--by", "table"])
    assert done.exit_code == 0, done.output
    text = path.read_text()
    assert 'cdc_up{database="default/sink",sink="sink_asma.directory"} 1.0' in text
    assert "cdc_merge_duration_seconds" not in text
    told = json.loads(CliRunner().invoke(cdc, ["metrics", "--json"]).stdout)
    labels = {"database": "default/sink", "sink": "sink_asma.directory"}
    assert {"name": "cdc_up", "labels": labels, "value": 1.0} in told


def test_no_metric_has_the_name_of_another() -> None:
    names = [number.name for number in (*NUMBERS, *OF_PLANS)]
    assert len(set(names)) == len(names)


def test_what_plans_wait_for_is_told_beside_the_scrapes_and_at_once_where_there_is_one(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loses = Hazard(HazardKind.DATA_LOSS, "Actor.navn", "values are cut")
    harmless = Hazard(HazardKind.GOES_BACK, "Actor", "as it was", needs_approval=False)
    due, refused = (("Actor", ("ALTER",)), ("Vare", ("ALTER",))), (("Kunde", "no"), ("Vare", "no"))
    plan = PlanStage("sink_asma.directory", "default/sink", "avansas", due, refused, (), "", (loses, harmless))

    def planned(_: object, __: str, sink: str, *___: object, unreachable: list[Problem]) -> tuple[PlanStage, ...]:
        if sink == "sink_asma.chat":
            raise CdcError(Problem("a file", "was edited"))
        return (plan,)

    monkeypatch.setattr("cdc_assets.stages.planned", planned)
    at = ("default/sink", "sink_asma.directory", "avansas")
    served = made(root)
    deadline = time.monotonic() + 60
    while "cdc_apply_pending" not in (found := scrape(served, *LABELS["tenant"])) and time.monotonic() < deadline:
        time.sleep(0.1)
    for told in (found, scrape(made(root, once=True), *LABELS["tenant"])):
        assert told["cdc_apply_pending"] == {at: 3}
        assert told["cdc_hazards_waiting"] == {(*at, "DATA_LOSS"): 1}
