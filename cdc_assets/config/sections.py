"""Parts of files as models: their shapes turned into the models', and pydantic's verdict with lines and key paths."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Generic, TypeVar, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from cdc_assets.config.expand import Path, convert, without_defaults
from cdc_assets.config.findings import Findings, Section, whole
from cdc_assets.config.model import ColumnTemplate, Model, Service, SinkGroup, SourceGroup
from cdc_assets.config.yaml_nodes import MapNode, ScalarNode, YamlFile, find, keys, kind
from cdc_assets.errors import printable

M = TypeVar("M", bound=Model)
Loc = tuple[int | str, ...]

INJECTED = frozenset({"name", "group", "path", "environments"})
"""Fields of Service, groups and entries that this room fills in: never keys of a file."""
_HAS_INJECTED = frozenset({"Service", "SourceGroup", "SinkGroup", "SourceEntry", "SinkEntry"})
_SECRET = re.compile(r"pass|pwd|secret|token|credential|servers", re.IGNORECASE)
_SAME: Callable[[Loc], Loc] = lambda loc: loc  # noqa: E731

_TYPES = {
    "string_type": "must be text",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "int_parsing_size": "must be a smaller number",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "model_type": "must be a mapping (key: value)",
    "dict_type": "must be a mapping (key: value)",
    "mapping_type": "must be a mapping (key: value)",
}


def build(
    model: type[M], data: object, section: Section, found: Findings, path_of: Callable[[Loc], Loc] = _SAME
) -> M | None:
    """`data` as a model. What is wrong goes to `found` and is cut out, so that the rest can be checked as well.

    `path_of` turns a place in the data into the place in the section. None where nothing is left.
    """
    for attempt in range(20):
        try:
            return model.model_validate(data, by_alias=True, by_name=False)
        except ValidationError as error:
            details = error.errors(include_url=False, include_input=False)
            if attempt == 0:
                for detail in details:
                    _report(model, detail, section, path_of(detail["loc"]), found)
            if not isinstance(data, dict) or not _prune(data, details):
                return None
    return None


def _report(model: type[Model], detail: ErrorDetails, section: Section, path: Loc, found: Findings) -> None:
    type_, context = detail["type"], detail.get("ctx", {})
    _, node = find(section.node, path)
    if type_ == "missing":
        found.add(section, path[:-1], f"`{path[-1]}` is missing")
    elif type_ == "extra_forbidden":
        hint = found.suggest(str(path[-1]), file_keys(_model_at(model, detail["loc"][:-1])))
        found.add(section, path, "unknown key", hint)
    elif type_ == "literal_error":
        choices = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        hint = found.suggest(node.text, choices) if isinstance(node, ScalarNode) else ""
        found.add(section, path, f"must be {' or '.join(choices)}{_but(section, path)}", hint)
    elif type_ in _TYPES:
        hint = "write [ ] around it" if type_ in {"tuple_type", "list_type"} and isinstance(node, ScalarNode) else ""
        found.add(section, path, f"{_TYPES[type_]}{_but(section, path)}", hint)
    else:
        found.add(section, path, detail["msg"].replace("Input should", "must"))


def _but(section: Section, path: Loc) -> str:
    """`, not a list`, or the value as written where it can be no secret."""
    _, node = find(section.node, path)
    if not isinstance(node, ScalarNode) or node.null:
        return f", not {kind(node)}"
    if any(_SECRET.search(str(part)) for part in (*section.prefix, *path)):
        return ""
    text = without_defaults(node.text)
    return f", not `{printable(text if len(text) <= 60 else text[:60] + '…')}`"


def file_keys(model: type[Model] | None) -> tuple[str, ...]:
    """The keys that a file may hold for a model."""
    if model is None:
        return ()
    names = (info.alias or name for name, info in model.model_fields.items())
    return tuple(name for name in names if model.__name__ not in _HAS_INJECTED or name not in INJECTED)


def _model_at(model: type[Model], loc: Iterable[int | str]) -> type[Model] | None:
    """The model that describes the mapping at `loc`."""
    current: Any = model
    for part in loc:
        if isinstance(current, type) and issubclass(current, Model):
            by_key = {info.alias or name: info.annotation for name, info in current.model_fields.items()}
            current = by_key.get(str(part))
        else:
            arguments = [argument for argument in get_args(current) if argument not in (..., type(None))]
            current = arguments[-1] if arguments else None
        if type(None) in get_args(current):
            current = next(argument for argument in get_args(current) if argument is not type(None))
    return current if isinstance(current, type) and get_origin(current) is None and issubclass(current, Model) else None


def _prune(data: dict[str, Any], details: Iterable[ErrorDetails]) -> bool:
    """Cut out what is wrong, or where something is missing what lacks it. False if that leaves nothing."""
    paths = {detail["loc"][:-1] if detail["type"] == "missing" else detail["loc"] for detail in details}
    if () in paths:
        return False
    # Deep before shallow and the end of a list before its start, so that no index moves before it is used.
    for path in sorted(paths, key=lambda path: (-len(path), -path[-1] if isinstance(path[-1], int) else 0)):
        parent: Any = data
        with suppress(LookupError, TypeError):  # what is no place in the data, or is cut out already
            for part in path[:-1]:
                parent = parent[part]
            del parent[path[-1]]
    return True


T = TypeVar("T")
G = TypeVar("G", SourceGroup, SinkGroup)
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[-+]?[0-9]{1,18}\.[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Parsed(Generic[T]):
    """A model and the part of a file it was read from."""

    value: T
    section: Section


@dataclass(slots=True)
class Reading:
    """What reading the files has in common.

    `unset` has the values of servers and databases that need variables which are not set: file and key path →
    variables. Whether they matter depends on the environment.
    """

    environ: Mapping[str, str]
    found: Findings
    unset: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)


def service_section(file: YamlFile) -> tuple[str, Section] | tuple[None, str]:
    """The service's name and the part of the file that describes it; or None and what is wrong."""
    root = file.node
    if not isinstance(root, MapNode):
        return None, f"a service file is a mapping, not {kind(root)}"
    named = root.entries.get("service")
    if named is not None and isinstance(named.value, ScalarNode) and not named.value.null:
        return named.value.text, whole(file)
    if named is not None and not isinstance(named.value, MapNode):
        return None, "`service` must be the service's name"
    if "source" in root.entries or "sinks" in root.entries:
        return None, "the service's name is missing: write `service: <name>` beside `source` and `sinks`"
    if len(root.entries) != 1:
        names = ", ".join(name for name in root.entries) or "none"
        return None, f"one root key is wanted, the service's name; there are: {names}"
    (name,) = root.entries
    return name, whole(file).below(name)


