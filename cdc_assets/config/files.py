"""A project's YAML files: read in today's shape, and where a key stands in them, as models carry no lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
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
OUTPUTS = ("generated", "migrations")
"""Only below these is anything written or deleted, here and in an object store."""
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


@dataclass(frozen=True, slots=True)
class Place:
    """A key of a file, and the list that what is wrong there goes to.

    `section` None: there is no such file; `above` is then what would stand above the key.
    """

    file: str
    section: Section | None
    problems: list[Problem]
    path: tuple[str | int, ...] = ()
    above: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return key_path(self.path)

    def at(self, *path: str | int) -> Place:
        """Another key of the same file."""
        return replace(self, path=path)

    def add(self, what: str, hint: str = "", *below: str | int) -> None:
        """Something is wrong here, or with a key below."""
        path = (*self.path, *below)
        if self.section is None:
            self.problems.append(printable_problem(self.file, what, key_path((*self.above, *path)), hint))
        else:
            self.problems.append(problem_at(self.section, path, what, hint))


def file_place(root: Path, file: str, problems: list[Problem]) -> Place:
    try:
        read = read_modern(root, file)
    except FileNotFoundError:
        return Place(file, None, problems)
    return Place(file, whole(read) if read.node is not None else None, problems)


def service_place(project: Project, service: Service, problems: list[Problem]) -> Place:
    """The part of a file that describes a service."""
    path = service.path.relative_to(project.root) if service.path.is_relative_to(project.root) else service.path
    place = file_place(project.root, path.as_posix(), problems)
    section = service_section(place.section.file)[1] if place.section is not None else None
    return replace(place, section=section if isinstance(section, Section) else place.section, above=(service.name,))


def problem_in(root: Path, file: str, path: Sequence[str | int], what: str, hint: str = "") -> Problem:
    place = file_place(root, file, [])
    place.add(what, hint, *path)
    return place.problems[0]


def in_lines(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems of a file in the order of their lines, each once."""

    def line(problem: Problem) -> int:
        number = problem.where.rpartition(":")[2]
        return int(number) if number.isdecimal() else 0

    return tuple(sorted(dict.fromkeys(problems), key=line))
