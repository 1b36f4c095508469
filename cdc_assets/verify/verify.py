"""Compare a relation with its source table while changes flow, and repair what differs.

    verification = verify_rows(connection, reader, relation, options)       # every row
    verification = verify_changes(connection, reader, relation, options)    # what changed since the last time
    verification = repair(connection, reader, verification, options)        # heals it, and compares once more

What differs at first may be in flight. It is read again, by its key, until it is equal, or no captured change beyond
what was merged can explain it; after `ROUNDS` times it is told as late or hot. A row whose fence is above the position
it was read at is newer, not different. Reading needs no lock, here or there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from cdc_assets.capture.model import Lsn
from cdc_assets.errors import CdcError, Problem
from cdc_assets.rows.model import HistoryEndedError
from cdc_assets.verify.model import REPAIRED, Difference, Mode, Options, Reader, Relation, Verification
from cdc_assets.verify.scratch import Scratch, hexadecimal, shape

ROUNDS = 3
AT_ONCE = 5_000
"""Keys that are read again and compared together."""
SHOWN = 20
KEPT = 100
"""Verifications of a relation and mode that are kept, of those that found something and of those that did not."""
_LOCK = "SELECT pg_try_advisory_lock(hashtext('cdc_management.verify'), hashtext(%s))"
_UNLOCK = "SELECT pg_advisory_unlock(hashtext('cdc_management.verify'), hashtext(%s))"
Wait = Callable[[float], None]
Clean = Callable[[int], None]
"""Told a verification's number where it read everything and found nothing, in the transaction that writes that down."""


@dataclass
class _Run:
    """A verification under way: what every step needs, and what was counted so far."""

    scratch: Scratch
    reader: Reader
    options: Options
    wait: Wait
    id: int
    rows_read: int = 0
    rows_newer: int = 0
    rows_losing: int = 0
    unkeyed: int = 0
    complete: bool = True
    windowed: bool = False
    low: Lsn | None = None
    high: Lsn | None = None

    @property
    def connection(self) -> psycopg.Connection[Any]:
        return self.scratch.connection

    def reached(self, lsn: Lsn) -> None:
        self.low = min(self.low or lsn, lsn)
        self.high = max(self.high or lsn, lsn)


def verify_rows(
    connection: psycopg.Connection[Any],
    reader: Reader,
    relation: Relation,
    options: Options | None = None,
    wait: Wait = time.sleep,
    clean: Clean | None = None,
) -> Verification:
    """Compare every row. `connection` is in autocommit. Raises CdcError."""
    with _running(connection, reader, relation, "rows", options or Options(), wait, clean) as run:
        _read_all(run)
        _look_again(run)
    return read_verification(connection, relation, run.id)


def verify_changes(
    connection: psycopg.Connection[Any],
    reader: Reader,
    relation: Relation,
    options: Options | None = None,
    wait: Wait = time.sleep,
    clean: Clean | None = None,
    window: tuple[Lsn, Lsn] | None = None,
) -> Verification:
    """Ask whether each change of a window that was captured arrived; without one those since the last verification that
    left nothing open, up to what is merged. Raises CdcError: HistoryEndedError where the source's changes are gone."""
    with _running(connection, reader, relation, "changes", options or Options(), wait, clean) as run:
        if window is None:
            after, up_to = _audited(run) or reader.begin(), run.scratch.merged()
        else:
            after, up_to = window
            run.windowed = True
        run.low, run.high = after, after
        if up_to is not None and up_to > after:
            for chunk in reader.changes(after, up_to):
                run.scratch.take_changes(chunk)
                run.rows_read += len(chunk.rows)
            run.high = up_to
            _name_lost(run)
    return read_verification(connection, relation, run.id)


