"""As much of Bloblang as a check needs: the values of an `args_mapping`, and what a mapping assigns to a field."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

_TOKEN = re.compile(r'"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"|#[^\n]*|[()\[\]{},]|\n|[^"#()\[\]{},\n]+|"')
_ARRAY = re.compile(r"(?:^|\n)\s*root\s*=\s*(?=\[)")
_LET = re.compile(r"(?:^|\n)[ \t]*let[ \t]+(\w+)[ \t]*=[ \t]*")
_ROOT = re.compile(r'(?:^|\n)[ \t]*root\.(?:"([^"\n]+)"|(\w+))[ \t]*=[ \t]*')
_VARIABLE = re.compile(r"\$(\w+)")
_FIELD = re.compile(r'this\.(?:"([^"\n]+)"|(\w+))')
_ENTRY = re.compile(r'\s*("(?:[^"\\\n]|\\.)*")\s*:([\s\S]*)')
_CLOSING = {"(": ")", "[": "]", "{": "}"}


def array_values(mapping: str) -> tuple[str, ...] | None:
    """The elements of the array that a mapping assigns to `root`, as written but for variables set by `let`.

    None where the mapping makes its array in another way.
    """
    found = _ARRAY.search(mapping)
    if found is None:
        return None
    values = _elements(mapping, found.end())
    if values is None:
        return None
    variables = dict(_assigned(_LET, mapping))
    return tuple(_resolved(value, variables) for value in values)


def root_fields(mapping: str) -> dict[str, str]:
    """What a mapping assigns to fields of its result (`root.name = …`), the last assignment of each."""
    variables = dict(_assigned(_LET, mapping))
    return {name: _resolved(value, variables) for name, value in _assigned(_ROOT, mapping)}


def string_text(value: str) -> str:
    """A string as Bloblang and YAML write it."""
    return json.dumps(value, ensure_ascii=False)


def object_text(value: Mapping[str, object], indent: int) -> str:
    """An object as Bloblang writes it, an entry per line: JSON is Bloblang."""
    if not value:
        return "{}"
    entries = [f"{' ' * indent}{json.dumps({key: one}, ensure_ascii=False)[1:-1]}" for key, one in value.items()]
    return "{\n" + ",\n".join(entries) + f"\n{' ' * (indent - 2)}}}"


def let_object(mapping: str, name: str) -> dict[str, str]:
    """The entries of the object that a mapping puts into a variable, each with its expression; {} where it is none."""
    for found in _LET.finditer(mapping):
        if found[1] == name and mapping.startswith("{", found.end()):
            entries = [_ENTRY.match(part) for part in _elements(mapping, found.end()) or ()]
            return {json.loads(entry[1]): entry[2].strip() for entry in entries if entry is not None}
    return {}


def field_of(expression: str) -> str | None:
    """The name where an expression is nothing but a field of the message (`this.__lsn`), else None."""
    found = _FIELD.fullmatch(expression)
    return (found[1] or found[2]) if found else None


def _resolved(expression: str, variables: Mapping[str, str]) -> str:
    """The value of an expression that is one variable, through at most a few others."""
    for _ in range(5):
        found = _VARIABLE.fullmatch(expression)
        if found is None or found[1] not in variables:
            break
        expression = variables[found[1]]
    return expression


def _elements(text: str, start: int) -> list[str] | None:
    """The parts between the bracket at `start` and its partner, cut at commas; None where it is not closed."""
    depth: list[str] = []
    values: list[str] = []
    part: list[str] = []
    for found in _TOKEN.finditer(text, start):
        piece = found[0]
        if piece in _CLOSING:
            depth.append(_CLOSING[piece])
            if len(depth) == 1:
                continue
        elif depth and piece == depth[-1]:
            depth.pop()
            if not depth:
                values.append("".join(part).strip())
                return values[:-1] if not values[-1] else values
        elif piece == "," and len(depth) == 1:
            values.append("".join(part).strip())
            part = []
            continue
        part.append("" if piece.startswith("#") else piece)
    return None


def _assigned(pattern: re.Pattern[str], text: str) -> Iterator[tuple[str, str]]:
    """Names that `pattern` finds assigned, each with its expression: to the end of the line, or of open brackets."""
    for found in pattern.finditer(text):
        depth, part = 0, []
        for piece in _TOKEN.finditer(text, found.end()):
            if piece[0] == "\n" and depth <= 0:
                break
            depth += (piece[0] in _CLOSING) - (piece[0] in _CLOSING.values())
            part.append("" if piece[0].startswith("#") else piece[0])
        yield next(group for group in found.groups() if group), "".join(part).strip()
