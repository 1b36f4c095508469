"""Connections to SQL Server through pyodbc: options, timeouts, retries, and errors a person can act on."""

from __future__ import annotations

import contextlib
import math
import random
import re
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any, Protocol, TypeVar

from cdc_assets.catalog.names import bracketed
from cdc_assets.errors import CdcError, Problem, concealed
from resources.sqlserver_driver import DRIVER_PACKAGES, UNIXODBC_PACKAGES, Endpoint, connection_string, find_driver
from resources.watchdog import GaveUpError, within

TRANSIENT_NUMBERS = frozenset({1205, 4060, 40197, 40501, 40613, 49918, 49919, 49920})
"""Deadlock victim; database not (yet) open; Azure SQL's throttling and failover errors.

https://learn.microsoft.com/azure/azure-sql/database/troubleshoot-common-errors-issues
"""
TRANSIENT_STATES = frozenset({"08S01", "HYT00"})
"""Communication link failure; timeout expired."""
BROKEN_NUMBERS = frozenset({20004, 20006, 20017, 20047})
"""FreeTDS' own numbers for a connection that broke (read, write, unexpected end, dead): its SQLSTATE says `warning`."""

_BROKEN_TEXT = "Unknown error"
"""All that FreeTDS says of a query with parameters whose connection is gone."""

PERMISSION_NUMBERS = frozenset({229, 230, 262, 297, 300, 371, 378, 916, 15247})
"""Permission denied on an object, column, database, server; no user in the database."""
MISSING_NUMBERS = frozenset({207, 208, 2812})
"""Invalid column name, invalid object name, no such procedure."""

_NUMBER = re.compile(r"\((\d+)\)")
_DRIVER_TAGS = re.compile(
    r"\[(?:unixODBC|Microsoft|FreeTDS|SQL Server|Driver Manager|ODBC Driver \d+ for SQL Server)\]"
)
_TAIL = re.compile(r"(?: \(\d+\))? \(SQL\w+\)")


@dataclass(frozen=True, slots=True)
class SqlError:
    """A driver's error: SQLSTATEs and server error numbers found in it, and its text without tags and passwords."""

    states: tuple[str, ...]
    numbers: tuple[int, ...]
    text: str

    @property
    def transient(self) -> bool:
        """True where the same call may succeed a moment later."""
        return (
            not (TRANSIENT_NUMBERS | BROKEN_NUMBERS).isdisjoint(self.numbers)
            or (not TRANSIENT_STATES.isdisjoint(self.states) and 18456 not in self.numbers)
            or self.text == _BROKEN_TEXT
        )

    @property
    def permission(self) -> bool:
        """True where the login may not do it."""
        return not PERMISSION_NUMBERS.isdisjoint(self.numbers)

    @property
    def forbidden(self) -> bool:
        """Permissions, and what looks the same: objects the login cannot see are `not there`."""
        return self.permission or not MISSING_NUMBERS.isdisjoint(self.numbers)


def read_error(error: BaseException, secrets: tuple[str, ...] = ()) -> SqlError:
    """`error` (a pyodbc.Error, or anything) as facts. Every occurrence of a secret in its text becomes `***`."""
    texts = [str(argument) for argument in error.args] or [str(error)]
    states = tuple(dict.fromkeys(text for text in texts if re.fullmatch(r"[0-9A-Z]{5}", text)))
    text = " ".join(text for text in texts if text not in states)
    states = tuple(dict.fromkeys((*states, *re.findall(r"\[([0-9A-Z]{5})\]", text))))
    numbers = tuple(dict.fromkeys(int(number) for number in _NUMBER.findall(text)))
    text = concealed(text, secrets)
    text = _TAIL.sub("", _DRIVER_TAGS.sub("", re.sub(r"\[[0-9A-Z]{5}\] ?", "", text)))
    return SqlError(states, numbers, " ".join(text.split()))


def hint(error: SqlError, login: str, database: str, *, strict: bool = False) -> str:
    """What to do about `error`, empty where nothing is known. `strict`: TLS was begun at once, as TDS 8 does."""
    text = error.text.casefold()
    if strict and ("ssl provider" in text or "tls" in text) and "verify failed" not in text:
        return 'the server knows no strict encryption (SQL Server 2022 and later do): use the option Encrypt: "yes"'
    if 18456 in error.numbers:
        return "check user and password of the server entry, and that the login is not disabled or locked"
    if 4060 in error.numbers or 916 in error.numbers:
        return (
            f"check the database's name; it must be online and have a user for the login: "
            f"USE {bracketed(database)}; CREATE USER {bracketed(login)} FOR LOGIN {bracketed(login)}"
        )
    if error.permission:
        return "the login lacks a permission; docs/sqlserver.md lists the grants it needs"
    if 1222 in error.numbers:
        return "another session holds a schema lock, most likely a DDL transaction left open; try again when it is over"
    if "certificate" in text or "ssl provider" in text or "openssl" in text:
        return (
            "the server's certificate is not trusted here: install its CA, name the host in the option "
            'HostNameInCertificate, or accept any certificate with the option TrustServerCertificate: "yes"'
        )
    if "encryption not supported" in text:
        return 'the server offers no TLS: give it a certificate, or switch encryption off with the option Encrypt: "no"'
    if "can't open lib" in text:
        return "the driver's file or one of its libraries is missing: ldd on the file names it"
    return ""


