"""Rolling a plan over a fleet: canaries, then batches; stopping when it goes wrong; every tenant its own result.

A tenant that fails neither stops nor undoes another; what stops a rollout is a failing canary, or more failures than
the error budget allows. What was stopped or failed is simply planned again by the next run.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace

import psycopg
from psycopg_pool import PoolTimeout

from cdc_assets.errors import CdcError, Problem
from cdc_assets.migrate.apply import AppliedUnit, FailedUnit, Pool, Result, apply_plan
from cdc_assets.migrate.diff import Policy
from cdc_assets.migrate.evolve import Evolution, Outcome, Tenant
from cdc_assets.migrate.fleet import Change, FleetPlan, blocked
from cdc_assets.migrate.hazards import NOTHING_APPROVED, Approvals, Hazard
from cdc_assets.migrate.locks import PATIENT, Patience
from cdc_assets.migrate.manual import run_scripts
from cdc_assets.migrate.plan import MANAGEMENT, Refusal, Refused, TenantPlan
from cdc_assets.migrate.undo import DownPlan, down, plan_down

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
                raise CdcError(Problem("--canary", f"`{name}` is none of the tenants") for name in unknown)
            first = self.canaries
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

    `outcomes` are the changed units' by (schema, unit), with blockers and hazards. `stopped` says why it did not go on.
    """

    results: tuple[Result, ...]
    outcomes: Mapping[tuple[str, str], Outcome]
    stopped: str | None = None

    @property
    def ok(self) -> bool:
        """Everything is in place everywhere."""
        return self.stopped is None and all(result.ok for result in self.results)


def roll_out(
    pool: Pool,
    plan: FleetPlan,
    policy: Policy,
    *,
    approved: Approvals = NOTHING_APPROVED,
    waves: Waves = ALL_AT_ONCE,
    patience: Patience = PATIENT,
    run: str | None = None,
    on_result: Callable[[Result], None] | None = None,
    on_wave: Callable[[str, tuple[str, ...]], None] | None = None,
) -> Rollout:
    """Execute `plan`, wave by wave, over as many connections as the pool has.

    A tenant whose plan has a hazard nobody approved is refused as a whole. `on_result` is called in the caller's thread
    as each tenant finishes, `on_wave` before each wave. Nothing is raised for what fails in a database.
    """
    job = _Job(pool, plan, Evolution(plan.base.sink, run or str(uuid.uuid4()), policy, approved, patience), on_result)
    order = [part.tenant for part in plan.base.tenants if part.tenant is not None]
    planned = list(waves.of(order))
    job.database()
    failures, stopped = 0, None
    if job.broken:
        stopped = f"{MANAGEMENT} could not be made"
    for name, tenants in planned:
        if stopped is None:
            if on_wave is not None:
                on_wave(name, tenants)
            failed = [tenant for tenant in job.wave(tenants) if tenant]
            failures += len(failed)
            if failed and name == "canaries":
                stopped = f"a canary failed: {', '.join(failed)}"
            elif waves.budget is not None and failures > waves.budget:
                stopped = f"{failures} tenants failed, {waves.budget} may: {', '.join(failed)}"
        else:
            job.leave(tenants, stopped)
    return job.rollout(stopped)


def plan_down_fleet(pool: Pool, tenants: Sequence[Tenant], units: Sequence[str]) -> tuple[DownPlan, ...]:
    """What `down_fleet` would do in each tenant with each of `units`; raises psycopg.Error."""

    def one(tenant: Tenant) -> list[DownPlan]:
        with pool.connection() as connection:
            return [plan_down(connection, tenant.schema, unit) for unit in units]

    with ThreadPoolExecutor(max_workers=max(pool.max_size, 1), thread_name_prefix="down") as workers:
        return tuple(plan for found in workers.map(one, tenants) for plan in found)


