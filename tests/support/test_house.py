"""What imports what: the core knows nothing of Dagster, and the page on the architecture tells the truth."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from resources.project import CHECKOUT

PACKAGE = CHECKOUT / "cdc_assets"
DAGSTERS = ("assets", "checks", "sensors", "jobs", "cli")
"""Rooms that put the core into Dagster and into commands."""
EXCEPTIONS = {"doctor.py": {"cdc_assets.jobs.celery_app", "cdc_assets.jobs.celery_app.listening_workers"}}
"""The doctor asks for Celery's workers, where Celery is what the environment chose."""
PARTS = ("definitions.py",)


PAGE = CHECKOUT / "docs" / "explanation" / "architecture.md"
GROUND = ("cache", "errors", "files", "flow_yaml")
"""Loose modules that every room may use; the others stand beside `stages.py`."""


def imports(path: Path) -> Iterator[str]:
    """Modules that a file imports, wherever in it; of `from package import name` also `package.name`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{name.name}" for name in node.names)


def room(module: str) -> str | None:
    """The room of a module as the page calls it; None for what is not ours."""
    package, *rest = module.split(".")
    if package == "resources":
        return "resources/"
    if package != "cdc_assets" or not rest:
        return None
    if f"{rest[0]}.py" in PARTS or rest[0] in ("assets", "checks", "sensors", "jobs"):
        return "assets/"
    if (PACKAGE / rest[0]).is_dir():
        return f"{rest[0]}/"
    if (PACKAGE / f"{rest[0]}.py").exists():
        return "errors.py" if rest[0] in GROUND else "stages.py"
    return None


def test_the_page_on_the_architecture_tells_what_each_room_imports() -> None:
    there: dict[str, set[str]] = {}
    for path in [*PACKAGE.rglob("*.py"), *(CHECKOUT / "resources").rglob("*.py")]:
        here = room(".".join(path.relative_to(CHECKOUT).with_suffix("").parts).removesuffix(".__init__"))
        if here is not None:
            found = {room(module) for module in imports(path)} - {here, None}
            there.setdefault(here, set()).update(name for name in found if name)
    told = {
        heading: set(re.findall(r"`([^`]+)`", uses))
        for heading, uses in re.findall(r"^### `([^`]+)`.*?^Imports (.*?)\.$", PAGE.read_text(), re.M | re.S)
    }
    assert told == there


def test_every_file_that_the_page_names_is_there() -> None:
    named = re.findall(r"`((?:cdc_assets|sql_templates|tests)/[^`]+\.\w+)`", PAGE.read_text())
    assert len(named) > 30
    assert [name for name in named if not (CHECKOUT / name).exists()] == []


def core() -> list[str]:
    paths = (path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))
    return sorted(str(path) for path in paths if path.parts[0] not in DAGSTERS and str(path) not in PARTS)


@pytest.mark.parametrize("module", core())
def test_the_core_does_not_import_dagster(module: str) -> None:
    above = ("dagster", *(f"cdc_assets.{name.removesuffix('.py')}." for name in (*DAGSTERS, *PARTS)))
    found = {name for name in imports(PACKAGE / module) if f"{name}.".startswith(above)}
    assert found <= EXCEPTIONS.get(module, set())
