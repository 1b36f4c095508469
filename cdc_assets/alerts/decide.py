"""What a channel has to be told now: the difference between what stands and what it was told. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cdc_assets.alerts.model import Alert, Change, Message, Told
from cdc_assets.config.model import Channel, QuietHours
from cdc_assets.errors import SEVERITIES, Severity


def messages(
    alerts: Sequence[Alert], told: Told, channel: Channel, now: datetime, wait_seconds: float, tenants: frozenset[str]
) -> list[Message]:
    """What differs, in groups, the worst first.

    A group is told once the change of one of its alerts has stood for `wait_seconds`, with all that changed
    meanwhile. `tenants` are all there are: a channel for some of them is also told what is about no single one.
    """
    groups: dict[tuple[Change, Severity, tuple[str, str]], list[Alert]] = defaultdict(list)
    standing: dict[tuple[str, str], int] = defaultdict(int)
    for one in alerts:
        severity = _for_channel(one, channel, tenants)
        before = told.get(one.key, "ok")
        standing[one.group] += severity != "ok"
        change = _change(before, severity)
        if change and not _held(channel.quiet, one.finding.severity if severity != "ok" else before, now):
            groups[change, one.finding.severity if change != "is over" else "ok", one.group].append(one)
    wait = timedelta(seconds=wait_seconds)
    found = [
        Message(change, tuple(part), standing[group] - (len(part) if change != "is over" else 0))
        for (change, _, group), part in groups.items()
        if any(now - one.changed >= wait for one in part)
    ]
    return sorted(found, key=lambda one: -SEVERITIES.index(one.alerts[0].finding.severity))


def eased(alerts: Sequence[Alert], told: Told, channel: Channel) -> dict[str, str]:
    """What is a warning now and was told as an error: nobody is disturbed for it, but told where it is one again."""
    return {
        one.key: "warning"
        for one in alerts
        if told.get(one.key) == "error" and one.finding.severity == "warning" and "warning" in channel.severities
    }


def _for_channel(alert: Alert, channel: Channel, tenants: frozenset[str]) -> Severity:
    """The alert's severity as the channel wants to know it."""
    finding = alert.finding
    if finding.severity not in channel.severities:
        return "ok"
    elsewhere = channel.tenants and finding.where in tenants and finding.where not in channel.tenants
    return "ok" if elsewhere else finding.severity


def _change(before: str, now: Severity) -> Change | None:
    if now == "ok":
        return None if before == "ok" else "is over"
    if before == "ok":
        return "begins"
    return "gets worse" if before == "warning" and now == "error" else None


def _held(quiet: QuietHours | None, severity: str, now: datetime) -> bool:
    """Whether the channel is not to be disturbed with this now."""
    if quiet is None or severity not in quiet.holds:
        return False
    clock = now.astimezone(ZoneInfo(quiet.timezone)).strftime("%H:%M")
    if quiet.from_ < quiet.to:
        return quiet.from_ <= clock < quiet.to
    return clock >= quiet.from_ or clock < quiet.to
