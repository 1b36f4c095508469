"""One-line YAML: mappings and lists in flow style, written and read fast.

Generated files hold one line per column or file. A YAML parser takes 160 µs for such a line; this reads it in 4 µs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

_PLAIN = re.compile(r"[^\W\d][\w./+()-]*(?: [\w./+()-]+)*")
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
"""Plain words that YAML 1.1 or 1.2 reads as something else than text."""
_WORD = re.compile(r"[^\W\d]\w*")
_PHRASE = re.compile(r"[a-zA-Z](?:[\w (),.\[\]'+*/<>=@$%-]*[\w)\]'])? ?[\w)\]']")
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_ITEM = re.compile(rf"{_QUOTED}|[^,\[\]\s][^,\]]*")
_PAIR = re.compile(rf'({_QUOTED}|[\w.]+): ({_QUOTED}|\[(?:[^\]"]|{_QUOTED})*\]|[^,}}]*)')
_ESCAPE = re.compile(r'\\(?:(["\\n])|u([0-9a-f]{4})|U([0-9a-f]{8}))')

Value = str | int | bool | tuple[str, ...] | None


@lru_cache(maxsize=65536)
def scalar(text: str) -> str:
    """`text` as a YAML scalar on one line: plain where nothing could misread it, else in double quotes."""
    return text if _PLAIN.fullmatch(text) and text.lower() not in _WORDS else quoted(text)


def quoted(text: str) -> str:
    """`text` in double quotes."""
    if text.isprintable():
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return '"' + "".join(map(_escape, text)) + '"'


def word(text: str) -> str:
    """`text` as a scalar that is plain only where it is one word: names in snapshots."""
    return scalar(text) if _WORD.fullmatch(text) else quoted(text)


def phrase(text: str) -> str:
    """`text` as the value of a key on a line of its own, where more may stand plain."""
    return text if " " in text and _PHRASE.fullmatch(text) else word(text)


def unscalar(text: str) -> str:
    """The text that `scalar` wrote."""
    if not text.startswith('"'):
        return text
    inner = text[1:-1]
    return _ESCAPE.sub(_unescape, inner) if "\\" in inner else inner


def flow_list(items: Iterable[str], text: Callable[[str], str] = scalar) -> str:
    """`[a, "b, c"]`; `text` writes each of them."""
    return "[" + ", ".join(map(text, items)) + "]"


def flow_map(pairs: Iterable[tuple[str, Value]], text: Callable[[str], str] = scalar) -> str:
    """`{name: a, length: 3, carried: false, after: [x, y]}`, pairs in the order given; those of None are left out."""
    return (
        "{"
        + ", ".join(f"{scalar(name)}: {flow_value(value, text)}" for name, value in pairs if value is not None)
        + "}"
    )


def read_list(text: str) -> tuple[str, ...]:
    """What `flow_list` wrote."""
    return tuple(map(unscalar, _ITEM.findall(text)))


def read_map(text: str) -> dict[str, str]:
    """What `flow_map` wrote, every value as text: lists still for `read_list`, flags as `true` / `false`."""
    pairs = _PAIR.findall(text)
    return {unscalar(name): unscalar(value) for name, value in pairs} if '"' in text else dict(pairs)


def flow_value(value: Value, text: Callable[[str], str]) -> str:
    """A value on one line."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return flow_list(value, text) if isinstance(value, tuple) else str(value)


def _escape(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    if char.isprintable():
        return char
    code = ord(char)
    return "\\n" if char == "\n" else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _unescape(match: re.Match[str]) -> str:
    plain, short, long = match.groups()
    if plain:
        return "\n" if plain == "n" else str(plain)
    return chr(int(short or long, 16))
