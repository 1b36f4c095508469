"""Executing a plan: a transaction per unit, tenants in parallel, one failing tenant alone.

Each unit's transaction takes an advisory lock of its (database, schema), polled and never waited for in SQL, and then
looks whether the state it was planned for still holds: two applies at once do everything once. Nothing outlives a
transaction (no session settings, no session locks), so that a transaction pooler may stand between.
"""

from __future__ import annotations

import contextlib
import hashlib
import random
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from functools import partial

import psycopg
from psycopg_pool import ConnectionPool, PoolTimeout

from cdc_assets.ddl.model import Migrations
from cdc_assets.errors import CdcError, Problem
from cdc_assets.migrate.history import applied_sql, record_failure, record_texts
from cdc_assets.migrate.plan import MANAGEMENT, Plan, Refused, TenantPlan, Unit, make_plan, schemas_and_names
from cdc_assets.migrate.state import ObjectKey, read_state

Pool = ConnectionPool[psycopg.Connection]

LOCK_SECONDS = 60.0
"""How long to poll for a schema that another apply works on."""

CONNECT_SECONDS = 10.0
"""How long to wait for a connection; after one tenant waited in vain, the remaining ones are not tried."""


_BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
"""Stricter levels would look at the state as it was before the lock."""


@dataclass(frozen=True, slots=True)
class AppliedUnit:
    """A unit that was committed: files executed, tables created (staging included), wall seconds."""

    name: str
    statements: int
    relations: int
    seconds: float


@dataclass(frozen=True, slots=True)
class FailedUnit:
    """A unit that was rolled back, and PostgreSQL's reason in one line."""

    name: str
    error: str
    sqlstate: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one tenant (None: of what exists once per database). `seconds` is wall time."""

    tenant: str | None
    applied: tuple[AppliedUnit, ...]
    unchanged: tuple[str, ...]
    refused: tuple[Refused, ...]
    failed: tuple[FailedUnit, ...]
    seconds: float

    @property
    def ok(self) -> bool:
        """Everything is in place now."""
        return not self.failed and not self.refused

    @property
    def statements(self) -> int:
        """Files executed."""
        return sum(unit.statements for unit in self.applied)

    @property
    def relations(self) -> int:
        """Tables created, staging included."""
        return sum(unit.relations for unit in self.applied)


class _BusyError(Exception):
    """Another apply held the schema's lock for too long."""


class _ChangedError(Exception):
    """The state is neither what the plan was made for nor what it would make."""


def migrate(
    pool: Pool,
    migrations: Migrations,
    tenants: Sequence[str],
    *,
    run: str | None = None,
    on_result: Callable[[Result], None] | None = None,
) -> tuple[Result, ...]:
    """Read the state, plan, apply. One query where nothing is to do. See `apply_plan`.

    Raises CdcError where the state cannot be read.
    """
    try:
        with pool.connection() as connection:
            state = read_state(connection, *schemas_and_names(migrations, tenants))
    except (psycopg.Error, PoolTimeout) as error:
        raise CdcError(Problem(pool.name, f"cannot read what is applied: {_one_line(error)}")) from error
    return apply_plan(pool, make_plan(migrations, state, tenants), run=run, on_result=on_result)


