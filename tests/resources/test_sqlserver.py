"""Connecting: options, drivers, retries, timeouts, messages; with real drivers against servers of this test."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from unittest.mock import MagicMock

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cdc_assets.config.model import SourceServer
from cdc_assets.errors import CdcError
from resources.sqlserver import Clock, Connection, closing_cursor, open_connection, read_error, run
from resources.sqlserver_driver import (
    Driver,
    Endpoint,
    connection_string,
    endpoint,
    find_driver,
    load_error,
    wheel_driver,
)
from tests.sqlserver.support import (
    NEEDS,
    WHERE,
    FakeClock,
    ScriptedConnections,
    at,
    every_driver,
    odbc_error,
    pyodbc_or_skip,
)
from tests.sqlserver.tds_server import Hang, Rows, ServerError, TdsServer


def query(connection: Connection, sql: str = "SELECT 1") -> list[tuple[object, ...]]:
    with closing_cursor(connection) as cursor:
        cursor.execute(sql)
        while cursor.description is None:
            cursor.nextset()
        return [tuple(row) for row in cursor.fetchall()]


@pytest.fixture
def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that accepts connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@every_driver
def test_names_bytes_times_and_long_texts_arrive_whole(driver: str) -> None:
    long = "æ😀" * 5000
    answer = [Rows(["Døv 😀", "x"], [["Fødeland [a]]", b"\x00\xff"], [None, b""], [long, None]])]
    with TdsServer(lambda _sql: answer) as server:
        rows = run(at(server.port, driver), lambda connection: query(connection, "SELECT N'blåbær 🫐'"))
        assert rows == [("Fødeland [a]]", b"\x00\xff"), (None, b""), (long, None)]
        assert server.seen.batches[-1] == "SELECT N'blåbær 🫐'"


@every_driver
def test_the_login_says_database_user_password_and_read_only_intent(driver: str) -> None:
    with TdsServer() as server:
        for read_only in (True, False):
            open_connection(at(server.port, driver), read_only=read_only).close()
            login = server.seen.logins[-1]
            assert (login["database"], login["user"], login["password"]) == ("AdØpus", "leser", "hemmelig;}æ")
            assert login["read_only"] == str(read_only)
            assert login["app"] == "cdc-assets"


@every_driver
@settings(max_examples=30, deadline=None)
@example("a};UID=sa;PWD={b")
@example("{a}b;c} ")
@given(password=st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40))
def test_any_password_arrives_as_it_is_or_is_refused_with_a_reason(driver: str, password: str) -> None:
    with TdsServer() as server:
        if driver == "freetds" and "};" in password:
            with pytest.raises(CdcError, match="FreeTDS cannot be given a password that holds `};`"):
                open_connection(at(server.port, driver, password=password))
        else:
            open_connection(at(server.port, driver, password=password)).close()
            assert server.seen.logins[-1]["password"] == password
            assert server.seen.logins[-1]["user"] == "leser"


@every_driver
def test_a_closed_port_is_one_clear_line(driver: str, closed_port: int) -> None:
    with pytest.raises(CdcError) as caught:
        run(at(closed_port, driver, login_timeout="2"), query)
    message = str(caught.value)
    assert message.startswith(f"{WHERE}: cannot connect to SQL Server at 127.0.0.1:{closed_port}/AdØpus")
    assert f"127.0.0.1:{closed_port} refuses connections: no server listens there" in message
    assert "hemmelig" not in message


@every_driver
def test_a_server_that_hangs_is_one_clear_line_with_the_timeout(driver: str, silent_port: int) -> None:
    with pytest.raises(CdcError) as caught:
        run(at(silent_port, driver, login_timeout="2"), query)
    assert "accepts connections, but no SQL Server answered there in time (login_timeout 2 s)" in str(caught.value)


@every_driver
def test_a_query_that_never_ends_stops_at_the_query_timeout(driver: str) -> None:
    told = r"did not finish within query_timeout \(1 s\)"
    with TdsServer(lambda sql: Hang() if "slow" in sql else ()) as server, pytest.raises(CdcError, match=told):
        run(at(server.port, driver, query_timeout="1"), lambda connection: query(connection, "SELECT 'slow'"))


@pytest.mark.parametrize("driver", ["FreeTDS", "ODBC Driver 18 for SQL Server"])
def test_the_driver_is_told_how_long_it_may_take(driver: str) -> None:
    odbc = MagicMock()
    odbc.drivers = lambda: [driver]
    opened: Any = open_connection(at(1433, driver, login_timeout="2", query_timeout="7"), module=odbc)
    (given,), options = odbc.connect.call_args
    assert (";Timeout=2;" in given) == (driver == "FreeTDS")  # it listens to nothing else
    assert options["timeout"] == 2
    assert opened.timeout == 7


@every_driver
def test_a_deadlock_victim_is_tried_again_on_a_fresh_connection(driver: str) -> None:
    answers = [ServerError(1205, "Transaction (Process ID 51) was deadlocked", level=13), [Rows(["n"], [[7]])]]
    with TdsServer(lambda sql: answers.pop(0) if "mine" in sql else ()) as server:
        assert run(at(server.port, driver), lambda connection: query(connection, "SELECT 'mine'")) == [(7,)]
        assert len(server.seen.logins) == 2


@every_driver
def test_a_refused_login_is_said_once_without_the_password(driver: str) -> None:
    refusal = ServerError(18456, "Login failed for user 'leser' with hemmelig;}æ.")
    with TdsServer(login=lambda _n: refusal) as server, pytest.raises(CdcError) as caught:
        run(at(server.port, driver), query)
    assert len(server.seen.logins) == 1
    assert "Login failed for user 'leser' with ***" in str(caught.value)
    assert "check user and password of the server entry" in str(caught.value)


@every_driver
def test_a_database_that_does_not_open_yet_is_tried_again(driver: str) -> None:
    closed = ServerError(4060, 'Cannot open database "AdØpus" requested by the login. The login failed.', level=11)
    with TdsServer(login=lambda n: closed if n == 1 else None) as server:
        run(at(server.port, driver), lambda _connection: None)
        assert len(server.seen.logins) == 2


def test_transient_errors_are_retried_with_growing_pauses_until_the_attempts_are_used_up() -> None:
    clock = FakeClock()
    errors = [odbc_error("40001", number, "try later") for number in (1205, 40197, 40501, 49918)]
    opened = ScriptedConnections(errors)
    with pytest.raises(CdcError, match=r"after 4 attempts in .* try later"):
        run(at(1433, login_timeout="60"), query, connect=opened, clock=Clock(clock.now, clock.sleep))
    assert opened.opened == 4
    assert [0.25 <= clock.slept[0] <= 0.5, 0.5 <= clock.slept[1] <= 1, 1 <= clock.slept[2] <= 2] == [True] * 3


def test_no_retry_begins_when_the_time_would_run_out() -> None:
    clock = FakeClock()
    opened = ScriptedConnections([odbc_error("08S01", 0, "Communication link failure")] * 9)

    def slowly() -> Connection:
        clock.time += 2
        return opened()

    with pytest.raises(CdcError, match="Communication link failure"):
        run(at(1433, login_timeout="3", retries="8"), query, connect=slowly, clock=Clock(clock.now, clock.sleep))
    assert opened.opened == 2
    assert clock.time <= 4 + 1


def test_every_connection_is_closed_whatever_happens() -> None:
    opened = ScriptedConnections([object(), object()])
    outcomes = [odbc_error("40001", 1205, "deadlock"), "done"]

    def work(_connection: Connection) -> object:
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    assert run(at(1433), work, connect=opened, clock=Clock(sleep=lambda _s: None)) == "done"
    assert opened.closed == opened.opened == 2


def test_an_error_that_does_not_pass_is_not_retried_and_says_what_is_missing() -> None:
    denied = odbc_error("42000", 229, "The SELECT permission was denied on the object 'x'.")
    opened = ScriptedConnections([object()])

    def work(_connection: Connection) -> None:
        raise denied

    with pytest.raises(CdcError, match=r"SELECT permission was denied.*lacks a permission"):
        run(at(1433), work, connect=opened)


def test_a_mistake_of_our_own_keeps_its_traceback() -> None:
    with pytest.raises(ZeroDivisionError):
        run(at(1433), lambda _connection: 1 / 0, connect=ScriptedConnections([object()]))


def test_errors_are_read_without_tags_numbers_and_secrets() -> None:
    error = read_error(
        odbc_error("42000", 4060, "Cannot open database with s3cret[x] (tenant 7)"), secrets=("s3cret", "s3cret[x]", "")
    )
    assert error.text == "Cannot open database with *** (tenant 7)"
    assert error.states == ("42000",)
    assert 4060 in error.numbers
    assert error.transient


def test_a_short_password_does_not_blot_out_words() -> None:
    error = odbc_error("08001", 0, "Login timeout expired, p was wrong")
    assert read_error(error, secrets=("p",)).text == "Login timeout expired, *** was wrong"


@every_driver
def test_a_server_without_tls_says_what_to_do(driver: str) -> None:
    with TdsServer() as server, pytest.raises(CdcError, match=r"does it offer TLS\?|the server offers no TLS"):
        run(at(server.port, driver, Encrypt="yes"), query)


@every_driver
def test_a_server_without_strict_encryption_is_not_told_as_a_certificate(driver: str) -> None:
    says = "FreeTDS has no strict encryption" if driver == "freetds" else "the server knows no strict encryption"
    with TdsServer() as server, pytest.raises(CdcError, match=says):
        run(at(server.port, driver, Encrypt="strict", retries="0"), query)


def test_all_wrong_options_are_named_at_once() -> None:
    server = SourceServer(
        host="h",
        user="u",
        password="p",
        options={"encript": "yes", "query_timeout": "soon", "TrustServerCertificate": "maybe"},
    )
    with pytest.raises(CdcError) as caught:
        endpoint(server, WHERE, "db", {})
    lines = str(caught.value).splitlines()
    assert lines[0] == f"{WHERE}: options.encript: there is no option `encript` (did you mean Encrypt?)"
    assert "options.query_timeout: `soon` is not a whole number of at least 1" in lines[1]
    assert "options.TrustServerCertificate: `maybe` is not valid (valid: yes, no)" in lines[2]


def test_a_server_entry_without_host_or_user_says_so() -> None:
    with pytest.raises(CdcError, match=r"host.*\n.*user and password are needed"):
        endpoint(SourceServer(), WHERE, "db", {})
    assert endpoint(SourceServer(host="h", options={"authentication": "kerberos"}), WHERE, "db", {}).user is None


def test_an_endpoint_never_shows_its_password() -> None:
    assert "hemmelig" not in repr(at(1433))


@pytest.mark.parametrize(
    ("wanted", "registered", "expected"),
    [
        (
            "auto",
            ["FreeTDS", "ODBC Driver 17 for SQL Server", "ODBC Driver 18 for SQL Server"],
            "ODBC Driver 18 for SQL Server",
        ),
        ("freetds", ["ODBC Driver 18 for SQL Server", "FreeTDS"], "FreeTDS"),
        ("odbc driver 17 for sql server", ["ODBC Driver 17 for SQL Server"], "ODBC Driver 17 for SQL Server"),
    ],
)
def test_the_best_registered_driver_is_taken(wanted: str, registered: list[str], expected: str) -> None:
    assert find_driver(wanted, {}, WHERE, lambda: registered).name == expected


def test_auto_takes_17_before_freetds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resources.sqlserver_driver.wheel_driver", lambda: None)
    found = find_driver("auto", {}, WHERE, lambda: ["FreeTDS", "ODBC Driver 17 for SQL Server"])
    assert found == Driver("ODBC Driver 17 for SQL Server", freetds=False)


def test_auto_passes_over_a_wheel_whose_libraries_are_missing(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "libmsodbcsql-18.so"
    broken.write_text("no library")
    monkeypatch.setattr("resources.sqlserver_driver.wheel_driver", lambda: str(broken))
    assert find_driver("auto", {}, WHERE, lambda: ["FreeTDS"]) == Driver("FreeTDS", freetds=True)
    monkeypatch.setattr("resources.sqlserver_driver._FREETDS_FILES", "/nowhere/*.so")
    with pytest.raises(CdcError, match=r"that of mssql-python-odbc cannot be loaded: .*apt-get install libltdl7"):
        find_driver("auto", {}, WHERE, list)


def test_the_environment_names_a_driver_by_its_file(tmp_path) -> None:
    library = tmp_path / "libtdsodbc.so"
    with pytest.raises(CdcError, match="there is no ODBC driver at"):
        find_driver("auto", {"CDC_ODBC_DRIVER": str(library)}, WHERE, list)
    library.touch()
    found = find_driver("auto", {"CDC_ODBC_DRIVER": str(library)}, WHERE, list)
    assert found == Driver(str(library), freetds=True)


def test_a_driver_that_is_not_installed_names_those_that_are() -> None:
    with pytest.raises(
        CdcError, match=r"`ODBC Driver 13` is not installed.*registered: `FreeTDS`.*apt-get install tdsodbc"
    ):
        find_driver("ODBC Driver 13", {}, WHERE, lambda: ["FreeTDS"])


@pytest.mark.skipif(
    wheel_driver() is None, reason="needs mssql-python-odbc, a driver that pip can install and the lock does not name"
)
def test_the_driver_of_the_pip_wheel_is_found_by_its_file() -> None:
    pyodbc_or_skip()
    path = wheel_driver()
    assert path is not None
    if missing := load_error(path):
        pytest.skip(f"{NEEDS} libltdl7 libgssapi-krb5-2 ({missing})")
    with TdsServer() as server:
        open_connection(at(server.port, path)).close()


@pytest.mark.parametrize(
    ("driver", "options", "says"),
    [
        ("freetds", {"Encrypt": "strict"}, "FreeTDS has no strict encryption"),
        ("freetds", {"Authentication": "ActiveDirectoryMsi"}, "FreeTDS has no authentication `ActiveDirectoryMsi`"),
        ("freetds", {"HostNameInCertificate": "db.example.no"}, "FreeTDS expects no name in a certificate"),
        ("freetds", {"TrustServerCertificate": "no"}, "FreeTDS checks certificates only where freetds.conf says"),
    ],
)
def test_what_freetds_cannot_do_is_refused_instead_of_left_out(driver: str, options: dict[str, str], says: str) -> None:
    class Odbc:
        drivers = staticmethod(lambda: ["FreeTDS"])

    with pytest.raises(CdcError, match=says):
        open_connection(at(1433, driver, **options), module=Odbc)  # type: ignore[arg-type]


def test_microsofts_connection_string_encrypts_and_checks_the_certificate_by_default() -> None:
    text = connection_string(
        Driver("ODBC Driver 18 for SQL Server", freetds=False),
        Endpoint("", "db.example.no", 1433, "Ad}Opus;x", "u", "auto", {}, password="p"),
        read_only=True,
    )
    assert text == (
        "DRIVER=ODBC Driver 18 for SQL Server;SERVER=tcp:db.example.no,1433;DATABASE={Ad}}Opus;x};UID=u;PWD=p;"
        "Encrypt=yes;TrustServerCertificate=no;ApplicationIntent=ReadOnly;APP=cdc-assets;"
    )


def test_without_unixodbc_the_message_names_the_packages_and_all_else_imports() -> None:
    program = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name == "pyodbc":
            raise ImportError("libodbc.so.2: cannot open shared object file: No such file or directory")
sys.meta_path.insert(0, Missing())
from tests.sqlserver.support import at
from cdc_assets.errors import CdcError
from resources.sqlserver import run
try:
    run(at(1433), lambda connection: None)
except CdcError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "unixODBC is not installed (libodbc.so.2" in done.stdout
    assert "apt-get install unixodbc" in done.stdout
    assert "apt-get install tdsodbc" in done.stdout
