"""What these tests share: endpoints, drivers that are installed here, fake connections."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from cdc_assets.config.model import SourceServer
from resources.sqlserver import Connection
from resources.sqlserver_driver import Endpoint, endpoint, load_error, wheel_driver

WHERE = "source-groups.yaml: servers.default"
NEEDS = "needs Debian's package (tests/setup installs it):"


def pyodbc_or_skip() -> Any:
    """pyodbc, or a skipped test that says what is missing."""
    return pytest.importorskip("pyodbc", reason=f"{NEEDS} unixodbc", exc_type=ImportError)


def drivers() -> list[str]:
    """The drivers that can be tried here, `freetds` and the file of Microsoft's."""
    return [name for name, missing in _candidates() if not missing]


def _candidates() -> list[tuple[str, str]]:
    """Drivers with the Debian packages that each lacks here, empty where it can be tried."""
    try:
        import pyodbc
    except ImportError:
        return [("freetds", "unixodbc tdsodbc")]
    found = [("freetds", "" if "FreeTDS" in pyodbc.drivers() else "tdsodbc")]
    found.extend((name, "") for name in pyodbc.drivers() if name.startswith("ODBC Driver"))
    wheel = wheel_driver()
    return [*found, (wheel, "libltdl7 libgssapi-krb5-2" if load_error(wheel) else "")] if wheel else found


every_driver = pytest.mark.parametrize(
    "driver",
    [
        pytest.param(name, id=Path(name).name, marks=[pytest.mark.skip(f"{NEEDS} {missing}")] if missing else [])
        for name, missing in _candidates()
    ],
)
"""Runs a test with every driver there may be; one that is not there is skipped with the packages it needs."""


def at(
    port: int, driver: str = "auto", database: str = "AdØpus", password: str = "hemmelig;}æ", **options: str
) -> Endpoint:
    """An endpoint on this machine. Without encryption: the servers of these tests have none."""
    server = SourceServer(
        driver=driver,
        host="127.0.0.1",
        port=port,
        user="leser",
        password=password,
        options={"Encrypt": "no", "login_timeout": "60", "query_timeout": "60", **options},
    )
    return endpoint(server, WHERE, database, {})


class Error(Exception):
    """A driver's error (PEP 249 calls the base class so)."""


def odbc_error(state: str, number: int, text: str) -> Error:
    """An error as pyodbc raises it."""
    return Error(
        state, f"[{state}] [Microsoft][ODBC Driver 18 for SQL Server][SQL Server]{text} ({number}) (SQLExecDirectW)"
    )


class ScriptedConnections:
    """Opens connections whose outcomes are scripted: an exception is raised, anything else is what `cursor()` gives."""

    def __init__(self, outcomes: Sequence[object]) -> None:
        self.outcomes = list(outcomes)
        self.opened = 0
        self.closed = 0

    def __call__(self) -> Connection:
        self.opened += 1
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return _Scripted(self, outcome)  # type: ignore[return-value]


class _Scripted:
    def __init__(self, owner: ScriptedConnections, outcome: object) -> None:
        self._owner, self._outcome = owner, outcome

    def cursor(self) -> object:
        return self._outcome

    def close(self) -> None:
        self._owner.closed += 1


class FakeClock:
    """Time that passes only in `sleep` and `tick`."""

    def __init__(self) -> None:
        self.time = 0.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds

    def tick(self, seconds: float) -> Callable[[], None]:
        def pass_time() -> None:
            self.time += seconds

        return pass_time
