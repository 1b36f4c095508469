"""YAML files as trees that remember their lines, and edits of them: a new tree for every change, lines kept.

The tree is built from libyaml's events, not by `yaml.compose`: composing recurses in C and a file of 100,000 brackets
kills the process, while events cost half the time and let depth, duplicate keys and merge keys be checked in one pass.
(From 0.2.6 on libyaml refuses 1,000 levels itself, maybe before it has reported the first.)
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, KeysView, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from cdc_assets.files import read_input

MAX_DEPTH = 40
_TOO_DEEP = "exceeded maximum nesting depth"
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TEXT_TAGS = frozenset({"!", "tag:yaml.org,2002:str"})
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HINTS = {
    "mapping values are not allowed in this context": "check the indentation, and quote a value that holds `: `",
    "did not find expected key": "check the indentation of this line and of the one above",
    "did not find expected ',' or '}'": "the brace opened in line {opened} is not closed",
    "did not find expected ',' or ']'": "the bracket opened in line {opened} is not closed",
    "found unexpected end of stream": "the quote opened in line {opened} is not closed",
    "found undefined alias": "a value that begins with * must be quoted",
    "found character that cannot start any token": "quote a value that begins with @, %, ` or a tab",
    "could not find expected ':'": "a key is written `key: value`, with a blank after the colon",
}


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """A value as written. `null` is a plain, unquoted nothing (empty, `~`, `null`)."""

    line: int
    text: str
    null: bool = False
    plain: bool = True


@dataclass(frozen=True, slots=True)
class ListNode:
    """A sequence."""

    line: int
    items: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Entry:
    """A key's line and its value."""

    line: int
    value: Node


@dataclass(frozen=True, slots=True)
class MapNode:
    """A mapping. Keys are text as written (`no` stays `no`), in order; `<<` is merged in."""

    line: int
    entries: dict[str, Entry] = field(default_factory=dict)


Node = ScalarNode | ListNode | MapNode
_NO_ENTRIES: dict[str, Entry] = {}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at a line (from 1; 0 = the file as a whole), with the key path where one is known."""

    line: int
    what: str
    hint: str = ""
    path: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class YamlFile:
    """A file read: `path` relative to the project, its tree (None where it has none), what is wrong with it.

    `notes` are on older shapes that were read: places in the file as it was written.
    """

    path: str
    node: Node | None
    faults: tuple[Fault, ...] = ()
    notes: tuple[Fault, ...] = ()


class _BrokenError(Exception):
    """Ends the reading of a file."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.what)
        self.fault = fault


def read_yaml(root: Path, path: str, *, inside: bool = False) -> YamlFile:
    """The file `root/path`. Raises FileNotFoundError; every other trouble is a fault of the result.

    `inside`: a link that leads out of `root` is a fault, so that no message quotes a file that is none of ours.
    """
    try:
        if inside and _leads_out(root, path):
            hint = "put the file into the project, or link the whole folder"
            return YamlFile(path, None, (Fault(0, "a link that leads out of the project", hint),))
        raw = read_input(root / path)
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "no usable file name"
        return YamlFile(path, None, (Fault(0, f"the file cannot be read: {reason}"),))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        utf16 = raw[:2] in (b"\xff\xfe", b"\xfe\xff")
        hint = "it looks like UTF-16: save it as UTF-8" if utf16 else "save it as UTF-8"
        return YamlFile(path, None, (Fault(1 if utf16 else line, "the file is not UTF-8", hint),))
    node, faults = parse_yaml(text)
    return YamlFile(path, node, faults)


def _leads_out(root: Path, path: str) -> bool:
    """Whether a file is linked from elsewhere. Where its folder is, all of that folder's project counts as ours."""
    folders = {_real(root), _real(root / path.partition("/")[0]).parent if "/" in path else _real(root)}
    return not any(_real(root / path).is_relative_to(folder) for folder in folders)


def _real(path: Path) -> Path:
    """Where a path leads; one that leads to itself stays as it is (`resolve` would raise)."""
    return Path(os.path.realpath(path))