def read_service(file: YamlFile, group_of: Callable[[str], str], reading: Reading) -> Parsed[Service] | None:
    """A service file. `group_of` answers with a service's source group, "" where it has none."""
    name, section = service_section(file)
    if name is None or isinstance(section, str):
        reading.found.file(file.path, str(section), line=1)
        return None
    data = plain_data(section, reading)
    if isinstance(data, dict):
        data.pop("service", None) if section.prefix == () else None
        _refuse_injected(data, ("name", "group", "path"), ("source", "sinks"), section, reading)
        data.update(name=name, group=group_of(name), path=PurePosixPath(file.path).as_posix())
    elif data is None:
        data = {"name": name, "group": "", "path": file.path}
    model = build(Service, data, section, reading.found)
    return None if model is None else Parsed(model, section)


def read_groups(model: type[G], file: YamlFile | None, reading: Reading) -> dict[str, Parsed[G]]:
    """source-groups.yaml or sink-groups.yaml: one model per root key."""
    entry_keys = ("schemas",) if model is SourceGroup else ("schemas", "roles")
    groups: dict[str, Parsed[G]] = {}
    for name, section in members(file, reading):
        data = plain_data(section, reading, "source-groups.yaml" if model is SourceGroup else "sink-groups.yaml")
        if data is None:
            data = {}
        if isinstance(data, dict):
            _refuse_injected(data, ("name",), tuple(model.model_fields), section, reading)
            data["name"] = name
            _shape_entries(data, entry_keys, section, reading)
        built = build(model, data, section, reading.found, _without_environments)
        if built is not None:
            groups[name] = Parsed(built, section)
    return groups


