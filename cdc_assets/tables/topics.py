"""Topics: what `topic_format` of a source group becomes, in Kafka's alphabet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cdc_assets.config.model import Tenant
from cdc_assets.tables.model import TableDefinition

_UNSAFE = re.compile(r"[^a-zA-Z0-9._-]")


def topic_part(name: str) -> str:
    """A name as part of a topic: Debezium writes `_` for everything that is not in Kafka's alphabet."""
    return _UNSAFE.sub("_", name)


def filled(topic_format: str, names: Mapping[str, str]) -> str:
    """`topic_format` with what is known put in; other placeholders stay."""
    for name, value in names.items():
        topic_format = topic_format.replace(f"{{{name}}}", topic_part(value))
    return topic_format


def tenant_topic(definition: TableDefinition, env: str, tenant: Tenant) -> str:
    """The topic from which a tenant's rows of a table come."""
    names = {"env": env, "customer": tenant.name, "database": tenant.database}
    return filled(definition.topic, {**names, "service": definition.service, "table": definition.source_table})
