"""What the discovery sensors share: reading the project, the last materialised input, the cursor.

What belongs here: Dagster's side of a look. What does not: decisions (`cdc_assets/observe.py`).
"""

from __future__ import annotations

import json

import dagster as dg

from cdc_assets.assets.names import is_shared
from cdc_assets.config.model import Project, Service

INPUTS = "inputs_sha256"
"""Metadata of a materialisation: the hash of the configuration it was made from, per service."""
SOURCE = "source_sha256"
"""Metadata of `source_schema`: the fingerprint of the source it was read from, per service."""


def read_cursor(context: dg.SensorEvaluationContext) -> dict[str, str]:
    """The cursor's mapping; empty at first or where it is not ours."""
    try:
        state = json.loads(context.cursor or "{}")
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in state.items()} if isinstance(state, dict) else {}


def write_cursor(state: dict[str, str]) -> str:
    """The mapping as a cursor."""
    return json.dumps(state, sort_keys=True, ensure_ascii=False)


def materialised_input(
    instance: dg.DagsterInstance, project: Project, service: Service, key: dg.AssetKey, name: str
) -> str | None:
    """The input hash that the latest materialisation of `key` recorded for the service; None where there is none."""
    partition = service.name if is_shared(project, service.group) else None
    record = instance.get_latest_data_version_record(key, partition_key=partition)
    materialisation = record.asset_materialization if record else None
    value = materialisation.metadata.get(name) if materialisation else None
    if value is None or not isinstance(value.value, dict):
        return None
    found = value.value.get(service.name)
    return found if isinstance(found, str) else None


def request(project: Project, service: Service, key: dg.AssetKey) -> dg.RunRequest:
    """A run of one stage for one service."""
    partition = service.name if is_shared(project, service.group) else None
    return dg.RunRequest(asset_selection=[key], partition_key=partition, tags={"cdc/service": service.name})
