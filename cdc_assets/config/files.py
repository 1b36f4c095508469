"""A project's YAML files: read in today's shape, and where a key stands in them, as models carry no lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from cdc_assets.config.findings import Section, key_path, printable_problem, problem_at, whole
from cdc_assets.config.legacy import OLDER_NAMES, modern_groups, modern_service, modern_templates
from cdc_assets.config.model import Project, Service
from cdc_assets.config.sections import service_section
from cdc_assets.config.yaml_nodes import MapNode, YamlFile, read_yaml
from cdc_assets.errors import Problem

SOURCE_GROUPS = "source-groups.yaml"
SINK_GROUPS = "sink-groups.yaml"
ALERTS = "alerts.yaml"
SERVICES = "services"
TEMPLATES = "services/_schemas/column-templates.yaml"


def overrides_path(group: str) -> str:
    """Where a source group's type overrides are."""
    return f"services/_schemas/_definitions/source-{group}-type-overrides.yaml"


def read_modern(
    root: Path, path: str, customers: Mapping[str, MapNode] | None = None, env: str = "nonprod"
) -> YamlFile:
    """The file `root/path`; source-groups.yaml under an older name where it has one. Raises FileNotFoundError.

    `customers` and `env` as in `legacy.modern_groups`.
    """
    try:
        written = read_yaml(root, path, inside=True)
    except FileNotFoundError:
        older = [name for name in OLDER_NAMES if path == SOURCE_GROUPS and (root / name).is_file()]
        if not older:
            raise
        written = read_yaml(root, older[0], inside=True)
    if path in (SOURCE_GROUPS, SINK_GROUPS):
        return modern_groups(written, customers, env)
    if path == TEMPLATES:
        return modern_templates(written)
    folder, _, name = path.rpartition("/")
    return modern_service(written) if folder == SERVICES and name else written


def problem_in(root: Path, file: str, path: Sequence[str | int], what: str, hint: str = "") -> Problem:
    section = _section(root, file)
    if section is None:
        return printable_problem(file, what, key_path(path), hint)
    return problem_at(section, path, what, hint)


def service_problems(
    project: Project, service: Service, found: Sequence[tuple[Sequence[str | int], str, str]]
) -> tuple[Problem, ...]:
    """Problems at key paths below a service, given as (path, what, hint), in the order of their lines."""
    if not found:
        return ()
    file = service.path.as_posix()
    section = _section(project.root, file)
    if section is not None:
        _, inner = service_section(section.file)
        section = inner if isinstance(inner, Section) else section
    problems = []
    for path, what, hint in found:
        if section is None:
            problems.append(printable_problem(file, what, key_path((service.name, *path)), hint))
        else:
            problems.append(problem_at(section, path, what, hint))
    return tuple(sorted(dict.fromkeys(problems), key=_line))


def _line(problem: Problem) -> int:
    _, _, line = problem.where.rpartition(":")
    return int(line) if line.isdecimal() else 0


def _section(root: Path, file: str) -> Section | None:
    try:
        read = read_modern(root, file)
    except FileNotFoundError:
        return None
    return None if read.node is None else whole(read)
