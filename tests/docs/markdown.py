"""The project's Markdown files as fenced blocks, links and anchors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from resources.project import CHECKOUT

_FENCE = re.compile(r"^(\s*)```(\w*)\s*$")
_LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)\s>]+)>?\)")
_CODE = re.compile(r"`[^`\n]*`")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, the line of the file on which its text begins."""

    language: str
    text: str
    line: int


def pages() -> list[Path]:
    """Every Markdown file that people read: README and the like, `docs/`, the examples' own."""
    return [
        *sorted(CHECKOUT.glob("*.md")),
        *sorted(CHECKOUT.glob("docs/**/*.md")),
        *sorted(CHECKOUT.glob("examples/*/*.md")),
    ]


def blocks(path: Path) -> Iterator[Block]:
    """The fenced blocks of a file, in order, without the indentation of the list they stand in."""
    language, start, found = "", 0, list[str]()
    indent: str | None = None
    for number, line in enumerate(path.read_text().splitlines(), 1):
        fence = _FENCE.match(line)
        if indent is None and fence:
            indent, language, start, found = fence[1], fence[2], number + 1, []
        elif indent is not None and fence and not fence[2]:
            yield Block(language, "\n".join(found), start)
            indent = None
        elif indent is not None:
            found.append(line.removeprefix(indent))
    assert indent is None, f"{path}: a block begins in line {start} and does not end"


def prose(path: Path) -> str:
    """A file without its fenced blocks."""
    kept, inside = [], False
    for line in path.read_text().splitlines():
        if _FENCE.match(line):
            inside = not inside
        elif not inside:
            kept.append(line)
    return "\n".join(kept)


def links(path: Path) -> list[str]:
    """The targets of a file's links and images."""
    return _LINK.findall(_CODE.sub("", prose(path)))


def anchors(path: Path) -> set[str]:
    """The anchors of a file's headings, as GitHub makes them."""
    found: set[str] = set()
    for line in prose(path).splitlines():
        if heading := re.match(r"#+ (.*)", line):
            text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading[1]).strip().lower()
            base = re.sub(r"[^\w\- ]", "", text).replace(" ", "-")
            name, number = base, 0
            while name in found:
                number += 1
                name = f"{base}-{number}"
            found.add(name)
    return found
