"""`alerts.yaml`: its one key read into the model, and the rules that hold in it."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from cdc_assets.config.files import ALERTS
from cdc_assets.config.findings import Findings, Section
from cdc_assets.config.model import Alerts, Channel, QuietHours
from cdc_assets.config.sections import Reading, build, only_member, plain_data
from cdc_assets.config.yaml_nodes import ListNode, ScalarNode, YamlFile, find

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_FROM_ENVIRONMENT = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_]*\}")


def read_alerts(file: YamlFile | None, tenants: Collection[str], reading: Reading) -> Alerts:
    """The file's `alerts`, as it is without one where there is none. `tenants` are all that any group has."""
    section = only_member(file, "alerts", reading)
    if section is None:
        return Alerts()
    model = build(Alerts, plain_data(section, reading, ALERTS), section, reading.found)
    if model is not None:
        _check(model, section, tenants, reading.found)
    return model or Alerts()


def _check(alerts: Alerts, section: Section, tenants: Collection[str], found: Findings) -> None:
    if alerts.ui is not None and not _is_http(alerts.ui):
        found.add(section, ("ui",), "must be an http address", "for example: https://dagster.example.com")
    for name, channel in alerts.channels.items():
        _channel(channel, section.below("channels", name), tenants, found)


def _channel(channel: Channel, section: Section, tenants: Collection[str], found: Findings) -> None:
    if (channel.webhook is None) == (not channel.mail):
        what = "a channel has either `webhook` or `mail`"
        found.add(section, (), what, "webhook: ${CDC_ALERTS_WEBHOOK}, or mail: [data@example.com]")
    if channel.mail:
        for key, value in (("from", channel.from_), ("server", channel.server)):
            if value is None:
                found.add(section, (), f"`{key}` is missing: `mail` needs it")
        for index, address in enumerate(channel.mail):
            _address(address, ("mail", index), section, found)
        if channel.from_ is not None:
            _address(channel.from_, ("from",), section, found)
    for path in (("webhook",), ("server", "password")):
        node = find(section.node, path)[1]
        if isinstance(node, ScalarNode) and not node.null and not _FROM_ENVIRONMENT.search(node.text):
            hint = "write ${CDC_ALERTS_…}, and set that in the environment or in .env"
            found.add(section, path, "a secret must come from the environment", hint)
    for index, tenant in enumerate(channel.tenants):
        if tenants and tenant not in tenants:
            found.add(section, ("tenants", index), f"there is no tenant `{tenant}`", found.suggest(tenant, tenants))
    written = find(section.node, ("severities",))[1]
    if isinstance(written, ListNode) and not written.items:
        found.add(section, ("severities",), "names nothing", "leave the key out, or leave the channel out")
    if channel.quiet is not None:
        _quiet(channel.quiet, section.below("quiet"), found)


def _address(address: str, path: tuple[str | int, ...], section: Section, found: Findings) -> None:
    if "@" not in address or not address.isprintable() or any(letter in address for letter in " ,;<>"):
        found.add(section, path, "is no mail address", "for example: data@example.com")


def _quiet(quiet: QuietHours, section: Section, found: Findings) -> None:
    for key, value in (("from", quiet.from_), ("to", quiet.to)):
        if not _CLOCK.fullmatch(value):
            found.add(section, (key,), "must be a time of day", 'in quotes, for example: "22:00"')
    if quiet.from_ == quiet.to:
        found.add(section, ("to",), "is the same as `from`", "leave `quiet` out, or name two times")
    try:
        ZoneInfo(quiet.timezone)
    except (LookupError, ValueError, OSError):
        found.add(section, ("timezone",), f"there is no time zone `{quiet.timezone}`", "for example: Europe/Oslo")


def _is_http(address: str) -> bool:
    try:
        return urlsplit(address).scheme in {"http", "https"} and bool(urlsplit(address).hostname)
    except ValueError:
        return False
