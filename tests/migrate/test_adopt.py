"""Taking over a running system: what matches gets its history, what differs is told and changed by a plan."""

from __future__ import annotations

from typing import Any

import psycopg

from cdc_assets.migrate.adopt import Adoption, adopt, compare
from cdc_assets.migrate.apply import roll_out
from cdc_assets.migrate.diff import Policy
from cdc_assets.migrate.hazards import HazardKind, approvals
from cdc_assets.migrate.locks import Patience
from tests.migrate.build import SINK
from tests.migrate.fleet_support import names, plan, pool, start, version
from tests.migrate.runner import TODAY

ONE = {
    "Actor": {"id": "integer key", "navn": "varchar(50)"},
    "Sak": {"id": "integer key", "tittel": "text"},
    "public.Felles": {"kunde": "uuid key", "id": "integer key"},
}
POLICY = Policy(TODAY)
FORGET = "DELETE FROM cdc_management.applied_schema; DELETE FROM cdc_management.migration_history"
OLD_TOOL = """
CREATE SCHEMA kunde00;
CREATE TABLE kunde00."Actor" (
    id integer NOT NULL, navn text, __sync_timestamp timestamptz DEFAULT now(), __source varchar(50),
    __cdc_op char(1), PRIMARY KEY (id));
CREATE UNLOGGED TABLE kunde00."stg_Actor" (LIKE kunde00."Actor" INCLUDING DEFAULTS);
ALTER TABLE kunde00."stg_Actor" ADD COLUMN __kafka_offset bigint, ADD COLUMN __kafka_partition integer;
CREATE PROCEDURE kunde00.sp_merge_actor() LANGUAGE sql AS 'SELECT 1';
CREATE TABLE kunde00."stg_Sak" (id integer);
INSERT INTO kunde00."Actor" (id, navn) VALUES (1, 'Åse');
INSERT INTO kunde00."stg_Actor" (id, navn) VALUES (2, 'Per');
"""


def look(connection: psycopg.Connection[Any], spec: Any = ONE, count: int = 2) -> tuple[Adoption, Any]:
    migrations, wanted = version(spec)
    return compare(connection, migrations, wanted, names(count), POLICY), wanted


def stands(found: Adoption) -> dict[str, str]:
    return {f"{each.schema}.{each.unit.rpartition('.')[2]}": each.stand for each in found.candidates}


def oids(connection: psycopg.Connection[Any]) -> list[Any]:
    query = (
        "SELECT oid, relfilenode FROM pg_class WHERE relnamespace::regnamespace::text ~ '^(kunde|public)' ORDER BY 1"
    )
    return connection.execute(query).fetchall()


def test_tables_that_match_get_their_history_and_nothing_is_made_anew(database: str) -> None:
    with pool(database) as opened:
        start(opened, ONE, names(2))
        with opened.connection() as connection:
            connection.execute(FORGET)
            connection.execute("DELETE FROM cdc_management.merge_control WHERE table_name = 'Sak'")
            connection.execute('COMMENT ON TABLE kunde00."Actor" IS NULL')
            before = oids(connection)
            found, wanted = look(connection)
            assert set(stands(found).values()) == {"matches"}
            assert not found.done
            assert look(connection)[0] == found, "looking changes nothing"
            done = adopt(connection, SINK, found, wanted, "adopt-1", POLICY)
            assert set(stands(done).values()) == {"adopted"}
            assert done.done
            assert oids(connection) == before
            registered = connection.execute("SELECT count(*) FROM cdc_management.merge_control").fetchone()
            assert registered == (5,)
        left = plan(opened, ONE, names(2))
        names_left = [unit.name for part in left.parts for unit in part.units]
        assert not left.changes
        assert set(names_left) <= {"cdc_management", "schema"}, "no table is left to be made"
        assert roll_out(opened, left, POLICY).ok
        assert plan(opened, ONE, names(2)).empty
        with opened.connection() as connection:
            assert look(connection)[0].done


