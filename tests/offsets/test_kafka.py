"""The Kafka resource: settings, a broker's answers and played-back ones, errors a person can act on."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from confluent_kafka import KafkaError, Producer

from cdc_assets import doctor
from cdc_assets.errors import CdcError
from cdc_assets.offsets.broker import Bounds
from cdc_assets.offsets.model import GroupState, Position, Topic, Watermarks
from cdc_assets.offsets.reset import ResetTarget, plan_reset
from resources.kafka import KafkaBroker, embedded, open_broker, settings
from tests.offsets.kafka_wire import OFFSET_COMMIT, Exchange, playing
from tests.offsets.support import SILENT, loader, reach

ACTOR = Position("prod.a.dbo.Actor", 0)


def complaint(address: str, sign: str) -> str:
    """What is said of a broker that is not reached, once `sign` is in it: a second is soon over on a busy machine."""
    for _ in range(60):
        with pytest.raises(CdcError) as caught:
            reach(address, 1).topics(["a"])
        if sign in str(caught.value):
            return str(caught.value)
    pytest.fail(f"`{sign}` is not in `{caught.value}`")


def test_without_bootstrap_servers_there_is_no_broker() -> None:
    assert open_broker({"CDC_KAFKA_SASL_PASSWORD": "x"}) is None


def test_every_variable_becomes_a_property() -> None:
    found = settings({"CDC_KAFKA_BOOTSTRAP_SERVERS": "b:1", "CDC_KAFKA_SSL_CA_LOCATION": "/ca.pem", "KAFKA_X": "1"})
    assert (found["bootstrap.servers"], found["ssl.ca.location"]) == ("b:1", "/ca.pem")
    assert not any(name.endswith(".x") for name in found)


def test_a_broker_answers_every_question(bootstrap: str, offsets_database: str) -> None:
    broker, topic = reach(bootstrap), "kafka.answers"
    with loader(bootstrap, offsets_database) as load:
        load.produce(topic, 0, [{"n": 1, "key": 1}, None, {"n": 2, "key": 1}])
    first = Position(topic, 0)
    assert broker.topics([topic, "kafka.none"]) == {topic: Topic((0, 1, 2, 3))}
    assert broker.topics(["kafka.none"]) == {}, "asking must not create it"
    assert broker.watermarks([first, Position(topic, 3)]) == {
        first: Watermarks(0, 3),
        Position(topic, 3): Watermarks(0, 0),
    }
    broker.commit("kafka-group", {first: 2})
    assert broker.committed("kafka-group", [first, Position(topic, 1)]) == {first: 2}
    assert broker.group_state("kafka-group") == GroupState("Empty")
    assert not broker.group_state("kafka-none").active
    reading = broker.read(first, 0, 3, Bounds())
    assert [(record.offset, record.null) for record in reading.records] == [(0, False), (1, True), (2, False)]
    assert (reading.reached, reading.stopped) == (3, "")
    assert broker.read(first, 0, 3, Bounds(records=2)).stopped == "gave up after 2 records"
    assert broker.read(first, 3, 4, Bounds()).reached == 3


def test_an_empty_record_holds_no_event_as_generated_pipelines_take_none_of_it(bootstrap: str) -> None:
    """Some tools write it for a tombstone: as one to be read again it would be a gap for ever."""
    at = Position("kafka.empty", 0)
    producer = Producer({"bootstrap.servers": bootstrap}, logger=SILENT)
    for value in ('{"op": "d"}', b"", None):
        producer.produce(at.topic, value, "key", partition=0)
    assert producer.flush(20) == 0
    reading = reach(bootstrap).read(at, 0, 3, Bounds())
    assert [record.null for record in reading.records] == [False, True, True]


def test_a_broker_that_cannot_describe_groups_says_unknown() -> None:
    # librdkafka's mock, which the demo has where the extra `stream` is not: every real broker can.
    with embedded() as address:
        broker = reach(address)
        assert broker.group_state("kafka-group") == GroupState("unknown")
        assert broker.topics(["none"]) == {}


def test_nothing_listens(offsets_database: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        said = complaint(address, "Connection refused")
    assert f"Kafka broker {address}" in said
    assert "is the broker running" in said
    assert "\n" not in said


def test_a_broker_that_says_nothing_is_not_told_as_none_of_two() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        broker = reach(f"127.0.0.1:{silent.getsockname()[1]}", 1)
        broker.heard.error = KafkaError(KafkaError._ALL_BROKERS_DOWN, "0/2 brokers are down")  # so after ten seconds
        with pytest.raises(CdcError, match="topics: no broker answers"):
            broker.topics(["a"])


def test_a_host_that_does_not_exist_is_named() -> None:
    assert re.search(r"nohost\.invalid.*CDC_KAFKA_BOOTSTRAP_SERVERS", complaint("nohost.invalid:9092", "SERVERS"))


def test_a_setting_that_does_not_exist_is_named_and_no_secret_is_told() -> None:
    with pytest.raises(CdcError, match=r'"sasl\.pasword"') as error:
        reach("b:1", SASL_PASWORD="hunter2", SASL_PASSWORD="hunter2")
    assert "hunter2" not in str(error.value)
    assert "hunter2" not in repr(reach("b:1", SASL_PASSWORD="hunter2"))


def test_a_login_in_the_brokers_address_is_refused_and_not_told() -> None:
    with pytest.raises(CdcError, match="CDC_KAFKA_SASL_USERNAME") as error:
        reach("b:1,sasl://loader:hunter2@b:2")
    assert "hunter2" not in str(error.value)


@pytest.mark.parametrize(
    ("exchange", "expected"),
    [
        (Exchange(group_state="Stable", members=(("connect-1", "/10.0.0.7"),)), ("Stable", True)),
        (Exchange(group_state="PreparingRebalance"), ("PreparingRebalance", True)),
        (Exchange(group_state="Empty"), ("Empty", False)),
        (Exchange(group_state="Dead"), ("Dead", False)),
    ],
)
def test_the_state_of_a_group_is_what_the_broker_says(exchange: Exchange, expected: tuple[str, bool]) -> None:
    with playing(exchange) as address:
        state = reach(address).group_state("loader")
    assert (state.state, state.active) == expected
    if state.members:
        assert state.members == ("connect-1 at /10.0.0.7",)


def _state(broker: KafkaBroker) -> Any:
    return broker.group_state("loader")


def _commit(broker: KafkaBroker) -> Any:
    return broker.commit("loader", {ACTOR: 5})


def _topics(broker: KafkaBroker) -> Any:
    return broker.topics([ACTOR.topic])


@pytest.mark.parametrize(
    ("exchange", "ask", "said"),
    [
        (Exchange(group_error=30), _state, "the user needs DESCRIBE and READ on the consumer group"),
        (Exchange(topic_error=29), _topics, "the user needs DESCRIBE and READ on the topic"),
        (Exchange(topic_error=29, hidden=True), _topics, "the user needs DESCRIBE and READ on the topic"),
        (Exchange(topic_error=5), _topics, "topic `prod.a.dbo.Actor`: Broker: Leader not available"),
        (Exchange(commit_error=25), _commit, "the group is in use: stop its consumers first"),
        (Exchange(commit_error=30), _commit, "the user needs DESCRIBE and READ on the consumer group"),
    ],
)
def test_what_a_broker_refuses_is_one_line_that_says_what_to_do(
    exchange: Exchange, ask: Callable[[KafkaBroker], Any], said: str
) -> None:
    with playing(exchange) as address, pytest.raises(CdcError) as error:
        ask(reach(address))
    assert said in str(error.value)
    assert "\n" not in str(error.value)
    assert (OFFSET_COMMIT in exchange.asked) == (ask is _commit)


@pytest.mark.parametrize("exchange", [Exchange(topic_error=3), Exchange(topic_error=3, hidden=True)])
def test_a_topic_that_the_broker_does_not_know_is_absent(exchange: Exchange) -> None:
    with playing(exchange) as address:
        assert _topics(reach(address)) == {}


def test_a_group_in_use_is_found_over_the_wire_and_left_alone() -> None:
    exchange = Exchange(group_state="Stable", members=(("connect-1", "/10.0.0.7"),))
    with playing(exchange) as address:
        inner = reach(address)

        class Wire:
            """The rest is the plan's business and tested with it; the state comes over the wire."""

            label = inner.label
            topics = staticmethod(inner.topics)
            group_state = staticmethod(inner.group_state)
            watermarks = staticmethod(lambda positions: {position: Watermarks(0, 9) for position in positions})
            committed = staticmethod(lambda group, positions: {ACTOR: 3})

        with pytest.raises(CdcError, match=r"in use \(Stable, by connect-1 at /10\.0\.0\.7\): nothing was changed"):
            plan_reset(Wire(), "loader", [ACTOR], ResetTarget("earliest"))  # type: ignore[arg-type]
    assert OFFSET_COMMIT not in exchange.asked


