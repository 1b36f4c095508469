"""A sink's PostgreSQL database: reaching it, with errors that name server and database and never a password."""

from __future__ import annotations

import contextlib
import logging
import math
import re
import time
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg_pool import ConnectionPool

from cdc_assets.config.model import SinkTarget
from cdc_assets.errors import CdcError, Problem, one_line
from resources.embedded_postgres import Server, running
from resources.watchdog import GRACE, GaveUpError, within

MINIMUM_VERSION = 15
CONNECT_SECONDS = 10
LOOK_SECONDS = 60
"""How long a query of those who only look may take, waits for locks included."""
_LOOKING = {"statement_timeout": f"{LOOK_SECONDS}s", "lock_timeout": "5s"}
_WORKING = {"statement_timeout": "0", "lock_timeout": "0"}
_APPLYING = {"statement_timeout": "0", "lock_timeout": "30s"}
"""For what sets neither by itself."""
_SESSION = {
    "idle_in_transaction_session_timeout": "0",
    "idle_session_timeout": "0",
    "transaction_timeout": "0",
    "quote_all_identifiers": "off",
    "bytea_output": "hex",
    "datestyle": "ISO",
    "timezone": "UTC",  # as merges have it
    "intervalstyle": "postgres",
    "extra_float_digits": "1",
    "xmlbinary": "base64",
    "xmloption": "content",
    "array_nulls": "on",
    "backslash_quote": "safe_encoding",
    "escape_string_warning": "on",
    "standard_conforming_strings": "on",
    "transform_null_equals": "off",
    "jit": "off",  # compiling the query of a catalog of 800 tables takes 7 s, running it 0.4
    # Who is killed keeps no lock: the server looks for them while it works, and for their machine after a minute.
    "client_connection_check_interval": "10s",
    "tcp_keepalives_idle": "60",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "6",
}
"""What a role or a database may have set otherwise, and what is read and written here relies on."""
_SHOWN = ("host", "hostaddr", "port", "user", "dbname", "application_name", "sslrootcert", "sslcert", "sslkey")
_SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")

for _noisy in ("psycopg", "psycopg.pool"):  # what matters of it is in the errors that are raised
    logging.getLogger(_noisy).addHandler(logging.NullHandler())
    logging.getLogger(_noisy).propagate = False

T = TypeVar("T")


class Connection(psycopg.Connection[tuple[Any, ...]]):
    """A connection that waits no longer than it may for an answer: psycopg itself waits for ever.

    `seconds`: for each answer; None: as long as it takes. A server that lets nobody in meanwhile is given up before.
    """

    seconds: float | None = None

    def wait(self, gen: Generator[Any, Any, T], *arguments: Any, **options: Any) -> T:  # noqa: ANN401 - as psycopg's
        """Everything that waits for the server waits here."""
        try:
            return super().wait(self._limited(gen), *arguments, **options)
        except (Exception, KeyboardInterrupt, SystemExit):  # the last two psycopg cancels for
            raise
        except BaseException:  # Dagster's: somebody terminates the run, and what it does in the server with it
            if self.pgconn.transaction_status == psycopg.pq.TransactionStatus.ACTIVE:
                with contextlib.suppress(psycopg.Error):
                    self.cancel_safe(timeout=CONNECT_SECONDS)
                self.pgconn.finish()
            raise

    def _limited(self, gen: Generator[Any, Any, T]) -> Generator[Any, Any, T]:
        started = time.monotonic()
        end = started + (self.seconds or math.inf) + GRACE
        probe, ready = min(started + _PROBE_SECONDS, end), None
        while True:
            try:
                state = gen.send(ready)
            except StopIteration as done:
                found: T = done.value
                return found
            ready = yield state
            now = time.monotonic()
            if ready or now < probe:
                continue
            if now >= end or not self._answers():
                self.pgconn.finish()
                raise psycopg.OperationalError(f"the server gave no answer for {int(now - started)} s")
            probe = min(now + _PROBE_SECONDS, end)

    def _answers(self) -> bool:
        """Whether the server lets somebody in, or at least says why not."""
        try:
            conninfo = make_conninfo(self.info.dsn, password=self.info.password)
            within(CONNECT_SECONDS, lambda: _open(psycopg.Connection, conninfo).close(), f"{self.info.host} (again)")
        except GaveUpError:
            return False
        except psycopg.OperationalError as error:
            return "timeout expired" not in str(error)
        return True


_PROBE_SECONDS = 10.0
"""After so long without an answer the server is looked at: it may be busy with the statement, or gone."""

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


_NOT_THERE = (
    psycopg.errors.UndefinedTable,
    psycopg.errors.UndefinedFunction,
    psycopg.errors.InvalidSchemaName,
)


