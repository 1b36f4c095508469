"""What was read once, kept by the hash of what it was read from."""

from __future__ import annotations

import contextlib
import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from cdc_assets.files import put, read_input


def load(folder: Path | None, kind: str, of: str | Path) -> dict[str, Any]:
    """What `store` last kept of a kind; empty where there is nothing, or nothing that can be trusted."""
    if folder is None:
        return {}
    try:
        head, _, body = read_input(folder / _name(kind, of), limit=None).partition(b"\n")
    except OSError:
        return {}
    if head != _head(body):
        return {}
    kept = json.loads(body)
    return kept if isinstance(kept, dict) else {}


def store(folder: Path | None, kind: str, of: str | Path, values: dict[str, Any]) -> None:
    """Keep `values` (JSON) of a kind, made of a folder. No stage tells of it among the files it wrote.

    A folder that cannot be written to costs time only.
    """
    if folder is None:
        return
    body = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
    data, path = _head(body) + b"\n" + body, folder / _name(kind, of)
    with contextlib.suppress(OSError):
        with contextlib.suppress(OSError):
            if path.read_bytes() == data:
                return
        put(path, data)


def _name(kind: str, of: str | Path) -> str:
    return f"{kind}-{hashlib.sha256(str(of).encode()).hexdigest()[:16]}.json"


def _head(body: bytes) -> bytes:
    return f"{_code()} {hashlib.sha256(body).hexdigest()}".encode()


@lru_cache(maxsize=1)
def _code() -> str:
    """The hash of the catalog's source: another version of it may read the same file differently."""
    digest = hashlib.sha256()
    room = Path(__file__).parent / "catalog"
    for path in sorted(room.rglob("*.py")):
        digest.update(path.relative_to(room).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
