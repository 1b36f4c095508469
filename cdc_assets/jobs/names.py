"""Names of jobs, and what people type into launchpads, looked up in the project."""

from __future__ import annotations

from cdc_assets.assets.resources import failure
from cdc_assets.config.model import Project
from cdc_assets.errors import CdcError, Problem

CHECK_JOB = "check_tenants"


def known_group(project: Project, name: str) -> str:
    """The source group of that name, or the only one in use. Raises dg.Failure with the names there are."""
    groups = list(dict.fromkeys(service.group for service in project.services.values()))
    if name in groups:
        return name
    if not name and len(groups) == 1:
        return groups[0]
    what = f"there is no source group «{name}»" if name else "there are several source groups"
    raise failure(CdcError(Problem("launchpad", what, "group", f"one of: {', '.join(groups)}")))


def known_groups(project: Project, name: str, *, named: bool) -> list[str]:
    """The source group of that name; without one every group in use, unless tenants or sinks are `named`, which are one
    group's. Raises dg.Failure with the names there are."""
    if name or named:
        return [known_group(project, name)]
    return list(dict.fromkeys(service.group for service in project.services.values()))
