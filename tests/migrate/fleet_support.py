"""A small fleet for tests: tenants with the same tables, at a version of their definitions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool

from cdc_assets.ddl.model import Migrations
from cdc_assets.migrate.desired import Desired, UnitKey
from cdc_assets.migrate.diff import Policy
from cdc_assets.migrate.evolve import TenantSchema
from cdc_assets.migrate.explain import PlanStage, distinct, plan_stages
from cdc_assets.migrate.fleet_plan import plan_fleet, wanted_units
from cdc_assets.migrate.manual import Script
from cdc_assets.migrate.plan import Plan
from tests.migrate.build import definition, rendered
from tests.migrate.runner import TODAY
from tests.support.databases import migrate

CUSTOMER = "1daaa67b-6371-5856-a5d0-cb51b3c3d69d"
Version = Mapping[str, Mapping[str, Any]]


def names(count: int) -> list[str]:
    return [f"kunde{number:02}" for number in range(count)]


def version(spec: Version, hints: Mapping[UnitKey, Any] | None = None) -> tuple[Migrations, dict[UnitKey, Desired]]:
    """Migrations and wanted units of a fleet whose tables are `spec`: table (`schema.table`: literal) → columns."""
    definitions = [
        definition(columns, name.rpartition(".")[2], name.rpartition(".")[0] or None) for name, columns in spec.items()
    ]
    migrations = rendered(*definitions)
    return migrations, wanted_units(migrations, definitions, hints)


@contextmanager
def pool(conninfo: str, size: int = 4) -> Iterator[ConnectionPool[psycopg.Connection]]:
    with ConnectionPool(
        conninfo, min_size=1, max_size=size, kwargs={"autocommit": True}, open=True, timeout=300
    ) as opened:
        yield opened


def tenants(schemas: Sequence[str]) -> list[TenantSchema]:
    return [TenantSchema(schema, {"customer_id": CUSTOMER}) for schema in schemas]


def start(opened: ConnectionPool[psycopg.Connection], spec: Version, schemas: Sequence[str]) -> None:
    """Bring a fresh database to `spec`."""
    migrations, _ = version(spec)
    failed = [result for result in migrate(opened, migrations, schemas) if not result.ok]
    assert not failed, failed[0]


def plan(
    opened: ConnectionPool[psycopg.Connection],
    spec: Version,
    schemas: Sequence[str],
    small: int = 2**24,
    scripts: Sequence[Script] = (),
    mend: bool = False,
    **more: Any,
) -> Plan:
    migrations, wanted = version(spec, **more)
    with opened.connection() as connection:
        return plan_fleet(connection, migrations, wanted, tenants(schemas), Policy(TODAY, small), scripts, mend=mend)


def groups(planned: Plan) -> list[list[PlanStage]]:
    """Tenants for which the same is done, the largest group first."""
    return sorted(distinct(plan_stages(planned, "database", "")), key=lambda group: -len(group))


def explain(planned: Plan) -> str:
    """A plan as text: each group with its tenants, what is new or changed, and the statements."""
    lines = []
    for group in groups(planned):
        lines.append(f"-- {len(group)} tenants: {', '.join(each.tenant or '' for each in group)}")
        for unit, statements in group[0].due:
            lines += [f"-- new: {unit}", *statements]
    return "\n".join(lines)