def repair(
    connection: psycopg.Connection[Any],
    reader: Reader,
    found: Verification,
    options: Options | None = None,
    wait: Wait = time.sleep,
) -> Verification:
    """Heal the differences of a verification: read their rows again and merge them, as `r`, or as `x` where there is
    none, then compare them once more. A change that comes meanwhile wins. Needs the session of the verification."""
    scratch = Scratch(connection, found.relation)
    scratch.require_lsns()
    run = _Run(scratch, reader, options or Options(), wait, found.id)
    with _locked(connection, found.relation):
        run.scratch.suspect_differences(found.id, REPAIRED)
        for low, high in run.scratch.suspects(AT_ONCE):
            _heal(run, low, high)
            _prove(run, low, high)
        connection.execute(
            "UPDATE cdc_management.verifications AS v SET repaired = d.healed, open = v.open - d.healed + v.repaired"
            " FROM (SELECT count(*) FILTER (WHERE d.healed) AS healed FROM cdc_management.verification_differences AS d"
            " WHERE d.verification_id = %(id)s) AS d WHERE v.id = %(id)s",
            {"id": found.id},
        )
    return read_verification(connection, found.relation, found.id)


# All rows


def _read_all(run: _Run) -> None:
    scratch, started = run.scratch, time.monotonic()
    for chunk in run.reader.rows():
        run.reached(chunk.lsn)
        scratch.empty("cdc_read")
        scratch.take(chunk)
        counted = scratch.compare(everything=False)
        scratch.keep_keys()
        scratch.suspect()
        run.rows_read += len(chunk.rows)
        run.rows_newer += counted.get("newer", 0)
        run.rows_losing += counted["losing"] + len(chunk.without_nul)
        run.unkeyed += counted.get("no key", 0)
        if run.options.seconds is not None and time.monotonic() - started > run.options.seconds and not chunk.last:
            run.complete = False
            return
    scratch.suspect_rest()


def _look_again(run: _Run) -> None:
    """What differed, by its key, until it is settled."""
    scratch = run.scratch
    for number in range(ROUNDS):
        if number:
            if run.connection.execute("SELECT EXISTS (SELECT FROM cdc_suspects)").fetchone() == (False,):
                return
            run.wait(run.options.settle)
        merged = scratch.merged()
        for low, high in scratch.suspects(AT_ONCE):
            reached = _read_keys(run, low, high)
            scratch.compare(values=run.options.values)
            moving = _moving(run, merged, reached)
            _settle(run, low, high, moving, last=number == ROUNDS - 1)


def _read_keys(run: _Run, low: int, high: int) -> Lsn:
    """The rows of these suspects, as they are now. Returns the position that all of them were read at or above."""
    scratch = run.scratch
    scratch.empty("cdc_read")
    positions = []
    for chunk in run.reader.keys(scratch.ask(low, high)):
        scratch.take(chunk)
        positions.append(chunk.lsn)
    if not positions:
        return b"\0" * 10
    for lsn in positions:
        run.reached(lsn)
    scratch.absent(low, high, min(positions))
    return max(positions)


def _moving(run: _Run, merged: Lsn | None, reached: Lsn) -> bool:
    """Put the changes beyond what was merged into `cdc_changes`: they may be on their way."""
    run.scratch.empty("cdc_changes")
    if merged is None or reached <= merged:
        return False
    try:
        for chunk in run.reader.changes(merged, reached):
            run.scratch.take_changes(chunk)
    except HistoryEndedError:
        return False  # what was cleaned away since is in flight no more
    return True


