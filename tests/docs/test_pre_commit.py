"""`.pre-commit-config.yaml` is one that pre-commit takes, downloads nothing, and runs what there is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import yaml

from resources.project import CHECKOUT

CONFIG = CHECKOUT / ".pre-commit-config.yaml"
FOR_PROJECTS = CHECKOUT / "docs" / "ci" / "pre-commit-config.yaml"


def test_the_configurations_are_valid() -> None:
    command = [Path(sys.executable).with_name("pre-commit"), "validate-config", CONFIG, FOR_PROJECTS]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_hooks_are_local_and_name_files_that_exist() -> None:
    config = yaml.safe_load(CONFIG.read_text())
    assert {repository["repo"] for repository in config["repos"]} == {"local"}
    hooks = [hook for repository in config["repos"] for hook in repository["hooks"]]
    assert {hook["language"] for hook in hooks} == {"system"}
    for word in " ".join(hook["entry"] for hook in hooks).split():
        if word.startswith(".venv/bin/"):
            assert Path(sys.executable).with_name(word.rpartition("/")[2]).exists()
        elif word.startswith("tests/"):
            assert (CHECKOUT / word).exists()
