"""The embedded server's parent process: starts it, and stops it when the last user is gone, however that user went.

Run as a script by `embedded_postgres.py` (standard library only, so that it costs milliseconds and few MB):
`embedded_postgres_keeper.py <folder> <fd of the server lock> <uid or -1> <gid or -1> <command> …`.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path


def _exit_with_server(*_: object) -> None:
    """SIGCHLD: the only child is the server; when it has ended (not merely been halted) nothing is left to keep."""
    if os.waitpid(-1, os.WNOHANG) != (0, 0):
        os._exit(0)


def main(arguments: list[str]) -> None:
    """Start the command, then stop it (fast shutdown) as soon as nobody holds the users' lock."""
    folder, lock, uid, gid, command = Path(arguments[0]), int(arguments[1]), *map(int, arguments[2:4]), arguments[4:]
    signal.signal(signal.SIGCHLD, _exit_with_server)
    other_user = {"user": uid, "group": gid, "extra_groups": []} if uid >= 0 else {}
    # the server inherits the lock's descriptor: it is held for as long as any of its processes lives
    server = subprocess.Popen(command, pass_fds=[lock], **other_user)  # type: ignore[call-overload]
    os.close(lock)
    with (folder / "users.lock").open("w") as users, (folder / "guard.lock").open("w") as guard:
        while True:
            fcntl.flock(users, fcntl.LOCK_EX)  # wakes when the last user left or was killed
            fcntl.flock(users, fcntl.LOCK_UN)
            fcntl.flock(guard, fcntl.LOCK_EX)  # nobody can arrive from here on
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                fcntl.flock(guard, fcntl.LOCK_UN)
                continue
            server.send_signal(signal.SIGINT)
            while True:
                signal.pause()  # SIGCHLD ends this process


if __name__ == "__main__":
    main(sys.argv[1:])
