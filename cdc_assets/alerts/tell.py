"""One look: what has to be told to whom now, and telling it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from urllib.parse import unquote

from pydantic import SecretStr

from cdc_assets.alerts.decide import eased, messages
from cdc_assets.alerts.model import Alert
from cdc_assets.alerts.send import send
from cdc_assets.alerts.store import Store
from cdc_assets.config.files import ALERTS
from cdc_assets.config.model import Channel, Project, SinkTarget
from cdc_assets.config.scaling import BACKEND, BROKER
from cdc_assets.config.tenants import databases, distinct_databases, tenants
from cdc_assets.errors import CdcError, Finding, concealed
from resources.postgres import connected, spelled

WEBHOOK_VARIABLE = "CDC_FAILURE_WEBHOOK"
"""A channel by itself, as it was before there was `alerts.yaml`."""
SECONDS = 25
"""How long a look goes on sending; what is left is told by the next."""
CHANNEL_FAILS = "channel_fails"
_PAGE = "docs/how-to/alerts.md"


def channels(project: Project, environ: Mapping[str, str]) -> dict[str, Channel]:
    """The project's channels, and the one that the environment names."""
    found = dict(project.alerts.channels)
    if address := environ.get(WEBHOOK_VARIABLE):
        found[WEBHOOK_VARIABLE] = Channel(webhook=SecretStr(address))
    return found


def unset(project: Project, name: str) -> tuple[str, ...]:
    """Variables that a channel needs and that are not set."""
    return project.unset.get((ALERTS, "alerts", "channels", name), ())


def tell(store: Store, project: Project, environ: Mapping[str, str], now: datetime) -> list[str]:
    """Tell every channel what it does not know yet; which of them fail, and why.

    A message counts as told once its channel took it: whoever is killed between the two sends it again, with the same
    identity. A channel that fails is one more finding, for the others.
    """
    found = channels(project, environ)
    known = frozenset(tenant.name for group in project.source_groups for tenant in tenants(project, group))
    store.forget(found)
    store.record_all("channel:", (_failing(store, name, now) for name in found if store.channel(name).tries), now)
    secrets = secrets_of(project, found.values(), environ)
    standing = [
        replace(one, finding=replace(one.finding, what=concealed(one.finding.what, secrets))) for one in store.alerts()
    ]
    end = time.monotonic() + SECONDS
    for name, channel in found.items():
        state = store.channel(name)
        if missing := unset(project, name):
            if state.next_try is None or state.next_try <= now:
                store.fails(name, f"the environment variable {', '.join(missing)} is not set", now)
            continue
        others = [one for one in standing if one.key != f"channel:{name}"]
        store.told_as(name, eased(others, state.told, channel))
        if state.next_try is not None and state.next_try > now:
            continue
        due = messages(others, state.told, channel, now, project.alerts.wait_seconds, known)
        if not due and state.tries:  # what it did not take is over
            store.works(name)
        for message in due:
            if time.monotonic() > end:
                break
            problem = send(channel, message, project.env)
            if problem is not None:
                store.fails(name, problem, now)
                break
            store.told(name, message)
            store.works(name)
    states = {name: store.channel(name) for name in found}
    return [f"{name}: not delivered: {state.error}" for name, state in states.items() if state.tries]


def secrets_of(project: Project, channels: Iterable[Channel], environ: Mapping[str, str]) -> list[str]:
    """What no message may say, whoever put it into an error: passwords of servers, brokers and Dagster's database,
    addresses of channels."""
    known = [server.password for group in project.source_groups.values() for server in group.servers.values()]
    known += [server.password for group in project.sink_groups.values() for server in group.servers.values()]
    for channel in channels:
        known += [channel.webhook, channel.server.password if channel.server else None]
    found = [secret.get_secret_value() for secret in known if secret is not None]
    found += [text for name, text in environ.items() if name.endswith("PASSWORD")]
    for name in ("CDC_DAGSTER_URL", BROKER, BACKEND):
        _, _, password = environ.get(name, "").rpartition("@")[0].rpartition("//")[2].partition(":")
        found += [password, unquote(password)]
    return found


def _failing(store: Store, name: str, now: datetime) -> Alert:
    state = store.channel(name)
    since = state.failing_since or now
    finding = Finding(
        "error", CHANNEL_FAILS, f"does not accept messages: {state.error}", f"cdc alerts test {name}", name
    )
    return Alert(f"channel:{name}", finding, name, since, since, page=_PAGE)


DATABASE_ANSWERS = "database_answers"
PREFIX = "database:"
_SECONDS = 5


def unanswered(project: Project, now: datetime) -> list[Alert]:
    """A finding for each database that cannot be connected to; all are asked at the same time."""
    found = distinct_databases(project)

    def look(target: SinkTarget, names: Sequence[str]) -> Alert | None:
        try:
            with connected(target, project.root, _SECONDS) as connection:
                connection.execute("SELECT 1")
        except CdcError as error:
            reason = "; ".join(problem.what for problem in error.problems)
            what = f"{reason}; {len(names)} tenant{'s' if len(names) != 1 else ''} of {target.sink}"
            finding = Finding("error", DATABASE_ANSWERS, what, "cdc doctor", target.label)
            return Alert(f"{PREFIX}{target.label}", finding, target.label, now, now, page=_PAGE)
        return None

    with ThreadPoolExecutor(max_workers=max(len(found), 1), thread_name_prefix="alerts") as workers:
        seen = workers.map(look, (target for target, _, _ in found), (names for _, _, names in found))
        return [one for one in seen if one is not None]


def spelling(project: Project) -> dict[str, str]:
    """The label of each database, and how problems name it."""
    return {target.label: spelled(target) for target, _ in databases(project)}
