"""Where tenants stand: what is applied, pending, failed, and what somebody changed by hand.

Looking takes four queries per database and changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import psycopg

from cdc_assets.config.model import Roles
from cdc_assets.ddl.model import Migrations
from cdc_assets.migrate.database_state import State, read_state
from cdc_assets.migrate.defaults import same_default
from cdc_assets.migrate.desired import Desired, UnitKey, unit_in
from cdc_assets.migrate.diff_keys import is_left_of_a_key
from cdc_assets.migrate.diff_parts import check_name
from cdc_assets.migrate.existing import check_existing
from cdc_assets.migrate.history import version_of
from cdc_assets.migrate.live import Live, read_unlocked
from cdc_assets.migrate.manual import Script, ScriptPlan, plan_scripts
from cdc_assets.migrate.shape import IndexShape, RelationShape, UnitShape
from cdc_assets.tables.model import TargetTable
from cdc_assets.tables.naming import quote_ident

NO_ROLES = Roles()


@dataclass(frozen=True, slots=True)
class Drift:
    """One difference between a table as it is and its definition. `harmless`: nothing of ours suffers from it.

    `theirs`: the table is somebody else's (`target_exists: true`), who has to change it. `statement` puts it right
    where no plan does: rights that were taken away. `unit` is `schema` for what all of its tables suffer from.
    """

    unit: str
    sentence: str
    harmless: bool = False
    theirs: bool = False
    statement: str = ""


@dataclass(frozen=True, slots=True)
class TenantStatus:
    """One schema's state. Units are named as in definitions; `failed` pairs a unit with its latest error.

    `pending` units are not yet what the files say (their checksum is another, or none), and are not compared; scripts
    of people's own that are due are named there too. `modified`: such scripts that were changed after they ran.
    `refused` pairs a pending unit with why an apply would refuse it.
    """

    schema: str
    applied: tuple[str, ...]
    pending: tuple[str, ...]
    drift: tuple[Drift, ...]
    failed: tuple[tuple[str, str], ...]
    modified: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()

    @property
    def state(self) -> str:
        """The worst of: failed, refused, drifted, modified, pending, applied."""
        if self.failed:
            return "failed"
        if self.refused:
            return "refused"
        if any(not finding.harmless for finding in self.drift):
            return "drifted"
        if self.modified:
            return "modified"
        return "pending" if self.pending else "applied"

    @property
    def exit_code(self) -> int:
        """0 everything as it should be, 2 something failed or would be refused, 1 anything else."""
        return {"applied": 0, "failed": 2, "refused": 2}.get(self.state, 1)


def tenant_statuses(
    connection: psycopg.Connection,
    migrations: Migrations,
    wanted: Mapping[UnitKey, Desired],
    schemas: Sequence[str],
    scripts: Sequence[Script] = (),
    existing: Sequence[TargetTable] = (),
    roles: Roles = NO_ROLES,
) -> tuple[TenantStatus, ...]:
    """The status of each tenant schema, in order, then of the literal schemas. `connection`: autocommit.

    A right that one of `roles` lost, or that the role that looks needs to alter a table, is drift.
    `existing` are tables of somebody else's: what keeps them from taking what is mapped into them is drift too, for the
    literal schemas in statuses of their own.
    """
    literal = sorted({schema for schema, _ in wanted if schema is not None})
    places = [*schemas, *literal]
    names = {file.relation for file in migrations.files if file.relation}
    state = read_state(connection, places, names)
    others = sorted({table.schema for table in existing if table.schema is not None} - {*places})
    granted = [role for role in (roles.loader, roles.reader, roles.migrator) if role is not None]
    live = read_unlocked(connection, [*places, *others], names | {table.name for table in existing}, granted)
    own = {plan.schema: plan for plan in plan_scripts(state, migrations.sink, scripts, schemas)}
    failures = _failures(connection, places) if state.applied else {}
    compared: dict[UnitKey, list[tuple[UnitShape, tuple[Drift, ...]]]] = {key: [] for key in wanted}
    digests = {key: unit.digests for key, unit in wanted.items()}
    found = []
    for place in places:
        here = place if place in literal else None
        keys = [key for key, unit in wanted.items() if unit.schema == here]
        applied: list[str] = []
        pending: list[str] = []
        drift: list[Drift] = []
        lost: dict[Drift, None] = {}
        known: dict[str, str] = {}
        for key in keys:
            name = wanted[key].shape.name
            if not _current(state, place, digests[key]):
                pending.append(name)
                continue
            applied.append(name)
            known[name] = version_of(wanted[key])
            if place in live.locked:
                continue
            shape = unit_in(live, wanted[key], place)
            drift += _compared(compared[key], wanted[key].shape, shape)
            drift += _uncommented(shape)
            lost |= dict.fromkeys([*lost_rights(shape, place, roles), *row_security(shape, place, roles)])
        drift += lost
        drift += () if place in live.locked else _unfit(live, existing, place, here, roles.migrator)
        failed = [
            (name, *failures[place, name])
            for name in (*(wanted[key].shape.name for key in keys), *(script.path for script in scripts))
            if (place, name) in failures
        ]
        plan = own.get(place, ScriptPlan(place, ()))
        pending += [script.path for script in (*plan.due, *plan.undecided)]
        # a change to another version than the one that is in place and wanted was given up
        broken = tuple(
            (name, error) for name, error, version in failed if version is None or known.get(name, version) == version
        )
        broken += (("schema", f"not looked at: {live.locked[place]}"),) if place in live.locked else ()
        found.append(TenantStatus(place, tuple(applied), tuple(pending), tuple(drift), broken, plan.modified))
    readable = [other for other in others if other not in live.locked]
    unfit = [(other, tuple(_unfit(live, existing, other, other, roles.migrator))) for other in readable]
    return (*found, *(TenantStatus(other, (), (), drift_there, ()) for other, drift_there in unfit if drift_there))


def lost_rights(found: UnitShape, schema: str, roles: Roles) -> Iterator[Drift]:
    """What the sink's roles may no longer do with a unit that is there; the schema's come with each of its tables."""
    where = quote_ident(schema)
    for relation, role, privilege in ((found.final, roles.reader, "SELECT"), (found.staging, roles.loader, "INSERT")):
        if relation is None:
            continue
        table = f"{where}.{quote_ident(relation.name)}"
        if role is not None and (role, "USAGE") not in relation.rights:
            statement = f"GRANT USAGE ON SCHEMA {where} TO {quote_ident(role)}"
            yield Drift("schema", f"{role} lost USAGE of the schema", statement=statement)
        if role is not None and (role, privilege) not in relation.rights:
            statement = f"GRANT {privilege} ON TABLE {table} TO {quote_ident(role)}"
            yield Drift(found.name, f"{role} lost {privilege} on {relation.name}", statement=statement)
        if not {(relation.looker, "OWNER"), (roles.migrator, "OWNER")} & relation.rights:
            statement = f"ALTER TABLE {table} OWNER TO {quote_ident(roles.migrator) if roles.migrator else '…'}"
            sentence = (
                f"{relation.name} belongs to {relation.owner}: {roles.migrator or relation.looker} cannot alter it"
            )
            yield Drift(found.name, sentence, statement=statement)


def row_security(found: UnitShape, schema: str, roles: Roles) -> Iterator[Drift]:
    """Row-level security that somebody put on a unit's tables: harmless where those who merge and write pass it."""
    for relation, writers in ((found.final, ()), (found.staging, (roles.loader,))):
        on = next((each for each in relation.dependents if each.kind == "row security"), None) if relation else None
        if relation is None or on is None:
            continue
        message = f"row-level security is on for {relation.name} ({f'policies: {on.what}' if on.what else 'no policy'})"
        doing = {relation.merger or relation.looker: "merges", **{role: "writes" for role in writers if role}}
        held = [role for role in doing if (role, "ROWS") not in relation.rights]
        if not held:
            yield Drift(
                found.name, f"{message}: {' and '.join(doing)} pass it, other roles see what it lets through", True
            )
        for role in held:
            what = f"{message}: {role}, who {doing[role]}, reaches only the rows that it lets through"
            table = f"{quote_ident(schema)}.{quote_ident(relation.name)}"
            if relation is found.staging:
                statement = f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"
            elif (role, "OWNER") in relation.rights:
                statement = f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY"
            else:
                statement = f"ALTER ROLE {quote_ident(role)} BYPASSRLS"
            yield Drift(found.name, what, statement=statement)


