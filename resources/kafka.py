"""A Kafka API broker (Kafka, Redpanda …): reaching it, and errors that name broker and cause and never a secret.

Every `CDC_KAFKA_<NAME>` is a librdkafka property, in lower case and with dots: CDC_KAFKA_BOOTSTRAP_SERVERS,
CDC_KAFKA_SECURITY_PROTOCOL, CDC_KAFKA_SASL_MECHANISM, CDC_KAFKA_SASL_USERNAME, CDC_KAFKA_SASL_PASSWORD,
CDC_KAFKA_SSL_CA_LOCATION … https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md
"""

from __future__ import annotations

import contextlib
import logging
import re
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from confluent_kafka import (
    TIMESTAMP_NOT_AVAILABLE,
    Consumer,
    ConsumerGroupTopicPartitions,
    KafkaError,
    KafkaException,
    Producer,
    TopicCollection,
    TopicPartition,
)
from confluent_kafka.admin import AdminClient, OffsetSpec  # type: ignore[attr-defined]  # not in its __all__

from cdc_assets.errors import CdcError, Problem, one_line
from cdc_assets.offsets.broker import Bounds
from cdc_assets.offsets.model import GroupState, Position, Reading, Record, Topic, Watermarks
from resources.watchdog import GaveUpError, within

PREFIX = "CDC_KAFKA_"
TIMEOUT = 10.0
"""Seconds for a request."""

_DEFAULTS = {"client.id": "cdc", "socket.connection.setup.timeout.ms": "5000", "log.connection.close": "false"}
_SECRET = ("password", "secret", "token", "key.pem", "jaas")
_SILENT = logging.getLogger("cdc.kafka")
_SILENT.addHandler(logging.NullHandler())
_SILENT.propagate = False

_HINTS = {
    KafkaError._ALL_BROKERS_DOWN: "is the broker running, are host and port right, is CDC_KAFKA_SECURITY_PROTOCOL?",
    KafkaError._TRANSPORT: "is the broker running, are host and port right, is CDC_KAFKA_SECURITY_PROTOCOL?",
    KafkaError._RESOLVE: "check CDC_KAFKA_BOOTSTRAP_SERVERS",
    KafkaError._TIMED_OUT: "no answer: check CDC_KAFKA_BOOTSTRAP_SERVERS, the network, and whether it wants TLS",
    KafkaError._SSL: "check CDC_KAFKA_SECURITY_PROTOCOL and CDC_KAFKA_SSL_CA_LOCATION",
    KafkaError._AUTHENTICATION: "check CDC_KAFKA_SASL_MECHANISM, CDC_KAFKA_SASL_USERNAME and CDC_KAFKA_SASL_PASSWORD",
    KafkaError.SASL_AUTHENTICATION_FAILED: "check CDC_KAFKA_SASL_USERNAME and CDC_KAFKA_SASL_PASSWORD",
    KafkaError.TOPIC_AUTHORIZATION_FAILED: "the user needs DESCRIBE and READ on the topic",
    KafkaError.GROUP_AUTHORIZATION_FAILED: "the user needs DESCRIBE and READ on the consumer group",
    KafkaError.CLUSTER_AUTHORIZATION_FAILED: "the user needs DESCRIBE on the cluster",
    KafkaError.NON_EMPTY_GROUP: "the group is in use: stop its consumers first",
    KafkaError.UNKNOWN_MEMBER_ID: "the group is in use: stop its consumers first",
    KafkaError.REBALANCE_IN_PROGRESS: "the group is in use: stop its consumers first",
}

_MOCK = "mockCluster"
_NO_TOPIC = (KafkaError.UNKNOWN_TOPIC_OR_PART, KafkaError._UNKNOWN_TOPIC)
_SPEC: Any = OffsetSpec  # its methods carry no types

T = TypeVar("T")


@dataclass(slots=True)
class _Heard:
    """The last thing a client's own threads complained about: the cause behind a plain `timed out`."""

    error: KafkaError | None = None

    def __call__(self, error: KafkaError) -> None:
        if self.error is None or error.code() != KafkaError._ALL_BROKERS_DOWN:
            self.error = error


