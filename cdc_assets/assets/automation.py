"""Named automation policies, and why each part of them is there.

`follow_upstream` carries a change from stage to stage; `on_request` is for the first, which sensors ask for.
Every part was a failure once, measured on Dagster 1.13.27:

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

import operator
from functools import reduce
from typing import Any

import dagster as dg
from dagster import AutomationCondition as AC  # noqa: N817 - the name the documentation uses

Condition = dg.AutomationCondition[dg.AssetKey]
Edge = Any
"""A condition that can be labelled; Dagster exports no name for its type."""


def follow_upstream() -> Condition:
    """Run when an input's content, the code, or a failure asks for it; see the module's reasons."""
    changed: Edge = AC.any_deps_updated().replace("newly_updated", AC.data_version_changed())
    due = _remembered([changed.with_label("an input's content changed"), *_own_edges()])
    ready: Edge = ~AC.any_deps_missing() & ~AC.any_deps_in_progress() & ~AC.in_progress()
    policy: Condition = (due & ready).with_label("follow_upstream")
    return policy


def on_request() -> Condition:
    """For a stage without inputs in the graph, which sensors ask for: a failure, new code, a new service."""
    idle: Edge = ~AC.in_progress()
    policy: Condition = (_remembered(_own_edges()) & idle).with_label("on_request")
    return policy


def _own_edges() -> list[Edge]:
    """What can happen to an asset by itself."""
    return [
        AC.newly_missing().with_label("it is new"),
        AC.code_version_changed().with_label("the code that makes it changed"),
        AC.execution_failed().newly_true().with_label("it failed, and was not retried yet"),
    ]


def _remembered(edges: list[Edge]) -> Edge:
    """True from any of the edges on until a run was requested for it."""
    handled: Edge = AC.newly_requested() | AC.initial_evaluation()
    return reduce(operator.or_, [edge.since(handled) for edge in edges])