def test_what_another_tool_made_is_told_taken_over_and_changed_by_a_plan(database: str) -> None:
    with pool(database) as opened, opened.connection() as connection:
        connection.execute(OLD_TOOL)
        connection.execute('ALTER TABLE kunde00."Actor" DROP COLUMN __sync_timestamp')
        found, wanted = look(connection, count=1)
        assert stands(found) == {
            "public.Felles": "missing",
            "kunde00.Actor": "differs",
            "kunde00.Sak": "differs",
        }
        told = {one.what: one.hint for one in found.differences}
        assert "Actor.navn is text instead of character varying(50)" in told
        assert "the procedure sp_merge_actor is missing" in told
        staging = "stg_Actor is no staging table of this project: it has no partitions"
        assert "--allow DATA_LOSS:stg_Actor" in told[staging]
        leftover = "the table is missing, what belongs to it is there (stg_Sak)"
        assert "rename or drop stg_Sak" in told[leftover]
        assert all(told.values()), "each says what to do"

        start(opened, {"public.Felles": ONE["public.Felles"]}, [])  # makes cdc_management
        migrations, _ = version(ONE)
        found = compare(connection, migrations, wanted, names(1), POLICY)
        assert adopt(connection, SINK, found, wanted, "run", POLICY).candidates == found.candidates
        taken = adopt(connection, SINK, found, wanted, "run", POLICY, take_over=True)
        assert stands(taken)["kunde00.Actor"] == "taken over"
        assert stands(taken)["kunde00.Sak"] == "differs"
        connection.execute('DROP TABLE kunde00."stg_Sak"')
        next_plan = plan(opened, ONE, names(1))
        assert HazardKind.GOES_BACK not in {hazard.kind for hazard in next_plan.hazards}, (
            "it never was what it shall be"
        )
        refused = roll_out(opened, next_plan, POLICY, patience=Patience(0))
        assert not refused.ok, "rows staged for the other tool would be lost"
        allowed = approvals([hazard.allow for hazard in next_plan.hazards])
        assert roll_out(opened, plan(opened, ONE, names(1)), POLICY, approved=allowed).ok
        assert plan(opened, ONE, names(1)).empty
        assert plan(opened, ONE, names(1), mend=True).empty, "no drift"
        assert connection.execute('SELECT id, navn, "__deleted" FROM kunde00."Actor"').fetchall() == [(1, "Åse", False)]
        connection.execute(
            'INSERT INTO kunde00."stg_Actor" (id, navn, "__operation", "__source_ts_ms")'
            " VALUES (1, 'Åse B', 'u', 1)"
        )
        connection.execute("CALL kunde00.sp_merge_actor()")
        assert connection.execute('SELECT navn FROM kunde00."Actor"').fetchone() == ("Åse B",)


def test_rows_that_one_tenants_old_staging_holds_are_asked_about_though_anothers_holds_none(database: str) -> None:
    with pool(database) as opened, opened.connection() as connection:
        start(opened, {"public.Felles": ONE["public.Felles"]}, [])
        connection.execute(OLD_TOOL)
        connection.execute(OLD_TOOL.replace("kunde00", "kunde01"))
        connection.execute('TRUNCATE kunde00."stg_Actor"')
        found, wanted = look(connection)
        asked = {each.schema: "DATA_LOSS:stg_Actor" in str(each.differences) for each in found.candidates if each.plan}
        assert asked == {"kunde00": False, "kunde01": True}
        adopt(connection, SINK, found, wanted, "run", POLICY, take_over=True)
        allowed = approvals(["DATA_LOSS:Actor.*"])
        done = roll_out(opened, plan(opened, {"Actor": ONE["Actor"]}, names(2)), POLICY, approved=allowed)
        assert [result.ok for result in done.results[1:]] == [True, False]
        assert connection.execute('SELECT navn FROM kunde01."stg_Actor"').fetchall() == [("Per",)]


def test_rows_that_the_old_tool_stages_after_the_plan_are_not_dropped(database: str) -> None:
    with pool(database) as opened, opened.connection() as connection:
        start(opened, {"public.Felles": ONE["public.Felles"]}, [])
        connection.execute(OLD_TOOL)
        connection.execute('TRUNCATE kunde00."stg_Actor"')
        found, wanted = look(connection, count=1)
        adopt(connection, SINK, found, wanted, "run", POLICY, take_over=True)
        planned, allowed = plan(opened, {"Actor": ONE["Actor"]}, names(1)), approvals(["DATA_LOSS:Actor.*"])
        connection.execute("""INSERT INTO kunde00."stg_Actor" (id, navn) VALUES (3, 'Liv')""")
        (failed,) = roll_out(opened, planned, POLICY, approved=allowed).results[1].failed
        assert "rows were staged in stg_Actor since it was planned" in failed.error
        assert connection.execute('SELECT navn FROM kunde00."stg_Actor"').fetchall() == [("Liv",)]
        planned = plan(opened, {"Actor": ONE["Actor"]}, names(1))
        assert "DATA_LOSS:stg_Actor" in [hazard.allow for hazard in planned.hazards]
        connection.execute('TRUNCATE kunde00."stg_Actor"')
        assert roll_out(opened, plan(opened, {"Actor": ONE["Actor"]}, names(1)), POLICY, approved=allowed).ok


def test_a_management_schema_of_another_tool_is_named_with_the_way_out(database: str) -> None:
    with pool(database) as opened, opened.connection() as connection:
        connection.execute("CREATE SCHEMA cdc_management; CREATE TABLE cdc_management.cdc_merge_control (a int)")
        found, _ = look(connection)
        (other,) = found.others
        assert other.where == "cdc_management"
        assert "RENAME TO cdc_management_before" in other.hint
