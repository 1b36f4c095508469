"""Least privilege, asked of PostgreSQL itself: each role does its work, and is refused everything else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from cdc_assets.cli.main import cdc
from cdc_assets.config.load import load_project
from cdc_assets.config.model import Roles
from cdc_assets.ddl.roles import roles_sql
from cdc_assets.doctor import examine
from cdc_assets.errors import CdcError
from cdc_assets.migrate.apply import roll_out
from cdc_assets.migrate.diff import Policy
from cdc_assets.migrate.evolve import TenantSchema
from cdc_assets.migrate.fleet_plan import plan_fleet
from resources.embedded_postgres import Server
from resources.project import CHECKOUT
from tests.migrate.runner import TODAY
from tests.security.project import generate, write_project
from tests.security.world import ACTOR, ROLE_NAMES, SINK, TENANTS, World, others, rendered, tables, wanted, world
from tests.support.databases import apply, execute, one, pool, rows
from tests.support.postgres import DEBIAN, fresh_database

STAGED = (1, "Åse", "c", "topic", 0, 7)
INTO = '("id", "navn", "__operation", "__kafka_topic", "__kafka_partition", "__kafka_offset")'
DENIED = psycopg.errors.InsufficientPrivilege

on_debian = pytest.mark.parametrize("postgres", [DEBIAN], indirect=True)
"""On the oldest version that is supported; the other tests are on the newest."""


@pytest.fixture(scope="module")
def roles(postgres: Server) -> Iterator[World]:
    with world(postgres) as made:
        yield made


def write(made: World, schema: str, table: str = "stg_Actor", offset: int = 7, how: str = "copy") -> None:
    """One staged event, as a loader brings it."""
    with made.connect("loader") as loader:
        values = (*STAGED[:5], offset)
        if how == "copy":
            with loader.cursor().copy(f'COPY "{schema}"."{table}" {INTO} FROM STDIN'.encode()) as copy:
                copy.write_row(values)
        else:
            loader.execute(f'INSERT INTO "{schema}"."{table}" {INTO} VALUES (%s, %s, %s, %s, %s, %s)'.encode(), values)


def quoted(schema: str) -> str:
    return schema.replace('"', '""')


def test_the_loader_writes_into_every_tenants_staging(roles: World) -> None:
    places = [(quoted(one), table) for one in TENANTS for table in ("stg_Actor", "stg_Logg")]
    for schema, table in [*places, ("public", "stg_Felles")]:
        for how in ("copy", "insert"):
            write(roles, schema, table, how=how)
        assert one(roles.admin, f'SELECT count(*) FROM "{schema}"."{table}"') == 2


LOADER_MAY_NOT = [
    'SELECT * FROM avansas."Actor"',
    'SELECT * FROM avansas."stg_Actor"',
    'SELECT count(*) FROM avansas."stg_Actor"',
    'INSERT INTO avansas."stg_Actor" (id) VALUES (1) RETURNING id',
    'INSERT INTO avansas."Actor" (id) VALUES (1)',
    'UPDATE avansas."stg_Actor" SET id = 2',
    'DELETE FROM avansas."stg_Actor"',
    'TRUNCATE avansas."stg_Actor"',
    'BEGIN; LOCK TABLE avansas."stg_Actor" IN ACCESS EXCLUSIVE MODE',
    "CALL avansas.sp_merge_actor()",
    "CALL cdc_management.run_pending_merges(0)",
    "SELECT cdc_management.manual_merge('avansas', 'Actor')",
    "SELECT * FROM cdc_management.merge_rejects",
    "SELECT * FROM cdc_management.migration_history",
    "SELECT * FROM cdc_management.v_cdc_processing_gaps",
    "DELETE FROM cdc_management.offset_coverage",
    "SELECT cdc_management.first_staged('avansas', 'stg_Actor')",
    "CREATE TABLE avansas.mine (x int)",
    "CREATE TABLE cdc_staging.mine (x int)",
    "CREATE TABLE public.mine (x int)",
    "CREATE SCHEMA mine",
    'ALTER TABLE avansas."stg_Actor" ADD COLUMN x int',
    'DROP TABLE avansas."stg_Actor"',
    "SELECT nextval((SELECT oid FROM pg_class WHERE relname LIKE 'slot\\_%' LIMIT 1)::regclass)",
]


def test_the_loader_may_do_nothing_else(roles: World) -> None:
    with roles.connect("loader") as loader:
        for statement in LOADER_MAY_NOT:
            with pytest.raises(DENIED):
                loader.execute(statement.encode())
            loader.execute("ROLLBACK")
        for statement in ('COPY avansas."stg_Actor" TO STDOUT', 'COPY avansas."Actor" TO STDOUT'):
            with pytest.raises(DENIED), loader.cursor().copy(statement.encode()) as copy:
                copy.read()


def test_the_loader_cannot_reach_the_leaves_themselves(roles: World) -> None:
    leaves = rows(
        roles.admin,
        "SELECT format('cdc_staging.%I', tablename) FROM pg_tables WHERE schemaname = 'cdc_staging'",
    )
    assert len(leaves) == 5
    with roles.connect("loader") as loader:
        for (leaf,) in leaves:
            with pytest.raises(DENIED):
                loader.execute(f"SELECT * FROM {leaf}".encode())


def test_the_reader_reads_final_tables_and_the_views_that_tell_how_merges_fare(roles: World) -> None:
    with roles.connect("reader") as reader:
        for name in ('avansas."Actor"', '"b""rg"."Logg"', 'public."Felles"'):
            reader.execute(f"SELECT * FROM {name}".encode())
        views = rows(roles.admin, "SELECT viewname FROM pg_views WHERE schemaname = 'cdc_management' ORDER BY 1")
        for (view,) in views:
            if view != "v_migration_history":  # SQL as executed: for who applies
                reader.execute(f"SELECT * FROM cdc_management.{view}".encode())


READER_MAY_NOT = [
    'SELECT * FROM avansas."stg_Actor"',
    "SELECT * FROM cdc_management.merge_rejects",
    "SELECT * FROM cdc_management.merge_tombstones",
    "SELECT * FROM cdc_management.error_log",
    "SELECT * FROM cdc_management.v_migration_history",
    "SELECT * FROM cdc_management.migration_text",
    'INSERT INTO avansas."Actor" (id) VALUES (1)',
    'UPDATE avansas."Actor" SET id = 2',
    'DELETE FROM avansas."Actor"',
    'INSERT INTO avansas."stg_Actor" (id) VALUES (1)',
    "CALL avansas.sp_merge_actor()",
    "CALL cdc_management.run_pending_merges(0)",
    "SELECT cdc_management.acknowledge_staging_loss()",
    "SELECT cdc_management.new_source_incarnation('avansas', 'Actor')",
    "CREATE TABLE avansas.mine (x int)",
]


def test_the_reader_may_do_nothing_else(roles: World) -> None:
    with roles.connect("reader") as reader:
        for statement in READER_MAY_NOT:
            with pytest.raises(DENIED):
                reader.execute(statement.encode())
            reader.execute("ROLLBACK")


def test_the_merger_merges_what_the_loader_brought_and_sees_none_of_it(roles: World) -> None:
    for offset, start in enumerate(
        (
            "CALL cdc_management.run_pending_merges(0)",
            "SELECT * FROM cdc_management.trigger_pending_merges(0, 10)",
            "SELECT cdc_management.manual_merge('avansas', 'Actor')",
        ),
        100,
    ):
        write(roles, "avansas", offset=offset)
        with roles.connect("merger") as merger:
            merger.execute(start.encode())
        assert one(roles.admin, 'SELECT count(*) FROM avansas."stg_Actor"') == 0, start
        assert (
            one(
                roles.admin,
                "SELECT last_offset FROM cdc_management.offset_coverage"
                " WHERE (schema_name, table_name) = ('avansas', 'Actor')",
            )
            == offset
        )
    assert rows(roles.admin, "SELECT severity, message FROM cdc_management.error_log") == []
    owners = rows(roles.admin, "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'cdc_staging'")
    assert owners == [(ROLE_NAMES.migrator,)]


MERGER_MAY_NOT = [
    'SELECT * FROM avansas."Actor"',
    'SELECT * FROM avansas."stg_Actor"',
    "SELECT * FROM cdc_management.merge_control",
    "SELECT * FROM cdc_management.merge_rejects",
    "SELECT * FROM cdc_management.v_merge_status",
    'INSERT INTO avansas."stg_Actor" (id) VALUES (1)',
    "CALL avansas.sp_merge_actor()",
    "CALL cdc_management.replay_rejects()",
    "SELECT cdc_management.acknowledge_staging_loss()",
    "SELECT cdc_management.add_offsets(1, '{}')",
    "SELECT cdc_management.register_merge('pg_class', 'pg_class', 'x')",
    "SELECT cdc_management.rotate_staging(NULL, 'pg_class')",
]


def test_the_merger_may_do_nothing_else(roles: World) -> None:
    with roles.connect("merger") as merger:
        for statement in MERGER_MAY_NOT:
            with pytest.raises((DENIED, psycopg.errors.UndefinedFunction)):
                merger.execute(statement.encode())
            merger.execute("ROLLBACK")


def test_what_is_no_relation_of_a_merge_cannot_be_merged(roles: World) -> None:
    with roles.connect("merger") as merger, pytest.raises(psycopg.errors.UndefinedTable):
        merger.execute("SELECT cdc_management.manual_merge('public', 'pg_class')")


def test_an_overload_beside_the_merge_is_never_called_with_the_owners_rights(roles: World) -> None:
    with psycopg.connect(roles.admin, autocommit=True) as admin:
        admin.execute("CREATE PROCEDURE avansas.sp_merge_actor(integer) LANGUAGE sql AS 'SELECT 1/0'")
        try:
            with roles.connect("merger") as merger:
                merger.execute("SELECT cdc_management.manual_merge('avansas', 'Actor')")
        finally:
            admin.execute("DROP PROCEDURE avansas.sp_merge_actor(integer)")


def test_everything_belongs_to_the_migrator_who_is_nobody_special(roles: World) -> None:
    flags = rows(
        roles.admin,
        "SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname = %s",
        ROLE_NAMES.migrator,
    )
    assert flags == [(False,) * 4]
    owners = rows(
        roles.admin,
        "SELECT DISTINCT pg_get_userbyid(c.relowner) FROM pg_class AS c"
        " JOIN pg_namespace AS n ON n.oid = c.relnamespace"
        " WHERE n.nspname = ANY (%s) UNION SELECT DISTINCT pg_get_userbyid(p.proowner) FROM pg_proc AS p"
        " JOIN pg_namespace AS n ON n.oid = p.pronamespace WHERE n.nspname = ANY (%s)",
        *[["cdc_management", "cdc_staging", *TENANTS]] * 2,
    )
    assert owners == [(ROLE_NAMES.migrator,)]


def test_nothing_of_ours_is_granted_to_everybody_but_the_place_where_staging_is_written(roles: World) -> None:
    """The default of `__slot` reads that sequence as whoever writes; it says a number from 0 to 15."""
    routines = rows(
        roles.admin,
        "SELECT p.oid::regprocedure::text FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace"
        " WHERE n.nspname <> ALL ('{pg_catalog,information_schema}')"
        " AND has_function_privilege('public', p.oid, 'EXECUTE')",
    )
    assert routines == []
    relations = rows(
        roles.admin,
        "SELECT DISTINCT c.relkind::text, a.privilege_type FROM pg_class AS c"
        " JOIN pg_namespace AS n ON n.oid = c.relnamespace CROSS JOIN aclexplode(c.relacl) AS a"
        " WHERE n.nspname <> ALL ('{pg_catalog,information_schema}') AND n.nspname !~ '^pg_toast' AND a.grantee = 0",
    )
    assert relations == [("S", "SELECT")]


@on_debian
def test_a_plain_migrator_evolves_and_takes_new_tenants_in_and_every_right_still_holds(postgres: Server) -> None:
    with world(postgres, TENANTS[:1]) as made:
        write(made, "avansas", offset=1)
        wider = tables({**ACTOR, "navn": "varchar(50)", "epost": "text"})
        names = [*TENANTS, "ny"]
        with pool(made.login("migrator")) as opened:
            with opened.connection() as connection:
                planned = plan_fleet(
                    connection, rendered(wider), wanted(wider), [TenantSchema(n) for n in names], Policy(TODAY)
                )
            done = roll_out(opened, planned, Policy(TODAY))
        assert done.ok, done
        for number, schema in enumerate(names, 2):
            write(made, quoted(schema), offset=number)
            with made.connect("merger") as merger:
                merger.execute("CALL cdc_management.run_pending_merges(0)")
            with made.connect("reader") as reader:
                found = reader.execute(f'SELECT navn, epost FROM "{quoted(schema)}"."Actor"'.encode()).fetchall()
            assert found == [("Åse", None)]
            with made.connect("loader") as loader, pytest.raises(DENIED):
                loader.execute(f'SELECT FROM "{quoted(schema)}"."Actor"'.encode())
        assert rows(made.admin, "SELECT message FROM cdc_management.error_log") == []


@pytest.mark.parametrize(
    "also", [None, {"type": "varchar(20)", "default": "'x'"}], ids=["nothing else", "a default as well"]
)
def test_roles_that_are_configured_later_get_their_rights_in_tables_that_are_there(roles: World, also: object) -> None:
    before = tables()
    after = tables({**ACTOR, "navn": also}) if also else before
    nobody = Roles(migrator=ROLE_NAMES.migrator)
    with fresh_database(roles.server) as conninfo:
        apply(conninfo, rendered(before, nobody), ["avansas"])
        with pool(conninfo) as opened:
            with opened.connection() as connection:
                planned = plan_fleet(
                    connection, rendered(after), wanted(after), [TenantSchema("avansas")], Policy(TODAY)
                )
            assert roll_out(opened, planned, Policy(TODAY)).ok
        may = "SELECT has_table_privilege(%s, %s, 'SELECT'), has_table_privilege(%s, %s, 'INSERT')"
        asked = (ROLE_NAMES.reader, 'avansas."Actor"', ROLE_NAMES.loader, 'avansas."stg_Actor"')
        assert rows(conninfo, may, *asked) == [(True, True)]


def test_doctor_names_a_superuser_that_applies_and_a_role_that_may_too_much(roles: World, tmp_path: Path) -> None:
    given = conninfo_to_dict(roles.admin)
    names = {"loader": ROLE_NAMES.loader, "reader": ROLE_NAMES.reader}
    said = {}
    for user in ("postgres", ROLE_NAMES.migrator):
        root = write_project(
            tmp_path / str(user), given["host"], given["port"], user=user, dbname=given["dbname"], roles=names
        )
        with psycopg.connect(roles.admin, autocommit=True) as admin:
            admin.execute(sql.SQL("GRANT pg_read_all_data TO {}").format(sql.Identifier(names["loader"] or "")))
            found = list(examine(load_project(root, {}), {}))
            admin.execute(sql.SQL("REVOKE pg_read_all_data FROM {}").format(sql.Identifier(names["loader"] or "")))
        said[user] = [one.what for one in found if one.severity == "warning"]
    too_much = f"the role {ROLE_NAMES.loader} may do more than its grants say"
    assert too_much in said["postgres"]
    assert too_much in said[ROLE_NAMES.migrator]
    assert "postgres is a superuser, which nothing here needs" in said["postgres"]
    assert not any("superuser" in what for what in said[ROLE_NAMES.migrator])


def test_the_command_prints_the_roles_and_runs_them_only_for_who_may(roles: World, tmp_path: Path) -> None:
    given = conninfo_to_dict(roles.admin)
    names = {name: getattr(ROLE_NAMES, name) for name in ("loader", "reader", "merger", "migrator")}
    for user, may in ((ROLE_NAMES.migrator, False), ("postgres", True)):
        where = {"user": user, "dbname": given["dbname"], "roles": names}
        root = write_project(tmp_path / str(user), given["host"], given["port"], **where)
        shown = CliRunner().invoke(cdc, ["--project", str(root), "roles"])
        assert shown.exit_code == 0
        assert shown.stdout == roles_sql(ROLE_NAMES, ["public"])
        generate(root)
        assert (root / "migrations" / "sink_asma__directory" / "roles" / "roles.sql").read_text() == shown.stdout
        done = CliRunner().invoke(cdc, ["--project", str(root), "roles", "--apply", "--json"])
        if may:
            assert json.loads(done.stdout)[0]["run_in"] == [f"default/{given['dbname']}"]
        else:
            assert isinstance(done.exception, CdcError)
            assert "have a DBA run what `cdc roles` prints" in str(done.exception)


def test_a_leaf_that_a_superuser_makes_belongs_to_the_tables_owner(roles: World) -> None:
    with psycopg.connect(roles.admin, autocommit=True) as admin:
        admin.execute("SELECT cdc_management.add_staging_leaf('avansas.\"stg_Actor\"', 9)")
    assert rows(roles.admin, "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'cdc_staging'") == [
        (ROLE_NAMES.migrator,)
    ]


def test_sinks_that_share_a_database_each_give_their_rights_and_leave_each_other_alone(roles: World) -> None:
    both = {
        SINK: (tables(), ROLE_NAMES),
        "sink_asma.other": (others(), Roles(loader=ROLE_NAMES.merger, reader=ROLE_NAMES.loader)),
    }
    with fresh_database(roles.server) as conninfo:
        for _ in range(2):
            results = [
                result
                for sink, (definitions, given) in both.items()
                for result in apply(conninfo, rendered(definitions, given, sink), ["avansas"])
            ]
        assert all(result.ok and not result.applied for result in results)
        may = "SELECT has_table_privilege(r, 'cdc_management.v_merge_status', 'SELECT') FROM unnest(%s::text[]) AS r"
        assert rows(conninfo, may, [ROLE_NAMES.reader, ROLE_NAMES.loader, ROLE_NAMES.merger]) == [
            (True,),
            (True,),
            (False,),
        ]


def test_a_database_that_a_superuser_applied_is_handed_over_by_what_the_page_says(roles: World) -> None:
    page = (CHECKOUT / "docs" / "explanation" / "security.md").read_text()
    (block,) = re.findall(r"```sql\n(DO \$take_over\$.*?)```", page, re.DOTALL)
    with fresh_database(roles.server) as admin:
        made = World(roles.server, admin, ROLE_NAMES)
        assert all(result.ok for result in apply(admin, rendered(tables()), ["avansas"]))
        execute(admin, roles_sql(ROLE_NAMES, ["public"]))
        execute(admin, block.replace("cdc_migrator", ROLE_NAMES.migrator or ""))
        wider = tables({**ACTOR, "navn": "varchar(50)"})
        with pool(made.login("migrator")) as opened:
            with opened.connection() as connection:
                found = [TenantSchema("avansas"), TenantSchema("ny")]
                planned = plan_fleet(connection, rendered(wider), wanted(wider), found, Policy(TODAY))
            assert roll_out(opened, planned, Policy(TODAY)).ok
        write(made, "avansas")
        with made.connect("merger") as merger:
            merger.execute("CALL cdc_management.run_pending_merges(0)")
        assert one(admin, 'SELECT count(*) FROM avansas."Actor"') == 1
        strangers = rows(
            admin,
            "SELECT c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace"
            " WHERE n.nspname IN ('cdc_management', 'cdc_staging', 'avansas', 'ny')"
            " AND pg_get_userbyid(c.relowner) <> %s UNION ALL"
            " SELECT p.proname FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace"
            " WHERE n.nspname IN ('cdc_management', 'avansas', 'ny') AND pg_get_userbyid(p.proowner) <> %s",
            *[ROLE_NAMES.migrator] * 2,
        )
        assert strangers == []
