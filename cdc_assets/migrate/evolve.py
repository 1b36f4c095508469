"""Bringing one unit in one schema to its definition: phase after phase, planned anew from the catalog before each.

The unit's transaction (final table, staging, procedure, history) takes the schema's advisory lock and the relation's
merge lock, both polled: no merge is half way, nobody queues behind a lock, and tenants never meet.
Phases without a transaction hold the schema's lock in the session, which a transaction pooler cannot give.
"""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import psycopg

from cdc_assets.ddl.environment import schema_ref
from cdc_assets.ddl.model import checksum
from cdc_assets.errors import CdcError, Problem
from cdc_assets.migrate.desired import Desired, fact_hint, unit_in
from cdc_assets.migrate.diff import Policy, diff
from cdc_assets.migrate.hazards import NOTHING_APPROVED, Approvals, unapproved
from cdc_assets.migrate.history import (
    BETWEEN,
    Occasion,
    Recorded,
    begin,
    finish,
    keep_texts,
    mark_interrupted,
    put_back_sql,
    read_recorded,
    record_in_place,
    record_sql,
    recorded_of,
    recorded_sql,
    unfinished,
    version_of,
)
from cdc_assets.migrate.live import read_live, read_procedures, stamps_sql
from cdc_assets.migrate.locks import (
    PATIENT,
    RETRY,
    Blocker,
    BusyError,
    Patience,
    behind_pooler,
    blockers,
    give_way_sql,
    lock_least,
    lock_schema,
    lock_unit,
    schema_lock,
)
from cdc_assets.migrate.outcome import Outcome, Status, reason
from cdc_assets.migrate.shape import UnitShape
from cdc_assets.migrate.steps import (
    FROM_BLOCK,
    PATIENT_LOCK,
    QUICK_LOCK,
    TO_BLOCK,
    Loss,
    Phase,
    Stage,
    Step,
    Turn,
    UnitPlan,
)
from cdc_assets.migrate.transaction import (
    RESET,
    SETTINGS,
    begin_locked,
    commit,
    local_settings,
    restore_sql,
    rollback,
    timeouts,
)
from cdc_assets.tables.naming import SCHEMA_PLACEHOLDER, name_text, quote_ident, quote_literal

BATCH_BLOCKS = 1024
"""Blocks (8 kB) that one batch of a column's filling looks at: some 50,000 rows, well under a second."""
_ROUNDS = 25
"""No plan has more phases than this; a unit that is not done then does not converge."""


@dataclass(frozen=True, slots=True)
class TenantSchema:
    """A schema and the facts that differ per tenant (`customer_id`), for statements that carry them."""

    schema: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evolution:
    """How to bring units to their definitions. `approvals` cover every hazard that may show up on the way.

    `texts` are the checksums of SQL texts this run knows to be recorded, `compiled` those of procedures whose text
    PostgreSQL has looked through: sessions keep what they compile, so that it is done for the first tenant alone.
    `bodies` are hashes of former procedures' bodies by the checksums of their files.
    """

    sink: str
    run: str
    policy: Policy
    approvals: Approvals = NOTHING_APPROVED
    patience: Patience = PATIENT
    stopped: Callable[[], bool] = lambda: False
    texts: set[str] = field(default_factory=set)
    compiled: set[str] = field(default_factory=set)
    bodies: dict[str, str] = field(default_factory=dict)

    def unit(
        self,
        connection: psycopg.Connection,
        desired: Desired,
        tenant: TenantSchema,
        plan: UnitPlan | None = None,
        stamp: str = "",
    ) -> Outcome:
        """Bring one unit to its definition. `connection` is in autocommit mode.

        `plan` is what was shown and approved, for a table with `stamp`; where that is another one by now, the plan is
        made anew, and refused if it needs more approvals. Database errors end up in the outcome and in the history;
        a lost connection is raised.
        """
        started = time.perf_counter()
        work = _Work(self, connection, desired, tenant)
        try:
            outcome = work.run(plan if stamp else None, stamp)
        except (psycopg.Error, CdcError) as error:
            if connection.closed:
                raise
            outcome = work.failed(error)
        if work.hinted and not behind_pooler(connection):
            connection.execute("DISCARD ALL")  # what else than settings somebody's SQL may leave in the session
        return replace(outcome, statements=work.statements, seconds=time.perf_counter() - started)


