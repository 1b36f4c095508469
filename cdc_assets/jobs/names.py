"""Names of jobs, and what people type into launchpads, looked up in the project."""

from __future__ import annotations

from collections.abc import Sequence

from cdc_assets.assets.launchpad import shown
from cdc_assets.assets.names import sinks_of
from cdc_assets.assets.resources import failure
from cdc_assets.config.findings import there_are
from cdc_assets.config.model import Project
from cdc_assets.config.tenants import tenants
from cdc_assets.errors import CdcError, Problem

CHECK_JOB = "check_tenants"


def known_group(project: Project, name: str) -> str:
    """The source group of that name, or the only one in use. Raises dg.Failure with the names there are."""
    groups = list(dict.fromkeys(service.group for service in project.services.values()))
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
    return list(dict.fromkeys(service.group for service in project.services.values()))


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
