"""Redpanda Connect configuration: what each of its SQL outputs and processors writes, wherever it is nested."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from cdc_assets.config.findings import key_path, printable_problem
from cdc_assets.config.yaml_nodes import ListNode, MapNode, Node, ScalarNode, find, read_yaml
from cdc_assets.errors import CdcError, Problem, refuse
from cdc_assets.files import not_listed
from cdc_assets.pipelines.bloblang import array_values, let_object, root_fields
from cdc_assets.pipelines.sql_text import Name, Statement, TableName, column_name, statements, table_name

STAGE = "cdc_management.stage("
"""The way into staging where PostgreSQL sets aside what it refuses."""
IN_FLIGHT = 64
"""`max_in_flight` of both outputs where it is not set."""
_PROCESSORS: frozenset[str | int] = frozenset({"processors", "processor_resources"})
MAPPINGS: frozenset[str | int] = frozenset({"mapping", "bloblang", "mutation"})
Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """A component whose target cannot be told, and why."""

    where: str
    key: str
    what: str
    hint: str = ""


class Component(NamedTuple):
    """A part of a pipeline that may write: its place in the file, and how many of its statements may run at once.

    `in_flight` is `max_in_flight`, for processors the pipeline's threads; 0: as many as there are CPUs.
    """

    where: str
    key: str
    in_flight: int
    in_flight_key: str


@dataclass(frozen=True, slots=True)
class Write:
    """One statement that a component (its first four fields) executes per message.

    `args` are the expressions of its `args_mapping`, None where they cannot be told. `encodings` are those that
    `cdc_management.stage` is told, else None.
    """

    where: str
    key: str
    in_flight: int
    in_flight_key: str
    statement: Statement
    args: tuple[str, ...] | None
    encodings: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A file: its tree and writes, what could not be read, and what its mappings assign to fields of the message."""

    path: str
    writes: tuple[Write, ...]
    unread: tuple[Unread, ...]
    fields: Mapping[str, str] = field(default_factory=dict)
    root: Node | None = None


def read_pipelines(folder: Path, skip: str) -> tuple[Pipeline, ...]:
    """Every YAML file below `folder` but those ending in `skip`, or `folder` itself where it is a file.

    Raises CdcError for files that are no YAML, and where there is none at all.
    """
    if folder.is_file():
        root, paths = folder.parent, [folder]
    else:
        root = folder
        below = (Path(at, name) for at, _, names in os.walk(folder, onerror=not_listed) for name in names)
        found = [path for path in below if path.suffix in {".yaml", ".yml"} and path.is_file()]
        paths = sorted(path for path in found if not path.name.endswith(skip))
    if not paths:
        raise CdcError(Problem(str(folder), "there are no pipelines (*.yaml, *.yml) here", hint="is the path right?"))
    pipelines: list[Pipeline] = []
    problems: list[Problem] = []
    for path in paths:
        name = path.relative_to(root).as_posix()
        file = read_yaml(root, name)
        problems += [
            printable_problem(
                f"{name}:{fault.line}" if fault.line else name, fault.what, key_path(fault.path), fault.hint
            )
            for fault in file.faults
        ]
        pipelines.append(_pipeline(name, file.node))
    refuse(problems)
    return tuple(pipelines)


def _pipeline(path: str, root: Node | None) -> Pipeline:
    writes: list[Write] = []
    unread: list[Unread] = []
    fields: dict[str, str] = {}
    mappings: list[str] = []
    threads = _number(find(root, ("pipeline", "threads"))[1], 0)
    for place, line, node in entries(root):
        name = place[-1]
        if name in MAPPINGS:
            if isinstance(node, ScalarNode):
                fields.update(root_fields(node.text))
                mappings.append(node.text)
        elif name in ("sql_insert", "sql_raw") and isinstance(node, MapNode):
            output = not _PROCESSORS & set(place)
            in_flight = _number(find(node, ("max_in_flight",))[1], IN_FLIGHT) if output else max(threads, 0)
            if not output and "output" in place:  # a processor of an output runs once per batch, one after the other
                in_flight = 1
            setting = key_path((*place, "max_in_flight")) if output else "pipeline.threads"
            staged = STAGE in (scalar(node, "query") or "")
            reader = partial(_staged, mappings) if staged else _inserts if name == "sql_insert" else _raw
            for found in reader(node, Component(f"{path}:{line}", key_path(place), in_flight, setting)):
                (writes if isinstance(found, Write) else unread).append(found)  # type: ignore[arg-type]
    return Pipeline(path, tuple(writes), tuple(unread), fields, root)