def read_unit(connection: psycopg.Connection, desired: Desired, schema: str) -> UnitShape:
    """The live shape of one unit, with procedures compared word for word."""
    return unit_in(read_live(connection, [schema], desired.names), desired, schema)


def read_stamps(connection: psycopg.Connection, units: Iterable[tuple[str, Desired]]) -> dict[tuple[str, str], str]:
    """What tells whether a unit in a schema is still the same, by (schema, table). To be read before its shape."""
    asked = [(schema, *desired.names) for schema, desired in units]
    found = connection.execute(stamps_sql(asked).encode()) if asked else ()
    return {(schema, name): stamp for schema, name, stamp in found}


def bind(sql: str, tenant: TenantSchema) -> str:
    """`sql` with the tenant's schema and facts put in. Raises CdcError for a fact that is not known."""

    def fact(match: re.Match[str]) -> str:
        name = match["name"]
        value = tenant.schema if name == "schema" else tenant.facts.get(name)
        if value is None:
            what = f"the tenant has no {name} in source-groups.yaml, which new columns need"
            raise CdcError(Problem(tenant.schema, what, hint=fact_hint(name)))
        return quote_literal(value)

    return TENANT_FACTS.sub(fact, sql).replace(SCHEMA_PLACEHOLDER, quote_ident(tenant.schema))


TENANT_FACTS = re.compile(r"\{\{TENANT\.(?P<name>\w+)\}\}")


