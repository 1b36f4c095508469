"""The whole way: events of Debezium's form, topics, the generated pipeline on its engine, staging, merge, offsets."""

from __future__ import annotations

import time
from pathlib import Path

import psycopg
import pytest
from confluent_kafka import Producer

from cdc_assets.offsets.checks import consumer_position, offset_gaps
from resources import embedded_stream
from resources.project import CHECKOUT
from tests.stream.world import Stream, topic
from tests.support.kafka import needs_the_extra

GENERATED = sorted(
    path for path in CHECKOUT.glob("examples/*/generated/pipelines/*/*.yaml") if not path.name.endswith(".columns.yaml")
)
SPOILT = {"max_in_flight": "max_inflight", "length": "lngth", "throw": "thrw"}


def test_the_engines_linter_accepts_every_generated_pipeline_and_no_other(tmp_path: Path) -> None:
    needs_the_extra()
    assert len(GENERATED) == 12
    assert embedded_stream.lint(*GENERATED) == {}
    text = GENERATED[-1].read_text()
    for number, (right, wrong) in enumerate(SPOILT.items()):
        assert right in text
        (tmp_path / f"{number}.yaml").write_text(text.replace(right, wrong))
    said = embedded_stream.lint(*sorted(tmp_path.iterdir()))
    assert len(said) == len(SPOILT)
    assert all(wrong in told for wrong, told in zip(SPOILT.values(), said.values(), strict=True))


def test_events_reach_the_tables_through_the_generated_pipeline_and_every_offset_is_accounted_for(
    stream: Stream,
) -> None:
    stream.produce(3000)
    wrong = '{"op": "c", "before": null, "after": {"Id": "seven", "Label": "x"}, "source": {}, "ts_ms": 1}'
    producer = Producer({"bootstrap.servers": stream.brokers})
    producer.produce(topic(1, "Tag"), wrong, partition=0)
    assert producer.flush(20) == 0
    with stream.engine(), psycopg.connect(stream.conninfo, autocommit=True) as connection:
        stream.produce(200)
        stream.await_end()
        stream.merge(connection)
        assert stream.tables(connection) == stream.source.rows
        refused = "SELECT schema_name, table_name, error, accounted_at IS NOT NULL FROM cdc_management.refused_messages"
        assert connection.execute(refused).fetchall() == [
            ("kunde.1", "stg_Tag", 'invalid input syntax for type integer: "seven"', True)
        ]
        found = stream.sweep(connection)
        assert {gap.kind for state in found.partitions for gap in state.gaps} <= {"skipped"}, "tombstones"
        assert offset_gaps(found).passed
        assert consumer_position(found).passed
        assert sum(state.behind for state in found.partitions) == 0


@pytest.mark.parametrize("stream", ["flattened"], indirect=True)
def test_flattened_events_reach_the_tables_as_whole_ones_do(stream: Stream) -> None:
    stream.produce(600)
    with stream.engine(), psycopg.connect(stream.conninfo, autocommit=True) as connection:
        stream.await_end()
        stream.merge(connection)
        assert stream.tables(connection) == stream.source.rows
        assert connection.execute("SELECT error FROM cdc_management.refused_messages").fetchall() == []
        assert offset_gaps(stream.sweep(connection)).passed


def test_an_engine_that_is_killed_again_and_again_loses_nothing(stream: Stream) -> None:
    stream.produce(1000)
    with stream.engine() as engine, psycopg.connect(stream.conninfo, autocommit=True) as connection:
        for _ in range(3):
            stream.produce(500)
            time.sleep(1.2)  # it has begun, and has not ended
            engine.kill()
            engine.start()
        stream.await_end()
        stream.merge(connection)
        assert stream.tables(connection) == stream.source.rows
        assert offset_gaps(stream.sweep(connection)).passed
