"""`cdc_management.stage`: what connectors encode arrives as it was, and what staging refuses stands in nobody's way."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from cdc_assets.tables.model import TargetColumn
from resources.embedded_postgres import Server
from tests.merge.support import SCHEMA, TOPIC, appended, column, fetch, install, lsn, merge, merging_database, relation

Connection = psycopg.Connection[Any]


@pytest.fixture(scope="module")
def database(postgres: Server) -> Iterator[str]:
    with merging_database(postgres) as conninfo:
        with psycopg.connect(conninfo) as connection:
            install(connection, [PARCEL, ROUTE])
        yield conninfo


@pytest.fixture
def connection(database: str) -> Iterator[Connection]:
    with psycopg.connect(database) as opened:
        yield opened
        opened.rollback()


PARCEL = relation(
    "Parcel",
    [
        column("Id", "integer", key=True),
        column("Label", "varchar(40)"),
        column("Price", "numeric(38,4)"),
        column("Seen", "timestamp(3)"),
        column("Exact", "timestamp(6)"),
        TargetColumn("Finest", "timestamp(6)", "text"),
        column("Opens", "time(3)"),
        column("Day", "date"),
        column("Picture", "bytea"),
        column("Fragile", "boolean"),
    ],
    ["Id"],
)
ROUTE = relation("Route", [column("Id", "integer", key=True), column("Name", "varchar(40)")], ["Id"])


def event(number: int, table: str = "stg_Route", schema: str = SCHEMA, **row: Any) -> dict[str, Any]:
    metadata = {"__operation": "c", "__source_ts_ms": number, "__lsn": lsn(number), "__kafka_topic": TOPIC}
    metadata |= {"__kafka_partition": 0, "__kafka_offset": number}
    place = {"schema_name": schema, "table_name": table} | position(number)
    return place | {"row_text": json.dumps(row | metadata)}


def position(number: int) -> dict[str, Any]:
    return {"kafka_topic": TOPIC, "kafka_partition": 0, "kafka_offset": number}


def stage(connection: Connection, *events: dict[str, Any], encodings: dict[str, dict[str, str]] | None = None) -> None:
    connection.execute("SELECT cdc_management.stage(%s, %s)", [json.dumps(events), json.dumps(encodings or {})])


def base64_of(number: int) -> str:
    """As Kafka Connect's Decimal has it."""
    size = (number.bit_length() + 8) // 8
    return base64.b64encode(number.to_bytes(size, "big", signed=True)).decode()


EPOCH = datetime.fromisoformat("1970-01-01")
LAST = datetime.fromisoformat("9999-12-31T23:59:59.999999")


def micros(value: datetime) -> int:
    return (value - EPOCH) // timedelta(microseconds=1)