class _Work:
    """One unit in one schema, while it is worked on."""

    def __init__(self, how: Evolution, connection: psycopg.Connection, desired: Desired, tenant: TenantSchema) -> None:
        self.how = how
        self.connection = connection
        self.desired = desired
        self.tenant = tenant
        self.hinted = bool(desired.hints.using or desired.hints.not_null)
        self.statements = 0
        self.least = 0
        self.doing: UnitPlan | None = None
        self.found: tuple[Blocker, ...] = ()
        self.crowded = False
        # CREATE INDEX CONCURRENTLY waits for everybody who looks at an older state; nobody queues behind it
        self.long_lock = int(how.patience.seconds * 10_000)
        self.occasion = Occasion(how.sink, tenant.schema, desired.shape.name, how.run, version_of(desired))

    def run(self, given: UnitPlan | None, stamp: str) -> Outcome:
        self.stamp = stamp
        plan = given or self.plan()
        no = self.refusal(plan)
        if no is not None:
            return no
        if not plan.phases:
            return self.outcome("applied" if self.settle() else "unchanged")
        if not all(phase.stage.transactional for phase in plan.phases):
            self.require_session()
        for _ in range(_ROUNDS):
            if self.how.stopped():
                return self.outcome("failed", error="stopped before it was done; the next run goes on from here")
            self.doing = plan
            done = self.phase(plan.phases[0])
            if done and len(plan.phases) == 1:
                if plan.phases[0].stage is not Stage.SWAP:
                    self.settle(cleared=True)
                return self.outcome("applied")
            plan = self.plan()
            no = self.refusal(plan)
            if no is not None:
                return no
            if not plan.phases:
                self.settle(cleared=bool(self.statements))
                return self.outcome("applied" if self.statements else "unchanged")
        return self.outcome("failed", error="planning again still finds something to do: please report this")

    def refusal(self, plan: UnitPlan) -> Outcome | None:
        """What keeps the plan from being executed, None where nothing does."""
        asked = unapproved(plan.hazards, self.how.approvals)
        return self.outcome("refused", hazards=asked, problems=plan.problems) if asked or plan.problems else None

    def plan(self) -> UnitPlan:
        self.stamp = self.stamp_now()
        return diff(self.desired, read_unit(self.connection, self.desired, self.tenant.schema), self.how.policy)

    def stamp_now(self) -> str:
        return read_stamps(self.connection, [(self.tenant.schema, self.desired)])[
            self.tenant.schema, self.desired.shape.name
        ]

    def outcome(self, status: Status, **more: object) -> Outcome:
        return Outcome(self.tenant.schema, self.desired.shape.name, status, **more)  # type: ignore[arg-type]

    def phase(self, phase: Phase) -> bool:
        """One phase, tried again while somebody is in the way. False: the table is not what it was planned for."""
        connection = self.connection
        attempts = self.how.patience.pauses()
        while True:
            try:
                return self.in_transaction(phase) if phase.stage.transactional else self.step_by_step(phase)
            except RETRY as error:
                rollback(connection)
                self.found = self.in_the_way(snapshots=phase.stage is Stage.INDEX)
                self.least = lock_least(self.found)
                self.crowded = phase.stage is Stage.SWAP
                pause = next(attempts, -1.0)
                ours = isinstance(error, BusyError)
                waited = phase.stage is Stage.INDEX and isinstance(error, psycopg.errors.LockNotAvailable) and not ours
                if pause < 0 or waited or self.how.stopped():
                    raise
                if not ours:
                    self.clean(phase.steps)
                time.sleep(pause)

    def in_transaction(self, phase: Phase) -> bool:
        connection, schema = self.connection, self.tenant.schema
        text = BETWEEN.join(step.sql for step in phase.steps)
        texts = (text, *(file.body for file in self.desired.files))
        keep_texts(connection, {checksum(each): each for each in texts}, self.how.texts)  # not yet in the transaction
        procedure = self.desired.procedure
        check = procedure is not None and checksum(procedure) not in self.how.compiled
        asked = stamps_sql([(schema, *self.desired.names)]), recorded_sql(schema, self.desired.digests)
        altered, name = self.altered(phase), self.desired.shape.name
        try:
            ((_, _, stamp),), rows = begin_locked(
                connection, schema, phase.steps[0], asked, table=name, altered=altered, check=check, least=self.least
            )
        except psycopg.errors.UndefinedTable:  # dropped since
            rollback(connection)
            return False
        if stamp != self.stamp:
            rollback(connection)
            return False
        recorded = recorded_of(rows)
        last = phase.stage is Stage.SWAP
        inverses: list[str | None] = []
        registrations: list[str | None] = []  # they come last on the way back, too: what they read is as it was then
        statements: list[str] = []
        set_for = phase.steps[0]
        held: Turn | None = None
        for step in phase.steps:
            if last and held is not step.turn:
                # before anything else is held, so that nobody who waits for us has what we wait for
                lock = self.lock_tables(phase, step.turn, held)
                statements += [lock, timeouts(step, self.least)] if lock else []
                held, set_for = step.turn, step if lock else set_for
            if timeouts(step) != timeouts(set_for):
                set_for = step
                statements.append(timeouts(step, self.least))
            statements.append(bind(step.sql, self.tenant).strip().rstrip(";"))
            if self.hinted:
                statements.append(f"{RESET}; {local_settings(step, self.least, check=check)}")
            (inverses if step.replaces is None else registrations).append(self.inverse(step, recorded))
        if last:
            if all(step.sql != procedure for step in phase.steps) and self.is_renewed(recorded):
                statements.append(bind(procedure or "", self.tenant).strip().rstrip(";"))
                registrations.append(self.former_registration(recorded))
            inverses.append(put_back_sql(schema, self.desired, recorded))
        back = [*reversed(inverses), *reversed(registrations)]
        undo = None if None in back else BETWEEN.join(filter(None, back))
        losses = [self.bound(loss) for step in phase.steps for loss in step.losses]
        record = record_sql(self.occasion, text, undo, losses, (self.desired, recorded) if last else None)
        commit(connection, [*statements, record])
        self.statements += len(phase.steps)
        if last and procedure is not None:
            self.how.compiled.add(checksum(procedure))
        return True

    def altered(self, phase: Phase) -> list[str]:
        """The tables that the phase alters, as SQL."""
        named = [f"{schema_ref(self.desired.schema)}.{quote_ident(name)}" for name in self.desired.names[:2] if name]
        return [
            bind(relation, self.tenant)
            for relation in named
            if any(step.sql.startswith(f"ALTER TABLE {relation} ") for step in phase.steps)
        ]

    def lock_tables(self, phase: Phase, turn: Turn, held: Turn | None) -> str:
        """SQL that locks what the swap alters: first against writers while rows are brought up to date, then all.

        Where that failed once, against everybody from the start: among many who read before they write, a moment when
        none of them waits may never come.
        """
        altered = self.altered(phase)
        if not altered or (self.crowded and held is not None):
            return ""
        lock = f"SET LOCAL lock_timeout = {max(QUICK_LOCK, self.least):d}; LOCK TABLE "
        if turn is Turn.READERS_GO_ON and not self.crowded:
            return f"{lock}{altered[0]} IN SHARE ROW EXCLUSIVE MODE"
        waiting = f"{give_way_sql(altered[0])};\n" if held is Turn.READERS_GO_ON else ""
        return f"{waiting}{lock}{', '.join(altered)} IN ACCESS EXCLUSIVE MODE"

    def step_by_step(self, phase: Phase) -> bool:
        """Steps that cannot be in a transaction, or shall not: each committed by itself and repeatable.

        False: the table is not what it was planned for.
        """
        connection = self.connection
        with self.session_lock():
            if self.stamp_now() != self.stamp:
                return False
            mark_interrupted(connection, self.occasion)
            for step in phase.steps:
                row = begin(connection, self.occasion, [step.sql], "running", self.how.texts)
                try:
                    self.alone(step)
                except psycopg.Error as error:
                    if not connection.closed:
                        rollback(connection)
                        finish(connection, row, "failed", None, reason(error), error.sqlstate)
                    raise
                finish(
                    connection, row, "applied", bind(step.inverse, self.tenant) if step.inverse is not None else None
                )
        return True

    def alone(self, step: Step) -> None:
        if step.batches is not None:
            self.batches(step)
            return
        connection = self.connection
        # SET, not SET LOCAL: CREATE INDEX CONCURRENTLY refuses to be in a transaction
        lock = self.long_lock if "CREATE UNIQUE INDEX" in step.sql else step.lock_timeout
        connection.execute(f"SET lock_timeout = {lock:d}")
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
            "SELECT pg_relation_size(%s::regclass) / current_setting('block_size')::bigint", [name_text(relation)]
        ).fetchone()
        blocks = int(row[0]) if row else 0
        for first in range(0, blocks, BATCH_BLOCKS):
            sql = step.sql.replace(FROM_BLOCK, str(first)).replace(TO_BLOCK, str(min(first + BATCH_BLOCKS, blocks)))

            def batch(sql: str = sql) -> None:
                with self.connection.transaction():
                    self.settings(step)
                    self.execute(sql)
                    if self.hinted:
                        self.connection.execute(RESET)

            self.how.patience.insist(batch)

    def clean(self, steps: Iterable[Step]) -> None:
        """Remove what would go on to refuse rows although the change failed; what stays is drift, and planned away."""
        for cleanup in dict.fromkeys(step.cleanup for step in steps if step.cleanup):
            step = Step(cleanup, "", None, (), PATIENT_LOCK if "CONCURRENTLY" in cleanup else QUICK_LOCK)

            def again(step: Step = step) -> None:
                # whoever has the schema plans anew, and puts it right
                with contextlib.suppress(BusyError), self.session_lock():
                    self.alone(step)

            with contextlib.suppress(psycopg.Error, CdcError):
                self.how.patience.insist(again, lambda: self.connection.closed)

    def settle(self, *, cleared: bool = False) -> bool:
        """Nothing to alter, but the files' checksums are not those recorded: note that they are in place.

        `cleared`: what an abandoned change had left was removed, so that it is no latest change any more.
        """
        return self.how.patience.insist(lambda: self.settle_once(cleared=cleared), self.how.stopped)

    def settle_once(self, *, cleared: bool) -> bool:
        with self.connection.transaction():
            known = read_recorded(self.connection, self.tenant.schema, self.desired)
            digests = {key: digest for key, (digest, _, _) in known.items()}
            if digests == self.desired.digests and not (cleared and unfinished(self.connection, self.occasion, known)):
                return False
            undo: str | None = ""
            if self.is_renewed(known):
                self.connection.execute(f"SET LOCAL lock_timeout = {PATIENT_LOCK:d}".encode())
                lock_unit(self.connection, self.tenant.schema, self.desired.shape.name)
                self.execute(self.desired.procedure or "")
                undo = self.former_registration(known)
            record_in_place(self.connection, self.occasion, self.desired, known, self.how.texts, undo)
            return True

    def is_renewed(self, known: Recorded) -> bool:
        """True where the procedure's file changed though its body may not have: it also says who may do what."""
        file = self.desired.file("procedure")
        before = known.get(("procedure", file.relation or "")) if file is not None else None
        return file is not None and before is not None and before[0] != checksum(file.body)

    # small things

    def execute(self, sql: str) -> None:
        self.statements += 1
        self.connection.execute(bind(sql, self.tenant).encode())

    def settings(self, step: Step) -> None:
        self.connection.execute(
            "SET TRANSACTION ISOLATION LEVEL READ COMMITTED;"  # merges insist on it
            f" {timeouts(step)}; {SETTINGS}".encode()
        )

    def inverse(self, step: Step, recorded: Recorded) -> str | None:
        """The step's inverse as SQL of this schema; what brings a procedure back that is about to be replaced."""
        if step.replaces is None:
            return None if step.inverse is None else bind(step.inverse, self.tenant)
        signature, name, schema = bind(step.replaces, self.tenant), self.desired.names[2], self.tenant.schema
        there = read_procedures(self.connection, [schema], [name]).get((schema, name), ())
        found = next((each for each in there if step.replaces.endswith(f"({each.arguments})")), None)
        if found is None:
            return None
        digest = recorded.get(("procedure", found.name), ("", "", 0))[0]
        return restore_sql(self.connection, signature, schema, found, digest, self.how.bodies)

    def former_registration(self, recorded: Recorded) -> str | None:
        """SQL that executes the procedure's former file again, whose body is the same."""
        digest = next(digest for (kind, _), (digest, _, _) in recorded.items() if kind == "procedure")
        return restore_sql(self.connection, "", self.tenant.schema, None, digest, self.how.bodies)

    def bound(self, loss: Loss) -> Loss:
        """With the tenant's schema and facts put in."""
        return replace(loss, relation=bind(loss.relation, self.tenant), condition=bind(loss.condition, self.tenant))

    def require_session(self) -> None:
        """Before any session lock: a pooler may keep that in a session that nobody finds again. Raises CdcError."""
        if behind_pooler(self.connection):
            what = "this change needs a session of its own (CREATE INDEX CONCURRENTLY), and a pooler is in between"
            hint = "for this apply let host and port of the server entry lead to PostgreSQL itself"
            raise CdcError(Problem(f"{self.tenant.schema}.{self.desired.shape.name}", what, hint=hint))

    @contextlib.contextmanager
    def session_lock(self) -> Iterator[None]:
        self.require_session()
        lock_schema(self.connection, self.tenant.schema, "pg_try_advisory_lock")
        try:
            yield
        finally:
            if not self.connection.closed:
                rollback(self.connection)
                self.connection.execute("SELECT pg_advisory_unlock(%s)", [schema_lock(self.tenant.schema)])

    def in_the_way(self, *, snapshots: bool = False) -> tuple[Blocker, ...]:
        """Who holds locks on the unit's tables now. `snapshots`: also who looks at an older state of the database."""
        names = tuple(name for name in self.desired.names[:2] if name)
        return blockers(self.connection, self.tenant.schema, names, snapshots=snapshots)

    def failed(self, error: Exception) -> Outcome:
        """The outcome of an error, with who was in the way, written into the history as well."""
        rollback(self.connection)
        sqlstate = getattr(error, "sqlstate", None)
        found = self.found or self.in_the_way() if isinstance(error, RETRY) else ()
        text = reason(error)
        if found:
            text += "; in the way: " + "; ".join(map(str, found))
        with contextlib.suppress(psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
            row = begin(self.connection, self.occasion, [], "running", self.how.texts)
            finish(self.connection, row, "failed", None, text, sqlstate)
        if self.doing is not None and not isinstance(error, BusyError):
            self.clean(self.doing.steps)
        problems = error.problems if isinstance(error, CdcError) else ()
        return self.outcome("failed", error=text, sqlstate=sqlstate, blockers=found, problems=problems)
