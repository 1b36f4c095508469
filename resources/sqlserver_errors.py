"""What an ODBC error says: error numbers, whether another try may help, and a sentence for people."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass

from cdc_assets.catalog.names import bracketed
from cdc_assets.errors import concealed
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
