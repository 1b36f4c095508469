"""A sink with least-privilege roles for tests: roles made by `roles.sql`, everything applied as the migrator."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from cdc_assets.config.model import Project, Roles, SinkEntry, SinkGroup
from cdc_assets.ddl.model import Migrations
from cdc_assets.ddl.render import render_migrations
from cdc_assets.ddl.roles import roles_sql
from cdc_assets.migrate.desired import Desired, UnitKey
from cdc_assets.migrate.fleet_plan import wanted_units
from cdc_assets.tables.model import TableDefinition
from resources.embedded_postgres import Server
from tests.migrate.build import SINK, definition
from tests.support.databases import apply
from tests.support.postgres import fresh_database

ACTOR = {"id": "integer key", "navn": "varchar(20)"}
LOG = {"id": "integer", "navn": "varchar(20)"}
TENANTS = ("avansas", 'b"rg')
ROLE_NAMES = Roles(
    loader=f"loader_{os.getpid()}",
    reader=f'rea"der_{os.getpid()}',
    merger=f"merger_{os.getpid()}",
    migrator=f"migrator_{os.getpid()}",
)


def tables(actor: dict[str, Any] = ACTOR) -> tuple[TableDefinition, ...]:
    """A keyed table, one without a key, and one in a literal schema."""
    return definition(actor), definition(LOG, "Logg"), definition(ACTOR, "Felles", "public")


def others() -> tuple[TableDefinition, ...]:
    """What another sink puts into the same database."""
    made = definition(ACTOR, "Andre")
    return (replace(made, targets=tuple(replace(each, sink="sink_asma.other") for each in made.targets)),)


def rendered(definitions: Sequence[TableDefinition], roles: Roles = ROLE_NAMES, sink: str = SINK) -> Migrations:
    name, _, service = sink.partition(".")
    group = SinkGroup(name=name, sources={service: SinkEntry(name=service)}, roles=roles)
    return render_migrations(Project(Path("/nowhere"), "nonprod", {}, {}, {name: group}, {}, {}), sink, definitions)


def wanted(definitions: Sequence[TableDefinition], roles: Roles = ROLE_NAMES) -> dict[UnitKey, Desired]:
    return wanted_units(rendered(definitions, roles), definitions)


@dataclass(frozen=True)
class World:
    """A database and its roles; `login` is a conninfo as a member of one of them."""

    server: Server
    admin: str
    roles: Roles

    def login(self, role: str) -> str:
        name = getattr(self.roles, role)
        return make_conninfo(self.admin, user=name if role == "migrator" else f"{name}_login")

    def connect(self, role: str) -> psycopg.Connection[Any]:
        return psycopg.connect(self.login(role), autocommit=True)


@contextmanager
def world(server: Server, tenants: Sequence[str] = TENANTS) -> Iterator[World]:
    """Roles, and `tables()` applied by the migrator, who is nobody special."""
    with fresh_database(server) as admin:
        text = roles_sql(ROLE_NAMES, ["public", "nowhere"])
        with psycopg.connect(admin, autocommit=True) as connection:
            for _ in range(2):
                connection.execute(text.encode())
            for name in (ROLE_NAMES.loader, ROLE_NAMES.reader, ROLE_NAMES.merger):
                make = sql.SQL("CREATE ROLE {} LOGIN IN ROLE {}")
                connection.execute(make.format(sql.Identifier(f"{name}_login"), sql.Identifier(name or "")))
        made = World(server, admin, ROLE_NAMES)
        try:
            results = apply(made.login("migrator"), rendered(tables()), tenants)
            assert all(result.ok for result in results), [result.failed for result in results]
            yield made
        finally:
            with psycopg.connect(admin, autocommit=True) as connection:
                names = [name for name in (ROLE_NAMES.migrator, *ROLE_NAMES.granted) if name]
                for name in names:
                    connection.execute(sql.SQL("DROP OWNED BY {} CASCADE").format(sql.Identifier(name)))
                for name in [*names, *(f"{name}_login" for name in ROLE_NAMES.granted)]:
                    connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))
