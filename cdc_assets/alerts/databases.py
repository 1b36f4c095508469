"""Which of the sinks' databases do not answer: one finding each, however many tenants live there."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from cdc_assets.alerts.model import Alert
from cdc_assets.config.model import Project, SinkTarget
from cdc_assets.config.tenants import databases
from cdc_assets.errors import CdcError, Finding
from resources.postgres import connected, spelled

DATABASE_ANSWERS = "database_answers"
PREFIX = "database:"
_SECONDS = 5


def unanswered(project: Project, now: datetime) -> list[Alert]:
    """A finding for each database that cannot be connected to; all are asked at the same time."""
    found: dict[str, tuple[SinkTarget, set[str]]] = {}
    for target, part in databases(project):
        found.setdefault(target.label, (target, set()))[1].update(tenant.name for tenant in part)

    def look(each: tuple[SinkTarget, set[str]]) -> Alert | None:
        target, names = each
        try:
            with connected(target, project.root, _SECONDS) as connection:
                connection.execute("SELECT 1")
        except CdcError as error:
            reason = "; ".join(problem.what for problem in error.problems)
            what = f"{reason}; {len(names)} tenant{'s' if len(names) != 1 else ''} of {target.sink}"
            finding = Finding("error", DATABASE_ANSWERS, what, "cdc doctor", target.label)
            return Alert(f"{PREFIX}{target.label}", finding, target.label, now, now, page="docs/how-to/alerts.md")
        return None

    with ThreadPoolExecutor(max_workers=max(len(found), 1), thread_name_prefix="alerts") as workers:
        return [one for one in workers.map(look, found.values()) if one is not None]


def spelling(project: Project) -> dict[str, str]:
    """The label of each database, and how problems name it."""
    return {target.label: spelled(target) for target, _ in databases(project)}
