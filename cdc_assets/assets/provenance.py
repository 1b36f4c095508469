"""Where a tenant's schema came from, as Dagster keeps it for what it materialises itself.

Tenants are logged one by one, so that Dagster adds none of these tags; without them every tenant is `unsynced` in the
UI, with them only one that is behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import dagster as dg

VERSION = "dagster/data_version"
Tags = Mapping[str, str]


def provenance(
    instance: dg.DagsterInstance, parent: dg.AssetKey, partitions: Iterable[str | None], code_version: str
) -> dict[str | None, Tags]:
    """Partition of `parent` (None: it has none) → the tags of what is made from its present version.

    To be read before the files are: what is made is never older than it says.
    """
    found: dict[str | None, Tags] = {}
    name = parent.to_user_string()
    for partition in partitions:
        tags = {"dagster/code_version": code_version}
        record = instance.get_latest_data_version_record(parent, partition_key=partition)
        event = record.asset_materialization if record else None
        if record and event and (version := (event.tags or {}).get(VERSION)):
            tags[f"dagster/input_data_version/{name}"] = version
            tags[f"dagster/input_event_pointer/{name}"] = str(record.storage_id)
        found[partition] = tags
    return found
