"""Which topics two tables, or two customers, would share: the events of both would be merged into the tables of each.

Names are compared as a connector writes them into topics: `_` stands there for every letter that Kafka does not know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cdc_assets.config.findings import Findings, Section
from cdc_assets.config.model import DB_SHARED, Service, SourceEntry, SourceGroup
from cdc_assets.config.names import split_table
from cdc_assets.config.sections import Parsed
from cdc_assets.config.validate import Draft
from cdc_assets.tables.model import filled, topic_part

_LETTERS = "a topic has `_` for letters that Kafka does not know: leave one of the two out, or rename it"


@dataclass(frozen=True, slots=True)
class _Claim:
    """Something whose events come in topics of its own: where it stands, what it is, what its topics say of it.

    Environments have brokers of their own, where topics do not name them.
    """

    section: Section
    path: tuple[str, ...]
    label: str
    identity: tuple[str, ...]
    env: str
    names: Mapping[str, str]


def check_topics(draft: Draft, found: Findings) -> None:
    """Report each table and customer whose topics are another's; once per group where `topic_format` is to blame."""
    for group in draft.source_groups.values():
        topic_format = group.value.topic_format
        taken: dict[tuple[str, str], _Claim] = {}
        blamed = False
        for claim in _claims(group, draft):
            topic = filled(topic_format.replace("{env}", claim.env or "{env}"), claim.names)
            first = taken.setdefault((claim.env, topic), claim)
            if blamed or first.identity == claim.identity:
                continue
            lacking = [
                f"{{{name}}}"
                for name, value in claim.names.items()
                if f"{{{name}}}" not in topic_format and topic_part(value) != topic_part(first.names[name])
            ]
            blamed = bool(lacking)
            if blamed:
                what = f"{first.label} and {claim.label} would share the topic {topic}"
                found.add(group.section, ("topic_format",), what, f"put {' or '.join(lacking)} into it")
            else:
                found.add(claim.section, claim.path, f"would share the topic {topic} with {first.label}", _LETTERS)


def _claims(group: Parsed[SourceGroup], draft: Draft) -> Iterator[_Claim]:
    """A db-per-tenant group's customers and, whoever's they are, its tables; a db-shared group's services' tables."""
    shared = group.value.pattern == DB_SHARED
    for name, entry in group.value.sources.items() if not shared else ():
        for env, one in entry.environments.items():
            names = {"customer": name, "database": one.database}
            yield _Claim(group.section, ("sources", name, env), f"`{name}`", (name,), env, names)
    for service in draft.services.values():
        if service.value.group == group.value.name:
            yield from _tables(service, group.value.sources.get(service.value.name) if shared else None)


def _tables(service: Parsed[Service], entry: SourceEntry | None) -> Iterator[_Claim]:
    """A service's tables, in each environment of its `entry` where it has one."""
    own = service.value.name
    for key in service.value.source.tables:
        schema, table = split_table(key) or ("", "")
        names, path = {"schema": schema, "table": table}, ("source", "tables", key)
        if entry is None:
            yield _Claim(service.section, path, f"`{key}`", (key,), "", names)
        for env, one in entry.environments.items() if entry else ():
            place = {"service": own, "customer": own, "database": one.database}
            identity = (one.server, one.database, key)
            yield _Claim(service.section, path, f"`{key}` of {own}", identity, env, {**place, **names})
