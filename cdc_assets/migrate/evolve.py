"""Bringing one unit in one schema to its definition: phase after phase, planned anew from the catalog before each.

The unit's transaction (final table, staging, procedure, history) takes the schema's advisory lock and the relation's
merge lock, both polled: no merge is half way, nobody queues behind a lock, and tenants never meet.
Phases without a transaction hold the schema's lock in the session, which a transaction pooler cannot give.

What belongs here: executing one unit's plan, undoing it. What does not: deciding (`diff.py`), fleets (`rollout.py`).
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

import psycopg

from cdc_assets.ddl.environment import schema_ref
from cdc_assets.errors import CdcError, Problem
from cdc_assets.migrate.desired import Desired, settle_bodies
from cdc_assets.migrate.diff import Policy, diff
from cdc_assets.migrate.evolution_history import (
    BETWEEN,
    Occasion,
    begin,
    finish,
    latest_change,
    mark_interrupted,
    record_down,
    settle,
    version_of,
)
from cdc_assets.migrate.hazards import NOTHING_APPROVED, Approvals, Hazard, unapproved
from cdc_assets.migrate.live import read_live
from cdc_assets.migrate.locks import PATIENT, RETRY, Blocker, Patience, blockers
from cdc_assets.migrate.shape import UnitShape
from cdc_assets.migrate.steps import FROM_BLOCK, PATIENT_LOCK, TO_BLOCK, Phase, Stage, Step, UnitPlan
from cdc_assets.tables.naming import SCHEMA_PLACEHOLDER, quote_ident, quote_literal

BATCH_BLOCKS = 1024
"""Blocks (8 kB) that one batch of a column's filling looks at: some 50,000 rows, well under a second."""
_ROUNDS = 25
"""No plan has more phases than this; a unit that is not done then does not converge."""

Status = Literal["applied", "unchanged", "refused", "failed"]


@dataclass(frozen=True, slots=True)
class Tenant:
    """A schema and the facts that differ per tenant («customer_id»), for statements that carry them."""

    schema: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one unit in one schema. `seconds` is wall time, `statements` those executed (batches count)."""

    schema: str
    unit: str
    status: Status
    statements: int = 0
    seconds: float = 0.0
    error: str = ""
    sqlstate: str | None = None
    blockers: tuple[Blocker, ...] = ()
    hazards: tuple[Hazard, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Evolution:
    """How to bring units to their definitions. `approvals` cover every hazard that may show up on the way."""

    sink: str
    run: str
    policy: Policy
    approvals: Approvals = NOTHING_APPROVED
    patience: Patience = PATIENT
    stopped: Callable[[], bool] = lambda: False

    def unit(
        self, connection: psycopg.Connection, desired: Desired, tenant: Tenant, expected: str | None = None
    ) -> Outcome:
        """Bring one unit to its definition. `connection` is in autocommit mode.

        `expected` is the hash of the shape the plan was made for; another shape is refused, and nothing done.
        Database errors end up in the outcome and in the history; a lost connection is raised.
        """
        started = time.perf_counter()
        work = _Work(self, connection, desired, tenant)
        try:
            outcome = work.run(expected)
        except (psycopg.Error, CdcError, _BusyError) as error:
            if connection.closed:
                raise
            outcome = work.failed(error)
        seconds = time.perf_counter() - started
        return Outcome(
            tenant.schema,
            desired.shape.name,
            outcome.status,
            work.statements,
            seconds,
            outcome.error,
            outcome.sqlstate,
            outcome.blockers,
            outcome.hazards,
            outcome.problems,
        )


def read_unit(connection: psycopg.Connection, desired: Desired, schema: str) -> UnitShape:
    """The live shape of one unit, with procedures compared word for word."""
    names = unit_names(desired)
    return settle_bodies(read_live(connection, [schema], names).unit(schema, *names), desired, schema)


def unit_names(desired: Desired) -> tuple[str, str, str]:
    """Names of final table, staging table and procedure."""
    staging = desired.shape.staging.name if desired.shape.staging else ""
    procedure = desired.shape.procedures[0].name if desired.shape.procedures else ""
    return desired.shape.name, staging, procedure


def bind(sql: str, tenant: Tenant) -> str:
    """`sql` with the tenant's schema and facts put in. Raises CdcError for a fact that is not known."""

    def fact(match: re.Match[str]) -> str:
        name = match["name"]
        value = tenant.schema if name == "schema" else tenant.facts.get(name)
        if value is None:
            hint = f"set {name} for it in source-groups.yaml"
            raise CdcError(Problem(tenant.schema, f"the tenant has no {name}, which new columns need", hint=hint))
        return quote_literal(value)

    return _FACT.sub(fact, sql).replace(SCHEMA_PLACEHOLDER, quote_ident(tenant.schema))


