"""Whatever happens to a valid project's files, loading ends in a Project or in CdcError."""

from __future__ import annotations

import random
import string
import tempfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cdc_assets.catalog.model import Catalog
from cdc_assets.config.check import check_against_catalog
from cdc_assets.config.load import load_project
from cdc_assets.config.model import Project
from cdc_assets.config.tenants import tenants
from cdc_assets.errors import CdcError
from tests.config.projects import ENVIRON, FILES, write_project

ODD: list[Any] = [
    None, "", " ", "~", "x", "${X}", "${PG_HOST}", "${", "$${A}", "a.b", ".", "..", "a|b", "...", "pg_x", "public",
    True, 0, -1, 1.5, 10**30, [], [[]], [None], {}, {"x": {}}, {"": ""}, "\0", "\u2028", "ø" * 80, "{{SCHEMA}}",
    'x"; DROP', "dbo.Actor", "{", "{0}", "{env.x}", "a\nb", "<<", "=", "!!int", "name", "environments", "schemas",
    "service", "from", "from_", "dev", "avansas", "scripts",
]  # fmt: skip


def outcome(root: Path, env: str = "nonprod") -> Project | CdcError:
    """The project or the error; every problem must be printable and name a file."""
    try:
        project = load_project(root, {**ENVIRON, "CDC_ENV": env})
    except CdcError as error:
        told = [problem for problem in error.problems if problem.where and str(problem).isprintable()]
        return error if told and len(told) == len(error.problems) else pytest.fail(repr(error.problems))
    for group in project.source_groups:
        tenants(project, group)
    for service in project.services.values():
        check_against_catalog(project, service, Catalog("x", ()))
    return project


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_bytes_that_change_never_end_in_a_traceback(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(FILES)))
    raw = bytearray(FILES[name].encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw)))
        end = data.draw(st.integers(at, min(len(raw), at + 8)))
        raw[at:end] = data.draw(
            st.binary(max_size=4) | st.text(string.punctuation + " \n\t", max_size=4).map(str.encode)
        )
    with tempfile.TemporaryDirectory() as folder:
        outcome(write_project(Path(folder), files={name: bytes(raw)}), data.draw(st.sampled_from(["nonprod", "prod"])))


def mutate(tree: Any, rng: random.Random) -> Any:
    """One change somewhere in a tree of dicts and lists."""
    if isinstance(tree, dict) and tree and rng.random() < 0.85:
        key = rng.choice(list(tree))
        action = rng.random()
        if action < 0.55:
            return {**tree, key: mutate(tree[key], rng)}
        if action < 0.7:
            return {other: value for other, value in tree.items() if other != key}
        if action < 0.85:
            new = rng.choice([odd for odd in ODD if isinstance(odd, str | int | type(None))])
            return {(new if other == key else other): value for other, value in tree.items()}
        return {**tree, str(rng.choice(ODD)): tree[key]}
    if isinstance(tree, list) and tree and rng.random() < 0.7:
        at = rng.randrange(len(tree))
        return [*tree[:at], mutate(tree[at], rng), *tree[at + 1 :]] if rng.random() < 0.7 else [*tree, tree[at]]
    return rng.choice(ODD)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(sorted(FILES)), st.integers(1, 5))
@example(681, "source-groups.yaml", 4)  # a service named NUL, and so a file
def test_values_that_change_never_end_in_a_traceback(seed: int, name: str, changes: int) -> None:
    rng = random.Random(seed)
    tree = yaml.safe_load(FILES[name])
    for _ in range(changes):
        tree = mutate(tree, rng)
    with tempfile.TemporaryDirectory() as folder:
        outcome(write_project(Path(folder), files={name: yaml.dump(tree, allow_unicode=True, sort_keys=False)}))


def test_the_same_folder_gives_the_same_project(tmp_path: Path) -> None:
    write_project(tmp_path)
    assert outcome(tmp_path) == outcome(tmp_path)
