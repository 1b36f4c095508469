"""A real standby: what reads answers there, what staging alone knows is `not looked at`, what writes is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner

from cdc_assets import stages
from cdc_assets.cli.main import cdc
from cdc_assets.config.load import load_project
from cdc_assets.errors import CdcError
from tests.security.project import TABLE, TOPIC, generate, write_project
from tests.security.servers import Plain, caught_up, plain_server, standby_of
from tests.support.postgres import EMBEDDED, binaries


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Plain, Plain, Path]]:
    """A primary where offsets 0-2 and 5 were merged and 6 is staged, its standby, and a project at the latter."""
    with plain_server(binaries(EMBEDDED), {"wal_level": "replica"}) as primary:
        root = write_project(tmp_path_factory.mktemp("primary"), str(primary.folder), primary.port)
        generate(root)
        stages.applied_schema(load_project(root, {}), "adopus", "sink_asma.directory", ["avansas", "brobygger"])
        with psycopg.connect(primary.conninfo(), autocommit=True) as connection:
            stage(connection, 0, 1, 2, 5)
            connection.execute("CALL cdc_management.run_pending_merges(0)")
            stage(connection, 6)
        with standby_of(primary) as standby:
            caught_up(primary, standby)
            away = write_project(tmp_path_factory.mktemp("standby"), str(standby.folder), standby.port)
            generate(away)
            yield primary, standby, away


def stage(connection: psycopg.Connection[Any], *offsets: int) -> None:
    into = 'avansas."stg_Actor" (id, name, __operation, __kafka_topic, __kafka_partition, __kafka_offset)'
    with connection.cursor().copy(f"COPY {into} FROM STDIN".encode()) as copy:
        for offset in offsets:
            copy.write_row([offset, "Åse", "c", TOPIC, 0, offset])


def run(root: Path, *arguments: str) -> tuple[int, Any]:
    done = CliRunner().invoke(cdc, ["--project", str(root), *arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit | CdcError), done.exception
    return done.exit_code, done


def test_every_view_answers_on_a_standby(pair: tuple[Plain, Plain, Path]) -> None:
    with psycopg.connect(pair[1].conninfo(), autocommit=True) as connection:
        assert connection.execute("SELECT pg_is_in_recovery()").fetchone() == (True,)
        views = connection.execute("SELECT viewname FROM pg_views WHERE schemaname = 'cdc_management'").fetchall()
        assert len(views) >= 9
        for (view,) in views:
            connection.execute(f"SELECT * FROM cdc_management.{view}".encode()).fetchall()
        gaps = connection.execute("SELECT gap_start, gap_end FROM cdc_management.v_cdc_processing_gaps").fetchall()
        assert gaps == [(3, 4)]
        looked = (
            "SELECT DISTINCT first_staged, waiting_seconds, staging_was_looked_at FROM cdc_management.v_merge_status"
        )
        assert connection.execute(looked.encode()).fetchall() == [(None, None, False)]
        assert connection.execute('SELECT count(*) FROM avansas."Actor"').fetchone() == (4,)


def test_the_primary_is_looked_at(pair: tuple[Plain, Plain, Path]) -> None:
    with psycopg.connect(pair[0].conninfo(), autocommit=True) as connection:
        status = "SELECT schema_name, staging_was_looked_at FROM cdc_management.v_merge_status"
        assert connection.execute(f"{status} WHERE first_staged IS NOT NULL".encode()).fetchall() == [("avansas", True)]


def test_status_and_plan_read_a_standby(pair: tuple[Plain, Plain, Path]) -> None:
    for command in ("status", "plan"):
        code, done = run(pair[2], command, "--json")
        assert code == 0, done.output
        assert json.loads(done.stdout)


def test_gaps_are_found_on_a_standby_and_staging_was_not_looked_at(pair: tuple[Plain, Plain, Path]) -> None:
    code, done = run(pair[2], "offsets", "gaps", "--json")
    assert code == 1, done.output
    found = json.loads(done.stdout)
    (row,) = [each for each in found["fleet"] if each["tenant"] == "avansas"]
    assert row["unknown"] + row["lost"] + row["at_risk"] + row["recoverable"] >= 2
    assert "standby" in done.stdout


def test_the_checks_of_tenants_say_what_was_not_looked_at(pair: tuple[Plain, Plain, Path]) -> None:
    from cdc_assets.checks.health import read_health

    project = load_project(pair[2], {})
    for tenant in read_health(project, "adopus", "sink_asma.directory", ["avansas", "brobygger"]):
        said = {finding.subject: finding.what for finding in tenant.findings}
        assert "not looked at" in said["staging_survived"], said
        assert "not looked at" in said["merge_backlog"], said


def test_applying_to_a_standby_is_refused_in_a_sentence(pair: tuple[Plain, Plain, Path]) -> None:
    table = pair[2] / "source" / "Actor.sql"
    table.write_text(TABLE.replace("name varchar(20)", "name varchar(20), epost varchar(20)"))
    generate(pair[2])
    try:
        code, done = run(pair[2], "apply")
        assert code != 0
        assert "this is a standby" in str(done.exception)
        with pytest.raises(CdcError, match="this is a standby"):
            stages.step_back(load_project(pair[2], {}), "adopus", "sink_asma.directory", ["avansas"], ["Actor"])
    finally:
        table.write_text(TABLE)
        generate(pair[2])
    code, done = run(pair[2], "doctor", "--json")
    assert code != 0, done.exception
    assert "is a standby" in done.output, done.output


def test_merging_on_a_standby_fails_by_name(pair: tuple[Plain, Plain, Path]) -> None:
    with psycopg.connect(pair[1].conninfo(), autocommit=True) as connection:
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            connection.execute("CALL avansas.sp_merge_actor()")
        connection.execute("CALL cdc_management.run_pending_merges(0)")  # nothing is known to wait
