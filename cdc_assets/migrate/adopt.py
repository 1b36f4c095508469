"""Taking over what is there already: tables that were made by hand, by another tool, or by our files without us.

Comparing changes nothing. What matches its definition is recorded as applied (comments are put in place on the way);
what differs is listed with what to do, and recorded `as found` only where that is asked for: then a plan shows the
statements that change it, with their hazards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import psycopg

from cdc_assets.ddl.model import Migrations, checksum
from cdc_assets.errors import Problem
from cdc_assets.migrate.database_state import State, read_state
from cdc_assets.migrate.desired import Desired, UnitKey, title_of, unit_in
from cdc_assets.migrate.diff import PlannedFor, Policy, diff, planned_for
from cdc_assets.migrate.drift import findings
from cdc_assets.migrate.evolve import TenantSchema, bind, read_unit
from cdc_assets.migrate.existing import check_existing
from cdc_assets.migrate.history import Occasion, begin, finish, read_recorded, record_in_place, version_of
from cdc_assets.migrate.live import Live, read_live, read_unlocked
from cdc_assets.migrate.locks import lock_schema
from cdc_assets.migrate.plan import MANAGEMENT
from cdc_assets.migrate.shape import UnitShape
from cdc_assets.migrate.steps import UnitPlan
from cdc_assets.tables.model import TargetTable

Stand = Literal["recorded", "missing", "matches", "differs", "adopted", "taken over"]
"""`recorded`: in the history already, plans look after it. `missing`: nothing of it is there, an apply makes it.
`matches` and `differs` are there and not in the history; `adopted` and `taken over` is what became of those."""

_AS_FOUND = "-- taken over as found: a plan shows what makes it what it should be"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One unit in one schema: what differs, and what a person does about it. `plan` would make it what it should be."""

    schema: str
    unit: str
    stand: Stand
    differences: tuple[Problem, ...] = ()
    plan: UnitPlan | None = None


@dataclass(frozen=True, slots=True)
class Adoption:
    """What was found in one database. `others` are differences that are no unit's."""

    candidates: tuple[Candidate, ...]
    others: tuple[Problem, ...] = ()

    @property
    def differences(self) -> tuple[Problem, ...]:
        return (*self.others, *(one for each in self.candidates for one in each.differences))

    @property
    def done(self) -> bool:
        """Nothing is left to adopt, and nothing differs."""
        settled = ("recorded", "adopted", "taken over")
        return not self.others and all(each.stand in settled for each in self.candidates)


def compare(
    connection: psycopg.Connection,
    migrations: Migrations,
    wanted: Mapping[UnitKey, Desired],
    schemas: Sequence[str],
    policy: Policy,
    existing: Sequence[TargetTable] = (),
) -> Adoption:
    """How the units in the tenants' `schemas` and in literal ones stand. At most four queries, nothing is changed.

    `existing` are tables that belong to somebody else, which are only looked at. `connection`: autocommit.
    """
    places = list(_places(wanted, schemas))
    theirs = {table.schema for table in existing if table.schema is not None}
    names = {name for desired in wanted.values() for name in desired.names if name}
    everywhere = {*schemas, *(schema for schema, _ in places), *theirs}
    state = read_state(connection, {*everywhere, MANAGEMENT}, names)
    live = read_unlocked(connection, everywhere, names | {table.name for table in existing})
    foreign = _foreign_management(connection, migrations, state)
    others = [foreign] if foreign else []
    wait = "adopt it when that is over"
    others += [Problem(schema, f"not looked at: {why}", hint=wait) for schema, why in live.locked.items()]
    places = [(schema, desired) for schema, desired in places if schema not in live.locked]
    for table in existing:
        for schema in [table.schema] if table.schema is not None else schemas:
            for problem in check_existing(live, table, schema):
                others.append(Problem(problem.where, problem.what, hint=problem.hint or "ask the table's owner"))
    plans: dict[PlannedFor, UnitPlan] = {}
    return Adoption(
        tuple(_candidate(state, live, schema, desired, policy, plans) for schema, desired in places), tuple(others)
    )


