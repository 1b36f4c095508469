"""Edits of YAML trees: a new tree for every change, lines kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set

from cdc_assets.config.yaml_nodes import Entry, ListNode, MapNode, Node, ScalarNode


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
    """The mapping without some keys."""
    return MapNode(node.line, {key: entry for key, entry in node.entries.items() if key not in keys})


def each(node: Node, change: Callable[[Node], Node]) -> Node:
    """A mapping with every value changed; anything else as it is."""
    if not isinstance(node, MapNode):
        return node
    return MapNode(node.line, {key: Entry(entry.line, change(entry.value)) for key, entry in node.entries.items()})


def mapping(line: int, values: Mapping[str, Node | None]) -> MapNode:
    """A mapping all in one line; values that are None are left out."""
    return MapNode(line, {key: Entry(line, value) for key, value in values.items() if value is not None})


def sequence(line: int, texts: Iterable[str]) -> ListNode:
    """A list of texts all in one line."""
    return ListNode(line, [ScalarNode(line, one) for one in texts])
