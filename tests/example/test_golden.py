"""The example's committed `generated/` and `migrations/` are golden files: made anew, compared, and executed."""

from __future__ import annotations

import shutil
from pathlib import Path

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from cdc_assets import stages
from cdc_assets.capture.report import write_enable_script
from cdc_assets.ddl.files import read_migrations
from resources.embedded_postgres import Server
from resources.project import CHECKOUT, open_project
from tests.support.databases import migrate
from tests.support.postgres import both_versions, fresh_database

EXAMPLES = ("adopus", "asma")
OUTPUTS = ("generated", "migrations")


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_committed_files_are_what_the_example_generates(example: str, tmp_path: Path) -> None:
    committed = CHECKOUT / "examples" / example
    copy = tmp_path / example
    shutil.copytree(committed, copy, ignore=shutil.ignore_patterns(".cdc", *OUTPUTS))
    project, environ = open_project({"CDC_PROJECT_DIR": str(copy)}, offline=True)
    for service in project.services.values():
        stages.source_schema(project, service, environ)
        stages.table_definitions(project, service)
        write_enable_script(project, service)
        for sink in service.sinks:
            stages.ddl(project, service, sink)
    for output in OUTPUTS:
        made, kept = _texts(copy / output), _texts(committed / output)
        assert sorted(made) == sorted(kept), "run: make golden"
        differing = [name for name, text in made.items() if kept[name] != text]
        assert not differing, "run: make golden, and review the diff"


def test_what_a_reviewer_of_the_examples_is_given_stays_small() -> None:
    folders = [CHECKOUT / "examples" / name / "migrations" for name in EXAMPLES]
    found = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in found) <= 800_000
    merges = [path for path in found if path.match("staging/*-merge.sql")]
    assert len(merges) == 64
    assert max(len(path.read_text().splitlines()) for path in merges) <= 40


@both_versions
def test_the_committed_files_run_and_run_again_to_nothing(postgres: Server) -> None:
    migrations = read_migrations(CHECKOUT / "examples" / "adopus" / "migrations" / "sink_asma__directory")
    tenants = ["avansas", 'odd "name"']
    with fresh_database(postgres) as conninfo, ConnectionPool(conninfo, kwargs={"autocommit": True}) as pool:
        for again in (False, True):
            results = migrate(pool, migrations, tenants)
            assert all(result.ok for result in results)
            assert any(result.applied for result in results) is not again
        with psycopg.connect(conninfo) as connection:
            counted = connection.execute(
                "SELECT n.nspname, count(*) FILTER (WHERE c.relname LIKE 'stg\\_%%'), count(*)"
                " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                " WHERE n.nspname = ANY (%s) AND c.relkind IN ('r', 'p') GROUP BY 1 ORDER BY 1",
                [tenants],
            ).fetchall()
            assert counted == [("avansas", 39, 78), ('odd "name"', 39, 78)]
            public = connection.execute("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace")
            assert public.fetchone() == (0,)


def _texts(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}
