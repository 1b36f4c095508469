"""The one runner of all cases: create, fill, plan, apply, compare with a fresh create, plan again, down, compare."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import psycopg
from psycopg import sql

from cdc_assets.migrate.desired import Desired, Hints
from cdc_assets.migrate.diff import Policy, diff
from cdc_assets.migrate.evolve import Evolution, TenantSchema, read_unit
from cdc_assets.migrate.hazards import HazardKind, approvals
from cdc_assets.migrate.locks import Patience
from cdc_assets.migrate.pgtypes import parse_type
from cdc_assets.migrate.renames import resolve_renames
from cdc_assets.migrate.shape import RelationShape, UnitShape
from cdc_assets.migrate.steps import UnitPlan
from cdc_assets.migrate.undo import down
from tests.migrate.build import SINK, definition, desired, rendered

TODAY = date(2026, 11, 22)
ALL = approvals([str(kind) for kind in HazardKind])
FACTS = {"customer_id": "1daaa67b-6371-5856-a5d0-cb51b3c3d69d"}
_numbers = itertools.count()

# values of each base type that survive their way through every type they may become in a case
VALUES: Mapping[str, Sequence[Any]] = {
    "smallint": (1, 2, 3),
    "integer": (1, 2, 3),
    "bigint": (1, 2, 3),
    "boolean": (True, False, None),
    "real": (1.5, 2.5, None),
    "double precision": (1.5, 2.5, None),
    "numeric": (1, 2, 3),
    "character varying": ("1", "2", "3"),
    "character": ("1", "2", "3"),
    "text": ("1", "2", "3"),
    "date": ("2024-02-29", "2025-01-01", None),
    "timestamp without time zone": ("2024-02-29 12:00:00", "2025-01-01 00:00:00", None),
    "timestamp with time zone": ("2024-02-29 12:00:00+00", "2025-01-01 00:00:00+00", None),
    "time without time zone": ("12:34:56", "23:59:59", None),
    "uuid": ("7b1c3c0e-7a3c-4d4a-9b6c-0123456789ab", "7b1c3c0e-7a3c-4d4a-9b6c-0123456789ac", None),
    "bytea": (b"\x01\x02", b"\x00\xff", None),
    "json": ('{"a": 1}', "[]", None),
    "jsonb": ('{"a": 1}', "[]", None),
    "xml": (None, None, None),
}


@dataclass(frozen=True)
class Case:
    """One case of a YAML file. `steps`: pieces of SQL that must occur in the plan, in this order; None: not looked at.

    `hazards`: all that the plan names, as `KIND:subject`, with `!` where it needs approval. `rows`: values of the old
    definition's columns by name, three each, instead of the usual ones. `large`: plan as for a large table.
    `lost`: columns whose values are not what they were after down. `fails`: part of the error instead of success.
    `problem`: part of the planner's refusal.
    """

    name: str
    old: Mapping[str, Any]
    new: Mapping[str, Any]
    steps: Sequence[str] | None = None
    hazards: Sequence[str] = ()
    large: bool = False
    rows: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    hints: Mapping[str, Any] = field(default_factory=dict)
    expect: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    before: Sequence[str] = ()
    lost: Sequence[str] = ()
    fails: str | None = None
    problem: str | None = None
    irreversible: bool = False
    empty: bool = False


def hints_of(case: Case) -> Hints:
    said = dict(case.hints)
    return Hints(
        tuple((pair["from"], pair["to"]) for pair in said.get("renames", ())),
        said.get("using", {}),
        said.get("not_null", {}),
        said.get("fills", {}),
    )


def policy_of(case: Case) -> Policy:
    return Policy(TODAY, -1) if case.large else Policy(TODAY)


def create(conn: psycopg.Connection, wanted: Desired, schema: str) -> None:
    quoted = sql.Identifier(schema).as_string(conn)
    conn.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
    for file in wanted.files:
        conn.execute(file.body.replace("{{SCHEMA}}", quoted))
        conn.execute(
            "INSERT INTO cdc_management.applied_schema"
            " (schema_name, kind, object_name, sink, file, checksum, history_id)"
            " VALUES (%s, %s, %s, %s, %s, encode(sha256(%s::bytea), 'hex'), 0)",
            [schema, file.kind, file.relation, SINK, file.path, file.body.encode()],
        )
        conn.execute(
            "INSERT INTO cdc_management.migration_text (checksum, body)"
            " VALUES (encode(sha256(%s::bytea), 'hex'), %s) ON CONFLICT DO NOTHING",
            [file.body.encode(), file.body],
        )


def fill(conn: psycopg.Connection, wanted: Desired, schema: str, rows: Mapping[str, Sequence[Any]]) -> None:
    """Three rows into final and staging; a column's values are the usual ones of its type unless `rows` says so."""
    for relation in (wanted.shape.final, wanted.shape.staging):
        columns = [column for column in relation.columns if not column.name.startswith("__")]
        values = [rows.get(column.name) or VALUES[parse_type(column.type).base] for column in columns]
        names = sql.SQL(", ").join(sql.Identifier(column.name) for column in columns)
        casts = sql.SQL(", ").join(sql.SQL("%s::text::" + column.type) for column in columns)
        for row in zip(*values, strict=True):
            texts = [value if value is None else _text(value) for value in row]
            table = sql.Identifier(schema, relation.name)
            conn.execute(sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(table, names, casts), texts)


