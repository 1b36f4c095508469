"""What a source server's entry says, which ODBC driver talks to it, and the connection string for that driver."""

from __future__ import annotations

import ctypes
import difflib
import importlib.util
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cdc_assets.config.model import SourceServer
from cdc_assets.errors import CdcError, Problem, refuse


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
_ENCRYPT = {word: "yes" if yes else "no" for word, yes in _BOOLEANS.items()}
_ENCRYPT |= {"mandatory": "yes", "optional": "no", "strict": "strict"}
_OPTIONS: Mapping[str, tuple[str, Mapping[str, object] | int | None]] = {
    "Authentication": ("authentication", None),
    "Encrypt": ("encrypt", _ENCRYPT),
    "HostNameInCertificate": ("certificate_host", None),
    "TrustServerCertificate": ("trust_certificate", _BOOLEANS),
    "lock_timeout": ("lock_timeout", 1),
    "login_timeout": ("login_timeout", 1),
    "query_timeout": ("query_timeout", 1),
    "retries": ("attempts", 0),
    "tds_version": ("tds_version", None),
}
"""Option → the setting, and what it takes: some words, a number of at least so much, any text."""


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
    refuse(problems)
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
            continue
        setting, takes = _OPTIONS[option]
        if takes is None:
            values[setting] = value
        elif isinstance(takes, int):
            if not value.isdecimal() or int(value) < takes:
                problems.append(Problem(where, f"`{value}` is not a whole number of at least {takes}", key))
            else:
                values[setting] = int(value) + (option == "retries")  # the first try counts, too
        elif value.casefold() in takes:
            values[setting] = takes[value.casefold()]
        else:
            valid = f"valid: yes, no{', strict' * ('strict' in takes)}"
            problems.append(Problem(where, f"`{value}` is not valid", key, valid))
    return Settings(**values)


def _plain(name: str) -> str:
    return name.replace("_", "").replace(" ", "").casefold()


DRIVER_VARIABLE = "CDC_ODBC_DRIVER"
"""Environment variable that names a driver, or its file, and wins over `driver: auto`."""

UNIXODBC_PACKAGES = "apt-get install unixodbc"
DRIVER_PACKAGES = (
    "FreeTDS: apt-get install tdsodbc; or Microsoft's driver 18 without its repository: "
    "pip install mssql-python-odbc and apt-get install libltdl7 libgssapi-krb5-2"
)

_MICROSOFT = ("ODBC Driver 18 for SQL Server", "ODBC Driver 17 for SQL Server")
_FREETDS_FILES = "/usr/lib/*/odbc/libtdsodbc.so"


@dataclass(frozen=True, slots=True)
class Driver:
    """An ODBC driver: `name` is what `DRIVER=` takes, a registered name or a path; `freetds` says whose keywords."""

    name: str
    freetds: bool


def find_driver(
    wanted: str,
    environ: Mapping[str, str],
    where: str,
    registered: Callable[[], Sequence[str]],
) -> Driver:
    """The driver of `driver: <wanted>` (`auto`, `freetds`, a registered name, a path). Raises CdcError.

    `auto` takes Microsoft's 18, registered or from the pip wheel `mssql-python-odbc` (where its libraries are there),
    else 17, else FreeTDS.
    `registered` lists the names in odbcinst.ini; it is called only where needed.
    """
    wanted = environ.get(DRIVER_VARIABLE, "").strip() or wanted.strip()
    if "/" in wanted:
        if not Path(wanted).is_file():
            raise CdcError(Problem(where, f"there is no ODBC driver at {wanted}", "driver", DRIVER_PACKAGES))
        return Driver(wanted, "tdsodbc" in Path(wanted).name)
    names = tuple(registered())
    if wanted.casefold() not in ("auto", "freetds"):
        for name in names:
            if name.casefold() == wanted.casefold():
                return Driver(name, "freetds" in name.casefold())
        known = ", ".join(f"`{name}`" for name in names) or "none"
        hint = f"registered: {known}; or auto, freetds, a path, scripts, snapshot. {DRIVER_PACKAGES}"
        raise CdcError(Problem(where, f"the ODBC driver `{wanted}` is not installed", "driver", hint))
    unloadable = ""
    if wanted.casefold() == "auto":
        wheel = wheel_driver()
        if wheel is not None and _MICROSOFT[0] not in names:
            unloadable = load_error(wheel)
        for candidate in (_MICROSOFT[0], None if unloadable else wheel, _MICROSOFT[1]):
            if candidate and (candidate in names or candidate == wheel):
                return Driver(candidate, freetds=False)
    freetds = next((name for name in names if "freetds" in name.casefold()), None)
    if freetds is None:
        freetds = next((str(path) for path in sorted(Path("/").glob(_FREETDS_FILES[1:]))), None)
    if freetds is None:
        reason = f"; that of mssql-python-odbc cannot be loaded: {unloadable}" if unloadable else ""
        what = f"no ODBC driver for SQL Server is installed{reason}"
        raise CdcError(Problem(where, what, "driver", DRIVER_PACKAGES))
    return Driver(freetds, freetds=True)


