"""Makes the lock anew from `pyproject.toml`: the newest versions that its ranges allow. `make lock` calls it.

What belongs here: asking uv, writing `requirements/*.txt`, saying what moved. What does not: installing (`install.py`).

One resolution covers everything, so that a package has one version in all files; each file has what its extra adds to
`core` and `build`.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import PackageMetadata
from pathlib import Path

from docs.make.dependencies import LOCKS, Pin, locks, read_lock
from requirements.install import FOLDER, HEAD

PROJECT = FOLDER.parent / "pyproject.toml"
UV = Path(sys.executable).with_name("uv")
OLDEST_PYTHON = "3.11"
LINUX, NEWER_LINUX = "manylinux_2_28", "manylinux_2_34"
"""The oldest that everything runs on, but for the extra `stream`, which nobody needs to use the product."""
PLATFORMS: Mapping[str, Sequence[str]] = {
    f"x86_64-{LINUX}": ("3.11", "3.12", "3.13", "3.14"),
    f"aarch64-{LINUX}": ("3.11", "3.12", "3.13", "3.14"),
    "aarch64-apple-darwin": ("3.11", "3.12", "3.13"),  # watchdog 6.0.0 has no wheel for 3.14
}
"""Where every package must have a wheel, with the versions of CPython."""


def _first(told: PackageMetadata, name: str) -> str:
    return str(next(iter(told.get_all(name, ())), ""))


def licence_of(told: PackageMetadata) -> str:
    """The licence that a package's metadata declares."""
    classified = [one.rpartition(" :: ")[2] for one in told.get_all("Classifier", ()) if one.startswith("License :: ")]
    written = _first(told, "License").strip()
    short = "" if "\n" in written or len(written) > 60 else written
    return str(
        _first(told, "License-Expression") or short or ", ".join(classified) or written.partition("\n")[0].strip()
    )


def resolve(*options: str | Path) -> dict[str, Pin]:
    """What uv chooses for `pyproject.toml` with these options, with hashes."""
    fixed = ("--quiet", "--universal", "--python-version", OLDEST_PYTHON, "--generate-hashes", "--no-header")
    done = subprocess.run([UV, "pip", "compile", *fixed, *options], stdout=subprocess.PIPE, text=True, check=True)
    return read_lock(_without_paths(done.stdout))


def _without_paths(told: str) -> str:
    """The files that only this run knows are no reason for a package."""
    told = re.sub(r"\n    #   -c [^\n]+", "", told.replace("# via -c", "# via\n    #   -c"))
    told = re.sub(r"-r \S+/build-system", "[build-system]", told)
    return re.sub(r"# via\n    #   ([^\n]+)\n(?!    #   )", r"# via \1\n", told)


def everywhere(file: Path, linux: str) -> None:
    """Whether every package has a wheel on each of PLATFORMS; ends the program where one has none."""
    for platform, versions in PLATFORMS.items():
        for version in versions:
            target = (
                "--python-platform",
                platform.replace(LINUX, linux),
                "--python-version",
                version,
                "--target",
                file.with_suffix(""),
            )
            options = ("--quiet", "--dry-run", "--no-deps", "--require-hashes", "--only-binary=:all:")
            if subprocess.run([UV, "pip", "install", *options, *target, "--requirement", file]).returncode:
                sys.exit(
                    f"no wheel for CPython {version} on {platform}: bound the package in pyproject.toml, and say why"
                )


def licences(file: Path) -> dict[str, str]:
    """The licence that each package of a lock declares."""
    home = file.with_suffix(".folder")
    options = ("--quiet", "--target", home, "--no-deps", "--require-hashes")
    subprocess.run([UV, "pip", "install", *options, "--requirement", file], check=True)
    found = importlib.metadata.distributions(path=[str(home)])
    return {re.sub(r"[-_.]+", "-", one.name.lower()): licence_of(one.metadata) for one in found}


def write(name: str, pins: Iterable[Pin]) -> None:
    """One file of the lock."""
    body = "".join(f"{pin.text.rstrip()}\n    # licence: {pin.licence}\n" for pin in pins)
    (FOLDER / f"{name}.txt").write_text(f"{HEAD}{hashlib.sha256(body.encode()).hexdigest()}\n{body}", encoding="utf-8")


def versions(found: Mapping[str, Mapping[str, Pin]]) -> dict[str, str]:
    return {pin.name: pin.version for pins in found.values() for pin in pins.values()}


def moved(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """A line for every package that came, went or has another version."""
    return [
        f"{name} {before.get(name, '(new)')} → {after.get(name, '(gone)')}"
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    ]


def main(only: Sequence[str]) -> None:
    """Make the lock anew; where packages are named, these alone move."""
    before = locks()
    requires = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["build-system"]["requires"]
    with tempfile.TemporaryDirectory(prefix="cdc-lock-") as temporary:
        build, kept, whole = (Path(temporary) / name for name in ("build-system", "kept.txt", "whole.txt"))
        build.write_text("\n".join(requires), encoding="utf-8")
        pins = {pin.name: pin for found in before.values() for pin in found.values()} if only else {}
        kept.write_text("".join(f"{pin.name}=={pin.version}\n" for pin in pins.values() if pin.name not in only))
        everything = resolve(PROJECT, build, "--all-extras", "--constraint", kept)
        whole.write_text("".join(pin.text for pin in everything.values()), encoding="utf-8")
        licence = licences(whole)
        fixed = ("--constraint", whole)
        wanted = {"build": resolve(build, *fixed), "core": resolve(PROJECT, *fixed)}
        wanted |= {name: resolve(PROJECT, "--extra", name, *fixed) for name in LOCKS if name not in wanted}
        apart = set(wanted["stream"]) - set(wanted["core"])
        for linux, names in ((LINUX, set(everything) - apart), (NEWER_LINUX, apart)):
            part = Path(temporary) / f"{linux}.txt"
            part.write_text("".join(everything[name].text for name in sorted(names)), encoding="utf-8")
            everywhere(part, linux)
    for name, found in wanted.items():
        besides = () if name in ("build", "core") else (*wanted["build"], *wanted["core"])
        write(name, (replace(everything[one], licence=licence.get(one, "")) for one in found if one not in besides))
    print("\n".join(moved(versions(before), versions(locks()))) or "nothing moved")


if __name__ == "__main__":
    main(sys.argv[1:])
