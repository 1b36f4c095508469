"""Applying a plan to a fleet: canaries, then batches; stopping when it goes wrong; every tenant its own result.

A tenant is made, its scripts run and its tables changed on one connection, each unit in a transaction of its own. One
that fails neither stops nor undoes another; what stops a rollout is a failing canary, or more failures than the error
budget allows. What was stopped or failed is simply planned again by the next run.
"""

from __future__ import annotations

import contextlib
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from typing import TypeVar

import psycopg
from psycopg_pool import ConnectionPool, PoolTimeout

from cdc_assets.errors import CdcError, Problem
from cdc_assets.migrate.create import create
from cdc_assets.migrate.diff import Policy
from cdc_assets.migrate.evolve import Evolution, TenantSchema
from cdc_assets.migrate.hazards import NOTHING_APPROVED, Approvals, Hazard
from cdc_assets.migrate.history import record_texts
from cdc_assets.migrate.locks import PATIENT, Patience
from cdc_assets.migrate.manual import run_scripts
from cdc_assets.migrate.outcome import Outcome, Refusal, Refused, Result, reason
from cdc_assets.migrate.plan import MANAGEMENT, Plan, TenantPlan
from cdc_assets.migrate.undo import DownPlan, down, plan_down

Pool = ConnectionPool[psycopg.Connection]
T = TypeVar("T")

CONNECT_SECONDS = 10.0
"""How long to wait for a connection; after one tenant waited in vain, the remaining ones are not tried."""
CANCEL_SECONDS = 1.0
"""Whoever ends a run cancels what its sessions do so often: between two statements there is nothing to cancel."""
NOT_BEGUN = "not begun: the rollout stopped"