def _compared(
    before: list[tuple[UnitShape, tuple[Drift, ...]]], wanted: UnitShape, shape: UnitShape
) -> tuple[Drift, ...]:
    """The findings of one unit; tenants' tables are mostly equal, and equal ones are compared once."""
    for other, result in before:
        if other == shape:
            return result
    before.append((shape, tuple(findings(wanted, shape))))
    return before[-1][1]


def _uncommented(found: UnitShape) -> Iterator[Drift]:
    """A table that lost its comments, in a restore: only there it says which columns merges leave alone."""
    if found.final is not None and found.final.comment is None:
        lost = f"{found.name} has no comments, and merges set columns that left the definition to NULL without theirs"
        yield Drift(found.name, lost)


def _unfit(
    live: Live, existing: Sequence[TargetTable], schema: str, literal: str | None, migrator: str | None
) -> Iterator[Drift]:
    """What keeps tables of somebody else's from taking what is mapped into them; harmless where we do not merge."""
    for table in existing:
        if table.schema == literal:
            for problem in check_existing(live, table, schema, migrator):
                hint = f" ({problem.hint})" if problem.hint else ""
                yield Drift(table.name, f"{problem.what}{hint}", harmless=not table.merged, theirs=True)


def findings(wanted: UnitShape, found: UnitShape) -> Iterator[Drift]:
    """Every difference of one unit, as sentences."""
    name = wanted.name
    ours = {column.name for column in found.final.columns if column.retired or column.filling} if found.final else set()
    for should, have in ((wanted.final, found.final), (wanted.staging, found.staging)):
        if should is not None:
            sentences = _relation(should, have, ours) if have is not None else [(f"{should.name} is missing", False)]
            yield from (Drift(name, sentence, harmless) for sentence, harmless in sentences)
    for procedure in wanted.procedures:
        same = [other for other in found.procedures if other.arguments == procedure.arguments]
        if not same:
            yield Drift(name, f"the procedure {procedure.name} is missing")
        elif same[0].body != procedure.body:
            yield Drift(name, f"the procedure {procedure.name} was changed")
        if len(found.procedures) > len(same):
            yield Drift(name, f"there is a second {procedure.name} with other arguments")


