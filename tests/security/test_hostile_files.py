"""Files that people, tools or attackers spoilt: a clear error or the right result, never SQL that was not meant."""

from __future__ import annotations

import contextlib
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cdc_assets import stages
from cdc_assets.checks.health import edited
from cdc_assets.config.load import load_project
from cdc_assets.config.tenants import tenants
from cdc_assets.ddl.files import read_migrations
from cdc_assets.ddl.model import Migrations
from cdc_assets.ddl.roles import sink_roles_sql
from cdc_assets.errors import CdcError
from cdc_assets.migrate.hints import read_ledger
from cdc_assets.migrate.manual import read_scripts
from cdc_assets.tables.naming import SCHEMA_PLACEHOLDER, quote_ident
from resources.embedded_postgres import Server
from tests.security.hostile import FILES, SINK, SOURCE, few, generate, mutate, scribble, write_project
from tests.support.postgres import fresh_database

NOT_SQL = psycopg.errors.SyntaxError
REFUSED = (
    psycopg.errors.UndefinedObject, psycopg.errors.ReservedName, psycopg.errors.DuplicateTable,
    psycopg.errors.DataError, psycopg.errors.FeatureNotSupported, psycopg.errors.InvalidTableDefinition,
    psycopg.errors.UndefinedFunction, psycopg.errors.DatatypeMismatch, psycopg.errors.InvalidObjectDefinition,
    psycopg.errors.InvalidSchemaName, psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn,
    psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidColumnReference, psycopg.errors.GroupingError,
    psycopg.errors.WrongObjectType, psycopg.errors.DependentObjectsStillExist, psycopg.errors.InvalidName,
)  # fmt: skip
"""What PostgreSQL may say of a name or type that it does not have or take. Never a syntax error: names stay names."""


@pytest.fixture(scope="module")
def canary(postgres: Server) -> Iterator[psycopg.Connection[Any]]:
    """A database with the infrastructure and a table that nobody may touch."""
    with (
        fresh_database(postgres) as conninfo,
        tempfile.TemporaryDirectory() as folder,
        psycopg.connect(conninfo) as connection,
    ):
        generate(write_project(Path(folder)))
        project = load_project(Path(folder), {"CDC_ENV": "nonprod"})
        made = read_migrations(stages.migrations_dir(project, project.services["adopus"], SINK))
        execute(connection, [file.body for file in made.files if file.kind == "infrastructure"])
        execute(connection, ["CREATE SCHEMA canary", "CREATE TABLE canary.alive AS SELECT 1 AS n"])
        connection.commit()
        yield connection


def execute(connection: psycopg.Connection[Any], bodies: list[str]) -> None:
    for body in bodies:
        connection.execute(body.encode())


def objects(connection: psycopg.Connection[Any]) -> set[tuple[str, str]]:
    """Schemas, and relations and routines by schema, but for what PostgreSQL and staging have of their own."""
    return set(
        connection.execute(
            "SELECT n.nspname, '' FROM pg_namespace AS n WHERE n.nspname !~ '^pg_' UNION ALL"
            " SELECT n.nspname, c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace"
            " WHERE n.nspname !~ '^pg_|^cdc_staging$' AND c.relkind <> 'i' UNION ALL"
            " SELECT n.nspname, p.proname FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace"
            " WHERE n.nspname !~ '^pg_'"
        ).fetchall()
    )


def assert_only_what_was_meant(connection: psycopg.Connection[Any], made: Migrations, tenant: str) -> None:
    """Execute the files for one tenant, all or none: what is there afterwards is what the files' names say."""
    own = [file for file in made.files if file.kind != "infrastructure"]
    meant = {(file.schema if file.schema is not None else tenant, file.relation or "") for file in own}
    before = objects(connection)
    try:
        execute(connection, [file.body.replace(SCHEMA_PLACEHOLDER, quote_ident(tenant)) for file in own])
        slots = {(schema, name) for schema, name in objects(connection) if name.startswith("slot_")}
        new = objects(connection) - before - slots
        extra = new - meant - {(schema, "") for schema, _ in meant}
        assert not extra, extra
        assert connection.execute("SELECT n FROM canary.alive").fetchall() == [(1,)]
    finally:
        connection.rollback()


