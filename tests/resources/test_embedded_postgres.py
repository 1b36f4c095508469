"""The embedded server: shared, stopped by the last user however it leaves, and plain about what is wrong."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from cdc_assets.errors import CdcError
from resources import embedded_postgres
from resources.embedded_postgres import Server, running
from tests.support.postgres import FAST, both_versions

CHECKOUT = Path(__file__).resolve().parents[2]

USER = """
import sys
from pathlib import Path
import psycopg
from resources.embedded_postgres import running
with running(Path(sys.argv[1]), settings={"fsync": "off"}) as server:
    with psycopg.connect(server.conninfo()) as connection:
        print(connection.execute("SELECT pg_postmaster_start_time()").fetchone()[0], flush=True)
    sys.stdin.readline()
"""
"""A process that uses the server of a folder until a line or the end of its input arrives."""


def user(folder: Path, **environ: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", USER, folder],
        cwd=CHECKOUT,
        env={**os.environ, **environ},
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def leave(process: subprocess.Popen[str]) -> None:
    _, error = process.communicate("\n", timeout=300)
    assert process.returncode == 0, error


def runs(folder: Path) -> bool:
    """Whether any process of the server is alive."""
    with (folder / "server.lock").open("w") as lock:
        return not embedded_postgres._try_lock(lock)


def wait_until_stopped(folder: Path) -> None:
    deadline = time.monotonic() + 120
    while runs(folder):
        assert time.monotonic() < deadline, "the server still runs"
        time.sleep(0.01)


def postmaster(folder: Path) -> int:
    pid = embedded_postgres._postmaster_pid(folder)
    assert pid is not None
    return pid


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder to copy: initdb takes longer than everything else here."""
    folder = tmp_path_factory.mktemp("fresh")
    with running(folder, settings=FAST):
        pass
    return folder


@pytest.fixture
def folder(fresh: Path, tmp_path: Path) -> Path:
    """The folder of a server that has been stopped."""
    shutil.copytree(fresh, tmp_path / "server", ignore=shutil.ignore_patterns("socket"))
    return tmp_path / "server"


@contextmanager
def value(server: Server, sql: str) -> Iterator[object]:
    with psycopg.connect(server.conninfo()) as connection:
        row = connection.execute(sql).fetchone()
        assert row is not None
        yield row[0]


@both_versions
def test_the_server_listens_on_no_port_and_its_socket_lies_in_a_private_folder(postgres: Server) -> None:
    with value(postgres, "SELECT current_setting('listen_addresses')") as addresses:
        assert addresses == ""
    assert stat.S_IMODE(postgres.socket.stat().st_mode) == 0o700


def test_two_processes_that_start_it_at_once_share_one_server_and_the_last_one_stops_it(folder: Path) -> None:
    first, second = user(folder), user(folder)
    assert first.stdout is not None
    assert second.stdout is not None
    assert first.stdout.readline() == second.stdout.readline() != ""
    leave(first)
    assert runs(folder)
    leave(second)
    assert not runs(folder)
    assert not (folder / "data" / "postmaster.pid").exists()


def test_a_user_killed_with_sigkill_leaves_no_server_behind(folder: Path) -> None:
    process = user(folder)
    assert process.stdout is not None
    assert process.stdout.readline()
    process.kill()
    process.communicate()
    wait_until_stopped(folder)
    assert not (folder / "data" / "postmaster.pid").exists()


def test_variables_of_postgresql_in_the_environment_do_not_confuse_it(tmp_path: Path) -> None:
    process = user(
        tmp_path / "server",
        PGHOST="192.0.2.1",
        PGHOSTADDR="192.0.2.1",
        PGPORT="1",
        PGDATA="/nowhere",
        PGUSER="nobody",
        PGDATABASE="none",
        PGOPTIONS="-c nonsense=1",
        PGSSLMODE="verify-full",
        PGREQUIREPEER="nobody",
        PGREQUIREAUTH="scram-sha-256",
        PGTARGETSESSIONATTRS="standby",
        PGSERVICE="no such service",
        PGTZ="Mars",
        PGCLIENTENCODING="SQL_ASCII",
    )
    assert process.stdout is not None
    assert process.stdout.readline()
    leave(process)


