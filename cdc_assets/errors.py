"""What people are told: a `Problem` stops what they asked for (`CdcError`), a `Finding` answers a look at something.

Terminal, JSON and Dagster each write them in one place: `cli/output.py`, `checks/report.py`. Programming errors stay
ordinary exceptions with their traceback.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong.

    `where` is a place a person can open (`services/adopus.yaml:14`, `source/dbo.Actor.sql:3`, `sink_asma.directory`);
    `key` the path inside it (`adopus.source.tables.dbo.Actor`); `hint` says what would be valid or what to do.
    """

    where: str
    what: str
    key: str = ""
    hint: str = ""

    def __str__(self) -> str:
        place = printable(f"{self.where}: {self.key}" if self.key else self.where)
        text = f"{place}: {self.what}"
        return printable(f"{text} ({self.hint})" if self.hint else text, keep="\n")


def printable(text: str, keep: str = "") -> str:
    """`text` with everything escaped that a terminal would obey instead of show (but what is in `keep`)."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char in keep else f"\\u{ord(char):04x}" for char in text)


def concealed(text: str, secrets: Iterable[str]) -> str:
    """`text` with every occurrence of a secret as `***`."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        # A password of a letter or two is taken for one only where it stands alone.
        edges = (r"(?<!\w)", r"(?!\w)") if len(secret) < 4 else ("", "")
        text = re.sub(re.escape(secret).join(edges), "***", text)
    return text


def some(names: Iterable[str], shown: int = 5) -> str:
    """`a, b, c`, or of many `a, b, c, d, e and 21 more`."""
    listed = list(names)
    rest = len(listed) - shown
    return ", ".join(listed[:shown]) + (f" and {rest} more" if rest > 0 else "")


def one_line(text: object) -> str:
    """What an error, or a text, says, without line ends."""
    return " ".join(str(text).split())


Severity = Literal["ok", "not looked at", "warning", "error"]
SEVERITIES: tuple[Severity, ...] = ("ok", "not looked at", "warning", "error")


def worst(severities: Iterable[Severity]) -> Severity:
    """The gravest of them; `ok` where there is none."""
    return max(severities, key=SEVERITIES.index, default="ok")


Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a look at something told. `subject` is the check or the place, `where` whose it is or where it stands.

    `hint` says what to do, or what a look needs. `rows` are what a person has to see, the worst first, with the heads
    of columns as keys; `total` counts them where not all are there.
    """

    severity: Severity
    subject: str
    what: str
    hint: str = ""
    where: str = ""
    rows: tuple[Row, ...] = ()
    total: int = 0

    @property
    def passed(self) -> bool:
        """Whether there is nothing to tell anyone."""
        return self.severity == "ok"

    def __str__(self) -> str:
        return str(Problem(self.where or self.subject, self.what, self.subject if self.where else "", self.hint))


class CdcError(Exception):
    """Something the user can mend; carries every problem found at once, in order. Exit code 2."""

    exit_code = 2

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def refuse(problems: Iterable[Problem]) -> None:
    """Raises CdcError where there are any problems, each told once."""
    if found := tuple(dict.fromkeys(problems)):
        raise CdcError(found)


@contextlib.contextmanager
def noted(problems: list[Problem] | None) -> Iterator[None]:
    """What a user can mend is added to `problems`, and whoever works on several things goes on; None: it is raised."""
    try:
        yield
    except CdcError as error:
        if problems is None:
            raise
        problems += error.problems
