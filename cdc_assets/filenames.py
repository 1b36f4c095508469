"""File names for things that have other names: unique, safe on every file system, the same in every run.

What belongs here: turning relation names into file names. What does not: which folders there are.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f%/\\:*?"<>|\u2028\u2029]|^\.|[. ]$')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)", re.IGNORECASE)
"""Names that Windows keeps for devices, whatever follows the dot."""
MAX_BYTES = 180
"""Of a stem; file systems allow 255 bytes, which leaves room for endings and temporary names."""


def file_stem(name: str) -> str:
    """`name` with what a file system or a shell would trip over percent-encoded, cut (with a hash) to 180 bytes."""
    stem = _UNSAFE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found.group().encode()), name)
    if _DEVICES.match(stem):
        stem = f"%{ord(stem[0]):02X}{stem[1:]}"
    raw = stem.encode()
    return stem if len(raw) <= MAX_BYTES else f"{raw[: MAX_BYTES - 9].decode(errors='ignore')}_{_digest(name)}"


def file_stems(names: Iterable[str]) -> dict[str, str]:
    """A stem for each name; of names that one file system or another cannot tell apart, all but the first get a hash.

    «First» is by code point, so that the answer depends on the set of names alone.
    """
    taken: set[str] = set()
    stems: dict[str, str] = {}
    for name in sorted(set(names)):
        stem = file_stem(name)
        if _folded(stem) in taken:
            stem = f"{stem}_{_digest(name)}"
        taken.add(_folded(stem))
        stems[name] = stem
    return stems


def _folded(stem: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", stem).casefold())


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:8]
