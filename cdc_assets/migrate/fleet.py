"""The plan for all tenants of a database: new units by their files, changed ones by their difference.

Tenants in the same state share one difference, computed once and shown once. Reading takes at most four queries per
database, whatever the number of tenants and tables: the recorded state, and for what changed the live shapes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import psycopg

from cdc_assets.ddl.model import Migrations
from cdc_assets.errors import Problem
from cdc_assets.migrate.desired import Desired, Hints, desired_unit, settle_bodies
from cdc_assets.migrate.diff import Policy, diff
from cdc_assets.migrate.evolution_history import checksum, version_of
from cdc_assets.migrate.evolve import Tenant, unit_names
from cdc_assets.migrate.hazards import Approvals, Hazard, HazardKind, unapproved
from cdc_assets.migrate.hints import UnitKey
from cdc_assets.migrate.live import Live, read_unlocked
from cdc_assets.migrate.manual import Script, ScriptPlan, plan_scripts
from cdc_assets.migrate.plan import Plan, Refusal, Refused, TenantPlan, Unit, make_plan, schemas_and_names
from cdc_assets.migrate.state import State, read_state
from cdc_assets.migrate.steps import UnitPlan, with_hazard
from cdc_assets.tables.model import TableDefinition


@dataclass(frozen=True, slots=True)
class Change:
    """One unit that changes in one schema. `tenant` is None for a literal schema's."""

    tenant: str | None
    schema: str
    desired: Desired
    plan: UnitPlan


@dataclass(frozen=True, slots=True)
class Group:
    """Tenants for which exactly the same is done: their names, plans of changed units, new units (scripts first)."""

    tenants: tuple[str, ...]
    plans: tuple[UnitPlan, ...]
    created: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FleetPlan:
    """Everything to do in one database. `base` makes what is new; `changes` alters what is there, in order.

    `scripts` are people's own that are due, by schema; they run first. `made`: the tables, as (schema, name), that are
    recorded as made by any sink's migrations.
    """

    base: Plan
    changes: tuple[Change, ...]
    facts: Mapping[str, Tenant] = field(default_factory=dict)
    scripts: Mapping[str, ScriptPlan] = field(default_factory=dict)
    made: frozenset[tuple[str, str]] = frozenset()

    @property
    def empty(self) -> bool:
        """Nothing to execute and nothing that cannot be planned (other refusals aside)."""
        return self.base.empty and not self.changes and not any(found.due for found in self.scripts.values())

    @property
    def hazards(self) -> tuple[Hazard, ...]:
        """All hazards, each once."""
        return tuple(dict.fromkeys(hazard for change in self.changes for hazard in change.plan.hazards))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What cannot be planned, each once."""
        return tuple(dict.fromkeys(problem for change in self.changes for problem in change.plan.problems))

    def of(self, tenant: str | None) -> tuple[Change, ...]:
        """The changes of one tenant (None: of literal schemas)."""
        return tuple(change for change in self.changes if change.tenant == tenant)

    def settled(self, tenant: str | None, changes: Iterable[Change]) -> tuple[Change, ...]:
        """Those of a tenant's `changes` whose plan holds: what a script that is due decides about is planned anew."""
        own = self.scripts.get(tenant or "")
        decided = own.decided if own is not None else frozenset()
        return tuple(one for one in changes if " ".join(one.desired.shape.name.split()) not in decided)

    def groups(self) -> tuple[Group, ...]:
        """The distinct states: tenants with equal work together, the largest group first."""
        work: dict[tuple[object, ...], list[str]] = {}
        content: dict[tuple[object, ...], tuple[tuple[UnitPlan, ...], tuple[str, ...]]] = {}
        changes: dict[str | None, list[Change]] = {}
        for change in self.changes:
            changes.setdefault(change.tenant, []).append(change)
        for part in (self.base.database, *self.base.tenants):
            plans = tuple(change.plan for change in changes.get(part.tenant, ()))
            created = tuple(unit.name for unit in part.units)
            own = plan_of_scripts(self.scripts.get(part.tenant or ""))
            if plans or created or own:
                created = (*own, *created)
                key = (part.tenant is None, tuple((plan.unit, plan.before, plan.sha256) for plan in plans), created)
                work.setdefault(key, []).append(part.tenant or "(once per database)")
                content[key] = (plans, created)
        found = [Group(tuple(names), *content[key]) for key, names in work.items()]
        return tuple(sorted(found, key=lambda group: -len(group.tenants)))


