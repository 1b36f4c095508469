"""Generated text files that carry their own checksum: a folder of them is renewed, what people edited is kept."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from cdc_assets.files import WriteReport, read_file, write_text_if_changed

_HEADER = re.compile(r"(?P<mark>(?:#[^\n]*\n)+?)# sha256: (?P<sha256>[0-9a-f]{64})\n")


def sealed(mark: str, body: str) -> str:
    """`body` below a header: the comment `mark` (one or more lines, each begun with `#`) and the body's SHA-256."""
    return f"{mark}\n# sha256: {_sha256(body)}\n{body}"


def intact_body(mark: str, text: str) -> str | None:
    """The body of a file that `sealed` made and nobody edited (git may have changed its line ends), else None.

    Of the header only how it begins must be `mark`'s, up to the first colon: other versions word the rest otherwise.
    """
    plain = text.replace("\r\n", "\n")
    header = _HEADER.match(plain)
    if header is None or not plain.startswith(mark.split(":")[0]) or _sha256(plain[header.end() :]) != header["sha256"]:
        return None
    return plain[header.end() :]


def write_folder(
    folder: Path, bodies: Mapping[str, str], mark: str, suffix: str, overwrite: frozenset[str] | bool = False
) -> WriteReport:
    """Make the files `<name>` of `folder` hold the bodies, sealed.

    Files edited by hand are kept and reported, unless `overwrite` names them (True: all). Files ending in `suffix` that
    are ours, intact and no longer wanted are removed and reported as orphaned.
    """
    written, unchanged, edited, orphaned = [], [], [], []
    for name, body in bodies.items():
        path, text = folder / name, sealed(mark, body)
        before = read_file(path).decode(errors="replace") if path.is_file() else None
        if before == text:
            unchanged.append(name)
        elif before is None or overwrite is True or intact_body(mark, before) is not None or name in (overwrite or ()):
            write_text_if_changed(path, text)
            written.append(name)
        else:
            edited.append(name)
    for path in sorted(folder.glob(f"*{suffix}")) if folder.is_dir() else ():
        if path.name not in bodies and intact_body(mark, read_file(path).decode(errors="replace")) is not None:
            path.unlink()
            orphaned.append(path.name)
    return WriteReport(tuple(written), tuple(unchanged), tuple(edited), tuple(orphaned))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
