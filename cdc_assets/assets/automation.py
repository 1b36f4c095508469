"""Named automation policies, and why each part of them is there.

`follow_upstream` carries a change from stage to stage. Every part was a failure once, measured on Dagster 1.13.27:

- *data versions, not materialisations*: a stage that ran and found nothing new must not make 26 tenants run.
- *`since(handled)` on each edge of its own*: `data_version_changed`, `newly_missing`, `code_version_changed` and
  `execution_failed().newly_true()` are true for one tick. While an upstream run is in flight the tick passes and the
  change would be forgotten; with one common `since`, a code change during an upstream run was lost for ever.
- *`handled` is `newly_requested`, never `newly_updated`*: a change that lands after a run read its input and before it
  finished must be followed by another run.
- *`execution_failed().newly_true()`*: a failed tenant is retried, alone and once; a second failure stays visible.
- *`~any_deps_in_progress & ~in_progress`*: changes that come in a row end in one run, on the last of them.
- Partitions missing at the very first evaluation are never requested: `seed_<group>` fills a new instance.

What belongs here: conditions. What does not: what is observed (`sensors/`), what a stage does.
"""

from __future__ import annotations

import dagster as dg
from dagster import AutomationCondition as AC  # noqa: N817 - the name the documentation uses


def follow_upstream() -> dg.AutomationCondition[dg.AssetKey]:
    """Run when an input's content, the code, or a failure asks for it; see the module's reasons."""
    handled = AC.newly_requested() | AC.initial_evaluation()
    changed = AC.any_deps_updated().replace("newly_updated", AC.data_version_changed())
    edges = (
        changed.with_label("an input's content changed"),
        AC.newly_missing().with_label("a tenant is new"),
        AC.code_version_changed().with_label("the code that makes it changed"),
        AC.execution_failed().newly_true().with_label("it failed, and was not retried yet"),
    )
    due = edges[0].since(handled)
    for edge in edges[1:]:
        due = due | edge.since(handled)
    ready = ~AC.any_deps_missing() & ~AC.any_deps_in_progress() & ~AC.in_progress()
    return (due & ready).with_label("follow_upstream")