def _text(value: Any) -> str:
    return "\\x" + value.hex() if isinstance(value, bytes) else str(value)


def contents(conn: psycopg.Connection, schema: str, table: str, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    listed = sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(column)) for column in columns)
    query = sql.SQL("SELECT {} FROM {}").format(listed, sql.Identifier(schema, table))
    return sorted(conn.execute(query).fetchall(), key=str)


def said_hazards(plan: UnitPlan) -> list[str]:
    return sorted(f"{hazard.allow}{'!' if hazard.needs_approval else ''}" for hazard in plan.hazards)


def comparable(shape: UnitShape, extra: frozenset[str] = frozenset()) -> UnitShape:
    """The shape without what may differ: the order of columns, what is retired, what is somebody else's.

    Indexes and checks of ours that were left over would show in the second plan.
    """

    def bare(relation: RelationShape | None) -> RelationShape | None:
        if relation is None:
            return None
        kept = [c for c in relation.columns if c.retired is None and c.name not in extra]
        key = replace(relation.key, columns=tuple(sorted(relation.key.columns))) if relation.key else None
        columns = tuple(sorted(kept, key=lambda c: c.name))
        dependents = tuple(each for each in relation.dependents if each.kind != "attached")
        return replace(relation, columns=columns, key=key, indexes=(), checks=(), views=(), dependents=dependents)

    return replace(shape, final=bare(shape.final), staging=bare(shape.staging))