_SETTLE = """
WITH looked AS MATERIALIZED (
    SELECT s."__id" AS id, c.*, f.read_lsn AS moved, s."__seen" AS seen,
        concat_ws('|', c.found, c.target_lsn, f.read_lsn) AS state
    FROM (SELECT s.*, {asked} AS "__key" FROM cdc_suspects AS s WHERE s."__id" BETWEEN %(low)s AND %(high)s) AS s
    LEFT JOIN cdc_compared AS c ON c.key = s."__key"
    LEFT JOIN cdc_management.lost_changes(%(schema)s, %(table)s, 'cdc_changes') AS f ON f.key = s."__key"
), told AS (
    SELECT DISTINCT ON (l.key) l.*, CASE
        WHEN l.moved IS NOT NULL AND l.found <> 'unfit' THEN CASE WHEN l.state = l.seen THEN 'late' ELSE 'hot' END
        WHEN l.found = 'superfluous' AND EXISTS (
            SELECT FROM cdc_compared AS o
            WHERE lower(o.key) = lower(l.key) AND o.key <> l.key AND o.found <> 'superfluous'
        ) THEN 'twin'
        ELSE l.found
    END AS kind FROM looked AS l
    WHERE l.found NOT IN ('same', 'newer') AND (l.moved IS NULL OR %(last)s) ORDER BY l.key, l.id
), written AS (
    INSERT INTO cdc_management.verification_differences (
        verification_id, kind, key, columns, read_lsn, target_lsn, target_operation, target_deleted,
        source_row, target_row
    ) SELECT %(id)s, t.kind, t.key, t.columns, t.read_lsn, t.target_lsn, t.target_operation, t.target_deleted,
        t.source_row, t.target_row FROM told AS t
), gone AS (
    DELETE FROM cdc_suspects AS s USING looked AS l
    WHERE s."__id" = l.id AND (l.key IS NULL OR l.found IN ('same', 'newer') OR l.moved IS NULL OR %(last)s)
)
UPDATE cdc_suspects AS s SET "__seen" = l.state FROM looked AS l
WHERE s."__id" = l.id AND l.found NOT IN ('same', 'newer') AND l.moved IS NOT NULL AND NOT %(last)s
"""


def _settle(run: _Run, low: int, high: int, moving: bool, *, last: bool) -> None:
    """Equal or newer: done. Different, with nothing in flight: told. Else once more, or after the last time told."""
    if not moving:
        run.scratch.empty("cdc_changes")
    relation = run.scratch.relation
    values = {"low": low, "high": high, "last": last, "id": run.id}
    run.connection.execute(run.scratch.with_key(_SETTLE), {**values, "schema": relation.schema, "table": relation.name})


# Changes

_LOST = """
WITH lost AS MATERIALIZED (
    SELECT * FROM cdc_management.lost_changes(%(schema)s, %(table)s, 'cdc_changes')
)
INSERT INTO cdc_management.verification_differences
    (verification_id, kind, key, read_lsn, target_lsn, target_operation, target_deleted)
SELECT %(id)s, CASE WHEN l.read_lsn <= %(passed)s THEN 'lost' ELSE 'late' END, l.key,
    l.read_lsn, l.target_lsn, l.target_operation, l.target_deleted FROM lost AS l
"""


def _name_lost(run: _Run) -> None:
    """Partitions are not merged in one order: what is missing is asked for again before it is told. It is lost where
    every partition has come past it, else late, as a partition that is behind may still bring it."""
    relation = run.scratch.relation
    values = {"schema": relation.schema, "table": relation.name, "id": run.id}
    some = "SELECT EXISTS (SELECT FROM cdc_management.lost_changes(%(schema)s, %(table)s, 'cdc_changes'))"
    run.connection.execute("ANALYZE cdc_changes")
    for number in range(ROUNDS):
        if run.connection.execute(some, values).fetchone() != (True,):
            return
        if number < ROUNDS - 1:
            run.wait(run.options.settle)
    run.connection.execute(_LOST, {**values, "passed": run.scratch.passed()})


_AUDITED = """
SELECT max(CASE v.mode WHEN 'changes' THEN v.to_lsn ELSE v.from_lsn END) FROM cdc_management.verifications AS v
WHERE (v.schema_name, v.table_name, v.tenant) = (%(schema)s, %(table)s, %(tenant)s)
    AND v.complete AND NOT v.windowed AND v.open = 0 AND v.finished_at IS NOT NULL AND v.started_at > coalesce((
        SELECT max(b.bumped_at) FROM cdc_management.source_borders AS b
        WHERE (b.schema_name, b.table_name) = (%(schema)s, %(table)s)
    ), '-infinity')
"""
"""The LSNs of a source that was restored since say nothing of those of today."""


