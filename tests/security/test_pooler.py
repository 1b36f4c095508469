"""Through pgbouncer in transaction mode, where each transaction may meet another session: right, or a clear refusal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from cdc_assets.config.model import Roles, SinkServer, SinkTarget
from cdc_assets.migrate.apply import down_fleet, roll_out
from cdc_assets.migrate.diff import Policy
from cdc_assets.migrate.fleet_plan import plan_fleet
from cdc_assets.migrate.hazards import approvals
from cdc_assets.migrate.hints import Hints
from cdc_assets.migrate.locks import behind_pooler
from cdc_assets.offsets.model import Stream
from cdc_assets.offsets.sweep import sweep
from resources.embedded_postgres import Server
from resources.postgres import Pool, database, pool
from tests.migrate.fleet_support import tenants, version
from tests.migrate.runner import TODAY
from tests.security.servers import pgbouncer
from tests.support.databases import migrate, one, rows
from tests.support.postgres import fresh_database

ONE = {"Actor": {"id": "integer key", "navn": "varchar(50)", "kode": "integer"}, "Logg": {"id": "integer"}}
WIDER = {**ONE, "Actor": {**ONE["Actor"], "navn": "varchar(80)", "epost": "text"}}
OTHER_KEY = {**WIDER, "Actor": {**WIDER["Actor"], "id": "integer", "kode": "integer key"}}
SCHEMAS = ["avansas", "borg", "celsius"]
POLICY = Policy(TODAY)


@pytest.fixture(scope="module")
def pooled(postgres: Server) -> Iterator[tuple[str, SinkTarget]]:
    """The conninfo past the pooler, and the sink that leads through it."""
    with fresh_database(postgres) as direct, pgbouncer(str(postgres.socket), postgres.port) as (host, port):
        name = psycopg.conninfo.conninfo_to_dict(direct)["dbname"]
        server = SinkServer(host=host, port=port, user="postgres")
        yield direct, SinkTarget("sink_asma.directory", "dev", "default", server, str(name), ("public",), Roles())


@pytest.fixture
def opened(pooled: tuple[str, SinkTarget]) -> Iterator[Pool]:
    with database(pooled[1], Path("/")) as reachable, pool(reachable, 4) as connections:
        yield connections


def evolve(opened: Pool, spec: dict, policy: Policy = POLICY) -> object:
    migrations, wanted = version(spec)
    with opened.connection() as connection:
        planned = plan_fleet(connection, migrations, wanted, tenants(SCHEMAS), policy)
    return roll_out(
        opened,
        planned,
        policy,
        approved=approvals(["DATA_LOSS", "TABLE_REWRITE", "LOCKS_WRITES", "MEANING_CHANGE", "NOT_REVERSIBLE"]),
    )


def test_everything_a_day_brings_goes_through(pooled: tuple[str, SinkTarget], opened: Pool) -> None:
    direct, _ = pooled
    assert all(result.ok for result in migrate(opened, version(ONE)[0], SCHEMAS))
    assert all(not result.applied for result in migrate(opened, version(ONE)[0], SCHEMAS))
    for schema in SCHEMAS:
        with opened.connection() as connection:
            into = (
                f'COPY {schema}."stg_Actor" (id, navn, __operation, __kafka_topic, __kafka_partition, __kafka_offset)'
            )
            with connection.cursor().copy(f"{into} FROM STDIN".encode()) as copy:
                for number in range(3):
                    copy.write_row([number, "Åse", "c", f"t.{schema}", 0, number])
    with opened.connection() as connection:
        connection.execute("CALL cdc_management.run_pending_merges(0)")
    assert [one(direct, f'SELECT count(*) FROM {schema}."Actor"') for schema in SCHEMAS] == [3, 3, 3]
    assert evolve(opened, WIDER).ok
    assert (
        one(
            direct,
            "SELECT count(*) FROM information_schema.columns WHERE (table_name, column_name) = ('Actor', 'epost')",
        )
        == 3
    )
    streams = [Stream(schema, schema, "Actor", f"t.{schema}") for schema in SCHEMAS]
    with opened.connection() as connection:
        found = sweep(connection, streams)
    assert [(state.coverage.last, len(state.gaps)) for state in found.partitions if state.coverage] == [(2, 0)] * 3
    assert {each.status for each in down_fleet(opened, tenants(SCHEMAS), ["Actor"])} == {"applied"}
    assert rows(direct, "SELECT message FROM cdc_management.error_log") == []


def test_what_needs_a_session_of_its_own_is_refused_before_anything_is_done(
    pooled: tuple[str, SinkTarget], opened: Pool
) -> None:
    direct, _ = pooled
    evolve(opened, WIDER)
    shape = (
        "SELECT string_agg(format('%s %s %s', c.relname, a.attname, a.atttypid), ',' ORDER BY a.attrelid, a.attnum)"
        " FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid"
        " WHERE c.relnamespace = 'avansas'::regnamespace"
    )
    before = one(direct, shape)
    done = evolve(opened, OTHER_KEY, Policy(TODAY, small_bytes=0))
    assert not done.ok
    said = [failed.error for result in done.results for failed in result.failed]
    assert said
    assert all("a pooler is in between" in text and "host and port" in text for text in said), said
    assert one(direct, shape) == before
    held = (
        "SELECT mode FROM pg_locks WHERE locktype = 'advisory'"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    assert rows(direct, held) == []


def test_what_a_hint_sets_is_gone_with_its_transaction(pooled: tuple[str, SinkTarget], opened: Pool) -> None:
    left = {"Land": {"id": "integer key", "land": "text"}}
    assert all(result.ok for result in migrate(opened, version(left)[0], SCHEMAS))
    sets = "SET statement_timeout = '4321s'; SET search_path = nowhere; SET ROLE pg_monitor; RESET ROLE"
    hints = {(None, "Land"): Hints(not_null={"land": f"{sets}; SELECT set_config('work_mem', '1MB', false)"})}
    migrations, wanted = version({"Land": {**left["Land"], "land": {"type": "text", "not_null": True}}}, hints)
    with opened.connection() as connection:
        planned = plan_fleet(connection, migrations, wanted, tenants(SCHEMAS), POLICY)
    done = roll_out(opened, planned, POLICY, approved=approvals(["LOCKS_WRITES", "MEANING_CHANGE"]))
    assert done.ok, done.results
    names = ("statement_timeout", "search_path", "work_mem", "role")
    for _ in range(8):  # whichever sessions the pooler has
        with opened.connection() as connection:
            found = [connection.execute(f"SHOW {name}").fetchone() for name in names]
        assert not {("4321s",), ("nowhere",), ("1MB",), ("pg_monitor",)} & set(found), found


def test_a_pooler_is_told_from_the_server_itself(pooled: tuple[str, SinkTarget], opened: Pool) -> None:
    with opened.connection() as connection:
        assert behind_pooler(connection)
    with psycopg.connect(pooled[0]) as connection:
        assert not behind_pooler(connection)