@contextlib.contextmanager
def database(target: SinkTarget, project_root: Path) -> Iterator[Database]:
    """The sink's database, reachable for as long as the context lasts.

    An embedded server is started where it does not run yet, and the database created in it where it is missing; a
    database on a server of the user's own is never created. Raises CdcError, also for what the server refuses.
    """
    label = _label(target)
    try:
        if target.server.embedded:
            with running(embedded_folder(project_root)) as server:
                create_missing(server, target.database)
                yield Database(label, server.conninfo(target.database))
        else:
            yield Database(label, _conninfo(target, label, project_root))
    except psycopg.Error as error:
        if error.sqlstate is None and not isinstance(error, psycopg.OperationalError):
            raise  # no server said that: it is a mistake of ours
        message = one_line(error.diag.message_primary or error)
        hint = ""
        if isinstance(error, psycopg.OperationalError | psycopg.errors.InsufficientPrivilege):
            hint = _hint(message)
        elif isinstance(error, _NOT_THERE) and "cdc_management" in message:
            hint = "this version was not applied there yet: cdc apply"
        raise CdcError(Problem(label, message, hint=hint)) from None


def create_missing(server: Server, name: str) -> None:
    """Create the database `name` on an embedded server, unless it is there."""
    with psycopg.connect(server.conninfo(), autocommit=True) as connection:
        if connection.execute("SELECT FROM pg_catalog.pg_database WHERE datname = %s", [name]).fetchone() is None:
            with contextlib.suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))


def connect(database: Database, seconds: float | None = LOOK_SECONDS) -> Connection:
    """An autocommit connection that works through a transaction pooler (no prepared statements). Raises CdcError.

    `seconds`: how long a query may take; None for who changes something, which may take as long as it takes.
    """
    opened: list[Connection] = []
    place = _place(database.conninfo)
    when, message = _silent.get(place, (-math.inf, ""))
    if time.monotonic() - when < CONNECT_SECONDS:
        raise CdcError(Problem(database.label, f"not tried again: {message}", hint=_hint(message)))

    def late() -> None:
        for connection in opened:
            connection.close()

    try:
        settings = _WORKING if seconds is None else {**_LOOKING, "statement_timeout": f"{seconds:g}s"}
        hosts = place[0].count(",") + 1
        work = lambda: opened.append(_open(Connection, database.conninfo, settings))  # noqa: E731
        within(CONNECT_SECONDS * hosts, work, database.label, late)
    except psycopg.OperationalError as error:
        message = _without_secrets(one_line(error), database.conninfo)
    except GaveUpError as error:
        message = f"timeout expired: {error}"
    else:
        (connection,) = opened
        connection.seconds = seconds
        _require_utf8(connection, database.label)
        return connection
    if "timeout expired" in message:
        _silent[place] = time.monotonic(), message
    # Outside of the block: no handler finds the original, with all that it quotes, behind this one.
    raise CdcError(Problem(database.label, f"cannot connect: {message}", hint=_hint(message)))


@contextlib.contextmanager
def connected(target: SinkTarget, project_root: Path, seconds: float | None = LOOK_SECONDS) -> Iterator[Connection]:
    """`connect` to a sink's database. Raises CdcError, also for what PostgreSQL refuses while it is open."""
    with database(target, project_root) as reachable, connect(reachable, seconds) as connection:
        yield connection


_silent: dict[tuple[str, ...], tuple[float, str]] = {}
"""Servers that gave no answer, by address: when, and what was said. Nobody waits again for each of their databases."""

C = TypeVar("C", bound=psycopg.Connection[Any])


def _open(kind: type[C], conninfo: str, settings: Mapping[str, str] = _WORKING) -> C:
    """A connection whose session has our settings, whatever role and database say, as far as the server takes them."""
    place = _place(conninfo)
    while True:
        try:
            chosen = make_conninfo(conninfo, **_parameters(conninfo, settings, _refused.get(place, frozenset())))
            return kind.connect(chosen, autocommit=True, prepare_threshold=None, connect_timeout=CONNECT_SECONDS)
        except psycopg.OperationalError as error:
            known, refused = _refused.get(place, frozenset[str]()), _refused_setting(str(error))
            if refused is None or refused in known:
                raise
            _refused[place] = known | {refused}


_refused: dict[tuple[str, ...], frozenset[str]] = {}
"""Settings that a server was found not to know, by its address; `*`: a pooler that takes none at all."""


def _place(conninfo: str) -> tuple[str, ...]:
    known = conninfo_to_dict(conninfo)
    return tuple(str(known.get(name, "")) for name in ("host", "hostaddr", "port"))


def _parameters(conninfo: str, settings: Mapping[str, str], refused: frozenset[str]) -> dict[str, str]:
    """Client encoding and session settings as startup parameters, which no SET of ours can leave behind in a pooler.

    `options` of the user's own come after ours.
    """
    if "*" in refused:
        return {"client_encoding": "utf8"}
    own = conninfo_to_dict(conninfo).get("options")
    ours = [f"-c {name}={value}" for name, value in {**_SESSION, **settings}.items() if name not in refused]
    return {"client_encoding": "utf8", "options": " ".join([*ours, *([str(own)] if own else [])])}


