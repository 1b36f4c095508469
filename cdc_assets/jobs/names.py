"""Names of jobs, and what people type into launchpads, looked up in the project."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import dagster as dg

from cdc_assets.assets.names import cdc_capture_key, is_shared
from cdc_assets.assets.resources import failure, shown
from cdc_assets.config.findings import there_are
from cdc_assets.config.model import Project
from cdc_assets.config.tenants import groups_in_use, sinks_of, tenants
from cdc_assets.errors import CdcError, Problem

if TYPE_CHECKING:
    from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition


CHECK_JOB = "check_tenants"


def op_job(op: dg.OpDefinition, name: str, description: str) -> dg.JobDefinition:
    """A job of one op, which runs and alerts know by its name."""

    @dg.job(name=name, description=description, tags={"cdc/job": name})
    def made() -> None:
        op()

    return made


def known_group(project: Project, name: str) -> str:
    """The source group of that name, or the only one in use. Raises dg.Failure with the names there are."""
    groups = groups_in_use(project)
    if name in groups:
        return name
    if not name and len(groups) == 1:
        return groups[0]
    what = f"there is no source group {shown(name, groups)}" if name else "there are several source groups"
    raise failure(CdcError(Problem("launchpad", what, "group", f"one of: {', '.join(groups)}")))


def known_groups(project: Project, name: str, *, named: bool) -> list[str]:
    """The source group of that name; without one every group in use, unless tenants or sinks are `named`, which are one
    group's. Raises dg.Failure with the names there are."""
    if name or named:
        return [known_group(project, name)]
    return groups_in_use(project)


def refuse_unknown(project: Project, groups: Sequence[str], sinks: Sequence[str], names: Sequence[str]) -> None:
    """Raises dg.Failure for sinks and tenants that none of the groups has."""
    wrong = [
        Problem("launchpad", f"{' and '.join(groups)} has no {what} {shown(name, there)}", key, there_are(there))
        for what, key, asked, there in (
            ("sink", "sinks", sinks, [sink for group in groups for sink in sinks_of(project, group)]),
            ("tenant", "tenants", names, [one.name for group in groups for one in tenants(project, group)]),
        )
        for name in asked
        if name not in there
    ]
    if wrong:
        raise failure(CdcError(wrong))


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
