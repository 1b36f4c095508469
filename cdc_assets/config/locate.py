"""A key's place in its file, found again after loading: models carry no lines."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cdc_assets.config.findings import Section, key_path, printable_problem, problem_at, whole
from cdc_assets.config.model import Project, Service
from cdc_assets.config.modern import SINK_GROUPS as SINK_GROUPS
from cdc_assets.config.modern import SOURCE_GROUPS as SOURCE_GROUPS
from cdc_assets.config.modern import read_modern
from cdc_assets.config.sections import service_section
from cdc_assets.errors import Problem


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
        read = read_modern(root, file).file
    except FileNotFoundError:
        return None
    return None if read.node is None else whole(read)
