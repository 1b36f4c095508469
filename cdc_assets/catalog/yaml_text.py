"""Scalars as YAML that any loader reads back as the string they were.

YAML 1.1 takes `yes`, `1`, `~` and `null` for something else than text, which PyYAML's own writer knows but is slow at.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d]\w*")
_PHRASE = re.compile(r"[a-zA-Z](?:[\w (),.\[\]'+*/<>=@$%-]*[\w)\]'])? ?[\w)\]']")
_NOT_TEXT = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_ESCAPED = re.compile('[\\x00-\\x1f"\\\\\\x7f-\\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]')
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def word(text: str) -> str:
    """`text` as a key, or inside [ ] and { }: plain where it is one word."""
    if _WORD.fullmatch(text) and text.lower() not in _NOT_TEXT:
        return text
    return quoted(text)


def phrase(text: str) -> str:
    """`text` as the value of a key on its own line: plain where it is words and harmless punctuation."""
    if " " in text and _PHRASE.fullmatch(text):
        return text
    return word(text)


def quoted(text: str) -> str:
    """`text` in double quotes. What YAML does not allow in a file, or what ends a line, is escaped; æøå are not."""
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(found: re.Match[str]) -> str:
    char = found.group()
    return _SHORT.get(char) or (f"\\x{ord(char):02X}" if ord(char) < 256 else f"\\u{ord(char):04X}")