def run(conn: psycopg.Connection, case: Case) -> None:
    number = next(_numbers)
    schema, fresh = f"t{number}", f"f{number}"
    old, new = desired(case.old), desired(case.new, hints_of(case))
    create(conn, old, schema)
    if not case.empty:
        fill(conn, old, schema, case.rows)
    for statement in case.before:
        conn.execute(statement.replace("{{SCHEMA}}", f'"{schema}"'))
    plan = diff(new, read_unit(conn, new, schema), policy_of(case))
    if case.problem is not None:
        assert any(case.problem in str(problem) for problem in plan.problems), plan.problems
        assert not plan.phases
        return
    started = read_unit(conn, old, schema)
    columns = [c.name for c in started.final.columns]
    staged = [c.name for c in started.staging.columns if c.name != "__slot"]
    before = contents(conn, schema, "Actor", columns)
    before_staged = contents(conn, schema, "stg_Actor", staged)

    assert plan.problems == ()
    check_plan(case, plan)
    tenant = TenantSchema(schema, FACTS)
    how = Evolution(SINK, "test", policy_of(case), ALL, Patience(seconds=0.2, pause=0.05))
    outcome = how.unit(conn, new, tenant, plan)
    if case.fails is not None:
        assert outcome.status == "failed"
        assert case.fails in outcome.error
        assert contents(conn, schema, "Actor", columns) == before
        return
    assert (outcome.status, outcome.error) == (
        ("applied" if plan.phases or old.files != new.files else "unchanged"),
        "",
    )

    create(conn, new, fresh)
    done = read_unit(conn, new, schema)
    foreign = frozenset(c.name for c in done.final.columns if c.comment is None)
    gone = frozenset(columns) - {c.name for c in new.shape.final.columns}
    assert comparable(done, foreign | gone) == comparable(read_unit(conn, new, fresh))
    assert diff(new, done, policy_of(case)).phases == ()
    kept = [c for c in columns if case_keeps(case, c)]
    assert len(contents(conn, schema, "Actor", [])) == len(before)
    renamed = renames_of(case)
    now = contents(conn, schema, "Actor", [renamed.get(c, c) for c in kept])
    assert now == sorted((tuple(row[columns.index(c)] for c in kept) for row in before), key=str)
    for column, values in case.expect.items():
        assert [row[0] for row in contents(conn, schema, "Actor", [column])] == sorted(values, key=lambda v: str((v,)))

    undone = down(conn, tenant, "Actor", "test", Patience(seconds=0.2), ALL)
    if case.irreversible:
        assert (undone.status, "cannot be undone" in str(undone.problems)) == ("refused", True)
        return
    assert undone.status == ("applied" if outcome.status == "applied" else "unchanged"), undone.error
    ignored = foreign | frozenset(case.lost)
    assert comparable(read_unit(conn, old, schema), ignored) == comparable(started, ignored)
    merged = any(step.sql.startswith("CALL") for step in plan.steps)
    sure = [c for c in columns if c not in case.lost and not (merged and c.startswith("__"))]
    assert contents(conn, schema, "Actor", sure) == sorted(
        (tuple(row[columns.index(c)] for c in sure) for row in before), key=str
    )
    if not merged:
        sure = [c for c in staged if c not in case.lost]
        expected = sorted((tuple(row[staged.index(c)] for c in sure) for row in before_staged), key=str)
        assert contents(conn, schema, "stg_Actor", sure) == expected


def renames_of(case: Case) -> dict[str, str]:
    return dict(resolve_renames(hints_of(case).renames, list(case.old), list(case.new)))


def case_keeps(case: Case, column: str) -> bool:
    """True where the column's values must be word for word the same after the change."""
    renamed = renames_of(case)
    before, after = definition(case.old).targets[0], definition(case.new).targets[0]
    old = next((c for c in before.columns if c.name == column), None)
    new = next((c for c in after.columns if c.name == renamed.get(column, column)), None)
    return old is not None and (new is None or old.type == new.type) and column not in case.expect


def check_plan(case: Case, plan: UnitPlan) -> None:
    assert said_hazards(plan) == sorted(case.hazards)
    if case.steps is None:
        return
    found = [f"{phase.stage.name}: {step.sql}" for phase in plan.phases for step in phase.steps]
    position = 0
    for wanted in case.steps:
        stage, _, piece = wanted.partition(": ")
        while position < len(found) and not (found[position].startswith(f"{stage}: ") and piece in found[position]):
            position += 1
        assert position < len(found), f"`{wanted}` is not in the plan (in this order):\n" + "\n".join(found)
        position += 1
    if not case.steps:
        assert found == []


def infrastructure(conn: psycopg.Connection) -> None:
    """cdc_management, as the files make it."""
    for file in rendered().files:
        if file.kind == "infrastructure":
            conn.execute(file.body)
