"""`seed_<group>`: the first materialisation of a whole chain.

Automation never requests partitions that were missing at its very first evaluation, so a new instance is filled by
this job, once. Launch it for all partitions of the group.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import dagster as dg

if TYPE_CHECKING:
    from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition


def seed_job_name(group: str) -> str:
    """`seed_<group>`."""
    return f"seed_{group}"


def build_seed_job(group: str, keys: Sequence[dg.AssetKey]) -> UnresolvedAssetJobDefinition:
    """The stages `keys` of the group with their checks, for the tenants chosen."""
    return dg.define_asset_job(
        seed_job_name(group),
        selection=dg.AssetSelection.assets(*keys),
        description=f"Everything of {group}, once: schema, definitions, SQL files, and every tenant's tables.",
        tags={"cdc/group": group},
    )