@dataclass(frozen=True, slots=True)
class KafkaBroker:
    """Answers `cdc_assets.offsets.broker.Broker`. Made by `open_broker`."""

    label: str
    settings: Mapping[str, str] = field(repr=False)
    admin: Any = field(repr=False)
    heard: _Heard = field(repr=False)
    timeout: float = TIMEOUT

    def topics(self, names: Collection[str]) -> Mapping[str, Topic]:
        """Those of the topics that exist. One request for all: asking for one by name may create it."""
        listed = self._listed()
        found = {name: topic for name, topic in listed.topics.items() if name in names}
        gone = [name for name, topic in found.items() if topic.error and topic.error.code() in _NO_TOPIC]
        wrong = [(name, topic.error) for name, topic in found.items() if topic.error and name not in gone]
        if wrong:  # a topic without a leader is there: it must not look deleted, and what it holds lost
            raise self._error(wrong[0][1], f"topic `{wrong[0][0]}`")
        ids = self._topic_ids(names, listed.cluster_id or "")
        return {
            name: Topic(tuple(sorted(topic.partitions)), ids.get(name))
            for name, topic in found.items()
            if name not in gone
        }

    def ping(self) -> None:
        """Raises CdcError where no broker answers."""
        if not self._listed().brokers:
            raise self._error(KafkaError(KafkaError._ALL_BROKERS_DOWN), "brokers")

    def _listed(self) -> Any:  # noqa: ANN401 - the client has no types
        return self._ask(lambda: self.admin.list_topics(timeout=self.timeout), "topics")

    def watermarks(self, positions: Collection[Position]) -> Mapping[Position, Watermarks]:
        """First and next offset of each partition."""
        low = self._list_offsets(positions, _SPEC.earliest())
        high = self._list_offsets(positions, _SPEC.latest())
        return {position: Watermarks(low[position], high[position]) for position in positions}

    def offsets_at(self, positions: Collection[Position], timestamp_ms: int) -> Mapping[Position, int]:
        """The first offset at or after a time, the high watermark where there is none."""
        found = self._list_offsets(positions, _SPEC.for_timestamp(timestamp_ms))
        late = [position for position, offset in found.items() if offset < 0]
        return {**found, **(self._list_offsets(late, _SPEC.latest()) if late else {})}

    def committed(self, group: str, positions: Collection[Position]) -> Mapping[Position, int]:
        """A group's committed offsets."""
        if not positions:
            return {}
        asked = [ConsumerGroupTopicPartitions(group, [TopicPartition(*position) for position in sorted(positions)])]
        answer = self._ask(
            lambda: _only(self.admin.list_consumer_group_offsets(asked, request_timeout=self.timeout)),
            f"group `{group}`",
        )
        self._refuse_errors(answer.topic_partitions, f"group `{group}`")
        return {Position(one.topic, one.partition): one.offset for one in answer.topic_partitions if one.offset >= 0}

    def group_state(self, group: str) -> GroupState:
        """Whether anybody consumes in the group; `unknown` where the broker cannot describe groups (the mock)."""

        def described_group() -> Any:  # noqa: ANN401 - the client has no types
            try:
                return _only(self.admin.describe_consumer_groups([group], request_timeout=self.timeout))
            except KafkaException as error:
                code = error.args[0].code()
                if code == KafkaError._UNSUPPORTED_FEATURE:
                    return GroupState("unknown")
                if code == KafkaError.GROUP_ID_NOT_FOUND:
                    return GroupState("Dead")
                raise

        described = self._ask(described_group, f"group `{group}`")
        if isinstance(described, GroupState):
            return described
        members = tuple(f"{one.client_id} at {one.host}" for one in described.members)
        return GroupState(_KAFKA_STATES.get(described.state.name, described.state.name), members)

    def groups(self) -> tuple[str, ...]:
        """The groups that the broker lists."""
        listed = self._ask(lambda: self.admin.list_consumer_groups(request_timeout=self.timeout).result(), "groups")
        for error in listed.errors:  # what is missing would look as if it were not there
            raise self._error(error.args[0] if isinstance(error, KafkaException) else error, "groups")
        return tuple(sorted(one.group_id for one in listed.valid))

    def commit(self, group: str, offsets: Mapping[Position, int]) -> None:
        """Write a group's offsets."""
        wanted = [TopicPartition(*position, offset) for position, offset in sorted(offsets.items())]
        asked = [ConsumerGroupTopicPartitions(group, wanted)]
        answer = self._ask(
            lambda: _only(self.admin.alter_consumer_group_offsets(asked, request_timeout=self.timeout)),
            f"group `{group}`",
        )
        self._refuse_errors(answer.topic_partitions, f"group `{group}`")

    def read(self, position: Position, start: int, stop: int, bounds: Bounds) -> Reading:
        """Committed records from `start` up to and without `stop`, within bounds."""
        heard = _Heard()
        consumer = Consumer(_reading(self.settings), logger=_SILENT, error_cb=heard)

        def reading() -> Reading:
            consumer.assign([TopicPartition(*position, start)])
            return _consume(consumer, position, start, stop, bounds)

        given_up = False
        try:
            return within(bounds.seconds, reading, self.label, consumer.close)
        except KafkaException as error:
            raise self._error(error.args[0], str(position)) from None
        except GaveUpError:
            given_up = True
            return Reading((), start, f"gave up after {bounds.seconds:.0f} s")
        finally:
            if not given_up:
                with contextlib.suppress(GaveUpError):
                    within(0, consumer.close, self.label)

    def _list_offsets(self, positions: Collection[Position], spec: OffsetSpec) -> dict[Position, int]:
        if not positions:
            return {}
        asked = {TopicPartition(*position): spec for position in sorted(positions)}

        def offsets() -> dict[Position, int]:
            futures = self.admin.list_offsets(asked, request_timeout=self.timeout)
            found = {}
            for one, future in futures.items():
                try:
                    found[Position(one.topic, one.partition)] = future.result().offset
                except KafkaException as error:
                    raise self._error(error.args[0], f"{one.topic} [{one.partition}]") from None
            return found

        return self._ask(offsets, "offsets")

    def _topic_ids(self, names: Collection[str], cluster: str) -> Mapping[str, str]:
        """Where the broker tells them: older ones have none, and asking the mock would only time out.

        Raises CdcError for a topic that the user must not see: the list of all leaves it out, as if it were deleted.
        """
        if not names or cluster.startswith(_MOCK):
            return {}
        found: dict[str, str] = {}

        def described() -> None:
            futures = self.admin.describe_topics(TopicCollection(sorted(names)), request_timeout=self.timeout)
            for name, future in futures.items():
                try:
                    topic_id = str(future.result().topic_id)
                except KafkaException as error:
                    if error.args[0].code() == KafkaError.TOPIC_AUTHORIZATION_FAILED:
                        raise self._error(error.args[0], f"topic `{name}`") from None
                else:
                    if topic_id.strip("A0-="):
                        found[name] = topic_id

        with contextlib.suppress(KafkaException, GaveUpError):
            within(self.timeout, described, self.label)
        return dict(found)

    def _ask(self, question: Callable[[], T], about: str) -> T:
        """A request with its answer, within `timeout`."""
        try:
            return within(self.timeout, question, self.label)
        except KafkaException as error:
            raise self._error(error.args[0], about) from None
        except GaveUpError:
            raise self._error(KafkaError(KafkaError._TIMED_OUT), about) from None

    def _refuse_errors(self, partitions: Collection[Any], about: str) -> None:
        wrong = [one for one in partitions if one.error]
        if wrong:
            raise self._error(wrong[0].error, f"{about}, {wrong[0].topic} [{wrong[0].partition}]")

    def _error(self, error: KafkaError, about: str) -> CdcError:
        """One line: broker, what was asked for, cause."""
        with contextlib.suppress(Exception):
            self.admin.poll(0)  # hands over what the client's threads heard
        vague = error.code() in {KafkaError._TRANSPORT, KafkaError._TIMED_OUT, KafkaError._ALL_BROKERS_DOWN}
        cause = self.heard.error if self.heard.error is not None and vague else error
        reason = _without_secrets(one_line(cause.str()), self.settings)
        if cause.code() == KafkaError._ALL_BROKERS_DOWN:
            reason = "no broker answers"  # the client counts its address twice, or not: `0/2 brokers are down`
        # A handshake that fails is told as a broken transport now and then.
        code = KafkaError._SSL if re.search(r"\bSSL (?:routines|handshake)", reason) else cause.code()
        hint = _HINTS.get(code) or _HINTS.get(error.code(), "")
        return CdcError(Problem(self.label, f"{about}: {reason}", hint=hint))


