"""What the tables in costs.py claim, asked of a real PostgreSQL: rewrites by file node, values by reading them back."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import sql

from cdc_assets.migrate.costs import conversion, default_rewrites, retype
from cdc_assets.migrate.pgtypes import canonical, parse_type
from tests.support.postgres import both_versions

# type, values that fill its range
TYPES = {
    "smallint": ["-32768", "0", "32767"],
    "integer": ["-2147483648", "0", "2147483647"],
    "bigint": ["-9223372036854775808", "9223372036854775807"],
    "boolean": ["true", "false"],
    "real": ["1.5", "-3.25e10"],
    "double precision": ["1.1", "-1e300"],
    "numeric": ["1.00001", "-123456789012345678901234.5"],
    "numeric(5,2)": ["999.99", "-0.01"],
    "numeric(7,2)": ["99999.99"],
    "numeric(7,4)": ["999.9999"],
    "numeric(9,4)": ["99999.9999"],
    "numeric(12,0)": ["999999999999"],
    "varchar(5)": ["ærøbo", ""],
    "varchar(9)": ["ærøboerne"],
    "varchar": ["ærøboerne i Danmark"],
    "char(5)": ["ab", "abcde"],
    "text": ["ærøboerne i Danmark"],
    "date": ["2024-02-29"],
    "time(3)": ["23:59:59.123"],
    "time(6)": ["23:59:59.123456"],
    "timestamp(0)": ["2024-02-29 12:00:00"],
    "timestamp(3)": ["2024-02-29 12:00:00.123"],
    "timestamp(6)": ["2024-02-29 12:00:00.123456"],
    "timestamptz(3)": ["2024-02-29 12:00:00.123+00"],
    "timestamptz(6)": ["2024-02-29 12:00:00.123456+00"],
    "uuid": ["7b1c3c0e-7a3c-4d4a-9b6c-0123456789ab"],
    "bytea": [r"\x00112233445566778899aabbccddeeff"],
    "json": ['{"a":  1}'],
    "jsonb": ['{"a": 1}'],
    "xml": ["<a/>"],
}


@both_versions
def test_every_pair_of_types_rewrites_and_loses_what_the_table_says(database: str):
    wrong = []
    with psycopg.connect(database, autocommit=True) as conn:
        conn.execute("SET TimeZone = 'Europe/Copenhagen'")
        known = [name for name in TYPES if name != "xml" or _runs(conn, "SELECT '<a/>'::xml")]  # needs libxml
        for old in known:
            for new in known:
                with conn.transaction(force_rollback=True):
                    wrong += _wrong(conn, old, new, TYPES[old])
    assert "\n".join(wrong) == ""


def _wrong(conn: psycopg.Connection, old: str, new: str, values: list[str]) -> list[str]:
    rule = retype(old, new)
    using = conversion(old, new, '"c"')
    conn.execute(f"CREATE TABLE t (id int, c {old})")
    for number, value in enumerate(values):
        conn.execute(sql.SQL("INSERT INTO t VALUES ({}, {}::text::" + old + ")").format(number, value))
    if rule.verdict == "impossible":
        newer = new == "bytea" and old in ("smallint", "integer", "bigint")  # PostgreSQL 18 casts them, 17 does not
        exists = not newer and _runs(conn, f'ALTER TABLE t ALTER c TYPE {new} USING "c"::{new}')
        return [f"{old}→{new}: a cast exists"] if exists else []
    plain = f"ALTER TABLE t ALTER c TYPE {new}"
    statement = plain if rule.using is None and rule.verdict in ("wider", "narrower") else f"{plain} USING {using}"
    before, texts = _node(conn), _texts(conn)
    if not _runs(conn, statement):
        # numbers at the end of their range, strings at their length: only these verdicts may fail
        return [] if rule.verdict in ("narrower", "unsafe", "meaning") else [f"{old}→{new}: fails"]
    found = []
    if rule.rewrites != (_node(conn) != before):
        found.append(f"{old}→{new}: rewrites={not rule.rewrites}")
    if rule.verdict in ("wider", "same") and not _equal(conn, old, new, texts):
        found.append(f"{old}→{new}: values changed {texts} {_texts(conn)}")
    return found


def _runs(conn: psycopg.Connection, statement: str) -> bool:
    try:
        with conn.transaction():
            conn.execute(statement)
    except psycopg.Error:
        return False
    return True


def _node(conn: psycopg.Connection) -> int:
    return conn.execute("SELECT pg_relation_filenode('t')").fetchone()[0]


def _texts(conn: psycopg.Connection) -> list[str]:
    return [row[0] for row in conn.execute("SELECT c::text FROM t ORDER BY id")]


def _equal(conn: psycopg.Connection, old: str, new: str, texts: list[str]) -> bool:
    """Values survive: read as the old type again they are what they were."""
    back = conversion(new, old, "c")
    if back is None:
        return True
    again = [row[0] for row in conn.execute(f"SELECT ({back})::text FROM t ORDER BY id")]
    return [text.rstrip() for text in again] == [text.rstrip() for text in texts]


@both_versions
@pytest.mark.parametrize(
    ("default", "rewrites"),
    [
        ("now()", False),
        ("CURRENT_TIMESTAMP", False),
        ("current_setting('cdc.tenant', true)", False),
        ("false", False),
        ("-1", False),
        ("'it''s now('", False),
        ("'7b1c3c0e-7a3c-4d4a-9b6c-0123456789ab'::uuid", False),
        ("gen_random_uuid()", True),
        ("clock_timestamp()", True),
        ("random()", True),
    ],
)
def test_adding_a_column_rewrites_where_its_default_is_volatile(database: str, default: str, rewrites: bool):
    assert default_rewrites(default) is rewrites
    with psycopg.connect(database, autocommit=True) as conn:
        kind = conn.execute(f"SELECT pg_typeof({default})").fetchone()[0].replace("unknown", "text")
        conn.execute("CREATE TABLE t (id int)")
        conn.execute("INSERT INTO t VALUES (1)")
        before = _node(conn)
        conn.execute(f"ALTER TABLE t ADD COLUMN d {kind} DEFAULT {default}")
        assert (_node(conn) != before) is rewrites


@both_versions
def test_type_names_are_spelt_as_the_catalog_spells_them(database: str):
    names = [
        *TYPES,
        "int2",
        "int8",
        "float8",
        "decimal(5)",
        "numeric(5)",
        "char",
        "bool",
        "timestamptz",
        "time",
        "text[]",
    ]
    names += ["TIMESTAMP WITH TIME ZONE", "timestamp (3) without time zone", "double  precision", "bit(3)", "interval"]
    with psycopg.connect(database, autocommit=True) as conn:
        for name in names:
            conn.execute(f"CREATE TABLE t (c {name})")
            spelt = conn.execute(
                "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid='t'::regclass AND attnum=1"
            ).fetchone()[0]
            conn.execute("DROP TABLE t")
            assert canonical(name) == spelt, name
            assert str(parse_type(spelt)) == spelt
    assert canonical('text COLLATE "C"') == "text"
