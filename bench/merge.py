"""The merge against its floors: the same rows by one plain upsert, by MERGE, and by COPY into staging.

Twenty data columns, nine of ten events update a row that is there: each row once, in random order or in key order, or
random rows, so that a third of the events is superseded by others. Every shape: a key of one integer, of (uuid,
integer), of text; with and without LSN; operations as letters and as words. Fence, coverage, log and counts are on.
Sides take turns; ratios are medians of what was measured side by side. Two columns may be large: with values of 200 to
300 bytes, which lie in the row, or of 2,880 bytes, which do not; half of them arrive unchanged. The plain upsert writes
the connector's placeholder over those; "keeping" is the upsert that does not, and what large columns are held against.
In the end the worst shape stands beside the best.

`CDC_BENCH_ROWS` chooses the sizes (default 100000,1000000; documents: a quarter of the smallest), `CDC_BENCH_ROUNDS`
the rounds (default 5), `CDC_BENCH_ONLY` the cases, by words that a name must have, all of them ("key order,text").
Without it shapes other than the first are measured in random order alone.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from rich.console import Console
from rich.table import Table

from cdc_assets.config.model import Roles
from cdc_assets.ddl.environment import TEMPLATES, environment
from cdc_assets.tables.model import TableDefinition, TargetColumn, TargetTable
from cdc_assets.tables.naming import SCHEMA_PLACEHOLDER, quote_ident
from resources.embedded_postgres import running

ROUNDS = int(os.environ.get("CDC_BENCH_ROUNDS", "5"))
SIZES = tuple(int(rows) for rows in os.environ.get("CDC_BENCH_ROWS", "100000,1000000").split(","))
ONLY = tuple(filter(None, os.environ.get("CDC_BENCH_ONLY", "").split(",")))
COLUMNS = 20
TOPIC = "{env}.{customer}.{database}.{schema}.{table}"

_KINDS = (
    ("navn", "varchar(50)", "'navn ' || i"),
    ("adresse", "varchar(100)", "'Storgata ' || i"),
    ("poststed", "varchar(50)", "repeat('x', 20)"),
    ("kode", "varchar(20)", "'k' || i % 100"),
    ("status", "integer", "i % 7"),
    ("antall", "integer", "i % 1000"),
    ("saldo", "bigint", "i * 7"),
    ("opprettet", "timestamp(3)", "timestamp '2024-01-01' + i * interval '1 s'"),
    ("endret", "timestamp(3)", "timestamp '2025-01-01' + i * interval '1 s'"),
    ("belop", "numeric(18,4)", "1234.5678 + i"),
    ("sats", "numeric(10,2)", "12.5"),
    ("aktiv", "boolean", "i % 2 = 0"),
    ("rowguid", "uuid", "md5(i::text)::uuid"),
    ("dato", "date", "date '2024-01-01' + i::int % 1000"),
    ("type", "smallint", "5"),
    ("vekt", "double precision", "i / 3.0"),
    ("merknad", "varchar(200)", "repeat('abc', 20)"),
    ("referanse", "varchar(30)", "'r' || i"),
    ("versjon", "integer", "7"),
)
_LARGE = (("dokument", "text"), ("bilde", "bytea"))
_UNCHANGED = "'__debezium_unavailable_value'"
_HEX = "(SELECT string_agg(md5(i::text || j || '{}'), '') FROM generate_series(1, 90) AS j)"


@dataclass(frozen=True, slots=True)
class Values:
    """What the large columns hold before, and what an event sends that tells it: SQL in terms of `i`."""

    name: str
    held: tuple[str, str]
    sent: tuple[str, str]


SHORT = Values(
    "large columns of 300 bytes",
    ("repeat('dokument ', 30) || i", "decode(repeat('00ff', 100), 'hex')"),
    ("repeat('nytt ', 50) || i", "decode(repeat('ff00', 100), 'hex')"),
)
LONG = Values(
    "documents of 3 kB",
    (_HEX.format("held"), f"convert_to({_HEX.format('shown')}, 'UTF8')"),
    (_HEX.format("sent"), f"convert_to({_HEX.format('drawn')}, 'UTF8')"),
)


KEYS = {
    "random order": "SELECT row_number() OVER (ORDER BY hashint8(k)) AS i, k FROM generate_series(1, {rows}) AS k",
    "key order": "SELECT i, i AS k FROM generate_series(1, {rows}) AS i",
    "random keys": "SELECT i, 1 + (hashint8(i) & 2147483647) % {rows} AS k FROM generate_series(1, {rows}) AS i",
}
"""Event number `i` is of row `k`."""


Key = tuple[tuple[str, str, str], ...]
"""Name, type and value of each key column: SQL in terms of `k`, in whose order the keys are."""
INTEGER: Key = (("id", "bigint", "k"),)
KEY_COLUMNS: dict[str, Key] = {
    "integer": INTEGER,
    "(uuid, integer)": (("kunde", "uuid", "lpad(to_hex(k / 4096), 32, '0')::uuid"), ("id", "integer", "k")),
    "text": (("id", "varchar(40)", "'nummer-' || lpad(k::text, 12, '0')"),),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """What events look like: the key (of `KEY_COLUMNS`), whether they have LSNs, operations as words or as letters."""

    key: str = "integer"
    lsn: bool = True
    words: bool = False

    def __str__(self) -> str:
        said = f"{self.key} key, {'LSN' if self.lsn else 'no LSN'}"
        return f"{said}, {'words' if self.words else 'letters'}"


SHAPES = tuple(Shape(key, lsn, words) for key in KEY_COLUMNS for lsn in (True, False) for words in (False, True))


@dataclass(frozen=True, slots=True)
class Case:
    """What is measured: `rows` events, which rows they are of, without large columns or with such values, the shape."""

    rows: int
    keys: str
    large: Values | None
    shape: Shape = SHAPES[0]

    def __str__(self) -> str:
        return f"{self.kind}, {self.keys}, {self.shape}"

    @property
    def kind(self) -> str:
        """What is compared with each other."""
        return f"{self.rows:,} rows{f', {self.large.name}' if self.large else ''}"

    @property
    def floor(self) -> str:
        """The upsert that the merge is held against."""
        return "keeping" if self.large else "upsert"

    @property
    def targets(self) -> tuple[float, float]:
        """The aim, and what is accepted where the engine is whole and short (issue 14)."""
        return (1.25, 1.80) if self.large else (1.10, 1.40 if self.keys == "random keys" else 1.25)


def relation(large: bool, name: str = "Bench", key: Key = INTEGER) -> TargetTable:
    """Twenty data columns, those of the key first; with `large`, two of them are."""
    columns = [TargetColumn(n, k, _staged(k), not_null=True) for n, k, _ in key]
    columns += [TargetColumn(n, k, _staged(k)) for n, k, _ in _KINDS[: COLUMNS - len(key) - len(_LARGE) * large]]
    columns += [TargetColumn(n, k, k, large=True) for n, k in _LARGE] if large else []
    return TargetTable("sink_asma.directory", None, name, tuple(columns), tuple(n for n, _, _ in key))


def _staged(kind: str) -> str:
    return kind.split("(")[0].replace("varchar", "text")


def definition_context(table: TargetTable) -> dict[str, object]:
    """What the templates of a relation are rendered with."""
    definition = TableDefinition("bench", "Bench", "dbo", table.name, table.key, TOPIC, (table,))
    return {"table": table, "definition": definition, "roles": Roles(), "table_comment": ""}


def install(connection: psycopg.Connection[Any], table: TargetTable) -> None:
    """`cdc_management` and the relation, in schema `bench`."""
    for path in sorted((TEMPLATES / "infrastructure").glob("*.sql.j2")):
        connection.execute(environment().get_template(f"infrastructure/{path.name}").render(roles=Roles()).encode())
    connection.execute("DROP SCHEMA IF EXISTS bench CASCADE")
    connection.execute("DELETE FROM cdc_management.merge_control")
    connection.execute("DELETE FROM cdc_management.offset_coverage")
    connection.execute("CREATE SCHEMA bench")
    for name in ("table.sql.j2", "staging.sql.j2", "procedure.sql.j2"):
        text = environment().get_template(name).render(definition_context(table)).replace(SCHEMA_PLACEHOLDER, "bench")
        connection.execute(text.encode())
    connection.execute('CREATE UNLOGGED TABLE bench.events (LIKE bench."stg_Bench")')
    connection.execute('CREATE UNLOGGED TABLE bench.plain (LIKE bench."stg_Bench")')
    connection.execute('CREATE TABLE bench.before (LIKE bench."Bench")')


def _data(table: TargetTable) -> list[str]:
    return [quote_ident(column.name) for column in table.columns]


def _rest(table: TargetTable) -> list[str]:
    return _data(table)[len(table.key) :]


def fill(connection: psycopg.Connection[Any], table: TargetTable, case: Case) -> None:
    """Rows that are there (`before`) and events, nine of ten for one of them; a placeholder in half of the updates."""
    kinds = {name: value for name, _, value in _KINDS}
    plain = ", ".join(kinds[c.name] for c in table.columns if c.name in kinds)
    key = ", ".join(value for _, _, value in KEY_COLUMNS[case.shape.key])
    insert, update = ("INSERT", "UPDATE") if case.shape.words else ("c", "u")
    first = "lpad('1', 20, '0')" if case.shape.lsn else "NULL"
    lsn = "'0000002a' || lpad(to_hex(i), 8, '0') || '000{}'" if case.shape.lsn else "NULL::text"
    held = sent = ""
    if case.large:
        held = ", {}, {}".format(*case.large.held)
        placeholders = (_UNCHANGED, f"convert_to({_UNCHANGED}, 'UTF8')")
        for placeholder, value in zip(placeholders, case.large.sent, strict=True):
            sent += f", CASE WHEN i % 2 = 0 THEN {placeholder} ELSE {value} END"
    names = ", ".join(_data(table))
    connection.execute("TRUNCATE bench.before")
    connection.execute(
        f"""INSERT INTO bench.before ({names}, "__source_ts_ms", "__operation", "__deleted", "__lsn",
            "__kafka_partition", "__kafka_offset")
        SELECT {key}, {plain}{held}, 1700000000000, 'r', false, {first}, 0, i
        FROM (SELECT i, i AS k FROM generate_series(1, {case.rows}) AS i) AS e""".encode()
    )
    connection.execute("TRUNCATE bench.events")
    connection.execute(
        f"""INSERT INTO bench.events ({names}, "__operation", "__source_ts_ms", "__lsn", "__seq_val", "__source",
            "__kafka_topic", "__kafka_partition", "__kafka_offset", "__kafka_timestamp", "__staged_at", "__slot")
        SELECT {key}, {plain}{sent}, CASE WHEN i % 10 = 0 THEN '{insert}' ELSE '{update}' END, 1700000000000 + i,
            {lsn.format(2)}, {lsn.format(3)}, 'mssql', 'prod.avansas.AdOpusAvansas.dbo.Bench', 0,
            {case.rows} + i, now(), now(), 0
        FROM (
            SELECT i, CASE WHEN i % 10 = 0 THEN {case.rows} + i ELSE k END AS k
            FROM ({KEYS[case.keys].format(rows=case.rows)}) AS e
        ) AS e ORDER BY i""".encode()
    )


_NOT_WRITTEN = ("__slot", "__staged_at", "__reject_id")


def _columns(connection: psycopg.Connection[Any], *without: str) -> str:
    """The columns of the events, quoted, but for those."""
    rows = connection.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = 'bench.events'::regclass AND attnum > 0 ORDER BY attnum"
    )
    return ", ".join(quote_ident(name) for (name,) in rows if name not in without)


def reset(connection: psycopg.Connection[Any], staging: str) -> None:
    """The final table as before, the events staged again; caches and dead rows alike for every side."""
    for text in (
        'TRUNCATE bench."Bench"',
        'INSERT INTO bench."Bench" SELECT * FROM bench.before',
        "DELETE FROM cdc_management.offset_coverage",
        "DELETE FROM cdc_management.offset_segments",
        'VACUUM (ANALYZE) bench."Bench"',
        "TRUNCATE bench.plain",
        'TRUNCATE bench."stg_Bench"',
    ):
        connection.execute(text.encode())
    columns = _columns(connection, "__slot")
    connection.execute(f"INSERT INTO bench.{staging} ({columns}) SELECT {columns} FROM bench.events".encode())
    connection.execute("CHECKPOINT")


_META = '"__source", "__source_ts_ms", "__operation", "__lsn", "__seq_val", "__kafka_partition", "__kafka_offset"'


def upsert(table: TargetTable) -> str:
    """Floor (a): what people write, without fence, coverage, log, counts or care for placeholders."""
    names, key = ", ".join(_data(table)), ", ".join(table.key)
    assigned = ", ".join(f"{n} = excluded.{n}" for n in (*_rest(table), "__sync_timestamp", *_META.split(", ")))
    return f"""BEGIN;
    INSERT INTO bench."Bench" ({names}, __sync_timestamp, {_META})
    SELECT DISTINCT ON ({key}) {names}, now(), {_META} FROM bench.plain ORDER BY {key}, __kafka_offset DESC
    ON CONFLICT ({key}) DO UPDATE SET {assigned};
    TRUNCATE bench.plain;
    COMMIT"""


def keeping_upsert(table: TargetTable) -> str:
    """The same, but `unchanged` large values keep what the row holds."""
    text = upsert(table)
    for column in table.columns:
        if column.large:
            name = quote_ident(column.name)
            placeholder = f"convert_to({_UNCHANGED}, 'UTF8')" if column.type == "bytea" else _UNCHANGED
            text = text.replace(
                f"{name} = excluded.{name}",
                f'{name} = CASE WHEN excluded.{name} = {placeholder} THEN "Bench".{name} ELSE excluded.{name} END',
            )
    return text


def merge_statement(table: TargetTable) -> str:
    """Floor (b): the same by MERGE."""
    names, key = ", ".join(_data(table)), ", ".join(table.key)
    fields = (*_rest(table), *_META.split(", "))
    every = (*table.key, *fields)
    return f"""BEGIN;
    MERGE INTO bench."Bench" AS t USING (
        SELECT DISTINCT ON ({key}) {names}, {_META} FROM bench.plain ORDER BY {key}, __kafka_offset DESC
    ) AS s ON {" AND ".join(f"t.{n} = s.{n}" for n in table.key)}
    WHEN MATCHED THEN UPDATE SET {", ".join(f"{n} = s.{n}" for n in fields)}, __sync_timestamp = now()
    WHEN NOT MATCHED THEN INSERT ({", ".join(every)}) VALUES ({", ".join(f"s.{n}" for n in every)});
    TRUNCATE bench.plain;
    COMMIT"""


def timed(connection: psycopg.Connection[Any], statement: str) -> float:
    """Seconds for a statement."""
    started = time.perf_counter()
    connection.execute(statement.encode())
    return time.perf_counter() - started


def merged(connection: psycopg.Connection[Any]) -> tuple[float, float]:
    """Seconds for the merge, and the MB of memory of its own that the server process had at most."""
    done, peak = threading.Event(), [0]
    status = Path(f"/proc/{connection.info.backend_pid}/status")

    def watch() -> None:
        while not done.wait(0.02):
            lines = status.read_text().splitlines()
            peak[0] = max(peak[0], *(int(line.split()[1]) for line in lines if line.startswith("RssAnon")))

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        seconds = timed(connection, 'CALL bench."sp_merge_bench"()')
    finally:
        done.set()
        watching.join()
    return seconds, peak[0] / 1024


def copied(connection: psycopg.Connection[Any], source: str, target: str) -> float:
    """Seconds for COPY of the events into a table, as a loader does it."""
    columns = _columns(connection, *_NOT_WRITTEN)
    started = time.perf_counter()
    connection.execute(f"COPY {target} ({columns}) FROM '{source}'".encode())
    return time.perf_counter() - started


def measure(connection: psycopg.Connection[Any], case: Case, rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Seconds of each side, in turns; `memory` is in MB."""
    table = relation(case.large is not None, key=KEY_COLUMNS[case.shape.key])
    install(connection, table)
    fill(connection, table, case)
    floors = {"upsert": upsert(table), "keeping": keeping_upsert(table), "MERGE": merge_statement(table)}
    if case.shape != SHAPES[0]:  # one of them is enough for the other shapes
        floors = {case.floor: floors[case.floor]}
    seconds: dict[str, list[float]] = {name: [] for name in ("merge", "memory", *floors, "COPY", "COPY plain")}
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        file = f"{folder}/events"
        columns = _columns(connection, *_NOT_WRITTEN)
        connection.execute(f"COPY bench.events ({columns}) TO '{file}'".encode())
        for _ in range(rounds):
            reset(connection, '"stg_Bench"')
            for name, value in zip(("merge", "memory"), merged(connection), strict=True):
                seconds[name].append(value)
            odd = connection.execute("SELECT message FROM cdc_management.v_recent_errors").fetchall()
            odd += connection.execute("SELECT reason FROM cdc_management.merge_rejects").fetchall()
            if odd:
                raise RuntimeError(f"{case}: {odd[0][0]}")
            for name, statement in floors.items():
                reset(connection, "plain")
                seconds[name].append(timed(connection, statement))
            connection.execute('TRUNCATE bench."stg_Bench", bench.plain')
            seconds["COPY"].append(copied(connection, file, 'bench."stg_Bench"'))
            seconds["COPY plain"].append(copied(connection, file, "bench.plain"))
            connection.execute('TRUNCATE bench."stg_Bench", bench.plain')
    return seconds