def down_fleet(
    pool: Pool,
    tenants: Sequence[Tenant],
    units: Sequence[str],
    *,
    approved: Approvals = NOTHING_APPROVED,
    shown: Sequence[DownPlan] = (),
    run: str | None = None,
    patience: Patience = PATIENT,
) -> tuple[Outcome, ...]:
    """Undo the latest change of each of `units` in each tenant by its recorded inverses, each unit a transaction.

    `shown` is what somebody agreed to, where somebody was asked: nothing else is done.
    """
    name = run or str(uuid.uuid4())
    agreed = {(plan.schema, plan.unit): plan for plan in shown}

    def one(tenant: Tenant) -> list[Outcome]:
        try:
            with pool.connection() as connection:
                return [
                    down(connection, tenant, unit, name, patience, approved, agreed.get((tenant.schema, unit)))
                    for unit in units
                ]
        except (psycopg.Error, PoolTimeout) as error:
            return [Outcome(tenant.schema, unit, "failed", error=" ".join(str(error).split())) for unit in units]

    with ThreadPoolExecutor(max_workers=max(pool.max_size, 1), thread_name_prefix="down") as workers:
        return tuple(outcome for found in workers.map(one, tenants) for outcome in found)


class _Job:
    """One rollout while it runs."""

    def __init__(self, pool: Pool, plan: FleetPlan, how: Evolution, on_result: Callable[[Result], None] | None) -> None:
        self.pool = pool
        self.plan = plan
        self.stop = threading.Event()
        self.how = replace(how, stopped=self.stop.is_set)
        self.on_result = on_result or (lambda _: None)
        self.results: dict[str | None, Result] = {}
        self.outcomes: dict[tuple[str, str], Outcome] = {}
        self.parts = {part.tenant: part for part in plan.base.tenants}

    @property
    def broken(self) -> bool:
        """The infrastructure itself is missing: nothing can be recorded, so nothing is begun."""
        return any(failed.name == MANAGEMENT for failed in self.results[None].failed)

    def database(self) -> None:
        """What exists once, then the changes of literal schemas."""
        part = self._allowed(self.plan.base.database)
        base = replace(self.plan.base, database=part, tenants=())
        result = apply_plan(self.pool, base, run=self.how.run)[0]
        self._finish(self._with_changes(result, part))

    def wave(self, tenants: tuple[str, ...]) -> list[str | None]:
        """One wave: what is new first, then what changed, tenants in parallel; returns those that failed."""
        parts = [self._allowed(self.parts[tenant]) for tenant in tenants]
        nothing = TenantPlan(None, (), (), ())
        base = replace(self.plan.base, database=nothing, tenants=tuple(parts))
        failed: list[str | None] = []

        def made(result: Result) -> None:
            if result.tenant is None or self._has_more(result.tenant):
                return
            self._finish(result)  # nothing of it changes: it need not wait for the others
            if not result.ok:
                failed.append(result.tenant)

        results = apply_plan(self.pool, base, run=self.how.run, on_result=made)[1:]
        with ThreadPoolExecutor(max_workers=max(self.pool.max_size, 1), thread_name_prefix="evolve") as workers:
            futures = [
                workers.submit(self._with_changes, result, part)
                for result, part in zip(results, parts, strict=True)
                if self._has_more(part.tenant)
            ]
            try:
                for future in as_completed(futures):
                    result = future.result()
                    self._finish(result)
                    if not result.ok:
                        failed.append(result.tenant)
            except BaseException:
                self.stop.set()
                workers.shutdown(cancel_futures=True)
                raise
        return failed

    def leave(self, tenants: tuple[str, ...], why: str) -> None:
        """Tenants whose wave never began."""
        for tenant in tenants:
            part = self.parts[tenant]
            due = part.units or self._has_more(tenant)
            failed = (FailedUnit("rollout", f"{NOT_BEGUN}: {why}"),) if due else ()
            self._finish(Result(tenant, (), part.unchanged, part.refused, failed, 0.0))

    def rollout(self, stopped: str | None) -> Rollout:
        """Results in the plan's order."""
        order = [None, *(part.tenant for part in self.plan.base.tenants)]
        return Rollout(tuple(self.results[tenant] for tenant in order), self.outcomes, stopped)

    def _allowed(self, part: TenantPlan) -> TenantPlan:
        """The tenant's part, or with a hazard that nobody allowed, or a problem, only its refusal."""
        hazards, problems = blocked(self.plan, part.tenant, self.how.approvals)
        if not hazards and not problems:
            return part
        schema = part.tenant or ""
        refused = [
            Refused(schema, unit, Refusal.UNAPPROVED, hazard.subject, _how_to_allow(hazard)) for unit, hazard in hazards
        ]
        refused += [
            Refused(schema, unit, Refusal.IMPOSSIBLE, problem.where, f"{problem.what}; {problem.hint}")
            for unit, problem in problems
        ]
        return replace(part, units=(), refused=(*part.refused, *refused))

    def _with_changes(self, result: Result, part: TenantPlan) -> Result:
        """The result with the tenant's changed units done, unless its plan is refused or it was not reached."""
        changes = self.plan.of(part.tenant)
        refused = any(no.reason in (Refusal.UNAPPROVED, Refusal.IMPOSSIBLE) for no in part.refused)
        if (
            not self._has_more(part.tenant)
            or refused
            or any(failed.name in ("connection", MANAGEMENT) for failed in result.failed)
        ):
            return result
        started = time.perf_counter()
        applied, unchanged, failed = list(result.applied), list(result.unchanged), list(result.failed)
        try:
            with self.pool.connection() as connection:
                ran = self._scripts(connection, part.tenant, applied, failed)
                for change in changes if not failed or not ran else ():
                    outcome = self._change(connection, change, planned=not ran)
                    self.outcomes[change.schema, outcome.unit] = outcome
                    if outcome.status == "applied":
                        applied.append(AppliedUnit(outcome.unit, outcome.statements, 0, outcome.seconds))
                    elif outcome.status == "unchanged":
                        unchanged.append(outcome.unit)
                    else:
                        failed.append(FailedUnit(outcome.unit, _reason(outcome), outcome.sqlstate))
        except (psycopg.Error, PoolTimeout) as error:
            failed.append(FailedUnit("connection", " ".join(str(error).split()), getattr(error, "sqlstate", None)))
        seconds = result.seconds + time.perf_counter() - started
        return replace(
            result, applied=tuple(applied), unchanged=tuple(unchanged), failed=tuple(failed), seconds=seconds
        )

    def _has_more(self, tenant: str | None) -> bool:
        """More than the base plan makes: changed units, or scripts that are due."""
        own = self.plan.scripts.get(tenant or "")
        return bool(self.plan.of(tenant)) or bool(own and own.due)

    def _scripts(
        self,
        connection: psycopg.Connection,
        tenant: str | None,
        applied: list[AppliedUnit],
        failed: list[FailedUnit],
    ) -> bool:
        """Run the tenant's scripts; True if any was due. After one that fails nothing else of the tenant changes."""
        own = self.plan.scripts.get(tenant or "")
        if own is None or not own.due:
            return False
        place = self.plan.facts.get(own.schema) or Tenant(own.schema)
        how = self.how
        for outcome in run_scripts(connection, how.sink, own.due, place, how.run, how.patience, own.new):
            self.outcomes[outcome.schema, outcome.unit] = outcome
            if outcome.status == "applied":
                applied.append(AppliedUnit(outcome.unit, outcome.statements, 0, outcome.seconds))
            else:
                failed.append(FailedUnit(outcome.unit, _reason(outcome), outcome.sqlstate))
        return True

    def _change(self, connection: psycopg.Connection, change: Change, *, planned: bool) -> Outcome:
        """One unit; planned anew where a script may have changed it since."""
        tenant = self.plan.facts.get(change.schema) or Tenant(change.schema)
        return self.how.unit(connection, change.desired, tenant, change.plan if planned else None)

    def _finish(self, result: Result) -> None:
        self.results[result.tenant] = result
        self.on_result(result)


def _how_to_allow(hazard: Hazard) -> str:
    return f"{hazard.sentence}; allow it with {hazard.allow}"


def _reason(outcome: Outcome) -> str:
    """One line: the error, or what would have to be allowed by now."""
    if outcome.error:
        return outcome.error
    return "; ".join([*map(_how_to_allow, outcome.hazards), *map(str, outcome.problems)])
