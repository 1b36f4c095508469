"""What a connection brings along, whatever role, database and environment say, and how long it waits."""

from __future__ import annotations

import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from cdc_assets.errors import CdcError
from resources import postgres as module
from resources.embedded_postgres import Server
from resources.postgres import Database, connect, pool
from tests.support.postgres import both_versions, fresh_database

LIMIT = 1.0
"""Seconds by which a limit may be outlasted."""


@contextmanager
def role_with(postgres: Server, conninfo: str, **settings: str) -> Iterator[str]:
    """A superuser of the test's own with settings; yields the conninfo of the database for it."""
    name = f"role_{conninfo_to_dict(conninfo)['dbname']}"
    with psycopg.connect(postgres.conninfo(), autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE ROLE {} LOGIN SUPERUSER").format(sql.Identifier(name)))
        for setting, value in settings.items():
            admin.execute(
                sql.SQL("ALTER ROLE {} SET {} = {}").format(
                    sql.Identifier(name), sql.Identifier(setting), sql.Literal(value)
                )
            )
        try:
            yield make_conninfo(conninfo, user=name)
        finally:
            admin.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def value_of(connection: psycopg.Connection, text: str) -> object:
    row = connection.execute(text.encode()).fetchone()
    assert row is not None
    return row[0]


@both_versions
@pytest.mark.parametrize(
    "settings",
    [
        {"client_encoding": "LATIN1"},
        {"client_encoding": "SQL_ASCII"},
        {"statement_timeout": "20ms", "lock_timeout": "1ms", "idle_in_transaction_session_timeout": "5ms"},
        {"quote_all_identifiers": "on", "bytea_output": "escape", "standard_conforming_strings": "off"},
        {"datestyle": "SQL, DMY", "intervalstyle": "iso_8601", "xmlbinary": "hex", "extra_float_digits": "-10"},
    ],
)
def test_settings_of_a_role_do_not_reach_what_is_read_and_written(
    postgres: Server, database: str, settings: dict[str, str]
) -> None:
    with role_with(postgres, database, **settings) as conninfo:
        with connect(Database("here", conninfo)) as connection:
            assert value_of(connection, "SELECT 'Fraværsårsak'") == "Fraværsårsak"
            assert value_of(connection, "SELECT octet_length('Fraværsårsak')") == 14
            assert (
                value_of(connection, "SELECT quote_ident('plain') || '\\' || '2026-01-31'::date") == "plain\\2026-01-31"
            )
            with connection.transaction():
                connection.execute("SELECT pg_sleep(0.1)")
                time.sleep(0.1)
        with pool(Database("here", conninfo), 1) as opened, opened.connection() as connection:
            assert value_of(connection, "SELECT length('Fraværsårsak')") == 12
            connection.execute("SELECT pg_sleep(0.1)")


def test_times_are_those_of_utc_as_in_merges(postgres: Server, database: str) -> None:
    with role_with(postgres, database, timezone="Europe/Oslo") as conninfo:
        text = "SELECT (timestamptz '2026-06-01 12:00+00')::text"
        with connect(Database("here", conninfo)) as connection:
            assert value_of(connection, text) == "2026-06-01 12:00:00+00"
        with pool(Database("here", conninfo), 1) as opened, opened.connection() as connection:
            assert value_of(connection, text) == "2026-06-01 12:00:00+00"


@both_versions
def test_no_query_is_compiled_as_that_takes_longer_than_running_it(postgres: Server, database: str) -> None:
    with role_with(postgres, database, jit="on", jit_above_cost="0") as conninfo:
        with connect(Database("here", conninfo)) as connection:
            assert value_of(connection, "SHOW jit") == "off"
        with pool(Database("here", conninfo), 1) as opened, opened.connection() as connection:
            assert value_of(connection, "SHOW jit") == "off"


def test_a_transaction_timeout_of_a_role_is_set_aside_where_there_is_one(postgres: Server, database: str) -> None:
    with (
        role_with(postgres, database, transaction_timeout="30ms") as conninfo,
        connect(Database("here", conninfo)) as connection,
        connection.transaction(),
    ):
        connection.execute("SELECT pg_sleep(0.2)")


def test_the_environments_encoding_is_not_the_connections(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
    monkeypatch.setenv("PGOPTIONS", "-c statement_timeout=1ms")
    with connect(Database("here", database)) as connection:
        assert value_of(connection, "SELECT octet_length('æ') FROM pg_sleep(0.1)") == 2


def test_a_servers_own_options_come_after_ours(database: str) -> None:
    with connect(Database("here", make_conninfo(database, options="-c search_path=eget"))) as connection:
        assert value_of(connection, "SHOW search_path") == "eget"
        assert value_of(connection, "SHOW lock_timeout") == "5s"


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII", "WIN1252"])
def test_a_database_that_cannot_hold_the_names_is_refused_in_a_line(postgres: Server, encoding: str) -> None:
    name = f"enc_{encoding.lower()}_{time.monotonic_ns()}"
    with psycopg.connect(postgres.conninfo(), autocommit=True) as admin:
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING {} LOCALE_PROVIDER libc LOCALE 'C'").format(
                sql.Identifier(name), sql.Literal(encoding)
            )
        )
        try:
            for opened in (lambda place: connect(place), lambda place: pool(place, 1).__enter__()):
                with pytest.raises(CdcError) as caught:
                    opened(Database("here", postgres.conninfo(name)))
                assert str(caught.value).startswith(f"here: the database has encoding {encoding}; non-ASCII characters")
        finally:
            admin.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