def apply_plan(
    pool: Pool,
    plan: Plan,
    *,
    run: str | None = None,
    on_result: Callable[[Result], None] | None = None,
    lock_seconds: float = LOCK_SECONDS,
    connect_seconds: float = CONNECT_SECONDS,
) -> tuple[Result, ...]:
    """Execute `plan` over as many connections as the pool has; the database's own part first, then tenants in parallel.

    `on_result` is called in the caller's thread as each tenant finishes (the database's part first, tenant None).
    Returns the results in the plan's order. Failures are in the results and in the history; nothing is raised for them.
    """
    job = _Job(pool, plan.sink, run or str(uuid.uuid4()), lock_seconds, connect_seconds)
    report = on_result or (lambda _: None)
    first = job.database(plan)
    report(first)
    broken = next((failed for failed in first.failed if failed.name == MANAGEMENT), None)
    if broken is not None:
        failure = FailedUnit(MANAGEMENT, f"not begun: {broken.error}", broken.sqlstate)
        results = [Result(part.tenant, (), part.unchanged, part.refused, (failure,), 0.0) for part in plan.tenants]
        for result in results:
            report(result)
        return first, *results
    if plan.empty:
        results = [Result(part.tenant, (), part.unchanged, part.refused, (), 0.0) for part in plan.tenants]
        for result in results:
            report(result)
        return first, *results
    finished: dict[int, Result] = {}
    with ThreadPoolExecutor(max_workers=max(pool.max_size, 1), thread_name_prefix="apply") as workers:
        futures = {workers.submit(job.tenant, part): place for place, part in enumerate(plan.tenants)}
        try:
            for future in as_completed(futures):
                finished[futures[future]] = future.result()
                report(future.result())
        except BaseException:
            job.stop.set()
            workers.shutdown(cancel_futures=True)
            raise
    return first, *(finished[place] for place in range(len(plan.tenants)))


