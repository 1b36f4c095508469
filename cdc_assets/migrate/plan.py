"""The ordered difference between a sink's migrations and a database, as data. Nothing is executed here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cdc_assets.ddl.environment import schema_ref
from cdc_assets.ddl.model import FileKind, Migrations, SqlFile, checksum
from cdc_assets.errors import Problem
from cdc_assets.migrate.database_state import State
from cdc_assets.migrate.desired import Desired
from cdc_assets.migrate.hazards import Hazard
from cdc_assets.migrate.manual import ScriptPlan
from cdc_assets.migrate.outcome import Refusal, Refused
from cdc_assets.migrate.steps import UnitPlan
from cdc_assets.tables.naming import SCHEMA_PLACEHOLDER, quote_ident, quote_literal

MANAGEMENT = "cdc_management"
"""The schema of the infrastructure, and the name of the unit that makes it."""

_DATA_KINDS = frozenset({"table", "staging"})
_RELATION_UNIT_KINDS = frozenset({"table", "staging", "procedure"})


@dataclass(frozen=True, slots=True)
class Statement:
    """One file's SQL for one schema (None where there is none to put in). `checksum` is the SHA-256 of the file's body.

    `object_name` is the relation or procedure; for others the file, which the sinks of a database share, or have each
    their own.
    """

    file: SqlFile
    object_name: str
    checksum: str
    schema: str | None = None

    @property
    def kind(self) -> FileKind:
        """What the file makes."""
        return self.file.kind

    @property
    def sql(self) -> str:
        """The SQL to execute; made when it is needed: a plan for 200 tenants would hold gigabytes of it."""
        return self._bound(self.file.body)

    @property
    def undo(self) -> str | None:
        """DOWN, without CASCADE: it fails rather than take along what it did not make. Recorded, never executed by
        itself; None where there is none."""
        file = self.file
        if file.relation is None:
            return f"DROP SCHEMA {SCHEMA_PLACEHOLDER}" if file.kind == "schema" and file.scope == "tenant" else None
        what = "PROCEDURE" if file.kind == "procedure" else "TABLE"
        return f"DROP {what} {schema_ref(file.schema)}.{quote_ident(file.relation)}"

    @property
    def inverse(self) -> str | None:
        return None if self.undo is None else self._bound(self.undo)

    def _bound(self, text: str) -> str:
        return text if self.schema is None else text.replace(SCHEMA_PLACEHOLDER, quote_ident(self.schema))


@dataclass(frozen=True, slots=True)
class Unit:
    """What one transaction applies: a table with staging and procedure, or the schema, or the infrastructure.

    `expected` are the checksums that must still be recorded, by (kind, object name), when the transaction has its lock;
    None: nothing.
    """

    schema: str
    name: str
    statements: tuple[Statement, ...]
    expected: Mapping[tuple[str, str], str | None]

    @property
    def relations(self) -> int:
        """How many tables it creates, staging included."""
        return sum(statement.kind in _DATA_KINDS for statement in self.statements)


@dataclass(frozen=True, slots=True)
class Change:
    """One unit that changes in one schema, planned for what has `stamp`. `tenant` is None for a literal schema's."""

    tenant: str | None
    schema: str
    desired: Desired
    plan: UnitPlan
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class TenantPlan:
    """`tenant` is None for what exists once per database. `unchanged` names the units that are as they should be.

    `units` makes what is new, then people's own `scripts` run, `changes` alters what is there. `facts` are the
    tenant's, for statements that carry them.
    """

    tenant: str | None
    units: tuple[Unit, ...] = ()
    unchanged: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()
    changes: tuple[Change, ...] = ()
    scripts: ScriptPlan | None = None
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def due(self) -> bool:
        return bool(self.units or self.changes or (self.scripts and self.scripts.due))

    @property
    def settled(self) -> tuple[Change, ...]:
        """The changes whose plan holds: what a script that is due decides about is planned anew."""
        decided = self.scripts.decided if self.scripts is not None else frozenset()
        return tuple(one for one in self.changes if " ".join(one.desired.shape.name.split()) not in decided)

    @property
    def problems(self) -> tuple[tuple[str, Problem], ...]:
        """Unit and problem of what cannot be planned. None where a script may solve it first: the unit is planned again
        after it."""
        if self.scripts is not None and self.scripts.due:
            return ()
        return tuple(dict.fromkeys((one.plan.unit, problem) for one in self.changes for problem in one.plan.problems))

    @property
    def hazards(self) -> tuple[tuple[str, Hazard], ...]:
        return tuple(dict.fromkeys((one.plan.unit, hazard) for one in self.settled for hazard in one.plan.hazards))


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything to do in one database: first what exists once (`database`), then each tenant, in the order asked.

    `texts` are the bodies of all statements by checksum; `state` is what it was made from.
    """

    sink: str
    database: TenantPlan
    tenants: tuple[TenantPlan, ...]
    texts: Mapping[str, str]
    state: State = field(default_factory=State)

    @property
    def parts(self) -> tuple[TenantPlan, ...]:
        return self.database, *self.tenants

    @property
    def changes(self) -> tuple[Change, ...]:
        return tuple(change for part in self.parts for change in part.changes)

    @property
    def hazards(self) -> tuple[Hazard, ...]:
        return tuple(dict.fromkeys(hazard for change in self.changes for hazard in change.plan.hazards))

    @property
    def empty(self) -> bool:
        """Nothing to execute and nothing that cannot be planned (other refusals aside)."""
        return not any(part.due for part in self.parts)

    def map(self, revise: Callable[[TenantPlan], TenantPlan]) -> Plan:
        return replace(self, database=revise(self.database), tenants=tuple(map(revise, self.tenants)))


Gone = dict[tuple[str | None, str], Refused | None]
"""Units that are taken out of a plan, by (tenant, title); those that have a reason stand in it as refused."""


def without_units(plan: Plan, gone: Gone) -> Plan:
    """`plan` without some units."""
    by_tenant: dict[str | None, dict[str, Refused | None]] = {}
    for (tenant, title), why in gone.items():
        by_tenant.setdefault(tenant, {})[title] = why

    def revise(part: TenantPlan) -> TenantPlan:
        mine = by_tenant.get(part.tenant, {})
        return replace(
            part,
            units=tuple(unit for unit in part.units if unit.name not in mine),
            unchanged=tuple(name for name in part.unchanged if name not in mine),
            refused=(*(no for no in part.refused if no.unit not in mine), *(why for why in mine.values() if why)),
            changes=tuple(change for change in part.changes if change.desired.title not in mine),
        )

    return plan.map(revise) if gone else plan


@dataclass(frozen=True, slots=True)
class _Group:
    """Files that are applied together, prepared once for all tenants."""

    scope: str
    name: str
    statements: tuple[Statement, ...]


def schemas_and_names(migrations: Migrations, tenants: Iterable[str]) -> tuple[set[str], set[str]]:
    """The schemas and the object names whose state a plan needs."""
    schemas = {"", MANAGEMENT, *tenants, *(file.schema for file in migrations.files if file.schema)}
    return schemas, {file.relation for file in migrations.files if file.relation}


def make_plan(migrations: Migrations, state: State, tenants: Sequence[str]) -> Plan:
    """What to do so that the database holds `migrations` for each of `tenants` (schema names)."""
    groups = tuple(_groups(migrations))
    literal = {"", MANAGEMENT, *(file.schema for file in migrations.files if file.schema)}
    database = _plan_one(migrations.sink, [group for group in groups if group.scope == "database"], state, None)
    own = [group for group in groups if group.scope == "tenant"]
    plans = []
    alike: dict[str, TenantPlan] = {}
    for tenant in dict.fromkeys(tenants):
        if tenant in literal or tenant.startswith("pg_") or tenant == "information_schema":
            hint = "rename the tenant, or the sink's literal schema"
            plans.append(TenantPlan(tenant, refused=(Refused(tenant, tenant, Refusal.RESERVED, tenant, hint),)))
        else:
            first = state.like.get(tenant, tenant)
            if first not in alike:
                alike[first] = _plan_one(migrations.sink, own, state, tenant)
            missing = any(no.reason is Refusal.MISSING for no in alike[first].refused)  # the hint names the schema
            plans.append(
                _plan_one(migrations.sink, own, state, tenant) if missing else _in_schema(alike[first], tenant)
            )
    used = (one for part in (database, *alike.values()) for unit in part.units for one in unit.statements)
    return Plan(migrations.sink, database, tuple(plans), {one.checksum: one.file.body for one in used}, state)


def _groups(migrations: Migrations) -> Iterator[_Group]:
    """Files by unit, in the order of application."""
    members: dict[tuple[str, str], list[SqlFile]] = {}
    unit_of: dict[str, tuple[str, str]] = {}
    key: tuple[str, str]
    for file in migrations.files:
        if file.kind == "infrastructure":
            key = (file.scope, MANAGEMENT)
        elif file.kind in _RELATION_UNIT_KINDS:
            beneath = (unit_of[path] for path in file.depends_on if path in unit_of)
            key = next(beneath, (file.scope, file.path))
            unit_of[file.path] = key
        else:
            key = (file.scope, file.path)
        members.setdefault(key, []).append(file)
    for (scope, name), files in members.items():
        title = name if files[0].kind == "infrastructure" else _title(files[0])
        yield _Group(scope, title, tuple(_statement(migrations.sink, file) for file in files))


def _statement(sink: str, file: SqlFile) -> Statement:
    """The checksum is of the SQL alone: a note in a file's header changes nothing in a database."""
    name = file.relation or (file.path if file.kind == "infrastructure" else f"{sink}/{file.path}")
    return Statement(file, name, checksum(file.body))