_FACT = re.compile(r"\{\{TENANT\.(?P<name>\w+)\}\}")


def schema_lock(schema: str) -> int:
    """The advisory lock of a (database, schema): the same number in every process."""
    return int.from_bytes(hashlib.sha256(f"cdc_assets.migrate:{schema}".encode()).digest()[:8], signed=True)


class _BusyError(Exception):
    """A lock of ours is held by somebody else."""


class _Work:
    """One unit in one schema, while it is worked on."""

    def __init__(self, how: Evolution, connection: psycopg.Connection, desired: Desired, tenant: Tenant) -> None:
        self.how = how
        self.connection = connection
        self.desired = desired
        self.tenant = tenant
        self.statements = 0
        self.occasion = Occasion(how.sink, tenant.schema, desired.shape.name, how.run, version_of(desired))

    def run(self, expected: str | None) -> Outcome:
        plan = self.plan()
        if expected is not None and plan.before != expected:
            return self.outcome("failed", error="the table is not what the plan was made for: plan again")
        if plan.problems:
            return self.outcome("refused", problems=plan.problems)
        asked = unapproved(plan.hazards, self.how.approvals)
        if asked:
            return self.outcome("refused", hazards=asked)
        if not plan.phases:
            return self.outcome("applied" if self.settle_only() else "unchanged")
        for _ in range(_ROUNDS):
            if self.how.stopped():
                return self.outcome("failed", error="stopped before it was done; the next run goes on from here")
            self.phase(plan, plan.phases[0])
            plan = self.plan()
            if not plan.phases and not plan.problems:
                return self.outcome("applied" if self.statements else "unchanged")
            if plan.problems or unapproved(plan.hazards, self.how.approvals):
                return self.outcome(
                    "refused", hazards=unapproved(plan.hazards, self.how.approvals), problems=plan.problems
                )
        return self.outcome("failed", error="planning again still finds something to do: please report this")

    def plan(self) -> UnitPlan:
        return diff(self.desired, read_unit(self.connection, self.desired, self.tenant.schema), self.how.policy)

    def outcome(self, status: Status, **more: object) -> Outcome:
        return Outcome(self.tenant.schema, self.desired.shape.name, status, **more)  # type: ignore[arg-type]

    def phase(self, plan: UnitPlan, phase: Phase) -> None:
        """One phase, tried again while somebody is in the way."""
        attempts = self.how.patience.pauses()
        while True:
            try:
                if phase.transactional:
                    self.in_transaction(plan, phase)
                else:
                    self.step_by_step(phase)
            except (*RETRY, _BusyError):
                self.rollback()
                pause = next(attempts, -1.0)
                if pause < 0 or self.how.stopped():
                    raise
                time.sleep(pause)
            else:
                return

    def in_transaction(self, plan: UnitPlan, phase: Phase) -> None:
        connection = self.connection
        with connection.transaction():
            self.settings(phase.steps[0])
            self.lock("pg_try_advisory_xact_lock")
            self.lock_merge()
            mark_interrupted(connection, self.occasion)
            if self.plan().before != plan.before:
                return  # another run was faster: the caller plans anew
            row = begin(connection, self.occasion, [step.sql for step in phase.steps], "applied")
            inverses: list[str] | None = []
            lock_timeout = phase.steps[0].lock_timeout
            for step in phase.steps:
                if step.lock_timeout != lock_timeout:
                    self.settings(step)
                    lock_timeout = step.lock_timeout
                inverse = self.inverse(step)
                self.execute(step.sql)
                inverses = None if inverse is None or inverses is None else [*inverses, inverse]
            if phase.stage is Stage.SWAP:
                settled = settle(connection, self.occasion, self.desired, row)
                inverses = None if inverses is None else [*inverses, settled]
            undo = None if inverses is None else BETWEEN.join(text for text in reversed(inverses) if text)
            finish(connection, row, "applied", undo)

    def step_by_step(self, phase: Phase) -> None:
        """Steps that cannot be in a transaction, or shall not: each committed by itself and repeatable."""
        connection = self.connection
        with self.session_lock():
            mark_interrupted(connection, self.occasion)
            for step in phase.steps:
                row = begin(connection, self.occasion, [step.sql], "running")
                try:
                    self.alone(step)
                except psycopg.Error as error:
                    if not connection.closed:
                        self.rollback()
                        finish(connection, row, "failed", None, _one_line(error), error.sqlstate)
                    raise
                finish(
                    connection, row, "applied", bind(step.inverse, self.tenant) if step.inverse is not None else None
                )

    def alone(self, step: Step) -> None:
        if step.batches is not None:
            self.batches(step)
            return
        connection = self.connection
        # SET, not SET LOCAL: CREATE INDEX CONCURRENTLY refuses to be in a transaction
        connection.execute(f"SET lock_timeout = {step.lock_timeout:d}")
        connection.execute(f"SET statement_timeout = {step.statement_timeout:d}")
        try:
            self.execute(step.sql)
        finally:
            if not connection.closed:
                connection.execute("RESET lock_timeout")
                connection.execute("RESET statement_timeout")

    def batches(self, step: Step) -> None:
        """Once per range of blocks, each range committed by itself and tried again if a merge is in the way."""
        relation = bind(f"{schema_ref(self.desired.schema)}.{quote_ident(step.batches or '')}", self.tenant)
        row = self.connection.execute(
            "SELECT pg_relation_size(%s::regclass) / current_setting('block_size')::bigint", [relation]
        ).fetchone()
        blocks = int(row[0]) if row else 0
        for first in range(0, blocks, BATCH_BLOCKS):
            sql = step.sql.replace(FROM_BLOCK, str(first)).replace(TO_BLOCK, str(min(first + BATCH_BLOCKS, blocks)))
            attempts = self.how.patience.pauses()
            while True:
                try:
                    with self.connection.transaction():
                        self.settings(step)
                        self.execute(sql)
                except RETRY:
                    pause = next(attempts, -1.0)
                    if pause < 0:
                        raise
                    time.sleep(pause)
                else:
                    break

    def settle_only(self) -> bool:
        """Nothing to alter, but the files' checksums are not those recorded: note that they are in place."""
        with self.connection.transaction():
            known: dict[str, str] = dict(
                self.connection.execute(
                    "SELECT kind, checksum FROM cdc_management.applied_schema"
                    " WHERE schema_name = %s AND object_name = ANY (%s)",
                    [self.tenant.schema, [file.relation for file in self.desired.files]],
                ).fetchall()
            )
            wanted = {file.kind: hashlib.sha256(file.body.encode()).hexdigest() for file in self.desired.files}
            if known == wanted:
                return False
            row = begin(self.connection, self.occasion, [], "applied")
            finish(self.connection, row, "applied", settle(self.connection, self.occasion, self.desired, row))
            return True

    # small things

    def execute(self, sql: str) -> None:
        self.statements += 1
        self.connection.execute(bind(sql, self.tenant).encode())

    def settings(self, step: Step) -> None:
        self.connection.execute(
            f"SET LOCAL lock_timeout = {step.lock_timeout:d}; SET LOCAL statement_timeout = {step.statement_timeout:d};"
            " SET LOCAL search_path = pg_catalog, pg_temp; SET LOCAL client_min_messages = warning".encode()
        )

    def inverse(self, step: Step) -> str | None:
        """The step's inverse as SQL of this schema; the present text of a procedure that is about to be replaced."""
        if step.replaces is None:
            return None if step.inverse is None else bind(step.inverse, self.tenant)
        signature = bind(step.replaces, self.tenant)
        row = self.connection.execute("SELECT pg_get_functiondef(%s::regprocedure)", [signature]).fetchone()
        return str(row[0]).rstrip() if row else None

    def lock(self, function: str) -> None:
        row = self.connection.execute(f"SELECT {function}(%s)".encode(), [schema_lock(self.tenant.schema)]).fetchone()
        if row is None or not row[0]:
            raise _BusyError(f"another run works on the schema «{self.tenant.schema}»")

    def lock_merge(self) -> None:
        """Keep merges of this relation out until the transaction ends; those that run are let finish."""
        row = self.connection.execute(
            "SELECT CASE WHEN to_regprocedure('cdc_management.lock_merge(regclass, numeric)') IS NOT NULL"
            " THEN to_regclass(%s) END",
            [f"{quote_ident(self.tenant.schema)}.{quote_ident(self.desired.shape.name)}"],
        ).fetchone()
        if row is None or row[0] is None:
            return
        taken = self.connection.execute("SELECT cdc_management.lock_merge(%s::regclass, 0)", [row[0]]).fetchone()
        if taken is None or not taken[0]:
            raise _BusyError("a merge of the table is running")

    @contextlib.contextmanager
    def session_lock(self) -> Iterator[None]:
        key = schema_lock(self.tenant.schema)
        self.lock("pg_try_advisory_lock")
        try:
            held = self.connection.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
            ).fetchone()
            if held is None or not held[0]:
                raise CdcError(
                    Problem(self.tenant.schema, "this change needs a direct connection, not a transaction pooler")
                )
            yield
        finally:
            if not self.connection.closed:
                self.rollback()
                self.connection.execute("SELECT pg_advisory_unlock(%s)", [key])

    def rollback(self) -> None:
        if self.connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
            self.connection.execute("ROLLBACK")

    def failed(self, error: Exception) -> Outcome:
        """The outcome of an error, with who was in the way, written into the history as well."""
        self.rollback()
        sqlstate = getattr(error, "sqlstate", None)
        names = tuple(name for name in unit_names(self.desired)[:2] if name)
        found = blockers(self.connection, self.tenant.schema, names) if isinstance(error, (*RETRY, _BusyError)) else ()
        text = _one_line(error)
        if found:
            text += "; in the way: " + "; ".join(map(str, found))
        with contextlib.suppress(psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
            row = begin(self.connection, self.occasion, [], "running")
            finish(self.connection, row, "failed", None, text, sqlstate)
        problems = error.problems if isinstance(error, CdcError) else ()
        return self.outcome("failed", error=text, sqlstate=sqlstate, blockers=found, problems=problems)


def down(connection: psycopg.Connection, tenant: Tenant, unit: str, run: str, patience: Patience = PATIENT) -> Outcome:
    """Undo the latest change of a unit by its recorded inverses, in one transaction. `connection`: autocommit."""
    started = time.perf_counter()
    undo = latest_change(connection, tenant.schema, unit)
    if undo is None:
        return Outcome(tenant.schema, unit, "unchanged")
    stuck = [row for row, inverse in undo.rows if inverse is None]
    if stuck:
        what = f"history rows {', '.join(map(str, stuck))} cannot be undone"
        return Outcome(tenant.schema, unit, "refused", problems=(Problem(f"{tenant.schema}.{unit}", what),))
    statements = [inverse for _, inverse in undo.rows if inverse]
    attempts = patience.pauses()
    while True:
        try:
            with connection.transaction():
                connection.execute(
                    f"SET LOCAL lock_timeout = {PATIENT_LOCK:d}; SET LOCAL search_path = pg_catalog, pg_temp;"
                    " SET LOCAL client_min_messages = warning".encode()
                )
                locked = connection.execute(
                    "SELECT pg_try_advisory_xact_lock(%s)", [schema_lock(tenant.schema)]
                ).fetchone()
                if locked is None or not locked[0]:
                    raise psycopg.errors.LockNotAvailable(f"another run works on the schema «{tenant.schema}»")
                for statement in statements:
                    connection.execute(statement.encode())
                record_down(connection, Occasion(undo.sink, tenant.schema, unit, run, undo.version), statements)
        except RETRY as error:
            pause = next(attempts, -1.0)
            if pause < 0:
                found = blockers(connection, tenant.schema, (unit,))
                return Outcome(tenant.schema, unit, "failed", 0, 0.0, _one_line(error), error.sqlstate, found)
            time.sleep(pause)
        except psycopg.Error as error:
            if connection.closed:
                raise
            return Outcome(tenant.schema, unit, "failed", 0, 0.0, _one_line(error), error.sqlstate)
        else:
            return Outcome(tenant.schema, unit, "applied", len(statements), time.perf_counter() - started)


def _one_line(error: Exception) -> str:
    if isinstance(error, psycopg.Error) and error.diag.message_primary:
        parts = (error.diag.message_primary, error.diag.message_detail, error.diag.context)
        return "; ".join(" ".join(part.split()) for part in parts if part)
    return " ".join(str(error).split())