def _refused_setting(message: str) -> str | None:
    """By its name, as a server says in its own language that it is too old for it, or on the wrong system."""
    if "startup parameter" in message or "command-line options" in message:
        return "*"
    found = re.search(rf"\b(?:{'|'.join((*_SESSION, *_LOOKING))})\b", message)
    return found[0] if found else None


def _require_utf8(connection: psycopg.Connection[Any], label: str) -> None:
    """Raises CdcError for another encoding: names and values come from nvarchar."""
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        connection.close()
        what = f"the database has encoding {encoding}; non-ASCII characters would be rejected"
        hint = "create the database with ENCODING 'UTF8' TEMPLATE template0"
        raise CdcError(Problem(label, what, hint=hint))


@contextlib.contextmanager
def pool(database: Database, size: int) -> Iterator[Pool]:
    """Up to `size` such connections, opened as they are needed. Raises CdcError at once where none can be opened."""
    with connect(database) as connection:  # a pool would retry for long and then not say why
        version = connection.info.server_version // 10000
    refused = _refused.get(_place(database.conninfo), frozenset())
    if version < MINIMUM_VERSION:
        hint = f"PostgreSQL {MINIMUM_VERSION} or newer"
        raise CdcError(Problem(database.label, f"PostgreSQL {version} is too old", hint=hint))
    with ConnectionPool[psycopg.Connection](
        make_conninfo(database.conninfo, **_parameters(database.conninfo, _APPLYING, refused)),
        connection_class=Connection,
        kwargs={"autocommit": True, "prepare_threshold": None, "connect_timeout": CONNECT_SECONDS},
        min_size=1,
        max_size=max(size, 1),
        timeout=30,
        open=False,
        name=database.label,
    ) as connections:
        yield connections


def spelled(target: SinkTarget) -> str:
    """A database as every problem names it, whichever sink it was opened for."""
    return f"database `{target.database}` on server `{target.server_name}`"


def _label(target: SinkTarget) -> str:
    server = "embedded" if target.server.embedded else f"{target.server.host or 'local'}:{target.server.port}"
    return f"{target.sink} ({target.env}): {spelled(target)} ({server})"


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
    present = {name: value for name, value in given.items() if value not in (None, "")}
    chosen: dict[str, Any] = {"application_name": "cdc", **server.options, **present, "dbname": target.database}
    try:
        return make_conninfo("", **chosen)
    except psycopg.ProgrammingError as error:
        raise CdcError(Problem(label, f"the server's options are not understood: {one_line(error)}")) from None


def _certificate(path: str | None, root: Path) -> str | None:
    """libpq looks for relative names below the folder that a process happens to be in; the project's is meant."""
    return path if path in (None, "", "system") else str(root / Path(path).expanduser())


def _without_secrets(message: str, conninfo: str) -> str:
    """libpq quotes values that it does not understand: a password may have come into the wrong parameter."""
    for name, value in conninfo_to_dict(conninfo).items():
        known = name in _SHOWN or (name == "sslmode" and value in _SSL_MODES)
        if not known and len(str(value)) > (0 if name == "password" else 3):
            message = message.replace(str(value), "…")
    return message


def _hint(message: str) -> str:
    known = {
        "password authentication failed": "check user and password of the server entry in sink-groups.yaml",
        "no password supplied": "set `password` in the server entry, best as ${VAR}",
        "no pg_hba.conf entry": "pg_hba.conf does not let this user in from here, or wants `sslmode: require`",
        "root certificate file": "check `sslrootcert` of the server entry in sink-groups.yaml",
        "certificate verify failed": "the server's certificate is not signed by what `sslrootcert` names",
        "does not match host name": "the server's certificate is for another name than `host`",
        "server does not support SSL": "the server has no TLS: `ssl = on` there, or another `sslmode` here",
        "certificate required": "the server requires a client certificate: set `sslcert` and `sslkey`",
        "requires a valid client certificate": "the server requires a client certificate: set `sslcert` and `sslkey`",
        "private key file": "check `sslkey`: it must be there, and readable by nobody else",
        "permission denied for schema": "the user of the server entry has no access to that schema (see `cdc roles`)",
        "permission denied for database": "GRANT CONNECT ON DATABASE … TO the user (`cdc roles` prints it)",
        "does not exist": "create it first; cdc creates databases only on an embedded server",
        "could not translate host name": "check `host` of the server entry in sink-groups.yaml",
        "failed to resolve host": "check `host` of the server entry in sink-groups.yaml",
        "Connection refused": "is the server running, and are `host` and `port` right?",
        "timeout expired": "no answer: check `host`, `port` and the network",
        "gave no answer": "it accepts connections but does not answer: look at that server",
        "due to lock timeout": "somebody holds a lock: SELECT pid, query FROM pg_stat_activity shows who",
        "due to statement timeout": f"a query may take {LOOK_SECONDS} s: is the server busy? Behind a pooler the "
        "role's own statement_timeout counts: ALTER ROLE … RESET statement_timeout",
    }
    return next((hint for text, hint in known.items() if text in message), "")
