"""A table of somebody else's that is merged into changes with its definition: the replica evolves, the table never."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import psycopg

from cdc_assets.ddl.render import render_migrations
from cdc_assets.migrate.apply import roll_out
from cdc_assets.migrate.diff import Policy
from cdc_assets.migrate.drift import tenant_statuses
from cdc_assets.migrate.existing import existing_tables, refuse_unfit
from cdc_assets.migrate.fleet_plan import plan_fleet, wanted_units
from cdc_assets.migrate.outcome import Refusal, Result
from cdc_assets.migrate.plan import Plan
from resources.project import CHECKOUT
from tests.docs.markdown import blocks
from tests.migrate.build import SINK, definition, project
from tests.migrate.fleet_support import Version, names, pool, start, tenants
from tests.migrate.runner import TODAY

TABLE = "CREATE TABLE {}.\"Bruker\" (id bigint PRIMARY KEY, navn text, epost text, eget text DEFAULT 'x')"
BEFORE = {"Bruker": {"id": "integer key", "navn": "varchar(50)"}}
AFTER = {"Bruker": {"id": "integer key", "navn": "varchar(50)", "epost": "varchar(90)"}}


def merged(spec: Version, deletes: str) -> Any:
    """Definitions, migrations and wanted units of tables that exist in each tenant's schema."""
    made = []
    for name, columns in spec.items():
        one = definition(columns, name)
        made.append(replace(one, targets=(replace(one.targets[0], exists=True, merged=True, deletes=deletes),)))
    migrations = render_migrations(project(), SINK, made)
    return made, migrations, wanted_units(migrations, made)


def bring(opened: Any, spec: Version, deletes: str, schemas: list[str]) -> tuple[Plan, tuple[Result, ...]]:
    made, migrations, wanted = merged(spec, deletes)
    with opened.connection() as connection:
        plan = plan_fleet(connection, migrations, wanted, tenants(schemas), Policy(TODAY))
        plan = refuse_unfit(connection, plan, existing_tables(made, SINK))
    return plan, roll_out(opened, plan, Policy(TODAY)).results


def write(connection: psycopg.Connection[Any], schema: str, offset: int, **values: object) -> None:
    row = {"id": 1, "__operation": "u", "__source_ts_ms": offset, "__kafka_topic": "t", "__kafka_partition": 0} | values
    row["__kafka_offset"] = offset
    names_ = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join(["%s"] * len(row))
    statement = f'INSERT INTO "{schema}"."stg_Bruker" ({names_}) VALUES ({marks})'
    connection.execute(statement.encode(), list(row.values()))
    connection.execute(f'CALL "{schema}".sp_merge_bruker()'.encode())