def wanted_units(
    migrations: Migrations,
    definitions: Iterable[TableDefinition],
    hints: Mapping[UnitKey, Hints] | None = None,
) -> dict[UnitKey, Desired]:
    """The units of a sink as they should be, with the files that make them."""
    tables = {
        (made.schema, made.name): (made, definition)
        for definition in definitions
        for table in definition.targets
        if table.sink == migrations.sink and (made := table.ours) is not None
    }
    owner = {
        (schema, kind, name): (schema, table.name)
        for (schema, _), (table, _) in tables.items()
        for kind, name in (("table", table.name), ("staging", table.staging), ("procedure", table.procedure))
    }
    own: dict[UnitKey, list[int]] = {key: [] for key in tables}
    for index, file in enumerate(migrations.files):
        key = owner.get((file.schema, file.kind, file.relation or ""))
        if key is not None:
            own[key].append(index)
    return {
        key: desired_unit(table, definition, [migrations.files[index] for index in own[key]], (hints or {}).get(key))
        for key, (table, definition) in tables.items()
    }


def plan_fleet(
    connection: psycopg.Connection,
    migrations: Migrations,
    wanted: Mapping[UnitKey, Desired],
    tenants: Sequence[Tenant],
    policy: Policy,
    scripts: Sequence[Script] = (),
    *,
    mend: bool = False,
) -> FleetPlan:
    """What to do so that every tenant holds `migrations` and has run `scripts`. At most four queries.

    One query where nothing is to do. `connection` is in autocommit mode. What cannot be
    done stands in the plan: refused units in `base`, unplannable changes in `problems`. What an interrupted change left
    in units that are recorded as current is put right too, with `mend` also what somebody changed by hand.
    """
    names = [tenant.schema for tenant in tenants]
    facts = {tenant.schema: tenant for tenant in tenants}
    state = read_state(connection, *schemas_and_names(migrations, names))
    base = make_plan(migrations, state, names)
    new = frozenset(names) - state.schemas
    own = {found.schema: found for found in plan_scripts(state, migrations.sink, scripts, names, new)}
    by_title = {title_of(key): desired for key, desired in wanted.items()}
    due = [
        (part.tenant, refused.schema, by_title[refused.unit])
        for part in (base.database, *base.tenants)
        for refused in part.refused
        if refused.unit in by_title
        and (refused.reason is Refusal.CHANGED or (mend and refused.reason is Refusal.MISSING))
    ]
    due += [
        (part.tenant, unit.schema, by_title[unit.name])
        for part in (base.database, *base.tenants)
        for unit in part.units
        if unit.name in by_title and _replaces_procedure(unit)
    ]
    if mend or state.unfinished:
        due += [
            (part.tenant, schema, desired)
            for part in (base.database, *base.tenants)
            for title, desired in by_title.items()
            if title in part.unchanged
            and (schema := desired.schema or part.tenant) is not None
            and (mend or (schema, desired.shape.name) in state.unfinished)
        ]
    made = frozenset((schema, name) for schema, kind, name in state.applied if kind == "table")
    if not due:
        return _without_undecided(FleetPlan(base, (), facts, own, made), by_title)
    asked = {name for _, _, desired in due for name in unit_names(desired) if name}
    live = read_unlocked(connection, {schema for _, schema, _ in due}, asked)
    base = _without_locked(base, due, live.locked)
    found = _changes([one for one in due if one[1] not in live.locked], live, policy)
    changes = tuple(change for change in found if not (change.plan.empty and _is_recorded(change, base)))
    taken = {(change.schema, title_of((change.desired.schema, change.desired.shape.name))) for change in changes}
    base = replace(
        base,
        database=_without(base.database, taken),
        tenants=tuple(_without(part, taken) for part in base.tenants),
    )
    changes = _with_going_back(connection, changes, state)
    return _without_undecided(FleetPlan(base, changes, facts, own, made), by_title)