# ---------------------------------------------------------------- servers that fall silent


class Relay:
    """Stands between a client and a server until it is `frozen`: then nothing passes, in either direction."""

    def __init__(self, target: str) -> None:
        known = conninfo_to_dict(target)
        self.path = f"{known['host']}/.s.PGSQL.{known['port']}"
        self.frozen = threading.Event()
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.conninfo = make_conninfo(target, host="127.0.0.1", port=self.listening.getsockname()[1])
        self.sockets: list[socket.socket] = [self.listening]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self.listening.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(self.path)
            self.sockets += (client, server)
            for source, sink in ((client, server), (server, client)):
                threading.Thread(target=self._pass, args=(source, sink), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                if self.frozen.is_set():
                    continue
                sink.sendall(data)
        except OSError:
            pass
        if not self.frozen.is_set():
            for each in (source, sink):
                each.close()

    def close(self) -> None:
        for each in self.sockets:
            each.close()


@pytest.fixture
def relay(database: str) -> Iterator[Relay]:
    found = Relay(database)
    yield found
    found.close()


def test_a_server_that_never_answers_a_login_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CONNECT_SECONDS", 2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        place = Database("here", make_conninfo(host="127.0.0.1", port=silent.getsockname()[1], password="hemmelig"))
        started = time.monotonic()
        with pytest.raises(CdcError, match="no answer: check `host`") as caught:
            connect(place)
        assert time.monotonic() - started < 2 + LIMIT
        assert "hemmelig" not in str(caught.value)


def test_a_server_that_falls_silent_in_a_query_is_given_up_in_time(relay: Relay) -> None:
    with connect(Database("here", relay.conninfo), seconds=2) as connection:
        connection.execute("SELECT 1")
        relay.frozen.set()
        started = time.monotonic()
        with pytest.raises(psycopg.OperationalError, match="the server gave no answer for 2 s"):
            connection.execute("SELECT 2")
        assert time.monotonic() - started < 2 + LIMIT
        assert connection.closed


def test_a_server_that_dies_in_a_long_statement_is_noticed_and_one_that_works_is_let_work(
    relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CONNECT_SECONDS", 1)
    monkeypatch.setattr(module, "_PROBE_SECONDS", 0.5)
    with connect(Database("here", relay.conninfo), seconds=None) as connection:
        connection.execute("SELECT pg_sleep(3)")  # it answers others
        relay.frozen.set()
        started = time.monotonic()
        with pytest.raises(psycopg.OperationalError, match="gave no answer"):
            connection.execute("SELECT pg_sleep(60)")
        assert time.monotonic() - started < 0.5 + 1 + 0.5 + LIMIT


def test_who_looks_waits_for_no_lock_for_long(database: str) -> None:
    with psycopg.connect(database) as other, connect(Database("here", database)) as connection:
        connection.execute("CREATE TABLE t (id int)")
        other.execute("LOCK t")
        started = time.monotonic()
        with pytest.raises(psycopg.errors.LockNotAvailable):
            connection.execute("SELECT * FROM t")
        assert time.monotonic() - started < 5 + LIMIT


def test_a_fresh_database_has_utf8(postgres: Server) -> None:
    with fresh_database(postgres) as conninfo, connect(Database("here", conninfo)) as connection:
        assert connection.info.encoding == "utf-8"


@both_versions
def test_who_is_interrupted_ends_what_the_server_does_for_them(database: str) -> None:
    """By Dagster's `Terminate`, whose exception psycopg does not know: locks would be kept for as long as it takes."""

    class Terminated(BaseException):
        pass

    def interrupt(*_: object) -> None:
        raise Terminated

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        with connect(Database("here", database), None) as connection:
            signal.setitimer(signal.ITIMER_REAL, 0.3)
            with pytest.raises(Terminated):
                connection.execute("SELECT pg_sleep(60)")
    finally:
        signal.signal(signal.SIGALRM, before)
    with connect(Database("here", database)) as connection:
        for _ in range(50):
            if not value_of(connection, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)'"):
                return
            time.sleep(0.1)
    pytest.fail("the statement goes on")


def test_the_server_notices_who_was_killed_and_whose_machine_is_gone(database: str) -> None:
    with connect(Database("here", database)) as connection, pool(Database("here", database), 1) as opened:
        assert value_of(connection, "SHOW client_connection_check_interval") == "10s"
        with opened.connection() as pooled:
            assert value_of(pooled, "SHOW client_connection_check_interval") == "10s"


@pytest.mark.parametrize(
    "said",
    [
        'invalid value for parameter "client_connection_check_interval": 10000',  # by a server on Windows
        "nicht erkannter Konfigurationsparameter »transaction_timeout«",
        'FATAL:  unrecognized configuration parameter "client_connection_check_interval"',
    ],
)
def test_a_setting_that_a_server_does_not_take_is_known_in_any_language(said: str) -> None:
    assert module._refused_setting(said) in {"client_connection_check_interval", "transaction_timeout"}