_DIAGNOSIS = 0.4
"""Seconds: it comes on top of a limit that is over."""


def diagnose(host: str, port: int, *, timed_out: bool) -> str:
    """Why a connection to `host:port` fails below the database's protocol, as far as a socket can tell.

    `timed_out`: the attempt to log in ended by its timeout, and not by something that the server did.
    """
    address = f"{host}:{port}"
    try:
        within(0, lambda: socket.create_connection((host, port), timeout=_DIAGNOSIS).close(), f"{address} (a socket)")
    except socket.gaierror:
        return f"the host name {host} is not known"
    except ConnectionRefusedError:
        return f"{address} refuses connections: no server listens there"
    except (TimeoutError, GaveUpError):
        return f"{address} does not answer: a firewall, or a host that is down"
    except OSError as error:
        return f"{address}: {error.strerror or error}"
    if timed_out:
        return f"{address} accepts connections, but no SQL Server answered there in time"
    return f"{address} accepts connections, but no login came about: is it a SQL Server, and does it offer TLS?"


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


def load_pyodbc(where: str) -> ModuleType:
    """pyodbc, or a CdcError that says which packages to install."""
    try:
        import pyodbc
    except ImportError as error:
        missing = "unixODBC is not installed" if "libodbc" in str(error) else "pyodbc is not installed"
        fix = UNIXODBC_PACKAGES if "libodbc" in str(error) else "pip install pyodbc"
        what = f"a live SQL Server cannot be read: {missing} ({error})"
        raise CdcError(Problem(where, what, "driver", f"{fix}. Driver: {DRIVER_PACKAGES}")) from None
    module: ModuleType = pyodbc
    return module


def open_connection(at: Endpoint, *, read_only: bool = True, module: ModuleType | None = None) -> Connection:
    """One attempt to connect, within `login_timeout`. Raises the driver's own error, or CdcError before the driver.

    `read_only` announces read-only intent, which may lead to a secondary replica; change data capture's views are
    empty there. `module` is a DB-API module in pyodbc's place, for tests.
    """
    odbc = module or load_pyodbc(at.where)
    driver = find_driver(at.driver, at.environ, at.where, odbc.drivers)
    if driver.freetds:
        _refuse_beyond_freetds(at)
    text = connection_string(driver, at, read_only=read_only)
    connection = odbc.connect(text, autocommit=True, timeout=at.settings.login_timeout)
    connection.timeout = at.settings.query_timeout
    # nvarchar travels as UTF-16 with every driver; varchar as the client's character set, which we set to UTF-8.
    connection.setdecoding(odbc.SQL_WCHAR, encoding="utf-16le")
    connection.setdecoding(odbc.SQL_CHAR, encoding="utf-8")
    connection.setencoding(encoding="utf-16le")
    opened: Connection = connection
    return opened


def _refuse_beyond_freetds(at: Endpoint) -> None:
    settings = at.settings
    for key, value in (("database", at.database), ("user", at.user), ("password", at.password)):
        if value is not None and "};" in value:
            raise CdcError(Problem(at.where, f"FreeTDS cannot be given a {key} that holds `}};`", key, DRIVER_PACKAGES))
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
        in_time = replace(at, settings=replace(at.settings, login_timeout=max(1, math.ceil(seconds))))
        connect = self._connect or (lambda: open_connection(in_time, read_only=self._read_only))

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


_UNREACHABLE = frozenset({0, 258, 20009, 20003, 20002, 20006, 11001, 10060, 10061})
"""Numbers of what comes about below the server's own protocol."""


def _problem(at: Endpoint, error: SqlError, phase: str, attempts: int, seconds: float, last: float) -> Problem:
    """`seconds` were spent in all, `last` on the last attempt."""
    tries = f" after {attempts} attempts in {seconds:.1f} s" if attempts > 1 else ""
    advice = hint(error, at.user or "", at.database, strict=at.settings.encrypt == "strict")
    if phase == "connect":
        what = f"cannot connect to SQL Server at {at.address}{tries}: {error.text}"
        unreachable = _UNREACHABLE.issuperset(error.numbers)
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
    cursor = connection.cursor()
    try:
        yield cursor
    finally:
        with contextlib.suppress(Exception):
            cursor.close()
