"""Where problems are collected while a project is read, and how a place in a file is named."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cdc_assets.config.yaml_nodes import Node, YamlFile, find
from cdc_assets.errors import Problem, printable, some

_LISTED = 12
_EXACT = 200
_SUGGESTIONS = 100
"""Beyond so many problems nobody reads suggestions, and 1,000 of them among 1,000 names cost seconds."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a file: the tree below `prefix`, whose own key is in `line`."""

    file: YamlFile
    prefix: tuple[str, ...] = ()
    node: Node | None = None
    line: int = 1

    def below(self, *path: str) -> Section:
        """The section at `path`, which may be empty where the file has nothing there."""
        line, node = find(self.node, path, self.line)
        return Section(self.file, (*self.prefix, *path), node, line)


def whole(file: YamlFile) -> Section:
    """A file as a section."""
    return Section(file, (), file.node)


def place(section: Section, path: Sequence[str | int] = ()) -> tuple[str, str]:
    """`path` of a section as `services/adopus.yaml:14` and `adopus.source.tables.dbo.Actor`."""
    line, _ = find(section.node, path, section.line)
    return f"{section.file.path}:{line}", key_path((*section.prefix, *path))


def problem_at(section: Section, path: Sequence[str | int], what: str, hint: str = "") -> Problem:
    where, key = place(section, path)
    return printable_problem(where, what, key, hint)


def printable_problem(where: str, what: str, key: str, hint: str) -> Problem:
    """A problem with nothing in it that a terminal would obey: names come from files."""
    return Problem(printable(where), printable(what), printable(key), printable(hint))


def key_path(path: Iterable[str | int]) -> str:
    """`adopus.sinks.sink_asma.directory.tables`, list items as `[0]`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{part}" if text else part
    return text


@dataclass(slots=True)
class Findings:
    """Problems and warnings, with what is needed to put them in the order of files and lines."""

    problems: dict[Problem, tuple[int, int]] = field(default_factory=dict)
    warnings: dict[Problem, tuple[int, int]] = field(default_factory=dict)
    _files: dict[str, int] = field(default_factory=dict)
    _suggested: int = 0

    def add(self, section: Section, path: Sequence[str | int], what: str, hint: str = "") -> None:
        line, _ = find(section.node, path, section.line)
        self.file(section.file.path, what, hint, line, (*section.prefix, *path))

    def warn(self, section: Section, path: Sequence[str | int], what: str, hint: str = "") -> None:
        """Something worth knowing that stops nobody."""
        line, _ = find(section.node, path, section.line)
        self.file(section.file.path, what, hint, line, (*section.prefix, *path), warning=True)

    def file(
        self,
        path: str,
        what: str,
        hint: str = "",
        line: int = 0,
        key: Sequence[str | int] = (),
        *,
        warning: bool = False,
    ) -> None:
        """A problem of a file as a whole, or of a line that is no key's."""
        problem = printable_problem(f"{path}:{line}" if line else path, what, key_path(key), hint)
        (self.warnings if warning else self.problems).setdefault(problem, (self.order(path), line))

    def suggest(self, name: str, candidates: Iterable[str], noun: str = "valid") -> str:
        """`did_you_mean`, as long as there are not too many of them."""
        self._suggested += 1
        return did_you_mean(name, candidates, noun) if self._suggested <= _SUGGESTIONS else ""

    def order(self, path: str) -> int:
        """The file's place in the order of problems: files are listed in the order they are first named here."""
        return self._files.setdefault(path, len(self._files))


def in_order(found: dict[Problem, tuple[int, int]]) -> tuple[Problem, ...]:
    """Problems by file and line."""
    return tuple(sorted(found, key=lambda problem: found[problem]))


def unknown(
    where: str, what: str, names: Iterable[str], known: Iterable[str], hint: str | None = None, guess: str = ""
) -> list[Problem]:
    """A problem for each of `names` that is not among those `known`; `{}` in `what` stands for it.

    The hint says what there is, or with `guess` (`tables`) what may be meant.
    """
    valid = list(dict.fromkeys(known))
    listed = there_are(valid) if hint is None else hint
    return [
        Problem(where, what.replace("{}", name), hint=did_you_mean(name, valid, guess) if guess else listed)
        for name in names
        if name not in valid
    ]


def there_are(candidates: Iterable[str], noun: str = "there are") -> str:
    """`there are: a, b, c`, every name as it is: for what somebody destroys or changes by a name, none is guessed."""
    names = list(dict.fromkeys(candidates))
    return f"{noun}: {some(names, _EXACT) or 'none'}"


def did_you_mean(name: str, candidates: Iterable[str], noun: str = "valid") -> str:
    """`did you mean `ignore_columns`?`, else what there is: `valid: a, b, c`; "" where there is nothing."""
    names = list(dict.fromkeys(candidates))
    by_fold: dict[str, str] = {}
    for candidate in names:
        by_fold.setdefault(candidate.casefold(), candidate)
    if name.casefold() in by_fold:
        return f"did you mean `{by_fold[name.casefold()]}`? upper and lower case differ"
    close = difflib.get_close_matches(name.casefold(), by_fold, n=1, cutoff=0.65)
    if close:
        return f"did you mean `{by_fold[close[0]]}`?"
    return f"{noun}: {some(names, _LISTED)}" if names else ""