def wheel_driver() -> str | None:
    """Path of the driver that the pip wheel `mssql-python-odbc` carries for this system, None without the wheel."""
    spec = importlib.util.find_spec("mssql_python_odbc")
    if spec is None or spec.origin is None:
        return None
    machine = {"aarch64": "arm64", "amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    found = {
        path.parts[-4]: str(path)
        for path in Path(spec.origin).parent.glob(f"libs/linux/*/{machine}/lib/libmsodbcsql*.so*")
    }
    return next((found[flavour] for flavour in (_flavour(), *sorted(found)) if flavour in found), None)


def load_error(path: str) -> str:
    """Why a driver's file cannot be loaded, most likely a library that it needs; empty where it can."""
    try:
        ctypes.CDLL(path)
    except OSError as error:
        return str(error)
    return ""


def _flavour() -> str:
    """The wheel's folder for this distribution, by os-release's ID and ID_LIKE."""
    release = Path("/etc/os-release")
    text = release.read_text(encoding="utf-8", errors="replace").casefold() if release.is_file() else ""
    ids = {
        word
        for line in text.splitlines()
        if line.startswith(("id=", "id_like="))
        for word in line.partition("=")[2].strip("\"'").split()
    }
    for flavour, names in (
        ("debian_ubuntu", {"debian", "ubuntu"}),
        ("alpine", {"alpine"}),
        ("suse", {"suse", "sles", "opensuse"}),
    ):
        if ids & names:
            return flavour
    return "rhel"


def connection_string(driver: Driver, at: Endpoint, *, read_only: bool) -> str:
    """The connection string, password included: for the driver alone, never for a message or a log."""
    pairs = _freetds(at) if driver.freetds else _microsoft(at)
    pairs += [("ApplicationIntent", "ReadOnly" if read_only else "ReadWrite"), ("APP", "cdc-assets")]
    parts = [f"DRIVER={_braced(driver.name)}"]
    parts.extend(f"{key}={_freetds_value(value) if driver.freetds else _braced(value)}" for key, value in pairs)
    return ";".join(parts) + ";"


def _login(at: Endpoint) -> list[tuple[str, str]]:
    pairs = [("DATABASE", at.database)]
    if at.user is not None:
        pairs.append(("UID", at.user))
    if at.password is not None:
        pairs.append(("PWD", at.password))
    if at.settings.authentication == "kerberos":
        pairs.append(("Trusted_Connection", "yes"))
    elif at.settings.authentication:
        pairs.append(("Authentication", at.settings.authentication))
    return pairs


def _microsoft(at: Endpoint) -> list[tuple[str, str]]:
    settings = at.settings
    pairs = [("SERVER", at.host if at.port is None else f"tcp:{at.host},{at.port}"), *_login(at)]
    pairs.append(("Encrypt", settings.encrypt))
    pairs.append(("TrustServerCertificate", "yes" if settings.trust_certificate else "no"))
    if settings.certificate_host:
        pairs.append(("HostNameInCertificate", settings.certificate_host))
    return pairs


def _freetds(at: Endpoint) -> list[tuple[str, str]]:
    pairs = [("SERVER", at.host), *([("PORT", str(at.port))] if at.port is not None else []), *_login(at)]
    # `require` refuses a server without TLS; Microsoft's `no` is FreeTDS' `request`: the login itself is encrypted.
    pairs.append(("Encryption", {"yes": "require", "no": "request"}[at.settings.encrypt]))
    timeout = str(at.settings.login_timeout)
    return [*pairs, ("TDS_Version", at.settings.tds_version), ("ClientCharset", "UTF-8"), ("Timeout", timeout)]


def _braced(value: str) -> str:
    """A value as ODBC quotes it: in braces, with `}` doubled, where it holds anything but plain characters."""
    if (
        value
        and value.isascii()
        and all(char.isalnum() or char in "._-,:/\\ " for char in value)
        and value == value.strip()
    ):
        return value
    return "{" + value.replace("}", "}}") + "}"


def _freetds_value(value: str) -> str:
    """FreeTDS 1.3 takes braces off and ends at the first `};`; it does not undouble `}`."""
    if value and all(char not in ";{}=" for char in value) and value == value.strip():
        return value
    return "{" + value + "}"
