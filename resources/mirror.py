"""A project folder in an object store, mirrored into a local one: what is there is fetched, what is written is sent.

Stages read and write files by the hundred and hold locks on them; that wants a local folder. So the store is looked at
whenever a project is opened (one listing; only what changed is fetched), and each output is sent as it is written.
Where both changed, the store's word stands: outputs are made anew from inputs.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from upath import UPath

from cdc_assets.config.files import OUTPUTS
from cdc_assets.errors import CdcError, Problem, one_line

_LOCAL = (".cdc", ".git")
_CONTENT = ("ETag", "etag", "md5", "content_md5", "generation")
_TIME = ("mtime", "LastModified", "last_modified", "updated", "created")
"""What file systems tell of a file that changes with its content: the first of these that is there, and the size."""

State = dict[str, tuple[str, str]]
"""Relative path → (version in the store, signature of the local file) when the two were last alike."""


@dataclass(frozen=True, slots=True)
class Mirror:
    """A store and the local folder that stands for it. `label` names the store without credentials."""

    store: UPath
    folder: Path
    label: str


def mirror_of(location: str, environ: Mapping[str, str]) -> Mirror:
    """The mirror of a remote location, below `CDC_MIRROR_DIR` or the user's cache folder. Raises CdcError."""
    parts = urlsplit(location)
    label = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}".rstrip("/")
    cache = environ.get("CDC_MIRROR_DIR") or Path(environ.get("XDG_CACHE_HOME") or "~/.cache") / "cdc-assets"
    folder = Path(cache).expanduser().resolve()
    name = f"{PurePosixPath(parts.path or parts.netloc).name}-{hashlib.sha256(location.encode()).hexdigest()[:8]}"
    with _explained(label, "cannot be opened"):
        store = UPath(location.rstrip("/"))
        _ = store.fs  # imports what the protocol needs
    return Mirror(store, folder / name, label)


def sync(mirror: Mirror) -> None:
    """Make the local folder and the store alike. Raises CdcError where the store cannot be read or is empty."""
    with _locked(mirror) as state, _explained(mirror.label, "cannot be read"):
        found = _listing(mirror)
        if not found:
            hint = "set CDC_PROJECT_DIR to where services/, source-groups.yaml and sink-groups.yaml are"
            raise CdcError(Problem(mirror.label, "holds no project", hint=hint))
        for name, version in found.items():
            _settle(mirror, state, name, version)
        for name in state.keys() - found.keys():
            (mirror.folder / name).unlink(missing_ok=True)
            del state[name]
        for name in _outputs(mirror.folder) - state.keys():
            _send(mirror, state, name)


def send(mirror: Mirror, path: Path) -> None:
    """Send a local file that was written just now. Raises CdcError."""
    with _locked(mirror) as state, _explained(mirror.label, "cannot be written"):
        _send(mirror, state, path.relative_to(mirror.folder).as_posix())


def _settle(mirror: Mirror, state: State, name: str, version: str) -> None:
    """One file of the store: nothing to do, fetch it, or catch up with what was written or deleted here."""
    local = _signature(mirror.folder / name)
    before, here = state.get(name, ("", ""))
    if before != version or (not local and not name.startswith(OUTPUTS)):
        _fetch(mirror, state, name, version)
    elif not local:
        (mirror.store / name).unlink()
        del state[name]
    elif local != here:
        _send(mirror, state, name)


def _fetch(mirror: Mirror, state: State, name: str, version: str) -> None:
    path = mirror.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = mirror.folder / ".cdc" / "fetched"
    beside.write_bytes((mirror.store / name).read_bytes())
    beside.replace(path)
    state[name] = (version, _signature(path))


def _send(mirror: Mirror, state: State, name: str) -> None:
    path, target = mirror.folder / name, mirror.store / name
    signature, content = _signature(path), path.read_bytes()
    try:
        target.write_bytes(content)
    except FileNotFoundError:  # a store that has folders
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    target.fs.invalidate_cache()
    state[name] = (_version(target.fs.info(target.path)), signature)


def _listing(mirror: Mirror) -> dict[str, str]:
    """Relative path → version of every file in the store that is part of the project."""
    files = mirror.store.fs
    files.invalidate_cache()
    root = mirror.store.path.rstrip("/") + "/"
    found: dict[str, str] = {}
    for path, facts in files.find(root, detail=True).items():
        full = path if path.startswith(root) else f"/{path}"
        name = full.removeprefix(root)
        parts = PurePosixPath(name).parts
        inside = full.startswith(root) and not name.startswith("/") and ".." not in parts
        if inside and parts and parts[0] not in _LOCAL:
            found[name] = _version(facts)
    return found


def _outputs(folder: Path) -> set[str]:
    """Relative paths of the files that stages wrote; one that is being written has a dot before its name."""
    return {
        path.relative_to(folder).as_posix()
        for part in OUTPUTS
        for path in (folder / part).rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


def _version(facts: Mapping[str, Any]) -> str:
    value = next((facts[name] for name in (*_CONTENT, *_TIME) if facts.get(name) is not None), "")
    return f"{value.timestamp() if isinstance(value, datetime) else value} {facts.get('size')}"


def _signature(path: Path) -> str:
    try:
        facts = path.stat()
    except FileNotFoundError:
        return ""
    return f"{facts.st_size}:{facts.st_mtime_ns}:{facts.st_ino}"


@contextlib.contextmanager
def _locked(mirror: Mirror) -> Iterator[State]:
    """The state of the mirror, for one process and thread at a time; kept when the block ends, however it ends."""
    own = mirror.folder / ".cdc"
    own.mkdir(parents=True, exist_ok=True)
    path = own / "mirror.json"
    with (own / "mirror.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        state: State = {}
        with contextlib.suppress(FileNotFoundError, ValueError):
            state = {name: (pair[0], pair[1]) for name, pair in json.loads(path.read_text()).items()}
        before = dict(state)
        try:
            yield state
        finally:
            if state != before:
                fresh = own / "mirror.json.new"
                fresh.write_text(json.dumps(state, indent=0))
                fresh.replace(path)


@contextlib.contextmanager
def _explained(label: str, what: str) -> Iterator[None]:
    """Whatever a file system's library raises, as a problem of the store."""
    try:
        yield
    except CdcError:
        raise
    except ImportError as error:
        hint = (
            "pip install 'cdc-assets[s3]'" if label.startswith("s3://") else "install fsspec's package for that store"
        )
        raise CdcError(Problem(label, f"{what}: {error}", hint=hint)) from None
    except Exception as error:
        reason = one_line(error) or type(error).__name__
        hint = "check the address and the store's credentials in the environment"
        raise CdcError(Problem(label, f"{what}: {reason}", hint=hint)) from None
