"""The ordered difference between a sink's migrations and a database, as data. Nothing is executed here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cdc_assets.ddl.model import Migrations, SqlFile
from cdc_assets.errors import Problem
from cdc_assets.migrate.state import ObjectKey, State
from cdc_assets.tables.naming import SCHEMA_PLACEHOLDER, quote_ident

MANAGEMENT = "cdc_management"
"""The schema of the infrastructure, and the name of the unit that makes it."""

_DATA_KINDS = frozenset({"table", "staging"})
_RELATION_UNIT_KINDS = frozenset({"table", "staging", "procedure"})


class Refusal(StrEnum):
    """Why nothing is done for a unit. The value is what people read."""

    CHANGED = "its definition changed after it was created"
    OCCUPIED = "something of that name exists already that was not made by these migrations"
    MISSING = "it was created earlier and is gone"
    OTHER_SINK = "it belongs to another sink"
    RESERVED = "the tenant's name is not free as a schema name"
    UNFIT = "the existing table cannot take what is mapped into it"
    OURS = "these migrations made it, with staging and merge of its own: it is nobody else's yet"
    UNAPPROVED = "its change needs somebody's approval"
    IMPOSSIBLE = "its change cannot be planned"
    UNDECIDED = "something is to be decided first"
    LOCKED = "it cannot be looked at: somebody keeps readers out"


@dataclass(frozen=True, slots=True)
class Statement:
    """One file's SQL for one schema. `checksum` is the SHA-256 of `body`, where the schema is not put in yet.

    `schema` is None where there is none to put in. `inverse` would undo it (None where nothing sensible can be said);
    it is recorded, never executed by itself.
    """

    file: str
    kind: str
    object_name: str
    body: str
    schema: str | None
    checksum: str
    inverse: str | None

    @property
    def sql(self) -> str:
        """The SQL to execute; made when it is needed: a plan for 200 tenants would hold gigabytes of it."""
        return self.body if self.schema is None else self.body.replace(SCHEMA_PLACEHOLDER, quote_ident(self.schema))


@dataclass(frozen=True, slots=True)
class Unit:
    """What one transaction applies: a table with staging and procedure, or the schema, or the infrastructure.

    `expected` is what must still be recorded as applied (None: nothing) when the transaction has its lock.
    Timeouts are milliseconds per SQL statement.
    """

    schema: str
    name: str
    statements: tuple[Statement, ...]
    expected: Mapping[ObjectKey, str | None]
    lock_timeout: int = 5_000
    statement_timeout: int = 300_000

    @property
    def relations(self) -> int:
        """How many tables it creates, staging included."""
        return sum(statement.kind in _DATA_KINDS for statement in self.statements)


@dataclass(frozen=True, slots=True)
class Refused:
    """A unit for which nothing is done, with the object that is the reason."""

    schema: str
    unit: str
    reason: Refusal
    object_name: str
    hint: str

    @property
    def problem(self) -> Problem:
        """For people."""
        return Problem(f"{self.schema or 'database'}.{self.object_name}", str(self.reason), hint=self.hint)


@dataclass(frozen=True, slots=True)
class TenantPlan:
    """`tenant` is None for what exists once per database. `unchanged` names the units that are as they should be."""

    tenant: str | None
    units: tuple[Unit, ...]
    unchanged: tuple[str, ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything to do in one database: first what exists once (`database`), then each tenant, in the order asked.

    `texts` are the bodies of all statements by checksum.
    """

    sink: str
    database: TenantPlan
    tenants: tuple[TenantPlan, ...]
    texts: Mapping[str, str]

    @property
    def empty(self) -> bool:
        """Nothing to execute (refused units aside)."""
        return not self.database.units and not any(tenant.units for tenant in self.tenants)


@dataclass(frozen=True, slots=True)
class _Group:
    """Files that are applied together, prepared once for all tenants: (file, object name, checksum)."""

    scope: str
    name: str
    files: tuple[tuple[SqlFile, str, str], ...]


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
    for tenant in dict.fromkeys(tenants):
        if tenant in literal or tenant.startswith("pg_") or tenant == "information_schema":
            hint = "rename the tenant, or the sink's literal schema"
            plans.append(TenantPlan(tenant, (), (), (Refused(tenant, tenant, Refusal.RESERVED, tenant, hint),)))
        else:
            plans.append(_plan_one(migrations.sink, own, state, tenant))
    units = (unit for part in (database, *plans) for unit in part.units)
    used = {statement.checksum for unit in units for statement in unit.statements}
    bodies = ((checksum, file.body) for group in groups for file, _, checksum in group.files)
    return Plan(
        migrations.sink, database, tuple(plans), {checksum: body for checksum, body in bodies if checksum in used}
    )


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
        yield _Group(
            scope, title, tuple((file, _object_name(migrations.sink, file), _checksum(file)) for file in files)
        )


