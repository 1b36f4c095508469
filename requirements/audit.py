"""Known holes in what the lock names, by pip-audit. `make audit` calls it.

What belongs here: asking, and a reason for each hole that does not concern us. What does not: moving a version.
Exit codes: 0 no known hole; 1 holes; 2 the vulnerability service did not answer.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docs.make.dependencies import LOCKS
from requirements.install import FOLDER

EXPLAINED: dict[str, str] = {}
"""Identifier → why it does not concern us. One that is mended upstream goes: move the version instead."""
_OPTIONS = ("--disable-pip", "--no-deps", "--require-hashes", "--progress-spinner=off", "--format=json", "--timeout=15")


def audit(name: str) -> list[dict[str, Any]] | None:
    """What pip-audit found out about each package of a lock; None where it found out nothing about some."""
    command: list[str | Path] = [
        Path(sys.executable).with_name("pip-audit"),
        *_OPTIONS,
        "--requirement",
        FOLDER / f"{name}.txt",
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    try:
        found: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except ValueError:
        return None
    return None if any("skip_reason" in one for one in found) else found


def holes(found: list[dict[str, Any]]) -> Iterator[str]:
    """A line for each hole that is not explained."""
    for one in found:
        for hole in one["vulns"]:
            if not {hole["id"], *hole["aliases"]} & set(EXPLAINED):
                mended = ", ".join(hole["fix_versions"]) or "no version yet"
                yield f"{one['name']} {one['version']}: {hole['id']}, mended in {mended}: make lock ONLY={one['name']}"


def main() -> int:
    """Look at every lock; stop where nothing can be learnt."""
    told: list[str] = []
    for name in LOCKS:
        found = audit(name)
        if found is None:
            print(
                f"requirements/{name}.txt was not audited: PyPI's vulnerability service did not answer for all of it"
                " (a mirror has none): run it where PyPI itself can be reached",
                file=sys.stderr,
            )
            return 2
        told += holes(found)
    print("\n".join(told) or "no known hole")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
