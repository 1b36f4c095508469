"""A project folder read into one validated `Project`, or every problem of every file at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from cdc_assets.config.alerts import read_alerts
from cdc_assets.config.environment import check_environment
from cdc_assets.config.files import (
    ALERTS,
    SERVICES,
    SINK_GROUPS,
    SOURCE_GROUPS,
    TEMPLATES,
    overrides_path,
    read_modern,
)
from cdc_assets.config.findings import Findings, Section, in_order, printable_problem, whole
from cdc_assets.config.legacy import listed_customers
from cdc_assets.config.model import Alerts, Project, Service, SinkGroup, SourceGroup
from cdc_assets.config.relations import check_relations
from cdc_assets.config.sections import (
    Parsed,
    Reading,
    entry_depth,
    read_groups,
    read_overrides,
    read_plain,
    read_service,
    read_templates,
)
from cdc_assets.config.topics import check_topics
from cdc_assets.config.validate import Draft, candidates, validate
from cdc_assets.config.yaml_nodes import ListNode, MapNode, Node, ScalarNode, YamlFile, entries, keys, read_yaml
from cdc_assets.errors import CdcError
from cdc_assets.files import read_input

TYPE_MAP = "services/_schemas/_definitions/map-mssql-pgsql.yaml"
DEFAULT_ENV = "nonprod"


def load_project(root: Path, environ: Mapping[str, str], *, offline: bool = False) -> Project:
    """Read and validate the project in `root` for the environment `environ["CDC_ENV"]` (`nonprod` where unset).

    `environ` also gives the values of `${VAR}`. With `offline` the servers' variables may be unset, for work that
    connects to nothing; `ReferenceSource.unset` and `SinkTarget.unset` then name them. Raises CdcError with every
    problem of every file, in the order of files and lines.
    """
    if not root.is_dir():
        raise CdcError(printable_problem(str(root), "there is no project folder", "", "set CDC_PROJECT_DIR"))
    reading = Reading(environ, Findings())
    found = reading.found
    env = environ.get("CDC_ENV") or DEFAULT_ENV
    source_file = _read(root, SOURCE_GROUPS, found, customers=_customers(root), env=env)
    found.order(SINK_GROUPS)  # read after the services, reported before them
    template_file = _read(root, TEMPLATES, found, optional=True)
    type_map_file = _read(root, TYPE_MAP, found, optional=True)
    service_files = [file for path in _service_paths(root, found) if (file := _read(root, path, found)) is not None]
    needs_sinks = any(_has_sinks(file.node) for file in service_files) or (root / SINK_GROUPS).exists()
    sink_file = _read(root, SINK_GROUPS, found, optional=not needs_sinks)
    if not needs_sinks:
        what, hint = "there is no such file: the services have no target", "describe PostgreSQL there, and `sinks`"
        found.warn(whole(YamlFile(SINK_GROUPS, None)), (), what, hint)

    source_groups = read_groups(SourceGroup, source_file, reading)
    sink_groups = read_groups(SinkGroup, sink_file, reading)
    templates = read_templates(template_file, reading)
    type_map = read_plain(type_map_file, reading)
    groups = {name: parsed.value for name, parsed in source_groups.items()}
    overrides = {
        name: read_overrides(_read(root, overrides_path(name), found, optional=True), reading) for name in groups
    }

    def group_of(service: str) -> str:
        return next(iter(candidates(service, groups)), "")

    draft = Draft(
        services=_by_name([read_service(file, group_of, reading) for file in service_files], found),
        source_groups=source_groups,
        sink_groups=sink_groups,
        templates=templates,
        source_file=_section(source_file),
        sink_file=_section(sink_file),
        template_file=_template_section(template_file),
    )
    alerts = read_alerts(
        _read(root, ALERTS, found, optional=True),
        {name for parsed in source_groups.values() for name in keys(parsed.section.node, ("sources",))},
        reading,
    )
    validate(draft, found)
    check_relations(draft, found)
    check_topics(draft, found)
    project = Project(
        root=root,
        env=env,
        services={name: parsed.value for name, parsed in draft.services.items()},
        source_groups=groups,
        sink_groups={name: parsed.value for name, parsed in sink_groups.items()},
        templates={name: parsed.value for name, parsed in templates.items()},
        type_map=type_map,
        type_overrides={name: tables for name, tables in overrides.items() if tables},
        unset=_by_entry(reading),
        alerts=alerts,
    )
    check_environment(project, draft, reading, offline=offline)
    if found.problems:
        raise CdcError(in_order(found.problems))
    return replace(project, warnings=in_order(found.warnings))


_FIRST_GROUP = re.compile(r"^([A-Za-z0-9_][A-Za-z0-9_-]*)\s*:", re.MULTILINE)


def load_channels(root: Path, environ: Mapping[str, str]) -> tuple[Project, str]:
    """A project of which nothing is known but its channels, where its other files cannot be read, and the name of its
    first source group (empty where that is not known either)."""
    reading = Reading(environ, Findings())
    file = _read(root, ALERTS, reading.found, optional=True)
    alerts = read_alerts(file, (), reading) if file is not None else Alerts()
    nothing: Mapping[str, Any] = {}
    project = Project(
        root=root,
        env=environ.get("CDC_ENV") or DEFAULT_ENV,
        services=nothing,
        source_groups=nothing,
        sink_groups=nothing,
        templates=nothing,
        type_map=nothing,
        unset=_by_entry(reading),
        alerts=Alerts() if reading.found.problems else alerts,
    )
    first = None
    with suppress(OSError):
        first = _FIRST_GROUP.search(read_input(root / SOURCE_GROUPS).decode("utf-8-sig", "replace"))
    return project, first[1] if first else ""


def _service_paths(root: Path, found: Findings) -> list[str]:
    """The service files: `services/*.yaml` and `*.yml`; not in folders below, and none that begins with `.` or `_`."""
    folder = root / SERVICES
    try:
        names = sorted(path.name for path in folder.iterdir() if path.suffix in {".yaml", ".yml"})
    except OSError as error:
        reason = "there is no folder" if isinstance(error, FileNotFoundError) else f"cannot be read: {error.strerror}"
        found.file(f"{SERVICES}/", reason, "service files are read from services/<service>.yaml")
        return []
    paths = [f"{SERVICES}/{name}" for name in names if not name.startswith((".", "_"))]
    if not paths:
        found.file(f"{SERVICES}/", "no service is described here", "add services/<service>.yaml")
    return paths


def _read(
    root: Path,
    path: str,
    found: Findings,
    *,
    optional: bool = False,
    customers: Mapping[str, MapNode] | None = None,
    env: str = DEFAULT_ENV,
) -> YamlFile | None:
    """A file with something in it; its faults are reported. None where there is nothing to go on with."""
    found.order(path)
    try:
        file = read_modern(root, path, customers, env)
    except FileNotFoundError:
        if optional:
            return YamlFile(path, None)
        found.file(path, "there is no such file", "it is part of every project")
        return None
    for fault in file.faults:
        found.file(file.path, fault.what, fault.hint, fault.line, fault.path)
    for line, key in _placeholders(file.node):
        found.file(file.path, "`…` stands for a value that is missing here", "put the value in its place", line, key)
    for note in file.notes:
        found.file(file.path, note.what, note.hint, note.line, note.path, warning=True)
    if file.node is None and not file.faults:
        found.file(path, "the file is empty", "delete it, or fill it" if optional else "")
    return None if file.node is None else file


def _placeholders(node: Node | None) -> Iterator[tuple[int, tuple[str | int, ...]]]:
    """Line and path of every value that was pasted from an example, where dots stand for what is to be filled in."""
    seen: set[int] = set()  # an alias is its anchor's node again

    def below(node: Node | None, path: tuple[str | int, ...]) -> Iterator[tuple[int, tuple[str | int, ...]]]:
        if isinstance(node, ScalarNode):
            text = node.text.strip()
            if text in {"…", "..."} or (len(text) > 1 and text[0] == text[-1] == "…"):
                yield node.line, path
        elif node is not None and id(node) not in seen:
            seen.add(id(node))
            for index, item in enumerate(node.items if isinstance(node, ListNode) else ()):
                yield from below(item, (*path, index))
            for key, entry in entries(node).items():
                yield from below(entry.value, (*path, key))

    return below(node, ())


def _has_sinks(service: Node | None) -> bool:
    """Whether a service file, in either spelling, names a sink."""
    bodies = [service, *(entry.value for entry in service.entries.values())] if isinstance(service, MapNode) else []
    return any(isinstance(body, MapNode) and "sinks" in body.entries for body in bodies)


def _customers(root: Path) -> dict[str, MapNode]:
    """The customers that older service files list, by service, as sources of a group."""
    folder = root / SERVICES
    found: dict[str, MapNode] = {}
    for path in sorted(folder.glob("*.y*ml")) if folder.is_dir() else ():
        listed = listed_customers(read_yaml(root, f"{SERVICES}/{path.name}", inside=True))
        if listed is not None:
            found[listed[0]] = listed[1]
    return found


def _section(file: YamlFile | None) -> Section | None:
    """None also where the file holds no mapping, which is a problem already."""
    return None if file is None or isinstance(file.node, ListNode | ScalarNode) else whole(file)


def _template_section(file: YamlFile | None) -> Section | None:
    """None also where the file has something else than `templates`, which is a problem already."""
    return None if file is not None and file.node is not None and "templates" not in keys(file.node) else _section(file)


def _by_name(services: Sequence[Parsed[Service] | None], found: Findings) -> dict[str, Parsed[Service]]:
    """Services by name; the second of one name is a problem."""
    result: dict[str, Parsed[Service]] = {}
    for parsed in services:
        if parsed is None:
            continue
        first = result.setdefault(parsed.value.name, parsed)
        if first is not parsed:
            what = f"the service `{parsed.value.name}` is already described"
            found.add(parsed.section, (), what, f"in {first.section.file.path}")
    return result


def _by_entry(reading: Reading) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Unset variables by server, database or channel instead of by value."""
    result: dict[tuple[str, ...], tuple[str, ...]] = {}
    for path, variables in reading.unset.items():
        entry = path[: 2 + entry_depth(path[2:])]
        result[entry] = tuple(dict.fromkeys((*result.get(entry, ()), *variables)))
    return result