DAY = date(2024, 2, 29)
MOMENT = datetime.fromisoformat("2024-02-29T23:59:59.123456")
ENCODED = {
    "price": ("Price", "decimal:4", base64_of(12345678901234567890), Decimal("1234567890123456.7890")),
    "a price below 0": ("Price", "decimal:4", base64_of(-1), Decimal("-0.0001")),
    "38 digits": ("Price", "decimal:4", base64_of(-(10**38) + 1), Decimal("-9999999999999999999999999999999999.9999")),
    "no price": ("Price", "decimal:4", base64_of(0), Decimal("0.0000")),
    "a price as text": ("Price", "", "-12.3400", Decimal("-12.3400")),
    "days": ("Day", "days", (DAY - date(1970, 1, 1)).days, DAY),
    "the first day": ("Day", "days", (date(1, 1, 1) - date(1970, 1, 1)).days, date(1, 1, 1)),
    "the last day": ("Day", "days", (date(9999, 12, 31) - date(1970, 1, 1)).days, date(9999, 12, 31)),
    "a day as text": ("Day", "zoned", "2024-02-29Z", DAY),
    "milliseconds": ("Seen", "epoch:1000", micros(MOMENT) // 1000, MOMENT.replace(microsecond=123000)),
    "before 1970": ("Seen", "epoch:1000", -1, datetime.fromisoformat("1969-12-31T23:59:59.999")),
    "microseconds": ("Exact", "epoch:1000000", micros(MOMENT), MOMENT),
    "the last microsecond": ("Exact", "epoch:1000000", micros(LAST), LAST),
    "a moment as text": ("Exact", "zoned", "2024-02-29T23:59:59.123456Z", MOMENT),
    "nanoseconds, cut": ("Finest", "epoch:1000000000", micros(MOMENT) * 1000 + 900, str(MOMENT)),
    "nanoseconds before 1970": ("Finest", "epoch:1000000000", -100, "1969-12-31 23:59:59.999999"),
    "time:1000": ("Opens", "time:1000", 86_399_999, time(23, 59, 59, 999000)),
    "a time as text": ("Opens", "zoned", "23:59:59.999Z", time(23, 59, 59, 999000)),
    "base64": ("Picture", "base64", base64.b64encode(b"\xfb\xff\x00a").decode(), b"\xfb\xff\x00a"),
    "base64, url-safe": (
        "Picture",
        "base64",
        base64.urlsafe_b64encode(b"\xfb\xff\x00a").decode(),
        b"\xfb\xff\x00a",
    ),
    "the same without padding": ("Picture", "base64", "-_8AYQ", b"\xfb\xff\x00a"),
    "hex": ("Picture", "hex", "fbff0061", b"\xfb\xff\x00a"),
    "a bit": ("Fragile", "", True, True),
}


@pytest.mark.parametrize("case", ENCODED)
def test_what_a_connector_encodes_is_staged_as_it_was(case: str, connection: Connection) -> None:
    name, encoding, sent, value = ENCODED[case]
    encodings = {"stg_Parcel": {name: encoding}} if encoding else {}
    stage(
        connection,
        event(1, "stg_Parcel", Id=1, **{name: sent}),
        event(2, "stg_Parcel", Id=2, **{name: None}),
        encodings=encodings,
    )
    assert fetch(connection, f'SELECT "{name}" FROM {SCHEMA}."stg_Parcel" ORDER BY "Id"') == [(value,), (None,)]
    assert fetch(connection, "SELECT error FROM cdc_management.refused_messages") == []


def test_tables_of_one_name_in_two_schemas_may_be_encoded_differently(connection: Connection) -> None:
    install(connection, [PARCEL], schema="public")
    encodings = {"stg_Parcel": {"Seen": "epoch:1000"}, "public.stg_Parcel": {"Seen": "epoch:1000000"}}
    stage(
        connection,
        event(1, "stg_Parcel", Id=1, Seen=micros(MOMENT) // 1000),
        event(1, "stg_Parcel", "public", Id=1, Seen=micros(MOMENT)),
        encodings=encodings,
    )
    for schema in (SCHEMA, "public"):
        assert fetch(connection, f'SELECT date_trunc(\'second\', "Seen") FROM {schema}."stg_Parcel"') == [
            (MOMENT.replace(microsecond=0),)
        ]


def test_a_batch_may_hold_events_of_any_tables_and_all_arrive(connection: Connection) -> None:
    stage(connection, *(event(n, ("stg_Route", "stg_Parcel")[n % 2], Id=n) for n in range(100)))
    for table in ("Route", "Parcel"):
        merge(connection, table)
        assert fetch(connection, f'SELECT count(*) FROM {SCHEMA}."{table}"') == [(50,)]


def test_what_staging_refuses_is_set_aside_alone_counted_as_rejected_and_can_be_replayed(
    connection: Connection,
) -> None:
    bad = [event(3, Id="three", Name="x"), event(5, Id=5, Name="a\u0000b")]
    stage(connection, event(1, Id=1, Name="one"), event(2, Id=2, Name="two"), *bad, event(4, Id=4, Name="four"))
    columns = "table_name, kafka_topic, kafka_partition, kafka_offset, error"
    found = fetch(connection, f"SELECT {columns} FROM cdc_management.refused_messages ORDER BY id")
    assert [row[:4] for row in found] == [("stg_Route", TOPIC, 0, 3), ("stg_Route", TOPIC, 0, 5)]
    assert "three" in found[0][4]
    merge(connection, "Route")
    assert fetch(connection, f'SELECT "Id" FROM {SCHEMA}."Route" ORDER BY 1') == [(1,), (2,), (4,)]
    assert fetch(connection, "SELECT first_offset, frontier FROM cdc_management.offset_coverage") == [(1, 6)]
    totals = (
        "SELECT rows_taken, rows_applied, rows_rejected FROM cdc_management.merge_control WHERE table_name = 'Route'"
    )
    assert fetch(connection, totals) == [(5, 3, 2)]
    connection.execute("UPDATE cdc_management.refused_messages SET payload = replace(payload, '\"three\"', '3')")
    assert fetch(connection, "SELECT cdc_management.replay_refused()") == [(2,)]
    merge(connection, "Route")
    assert fetch(connection, f'SELECT "Id" FROM {SCHEMA}."Route" ORDER BY 1') == [(1,), (2,), (3,), (4,)]
    again = "SELECT kafka_offset, replayed_at IS NULL FROM cdc_management.refused_messages ORDER BY id"
    assert fetch(connection, again) == [(3, False), (5, False), (5, True)]


def test_a_message_that_is_replayed_is_a_row_of_a_log_too(connection: Connection) -> None:
    """Its offset was accounted for when it was refused: the row was taken for one that is there already, and lost."""
    install(connection, [appended()])
    stage(connection, *(event(n, "stg_Log", id=value) for n, value in ((1, 1), (2, "two"), (3, 3))))
    merge(connection, "Log")
    connection.execute("UPDATE cdc_management.refused_messages SET payload = replace(payload, '\"two\"', '2')")
    assert fetch(connection, "SELECT cdc_management.replay_refused()") == [(1,)]
    merge(connection, "Log")
    assert fetch(connection, f'SELECT id FROM {SCHEMA}."Log" ORDER BY 1') == [(1,), (2,), (3,)]
    stage(connection, event(2, "stg_Log", id=2))
    merge(connection, "Log")
    assert fetch(connection, f'SELECT id FROM {SCHEMA}."Log" ORDER BY 1') == [(1,), (2,), (3,)]


def test_a_message_that_a_crash_takes_out_of_staging_is_open_again_whatever_was_merged_meanwhile(
    connection: Connection,
) -> None:
    stage(connection, event(1, Id="one"), event(2, Id="two"))
    merge(connection, "Route")
    connection.execute("UPDATE cdc_management.refused_messages SET payload = replace(payload, '\"one\"', '1')")
    opened = "SELECT kafka_offset FROM cdc_management.refused_messages WHERE replayed_at IS NULL"
    fetch(
        connection,
        "SELECT cdc_management.replay_refused(p_ids => ARRAY(SELECT min(id) FROM cdc_management.refused_messages))",
    )
    merge(connection, "Route")
    connection.execute("UPDATE cdc_management.refused_messages SET payload = replace(payload, '\"two\"', '2')")
    fetch(connection, "SELECT cdc_management.replay_refused()")
    # a merge that began before it was staged has ended
    connection.execute(
        "UPDATE cdc_management.merge_control SET last_merge_at = clock_timestamp() + interval '1 minute'"
    )
    connection.execute("DELETE FROM cdc_management.staging_epoch")
    connection.execute(f'DELETE FROM {SCHEMA}."stg_Route"')
    fetch(connection, "SELECT cdc_management.check_staging_epoch()")
    assert fetch(connection, opened) == [(2,)]
    assert fetch(connection, "SELECT cdc_management.replay_refused()") == [(1,)]
    merge(connection, "Route")
    assert fetch(connection, f'SELECT "Id" FROM {SCHEMA}."Route" ORDER BY 1') == [(1,), (2,)]


def test_a_message_that_is_refused_again_counts_once(connection: Connection) -> None:
    stage(connection, event(1, Id=1), event(2, Id="two"))
    merge(connection, "Route")
    fetch(connection, "SELECT cdc_management.new_topic_incarnation(%s)", TOPIC)
    fetch(connection, "SELECT cdc_management.replay_refused()")
    merge(connection, "Route")
    coverage = "SELECT topic_incarnation, first_offset, frontier FROM cdc_management.offset_coverage"
    assert fetch(connection, coverage) == [(0, 1, 3)]
    open_ones = "SELECT count(*) FROM cdc_management.refused_messages WHERE replayed_at IS NULL"
    assert fetch(connection, open_ones) == [(1,)]


def test_a_message_that_is_refused_again_is_open_once_after_a_crash(connection: Connection) -> None:
    stage(connection, event(1, Id="one"), event(2, "stg_Gone", Id=2))
    fetch(connection, "SELECT cdc_management.replay_refused()")
    connection.execute("DELETE FROM cdc_management.staging_epoch")
    fetch(connection, "SELECT cdc_management.check_staging_epoch()")
    opened = "SELECT kafka_offset FROM cdc_management.refused_messages WHERE replayed_at IS NULL ORDER BY 1"
    assert fetch(connection, opened) == [(1,), (2,)]


@pytest.mark.parametrize(
    "odd",
    [
        {"kafka_offset": None},
        {"kafka_offset": -1},
        {"kafka_offset": 2**63 - 1},
        {"kafka_partition": None},
        {"kafka_partition": -1},
        {"kafka_topic": None},
        {"kafka_topic": "t" * 250},
    ],
    ids=str,
)
def test_a_refused_message_of_no_position_leaves_coverage_as_it_is(connection: Connection, odd: dict[str, Any]) -> None:
    stage(connection, event(1, Id=1), event(2, Id=2))
    merge(connection, "Route")
    stage(connection, event(7, Id="seven") | odd)
    merge(connection, "Route")
    coverage = "SELECT kafka_topic, first_offset, frontier, last_offset FROM cdc_management.offset_coverage"
    assert fetch(connection, coverage) == [(TOPIC, 1, 3, 2)]
    assert fetch(connection, "SELECT rows_taken, rows_rejected FROM cdc_management.merge_control ORDER BY 1 DESC")[
        0
    ] == (
        3,
        1,
    )


def test_a_relation_with_nothing_but_refused_messages_is_merged_to_account_for_them(connection: Connection) -> None:
    stage(connection, event(7, Id="seven"))
    assert fetch(connection, "SELECT table_name FROM cdc_management.pending_merges(0)") == [("Route",)]
    merge(connection, "Route")
    assert fetch(connection, "SELECT first_offset, frontier FROM cdc_management.offset_coverage") == [(7, 8)]
    assert fetch(connection, "SELECT table_name FROM cdc_management.pending_merges(0)") == []


def test_a_tenant_that_is_not_there_yet_holds_up_no_other_and_is_replayed_once_it_is(connection: Connection) -> None:
    stage(
        connection, event(1, Id=1), event(2, schema="later", Id=2), event(3, "stg_Gone", Id=3), event(4, Id=4, Nmae="x")
    )
    errors = fetch(connection, "SELECT error FROM cdc_management.refused_messages")
    assert {error for (error,) in errors} == {
        f'{SCHEMA}."stg_Route" has no column `Nmae`',
        'there is no staging table later."stg_Route"',
        f'there is no staging table {SCHEMA}."stg_Gone"',
    }
    assert fetch(connection, f'SELECT count(*) FROM {SCHEMA}."stg_Route"') == [(1,)]
    install(connection, [ROUTE], schema="later")
    assert fetch(connection, "SELECT cdc_management.replay_refused('later')") == [(1,)]
    assert fetch(connection, 'SELECT "Id" FROM later."stg_Route"') == [(2,)]


def test_a_row_that_says_what_it_replays_is_refused_alone(connection: Connection) -> None:
    stage(connection, event(1, Id=1), event(2, Id=2, __reject_id=7))
    assert fetch(connection, "SELECT error FROM cdc_management.refused_messages") == [
        (f'{SCHEMA}."stg_Route" has no column `__reject_id`',)
    ]
    assert fetch(connection, f'SELECT "Id", "__reject_id" FROM {SCHEMA}."stg_Route"') == [(1, None)]


def test_a_row_that_holds_nothing_is_refused_alone(connection: Connection) -> None:
    stage(connection, event(1, Id=1), event(2) | {"row_text": "{}"})
    stage(connection, event(3) | {"row_text": "{}"})
    errors = fetch(connection, "SELECT kafka_offset, error FROM cdc_management.refused_messages ORDER BY 1")
    assert errors == [(3, "the row holds nothing")]


def test_a_message_that_is_no_event_is_kept_as_it_came(connection: Connection) -> None:
    stage(connection, position(9) | {"row_text": "bm8ganNvbg==", "error": "invalid character"}, event(1, Id=1))
    kept = "SELECT kafka_offset, payload, error, encodings FROM cdc_management.refused_messages"
    assert fetch(connection, kept) == [(9, "bm8ganNvbg==", "invalid character", None)]
    assert fetch(connection, "SELECT cdc_management.replay_refused()") == [(0,)]
    assert fetch(connection, f'SELECT count(*) FROM {SCHEMA}."stg_Route"') == [(1,)]


def test_what_is_not_the_values_fault_fails_the_batch_so_that_it_comes_again(
    database: str, connection: Connection
) -> None:
    with psycopg.connect(database) as other:
        other.execute(f'LOCK TABLE {SCHEMA}."stg_Route" IN ACCESS EXCLUSIVE MODE')
        connection.execute("SET lock_timeout = '100ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            stage(connection, event(1, Id=1))
    connection.rollback()
    assert fetch(connection, "SELECT count(*) FROM cdc_management.refused_messages") == [(0,)]


@pytest.mark.parametrize("replayed", [False, True])
def test_an_encoding_is_a_word_and_a_number_and_never_sql(connection: Connection, replayed: bool) -> None:
    """What was refused keeps its encodings, and whoever replays it may more than the loader that wrote them."""
    how = "decimal:2) + length(set_config('cdc.owned', 'yes', false)"
    encodings = {"Id": how}
    if replayed:
        message = json.dumps(position(1) | {"row_text": json.dumps({"Id": "AQ=="})})
        refuse = "SELECT cdc_management.refuse(%s, 'stg_Route', %s, %s, 'made up')"
        connection.execute(refuse, [SCHEMA, message, json.dumps(encodings)])
        connection.execute("SELECT cdc_management.replay_refused()")
    else:
        stage(connection, event(1, Id="AQ=="), encodings={"stg_Route": encodings})
    assert fetch(connection, "SELECT current_setting('cdc.owned', true)") in ([(None,)], [("",)])
    ((error,),) = fetch(connection, "SELECT error FROM cdc_management.refused_messages ORDER BY id DESC LIMIT 1")
    assert "invalid input syntax for type bigint" in error


def test_a_loader_needs_no_right_but_to_write_staging(connection: Connection) -> None:
    connection.execute("CREATE ROLE stage_loader NOLOGIN")
    connection.execute(f"GRANT USAGE ON SCHEMA cdc_management, {SCHEMA} TO stage_loader")
    connection.execute(f'GRANT INSERT ON {SCHEMA}."stg_Route" TO stage_loader')
    for name in ("stage", "stage_rows", "decoded", "since_epoch", "unscaled", "refuse"):
        connection.execute(f"GRANT EXECUTE ON FUNCTION cdc_management.{name} TO stage_loader")  # type: ignore[arg-type]
    connection.execute("SET ROLE stage_loader")
    stage(connection, event(1, Id=1), event(2, Id="two"))
    with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
        stage(connection, event(3, "stg_Parcel", Id=3))
    with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
        connection.execute("SELECT FROM cdc_management.refused_messages")
    connection.execute("RESET ROLE")
    assert fetch(connection, "SELECT count(*) FROM cdc_management.refused_messages") == [(1,)]
