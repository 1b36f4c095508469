"""Reaching a sink's database: created where it is embedded, errors that help and never show a password."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path
from typing import Any

import pytest
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import PoolTimeout
from pydantic import SecretStr

from cdc_assets.config.model import Roles, SinkServer, SinkTarget
from cdc_assets.errors import CdcError
from resources.embedded_postgres import Server
from resources.postgres import Connection, Database, connect, connected, database, embedded_folder, pool

PASSWORD = "s3cret-never-shown"


def target(name: str = "directory_dev", **server: object) -> SinkTarget:
    return SinkTarget("sink_asma.directory", "dev", "default", SinkServer(**server), name, ("public",), Roles())


def reach(wanted: SinkTarget) -> None:
    with database(wanted, Path("/")) as reachable, connect(reachable):
        pass


def test_a_missing_database_is_created_on_the_embedded_server_and_kept(tmp_path: Path) -> None:
    wanted = target('odd "name" æøå', embedded=True)
    for _ in range(2):
        with database(wanted, tmp_path) as reachable, connect(reachable) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS public.kept (n int)")
            row = connection.execute("SELECT current_database()").fetchone()
            assert row == ('odd "name" æøå',)
    shutil.rmtree(embedded_folder(tmp_path))


def test_a_refused_connection_names_sink_server_and_database_and_no_password() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        with pytest.raises(CdcError) as caught:
            reach(target(host="127.0.0.1", port=port, user="u", password=SecretStr(PASSWORD)))
    said = str(caught.value)
    assert "sink_asma.directory (dev): database `directory_dev` on server `default` (127.0.0.1" in said
    assert "refused" in said
    assert "are `host` and `port` right" in said
    assert PASSWORD not in said


def test_a_missing_database_on_a_server_of_the_users_own_is_not_created(postgres: Server) -> None:
    with pytest.raises(CdcError, match="cdc creates databases only on an embedded server"):
        reach(target("no such database", host=str(postgres.socket), port=postgres.port, user="postgres"))


def test_where_nothing_was_applied_yet_the_error_says_so(database: str) -> None:
    at = conninfo_to_dict(database)
    wanted = target(at["dbname"], host=at["host"], port=at["port"], user=at["user"])
    for query in ("SELECT FROM cdc_management.merge_control", "SELECT cdc_management.merge_statements('a', 'b')"):
        with (
            pytest.raises(CdcError, match="this version was not applied there yet: cdc apply"),
            connected(wanted, Path("/")) as connection,
        ):
            connection.execute(query.encode())


def test_an_unknown_connection_option_is_an_error_of_the_configuration() -> None:
    with pytest.raises(CdcError, match=r"options are not understood.*nonsense"):
        reach(target(host="127.0.0.1", password=SecretStr(PASSWORD), options={"nonsense": "1"}))


def test_a_host_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resources.postgres.CONNECT_SECONDS", 2)
    given: list[Any] = []
    really = Connection.connect
    monkeypatch.setattr(Connection, "connect", lambda *args, **kwargs: given.append(kwargs) or really(*args, **kwargs))
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(CdcError, match=r"cannot connect: .*timeout expired.*no answer: check `host`"):
            reach(target(host="127.0.0.1", port=silent.getsockname()[1], user="u"))
        with pytest.raises(CdcError, match=r": not tried again: .*timeout expired"):
            reach(target(host="127.0.0.1", port=silent.getsockname()[1], user="u"))
    assert [kwargs["connect_timeout"] for kwargs in given] == [2]


def test_a_password_is_not_shown_by_what_carries_it() -> None:
    with database(target(host="h", user="u", password=SecretStr(PASSWORD)), Path("/")) as reachable:
        assert PASSWORD in reachable.conninfo
        assert PASSWORD not in repr(reachable)
        assert PASSWORD not in str(reachable)


def test_a_pool_opens_no_more_connections_than_asked_for(database: str) -> None:
    with (
        pool(Database("test", database), 2) as connections,
        connections.connection(),
        connections.connection(),
        pytest.raises(PoolTimeout),
    ):
        connections.getconn(timeout=0.1)