def read_templates(file: YamlFile | None, reading: Reading) -> dict[str, Parsed[ColumnTemplate]]:
    """column-templates.yaml: the entries of `templates`."""
    templates: dict[str, Parsed[ColumnTemplate]] = {}
    section = only_member(file, "templates", reading)
    if section is None or (isinstance(section.node, ScalarNode) and section.node.null):
        return templates
    if not isinstance(section.node, MapNode):
        reading.found.add(section, (), f"must be a mapping of templates, not {kind(section.node)}")
    for name in keys(section.node):
        below = section.below(name)
        data = plain_data(below, reading, expands=lambda path: path != ("value",))
        built = build(ColumnTemplate, data, below, reading.found)
        if built is not None:
            templates[name] = Parsed(built, below)
    return templates


def read_overrides(file: YamlFile | None, reading: Reading) -> dict[str, dict[str, str]]:
    """A source group's type overrides: table → column → type, written as a text or as `{type, reason}`."""
    found: dict[str, dict[str, str]] = {}
    section = only_member(file, "overrides", reading, ("metadata",))
    if section is None:
        return found
    for table in keys(section.node):
        for column in keys(section.node, (table,)):
            node = find(section.node, (table, column))[1]
            type_ = find(node, ("type",))[1] if isinstance(node, MapNode) else node
            if isinstance(type_, ScalarNode) and not type_.null:
                found.setdefault(table, {})[column] = type_.text
            else:
                what = f"must be a type of SQL Server, not {kind(type_)}"
                reading.found.add(section, (table, column), what, "as text, or {type: …, reason: …}")
    return found


def read_plain(file: YamlFile | None, reading: Reading) -> dict[str, object]:
    """A file whose content is another room's business (the type map): values typed as YAML 1.2 core types them."""
    if not members(file, reading) or file is None:
        return {}
    converted = convert(file.node, {}, typed=_typed)
    if converted.too_large:
        reading.found.file(file.path, "the file is too large once its aliases are followed")
    return converted.data if isinstance(converted.data, dict) else {}


def only_member(file: YamlFile | None, key: str, reading: Reading, besides: tuple[str, ...] = ()) -> Section | None:
    """The part of a file below its one root key, None where it lacks that. What stands `besides` is somebody else's."""
    found = None
    for name, section in members(file, reading):
        if name == key:
            found = section
        elif name not in besides:
            reading.found.add(section, (), "unknown key", reading.found.suggest(name, [key, *besides]))
    return found


def members(file: YamlFile | None, reading: Reading) -> list[tuple[str, Section]]:
    """The parts below a file's root keys; none where there is no file."""
    if file is None or file.node is None:
        return []
    if not isinstance(file.node, MapNode):
        reading.found.file(file.path, f"the file must hold a mapping, not {kind(file.node)}", line=1)
        return []
    section = whole(file)
    return [(name, section.below(name)) for name in file.node.entries]


