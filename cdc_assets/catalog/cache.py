"""What was read once, kept by the hash of what it was read from."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

from cdc_assets.files import read_input


def load(folder: Path | None, name: str) -> dict[str, Any]:
    """What `store` last kept under `name`; empty where there is nothing, or nothing that can be trusted."""
    if folder is None:
        return {}
    try:
        head, _, body = read_input(folder / f"{name}.json", limit=None).partition(b"\n")
    except OSError:
        return {}
    if head != _head(body):
        return {}
    kept = json.loads(body)
    return kept if isinstance(kept, dict) else {}


def store(folder: Path | None, name: str, values: dict[str, Any]) -> None:
    """Keep `values` (JSON) under `name`. A folder that cannot be written to costs time only."""
    if folder is None:
        return
    body = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{name}.", dir=folder)
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(_head(body) + b"\n" + body)
            Path(temporary).replace(folder / f"{name}.json")
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise


def _head(body: bytes) -> bytes:
    return f"{_code()} {hashlib.sha256(body).hexdigest()}".encode()


@lru_cache(maxsize=1)
def _code() -> str:
    """The hash of this room's source: another version of it may read the same file differently."""
    digest = hashlib.sha256()
    room = Path(__file__).parent
    for path in sorted(room.rglob("*.py")):
        digest.update(path.relative_to(room).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