def _with_going_back(connection: psycopg.Connection, changes: Sequence[Change], state: State) -> tuple[Change, ...]:
    """The changes; those to what their table was once say since when it is something else."""
    wanted = [change.desired for change in changes]
    if not wanted:
        return ()
    asked = {
        "schemas": sorted({change.schema for change in changes}),
        "names": sorted({one.shape.name for one in wanted}),
        "files": sorted({checksum(file.body) for one in wanted for file in one.files if file.kind == "table"}),
        "versions": sorted({version_of(one) for one in wanted}),
    }
    earlier = {(schema, name, how): until for schema, name, how, until in connection.execute(_EARLIER, asked)}
    found: dict[tuple[int, str], UnitPlan] = {}
    result = []
    for change in changes:
        name = change.desired.shape.name
        table = next((checksum(file.body) for file in change.desired.files if file.kind == "table"), "")
        recorded = state.applied.get((change.schema, "table", name))
        until = earlier.get((change.schema, name, table)) or earlier.get(
            (change.schema, name, version_of(change.desired))
        )
        if until and change.plan.phases and recorded is not None and recorded.checksum != table:
            key = (id(change.plan), until)
            found.setdefault(key, _goes_back(change.plan, until))
            change = replace(change, plan=found[key])
        result.append(change)
    return tuple(result)


_EARLIER = """
SELECT h.schema_name, h.object_name, CASE WHEN h.kind = 'evolution' THEN h.file ELSE h.checksum END,
    to_char(max(h.finished_at), 'YYYY-MM-DD')
FROM cdc_management.migration_history AS h
WHERE h.schema_name = ANY (%(schemas)s::text[]) AND h.object_name = ANY (%(names)s::text[]) AND h.status = 'applied'
    AND (h.kind = 'table' AND h.checksum = ANY (%(files)s::text[])
        OR h.kind = 'evolution' AND h.file = ANY (%(versions)s::text[]))
GROUP BY 1, 2, 3
"""


def _goes_back(plan: UnitPlan, until: str) -> UnitPlan:
    """The plan, its first statement saying that the table was this before."""
    sentence = f"{plan.unit} becomes what it was made on {until}: where that is an older release, apply the newer one"
    return with_hazard(plan, Hazard(HazardKind.GOES_BACK, plan.unit, sentence, needs_approval=False))


def _without_undecided(plan: FleetPlan, titles: Mapping[str, Desired]) -> FleetPlan:
    """The plan without tables of which something is to be decided: a script in manual/ says what."""
    refused: dict[tuple[str | None, str], Refused] = {}
    spelled = {" ".join(title.split()): title for title in titles}
    for tenant, own in plan.scripts.items():
        for script in own.undecided:
            title = spelled.get(script.decides or "")
            if title is not None:
                schema = titles[title].schema
                place = None if schema else tenant
                hint = f"{script.body.partition(chr(10))[0].removeprefix('-- ')}; {script.path} says what to do"
                refused[place, title] = Refused(schema or tenant, title, Refusal.UNDECIDED, title, hint)
    return without_units(plan, refused) if refused else plan


def without_units(plan: FleetPlan, refused: Mapping[tuple[str | None, str], Refused]) -> FleetPlan:
    """`plan` without the units refused for other reasons, by (tenant, title); those stand in it as refused."""

    def part(one: TenantPlan) -> TenantPlan:
        mine = {title: why for (tenant, title), why in refused.items() if tenant == one.tenant}
        units = tuple(unit for unit in one.units if unit.name not in mine)
        return replace(one, units=units, refused=(*one.refused, *mine.values())) if mine else one

    base = replace(plan.base, database=part(plan.base.database), tenants=tuple(map(part, plan.base.tenants)))
    changes = tuple(
        change
        for change in plan.changes
        if (change.tenant, title_of((change.desired.schema, change.desired.shape.name))) not in refused
    )
    return replace(plan, base=base, changes=changes)


def blocked(
    plan: FleetPlan, tenant: str | None, allowed: Approvals
) -> tuple[dict[tuple[str, Hazard], None], dict[tuple[str, Problem], None]]:
    """Hazards nobody allowed, and problems, each with its unit: with any the tenant's plan is refused as a whole.

    A problem that a script of the tenant's may solve first is none yet: the unit is planned again after it.
    """
    own = plan.scripts.get(tenant or "")
    changes = plan.settled(tenant, plan.of(tenant))
    hazards = ((one.plan.unit, hazard) for one in changes for hazard in unapproved(one.plan.hazards, allowed))
    problems = ((one.plan.unit, problem) for one in changes for problem in one.plan.problems)
    return dict.fromkeys(hazards), {} if own is not None and own.due else dict.fromkeys(problems)


def plan_of_scripts(found: ScriptPlan | None) -> tuple[str, ...]:
    """The paths of the scripts that are due."""
    return tuple(script.path for script in found.due) if found is not None else ()