def plain_data(
    section: Section,
    reading: Reading,
    group_file: str | None = None,
    expands: Callable[[Path], bool] | None = None,
) -> Any:  # noqa: ANN401 - untyped until a model is built of it
    """A section as plain data, variables expanded.

    In a `group_file` unset variables of servers, databases and channels are noted and can wait; elsewhere, and
    where a `${` is none, it is a problem at once.
    """
    converted = convert(section.node, reading.environ, expands or _not_pipeline_value)
    if converted.too_large:
        reading.found.file(section.file.path, "the file is too large once its aliases are followed")
    for path in converted.malformed:
        hint = "write ${NAME} or ${NAME:-default}; $${ for the text ${ itself"
        reading.found.add(section, path, "a variable is not written as one", hint)
    for unset in converted.unset:
        names = tuple(str(part) for part in unset.path)
        if group_file is None or entry_depth(names) == 0:
            report_unset(reading.found, section, unset.path, unset.variables, reading.environ)
            continue
        reading.unset[(group_file, *section.prefix, *names)] = unset.variables
        if (names[0] == "servers" and len(names) == 3) or names[-1] == "port":
            _drop(converted.data, unset.path)
    return converted.data


def entry_depth(path: tuple[str, ...]) -> int:
    """How many parts of a key path name the server or the channel (2), or the database (3) it lies in; else 0."""
    if path[:1] in (("servers",), ("channels",)) and len(path) > 2:
        return 2
    return 3 if path[:1] == ("sources",) and len(path) > 3 and path[2] not in {"schemas", "roles"} else 0


def report_unset(
    found: Findings, section: Section, path: Path, variables: tuple[str, ...], environ: Mapping[str, str]
) -> None:
    """The problem that a value needs variables which are not set."""
    for name in variables:
        close = difflib.get_close_matches(name, environ, n=1, cutoff=0.85)
        hint = f"did you mean `{close[0]}`?" if close else "set it in the environment or in the project's .env"
        found.add(section, path, f"the environment variable {name} is not set", hint)


def _not_pipeline_value(path: Path) -> bool:
    """False for `column_templates: [{value: …}]`, which the pipeline expands."""
    return not (len(path) >= 3 and path[-1] == "value" and path[-3] == "column_templates")


def _drop(data: object, path: Path) -> None:
    for part in path[:-1]:
        data = data[part]  # type: ignore[index]
    del data[path[-1]]  # type: ignore[attr-defined]


def _refuse_injected(
    data: dict[str, Any], injected: tuple[str, ...], valid: tuple[str, ...], section: Section, reading: Reading
) -> None:
    """Keys that a model has but a file may not."""
    for key in injected:
        if key in data:
            hint = reading.found.suggest(key, [name for name in valid if name not in injected])
            reading.found.add(section, (key,), "unknown key", hint)


def _shape_entries(data: dict[str, Any], entry_keys: tuple[str, ...], section: Section, reading: Reading) -> None:
    """`{schemas: …, nonprod: {…}}` → `{schemas: …, environments: {nonprod: {…}}}`, for every entry of `sources`."""
    sources = data.get("sources")
    if not isinstance(sources, dict):
        return
    for name, raw in sources.items():
        entry = {} if raw is None else raw
        if not isinstance(entry, dict):
            continue
        environments: dict[str, Any] = {}
        shaped: dict[str, Any] = {"name": name, "environments": environments}
        for key, value in entry.items():
            if key in entry_keys:
                shaped[key] = value
            elif value is None or isinstance(value, dict):
                environments[key] = value
            else:
                hint = reading.found.suggest(key, entry_keys)
                if not hint.startswith("did you mean"):
                    hint = f"valid: {', '.join(entry_keys)}, and environments: mappings with `server` and `database`"
                reading.found.add(section, ("sources", name, key), "unknown key", hint)
        sources[name] = shaped


def _without_environments(loc: Loc) -> Loc:
    """A place in a group's data as a place in its file."""
    return (*loc[:2], *loc[3:]) if loc[:1] == ("sources",) and loc[2:3] == ("environments",) else loc


def _typed(node: ScalarNode) -> object:
    if node.null or not node.plain:
        return None if node.null else node.text
    if node.text.lower() in {"true", "false"}:
        return node.text.lower() == "true"
    if _INTEGER.fullmatch(node.text):
        return int(node.text)
    return float(node.text) if _DECIMAL.fullmatch(node.text) else node.text
