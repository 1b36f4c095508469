"""Limits that hold whatever a driver does: work that can be given up.

A driver may wait where no timeout of its own applies (inside `connect`, for the answer to a cancel, for a name server).
So what talks to the outside runs in a thread of its own, and whoever asked waits for that thread no longer than it may.
"""

from __future__ import annotations

import contextlib
import threading
from collections import defaultdict
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

GRACE = 0.5
"""Seconds that a driver gets beyond its limit to end by itself: its own message says more, and it cleans up."""
MOST_GIVEN_UP = 16
"""Calls that may be left hanging at one address, each with its thread and connection: then nothing is tried there."""


class GaveUpError(Exception):
    """Work did not end within its limit, or (`tried` False) was not begun, as too much of it hangs already."""

    def __init__(self, address: str, *, tried: bool = True) -> None:
        self.tried = tried
        super().__init__(
            f"no answer from {address}"
            if tried
            else f"{MOST_GIVEN_UP} earlier calls still wait for an answer from {address}: none is added to them"
        )


def within(seconds: float, work: Callable[[], T], address: str, late: Callable[[], None] = lambda: None) -> T:
    """`work()`, or GaveUpError where it takes longer than `seconds` and a moment of grace.

    Work that is given up goes on in its thread, which nobody waits for any more, not even the interpreter's exit; what
    it returns or raises is dropped, and where it ends after all, `late` cleans up behind it. `address`: of what it
    talks to.
    """
    waiting = _Waiting(work, late)
    hanging = _hanging[address]
    if sum(one.is_alive() for one in tuple(hanging)) >= MOST_GIVEN_UP:
        raise GaveUpError(address, tried=False)
    thread = threading.Thread(target=waiting.run, name=f"within {address}", daemon=True)
    thread.start()
    try:
        ended = waiting.done.wait(max(seconds, 0) + GRACE)
    except BaseException:  # Ctrl-C, or whoever else ends the wait
        waiting.give_up()
        raise
    if not ended and waiting.give_up():
        hanging.difference_update([one for one in tuple(hanging) if not one.is_alive()])
        hanging.add(thread)
        raise GaveUpError(address)
    if waiting.error is not None:
        raise waiting.error
    return waiting.values[0]


_hanging: dict[str, set[threading.Thread]] = defaultdict(set)


class _Waiting(Generic[T]):
    """Work in a thread of its own, and what became of it."""

    def __init__(self, work: Callable[[], T], late: Callable[[], None]) -> None:
        self.work, self.late = work, late
        self.done = threading.Event()
        self.values: list[T] = []
        self.error: BaseException | None = None
        self._lock = threading.Lock()
        self._given_up = False

    def run(self) -> None:
        try:
            self.values.append(self.work())
        except BaseException as error:  # it is the caller's, in whose place this runs
            self.error = error
        with self._lock:
            self.done.set()
            given_up = self._given_up
        if given_up:
            with contextlib.suppress(Exception):
                self.late()

    def give_up(self) -> bool:
        """False where the work ended in the last moment."""
        with self._lock:
            self._given_up = not self.done.is_set()
            return self._given_up