def explain(plan: FleetPlan) -> str:
    """The plan for people: each distinct state once, with its tenants' number and every statement."""
    lines: list[str] = []
    for group in plan.groups():
        count = len(group.tenants)
        shown = ", ".join(group.tenants[:5]) + (f" and {count - 5} more" if count > 5 else "")
        lines.append(f"-- {count} {'tenant' if count == 1 else 'tenants'}: {shown}")
        lines += [f"--   new: {name}" for name in group.created]
        for unit in group.plans:
            lines += explain_unit(unit)
        lines.append("")
    for part in (plan.base.database, *plan.base.tenants):
        lines += [f"-- refused: {refused.problem}" for refused in part.refused]
    return "\n".join(lines).strip() or "-- nothing to do"


def explain_unit(plan: UnitPlan) -> list[str]:
    """One unit's statements with their hazards, as lines of commented SQL."""
    lines = [f"-- {problem}" for problem in plan.problems]
    for phase in plan.phases:
        how = "one transaction" if phase.transactional else "transactional: false"
        lines.append(f"-- {plan.unit}: {phase.stage.name.lower()} ({how})")
        for step in phase.steps:
            lines.append(f"-- {step.why}")
            for hazard in step.hazards:
                asks = f"; allow with {hazard.allow}" if hazard.needs_approval else ""
                lines.append(f"-- {hazard.kind}: {hazard.sentence}{asks}")
            lines.append(f"{step.sql.strip().rstrip(';')};")
    return lines


def _changes(due: Sequence[tuple[str | None, str, Desired]], live: Live, policy: Policy) -> Iterator[Change]:
    memo: dict[tuple[int, str], UnitPlan] = {}
    for tenant, schema, desired in due:
        yield Change(tenant, schema, desired, _diff(memo, desired, live, schema, policy))


def _diff(memo: dict[tuple[int, str], UnitPlan], desired: Desired, live: Live, schema: str, policy: Policy) -> UnitPlan:
    """The unit's plan; tenants whose tables are in the same state, and of the same size class, share it."""
    shape = settle_bodies(live.unit(schema, *unit_names(desired)), desired, schema)
    small = shape.final is not None and shape.final.bytes <= policy.small_bytes
    key = (id(desired), f"{shape.sha256}{small}")
    if key not in memo:
        memo[key] = diff(desired, shape, policy)
    return memo[key]


def _without_locked(base: Plan, due: Sequence[tuple[str | None, str, Desired]], locked: Mapping[str, str]) -> Plan:
    """`base` with the units that are due and cannot be looked at refused for that, whatever they were refused for."""
    wrong: dict[str | None, dict[str, Refused]] = {}
    for tenant, schema, desired in due:
        if schema in locked:
            title = title_of((desired.schema, desired.shape.name))
            why = Refused(
                schema, title, Refusal.LOCKED, desired.shape.name, f"{locked[schema]}; apply it when that is over"
            )
            wrong.setdefault(tenant, {})[title] = why

    def part(one: TenantPlan) -> TenantPlan:
        mine = wrong.get(one.tenant, {})
        kept = (no for no in one.refused if no.unit not in mine)
        unchanged = tuple(name for name in one.unchanged if name not in mine)
        return replace(one, unchanged=unchanged, refused=(*kept, *mine.values())) if mine else one

    return replace(base, database=part(base.database), tenants=tuple(map(part, base.tenants))) if wrong else base


def _is_recorded(change: Change, base: Plan) -> bool:
    """True where the unit's files are recorded as they are."""
    parts = (base.database, *base.tenants)
    title = title_of((change.desired.schema, change.desired.shape.name))
    return any(part.tenant == change.tenant and title in part.unchanged for part in parts)


def _replaces_procedure(unit: Unit) -> bool:
    """A table that is there gets another procedure or registration: a change, recorded so that it can be undone."""
    return any(
        each.kind == "procedure"
        and unit.expected.get((unit.schema, each.kind, each.object_name)) not in (None, each.checksum)
        for each in unit.statements
    )


def _without(part: TenantPlan, taken: set[tuple[str, str]]) -> TenantPlan:
    return replace(
        part,
        units=tuple(unit for unit in part.units if (unit.schema, unit.name) not in taken),
        refused=tuple(
            refused
            for refused in part.refused
            if refused.reason not in (Refusal.CHANGED, Refusal.MISSING) or (refused.schema, refused.unit) not in taken
        ),
    )


def title_of(key: UnitKey) -> str:
    """The unit's name in a base plan."""
    schema, name = key
    return f"{schema}.{name}" if schema else name