def _title(file: SqlFile) -> str:
    if file.relation is None:
        return "schema"
    return f"{file.schema}.{file.relation}" if file.schema else file.relation


def _plan_one(sink: str, groups: Sequence[_Group], state: State, tenant: str | None) -> TenantPlan:
    units, unchanged, refused = [], [], []
    if tenant is not None and tenant not in state.schemas and state.records(tenant):
        return TenantPlan(tenant, refused=(Refused(tenant, "schema", Refusal.MISSING, tenant, _forget(tenant)),))
    for group in groups:
        schema = tenant if tenant is not None else group.statements[0].file.schema or ""
        no = next((no for one in group.statements if (no := _refusal(sink, state, schema, one))), None)
        due = [one for one in group.statements if _is_due(state, schema, one)]
        if no is not None:
            refused.append(Refused(schema, group.name, *no))
        elif not due:
            unchanged.append(group.name)
        else:
            statements = tuple(replace(one, schema=schema) if one.file.scope == "tenant" else one for one in due)
            keys: list[tuple[str, str]] = [(one.kind, one.object_name) for one in group.statements]
            expected = {key: found.checksum if (found := state.recorded(schema, *key)) else None for key in keys}
            units.append(Unit(schema, group.name, statements, expected))
    return TenantPlan(tenant, tuple(units), tuple(unchanged), tuple(refused))