def ratio(seconds: dict[str, list[float]], side: str, floor: str) -> float:
    """Median of the ratios of neighbours."""
    return statistics.median(a / b for a, b in zip(seconds[side], seconds[floor], strict=True))


def cases() -> list[Case]:
    """Each size without and with large columns, and a smaller one with documents; orders and shapes as asked."""
    kinds = [(rows, large) for rows in SIZES for large in (None, SHORT)] + [(min(SIZES) // 4, LONG)]
    made = [Case(rows, keys, large, shape) for rows, large in kinds for keys in KEYS for shape in SHAPES]
    if ONLY:
        return [case for case in made if all(word in str(case) for word in ONLY)]
    return [case for case in made if case.shape == SHAPES[0] or case.keys == next(iter(KEYS))]


def run(console: Console) -> None:
    """Print seconds and ratios of every case as it is done, then the worst of each kind beside the best."""
    found: dict[Case, float] = {}
    with tempfile.TemporaryDirectory(prefix="cdc-bench-") as folder, running(Path(folder)) as server:
        table = Table(title=f"Merge: medians of {ROUNDS} rounds in turns")
        for heading in ("case", "merge s", "rows/s", "MB", "floor s", "ratio", "MERGE ratio", "COPY ratio"):
            table.add_column(heading, justify="left" if heading == "case" else "right")
        with psycopg.connect(server.conninfo(), autocommit=True) as connection:
            for case in cases():
                seconds = measure(connection, case)
                merge = statistics.median(seconds["merge"])
                found[case] = ratio(seconds, "merge", case.floor)
                console.print(f"{case}: {found[case]:.2f}")
                table.add_row(
                    str(case),
                    f"{merge:.2f}",
                    f"{case.rows / merge:,.0f}",
                    f"{max(seconds['memory']):,.0f}",
                    f"{statistics.median(seconds[case.floor]):.2f}",
                    f"{found[case]:.2f}",
                    f"{ratio(seconds, 'merge', 'MERGE'):.2f}" if seconds.get("MERGE") else "",
                    f"{ratio(seconds, 'COPY', 'COPY plain'):.2f}",
                )
            console.print(table)
            console.print(worst_beside_best(found))
            if not ONLY:
                console.print(gap_view(connection))


def worst_beside_best(found: dict[Case, float]) -> Table:
    """Of each kind and order the shape that costs least and the one that costs most, in upserts."""
    table = Table(title="Merge : upsert (with large columns: one that keeps what is unchanged)")
    for heading in ("events", "best", "shape", "worst", "shape", "aim", "accepted"):
        table.add_column(heading, justify="left" if heading in ("events", "shape") else "right")
    kinds: dict[str, list[Case]] = {}
    for case in found:
        kinds.setdefault(f"{case.kind}, {case.keys}", []).append(case)
    for kind, members in kinds.items():
        best, worst = min(members, key=found.__getitem__), max(members, key=found.__getitem__)
        aim, accepted = worst.targets
        table.add_row(
            kind, f"{found[best]:.2f}", str(best.shape), f"{found[worst]:.2f}", str(worst.shape), f"{aim:.2f}",
            f"{accepted:.2f}",
        )  # fmt: skip
    return table


def gap_view(connection: psycopg.Connection[Any], sizes: tuple[int, ...] = (10_000, 1_000_000, 10_000_000)) -> Table:
    """The gap view over a growing log and 6,084 partitions: it reads coverage, not the log."""
    table = Table(title="Gap view over 6,084 partitions")
    for heading in ("log rows", "seconds"):
        table.add_column(heading, justify="right")
    for text in (
        "TRUNCATE cdc_management.offset_coverage, cdc_management.offset_segments, cdc_management.cdc_processing_log",
        """INSERT INTO cdc_management.offset_coverage
            (schema_name, table_name, kafka_topic, kafka_partition, first_offset, frontier, last_offset)
        SELECT 's' || s, 't' || t, 'topic', p, 0, 1000, 1999
        FROM generate_series(1, 26) AS s, generate_series(1, 39) AS t, generate_series(0, 5) AS p""",
        """INSERT INTO cdc_management.offset_segments
        SELECT coverage_id, 1001, 2000, 1, '{[1001,2000)}' FROM cdc_management.offset_coverage""",
        "ANALYZE cdc_management.offset_coverage",
        "ANALYZE cdc_management.offset_segments",
    ):
        connection.execute(text.encode())
    there = 0
    for size in sizes:
        connection.execute(
            """INSERT INTO cdc_management.cdc_processing_log (batch_id, schema_name, table_name, kafka_topic,
                kafka_partition, min_offset, max_offset, rows_taken, rows_applied, rows_superseded, rows_stale,
                rows_rejected, started_at, duration_ms)
            SELECT i, 's1', 't1', 'topic', 0, i, i, 1, 1, 0, 0, 0, now(), 1 FROM generate_series(1, %s) AS i""",
            (size - there,),
        )
        there = size
        query = "SELECT count(*) FROM cdc_management.v_cdc_processing_gaps"
        table.add_row(f"{size:,}", f"{statistics.median(timed(connection, query) for _ in range(3)):.3f}")
    connection.execute("TRUNCATE cdc_management.cdc_processing_log")
    return table
