"""Files: read so that none holds us up, written so that none is left half, sealed so that an edit is seen, and named.

A sealed file carries its own checksum: it is renewed, and kept where people edited it. Names of files are unique, safe
on every file system and the same in every run.
"""

from __future__ import annotations

import contextlib
import difflib
import errno
import hashlib
import os
import re
import stat
import tempfile
import unicodedata
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Literal, NoReturn, TypeVar

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


def listed(folder: Path, suffix: str = "") -> list[Path]:
    """What is in a folder and ends in `suffix`, sorted; nothing where there is no such folder.

    Raises CdcError where it cannot be read: `glob` would find nothing in it.
    """
    try:
        return sorted(path for path in folder.iterdir() if path.name.endswith(suffix))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise CdcError(Problem(folder.as_posix(), f"cannot be read: {error.strerror}")) from None


def not_listed(error: OSError) -> NoReturn:
    """For `os.walk`, which would pass over a folder that cannot be read. Raises CdcError."""
    raise CdcError(Problem(str(error.filename), f"cannot be read: {error.strerror}"))


def read_text(path: Path, encoding: str = "utf-8", errors: str = "strict") -> str:
    """`read_file` as text, lines ending in LF."""
    return read_file(path).decode(encoding, errors).replace("\r\n", "\n")


@dataclass(frozen=True, slots=True)
class WriteReport:
    """Paths relative to the folder written to.

    `written`: changed on disk; `unchanged`: already right; `edited`: changed by hand, kept; `orphaned`: no longer made,
    and of those `removed` are gone.
    """

    written: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    orphaned: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __add__(self, other: WriteReport) -> WriteReport:
        """Both."""
        return WriteReport(
            self.written + other.written,
            self.unchanged + other.unchanged,
            self.edited + other.edited,
            self.orphaned + other.orphaned,
            self.removed + other.removed,
        )


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file before (None = new) and after."""

    path: Path
    before: str | None
    after: str


_recorder: ContextVar[list[FileChange] | None] = ContextVar("_recorder", default=None)


_watchers: list[Callable[[Path], None]] = []


def watch_writes(watcher: Callable[[Path], None]) -> None:
    """Have `watcher` called for each file that this process changes from now on, when it is in place."""
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
    put(path, data)
    changes = _recorder.get()
    if changes is not None:
        changes.append(FileChange(path, None if before is None else before.decode(errors="replace"), text))
    for watcher in _watchers:
        watcher(path)
    return True


def put(path: Path, data: bytes) -> None:
    """Make `path` hold `data`, whole or not at all; another user's process may read it, too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
    except OSError as error:
        error.filename = str(path)  # which somebody knows
        raise
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


Overwrite = frozenset[str] | bool
"""Names of files edited by hand that may be replaced (True: all of them)."""
_HEADER = re.compile(r"(?P<mark>(?:#[^\n]*\n)+?)# sha256: (?P<sha256>[0-9a-f]{64})\n")


def sealed(mark: str, body: str) -> str:
    """`body` below a header: the comment `mark` (one or more lines, each begun with `#`) and the body's SHA-256."""
    return f"{mark}\n# sha256: {sha256(body)}\n{body}"


def intact_body(mark: str, data: bytes) -> str | None:
    """The body of a file that `sealed` made and nobody edited (git may have changed its line ends), else None.

    Of the header only how it begins must be `mark`'s, up to the first colon: other versions word the rest otherwise.
    """
    text = data.decode(errors="replace")
    for plain in (text, text.replace("\r\n", "\n")) if "\r\n" in text else (text,):
        header = _HEADER.match(plain) if plain.startswith(mark.split(":")[0]) else None
        if header is not None and sha256(plain[header.end() :]) == header["sha256"]:
            return plain[header.end() :]
    return None


def renew(
    path: Path, text: str, intact: Callable[[bytes], object], overwrite: bool
) -> Literal["written", "unchanged", "edited"]:
    """Make the file hold `text`, unless people edited it (`intact` gives None) and `overwrite` is false."""
    before = read_if_there(path)
    if before == text.encode():
        return "unchanged"
    if before is not None and not overwrite and intact(before) is None:
        return "edited"
    write_text_if_changed(path, text)
    return "written"


def write_folder(
    folder: Path,
    bodies: Mapping[str, str],
    mark: str,
    suffix: str,
    overwrite: Overwrite = False,
    ours: Callable[[str], bool] = lambda _body: True,
) -> WriteReport:
    """Make the files `<name>` of `folder` hold the bodies, sealed.

    Files edited by hand are kept and reported, unless `overwrite` names them. Of the files ending in `suffix` that are
    not wanted, those that are intact and `ours` are removed, and reported as orphaned.
    """
    fates: dict[str, str] = {}
    for name, body in bodies.items():
        fates[name] = renew(
            folder / name, sealed(mark, body), lambda data: intact_body(mark, data), may_replace(name, overwrite)
        )
    for path in sorted(folder.glob(f"*{suffix}")) if folder.is_dir() else ():
        if path.name not in bodies:
            data = read_if_there(path) or b""
            body_there = intact_body(mark, data)
            if body_there is None and data.startswith(mark.split(":")[0].encode()):
                fates[path.name] = "edited"
            elif body_there is not None and ours(body_there):
                path.unlink()
                fates[path.name] = "orphaned"
    report = written_report(fates)
    return replace(report, removed=report.orphaned)


def written_report(fates: Mapping[str, str]) -> WriteReport:
    """What became of each file as a report."""
    kinds = ("written", "unchanged", "edited", "orphaned")
    return WriteReport(*(tuple(name for name, fate in fates.items() if fate == kind) for kind in kinds))


def may_replace(name: str, overwrite: Overwrite) -> bool:
    """Whether a file may be replaced although it was edited."""
    return overwrite if isinstance(overwrite, bool) else name in overwrite


def read_if_there(path: Path) -> bytes | None:
    """The file's bytes, None where there is none."""
    try:
        return read_file(path)
    except FileNotFoundError:
        return None


def sha256(text: str) -> str:
    """The SHA-256 of a text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f%/\\:*?"<>|\u2028\u2029]|^\.|[. ]$')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)", re.IGNORECASE)
"""Names that Windows keeps for devices, whatever follows the dot."""
Key = TypeVar("Key", bound=Hashable)
MAX_BYTES = 180
"""Of a stem; file systems allow 255 bytes, which leaves room for endings and temporary names."""


def file_stem(name: str) -> str:
    """`name` with what a file system or a shell would trip over percent-encoded, cut (with a hash) to 180 bytes."""
    stem = _UNSAFE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found.group().encode()), name)
    if _DEVICES.match(stem):
        stem = f"%{ord(stem[0]):02X}{stem[1:]}"
    raw = stem.encode()
    return stem if len(raw) <= MAX_BYTES else f"{raw[: MAX_BYTES - 9].decode(errors='ignore')}_{_digest(name)}"


def file_stems(names: Mapping[Key, str]) -> dict[Key, str]:
    """A stem for each key's name; of names that one file system or another cannot tell apart, all but one get a hash.

    Which one is decided by code points of name and key, so that the answer depends on the set of names alone.
    """
    taken: set[str] = set()
    stems: dict[Key, str] = {}
    for key, name in sorted(names.items(), key=lambda item: (item[1], repr(item[0]))):
        stem = file_stem(name)
        if _folded(stem) in taken:
            stem = f"{stem}_{_digest(repr(key))}"
        taken.add(_folded(stem))
        stems[key] = stem
    return stems


def _folded(stem: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", stem).casefold())


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:8]