def parse_yaml(text: str) -> tuple[Node | None, tuple[Fault, ...]]:
    """The tree of a YAML text and its faults. The tree is None for an empty text and after a syntax error."""
    strange = [
        Fault(text.count("\n", 0, match.start()) + 1, f"control character U+{ord(match.group()):04X}", "remove it")
        for match in _UNPRINTABLE.finditer(text)
    ]
    if strange:
        return None, tuple(dict.fromkeys(strange))
    builder = _Builder(text)
    try:
        return builder.root(), tuple(builder.faults)
    except _BrokenError as broken:
        return None, (*builder.faults, broken.fault)
    except yaml.MarkedYAMLError as error:
        if error.problem == _TOO_DEEP and error.problem_mark:
            # Cut there, libyaml passes on what our own bound refuses. (Marks count CR LF as one.)
            return parse_yaml(text.replace("\r\n", "\n")[: error.problem_mark.index])
        return None, (*builder.faults, _syntax_fault(error, text))
    except yaml.YAMLError:
        return None, (*builder.faults, Fault(0, "the file is not YAML"))


def _syntax_fault(error: yaml.MarkedYAMLError, text: str) -> Fault:
    """A parser's error without the text around it, which may hold a secret."""
    line = error.problem_mark.line + 1 if error.problem_mark else 0
    lines = text.split("\n")
    if 0 < line <= len(lines):
        source = lines[line - 1]
        if "\t" in source[: len(source) - len(source.lstrip())]:
            return Fault(line, "the line is indented with a tab", "YAML wants spaces")
    problem = error.problem or "not YAML"
    what = f"not YAML: {error.context}: {problem}" if error.context else f"not YAML: {problem}"
    opened = error.context_mark.line + 1 if error.context_mark else line
    return Fault(line, what, _HINTS.get(problem, "").replace("{opened}", str(opened)))


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


class _Builder:
    """Builds the tree from events, level by level down to `MAX_DEPTH`."""

    def __init__(self, text: str) -> None:
        self.faults: list[Fault] = []
        self._events: Iterator[Any] = yaml.parse(text, yaml.CSafeLoader)
        self._path: list[str | int] = []
        self._anchors: dict[str, Node] = {}
        self._open: list[str | None] = []
        """The anchors of the collections that are being read."""

    def root(self) -> Node | None:
        root: Node | None = None
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _BrokenError(Fault(_line(event), "a second document begins here", "one `---` per file"))
            elif isinstance(event, yaml.NodeEvent):
                root = self._node(event)
        return root

    def _node(self, event: Any) -> Node:  # noqa: ANN401 - what begins a node: an alias, a scalar, a collection
        line = _line(event)
        if isinstance(event, yaml.AliasEvent):
            if event.anchor in self._open:
                raise _BrokenError(Fault(line, "an alias (*) refers to the very value that holds it"))
            if event.anchor not in self._anchors:
                raise _BrokenError(Fault(line, "not YAML: found undefined alias", _HINTS["found undefined alias"]))
            return self._anchors[event.anchor]
        node = self._scalar(event, line) if isinstance(event, yaml.ScalarEvent) else self._collection(event, line)
        if event.anchor:
            self._anchors[event.anchor] = node
        return node

    def _below(self, key: str | int, event: yaml.NodeEvent) -> Node:
        self._path.append(key)
        node = self._node(event)
        self._path.pop()
        return node

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> ScalarNode:
        if event.tag is not None and event.tag not in _TEXT_TAGS:
            self._fault(line, "YAML tags mean nothing here", "quote a value that begins with !")
        if "\0" in event.value:
            self._fault(line, "a text holds the character NUL", "remove \\0")
        plain = bool(event.implicit[0])
        return ScalarNode(line, event.value, plain and event.value in _NULLS, plain)

    def _collection(self, event: yaml.CollectionStartEvent, line: int) -> ListNode | MapNode:
        if len(self._open) >= MAX_DEPTH:
            raise _BrokenError(Fault(line, f"nested deeper than {MAX_DEPTH} levels"))
        if event.tag is not None and event.tag != "!":
            self._fault(line, "YAML tags mean nothing here", "remove it")
        self._open.append(event.anchor)
        node = self._map(line) if isinstance(event, yaml.MappingStartEvent) else self._list(line)
        self._open.pop()
        return node

    def _list(self, line: int) -> ListNode:
        node = ListNode(line)
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            node.items.append(self._below(len(node.items), event))
        return node

    def _map(self, line: int) -> MapNode:
        node = MapNode(line)
        merged: list[MapNode] = []
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            at, named = _line(event), self._node(event)
            if not isinstance(named, ScalarNode):
                self._fault(at, "a key must be text, not a list or mapping", "quote a key that holds { or [")
                self._below("", next(self._events))
                continue
            key = named.text
            value = self._below(key, next(self._events))
            if key == "<<":
                for item in value.items if isinstance(value, ListNode) else (value,):
                    if isinstance(item, MapNode):
                        merged.append(item)
                    else:
                        self._fault(at, "`<<` wants a mapping, or a list of them")
            elif key in node.entries:
                self._fault(at, "duplicate key", f"first in line {node.entries[key].line}", key)
            else:
                node.entries[key] = Entry(at, value)
        for one in merged:
            for key, entry in one.entries.items():
                node.entries.setdefault(key, entry)
        return node

    def _fault(self, line: int, what: str, hint: str = "", *key: str) -> None:
        self.faults.append(Fault(line, what, hint, (*self._path, *key)))


