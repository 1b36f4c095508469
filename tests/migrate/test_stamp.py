"""A plan is for what it was made for: whatever its table's shape holds moves the stamp, staging at work does not."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from cdc_assets.migrate.apply import roll_out
from cdc_assets.migrate.diff import Policy
from cdc_assets.migrate.evolve import read_stamps, read_unit
from tests.migrate.fleet_support import plan, pool, start, version
from tests.migrate.runner import TODAY
from tests.support.postgres import fresh_database
from tests.support.waits import until_one_waits

ONE = {"Actor": {"id": "integer key", "nr": "integer", "navn": "varchar(50)"}}
TWO = {"Actor": {**ONE["Actor"], "epost": "text"}}
(ACTOR,) = version(ONE)[1].values()
MADE = """CREATE FUNCTION t.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TRIGGER vakt BEFORE UPDATE ON t."Actor" FOR EACH ROW EXECUTE FUNCTION t.f();
    CREATE VIEW t.utsnitt AS SELECT nr FROM t."Actor"; CREATE UNIQUE INDEX entydig ON t."Actor" (nr);
    ALTER TABLE t."Actor" ADD CONSTRAINT positiv CHECK (nr > 0), ALTER navn SET DEFAULT 'x';
    CREATE TABLE t.far (nr integer); CREATE POLICY egne ON t."Actor";
    ALTER TABLE t."Actor" ENABLE ROW LEVEL SECURITY; CREATE PUBLICATION ut FOR ALL TABLES"""

BODY = """CREATE OR REPLACE PROCEDURE t.sp_merge_actor(p_batch_size integer DEFAULT 1, p_wait_seconds numeric DEFAULT 1)
    LANGUAGE sql AS 'SELECT 1'"""


@pytest.fixture(scope="module")
def there(postgres) -> Iterator[str]:
    with fresh_database(postgres) as conninfo:
        with pool(conninfo) as opened:
            start(opened, ONE, ["t"])
            with opened.connection() as connection:
                connection.execute(MADE)
        yield conninfo


@pytest.mark.parametrize(
    "statement",
    [
        'ALTER TABLE t."Actor" ADD epost text',
        'ALTER TABLE t."stg_Actor" DROP nr',
        'ALTER TABLE t."Actor" RENAME navn TO name',
        'ALTER TABLE t."Actor" ALTER navn TYPE text',
        'ALTER TABLE t."stg_Actor" ALTER nr TYPE bigint',
        'ALTER TABLE t."Actor" ALTER nr SET NOT NULL',
        'ALTER TABLE t."Actor" ALTER navn SET DEFAULT \'y\'',
        'ALTER TABLE t."Actor" ALTER navn DROP DEFAULT',
        'COMMENT ON COLUMN t."Actor".nr IS NULL',
        'COMMENT ON COLUMN t."Actor".nr IS \'tall\'',
        'COMMENT ON TABLE t."stg_Actor" IS NULL',
        'ALTER TABLE t."Actor" DROP CONSTRAINT "Actor_pkey"',
        'ALTER TABLE t."Actor" DROP CONSTRAINT positiv',
        'ALTER TABLE t."Actor" ADD CHECK (nr < 9) NOT VALID',
        "DROP INDEX t.entydig",
        'CREATE UNIQUE INDEX ON t."Actor" (navn)',
        'DROP TRIGGER vakt ON t."Actor"',
        'ALTER TABLE t."Actor" DISABLE TRIGGER vakt',
        "DROP VIEW t.utsnitt",
        'CREATE VIEW t.mer AS SELECT navn FROM t."Actor"',
        'ALTER TABLE t."Actor" SET (fillfactor = 70)',
        'ALTER TABLE t."Actor" SET UNLOGGED',
        'CREATE TABLE t.peker (id integer REFERENCES t."Actor")',
        'CREATE TABLE t.rader (rad t."Actor")',
        'CREATE TABLE t.barn () INHERITS (t."Actor")',
        'ALTER TABLE t."Actor" INHERIT t.far',
        'ALTER TABLE t."Actor" DISABLE ROW LEVEL SECURITY',
        'CREATE POLICY andre ON t."Actor"',
        'CREATE RULE ingen AS ON DELETE TO t."Actor" DO INSTEAD NOTHING',
        'CREATE PUBLICATION inn FOR TABLE t."Actor" (id, navn)',
        "CREATE PUBLICATION inn FOR TABLES IN SCHEMA t",
        "DROP PUBLICATION ut",
        'ALTER TABLE t."Actor" REPLICA IDENTITY FULL',
        'DROP PROCEDURE t."sp_merge_actor"',
        BODY,
        'CREATE PROCEDURE t."sp_merge_actor"(text) LANGUAGE sql AS \'SELECT 1\'',
        'DROP TABLE t."stg_Actor"',
    ],
)  # fmt: skip
def test_whatever_changes_the_shape_moves_the_stamp(there: str, statement: str):
    with psycopg.connect(there) as connection:
        stamp, shape = read_stamps(connection, [("t", ACTOR)]), read_unit(connection, ACTOR, "t")
        connection.execute(statement.encode())
        assert read_unit(connection, ACTOR, "t") != shape
        assert read_stamps(connection, [("t", ACTOR)]) != stamp
        connection.rollback()


def test_rows_statistics_and_leaves_of_staging_leave_the_stamp(there: str):
    with psycopg.connect(there, autocommit=True) as connection:
        connection.execute("""INSERT INTO t."stg_Actor" (id, nr, __operation) VALUES (1, 1, 'c')""")
        before = read_stamps(connection, [("t", ACTOR)])
        for number in range(2):
            connection.execute(
                f"""INSERT INTO t."stg_Actor" (id, nr, __operation) VALUES ({number}, {number + 1}, 'c')""".encode()
            )
            connection.execute("CALL t.sp_merge_actor()")
            connection.execute('ANALYZE t."Actor"; ANALYZE t."stg_Actor"')
        connection.execute('CREATE UNLOGGED TABLE cdc_staging.ny PARTITION OF t."stg_Actor" FOR VALUES IN (123456)')
        assert read_stamps(connection, [("t", ACTOR)]) == before
        connection.execute("DROP TABLE cdc_staging.ny")
        assert read_stamps(connection, [("t", ACTOR)]) == before


def test_what_somebody_commits_while_the_table_is_waited_for_is_seen(database: str):
    wider = {"Actor": {**ONE["Actor"], "nr": "bigint"}}
    with (
        pool(database) as opened,
        psycopg.connect(database) as other,
        psycopg.connect(database, autocommit=True) as watching,
        ThreadPoolExecutor(1) as worker,
    ):
        start(opened, ONE, ["t"])
        other.execute('INSERT INTO t."Actor" (id, nr) VALUES (1, 7)')
        other.commit()
        planned = plan(opened, wider, ["t"])
        other.execute('ALTER TABLE t."Actor" ALTER nr TYPE numeric(9, 2) USING nr + 0.25')
        done = worker.submit(roll_out, opened, planned, Policy(TODAY))
        until_one_waits(watching, "relation")
        other.commit()
        (outcome,) = (one for result in done.result().results for one in result.failed)
        assert [hazard.allow for hazard in outcome.hazards] == ["DATA_LOSS:Actor.nr"]
        assert other.execute('SELECT nr::text FROM t."Actor"').fetchone() == ("7.25",)


def test_a_table_that_changed_after_its_plan_is_planned_anew(database: str):
    with pool(database) as opened:
        start(opened, ONE, ["t", "u"])
        planned = plan(opened, TWO, ["t", "u"])
        with opened.connection() as connection:
            connection.execute('ALTER TABLE t."Actor" ADD epost text; ALTER TABLE t."stg_Actor" ADD epost text')
        done = roll_out(opened, planned, Policy(TODAY))
        assert done.ok
        assert [one.schema for result in done.results for one in result.applied] == ["t", "u"]
        assert plan(opened, TWO, ["t", "u"], mend=True).empty
