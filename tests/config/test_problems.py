"""Every mistake a project folder can hold, and exactly what is said about it: nothing less, nothing besides."""

from __future__ import annotations

from pathlib import Path

import pytest

from cdc_assets.config.yaml_nodes import parse_yaml
from tests.config.projects import Case, problems, read_cases, write_project


@pytest.mark.parametrize("case", read_cases("cases"))
def test_a_mistake_is_told_with_file_line_and_key(case: Case, tmp_path: Path) -> None:
    write_project(tmp_path, *case.edits, files=case.files)
    assert problems(tmp_path) == case.says


def test_no_case_hides_another_of_its_name() -> None:
    files = list(Path(__file__).parent.glob("*cases/*.yaml"))
    assert [parse_yaml(file.read_text())[1] for file in files] == [()] * 9
