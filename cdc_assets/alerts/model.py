"""What stands at present, what a channel was told of it, and the messages between the two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cdc_assets.errors import Finding

Change = Literal["begins", "gets worse", "is over"]


@dataclass(frozen=True, slots=True)
class Alert:
    """A finding that stands, or stood: `key` tells it from every other.

    `place` is the asset or database it is about, `finding.where` the tenant or what else it names, `finding.hint` the
    command. `since`: when it began; `changed`: when its severity did, or when it ended (`finding.severity` is `ok`).
    """

    key: str
    finding: Finding
    place: str
    since: datetime
    changed: datetime
    link: str = ""
    page: str = ""

    @property
    def group(self) -> tuple[str, str]:
        """What is told together."""
        return self.place, self.finding.subject


@dataclass(frozen=True, slots=True)
class Message:
    """What a channel is told at once: alerts of one group with one change, the same severity, and one command."""

    change: Change
    alerts: tuple[Alert, ...]
    still: int = 0
    """How many of the group stand besides."""

    @property
    def severity(self) -> str:
        """How bad it is, or was."""
        return "ok" if self.change == "is over" else self.alerts[0].finding.severity


Told = Mapping[str, str]
"""Key of an alert → the severity that a channel was told last."""


@dataclass(frozen=True, slots=True)
class ChannelState:
    """What is known of a channel: what it was told, and since when and why it fails."""

    told: Told
    failing_since: datetime | None = None
    tries: int = 0
    next_try: datetime | None = None
    error: str = ""


def standing(alerts: Sequence[Alert]) -> list[Alert]:
    """Those that are not over."""
    return [one for one in alerts if one.finding.severity != "ok"]
