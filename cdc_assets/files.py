"""Writing generated files so that an unchanged run touches nothing and a crash leaves no half file.

What belongs here: atomic writes and the report of what was written. What does not: what the files hold.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class WriteReport:
    """Paths (relative to the folder written to): changed on disk, already right, edited by hand and kept, no longer made."""

    written: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    orphaned: tuple[str, ...] = ()


def write_text_if_changed(path: Path, text: str) -> bool:
    """Make `path` hold `text` (UTF-8, LF); True if it had to be written. Readers see the old file or the new one."""
    data = text.encode()
    with contextlib.suppress(FileNotFoundError):
        if path.read_bytes() == data:
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
    return True
