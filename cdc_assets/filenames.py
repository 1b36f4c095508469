"""File names for things that have other names: unique, safe on every file system, the same in every run."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Hashable, Mapping
from typing import TypeVar

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