_KAFKA_STATES = {
    "STABLE": "Stable",
    "EMPTY": "Empty",
    "DEAD": "Dead",
    "PREPARING_REBALANCING": "PreparingRebalance",
    "COMPLETING_REBALANCING": "CompletingRebalance",
    "UNKNOWN": "Unknown",
}
"""Kafka's own names for what the client spells otherwise. The client's UNKNOWN is a state it has not heard of: not
`unknown` of `GroupState`, which a reset may be told to pass over."""


def settings(environ: Mapping[str, str]) -> dict[str, str]:
    """The client's settings; empty where no broker is configured."""
    found = {
        name.removeprefix(PREFIX).lower().replace("_", "."): value
        for name, value in environ.items()
        if name.startswith(PREFIX) and value
    }
    return {**_DEFAULTS, **found} if found.get("bootstrap.servers") else {}


def open_broker(environ: Mapping[str, str], timeout: float = TIMEOUT) -> KafkaBroker | None:
    """The configured broker, None where there is none. Connects when it is first asked. Raises CdcError.

    `timeout`: seconds for each request.
    """
    chosen = settings(environ)
    return broker(chosen, timeout) if chosen else None


def required(broker: KafkaBroker | None) -> KafkaBroker:
    """The broker, for who cannot do without. Raises CdcError."""
    if broker is None:
        hint = f"set {PREFIX}BOOTSTRAP_SERVERS; every {PREFIX}… variable is a librdkafka property"
        raise CdcError(Problem("offsets", "no Kafka broker is configured", hint=hint))
    return broker


