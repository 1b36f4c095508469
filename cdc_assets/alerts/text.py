"""A message as people and programs read it: subject, text, JSON, Slack's and Teams' shapes."""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Callable, Mapping
from typing import Any

from cdc_assets.alerts.model import Alert, Message
from cdc_assets.errors import printable

TENANTS = "{tenants}"
"""In a finding's hint: where the options go that choose the message's tenants."""
NAMED = 5
SHOWN = 20
"""Alerts that a message names; it counts the others."""
LENGTH = 500
"""Characters of what a finding says; the JSON's fields have all of it."""
_MARKS = {"error": "🔴", "warning": "🟠", "ok": "🟢"}


def subject(message: Message, env: str) -> str:
    """One line: how bad, what, for how many, where."""
    first = message.alerts[0]
    head = {"begins": first.finding.severity.upper(), "gets worse": "WORSE", "is over": "OVER"}[message.change]
    names = list(dict.fromkeys(one.finding.where for one in message.alerts))
    whom = names[0] if len(names) == 1 else f"{len(names)} tenants"
    place = "" if whom == first.place else f" ({first.place})"
    return printable(f"[cdc {env}] {head} {first.finding.subject}: {whom}{place}")


def text(message: Message, env: str) -> str:
    """What, where, since when, how bad, what to do, and where more is."""
    first = message.alerts[0]
    verb = {"begins": first.finding.severity, "gets worse": "got worse, now error", "is over": "over"}[message.change]
    lines = [subject(message, env), f"Where: {first.place}, environment {env}", f"How bad: {verb}"]
    lines += [_line(one, message) for one in message.alerts[:SHOWN]]
    if len(message.alerts) > SHOWN:
        lines.append(f"- and {len(message.alerts) - SHOWN} more")
    if message.still:
        lines.append(f"{message.still} {'more stand' if message.change != 'is over' else 'still stand'}.")
    if message.change != "is over" and first.finding.hint:
        lines.append(f"What to do: {command(message)}")
    lines += [f"{name}: {value}" for name, value in (("Link", first.link), ("Handbook", first.page)) if value]
    return "\n".join(lines)


def command(message: Message) -> str:
    """What to do, for the message's tenants: few are named, of many the command is about all."""
    names = list(dict.fromkeys(one.finding.where for one in message.alerts))
    chosen = "".join(f" --tenant {shlex.quote(name)}" for name in names) if len(names) <= NAMED else ""
    return message.alerts[0].finding.hint.replace(TENANTS, chosen)


def _line(alert: Alert, message: Message) -> str:
    since = f"since {alert.since:%Y-%m-%d %H:%M} UTC"
    if message.change == "is over":
        return f"- {alert.finding.where}: {since}, over at {alert.changed:%Y-%m-%d %H:%M} UTC"
    what = alert.finding.what if len(alert.finding.what) <= LENGTH else f"{alert.finding.what[:LENGTH]}…"
    return f"- {alert.finding.where}: {what} ({since})"


def identity(message: Message) -> str:
    """The same for the same message, so that a receiver can tell one that was sent again after a crash."""
    parts = [message.change, *(f"{one.key} {one.changed.isoformat()}" for one in message.alerts)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def as_json(message: Message, env: str) -> Mapping[str, Any]:
    """Everything, as fields; `text` is what people read."""
    first = message.alerts[0]
    return {
        "text": text(message, env),
        "id": identity(message),
        "change": message.change,
        "severity": message.severity,
        "environment": env,
        "subject": first.finding.subject,
        "place": first.place,
        "what_to_do": command(message),
        "link": first.link,
        "handbook": first.page,
        "still": message.still,
        "findings": [
            {
                "where": one.finding.where,
                "what": one.finding.what,
                "since": one.since.isoformat(),
                "changed": one.changed.isoformat(),
            }
            for one in message.alerts
        ],
    }


def as_slack(message: Message, env: str) -> Mapping[str, Any]:
    """Slack's incoming webhook; names from a database are no markup."""
    escaped = text(message, env).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return {"text": f"{_MARKS[message.severity]} {escaped}"}


def as_teams(message: Message, env: str) -> Mapping[str, Any]:
    """An adaptive card, as a workflow of Microsoft Teams takes it."""
    first, *rest = text(message, env).split("\n")
    blocks: list[Mapping[str, Any]] = [
        {"type": "TextBlock", "text": f"{_MARKS[message.severity]} {first}", "weight": "bolder", "wrap": True}
    ]
    # Two line ends: its Markdown joins lines that have one between them.
    blocks.append({"type": "TextBlock", "text": "\n\n".join(rest), "wrap": True})
    content = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": blocks,
    }
    card = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": content}
    return {"type": "message", "attachments": [card]}


SHAPES: Mapping[str, Callable[[Message, str], Mapping[str, Any]]] = {
    "json": as_json,
    "slack": as_slack,
    "teams": as_teams,
}
