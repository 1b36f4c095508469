"""The one way out of a script that cannot be read completely."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 - it is a verdict on a script, and never leaves the catalog room
    """Line (from 1) and reason why a script is not read, and what its author can do."""

    def __init__(self, line: int, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.line, self.what, self.hint = line, what, hint