@dataclass(frozen=True, slots=True)
class _Job:
    """One apply: what all its units share."""

    pool: Pool
    sink: str
    run: str
    lock_seconds: float
    connect_seconds: float
    stop: threading.Event = field(default_factory=threading.Event)
    unreachable: threading.Event = field(default_factory=threading.Event)
    compiled: set[str] = field(default_factory=set)
    """Checksums of procedures that PostgreSQL has looked through in this apply: it keeps what it compiled, half a
    megabyte each, for as long as the session lasts."""

    def database(self, plan: Plan) -> Result:
        """What exists once: infrastructure, then the texts all units refer to, then literal schemas and relations."""
        infrastructure = [unit for unit in plan.database.units if unit.name == MANAGEMENT]
        others = [unit for unit in plan.database.units if unit.name != MANAGEMENT]
        texts = [partial(record_texts, texts=plan.texts)] if plan.texts else []
        return self._run(plan.database, [*infrastructure, *texts, *others])

    def tenant(self, part: TenantPlan) -> Result:
        """One tenant's units in order; without its schema the others are not tried."""
        return self._run(part, part.units)

    def _run(self, part: TenantPlan, steps: Sequence[Unit | Callable[[psycopg.Connection], None]]) -> Result:
        started = time.perf_counter()
        applied: list[AppliedUnit] = []
        unchanged = list(part.unchanged)
        failed: list[FailedUnit] = []
        if steps:
            try:
                with self.pool.connection(0.0 if self.unreachable.is_set() else self.connect_seconds) as connection:
                    for step in steps:
                        if self.stop.is_set():
                            break
                        if not isinstance(step, Unit):
                            step(connection)
                            continue
                        done = self._unit(connection, step)
                        if done is None:
                            unchanged.append(step.name)
                        elif isinstance(done, AppliedUnit):
                            applied.append(done)
                        else:
                            failed.append(done)
                            if step.statements[0].kind in {"schema", "infrastructure"}:
                                break
            except PoolTimeout:
                self.unreachable.set()
                failed.append(
                    FailedUnit("connection", f"the database gave no connection for {self.connect_seconds:g} s")
                )
            except psycopg.Error as error:
                name = "connection" if isinstance(error, psycopg.OperationalError) else MANAGEMENT
                failed.append(FailedUnit(name, _one_line(error), getattr(error, "sqlstate", None)))
        seconds = time.perf_counter() - started
        return Result(part.tenant, tuple(applied), tuple(unchanged), part.refused, tuple(failed), seconds)

    def _unit(self, connection: psycopg.Connection, unit: Unit) -> AppliedUnit | FailedUnit | None:
        """Apply one unit; None where another apply did it meanwhile. Raises psycopg.Error without a connection."""
        started = time.perf_counter()
        try:
            procedures = {each.checksum for each in unit.statements if each.kind == "procedure"}
            if not self._begin(connection, unit, check=unit.name == MANAGEMENT or not procedures <= self.compiled):
                return None
            bodies = [*(statement.sql for statement in unit.statements), applied_sql(unit, self.sink, self.run)]
            connection.execute("\n;\n".join([*bodies, "COMMIT"]).encode())  # simple protocol: one round trip
        except (psycopg.Error, _BusyError, _ChangedError) as error:
            if connection.closed:
                raise
            _rollback(connection)
            failure = FailedUnit(unit.name, _one_line(error), getattr(error, "sqlstate", None))
            # where the infrastructure itself failed there is no history yet
            with contextlib.suppress(psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
                record_failure(connection, unit, self.sink, self.run, failure.error, failure.sqlstate)
            return failure
        self.compiled.update(procedures)
        return AppliedUnit(unit.name, len(unit.statements), unit.relations, time.perf_counter() - started)

    def _begin(self, connection: psycopg.Connection, unit: Unit, *, check: bool) -> bool:
        """Open the unit's transaction with lock and settings; False (and rolled back) where it is already applied.

        `check`: have bodies of functions looked through.
        """
        deadline = time.monotonic() + self.lock_seconds
        while True:
            cursor = connection.execute(
                f"{_BEGIN}; SET LOCAL lock_timeout = {unit.lock_timeout:d};"
                f" SET LOCAL statement_timeout = {unit.statement_timeout:d};"
                " SET LOCAL search_path = pg_catalog, pg_temp; SET LOCAL client_min_messages = warning;"
                f" SET LOCAL check_function_bodies = {'on' if check else 'off'};"
                f" SELECT pg_try_advisory_xact_lock({_lock_key(unit.schema)})".encode()
            )
            while cursor.nextset():
                pass
            row = cursor.fetchone()
            if row is not None and row[0]:
                break
            _rollback(connection)
            if time.monotonic() > deadline or self.stop.is_set():
                raise _BusyError(f"another apply has held the schema `{unit.schema}` for {self.lock_seconds:g} s")
            time.sleep(random.uniform(0.005, 0.05))  # noqa: S311 - jitter
        now = _applied_now(connection, unit)
        if now == dict(unit.expected):
            return True
        _rollback(connection)
        wanted = {
            (unit.schema, statement.kind, statement.object_name): statement.checksum for statement in unit.statements
        }
        if now == {**unit.expected, **wanted}:
            return False
        raise _ChangedError("another apply put something else in place meanwhile; run again")


def _applied_now(connection: psycopg.Connection, unit: Unit) -> dict[ObjectKey, str | None]:
    """The checksums recorded for the unit's objects, read in the transaction that holds the lock."""
    if unit.name == MANAGEMENT:
        there = connection.execute(
            "SELECT pg_catalog.to_regclass('cdc_management.applied_schema') IS NOT NULL"
        ).fetchone()
        if there is None or not there[0]:
            return dict.fromkeys(unit.expected)
    rows = connection.execute(
        "SELECT kind, object_name, checksum FROM cdc_management.applied_schema"
        " WHERE schema_name = %s AND object_name = ANY (%s)",
        [unit.schema, [name for _, _, name in unit.expected]],
    )
    found = {(unit.schema, kind, name): checksum for kind, name, checksum in rows}
    return {key: found.get(key) for key in unit.expected}


def _rollback(connection: psycopg.Connection) -> None:
    if connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
        connection.execute("ROLLBACK")


def _lock_key(schema: str) -> int:
    """The same 64-bit number in every process; advisory locks are per database by themselves."""
    return int.from_bytes(hashlib.sha256(f"cdc_assets.migrate:{schema}".encode()).digest()[:8], signed=True)


def _one_line(error: Exception) -> str:
    if isinstance(error, psycopg.Error) and error.diag.message_primary:
        parts = (error.diag.message_primary, error.diag.message_detail, error.diag.context)
        return "; ".join(" ".join(part.split()) for part in parts if part)
    return " ".join(str(error).split())
