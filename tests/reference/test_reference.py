"""`docs/reference/` is made from the code, and current; the workflow in `docs/ci/` runs commands that exist."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel

from cdc_assets.cli.main import cdc
from cdc_assets.config import model
from cdc_assets.migrate.hazards import MEANINGS as MEANINGS_OF_HAZARDS
from cdc_assets.migrate.hazards import HazardKind
from docs.make.hazards import LOGGED, SQLSTATES
from docs.make.keys import MEANINGS
from docs.make.pages import FILES, MARK, keys_of
from resources.project import CHECKOUT

REFERENCE = CHECKOUT / "docs" / "reference"
MODELS = [one for models in FILES.values() for one in models]


def test_the_pages_are_current(tmp_path: Path) -> None:
    # In a process of its own, as `make docs` is: click keeps the help option of whoever asked a command for it first.
    environ = {name: value for name, value in os.environ.items() if name != "CDC_PROJECT_DIR"}
    subprocess.run([sys.executable, "-m", "docs.make", tmp_path], env=environ, cwd=CHECKOUT, check=True)
    made = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert made
    for name, text in made.items():
        assert MARK in text
        assert (REFERENCE / name).read_text() == text, "run: make docs"
    assert {path.name for path in REFERENCE.glob("*.md") if MARK in path.read_text()} == set(made)


def test_every_key_of_every_model_has_a_meaning_and_no_other_has() -> None:
    keys = {f"{one.__name__}.{key}" for one in MODELS for key in keys_of(one)}
    assert keys == set(MEANINGS), "add it to docs/make/keys.py"
    ours = {one for one in vars(model).values() if isinstance(one, type) and issubclass(one, BaseModel)}
    assert ours - {BaseModel, model.Model} == set(MODELS)


@pytest.mark.parametrize("page", ["configuration.md", "commands.md", "dagster.md", "database.md", "hazards.md"])
def test_links_within_a_page_lead_somewhere(page: str) -> None:
    text = (REFERENCE / page).read_text()
    headings = {re.sub(r"[^\w -]", "", line.lstrip("# ").lower()).replace(" ", "-") for line in _headings(text)}
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= headings


def test_every_hazard_sqlstate_and_kind_of_log_entry_has_a_meaning_and_no_other_has() -> None:
    templates = "\n".join(path.read_text() for path in sorted((CHECKOUT / "sql_templates").glob("**/*.j2")))
    assert set(MEANINGS_OF_HAZARDS) == set(HazardKind)
    assert set(re.findall(r"ERRCODE = '(CDC\d+)'", templates)) == set(SQLSTATES)
    logged = re.findall(r"log_error\(\s*'\w+', '(\w+)'", templates)
    logged += re.findall(r"error_log \(severity, kind, message\)\s*VALUES \('\w+', '(\w+)'", templates)
    assert set(logged) == set(LOGGED)


def _headings(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("#")]


def test_every_command_of_the_workflow_exists_with_its_options() -> None:
    path: Path = CHECKOUT / "docs" / "ci" / "github-actions.yml"
    workflow = yaml.safe_load(path.read_text())
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    lines = [line.strip() for step in steps for line in step.get("run", "").splitlines()]
    commands = [line.split() for line in lines if line.startswith("cdc ")]
    assert [words[1:3] for words in commands] == [
        ["generate", "--check"],
        ["diff", "||"],
        ["generate", "--dry-run"],
        ["check", "pipelines"],
    ]
    for words in commands:
        command = cdc.get_command(None, words[1])  # type: ignore[arg-type]
        assert command is not None
        options = {name for parameter in command.params for name in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= options
