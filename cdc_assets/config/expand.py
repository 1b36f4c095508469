"""`${VAR}` in configuration, and YAML trees turned into plain data with it expanded.

Syntax: `${NAME}`, `${NAME:-default}` (default where NAME is unset or empty, as in a shell), `$${NAME}` for the text
`${NAME}` itself. `${!…}` (Bloblang) is no variable and stays. Keys are never expanded, nor are the `value`s of column
templates: those are the pipeline's, which expands variables when it runs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cdc_assets.config.yaml_nodes import ListNode, Node, ScalarNode

_VARIABLE = re.compile(r"\$\$(?=\{)|\$\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>[^}]*))?\}|\$\{(?=[A-Za-z_])")
_NULL_IS_A_WORD = "unchanged_large_values"
"""The key whose value may be the word `null`, quoted or not."""
MAX_VALUES = 1_000_000
"""Values a file may hold after its aliases are followed (nine lines of YAML can otherwise mean 10^9)."""

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Expanded:
    """A text after expansion. `missing` names variables that are not set and have no default (left as written)."""

    text: str
    missing: tuple[str, ...] = ()
    malformed: bool = False


@dataclass(frozen=True, slots=True)
class Unset:
    """A value at `path` that needs variables which are not set."""

    path: Path
    variables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Converted:
    """Plain data: dicts, lists, texts and None, nothing typed yet.

    `unset` values hold their text as written. `malformed` lists paths with a `${` that is no variable.
    """

    data: object
    unset: tuple[Unset, ...]
    malformed: tuple[Path, ...]
    too_large: bool = False


def expand(text: str, environ: Mapping[str, str]) -> Expanded:
    """`text` with its variables replaced."""
    if "${" not in text:
        return Expanded(text)
    missing: list[str] = []
    malformed = False

    def replace(match: re.Match[str]) -> str:
        nonlocal malformed
        name = match["name"]
        if name is None:
            malformed = malformed or match[0] == "${"
            return match[0][:1] if match[0] == "$$" else match[0]
        default: str | None = match["default"]
        if default is not None:
            return environ.get(name) or default
        if name not in environ:
            missing.append(name)
            return match[0]
        return environ[name]

    return Expanded(_VARIABLE.sub(replace, text), tuple(dict.fromkeys(missing)), malformed)


def without_defaults(text: str) -> str:
    """`text` as written but for defaults of variables, which may be secrets: fit for a message."""
    return re.sub(r":-[^}]*", ":-…", text)


class _TooLargeError(Exception):
    """More values than MAX_VALUES."""


def convert(
    node: Node | None,
    environ: Mapping[str, str],
    expands: Callable[[Path], bool] = lambda _: True,
    typed: Callable[[ScalarNode], object] | None = None,
) -> Converted:
    """The tree as plain data. `expands` says of a path with a `${` whether it is expanded.

    With `typed` nothing is: it makes values of texts.
    """
    unset: list[Unset] = []
    malformed: list[Path] = []
    count = 0

    def scalar(node: ScalarNode, path: Path) -> str | None:
        if node.null:
            return "null" if node.text and path[-1:] == (_NULL_IS_A_WORD,) else None
        if "${" not in node.text or not expands(path):
            return node.text
        result = expand(node.text, environ)
        if result.malformed:
            malformed.append(path)
        if result.missing:
            unset.append(Unset(path, result.missing))
            return node.text
        return result.text

    def walk(node: Node, path: Path) -> object:
        nonlocal count
        count += 1
        if count > MAX_VALUES:
            raise _TooLargeError
        if isinstance(node, ScalarNode):
            return scalar(node, path) if typed is None else typed(node)
        if isinstance(node, ListNode):
            return [walk(item, (*path, index)) for index, item in enumerate(node.items)]
        return {key: walk(entry.value, (*path, key)) for key, entry in node.entries.items()}

    try:
        data = None if node is None else walk(node, ())
    except _TooLargeError:
        return Converted(None, (), (), too_large=True)
    return Converted(data, tuple(unset), tuple(malformed))
