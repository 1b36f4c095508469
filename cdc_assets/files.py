"""Reading files that people wrote so that none holds us up, writing generated ones so that none is left half.

What belongs here: the limits of reading, atomic writes, the report of what was written, and its diff for people.
What does not: what the files hold.
"""

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

MAX_INPUT = 10_000_000
"""Bytes of a file that people wrote: what is larger is data, or a mistake."""


def read_input(path: Path, limit: int = MAX_INPUT) -> bytes:
    """The bytes of a regular file, or of what a link leads to; nothing else is waited for.

    Raises OSError, with a `strerror` for people: as `open` does, and for a pipe, a device, or more than `limit` bytes.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "Is a directory" if path.is_dir() else "no regular file", str(path))
    with path.open("rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise OSError(errno.EFBIG, f"more than {limit / 1e6:g} MB", str(path))
    return data


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
        before = path.read_bytes()
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
