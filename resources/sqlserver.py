"""Connections to SQL Server through pyodbc: options, timeouts, retries, errors a person can act on."""

from __future__ import annotations

import contextlib
import difflib
import math
import random
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import ModuleType
from typing import Any, Protocol, TypeVar

from cdc_assets.config.model import SourceServer
from cdc_assets.errors import CdcError, Problem
from resources.sqlserver_driver import (
    DRIVER_PACKAGES,
    UNIXODBC_PACKAGES,
    Driver,
    Target,
    connection_string,
    find_driver,
)
from resources.sqlserver_errors import SqlError, diagnose, hint, read_error
from resources.watchdog import GaveUpError, within

Row = Sequence[Any]
T = TypeVar("T")


class Cursor(Protocol):
    """The part of a DB-API cursor (PEP 249) that is used."""

    @property
    def description(self) -> Sequence[Sequence[Any]] | None: ...
    def setinputsizes(self, sizes: Sequence[tuple[int, int, int]]) -> None: ...
    def execute(self, sql: str, *parameters: object) -> object: ...
    def fetchall(self) -> Sequence[Row]: ...
    def fetchmany(self, size: int) -> Sequence[Row]: ...
    def nextset(self) -> bool | None: ...
    def close(self) -> None: ...


class Connection(Protocol):
    """The part of a DB-API connection that is used. Autocommit."""

    def cursor(self) -> Cursor: ...
    def add_output_converter(self, sqltype: int, function: Callable[[bytes], object]) -> None: ...
    def remove_output_converter(self, sqltype: int) -> None: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Settings:
    """A server entry's options, read. Seconds; `attempts` counts the first try too.

    `login_timeout` bounds connecting as a whole, retries included; `query_timeout` one piece of work as a whole;
    `lock_timeout` the wait for a schema lock that somebody's DDL transaction holds.
    """

    login_timeout: int = 15
    query_timeout: int = 60
    lock_timeout: int = 10
    attempts: int = 4
    encrypt: str = "yes"
    trust_certificate: bool | None = None
    certificate_host: str | None = None
    authentication: str | None = None
    tds_version: str = "7.4"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Everything needed to connect to one database. `where` names the server entry in messages."""

    where: str
    host: str
    port: int | None
    database: str
    user: str | None
    driver: str
    environ: Mapping[str, str] = field(repr=False)
    settings: Settings = Settings()
    password: str | None = field(default=None, repr=False)

    @property
    def address(self) -> str:
        """`host:1433/AdOpusTest`, for messages."""
        return f"{self.server}/{self.database}"

    @property
    def server(self) -> str:
        """`host:1433`."""
        return f"{self.host}{'' if self.port is None else f':{self.port}'}"


_BOOLEANS = {"yes": True, "true": True, "on": True, "1": True, "no": False, "false": False, "off": False, "0": False}
_ENCRYPT = {"mandatory": "yes", "optional": "no", "strict": "strict"}
_OPTIONS = (
    "Authentication",
    "Encrypt",
    "HostNameInCertificate",
    "TrustServerCertificate",
    "lock_timeout",
    "login_timeout",
    "query_timeout",
    "retries",
    "tds_version",
)


def endpoint(server: SourceServer, where: str, database: str, environ: Mapping[str, str]) -> Endpoint:
    """The endpoint of a server entry and database. Raises CdcError for every option that is wrong, at once.

    `where` is the entry's place for messages (`source-groups.yaml`). `host` may carry an instance (`srv\\INST`), which
    leaves the port to the SQL Browser.
    """
    problems: list[Problem] = []
    if not server.host:
        problems.append(Problem(where, "a host is needed to read a live SQL Server", "host"))
    settings = _settings(server.options, where, problems)
    if settings.authentication is None and not (server.user and server.password):
        problems.append(
            Problem(where, "user and password are needed", "user", 'or an Authentication option, such as "kerberos"')
        )
    if problems:
        raise CdcError(problems)
    host = server.host or ""
    return Endpoint(
        where,
        host,
        None if "\\" in host else server.port,
        database,
        server.user,
        server.driver,
        environ,
        settings,
        server.password.get_secret_value() if server.password else None,
    )


def _settings(options: Mapping[str, str], where: str, problems: list[Problem]) -> Settings:
    known = {_plain(name): name for name in _OPTIONS}
    values: dict[str, Any] = {}
    for name, raw in options.items():
        key, value = f"options.{name}", str(raw).strip()
        option = known.get(_plain(name))
        if option is None:
            close = difflib.get_close_matches(_plain(name), known, n=1)
            says = f"did you mean {known[close[0]]}?" if close else "valid: " + ", ".join(_OPTIONS)
            problems.append(Problem(where, f"there is no option `{name}`", key, says))
        elif option in ("login_timeout", "query_timeout", "lock_timeout", "retries"):
            least = 0 if option == "retries" else 1
            if not value.isdecimal() or int(value) < least:
                problems.append(Problem(where, f"`{value}` is not a whole number of at least {least}", key))
            elif option == "retries":
                values["attempts"] = int(value) + 1
            else:
                values[option] = int(value)
        elif option in ("Encrypt", "TrustServerCertificate"):
            boolean = _BOOLEANS.get(value.casefold())
            if option == "TrustServerCertificate":
                values["trust_certificate"] = boolean
            else:
                values["encrypt"] = _ENCRYPT.get(value.casefold(), {True: "yes", False: "no"}.get(bool(boolean)))
            if boolean is None and not (option == "Encrypt" and value.casefold() in _ENCRYPT):
                valid = "yes, no" if option == "TrustServerCertificate" else "yes, no, strict"
                problems.append(Problem(where, f"`{value}` is not valid", key, f"valid: {valid}"))
        else:
            target = {"HostNameInCertificate": "certificate_host", "Authentication": "authentication"}
            values[target.get(option, option)] = value
    return Settings(**values)


def _plain(name: str) -> str:
    return name.replace("_", "").replace(" ", "").casefold()


def load_pyodbc(where: str) -> ModuleType:
    """pyodbc, or a CdcError that says which packages to install."""
    try:
        import pyodbc
    except ImportError as error:
        missing = "unixODBC is not installed" if "libodbc" in str(error) else "pyodbc is not installed"
        fix = UNIXODBC_PACKAGES if "libodbc" in str(error) else "pip install pyodbc"
        raise CdcError(
            Problem(
                where,
                f"a live SQL Server cannot be read: {missing} ({error})",
                "driver",
                f"{fix}. Driver: {DRIVER_PACKAGES}",
            )
        ) from None
    module: ModuleType = pyodbc
    return module


def open_connection(at: Endpoint, *, read_only: bool = True, module: ModuleType | None = None) -> Connection:
    """One attempt to connect, within `login_timeout`. Raises the driver's own error, or CdcError before the driver.

    `read_only` announces read-only intent, which may lead to a secondary replica; change data capture's views are
    empty there. `module` is a DB-API module in pyodbc's place, for tests.
    """
    odbc = module or load_pyodbc(at.where)
    driver = find_driver(at.driver, at.environ, at.where, odbc.drivers)
    text = connection_string(driver, _target(at, driver, read_only), at.settings.login_timeout)
    connection = odbc.connect(text, autocommit=True, timeout=at.settings.login_timeout)
    connection.timeout = at.settings.query_timeout
    # nvarchar travels as UTF-16 with every driver; varchar as the client's character set, which we set to UTF-8.
    connection.setdecoding(odbc.SQL_WCHAR, encoding="utf-16le")
    connection.setdecoding(odbc.SQL_CHAR, encoding="utf-8")
    connection.setencoding(encoding="utf-16le")
    opened: Connection = connection
    return opened


def _target(at: Endpoint, driver: Driver, read_only: bool) -> Target:
    settings = at.settings
    if driver.freetds:
        for key, value in (("database", at.database), ("user", at.user), ("password", at.password)):
            if value is not None and "};" in value:
                raise CdcError(
                    Problem(at.where, f"FreeTDS cannot be given a {key} that holds `}};`", key, DRIVER_PACKAGES)
                )
        if settings.encrypt == "strict":
            raise CdcError(Problem(at.where, "FreeTDS has no strict encryption", "options.Encrypt", DRIVER_PACKAGES))
        if settings.authentication not in (None, "kerberos"):
            what = f"FreeTDS has no authentication `{settings.authentication}`"
            raise CdcError(Problem(at.where, what, "options.Authentication", DRIVER_PACKAGES))
        if settings.certificate_host is not None:
            what = "FreeTDS expects no name in a certificate: it would be left out"
            raise CdcError(Problem(at.where, what, "options.HostNameInCertificate", DRIVER_PACKAGES))
        if settings.trust_certificate is False:
            what = "FreeTDS checks certificates only where freetds.conf says `ca file`; a connection cannot ask for it"
            raise CdcError(Problem(at.where, what, "options.TrustServerCertificate", DRIVER_PACKAGES))
    return Target(
        host=at.host,
        port=at.port,
        database=at.database,
        user=at.user,
        password=at.password,
        encrypt=settings.encrypt,
        trust_certificate=settings.trust_certificate,
        certificate_host=settings.certificate_host,
        authentication=settings.authentication,
        read_only=read_only,
        tds_version=settings.tds_version,
        application="cdc-assets",
    )


@dataclass(frozen=True, slots=True)
class Clock:
    """Time, for tests to replace."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class Session:
    """A connection that is made when it is first needed, and anew after a transient error."""

    def __init__(
        self,
        at: Endpoint,
        *,
        read_only: bool = True,
        connect: Callable[[], Connection] | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.at, self.clock = at, clock or Clock()
        self._connect = connect
        self._read_only = read_only
        self._connection: Connection | None = None

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._close()

    def run(self, work: Callable[[Connection], T]) -> T:
        """`work(connection)`, again on a fresh connection after a transient error.

        `work` must be repeatable: it is called once per attempt, in a thread of its own that is given up when its time
        is over. Raises CdcError when `attempts` or the time is used up, or at once for an error that does not pass by
        itself. Time: `login_timeout` for connecting, `query_timeout` for the work, each over all attempts.
        """
        at, clock = self.at, self.clock
        spent = {"connect": 0.0, "work": 0.0}
        attempt = 0
        while True:
            attempt += 1
            phase, started = "connect", clock.now()
            try:
                if self._connection is None:
                    self._connection = self._open(at.settings.login_timeout - spent[phase])
                spent[phase] += clock.now() - started
                phase, started = "work", clock.now()
                return self._work(work, self._connection, at.settings.query_timeout - spent[phase])
            except GaveUpError as gave_up:
                raise _no_answer(at, gave_up, phase) from None
            except CdcError:
                raise
            except Exception as raised:
                if not _from_driver(raised):
                    raise
                self._close()
                spent[phase] += clock.now() - started
                error = read_error(raised, (at.password or "",))
                limit = at.settings.login_timeout if phase == "connect" else at.settings.query_timeout
                pause = min(8.0, 0.25 * 2**attempt) * random.uniform(0.5, 1.0)  # noqa: S311 - jitter
                if error.transient and attempt < at.settings.attempts and spent[phase] + pause < limit:
                    clock.sleep(pause)
                    spent[phase] += pause
                    continue
                elapsed = clock.now() - started
                problem = _problem(at, error, phase, attempt, sum(spent.values()), elapsed)
                timed_out = elapsed > _TIMED_OUT * at.settings.login_timeout
                if phase == "connect":
                    raise (NoAnswerError if timed_out else ConnectError)(problem) from None
                raise (TooSlowError if "HYT00" in error.states else CdcError)(problem) from None

    def _open(self, seconds: float) -> Connection:
        at, opened = self.at, list[Connection]()
        hasty = replace(at, settings=replace(at.settings, login_timeout=max(1, math.ceil(seconds))))
        connect = self._connect or (lambda: open_connection(hasty, read_only=self._read_only))

        def late() -> None:
            for connection in opened:
                connection.close()

        within(seconds, lambda: opened.append(connect()), at.server, late)
        return opened[0]

    def _work(self, work: Callable[[Connection], T], connection: Connection, seconds: float) -> T:
        try:
            return within(seconds, lambda: work(connection), self.at.server, connection.close)
        except BaseException as error:
            if not isinstance(error, Exception) or isinstance(error, GaveUpError):
                self._connection = None  # its thread has it, and closes it
            raise

    def _close(self) -> None:
        """Close the connection, which a driver may want to tell a server that says nothing any more."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(Exception):
                within(0, connection.close, self.at.server)


def run(
    at: Endpoint,
    work: Callable[[Connection], T],
    *,
    read_only: bool = True,
    connect: Callable[[], Connection] | None = None,
    clock: Clock | None = None,
) -> T:
    """`work(connection)` on a connection of its own: see `Session.run`. `connect` replaces `open_connection`."""
    with Session(at, read_only=read_only, connect=connect, clock=clock) as session:
        return session.run(work)


class ConnectError(CdcError):
    """No connection came about."""


class NoAnswerError(ConnectError):
    """Nobody answered at an address within `login_timeout`: what else is asked there will wait in vain as well."""


class TooSlowError(CdcError):
    """Work did not end within `query_timeout`."""


_TIMED_OUT = 0.8
"""An attempt to log in that took this share of its limit ended by it."""


def _no_answer(at: Endpoint, gave_up: GaveUpError, phase: str) -> CdcError:
    if not gave_up.tried:
        hint = "look at that server; what waits ends when it answers or goes away"
        return NoAnswerError(Problem(at.where, f"{at.address} was not tried: {gave_up}", hint=hint))
    if phase == "connect":
        what = f"cannot connect to SQL Server at {at.address}: it gave no answer"
        return NoAnswerError(Problem(at.where, what, hint=_silence(at)))
    return TooSlowError(_too_slow(at))


def _silence(at: Endpoint) -> str:
    limit = f"login_timeout {at.settings.login_timeout} s"
    return limit if at.port is None else f"{diagnose(at.host, at.port, timed_out=True)} ({limit})"


def _too_slow(at: Endpoint, tries: str = "", advice: str = "") -> Problem:
    what = f"a query on {at.address} did not finish within query_timeout ({at.settings.query_timeout} s){tries}"
    return Problem(at.where, what, hint=advice or "raise the option query_timeout, or look for what blocks it")


def _from_driver(error: Exception) -> bool:
    """True for a DB-API error (PEP 249 names the base class `Error`)."""
    return any(base.__name__ == "Error" for base in type(error).__mro__)


def _problem(at: Endpoint, error: SqlError, phase: str, attempts: int, seconds: float, last: float) -> Problem:
    """`seconds` were spent in all, `last` on the last attempt."""
    tries = f" after {attempts} attempts in {seconds:.1f} s" if attempts > 1 else ""
    advice = hint(error, at.user or "", at.database, strict=at.settings.encrypt == "strict")
    if phase == "connect":
        what = f"cannot connect to SQL Server at {at.address}{tries}: {error.text}"
        unreachable = not error.numbers or set(error.numbers) <= {
            0,
            258,
            20009,
            20003,
            20002,
            20006,
            11001,
            10060,
            10061,
        }
        if unreachable and at.port is not None and not advice:
            timed_out = last > _TIMED_OUT * at.settings.login_timeout
            advice = _silence(at) if timed_out else diagnose(at.host, at.port, timed_out=False)
        return Problem(at.where, what, hint=advice)
    if "HYT00" in error.states:
        return _too_slow(at, tries, advice)
    return Problem(at.where, f"a query on {at.address} failed{tries}: {error.text}", hint=advice)


HALF = "\ufffd\0"
"""What stands for half of a character, which SQL Server keeps and no text of Unicode can: told by its NUL."""
_HALF = re.compile("[\ud800-\udfff]")
_NVARCHAR = (-8, -9, -10)
"""SQL_WCHAR, SQL_WVARCHAR, SQL_WLONGVARCHAR."""


def read_halves(connection: Connection, *, yes: bool = True) -> None:
    """Let nvarchar hold halves of characters, each of which is then `HALF`, or let them be a UnicodeDecodeError again:
    that is faster."""
    for kind in _NVARCHAR:
        if yes:
            connection.add_output_converter(kind, _whole_characters)
        else:
            connection.remove_output_converter(kind)


def _whole_characters(raw: bytes) -> str:
    return _HALF.sub(HALF, raw.decode("utf-16-le", "surrogatepass"))


@contextlib.contextmanager
def closing_cursor(connection: Connection) -> Iterator[Cursor]:
    """A cursor, closed at the end."""
    cursor = connection.cursor()
    try:
        yield cursor
    finally:
        with contextlib.suppress(Exception):
            cursor.close()