def _relation(wanted: RelationShape, found: RelationShape, ours: Collection[str]) -> Iterator[tuple[str, bool]]:
    """`ours`: columns that left the definition or are left of a change, which staging holds without a mark."""
    if found.plain:
        yield f"{wanted.name} is no staging table of this project: it has no partitions", False
        return
    for column in wanted.columns:
        where = f"{wanted.name}.{column.name}"
        there = found.column(column.name)
        if there is None:
            yield f"{where} is missing", False
            continue
        if (there.type, there.collation) != (column.type, column.collation):
            yield f"{where} is {there.type} instead of {column.type}", False
        if there.not_null != column.not_null:
            yield f"{where} is {'NOT NULL' if there.not_null else 'nullable'}", False
        if not same_default(column.default, there.default):
            yield f"{where} has {f'the default {there.default}' if there.default else 'no default'}", False
    for column in found.columns:
        if wanted.column(column.name) is None and column.name not in ours:
            yield f"{wanted.name}.{column.name} was added by hand", not column.not_null or column.default is not None
        elif column.filling:
            yield f"{wanted.name}.{column.name} is left of a change that was not finished", False
    for constraint, _, of in found.checks:
        if of is not None and constraint == check_name(of, found):
            what = f"{wanted.name}.{of} must have a value by {constraint}"
            yield f"{what}, which is left of a change that was not finished", False
    for index in filter(is_left_of_a_key, found.indexes):
        shared = f"rows of {wanted.name} that share ({', '.join(index.columns)}) are refused by {index.name}"
        yield f"{shared}, which is left of a change that was not finished", False
    if _columns(wanted.key) != _columns(found.key):
        yield f"the key of {wanted.name} is ({', '.join(sorted(_columns(found.key))) or 'none'})", False
    for trigger in wanted.triggers:
        there_now = next((other for other in found.triggers if other.name == trigger.name), None)
        if there_now != trigger:
            how = "missing" if there_now is None else "another one" if there_now.enabled else "disabled"
            yield f"the trigger {trigger.name} of {wanted.name} is {how}", False
    for each in found.dependents:
        if each.kind == "rule":
            what = f"{wanted.name} has rules ({each.what}), and PostgreSQL merges into no table with rules"
            yield f"{what}: drop them, or make triggers of them", False
    if found.unready is not None:
        yield f"{wanted.name} is not ready, so nothing that is staged gets merged: {found.unready}", False
    if wanted.unlogged != found.unlogged:
        yield f"{wanted.name} is {'UNLOGGED' if found.unlogged else 'LOGGED'}", False


def _columns(key: IndexShape | None) -> frozenset[str]:
    return frozenset(key.columns) if key is not None else frozenset()


def _current(state: State, schema: str, digests: Mapping[tuple[str, str], str]) -> bool:
    """True where every file of the unit is recorded as applied as it is now."""
    found = {key: state.recorded(schema, *key) for key in digests}
    return bool(digests) and all(one is not None and one.checksum == digests[key] for key, one in found.items())


def _failures(connection: psycopg.Connection, schemas: Sequence[str]) -> dict[tuple[str, str], tuple[str, str | None]]:
    """Units whose latest history row is a failure: the error, and the version that a change was on its way to."""
    rows = connection.execute(
        "SELECT schema_name, unit, error, CASE WHEN kind = 'evolution' THEN file END FROM ("
        " SELECT DISTINCT ON (schema_name, unit) schema_name, unit, status, error, kind, file"
        " FROM cdc_management.migration_history WHERE schema_name = ANY (%s)"
        " ORDER BY schema_name, unit, id DESC) AS latest WHERE status = 'failed'",
        [list(schemas)],
    )
    return {(schema, unit.removeprefix(f"{schema}.")): (error or "", version) for schema, unit, error, version in rows}
