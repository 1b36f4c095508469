"""Any sequence of applies: planning again yields nothing, and the database is what a small model says."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from cdc_assets.ddl.model import Migrations
from cdc_assets.migrate.database_state import State
from cdc_assets.migrate.outcome import Refusal
from cdc_assets.migrate.plan import make_plan
from resources.embedded_postgres import Server
from tests.support.databases import apply, rows, state
from tests.support.migrations import migrations, some_tables, table
from tests.support.postgres import fresh_database

COLUMNS = ("id int PRIMARY KEY", "id int PRIMARY KEY, more text")
NAMES, TENANTS = ("Actor", "Fraver", 'odd "name"'), ("avansas", "borg", "Order Details")

Variant = tuple[int, int]
"""Which columns, which procedure."""

steps = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from(NAMES), st.tuples(st.integers(0, 1), st.integers(0, 2)), min_size=1),
        st.sets(st.sampled_from(TENANTS), min_size=1),
    ),
    min_size=1,
    max_size=4,
)


def rendered(tables: Mapping[str, Variant]) -> Migrations:
    return migrations(
        file
        for name, (columns, merge) in tables.items()
        for file in table(name, COLUMNS[columns], merge=f"PERFORM {merge}")
    )


@settings(max_examples=12, deadline=None)
@given(steps=steps)
def test_any_sequence_of_applies_ends_as_the_model_says(
    postgres: Server, steps: list[tuple[dict[str, Variant], set[str]]]
) -> None:
    columns: dict[tuple[str, str], int] = {}
    procedures: dict[tuple[str, str], int] = {}
    with fresh_database(postgres) as database:
        for tables, tenants in steps:
            wanted = rendered(tables)
            results = apply(database, wanted, sorted(tenants))
            for result in results[1:]:
                assert result.tenant is not None
                assert not result.failed
                refused = {no.unit for no in result.refused}
                for name, (variant, merge) in tables.items():
                    place = (result.tenant, name)
                    assert (name in refused) == (columns.setdefault(place, variant) != variant)
                    if name not in refused:
                        procedures[place] = merge
                assert {no.reason for no in result.refused} <= {Refusal.CHANGED}
            assert make_plan(wanted, state(database, wanted, sorted(tenants)), sorted(tenants)).empty
        found = rows(
            database,
            "SELECT n.nspname, c.relname, count(a.attnum) - 1 FROM pg_class AS c"
            " JOIN pg_namespace AS n ON n.oid = c.relnamespace JOIN pg_attribute AS a ON a.attrelid = c.oid"
            " WHERE a.attnum > 0 AND c.relkind = 'r' AND c.relname = ANY (%s) GROUP BY 1, 2",
            list(NAMES),
        )
        assert {(schema, name): count for schema, name, count in found} == columns
        bodies = rows(
            database,
            "SELECT n.nspname, p.prosrc FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace"
            " WHERE p.proname LIKE 'sp_merge%'",
        )
        assert sorted((schema, int(body.split("PERFORM ")[1][0])) for schema, body in bodies) == sorted(
            (schema, merge) for (schema, _), merge in procedures.items()
        )


def test_the_order_is_infrastructure_then_schema_then_tables_with_their_staging_and_procedure() -> None:
    plan = make_plan(some_tables(2), State(), ["b", "a", "b"])
    assert [unit.name for unit in plan.database.units] == ["cdc_management"]
    assert [part.tenant for part in plan.tenants] == ["b", "a"]
    assert [unit.name for unit in plan.tenants[0].units] == ["schema", "T0", "T1"]
    assert [statement.kind for statement in plan.tenants[0].units[1].statements] == ["table", "staging", "procedure"]
    assert [statement.inverse for statement in plan.tenants[1].units[1].statements] == [
        'DROP TABLE "a"."T0"',
        'DROP TABLE "a"."stg_T0"',
        'DROP PROCEDURE "a"."sp_merge_t0"',
    ]


def test_a_text_is_kept_once_for_all_tenants() -> None:
    plan = make_plan(some_tables(3), State(), [f"tenant{n}" for n in range(50)])
    assert len(plan.texts) == len(some_tables(3).files)