def _audited(run: _Run) -> Lsn | None:
    """Up to where all changes arrived: by an audit of changes, or as all rows were equal that were read there."""
    relation = run.scratch.relation
    row = run.connection.execute(
        _AUDITED, {"schema": relation.schema, "table": relation.name, "tenant": relation.tenant}
    ).fetchone()
    return bytes.fromhex(row[0]) if row and row[0] else None


# Repair


_STAGE = """
WITH chosen AS MATERIALIZED (
    SELECT s."__difference" AS id, c.* FROM (SELECT s.*, {asked} AS "__key" FROM cdc_suspects AS s
        WHERE s."__id" BETWEEN %(low)s AND %(high)s) AS s
    JOIN cdc_compared AS c ON c.key = s."__key"
    WHERE c.found IN ('missing', 'superfluous', 'different') OR c.found = 'same' AND s."__found" IN ('lost', 'late')
), staged AS (
    INSERT INTO {staging} ({columns})
    SELECT {columns} FROM cdc_read AS s WHERE s.ctid IN (SELECT c.place FROM chosen AS c)
    RETURNING 1
)
UPDATE cdc_management.verification_differences AS d
SET repaired_at = clock_timestamp(), repaired_lsn = c.read_lsn, repaired_as = s."__operation", columns = c.columns,
    target_lsn = c.target_lsn, target_operation = c.target_operation, target_deleted = c.target_deleted,
    source_row = c.source_row, target_row = c.target_row
FROM chosen AS c JOIN cdc_read AS s ON s.ctid = c.place WHERE d.id = c.id
"""


def _heal(run: _Run, low: int, high: int) -> None:
    """Stage and merge, in one transaction with what is written down of it."""
    scratch, relation = run.scratch, run.scratch.relation
    _read_keys(run, low, high)
    scratch.keep_unread()
    scratch.compare(values=run.options.values)
    with run.connection.transaction():
        run.connection.execute(scratch.with_key(_STAGE), {"low": low, "high": high})
        run.connection.execute("SELECT cdc_management.manual_merge(%s, %s)", [relation.schema, relation.name])


_PROVE = """
UPDATE cdc_management.verification_differences AS d SET healed = c.found IN ('same', 'newer')
FROM (SELECT s.*, {asked} AS "__key" FROM cdc_suspects AS s WHERE s."__id" BETWEEN %(low)s AND %(high)s) AS s
JOIN cdc_compared AS c ON c.key = s."__key"
WHERE d.id = s."__difference"
"""


def _prove(run: _Run, low: int, high: int) -> None:
    """Read and compare once more: what was repaired is equal now, or newer."""
    _read_keys(run, low, high)
    run.scratch.compare()
    run.connection.execute(run.scratch.with_key(_PROVE), {"low": low, "high": high})


# What is written down


@contextmanager
def _running(
    connection: psycopg.Connection[Any],
    reader: Reader,
    relation: Relation,
    mode: Mode,
    options: Options,
    wait: Wait,
    clean: Clean | None,
) -> Iterator[_Run]:
    """A row of `verifications` while it runs; it stays without an end where the verification breaks off."""
    with _locked(connection, relation) as require_same:
        scratch = Scratch(connection, relation)
        row = connection.execute(
            "INSERT INTO cdc_management.verifications (schema_name, table_name, tenant, mode) VALUES (%s, %s, %s, %s)"
            " RETURNING id",
            [relation.schema, relation.name, relation.tenant, mode],
        ).fetchone()
        assert row is not None  # noqa: S101 - RETURNING
        run = _Run(scratch, reader, options, wait, row[0])
        yield run
        require_same()
        counted = connection.execute(
            "SELECT kind, count(*) FROM cdc_management.verification_differences WHERE verification_id = %s GROUP BY 1",
            [run.id],
        ).fetchall()
        found = {**dict(counted), **({"no key": run.unkeyed} if run.unkeyed else {})}
        with connection.transaction():
            connection.execute(
                "UPDATE cdc_management.verifications SET finished_at = clock_timestamp(), from_lsn = %s, to_lsn = %s,"
                " complete = %s, windowed = %s, rows_read = %s, rows_newer = %s, rows_losing = %s, found = %s,"
                " open = %s WHERE id = %s",
                [
                    run.low and hexadecimal(run.low),
                    run.high and hexadecimal(run.high),
                    run.complete,
                    run.windowed,
                    run.rows_read,
                    run.rows_newer,
                    run.rows_losing,
                    Jsonb(found),
                    sum(found.values()),
                    run.id,
                ],
            )
            which = {"schema": relation.schema, "table": relation.name, "tenant": relation.tenant, "mode": mode}
            if not run.windowed:
                connection.execute(_SUPERSEDE, {**which, "id": run.id})
            connection.execute(_FORGET, {**which, "kept": KEPT})
            if clean is not None and run.complete and not found:
                clean(run.id)


