"""Generated files that carry their own checksum: they are renewed, what people edited is kept."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from cdc_assets.files import WriteReport, read_file, write_text_if_changed

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
    """Make the file hold `text`, unless there is one that people edited (`intact` gives None) and nobody said so."""
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
            folder / name, sealed(mark, body), lambda data: intact_body(mark, data), named(name, overwrite)
        )
    for path in sorted(folder.glob(f"*{suffix}")) if folder.is_dir() else ():
        if path.name not in bodies:
            data = read_file(path)
            body_there = intact_body(mark, data)
            if body_there is None and data.startswith(mark.split(":")[0].encode()):
                fates[path.name] = "edited"
            elif body_there is not None and ours(body_there):
                path.unlink()
                fates[path.name] = "orphaned"
    return report(fates)


def report(fates: Mapping[str, str]) -> WriteReport:
    """What became of each file as a report."""
    kinds = ("written", "unchanged", "edited", "orphaned")
    return WriteReport(*(tuple(name for name, fate in fates.items() if fate == kind) for kind in kinds))


def named(name: str, overwrite: Overwrite) -> bool:
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
