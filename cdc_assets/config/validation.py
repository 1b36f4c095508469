"""pydantic's verdict on a part of a file, told with lines and key paths; and what is left when the wrong parts go."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from cdc_assets.config.expand import without_defaults
from cdc_assets.config.findings import Findings, Section
from cdc_assets.config.model import Model
from cdc_assets.config.yaml_nodes import ScalarNode, find, kind
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
        for part in path[:-1]:
            parent = _child(parent, part)
        if isinstance(parent, dict):
            parent.pop(path[-1], None)
        elif isinstance(parent, list) and isinstance(path[-1], int) and path[-1] < len(parent):
            del parent[path[-1]]
    return True


def _child(parent: object, part: int | str) -> object:
    if isinstance(parent, Mapping):
        return parent.get(part)
    if isinstance(parent, list) and isinstance(part, int) and part < len(parent):
        return parent[part]
    return None
