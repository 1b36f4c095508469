"""What a source server's entry says: the address of a database, and its options read."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cdc_assets.config.model import SourceServer
from cdc_assets.errors import Problem, refuse


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