def test_a_database_without_the_tables_says_so(database: str) -> None:
    from cdc_assets.offsets.database import read_known

    with (
        psycopg.connect(database, autocommit=True) as empty,
        pytest.raises(CdcError, match="apply the migrations first"),
    ):
        read_known(empty, ["a"])


@pytest.fixture(params=["closed", "silent"])
def dead(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a port where nobody listens, or where somebody accepts and never says a word."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        if request.param == "silent":
            taken.listen()
        yield f"127.0.0.1:{taken.getsockname()[1]}"


@pytest.mark.parametrize(
    "question",
    [
        lambda broker: broker.ping(),
        lambda broker: broker.groups(),
        lambda broker: broker.topics(["a"]),
        lambda broker: broker.watermarks([ACTOR]),
        lambda broker: broker.offsets_at([ACTOR], 0),
        lambda broker: broker.committed("g", [ACTOR]),
        lambda broker: broker.group_state("g"),
        lambda broker: broker.commit("g", {ACTOR: 1}),
    ],
)
def test_a_broker_that_is_not_there_is_an_error_in_time_and_never_an_empty_answer(
    dead: str, question: Callable[[KafkaBroker], object]
) -> None:
    started = time.monotonic()
    with pytest.raises(CdcError, match=f"Kafka broker {dead}"):
        question(reach(dead, 2))
    assert time.monotonic() - started < 2 + 1


def test_reading_from_a_broker_that_is_not_there_gives_up_in_time(dead: str) -> None:
    started = time.monotonic()
    try:
        reading = reach(dead, 2).read(ACTOR, 0, 10, Bounds(seconds=2))
    except CdcError as error:
        assert "Kafka broker" in str(error)  # noqa: PT017 - either will do
    else:
        assert reading.stopped.startswith("gave up after 2 s")
    assert time.monotonic() - started < 2 + 1


def test_the_doctor_does_not_take_silence_for_an_answer(dead: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cdc_assets.doctor.open_broker", lambda environ: open_broker(environ, 1.0))
    with pytest.raises(CdcError, match=f"Kafka broker {dead}"):
        list(doctor._broker({"CDC_KAFKA_BOOTSTRAP_SERVERS": dead}))