def adopt(
    connection: psycopg.Connection,
    sink: str,
    found: Adoption,
    wanted: Mapping[UnitKey, Desired],
    run: str,
    policy: Policy,
    *,
    take_over: bool = False,
) -> Adoption:
    """Record what matches, and with `take_over` as found what differs and has a plan; a transaction per unit.

    The infrastructure must be there. A unit that changed since it was compared is left as it was found. Where the
    files' merge is not registered yet, the procedure's file is run. `connection`: autocommit.
    """
    units = {title_of(key): desired for key, desired in wanted.items()}
    known: set[str] = set()
    return Adoption(
        tuple(
            _adopt(connection, sink, each, units[each.unit], run, policy, known)
            if each.stand == "matches"
            else _take_over(connection, sink, each, units[each.unit], run, known)
            if take_over and each.stand == "differs" and each.plan is not None and not each.plan.problems
            else each
            for each in found.candidates
        ),
        found.others,
    )


def _places(wanted: Mapping[UnitKey, Desired], schemas: Sequence[str]) -> Iterator[tuple[str, Desired]]:
    """Every unit wherever it should be: literal schemas first, then tenant by tenant."""
    yield from ((schema, desired) for (schema, _), desired in wanted.items() if schema is not None)
    for tenant in schemas:
        yield from ((tenant, desired) for (schema, _), desired in wanted.items() if schema is None)


def _foreign_management(connection: psycopg.Connection, migrations: Migrations, state: State) -> Problem | None:
    """A schema of our name that this project did not make: the system that is replaced may have had one."""
    if MANAGEMENT not in state.schemas or not any(file.kind == "infrastructure" for file in migrations.files):
        return None
    row = connection.execute("SELECT to_regclass('cdc_management.applied_schema') IS NOT NULL").fetchone()
    if row is not None and row[0]:
        return None
    return Problem(
        MANAGEMENT,
        "the schema is there and was made by another tool",
        hint=f"keep what it tells under another name: ALTER SCHEMA {MANAGEMENT} RENAME TO {MANAGEMENT}_before",
    )


def _candidate(
    state: State,
    live: Live,
    schema: str,
    desired: Desired,
    policy: Policy,
    plans: dict[PlannedFor, UnitPlan],
) -> Candidate:
    title = desired.title
    names = desired.names
    if any(state.recorded(schema, *key) for key in desired.digests):
        return Candidate(schema, title, "recorded")
    shape = unit_in(live, desired, schema)
    if shape.final is None and shape.staging is None and not shape.procedures:
        taken = [name for name in names if state.has_relation(schema, name)]
        if not taken:
            return Candidate(schema, title, "missing")
        what = "a view, index or sequence has the name of a table"
        hint = "rename it, or give the target another name"
        return Candidate(schema, title, "differs", (Problem(f"{schema}.{taken[0]}", what, hint=hint),))
    if shape.final is None:
        hint = f"rename or drop {names[1]} and {names[2]}; then an apply makes all three"
        what = f"the table is missing, what belongs to it is there ({', '.join(_there(shape))})"
        return Candidate(schema, title, "differs", (Problem(f"{schema}.{names[0]}", what, hint=hint),))
    key = planned_for(desired, shape, policy)
    plan = plans.setdefault(key, diff(desired, shape, policy)) if key not in plans else plans[key]
    if _matches(plan):
        return Candidate(schema, title, "matches")
    return Candidate(schema, title, "differs", tuple(_differences(schema, desired, shape, plan)), plan)


def _matches(plan: UnitPlan) -> bool:
    """True where nothing but comments is to be changed."""
    return not plan.problems and all(step.sql.startswith("COMMENT ON ") for step in plan.steps)


def _there(shape: UnitShape) -> list[str]:
    return [*([shape.staging.name] if shape.staging else []), *(procedure.name for procedure in shape.procedures)]


