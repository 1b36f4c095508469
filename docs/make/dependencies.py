"""The page of dependencies, from the lock in `requirements/` and the reasons in `pyproject.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from docs.make.pages import MARK, page, table
from resources.project import CHECKOUT

LOCKS: Mapping[str, str] = {
    "build": "What builds the package itself",
    "core": "What users install",
    "celery": "The extra `celery`, besides",
    "kubernetes": "The extra `kubernetes`, besides",
    "s3": "The extra `s3`, besides",
    "stream": "The extra `stream`, besides: for the demo and the tests, nothing of it is needed to use the product",
    "dev": "The extra `dev`, besides: nothing of it is needed to use the product",
}
"""Files of `requirements/`, with what they hold beside `core` (`dev` has what `celery` has too)."""

_PIN = re.compile(r"^(?P<name>[a-z0-9.-]+)==(?P<version>\S+)(?: ; (?P<marker>.+?))? \\$", re.MULTILINE)
_REASON = re.compile(r'^  "(?P<name>[A-Za-z0-9-]+)(?P<range>[^"]*)",  # (?P<reason>.+)$', re.MULTILINE)
_ABOUT = """\
What `requirements/` locks, with hashes. `make lock` renews it, `make audit` looks for known holes in it;
[why in this form](../adr/0006-the-lock-is-hashed-requirements.md),
[who looks and when](../../CONTRIBUTING.md#dependencies). Licences are as the packages declare them.
In bold: what `pyproject.toml` asks for, and why; the others come with those."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A package in a lock: `text` is its lines, `via` who asks for it."""

    name: str
    version: str
    marker: str
    via: tuple[str, ...]
    licence: str
    text: str


def read_lock(text: str) -> dict[str, Pin]:
    """The packages of a lock (of `requirements/`, or as uv writes it) by name."""
    found = {}
    starts = list(_PIN.finditer(text))
    for number, start in enumerate(starts, 1):
        block = text[start.start() : starts[number].start() if number < len(starts) else len(text)]
        _, _, rest = block.partition("    # via")
        via, _, licence = rest.partition("    # licence: ")
        names = tuple(re.findall(r"[^\s#][^\n]*", via))
        found[start["name"]] = Pin(
            start["name"], start["version"], start["marker"] or "", names, licence.strip(), block
        )
    return found


def locks() -> dict[str, dict[str, Pin]]:
    """Every lock of this checkout."""
    return {name: read_lock((CHECKOUT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")) for name in LOCKS}


def reasons(pyproject: str) -> dict[str, str]:
    """Why each direct dependency is there: the comment beside it in the text of `pyproject.toml`."""
    found = {match["name"].lower(): match["reason"] for match in _REASON.finditer(pyproject)}
    return {**dict.fromkeys(tomllib.loads(pyproject)["build-system"]["requires"], "`[build-system]`"), **found}


def dependencies() -> str:
    """The page."""
    why = reasons((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    lines = ["# Dependencies", MARK, _ABOUT]
    for name, found in locks().items():
        lines += [f"## {LOCKS[name]}", f"`requirements/{name}.txt`: {len(found)} packages."]
        lines.append(table(("package", "version", "why", "licence"), _rows(found, why)))
    return page(lines)


def _rows(found: Mapping[str, Pin], why: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """Those that `pyproject.toml` names first."""
    for pin in sorted(found.values(), key=lambda pin: (pin.name not in why, pin.name)):
        reason = why.get(pin.name, f"for {', '.join(pin.via)}")
        yield (
            f"**{pin.name}**" if pin.name in why else pin.name,
            pin.version,
            reason,
            pin.licence or f"installed only where `{pin.marker}`",
        )