def test_the_replica_follows_the_definition_and_the_table_stays_as_it_is(database: str) -> None:
    with pool(database) as opened, opened.connection() as connection:
        for schema in names(2):
            connection.execute(f"CREATE SCHEMA {schema}".encode())
        connection.execute(TABLE.format("kunde00").encode())
        plan, results = bring(opened, BEFORE, "ignore", names(2))
        (refused,) = [refused for part in plan.tenants for refused in part.refused]
        assert (refused.schema, refused.reason, refused.object_name) == ("kunde01", Refusal.UNFIT, "Bruker")
        assert [(result.tenant, result.ok) for result in results] == [
            (None, True),
            ("kunde00", True),
            ("kunde01", False),
        ]
        connection.execute(TABLE.format("kunde01").encode())
        assert all(result.ok for result in bring(opened, BEFORE, "ignore", names(2))[1])
        shape = "SELECT attname FROM pg_attribute WHERE attrelid = 'kunde00.\"Bruker\"'::regclass AND attnum > 0"
        before = connection.execute(shape).fetchall()
        write(connection, "kunde00", 1, navn="Per")
        write(connection, "kunde00", 2, __operation="d")
        assert connection.execute('SELECT id, navn, epost, eget FROM kunde00."Bruker"').fetchall() == [
            (1, "Per", None, "x")
        ]

        # a column more, and deletes are followed now
        assert all(result.ok for result in bring(opened, AFTER, "hard", names(2))[1])
        assert bring(opened, AFTER, "hard", names(2))[0].empty
        write(connection, "kunde00", 3, navn="Per", epost="per@example.org")
        assert connection.execute('SELECT id, navn, epost, eget FROM kunde00."Bruker"').fetchall() == [
            (1, "Per", "per@example.org", "x")
        ]
        write(connection, "kunde00", 4, __operation="d")
        assert connection.execute('SELECT * FROM kunde00."Bruker"').fetchall() == []
        assert connection.execute(shape).fetchall() == before

        # only the way deletes are taken changes: the triggers alone differ
        assert all(result.ok for result in bring(opened, AFTER, "ignore", names(2))[1])
        assert bring(opened, AFTER, "ignore", names(2))[0].empty
        write(connection, "kunde00", 5, navn="Kari", epost=None)
        write(connection, "kunde00", 6, __operation="d")
        assert connection.execute('SELECT navn FROM kunde00."Bruker"').fetchall() == [("Kari",)]

        made, migrations, wanted = merged(AFTER, "ignore")
        theirs = existing_tables(made, SINK)
        found = tenant_statuses(connection, migrations, wanted, names(2), (), theirs)
        assert [(each.state, each.drift) for each in found] == [("applied", ()), ("applied", ())]
        connection.execute('ALTER TABLE kunde00."Bruker" DROP CONSTRAINT "Bruker_pkey"')
        connection.execute('ALTER TABLE kunde01."replica_Bruker" DISABLE TRIGGER cdc_push_update')
        told = [
            each.drift[0].sentence for each in tenant_statuses(connection, migrations, wanted, names(2), (), theirs)
        ]
        assert "no unique index is over (id)" in told[0]
        assert told[1] == "the trigger cdc_push_update of replica_Bruker is disabled"


def test_a_table_of_ours_becomes_somebody_elses_by_the_guide_and_not_by_configuration_alone(database: str) -> None:
    with pool(database) as opened, opened.connection() as connection:
        start(opened, BEFORE, names(1))
        write(connection, "kunde00", 2, navn="Per")
        write(connection, "kunde00", 3, id=2, navn="Kari")
        write(connection, "kunde00", 4, id=3, navn="Ola")
        write(connection, "kunde00", 5, id=3, __operation="d")
        state = (
            "SELECT (SELECT array_agg(m::text) FROM cdc_management.merge_control AS m), array_agg(s::text) FROM ("
            "SELECT object_name, checksum FROM cdc_management.applied_schema ORDER BY 1) AS s"
        )
        before = connection.execute(state.encode()).fetchone()
        for spec in (BEFORE, AFTER):  # with the same staging, and with another one
            plan, results = bring(opened, spec, "ignore", names(1))
            assert [part.refused[0].reason for part in plan.tenants] == [Refusal.OURS]
            assert "existing-tables.md#a-table-of-ours-is-handed-over" in plan.tenants[0].refused[0].hint
            assert not plan.changes
            assert not results[-1].ok
        assert connection.execute(state.encode()).fetchone() == before

        guide = CHECKOUT / "docs" / "how-to" / "existing-tables.md"
        (block,) = [block for block in blocks(guide) if 'RENAME TO "replica_Bruker"' in block.text]
        connection.execute(block.text.replace("avansas", "kunde00").encode())
        plan, results = bring(opened, BEFORE, "hard", names(1))
        assert not any(part.refused for part in plan.tenants)
        assert not plan.hazards
        assert results[-1].ok
        assert bring(opened, BEFORE, "hard", names(1))[0].empty
        stays = [(1, "Per"), (2, "Kari")]
        assert connection.execute('SELECT * FROM kunde00."Bruker" ORDER BY id').fetchall() == stays
        for offset, key in ((0, 1), (1, 2), (1, 3)):  # read again: older than what our table took
            write(connection, "kunde00", offset, id=key, navn="gammelt")
        assert connection.execute('SELECT * FROM kunde00."Bruker" ORDER BY id').fetchall() == stays
        write(connection, "kunde00", 6, navn="Petter")
        write(connection, "kunde00", 7, id=2, __operation="d")
        assert connection.execute('SELECT * FROM kunde00."Bruker"').fetchall() == [(1, "Petter")]
        named = "SELECT DISTINCT table_name FROM cdc_management.offset_coverage"
        assert connection.execute(named.encode()).fetchall() == [("replica_Bruker",)]
