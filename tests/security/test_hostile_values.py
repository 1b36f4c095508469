"""Whatever a loader stages, under whatever names: merged as it is or set aside with a reason, every row counted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdc_assets.tables.model import TargetColumn
from cdc_assets.tables.naming import merge_name, quote_ident, staging_name
from resources.embedded_postgres import Server
from tests.merge.support import column, install, merging_database, relation
from tests.security.hostile import few

SCHEMA = "o'\"; DROP SCHEMA cdc_management; -- {{SCHEMA}} %s"
NAME = "$cdc$ å'\"\\ {}"
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30) | st.sampled_from(
    [
        "",
        " ",
        "\\N",
        "\\.",
        "NULL",
        "'",
        '"',
        "$cdc$",
        "%s",
        "{}",
        "\u202e",
        "😀" * 20,
        "\ufeff",
        "a\nb\tc\\",
        "'; DROP TABLE x; --",
    ]
)
WHOLE = st.integers(-(2**63), 2**63 - 1)
MOMENTS = ["infinity", "-infinity", "4713-01-01 BC", "0001-01-01", "2024-02-29 23:59:59.999999", "9999-12-31"]
JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3),
)
ODD = [Decimal(text) for text in ("NaN", "0E-20", "1E+130000", "Infinity", "-Infinity", "-1E-16000", "1E-7")]
COLUMNS: dict[str, tuple[TargetColumn, st.SearchStrategy[Any]]] = {
    "key": (column("key", "varchar(20)", key=True), TEXT),
    "x'; --": (column("x'; --", "varchar(5)"), TEXT),
    'a"b': (column('a"b', "text", large=True), TEXT),
    "{{SCHEMA}}": (column("{{SCHEMA}}", "numeric(6,2)"), st.decimals(-(10**6), 10**6) | st.sampled_from(ODD)),
    "%(n)s": (column("%(n)s", "numeric"), st.decimals(-(10**40), 10**40) | st.sampled_from(ODD)),
    "$$": (column("$$", "smallint"), st.integers(-(2**15), 2**15 - 1)),
    "select": (column("select", "integer"), st.integers(-(2**31), 2**31 - 1)),
    "😀": (column("😀", "bigint"), WHOLE),
    "\\": (column("\\", "real"), st.floats(width=32)),
    "v_lo": (column("v_lo", "double precision"), st.floats()),
    "s": (column("s", "boolean"), st.booleans()),
    "p": (column("p", "date"), st.dates() | st.sampled_from(MOMENTS)),
    "a\nb": (column("a\nb", "timestamp"), st.datetimes() | st.sampled_from(MOMENTS)),
    "å" * 31: (column("å" * 31, "timestamptz"), st.datetimes() | st.sampled_from(MOMENTS)),
    "ts": (column("ts", "time"), st.times() | st.just("24:00:00")),
    "uuid": (column("uuid", "uuid"), st.uuids()),
    "\u202e": (column("\u202e", "bytea", large=True), st.binary(max_size=30)),
    "/*": (column("/*", "jsonb", large=True), JSON.map(json.dumps).filter(lambda text: "\\u0000" not in text)),
}
METADATA: dict[str, st.SearchStrategy[Any]] = {
    "__operation": st.sampled_from(["c", "u", "d", "r", None, "INSERT", "x", "", "D", "é"]),
    "__source_ts_ms": st.none() | WHOLE,
    "__lsn": st.none() | TEXT | st.integers(0, 2**80 - 1).map("{:020x}".format) | st.just("00000027:00000ac0:0002"),
    "__seq_val": st.none() | TEXT | st.integers(0, 2**80 - 1).map("{:020x}".format),
    "__source": st.none() | TEXT,
    "__kafka_topic": st.none() | TEXT | st.sampled_from(["t", "u", "x" * 300]),
    "__kafka_partition": st.none() | st.integers(-(2**31), 2**31 - 1) | st.integers(0, 2),
    "__kafka_offset": st.none() | WHOLE | st.integers(0, 50),
    "__kafka_timestamp": st.none() | st.datetimes() | st.sampled_from(MOMENTS),
}
ROWS = st.lists(
    st.fixed_dictionaries({**{name: st.none() | kind for name, (_, kind) in COLUMNS.items()}, **METADATA}),
    min_size=1,
    max_size=12,
)
TABLE = f"{quote_ident(SCHEMA)}.{quote_ident(NAME)}"
STAGING = f"{quote_ident(SCHEMA)}.{quote_ident(staging_name(NAME))}"


@pytest.fixture(scope="module")
def target(postgres: Server) -> Iterator[psycopg.Connection[Any]]:
    with merging_database(postgres) as conninfo, psycopg.connect(conninfo, autocommit=True) as connection:
        install(connection, [relation(NAME, [kind for kind, _ in COLUMNS.values()], key=("key",))], SCHEMA)
        yield connection


def totals(connection: psycopg.Connection[Any]) -> tuple[int, ...]:
    row = connection.execute(
        "SELECT rows_taken, rows_applied, rows_superseded, rows_stale, rows_rejected FROM cdc_management.merge_control"
    ).fetchone()
    assert row is not None
    return row


def load(connection: psycopg.Connection[Any], rows: list[dict[str, Any]]) -> None:
    names = list(rows[0])
    into = f"{STAGING} ({', '.join(map(quote_ident, names))})"
    with connection.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN".encode()) as copy:
        for row in rows:
            copy.write_row([row[name] for name in names])


def merge(connection: psycopg.Connection[Any]) -> None:
    connection.execute(f"CALL {quote_ident(SCHEMA)}.{quote_ident(merge_name(NAME))}()".encode())


@few(25)
@given(rows=ROWS)
def test_every_row_is_merged_or_set_aside_and_none_stops_the_others(
    target: psycopg.Connection[Any], rows: list[dict[str, Any]]
) -> None:
    before = totals(target)
    rejects = "SELECT count(*), count(reason) FROM cdc_management.merge_rejects"
    (aside, _) = target.execute(rejects).fetchone() or (0, 0)
    load(target, rows)
    merge(target)
    taken, *done = (now - then for now, then in zip(totals(target), before, strict=True))
    assert taken == sum(done) == len(rows)
    assert target.execute(rejects).fetchone() == (aside + done[-1], aside + done[-1])
    assert target.execute(f"SELECT count(*) FROM {STAGING}".encode()).fetchone() == (0,)
    for view in ("v_cdc_processing_gaps", "v_cdc_resume_offsets", "v_cdc_replication_lag", "v_merge_status"):
        target.execute(f"SELECT * FROM cdc_management.{view}".encode()).fetchall()


@few(20)
@given(row=st.fixed_dictionaries({name: kind for name, (_, kind) in COLUMNS.items() if name != "key"}))
def test_what_is_merged_is_what_was_staged(target: psycopg.Connection[Any], row: dict[str, Any]) -> None:
    target.execute(f"DELETE FROM {TABLE}; TRUNCATE cdc_management.merge_rejects".encode())
    load(target, [{"key": "k", **row, "__operation": "c"}])
    names = ", ".join(f"{quote_ident(name)}::text" for name in ("key", *row))
    staged = target.execute(f"SELECT {names} FROM {STAGING}".encode()).fetchone()
    merge(target)
    merged = target.execute(f"SELECT {names} FROM {TABLE}".encode()).fetchall()
    rejected = target.execute("SELECT reason FROM cdc_management.merge_rejects").fetchall()
    assert len(merged) + len(rejected) == 1
    assert staged is not None
    for name, now, then in zip(("key", *row), merged[0] if merged else (), staged, strict=bool(merged)):
        if name == "/*":
            assert json.loads(now, parse_int=Decimal, parse_float=Decimal) == json.loads(
                then, parse_int=Decimal, parse_float=Decimal
            )
        elif name != "{{SCHEMA}}":  # numeric(6,2) rounds
            assert now == then, name
    if rejected:
        too_long = len(row["x'; --"].rstrip(" ")) > 5
        number = row["{{SCHEMA}}"]
        assert too_long or not number.is_finite() or abs(number) >= Decimal("9999.995"), rejected