def entries(root: Node | None) -> Iterator[tuple[Place, int, Node]]:
    """Every key of every mapping, with its place and line, in the order of the file."""
    stack: list[tuple[Place, Node]] = [((), root)] if root is not None else []
    while stack:
        place, node = stack.pop()
        below: list[tuple[Place, Node]] = []
        if isinstance(node, MapNode):
            for key, entry in node.entries.items():
                yield (*place, key), entry.line, entry.value
                below.append(((*place, key), entry.value))
        elif isinstance(node, ListNode):
            below = [((*place, index), item) for index, item in enumerate(node.items)]
        stack.extend(reversed(below))


def _inserts(node: MapNode, at: Component) -> Iterator[Write | Unread]:
    table, columns = scalar(node, "table"), find(node, ("columns",))[1]
    if table is None or not isinstance(columns, ListNode):
        yield Unread(at.where, at.key, "`sql_insert` needs `table` and `columns`")
        return
    name = table_name(table)
    if name is None:
        yield Unread(at.where, at.key, f"`{table}` is no table's name", 'write schema."Table"')
        return
    names: list[Name] = []
    for item in columns.items:
        text = item.text if isinstance(item, ScalarNode) else ""
        column = column_name(text)
        if column is None:
            where = f"{at.where.rpartition(':')[0]}:{item.line}"
            yield Unread(where, at.key, f"`{text}` is no column's name", "quote it: '\"Navn\"'")
            return
        names.append(column)
    suffix = (scalar(node, "suffix") or "").upper()
    target = "ON CONFLICT" in suffix and suffix.partition("ON CONFLICT")[2].strip()[:1] not in ("", "D")
    args = _args(node)
    yield from _unread_args(node, args, at)
    yield Write(*at, Statement("INSERT", name, tuple(names), None, target), args)


def _staged(mappings: Sequence[str], node: MapNode, at: Component) -> Iterator[Write | Unread]:
    """What `cdc_management.stage` is told to write, by a mapping's `targets` and `metadata` as we generate them."""
    encodings = let_object(scalar(node, "args_mapping") or "", "encodings")
    count = 0
    for mapping in mappings:
        metadata = let_object(mapping, "metadata")
        for targets in let_object(mapping, "targets").values():
            for target in _parsed(targets, []):
                columns, made = target.get("columns", {}), target.get("made", {})
                schema = Name(target.get("schema", "…"), "…", True, "schema" not in target)
                names = tuple(map(_quoted, (*columns, *made, *metadata)))
                statement = Statement("INSERT", TableName(schema, _quoted(target["table"])), names)
                args = (*(f'$image."{source}"' for source in columns.values()), *made.values(), *metadata.values())
                count += 1
                told = encodings.get(f"{schema.text}.{target['table']}", encodings.get(target["table"], "{}"))
                yield Write(*at, statement, args, _parsed(told, {}))
    if not count:
        yield Unread(at.where, at.key, "what is staged cannot be told: not checked", "see generated/pipelines/")


def _parsed(text: str, otherwise: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """JSON, which Bloblang's literals are; `otherwise` where it is an expression."""
    try:
        return json.loads(text)
    except ValueError:
        return otherwise


def _quoted(name: str) -> Name:
    return Name(name, name, True)


def _raw(node: MapNode, at: Component) -> Iterator[Write | Unread]:
    queries = find(node, ("queries",))[1]
    nodes = [node, *(queries.items if isinstance(queries, ListNode) else ())]
    for one in nodes:
        query = scalar(one, "query")
        if query is None:
            continue
        found = statements(query)
        if found is None:
            yield Unread(at.where, at.key, "the query cannot be read: not checked")
            continue
        args = _args(one)
        if found:
            yield from _unread_args(one, args, at)
        yield from (Write(*at, statement, args) for statement in found)


def _args(node: Node) -> tuple[str, ...] | None:
    mapping = scalar(node, "args_mapping")
    return None if mapping is None else array_values(mapping)


def _unread_args(node: Node, args: tuple[str, ...] | None, at: Component) -> Iterator[Unread]:
    if args is None and scalar(node, "args_mapping") is not None:
        what = "what `args_mapping` gives cannot be told: values are not checked"
        yield Unread(at.where, at.key, what, "root = [ …, … ]")


def scalar(node: Node | None, key: str) -> str | None:
    """The text at a key, None where there is none or a null."""
    _, found = find(node, (key,))
    return found.text if isinstance(found, ScalarNode) and not found.null else None


def _number(node: Node | None, default: int) -> int:
    return int(node.text) if isinstance(node, ScalarNode) and node.text.isdecimal() else default
