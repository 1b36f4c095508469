"""Every routine of ours: its search_path, and whose rights it works with."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from resources.embedded_postgres import Server
from tests.migrate.fleet_support import version
from tests.support.databases import apply, rows
from tests.support.postgres import fresh_database

PINNED = "search_path=pg_catalog, pg_temp"

WITHOUT_SEARCH_PATH = {
    "cdc_management.run_pending_merges": "it commits, which a procedure with settings of its own may not",
    "cdc_management.relation_of": "one expression of names in pg_catalog, that the planner shall put in place",
}

WITH_THE_OWNERS_RIGHTS = {
    "cdc_management.first_staged": "v_merge_status says since when something waits, to who may not read staging",
    "cdc_management.staging_epoch_lives": "v_staging_lost, likewise",
    "cdc_management.ring": "a loader's statement marks that something is staged; the loader may not write marks itself",
    "cdc_management.refuse": "a loader sets messages aside; it may not read what lies there",
    "cdc_management.pending_merges": "the merger asks what is due, and may read neither staging nor merge_control",
    "cdc_management.try_merge": "the merger merges what merge_control lists, without any right in the tables",
    "cdc_management.merge_relation": "manual_merge, likewise",
}
"""SECURITY DEFINER, each with its reason. What is new here must be safe whoever calls it with whatever arguments."""


@pytest.fixture(scope="module")
def applied(postgres: Server) -> Iterator[str]:
    with fresh_database(postgres) as conninfo:
        spec = {
            "Actor": {"id": "integer key", "doc": "text"},
            "Logg": {"id": "integer"},
            "public.Felles": {"id": "integer key"},
        }
        apply(conninfo, version(spec)[0], ["avansas"])
        yield conninfo


def routines(conninfo: str, where: str) -> set[str]:
    found = rows(
        conninfo,
        "SELECT n.nspname || '.' || p.proname FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace"
        f" WHERE n.nspname <> ALL ('{{pg_catalog,information_schema}}') AND {where}",
    )
    return {name for (name,) in found}


def test_every_routine_has_its_search_path_fixed(applied: str) -> None:
    assert len(routines(applied, "true")) > 25
    # names in a body of SQL proper (RETURN …) are found when it is made, not when it runs
    loose = routines(applied, f"p.prosqlbody IS NULL AND NOT coalesce('{PINNED}' = ANY (p.proconfig), false)")
    assert loose == set(WITHOUT_SEARCH_PATH)


def test_the_owners_rights_are_lent_by_name_only(applied: str) -> None:
    assert routines(applied, "p.prosecdef") == set(WITH_THE_OWNERS_RIGHTS)


def test_operators_and_functions_of_somebody_elses_do_not_come_in(applied: str) -> None:
    """What another schema puts first in a caller's path, or in pg_temp, changes nothing."""
    with psycopg.connect(applied, autocommit=True) as connection:
        connection.execute(
            "CREATE SCHEMA evil; SET search_path = evil, pg_temp, pg_catalog;"
            "CREATE FUNCTION evil.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS 'SELECT (1/0)::text::date';"
            "CREATE FUNCTION evil.array_length(anyarray, int) RETURNS int LANGUAGE sql AS 'SELECT 1/0';"
            "CREATE FUNCTION evil.array_agg(text) RETURNS text[] LANGUAGE sql AS 'SELECT ARRAY[(1/0)::text]';"
            "CREATE TEMP TABLE merge_control (x int); CREATE TEMP TABLE pg_class (x int);"
            "INSERT INTO avansas.\"stg_Actor\" (id, __operation) VALUES (1, 'c')"
        )
        connection.execute("CALL cdc_management.run_pending_merges(0)")
        assert rows(applied, 'SELECT id FROM avansas."Actor"') == [(1,)]
        assert rows(applied, "SELECT message FROM cdc_management.error_log") == []
        connection.execute("DROP SCHEMA evil CASCADE")
