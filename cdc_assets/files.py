"""Reading files that people wrote so that none holds us up, writing generated ones so that none is left half."""

from __future__ import annotations

import contextlib
import difflib
import errno
import os
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cdc_assets.errors import CdcError, Problem

MAX_INPUT = 10_000_000
"""Bytes of a file that people wrote: what is larger is data, or a mistake."""


@contextlib.contextmanager
def open_input(path: Path) -> Iterator[BinaryIO]:
    """A regular file, open to be read. Raises OSError for anything else, without waiting for it."""

    def opener(name: str, flags: int) -> int:
        return os.open(name, flags | os.O_NONBLOCK)

    with open(path, "rb", opener=opener) as file:
        mode = os.fstat(file.fileno()).st_mode
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "a folder" if stat.S_ISDIR(mode) else "no regular file", str(path))
        yield file


def read_input(path: Path, limit: int | None = MAX_INPUT) -> bytes:
    """The bytes of a regular file, or of what a link leads to; a pipe or a device is not waited for.

    Raises OSError with a `strerror` for people, where there is no such file or more than `limit` bytes.
    """
    with open_input(path) as file:
        data = file.read(-1 if limit is None else limit + 1)
    if limit is not None and len(data) > limit:
        raise OSError(errno.EFBIG, f"more than {limit // 1_000_000} MB", str(path))
    return data


def read_file(path: Path) -> bytes:
    """The bytes of a file of the project that a program wrote, however large.

    Raises FileNotFoundError where there is none, and CdcError for everything else that is in the way.
    """
    try:
        return read_input(path, limit=None)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise CdcError(Problem(path.as_posix(), f"cannot be read: {error.strerror}")) from None


def read_text(path: Path, encoding: str = "utf-8", errors: str = "strict") -> str:
    """`read_file` as text, lines ending in LF."""
    return read_file(path).decode(encoding, errors).replace("\r\n", "\n")


@dataclass(frozen=True, slots=True)
class WriteReport:
    """Paths relative to the folder written to.

    `written`: changed on disk; `unchanged`: already right; `edited`: changed by hand, kept; `orphaned`: no longer made.
    """

    written: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    orphaned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file before (None = new) and after."""

    path: Path
    before: str | None
    after: str


_recorder: ContextVar[list[FileChange] | None] = ContextVar("_recorder", default=None)


_watchers: list[Callable[[Path], None]] = []


def watch_writes(watcher: Callable[[Path], None]) -> None:
    """Have `watcher` told of each file that this process changes from now on, when it is in place."""
    _watchers.append(watcher)


@contextlib.contextmanager
def record_changes() -> Iterator[list[FileChange]]:
    """Collect what `write_text_if_changed` changes inside the block, so that a stage can show it as a diff."""
    changes: list[FileChange] = []
    token = _recorder.set(changes)
    try:
        yield changes
    finally:
        _recorder.reset(token)


def unified_diff(changes: Iterable[FileChange], root: Path, limit: int = 400) -> str:
    """The changes as one unified diff, paths relative to `root`, cut after `limit` lines (new files show a count)."""
    lines: list[str] = []
    for change in changes:
        name = change.path.relative_to(root).as_posix()
        if change.before is None:
            lines.append(f"+++ {name} (new, {len(change.after.splitlines())} lines)")
            continue
        before, after = change.before.splitlines(), change.after.splitlines()
        lines.extend(difflib.unified_diff(before, after, f"a/{name}", f"b/{name}", lineterm="", n=2))
    if len(lines) > limit:
        lines = [*lines[:limit], f"… {len(lines) - limit} more lines"]
    return "\n".join(lines)


def write_text_if_changed(path: Path, text: str) -> bool:
    """Make `path` hold `text` (UTF-8, LF); True if it had to be written. Readers see the old file or the new one."""
    data = text.encode()
    before: bytes | None = None
    with contextlib.suppress(FileNotFoundError):
        before = read_file(path)
    if before == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    changes = _recorder.get()
    if changes is not None:
        changes.append(FileChange(path, None if before is None else before.decode(errors="replace"), text))
    for watcher in _watchers:
        watcher(path)
    return True
