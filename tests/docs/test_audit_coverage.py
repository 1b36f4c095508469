"""`docs/audit-coverage.md` answers every section of the audit, and the tests it names exist."""

from __future__ import annotations

import ast
import re

import pytest

from resources.project import CHECKOUT

PAGE = (CHECKOUT / "docs" / "audit-coverage.md").read_text()
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| the audit |")]
SUBSECTIONS = {2: 3, 3: 4, 4: 3, 5: 3, 6: 2, 7: 3, 8: 2, 9: 2, 10: 2, 11: 12}
"""Section of the audit → its numbered subsections. Rows of the action plan (12) have its own numbers of tasks."""
TASKS = [
    *("1.1", "1.2", "1.3", "1.4", "1.5", "1.6a", "1.6", "1.7", "2.1", "2.2", "2.3", "3.1", "3.2", "3.3", "3.4"),
    *("4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "5.4", "5.5"),
]
FEWEST = {1: 9, 2: 6, 3: 8, 4: 11, 5: 14, 6: 8, 7: 6, 8: 8, 9: 6, 10: 8, 11: 18, 12: 23}
"""Rows of each section in the audit's own tables and lists."""


def test_every_row_names_tests_that_exist() -> None:
    wrong = []
    for row in ROWS:
        named = re.findall(r"`([\w/]+\.py)::(test_\w+)`", row.split("|")[-2])
        wrong += [] if named else [row]
        wrong += [f"{file}::{test}" for file, test in named if test not in _tests(file)]
    assert not wrong


@pytest.mark.parametrize("section", range(1, 13))
def test_every_section_is_answered(section: int) -> None:
    text = re.split(r"^## (\d+)\. .*$", PAGE, flags=re.MULTILINE)
    rows = [line for line in text[text.index(str(section)) + 1].splitlines() if line in ROWS]
    assert len(rows) >= FEWEST[section]
    numbers = [f"{section}.{number + 1}" for number in range(SUBSECTIONS.get(section, 0))]
    for number in TASKS if section == 12 else numbers:
        assert any(row.startswith(f"| {number} ") for row in rows), number


def _tests(file: str) -> set[str]:
    """Names of the test functions in a file below `tests/`, without importing it; empty where there is none."""
    path = CHECKOUT / "tests" / file
    tree = ast.parse(path.read_text()) if path.exists() else ast.Module([], [])
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