def test_a_pid_file_whose_number_now_belongs_to_another_process_is_no_obstacle(folder: Path) -> None:
    with subprocess.Popen(["sleep", "60"]) as other:
        (folder / "data" / "postmaster.pid").write_text(
            f"{other.pid}\n{folder / 'data'}\n1\n5432\n/tmp\n\n  1 1\nready\n"
        )
        with running(folder, settings=FAST):
            assert postmaster(folder) != other.pid
        assert other.poll() is None
        other.kill()


def test_a_server_killed_with_sigkill_is_started_again_with_all_that_was_committed(folder: Path) -> None:
    with running(folder) as server:
        with psycopg.connect(server.conninfo()) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS n")
        os.kill(postmaster(folder), signal.SIGKILL)
        with running(folder) as again, value(again, "SELECT n FROM kept") as n:
            assert n == 42


def test_a_path_too_long_for_a_socket_puts_the_socket_into_a_private_temporary_folder(tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 25) / "server"
    with running(folder, settings=FAST) as server, running(folder) as joined:
        assert joined.socket == server.socket
        assert not server.socket.is_relative_to(tmp_path)
        assert stat.S_IMODE(server.socket.stat().st_mode) == 0o700
    assert not server.socket.exists()


def test_an_initialisation_that_was_killed_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "data.new" / "base").mkdir(parents=True)
    with running(tmp_path, settings=FAST) as server, value(server, "SELECT 1") as one:
        assert one == 1


def test_a_server_that_cannot_start_says_why_in_the_error(folder: Path) -> None:
    with (
        pytest.raises(CdcError, match=r"shared_buffers.*no number"),
        running(folder, settings={"shared_buffers": "no number"}),
    ):
        pass
    assert not runs(folder)


def test_a_data_folder_of_another_version_is_named(folder: Path) -> None:
    (folder / "data" / "PG_VERSION").write_text("9\n")
    with pytest.raises(CdcError, match="made by PostgreSQL 9, the binaries are"), running(folder):
        pass


def test_a_server_somebody_else_started_on_the_data_folder_is_left_alone(folder: Path) -> None:
    with running(folder, settings=FAST):
        pid = postmaster(folder)
        (folder / "server.lock").rename(folder / "server.lock.gone")  # as if it had not been started by us
        with pytest.raises(CdcError, match=rf"not started by cdc.*{pid}"), running(folder):
            pass
        assert postmaster(folder) == pid
        (folder / "server.lock.gone").replace(folder / "server.lock")


def test_a_folder_that_cannot_be_made_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(CdcError, match="server's folder cannot be used: Not a directory"),
        running(tmp_path / "file" / "x"),
    ):
        pass


def test_without_user_namespaces_root_falls_back_to_another_user_and_a_folder_it_can_reach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root")
    tools = Path(tempfile.mkdtemp())  # tmp_path is closed to others
    tools.chmod(0o755)
    for tool in ("test", "true"):
        (tools / tool).symlink_to(shutil.which(tool) or "")
    monkeypatch.setenv("PATH", str(tools))
    with running(tmp_path / "server", settings=FAST) as server:
        home = (tmp_path / "server" / "data").resolve().parent
        assert home.stat().st_uid != 0
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
        assert Path(f"/proc/{postmaster(tmp_path / 'server')}").stat().st_uid == home.stat().st_uid
        with value(server, "SELECT 1") as one:
            assert one == 1
    with running(tmp_path / "server", settings=FAST) as server, value(server, "SELECT 1") as one:
        assert one == 1
    shutil.rmtree(home)
    shutil.rmtree(tools)


def test_nobody_else_may_enter_the_folder_with_the_locks_and_the_log(folder: Path) -> None:
    folder.chmod(0o755)
    with running(folder, settings=FAST):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
