"""`seed_<group>`: the first materialisation of a whole chain.

A new group fills itself stage by stage once its sensors look. This job does it in one run, for the demo and for whoever
does not want to wait: launch it for all partitions of the group.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import dagster as dg

from cdc_assets.assets.names import cdc_capture_key, is_shared
from cdc_assets.config.model import Project

if TYPE_CHECKING:
    from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition


def seed_job_name(group: str) -> str:
    """`seed_<group>`."""
    return f"seed_{group}"


def build_seed_job(project: Project, group: str, keys: Sequence[dg.AssetKey]) -> UnresolvedAssetJobDefinition:
    """The stages `keys` of the group with their checks, for the tenants chosen."""
    shared = is_shared(project, group)
    # It looks at all services at once and would fail until the last of them is there; automation makes it then.
    chosen = [key for key in keys if not shared or key != cdc_capture_key(group)]
    what = (
        "schema, definitions, SQL files and tables of each service"
        if shared
        else ("schema, definitions, SQL files, and every tenant's tables")
    )
    return dg.define_asset_job(
        seed_job_name(group),
        selection=dg.AssetSelection.assets(*chosen),
        description=f"Fills a new instance in one run, for all partitions: {what} of {group}. It fills itself, "
        "stage by stage, too; later changes and new tenants need no one.",
        tags={"cdc/group": group},
    )
