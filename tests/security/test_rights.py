"""Rights that somebody else gave or took: in tables that belong to others, and in ours, by hand."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from cdc_assets.config.load import load_project
from cdc_assets.config.model import Roles
from cdc_assets.ddl.roles import roles_sql
from cdc_assets.doctor import examine
from cdc_assets.migrate.apply import roll_out
from cdc_assets.migrate.diff import Policy
from cdc_assets.migrate.drift import tenant_statuses
from cdc_assets.migrate.evolve import TenantSchema
from cdc_assets.migrate.existing import existing_tables, refuse_unfit
from cdc_assets.migrate.fleet_plan import plan_fleet
from cdc_assets.migrate.plan import Plan
from cdc_assets.tables.model import TableDefinition
from resources.embedded_postgres import Server
from tests.migrate.build import definition
from tests.migrate.runner import TODAY
from tests.security.project import write_project
from tests.security.world import ACTOR, ROLE_NAMES, SINK, TENANTS, World, rendered, tables, wanted, world
from tests.support.databases import one, pool, rows
from tests.support.postgres import both_versions, fresh_database

DENIED = psycopg.errors.InsufficientPrivilege


@pytest.fixture(scope="module")
def roles(postgres: Server) -> Iterator[World]:
    with world(postgres) as made:
        yield made


@both_versions
def test_a_plain_migrator_merges_into_somebody_elses_table_by_the_rights_its_owner_gave_and_no_more(
    postgres: Server,
) -> None:
    ours = definition(ACTOR, "Bruker", "public")
    made = replace(ours, targets=(replace(ours.targets[0], exists=True, merged=True, deletes="ignore"),))
    strict = replace(made, targets=(replace(made.targets[0], deletes="hard"),))
    owner = f"owner_{os.getpid()}"

    def due(connection: psycopg.Connection, one: TableDefinition) -> Plan:
        plan = plan_fleet(connection, rendered([one]), wanted([one]), [TenantSchema("avansas")], Policy(TODAY))
        return refuse_unfit(connection, plan, existing_tables([one], SINK))

    with world(postgres, TENANTS[:1]) as made_world, psycopg.connect(made_world.admin, autocommit=True) as admin:
        admin.execute(f"CREATE ROLE {owner}".encode())
        try:
            admin.execute('CREATE TABLE public."Bruker" (id int PRIMARY KEY, navn varchar(20), eget text)')
            admin.execute(f'ALTER TABLE public."Bruker" OWNER TO {owner}'.encode())
            with pool(made_world.login("migrator")) as opened, opened.connection() as migrator:
                (refused,) = due(migrator, made).database.refused
                assert refused.hint.startswith(
                    f"{ROLE_NAMES.migrator}, which merges into it, has no SELECT, INSERT, UPDATE"
                )
                admin.execute(refused.hint.partition("its owner runs: ")[2].rstrip(")").encode())
                admin.execute(f'REVOKE INSERT, UPDATE ON public."Bruker" FROM "{ROLE_NAMES.migrator}"'.encode())
                columns = f'GRANT INSERT (id, navn), UPDATE (navn) ON public."Bruker" TO "{ROLE_NAMES.migrator}"'
                admin.execute(columns.encode())  # single columns are enough
                plan = due(migrator, made)
                assert not plan.database.refused
                done = roll_out(opened, plan, Policy(TODAY))
                assert done.ok, done.results
                assert due(migrator, made).empty
                (refused,) = due(migrator, strict).database.refused
                assert "has no DELETE on it" in refused.hint
                with made_world.connect("loader") as loader:
                    loader.execute("INSERT INTO public.\"stg_Bruker\" (id, navn, __operation) VALUES (1, 'Åse', 'c')")
                with made_world.connect("merger") as merger:
                    merger.execute("CALL cdc_management.run_pending_merges(0)")
                assert rows(made_world.admin, 'SELECT * FROM public."Bruker"') == [(1, "Åse", None)]
                with pytest.raises(DENIED):
                    migrator.execute('ALTER TABLE public."Bruker" ADD COLUMN x int')
                admin.execute(f'REVOKE UPDATE (navn) ON public."Bruker" FROM "{ROLE_NAMES.migrator}"'.encode())
                theirs = existing_tables([made], SINK)
                _, public = tenant_statuses(
                    migrator, rendered([made]), wanted([made]), ["avansas"], (), theirs, ROLE_NAMES
                )
                assert ["has no UPDATE on it" in each.sentence for each in public.drift] == [True]
        finally:
            admin.execute(f"DROP OWNED BY {owner} CASCADE".encode())
            admin.execute(f"DROP ROLE {owner}".encode())


TAKEN = {
    'REVOKE SELECT ON avansas."Actor" FROM {reader}': 'GRANT SELECT ON TABLE "avansas"."Actor" TO {reader}',
    'REVOKE INSERT ON avansas."stg_Logg" FROM {loader}': 'GRANT INSERT ON TABLE "avansas"."stg_Logg" TO {loader}',
    "REVOKE USAGE ON SCHEMA avansas FROM {loader}": 'GRANT USAGE ON SCHEMA "avansas" TO {loader}',
    'ALTER TABLE avansas."Actor" OWNER TO {admin}': 'ALTER TABLE "avansas"."Actor" OWNER TO {migrator}',
    'REVOKE SELECT ON public."Felles" FROM {reader}': 'GRANT SELECT ON TABLE "public"."Felles" TO {reader}',
}


def test_rights_that_were_taken_by_hand_are_drift_with_the_statement_that_gives_them_back(roles: World) -> None:
    said = {name: sql.Identifier(getattr(ROLE_NAMES, name)) for name in ("reader", "loader", "migrator")}
    said["admin"] = sql.Identifier(one(roles.admin, "SELECT current_user"))
    asked = (rendered(tables()), wanted(tables()), TENANTS)
    with roles.connect("migrator") as migrator, psycopg.connect(roles.admin, autocommit=True) as admin:

        def drift() -> list[tuple[str, str]]:
            found = tenant_statuses(migrator, *asked, roles=ROLE_NAMES)
            return [(each.schema, finding.statement) for each in found for finding in each.drift]

        assert drift() == []
        for taken, given in TAKEN.items():
            admin.execute(sql.SQL(taken).format(**said))
            back = sql.SQL(given).format(**said)
            schema = "public" if "public" in given else "avansas"
            assert drift() == [(schema, back.as_string(admin))], taken
            admin.execute(back)
            assert drift() == [], given
        admin.execute(sql.SQL("GRANT pg_read_all_data TO {reader}").format(**said))
        admin.execute(sql.SQL('REVOKE SELECT ON avansas."Actor" FROM {reader}').format(**said))
        assert drift() == [], "it may by way of another role"
        admin.execute(sql.SQL('GRANT SELECT ON avansas."Actor" TO {reader}').format(**said))
        admin.execute(sql.SQL("REVOKE pg_read_all_data FROM {reader}").format(**said))


SECURED = {
    'ALTER TABLE avansas."Actor" ENABLE ROW LEVEL SECURITY': ("", []),
    'ALTER TABLE avansas."Actor" FORCE ROW LEVEL SECURITY': (
        "migrator",
        ['ALTER TABLE "avansas"."Actor" NO FORCE ROW LEVEL SECURITY'],
    ),
    'CREATE POLICY egne ON avansas."Actor" USING ("__deleted" IS NULL)': (
        "migrator",
        ['ALTER TABLE "avansas"."Actor" NO FORCE ROW LEVEL SECURITY'],
    ),
    'CREATE POLICY alle ON avansas."Actor" USING (true)': ("", []),
    'ALTER TABLE avansas."Actor" DISABLE ROW LEVEL SECURITY': ("", []),
    'ALTER TABLE avansas."stg_Actor" ENABLE ROW LEVEL SECURITY': (
        "loader",
        ['ALTER TABLE "avansas"."stg_Actor" DISABLE ROW LEVEL SECURITY'],
    ),
}


def test_row_level_security_that_holds_who_merges_or_writes_is_told_with_what_to_do(
    roles: World, tmp_path: Path
) -> None:
    given = conninfo_to_dict(roles.admin)
    where = {"user": ROLE_NAMES.migrator, "dbname": given["dbname"], "roles": {"loader": ROLE_NAMES.loader}}
    project = load_project(write_project(tmp_path, given["host"], given["port"], **where), {})
    asked = (rendered(tables()), wanted(tables()), TENANTS)
    with roles.connect("migrator") as migrator:
        for done, (held, remedies) in SECURED.items():
            migrator.execute(done.encode())
            found = tenant_statuses(migrator, *asked, roles=ROLE_NAMES)
            drift = [one for each in found for one in each.drift if not one.harmless]
            assert [one.statement for one in drift] == remedies, done
            told = [one for one in examine(project, {}) if "row-level security" in one.what]
            assert [one.hint for one in told if one.severity == "error"] == remedies, done
            for one in drift:
                assert (
                    f"{getattr(ROLE_NAMES, held)}, who {'merges' if held == 'migrator' else 'writes'}" in one.sentence
                )
        migrator.execute(remedies[0].encode())
        migrator.execute('ALTER TABLE avansas."Actor" NO FORCE ROW LEVEL SECURITY; DROP POLICY egne ON avansas."Actor"')
        migrator.execute('DROP POLICY alle ON avansas."Actor"')
        assert [one for each in tenant_statuses(migrator, *asked, roles=ROLE_NAMES) for one in each.drift] == []


def test_the_doctor_names_every_right_in_cdc_management_that_a_role_lost(roles: World, tmp_path: Path) -> None:
    given = conninfo_to_dict(roles.admin)
    names = {"reader": ROLE_NAMES.reader, "merger": ROLE_NAMES.merger, "loader": ROLE_NAMES.loader}
    where = {"user": ROLE_NAMES.migrator, "dbname": given["dbname"], "roles": names}
    project = load_project(write_project(tmp_path, given["host"], given["port"], **where), {})
    held = """SELECT o.object, a.privilege_type, a.grantee::regrole::text FROM (
            SELECT oid::regnamespace::text, nspacl FROM pg_namespace WHERE nspname = 'cdc_management'
            UNION ALL SELECT oid::regclass::text, relacl FROM pg_class
            WHERE relnamespace = 'cdc_management'::regnamespace
            UNION ALL SELECT oid::regprocedure::text, proacl FROM pg_proc
            WHERE pronamespace = 'cdc_management'::regnamespace
        ) AS o (object, acl), aclexplode(o.acl) AS a
        WHERE pg_get_userbyid(a.grantee) = ANY (%s) ORDER BY 1, 2, 3"""

    def told() -> list[str]:
        return [one.hint for one in examine(project, {}) if "cdc_management" in one.what and one.severity == "error"]

    assert told() == []
    before = rows(roles.admin, held, list(names.values()))
    assert len(before) > 20
    with psycopg.connect(roles.admin, autocommit=True) as admin:
        for kind in ("ALL ON SCHEMA", "ALL ON ALL TABLES IN SCHEMA", "ALL ON ALL ROUTINES IN SCHEMA"):
            for name in names.values():
                admin.execute(
                    sql.SQL("REVOKE {} cdc_management FROM {}").format(sql.SQL(kind), sql.Identifier(name or ""))
                )
        admin.execute("GRANT EXECUTE ON ALL ROUTINES IN SCHEMA cdc_management TO PUBLIC")  # as a restore leaves it
    assert len(told()) == 4
    with roles.connect("migrator") as migrator:
        for hint in told():
            migrator.execute(hint.encode())
    assert told() == []
    assert rows(roles.admin, held, list(names.values())) == before


def test_who_is_no_superuser_makes_the_roles_and_is_told_of_nothing_that_is_missing(roles: World) -> None:
    names = Roles(migrator=f"mig_{os.getpid()}", loader=f"load_{os.getpid()}")
    dba, heard = sql.Identifier(f"dba_{os.getpid()}"), []
    with fresh_database(roles.server) as conninfo, psycopg.connect(conninfo, autocommit=True) as admin:
        row = admin.execute("SELECT current_database()").fetchone()
        assert row is not None
        place = sql.Identifier(row[0])
        admin.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEROLE").format(dba))
        admin.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(place, dba))
        try:
            with psycopg.connect(make_conninfo(conninfo, user=f"dba_{os.getpid()}"), autocommit=True) as connection:
                connection.add_notice_handler(lambda notice: heard.append(notice.message_primary or ""))
                text = roles_sql(names, ["public"])
                for statement in text.split("ALTER DEFAULT PRIVILEGES")[:1]:  # what follows is the migrator's own
                    connection.execute(statement.encode())
            assert heard == []
            may = "SELECT has_database_privilege(%s, current_database(), 'CREATE')"
            assert rows(conninfo, may, names.migrator) == [(True,)]
        finally:
            admin.execute(sql.SQL("ALTER DATABASE {} OWNER TO CURRENT_USER").format(place))
            for name in (names.migrator, names.loader, f"dba_{os.getpid()}"):
                admin.execute(sql.SQL("DROP OWNED BY {0}; DROP ROLE {0}").format(sql.Identifier(name or "")))
