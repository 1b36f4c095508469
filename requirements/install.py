"""Installs what the lock says, and this checkout, into its own environment: `python requirements/install.py core dev`.

What belongs here: what a fresh machine can run, with pip and the standard library alone. What does not: the making.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
PIP = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "install", "--no-compile", "--no-deps")
LOCKED = ("--require-hashes", "--only-binary=:all:")
CHECKOUT = ("--no-index", "--no-build-isolation", "--editable", str(FOLDER.parent))
HEAD = "# Made by `make lock` from pyproject.toml. sha256 of what follows: "
RESTORE = "restore it (git checkout requirements), or make it anew (make lock)"


def is_whole(text: str) -> bool:
    """Whether a lock is as it was made."""
    head, _, body = text.partition("\n")
    return head == HEAD + hashlib.sha256(body.encode()).hexdigest()


def install(names: list[str]) -> str | None:
    """Install the locks of these names; returns what a person has to know if it was refused."""
    for name in names:
        if not is_whole((FOLDER / f"{name}.txt").read_text(encoding="utf-8")):
            return f"requirements/{name}.txt is not as `make lock` made it: {RESTORE}"
    locks = [word for name in names for word in ("--requirement", str(FOLDER / f"{name}.txt"))]
    done = subprocess.run([*PIP, *LOCKED, *locks], stderr=subprocess.PIPE, text=True)
    if "DO NOT MATCH THE HASHES" in done.stderr:
        other = ", ".join(re.findall(r"^    (\S+) from ", done.stderr, re.MULTILINE))
        return f"the index serves another file for {other} than requirements/ names: do not install it, ask who made it"
    sys.stderr.write(done.stderr)
    if done.returncode or subprocess.run([*PIP, *CHECKOUT]).returncode:
        return "pip could not install what requirements/ names: see above"
    return None


if __name__ == "__main__":
    refused = install(["build", *sys.argv[1:]])
    if refused:
        sys.exit(refused)