def outcome(ask: Callable[[], Any]) -> Any:
    """What comes of it; None for an error that can be read and says where."""
    try:
        return ask()
    except CdcError as error:
        bad = [problem for problem in error.problems if not problem.where or not str(problem).isprintable()]
        return pytest.fail(repr(bad)) if bad else None


@few(30)
@given(st.integers(0, 2**32), st.sampled_from(sorted(FILES)))
def test_configuration_becomes_sql_that_was_meant_or_a_message(
    canary: psycopg.Connection[Any], seed: int, name: str
) -> None:
    rng = random.Random(seed)
    tree = yaml.safe_load(FILES[name])
    for _ in range(rng.randint(1, 2)):
        tree = mutate(tree, rng)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "a" / "b" / "c" / "project"
        write_project(root, {name: yaml.dump(tree, allow_unicode=True, sort_keys=False)})
        project = outcome(lambda: generate(root))
        assert [path for path in Path(folder).rglob("*") if path.is_file() and not path.is_relative_to(root)] == []
        if project is None:
            return
        raw = "templates" in name or "map" in name  # types and expressions there are the user's own SQL
        for service in project.services.values():
            for sink in service.sinks:
                made = read_migrations(stages.migrations_dir(project, service, sink))
                for tenant in tenants(project, service.group)[:1]:
                    with contextlib.suppress(*REFUSED, *([NOT_SQL] if raw else [])):
                        assert_only_what_was_meant(canary, made, tenant.name)
                with contextlib.suppress(*REFUSED):
                    canary.execute(sink_roles_sql(project, sink).encode())
                    assert canary.execute("SELECT to_regclass('public.evil')").fetchone() == (None,)
                canary.rollback()


def test_the_project_is_right_before_it_is_spoilt(canary: psycopg.Connection[Any], tmp_path: Path) -> None:
    project = generate(write_project(tmp_path))
    made = read_migrations(stages.migrations_dir(project, project.services["adopus"], SINK))
    assert_only_what_was_meant(canary, made, "avansas")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with all generated files, an evolution, a person's script and a ledger."""
    root = write_project(tmp_path_factory.mktemp("whole"))
    generate(root)
    (root / "source" / "a.sql").write_text(SOURCE["source/a.sql"].replace("varchar(20)", "varchar(50), ny int"))
    project = generate(root)
    folder = stages.migrations_dir(project, project.services["adopus"], SINK)
    (folder / "manual").mkdir(exist_ok=True)
    (folder / "manual" / "0001_x.sql").write_text('-- new tenants: skip\nUPDATE {{SCHEMA}}."Actor" SET id = id;\n')
    (folder / "evolution").mkdir(exist_ok=True)
    (folder / "evolution" / "renames.yaml").write_text("- {schema: null, table: Actor, from: Gammel, to: Navn2}\n")
    return root


@few(20)
@given(st.integers(0, 2**32))
def test_generated_files_edited_at_random_are_named_or_made_again(whole: Path, seed: int) -> None:
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        shutil.copytree(whole, root)
        every = [path for name in ("generated", "migrations", ".cdc") for path in sorted((root / name).rglob("*.*"))]
        path = rng.choice([one for one in every if one.suffix != ".sql" or rng.random() < 0.3])
        if rng.random() < 0.05:
            path.unlink()
        else:
            path.write_bytes(scribble(path.read_bytes(), rng))
        project = load_project(root, {"CDC_ENV": "nonprod"})
        migrations = stages.migrations_dir(project, project.services["adopus"], SINK)
        before = path.read_bytes() if path.exists() else None
        asked: list[Callable[[], object]] = [
            lambda: list(stages.places(project, "adopus", SINK, ["avansas"])),
            lambda: read_scripts(migrations),
            lambda: read_ledger(migrations),
            lambda: edited(migrations),
            lambda: generate(root),
        ]
        for ask in asked:
            outcome(ask)
        if before is not None and path.suffix == ".sql" and path.parent.name not in ("roles", "validation"):
            assert path.read_bytes() == before or b"sha256" in before  # what a person wrote is kept