def _title(file: SqlFile) -> str:
    if file.relation is None:
        return "schema"
    return f"{file.schema}.{file.relation}" if file.schema else file.relation


def _object_name(sink: str, file: SqlFile) -> str:
    """The relation or procedure; for others the file, which the sinks of a database share, or have each their own."""
    if file.relation is not None:
        return file.relation
    return file.path if file.kind == "infrastructure" else f"{sink}/{file.path}"


def _checksum(file: SqlFile) -> str:
    """Of the SQL alone: a note in a file's header changes nothing in a database."""
    return hashlib.sha256(file.body.encode()).hexdigest()


def _plan_one(sink: str, groups: Sequence[_Group], state: State, tenant: str | None) -> TenantPlan:
    units, unchanged, refused = [], [], []
    if tenant is not None and tenant not in state.schemas and any(schema == tenant for schema, _, _ in state.applied):
        return TenantPlan(tenant, (), (), (Refused(tenant, "schema", Refusal.MISSING, tenant, _forget(tenant)),))
    for group in groups:
        schema = tenant if tenant is not None else group.files[0][0].schema or ""
        no = next(
            (no for file, name, checksum in group.files if (no := _refusal(sink, state, schema, file, name, checksum))),
            None,
        )
        if no is not None:
            refused.append(Refused(schema, group.name, *no))
            continue
        due = [member for member in group.files if _is_due(state, schema, *member)]
        if not due:
            unchanged.append(group.name)
            continue
        statements = tuple(
            Statement(
                file.path,
                file.kind,
                name,
                file.body,
                schema if file.scope == "tenant" else None,
                checksum,
                _inverse(file, schema),
            )
            for file, name, checksum in due
        )
        keys: list[ObjectKey] = [(schema, file.kind, name) for file, name, _ in group.files]
        expected = {key: found.checksum if (found := state.applied.get(key)) else None for key in keys}
        units.append(Unit(schema, group.name, statements, expected))
    return TenantPlan(tenant, tuple(units), tuple(unchanged), tuple(refused))


def _is_due(state: State, schema: str, file: SqlFile, name: str, checksum: str) -> bool:
    """Never applied, changed, or a procedure that is gone: it holds nothing, making it again loses nothing."""
    found = state.applied.get((schema, file.kind, name))
    if found is None or found.checksum != checksum:
        return True
    return file.kind == "procedure" and (schema, name) not in state.procedures


def _refusal(
    sink: str, state: State, schema: str, file: SqlFile, name: str, checksum: str
) -> tuple[Refusal, str, str] | None:
    """(reason, object, hint) where this file stands in the way of its unit."""
    found = state.applied.get((schema, file.kind, name))
    if found is not None and file.kind in _RELATION_UNIT_KINDS and found.sink != sink:
        return Refusal.OTHER_SINK, name, f"sink {found.sink} made it; give one of the two another name"
    if file.kind not in _DATA_KINDS:
        return None
    exists = (schema, name) in state.relations
    if found is None:
        hint = "rename or remove it, or configure `target_exists: true` if it shall be used as it is"
        return (Refusal.OCCUPIED, name, hint) if exists else None
    if not exists:
        return Refusal.MISSING, name, _forget(schema, name)
    if found.checksum != checksum:
        return Refusal.CHANGED, name, f"nothing was altered; undo the change that made {file.path} differ"
    return None


def _forget(schema: str, name: str | None = None) -> str:
    """The statement by which a person says that objects are gone for good and may be made anew."""
    which = f"schema_name = {_literal(schema)}" + (f" AND object_name = {_literal(name)}" if name else "")
    return f"restore it, or to have it made anew, empty: DELETE FROM cdc_management.applied_schema WHERE {which}"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _inverse(file: SqlFile, schema: str) -> str | None:
    """DOWN, without CASCADE: it fails rather than take along what it did not make."""
    if file.relation is None:
        return f"DROP SCHEMA {quote_ident(schema)}" if file.kind == "schema" and file.scope == "tenant" else None
    what = "PROCEDURE" if file.kind == "procedure" else "TABLE"
    return f"DROP {what} {quote_ident(schema)}.{quote_ident(file.relation)}"
