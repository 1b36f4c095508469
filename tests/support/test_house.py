"""What imports what: the core knows nothing of Dagster."""

from __future__ import annotations

import ast

import pytest

from resources.project import CHECKOUT

PACKAGE = CHECKOUT / "cdc_assets"
DAGSTERS = ("assets", "checks", "sensors", "jobs", "cli", "reference")
"""Rooms that put the core into Dagster, into commands, and into pages about both."""
EXCEPTIONS = {"doctor.py": {"cdc_assets.celery_app"}}
"""The doctor asks for Celery's workers, where Celery is what the environment chose."""
PARTS = ("definitions.py", "celery_app.py", "celery_worker.py")


def core() -> list[str]:
    paths = (path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))
    return sorted(str(path) for path in paths if path.parts[0] not in (*DAGSTERS, *PARTS))


@pytest.mark.parametrize("module", core())
def test_the_core_does_not_import_dagster(module: str) -> None:
    imported: set[str] = set()
    for node in ast.walk(ast.parse((PACKAGE / module).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module or "")
    above = {f"cdc_assets.{name.removesuffix('.py')}" for name in (*DAGSTERS, *PARTS)}
    found = {name for name in imported if name.startswith("dagster") or ".".join(name.split(".")[:2]) in above}
    assert found <= EXCEPTIONS.get(module, set())
