"""A sink's PostgreSQL database: reaching it, with errors that name server and database and never a password.

What belongs here: connection strings, connections, pools; starting the embedded server and creating its databases.
What does not: what is executed there (`cdc_assets/migrate`).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg_pool import ConnectionPool

from cdc_assets.config.model import SinkTarget
from cdc_assets.errors import CdcError, Problem
from resources.embedded_postgres import Server, running

MINIMUM_VERSION = 15
CONNECT_SECONDS = 10
_SHOWN = ("host", "hostaddr", "port", "user", "dbname", "application_name", "sslrootcert", "sslcert", "sslkey")
_SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")

Pool = ConnectionPool[psycopg.Connection]


@dataclass(frozen=True, slots=True)
class Database:
    """A database that can be connected to. `label` names it in messages; `conninfo` may hold a password."""

    label: str
    conninfo: str

    def __repr__(self) -> str:
        return f"Database({self.label})"


def embedded_folder(project_root: Path) -> Path:
    """Where a project's embedded server keeps its files."""
    return project_root / ".cdc" / "postgres"


@contextlib.contextmanager
def database(target: SinkTarget, project_root: Path) -> Iterator[Database]:
    """The sink's database, reachable for as long as the context lasts.

    An embedded server is started where it does not run yet, and the database created in it where it is missing; a
    database on a server of the user's own is never created. Raises CdcError.
    """
    label = _label(target)
    if target.server.embedded:
        with running(embedded_folder(project_root)) as server:
            create_missing(server, target.database)
            yield Database(label, server.conninfo(target.database))
    else:
        yield Database(label, _conninfo(target, label, project_root))


def create_missing(server: Server, name: str) -> None:
    """Create the database `name` on an embedded server, unless it is there."""
    with psycopg.connect(server.conninfo(), autocommit=True) as connection:
        if connection.execute("SELECT FROM pg_catalog.pg_database WHERE datname = %s", [name]).fetchone() is None:
            with contextlib.suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))


def connect(database: Database) -> psycopg.Connection:
    """An autocommit connection that works through a transaction pooler (no prepared statements). Raises CdcError."""
    try:
        return psycopg.connect(
            database.conninfo, autocommit=True, prepare_threshold=None, connect_timeout=CONNECT_SECONDS
        )
    except psycopg.OperationalError as error:
        said = _without_secrets(_one_line(error), database.conninfo)
    # Outside of the block: no handler finds the original, with all that it quotes, behind this one.
    raise CdcError(Problem(database.label, f"cannot connect: {said}", hint=_hint(said)))


@contextlib.contextmanager
def pool(database: Database, size: int) -> Iterator[Pool]:
    """Up to `size` such connections, opened as they are needed. Raises CdcError at once where none can be opened."""
    with connect(database) as connection:  # a pool would retry for long and then not say why
        version = connection.info.server_version // 10000
    if version < MINIMUM_VERSION:
        raise CdcError(
            Problem(database.label, f"PostgreSQL {version} is too old", hint=f"PostgreSQL {MINIMUM_VERSION} or newer")
        )
    with ConnectionPool(
        database.conninfo,
        kwargs={"autocommit": True, "prepare_threshold": None, "connect_timeout": CONNECT_SECONDS},
        min_size=1,
        max_size=max(size, 1),
        timeout=30,
        open=False,
        name=database.label,
    ) as connections:
        yield connections


def _label(target: SinkTarget) -> str:
    server = "embedded" if target.server.embedded else f"{target.server.host or 'local'}:{target.server.port}"
    return f"{target.sink} ({target.env}): database «{target.database}» on server «{target.server_name}» ({server})"


def _conninfo(target: SinkTarget, label: str, root: Path) -> str:
    server = target.server
    password = server.password.get_secret_value() if server.password else None
    given = {
        "host": server.host,
        "port": server.port,
        "user": server.user,
        "password": password,
        "sslmode": server.sslmode,
        "sslrootcert": _certificate(server.sslrootcert, root),
        "sslcert": _certificate(server.sslcert, root),
        "sslkey": _certificate(server.sslkey, root),
    }
    try:
        return make_conninfo(
            "", **{"application_name": "cdc", **server.options, **_present(given), "dbname": target.database}
        )
    except psycopg.ProgrammingError as error:
        raise CdcError(Problem(label, f"the server's options are not understood: {_one_line(error)}")) from None


def _certificate(path: str | None, root: Path) -> str | None:
    """libpq looks for relative names below the folder that a process happens to be in; the project's is meant."""
    return path if path in (None, "", "system") else str(root / Path(path).expanduser())


def _present(values: Mapping[str, str | int | None]) -> dict[str, str | int]:
    return {name: value for name, value in values.items() if value is not None and value != ""}


def _without_secrets(said: str, conninfo: str) -> str:
    """libpq quotes values that it does not understand: a password may have come into the wrong parameter."""
    for name, value in conninfo_to_dict(conninfo).items():
        known = name in _SHOWN or (name == "sslmode" and value in _SSL_MODES)
        if not known and len(str(value)) > (0 if name == "password" else 3):
            said = said.replace(str(value), "…")
    return said


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _hint(said: str) -> str:
    known = {
        "password authentication failed": "check user and password of the server entry in sink-groups.yaml",
        "no password supplied": "set `password` in the server entry, best as ${VAR}",
        "no pg_hba.conf entry": "pg_hba.conf does not let this user in from here, or wants `sslmode: require`",
        "root certificate file": "check `sslrootcert` of the server entry in sink-groups.yaml",
        "certificate verify failed": "the server's certificate is not signed by what `sslrootcert` names",
        "does not match host name": "the server's certificate is for another name than `host`",
        "server does not support SSL": "the server has no TLS: `ssl = on` there, or another `sslmode` here",
        "certificate required": "the server wants to know the client: set `sslcert` and `sslkey`",
        "requires a valid client certificate": "the server wants to know the client: set `sslcert` and `sslkey`",
        "private key file": "check `sslkey`: it must be there, and readable by nobody else",
        "permission denied for database": "GRANT CONNECT ON DATABASE … TO the user (`cdc roles` prints it)",
        "does not exist": "create it first; cdc creates databases only on an embedded server",
        "could not translate host name": "check `host` of the server entry in sink-groups.yaml",
        "failed to resolve host": "check `host` of the server entry in sink-groups.yaml",
        "Connection refused": "is the server running, and are `host` and `port` right?",
        "timeout expired": "no answer: check `host`, `port` and the network",
    }
    return next((hint for text, hint in known.items() if text in said), "")
