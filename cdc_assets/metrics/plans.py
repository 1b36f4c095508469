"""What an apply would do in each tenant, as numbers. A plan takes longer than a scrape may: it is made beside them."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from cdc_assets import stages
from cdc_assets.config.model import Project
from cdc_assets.config.tenants import services_of, tenants
from cdc_assets.errors import CdcError, Problem
from cdc_assets.migrate.explain import PlanStage

SECONDS = 300
"""How old a plan may be."""
Row = dict[str, Any]


@dataclass(slots=True, eq=False)
class Plans:
    """The latest plans. `wait`: made while somebody asks, else in a thread, and what is known is told meanwhile."""

    project: Project
    wait: bool = False
    known: Sequence[Row] = ()
    due_at: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def rows(self) -> Sequence[Row]:
        """A row per database and tenant: how much is due, and how many hazards of each kind wait."""
        with self.lock:
            due = time.monotonic() >= self.due_at
            if due:
                self.due_at = time.monotonic() + SECONDS
        if due and self.wait:
            self._look()
        elif due:
            threading.Thread(target=self._look, name="metrics plans", daemon=True).start()
        return self.known

    def _look(self) -> None:
        self.known = tuple(planned(self.project))


def planned(project: Project) -> Iterator[Row]:
    """What the files and databases say now; of what cannot be read nothing is told."""
    unreachable: list[Problem] = []
    for group in project.source_groups:
        names = [tenant.name for tenant in tenants(project, group)]
        for sink in dict.fromkeys(sink for service in services_of(project, group) for sink in service.sinks):
            try:
                found = stages.planned(project, group, sink, names, unreachable=unreachable)
            except CdcError:  # files are missing or were edited: `cdc status` says which
                continue
            yield from map(_row, found)


def _row(plan: PlanStage) -> Row:
    waiting = Counter(str(hazard.kind) for hazard in plan.hazards if hazard.needs_approval)
    due = len({unit for unit, _ in (*plan.due, *plan.refused)})
    return {"database": plan.database, "tenant": plan.tenant or "", "due": due, **waiting}