@dataclass(frozen=True, slots=True)
class Waves:
    """Who goes first, and when to stop.

    `canaries`: tenants by name, or how many of them, form the first wave; any failure there stops the rollout.
    `batch`: tenants per later wave (None: all at once). `budget`: failed tenants that later waves may have in all
    before no further wave begins (None: never stop).
    """

    canaries: tuple[str, ...] | int = 0
    batch: int | None = None
    budget: int | None = 0

    def of(self, tenants: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Name and tenants of each wave, in order. Raises CdcError for a canary that is no tenant."""
        if isinstance(self.canaries, int):
            first = tuple(tenants[: self.canaries])
        else:
            unknown = [name for name in self.canaries if name not in tenants]
            if unknown:
                raise CdcError(Problem("--canary", f"`{name}` is not among the tenants") for name in unknown)
            first = tuple(dict.fromkeys(self.canaries))
        if first:
            yield "canaries", first
        rest = [name for name in tenants if name not in first]
        size = self.batch or max(len(rest), 1)
        for number, start in enumerate(range(0, len(rest), size), start=1):
            yield f"wave {number}", tuple(rest[start : start + size])


ALL_AT_ONCE = Waves(budget=None)


@dataclass(frozen=True, slots=True)
class Rollout:
    """What became of a plan: a result per tenant in the plan's order (the database's part, tenant None, first).

    `stopped` says why it did not go on; `failures` are tenants that failed so far, canaries aside.
    """

    results: tuple[Result, ...] = ()
    stopped: str | None = None
    failures: int = 0

    @property
    def ok(self) -> bool:
        return self.stopped is None and all(result.ok for result in self.results)


def roll_out(
    pool: Pool,
    plan: Plan,
    policy: Policy,
    *,
    approved: Approvals = NOTHING_APPROVED,
    waves: Waves = ALL_AT_ONCE,
    patience: Patience = PATIENT,
    run: str | None = None,
    on_result: Callable[[Result], None] | None = None,
    on_wave: Callable[[str, tuple[str, ...]], None] | None = None,
    connect_seconds: float = CONNECT_SECONDS,
    after: Rollout | None = None,
) -> Rollout:
    """Execute `plan`, wave by wave, over as many connections as the pool has; the database's own part first.

    A tenant whose plan has a hazard nobody approved is refused as a whole. `on_result` is called in the caller's thread
    as each tenant finishes, `on_wave` before each wave. `after`: what came before it in another database; where that
    was stopped, nothing is begun. Nothing is raised for what fails in a database.
    """
    how = Evolution(plan.sink, run or str(uuid.uuid4()), policy, approved, patience)
    job = _Job(pool, plan, how, on_result, connect_seconds)
    planned = list(waves.of([part.tenant for part in plan.tenants if part.tenant is not None]))
    before = after or Rollout()
    stopped, failures = before.stopped, before.failures
    if stopped is None:
        job.finish(job.work(None))
        stopped = next((f"{one.name} could not be made: {one.error}" for one in job.broken), None)
    else:
        job.leave([None], stopped)
    for name, tenants in planned:
        if stopped is not None:
            job.leave(tenants, stopped)
            continue
        if on_wave is not None:
            on_wave(name, tenants)
        failed = job.wave(tenants)
        if failed and name == "canaries":
            stopped = f"a canary failed: {', '.join(failed)}"
            continue
        failures += len(failed)
        if waves.budget is not None and failures > waves.budget:
            stopped = f"{failures} tenants failed, {waves.budget} may: {', '.join(failed)}"
    return Rollout(tuple(job.results[tenant] for tenant in job.parts), stopped, failures)


def plan_down_fleet(pool: Pool, tenants: Sequence[TenantSchema], units: Sequence[str]) -> tuple[DownPlan, ...]:
    """What `down_fleet` would do in each tenant with each of `units`; raises psycopg.Error."""

    def one(tenant: TenantSchema) -> list[DownPlan]:
        with pool.connection() as connection:
            return [plan_down(connection, tenant.schema, unit) for unit in units]

    return _in_parallel(pool, one, tenants)


def down_fleet(
    pool: Pool,
    tenants: Sequence[TenantSchema],
    units: Sequence[str],
    *,
    approved: Approvals = NOTHING_APPROVED,
    shown: Sequence[DownPlan] = (),
    patience: Patience = PATIENT,
) -> tuple[Outcome, ...]:
    """Undo the latest change of each of `units` in each tenant by its recorded inverses, each unit a transaction.

    `shown` is what somebody agreed to, where somebody was asked: nothing else is done.
    """
    run = str(uuid.uuid4())
    agreed = {(plan.schema, plan.unit): plan for plan in shown}

    def one(tenant: TenantSchema) -> list[Outcome]:
        try:
            with pool.connection() as connection:
                return [
                    down(connection, tenant, unit, run, patience, approved, agreed.get((tenant.schema, unit)))
                    for unit in units
                ]
        except (psycopg.Error, PoolTimeout) as error:
            return [Outcome(tenant.schema, unit, "failed", error=reason(error)) for unit in units]

    return _in_parallel(pool, one, tenants)


def _in_parallel(pool: Pool, one: Callable[[TenantSchema], list[T]], tenants: Sequence[TenantSchema]) -> tuple[T, ...]:
    with ThreadPoolExecutor(max_workers=max(pool.max_size, 1), thread_name_prefix="down") as workers:
        return tuple(each for found in workers.map(one, tenants) for each in found)


class _Job:
    """One rollout while it runs."""

    def __init__(
        self,
        pool: Pool,
        plan: Plan,
        how: Evolution,
        on_result: Callable[[Result], None] | None,
        connect_seconds: float,
    ) -> None:
        self.pool = pool
        self.plan = plan
        self.stop = threading.Event()
        self.unreachable = threading.Event()
        self.sessions: set[psycopg.Connection] = set()
        self.how = replace(how, stopped=self.stop.is_set)
        self.on_result = on_result or (lambda _: None)
        self.connect_seconds = connect_seconds
        self.results: dict[str | None, Result] = {}
        self.parts = {part.tenant: part for part in plan.parts}

    @property
    def broken(self) -> list[Outcome]:
        """The infrastructure itself is missing: nothing can be recorded, so nothing is begun."""
        return [failed for failed in self.results[None].failed if failed.name == MANAGEMENT]

    def wave(self, tenants: tuple[str, ...]) -> list[str]:
        """One wave, tenants in parallel; returns those that failed."""
        busy = list(filter(self._is_due, tenants))
        for tenant in tenants:
            if tenant not in busy:
                self.finish(self.work(tenant))
        with ThreadPoolExecutor(max_workers=max(self.pool.max_size, 1), thread_name_prefix="apply") as workers:
            futures = [workers.submit(self.work, tenant) for tenant in busy]
            try:
                for future in as_completed(futures):
                    self.finish(future.result())
            except BaseException as ended:
                self.stop.set()
                workers.shutdown(wait=False, cancel_futures=True)
                # Ctrl-C, or `Terminate` in Dagster: a table that is rewritten for an hour is locked as long.
                while self.sessions and not isinstance(ended, Exception):
                    for session in tuple(self.sessions):
                        with contextlib.suppress(psycopg.Error):
                            session.cancel_safe(timeout=CONNECT_SECONDS)
                    time.sleep(CANCEL_SECONDS)
                raise
        return [tenant for tenant in tenants if not self.results[tenant].ok]

    def leave(self, tenants: Sequence[str | None], why: str) -> None:
        """Tenants whose wave never began."""
        for tenant in tenants:
            part, due = self.parts[tenant], self._is_due(tenant)
            failed = (Outcome(tenant or "", "rollout", "failed", error=f"{NOT_BEGUN}: {why}"),) if due else ()
            self.finish(Result(tenant, (), part.unchanged, part.refused, failed, 0.0))

    def finish(self, result: Result) -> None:
        self.results[result.tenant] = result
        self.on_result(result)

    def work(self, tenant: str | None) -> Result:
        """Everything that is due for one tenant, or once in the database; errors are in the result."""
        started = time.perf_counter()
        part = self.parts[tenant]
        refused = tuple(self._not_allowed(tenant))
        done: list[Outcome] = []
        try:
            if self._is_due(tenant) and (tenant is None or not refused):
                with self.pool.connection(0.0 if self.unreachable.is_set() else self.connect_seconds) as connection:
                    self.sessions.add(connection)
                    try:
                        self._do(connection, part, done, units=not refused)
                    finally:
                        self.sessions.discard(connection)
        except PoolTimeout:
            self.unreachable.set()
            text = f"the database gave no connection for {self.connect_seconds:g} s"
            done.append(Outcome(tenant or "", "connection", "failed", error=text))
        except psycopg.Error as error:
            name = "connection" if isinstance(error, psycopg.OperationalError) else MANAGEMENT
            done.append(Outcome(tenant or "", name, "failed", error=reason(error), sqlstate=error.sqlstate))
        return Result(
            tenant,
            tuple(one for one in done if one.status == "applied"),
            (*part.unchanged, *(one.name for one in done if one.status == "unchanged")),
            (*part.refused, *refused),
            tuple(replace(one, error=_reason(one)) for one in done if one.status in ("failed", "refused")),
            time.perf_counter() - started,
        )

    def _do(self, connection: psycopg.Connection, part: TenantPlan, done: list[Outcome], *, units: bool) -> None:
        """The database's texts, then what is new, scripts, what changes; `done` is filled on the way.

        Without `units` nothing but the texts that other tenants' units refer to.
        """
        made = part.units if units else ()
        infrastructure = [unit for unit in made if unit.name == MANAGEMENT]
        for unit in infrastructure:
            done.append(create(self.how, connection, unit))
            if done[-1].status == "failed":
                return
        if part.tenant is None and self.plan.texts:
            record_texts(connection, self.plan.texts)
        for unit in made:
            if unit in infrastructure:
                continue
            if self.how.stopped():
                return
            done.append(create(self.how, connection, unit))
            if done[-1].status == "failed" and unit.statements[0].kind == "schema":
                return  # without its schema nothing else is tried; a script noted now would say that it was there
        if not units:
            return
        own = part.scripts
        ran = own is not None and bool(own.due)
        if own is not None and ran:
            place = TenantSchema(own.schema, part.facts)
            done += run_scripts(connection, self.how.sink, own.due, place, self.how.run, self.how.patience, own.new)
            if any(one.status == "failed" for one in done):
                return
        for change in part.changes:
            tenant = TenantSchema(change.schema, part.facts)
            # planned anew where a script may have changed it since
            stamp = "" if ran else change.stamp
            done.append(self.how.unit(connection, change.desired, tenant, change.plan, stamp))

    def _is_due(self, tenant: str | None) -> bool:
        """Anything is to be done, or texts are to be kept."""
        return self.parts[tenant].due or (tenant is None and bool(self.plan.texts))

    def _not_allowed(self, tenant: str | None) -> Iterator[Refused]:
        """Each hazard that nobody allowed, and each problem: with any nothing of the tenant's plan is done."""
        for unit, hazard in self.parts[tenant].hazards:
            if not self.how.approvals.allows(hazard):
                yield Refused(tenant or "", unit, Refusal.UNAPPROVED, hazard.subject, _how_to_allow(hazard))
        for unit, problem in self.parts[tenant].problems:
            yield Refused(tenant or "", unit, Refusal.IMPOSSIBLE, problem.where, f"{problem.what}; {problem.hint}")


def _how_to_allow(hazard: Hazard) -> str:
    return f"{hazard.sentence}; allow it with {hazard.allow}"


def _reason(outcome: Outcome) -> str:
    """One line: the error, or what would have to be allowed by now."""
    return outcome.error or "; ".join([*map(_how_to_allow, outcome.hazards), *map(str, outcome.problems)])