def kind(node: Node | None) -> str:
    """What a node is, for a message."""
    if node is None or (isinstance(node, ScalarNode) and node.null):
        return "nothing"
    if isinstance(node, ScalarNode):
        return "a single value"
    return "a list" if isinstance(node, ListNode) else "a mapping"


def find(node: Node | None, path: Sequence[str | int], line: int = 1) -> tuple[int, Node | None]:
    """The line of `path` below `node` (of its deepest part that exists), and its node or None.

    `line` is the answer for an empty path. A key's line is that of the key itself, a list item's that of the item.
    """
    for part in path:
        if isinstance(node, MapNode) and isinstance(part, str) and part in node.entries:
            entry = node.entries[part]
            line, node = entry.line, entry.value
        elif isinstance(node, ListNode) and isinstance(part, int) and part < len(node.items):
            node = node.items[part]
            line = node.line
        else:
            return line, None
    return line, node


def keys(node: Node | None, path: Sequence[str | int] = ()) -> KeysView[str]:
    """The keys of the mapping at `path`, in order; none where there is no mapping."""
    _, found = find(node, path)
    return found.entries.keys() if isinstance(found, MapNode) else _NO_ENTRIES.keys()


def named(node: Node) -> Iterator[tuple[str, int, Node]]:
    """Members of a list of mappings with `name`, or of a mapping: name, line, node."""
    if isinstance(node, MapNode):
        yield from ((name, entry.line, entry.value) for name, entry in node.entries.items())
    for item in node.items if isinstance(node, ListNode) else ():
        name = item.text if isinstance(item, ScalarNode) else text(item, "name")
        if name:
            yield name, item.line, item


def entries(node: Node | None) -> Mapping[str, Entry]:
    """The entries of a mapping; none of anything else."""
    return node.entries if isinstance(node, MapNode) else {}


def get(node: Node | None, key: str) -> Node | None:
    """The value of a key, None where there is no such key or no mapping."""
    return node.entries[key].value if isinstance(node, MapNode) and key in node.entries else None


def text(node: Node | None, key: str) -> str | None:
    """The text of a key's single value."""
    found = get(node, key)
    return found.text if isinstance(found, ScalarNode) and not found.null else None


def put(node: MapNode, key: str, value: Node, line: int | None = None) -> MapNode:
    """The mapping with a key set, in its place where it is there already."""
    at = line if line is not None else node.entries[key].line if key in node.entries else value.line
    return MapNode(node.line, {**node.entries, key: Entry(at, value)})


def without(node: MapNode, keys: Set[str]) -> MapNode:
    return MapNode(node.line, {key: entry for key, entry in node.entries.items() if key not in keys})


def each(node: Node, change: Callable[[str, Node], Node]) -> Node:
    """A mapping with every value changed, by its key; anything else as it is."""
    if not isinstance(node, MapNode):
        return node
    return MapNode(node.line, {key: Entry(entry.line, change(key, entry.value)) for key, entry in node.entries.items()})


def mapping(line: int, values: Mapping[str, Node | None]) -> MapNode:
    """A mapping all in one line; values that are None are left out."""
    return MapNode(line, {key: Entry(line, value) for key, value in values.items() if value is not None})


def sequence(line: int, texts: Iterable[str]) -> ListNode:
    """A list of texts all in one line."""
    return ListNode(line, [ScalarNode(line, one) for one in texts])
