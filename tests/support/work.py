"""Work that is counted and not timed: the same on every machine, however busy it is.

`steps` counts what Python executes, `sql_work` what PostgreSQL's plans go through.
"""

from __future__ import annotations

import gc
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

import psycopg
import pytest

Work = Callable[[], object]


def steps(work: Work, at_most: int | None = None) -> int:
    """Lines of Python that `work()` executes, whoever wrote them, and calls of functions, also of C's.

    Fails the test as soon as there are more than `at_most`: what would never end does. Counts this thread only. What a
    single call of a C function goes through (a comparison of two long lists) is one step.
    """
    count = 0

    def counted() -> None:
        nonlocal count
        count += 1
        if at_most is not None and count > at_most:
            stop()
            pytest.fail(f"more than {at_most} steps")

    def trace(_frame: FrameType, event: str, _argument: object) -> Any:
        if event == "line":
            counted()
        return trace

    def profile(_frame: FrameType, event: str, _argument: object) -> None:
        if event in ("call", "c_call"):
            counted()

    before = sys.gettrace(), sys.getprofile(), gc.isenabled()

    def stop() -> None:
        sys.settrace(before[0])
        sys.setprofile(before[1])

    gc.disable()  # what is called when something is collected is called at some time or other
    try:
        sys.setprofile(profile)
        sys.settrace(trace)
        work()
    finally:
        stop()
        if before[2]:
            gc.enable()
    return count


def assert_linear(count: Callable[[int], int], size: int, slack: float = 0.1) -> None:
    """`count(n)` grows in proportion to n, plus what is there in any case: from 2n to 4n twice as much as from n to 2n.

    What is there in any case has no part in it, so that small sizes tell: with a `slack` of 0.1 it is enough that a
    27th of what `size` costs grows with the square.
    """
    count(size)  # what is made once (compiled, cached, imported) is made now
    found = [count(size * times) for times in (1, 2, 4)]
    first, second = found[1] - found[0], found[2] - found[1]
    assert 0 < second <= 2 * first * (1 + slack), f"{found} for {size}, {size * 2} and {size * 4}"


@dataclass(slots=True)
class SqlWork:
    """What statements went through: rows that plan nodes gave or left out, with a row for each time that a node was
    started; and blocks that were looked at (8 kB), also those of large values. Statements inside of functions count.
    `scanned`: the blocks that reading a relation took, by its name.
    """

    statements: int = 0
    rows: int = 0
    blocks: int = 0
    scanned: Counter[str] = field(default_factory=Counter)

    def add(self, node: Mapping[str, Any]) -> None:
        """A plan node and those below it."""
        loops = node["Actual Loops"]
        out = sum(value for name, value in node.items() if name.startswith("Rows Removed by"))
        self.rows += round((node["Actual Rows"] + out + 1) * loops)
        if node["Node Type"].endswith("Scan") and "Relation Name" in node:
            self.scanned[node["Relation Name"]] += _blocks(node)
        for below in node.get("Plans", ()):
            self.add(below)


def _blocks(node: Mapping[str, Any]) -> int:
    return sum(value for name, value in node.items() if name.endswith(("Hit Blocks", "Read Blocks")))


@contextmanager
def sql_work(connection: psycopg.Connection[Any]) -> Iterator[SqlWork]:
    """Counts what this connection's statements do, by PostgreSQL's own auto_explain. Needs a superuser."""
    done = SqlWork()

    def explained(notice: psycopg.errors.Diagnostic) -> None:
        head, found, text = (notice.message_primary or "").partition("plan:\n")
        if head.startswith("duration:") and found:
            plan = json.loads(text)["Plan"]
            done.statements += 1
            done.blocks += _blocks(plan)
            done.add(plan)

    settings = {
        "log_analyze": "on",
        "log_buffers": "on",
        "log_timing": "off",
        "log_nested_statements": "on",
        "log_format": "json",
        "log_level": "info",  # is sent to the client, whatever it wants to hear
        "log_min_duration": "0",
    }
    connection.execute("LOAD 'auto_explain'")
    connection.add_notice_handler(explained)
    connection.execute("; ".join(f"SET auto_explain.{name} = '{value}'" for name, value in settings.items()).encode())
    try:
        yield done
    finally:
        connection.execute("RESET auto_explain.log_min_duration")
        connection.remove_notice_handler(explained)