def _in_schema(plan: TenantPlan, tenant: str) -> TenantPlan:
    """The plan of a tenant that is like the plan's."""
    return replace(
        plan,
        tenant=tenant,
        units=tuple(
            replace(unit, schema=tenant, statements=tuple(replace(one, schema=tenant) for one in unit.statements))
            for unit in plan.units
        ),
        refused=tuple(replace(no, schema=tenant) for no in plan.refused),
    )


def _is_due(state: State, schema: str, one: Statement) -> bool:
    """Never applied, changed, or a procedure that is gone: it holds nothing, making it again loses nothing."""
    found = state.recorded(schema, one.kind, one.object_name)
    if found is None or found.checksum != one.checksum:
        return True
    return one.kind == "procedure" and not state.has_procedure(schema, one.object_name)


def _refusal(sink: str, state: State, schema: str, one: Statement) -> tuple[Refusal, str, str] | None:
    """(reason, object, hint) where this file stands in the way of its unit."""
    name = one.object_name
    found = state.recorded(schema, one.kind, name)
    if found is not None and one.kind in _RELATION_UNIT_KINDS and found.sink != sink:
        return Refusal.OTHER_SINK, name, f"sink {found.sink} made it; give one of the two another name"
    if one.kind not in _DATA_KINDS:
        return None
    exists = state.has_relation(schema, name)
    if found is None:
        hint = "`cdc adopt` takes it over; else rename it, or configure `target_exists: true` to use it as it is"
        return (Refusal.OCCUPIED, name, hint) if exists else None
    if not exists:
        return Refusal.MISSING, name, _forget(schema, name)
    if found.checksum != one.checksum:
        return Refusal.CHANGED, name, f"nothing was altered; undo the change that made {one.file.path} differ"
    return None


def _forget(schema: str, name: str | None = None) -> str:
    """The statement by which a person says that objects are gone for good and may be made anew."""
    which = f"schema_name = {quote_literal(schema)}" + (f" AND object_name = {quote_literal(name)}" if name else "")
    return f"restore it, or to have it recreated empty: DELETE FROM cdc_management.applied_schema WHERE {which}"