_SUPERSEDE = """
UPDATE cdc_management.verifications AS v SET latest = v.id = %(id)s
WHERE (v.schema_name, v.table_name, v.tenant, v.mode) = (%(schema)s, %(table)s, %(tenant)s, %(mode)s)
    AND (v.latest OR v.id = %(id)s)
"""
_FORGET = """
WITH mine AS MATERIALIZED (
    SELECT v.*, row_number() OVER (PARTITION BY v.found = '{}' ORDER BY v.id DESC) AS place
    FROM cdc_management.verifications AS v
    WHERE (v.schema_name, v.table_name, v.tenant, v.mode) = (%(schema)s, %(table)s, %(tenant)s, %(mode)s)
)
DELETE FROM cdc_management.verifications AS v USING mine AS m
WHERE m.id = v.id AND m.place > %(kept)s AND NOT m.latest
    AND m.id IS DISTINCT FROM (
        SELECT a.id FROM mine AS a WHERE NOT a.windowed AND a.complete AND a.open = 0 AND a.finished_at IS NOT NULL
        ORDER BY a.id DESC LIMIT 1
    )
    AND NOT EXISTS (SELECT FROM cdc_management.offset_losses AS l WHERE l.healed_by = v.id)
"""
"""The oldest go, but for the one that says up to where all is well, and for proofs that something was healed."""


@contextmanager
def _locked(connection: psycopg.Connection[Any], relation: Relation) -> Iterator[Callable[[], None]]:
    """One verification of a relation at a time. Raises CdcError, also where an apply changes the table meanwhile and
    something fails for it; what it yields asks whether one did."""
    name = f"{relation.schema}.{relation.name}.{relation.tenant}"
    if connection.execute(_LOCK, [name]).fetchone() != (True,):
        raise CdcError(
            Problem(relation.label, "is being verified by somebody else", hint="try again when that is done")
        )
    before = shape(connection, relation)

    def require_same() -> None:
        if shape(connection, relation) != before:
            what = "its definition changed while it was compared"
            raise CdcError(Problem(relation.label, what, hint="verify it again"))

    try:
        yield require_same
    except psycopg.Error:
        if not connection.closed and not connection.broken:
            require_same()
        raise
    finally:
        if not connection.closed and not connection.broken:
            connection.execute(_UNLOCK, [name])


def read_verification(connection: psycopg.Connection[Any], relation: Relation, number: int) -> Verification:
    """A verification as it was written down."""
    row = connection.execute(
        "SELECT id, mode, complete, rows_read, rows_newer, rows_losing, found, repaired, open"
        " FROM cdc_management.verifications WHERE id = %s",
        [number],
    ).fetchone()
    assert row is not None  # noqa: S101 - its number came from there
    differences = connection.execute(
        "SELECT kind, key, columns, healed FROM cdc_management.verification_differences WHERE verification_id = %s"
        " ORDER BY id LIMIT %s",
        [number, SHOWN],
    ).fetchall()
    told = tuple(Difference(kind, key, tuple(columns), healed) for kind, key, columns, healed in differences)
    number, mode, complete, read, newer, losing, found, repaired, still = row
    return Verification(number, relation, mode, complete, read, newer, losing, found, repaired, still, told)
