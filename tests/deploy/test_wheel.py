"""The wheel, installed with what the lock names into an empty environment, does the demo outside of the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from email.parser import Parser
from pathlib import Path
from zipfile import ZipFile

import pytest

from resources.project import CHECKOUT

SOURCES = (
    *("pyproject.toml", "README.md", "LICENSE", "cdc_assets", "resources", "sql_templates"),
    *("dagster_home/dagster.yaml", "examples/adopus"),
)
"""What deploy/Dockerfile copies into the stage that builds the wheel."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as deploy/Dockerfile builds it, from what it copies, with the build tool that is installed already."""
    source = tmp_path_factory.mktemp("source")
    for name in SOURCES:
        path = CHECKOUT / name
        if path.is_dir():
            shutil.copytree(
                path, source / name, ignore=shutil.ignore_patterns("__pycache__", ".cdc", "generated", "migrations")
            )
        else:
            (source / name).parent.mkdir(exist_ok=True)
            shutil.copy(path, source / name)
    folder = tmp_path_factory.mktemp("wheel")
    options = ("--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--disable-pip-version-check")
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, "--wheel-dir", folder, source], check=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of an environment that had nothing: what the lock names and the wheel.

    In `make test-newest` and `make test-oldest` the newest and the oldest versions that the wheel itself allows.
    """
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, with_pip=False)
    uv = (Path(sys.executable).with_name("uv"), "pip", "install", "--quiet", "--python", home / "bin" / "python")
    versions = os.environ.get("CDC_TEST_VERSIONS")
    if versions:
        resolution = {"newest": "highest", "oldest": "lowest-direct"}[versions]
        subprocess.run([*uv, "--resolution", resolution, wheel], check=True)
    else:
        locked = ("--no-deps", "--require-hashes", "--requirement", CHECKOUT / "requirements" / "core.txt")
        subprocess.run([*uv, *locked], check=True)
        subprocess.run([*uv, "--no-deps", wheel], check=True)
    return home / "bin"


def run(command: Path, *arguments: str, cwd: Path) -> str:
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("CDC_", "PYTHON"))}
    environ["COLUMNS"] = "200"
    done = subprocess.run([command, *arguments], cwd=cwd, env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_holds_every_template_and_the_type_map_and_no_test(wheel: Path) -> None:
    held = set(ZipFile(wheel).namelist())
    templates = {path.relative_to(CHECKOUT).as_posix() for path in (CHECKOUT / "sql_templates").rglob("*.j2")}
    assert templates | {"cdc_assets/tables/map-mssql-pgsql.yaml", "dagster_home/dagster.yaml"} <= held
    assert {name.partition("/")[0] for name in held if ".dist-info/" not in name} == {
        "cdc_assets",
        "dagster_home",
        "resources",
        "sql_templates",
    }


def test_the_wheel_names_its_version_and_extras(wheel: Path) -> None:
    archive = ZipFile(wheel)
    (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
    told = Parser().parsestr(archive.read(name).decode())
    assert told["Version"] == wheel.name.split("-")[1]
    assert {"celery", "kubernetes", "s3"} <= set(told.get_all("Provides-Extra", []))


def test_the_installed_command_helps_and_generates(installed: Path, tmp_path: Path) -> None:
    where = run(installed / "python", "-c", "import resources.project as found; print(found.__file__)", cwd=tmp_path)
    assert where.startswith(str(installed.parent)), "the checkout's own package was found"
    assert "generate" in run(installed / "cdc", "--help", cwd=tmp_path)
    project = tmp_path / "project"
    shutil.copytree(
        CHECKOUT / "examples" / "adopus", project, ignore=shutil.ignore_patterns(".cdc", "generated", "migrations")
    )
    run(installed / "cdc", "--project", str(project), "generate", cwd=tmp_path)
    written = {path.parent.name for path in (project / "migrations").rglob("*.sql")}
    assert {"infrastructure", "schemas", "tables", "staging"} <= written


def test_the_installed_command_has_a_dagster_home_of_its_own(installed: Path, tmp_path: Path) -> None:
    shown = (
        "import os, pathlib, sys; from cdc_assets.cli.dagster_home import dagster_environment as made;"
        "os.environ.pop('DAGSTER_HOME', None); os.environ['CDC_DAGSTER_URL'] = 'postgresql://x';"
        "made(pathlib.Path(sys.argv[1])).__enter__(); print(os.environ['DAGSTER_HOME'])"
    )
    home = Path(run(installed / "python", "-c", shown, str(tmp_path), cwd=tmp_path).strip())
    assert home.is_relative_to(tmp_path)
    assert (home / "dagster.yaml").read_text() == (CHECKOUT / "dagster_home" / "dagster.yaml").read_text()


def test_what_is_installed_fits_together(installed: Path) -> None:
    uv = Path(sys.executable).with_name("uv")
    subprocess.run([uv, "pip", "check", "--quiet", "--python", installed / "python"], check=True)


def test_the_installed_demo_does_the_whole_job_on_an_example_of_its_own(installed: Path, tmp_path: Path) -> None:
    told = run(installed / "cdc", "demo", cwd=tmp_path)
    assert "26 tenants × 39 tables" in told
    assert "cdc --project adopus dev" in told
    assert (tmp_path / "adopus" / "migrations" / "sink_asma__directory" / "manifest.yaml").exists()
