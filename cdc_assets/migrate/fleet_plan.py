"""The plan for all tenants of a database: new units by their files, changed ones by their difference.

Tenants in the same state share one difference, computed once and shown once. Reading takes at most five queries per
database, whatever the number of tenants and tables: the recorded state, and for what changed the live shapes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import psycopg

from cdc_assets.ddl.model import Migrations
from cdc_assets.migrate.database_state import State, read_state
from cdc_assets.migrate.desired import Desired, Hints, UnitKey, desired_unit, unit_in
from cdc_assets.migrate.diff import PlannedFor, Policy, diff, planned_for
from cdc_assets.migrate.evolve import TenantSchema, read_stamps
from cdc_assets.migrate.hazards import Hazard, HazardKind
from cdc_assets.migrate.history import version_of
from cdc_assets.migrate.live import Live, read_unlocked
from cdc_assets.migrate.manual import Script, ScriptPlan, plan_scripts
from cdc_assets.migrate.outcome import Refusal, Refused
from cdc_assets.migrate.plan import Change, Gone, Plan, Unit, make_plan, schemas_and_names, without_units
from cdc_assets.migrate.steps import UnitPlan, with_hazard
from cdc_assets.tables.model import TableDefinition, ours_in


def wanted_units(
    migrations: Migrations,
    definitions: Iterable[TableDefinition],
    hints: Mapping[UnitKey, Hints] | None = None,
) -> dict[UnitKey, Desired]:
    """The units of a sink as they should be, with the files that make them."""
    ours = ours_in(definitions, migrations.sink)
    tables = {(made.schema, made.name): (made, definition) for definition, _, made in ours}
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
    tenants: Sequence[TenantSchema],
    policy: Policy,
    scripts: Sequence[Script] = (),
    *,
    mend: bool = False,
) -> Plan:
    """What to do so that every tenant holds `migrations` and has run `scripts`. At most five queries.

    One query where nothing is to do. `connection` is in autocommit mode. What cannot be
    done stands in the plan: refused units, unplannable changes among its problems. What an interrupted change left
    in units that are recorded as current is put right too, with `mend` also what somebody changed by hand.
    """
    names = [tenant.schema for tenant in tenants]
    facts = {tenant.schema: tenant.facts for tenant in tenants}
    state = read_state(connection, *schemas_and_names(migrations, names))
    new = frozenset(names) - state.schemas
    own = {found.schema: found for found in plan_scripts(state, migrations.sink, scripts, names, new)}
    plan = make_plan(migrations, state, names).map(
        lambda part: replace(part, scripts=own.get(part.tenant or ""), facts=facts.get(part.tenant or "", {}))
    )
    by_title = {desired.title: desired for desired in wanted.values()}
    due = list(_due(plan, by_title, state, mend=mend))
    if due:
        asked = {name for _, _, desired in due for name in desired.names if name}
        stamps = read_stamps(connection, [(schema, desired) for _, schema, desired in due])
        live = read_unlocked(connection, {schema for _, schema, _ in due}, asked)
        changes = _with_going_back(connection, tuple(_changes(due, live, stamps, policy, plan)), state)
        gone: Gone = {(one.tenant, one.desired.title): None for one in changes}
        for tenant, schema, one in due:
            if schema in live.locked:
                hint = f"{live.locked[schema]}; apply it when that is over"
                gone[tenant, one.title] = Refused(schema, one.title, Refusal.LOCKED, one.shape.name, hint)
        by_tenant: dict[str | None, list[Change]] = {}
        for change in changes:
            by_tenant.setdefault(change.tenant, []).append(change)
        plan = without_units(plan, gone).map(lambda part: replace(part, changes=tuple(by_tenant.get(part.tenant, ()))))
    return without_units(plan, _undecided(own, by_title))


def _due(
    base: Plan, wanted: Mapping[str, Desired], state: State, *, mend: bool
) -> Iterator[tuple[str | None, str, Desired]]:
    """(tenant, schema, unit) of what is to be looked at, and perhaps changed."""
    reasons = (Refusal.CHANGED, Refusal.MISSING) if mend else (Refusal.CHANGED,)
    for part in base.parts:
        titles = [no.unit for no in part.refused if no.reason in reasons]
        titles += [unit.name for unit in part.units if _replaces_procedure(unit)]
        titles += part.unchanged if mend or state.unfinished else ()
        sound = frozenset(() if mend else part.unchanged)
        for desired in (wanted[title] for title in titles if title in wanted):
            schema = desired.schema or part.tenant or ""
            if desired.title not in sound or (schema, desired.shape.name) in state.unfinished:
                yield part.tenant, schema, desired


def _with_going_back(connection: psycopg.Connection, changes: Sequence[Change], state: State) -> tuple[Change, ...]:
    """The changes; those to what their table was once say since when it is something else."""
    wanted = list({id(change.desired): change.desired for change in changes}.values())
    if not wanted:
        return ()
    asked = {
        "schemas": sorted({change.schema for change in changes}),
        "names": sorted({one.shape.name for one in wanted}),
        "files": sorted({one.digests.get(("table", one.shape.name), "") for one in wanted}),
        "versions": sorted({version_of(one) for one in wanted}),
    }
    earlier = {(schema, name, how): until for schema, name, how, until in connection.execute(_EARLIER, asked)}
    found: dict[tuple[int, str], UnitPlan] = {}
    result = []
    for change in changes:
        name = change.desired.shape.name
        table = change.desired.digests.get(("table", name), "")
        recorded = state.recorded(change.schema, "table", name)
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


def _undecided(scripts: Mapping[str, ScriptPlan], titles: Mapping[str, Desired]) -> Gone:
    """Tables of which something is to be decided: a script in manual/ says what."""
    refused: Gone = {}
    spelled = {" ".join(title.split()): title for title in titles}
    for tenant, own in scripts.items():
        for script in own.undecided:
            title = spelled.get(script.decides or "")
            if title is not None:
                schema = titles[title].schema
                hint = f"{script.body.partition(chr(10))[0].removeprefix('-- ')}; {script.path} says what to do"
                why = Refused(schema or tenant, title, Refusal.UNDECIDED, title, hint)
                refused[None if schema else tenant, title] = why
    return refused


def _changes(
    due: Iterable[tuple[str | None, str, Desired]],
    live: Live,
    stamps: Mapping[tuple[str, str], str],
    policy: Policy,
    base: Plan,
) -> Iterator[Change]:
    """The units that differ, or whose files are not recorded as they are."""
    memo: dict[PlannedFor, UnitPlan] = {}
    recorded = {part.tenant: frozenset(part.unchanged) for part in base.parts}
    for tenant, schema, desired in due:
        if schema not in live.locked:
            plan = _diff(memo, desired, live, schema, policy)
            if not plan.empty or desired.title not in recorded[tenant]:
                yield Change(tenant, schema, desired, plan, stamps[schema, desired.shape.name])


def _diff(memo: dict[PlannedFor, UnitPlan], desired: Desired, live: Live, schema: str, policy: Policy) -> UnitPlan:
    """The unit's plan; tenants whose tables are in the same state, and of the same size class, share it."""
    shape = unit_in(live, desired, schema)
    key = planned_for(desired, shape, policy)
    if key not in memo:
        memo[key] = diff(desired, shape, policy)
    return memo[key]


def _replaces_procedure(unit: Unit) -> bool:
    """A table that is there gets another procedure or registration: a change, recorded so that it can be undone."""
    return any(
        each.kind == "procedure" and unit.expected.get((each.kind, each.object_name)) not in (None, each.checksum)
        for each in unit.statements
    )