def _differences(schema: str, desired: Desired, shape: UnitShape, plan: UnitPlan) -> Iterator[Problem]:
    """Every finding with what is done about it: planned, planned with somebody's yes, or by a person."""
    asked = [hazard for hazard in plan.hazards if hazard.needs_approval]
    where = f"{schema}.{desired.shape.name}"
    if plan.problems:
        for problem in plan.problems:
            yield Problem(where, problem.what, hint=problem.hint or "change the table or its configuration by hand")
        return
    noted = False
    for finding in findings(desired.shape, shape):
        if finding.harmless:
            continue
        named = [
            hazard.allow for hazard in asked if hazard.subject.removeprefix(f"{desired.title}.") in finding.sentence
        ]
        hint = "take it over, `cdc plan` shows the statements"
        if named:
            hint += f"; apply asks for {', '.join(f'--allow {allow}' for allow in dict.fromkeys(named))}"
        noted = True
        yield Problem(where, finding.sentence, hint=hint)
    if not noted:
        what = f"{len(plan.steps)} statements differ: {plan.steps[0].why}"
        yield Problem(where, what, hint="take it over, see `cdc plan`")


def _adopt(
    connection: psycopg.Connection,
    sink: str,
    found: Candidate,
    desired: Desired,
    run: str,
    policy: Policy,
    known: set[str],
) -> Candidate:
    names = desired.names
    with connection.transaction():
        _lock(connection, found.schema)
        shape = read_unit(connection, desired, found.schema)
        plan = diff(desired, shape, policy)
        if not _matches(plan):
            return found
        for step in plan.steps:
            connection.execute(bind(step.sql, TenantSchema(found.schema)).encode())
        if desired.procedure is not None and not _registered(connection, found.schema, names[0]):
            connection.execute(bind(desired.procedure, TenantSchema(found.schema)).encode())
        occasion = Occasion(sink, found.schema, names[0], run, version_of(desired))
        recorded = read_recorded(connection, found.schema, desired)
        record_in_place(connection, occasion, desired, recorded, known)
    return Candidate(found.schema, found.unit, "adopted")


def _take_over(
    connection: psycopg.Connection, sink: str, found: Candidate, desired: Desired, run: str, known: set[str]
) -> Candidate:
    """Record what is there under a checksum that no file has: the next plan finds it changed."""
    names = desired.names
    with connection.transaction():
        _lock(connection, found.schema)
        shape = read_live(connection, [found.schema], names).unit(found.schema, *names)
        there = {"table": shape.final, "staging": shape.staging, "procedure": shape.procedures or None}
        files = [file for file in desired.files if there.get(file.kind) is not None]
        occasion = Occasion(sink, found.schema, names[0], run, f"{desired.shape.name}@found")
        row = begin(connection, occasion, [_AS_FOUND], "applied", known)
        connection.cursor().executemany(
            "INSERT INTO cdc_management.applied_schema"
            " (schema_name, kind, object_name, sink, file, checksum, history_id) VALUES (%s, %s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (schema_name, kind, object_name) DO NOTHING",
            [(found.schema, file.kind, file.relation, sink, file.path, checksum(_AS_FOUND), row) for file in files],
        )
        finish(connection, row, "applied", None)
    return Candidate(found.schema, found.unit, "taken over", found.differences, found.plan)


def _lock(connection: psycopg.Connection, schema: str) -> None:
    """Raises LockNotAvailable where another run works on the schema."""
    connection.execute("SET LOCAL lock_timeout = '5s'; SET LOCAL search_path = pg_catalog, pg_temp")
    lock_schema(connection, schema)


def _registered(connection: psycopg.Connection, schema: str, table: str) -> bool:
    row = connection.execute(
        "SELECT EXISTS (SELECT FROM cdc_management.merge_control WHERE schema_name = %s AND table_name = %s)",
        [schema, table],
    ).fetchone()
    return row is not None and bool(row[0])