def broker(chosen: Mapping[str, str], timeout: float = TIMEOUT) -> KafkaBroker:
    """A broker by librdkafka properties."""
    if "@" in chosen["bootstrap.servers"]:
        hint = f"host:port alone; the login is {PREFIX}SASL_USERNAME and {PREFIX}SASL_PASSWORD"
        raise CdcError(Problem(f"{PREFIX}BOOTSTRAP_SERVERS", "must be brokers alone, without a login", hint=hint))
    heard, label = _Heard(), f"Kafka broker {chosen['bootstrap.servers']}"
    try:
        admin = AdminClient(dict(chosen), error_cb=heard, logger=_SILENT)
    except KafkaException as error:
        reason = _without_secrets(error.args[0].str(), chosen)
        hint = f"the {PREFIX}… variables are librdkafka properties in capitals, with _ for dots"
        raise CdcError(Problem(label, f"the settings are not understood: {reason}", hint=hint)) from None
    return KafkaBroker(label, chosen, admin, heard, timeout)


@contextlib.contextmanager
def embedded(brokers: int = 1) -> Iterator[str]:
    """librdkafka's mock cluster in this process; yields its bootstrap servers. Every topic has four partitions."""
    owner = Producer({"bootstrap.servers": "embedded", "test.mock.num.brokers": brokers}, logger=_SILENT)
    listed = owner.list_topics(timeout=TIMEOUT)
    yield ",".join(f"{one.host}:{one.port}" for one in listed.brokers.values())
    owner.flush(1)


def _reading(chosen: Mapping[str, str]) -> dict[str, str]:
    """A consumer that leaves no trace: it is assigned, never subscribed, and commits nothing."""
    return {
        **chosen,
        "group.id": "cdc-probe",
        "enable.auto.commit": "false",
        "enable.auto.offset.store": "false",
        "isolation.level": "read_committed",
        "enable.partition.eof": "true",
        "auto.offset.reset": "error",
        "fetch.wait.max.ms": "100",
        "allow.auto.create.topics": "false",
    }


def _consume(consumer: Any, position: Position, start: int, stop: int, bounds: Bounds) -> Reading:  # noqa: ANN401
    """Read until a record or the partition's end lies at or past `stop`, or a bound is met."""
    until, left = time.monotonic() + bounds.seconds, bounds.bytes
    records: list[Record] = []
    reached = start
    while reached < stop:
        now = time.monotonic()
        if now >= until:
            return Reading(tuple(records), reached, f"gave up after {bounds.seconds:.0f} s")
        if len(records) >= bounds.records or left <= 0:
            return Reading(tuple(records), reached, f"gave up after {len(records)} records")
        message = consumer.poll(min(0.5, until - now))
        if message is None:
            continue
        error = message.error()
        if error and error.code() == KafkaError._PARTITION_EOF:
            if message.offset() < stop:
                return Reading(tuple(records), message.offset(), "an open transaction holds back what follows")
            return Reading(tuple(records), stop)
        if error:
            raise KafkaException(error)
        if message.offset() >= stop:
            return Reading(tuple(records), stop)
        size = len(message.value() or b"") + len(message.key() or b"")
        kind, written = message.timestamp()
        at = written if kind != TIMESTAMP_NOT_AVAILABLE else None
        records.append(Record(message.offset(), not message.value(), size, at))
        left -= size
        reached = message.offset() + 1
    return Reading(tuple(records), stop)


def _only(futures: Mapping[Any, Future[T]]) -> T:
    """The answer of a request about one thing."""
    (future,) = futures.values()
    return future.result()


def _without_secrets(reason: str, chosen: Mapping[str, str]) -> str:
    for name, value in chosen.items():
        if value and any(word in name for word in _SECRET):
            reason = reason.replace(value, "…")
    return reason
