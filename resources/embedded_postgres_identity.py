"""Who runs the embedded server: PostgreSQL refuses root."""

from __future__ import annotations

import contextlib
import hashlib
import os
import pwd
import stat
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cdc_assets.errors import CdcError, Problem


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
    raise CdcError(
        Problem(
            "embedded PostgreSQL",
            f"cannot run as user {os.geteuid()}: user namespaces are forbidden here and no other user is available",
            hint="run as an ordinary user that has an entry in /etc/passwd",
        )
    )


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
